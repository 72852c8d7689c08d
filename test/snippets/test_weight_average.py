"""Weight averaging: the plain mean of everything but the heads."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from weight_average import weight_average

State = dict[str, Tensor]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def states(count: int, dtype: torch.dtype = torch.float64) -> list[State]:
    shapes = {"a.weight": (5, 3), "a.bias": (5,), "conv.weight": (2, 3, 1, 2), "scale": ()}
    shapes |= {"one": (1,), "empty": (0, 4)}
    rng = seeded(7)
    return [
        {
            name: torch.randn(shape, generator=rng, dtype=torch.float64).to(dtype)
            for name, shape in shapes.items()
        }
        for _ in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_equals_the_mean_of_the_state_dicts(count: int) -> None:
    models = states(count)
    fused = weight_average(models, heads=[])
    assert list(fused) == list(models[0])
    for name, value in fused.items():
        total = np.zeros(models[0][name].shape)
        for model in models:
            total = total + model[name].numpy()
        assert value.shape == models[0][name].shape
        assert np.abs(value.numpy() - total / count).max(initial=0) < 1e-15


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_identical_models_give_that_model_in_its_dtype(dtype: torch.dtype) -> None:
    model = states(1, dtype)[0]
    fused = weight_average([model] * 4, heads=[])
    for name, value in fused.items():
        assert value.dtype == dtype and value.device == model[name].device
        assert torch.equal(value, model[name])


def test_the_order_of_the_models_does_not_matter() -> None:
    models = states(4)
    one, other = weight_average(models, heads=[]), weight_average(models[::-1], heads=[])
    assert all(torch.allclose(one[name], other[name], rtol=0, atol=1e-15) for name in one)


def test_linear_models_average_their_outputs() -> None:
    layers = [nn.Linear(3, 5).double() for _ in range(3)]
    x = torch.randn(6, 3, generator=seeded(), dtype=torch.float64)
    fused = nn.Linear(3, 5).double()
    fused.load_state_dict(weight_average([layer.state_dict() for layer in layers], heads=[]))
    mean = torch.stack([layer(x) for layer in layers]).mean(0)
    assert torch.allclose(fused(x), mean, rtol=0, atol=1e-14)


def test_only_a_common_ancestor_makes_the_mean_a_model() -> None:
    def distance(models: list[nn.Sequential]) -> float:
        fused = copy.deepcopy(net)
        fused.load_state_dict(weight_average([model.state_dict() for model in models], heads=[]))
        mean = torch.stack([model(x) for model in models]).mean(0)
        return (fused(x) - mean).square().mean().item()

    net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1)).double()
    x = torch.randn(50, 2, generator=seeded(1), dtype=torch.float64)
    with torch.no_grad():
        for parameter, seed in zip(net.parameters(), range(4)):
            parameter.copy_(torch.randn(parameter.shape, generator=seeded(seed)))
        tuned = [copy.deepcopy(net) for _ in range(2)]
        for model, step in zip(tuned, (0.05, -0.05)):
            model[0].weight += step
        # The same function with its hidden units in another order.
        twin = copy.deepcopy(net)
        order = torch.arange(8).roll(3)
        twin[0].weight.copy_(net[0].weight[order])
        twin[0].bias.copy_(net[0].bias[order])
        twin[2].weight.copy_(net[2].weight[:, order])
    assert torch.allclose(net(x), twin(x))
    assert distance(tuned) < 1e-3
    assert distance([net, twin]) > 0.1


def test_heads_are_left_out_by_module_name() -> None:
    models = states(2)
    for model, classes in zip(models, (2, 7)):
        model["head.weight"] = torch.zeros(classes, 5)
        model["head.bias"] = torch.zeros(classes)
        model["query"] = torch.zeros(classes)
        model["head_norm.weight"] = torch.full((2,), float(classes))
    # A task may have a head of its own name.
    models[1]["span.weight"] = torch.zeros(3)
    fused = weight_average(models, heads=["head", "query", "span"])
    assert set(fused) == set(states(1)[0]) | {"head_norm.weight"}
    assert torch.equal(fused["head_norm.weight"], torch.full((2,), 4.5))


def test_sums_are_not_taken_in_bfloat16() -> None:
    # In bfloat16 256 + 1 is 256, so a sum in it would forget the small entries.
    models = [{"w": torch.tensor([v], dtype=torch.bfloat16)} for v in (256.0, 1.0, 1.0, 1.0, 1.0)]
    assert weight_average(models, heads=[])["w"].item() == 52


def test_mixed_dtypes_follow_the_first_model() -> None:
    models = [{"w": torch.tensor([1.0])}, {"w": torch.tensor([2.0], dtype=torch.float64)}]
    fused = weight_average(models, heads=[])["w"]
    assert fused.dtype == torch.float32 and fused.item() == 1.5


def test_counters_are_copied_and_statistics_averaged() -> None:
    norms = [nn.BatchNorm1d(3).double() for _ in range(2)]
    for k, norm in enumerate(norms):
        norm.num_batches_tracked.fill_(10 + 5 * k)
        norm.running_mean.fill_(1.0 + k)
    fused = weight_average([norm.state_dict() for norm in norms], heads=[])
    assert fused["num_batches_tracked"].item() == 10
    assert fused["num_batches_tracked"].dtype == torch.int64
    assert fused["running_mean"].tolist() == [1.5] * 3
    fused["num_batches_tracked"] += 1
    assert norms[0].num_batches_tracked.item() == 10


def test_complex_weights_keep_their_imaginary_part() -> None:
    models = [{"w": torch.tensor([1 + 2j])}, {"w": torch.tensor([3 - 4j])}]
    fused = weight_average(models, heads=[])["w"]
    assert fused.dtype == models[0]["w"].dtype and fused.item() == 2 - 1j


def test_tied_weights_stay_equal() -> None:
    net = nn.Sequential(nn.Embedding(4, 3), nn.Linear(3, 4, bias=False))
    net[1].weight = net[0].weight
    other = copy.deepcopy(net)
    with torch.no_grad():
        other[0].weight += 1
    fused = weight_average([net.state_dict(), other.state_dict()], heads=[])
    assert torch.equal(fused["0.weight"], fused["1.weight"])
    assert torch.allclose(fused["0.weight"], net[0].weight + 0.5)


@pytest.mark.parametrize("count", [1, 3])
def test_originals_are_neither_changed_nor_shared(count: int) -> None:
    models = states(count)
    before = copy.deepcopy(models)
    fused = weight_average(models, heads=[])
    for value in fused.values():
        value.fill_(9)
    for model, kept in zip(models, before):
        assert all(torch.equal(model[name], kept[name]) for name in kept)


def test_no_gradient_and_no_random_number() -> None:
    rng = torch.get_rng_state()
    fused = weight_average([{"w": nn.Parameter(torch.ones(2))}] * 2, heads=[])
    assert not fused["w"].requires_grad
    assert torch.equal(rng, torch.get_rng_state())


def test_unmerged_lora_factors_are_refused() -> None:
    factors = [{"q.lora_A.weight": torch.ones(2, 3), "q.lora_B.weight": torch.ones(3, 2)}] * 2
    with pytest.raises(ValueError, match="q.lora_A.weight is a LoRA factor: merge the adapters"):
        weight_average(factors, heads=[])
    assert weight_average(factors, heads=["q"]) == {}


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ([], "at least one model to average, got 0"),
        ([{"w": torch.ones(2, 3)}, {"w": torch.ones(3, 2)}], r"w: one model has \(2, 3\), another"),
        ([{"w": torch.ones(2)}, {"w": torch.ones(1)}], r"w: one model has \(2,\), another \(1,\)"),
        ([{"w": torch.ones(1), "v": torch.ones(1)}, {"w": torch.ones(1)}], "v: .* another nothing"),
        ([{"w": torch.ones(1)}, {"w": torch.ones(1), "v": torch.ones(1)}], r"only one .*\['v'\]"),
    ],
)
def test_models_that_do_not_match(models: list[State], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        weight_average(models, heads=[])
