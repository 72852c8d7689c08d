# ---
# id: random_conv_combination
# name: Random convolutions with learned linear combinations
# paper: gavrikov2023power
# aliases: [LC block, linear combination block, linear combination convolution, LCResNet, random convolutions, frozen random filters, frozen random convolutions]
# family: parametrisation
# initialises: frozen spatial filters of a convolution, and the learnable 1x1 convolution behind them
# when: a CNN shall have few trainable parameters, or learned filters need a frozen-filter baseline
# why: without an activation in between, the learned 1x1 convolution combines the random filters linearly into any kernel in their span, so that training moves only the combination
# layers: [convolution]
# goals: [few parameters, robustness, generalisation]
# fidelity: in the spirit of
# differs: "Written after the abstract: no official code was found, so where the experiments place the blocks, their expansions and whether frozen layers keep a learnable bias are not known. The filters are a buffer, not a frozen parameter, which keeps them from any optimiser."
# call: "conv = RandomConvCombination(${1:in_channels}, ${2:out_channels}, kernel_size=${3:3}, padding=${4:1}, expansion=${5:1})"
# ---
"""Convolutions whose spatial filters stay random, while linear combinations of them are learned."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class RandomConvCombination(nn.Module):
    """Frozen random convolution, then a learnable 1x1 convolution (Gavrikov & Keuper 2023).

    It takes the place of an ``nn.Conv2d`` without bias. Nothing stands between the two steps, so
    the layer equals one convolution with the kernel of :meth:`effective_weight`. Both weights
    have PyTorch's default distribution, uniform within ``1 / sqrt(fan_in)``.

    Args:
        in_channels, out_channels: Channels of input and output.
        kernel_size: Height and width of the random filters.
        stride, padding: As in ``nn.Conv2d``, of the random convolution.
        expansion: Random filters per output channel. With ``expansion * out_channels`` at least
            ``in_channels * kernel_size**2`` the layer can represent every kernel.
        generator: Source of both weights, on ``device``.
        device, dtype: As in ``nn.Conv2d``.

    Raises:
        ValueError: If a number of channels, ``kernel_size`` or ``expansion`` is below 1.
    """

    filters: Tensor  # (expansion * out, in, kernel, kernel), frozen

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        expansion: int = 1,
        generator: torch.Generator | None = None,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        if min(in_channels, out_channels, kernel_size, expansion) < 1:
            raise ValueError(
                "in_channels, out_channels, kernel_size and expansion must be at least 1, got "
                f"{in_channels}, {out_channels}, {kernel_size} and {expansion}"
            )
        self.stride = stride
        self.padding = padding
        count = expansion * out_channels
        filters = torch.empty(
            count, in_channels, kernel_size, kernel_size, device=device, dtype=dtype
        )
        combination = torch.empty(out_channels, count, 1, 1, device=device, dtype=dtype)
        for weight in (filters, combination):
            bound = 1 / math.sqrt(weight[0].numel())
            weight.uniform_(-bound, bound, generator=generator)
        # A buffer is saved with the net, but no optimiser sees it, nor its weight decay.
        self.register_buffer("filters", filters)
        self.combination = nn.Parameter(combination)

    def forward(self, x: Tensor) -> Tensor:
        """Return the convolution of ``(batch, in, height, width)``."""
        x = F.conv2d(x, self.filters, stride=self.stride, padding=self.padding)
        return F.conv2d(x, self.combination)

    def effective_weight(self) -> Tensor:
        """Return the kernel of the one convolution that does the same, ``(out, in, k, k)``."""
        return torch.einsum("oe,eihw->oihw", self.combination.flatten(1), self.filters)


def freeze_spatial_convolutions_(model: nn.Module) -> list[str]:
    """Freeze the weight of every convolution with a kernel above 1, in place.

    For new nets that already combine channels by 1x1 convolutions (bottleneck ResNets, MobileNet,
    ConvNeXt): everything else, biases included, goes on learning. Call it before the optimiser is
    made.

    Args:
        model: Net straight after its default initialisation.

    Returns:
        Names of the frozen weights.

    Raises:
        ValueError: If the model has no such convolution.
    """
    frozen = []
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d)) and max(module.kernel_size) > 1:
            module.weight.requires_grad_(False)
            frozen.append(f"{name}.weight".lstrip("."))
    if not frozen:
        raise ValueError(f"found no convolution with a kernel above 1 in {model}")
    return frozen
