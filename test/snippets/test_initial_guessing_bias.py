"""Initial guessing bias: spread of the class guesses over untrained nets."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import count

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from initial_guessing_bias import GuessingBias, initial_guessing_bias

WIDTH = 64


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def gaussian(rows: int, columns: int, seed: int = 5) -> Tensor:
    return torch.randn(rows, columns, generator=seeded(seed))


def mlp(
    activation: type[nn.Module], depth: int, classes: int = 2, norm: bool = False
) -> Callable[[], nn.Module]:
    """Weights of variance 2/fan_in before ReLU and 1/fan_in otherwise, and PyTorch's biases."""

    def build() -> nn.Module:
        layers: list[nn.Module] = []
        for _ in range(depth):
            linear = nn.Linear(WIDTH, WIDTH)
            nn.init.normal_(linear.weight, 0, math.sqrt((1 + (activation is nn.ReLU)) / WIDTH))
            layers += [linear, activation()]
        if norm:
            layers.append(nn.BatchNorm1d(WIDTH))
        return nn.Sequential(*layers, nn.Linear(WIDTH, classes))

    return build


def probe(build: Callable[[], nn.Module], inputs: int, nets: int) -> GuessingBias:
    return initial_guessing_bias(build, gaussian(inputs, WIDTH), nets, generator=seeded(2))


class Script(nn.Module):
    """Returns the same logits for every input."""

    def __init__(self, logits: Tensor) -> None:
        super().__init__()
        self.logits = logits

    def forward(self, x: Tensor) -> Tensor:
        return self.logits


def one_hot(*classes: int, of: int) -> Tensor:
    return nn.functional.one_hot(torch.tensor(classes), of).float()


def test_fractions_and_summaries_by_hand() -> None:
    nets = iter([one_hot(0, 0, 1, 0, of=3), one_hot(2, 1, 2, 1, of=3)])
    bias = initial_guessing_bias(lambda: Script(next(nets)), torch.zeros(4, 7), nets=2)
    assert torch.equal(
        bias.fractions, torch.tensor([[0.75, 0.25, 0], [0, 0.5, 0.5]], dtype=torch.float64)
    )
    rows = np.array([[0.75, 0.25, 0], [0, 0.5, 0.5]])
    assert bias.spread == pytest.approx(math.sqrt(((rows - 1 / 3) ** 2).mean()), rel=1e-12)
    assert bias.largest == pytest.approx(0.625, rel=1e-12)
    assert isinstance(bias.spread, float) and isinstance(bias.largest, float)


def test_a_class_that_nobody_guesses_has_its_column() -> None:
    bias = initial_guessing_bias(lambda: Script(one_hot(1, 1, of=5)), torch.zeros(2, 1), nets=3)
    assert bias.fractions.shape == (3, 5)
    assert bias.fractions[:, 4].sum() == 0 and bias.largest == 1


def test_several_classes_have_a_spread_around_one_over_c() -> None:
    bias = probe(mlp(nn.Tanh, 1, classes=5), inputs=500, nets=10)
    assert bias.spread < 0.06 and abs(bias.fractions.mean().item() - 0.2) < 1e-12
    assert 0.2 < bias.largest < 0.28


def test_biases_are_cleared_unless_they_are_to_be_kept() -> None:
    seen: list[dict[str, Tensor]] = []

    class Biased(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bias = nn.Parameter(torch.ones(2))
            self.bias_scale = nn.Parameter(torch.ones(2))
            self.last = nn.Linear(3, 2)
            nn.init.constant_(self.last.bias, 4)

        def forward(self, x: Tensor) -> Tensor:
            seen.append({name: p.detach().clone() for name, p in self.named_parameters()})
            return self.last(x) + self.bias

    for keep in (False, True):
        initial_guessing_bias(Biased, gaussian(9, 3), nets=1, keep_biases=keep)
        assert (seen[-1]["bias"] == keep).all()
        assert (seen[-1]["last.bias"] == 4 * keep).all()
        assert (seen[-1]["bias_scale"] == 1).all() and seen[-1]["last.weight"].all()
    seen.clear()
    initial_guessing_bias(Biased, gaussian(9, 3), nets=2)
    assert not any(net["bias"].any() or net["last.bias"].any() for net in seen)


def test_nets_are_drawn_independently_and_in_the_given_number() -> None:
    calls = count()

    def build() -> nn.Module:
        next(calls)
        return nn.Linear(4, 3)

    bias = initial_guessing_bias(build, gaussian(50, 4), generator=seeded())
    assert bias.fractions.shape == (60, 3) and next(calls) == 60
    assert len({tuple(row) for row in bias.fractions.tolist()}) > 50
    assert torch.allclose(bias.fractions.sum(1), torch.ones(60, dtype=torch.float64))


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    first, again, other = (
        initial_guessing_bias(mlp(nn.ReLU, 1), gaussian(40, WIDTH), 3, generator=seeded(seed))
        for seed in (0, 0, 1)
    )
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(first.fractions, again.fractions)
    assert not torch.equal(first.fractions, other.fractions)


def test_without_a_generator_the_global_seed_decides() -> None:
    found = []
    with torch.random.fork_rng():
        for _ in range(2):
            torch.manual_seed(3)
            found.append(initial_guessing_bias(mlp(nn.ReLU, 1), gaussian(40, WIDTH), 2))
        later = initial_guessing_bias(mlp(nn.ReLU, 1), gaussian(40, WIDTH), 2)
    assert torch.equal(found[0].fractions, found[1].fractions)
    assert not torch.equal(found[0].fractions, later.fractions)


def test_images_and_low_precision_are_served_and_nothing_keeps_a_graph() -> None:
    build = lambda: nn.Sequential(  # noqa: E731
        nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 2)
    ).to(torch.bfloat16)
    inputs = torch.randn(32, 1, 6, 6, generator=seeded()).to(torch.bfloat16)
    fractions = initial_guessing_bias(build, inputs, nets=2).fractions
    assert fractions.dtype == torch.float64 and not fractions.requires_grad


def test_ties_of_a_single_input_are_no_error() -> None:
    logits = torch.tensor([[1.0, 1.0], [0.0, 2.0]])
    bias = initial_guessing_bias(lambda: Script(logits), torch.zeros(2, 1), nets=1)
    assert bias.fractions.tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(
    ("logits", "nets", "message"),
    [
        (torch.eye(3), 0, "nets must be at least 1, got 0"),
        (torch.ones(3), 2, r"logits \(3, C\) with C at least 2, got shape \(3,\)"),
        (torch.ones(3, 1), 1, r"got shape \(3, 1\)"),
        (torch.rand(2, 4), 1, r"got shape \(2, 4\)"),
        (torch.rand(3, 4, 2), 1, r"got shape \(3, 4, 2\)"),
        (torch.zeros(3, 4), 1, "all logits of a net tie"),
        (torch.rand(3, 1).repeat(1, 4), 1, "all logits of a net tie"),
    ],
)
def test_what_cannot_be_served(logits: Tensor, nets: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        initial_guessing_bias(lambda: Script(logits), torch.zeros(3, 1), nets=nets)


def test_one_wide_relu_layer_follows_the_theory() -> None:
    bias = probe(mlp(nn.ReLU, 1), inputs=300, nets=250)
    # Share of class 0 = Phi(Z sqrt(gamma)); quadrature over the standard normal Z.
    z = np.linspace(-8, 8, 4001)
    density = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    gamma = (1 / (2 * math.pi)) / (0.5 - 1 / (2 * math.pi))
    share = np.array([0.5 * math.erfc(-v * math.sqrt(gamma / 2)) for v in z])
    std = math.sqrt((density * (share - 0.5) ** 2).sum())
    largest = (density * np.maximum(share, 1 - share)).sum()
    assert std == pytest.approx(0.227, abs=5e-4) and largest == pytest.approx(0.691, abs=5e-4)
    assert bias.spread == pytest.approx(std, abs=0.025)
    assert bias.largest == pytest.approx(largest, abs=0.025)
    # The mean over the nets hides the effect: that is why the spread is reported.
    assert abs(bias.fractions[:, 0].mean().item() - 0.5) < 0.05


@pytest.mark.parametrize("activation", [nn.Tanh, nn.Identity])
@pytest.mark.parametrize("depth", [1, 5, 20])
def test_odd_activations_have_no_bias(activation: type[nn.Module], depth: int) -> None:
    bias = probe(mlp(activation, depth), inputs=500, nets=10)
    assert bias.spread < 0.06
    assert bias.largest < 0.58


@pytest.mark.parametrize(("depth", "least"), [(5, 0.75), (20, 0.85)])
def test_relu_and_depth_amplify_it(depth: int, least: float) -> None:
    bias = probe(mlp(nn.ReLU, depth), inputs=150, nets=30)
    assert bias.largest > least
    assert bias.spread > 0.28


def test_batch_norm_before_the_last_layer_removes_it() -> None:
    with_norm = probe(mlp(nn.ReLU, 5, norm=True), inputs=500, nets=10)
    assert with_norm.spread < 0.06
    # In evaluation mode a fresh BatchNorm centres nothing.
    evaluated = probe(lambda: mlp(nn.ReLU, 5, norm=True)().eval(), inputs=200, nets=15)
    assert evaluated.spread > 0.2
