"""Evolutionary merge: factors of task vectors, found by their score."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from evolutionary_merge import evolutionary_merge

State = dict[str, Tensor]
Score = Callable[[State], float]
SIZE = 7


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def problem(layers: int = 1) -> tuple[State, list[State]]:
    """A base and two models with orthogonal changes, each of the square norm 10."""
    rng = seeded(4)
    base: State = {}
    models: list[State] = [{}, {}]
    for layer in range(layers):
        name = f"layers.{layer}.weight"
        start = torch.randn(2, SIZE, generator=rng, dtype=torch.float64)
        axes = torch.linalg.qr(torch.randn(2 * SIZE, 2, generator=rng, dtype=torch.float64))[0]
        base[name] = start
        for model, axis in zip(models, axes.T):
            model[name] = start + math.sqrt(10) * axis.reshape(2, SIZE)
    return base, models


def target_score(
    base: State, models: list[State], goal: dict[str, tuple[float, ...]]
) -> Score:
    def score(state: State) -> float:
        distance = 0.0
        for name, factors in goal.items():
            wanted = base[name].clone()
            for factor, model in zip(factors, models):
                wanted += factor * (model[name] - base[name])
            distance += (state[name] - wanted).square().sum().item()
        return -distance

    return score


def recorder(result: Score = lambda state: 0.0) -> tuple[list[State], Score]:
    seen: list[State] = []

    def score(state: State) -> float:
        seen.append(state)
        return result(state)

    return seen, score


def first_factors(seen: list[State], base: State, models: list[State]) -> Tensor:
    """The factors of the scored merges, read off with the orthogonal changes: (merges, models)."""
    name = "layers.0.weight"
    axes = torch.stack([(model[name] - base[name]).ravel() for model in models])
    return torch.stack([(state[name] - base[name]).ravel() @ axes.T / 10 for state in seen])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_finds_the_target_among_two_orthogonal_changes(seed: int) -> None:
    base, models = problem()
    score = target_score(base, models, {"layers.0.weight": (0.8, 0.6)})
    merge = evolutionary_merge(base, models, score, generations=60, generator=seeded(seed))
    assert merge.scores[0] == pytest.approx(-1.0, abs=1e-9)
    assert merge.scores[-1] > -1e-2
    assert merge.weights["all"] == pytest.approx([0.8, 0.6], abs=0.05)
    assert score(merge.state) == pytest.approx(merge.scores[-1], abs=1e-12)


def test_each_group_of_layers_has_factors_of_its_own() -> None:
    base, models = problem(3)
    goal = {f"layers.{k}.weight": f for k, f in enumerate([(0.8, 0.2), (0.1, 0.6), (0.1, 0.6)])}

    def group_of(name: str) -> int:
        return min(int(name.split(".")[1]), 1)

    merge = evolutionary_merge(
        base, models, target_score(base, models, goal), group_of=group_of,
        generations=60, population=10, generator=seeded(),
    )
    assert list(merge.weights) == [0, 1]
    assert merge.weights[0] == pytest.approx([0.8, 0.2], abs=0.06)
    assert merge.weights[1] == pytest.approx([0.1, 0.6], abs=0.06)
    assert merge.scores[-1] > -0.05


def test_best_score_never_falls_and_belongs_to_the_result() -> None:
    base, models = problem()
    seen, score = recorder(target_score(base, models, {"layers.0.weight": (0.6, 0.4)}))
    # A step that grows makes late generations worse than early ones.
    merge = evolutionary_merge(base, models, score, decay=1.5, generator=seeded())
    values = [target_score(base, models, {"layers.0.weight": (0.6, 0.4)})(s) for s in seen]
    assert merge.scores == [max(values[: 1 + 8 * k]) for k in range(13)]
    winner = seen[values.index(max(values))]
    assert torch.equal(merge.state["layers.0.weight"], winner["layers.0.weight"])
    factors = first_factors([winner], base, models)[0]
    assert merge.weights["all"] == pytest.approx(factors.tolist(), abs=1e-9)


def test_the_start_is_the_mean_of_the_changes_and_wins_if_nothing_is_better() -> None:
    base, models = problem()
    merge = evolutionary_merge(base, models, lambda state: 0.0, generator=seeded())
    assert merge.weights == {"all": [0.5, 0.5]}
    mean = (models[0]["layers.0.weight"] + models[1]["layers.0.weight"]) / 2
    assert torch.allclose(merge.state["layers.0.weight"], mean, rtol=0, atol=1e-14)
    three = evolutionary_merge(base, [*models, base], lambda state: 0.0, generator=seeded())
    assert three.weights == {"all": [1 / 3] * 3}


def test_defaults_make_97_evaluations_with_a_first_step_of_a_sixth() -> None:
    base, models = problem()
    seen, score = recorder()
    evolutionary_merge(base, models, score, generator=seeded())
    assert len(seen) == 97
    seen, score = recorder()
    evolutionary_merge(base, models, score, generations=1, population=2000, generator=seeded())
    factors = first_factors(seen[1:], base, models)
    assert factors.std(0).tolist() == pytest.approx([1 / 6] * 2, rel=0.05)
    assert factors.mean(0).tolist() == pytest.approx([0.5, 0.5], abs=0.02)


def test_the_centre_is_the_mean_of_the_parents_and_the_step_shrinks() -> None:
    base, models = problem()
    options = {"generations": 2, "population": 400, "sigma": 0.05}
    for parents, decay in ((3, 0.5), (1, 0.1)):
        seen, score = recorder(target_score(base, models, {"layers.0.weight": (0.6, 0.5)}))
        evolutionary_merge(
            base, models, score, parents=parents, decay=decay, generator=seeded(), **options
        )
        factors = first_factors(seen, base, models)
        values = (factors[1:401] - torch.tensor([0.6, 0.5])).square().sum(1)
        centre = factors[1:401][values.argsort()[:parents]].mean(0)
        second = factors[401:]
        tolerance = 5 * 0.05 * decay / math.sqrt(400)
        assert second.mean(0).tolist() == pytest.approx(centre.tolist(), abs=tolerance)
        assert second.std(0).tolist() == pytest.approx([0.05 * decay] * 2, rel=0.2)


def test_default_parents_and_decay() -> None:
    base, models = problem()
    score = target_score(base, models, {"layers.0.weight": (0.8, 0.6)})
    plain = evolutionary_merge(base, models, score, generator=seeded())
    options = {"generations": 12, "population": 8, "parents": 3, "sigma": 1 / 6, "decay": 0.93}
    assert plain.scores == evolutionary_merge(
        base, models, score, generator=seeded(), **options
    ).scores


def test_factors_are_not_negative() -> None:
    base, models = problem()
    seen, score = recorder(target_score(base, models, {"layers.0.weight": (-1.0, 0.0)}))
    merge = evolutionary_merge(base, models, score, generations=20, generator=seeded())
    assert first_factors(seen, base, models).min() > -1e-12
    assert 0 <= min(merge.weights["all"]) < 0.02


def test_a_candidate_without_a_score_loses() -> None:
    base, models = problem()
    wanted = target_score(base, models, {"layers.0.weight": (0.8, 0.6)})
    calls = iter(range(10**6))
    merge = evolutionary_merge(
        base, models, lambda state: math.nan if next(calls) % 2 == 0 else wanted(state),
        generations=40, population=16, generator=seeded(),
    )
    assert merge.scores[0] == -math.inf and merge.scores[-1] > -0.05
    nothing = evolutionary_merge(base, models, lambda state: math.nan, generator=seeded())
    assert nothing.weights == {"all": [0.5, 0.5]} and set(nothing.scores) == {-math.inf}


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_those_of_the_base(dtype: torch.dtype) -> None:
    base = {"w": torch.tensor([[256.0, 1.0]], dtype=dtype), "steps": torch.tensor(3)}
    models = [
        {"w": torch.tensor([[256.0 + change, 2.0]]), "steps": torch.tensor(5)}
        for change in (1.0, 3.4)
    ]
    merge = evolutionary_merge(base, models, lambda state: 0.0, generations=1)
    assert merge.state["w"].dtype == dtype and merge.state["w"].device == base["w"].device
    # Half of 1.0 and 3.4 is 2.2: rounded once, and not in the steps before.
    expected = torch.tensor([[258.2, 2.0]], dtype=torch.float64).to(dtype)
    assert torch.allclose(merge.state["w"].double(), expected.double(), rtol=1e-6)
    assert merge.state["steps"].item() == 3 and merge.state["steps"].dtype == torch.int64


def test_inputs_are_neither_changed_nor_shared() -> None:
    base, models = problem(2)
    for steps, state in enumerate([base, *models]):
        state["steps"] = torch.tensor(steps)
    before = copy.deepcopy([base, *models])

    def spoil(state: State) -> float:
        for value in state.values():
            value.fill_(9)
        return 0.0

    merge = evolutionary_merge(base, models, spoil, generator=seeded())
    assert merge.state["steps"].item() == 0
    for state, kept in zip([base, *models], before):
        assert all(torch.equal(state[name], kept[name]) for name in kept)


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    base, models = problem()
    score = target_score(base, models, {"layers.0.weight": (0.8, 0.6)})
    rng = torch.get_rng_state()
    one, same, other = (
        evolutionary_merge(base, models, score, generator=seeded(seed)).scores for seed in (0, 0, 1)
    )
    assert torch.equal(rng, torch.get_rng_state())
    assert one == same != other


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"generations": 0}, "got 0 generations, 3 parents and a population of 8"),
        ({"parents": 0}, "got 12 generations, 0 parents"),
        ({"parents": 9}, "9 parents and a population of 8"),
        ({"sigma": 0.0}, "positive, got 0.0 and 0.93"),
        ({"decay": 0.0}, "positive, got 0.16.* and 0.0"),
        ({"sigma": math.nan}, "positive, got nan"),
    ],
)
def test_unusable_numbers(options: dict[str, float], message: str) -> None:
    base, models = problem()
    with pytest.raises(ValueError, match=message):
        evolutionary_merge(base, models, lambda state: 0.0, **options)


def test_one_parent_of_one_and_one_generation_are_served() -> None:
    base, models = problem()
    options = {"generations": 1, "population": 1, "parents": 1}
    assert len(evolutionary_merge(base, models, lambda state: 0.0, **options).scores) == 2


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ([], "at least one model to merge, got 0"),
        ([{"embed": torch.ones(5, 2)}], r"embed: base has \(4, 2\), a model \(5, 2\)"),
        ([{}], r"base and model differ in \['embed'\]"),
        ([{"embed": torch.ones(4, 2), "v": torch.ones(1)}], r"base and model differ in \['v'\]"),
    ],
)
def test_models_that_do_not_match(models: list[State], message: str) -> None:
    # Other tokenisers show in the rows of the embedding.
    with pytest.raises(ValueError, match=message):
        evolutionary_merge({"embed": torch.ones(4, 2)}, models, lambda state: 0.0)
