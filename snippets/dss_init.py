# ---
# id: dss_init
# name: DSS
# paper: gu2022parameterization
# aliases: [DSS, DSS-EXP, DSS-SOFTMAX, diagonal state space, skew-HiPPO initialisation]
# family: state space
# initialises: the kernel of a diagonal state-space layer, with its parametrisation
# when: "a diagonal state-space layer with complex modes which need no conjugate partner; softmax where modes may grow during training"
# why: the eigenvalues are those of the skew part of HiPPO, moved to real part -1/2, and each mode is held over a step (exp) or normalised over the whole length (softmax)
# layers: [state space]
# goals: [long sequences]
# code: ["DSSKernel", "Lambda_init=\"hippo_skew_pos_imag\"", "disc=\"dss\""]
# fidelity: as in the official code
# differs: "Read in later code of the authors, not in the first release: shared step sizes for real and imaginary parts, the sum's real part as the kernel. The safe reciprocal of the exp version, the skip connection and the several channels per feature are left out."
# call: 'kernel = DSSKernel(${1:channels}, ${2:64}, version="${3|exp,softmax|}")'
# ---
"""The kernel of a diagonal state-space layer (DSS), started from the skew part of HiPPO."""

from __future__ import annotations

import math
from typing import Literal

import torch
from torch import Tensor, nn


def dss_eigenvalues(state_size: int) -> Tensor:
    """Return -1/2 + i w_n with the positive frequencies w_n of skew-HiPPO, largest first.

    They are the eigenvalues of (L - L^T) / 2, L_nk = sqrt((2n + 1)(2k + 1)) below the diagonal,
    which has 2N rows: N modes, each without its conjugate.

    Args:
        state_size: Number N of complex modes.

    Returns:
        Eigenvalues, ``(N,)``, complex128.

    Raises:
        ValueError: If ``state_size`` is below 1.
    """
    if state_size < 1:
        raise ValueError(f"state_size must be at least 1, got {state_size}")
    root = (2 * torch.arange(2 * state_size, dtype=torch.float64) + 1).sqrt()
    lower = torch.outer(root, root).tril(-1) / 2
    # i times the skew matrix is Hermitian; eigvalsh takes its upper triangle from the lower one.
    imag = torch.linalg.eigvalsh(1j * lower)[state_size:].flip(0)
    return torch.complex(torch.full_like(imag, -0.5), imag)


class DSSKernel(nn.Module):
    """Convolution kernel of H diagonal state-space channels with N common complex modes.

    With A_n = Re A + i Im A, output weights W and step sizes dt, K_l is the real part of

    - ``"exp"``: sum_n W_n (exp(dt A_n) - 1) / A_n exp(dt A_n l), and Re A = -exp(A_real) < 0.
    - ``"softmax"``: sum_n W_n / A_n softmax_l(dt A_n l), and Re A = A_real of either sign. It
      depends on the length L of the kernel.

    Train all parameters at a small learning rate (0.001 in the authors' code), log_dt and A
    without weight decay.

    Args:
        channels: Number H of channels.
        state_size: Number N of complex modes. Default of the authors' code.
        version: See above.
        dt_min: Smallest step size. Default of the authors' code, like ``dt_max``.
        dt_max: Largest step size.
        dtype: float32 or float64.
        device: Where to create the parameters.
        generator: Source of randomness, on ``device``.

    Raises:
        ValueError: If an argument cannot be served.
    """

    def __init__(
        self,
        channels: int,
        state_size: int = 64,
        version: Literal["exp", "softmax"] = "exp",
        *,
        dt_min: float = 0.001,
        dt_max: float = 0.1,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str | None = None,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        if channels < 1:
            raise ValueError(f"channels must be at least 1, got {channels}")
        if version not in ("exp", "softmax"):
            raise ValueError(f'version must be "exp" or "softmax", got {version!r}')
        if not 0 < dt_min <= dt_max:
            raise ValueError(f"step sizes need 0 < dt_min <= dt_max, got {dt_min} and {dt_max}")
        if dtype not in (torch.float32, torch.float64):
            raise ValueError(f"complex modes need float32 or float64, got {dtype}")
        self.version = version
        A = dss_eigenvalues(state_size)
        real = torch.log(-A.real) if version == "exp" else A.real
        log_dt = torch.empty(channels, dtype=dtype, device=device)
        log_dt.uniform_(math.log(dt_min), math.log(dt_max), generator=generator)
        self.log_dt = nn.Parameter(log_dt)  # (H,)
        self.A_real = nn.Parameter(real.to(device=device, dtype=dtype))  # (N,)
        self.A_imag = nn.Parameter(A.imag.to(device=device, dtype=dtype))  # (N,)
        # (H, N, 2), real and imaginary part, each of variance 1: twice as much as in S4D.
        weight = torch.randn(
            channels, state_size, 2, dtype=dtype, device=device, generator=generator
        )
        self.W = nn.Parameter(weight)

    def forward(self, length: int) -> Tensor:
        """Return the kernel, real, ``(H, length)``.

        Raises:
            ValueError: If ``length`` is below 1.
        """
        if length < 1:
            raise ValueError(f"length must be at least 1, got {length}")
        real = -self.A_real.exp() if self.version == "exp" else self.A_real
        A = torch.complex(real, self.A_imag)
        W = torch.view_as_complex(self.W)
        steps = torch.arange(length, dtype=real.dtype, device=real.device)
        dt_A = self.log_dt.exp()[:, None] * A
        if self.version == "exp":
            W = W * (dt_A.exp() - 1) / A
            exponents = dt_A[..., None] * steps
        else:
            # The softmax of a growing mode is that of the decaying one, read from the end.
            growing = real > 0
            decaying = torch.where(growing, -dt_A, dt_A)
            scale = (torch.exp(decaying * length) - 1) * A
            # The denominator may be zero: A = 0, or a mode which turns full circles.
            W = W * (decaying.exp() - 1) * scale.conj() / (scale.abs().square() + 1e-7)
            shift = growing[:, None] * (length - 1)
            exponents = dt_A[..., None] * (steps - shift)
        return torch.einsum("hn,hnl->hl", W, exponents.exp()).real
