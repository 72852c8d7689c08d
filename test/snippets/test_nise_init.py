"""NISE: a space-time net that equals the trained net of space at every time."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from torch import Tensor, nn

from nise_init import nise_init_


class Sine(nn.Module):
    def __init__(self, omega: float) -> None:
        super().__init__()
        self.omega = omega

    def forward(self, x: Tensor) -> Tensor:
        return torch.sin(self.omega * x)


def net(*sizes: int, omega: float = 30.0, bias: bool = True) -> nn.Sequential:
    parts: list[nn.Module] = []
    with torch.random.fork_rng():
        torch.manual_seed(sum(sizes))
        for fan_in, fan_out in zip(sizes, sizes[1:]):
            parts += [nn.Linear(fan_in, fan_out, bias), Sine(omega)]
    return nn.Sequential(*parts[:-1]).double()


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def points(dims: int, count: int = 50) -> tuple[Tensor, Tensor]:
    values = torch.rand(count, dims + 1, dtype=torch.float64, generator=seeded(7)) * 2 - 1
    return values[:, :-1], values[:, -1:]


NETS = [
    ((3, 16, 16, 1), (4, 16, 16, 1)),
    ((3, 16, 16, 1), (4, 24, 17, 1)),
    ((2, 5, 7, 6, 2), (3, 9, 7, 11, 2)),
    ((1, 1, 1), (2, 1, 1)),
    ((2, 6, 3), (3, 11, 3)),
    ((3, 8, 9, 7, 5, 1), (4, 9, 10, 9, 8, 1)),
]


@pytest.mark.parametrize(("small", "large"), NETS)
def test_equal_to_the_trained_net_at_every_time(small, large) -> None:
    trained, model = net(*small), net(*large)
    before = copy.deepcopy(trained.state_dict())
    assert nise_init_(model, trained, generator=seeded()) is model
    assert all(torch.equal(before[k], v) for k, v in trained.state_dict().items())
    p, t = points(small[0])
    expected = trained(p)
    for time in (t, 0 * t, 100 * t):
        assert (model(torch.cat([p, time], 1)) - expected).abs().max() < 1e-10


def test_weights_of_a_net_of_the_same_width() -> None:
    trained, model = net(3, 16, 16, 1), net(4, 16, 16, 1)
    nise_init_(model, trained)
    p, t = points(3)
    layers = list(zip(model[::2], trained[::2]))
    assert torch.equal(model[0].weight, torch.cat([trained[0].weight, torch.zeros(16, 1)], 1))
    assert all(torch.equal(a.weight, b.weight) for a, b in layers[1:])
    assert all(torch.equal(a.bias, b.bias) for a, b in layers)
    assert (model(torch.cat([p, t], 1)) - trained(p)).abs().max() < 1e-12


@pytest.mark.parametrize(("small", "large"), NETS)
def test_no_change_over_time_but_a_gradient_to_let_it_move(small, large) -> None:
    trained, model = net(*small), net(*large)
    nise_init_(model, trained, generator=seeded())
    p, t = points(small[0])
    t.requires_grad_()
    loss = model(torch.cat([p, t], 1)).square().sum()
    (velocity,) = torch.autograd.grad(loss, t, retain_graph=True)
    assert not velocity.any()
    (gradient,) = torch.autograd.grad(loss, model[0].weight)
    assert gradient[: small[1], -1].abs().min() > 0


def test_blocks_of_a_wider_net() -> None:
    trained, model = net(3, 40, 60, 50, 2), net(4, 400, 100, 300, 2)
    nise_init_(model, trained, omega=10.0, generator=seeded())
    first, second, third, last = model[::2]
    for layer, source in zip(model[::2], trained[::2]):
        rows, cols = source.weight.shape
        assert torch.equal(layer.weight[:rows, :cols], source.weight)
        assert torch.equal(layer.bias[:rows], source.bias) and not layer.bias[rows:].any()
    assert not first.weight[:40, 3].any()
    for layer, rows, cols in ((second, 60, 40), (third, 50, 60)):
        assert not layer.weight[rows:].any() and not layer.weight[:, cols:].any()
    bound = math.sqrt(6 / 300) / 10
    for drawn, limit in ((first.weight[40:], 0.25), (last.weight[:, 50:], bound)):
        assert 0.97 * limit < drawn.max() <= limit and -limit <= drawn.min() < -0.97 * limit
        assert drawn.var().item() == pytest.approx(limit**2 / 3, rel=0.1)


def test_first_bound_is_one_over_the_coordinates() -> None:
    model = nise_init_(net(3, 400, 1), net(2, 1, 1), generator=seeded())
    drawn = model[0].weight[1:].abs().max().item()
    assert 0.98 / 3 < drawn <= 1 / 3


def test_thirty_is_the_default_frequency() -> None:
    models = [net(4, 5, 90, 1) for _ in range(2)]
    nise_init_(models[0], net(3, 4, 4, 1), generator=seeded())
    nise_init_(models[1], net(3, 4, 4, 1), 30.0, generator=seeded())
    assert torch.equal(models[0][4].weight, models[1][4].weight)
    assert 0.8 < models[0][4].weight[0, 4:].abs().max() / (math.sqrt(6 / 90) / 30) <= 1


def test_both_nets_need_the_same_frequency() -> None:
    trained, model = net(3, 8, 8, 1), net(4, 8, 8, 1, omega=10.0)
    nise_init_(model, trained)
    p, t = points(3)
    assert (model(torch.cat([p, t], 1)) - trained(p)).abs().max() > 0.01


def test_added_units_can_learn_except_in_the_middle() -> None:
    sizes, wide = (3, 5, 5, 5, 1), (4, 8, 8, 8, 1)
    model = nise_init_(net(*wide), net(*sizes), generator=seeded())
    p, t = points(3)
    model(torch.cat([p, t], 1)).square().sum().backward()
    first, second, third, last = (layer.weight.grad.abs() for layer in model[::2])
    assert second[:5, 5:].min() > 0  # added first units are read by trained ones
    assert third[5:, :5].min() > 0  # added last units read trained ones
    assert not second[5:].any() and not third[:, 5:].any()
    assert not first[5:].any() and not last[:, 5:].any()


def test_bias_only_where_the_model_has_one() -> None:
    p, t = points(3)
    for model_bias in (True, False):
        trained = net(3, 6, 6, 1, bias=False)
        model = net(4, 8, 8, 1, bias=model_bias)
        nise_init_(model, trained, generator=seeded())
        assert (model(torch.cat([p, t], 1)) - trained(p)).abs().max() < 1e-12


@pytest.mark.parametrize(
    ("small", "large", "message"),
    [
        ((3, 8, 1), (4, 8, 8, 1), "same number of linear layers, at least 2, got 3 and 2"),
        ((3, 1), (4, 1), "at least 2, got 1 and 1"),
        ((3, 8, 1), (3, 8, 1), "needs 4 inputs, space and time, got 3"),
        ((3, 8, 1), (5, 8, 1), "needs 4 inputs, space and time, got 5"),
        ((3, 8, 1), (4, 8, 2), r"outputs differ: Linear\(.*=2, .*\) and Linear\(.*=1, "),
        ((3, 8, 2), (4, 8, 1), "outputs differ"),
        ((3, 8, 8, 1), (4, 7, 8, 1), r"out_features=7, .* narrower than .*out_features=8"),
        ((3, 8, 8, 1), (4, 9, 7, 1), r"in_features=9, out_features=7, .* narrower"),
    ],
)
def test_nets_that_do_not_fit(small, large, message: str) -> None:
    trained, model = net(*small), net(*large)
    before = model[0].weight.detach().clone()
    with pytest.raises(ValueError, match=message):
        nise_init_(model, trained)
    assert torch.equal(before, model[0].weight)


def test_a_wider_layer_behind_a_narrower_input_is_named() -> None:
    # Not a chain: the second layer takes fewer inputs than the trained one.
    model = nn.ModuleList([nn.Linear(4, 8), nn.Linear(5, 1)])
    with pytest.raises(ValueError, match="in_features=5, .* narrower than .*in_features=8"):
        nise_init_(model, net(3, 8, 1))


def test_a_missing_bias_is_an_error() -> None:
    with pytest.raises(ValueError, match="bias=False.* has no bias, but the trained"):
        nise_init_(net(4, 8, 1, bias=False), net(3, 8, 1))


def test_reproducible_and_global_state_untouched() -> None:
    trained, weights = net(3, 4, 4, 1), []
    models = [net(4, 6, 6, 1) for _ in range(3)]
    state = torch.get_rng_state()
    for model, seed in zip(models, (0, 0, 1)):
        nise_init_(model, trained, generator=seeded(seed))
        weights.append(torch.cat([model[0].weight[4:].ravel(), model[4].weight[0, 4:]]))
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(weights[0], weights[1])
    assert (weights[0] != weights[2]).all()


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_device_and_gradients_are_kept(dtype: torch.dtype) -> None:
    model, trained = net(4, 9, 9, 1).to(dtype), net(3, 8, 8, 1)
    before = list(model.parameters())
    nise_init_(model, trained, generator=seeded())
    assert all(a is b for a, b in zip(before, model.parameters()))
    for parameter in before:
        assert parameter.dtype == dtype and parameter.device.type == "cpu"
        assert parameter.requires_grad and parameter.is_leaf and parameter.grad is None
    assert torch.equal(model[2].weight[:8, :8], trained[2].weight.to(dtype))
