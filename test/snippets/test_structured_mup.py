"""Structure-aware muP: scale and learning rate per core, and the block tensor-train."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from structured_mup import BTTLinear, core_lr_multiplier, core_std, structured_param_groups

# in, out, rank -> m1, m2, n1, n2
SHAPES = {
    (1, 1, 1): (1, 1, 1, 1),
    (6, 4, 1): (2, 3, 2, 2),
    (12, 30, 2): (2, 6, 3, 10),
    (9, 7, 3): (3, 3, 1, 7),
    (40, 1, 2): (4, 10, 1, 1),
    (1, 36, 1): (1, 1, 6, 6),
}


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def btt(fan_in: int, fan_out: int, rank: int = 1, seed: int = 0, **kw: bool) -> BTTLinear:
    return BTTLinear(fan_in, fan_out, rank, generator=seeded(seed), dtype=torch.float64, **kw)


def matrix(layer: BTTLinear, rank: int, sizes: tuple[int, ...]) -> np.ndarray:
    """The (out, in) matrix, assembled entry by entry."""
    m1, m2, n1, n2 = sizes
    first, second = layer.first.detach().numpy(), layer.second.detach().numpy()
    full = np.zeros((n1 * n2, m1 * m2))
    for i in range(n1):
        for o in range(n2):
            for j in range(m2):
                for k in range(m1):
                    full[i * n2 + o, j * m1 + k] = sum(
                        first[j, k, i * rank + r] * second[i, j * rank + r, o] for r in range(rank)
                    )
    return full


def draw(blocks: int, fan_in: int, fan_out: int, seed: int) -> Tensor:
    core = torch.randn(blocks, fan_in, fan_out, generator=seeded(seed), dtype=torch.float64)
    return core * core_std(fan_in, fan_out)


def structure(name: str, size: int) -> Tensor:
    """The assembled (in, out) matrix of a square layer whose cores follow the rule."""
    root = math.isqrt(size)
    if name == "dense":
        return draw(1, size, size, 0)[0]
    if name == "low rank":
        return draw(1, size, root, 0)[0] @ draw(1, root, size, 1)[0]
    if name == "kronecker":
        return torch.kron(draw(1, root, root, 0)[0], draw(1, root, root, 1)[0])
    if name == "monarch":
        inner = size // 4
        first = torch.block_diag(*draw(4, inner, inner, 0))
        mixed = first.view(size, 4, inner).transpose(1, 2).reshape(size, 4, inner)
        return torch.einsum("abi,bio->abo", mixed, draw(4, inner, inner, 1)).flatten(1)
    rank = int(name.split()[1])
    layer = btt(size, size, rank)
    first = layer.first.detach().view(root, root, root, rank)
    second = layer.second.detach().view(root, root, rank, root)
    return torch.einsum("jkir,ijro->jkio", first, second).reshape(size, size)


@pytest.mark.parametrize("sizes", [(1, 1), (4, 9), (9, 4), (7, 7), (100, 1), (1, 100)])
def test_rule_equals_its_other_form(sizes: tuple[int, int]) -> None:
    fan_in, fan_out = sizes
    expected = math.sqrt(min(fan_in, fan_out) / fan_in**2)
    assert core_std(fan_in, fan_out) == pytest.approx(expected, rel=1e-14)


def test_rule_by_hand() -> None:
    assert core_std(4, 100) == pytest.approx(0.5, rel=1e-15)
    assert core_std(16, 4) == pytest.approx(1 / 8, rel=1e-15), "wide to narrow is smaller"


@pytest.mark.parametrize(("case", "sizes"), SHAPES.items())
def test_layer_is_the_assembled_matrix(case: tuple[int, int, int], sizes: tuple[int, ...]) -> None:
    fan_in, fan_out, rank = case
    layer = btt(*case)
    m1, m2, n1, n2 = sizes
    assert layer.first.shape == (m2, m1, n1 * rank)
    assert layer.second.shape == (n1, m2 * rank, n2)
    with torch.no_grad():
        layer.bias.normal_(generator=seeded(5))
    x = torch.randn(2, 3, fan_in, generator=seeded(4), dtype=torch.float64)
    expected = x.numpy() @ matrix(layer, rank, sizes).T + layer.bias.detach().numpy()
    assert np.abs(layer(x).detach().numpy() - expected).max() < 1e-12
    assert layer(x[0, 0]).shape == (fan_out,)


def test_rank_one_with_equal_slices_is_a_kronecker_product() -> None:
    layer = btt(12, 15, bias=False)
    with torch.no_grad():
        layer.first.copy_(layer.first[:1].expand_as(layer.first))
        layer.second.copy_(layer.second[:1].expand_as(layer.second))
    # Slices j -> o by the second core, k -> i by the first: out (i, o) from in (j, k).
    m2, m1, n1 = layer.first.shape
    swap = torch.arange(12).view(m2, m1).T.flatten()
    x = torch.randn(7, 12, generator=seeded(1), dtype=torch.float64)
    expected = x[:, swap] @ torch.kron(layer.first[0], layer.second[0])
    assert torch.allclose(layer(x), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("case", "stds"),
    [
        ((1024, 1024, 1), ((32, 32), (32, 32))),
        ((1024, 1024, 4), ((32, 128), (128, 32))),
        ((4096, 1024, 1), ((64, 32), (64, 32))),
        ((900, 3600, 2), ((30, 120), (60, 60))),
    ],
)
def test_cores_have_the_scale_of_their_own_sizes(
    case: tuple[int, int, int], stds: tuple[tuple[int, int], ...]
) -> None:
    layer = btt(*case)
    for core, (fan_in, fan_out) in zip((layer.first, layer.second), stds):
        assert core.shape[1:] == (fan_in, fan_out)
        expected = min(1, math.sqrt(fan_out / fan_in)) / math.sqrt(fan_in)
        assert core.std().item() == pytest.approx(expected, rel=0.03)
        assert abs(core.mean().item()) < 0.02 * expected


def test_learning_rate_multipliers() -> None:
    assert core_lr_multiplier(1024, 1024, cores=1) == 1
    assert core_lr_multiplier(1024, 1024, cores=2) == 0.5
    assert core_lr_multiplier(1024, 32, cores=2) == 16
    assert core_lr_multiplier(256, 32, cores=2) == 4, "base width: the dense factor is included"


def test_parameter_groups_cover_every_parameter_once() -> None:
    net = nn.Sequential(nn.Linear(6, 1024), btt(1024, 1024), nn.ReLU(), btt(1024, 4, 2, bias=False))
    for base, width in ((None, 1024), (256, 256)):
        groups = structured_param_groups(net, 0.01, base)
        found = {id(p): g["lr"] for g in groups for p in g["params"]}
        assert sum(len(g["params"]) for g in groups) == len(found) == len(list(net.parameters()))
        assert len({g["lr"] for g in groups}) == len(groups)
        for core, fan_in in (
            (net[1].first, 32),
            (net[1].second, 32),
            (net[3].first, 32),
            (net[3].second, 64),
        ):
            assert found[id(core)] == pytest.approx(0.01 * width / fan_in / 2, rel=1e-12)
        for parameter in (net[1].bias, net[0].weight, net[0].bias):
            assert found[id(parameter)] == 0.01
        torch.optim.AdamW(groups)


def update_size(layer: nn.Module, groups: list[dict[str, object]], x: Tensor) -> float:
    before = layer(x).detach()
    layer(x).mul(torch.randn(before.shape, generator=seeded(6)).double()).sum().backward()
    torch.optim.Adam(groups).step()
    return (layer(x) - before).square().mean().sqrt().item()


def test_bias_is_optional_and_zero() -> None:
    assert btt(6, 8, bias=False).bias is None
    layer = btt(6, 8)
    assert layer.bias.shape == (8,) and not layer.bias.any()


def test_zero_init_concerns_the_last_core_only() -> None:
    layer = btt(12, 8, 2, zero_init=True)
    assert not layer.second.any() and torch.equal(layer.first, btt(12, 8, 2).first)
    assert not layer(torch.ones(3, 12, dtype=torch.float64)).any()
    layer(torch.ones(3, 12, dtype=torch.float64)).sum().backward()
    assert layer.second.grad.abs().max() > 0
    assert btt(12, 8).second.all(), "not the default"


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    first, again, other = (btt(12, 8, 2, seed) for seed in (0, 0, 1))
    assert torch.equal(state, torch.get_rng_state())
    for name in ("first", "second"):
        assert torch.equal(getattr(first, name), getattr(again, name))
        assert not torch.equal(getattr(first, name), getattr(other, name))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    layer = BTTLinear(12, 8, 2, generator=seeded(), device="cpu", dtype=dtype)
    assert {p.dtype for p in layer.parameters()} == {dtype}
    out = layer(torch.ones(3, 12, dtype=dtype))
    assert out.dtype == dtype and out.isfinite().all()
    assert all(p.is_leaf and p.requires_grad for p in layer.parameters())
    assert all(p.is_meta for p in BTTLinear(4, 4, device="meta").parameters())
    default = BTTLinear(16, 25)
    assert default.first.shape == (4, 4, 5) and default.bias.dtype == torch.get_default_dtype()


@pytest.mark.parametrize("sizes", [(0, 4, 1), (4, 0, 1), (4, 4, 0), (-2, 4, 1)])
def test_sizes_that_cannot_be_served(sizes: tuple[int, int, int]) -> None:
    shown = f"got {sizes[0]}, {sizes[1]} and {sizes[2]}"
    with pytest.raises(ValueError, match=shown):
        BTTLinear(*sizes)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("dense", 0.95, 1.05),
        ("btt 1", 0.93, 1.07),
        ("btt 4", 0.46, 0.54),
        ("monarch", 0.93, 1.07),
        ("kronecker", 0.85, 1.15),
        ("low rank", 0.157, 0.197),
    ],
)
def test_output_size_and_spectral_norm_of_square_layers(name: str, low: float, high: float) -> None:
    full = structure(name, 1024)
    x = torch.randn(100, 1024, generator=seeded(8), dtype=torch.float64)
    assert low < (x @ full).square().mean().sqrt().item() < high
    probe = torch.randn(1024, 1, generator=seeded(9), dtype=torch.float64)
    for _ in range(15):  # power iteration, a lower bound that is close
        probe = full.T @ (full @ probe)
        probe /= probe.norm()
    assert 0.8 < (full @ probe).norm().item() < 4


def test_one_step_of_adam_changes_the_output_about_as_much_as_in_a_dense_layer() -> None:
    x = torch.randn(1, 1024, generator=seeded(3), dtype=torch.float64)
    dense = nn.Linear(1024, 1024, bias=False, dtype=torch.float64)
    nn.init.zeros_(dense.weight)
    change = update_size(dense, [{"params": [dense.weight], "lr": 1e-5}], x)
    layers = [btt(1024, 1024, bias=False) for _ in range(2)]
    ours = update_size(layers[0], structured_param_groups(layers[0], 1e-5), x)
    plain = update_size(layers[1], [{"params": list(layers[1].parameters()), "lr": 1e-5}], x)
    assert 0.4 < ours / change < 2.5
    assert plain / change < 0.15
