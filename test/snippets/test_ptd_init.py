"""PTD: a diagonal system which is HiPPO-LegS up to a perturbation of the stated size."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from ptd_init import PTDParameters, ptd_init

SIZES = [1, 2, 5, 8, 16, 33, 64]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def draw(state_size=16, relative_size=1e-3, seed=0, **rest) -> PTDParameters:
    rest.setdefault("dtype", torch.complex128)
    return ptd_init(state_size, relative_size, generator=generator(seed), **rest)


def legs(N: int) -> tuple[np.ndarray, np.ndarray]:
    """HiPPO-LegS entry by entry."""
    A = np.zeros((N, N))
    for n in range(N):
        A[n, n] = -(n + 1)
        for k in range(n):
            A[n, k] = -math.sqrt((2 * n + 1) * (2 * k + 1))
    return A, np.sqrt(2 * np.arange(N) + 1)


def perturbation(ptd: PTDParameters) -> np.ndarray:
    """E, recovered from V A V^-1."""
    A, _, V = (part.numpy() for part in ptd)
    return V @ np.diag(A) @ np.linalg.inv(V) - legs(len(A))[0]


@pytest.mark.parametrize("state_size", SIZES)
@pytest.mark.parametrize("relative_size", [1e-4, 1e-3])
def test_the_diagonal_system_is_hippo_up_to_the_stated_size(state_size, relative_size):
    E = perturbation(draw(state_size, relative_size))
    norm = np.linalg.norm(legs(state_size)[0], 2)
    # E is real: the eigenvalues come in conjugate pairs or are real themselves.
    assert np.abs(E.imag).max() <= 1e-11 * norm
    assert np.linalg.norm(E, 2) / norm == pytest.approx(relative_size, rel=1e-2)


def test_the_perturbation_is_gaussian_and_the_generator_s():
    E = perturbation(draw(64)).real
    G = torch.randn(64, 64, dtype=torch.float64, generator=generator()).numpy()
    scale = np.linalg.norm(E) / np.linalg.norm(G)
    assert np.abs(E - scale * G).max() < 1e-6 * np.abs(E).max()


@pytest.mark.parametrize("state_size", SIZES)
def test_input_weights_are_transformed_by_the_inverse_of_v(state_size):
    _, B, V = (part.numpy() for part in draw(state_size))
    assert np.abs(V @ B - legs(state_size)[1]).max() < 1e-10
    assert np.allclose(np.linalg.norm(V, axis=0), 1)
    if state_size > 4:
        assert np.abs(V.conj().T @ legs(state_size)[1] - B).max() > 1  # V is not unitary


@pytest.mark.parametrize("state_size", SIZES)
@pytest.mark.parametrize("relative_size", [1e-4, 1e-3])
def test_modes_are_stable(state_size, relative_size):
    for seed in range(3):
        assert draw(state_size, relative_size, seed).A.real.max() < 0


@pytest.mark.parametrize("state_size", [8, 16, 32, 64])
def test_eigenvectors_are_usable(state_size):
    assert np.linalg.cond(draw(state_size).V.numpy()) < 1e5
    if state_size == 32:  # those of HiPPO itself are not
        assert np.linalg.cond(np.linalg.eig(legs(state_size)[0])[1]) > 1e15


def transfer(A: np.ndarray, B: np.ndarray, C: np.ndarray, frequencies: np.ndarray) -> np.ndarray:
    eye = np.eye(len(B))
    return np.array([C @ np.linalg.solve(1j * w * eye - A, B) for w in frequencies])


@pytest.mark.parametrize("dtype", [torch.complex128, torch.complex64])
def test_transfer_function_stays_close_where_the_diagonal_part_alone_does_not(dtype):
    N = 32
    A, B = legs(N)
    P = np.sqrt(np.arange(N) + 0.5)
    C = np.random.default_rng(0).standard_normal(N)
    frequencies = np.logspace(-2, math.log10(2000), 120)
    exact = transfer(A, B, C, frequencies)
    s4d = np.abs(transfer(A + np.outer(P, P), B / 2, C, frequencies) - exact).max()
    for relative_size, bound in ((1e-4, 0.05), (1e-3, 0.5)):
        ptd = draw(N, relative_size, dtype=dtype)
        modes, weights, V = (part.numpy().astype(np.complex128) for part in ptd)
        found = transfer(np.diag(modes), weights, C @ V, frequencies)
        assert np.abs(found - exact).max() < bound
        if relative_size == 1e-4:
            assert np.abs(found - exact).max() < s4d / 50


def test_impulse_response_is_that_of_hippo():
    modes, weights, V = (part.numpy() for part in draw(16, 1e-4))
    A, B = legs(16)
    times = np.array([0.05, 0.5, 2.0])
    exact = torch.linalg.matrix_exp(torch.tensor(times)[:, None, None] * torch.tensor(A))
    found = (np.exp(np.outer(times, modes)) * weights) @ V.T
    assert np.abs(found - (exact @ torch.tensor(B)).numpy()).max() < 0.02
    assert np.abs(found.imag).max() < 1e-9


@pytest.mark.parametrize("dtype", [torch.complex128, torch.complex64])
def test_shapes_types_and_device(dtype):
    ptd = draw(7, dtype=dtype)
    assert [tuple(part.shape) for part in ptd] == [(7,), (7,), (7, 7)]
    assert all(part.dtype == dtype and part.device.type == "cpu" for part in ptd)
    exact = draw(7)
    assert all(torch.equal(part, full.to(dtype)) for part, full in zip(ptd, exact))
    assert all(part.device.type == "meta" for part in draw(3, device="meta"))


def test_defaults():
    default = ptd_init(generator=generator())
    explicit = ptd_init(64, 1e-3, dtype=torch.complex64, generator=generator())
    assert all(torch.equal(a, b) for a, b in zip(default, explicit))


def test_generator_decides_the_draw_and_spares_the_global_state():
    state = torch.get_rng_state()
    first, second, other = (draw(seed=seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(first, second))
    assert not torch.equal(first.A, other.A)


def test_without_a_generator_the_global_one_is_used():
    with torch.random.fork_rng():
        torch.manual_seed(1)
        assert torch.equal(ptd_init(6, dtype=torch.complex128).A, draw(6, seed=1).A)


@pytest.mark.parametrize("state_size, relative_size", [(64, 1e-2), (64, 1e-1), (32, 1e-1)])
def test_an_unstable_draw_is_refused(state_size, relative_size):
    message = f"size {relative_size} makes {state_size} states unstable .largest real part [0-9]"
    with pytest.raises(ValueError, match=message):
        draw(state_size, relative_size)


def test_a_state_on_the_verge_is_refused():
    """One state: A = -1 + E = 0 for a relative size of 1 and a positive draw without rounding."""
    draws = [torch.randn(1, dtype=torch.float64, generator=generator(s)).item() for s in range(40)]
    seed = next(s for s, x in enumerate(draws) if x > 0 and 1 / x * x == 1)
    with pytest.raises(ValueError, match="largest real part 0"):
        draw(1, 1.0, seed)
    assert draw(1, 0.999, seed).A.real.item() == pytest.approx(-0.001)


@pytest.mark.parametrize("state_size, relative_size", [(0, 1e-3), (-3, 1e-3), (4, 0.0), (4, -0.1)])
def test_impossible_sizes_are_refused(state_size, relative_size):
    message = f"must be positive, got {state_size} and {relative_size}"
    with pytest.raises(ValueError, match=message):
        draw(state_size, relative_size)
    with pytest.raises(ValueError, match="got 4 and nan"):
        draw(4, math.nan)
