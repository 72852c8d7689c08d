# ---
# id: cw2v
# name: Constrained Word2Vec
# paper: mundra2024empirical
# aliases: [CW2V, Constrained Word2Vec, constrained skip-gram, convex-hull initialisation, convex hull embedding initialization]
# family: embeddings
# initialises: the embedding and output rows of tokens added to a vocabulary
# when: "you add tokens of another language to a pretrained language model and have text in the new vocabulary, but no cross-lingual embeddings"
# why: "learns each new row as a convex mixture of old rows by skip-gram, so new output rows stay in the hull of the old ones, where no new token beats all old ones in greedy decoding"
# layers: [embedding, linear]
# needs: [trained net, old embedding, training data]
# goals: [new vocabulary]
# fidelity: as in the official code
# differs: "Negatives are drawn with replacement and the tokens of a batch may repeat among them; the official LLaMA code draws a batch without replacement. Like it, negative products are summed before the log-sigmoid, where usual skip-gram sums after it, and pairs are drawn once, unshuffled. Preparing the code-mixed text is left out."
# call: "old = ${1:model}.get_input_embeddings().weight, ${1:model}.get_output_embeddings().weight\nnew_input, new_output = cw2v(*old, ${2:sentences}, vocab_size=${3:len(tokenizer)})"
# ---
"""Learn the embeddings of new tokens as convex mixtures of the old ones, by skip-gram."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ConvexRows(nn.Module):
    """Embedding rows of all tokens, the new ones convex mixtures of the frozen old ones.

    The new rows are softmax(A1 A2) E, the softmax over the V old tokens; only the two factors are
    trained (Mundra et al., 2024, and their code for LLaMA 2).

    Args:
        old: Old rows E, ``(V, d)``.
        new_tokens: Number of tokens to add.
        rank: Inner size of the factors. As their entries are uniform in [0, 1), the logits spread
            as its root: a large one starts with peaked mixtures, a small one near the mean of the
            old rows.
        generator: Source of the factors, on the CPU.

    Raises:
        ValueError: If ``new_tokens`` or ``rank`` is below 1.
    """

    def __init__(
        self, old: Tensor, new_tokens: int, rank: int, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        if new_tokens < 1 or rank < 1:
            raise ValueError(f"new_tokens and rank must be positive, got {new_tokens} and {rank}")
        # In half precision, Adam's small steps on the factors would be rounded away.
        dtype = torch.promote_types(old.dtype, torch.float32)
        self.register_buffer("old", old.detach().to(dtype))
        self.left = nn.Parameter(torch.rand(new_tokens, rank, dtype=dtype, generator=generator))
        self.right = nn.Parameter(torch.rand(rank, len(old), dtype=dtype, generator=generator))
        self.to(old.device)

    def mixture(self) -> Tensor:
        """Return the mixing weights of the new tokens, ``(new, V)``: positive, rows of sum 1."""
        return (self.left @ self.right).softmax(-1)

    def forward(self) -> Tensor:
        """Return the rows of all tokens, ``(V + new, d)``, the old ones first."""
        return torch.cat([self.old, self.mixture() @ self.old])


def skip_gram_loss(inputs: Tensor, outputs: Tensor, negatives: Tensor) -> Tensor:
    """Return the mean of -log sigmoid(u+ . e) - log sigmoid(-sum_k u_k . e) over the pairs.

    The sum over the negatives inside the logarithm is that of the official code; usual skip-gram
    sums the logarithms.

    Args:
        inputs: Input rows e of the centre tokens, ``(pairs, d)``.
        outputs: Output rows u+ of tokens near them, ``(pairs, d)``.
        negatives: Output rows u_k of random tokens, ``(pairs, k, d)``.
    """
    positive = torch.einsum("pd,pd->p", outputs, inputs)
    negative = torch.einsum("pkd,pd->p", negatives, inputs)
    return -(F.logsigmoid(positive) + F.logsigmoid(-negative)).mean()


def skip_gram_pairs(
    sentences: Sequence[Sequence[int]], window: int, generator: torch.Generator | None = None
) -> Tensor:
    """Pair each token with those near it, thinning out frequent centre tokens.

    A centre token that occurs n times is kept with probability sqrt(2 / n), as in the official
    code.

    Args:
        sentences: Token ids, sentence by sentence.
        window: Most context tokens to either side.
        generator: Source of randomness, on the CPU.

    Returns:
        Ids of centre and context, ``(pairs, 2)``, int64.
    """
    counts = Counter(token for sentence in sentences for token in sentence)
    pairs = []
    for sentence in sentences:
        draws = torch.rand(len(sentence), generator=generator).tolist()
        for i, (centre, draw) in enumerate(zip(sentence, draws)):
            if draw < math.sqrt(2 / counts[centre]):
                near = [*sentence[max(i - window, 0) : i], *sentence[i + 1 : i + 1 + window]]
                pairs.extend((centre, context) for context in near)
    return torch.tensor(pairs, dtype=torch.long).view(-1, 2)


def cw2v(
    old_input: Tensor,
    old_output: Tensor,
    sentences: Sequence[Sequence[int]],
    vocab_size: int,
    *,
    rank: int = 1024,
    window: int = 5,
    negatives: int = 5,
    learning_rate: float = 3e-4,
    batch_size: int = 4096,
    epochs: int = 5,
    generator: torch.Generator | None = None,
) -> tuple[Tensor, Tensor]:
    """Extend both embedding matrices of a language model by Constrained Word2Vec.

    Negatives follow the token counts to the power 3/4. Defaults are those of the official code
    for LLaMA 2.

    Args:
        old_input: Input embedding, ``(V, d)``. Not changed.
        old_output: Output matrix, ``(V, d)``. Not changed. Pass the same tensor twice if the
            weights are tied: the new rows are then tied too.
        sentences: Text that mixes old and new tokens, as ids of the extended vocabulary, in which
            the V old tokens come first.
        vocab_size: Number of tokens of the extended vocabulary.
        rank: Inner size of the factors of the mixing weights.
        window: Most context tokens to either side.
        negatives: Random tokens for each pair.
        learning_rate: Of Adam, on the factors only.
        batch_size: Pairs in a step.
        epochs: Passes over the pairs.
        generator: Source of randomness, on the CPU.

    Returns:
        New input and output matrix, ``(vocab_size, d)`` each, in the dtype and on the device of
        the old ones, whose rows they start with.

    Raises:
        ValueError: If the old matrices differ in shape, the vocabulary has no new token, an id is
            not in it, or the text has no pair of tokens.
    """
    if old_input.dim() != 2 or old_input.shape != old_output.shape:
        raise ValueError(
            f"old matrices must both be (V, d), got {[*old_input.shape]}, {[*old_output.shape]}"
        )
    pairs = skip_gram_pairs(sentences, window, generator=generator)
    if not len(pairs):
        raise ValueError(f"{len(sentences)} sentences have no two tokens next to each other")
    noise = torch.bincount(torch.tensor([t for s in sentences for t in s])) ** 0.75
    if len(noise) > vocab_size:
        raise ValueError(f"id {len(noise) - 1} is not in a vocabulary of {vocab_size} tokens")
    inputs = outputs = ConvexRows(old_input, vocab_size - len(old_input), rank, generator)
    if old_output is not old_input:
        outputs = ConvexRows(old_output, vocab_size - len(old_input), rank, generator)
    # The list counts the factors of tied rows once.
    parameters = nn.ModuleList([inputs, outputs]).parameters()
    optimiser = torch.optim.Adam(parameters, lr=learning_rate)
    for _ in range(epochs):
        for batch in pairs.split(batch_size):
            negative = torch.multinomial(noise, len(batch) * negatives, True, generator=generator)
            table = outputs()
            rows = table[negative.view(-1, negatives)]
            loss = skip_gram_loss(inputs()[batch[:, 0]], table[batch[:, 1]], rows)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    with torch.no_grad():
        return inputs().to(old_input.dtype), outputs().to(old_output.dtype)
