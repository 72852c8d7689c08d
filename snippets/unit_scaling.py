# ---
# id: unit_scaling
# name: Unit Scaling
# paper: blake2023unit
# aliases: [unit scaling, unit-scaled, unit-scaled linear, u-muP, u-μP]
# family: parametrisation
# initialises: the layers of a transformer or MLP, together with the scales inside their operations
# when: training in FP16 or FP8 without loss scaling
# why: "weights are drawn at unit variance and fixed multipliers inside the operations, separate ones forward and backward, keep activations and gradients at unit variance too"
# layers: [linear, mlp, embedding, transformer]
# activations: [gelu]
# goals: [low precision, keeps the variance]
# code: ["unit_scaling", "uu.Linear", "uu.Embedding", "residual_split"]
# fidelity: as in the official code
# differs: "A layer set only: linear, readout, embedding, GELU, residual and cross-entropy. Convolution, attention, norms, dropout and the depth rule for tau are in the library. As in the library since 2024, the output scale also serves the gradient by default; the paper takes the geometric mean of the two. Readout and residual follow the later u-muP."
# call: unit_init_(${1:model})
# ---
"""Layers whose weights, activations and gradients all start at unit variance."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal, Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Constraint = Optional[Literal["to_output_scale", "gmean"]]


class _Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, forward_scale: float, backward_scale: float) -> Tensor:
        ctx.backward_scale = backward_scale
        return x * forward_scale

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        return gradient * ctx.backward_scale, None, None


def scaled(x: Tensor, forward: float = 1.0, backward: float = 1.0) -> Tensor:
    """Multiply ``x`` by one factor and its gradient by another."""
    return _Scale.apply(x, forward, backward)


@torch.no_grad()
def unit_init_(model: nn.Module, generator: torch.Generator | None = None) -> nn.Module:
    """Draw the weights of linear and embedding layers at unit variance, in place.

    Weights are standard normal, biases 0; norms keep PyTorch's gain 1 and bias 0. This is only
    half of the method: the net must use the functions of this module in place of those of
    ``torch.nn.functional``, or its outputs explode. Learning rates have to be tuned anew, because
    the weights are of order 1. Attention logits should be q k / d_head, without a square root.

    Args:
        model: Net to initialise.
        generator: Source of the weights, on the device of the model.

    Returns:
        The same model.
    """
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Embedding)):
            module.weight.normal_(generator=generator)
            if getattr(module, "bias", None) is not None:
                module.bias.zero_()
    return model


def unit_linear(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    constraint: Constraint = "to_output_scale",
) -> Tensor:
    """Apply a unit-scaled linear layer: the values of ``F.linear`` over sqrt(in).

    Args:
        x: Inputs, ``(..., in)``.
        weight: Standard normal at the start, ``(out, in)``.
        bias: ``(out,)``, scaled like the rest. The library's layers have none by default.
        constraint: How the factors of the output, in^(-1/2), and of the input's gradient,
            out^(-1/2), are made equal. They must be unless every path to the loss passes this
            layer or the mismatch cancels, as in in -> out -> in. ``"to_output_scale"`` takes the
            first (default of the library), ``"gmean"`` the geometric mean (the paper), None
            leaves them apart.

    Returns:
        Outputs, ``(..., out)``.

    Raises:
        ValueError: If there are no inputs, or ``constraint`` is unknown.
    """
    fan_out, fan_in = weight.shape
    output_scale, input_scale = _constrain(fan_in**-0.5, fan_out**-0.5, constraint)
    return _linear(x, weight, bias, output_scale, input_scale)


def unit_readout(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Apply the last linear layer, whose output is small at the start: 1 / in, not 1 / sqrt(in).

    Every gradient passes the last layer, so that its two factors may differ (u-muP).

    Args:
        x: Inputs, ``(..., in)``.
        weight: Standard normal at the start, ``(out, in)``.
        bias: ``(out,)``.

    Returns:
        Outputs, ``(..., out)``.

    Raises:
        ValueError: If there are no inputs.
    """
    fan_out, fan_in = weight.shape
    return _linear(x, weight, bias, 1 / fan_in, fan_out**-0.5)


def unit_embedding(ids: Tensor, weight: Tensor) -> Tensor:
    """Look up embeddings; the gradient of the table is scaled by sqrt(vocabulary / ids).

    Args:
        ids: Integers of any shape.
        weight: Standard normal at the start, ``(vocabulary, d)``.

    Returns:
        Embeddings, ``(*ids.shape, d)``.

    Raises:
        ValueError: If there are no ids.
    """
    return F.embedding(ids, scaled(weight, backward=(weight.shape[0] / _count(ids)) ** 0.5))


def unit_gelu(x: Tensor, constraint: Constraint = "to_output_scale") -> Tensor:
    """Apply GELU at unit scale; both factors are empirical fits of the library, within 4 %.

    Args:
        x: Inputs of unit variance.
        constraint: See :func:`unit_linear`.

    Returns:
        Outputs of the shape of ``x``.

    Raises:
        ValueError: If ``constraint`` is unknown.
    """
    output_scale, input_scale = _constrain(1.76678, 1.51572, constraint)
    return scaled(F.gelu(scaled(x, backward=input_scale)), output_scale)


def unit_residual(branch: Callable[[Tensor], Tensor], x: Tensor, tau: float = 1.0) -> Tensor:
    """Return (tau branch(x) + x) / sqrt(1 + tau^2), with unit gradients inside the branch.

    On the way back the weight of the branch is applied behind it, where the branch splits off,
    not at the sum.

    Args:
        branch: Unit-scaled layers.
        x: Inputs of unit variance.
        tau: Share of the branch relative to the skip connection.

    Returns:
        Outputs of the shape of ``x``.
    """
    skip = 1 / math.sqrt(1 + tau**2)
    out = scaled(branch(scaled(x, backward=tau * skip)), tau * skip)
    return out + skip * x


def unit_cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Return the mean cross-entropy; its gradient to the logits has unit variance at the start.

    The gradient is that of the sum over the rows, times V / sqrt(V - 1).

    Args:
        logits: ``(rows, V)``.
        target: Class indices, ``(rows,)``.

    Returns:
        A scalar.

    Raises:
        ValueError: If there are no rows, or fewer than 2 classes.
    """
    classes = logits.shape[1]
    if classes < 2:
        raise ValueError(f"cross-entropy needs at least 2 classes, got {classes}")
    logits = scaled(logits, backward=classes / math.sqrt(classes - 1))
    return scaled(F.cross_entropy(logits, target, reduction="sum"), 1 / _count(target))


def _linear(
    x: Tensor, weight: Tensor, bias: Tensor | None, output_scale: float, input_scale: float
) -> Tensor:
    rows = _count(x[..., 0])
    weight = scaled(weight, backward=rows**-0.5)
    bias = None if bias is None else scaled(bias, backward=rows**-0.5)
    return scaled(F.linear(scaled(x, backward=input_scale), weight, bias), output_scale)


def _constrain(output: float, gradient: float, constraint: Constraint) -> tuple[float, float]:
    if constraint is None:
        return output, gradient
    if constraint == "to_output_scale":
        return output, output
    if constraint == "gmean":
        return math.sqrt(output * gradient), math.sqrt(output * gradient)
    raise ValueError(f'constraint must be "to_output_scale", "gmean" or None, got {constraint!r}')


def _count(x: Tensor) -> int:
    if x.numel() == 0:
        raise ValueError(f"there is nothing to scale in an input of shape {tuple(x.shape)}")
    return x.numel()
