"""vocab_multivariate: new rows follow a Gaussian with the mean and covariance of the old rows."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from vocab_multivariate import vocab_multivariate_


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
    assert vocab_multivariate_([embedding, head], shape[0], generator=seeded()) is None
    for old, parameter in zip(before, (embedding.weight, head.weight, head.bias)):
        assert torch.equal(parameter[: shape[0]], old[: shape[0]])
        assert not (parameter[shape[0] :] == old[shape[0] :]).any()


def covariance(rows: torch.Tensor) -> np.ndarray:
    """The population covariance, summed row by row."""
    matrix = rows.detach().numpy()
    mean = matrix.mean(0)
    return sum(np.outer(row - mean, row - mean) for row in matrix) / len(matrix)


def correlated(old: int, new: int, width: int) -> nn.Linear:
    """An output layer whose old rows have columns of different scale that go together."""
    head = nn.Linear(width, old + new).double()
    mixing = torch.randn(width, width, dtype=torch.float64, generator=seeded(2))
    head.weight.data[:old] = (
        torch.randn(old, width, dtype=torch.float64, generator=seeded(1)) @ mixing + 3
    )
    return head


@pytest.mark.parametrize("scale", [None, 0.25])
# More columns than rows, and one row more than needed for a covariance of full rank.
@pytest.mark.parametrize(("old", "width"), [(30, 4), (2, 3), (3, 5), (5, 4)])
def test_mean_and_population_covariance(old: int, width: int, scale: float | None) -> None:
    head = correlated(old, 20_000, width)
    head.bias.data[:old] = torch.arange(old).double()
    options = {} if scale is None else {"scale": scale}
    vocab_multivariate_([head], old, **options, generator=seeded())
    rows = head.weight[old:].detach()
    expected = covariance(head.weight[:old]) * (1 if scale is None else scale)
    spread = np.sqrt(np.linalg.eigvalsh(expected)[-1])
    assert (rows.mean(0) - head.weight[:old].mean(0)).abs().max() < 0.05 * spread
    error = np.linalg.norm(np.cov(rows.numpy().T, bias=True) - expected)
    assert error < 0.05 * np.linalg.norm(expected)
    assert (head.bias[old:] == (old - 1) / 2).all()


def test_new_rows_are_gaussian() -> None:
    head = correlated(30, 20_000, 2)
    vocab_multivariate_([head], 30, generator=seeded())
    column = head.weight[30:, 0].detach()
    # The share within one deviation is 68 % for a Gaussian, 58 % for a uniform distribution.
    within = ((column - column.mean()).abs() < column.std()).double().mean()
    assert abs(within - 0.683) < 0.01


@pytest.mark.parametrize(("old", "width"), [(2, 3), (3, 5), (1, 4), (4, 1)])
def test_a_singular_covariance_keeps_new_rows_in_the_affine_hull(old: int, width: int) -> None:
    head = correlated(old, 50, width)
    vocab_multivariate_([head], old, generator=seeded())
    weight = head.weight.detach()
    centred = (weight - weight[:old].mean(0)).numpy()
    basis = np.linalg.svd(centred[:old])[2][: np.linalg.matrix_rank(centred[:old], tol=1e-9)]
    assert np.abs(centred - centred @ basis.T @ basis).max() < 1e-10


def test_new_rows_follow_the_old_scale_not_that_of_a_new_layer() -> None:
    # Guards against N(0, 0.02^2) and against setting the input side only.
    embedding, head = layers(40, 400, 6)
    vocab_multivariate_([embedding, head], 40, generator=seeded())
    for weight in (embedding.weight.detach(), head.weight.detach()):
        assert ((weight[40:].std(0) / weight[:40].std(0)) - 1).abs().max() < 0.2
        assert (weight[40:].mean(0) - weight[:40].mean(0)).abs().max() < 0.5 * weight.std()


def test_scale_shrinks_the_noise_by_its_root_and_zero_gives_the_mean() -> None:
    noise = {}
    for scale in (1.0, 1e-4, 0.0):
        embedding, _ = layers(9, 4, 3)
        vocab_multivariate_([embedding], 9, scale, generator=seeded())
        noise[scale] = embedding.weight[9:].detach() - embedding.weight[:9].detach().mean(0)
    assert torch.allclose(noise[1e-4], 0.01 * noise[1.0], rtol=1e-9, atol=1e-13)
    assert noise[0.0].abs().max() < 1e-14


def test_constant_columns_stay_constant() -> None:
    embedding = nn.Embedding(6, 3).double()
    embedding.weight.data[:4] = torch.tensor([1.0, -2.0, 0.0]).double()
    vocab_multivariate_([embedding], 4, generator=seeded())
    assert (embedding.weight[4:] - embedding.weight[:2]).abs().max() < 1e-14


def test_excluded_rows_do_not_count() -> None:
    embedding = nn.Embedding(7, 2).double()
    embedding.weight.data[:4] = torch.tensor([[9.0, 9], [1, 2], [1, 2], [-7, 0]]).double()
    vocab_multivariate_([embedding], 4, exclude=[0, 3, 5], generator=seeded())
    assert (embedding.weight[4:] - embedding.weight[1]).abs().max() < 1e-14


def test_tied_weights_are_drawn_once() -> None:
    results = []
    for names in (1, 2):
        embedding, _ = layers(6, 2, 3)
        head = nn.Linear(3, 8, bias=False)
        head.weight = embedding.weight
        vocab_multivariate_([embedding, head][:names], 6, generator=seeded())
        assert head.weight is embedding.weight
        results.append(head.weight.detach())
    assert torch.equal(*results)


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    results = []
    for seed in (0, 0, 1):
        embedding, head = layers(6, 2, 3)
        state = torch.get_rng_state()
        vocab_multivariate_([embedding, head], 6, generator=seeded(seed))
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
            vocab_multivariate_([embedding], 6)
            results.append(embedding.weight.detach())
    assert torch.equal(*results)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_parameters_are_kept(dtype: torch.dtype) -> None:
    embedding, head = layers(9, 2, 3, dtype)
    parameters = [embedding.weight, head.weight, head.bias]
    vocab_multivariate_([embedding, head], 9, generator=seeded())
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
        vocab_multivariate_([nn.Embedding(rows, 2)], old_size, exclude=exclude)


@pytest.mark.parametrize("scale", [-1.0, float("nan")])
def test_a_negative_scale_is_an_error(scale: float) -> None:
    with pytest.raises(ValueError, match=f"scale must not be negative, got {scale}"):
        vocab_multivariate_([nn.Embedding(5, 2)], 3, scale)
