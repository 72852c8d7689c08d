"""LLMInit: items keep dimensions of their text embeddings, users start at their items' mean."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from llm_init import llm_init, select_dimensions


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=seeded(seed))


def clicks(users: int, items: int, count: int, seed: int = 0) -> Tensor:
    """Random pairs, in which popular items have small ids."""
    draws = torch.rand(2, count, generator=seeded(seed))
    return torch.stack([(draws[0] * users).long(), (draws[1] ** 2 * items).long()])


def uniform(width: int, dim: int) -> list[int]:
    return select_dimensions(torch.zeros(3, width), torch.zeros(3), dim, "uni").tolist()


def test_uni_takes_every_step_th_dimension() -> None:
    assert uniform(12, 4) == [0, 3, 6, 9]
    assert uniform(768, 128) == list(range(0, 768, 6))
    assert uniform(5, 5) == [0, 1, 2, 3, 4]
    assert uniform(7, 1) == [0]
    # The tail stays unused unless dim divides the width.
    assert uniform(100, 64) == list(range(64))
    assert uniform(11, 4) == [0, 2, 4, 6]


@pytest.mark.parametrize(
    ("items", "width", "dim"), [(10, 7, 3), (53, 12, 5), (15, 4, 4), (64, 9, 1)]
)
def test_var_takes_the_largest_variances_over_the_popular_fifth(
    items: int, width: int, dim: int
) -> None:
    text, popularity = normal(items, width), torch.randperm(items, generator=seeded(1))
    chosen = select_dimensions(text, popularity, dim, "var").tolist()
    popular = [i for i in range(items) if popularity[i] >= items - items // 5]
    variance = np.var(text.numpy()[popular], axis=0, ddof=1)
    assert chosen == sorted(set(chosen)) and len(chosen) == dim
    others = [d for d in range(width) if d not in chosen]
    assert not others or variance[chosen].min() > variance[others].max()


def test_var_looks_at_popular_items_only() -> None:
    text = normal(20, 3)
    text[:4] *= torch.tensor([1.0, 0.01, 0.01])
    text[4:] *= torch.tensor([0.01, 1.0, 100.0])
    # Item 0 counts like any other: there is no padding row.
    popularity = torch.tensor([9, 8, 7, 6, *[1] * 16])
    assert select_dimensions(text, popularity, 1, "var").tolist() == [0]
    assert select_dimensions(text, -popularity, 1, "var").tolist() == [2]
    # Ties go to the smaller id.
    assert select_dimensions(text, torch.ones(20), 1, "var").tolist() == [0]


def test_rand_draws_all_dimensions_alike_with_or_without_replacement() -> None:
    text, popularity = torch.zeros(1, 6), torch.zeros(1)
    counts, repeats = np.zeros(6), 0
    for seed in range(400):
        chosen = select_dimensions(text, popularity, 4, "rand", generator=seeded(seed)).tolist()
        counts += np.bincount(chosen, minlength=6)
        repeats += len(set(chosen)) < 4
        once = select_dimensions(text, popularity, 4, "rand", False, seeded(seed)).tolist()
        assert len(set(once)) == 4 and set(once) <= set(range(6))
    assert np.abs(counts / counts.sum() - 1 / 6).max() < 0.03
    # 1 - 6 * 5 * 4 * 3 / 6^4
    assert abs(repeats / 400 - 0.72) < 0.07


@pytest.mark.parametrize("scheme", ["rand", "uni", "var"])
@pytest.mark.parametrize(
    ("users", "items", "width", "dim"), [(5, 11, 8, 3), (1, 10, 5, 5), (40, 23, 9, 1)]
)
def test_tables_by_loops(scheme: str, users: int, items: int, width: int, dim: int) -> None:
    text, pairs = normal(items, width), clicks(users, items, 3 * users)
    user_table, item_table = llm_init(text, pairs, users, dim, scheme, generator=seeded())
    popularity = torch.tensor([(pairs[1] == i).sum() for i in range(items)])
    kept = select_dimensions(text, popularity, dim, scheme, generator=seeded())
    # Plain columns: no projection and no normalisation.
    assert torch.equal(item_table, torch.stack([text[:, d] for d in kept], 1))
    assert user_table.shape == (users, dim)
    for user in range(users):
        rows = [item_table[i].numpy() for u, i in pairs.T.tolist() if u == user]
        mean = sum(rows) / len(rows) if rows else np.zeros(dim)
        assert np.abs(user_table[user].numpy() - mean).max() < 1e-12


def test_users_without_interactions_are_zero_and_repetitions_count() -> None:
    text = normal(3, 2)
    users, items = llm_init(text, torch.tensor([[2, 2, 2, 0], [1, 1, 2, 0]]), 5, 2, "uni")
    assert torch.equal(users[[1, 3, 4]], torch.zeros(3, 2, dtype=torch.float64))
    assert torch.equal(users[0], items[0])
    assert (users[2] - (2 * text[1] + text[2]) / 3).abs().max() < 1e-15
    nobody = torch.empty(2, 0, dtype=torch.long)
    assert torch.equal(llm_init(text, nobody, 2, 1, "uni")[0], torch.zeros(2, 1).double())


def test_var_is_the_default_and_rand_may_repeat_by_default() -> None:
    text, pairs = normal(30, 8), clicks(4, 30, 60)
    assert torch.equal(llm_init(text, pairs, 4, 3)[1], llm_init(text, pairs, 4, 3, "var")[1])
    wide = llm_init(text, pairs, 4, 8, "rand", generator=seeded())[1]
    assert len({tuple(column) for column in wide.T.tolist()}) < 8
    wide = llm_init(text, pairs, 4, 8, "rand", False, seeded())[1]
    assert len({tuple(column) for column in wide.T.tolist()}) == 8


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    text, pairs = normal(12, 40), clicks(4, 12, 30)
    state = torch.get_rng_state()
    one, same, other = (
        llm_init(text, pairs, 4, 20, "rand", generator=seeded(seed)) for seed in (0, 0, 1)
    )
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(one[0], same[0]) and torch.equal(one[1], same[1])
    assert not torch.equal(one[1], other[1])


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_is_kept_and_the_text_embeddings_are_copied(dtype: torch.dtype) -> None:
    text = torch.nn.Parameter(normal(12, 6).to(dtype))
    before = text.detach().clone()
    pairs = clicks(4, 12, 30)
    users, items = llm_init(text, pairs, 4, 3)
    assert users.dtype == items.dtype == dtype
    assert not users.requires_grad and not items.requires_grad
    mean = items[pairs[1][pairs[0] == 0]].double().mean(0)
    assert (users[0].double() - mean).abs().max() < 1e-2
    items.zero_()
    assert torch.equal(text, before)


@pytest.mark.parametrize(
    ("items", "pairs", "dim", "scheme", "message"),
    [
        (20, [[0], [0]], 7, "uni", "cannot select 7 of 6 dimensions"),
        (20, [[0], [0]], 0, "uni", "cannot select 0 of 6 dimensions"),
        (20, [[0], [0]], 2, "pca", "scheme must be .* got 'pca'"),
        (9, [[0], [0]], 2, "var", "a fifth of 9 items is too few"),
        (20, [[0, 3], [0, 0]], 2, "uni", "user ids must be from 0 to 2, got 0 to 3"),
        (20, [[0, -1], [0, 0]], 2, "uni", "user ids must be from 0 to 2, got -1 to 0"),
        (20, [[0, 0], [20, 0]], 2, "uni", "item ids must be from 0 to 19, got 0 to 20"),
        (20, [[0, 0], [19, -2]], 2, "uni", "item ids must be from 0 to 19, got -2 to 19"),
    ],
)
def test_unusable_arguments(
    items: int, pairs: list[list[int]], dim: int, scheme: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        llm_init(normal(items, 6), torch.tensor(pairs), 3, dim, scheme)
