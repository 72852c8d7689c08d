# ---
# id: jump_start_rl
# name: Jump-start RL (JSRL)
# paper: uchendu2022jump
# aliases: [JSRL, jump-start reinforcement learning, guide policy, guide-policy curriculum, exploration policy curriculum]
# family: training procedure
# initialises: the states in which a reinforcement learner starts, not its weights
# when: rewards are so rare that exploration from scratch finds none, and some policy that reaches them exists
# why: a guide acts for the first steps of each episode, so the learner starts near the reward, and earlier and earlier as its returns hold up
# layers: [any]
# goals: [faster training, small data]
# fidelity: in the spirit of
# differs: "The paper is known here from its abstract and a third-party implementation, whose rule for the next horizon and defaults these are. That code lets the guide act for horizon + 1 steps; here it acts for the horizon. A controller only: environment, learner and evaluation are the caller's."
# call: "policy = JumpStart(${1:guide}, ${2:learner}, even_horizons(${3:100}, ${4:11}))"
# ---
"""Let a guide policy act first, for fewer and fewer steps, while a learner takes over (JSRL)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import torch


class JumpStart:
    """Mix a guide and a learner: the guide acts for the first ``horizon`` steps of an episode.

    The horizon shrinks from the first of ``horizons`` to the last as :meth:`report` is told the
    returns of the mixed policy (curriculum of Uchendu et al., 2022). All transitions, those of
    the guide too, go to the learner's training; the guide is not trained. When the horizon is
    0, the learner acts alone, as it does once deployed.

    Args:
        guide: Called as ``guide(observation)``: a scripted, offline or pretrained policy.
        learner: Called likewise.
        horizons: Numbers of guided steps, falling, the last one 0. See :func:`even_horizons`.
        tolerance: Part of the best return that may be lost without stopping the curriculum.
            Default of the third-party code, as is the next.
        window: Number of evaluations over which returns are averaged.

    Raises:
        ValueError: If the horizons do not fall to 0, or tolerance or window is out of range.
    """

    def __init__(
        self,
        guide: Callable[[Any], Any],
        learner: Callable[[Any], Any],
        horizons: Sequence[int],
        tolerance: float = 0.0,
        window: int = 1,
    ) -> None:
        steps = list(horizons)
        if not steps or steps[-1] != 0 or any(a <= b for a, b in zip(steps, steps[1:])):
            raise ValueError(f"horizons must fall and end with 0, got {steps}")
        if not tolerance >= 0 or window < 1:
            raise ValueError(
                f"tolerance must not be negative and window not below 1: {tolerance} and {window}"
            )
        self.guide = guide
        self.learner = learner
        self.tolerance = tolerance
        self._horizons = deque(steps)
        self._returns: deque[float] = deque(maxlen=window)
        self._best = -math.inf

    @property
    def horizon(self) -> int:
        """Number of steps at the start of each episode in which the guide acts."""
        return self._horizons[0]

    def act(self, observation: Any, step: int) -> Any:
        """Return the action for step ``step`` of the episode, counted from 0."""
        policy = self.guide if step < self.horizon else self.learner
        return policy(observation)

    def report(self, mean_return: float) -> int:
        """Take in an evaluation; go on to the next horizon if the returns hold up.

        The first full window only sets the mark. Afterwards the horizon shrinks whenever the
        moving average is at least best - tolerance * abs(best).

        Args:
            mean_return: Mean return of this mixed policy at the present horizon, over some
                episodes (20 in the third-party code). Not of the learner alone.

        Returns:
            The horizon from now on.
        """
        self._returns.append(mean_return)
        if len(self._returns) < self._returns.maxlen:
            return self.horizon
        average = sum(self._returns) / len(self._returns)
        holds = average >= self._best - self.tolerance * abs(self._best)
        if self._best > -math.inf and holds and len(self._horizons) > 1:
            self._horizons.popleft()
        self._best = max(self._best, average)
        return self.horizon


def even_horizons(longest: int, count: int) -> list[int]:
    """Return ``count`` evenly spaced horizons, from ``longest`` down to 0.

    Args:
        longest: Length of an episode, or the mean number of steps that the guide needs.
        count: Number of horizons, from 2 to ``longest + 1``.

    Raises:
        ValueError: If they would not be different.
    """
    if not 2 <= count <= longest + 1:
        raise ValueError(f"cannot space {count} different horizons from {longest} to 0")
    return [round(longest * (count - 1 - k) / (count - 1)) for k in range(count)]


def random_horizon(longest: int, generator: torch.Generator | None = None) -> int:
    """Draw the horizon of one episode from 0 to ``longest - 1`` (the variant without curriculum).

    Args:
        longest: As in :func:`even_horizons`, at least 1.
        generator: Source of randomness, on the CPU.
    """
    return int(torch.randint(longest, (1,), generator=generator))
