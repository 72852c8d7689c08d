# ---
# id: ties_merge
# name: TIES merge
# paper: akiba2024evolutionary
# aliases: [TIES, TIES-Merging, ties merge, trim elect sign merge, task vector merging with sign election]
# family: merging
# initialises: every weight of a model, from its base and several fine-tunings of it
# when: fine-tunings of one base model are to become one model and a plain average lets them cancel each other
# why: "small changes are dropped and, entry by entry, only the changes of the sign with the greater mass are averaged, so opposite changes do not cancel"
# layers: [any]
# needs: [several nets, trained net]
# goals: [merges without training]
# code: ["combination_type=\"ties\"", "GeneralizedTaskArithmeticMerge", "peft.utils.merge_utils.ties"]
# fidelity: in the spirit of
# differs: "An ingredient of the cited paper's recipes; TIES is by Yadav et al. (2023). Each tensor is trimmed by itself and models may be weighted, as in mergekit; the TIES authors' own code trims over the whole model at once, weighs all models alike and settles an exact tie of signs by the majority over the model, here it is positive."
# call: ${1:model}.load_state_dict(ties_merge(${2:base}.state_dict(), ${3:states}, density=${4:0.2}))
# ---
"""Merge fine-tuned models by trimming, electing a sign and averaging what agrees with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor


@torch.no_grad()
def ties_merge(
    base: Mapping[str, Tensor],
    models: Sequence[Mapping[str, Tensor]],
    *,
    density: float = 0.2,
    weights: Sequence[float] | None = None,
    scale: float = 1.0,
) -> dict[str, Tensor]:
    """Merge fine-tunings of one base model (TIES; an ingredient of Akiba et al., 2024).

    In each tensor the changes tau_i = theta_i - theta_base are

    1. trimmed: only the ``int(density * numel)`` largest in magnitude stay, the others are 0;
    2. given a sign per entry: that of sum_i w_i tau_i, positive if the sum is 0;
    3. averaged with the weights w_i over the models whose entry has that sign.

    The result is theta_base + ``scale`` times the average. A tensor with fewer than
    1 / ``density`` entries stays as in the base.

    Args:
        base: State dict of the common base model.
        models: State dicts of the fine-tuned models, with the names and shapes of ``base``.
        density: Share of the changes to keep, above 0, at most 1. Default of the TIES authors;
            mergekit keeps all.
        weights: One non-negative weight per model. All are 1 by default.
        scale: Factor of the merged change (lambda), 1 in mergekit and in the authors' example.

    Returns:
        New tensors in the dtype and on the device of ``base``. Entries that are not floating
        point, such as counters, are those of ``base``.

    Raises:
        ValueError: If names or shapes differ, there is no model, or ``density`` or ``weights``
            cannot be served.
    """
    if not 0 < density <= 1:
        raise ValueError(f"density must lie above 0 and at most at 1, got {density}")
    if weights is None:
        weights = [1.0] * len(models)
    if not models or len(weights) != len(models) or min(weights) < 0:
        raise ValueError(f"{len(models)} models need as many weights, none below 0, got {weights}")
    for model in models:
        if model.keys() != base.keys():
            raise ValueError(f"base and model differ in {sorted(model.keys() ^ base.keys())}")
    merged = {}
    for name, start in base.items():
        if not start.is_floating_point():
            merged[name] = start.clone()
            continue
        # Differences of bfloat16 weights need more digits than the weights.
        origin = start.to(torch.promote_types(start.dtype, torch.float32))
        shares = torch.tensor(weights, dtype=origin.dtype, device=origin.device)
        shares = shares.reshape(-1, *[1] * origin.dim())
        deltas = shares * torch.stack([_trimmed(name, m[name], origin, density) for m in models])
        elected = torch.where(deltas.sum(0) >= 0, 1, -1)
        agrees = deltas.sign() == elected
        total = (agrees * shares).sum(0)
        mean = torch.where(total > 0, (agrees * deltas).sum(0) / total, 0)
        merged[name] = (origin + scale * mean).to(start.dtype)
    return merged


def _trimmed(name: str, tuned: Tensor, origin: Tensor, density: float) -> Tensor:
    """Return the change from ``origin`` with all but its largest entries set to zero."""
    if tuned.shape != origin.shape:
        raise ValueError(f"{name}: base has {tuple(origin.shape)}, a model {tuple(tuned.shape)}")
    delta = (tuned.to(origin) - origin).flatten()
    kept = delta.abs().topk(int(density * delta.numel())).indices
    return torch.zeros_like(delta).index_copy(0, kept, delta[kept]).reshape(origin.shape)
