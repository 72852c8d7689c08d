"""Owns the pictures of state-space layers: what they keep of a signal."""

from __future__ import annotations

import torch
from hippo_init import hippo_matrices
from matplotlib.figure import Figure

NAMES = {"legs": "LegS", "legt": "LegT", "fout": "FouT", "foud": "FouD"}


def draw_impulse_responses(figure: Figure) -> None:
    panels = figure.subplots(1, 4, sharex=True)
    times = torch.linspace(0, 1.6, 200, dtype=torch.float64)
    for axes, (measure, name) in zip(panels, NAMES.items()):
        A, B = hippo_matrices(measure, 64)[:2]
        A, B = A.double(), B.double()
        responses = torch.stack([torch.linalg.matrix_exp(t * A) @ B for t in times])
        shown = [0, 2, 3, 4] if measure.startswith("fou") else [0, 1, 2, 3]
        axes.plot(times, responses[:, shown], linewidth=1)
        axes.set(title=name, xlabel="time ago")
        axes.title.set_fontsize(9)
