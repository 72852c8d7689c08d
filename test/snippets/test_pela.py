"""PELA: balanced truncated SVD of linear layers, the replacement and the two loss terms."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from pela import LowRankLinear, feature_distillation, pela_, pela_rank, weight_perturbation
from torch import Tensor, nn

# (in, out, rank): non-square, odd, of size 1, not a power of two, full rank.
SIZES = [(6, 9, 2), (9, 6, 5), (7, 7, 7), (1, 4, 1), (4, 1, 1), (13, 10, 10), (24, 30, 4)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def linear(n_in: int, n_out: int, bias: bool = True, dtype=torch.float64) -> nn.Linear:
    layer = nn.utils.skip_init(nn.Linear, n_in, n_out, bias=bias, dtype=torch.float64)
    for index, parameter in enumerate(layer.parameters()):
        nn.init.zeros_(parameter)
        with torch.no_grad():
            parameter += torch.randn(parameter.shape, dtype=torch.float64, generator=seeded(index))
    return layer.to(dtype)


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(linear(24, 30), nn.Tanh(), linear(30, 24, bias=False))
        self.extra = nn.ModuleDict({"proj": linear(24, 20)})
        self.head = linear(20, 9)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(torch.tanh(self.extra["proj"](self.body(x))))


def arrays(layer: nn.Linear, pair: LowRankLinear) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    weights = (layer.weight, pair[0].weight, pair[1].weight)
    return tuple(weight.detach().double().numpy() for weight in weights)


@pytest.mark.parametrize("n_in, n_out, rank", SIZES)
def test_error_is_the_tail_of_the_spectrum(n_in, n_out, rank):
    layer = linear(n_in, n_out)
    weight, first, second = arrays(layer, LowRankLinear(layer, rank))
    spectrum = np.linalg.svd(weight, compute_uv=False)
    error = ((second @ first - weight) ** 2).sum()
    assert error == pytest.approx((spectrum[rank:] ** 2).sum(), rel=1e-10, abs=1e-20)


@pytest.mark.parametrize("n_in, n_out, rank", SIZES)
def test_both_factors_carry_the_root_of_the_singular_values(n_in, n_out, rank):
    layer = linear(n_in, n_out)
    weight, first, second = arrays(layer, LowRankLinear(layer, rank))
    singular = np.diag(np.linalg.svd(weight, compute_uv=False)[:rank])
    assert np.abs(first @ first.T - singular).max() < 1e-12
    assert np.abs(second.T @ second - singular).max() < 1e-12


@pytest.mark.parametrize("n_in, n_out, rank", SIZES)
@pytest.mark.parametrize("bias", [True, False])
def test_bias_sits_on_the_second_factor_only(n_in, n_out, rank, bias):
    layer = linear(n_in, n_out, bias)
    first, second = pair = LowRankLinear(layer, rank)
    assert first.bias is None
    assert torch.equal(second.bias, layer.bias) if bias else second.bias is None
    assert bias is False or second.bias is not layer.bias
    count = sum(parameter.numel() for parameter in pair.parameters())
    assert count == rank * (n_in + n_out) + (n_out if bias else 0)
    assert all(p.requires_grad and p.is_leaf for p in pair.parameters())


@pytest.mark.parametrize("n_in, n_out", [(6, 9), (9, 6), (7, 7), (1, 4), (4, 1)])
def test_full_rank_keeps_the_function(n_in, n_out):
    layer = linear(n_in, n_out)
    x = torch.randn(5, n_in, dtype=torch.float64, generator=seeded(9))
    pair = LowRankLinear(layer, min(n_in, n_out))
    assert torch.allclose(pair(x), layer(x), atol=1e-12)


def test_output_error_is_below_that_of_a_random_pair_of_the_same_rank():
    layer = linear(24, 30)
    x = torch.randn(200, 24, dtype=torch.float64, generator=seeded(9))
    pair = LowRankLinear(layer, 8)
    rival = copy.deepcopy(pair)
    with torch.no_grad():
        for index, factor in enumerate(rival):
            std = factor.weight.std()
            noise = torch.randn(factor.weight.shape, dtype=torch.float64, generator=seeded(index))
            factor.weight.copy_(std * noise)
        errors = [(net(x) - layer(x)).pow(2).mean() for net in (pair, rival)]
    assert errors[0] < 0.7 * errors[1]


@pytest.mark.parametrize(
    "dtype, ulps", [(torch.float32, 200), (torch.bfloat16, 8), (torch.float16, 8)]
)
def test_the_svd_is_not_taken_in_half_precision(dtype, ulps):
    layer = linear(24, 30, dtype=dtype)
    pair = LowRankLinear(layer, 6)
    weight, first, second = arrays(layer, pair)
    u, s, vh = np.linalg.svd(weight, full_matrices=False)
    best = (u[:, :6] * s[:6]) @ vh[:6]
    assert all(p.dtype == dtype and p.device == layer.weight.device for p in pair.parameters())
    assert np.abs(second @ first - best).max() < ulps * torch.finfo(dtype).eps


def test_double_precision_is_used_in_full():
    layer = linear(24, 30)
    weight, first, second = arrays(layer, LowRankLinear(layer, 24))
    assert np.abs(second @ first - weight).max() < 1e-12


@pytest.mark.parametrize("rank", [0, -1, 7])
def test_rank_out_of_range_is_refused(rank):
    with pytest.raises(ValueError, match=rf"rank {rank} does not suit .* shape \(9, 6\)"):
        LowRankLinear(linear(6, 9), rank)


@pytest.mark.parametrize("n_in, n_out", [(768, 3072), (3072, 768), (5, 7), (96, 96), (1, 50)])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 3.0, 7])
def test_rank_divides_the_weights_by_the_ratio(n_in, n_out, ratio):
    rank = pela_rank(n_in, n_out, ratio)
    assert isinstance(rank, int)
    assert rank * (n_in + n_out) <= n_in * n_out / ratio < (rank + 1) * (n_in + n_out)


def test_ratio_three_is_the_default():
    assert pela_rank(768, 768) == 128 and pela_rank(768, 3072) == 204
    net = pela_(Net())
    assert [p[0].out_features for p in net.modules() if isinstance(p, LowRankLinear)] == [4, 4, 3]


def test_every_large_layer_becomes_its_own_pair():
    net, teacher = Net(), Net()
    assert pela_(net, 2) is net
    for name in ("body.0", "body.2", "extra.proj"):
        layer = teacher.get_submodule(name)
        pair = net.get_submodule(name)
        expected = LowRankLinear(layer, pela_rank(layer.in_features, layer.out_features, 2))
        assert type(pair) is LowRankLinear and type(pair[0]) is nn.Linear
        for ours, theirs in zip(pair.parameters(), expected.parameters()):
            assert torch.equal(ours, theirs)
    assert type(net.head) is nn.Linear  # nine outputs make a head
    assert net(torch.zeros(2, 24, dtype=torch.float64)).shape == (2, 9)


def test_heads_have_fewer_than_ten_outputs():
    for outputs, replaced in ((9, False), (10, True)):
        net = nn.Sequential(linear(40, 20), linear(20, outputs))
        assert isinstance(pela_(net, 1)[1], LowRankLinear) is replaced
    net = pela_(nn.Sequential(linear(40, 20), linear(20, 5)), 1, min_out=5)
    assert isinstance(net[1], LowRankLinear)


def test_omitted_layers_keep_their_weight():
    net = pela_(Net(), omit=["nothing", "extra"])
    assert type(net.extra["proj"]) is nn.Linear and isinstance(net.body[0], LowRankLinear)


def test_layers_too_small_to_shrink_are_left_alone():
    net = pela_(nn.Sequential(linear(40, 20), linear(4, 20)), 4)
    assert isinstance(net[0], LowRankLinear) and type(net[1]) is nn.Linear


def test_tied_layers_and_attention_projections_are_left_alone():
    class Tied(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(40, 20).double()
            self.attention = nn.MultiheadAttention(20, 2, batch_first=True).double()
            self.own = linear(20, 20)
            self.shared = nn.ModuleList([linear(20, 20)] * 2)
            self.out = linear(20, 40)
            self.out.weight = self.embedding.weight

    net = pela_(Tied())
    assert net.out.weight is net.embedding.weight
    assert type(net.shared[0]) is nn.Linear and net.shared[0] is net.shared[1]
    assert isinstance(net.own, LowRankLinear)
    x = torch.ones(2, 3, 20, dtype=torch.float64)
    assert net.attention(x, x, x)[0].shape == x.shape


def test_uses_no_random_numbers():
    net, layer = Net(), linear(6, 9)
    state = torch.get_rng_state()
    pela_(net)
    LowRankLinear(layer, 3)
    assert torch.equal(state, torch.get_rng_state())


@pytest.mark.parametrize("ratio", [0.99, 0, -1, math.nan])
def test_ratio_below_one_is_refused(ratio):
    with pytest.raises(ValueError, match=f"at least 1, got {ratio}"):
        pela_(Net(), ratio)


@pytest.mark.parametrize("net", [nn.Sequential(nn.ReLU()), linear(40, 40), Net()])
def test_a_net_without_a_layer_to_replace_is_refused(net):
    with pytest.raises(ValueError, match="no linear layer of"):
        pela_(net, omit=["body", "extra"])


def test_feature_distillation_averages_the_layers_and_spares_the_teacher():
    student = [torch.full((2, 3), 3.0, requires_grad=True), torch.zeros(4, requires_grad=True)]
    teacher = [torch.ones(2, 3, requires_grad=True), torch.ones(4, requires_grad=True)]
    loss = feature_distillation(student, teacher)
    assert loss.item() == pytest.approx((4 + 1) / 2)
    loss.backward()
    assert all(s.grad is not None for s in student) and all(t.grad is None for t in teacher)
    with pytest.raises(ValueError, match="1 features of the student, 2 of the teacher"):
        feature_distillation(student[:1], teacher)


@pytest.mark.parametrize("eps", [0.0, 0.05, None])
def test_weight_perturbation_is_the_largest_entry_against_eps(eps):
    teacher = Net()
    student = pela_(copy.deepcopy(teacher))
    expected = []
    for name in ("body.0", "body.2", "extra.proj"):
        weight, first, second = arrays(teacher.get_submodule(name), student.get_submodule(name))
        change = np.abs(second @ first - weight).max()
        expected.append((change - (1e-3 if eps is None else eps)) ** 2)
    loss = weight_perturbation(student, teacher, *([] if eps is None else [eps]))
    assert loss.item() == pytest.approx(np.mean(expected), rel=1e-12)
    loss.backward()
    assert all(p.grad is None for p in teacher.parameters())
    assert student.body[0][0].weight.grad is not None and student.head.weight.grad is None


def test_weight_perturbation_needs_a_low_rank_pair():
    with pytest.raises(ValueError, match="no low-rank pair"):
        weight_perturbation(Net(), Net())
