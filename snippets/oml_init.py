# ---
# id: oml_init
# name: OML (interference-minimising start)
# paper: javed2019fast
# aliases: [OML, online-aware meta-learning, MRCL, meta-learned initialisation, interference minimisation, meta-learning representations for continual learning]
# family: training procedure
# initialises: an encoder and the linear head on it, by meta-learning
# when: a net must later learn online from correlated data without forgetting, and many tasks are at hand for meta-training
# why: the meta-loss is taken on other classes after online steps on one class, so its gradient through these steps lowers interference and not only the adaptation error
# layers: [linear, any]
# needs: [training data]
# goals: [generalisation]
# fidelity: in the spirit of
# differs: "The loop is that of the authors' released code for the follow-up (OML/MRCL), its later version, which differentiates through the inner steps; that the workshop paper uses the same loop is an assumption. The head is one linear layer. A learning rate per weight, the sampling of tasks and the regression variant are left out."
# call: "oml_step_(${1:encoder}, ${2:head}, ${3:optimizer}, ${4:trajectory}, ${5:batch}, inner_lr=${6:0.01})"
# ---
"""One meta-training step towards an initialisation that online learning does not spoil (OML)."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def oml_loss(
    encoder: nn.Module,
    head: nn.Linear,
    trajectory: tuple[Tensor, Tensor],
    batch: tuple[Tensor, Tensor],
    inner_lr: float,
    loss_fn: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy,
) -> Tensor:
    """Return the loss on ``batch`` after online learning on ``trajectory``.

    The head takes one SGD step for each sample of the trajectory, in order, while the encoder
    stays as it is. Nothing is changed in place: the loss depends on the encoder and on the head
    before the first step, through all steps (second order).

    Args:
        encoder: Maps inputs to features, ``(n, in)``. Its output for a sample must not depend
            on the others, so no batch normalisation in training mode.
        head: Maps features to logits, ``(n, classes)``.
        trajectory: Correlated samples, such as those of one class: inputs ``(steps, ...)`` and
            targets ``(steps, ...)``.
        batch: Inputs and targets that include other classes. On the same class alone the loss
            would ask for fast adaptation and not for little interference.
        inner_lr: Learning rate of the online steps.
        loss_fn: Called as ``loss_fn(outputs, targets)``, mean over the samples.

    Returns:
        The meta-loss, a scalar.

    Raises:
        ValueError: If the trajectory has not as many inputs as targets, or none.
    """
    inputs, targets = trajectory
    if not len(inputs) == len(targets) > 0:
        raise ValueError(f"a trajectory of {len(inputs)} inputs and {len(targets)} targets")
    features = encoder(inputs)  # one pass serves all steps: the encoder does not move
    weights = [parameter for parameter in (head.weight, head.bias) if parameter is not None]
    for k in range(len(inputs)):
        loss = loss_fn(F.linear(features[k : k + 1], *weights), targets[k : k + 1])
        gradients = torch.autograd.grad(loss, weights, create_graph=True)
        weights = [w - inner_lr * gradient for w, gradient in zip(weights, gradients)]
    return loss_fn(F.linear(encoder(batch[0]), *weights), batch[1])


def oml_step_(
    encoder: nn.Module,
    head: nn.Linear,
    optimizer: torch.optim.Optimizer,
    trajectory: tuple[Tensor, Tensor],
    batch: tuple[Tensor, Tensor],
    inner_lr: float,
    clip: float = 5.0,
    generator: torch.Generator | None = None,
) -> float:
    """Take one meta-step on a classification trajectory; repeat it over many tasks.

    The head's rows of the trajectory's classes are drawn anew first, so that the encoder has to
    serve a class which the head does not know.

    Args:
        encoder: As in :func:`oml_loss`.
        head: Likewise.
        optimizer: Over the parameters of both; Adam in the authors' code.
        trajectory: Inputs ``(steps, ...)`` and class indices ``(steps,)``.
        batch: Inputs and class indices, of other classes too.
        inner_lr: Learning rate of the online steps.
        clip: Largest absolute entry of a gradient. Default of an earlier version of the code.
        generator: Source of the new rows, on the device of the head.

    Returns:
        The meta-loss before the step.
    """
    reset_classes_(head, trajectory[1], generator)
    loss = oml_loss(encoder, head, trajectory, batch, inner_lr)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_([*encoder.parameters(), *head.parameters()], clip)
    optimizer.step()
    return loss.item()


@torch.no_grad()
def reset_classes_(
    head: nn.Linear, classes: Tensor, generator: torch.Generator | None = None
) -> nn.Linear:
    """Draw the weights of some classes anew from N(0, 2 / in), Kaiming's law; biases stay.

    Args:
        head: Weight ``(classes, in)``, changed in place.
        classes: Indices, in any order and number.
        generator: Source of randomness, on the device of the head.

    Returns:
        The same head.
    """
    for row in classes.unique():
        fresh = head.weight[row].float().normal_(generator=generator)
        head.weight[row] = (fresh * (2 / head.in_features) ** 0.5).to(head.weight.dtype)
    return head
