"""OML: online steps of the head, a meta-loss through them, and the meta-step."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from oml_init import oml_loss, oml_step_, reset_classes_
from torch import Tensor, nn

# (inputs, features, classes, steps, batch): odd, of size 1, not a power of two.
SIZES = [(5, 7, 3, 6, 11), (1, 1, 2, 1, 1), (3, 2, 5, 2, 4)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def build(n_in=5, width=7, classes=3, steps=6, size=11, bias=True, dtype=torch.float64):
    """An encoder, a head, a trajectory of class 0 and a batch of all classes."""
    with torch.random.fork_rng():
        torch.manual_seed(n_in)
        encoder = nn.Sequential(nn.Linear(n_in, width), nn.Tanh()).to(dtype)
        head = nn.Linear(width, classes, bias=bias).to(dtype)
    inputs = torch.randn(steps + size, n_in, dtype=torch.float64, generator=seeded(1)).to(dtype)
    targets = torch.randint(classes, (size,), generator=seeded(2))
    trajectory = (inputs[:steps], torch.zeros(steps, dtype=torch.long))
    return encoder, head, trajectory, (inputs[steps:], targets)


def grads(loss: Tensor, *modules: nn.Module) -> list[np.ndarray]:
    parameters = [p for module in modules for p in module.parameters()]
    return [g.numpy() for g in torch.autograd.grad(loss, parameters)]


def reference(encoder, head, trajectory, batch, inner_lr: float) -> float:
    """The same value by plain SGD on a copy of the head."""
    head = copy.deepcopy(head)
    optimizer = torch.optim.SGD(head.parameters(), lr=inner_lr)
    for x, y in zip(*trajectory):
        optimizer.zero_grad()
        F.cross_entropy(head(encoder(x[None]).detach()), y[None]).backward()
        optimizer.step()
    return F.cross_entropy(head(encoder(batch[0])), batch[1]).item()


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("bias", [True, False])
def test_loss_is_that_of_the_head_after_plain_online_sgd(sizes, bias):
    task = build(*sizes, bias=bias)
    for inner_lr in (0.03, 0.5):
        assert oml_loss(*task, inner_lr).item() == pytest.approx(reference(*task, inner_lr))
    shorter = (*task[:2], tuple(part[:1] for part in task[2]), task[3])
    assert oml_loss(*shorter, 0.5).item() == pytest.approx(reference(*shorter, 0.5))


@pytest.mark.parametrize("sizes", SIZES)
def test_meta_gradient_matches_finite_differences(sizes):
    """Holds for second-order gradients only, with regard to the encoder and to the head."""
    encoder, head, trajectory, batch = build(*sizes)
    gradients = grads(oml_loss(encoder, head, trajectory, batch, 0.3), encoder, head)
    parameters = [*encoder.parameters(), *head.parameters()]
    for parameter, gradient in zip(parameters, gradients):
        direction = torch.randn(parameter.shape, dtype=torch.float64, generator=seeded(4))
        losses = []
        for step in (1e-5, -2e-5):
            with torch.no_grad():
                parameter += step * direction
            losses.append(oml_loss(encoder, head, trajectory, batch, 0.3).item())
        with torch.no_grad():
            parameter += 1e-5 * direction
        expected = (losses[0] - losses[1]) / 2e-5
        assert (gradient * direction.numpy()).sum() == pytest.approx(expected, rel=1e-5, abs=1e-8)


def test_encoder_gradient_is_not_the_first_order_one():
    encoder, head, trajectory, batch = build()
    full = grads(oml_loss(encoder, head, trajectory, batch, 0.3), encoder)
    weights = [head.weight, head.bias]
    for x, y in zip(*trajectory):
        loss = F.cross_entropy(F.linear(encoder(x[None]), *weights), y[None])
        steps = [g.detach() for g in torch.autograd.grad(loss, weights)]
        weights = [w - 0.3 * g for w, g in zip(weights, steps)]
    loss = F.cross_entropy(F.linear(encoder(batch[0]), *weights), batch[1])
    first_order = grads(loss, encoder)
    norm = math.sqrt(sum((a**2).sum() for a in full))
    difference = math.sqrt(sum(((a - b) ** 2).sum() for a, b in zip(full, first_order)))
    assert norm > 0.01 and difference > 0.1 * norm


@pytest.mark.parametrize("sizes", SIZES)
def test_without_inner_learning_the_gradient_is_the_ordinary_one(sizes):
    encoder, head, trajectory, batch = build(*sizes)
    ours = grads(oml_loss(encoder, head, trajectory, batch, 0.0), encoder, head)
    ordinary = grads(F.cross_entropy(head(encoder(batch[0])), batch[1]), encoder, head)
    assert all(np.allclose(a, b, rtol=1e-12, atol=1e-15) for a, b in zip(ours, ordinary))


def test_inner_loop_leaves_encoder_and_head_as_they_are():
    encoder, head, trajectory, batch = build()
    before = copy.deepcopy((encoder.state_dict(), head.state_dict()))
    oml_loss(encoder, head, trajectory, batch, 0.5).backward()
    for old, module in zip(before, (encoder, head)):
        assert all(torch.equal(old[name], value) for name, value in module.state_dict().items())
    assert all(p.grad is not None for p in [*encoder.parameters(), *head.parameters()])


def test_interference_is_seen_on_other_classes_only():
    """Learning class 0 online raises the loss of the rest and lowers its own."""
    encoder, head, trajectory, (inputs, _) = build()
    for label, sign in ((0, -1), (1, 1)):
        batch = (inputs, torch.full((len(inputs),), label))
        change = oml_loss(encoder, head, trajectory, batch, 0.3) - oml_loss(
            encoder, head, trajectory, batch, 0.0
        )
        assert sign * change.item() > 0.05


def test_any_mean_loss_will_do():
    encoder, head, (inputs, _), _ = build(classes=2)
    targets = torch.randn(len(inputs), 2, dtype=torch.float64, generator=seeded(3))
    batch = (inputs[:4], targets[:4])
    loss = oml_loss(encoder, head, (inputs, targets), batch, 0.0, F.mse_loss)
    assert loss.item() == pytest.approx(F.mse_loss(head(encoder(inputs[:4])), targets[:4]).item())
    # Online steps on one sample bring the output nearer to its target.
    same = (inputs[:1].expand(6, -1), targets[:1].expand(6, -1))
    losses = [oml_loss(encoder, head, same, same, lr, F.mse_loss).item() for lr in (0.0, 0.1)]
    assert losses[1] < 0.9 * losses[0]


def test_meta_step_redraws_the_class_then_steps_against_the_clipped_gradient():
    for clip in (5.0, 0.01):
        encoder, head, trajectory, batch = build()
        twin = copy.deepcopy(encoder), copy.deepcopy(head)
        reset_classes_(twin[1], torch.tensor([0]), seeded(3))
        expected = oml_loss(*twin, trajectory, batch, 0.3)
        gradients = grads(expected, *twin)
        assert any(abs(g).max() > 0.01 for g in gradients)
        parameters = [*encoder.parameters(), *head.parameters()]
        for parameter in parameters:  # left over from something else
            parameter.grad = torch.ones_like(parameter)
        optimizer = torch.optim.SGD(parameters, lr=0.7)
        loss = oml_step_(encoder, head, optimizer, trajectory, batch, 0.3, clip, seeded(3))
        assert type(loss) is float and loss == pytest.approx(expected.item(), rel=1e-12)
        old = [p.detach().numpy() for module in twin for p in module.parameters()]
        for parameter, before, gradient in zip(parameters, old, gradients):
            after = before - 0.7 * np.clip(gradient, -clip, clip)
            assert np.allclose(parameter.detach().numpy(), after, atol=1e-12)


def test_clips_at_five_by_default():
    encoder, head, trajectory, (inputs, targets) = build()
    batch = (1e4 * inputs, targets)
    encoder[1] = nn.Identity()
    optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.0)
    oml_step_(encoder, head, optimizer, trajectory, batch, 0.3, generator=seeded())
    assert head.weight.grad.abs().max() == 5 and encoder[0].weight.grad.abs().max() == 5


def test_reset_draws_the_rows_named_and_no_other():
    head = nn.Linear(9, 5).double()
    before = copy.deepcopy(head)
    assert reset_classes_(head, torch.tensor([3, 1, 3]), seeded()) is head
    changed = (head.weight != before.weight).all(1).tolist()
    assert changed == [False, True, False, True, False]
    assert torch.equal(head.weight[[0, 2, 4]], before.weight[[0, 2, 4]])
    assert torch.equal(head.bias, before.bias) and head.weight.requires_grad
    once = reset_classes_(copy.deepcopy(before), torch.tensor([1, 3]), seeded())
    assert torch.equal(once.weight, head.weight)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_reset_follows_kaimings_law(dtype):
    head = reset_classes_(nn.Linear(400, 30).to(dtype), torch.arange(30), seeded())
    weight = head.weight.detach().double()
    assert head.weight.dtype == dtype
    assert weight.std().item() == pytest.approx(math.sqrt(2 / 400), rel=0.03)
    assert abs(weight.mean().item()) < 0.002
    assert ((weight / weight.std()) ** 4).mean().item() == pytest.approx(3, rel=0.1)


def test_reset_and_step_follow_the_generator_and_spare_the_global_state():
    state = torch.get_rng_state()
    results = []
    for seed in (1, 1, 2):
        encoder, head, trajectory, batch = build()
        optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
        loss = oml_step_(encoder, head, optimizer, trajectory, batch, 0.3, generator=seeded(seed))
        results.append((loss, head.weight.sum().item()))
    assert torch.equal(torch.get_rng_state(), state)
    assert results[0] == results[1] != results[2]


def test_bfloat16_meta_step_stays_finite():
    encoder, head, trajectory, batch = build(dtype=torch.bfloat16)
    optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
    assert math.isfinite(oml_step_(encoder, head, optimizer, trajectory, batch, 0.3))
    assert head.weight.dtype == torch.bfloat16 and head.weight.isfinite().all()


@pytest.mark.parametrize("inputs, targets", [(0, 0), (3, 2), (2, 3)])
def test_a_trajectory_that_does_not_match_is_refused(inputs, targets):
    encoder, head, (x, y), batch = build()
    with pytest.raises(ValueError, match=f"of {inputs} inputs and {targets} targets"):
        oml_loss(encoder, head, (x[:inputs], y[:targets]), batch, 0.1)
