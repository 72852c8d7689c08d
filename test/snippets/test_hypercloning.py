"""HyperCloning: a wider transformer computes what the narrow one computed."""

from __future__ import annotations

import copy
import itertools
import math

import pytest
import torch
import torch.nn.functional as F
from hypercloning import hyperclone_, hyperclone_weight
from torch import nn

VOCAB = 50
SHAPES = [(1, 1), (1, 5), (7, 1), (3, 4), (6, 6), (5, 3)]
MULTIPLIERS = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (2, 3), (1, 4), (3, 5)]


class RMSNorm(nn.Module):
    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.weight * x / (x.square().mean(-1, keepdim=True) + self.eps).sqrt()


class Attention(nn.Module):
    def __init__(self, width: int, heads: int, kv_heads: int, head_dim: int, bias: bool) -> None:
        super().__init__()
        self.heads, self.kv_heads, self.head_dim = heads, kv_heads, head_dim
        self.q_proj = nn.Linear(width, heads * head_dim, bias)
        self.k_proj = nn.Linear(width, kv_heads * head_dim, bias)
        self.v_proj = nn.Linear(width, kv_heads * head_dim, bias)
        self.o_proj = nn.Linear(heads * head_dim, width, bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape
        q, k, v = (
            proj(x).view(batch, length, -1, self.head_dim).transpose(1, 2)
            for proj in (self.q_proj, self.k_proj, self.v_proj)
        )
        half = self.head_dim // 2
        angle = torch.arange(length, dtype=x.dtype)[:, None] / 10 ** torch.arange(half)
        cos, sin = angle.cos(), angle.sin()

        def rotate(t: torch.Tensor) -> torch.Tensor:
            a, b = t[..., :half], t[..., half:]
            return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)

        q, k = rotate(q), rotate(k)
        group = self.heads // self.kv_heads
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        scores = q @ k.transpose(-1, -2) / math.sqrt(self.head_dim)
        hidden = torch.triu(torch.ones(length, length, dtype=torch.bool), 1)
        mixed = scores.masked_fill(hidden, -math.inf).softmax(-1) @ v
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, length, -1))


class Block(nn.Module):
    def __init__(self, width: int, ffn: int, bias: bool, eps: float, **attention: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = RMSNorm(width, eps), RMSNorm(width, eps)
        self.attn = Attention(width, bias=bias, **attention)
        self.gate = nn.Linear(width, ffn, bias)
        self.up = nn.Linear(width, ffn, bias)
        self.down = nn.Linear(ffn, width, bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.attn(self.norm1(x))
        y = self.norm2(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Decoder(nn.Module):
    """RMSNorm, RoPE, grouped-query attention and SwiGLU, as in current language models."""

    def __init__(
        self, width=32, heads=4, kv_heads=2, head_dim=8, ffn=24, bias=True, tied=False, eps=1e-3
    ) -> None:
        super().__init__()
        attention = {"heads": heads, "kv_heads": kv_heads, "head_dim": head_dim}
        self.embed = nn.Embedding(VOCAB, width)
        self.position = nn.Embedding(9, width)
        self.blocks = nn.ModuleList(Block(width, ffn, bias, eps, **attention) for _ in range(2))
        self.norm = RMSNorm(width, eps)
        self.lm_head = nn.Linear(width, VOCAB, bias)
        if tied:
            self.lm_head.weight = self.embed.weight
        self.to(torch.float64)
        for parameter in self.parameters():
            # Norm gains and biases must not sit at values that hide a mistake.
            nn.init.normal_(parameter, std=0.3)

    def hidden(self, tokens: torch.Tensor) -> list[torch.Tensor]:
        states = [self.embed(tokens) + self.position.weight[: tokens.shape[1]]]
        for block in self.blocks:
            states.append(block(states[-1]))
        return [*states, self.norm(states[-1])]

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.lm_head(self.hidden(tokens)[-1])


def wide(n_e: int, n_f: int, **changes) -> Decoder:
    sizes = {"width": 32 * n_e, "heads": 4 * n_e, "kv_heads": 2 * n_e, "ffn": 24 * n_f}
    return Decoder(**{**sizes, **changes})


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


@pytest.fixture()
def small() -> Decoder:
    return Decoder()


@pytest.fixture()
def tokens() -> torch.Tensor:
    return torch.randint(VOCAB, (3, 7), generator=torch.Generator().manual_seed(1))


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def rms(x: torch.Tensor) -> float:
    return x.square().mean().sqrt().item()


# --- one weight --------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("out_mult, in_mult", MULTIPLIERS)
def test_entries_are_tiled_and_divided_by_the_input_repeats(shape, out_mult, in_mult):
    rows, columns = shape
    weight = torch.randn(shape, dtype=torch.float64)
    clone = hyperclone_weight(weight, out_mult, in_mult)
    assert clone.shape == (out_mult * rows, in_mult * columns)
    for i, j in itertools.product(*map(range, clone.shape)):
        assert clone[i, j].item() == weight[i % rows, j % columns].item() / in_mult


@pytest.mark.parametrize("snr_db", [None, -5.0, 0.0, 10.0])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("out_mult, in_mult", MULTIPLIERS)
def test_tiled_input_gives_tiled_output(shape, out_mult, in_mult, snr_db):
    weight = torch.randn(shape, dtype=torch.float64)
    x = torch.randn(11, shape[1], dtype=torch.float64)
    clone = hyperclone_weight(weight, out_mult, in_mult, snr_db=snr_db)
    wide_output = x.repeat(1, in_mult) @ clone.T
    torch.testing.assert_close(
        wide_output, (x @ weight.T).repeat(1, out_mult), rtol=0, atol=1e-13
    )


@pytest.mark.parametrize("snr_db", [-3.0, 0.0, 10.0, 30.0])
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (5, 1), (4, 7)])
@pytest.mark.parametrize("out_mult, in_mult", [(1, 2), (2, 2), (3, 4), (2, 5), (1, 3)])
def test_noise_has_the_asked_power_in_every_block_and_cancels_in_pairs(
    shape, out_mult, in_mult, snr_db
):
    rows, columns = shape
    weight = torch.randn(shape, dtype=torch.float64)
    clone = hyperclone_weight(weight, out_mult, in_mult, snr_db=snr_db)
    block = weight / in_mult
    seen = []
    for i in range(out_mult):
        band = clone[i * rows : (i + 1) * rows]
        for j in range(0, in_mult - 1, 2):
            left = band[:, j * columns : (j + 1) * columns]
            right = band[:, (j + 1) * columns : (j + 2) * columns]
            torch.testing.assert_close(left + right, 2 * block, rtol=1e-12, atol=1e-12)
            for noisy in (left, right):
                measured = 20 * math.log10(rms(block) / rms(noisy - block))
                assert measured == pytest.approx(snr_db, abs=1e-9)
            seen.append(left - block)
        if in_mult % 2:
            assert torch.equal(band[:, -columns:], block)
    if weight.numel() > 1:
        for a, b in itertools.combinations(seen, 2):
            assert (a - b).abs().max() > 1e-3 * rms(block)


def test_two_copies_add_up_to_the_weight():
    weight = torch.randn(6, 10, dtype=torch.float64)
    clone = hyperclone_weight(weight, 1, 2, snr_db=5.0)
    torch.testing.assert_close(clone[:, :10] + clone[:, 10:], weight, rtol=0, atol=1e-15)


def test_noise_needs_a_pair_of_input_blocks():
    weight = torch.randn(4, 3)
    assert torch.equal(hyperclone_weight(weight, 3, 1, snr_db=0.0), weight.repeat(3, 1))


def test_noise_is_gaussian():
    weight = torch.ones(200, 100, dtype=torch.float64)
    noise = hyperclone_weight(weight, 1, 2, snr_db=0.0, generator=generator())[:, :100] - 0.5
    standard = noise / 0.5
    assert standard.mean().abs() < 0.02
    assert standard.pow(4).mean() == pytest.approx(3.0, abs=0.15)


def test_a_zero_weight_stays_zero():
    assert torch.equal(hyperclone_weight(torch.zeros(3, 2), 2, 2, snr_db=10.0), torch.zeros(6, 4))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_weight_keeps_dtype_and_device(dtype):
    weight = torch.randn(4, 3).to(dtype)
    for snr_db in (None, 10.0):
        clone = hyperclone_weight(weight, 2, 2, snr_db=snr_db)
        assert clone.dtype == dtype and clone.device == weight.device
        total = clone[:4, :3].double() + clone[:4, 3:].double()
        torch.testing.assert_close(
            total, weight.double(), rtol=0, atol=8 * torch.finfo(dtype).eps
        )


def test_sixteen_bit_weights_are_rounded_once():
    weight = torch.randn(64, 64).to(torch.bfloat16)
    clone = hyperclone_weight(weight, 1, 2, snr_db=20.0, generator=generator())
    exact = hyperclone_weight(weight.float(), 1, 2, snr_db=20.0, generator=generator())
    assert torch.equal(clone, exact.to(torch.bfloat16))


def test_weight_is_not_changed_or_shared():
    weight = torch.randn(4, 3)
    before = weight.clone()
    hyperclone_weight(weight, 1, 1).zero_()
    hyperclone_weight(weight, 2, 2, snr_db=0.0).zero_()
    assert torch.equal(weight, before)


@pytest.mark.parametrize("shape", [(3,), (2, 3, 4), ()])
def test_weight_that_is_no_matrix_is_refused(shape):
    with pytest.raises(ValueError, match=r"2 dimensions, got shape \("):
        hyperclone_weight(torch.zeros(shape), 2, 2)


@pytest.mark.parametrize("out_mult, in_mult", [(0, 1), (1, 0), (-1, 2), (2, -3)])
def test_multiplier_below_one_is_refused(out_mult, in_mult):
    with pytest.raises(ValueError, match=f"at least 1, got {out_mult} and {in_mult}"):
        hyperclone_weight(torch.zeros(2, 2), out_mult, in_mult)


# --- a whole model -----------------------------------------------------------------------------


@pytest.mark.parametrize("snr_db", [None, 10.0])
@pytest.mark.parametrize("n_e, n_f", [(2, 2), (3, 2), (2, 1), (1, 2), (1, 1), (2, 3), (4, 4)])
def test_logits_are_preserved(small, tokens, n_e, n_f, snr_db):
    big = wide(n_e, n_f)
    assert hyperclone_(big, small, snr_db=snr_db) is big
    expected = small(tokens)
    assert expected.std() > 0.1
    torch.testing.assert_close(big(tokens), expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize("snr_db", [None, 10.0])
def test_logits_are_preserved_in_float32(small, tokens, snr_db):
    small, big = small.float(), wide(3, 2).float()
    hyperclone_(big, small, snr_db=snr_db)
    expected = small(tokens)
    assert (big(tokens) - expected).abs().max() <= 1e-4 * expected.abs().max()


def test_logits_are_preserved_without_biases(tokens):
    small, big = Decoder(bias=False), wide(2, 3, bias=False)
    hyperclone_(big, small)
    torch.testing.assert_close(big(tokens), small(tokens), rtol=0, atol=1e-13)


@pytest.mark.parametrize("snr_db", [None, 10.0])
def test_hidden_state_is_tiled_after_every_layer(small, tokens, snr_db):
    big = hyperclone_(wide(3, 2), small, snr_db=snr_db)
    for narrow_state, wide_state in zip(small.hidden(tokens), big.hidden(tokens)):
        torch.testing.assert_close(wide_state, narrow_state.repeat(1, 1, 3), rtol=0, atol=1e-12)


def test_embeddings_biases_and_norms_are_tiled_without_division(small):
    big = hyperclone_(wide(3, 2), small, snr_db=10.0)
    assert torch.equal(big.embed.weight, small.embed.weight.repeat(1, 3))
    assert torch.equal(big.position.weight, small.position.weight.repeat(1, 3))
    assert torch.equal(big.norm.weight, small.norm.weight.repeat(3))
    for old, new in zip(small.blocks, big.blocks):
        assert torch.equal(new.norm1.weight, old.norm1.weight.repeat(3))
        assert torch.equal(new.attn.q_proj.bias, old.attn.q_proj.bias.repeat(3))
        assert torch.equal(new.up.bias, old.up.bias.repeat(2))
        assert torch.equal(new.down.bias, old.down.bias.repeat(3))


def test_head_is_divided_by_the_input_repeats_and_free_of_noise(small):
    big = hyperclone_(wide(2, 2), small, snr_db=0.0)
    assert torch.equal(big.lm_head.weight, small.lm_head.weight.repeat(1, 2) / 2)
    assert torch.equal(big.lm_head.bias, small.lm_head.bias)


def test_head_goes_by_the_given_name(small):
    big = hyperclone_(wide(2, 2), small, snr_db=0.0, head="down")
    down = small.blocks[1].down.weight
    assert torch.equal(big.blocks[1].down.weight, down.repeat(2, 2) / 2)
    assert not torch.equal(big.lm_head.weight, small.lm_head.weight.repeat(1, 2) / 2)


def test_all_other_linear_weights_get_the_asked_noise(small):
    big = hyperclone_(wide(2, 2), small, snr_db=12.0)
    names = [name for name, module in small.named_modules() if isinstance(module, nn.Linear)]
    assert len(names) == 15
    for name in set(names) - {"lm_head"}:
        old, new = small.get_submodule(name).weight, big.get_submodule(name).weight
        noise = new - old.repeat(2, 2) / 2
        assert 20 * math.log10(rms(old / 2) / rms(noise)) == pytest.approx(12.0, abs=1e-9)


def test_attention_heads_stay_whole(small):
    big = hyperclone_(wide(2, 1), small)
    for proj in ("q_proj", "k_proj", "v_proj"):
        old = getattr(small.blocks[0].attn, proj).weight.view(-1, 8, 32)
        new = getattr(big.blocks[0].attn, proj).weight.view(-1, 8, 64)
        assert new.shape[0] == 2 * old.shape[0]
        for head in range(new.shape[0]):
            expected = torch.cat([old[head % old.shape[0]]] * 2, 1) / 2
            assert torch.equal(new[head], expected)


def test_copies_without_noise_are_equal_and_get_equal_gradients(small, tokens):
    big = hyperclone_(wide(2, 2), small)
    F.cross_entropy(big(tokens).flatten(0, 1), tokens.flatten()).backward()
    tiled_axes = 0
    for (_, old), (name, new) in zip(small.named_parameters(), big.named_parameters()):
        for axis in range(new.dim()):
            if new.shape[axis] == old.shape[axis]:
                continue
            tiled_axes += 1
            for tensor in (new.detach(), new.grad):
                first, second = tensor.chunk(2, axis)
                assert (first - second).abs().max() <= 1e-15, name
        assert new.grad.abs().max() > 0, name
    assert tiled_axes > 40


def test_noise_breaks_the_symmetry_of_the_gradients(small, tokens):
    big = hyperclone_(wide(2, 2), small, snr_db=10.0)
    F.cross_entropy(big(tokens).flatten(0, 1), tokens.flatten()).backward()
    first, second = big.blocks[0].up.weight.grad.chunk(2, 0)
    assert (first - second).abs().max() > 1e-2 * first.abs().max()


def test_one_key_value_head_stays_one(tokens):
    small = Decoder(kv_heads=1)
    big = hyperclone_(wide(3, 2, kv_heads=1), small, snr_db=10.0)
    assert big.blocks[0].attn.k_proj.weight.shape == (8, 96)
    torch.testing.assert_close(big(tokens), small(tokens), rtol=0, atol=1e-13)


def test_a_tied_head_of_the_small_model_may_be_untied(tokens):
    small = Decoder(tied=True, bias=False)
    big = hyperclone_(wide(2, 2, bias=False), small)
    torch.testing.assert_close(big(tokens), small(tokens), rtol=0, atol=1e-13)


def test_a_tied_head_of_the_big_model_is_refused():
    small, big = Decoder(tied=True), wide(2, 2, tied=True)
    with pytest.raises(ValueError, match="lm_head.weight is tied to an embedding.*untie"):
        hyperclone_(big, small)


def test_a_tied_head_is_fine_if_only_the_ffn_grows(tokens):
    small, big = Decoder(tied=True), wide(1, 3, tied=True)
    hyperclone_(big, small)
    assert big.lm_head.weight is big.embed.weight
    torch.testing.assert_close(big(tokens), small(tokens), rtol=0, atol=1e-13)


class Gemma(Decoder):
    """Scales its embedding by the root of its width."""

    def hidden(self, tokens: torch.Tensor) -> list[torch.Tensor]:
        self_scale = math.sqrt(self.embed.embedding_dim)
        states = [self.embed(tokens) * self_scale]
        for block in self.blocks:
            states.append(block(states[-1]))
        return [*states, self.norm(states[-1])]


def test_gemma_recipe_of_the_docstring(tokens):
    small = Gemma()
    big = Gemma(width=96, heads=12, kv_heads=6, ffn=24)
    hyperclone_(big, small)
    with torch.no_grad():
        big.embed.weight /= math.sqrt(3)
    torch.testing.assert_close(big(tokens), small(tokens), rtol=0, atol=1e-13)


# --- layers that stack projections -------------------------------------------------------------


@pytest.mark.parametrize("snr_db", [None, 10.0])
@pytest.mark.parametrize("n_e, n_f", [(2, 2), (3, 1), (1, 2)])
def test_torch_transformer_encoder(n_e, n_f, snr_db):
    def encoder(width: int, heads: int, ffn: int) -> nn.Module:
        layer = nn.TransformerEncoderLayer(width, heads, ffn, 0.0, batch_first=True)
        model = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).double().train()
        for parameter in model.parameters():
            nn.init.normal_(parameter, std=0.3)
        return model

    small, big = encoder(12, 3, 10), encoder(12 * n_e, 3 * n_e, 10 * n_f)
    hyperclone_(big, small, snr_db=snr_db)
    x = torch.randn(2, 5, 12, dtype=torch.float64)
    torch.testing.assert_close(
        big(x.repeat(1, 1, n_e)), small(x).repeat(1, 1, n_e), rtol=0, atol=1e-12
    )


def test_torch_attention_with_separate_projections():
    def attention(width: int, heads: int, kdim: int) -> nn.MultiheadAttention:
        layer = nn.MultiheadAttention(width, heads, kdim=kdim, vdim=kdim, batch_first=True)
        for parameter in layer.parameters():
            nn.init.normal_(parameter)
        return layer.double()

    small, big = attention(6, 3, 5), attention(12, 6, 10)
    hyperclone_(big, small, snr_db=10.0)
    x, memory = torch.randn(2, 4, 6).double(), torch.randn(2, 3, 5).double()
    expected = small(x, memory, memory)[0]
    tiled = [t.repeat(1, 1, 2) for t in (x, memory, memory)]
    torch.testing.assert_close(big(*tiled)[0], expected.repeat(1, 1, 2), rtol=0, atol=1e-12)


def stacked(width: int, bias: bool = True) -> nn.ModuleDict:
    return nn.ModuleDict({"qkv": nn.Linear(width, 3 * width, bias)}).double()


def test_stacked_projections_are_tiled_one_by_one():
    small, big = stacked(4), stacked(8)
    hyperclone_(big, small, fused={"qkv": 3}, snr_db=10.0)
    x = torch.randn(6, 4, dtype=torch.float64)
    expected = torch.cat([part.repeat(1, 2) for part in small["qkv"](x).chunk(3, 1)], 1)
    torch.testing.assert_close(big["qkv"](x.repeat(1, 2)), expected, rtol=0, atol=1e-14)


def test_rows_grouped_by_head_are_tiled_as_they_are():
    heads, head_dim, width = 3, 2, 6
    small, big = stacked(width), stacked(2 * width)
    hyperclone_(big, small)
    old = small["qkv"].weight.view(heads, 3, head_dim, width)
    expected = torch.cat([old, old]).repeat(1, 1, 1, 2) / 2
    assert torch.equal(big["qkv"].weight.view(2 * heads, 3, head_dim, 2 * width), expected)


def test_rows_that_do_not_split_are_refused():
    with pytest.raises(ValueError, match="qkv.weight has 12 rows, which 5 does not divide"):
        hyperclone_(stacked(8), stacked(4), fused={"qkv": 5})


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, match",
    [
        ({"ffn": 25}, r"blocks.0.gate.weight: \[25, 64\] is no multiple of \[24, 32\]"),
        ({"ffn": 23}, r"blocks.0.gate.weight: \[23, 64\] is no multiple"),
        ({"bias": False}, "only one of the two models has blocks.0.attn.k_proj.bias, "),
        ({"eps": 1e-5}, r"blocks.0.norm1.eps must stay 0.001, got 1e-05"),
        ({"heads": 2, "kv_heads": 1, "head_dim": 16}, r"attn.head_dim must stay 8, got 16"),
    ],
)
def test_models_that_do_not_fit_are_refused(small, changes, match):
    with pytest.raises(ValueError, match=match):
        hyperclone_(wide(2, 2, **changes), small)


def test_bias_of_the_big_model_only_is_refused():
    with pytest.raises(ValueError, match="only one of the two models has qkv.bias"):
        hyperclone_(stacked(8), stacked(4, bias=False))


def test_norm_of_the_transformers_library_needs_equal_epsilon():
    small, big = nn.ModuleDict({"norm": nn.LayerNorm(4)}), nn.ModuleDict({"norm": nn.LayerNorm(8)})
    small["norm"].variance_epsilon, big["norm"].variance_epsilon = 1e-6, 1e-5
    with pytest.raises(ValueError, match="norm.variance_epsilon must stay 1e-06, got 1e-05"):
        hyperclone_(big, small)


@pytest.mark.parametrize(
    "make",
    [
        lambda n: nn.Conv1d(4 * n, 4 * n, 1),
        lambda n: nn.Embedding(5 * n, 4),
        lambda n: nn.ParameterDict({"table": nn.Parameter(torch.zeros(3, 4 * n))}),
    ],
)
def test_layers_without_a_rule_are_refused(make):
    small, big = nn.ModuleDict({"layer": make(1)}), nn.ModuleDict({"layer": make(2)})
    with pytest.raises(ValueError, match=r"no rule to widen layer\.\w+ of a \w+"):
        hyperclone_(big, small)


def test_tensor_with_another_number_of_dimensions_is_refused():
    small = nn.ParameterDict({"w": nn.Parameter(torch.zeros(4))})
    big = nn.ParameterDict({"w": nn.Parameter(torch.zeros(4, 8))})
    with pytest.raises(ValueError, match=r"w: \[4, 8\] is no multiple of \[4\]"):
        hyperclone_(big, small)


def test_tensors_of_one_shape_are_copied_whatever_their_layer():
    def model() -> nn.Module:
        extra = {"conv": nn.Conv1d(3, 3, 2), "scale": nn.ParameterDict()}
        extra["scale"]["value"] = nn.Parameter(torch.randn(()))
        return nn.ModuleDict(extra)

    small, big = model(), model()
    hyperclone_(big, small)
    assert torch.equal(big["conv"].weight, small["conv"].weight)
    assert torch.equal(big["scale"]["value"], small["scale"]["value"])


# --- randomness, types, storage ----------------------------------------------------------------


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def test_generator_decides_the_noise_and_spares_the_global_state(small):
    first, second, other = wide(2, 2), wide(2, 2), wide(2, 2)
    state = torch.get_rng_state()
    for model, start in ((first, 3), (second, 3), (other, 4)):
        hyperclone_(model, small, snr_db=10.0, generator=generator(start))
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(weights(first), weights(second))
    assert not torch.equal(weights(first), weights(other))


def test_without_noise_nothing_is_drawn(small):
    big = wide(2, 2)
    state = torch.get_rng_state()
    hyperclone_(big, small)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_big_model_keeps_its_dtype_and_device(small, dtype):
    big = hyperclone_(wide(2, 2).to(dtype), small, snr_db=10.0)
    assert all(p.dtype == dtype and p.device.type == "cpu" for p in big.parameters())


def test_bfloat16_source_keeps_the_precision_of_the_big_model(small):
    small = small.to(torch.bfloat16)
    big = hyperclone_(wide(3, 2).float(), small)
    exact = small.lm_head.weight.float().repeat(1, 3) / 3
    assert torch.equal(big.lm_head.weight, exact)


def test_bfloat16_model_gets_weights_that_are_rounded_once(small):
    big = hyperclone_(wide(3, 2).to(torch.bfloat16), small)
    exact = small.lm_head.weight.repeat(1, 3) / 3
    assert torch.equal(big.lm_head.weight, exact.to(torch.bfloat16))


def test_bfloat16_models_roughly_agree(small, tokens):
    small, big = small.to(torch.bfloat16), wide(2, 2).to(torch.bfloat16)
    hyperclone_(big, small, snr_db=20.0)
    expected = small(tokens)
    assert (big(tokens) - expected).abs().max() < 0.1 * expected.abs().max()


def test_small_model_is_neither_changed_nor_shared(small):
    before = copy.deepcopy(small)
    big = hyperclone_(wide(1, 1), small)
    with torch.no_grad():
        for parameter in big.parameters():
            parameter.add_(1.0)
    assert torch.equal(weights(small), weights(before))


def test_parameters_of_the_big_model_stay_trainable_leaves(small):
    big = wide(2, 2)
    identities = [id(parameter) for parameter in big.parameters()]
    hyperclone_(big, small, snr_db=10.0)
    assert [id(parameter) for parameter in big.parameters()] == identities
    assert all(parameter.requires_grad and parameter.is_leaf for parameter in big.parameters())
