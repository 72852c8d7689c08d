# ---
# id: expand_attention_dim
# name: Attention expansion
# paper: gesmundo2023composable
# aliases: [attention expansion, expand-attention-dim, query-key dimension expansion, function-preserving attention expansion]
# family: growth
# initialises: the added query and key dimensions of every attention head
# when: "to compare tokens in more dimensions during training without changing what the network computes, if it has no rotary embeddings"
# why: "New key dimensions are 0 and add nothing to a score; the old keys times the root of new over old dimension undo the smaller softmax scale."
# layers: [attention, transformer]
# needs: [trained net]
# goals: [keeps the function]
# fidelity: as in the paper
# differs: "The paper leaves the weights into the new query dimensions free; here they are drawn as in a new nn.Linear. Biases and grouped-query attention go beyond its attention and are preserved alike."
# call: expand_attention_dim_(${1:attn.q_proj}, ${2:attn.k_proj}, heads=${3:12}, head_dim=${4:96})
# ---
"""Widen the queries and keys of all attention heads without changing the attention weights."""

from __future__ import annotations

import torch
from torch import Tensor, nn


@torch.no_grad()
def expand_attention_dim_(
    query: nn.Linear,
    key: nn.Linear,
    *,
    heads: int,
    head_dim: int,
    generator: torch.Generator | None = None,
) -> None:
    """Add query and key dimensions to every attention head, in place; the scores stay the same.

    Growing from k to k' dimensions, the new ones of the keys are 0 and the old keys are
    multiplied by sqrt(k' / k), since the scores will be divided by sqrt(k') instead of sqrt(k);
    the new dimensions of the queries are free (Gesmundo & Maile 2023, Definition 3.4 and
    Theorem 3.4) and are drawn as in a new ``torch.nn.Linear``, so that the keys can learn.

    The scores must be scaled by the root of the new dimension. Rotary embeddings, whose
    frequencies depend on the dimension, and norms on queries or keys break the equality.

    Set the head dimension that the attention module remembers yourself. The layers get new
    parameters: create the optimiser afterwards, or add the parameters to it.

    Args:
        query: Query projection, weight ``(heads * k, in)``, with or without bias. A fused
            projection must be split first.
        key: Key projection, weight ``(kv_heads * k, in)``. With grouped-query attention it has
            fewer heads than ``query``.
        heads: Number of query heads. All present sizes follow from the layers.
        head_dim: New number of query and key dimensions per head.
        generator: Source of the new weights, on the device of the layers.

    Raises:
        ValueError: If the layers do not fit ``heads`` or each other, or ``head_dim`` is not
            larger than the present one.
    """
    if heads < 1 or query.out_features % heads:
        outputs = query.out_features
        raise ValueError(f"heads must divide the {outputs} outputs of query, got {heads}")
    old_dim = query.out_features // heads
    kv_heads = key.out_features // old_dim
    if key.out_features % old_dim or kv_heads < 1 or heads % kv_heads:
        raise ValueError(
            f"key must have heads of {old_dim} outputs, their number a divisor of {heads}, "
            f"got {key.out_features} outputs"
        )
    if head_dim <= old_dim:
        raise ValueError(f"head_dim must be larger than the present {old_dim}, got {head_dim}")
    added = head_dim - old_dim

    bound = query.in_features**-0.5
    for name, parameter in list(query.named_parameters()):
        free = parameter.new_empty(heads, added, *parameter.shape[1:])
        free.uniform_(-bound, bound, generator=generator)
        setattr(query, name, _extended(parameter, free))
    query.out_features = heads * head_dim
    for name, parameter in list(key.named_parameters()):
        zeros = parameter.new_zeros(kv_heads, added, *parameter.shape[1:])
        setattr(key, name, _extended(parameter, zeros, scale=(head_dim / old_dim) ** 0.5))
    key.out_features = kv_heads * head_dim


def _extended(parameter: Tensor, block: Tensor, scale: float = 1.0) -> nn.Parameter:
    """Scale the rows of every head and append to them their part of the block."""
    rows = parameter.unflatten(0, (block.shape[0], -1))
    wide = torch.cat([rows * scale, block], 1).flatten(0, 1)
    return nn.Parameter(wide, requires_grad=parameter.requires_grad)
