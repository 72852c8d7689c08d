"""Convolution Aware Initialization: orthonormal spectra, He variance, independent filters."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import conv_aware_init
from conv_aware_init import conv_aware_init_, conv_aware_weight_

SHAPES = [
    *[(4, 3, 5), (6, 6, 4), (1, 2, 3), (5, 7, 1), (7, 1, 3)],
    *[(4, 3, 3, 3), (8, 8, 5, 5), (3, 20, 3, 3), (2, 3, 1, 7), (5, 4, 7, 1), (6, 2, 2, 4)],
    *[(9, 5, 1, 1), (1, 2, 1, 1), (1, 1, 2, 2), (4, 6, 4, 3), (3, 4, 3, 3, 3), (2, 3, 1, 2, 5)],
]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def filled(*shape: int, seed: int = 0, **kwargs: float) -> np.ndarray:
    weight = torch.full(shape, torch.nan, dtype=torch.float64)
    return conv_aware_weight_(weight, generator=seeded(seed), **kwargs).numpy()


def cosines(rows: np.ndarray) -> np.ndarray:
    """Absolute cosines between different rows of a matrix, complex ones by their inner product."""
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return np.abs(rows @ rows.conj().T - np.eye(len(rows)))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_whole_weight_has_he_variance(shape: tuple[int, ...]) -> None:
    weight = filled(*shape)
    assert weight.shape == shape
    fan_in = math.prod(shape[1:])
    assert weight.var(ddof=0) * fan_in / 2 == pytest.approx(1, abs=1e-12)


def test_one_factor_for_all_filters() -> None:
    weight = filled(50, 4, 3, 3)
    variances = weight.var(axis=(1, 2, 3)) * 36 / 2
    assert variances.std() > 0.02
    assert abs(variances - 1).max() < 1


@pytest.mark.parametrize("length", [3, 5, 7, 8, 12])
def test_spectra_of_one_dimensional_filters_are_orthogonal(length: int) -> None:
    # A real spectrum is Hermitian in one dimension, so that the filters keep it whole.
    half = length // 2 + 1
    weight = filled(4, half, length, eps_std=0.0)
    spectra = np.fft.rfft(weight, axis=2)
    assert np.abs(spectra.imag).max() < 1e-12
    for spectrum in spectra:
        assert cosines(spectrum).max() < 1e-12
    norms = np.linalg.norm(spectra, axis=2)
    assert norms == pytest.approx(norms[0, 0], rel=1e-12)
    # Negative control: in the spatial domain they are not orthogonal.
    assert max(cosines(filters).max() for filters in weight) > 0.05


@pytest.mark.parametrize(("sets", "rows", "size"), [(3, 4, 4), (2, 3, 6), (1, 1, 2), (5, 6, 12)])
def test_rows_are_orthonormal_and_sets_differ(sets: int, rows: int, size: int) -> None:
    drawn = conv_aware_init._orthonormal_rows(
        sets, rows, size, generator=seeded(), dtype=torch.float64
    ).numpy()
    assert drawn.shape == (sets, rows, size)
    for basis in drawn:
        assert np.abs(basis @ basis.T - np.eye(rows)).max() < 1e-13
    for other in drawn[1:]:
        assert np.abs(np.abs(drawn[0]) - np.abs(other)).max() > 0.05


def test_more_rows_than_dimensions_are_several_orthonormal_sets() -> None:
    rows = conv_aware_init._orthonormal_rows(
        2, 10, 4, generator=seeded(), dtype=torch.float64
    ).numpy()
    for basis in rows:
        for part in (basis[:4], basis[4:8], basis[8:]):
            assert np.abs(part @ part.T - np.eye(len(part))).max() < 1e-13
        cross = np.abs(basis[:4] @ basis[4:8].T)
        assert 0.05 < cross.max() < 0.999


def test_rows_are_eigenvectors_of_the_symmetrised_draw() -> None:
    (rows,) = conv_aware_init._orthonormal_rows(1, 5, 5, generator=seeded(), dtype=torch.float64)
    draw = torch.randn(1, 1, 5, 5, generator=seeded(), dtype=torch.float64)[0, 0].numpy()
    symmetric = np.array(
        [[draw[i, j] + draw[j, i] if i != j else draw[i, i] for j in range(5)] for i in range(5)]
    )
    values = [row @ symmetric @ row for row in rows.numpy()]
    for row, value in zip(rows.numpy(), values):
        assert np.abs(symmetric @ row - value * row).max() < 1e-12
    assert np.all(np.diff(np.abs(values)) < 0)


@pytest.mark.parametrize("shape", [s for s in SHAPES if math.prod(s[2:-1]) * (s[-1] // 2 + 1) > 1])
def test_filters_are_inverse_transforms_of_the_spectra(shape: tuple[int, ...]) -> None:
    kernel = shape[2:]
    half = np.fft.rfftn(np.zeros(kernel)).shape
    spectra = conv_aware_init._orthonormal_rows(
        *shape[:2], math.prod(half), generator=seeded(), dtype=torch.float64
    ).numpy()
    weight = filled(*shape, eps_std=0.0)
    expected = np.empty(shape)
    for out in range(shape[0]):
        for channel in range(shape[1]):
            spectrum = spectra[out, channel].reshape(half)
            expected[out, channel] = np.fft.irfftn(spectrum, kernel, axes=range(len(kernel)))
    expected *= math.sqrt(2 / math.prod(shape[1:]) / expected.var())
    assert np.abs(weight - expected).max() < 1e-12


def test_the_noise_has_a_deviation_of_a_twentieth_before_scaling() -> None:
    # Its projection on the imaginary part of the spectrum, which is 0 without noise.
    weight = filled(400, 3, 5)
    spectra = np.fft.rfft(weight, axis=2)
    imag = spectra.imag[:, :, 1:]  # each entry has variance 5/2 s^2 for noise of deviation s
    noise = math.sqrt((imag**2).mean() / 2.5)
    # Orthonormal sets have Sum |F|^2 = 3 rows: mean square of a coefficient 1/3.
    scale = math.sqrt((spectra.real**2).mean() / (1 / 3 + 0.05**2 * (5 + 2.5 + 2.5) / 3))
    assert noise / scale == pytest.approx(0.05, rel=0.05)


def test_kernels_of_size_one_are_noise_of_he_variance() -> None:
    weight = filled(60, 50, 1, 1)
    assert abs(weight.mean()) < 0.02 * weight.std() * 3
    kurtosis = (weight**4).mean() / (weight**2).mean() ** 2
    assert kurtosis == pytest.approx(3, abs=0.4)
    # Spectrum and noise are drawn one after the other, both of deviation eps_std.
    generator = seeded()
    both = [torch.randn(60, 50, dtype=torch.float64, generator=generator) for _ in range(2)]
    total = (both[0] + both[1]).numpy()
    total *= math.sqrt(2 / 50 / total.var())
    assert np.abs(weight[:, :, 0, 0] - total).max() < 1e-12


def test_output_filters_have_different_sets() -> None:
    weight = filled(5, 3, 3, 3, eps_std=0.0)
    for i in range(5):
        for j in range(i):
            assert np.abs(weight[i] - weight[j]).max() > 0.05


@pytest.mark.parametrize(
    "conv",
    [nn.Conv1d(4, 6, 5), nn.Conv2d(6, 9, 3, groups=3), nn.Conv2d(8, 8, 3, groups=8),
     nn.Conv3d(2, 3, (1, 2, 3))],
)  # fmt: skip
def test_convolutions_of_a_net_groups_included(conv: nn.Module) -> None:
    net = nn.Sequential(conv.double(), nn.ReLU())
    assert conv_aware_init_(net, generator=seeded()) is net
    fan_in = conv.in_channels // conv.groups * math.prod(conv.kernel_size)
    variance = conv.weight.var(unbiased=False).item()
    assert variance * fan_in / 2 == pytest.approx(1, abs=1e-12)
    assert not conv.bias.any()


def test_eps_std_reaches_every_layer_and_a_missing_bias_is_fine() -> None:
    net = nn.Sequential(nn.Conv1d(2, 2, 3, bias=False), nn.Conv1d(2, 2, 3)).double()
    conv_aware_init_(net, eps_std=0.0, generator=seeded())
    for layer in net:
        # Without noise a filter is even.
        assert torch.allclose(layer.weight[..., 1], layer.weight[..., 2], atol=1e-14)
    conv_aware_init_(net, generator=seeded())
    assert not torch.allclose(net[1].weight[..., 1], net[1].weight[..., 2], atol=1e-3)
    assert net[0].bias is None


def test_a_net_has_the_default_noise_of_its_weights() -> None:
    net = nn.Conv2d(3, 4, 3).double()
    conv_aware_init_(net, generator=seeded())
    assert np.array_equal(net.weight.detach().numpy(), filled(4, 3, 3, 3))
    assert np.array_equal(filled(4, 3, 3, 3), filled(4, 3, 3, 3, eps_std=0.05))


def test_other_modules_keep_their_parameters() -> None:
    net = nn.Sequential(nn.Linear(3, 2), nn.ConvTranspose2d(2, 3, 3), nn.BatchNorm2d(3))
    before = [p.detach().clone() for p in net.parameters()]
    conv_aware_init_(net, generator=seeded())
    assert all(torch.equal(a, b) for a, b in zip(before, net.parameters()))


@pytest.mark.parametrize(
    ("shape", "eps_std", "message"),
    [
        ((4, 3), 0.05, r"1 to 3 kernel dimensions and at least 2 entries, got \(4, 3\)"),
        ((2, 2, 2, 2, 2, 2), 0.05, r"got \(2, 2, 2, 2, 2, 2\)"),
        ((1, 1, 1), 0.05, r"got \(1, 1, 1\)"),
        ((4, 0, 3), 0.05, r"got \(4, 0, 3\)"),
        ((4, 2, 3), -0.1, "eps_std must be positive, or 0 for large kernels, got -0.1"),
        ((4, 2, 3), math.nan, "got nan"),
        ((4, 2, 1, 1), 0.0, "got 0.0"),
    ],
)
def test_weights_that_cannot_be_served(
    shape: tuple[int, ...], eps_std: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        conv_aware_weight_(torch.ones(shape), eps_std)


def test_reproducible_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    assert np.array_equal(filled(3, 5, 3, 3), filled(3, 5, 3, 3))
    assert not np.allclose(filled(3, 5, 3, 3), filled(3, 5, 3, 3, seed=1))
    assert np.array_equal(filled(3, 5, 1), filled(3, 5, 1))
    assert torch.equal(state, torch.get_rng_state())


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
@pytest.mark.parametrize("shape", [(6, 4, 3, 3), (4, 6, 5), (5, 5, 1, 1)])
def test_dtype_device_and_gradients_are_kept(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    weight = nn.Parameter(torch.ones(shape, dtype=dtype))
    assert conv_aware_weight_(weight, generator=seeded()) is weight
    assert weight.dtype == dtype and weight.device.type == "cpu"
    assert weight.requires_grad and weight.is_leaf and weight.grad_fn is None
    values: Tensor = weight.detach().double()
    fan_in = math.prod(shape[1:])
    assert values.var(unbiased=False).item() * fan_in / 2 == pytest.approx(1, rel=0.01)
