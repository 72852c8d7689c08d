"""Owns the pictures of the families of methods: computes each with the snippets and saves it as SVG."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402
import torch  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "snippets"))
OUT = ROOT / "docs" / "pictures" / "methods"

import networks  # noqa: E402
import signals  # noqa: E402
import training  # noqa: E402


class Picture(NamedTuple):
    family: str
    title: str
    """What is seen, and how it was made: it stands under the picture and in its description."""
    caption: str
    draw: Callable[[Figure], None]


PICTURES = [
    Picture(
        "variance scaling",
        "Activations by depth",
        "Mean square of each layer's output in one plain ReLU net of 30 layers and width 256, without "
        "normalisation, on one batch of Gaussian inputs, for several initialisations.",
        networks.draw_activations_by_depth,
    ),
    Picture(
        "orthogonal and identity",
        "Singular values of the whole net",
        "Singular values of the Jacobian from input to output of a tanh net of 20 layers and width 128 "
        "at its start. Where they are equal, no direction of the input or gradient is lost.",
        networks.draw_jacobian_spectra,
    ),
    Picture(
        "parametrisation",
        "Change of the output by width",
        "How far a net's outputs move in four steps of Adam at one learning rate, by its width (mean of five seeds). In muP "
        "the step stays of one size, so that the learning rate of a narrow net serves a wide one.",
        training.draw_coordinate_check,
    ),
    Picture(
        "state space",
        "What the states remember",
        "Impulse responses of the first states under the four HiPPO measures: what each state weighs "
        "of the past, from now (left) to long ago (right).",
        signals.draw_impulse_responses,
    ),
    Picture(
        "growth",
        "Loss when a net grows",
        "A small residual net is trained on a toy regression and doubled after 300 steps, in width by "
        "the function-preserving expansion or in depth by G_stack; beside it the large net from scratch.",
        training.draw_growth,
    ),
    Picture(
        "embeddings",
        "What new tokens do to old predictions",
        "Kullback-Leibler divergence of the next-token distribution from the old one after 100 new "
        "tokens were added to a vocabulary of 1,000, over 500 hidden states (synthetic embedding).",
        networks.draw_new_tokens,
    ),
    Picture(
        "adapters",
        "Loss by learning rate",
        "Loss after 100 steps of Adam on a LoRA adapter of rank 4 of a linear layer of width 512, by "
        "learning rate, for the two initialisations; each with three seeds.",
        training.draw_lora_rates,
    ),
    Picture(
        "merging",
        "Between two fine-tuned nets",
        "Loss over both tasks of a net between two that were fine-tuned from one base (toy regression), "
        "on the straight line, on the arc (SLERP), and of the merges by TIES and DARE.",
        training.draw_merging,
    ),
    Picture(
        "diagnostic",
        "Guesses of untrained nets",
        "Share of Gaussian inputs that an untrained net of two classes puts into the first class, over "
        "300 nets: with ReLU most nets favour one class, with tanh they stay near one half.",
        networks.draw_guessing_bias,
    ),
]


def main(families: list[str]) -> int:
    torch.set_num_threads(1)
    plt.rcParams.update({"svg.hashsalt": "paperlens", "font.size": 9, "axes.grid": True})
    plt.rcParams.update({"grid.alpha": 0.3, "axes.spines.top": False, "axes.spines.right": False})
    OUT.mkdir(parents=True, exist_ok=True)
    known = OUT / "captions.json"
    captions = json.loads(known.read_text(encoding="utf-8")) if known.exists() else {}
    for picture in PICTURES:
        if families and picture.family not in families:
            continue
        figure = plt.figure(figsize=(6.4, 3.4), layout="constrained")
        picture.draw(figure)
        figure.suptitle(picture.title, fontsize=10)
        path = OUT / f"{picture.family.replace(' ', '-')}.svg"
        description = {"Title": picture.title, "Description": picture.caption, "Date": None}
        figure.savefig(path, metadata=description)
        plt.close(figure)
        captions[path.stem] = {"title": picture.title, "caption": picture.caption}
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KiB", flush=True)
    known.write_text(f"{json.dumps(captions, indent=2)}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
