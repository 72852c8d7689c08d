# ---
# id: checkpoint_average
# name: Checkpoint averaging (SMA, EMA, WMA)
# paper: li2025model
# aliases: [checkpoint averaging, PMA, PMA-init, pre-trained model average, checkpoint merging, SMA EMA WMA merging]
# family: merging
# initialises: every weight of a model, from the last checkpoints of one run
# when: "a run at constant learning rate has saved checkpoints: to preview what annealing would give, to start a later stage, or to restart after a loss spike"
# why: "the noise of single steps averages out over equally spaced checkpoints: with independent noise its variance falls by the sum of the squared weights, 1/N for the plain mean"
# layers: [any]
# needs: [several nets]
# goals: [merges without training, faster training]
# code: ["AveragedModel", "torch.optim.swa_utils.AveragedModel", "get_ema_multi_avg_fn"]
# fidelity: re-derived
# differs: "No official code was found. The plain mean and the exponential mean are as in a third-party implementation of the paper, the linear weights as in accounts of it; that the exponential mean starts at the first checkpoint, and its factor 0.2, are choices made here. How far apart checkpoints should lie is not settled here."
# call: ${1:model}.load_state_dict(checkpoint_average(${2:states}, scheme="${3|sma,wma,ema|}"))
# ---
"""Average the last checkpoints of one training run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import torch
from torch import Tensor

Scheme = Literal["sma", "wma", "ema"]


def checkpoint_weights(count: int, scheme: Scheme = "sma", alpha: float = 0.2) -> list[float]:
    """Return the weight of each checkpoint in the average, oldest first; their sum is 1.

    - ``sma``, simple: w_i = 1 / N
    - ``wma``, linear: w_i proportional to i = 1 ... N
    - ``ema``, exponential: theta <- alpha theta_i + (1 - alpha) theta, from the first checkpoint
      on, which gives w_1 = (1 - alpha)^(N-1) and w_i = alpha (1 - alpha)^(N-i)

    Args:
        count: Number N of checkpoints.
        scheme: ``"sma"``, ``"wma"`` or ``"ema"``.
        alpha: Weight of the latest checkpoint in ``ema``, above 0, at most 1.

    Raises:
        ValueError: If ``count`` is below 1, ``scheme`` unknown or ``alpha`` outside (0, 1].
    """
    if count < 1:
        raise ValueError(f"there must be at least one checkpoint to average, got {count}")
    if not 0 < alpha <= 1:
        raise ValueError(f"alpha must lie above 0 and at most at 1, got {alpha}")
    if scheme == "sma":
        return [1 / count] * count
    if scheme == "wma":
        return [2 * i / (count * (count + 1)) for i in range(1, count + 1)]
    if scheme == "ema":
        later = [alpha * (1 - alpha) ** (count - i) for i in range(2, count + 1)]
        return [(1 - alpha) ** (count - 1), *later]
    raise ValueError(f'scheme must be "sma", "wma" or "ema", got {scheme!r}')


@torch.no_grad()
def checkpoint_average(
    states: Sequence[Mapping[str, Tensor]], scheme: Scheme = "sma", alpha: float = 0.2
) -> dict[str, Tensor]:
    """Average checkpoints of one run in the order of training (Li et al., 2025: PMA).

    Take about ten checkpoints, equally spaced in tokens, of the phase with constant learning
    rate: in a decay phase the late ones are better than the mean. The state of the optimiser is
    not averaged; start a new one. Measure running statistics of batch normalisation anew.

    Args:
        states: State dicts, oldest first, equal in names and shapes.
        scheme: Weights of the checkpoints, see :func:`checkpoint_weights`. The default is the
            simple mean, which the paper finds as good as the others late in training.
        alpha: Weight of the latest checkpoint in ``ema``. The default is chosen here.

    Returns:
        New tensors in the dtype and on the device of the last checkpoint. Entries that are not
        numbers with a fraction, such as counters, are those of the last checkpoint.

    Raises:
        ValueError: If names or shapes differ, or there is no checkpoint, or an argument of
            :func:`checkpoint_weights` is refused.
    """
    weights = checkpoint_weights(len(states), scheme, alpha)
    last = states[-1]
    for state in states:
        if state.keys() != last.keys():
            raise ValueError(f"checkpoints differ in {sorted(state.keys() ^ last.keys())}")
    averaged = {}
    for name, latest in last.items():
        if not (latest.is_floating_point() or latest.is_complex()):
            averaged[name] = latest.clone()
            continue
        # Checkpoints are close to each other: a sum in bfloat16 would round the difference away.
        total = torch.zeros_like(latest, dtype=torch.promote_types(latest.dtype, torch.float32))
        for state, weight in zip(states, weights):
            if state[name].shape != latest.shape:
                shapes = f"{tuple(latest.shape)} and {tuple(state[name].shape)}"
                raise ValueError(f"{name}: checkpoints have the shapes {shapes}")
            total += weight * state[name].to(total)
        averaged[name] = total.to(latest.dtype)
    return averaged
