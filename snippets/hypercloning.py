# ---
# id: hypercloning
# name: HyperCloning
# paper: samragh2024scaling
# aliases: [HyperCloning, hyper-cloning, Scaling Smart, hyperclone]
# family: growth
# initialises: every weight of a wider transformer language model, from a trained narrow one
# when: "a trained small language model exists and a model of n times its width should start at the same loss"
# why: "Every weight is tiled and divided by the repeats of its input, so all hidden states are those of the small model, repeated; optional noise cancels within pairs of copies."
# layers: [embedding, linear, attention, mlp, transformer]
# needs: [smaller net]
# goals: [keeps the function, faster training]
# fidelity: as in the official code
# differs: "Works on any pair of models that name their parameters alike, where the official code has one routine per architecture; a tied output head is refused and Gemma's embedding scale is left to you. Which noise level is best is not verified here."
# call: "hyperclone_(${1:big}, ${2:small}, snr_db=${3|None,10.0|})"
# ---
"""Widen a trained transformer by an integer factor without changing what it computes."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn


def hyperclone_weight(
    weight: Tensor,
    out_mult: int,
    in_mult: int,
    *,
    snr_db: float | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Clone the weight of a linear layer for a tiled input and a tiled output.

    If the small layer maps ``x`` to ``y``, the clone maps ``[x, x, ...]`` (``in_mult`` times) to
    ``[y, y, ...]`` (``out_mult`` times): the matrix is tiled and divided by ``in_mult``. Noise, if
    asked for, is added to one block and subtracted from its right-hand neighbour; both see the
    same ``x``, so it cancels while the copies stop being identical (Samragh et al., 2024).

    Args:
        weight: Small weight, ``(out, in)``.
        out_mult: How often the output is tiled.
        in_mult: How often the input is tiled. With an odd count the last block stays noiseless.
        snr_db: Power of a block over the power of its noise, in decibels. ``None``, the default
            of the official code, adds no noise.
        generator: Source of the noise, on the device of ``weight``.

    Returns:
        The clone, ``(out_mult * out, in_mult * in)``, in the dtype of ``weight``.

    Raises:
        ValueError: If ``weight`` is not a matrix or a multiplier is below 1.
    """
    if weight.dim() != 2:
        raise ValueError(f"a linear weight has 2 dimensions, got shape {tuple(weight.shape)}")
    if out_mult < 1 or in_mult < 1:
        raise ValueError(f"multipliers must be at least 1, got {out_mult} and {in_mult}")
    # Halves and noise that cancel need more digits than a 16-bit float has: round once, at the end.
    block = weight.to(torch.promote_types(weight.dtype, torch.float32)) / in_mult
    clone = block.repeat(out_mult, in_mult)
    if snr_db is not None:
        rows, columns = block.shape
        paired = in_mult - in_mult % 2
        shape = (out_mult, rows, paired // 2, columns)
        noise = torch.randn(shape, generator=generator, dtype=block.dtype, device=block.device)
        # The power is exact for each block, not just in expectation.
        power = block.square().mean() / 10 ** (snr_db / 10)
        noise *= (power / noise.square().mean(dim=(1, 3), keepdim=True)).sqrt()
        blocks = clone.view(out_mult, rows, in_mult, columns)
        blocks[:, :, 0:paired:2] += noise
        blocks[:, :, 1:paired:2] -= noise
    return clone.to(weight.dtype)


@torch.no_grad()
def hyperclone_(
    big: nn.Module,
    small: nn.Module,
    *,
    fused: Mapping[str, int] | None = None,
    head: str = "lm_head",
    snr_db: float | None = None,
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Initialise ``big`` so that it computes what ``small`` computes (Samragh et al., 2024).

    Both models have the same modules and parameter names; ``big`` is wider by integer factors,
    read off the shapes: more hidden units, FFN units and attention heads, with the head size and
    the ratio of query to key-value heads unchanged. The hidden state of ``big`` is then that of
    ``small``, tiled. Linear weights are tiled and divided by the repeats of their input;
    embeddings, biases and norms are tiled only. With a single key-value head, keep one.

    Models that multiply embeddings by the root of the width (Gemma) need the embedding of ``big``
    divided by the root of the width factor afterwards.

    Args:
        big: Model to initialise, with an output head that is not tied to the embedding.
        small: Trained model.
        fused: Layers that stack equal projections along their rows, each of which has to be tiled
            on its own: part of the parameter name to number of projections, such as
            ``{"attn.qkv": 3, "gate_up_proj": 2}``. ``nn.MultiheadAttention`` is known. Rows that
            are grouped by head (GPT-NeoX) need no entry.
        head: Part of the name of the output head, which gets no noise.
        snr_db: Signal-to-noise ratio of :func:`hyperclone_weight` for all other linear weights.
        generator: Source of the noise, on the device of ``big``.

    Returns:
        ``big``.

    Raises:
        ValueError: If the models differ in parameters, norm epsilon or head size, if a shape is
            not an integer multiple of its counterpart, if the head of ``big`` is tied, or if a
            parameter belongs to a kind of layer that has no rule.
    """
    # A state dict lists a tied weight under each of its names; keep_vars shows that it is tied.
    sources, targets = small.state_dict(), big.state_dict(keep_vars=True)
    if sources.keys() != targets.keys():
        names = sorted(sources.keys() ^ targets.keys())
        raise ValueError(f"only one of the two models has {', '.join(names)}")
    counterparts = dict(big.named_modules())
    for path, module in small.named_modules():
        for constant in ("eps", "variance_epsilon", "head_dim"):
            old, new = (getattr(m, constant, None) for m in (module, counterparts.get(path)))
            if old != new:
                raise ValueError(f"{path}.{constant} must stay {old}, got {new}")
    tables = {id(module.weight) for module in big.modules() if isinstance(module, nn.Embedding)}
    stacks = {"in_proj_": 3, **(fused or {})}  # in_proj_ is the stack of nn.MultiheadAttention

    for name, source in sources.items():
        target, module = targets[name], small.get_submodule(name.rpartition(".")[0])
        sizes = list(zip(source.shape, target.shape))
        if source.dim() != target.dim() or any(new % old for old, new in sizes):
            raise ValueError(f"{name}: {list(target.shape)} is no multiple of {list(source.shape)}")
        if source.shape == target.shape:
            target.copy_(source)
            continue
        repeats = [new // old for old, new in sizes]
        is_linear = source.dim() == 2 and isinstance(module, (nn.Linear, nn.MultiheadAttention))
        is_table = isinstance(module, nn.Embedding) and repeats[0] == 1
        if is_linear and id(target) in tables:
            raise ValueError(f"{name} is tied to an embedding, which must not be divided: untie it")
        if not (is_linear or is_table or source.dim() == 1):
            raise ValueError(f"no rule to widen {name} of a {type(module).__name__}")
        groups = next((count for part, count in stacks.items() if part in name), 1)
        if source.shape[0] % groups:
            raise ValueError(f"{name} has {source.shape[0]} rows, which {groups} does not divide")
        noise_db = None if head in name else snr_db
        source = source.to(target.device, torch.promote_types(source.dtype, target.dtype))
        clones = [
            hyperclone_weight(part, *repeats, snr_db=noise_db, generator=generator)
            if is_linear
            else part.repeat(*repeats)
            for part in source.chunk(groups)
        ]
        target.copy_(torch.cat(clones))
    return big
