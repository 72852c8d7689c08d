# ---
# id: self_pretraining
# name: Self-pretraining (SPT)
# paper: amos2023never
# aliases: [SPT, self-pretraining, self pretraining, never train from scratch, data-driven prior, masked self-pretraining]
# family: training procedure
# initialises: the backbone of a supervised sequence model, from its own task's inputs
# when: "long-sequence models are compared or trained on a supervised task: denoise the task's inputs first, no further data or labels needed"
# why: predicting masked values of the task's own inputs gives the backbone its prior, in place of random weights, before the labels are used
# layers: [transformer, state space, recurrent]
# needs: [training data]
# goals: [long sequences, generalisation]
# fidelity: as in the official code
# differs: "A helper for masking, loss and transfer: the benchmark, its training loop, masking in contiguous spans and the causal variant (predict the next element, no mask) are not included. The code averages an empty mask to nan; here that loss is 0."
# call: "inputs, masked = mask_sequences(${1:batch})\nloss = masked_loss(${2:model}(inputs), ${1:batch}, masked)"
# ---
"""Pretrain a sequence model on its own inputs by denoising; transfer all but the decoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def mask_sequences(
    sequences: Tensor,
    probability: float = 0.5,
    mask_token: Optional[int] = None,
    generator: torch.Generator | None = None,
) -> tuple[Tensor, Tensor]:
    """Hide random positions of the inputs, as the pretraining task (Amos et al., 2023).

    Real values are set to zero and get the mask as a further channel, since zero may be a proper
    value. Tokens are replaced by ``mask_token``.

    Args:
        sequences: Real values ``(..., length, channels)``, or tokens ``(..., length)``, integer.
        probability: Chance of each position to be hidden. The official configurations use 0.5 for
            images and other values for other tasks.
        mask_token: Token that stands for a hidden one; for tokens only.
        generator: Source of randomness, on the device of the sequences.

    Returns:
        The model's inputs, ``(..., length, channels + 1)`` or ``(..., length)``, and the hidden
        positions, boolean, ``(..., length)``.

    Raises:
        ValueError: If ``probability`` is not within [0, 1], or ``mask_token`` is missing for
            tokens or given for real values.
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"probability must be within [0, 1], got {probability}")
    real = sequences.is_floating_point()
    if real == (mask_token is not None):
        raise ValueError(
            "mask_token belongs to integer tokens, and only to them, "
            f"got {mask_token} for {sequences.dtype}"
        )
    positions = sequences.shape[:-1] if real else sequences.shape
    masked = torch.rand(positions, generator=generator, device=sequences.device) < probability
    if not real:
        return sequences.masked_fill(masked, mask_token), masked
    channel = masked.unsqueeze(-1)
    hidden = sequences.masked_fill(channel, 0)
    return torch.cat([hidden, channel.to(sequences.dtype)], dim=-1), masked


def masked_loss(prediction: Tensor, target: Tensor, masked: Tensor) -> Tensor:
    """Return the mean loss over the hidden positions only: L1, or cross-entropy for tokens.

    Args:
        prediction: Real values ``(..., length, channels)``, or logits ``(..., length, classes)``.
        target: The sequences before masking, ``(..., length, channels)`` or ``(..., length)``.
            Pixels may be given as integer classes, too.
        masked: Hidden positions from :func:`mask_sequences`, ``(..., length)``.

    Returns:
        Scalar loss, 0 if nothing is hidden.

    Raises:
        ValueError: If the shapes do not fit.
    """
    real = target.is_floating_point()
    if prediction.shape[:-1] != masked.shape or target.shape != (
        prediction.shape if real else masked.shape
    ):
        raise ValueError(
            f"shapes do not fit: prediction {tuple(prediction.shape)}, target "
            f"{tuple(target.shape)}, masked {tuple(masked.shape)}"
        )
    loss = F.l1_loss if real else F.cross_entropy
    total = loss(prediction[masked], target[masked], reduction="sum")
    count = target[masked].numel()
    return total / max(count, 1)


@torch.no_grad()
def load_pretrained_(
    model: nn.Module,
    pretrained: Mapping[str, Tensor],
    decoder: str = "decoder.",
    encoder: Optional[str] = "encoder.weight",
) -> nn.Module:
    """Load pretrained weights, all but those of the decoder, into a model for the task, in place.

    The model keeps its own decoder; nothing is frozen. The weight of a linear encoder of real
    values loses its last input column, which read the mask: the model then does what the
    pretrained one does with nothing hidden.

    Args:
        model: Model for the supervised task, of the same architecture otherwise.
        pretrained: State dict of the pretrained model.
        decoder: Prefix of the names of the decoder, in both models.
        encoder: Name of the encoder's weight, ``(width, channels + 1)`` in ``pretrained``; None
            where the inputs are tokens.

    Returns:
        The same model.

    Raises:
        ValueError: If other parts than the decoder are missing, left over or of another shape.
    """
    weights = {name: w for name, w in pretrained.items() if not name.startswith(decoder)}
    if encoder is not None:
        if encoder not in weights:
            raise ValueError(f"the pretrained weights have no encoder '{encoder}'")
        weights[encoder] = weights[encoder][:, :-1]
    own = {name: w for name, w in model.state_dict().items() if not name.startswith(decoder)}
    unmatched = sorted(
        name
        for name in own.keys() | weights.keys()
        if name not in own or name not in weights or own[name].shape != weights[name].shape
    )
    if unmatched:
        raise ValueError(f"missing, left over or of another shape: {', '.join(unmatched)}")
    for name, weight in own.items():
        weight.copy_(weights[name])
    return model
