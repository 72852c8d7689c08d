# ---
# id: hippo_prophecy
# name: HiPPO-Prophecy
# paper: arangathjoseph2024hippo
# aliases: [HiPPO-Prophecy, HiPPO Prophecy, in-context dynamical systems SSM, derivative state space, next-state prediction SSM]
# family: state space
# initialises: all four matrices of a state-space layer
# when: "a state-space layer is to forecast a smooth signal from its first step on: a warm start, or a baseline without training"
# why: the derivative of HiPPO-LegT's reconstruction is linear in the state, so that C = c^T A and D = c^T B turn the layer into a differentiator and one Euler step into a predictor
# layers: [state space]
# goals: [deterministic]
# fidelity: re-derived
# differs: "Derived here from HiPPO-LegT: the abstract states that such weights exist, and the paper's own formula, basis and error bound were not read."
# call: 'prediction = predict_next(${1:signal}, dt=${2:0.01})'
# ---
"""State-space weights which differentiate any smooth input and so predict its next value."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class ProphecyParameters(NamedTuple):
    """``x' = A x + B u``, ``y = C x + D u`` with y close to u', once the window has filled."""

    A: Tensor  # (N, N)
    B: Tensor  # (N,)
    C: Tensor  # (N,)
    D: Tensor  # (), a scalar


def hippo_prophecy(
    state_size: int = 8, window: float = 2.0, *, device: torch.device | str | None = None
) -> ProphecyParameters:
    """Return the weights of a state-space layer whose output is the derivative of its input.

    A and B are those of HiPPO-LegT: A_nk = -sqrt((2n + 1)(2k + 1)) / window, above the diagonal
    times (-1)^(n - k), and B_n = sqrt(2n + 1) / window. Its states are the Legendre coefficients
    of the input on the last ``window`` units of time, so that u(t) = c^T x(t) at the near end,
    c_n = sqrt(2n + 1). Then u' = c^T x' gives C = c^T A and D = c^T B = N^2 / window.

    Args:
        state_size: Number N of states. C grows as N^2.5 and amplifies noise: at most 16 is wise.
        window: Length of the remembered past, in the unit of time of the input.
        device: Where to create the matrices.

    Returns:
        The matrices in float64.

    Raises:
        ValueError: If ``state_size`` or ``window`` is not positive.
    """
    if state_size < 1 or not window > 0:
        raise ValueError(f"state_size and window must be positive, got {state_size} and {window}")
    n = torch.arange(state_size, dtype=torch.float64, device=device)
    c = (2 * n + 1).sqrt()
    signs = (-1) ** (n[:, None] - n)
    A = -torch.outer(c, c) / window * torch.where(n[:, None] < n, signs, torch.ones_like(signs))
    B = c / window
    return ProphecyParameters(A, B, c @ A, c @ B)


def predict_next(
    signal: Tensor, dt: float, state_size: int = 8, window: float = 2.0
) -> Tensor:
    """Predict each next value of a signal from the values so far, without training.

    The layer of :func:`hippo_prophecy` is discretised by the bilinear rule and followed by one
    Euler step, u_(k+1) = u_k + dt (C x_k + D u_k). Every coordinate gets the same layer.

    Args:
        signal: Values at equal steps, ``(length, ...)``, real floating.
        dt: Step between them, in the unit of ``window``.
        state_size: Number of states.
        window: Length of the remembered past. Predictions are good once it has filled.

    Returns:
        Predictions of the same shape and dtype: entry k is that of ``signal[k + 1]``.

    Raises:
        ValueError: If the signal is empty or not floating, or ``dt``, ``state_size`` or
            ``window`` is not positive.
    """
    if not signal.numel() or not signal.is_floating_point():
        raise ValueError(
            f"signal must hold real floating values, got {signal.dtype} {tuple(signal.shape)}"
        )
    if not dt > 0:
        raise ValueError(f"dt must be positive, got {dt}")
    A, B, C, D = hippo_prophecy(state_size, window, device=signal.device)
    eye = torch.eye(state_size, dtype=A.dtype, device=A.device)
    A_bar = torch.linalg.solve(eye - dt / 2 * A, eye + dt / 2 * A)
    B_bar = torch.linalg.solve(eye - dt / 2 * A, dt * B)
    # D is of the order of N^2: single precision would drown the derivative in rounding.
    u = signal.to(A.dtype).reshape(len(signal), -1)
    states = [u.new_zeros(state_size, u.shape[1])]
    # The bilinear rule takes the input of a step as the mean of its two ends.
    for mean in (u[1:] + u[:-1]) / 2:
        states.append(A_bar @ states[-1] + torch.outer(B_bar, mean))
    derivative = C @ torch.stack(states) + D * u
    return (u + dt * derivative).reshape(signal.shape).to(signal.dtype)
