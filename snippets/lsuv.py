# ---
# id: lsuv
# name: LSUV
# paper: mishkin2015all
# aliases: [LSUV, layer-sequential unit-variance, LSUV initialization, all you need is a good init]
# family: variance scaling
# initialises: linear and convolution layers of a feed-forward net
# when: deep nets without normalisation layers, when one mini-batch of real data is at hand
# why: "each weight is divided by the measured standard deviation of its layer's output, so unit variance holds for any activation"
# layers: [linear, convolution]
# needs: [data batch]
# goals: [keeps the variance, no normalisation]
# code: ["nn.init.orthogonal_"]
# fidelity: as in the official code
# differs: "The PyTorch port visits layers as they are registered, divides by std + 1e-8 and always shifts the bias of a layer it rescales; here they are visited as the batch first reaches them, a constant output is an error and the shift, which the paper does not have, is off by default. A layer used twice counts by its first output, not its last. Tolerance (on the std) and trials are the port's."
# call: lsuv_(${1:model}, ${2:batch})
# ---
"""Orthonormal weights, rescaled layer by layer until each output has unit variance on a batch."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from typing import Union, get_args

import torch
from torch import Tensor, nn

_Transposed = Union[nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d]
_Layer = Union[nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d, _Transposed]


@torch.no_grad()
def lsuv_(
    model: nn.Module,
    batch: Tensor,
    tol: float = 0.1,
    max_trials: int = 10,
    zero_mean: bool = False,
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Initialise a feed-forward net with layer-sequential unit-variance (LSUV), in place.

    Every linear and convolution layer that the batch reaches gets an orthonormal weight and a
    zero bias. Then, in forward order, each weight is divided by the standard deviation of the
    layer's own output (before the activation, over all its entries) until that deviation is 1
    up to ``tol`` (Mishkin & Matas 2015). Layers that the batch does not reach are left alone; a
    layer used several times is measured at its first use.

    Args:
        model: Net called as ``model(batch)``. It runs in evaluation mode, so that dropout does
            not disturb the statistics, and gets its modes back afterwards.
        batch: One mini-batch of typical inputs, ``(batch, ...)``, on the device of the model.
        tol: Accepted distance of the standard deviation from 1. Default of the authors' port.
        max_trials: Most divisions per layer. Default of the authors' port.
        zero_mean: Also shift each bias by one number, so that the mean output of the layer is 0.
            In the authors' port, not in the paper.
        generator: Source of the orthonormal weights, on the device of the model.

    Returns:
        The same model.

    Raises:
        ValueError: If no layer is reached, a layer's output is constant or not finite on the
            batch, or ``tol`` or ``max_trials`` is not positive.
    """
    if not tol > 0 or max_trials < 1:
        raise ValueError(f"tol and max_trials must be positive, got {tol} and {max_trials}")
    modes = [(module, module.training) for module in model.modules()]
    names = {module: name for name, module in model.named_modules()}
    model.eval()
    try:
        candidates = [module for module in model.modules() if isinstance(module, get_args(_Layer))]
        layers = list(_measure(model, batch, candidates))
        if not layers:
            raise ValueError(f"the batch reaches no linear or convolution layer of {model}")
        for layer in layers:
            _orthonormal_(layer, generator)
        for layer in layers:
            mean, std = _measure(model, batch, [layer])[layer]
            for _ in range(max_trials):
                if abs(std - 1) <= tol:
                    break
                if not 1e-8 < std < math.inf:
                    raise ValueError(
                        f"cannot scale the output of layer '{names[layer]}' ({layer}) to unit "
                        f"variance: its standard deviation on this batch is {std}"
                    )
                layer.weight /= std
                mean, std = _measure(model, batch, [layer])[layer]
            if not abs(std - 1) <= tol:
                warnings.warn(f"LSUV: layer '{names[layer]}' ({layer}) still has std {std:.3g}")
            if zero_mean and layer.bias is not None:
                layer.bias -= mean  # one shift for all units leaves the variance as it is
    finally:
        for module, training in modes:
            module.training = training
    return model


def _orthonormal_(layer: _Layer, generator: torch.Generator | None) -> None:
    """Give the layer a weight whose flat matrix (out, fan_in) is semi-orthogonal, and no bias."""
    weight: Tensor = layer.weight
    rows = weight.shape[0]
    if isinstance(layer, get_args(_Transposed)):
        # Stored as (in, out/groups, ...): bring the outputs to the front.
        weight = weight.view(layer.groups, -1, *weight.shape[1:]).transpose(1, 2)
        rows = layer.out_channels
    # SVD does not exist in half precision.
    dtype = torch.promote_types(weight.dtype, torch.float32)
    gaussian = torch.randn(
        rows, weight.numel() // rows, generator=generator, dtype=dtype, device=weight.device
    )
    u, _, vh = torch.linalg.svd(gaussian, full_matrices=False)
    weight.copy_((u if u.shape == gaussian.shape else vh).reshape(weight.shape))
    if layer.bias is not None:
        layer.bias.zero_()


def _measure(
    model: nn.Module, batch: Tensor, layers: Iterable[_Layer]
) -> dict[_Layer, tuple[float, float]]:
    """Run the batch; return mean and std of the layers' outputs, in the order of the calls."""
    seen: dict[_Layer, tuple[float, float]] = {}

    def record(layer: _Layer, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
        # Measured now, not after the forward pass: an in-place ReLU may overwrite the output.
        values = output.to(torch.promote_types(output.dtype, torch.float32))
        seen.setdefault(layer, (values.mean().item(), values.std(unbiased=False).item()))

    handles = [layer.register_forward_hook(record) for layer in layers]
    try:
        model(batch)
    finally:
        for handle in handles:
            handle.remove()
    return seen
