# ---
# id: dare_merge
# name: DARE merge
# paper: akiba2024evolutionary
# aliases: [DARE, drop and rescale, dare merge, dare_linear, dare_ties, DARE-TIES]
# family: merging
# initialises: every weight of a model, from its base and several fine-tunings of it
# when: several lightly fine-tuned models of one base are to become one and their changes would get in each other's way
# why: "most changes are set to zero at random and the others scaled up, which keeps the expected change and leaves fewer entries where two models collide"
# layers: [any]
# needs: [several nets, trained net]
# goals: [merges without training]
# code: ["combination_type=\"dare_linear\"", "combination_type=\"dare_ties\"", "peft.utils.merge_utils.dare_linear", "peft.utils.merge_utils.dare_ties"]
# fidelity: as in the official code
# differs: "An ingredient of the cited paper's recipes; drop and rescale are as in the DARE authors' code, by 1/(1 - p), where current mergekit matches L1 norms instead. The sum with a sign election is mergekit's dare_ties, without its division by the weights. Counters are those of the base, and the default weights 1/n are chosen here."
# call: ${1:model}.load_state_dict(dare_merge(${2:base}.state_dict(), ${3:states}, drop=${4:0.9}))
# ---
"""Merge fine-tuned models whose changes were dropped at random and rescaled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor


@torch.no_grad()
def dare_merge(
    base: Mapping[str, Tensor],
    models: Sequence[Mapping[str, Tensor]],
    *,
    drop: float = 0.9,
    weights: Sequence[float] | None = None,
    elect_sign: bool = False,
    generator: torch.Generator | None = None,
) -> dict[str, Tensor]:
    """Merge fine-tunings of one base model (DARE; an ingredient of Akiba et al., 2024).

    Each change tau_i = theta_i - theta_base is dropped entry by entry with the probability p and
    divided by 1 - p where it stays, so that its expectation is tau_i. The result is
    theta_base + sum_i w_i delta_i. With ``elect_sign`` (DARE-TIES) an entry sums only the terms
    that have the sign of their total.

    Changes that are large, as after long training, do not stand a high ``drop``.

    Args:
        base: State dict of the common base model.
        models: State dicts of the fine-tuned models, with the names and shapes of ``base``.
        drop: Probability p of dropping an entry, from 0 to below 1; mergekit's density is 1 - p.
            The default is chosen here.
        weights: One factor per model. By default each is 1 / n, which gives the mean change.
        elect_sign: Sum only what agrees with the sign of the sum, positive if the sum is 0.
        generator: Source of the masks, on the device of ``base``.

    Returns:
        New tensors in the dtype and on the device of ``base``. Entries that are not floating
        point, such as counters, are those of ``base``.

    Raises:
        ValueError: If names or shapes differ, there is no model, or ``drop`` or ``weights``
            cannot be served.
    """
    if not 0 <= drop < 1:
        raise ValueError(f"drop must be at least 0 and below 1, got {drop}")
    if weights is None:
        weights = [1 / len(models) for _ in models]
    if not models or len(weights) != len(models):
        raise ValueError(f"{len(models)} models need as many weights, got {weights}")
    for model in models:
        if model.keys() != base.keys():
            raise ValueError(f"base and model differ in {sorted(model.keys() ^ base.keys())}")
    merged = {}
    for name, start in base.items():
        if not start.is_floating_point():
            merged[name] = start.clone()
            continue
        # Differences of bfloat16 weights need more digits than the weights.
        origin = start.to(torch.promote_types(start.dtype, torch.float32))
        terms = torch.stack([
            weight * _dropped(name, model[name], origin, drop, generator)
            for model, weight in zip(models, weights)
        ])
        if elect_sign:
            elected = torch.where(terms.sum(0) >= 0, 1, -1)
            terms *= terms.sign() == elected
        merged[name] = (origin + terms.sum(0)).to(start.dtype)
    return merged


def _dropped(
    name: str, tuned: Tensor, origin: Tensor, drop: float, generator: torch.Generator | None
) -> Tensor:
    """Return the change from ``origin``, randomly thinned out and rescaled."""
    if tuned.shape != origin.shape:
        raise ValueError(f"{name}: base has {tuple(origin.shape)}, a model {tuple(tuned.shape)}")
    mask = torch.empty_like(origin).bernoulli_(1 - drop, generator=generator)
    return mask * (tuned.to(origin) - origin) / (1 - drop)
