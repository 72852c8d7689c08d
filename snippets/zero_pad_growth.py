# ---
# id: zero_pad_growth
# name: Zero-padding growth
# paper: zhang2021transfer
# aliases: [zero-padding growth, zero padding growth, zero-pad growth, transfer training from smaller language model, pad weights to a larger model]
# family: growth
# initialises: every weight of a wider and deeper pre-norm transformer, from a trained smaller one
# when: a smaller trained transformer of the same kind is at hand and sizes may grow by any amount
# why: "Weights are copied into the corner of larger ones; what writes to the residual stream is 0 elsewhere, so new channels, heads, units and layers add nothing yet."
# layers: [embedding, linear, attention, mlp, transformer]
# needs: [smaller net]
# goals: [keeps the function, faster training, deterministic]
# fidelity: in the spirit of
# differs: "Only the abstract was at hand: which parts are zeros and which small values, and how norms are treated, is not known. Here weights that read new channels keep the large model's own initialisation. The exact treatment of norms is an addition; exact=False leaves norms as they are, and outputs agree approximately, as the abstract says."
# call: "zero_pad_growth_(${1:big}, ${2:small}, writers=[\"${3:o_proj}\", \"${4:down_proj}\"], exact=${5|True,False|})"
# ---
"""Fill a larger transformer with the weights of a trained smaller one, padded by zeros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import nn


@torch.no_grad()
def zero_pad_growth_(
    big: nn.Module,
    small: nn.Module,
    *,
    writers: Sequence[str],
    fused: Mapping[str, int] | None = None,
    exact: bool = True,
) -> nn.Module:
    """Initialise ``big`` with the weights of ``small``, in place, such that outputs stay close.

    Both are pre-norm transformers that name their parameters alike; ``big`` may have more
    channels, attention heads, MLP units and layers, in any number. Each weight of ``small`` is
    copied into the first rows and columns of its counterpart. Around it, embeddings and layers
    that write to the residual stream are 0; all other layers keep the values with which ``big``
    comes, so no part is cut off from the gradient (after the idea of Zhang 2021).

    More heads, units and layers leave the output as it is. More channels, from h to h', lower
    the root mean square that a norm divides by. ``exact`` makes up for it: gains are multiplied
    by sqrt(h / h') and epsilon by h / h', and for LayerNorm all that writes to the stream is
    centred first, which its output does not notice, so that the new zeros leave the mean at 0.
    Norms after the addition (post-norm), without a gain or with one of 1 + weight (Gemma) are not
    served.

    Args:
        big: Model to initialise, itself newly initialised. New layers follow the old ones.
        small: Trained model. Same size of a head, same number of query heads per key-value head.
        writers: Parts of the names of all linear layers whose output is added to the residual
            stream, such as ``["o_proj", "down_proj"]`` (Llama) or ``["out_proj", "linear2"]``
            (``torch.nn.TransformerEncoder``).
        fused: Layers that stack equal projections along their rows, each of which has to be
            padded on its own: part of the parameter name to number of projections, such as
            ``{"attn.qkv": 3}``. ``torch.nn.MultiheadAttention`` is known.
        exact: Adapt the norms. Otherwise they are padded as they are and outputs differ.

    Returns:
        ``big``.

    Raises:
        ValueError: If parameters of one model lack a counterpart, a size shrinks, a size of a
            head or a group changes, the layers do not meet in one width, a centred embedding is
            tied to the head, or a parameter belongs to a kind of layer that has no rule.
    """
    # A state dict lists a tied weight under each of its names; keep_vars shows that it is tied.
    sources, targets = small.state_dict(), big.state_dict(keep_vars=True)
    owners, new_owners = dict(small.named_modules()), dict(big.named_modules())
    stacks = {"in_proj_": 3, **(fused or {})}  # in_proj_ is the stack of nn.MultiheadAttention
    alone = [name for name in sources if name not in targets]
    alone += [name for name in targets if name not in sources and _path(name) in owners]
    if alone:
        raise ValueError(f"only one of the two models has {', '.join(sorted(alone))}")
    idle = [part for part in writers if not any(part in name for name in sources)]
    if idle or not writers:
        raise ValueError(f"writers must be names of layers of the models, got {idle or writers}")
    for path, owner in owners.items():
        for constant in ("head_dim", "num_key_value_groups"):
            old, new = (getattr(module, constant, None) for module in (owner, new_owners[path]))
            if old != new:
                raise ValueError(f"{path}.{constant} must stay {old}, got {new}")

    axes: dict[str, int] = {}  # Axis of the channels, for all that writes to the stream.
    norms: dict[str, str] = {}  # Name of the epsilon, for all norms that grow.
    for name, source in sources.items():
        owner, old, new = owners[_path(name)], source.shape, targets[name].shape
        if len(old) != len(new) or any(n < o for o, n in zip(old, new)):
            raise ValueError(f"{name} cannot grow from {list(old)} to {list(new)}")
        epsilon = next((key for key in ("eps", "variance_epsilon") if hasattr(owner, key)), None)
        has_rule = epsilon or isinstance(owner, (nn.Linear, nn.Embedding, nn.MultiheadAttention))
        if old != new and not has_rule:
            raise ValueError(f"no rule to widen {name} of a {type(owner).__name__}")
        if isinstance(owner, nn.Embedding) or any(part in name for part in writers):
            axes[name] = 1 if isinstance(owner, nn.Embedding) else 0
        elif old != new and epsilon:
            norms[_path(name)] = epsilon
    widths = {(sources[name].shape[axis], targets[name].shape[axis]) for name, axis in axes.items()}
    widths.update((len(owners[path].weight), len(new_owners[path].weight)) for path in norms)
    if len(widths) != 1:
        raise ValueError(f"the residual stream must have one width, got {sorted(widths)}")
    ((hidden, width),) = widths
    centre = exact and any(isinstance(owners[path], nn.LayerNorm) for path in norms)
    tables = {id(module.weight) for module in big.modules() if isinstance(module, nn.Embedding)}
    tied = [name for name in sources if name not in axes and id(targets[name]) in tables]
    if centre and tied:
        raise ValueError(f"{tied[0]} is tied to an embedding, which must be centred: untie it")

    for name, target in targets.items():
        source, in_norm = sources.get(name), _path(name) in norms
        is_shift = in_norm and name.endswith("bias")
        if name in axes or is_shift or any(part in name for part in writers):
            target.zero_()
        if source is None:  # A layer that only big has: with zeros alone, it passes its input on.
            continue
        precise = torch.promote_types(source.dtype, torch.float32)
        if centre and name in axes:
            source = source.to(precise) - source.to(precise).mean(axes[name], keepdim=True)
        elif exact and in_norm and not is_shift:
            source = source.to(precise) * (hidden / width) ** 0.5
        groups = next((count for part, count in stacks.items() if part in name), 0)
        if groups and (len(source) % groups or len(target) % groups):
            rows = f"{len(source)} and {len(target)} rows"
            raise ValueError(f"{name} has {rows}, which {groups} does not divide")
        pairs = zip(source.chunk(groups), target.chunk(groups)) if groups else [(source, target)]
        for old, new in pairs:
            new[tuple(map(slice, old.shape))].copy_(old)
    for path, key in norms.items() if exact else ():
        epsilon = getattr(owners[path], key)
        if epsilon is None:  # How torch.nn.RMSNorm asks for the precision of its input.
            epsilon = torch.finfo(new_owners[path].weight.dtype).eps
        setattr(new_owners[path], key, epsilon * hidden / width)
    return big


def _path(name: str) -> str:
    return name.rpartition(".")[0]
