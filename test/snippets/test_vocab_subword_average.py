"""vocab_subword_average: every new row is the mean of the rows of the token's old pieces."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from vocab_subword_average import vocab_subword_average_


def layers(
    rows: int, width: int, dtype: torch.dtype = torch.float64
) -> tuple[nn.Embedding, nn.Linear]:
    embedding, head = nn.Embedding(rows, width), nn.Linear(width, rows)
    for offset, parameter in enumerate([*embedding.parameters(), *head.parameters()]):
        generator = torch.Generator().manual_seed(offset)
        values = torch.randn(parameter.shape, dtype=torch.float64, generator=generator)
        parameter.data = (values + offset).to(dtype)
    return embedding, head


CASES = [
    (4, 5, [[0, 3], [2], [1, 1, 3]]),
    (1, 1, [[0]]),
    (9, 17, [(8, 0, 4, 4, 4), (), (7,)]),
    (3, 2, [[2, 1, 0]] * 5),
]


@pytest.mark.parametrize("padding", [0, 2])
@pytest.mark.parametrize(("old", "width", "pieces"), CASES)
def test_rows_of_new_tokens(old: int, width: int, pieces: list[list[int]], padding: int) -> None:
    rows = old + len(pieces) + padding
    embedding, head = layers(rows, width)
    before = [p.detach().clone().numpy() for p in (embedding.weight, head.weight)]
    assert vocab_subword_average_([embedding, head], old, pieces) is None
    for source, layer in zip(before, (embedding, head)):
        weight = layer.weight.detach().numpy()
        assert (weight[:old] == source[:old]).all()
        for row in range(old, rows):
            # Tokens without pieces and padding stand for the mean of all old rows.
            ids = [*pieces, *[()] * padding][row - old] or range(old)
            mean = sum(source[piece] for piece in ids) / len(ids)
            assert np.abs(weight[row] - mean).max() < 1e-14


def test_a_token_of_one_piece_is_a_copy_of_it() -> None:
    embedding, head = layers(9, 4, torch.float32)
    vocab_subword_average_([embedding, head], 7, [[5], [0]])
    for weight in (embedding.weight, head.weight):
        assert torch.equal(weight[7:], weight[[5, 0]])


def test_both_sides_are_set_from_their_own_rows() -> None:
    embedding, head = layers(8, 3)
    vocab_subword_average_([embedding, head], 6, [[1, 2], [5]])
    assert (embedding.weight[6:] - head.weight[6:]).abs().min() > 0.01
    alone = layers(8, 3)
    vocab_subword_average_([alone[1]], 6, [[1, 2], [5]])
    assert torch.equal(alone[1].weight, head.weight)
    assert torch.equal(alone[0].weight, layers(8, 3)[0].weight)


def test_new_entries_of_the_output_bias_are_the_old_mean() -> None:
    _, head = layers(9, 3)
    before = head.bias.detach().clone()
    vocab_subword_average_([head], 6, [[1, 2], []])
    assert torch.equal(head.bias[:6], before[:6])
    assert (head.bias[6:] - before[:6].mean()).abs().max() < 1e-14


def test_new_tokens_lie_in_the_hull_so_that_greedy_decoding_is_unchanged() -> None:
    _, head = layers(20, 5)
    generator = torch.Generator().manual_seed(5)
    pieces = torch.randint(0, 12, (8, 3), generator=generator).tolist()
    head.bias.data.zero_()
    vocab_subword_average_([head], 12, pieces)
    hidden = torch.randn(1000, 5, dtype=torch.float64, generator=generator)
    logits = head(hidden)
    assert (logits[:, 12:].amax(1) <= logits[:, :12].amax(1) + 1e-12).all()


def test_tied_weights_are_set_once_and_pieces_are_old_rows() -> None:
    embedding, _ = layers(8, 3)
    head = nn.Linear(3, 8, bias=False)
    head.weight = embedding.weight
    expected = embedding.weight[[1, 2]].detach().mean(0)
    vocab_subword_average_([embedding, head], 6, [[1, 2], [3]])
    assert head.weight is embedding.weight
    assert (head.weight[6] - expected).abs().max() < 1e-14


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_parameters_are_kept_and_nothing_is_drawn(dtype: torch.dtype) -> None:
    embedding, head = layers(9, 4, dtype)
    parameters = [embedding.weight, head.weight, head.bias]
    state = torch.get_rng_state()
    vocab_subword_average_([embedding, head], 6, [[1, 2], [4]])
    assert torch.equal(state, torch.get_rng_state())
    assert all(a is b for a, b in zip(parameters, [embedding.weight, head.weight, head.bias]))
    for parameter in parameters:
        assert parameter.dtype == dtype and parameter.requires_grad and parameter.is_leaf
    exact = embedding.weight[[1, 2]].detach().double().mean(0).to(dtype)
    assert (embedding.weight[6] - exact).abs().max() < 1e-6


@pytest.mark.parametrize(
    ("old_size", "pieces", "message"),
    [
        (0, [], "there must be old tokens to average, got old_size = 0"),
        (3, [[0], [3, 1]], r"pieces of token 4 must be ids from 0 to 2, got \[3, 1\]"),
        (3, [[-1]], r"pieces of token 3 must be ids from 0 to 2, got \[-1\]"),
        (3, [[0]] * 3, r"\(5, 2\) has no rows for 3 tokens after 3"),
    ],
)
def test_unusable_arguments(old_size: int, pieces: list[list[int]], message: str) -> None:
    embedding = nn.Embedding(5, 2)
    before = embedding.weight.detach().clone()
    with pytest.raises(ValueError, match=message):
        vocab_subword_average_([embedding], old_size, pieces)
    assert torch.equal(embedding.weight, before)
