# ---
# id: expand_mlp
# name: MLP expansion
# paper: gesmundo2023composable
# aliases: [MLP expansion, expand-mlp, function-preserving MLP expansion, function-preserving expansion]
# family: growth
# initialises: the added hidden units of a transformer MLP, plain or gated
# when: to widen the MLPs of a network during training without changing what it computes
# why: "The weights that read the new units are 0, so the output stays the same, while the weights into the units are random and can learn."
# layers: [mlp, transformer]
# needs: [trained net]
# goals: [keeps the function]
# fidelity: as in the paper
# differs: "The paper leaves the weights into the new units free; here they are drawn as in a new nn.Linear. Gated MLPs such as SwiGLU go beyond its MLP of two matrices and are preserved alike."
# call: expand_mlp_([${1:mlp.up_proj}], ${2:mlp.down_proj}, width=${3:4096})
# ---
"""Widen the hidden layer of a transformer MLP without changing its output."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


@torch.no_grad()
def expand_mlp_(
    up: Sequence[nn.Linear],
    down: nn.Linear,
    width: int,
    generator: torch.Generator | None = None,
) -> None:
    """Add hidden units to an MLP, in place, such that its output stays the same.

    The weights from the new units to the output are 0, hence whatever the new units compute does
    not count yet; the weights into them are free (Gesmundo & Maile 2023, Definition 3.1 and
    Theorem 3.1) and are drawn as in a new ``torch.nn.Linear``, so that the units differ and
    training brings them to life. This holds for any activation and any gating that work on each
    unit by itself, but not with a normalisation between ``up`` and ``down``.

    The layers get new parameters: create the optimiser afterwards, or add the parameters to it.

    Args:
        up: The layer into the hidden units, ``[up]``, or the layers of a gated MLP such as
            SwiGLU, ``[gate, up]``, each with weight ``(hidden, in)``, with or without bias. A
            fused gate and up layer must be split first.
        down: The layer out of the hidden units, weight ``(out, hidden)``. Its bias stays.
        width: New number of hidden units.
        generator: Source of the new weights, on the device of the layers.

    Raises:
        ValueError: If the layers do not meet in one hidden width, or ``width`` is not larger.
    """
    hidden = down.in_features
    widths = [layer.out_features for layer in up]
    if not widths or any(out_features != hidden for out_features in widths):
        raise ValueError(
            f"up layers must have the {hidden} inputs of down as outputs, got {widths}"
        )
    if width <= hidden:
        raise ValueError(f"width must be larger than the present {hidden}, got {width}")
    added = width - hidden

    for layer in up:
        bound = layer.in_features**-0.5
        rows = layer.weight.new_empty(added, layer.in_features)
        layer.weight = _extended(layer.weight, rows.uniform_(-bound, bound, generator=generator))
        if layer.bias is not None:
            entries = layer.bias.new_empty(added).uniform_(-bound, bound, generator=generator)
            layer.bias = _extended(layer.bias, entries)
        layer.out_features = width
    down.weight = _extended(down.weight, down.weight.new_zeros(down.out_features, added), dim=1)
    down.in_features = width


def _extended(parameter: Tensor, block: Tensor, dim: int = 0) -> nn.Parameter:
    return nn.Parameter(torch.cat([parameter, block], dim), requires_grad=parameter.requires_grad)
