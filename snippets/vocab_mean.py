# ---
# id: vocab_mean
# name: Mean initialisation of new tokens
# paper: mundra2024empirical
# aliases: [mean embedding initialisation, average embedding initialization, mean init of new tokens, vocab-mean]
# family: embeddings
# initialises: the embedding and output rows of tokens added to a vocabulary
# when: "you add tokens to a pretrained language model and want the simplest start that does no harm"
# why: "a mean of old rows lies in their convex hull, so a new token cannot beat every old one in greedy decoding, and by Jensen's inequality gets at most their average probability"
# layers: [embedding, linear]
# needs: [trained net, old embedding]
# goals: [new vocabulary, deterministic]
# fidelity: re-derived
# differs: "The mean leaves little open, but the authors' script for it was not seen. Entries of an output bias get the mean of the old ones, and rows can be left out of the mean; both are choices made here."
# call: "layers = [${1:model}.get_input_embeddings(), ${1:model}.get_output_embeddings()]\nvocab_mean_(layers, ${2:old_vocab_size})"
# ---
"""Start new tokens of a language model at the mean of the old embeddings."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn


@torch.no_grad()
def vocab_mean_(
    layers: Sequence[nn.Embedding | nn.Linear],
    old_size: int,
    exclude: Sequence[int] = (),
) -> None:
    """Set the rows of new tokens to the mean of the old rows, in place.

    A baseline of Mundra et al. (2024). Because the exponential is convex, a new token gets at
    most the average probability of the old ones, whatever the hidden state; m new tokens take at
    most m / (V + m) of the probability of V old ones.

    Args:
        layers: Input embedding and output layer, already of the new size, weight
            ``(old_size + new, d)``. Name both, or new tokens can be read but not written; tied
            weights count once. An output bias gets the mean of its old entries.
        old_size: Number V of old tokens, whose rows come first and stay as they are. Rows beyond
            it that only pad the vocabulary to a round number are set like new tokens.
        exclude: Ids of old tokens to leave out of the mean, such as padding, whose row is 0.

    Raises:
        ValueError: If a layer has no new rows or no old row is left for the mean.
    """
    excluded = set(exclude)
    kept = [token for token in range(old_size) if token not in excluded]
    if not kept:
        raise ValueError(f"no row is left of {old_size} old tokens without {sorted(excluded)}")
    # The list counts a tied parameter once.
    for parameter in nn.ModuleList(layers).parameters():
        if parameter.shape[0] <= old_size:
            raise ValueError(f"{tuple(parameter.shape)} has no row after {old_size} old tokens")
        old = parameter[kept].to(torch.promote_types(parameter.dtype, torch.float32))
        parameter[old_size:] = old.mean(0)
