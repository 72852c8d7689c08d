"""Virgo: weight variances of a graph network from propagation over its graph."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from virgo_init import virgo_init_, virgo_variances

MODES = ["harmonic", "arithmetic", "forward", "backward"]
Graph = tuple[int, list[tuple[int, int]]]


def both_ways(nodes: int, edges: list[tuple[int, int]]) -> Graph:
    return nodes, edges + [(b, a) for a, b in edges]


STAR = both_ways(5, [(0, i) for i in range(1, 5)])
RING = both_ways(24, [(i, (i + step) % 24) for step in (1, 2) for i in range(24)])
GRAPHS: dict[str, Graph] = {
    "star": STAR,
    "ring": RING,
    "one node": (1, []),
    "no edges": (6, []),
    "path and isolated": both_ways(7, [(0, 1), (1, 2), (2, 3)]),
    "directed": (4, [(0, 1), (0, 2), (3, 2), (2, 1)]),
    "self-loops": (3, [(0, 0), (0, 1), (1, 0), (2, 2)]),
    "parallel edges": both_ways(3, [(0, 1), (0, 1), (1, 2)]),
}


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def edge_index(graph: Graph) -> Tensor:
    return torch.tensor(graph[1], dtype=torch.long).reshape(-1, 2).T


def features(nodes: int, width: int, seed: int = 0) -> Tensor:
    return torch.rand(nodes, width, generator=seeded(seed), dtype=torch.float64)


def dense(graph: Graph) -> np.ndarray:
    """Normalised adjacency with one self-loop per node, row = target."""
    nodes, edges = graph
    a = np.eye(nodes)
    for source, target in edges:
        if source != target:
            a[target, source] += 1
    return a / np.sqrt(np.outer(a.sum(1), a.sum(0)))


def reference(
    graph: Graph, x: Tensor, hidden: int, depth: int, classes: int
) -> dict[str, np.ndarray]:
    p = dense(graph)
    powers = [np.linalg.matrix_power(p, k) for k in range(1, depth + 1)]
    S = [((m @ x.double().numpy().mean(1)) ** 2).sum() for m in powers]
    T = [(m.sum(1) ** 2).sum() for m in powers]
    forward, backward = np.empty(depth), np.empty(depth)
    forward[0] = 2 / x.shape[1]
    backward[depth - 1] = graph[0] / ((classes - 1) * T[0])
    for i in range(1, depth):
        forward[i] = 2 / hidden * S[i - 1] / S[i]
        backward[depth - 1 - i] = 2 / hidden * T[i - 1] / T[i]
    return {
        "forward": forward,
        "backward": backward,
        "arithmetic": (forward + backward) / 2,
        "harmonic": 2 * forward * backward / (forward + backward),
    }


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize(("depth", "classes"), [(1, 2), (2, 3), (5, 7)])
def test_variances_equal_a_dense_reference(name: str, depth: int, classes: int) -> None:
    graph = GRAPHS[name]
    x = features(graph[0], 3)
    expected = reference(graph, x, 8, depth, classes)
    for mode in MODES:
        found = virgo_variances(edge_index(graph), x, 8, depth, classes, mode)
        assert len(found) == depth
        assert np.allclose(found, expected[mode], rtol=1e-10, atol=0), mode
    assert virgo_variances(edge_index(graph), x, 8, depth, classes) == pytest.approx(
        list(expected["harmonic"]), rel=1e-10
    )


def test_star_by_hand() -> None:
    # Hub of degree 5 with its self-loop, four leaves of degree 2.
    x = torch.tensor([[2.0, 0.0]] + [[0.0, 0.0]] * 4)
    hub, leaf, link = 1 / 5, 1 / 2, 1 / math.sqrt(10)
    S = [hub**2 + 4 * link**2, (hub**2 + 4 * link**2) ** 2 + 4 * (link * (hub + leaf)) ** 2]
    T = [(hub + 4 * link) ** 2 + 4 * (link + leaf) ** 2]
    forward = virgo_variances(edge_index(STAR), x, 6, 2, 3, "forward")
    assert forward == pytest.approx([1.0, 2 / 6 * S[0] / S[1]], rel=1e-12)
    backward = virgo_variances(edge_index(STAR), x, 6, 2, 3, "backward")
    assert backward[1] == pytest.approx(5 / (2 * T[0]), rel=1e-12)
    assert backward[0] != pytest.approx(backward[1], rel=0.1), "the last layer is the last"


def test_regular_graph_has_kaiming_backward_variances_and_falling_forward_ratios() -> None:
    x = features(24, 3)
    backward = virgo_variances(edge_index(RING), x, 10, 6, 4, "backward")
    assert backward == pytest.approx([2 / 10] * 5 + [1 / 3], rel=1e-12)
    ratios = np.array(virgo_variances(edge_index(RING), x, 10, 9, 4, "forward")[1:]) * 10 / 2
    assert (ratios >= 1).all() and (np.diff(ratios) < 0).all() and ratios[-1] < 1.01


def test_the_means_of_the_features_are_not_centred() -> None:
    x = features(24, 3)
    assert virgo_variances(edge_index(RING), x + 5, 10, 3, 4, "forward")[1] < (
        virgo_variances(edge_index(RING), x - x.mean(), 10, 3, 4, "forward")[1]
    )


def net(widths: list[int], dtype: torch.dtype = torch.float64) -> list[list[Tensor]]:
    pairs = zip(widths, widths[1:])
    return [[torch.full((out, fan_in), torch.nan, dtype=dtype)] for fan_in, out in pairs]


@pytest.mark.parametrize("mode", MODES)
def test_weights_are_uniform_with_these_variances(mode: str) -> None:
    graph = RING
    x, layers = features(24, 60), net([60, 80, 80, 90])
    variances = virgo_init_(layers, edge_index(graph), x, 5, mode, generator=seeded())
    assert np.allclose(variances, reference(graph, x, 80, 3, 5)[mode], rtol=1e-10)
    for (weight,), variance in zip(layers, variances):
        assert weight.abs().max().item() <= math.sqrt(3 * variance)
        assert weight.abs().max().item() > 0.99 * math.sqrt(3 * variance)
        assert weight.var().item() == pytest.approx(variance, rel=0.05)
        assert abs(weight.mean().item()) < 0.05 * math.sqrt(variance)


def test_all_weights_of_a_layer_share_the_bound_and_are_drawn_apart() -> None:
    layers = [[torch.zeros(16, 9), torch.zeros(16, 16)], [torch.zeros(4, 16), torch.zeros(4, 16)]]
    variances = virgo_init_(layers, edge_index(STAR), features(5, 9), 4, generator=seeded())
    for layer, variance in zip(layers, variances):
        for weight in layer:
            bound = math.sqrt(3 * variance)
            assert 0.85 * bound < weight.abs().max().item() <= bound * (1 + 1e-6)
    assert not torch.equal(*layers[1])
    (variance,) = virgo_init_([[torch.zeros(3, 9)]], edge_index(STAR), features(5, 9), 3)
    assert variance == pytest.approx(reference(STAR, features(5, 9), 1, 1, 3)["harmonic"][0])


def test_forward_keeps_the_second_moment_over_depth_where_xavier_does_not() -> None:
    rng = np.random.default_rng(0)
    pairs = rng.integers(0, 60, (150, 2))
    graph = both_ways(60, [(int(a), int(b)) for a, b in pairs if a != b])
    p, x = torch.from_numpy(dense(graph)), features(60, 16)
    ratios: dict[str, list[float]] = {"virgo": [], "xavier": []}
    for seed in range(8):
        for name in ratios:
            layers = net([16] + [64] * 8)
            virgo_init_(layers, edge_index(graph), x, 64, "forward", generator=seeded(seed))
            if name == "xavier":
                for (weight,) in layers:
                    bound = math.sqrt(6 / sum(weight.shape))
                    weight.uniform_(-bound, bound, generator=seeded(seed))
            h, moments = x, []
            for (weight,) in layers:
                h = torch.relu(p @ h @ weight.T)
                moments.append(h.square().mean().item())
            ratios[name].append(moments[-1] / moments[0])
    assert 0.5 < np.mean(ratios["virgo"]) < 2
    assert np.mean(ratios["xavier"]) < 0.1


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    state, drawn = torch.get_rng_state(), []
    for seed in (0, 0, 1):
        layers = net([9, 6, 2])
        virgo_init_(layers, edge_index(STAR), features(5, 9), 2, generator=seeded(seed))
        drawn.append(torch.cat([weight.flatten() for (weight,) in layers]))
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(drawn[0], drawn[1]) and not torch.equal(drawn[0], drawn[2])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_parameters_and_low_precision_features_are_served(dtype: torch.dtype) -> None:
    linear = nn.Linear(3, 2).to(dtype)
    index, x = edge_index(STAR), features(5, 3).to(dtype)
    original = x.clone()
    (variance,) = virgo_init_([[linear.weight]], index, x, 2, generator=seeded())
    assert variance == pytest.approx(reference(STAR, x, 2, 1, 2)["harmonic"][0], rel=1e-12)
    assert linear.weight.dtype == dtype and linear.weight.is_leaf and linear.weight.requires_grad
    assert torch.equal(x, original) and torch.equal(index, edge_index(STAR))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_features_without_a_mean_have_no_forward_variance(dtype: torch.dtype) -> None:
    x = features(24, 50).to(dtype)
    x = x - x.mean(1, keepdim=True)
    for mode in ("harmonic", "arithmetic", "forward"):
        with pytest.raises(ValueError, match="no mean feature survives propagation"):
            virgo_variances(edge_index(RING), x, 8, 2, 3, mode)
    assert virgo_variances(edge_index(RING), x, 8, 2, 3, "backward") == pytest.approx([0.25, 0.5])
    # A small mean is a mean.
    assert virgo_variances(edge_index(RING), x + 1e-4, 8, 2, 3, "forward")[0] == 2 / 50
    with pytest.raises(ValueError, match="mean feature"):
        virgo_variances(edge_index(RING), 0 * x, 8, 2, 3)
    # On two linked nodes propagation takes the mean, which cancels.
    with pytest.raises(ValueError, match="mean feature"):
        virgo_variances(torch.tensor([[0, 1], [1, 0]]), torch.tensor([[1.0], [-1.0]]), 8, 1, 3)


@pytest.mark.parametrize(("energy", "served"), [(0.8e-12, False), (1.2e-12, True)])
def test_a_mean_counts_from_rounding_in_single_precision_on(energy: float, served: bool) -> None:
    x = torch.tensor([[1.0, -1.0]], dtype=torch.float64) + math.sqrt(2 * energy)
    for depth in (1, 2):
        arguments = (torch.zeros(2, 0, dtype=torch.long), x, 4, depth, 2, "forward")
        if served:
            assert virgo_variances(*arguments)[0] == 1
        else:
            with pytest.raises(ValueError, match="mean feature"):
                virgo_variances(*arguments)


@pytest.mark.parametrize(
    ("kw", "message"),
    [
        ({"num_classes": 1}, "num_classes at least 2, got 8, 2 and 1"),
        ({"hidden": 0}, "got 0, 2 and 3"),
        ({"depth": 0}, "got 8, 0 and 3"),
        ({"mode": "normal"}, "got 'normal'"),
        ({"edge_index": torch.tensor([[0, 5], [1, 1]])}, r"\(2, edges\) with entries in 0\.\.\.4"),
        ({"edge_index": torch.tensor([[0, 1], [-1, 1]])}, "edge_index must be"),
        ({"edge_index": torch.tensor([[0, 1, 2]])}, "edge_index must be"),
        ({"edge_index": torch.tensor([0, 1])}, "edge_index must be"),
    ],
)
def test_what_cannot_be_served(kw: dict[str, object], message: str) -> None:
    sizes = {"edge_index": edge_index(STAR), "hidden": 8, "depth": 2, "num_classes": 3}
    with pytest.raises(ValueError, match=message):
        virgo_variances(features=features(5, 3), **{**sizes, **kw})


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "there must be a layer"),
        ([[torch.zeros(4, 3)], []], "at least one weight"),
        ([[torch.zeros(4, 2)]], r"input widths \[3\], got \[2\]"),
        (
            [[torch.zeros(4, 3)], [torch.zeros(5, 4)], [torch.zeros(2, 5)]],
            r"\[3, 4, 4\], got \[3, 4, 5\]",
        ),
    ],
)
def test_layers_that_do_not_fit(layers: list[list[Tensor]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        virgo_init_(layers, edge_index(STAR), features(5, 3), 2)
    assert not any(weight.any() for layer in layers for weight in layer)
