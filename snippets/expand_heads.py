# ---
# id: expand_heads
# name: Head addition
# paper: gesmundo2023composable
# aliases: [head addition, expand-heads, function-preserving head addition, add attention heads]
# family: growth
# initialises: the projections of added attention heads
# when: to give the attention of a network more heads during training without changing what it computes
# why: "The weights that read the new heads are 0, so the sum over the heads stays the same, while the new queries, keys and values are random and can learn."
# layers: [attention, transformer]
# needs: [trained net]
# goals: [keeps the function]
# fidelity: as in the paper
# differs: "The paper leaves the weights into the new heads free; here they are drawn as in a new nn.Linear. Biases and grouped-query attention, which grows by whole groups, go beyond its attention and are preserved alike."
# call: expand_heads_(${1:attn.q_proj}, ${2:attn.k_proj}, ${3:attn.v_proj}, ${4:attn.o_proj}, heads=${5:12}, added=${6:4})
# ---
"""Add heads to an attention layer without changing its output."""

from __future__ import annotations

import torch
from torch import Tensor, nn


@torch.no_grad()
def expand_heads_(
    query: nn.Linear,
    key: nn.Linear,
    value: nn.Linear,
    out: nn.Linear,
    *,
    heads: int,
    added: int,
    generator: torch.Generator | None = None,
) -> None:
    """Append attention heads to a layer, in place, such that its output stays the same.

    The weights from the new heads to the output are 0; the projections into them are free
    (Gesmundo & Maile 2023, Definition 3.2 and Theorem 3.2) and are drawn as in a new
    ``torch.nn.Linear``, so that the heads differ and training brings them to life. With
    grouped-query attention, where consecutive query heads share a key-value head, whole groups
    are appended. Rotary embeddings and norms on single heads do no harm.

    Set the numbers of heads that the attention module and its configuration remember yourself.
    The layers get new parameters: create the optimiser afterwards, or add the parameters to it.

    Args:
        query: Query projection, weight ``(heads * k, in)``, with or without bias. A fused
            projection must be split first.
        key: Key projection, weight ``(kv_heads * k, in)``.
        value: Value projection, weight ``(kv_heads * v, in)``.
        out: Output projection, weight ``(out, heads * v)``. Its bias stays.
        heads: Present number of query heads. All other sizes follow from the layers.
        added: Number of query heads to append.
        generator: Source of the new weights, on the device of the layers.

    Raises:
        ValueError: If the layers do not fit ``heads`` or each other, or ``added`` is not a
            positive number of whole groups.
    """
    if heads < 1 or query.out_features % heads or out.in_features % heads:
        raise ValueError(
            f"heads must divide the {query.out_features} outputs of query and the "
            f"{out.in_features} inputs of out, got {heads}"
        )
    key_dim, value_dim = query.out_features // heads, out.in_features // heads
    kv_heads = key.out_features // key_dim
    fits = (key.out_features, value.out_features) == (kv_heads * key_dim, kv_heads * value_dim)
    if not fits or kv_heads < 1 or heads % kv_heads:
        raise ValueError(
            f"key and value must have heads of {key_dim} and {value_dim} outputs, equally many "
            f"and a divisor of {heads}, got {key.out_features} and {value.out_features} outputs"
        )
    group = heads // kv_heads
    if added < 1 or added % group:
        raise ValueError(
            f"added must be a positive multiple of {group}, the number of query heads to a "
            f"key-value head, got {added}"
        )

    _append_outputs(query, added * key_dim, generator)
    _append_outputs(key, added // group * key_dim, generator)
    _append_outputs(value, added // group * value_dim, generator)
    columns = out.weight.new_zeros(out.out_features, added * value_dim)
    out.weight = _extended(out.weight, columns, dim=1)
    out.in_features = out.weight.shape[1]


def _append_outputs(layer: nn.Linear, count: int, generator: torch.Generator | None) -> None:
    bound = layer.in_features**-0.5
    rows = layer.weight.new_empty(count, layer.in_features)
    layer.weight = _extended(layer.weight, rows.uniform_(-bound, bound, generator=generator))
    if layer.bias is not None:
        entries = layer.bias.new_empty(count).uniform_(-bound, bound, generator=generator)
        layer.bias = _extended(layer.bias, entries)
    layer.out_features = layer.weight.shape[0]


def _extended(parameter: Tensor, block: Tensor, dim: int = 0) -> nn.Parameter:
    return nn.Parameter(torch.cat([parameter, block], dim), requires_grad=parameter.requires_grad)
