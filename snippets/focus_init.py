# ---
# id: focus_init
# name: FOCUS
# paper: dobler2023focus
# aliases: [FOCUS, deepfocus, Fast Overlapping Token Combinations Using Sparsemax, sparsemax embedding initialisation]
# family: embeddings
# initialises: the embedding matrix of a language model that gets a new tokenizer
# when: "you replace the tokenizer of a multilingual model to specialise it in one language, and have vectors such as fastText's for the new tokens"
# why: "each new token is a sparse convex combination of the shared tokens most similar to it in an auxiliary embedding space; shared tokens keep their embeddings"
# layers: [embedding, linear]
# needs: [old embedding, training data]
# goals: [new vocabulary]
# code: ["deepfocus.FOCUS"]
# fidelity: as in the official code
# differs: "Auxiliary vectors are an argument; the official code trains them by fastText on text in the new tokenizer (100 dimensions, 3 epochs). Word boundaries are compared on the token strings, not on decoded tokens, and only the default exact match is offered, not that of symbols or the fuzzy one."
# call: "overlap = overlapping_tokens(${2:new_tokenizer}.get_vocab(), ${3:old_tokenizer}.get_vocab())\nweight = focus_init(${1:model}.get_input_embeddings().weight, overlap, ${4:auxiliary})"
# ---
"""Initialise the embeddings of a new vocabulary by FOCUS, from tokens shared with the old one."""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor


def sparsemax(scores: Tensor) -> Tensor:
    """Project each row of scores onto the probability simplex; most weights become exactly 0.

    With z sorted downwards and k the largest number for which 1 + k z_k > z_1 + ... + z_k, the
    weights are max(z - t, 0), where t = (z_1 + ... + z_k - 1) / k.

    Args:
        scores: Scores, ``(rows, n)``, n at least 1.

    Returns:
        Weights of the same shape, not negative, of sum 1 in each row.
    """
    ordered = scores.sort(1, descending=True).values
    excess = ordered.cumsum(1) - 1
    ranks = torch.arange(1, scores.shape[1] + 1, dtype=scores.dtype, device=scores.device)
    support = (ranks * ordered > excess).sum(1, keepdim=True)
    threshold = excess.gather(1, support - 1) / support
    return (scores - threshold).clamp(min=0)


def overlapping_tokens(
    new_vocab: Mapping[str, int], old_vocab: Mapping[str, int]
) -> dict[int, int]:
    """Match tokens that occur in both vocabularies, special tokens among them.

    The signs of a word start are made equal: "Ġ" of byte-level BPE and "▁" of SentencePiece, and
    in a WordPiece vocabulary the lack of "##".

    Args:
        new_vocab: Id of each token of the new tokenizer.
        old_vocab: Id of each token of the old tokenizer.

    Returns:
        New id to old id; the one of smallest id if several old tokens match.
    """
    matches: dict[str, int] = {}
    wordpiece = _is_wordpiece(old_vocab)
    for token, index in sorted(old_vocab.items(), key=lambda item: item[1]):
        matches.setdefault(_canonical(token, wordpiece), index)
    wordpiece = _is_wordpiece(new_vocab)
    canonical = {index: _canonical(token, wordpiece) for token, index in new_vocab.items()}
    return {index: matches[form] for index, form in canonical.items() if form in matches}


def _is_wordpiece(vocab: Mapping[str, int]) -> bool:
    # A few tokens may start with ## by chance, such as Markdown headings.
    return sum(token.startswith("##") for token in vocab) > 100


def _canonical(token: str, wordpiece: bool) -> str:
    if wordpiece:
        return token[2:] if token.startswith("##") else f"▁{token}"
    return f"▁{token[1:]}" if token.startswith("Ġ") else token


@torch.no_grad()
def focus_init(
    old: Tensor,
    overlap: Mapping[int, int],
    auxiliary: Tensor,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Return the embeddings of a new vocabulary (FOCUS, Dobler & de Melo, 2023).

    A shared token keeps its embedding. Another one gets the sparsemax of its cosine similarities
    to the shared tokens, in the auxiliary space, as weights on their embeddings. Without an
    auxiliary vector it is drawn from N(mean, std^2) of the old embeddings, column by column.

    Args:
        old: Pretrained embeddings, ``(old_size, d)``. If the output matrix is not tied, call again
            with it.
        overlap: New id to old id of the shared tokens, as from :func:`overlapping_tokens`.
        auxiliary: Vectors of the new tokens, ``(new_size, k)``, from a model trained on text in the
            new tokenizer, such as fastText. The row of a token that has none is 0; if it is
            shared, it is copied but not mixed into others.
        generator: Source of the rows drawn at random, on the device of ``old``.

    Returns:
        Embeddings, ``(new_size, d)``, in the dtype and on the device of ``old``.

    Raises:
        ValueError: If an id of ``overlap`` does not exist, or there is a token to mix but no shared
            one with an auxiliary vector.
    """
    for new_id, old_id in overlap.items():
        if not (0 <= new_id < len(auxiliary) and 0 <= old_id < len(old)):
            sizes = f"{len(auxiliary)} new and {len(old)} old tokens"
            raise ValueError(f"overlap {new_id}: {old_id} does not fit {sizes}")
    source = old.to(torch.promote_types(old.dtype, torch.float32))
    directions = F.normalize(auxiliary.to(source))
    known = auxiliary.any(1).tolist()
    anchors = [token for token in overlap if known[token]]
    others = [token for token in range(len(auxiliary)) if token not in overlap]
    mixed = [token for token in others if known[token]]
    drawn = [token for token in others if not known[token]]
    if mixed and not anchors:
        raise ValueError(f"no shared token has an auxiliary vector, but {len(mixed)} others do")

    new = source.new_empty(len(auxiliary), source.shape[1])
    mean, std = (s.expand(len(drawn), -1) for s in (source.mean(0), source.std(0)))
    new[drawn] = torch.normal(mean, std, generator=generator)
    embeddings = source[[overlap[token] for token in anchors]]
    # Some tokens at a time: the similarities of all of them may not fit into memory.
    for start in range(0, len(mixed), 1024):
        batch = mixed[start : start + 1024]
        new[batch] = sparsemax(directions[batch] @ directions[anchors].T) @ embeddings
    new[list(overlap)] = source[list(overlap.values())]
    return new.to(old.dtype)
