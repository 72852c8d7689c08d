# ---
# id: hippo_init
# name: HiPPO (LegS, LegT, FouT, FouD)
# paper: gu2022train
# aliases: [HiPPO, HTTYH, How to Train Your HiPPO, S4-LegS, S4-LegT, S4-FouT, HiPPO matrix, timescale initialisation]
# family: state space
# initialises: the state matrix, input and output weights and step sizes of a state-space layer
# when: "a state-space layer must remember a long input: LegS for a fading memory of everything, LegT or FouT for a sliding window; 1/dt should match the lengths of interest"
# why: the states of x' = A x + B u become the coefficients of the input's history in orthogonal functions (warped Legendre, Legendre or Fourier), and the step size sets how much history that is
# layers: [state space]
# goals: [long sequences]
# code: ["S4", "S4Block", "init=\"legs\"", "init=\"legt\"", "init=\"fout\""]
# fidelity: as in the official code
# differs: "LegT and FouT remember a window of 1 as in the paper; the official matrices of these names are half as large (window=2). A stays dense, with bilinear steps: the diagonal-plus-low-rank form that S4 trains and its fast kernel are not included."
# call: 'ssm = hippo_init(${1:channels}, ${2:64}, measure="${3|legs,legt,fout,foud|}")'
# ---
"""Initialise a state-space layer by a HiPPO matrix and log-uniform time scales."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import torch
from torch import Tensor


class HippoMatrices(NamedTuple):
    """A and B of ``x' = A x + B u``, and P of rank r, for which A + P P^T is a normal matrix."""

    A: Tensor  # (N, N)
    B: Tensor  # (N,)
    P: Tensor  # (N, r)


class HippoParameters(NamedTuple):
    """Parameters of ``x' = A x + B u``, ``y = C x + D u`` for H channels with a common A and B."""

    A: Tensor  # (N, N)
    B: Tensor  # (N,)
    C: Tensor  # (H, N)
    D: Tensor  # (H,), skip connection
    log_dt: Tensor  # (H,), log of the step size, one for all states of a channel


def hippo_matrices(
    measure: Literal["legs", "legt", "fout", "foud"], state_size: int = 64, window: float = 1.0
) -> HippoMatrices:
    """Return the matrices of a HiPPO operator (Gu et al., 2022), counted from n = k = 0.

    - ``legs``: A_nk = -sqrt((2n + 1)(2k + 1)) below the diagonal, -(n + 1) on it, 0 above;
      B_n = sqrt(2n + 1). Legendre polynomials in exp(-t): a memory which fades exponentially.
    - ``legt``: A_nk = -sqrt((2n + 1)(2k + 1)), above the diagonal times (-1)^(n - k);
      B_n = sqrt(2n + 1). Legendre polynomials on a sliding window.
    - ``fout``: A = S - 2 b b^T, B = 2 b with b = (1, 0, sqrt 2, 0, sqrt 2, ...) and S block-skew,
      S_(2j+1, 2j) = 2 pi j. Fourier basis on a sliding window. State 1 never moves.
    - ``foud``: A = S - I / 2, B = b. Fourier basis with an exponential decay.

    Args:
        measure: ``"legs"``, ``"legt"``, ``"fout"`` or ``"foud"``.
        state_size: Number N of states, even for the Fourier bases.
        window: Length of the sliding window; for ``legs`` and ``foud`` the unit of time in which
            the memory decays. The official code uses 2 for ``legt`` and ``fout``.

    Returns:
        A, B and P in float64. The rank of P is 1 for ``legs`` and ``fout``, 2 for ``legt``, 0 for
        ``foud``.

    Raises:
        ValueError: If the measure is unknown or the size or window cannot be served.
    """
    if state_size < 1 or (measure in ("fout", "foud") and state_size % 2):
        raise ValueError(f"state_size must be positive, even for Fourier bases, got {state_size}")
    if not window > 0:
        raise ValueError(f"window must be positive, got {window}")
    n = torch.arange(state_size, dtype=torch.float64)
    if measure in ("legs", "legt"):
        B = (2 * n + 1).sqrt()
        even = (n % 2 == 0).double()
        if measure == "legs":
            A = -torch.outer(B, B).tril(-1) - torch.diag(n + 1)
            P = B.unsqueeze(1) / math.sqrt(2)
        else:
            signs = torch.outer(1 - 2 * even, 1 - 2 * even)
            A = -torch.outer(B, B) * (signs.triu(1) + torch.ones_like(signs).tril())
            P = torch.stack([B * even, B * (1 - even)], dim=1)
    elif measure in ("fout", "foud"):
        b = math.sqrt(2) * (1 - n % 2)
        b[0] = 1
        S = torch.diag(math.pi * (n * (1 - n % 2))[:-1], -1)
        S = S - S.T
        if measure == "fout":
            A, B, P = S - 2 * torch.outer(b, b), 2 * b, math.sqrt(2) * b.unsqueeze(1)
        else:
            A, B, P = S - torch.eye(state_size) / 2, b, b.new_empty(state_size, 0)
    else:
        raise ValueError(f'measure must be "legs", "legt", "fout" or "foud", got {measure!r}')
    return HippoMatrices(A / window, B / window, P / math.sqrt(window))


def hippo_init(
    channels: int,
    state_size: int = 64,
    measure: Literal["legs", "legt", "fout", "foud"] = "legs",
    *,
    window: float = 1.0,
    dt_min: float = 0.001,
    dt_max: float = 0.1,
    dtype: torch.dtype = torch.float32,
    device: torch.device | str | None = None,
    generator: torch.Generator | None = None,
) -> HippoParameters:
    """Draw the initial parameters of a state-space layer (Gu et al., 2022).

    A and B are those of :func:`hippo_matrices`, C and D normal of unit variance, and the step
    sizes log-uniform: a window of ``window / dt`` steps. Defaults are those of the official code.

    Args:
        channels: Number H of independent channels.
        state_size: Number N of states per channel.
        measure: See :func:`hippo_matrices`.
        window: See :func:`hippo_matrices`.
        dt_min: Smallest step size. The official code takes 0.0001 for the longest task, Path-X.
        dt_max: Largest step size.
        dtype: float32 or float64: a state matrix needs more digits than half precision has.
        device: Where to create the parameters.
        generator: Source of randomness, on ``device``.

    Returns:
        The tensors, to be registered as parameters of a module.

    Raises:
        ValueError: If a size, window, step size or measure cannot be served.
    """
    if channels < 1:
        raise ValueError(f"channels must be at least 1, got {channels}")
    if not 0 < dt_min <= dt_max:
        raise ValueError(f"step sizes need 0 < dt_min <= dt_max, got {dt_min} and {dt_max}")
    A, B, _ = hippo_matrices(measure, state_size, window)
    log_dt = torch.empty(channels, dtype=dtype, device=device)
    return HippoParameters(
        A=A.to(device=device, dtype=dtype),
        B=B.to(device=device, dtype=dtype),
        C=torch.randn(channels, state_size, dtype=dtype, device=device, generator=generator),
        D=torch.randn(channels, dtype=dtype, device=device, generator=generator),
        log_dt=log_dt.uniform_(math.log(dt_min), math.log(dt_max), generator=generator),
    )


def discretise(A: Tensor, B: Tensor, dt: Tensor) -> tuple[Tensor, Tensor]:
    """Return the bilinear discretisation, ``x_l = A_bar x_(l-1) + B_bar u_l``.

    A_bar = (I - dt A / 2)^-1 (I + dt A / 2), B_bar = (I - dt A / 2)^-1 dt B.

    Args:
        A: State matrix, ``(N, N)``.
        B: Input weights, ``(N,)``.
        dt: Step sizes, ``(H,)``.

    Returns:
        A_bar, ``(H, N, N)``, and B_bar, ``(H, N)``.
    """
    half = dt[:, None, None] / 2 * A
    eye = torch.eye(len(A), dtype=A.dtype, device=A.device)
    both = torch.cat([eye + half, (dt[:, None] * B).unsqueeze(-1)], dim=-1)
    solved = torch.linalg.solve(eye - half, both)
    return solved[..., :-1], solved[..., -1]
