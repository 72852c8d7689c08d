"""vocab_univariate: new rows follow a Gaussian fitted to each column of the old rows."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from vocab_univariate import vocab_univariate_


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def layers(
    old: int, new: int, width: int, dtype: torch.dtype = torch.float64
) -> tuple[nn.Embedding, nn.Linear]:
    embedding, head = nn.Embedding(old + new, width), nn.Linear(width, old + new)
    for offset, parameter in enumerate([*embedding.parameters(), *head.parameters()]):
        values = torch.randn(parameter.shape, dtype=torch.float64, generator=seeded(offset))
        parameter.data = (values * (1 + offset) + offset).to(dtype)
    return embedding, head


@pytest.mark.parametrize("shape", [(7, 3, 5), (1, 1, 1), (33, 5, 12), (4, 9, 17)])
def test_old_rows_stay_and_new_rows_are_set(shape: tuple[int, int, int]) -> None:
    embedding, head = layers(*shape)
    before = [p.detach().clone() for p in (embedding.weight, head.weight, head.bias)]
    assert vocab_univariate_([embedding, head], shape[0], generator=seeded()) is None
    for old, parameter in zip(before, (embedding.weight, head.weight, head.bias)):
        assert torch.equal(parameter[: shape[0]], old[: shape[0]])
        assert not (parameter[shape[0] :] == old[shape[0] :]).any()


def test_mean_and_population_deviation_of_each_column() -> None:
    # Of two old rows the sample deviation would be larger by the factor sqrt(2).
    head = nn.Linear(3, 2 + 20_000).double()
    head.weight.data[:2] = torch.tensor([[0.0, 5.0, -1.0], [2.0, 5.5, 7.0]]).double()
    head.bias.data[:2] = torch.tensor([1.0, 4.0]).double()
    vocab_univariate_([head], 2, generator=seeded())
    rows = head.weight[2:].detach()
    std = torch.tensor([1.0, 0.25, 4.0]).double()
    assert ((rows.mean(0) - torch.tensor([1.0, 5.25, 3.0]).double()).abs() < 0.05 * std).all()
    assert ((rows.std(0) / std - 1).abs() < 0.03).all()
    # Gaussian, not uniform: the share within one deviation is 68 %, not 58 %.
    within = ((rows - rows.mean(0)).abs() < std).double().mean()
    assert abs(within - 0.683) < 0.01
    assert (head.bias[2:] == 2.5).all()


def test_columns_are_independent_though_the_old_ones_are_not() -> None:
    embedding = nn.Embedding(50 + 20_000, 2).double()
    column = torch.randn(50, 1, dtype=torch.float64, generator=seeded(1))
    embedding.weight.data[:50] = torch.cat([column, 2 * column], 1)
    vocab_univariate_([embedding], 50, generator=seeded())
    correlation = torch.corrcoef(embedding.weight[50:].detach().T)[0, 1]
    assert abs(correlation) < 0.03


def test_new_rows_follow_the_old_scale_not_that_of_a_new_layer() -> None:
    # Guards against N(0, 0.02^2) and against setting the input side only.
    embedding, head = layers(40, 400, 6)
    vocab_univariate_([embedding, head], 40, generator=seeded())
    for weight in (embedding.weight.detach(), head.weight.detach()):
        assert ((weight[40:].std(0) / weight[:40].std(0)) - 1).abs().max() < 0.2
        assert (weight[40:].mean(0) - weight[:40].mean(0)).abs().max() < 0.5 * weight.std()


def test_constant_columns_stay_constant() -> None:
    embedding = nn.Embedding(6, 3).double()
    embedding.weight.data[:4] = torch.tensor([1.0, -2.0, 0.0]).double()
    vocab_univariate_([embedding], 4, generator=seeded())
    assert torch.equal(embedding.weight[4:], embedding.weight[:2])


def test_excluded_rows_do_not_count() -> None:
    embedding = nn.Embedding(7, 2).double()
    embedding.weight.data[:4] = torch.tensor([[9.0, 9], [1, 2], [1, 2], [-7, 0]]).double()
    vocab_univariate_([embedding], 4, exclude=[0, 3, 5], generator=seeded())
    assert torch.equal(embedding.weight[4:], embedding.weight[[1, 1, 1]])


def test_tied_weights_are_drawn_once() -> None:
    results = []
    for names in (1, 2):
        embedding, _ = layers(6, 2, 3)
        head = nn.Linear(3, 8, bias=False)
        head.weight = embedding.weight
        vocab_univariate_([embedding, head][:names], 6, generator=seeded())
        assert head.weight is embedding.weight
        results.append(head.weight.detach())
    assert torch.equal(*results)


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    results = []
    for seed in (0, 0, 1):
        embedding, head = layers(6, 2, 3)
        state = torch.get_rng_state()
        vocab_univariate_([embedding, head], 6, generator=seeded(seed))
        assert torch.equal(state, torch.get_rng_state())
        results.append(torch.cat([embedding.weight.ravel(), head.weight.ravel()]).detach())
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])
    assert len(set(embedding.weight[6:].ravel().tolist())) == 6


def test_without_a_generator_the_global_seed_decides() -> None:
    results = []
    with torch.random.fork_rng():
        for _ in range(2):
            embedding, _ = layers(6, 2, 3)
            torch.manual_seed(3)
            vocab_univariate_([embedding], 6)
            results.append(embedding.weight.detach())
    assert torch.equal(*results)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_parameters_are_kept(dtype: torch.dtype) -> None:
    embedding, head = layers(9, 2, 3, dtype)
    parameters = [embedding.weight, head.weight, head.bias]
    vocab_univariate_([embedding, head], 9, generator=seeded())
    assert all(a is b for a, b in zip(parameters, [embedding.weight, head.weight, head.bias]))
    for parameter in parameters:
        assert parameter.dtype == dtype and parameter.requires_grad and parameter.is_leaf
        assert parameter.isfinite().all()


@pytest.mark.parametrize(
    ("rows", "old_size", "exclude", "message"),
    [
        (5, 5, (), r"\(5, 2\) has no row after 5 old tokens"),
        (5, 6, (), r"\(5, 2\) has no row after 6 old tokens"),
        (5, 0, (), "no row is left of 0 old tokens"),
        (5, 2, (1, 0), r"no row is left of 2 old tokens without \[0, 1\]"),
    ],
)
def test_unusable_arguments(
    rows: int, old_size: int, exclude: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        vocab_univariate_([nn.Embedding(rows, 2)], old_size, exclude)
