# ---
# id: scratch_pruned
# name: Scratch-E and Scratch-B
# paper: liu2018rethinking
# aliases: [Scratch-E, Scratch-B, train pruned network from scratch, rethinking pruning, masked scratch init, random re-initialisation of a pruned network]
# family: compression
# initialises: a pruned convolution net, from new random weights
# when: "a pruning method is to be judged, or only the pruned architecture is wanted: this is the baseline to add"
# why: in the paper new random weights do as well as the inherited ones after structured pruning, and under a mask their variance grows with the share of weights that is gone
# layers: [convolution, linear]
# needs: [trained net]
# goals: [few parameters]
# code: ["torch.nn.utils.prune.ln_structured", "torch.nn.utils.prune.custom_from_mask"]
# fidelity: as in the official code
# differs: "Pruning by L1 norm only (not network slimming, nor residual nets), on a flat nn.Sequential, and equal norms go to the first filter. Batch normalisation starts with gain 1, not 0.5 as in some of the official models; masks are kept apart and not read off the zeros of the weights."
# call: "small = scratch_init_(prune_filters(${1:model}, widths=[${2:32, 64}]))"
# ---
"""Prune a convolution net to its architecture and give it new random weights (scratch-E/-B)."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn


@torch.no_grad()
def prune_filters(net: nn.Sequential, widths: Sequence[int]) -> nn.Sequential:
    """Return a copy of ``net`` that keeps the filters with the largest L1 norm.

    The kept weights are inherited, with their batch normalisation, the input channels of the
    next layer and the columns of the first linear layer. For the paper's scratch training call
    :func:`scratch_init_` on the result; to fine-tune, do not.

    Args:
        net: Convolutions without groups, each with or without ``BatchNorm2d``, then linear
            layers; anything without channels (activations, pooling, flattening) in between.
        widths: Number of filters to keep in each convolution, in order.

    Returns:
        The pruned net. Filters keep their order.

    Raises:
        ValueError: If the widths do not suit the net, or a convolution has groups.
    """
    small = copy.deepcopy(net)
    convs = [module for module in small if isinstance(module, nn.Conv2d)]
    if len(widths) != len(convs) or not convs:
        raise ValueError(f"{len(widths)} widths for {len(convs)} convolutions")
    channels = convs[0].in_channels
    kept = torch.arange(channels, device=convs[0].weight.device)
    plan = iter(widths)
    for module in small:
        if isinstance(module, nn.Conv2d):
            width = next(plan)
            if module.groups > 1 or not 1 <= width <= module.out_channels:
                raise ValueError(f"cannot keep {width} filters of {module}")
            norms = module.weight.abs().sum((1, 2, 3), dtype=torch.float32)
            chosen = norms.sort(descending=True, stable=True).indices[:width].sort().values
            _select(module, 1, kept, "weight")
            _select(module, 0, chosen, "weight", "bias")
            channels, kept = module.out_channels, chosen
            module.in_channels, module.out_channels = module.weight.shape[1], width
        elif isinstance(module, nn.BatchNorm2d):
            _select(module, 0, kept, "weight", "bias", "running_mean", "running_var")
            module.num_features = len(kept)
        elif isinstance(module, nn.Linear):
            # Flattening puts the pixels of a channel side by side.
            pixels = torch.arange(module.in_features, device=kept.device).view(channels, -1)
            _select(module, 1, pixels[kept].flatten(), "weight")
            module.in_features = module.weight.shape[1]
            channels = module.out_features
            kept = torch.arange(channels, device=kept.device)
    return small


@torch.no_grad()
def scratch_init_(
    net: nn.Module,
    masks: Mapping[str, Tensor] | None = None,
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Give a pruned net new random weights, in place.

    Convolutions are drawn from N(0, 2 / n), n = (weights left) / (input channels). That is
    Kaiming's law by fan-out for a dense kernel, and more for a sparse one. Linear layers are
    drawn from N(0, 0.01^2); batch normalisation starts anew, all other biases at 0.

    Args:
        net: Net of ``Conv2d``, ``Linear`` and batch normalisation.
        masks: For unstructured pruning: name of a convolution to a tensor of the shape of its
            weight, true where weights are left. Zero elsewhere; see :func:`mask_gradients_`.
        generator: Source of randomness, on the device of the net.

    Returns:
        The same net.

    Raises:
        ValueError: If a layer is of another kind, or a mask does not suit a convolution.
    """
    masks = dict(masks or {})
    for name, module in net.named_modules():
        if isinstance(module, nn.Conv2d):
            mask = masks.pop(name, torch.ones_like(module.weight)).bool()
            if mask.shape != module.weight.shape or not mask.any():
                raise ValueError(f"mask of '{name}' is empty or not like its weight: {mask.shape}")
            _normal_(module, math.sqrt(2 * module.in_channels / int(mask.sum())), generator)
            module.weight *= mask
        elif isinstance(module, nn.Linear):
            _normal_(module, 0.01, generator)
        elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.reset_parameters()
        elif list(module.parameters(recurse=False)):
            raise ValueError(f"no start is known for layer '{name}': {module}")
    if masks:
        raise ValueError(f"masks for what is no convolution: {sorted(masks)}")
    return net


@torch.no_grad()
def mask_gradients_(net: nn.Module, masks: Mapping[str, Tensor]) -> None:
    """Keep pruned weights at 0: call after each ``backward`` and before the optimiser's step."""
    for name, mask in masks.items():
        net.get_submodule(name).weight.grad.mul_(mask)


def scratch_b_epochs(
    epochs: int, flops_big: int, flops_small: int, at_most: int | None = None
) -> tuple[int, list[int]]:
    """Return the epochs of scratch-B, whose computation equals that of the big net.

    Scratch-E trains for ``epochs``, like the big net.

    Args:
        epochs: Epochs of the big net: 160 for the paper's CIFAR runs, 90 for ImageNet.
        flops_big: Operations of one forward pass of the big net.
        flops_small: Those of the pruned net.
        at_most: Upper limit, twice ``epochs`` in the paper's ImageNet runs.

    Returns:
        Epochs, and those at which the learning rate falls, at 50 and 75 % (CIFAR).
    """
    total = epochs * flops_big // flops_small
    total = min(total, at_most or total)
    return total, [total // 2, total * 3 // 4]


def _select(module: nn.Module, dim: int, index: Tensor, *names: str) -> None:
    """Keep some entries of a module's tensors along one dimension."""
    for name in names:
        tensor = getattr(module, name)
        if tensor is not None:
            tensor.data = tensor.index_select(dim, index)


def _normal_(module: nn.Module, std: float, generator: torch.Generator | None) -> None:
    """Draw the weight from N(0, std^2), in at least float32, and clear the bias."""
    draw = module.weight.to(torch.promote_types(module.weight.dtype, torch.float32))
    module.weight.copy_(draw.normal_(0, std, generator=generator))
    if module.bias is not None:
        module.bias.zero_()
