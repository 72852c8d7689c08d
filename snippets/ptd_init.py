# ---
# id: ptd_init
# name: PTD (perturb-then-diagonalise)
# paper: yu2023robustifying
# aliases: [PTD, perturb-then-diagonalize, perturb-then-diagonalise, S4-PTD, S5-PTD, approximate diagonalisation]
# family: state space
# initialises: the diagonal state matrix of a state-space layer and its input and output weights
# when: "a diagonal state-space layer should compute what HiPPO-LegS computes, also for inputs with noise at particular frequencies"
# why: "a small random perturbation makes the eigenvectors of the HiPPO matrix usable, so that the diagonal layer keeps its transfer function up to about the size of the perturbation; S4D drops a part of the matrix instead"
# layers: [state space]
# goals: [long sequences, robustness]
# fidelity: in the spirit of
# differs: "The paper optimises the perturbation for well-conditioned eigenvectors (its solver is not published, the authors load matrices computed before); here it is a random Gaussian matrix, which only a small relative size keeps stable."
# call: 'A, B, V = ptd_init(${1:64})'
# ---
"""Diagonalise the HiPPO-LegS matrix by way of a small random perturbation."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class PTDParameters(NamedTuple):
    """``z' = A z + B u``, ``y = Re(C V z)`` is HiPPO-LegS up to the perturbation, ``x = V z``."""

    A: Tensor  # (N,), complex, the diagonal of the state matrix
    B: Tensor  # (N,), complex
    V: Tensor  # (N, N), complex: output weights C of the HiPPO states become C V


def ptd_init(
    state_size: int = 64,
    relative_size: float = 1e-3,
    *,
    dtype: torch.dtype = torch.complex64,
    device: torch.device | str | None = None,
    generator: torch.Generator | None = None,
) -> PTDParameters:
    """Return a diagonal system close to HiPPO-LegS by perturb-then-diagonalise (Yu et al., 2023).

    The HiPPO matrix A_H (A_nk = -sqrt((2n + 1)(2k + 1)) below the diagonal, -(n + 1) on it) has
    eigenvectors with a condition number of about 2^N. Those of A_H + E, E real Gaussian, are good
    enough in double precision: A_H + E = V A V^-1, and B = V^-1 B_H with B_H,n = sqrt(2n + 1).

    All N states are kept, since E may turn some eigenvalues real. Keep ``A`` stable while it is
    trained, for example as ``-exp(log(-Re A)) + i Im A``.

    Args:
        state_size: Number N of states.
        relative_size: Spectral norm of E over that of A_H. From about 0.01 on, a random E makes
            eigenvalues unstable for large N; smaller than 0.0001, it costs accuracy of V.
        dtype: complex64 or complex128, of the result. The decomposition runs in complex128.
        device: Where to put the result.
        generator: Source of the perturbation, on the CPU.

    Returns:
        A, B and V, the columns of V of unit norm.

    Raises:
        ValueError: If a size cannot be served, or the perturbed matrix is not stable.
    """
    if state_size < 1 or not relative_size > 0:
        raise ValueError(
            f"state_size and relative_size must be positive, got {state_size} and {relative_size}"
        )
    n = torch.arange(state_size, dtype=torch.float64)
    b = (2 * n + 1).sqrt()
    hippo = -torch.outer(b, b).tril(-1) - torch.diag(n + 1)
    noise = torch.randn(hippo.shape, dtype=torch.float64, generator=generator)
    size = relative_size * torch.linalg.matrix_norm(hippo, 2)
    A, V = torch.linalg.eig(hippo + size / torch.linalg.matrix_norm(noise, 2) * noise)
    if not (A.real < 0).all():
        raise ValueError(
            f"a perturbation of relative size {relative_size} makes {state_size} states unstable "
            f"(largest real part {A.real.max():.3g}): take a smaller one or another seed"
        )
    # V is not unitary: its inverse is not its conjugate transpose.
    B = torch.linalg.solve(V, b.to(V.dtype))
    return PTDParameters(*(part.to(device=device, dtype=dtype) for part in (A, B, V)))
