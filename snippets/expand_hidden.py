# ---
# id: expand_hidden
# name: Hidden dimension expansion
# paper: gesmundo2023composable
# aliases: [hidden dimension expansion, expand-hidden, residual stream expansion, function-preserving hidden dimension expansion]
# family: growth
# initialises: the added channels of a pre-norm transformer's residual stream
# when: to widen the hidden size of a pre-norm RMSNorm transformer during training without changing what it computes
# why: "All that writes to the new channels is 0, so they stay 0 through every block; gains times the root of old over new width undo the smaller root mean square."
# layers: [embedding, linear, transformer]
# needs: [trained net]
# goals: [keeps the function]
# fidelity: as in the paper
# differs: "The paper leaves the weights that read the new channels and the new gains free; here they are drawn as in a new nn.Linear and set to 1. Its norm has no epsilon; here the epsilon is scaled with the width, which keeps the equality exact."
# call: "expand_hidden_(writers=[${1:model.embed_tokens}], readers=[${2:model.lm_head}], norms=[${3:norm}], width=${4:1024})"
# ---
"""Widen the residual stream of a pre-norm transformer without changing its output."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


@torch.no_grad()
def expand_hidden_(
    writers: Sequence[nn.Embedding | nn.Linear],
    readers: Sequence[nn.Linear],
    norms: Sequence[nn.Module],
    width: int,
    generator: torch.Generator | None = None,
) -> None:
    """Add channels to the residual stream, in place, such that the logits stay the same.

    Growing from h to h' channels, all weights and biases that write to the new channels are 0,
    so they stay 0 in every block. RMS norms then divide by a root mean square that is smaller by
    sqrt(h / h'), which their old gains are multiplied by; what reads the new channels is free
    (Gesmundo & Maile 2023, Definition 3.5 and Theorem 3.5) and is drawn as in a new
    ``torch.nn.Linear``, new gains are 1. Epsilon inside the root is multiplied by h / h'.

    Name every layer of the model that touches the residual stream; one that is forgotten fails
    at the next forward pass. Tied weights stay tied: such a head gets the zeros of its embedding.
    For Llama, the writers are ``embed_tokens`` and each ``o_proj`` and ``down_proj``; the readers
    ``q_proj``, ``k_proj``, ``v_proj``, ``gate_proj``, ``up_proj`` and ``lm_head``. Norms that
    multiply by 1 + weight and embeddings that are scaled by the width (Gemma) are not served.

    Set the hidden size that the model and its configuration remember yourself. The layers get
    new parameters: create the optimiser afterwards, or add the parameters to it.

    Args:
        writers: Embeddings (of tokens and positions), weight ``(vocab, h)``, and layers whose
            output is added to the stream, weight ``(h, in)``.
        readers: Layers behind a norm of the stream, weight ``(out, h)``; the head among them.
        norms: RMS norms of the stream, weight ``(h,)``, epsilon in ``eps`` or
            ``variance_epsilon`` if there is one.
        width: New number h' of channels.
        generator: Source of the new weights, on the device of the layers.

    Raises:
        ValueError: If the layers do not meet in one width, ``width`` is not larger, or a norm
            subtracts a mean (see ``zero_pad_growth`` for LayerNorm), adds a bias or has no gain.
    """
    for norm in norms:
        gain, bias = getattr(norm, "weight", None), getattr(norm, "bias", None)
        if isinstance(norm, nn.LayerNorm) or gain is None or bias is not None:
            raise ValueError(f"norms must be RMS norms with a gain and no bias, got {norm}")
    widths = {writer.weight.shape[_axis(writer)] for writer in writers}
    widths.update(reader.in_features for reader in readers)
    widths.update(norm.weight.shape[0] for norm in norms)
    if len(widths) != 1:
        raise ValueError(f"the layers must meet in one width, got {sorted(widths)}")
    hidden = widths.pop()
    if width <= hidden:
        raise ValueError(f"width must be larger than the present {hidden}, got {width}")
    added = width - hidden

    tied: dict[Tensor, nn.Parameter] = {}  # Old weight to new: what was shared stays shared.
    for layer in writers:
        axis = _axis(layer)
        shape = [added if dim == axis else size for dim, size in enumerate(layer.weight.shape)]
        wide = _extended(layer.weight, layer.weight.new_zeros(shape), axis)
        layer.weight = tied.setdefault(layer.weight, wide)
        if isinstance(layer, nn.Embedding):
            layer.embedding_dim = width
        else:
            layer.out_features = width
            if layer.bias is not None:
                layer.bias = _extended(layer.bias, layer.bias.new_zeros(added))
    for layer in readers:
        columns = layer.weight.new_empty(layer.out_features, added)
        columns.uniform_(-(width**-0.5), width**-0.5, generator=generator)
        wide = _extended(layer.weight, columns, axis=1)
        layer.weight = tied.setdefault(layer.weight, wide)
        layer.in_features = width
    for norm in norms:
        ones = norm.weight.new_ones(added)
        norm.weight = _extended(norm.weight, ones, scale=(hidden / width) ** 0.5)
        if hasattr(norm, "normalized_shape"):
            norm.normalized_shape = (width,)
        for name in {"eps", "variance_epsilon"} & vars(norm).keys():
            epsilon = getattr(norm, name)
            if epsilon is None:  # How torch.nn.RMSNorm asks for the precision of its input.
                epsilon = torch.finfo(norm.weight.dtype).eps
            setattr(norm, name, epsilon * hidden / width)


def _axis(writer: nn.Embedding | nn.Linear) -> int:
    return 1 if isinstance(writer, nn.Embedding) else 0


def _extended(parameter: Tensor, block: Tensor, axis: int = 0, scale: float = 1.0) -> nn.Parameter:
    wide = torch.cat([parameter * scale, block], axis)
    return nn.Parameter(wide, requires_grad=parameter.requires_grad)
