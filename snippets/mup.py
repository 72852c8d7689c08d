# ---
# id: mup
# name: Maximal update parametrization
# paper: lingle2024large
# aliases: [muP, μP, maximal update parametrization, maximal update parametrisation, mu-Transfer, muTransfer, μ-Transfer]
# family: parametrisation
# initialises: linear, convolution and readout layers of a net that will be made wider, and its learning rates
# when: the learning rate is tuned on a narrow net and shall hold for a wide one
# why: scales the readout and the learning rate of each tensor by width so that activations and their updates stay of the same size at every width
# layers: [linear, convolution, attention, embedding, transformer]
# goals: [width transfer]
# code: [MuReadout, MuSharedReadout, MuAdam, MuAdamW, MuSGD, set_base_shapes]
# fidelity: as in the official code
# differs: "After microsoft/mup; the cited paper explores the method in its own code. A dimension counts as width if base and model differ in it, without a third delta model, and a readout tied to an embedding keeps its weight. Transposed convolutions, resuming without rescaling and decay independent of the learning rate are left out."
# call: "groups = mup_param_groups(mup_(${1:model}, ${2:base_model}), ${2:base_model}, lr=${3:1e-3})\noptimizer = torch.optim.AdamW(groups)"
# ---
"""Maximal update parametrisation: one learning rate that suits a net at every width."""

from __future__ import annotations

import math
from typing import Any, Literal

import torch
from torch import Tensor, nn

_Layer = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


class MuReadout(nn.Linear):
    """The last linear layer: divides its input by the width multiplier set by :func:`mup_`."""

    width_mult = 1.0  # not a buffer: it follows from the shapes, not from a checkpoint
    output_mult = 1.0  # a width-independent factor that may be tuned

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x * (self.output_mult / self.width_mult))


@torch.no_grad()
def mup_(model: nn.Module, base: nn.Module, zero_readout: bool = False) -> nn.Module:
    """Turn a net with standard initialisation into one in muP, in place.

    The initial weights and biases of every :class:`MuReadout`, and the biases of the layers that
    read from a width dimension, become independent of width; hidden weights with variance
    proportional to 1/fan_in already are right. A model as wide as ``base`` does not change.

    Call it once, after any initialisation of your own and before a checkpoint is loaded.
    Attention needs :func:`mup_attention_scale`; its query weights may be zeroed.

    Args:
        model: Net with default (or another fan-in) initialisation, whose output layer is a
            :class:`MuReadout`.
        base: The narrow net for which the learning rate is tuned: the same architecture, of equal
            depth. Only its shapes matter; it may live on the meta device.
        zero_readout: Set the readout to 0, unless it is tied to an embedding. Recommended: else
            the output of a new net shrinks with width.

    Returns:
        The same model.

    Raises:
        ValueError: If the parameters of ``base`` differ in more than widths, an ordinary linear
            layer maps from a width to a fixed size, or the model has been rescaled before.
    """
    multipliers = {parameter: mults for parameter, mults in _multipliers(model, base)}
    embeddings = {m.weight for m in model.modules() if isinstance(m, nn.Embedding)}
    layers = [(name, m) for name, m in model.named_modules() if isinstance(m, _Layer)]
    for name, layer in layers:
        out, fan_in = multipliers[layer.weight][:2]
        if isinstance(layer, MuReadout):
            if layer.width_mult != 1:
                raise ValueError(f"readout '{name}' has been rescaled before")
        elif isinstance(layer, nn.Linear) and out == 1 != fan_in:
            raise ValueError(f"layer '{name}' maps from a width to a fixed size: use MuReadout")
    for _, layer in layers:
        fan_in = multipliers[layer.weight][1]
        tensors = [] if layer.bias is None else [layer.bias]
        if isinstance(layer, MuReadout):
            layer.width_mult = fan_in
            if layer.weight not in embeddings:
                tensors.append(layer.weight)
        for tensor in tensors:
            tensor.mul_(0 if zero_readout and isinstance(layer, MuReadout) else math.sqrt(fan_in))
    return model


def mup_param_groups(
    model: nn.Module,
    base: nn.Module,
    lr: float,
    weight_decay: float = 0.0,
    optimizer: Literal["adam", "sgd"] = "adam",
) -> list[dict[str, Any]]:
    """Return parameter groups with the learning rates of muP.

    With m, the width multiplier of a tensor's last width dimension:

    - Adam and its like: ``lr / m`` for tensors with two width dimensions, ``lr`` for all others.
    - SGD: ``lr`` times the multiplier of fan-out over that of fan-in for two, ``lr * m`` for one.

    Weight decay changes inversely, so that its product with the learning rate stays.

    Args:
        model, base: As in :func:`mup_`.
        lr: Learning rate of the base model.
        weight_decay: Weight decay of the base model, coupled to the learning rate as in
            ``torch.optim``.
        optimizer: ``"adam"`` for optimisers that normalise each entry's gradient, or ``"sgd"``.

    Returns:
        Groups for a ``torch.optim`` optimiser, one for each learning rate.

    Raises:
        ValueError: If the parameters of ``base`` differ in more than widths, or ``optimizer`` is
            unknown.
    """
    if optimizer not in ("adam", "sgd"):
        raise ValueError(f'optimizer must be "adam" or "sgd", got {optimizer!r}')
    groups: dict[float, list[Tensor]] = {}
    for parameter, mults in _multipliers(model, base):
        widths = [mult for mult in mults if mult != 1]
        divisor = 1.0
        if len(widths) == 2:
            divisor = widths[1] / (widths[0] if optimizer == "sgd" else 1)
        elif widths and optimizer == "sgd":
            divisor = 1 / widths[0]
        groups.setdefault(divisor, []).append(parameter)
    return [
        {"params": parameters, "lr": lr / divisor, "weight_decay": weight_decay * divisor}
        for divisor, parameters in groups.items()
    ]


def mup_attention_scale(head_dim: int, base_head_dim: int) -> float:
    """Return the factor of query-key products, ``sqrt(base_head_dim) / head_dim``.

    It is 1/sqrt(head_dim) for the base and shrinks with 1/head_dim, as queries and keys become
    correlated in training. For ``scale`` in ``F.scaled_dot_product_attention``.
    """
    return math.sqrt(base_head_dim) / head_dim


def _multipliers(model: nn.Module, base: nn.Module) -> list[tuple[Tensor, list[float]]]:
    """Return every parameter with the width multipliers of its dimensions, 1 where fixed."""
    shapes = {name: parameter.shape for name, parameter in base.named_parameters()}
    found = []
    for name, parameter in model.named_parameters():
        shape = shapes.pop(name, None)
        if shape is None or len(shape) != parameter.ndim:
            raise ValueError(f"base has no parameter '{name}' with {parameter.ndim} dimensions")
        mults = [size / base_size for size, base_size in zip(parameter.shape, shape)]
        if sum(mult != 1 for mult in mults) > 2:
            raise ValueError(
                f"parameter '{name}' has more than two width dimensions: its shape is "
                f"{tuple(parameter.shape)}, {tuple(shape)} in base"
            )
        found.append((parameter, mults))
    if shapes:
        raise ValueError(f"model has no parameters {list(shapes)}, which base has")
    return found
