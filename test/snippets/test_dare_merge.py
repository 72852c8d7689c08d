"""DARE: changes dropped at random and rescaled, then summed, with or without a sign election."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from dare_merge import dare_merge

State = dict[str, Tensor]
SHAPES = {"w": (7, 4), "b": (7,), "conv": (2, 3, 3, 1), "one": (1,), "scalar": ()}


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def states(count: int, dtype: torch.dtype = torch.float64) -> list[State]:
    rng = seeded(5)
    return [
        {
            name: torch.randn(shape, generator=rng, dtype=torch.float64).to(dtype)
            for name, shape in SHAPES.items()
        }
        for _ in range(count)
    ]


def vector(values: list[float]) -> State:
    return {"w": torch.tensor(values, dtype=torch.float64)}


def test_without_dropping_one_model_comes_back() -> None:
    base, model = states(2)
    merged = dare_merge(base, [model], drop=0.0)
    assert list(merged) == list(base)
    for name, value in merged.items():
        assert value.shape == model[name].shape
        assert torch.allclose(value, model[name], rtol=0, atol=1e-15)


def test_without_dropping_weights_scale_the_changes() -> None:
    base, *models = states(4)
    for weights in (None, [0.5, -2.0, 1.5]):
        merged = dare_merge(base, models, drop=0.0, weights=weights)
        for name, start in base.items():
            expected = start.numpy().copy()
            for weight, model in zip(weights or [1 / 3] * 3, models):
                expected = expected + weight * (model[name].numpy() - start.numpy())
            assert np.abs(merged[name].numpy() - expected).max() < 1e-14


@pytest.mark.parametrize("drop", [0.2, 0.9])
def test_expected_change_is_the_change_and_its_error_has_the_known_size(drop: float) -> None:
    tau = torch.randn(150, generator=seeded(4), dtype=torch.float64)
    # 2000 independent masks of the same change: one in each row.
    base = {"w": torch.zeros(2000, 150, dtype=torch.float64)}
    deltas = dare_merge(base, [{"w": tau.expand(2000, -1)}], drop=drop, generator=seeded())["w"]
    error = (deltas.mean(0) - tau).square().mean().sqrt().item()
    expected = math.sqrt(tau.square().mean().item() * drop / ((1 - drop) * 2000))
    assert error == pytest.approx(expected, rel=0.1)
    assert (deltas == 0).double().mean().item() == pytest.approx(drop, abs=0.01)


@pytest.mark.parametrize("drop", [0.1, 0.5, 0.9])
def test_every_entry_is_dropped_or_divided_by_the_share_that_stays(drop: float) -> None:
    base = {"w": torch.randn(40, 50, generator=seeded(1), dtype=torch.float64)}
    tau = torch.randn(40, 50, generator=seeded(2), dtype=torch.float64)
    merged = dare_merge(base, [{"w": base["w"] + tau}], drop=drop, generator=seeded(3))["w"]
    factor = (merged - base["w"]) / tau
    dropped = factor.abs() < 1e-9
    assert dropped.double().mean().item() == pytest.approx(drop, abs=0.03)
    assert torch.allclose(factor[~dropped] * (1 - drop), torch.ones(1).double(), rtol=1e-9)


def test_a_dropped_entry_is_the_base_weight_not_zero() -> None:
    base = {"w": torch.full((100,), 5.0)}
    merged = dare_merge(base, [{"w": torch.full((100,), 6.0)}], drop=0.5, generator=seeded())["w"]
    assert set(merged.tolist()) == {5.0, 7.0}


def test_nine_in_ten_is_the_default_and_the_default_weights_give_the_mean() -> None:
    base = {"w": torch.zeros(20_000)}
    merged = dare_merge(base, [{"w": torch.ones(20_000)}] * 2, generator=seeded())["w"]
    values = np.array(sorted(set(merged.tolist())))
    assert np.allclose(values, [0, 5, 10], rtol=1e-6)
    assert merged.mean().item() == pytest.approx(1, abs=0.1)
    assert (merged == 0).double().mean().item() == pytest.approx(0.81, abs=0.02)


def test_each_model_and_each_tensor_has_a_mask_of_its_own() -> None:
    base = {"a": torch.zeros(200), "b": torch.zeros(200)}
    models = [{"a": torch.ones(200), "b": torch.ones(200)}, {"a": torch.full((200,), 10.0)}]
    models[1]["b"] = models[1]["a"]
    merged = dare_merge(base, models, drop=0.5, weights=[1.0, 1.0], generator=seeded())
    assert set(merged["a"].tolist()) == {0.0, 2.0, 20.0, 22.0}
    assert not torch.equal(merged["a"], merged["b"])


def test_linear_sum_lets_opposite_changes_cancel_and_sign_election_does_not() -> None:
    base = vector([0.0, 1.0, 0.0, 0.0])
    models = [vector([3.0, 2.0, 0.0, -2.0]), vector([-1.0, 4.0, 0.0, 1.0])]
    options = {"drop": 0.0, "weights": [1.0, 1.0]}
    assert dare_merge(base, models, **options)["w"].tolist() == [2, 5, 0, -1]
    assert dare_merge(base, models, elect_sign=True, **options)["w"].tolist() == [3, 5, 0, -2]


def test_the_sign_is_elected_by_weighted_mass_and_positive_in_a_tie() -> None:
    def elect(changes: list[float], weights: list[float]) -> float:
        models = [vector([change]) for change in changes]
        options = {"drop": 0.0, "weights": weights, "elect_sign": True}
        return dare_merge(vector([0.0]), models, **options)["w"].item()

    assert elect([-5.0, 1.0, 2.0], [1.0, 1.0, 1.0]) == -5
    assert elect([-1.0, 2.0], [3.0, 1.0]) == -3
    assert elect([-2.0, 2.0], [1.0, 1.0]) == 2
    # A negative weight turns the change round before the election.
    assert elect([2.0, 3.0], [-1.0, 1.0]) == 3


def test_sign_election_comes_after_the_drop() -> None:
    # Where the large negative change is dropped, the positive one must survive.
    base = {"w": torch.zeros(400)}
    models = [{"w": torch.full((400,), -4.0)}, {"w": torch.ones(400)}]
    options = {"drop": 0.5, "weights": [1.0, 1.0], "elect_sign": True}
    merged = dare_merge(base, models, generator=seeded(), **options)["w"]
    assert set(merged.tolist()) == {-8.0, 0.0, 2.0}


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    base, *models = states(3)
    rng = torch.get_rng_state()
    one, same, other = (
        dare_merge(base, models, drop=0.5, generator=seeded(seed))["w"] for seed in (0, 0, 1)
    )
    assert torch.equal(rng, torch.get_rng_state())
    assert torch.equal(one, same) and not torch.equal(one, other)


def test_without_a_generator_the_global_seed_decides() -> None:
    base, *models = states(3)
    with torch.random.fork_rng():
        results = []
        for _ in range(2):
            torch.manual_seed(3)
            results.append(dare_merge(base, models)["w"])
    assert torch.equal(*results)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_dtype_and_device_are_those_of_the_base(dtype: torch.dtype) -> None:
    base, *models = states(3, dtype)
    merged = dare_merge(base, models, drop=0.0)
    for name, value in merged.items():
        assert value.dtype == dtype and value.device == base[name].device
        mean = (models[0][name].double() + models[1][name].double()) / 2
        # One rounding of the result (half an ulp), not one of every step.
        tolerance = {"rtol": 0.5 * torch.finfo(dtype).eps, "atol": 1e-6}
        assert torch.allclose(value.double(), mean, **tolerance)


def test_buffers_without_a_fraction_are_those_of_the_base() -> None:
    norms = [nn.BatchNorm1d(3) for _ in range(2)]
    norms[0].num_batches_tracked.fill_(4)
    norms[1].num_batches_tracked.fill_(9)
    norms[1].running_mean.fill_(2)
    merged = dare_merge(norms[0].state_dict(), [norms[1].state_dict()], drop=0.0)
    counter = merged["num_batches_tracked"]
    assert counter.item() == 4 and counter.dtype == torch.int64
    assert merged["running_mean"].tolist() == [2.0] * 3


def test_inputs_are_neither_changed_nor_shared() -> None:
    base, *models = states(3)
    for steps, state in enumerate([base, *models]):
        state["steps"] = torch.tensor(steps)
    before = copy.deepcopy([base, *models])
    for elect_sign in (False, True):
        for value in dare_merge(base, models, elect_sign=elect_sign, generator=seeded()).values():
            value.fill_(9)
    for state, kept in zip([base, *models], before):
        assert all(torch.equal(state[name], kept[name]) for name in kept)


def test_parameters_give_plain_tensors() -> None:
    merged = dare_merge({"w": torch.zeros(3)}, [{"w": nn.Parameter(torch.ones(3))}], drop=0.0)
    assert not merged["w"].requires_grad and merged["w"].tolist() == [1, 1, 1]


@pytest.mark.parametrize("drop", [-0.1, 1.0, 1.5, math.nan])
def test_unusable_drop(drop: float) -> None:
    with pytest.raises(ValueError, match=f"at least 0 and below 1, got {drop}"):
        dare_merge(vector([0.0]), [vector([1.0])], drop=drop)


@pytest.mark.parametrize(
    ("models", "weights", "message"),
    [
        ([], None, "0 models need as many weights"),
        ([vector([1.0])], [1.0, 1.0], r"1 models need as many weights, got \[1.0, 1.0\]"),
        ([vector([1.0, 2.0])], None, r"w: base has \(1,\), a model \(2,\)"),
        ([{}], None, r"base and model differ in \['w'\]"),
        ([{**vector([1.0]), "v": torch.ones(1)}], None, r"base and model differ in \['v'\]"),
    ],
)
def test_models_that_do_not_match(
    models: list[State], weights: list[float] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        dare_merge(vector([0.0]), models, weights=weights)
