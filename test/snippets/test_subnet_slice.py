"""Sub-network slice: one set of indices per axis, whole heads, leading or chosen layers."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from subnet_slice import LLAMA_AXES, head_rows, subnet_slice_
from torch import Tensor, nn
from torch.nn import functional as F

# (embd, ffn, query heads, key heads, head size, depth)
LARGE = (7, 9, 4, 2, 5, 3)


class RMSNorm(nn.Module):
    """Norm over the kept channels only, if a mask says which those are."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        count = x.shape[-1] if mask is None else mask.sum()
        return self.weight * x / (x.square().sum(-1, keepdim=True) / count + 1e-6).sqrt()


class Layer(nn.Module):
    def __init__(self, embd: int, ffn: int, queries: int, keys: int, size: int) -> None:
        super().__init__()
        self.queries, self.keys, self.size = queries, keys, size
        self.input_layernorm = RMSNorm(embd)
        self.q_proj = nn.Linear(embd, queries * size)  # with a bias, as in Qwen2
        self.k_proj = nn.Linear(embd, keys * size)
        self.v_proj = nn.Linear(embd, keys * size)
        self.o_proj = nn.Linear(queries * size, embd, bias=False)
        self.post_attention_layernorm = RMSNorm(embd)
        self.gate_proj = nn.Linear(embd, ffn, bias=False)
        self.up_proj = nn.Linear(embd, ffn, bias=False)
        self.down_proj = nn.Linear(ffn, embd, bias=False)

    def forward(self, x: Tensor, scale: float, masks: dict[str, Tensor]) -> Tensor:
        h = self.input_layernorm(x, masks.get("embd"))
        q, k, v = (p(h) for p in (self.q_proj, self.k_proj, self.v_proj))
        if masks:
            q, k, v = q * masks["query"], k * masks["key"], v * masks["key"]
        q, k, v = (t.unflatten(-1, (-1, self.size)).transpose(1, 2) for t in (q, k, v))
        k, v = (t.repeat_interleave(self.queries // self.keys, dim=1) for t in (k, v))
        y = ((q @ k.transpose(-1, -2)) * scale).softmax(-1) @ v
        x = x + self.o_proj(y.transpose(1, 2).flatten(2)) * masks.get("embd", 1)
        h = self.post_attention_layernorm(x, masks.get("embd"))
        h = F.silu(self.gate_proj(h)) * self.up_proj(h) * masks.get("ffn", 1)
        return x + self.down_proj(h) * masks.get("embd", 1)


class Body(nn.Module):
    def __init__(self, embd: int, ffn: int, queries: int, keys: int, size: int, depth: int) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(11, embd)
        self.layers = nn.ModuleList(Layer(embd, ffn, queries, keys, size) for _ in range(depth))
        self.norm = RMSNorm(embd)


class Model(nn.Module):
    def __init__(self, *sizes: int, seed: int = 0) -> None:
        super().__init__()
        self.model = Body(*sizes)
        self.lm_head = nn.Linear(sizes[0], 11, bias=False)
        source = torch.Generator().manual_seed(seed)
        self.double()
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.normal_(generator=source)

    def forward(self, ids: Tensor, scale: float, masks=None, layers=None) -> Tensor:
        masks = masks or {}
        x = self.model.embed_tokens(ids) * masks.get("embd", 1)
        for index in range(len(self.model.layers)) if layers is None else layers:
            x = self.model.layers[index](x, scale, masks)
        return self.lm_head(self.model.norm(x, masks.get("embd")))


def indices(embd, ffn, queries, keys, channels) -> dict[str, object]:
    rows = {"query": head_rows(queries, channels, 5), "key": head_rows(keys, channels, 5)}
    return {"embd": embd, "ffn": ffn, **rows}


LEADING = indices(range(4), range(6), range(2), range(1), range(3))
CHOSEN = indices([6, 0, 3, 2, 5], [8, 1], [0, 1, 2, 3], [0, 1], [4, 1])


@pytest.mark.parametrize(
    "keep, sizes, layers",
    [
        (LEADING, (4, 6, 2, 1, 3, 2), None),
        (CHOSEN, (5, 2, 4, 2, 2, 3), None),
        (CHOSEN, (5, 2, 4, 2, 2, 2), [2, 0]),
        (indices([3], [0], [2, 3], [1], [0]), (1, 1, 2, 1, 1, 1), [1]),
    ],
)
def test_slice_equals_the_masked_run_of_the_large_model(keep, sizes, layers) -> None:
    large, small = Model(*LARGE), Model(*sizes, seed=1)
    assert subnet_slice_(small, large, keep, layers=layers) is small
    ids = torch.tensor([[1, 5, 10, 0], [3, 3, 2, 7]])
    full = {"embd": LARGE[0], "ffn": LARGE[1], "query": LARGE[2] * 5, "key": LARGE[3] * 5}
    masks = {}
    for axis, size in full.items():
        masks[axis] = torch.zeros(size, dtype=torch.float64)
        masks[axis][torch.as_tensor(keep[axis])] = 1
    kept = range(sizes[-1]) if layers is None else layers
    masked = large(ids, 0.3, masks, kept)
    assert (small(ids, 0.3) - masked).abs().max() < 1e-11
    assert (small(ids, 0.3) - large(ids, 0.3)).abs().max() > 1e-3


def test_all_tensors_of_the_residual_stream_keep_the_same_channels() -> None:
    """Tag each channel of the large model by its index."""
    large, small = Model(*LARGE), Model(5, 2, 4, 2, 2, 3)
    tags = torch.arange(7.0, dtype=torch.float64)
    with torch.no_grad():
        for name, parameter in large.named_parameters():
            if "o_proj" in name or "down_proj" in name:
                parameter.copy_(tags[:, None].expand_as(parameter))
            elif parameter.shape[-1] == 7:
                parameter.copy_(tags.expand_as(parameter))
    subnet_slice_(small, large, CHOSEN)
    seen = 0
    for name, parameter in small.named_parameters():
        if parameter.dim() == 1 and "norm" not in name:
            continue  # biases of queries, keys and values
        tensor = parameter.T if "o_proj" in name or "down_proj" in name else parameter
        assert (tensor == torch.tensor(CHOSEN["embd"])).all(), name
        seen += 1
    assert seen == 3 + 3 * 9


def test_values_and_biases_are_copied_head_by_head() -> None:
    large, small = Model(*LARGE), Model(5, 2, 4, 2, 2, 3)
    subnet_slice_(small, large, CHOSEN)
    for new, old in zip(small.model.layers, large.model.layers):
        for head in range(4):
            rows = [5 * head + 4, 5 * head + 1]
            bias = old.q_proj.bias[rows]
            assert torch.equal(new.q_proj.bias[2 * head : 2 * head + 2], bias)
            columns = old.o_proj.weight[:, rows][CHOSEN["embd"]]
            assert torch.equal(new.o_proj.weight[:, 2 * head : 2 * head + 2], columns)


@pytest.mark.parametrize("keep", [{}, indices(range(7), range(9), range(4), range(2), range(5))])
def test_full_sizes_are_the_identity(keep) -> None:
    large, small = Model(*LARGE), Model(*LARGE, seed=1)
    before = copy.deepcopy(large.state_dict())
    subnet_slice_(small, large, keep)
    with torch.no_grad():
        for (name, new), old in zip(small.named_parameters(), large.parameters()):
            assert torch.equal(new, old) and new.requires_grad and new.is_leaf, name
            new.zero_()
    assert all(torch.equal(value, before[name]) for name, value in large.state_dict().items())


@pytest.mark.parametrize(
    "heads, channels, expected",
    [
        ([0], [0], [0]),
        ([0, 2], [0, 1, 2], [0, 1, 2, 10, 11, 12]),
        ([3, 1], [4, 0], [19, 15, 9, 5]),
        (range(2), range(5), list(range(10))),
    ],
)
def test_rows_of_heads(heads, channels, expected) -> None:
    rows = head_rows(heads, channels, 5)
    assert rows.dtype == torch.int64 and rows.tolist() == expected


def test_axes_can_be_given_for_other_names() -> None:
    class Tiny(nn.Module):
        def __init__(self, width: int) -> None:
            super().__init__()
            self.h = nn.ModuleList([nn.Linear(width, 2), nn.Linear(width, 2)])

    large, small = Tiny(4), Tiny(2)
    subnet_slice_(
        small, large, {"w": [3, 1]}, layers=[1, 1], blocks="h", axes={"h.": (None, "w"), "0": ()}
    )
    for layer in small.h:
        assert torch.equal(layer.weight, large.h[1].weight[:, [3, 1]])
        assert torch.equal(layer.bias, large.h[1].bias)


def test_tied_head_is_sliced_once_and_stays_tied() -> None:
    large, small = Model(*LARGE), Model(4, 6, 2, 1, 3, 1, seed=1)
    for model in (large, small):
        model.lm_head.weight = model.model.embed_tokens.weight
    subnet_slice_(small, large, LEADING)
    assert small.lm_head.weight is small.model.embed_tokens.weight
    assert torch.equal(small.lm_head.weight, large.lm_head.weight[:, :4])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_nothing_is_drawn_and_dtype_is_kept(dtype) -> None:
    large, small = Model(*LARGE), Model(4, 6, 2, 1, 3, 2, seed=1).to(dtype)
    state = torch.get_rng_state()
    subnet_slice_(small, large, LEADING)
    assert torch.equal(torch.get_rng_state(), state)
    expected = large.lm_head.weight[:, :4].to(dtype)
    assert small.lm_head.weight.dtype == dtype and torch.equal(small.lm_head.weight, expected)


def changed(**entries) -> dict[str, object]:
    return {**LEADING, **entries}


@pytest.mark.parametrize(
    "keep, options, match",
    [
        (changed(embd=[0, 1, 2, 7]), {}, "embed_tokens.weight: indices of embd must .* below 7"),
        (changed(embd=[0, 1, 2, -1]), {}, "embed_tokens.weight: indices of embd must .* below 7"),
        (changed(ffn=[0, 1, 2, 3, 4, 4]), {}, "gate_proj.weight: indices of ffn must differ"),
        (changed(ffn=range(5)), {}, r"slice has shape \(5, 4\), not \(6, 4\)"),
        (changed(embd=[]), {}, r"slice has shape \(11, 0\), not \(11, 4\)"),
        (LEADING, {"layers": [0]}, r"one layer for each of 2, got \[0\]"),
        (LEADING, {"layers": [0, 3]}, "the large model has no model.layers.3.input_layernorm"),
        (LEADING, {"axes": {"embed": (None, "embd")}}, "axes has no entry for model.layers.0"),
    ],
)
def test_what_cannot_be_served(keep, options, match) -> None:
    with pytest.raises(ValueError, match=match):
        subnet_slice_(Model(4, 6, 2, 1, 3, 2), Model(*LARGE), keep, **options)


def test_deeper_models_and_missing_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="the large model has no model.layers.3"):
        subnet_slice_(Model(*LARGE[:5], 4), Model(*LARGE), {})
    for channels in ([0, 5], [-1]):
        with pytest.raises(ValueError, match="a head has the channels 0 to 4, got"):
            head_rows([0], channels, 5)


def test_default_axes_know_each_layer_kind() -> None:
    assert set(np.concatenate([list(filter(None, a)) for a in LLAMA_AXES.values()])) == {
        "embd", "ffn", "query", "key"
    }
