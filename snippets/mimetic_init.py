# ---
# id: mimetic_init
# name: Mimetic initialization
# paper: trockman2023mimetic
# aliases: [mimetic initialization, mimetic init, mimetic initialisation, mimetic self-attention initialization]
# family: orthogonal and identity
# initialises: query, key, value and output weights of self-attention
# when: vision transformers or small language models trained from scratch on little data
# why: sets the query-key product near the identity and the value-output product near its negative, as in pretrained vision transformers, so that tokens attend to themselves at first
# layers: [attention, transformer]
# goals: [small data, faster training]
# fidelity: re-derived
# differs: "The authors' code was not available: factors and constants agree in several ports by others. Those ports multiply the value and output factors in the order that only keeps the eigenvalues of the target, which is the default here; biases, normal instead of uniform noise and grouped-query attention are left out."
# call: mimetic_init_(*${1:attention}.qkv.weight.chunk(3), ${1:attention}.proj.weight, num_heads=${2:12})
# ---
"""Self-attention weights that mimic pretrained ones: query-key near +I, value-output near -I."""

from __future__ import annotations

import math

import torch
from torch import Tensor


@torch.no_grad()
def mimetic_init_(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    proj: Tensor,
    num_heads: int,
    alpha_qk: float = 0.7,
    beta_qk: float = 0.7,
    alpha_vo: float = 0.4,
    beta_vo: float = 0.4,
    exact_product: bool = False,
    generator: torch.Generator | None = None,
) -> None:
    """Initialise one self-attention layer mimetically, in place (Trockman & Kolter 2023).

    With fresh noise ``Z`` of variance ``1/dim`` for every target, each head's
    ``query.T @ key`` becomes the best approximation of ``alpha_qk Z + beta_qk I`` of rank
    ``dim / num_heads``, and the value and output weights become factors of
    ``alpha_vo Z - beta_vo I``. A token then attends mostly to itself at the start.

    The biases of the layer should be 0 (or absent) and sinusoidal position embeddings suit it.
    Slices of a fused weight may be passed, as ``*attention.qkv.weight.chunk(3)`` in timm or
    ``*attention.in_proj_weight.chunk(3)`` in ``torch.nn.MultiheadAttention``.

    Args:
        query, key, value, proj: The four weights, each ``(dim, dim)`` as in ``torch.nn.Linear``,
            with the rows of query and key ordered by head.
        num_heads: Number of attention heads; divides ``dim``.
        alpha_qk, beta_qk: Weight of the noise and of the identity in query-key.
        alpha_vo, beta_vo: The same in value-output. The defaults of all four are those in use
            for vision transformers on small images.
        exact_product: If true, ``proj @ value`` equals its target. If false, the two factors
            are the other way round, as in public ports, and the product only shares the
            eigenvalues of the target.
        generator: Source of the noise, on the device of the weights.

    Raises:
        ValueError: If the weights are not square and equal in shape (as in grouped-query
            attention), or ``num_heads`` does not divide ``dim``.
    """
    dim = query.shape[0]
    shapes = [tuple(weight.shape) for weight in (query, key, value, proj)]
    if shapes != [(dim, dim)] * 4:
        raise ValueError(f"query, key, value and proj must all be (dim, dim), got {shapes}")
    if num_heads < 1 or dim % num_heads:
        raise ValueError(f"dim {dim} is not divisible by num_heads {num_heads}")

    head_dim = dim // num_heads
    for start in range(0, dim, head_dim):
        left, right = _factors(query, alpha_qk, beta_qk, generator)
        query[start : start + head_dim] = left[:, :head_dim].T
        key[start : start + head_dim] = right[:head_dim]

    left, right = _factors(value, alpha_vo, -beta_vo, generator)
    proj.copy_(left if exact_product else right)
    value.copy_(right if exact_product else left)


def _factors(
    like: Tensor, alpha: float, beta: float, generator: torch.Generator | None
) -> tuple[Tensor, Tensor]:
    """Split ``alpha Z + beta I`` into two factors that share its singular values evenly."""
    dim = like.shape[0]
    # SVD does not exist in half precision.
    dtype = torch.promote_types(like.dtype, torch.float32)
    bound = math.sqrt(3 / dim)  # uniform on +-bound has variance 1/dim
    target = torch.empty(dim, dim, dtype=dtype, device=like.device)
    target.uniform_(-bound, bound, generator=generator).mul_(alpha)
    target.diagonal().add_(beta)
    u, s, vh = torch.linalg.svd(target)
    return u * s.sqrt(), s.sqrt()[:, None] * vh
