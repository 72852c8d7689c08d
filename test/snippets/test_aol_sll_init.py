"""AOL and SLL: spectral norm of at most 1, and a variance that only the shape decides."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from aol_sll_init import SLLResidual, aol_variance, aol_weight, sll_weight

SHAPES = [(1, 1), (1, 5), (6, 1), (7, 7), (4, 9), (11, 3)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=seeded(seed), dtype=torch.float64)


def spectral_norm(weight: Tensor) -> float:
    return np.linalg.norm(weight.detach().double().numpy(), 2)


def residual(features: int, hidden: int, seed: int = 0) -> SLLResidual:
    return SLLResidual(features, hidden, generator=seeded(seed), dtype=torch.float64)


@pytest.mark.parametrize("shape", SHAPES)
def test_aol_rescales_columns_by_the_sums_of_the_gram_matrix(shape: tuple[int, int]) -> None:
    weight = normal(*shape)
    w, expected = weight.numpy(), np.empty(shape)
    for j in range(shape[1]):
        total = sum(abs(w[:, i] @ w[:, j]) for i in range(shape[1]))
        expected[:, j] = w[:, j] / math.sqrt(total)
    assert np.abs(aol_weight(weight).numpy() - expected).max() < 1e-14


@pytest.mark.parametrize("shape", SHAPES)
def test_sll_rescales_rows_with_the_learnable_q(shape: tuple[int, int]) -> None:
    weight, q = normal(*shape), normal(shape[0], seed=1)
    w, expected = weight.numpy(), np.empty(shape)
    for i in range(shape[0]):
        total = sum(abs(w[i] @ w[j]) * math.exp(q[j] - q[i]) for j in range(shape[0]))
        expected[i] = w[i] / math.sqrt(total)
    assert np.abs(sll_weight(weight, q).numpy() - expected).max() < 1e-14
    without = sll_weight(weight, torch.zeros_like(q))
    assert torch.allclose(without, aol_weight(weight.T).T, rtol=1e-12)


@pytest.mark.parametrize("shape", [*SHAPES, (64, 64), (128, 64), (40, 100)])
@pytest.mark.parametrize("scale", [0.1, 1.0, 10.0])
def test_spectral_norm_is_at_most_one_and_the_scale_cancels(
    shape: tuple[int, int], scale: float
) -> None:
    weight, q = normal(*shape), 3 * normal(shape[0], seed=1)
    for rescale in (aol_weight, lambda w: sll_weight(w, q)):
        assert 0 < spectral_norm(rescale(weight)) <= 1 + 1e-12
        assert torch.allclose(rescale(scale * weight), rescale(weight), rtol=1e-9, atol=0)
    assert torch.allclose(aol_weight(-weight), -aol_weight(weight))


def test_the_bound_is_reached_by_orthogonal_weights() -> None:
    rotation = torch.linalg.qr(normal(6, 6))[0]
    assert torch.allclose(aol_weight(5 * rotation), rotation, atol=1e-12)


def test_sums_of_absolute_values_of_the_product_not_of_the_factors() -> None:
    # The columns are orthogonal: |W|^T |W| would not see it.
    weight = torch.tensor([[1.0, 1.0], [1.0, -1.0]])
    assert torch.allclose(aol_weight(weight), weight / math.sqrt(2))


@pytest.mark.parametrize("shape", [(64, 64), (128, 64), (64, 128)])
def test_variance_is_that_of_the_formula_for_every_initial_scale(shape: tuple[int, int]) -> None:
    draws = [normal(*shape, seed=seed) for seed in range(20)]
    found = [
        torch.stack([aol_weight(sigma * draw) for draw in draws]).var().item()
        for sigma in (0.1, 1.0, 10.0)
    ]
    assert found[0] == pytest.approx(aol_variance(*shape), rel=0.02)
    assert found[1:] == pytest.approx(found[:2], rel=1e-9)
    assert found[0] < 1 / shape[0]
    rows = torch.stack([sll_weight(draw, draw.new_zeros(shape[0])) for draw in draws]).var().item()
    assert rows == pytest.approx(aol_variance(*shape[::-1]), rel=0.02)


def test_variance_formula_by_hand() -> None:
    # d = 1: E|N| ratio 1/sqrt(pi); d = 2: sqrt(pi)/2; d = 3: 2/sqrt(pi).
    assert aol_variance(1, 4) == pytest.approx(1 / (1 + 3 * 2 / math.pi), rel=1e-12)
    assert aol_variance(2, 4) == pytest.approx(1 / (2 + 3), rel=1e-12)
    assert aol_variance(3, 2) == pytest.approx(1 / (3 + 4 / math.pi), rel=1e-12)
    assert aol_variance(7, 1) == pytest.approx(1 / 7, rel=1e-12)
    n = 10_000
    assert n * aol_variance(n, n) == pytest.approx(math.sqrt(math.pi / (2 * n)), rel=0.02)


@pytest.mark.parametrize(("activation", "factor"), [(nn.Identity(), 1.0), (nn.ReLU(), 0.5)])
def test_signal_decays_geometrically_with_depth(activation: nn.Module, factor: float) -> None:
    width = 256
    gain = factor * width * aol_variance(width, width)
    assert gain == pytest.approx(factor * 0.0726, rel=0.01)
    x = normal(200, width, seed=9)
    before = 1.0
    for layer in range(3):
        x = activation(x @ aol_weight(normal(width, width, seed=layer)).T)
        after = x.square().mean().item()
        assert after / before == pytest.approx(gain, rel=0.1)
        before = after


@pytest.mark.parametrize(("features", "hidden"), [(1, 1), (5, 3), (3, 8), (32, 32)])
def test_residual_layer_is_its_formula(features: int, hidden: int) -> None:
    layer = residual(features, hidden)
    w, b, q = (p.detach().numpy() for p in (layer.weight, layer.bias, layer.q))
    x = normal(2, 4, features, seed=3)
    expected = x.numpy().copy()
    for i in range(hidden):
        t = 1 / sum(abs(w[i] @ w[j]) * math.exp(q[j] - q[i]) for j in range(hidden))
        active = np.maximum(x.numpy() @ w[i] + b[i], 0)
        expected -= 2 * t * active[..., None] * w[i]
    assert np.abs(layer(x).detach().numpy() - expected).max() < 1e-12


@pytest.mark.parametrize(("features", "hidden"), [(1, 1), (6, 4), (10, 32)])
def test_residual_layer_is_one_lipschitz(features: int, hidden: int) -> None:
    for seed in range(4):
        layer = residual(features, hidden, seed)
        x, y = normal(2000, features, seed=7), normal(2000, features, seed=8)
        y = x + (y - x) * torch.logspace(-3, 0, 2000, dtype=torch.float64).unsqueeze(1)
        ratio = (layer(x) - layer(y)).norm(dim=1) / (x - y).norm(dim=1)
        assert ratio.max() <= 1 + 1e-9
        assert (layer(x) - x).abs().max() > 0.01


def test_residual_layers_decay_much_more_slowly() -> None:
    x = normal(30, 256, seed=5)
    with torch.no_grad():
        for seed in range(20):
            x = residual(256, 256, seed)(x)
    assert 0.05 < x.square().mean().item() < 0.15


def test_residual_layer_starts_as_in_the_official_code() -> None:
    layer = residual(100, 400)
    assert layer.weight.shape == (400, 100)
    assert layer.weight.std().item() == pytest.approx(math.sqrt(2 / 500), rel=0.02)
    assert abs(layer.weight.mean().item()) < 1e-3
    assert layer.q.std().item() == pytest.approx(1, rel=0.1) and abs(layer.q.mean().item()) < 0.15
    assert 0.095 < layer.bias.max().item() <= 0.1 and -0.1 <= layer.bias.min().item() < -0.095
    assert {name for name, _ in layer.named_parameters()} == {"weight", "q", "bias"}


def test_zero_rows_and_columns_stay_zero_with_finite_gradients() -> None:
    weight = normal(4, 3)
    weight[:, 1] = 0
    weight[2] = 0
    weight.requires_grad_(True)
    q = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    p, rows = aol_weight(weight), sll_weight(weight, q)
    assert not p[:, 1].any() and not rows[2].any() and p.isfinite().all() and rows.isfinite().all()
    (p.sum() + rows.sum()).backward()
    assert weight.grad.isfinite().all() and q.grad.isfinite().all()
    # The parametrisation ignores the length of the weight, so the gradient is orthogonal to it.
    assert abs((weight.grad * weight).sum().item()) < 1e-12 and weight.grad.abs().max() > 0


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    first, again, other = (residual(4, 5, seed) for seed in (0, 0, 1))
    assert torch.equal(state, torch.get_rng_state())
    for name, parameter in first.named_parameters():
        assert torch.equal(parameter, again.get_parameter(name))
        assert not torch.equal(parameter, other.get_parameter(name))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    weight = normal(9, 6).to(dtype)
    assert aol_weight(weight).dtype == dtype
    assert torch.equal(aol_weight(weight), aol_weight(weight.float()).to(dtype))
    q = normal(9).to(dtype)
    assert torch.equal(sll_weight(weight, q), sll_weight(weight.float(), q.float()).to(dtype))
    layer = SLLResidual(6, 9, generator=seeded(), device="cpu", dtype=dtype)
    out = layer(normal(5, 6).to(dtype))
    assert out.dtype == dtype and out.isfinite().all()
    assert SLLResidual(2, 3, device="meta").q.is_meta
    assert SLLResidual(2, 3).weight.dtype == torch.get_default_dtype()


def test_sizes_that_cannot_be_served() -> None:
    for shape in ((3,), (2, 3, 4)):
        with pytest.raises(ValueError, match="weight must be a matrix"):
            aol_weight(torch.ones(shape))
        with pytest.raises(ValueError, match=r"need a weight \(out, in\) with q \(out,\)"):
            sll_weight(torch.ones(shape), torch.ones(shape[0]))
    for q in (torch.ones(3), torch.ones(2, 1)):
        with pytest.raises(ValueError, match=r"got shapes \(2, 3\) and"):
            sll_weight(torch.ones(2, 3), q)
    for sizes in ((0, 2), (2, 0)):
        with pytest.raises(ValueError, match=f"at least 1, got {sizes[0]}, {sizes[1]}"):
            SLLResidual(*sizes)
        with pytest.raises(ValueError, match=f"at least 1, got {sizes[0]} and {sizes[1]}"):
            aol_variance(*sizes)
