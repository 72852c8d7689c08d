"""Unit scaling: unit deviations forward and backward, and the values of the plain layers."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unit_scaling import (
    scaled,
    unit_cross_entropy,
    unit_embedding,
    unit_gelu,
    unit_init_,
    unit_linear,
    unit_readout,
    unit_residual,
)

SHAPES = [(1, 1, 1), (7, 3, 5), (4, 6, 1), (1, 1, 8), (5, 9, 2)]


def normal(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=dtype).requires_grad_()


def double(*shape: int, seed: int = 0) -> Tensor:
    return normal(*shape, seed=seed, dtype=torch.float64)


def backward(y: Tensor, *inputs: Tensor, seed: int = 9) -> list[Tensor]:
    cotangent = normal(*y.shape, seed=seed, dtype=y.dtype).detach()
    return list(torch.autograd.grad(y, inputs, cotangent))


def std(x: Tensor) -> float:
    return x.detach().square().mean().sqrt().item()


def test_scaled_has_one_factor_forward_and_another_backward() -> None:
    x = double(3, 4)
    y = scaled(x, 2.0, 5.0)
    assert torch.equal(y, 2 * x)
    (gradient,) = torch.autograd.grad(y.sum(), x)
    assert torch.equal(gradient, torch.full_like(x, 5))
    assert torch.equal(scaled(x, backward=3.0), x)
    (gradient,) = torch.autograd.grad(scaled(x, 3.0).sum(), x)
    assert torch.equal(gradient, torch.ones_like(x))


@pytest.mark.parametrize(
    ("constraint", "y_std", "dx_std"),
    [(None, 1, 1), ("to_output_scale", 1, 2), ("gmean", 0.7071, 1.4142)],
)
def test_deviations_of_a_linear_layer(constraint, y_std: float, dx_std: float) -> None:
    x, weight = normal(512, 128), normal(512, 128, seed=1)
    bias = torch.zeros(512, requires_grad=True)
    y = unit_linear(x, weight, bias, constraint)
    dx, dw, db = backward(y, x, weight, bias)
    assert std(y) == pytest.approx(y_std, rel=0.02)
    assert std(dx) == pytest.approx(dx_std, rel=0.02)
    assert std(dw) == pytest.approx(1, rel=0.02)
    assert std(db) == pytest.approx(1, rel=0.1)
    if constraint == "gmean":
        assert std(y) * std(dx) == pytest.approx(1, rel=0.02)


@pytest.mark.parametrize(("rows", "fan_in", "fan_out"), SHAPES)
def test_linear_equals_the_plain_layer_over_sqrt_in(rows: int, fan_in: int, fan_out: int) -> None:
    x, weight, bias = double(rows, fan_in), double(fan_out, fan_in, seed=1), double(fan_out, seed=2)
    y = unit_linear(x, weight, bias)
    plain = F.linear(x, weight / math.sqrt(fan_in), bias / math.sqrt(fan_in))
    assert (y - plain).abs().max() < 1e-12
    assert (unit_linear(x, weight) - F.linear(x, weight) / math.sqrt(fan_in)).abs().max() < 1e-12
    # Gradients are those of F.linear up to the factors of the recipe.
    expected = backward(F.linear(x, weight, bias), x, weight, bias)
    for constraint, factor in (
        (None, fan_out**-0.5),
        ("to_output_scale", fan_in**-0.5),
        ("gmean", (fan_in * fan_out) ** -0.25),
    ):
        found = backward(unit_linear(x, weight, bias, constraint), x, weight, bias)
        for a, b, scale in zip(found, expected, (factor, rows**-0.5, rows**-0.5)):
            assert (a - scale * b).abs().max() < 1e-12


@pytest.mark.parametrize("shape", [(6,), (2, 6), (3, 2, 6), (2, 1, 5, 6)])
def test_rows_are_all_leading_dimensions(shape: tuple[int, ...]) -> None:
    x, weight = double(*shape), double(4, 6, seed=1)
    y = unit_linear(x, weight)
    assert y.shape == (*shape[:-1], 4)
    (found,) = backward(y, weight)
    (expected,) = backward(F.linear(x, weight), weight)
    assert torch.allclose(found, expected / math.sqrt(x.numel() / 6), rtol=1e-12)


@pytest.mark.parametrize(("rows", "fan_in", "fan_out"), SHAPES)
def test_readout(rows: int, fan_in: int, fan_out: int) -> None:
    x, weight, bias = double(rows, fan_in), double(fan_out, fan_in, seed=1), double(fan_out, seed=2)
    y = unit_readout(x, weight, bias)
    assert (y - F.linear(x, weight, bias) / fan_in).abs().max() < 1e-12
    assert (unit_readout(x, weight) - F.linear(x, weight) / fan_in).abs().max() < 1e-12
    expected = backward(F.linear(x, weight, bias), x, weight, bias)
    scales = (fan_out**-0.5, rows**-0.5, rows**-0.5)
    for a, b, scale in zip(backward(y, x, weight, bias), expected, scales):
        assert (a - scale * b).abs().max() < 1e-12


def test_embedding_gradient_has_unit_deviation() -> None:
    weight = normal(500, 64)
    ids = torch.randint(500, (32, 256), generator=torch.Generator().manual_seed(1))
    y = unit_embedding(ids, weight)
    assert torch.equal(y, weight[ids])
    (gradient,) = backward(y, weight)
    assert std(gradient) == pytest.approx(1, rel=0.05)
    (plain,) = backward(F.embedding(ids, weight), weight)
    assert torch.allclose(gradient, plain * math.sqrt(500 / 8192), rtol=1e-5)


def test_gelu_is_close_to_unit_scale() -> None:
    x = normal(300, 256)
    y = unit_gelu(x, constraint=None)
    (gradient,) = backward(y, x)
    assert y.detach().std().item() == pytest.approx(1.037, rel=0.02)
    assert std(gradient) == pytest.approx(1.025, rel=0.02)
    x = x.detach().double().requires_grad_()
    values, (slopes,) = F.gelu(x), backward(F.gelu(x), x)
    out, back = 1.71286**0.8 * 2**0.2, math.sqrt(2) ** 0.8 * 2**0.2
    for constraint, a, b in (
        (None, out, back),
        ("to_output_scale", out, out),
        ("gmean", math.sqrt(out * back), math.sqrt(out * back)),
    ):
        y = unit_gelu(x, constraint)
        assert torch.allclose(y, a * values, rtol=2e-5, atol=0)
        assert torch.allclose(backward(y, x)[0], b * slopes, rtol=2e-5, atol=0)
    assert torch.equal(unit_gelu(x), unit_gelu(x, "to_output_scale"))


@pytest.mark.parametrize("tau", [0.2, 1.0])
def test_residual_has_unit_deviations_inside_and_outside(tau: float) -> None:
    x, weight = normal(512, 192), normal(192, 192, seed=1)
    inside: list[Tensor] = []

    def branch(z: Tensor) -> Tensor:
        y = unit_linear(z, weight)
        y.register_hook(inside.append)
        return y

    y = unit_residual(branch, x, tau)
    (gradient,) = backward(y, x)
    assert std(y) == pytest.approx(1, rel=0.02)
    assert std(gradient) == pytest.approx(1, rel=0.02)
    # The weight tau acts on the gradient at the split, behind the branch, not at the sum.
    assert std(inside[0]) == pytest.approx(1, rel=0.02)


@pytest.mark.parametrize("tau", [0.2, 1.0, 3.0])
def test_residual_gradient_is_the_true_one(tau: float) -> None:
    x = double(7, 5)
    y = unit_residual(torch.tanh, x, tau)
    plain = (tau * torch.tanh(x) + x) / math.sqrt(1 + tau**2)
    assert (y - plain).abs().max() < 1e-12
    assert (backward(y, x)[0] - backward(plain, x)[0]).abs().max() < 1e-12
    assert torch.equal(unit_residual(torch.tanh, x), unit_residual(torch.tanh, x, 1.0))


@pytest.mark.parametrize(("rows", "classes"), [(1, 2), (6, 5), (64, 1000)])
def test_cross_entropy(rows: int, classes: int) -> None:
    target = torch.arange(rows) % classes
    zeros = torch.zeros(rows, classes, dtype=torch.float64, requires_grad=True)
    loss = unit_cross_entropy(zeros, target)
    assert loss.item() == pytest.approx(math.log(classes), rel=1e-12)
    (gradient,) = torch.autograd.grad(loss, zeros)
    assert std(gradient) == pytest.approx(1, abs=1e-9)
    logits = double(rows, classes)
    loss = unit_cross_entropy(logits, target)
    plain = F.cross_entropy(logits, target)
    assert loss.item() == pytest.approx(plain.item(), rel=1e-12)
    (gradient,) = torch.autograd.grad(loss, logits)
    if classes == 1000:
        assert std(gradient) == pytest.approx(1, rel=0.03)
    (expected,) = torch.autograd.grad(plain, logits)
    factor = rows * classes / math.sqrt(classes - 1)
    assert torch.allclose(gradient, factor * expected, rtol=1e-10)


def test_gradients_of_a_constrained_net_are_true_up_to_one_factor_per_weight() -> None:
    # The sign and direction of every gradient are right, although each has a scale of its own.
    x, first, second = double(6, 4), double(8, 4, seed=1), double(4, 8, seed=2)

    def net(linear) -> Tensor:
        return x + linear(torch.tanh(linear(x, first)), second)

    found = backward(net(unit_linear), first, second, x)
    expected = backward(
        net(lambda z, w: F.linear(z, w) / math.sqrt(w.shape[1])), first, second, x
    )
    for a, b in zip(found, expected):
        ratio = a / b
        assert torch.allclose(ratio, ratio.flatten()[0].expand_as(ratio), rtol=1e-9)


def test_init_draws_standard_normals() -> None:
    net = nn.Sequential(nn.Embedding(300, 64), nn.Linear(64, 500), nn.LayerNorm(500))
    net.add_module("last", nn.Linear(500, 20, bias=False))
    nn.init.constant_(net[1].bias, 4.0)
    assert unit_init_(net, torch.Generator().manual_seed(0)) is net
    for layer in (net[0], net[1], net.last):
        assert 0.97 < layer.weight.std() < 1.03 and abs(layer.weight.mean()) < 0.04
        assert layer.weight.abs().max() > 3
    assert not net[1].bias.any() and not net[2].bias.any() and (net[2].weight == 1).all()
    assert net.last.bias is None


def test_init_is_reproducible_and_leaves_the_global_state_alone() -> None:
    net, weights = nn.Linear(4, 3), []
    state = torch.get_rng_state()
    for seed in (0, 0, 1):
        unit_init_(net, torch.Generator().manual_seed(seed))
        weights.append(net.weight.detach().clone())
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(weights[0], weights[1]) and not torch.equal(weights[0], weights[2])


def test_init_on_top_of_another_initialisation_is_not_scaled_twice() -> None:
    layer = nn.Linear(400, 400)
    nn.init.xavier_normal_(layer.weight)
    unit_init_(layer, torch.Generator().manual_seed(0))
    assert std(unit_linear(normal(200, 400, seed=5), layer.weight)) == pytest.approx(1, rel=0.03)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    net = nn.Linear(32, 32).to(dtype)
    unit_init_(net, torch.Generator().manual_seed(0))
    assert net.weight.dtype == dtype and net.weight.is_leaf and net.weight.requires_grad
    x = normal(64, 32).detach().to(dtype).requires_grad_()
    y = unit_residual(lambda z: unit_gelu(unit_linear(z, net.weight, net.bias)), x, 0.5)
    logits = unit_readout(y, net.weight)
    assert y.dtype == logits.dtype == dtype and y.device.type == "cpu"
    loss = unit_cross_entropy(logits.float(), torch.arange(64) % 32)
    gradients = torch.autograd.grad(loss, (x, net.weight, net.bias))
    assert [g.dtype for g in gradients] == [dtype] * 3
    assert all(0.2 < std(g.float()) < 5 for g in gradients)
    assert unit_embedding(torch.tensor([1]), net.weight).dtype == dtype


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: unit_linear(torch.ones(0, 3), torch.ones(2, 3)), r"to scale in .* \(0,\)"),
        (lambda: unit_readout(torch.ones(2, 0, 3), torch.ones(2, 3)), r"shape \(2, 0\)"),
        (lambda: unit_embedding(torch.ones(0, 3).long(), torch.ones(2, 3)), r"shape \(0, 3\)"),
        (lambda: unit_cross_entropy(torch.ones(0, 3), torch.ones(0).long()), r"shape \(0,\)"),
        (lambda: unit_cross_entropy(torch.ones(4, 1), torch.zeros(4).long()), "2 classes, got 1"),
        (lambda: unit_linear(torch.ones(2, 3), torch.ones(2, 3), None, "mean"), "got 'mean'"),
        (lambda: unit_gelu(torch.ones(2), ""), "\"to_output_scale\", \"gmean\" or None, got ''"),
    ],
)
def test_what_cannot_be_served(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
