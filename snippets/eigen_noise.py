# ---
# id: eigen_noise
# name: EigenNoise
# paper: heidenreich2022eigennoise
# aliases: [EigenNoise, harmonic co-occurrence initialisation, Zipf embedding initialisation, data-free word vectors]
# family: embeddings
# initialises: word vectors of a vocabulary sorted by frequency
# when: "you need starting word vectors and have no text to train them on, only the order of the words by frequency; take it as an experiment"
# why: "factorises the co-occurrence counts that independent words of Zipf's frequencies would have, so the vectors hold the frequencies and nothing else, without any text"
# layers: [embedding]
# goals: [deterministic, small data]
# fidelity: in the spirit of
# differs: "The counts are those of the author's page; which function of them is factorised is not known and is an argument here. The counts have rank 1 and their logarithm rank 2, so wider vectors need the floor of 1 or log(1 + x), guesses after a remark that all words co-occur at least once. Signs, scaling by the root of the eigenvalues and the window are choices made here."
# call: 'weight = eigen_noise(${1:vocab_size}, ${2:100}, transform="${3|floored_log,log1p,log,count|}")'
# ---
"""Word vectors from an eigendecomposition of the co-occurrence of independent Zipfian words."""

from __future__ import annotations

import warnings
from typing import Literal

import torch
from torch import Tensor


def harmonic_cooccurrence(num_words: int, window: int = 5) -> Tensor:
    """Return how often independent words co-occur whose frequencies follow Zipf's law.

    With ranks r = 1 ... N, frequencies N / r and the harmonic number H = sum 1 / r, the counts are
    X_ij = 2 m N / (r_i r_j H) (Heidenreich & Williams, 2022; formula of the first author's page).

    Args:
        num_words: Size N of the vocabulary.
        window: Number m of context words to either side. The authors' is not known.

    Returns:
        Counts, ``(N, N)``, float64, symmetric and positive, the most frequent word first.

    Raises:
        ValueError: If ``num_words`` or ``window`` is below 1.
    """
    if num_words < 1 or window < 1:
        raise ValueError(f"num_words and window must be positive, got {num_words} and {window}")
    shares = 1 / torch.arange(1, num_words + 1, dtype=torch.float64)
    return 2 * window * num_words / shares.sum() * torch.outer(shares, shares)


def eigen_noise(
    num_words: int,
    dim: int,
    *,
    transform: Literal["floored_log", "log1p", "log", "count"],
    window: int = 5,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """Return word vectors in the manner of EigenNoise, for words sorted by frequency.

    The vectors are U |L|^(1/2) for the ``dim`` eigenvalues L of largest size of a function of
    :func:`harmonic_cooccurrence` and their eigenvectors U. With the signs of L as inner product,
    they restore the matrix up to the other eigenvalues.

    - ``floored_log``: log of max(X, 1), as if all words co-occurred at least once
    - ``log1p``: log of 1 + X
    - ``log``: log of X, of rank 2
    - ``count``: X, of rank 1

    It takes time for N^3 and memory for N^2 numbers: up to some ten thousand words.

    Args:
        num_words: Size N of the vocabulary.
        dim: Size of the vectors, from 1 to N. A warning tells if the matrix has a lower rank; the
            other columns are then rounding errors near 0.
        transform: One of the above. Which one the paper takes is not known.
        window: Number of context words to either side.
        dtype: Type of the result.

    Returns:
        Word vectors, ``(N, dim)``, the most frequent word first and the largest eigenvalue first.

    Raises:
        ValueError: If a size or ``transform`` cannot be served.
    """
    counts = harmonic_cooccurrence(num_words, window)
    if not 1 <= dim <= num_words:
        raise ValueError(f"{num_words} words have no vectors of {dim} eigenvectors")
    if transform == "floored_log":
        counts = counts.clamp(min=1).log()
    elif transform == "log1p":
        counts = counts.log1p()
    elif transform == "log":
        counts = counts.log()
    elif transform != "count":
        raise ValueError(
            f'transform must be "floored_log", "log1p", "log" or "count", got {transform!r}'
        )
    values, vectors = torch.linalg.eigh(counts)
    sizes, order = values.abs().sort(descending=True)
    rank = int((sizes > sizes[0] * num_words * torch.finfo(sizes.dtype).eps).sum())
    if rank < dim:
        warnings.warn(f"EigenNoise: the {transform} matrix has rank {rank}, less than {dim}")
    return (vectors[:, order[:dim]] * sizes[:dim].sqrt()).to(dtype)
