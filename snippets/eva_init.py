# ---
# id: eva_init
# name: EVA (explained variance adaptation)
# paper: paischer2024one
# aliases: [EVA, Explained Variance Adaptation, EVA LoRA init, data-driven LoRA initialisation, LoRA rank redistribution]
# family: adapters
# initialises: "the A matrices of LoRA adapters, and the rank of each layer"
# when: LoRA should start from the task's own data, and a few mini-batches can be passed through the pretrained net first
# why: the rows of A are the directions in which the inputs of a layer vary most, layers whose inputs need more directions get more rank, and B is zero so that the net starts as it was
# layers: [adapter, linear, attention, mlp]
# needs: [data batch, trained net]
# goals: [keeps the function, few parameters, faster training]
# code: ["init_lora_weights=\"eva\"", "EvaConfig", "initialize_lora_eva_weights"]
# fidelity: as in the official code
# differs: "The PEFT library uses a randomised SVD, stops updating a layer once it has converged, shares one SVD among layers with the same input and cycles through the data without end; here the SVD is exact, every layer takes in every batch, and a limit on the passes is an error. Whitening is left out, and linear layers only are served."
# call: "names = [name for name, _ in ${1:model}.named_modules() if name.endswith(\"${3:_proj}\")]\nadapters = eva_init(${1:model}.eval(), ${2:batches}, names, rank=${4:16})"
# ---
"""Start LoRA from the main directions of each layer's inputs, with ranks shared out by variance."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn


class IncrementalSVD:
    """Right singular vectors of a layer's centred inputs, updated batch by batch as its pre-hook.

    A batch of fewer rows than vectors is ignored.

    Args:
        size: Number of vectors.
        tau: Cosine between a vector before and after a batch from which it counts as converged.
        like: Matrix ``(any, in)`` of the dtype and device to compute with.

    Attributes:
        vectors: ``(size, in)``, orthonormal, with the largest singular value first. The largest
            entry of each is positive.
        ratios: Their shares of the variance, ``(size,)``.
        converged: Which of them the last batch has left in place, ``(size,)``, from the first
            batch on.
        mask: Which rows of the next batch count, or None for all.
    """

    def __init__(self, size: int, tau: float, like: Tensor) -> None:
        self.tau, self.count, self.total = tau, 0, like.new_zeros(())
        self.values = self.ratios = like.new_zeros(size)
        self.vectors = like.new_zeros(size, like.shape[1])
        self.mean = torch.zeros_like(self.vectors[0])
        self.mask: Tensor | None = None

    def __call__(self, _layer: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        rows = inputs[0].flatten(0, -2).to(self.mean.dtype)
        rows = rows if self.mask is None else rows[self.mask.flatten()]
        new, size = len(rows), len(self.values)
        if new < size:
            return
        count = self.count + new
        shift = rows.mean(0) - self.mean
        # The means of old and new rows differ: one more row stands for their distance.
        added = torch.cat([rows - rows.mean(0), math.sqrt(self.count * new / count) * shift[None]])
        stack = torch.cat([self.values[:, None] * self.vectors, added])
        _, values, vectors = torch.linalg.svd(stack, full_matrices=False)
        # The sign of a singular vector is arbitrary: fix it before the comparison.
        peaks = vectors.gather(1, vectors.abs().argmax(1, keepdim=True))
        vectors = (vectors * peaks.sign())[:size]
        self.converged = (vectors * self.vectors).sum(1) >= self.tau
        self.values, self.vectors, self.count = values[:size], vectors, count
        self.mean = self.mean + new / count * shift
        self.total = self.total + added.square().sum()
        self.ratios = torch.nan_to_num(self.values.square() / self.total)  # 0 / 0: constant rows


def eva_ranks(ratios: Mapping[str, Tensor], budget: int) -> dict[str, int]:
    """Share out ranks: the ``budget`` largest ratios of all layers get one each.

    Args:
        ratios: Shares of the variance per layer, falling.
        budget: Sum of the ranks.

    Returns:
        Rank per layer, possibly 0. Of equal ratios, that of the earlier layer comes first.
    """
    pool = [(ratio, name) for name, values in ratios.items() for ratio in values.tolist()]
    pool.sort(key=lambda entry: -entry[0])
    counts = Counter(name for _, name in pool[:budget])
    return {name: counts[name] for name in ratios}


@torch.no_grad()
def eva_init(
    model: nn.Module,
    batches: Iterable[Any],
    targets: Iterable[str],
    rank: int = 16,
    alpha: float = 1.0,
    rho: float = 2.0,
    tau: float = 0.99,
    max_passes: int = 10,
    mask: Callable[[Any], Tensor] | None = None,
) -> dict[str, tuple[Tensor, Tensor, float]]:
    """Return LoRA pairs ``y = W x + alpha / rank * B A x`` from the inputs of each layer.

    An incremental, centred SVD of the inputs runs until the vectors that are needed stand still
    (Paischer et al., 2024; algorithm of the PEFT library). The first right singular vectors
    become the rows of A; B is 0, so the model computes what it did. Ranks are shared out over
    the layers by explained variance.

    Args:
        model: Pretrained model in evaluation mode, not changed. Called as ``model(batch)``, or
            as ``model(**batch)`` for a mapping.
        batches: Mini-batches of the fine-tuning data, iterated again and again.
        targets: Names of linear layers, each with at least ``rank * rho`` rows in a batch.
        rank: Mean rank of a layer.
        alpha: LoRA's alpha at this rank. A layer of another rank gets its share of it, so that
            alpha / rank is the same everywhere.
        rho: A layer gets a rank of at most ``rank * rho``, rounded; 1 makes all ranks the same.
            Default of the PEFT library, as is the next.
        tau: Cosine between a vector before and after a batch from which it counts as converged.
        max_passes: Most passes through ``batches``.
        mask: Returns which rows of a batch count, booleans of the leading dimensions of the
            inputs. For a language model ``lambda batch: batch["labels"] != -100``.

    Returns:
        For each layer A ``(rank, in)``, B ``(out, rank)`` and alpha, in the dtype and on the
        device of its weight. A layer of rank 0 is missing: it needs no adapter.

    Raises:
        ValueError: If a target is no linear layer, or vectors have not converged after all
            passes, as when a layer gets too few rows or they vary in too few directions.
    """
    layers = {name: model.get_submodule(name) for name in targets}
    svds: dict[str, IncrementalSVD] = {}
    for name, layer in layers.items():
        if not isinstance(layer, nn.Linear):
            raise ValueError(f"target '{name}' is no linear layer: {layer}")
        # Singular vectors in half precision would be noise.
        like = layer.weight[:0].to(torch.promote_types(layer.weight.dtype, torch.float32))
        svds[name] = IncrementalSVD(min(round(rank * rho), layer.in_features), tau, like)
    handles = [layer.register_forward_pre_hook(svds[name]) for name, layer in layers.items()]
    try:
        for batch in (batch for _ in range(max_passes) for batch in batches):
            for svd in svds.values():
                svd.mask = None if mask is None else mask(batch)
            model(**batch) if isinstance(batch, Mapping) else model(batch)
            ranks = eva_ranks({n: svd.ratios for n, svd in svds.items()}, rank * len(svds))
            if all(svd.count and svd.converged[: ranks[n]].all() for n, svd in svds.items()):
                break
        else:
            seen = {name: svd.count for name, svd in svds.items()}
            raise ValueError(f"not converged after {max_passes} passes; rows taken in: {seen}")
    finally:
        for handle in handles:
            handle.remove()
    adapters = {}
    for name, size in ranks.items():
        lora_A = svds[name].vectors[:size].to(layers[name].weight.dtype)
        lora_B = lora_A.new_zeros(layers[name].out_features, size)
        if size:
            adapters[name] = lora_A, lora_B, alpha * size / rank
    return adapters
