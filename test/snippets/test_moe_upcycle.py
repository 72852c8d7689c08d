"""MoE upcycling: experts are copies, the function stays, gate logits are normalised."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from moe_upcycle import UpcycledMoE, adapt_loss_coefficient, upcycle_
from torch import Tensor, nn


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=seeded(seed), dtype=torch.float64)


class FFN(nn.Module):
    def __init__(self, width: int, hidden: int, seed: int = 0) -> None:
        super().__init__()
        self.act = nn.GELU()
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)
        self.double()
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.normal_(generator=seeded(seed))

    def forward(self, x: Tensor) -> Tensor:
        return self.down(self.act(self.up(x)))


class Block(nn.Module):
    def __init__(self, seed: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(5).double()
        self.mlp = FFN(5, 7, seed)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.mlp(self.norm(x))


def moe(experts: int = 6, top_k: int = 2, width: int = 5, **options) -> UpcycledMoE:
    return UpcycledMoE(FFN(width, 7), experts, top_k, generator=seeded(3), **options)


def gate_by_hand(layer: UpcycledMoE, tokens: Tensor, eps: float = 0.0) -> np.ndarray:
    """g of equation 6, token by token."""
    rows = []
    weight, bias = (p.detach().numpy() for p in (layer.gate.weight, layer.gate.bias))
    for token in tokens.numpy():
        z = weight @ token + bias
        normal_z = layer.sharpness * (z - z.mean()) / np.sqrt(z.var() + eps)
        rows.append(np.exp(normal_z) / np.exp(normal_z).sum())
    return np.stack(rows)


# --- the function stays ------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(5,), (1, 5), (3, 4, 5), (2, 1, 3, 5), (0, 5)])
@pytest.mark.parametrize("experts, top_k", [(1, 1), (4, 1), (5, 2), (3, 3)])
def test_output_is_that_of_the_dense_layer(shape, experts, top_k) -> None:
    x = normal(*shape)
    layer = moe(experts, top_k)
    with torch.no_grad():
        difference = layer(x) - FFN(5, 7)(x)
    assert difference.shape == shape
    assert difference.numel() == 0 or difference.abs().max() < 1e-13


def test_without_rescaling_the_output_shrinks_by_the_chosen_weights() -> None:
    layer, x = moe(renormalise=False), normal(9, 5)
    g = np.sort(gate_by_hand(layer, x, eps=1e-6), axis=1)[:, -2:].sum(axis=1)
    dense = FFN(5, 7)(x).detach().numpy()
    output = layer(x).detach().numpy()
    assert (g < 0.95).all()
    assert np.abs(output - g[:, None] * dense).max() < 1e-12
    assert np.abs(output - dense).max() > 0.1


def test_whole_model_keeps_its_function_and_its_other_weights() -> None:
    model = nn.Sequential(Block(1), Block(2))
    dense = copy.deepcopy(model)
    assert upcycle_(model, "mlp", 4, 3, sharpness=2.0, generator=seeded()) is model
    x = normal(3, 4, 5)
    assert (model(x) - dense(x)).abs().max() < 1e-12
    for block, old in zip(model, dense):
        assert torch.equal(block.norm.weight, old.norm.weight)
        assert len(block.mlp.experts) == 4 and block.mlp.top_k == 3
        assert block.mlp.sharpness == 2.0 and block.mlp.renormalise
        for expert in block.mlp.experts:
            pairs = zip(expert.parameters(), old.mlp.parameters())
            assert all(torch.equal(a, b) for a, b in pairs)
    assert not torch.equal(model[0].mlp.gate.weight, model[1].mlp.gate.weight)


def test_options_of_the_whole_model() -> None:
    layer = upcycle_(Block(1), "mlp", renormalise=False).mlp
    assert (len(layer.experts), layer.top_k, layer.sharpness) == (16, 2, 1.0)
    assert not layer.renormalise
    default = UpcycledMoE(FFN(5, 7))
    assert (len(default.experts), default.top_k, default.sharpness) == (16, 2, 1.0)
    assert default.renormalise
    assert upcycle_(Block(1), "mlp").mlp.renormalise


# --- the experts -------------------------------------------------------------------------------


def test_experts_share_no_memory_and_drift_apart() -> None:
    ffn = FFN(5, 7)
    layer = UpcycledMoE(ffn, 4, 2, generator=seeded(3))
    pointers = [p.data_ptr() for m in (ffn, *layer.experts) for p in m.parameters()]
    assert len(set(pointers)) == len(pointers)
    x = normal(50, 5)
    (layer(x) * normal(50, 5, seed=1)).sum().backward()
    grads = [expert.up.weight.grad for expert in layer.experts]
    assert all((grad != 0).any() for grad in grads)
    assert not any(torch.equal(grads[0], grad) for grad in grads[1:])


def test_an_expert_without_tokens_does_no_harm() -> None:
    layer = moe(3, 1)
    with torch.no_grad():
        layer.gate.weight.zero_()
        layer.gate.bias.copy_(torch.tensor([0.0, 1.0, 0.0]))
    x = normal(4, 5)
    assert (layer(x) - FFN(5, 7)(x)).abs().max() < 1e-13
    layer(x).sum().backward()
    assert (layer.experts[0].up.weight.grad == 0).all()
    assert (layer.experts[1].up.weight.grad != 0).any()


@pytest.mark.parametrize("top_k", [1, 2, 5])
def test_different_experts_are_mixed_by_their_weights(top_k) -> None:
    layer, x = moe(5, top_k), normal(8, 5)
    for seed, expert in enumerate(layer.experts):
        expert.load_state_dict(FFN(5, 7, seed + 10).state_dict())
    gates = gate_by_hand(layer, x, eps=1e-6)
    output = layer(x).detach().numpy()
    for token in range(8):
        chosen = np.argsort(gates[token])[::-1][:top_k]
        share = gates[token, chosen] / gates[token, chosen].sum()
        parts = [layer.experts[int(i)](x[token]).detach().numpy() for i in chosen]
        assert np.abs(output[token] - share @ np.stack(parts)).max() < 1e-11


def test_mode_and_dropout_of_the_dense_layer_are_copied() -> None:
    ffn = nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5)).eval()
    layer = UpcycledMoE(ffn, 2, 1)
    assert not any(module.training for module in layer.experts[1].modules())


# --- the gate ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 3.0])
def test_normalised_logits_have_mean_zero_and_the_chosen_deviation(sharpness) -> None:
    layer, x = moe(6, 6, sharpness=sharpness), 100 * normal(9, 5)
    weights, chosen = layer.route(x)
    logits = weights.log().detach().numpy()  # up to one constant per token
    z = logits - logits.mean(axis=1, keepdims=True)
    assert np.abs(z.std(axis=1) - sharpness).max() < 1e-5 * sharpness
    # The sample deviation would be larger.
    assert np.abs(z.std(axis=1, ddof=1) - sharpness).min() > 0.05 * sharpness
    order = np.argsort(gate_by_hand(layer, x))[:, ::-1]
    assert np.array_equal(chosen.numpy(), order)


@pytest.mark.parametrize("top_k", [1, 2, 4])
def test_weights_are_the_largest_of_a_softmax_over_all_experts(top_k) -> None:
    layer, x = moe(4, top_k, renormalise=False), 100 * normal(7, 5)
    weights, _ = layer.route(x)
    expected = np.sort(gate_by_hand(layer, x))[:, ::-1][:, :top_k]
    assert np.abs(weights.detach().numpy() - expected).max() < 1e-5
    layer.renormalise = True
    assert (layer.route(x)[0].sum(dim=1) - 1).abs().max() < 1e-14


def test_gate_does_not_depend_on_the_scale_and_shift_of_the_logits() -> None:
    layer, x = moe(), 100 * normal(7, 5)
    weights, chosen = layer.route(x)
    with torch.no_grad():
        layer.gate.weight.mul_(20)
        layer.gate.bias.fill_(3)
    other, same = layer.route(x)
    assert torch.equal(chosen, same) and (weights - other).abs().max() < 1e-5


def test_guard_is_added_to_the_variance() -> None:
    layer, x = moe(5, 5), 0.01 * normal(7, 5)
    expected = np.sort(gate_by_hand(layer, x, eps=1e-6))[:, ::-1]
    assert np.abs(layer.route(x)[0].detach().numpy() - expected).max() < 1e-12
    assert np.abs(gate_by_hand(layer, x) - gate_by_hand(layer, x, eps=1e-6)).max() > 1e-2


def test_equal_logits_give_equal_weights_and_finite_gradients() -> None:
    layer, x = moe(4, 4), normal(3, 5)
    nn.init.zeros_(layer.gate.weight)
    for seed, expert in enumerate(layer.experts):
        expert.load_state_dict(FFN(5, 7, seed).state_dict())
    weights, _ = layer.route(x)
    assert (weights - 0.25).abs().max() < 1e-15
    layer(x).sum().backward()
    assert torch.isfinite(layer.gate.weight.grad).all() and (layer.gate.weight.grad != 0).any()


def test_gate_starts_small_and_without_bias() -> None:
    gate = UpcycledMoE(FFN(300, 2), 40, generator=seeded()).gate
    assert gate.weight.shape == (40, 300) and not gate.bias.any()
    assert abs(gate.weight.std().item() / 0.02 - 1) < 0.03
    assert abs(gate.weight.mean().item()) < 0.001


# --- the coefficient of the load-balancing loss ------------------------------------------------


@pytest.mark.parametrize(
    "drop_rate, target", [(0.0, 0.0), (0.01, 0.002), (0.05, 0.01), (0.4, 0.01), (1.0, 0.01)]
)
def test_coefficient_moves_towards_a_share_of_the_drop_rate(drop_rate, target) -> None:
    coefficient = adapt_loss_coefficient(0.004, drop_rate)
    assert abs(coefficient - (0.99 * 0.004 + 0.01 * target)) < 1e-15
    for _ in range(3000):
        coefficient = adapt_loss_coefficient(coefficient, drop_rate)
    assert abs(coefficient - target) < 1e-12


def test_coefficient_with_other_settings() -> None:
    assert abs(adapt_loss_coefficient(0.5, 0.25, 2.0, 1.0, 0.75) - 0.5) < 1e-15
    assert abs(adapt_loss_coefficient(0.5, 0.25, 4.0, 0.9, 0.5) - 0.7) < 1e-15


# --- the rest ----------------------------------------------------------------------------------


def test_seed_repeats_and_the_global_one_is_untouched() -> None:
    ffn = FFN(5, 7)
    state = torch.get_rng_state()
    gates = [UpcycledMoE(ffn, generator=seeded(s)).gate.weight for s in (1, 1, 2)]
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(gates[0], gates[1]) and not torch.equal(gates[0], gates[2])


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype) -> None:
    layer = UpcycledMoE(FFN(5, 7).to(dtype), 4, generator=seeded(3))
    x = normal(6, 5).to(dtype)
    assert layer(x).dtype == dtype == layer.gate.weight.dtype == layer.gate.bias.dtype
    assert layer.gate.weight.device.type == "cpu" and layer.gate.weight.requires_grad
    assert (layer(x) - FFN(5, 7).to(dtype)(x)).abs().max() <= 4 * torch.finfo(dtype).eps * 30
    exact = torch.float64 if dtype == torch.float64 else torch.float32
    assert layer.route(x)[0].dtype == exact


@pytest.mark.parametrize("top_k", [0, 4])
def test_impossible_counts_are_refused(top_k) -> None:
    with pytest.raises(ValueError, match=f"need 1 <= top_k <= experts, got {top_k} and 3"):
        moe(3, top_k)


def test_models_without_such_layers_are_refused() -> None:
    with pytest.raises(ValueError, match="no linear layer in GELU"):
        UpcycledMoE(nn.GELU())
    for name in ("ml", "lp", "norm.mlp", ""):
        with pytest.raises(ValueError, match=f"no submodule named '{name}'"):
            upcycle_(nn.Sequential(Block(1)), name)
