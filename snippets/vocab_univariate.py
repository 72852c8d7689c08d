# ---
# id: vocab_univariate
# name: Univariate initialisation of new tokens
# paper: mundra2024empirical
# aliases: [univariate embedding initialisation, univariate Gaussian embedding initialization, univariate init of new tokens, vocab-univariate, intersect_random]
# family: embeddings
# initialises: the embedding and output rows of tokens added to a vocabulary
# when: "you add tokens to a pretrained language model and need a random baseline on the scale of the old embeddings"
# why: "draws each coordinate from a Gaussian with the mean and deviation of the old column, so new tokens differ from one another but ignore correlations between columns"
# layers: [embedding, linear]
# needs: [trained net, old embedding]
# goals: [new vocabulary]
# fidelity: as in the official code
# differs: "The official script draws with NumPy's fixed seed 1234 and sets the input matrix only; here the generator is the caller's and the output layer is set alike, its bias to the mean. Rows can be left out of the statistics."
# call: "layers = [${1:model}.get_input_embeddings(), ${1:model}.get_output_embeddings()]\nvocab_univariate_(layers, ${2:old_vocab_size})"
# ---
"""Draw new tokens of a language model from a Gaussian fitted to each embedding column."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn


@torch.no_grad()
def vocab_univariate_(
    layers: Sequence[nn.Embedding | nn.Linear],
    old_size: int,
    exclude: Sequence[int] = (),
    generator: torch.Generator | None = None,
) -> None:
    """Draw the rows of new tokens column by column from N(mean, std^2) of the old rows, in place.

    A baseline of Mundra et al. (2024), with the population standard deviation of their code.

    Args:
        layers: Input embedding and output layer, already of the new size, weight
            ``(old_size + new, d)``. Name both, or new tokens can be read but not written; tied
            weights are drawn once. New entries of an output bias are the mean of the old ones.
        old_size: Number of old tokens, whose rows come first and stay as they are. Rows beyond it
            that only pad the vocabulary to a round number are set like new tokens.
        exclude: Ids of old tokens to leave out of mean and deviation, such as padding, whose row
            is 0.
        generator: Source of randomness, on the device of the layers.

    Raises:
        ValueError: If a layer has no new rows or no old row is left for the statistics.
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
        new = old.mean(0).expand(parameter.shape[0] - old_size, *old.shape[1:])
        if old.dim() == 2:  # not a bias
            deviation = old.std(0, unbiased=False)
            new = torch.normal(new, deviation.expand_as(new), generator=generator)
        parameter[old_size:] = new
