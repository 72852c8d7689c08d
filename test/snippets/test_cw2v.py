"""Constrained Word2Vec: new rows are learned convex mixtures of old rows that stay frozen."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

import cw2v as module
from cw2v import ConvexRows, cw2v, skip_gram_loss, skip_gram_pairs

SHAPES = [(7, 3, 5, 4), (1, 2, 3, 1), (5, 1, 1, 8)]  # old, new, width, rank


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=seeded(seed))


def text(vocab: int, sentences: int = 12, length: int = 9, seed: int = 0) -> list[list[int]]:
    return torch.randint(0, vocab, (sentences, length), generator=seeded(seed)).tolist()


@pytest.mark.parametrize("shape", SHAPES)
def test_mixtures_are_convex_and_rows_lie_in_the_hull(shape: tuple[int, int, int, int]) -> None:
    old, new, width, rank = shape
    matrix = normal(old, width)
    rows = ConvexRows(matrix, new, rank, seeded())
    mixture = rows.mixture().detach().numpy()
    assert mixture.shape == (new, old)
    assert (mixture >= 0).all() and np.abs(mixture.sum(1) - 1).max() < 1e-12
    logits = rows.left.detach().numpy() @ rows.right.detach().numpy()
    for row, weights in zip(logits, mixture):  # over the old tokens, not over the new ones
        assert np.abs(weights - np.exp(row) / np.exp(row).sum()).max() < 1e-12
    table = rows().detach()
    assert torch.equal(table[:old], matrix)
    for weights, row in zip(mixture, table[old:].numpy()):
        assert np.abs(row - sum(w * r.numpy() for w, r in zip(weights, matrix))).max() < 1e-12
    assert (table[old:] <= matrix.amax(0) + 1e-12).all()
    assert (table[old:] >= matrix.amin(0) - 1e-12).all()


def test_no_new_token_beats_all_old_ones_after_training() -> None:
    old, options = (normal(8, 6), normal(8, 6, seed=1)), {"rank": 16, "learning_rate": 0.5}
    _, outputs = cw2v(*old, text(11), 11, **options, epochs=3, generator=seeded())
    logits = normal(1000, 6, seed=2) @ outputs.T
    assert (logits[:, 8:].amax(1) <= logits[:, :8].amax(1) + 1e-12).all()


def test_factors_are_uniform_and_a_large_rank_starts_peaked() -> None:
    wide = ConvexRows(normal(400, 2), 50, 1024, seeded())
    for factor in (wide.left.detach(), wide.right.detach()):
        assert factor.min() >= 0 and factor.max() < 1
        assert abs(factor.mean() - 0.5) < 0.01 and abs(factor.var() - 1 / 12) < 0.003
    logits = (wide.left @ wide.right).detach()
    assert 4 < logits.std(1).mean() < 6.5
    assert wide.mixture().amax(1).mean() > 10 / 400
    narrow = ConvexRows(normal(400, 2), 50, 1, seeded())
    assert narrow.mixture().amax(1).mean() < 3 / 400


def test_loss_by_loops() -> None:
    inputs, outputs, negatives = normal(4, 3), normal(4, 3, seed=1), normal(4, 5, 3, seed=2)
    total = 0.0
    for e, u, others in zip(inputs.numpy(), outputs.numpy(), negatives.numpy()):
        total += math.log(1 + math.exp(-e @ u))
        # The official code sums before the logarithm; usual skip-gram would sum five logarithms.
        total += math.log(1 + math.exp(sum(e @ other for other in others)))
    assert skip_gram_loss(inputs, outputs, negatives).item() == pytest.approx(total / 4, rel=1e-12)


def test_gradients_reach_the_factors_only() -> None:
    old = normal(6, 4).requires_grad_()
    rows = ConvexRows(old, 2, 3, seeded())
    table = rows()
    skip_gram_loss(table[[6, 1]], table[[7, 6]], table[[0, 7]][:, None]).backward()
    assert old.grad is None and not rows.old.requires_grad
    assert set(dict(rows.named_parameters())) == {"left", "right"}
    assert all(p.grad.abs().max() > 0 for p in rows.parameters())


def test_loss_decreases_over_50_steps() -> None:
    # Every new token keeps company with one old token.
    corpus = [[token, 8 + token, token, 8 + token] for token in range(4)] * 5
    pairs = skip_gram_pairs(corpus, 3, seeded())
    inputs = ConvexRows(normal(8, 6), 4, 8, seeded(1))
    outputs = ConvexRows(normal(8, 6, seed=1), 4, 8, seeded(2))
    optimiser = torch.optim.Adam([*inputs.parameters(), *outputs.parameters()], lr=0.05)
    negatives = torch.randint(0, 12, (len(pairs), 2), generator=seeded(3))
    losses = []
    for _ in range(50):
        table = outputs()
        loss = skip_gram_loss(inputs()[pairs[:, 0]], table[pairs[:, 1]], table[negatives])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.9 * losses[0]


@pytest.mark.parametrize("window", [1, 2, 5])
def test_pairs_of_rare_tokens_are_all_tokens_in_the_window(window: int) -> None:
    # No token occurs more than twice, so that none is thinned out.
    sentences = [list(range(9)), [9], [], [3, 7, 10]]
    expected = [
        (centre, context)
        for sentence in sentences
        for i, centre in enumerate(sentence)
        for j, context in enumerate(sentence)
        if i != j and abs(i - j) <= window
    ]
    pairs = skip_gram_pairs(sentences, window, seeded())
    assert pairs.dtype == torch.int64 and pairs.shape == (len(expected), 2)
    assert [tuple(pair) for pair in pairs.tolist()] == expected


@pytest.mark.parametrize("count", [1, 2, 3, 8, 50])
def test_frequent_centres_are_thinned_out_but_stay_contexts(count: int) -> None:
    # Each of 2000 // count tokens occurs `count` times, next to one that occurs only once.
    once = iter(range(5000, 9000))
    corpus = [[token, next(once)] for token in range(2000 // count) for _ in range(count)]
    pairs = skip_gram_pairs(corpus, 5, seeded()).tolist()
    kept = sum(centre < 5000 for centre, _ in pairs) / len(corpus)
    assert abs(kept - min(1, math.sqrt(2 / count))) < 0.025
    assert sum(context < 5000 for _, context in pairs) == len(corpus)


class Recorder:
    """Keeps what each step of the training asks for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[tuple[Tensor, Tensor, Tensor]] = []
        loss = module.skip_gram_loss

        def record(inputs: Tensor, outputs: Tensor, negatives: Tensor) -> Tensor:
            self.steps.append((inputs.detach(), outputs.detach(), negatives.detach()))
            return loss(inputs, outputs, negatives)

        monkeypatch.setattr(module, "skip_gram_loss", record)


def test_defaults_are_those_of_the_official_code(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder(monkeypatch)
    made: list[ConvexRows] = []

    class Rows(ConvexRows):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)
            made.append(self)
            self.start = [p.detach().clone() for p in self.parameters()]

    monkeypatch.setattr(module, "ConvexRows", Rows)
    # One pair more than a batch. Its tokens are new ones.
    windows = []
    monkeypatch.setattr(
        module,
        "skip_gram_pairs",
        lambda _, window, generator: windows.append(window) or torch.tensor([[3, 4]] * 4097),
    )
    cw2v(normal(3, 1), normal(3, 1, seed=1), [[3, 4]], 5, generator=seeded())
    assert windows == [5]
    assert [step[0].shape for step in recorder.steps] == [(4096, 1), (1, 1)] * 5
    assert {step[2].shape[1] for step in recorder.steps} == {5}
    assert [rows.left.shape for rows in made] == [(2, 1024)] * 2
    moved = max((a - b).abs().max().item() for r in made for a, b in zip(r.parameters(), r.start))
    # Ten steps of Adam, of about the learning rate each.
    assert 2e-3 < moved < 3.1e-3


def test_gradients_of_earlier_steps_are_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    gradients = []
    for epochs in (1, 4):
        made: list[ConvexRows] = []
        monkeypatch.setattr(
            module, "ConvexRows", lambda *a: made.append(ConvexRows(*a)) or made[-1]
        )
        # All tokens are one new token and nothing moves, so that all steps are equal.
        old, options = (normal(4, 3), normal(4, 3, seed=1)), {"rank": 2, "learning_rate": 0.0}
        cw2v(*old, [[4, 4]], 5, **options, epochs=epochs, generator=seeded())
        gradients.append(made[0].left.grad)
    assert gradients[0].abs().max() > 0
    assert torch.allclose(*gradients, rtol=1e-12)


def test_rows_of_a_step_belong_to_the_pairs_and_negatives_to_the_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorder = Recorder(monkeypatch)
    old_input = torch.arange(4.0, dtype=torch.float64)[:, None]
    old_output = old_input + 10
    # Counts 1, 16 and 81; token 3 is not in the text, and 4 is new.
    corpus = [[0, 1], *[[1, 2]] * 15, *[[2, 4]] * 66]
    options = {"rank": 1, "learning_rate": 0.0}
    cw2v(old_input, old_output, corpus, 5, **options, epochs=40, generator=seeded())
    pairs = {
        (round(a.item(), 6), round(b.item(), 6))
        for inputs, outputs, _ in recorder.steps
        for a, b in zip(inputs, outputs)
        if a in (0, 1, 2) and b in (10, 11, 12)
    }
    # Centre 1 may be thinned out next to the single 0.
    assert {(0, 11), (1, 12), (2, 11)} <= pairs <= {(0, 11), (1, 10), (1, 12), (2, 11)}
    drawn = torch.cat([step[2].ravel() for step in recorder.steps])
    counts = np.array([(drawn == 10 + token).double().sum() for token in range(4)])
    assert counts[3] == 0
    power = np.array([1, 16, 81]) ** 0.75
    shares = counts[:3] / counts[:3].sum()
    assert np.abs(shares - power / power.sum()).max() < 0.02


def test_each_epoch_draws_new_negatives_for_the_same_pairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorder = Recorder(monkeypatch)
    old, options = (normal(9, 1), normal(9, 1, seed=1)), {"rank": 1, "learning_rate": 0.0}
    cw2v(*old, text(10), 10, **options, epochs=2, negatives=3, window=1, generator=seeded())
    (one, _, first), (two, _, second) = recorder.steps
    assert torch.equal(one, two) and len(one) < 12 * 16
    assert first.shape == (len(one), 3, 1) and not torch.equal(first, second)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_old_rows_dtype_and_global_state_are_kept(dtype: torch.dtype) -> None:
    old_input, old_output = normal(6, 4).to(dtype), normal(6, 4, seed=1).to(dtype)
    results = []
    state = torch.get_rng_state()
    for seed in (0, 0, 1):
        results.append(
            cw2v(old_input, old_output, text(9), 9, rank=8, epochs=2, generator=seeded(seed))
        )
    assert torch.equal(state, torch.get_rng_state())
    for old, new in zip((old_input, old_output), results[0]):
        assert new.shape == (9, 4) and new.dtype == dtype and not new.requires_grad
        assert torch.equal(new[:6], old)
    assert torch.equal(results[0][0], results[1][0]) and torch.equal(results[0][1], results[1][1])
    assert not torch.equal(results[0][0], results[2][0])
    # Each side has its own mixtures.
    again = cw2v(old_input, old_input.clone(), text(9), 9, rank=8, generator=seeded())
    assert not torch.equal(again[0][6:], again[1][6:])


def test_tied_weights_stay_tied() -> None:
    old = torch.nn.Parameter(normal(6, 4))
    new_input, new_output = cw2v(old, old, text(9), 9, rank=8, generator=seeded())
    assert torch.equal(new_input, new_output) and old.grad is None
    assert torch.equal(new_input[:6], old)


E = torch.zeros(3, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((E, E[:2], [[0, 1]], 4), r"must both be \(V, d\), got \[3, 2\], \[2, 2\]"),
        ((E[0], E[0], [[0, 1]], 4), r"must both be \(V, d\), got \[2\], \[2\]"),
        ((E, E, [[0, 1]], 3), "new_tokens and rank must be positive, got 0 and 7"),
        ((E, E, [[0, 4]], 4), "id 4 is not in a vocabulary of 4 tokens"),
        ((E, E, [[0], [1], []], 4), "3 sentences have no two tokens next to each other"),
    ],
)
def test_unusable_arguments(
    arguments: tuple[Tensor, Tensor, list[list[int]], int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        cw2v(*arguments, rank=7)


def test_factors_follow_the_device_of_the_old_rows() -> None:
    rows = ConvexRows(torch.empty(3, 2, device="meta"), 2, 4, seeded())
    assert rows.left.device.type == rows.right.device.type == "meta"


def test_a_rank_below_one_is_an_error() -> None:
    with pytest.raises(ValueError, match="must be positive, got 2 and 0"):
        ConvexRows(E, 2, 0)
