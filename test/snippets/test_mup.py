"""muP: initial scale, readout and learning rates that hold at every width."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mup import MuReadout, mup_, mup_attention_scale, mup_param_groups

BASE = 16


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def fresh(make: Callable[..., nn.Module], *sizes: int, seed: int = 0) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return make(*sizes).double()


def mlp(width: int, second: int | None = None, readout: type[nn.Linear] = MuReadout) -> nn.Module:
    second = second or width
    return nn.Sequential(
        nn.Linear(6, width), nn.ReLU(), nn.Linear(width, second), nn.ReLU(), readout(second, 3)
    )


class Everything(nn.Module):
    def __init__(self, width: int, tied: bool = False) -> None:
        super().__init__()
        self.embed = nn.Embedding(11, width)
        self.conv = nn.Conv1d(width, 2 * width, 3)
        self.norm = nn.LayerNorm(2 * width)
        self.down = nn.Linear(2 * width, width, bias=False)
        self.temperature = nn.Parameter(torch.ones(1))
        self.head = MuReadout(width, 11)
        if tied:
            self.head.weight = self.embed.weight


def test_at_the_base_width_nothing_changes() -> None:
    for make in (mlp, Everything):
        net, base = fresh(make, BASE), fresh(make, BASE, seed=1)
        plain = copy.deepcopy(net)
        assert mup_(net, base) is net
        for (name, a), b in zip(net.named_parameters(), plain.parameters()):
            assert torch.equal(a, b), name
        for groups in (mup_param_groups(net, base, 0.3, 0.1, kind) for kind in ("adam", "sgd")):
            (group,) = groups
            assert (group["lr"], group["weight_decay"]) == (0.3, 0.1)
            assert [id(p) for p in group["params"]] == [id(p) for p in net.parameters()]
    net, x = fresh(mlp, BASE), torch.ones(2, 6, dtype=torch.float64)
    head = net[4]
    expected = F.linear(net[:4](x), head.weight, head.bias)
    assert torch.equal(mup_(net, fresh(mlp, BASE))(x), expected)


@pytest.mark.parametrize("width", [1, 8, 24, 64])
def test_only_readouts_and_biases_behind_a_width_are_rescaled(width: int) -> None:
    net = fresh(Everything, width)
    before = {name: p.detach().clone() for name, p in net.named_parameters()}
    mup_(net, fresh(Everything, BASE))
    scale = math.sqrt(width / BASE)
    for name, parameter in net.named_parameters():
        factor = scale if name in ("head.weight", "head.bias", "conv.bias") else 1
        assert torch.allclose(parameter, factor * before[name], rtol=1e-12), name


def test_fan_in_and_fan_out_may_grow_differently() -> None:
    net, base = fresh(mlp, 32, 80), fresh(mlp, BASE, BASE)
    before = [p.detach().clone() for p in net.parameters()]
    mup_(net, base)
    factors = [1, 1, 1, math.sqrt(2), math.sqrt(5), math.sqrt(5)]
    for parameter, old, factor in zip(net.parameters(), before, factors):
        assert torch.allclose(parameter, factor * old, rtol=1e-12)
    adam = {id(p): g for g in mup_param_groups(net, base, 1.0, 1.0) for p in g["params"]}
    sgd = {id(p): g for g in mup_param_groups(net, base, 1.0, 1.0, "sgd") for p in g["params"]}
    rates = [(adam[id(p)]["lr"], sgd[id(p)]["lr"]) for p in net.parameters()]
    expected = [(1, 2), (1, 2), (1 / 2, 5 / 2), (1, 5), (1, 5), (1, 1)]
    assert all(found == pytest.approx(pair, rel=1e-12) for found, pair in zip(rates, expected))


@pytest.mark.parametrize("width", [8, 24, 64])
@pytest.mark.parametrize("output_mult", [1.0, 3.0])
def test_readout_divides_its_input_by_the_width_multiplier(width: int, output_mult: float) -> None:
    net = fresh(Everything, width)
    net.head.output_mult = output_mult
    mup_(net, fresh(Everything, BASE))
    x = torch.randn(5, 2, width, generator=seeded(), dtype=torch.float64)
    scaled = x @ net.head.weight.T * output_mult * BASE / width + net.head.bias
    assert torch.allclose(net.head(x), scaled, rtol=1e-12)
    assert copy.deepcopy(net).head.width_mult == width / BASE
    assert MuReadout(2, 2).width_mult == 1, "one net does not change the others"


def test_initial_scale_of_hidden_follows_fan_in_and_of_readout_not() -> None:
    for width in (64, 256, 512):
        hidden = mup_(fresh(mlp, width), fresh(mlp, 64))[2]
        assert hidden.weight.std().item() == pytest.approx(1 / math.sqrt(3 * width), rel=0.03)
        biases, readouts = [], []
        for seed in range(4):
            net = mup_(fresh(mlp, width, seed=seed), fresh(mlp, 64))
            readouts.append(net[4].weight.flatten())
            biases.append(net[2].bias)
        assert torch.cat(readouts).std().item() == pytest.approx(1 / math.sqrt(3 * 64), rel=0.05)
        assert torch.cat(biases).abs().max().item() == pytest.approx(1 / 8, rel=0.03)


@pytest.mark.parametrize("width", [4, 48])
def test_adam_groups(width: int) -> None:
    net, base = fresh(Everything, width), fresh(Everything, BASE)
    groups = mup_param_groups(net, base, lr=0.01, weight_decay=0.1)
    m, found = width / BASE, {id(p): g for g in groups for p in g["params"]}
    assert len(found) == sum(len(g["params"]) for g in groups) == len(list(net.parameters()))
    for name, parameter in net.named_parameters():
        factor = m if name in ("conv.weight", "down.weight") else 1
        group = found[id(parameter)]
        assert group["lr"] == 0.01 / factor, name
        assert group["weight_decay"] == pytest.approx(0.1 * factor, rel=1e-12)
    assert len(groups) == 2
    torch.optim.AdamW(groups)


@pytest.mark.parametrize("width", [4, 48])
def test_sgd_groups(width: int) -> None:
    net, base = fresh(Everything, width), fresh(Everything, BASE)
    groups = mup_param_groups(net, base, 0.01, 0.1, optimizer="sgd")
    m, found = width / BASE, {id(p): g for g in groups for p in g["params"]}
    for name, parameter in net.named_parameters():
        fixed = name in ("conv.weight", "down.weight", "temperature", "head.bias")
        assert found[id(parameter)]["lr"] == pytest.approx(0.01 * (1 if fixed else m)), name
        assert found[id(parameter)]["weight_decay"] == pytest.approx(0.1 / (1 if fixed else m))
    assert [g["weight_decay"] for g in mup_param_groups(net, base, 0.01)] == [0, 0]


@pytest.mark.parametrize("zero", [False, True])
def test_tied_readout_keeps_the_embedding_and_divides_its_input(zero: bool) -> None:
    net = fresh(Everything, 64, True)
    embedding, bias = net.embed.weight.detach().clone(), net.head.bias.detach().clone()
    mup_(net, fresh(Everything, BASE, True), zero_readout=zero)
    assert torch.equal(net.head.weight, embedding) and net.head.weight is net.embed.weight
    assert torch.allclose(net.head.bias, (0 if zero else 2) * bias)
    x = torch.ones(1, 64, dtype=torch.float64)
    assert torch.allclose(net.head(x) - net.head.bias, x @ embedding.T / 4)


def test_zero_readout_zeroes_only_the_readout() -> None:
    net = mup_(fresh(mlp, 64), fresh(mlp, BASE), zero_readout=True)
    assert not net[4].weight.any() and not net[4].bias.any()
    assert net[0].weight.all() and net[2].weight.all() and net[2].bias.all()
    plain = mup_(fresh(mlp, BASE), fresh(mlp, BASE), zero_readout=True)
    assert not plain[4].weight.any(), "at the base width, too"


def logits_after_training(width: int, mup: bool, steps: int = 3) -> float:
    """Mean size of the output after a few steps of Adam: the coordinate check."""
    net = fresh(mlp, width, None, MuReadout if mup else nn.Linear).float()
    base = fresh(mlp, 64).float()
    groups = mup_param_groups(mup_(net, base), base, 0.01) if mup else net.parameters()
    optimizer = torch.optim.Adam(groups, lr=0.01)
    x = torch.randn(32, 6, generator=seeded(1))
    y = torch.randint(3, (32,), generator=seeded(2))
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    return net(x).abs().mean().item()


def test_coordinate_check() -> None:
    with_mup = [logits_after_training(width, True) for width in (64, 256, 1024)]
    assert max(with_mup) / min(with_mup) < 1.3
    standard = [logits_after_training(width, False) for width in (64, 1024)]
    assert standard[1] / standard[0] > 10


def test_attention_scale_is_standard_at_the_base_and_falls_with_the_head_size() -> None:
    assert mup_attention_scale(64, 64) == pytest.approx(1 / 8, rel=1e-15)
    assert mup_attention_scale(256, 64) == pytest.approx(8 / 256, rel=1e-15)
    assert mup_attention_scale(5, 9) == pytest.approx(3 / 5, rel=1e-15)


def test_a_second_call_is_refused_and_changes_nothing() -> None:
    net, base = fresh(mlp, 64), fresh(mlp, BASE)
    mup_(net, base)
    before = [p.detach().clone() for p in net.parameters()]
    with pytest.raises(ValueError, match="readout '4' has been rescaled before"):
        mup_(net, base)
    assert all(torch.equal(a, b) for a, b in zip(net.parameters(), before))


def test_a_checkpoint_is_loaded_afterwards() -> None:
    trained = mup_(fresh(mlp, 64), fresh(mlp, BASE))
    resumed = mup_(fresh(mlp, 64, seed=3), fresh(mlp, BASE))
    resumed.load_state_dict(trained.state_dict())
    x = torch.ones(2, 6, dtype=torch.float64)
    assert torch.equal(resumed(x), trained(x))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_base_on_meta_random_state_dtype_and_leaves(dtype: torch.dtype) -> None:
    net, base = mlp(64).to(dtype), mlp(BASE).to("meta")
    state = torch.get_rng_state()
    mup_(net, base)
    mup_param_groups(net, base, 0.1)
    assert torch.equal(state, torch.get_rng_state())
    for parameter in net.parameters():
        assert parameter.dtype == dtype and parameter.is_leaf and parameter.requires_grad
    assert net(torch.ones(1, 6, dtype=dtype)).dtype == dtype


def three(width: int) -> nn.Module:
    return nn.Conv1d(width, width, width)


@pytest.mark.parametrize(
    ("net", "base", "message"),
    [
        (mlp(32), nn.Sequential(nn.Linear(6, 16)), r"no parameter '2.weight' with 2 dimensions"),
        (nn.Sequential(nn.Linear(6, 32)), mlp(16), r"model has no parameters \['2.weight', '2"),
        (nn.Conv1d(2, 3, 1), nn.Linear(2, 3), r"'weight' with 3 dimensions"),
        (three(3), three(2), r"'weight' has more than two .* \(3, 3, 3\), \(2, 2, 2\) in"),
    ],
)
def test_nets_that_do_not_belong_together(net: nn.Module, base: nn.Module, message: str) -> None:
    before = [p.detach().clone() for p in net.parameters()]
    for call in (mup_, lambda a, b: mup_param_groups(a, b, 0.1)):
        with pytest.raises(ValueError, match=message):
            call(net, base)
    assert all(torch.equal(a, b) for a, b in zip(net.parameters(), before))


def test_an_ordinary_output_layer_is_refused_before_anything_changes() -> None:
    net = fresh(mlp, 64, None, nn.Linear)
    before = [p.detach().clone() for p in net.parameters()]
    with pytest.raises(ValueError, match="layer '4' maps from a width to a fixed size"):
        mup_(net, fresh(mlp, BASE, None, nn.Linear))
    assert all(torch.equal(a, b) for a, b in zip(net.parameters(), before))


def test_unknown_optimizer() -> None:
    with pytest.raises(ValueError, match="got 'lion'"):
        mup_param_groups(mlp(4), mlp(4), 0.1, optimizer="lion")
