# ---
# id: virgo_init
# name: Virgo
# paper: li2023initialization
# aliases: [Virgo, virgofor, virgoback, variance instability reduction within GNN optimization, GNN initialisation, GNN initialization]
# family: variance scaling
# initialises: the weights of graph network layers (GCN, GraphSAGE, GIN, GAT)
# when: a graph network whose variances drift from layer to layer under Xavier, when graph and features are at hand
# why: sets each layer's weight variance from the energy that repeated propagation over this graph leaves of the features and of a constant, so that forward and backward variances tend to match across layers
# layers: [graph]
# activations: [relu]
# needs: [graph, data batch]
# goals: [keeps the variance]
# fidelity: as in the official code
# differs: "Works on an edge list instead of a DGL graph, merges self-loops that are already there with those it adds, and refuses features whose node means vanish, for which the official code divides by zero."
# call: "weights = [[conv.lin.weight] for conv in ${1:model}.convs]\nvirgo_init_(weights, ${2:data}.edge_index, ${2:data}.x, num_classes=${3:7})"
# ---
"""Virgo: variances of graph network weights from the graph, the features and the depth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor

Mode = Literal["harmonic", "arithmetic", "forward", "backward"]


@torch.no_grad()
def virgo_init_(
    layers: Sequence[Sequence[Tensor]],
    edge_index: Tensor,
    features: Tensor,
    num_classes: int,
    mode: Mode = "harmonic",
    generator: torch.Generator | None = None,
) -> list[float]:
    """Initialise the weights of a graph network, in place (Li et al. 2023).

    Each weight becomes uniform within ``sqrt(3 c)``, where c is the variance of its layer by
    :func:`virgo_variances`. Biases should be 0.

    Args:
        layers: For every layer, from input to output, its weights ``(out, in)``: ``lin.weight``
            of a GCN layer, both weights of GraphSAGE or of GAT, the first and the last linear
            layer in the MLP of GIN. All hidden layers must be equally wide.
        edge_index: Edges as in PyTorch Geometric, ``(2, edges)``, source over target, an
            undirected edge in both directions. For many small graphs, merge a sample of them.
        features: Input features, ``(nodes, in)``.
        num_classes: Number of classes, at least 2 (also for a single logit).
        mode: See :func:`virgo_variances`.
        generator: Source of the weights, on their device.

    Returns:
        The variances of the layers.

    Raises:
        ValueError: If the widths do not fit together, or :func:`virgo_variances` cannot serve the
            graph, the features, ``num_classes`` or ``mode``.
    """
    if not layers or not all(layers):
        raise ValueError("every layer must have at least one weight, and there must be a layer")
    widths = [features.shape[-1]] + [layers[0][0].shape[0]] * (len(layers) - 1)
    found = [layer[0].shape[1] for layer in layers]
    if found != widths:
        raise ValueError(f"layers must have the input widths {widths}, got {found}")
    variances = virgo_variances(
        edge_index, features, layers[0][0].shape[0], len(layers), num_classes, mode
    )
    for weights, variance in zip(layers, variances):
        bound = math.sqrt(3 * variance)  # uniform on +-bound has this variance
        for weight in weights:
            weight.uniform_(-bound, bound, generator=generator)
    return variances


@torch.no_grad()
def virgo_variances(
    edge_index: Tensor,
    features: Tensor,
    hidden: int,
    depth: int,
    num_classes: int,
    mode: Mode = "harmonic",
) -> list[float]:
    """Return the weight variance of every layer, from input to output.

    With P, the adjacency matrix with self-loops normalised by the degrees, x the mean feature of
    every node, ``S_k = |P^k x|^2`` and ``T_k = |P^k 1|^2`` on n nodes, k = 1, ..., depth - 1:

    - forward: ``2 / in`` in the first layer, ``(2 / hidden) S_k / S_{k+1}`` in layer k + 1.
    - backward: ``n / ((num_classes - 1) T_1)`` in the last layer, and
      ``(2 / hidden) T_k / T_{k+1}`` in the k-th layer before it.
    - harmonic, arithmetic: the mean of both. Harmonic is the default of the official code.

    The factor 2 belongs to ReLU. P is the same whatever way the network itself aggregates.

    Args:
        edge_index, features, num_classes: As in :func:`virgo_init_`.
        hidden: Width of all hidden layers.
        depth: Number of layers.
        mode: Which variances to keep: the forward, the backward or a mean of the two.

    Raises:
        ValueError: If ``edge_index`` does not fit the features, a size or ``mode`` is out of
            range, or the forward variances do not exist, as the node means of the features are 0 or
            cancel between neighbours.
    """
    if mode not in ("harmonic", "arithmetic", "forward", "backward"):
        raise ValueError(f"mode must be harmonic, arithmetic, forward or backward, got {mode!r}")
    if min(hidden, depth) < 1 or num_classes < 2:
        raise ValueError(
            "hidden and depth must be at least 1 and num_classes at least 2, got "
            f"{hidden}, {depth} and {num_classes}"
        )
    nodes, width = features.shape
    known = (edge_index >= 0) & (edge_index < nodes)
    if edge_index.ndim != 2 or len(edge_index) != 2 or not known.all():
        raise ValueError(f"edge_index must be (2, edges) with entries in 0...{nodes - 1}")

    forward: list[float] = []
    backward: list[float] = []
    if mode != "backward":
        features = features.double()
        mean = features.mean(1)
        S = _energies(edge_index, mean, depth)
        # What is below rounding of the features is no signal.
        if S[-1] <= 1e-12 * features.square().sum().item():
            raise ValueError("no mean feature survives propagation, use mode='backward'")
        forward = [2 / width] + [2 / hidden * a / b for a, b in zip(S, S[1:])]
    if mode != "forward":
        T = _energies(edge_index, features.new_ones(nodes, dtype=torch.float64), depth)
        backward = [nodes / ((num_classes - 1) * T[0])]
        backward = [2 / hidden * a / b for a, b in zip(T, T[1:])][::-1] + backward
    if mode == "harmonic":
        return [2 / (1 / f + 1 / b) for f, b in zip(forward, backward)]
    if mode == "arithmetic":
        return [(f + b) / 2 for f, b in zip(forward, backward)]
    return forward or backward


def _energies(edge_index: Tensor, signal: Tensor, depth: int) -> list[float]:
    """Return the squared norm of the signal after 1, ..., ``depth`` propagations."""
    source, target = edge_index[:, edge_index[0] != edge_index[1]]
    # Every node has one self-loop, hence a degree of at least 1.
    ones = signal.new_ones(source.shape)
    outgoing = torch.ones_like(signal).index_add_(0, source, ones)
    incoming = torch.ones_like(signal).index_add_(0, target, ones)
    energies = []
    for _ in range(depth):
        sent = signal / outgoing.sqrt()
        signal = sent.index_add(0, target, sent[source]) / incoming.sqrt()
        energies.append(signal.square().sum().item())
    return energies
