# ---
# id: vi3nr
# name: VI3NR
# paper: hewakoneputugodage2025vi3nr
# aliases: [VI3NR, VI³NR, variance-informed initialization, variance-informed initialisation, Monte Carlo gain]
# family: variance scaling
# initialises: the linear layers of a coordinate net or other MLP, for any activation function
# when: "implicit neural representations and other deep MLPs whose activation (Gaussian, sine, sinc, wavelet) has no tabulated gain"
# why: "weight variance sigma^2 / (E[f(z)^2] in), z normal with deviation sigma, holds every pre-activation at sigma, and sigma can be chosen so that gradients neither grow nor shrink"
# layers: [linear, mlp, coordinate net]
# activations: [gaussian, sine, tanh, sigmoid, relu]
# goals: [keeps the variance, no normalisation]
# code: ["nn.init.calculate_gain"]
# fidelity: as in the official code
# differs: "Expectations are computed by quadrature instead of a million random samples, and the search for sigma narrows in instead of trying steps of 0.001. The official code initialises one weight at a time; zero biases are assumed, as in the derivation."
# call: "vi3nr_init_(${1:model}, ${2:torch.tanh}, sigma=${3:1.0}, input_mean=${4:0.0}, input_std=${5:1.0})"
# ---
"""Keep the deviation of all pre-activations of an MLP at a chosen value, for any activation."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn


@torch.no_grad()
def vi3nr_init_(
    model: nn.Module,
    activation: Callable[[Tensor], Tensor],
    sigma: float = 1.0,
    input_mean: float = 0.0,
    input_std: float = 1.0,
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Initialise an MLP so that all its pre-activations have deviation ``sigma``, in place.

    Weights are uniform in +-gain sqrt(3 / in), biases 0 (Hewa Koneputugodage et al. 2025). The
    first layer has gain sigma / sqrt(input_mean^2 + input_std^2), all others that of
    :func:`vi3nr_gain`. The variance of the gradients changes by the factor of
    :func:`vi3nr_gradient_ratio` per layer of constant width: choose ``sigma`` for a ratio near 1,
    with :func:`vi3nr_sigma` or, in a shallow net, by trying values around it.

    Args:
        model: Net whose ``nn.Linear`` layers are registered in forward order. Other modules keep
            their parameters.
        activation: Elementwise activation f of all layers, with its frequency or width inside:
            ``lambda z: torch.sin(30 * z)`` for a SIREN.
        sigma: Standard deviation of every pre-activation.
        input_mean: Mean of all input features over the data set.
        input_std: Standard deviation of all input features over the data set.
        generator: Source of the weights, on the device of the model.

    Returns:
        The same model.

    Raises:
        ValueError: If ``sigma`` is not positive, the inputs are all 0, the activation has no
            finite positive mean square, or the net has no linear layer.
    """
    layers = [module for module in model.modules() if isinstance(module, nn.Linear)]
    if not layers:
        raise ValueError(f"there is no linear layer in {model}")
    if not math.hypot(input_mean, input_std) > 0:
        raise ValueError(f"inputs of mean {input_mean} and deviation {input_std} carry no signal")
    hidden_gain = vi3nr_gain(activation, sigma)
    first_gain = sigma / math.hypot(input_mean, input_std)
    for layer in layers:
        gain = first_gain if layer is layers[0] else hidden_gain
        bound = gain * math.sqrt(3 / layer.in_features)
        layer.weight.uniform_(-bound, bound, generator=generator)
        if layer.bias is not None:
            layer.bias.zero_()
    return model


def vi3nr_gain(activation: Callable[[Tensor], Tensor], sigma: float = 1.0) -> float:
    """Return sqrt(sigma^2 / E[f(z)^2]) for z normal with mean 0 and deviation ``sigma``.

    Weights of variance gain^2 / in then turn activations of deviation-``sigma`` pre-activations
    into pre-activations of deviation ``sigma``. For ReLU the gain is Kaiming's, sqrt(2).

    Args:
        activation: Elementwise function f, called with float64 numbers.
        sigma: Standard deviation of the pre-activations.

    Returns:
        The gain, by which 1 / sqrt(in) is multiplied.

    Raises:
        ValueError: If ``sigma`` is not positive or E[f(z)^2] is not positive and finite.
    """
    square = _mean_square(activation, sigma)
    if not 0 < square < math.inf:
        raise ValueError(f"{activation} has mean square {square} at sigma = {sigma}")
    return sigma / math.sqrt(square)


def vi3nr_gradient_ratio(activation: Callable[[Tensor], Tensor], sigma: float = 1.0) -> float:
    """Return gain^2 E[f'(z)^2], the factor of the gradients' variance per layer.

    Above 1 gradients grow on their way to the input, below 1 they vanish. It is 1 for ReLU at
    any ``sigma``.

    Args:
        activation: Elementwise function f that autograd can follow.
        sigma: Standard deviation of the pre-activations.

    Returns:
        The factor for layers of equal width.

    Raises:
        ValueError: As :func:`vi3nr_gain`.
    """

    def slope(z: Tensor) -> Tensor:
        with torch.enable_grad():
            return torch.autograd.grad(activation(z.requires_grad_()).sum(), z)[0]

    return vi3nr_gain(activation, sigma) ** 2 * _mean_square(slope, sigma)


def vi3nr_sigma(
    activation: Callable[[Tensor], Tensor], low: float = 0.001, high: float = 10.0
) -> float:
    """Return the deviation at which the gradient ratio is closest to 1.

    For an activation that is nearly linear at 0, such as tanh or a sine, that is ``low``: the
    ratio only tends to 1 as the deviation tends to 0. Choose the deviation by hand there. For
    ReLU, whose ratio is always 1, the result means nothing.

    Args:
        activation: Elementwise function f that autograd can follow.
        low: Smallest deviation to consider. Range of the official code.
        high: Largest deviation to consider.

    Returns:
        A deviation from ``low`` to ``high``.

    Raises:
        ValueError: If not 0 < low < high, or as :func:`vi3nr_gain`.
    """
    if not 0 < low < high:
        raise ValueError(f"the range of deviations needs 0 < low < high, got {low} and {high}")
    for _ in range(8):  # each round is 16 times finer
        grid = torch.logspace(math.log10(low), math.log10(high), 33, dtype=torch.float64).tolist()
        errors = [abs(vi3nr_gradient_ratio(activation, sigma) - 1) for sigma in grid]
        best = errors.index(min(errors))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 32)]
    return grid[best]


def _mean_square(function: Callable[[Tensor], Tensor], sigma: float) -> float:
    """Return E[function(z)^2] for z normal with mean 0 and deviation ``sigma``."""
    if not sigma > 0:
        raise ValueError(f"sigma must be positive, got {sigma}")
    # The trapezoidal rule converges exponentially for a Gaussian integrand. An even number of
    # nodes leaves out 0, where ReLU has no slope.
    nodes = torch.linspace(-10, 10, 8000, dtype=torch.float64)
    weights = torch.softmax(-nodes.square() / 2, dim=0)
    return (weights * function(sigma * nodes).square()).sum().item()
