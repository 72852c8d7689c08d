"""Mango: one linear map of all weights, as a tensor ring of four cores."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from mango_growth import MangoOperator, pack_layers, unpack_layers
from torch import Tensor
from torch.nn import functional as F

SIZES = [(1, 1, 1, 1, 1), (2, 3, 1, 2, 3), (3, 5, 2, 5, 2), (2, 6, 3, 3, 1)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def transformer(
    width: int, depth: int, ratio: int, seed: int = 0, dtype: torch.dtype = torch.float64
) -> list[list[Tensor]]:
    shapes = [(width, width)] * 4 + [(ratio * width, width), (width, ratio * width)]
    source = seeded(seed)
    return [[torch.randn(s, generator=source).to(dtype) for s in shapes] for _ in range(depth)]


def cores(operator: MangoOperator) -> list[Tensor]:
    return [operator.slot_core, operator.out_core, operator.layer_core, operator.in_core]


def randomise(operator: MangoOperator, seed: int = 5) -> None:
    source = seeded(seed)
    with torch.no_grad():
        for core in cores(operator):
            core.copy_(torch.randn(core.shape, generator=source))


def full_operator(operator: MangoOperator) -> np.ndarray:
    """The map as one array (b, i, o, l, b', i', o', l'), ring index by ring index."""
    s_b, s_o, s_l, s_i = (core.detach().numpy() for core in cores(operator))
    rank = s_b.shape[0]
    total = 0.0
    for r1, r2, r3, r4 in itertools.product(range(rank), repeat=4):
        term = np.multiply.outer(s_b[r1, :, :, r2], s_i[r4, :, :, r1])
        term = np.multiply.outer(term, s_o[r2, :, :, r3])
        term = np.multiply.outer(term, s_l[r3, :, :, r4])
        total = total + term
    return np.moveaxis(total, (0, 2, 4, 6), (0, 1, 2, 3))


# --- the tensor of all weights -----------------------------------------------------------------


@pytest.mark.parametrize("width, depth, ratio", [(1, 1, 1), (3, 2, 4), (5, 1, 3)])
def test_slots_hold_inputs_by_outputs(width: int, depth: int, ratio: int) -> None:
    layers = transformer(width, depth, ratio)
    packed = pack_layers(layers)
    assert packed.shape == (4 + 2 * ratio, width, width, depth)
    for index, (q, k, v, o, up, down) in enumerate(layers):
        for slot, weight in enumerate((q, k, v, o)):
            assert torch.equal(packed[slot, :, :, index], weight.T)
        for piece in range(ratio):
            units = slice(piece * width, (piece + 1) * width)
            # The hidden units are outputs of the one and inputs of the other.
            assert torch.equal(packed[4 + piece, :, :, index], up[units].T)
            assert torch.equal(packed[4 + ratio + piece, :, :, index], down[:, units].T)


@pytest.mark.parametrize("width, depth, ratio", [(1, 1, 1), (3, 2, 4), (5, 1, 3)])
def test_unpacking_undoes_packing(width: int, depth: int, ratio: int) -> None:
    layers = transformer(width, depth, ratio)
    unpacked = unpack_layers(pack_layers(layers))
    assert len(unpacked) == depth
    for old, new in zip(layers, unpacked):
        assert len(new) == 6 and all(torch.equal(a, b) for a, b in zip(old, new))


@pytest.mark.parametrize(
    "shapes",
    [
        [(3, 3)] * 4 + [(7, 3), (3, 7)],
        [(3, 3)] * 4 + [(3, 6), (3, 6)],
        [(3, 3)] * 4 + [(6, 3), (6, 3)],
        [(3, 3)] * 3 + [(3, 4), (6, 3), (3, 6)],
        [(3, 3)] * 3 + [(6, 3), (3, 6)],
    ],
)
def test_other_shapes_are_refused(shapes: list[tuple[int, int]]) -> None:
    good = transformer(3, 1, 2)[0]
    with pytest.raises(ValueError, match=r"layer 1: shapes .* are not those of a transformer"):
        pack_layers([good, [torch.zeros(shape) for shape in shapes]])


# --- the operator ------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("old_width, width, old_depth, depth, ratio", SIZES)
def test_contraction_equals_the_full_map(old_width, width, old_depth, depth, ratio, rank) -> None:
    layers = transformer(old_width, old_depth, ratio)
    operator = MangoOperator(layers, width, depth, rank=rank)
    randomise(operator)
    expected = np.tensordot(pack_layers(layers).numpy(), full_operator(operator), axes=4)
    grown = pack_layers(operator()).detach().numpy()
    assert grown.shape == (4 + 2 * ratio, width, width, depth)
    assert np.abs(grown - expected).max() <= 1e-12 * max(1.0, np.abs(expected).max())


@pytest.mark.parametrize("rank", [1, 2])
@pytest.mark.parametrize("old_width, width, old_depth, depth, ratio", SIZES)
def test_padded_start_is_the_small_net_in_a_corner(
    old_width, width, old_depth, depth, ratio, rank
) -> None:
    layers = transformer(old_width, old_depth, ratio)
    operator = MangoOperator(layers, width, depth, rank=rank, expand="pad", noise=0.0)
    small, grown = pack_layers(layers), pack_layers(operator()).detach()
    expected = torch.zeros_like(grown)
    for layer in range(depth):
        expected[:, :old_width, :old_width, layer] = small[..., layer % old_depth]
    assert torch.equal(grown, expected)


@pytest.mark.parametrize("old_width, width, old_depth, depth, ratio", SIZES)
def test_copied_start_repeats_units_and_shares_inputs(
    old_width, width, old_depth, depth, ratio
) -> None:
    layers = transformer(old_width, old_depth, ratio)
    grown = MangoOperator(layers, width, depth)()
    copies = [len(range(unit, width, old_width)) for unit in range(old_width)]
    for layer, weights in enumerate(grown):
        query = layers[layer % old_depth][0]
        for out, into in itertools.product(range(width), repeat=2):
            share = query[out % old_width, into % old_width] / copies[into % old_width]
            assert abs(weights[0][out, into] - share) < 1e-15


@pytest.mark.parametrize("width", [3, 5, 6, 8])
def test_copied_start_keeps_what_an_mlp_computes(width: int) -> None:
    layers = transformer(3, 1, 4)
    up, down = layers[0][4:]
    grown_up, grown_down = MangoOperator(layers, width, 1)()[0][4:]
    x = torch.randn(7, 3, generator=seeded(1)).double()
    y = F.linear(F.gelu(F.linear(x, up)), down)
    repeat = torch.arange(width) % 3
    grown = F.linear(F.gelu(F.linear(x[:, repeat], grown_up)), grown_down)
    assert (grown - y[:, repeat]).abs().max() < 1e-12


def test_map_is_linear_in_the_small_weights() -> None:
    first, second = transformer(3, 2, 2, seed=1), transformer(3, 2, 2, seed=2)
    mixed = [[2 * a - 3 * b for a, b in zip(*pair)] for pair in zip(first, second)]
    outputs = []
    for layers in (first, second, mixed):
        operator = MangoOperator(layers, 5, 3, rank=2)
        randomise(operator)
        outputs.append(pack_layers(operator()))
    assert (outputs[2] - (2 * outputs[0] - 3 * outputs[1])).abs().max() < 1e-11


def test_ring_is_closed() -> None:
    """Without the shared index of the first and last core, ring entries would mix."""
    operator = MangoOperator(transformer(2, 1, 1), 3, 2, rank=2)
    randomise(operator)
    with torch.no_grad():
        operator.slot_core[1] = 0
        operator.in_core[..., 0] = 0
    assert not pack_layers(operator()).any()


def test_operator_is_small() -> None:
    operator = MangoOperator(transformer(8, 3, 4), 12, 6)
    assert sum(p.numel() for p in operator.parameters()) == 354
    assert 12 * 8 * 8 * 3 * 12 * 12 * 12 * 6 > 2e7
    operator = MangoOperator(transformer(8, 3, 4), 12, 6, rank=3)
    assert sum(p.numel() for p in operator.parameters()) == 9 * 354


def test_only_the_cores_are_trained_and_all_of_them_are() -> None:
    layers = [[w.requires_grad_() for w in layer] for layer in transformer(3, 2, 2)]
    operator = MangoOperator(layers, 5, 3, rank=2, generator=seeded())
    assert len(list(operator.parameters())) == 4
    target = pack_layers(transformer(5, 3, 2, seed=9))
    (pack_layers(operator()) - target).square().sum().backward()
    for core in cores(operator):
        assert (core.grad != 0).any(dim=1).any(dim=1).all()  # every pair of ring indices
    assert all(w.grad is None for layer in layers for w in layer)
    before = operator.small.clone()
    with torch.no_grad():
        layers[0][0].zero_()
    assert torch.equal(operator.small, before)


@pytest.mark.parametrize("noise", [0.0, 0.01, 0.3])
def test_noise_fills_the_other_ring_indices_only(noise: float) -> None:
    layers = transformer(6, 4, 4)
    plain = MangoOperator(layers, 9, 5)
    operator = MangoOperator(layers, 9, 5, rank=6, noise=noise, generator=seeded())
    for core, start in zip(cores(operator), cores(plain)):
        assert torch.equal(core[0, :, :, 0], start[0, :, :, 0])
        others = torch.cat([core[1:].flatten(), core[0, :, :, 1:].flatten()])
        assert abs(others.std() - noise) <= 0.1 * noise
    default = MangoOperator(layers, 9, 5, rank=6, generator=seeded())
    same = [torch.equal(a, b) for a, b in zip(cores(default), cores(operator))]
    assert same == [noise == 0.01] * 4


def test_seed_repeats_and_the_global_one_is_untouched() -> None:
    state = torch.get_rng_state()
    layers = transformer(2, 1, 1)
    draws = [MangoOperator(layers, 3, 2, rank=2, generator=seeded(s)).out_core for s in (1, 1, 2)]
    assert torch.equal(draws[0], draws[1]) and not torch.equal(draws[0], draws[2])
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    operator = MangoOperator(transformer(2, 1, 2, dtype=dtype), 4, 2, rank=2)
    for tensor in [*operator.parameters(), operator.small, *operator()[1]]:
        assert tensor.dtype == dtype and tensor.device.type == "cpu"
    assert all(torch.isfinite(weight).all() for weight in operator()[1])


@pytest.mark.parametrize(
    "width, depth, options, match",
    [
        (2, 2, {}, "cannot grow 2 layers of width 3 to 2 of width 2"),
        (3, 1, {}, "cannot grow 2 layers of width 3 to 1 of width 3"),
        (3, 2, {"rank": 0}, "rank must be at least 1, got 0"),
        (3, 2, {"expand": "zero"}, "expand must be \"copy\" or \"pad\", got 'zero'"),
    ],
)
def test_what_cannot_be_served(width, depth, options, match) -> None:
    with pytest.raises(ValueError, match=match):
        MangoOperator(transformer(3, 2, 2), width, depth, **options)
