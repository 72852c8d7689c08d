# ---
# id: weight_selection
# name: Weight selection
# paper: xu2023initializing
# aliases: [weight selection, uniform element selection, weight subset selection, init small from large]
# family: selection
# initialises: every tensor of a small network except its head, from a larger one of the same family
# when: "a larger pretrained network of the same family exists, such as ViT-S for ViT-T or ConvNeXt-T for ConvNeXt-F"
# why: "the small network starts from raw values of a trained one: evenly spaced indices that depend on the sizes only, so every tensor keeps the same hidden units"
# layers: [any]
# needs: [larger net, trained net]
# goals: [deterministic, small data, faster training]
# fidelity: as in the official code
# differs: "Integer buffers are left alone, and fused projections can be selected one by one; neither is in the official code. The paper's ablations (consecutive and random elements) are left out."
# call: "weight_selection_(${1:student}, ${2:teacher})"
# ---
"""Initialise a small network with evenly spaced elements of a larger pretrained one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn


def uniform_indices(teacher_size: int, student_size: int) -> Tensor:
    """Return the indices of the teacher that the student keeps along one dimension.

    They depend on the two sizes only, so that every tensor which reads or writes the same hidden
    dimension keeps the same units (Xu et al., 2023; rule of the official code).

    Args:
        teacher_size: Size of the dimension in the teacher.
        student_size: Size in the student, from 1 to ``teacher_size``.

    Returns:
        Strictly increasing indices, ``(student_size,)``, int64, on the CPU.

    Raises:
        ValueError: If the student is empty or larger than the teacher.
    """
    if not 1 <= student_size <= teacher_size:
        raise ValueError(f"cannot select {student_size} of {teacher_size} elements")
    if teacher_size % student_size == 0:
        return torch.arange(student_size) * (teacher_size // student_size)
    # float32 whatever the default dtype is: rounding decides to which side a tie falls.
    return torch.linspace(0, teacher_size - 1, student_size, dtype=torch.float32).round().long()


def select_elements(weight: Tensor, shape: Sequence[int]) -> Tensor:
    """Select evenly spaced elements of a tensor along each dimension, values unchanged.

    Args:
        weight: Tensor of the teacher, any number of dimensions.
        shape: Shape of the student's tensor, no dimension larger than in ``weight``.

    Returns:
        A new tensor of shape ``shape``, in the dtype and on the device of ``weight``.

    Raises:
        ValueError: If ``shape`` has another number of dimensions or does not fit into ``weight``.
    """
    if weight.dim() != len(shape):
        raise ValueError(f"cannot select {tuple(shape)} from a tensor of {tuple(weight.shape)}")
    selected = weight.clone()
    for dim, size in enumerate(shape):
        indices = uniform_indices(weight.shape[dim], size).to(weight.device)
        selected = selected.index_select(dim, indices)
    return selected


@torch.no_grad()
def weight_selection_(
    student: nn.Module,
    teacher: nn.Module,
    *,
    skip: Sequence[str] = ("head",),
    fused: Mapping[str, int] | None = None,
) -> nn.Module:
    """Initialise ``student`` from elements of ``teacher`` (Xu et al., 2023).

    Tensors are matched by name, so a shallower student takes the first blocks of the teacher (of
    each stage, if its names count blocks by stage). Elements are selected by
    :func:`select_elements`; heads of attention are not kept apart, as in the official code. The
    student does not compute what the teacher computes and has to be trained.

    Args:
        student: Network to initialise, no larger than ``teacher`` in any dimension.
        teacher: Pretrained network of the same family.
        skip: Tensors whose name contains one of these keep their values. The default of the
            official code is the classifier.
        fused: Tensors that stack equal projections along their rows, to be selected one by one:
            part of the name to number of projections, such as ``{"qkv": 3}``. Matters only if the
            student's width does not divide the teacher's: queries and keys of one index would
            then come from different units. Not in the official code.

    Returns:
        ``student``.

    Raises:
        ValueError: If the teacher lacks a tensor of the student or has a smaller one.
    """
    sources = teacher.state_dict()
    for name, target in student.state_dict().items():
        if any(part in name for part in skip):
            continue
        # Counters and position ids are not weights: the student has its own.
        if not (target.is_floating_point() or target.is_complex()):
            continue
        if name not in sources:
            raise ValueError(f"the teacher has no tensor {name}")
        source = sources[name]
        groups = next((count for part, count in (fused or {}).items() if part in name), 1)
        try:
            if groups > 1:
                # Each projection becomes an index of a new first dimension, which is kept whole.
                source, target = (_stack(tensor, groups) for tensor in (source, target))
            target.copy_(select_elements(source, target.shape))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    return student


def _stack(tensor: Tensor, groups: int) -> Tensor:
    """View a tensor of ``(groups * n, ...)`` as ``(groups, n, ...)``."""
    if tensor.shape[0] % groups:
        raise ValueError(f"{groups} does not divide the {tensor.shape[0]} rows")
    return tensor.unflatten(0, (groups, -1))
