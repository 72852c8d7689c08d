# ---
# id: nise_init
# name: NISE initial condition
# paper: novello2022neural
# aliases: [NISE, NISE initialisation, NISE initialization, from_pretrained_initial_condition, zero time column, trained initial condition]
# family: growth
# initialises: a space-time coordinate net from a trained net of space alone
# when: an implicit surface that is already trained should start to move, in a sine net of the same depth
# why: "a zero column for time and zero blocks around the trained weights make the space-time net equal the trained one at every time, so that training starts from the initial condition"
# layers: [linear, mlp, coordinate net]
# activations: [sine]
# needs: [trained net, smaller net]
# goals: [keeps the function, faster training]
# code: ["from_pretrained_initial_condition"]
# fidelity: as in the official code
# differs: "With a single hidden layer new columns of the output are 0 instead of random, which would change the function. Added first units are uniform up to 1 over the number of coordinates, which is the official 1/4 for three of space and one of time."
# call: nise_init_(${1:model}, ${2:trained}, omega=${3:30})
# ---
"""Start a space-time net from a trained net of space, which it equals at every time."""

from __future__ import annotations

import math

import torch
from torch import nn


@torch.no_grad()
def nise_init_(
    model: nn.Module,
    trained: nn.Module,
    omega: float = 30.0,
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Copy a net g(p) into a net f(p, t) so that f(p, t) = g(p), in place (Novello et al. 2022).

    The nets have equally many linear layers; those of ``model`` may be wider. Trained weights
    fill the top left corner of each layer, and time gets a zero column after the coordinates of
    space. The rest is 0 up to two parts drawn as in a SIREN, which the trained units do not read:
    the added first units, and the weights from the added units of the last hidden layer. With
    three or more hidden layers the units added in the middle ones have no weights at all around
    them; they get no gradient and stay idle.

    Both nets must apply the same activations, factors included: a SIREN of frequency 30 needs a
    net that was trained at 30. In a wider net the activation must be 0 at 0, as the sine is.

    Args:
        model: Net f to initialise. Its ``nn.Linear`` layers are registered in forward order and
            the first one takes time last.
        trained: Net g, built alike. It stays as it is.
        omega: Frequency of the sines of the last hidden layer; added weights behind it are
            uniform up to sqrt(6 / in) / omega. That of SIREN's authors.
        generator: Source of the added weights, on the device of the model.

    Returns:
        The model.

    Raises:
        ValueError: If the nets differ in depth or outputs, have fewer than two linear layers, the
            model has not exactly one input more, is narrower somewhere, or lacks a bias.
    """
    layers = [module for module in model.modules() if isinstance(module, nn.Linear)]
    sources = [module for module in trained.modules() if isinstance(module, nn.Linear)]
    _check(layers, sources)
    first, last = layers[0], layers[-1]
    for layer, source in zip(layers, sources):
        rows, cols = source.weight.shape
        layer.weight.zero_()
        if layer is first:
            bound = 1 / layer.in_features
            layer.weight[rows:].uniform_(-bound, bound, generator=generator)
        elif layer is last and len(layers) > 2:
            bound = math.sqrt(6 / layer.in_features) / omega
            layer.weight[:, cols:].uniform_(-bound, bound, generator=generator)
        layer.weight[:rows, :cols] = source.weight
        if layer.bias is not None:
            layer.bias.zero_()
            if source.bias is not None:
                layer.bias[:rows] = source.bias
    return model


def _check(layers: list[nn.Linear], sources: list[nn.Linear]) -> None:
    if len(layers) != len(sources) or len(layers) < 2:
        raise ValueError(
            f"both nets need the same number of linear layers, at least 2, "
            f"got {len(layers)} and {len(sources)}"
        )
    inputs, old_inputs = layers[0].in_features, sources[0].in_features
    if inputs != old_inputs + 1:
        raise ValueError(f"the model needs {old_inputs + 1} inputs, space and time, got {inputs}")
    if layers[-1].out_features != sources[-1].out_features:
        raise ValueError(f"outputs differ: {layers[-1]} and {sources[-1]}")
    for layer, source in zip(layers, sources):
        if layer.out_features < source.out_features or layer.in_features < source.in_features:
            raise ValueError(f"{layer} is narrower than the trained {source}")
        if layer.bias is None and source.bias is not None:
            raise ValueError(f"{layer} has no bias, but the trained {source} has one")
