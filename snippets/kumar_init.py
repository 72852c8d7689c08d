# ---
# id: kumar_init
# name: Kumar initialisation
# paper: kumar2017weight
# aliases: [Kumar initialisation, Kumar initialization, Kumar init, sigmoid initialization 3.6/sqrt(N)]
# family: variance scaling
# initialises: dense layers, for a given activation function
# when: a plain dense net with sigmoid, softplus or another activation that is smooth at 0, for which no gain is tabulated
# why: "weight variance 1 / (N g'(0)^2 (1 + g(0)^2)) keeps unit variance through the linearised activation g: 1/N for tanh, about (3.6)^2/N for sigmoid"
# layers: [linear, mlp]
# activations: [sigmoid, tanh, sine, relu]
# goals: [keeps the variance, no normalisation]
# code: ["nn.init.calculate_gain", "nn.init.kaiming_normal_", "nn.init.kaiming_uniform_"]
# fidelity: re-derived
# differs: "The rule was derived again from the linearisation and agrees with the values reported for tanh, sigmoid and ReLU; the paper itself was not at hand. Normal weights and zero biases are assumed. Kinks other than that of ReLU, such as SELU's, are an error."
# call: kumar_init_(${1:model}, ${2|torch.sigmoid,torch.tanh,torch.relu|})
# ---
"""Weight variance that an activation, linearised at 0, keeps from layer to layer."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn


@torch.no_grad()
def kumar_init_(
    model: nn.Module,
    activation: Callable[[Tensor], Tensor],
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Initialise the linear layers of a net for its activation function, in place (Kumar 2017).

    Weights are normal with mean 0 and variance ``kumar_constant(activation) / in``, biases 0.
    The rule rests on a linearisation, so the variance is kept roughly, not exactly: a sigmoid
    cannot have outputs of unit variance at all, and the part of its signal that differs between
    inputs still shrinks, by about 0.58 per layer, though far less than with Xavier weights.

    Args:
        model: Net to initialise. Modules other than ``nn.Linear`` keep their parameters.
        activation: The activation between the layers, elementwise: a function or a module.
        generator: Source of the weights, on the device of the model.

    Returns:
        The same model.

    Raises:
        ValueError: If the rule does not cover the activation, see :func:`kumar_constant`.
    """
    constant = kumar_constant(activation)
    for module in model.modules():
        if isinstance(module, nn.Linear):
            std = math.sqrt(constant / module.in_features)
            module.weight.normal_(0.0, std, generator=generator)
            if module.bias is not None:
                module.bias.zero_()
    return model


def kumar_constant(activation: Callable[[Tensor], Tensor]) -> float:
    """Return the weight variance times the number N of inputs (Kumar 2017).

    Around 0 an activation is g(z) = g(0) + g'(0) z. If the inputs of a layer have mean g(0) and
    variance 1, its outputs have variance N v^2 g'(0)^2 (1 + g(0)^2), which is 1 for

        N v^2 = 1 / (g'(0)^2 (1 + g(0)^2)).

    That is 1 for tanh, 12.8 for the sigmoid (a standard deviation of 3.58 / sqrt(N)) and 2.70 for
    softplus. ReLU, which has no derivative at 0, gets a result of its own, 2.

    Args:
        activation: Elementwise function, called with float64 numbers next to 0.

    Returns:
        N v^2.

    Raises:
        ValueError: If the activation is flat or not finite at 0, or has a kink there and is not
            ReLU.
    """
    step = 1e-8
    z = torch.tensor([-step, 0.0, step], dtype=torch.float64, requires_grad=True)
    with torch.enable_grad():
        g = activation(z)
        slope = torch.autograd.grad(g.sum(), z)[0][1].item()
    below, value, above = g.tolist()
    if not math.isfinite(value * slope):
        raise ValueError(f"{activation} is not finite at 0: value {value}, slope {slope}")
    # Autograd returns some number at a kink too: only the two sides tell.
    left, right = (value - below) / step, (above - value) / step
    if not math.isclose(left, right, rel_tol=1e-3, abs_tol=1e-4):
        if value == left == 0 and right == 1:
            return 2.0
        raise ValueError(f"{activation} has a kink at 0: slope {left:.4g} below, {right:.4g} above")
    if slope == 0:
        raise ValueError(f"{activation} is flat at 0, where the rule divides by its slope")
    return 1 / (slope**2 * (1 + value**2))
