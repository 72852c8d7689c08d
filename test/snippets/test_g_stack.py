"""G_stack: whole copies in the right order, and the published growth timing."""

from __future__ import annotations

import copy
import re

import pytest
import torch
from torch import Tensor, nn

from g_stack import g_stack_, growth_timing


class Block(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.up, self.down = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.down(torch.tanh(self.up(x)))


class Net(nn.Module):
    def __init__(self, depth: int, width: int = 5, hidden: int = 7) -> None:
        super().__init__()
        self.embed, self.head = nn.Embedding(11, width), nn.Linear(width, 11, bias=False)
        self.head.weight = self.embed.weight
        self.layers = nn.ModuleList(Block(width, hidden) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        for index, parameter in enumerate(self.double().parameters()):
            generator = torch.Generator().manual_seed(index)
            parameter.data.normal_(0, 0.5, generator=generator)

    def forward(self, ids: Tensor) -> Tensor:
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


IDS = torch.arange(11)


@pytest.mark.parametrize(("depth", "growth"), [(1, 2), (3, 2), (6, 4), (5, 3), (2, 1)])
def test_the_stack_repeats_all_layers_as_a_whole(depth: int, growth: int) -> None:
    net = Net(depth)
    old, small = list(net.layers), copy.deepcopy(net)
    assert g_stack_(net.layers, growth) is None
    order = [*range(depth)] * growth
    assert len(net.layers) == depth * growth
    assert list(net.layers)[:depth] == old
    for layer, source in zip(net.layers, order):
        expected = small.layers[source].state_dict()
        assert layer.state_dict().keys() == expected.keys()
        assert all(torch.equal(value, expected[key]) for key, value in layer.state_dict().items())
    # An interleaved order, which is another operator, must be told apart.
    if depth > 1 and growth > 1:
        assert not torch.equal(net.layers[1].up.weight, net.layers[0].up.weight)


@pytest.mark.parametrize(("depth", "growth"), [(1, 3), (3, 2)])
def test_copies_share_no_storage(depth: int, growth: int) -> None:
    net = Net(depth)
    g_stack_(net.layers, growth)
    pointers = [parameter.data_ptr() for parameter in net.layers.parameters()]
    assert len(set(pointers)) == 4 * depth * growth
    with torch.no_grad():
        net.layers[-1].up.weight.add_(1)
    for index in range(depth - 1, depth * growth - 1, depth):
        assert not torch.isclose(net.layers[index].up.weight, net.layers[-1].up.weight).any()


def test_parameters_outside_the_layers_stay() -> None:
    net = Net(3)
    small = copy.deepcopy(net)
    block = sum(parameter.numel() for parameter in net.layers[0].parameters())
    total = sum(parameter.numel() for parameter in net.parameters())
    g_stack_(net.layers, 4)
    assert sum(parameter.numel() for parameter in net.parameters()) == total + 3 * 3 * block
    assert net.head.weight is net.embed.weight
    assert torch.equal(net.embed.weight, small.embed.weight)
    assert torch.equal(net.norm.weight, small.norm.weight)
    assert torch.equal(net.norm.bias, small.norm.bias)


def test_default_growth_is_four() -> None:
    net = Net(2)
    g_stack_(net.layers)
    assert len(net.layers) == 8


def test_growth_of_one_changes_nothing() -> None:
    net = Net(3)
    before, layers = net(IDS), list(net.layers)
    g_stack_(net.layers, 1)
    assert list(net.layers) == layers and torch.equal(net(IDS), before)


def test_the_function_is_not_preserved() -> None:
    net = Net(3)
    before = net(IDS)
    g_stack_(net.layers, 2)
    assert (net(IDS) - before).abs().max() > 1e-3


def test_output_is_that_of_the_layers_run_several_times() -> None:
    """No residual branch is divided: growth by g is g runs through the small net."""
    net = Net(3)
    x = net.embed(IDS)
    for _ in range(3):
        for layer in list(net.layers):
            x = x + layer.down(torch.tanh(layer.up(x)))
    expected = net.head(net.norm(x))
    g_stack_(net.layers, 3)
    assert torch.equal(net(IDS), expected)


def test_silent_residual_branches_leave_the_function() -> None:
    net = Net(3)
    for layer in net.layers:
        nn.init.zeros_(layer.down.weight)
        nn.init.zeros_(layer.down.bias)
    before = net(IDS)
    g_stack_(net.layers, 4)
    assert torch.equal(net(IDS), before)


def test_copies_train_on_their_own() -> None:
    net = Net(2)
    net(IDS).square().sum().backward()
    net.layers[1].up.bias.requires_grad_(False)
    g_stack_(net.layers, 2)
    assert all(p.grad is None for layer in list(net.layers)[2:] for p in layer.parameters())
    flags = [p.requires_grad for p in net.layers.parameters()]
    assert flags == [True] * 5 + [False] + [True] * 7 + [False] + [True] * 2
    net.zero_grad()
    net(IDS).square().sum().backward()
    first, second = net.layers[0].up.weight.grad, net.layers[2].up.weight.grad
    assert first.abs().max() > 0 and not torch.allclose(first, second)


def test_layers_that_know_their_index_are_renumbered() -> None:
    net = Net(3)
    for number, layer in enumerate(net.layers):
        layer.up.layer_idx = number
    g_stack_(net.layers, 3)
    assert [layer.up.layer_idx for layer in net.layers] == [*range(9)]
    assert not hasattr(net.layers[0].down, "layer_idx")


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_device_and_mode_are_kept_and_nothing_is_drawn(dtype: torch.dtype) -> None:
    net = Net(2).to(dtype).eval()
    state = torch.get_rng_state()
    g_stack_(net.layers, 3)
    assert torch.equal(state, torch.get_rng_state())
    assert all(p.dtype == dtype and p.device.type == "cpu" for p in net.parameters())
    assert not any(module.training for module in net.modules())
    assert net(IDS).isfinite().all()


@pytest.mark.parametrize(("depth", "growth"), [(0, 2), (3, 0), (3, -1)])
def test_what_cannot_be_stacked_is_refused(depth: int, growth: int) -> None:
    layers = nn.ModuleList(Block(2, 3) for _ in range(depth))
    with pytest.raises(ValueError, match=f"growth of at least 1, got {depth} and {growth}"):
        g_stack_(layers, growth)
    assert len(layers) == depth


@pytest.mark.parametrize(
    ("parameters", "tokens", "expected"),
    [(8e9, 15e12, 6.58e9), (7e9, 2e12, 11.11e9), (13e9, 2e12, 15.84e9), (70e9, 2e12, 42.48e9)],
)
def test_growth_timing_gives_the_published_table(
    parameters: float, tokens: float, expected: float
) -> None:
    timing = growth_timing(parameters, flops=6 * parameters * tokens)
    assert timing == pytest.approx(expected, abs=0.02e9)


def test_growth_timing_falls_with_compute_and_grows_with_size() -> None:
    assert growth_timing(7e9, 1e23) < growth_timing(7e9, 1e22) < growth_timing(9e9, 1e22)


@pytest.mark.parametrize(
    ("parameters", "flops"), [(0, 1e20), (-1, 1e20), (1e9, 1), (1e9, 0.5), (float("nan"), 1e20)]
)
def test_growth_timing_needs_sensible_numbers(parameters: float, flops: float) -> None:
    with pytest.raises(ValueError, match=re.escape(f"got {parameters} and {flops}")):
        growth_timing(parameters, flops)


def test_growth_timing_accepts_all_others() -> None:
    assert growth_timing(0.5, 10.0) > 0
    assert growth_timing(1e9, 5.0) > 0
