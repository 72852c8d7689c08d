"""Scratch-E/-B: filter pruning, new weights with and without a mask, the longer schedule."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scratch_pruned import mask_gradients_, prune_filters, scratch_b_epochs, scratch_init_
from torch import Tensor, nn


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def vgg(bias: bool = False, dtype: torch.dtype = torch.float64) -> nn.Sequential:
    """A small VGG whose parameters and statistics are all different."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        net = nn.Sequential(
            nn.Conv2d(3, 6, 3, padding=1, bias=bias),
            nn.BatchNorm2d(6),
            nn.ReLU(inplace=True),
            nn.Conv2d(6, 5, (1, 3), bias=bias),
            nn.BatchNorm2d(5),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(5 * 6, 8),
            nn.BatchNorm1d(8),
            nn.ReLU(),
            nn.Linear(8, 4),
        ).double()
        for norm in (net[1], net[4], net[9]):
            for tensor in (norm.weight, norm.bias, norm.running_mean, norm.running_var):
                nn.init.uniform_(tensor, 0.5, 2)
    return net.to(dtype).eval()


def batch(dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(4, 3, 6, 6, dtype=torch.float64, generator=seeded(2)).to(dtype)


def strongest(conv: nn.Conv2d, width: int) -> list[int]:
    norms = np.abs(conv.weight.detach().double().numpy()).sum((1, 2, 3))
    return sorted(sorted(range(len(norms)), key=lambda f: -norms[f])[:width])


@pytest.mark.parametrize("bias", [False, True])
def test_pruned_zero_filters_were_not_missed(bias):
    net = vgg(bias)
    with torch.no_grad():
        for conv, norm, dead in ((net[0], net[1], [0, 3, 4]), (net[3], net[4], [2])):
            conv.weight[dead] = 0
            norm.bias.zero_()
            norm.running_mean.zero_()
            if bias:
                conv.bias[dead] = 0
    small = prune_filters(net, [3, 4])
    assert torch.allclose(small(batch()), net(batch()), atol=1e-12)
    assert not torch.allclose(prune_filters(net, [2, 4])(batch()), net(batch()), atol=1e-9)


@pytest.mark.parametrize("widths", [(4, 3), (1, 1), (6, 2), (2, 5), (6, 5)])
@pytest.mark.parametrize("bias", [False, True])
def test_everything_of_the_kept_channels_is_inherited_in_order(widths, bias):
    net = vgg(bias)
    small = prune_filters(net, widths)
    first, second = strongest(net[0], widths[0]), strongest(net[3], widths[1])
    assert torch.equal(small[0].weight, net[0].weight[first])
    assert torch.equal(small[3].weight, net[3].weight[second][:, first])
    for index, kept in ((1, first), (4, second)):
        for name in ("weight", "bias", "running_mean", "running_var"):
            expected = getattr(net[index], name)[kept]
            assert torch.equal(getattr(small[index], name), expected)
    if bias:
        assert torch.equal(small[3].bias, net[3].bias[second])
    columns = [6 * channel + pixel for channel in second for pixel in range(6)]
    assert torch.equal(small[8].weight, net[8].weight[:, columns])
    assert torch.equal(small[8].bias, net[8].bias)
    for index in (9, 11):
        for name, value in net[index].state_dict().items():
            assert torch.equal(small[index].state_dict()[name], value)
    assert all(p.requires_grad and p.is_leaf for p in small.parameters())


def test_pruned_modules_tell_their_new_sizes():
    small = prune_filters(vgg(), (4, 3))
    assert (small[0].in_channels, small[0].out_channels) == (3, 4)
    assert (small[3].in_channels, small[3].out_channels) == (4, 3)
    assert (small[1].num_features, small[4].num_features) == (4, 3)
    assert (small[8].in_features, small[11].in_features) == (18, 8)
    assert small(batch()).shape == (4, 4)
    assert small[4].num_batches_tracked == 0 and not small.training


def test_the_original_is_left_alone():
    net = vgg()
    before = copy.deepcopy(net.state_dict())
    scratch_init_(prune_filters(net, (4, 3)), generator=seeded())
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())


def test_equal_filters_go_in_their_order_and_small_differences_count():
    net = nn.Sequential(nn.Conv2d(1, 40, 1, bias=False))
    with torch.no_grad():
        net[0].weight.copy_(torch.tensor([1.0, -1.0]).repeat(20).view(40, 1, 1, 1))
    assert prune_filters(net, [3])[0].weight.flatten().tolist() == [1, -1, 1]
    # Their sums, 256 and 257, are one number in bfloat16.
    net = nn.Sequential(nn.Conv2d(257, 2, 1, bias=False)).bfloat16()
    with torch.no_grad():
        net[0].weight.fill_(1)
        net[0].weight[0, 0] = 0
    assert prune_filters(net, [1])[0].weight.min() == 1


def test_statistics_that_are_not_tracked_are_served():
    net = nn.Sequential(nn.BatchNorm2d(2), nn.Conv2d(2, 4, 1), nn.BatchNorm2d(4, affine=False))
    net.append(nn.BatchNorm2d(4, track_running_stats=False))
    net[1].weight.requires_grad_(False)
    small = prune_filters(net, [3])
    assert small[2].running_mean.shape == (3,) and small[2].weight is None
    assert small[3].weight.shape == (3,) and small[3].running_var is None
    assert small[0].num_features == 2 and not small[1].weight.requires_grad


@pytest.mark.parametrize("widths, message", [((4,), "1 widths for 2"), ((4, 3, 2), "3 widths")])
def test_widths_of_another_number_are_refused(widths, message):
    with pytest.raises(ValueError, match=message):
        prune_filters(vgg(), widths)


def test_a_net_without_convolution_is_refused():
    with pytest.raises(ValueError, match="0 widths for 0 convolutions"):
        prune_filters(nn.Sequential(nn.Linear(3, 2)), [])


@pytest.mark.parametrize("widths, width", [((0, 3), 0), ((4, 6), 6)])
def test_widths_out_of_range_are_refused(widths, width):
    with pytest.raises(ValueError, match=rf"cannot keep {width} filters of Conv2d\("):
        prune_filters(vgg(), widths)


def test_grouped_convolutions_are_refused():
    with pytest.raises(ValueError, match="cannot keep 2 filters of .*groups=2"):
        prune_filters(nn.Sequential(nn.Conv2d(4, 4, 1, groups=2)), [2])


def test_scratch_net_has_the_pruned_shapes_and_other_weights():
    small = prune_filters(vgg(bias=True), (4, 3))
    fresh = copy.deepcopy(small)
    assert scratch_init_(fresh, generator=seeded()) is fresh
    for ours, inherited in zip(fresh.parameters(), small.parameters()):
        assert ours.shape == inherited.shape and ours.requires_grad
        assert not (ours == inherited).any()
    for index in (0, 3, 8, 11):
        assert fresh[index].bias.count_nonzero() == 0
    for index in (1, 4, 9):
        assert (fresh[index].weight == 1).all() and (fresh[index].bias == 0).all()
        assert (fresh[index].running_mean == 0).all() and (fresh[index].running_var == 1).all()


@pytest.mark.parametrize(
    "conv",
    [nn.Conv2d(7, 60, (3, 5)), nn.Conv2d(60, 12, 3, bias=False), nn.Conv2d(40, 80, 3, groups=4)],
)
@pytest.mark.parametrize("share", [1.0, 0.5, 0.2])
def test_surviving_weights_have_the_variance_of_the_sparse_fan_out(conv, share):
    conv = copy.deepcopy(conv).double()
    mask = torch.rand(conv.weight.shape, generator=seeded(1)) < share
    masks = None if share == 1 else {"0": mask}
    scratch_init_(nn.Sequential(conv), masks, seeded())
    weight = conv.weight.detach().numpy()
    left = weight[mask.numpy()]
    std = math.sqrt(2 * conv.in_channels / len(left))
    assert (weight[~mask.numpy()] == 0).all() and (left != 0).all()
    assert left.std() == pytest.approx(std, rel=0.05) and abs(left.mean()) < 0.1 * std
    assert ((left / std) ** 4).mean() == pytest.approx(3, rel=0.25)
    if share == 1 and conv.groups == 1:
        fan_out = conv.out_channels * math.prod(conv.kernel_size)
        assert std == pytest.approx(math.sqrt(2 / fan_out))


def test_linear_layers_start_with_a_std_of_a_hundredth():
    layer = scratch_init_(nn.Linear(90, 70).double(), generator=seeded())
    assert layer.weight.std().item() == pytest.approx(0.01, rel=0.03)
    assert abs(layer.weight.mean().item()) < 1e-3 and layer.bias.count_nonzero() == 0
    assert scratch_init_(nn.Linear(3, 2, bias=False)).bias is None


def test_pruned_weights_stay_zero_while_their_gradients_are_masked():
    net = vgg().train()
    masks = {
        name: torch.rand(net[int(name)].weight.shape, generator=seeded(int(name))) < 0.4
        for name in ("0", "3")
    }
    scratch_init_(net, masks, seeded())
    start = copy.deepcopy(net.state_dict())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-2)
    for _ in range(3):
        optimizer.zero_grad()
        F.cross_entropy(net(batch()), torch.tensor([0, 1, 2, 3])).backward()
        before = [p.grad.clone() for p in net[8].parameters()]
        mask_gradients_(net, masks)
        assert all(torch.equal(a, p.grad) for a, p in zip(before, net[8].parameters()))
        optimizer.step()
    for name, mask in masks.items():
        weight = net[int(name)].weight
        assert (weight[~mask] == 0).all()
        assert (weight != start[f"{name}.weight"])[mask].all()


@pytest.mark.parametrize(
    "mask", [torch.zeros(6, 3, 3, 3), torch.ones(6, 3, 3), torch.ones(3, 6, 3, 3)]
)
def test_masks_that_do_not_suit_are_refused(mask):
    with pytest.raises(ValueError, match=r"mask of '0' is empty or not like its weight"):
        scratch_init_(vgg(), {"0": mask})


def test_masks_for_nothing_are_refused():
    with pytest.raises(ValueError, match=r"no convolution: \['11', 'head'\]"):
        scratch_init_(vgg(), {"head": torch.ones(1), "11": torch.ones(4, 8)})


def test_layers_of_another_kind_are_refused():
    with pytest.raises(ValueError, match=r"no start is known for layer '1': LayerNorm"):
        scratch_init_(nn.Sequential(nn.ReLU(), nn.LayerNorm(3)))


def test_reproducible_with_a_generator_and_global_state_untouched():
    state = torch.get_rng_state()
    results = []
    for seed in (0, 0, 1):
        net = scratch_init_(prune_filters(vgg(), (4, 3)), generator=seeded(seed))
        results.append(torch.cat([p.detach().flatten() for p in net.parameters()]))
    states = torch.equal(state, torch.get_rng_state())
    assert torch.equal(results[0], results[1]) and not torch.equal(results[0], results[2])
    assert states


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept_and_draws_are_rounded_once(dtype):
    small = scratch_init_(prune_filters(vgg(dtype=dtype), (4, 3)), generator=seeded())
    assert all(p.dtype == dtype and p.device.type == "cpu" for p in small.parameters())
    assert small(batch(dtype)).dtype == dtype
    if dtype == torch.bfloat16:
        full = vgg(dtype=torch.float32)
        full = scratch_init_(prune_filters(full, (4, 3)), generator=seeded())
        assert torch.equal(small[3].weight, full[3].weight.bfloat16())
    if dtype == torch.float64:
        assert not torch.equal(small[3].weight, small[3].weight.float().double())


@pytest.mark.parametrize(
    "epochs, big, small, expected",
    [
        (160, 300, 100, (480, [240, 360])),
        (160, 313, 206, (243, [121, 182])),
        (160, 7, 7, (160, [80, 120])),
        (90, 10**10, 3, (300_000_000_000, [150_000_000_000, 225_000_000_000])),
    ],
)
def test_scratch_b_spends_what_the_big_net_does(epochs, big, small, expected):
    assert scratch_b_epochs(epochs, big, small) == expected
    assert expected[0] * small <= epochs * big < (expected[0] + 1) * small


def test_scratch_b_on_imagenet_at_most_doubles():
    assert scratch_b_epochs(90, 300, 100, at_most=180)[0] == 180
    assert scratch_b_epochs(90, 150, 100, at_most=180) == (135, [67, 101])
