# ---
# id: g_stack
# name: G_stack
# paper: du2024stacking
# aliases: [G_stack, Gstack, depthwise stacking, depth-wise stacking, LLM-Stacking]
# family: growth
# initialises: every layer of a deeper transformer language model, from a trained shallow one
# when: "a language model is to be pretrained and a model of the same width with a quarter of the layers can be trained first"
# why: "The trained layers are repeated as a whole, g times one after the other; the output changes, but in the paper the loss then falls faster than from scratch."
# layers: [transformer]
# needs: [smaller net]
# goals: [faster training, deterministic]
# fidelity: as in the official code
# differs: "The official code builds the deeper model from a checkpoint and takes the list of layers from a file; here the layers of a model in memory are repeated, all of them g times. Its partial stacks and the paper's other growth operators are left out."
# call: g_stack_(${1:model.layers}, growth=${2:4})
# ---
"""Make a transformer deeper by stacking copies of all its trained layers."""

from __future__ import annotations

import copy
import math

from torch import nn


def g_stack_(layers: nn.ModuleList, growth: int = 4) -> None:
    """Repeat the layers of a network ``growth`` times as a whole, in place (Du et al., 2024).

    Of l layers, layer i of the deeper network is a copy of layer i mod l, in the order
    0 ... l-1, 0 ... l-1, ...; embeddings, final norm and head stay as they are. This does not
    preserve the function: the loss jumps at the switch and has to be trained down again.

    Set the number of layers that the model and its configuration remember yourself, and whatever
    depends on depth or position, such as residual scales of 1 / sqrt(2 l). Numbers named
    ``layer_idx``, by which layers find their part of a key-value cache, are brought up to date.
    Create the optimiser afterwards, with a new state.

    Args:
        layers: Blocks of the trained network, in order. The first l stay the same objects.
        growth: Growth factor g. Default of the paper, where 4 did best.

    Raises:
        ValueError: If there are no layers or ``growth`` is below 1.
    """
    depth = len(layers)
    if depth < 1 or growth < 1:
        raise ValueError(f"needs layers and a growth of at least 1, got {depth} and {growth}")
    layers.extend(copy.deepcopy(layers[i % depth]) for i in range(depth, growth * depth))
    for number, layer in enumerate(layers):
        for module in layer.modules():
            if hasattr(module, "layer_idx"):
                module.layer_idx = number


def growth_timing(parameters: float, flops: float) -> float:
    """Return for how many tokens to train the small network before it is stacked.

    log10(d) = 0.88 log10(N) + 163.27 / log10(C) - 5.74, fitted by Du et al. (2024) for a growth
    factor of 4.

    Args:
        parameters: Number N of parameters of the network after growth.
        flops: Compute budget C of the whole training, in floating-point operations; about 6 N
            times the number of training tokens.

    Returns:
        Number d of tokens.

    Raises:
        ValueError: If ``parameters`` is not positive or ``flops`` is not larger than 1.
    """
    if not parameters > 0 or not flops > 1:
        raise ValueError(f"needs parameters > 0 and flops > 1, got {parameters} and {flops}")
    return 10 ** (0.88 * math.log10(parameters) + 163.27 / math.log10(flops) - 5.74)
