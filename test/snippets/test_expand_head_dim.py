"""Heads expansion: same function before and after, and new value dimensions that can learn."""

from __future__ import annotations

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from expand_head_dim import expand_head_dim_
from toy_decoder import Block, Decoder, seeded, tokens


CASES = [
    # heads, kv_heads, value_dim, head_dim, bias
    (2, 2, 5, 8, True),
    (3, 3, 2, 3, False),
    (1, 1, 1, 4, True),
    (4, 2, 3, 10, True),
    (3, 1, 4, 5, False),
]
SIZES = ("heads", "kv_heads", "value_dim", "head_dim", "bias")


def build(heads: int, kv_heads: int, value_dim: int, bias: bool = True) -> Decoder:
    return Decoder(heads=heads, kv_heads=kv_heads, value_dim=value_dim, bias=bias)


def expand(block: Block, head_dim: int, seed: int = 0) -> None:
    expand_head_dim_(
        block.v, block.o, heads=block.heads, head_dim=head_dim, generator=seeded(seed)
    )


def free_parts(block: Block, value_dim: int) -> list[Tensor]:
    """For every key-value head, its new rows."""
    return [
        rows[value_dim:]
        for name, parameter in block.v.named_parameters()
        for rows in parameter.detach().chunk(block.kv_heads)
    ]


@pytest.mark.parametrize(SIZES, CASES)
def test_logits_of_a_language_model_stay(heads, kv_heads, value_dim, head_dim, bias) -> None:
    model = build(heads, kv_heads, value_dim, bias)
    before = model(tokens())
    for block in model.blocks:
        expand(block, head_dim)
    drawn = model(tokens())
    for block in model.blocks:
        for index, rows in enumerate(free_parts(block, value_dim)):
            rows.normal_(0, 0.3, generator=seeded(index))
    assert before.std() > 0.1
    assert (drawn - before).abs().max() <= 1e-13
    assert (model(tokens()) - before).abs().max() <= 1e-13
    # Negative control: the function does change once the new dimensions count.
    for block in model.blocks:
        for columns in block.o.weight.data.chunk(heads, 1):
            columns[:, value_dim:] = 0.5
    assert (model(tokens()) - before).abs().max() > 1e-2


@pytest.mark.parametrize(SIZES, CASES)
def test_every_head_grows_within_its_own_slice(heads, kv_heads, value_dim, head_dim, bias) -> None:
    block = build(heads, kv_heads, value_dim, bias).blocks[0]
    old = copy.deepcopy(block)
    expand(block, head_dim)
    assert block.v.weight.shape == (kv_heads * head_dim, 6)
    assert block.v.out_features == kv_heads * head_dim
    for name, parameter in block.v.named_parameters():
        for head, rows in enumerate(parameter.chunk(kv_heads)):
            expected = getattr(old.v, name)[head * value_dim : (head + 1) * value_dim]
            assert torch.equal(rows[:value_dim], expected)
            assert (rows[value_dim:] != 0).all(), "dead symmetric units"
    assert (block.v.bias is not None) == bias
    assert block.o.weight.shape == (6, heads * head_dim)
    assert block.o.in_features == heads * head_dim
    for head, columns in enumerate(block.o.weight.chunk(heads, 1)):
        expected = old.o.weight[:, head * value_dim : (head + 1) * value_dim]
        assert torch.equal(columns[:, :value_dim], expected)
        assert not columns[:, value_dim:].any()
    assert (block.o.bias is None) if not bias else torch.equal(block.o.bias, old.o.bias)


def test_appending_at_the_end_of_all_heads_would_change_the_function() -> None:
    model = build(2, 2, 5)
    old = copy.deepcopy(model)
    for block, before in zip(model.blocks, old.blocks):
        expand(block, 7)
        # A common mistake: the zeros at the end of the output projection, not of each slice.
        block.o.weight.data = torch.cat([before.o.weight, torch.zeros(6, 4).double()], 1).detach()
    assert (model(tokens()) - old(tokens())).abs().max() > 1e-2


def test_new_weights_are_drawn_as_in_a_new_linear_layer() -> None:
    value, out = nn.Linear(25, 2), nn.Linear(4, 25)
    expand_head_dim_(value, out, heads=4, head_dim=5_000, generator=seeded())
    halves = value.weight.detach().chunk(2), value.bias.detach().chunk(2)
    for new in (half[1:] for parts in halves for half in parts):
        assert 0.19 < new.abs().max() <= 0.2
        assert abs(new.mean()) < 0.006
        assert new.var().item() == pytest.approx(0.04 / 3, rel=0.05)
    first, second = (half[1:].ravel() for half in halves[0])
    assert abs(torch.corrcoef(torch.stack([first, second]))[0, 1]) < 0.03


def test_new_dimensions_learn_and_differ_from_each_other() -> None:
    model = build(2, 2, 5)
    block = model.blocks[0]
    expand(block, 7)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    gradient = torch.cat([columns[:, 5:] for columns in block.o.weight.grad.chunk(2, 1)], 1)
    assert (gradient.abs().max(0).values > 0).all()
    assert torch.linalg.matrix_rank(gradient) == 4, "dimensions must not be copies of each other"
    optimiser.step()
    optimiser.zero_grad()
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    for rows in block.v.weight.grad.chunk(2):
        assert (rows[5:].abs().max(1).values > 0).all()


def test_expansions_compose() -> None:
    model = build(4, 2, 3)
    before = model(tokens())
    for block in model.blocks:
        for head_dim in (4, 8, 11):
            expand(block, head_dim, seed=head_dim)
    assert model.blocks[0].v.weight.shape[0] == 22
    assert (model(tokens()) - before).abs().max() <= 1e-13


def test_frozen_parameters_stay_frozen_and_others_trainable() -> None:
    for frozen in ("v.weight", "v.bias", "o.weight"):
        block = build(2, 2, 5).blocks[0]
        block.get_parameter(frozen).requires_grad_(False)
        flags = {name: p.requires_grad for name, p in block.named_parameters()}
        expand(block, 6)
        assert {name: p.requires_grad for name, p in block.named_parameters()} == flags
        assert all(p.is_leaf and isinstance(p, nn.Parameter) for p in block.parameters())


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    model = build(2, 2, 5).to(dtype)
    before = model(tokens())
    for block in model.blocks:
        expand(block, 7)
    assert all(p.dtype == dtype and p.device.type == "cpu" for p in model.parameters())
    assert torch.allclose(model(tokens()), before, atol=64 * torch.finfo(dtype).eps)


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    results = []
    for seed in (0, 0, 1):
        block = build(2, 1, 5).blocks[0]
        state = torch.get_rng_state()
        expand(block, 7, seed)
        assert torch.equal(state, torch.get_rng_state())
        results.append(torch.cat([rows.ravel() for rows in free_parts(block, 5)]))
    assert torch.equal(results[0], results[1])
    assert not torch.isclose(results[0], results[2]).any()


@pytest.mark.parametrize(
    ("outputs", "inputs", "heads", "head_dim", "message"),
    [
        (6, 6, 2, 3, "larger than the present 3, got 3"),
        (6, 6, 2, 2, "larger than the present 3, got 2"),
        (6, 6, 4, 8, "divide the 6 inputs of out, got 4"),
        (6, 6, 0, 8, "inputs of out, got 0"),
        (6, 6, -2, 8, "inputs of out, got -2"),
        (4, 6, 2, 8, "heads of 3 outputs, their number a divisor of 2, got 4 outputs"),
        (2, 6, 2, 8, "got 2 outputs"),
        (9, 6, 2, 8, "got 9 outputs"),
        (6, 9, 3, 8, "a divisor of 3, got 6 outputs"),
    ],
)
def test_layers_that_cannot_be_served_are_left_alone(
    outputs: int, inputs: int, heads: int, head_dim: int, message: str
) -> None:
    value, out = nn.Linear(4, outputs), nn.Linear(inputs, 4)
    with pytest.raises(ValueError, match=message):
        expand_head_dim_(value, out, heads=heads, head_dim=head_dim)
    assert value.weight.shape == (outputs, 4) and out.weight.shape == (4, inputs)
