"""Zero-padding growth: a larger transformer that computes what the small one computed."""

from __future__ import annotations

import copy
import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zero_pad_growth import zero_pad_growth_


class RMSNorm(nn.Module):
    def __init__(self, width: int, key: str = "eps", epsilon: float | None = 0.01) -> None:
        super().__init__()
        self.weight, self.key = nn.Parameter(torch.ones(width)), key
        setattr(self, key, epsilon)

    def forward(self, x: Tensor) -> Tensor:
        epsilon = getattr(self, self.key)
        epsilon = torch.finfo(x.dtype).eps if epsilon is None else epsilon
        return self.weight * x / (x.square().mean(-1, keepdim=True) + epsilon).sqrt()


class HuggingNorm(RMSNorm):
    def __init__(self, width: int) -> None:
        super().__init__(width, "variance_epsilon")


class TorchNorm(RMSNorm):
    def __init__(self, width: int) -> None:
        super().__init__(width, epsilon=None)


class LayerNorm(nn.LayerNorm):
    def __init__(self, width: int) -> None:
        super().__init__(width, eps=0.01)


class Block(nn.Module):
    """Pre-norm block; its q, k and v are one layer, one after the other."""

    def __init__(self, norm, width, heads, kv_heads, hidden, bias, head_dim=4) -> None:
        super().__init__()
        self.heads, self.head_dim, self.num_key_value_groups = heads, head_dim, heads // kv_heads
        self.norm1, self.norm2 = norm(width), norm(width)
        if heads == kv_heads:
            self.qkv = nn.Linear(width, 3 * heads * head_dim, bias)
        else:
            self.q = nn.Linear(width, heads * head_dim, bias)
            self.kv = nn.Linear(width, 2 * kv_heads * head_dim, bias)
        self.o_proj = nn.Linear(heads * head_dim, width, bias)
        self.up, self.down = nn.Linear(width, hidden, bias), nn.Linear(hidden, width, bias)

    def attend(self, x: Tensor) -> Tensor:
        if hasattr(self, "qkv"):
            q, k, v = self.qkv(x).chunk(3, -1)
        else:
            q, (k, v) = self.q(x), self.kv(x).chunk(2, -1)
        q, k, v = (t.split(self.head_dim, -1) for t in (q, k, v))
        future = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1)
        mixed = []
        for head in range(self.heads):
            shared = head // self.num_key_value_groups
            scores = q[head] @ k[shared].transpose(1, 2) / math.sqrt(self.head_dim)
            mixed.append(scores.masked_fill(future, -math.inf).softmax(-1) @ v[shared])
        return self.o_proj(torch.cat(mixed, -1))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attend(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Decoder(nn.Module):
    def __init__(
        self, norm=RMSNorm, width=8, heads=2, kv_heads=2, hidden=9, depth=2, bias=True, **more
    ) -> None:
        super().__init__()
        sizes = (norm, width, heads, kv_heads, hidden, bias)
        self.embed, self.position = nn.Embedding(11, width), nn.Embedding(7, width)
        self.blocks = nn.ModuleList(Block(*sizes, **more) for _ in range(depth))
        self.norm, self.head = norm(width), nn.Linear(width, 11, bias=False)
        self.scale = nn.Parameter(torch.ones(()))
        self.double()
        for index, (name, parameter) in enumerate(self.named_parameters()):
            # Gains and free parts must not sit at values that hide a mistake.
            generator = torch.Generator().manual_seed(1000 * width + index)
            parameter.data.normal_(float("norm" in name), 0.4, generator=generator)

    def states(self, ids: Tensor) -> list[Tensor]:
        states = [self.embed(ids) + self.position.weight[: ids.shape[1]]]
        for block in self.blocks:
            states.append(block(states[-1]))
        return states

    def forward(self, ids: Tensor) -> Tensor:
        return self.head(self.norm(self.states(ids)[-1])) * self.scale


IDS = torch.randint(11, (3, 7), generator=torch.Generator().manual_seed(5))
FUSED = {"qkv": 3, "kv.": 2}
WIDER = {"width": 13, "heads": 3, "kv_heads": 3, "hidden": 16}
KINDS = [RMSNorm, HuggingNorm, TorchNorm, LayerNorm]


def grow(big: nn.Module, small: nn.Module, exact: bool = True) -> nn.Module:
    return zero_pad_growth_(big, small, writers=["o_proj", "down"], fused=FUSED, exact=exact)


def loss(model: nn.Module) -> Tensor:
    return F.cross_entropy(model(IDS).flatten(0, 1), IDS.flatten())


@pytest.mark.parametrize("norm", KINDS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({}, WIDER),
        ({"bias": False}, {**WIDER, "bias": False, "depth": 4}),
        ({"heads": 4}, {"heads": 6, "kv_heads": 3, "width": 9}),
        ({"width": 2, "heads": 1, "kv_heads": 1, "hidden": 1, "depth": 1}, WIDER),
    ],
)
def test_logits_stay(norm: type[nn.Module], old: dict[str, int], new: dict[str, int]) -> None:
    small, big = Decoder(norm, **old), Decoder(norm, **new)
    expected = small(IDS)
    assert (big(IDS) - expected).abs().max() > 0.1
    assert grow(big, small) is big
    assert (big(IDS) - expected).abs().max() <= 1e-13
    assert torch.equal(big(IDS).argmax(-1), expected.argmax(-1))
    assert (loss(big) - loss(small)).abs() < 1e-10
    states = big.states(IDS)
    assert all(not state[..., old.get("width", 8) :].any() for state in states)
    assert states[-1].abs().max() > 0.1


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("norm", KINDS)
def test_heads_units_and_layers_alone_need_no_change_of_the_norms(
    norm: type[nn.Module], exact: bool
) -> None:
    small, big = Decoder(norm), Decoder(norm, **{**WIDER, "width": 8, "depth": 3})
    grow(big, small, exact)
    assert (big(IDS) - small(IDS)).abs().max() <= 1e-14
    assert torch.equal(big.norm.weight, small.norm.weight)
    assert torch.equal(big.embed.weight, small.embed.weight)


@pytest.mark.parametrize("norm", KINDS)
def test_plain_padding_is_approximate_and_leaves_norms_alone(norm: type[nn.Module]) -> None:
    small, big = Decoder(norm), Decoder(norm, **{**WIDER, "width": 9})
    own = copy.deepcopy(big)
    random = (big(IDS) - small(IDS)).norm()
    grow(big, small, exact=False)
    error = (big(IDS) - small(IDS)).norm()
    assert 1e-2 * small(IDS).norm() < error < 0.6 * random
    assert torch.equal(big.norm.weight[:8], small.norm.weight)
    assert torch.equal(big.norm.weight[8:], own.norm.weight[8:])
    assert torch.equal(big.embed.weight[:, :8], small.embed.weight)
    for key in {"eps", "variance_epsilon"} & vars(big.norm).keys():
        assert getattr(big.norm, key) == getattr(small.norm, key)


@pytest.mark.parametrize("mistake", ["gain", "epsilon", "centre"])
def test_each_correction_counts(mistake: str) -> None:
    norm = LayerNorm if mistake == "centre" else RMSNorm
    small, big = Decoder(norm), Decoder(norm, **WIDER)
    grow(big, small)
    if mistake == "gain":
        big.norm.weight.data[:8] = small.norm.weight.data
    elif mistake == "epsilon":
        big.norm.eps = small.norm.eps
    else:
        big.embed.weight.data[:, :8] = small.embed.weight.data
    assert (big(IDS) - small(IDS)).abs().max() > 1e-4


@pytest.mark.parametrize("norm", KINDS)
@pytest.mark.parametrize("exact", [True, False])
def test_source_in_the_corner_and_zero_or_own_values_around(
    norm: type[nn.Module], exact: bool
) -> None:
    small, big = Decoder(norm), Decoder(norm, **WIDER, depth=3)
    own = copy.deepcopy(big).state_dict()
    grow(big, small, exact)
    centred = exact and norm is LayerNorm
    for name, old in small.named_parameters():
        new, before = big.get_parameter(name), own[name]
        is_bias, shrinks = name.endswith("bias"), exact and "norm" in name
        writes = any(part in name for part in ("embed", "position", "o_proj", "down"))
        if writes and centred:
            old = old - old.mean(1 if "embed" in name or "position" in name else 0, True)
        elif shrinks and not is_bias:
            old = old * math.sqrt(8 / 13)
        count = 3 if "qkv" in name else 1
        for o, n, b in zip(*([t] if t.dim() == 0 else t.chunk(count) for t in (old, new, before))):
            mask = torch.ones_like(n, dtype=torch.bool)
            corner = tuple(slice(size) for size in o.shape)
            mask[corner] = False
            torch.testing.assert_close(n[corner], o, rtol=1e-14, atol=1e-15)
            rest = torch.zeros_like(b) if writes or is_bias and "norm" in name else b
            assert torch.equal(n[mask], rest[mask]), name
    for name, parameter in big.blocks[2].named_parameters():
        if name.startswith(("o_proj", "down")):
            assert not parameter.any()
        else:
            assert torch.equal(parameter, own[f"blocks.2.{name}"])


def test_padding_fused_rows_at_the_end_of_the_layer_is_wrong() -> None:
    small, big = Decoder(), Decoder(**{**WIDER, "width": 8})
    zero_pad_growth_(big, small, writers=["o_proj", "down"])
    assert (big(IDS) - small(IDS)).abs().max() > 1e-2


@pytest.mark.parametrize("norm", KINDS)
def test_no_part_is_dead(norm: type[nn.Module]) -> None:
    """Zeros on both sides of a new channel, head or unit are a common mistake."""
    big = grow(Decoder(norm, **WIDER, depth=3), Decoder(norm))
    optimiser = torch.optim.SGD(big.parameters(), lr=0.1)
    for name in ("blocks.0.o_proj", "blocks.2.down", "embed", "position"):
        optimiser.zero_grad()
        loss(big).backward()
        assert big.get_submodule(name).weight.grad[:, 8:].any(), name
    optimiser.step()
    optimiser.zero_grad()
    loss(big).backward()
    for name, parameter in big.named_parameters():
        if parameter.dim() > 1 and "embed" not in name and name != "position.weight":
            assert (parameter.grad != 0).float().mean() > 0.9, name


@pytest.mark.parametrize("norm", [RMSNorm, LayerNorm])
def test_torch_transformer_encoder(norm: type[nn.Module]) -> None:
    def encoder(width: int, heads: int, hidden: int, depth: int) -> nn.Module:
        layer = nn.TransformerEncoderLayer(
            width, heads, hidden, 0.0, F.gelu, batch_first=True, norm_first=True
        )
        layer.norm1, layer.norm2 = norm(width), norm(width)
        model = nn.TransformerEncoder(layer, depth, norm(width), enable_nested_tensor=False)
        for index, parameter in enumerate(model.double().train().parameters()):
            parameter.data.normal_(0.3, 0.3, generator=torch.Generator().manual_seed(index))
        return model

    small, big = encoder(8, 2, 9, 2), encoder(12, 3, 14, 3)
    x = torch.randn(2, 5, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    zero_pad_growth_(big, small, writers=["out_proj", "linear2"])
    centred = x - x.mean(-1, keepdim=True) if norm is LayerNorm else x
    expected, wide = small(x), big(F.pad(centred, (0, 4)))
    assert (wide[..., :8] - expected).abs().max() <= 1e-13


def test_tied_head_stays_tied_under_rms_norms_and_is_refused_when_centred() -> None:
    small, big = Decoder(), Decoder(**WIDER)
    for model in (small, big):
        model.head.weight = model.embed.weight
    grow(big, small)
    assert big.head.weight is big.embed.weight
    assert (big(IDS) - small(IDS)).abs().max() <= 1e-13
    small, big = Decoder(LayerNorm), Decoder(LayerNorm, **WIDER)
    small.head.weight = small.embed.weight
    grow(big, small)
    assert (big(IDS) - small(IDS)).abs().max() <= 1e-13, "a tied small model may be untied"
    big = Decoder(LayerNorm, **WIDER)
    big.head.weight = big.embed.weight
    with pytest.raises(ValueError, match="head.weight is tied to an embedding, .*untie it"):
        grow(big, small)
    same_width = Decoder(LayerNorm, hidden=12)
    same_width.head.weight = same_width.embed.weight
    grow(same_width, small)
    assert (same_width(IDS) - small(IDS)).abs().max() <= 1e-13


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("norm", [RMSNorm, LayerNorm])
def test_dtypes_are_kept_and_values_rounded_once(
    norm: type[nn.Module], dtype: torch.dtype
) -> None:
    small, big = Decoder(norm).to(dtype), Decoder(norm, **WIDER).to(dtype)
    precise = grow(Decoder(norm, **WIDER), copy.deepcopy(small).double())
    parameters, before = list(big.parameters()), copy.deepcopy(small.state_dict())
    state = torch.get_rng_state()
    grow(big, small)
    assert torch.equal(state, torch.get_rng_state())
    for old, new, exact in zip(parameters, big.parameters(), precise.parameters()):
        assert new is old and new.is_leaf and new.requires_grad
        assert new.dtype == dtype and new.device.type == "cpu"
        assert torch.allclose(new, exact.to(dtype), rtol=torch.finfo(dtype).eps / 2, atol=3e-7)
    assert torch.allclose(big(IDS), small(IDS), atol=100 * torch.finfo(dtype).eps)
    assert all(torch.equal(value, before[key]) for key, value in small.state_dict().items())
    wide = grow(Decoder(norm, **WIDER), small)  # Sixteen bits to 64: as precise as float32 allows.
    assert torch.allclose(wide.norm.weight, precise.norm.weight, rtol=1e-6)


class Odd(nn.Module):
    def __init__(self, make: object, size: int) -> None:
        super().__init__()
        self.o_proj, self.odd = nn.Linear(size, size), make(size)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (Decoder(), Decoder(width=7), r"embed.weight cannot grow from \[11, 8\] to \[11, 7\]"),
        (Decoder(), Decoder(hidden=8), r"up.weight cannot grow from \[9, 8\] to \[8, 8\]"),
        (Decoder(), Decoder(bias=False), "only one .* has blocks.0.down.bias, blocks.0.o_proj"),
        (Decoder(bias=False), Decoder(), "only one .* has blocks.0.down.bias, blocks.0.o_proj"),
        (Decoder(depth=3), Decoder(), "only one of the two models has blocks.2.down.bias"),
        (Decoder(), Decoder(head_dim=5), "blocks.0.head_dim must stay 4, got 5"),
        (Decoder(), Decoder(kv_heads=1, heads=2), "only one of the two models has blocks.0.qkv"),
        (Decoder(heads=4), Decoder(heads=6, kv_heads=2), "num_key_value_groups must stay 2, got 3"),
        (Odd(lambda n: nn.Conv1d(n, n, 1), 4), Odd(lambda n: nn.Conv1d(n, n, 1), 5), "of a Conv1d"),
        (Odd(LayerNorm, 4), Odd(lambda n: LayerNorm(7), 5), r"width, got \[\(4, 5\), \(4, 7\)\]"),
        (Odd(LayerNorm, 4), Odd(lambda n: LayerNorm(5), 4), r"width, got \[\(4, 4\), \(4, 5\)\]"),
        (Odd(lambda n: nn.Embedding(3, 2), 4), Odd(lambda n: nn.Embedding(3, 3), 5), "one width"),
        (
            Odd(lambda n: nn.ParameterDict({"x": nn.Parameter(torch.ones(n))}), 4),
            Odd(lambda n: nn.ParameterDict({"x": nn.Parameter(torch.ones(n, 2))}), 4),
            r"odd.x cannot grow from \[4\] to \[4, 2\]",
        ),
    ],
)
def test_models_that_do_not_fit_are_refused(old: nn.Module, new: nn.Module, message: str) -> None:
    before = copy.deepcopy(new.state_dict())
    with pytest.raises(ValueError, match=message):
        zero_pad_growth_(new, old, writers=["o_proj"])
    assert all(torch.equal(value, before[key]) for key, value in new.state_dict().items())


@pytest.mark.parametrize(
    ("writers", "fused", "message"),
    [
        ([], {}, r"writers must be names of layers of the models, got \[\]"),
        (["o_proj", "fc2"], {}, r"got \['fc2'\]"),
        (["o_proj", "down"], {"qkv": 5}, "qkv.weight has 24 and 36 rows, which 5 does not divide"),
        (["o_proj", "down"], {"head": 3}, "has 11 and 11 rows, which 3 does not divide"),
        (["o_proj", "down"], {"up": 2}, "has 9 and 16 rows, which 2 does not divide"),
        (["o_proj", "down"], {"up": 9}, "has 9 and 16 rows, which 9 does not divide"),
    ],
)
def test_names_that_do_not_fit_are_refused(
    writers: list[str], fused: dict[str, int], message: str
) -> None:
    small, big = Decoder(), Decoder(**WIDER)
    with pytest.raises(ValueError, match=message):
        zero_pad_growth_(big, small, writers=writers, fused=fused)
