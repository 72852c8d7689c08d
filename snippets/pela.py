# ---
# id: pela
# name: PELA (low-rank start)
# paper: guo2023pela
# aliases: [PELA, low-rank approximation of linear layers, truncated SVD initialisation, SVD linear factorisation, weight perturbation regulariser]
# family: compression
# initialises: two thin linear layers in place of each pretrained one
# when: a pretrained Transformer must shrink to a third or so before fine-tuning, and one distillation stage is affordable
# why: the truncated SVD is the closest weight of that rank, and its singular values are split evenly so that both factors have the same scale
# layers: [linear, attention, mlp, transformer]
# needs: [trained net]
# goals: [few parameters]
# fidelity: as in the official code
# differs: "Tied weights, layers too small to shrink and subclasses of nn.Linear, such as the output projection of nn.MultiheadAttention, are left alone; the official code replaces every layer it is not told to omit. Of the training stage there are the two loss terms only, without their weights and without the term on logits of the DeiT script."
# call: "student = pela_(copy.deepcopy(${1:model}), ratio=${2:3})"
# ---
"""Replace pretrained linear layers by low-rank pairs from their truncated SVD (PELA)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class LowRankLinear(nn.Sequential):
    """Two linear layers whose product is the closest one of rank ``rank`` to ``linear``.

    With the SVD W = U S V^T, cut off after the rank: the first layer (in to rank, no bias) gets
    S^(1/2) V^T and the second (rank to out, bias of ``linear``) U S^(1/2), as in the official
    code of Guo et al. (2023).

    Args:
        linear: Pretrained layer, weight ``(out, in)``; not changed.
        rank: From 1 to ``min(in, out)``, which loses nothing.

    Raises:
        ValueError: If the rank is out of range.
    """

    @torch.no_grad()
    def __init__(self, linear: nn.Linear, rank: int) -> None:
        weight = linear.weight
        out, width = weight.shape
        if not 1 <= rank <= min(out, width):
            raise ValueError(f"rank {rank} does not suit a weight of shape {(out, width)}")
        # SVD does not exist in half precision.
        precise = weight.to(torch.promote_types(weight.dtype, torch.float32))
        u, s, vh = torch.linalg.svd(precise, full_matrices=False)
        root = s[:rank].sqrt()
        # skip_init: the factors need no random numbers.
        kind = {"device": weight.device, "dtype": weight.dtype}
        first = nn.utils.skip_init(nn.Linear, width, rank, bias=False, **kind)
        second = nn.utils.skip_init(nn.Linear, rank, out, bias=linear.bias is not None, **kind)
        first.weight.copy_(root[:, None] * vh[:rank])
        second.weight.copy_(u[:, :rank] * root)
        if linear.bias is not None:
            second.bias.copy_(linear.bias)
        super().__init__(first, second)


def pela_rank(in_features: int, out_features: int, ratio: float = 3.0) -> int:
    """Return the rank that divides the weights of a layer by ``ratio``, rounded down.

    It is in * out / (ratio (in + out)), in the official code. Zero means that the layer is too
    small for this ratio.
    """
    return int(in_features * out_features / (ratio * (in_features + out_features)))


def pela_(
    model: nn.Module, ratio: float = 3.0, omit: Sequence[str] = (), min_out: int = 10
) -> nn.Module:
    """Replace the linear layers of a pretrained model by low-rank pairs, in place.

    The model no longer computes what it did: keep a copy of it as the teacher of the training
    stage, in which :func:`feature_distillation` and :func:`weight_perturbation` are minimised.

    Args:
        model: Pretrained model. Left alone are subclasses of ``nn.Linear``, layers whose
            parameters are tied, and those for which the rank would be 0.
        ratio: How many times fewer weights each layer has afterwards, at least 1. Default of
            the official code.
        omit: Layers whose name contains one of these are left alone too.
        min_out: Layers with fewer outputs count as heads and are left alone. Default of the
            official code.

    Returns:
        The same model.

    Raises:
        ValueError: If the ratio is below 1 or no layer is replaced.
    """
    if not ratio >= 1:
        raise ValueError(f"ratio must be at least 1, got {ratio}")
    modules = list(model.named_modules(remove_duplicate=False))
    uses = Counter(p for _, module in modules for p in module.parameters(recurse=False))
    replaced = False
    for name, module in modules:
        # nn.MultiheadAttention reads the weight of a subclass directly and would fail without.
        if type(module) is not nn.Linear or any(part in name for part in omit):
            continue
        rank = pela_rank(module.in_features, module.out_features, ratio)
        tied = any(uses[parameter] > 1 for parameter in module.parameters())
        if name and rank and not tied and module.out_features >= min_out:
            parent, _, child = name.rpartition(".")
            setattr(model.get_submodule(parent), child, LowRankLinear(module, rank))
            replaced = True
    if not replaced:
        raise ValueError(f"no linear layer of {model} could be replaced")
    return model


def feature_distillation(student: Sequence[Tensor], teacher: Sequence[Tensor]) -> Tensor:
    """Return the mean squared error of hidden features, averaged over the layers.

    Args:
        student: Features of the low-rank model, one tensor per layer.
        teacher: Those of the frozen pretrained model, same shapes. Get no gradient.
    """
    if len(student) != len(teacher):
        raise ValueError(f"{len(student)} features of the student, {len(teacher)} of the teacher")
    errors = [F.mse_loss(s, t.detach()) for s, t in zip(student, teacher)]
    return torch.stack(errors).mean()


def weight_perturbation(student: nn.Module, teacher: nn.Module, eps: float = 1e-3) -> Tensor:
    """Return the mean of (delta - eps)^2 over the low-rank pairs of ``student``.

    delta is the largest absolute entry of the product of the pair minus the teacher's weight.

    Args:
        student: What :func:`pela_` made of a copy of the teacher.
        teacher: The pretrained model. Gets no gradient.
        eps: Perturbation aimed at. Default of the official code.
    """
    penalties = []
    for name, pair in student.named_modules():
        if isinstance(pair, LowRankLinear):
            first, second = pair
            change = second.weight @ first.weight - teacher.get_submodule(name).weight.detach()
            penalties.append((change.abs().max() - eps) ** 2)
    if not penalties:
        raise ValueError("the student has no low-rank pair")
    return torch.stack(penalties).mean()
