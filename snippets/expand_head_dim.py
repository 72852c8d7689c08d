# ---
# id: expand_head_dim
# name: Heads expansion
# paper: gesmundo2023composable
# aliases: [heads expansion, expand-head-dim, value dimension expansion, function-preserving heads expansion]
# family: growth
# initialises: the added value dimensions of every attention head
# when: to let each attention head of a network pass on more during training without changing what it computes
# why: "Inside the slice of each head, the output weights that read the new value dimensions are 0, so each head still adds what it added before."
# layers: [attention, transformer]
# needs: [trained net]
# goals: [keeps the function]
# fidelity: as in the paper
# differs: "The paper leaves the weights into the new dimensions free; here they are drawn as in a new nn.Linear. Biases and grouped-query attention go beyond its attention and are preserved alike."
# call: expand_head_dim_(${1:attn.v_proj}, ${2:attn.o_proj}, heads=${3:12}, head_dim=${4:96})
# ---
"""Widen the values of all attention heads without changing the output of the layer."""

from __future__ import annotations

import torch
from torch import Tensor, nn


@torch.no_grad()
def expand_head_dim_(
    value: nn.Linear,
    out: nn.Linear,
    *,
    heads: int,
    head_dim: int,
    generator: torch.Generator | None = None,
) -> None:
    """Add value dimensions to every attention head, in place; the output stays the same.

    A head's slice of the output projection grows at its own end, by weights of 0; the weights
    into the new dimensions are free (Gesmundo & Maile 2023, Definition 3.3 and Theorem 3.3) and
    are drawn as in a new ``torch.nn.Linear``, so that training brings them to life. Queries and
    keys keep their dimension, so positions may be encoded in any way, rotary included; the
    attention must therefore accept values of another size than its keys, as
    ``torch.nn.functional.scaled_dot_product_attention`` does.

    Set the value dimension that the attention module remembers yourself. The layers get new
    parameters: create the optimiser afterwards, or add the parameters to it.

    Args:
        value: Value projection, weight ``(kv_heads * v, in)``, with or without bias. With
            grouped-query attention it has fewer heads than ``out``. A fused projection must be
            split first.
        out: Output projection, weight ``(out, heads * v)``. Its bias stays.
        heads: Number of query heads. All present sizes follow from the layers.
        head_dim: New number of value dimensions per head.
        generator: Source of the new weights, on the device of the layers.

    Raises:
        ValueError: If the layers do not fit ``heads`` or each other, or ``head_dim`` is not
            larger than the present one.
    """
    if heads < 1 or out.in_features % heads:
        raise ValueError(f"heads must divide the {out.in_features} inputs of out, got {heads}")
    old_dim = out.in_features // heads
    kv_heads = value.out_features // old_dim
    if value.out_features % old_dim or kv_heads < 1 or heads % kv_heads:
        raise ValueError(
            f"value must have heads of {old_dim} outputs, their number a divisor of {heads}, "
            f"got {value.out_features} outputs"
        )
    if head_dim <= old_dim:
        raise ValueError(f"head_dim must be larger than the present {old_dim}, got {head_dim}")
    added = head_dim - old_dim

    bound = value.in_features**-0.5
    for name, parameter in list(value.named_parameters()):
        free = parameter.new_empty(kv_heads, added, *parameter.shape[1:])
        free.uniform_(-bound, bound, generator=generator)
        setattr(value, name, _extended(parameter, kv_heads, free))
    value.out_features = kv_heads * head_dim
    zeros = out.weight.new_zeros(out.out_features, heads, added)
    out.weight = _extended(out.weight, heads, zeros, dim=1)
    out.in_features = heads * head_dim


def _extended(parameter: Tensor, heads: int, block: Tensor, dim: int = 0) -> nn.Parameter:
    """Append to the slice of every head its part of the block."""
    slices = parameter.unflatten(dim, (heads, -1))
    wide = torch.cat([slices, block], dim + 1).flatten(dim, dim + 1)
    return nn.Parameter(wide, requires_grad=parameter.requires_grad)
