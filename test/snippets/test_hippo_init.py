"""HiPPO: the matrices against their meaning as bases, step sizes and discretisation."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hippo_init import HippoParameters, discretise, hippo_init, hippo_matrices

MEASURES = ["legs", "legt", "fout", "foud"]
RANKS = {"legs": 1, "legt": 2, "fout": 1, "foud": 0}


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def arrays(*arguments) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return tuple(matrix.numpy() for matrix in hippo_matrices(*arguments))


def legendre(n: int, x: np.ndarray) -> np.ndarray:
    return np.polynomial.legendre.legval(x, [0] * n + [1])


def kernels(A: np.ndarray, B: np.ndarray, times: np.ndarray) -> np.ndarray:
    """exp(t A) B, one row per time."""
    flow = torch.linalg.matrix_exp(torch.tensor(times)[:, None, None] * torch.tensor(A))
    return (flow @ torch.tensor(B)).numpy()


# --- matrices ----------------------------------------------------------------------------------


@pytest.mark.parametrize("N", [1, 2, 7])
def test_legendre_matrices_entry_by_entry(N):
    legs, legt = arrays("legs", N), arrays("legt", N)
    for n in range(N):
        for k in range(N):
            size = math.sqrt((2 * n + 1) * (2 * k + 1))
            expected = -size if n > k else -(n + 1) if n == k else 0
            assert legs[0][n, k] == pytest.approx(expected, rel=1e-14)
            assert legt[0][n, k] == pytest.approx(-size * (1 if k <= n else (-1) ** (n - k)))
        assert legs[1][n] == legt[1][n] == pytest.approx(math.sqrt(2 * n + 1), rel=1e-14)


@pytest.mark.parametrize("N", [2, 4, 10])
def test_fourier_matrices_entry_by_entry(N):
    b = [1.0] + [math.sqrt(2) if n % 2 == 0 else 0.0 for n in range(1, N)]
    fout, foud = arrays("fout", N), arrays("foud", N)
    for n in range(N):
        for k in range(N):
            skew = 0.0
            if n == k + 1 and k % 2 == 0:
                skew = math.pi * k
            if k == n + 1 and n % 2 == 0:
                skew = -math.pi * n
            assert fout[0][n, k] == pytest.approx(skew - 2 * b[n] * b[k], rel=1e-13, abs=1e-15)
            assert foud[0][n, k] == pytest.approx(skew - (n == k) / 2, rel=1e-13, abs=1e-15)
        assert fout[1][n] == pytest.approx(2 * b[n]) and foud[1][n] == pytest.approx(b[n])


def test_low_rank_part_of_legt_splits_by_parity():
    P = arrays("legt", 5)[2]
    assert np.allclose(P[:, 0], [1, 0, math.sqrt(5), 0, 3])
    assert np.allclose(P[:, 1], [0, math.sqrt(3), 0, math.sqrt(7), 0])


def test_second_fourier_state_is_dead():
    A, B, _ = arrays("fout", 6)
    assert not A[1].any() and not A[:, 1].any() and B[1] == 0


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("window", [1.0, 2.0, 0.3])
@pytest.mark.parametrize("N", [2, 8, 30])
def test_a_is_normal_plus_low_rank(measure, window, N):
    A, B, P = arrays(measure, N, window)
    assert A.shape == (N, N) and B.shape == (N,) and P.shape == (N, RANKS[measure])
    normal = A + P @ P.T
    decay = {"legs": -0.5, "foud": -0.5}.get(measure, 0.0) / window
    assert np.abs(normal + normal.T - 2 * decay * np.eye(N)).max() < 1e-10
    if measure in ("legs", "fout"):
        assert np.allclose(B * math.sqrt(window), math.sqrt(2) * P[:, 0], rtol=1e-14)


@pytest.mark.parametrize("measure", MEASURES)
def test_no_state_grows(measure):
    eigenvalues = np.linalg.eigvals(arrays(measure, 8)[0])
    assert eigenvalues.real.max() < 1e-9
    if measure == "legs":
        assert np.allclose(np.sort(eigenvalues.real)[::-1], -np.arange(1, 9), atol=1e-6)
    if measure == "foud":
        expected = sorted([0, 0, *(s * 2 * math.pi * j for j in (1, 2, 3) for s in (1, -1))])
        assert np.allclose(np.sort(eigenvalues.imag), expected)
        assert np.allclose(eigenvalues.real, -0.5)


@pytest.mark.parametrize("measure", MEASURES)
def test_window_is_the_unit_of_time(measure):
    one, two = arrays(measure, 6), arrays(measure, 6, 2.0)
    assert np.allclose(two[0], one[0] / 2) and np.allclose(two[1], one[1] / 2)
    assert all(np.array_equal(a, b) for a, b in zip(one, arrays(measure, 6, 1.0)))


def test_legs_kernels_are_legendre_polynomials_in_warped_time():
    A, B, _ = arrays("legs", 8)
    times = np.array([0.1, 0.7, 2.0])
    found = kernels(A, B, times)
    for n in range(8):
        warped = np.exp(-times)
        expected = warped * math.sqrt(2 * n + 1) * legendre(n, 2 * warped - 1)
        assert np.abs(found[:, n] - expected).max() < 1e-12


@pytest.mark.parametrize("N, tolerance", [(64, 0.05), (128, 0.025)])
def test_fourier_kernels_are_a_window_of_the_fourier_basis(N, tolerance):
    """The error halves as N doubles: below 0.01 from about N = 256 on."""
    A, B, _ = arrays("fout", N)
    times = np.array([0.2, 0.5, 0.8, 1.3])
    modes, vectors = np.linalg.eig(A)  # the same as in kernels(), but fast for large N
    weights = np.linalg.solve(vectors, B)
    found = ((np.exp(np.outer(times, modes)) * weights) @ vectors.T).real
    inside = times[:3]
    assert np.abs(found[3, :8]).max() < tolerance
    assert np.abs(found[:3, 0] - 1).max() < tolerance and np.abs(found[:, 1]).max() < 1e-12
    for j in (1, 2, 3):
        cosine, sine = (math.sqrt(2) * f(2 * math.pi * j * inside) for f in (np.cos, np.sin))
        assert np.abs(found[:3, 2 * j] - cosine).max() < tolerance
        assert np.abs(found[:3, 2 * j + 1] - sine).max() < tolerance


def drive(A: np.ndarray, B: np.ndarray, u, dt: float, steps: int) -> np.ndarray:
    """The state after the input has been fed in by the bilinear rule, averaged over each step."""
    steps_of = torch.tensor([dt], dtype=torch.float64)
    A_bar, B_bar = (m[0].numpy() for m in discretise(torch.tensor(A), torch.tensor(B), steps_of))
    state = np.zeros(len(B))
    for step in range(steps):
        state = A_bar @ state + B_bar * (u(step * dt) + u((step + 1) * dt)) / 2
    return state


def signal(t: float) -> float:
    return math.sin(1.3 * t) + 0.5 * math.sin(0.7 * t + 1)


@pytest.mark.parametrize("window", [1.0, 2.0])
def test_legt_states_reconstruct_the_present(window):
    A, B, _ = arrays("legt", 16, window)
    end = 8.0
    state = drive(A, B, signal, 0.001, 8000)
    ends = np.sqrt(2 * np.arange(16) + 1)
    assert ends @ state == pytest.approx(signal(end), abs=1e-6)


def test_legt_window_has_the_stated_length():
    """What entered before the window has left the state; what is inside has not."""
    A, B, _ = arrays("legt", 16, 2.0)
    for span, remains in ((0.5, True), (1.5, True), (2.6, False)):
        size = np.abs(kernels(A, B, np.array([span]))[0, :2]).max()
        assert (size > 0.3) == remains


@pytest.mark.parametrize("N", [0, -2])
@pytest.mark.parametrize("measure", MEASURES)
def test_empty_state_is_refused(measure, N):
    with pytest.raises(ValueError, match=f"must be positive, even for Fourier bases, got {N}"):
        hippo_matrices(measure, N)


@pytest.mark.parametrize("measure", ["fout", "foud"])
def test_odd_fourier_basis_is_refused(measure):
    with pytest.raises(ValueError, match="even for Fourier bases, got 7"):
        hippo_matrices(measure, 7)


@pytest.mark.parametrize("window", [0.0, -1.0, math.nan])
def test_impossible_window_is_refused(window):
    with pytest.raises(ValueError, match=f"window must be positive, got {window}"):
        hippo_init(2, 4, window=window)


def test_unknown_measure_is_refused():
    with pytest.raises(ValueError, match='must be "legs", "legt", "fout" or "foud", got \'lagt\''):
        hippo_init(2, 4, "lagt")


# --- discretisation ----------------------------------------------------------------------------


@pytest.mark.parametrize("measure", MEASURES)
def test_bilinear_rule_by_its_formula(measure):
    A, B, _ = hippo_matrices(measure, 6)
    dt = torch.tensor([0.01, 0.2, 3.0], dtype=torch.float64)
    A_bar, B_bar = discretise(A, B, dt)
    assert A_bar.shape == (3, 6, 6) and B_bar.shape == (3, 6)
    for step, left, right in zip(dt.tolist(), A_bar.numpy(), B_bar.numpy()):
        inverse = np.linalg.inv(np.eye(6) - step / 2 * A.numpy())
        assert np.allclose(left, inverse @ (np.eye(6) + step / 2 * A.numpy()), rtol=1e-11)
        assert np.allclose(right, inverse @ (step * B.numpy()), rtol=1e-11)
        assert np.abs(np.linalg.eigvals(left)).max() <= 1 + 1e-9


def test_gradients_reach_the_step_size():
    A, B, _ = hippo_matrices("legs", 4)
    log_dt = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    sum(out.sum() for out in discretise(A, B, log_dt.exp())).backward()
    assert log_dt.grad.abs().min() > 0


# --- layer -------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_layer_holds_the_matrices(measure, dtype):
    ssm = hippo_init(3, 10, measure, window=2.0, dtype=dtype, generator=generator())
    A, B, _ = hippo_matrices(measure, 10, 2.0)
    assert torch.equal(ssm.A, A.to(dtype)) and torch.equal(ssm.B, B.to(dtype))
    assert ssm.C.shape == (3, 10) and ssm.D.shape == ssm.log_dt.shape == (3,)
    assert all(t.dtype == dtype and t.device.type == "cpu" and t.isfinite().all() for t in ssm)


def test_defaults():
    ssm = hippo_init(2, generator=generator())
    assert ssm.A.shape == (64, 64) and ssm.A.dtype == torch.float32
    assert torch.equal(ssm.A, hippo_matrices("legs")[0].float())
    assert all(tensor.device.type == "meta" for tensor in hippo_init(2, 4, device="meta"))


def test_step_sizes_are_log_uniform():
    log_dt = hippo_init(4096, 1, dtype=torch.float64, generator=generator()).log_dt
    low, high = math.log(0.001), math.log(0.1)
    assert log_dt.min() >= low and log_dt.max() <= high
    assert log_dt.mean().item() == pytest.approx((low + high) / 2, rel=0.02)
    grid = (torch.arange(4096, dtype=torch.float64) + 0.5) / 4096
    uniform = ((log_dt - low) / (high - low)).sort().values
    assert (uniform - grid).abs().max() < 1.63 / 64  # Kolmogorov-Smirnov at 1 %


def test_step_sizes_take_the_given_range():
    dt = hippo_init(2000, 1, dt_min=0.2, dt_max=3.0, generator=generator()).log_dt.exp()
    assert 0.2 <= dt.min() < 0.21 and 2.9 < dt.max() <= 3.0 + 1e-6
    same = hippo_init(3, 1, dt_min=0.5, dt_max=0.5, generator=generator()).log_dt.exp()
    assert same.tolist() == pytest.approx([0.5] * 3)


def test_output_weights_are_normal():
    ssm = hippo_init(3000, 2, dtype=torch.float64, generator=generator())
    for weights in (ssm.C, ssm.D):
        assert weights.mean().abs() < 0.06 and weights.var().item() == pytest.approx(1, abs=0.08)
        assert weights.pow(4).mean().item() == pytest.approx(3, abs=0.4)
        assert weights.unique().numel() == weights.numel()


def test_generator_decides_the_draw_and_spares_the_global_state():
    state = torch.get_rng_state()
    first, second, other = (hippo_init(3, 4, generator=generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(first, second))
    for name in ("C", "D", "log_dt"):
        assert not torch.equal(getattr(first, name), getattr(other, name))


def test_impossible_layers_are_refused():
    for channels in (0, -1):
        with pytest.raises(ValueError, match=f"channels must be at least 1, got {channels}"):
            hippo_init(channels)
    assert isinstance(hippo_init(1, 1, generator=generator()), HippoParameters)
    for low, high in ((0.0, 0.1), (-0.1, 0.1), (0.2, 0.1)):
        with pytest.raises(ValueError, match=f"dt_min <= dt_max, got {low} and {high}"):
            hippo_init(2, 4, dt_min=low, dt_max=high)
