"""Low-rank initial connectivity: rank varies, the Frobenius norm does not."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from low_rank_init import effective_rank, low_rank_init_

SHAPES = [(1, 1), (1, 6), (7, 1), (9, 9), (5, 12), (13, 6), (40, 40)]
CASES = [(s, rank) for s in SHAPES for rank in sorted({1, (min(s) + 1) // 2, min(s)})]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def draw(
    shape: tuple[int, int],
    rank: int,
    seed: int = 0,
    dtype: torch.dtype = torch.float64,
    **kw: float,
) -> Tensor:
    weight = torch.full(shape, torch.nan, dtype=dtype)
    return low_rank_init_(weight, rank, generator=seeded(seed), **kw)


@pytest.mark.parametrize(("shape", "rank"), CASES)
def test_rank_is_exact(shape: tuple[int, int], rank: int) -> None:
    s = np.linalg.svd(draw(shape, rank).numpy(), compute_uv=False)
    assert (s > 1e-10 * s[0]).sum() == rank


@pytest.mark.parametrize(("shape", "rank"), CASES)
def test_norm_is_that_of_the_full_matrix(shape: tuple[int, int], rank: int) -> None:
    full = draw(shape, min(shape)).norm().item()
    assert draw(shape, rank).norm().item() == pytest.approx(full, rel=1e-12)


@pytest.mark.parametrize(("shape", "rank"), CASES)
def test_leading_directions_of_one_gaussian_matrix_are_kept(
    shape: tuple[int, int], rank: int
) -> None:
    u, s, vh = np.linalg.svd(draw(shape, min(shape)).numpy(), full_matrices=False)
    best = sum(s[i] * np.outer(u[:, i], vh[i]) for i in range(rank))
    best *= np.linalg.norm(s) / np.linalg.norm(best)
    assert np.abs(draw(shape, rank).numpy() - best).max() < 1e-12


@pytest.mark.parametrize("shape", SHAPES)
def test_full_rank_is_the_gaussian_matrix_itself(shape: tuple[int, int]) -> None:
    gaussian = torch.randn(shape, generator=seeded(), dtype=torch.float64)
    expected = 1.25 / math.sqrt(shape[1]) * gaussian
    assert (draw(shape, min(shape)) - expected).abs().max() < 1e-13


@pytest.mark.parametrize(
    ("shape", "gain"), [((100, 100), 1.25), ((70, 200), 0.5), ((200, 70), 2.0)]
)
def test_entries_have_the_variance_of_the_gain_over_the_inputs(
    shape: tuple[int, int], gain: float
) -> None:
    for rank in (3, 70):
        weight = draw(shape, rank, gain=gain)
        assert weight.square().mean().item() == pytest.approx(gain**2 / shape[1], rel=0.05)
        assert abs(weight.mean().item()) < 0.02 * gain


@pytest.mark.parametrize("shape", [(30, 30), (11, 25)])
def test_effective_rank_grows_with_the_rank(shape: tuple[int, int]) -> None:
    ranks = [effective_rank(draw(shape, k)) for k in range(1, min(shape) + 1)]
    assert ranks[0] == pytest.approx(1, abs=1e-12)
    assert all(a < b for a, b in zip(ranks, ranks[1:]))
    assert all(effective <= k + 1e-9 for k, effective in enumerate(ranks, 1))


def test_effective_rank_by_hand() -> None:
    assert effective_rank(3 * torch.eye(5)) == pytest.approx(5, rel=1e-6)
    assert effective_rank(torch.ones(4, 7)) == pytest.approx(1, rel=1e-6)
    assert effective_rank(torch.diag(torch.tensor([3.0, 1.0]))) == pytest.approx(1.6, rel=1e-6)
    assert effective_rank(torch.eye(3, 8).to(torch.bfloat16)) == pytest.approx(3, rel=1e-6)
    weight = nn.Parameter(torch.eye(2))
    assert isinstance(effective_rank(weight), float)


def test_low_rank_is_not_just_smaller() -> None:
    # Negative control: cutting without the rescaling would lose most of the norm.
    u, s, vh = np.linalg.svd(draw((40, 40), 40).numpy())
    assert np.linalg.norm(s[:2]) < 0.5 * np.linalg.norm(s)
    assert draw((40, 40), 2).norm() > 0.99 * np.linalg.norm(s)


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    assert torch.equal(draw((6, 4), 2), draw((6, 4), 2))
    assert not torch.equal(draw((6, 4), 2), draw((6, 4), 2, seed=1))
    assert torch.equal(state, torch.get_rng_state())


def test_without_a_generator_the_global_seed_decides() -> None:
    drawn = []
    with torch.random.fork_rng():
        for _ in range(2):
            torch.manual_seed(3)
            drawn.append(low_rank_init_(torch.empty(4, 5), 2))
    assert torch.equal(*drawn)


def test_parameter_is_filled_in_place_and_stays_a_leaf() -> None:
    rnn = nn.LSTM(3, 8)
    weight, others = rnn.weight_hh_l0, rnn.weight_ih_l0.detach().clone()
    for gate in weight.chunk(4):
        low_rank_init_(gate, 2, generator=seeded())
    assert rnn.weight_hh_l0 is weight and weight.is_leaf and weight.requires_grad
    assert torch.equal(rnn.weight_ih_l0, others)
    for gate in weight.detach().chunk(4):
        assert np.linalg.matrix_rank(gate.numpy(), tol=1e-4) == 2
    rnn(torch.ones(2, 1, 3))[0].sum().backward()
    parameter = nn.Parameter(torch.zeros(3, 3))
    assert low_rank_init_(parameter, 1) is parameter


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_dtype_is_kept_and_low_precision_is_rounded_from_single(dtype: torch.dtype) -> None:
    weight = draw((12, 7), 3, dtype=dtype)
    assert weight.dtype == dtype and weight.device.type == "cpu"
    assert torch.equal(weight, draw((12, 7), 3, dtype=torch.float32).to(dtype))


@pytest.mark.parametrize(
    ("shape", "rank", "message"),
    [
        ((6, 4), 0, r"rank must be in 1\.\.\.4, got 0"),
        ((6, 4), 5, r"rank must be in 1\.\.\.4, got 5"),
        ((4, 6), -1, "got -1"),
        ((0, 3), 1, r"rank must be in 1\.\.\.0"),
        ((5,), 1, r"matrix \(out, in\), got shape \(5,\)"),
        ((2, 3, 4), 1, r"got shape \(2, 3, 4\)"),
    ],
)
def test_what_cannot_be_served(shape: tuple[int, ...], rank: int, message: str) -> None:
    weight = torch.zeros(shape)
    with pytest.raises(ValueError, match=message):
        low_rank_init_(weight, rank)
    assert not weight.any()


@pytest.mark.parametrize("weight", [torch.zeros(3, 3), torch.ones(3), torch.ones(2, 2, 2)])
def test_effective_rank_that_does_not_exist(weight: Tensor) -> None:
    with pytest.raises(ValueError, match="non-zero matrix, got shape"):
        effective_rank(weight)
