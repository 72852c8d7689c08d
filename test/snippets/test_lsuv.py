"""LSUV: unit variance of every layer's own output, on top of orthonormal weights."""

from __future__ import annotations

import copy
import warnings

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from lsuv import lsuv_

CONVOLUTIONS = (
    nn.Conv1d,
    nn.Conv2d,
    nn.Conv3d,
    nn.ConvTranspose1d,
    nn.ConvTranspose2d,
    nn.ConvTranspose3d,
)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def scaled_layers(model: nn.Module) -> list[nn.Module]:
    return [m for m in model.modules() if isinstance(m, (nn.Linear, *CONVOLUTIONS))]


def outputs(model: nn.Module, batch: Tensor) -> list[np.ndarray]:
    """Copies of every layer's own output in evaluation mode, in the order of the calls."""
    model = copy.deepcopy(model).eval()
    found: list[np.ndarray] = []
    for layer in scaled_layers(model):
        layer.register_forward_hook(lambda _m, _i, out: found.append(out.detach().numpy().copy()))
    with torch.no_grad():
        model(batch)
    return found


def flat_rows(layer: nn.Module) -> np.ndarray:
    """The matrix (out, fan_in), collected output by output."""
    weight = layer.weight.detach().double().numpy()
    if not isinstance(layer, (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)):
        return np.stack([row.ravel() for row in weight])
    ins, outs = layer.in_channels // layer.groups, layer.out_channels // layer.groups
    rows = [
        weight[group * ins : (group + 1) * ins, out].ravel()
        for group in range(layer.groups)
        for out in range(outs)
    ]
    return np.stack(rows)


class Reversed(nn.Module):
    """Registers its layers in the opposite order of their use."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(9, 4)
        self.middle = nn.Linear(6, 9)
        self.first = nn.Linear(5, 6)

    def forward(self, x: Tensor) -> Tensor:
        return self.last(torch.relu(self.middle(torch.relu(self.first(x)))))


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Conv2d(3, 6, 3, padding=1)
        self.outer = nn.Conv2d(6, 3, 3, padding=1)
        self.head = nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.outer(torch.relu(self.inner(x)))
        return self.head(x.mean((2, 3)))


NETS = {
    "linear": (
        lambda: nn.Sequential(
            nn.Linear(7, 20), nn.Tanh(), nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 3)
        ),
        (33, 7),
    ),
    "size one": (lambda: nn.Sequential(nn.Linear(1, 1), nn.Tanh(), nn.Linear(1, 5)), (6, 1)),
    "two rows": (lambda: nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1)), (2, 3)),
    "no bias": (lambda: nn.Sequential(nn.Linear(4, 8, bias=False), nn.Linear(8, 8)), (16, 4)),
    "in-place": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 8, 3), nn.ReLU(inplace=True), nn.Conv2d(8, 5, 1), nn.ReLU(inplace=True)
        ),
        (4, 3, 6, 5),
    ),
    "grouped": (
        lambda: nn.Sequential(nn.Conv2d(6, 9, 3, groups=3), nn.ELU(), nn.Conv2d(9, 9, 1, groups=9)),
        (3, 6, 7, 7),
    ),
    "1-d and transposed": (
        lambda: nn.Sequential(
            nn.Conv1d(2, 4, 5), nn.ReLU(), nn.ConvTranspose1d(4, 6, 3, groups=2), nn.Conv1d(6, 1, 1)
        ),
        (5, 2, 11),
    ),
    "transposed": (
        lambda: nn.Sequential(
            nn.ConvTranspose2d(3, 5, 3), nn.ReLU(), nn.ConvTranspose2d(5, 2, 2, stride=2)
        ),
        (4, 3, 4, 5),
    ),
    "3-d": (
        lambda: nn.Sequential(nn.Conv3d(1, 3, 2), nn.ReLU(), nn.ConvTranspose3d(3, 2, 3)),
        (3, 1, 4, 3, 5),
    ),
    "reversed": (Reversed, (17, 5)),
    "residual": (Residual, (8, 3, 5, 5)),
}


def build(name: str, seed: int = 1) -> tuple[nn.Module, Tensor]:
    make, shape = NETS[name]
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = make().double()
        batch = 3 * torch.randn(shape, dtype=torch.float64) + 1
    return net, batch


@pytest.mark.parametrize("name", NETS)
def test_every_layer_has_unit_variance_and_no_trial_is_wasted(name: str) -> None:
    net, batch = build(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # One division is exact, because the biases are 0: by the variance or a sample std it
        # would not be, nor for a net scaled from a single forward pass.
        lsuv_(net, batch, tol=1e-6, max_trials=1, generator=seeded())
    stds = [out.std(ddof=0) for out in outputs(net, batch)]
    assert len(stds) == len(scaled_layers(net))
    assert np.abs(np.array(stds) - 1).max() < 2e-8


@pytest.mark.parametrize("name", NETS)
def test_default_tolerance_is_a_tenth_of_the_std(name: str) -> None:
    net, batch = build(name)
    lsuv_(net, batch, generator=seeded())
    assert all(0.9 <= out.std() <= 1.1 for out in outputs(net, batch))


@pytest.mark.parametrize("name", NETS)
def test_weights_stay_scaled_semi_orthogonal_and_biases_zero(name: str) -> None:
    net, batch = build(name)
    lsuv_(net, batch, tol=1e-6, generator=seeded())
    for layer in scaled_layers(net):
        rows = flat_rows(layer)
        gram = rows @ rows.T if rows.shape[0] <= rows.shape[1] else rows.T @ rows
        assert np.abs(gram / gram[0, 0] - np.eye(len(gram))).max() < 1e-12
        assert layer.bias is None or not layer.bias.any()


def test_layers_within_the_tolerance_keep_their_orthonormal_weight() -> None:
    signs = torch.tensor([[1.0, 1], [1, -1], [-1, 1], [-1, -1]], dtype=torch.float64)
    for scale, norm in ((1.05, 1.0), (0.95, 1.0), (1.15, 1 / 1.15), (0.85, 1 / 0.85)):
        layer = nn.Linear(2, 2).double()
        lsuv_(layer, scale * signs, tol=0.1, generator=seeded())
        assert np.allclose(np.linalg.svd(layer.weight.detach().numpy())[1], norm, atol=1e-12)


def test_weights_are_gaussian_directions_not_the_old_weights() -> None:
    # The columns of a 1-wide layer are uniform on the sphere: both signs occur over seeds.
    signs = set()
    for seed in range(20):
        layer = nn.Linear(1, 1).double()
        lsuv_(layer, torch.tensor([[1.0], [3.0]], dtype=torch.float64), generator=seeded(seed))
        signs.add(layer.weight.sign().item())
    assert signs == {-1.0, 1.0}


def test_one_number_per_layer_not_per_channel() -> None:
    layer = nn.Linear(3, 3).double()
    batch = torch.randn(40, 3, dtype=torch.float64, generator=seeded(5))
    batch *= torch.tensor([10.0, 1.0, 0.1], dtype=torch.float64)
    lsuv_(layer, batch, tol=1e-6, generator=seeded())
    norms = layer.weight.norm(dim=1)
    assert torch.allclose(norms, norms[0].expand(3), rtol=1e-12)
    channels = outputs(layer, batch)[0].std(0)
    assert channels.max() / channels.min() > 1.5


def test_layer_order_matters_so_they_are_visited_in_forward_order() -> None:
    net, batch = build("reversed")
    lsuv_(net, batch, tol=1e-6, generator=seeded())
    # Negative control: rescaling an early layer afterwards spoils those behind it.
    with torch.no_grad():
        net.first.weight *= 2
    first, middle, last = (out.std() for out in outputs(net, batch))
    assert min(first, middle, last) > 1.9


def test_an_in_place_activation_changes_nothing() -> None:
    weights = []
    for inplace in (False, True):
        torch_net = nn.Sequential(nn.Linear(5, 7), nn.ReLU(inplace), nn.Linear(7, 4)).double()
        batch = torch.randn(9, 5, dtype=torch.float64, generator=seeded(3))
        lsuv_(torch_net, batch, tol=1e-6, generator=seeded())
        weights.append([p.detach().clone() for p in torch_net.parameters()])
    assert all(torch.equal(a, b) for a, b in zip(*weights))


def test_old_biases_are_cleared_before_the_measurement() -> None:
    nets = [build("linear")[0] for _ in range(2)]
    batch = build("linear")[1]
    for parameter in nets[0].parameters():
        nn.init.constant_(parameter, 5.0)
    for net in nets:
        lsuv_(net, batch, tol=1e-6, max_trials=1, generator=seeded())
    assert all(torch.equal(a, b) for a, b in zip(nets[0].parameters(), nets[1].parameters()))


def test_zero_mean_is_an_option_and_off_by_default() -> None:
    net, batch = build("linear")
    lsuv_(net, batch, tol=1e-6, generator=seeded())
    assert max(abs(out.mean()) for out in outputs(net, batch)) > 0.01
    lsuv_(net, batch, tol=1e-6, zero_mean=True, generator=seeded())
    for out in outputs(net, batch):
        assert abs(out.mean()) < 1e-12
        assert abs(out.std() - 1) < 1e-6
    assert all((m.bias == m.bias[0]).all() for m in scaled_layers(net))
    net, batch = build("no bias")
    lsuv_(net, batch, tol=1e-6, zero_mean=True, generator=seeded())
    assert net[0].bias is None


def test_dropout_is_off_and_all_modes_come_back() -> None:
    net = nn.Sequential(nn.Linear(6, 30), nn.Dropout(0.5), nn.Linear(30, 6), nn.BatchNorm1d(6))
    net.double().train()
    net[3].eval()
    batch = torch.randn(20, 6, dtype=torch.float64, generator=seeded(2))
    state = torch.get_rng_state()
    lsuv_(net, batch, tol=1e-6, max_trials=1, generator=seeded())
    assert torch.equal(state, torch.get_rng_state())
    assert [m.training for m in net.modules()] == [True, True, True, True, False]
    assert np.allclose([out.std() for out in outputs(net, batch)], 1, atol=1e-6)
    assert net[3].num_batches_tracked == 0


def test_layers_that_the_batch_does_not_reach_are_left_alone() -> None:
    net, batch = build("linear")
    net.unused = nn.Linear(3, 3).double()
    net.forward = lambda x: nn.Sequential(*list(net)[:5])(x)
    before = copy.deepcopy(net.unused.state_dict())
    lsuv_(net, batch, generator=seeded())
    assert all(torch.equal(before[key], value) for key, value in net.unused.state_dict().items())


def test_a_layer_used_twice_counts_by_its_first_use() -> None:
    layer = nn.Linear(4, 4).double()
    net = nn.Sequential(layer, nn.ReLU(), layer)
    batch = 5 * torch.randn(50, 4, dtype=torch.float64, generator=seeded(4))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lsuv_(net, batch, tol=1e-6, generator=seeded())
    assert abs(outputs(layer, batch)[0].std() - 1) < 1e-6


class Stubborn(nn.Linear):
    """Its output has standard deviation 2 whatever its weight."""

    def forward(self, x: Tensor) -> Tensor:
        return 2 * torch.sign(x)


@pytest.mark.parametrize("trials", [1, 3])
def test_gives_up_after_the_last_trial_with_a_warning(trials: int) -> None:
    net = nn.Sequential(nn.Identity(), Stubborn(1, 1)).double()
    batch = torch.tensor([[-1.0], [1.0]], dtype=torch.float64)
    with pytest.warns(UserWarning, match="layer '1' .* still has std 2"):
        lsuv_(net, batch, max_trials=trials, generator=seeded())
    assert net[1].weight.abs().item() == pytest.approx(2.0**-trials, rel=1e-12)


class Replay(nn.Linear):
    """Its output is its input whatever its weight."""

    def forward(self, x: Tensor) -> Tensor:
        return x


def test_statistics_of_bfloat16_outputs_are_not_rounded() -> None:
    # The std of these outputs is 1.00196, for which bfloat16 has only 1 and 1.0078.
    quarter = torch.tensor([1.0078125, 1, 1, 1], dtype=torch.bfloat16)
    batch = torch.cat([quarter, -quarter])[:, None]
    with pytest.warns(UserWarning, match="still has std 1"):
        lsuv_(Replay(1, 1).bfloat16(), batch, tol=1e-3, generator=seeded())


def test_the_tolerance_includes_its_bound() -> None:
    layer = Replay(1, 1).double()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lsuv_(layer, torch.tensor([[-1.5], [1.5]], dtype=torch.float64), 0.5, generator=seeded())
    assert layer.weight.abs().item() == pytest.approx(1, rel=1e-12)


def test_an_output_counts_as_constant_up_to_a_std_of_1e_8() -> None:
    batch = torch.tensor([[-1e-8], [1e-8]], dtype=torch.float64)
    with pytest.raises(ValueError, match="is 1e-08"):
        lsuv_(Replay(1, 1).double(), batch, generator=seeded())
    with pytest.warns(UserWarning, match="still has std 1.5e-08"):
        lsuv_(Replay(1, 1).double(), 1.5 * batch, generator=seeded())


def test_ten_trials_are_the_default() -> None:
    layer = Stubborn(1, 1).double()
    with pytest.warns(UserWarning):
        lsuv_(layer, torch.tensor([[-1.0], [1.0]], dtype=torch.float64), generator=seeded())
    assert layer.weight.abs().item() == pytest.approx(2.0**-10, rel=1e-12)


@pytest.mark.parametrize(
    ("batch", "std"),
    [(torch.zeros(4, 3), "0.0"), (torch.full((4, 3), torch.nan), "nan"), (torch.ones(0, 3), "nan")],
)
@pytest.mark.filterwarnings("ignore:std.*degrees of freedom")
def test_a_layer_that_cannot_be_scaled_is_named(batch: Tensor, std: str) -> None:
    net = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
    with pytest.raises(ValueError, match=rf"layer '0' .*in_features=3.* is {std}"):
        lsuv_(net, batch, generator=seeded())
    assert net.training and net[0].training
    assert not any(m._forward_hooks for m in net.modules())


def test_a_dead_layer_further_down_is_named() -> None:
    net = nn.Sequential(nn.Linear(3, 2), nn.Hardshrink(1e9), nn.Linear(2, 2))
    with pytest.raises(ValueError, match="layer '2' "):
        lsuv_(net, torch.randn(5, 3, generator=seeded()), generator=seeded())


def test_an_infinite_output_is_an_error() -> None:
    with pytest.raises(ValueError, match="standard deviation on this batch is inf"):
        batch = torch.tensor([[1e200], [-1e200]], dtype=torch.float64)
        lsuv_(nn.Linear(1, 1).double(), batch, generator=seeded())


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"tol": 0.0}, "tol and max_trials must be positive, got 0.0 and 10"),
        ({"tol": -1.0}, "got -1.0"),
        ({"tol": float("nan")}, "got nan"),
        ({"max_trials": 0}, "got 0.1 and 0"),
    ],
)
def test_unusable_arguments(kwargs: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lsuv_(nn.Linear(2, 2), torch.randn(3, 2, generator=seeded()), **kwargs)


def test_a_net_without_layers_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"no linear or convolution layer of Sequential"):
        lsuv_(nn.Sequential(nn.ReLU()), torch.ones(2, 2))


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    results = []
    state = torch.get_rng_state()
    for seed, batch_seed in ((0, 1), (0, 1), (1, 1)):
        net, batch = build("in-place", batch_seed)
        assert lsuv_(net, batch, generator=seeded(seed)) is net
        results.append(torch.cat([p.detach().ravel() for p in net.parameters()]))
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])


def test_without_a_generator_the_global_seed_decides() -> None:
    results = []
    with torch.random.fork_rng():
        for _ in range(2):
            net, batch = build("linear")
            torch.manual_seed(3)
            lsuv_(net, batch)
            results.append(net[0].weight.detach())
    assert torch.equal(*results)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_device_and_gradients_are_kept(dtype: torch.dtype) -> None:
    net, batch = build("in-place")
    net, batch = net.to(dtype), batch.to(dtype)
    before = list(net.parameters())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lsuv_(net, batch, tol=0.02, generator=seeded())
    assert all(a is b for a, b in zip(before, net.parameters()))
    for parameter in net.parameters():
        assert parameter.dtype == dtype and parameter.device.type == "cpu"
        assert parameter.requires_grad and parameter.is_leaf and parameter.grad is None
    stds = [out.std().item() for out in map(torch.tensor, outputs(net.float(), batch.float()))]
    assert np.allclose(stds, 1, atol=0.03)
    assert not any(m._forward_hooks for m in net.modules())


def test_channels_last_weights_are_served() -> None:
    net = nn.ConvTranspose2d(4, 6, 3, groups=2).double().to(memory_format=torch.channels_last)
    plain = nn.ConvTranspose2d(4, 6, 3, groups=2).double()
    batch = torch.randn(2, 4, 5, 5, dtype=torch.float64, generator=seeded(1))
    for layer in (net, plain):
        lsuv_(layer, batch, generator=seeded())
    assert torch.allclose(net.weight, plain.weight)
