# ---
# id: moe_upcycle
# name: MoE upcycling
# paper: wei2024skywork
# aliases: [sparse upcycling, MoE upcycling, Skywork-MoE initialisation, gating logit normalisation, gating logit normalization, upcycled MoE]
# family: growth
# initialises: mixture-of-experts layers, from the feed-forward layers of a dense checkpoint
# when: a dense checkpoint exists and the budget for the mixture of experts is small beside the cost of that checkpoint; from twice its cost on the paper prefers a start from scratch
# why: "every expert is a copy of the dense layer and the weights of the chosen ones sum to 1, so the new net computes what the dense one did; normalised gate logits keep the choice among experts sharp"
# layers: [mlp, transformer]
# needs: [smaller net, trained net]
# goals: [keeps the function, faster training]
# code: ["norm_topk_prob"]
# fidelity: as in the paper
# differs: "The paper does not say whether the deviation of the logits is that of the population (here) or of a sample, nor how the gate starts; that the chosen weights are rescaled to sum 1 is read from its approximation of the output. Its training code is not public. Load-balancing loss, expert capacity and token dropping are left out."
# call: upcycle_(${1:model}, "${2:mlp}", experts=${3:16}, top_k=${4:2})
# ---
"""Turn the feed-forward layers of a dense model into mixtures of experts that compute the same."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class UpcycledMoE(nn.Module):
    """Mixture of experts that starts as copies of a dense feed-forward layer.

    A linear gate gives each token the logits z over experts. They are normalised,
    z' = sharpness (z - mean) / std over the experts, and g = softmax(z') (Wei et al., 2024,
    eq. 6). The token goes to the ``top_k`` experts with the largest g. While the experts are
    equal and their weights sum to 1, the output is that of the dense layer.

    Args:
        ffn: Dense layer that maps ``(tokens, d)`` to ``(tokens, d)``. It is copied, with its mode.
        experts: Number of experts, 16 in the paper.
        top_k: Experts per token, 2 in the paper.
        sharpness: Standard deviation of z', the paper's lambda, 1 in its large run.
        renormalise: Rescale the weights of the chosen experts to sum 1. Otherwise the output
            starts smaller than that of the dense layer, by the sum of the chosen g.
        generator: Source of the gate's weight (normal, std 0.02, a common choice for language
            models), on the device of ``ffn``. Its bias is 0.

    Raises:
        ValueError: If ``ffn`` has no linear layer to read d from, or ``top_k`` is not between 1
            and ``experts``.
    """

    def __init__(
        self,
        ffn: nn.Module,
        experts: int = 16,
        top_k: int = 2,
        *,
        sharpness: float = 1.0,
        renormalise: bool = True,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        first = next((m for m in ffn.modules() if isinstance(m, nn.Linear)), None)
        if first is None:
            raise ValueError(f"no linear layer in {ffn}")
        if not 1 <= top_k <= experts:
            raise ValueError(f"need 1 <= top_k <= experts, got {top_k} and {experts}")
        self.experts = nn.ModuleList(copy.deepcopy(ffn) for _ in range(experts))
        # Skips PyTorch's own initialisation, which would draw from the global generator.
        like = first.weight
        self.gate = nn.utils.skip_init(
            nn.Linear, first.in_features, experts, dtype=like.dtype, device=like.device
        )
        nn.init.zeros_(self.gate.bias)
        with torch.no_grad():
            self.gate.weight.normal_(std=0.02, generator=generator)
        self.top_k = top_k
        self.sharpness = sharpness
        self.renormalise = renormalise

    def route(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Choose the experts of each token.

        Args:
            tokens: Input of the layer, ``(tokens, d)``.

        Returns:
            Weights, ``(tokens, top_k)``, at least float32 and descending, and the indices of the
            experts, of the same shape.
        """
        logits = self.gate(tokens)
        logits = logits.to(torch.promote_types(logits.dtype, torch.float32))
        # The layer norm divides by the population deviation; its epsilon, added to the variance,
        # gives equal logits equal weights instead of 0 / 0.
        normal = F.layer_norm(logits, logits.shape[1:], eps=1e-6)
        weights, chosen = (self.sharpness * normal).softmax(dim=1).topk(self.top_k, dim=1)
        if self.renormalise:
            weights = weights / weights.sum(dim=1, keepdim=True)
        return weights, chosen

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(..., d)`` to ``(..., d)``."""
        tokens = x.reshape(-1, x.shape[-1])
        weights, chosen = self.route(tokens)
        output = torch.zeros_like(tokens)
        for index, expert in enumerate(self.experts):
            rows, slots = (chosen == index).nonzero(as_tuple=True)
            share = weights[rows, slots].unsqueeze(1) * expert(tokens[rows])
            output = output.index_add(0, rows, share.to(output.dtype))
        return output.view_as(x)


def upcycle_(
    model: nn.Module,
    name: str,
    experts: int = 16,
    top_k: int = 2,
    *,
    sharpness: float = 1.0,
    renormalise: bool = True,
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Replace every submodule of that name by an :class:`UpcycledMoE` copied from it, in place.

    All other weights stay. Create the optimiser afterwards.

    Args:
        model: Dense model.
        name: Last part of the names of its feed-forward layers, such as ``"mlp"``.
        experts: Experts per layer. This and all that follow are those of :class:`UpcycledMoE`.
        top_k: Experts per token.
        sharpness: Deviation of the gate's logits.
        renormalise: Whether the weights of the chosen experts sum to 1.
        generator: Source of the gates' weights.

    Returns:
        ``model``.

    Raises:
        ValueError: If no submodule has that name, or as in :class:`UpcycledMoE`.
    """
    dense = [path for path, _ in model.named_modules() if path.rpartition(".")[2] == name]
    if not name or not dense:
        raise ValueError(f"the model has no submodule named '{name}'")
    for path in dense:
        ffn = model.get_submodule(path)
        mixture = UpcycledMoE(
            ffn, experts, top_k, sharpness=sharpness, renormalise=renormalise, generator=generator
        )
        setattr(model.get_submodule(path.rpartition(".")[0]), name, mixture)
    return model


def adapt_loss_coefficient(
    coefficient: float,
    drop_rate: float,
    sensitivity: float = 0.2,
    maximum: float = 0.01,
    momentum: float = 0.99,
) -> float:
    """Return the next coefficient of one layer's load-balancing loss (Wei et al., 2024, eq. 7-9).

    It follows the share of tokens that the layer dropped: a moving average of
    min(sensitivity * drop_rate, maximum). Defaults are those of the paper's large run.

    Args:
        coefficient: Present coefficient.
        drop_rate: Dropped tokens over all tokens of the last step, 0 to 1.
        sensitivity: The paper's xi.
        maximum: The paper's alpha_max.
        momentum: The paper's beta.

    Returns:
        Coefficient for the next step.
    """
    target = min(sensitivity * drop_rate, maximum)
    return momentum * coefficient + (1 - momentum) * target
