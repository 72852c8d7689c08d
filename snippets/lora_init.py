# ---
# id: lora_init
# name: "LoRA Init[A] and Init[B]"
# paper: hayou2024impact
# aliases: ["LoRA Init[A]", "LoRA Init[B]", "Init[A]", "Init[B]", LoRA initialisation, LoRA initialization]
# family: adapters
# initialises: the low-rank pair of a LoRA adapter
# when: "a LoRA adapter should start at zero: Init[A] tolerates a larger learning rate and usually trains better"
# why: "with one matrix at zero the adapted net starts as the base net, and with A random the output stays stable at larger learning rates than with B random"
# layers: [adapter, linear, convolution]
# goals: [keeps the function, few parameters]
# code: ["lora_A", "lora_B", "init_lora_weights", "LoraConfig"]
# fidelity: as in the paper
# differs: "The paper fixes which matrix is zero and how the variance of the other scales with its fan-in. The uniform law and its constant are the PEFT library's default for Init[A], and the same rule carried over to Init[B]."
# call: "lora_init_${1|a,b|}_(${2:lora_A}, ${3:lora_B})"
# ---
"""Initialise a LoRA pair so that the adapter starts at zero: Init[A] or Init[B]."""

from __future__ import annotations

import torch
from torch import Tensor


@torch.no_grad()
def lora_init_a_(
    lora_A: Tensor, lora_B: Tensor, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Initialise the pair of ``y = W x + scale * B A x`` by Init[A]: A random, B zero.

    The default of the PEFT library, and the better of the two on average: it allows a larger
    learning rate, at the price of larger features ``A x`` during training (Hayou et al., 2024).
    Tune the learning rate for each scheme; at a shared one the comparison means little.

    Args:
        lora_A: Down-projection, ``(rank, in)``, or a convolution kernel ``(rank, in, kH, kW)``.
            Drawn from U(-b, b), b = 1 / sqrt(fan_in), which has variance 1 / (3 fan_in).
        lora_B: Up-projection, ``(out, rank)`` or ``(out, rank, 1, 1)``.
        generator: Source of randomness, on the device of ``lora_A``.

    Returns:
        ``(lora_A, lora_B)``, changed in place.

    Raises:
        ValueError: If the shapes do not form a pair of one rank.
    """
    _check_pair(lora_A, lora_B)
    return _uniform_(lora_A, generator), lora_B.zero_()


@torch.no_grad()
def lora_init_b_(
    lora_A: Tensor, lora_B: Tensor, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Initialise the pair of ``y = W x + scale * B A x`` by Init[B]: A zero, B random.

    The mirror image of Init[A]: stable at small learning rates only, at which B hardly trains
    (Hayou et al., 2024). Tune the learning rate for each scheme; at a shared one the comparison
    means little.

    Args:
        lora_A: Down-projection, ``(rank, in)``, or a convolution kernel ``(rank, in, kH, kW)``.
        lora_B: Up-projection, ``(out, rank)`` or ``(out, rank, 1, 1)``. Drawn from U(-b, b),
            b = 1 / sqrt(rank), which has variance 1 / (3 rank).
        generator: Source of randomness, on the device of ``lora_B``.

    Returns:
        ``(lora_A, lora_B)``, changed in place.

    Raises:
        ValueError: If the shapes do not form a pair of one rank.
    """
    _check_pair(lora_A, lora_B)
    return lora_A.zero_(), _uniform_(lora_B, generator)


def _check_pair(lora_A: Tensor, lora_B: Tensor) -> None:
    shapes = f"lora_A {tuple(lora_A.shape)} and lora_B {tuple(lora_B.shape)}"
    if min(lora_A.dim(), lora_B.dim()) < 2 or 0 in (lora_A.numel(), lora_B.numel()):
        raise ValueError(f"a LoRA pair has two or more dimensions and no empty one: {shapes}")
    if lora_A.shape[0] != lora_B.shape[1]:
        raise ValueError(f"rows of A and columns of B must both be the rank: {shapes}")


def _uniform_(tensor: Tensor, generator: torch.Generator | None) -> Tensor:
    """Fill with U(-b, b), b = 1 / sqrt(fan_in): Kaiming's uniform law with a = sqrt(5)."""
    bound = tensor[0].numel() ** -0.5
    # Draw in at least float32: a 16-bit draw has few distinct values and is not always supported.
    dtype = torch.promote_types(tensor.dtype, torch.float32)
    draw = torch.empty(tensor.shape, dtype=dtype, device=tensor.device)
    return tensor.copy_(draw.uniform_(-bound, bound, generator=generator))
