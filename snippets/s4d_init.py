# ---
# id: s4d_init
# name: S4D (Lin, Inv, LegS, Real)
# paper: gu2022parameterization
# aliases: [S4D, S4D-Lin, S4D-Inv, S4D-LegS, S4D-Real, diagonal SSM initialisation, diag-lin, diag-legs]
# family: state space
# initialises: the parameters of a diagonal state-space layer
# when: "a long-range sequence model uses a diagonal state-space layer: Lin is the simplest start, Inv often slightly better, Real the weakest"
# why: the eigenvalues spread the frequencies of the modes as HiPPO-LegS does (LegS exactly, Inv and Lin by a formula), all with real part -1/2, so that the layer remembers and is stable
# layers: [state space]
# goals: [long sequences]
# code: ["S4D", "S4DKernel", "init=\"diag-lin\"", "init=\"diag-inv\"", "init=\"diag-legs\""]
# fidelity: as in the official code
# differs: "For LegS, B is the halved projection of the paper's limit theorem, real by the choice of the eigenvectors' phases; the official code takes B = 1 there by default. B is kept apart from C, where the official minimal file folds it in, and the kernel is the plain sum over modes, without a fused or chunked version."
# call: 'ssm = s4d_init(${1:channels}, ${2:64}, scheme="${3|lin,inv,legs,real|}")'
# ---
"""Initialise a diagonal state-space layer by S4D-Lin, S4D-Inv, S4D-LegS or S4D-Real."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple, Optional

import torch
from torch import Tensor


class S4DParameters(NamedTuple):
    """Parameters of ``x' = A x + B u``, ``y = 2 Re(C x) + D u`` for H independent channels.

    Of each conjugate pair of the N states only one is stored: M = N/2. The scheme ``real`` has no
    pairs: M = N, B and C are real, and ``y = C x + D u``. Train them without weight decay, at a
    smaller learning rate than the rest (0.001 in the official code).
    """

    log_dt: Tensor  # (H,), log of the step size
    log_A_real: Tensor  # (H, M), Re A = -exp(log_A_real) stays negative while it is trained
    A_imag: Optional[Tensor]  # (H, M), Im A; None where A is real
    B: Tensor  # (H, M), complex unless A is real
    C: Tensor  # (H, M), complex unless A is real
    D: Tensor  # (H,), skip connection


def s4d_modes(
    scheme: Literal["lin", "inv", "legs", "real"], state_size: int
) -> tuple[Tensor, Tensor]:
    """Return the diagonal of the state matrix and the input weights, one of each conjugate pair.

    With n = 0 ... N/2 - 1 (Gu et al., 2022):

    - ``lin``: A_n = -1/2 + i pi n, B_n = 1
    - ``inv``: A_n = -1/2 + i (N / pi) (N / (2n + 1) - 1), B_n = 1
    - ``legs``: the eigenvalues -1/2 + i w_n of the normal part of HiPPO-LegS, largest first, and
      B_n = |v_n* B| / 2 with its eigenvectors v_n. Without the half, the layer would not tend to
      HiPPO-LegS as N grows.
    - ``real``: A_n = -(n + 1), B_n = 1 for n = 0 ... N - 1

    Args:
        scheme: ``"lin"``, ``"inv"``, ``"legs"`` or ``"real"``.
        state_size: Number N of real states, even.

    Returns:
        A and B, ``(state_size / 2,)``, complex128, or for ``real`` ``(state_size,)``, float64.
        Double precision, because the largest frequency grows as the square of N.

    Raises:
        ValueError: If ``scheme`` is unknown or ``state_size`` is not a positive even number.
    """
    if state_size < 2 or state_size % 2:
        raise ValueError(f"state_size must be a positive even number, got {state_size}")
    n = torch.arange(state_size, dtype=torch.float64)
    half = n[: state_size // 2]
    B = torch.ones_like(half)
    if scheme == "lin":
        imag = math.pi * half
    elif scheme == "inv":
        imag = state_size / math.pi * (state_size / (2 * half + 1) - 1)
    elif scheme == "legs":
        b = (2 * n + 1).sqrt()
        # A + P P^T is normal, unlike A: -1/2 plus a skew matrix, which is i times a Hermitian one.
        # eigh takes the upper triangle of that from the lower one.
        frequencies, vectors = torch.linalg.eigh(1j * torch.outer(b, b).tril(-1) / 2)
        imag = frequencies[state_size // 2 :].flip(0)
        # The phase of an eigenvector is free: take the one which makes its input weight positive.
        B = (b.to(vectors.dtype) @ vectors)[state_size // 2 :].flip(0).abs() / 2
    elif scheme == "real":
        return -(n + 1), torch.ones_like(n)
    else:
        raise ValueError(f'scheme must be "lin", "inv", "legs" or "real", got {scheme!r}')
    return torch.complex(torch.full_like(imag, -0.5), imag), torch.complex(B, torch.zeros_like(B))


def s4d_init(
    channels: int,
    state_size: int = 64,
    scheme: Literal["lin", "inv", "legs", "real"] = "lin",
    *,
    dt_min: float = 0.001,
    dt_max: float = 0.1,
    dtype: torch.dtype = torch.float32,
    device: torch.device | str | None = None,
    generator: torch.Generator | None = None,
) -> S4DParameters:
    """Draw the initial parameters of a diagonal state-space layer (Gu et al., 2022).

    Step sizes are log-uniform, A and B follow ``scheme`` in every channel, C is (complex) normal
    and D is normal, both of unit variance. Defaults are those of the official code.

    Args:
        channels: Number H of independent channels.
        state_size: Number N of real states per channel, even.
        scheme: ``"lin"``, ``"inv"``, ``"legs"`` or ``"real"``, see :func:`s4d_modes`.
        dt_min: Smallest step size, in the time unit in which A is given.
        dt_max: Largest step size.
        dtype: float32 or float64; complex B and C take the complex type of the same precision.
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
    A, B = s4d_modes(scheme, state_size)
    weight_dtype = complex_dtype if A.is_complex() else dtype
    log_dt = torch.empty(channels, dtype=dtype, device=device)
    log_dt.uniform_(math.log(dt_min), math.log(dt_max), generator=generator)
    A_imag = A.imag.to(device=device, dtype=dtype).repeat(channels, 1) if A.is_complex() else None
    return S4DParameters(
        log_dt=log_dt,
        log_A_real=torch.log(-A.real).to(device=device, dtype=dtype).repeat(channels, 1),
        A_imag=A_imag,
        B=B.to(device=device, dtype=weight_dtype).repeat(channels, 1),
        # A complex normal of unit variance: 1/2 in the real and 1/2 in the imaginary part.
        C=torch.randn(channels, len(A), dtype=weight_dtype, device=device, generator=generator),
        D=torch.randn(channels, dtype=dtype, device=device, generator=generator),
    )


def s4d_kernel(parameters: S4DParameters, length: int) -> Tensor:
    """Return the convolution kernel of the layer under zero-order hold (Gu et al., 2022).

    K_l = 2 Re sum_n C_n B_n (exp(dt A_n) - 1) / A_n exp(dt A_n l), without 2 Re where A is real.
    The output for an input u is the causal convolution of K and u, plus D u.

    Args:
        parameters: Parameters of H channels, from :func:`s4d_init` or after training.
        length: Number L of time steps.

    Returns:
        Kernel, ``(H, L)``, real. It takes memory for H * M * L numbers on the way.

    Raises:
        ValueError: If ``length`` is below 1.
    """
    if length < 1:
        raise ValueError(f"length must be at least 1, got {length}")
    A = -parameters.log_A_real.exp()
    if parameters.A_imag is not None:
        A = torch.complex(A, parameters.A_imag)
    dt_A = parameters.log_dt.exp()[:, None] * A
    held = parameters.C * parameters.B * (dt_A.exp() - 1) / A
    steps = torch.arange(length, dtype=parameters.log_dt.dtype, device=A.device)
    modes = torch.exp(dt_A[..., None] * steps)
    kernel = torch.einsum("hn,hnl->hl", held, modes)
    # The conjugate half of the states contributes the conjugate: twice the real part.
    return 2 * kernel.real if A.is_complex() else kernel
