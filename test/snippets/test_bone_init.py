"""Bone: blocks that start at zero, in the weight-guided and in the column form."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from bone_init import BoneLinear, bat_unmerge, bat_weight
from torch import Tensor, nn

VARIANTS = ["bat", "bone"]
# (in, out, block size): non-square, odd, of size 1, not a power of two.
DIVISIBLE = [(6, 4, 2), (3, 9, 3), (1, 5, 1), (5, 1, 1), (7, 7, 7), (10, 15, 5)]
RAGGED = [(7, 4, 3), (5, 6, 4), (3, 2, 2), (9, 1, 5)]
CASES = [("bat", *sizes) for sizes in DIVISIBLE] + [("bone", *s) for s in DIVISIBLE + RAGGED]


def build(
    variant: str, n_in: int, n_out: int, size: int, scale: float = 0.0, dtype=torch.float64
) -> tuple[BoneLinear, nn.Linear, Tensor]:
    """Return the adapted layer, its base and a batch; the block is random if scale is not 0."""
    generator = torch.Generator().manual_seed(n_in + 31 * n_out)

    def draw(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    base = nn.utils.skip_init(nn.Linear, n_in, n_out, dtype=torch.float64)
    with torch.no_grad():
        base.weight.copy_(draw(n_out, n_in))
        base.bias.copy_(draw(n_out))
    base = base.to(dtype)
    layer = BoneLinear(base, size, variant)
    if scale:
        with torch.no_grad():
            layer.block.copy_(scale * draw(*layer.block.shape))
    return layer, base, draw(4, n_in).to(dtype)


def loops(variant: str, weight: np.ndarray, block: np.ndarray) -> np.ndarray:
    """The adapted weight, block by block as the paper and the library define it."""
    merged = weight.copy()
    n_out, n_in = weight.shape
    if variant == "bone":
        for column in range(n_in):
            merged[:, column] += block[column % block.shape[0]]
        return merged
    r = block.shape[-1]
    for k in range(n_out // r):
        for l in range(n_in // r):
            rows, columns = slice(k * r, (k + 1) * r), slice(l * r, (l + 1) * r)
            merged[rows, columns] += weight[rows, columns] @ block[k] + block[k]
    return merged


@pytest.mark.parametrize("variant, n_in, n_out, size", CASES)
@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_starts_at_exactly_the_pretrained_function(variant, n_in, n_out, size, dtype):
    layer, base, x = build(variant, n_in, n_out, size, dtype=dtype)
    expected = base(x)
    assert torch.equal(layer(x), expected)
    assert torch.equal(layer.merged().weight, base.weight)
    assert layer.block.count_nonzero() == 0
    assert layer.block.dtype == dtype and layer.block.device == base.weight.device


@pytest.mark.parametrize("variant, n_in, n_out, size", CASES)
def test_effective_weight_is_the_one_built_block_by_block(variant, n_in, n_out, size):
    layer, base, x = build(variant, n_in, n_out, size, 0.7)
    weight = loops(variant, base.weight.numpy(), layer.block.detach().numpy())
    assert np.abs(layer.merged().weight.detach().numpy() - weight).max() < 1e-12
    expected = x.numpy() @ weight.T + base.bias.numpy()
    assert np.abs(layer(x).detach().numpy() - expected).max() < 1e-11
    assert torch.allclose(layer.merged()(x), layer(x), atol=1e-11)


def test_the_block_multiplies_from_the_right_and_belongs_to_a_row_of_blocks():
    layer, base, _ = build("bat", 6, 4, 2, 0.7)
    weight, block = base.weight.numpy(), layer.block.detach().numpy()
    merged = bat_weight(base.weight, layer.block).detach().numpy()
    assert block.shape == (2, 2, 2)
    left = weight[:2, :2] + block[0] @ weight[:2, :2] + block[0]
    assert np.abs(merged[:2, :2] - left).max() > 0.1
    other = weight[2:, :2] + weight[2:, :2] @ block[0] + block[0]
    assert np.abs(merged[2:, :2] - other).max() > 0.1


@pytest.mark.parametrize("variant, n_in, n_out, size", CASES)
def test_trains_size_times_outputs_parameters_and_nothing_else(variant, n_in, n_out, size):
    layer, base, x = build(variant, n_in, n_out, size)
    trained = [p for p in layer.parameters() if p.requires_grad]
    assert len(trained) == 1 and trained[0] is layer.block
    assert trained[0].numel() == size * n_out
    assert not base.weight.requires_grad and not base.bias.requires_grad


@pytest.mark.parametrize("variant, n_in, n_out, size", CASES)
def test_first_gradient_reaches_every_part_of_the_block(variant, n_in, n_out, size):
    layer, _, x = build(variant, n_in, n_out, size)
    layer(x).pow(2).sum().backward()
    assert layer.block.grad.count_nonzero() == layer.block.numel()
    with torch.no_grad():
        layer.block -= 0.01 * layer.block.grad
    assert not torch.equal(layer(x), layer.base(x))


@pytest.mark.parametrize("variant", VARIANTS)
def test_even_a_zero_weight_can_move(variant):
    """Without the added block the guided form would be stuck where the weight is zero."""
    layer, base, x = build(variant, 6, 4, 2)
    with torch.no_grad():
        base.weight.zero_()
    layer(x).sum().backward()
    assert layer.block.grad.count_nonzero() == layer.block.numel()


@pytest.mark.parametrize("n_in, n_out, size", DIVISIBLE)
def test_unmerge_recovers_the_weight(n_in, n_out, size):
    layer, base, _ = build("bat", n_in, n_out, size, 0.1)
    merged = layer.merged().weight
    assert not torch.allclose(merged, base.weight, atol=1e-3)
    recovered = bat_unmerge(merged, layer.block)
    assert not recovered.requires_grad and recovered.dtype == torch.float64
    assert torch.allclose(recovered, base.weight, atol=1e-10)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_sixteen_bit_merge_and_unmerge_round_once(dtype):
    layer, base, _ = build("bat", 12, 8, 4, 0.1, dtype)
    exact = loops("bat", base.weight.double().numpy(), layer.block.detach().double().numpy())
    merged = layer.merged().weight
    assert torch.equal(merged, torch.from_numpy(exact).float().to(dtype))
    recovered = bat_unmerge(merged, layer.block)
    exact = bat_unmerge(merged.double(), layer.block.double())
    assert torch.equal(recovered, exact.float().to(dtype))
    layer, base, _ = build("bone", 7, 8, 4, 0.1, dtype)
    exact = loops("bone", base.weight.double().numpy(), layer.block.detach().double().numpy())
    assert torch.equal(layer.merged().weight, torch.from_numpy(exact).float().to(dtype))


def test_the_solver_works_in_the_precision_of_the_weight():
    layer, base, _ = build("bat", 12, 8, 4, 0.1)
    merged = layer.merged().weight
    assert not torch.equal(bat_unmerge(merged, layer.block).float().double(), base.weight)


@pytest.mark.parametrize("variant", VARIANTS)
def test_merged_layer_is_independent_and_trainable(variant):
    layer, base, x = build(variant, 6, 4, 2, 0.3)
    before = base.weight.clone()
    merged = layer.merged()
    assert type(merged) is nn.Linear
    assert all(p.requires_grad and p.is_leaf for p in merged.parameters())
    with torch.no_grad():
        merged.weight.zero_()
    assert torch.equal(base.weight, before) and not base.weight.requires_grad


@pytest.mark.parametrize("variant", VARIANTS)
def test_serves_layers_without_bias_and_any_leading_shape(variant):
    base = nn.Linear(6, 4, bias=False).double()
    layer = BoneLinear(base, 2, variant)
    assert layer.merged().bias is None
    with torch.no_grad():
        layer.block += 0.5
    x = torch.randn(2, 3, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    for inputs in (x, x[0], x[0, 0]):
        assert torch.allclose(layer(inputs), F.linear(inputs, layer.merged().weight))


def test_defaults_are_the_guided_form_with_blocks_of_sixty_four():
    layer = BoneLinear(nn.Linear(128, 192))
    assert layer.block.shape == (3, 64, 64)
    assert BoneLinear(nn.Linear(128, 192), variant="bone").block.shape == (64, 192)


def test_needs_no_random_numbers():
    base = nn.Linear(6, 4)
    state = torch.get_rng_state()
    for variant in VARIANTS:
        BoneLinear(base, 2, variant).merged()
    assert torch.equal(state, torch.get_rng_state())


@pytest.mark.parametrize("n_in, n_out, size", [(7, 4, 2), (4, 7, 2), (9, 6, 6)])
def test_guided_form_refuses_what_it_cannot_cut(n_in, n_out, size):
    message = rf"size {size} do not fit a weight of shape \({n_out}, {n_in}\): 'bat' needs both"
    with pytest.raises(ValueError, match=message):
        BoneLinear(nn.Linear(n_in, n_out), size, "bat")
    BoneLinear(nn.Linear(n_in, n_out), size, "bone")


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("size", [0, -1, 5])
def test_block_size_out_of_range_is_refused(variant, size):
    with pytest.raises(ValueError, match=f"size {size} .* must be between 1 and 4"):
        BoneLinear(nn.Linear(4, 20), size, variant)


def test_unknown_variant_is_refused():
    with pytest.raises(ValueError, match="'bat' or 'bone', got 'miss'"):
        BoneLinear(nn.Linear(4, 4), 2, "miss")
