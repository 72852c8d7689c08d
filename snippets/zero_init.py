# ---
# id: zero_init
# name: ZerO
# paper: zhao2021zero
# aliases: [ZerO, ZerO init, ZerO initialization, Hadamard initialization, zeros-and-ones initialization]
# family: orthogonal and identity
# initialises: linear and convolution layers, without randomness
# when: residual nets that must start from the same weights on every run, whatever the seed
# why: "only zeros and ones up to one factor: a residual net starts as the identity, and Hadamard blocks let widening layers reach a rank beyond the input width"
# layers: [linear, convolution]
# goals: [deterministic]
# code: ["nn.init.eye_", "nn.init.dirac_"]
# fidelity: as in the paper
# differs: "The Hadamard constant and the centre tap of convolutions are the paper's, known from accounts by others; the official notebook's constant is smaller by sqrt(2) (gain=1). Which layers of a net start at zero is left to the caller: the list in the docstring is the ResNet recipe from memory."
# call: zero_init_(${1:model}, zeroed=[${2:block.conv2 for block in blocks}])
# ---
"""Deterministic weights made of zeros and ones: partial identities and Hadamard matrices."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn


@torch.no_grad()
def zero_init_(
    model: nn.Module, zeroed: Iterable[nn.Module] = (), gain: float = math.sqrt(2)
) -> nn.Module:
    """Initialise the linear and convolution layers of a net with ZerO, in place.

    Weights follow ``zero_weight_``, biases become 0. All other modules keep their parameters;
    normalisation layers should be at PyTorch's defaults, gain 1 and bias 0.

    A ResNet gives ``zeroed`` the last convolution (or the last normalisation) of each residual
    branch and the classifier, so that every block starts as the identity. Leave the inner layers
    of a branch out: with all of them at zero no gradient reaches the branch.

    Args:
        model: Net to initialise.
        zeroed: Modules of the net whose parameters all start at 0 instead.
        gain: Passed on to ``zero_weight_``.

    Returns:
        The same model.

    Raises:
        ValueError: If a module of ``zeroed`` is not part of the model.
    """
    zeroed = list(zeroed)
    strangers = set(zeroed) - set(model.modules())
    if strangers:
        raise ValueError(f"zeroed modules {list(strangers)} are not part of the model")
    for module in model.modules():
        if isinstance(module, nn.Linear):
            zero_weight_(module.weight, gain=gain)
        elif isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
            zero_weight_(module.weight, module.groups, gain)
        else:
            continue
        if module.bias is not None:
            module.bias.zero_()
    for module in zeroed:
        for parameter in module.parameters():
            parameter.zero_()
    return model


@torch.no_grad()
def zero_weight_(weight: Tensor, groups: int = 1, gain: float = math.sqrt(2)) -> Tensor:
    """Fill one weight with zeros and ones, up to a factor, in place (Zhao et al. 2021).

    A layer that keeps or reduces the width becomes a (partial) identity. One that widens becomes
    the top left block of a Hadamard matrix times ``gain / sqrt(p)``, where ``p`` is
    the number of outputs rounded up to a power of two: a partial identity there would confine
    training to a subspace of the width of the input. In a convolution this matrix is the centre
    tap and all other taps are 0 (Algorithm 2); an even kernel, which has no centre, uses tap
    ``k // 2``.

    Args:
        weight: Linear weight ``(out, in)`` or convolution weight ``(out, in/groups, ...)``.
        groups: Groups of the convolution; each gets the matrix of its own channels.
        gain: Norm of a Hadamard column if ``out`` is a power of two. The paper's sqrt(2) makes up
            for a ReLU that follows, 1 is the value of the official notebook.

    Returns:
        The same weight.

    Raises:
        ValueError: If the weight has fewer than two dimensions or an empty one, or the number of
            groups does not divide the outputs.
    """
    if weight.dim() < 2 or weight.numel() == 0:
        raise ValueError(f"weight must be a non-empty (out, in, ...), got {tuple(weight.shape)}")
    if groups < 1 or weight.shape[0] % groups:
        raise ValueError(f"{groups} groups do not divide the {weight.shape[0]} outputs")
    rows, cols = weight.shape[0] // groups, weight.shape[1]
    if rows > cols:
        matrix = _hadamard_block(rows, cols)
        matrix *= gain / math.sqrt(2 ** math.ceil(math.log2(rows)))
    else:
        matrix = torch.eye(rows, cols, dtype=torch.float64)
    centre = weight.zero_()
    for size in reversed(weight.shape[2:]):
        centre = centre.select(-1, size // 2)
    centre.copy_(matrix.repeat(groups, 1))
    return weight


def _hadamard_block(rows: int, cols: int) -> Tensor:
    """Top left block of the smallest Sylvester matrix with at least ``rows`` >= ``cols`` rows."""
    block = torch.ones(1, 1, dtype=torch.float64)
    while block.shape[0] < rows:
        upper = torch.cat([block, block], dim=1)
        lower = torch.cat([block, -block], dim=1)
        # Later rounds never read the columns beyond `cols`: cut them before they grow to p x p.
        block = torch.cat([upper, lower])[:, :cols]
    return block[:rows]
