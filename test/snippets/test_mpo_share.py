"""MPO: exact and truncated chains of cores, and layers that share the middle one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch
from mpo_share import MPOLinear, mpo_contract, mpo_decompose, mpo_share
from torch import Tensor, nn

# (out factors, in factors): non-square, odd, factors of 1, equal factors, one row, five cores.
SHAPES = [
    ((3, 4, 4), (3, 3, 4)),
    ((2, 3, 5), (7, 1, 2)),
    ((1, 1, 1), (1, 1, 1)),
    ((1, 1, 1), (3, 2, 2)),
    ((4, 1, 1), (1, 1, 5)),
    ((2, 2, 3, 2, 1), (1, 2, 2, 3, 2)),
]
EXAMPLE = SHAPES[0]


def draw(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def weight_of(factors: tuple[tuple[int, ...], tuple[int, ...]], seed: int = 0) -> Tensor:
    return draw(*(math.prod(part) for part in factors), seed=seed)


def linear_of(factors: tuple[tuple[int, ...], tuple[int, ...]], bias: bool = True) -> nn.Linear:
    weight = weight_of(factors)
    layer = nn.utils.skip_init(nn.Linear, *weight.shape[::-1], bias=bias, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(weight)
        if bias:
            layer.bias.copy_(draw(len(weight), seed=7))
    return layer


def unfolding(weight: Tensor, outs: tuple[int, ...], ins: tuple[int, ...], cut: int) -> np.ndarray:
    """The weight as a matrix: rows by the first ``cut`` digits of both indices."""
    rows = list(itertools.product(*map(range, outs[:cut]), *map(range, ins[:cut])))
    columns = list(itertools.product(*map(range, outs[cut:]), *map(range, ins[cut:])))
    matrix = np.empty((len(rows), len(columns)))
    for (a, row), (b, column) in itertools.product(enumerate(rows), enumerate(columns)):
        i = np.ravel_multi_index(row[:cut] + column[: len(outs) - cut], outs)
        j = np.ravel_multi_index(row[cut:] + column[len(outs) - cut :], ins)
        matrix[a, b] = weight[i, j]
    return matrix


@pytest.mark.parametrize("outs, ins", SHAPES)
def test_full_chain_gives_the_weight_back(outs, ins):
    weight = weight_of((outs, ins))
    product = mpo_contract(mpo_decompose(weight, outs, ins))
    assert product.shape == weight.shape
    assert (product - weight).abs().max() < 1e-13


@pytest.mark.parametrize("outs, ins", SHAPES)
def test_an_entry_is_the_product_of_the_matrices_of_its_digits(outs, ins):
    weight = weight_of((outs, ins)).numpy()
    cores = [core.numpy() for core in mpo_decompose(torch.from_numpy(weight), outs, ins)]
    for i, j in itertools.islice(np.ndindex(*weight.shape), 0, None, 7):
        digits = zip(np.unravel_index(i, outs), np.unravel_index(j, ins))
        entry = np.linalg.multi_dot([core[:, a, b] for core, (a, b) in zip(cores, digits)])
        assert entry.item() == pytest.approx(weight[i, j], abs=1e-12)


@pytest.mark.parametrize("outs, ins", SHAPES)
def test_cores_chain_with_the_full_bonds(outs, ins):
    sizes = [a * b for a, b in zip(outs, ins)]
    bonds = [min(math.prod(sizes[:k]), math.prod(sizes[k:])) for k in range(len(sizes) + 1)]
    shapes = [tuple(core.shape) for core in mpo_decompose(weight_of((outs, ins)), outs, ins)]
    assert shapes == list(zip(bonds[:-1], outs, ins, bonds[1:]))
    assert bonds[0] == bonds[-1] == 1


@pytest.mark.parametrize("outs, ins", SHAPES)
def test_all_but_the_last_core_are_isometries(outs, ins):
    """The singular values are passed on to the right, so the left cores are orthonormal."""
    for core in mpo_decompose(weight_of((outs, ins)), outs, ins)[:-1]:
        matrix = core.reshape(-1, core.shape[-1]).numpy()
        assert np.abs(matrix.T @ matrix - np.eye(matrix.shape[1])).max() < 1e-12


@pytest.mark.parametrize("bond", [9, 12, 15])
def test_one_truncated_bond_costs_the_tail_of_its_cut(bond):
    weight = weight_of(EXAMPLE)
    cores = mpo_decompose(weight, *EXAMPLE, max_bond=bond)
    assert [core.shape[-1] for core in cores] == [9, bond, 1]
    tail = np.linalg.svd(unfolding(weight, *EXAMPLE, 2), compute_uv=False)[bond:]
    error = (mpo_contract(cores) - weight).norm().item()
    assert error == pytest.approx(np.linalg.norm(tail), rel=1e-10)


def test_error_falls_with_the_bond_and_ends_at_zero():
    weight = weight_of(EXAMPLE)
    errors = [
        (mpo_contract(mpo_decompose(weight, *EXAMPLE, max_bond=bond)) - weight).norm().item()
        for bond in range(1, 18)
    ]
    assert all(b < a for a, b in zip(errors[:15], errors[1:16]))
    assert errors[0] < weight.norm() and max(errors[15:]) < 1e-12


def test_without_the_interleaving_the_bonds_are_not_these():
    """A Kronecker product has bonds of 1, because each factor owns one digit of both indices."""
    factors = [draw(i, j, seed=k) for k, (i, j) in enumerate(zip(*EXAMPLE))]
    weight = torch.kron(torch.kron(*factors[:2]), factors[2])
    cores = mpo_decompose(weight, *EXAMPLE, max_bond=1)
    assert torch.allclose(mpo_contract(cores), weight, atol=1e-12)


@pytest.mark.parametrize("outs, ins", SHAPES)
@pytest.mark.parametrize("bias", [True, False])
def test_all_layers_start_as_the_pretrained_one(outs, ins, bias):
    linear = linear_of((outs, ins), bias)
    x = draw(2, 3, linear.in_features, seed=3)
    layers = mpo_share(linear, 4, outs, ins)
    assert len(layers) == 4
    for layer in layers:
        assert torch.equal(layer(x), layers[0](x))
        assert torch.allclose(layer(x), linear(x), atol=1e-12)
        assert (layer.bias is not None) is bias


def test_only_the_middle_core_is_shared():
    outs, ins = SHAPES[-1]
    linear = linear_of((outs, ins))
    before = [p.detach().clone() for p in linear.parameters()]
    layers = mpo_share(linear, 3, outs, ins)
    for a, b in itertools.combinations(layers, 2):
        shared = [x is y for x, y in zip(a.cores, b.cores)]
        assert shared == [False, False, True, False, False]
        apart = [x.data_ptr() != y.data_ptr() for x, y in zip(a.cores, b.cores)]
        assert apart == [True, True, False, True, True]
        assert a.bias.data_ptr() != b.bias.data_ptr() != linear.bias.data_ptr()
    with torch.no_grad():
        for parameter in layers.parameters():
            parameter += 1
    assert all(torch.equal(a, b) for a, b in zip(before, linear.parameters()))


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_parameters_are_one_centre_and_the_rest_per_layer(depth):
    outs, ins = EXAMPLE
    layers = mpo_share(linear_of(EXAMPLE), depth, outs, ins)
    sizes = [core.numel() for core in mpo_decompose(weight_of(EXAMPLE), outs, ins)]
    expected = sizes[1] + depth * (sizes[0] + sizes[2] + math.prod(outs))
    assert sum(p.numel() for p in layers.parameters()) == expected
    assert sizes[1] == max(sizes)
    assert all(p.requires_grad and p.is_leaf for p in layers.parameters())


def test_training_reaches_every_core():
    layers = mpo_share(linear_of(EXAMPLE), 2, *EXAMPLE)
    layers[0](draw(3, 36)).pow(2).sum().backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in layers[0].parameters())
    assert [core.grad is not None for core in layers[1].cores] == [False, True, False]


def test_a_deeper_layer_follows_the_layer_it_comes_from():
    layer = mpo_share(linear_of(EXAMPLE), 2, *EXAMPLE)[1]
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter += 0.1
    x = draw(3, 36)
    assert torch.equal(layer.deeper()(x), layer(x))


def test_cores_of_two_decompositions_do_not_fit_together():
    ours = mpo_decompose(weight_of(EXAMPLE), *EXAMPLE)
    theirs = mpo_decompose(weight_of(EXAMPLE, seed=5), *EXAMPLE)
    mixed = mpo_contract([ours[0], theirs[1], ours[2]])
    for weight in (weight_of(EXAMPLE), weight_of(EXAMPLE, seed=5)):
        assert (mixed - weight).norm() > weight.norm()


def test_a_truncated_chain_is_shared_as_well():
    layers = mpo_share(linear_of(EXAMPLE), 2, *EXAMPLE, max_bond=4)
    shapes = [tuple(core.shape) for core in layers[1].cores]
    assert shapes == [(1, 3, 3, 4), (4, 4, 3, 4), (4, 4, 4, 1)]


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_dtype_and_device_are_kept_and_the_svd_is_precise(dtype):
    weight = weight_of(EXAMPLE).to(dtype)
    cores = mpo_decompose(weight, *EXAMPLE)
    assert all(core.dtype == dtype and core.device == weight.device for core in cores)
    error = (mpo_contract([core.double() for core in cores]) - weight.double()).abs().max()
    assert error < 16 * torch.finfo(dtype).eps * weight.abs().max()
    if dtype != torch.float16:  # which has no product on every CPU
        assert MPOLinear(cores, None)(draw(2, 36).to(dtype)).dtype == dtype


def test_no_random_numbers_are_used():
    linear = linear_of(EXAMPLE)
    state = torch.get_rng_state()
    mpo_share(linear, 3, *EXAMPLE)
    assert torch.equal(state, torch.get_rng_state())


@pytest.mark.parametrize(
    "outs, ins",
    [((6, 8), (6, 6)), ((48,), (36,)), ((3, 4, 2, 2), (3, 3, 2, 2)), ((3, 4, 4), (6, 6))],
)
def test_a_chain_without_a_middle_is_refused(outs, ins):
    with pytest.raises(ValueError) as caught:
        mpo_decompose(weight_of(EXAMPLE), outs, ins)
    assert str(caught.value).startswith("one core must be in the middle of three or more")
    assert str(caught.value).endswith(f"out_factors {outs} and in_factors {ins}")


@pytest.mark.parametrize(
    "outs, ins", [((3, 4, 3), (3, 3, 4)), ((3, 4, 4), (3, 3, 3)), EXAMPLE[::-1]]
)
def test_factors_of_another_shape_are_refused(outs, ins):
    with pytest.raises(ValueError, match=r"do not multiply to the shape \(48, 36\)"):
        mpo_decompose(weight_of(EXAMPLE), outs, ins)


@pytest.mark.parametrize("bond", [0, -2])
def test_a_bond_that_is_not_positive_is_refused(bond):
    with pytest.raises(ValueError, match=f"max_bond must be positive, got {bond}"):
        mpo_decompose(weight_of(EXAMPLE), *EXAMPLE, max_bond=bond)


@pytest.mark.parametrize("depth", [0, -1])
def test_a_depth_that_is_not_positive_is_refused(depth):
    with pytest.raises(ValueError, match=f"depth must be positive, got {depth}"):
        mpo_share(linear_of(EXAMPLE), depth, *EXAMPLE)
