"""A place to try initialisers: a deep MLP without normalisation, and the scale of its signal.

Run the file as it stands, insert a method at the marked place, and run it again.
"""

import torch
from torch import Tensor, nn


def mlp(inputs: int, width: int, depth: int) -> nn.Sequential:
    """Return `depth` hidden layers of ReLU units and a linear layer for ten classes."""
    sizes = [inputs] + [width] * depth
    layers = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        layers += [nn.Linear(fan_in, fan_out), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(width, 10))


@torch.no_grad()
def output_stds(model: nn.Sequential, batch: Tensor) -> list[float]:
    """Return the standard deviation of each linear layer's output, before the activation."""
    stds = []
    signal = batch
    for layer in model:
        signal = layer(signal)
        if isinstance(layer, nn.Linear):
            stds.append(signal.std(unbiased=False).item())
    return stds


torch.manual_seed(0)
model = mlp(inputs=64, width=256, depth=30)
batch = torch.randn(512, 64)

# type: lsuv


for number, std in enumerate(output_stds(model, batch), start=1):
    if number % 5 == 1:
        print(f"layer {number:2d}: std {std:.3f}")
