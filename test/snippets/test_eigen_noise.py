"""EigenNoise: word vectors from the counts that independent Zipfian words would have."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
import torch

from eigen_noise import eigen_noise, harmonic_cooccurrence

FUNCTIONS = {
    "floored_log": lambda x: math.log(x) if x > 1 else 0.0,
    "log1p": lambda x: math.log(1 + x),
    "log": math.log,
    "count": lambda x: x,
}


def matrix(words: int, window: int, transform: str) -> np.ndarray:
    """The factorised matrix, entry by entry from frequencies that sum to the length of the text."""
    frequencies = [words / rank for rank in range(1, words + 1)]
    total = sum(frequencies)
    counts = [[2 * window * a * b / total for a in frequencies] for b in frequencies]
    return np.array([[FUNCTIONS[transform](count) for count in row] for row in counts])


@pytest.mark.parametrize(("words", "window"), [(200, 5), (7, 2), (1, 1), (33, 10)])
def test_counts(words: int, window: int) -> None:
    counts = harmonic_cooccurrence(words, window).numpy()
    assert counts.dtype == np.float64 and (counts > 0).all() and (counts == counts.T).all()
    assert np.allclose(counts, matrix(words, window, "count"), rtol=1e-12)
    harmonic = sum(1 / rank for rank in range(1, words + 1))
    assert counts.sum() == pytest.approx(2 * window * words * harmonic, rel=1e-12)
    zipf = [1 / (rank * harmonic) for rank in range(1, words + 1)]
    assert np.allclose(counts / counts.sum(1, keepdims=True), [zipf] * words, rtol=1e-12)
    assert np.linalg.matrix_rank(counts) == 1


def test_spectra() -> None:
    values = np.linalg.eigvalsh(harmonic_cooccurrence(200).log().numpy())
    assert values[[0, -1]] == pytest.approx([-619.1, 58.57], rel=1e-4)
    assert np.abs(values[1:-1]).max() < 1e-11
    # Squared lengths of the columns are the sizes of the eigenvalues, here of full rank.
    vectors = eigen_noise(200, 6, transform="floored_log", dtype=torch.float64)
    sizes = (vectors**2).sum(0).tolist()
    assert sizes == pytest.approx([46.2, 20.6, 10.0, 5.5, 3.3, 2.2], abs=0.06)


@pytest.mark.parametrize(
    ("transform", "words", "window", "dim"),
    [
        ("floored_log", 40, 5, 7),
        ("floored_log", 9, 1, 1),
        ("log1p", 40, 3, 4),
        ("log1p", 6, 5, 6),
        ("log", 21, 5, 2),
        ("count", 21, 5, 1),
        ("count", 1, 1, 1),
    ],
)
def test_vectors_restore_the_matrix_up_to_the_discarded_eigenvalues(
    transform: str, words: int, window: int, dim: int
) -> None:
    target = matrix(words, window, transform)
    values = np.linalg.eigvalsh(target)
    values = values[np.argsort(-np.abs(values))]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        vectors = eigen_noise(words, dim, transform=transform, window=window, dtype=torch.float64)
    vectors = vectors.numpy()
    assert vectors.shape == (words, dim)
    assert np.abs(vectors.T @ vectors - np.diag(np.abs(values[:dim]))).max() < 1e-10
    error = np.linalg.norm(target - (vectors * np.sign(values[:dim])) @ vectors.T)
    assert error == pytest.approx(np.linalg.norm(values[dim:]), abs=1e-9)


@pytest.mark.parametrize(("transform", "rank"), [("count", 1), ("log", 2)])
def test_a_low_rank_is_told_and_the_other_columns_are_near_zero(transform: str, rank: int) -> None:
    with pytest.warns(UserWarning, match=f"{transform} matrix has rank {rank}, less than 5"):
        vectors = eigen_noise(200, 5, transform=transform)
    assert vectors[:, rank:].abs().max() < 1e-4 < vectors[:, :rank].abs().max(0).values.min()


def test_the_window_is_five_by_default_and_changes_the_vectors() -> None:
    vectors = eigen_noise(30, 3, transform="log1p")
    assert torch.equal(vectors, eigen_noise(30, 3, transform="log1p", window=5))
    assert (vectors - eigen_noise(30, 3, transform="log1p", window=6)).abs().max() > 0.01
    assert torch.equal(harmonic_cooccurrence(9), harmonic_cooccurrence(9, 5))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_deterministic_in_the_asked_dtype(dtype: torch.dtype) -> None:
    state = torch.get_rng_state()
    one, two = (eigen_noise(50, 4, transform="floored_log", dtype=dtype) for _ in range(2))
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(one, two) and one.dtype == dtype
    assert eigen_noise(50, 4, transform="floored_log").dtype == torch.float32
    exact = eigen_noise(50, 4, transform="floored_log", dtype=torch.float64)
    assert torch.equal(one, exact.to(dtype))


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((0, 1), {"transform": "log"}, "must be positive, got 0 and 5"),
        ((3, 1), {"transform": "log", "window": 0}, "must be positive, got 3 and 0"),
        ((3, 4), {"transform": "log1p"}, "3 words have no vectors of 4 eigenvectors"),
        ((3, 0), {"transform": "log1p"}, "3 words have no vectors of 0 eigenvectors"),
        ((3, 2), {"transform": "pmi"}, "transform must be .* got 'pmi'"),
    ],
)
def test_unusable_arguments(
    arguments: tuple[int, int], options: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        eigen_noise(*arguments, **options)


def test_the_choice_of_the_matrix_is_explicit() -> None:
    with pytest.raises(TypeError, match="transform"):
        eigen_noise(5, 2)
