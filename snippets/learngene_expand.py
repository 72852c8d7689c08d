# ---
# id: learngene_expand
# name: Learngene SWS
# paper: xia2024exploring
# aliases: [SWS, Learngene, Learngene SWS, stage-wise weight sharing, learngene expansion]
# family: growth
# initialises: a transformer of any depth, from the few blocks of an auxiliary net whose layers share weights in each stage
# when: several depths of one architecture are needed, and one auxiliary net was distilled with its weights shared by stage
# why: "a shared block was trained to serve every layer of its stage, so untied copies of it start any number of layers there"
# layers: [transformer]
# needs: [smaller net, trained net]
# goals: [deterministic, faster training]
# fidelity: re-derived
# differs: "Written from the description of the official repository (shared stages, layer sources, one 12-layer example), not from its code. The split for other depths is inferred from that example. The distillation that trains the auxiliary net is left to you."
# call: "expand_learngene_(${1:model}, ${2:auxiliary})"
# ---
"""Initialise transformers of any depth from one trained block per stage."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn


def tie_stages(blocks: Sequence[nn.Module], counts: Sequence[int]) -> nn.ModuleList:
    """Build the layers of the auxiliary net, in which all layers of a stage are one block.

    Args:
        blocks: One block per stage.
        counts: Number of layers of each stage. The authors train 16 layers as 3, 3, 4, 3, 3.

    Returns:
        The layers in order, ``sum(counts)`` entries, to be trained by distillation.

    Raises:
        ValueError: If there is not one positive count per block.
    """
    if len(counts) != len(blocks) or min(counts, default=0) < 1:
        raise ValueError(f"need a positive count for each of {len(blocks)} blocks, got {counts}")
    return nn.ModuleList(block for block, count in zip(blocks, counts) for _ in range(count))


def stage_sources(depth: int, stages: int) -> list[int]:
    """Return the stage from which each layer of a net of this depth is initialised.

    The stages share the layers evenly and the first ones take the remainder. For 5 stages and 12
    layers this gives the authors' 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4; they leave other depths open.

    Args:
        depth: Number of layers.
        stages: Number of stages.

    Returns:
        Stages in ascending order, ``depth`` entries.

    Raises:
        ValueError: If there are fewer layers than stages: which to leave out is not defined.
    """
    if not 1 <= stages <= depth:
        raise ValueError(f"cannot split {depth} layers into {stages} stages")
    layers, remainder = divmod(depth, stages)
    return [s for s in range(stages) for _ in range(layers + (s < remainder))]


@torch.no_grad()
def expand_learngene_(
    model: nn.Module,
    auxiliary: nn.Module,
    sources: Sequence[int] | None = None,
    *,
    blocks: str = "blocks",
    skip: Sequence[str] = (),
) -> nn.Module:
    """Initialise a net of another depth from a trained auxiliary net (Xia et al., 2024).

    Each layer becomes a copy of the block of its stage, untied from the others. Everything outside
    the layers (embeddings, last norm, head) is copied by name.

    Args:
        model: Net to initialise, with layers of its own.
        auxiliary: Trained net of the same architecture. Its layers are tied by stage, as by
            :func:`tie_stages`, or are one block per stage.
        sources: Stage of each layer of ``model``, ascending; default :func:`stage_sources`.
        blocks: Name of the list of layers in both nets; ``"blocks"`` in timm.
        skip: Tensors whose name contains one of these keep their values, such as ``"head"`` for
            another number of classes.

    Returns:
        ``model``.

    Raises:
        ValueError: If the layers of ``model`` are tied, ``sources`` does not give one stage for
            each layer in ascending order, or a tensor has no counterpart of its shape.
    """
    layers = list(model.get_submodule(blocks).children())
    if len(layers) != len(model.get_submodule(blocks)):
        raise ValueError(f"layers of the model in {blocks} are tied; each must be its own")
    stages = list(auxiliary.get_submodule(blocks).children())  # a tied block is listed once
    if sources is None:
        sources = stage_sources(len(layers), len(stages))
    known = all(0 <= source < len(stages) for source in sources)
    if len(sources) != len(layers) or list(sources) != sorted(sources) or not known:
        raise ValueError(
            f"need one of {len(stages)} stages, in ascending order, for each of {len(layers)} "
            f"layers, got {list(sources)}"
        )
    prefix = f"{blocks}."
    origins = {
        name: value for name, value in auxiliary.state_dict().items() if not name.startswith(prefix)
    }
    for index, source in enumerate(sources):
        block = stages[source].state_dict()
        origins.update({f"{prefix}{index}.{name}": value for name, value in block.items()})
    for name, target in model.state_dict().items():
        if any(part in name for part in skip):
            continue
        if name not in origins or origins[name].shape != target.shape:
            raise ValueError(f"the auxiliary net has no {name} of shape {tuple(target.shape)}")
        target.copy_(origins[name])
    return model
