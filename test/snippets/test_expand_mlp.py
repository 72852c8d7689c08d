"""MLP expansion: same function before and after, and new units that can learn."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from expand_mlp import expand_mlp_


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


class Plain(nn.Module):
    def __init__(self, dim: int, hidden: int, bias: bool = True) -> None:
        super().__init__()
        self.up = nn.Linear(dim, hidden, bias=bias)
        self.down = nn.Linear(hidden, dim, bias=bias)

    @property
    def inward(self) -> list[nn.Linear]:
        return [self.up]

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.gelu(self.up(x)))


class Gated(Plain):
    def __init__(self, dim: int, hidden: int, bias: bool = True) -> None:
        super().__init__(dim, hidden, bias)
        self.gate = nn.Linear(dim, hidden, bias=bias)

    @property
    def inward(self) -> list[nn.Linear]:
        return [self.gate, self.up]

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.silu(self.gate(x)) * self.up(x))


class LanguageModel(nn.Module):
    """Two pre-norm blocks; a running mean over the past stands in for attention."""

    def __init__(self, kind: type[Plain], dim: int, hidden: int, bias: bool) -> None:
        super().__init__()
        self.embedding = nn.Embedding(23, dim)
        self.mlps = nn.ModuleList(kind(dim, hidden, bias) for _ in range(2))
        self.head = nn.Linear(dim, 23, bias=False)

    def forward(self, ids: Tensor) -> Tensor:
        x = self.embedding(ids)
        for mlp in self.mlps:
            x = x + x.cumsum(1) / torch.arange(1, ids.shape[1] + 1)[:, None]
            x = x + mlp(x / x.square().mean(-1, keepdim=True).sqrt())
        return self.head(x)


CASES = [
    (kind, dim, hidden, width, bias)
    for kind in (Plain, Gated)
    for dim, hidden, width, bias in [
        (32, 64, 128, True),
        (8, 32, 33, False),
        (5, 7, 12, True),
        (6, 1, 2, True),
        (1, 3, 10, False),
    ]
]


def build(kind: type[Plain], dim: int, hidden: int, bias: bool = True) -> Plain:
    mlp = kind(dim, hidden, bias).double()
    for index, parameter in enumerate(mlp.parameters()):
        parameter.data.normal_(0, 0.3, generator=seeded(index))
    return mlp


def randomise_free_parts(mlp: Plain, hidden: int) -> None:
    """Whatever the new units compute must not matter."""
    for index, layer in enumerate(mlp.inward):
        layer.weight.data[hidden:].normal_(0, 0.3, generator=seeded(index + 10))
        if layer.bias is not None:
            layer.bias.data[hidden:].normal_(0, 0.3, generator=seeded(index + 20))


def inputs(dim: int) -> Tensor:
    return torch.randn(3, 6, dim, dtype=torch.float64, generator=seeded(99))


@pytest.mark.parametrize(("kind", "dim", "hidden", "width", "bias"), CASES)
def test_logits_of_a_language_model_stay(
    kind: type[Plain], dim: int, hidden: int, width: int, bias: bool
) -> None:
    model = LanguageModel(kind, dim, hidden, bias).double()
    for index, parameter in enumerate(model.parameters()):
        parameter.data.normal_(0, 0.3, generator=seeded(index))
    ids = torch.randint(23, (4, 9), generator=seeded(1))
    before = model(ids)
    for mlp in model.mlps:
        expand_mlp_(mlp.inward, mlp.down, width, generator=seeded())
    drawn = model(ids)
    for mlp in model.mlps:
        randomise_free_parts(mlp, hidden)
    free = model(ids)
    assert before.abs().max() > 0.1
    assert (drawn - before).abs().max() <= 1e-13
    assert (free - before).abs().max() <= 1e-13
    # Negative control: the function does change once the new units count.
    for mlp in model.mlps:
        mlp.down.weight.data[:, hidden:] = 0.3
    assert (model(ids) - before).abs().max() > 1e-2


@pytest.mark.parametrize(("kind", "dim", "hidden", "width", "bias"), CASES)
def test_parameters_old_part_bitwise_new_part_free_or_zero(
    kind: type[Plain], dim: int, hidden: int, width: int, bias: bool
) -> None:
    mlp = build(kind, dim, hidden, bias)
    old = copy.deepcopy(mlp)
    assert expand_mlp_(mlp.inward, mlp.down, width, generator=seeded()) is None
    for new_layer, old_layer in zip(mlp.inward, old.inward):
        assert tuple(new_layer.weight.shape) == (width, dim)
        assert (new_layer.in_features, new_layer.out_features) == (dim, width)
        assert torch.equal(new_layer.weight[:hidden], old_layer.weight)
        assert (new_layer.weight[hidden:] != 0).all()
        if bias:
            assert torch.equal(new_layer.bias[:hidden], old_layer.bias)
            assert new_layer.bias.shape == (width,) and (new_layer.bias[hidden:] != 0).all()
        else:
            assert new_layer.bias is None
    assert tuple(mlp.down.weight.shape) == (dim, width)
    assert (mlp.down.in_features, mlp.down.out_features) == (width, dim)
    assert torch.equal(mlp.down.weight[:, :hidden], old.down.weight)
    assert not mlp.down.weight[:, hidden:].any()
    assert (mlp.down.bias is None) if not bias else torch.equal(mlp.down.bias, old.down.bias)


def test_output_equals_a_loop_over_the_old_units() -> None:
    mlp = build(Plain, 4, 5)
    up, up_bias, down, down_bias = (
        t.detach().numpy().copy()
        for t in (mlp.up.weight, mlp.up.bias, mlp.down.weight, mlp.down.bias)
    )
    expand_mlp_([mlp.up], mlp.down, 11, generator=seeded())
    x = inputs(4)[0]
    for row, output in zip(x.numpy(), mlp(x).detach().numpy()):
        total = down_bias.copy()
        for unit in range(5):
            z = sum(up[unit, i] * row[i] for i in range(4)) + up_bias[unit]
            total += down[:, unit] * z * 0.5 * (1 + math.erf(z / math.sqrt(2)))
        assert np.abs(output - total).max() < 1e-13


@pytest.mark.parametrize("activation", [torch.relu, torch.tanh, torch.square, torch.sigmoid])
def test_holds_for_any_activation(activation: object) -> None:
    up, down = nn.Linear(6, 9).double(), nn.Linear(9, 3).double()
    x = inputs(6)
    before = down(activation(up(x)))
    expand_mlp_([up], down, 14, generator=seeded())
    assert (down(activation(up(x))) - before).abs().max() <= 1e-14


@pytest.mark.parametrize("dim", [4, 25])
def test_new_units_are_drawn_as_in_a_new_linear_layer(dim: int) -> None:
    mlp = build(Gated, dim, 3)
    expand_mlp_(mlp.inward, mlp.down, 3 + 20_000, generator=seeded())
    bound = 1 / math.sqrt(dim)
    for layer in mlp.inward:
        for new in (layer.weight[3:], layer.bias[3:]):
            assert 0.99 * bound < new.abs().max() <= bound
            assert abs(new.mean()) < 0.03 * bound
            assert new.var().item() == pytest.approx(bound**2 / 3, rel=0.05)
    gate, up = (layer.weight.detach()[3:].ravel() for layer in mlp.inward)
    assert abs(torch.corrcoef(torch.stack([gate, up]))[0, 1]) < 0.03


@pytest.mark.parametrize("kind", [Plain, Gated])
def test_new_units_learn_and_differ_from_each_other(kind: type[Plain]) -> None:
    mlp = build(kind, 6, 8)
    expand_mlp_(mlp.inward, mlp.down, 12, generator=seeded())
    x, target = inputs(6), inputs(6).flip(-1)
    optimiser = torch.optim.SGD(mlp.parameters(), lr=0.1)
    F.mse_loss(mlp(x), target).backward()
    gradient = mlp.down.weight.grad[:, 8:]
    assert (gradient.abs().max(0).values > 0).all()
    assert torch.linalg.matrix_rank(gradient) == 4, "units must not be copies of each other"
    optimiser.step()
    optimiser.zero_grad()
    F.mse_loss(mlp(x), target).backward()
    for layer in mlp.inward:
        assert (layer.weight.grad[8:].abs().max(1).values > 0).all()


def test_expansions_compose() -> None:
    mlp = build(Gated, 6, 8)
    before = mlp(inputs(6))
    for width in (9, 16, 31):
        expand_mlp_(mlp.inward, mlp.down, width, generator=seeded(width))
    assert (mlp(inputs(6)) - before).abs().max() <= 1e-13
    assert sum(p.numel() for p in mlp.parameters()) == 31 * (3 * 6 + 2) + 6


def test_frozen_parameters_stay_frozen_and_others_trainable() -> None:
    mlp = build(Gated, 4, 6)
    mlp.gate.weight.requires_grad_(False)
    mlp.up.bias.requires_grad_(False)
    mlp.down.weight.requires_grad_(False)
    flags = {name: p.requires_grad for name, p in mlp.named_parameters()}
    expand_mlp_(mlp.inward, mlp.down, 9, generator=seeded())
    assert {name: p.requires_grad for name, p in mlp.named_parameters()} == flags
    assert all(p.is_leaf and isinstance(p, nn.Parameter) for p in mlp.parameters())


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    mlp = build(Plain, 6, 8).to(dtype)
    x = inputs(6).to(dtype)
    before = mlp(x)
    expand_mlp_([mlp.up], mlp.down, 13, generator=seeded())
    assert all(p.dtype == dtype and p.device.type == "cpu" for p in mlp.parameters())
    assert torch.allclose(mlp(x), before, atol=4 * torch.finfo(dtype).eps)


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    results = []
    for seed in (0, 0, 1):
        up, down = nn.utils.skip_init(nn.Linear, 3, 4), nn.utils.skip_init(nn.Linear, 4, 3)
        expand_mlp_([up], down, 9, generator=seeded(seed))
        results.append(torch.cat([up.weight[4:].ravel(), up.bias[4:]]))
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(results[0], results[1])
    assert not torch.isclose(results[0], results[2]).any()


def test_without_a_generator_the_global_seed_decides() -> None:
    results = []
    with torch.random.fork_rng():
        for _ in range(2):
            up, down = nn.Linear(3, 4), nn.Linear(4, 3)
            torch.manual_seed(3)
            expand_mlp_([up], down, 9)
            results.append(torch.cat([up.weight[4:].ravel(), up.bias[4:]]))
    assert torch.equal(*results)


@pytest.mark.parametrize(
    ("ups", "hidden", "width", "message"),
    [
        ([8], 8, 8, "width must be larger than the present 8, got 8"),
        ([8], 8, 3, "larger than the present 8, got 3"),
        ([16], 8, 20, r"the 8 inputs of down as outputs, got \[16\]"),
        ([8, 7], 8, 20, r"got \[8, 7\]"),
        ([7, 8], 8, 20, r"got \[7, 8\]"),
        ([], 8, 20, r"got \[\]"),
    ],
)
def test_layers_that_cannot_be_served_are_left_alone(
    ups: list[int], hidden: int, width: int, message: str
) -> None:
    up = [nn.Linear(4, out) for out in ups]
    down = nn.Linear(hidden, 4)
    with pytest.raises(ValueError, match=message):
        expand_mlp_(up, down, width)
    assert [layer.weight.shape[0] for layer in (*up, down)] == [*ups, 4]
    assert down.weight.shape[1] == down.in_features == hidden
