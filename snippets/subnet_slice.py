# ---
# id: subnet_slice
# name: Sub-network slice
# paper: krishnakumar2025begin
# aliases: [sub-network slice, subnetwork selection, sub-network extraction, sub-network initialisation, whittle library]
# family: selection
# initialises: a small transformer language model, from the weights of a larger one
# when: a small language model is to be pretrained and a larger one with the same kind of layers can be copied from
# why: "the small model starts as a part of the trained one that is consistent in itself: one set of indices per axis, and whole heads in attention"
# layers: [transformer, attention, mlp, embedding]
# needs: [larger net, trained net]
# goals: [deterministic, faster training]
# fidelity: in the spirit of
# differs: "Only the slicing step. The paper's evolutionary search for the best sub-network and the distillation that follows are left out; which indices to keep is up to you, the leading ones in the official library."
# call: 'subnet_slice_(${1:small}, ${2:large}, {"embd": range(${3:512}), "ffn": range(${4:2048})\})'
# ---
"""Initialise a small language model as a slice of a large one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

# What the axes of each weight are, by part of its name, in models named like Llama, Mistral or
# Qwen: (out, in) for a linear layer, whose bias has the first axis. None is kept whole.
LLAMA_AXES: Mapping[str, tuple[str | None, ...]] = {
    "embed_tokens": (None, "embd"),
    "lm_head": (None, "embd"),
    "q_proj": ("query", "embd"),
    "k_proj": ("key", "embd"),
    "v_proj": ("key", "embd"),
    "o_proj": ("embd", "query"),
    "gate_proj": ("ffn", "embd"),
    "up_proj": ("ffn", "embd"),
    "down_proj": ("embd", "ffn"),
    "norm": ("embd",),
}


def head_rows(heads: Sequence[int], channels: Sequence[int], head_size: int) -> Tensor:
    """Return the rows of an attention projection that belong to some channels of some heads.

    Args:
        heads: Heads to keep. With grouped queries keep, for each key head, its own query heads.
        channels: Channels to keep in each head. Rotary embeddings pair channels and give each pair
            a frequency of its own: keep all channels there.
        head_size: Channels per head in the large model.

    Returns:
        Indices, head by head, ``(heads * channels,)``, int64.

    Raises:
        ValueError: If a channel does not exist.
    """
    if not all(0 <= channel < head_size for channel in channels):
        raise ValueError(f"a head has the channels 0 to {head_size - 1}, got {list(channels)}")
    starts = torch.as_tensor(heads).unsqueeze(1) * head_size
    return (starts + torch.as_tensor(channels)).flatten()


@torch.no_grad()
def subnet_slice_(
    small: nn.Module,
    large: nn.Module,
    keep: Mapping[str, Sequence[int] | Tensor],
    *,
    layers: Sequence[int] | None = None,
    blocks: str = "model.layers",
    axes: Mapping[str, Sequence[str | None]] = LLAMA_AXES,
) -> nn.Module:
    """Initialise ``small`` with the part of ``large`` that the kept indices select.

    Every tensor is indexed along each of its axes with the one set of indices of that axis, so
    that all tensors which read or write the residual stream keep the same channels (structured
    sub-network of Krishnakumar et al., 2025; leading indices and layers in the official library).
    The values are not rescaled. Norms and the scale of attention see fewer channels, hence the
    small model computes something else and has to be trained.

    Args:
        small: Model to initialise.
        large: Trained model whose parameters have the same names.
        keep: Indices in the large model for each axis that shrinks, see :func:`head_rows` for
            attention. An axis that is not listed is kept whole.
        layers: For each layer of ``small``, the layer of ``large`` that it comes from. Default is
            the first ones.
        blocks: Name of the list of layers in both models.
        axes: Axes of each parameter, by part of its name; the first part that fits counts.

    Returns:
        ``small``.

    Raises:
        ValueError: If ``layers`` has another length than ``small``, a parameter has no entry in
            ``axes`` or no counterpart in ``large``, an index does not exist or is repeated, or a
            slice has another shape than its target.
    """
    depth = len(small.get_submodule(blocks))
    layers = range(depth) if layers is None else layers
    if len(layers) != depth:
        raise ValueError(f"layers must name one layer for each of {depth}, got {list(layers)}")
    sources = large.state_dict()
    for name, target in small.named_parameters():
        origin = name
        if name.startswith(f"{blocks}."):
            number, _, rest = name[len(blocks) + 1 :].partition(".")
            origin = f"{blocks}.{layers[int(number)]}.{rest}"
        if origin not in sources:
            raise ValueError(f"the large model has no {origin}")
        entry = next((entry for part, entry in axes.items() if part in name), None)
        if entry is None:
            raise ValueError(f"axes has no entry for {name}")
        source = sources[origin]
        # A bias has only the first axis of its weight.
        for dim, axis in enumerate(entry[: source.dim()]):
            if axis in keep:
                indices = torch.as_tensor(keep[axis], dtype=torch.long, device=source.device)
                existing = set(range(source.shape[dim])).intersection(indices.tolist())
                if len(existing) < len(indices):
                    raise ValueError(
                        f"{name}: indices of {axis} must differ and be below {source.shape[dim]}"
                    )
                source = source.index_select(dim, indices)
        if source.shape != target.shape:
            raise ValueError(
                f"{name}: the slice has shape {tuple(source.shape)}, not {tuple(target.shape)}"
            )
        target.copy_(source)
    return small
