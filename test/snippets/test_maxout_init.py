"""Maxout initialisation: second moments of maxima, weights by rank, activation lengths."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from maxout_init import maxout_init_, maxout_second_moment


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


class Maxout(nn.Module):
    def __init__(self, rank: int) -> None:
        super().__init__()
        self.rank = rank

    def forward(self, x: Tensor) -> Tensor:
        return x.unflatten(1, (x.shape[1] // self.rank, self.rank)).amax(2)


def dense(rank: int, width: int, depth: int, outputs: int = 3) -> nn.Sequential:
    parts = [
        part
        for _ in range(depth)
        for part in (nn.utils.skip_init(nn.Linear, width, width * rank), Maxout(rank))
    ]
    return nn.Sequential(*parts, nn.Linear(width, outputs))


@pytest.mark.parametrize(
    ("rank", "moment", "constant"),
    [
        (1, 1.0, 1.0),
        (2, 1.0, 1.0),
        (3, 1.27566, 0.78391),
        (4, 1.55133, 0.64461),
        (5, 1.80002, 0.55555),
        (8, 2.39953, 0.41675),
        (20, 3.76316, 0.26573),
    ],
)
def test_published_constants(rank: int, moment: float, constant: float) -> None:
    assert maxout_second_moment(rank) == pytest.approx(moment, abs=1e-5)
    assert 1 / maxout_second_moment(rank) == pytest.approx(constant, abs=1e-5)


def test_closed_forms() -> None:
    assert abs(maxout_second_moment(1) - 1) < 1e-12
    assert abs(maxout_second_moment(2) - 1) < 1e-12
    exact = 1 + math.sqrt(3) / (2 * math.pi)
    assert abs(maxout_second_moment(3) - exact) < 1e-12
    assert abs(maxout_second_moment(4) - 1 - math.sqrt(3) / math.pi) < 1e-12


@pytest.mark.parametrize("rank", [3, 7, 50])
def test_a_sample_agrees(rank: int) -> None:
    sample = np.random.default_rng(0).standard_normal((40_000, rank)).max(1)
    assert maxout_second_moment(rank) == pytest.approx((sample**2).mean(), rel=0.02)
    # Neither the squared mean nor the variance of the maximum.
    assert maxout_second_moment(rank) > 1.03 * sample.mean() ** 2
    assert maxout_second_moment(rank) > 2 * sample.var()


@pytest.mark.parametrize("rank", [200, 10**5])
def test_large_ranks_neither_underflow_nor_run_off_the_grid(rank: int) -> None:
    quantile = NormalDist().inv_cdf
    squares = [quantile(((i + 0.5) / 2000) ** (1 / rank)) ** 2 for i in range(2000)]
    assert maxout_second_moment(rank) == pytest.approx(sum(squares) / 2000, rel=1e-3)


@pytest.mark.parametrize("rank", [1, 2, 3, 5])
@pytest.mark.parametrize("shape", [(400, 300), (30, 4000), (4000, 30)])
def test_weights_have_the_variance_of_rank_and_fan_in(rank: int, shape: tuple[int, int]) -> None:
    net = nn.Sequential(nn.Linear(shape[1], shape[0]), nn.Linear(shape[1], shape[0])).double()
    assert maxout_init_(net, rank, linear=[net[1]], generator=seeded()) is net
    for layer, moment in ((net[0], maxout_second_moment(rank)), (net[1], 1)):
        weight, std = layer.weight.detach(), math.sqrt(1 / moment / shape[1])
        assert weight.std().item() == pytest.approx(std, rel=0.01)
        assert abs(weight.mean().item()) < 4 * std / math.sqrt(weight.numel())
        # Normal, not uniform.
        assert (weight.abs() > 2 * std).double().mean().item() == pytest.approx(0.0455, abs=0.005)
        assert not layer.bias.any()


@pytest.mark.parametrize(
    ("layer", "fan_in"),
    [
        (nn.Conv1d(60, 200, 5), 300),
        (nn.Conv2d(40, 100, 3), 360),
        (nn.Conv2d(40, 100, (1, 9)), 360),
        (nn.Conv2d(80, 200, 3, groups=4), 180),
        (nn.Conv3d(20, 80, (1, 2, 3)), 120),
    ],
)
def test_fan_in_of_convolutions(layer: nn.Module, fan_in: int) -> None:
    maxout_init_(layer, 5, generator=seeded())
    std = math.sqrt(0.55555 / fan_in)
    assert layer.weight.std().item() == pytest.approx(std, rel=0.02)
    assert not layer.bias.any()


def test_max_pooling_raises_the_rank_of_its_layer() -> None:
    net = nn.Sequential(*(nn.Conv2d(40, 100, 3, bias=False) for _ in range(3)))
    maxout_init_(net, 5, pooled={net[1]: 4, net[2]: 9}, generator=seeded())
    assert net[0].bias is None
    for layer, rank in zip(net, (5, 20, 45)):
        std = 1 / math.sqrt(360 * maxout_second_moment(rank))
        assert layer.weight.std().item() == pytest.approx(std, rel=0.015)


def test_pooled_and_plain_conv_blocks_keep_the_mean_square() -> None:
    net = nn.Sequential(
        *(nn.Conv2d(32, 96, 3, padding=1, padding_mode="circular"), Maxout(3)),
        *(nn.Conv2d(32, 96, 3, padding=1, padding_mode="circular"), Maxout(3), nn.MaxPool2d(2)),
    ).double()
    x = torch.randn(6, 32, 8, 8, dtype=torch.float64, generator=seeded(1))
    maxout_init_(net, 3, pooled={net[2]: 4}, generator=seeded())
    good = net(x).square().mean().item()
    maxout_init_(net, 3, generator=seeded())
    # Neighbouring positions share inputs, so that the rule for the window is approximate.
    assert 0.6 < good < 1.2
    assert net(x).square().mean().item() > 1.5 * good


@pytest.mark.parametrize("rank", [2, 3, 5])
def test_a_deep_net_keeps_the_mean_square_of_its_units(rank: int) -> None:
    width, depth, nets = 256, 10, 6
    lengths = []
    net = dense(rank, width, depth)[:-1]
    for seed in range(nets):
        maxout_init_(net, rank, generator=seeded(seed))
        x = torch.randn(8, width, generator=seeded(seed + 100))
        x /= x.square().mean(1, keepdim=True).sqrt()
        with torch.no_grad():
            lengths.append(net(x).square().mean().item())
    assert 0.7 < sum(lengths) / nets < 1.35
    # He's gain of ReLU, twice the variance (or more), explodes.
    for layer in net[::2]:
        layer.weight.data.mul_(math.sqrt(2 * maxout_second_moment(rank)))
    with torch.no_grad():
        assert net(x).square().mean().item() > 500


def test_gradients_along_the_input_keep_its_length() -> None:
    net = dense(3, 7, 4).double()
    maxout_init_(net, 3, linear=[net[-1]], generator=seeded())
    x = torch.randn(1, 7, dtype=torch.float64, generator=seeded(1))
    # Zero biases make the net positively homogeneous, so that its Jacobian maps x to its output.
    assert torch.allclose(net(2.5 * x), 2.5 * net(x), rtol=1e-10)
    jacobian = torch.autograd.functional.jacobian(net, x)[0, :, 0]
    assert torch.allclose(jacobian @ x[0], net(x)[0], rtol=1e-10)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (5, 1)])
def test_small_layers(shape: tuple[int, int]) -> None:
    layer = nn.Linear(*shape).double()
    maxout_init_(layer, 3, generator=seeded(2))
    normal = torch.empty(shape[::-1], dtype=torch.float64).normal_(generator=seeded(2))
    std = 1 / math.sqrt(maxout_second_moment(3) * shape[0])
    assert torch.allclose(layer.weight, normal * std, rtol=1e-12)


def test_other_modules_keep_their_parameters() -> None:
    net = nn.Sequential(nn.Embedding(5, 3), nn.LayerNorm(3), nn.ConvTranspose1d(2, 3, 1))
    before = [p.detach().clone() for p in net.parameters()]
    maxout_init_(net, 2, generator=seeded())
    assert all(torch.equal(a, b) for a, b in zip(before, net.parameters()))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda net: maxout_init_(net, 0), "at least 1 value, got 0"),
        (lambda net: maxout_init_(net, 2, pooled={net[0]: -1}), "got -2"),
        (lambda net: maxout_second_moment(-3), "got -3"),
        (lambda net: maxout_init_(net, 2, [net[1]], {net[1]: 4}), r"Linear\(.*both linear and"),
        (lambda net: maxout_init_(net, 2, [nn.Linear(9, 9)]), r"of the model: \[Linear\(in_f.*=9"),
        (lambda net: maxout_init_(net, 2, pooled={nn.ReLU(): 2}), r"model: \[ReLU\(\)\]"),
        (lambda net: maxout_init_(net, 2, [net]), r"model: \[Sequential"),
    ],
)
def test_what_cannot_be_served(call, message: str) -> None:
    net = nn.Sequential(nn.Linear(2, 4), nn.Linear(2, 3))
    before = net[0].weight.detach().clone()
    with pytest.raises(ValueError, match=message):
        call(net)
    assert torch.equal(before, net[0].weight)


def test_reproducible_and_global_state_untouched() -> None:
    nets = [dense(2, 3, 1) for _ in range(3)]
    state = torch.get_rng_state()
    for net, seed in zip(nets, (0, 0, 1)):
        maxout_init_(net, 2, generator=seeded(seed))
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(nets[0][2].weight, nets[1][2].weight)
    assert not torch.equal(nets[0][2].weight, nets[2][2].weight)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_device_and_gradients_are_kept(dtype: torch.dtype) -> None:
    net = dense(4, 100, 2).to(dtype)
    before = list(net.parameters())
    maxout_init_(net, 4, linear=(layer for layer in [net[-1]]), generator=seeded())
    assert all(a is b for a, b in zip(before, net.parameters()))
    for parameter in before:
        assert parameter.dtype == dtype and parameter.device.type == "cpu"
        assert parameter.requires_grad and parameter.is_leaf and parameter.grad is None
    std = math.sqrt(0.64461 / 100)
    assert net[2].weight.float().std().item() == pytest.approx(std, rel=0.02)
