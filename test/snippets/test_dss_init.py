"""DSS: skew-HiPPO eigenvalues, the parametrisation, and both kernels against plain sums."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest
import torch
from dss_init import DSSKernel, dss_eigenvalues

VERSIONS = ["exp", "softmax"]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def draw(channels=3, state_size=5, version="exp", dtype=torch.float64, **rest) -> DSSKernel:
    rest.setdefault("generator", generator())
    return DSSKernel(channels, state_size, version, dtype=dtype, **rest)


def fill(kernel: DSSKernel, **values: list[float]) -> DSSKernel:
    """Overwrite parameters, as training would."""
    with torch.no_grad():
        for name, value in values.items():
            parameter = getattr(kernel, name)
            parameter.copy_(torch.tensor(value, dtype=parameter.dtype).expand_as(parameter))
    return kernel


# --- eigenvalues -------------------------------------------------------------------------------


@pytest.mark.parametrize("N", [1, 2, 3, 5, 32])
def test_they_are_half_of_the_eigenvalues_of_skew_hippo(N):
    size = 2 * N
    S = np.zeros((size, size))
    for n in range(size):
        for k in range(n):
            S[n, k] = math.sqrt((2 * n + 1) * (2 * k + 1)) / 2
            S[k, n] = -S[n, k]
    every = np.linalg.eigvals(S)  # of a general matrix, in pairs
    expected = np.sort(every.imag[every.imag > 0])[::-1]
    A = dss_eigenvalues(N)
    assert A.shape == (N,) and A.dtype == torch.complex128
    assert (A.real == -0.5).all()
    assert np.allclose(A.imag.numpy(), expected, rtol=1e-9)


def test_they_are_those_of_hippo_legs():
    A = dss_eigenvalues(4).imag.flip(0).tolist()
    assert A == pytest.approx([0.4275, 1.9578, 5.3542, 19.8574], abs=1e-4)
    A = dss_eigenvalues(32).imag[:3].tolist()
    assert A == pytest.approx([1303.27, 433.03, 258.15], abs=1e-2)


@pytest.mark.parametrize("N", [0, -1])
def test_no_modes_are_refused(N):
    for build in (lambda: dss_eigenvalues(N), lambda: draw(2, N)):
        with pytest.raises(ValueError, match=f"state_size must be at least 1, got {N}"):
            build()


# --- parameters --------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("dtype, tolerance", [(torch.float64, 1e-12), (torch.float32, 1e-6)])
@pytest.mark.parametrize("channels, N", [(1, 1), (3, 8), (4, 33)])
def test_modes_are_shared_and_stored_by_version(version, dtype, tolerance, channels, N):
    kernel = draw(channels, N, version, dtype)
    stored = kernel.A_real.detach().double()
    real = -stored.exp() if version == "exp" else stored
    A = dss_eigenvalues(N)
    torch.testing.assert_close(real, A.real, rtol=tolerance, atol=0)
    torch.testing.assert_close(kernel.A_imag.detach().double(), A.imag, rtol=tolerance, atol=0)
    shapes = {name: tuple(p.shape) for name, p in kernel.named_parameters()}
    assert shapes == {
        "log_dt": (channels,), "A_real": (N,), "A_imag": (N,), "W": (channels, N, 2),
    }
    for parameter in kernel.parameters():
        assert parameter.dtype == dtype and parameter.requires_grad and parameter.isfinite().all()


def test_output_weights_are_normal_in_both_parts():
    W = draw(2000, 2).W.detach()
    for part in (W[..., 0], W[..., 1]):
        assert part.mean().abs() < 0.06 and part.var().item() == pytest.approx(1, abs=0.07)
        assert part.pow(4).mean().item() == pytest.approx(3, abs=0.4)
    assert (W[..., 0] * W[..., 1]).mean().abs() < 0.06 and W.unique().numel() == W.numel()


def test_step_sizes_are_log_uniform():
    log_dt = draw(4096, 1).log_dt.detach()
    low, high = math.log(0.001), math.log(0.1)
    assert log_dt.min() >= low and log_dt.max() <= high
    assert log_dt.mean().item() == pytest.approx((low + high) / 2, abs=0.1)
    uniform = ((log_dt - low) / (high - low)).sort().values
    grid = (torch.arange(4096, dtype=torch.float64) + 0.5) / 4096
    assert (uniform - grid).abs().max() < 1.63 / 64  # Kolmogorov-Smirnov at 1 %
    dt = draw(2000, 1, dt_min=0.2, dt_max=3.0).log_dt.exp()
    assert 0.2 <= dt.min() < 0.21 and 2.9 < dt.max() <= 3.0
    same = draw(3, 1, dt_min=0.5, dt_max=0.5).log_dt.exp()
    assert same.tolist() == pytest.approx([0.5] * 3)


def test_defaults():
    kernel = DSSKernel(2, generator=generator())
    assert kernel.W.shape == (2, 64, 2) and kernel.W.dtype == torch.float32
    assert kernel.version == "exp"
    assert all(p.device.type == "meta" for p in DSSKernel(2, 3, device="meta").parameters())


# --- kernels -----------------------------------------------------------------------------------


def plain(kernel: DSSKernel, length: int) -> list[list[float]]:
    """The defining sums, mode by mode; the softmax is normalised by its own sum."""
    rows = []
    for log_dt, weights in zip(kernel.log_dt.tolist(), kernel.W.tolist()):
        dt, row = math.exp(log_dt), [0.0] * length
        for real, imag, (w_real, w_imag) in zip(
            kernel.A_real.tolist(), kernel.A_imag.tolist(), weights
        ):
            a = complex(-math.exp(real) if kernel.version == "exp" else real, imag)
            terms = [cmath.exp(dt * a * step) for step in range(length)]
            if kernel.version == "exp":
                held = [term * (cmath.exp(dt * a) - 1) / a for term in terms]
            else:
                x = abs((cmath.exp(-abs(real) / real * dt * a * length) - 1) * a)
                safe = x * x / (x * x + 1e-7)  # the bounded reciprocal of the denominator
                held = [safe * term / sum(terms) / a for term in terms]
            row = [r + (complex(w_real, w_imag) * h).real for r, h in zip(row, held)]
        rows.append(row)
    return rows


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("channels, N", [(1, 1), (3, 6)])
@pytest.mark.parametrize("length", [1, 2, 33])
def test_kernel_is_the_defining_sum(version, channels, N, length):
    kernel = draw(channels, N, version, dt_min=0.02, dt_max=0.5)
    found = kernel(length)
    assert found.shape == (channels, length) and found.dtype == torch.float64
    for row, expected in zip(found.tolist(), plain(kernel, length)):
        assert row == pytest.approx(expected, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("length", [1, 7, 40])
def test_softmax_serves_growing_modes(length):
    kernel = draw(2, 3, "softmax", dt_min=0.05, dt_max=0.3)
    fill(kernel, A_real=[0.7, -0.4, 2.5])
    for row, expected in zip(kernel(length).tolist(), plain(kernel, length)):
        assert row == pytest.approx(expected, rel=1e-9, abs=1e-13)


def test_softmax_does_not_overflow():
    kernel = fill(draw(1, 2, "softmax"), A_real=[90.0, 300.0], log_dt=[0.0])
    values = kernel(500)
    assert values.isfinite().all() and values.abs().max() > 1e-4


def test_softmax_of_a_mode_is_normalised_over_the_length():
    """For a real mode and W = A the kernel is a distribution over the steps."""
    for real in (-0.3, 0.3):
        kernel = fill(draw(1, 1, "softmax"), A_real=[real], A_imag=[0.0], W=[real, 0.0])
        for length in (1, 5, 50):
            assert kernel(length).sum().item() == pytest.approx(1, rel=0.02)


def test_safe_reciprocal_is_the_stated_one():
    kernel = draw(1, 1, "softmax")
    fill(kernel, A_real=[-1e-2], A_imag=[0.0], W=[1.0, 0.0], log_dt=[math.log(1e-3)])
    x = (math.exp(-1e-5 * 20) - 1) * -1e-2
    expected = (math.exp(-1e-5) - 1) * x / (x * x + 1e-7)
    assert kernel(20)[0, 0].item() == pytest.approx(expected, rel=1e-9)
    zero = fill(draw(1, 1, "softmax"), A_real=[0.0], A_imag=[0.0])
    assert torch.equal(zero(4), torch.zeros(1, 4, dtype=torch.float64))


def test_exp_is_a_zero_order_hold():
    """The sum of the kernel is the step response of the continuous system."""
    kernel = draw(4, 6, dt_min=0.01, dt_max=0.2)
    A = dss_eigenvalues(6)
    time = kernel.log_dt.detach().exp()[:, None] * 50
    W = torch.view_as_complex(kernel.W.detach())
    continuous = (W * ((time * A).exp() - 1) / A).real.sum(1)
    torch.testing.assert_close(kernel(50).sum(1), continuous, rtol=1e-10, atol=1e-12)


def test_exp_kernel_does_not_depend_on_the_length_but_softmax_does():
    assert torch.equal(draw()(20)[:, :7], draw()(7))
    assert not torch.allclose(draw(version="softmax")(20)[:, :7], draw(version="softmax")(7))


def test_exp_modes_stay_stable_whatever_training_does():
    kernel = fill(draw(2, 3), A_real=[-9.0, 0.0, 6.0])
    values = kernel(4000).abs()
    assert values.isfinite().all() and values[:, 3000:].max() <= values.max()


@pytest.mark.parametrize("version", VERSIONS)
def test_float32_is_close_to_float64(version):
    exact = draw(4, 8, version)
    single = draw(4, 8, version, torch.float32)
    single.load_state_dict(exact.state_dict())
    found, expected = single(100), exact(100)
    assert found.dtype == torch.float32
    assert (found - expected).abs().max() < 1e-3 * expected.abs().max()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_parameter_can_be_trained(version):
    kernel = draw(version=version)
    kernel(10).square().sum().backward()
    for name, parameter in kernel.named_parameters():
        assert parameter.grad.isfinite().all() and parameter.grad.abs().max() > 0, name


# --- randomness and refusals -------------------------------------------------------------------


def test_generator_decides_the_draw_and_spares_the_global_state():
    state = torch.get_rng_state()
    first, second, other = (draw(generator=generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters()))
    assert not torch.equal(first.W, other.W) and not torch.equal(first.log_dt, other.log_dt)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"channels": 0}, "channels must be at least 1, got 0"),
        ({"version": "clip"}, 'version must be "exp" or "softmax", got \'clip\''),
        ({"dt_min": 0.0}, "0 < dt_min <= dt_max, got 0.0 and 0.1"),
        ({"dt_min": 0.2}, "0 < dt_min <= dt_max, got 0.2 and 0.1"),
        ({"dtype": torch.bfloat16}, "need float32 or float64, got torch.bfloat16"),
    ],
)
def test_impossible_kernels_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw(**arguments)


@pytest.mark.parametrize("length", [0, -3])
def test_empty_kernel_is_refused(length):
    with pytest.raises(ValueError, match=f"length must be at least 1, got {length}"):
        draw()(length)
