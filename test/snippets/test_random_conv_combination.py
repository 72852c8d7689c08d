"""Random convolutions: frozen filters, learnable linear combinations of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from random_conv_combination import RandomConvCombination, freeze_spatial_convolutions_

# in, out, kernel, stride, padding, expansion
CASES = [(1, 1, 1, 1, 0, 1), (3, 5, 3, 1, 1, 1), (4, 2, 5, 2, 2, 3), (2, 3, 3, 3, 0, 7)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def block(*sizes: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> RandomConvCombination:
    names = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "expansion")
    return RandomConvCombination(**dict(zip(names, sizes)), generator=seeded(seed), dtype=dtype)


def images(channels: int, size: tuple[int, int] = (9, 7)) -> Tensor:
    return torch.randn(3, channels, *size, generator=seeded(9), dtype=torch.float64)


@pytest.mark.parametrize("sizes", CASES)
def test_it_is_one_convolution_with_the_combined_kernel(sizes: tuple[int, ...]) -> None:
    layer = block(*sizes)
    filters, mix = layer.filters.numpy(), layer.combination.detach().numpy()
    kernel = np.zeros((sizes[1], sizes[0], sizes[2], sizes[2]))
    for out in range(sizes[1]):
        for e in range(len(filters)):
            kernel[out] += mix[out, e, 0, 0] * filters[e]
    assert np.abs(layer.effective_weight().detach().numpy() - kernel).max() < 1e-14
    x = images(sizes[0])
    expected = F.conv2d(x, torch.from_numpy(kernel), stride=sizes[3], padding=sizes[4])
    assert torch.allclose(layer(x), expected, atol=1e-12)
    assert layer(x).abs().max() > 0
    assert torch.allclose(layer(-x), -expected, atol=1e-12), "linear: nothing in between"


@pytest.mark.parametrize("sizes", CASES)
def test_filters_cover_all_channels_and_are_as_many_as_said(sizes: tuple[int, ...]) -> None:
    fan_in, out, kernel, _, _, expansion = sizes
    layer = block(*sizes)
    assert layer.filters.shape == (expansion * out, fan_in, kernel, kernel)
    assert layer.combination.shape == (out, expansion * out, 1, 1)


def test_defaults_are_those_of_a_convolution() -> None:
    layer = RandomConvCombination(3, 4, 3)
    assert layer(torch.zeros(1, 3, 8, 8)).shape == (1, 4, 6, 6)
    assert layer.filters.shape[0] == 4
    assert layer.filters.dtype == torch.get_default_dtype()


@pytest.mark.parametrize("sizes", [(16, 24, 3, 1, 1, 8), (48, 32, 1, 1, 0, 16)])
def test_both_weights_are_uniform_as_in_pytorch(sizes: tuple[int, ...]) -> None:
    layer = block(*sizes)
    for weight in (layer.filters, layer.combination.detach()):
        bound = weight[0].numel() ** -0.5
        # The same interval as PyTorch's own convolution has.
        own = nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2]).weight
        assert own.abs().max().item() == pytest.approx(bound, rel=0.02)
        assert bound * 0.98 < weight.abs().max().item() <= bound
        assert weight.var().item() == pytest.approx(bound**2 / 3, rel=0.05)
        assert abs(weight.mean().item()) < 0.05 * bound


def test_training_moves_the_combination_and_never_the_filters() -> None:
    layer = block(3, 4, 3, 1, 1, 2)
    filters, mix = layer.filters.clone(), layer.combination.detach().clone()
    assert [name for name, _ in layer.named_parameters()] == ["combination"]
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
    x = images(3)
    for _ in range(4):
        optimizer.zero_grad()
        (layer(x) - 1).square().mean().backward()
        optimizer.step()
    assert torch.equal(layer.filters, filters) and not layer.filters.requires_grad
    assert (layer.combination - mix).abs().min() > 0


def test_filters_do_not_change_from_call_to_call_and_are_saved() -> None:
    layer, other = block(2, 3, 3, 1, 0, 2), block(2, 3, 3, 1, 0, 2, seed=1)
    x = images(2)
    assert torch.equal(layer(x), layer(x))
    assert not torch.allclose(layer(x), other(x))
    other.load_state_dict(layer.state_dict())
    assert torch.equal(layer(x), other(x))


def residual(fan_in: int, out: int, kernel: int, expansion: int) -> float:
    layer = block(fan_in, out, kernel, 1, 0, expansion)
    basis = layer.filters.flatten(1).numpy().T
    target = torch.randn(fan_in * kernel**2, out, generator=seeded(4), dtype=torch.float64).numpy()
    mix = np.linalg.lstsq(basis, target, rcond=None)[0]
    with torch.no_grad():
        layer.combination.copy_(torch.from_numpy(mix.T)[:, :, None, None])
    reached = layer.effective_weight().detach().flatten(1).numpy().T
    return float(np.abs(reached - target).max())


@pytest.mark.parametrize(("fan_in", "out", "kernel", "expansion"), [(2, 3, 3, 6), (1, 5, 5, 5)])
def test_enough_filters_represent_any_kernel_and_too_few_do_not(
    fan_in: int, out: int, kernel: int, expansion: int
) -> None:
    assert expansion * out >= fan_in * kernel**2 > (expansion - 1) * out
    assert residual(fan_in, out, kernel, expansion) < 1e-8
    assert residual(fan_in, out, kernel, expansion - 1) > 1e-3


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    first, again, other = (block(3, 4, 3, 1, 0, 2, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(state, torch.get_rng_state())
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[name])
        assert not torch.equal(tensor, other.state_dict()[name])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    layer = RandomConvCombination(3, 4, 3, padding=1, device="cpu", dtype=dtype)
    assert {t.dtype for t in layer.state_dict().values()} == {dtype}
    out = layer(images(3).to(dtype))
    assert out.dtype == dtype and out.isfinite().all()
    if dtype == torch.float32:
        meta = RandomConvCombination(3, 4, 3, device="meta")
        assert meta.filters.is_meta and meta.combination.is_meta


@pytest.mark.parametrize("position", [0, 1, 2, 5])
def test_sizes_below_one(position: int) -> None:
    sizes = [2, 3, 3, 1, 0, 4]
    sizes[position] = 0
    shown = ", ".join(str(sizes[i]) for i in (0, 1, 2)) + " and " + str(sizes[5])
    with pytest.raises(ValueError, match=f"must be at least 1, got {shown}"):
        block(*sizes)


def test_freezing_leaves_everything_but_spatial_filters_learnable() -> None:
    net = nn.Sequential(
        nn.Conv2d(3, 8, (1, 3)),
        nn.BatchNorm2d(8),
        nn.Sequential(nn.Conv2d(8, 8, 2, groups=8), nn.Conv2d(8, 4, 1)),
        nn.Flatten(2),
        nn.Conv1d(4, 4, 3),
        nn.Conv1d(4, 4, 1),
        nn.Unflatten(2, (1, 1, -1)),
        nn.Conv3d(4, 2, (1, 1, 2)),
        nn.Conv3d(2, 2, 1),
    )
    before = {name: p.detach().clone() for name, p in net.named_parameters()}
    frozen = freeze_spatial_convolutions_(net)
    assert frozen == ["0.weight", "2.0.weight", "4.weight", "7.weight"]
    assert frozen == [name for name, p in net.named_parameters() if not p.requires_grad]
    optimizer = torch.optim.SGD(
        (p for p in net.parameters() if p.requires_grad), lr=0.1, weight_decay=0.1
    )
    net(torch.ones(2, 3, 5, 6)).sum().backward()
    optimizer.step()
    for name, parameter in net.named_parameters():
        assert torch.equal(parameter, before[name]) == (name in frozen), name


def test_a_convolution_alone_can_be_frozen() -> None:
    assert freeze_spatial_convolutions_(nn.Conv2d(2, 2, 3)) == ["weight"]


def test_nothing_to_freeze() -> None:
    net = nn.Sequential(nn.Conv2d(2, 3, 1), nn.Linear(3, 3))
    with pytest.raises(ValueError, match="no convolution with a kernel above 1"):
        freeze_spatial_convolutions_(net)
    assert all(p.requires_grad for p in net.parameters())
