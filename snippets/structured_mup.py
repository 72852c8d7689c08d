# ---
# id: structured_mup
# name: Structure-aware muP and BTT
# paper: qiu2024compute
# aliases: [BTT, block tensor train, block tensor-train, structured matrices, structure-aware learning rate, structure-aware initialisation, structure-aware initialization]
# family: parametrisation
# initialises: the cores of a structured matrix (block tensor-train, Monarch, Kronecker, low rank) in place of a dense layer
# when: dense linear layers are replaced by structured ones and shall learn as well at the same learning rate
# why: gives each core the initial scale and the Adam learning rate that muP asks of its own input and output size instead of those of the whole layer
# layers: [linear, mlp, transformer]
# goals: [width transfer, few parameters]
# fidelity: as in the official code
# differs: "Of the structures only the two-core block tensor-train is a layer here; the cores of Monarch, Kronecker or low-rank layers are served by the two rules. The variant that normalises the cores in training, permutations and the fused kernel are left out."
# call: "layer = BTTLinear(${1:in_features}, ${2:out_features}, rank=${3:1})"
# ---
"""Initial scale and Adam learning rate of structured linear layers, and a block tensor-train."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn


def core_std(fan_in: int, fan_out: int) -> float:
    """Return the initial standard deviation of a core, ``min(1, sqrt(out / in)) / sqrt(in)``.

    A Gaussian matrix of this scale has a spectral norm of order ``sqrt(fan_out / fan_in)``, as
    muP asks. It keeps the variance of the output only if ``fan_out >= fan_in``, by intent.

    Args:
        fan_in: Size that this core itself sums over, not the input of the whole layer.
        fan_out: Size that this core itself puts out.

    A core of rank r counts r in: low rank has the cores (in, r) and (r, out). Blocks do not
    count: a Monarch core ``(blocks, q, p)`` has fan-in p and fan-out q.
    """
    return min(1, math.sqrt(fan_out / fan_in)) / math.sqrt(fan_in)


def core_lr_multiplier(in_features: int, fan_in: int, cores: int) -> float:
    """Return the factor on the Adam learning rate of a dense layer, ``in / fan_in / cores``.

    It keeps the change of the layer's output in one step of Adam as large as that of the dense
    layer. It does not apply to SGD.

    Args:
        in_features: Input size of the whole layer. Giving that of a narrower base model, for
            which the learning rate is tuned, includes muP's factor of base width over width.
        fan_in: Size that this core itself sums over.
        cores: Number of cores of the layer.
    """
    return in_features / fan_in / cores


class BTTLinear(nn.Module):
    """Linear layer whose matrix is a block tensor-train of two cores (Qiu et al. 2024).

    With ``in = m1 m2`` and ``out = n1 n2``, factored about evenly, the first core maps each of m2
    slices from m1 to n1 * rank, the second each of n1 slices from rank * m2 to n2.

    Args:
        in_features, out_features: As in ``nn.Linear``. Sizes with only large prime factors make
            the cores large.
        rank: Rank of the train.
        bias: Whether to add a bias, which starts at 0.
        zero_init: Start the second core at 0: for the last layer of each residual block.
        generator: Source of the cores, on ``device``.
        device, dtype: Of the parameters.

    Raises:
        ValueError: If a size or the rank is below 1.
    """

    first: Tensor  # (m2, m1, n1 * rank)
    second: Tensor  # (n1, m2 * rank, n2)

    def __init__(
        self,
        in_features: int,
        out_features: int,
        rank: int = 1,
        bias: bool = True,
        zero_init: bool = False,
        generator: torch.Generator | None = None,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        if min(in_features, out_features, rank) < 1:
            raise ValueError(
                "in_features, out_features and rank must be at least 1, got "
                f"{in_features}, {out_features} and {rank}"
            )
        self.in_features = in_features
        m1, m2 = _even_factors(in_features)
        n1, n2 = _even_factors(out_features)
        first = torch.empty(m2, m1, n1 * rank, device=device, dtype=dtype)
        second = torch.zeros(n1, m2 * rank, n2, device=device, dtype=dtype)
        for core in (first,) if zero_init else (first, second):
            core.normal_(0, core_std(*core.shape[1:]), generator=generator)
        self.first = nn.Parameter(first)
        self.second = nn.Parameter(second)
        zeros = torch.zeros(out_features, device=device, dtype=dtype)
        self.bias = nn.Parameter(zeros) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Return the output ``(..., out_features)`` for ``(..., in_features)``."""
        m2, m1, _ = self.first.shape
        n1, inner, n2 = self.second.shape
        y = torch.einsum("bjm,jmk->bjk", x.reshape(-1, m2, m1), self.first)
        # To each of the n1 slices goes its part of all m2 results, with the rank innermost.
        y = y.reshape(-1, m2, n1, inner // m2).transpose(1, 2).reshape(-1, n1, inner)
        y = torch.einsum("bik,ikn->bin", y, self.second).reshape(*x.shape[:-1], n1 * n2)
        return y if self.bias is None else y + self.bias


def structured_param_groups(
    model: nn.Module, lr: float, base_in_features: int | None = None
) -> list[dict[str, Any]]:
    """Return Adam parameter groups in which the cores of every :class:`BTTLinear` have their rate.

    Args:
        model: Net that contains such layers. Its other parameters keep ``lr``; in a net wider
            than the base, dense weights need muP's own factor besides.
        lr: Learning rate of the dense model.
        base_in_features: Input size of the layers in the model for which ``lr`` is tuned. Default:
            the layer's own, that is the same width.

    Returns:
        Groups for a ``torch.optim`` optimiser, one for each learning rate.
    """
    factors = {parameter: 1.0 for parameter in model.parameters()}
    for layer in model.modules():
        if isinstance(layer, BTTLinear):
            width = base_in_features or layer.in_features
            for core in (layer.first, layer.second):
                factors[core] = core_lr_multiplier(width, core.shape[1], cores=2)
    groups: dict[float, list[Tensor]] = {}
    for parameter, factor in factors.items():
        groups.setdefault(factor, []).append(parameter)
    return [{"params": params, "lr": lr * factor} for factor, params in groups.items()]


def _even_factors(size: int) -> tuple[int, int]:
    """Split a size into two factors: each prime goes to the smaller one, the smallest first."""
    small, large = 1, 1
    for prime in range(2, size + 1):
        while size % prime == 0:
            size //= prime
            small, large = sorted((small * prime, large))
    return small, large
