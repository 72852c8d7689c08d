"""HiPPO-Prophecy: the layer differentiates, reconstructs and predicts a smooth signal."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hippo_prophecy import hippo_prophecy, predict_next
from torch import Tensor


def smooth(t: Tensor) -> Tensor:
    return torch.sin(1.3 * t) + 0.5 * torch.sin(0.7 * t + 1)


def slope(t: np.ndarray) -> np.ndarray:
    return 1.3 * np.cos(1.3 * t) + 0.35 * np.cos(0.7 * t + 1)


def times(dt: float, end: float) -> Tensor:
    return torch.arange(round(end / dt) + 1, dtype=torch.float64) * dt


def run(state_size: int, window: float, dt: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, outputs y and reconstructions of u, by an own bilinear recurrence in numpy."""
    A, B, C, D = (matrix.numpy() for matrix in hippo_prophecy(state_size, window))
    inverse = np.linalg.inv(np.eye(state_size) - dt / 2 * A)
    A_bar, B_bar = inverse @ (np.eye(state_size) + dt / 2 * A), inverse @ B * dt
    t = times(dt, 9.0).numpy()
    u = smooth(torch.tensor(t)).numpy()
    state, outputs, present = np.zeros(state_size), [], []
    for k, value in enumerate(u):
        if k:
            state = A_bar @ state + B_bar * (u[k - 1] + value) / 2
        outputs.append(C @ state + D * value)
        present.append(np.sqrt(2 * np.arange(state_size) + 1) @ state)
    return t, np.array(outputs), np.array(present)


# --- weights -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state_size", [1, 2, 7])
@pytest.mark.parametrize("window", [1.0, 2.0, 3.0])
def test_a_and_b_are_those_of_legt(state_size, window):
    A, B, C, D = hippo_prophecy(state_size, window)
    assert A.shape == (state_size,) * 2 and B.shape == C.shape == (state_size,) and D.shape == ()
    for n in range(state_size):
        for k in range(state_size):
            size = math.sqrt((2 * n + 1) * (2 * k + 1)) / window
            sign = 1 if k <= n else (-1) ** (n - k)
            assert A[n, k].item() == pytest.approx(-size * sign, rel=1e-14)
        assert B[n].item() == pytest.approx(math.sqrt(2 * n + 1) / window, rel=1e-14)


@pytest.mark.parametrize("state_size", [1, 2, 8, 13])
def test_c_and_d_differentiate_the_reconstruction(state_size):
    A, B, C, D = (matrix.numpy() for matrix in hippo_prophecy(state_size))
    ends = [math.sqrt(2 * n + 1) for n in range(state_size)]
    for k in range(state_size):
        assert C[k] == pytest.approx(sum(c * A[n, k] for n, c in enumerate(ends)), rel=1e-12)
    assert D == pytest.approx(state_size**2 / 2, rel=1e-13)


@pytest.mark.parametrize("window", [1.0, 2.0, 5.0])
def test_on_a_reconstructed_signal_they_are_the_slope_of_the_basis(window):
    """With u = c^T x, C + D c^T is the derivative of the shifted Legendre basis at its end."""
    _, _, C, D = (matrix.numpy() for matrix in hippo_prophecy(9, window))
    for n in range(9):
        end = math.sqrt(2 * n + 1)
        assert C[n] + D * end == pytest.approx(end * n * (n + 1) / window, rel=1e-12, abs=1e-11)


def test_defaults_and_device():
    for given, default in zip(hippo_prophecy(8, 2.0), hippo_prophecy()):
        assert torch.equal(given, default) and default.dtype == torch.float64
    assert all(matrix.device.type == "meta" for matrix in hippo_prophecy(4, device="meta"))


# --- output ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state_size, error", [(8, 5e-5), (16, 1e-6)])
def test_output_is_the_derivative_once_the_window_has_filled(state_size, error):
    t, y, present = run(state_size, 2.0, 0.001)
    late = t >= 8
    assert np.abs(y - slope(t))[late].max() < error
    assert np.abs(present - smooth(torch.tensor(t)).numpy())[late].max() < 2e-5
    # The forgotten start matters before: a signal which does not begin at zero looks like a jump.
    assert np.abs(y - slope(t))[t < 1].max() > 0.1


@pytest.mark.parametrize("state_size, window", [(8, 2.0), (6, 1.0)])
def test_prediction_is_an_euler_step_of_the_layer(state_size, window):
    t, y, _ = run(state_size, window, 0.01)
    u = smooth(times(0.01, 9.0))
    prediction = predict_next(u, 0.01, state_size, window)
    assert np.abs(prediction.numpy() - (u.numpy() + 0.01 * y)).max() < 1e-11


def test_error_of_the_prediction_is_quadratic_in_the_step():
    errors = []
    for dt in (0.01, 0.005):
        u = smooth(times(dt, 9.0))
        error = (predict_next(u, dt)[:-1] - u[1:]).abs()
        errors.append(error[times(dt, 9.0)[:-1] >= 8].max().item())
    assert errors[0] < 2e-4 and 3 < errors[0] / errors[1] < 5
    # Better than to repeat the last value, by a factor of the order of 1 / dt.
    assert (u[1:] - u[:-1]).abs().max() > 50 * errors[1]


def test_defaults_of_the_prediction():
    u = smooth(times(0.02, 3.0))
    assert torch.equal(predict_next(u, 0.02), predict_next(u, 0.02, 8, 2.0))


@pytest.mark.parametrize("shape", [(1,), (40,), (40, 1), (40, 3), (40, 2, 2)])
def test_coordinates_are_predicted_apart(shape):
    u = torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    together = predict_next(u, 0.05)
    assert together.shape == shape and together.dtype == torch.float64
    flat, parts = u.reshape(shape[0], -1), together.reshape(shape[0], -1)
    for column in range(flat.shape[1]):
        assert torch.allclose(parts[:, column], predict_next(flat[:, column], 0.05), rtol=1e-11)


def test_the_future_is_not_used():
    u = torch.randn(30, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    other = u.clone()
    other[20:] += 1
    assert torch.equal(predict_next(u, 0.05)[:20], predict_next(other, 0.05)[:20])


def test_it_is_linear_and_deterministic():
    u = smooth(times(0.05, 3.0))
    state = torch.get_rng_state()
    once, twice = predict_next(u, 0.05), predict_next(2 * u, 0.05)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.allclose(2 * once, twice, rtol=1e-12)


@pytest.mark.parametrize("dtype, tolerance", [(torch.float32, 1e-6), (torch.bfloat16, 1e-2)])
def test_dtype_is_kept_and_rounding_is_not_amplified(dtype, tolerance):
    u = smooth(times(0.05, 6.0)).to(dtype)
    prediction = predict_next(u, 0.05)
    assert prediction.dtype == dtype and prediction.device == u.device
    exact = predict_next(u.double(), 0.05)
    assert (prediction.double() - exact).abs().max() < tolerance * exact.abs().max()


def test_gradients_reach_the_signal():
    u = smooth(times(0.1, 2.0)).requires_grad_()
    predict_next(u, 0.1)[-1].backward()
    assert (u.grad != 0).all()


# --- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state_size, window", [(0, 2.0), (-1, 2.0), (4, 0.0), (4, math.nan)])
def test_impossible_weights_are_refused(state_size, window):
    with pytest.raises(ValueError, match=f"must be positive, got {state_size} and {window}"):
        hippo_prophecy(state_size, window)


@pytest.mark.parametrize("dt", [0.0, -0.1, math.nan])
def test_impossible_steps_are_refused(dt):
    with pytest.raises(ValueError, match=f"dt must be positive, got {dt}"):
        predict_next(torch.ones(3), dt)


@pytest.mark.parametrize(
    "signal, named",
    [
        (torch.ones(0), r"float32 \(0,\)"),
        (torch.ones(3, 0), r"float32 \(3, 0\)"),
        (torch.ones(3, dtype=torch.int64), r"int64 \(3,\)"),
    ],
)
def test_signals_without_real_values_are_refused(signal, named):
    with pytest.raises(ValueError, match=f"must hold real floating values, got torch.{named}"):
        predict_next(signal, 0.1)
