# ---
# id: bone_init
# name: Bone (block affine adapter)
# paper: kang2024bone
# aliases: [Bone adapter, Block Affine, Block-Affine Adaptation, Weight Guide, Bat adapter, MiSS, DiSHA]
# family: adapters
# initialises: a block adapter at zero on a frozen linear layer
# when: a pretrained linear layer should be fine-tuned with few parameters, and LoRA converges too slowly
# why: the trainable blocks are zero, so the net starts as the pretrained one, and their first gradient is not zero, because they are also added to the weight and not only multiplied by it
# layers: [adapter, linear, attention, mlp]
# needs: [trained net]
# goals: [keeps the function, few parameters]
# code: ["BoneConfig", "MissConfig", "init_weights=\"bat\""]
# fidelity: as in the official code
# differs: "\"bat\" is the method of the abstract and \"bone\" the later form which libraries took for their default (MiSS); both as in the PEFT library. The library's random start is left out, and a block larger than the input is an error."
# call: "${1:layer} = BoneLinear(${1:layer}, block_size=${2:64}, variant=\"${3|bat,bone|}\")"
# ---
"""A block adapter on a frozen linear layer that starts at exactly zero (Bone)."""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class BoneLinear(nn.Module):
    """A frozen linear layer with a trainable block adapter (Kang 2024), zero at the start.

    With the weight cut into square blocks W[k, l] of size r, k along the outputs:

    - ``"bat"``, guided by the weight: block W[k, l] becomes W[k, l] + W[k, l] B[k] + B[k]. One
      B[k] serves its whole row of blocks. Needs r to divide both widths.
    - ``"bone"``: one (out, r) block is added to each group of r columns. The last group may be
      narrower. Cheaper, because the inputs can be summed over the groups first.

    Either way r * out parameters are trained. There is no factor like LoRA's alpha / rank.

    Args:
        base: Pretrained layer, weight ``(out, in)``. Its parameters are frozen in place.
        block_size: Size r of the blocks, from 1 to ``in``. Default of the PEFT library.
        variant: ``"bat"`` or ``"bone"``.

    Attributes:
        block: The trainable parameter, zeros in the dtype and on the device of ``base``: B,
            ``(out / r, r, r)``, or the transposed column block, ``(r, out)``.

    Raises:
        ValueError: If the variant is unknown or the block size does not fit the weight.
    """

    def __init__(self, base: nn.Linear, block_size: int = 64, variant: str = "bat") -> None:
        super().__init__()
        out, width = base.weight.shape
        sizes = f"blocks of size {block_size} do not fit a weight of shape {(out, width)}"
        if variant not in ("bat", "bone"):
            raise ValueError(f"variant must be 'bat' or 'bone', got {variant!r}")
        if not 1 <= block_size <= width:
            raise ValueError(f"{sizes}: the size must be between 1 and {width}")
        if variant == "bat" and (out % block_size or width % block_size):
            raise ValueError(f"{sizes}: 'bat' needs both dimensions divisible by it")
        guided = (out // block_size, block_size, block_size)
        self.base = base.requires_grad_(False)
        self.block = nn.Parameter(
            base.weight.new_zeros(guided if variant == "bat" else (block_size, out))
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(..., in)`` to ``(..., out)``."""
        if self.block.dim() == 3:
            return F.linear(x, bat_weight(self.base.weight, self.block), self.base.bias)
        size = self.block.shape[0]
        groups = F.pad(x, (0, -x.shape[-1] % size)).unflatten(-1, (-1, size))
        return self.base(x) + groups.sum(-2) @ self.block

    @torch.no_grad()
    def merged(self) -> nn.Linear:
        """Return a plain linear layer that computes the same, with its parameters trainable."""
        layer = copy.deepcopy(self.base).requires_grad_()
        weight, block = (
            tensor.to(torch.promote_types(tensor.dtype, torch.float32))
            for tensor in (layer.weight, self.block)
        )
        if block.dim() == 3:
            layer.weight.copy_(bat_weight(weight, block))
        else:
            repeats = -(-weight.shape[1] // block.shape[0])
            layer.weight += block.T.repeat(1, repeats)[:, : weight.shape[1]]
        return layer


def bat_weight(weight: Tensor, block: Tensor) -> Tensor:
    """Return the weight ``(out, in)`` that "bat" with ``block`` (out / r, r, r) makes of one."""
    blocks = _cut(weight, len(block))
    return _join(blocks + blocks @ block + block)


@torch.no_grad()
def bat_unmerge(weight: Tensor, block: Tensor) -> Tensor:
    """Undo :func:`bat_weight`: W[k, l] = (W'[k, l] - B[k]) (I + B[k])^-1.

    Args:
        weight: Merged weight W', ``(out, in)``.
        block: B, ``(out / r, r, r)``.

    Returns:
        The weight before the merge, in the dtype of ``weight``.
    """
    # Half precision has no solver, and would lose the small update.
    dtype = torch.promote_types(weight.dtype, torch.float32)
    block = block.to(dtype)
    identity = torch.eye(block.shape[-1], dtype=dtype, device=block.device)
    blocks = _cut(weight.to(dtype), len(block)) - block
    return _join(blocks @ torch.linalg.inv(identity + block)).to(weight.dtype)


def _cut(weight: Tensor, rows: int) -> Tensor:
    """Cut ``(out, in)`` into blocks: ``(in / r, rows, r, r)``, so that B broadcasts."""
    size = weight.shape[0] // rows
    return weight.unflatten(1, (-1, size)).unflatten(0, (-1, size)).permute(2, 0, 1, 3)


def _join(blocks: Tensor) -> Tensor:
    """Put the blocks of :func:`_cut` back into one matrix."""
    return blocks.permute(1, 2, 0, 3).flatten(2).flatten(0, 1)
