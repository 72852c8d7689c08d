# ---
# id: vocab_multivariate
# name: Multivariate initialisation of new tokens
# paper: mundra2024empirical
# aliases: [multivariate embedding initialisation, multivariate Gaussian embedding initialization, multivariate init of new tokens, vocab-multivariate, mean resizing]
# family: embeddings
# initialises: the embedding and output rows of tokens added to a vocabulary
# when: "you add tokens to a pretrained language model; the paper finds this on par with far more elaborate starts"
# why: "draws new rows from a Gaussian with the mean and the full covariance of the old rows, so that they differ from one another along the directions in which old tokens do"
# layers: [embedding, linear]
# needs: [trained net, old embedding]
# goals: [new vocabulary]
# code: ["mean_resizing", "resize_token_embeddings"]
# fidelity: re-derived
# differs: "The authors' script for it was not seen; here it is the Gaussian fitted to the old rows, with scale = 1. Hewitt's note on new words shrinks the covariance (1e-5 in third-party code). Samples come from a QR decomposition, so a singular covariance is exact too, where the Hugging Face library is said to fall back to the mean."
# call: "layers = [${1:model}.get_input_embeddings(), ${1:model}.get_output_embeddings()]\nvocab_multivariate_(layers, ${2:old_vocab_size}, scale=${3|1.0,1e-5|})"
# ---
"""Draw new tokens of a language model from a Gaussian fitted to the old embeddings."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn


@torch.no_grad()
def vocab_multivariate_(
    layers: Sequence[nn.Embedding | nn.Linear],
    old_size: int,
    scale: float = 1.0,
    exclude: Sequence[int] = (),
    generator: torch.Generator | None = None,
) -> None:
    """Draw the rows of new tokens from N(mean, scale * covariance) of the old rows, in place.

    A baseline of Mundra et al. (2024). The covariance is that of the population, (E - mean)^T
    (E - mean) / V.

    Args:
        layers: Input embedding and output layer, already of the new size, weight
            ``(old_size + new, d)``. Name both, or new tokens can be read but not written; tied
            weights are drawn once. New entries of an output bias are the mean of the old ones.
        old_size: Number V of old tokens, whose rows come first and stay as they are. Rows beyond
            it that only pad the vocabulary to a round number are set like new tokens.
        scale: Factor on the covariance. 1 fits the old rows; a small one such as 1e-5 keeps new
            tokens near the mean, where they disturb the old ones least.
        exclude: Ids of old tokens to leave out of mean and covariance, such as padding, whose row
            is 0.
        generator: Source of randomness, on the device of the layers.

    Raises:
        ValueError: If a layer has no new rows, no old row is left for the statistics or ``scale``
            is negative.
    """
    if not scale >= 0:
        raise ValueError(f"scale must not be negative, got {scale}")
    excluded = set(exclude)
    kept = [token for token in range(old_size) if token not in excluded]
    if not kept:
        raise ValueError(f"no row is left of {old_size} old tokens without {sorted(excluded)}")
    # The list counts a tied parameter once.
    for parameter in nn.ModuleList(layers).parameters():
        if parameter.shape[0] <= old_size:
            raise ValueError(f"{tuple(parameter.shape)} has no row after {old_size} old tokens")
        old = parameter[kept].to(torch.promote_types(parameter.dtype, torch.float32))
        mean = old.mean(0)
        parameter[old_size:] = mean
        if old.dim() == 2:  # not a bias
            # R^T R = (E - mean)^T (E - mean), also where a Cholesky factor does not exist.
            factor = torch.linalg.qr((old - mean) * (scale / len(kept)) ** 0.5, mode="r").R
            noise = torch.randn(
                parameter.shape[0] - old_size,
                factor.shape[0],
                generator=generator,
                dtype=old.dtype,
                device=old.device,
            )
            parameter[old_size:] = mean + noise @ factor
