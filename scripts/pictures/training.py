"""Owns the pictures that need some steps of training: toy problems that run in seconds."""

from __future__ import annotations

import copy
from collections.abc import Callable

import torch
from dare_merge import dare_merge
from expand_mlp import expand_mlp_
from g_stack import g_stack_
from lora_init import lora_init_a_, lora_init_b_
from matplotlib.figure import Figure
from mup import MuReadout, mup_, mup_param_groups
from networks import seeded
from slerp_merge import slerp_merge
from ties_merge import ties_merge
from torch import Tensor, nn


class Block(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.up, self.down = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.down(torch.relu(self.up(x)))


class Residual(nn.Module):
    def __init__(self, blocks: int, hidden: int) -> None:
        super().__init__()
        self.read, self.head = nn.Linear(8, 32), nn.Linear(32, 1)
        self.blocks = nn.ModuleList(Block(32, hidden) for _ in range(blocks))

    def forward(self, x: Tensor) -> Tensor:
        x = self.read(x)
        for block in self.blocks:
            x = block(x)
        return self.head(x)


def wave(x: Tensor, shift: float = 0.0) -> Tensor:
    return torch.sin(2 * x[:, :1] + shift) * x[:, 1:2] + 0.5 * x[:, 2:3].abs()


def fit(
    model: nn.Module, x: Tensor, y: Tensor, steps: int, lr: float = 3e-3, warm_up: int = 1
) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / warm_up)
    )
    losses = []
    for _ in range(steps):
        loss = (model(x) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


def draw_growth(figure: Figure) -> None:
    x = torch.randn(1024, 8, generator=seeded())
    y = wave(x)
    torch.manual_seed(0)
    small = Residual(blocks=2, hidden=16)
    before = fit(small, x, y, 300)
    wide, deep = copy.deepcopy(small), copy.deepcopy(small)
    for block in wide.blocks:
        expand_mlp_([block.up], block.down, width=64, generator=seeded())
    g_stack_(deep.blocks, growth=2)
    axes = figure.add_subplot(xlabel="step", ylabel="loss", yscale="log")
    axes.plot(range(300), before, color="gray", label="small net")
    axes.plot(range(300, 700), fit(wide, x, y, 400, warm_up=100), label="wider, same function")
    axes.plot(range(300, 700), fit(deep, x, y, 400, warm_up=100), label="G_stack")
    torch.manual_seed(1)
    scratch = fit(Residual(blocks=2, hidden=64), x, y, 400, warm_up=100)
    axes.plot(range(300, 700), scratch, "--", label="wide net from scratch")
    axes.axvline(300, color="black", linewidth=0.6)
    axes.legend()


def draw_coordinate_check(figure: Figure) -> None:
    widths = [64, 128, 256, 512, 1024]
    x = torch.randn(64, 16, generator=seeded())
    y = torch.randn(64, 1, generator=seeded(1))

    def net(width: int, readout: type[nn.Linear], seed: int) -> nn.Module:
        torch.manual_seed(seed)
        hidden = [nn.Linear(16, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()]
        return nn.Sequential(*hidden, readout(width, 1))

    def standard(width: int, seed: int) -> tuple[nn.Module, object]:
        model = net(width, nn.Linear, seed)
        return model, model.parameters()

    def mup(width: int, seed: int) -> tuple[nn.Module, object]:
        base = net(64, MuReadout, seed)
        model = mup_(net(width, MuReadout, seed), base)
        return model, mup_param_groups(model, base, lr=5e-3)

    axes = figure.add_subplot(xlabel="width", ylabel="change of the output (rms)", xscale="log")
    axes.set(yscale="log", xticks=widths, xticklabels=widths)
    axes.minorticks_off()
    for name, build in (("standard", standard), ("muP", mup)):
        changes = []
        for width in widths:
            runs = [build(width, seed) for seed in range(5)]
            changes.append(sum(change(*run, x, y) for run in runs) / len(runs))
        axes.plot(widths, changes, "o-", label=name)
    axes.legend()


def change(model: nn.Module, parameters: object, x: Tensor, y: Tensor) -> float:
    """Root mean square by which four steps of Adam move the outputs."""
    optimizer = torch.optim.Adam(parameters, lr=5e-3)
    start = model(x).detach()
    for _ in range(4):
        optimizer.zero_grad()
        (model(x) - y).square().mean().backward()
        optimizer.step()
    return (model(x).detach() - start).square().mean().sqrt().item()


def draw_lora_rates(figure: Figure) -> None:
    """The adapter learns a change of rank 4 of one linear layer."""
    width, rank = 512, 4
    rates = [10**e for e in torch.arange(-4.0, 0.01, 0.5).tolist()]
    axes = figure.add_subplot(xlabel="learning rate", ylabel="loss after 100 steps", xscale="log")
    axes.set(yscale="log")
    starts: dict[str, Callable[..., object]] = {"Init[A]": lora_init_a_, "Init[B]": lora_init_b_}
    for name, start in starts.items():
        finals = torch.zeros(3, len(rates))
        for seed in range(3):
            generator = seeded(seed)
            target = torch.randn(width, rank, generator=generator) @ torch.randn(
                rank, width, generator=generator
            )
            target /= width
            x = torch.randn(256, width, generator=generator)
            for i, rate in enumerate(rates):
                finals[seed, i] = final_loss(start, x, x @ target.T, rank, rate, seed)
        axes.plot(rates, finals.median(0).values, "o-", label=name)
        axes.fill_between(rates, finals.amin(0), finals.amax(0), alpha=0.2)
    axes.set_ylim(1e-9, 1)
    axes.legend()


def final_loss(
    start: Callable[..., object], x: Tensor, y: Tensor, rank: int, rate: float, seed: int
) -> float:
    lora_A, lora_B = (nn.Parameter(torch.empty(rank, 512)), nn.Parameter(torch.empty(512, rank)))
    start(lora_A, lora_B, generator=seeded(seed))
    optimizer = torch.optim.Adam([lora_A, lora_B], lr=rate)
    for _ in range(100):
        loss = (x @ lora_A.T @ lora_B.T - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def draw_merging(figure: Figure) -> None:
    x = torch.randn(1024, 8, generator=seeded())
    torch.manual_seed(0)
    base = Residual(blocks=2, hidden=32)
    fit(base, x, wave(x), 600)
    left, right = x[:, 3] > 0.5, x[:, 3] < -0.5
    tasks = [(x[side], wave(x[side], shift)) for side, shift in ((left, 0.6), (right, -0.6))]
    tuned = []
    for inputs, targets in tasks:
        model = copy.deepcopy(base)
        fit(model, inputs, targets, 200, lr=1e-3)
        tuned.append(model.state_dict())
    start = base.state_dict()

    def loss(state: dict[str, Tensor]) -> float:
        model = copy.deepcopy(base)
        model.load_state_dict(state)
        with torch.no_grad():
            return sum((model(a) - b).square().mean().item() for a, b in tasks) / len(tasks)

    ts = torch.linspace(0, 1, 21).tolist()
    first, second = tuned
    line = [loss({k: torch.lerp(first[k], second[k], t) for k in first}) for t in ts]
    arc = [loss(slerp_merge(first, second, t)) for t in ts]
    axes = figure.add_subplot(xlabel="from the first net (0) to the second (1)", ylabel="loss")
    axes.plot(ts, line, label="straight line")
    axes.plot(ts, arc, "--", label="SLERP")
    axes.axhline(loss(start), color="gray", linewidth=1, label="base")
    marks = {
        "TIES (density 0.5)": ties_merge(start, tuned, density=0.5),
        "DARE (drop 0.5, mean)": dare_merge(
            start, tuned, drop=0.5, weights=[0.5, 0.5], generator=seeded()
        ),
    }
    for (name, state), marker in zip(marks.items(), ["s", "D"]):
        axes.plot([0.5], [loss(state)], marker, label=name)
    axes.legend()
