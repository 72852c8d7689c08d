"""Head addition: same function before and after, and new heads that can learn."""

from __future__ import annotations

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from expand_heads import expand_heads_
from toy_decoder import Block, Decoder, seeded, tokens


CASES = [
    # heads, kv_heads, key_dim, value_dim, added, bias
    (2, 2, 3, 5, 1, True),
    (3, 3, 4, 2, 4, False),
    (1, 1, 1, 1, 2, True),
    (4, 2, 3, 3, 2, True),
    (6, 2, 2, 3, 6, False),
    (3, 1, 2, 4, 3, True),
]
SIZES = ("heads", "kv_heads", "key_dim", "value_dim", "added", "bias")


def build(heads: int, kv_heads: int, key_dim: int, value_dim: int, bias: bool) -> Decoder:
    sizes = {"heads": heads, "kv_heads": kv_heads, "key_dim": key_dim, "value_dim": value_dim}
    return Decoder(**sizes, bias=bias)


def expand(block: Block, added: int, seed: int = 0) -> None:
    generator = seeded(seed)
    heads = block.heads
    expand_heads_(
        block.q, block.k, block.v, block.o, heads=heads, added=added, generator=generator
    )
    block.heads += added
    block.kv_heads += added * block.kv_heads // heads


def free_parts(block: Block, old: Block) -> list[Tensor]:
    """Rows that belong to the new heads."""
    pairs = [(block.q, old.q), (block.k, old.k), (block.v, old.v)]
    rows = [new.weight.data[before.out_features :] for new, before in pairs]
    if block.q.bias is not None:
        rows += [new.bias.data[before.out_features :] for new, before in pairs]
    return rows


@pytest.mark.parametrize(SIZES, CASES)
def test_logits_of_a_language_model_stay(heads, kv_heads, key_dim, value_dim, added, bias) -> None:
    model = build(heads, kv_heads, key_dim, value_dim, bias)
    old = copy.deepcopy(model)
    before = model(tokens())
    for block in model.blocks:
        expand(block, added)
    drawn = model(tokens())
    for block, old_block in zip(model.blocks, old.blocks):
        for index, rows in enumerate(free_parts(block, old_block)):
            rows.normal_(0, 0.3, generator=seeded(index))
    assert before.std() > 0.1
    assert (drawn - before).abs().max() <= 1e-13
    assert (model(tokens()) - before).abs().max() <= 1e-13
    # Negative control: the function does change once the new heads count.
    for block in model.blocks:
        block.o.weight.data[:, heads * value_dim :] = 0.5
    assert (model(tokens()) - before).abs().max() > 1e-2


@pytest.mark.parametrize(SIZES, CASES)
def test_old_heads_stay_and_whole_heads_are_appended(
    heads, kv_heads, key_dim, value_dim, added, bias
) -> None:
    block = build(heads, kv_heads, key_dim, value_dim, bias).blocks[0]
    old = copy.deepcopy(block)
    expand(block, added)
    new_kv_heads = kv_heads + added * kv_heads // heads
    assert block.kv_heads == new_kv_heads
    rows = {"q": (heads + added) * key_dim, "k": new_kv_heads * key_dim}
    rows["v"] = new_kv_heads * value_dim
    for name, count in rows.items():
        layer, before = getattr(block, name), getattr(old, name)
        assert layer.weight.shape == (count, 6) and layer.out_features == count
        assert torch.equal(layer.weight[: before.out_features], before.weight)
        if bias:
            assert layer.bias.shape == (count,)
            assert torch.equal(layer.bias[: before.out_features], before.bias)
        else:
            assert layer.bias is None
    assert all((part != 0).all() for part in free_parts(block, old)), "dead symmetric units"
    columns = (heads + added) * value_dim
    assert block.o.weight.shape == (6, columns) and block.o.in_features == columns
    assert torch.equal(block.o.weight[:, : heads * value_dim], old.o.weight)
    assert not block.o.weight[:, heads * value_dim :].any()
    assert (block.o.bias is None) if not bias else torch.equal(block.o.bias, old.o.bias)


def test_new_weights_are_drawn_as_in_a_new_linear_layer() -> None:
    q, k, v, o = (nn.Linear(25, 2), nn.Linear(25, 2), nn.Linear(25, 2), nn.Linear(2, 25))
    expand_heads_(q, k, v, o, heads=1, added=5_000, generator=seeded())
    for layer in (q, k, v):
        for new in (layer.weight.detach()[2:], layer.bias.detach()[2:]):
            assert 0.19 < new.abs().max() <= 0.2
            assert abs(new.mean()) < 0.006
            assert new.var().item() == pytest.approx(0.04 / 3, rel=0.05)
    drawn = torch.stack([layer.weight.detach()[2:].ravel() for layer in (q, k, v)])
    assert (torch.corrcoef(drawn) - torch.eye(3)).abs().max() < 0.03


@pytest.mark.parametrize(("kv_heads", "added"), [(4, 3), (2, 4)])
def test_new_heads_learn_and_differ_from_each_other(kv_heads: int, added: int) -> None:
    model = build(4, kv_heads, 3, 2, True)
    block = model.blocks[0]
    old = copy.deepcopy(block)
    expand(block, added)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    gradient = block.o.weight.grad[:, 8:]
    assert (gradient.abs().max(0).values > 0).all()
    assert torch.linalg.matrix_rank(gradient) == min(2 * added, 6), "heads are copies"
    optimiser.step()
    optimiser.zero_grad()
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    for layer, before in [(block.q, old.q), (block.k, old.k), (block.v, old.v)]:
        assert (layer.weight.grad[before.out_features :].abs().max(1).values > 0).all()


def test_expansions_compose() -> None:
    model = build(4, 2, 3, 5, True)
    before = model(tokens())
    for block in model.blocks:
        for added in (2, 4, 6):
            expand(block, added, seed=added)
    assert (model.blocks[0].heads, model.blocks[0].kv_heads) == (16, 8)
    assert (model(tokens()) - before).abs().max() <= 1e-13


def test_frozen_parameters_stay_frozen_and_others_trainable() -> None:
    block = build(2, 2, 3, 5, True).blocks[0]
    for parameter in (block.q.weight, block.k.bias, block.o.weight):
        parameter.requires_grad_(False)
    flags = {name: p.requires_grad for name, p in block.named_parameters()}
    expand(block, 1)
    assert {name: p.requires_grad for name, p in block.named_parameters()} == flags
    assert all(p.is_leaf and isinstance(p, nn.Parameter) for p in block.parameters())


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    model = build(2, 2, 3, 5, True).to(dtype)
    before = model(tokens())
    for block in model.blocks:
        expand(block, 2)
    assert all(p.dtype == dtype and p.device.type == "cpu" for p in model.parameters())
    assert torch.allclose(model(tokens()), before, atol=64 * torch.finfo(dtype).eps)


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    results = []
    for seed in (0, 0, 1):
        block = build(2, 1, 3, 5, True).blocks[0]
        old = copy.deepcopy(block)
        state = torch.get_rng_state()
        expand(block, 2, seed)
        assert torch.equal(state, torch.get_rng_state())
        results.append(torch.cat([rows.ravel() for rows in free_parts(block, old)]))
    assert torch.equal(results[0], results[1])
    assert not torch.isclose(results[0], results[2]).any()


@pytest.mark.parametrize(
    ("outputs", "heads", "added", "message"),
    [
        # Outputs of query, key and value and inputs of out.
        ((6, 6, 6, 6), 2, 0, "positive multiple of 1, .*got 0"),
        ((6, 6, 6, 6), 2, -1, "got -1"),
        ((6, 3, 3, 6), 2, 1, "positive multiple of 2, .*got 1"),
        ((6, 3, 3, 6), 2, -2, "got -2"),
        ((6, 6, 6, 6), 4, 4, "divide the 6 outputs of query and the 6 inputs of out, got 4"),
        ((6, 6, 6, 6), 0, 4, "inputs of out, got 0"),
        ((6, 6, 6, 6), -2, 2, "inputs of out, got -2"),
        ((6, 6, 6, 9), 2, 2, "divide the 6 outputs of query and the 9 inputs of out, got 2"),
        ((9, 6, 6, 6), 2, 2, "the 9 outputs of query"),
        ((6, 4, 6, 6), 2, 2, "heads of 3 and 3 outputs, .*a divisor of 2, got 4 and 6 outputs"),
        ((6, 6, 3, 6), 2, 2, "got 6 and 3 outputs"),
        ((6, 2, 3, 6), 2, 2, "got 2 and 3 outputs"),
        ((6, 9, 9, 6), 2, 2, "got 9 and 9 outputs"),
        ((6, 3, 5, 10), 2, 3, "positive multiple of 2"),
        ((6, 2, 2, 6), 3, 1, "positive multiple of 3"),
        ((12, 6, 6, 12), 3, 3, "a divisor of 3, got 6 and 6 outputs"),
    ],
)
def test_layers_that_cannot_be_served_are_left_alone(
    outputs: tuple[int, ...], heads: int, added: int, message: str
) -> None:
    *rows, columns = outputs
    layers = [*(nn.Linear(4, out) for out in rows), nn.Linear(columns, 4)]
    with pytest.raises(ValueError, match=message):
        expand_heads_(*layers, heads=heads, added=added)
    assert [layer.weight.shape[0] for layer in layers] == [*rows, 4]
    assert layers[3].weight.shape[1] == columns
