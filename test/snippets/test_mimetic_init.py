"""Mimetic initialisation: query-key near +I per head, value-output near -I."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mimetic_init import mimetic_init_

SIZES = [(1, 1), (6, 1), (6, 6), (9, 3), (20, 5), (64, 4)]  # (dim, heads)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def attention(
    dim: int, heads: int, seed: int = 0, dtype: torch.dtype = torch.float64, **kwargs: float
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    weights = tuple(torch.full((dim, dim), torch.nan, dtype=dtype) for _ in range(4))
    mimetic_init_(*weights, num_heads=heads, generator=seeded(seed), **kwargs)
    return weights


def head_products(query: Tensor, key: Tensor, heads: int) -> list[np.ndarray]:
    """Each head's bilinear form W_Q^T W_K."""
    pairs = zip(np.split(query.numpy(), heads), np.split(key.numpy(), heads))
    return [q.T @ k for q, k in pairs]


def targets(dim: int, count: int, seed: int = 0) -> list[np.ndarray]:
    """The full-rank targets drawn one after the other, seen through layers with a single head."""
    generator, found = seeded(seed), []
    for _ in range((count + 1) // 2):
        q, k, v, p = (torch.empty(dim, dim, dtype=torch.float64) for _ in range(4))
        settings = {"alpha_vo": 0.7, "beta_vo": -0.7, "exact_product": True}
        mimetic_init_(q, k, v, p, num_heads=1, generator=generator, **settings)
        found += [q.numpy().T @ k.numpy(), p.numpy() @ v.numpy()]
    return found[:count]


def off_diagonal(matrix: np.ndarray) -> np.ndarray:
    return matrix[~np.eye(len(matrix), dtype=bool)]


@pytest.mark.parametrize(("dim", "heads"), SIZES)
def test_head_products_are_truncated_svds_of_fresh_targets(dim: int, heads: int) -> None:
    query, key, _, _ = attention(dim, heads)
    for product, target in zip(head_products(query, key, heads), targets(dim, heads)):
        u, s, vh = np.linalg.svd(target)
        rank = dim // heads
        best = (u[:, :rank] * s[:rank]) @ vh[:rank]
        assert np.abs(product - best).max() <= 1e-13
        assert np.linalg.matrix_rank(product) == rank


@pytest.mark.parametrize("dim", [1, 5, 64])
def test_targets_are_noise_of_variance_one_over_dim_plus_identity(dim: int) -> None:
    bound = math.sqrt(3 / dim)
    noise = np.stack([(m - 0.7 * np.eye(dim)) / 0.7 for m in targets(dim, 40)])
    assert np.abs(noise).max() <= bound * (1 + 1e-12)
    assert np.abs(noise).max() > 0.9 * bound
    assert noise.var() == pytest.approx(1 / dim, rel=0.05 if dim > 1 else 0.5)
    assert abs(noise.mean()) < 4 * noise.std() / math.sqrt(noise.size)


@pytest.mark.parametrize(("dim", "heads"), SIZES)
def test_query_and_key_share_the_singular_values_evenly(dim: int, heads: int) -> None:
    query, key, value, proj = attention(dim, heads, exact_product=True)
    for q, k in zip(np.split(query.numpy(), heads), np.split(key.numpy(), heads)):
        grams = q @ q.T, k @ k.T
        assert np.abs(grams[0] - grams[1]).max() < 1e-13
        assert np.abs(off_diagonal(grams[0])).max(initial=0) < 1e-13
    assert np.abs(proj.numpy().T @ proj.numpy() - value.numpy() @ value.numpy().T).max() < 1e-13


def test_query_key_statistics_of_a_small_vision_transformer() -> None:
    products = head_products(*attention(192, 3)[:2], heads=3)
    for product in products:
        assert np.diag(product).mean() == pytest.approx(0.395, abs=0.02)
        assert abs(off_diagonal(product).mean()) < 2e-3
        assert np.diag(product).mean() / off_diagonal(product).std() > 6


def test_diagonal_stands_out_and_grows_with_the_rank() -> None:
    for product in head_products(*attention(64, 4)[:2], heads=4):
        assert np.diag(product).mean() / off_diagonal(product).std() > 3
    (full,) = head_products(*attention(192, 1)[:2], heads=1)
    assert np.diag(full).mean() == pytest.approx(0.7, abs=0.02)


@pytest.mark.parametrize(("dim", "heads"), [(6, 3), (20, 5), (64, 4)])
def test_heads_differ(dim: int, heads: int) -> None:
    products = head_products(*attention(dim, heads)[:2], heads)
    for i in range(heads):
        for j in range(i):
            assert np.abs(products[i] - products[j]).max() > 0.05


@pytest.mark.parametrize(("dim", "heads"), SIZES)
def test_value_output_default_order_keeps_the_eigenvalues(dim: int, heads: int) -> None:
    *_, value, proj = (w.numpy() for w in attention(dim, heads))
    *_, exact_value, exact_proj = (w.numpy() for w in attention(dim, heads, exact_product=True))
    target = exact_proj @ exact_value
    assert np.abs(value @ proj - target).max() <= 1e-13
    ours, theirs = np.linalg.eigvals(proj @ value), np.linalg.eigvals(target)
    distance = np.abs(ours[:, None] - theirs[None])
    assert distance.min(0).max() < 1e-12 and distance.min(1).max() < 1e-12
    if dim > 1:
        assert np.abs(proj @ value - target).max() > 1e-3


@pytest.mark.parametrize(("dim", "heads"), SIZES)
def test_exact_product_is_the_target_drawn_after_the_heads(dim: int, heads: int) -> None:
    *_, value, proj = (w.numpy() for w in attention(dim, heads, exact_product=True))
    drawn = targets(dim, heads + 1)[-1]
    target = 0.4 / 0.7 * (drawn - 0.7 * np.eye(dim)) - 0.4 * np.eye(dim)
    assert np.abs(proj @ value - target).max() <= 1e-13
    assert np.linalg.matrix_rank(value) == dim, "one factorisation for the whole width"


def test_value_output_statistics_of_a_small_vision_transformer() -> None:
    *_, value, proj = (w.numpy() for w in attention(192, 3))
    assert np.diag(proj @ value).mean() == pytest.approx(-0.40, abs=0.02)
    assert off_diagonal(proj @ value).std() == pytest.approx(0.02, abs=0.003)
    *_, value, proj = (w.numpy() for w in attention(192, 3, exact_product=True))
    assert np.diag(proj @ value).mean() == pytest.approx(-0.40, abs=0.02)
    assert off_diagonal(proj @ value).std() == pytest.approx(0.4 / math.sqrt(192), rel=0.02)


def test_each_strength_acts_where_it_says() -> None:
    eye = np.eye(5)
    query, key, value, proj = (
        w.numpy() for w in attention(5, 1, alpha_qk=0, beta_qk=2, alpha_vo=0, beta_vo=3)
    )
    assert np.abs(query.T @ key - 2 * eye).max() < 1e-14
    assert np.abs(proj @ value + 3 * eye).max() < 1e-14
    query, key, value, proj = (
        w.numpy()
        for w in attention(5, 1, alpha_qk=2, beta_qk=0, alpha_vo=3, beta_vo=0, exact_product=True)
    )
    noise = [(m - 0.7 * eye) / 0.7 for m in targets(5, 2)]
    assert np.abs(query.T @ key - 2 * noise[0]).max() < 1e-13
    assert np.abs(proj @ value - 3 * noise[1]).max() < 1e-13


@pytest.mark.parametrize(("dim", "heads"), [(64, 4), (192, 3)])
def test_tokens_attend_to_themselves(dim: int, heads: int) -> None:
    query, key, _, _ = attention(dim, heads)
    tokens = torch.randn(8, 16, dim, dtype=torch.float64, generator=seeded(7))
    tokens = F.layer_norm(tokens, (dim,))
    own = []
    for q, k in zip(query.chunk(heads), key.chunk(heads)):
        scores = (tokens @ q.T) @ (tokens @ k.T).transpose(1, 2) / math.sqrt(dim // heads)
        own.append(scores.softmax(-1).diagonal(dim1=1, dim2=2).mean().item())
    assert min(own) > 5 / 16


def test_slices_of_a_fused_weight_are_written_through() -> None:
    layer = nn.MultiheadAttention(24, 3, bias=False, batch_first=True).double()
    mimetic_init_(
        *layer.in_proj_weight.chunk(3), layer.out_proj.weight, num_heads=3, generator=seeded()
    )
    query, key, value, proj = attention(24, 3)
    assert torch.equal(layer.in_proj_weight, torch.cat([query, key, value]))
    assert torch.equal(layer.out_proj.weight, proj)
    # The rows are ordered by head as PyTorch reads them: its attention equals a loop over heads.
    x = torch.randn(2, 7, 24, dtype=torch.float64, generator=seeded(1))
    _, weights = layer(x, x, x, average_attn_weights=False)
    for head, product in enumerate(head_products(query, key, 3)):
        scores = x @ torch.from_numpy(product) @ x.transpose(1, 2) / math.sqrt(8)
        assert torch.allclose(weights[:, head], scores.softmax(-1), atol=1e-12)
    layer(x, x, x)[0].sum().backward()
    assert layer.in_proj_weight.is_leaf and layer.in_proj_weight.grad.abs().sum() > 0


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    first, again, other = (attention(12, 3, seed) for seed in (0, 0, 1))
    assert torch.equal(state, torch.get_rng_state())
    assert all(torch.equal(a, b) for a, b in zip(first, again))
    assert not any(torch.equal(a, b) for a, b in zip(first, other))


def test_without_a_generator_the_global_seed_decides() -> None:
    results = []
    with torch.random.fork_rng():
        for _ in range(2):
            torch.manual_seed(3)
            weights = [torch.empty(6, 6) for _ in range(4)]
            mimetic_init_(*weights, num_heads=2)
            results.append(torch.cat(weights))
    assert torch.equal(*results)


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float64, 1e-13), (torch.float32, 1e-5), (torch.bfloat16, 0.02)]
)
def test_dtype_device_and_gradients_are_kept(dtype: torch.dtype, tolerance: float) -> None:
    weights = [nn.Parameter(torch.zeros(12, 12, dtype=dtype)) for _ in range(4)]
    mimetic_init_(*weights, num_heads=1, alpha_qk=0, alpha_vo=0, generator=seeded())
    for weight in weights:
        assert weight.dtype == dtype and weight.device.type == "cpu"
        assert weight.requires_grad and weight.is_leaf and weight.grad_fn is None
    query, key, value, proj = (w.detach().double() for w in weights)
    eye = torch.eye(12, dtype=torch.float64)
    assert (query.T @ key - 0.7 * eye).abs().max() < tolerance
    assert (proj @ value + 0.4 * eye).abs().max() < tolerance


def test_bfloat16_is_rounded_from_single_precision() -> None:
    for low, single in zip(
        attention(16, 4, dtype=torch.bfloat16), attention(16, 4, dtype=torch.float32)
    ):
        assert torch.equal(low, single.to(torch.bfloat16))


@pytest.mark.parametrize(
    ("shapes", "heads", "message"),
    [
        ([(6, 6), (6, 6), (6, 6), (6, 6)], 4, "dim 6 is not divisible by num_heads 4"),
        ([(6, 6), (6, 6), (6, 6), (6, 6)], 0, "num_heads 0"),
        ([(6, 6), (6, 6), (6, 6), (6, 6)], -2, "num_heads -2"),
        ([(6, 6), (2, 6), (2, 6), (6, 6)], 3, r"must all be \(dim, dim\), got .*\(2, 6\)"),
        ([(6, 6), (2, 6), (6, 6), (6, 6)], 3, r"\(2, 6\)"),
        ([(6, 6), (6, 6), (2, 6), (6, 6)], 3, r"\(2, 6\)"),
        ([(6,), (6, 6), (6, 6), (6, 6)], 3, r"\(6,\)"),
        ([(6, 8), (6, 8), (6, 8), (6, 8)], 3, r"\(6, 8\)"),
        ([(6, 6), (6, 6), (6, 6), (5, 6)], 3, r"\(5, 6\)"),
        ([(18, 6), (6, 6), (6, 6), (6, 6)], 3, r"\(18, 6\)"),
    ],
)
def test_shapes_that_cannot_be_served(
    shapes: list[tuple[int, ...]], heads: int, message: str
) -> None:
    weights = [torch.zeros(shape) for shape in shapes]
    with pytest.raises(ValueError, match=message):
        mimetic_init_(*weights, num_heads=heads)
    assert not any(weight.any() for weight in weights)
