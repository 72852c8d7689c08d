"""Kumar's rule: constants by activation, weights of that variance, signal of deep sigmoid nets."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kumar_init import kumar_constant, kumar_init_


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def make(*modules: nn.Module) -> nn.Sequential:
    return nn.Sequential(*modules).double()


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        (torch.tanh, 1.0),
        (nn.Tanh(), 1.0),
        (torch.sigmoid, 12.8),
        (F.softplus, 1 / (0.25 * (1 + math.log(2) ** 2))),
        (torch.relu, 2.0),
        (nn.ReLU(), 2.0),
        (nn.ReLU6(), 2.0),
        (lambda z: torch.sin(30 * z), 1 / 900),
        (F.gelu, 4.0),
        (F.silu, 4.0),
        (F.elu, 1.0),
        (torch.exp, 0.5),
        (lambda z: 0.01 * z, 1e4),
        (lambda z: 3 - 2 * z, 1 / 40),
        (lambda z: torch.cos(z + math.pi / 2), 1.0),
    ],
)
def test_constants(activation, expected: float) -> None:
    assert kumar_constant(activation) == pytest.approx(expected, rel=1e-9)


def test_published_values() -> None:
    assert abs(kumar_constant(torch.sigmoid) - 12.8) < 1e-6
    assert math.sqrt(kumar_constant(torch.sigmoid)) == pytest.approx(3.578, abs=1e-3)
    assert kumar_constant(F.softplus) == pytest.approx(2.702, abs=1e-3)


def test_the_mean_of_the_inputs_counts() -> None:
    # Without the factor 1 + g(0)^2 the sigmoid would have 16.
    assert kumar_constant(torch.sigmoid) < 13
    assert kumar_constant(lambda z: torch.sigmoid(z) - 0.5) == pytest.approx(16, rel=1e-9)


def test_the_constant_gives_unit_variance_for_a_linear_activation() -> None:
    # Where the linearisation is exact the promise is exact: inputs of mean g(0) and variance 1.
    def g(z: Tensor) -> Tensor:
        return 0.7 + 1.9 * z

    layer = make(nn.Linear(200, 600))
    kumar_init_(layer, g, generator=seeded())
    x = 0.7 + torch.randn(300, 200, dtype=torch.float64, generator=seeded(1))
    assert g(layer(x)).var().item() == pytest.approx(1, rel=0.03)


@pytest.mark.parametrize(
    ("activation", "message"),
    [
        (torch.abs, "kink at 0: slope -1 below, 1 above"),
        (F.leaky_relu, "slope 0.01 below, 1 above"),
        (F.selu, "slope 1.758 below, 1.051 above"),
        (lambda z: 2 * torch.relu(z), "slope 0 below, 2 above"),
        (lambda z: torch.relu(z) + 1, "slope 0 below, 1 above"),
        (lambda z: torch.relu(z) + 0.1 * z, "slope 0.1 below, 1.1 above"),
        (lambda z: 1e-3 * torch.abs(z), "slope -0.001 below"),
        (lambda z: 7.5e-5 * torch.abs(z), "slope -7.5e-05 below"),
        (torch.sqrt, "not finite at 0: value 0.0, slope inf"),
        (lambda z: z + 1.1e-3 * torch.relu(z), "slope 1 below, 1.001 above"),
        (lambda z: z + 2e-3 * torch.relu(z), "slope 1 below, 1.002 above"),
        (lambda z: -z - 2e-3 * torch.relu(z), "slope -1 below, -1.002 above"),
        (lambda z: z**2, "is flat at 0, where"),
        (torch.cos, "is flat at 0"),
        (lambda z: torch.exp(-(z**2)), "is flat at 0"),
        (lambda z: torch.exp(-200 * z**2), "is flat at 0"),
        (lambda z: z * torch.nan, "not finite at 0: value nan"),
        (lambda z: z + torch.inf, "not finite at 0: value inf, slope 1"),
    ],
)
def test_activations_that_the_rule_does_not_cover(activation, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kumar_constant(activation)


@pytest.mark.parametrize("activation", [torch.tanh, torch.sigmoid, torch.relu, F.softplus])
@pytest.mark.parametrize("shape", [(512, 512), (4000, 33), (33, 4000)])
def test_weights_have_the_variance_of_the_fan_in(activation, shape: tuple[int, int]) -> None:
    layer = nn.Linear(shape[1], shape[0]).double()
    kumar_init_(layer, activation, generator=seeded())
    std = math.sqrt(kumar_constant(activation) / shape[1])
    weight = layer.weight.detach()
    assert weight.std().item() == pytest.approx(std, rel=0.015)
    assert abs(weight.mean().item()) < 4 * std / math.sqrt(weight.numel())
    # Normal, not uniform: a uniform law has nothing beyond 1.74 standard deviations.
    assert (weight.abs() > 2 * std).double().mean().item() == pytest.approx(0.0455, abs=0.005)
    assert not layer.bias.any()


def test_tanh_is_xavier_by_fan_in() -> None:
    layer = make(nn.Linear(9, 5, bias=False))
    kumar_init_(layer, torch.tanh, generator=seeded(3))
    normal = torch.empty(5, 9, dtype=torch.float64).normal_(generator=seeded(3))
    assert torch.allclose(layer[0].weight, normal / 3, rtol=1e-12)


def signal(net: nn.Module) -> float:
    x = torch.randn(64, 256, dtype=torch.float64, generator=seeded(1))
    return net(x).std(0).mean().item()


def test_a_deep_sigmoid_net_still_tells_its_inputs_apart() -> None:
    net = make(*[part for _ in range(10) for part in (nn.Linear(256, 256), nn.Sigmoid())])
    kumar_init_(net, torch.sigmoid, generator=seeded())
    assert 1e-3 < signal(net) < 1e-2
    for layer in net[::2]:
        layer.weight.data.normal_(0, math.sqrt(2 / 512), generator=seeded())
    assert signal(net) < 1e-5


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (6, 1), (5, 3)])
def test_small_layers_and_those_without_bias(shape: tuple[int, int]) -> None:
    net = make(nn.Linear(*shape), nn.Sigmoid(), nn.Linear(shape[1], 2, bias=False))
    assert kumar_init_(net, nn.Sigmoid(), generator=seeded()) is net
    assert torch.isfinite(net(torch.ones(1, shape[0], dtype=torch.float64))).all()
    assert not net[0].bias.any() and net[2].bias is None


def test_other_modules_keep_their_parameters() -> None:
    net = make(nn.Conv1d(2, 3, 1), nn.LayerNorm(3), nn.Linear(3, 2))
    before = [p.detach().clone() for p in net.parameters()]
    kumar_init_(net, torch.tanh, generator=seeded())
    same = [torch.equal(a, b) for a, b in zip(before, net.parameters())]
    assert same == [True] * 4 + [False] * 2


def test_an_unusable_activation_leaves_the_net_as_it_was() -> None:
    net = make(nn.Linear(3, 2))
    before = net[0].weight.detach().clone()
    with pytest.raises(ValueError, match="kink"):
        kumar_init_(net, torch.abs)
    assert torch.equal(before, net[0].weight)


def test_reproducible_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    weights = []
    for seed in (0, 0, 1):
        net = make(nn.Linear(6, 4))
        torch.set_rng_state(state)
        kumar_init_(net, torch.sigmoid, generator=seeded(seed))
        assert torch.equal(state, torch.get_rng_state())
        weights.append(net[0].weight.detach())
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_device_and_gradients_are_kept(dtype: torch.dtype) -> None:
    layer = nn.Linear(300, 100).to(dtype)
    before = list(layer.parameters())
    kumar_init_(layer, torch.sigmoid, generator=seeded())
    assert all(a is b for a, b in zip(before, layer.parameters()))
    for parameter in before:
        assert parameter.dtype == dtype and parameter.device.type == "cpu"
        assert parameter.requires_grad and parameter.is_leaf and parameter.grad is None
    assert layer.weight.float().std().item() == pytest.approx(math.sqrt(12.8 / 300), rel=0.02)
