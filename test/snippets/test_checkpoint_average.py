"""Checkpoint averaging: simple, linear and exponential weights over one run."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from checkpoint_average import checkpoint_average, checkpoint_weights

State = dict[str, Tensor]
SCHEMES = ["sma", "wma", "ema"]
SHAPES = {"w": (5, 3), "conv": (2, 3, 1, 2), "one": (1,), "scalar": (), "empty": (0, 4)}


def states(count: int, dtype: torch.dtype = torch.float64) -> list[State]:
    rng = torch.Generator().manual_seed(7)
    return [
        {
            name: torch.randn(shape, generator=rng, dtype=torch.float64).to(dtype)
            for name, shape in SHAPES.items()
        }
        for _ in range(count)
    ]


def reference(values: list[np.ndarray], scheme: str, alpha: float) -> np.ndarray:
    """The mean, the mean with copies, and the recursion."""
    if scheme == "sma":
        return np.mean(values, axis=0)
    if scheme == "wma":
        copies = [value for i, value in enumerate(values, 1) for _ in range(i)]
        return np.mean(copies, axis=0)
    mean = values[0]
    for value in values[1:]:
        mean = alpha * value + (1 - alpha) * mean
    return mean


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_equals_the_average_by_its_definition(scheme: str, count: int) -> None:
    models = states(count)
    averaged = checkpoint_average(models, scheme, alpha=0.3)
    assert list(averaged) == list(models[0])
    for name, value in averaged.items():
        expected = reference([model[name].numpy() for model in models], scheme, 0.3)
        assert value.shape == models[0][name].shape
        assert np.abs(value.numpy() - expected).max(initial=0) < 1e-15


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("count", [1, 2, 7, 10])
def test_weights_are_positive_and_sum_to_one(scheme: str, count: int) -> None:
    for alpha in (0.1, 0.5):
        weights = checkpoint_weights(count, scheme, alpha)
        assert len(weights) == count and min(weights) > 0
        assert sum(weights) == pytest.approx(1, abs=1e-14)


def test_later_checkpoints_count_more_except_in_the_simple_mean() -> None:
    assert checkpoint_weights(4, "sma") == [0.25] * 4
    assert checkpoint_weights(4, "wma") == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=1e-15)
    assert checkpoint_weights(3, "ema", 0.5) == pytest.approx([0.25, 0.25, 0.5], abs=1e-15)
    assert checkpoint_weights(3, "ema", 1.0) == [0, 0, 1]


def test_defaults_are_the_simple_mean_and_a_fifth() -> None:
    models = states(5)
    pairs = [
        (checkpoint_average(models), checkpoint_average(models, "sma")),
        (checkpoint_average(models, "ema"), checkpoint_average(models, "ema", alpha=0.2)),
    ]
    assert all(torch.equal(a[name], b[name]) for a, b in pairs for name in a)
    assert checkpoint_weights(5) == [0.2] * 5
    assert checkpoint_weights(2, "ema")[1] == 0.2


@pytest.mark.parametrize(
    ("scheme", "expected"), [("sma", 1e-3), ("wma", 1.273e-3), ("ema", 1.27e-3)]
)
def test_noise_falls_by_the_sum_of_the_squared_weights(scheme: str, expected: float) -> None:
    # Ten checkpoints: a centre plus noise of standard deviation 0.1, 1e-2 in square.
    rng = torch.Generator().manual_seed(0)
    centre = torch.randn(20_000, generator=rng, dtype=torch.float64)
    models = [
        {"w": centre + 0.1 * torch.randn(20_000, generator=rng, dtype=torch.float64)}
        for _ in range(10)
    ]
    error = (checkpoint_average(models, scheme)["w"] - centre).square().mean().item()
    assert error == pytest.approx(expected, rel=0.05)
    squares = sum(weight**2 for weight in checkpoint_weights(10, scheme))
    assert error == pytest.approx(0.01 * squares, rel=0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_identical_checkpoints_come_back_in_their_dtype(scheme: str, dtype: torch.dtype) -> None:
    model = states(1, dtype)[0]
    averaged = checkpoint_average([model] * 6, scheme)
    for name, value in averaged.items():
        assert value.dtype == dtype and value.device == model[name].device
        assert torch.allclose(value.double(), model[name].double(), rtol=3e-7, atol=0)


def test_linear_models_average_their_outputs() -> None:
    layers = [nn.Linear(3, 5).double() for _ in range(4)]
    x = torch.randn(6, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    averaged = nn.Linear(3, 5).double()
    averaged.load_state_dict(checkpoint_average([layer.state_dict() for layer in layers]))
    mean = torch.stack([layer(x) for layer in layers]).mean(0)
    assert torch.allclose(averaged(x), mean, rtol=0, atol=1e-14)


def test_sums_are_not_taken_in_bfloat16() -> None:
    # In bfloat16 256 + 1 is 256, so a sum in it would forget the small entries.
    models = [{"w": torch.tensor([v], dtype=torch.bfloat16)} for v in (256.0, 1.0, 1.0, 1.0, 1.0)]
    assert checkpoint_average(models)["w"].item() == 52


def test_of_a_decay_phase_the_mean_is_worse_than_the_end() -> None:
    # Why the constant phase is asked for: with a drift the mean lags behind.
    models = [{"w": torch.tensor([2.0**-k])} for k in range(6)]
    lag = {scheme: checkpoint_average(models, scheme)["w"].item() for scheme in SCHEMES}
    assert models[-1]["w"].item() < lag["wma"] < lag["sma"] < models[0]["w"].item()


def test_counters_are_those_of_the_last_checkpoint_and_statistics_are_averaged() -> None:
    norms = [nn.BatchNorm1d(3).double() for _ in range(2)]
    for k, norm in enumerate(norms):
        norm.num_batches_tracked.fill_(10 + 5 * k)
        norm.running_mean.fill_(1.0 + k)
    averaged = checkpoint_average([norm.state_dict() for norm in norms])
    assert averaged["num_batches_tracked"].item() == 15
    assert averaged["num_batches_tracked"].dtype == torch.int64
    assert averaged["running_mean"].tolist() == [1.5] * 3


def test_dtype_is_that_of_the_last_checkpoint() -> None:
    models = [{"w": torch.tensor([1.0], dtype=torch.float64)}, {"w": torch.tensor([2.0])}]
    averaged = checkpoint_average(models)["w"]
    assert averaged.dtype == torch.float32 and averaged.item() == 1.5


def test_complex_weights_keep_their_imaginary_part() -> None:
    models = [{"w": torch.tensor([1 + 2j])}, {"w": torch.tensor([3 - 4j])}]
    averaged = checkpoint_average(models)["w"]
    assert averaged.dtype == models[0]["w"].dtype and averaged.item() == 2 - 1j


@pytest.mark.parametrize("count", [1, 3])
def test_checkpoints_are_neither_changed_nor_shared(count: int) -> None:
    models = states(count)
    for model in models:
        model["steps"] = torch.tensor(4)
    before = copy.deepcopy(models)
    rng = torch.get_rng_state()
    for value in checkpoint_average(models).values():
        value.fill_(9)
    for model, kept in zip(models, before):
        assert all(torch.equal(model[name], kept[name]) for name in kept)
    assert torch.equal(rng, torch.get_rng_state())


def test_parameters_give_plain_tensors() -> None:
    averaged = checkpoint_average([{"w": nn.Parameter(torch.ones(2))}] * 2)
    assert not averaged["w"].requires_grad


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ([], "at least one checkpoint to average, got 0"),
        ([{"w": torch.ones(2)}, {"w": torch.ones(1)}], r"w: .* shapes \(1,\) and \(2,\)"),
        ([{"w": torch.ones(1), "v": torch.ones(1)}, {"w": torch.ones(1)}], r"differ in \['v'\]"),
        ([{"w": torch.ones(1)}, {"w": torch.ones(1), "v": torch.ones(1)}], r"differ in \['v'\]"),
    ],
)
def test_checkpoints_that_do_not_match(models: list[State], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        checkpoint_average(models)


@pytest.mark.parametrize("alpha", [0.0, -0.1, 1.1, math.nan])
def test_unusable_alpha(alpha: float) -> None:
    with pytest.raises(ValueError, match=f"alpha must lie above 0 .* got {alpha}"):
        checkpoint_weights(3, "ema", alpha)


def test_unknown_scheme() -> None:
    with pytest.raises(ValueError, match='"sma", "wma" or "ema", got \'mean\''):
        checkpoint_weights(3, "mean")
