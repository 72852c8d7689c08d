# ---
# id: initial_guessing_bias
# name: Initial guessing bias
# paper: francazi2023initial
# aliases: [IGB, initial guessing bias, guessing bias, untrained class bias, class preference at initialisation]
# family: diagnostic
# initialises: nothing; it measures which classes untrained nets of one architecture prefer
# when: a fresh classifier predicts mostly one class, or an architecture is to be checked before training
# why: over random starts, the share of inputs given to each class tends to 1/C without bias and stays random with it; ReLU, max-pooling and depth spread it
# layers: [any]
# activations: [relu, tanh]
# needs: [data batch]
# fidelity: re-derived
# differs: "The shares of inputs per class are the paper's quantity; how their spread is summed up, the number of nets and the refusal of nets whose logits all tie are choices made here. It is a probe only, the paper gives no initialiser."
# call: "bias = initial_guessing_bias(lambda: ${1:make_model()}, ${2:inputs})"
# ---
"""Measure how untrained nets of one architecture distribute inputs over the classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn


class GuessingBias(NamedTuple):
    """What :func:`initial_guessing_bias` measures on R nets with C classes."""

    fractions: Tensor  # (R, C), float64, share of the inputs that a net assigns to each class
    spread: float  # root mean square of the shares' distance from 1/C; near 0 without bias
    largest: float  # mean share of each net's favourite class; near 1/C without bias


@torch.no_grad()
def initial_guessing_bias(
    build: Callable[[], nn.Module],
    inputs: Tensor,
    nets: int = 60,
    keep_biases: bool = False,
    generator: torch.Generator | None = None,
) -> GuessingBias:
    """Record the class guesses of independently initialised nets (Francazi et al. 2023).

    The mean share of a class over all nets is 1/C by symmetry and says nothing; its spread over
    the nets is the bias. For orientation: many Gaussian inputs, two classes and one wide hidden
    layer give a spread of 0.227 and a largest share of 0.69 with ReLU, and about 0 and 0.5 with
    tanh. Even without bias, N inputs leave a spread of ``sqrt((C - 1) / N) / C``.

    Args:
        build: Returns a new, freshly initialised classifier on the device of the inputs. It may
            draw from PyTorch's global generators, which are restored afterwards. The net is used
            in the mode in which it comes; in training mode BatchNorm centres over the inputs.
        inputs: ``(N, ...)``, centred (standardised data or Gaussian noise): a mean that is not 0
            would be a bias of the data.
        nets: Number R of nets.
        keep_biases: If false, all parameters named ``bias`` are set to 0, as in the theory, since
            the bias of the last layer favours classes by itself.
        generator: Source of the seed for the nets, on the CPU.

    Returns:
        The shares of every net, and two summaries.

    Raises:
        ValueError: If ``nets`` is below 1, the output of a net is not ``(N, C)`` with C at least
            2, or all its logits tie for every input (as after zeroing the last layer), where
            argmax would report class 0.
    """
    if nets < 1:
        raise ValueError(f"nets must be at least 1, got {nets}")
    seed = int(torch.randint(torch.iinfo(torch.int64).max, (), generator=generator))
    rows = []
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        for _ in range(nets):
            net = build()
            for name, parameter in net.named_parameters():
                if not keep_biases and name.split(".")[-1] == "bias":
                    parameter.zero_()
            rows.append(_fractions(net(inputs), len(inputs)))
    fractions = torch.stack(rows)
    distance = fractions - 1 / fractions.shape[1]
    return GuessingBias(
        fractions=fractions,
        spread=distance.square().mean().sqrt().item(),
        largest=fractions.amax(1).mean().item(),
    )


def _fractions(logits: Tensor, count: int) -> Tensor:
    """Return the share of the rows in which each class has the largest logit."""
    if logits.ndim != 2 or len(logits) != count or logits.shape[1] < 2:
        raise ValueError(
            f"the nets must return logits ({count}, C) with C at least 2, got shape "
            f"{tuple(logits.shape)}"
        )
    if (logits == logits[:, :1]).all():
        raise ValueError("all logits of a net tie for every input, so that it prefers no class")
    guesses = torch.bincount(logits.argmax(1), minlength=logits.shape[1])
    return guesses.to("cpu", torch.float64) / count
