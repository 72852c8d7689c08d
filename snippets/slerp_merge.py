# ---
# id: slerp_merge
# name: SLERP merge
# paper: lu2024fine
# aliases: [SLERP, SLERP merge, spherical interpolation, spherical linear interpolation, slerp merging]
# family: merging
# initialises: every weight of a model, from two models of one architecture
# when: two fine-tuned variants of one model are to become one, with a weight for how much of each
# why: "each tensor moves along the arc between the two, so its norm does not shrink half-way as a straight average of unlike tensors does"
# layers: [any]
# needs: [several nets]
# goals: [merges without training]
# code: ["SlerpMerge", "mergekit.merge_methods.slerp.slerp"]
# fidelity: as in the official code
# differs: "The code followed is mergekit's, the usual tool for this merge; the paper publishes no formula of its own here. Embeddings of different vocabularies are an error instead of being cut, and float64 stays float64. The schedule of t over the layers is left to you."
# call: ${1:model}.load_state_dict(slerp_merge(${2:first}.state_dict(), ${3:second}.state_dict(), t=${4:0.5}))
# ---
"""Merge two models by spherical interpolation of their tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Union

import torch
from torch import Tensor


@torch.no_grad()
def slerp(first: Tensor, second: Tensor, t: float) -> Tensor:
    """Interpolate between two tensors along the arc between their directions.

    With the angle theta between the flattened tensors:
    sin((1 - t) theta) / sin(theta) ``first`` + sin(t theta) / sin(theta) ``second``. The angle is
    that of the directions, the sum that of the tensors as they are. Almost parallel or opposite
    tensors, ``|cos(theta)| > 0.9995``, are interpolated on the straight line (rule and thresholds
    of mergekit).

    Args:
        first: Tensor at ``t = 0``, any shape.
        second: Tensor at ``t = 1``, of the same shape.
        t: Position on the arc, from 0 to 1.

    Returns:
        A new tensor in the dtype and on the device of ``first``.

    Raises:
        ValueError: If the shapes differ or ``t`` is outside [0, 1].
    """
    if first.shape != second.shape:
        raise ValueError(f"cannot merge {tuple(first.shape)} with {tuple(second.shape)}")
    if not 0 <= t <= 1:
        raise ValueError(f"t must lie between 0 and 1, got {t}")
    dtype = torch.promote_types(first.dtype, torch.float32)
    a = first.to(dtype)
    b = second.to(device=first.device, dtype=dtype)
    cos = torch.sum(_direction(a) * _direction(b))
    if cos.abs() > 0.9995:
        return ((1 - t) * a + t * b).to(first.dtype)
    theta = torch.acos(cos)
    arc = torch.sin((1 - t) * theta) * a + torch.sin(t * theta) * b
    return (arc / torch.sin(theta)).to(first.dtype)


def slerp_merge(
    first: Mapping[str, Tensor],
    second: Mapping[str, Tensor],
    t: Union[float, Callable[[str], float]] = 0.5,
) -> dict[str, Tensor]:
    """Merge two models tensor by tensor with :func:`slerp` (as in Lu et al., 2024).

    Each tensor has one angle: rows or heads are not turned one by one. The rule is for two
    models; merging the result with a third depends on the order.

    Args:
        first: State dict of the model at ``t = 0``.
        second: State dict of the model at ``t = 1``, equal in names and shapes.
        t: Share of the second model, from 0 to 1, or a function from the name of a tensor to it.
            The default, the middle, is chosen here.

    Returns:
        New tensors in the dtype and on the device of ``first``. Entries that are not floating
        point, such as counters, are those of ``first``.

    Raises:
        ValueError: If names or shapes differ, or a ``t`` is outside [0, 1].
    """
    if first.keys() != second.keys():
        raise ValueError(f"only one model has {sorted(first.keys() ^ second.keys())}")
    merged = {}
    for name, tensor in first.items():
        if not tensor.is_floating_point():
            merged[name] = tensor.clone()
            continue
        try:
            merged[name] = slerp(tensor, second[name], t(name) if callable(t) else t)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    return merged


def _direction(vector: Tensor) -> Tensor:
    """Divide by the norm over all entries, unless it is as good as zero."""
    norm = vector.square().sum().sqrt()
    return vector / norm if norm > 1e-8 else vector
