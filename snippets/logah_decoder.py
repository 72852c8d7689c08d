# ---
# id: logah_decoder
# name: LoGAH low-rank decoder
# paper: zhou2024logah
# aliases: [LoGAH, LoGAH decoder, low-rank graph hypernetwork, low-rank decoder, low-rank weight generator]
# family: parametrisation
# initialises: nothing by itself; once trained, it turns one embedding per layer into the weight of that layer
# when: a hypernetwork is to be trained that predicts weights of wide networks with few parameters of its own
# why: "a weight is the product of two thin factors, so the parameters of the decoder do not grow with the number of weights and no chunk has to be repeated"
# layers: [linear, convolution]
# needs: [training data]
# goals: [few parameters]
# fidelity: as in the official code
# differs: "The decoder module only, untrained: a random generator of low-rank weights. The graph transformer that gives the embeddings, its training, and the fan-in scaling of the predictions are left out; the start of the linear layers is that of torch.nn.Linear. The default rank is from the authors' examples, their configuration has 128."
# call: "decoder = LoGAHDecoder(${1:128}, rank=${2:32}, max_size=${3:2048})"
# ---
"""LoGAH decoder module (untrained): low-rank weights of any width from layer embeddings."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class LoGAHDecoder(nn.Module):
    """Map an embedding of a layer to its weight, of low rank (Zhou et al., 2024, appendix).

    An MLP with layers of 4d and 8d units turns the embedding into 2r rows of r numbers; after a
    ReLU one linear layer, shared by all rows, turns these into 2r columns of K numbers. They are
    read as A, ``(K, r)``, and B, ``(r, K)``, and the weight is the product of the parts of A and B
    that its shape needs. The output is not scaled by fan-in.

    Args:
        embedding_size: Size d of an embedding. Default of the official code.
        rank: Largest rank r of a weight; 32 to 90 in the authors' examples.
        max_size: Largest number K of outputs times kernel height, and of inputs times kernel width.
        generator: Source of the initial parameters, on ``device``.
        dtype: Type of the parameters.
        device: Where to create them, by default on the CPU.

    Raises:
        ValueError: If a size is below 1.
    """

    def __init__(
        self,
        embedding_size: int = 128,
        rank: int = 32,
        max_size: int = 2048 * 16,
        *,
        generator: torch.Generator | None = None,
        dtype: torch.dtype | None = None,
        device: torch.device | str | None = None,
    ) -> None:
        super().__init__()
        if min(embedding_size, rank, max_size) < 1:
            raise ValueError(
                f"sizes must be at least 1, got {embedding_size}, {rank} and {max_size}"
            )
        self.rank = rank
        self.max_size = max_size
        sizes = (embedding_size, 4 * embedding_size, 8 * embedding_size, 2 * rank**2)
        device = device or "cpu"
        # Skips PyTorch's own initialisation, which would draw from the global generator.
        self.mlp = nn.ModuleList(
            nn.utils.skip_init(nn.Linear, fan_in, fan_out, dtype=dtype, device=device)
            for fan_in, fan_out in zip(sizes, sizes[1:])
        )
        self.shared = nn.utils.skip_init(nn.Linear, rank, max_size, dtype=dtype, device=device)
        with torch.no_grad():
            for layer in (*self.mlp, self.shared):
                bound = 1 / math.sqrt(layer.in_features)  # as in torch.nn.Linear
                layer.weight.uniform_(-bound, bound, generator=generator)
                layer.bias.uniform_(-bound, bound, generator=generator)

    def forward(self, embeddings: Tensor, shape: Sequence[int]) -> Tensor:
        """Decode the weights of several layers of one shape.

        Args:
            embeddings: One per layer, ``(layers, d)``.
            shape: Shape of their weights, ``(n,)`` for norms and biases, ``(out, in)`` or
                ``(out, in, height, width)``.

        Returns:
            Weights, ``(layers, *shape)``.

        Raises:
            ValueError: If ``shape`` has another number of dimensions or exceeds ``max_size``.
        """
        if len(shape) not in (1, 2, 4):
            raise ValueError(f"shape must have 1, 2 or 4 dimensions, got {tuple(shape)}")
        outputs, inputs, height, width = (*shape, 1, 1, 1)[:4]
        if max(outputs * height, inputs * width) > self.max_size:
            raise ValueError(f"shape {tuple(shape)} exceeds the decoder's size {self.max_size}")
        hidden = embeddings
        for layer in self.mlp[:-1]:
            hidden = F.relu(layer(hidden))
        rows = F.relu(self.mlp[-1](hidden)).view(-1, self.rank)
        # The shared layer gives 2r rows of K numbers per layer; the official code reads that
        # memory as 2K rows of r.
        a, b = self.shared(rows).view(-1, 2 * self.max_size, self.rank).split(self.max_size, dim=1)
        product = a[:, : outputs * height] @ b[:, : inputs * width].transpose(1, 2)
        # Rows are output by output, then by height: the inputs go between the two.
        weights = product.view(-1, height, inputs, width).transpose(1, 2)
        return weights.reshape(-1, *shape)
