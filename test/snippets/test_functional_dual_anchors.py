"""Functional dual anchors: inputs whose gradient follows the task vector, then training on them."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from functional_dual_anchors import adapt, anchor_alignment, fit_anchors, initial_anchors


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=seeded(seed), dtype=torch.float64)


def linear(seed: int, ins: int = 6, outs: int = 4) -> nn.Linear:
    layer = nn.Linear(ins, outs, bias=False).double()
    with torch.no_grad():
        layer.weight.copy_(normal(outs, ins, seed=seed))
    return layer


def moved(block: nn.Module, seed: int, size: float = 0.3) -> nn.Module:
    """A copy with every parameter moved: a stand-in for fine-tuning."""
    tuned = copy.deepcopy(block)
    with torch.no_grad():
        for k, parameter in enumerate(tuned.parameters()):
            parameter += size * normal(*parameter.shape, seed=100 * seed + k)
    return tuned


def mlp() -> nn.Module:
    net = nn.Sequential(nn.Linear(5, 7), nn.GELU(), nn.Linear(7, 3)).double()
    return moved(net, seed=9, size=0.1)


@pytest.mark.parametrize(("ins", "outs"), [(6, 4), (3, 5), (1, 1)])
def test_unit_inputs_point_straight_at_the_fine_tuned_weights(ins: int, outs: int) -> None:
    # With X = I the descent direction of a linear block is 2 tau: the right sign, not -1.
    cosine = anchor_alignment(
        linear(0, ins, outs), linear(1, ins, outs), torch.eye(ins, dtype=torch.float64)
    )
    assert cosine.item() == pytest.approx(1, abs=1e-10)


def test_linear_block_follows_the_closed_form() -> None:
    before, after, anchors = linear(0), linear(1), normal(3, 6, seed=2)
    tau = (after.weight - before.weight).detach().numpy()
    descent = 2 * tau @ anchors.numpy().T @ anchors.numpy()
    expected = (descent * tau).sum() / np.linalg.norm(descent) / np.linalg.norm(tau)
    assert 0.3 < expected < 0.9
    assert anchor_alignment(before, after, anchors).item() == pytest.approx(expected, abs=1e-12)


def test_nonlinear_block_follows_the_gradient_by_differences() -> None:
    before, anchors = mlp(), normal(4, 5, seed=2)
    after = moved(before, seed=1)
    flat = nn.utils.parameters_to_vector(before.parameters()).detach()
    tau = nn.utils.parameters_to_vector(after.parameters()).detach() - flat
    probe = copy.deepcopy(before)

    def loss(vector: Tensor) -> float:
        nn.utils.vector_to_parameters(vector, probe.parameters())
        with torch.no_grad():
            return (probe(anchors) - after(anchors)).square().sum().item()

    descent = np.array([
        (loss(flat - 1e-6 * unit) - loss(flat + 1e-6 * unit)) / 2e-6
        for unit in torch.eye(len(flat), dtype=torch.float64)
    ])
    expected = descent @ tau.numpy() / np.linalg.norm(descent) / tau.norm().item()
    assert anchor_alignment(before, after, anchors).item() == pytest.approx(expected, abs=1e-6)


def test_alignment_is_differentiable_with_respect_to_the_anchors() -> None:
    before, anchors = mlp(), normal(2, 5, seed=2).requires_grad_()
    after = moved(before, seed=1)
    assert torch.autograd.gradcheck(lambda x: anchor_alignment(before, after, x), (anchors,))


def test_a_fine_tuning_may_leave_some_weights_alone() -> None:
    before, after = linear(0), linear(0)
    with torch.no_grad():
        after.weight[1, 2] += 1
    cosine = anchor_alignment(before, after, torch.eye(6, dtype=torch.float64))
    assert cosine.item() == pytest.approx(1, abs=1e-10)


def test_fitting_aligns_random_anchors() -> None:
    before, after, anchors = linear(0), linear(1), normal(3, 6, seed=3)
    start = 1 - anchor_alignment(before, after, anchors).item()
    fitted = fit_anchors(before, after, anchors, steps=80, lr=0.1)
    assert fitted.shape == anchors.shape and fitted.dtype == anchors.dtype
    assert not fitted.requires_grad
    assert start > 0.3
    assert 1 - anchor_alignment(before, after, fitted).item() < 0.02


@pytest.mark.parametrize("scheme", ["weights", "gaussian"])
def test_adapting_on_the_anchors_of_two_tasks_brings_the_experts_together(scheme: str) -> None:
    before = mlp()
    experts = [moved(before, seed) for seed in (1, 2)]
    anchors = [
        fit_anchors(
            before, expert, initial_anchors(expert[0].weight, 8, scheme, generator=seeded()),
            steps=20,
        )
        for expert in experts
    ]

    def distance(block: nn.Module) -> float:
        pairs = zip(experts, anchors)
        return sum((block(x) - expert(x)).square().mean().item() for expert, x in pairs)

    merged = adapt(before, experts, anchors, steps=40, lr=5e-3)
    assert distance(merged) < 0.7 * distance(before)
    # A single task is learnt from its anchors.
    alone = adapt(before, experts[:1], anchors[:1], steps=80, lr=0.03)
    pair = (experts[0](anchors[0]), before(anchors[0]))
    assert (alone(anchors[0]) - pair[0]).norm() < 0.1 * (pair[1] - pair[0]).norm()


def test_one_step_of_adaptation_goes_down_by_the_learning_rate() -> None:
    # The first step of Adam has the length lr in each entry, against the gradient.
    before, x = linear(0), torch.eye(6, dtype=torch.float64)
    expert = linear(1)
    merged = adapt(before, [expert], [x], steps=1, lr=0.01)
    step = (merged.weight - before.weight).detach()
    sign = (expert.weight - before.weight).sign()
    assert torch.allclose(step, 0.01 * sign, rtol=1e-5, atol=0)
    both = adapt(before, [expert, before], [x, 3 * x], steps=2, lr=0.01)
    assert torch.allclose((both.weight - before.weight).sign(), sign)


def test_defaults_of_the_official_script_and_of_the_adaptation() -> None:
    def defaults(function: Callable[..., object]) -> dict[str, object]:
        options = inspect.signature(function).parameters.items()
        return {name: option.default for name, option in options if option.kind.name[0] == "K"}

    assert defaults(fit_anchors) == {"steps": 1200, "lr": 0.01}
    assert defaults(adapt) == {"steps": 200, "lr": 1e-3}


@pytest.mark.parametrize("steps", [1, 3])
def test_the_number_of_steps_is_kept(steps: int) -> None:
    class Counter(nn.Linear):
        calls = 0

        def forward(self, x: Tensor) -> Tensor:
            Counter.calls += 1
            return super().forward(x)

    before, after = Counter(1, 1, bias=False), Counter(1, 1, bias=False)
    with torch.no_grad():
        before.weight.fill_(0.0)
        after.weight.fill_(100.0)
    fit_anchors(before, after, torch.ones(1, 1), steps=steps)
    assert Counter.calls == 2 * steps
    Counter.calls = 0
    merged = adapt(before, [after], [torch.ones(1, 1)], steps=steps, lr=0.5)
    assert Counter.calls == 1 + steps
    # Far from the goal each step of Adam has about the length of the learning rate.
    assert merged.weight.item() == pytest.approx(0.5 * steps, rel=0.01)


def test_fitting_takes_adam_steps_of_the_learning_rate() -> None:
    before, after, anchors = linear(0), linear(1), normal(3, 6, seed=3)
    for options, length in (({}, 0.01), ({"lr": 0.1}, 0.1)):
        step = fit_anchors(before, after, anchors, steps=1, **options) - anchors
        assert torch.allclose(step.abs(), torch.full_like(step, length), rtol=1e-3, atol=0)


def test_rows_of_the_weight_and_small_gaussians_are_the_two_starts() -> None:
    weight = normal(5, 7)
    rows = initial_anchors(weight, 200, generator=seeded())
    assert rows.shape == (200, 7) and rows.dtype == weight.dtype
    found = {tuple(row) for row in rows.tolist()}
    assert found == {tuple(row) for row in weight.tolist()}
    noise = initial_anchors(weight, 2000, "gaussian", generator=seeded())
    assert noise.shape == (2000, 7) and noise.dtype == weight.dtype
    assert noise.mean().abs().item() < 5e-4
    assert noise.std().item() == pytest.approx(0.01, rel=0.03)
    wide = initial_anchors(weight, 2000, "gaussian", sigma=2.0, generator=seeded())
    assert torch.allclose(wide, 200 * noise)
    rows.fill_(9)
    assert not (weight == 9).any()
    assert not initial_anchors(nn.Linear(3, 3).weight, 1).requires_grad
    assert initial_anchors(weight.float(), 1, "gaussian").dtype == torch.float32


def test_blocks_are_left_alone_and_run_without_dropout() -> None:
    before = nn.Sequential(nn.Linear(5, 4), nn.Dropout(0.5)).double().train()
    before[0].weight.requires_grad_(False)
    after = moved(before, seed=1)
    kept = copy.deepcopy([before.state_dict(), after.state_dict()])
    anchors = normal(3, 5)
    rng = torch.get_rng_state()
    fitted = [fit_anchors(before, after, anchors, steps=3) for _ in range(2)]
    merged = [adapt(before, [after], [anchors], steps=3) for _ in range(2)]
    assert torch.equal(rng, torch.get_rng_state())
    assert torch.equal(*fitted) and not merged[0].training
    assert torch.equal(merged[0][0].weight, merged[1][0].weight)
    assert not torch.equal(merged[0][0].weight, before[0].weight)
    assert before.training and after.training and not before[0].weight.requires_grad
    for block, state in zip((before, after), kept):
        assert all(torch.equal(value, state[name]) for name, value in block.state_dict().items())
        assert all(parameter.grad is None for parameter in block.parameters())
    assert all(p.grad is None or not p.grad.any() for p in merged[0].parameters())


def test_inputs_of_any_rank_and_float32() -> None:
    before = mlp().float()
    after = moved(before, seed=1)
    anchors = torch.randn(2, 3, 5, generator=seeded())
    fitted = fit_anchors(before, after, anchors, steps=2)
    assert fitted.shape == (2, 3, 5) and fitted.dtype == torch.float32
    assert adapt(before, [after], [fitted], steps=1)[0].weight.dtype == torch.float32


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    rng = torch.get_rng_state()
    for scheme in ("weights", "gaussian"):
        one, same, other = (
            initial_anchors(normal(9, 4), 20, scheme, generator=seeded(seed)) for seed in (0, 0, 1)
        )
        assert torch.equal(one, same) and not torch.equal(one, other)
    assert torch.equal(rng, torch.get_rng_state())


def test_unusable_arguments() -> None:
    with pytest.raises(ValueError, match="at least 1 anchor of a matrix, got 0 of"):
        initial_anchors(normal(2, 3), 0)
    with pytest.raises(ValueError, match=r"got 4 of torch.Size\(\[3\]\)"):
        initial_anchors(normal(3), 4)
    with pytest.raises(ValueError, match='"weights" or "gaussian", got \'rows\''):
        initial_anchors(normal(2, 3), 4, "rows")
    with pytest.raises(ValueError, match="there is no task vector"):
        anchor_alignment(linear(0), linear(0), normal(2, 6))
    with pytest.raises(ValueError, match=r"shape: \[\(4, 6\)\] and \[\(4, 5\)\]"):
        anchor_alignment(linear(0), linear(1, 5), normal(2, 6))
    with pytest.raises(ValueError, match="0 experts need as many sets, got 0"):
        adapt(linear(0), [], [])
    with pytest.raises(ValueError, match="1 experts need as many sets, got 2"):
        adapt(linear(0), [linear(1)], [normal(2, 6)] * 2)
