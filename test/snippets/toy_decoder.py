"""Owns the small decoder on which the function-preserving expansions are tried."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


class RMSNorm(nn.Module):
    def __init__(self, width: int, eps: float = 0.01) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor, eps: float | None = None) -> Tensor:
        eps = self.eps if eps is None else eps
        return self.weight * x / (x.square().mean(-1, keepdim=True) + eps).sqrt()


class Block(nn.Module):
    """Pre-norm block; the sizes of the heads follow from the projections."""

    def __init__(self, width, heads, kv_heads, key_dim, value_dim, hidden, bias) -> None:
        super().__init__()
        self.heads, self.kv_heads = heads, kv_heads
        self.norm1, self.norm2 = RMSNorm(width), RMSNorm(width)
        self.q = nn.Linear(width, heads * key_dim, bias)
        self.k = nn.Linear(width, kv_heads * key_dim, bias)
        self.v = nn.Linear(width, kv_heads * value_dim, bias)
        self.o = nn.Linear(heads * value_dim, width, bias)
        self.up, self.down = nn.Linear(width, hidden, bias), nn.Linear(hidden, width, bias)

    def attend(self, x: Tensor) -> Tensor:
        """Loop over the query heads."""
        qs = self.q(x).chunk(self.heads, -1)
        ks, vs = (layer(x).chunk(self.kv_heads, -1) for layer in (self.k, self.v))
        future = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1)
        mixed = []
        for head, q in enumerate(qs):
            shared = head * self.kv_heads // self.heads
            scores = q @ ks[shared].transpose(1, 2) / math.sqrt(q.shape[-1])
            mixed.append(scores.masked_fill(future, -math.inf).softmax(-1) @ vs[shared])
        return self.o(torch.cat(mixed, -1))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attend(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Decoder(nn.Module):
    def __init__(
        self, width=6, heads=2, kv_heads=2, key_dim=3, value_dim=5, hidden=7, bias=True, depth=2
    ) -> None:
        super().__init__()
        sizes = (width, heads, kv_heads, key_dim, value_dim, hidden, bias)
        self.embed, self.position = nn.Embedding(11, width), nn.Embedding(8, width)
        self.blocks = nn.ModuleList(Block(*sizes) for _ in range(depth))
        self.norm, self.head = RMSNorm(width), nn.Linear(width, 11, bias=False)
        self.double()
        for index, parameter in enumerate(self.parameters()):
            parameter.data.normal_(0, 0.5, generator=seeded(index))

    def hidden_states(self, ids: Tensor) -> list[Tensor]:
        states = [self.embed(ids) + self.position.weight[: ids.shape[1]]]
        for block in self.blocks:
            states.append(block(states[-1]))
        return states

    def forward(self, ids: Tensor) -> Tensor:
        return self.head(self.norm(self.hidden_states(ids)[-1]))


def tokens() -> Tensor:
    return torch.randint(11, (3, 8), generator=seeded(99))
