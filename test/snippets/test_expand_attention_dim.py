"""Attention expansion: same function before and after, and new key dimensions that can learn."""

from __future__ import annotations

import copy
import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from expand_attention_dim import expand_attention_dim_
from toy_decoder import Block, Decoder, seeded, tokens


CASES = [
    # heads, kv_heads, key_dim, head_dim, bias
    (2, 2, 3, 8, True),
    (3, 3, 2, 3, False),
    (1, 1, 1, 4, True),
    (4, 2, 3, 5, True),
    (3, 1, 4, 9, False),
]
SIZES = ("heads", "kv_heads", "key_dim", "head_dim", "bias")


def build(heads: int, kv_heads: int, key_dim: int, bias: bool = True) -> Decoder:
    return Decoder(heads=heads, kv_heads=kv_heads, key_dim=key_dim, bias=bias)


def expand(block: Block, head_dim: int, seed: int = 0) -> None:
    expand_attention_dim_(
        block.q, block.k, heads=block.heads, head_dim=head_dim, generator=seeded(seed)
    )


def free_parts(block: Block, key_dim: int) -> list[Tensor]:
    """For every query head, its new rows."""
    return [
        rows[key_dim:]
        for name, parameter in block.q.named_parameters()
        for rows in parameter.detach().chunk(block.heads)
    ]


@pytest.mark.parametrize(SIZES, CASES)
def test_logits_of_a_language_model_stay(heads, kv_heads, key_dim, head_dim, bias) -> None:
    model = build(heads, kv_heads, key_dim, bias)
    before = model(tokens())
    for block in model.blocks:
        expand(block, head_dim)
    drawn = model(tokens())
    for block in model.blocks:
        for index, rows in enumerate(free_parts(block, key_dim)):
            rows.normal_(0, 0.3, generator=seeded(index))
    assert before.std() > 0.1
    assert (drawn - before).abs().max() <= 1e-13
    assert (model(tokens()) - before).abs().max() <= 1e-13
    # Negative control: the function does change once the new dimensions count.
    for block in model.blocks:
        for rows in block.k.weight.data.chunk(kv_heads):
            rows[key_dim:] = torch.linspace(-2, 2, 6).double()
    assert (model(tokens()) - before).abs().max() > 1e-2


@pytest.mark.parametrize("power", [0.0, -0.5, 1.0])
def test_keys_take_the_root_and_queries_nothing(power: float) -> None:
    """No factor, its inverse, or the factor on both sides are common mistakes."""
    model = build(2, 2, 3)
    before = model(tokens())
    for block in model.blocks:
        expand(block, 12)
        for parameter in block.k.parameters():
            parameter.data *= (12 / 3) ** (power - 0.5)
    assert (model(tokens()) - before).abs().max() > 1e-2


@pytest.mark.parametrize(SIZES, CASES)
def test_every_head_grows_within_its_own_slice(heads, kv_heads, key_dim, head_dim, bias) -> None:
    block = build(heads, kv_heads, key_dim, bias).blocks[0]
    old = copy.deepcopy(block)
    expand(block, head_dim)
    for layer, before, count in [(block.q, old.q, heads), (block.k, old.k, kv_heads)]:
        assert layer.weight.shape == (count * head_dim, 6)
        assert layer.out_features == count * head_dim
        assert (layer.bias is not None) == bias
        for name, parameter in layer.named_parameters():
            for head, rows in enumerate(parameter.chunk(count)):
                expected = getattr(before, name)[head * key_dim : (head + 1) * key_dim]
                if layer is block.q:
                    assert torch.equal(rows[:key_dim], expected)
                    assert (rows[key_dim:] != 0).all(), "dead symmetric units"
                else:
                    expected = expected * math.sqrt(head_dim / key_dim)
                    torch.testing.assert_close(rows[:key_dim], expected, rtol=1e-15, atol=0)
                    assert not rows[key_dim:].any()


def test_new_weights_are_drawn_as_in_a_new_linear_layer() -> None:
    query, key = nn.Linear(25, 2), nn.Linear(25, 1)
    expand_attention_dim_(query, key, heads=2, head_dim=5_000, generator=seeded())
    halves = query.weight.detach().chunk(2), query.bias.detach().chunk(2)
    for new in (half[1:] for parts in halves for half in parts):
        assert 0.19 < new.abs().max() <= 0.2
        assert abs(new.mean()) < 0.006
        assert new.var().item() == pytest.approx(0.04 / 3, rel=0.05)
    first, second = (half[1:].ravel() for half in halves[0])
    assert abs(torch.corrcoef(torch.stack([first, second]))[0, 1]) < 0.03


def test_new_dimensions_learn_and_differ_from_each_other() -> None:
    model = build(2, 2, 3)
    block = model.blocks[0]
    expand(block, 5)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    gradient = torch.cat([rows[3:] for rows in block.k.weight.grad.chunk(2)])
    assert (gradient.abs().max(1).values > 0).all()
    assert torch.linalg.matrix_rank(gradient) == 4, "dimensions must not be copies of each other"
    optimiser.step()
    optimiser.zero_grad()
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    for rows in block.q.weight.grad.chunk(2):
        assert (rows[3:].abs().max(1).values > 0).all()


def test_expansions_compose() -> None:
    model = build(4, 2, 3)
    before = model(tokens())
    for block in model.blocks:
        for head_dim in (4, 8, 11):
            expand(block, head_dim, seed=head_dim)
    assert model.blocks[0].k.weight.shape[0] == 22
    assert (model(tokens()) - before).abs().max() <= 1e-13


def test_frozen_parameters_stay_frozen_and_others_trainable() -> None:
    for frozen in ("q.weight", "q.bias", "k.weight", "k.bias"):
        block = build(2, 2, 3).blocks[0]
        block.get_parameter(frozen).requires_grad_(False)
        flags = {name: p.requires_grad for name, p in block.named_parameters()}
        expand(block, 6)
        assert {name: p.requires_grad for name, p in block.named_parameters()} == flags
        assert all(p.is_leaf and isinstance(p, nn.Parameter) for p in block.parameters())


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    model = build(2, 2, 3).to(dtype)
    before = model(tokens())
    for block in model.blocks:
        expand(block, 7)
    assert all(p.dtype == dtype and p.device.type == "cpu" for p in model.parameters())
    assert torch.allclose(model(tokens()), before, atol=64 * torch.finfo(dtype).eps)


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    results = []
    for seed in (0, 0, 1):
        block = build(2, 1, 3).blocks[0]
        state = torch.get_rng_state()
        expand(block, 7, seed)
        assert torch.equal(state, torch.get_rng_state())
        results.append(torch.cat([rows.ravel() for rows in free_parts(block, 3)]))
    assert torch.equal(results[0], results[1])
    assert not torch.isclose(results[0], results[2]).any()


@pytest.mark.parametrize(
    ("queries", "keys", "heads", "head_dim", "message"),
    [
        (6, 6, 2, 3, "larger than the present 3, got 3"),
        (6, 6, 2, 2, "larger than the present 3, got 2"),
        (6, 6, 4, 8, "divide the 6 outputs of query, got 4"),
        (6, 6, 0, 8, "outputs of query, got 0"),
        (6, 6, -2, 8, "outputs of query, got -2"),
        (6, 4, 2, 8, "heads of 3 outputs, their number a divisor of 2, got 4 outputs"),
        (6, 2, 2, 8, "got 2 outputs"),
        (6, 9, 2, 8, "got 9 outputs"),
        (9, 6, 3, 8, "a divisor of 3, got 6 outputs"),
    ],
)
def test_layers_that_cannot_be_served_are_left_alone(
    queries: int, keys: int, heads: int, head_dim: int, message: str
) -> None:
    query, key = nn.Linear(4, queries), nn.Linear(4, keys)
    with pytest.raises(ValueError, match=message):
        expand_attention_dim_(query, key, heads=heads, head_dim=head_dim)
    assert query.weight.shape == (queries, 4) and key.weight.shape == (keys, 4)
