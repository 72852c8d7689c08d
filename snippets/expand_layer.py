# ---
# id: expand_layer
# name: Layer addition
# paper: gesmundo2023composable
# aliases: [layer addition, expand-layer, insert a transformer layer, function-preserving layer addition]
# family: growth
# initialises: an added block of a residual network
# when: to make a residual network deeper during training without changing what it computes
# why: "The layers that write to the residual stream of the new block are 0, so the block passes its input on, while all its other weights are free."
# layers: [attention, mlp, transformer]
# needs: [trained net]
# goals: [keeps the function]
# fidelity: as in the paper
# differs: "The paper leaves all but the output layers of the new block free; here you supply the block, new or copied. Blocks are renumbered if they remember their index, which the paper has no need for."
# call: "expand_layer_(${1:model.layers}, ${2:index}, ${3:block}, outputs=[\"${4:self_attn.o_proj}\", \"${5:mlp.down_proj}\"])"
# ---
"""Insert a block into a residual network without changing the output."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn


@torch.no_grad()
def expand_layer_(
    layers: nn.ModuleList, index: int, block: nn.Module, outputs: Sequence[str]
) -> None:
    """Insert a block that passes its input on, in place; the network computes what it did.

    In a block of ``x + attention(norm(x))`` and ``x + mlp(norm(x))``, the output projection of
    the attention and the second layer of the MLP are set to 0, with their biases; everything
    else is free (Gesmundo & Maile 2023, Definition 3.6 and Theorem 3.6) and stays as it comes.
    The same holds for any residual branch that ends in the named layers, but not for blocks with
    a norm after the addition.

    Set the number of layers that the model and its configuration remember yourself. Numbers
    named ``layer_idx``, by which layers find their part of a key-value cache, are brought up to
    date. Add the new parameters to the optimiser.

    Args:
        layers: Blocks of the network, in order.
        index: Place of the new block, from 0 (first) to ``len(layers)`` (last).
        block: Block of the same kind and width, on the device and in the dtype of the others:
            newly initialised, or a ``copy.deepcopy`` of a trained one.
        outputs: Names, within the block, of all layers whose output is added to the stream.

    Raises:
        ValueError: If ``index`` is out of range, ``outputs`` is empty or names what the block
            does not have, or the block shares parameters with one of ``layers``.
    """
    if not 0 <= index <= len(layers):
        raise ValueError(f"index must be between 0 and {len(layers)}, got {index}")
    modules = dict(block.named_modules())
    unknown = [name for name in outputs if name not in modules]
    if unknown or not outputs:
        raise ValueError(f"outputs must name layers of the block, got {unknown or outputs}")
    if set(block.parameters()) & set(layers.parameters()):
        raise ValueError("the block shares parameters with a layer of the network: pass a copy")

    for name in outputs:
        for parameter in modules[name].parameters():
            parameter.zero_()
    layers.insert(index, block)
    for number, layer in enumerate(layers):
        for module in layer.modules():
            if hasattr(module, "layer_idx"):
                module.layer_idx = number
