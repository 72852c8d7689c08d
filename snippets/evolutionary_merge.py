# ---
# id: evolutionary_merge
# name: Evolutionary merge
# paper: akiba2024evolutionary
# aliases: [evolutionary merge, evolutionary model merge, evo merge, mergekit-evolve, CMA-ES merging, parameter-space merge]
# family: merging
# initialises: every weight of a model, from its base and several fine-tunings of it
# when: candidate merges can be scored automatically on held-out tasks and it is unclear how much of which model each layer should take
# why: "the factors of the task vectors, one per layer group and model, are searched by evolution, so the score decides about the recipe and needs no gradient"
# layers: [any]
# needs: [several nets, trained net]
# goals: [merges without training]
# code: ["ModelGenomeDefinition", "mergekit.evo.genome.ModelGenome"]
# fidelity: in the spirit of
# differs: "Parameter space only, by a plain Gaussian evolution strategy with shrinking steps, where the paper's recipes use CMA-ES with TIES and DARE. Starting factors, first step and non-negative factors are those of mergekit-evolve; population, parents and decay are chosen here."
# call: merge = evolutionary_merge(${1:base}.state_dict(), ${2:states}, score=${3:score})
# ---
"""Search the factors of a model merge by evolution, with a score for every candidate."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor


class EvolvedMerge(NamedTuple):
    """The best merge that was scored."""

    state: dict[str, Tensor]  # the merged weights
    weights: dict[Hashable, list[float]]  # group of layers -> one factor per model
    scores: list[float]  # best score so far: of the start, then after each generation


@torch.no_grad()
def evolutionary_merge(
    base: Mapping[str, Tensor],
    models: Sequence[Mapping[str, Tensor]],
    score: Callable[[dict[str, Tensor]], float],
    *,
    group_of: Callable[[str], Hashable] = lambda name: "all",
    generations: int = 12,
    population: int = 8,
    parents: int = 3,
    sigma: float = 1 / 6,
    decay: float = 0.93,
    generator: torch.Generator | None = None,
) -> EvolvedMerge:
    """Evolve the factors of the task vectors of several models (after Akiba et al., 2024).

    A candidate is theta_base + sum_i w_gi (theta_i - theta_base) with one factor w_gi >= 0 for
    each group g of tensors and model i. From factors 1 / n on, each generation draws candidates
    normally around a centre, moves the centre to the mean of the best of them and shrinks the
    step. This is a (mu, lambda) evolution strategy: unlike CMA-ES it does not learn the shape of
    the distribution.

    A search fits whatever it is scored on: report the result on data that ``score`` never saw.

    Args:
        base: State dict of the common base model.
        models: State dicts of the fine-tuned models, equal to ``base`` in names and shapes, so
            with one tokeniser.
        score: From the state dict of a candidate to a number, larger is better. NaN loses.
        group_of: From the name of a tensor to its group, such as the number of its layer. By
            default all tensors form one.
        generations: Number of generations. The default makes 1 + 12 * 8 = 97 evaluations, within
            the 100 of mergekit-evolve.
        population: Candidates per generation (lambda).
        parents: Candidates whose mean is the next centre (mu).
        sigma: Standard deviation of the first generation. Default of mergekit-evolve.
        decay: Factor of the standard deviation after each generation.
        generator: Source of the candidates, on the CPU.

    Returns:
        The best merge, its factors and the course of the score. Tensors are new, in the dtype and
        on the device of ``base``; entries that are not floating point are those of ``base``.

    Raises:
        ValueError: If names or shapes differ, there is no model, or a number cannot be served.
    """
    if not models:
        raise ValueError("there must be at least one model to merge, got 0")
    if generations < 1 or not 1 <= parents <= population:
        raise ValueError(
            "generations must be at least 1 and parents between 1 and the population, "
            f"got {generations} generations, {parents} parents and a population of {population}"
        )
    if not (sigma > 0 and decay > 0):
        raise ValueError(f"sigma and decay must be positive, got {sigma} and {decay}")
    for model in models:
        _require_match(base, model)
    groups = list(dict.fromkeys(group_of(name) for name in base))

    def merge(weights: Tensor) -> dict[str, Tensor]:
        factors = dict(zip(groups, weights.tolist()))
        return {
            name: _add_changes(start, [model[name] for model in models], factors[group_of(name)])
            for name, start in base.items()
        }

    def evaluate(weights: Tensor) -> float:
        value = float(score(merge(weights)))
        return value if value == value else float("-inf")  # only NaN differs from itself

    centre = torch.full((len(groups), len(models)), 1 / len(models), dtype=torch.float64)
    best = centre
    scores = [evaluate(centre)]
    for _ in range(generations):
        noise = torch.randn((population, *centre.shape), generator=generator, dtype=torch.float64)
        candidates = (centre + sigma * noise).abs()
        values = torch.tensor([evaluate(weights) for weights in candidates], dtype=torch.float64)
        ranking = values.argsort(descending=True)
        centre = candidates[ranking[:parents]].mean(0)
        sigma *= decay
        if values.max() > scores[-1]:
            best = candidates[ranking[0]]
        scores.append(max(scores[-1], values.max().item()))
    return EvolvedMerge(merge(best), dict(zip(groups, best.tolist())), scores)


def _require_match(base: Mapping[str, Tensor], model: Mapping[str, Tensor]) -> None:
    if model.keys() != base.keys():
        raise ValueError(f"base and model differ in {sorted(model.keys() ^ base.keys())}")
    for name, start in base.items():
        if model[name].shape != start.shape:
            shapes = f"{tuple(start.shape)}, a model {tuple(model[name].shape)}"
            raise ValueError(f"{name}: base has {shapes}")


def _add_changes(start: Tensor, tuned: Sequence[Tensor], factors: Sequence[float]) -> Tensor:
    """Return ``start`` plus the weighted changes towards the fine-tuned tensors."""
    if not start.is_floating_point():
        return start.clone()
    # Differences of bfloat16 weights need more digits than the weights.
    origin = start.to(torch.promote_types(start.dtype, torch.float32))
    changes = [factor * (other.to(origin) - origin) for factor, other in zip(factors, tuned)]
    return (origin + torch.stack(changes).sum(0)).to(start.dtype)
