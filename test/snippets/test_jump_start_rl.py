"""JSRL: who acts when, the curriculum of horizons, and a chain that needs it."""

from __future__ import annotations

import math
import random

import pytest
import torch
from jump_start_rl import JumpStart, even_horizons, random_horizon

LENGTH, LIMIT = 20, 30


def who(policy: JumpStart, steps: int) -> str:
    return "".join(policy.act(None, step) for step in range(steps))


def mixed(horizons, **kwargs) -> JumpStart:
    return JumpStart(lambda _: "g", lambda _: "l", horizons, **kwargs)


@pytest.mark.parametrize("horizon", [1, 3, 7])
def test_guide_acts_for_the_first_steps_of_every_episode(horizon):
    policy = mixed([horizon, 0])
    for _ in range(2):
        assert who(policy, 7) == "g" * horizon + "l" * (7 - horizon)


def test_at_the_full_horizon_only_the_guide_acts_and_at_zero_only_the_learner():
    assert who(mixed([7, 0]), 7) == "g" * 7
    assert who(mixed([0]), 7) == "l" * 7


def test_policies_get_the_observation_and_their_action_is_returned():
    policy = JumpStart(lambda x: x + 1, lambda x: x * 10, [1, 0])
    assert [policy.act(5, step) for step in range(2)] == [6, 50]


def test_horizons_fall_to_zero_and_stay_there_while_returns_improve():
    policy = mixed([9, 5, 2, 0])
    assert policy.horizon == 9
    seen = [policy.report(float(k)) for k in range(7)]
    assert seen == [9, 5, 2, 0, 0, 0, 0] and policy.horizon == 0


def test_equal_returns_hold_up():
    policy = mixed([2, 1, 0])
    assert [policy.report(-4.0) for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize(
    "best, tolerance, enough, short",
    [
        (10.0, 0.0, 10.0, 9.99),
        (8.0, 0.25, 6.0, 5.99),
        (-8.0, 0.25, -10.0, -10.01),
        (0.0, 0.5, 0.0, -0.01),
    ],
)
def test_a_drop_beyond_the_tolerance_keeps_the_horizon(best, tolerance, enough, short):
    policy = mixed([4, 2, 0], tolerance=tolerance)
    assert policy.report(best) == 4
    assert policy.report(short) == 4
    assert policy.report(enough) == 2
    # A return within the tolerance does not lower the mark for the next one.
    assert policy.report(short) == 2
    assert policy.report(enough) == 0


def test_the_mark_rises_with_the_best_return():
    policy = mixed([6, 4, 2, 0], tolerance=0.1)
    assert [policy.report(x) for x in (10.0, 20.0, 17.9, 18.0)] == [6, 4, 4, 2]


def test_returns_are_averaged_over_the_window():
    policy = mixed([6, 4, 2, 0], window=3)
    # Averages: none, none, 3 (sets the mark), 4, 2, 3, 4.
    returns = (0.0, 3.0, 6.0, 3.0, -3.0, 9.0, 6.0)
    assert [policy.report(x) for x in returns] == [6, 6, 6, 4, 4, 4, 2]


def test_defaults_ask_for_no_loss_at_any_single_evaluation():
    policy = mixed([2, 0])
    assert [policy.report(x) for x in (1.0, 1.0 - 1e-9, 1.0)] == [2, 2, 0]


@pytest.mark.parametrize("longest, count", [(20, 11), (100, 11), (7, 3), (5, 6), (1, 2), (13, 5)])
def test_even_horizons_fall_evenly_to_zero(longest, count):
    horizons = even_horizons(longest, count)
    assert len(horizons) == count and horizons[0] == longest and horizons[-1] == 0
    gaps = [a - b for a, b in zip(horizons, horizons[1:])]
    assert all(isinstance(h, int) for h in horizons)
    assert max(abs(gap - longest / (count - 1)) for gap in gaps) < 1
    mixed(horizons)


def test_even_horizons_of_the_example():
    assert even_horizons(20, 11) == list(range(20, -1, -2))


@pytest.mark.parametrize("longest, count", [(20, 1), (20, 0), (3, 5), (0, 2)])
def test_horizons_that_cannot_be_spaced_are_refused(longest, count):
    with pytest.raises(ValueError, match=f"cannot space {count} .* from {longest} to 0"):
        even_horizons(longest, count)


@pytest.mark.parametrize("longest", [1, 4, 9])
def test_random_horizon_is_uniform_below_the_longest(longest):
    generator = torch.Generator().manual_seed(0)
    draws = [random_horizon(longest, generator) for _ in range(400 * longest)]
    assert all(type(draw) is int for draw in draws) and set(draws) == set(range(longest))
    assert all(abs(draws.count(h) - 400) < 100 for h in range(longest))


def test_random_horizon_follows_its_generator_and_spares_the_global_state():
    state = torch.get_rng_state()
    runs = []
    for seed in (1, 1, 2):
        generator = torch.Generator().manual_seed(seed)
        runs.append([random_horizon(50, generator) for _ in range(9)])
    assert torch.equal(torch.get_rng_state(), state)
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize("horizons", [[], [3], [3, 3, 0], [1, 2, 0], [0, 0], [2, -1], [2, 1]])
def test_horizons_that_do_not_fall_to_zero_are_refused(horizons):
    with pytest.raises(ValueError, match="must fall and end with 0") as caught:
        mixed(horizons)
    assert str(horizons) in str(caught.value)


@pytest.mark.parametrize("kwargs", [{"tolerance": -0.1}, {"tolerance": math.nan}, {"window": 0}])
def test_tolerance_and_window_out_of_range_are_refused(kwargs):
    with pytest.raises(ValueError, match="tolerance must not be negative and window not below 1"):
        mixed([1, 0], **kwargs)


def chain(policy) -> tuple[list[tuple[int, int, float, int]], float]:
    """One episode: step right to the end of the chain for the only reward."""
    state, transitions = 0, []
    for step in range(LIMIT):
        action = policy(state, step)
        following = max(0, state + (1 if action else -1))
        reward = float(following == LENGTH)
        transitions.append((state, action, reward, following))
        state = following
        if reward:
            break
    return transitions, reward


def solves_the_chain(seed: int, horizons: list[int]) -> bool:
    """Tabular Q-learning with the curriculum; `horizons` of [0] is plain exploration."""
    dice = random.Random(seed)
    values = [[0.0, 0.0] for _ in range(LENGTH + 1)]

    def greedy(state: int) -> int:
        left, right = values[state]
        return dice.randrange(2) if left == right else int(right > left)

    def explore(state: int) -> int:
        return dice.randrange(2) if dice.random() < 0.1 else greedy(state)

    training = JumpStart(lambda _: 1, explore, horizons, tolerance=0.1)
    for _ in range(100):
        transitions, _ = chain(training.act)
        for state, action, reward, following in transitions:
            target = reward or 0.97 * max(values[following])
            values[state][action] += 0.3 * (target - values[state][action])
        evaluated = [
            chain(lambda s, t: 1 if t < training.horizon else greedy(s))[1] for _ in range(3)
        ]
        training.report(sum(evaluated) / 3)
    return chain(lambda s, _: greedy(s))[1] == 1.0


def test_a_chain_with_a_reward_at_its_end_is_solved_with_a_guide_only():
    seeds = range(5)
    guided = sum(solves_the_chain(seed, even_horizons(20, 11)) for seed in seeds)
    alone = sum(solves_the_chain(seed, [0]) for seed in seeds)
    assert guided >= 4 and alone <= 1
