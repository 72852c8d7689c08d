# ---
# id: vocab_subword_average
# name: Subword average
# paper: mroczkowski2021herbert
# aliases: [subword average, subword averaging, subword-average initialisation, average of subword embeddings, vocab-subword-average]
# family: embeddings
# initialises: the embedding and output rows of tokens added to a vocabulary
# when: "you add words or pieces of a new language that the old tokenizer can still split into pieces with useful embeddings"
# why: "each new row is the mean of the rows of the pieces into which the old tokenizer splits the token, so it starts at the meaning the model already composes it from"
# layers: [embedding, linear]
# needs: [trained net, old embedding]
# goals: [new vocabulary, deterministic]
# fidelity: in the spirit of
# differs: "Recalled, not read in the paper or its code; RedWhale and others use it too. Here the vocabulary is extended and old rows stay; with a new tokenizer, as in HerBERT, shared tokens would be copied to their new rows. Tokens without pieces and padding rows get the mean of the old rows, as does an output bias."
# call: "layers = [${1:model}.get_input_embeddings(), ${1:model}.get_output_embeddings()]\npieces = [${3:old_tokenizer}.encode(token, add_special_tokens=False) for token in ${4:new_tokens}]\nvocab_subword_average_(layers, ${2:old_vocab_size}, pieces)"
# ---
"""Start new tokens of a language model at the mean of their pieces under the old tokenizer."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn


@torch.no_grad()
def vocab_subword_average_(
    layers: Sequence[nn.Embedding | nn.Linear],
    old_size: int,
    pieces: Sequence[Sequence[int]],
) -> None:
    """Set the row of each new token to the mean of the rows of its old pieces, in place.

    Args:
        layers: Input embedding and output layer, already of the new size, weight
            ``(old_size + new, d)``. Name both, or new tokens can be read but not written; tied
            weights count once. New entries of an output bias are the mean of all old ones.
        old_size: Number of old tokens, whose rows come first and stay as they are.
        pieces: For each new token, in the order of the rows, the ids of the pieces of its string
            under the old tokenizer, without special tokens. A piece that occurs twice counts
            twice; a token without pieces gets the mean of all old rows. So do rows beyond the last
            token, which pad the vocabulary to a round number.

    Raises:
        ValueError: If a layer has too few rows, there is no old token or a piece is not one.
    """
    if old_size < 1:
        raise ValueError(f"there must be old tokens to average, got old_size = {old_size}")
    for token, ids in enumerate(pieces, start=old_size):
        if not all(0 <= piece < old_size for piece in ids):
            raise ValueError(
                f"pieces of token {token} must be ids from 0 to {old_size - 1}, got {list(ids)}"
            )
    # The list counts a tied parameter once.
    for parameter in nn.ModuleList(layers).parameters():
        if parameter.shape[0] < old_size + len(pieces):
            raise ValueError(
                f"{tuple(parameter.shape)} has no rows for {len(pieces)} tokens after {old_size}"
            )
        old = parameter[:old_size].to(torch.promote_types(parameter.dtype, torch.float32))
        parameter[old_size:] = old.mean(0)
        if old.dim() == 2:  # not a bias
            for token, ids in enumerate(pieces, start=old_size):
                if len(ids):
                    parameter[token] = old[list(ids)].mean(0)
