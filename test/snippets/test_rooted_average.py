"""Rooting keeps two models in one weight space, so that their mean is close to a working net."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from rooted_average import root_model, rooted_average

Batch = tuple[Tensor, Tensor]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def mlp(seed: int, width: int = 32) -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Linear(2, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1)
        )


def target_a(x: Tensor) -> Tensor:
    return torch.sin(2 * x[:, :1]) + 0.5 * x[:, 1:]


def target_b(x: Tensor) -> Tensor:
    return torch.sin(2 * x[:, :1]) + torch.cos(x[:, 1:])


def sampler(source: Callable[[Tensor], Tensor], seed: int) -> Callable[[], Batch]:
    rng = seeded(seed)

    def sample() -> Batch:
        x = torch.randn(64, 2, generator=rng)
        with torch.no_grad():
            return x, source(x)

    return sample


def squared_error(model: nn.Module, batch: Batch) -> Tensor:
    return nn.functional.mse_loss(model(batch[0]), batch[1])


def errors(model: nn.Module) -> tuple[float, float]:
    """Squared distance to the mean of the two targets and, after a short training, to one."""
    x = torch.randn(500, 2, generator=seeded(99))
    with torch.no_grad():
        start = (model(x) - (target_a(x) + target_b(x)) / 2).square().mean().item()
    tuned = root_model(model, sampler(target_b, 50), squared_error, steps=40, lr=3e-3)
    return start, squared_error(tuned, (x, target_b(x))).item()


def test_rooting_makes_the_average_a_start() -> None:
    first = root_model(mlp(0), sampler(target_a, 1), squared_error, steps=200, lr=0.01)
    other = root_model(mlp(1), sampler(target_b, 2), squared_error, steps=200, lr=0.01)
    rooted = root_model(first, sampler(other, 3), squared_error, steps=100, lr=0.01)
    # The rooted copy has learnt from samples of the other model alone.
    x = torch.randn(500, 2, generator=seeded(98))
    assert squared_error(rooted, (x, target_b(x))).item() < 0.1
    good, bad = errors(rooted_average([first, rooted])), errors(rooted_average([first, other]))
    assert bad[0] > 4 * good[0]
    assert bad[1] > 3 * good[1]


class Mixed(nn.Module):
    """Parameters and every kind of buffer."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        rng = seeded(seed)
        self.weight = nn.Parameter(torch.randn(3, 5, generator=rng, dtype=torch.float64))
        self.gain = nn.Parameter(torch.randn((), generator=rng, dtype=torch.float64))
        self.frozen = nn.Parameter(torch.randn(1, generator=rng), requires_grad=False)
        self.register_buffer("w_avg", torch.randn(4, generator=rng, dtype=torch.float64))
        self.register_buffer("noise", torch.randn(2, 2, generator=rng), persistent=False)
        self.register_buffer("steps", torch.tensor(seed))
        self.register_buffer("mask", torch.tensor([seed % 2 == 0]))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_equals_the_mean_of_parameters_and_buffers(count: int) -> None:
    models = [Mixed(seed + 3) for seed in range(count)]
    average = rooted_average(models)
    assert type(average) is Mixed
    for name in ("weight", "gain", "frozen", "w_avg", "noise"):
        total = sum(getattr(model, name).detach().double().numpy() for model in models)
        found = getattr(average, name).detach().double().numpy()
        tolerance = 1e-15 if getattr(average, name).dtype == torch.float64 else 1e-7
        assert np.abs(found - total / count).max() < tolerance, name
    assert average.steps.item() == 3 and average.mask.item() is False


def test_order_of_the_models_matters_to_counters_only() -> None:
    models = [Mixed(seed) for seed in range(3)]
    one, other = rooted_average(models), rooted_average(models[::-1])
    assert torch.allclose(one.weight, other.weight, rtol=0, atol=1e-15)
    assert (one.steps.item(), other.steps.item()) == (0, 2)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_device_and_gradient_flags_are_those_of_the_first(dtype: torch.dtype) -> None:
    models = [nn.Linear(1, 1, bias=False).to(dtype) for _ in range(5)]
    with torch.no_grad():
        for model, value in zip(models, (256.0, 1.0, 1.0, 1.0, 1.0)):
            model.weight.fill_(value)
    average = rooted_average(models)
    assert average.weight.dtype == dtype and average.weight.device == models[0].weight.device
    assert average.weight.requires_grad and average.weight.is_leaf
    # In bfloat16 256 + 1 is 256, so a sum in it would forget the small entries.
    assert average.weight.item() == 52
    assert not rooted_average([Mixed(0), Mixed(1)]).frozen.requires_grad


def test_tied_weights_stay_tied() -> None:
    net = nn.Sequential(nn.Embedding(4, 3), nn.Linear(3, 4, bias=False))
    net[1].weight = net[0].weight
    other = copy.deepcopy(net)
    with torch.no_grad():
        other[0].weight += 1
    average = rooted_average([net, other])
    assert average[0].weight is average[1].weight
    assert torch.allclose(average[0].weight, net[0].weight + 0.5)


def test_sources_are_neither_changed_nor_shared() -> None:
    models = [Mixed(0), Mixed(1)]
    before = copy.deepcopy(models)
    rng = torch.get_rng_state()
    average = rooted_average(models)
    with torch.no_grad():
        for tensor in (*average.parameters(), *average.buffers()):
            tensor.fill_(True)
    for model, kept in zip(models, before):
        for name, value in (*kept.named_parameters(), *kept.named_buffers()):
            assert torch.equal(getattr(model, name), value)
    assert torch.equal(rng, torch.get_rng_state())


def test_rooting_follows_adam_step_by_step_and_leaves_the_root_alone() -> None:
    root = nn.Linear(2, 1).double()
    before = copy.deepcopy(root)
    batches = [torch.randn(6, 2, generator=seeded(k), dtype=torch.float64) for k in range(5)]
    given, hand = iter(batches), iter(batches)

    def loss(model: nn.Module, batch: Tensor) -> Tensor:
        return (model(batch) - 3).square().mean()

    rooted = root_model(root, lambda: next(given), loss, steps=5, lr=0.01)
    assert next(given, None) is None
    assert all(torch.equal(a, b) for a, b in zip(root.parameters(), before.parameters()))
    assert root.weight.grad is None and rooted.weight.grad is None or not rooted.weight.grad.any()
    # Adam by its definition, for the weight and the bias in one vector.
    values = torch.cat([root.weight.ravel(), root.bias]).detach().numpy()
    mean = square = np.zeros(3)
    for step in range(1, 6):
        inputs = np.c_[next(hand).numpy(), np.ones(6)]
        gradient = 2 * inputs.T @ (inputs @ values - 3) / 6
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        root_mean = np.sqrt(square / (1 - 0.999**step)) + 1e-8
        values = values - 0.01 * mean / (1 - 0.9**step) / root_mean
    found = torch.cat([rooted.weight.ravel(), rooted.bias]).detach().numpy()
    assert np.abs(found - values).max() < 1e-12


@pytest.mark.parametrize("steps", [1, 7])
def test_the_number_and_the_length_of_steps(steps: int) -> None:
    calls = []

    def loss(model: nn.Module, batch: None) -> Tensor:
        calls.append(batch)
        return model.weight.sum()

    layer = nn.Linear(1, 1, bias=False).double()
    rooted = root_model(layer, lambda: None, loss, steps=steps)
    assert len(calls) == steps
    # With a constant gradient each step of Adam has the length of the learning rate.
    assert (layer.weight - rooted.weight).item() == pytest.approx(1e-3 * steps, rel=1e-6)
    assert inspect.signature(root_model).parameters["steps"].default == 1000


def test_rooting_keeps_modes() -> None:
    root = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5)).eval()
    rooted = root_model(root, lambda: torch.ones(1, 2), lambda m, x: m(x).sum(), steps=1)
    assert not rooted.training and not rooted[1].training


def test_unusable_arguments() -> None:
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        root_model(nn.Linear(1, 1), lambda: None, lambda model, batch: batch, steps=0)
    with pytest.raises(ValueError, match="at least one model to average, got 0"):
        rooted_average([])
    with pytest.raises(ValueError, match=r"weight: models have the shapes \(3, 2\) and \(2, 3\)"):
        rooted_average([nn.Linear(2, 3), nn.Linear(3, 2)])
    with pytest.raises(ValueError, match=r"models differ in \['bias'\]"):
        rooted_average([nn.Linear(2, 3, bias=False), nn.Linear(2, 3)])
    with pytest.raises(ValueError, match=r"models differ in \['bias'\]"):
        rooted_average([nn.Linear(2, 3), nn.Linear(2, 3, bias=False)])
