"""S4D: modes of the four schemes, common parameters and the convolution kernel."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest
import torch
from s4d_init import S4DParameters, s4d_init, s4d_kernel, s4d_modes

SCHEMES = ["lin", "inv", "legs", "real"]
PAIRED = SCHEMES[:3]
STATE_SIZES = [2, 4, 10, 64]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def draw(channels=5, state_size=12, scheme="lin", dtype=torch.float64, **rest) -> S4DParameters:
    rest.setdefault("generator", generator())
    return s4d_init(channels, state_size, scheme, dtype=dtype, **rest)


def legs(N: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """HiPPO-LegS entry by entry: A, its normal part A + P P^T, and B."""
    A = np.zeros((N, N))
    for n in range(N):
        A[n, n] = -(n + 1)
        for k in range(n):
            A[n, k] = -math.sqrt((2 * n + 1) * (2 * k + 1))
    P = np.sqrt(np.arange(N) + 0.5)
    return A, A + np.outer(P, P), np.sqrt(2 * np.arange(N) + 1)


# --- modes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state_size", STATE_SIZES)
def test_lin_frequencies_are_multiples_of_pi(state_size):
    A, _ = s4d_modes("lin", state_size)
    assert A.shape == (state_size // 2,) and A.dtype == torch.complex128
    for n, value in enumerate(A.tolist()):
        assert value.real == -0.5
        assert abs(value.imag - math.pi * n) <= 1e-12 * max(1, math.pi * n)


@pytest.mark.parametrize("state_size", STATE_SIZES)
def test_inv_frequencies_by_the_formula(state_size):
    A = s4d_modes("inv", state_size)[0].tolist()
    N = state_size
    assert len(A) == N // 2
    assert all(value.real == -0.5 for value in A)
    assert A[0].imag == pytest.approx(N * (N - 1) / math.pi, rel=1e-13)
    assert A[-1].imag == pytest.approx(N / math.pi * (N / (N - 1) - 1), rel=1e-12)
    for n, value in enumerate(A):
        assert value.imag == pytest.approx(N * (N - 2 * n - 1) / (math.pi * (2 * n + 1)), rel=1e-12)


@pytest.mark.parametrize("state_size", STATE_SIZES)
def test_real_modes_are_the_eigenvalues_of_legs(state_size):
    """They are known exactly; an eigensolver, run on A itself, would return rubbish for N = 64."""
    A, B = s4d_modes("real", state_size)
    assert A.dtype == B.dtype == torch.float64
    assert A.tolist() == np.diag(legs(state_size)[0]).tolist()
    assert torch.equal(B, torch.ones(state_size, dtype=torch.float64))


@pytest.mark.parametrize("state_size", STATE_SIZES)
def test_legs_modes_are_those_of_the_normal_part_of_hippo(state_size):
    """The transfer function b^T (s - S)^-1 b / 2 of the dense system fixes A and B."""
    _, S, b = legs(state_size)
    assert np.abs(S + S.T + np.eye(state_size)).max() <= 1e-13 * state_size
    A, B = (values.numpy() for values in s4d_modes("legs", state_size))
    assert A.shape == B.shape == (state_size // 2,) and A.dtype == B.dtype == np.complex128
    assert (A.real == -0.5).all() and (B.real > 0).all() and (B.imag == 0).all()
    for s in (0.3, 1 + 2j, 0.1 - 40j):
        dense = b @ np.linalg.solve(s * np.eye(state_size) - S, b)
        modes = sum(4 * w**2 * (1 / (s - a) + 1 / (s - a.conjugate())) for a, w in zip(A, B.real))
        assert abs(modes - dense) <= 1e-11 * abs(dense)


def test_legs_frequencies_of_8_and_64_states():
    low = [0.4275, 1.9578, 5.3542, 19.8574]
    assert s4d_modes("legs", 8)[0].imag.flip(0).tolist() == pytest.approx(low, abs=1e-4)
    high = s4d_modes("legs", 64)[0].imag[:3].tolist()
    assert high == pytest.approx([1303.27, 433.03, 258.15], abs=1e-2)


def distance_to_legs(state_size: int, scale: float) -> float:
    """Largest error of the first four states for u = exp(-t), with B scaled."""
    A, S, b = legs(state_size)
    modes, weights = (values.numpy() for values in s4d_modes("legs", state_size))
    frequencies, vectors = np.linalg.eigh(-1j * (S + np.eye(state_size) / 2))
    vectors = vectors[:, np.argsort(-frequencies)[: state_size // 2]]
    phase = vectors.conj().T @ b
    vectors = vectors * (phase / np.abs(phase))
    times = np.linspace(0.5, 4, 20)
    # Through the modes of S: x = sum of v_n w_n (exp(a_n t) - exp(-t)) / (a_n + 1).
    response = (np.exp(modes * times[:, None]) - np.exp(-times)[:, None]) / (modes + 1)
    diagonal = 2 * ((scale * weights * response) @ vectors.T).real
    # The whole of A, exactly: the input is one more state of a larger autonomous system.
    larger = torch.zeros(state_size + 1, state_size + 1, dtype=torch.float64)
    larger[:-1, :-1], larger[:-1, -1], larger[-1, -1] = torch.tensor(A), torch.tensor(b), -1
    dense = torch.linalg.matrix_exp(torch.tensor(times)[:, None, None] * larger)[:, :4, -1]
    return np.abs(diagonal[:, :4] - dense.numpy()).max()


def test_legs_layer_tends_to_hippo_for_a_smooth_input_thanks_to_the_half():
    small, large = distance_to_legs(16, 1.0), distance_to_legs(64, 1.0)
    assert small < 0.05 and large < 0.01 and large < small / 2.5
    assert distance_to_legs(16, 2.0) > 0.3 and distance_to_legs(64, 2.0) > 0.3


def test_inv_approximates_legs():
    A = s4d_modes("inv", 64)[0]
    assert A.imag[0].item() == pytest.approx(1283.4255, abs=1e-4)
    ratio = s4d_modes("legs", 64)[0].imag[:3] / A.imag[:3]
    assert ratio.tolist() == pytest.approx([1.016, 1.045, 1.074], abs=1e-3)


@pytest.mark.parametrize("scheme", PAIRED)
def test_frequencies_are_distinct_and_never_negative(scheme):
    imag = s4d_modes(scheme, 64)[0].imag
    assert imag.min() >= 0 and imag.unique().numel() == 32


@pytest.mark.parametrize("scheme", ["lin", "inv"])
def test_input_weights_of_the_formulas_are_one(scheme):
    assert torch.equal(s4d_modes(scheme, 6)[1], torch.ones(3, dtype=torch.complex128))


@pytest.mark.parametrize("state_size", [0, 1, 7, -2, 63])
def test_odd_or_empty_state_is_refused(state_size):
    for build in (lambda: s4d_modes("lin", state_size), lambda: draw(state_size=state_size)):
        with pytest.raises(ValueError, match=f"positive even number, got {state_size}"):
            build()


def test_unknown_scheme_is_refused():
    message = 'scheme must be "lin", "inv", "legs" or "real", got \'quad\''
    with pytest.raises(ValueError, match=message):
        s4d_init(4, 8, "quad")


# --- parameters --------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("dtype, tolerance", [(torch.float64, 1e-12), (torch.float32, 1e-6)])
@pytest.mark.parametrize("channels, state_size", [(1, 2), (3, 10), (7, 64)])
def test_a_is_stored_by_log_real_and_imaginary_part(
    scheme, dtype, tolerance, channels, state_size
):
    ssm = draw(channels, state_size, scheme, dtype)
    A, B = (values.expand(channels, -1) for values in s4d_modes(scheme, state_size))
    torch.testing.assert_close(-ssm.log_A_real.double().exp(), A.real, rtol=tolerance, atol=0)
    torch.testing.assert_close(ssm.B.to(B.dtype), B, rtol=tolerance, atol=0)
    if scheme == "real":
        assert ssm.A_imag is None
    else:
        torch.testing.assert_close(ssm.A_imag.double(), A.imag, rtol=tolerance, atol=0)


def test_real_part_stays_negative_whatever_training_does():
    log_A_real = torch.linspace(-9, 9, 30, dtype=torch.float64).view(5, 6)
    ssm = draw(scheme="inv")._replace(log_A_real=log_A_real)
    dt_A = ssm.log_dt.exp()[:, None] * torch.complex(-log_A_real.exp(), ssm.A_imag)
    held = ssm.C * ssm.log_dt.exp()[:, None] * (dt_A.exp() - 1) / dt_A
    bound = 2 * held.abs().sum(1, keepdim=True)
    assert (s4d_kernel(ssm, 2000).abs() <= bound * (1 + 1e-9)).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_shapes_and_types(scheme):
    for dtype, complex_dtype in (
        (torch.float32, torch.complex64),
        (torch.float64, torch.complex128),
    ):
        ssm = draw(3, 10, scheme, dtype)
        modes = 10 if scheme == "real" else 5
        for name, tensor in ssm._asdict().items():
            if name == "A_imag" and scheme == "real":
                continue
            assert tensor.shape == ((3,) if name in ("log_dt", "D") else (3, modes)), name
            paired = name in "BC" and scheme != "real"
            assert tensor.dtype == (complex_dtype if paired else dtype), name
            assert tensor.device.type == "cpu" and tensor.isfinite().all()
            assert tensor.is_contiguous(), name


def test_defaults():
    ssm = s4d_init(2, generator=generator())
    assert ssm.A_imag.shape == (2, 32) and ssm.A_imag.dtype == torch.float32
    torch.testing.assert_close(ssm.A_imag[0], math.pi * torch.arange(32.0))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_device_is_taken(scheme):
    tensors = s4d_init(2, 4, scheme, device="meta")
    assert all(tensor.device.type == "meta" for tensor in tensors if tensor is not None)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_step_sizes_are_log_uniform(dtype):
    log_dt = draw(4096, 2, dtype=dtype).log_dt.double()
    low, high = math.log(0.001), math.log(0.1)
    eps = 4 * torch.finfo(dtype).eps
    assert log_dt.exp().min() >= 0.001 * (1 - eps * 8) and log_dt.exp().max() <= 0.1 * (1 + eps * 8)
    assert log_dt.mean().item() == pytest.approx((low + high) / 2, abs=0.1)
    uniform = ((log_dt - low) / (high - low)).sort().values
    grid = (torch.arange(4096, dtype=torch.float64) + 0.5) / 4096
    assert (uniform - grid).abs().max() < 1.63 / math.sqrt(4096)  # Kolmogorov-Smirnov at 1 %


def test_step_sizes_take_the_given_range():
    dt = draw(2000, 2, dt_min=0.2, dt_max=3.0).log_dt.exp()
    assert 0.2 <= dt.min() < 0.21 and 2.9 < dt.max() <= 3.0
    assert draw(3, 2, dt_min=0.5, dt_max=0.5).log_dt.exp().tolist() == pytest.approx([0.5] * 3)


def test_c_is_complex_normal_and_d_is_normal():
    ssm = draw(4000, 4)
    for part in (ssm.C.real, ssm.C.imag):
        assert part.var().item() == pytest.approx(0.5, abs=0.03)
        assert part.mean().abs() < 0.03
    assert (ssm.C.real * ssm.C.imag).mean().abs() < 0.03
    assert ssm.D.var().item() == pytest.approx(1.0, abs=0.07)
    assert ssm.D.mean().abs() < 0.06
    for standard in (ssm.D, ssm.C.real * math.sqrt(2)):
        assert standard.pow(4).mean().item() == pytest.approx(3.0, abs=0.4)


def test_real_c_is_normal():
    C = draw(2000, 2, "real").C
    assert not C.is_complex()
    assert C.var().item() == pytest.approx(1.0, abs=0.07) and C.mean().abs() < 0.06
    assert C.pow(4).mean().item() == pytest.approx(3.0, abs=0.4)


def test_channels_are_drawn_apart_and_share_a():
    ssm = draw(6, 8, "inv")
    assert torch.equal(ssm.A_imag, ssm.A_imag[:1].expand(6, -1))
    assert ssm.log_dt.unique().numel() == 6 and ssm.D.unique().numel() == 6
    assert ssm.C.real.unique().numel() == 24


def test_tensors_can_be_trained_on_their_own():
    """No tensor may be a view whose entries share memory: an optimiser writes in place."""
    ssm = draw(3, 4)
    for tensor in ssm:
        before = tensor.clone()
        tensor.flatten()[0] = 9
        tensor[0] += 1
        assert torch.equal(tensor[1:], before[1:])


# --- kernel ------------------------------------------------------------------------------------


def recurrence(ssm: S4DParameters, inputs: list[float], channel: int) -> list[float]:
    """Run the discretised state-space model step by step, with the conjugate half spelled out."""
    dt = math.exp(ssm.log_dt[channel])
    imag = torch.zeros_like(ssm.log_A_real) if ssm.A_imag is None else ssm.A_imag
    columns = (ssm.log_A_real, imag, ssm.B, ssm.C)
    modes = [
        (complex(-math.exp(r), i), b, c)
        for r, i, b, c in zip(*(t[channel].tolist() for t in columns))
    ]
    if ssm.A_imag is not None:
        modes += [tuple(z.conjugate() for z in mode) for mode in modes]
    state, outputs = [0j] * len(modes), []
    for u in inputs:
        state = [
            cmath.exp(dt * a) * x + (cmath.exp(dt * a) - 1) / a * b * u
            for x, (a, b, _) in zip(state, modes)
        ]
        outputs.append(sum(c * x for x, (_, _, c) in zip(state, modes)))
    assert max(abs(y.imag) for y in outputs) < 1e-12
    return [y.real for y in outputs]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state_size", [2, 6, 16])
@pytest.mark.parametrize("length", [1, 2, 33])
def test_kernel_is_the_impulse_response_of_the_recurrence(scheme, state_size, length):
    ssm = draw(3, state_size, scheme)
    ssm = ssm._replace(B=torch.randn(ssm.B.shape, dtype=ssm.B.dtype, generator=generator(4)))
    kernel = s4d_kernel(ssm, length)
    assert kernel.shape == (3, length) and kernel.dtype == torch.float64
    for channel in range(3):
        response = recurrence(ssm, [1.0] + [0.0] * (length - 1), channel)
        assert kernel[channel].tolist() == pytest.approx(response, rel=1e-11, abs=1e-13)


def test_convolution_with_the_kernel_is_the_recurrence():
    ssm = draw(2, 8, "inv")
    u = torch.randn(20, dtype=torch.float64, generator=generator(3))
    kernel = s4d_kernel(ssm, 20)
    for channel in range(2):
        causal = [sum(kernel[channel, l - k] * u[k] for k in range(l + 1)) for l in range(20)]
        expected = recurrence(ssm, u.tolist(), channel)
        assert [y.item() for y in causal] == pytest.approx(expected, rel=1e-11, abs=1e-13)


def test_zero_order_hold_is_exact_for_a_constant_input():
    """The sum of the kernel is the response to a step, known in closed form in continuous time."""
    ssm = draw(4, 6, "lin", dt_min=0.01, dt_max=0.2)
    length = 50
    dt = ssm.log_dt.exp()[:, None]
    A = s4d_modes("lin", 6)[0]
    continuous = 2 * (ssm.C * ((dt * length * A).exp() - 1) / A).real.sum(1)
    torch.testing.assert_close(s4d_kernel(ssm, length).sum(1), continuous, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("scheme", PAIRED)
def test_kernel_decays_with_the_real_part(scheme):
    """Every mode shrinks as exp(-dt l / 2), so the kernel stays under that envelope."""
    ssm = draw(16, 32, scheme)
    kernel = s4d_kernel(ssm, 3000)
    assert kernel.isfinite().all() and not kernel.is_complex()
    dt = ssm.log_dt.exp()[:, None]
    A = s4d_modes(scheme, 32)[0]
    held = ((dt * A).exp() - 1) / A
    envelope = 2 * (ssm.C * ssm.B * held).abs().sum(1, keepdim=True)
    envelope = envelope * torch.exp(-dt * torch.arange(3000) / 2)
    assert (kernel.abs() <= envelope * (1 + 1e-9)).all()
    # ... and follows it: a faster decay would fall below a fixed share of the envelope.
    window = (kernel.abs() / envelope).view(16, 3, 1000).amax(-1)
    assert window.min() > 0.01


def test_sign_of_the_frequencies_is_a_convention():
    ssm = draw(3, 8, "inv")
    flipped = ssm._replace(A_imag=-ssm.A_imag, C=ssm.C.conj(), B=ssm.B.conj())
    torch.testing.assert_close(s4d_kernel(ssm, 12), s4d_kernel(flipped, 12))


@pytest.mark.parametrize("scheme", PAIRED)
def test_float32_kernel_is_close_to_float64(scheme):
    exact = draw(8, 32, scheme)
    single = S4DParameters(
        *(t.to(torch.complex64 if t.is_complex() else torch.float32) for t in exact)
    )
    kernel, expected = s4d_kernel(single, 200), s4d_kernel(exact, 200)
    assert kernel.dtype == torch.float32
    assert (kernel - expected).abs().max() < 2e-3 * expected.abs().max()


def test_kernel_can_be_trained():
    ssm = S4DParameters(*(tensor.requires_grad_() for tensor in draw(3, 8)))
    s4d_kernel(ssm, 10).square().sum().backward()
    for name, tensor in ssm._asdict().items():
        if name == "D":
            assert tensor.grad is None
        else:
            assert tensor.grad.isfinite().all() and tensor.grad.abs().max() > 0, name


@pytest.mark.parametrize("length", [0, -3])
def test_empty_kernel_is_refused(length):
    with pytest.raises(ValueError, match=f"length must be at least 1, got {length}"):
        s4d_kernel(draw(), length)


# --- randomness and refusals -------------------------------------------------------------------


def test_generator_decides_the_draw_and_spares_the_global_state():
    state = torch.get_rng_state()
    first, second, other = (draw(generator=generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(first, second))
    for name in ("log_dt", "C", "D"):
        assert not torch.equal(getattr(first, name), getattr(other, name))


def test_without_a_generator_the_global_one_is_used():
    draws = []
    for seed in (3, 3, 4):
        torch.manual_seed(seed)
        draws.append(s4d_init(3, 4))
    assert all(torch.equal(a, b) for a, b in zip(draws[0], draws[1]))
    for name in ("log_dt", "C", "D"):
        assert not torch.equal(getattr(draws[0], name), getattr(draws[2], name))


@pytest.mark.parametrize("channels", [0, -1])
def test_no_channels_are_refused(channels):
    with pytest.raises(ValueError, match=f"channels must be at least 1, got {channels}"):
        draw(channels)


@pytest.mark.parametrize("dt_min, dt_max", [(0.0, 0.1), (-0.1, 0.1), (0.2, 0.1)])
def test_impossible_step_sizes_are_refused(dt_min, dt_max):
    with pytest.raises(ValueError, match=f"0 < dt_min <= dt_max, got {dt_min} and {dt_max}"):
        draw(dt_min=dt_min, dt_max=dt_max)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.complex64, torch.int64])
def test_dtype_without_a_complex_partner_is_refused(dtype):
    with pytest.raises(ValueError, match=f"need float32 or float64, got {dtype}"):
        draw(dtype=dtype)
