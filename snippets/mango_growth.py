# ---
# id: mango_growth
# name: Mango
# paper: pan2023reusing
# aliases: [Mango, Mango operator, multi-linear growth operator, TR-MPO growth, tensor ring growth, full mapping growth]
# family: growth
# initialises: the attention and MLP weights of a wider and deeper transformer, from a trained small one
# when: a smaller trained transformer exists, and a short training of a growth operator can be afforded before the large one is trained
# why: "every new weight is a learned linear function of all small weights, since four small cores joined in a tensor ring stand for the full map"
# layers: [attention, mlp, transformer]
# needs: [smaller net, trained net, training data]
# goals: [faster training]
# fidelity: re-derived
# differs: "Written from the structure of the operator; no official code was found and the paper's own start of the cores is not known here. Training of the cores is left to you, as are embeddings, norms, biases and the head, which the paper grows as well. Both nets have the same MLP ratio."
# call: "operator = MangoOperator(${1:layers}, width=${2:768}, depth=${3:12})"
# ---
"""Grow a transformer by a learnable linear map of all its weights, stored as a tensor ring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn


class MangoOperator(nn.Module):
    """Linear map from all weights of a small transformer to those of a large one.

    The weights form a tensor M of (slots B, inputs I, outputs O, layers L), see
    :func:`pack_layers`. A full map of it would be huge, so it is a ring of four cores, with one
    ring index r between neighbours (Pan et al., 2023):

    M'[b', i', o', l'] = sum over b, i, o, l and r of
    S_B[r1, b, b', r2] S_O[r2, o, o', r3] S_L[r3, l, l', r4] S_I[r4, i, i', r1] M[b, i, o, l].

    Only the cores are parameters. Train them for a short while on the task loss of the large model
    run on the output of :meth:`forward` (by ``functional_call``), then copy that output into the
    large model and train it as usual. Until then the map need not preserve what the small model
    computes.

    The cores start as a known growth in the ring index 0: slots stay apart and layer l' takes
    layer l' mod L (stacking). Along the width, ``"copy"`` lets unit j repeat unit j mod D and
    divides inputs by the number of copies, which keeps linear layers consistent; ``"pad"`` adds
    zeros, from which the new units cannot learn as long as both their inputs and outputs are 0.

    Args:
        layers: For each layer of the small model, the weights of :func:`pack_layers`.
        width: Hidden size of the large model, at least that of the small one.
        depth: Number of layers of the large model, at least that of the small one.
        rank: Size of all four ring indices. With 1 the map is a product of one matrix per axis.
        expand: How the width starts, ``"copy"`` or ``"pad"``.
        noise: Standard deviation of the core entries outside ring index 0. At exactly 0 they would
            get no gradient. Chosen here; without effect at rank 1.
        generator: Source of the noise, on the device of the weights.

    Raises:
        ValueError: If a size shrinks, ``rank`` is below 1, ``expand`` is unknown or the weights do
            not fit together.
    """

    def __init__(
        self,
        layers: Sequence[Sequence[Tensor]],
        width: int,
        depth: int,
        *,
        rank: int = 1,
        expand: Literal["copy", "pad"] = "copy",
        noise: float = 0.01,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        # A buffer: the small weights are frozen.
        self.register_buffer("small", pack_layers(layers).detach().clone())
        slots, old_width, _, old_depth = self.small.shape
        if width < old_width or depth < old_depth:
            raise ValueError(
                f"cannot grow {old_depth} layers of width {old_width} to {depth} of width {width}"
            )
        if rank < 1:
            raise ValueError(f"rank must be at least 1, got {rank}")
        if expand == "copy":
            outputs = _repeated(old_width, width)
            inputs = outputs / outputs.sum(dim=1, keepdim=True)
        elif expand == "pad":
            outputs = inputs = torch.eye(old_width, width, dtype=torch.float64)
        else:
            raise ValueError(f'expand must be "copy" or "pad", got {expand!r}')
        starts = (torch.eye(slots), outputs, _repeated(old_depth, depth), inputs)
        cores = []
        for start in starts:
            core = self.small.new_empty(rank, *start.shape, rank)
            core.normal_(std=noise, generator=generator)
            core[0, :, :, 0] = start
            cores.append(nn.Parameter(core))
        self.slot_core, self.out_core, self.layer_core, self.in_core = cores

    def forward(self) -> list[tuple[Tensor, ...]]:
        """Return the weights of the large model by layer, in the order of :func:`pack_layers`."""
        # One core after the other; p and the letter behind it are the open ends of the ring.
        grown = torch.einsum("biol,pbcq->pqciol", self.small, self.slot_core)
        grown = torch.einsum("pqciol,qoyr->prciyl", grown, self.out_core)
        grown = torch.einsum("prciyl,rlzs->psciyz", grown, self.layer_core)
        return unpack_layers(torch.einsum("psciyz,sixp->cxyz", grown, self.in_core))


def pack_layers(layers: Sequence[Sequence[Tensor]]) -> Tensor:
    """Stack the weights of a transformer into one tensor, cutting the MLP into square pieces.

    Args:
        layers: For each layer the weights of query, key, value and output, ``(D, D)``, of the
            layer into the MLP, ``(kD, D)``, and of the layer out of it, ``(D, kD)``.

    Returns:
        Tensor ``(4 + 2k, D, D, layers)`` with the axes slot, input, output and layer.

    Raises:
        ValueError: If a layer has other shapes.
    """
    columns = []
    for index, weights in enumerate(layers):
        size = len(weights[0])
        hidden = weights[-1].shape[1]
        expected = [(size, size)] * 4 + [(hidden, size), (size, hidden)]
        shapes = [tuple(weight.shape) for weight in weights]
        if shapes != expected or hidden % size:
            raise ValueError(f"layer {index}: shapes {shapes} are not those of a transformer layer")
        up, down = weights[4:]
        pieces = [*weights[:4], *up.split(size, dim=0), *down.split(size, dim=1)]
        columns.append(torch.stack([piece.T for piece in pieces]))
    return torch.stack(columns, dim=-1)


def unpack_layers(packed: Tensor) -> list[tuple[Tensor, ...]]:
    """Undo :func:`pack_layers`: return the six weights of each layer."""
    layers = []
    for column in packed.unbind(dim=-1):
        pieces = [piece.T for piece in column]
        ratio = (len(pieces) - 4) // 2
        up, down = torch.cat(pieces[4 : 4 + ratio]), torch.cat(pieces[4 + ratio :], dim=1)
        layers.append((*pieces[:4], up, down))
    return layers


def _repeated(old: int, new: int) -> Tensor:
    """Matrix ``(old, new)`` with a 1 where the new index repeats the old one."""
    # In float64, whatever the weights are: 1/3 would not be exact enough for float64 weights.
    return torch.eye(old, dtype=torch.float64)[:, torch.arange(new) % old]
