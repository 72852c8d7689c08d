"""vocab_mean: every new row is the mean of the old ones, on the input and on the output side."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from vocab_mean import vocab_mean_

# Old tokens, new tokens, width.
SHAPES = [(7, 3, 5), (1, 1, 1), (33, 5, 12), (4, 9, 17)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def layers(
    old: int, new: int, width: int, dtype: torch.dtype = torch.float64
) -> tuple[nn.Embedding, nn.Linear]:
    embedding, head = nn.Embedding(old + new, width), nn.Linear(width, old + new)
    for offset, parameter in enumerate([*embedding.parameters(), *head.parameters()]):
        values = torch.randn(parameter.shape, dtype=torch.float64, generator=seeded(offset))
        parameter.data = (values + offset).to(dtype)
    return embedding, head


@pytest.mark.parametrize("shape", SHAPES)
def test_new_rows_are_the_mean_and_old_rows_stay(shape: tuple[int, int, int]) -> None:
    embedding, head = layers(*shape)
    before = [p.detach().clone() for p in (embedding.weight, head.weight, head.bias)]
    assert vocab_mean_([embedding, head], shape[0]) is None
    for old, parameter in zip(before, (embedding.weight, head.weight, head.bias)):
        assert torch.equal(parameter[: shape[0]], old[: shape[0]])
        mean = sum(row.numpy() for row in old[: shape[0]]) / shape[0]
        for row in parameter[shape[0] :].detach().numpy():
            assert np.abs(row - mean).max() < 1e-14


def test_input_and_output_side_have_their_own_mean() -> None:
    # Guards against initialising the input side only, or both from one matrix.
    embedding, head = layers(6, 2, 3)
    vocab_mean_([embedding, head], 6)
    assert (head.weight[6:] - embedding.weight[6:]).abs().min() > 0.1
    lone = layers(6, 2, 3)
    vocab_mean_([lone[1]], 6)
    assert torch.equal(lone[1].weight, head.weight)
    assert torch.equal(lone[0].weight, layers(6, 2, 3)[0].weight)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_new_token_gets_at_most_the_average_probability(shape: tuple[int, int, int]) -> None:
    old, new, width = shape
    _, head = layers(*shape)
    vocab_mean_([head], old)
    hidden = 3 * torch.randn(200, width, dtype=torch.float64, generator=seeded(9))
    logits = head(hidden).detach()
    before, after = logits[:, :old].softmax(1), logits.softmax(1)
    # Jensen: exp of the mean logit is at most the mean of exp, hence of the probabilities.
    average = after[:, :old].mean(1, keepdim=True)
    assert (after[:, old:] <= average * (1 + 1e-12)).all()
    # Total variation distance of the old distribution to the new one.
    shift = 1 - torch.minimum(before, after[:, :old]).sum(1)
    assert (shift <= new / (old + new) + 1e-12).all()


@pytest.mark.parametrize("shape", [(7, 3, 5), (33, 5, 12)])
def test_greedy_decoding_is_unchanged(shape: tuple[int, int, int]) -> None:
    _, head = layers(*shape)
    vocab_mean_([head], shape[0])
    hidden = torch.randn(1000, shape[2], dtype=torch.float64, generator=seeded(9))
    logits = head(hidden)
    assert torch.equal(logits.argmax(1), logits[:, : shape[0]].argmax(1))
    # A fresh row as of a new layer with large norm breaks it: the assertion above can fail.
    with torch.no_grad():
        head.weight[-1] = 5 * torch.randn(shape[2], dtype=torch.float64, generator=seeded(3))
    logits = head(hidden)
    assert not torch.equal(logits.argmax(1), logits[:, : shape[0]].argmax(1))


def test_excluded_rows_do_not_count() -> None:
    embedding, head = layers(5, 2, 4)
    clean = embedding.weight[[1, 2, 4]].detach().mean(0)
    # Id 6 is a new token: it is not part of the mean anyway.
    vocab_mean_([embedding, head], 5, exclude=[0, 3, 6])
    assert (embedding.weight[5:] - clean).abs().max() < 1e-14
    assert (head.bias[5:] - head.bias[[1, 2, 4]].mean()).abs().max() < 1e-14


def test_tied_weights_and_layers_without_bias() -> None:
    embedding, head = layers(6, 2, 3)
    head = nn.Linear(3, 8, bias=False)
    head.weight = embedding.weight
    expected = embedding.weight[:6].detach().mean(0)
    vocab_mean_([embedding, head], 6)
    assert head.weight is embedding.weight
    assert (head.weight[6:] - expected).abs().max() < 1e-14


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_parameters_are_kept(dtype: torch.dtype) -> None:
    embedding, head = layers(9, 2, 3, dtype)
    parameters = [embedding.weight, head.weight, head.bias]
    state = torch.get_rng_state()
    vocab_mean_([embedding, head], 9)
    assert torch.equal(state, torch.get_rng_state())
    assert all(a is b for a, b in zip(parameters, [embedding.weight, head.weight, head.bias]))
    for parameter in parameters:
        assert parameter.dtype == dtype and parameter.requires_grad and parameter.is_leaf
        exact = parameter[:9].detach().double().mean(0).to(dtype)
        assert (parameter[9:].double() - exact.double()).abs().max() < 1e-6


@pytest.mark.parametrize(
    ("rows", "old_size", "exclude", "message"),
    [
        (5, 5, (), r"\(5, 2\) has no row after 5 old tokens"),
        (5, 6, (), r"\(5, 2\) has no row after 6 old tokens"),
        (5, 0, (), "no row is left of 0 old tokens"),
        (5, -1, (), "no row is left of -1 old tokens"),
        (5, 2, (1, 0), r"no row is left of 2 old tokens without \[0, 1\]"),
    ],
)
def test_unusable_arguments(
    rows: int, old_size: int, exclude: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        vocab_mean_([nn.Embedding(rows, 2)], old_size, exclude)
