# ---
# id: ghn3_tiling
# name: GHN-3 tiling and scaling
# paper: knyazev2023scale
# aliases: [GHN-3, GHN-3 tiling, graph hypernetwork, parameter prediction, predicted parameters, fan-in normalisation of predicted parameters]
# family: variance scaling
# initialises: linear, convolution and norm layers, from the raw tensors that a weight generator predicts
# when: a hypernetwork or another generator gives weights in chunks of limited size, which must be fitted to a net and brought to a trainable scale
# why: "chunks are repeated along the channels up to the size of the layer, weights get the variance of a fan-in initialisation, and gains and biases stay bounded"
# layers: [linear, convolution]
# activations: [relu]
# needs: [trained net]
# code: ["ghn3.from_pretrained"]
# fidelity: as in the official code
# differs: "Only what happens to predicted tensors; the trained graph hypernetwork that predicts them is not in it, so this alone initialises nothing. Tensors of 3 dimensions (positional encodings, layer scale), which the official code treats apart, are left out, and a kernel larger than its chunk is an error."
# call: "set_predicted_(${1:model}, ${2:predictions})"
# ---
"""Fit predicted chunks of weights to the layers of a net: tiling and fan-in scaling of GHN-3."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn


def tile_chunk(chunk: Tensor, shape: Sequence[int]) -> Tensor:
    """Fit a predicted chunk to the shape of a parameter (rule of the official code).

    Outputs and inputs are cut off at the end or repeated until they suffice; kernels are cropped
    to their centre. A chunk with more dimensions than the parameter is read at the centre of its
    kernel, and at its first input for a vector.

    Args:
        chunk: Prediction, ``(n)``, ``(out, in)`` or ``(out, in, height, width)``.
        shape: Shape of the parameter, of 1, 2 or 4 dimensions.

    Returns:
        Tensor of shape ``shape``, in the dtype and on the device of ``chunk``.

    Raises:
        ValueError: If a number of dimensions is not served or the kernel of the chunk is too small.
    """
    if len(shape) not in (1, 2, 4) or chunk.dim() not in (1, 2, 4) or chunk.dim() < len(shape):
        raise ValueError(f"cannot tile a chunk {tuple(chunk.shape)} to {tuple(shape)}")
    kernel = shape[2:]
    if any(size > available for size, available in zip(kernel, chunk.shape[2:])):
        raise ValueError(f"the kernel of a chunk {tuple(chunk.shape)} is too small for {kernel}")
    while chunk.dim() > len(shape):
        chunk = chunk[..., chunk.shape[-1] // 2 if chunk.dim() > 2 else 0]
    for dim, size in enumerate(shape):
        available = chunk.shape[dim]
        # The middle of an even kernel lies to the right of its centre.
        start = available // 2 - size // 2 if dim >= 2 else 0
        indices = torch.arange(start, start + size, device=chunk.device) % available
        chunk = chunk.index_select(dim, indices)
    return chunk


def scale_prediction(tensor: Tensor, is_bias: bool = False) -> Tensor:
    """Bring a predicted parameter to the scale of an initialised one (rule of the official code).

    Weights of unit variance get the variance beta / fan_in. beta is 2, for a layer that a ReLU
    follows, and 1 where none is assumed to follow: for depth-wise kernels, and for kernels that are
    wider than high, which come first of a separated pair. Gains of norm layers become
    2 sigmoid(p / 2), between 0 and 2, biases tanh(0.2 p), between -1 and 1.

    Args:
        tensor: Prediction in its final shape; a vector is a gain unless ``is_bias`` is set.
        is_bias: Whether a vector is a bias.

    Returns:
        Scaled tensor.
    """
    if tensor.dim() == 1:
        return torch.tanh(0.2 * tensor) if is_bias else 2 * torch.sigmoid(0.5 * tensor)
    no_relu = tensor.dim() == 4 and (tensor.shape[1] == 1 or tensor.shape[2] < tensor.shape[3])
    beta = 1 if no_relu else 2
    return tensor * math.sqrt(beta / math.prod(tensor.shape[1:]))


@torch.no_grad()
def set_predicted_(model: nn.Module, predictions: Mapping[str, Tensor]) -> nn.Module:
    """Initialise parameters of a model from raw predictions, tiled and scaled.

    The predictions of a trained GHN-3 (Knyazev et al., 2023) come from the authors' package,
    ``ghn3.from_pretrained("ghn3xlm16.pt")(model)``, which tiles and scales them itself. This is for
    other generators.

    Args:
        model: Model to initialise.
        predictions: Raw chunk of unit variance for each parameter, by its name in the model. Other
            parameters keep their values.

    Returns:
        ``model``.

    Raises:
        ValueError: If the model has no such parameter or its chunk cannot be tiled.
    """
    parameters = dict(model.named_parameters())
    for name, chunk in predictions.items():
        if name not in parameters:
            raise ValueError(f"the model has no parameter {name}")
        try:
            tensor = tile_chunk(chunk, parameters[name].shape)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        parameters[name].copy_(scale_prediction(tensor, is_bias=name.endswith("bias")))
    return model
