# ---
# id: state_passing
# name: State passing
# paper: buitragoruiz2025understanding
# aliases: [state passing, TBTT, fitted noise, random state initialisation, unexplored states, length generalisation]
# family: training procedure
# initialises: the recurrent state in which each training sequence starts, not a weight
# when: "a recurrent model degrades beyond its training length: a short post-training, about 500 steps or 0.1 % of the budget, with other initial states than zero"
# why: training from zero states covers only part of the states that a long sequence attains; final states of other sequences, or noise fitted to them, cover more
# layers: [recurrent, state space]
# needs: [training data, trained net]
# goals: [long sequences]
# fidelity: in the spirit of
# differs: "The four interventions are the paper's, but its noise level and how often it keeps the zero state are not known here. Noise is fitted to every entry of the state, where the paper speaks of layers and heads."
# call: "states = StatePassing(\"${1|passing,fitted,noise,tbtt|}\")\noutput, final = ${2:model}(${3:x}, states.draw(${4:batch_size}))\nstates.record(final)"
# ---
"""Start training sequences of a recurrent model in other states than zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Optional, Tuple, Union

import torch
from torch import Tensor

State = Union[Tensor, Tuple["State", ...]]


@dataclass
class StatePassing:
    """Choose the initial states of the next training batch from the final states of former ones.

    A training procedure, not a weight initialiser. Use it for training batches only, around the
    forward pass::

        output, final = model(inputs, states.draw(len(inputs)))
        states.record(final)

    A state is a tensor or a tuple of states, such as the pair of an LSTM or the recurrent state
    and the convolution cache of a Mamba layer: all of it has to be passed on.

    Interventions (Buitrago & Gu, 2025):

    - ``"passing"``: the final state of another sequence of the last recorded batch.
    - ``"fitted"``: Gaussian noise with mean and standard deviation of each entry of the final
      states recorded so far.
    - ``"noise"``: Gaussian noise of mean 0 and standard deviation ``sigma``.
    - ``"tbtt"``: the final state of the same row, when batches are consecutive chunks of the same
      long sequences (truncated backpropagation through time).

    Args:
        intervention: See above.
        sigma: Standard deviation of ``"noise"``. The paper's value is not known here.
        zero_probability: Share of sequences which start from zero all the same.
        batch_dim: Dimension of the batch in every tensor of a state: 1 as in ``torch.nn.GRU``, 0
            for most state-space layers.
        generator: Source of randomness, on the device of the states.

    Raises:
        ValueError: If an argument cannot be served.
    """

    intervention: Literal["passing", "fitted", "noise", "tbtt"] = "passing"
    sigma: float = 1.0
    zero_probability: float = 0.0
    batch_dim: int = 1
    generator: Optional[torch.Generator] = None
    _last: Optional[State] = field(default=None, init=False)
    _moments: Optional[State] = field(default=None, init=False)  # mean, sum of squared deviations
    _count: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.intervention not in ("passing", "fitted", "noise", "tbtt"):
            raise ValueError(
                'intervention must be "passing", "fitted", "noise" or "tbtt", '
                f"got {self.intervention!r}"
            )
        if not self.sigma > 0 or not 0 <= self.zero_probability <= 1:
            raise ValueError(
                "sigma must be positive and zero_probability within [0, 1], "
                f"got {self.sigma} and {self.zero_probability}"
            )

    @torch.no_grad()
    def record(self, final: State) -> None:
        """Take note of the final state of a training batch.

        Args:
            final: State after the last step. It is copied and cut from the graph, so that the
                next backward pass ends at the start of its own batch.
        """
        self._last = _map(lambda tensor: tensor.detach().clone(), final)
        if self.intervention == "fitted":
            known = () if self._moments is None else (self._moments,)
            self._moments = _map(self._merge, final, *known)
            self._count += _first(final).shape[self.batch_dim]

    @torch.no_grad()
    def draw(self, batch_size: int) -> Optional[State]:
        """Return the initial state for the next training batch.

        Args:
            batch_size: Number of sequences. The last batch of an epoch may be smaller than the
                recorded one, or larger, but for ``"tbtt"``.

        Returns:
            A state in the form of the recorded ones, without a graph; None, which recurrent layers
            take for zero, before the first one.

        Raises:
            ValueError: If ``"tbtt"`` is asked for another number of sequences than recorded.
        """
        if self._last is None:
            return None
        first = _first(self._last)
        stored = first.shape[self.batch_dim]
        if self.intervention == "tbtt" and batch_size != stored:
            raise ValueError(f"a chunk of {batch_size} sequences cannot continue one of {stored}")
        rows = torch.arange(batch_size, device=first.device)
        if self.intervention == "passing" and stored > 1:
            # Turned by at least one row: nobody gets the state of its own row, even if the rows
            # of consecutive batches happen to belong together.
            rows += torch.randint(1, stored, (), generator=self.generator, device=first.device)
        chance = torch.rand(batch_size, generator=self.generator, device=first.device)
        zero = chance < self.zero_probability
        moments = self._last if self._moments is None else self._moments
        return _map(lambda *parts: self._start(*parts, rows % stored, zero), self._last, moments)

    def _start(self, last: Tensor, moments: Tensor, rows: Tensor, zero: Tensor) -> Tensor:
        """Start one tensor of the state: from the given rows of the last one, or from noise."""
        start = last.index_select(self.batch_dim, rows)
        if self.intervention in ("noise", "fitted"):
            dtype = torch.promote_types(last.dtype, torch.float32)
            options = {"dtype": dtype, "device": last.device, "generator": self.generator}
            start = torch.randn(start.shape, **options)
            if self.intervention == "noise":
                start *= self.sigma
            else:
                start = moments[0] + (moments[1] / self._count).sqrt() * start
        start = start.movedim(self.batch_dim, -1).masked_fill(zero, 0)
        # Fused recurrent layers want it contiguous.
        return start.movedim(-1, self.batch_dim).to(last.dtype).contiguous()

    def _merge(self, tensor: Tensor, known: Optional[Tensor] = None) -> Tensor:
        """Add a batch to the moments, by the parallel formula of Chan et al., which is stable."""
        tensor = tensor.to(torch.promote_types(tensor.dtype, torch.float32))
        count = tensor.shape[self.batch_dim]
        mean = tensor.mean(self.batch_dim, keepdim=True)
        squares = (tensor - mean).abs().square().sum(self.batch_dim, keepdim=True)
        if known is not None:
            shift = mean - known[0]
            share = count / (self._count + count)
            mean = known[0] + shift * share
            squares = known[1] + squares + shift.abs().square() * self._count * share
        return torch.stack([mean, squares])


def _first(state: State) -> Tensor:
    return _first(state[0]) if isinstance(state, tuple) else state


def _map(function: Callable[..., Tensor], *states: State) -> State:
    """Apply the function to every tensor of states of the same form."""
    if isinstance(states[0], tuple):
        return tuple(_map(function, *parts) for parts in zip(*states))
    return function(*states)
