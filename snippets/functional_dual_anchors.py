# ---
# id: functional_dual_anchors
# name: Functional dual anchors
# paper: shi2025model
# aliases: [functional dual anchors, FDA merging, dual anchors, dual anchor merging]
# family: merging
# initialises: a block of a model, from its pretrained version and several fine-tunings of it
# when: fine-tunings of one model are to become one without their data, or a merged model is to be refined
# why: "each fine-tuning is turned into synthetic inputs whose gradient at the pretrained weights points along the task vector; training on them joins the tasks as if their data were there"
# layers: [any]
# needs: [several nets, trained net]
# goals: [merges without training]
# fidelity: in the spirit of
# differs: "Objective, both starts of the anchors and the adaptation are from the authors' project page and an official script; the code was not available. The sign is fixed so that a descent step follows the task vector. One block at a time; the schedule over layers, and steps and rate of the adaptation, are chosen here. Refining only the scales of task vectors is left out."
# call: "start = initial_anchors(${2:finetuned_block}.${3:fc1}.weight, ${4:64})\nanchors = fit_anchors(${1:pretrained_block}, ${2:finetuned_block}, start)"
# ---
"""Merge blocks by training on synthetic inputs whose gradients follow the task vectors."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn


@torch.no_grad()
def initial_anchors(
    weight: Tensor,
    count: int,
    scheme: Literal["weights", "gaussian"] = "weights",
    *,
    sigma: float = 0.01,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Return the anchors before they are fitted (Shi et al., 2025).

    Args:
        weight: Weight of the first linear layer of the fine-tuned block, ``(out, in)``.
        count: Number of anchors. The official script for RoBERTa takes 64.
        scheme: ``"weights"``: random rows of ``weight``, with replacement; ``"gaussian"``:
            independent normal entries of deviation ``sigma``.
        sigma: Small, so that the anchors have little energy where the task vector has none.
            Default of that script.
        generator: Source of randomness, on the device of ``weight``.

    Returns:
        Anchors, ``(count, in)``: inputs of the block, not token ids.

    Raises:
        ValueError: If ``count``, ``scheme`` or the shape of ``weight`` cannot be served.
    """
    if count < 1 or weight.dim() != 2:
        raise ValueError(f"need at least 1 anchor of a matrix, got {count} of {weight.shape}")
    if scheme == "weights":
        rows = torch.randint(len(weight), (count,), generator=generator, device=weight.device)
        return weight[rows]
    if scheme == "gaussian":
        return weight.new_empty(count, weight.shape[1]).normal_(0, sigma, generator=generator)
    raise ValueError(f'scheme must be "weights" or "gaussian", got {scheme!r}')


def anchor_alignment(pretrained: nn.Module, finetuned: nn.Module, anchors: Tensor) -> Tensor:
    """Return the cosine of the descent direction on the anchors and the task vector.

    cos(-grad L, tau) with L = sum_j |phi(theta, x_j) - phi(theta_i, x_j)|^2 at the pretrained
    weights theta and tau = theta_i - theta, over all parameters of the block. It is 1 where
    training on the anchors starts straight towards the fine-tuned weights, and differentiable
    with respect to the anchors.

    Args:
        pretrained: Block whose parameters require gradients; all of them must be used.
        finetuned: The same block after fine-tuning.
        anchors: Inputs of the block, ``(count, ...)``.

    Returns:
        A scalar between -1 and 1.

    Raises:
        ValueError: If the blocks differ in shape or not at all in their weights.
    """
    start, goal = list(pretrained.parameters()), list(finetuned.parameters())
    shapes = [[tuple(parameter.shape) for parameter in side] for side in (start, goal)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"pretrained and finetuned differ in shape: {shapes[0]} and {shapes[1]}")
    task = torch.cat([(b - a).detach().flatten() for a, b in zip(start, goal)])
    if not task.any():
        raise ValueError("finetuned has the weights of pretrained: there is no task vector")
    loss = (pretrained(anchors) - finetuned(anchors)).square().sum()
    # The graph of the gradient is what the anchors are fitted through.
    gradients = torch.autograd.grad(loss, start, create_graph=True)
    descent = -torch.cat([gradient.flatten() for gradient in gradients])
    return torch.cosine_similarity(descent, task, dim=0)


def fit_anchors(
    pretrained: nn.Module,
    finetuned: nn.Module,
    anchors: Tensor,
    *,
    steps: int = 1200,
    lr: float = 0.01,
) -> Tensor:
    """Fit anchors to one task by maximising :func:`anchor_alignment` (Shi et al., 2025).

    Args:
        pretrained: Block of the pretrained model, float32 or float64. Neither block is changed;
            both work in evaluation mode.
        finetuned: The same block after fine-tuning on the task.
        anchors: Where to start, see :func:`initial_anchors`.
        steps: Steps of Adam. Default of the official script for RoBERTa.
        lr: Learning rate, constant. Default of that script.

    Returns:
        The fitted anchors, in the shape of ``anchors``.

    Raises:
        ValueError: As in :func:`anchor_alignment`.
    """
    pretrained = copy.deepcopy(pretrained).eval().requires_grad_(True)
    finetuned = copy.deepcopy(finetuned).eval()
    fitted = anchors.detach().clone().requires_grad_(True)
    optimiser = torch.optim.Adam([fitted], lr=lr)
    for _ in range(steps):
        loss = -anchor_alignment(pretrained, finetuned, fitted)
        (fitted.grad,) = torch.autograd.grad(loss, [fitted])
        optimiser.step()
    return fitted.detach()


def adapt(
    start: nn.Module,
    experts: Sequence[nn.Module],
    anchors: Sequence[Tensor],
    *,
    steps: int = 200,
    lr: float = 1e-3,
) -> nn.Module:
    """Merge the experts by training on the anchors of all tasks (Shi et al., 2025).

    Minimises sum_i MSE(phi(theta, x_i), phi(theta_i, x_i)) over theta. The smallest form of the
    stage: full batches and Adam at a constant rate.

    Args:
        start: Block at which to begin: the pretrained one, or one merged by another method.
        experts: The fine-tuned blocks, one per task.
        anchors: Anchors of each task, from :func:`fit_anchors`.
        steps: Number of steps. The default is chosen here.
        lr: Learning rate of Adam. The default is chosen here.

    Returns:
        A trained copy of ``start``, in evaluation mode.

    Raises:
        ValueError: If there is not one set of anchors for each expert, or no expert.
    """
    if not experts or len(experts) != len(anchors):
        raise ValueError(f"{len(experts)} experts need as many sets, got {len(anchors)}")
    merged = copy.deepcopy(start).eval().requires_grad_(True)
    with torch.no_grad():
        targets = [copy.deepcopy(block).eval()(x) for block, x in zip(experts, anchors)]
    optimiser = torch.optim.Adam(merged.parameters(), lr=lr)
    for _ in range(steps):
        optimiser.zero_grad()
        losses = [nn.functional.mse_loss(merged(x), y) for x, y in zip(anchors, targets)]
        torch.stack(losses).sum().backward()
        optimiser.step()
    optimiser.zero_grad()
    return merged
