# ---
# id: id_init
# name: IDInit
# paper: pan2025idinit
# aliases: [IDInit, fully identical initialization, fully identical initialisation, IDI, IDIC, IDIZ]
# family: orthogonal and identity
# initialises: linear and convolution layers, with the last layer of each residual branch close to zero
# when: deep residual or plain nets that should start as the identity, inside the residual branches too; train them with momentum
# why: "identities padded by repetition keep the signal in every layer and the rank in wider ones; pairs of opposite tiny weights close a branch without stopping its gradient"
# layers: [linear, convolution]
# activations: [relu]
# goals: [keeps the variance]
# code: ["nn.init.eye_", "nn.init.dirac_"]
# fidelity: as in the paper
# differs: "Known from accounts by others, as no official code was found. The order of kernel taps and channels follows from a quoted shape, tau = sqrt(2) for ReLU is from memory. The paper leaves grouped convolutions open, which get one matrix per group here, and one input, where the signs alternate by row."
# call: id_init_(${1:model}, zeroed=[${2:block.conv2 for block in blocks}])
# ---
"""Padded identity weights everywhere, and nearly zero ones at the end of residual branches."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn


@torch.no_grad()
def id_init_(
    model: nn.Module,
    zeroed: Iterable[nn.Module] = (),
    tau: float = 1.0,
    generator: torch.Generator | None = None,
) -> nn.Module:
    """Initialise the linear and convolution layers of a net with IDInit, in place.

    Weights follow :func:`idi_weight_` and, in the layers ``zeroed``, :func:`idiz_weight_`; biases
    become 0. All other modules keep their parameters; normalisation layers should be at
    PyTorch's defaults, gain 1 and bias 0. Train with momentum: plain gradient descent from an
    identity does not reach weights with negative eigenvalues (Pan et al. 2025).

    Args:
        model: Net to initialise.
        zeroed: The last linear or convolution layer of each residual branch.
        tau: Passed on to :func:`idi_weight_`.
        generator: Source of the tiny noise of :func:`idi_weight_`, on the device of the model.

    Returns:
        The same model.

    Raises:
        ValueError: If a module of ``zeroed`` is no linear or convolution layer of the model.
    """
    kinds = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)
    layers = [module for module in model.modules() if isinstance(module, kinds)]
    zeroed = set(zeroed)
    strangers = zeroed - set(layers)
    if strangers:
        raise ValueError(f"no linear or convolution layers of the model: {list(strangers)}")
    for layer in layers:
        groups = getattr(layer, "groups", 1)
        if layer in zeroed:
            idiz_weight_(layer.weight, groups)
        else:
            idi_weight_(layer.weight, groups, tau, generator=generator)
        if layer.bias is not None:
            layer.bias.zero_()
    return model


@torch.no_grad()
def idi_weight_(
    weight: Tensor,
    groups: int = 1,
    tau: float = 1.0,
    noise: float = 1e-6,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Fill a weight with an identity that is repeated to its size: IDI and, for kernels, IDIC.

    Output m of a linear layer reads input m modulo the number of inputs. A convolution is the
    linear layer on its patches, tap by tap and within a tap channel by channel: the first
    outputs read all channels at the first tap, a corner, the next ones at the tap beside it. A
    layer with as many outputs as inputs thus shifts its input, by one pixel for a 3 x 3 kernel.

    Args:
        weight: Linear weight ``(out, in)`` or convolution weight ``(out, in/groups, ...)``.
        groups: Groups of the convolution; each gets the matrix of its own channels.
        tau: Size of the entries. sqrt(2) makes up for a ReLU that follows.
        noise: Standard deviation of the entries, which tells repeated outputs apart in training.
            Value of the paper; it vanishes in half precision, which has no such number next to 1.
        generator: Source of the noise, on the device of the weight.

    Returns:
        The same weight.

    Raises:
        ValueError: If the weight has fewer than two dimensions or an empty one, or the number of
            groups does not divide the outputs.
    """
    matrix, row, output, inputs = _start(weight, groups)
    entries = torch.randn(len(row), generator=generator, dtype=matrix.dtype, device=matrix.device)
    matrix[row, output % inputs] = tau + noise * entries
    return _finish_(weight, matrix)


@torch.no_grad()
def idiz_weight_(weight: Tensor, groups: int = 1, eps: float = 1e-6) -> Tensor:
    """Fill a weight with pairs of ``eps`` and ``-eps``: IDIZ and, for kernels, IDIZC.

    Each output is eps times the difference of two inputs, so that the layer is closed, but the
    layers before it still get a gradient, which a weight of zeros would stop. With fewer outputs
    than inputs, output m reads input m and one of those beyond the outputs; otherwise inputs m
    and m + 1. A single input has nothing to be compared with: eps with alternating signs.

    Args:
        weight: Linear weight ``(out, in)`` or convolution weight ``(out, in/groups, ...)``.
        groups: Groups of the convolution; each gets the matrix of its own channels.
        eps: Size of the entries. Value of the paper.

    Returns:
        The same weight.

    Raises:
        ValueError: As :func:`idi_weight_`.
    """
    matrix, row, output, inputs = _start(weight, groups)
    outputs = len(row) // groups
    if inputs == 1:
        matrix[:, 0] = eps * (1 - output % 2 * 2).to(matrix.dtype)
    else:
        rest = inputs - outputs
        matrix[row, output % inputs] = eps
        matrix[row, outputs + output % rest if rest > 0 else (output + 1) % inputs] = -eps
    return _finish_(weight, matrix)


def _start(weight: Tensor, groups: int) -> tuple[Tensor, Tensor, Tensor, int]:
    """Return a zero matrix (out, inputs per patch), its rows, their output in the group, inputs."""
    if weight.dim() < 2 or weight.numel() == 0:
        raise ValueError(f"weight must be a non-empty (out, in, ...), got {tuple(weight.shape)}")
    if groups < 1 or weight.shape[0] % groups:
        raise ValueError(f"{groups} groups do not divide the {weight.shape[0]} outputs")
    dtype = torch.promote_types(weight.dtype, torch.float32)
    matrix = torch.zeros_like(weight, dtype=dtype).flatten(1)
    row = torch.arange(weight.shape[0], device=weight.device)
    return matrix, row, row % (weight.shape[0] // groups), matrix.shape[1]


def _finish_(weight: Tensor, matrix: Tensor) -> Tensor:
    out, channels, *kernel = weight.shape
    return weight.copy_(matrix.reshape(out, *kernel, channels).movedim(-1, 1))
