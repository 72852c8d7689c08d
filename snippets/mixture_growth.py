# ---
# id: mixture_growth
# name: MixtureGrowth
# paper: pham2023mixturegrowth
# aliases: [MixtureGrowth, mixture growth, template mixing growth, template growth, coefficient growth]
# family: growth
# initialises: the two new blocks of each weight when a network doubles its width
# when: a network is built from weight templates from the outset, because its width is to double later
# why: "new blocks mix templates that are trained already, by coefficients orthogonal to the trained ones, so the new units differ from the old ones"
# layers: [linear, convolution]
# needs: [several nets, trained net]
# goals: [faster training]
# fidelity: as in the official code
# differs: "Both new blocks get orthogonal coefficients, where the official code leaves the first one at its start, and there are 4 templates, not 2, because 2 leave no orthogonal direction. Templates are scaled by the fan-in of one template, the official ones by that of the whole set. Its other choices of coefficients (copy, random) and its template banks are left out."
# call: "weight = MixtureWeight((${1:out_features}, ${2:in_features}))"
# ---
"""Weights as mixtures of templates, and growth to twice the width by new mixtures of them."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Literal, TypeVar

import torch
from torch import Tensor, nn

_Norm = TypeVar("_Norm", nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)

_LAYOUT = ((0, 2), (3, 1))  # blocks of the grown weight, 0 and 1 being the trained members


class MixtureWeight(nn.Module):
    """Weight of a linear or convolution layer of a net that grows to twice its width.

    Before growth it holds the weights W0 and W1 of two small nets, the members. Each is a mixture
    sum_t a_t T_t of its own set of templates. Train one member after the other, with a layer that
    uses ``weight(member)``, as in ``F.linear(x, weight(0))`` or ``F.conv2d(x, weight(0))``. Then
    :meth:`grow_` makes it one net, whose layers use ``weight()`` (Pham et al., 2023).

    Args:
        shape: Shape of a member's weight, ``(out, in)`` or ``(out, in, *kernel)``.
        templates: Number T of templates in each of the two sets. Below 4 there is no coefficient
            vector orthogonal to all earlier ones; 2 in the official code.
        generator: Source of templates (Kaiming normal, so a mixture has variance 2 / fan_in) and
            coefficients (orthonormal), on ``device``.
        dtype: Type of the parameters.
        device: Where to create them.

    Raises:
        ValueError: If ``shape`` has fewer than 2 dimensions or ``templates`` is below 1.
    """

    def __init__(
        self,
        shape: Sequence[int],
        templates: int = 4,
        *,
        generator: torch.Generator | None = None,
        dtype: torch.dtype | None = None,
        device: torch.device | str | None = None,
    ) -> None:
        super().__init__()
        if len(shape) < 2 or templates < 1:
            raise ValueError(
                f"need a shape (out, in, ...) and a template, got {tuple(shape)} and {templates}"
            )
        weights = torch.empty(2, templates, *shape, dtype=dtype, device=device)
        std = math.sqrt(2 / math.prod(shape[1:]))
        self.templates = nn.Parameter(weights.normal_(std=std, generator=generator))
        # Factorisations do not exist in half precision.
        exact = torch.promote_types(weights.dtype, torch.float32)
        gaussian = torch.randn(2, templates, generator=generator, dtype=exact, device=device)
        u, _, vh = torch.linalg.svd(gaussian, full_matrices=False)
        self.coefficients = nn.Parameter((u @ vh).to(weights.dtype))
        self.grown: str | None = None

    def forward(self, member: int | None = None) -> Tensor:
        """Return the weight of member 0 or 1, or that of the grown net for ``None``.

        The grown weight is [[W0, W2], [W3, W1]] with the outputs as rows if both axes grow, W0
        above W1 if only the outputs do, and W0 beside W1 if only the inputs do.

        Raises:
            ValueError: If ``member`` is neither, or is ``None`` before growth.
        """
        if member in (0, 1):
            return self._block(member)
        if member is not None:
            raise ValueError(f"member must be 0, 1 or None, got {member}")
        if self.grown is None:
            raise ValueError("before growth a weight belongs to member 0 or 1")
        if self.grown == "both":
            top, bottom = (torch.cat([self._block(i), self._block(j)], 1) for i, j in _LAYOUT)
            return torch.cat([top, bottom])
        return torch.cat([self._block(0), self._block(1)], dim=0 if self.grown == "out" else 1)

    @torch.no_grad()
    def grow_(self, axes: Literal["both", "out", "in"] = "both", scale: float = 1.0) -> None:
        """Join the members to one weight of twice the size; add the blocks that connect them.

        The coefficients of a new block are the last right-singular vector of all coefficients so
        far, of length ``scale``. The vector of coefficients is a new parameter: create the
        optimiser afterwards.

        Args:
            axes: Which axes double: ``"out"`` in the first layer, whose inputs are the data,
                ``"in"`` in the last one, whose outputs are the classes, else ``"both"``.
            scale: Length of the new coefficient vectors. Default of the official code; 0 makes the
                members run side by side.

        Raises:
            ValueError: If ``axes`` is unknown or the weight is grown already.
        """
        if axes not in ("both", "out", "in"):
            raise ValueError(f'axes must be "both", "out" or "in", got {axes!r}')
        if self.grown is not None:
            raise ValueError("the weight is grown already")
        if axes == "both":
            dtype = self.coefficients.dtype
            known = self.coefficients.to(torch.promote_types(dtype, torch.float32))
            for _ in range(2):
                # All T right-singular vectors: only the surplus ones are orthogonal to the rows.
                new = torch.linalg.svd(known, full_matrices=True).Vh[-1:]
                known = torch.cat([known, scale * new])
            added = known[2:].to(dtype)
            self.coefficients = nn.Parameter(torch.cat([self.coefficients, added]))
        self.grown = axes

    def _block(self, index: int) -> Tensor:
        """Mix block ``index``; odd blocks use the templates of member 1."""
        return torch.tensordot(self.coefficients[index], self.templates[index % 2], dims=1)


@torch.no_grad()
def join_batch_norms(first: _Norm, second: _Norm) -> _Norm:
    """Return the batch normalisation of the grown net: the channels of both members in turn.

    Args:
        first: Normalisation of member 0, with its scale, shift and running statistics.
        second: That of member 1.

    Returns:
        A new module with the options of ``first``.

    Raises:
        ValueError: If only one of the two has a scale and shift or running statistics.
    """
    states = first.state_dict(), second.state_dict()
    if states[0].keys() != states[1].keys():
        names = sorted(states[0].keys() ^ states[1].keys())
        raise ValueError(f"only one of the two normalisations has {', '.join(names)}")
    joined = copy.deepcopy(first)
    joined.num_features = first.num_features + second.num_features
    for name, tensor in states[0].items():
        if tensor.dim():  # the counter of batches stays
            both = torch.cat([tensor, states[1][name]])
            is_parameter = name in joined._parameters
            setattr(joined, name, nn.Parameter(both) if is_parameter else both)
    return joined
