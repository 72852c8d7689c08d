"""Make the snippets importable by their id and keep PyTorch on one thread."""

from __future__ import annotations

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "snippets"))
torch.set_num_threads(1)
