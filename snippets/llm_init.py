# ---
# id: llm_init
# name: LLMInit
# paper: zhang2025llminit
# aliases: [LLMInit, LLMInit-Rand, LLMInit-Uni, LLMInit-Var, selective embedding initialisation]
# family: selection
# initialises: the user and item embeddings of a collaborative-filtering model
# when: "a recommender such as LightGCN suffers from sparse data or cold starts, and its items have texts to embed with a language model"
# why: "copies some of the dimensions of LLM text embeddings into the item table, evenly spaced, random or of largest variance, and starts each user at the mean of the items of that user"
# layers: [embedding, graph]
# needs: [training data, graph]
# goals: [small data]
# fidelity: as in the official code
# differs: "Users and items are counted without the padding row 0 of the official RecBole models, which counts there as an item among the popular fifth. Ties of popularity go to the smaller id. Drawing dimensions without replacement is an option added here."
# call: 'users, items = llm_init(${1:text_embeddings}, ${2:interactions}, num_users=${3:1000}, dim=${4:128}, scheme="${5|var,uni,rand|}")'
# ---
"""Initialise a recommender's embeddings from selected dimensions of LLM text embeddings."""

from __future__ import annotations

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor


def select_dimensions(
    text: Tensor,
    popularity: Tensor,
    dim: int,
    scheme: Literal["rand", "uni", "var"],
    replacement: bool = True,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Return the dimensions of the text embeddings that the item table keeps.

    - ``uni``: every (D // dim)-th of the D dimensions, from the first on. Unless ``dim`` divides D,
      the tail is not used.
    - ``rand``: drawn at random.
    - ``var``: those of largest variance over the most popular fifth of the items, in their order.

    Args:
        text: Text embeddings of the items, ``(items, D)``.
        popularity: Number of interactions of each item, ``(items,)``. Only for ``var``.
        dim: Number of dimensions to keep, from 1 to D.
        scheme: One of the above (Zhang et al., 2025; rules of the official code).
        replacement: Whether ``rand`` may draw a dimension twice, as the official code does.
        generator: Source of randomness for ``rand``, on the device of ``text``.

    Returns:
        Indices, ``(dim,)``, int64, on the device of ``text``.

    Raises:
        ValueError: If ``dim`` or ``scheme`` cannot be served, or a fifth of the items is less than
            the two that a variance needs.
    """
    items, width = text.shape
    if not 1 <= dim <= width:
        raise ValueError(f"cannot select {dim} of {width} dimensions")
    if scheme == "uni":
        return torch.arange(dim, device=text.device) * (width // dim)
    if scheme == "rand":
        chances = torch.ones(width, device=text.device)
        return torch.multinomial(chances, dim, replacement, generator=generator)
    if scheme != "var":
        raise ValueError(f'scheme must be "rand", "uni" or "var", got {scheme!r}')
    if items < 10:
        raise ValueError(f"a fifth of {items} items is too few for a variance, which needs 2")
    popular = popularity.sort(descending=True, stable=True).indices[: items // 5]
    variance = text[popular].to(torch.promote_types(text.dtype, torch.float32)).var(0)
    return variance.topk(dim).indices.sort().values


@torch.no_grad()
def llm_init(
    text: Tensor,
    interactions: Tensor,
    num_users: int,
    dim: int,
    scheme: Literal["rand", "uni", "var"] = "var",
    replacement: bool = True,
    generator: torch.Generator | None = None,
) -> tuple[Tensor, Tensor]:
    """Return the first user and item embeddings of a collaborative-filtering model (LLMInit).

    Items keep some dimensions of their text embeddings, as they are; a user starts at the mean of
    the items of that user (Zhang et al., 2025; official code). All of it is to be trained on.

    Args:
        text: Text embeddings of the items by a language model, ``(items, D)``, without a padding
            row.
        interactions: Ids of user and item of each interaction, ``(2, n)``. One that is given twice
            counts twice.
        num_users: Number of users.
        dim: Size of the embeddings, from 1 to D. The official configuration has 128 of 768.
        scheme: Which dimensions are kept, see :func:`select_dimensions`.
        replacement: Whether ``rand`` may draw a dimension twice.
        generator: Source of randomness for ``rand``, on the device of ``text``.

    Returns:
        User table, ``(num_users, dim)``, with 0 for users without interactions, and item table,
        ``(items, dim)``, both in the dtype and on the device of ``text``.

    Raises:
        ValueError: If an id does not exist, or :func:`select_dimensions` cannot serve the request.
    """
    users, items = interactions
    for name, ids, count in (("user", users, num_users), ("item", items, len(text))):
        if ids.numel() and not (0 <= ids.min() and ids.max() < count):
            got = f"{ids.min()} to {ids.max()}"
            raise ValueError(f"{name} ids must be from 0 to {count - 1}, got {got}")
    popularity = items.bincount(minlength=len(text))
    kept = select_dimensions(text, popularity, dim, scheme, replacement, generator)
    item_table = text.detach()[:, kept]
    # Interactions user by user: an empty bag has mean 0.
    order = users.argsort()
    degrees = users.bincount(minlength=num_users)
    starts = degrees.cumsum(0) - degrees
    exact = item_table.to(torch.promote_types(text.dtype, torch.float32))
    user_table = F.embedding_bag(items[order], exact, starts, mode="mean")
    return user_table.to(text.dtype), item_table
