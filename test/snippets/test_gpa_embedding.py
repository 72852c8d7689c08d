"""Graph-partition initialisation: part the nodes, embed the parts, spread their vectors."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from gpa_embedding import (
    abstract_graph,
    gpa_embedding,
    partition_graph,
    propagate,
    spectral_embedding,
)


def normal(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, dtype=torch.float64, generator=generator)


def block_graph(blocks: int = 4, size: int = 10, inside: float = 0.8, seed: int = 0) -> Tensor:
    """Edges of a stochastic block model whose nodes are shuffled: node i is in block i % blocks."""
    rng = np.random.default_rng(seed)
    count = blocks * size
    pairs = [
        (a, b)
        for a in range(count)
        for b in range(a + 1, count)
        if rng.random() < (inside if a % blocks == b % blocks else 0.03)
    ]
    return torch.tensor(pairs).T


def path(count: int) -> Tensor:
    return torch.stack([torch.arange(count - 1), torch.arange(1, count)])


def adjacency(edges: Tensor, count: int) -> np.ndarray:
    matrix = np.zeros((count, count))
    for a, b in edges.T.tolist():
        matrix[a, b] += 1
        matrix[b, a] += 1
    return matrix


@pytest.mark.parametrize(("count", "parts"), [(40, 4), (17, 5), (7, 7), (5, 1), (1, 1)])
def test_parts_are_disjoint_and_balanced(count: int, parts: int) -> None:
    part_of = partition_graph(path(count), count, parts)
    assert part_of.shape == (count,) and part_of.dtype == torch.int64
    sizes = torch.bincount(part_of, minlength=parts)
    assert len(sizes) == parts and sizes.max() - sizes.min() <= 1
    # A path is cut at as few edges as can be.
    assert (part_of.diff() != 0).sum() == parts - 1


@pytest.mark.parametrize("seed", range(5))
def test_dense_blocks_become_parts(seed: int) -> None:
    part_of = partition_graph(block_graph(seed=seed), 40, 4)
    for block in range(4):
        assert torch.bincount(part_of[block::4], minlength=4).max() >= 9


def test_growth_takes_the_node_that_cuts_fewest_edges() -> None:
    # From the leaf 0 through 1 there is a hub 2 and a path 3, 4; the path leads nowhere else.
    edges = [[0, 1], [1, 2], [1, 3], [3, 4], [2, 5], [2, 6], [2, 7], [5, 6], [6, 7], [5, 7]]
    assert partition_graph(torch.tensor(edges).T, 8, 2).tolist() == [0, 0, 1, 0, 0, 1, 1, 1]


def test_an_edge_into_the_part_makes_up_for_one_out_of_it() -> None:
    # Into the part {0, 1, 2}, node 3 has 3 edges of 9, node 4 one of 4: it cuts 6 - 3 edges more,
    # node 4 only 3 - 1.
    edges = [[0, 1], [1, 2], [0, 2], [0, 3], [1, 3], [2, 3], [2, 4]]
    edges += [[3, other] for other in range(5, 11)] + [[4, other] for other in range(5, 8)]
    edges += [[a, b] for a in range(5, 12) for b in range(a + 1, 12)]
    part_of = partition_graph(torch.tensor(edges).T, 12, 3)
    assert (part_of == 0).nonzero().ravel().tolist() == [0, 1, 2, 4]


def test_parts_continue_elsewhere_where_they_cannot_grow() -> None:
    # Two isolated nodes and two triangles, one of them with a loop.
    edges = torch.tensor([[0, 1], [1, 2], [0, 2], [3, 4], [4, 5], [3, 5], [4, 4]]).T
    assert partition_graph(edges, 8, 3).tolist() == [1, 1, 1, 2, 2, 2, 0, 0]


@pytest.mark.parametrize("parts", [1, 4, 7])
def test_abstract_graph_counts_edges(parts: int) -> None:
    edges = block_graph()
    part_of = partition_graph(edges, 40, parts)
    weights = abstract_graph(edges, part_of, parts)
    membership = np.eye(parts)[part_of.numpy()]
    assert (membership.sum(1) == 1).all()
    expected = membership.T @ adjacency(edges, 40) @ membership
    assert weights.dtype == torch.float64 and (weights.numpy() == expected).all()
    assert torch.equal(weights, weights.T) and weights.sum() == 2 * edges.shape[1]
    inside = [(part_of[edges] == part).all(0).sum() for part in range(parts)]
    assert weights.diagonal().tolist() == [2 * count for count in inside]


@pytest.mark.parametrize(("size", "dim"), [(6, 6), (6, 2), (1, 1)])
def test_spectral_embedding_has_the_largest_eigenvalues(size: int, dim: int) -> None:
    weights = torch.arange(size**2).view(size, size).double()
    weights = weights + weights.T
    degrees = weights.sum(1).clamp(min=1).numpy()
    normalised = weights.numpy() / np.sqrt(np.outer(degrees, degrees))
    values = np.linalg.eigvalsh(normalised)
    values = values[np.argsort(-np.abs(values))][:dim]
    vectors = spectral_embedding(weights, dim).numpy()
    assert vectors.shape == (size, dim)
    # Each column is an eigenvector, whose squared length is the size of its eigenvalue.
    assert np.abs(vectors.T @ vectors - np.diag(np.abs(values))).max() < 1e-12
    assert np.abs(normalised @ vectors - vectors * values).max() < 1e-12


def test_spectral_embedding_of_parts_without_edges_is_zero() -> None:
    vectors = spectral_embedding(torch.diag(torch.tensor([2.0, 0.0])).double(), 2)
    assert torch.allclose(vectors.abs(), torch.tensor([[1.0, 0.0], [0.0, 0.0]]).double())
    # A single edge between two parts is an eigenvalue of 1 and one of -1.
    single = spectral_embedding(torch.tensor([[0.0, 1.0], [1.0, 0.0]]).double(), 2)
    assert torch.allclose(single.abs(), torch.full((2, 2), 0.5**0.5).double())


@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_propagation_by_matrices(rounds: int) -> None:
    # Node 15 is isolated, node 16 has one neighbour.
    edges = torch.cat([block_graph(3, 5, seed=1), torch.tensor([[0], [16]])], 1)
    vectors = normal(17, 4)
    expected = vectors.numpy()
    matrix = adjacency(edges, 17)
    for _ in range(rounds):
        means = matrix @ expected / np.maximum(matrix.sum(1, keepdims=True), 1)
        means[15] = expected[15]
        expected = 0.5 * expected + 0.5 * means
    result = propagate(vectors, edges, rounds)
    assert np.abs(result.numpy() - expected).max() < 1e-12
    assert torch.equal(result[15], vectors[15])
    assert torch.equal(vectors, normal(17, 4))


def test_propagation_keeps_constants_and_does_not_blow_up() -> None:
    edges = block_graph()
    constant = torch.full((40, 3), 7.5, dtype=torch.float64)
    assert (propagate(constant, edges, 20) - constant).abs().max() < 1e-12
    vectors = normal(40, 3)
    assert propagate(vectors, edges, 50).abs().max() <= vectors.abs().max()


def test_nodes_of_a_part_share_a_vector_before_propagation_and_lie_close_after() -> None:
    edges = block_graph()
    part_of = partition_graph(edges, 40, 4)
    before = gpa_embedding(edges, 40, 3, parts=4, rounds=0, dtype=torch.float64)
    expected = spectral_embedding(abstract_graph(edges, part_of, 4), 3)[part_of]
    assert torch.equal(before, expected)
    assert len({tuple(row) for row in before.tolist()}) == 4
    after = gpa_embedding(edges, 40, 3, parts=4, dtype=torch.float64)
    assert (after - propagate(before, edges, 2)).abs().max() < 1e-12
    distances = torch.cdist(after, after)
    same = part_of[:, None] == part_of
    within = distances[same & ~torch.eye(40, dtype=torch.bool)].mean()
    assert 0 < within < 0.3 * distances[~same].mean()


def test_only_the_abstract_graph_is_embedded_and_by_any_method() -> None:
    edges, seen = block_graph(), []

    def embed(weights: Tensor, dim: int) -> Tensor:
        seen.append(weights)
        return torch.arange(len(weights) * dim).view(len(weights), dim).float()

    # More dimensions than parts: a spectral embedding could not.
    vectors = gpa_embedding(edges, 40, 9, parts=4, rounds=0, embed=embed)
    part_of = partition_graph(edges, 40, 4)
    assert len(seen) == 1 and torch.equal(seen[0], abstract_graph(edges, part_of, 4))
    assert torch.equal(vectors, embed(seen[0], 9)[part_of])


@pytest.mark.parametrize(
    ("count", "dim", "parts"), [(40, 2, 7), (36, 2, 6), (40, 9, 9), (3, 3, 3), (1, 1, 1)]
)
def test_default_number_of_parts(count: int, dim: int, parts: int) -> None:
    vectors = gpa_embedding(path(count), count, dim, rounds=0)
    assert torch.equal(vectors, gpa_embedding(path(count), count, dim, parts, rounds=0))
    sizes = []
    gpa_embedding(
        path(count), count, dim, embed=lambda w, d: sizes.append(len(w)) or w[:, :1].expand(-1, d)
    )
    assert sizes == [parts]


def test_isolated_nodes_and_a_graph_without_edges_stay_finite() -> None:
    nothing = torch.empty(2, 0, dtype=torch.long)
    vectors = gpa_embedding(nothing, 5, 2)
    assert vectors.shape == (5, 2) and not vectors.any()
    edges = torch.tensor([[0, 1], [1, 2]]).T
    assert gpa_embedding(edges, 6, 2).isfinite().all()


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_deterministic_in_the_asked_dtype(dtype: torch.dtype) -> None:
    edges, state = block_graph(), torch.get_rng_state()
    one, two = (gpa_embedding(edges, 40, 4, dtype=dtype) for _ in range(2))
    assert torch.equal(one, two) and one.dtype == dtype
    assert torch.equal(state, torch.get_rng_state())
    assert gpa_embedding(edges, 40, 4).dtype == torch.float32


@pytest.mark.parametrize(
    ("edges", "count", "dim", "parts", "message"),
    [
        (torch.zeros(3, 2).long(), 4, 2, None, r"edges must be \(2, E\), got \(3, 2\)"),
        (torch.zeros(2).long(), 4, 2, None, r"edges must be \(2, E\), got \(2,\)"),
        (path(4), 3, 2, None, "edges must join nodes 0 to 2, got 0 to 3"),
        (path(4) - 1, 4, 2, None, "edges must join nodes 0 to 3, got -1 to 2"),
        (path(4), 4, 2, 5, "cannot divide 4 nodes into 5 parts"),
        (path(4), 4, 2, 0, "cannot divide 4 nodes into 0 parts"),
        (path(4), 4, 3, 2, "2 parts have no spectral embedding of size 3"),
        (path(4), 4, 0, 2, "2 parts have no spectral embedding of size 0"),
        (path(4), 4, 5, None, "4 parts have no spectral embedding of size 5"),
    ],
)
def test_unusable_arguments(
    edges: Tensor, count: int, dim: int, parts: int | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        gpa_embedding(edges, count, dim, parts)
