"""FOCUS: shared tokens are copied, others are sparse convex combinations of shared ones."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from focus_init import focus_init, overlapping_tokens, sparsemax


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=seeded(seed))


def projection(scores: np.ndarray) -> np.ndarray:
    """The nearest point of the simplex: bisect for the shift that makes the weights sum to 1."""
    low, high = scores.min() - 1, scores.max()
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(scores - middle, 0).sum() > 1 else (low, middle)
    return np.maximum(scores - low, 0)


@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (3, 200), (4, 2)])
def test_sparsemax_is_the_projection_onto_the_simplex(shape: tuple[int, int]) -> None:
    scores = normal(*shape)
    weights = sparsemax(scores)
    assert (weights >= 0).all() and (weights.sum(1) - 1).abs().max() < 1e-12
    for row, weight in zip(scores.numpy(), weights.numpy()):
        assert np.abs(weight - projection(row)).max() < 1e-12
    assert torch.allclose(sparsemax(scores + 3.7), weights, atol=1e-12)
    # No softmax: most weights are exactly 0.
    if shape[1] == 200:
        assert (weights == 0).double().mean() > 0.9


def test_sparsemax_of_many_similarities_keeps_few() -> None:
    scores = torch.rand(20, 200, dtype=torch.float64, generator=seeded())
    counts = (sparsemax(scores) > 0).sum(1)
    assert (counts >= 10).all() and (counts <= 30).all()
    assert torch.equal(sparsemax(torch.tensor([[0.2, 1.5, 0.4]])), torch.tensor([[0.0, 1.0, 0.0]]))
    assert torch.equal(sparsemax(torch.zeros(1, 4)), torch.full((1, 4), 0.25))


# New ids 1, 4, 5 and 7 are shared; 4 has no auxiliary vector, nor has the new token 6.
OVERLAP = {1: 8, 4: 0, 7: 3, 5: 2}


def auxiliary(width: int = 3) -> Tensor:
    vectors = normal(9, width, seed=5)
    vectors[[4, 6]] = 0
    return vectors


@pytest.mark.parametrize("width", [1, 4, 17])
def test_rows_by_loops(width: int) -> None:
    old, vectors = normal(10, width), auxiliary()
    new = focus_init(old, OVERLAP, vectors, seeded())
    assert new.shape == (9, width)
    for token, source in OVERLAP.items():
        assert torch.equal(new[token], old[source])
    # A shared token without vector is not mixed into others, nor is any outside of the overlap.
    anchors, side = [1, 7, 5], vectors.numpy()
    for token in (0, 2, 3, 8):
        cosines = [
            side[token] @ side[a] / np.linalg.norm(side[token]) / np.linalg.norm(side[a])
            for a in anchors
        ]
        weights = projection(np.array(cosines))
        row = sum(w * old[OVERLAP[a]].numpy() for w, a in zip(weights, anchors))
        assert np.abs(new[token].numpy() - row).max() < 1e-12
        assert new[token].norm() <= max(old[OVERLAP[a]].norm() for a in anchors) + 1e-12


def test_similarity_is_measured_in_the_auxiliary_space() -> None:
    vectors = auxiliary()
    left, right = normal(10, 4), normal(10, 4, seed=1)
    one, two = (focus_init(old, OVERLAP, vectors, seeded()) for old in (left, right))
    both = focus_init(torch.cat([left, right], 1), OVERLAP, vectors, seeded())
    mixed = [0, 2, 3, 8]
    assert torch.allclose(both[mixed], torch.cat([one, two], 1)[mixed], atol=1e-12)
    # Cosines: the length of a vector does not count, and there is no temperature.
    scaled = vectors * torch.linspace(0.1, 50, 9, dtype=torch.float64)[:, None]
    assert torch.allclose(focus_init(left, OVERLAP, scaled, seeded()), one, atol=1e-12)


def test_a_twin_of_a_shared_token_gets_its_embedding() -> None:
    vectors = torch.eye(4, dtype=torch.float64)
    vectors[3] = 2.5 * vectors[1]
    old = normal(5, 6)
    new = focus_init(old, {0: 0, 1: 4, 2: 2}, vectors)
    assert (new[3] - old[4]).abs().max() < 1e-12


def test_tokens_without_vector_follow_the_columns_of_the_old_embeddings() -> None:
    old = torch.tensor([[1.0, -4.0], [3.0, -4.5]], dtype=torch.float64)
    vectors = torch.zeros(20_001, 3, dtype=torch.float64)
    new = focus_init(old, {0: 1}, vectors, seeded())[1:]
    # The sample deviation of two rows is sqrt(2) times that of the population.
    std = torch.tensor([2**0.5, 0.5**0.5 / 2], dtype=torch.float64)
    assert ((new.mean(0) - old.mean(0)).abs() < 0.03 * std).all()
    assert (new.std(0) / std - 1).abs().max() < 0.02
    assert abs(torch.corrcoef(new.T)[0, 1]) < 0.03


def test_only_tokens_without_vector_depend_on_the_seed() -> None:
    old = normal(10, 4)
    state = torch.get_rng_state()
    one, same, other = (focus_init(old, OVERLAP, auxiliary(), seeded(s)) for s in (0, 0, 1))
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(one, same)
    assert [token for token in range(9) if not torch.equal(one[token], other[token])] == [6]


def test_many_tokens_are_all_mixed() -> None:
    vectors = normal(2500, 3)
    overlap = {token: token for token in range(7)}
    new = focus_init(normal(7, 2), overlap, vectors)
    assert new.isfinite().all()
    some = [*range(7), 1030, 1031, 1032, 2060, 2499]
    part = focus_init(normal(7, 2), overlap, vectors[some])
    assert torch.allclose(new[some], part, atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_is_kept_and_copies_are_exact(dtype: torch.dtype) -> None:
    old = torch.nn.Parameter(normal(10, 4).to(dtype))
    new = focus_init(old, OVERLAP, auxiliary().float(), seeded())
    assert new.dtype == dtype and not new.requires_grad and new.isfinite().all()
    assert torch.equal(new[list(OVERLAP)], old[list(OVERLAP.values())])
    exact = focus_init(old.detach().double(), OVERLAP, auxiliary().float(), seeded())
    mixed = [0, 2, 3, 8]
    assert (new[mixed].double() - exact[mixed]).abs().max() < 2e-2


@pytest.mark.parametrize(
    ("overlap", "message"),
    [
        ({9: 0}, "overlap 9: 0 does not fit 9 new and 10 old tokens"),
        ({0: 10}, "overlap 0: 10 does not fit"),
        ({-1: 0}, "overlap -1: 0 does not fit"),
        ({0: -1}, "overlap 0: -1 does not fit"),
        ({}, "no shared token has an auxiliary vector, but 7 others do"),
        ({4: 0}, "no shared token has an auxiliary vector, but 7 others do"),
    ],
)
def test_unusable_arguments(overlap: dict[int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        focus_init(normal(10, 4), overlap, auxiliary())


def test_the_first_and_the_last_id_are_served() -> None:
    old = normal(10, 4)
    new = focus_init(old, {0: 9, 8: 0}, auxiliary())
    assert torch.equal(new[[0, 8]], old[[9, 0]])


def vocabulary(*tokens: str, wordpieces: int = 0) -> dict[str, int]:
    named = {token: index for index, token in enumerate(tokens)}
    return {**named, **{f"##filler{i}": len(tokens) + i for i in range(wordpieces)}}


def test_overlap_of_plain_and_special_tokens() -> None:
    new = vocabulary("<s>", "▁the", "the", "ab", "▁x")
    old = vocabulary("x", "ab", "▁the", "<s>")
    assert overlapping_tokens(new, old) == {0: 3, 1: 2, 3: 1}


def test_word_starts_of_byte_level_bpe_and_sentencepiece_are_equal() -> None:
    new, old = vocabulary("Ġthe", "the", "aĠb"), vocabulary("the", "▁the", "a▁b")
    assert overlapping_tokens(new, old) == {0: 1, 1: 0}
    assert overlapping_tokens(old, new) == {0: 1, 1: 0}


def test_word_starts_of_wordpiece_are_the_tokens_without_a_mark() -> None:
    wordpiece = vocabulary("the", "##the", "##s", wordpieces=99)
    other = vocabulary("Ġthe", "the", "s", "Ġs")
    assert overlapping_tokens(wordpiece, other) == {0: 0, 1: 1, 2: 2}
    assert overlapping_tokens(other, wordpiece) == {0: 0, 1: 1, 2: 2}
    # A hundred marks may be chance: one more makes a WordPiece vocabulary.
    assert overlapping_tokens(vocabulary("the", "##the", "##s", wordpieces=98), other) == {0: 1}


def test_the_smallest_id_wins_among_duplicates() -> None:
    old = {"▁a": 7, "Ġa": 2, "b": 0}
    assert overlapping_tokens({"▁a": 5, "Ġa": 6}, old) == {5: 2, 6: 2}
