"""TIES: trim each change, elect a sign by mass, average what agrees."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ties_merge import ties_merge

State = dict[str, Tensor]
SHAPES = {"w": (7, 4), "b": (7,), "conv": (2, 3, 3, 1), "one": (1,), "scalar": ()}


def states(count: int, dtype: torch.dtype = torch.float64) -> list[State]:
    rng = torch.Generator().manual_seed(5)
    return [
        {
            name: torch.randn(shape, generator=rng, dtype=torch.float64).to(dtype)
            for name, shape in SHAPES.items()
        }
        for _ in range(count)
    ]


def vector(values: list[float]) -> State:
    return {"w": torch.tensor(values, dtype=torch.float64)}


def reference(
    base: np.ndarray, models: list[np.ndarray], density: float, weights: list[float], scale: float
) -> np.ndarray:
    """Entry by entry, with plain numbers."""
    deltas = []
    for model in models:
        delta = [float(m - b) for m, b in zip(model.ravel(), base.ravel())]
        order = sorted(range(len(delta)), key=lambda j: -abs(delta[j]))
        kept = set(order[: math.floor(density * len(delta))])
        deltas.append([value if j in kept else 0.0 for j, value in enumerate(delta)])
    merged = []
    for j, start in enumerate(base.ravel()):
        terms = [(w, w * delta[j]) for w, delta in zip(weights, deltas)]
        positive = sum(term for _, term in terms) >= 0
        agreeing = [(w, term) for w, term in terms if (term > 0 if positive else term < 0)]
        mean = sum(t for _, t in agreeing) / sum(w for w, _ in agreeing) if agreeing else 0.0
        merged.append(float(start) + scale * mean)
    return np.array(merged).reshape(base.shape)


@pytest.mark.parametrize("density", [0.2, 0.55, 1.0])
@pytest.mark.parametrize("weights", [[1.0, 1.0, 1.0], [0.5, 2.0, 0.0]])
def test_equals_the_rule_entry_by_entry(density: float, weights: list[float]) -> None:
    base, *models = states(4)
    merged = ties_merge(base, models, density=density, weights=weights, scale=0.7)
    assert list(merged) == list(base)
    for name, value in merged.items():
        arrays = [model[name].numpy() for model in models]
        expected = reference(base[name].numpy(), arrays, density, weights, 0.7)
        assert value.shape == base[name].shape
        assert np.abs(value.numpy() - expected).max() < 1e-14


def test_defaults_are_density_a_fifth_equal_weights_and_scale_one() -> None:
    base, *models = states(3)
    explicit = ties_merge(base, models, density=0.2, weights=[3.0, 3.0], scale=1.0)
    merged = ties_merge(base, models)
    for name in base:
        assert torch.allclose(merged[name], explicit[name], rtol=0, atol=1e-14)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_identical_models_come_back_if_nothing_is_trimmed(count: int) -> None:
    base, model = states(2)
    merged = ties_merge(base, [model] * count, density=1.0)
    for name in base:
        assert torch.allclose(merged[name], model[name], rtol=0, atol=1e-14)


def test_toy_example() -> None:
    base = vector([0.0] * 6)
    models = [vector([3, -1, 0.1, 2, 0, 0.05]), vector([1, 2, -0.2, -3, 0.3, 0.01])]
    # The fourth entry takes the greater mass, -3, and is not divided by the number of models.
    for density, expected in ((1.0, [2, 2, -0.2, -3, 0.3, 0.03]), (0.5, [2, 2, 0, -3, 0, 0])):
        merged = ties_merge(base, models, density=density)["w"]
        assert torch.allclose(merged, vector(expected)["w"], rtol=0, atol=1e-15)


def test_the_sign_is_that_of_the_sum_not_of_most_models() -> None:
    models = [vector([-5.0]), vector([1.0]), vector([2.0])]
    assert ties_merge(vector([0.0]), models, density=1.0)["w"].item() == -5


def test_a_weight_counts_for_the_sign_and_for_the_mean() -> None:
    models = [vector([-1.0, 1.0]), vector([2.0, 4.0])]
    merged = ties_merge(vector([0.0, 0.0]), models, density=1.0, weights=[3.0, 1.0])["w"]
    assert merged.tolist() == [-1.0, 7 / 4]


def test_an_exact_tie_goes_to_the_positive_side() -> None:
    models = [vector([-2.0, 2.0]), vector([2.0, -2.0])]
    assert ties_merge(vector([0.0, 0.0]), models, density=1.0)["w"].tolist() == [2.0, 2.0]


def test_each_tensor_is_trimmed_by_itself() -> None:
    # Trimmed over the whole model, only changes of "large" would be kept.
    base = {"large": torch.zeros(4, 5), "small": torch.zeros(3, 5)}
    model = {name: torch.rand(value.shape) + 0.1 for name, value in base.items()}
    model["large"] *= 100
    merged = ties_merge(base, [model], density=0.2)
    assert {name: int((value != 0).sum()) for name, value in merged.items()} == {
        "large": 4,
        "small": 3,
    }


def test_the_number_kept_is_rounded_down_and_exact_with_equal_magnitudes() -> None:
    base = {"w": torch.zeros(7)}
    for density, kept in ((0.1, 0), (0.2, 1), (0.5, 3), (0.99, 6), (1.0, 7)):
        merged = ties_merge(base, [{"w": -torch.ones(7)}], density=density)["w"]
        assert int((merged != 0).sum()) == kept


def test_trimming_acts_on_the_change_not_on_the_weight() -> None:
    base, tuned = vector([10.0, 1.0]), vector([10.1, 2.0])
    assert ties_merge(base, [tuned], density=0.5)["w"].tolist() == [10.0, 2.0]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_dtype_and_device_are_those_of_the_base(dtype: torch.dtype) -> None:
    base, *models = states(3, dtype)
    merged = ties_merge(base, models, density=0.6)
    exact = ties_merge(
        {name: value.double() for name, value in base.items()},
        [{name: value.double() for name, value in model.items()} for model in models],
        density=0.6,
    )
    for name, value in merged.items():
        assert value.dtype == dtype and value.device == base[name].device
        # One rounding of the result (half an ulp), not one of every step.
        tolerance = {"rtol": 0.5 * torch.finfo(dtype).eps, "atol": 1e-6}
        assert torch.allclose(value.double(), exact[name], **tolerance)


def test_models_of_another_precision_are_not_rounded_to_the_base() -> None:
    base = {"w": torch.tensor([256.0], dtype=torch.bfloat16)}
    models = [{"w": torch.tensor([256.9])}, {"w": torch.tensor([257.7])}]
    assert ties_merge(base, models, density=1.0, scale=2.0)["w"].item() == 258


def test_buffers_without_a_fraction_are_those_of_the_base() -> None:
    norms = [nn.BatchNorm1d(3) for _ in range(2)]
    norms[0].num_batches_tracked.fill_(4)
    norms[1].num_batches_tracked.fill_(9)
    norms[1].running_mean.fill_(2)
    base = norms[0].state_dict()
    merged = ties_merge(base, [norms[1].state_dict()], density=1.0)
    counter = merged["num_batches_tracked"]
    assert counter.item() == 4 and counter.dtype == torch.int64
    assert merged["running_mean"].tolist() == [2.0] * 3


def test_inputs_are_neither_changed_nor_shared() -> None:
    base, *models = states(3)
    base["steps"] = torch.tensor(3)
    for model in models:
        model["steps"] = torch.tensor(5)
    before = copy.deepcopy([base, *models])
    rng = torch.get_rng_state()
    merged = ties_merge(base, models)
    for value in merged.values():
        value.fill_(9)
    for state, kept in zip([base, *models], before):
        assert all(torch.equal(state[name], kept[name]) for name in kept)
    assert torch.equal(rng, torch.get_rng_state())


def test_parameters_give_plain_tensors() -> None:
    merged = ties_merge({"w": torch.zeros(3)}, [{"w": nn.Parameter(torch.ones(3))}], density=1.0)
    assert not merged["w"].requires_grad and merged["w"].tolist() == [1, 1, 1]


@pytest.mark.parametrize("density", [0.0, -0.5, 1.01, math.nan])
def test_unusable_density(density: float) -> None:
    with pytest.raises(ValueError, match=f"above 0 and at most at 1, got {density}"):
        ties_merge(vector([0.0]), [vector([1.0])], density=density)


@pytest.mark.parametrize(
    ("models", "weights", "message"),
    [
        ([], None, "0 models need as many weights"),
        ([vector([1.0])], [1.0, 1.0], r"1 models need as many weights, .* got \[1.0, 1.0\]"),
        ([vector([1.0])] * 2, [1.0, -1.0], r"none below 0, got \[1.0, -1.0\]"),
        ([vector([1.0, 2.0])], None, r"w: base has \(1,\), a model \(2,\)"),
        ([{}], None, r"base and model differ in \['w'\]"),
        ([{**vector([1.0]), "v": torch.ones(1)}], None, r"base and model differ in \['v'\]"),
    ],
)
def test_models_that_do_not_match(
    models: list[State], weights: list[float] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        ties_merge(vector([0.0]), models, weights=weights)
