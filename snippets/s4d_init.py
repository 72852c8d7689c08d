# ---
# id: s4d_init
# name: S4D-Lin and S4D-Inv
# paper: gu2022parameterization
# aliases: [S4D, S4D-Lin, S4D-Inv, diagonal SSM initialisation, diag-lin, diag-inv]
# initialises: the parameters of a diagonal state-space layer
# when: "a long-range sequence model uses a diagonal state-space layer: Lin is the simplest start, Inv often slightly better"
# fidelity: as in the official code
# differs: "Only Lin and Inv of the family (no LegS, Real or DSS). B is kept apart from C, where the official minimal file folds it in, and the kernel is the plain sum over modes, without a fused or chunked version."
# call: 'ssm = s4d_init(${1:channels}, ${2:64}, scheme="${3|lin,inv|}")'
# ---
"""Initialise a diagonal state-space layer by S4D-Lin or S4D-Inv."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import torch
from torch import Tensor


class S4DParameters(NamedTuple):
    """Parameters of ``x' = A x + B u``, ``y = 2 Re(C x) + D u`` for H independent channels.

    Of each conjugate pair of the N states only one is stored. Train them without weight decay, at
    a smaller learning rate than the rest (0.001 in the official code).
    """

    log_dt: Tensor  # (H,), log of the step size
    log_A_real: Tensor  # (H, N/2), Re A = -exp(log_A_real) stays negative while it is trained
    A_imag: Tensor  # (H, N/2), Im A
    B: Tensor  # (H, N/2), complex
    C: Tensor  # (H, N/2), complex
    D: Tensor  # (H,), skip connection


def s4d_eigenvalues(scheme: Literal["lin", "inv"], state_size: int) -> Tensor:
    """Return the eigenvalues of the state matrix, one of each conjugate pair.

    With n = 0 ... N/2 - 1 (Gu et al., 2022):

    - ``lin``: A_n = -1/2 + i pi n
    - ``inv``: A_n = -1/2 + i (N / pi) (N / (2n + 1) - 1)

    Args:
        scheme: ``"lin"`` or ``"inv"``.
        state_size: Number N of real states, even.

    Returns:
        Eigenvalues, ``(state_size / 2,)``, complex128: the largest frequency of ``inv`` grows as
        the square of N.

    Raises:
        ValueError: If ``scheme`` is unknown or ``state_size`` is not a positive even number.
    """
    if state_size < 2 or state_size % 2:
        raise ValueError(f"state_size must be a positive even number, got {state_size}")
    n = torch.arange(state_size // 2, dtype=torch.float64)
    if scheme == "lin":
        imag = math.pi * n
    elif scheme == "inv":
        imag = state_size / math.pi * (state_size / (2 * n + 1) - 1)
    else:
        raise ValueError(f'scheme must be "lin" or "inv", got {scheme!r}')
    return torch.complex(torch.full_like(imag, -0.5), imag)


def s4d_init(
    channels: int,
    state_size: int = 64,
    scheme: Literal["lin", "inv"] = "lin",
    *,
    dt_min: float = 0.001,
    dt_max: float = 0.1,
    dtype: torch.dtype = torch.float32,
    device: torch.device | str | None = None,
    generator: torch.Generator | None = None,
) -> S4DParameters:
    """Draw the initial parameters of a diagonal state-space layer (Gu et al., 2022).

    Step sizes are log-uniform, A follows ``scheme`` in every channel, B is 1, C is complex normal
    and D is normal, both of unit variance. Defaults are those of the official code.

    Args:
        channels: Number H of independent channels.
        state_size: Number N of real states per channel, even.
        scheme: ``"lin"`` or ``"inv"``, see :func:`s4d_eigenvalues`.
        dt_min: Smallest step size, in the time unit in which A is given.
        dt_max: Largest step size.
        dtype: float32 or float64; B and C take the complex type of the same precision.
        device: Where to create the parameters.
        generator: Source of randomness, on ``device``.

    Returns:
        The tensors, to be registered as parameters of a module.

    Raises:
        ValueError: If a size, step size, scheme or dtype cannot be served.
    """
    if channels < 1:
        raise ValueError(f"channels must be at least 1, got {channels}")
    if not 0 < dt_min <= dt_max:
        raise ValueError(f"step sizes need 0 < dt_min <= dt_max, got {dt_min} and {dt_max}")
    complex_dtype = {torch.float32: torch.complex64, torch.float64: torch.complex128}.get(dtype)
    if complex_dtype is None:
        raise ValueError(f"complex states need float32 or float64, got {dtype}")
    A = s4d_eigenvalues(scheme, state_size)
    shape = (channels, state_size // 2)
    log_dt = torch.empty(channels, dtype=dtype, device=device)
    log_dt.uniform_(math.log(dt_min), math.log(dt_max), generator=generator)
    return S4DParameters(
        log_dt=log_dt,
        log_A_real=torch.log(-A.real).to(device=device, dtype=dtype).repeat(channels, 1),
        A_imag=A.imag.to(device=device, dtype=dtype).repeat(channels, 1),
        B=torch.ones(shape, dtype=complex_dtype, device=device),
        # A complex normal of unit variance: 1/2 in the real and 1/2 in the imaginary part.
        C=torch.randn(shape, dtype=complex_dtype, device=device, generator=generator),
        D=torch.randn(channels, dtype=dtype, device=device, generator=generator),
    )


def s4d_kernel(parameters: S4DParameters, length: int) -> Tensor:
    """Return the convolution kernel of the layer under zero-order hold (Gu et al., 2022).

    K_l = 2 Re sum_n C_n B_n (exp(dt A_n) - 1) / A_n exp(dt A_n l). The output for an input u is
    the causal convolution of K and u, plus D u.

    Args:
        parameters: Parameters of H channels, from :func:`s4d_init` or after training.
        length: Number L of time steps.

    Returns:
        Kernel, ``(H, L)``, real. It takes memory for H * N/2 * L complex numbers on the way.

    Raises:
        ValueError: If ``length`` is below 1.
    """
    if length < 1:
        raise ValueError(f"length must be at least 1, got {length}")
    A = torch.complex(-parameters.log_A_real.exp(), parameters.A_imag)
    dt_A = parameters.log_dt.exp().unsqueeze(-1) * A
    held = parameters.C * parameters.B * (dt_A.exp() - 1) / A
    steps = torch.arange(length, dtype=parameters.log_dt.dtype, device=A.device)
    modes = torch.exp(dt_A.unsqueeze(-1) * steps)
    # The conjugate half of the states contributes the conjugate: twice the real part.
    return 2 * torch.einsum("hn,hnl->hl", held, modes).real
