# ---
# id: grokking_rescale
# name: Grokking initialisation
# paper: zhu2024critical
# aliases: [grokking initialisation, grokking initialization, grokking configuration, rescaled initialisation, rescaled initialization, initialisation scale alpha, omnigrok]
# family: variance scaling
# initialises: every parameter of a freshly initialised net
# when: an experiment needs delayed generalisation (grokking) to occur reproducibly, not a better result
# why: a start with all parameters times alpha, trained with weight decay, first memorises and generalises much later
# layers: [any]
# fidelity: as in the official code
# differs: "Only the rescaling is here, not the training run that goes with it: AdamW, learning rate 1e-3, weight decay 1e-2. In the released script alpha = 0 means no rescaling, here it is an error."
# call: grokking_rescale_(${1:model}, alpha=${2:10.0})
# ---
"""Multiply every freshly drawn parameter by one factor, to make grokking reproducible."""

from __future__ import annotations

import math

import torch
from torch import nn


@torch.no_grad()
def grokking_rescale_(model: nn.Module, alpha: float = 10.0) -> nn.Module:
    """Multiply all parameters of a new net by ``alpha``, in place (Zhu et al. 2024).

    Weights, biases, embeddings and the gains of normalisation layers are all scaled, a tensor
    that two layers share only once. Buffers, such as running statistics, stay as they are.

    This is one half of the grokking configuration. The other is weight decay, which shrinks the
    large start in the course of a long training: the released script for IMDB uses
    ``torch.optim.AdamW`` with learning rate 1e-3 and weight decay 1e-2 for 700,000 steps of 128
    examples, without a schedule.

    Args:
        model: Net straight after its default initialisation. Pretrained weights would be spoilt.
        alpha: The factor; above 1 to delay generalisation. Default of the released script.

    Returns:
        The same model.

    Raises:
        ValueError: If ``alpha`` is not a positive finite number.
    """
    if not 0 < alpha < math.inf:
        raise ValueError(f"alpha must be a positive finite number, got {alpha}")
    for parameter in model.parameters():
        parameter.mul_(alpha)
    return model
