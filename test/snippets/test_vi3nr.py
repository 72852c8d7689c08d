"""VI3NR: gains by quadrature, stable pre-activations, and the growth of gradients."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from vi3nr import vi3nr_gain, vi3nr_gradient_ratio, vi3nr_init_, vi3nr_sigma


def sine(z: Tensor) -> Tensor:
    return torch.sin(30 * z)


def gaussian(z: Tensor) -> Tensor:
    return torch.exp(-z.square() / (2 * 0.05**2))


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


class Act(nn.Module):
    def __init__(self, f) -> None:
        super().__init__()
        self.f = f

    def forward(self, z: Tensor) -> Tensor:
        return self.f(z)


def mlp(f, depth: int, width: int, inputs: int | None = None) -> nn.Sequential:
    parts = [nn.utils.skip_init(nn.Linear, inputs or width, width)]
    for _ in range(depth - 1):
        parts += [Act(f), nn.utils.skip_init(nn.Linear, width, width)]
    return nn.Sequential(*parts)


@pytest.mark.parametrize(
    ("f", "sigma", "squared", "ratio"),
    [
        (torch.tanh, 1.0, 2.5362, 1.1778),
        (torch.tanh, 0.1, 1.0198, 1.0001),
        (torch.sigmoid, 1.0, 3.4086, 0.1528),
        (torch.sigmoid, 6.8, 104.31, None),
        (torch.sigmoid, 6.7546, 103.008, 1.0),
        (torch.relu, 1.0, 2.0, 1.0),
        (torch.relu, 0.3, 2.0, 1.0),
        (sine, 1.0, 2.0, 900.0),
        (gaussian, 1.0, 28.302, 199.75),
        (gaussian, 0.07769, 0.014571, 1.0),
    ],
)
def test_published_values(f, sigma: float, squared: float, ratio: float | None) -> None:
    assert vi3nr_gain(f, sigma) ** 2 == pytest.approx(squared, rel=1e-4)
    if ratio is not None:
        assert vi3nr_gradient_ratio(f, sigma) == pytest.approx(ratio, rel=3e-4)


@pytest.mark.parametrize("sigma", [0.01, 0.3, 1.0, 4.0])
def test_closed_forms(sigma: float) -> None:
    a = 30 * sigma
    sin_square, cos_square = (1 - math.exp(-2 * a**2)) / 2, (1 + math.exp(-2 * a**2)) / 2
    assert vi3nr_gain(sine, sigma) ** 2 == pytest.approx(sigma**2 / sin_square, rel=1e-9)
    expected = a**2 * cos_square / sin_square
    assert vi3nr_gradient_ratio(sine, sigma) == pytest.approx(expected, rel=1e-9)
    c = 2 * (sigma / 0.05) ** 2  # E exp(-c z^2 / 2) = (1 + c)^(-1/2)
    assert vi3nr_gain(gaussian, sigma) ** 2 == pytest.approx(
        sigma**2 * math.sqrt(1 + c), rel=1e-9
    )
    expected = (sigma / 0.05) ** 4 / (1 + c)
    assert vi3nr_gradient_ratio(gaussian, sigma) == pytest.approx(expected, rel=1e-9)
    assert vi3nr_gain(torch.relu, sigma) == pytest.approx(math.sqrt(2), rel=1e-12)
    assert vi3nr_gradient_ratio(torch.relu, sigma) == pytest.approx(1, rel=1e-9)
    assert vi3nr_gain(torch.abs, sigma) == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("f", [torch.tanh, torch.sigmoid, gaussian, nn.Softplus()])
def test_a_million_samples_agree(f) -> None:
    z = np.random.default_rng(0).standard_normal(10**6)
    values = f(torch.from_numpy(0.5 * z)).numpy()
    sampled = 0.25 / (values.mean() ** 2 + values.var())
    assert vi3nr_gain(f, 0.5) ** 2 == pytest.approx(sampled, rel=0.005)
    # Negative control: the variance alone, without the mean, is another number.
    assert f is torch.tanh or vi3nr_gain(f, 0.5) ** 2 < 0.95 * 0.25 / values.var()


def test_defaults_are_unit_deviations() -> None:
    assert vi3nr_gain(torch.tanh) == vi3nr_gain(torch.tanh, 1.0)
    assert vi3nr_gradient_ratio(torch.tanh) == vi3nr_gradient_ratio(torch.tanh, 1.0)
    a, b = mlp(torch.tanh, 2, 4), mlp(torch.tanh, 2, 4)
    vi3nr_init_(a, torch.tanh, generator=seeded())
    vi3nr_init_(b, torch.tanh, 1.0, 0.0, 1.0, generator=seeded())
    assert torch.equal(a[0].weight, b[0].weight) and torch.equal(a[2].weight, b[2].weight)


def test_roots_of_the_gradient_ratio() -> None:
    assert vi3nr_sigma(torch.sigmoid) == pytest.approx(6.7546, abs=1e-4)
    assert vi3nr_sigma(gaussian) == pytest.approx(0.07769, abs=1e-5)
    # s^4 / (1 + 2 s^2) = 1 for s = sigma / 0.05.
    assert vi3nr_sigma(gaussian) == pytest.approx(0.05 * math.sqrt(1 + math.sqrt(2)), rel=1e-7)


@pytest.mark.parametrize("f", [torch.tanh, sine])
def test_where_the_ratio_only_tends_to_one_the_smallest_deviation_is_best(f) -> None:
    assert vi3nr_sigma(f) == pytest.approx(0.001, rel=1e-3)
    assert vi3nr_sigma(f, 0.02, 0.5) == pytest.approx(0.02, rel=1e-8)


def test_the_best_deviation_may_be_the_largest() -> None:
    assert vi3nr_sigma(torch.sigmoid, 1.0, 3.0) == pytest.approx(3.0, rel=1e-8)
    assert vi3nr_sigma(lambda z: torch.sigmoid(4 * z) - 0.3) < 10
    assert vi3nr_sigma(lambda z: torch.sigmoid(z / 2)) == pytest.approx(10, rel=1e-8)


SETTINGS = [(torch.tanh, 1.0), (torch.sigmoid, 6.75), (sine, 1.0), (gaussian, 0.07769)]


def run(f, sigma: float, seed: int, mean: float = 0.0, std: float = 1.0):
    """Return the deviations of the pre-activations over sigma, and the net with its input."""
    net = mlp(f, 20, 512, inputs=300)
    vi3nr_init_(net, f, sigma, mean, std, generator=seeded(seed))
    x = mean + std * torch.randn(48, 300, generator=seeded(seed + 50))
    ratios = []
    with torch.no_grad():
        for part in net:
            x = part(x)
            if isinstance(part, nn.Linear):
                ratios.append(x.std().item() / sigma)
    return ratios


@pytest.mark.parametrize(("f", "sigma"), [*SETTINGS, (torch.relu, 1.0)])
def test_pre_activations_keep_their_deviation(f, sigma: float) -> None:
    low, high = (0.7, 1.3) if f is torch.relu else (0.9, 1.1)
    ratios = run(f, sigma, seed=0)
    assert len(ratios) == 20
    assert low < min(ratios) and max(ratios) < high


def test_the_mean_of_the_inputs_counts_in_the_first_layer() -> None:
    ratios = run(torch.tanh, 0.5, seed=1, mean=5.0, std=20.0)
    assert 0.9 < min(ratios) and max(ratios) < 1.1
    net = nn.Sequential(nn.Linear(5000, 50))
    vi3nr_init_(net, torch.tanh, 2.0, input_mean=-3.0, input_std=4.0, generator=seeded())
    assert net[0].weight.abs().max().item() == pytest.approx(2 / 5 * (3 / 5000) ** 0.5, rel=1e-4)
    # Constant inputs are inputs too.
    vi3nr_init_(net, torch.tanh, 2.0, input_mean=1.0, input_std=0.0, generator=seeded())
    assert net[0].weight.abs().max().item() == pytest.approx(2 * (3 / 5000) ** 0.5, rel=1e-4)


@pytest.mark.parametrize(
    ("f", "sigma"), [(torch.tanh, 1.0), (sine, 0.001), (sine, 1.0), (gaussian, 0.07769)]
)
def test_gradients_grow_by_the_ratio_per_layer(f, sigma: float) -> None:
    depth = 10
    net = mlp(f, depth, 512)
    vi3nr_init_(net, f, sigma, generator=seeded())
    first = net[0](torch.randn(48, 512, generator=seeded(1)))
    last = net[1:](first)
    cotangent = torch.randn(last.shape, generator=seeded(2))
    (gradient,) = torch.autograd.grad(last, first, cotangent)
    expected = vi3nr_gradient_ratio(f, sigma) ** ((depth - 1) / 2)
    assert gradient.std().item() == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (3, 500), (500, 3)])
def test_weights_are_uniform_by_the_fan_in(shape: tuple[int, int]) -> None:
    net = nn.Sequential(nn.Linear(2, shape[1], bias=False), nn.Tanh(), nn.Linear(*shape[::-1]))
    vi3nr_init_(net.double(), torch.tanh, 0.7, generator=seeded())
    assert net[0].bias is None and not net[2].bias.any()
    bound = vi3nr_gain(torch.tanh, 0.7) * math.sqrt(3 / shape[1])
    weight = net[2].weight.detach() / bound
    assert weight.shape == shape and weight.abs().max() <= 1
    if weight.numel() > 1000:
        assert weight.max() > 0.99 and weight.min() < -0.99
        assert weight.var().item() == pytest.approx(1 / 3, rel=0.05)


def test_relu_is_kaiming() -> None:
    net = mlp(torch.relu, 2, 40)
    vi3nr_init_(net, torch.relu, generator=seeded())
    bound = math.sqrt(6 / 40)
    assert net[2].weight.abs().max().item() == pytest.approx(bound, rel=0.01)


def test_only_linear_layers_change() -> None:
    net = nn.Sequential(nn.LayerNorm(3), nn.Linear(3, 4), nn.Conv1d(1, 2, 1))
    before = [p.detach().clone() for p in net.parameters()]
    assert vi3nr_init_(net, torch.tanh, generator=seeded()) is net
    same = [torch.equal(a, b) for a, b in zip(before, net.parameters())]
    assert same == [True, True, False, False, True, True]


def test_an_activation_needs_no_slope_for_its_gain() -> None:
    assert vi3nr_gain(lambda z: (z > 0).double(), 3.0) ** 2 == pytest.approx(18, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: vi3nr_gain(torch.tanh, 0.0), "sigma must be positive, got 0.0"),
        (lambda: vi3nr_gain(torch.tanh, -1.0), "got -1.0"),
        (lambda: vi3nr_gain(torch.zeros_like), "has mean square 0.0 at sigma = 1.0"),
        (lambda: vi3nr_gain(lambda z: z / 0, 2.0), "has mean square inf at sigma = 2.0"),
        (lambda: vi3nr_gradient_ratio(lambda z: z * torch.nan), "mean square nan"),
        (lambda: vi3nr_sigma(torch.tanh, 0.0, 1.0), "0 < low < high, got 0.0 and 1.0"),
        (lambda: vi3nr_sigma(torch.tanh, 1.0, 1.0), "got 1.0 and 1.0"),
        (lambda: vi3nr_sigma(torch.tanh, 2.0, 1.0), "got 2.0 and 1.0"),
        (lambda: vi3nr_init_(nn.ReLU(), torch.relu), r"no linear layer in ReLU\(\)"),
        (lambda: vi3nr_init_(nn.Linear(2, 2), torch.relu, 1.0, 0.0, 0.0), "mean 0.0 and deviation"),
        (lambda: vi3nr_init_(nn.Linear(2, 2), torch.relu, 1.0, math.nan), "mean nan"),
        (lambda: vi3nr_init_(nn.Linear(2, 2), torch.relu, -2.0), "positive, got -2.0"),
    ],
)
def test_what_cannot_be_served(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_reproducible_and_global_state_untouched() -> None:
    nets = [mlp(torch.tanh, 2, 4) for _ in range(3)]
    state = torch.get_rng_state()
    for net, seed in zip(nets, (0, 0, 1)):
        vi3nr_init_(net, torch.tanh, generator=seeded(seed))
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(nets[0][2].weight, nets[1][2].weight)
    assert not torch.equal(nets[0][2].weight, nets[2][2].weight)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_device_and_gradients_are_kept(dtype: torch.dtype) -> None:
    net = mlp(gaussian, 3, 200).to(dtype)
    before = list(net.parameters())
    vi3nr_init_(net, gaussian, 0.08, generator=seeded())
    assert all(a is b for a, b in zip(before, net.parameters()))
    for parameter in before:
        assert parameter.dtype == dtype and parameter.device.type == "cpu"
        assert parameter.requires_grad and parameter.is_leaf and parameter.grad is None
    std = vi3nr_gain(gaussian, 0.08) / math.sqrt(200)
    assert net[4].weight.float().std().item() == pytest.approx(std, rel=0.02)
