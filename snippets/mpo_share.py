# ---
# id: mpo_share
# name: MPO central-tensor sharing
# paper: liu2023scaling
# aliases: [MPOBERT, matrix product operator, MPO decomposition, tensor-train matrix, central tensor sharing, TT-SVD]
# family: compression
# initialises: the layers of a deeper net, by chains of small tensors whose big middle one they share
# when: a pretrained Transformer should become deeper while its layers share most of their parameters
# why: the middle tensor of the chain holds most of the numbers (93 % for 3072 x 768), so sharing it leaves each further layer only small tensors of its own
# layers: [linear, attention, mlp, transformer]
# needs: [trained net]
# goals: [few parameters]
# code: ["tensorly.decomposition.tensor_train_matrix"]
# fidelity: in the spirit of
# differs: "The decomposition is that of the released code of the same group, without its change of gauge, which leaves the product as it is. The sharing follows the paper's description. Its scaling of the initial values with the depth and its low-rank adapters are not included, because the constants could not be checked."
# call: "layers = mpo_share(${1:linear}, depth=${2:12}, out_factors=(${3:4, 4, 8, 6, 4}), in_factors=(${4:3, 4, 4, 4, 4}))"
# ---
"""Split a pretrained weight into a chain of tensors and share the middle one among layers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@torch.no_grad()
def mpo_decompose(
    weight: Tensor,
    out_factors: Sequence[int],
    in_factors: Sequence[int],
    max_bond: int | None = None,
) -> list[Tensor]:
    """Decompose a weight into a matrix product operator, from left to right by SVD.

    Output and input index are written in mixed radix, and core k carries the k-th digit of both:
    W[i1..in, j1..jn] = T1[i1, j1] T2[i2, j2] ... Tn[in, jn], a product of matrices. Singular
    values go to the right. Without ``max_bond`` the chain is exact.

    Args:
        weight: ``(out, in)``, any floating dtype.
        out_factors: Factors i_k of ``out``, most significant first, as many as ``in_factors``.
        in_factors: Factors j_k of ``in``.
        max_bond: Largest size of an index between two cores. The smallest singular values
            are dropped.

    Returns:
        The cores, ``(d_(k-1), i_k, j_k, d_k)`` with d_0 = d_n = 1, in the dtype of ``weight``.

    Raises:
        ValueError: If the factors do not multiply to the shape of the weight, or their number
            is not odd and above 1, or ``max_bond`` is not positive.
    """
    n = len(out_factors)
    factors = f"out_factors {tuple(out_factors)} and in_factors {tuple(in_factors)}"
    if len(in_factors) != n or n < 3 or n % 2 == 0:
        raise ValueError(f"one core must be in the middle of three or more: {factors}")
    if (math.prod(out_factors), math.prod(in_factors)) != weight.shape:
        raise ValueError(f"{factors} do not multiply to the shape {tuple(weight.shape)}")
    if max_bond is not None and max_bond < 1:
        raise ValueError(f"max_bond must be positive, got {max_bond}")
    # SVD does not exist in half precision.
    rest = weight.to(torch.promote_types(weight.dtype, torch.float32))
    # Bring i_k and j_k together: only then does a cut separate the first digits of both.
    rest = rest.reshape(*out_factors, *in_factors)
    rest = rest.permute([axis for k in range(n) for axis in (k, n + k)])
    cores: list[Tensor] = []
    bond = 1
    for i, j in zip(out_factors[:-1], in_factors[:-1]):
        u, s, vh = torch.linalg.svd(rest.reshape(bond * i * j, -1), full_matrices=False)
        cores.append(u[:, :max_bond].reshape(bond, i, j, -1))
        rest = (s[:, None] * vh)[:max_bond]
        bond = len(rest)
    cores.append(rest.reshape(bond, out_factors[-1], in_factors[-1], 1))
    return [core.to(weight.dtype) for core in cores]


def mpo_contract(cores: Sequence[Tensor]) -> Tensor:
    """Multiply the cores of :func:`mpo_decompose` out to the weight, ``(out, in)``."""
    product = cores[0].squeeze(0)
    for core in cores[1:]:
        product = torch.einsum("pqd,dije->piqje", product, core).flatten(2, 3).flatten(0, 1)
    return product.squeeze(-1)


class MPOLinear(nn.Module):
    """A linear layer whose weight is the product of ``cores``.

    Args:
        cores: As :func:`mpo_decompose` returns them. Those that are parameters already are used
            as they are, and so can be shared.
        bias: ``(out,)`` or None.
    """

    def __init__(self, cores: Sequence[Tensor], bias: Tensor | None) -> None:
        super().__init__()
        self.cores = nn.ParameterList(cores)
        self.bias = None if bias is None else nn.Parameter(bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(..., in)`` to ``(..., out)``."""
        return F.linear(x, mpo_contract(list(self.cores)), self.bias)

    def deeper(self) -> MPOLinear:
        """Return a layer that computes the same: the middle core is shared, the rest copied.

        Cores of two separate decompositions do not fit together, so the copies have to come
        from a layer that has this very middle core.
        """
        middle = len(self.cores) // 2
        cores = [
            core if k == middle else core.detach().clone() for k, core in enumerate(self.cores)
        ]
        return MPOLinear(cores, None if self.bias is None else self.bias.detach().clone())


def mpo_share(
    linear: nn.Linear,
    depth: int,
    out_factors: Sequence[int],
    in_factors: Sequence[int],
    max_bond: int | None = None,
) -> nn.ModuleList:
    """Make ``depth`` layers that compute what ``linear`` does and share their middle core.

    Use one call for each kind of matrix (query, first of the MLP, ...), and one of its layers
    in each block (Liu et al., 2023).

    Args:
        linear: Pretrained layer, weight ``(out, in)``; not changed.
        depth: Number of layers, at least 1.
        out_factors: See :func:`mpo_decompose`; five factors in the code of the authors' group.
        in_factors: Likewise.
        max_bond: Likewise. A truncated chain computes approximately what ``linear`` does.

    Returns:
        The layers, with trainable parameters.

    Raises:
        ValueError: If ``depth`` is not positive or the factors do not suit the weight.
    """
    if depth < 1:
        raise ValueError(f"depth must be positive, got {depth}")
    cores = mpo_decompose(linear.weight, out_factors, in_factors, max_bond)
    first = MPOLinear(cores, None if linear.bias is None else linear.bias.detach().clone())
    return nn.ModuleList([first, *(first.deeper() for _ in range(depth - 1))])
