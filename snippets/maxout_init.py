# ---
# id: maxout_init
# name: Maxout initialisation
# paper: tseran2023expected
# aliases: [maxout init, maxout initialisation, maxout initialization, maxout-He, expected gradients maxout]
# family: variance scaling
# initialises: linear and convolution layers whose outputs are maximised in groups of K
# when: a deep maxout net, dense or convolutional, for which the He gain of ReLU would explode
# why: "weight variance 1 / (E[(max of K normals)^2] in) keeps the mean square of the units from layer to layer: 1 at rank 2, 0.556 at rank 5, where ReLU has 2"
# layers: [linear, convolution]
# activations: [maxout]
# goals: [keeps the variance, no normalisation]
# fidelity: as in the official code
# differs: "The constant is integrated for any rank instead of read from a table of ranks 2 to 5. Layers that feed no maxout, such as the last one, are named by the caller."
# call: "maxout_init_(${1:model}, rank=${2:5}, linear=[${3:model.head}])"
# ---
"""Weight variance for layers whose units are the maximum of several linear pieces."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import torch
from torch import nn


@torch.no_grad()
def maxout_init_(
    model: nn.Module,
    rank: int,
    linear: Iterable[nn.Module] = (),
    pooled: Mapping[nn.Module, int] | None = None,
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Initialise the linear and convolution layers of a maxout net, in place.

    Weights are normal with variance ``1 / (maxout_second_moment(rank) * fan_in)``, biases 0
    (Tseran & Montufar 2023). The fan-in is the number of inputs that a layer has: after a maxout
    of K pieces per unit, the number of units, not K times that.

    The mean square of the activations stays in place, and with it the length of the gradient
    along the input. Gradients along other directions depend on the input and may still shrink.

    Args:
        model: Net to initialise. Modules other than linear and convolution layers keep their
            parameters.
        rank: Number K of pieces that each maxout unit takes the maximum of.
        linear: Layers without a maxout behind them, such as the last one: variance 1 / fan_in.
        pooled: Layers whose maxout is followed by max-pooling, with the positions in a window
            (4 for 2 x 2): the maximum runs over K times as many values. The paper's variant for
            convolution nets.
        generator: Source of the weights, on the device of the model.

    Returns:
        The same model.

    Raises:
        ValueError: If a rank or window is below 1, a layer of ``linear`` or ``pooled`` is no
            linear or convolution layer of the model, or is in both.
    """
    moment = maxout_second_moment(rank)
    moments = {module: 1.0 for module in linear}
    for module, positions in (pooled or {}).items():
        if module in moments:
            raise ValueError(f"{module} cannot be both linear and pooled")
        moments[module] = maxout_second_moment(rank * positions)
    kinds = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)
    layers = [module for module in model.modules() if isinstance(module, kinds)]
    strangers = moments.keys() - set(layers)
    if strangers:
        raise ValueError(f"no linear or convolution layers of the model: {list(strangers)}")
    for layer in layers:
        fan_in = layer.weight[0].numel()
        std = math.sqrt(1 / (moments.get(layer, moment) * fan_in))
        layer.weight.normal_(0.0, std, generator=generator)
        if layer.bias is not None:
            layer.bias.zero_()
    return model


def maxout_second_moment(rank: int) -> float:
    """Return E[(max of K independent standard normals)^2], the integral of x^2 dP(x)^K.

    P is the normal distribution function. The moment is 1 for K = 1 and 2, 1.276 for 3, 1.800
    for 5 and grows as 2 log K.

    Args:
        rank: Number K of normals.

    Returns:
        The second moment, not the variance: the mean of the maximum counts.

    Raises:
        ValueError: If ``rank`` is below 1.
    """
    if rank < 1:
        raise ValueError(f"a maximum needs at least 1 value, got {rank}")
    x = torch.linspace(-9, 9, 4001, dtype=torch.float64)
    # The trapezoidal rule, whose spacing cancels in the division. P(x)^(K - 1) by its logarithm.
    density = torch.exp((rank - 1) * torch.special.log_ndtr(x) - x.square() / 2)
    return ((x.square() * density).sum() / density.sum()).item()
