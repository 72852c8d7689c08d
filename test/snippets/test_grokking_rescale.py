"""Grokking configuration: every parameter of a fresh net times one factor."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from torch import Tensor, nn

from grokking_rescale import grokking_rescale_

ALPHAS = [0.5, 1.0, 10.0]


class Tied(nn.Module):
    """A small language model with every kind of parameter, and one tensor in two places."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(7, 4)
        self.norm = nn.LayerNorm(4)
        self.attention = nn.MultiheadAttention(4, 2)
        self.frozen = nn.Parameter(torch.ones(1), requires_grad=False)
        self.head = nn.Linear(4, 7)
        self.head.weight = self.embed.weight


def seeded_net(make: type[nn.Module] | object, dtype: torch.dtype = torch.float64) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return make().to(dtype)


def mlp(*widths: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        layers += [nn.Linear(fan_in, fan_out), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def noise(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_every_parameter_is_scaled_once_even_if_it_is_shared(alpha: float) -> None:
    net = seeded_net(Tied)
    before = {name: p.detach().clone() for name, p in net.named_parameters()}
    grokking_rescale_(net, alpha)
    assert {"norm.weight", "head.bias", "embed.weight", "frozen"} <= before.keys()
    for name, parameter in net.named_parameters():
        assert torch.equal(parameter, alpha * before[name]), name
    assert net.head.weight is net.embed.weight


@pytest.mark.parametrize("alpha", ALPHAS)
def test_norm_of_all_parameters_grows_by_alpha(alpha: float) -> None:
    net = seeded_net(lambda: mlp(3, 17, 1, 5))
    before = nn.utils.parameters_to_vector(net.parameters()).norm().item()
    grokking_rescale_(net, alpha)
    after = nn.utils.parameters_to_vector(net.parameters()).norm().item()
    assert after == pytest.approx(alpha * before, rel=1e-12)


def test_default_factor_is_ten() -> None:
    net = seeded_net(lambda: nn.Linear(3, 2))
    before = net.weight.detach().clone()
    grokking_rescale_(net)
    assert torch.equal(net.weight, 10 * before)


@pytest.mark.parametrize("widths", [(5, 3), (6, 9, 2), (4, 1, 7, 3), (1, 8, 8, 8, 1)])
def test_logits_of_a_net_without_biases_grow_by_alpha_per_layer(widths: tuple[int, ...]) -> None:
    net = seeded_net(lambda: mlp(*widths))
    for name, parameter in net.named_parameters():
        if name.endswith("bias"):
            nn.init.zeros_(parameter)
    x = noise(12, widths[0])
    before = net(x)
    after = grokking_rescale_(net, 10.0)(x)
    assert before.abs().max() > 0
    assert torch.allclose(after, 10.0 ** (len(widths) - 1) * before, rtol=1e-10, atol=0)


def test_behind_a_final_layer_norm_only_its_gain_counts() -> None:
    net = seeded_net(lambda: nn.Sequential(nn.Linear(6, 9), nn.Tanh(), nn.Linear(9, 5)))
    norm = nn.LayerNorm(5, eps=1e-12).double()
    tail = nn.Sequential(net[2], norm)
    x = noise(8, 9)
    before = tail(x)
    # Neglecting the bias of the linear layer would break this: it is scaled like the weight.
    assert net[2].bias.abs().max() > 0
    assert torch.allclose(grokking_rescale_(tail, 7.0)(x), 7 * before, rtol=1e-9)


def test_buffers_stay() -> None:
    net = seeded_net(lambda: nn.BatchNorm1d(3))
    buffers = copy.deepcopy(dict(net.named_buffers()))
    grokking_rescale_(net, 3.0)
    assert all(torch.equal(buffer, buffers[name]) for name, buffer in net.named_buffers())
    assert (net.weight == 3).all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_it_happens_in_place_and_the_net_stays_trainable(dtype: torch.dtype) -> None:
    net = seeded_net(lambda: nn.Linear(4, 3), dtype)
    weight, before = net.weight, net.weight.detach().clone()
    state = torch.get_rng_state()
    assert grokking_rescale_(net, 2.0) is net
    assert torch.equal(state, torch.get_rng_state())
    assert net.weight is weight and weight.is_leaf and weight.requires_grad
    assert weight.dtype == dtype and torch.equal(weight, 2 * before)
    net(torch.ones(1, 4, dtype=dtype)).sum().backward()
    assert weight.grad is not None


@pytest.mark.parametrize("alpha", [0.0, -1.0, math.inf, math.nan])
def test_factor_that_cannot_be_served(alpha: float) -> None:
    net = seeded_net(lambda: nn.Linear(2, 2))
    before = net.weight.detach().clone()
    with pytest.raises(ValueError, match=f"positive finite number, got {alpha}"):
        grokking_rescale_(net, alpha)
    assert torch.equal(net.weight, before)
