# ---
# id: low_rank_init
# name: Low-rank initial connectivity
# paper: liu2023connectivity
# aliases: [low-rank initialisation, low-rank initialization, low-rank initial connectivity, effective-rank initialisation, rich and lazy initialisation]
# family: variance scaling
# initialises: the recurrent or hidden weight of a net
# when: comparing learning regimes, or modelling circuits with low-rank connectivity, at equal weight norm
# why: keeps the leading singular directions of a Gaussian weight and its Frobenius norm, so that only the rank differs; low rank biases learning towards the rich regime, high rank towards the lazy one
# layers: [recurrent, linear]
# fidelity: as in the official code
# differs: "The authors' script draws one Gaussian matrix for all ranks; give each call a generator with the same seed for that. Rectangular weights (scaled by the number of columns) and the effective rank as a function are additions."
# call: low_rank_init_(${1:rnn}.weight_hh_l0, rank=${2:30})
# ---
"""A Gaussian weight cut to a given rank at unchanged norm, to steer learning to rich or lazy."""

from __future__ import annotations

import math

import torch
from torch import Tensor


@torch.no_grad()
def low_rank_init_(
    weight: Tensor,
    rank: int,
    gain: float = 1.25,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Fill a weight with a random matrix of the given rank, in place (Liu et al. 2023).

    A Gaussian matrix with standard deviation ``gain / sqrt(in)`` loses all but its ``rank``
    largest singular values; the rest is scaled back to the Frobenius norm of the full matrix.
    Without the last step a lower rank would also mean smaller weights, and smaller weights alone
    already make learning richer.

    Two calls whose generators have the same seed start from the same Gaussian matrix.

    Args:
        weight: Tensor to fill, ``(out, in)``; square for recurrent weights. The gates of an LSTM
            or GRU are stacked in ``weight_hh_l0``: pass the chunks one by one.
        rank: Number of singular values to keep, from 1 (rich) to ``min(out, in)`` (lazy).
        gain: Scale of the Gaussian matrix. Default of the authors' code for recurrent nets.
        generator: Source of the Gaussian numbers, on the device of the weight.

    Returns:
        The same tensor.

    Raises:
        ValueError: If the weight is no matrix, or ``rank`` is out of its range.
    """
    if weight.ndim != 2:
        raise ValueError(f"weight must be a matrix (out, in), got shape {tuple(weight.shape)}")
    if not 1 <= rank <= min(weight.shape):
        raise ValueError(f"rank must be in 1...{min(weight.shape)}, got {rank}")
    # SVD does not exist in half precision.
    dtype = torch.promote_types(weight.dtype, torch.float32)
    full = torch.randn(weight.shape, generator=generator, dtype=dtype, device=weight.device)
    full *= gain / math.sqrt(weight.shape[1])
    u, s, vh = torch.linalg.svd(full, full_matrices=False)
    kept = (u[:, :rank] * s[:rank]) @ vh[:rank]
    return weight.copy_(kept * (s.norm() / s[:rank].norm()))


@torch.no_grad()
def effective_rank(weight: Tensor) -> float:
    """Return ``(sum s)^2 / sum s^2`` over the singular values s: the rank, if all are equal.

    Unlike the rank it also tells how evenly the singular values are spread, so it applies to any
    connectivity, such as one measured in a brain.

    Args:
        weight: A matrix that is not 0, ``(out, in)``.

    Returns:
        A number from 1 to ``min(out, in)``.

    Raises:
        ValueError: If the weight is no matrix, or is 0.
    """
    if weight.ndim != 2 or not weight.any():
        raise ValueError(f"weight must be a non-zero matrix, got shape {tuple(weight.shape)}")
    s = torch.linalg.svdvals(weight.to(torch.promote_types(weight.dtype, torch.float32)))
    return (s.sum().square() / s.square().sum()).item()
