# ---
# id: aol_sll_init
# name: AOL and SLL layers at initialisation
# paper: juston2025lipschitz
# aliases: [AOL, SLL, almost-orthogonal layer, almost-orthogonal-layers, SDP-based Lipschitz layer, 1-Lipschitz layer, Lipschitz decay]
# family: parametrisation
# initialises: linear layers whose parametrised weight has a spectral norm of at most 1
# when: "building 1-Lipschitz nets for certified robustness, and predicting how fast their signal decays with depth"
# why: each column or row is divided by a sum over the Gram matrix, which bounds the spectral norm by 1 and cancels the scale of the drawn weight, so that only the shape sets the output variance
# layers: [linear]
# activations: [relu, identity]
# goals: [robustness]
# fidelity: as in the official code
# differs: "Linear layers only, not the convolutions of the official code. The variance formula replaces a mean of ratios by a ratio of means and is about 1 % off at width 64. No fixed initialisation is offered: the paper's point is that none stops the decay."
# call: weight = aol_weight(${1:layer}.weight)
# ---
"""1-Lipschitz weights after AOL and SLL, and the variance that they have at initialisation."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def aol_weight(weight: Tensor) -> Tensor:
    """Rescale the columns of a weight to a spectral norm of at most 1: almost-orthogonal layer.

    ``P = W diag(t)`` with ``t_j = (sum_i |W^T W|_ij)^(-1/2)``. A positive factor on ``weight``
    cancels, so no initial variance survives it. Differentiable in ``weight``.

    Args:
        weight: ``(out, in)``. In bfloat16 the bound of 1 holds up to rounding.

    Returns:
        P, of the same shape and dtype. A column of zeros stays 0.

    Raises:
        ValueError: If the weight is no matrix.
    """
    if weight.ndim != 2:
        raise ValueError(f"weight must be a matrix (out, in), got shape {tuple(weight.shape)}")
    return sll_weight(weight.T, weight.new_zeros(weight.shape[1])).T


def sll_weight(weight: Tensor, q: Tensor) -> Tensor:
    """Rescale the rows of a weight to a spectral norm of at most 1: feed-forward SLL.

    ``P = diag(t) W`` with ``t_i = (sum_j |W W^T|_ij exp(q_j - q_i))^(-1/2)``; with q = 0 this is
    the AOL of the transposed weight.

    Args:
        weight: ``(out, in)``.
        q: ``(out,)``, learnable; the official code draws it from the standard normal distribution.

    Returns:
        P, of the same shape and dtype. A row of zeros stays 0.

    Raises:
        ValueError: If the weight is no matrix, or ``q`` has not one entry per row.
    """
    return (_inverse_sums(weight, q).sqrt().unsqueeze(1) * weight).to(weight.dtype)


class SLLResidual(nn.Module):
    """The 1-Lipschitz residual layer ``x - 2 W^T diag(T) ReLU(W x + b)``.

    ``T_i = 1 / sum_j |W W^T|_ij exp(q_j - q_i)``. Initialised as in the official code: W is
    Xavier-normal, q standard normal, b uniform within ``1 / sqrt(features)``.

    Args:
        features: Size of the last axis of input and output.
        hidden: Number of rows of W.
        generator: Source of the parameters, on ``device``.
        device, dtype: Of the parameters.

    Raises:
        ValueError: If a size is below 1.
    """

    def __init__(
        self,
        features: int,
        hidden: int,
        generator: torch.Generator | None = None,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        if min(features, hidden) < 1:
            raise ValueError(f"features and hidden must be at least 1, got {features}, {hidden}")
        weight = torch.empty(hidden, features, device=device, dtype=dtype)
        q, bias = (torch.empty(hidden, device=device, dtype=dtype) for _ in range(2))
        bound = 1 / math.sqrt(features)
        self.weight = nn.Parameter(
            weight.normal_(0, math.sqrt(2 / (features + hidden)), generator=generator)
        )
        self.q = nn.Parameter(q.normal_(generator=generator))
        self.bias = nn.Parameter(bias.uniform_(-bound, bound, generator=generator))

    def forward(self, x: Tensor) -> Tensor:
        """Return the output for ``(..., features)``, of the same shape."""
        scale = _inverse_sums(self.weight, self.q).to(x.dtype)
        active = F.relu(F.linear(x, self.weight, self.bias))
        return x - 2 * (scale * active) @ self.weight


def aol_variance(out_features: int, in_features: int) -> float:
    """Return the approximate variance of the entries of ``aol_weight`` of a Gaussian weight.

    ``1 / (d + (n - 1) * (2 / sqrt(pi)) * Gamma((d + 1) / 2) / Gamma(d / 2))`` for d outputs and n
    inputs, whatever the variance of the Gaussian; for :func:`sll_weight` with q = 0 the sizes
    change places. A linear AOL layer multiplies the mean square of its input by n times this,
    about ``sqrt(pi / (2 n))`` if it is square, and half of it after a ReLU: the signal of a deep
    net decays geometrically, and no choice of the initial variance helps (Juston et al. 2025).

    Args:
        out_features: Number d of rows.
        in_features: Number n of columns.

    Returns:
        The variance, at most 1/d.

    Raises:
        ValueError: If a size is below 1.
    """
    if min(out_features, in_features) < 1:
        raise ValueError(f"sizes must be at least 1, got {out_features} and {in_features}")
    # Gamma itself overflows from d = 342 on.
    ratio = math.exp(math.lgamma((out_features + 1) / 2) - math.lgamma(out_features / 2))
    return 1 / (out_features + (in_features - 1) * 2 / math.sqrt(math.pi) * ratio)


def _inverse_sums(weight: Tensor, q: Tensor) -> Tensor:
    """Return ``1 / sum_j |W W^T|_ij exp(q_j - q_i)``, at least in single precision."""
    if weight.ndim != 2 or q.shape != weight.shape[:1]:
        raise ValueError(
            "need a weight (out, in) with q (out,), got shapes "
            f"{tuple(weight.shape)} and {tuple(q.shape)}"
        )
    dtype = torch.promote_types(weight.dtype, torch.float32)
    weight, q = weight.to(dtype), q.to(dtype)
    sums = ((weight @ weight.T).abs() * torch.exp(q - q.unsqueeze(1))).sum(1)
    # 0 for a row of zeros, with a gradient of 0 instead of nan.
    return sums.masked_fill(sums == 0, math.inf).reciprocal()
