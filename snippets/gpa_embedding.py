# ---
# id: gpa_embedding
# name: Graph-partition initialisation
# paper: lin2019initialization
# aliases: [graph-partition initialisation, graph partition initialization, abstract-graph initialisation, GPA embedding]
# family: embeddings
# initialises: the node embeddings of a large graph, for DeepWalk, node2vec or LINE
# when: "you train node embeddings on a large graph and want a faster, better start from the embedding of a much smaller one"
# why: "embeds a graph of densely connected parts instead of nodes, gives each node the vector of its part and smooths along the edges, so training starts from the coarse structure"
# layers: [embedding, graph]
# needs: [graph]
# goals: [faster training, deterministic]
# fidelity: in the spirit of
# differs: "Written from the outline in the abstract. Greedy growth stands in for a METIS-like partition, and a spectral embedding of the abstract graph for the embedding method, which can be passed in. The number of parts (square root of the nodes) and the equal weights of the smoothing are those of a third-party port, which smooths until little changes; the two rounds are a choice made here."
# call: vectors = gpa_embedding(${1:edges}, ${2:num_nodes}, dim=${3:128})
# ---
"""Initialise node embeddings by embedding a graph of parts and spreading its vectors."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable

import torch
from torch import Tensor


def partition_graph(edges: Tensor, num_nodes: int, parts: int) -> Tensor:
    """Divide the nodes into parts of almost equal size, with few edges between them.

    Parts grow one after the other, each by the node that adds the fewest edges to the cut, as in
    the greedy growth of multilevel partitioners, but without refinement. A part that has no
    neighbour left to take continues elsewhere.

    Args:
        edges: Undirected edges, each once, ``(2, E)``.
        num_nodes: Number of nodes n.
        parts: Number of parts, from 1 to n.

    Returns:
        Part of each node, ``(n,)``, int64. Sizes differ by at most 1.
    """
    neighbours: list[list[int]] = [[] for _ in range(num_nodes)]
    for a, b in edges.T.tolist():
        neighbours[a].append(b)
        neighbours[b].append(a)
    part_of = [-1] * num_nodes
    # Nodes of low degree lie at the rim, a good place to start.
    seeds = iter(sorted(range(num_nodes), key=lambda node: len(neighbours[node])))
    for part in range(parts):
        border: list[tuple[int, int]] = []
        cost: dict[int, int] = {}
        for _ in range((num_nodes + part) // parts):
            while border and part_of[border[0][1]] >= 0:
                heapq.heappop(border)
            node = border[0][1] if border else next(n for n in seeds if part_of[n] < 0)
            part_of[node] = part
            for other in neighbours[node]:
                # An edge that would be cut no longer is. The latest cost is the lowest: it counts.
                cost[other] = cost.get(other, len(neighbours[other])) - 2
                heapq.heappush(border, (cost[other], other))
    return torch.tensor(part_of, device=edges.device)


def abstract_graph(edges: Tensor, part_of: Tensor, parts: int) -> Tensor:
    """Return the graph of parts, S^T A S with the adjacency A and the one-hot membership S.

    Args:
        edges: Undirected edges, each once, ``(2, E)``.
        part_of: Part of each node, ``(n,)``, int64.
        parts: Number of parts.

    Returns:
        Number of edges between two parts, ``(parts, parts)``, float64, symmetric; on the diagonal
        twice the number inside of a part.
    """
    first, second = part_of[edges]
    counts = torch.bincount(first * parts + second, minlength=parts**2).view(parts, parts)
    return (counts + counts.T).double()


def spectral_embedding(weights: Tensor, dim: int) -> Tensor:
    """Embed a graph by the largest eigenvalues of D^-1/2 W D^-1/2, whose roots are the scale.

    Args:
        weights: Symmetric weights W, ``(k, k)``; D are its row sums.
        dim: Size of the embedding, at most k.

    Returns:
        Embedding, ``(k, dim)``.

    Raises:
        ValueError: If ``dim`` is not from 1 to k.
    """
    if not 1 <= dim <= len(weights):
        raise ValueError(f"{len(weights)} parts have no spectral embedding of size {dim}")
    scale = weights.sum(1).clamp(min=1).rsqrt()  # a part without edges has none to scale
    values, vectors = torch.linalg.eigh(scale.unsqueeze(1) * weights * scale)
    largest = values.abs().argsort(descending=True)[:dim]
    return vectors[:, largest] * values[largest].abs().sqrt()


def propagate(vectors: Tensor, edges: Tensor, rounds: int) -> Tensor:
    """Move each node halfway to the mean of its neighbours, ``rounds`` times.

    Args:
        vectors: Vectors of the nodes, ``(n, d)``. Nodes without neighbours keep theirs.
        edges: Undirected edges, each once, ``(2, E)``.
        rounds: Number of repetitions.

    Returns:
        New vectors, ``(n, d)``.
    """
    ends = torch.cat([edges, edges.flip(0)], 1)
    degree = torch.bincount(ends[0], minlength=len(vectors)).unsqueeze(1)
    for _ in range(rounds):
        sums = torch.zeros_like(vectors).index_add_(0, ends[0], vectors[ends[1]])
        vectors = torch.where(degree > 0, (vectors + sums / degree) / 2, vectors)
    return vectors


def gpa_embedding(
    edges: Tensor,
    num_nodes: int,
    dim: int,
    parts: int | None = None,
    rounds: int = 2,
    embed: Callable[[Tensor, int], Tensor] = spectral_embedding,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """Return the first embeddings of the nodes of a graph, by graph partition.

    The graph is cut into parts, the graph of the parts is embedded, and its vectors are spread over
    the nodes (after Lin et al., 2019). Train the embeddings from there by any method.

    Args:
        edges: Undirected edges, each once, ``(2, E)``, int64.
        num_nodes: Number of nodes n.
        dim: Size of the embeddings. A spectral one needs as many parts.
        parts: Number of parts, from 1 to n. By default the square root of n, rounded up, but at
            least ``dim`` to leave enough for a spectral embedding.
        rounds: Number of times that each node moves halfway to the mean of its neighbours.
        embed: Embeds the abstract graph: maps its weights ``(parts, parts)`` and ``dim`` to
            ``(parts, dim)``. Put the method here that will train the nodes.
        dtype: Type of the result.

    Returns:
        Embeddings, ``(n, dim)``, on the device of ``edges``.

    Raises:
        ValueError: If ``edges`` has another shape or a node that does not exist, or ``parts`` or
            ``dim`` cannot be served.
    """
    if edges.dim() != 2 or len(edges) != 2:
        raise ValueError(f"edges must be (2, E), got {tuple(edges.shape)}")
    if edges.numel() and not (0 <= edges.min() and edges.max() < num_nodes):
        got = f"{edges.min()} to {edges.max()}"
        raise ValueError(f"edges must join nodes 0 to {num_nodes - 1}, got {got}")
    if parts is None:
        parts = min(num_nodes, max(dim, math.ceil(math.sqrt(num_nodes))))
    if not 1 <= parts <= num_nodes:
        raise ValueError(f"cannot divide {num_nodes} nodes into {parts} parts")
    part_of = partition_graph(edges, num_nodes, parts)
    vectors = embed(abstract_graph(edges, part_of, parts), dim)[part_of]
    return propagate(vectors, edges, rounds).to(dtype)
