"""Owns the pictures of nets at their start: activations, Jacobians, predictions."""

from __future__ import annotations

from collections.abc import Callable

import torch
from cw2v import ConvexRows
from id_init import id_init_
from initial_guessing_bias import initial_guessing_bias
from kumar_init import kumar_init_
from lsuv import lsuv_
from matplotlib.figure import Figure
from torch import Tensor, nn
from vocab_mean import vocab_mean_
from vocab_multivariate import vocab_multivariate_
from vocab_univariate import vocab_univariate_
from zero_init import zero_init_


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def plain_net(depth: int, width: int, activation: type[nn.Module]) -> nn.Sequential:
    torch.manual_seed(0)
    layers: list[nn.Module] = []
    for _ in range(depth):
        layers += [nn.Linear(width, width), activation()]
    return nn.Sequential(*layers)


def he_(net: nn.Module) -> None:
    for layer in net.modules():
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)


def draw_activations_by_depth(figure: Figure) -> None:
    batch = torch.randn(512, 256, generator=seeded())
    starts: dict[str, Callable[[nn.Module], object]] = {
        "PyTorch's default": lambda net: None,
        "He": he_,
        "Kumar (ReLU)": lambda net: kumar_init_(net, torch.relu, generator=seeded()),
        "LSUV": lambda net: lsuv_(net, batch, tol=0.02, generator=seeded()),
        "ZerO": lambda net: zero_init_(net),
        "IDInit": lambda net: id_init_(net, generator=seeded()),
    }
    axes = figure.add_subplot(xlabel="layer", ylabel="mean square of the output", yscale="log")
    for (name, start), style in zip(starts.items(), ["-", "-", "--", "-", "-", ":"]):
        net = plain_net(30, 256, nn.ReLU)
        start(net)
        squares, x = [], batch
        with torch.no_grad():
            for layer in net:
                x = layer(x)
                if isinstance(layer, nn.Linear):
                    squares.append(x.square().mean().item())
        axes.plot(range(1, 31), squares, style, label=name)
    axes.set_ylim(1e-6, 20)
    axes.legend(loc="lower left", ncols=2)


def draw_jacobian_spectra(figure: Figure) -> None:
    starts: dict[str, Callable[[nn.Module], object]] = {
        "Xavier": lambda net: [nn.init.xavier_normal_(m.weight) for m in net if hasattr(m, "weight")],
        "LSUV": lambda net: lsuv_(net, torch.randn(512, 128, generator=seeded()), generator=seeded()),
        "ZerO": lambda net: zero_init_(net),
        "IDInit": lambda net: id_init_(net, generator=seeded()),
    }
    axes = figure.add_subplot(xlabel="singular value, the largest first", ylabel="size", yscale="log")
    for name, start in starts.items():
        net = plain_net(20, 128, nn.Tanh)
        start(net)
        for layer in net:
            if isinstance(layer, nn.Linear):
                nn.init.zeros_(layer.bias)
        # Small inputs, so that the picture shows the weights and not the saturation of tanh.
        point = 0.1 * torch.randn(128, generator=seeded(1))
        jacobian = torch.autograd.functional.jacobian(net, point)
        axes.plot(range(1, 129), torch.linalg.svdvals(jacobian), label=name)
    axes.set_ylim(1e-7, 100)
    axes.legend(loc="lower left")


def draw_new_tokens(figure: Figure) -> None:
    """Old rows lie around a centre that hidden states point away from, as in trained models: most
    tokens are unlikely most of the time."""
    old, new, width, generator = 1000, 100, 64, seeded()
    spread = torch.linspace(2.0, 0.1, width)
    centre = 0.5 * torch.randn(width, generator=generator)
    rows = centre + spread * torch.randn(old, width, generator=generator)
    hidden = 0.5 * torch.randn(500, width, generator=generator) - 0.5 * centre

    def convex(layer: nn.Linear) -> None:
        layer.weight.data[:] = ConvexRows(rows, new, rank=100, generator=seeded())().detach()

    methods: dict[str, Callable[[nn.Linear], object]] = {
        "normal (0.02)": lambda layer: nn.init.normal_(layer.weight.data[old:], std=0.02),
        "univariate": lambda layer: vocab_univariate_([layer], old, generator=seeded()),
        "multivariate": lambda layer: vocab_multivariate_([layer], old, generator=seeded()),
        "mean": lambda layer: vocab_mean_([layer], old),
        "convex (start of CW2V)": convex,
    }
    divergences: list[Tensor] = []
    for start in methods.values():
        head = nn.Linear(width, old + new, bias=False)
        head.weight.data[:old] = rows
        start(head)
        with torch.no_grad():
            before = (hidden @ rows.T).log_softmax(-1)
            after = head(hidden).log_softmax(-1)[:, :old]
            divergences.append((before.exp() * (before - after)).sum(-1))
    axes = figure.add_subplot(xlabel="divergence in nats", xscale="log")
    axes.boxplot([d.numpy() for d in divergences], vert=False, labels=list(methods), showfliers=False)


def draw_guessing_bias(figure: Figure) -> None:
    inputs = torch.randn(500, 64, generator=seeded())
    axes = figure.add_subplot(xlabel="share of inputs in the first class", ylabel="nets")
    for activation in (nn.ReLU, nn.Tanh):

        def build(activation: type[nn.Module] = activation) -> nn.Module:
            layers: list[nn.Module] = []
            for _ in range(8):
                layers += [nn.Linear(64, 64), activation()]
            return nn.Sequential(*layers, nn.Linear(64, 2))

        bias = initial_guessing_bias(build, inputs, nets=300, generator=seeded())
        axes.hist(bias.fractions[:, 0].numpy(), bins=25, range=(0, 1), alpha=0.6, label=activation.__name__)
    axes.legend()
