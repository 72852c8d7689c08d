"""EVA: incremental SVD of layer inputs, ranks by explained variance, zero adapters."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from eva_init import IncrementalSVD, eva_init, eva_ranks
from torch import Tensor, nn

LAYERS = ("q", "mlp.0", "mlp.2")


def draw(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def anisotropic(count: int, width: int, seed: int = 0) -> Tensor:
    """Rows with clear gaps in their spectrum and a mean far from 0."""
    rotation = np.linalg.qr(draw(width, width, seed=99).numpy())[0]
    scales = 3.0 ** -torch.arange(width, dtype=torch.float64)
    rows = draw(count, width, seed=seed) * scales @ torch.from_numpy(rotation)
    return rows + 5 * torch.arange(width)


class Net(nn.Module):
    """Three linear layers, one of which sees three-dimensional inputs."""

    def __init__(self) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(3)
            self.q = nn.Linear(6, 9)
            self.mlp = nn.Sequential(nn.Linear(9, 13), nn.Tanh(), nn.Linear(13, 4, bias=False))
            self.norm = nn.LayerNorm(9)
        self.double().eval()

    def forward(self, x: Tensor, **_: Tensor) -> Tensor:
        return self.mlp(torch.tanh(self.norm(self.q(x)))).mean(1)


def batches(count: int = 3, size: int = 10, dtype: torch.dtype = torch.float64) -> list[Tensor]:
    return [anisotropic(size * 7, 6, k).view(size, 7, 6).to(dtype) for k in range(count)]


def inputs_of(net: nn.Module, data: list[Tensor], name: str) -> np.ndarray:
    seen: list[Tensor] = []
    hook = net.get_submodule(name).register_forward_pre_hook(lambda _, args: seen.append(args[0]))
    with torch.no_grad():
        for batch in data:
            net(batch)
    hook.remove()
    rows = torch.cat([x.flatten(0, -2) for x in seen]).double().numpy()
    return rows - rows.mean(0)


def svd_of(parts, size: int, tau: float = 0.99) -> IncrementalSVD:
    svd = IncrementalSVD(size, tau, parts[0][:0])
    for part in parts:
        svd(nn.Identity(), (part,))
    return svd


@pytest.mark.parametrize("width, size", [(6, 3), (5, 5), (1, 1), (9, 2)])
def test_one_full_batch_gives_the_right_singular_vectors_of_the_centred_rows(width, size):
    rows = anisotropic(40, width)
    svd = svd_of([rows], size)
    centred = rows.numpy() - rows.numpy().mean(0)
    _, values, vectors = np.linalg.svd(centred, full_matrices=False)
    assert svd.vectors.shape == (size, width)
    assert np.allclose(svd.values, values[:size], rtol=1e-9)
    assert np.abs((svd.vectors.numpy() * vectors[:size]).sum(1)).min() > 1 - 1e-9
    assert np.allclose(svd.ratios, values[:size] ** 2 / (centred**2).sum(), rtol=1e-9)
    assert not svd.converged.any() and svd.count == 40
    # Uncentred vectors, or the left ones, would be others.
    if width > 1:
        raw = np.linalg.svd(rows.numpy(), full_matrices=False)[2]
        assert abs(svd.vectors[0].numpy() @ raw[0]) < 0.99


def test_streaming_is_exact_as_long_as_nothing_is_truncated():
    rows = anisotropic(47, 5)
    svd = svd_of(torch.split(rows, [6, 9, 5, 20, 7]), 5)
    whole = svd_of([rows], 5)
    assert torch.allclose(svd.values, whole.values, rtol=1e-9)
    assert torch.allclose(svd.ratios, whole.ratios, rtol=1e-9)
    assert torch.allclose(svd.mean, rows.mean(0), rtol=1e-12)
    # Signs are fixed by the largest entry, so the vectors agree and not only up to sign.
    assert torch.allclose(svd.vectors, whole.vectors, atol=1e-6)
    assert (svd.vectors.gather(1, svd.vectors.abs().argmax(1, keepdim=True)) > 0).all()


def test_streaming_captures_nearly_all_the_variance_it_could():
    rows = draw(400, 24) @ draw(24, 24, seed=1)
    svd = svd_of(rows.split(20), 6)
    centred = rows.numpy() - rows.numpy().mean(0)
    best = (np.linalg.svd(centred, compute_uv=False)[:6] ** 2).sum()
    captured = ((centred @ svd.vectors.numpy().T) ** 2).sum()
    assert 0.97 * best < captured <= best * (1 + 1e-12)
    assert svd.total.item() == pytest.approx((centred**2).sum(), rel=1e-9)


def test_short_batches_are_ignored():
    rows = anisotropic(20, 6)
    svd = svd_of([rows[:2], rows[2:12], rows[12:14]], 3)
    assert svd.count == 10 and torch.equal(svd.vectors, svd_of([rows[2:12]], 3).vectors)
    assert svd_of([rows[:3]], 3).count == 3 and svd_of([rows[:2]], 3).count == 0


def test_converged_is_the_cosine_with_the_vector_before():
    parts = [draw(30, 4, seed=k) for k in range(2)]
    before, after = svd_of(parts[:1], 4).vectors, svd_of(parts, 4).vectors
    cosines = np.diag(before.numpy() @ after.numpy().T)
    for tau in (0.0, *cosines - 1e-9, *cosines + 1e-9, 0.99):
        assert svd_of(parts, 4, tau).converged.tolist() == (cosines >= tau).tolist()


def test_a_vector_that_stays_has_converged_at_any_tau():
    rows = draw(9, 1)
    assert svd_of([rows, rows], 1, tau=1.0).converged.tolist() == [True]


def test_the_mask_drops_rows():
    rows = anisotropic(24, 6)
    svd = IncrementalSVD(3, 0.99, rows[:0])
    svd.mask = torch.arange(24).view(4, 6) % 3 > 0
    svd(nn.Identity(), (rows.view(4, 6, 6),))
    assert torch.equal(svd.vectors, svd_of([rows[torch.arange(24) % 3 > 0]], 3).vectors)


def test_constant_rows_explain_nothing():
    svd = svd_of([torch.full((9, 4), 3.0, dtype=torch.float64)] * 2, 2)
    assert svd.ratios.tolist() == [0, 0] and svd.total == 0


def test_ranks_go_to_the_largest_ratios_of_all_layers():
    ratios = {
        "a": torch.tensor([0.9, 0.05, 0.03, 0.01, 0.005, 0.003, 0.001, 0.001]),
        "b": torch.tensor([0.2, 0.15, 0.12, 0.1, 0.09, 0.08, 0.06, 0.05]),
        "c": torch.tensor([0.5, 0.2, 0.1, 0.05, 0.04, 0.03, 0.02, 0.01]),
    }
    assert eva_ranks(ratios, 12) == {"a": 2, "b": 7, "c": 3}
    assert eva_ranks(ratios, 1) == {"a": 1, "b": 0, "c": 0}
    assert eva_ranks(ratios, 24) == {"a": 8, "b": 8, "c": 8}


@pytest.mark.parametrize("rank, rho", [(2, 2.0), (3, 1.5), (4, 1.0)])
def test_rank_budget_and_alpha_are_kept(rank, rho):
    net = Net()
    adapters = eva_init(net, batches(), LAYERS, rank, alpha=6.0, rho=rho)
    ranks = [len(a) for a, _, _ in adapters.values()]
    assert sum(ranks) == 3 * rank and max(ranks) <= round(rank * rho)
    assert rho > 1 or ranks == [rank] * 3
    for name, (a, b, alpha) in adapters.items():
        layer = net.get_submodule(name)
        assert a.shape == (len(a), layer.in_features) and b.shape == (layer.out_features, len(a))
        assert alpha / len(a) == pytest.approx(6.0 / rank)
        assert b.count_nonzero() == 0


def test_rows_of_a_are_orthonormal_and_the_adapted_net_is_the_base_net():
    net, data = Net(), batches()
    expected = net(data[0])
    for name, (a, b, alpha) in eva_init(net, data, LAYERS, 3).items():
        assert np.abs((a @ a.T).numpy() - np.eye(len(a))).max() < 1e-10
        layer = net.get_submodule(name)
        layer.register_forward_hook(lambda _, x, y, a=a, b=b: y + alpha / len(a) * x[0] @ a.T @ b.T)
    assert torch.equal(net(data[0]), expected)


@pytest.mark.parametrize("name", LAYERS)
def test_vectors_explain_the_inputs_of_their_own_layer(name):
    net, data = Net(), batches()
    a = eva_init(net, data, [name], 3, rho=1)[name][0].numpy()
    inputs = inputs_of(net, data, name)
    left = ((inputs - inputs @ a.T @ a) ** 2).sum()
    best = (np.linalg.svd(inputs, compute_uv=False)[3:] ** 2).sum()
    rival = np.linalg.qr(draw(a.shape[1], 3, seed=8).numpy())[0].T
    assert left < ((inputs - inputs @ rival.T @ rival) ** 2).sum()
    assert best * (1 - 1e-9) <= left < 1.1 * best + 1e-9


class Scaled(nn.Module):
    """Layers "0", "1" and so on, whose inputs have the standard deviations given."""

    def __init__(self, *stds: list[float]) -> None:
        super().__init__()
        self.stds = [torch.tensor(part).double() for part in stds]
        for index, part in enumerate(stds):
            self.add_module(str(index), nn.Linear(len(part), 2).double())

    def forward(self, x: Tensor) -> None:
        for layer, stds in zip(self.children(), self.stds):
            layer(x * stds)


def test_layers_with_more_directions_get_more_rank():
    net, data = Scaled([1, 1e-4, 1e-5, 1e-6, 1e-7], [1.0, 0.8, 0.6, 0.5, 0.4]), [draw(200, 5)]
    adapters = eva_init(net, data, ["0", "1"], 2, alpha=1)
    assert {name: len(a) for name, (a, _, _) in adapters.items()} == {"0": 1, "1": 3}
    assert {name: alpha for name, (_, _, alpha) in adapters.items()} == {"0": 0.5, "1": 1.5}
    adapters = eva_init(net, data, ["1", "0"], 1, rho=1.0)
    assert [len(a) for a, _, _ in adapters.values()] == [1, 1]


def test_a_layer_of_rank_zero_has_no_adapter():
    net = Scaled([1.0, 0.8, 0, 0, 0], [1.0, 0.99, 0.98, 0.97, 0.96])
    adapters = eva_init(net, [draw(2000, 5)], ["1", "0"], 1)
    assert list(adapters) == ["0"] and adapters["0"][0].shape == (2, 5)


def test_a_layer_gets_at_most_twice_the_rank_by_default():
    net = Scaled([1.0, 0.9, 0.85, 0, 0], [1.0] * 5, [1.0] * 5)
    for rho, largest in (({}, 2), ({"rho": 3}, 3)):
        adapters = eva_init(net, [draw(2000, 5)], ["0", "1", "2"], 1, **rho)
        assert len(adapters["0"][0]) == largest


def test_one_layer_that_still_turns_keeps_all_going():
    rows = draw(50, 4)
    data = [rows * torch.tensor([9, 1, 9, 1.0]), rows * torch.tensor([9, 1, 1, 900.0])]
    net = Scaled([1, 1, 0, 0], [0, 0, 1, 1])
    eva_init(net, data, ["0"], 1, rho=1, max_passes=1)
    for targets in (["0", "1"], ["1", "0"]):
        with pytest.raises(ValueError, match="not converged after 1 passes"):
            eva_init(net, data, targets, 1, rho=1, max_passes=1)


def test_passes_go_on_until_the_needed_vectors_stand_still():
    calls: list[int] = []
    net = Net()
    net.register_forward_pre_hook(lambda *_: calls.append(1))
    eva_init(net, batches(1), ["q"], 2)
    assert len(calls) == 2  # the second pass through one batch changes nothing
    calls.clear()
    with pytest.raises(ValueError, match=r"not converged after 4 passes; .*\{'q': 280\}"):
        eva_init(net, batches(1), ["q"], 2, tau=1.1, max_passes=4)
    assert len(calls) == 4
    calls.clear()
    with pytest.raises(ValueError, match="after 10 passes"):
        eva_init(net, batches(1), ["q"], 2, tau=1.1)
    assert len(calls) == 10 and not net.q._forward_pre_hooks


def test_defaults_are_those_of_the_library():
    (a, _, alpha), *_ = eva_init(nn.Linear(40, 3).double(), [draw(60, 40)], [""]).values()
    assert a.shape == (16, 40) and alpha == 1.0
    # tau: 0.99, so a vector that turned by more than 8.1 degrees has not converged.
    turned = [draw(300, 2) * torch.tensor([3.0, 1.0]), None]
    for degrees, passes in ((10, False), (1, True)):
        angle = np.radians(degrees)
        rotation = torch.tensor([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        turned[1] = 1e3 * turned[0] @ rotation
        layer = nn.Sequential(nn.Linear(2, 1).double())
        if passes:
            eva_init(layer, turned, ["0"], 1, rho=1, max_passes=1)
        else:
            with pytest.raises(ValueError, match="not converged after 1 passes"):
                eva_init(layer, turned, ["0"], 1, rho=1, max_passes=1)


def test_mappings_and_masks_of_language_models_are_served():
    net, data = Net(), batches(2)
    labels = [torch.where(draw(10, 7, seed=k) > 0, 1, -100) for k in range(2)]
    full = [{"x": x, "labels": y} for x, y in zip(data, labels)]
    masked = eva_init(net, full, ["q"], 2, rho=1, mask=lambda batch: batch["labels"] != -100)
    kept = [x[y != -100][None] for x, y in zip(data, labels)]
    expected = eva_init(net, kept, ["q"], 2, rho=1)
    assert torch.allclose(masked["q"][0], expected["q"][0], atol=1e-9)
    unmasked = eva_init(net, full, ["q"], 2, rho=1)
    assert not torch.allclose(masked["q"][0], unmasked["q"][0], atol=1e-6)


def test_model_and_random_state_are_left_alone():
    net = Net()
    before = copy.deepcopy(net.state_dict())
    state = torch.get_rng_state()
    first, second = (eva_init(net, batches(), LAYERS, 2) for _ in range(2))
    assert torch.equal(state, torch.get_rng_state())
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())
    assert not any(module._forward_pre_hooks for module in net.modules())
    assert all(torch.equal(first[name][0], second[name][0]) for name in first)
    assert not any(a.requires_grad or b.requires_grad for a, b, _ in first.values())


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_dtype_and_device_of_the_weight_and_a_precise_svd(dtype):
    net, data = Net().to(dtype), batches(dtype=dtype)
    a, b, _ = eva_init(net, data, ["q"], 2, rho=1)["q"]
    assert a.dtype == b.dtype == dtype and a.device == b.device == net.q.weight.device
    vectors = np.linalg.svd(inputs_of(net, data, "q"), full_matrices=False)[2][:2]
    cosines = (a.double().numpy() * vectors).sum(1) / a.double().norm(dim=1).numpy()
    assert np.abs(cosines).min() > 0.999


@pytest.mark.parametrize("target", ["norm", "mlp", ""])
def test_targets_that_are_no_linear_layer_are_refused(target):
    with pytest.raises(ValueError, match=f"target '{target}' is no linear layer"):
        eva_init(Net(), batches(), ["q", target])


def test_too_few_rows_are_told():
    with pytest.raises(ValueError, match=r"rows taken in: \{'q': 0\}"):
        eva_init(Net(), [anisotropic(3, 6)[None]], ["q"], 2)
    with pytest.raises(ValueError, match=r"rows taken in: \{'q': 0\}"):
        eva_init(Net(), [], ["q"], 2)
