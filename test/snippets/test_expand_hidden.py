"""Hidden dimension expansion: same function before and after, and new channels that can learn."""

from __future__ import annotations

import copy
import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from expand_hidden import expand_hidden_
from toy_decoder import Decoder, RMSNorm, seeded, tokens


def parts(model: Decoder) -> tuple[list[nn.Module], list[nn.Linear], list[nn.Module]]:
    writers, readers, norms = [model.embed, model.position], [model.head], [model.norm]
    for block in model.blocks:
        writers += [block.o, block.down]
        readers += [block.q, block.k, block.v, block.up]
        norms += [block.norm1, block.norm2]
    return writers, readers, norms


def expand(model: Decoder, width: int, seed: int = 0) -> None:
    assert expand_hidden_(*parts(model), width, generator=seeded(seed)) is None


def free_parts(model: Decoder, width: int) -> list[Tensor]:
    _, readers, norms = parts(model)
    return [layer.weight.data[..., width:] for layer in (*readers, *norms)]


CASES = [(6, 10, True), (5, 6, False), (1, 4, True), (8, 24, False)]


@pytest.mark.parametrize(("width", "wide", "bias"), CASES)
def test_logits_of_a_language_model_stay(width: int, wide: int, bias: bool) -> None:
    model = Decoder(width=width, bias=bias)
    before = model(tokens())
    expand(model, wide)
    drawn = model(tokens())
    for index, columns in enumerate(free_parts(model, width)):
        columns.normal_(0, 0.3, generator=seeded(index))
    assert before.std() > 0.05
    assert (drawn - before).abs().max() <= 1e-13
    assert (model(tokens()) - before).abs().max() <= 1e-13
    assert all(not state[..., width:].any() for state in model.hidden_states(tokens()))
    # Negative control: the function does change once the new channels carry something.
    model.position.weight.data[:, width:] = 0.5
    assert (model(tokens()) - before).abs().max() > 1e-2


@pytest.mark.parametrize(("width", "wide", "bias"), CASES)
def test_old_parts_stay_and_new_ones_are_zero_or_free(width: int, wide: int, bias: bool) -> None:
    model = Decoder(width=width, bias=bias)
    old = copy.deepcopy(model)
    expand(model, wide)
    (writers, readers, norms), (old_writers, old_readers, old_norms) = parts(model), parts(old)
    for layer, before in zip(writers, old_writers):
        axis = int(isinstance(layer, nn.Embedding))
        stay, new = layer.weight.split([width, wide - width], axis)
        assert torch.equal(stay, before.weight) and not new.any()
        assert (layer.embedding_dim if axis else layer.out_features) == wide
        if isinstance(layer, nn.Linear) and bias:
            assert torch.equal(layer.bias[:width], before.bias)
            assert layer.bias.shape == (wide,) and not layer.bias[width:].any()
    for layer, before in zip(readers, old_readers):
        stay, new = layer.weight.split([width, wide - width], 1)
        assert torch.equal(stay, before.weight) and (new != 0).all(), "dead symmetric units"
        assert layer.in_features == wide
        assert (layer.bias is None) if before.bias is None else torch.equal(layer.bias, before.bias)
    for norm, before in zip(norms, old_norms):
        stay, new = norm.weight.split([width, wide - width])
        expected = before.weight * math.sqrt(width / wide)
        torch.testing.assert_close(stay, expected, rtol=1e-15, atol=0)
        assert (new == 1).all()
        assert norm.eps == pytest.approx(0.01 * width / wide, rel=1e-15)


@pytest.mark.parametrize("power", [0.0, -0.5])
def test_gains_take_the_root_of_old_over_new_width(power: float) -> None:
    """No factor and its inverse are common mistakes."""
    model = Decoder()
    before = model(tokens())
    expand(model, 12)
    for norm in parts(model)[2]:
        norm.weight.data[:6] *= (6 / 12) ** (power - 0.5)
    assert (model(tokens()) - before).abs().max() > 1e-2


def test_epsilon_must_shrink_with_the_width() -> None:
    model = Decoder()
    before = model(tokens())
    expand(model, 12)
    for norm in parts(model)[2]:
        norm.eps = 0.01
    assert (model(tokens()) - before).abs().max() > 1e-4


def widened(norm: nn.Module) -> tuple[Tensor, Tensor]:
    """Output of a norm before and after it grows, for an input that is small next to epsilon."""
    x = 0.1 * torch.randn(5, 6, dtype=torch.float64, generator=seeded())
    before = norm(x)
    expand_hidden_([], [], [norm], 9)
    return before, norm(F.pad(x, (0, 3)))[:, :6]


def test_epsilon_under_the_name_of_the_transformers_library() -> None:
    norm = RMSNorm(6, eps=0.0).double()
    del norm.eps
    norm.variance_epsilon = 0.1
    norm.forward = lambda x: RMSNorm.forward(norm, x, norm.variance_epsilon)
    torch.testing.assert_close(*widened(norm), rtol=1e-14, atol=0)
    assert norm.variance_epsilon == pytest.approx(0.1 * 6 / 9) and not hasattr(norm, "eps")


def test_norm_without_epsilon() -> None:
    norm = RMSNorm(6).double()
    del norm.eps
    norm.forward = lambda x: RMSNorm.forward(norm, x, 0.0)
    torch.testing.assert_close(*widened(norm), rtol=1e-14, atol=0)
    assert not hasattr(norm, "eps") and not hasattr(norm, "normalized_shape")


class TorchNorm(RMSNorm):
    """Behaves as torch.nn.RMSNorm, which PyTorch 1.13 does not have yet."""

    def __init__(self, width: int, eps: float | None) -> None:
        super().__init__(width)
        self.eps, self.normalized_shape = eps, (width,)

    def forward(self, x: Tensor) -> Tensor:
        assert self.normalized_shape == x.shape[-1:] == self.weight.shape
        return super().forward(x, torch.finfo(x.dtype).eps if self.eps is None else self.eps)


@pytest.mark.parametrize("eps", [None, 0.1])
@pytest.mark.parametrize("kind", [TorchNorm, getattr(nn, "RMSNorm", TorchNorm)])
def test_norm_of_torch_grows_shape_and_epsilon(kind: type[nn.Module], eps: float | None) -> None:
    norm = kind(6, eps=eps).double()
    torch.testing.assert_close(*widened(norm), rtol=1e-14, atol=0)
    assert norm.eps == pytest.approx((eps or torch.finfo(torch.float64).eps) * 6 / 9)
    assert norm.normalized_shape == (9,)


def test_tied_weights_stay_tied() -> None:
    model = Decoder()
    model.head.weight = model.embed.weight
    model.blocks[1].down.weight = model.blocks[0].down.weight
    model.blocks[1].q.weight = model.blocks[0].q.weight
    before = model(tokens())
    expand(model, 9)
    assert model.head.weight is model.embed.weight and model.head.in_features == 9
    assert not model.embed.weight[:, 6:].any()
    for name in ("down", "q"):
        first, second = (getattr(block, name).weight for block in model.blocks)
        assert first is second
    assert (model(tokens()) - before).abs().max() <= 1e-13


def test_free_weights_are_drawn_as_in_a_new_linear_layer() -> None:
    writer, reader = nn.Linear(3, 4), nn.Linear(4, 800)
    expand_hidden_([writer], [reader], [], 64, generator=seeded())
    new = reader.weight.detach()[:, 4:]
    assert 0.12 < new.abs().max() <= 1 / 8
    assert abs(new.mean()) < 0.002
    assert new.var().item() == pytest.approx(1 / 64 / 3, rel=0.05)


def test_new_channels_learn_and_differ_from_each_other() -> None:
    model = Decoder()
    expand(model, 9)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    writers, readers, _ = parts(model)
    for layer in writers:
        axis = int(isinstance(layer, nn.Embedding))
        gradient = layer.weight.grad.narrow(axis, 6, 3)
        assert torch.linalg.matrix_rank(gradient) == 3, "channels must not be copies"
    optimiser.step()
    optimiser.zero_grad()
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    for layer in readers:
        assert (layer.weight.grad[:, 6:].abs().max(0).values > 0).all()


def test_expansions_compose() -> None:
    model = Decoder()
    before = model(tokens())
    for width in (7, 12, 23):
        expand(model, width, seed=width)
    assert (model(tokens()) - before).abs().max() <= 1e-13


def test_frozen_parameters_stay_frozen_and_others_trainable() -> None:
    model = Decoder()
    frozen = ["embed.weight", "blocks.0.o.weight", "blocks.0.down.bias", "blocks.1.q.weight"]
    for name in (*frozen, "norm.weight"):
        model.get_parameter(name).requires_grad_(False)
    flags = {name: p.requires_grad for name, p in model.named_parameters()}
    expand(model, 9)
    assert {name: p.requires_grad for name, p in model.named_parameters()} == flags
    assert all(p.is_leaf and isinstance(p, nn.Parameter) for p in model.parameters())


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype: torch.dtype) -> None:
    model = Decoder().to(dtype)
    before = model(tokens())
    expand(model, 9)
    assert all(p.dtype == dtype and p.device.type == "cpu" for p in model.parameters())
    assert torch.allclose(model(tokens()), before, atol=64 * torch.finfo(dtype).eps)


def test_reproducible_with_a_generator_and_global_state_untouched() -> None:
    results = []
    for seed in (0, 0, 1):
        model = Decoder()
        state = torch.get_rng_state()
        expand(model, 9, seed)
        assert torch.equal(state, torch.get_rng_state())
        results.append(torch.cat([layer.weight[:, 6:].ravel() for layer in parts(model)[1]]))
    assert torch.equal(results[0], results[1])
    assert not torch.isclose(results[0], results[2]).any()


@pytest.mark.parametrize(
    ("writers", "readers", "norms", "width", "message"),
    [
        ([nn.Linear(3, 4)], [nn.Linear(4, 3)], [RMSNorm(4)], 4, "the present 4, got 4"),
        ([nn.Linear(3, 4)], [nn.Linear(4, 3)], [RMSNorm(4)], 3, "the present 4, got 3"),
        ([nn.Linear(4, 3)], [nn.Linear(4, 3)], [RMSNorm(4)], 9, r"one width, got \[3, 4\]"),
        ([nn.Embedding(4, 3)], [nn.Linear(4, 3)], [], 9, r"one width, got \[3, 4\]"),
        ([nn.Linear(3, 4)], [nn.Linear(3, 4)], [RMSNorm(4)], 9, r"one width, got \[3, 4\]"),
        ([nn.Linear(3, 4)], [nn.Linear(4, 3)], [RMSNorm(5)], 9, r"one width, got \[4, 5\]"),
        ([], [], [], 9, r"one width, got \[\]"),
        ([nn.Linear(3, 4)], [], [nn.LayerNorm(4)], 9, r"no bias, got LayerNorm\(\(4,\)"),
        ([], [], [nn.LayerNorm(4, elementwise_affine=False)], 9, r"a gain and no bias, got Layer"),
        ([], [], [nn.GroupNorm(1, 4)], 9, r"no bias, got GroupNorm\(1"),
        ([], [], [nn.Identity()], 9, r"norms must be RMS norms with a gain and no bias, got Iden"),
    ],
)
def test_layers_that_cannot_be_served_are_left_alone(
    writers: list[nn.Module],
    readers: list[nn.Linear],
    norms: list[nn.Module],
    width: int,
    message: str,
) -> None:
    layers = nn.ModuleList([*writers, *readers, *norms])
    shapes = [parameter.shape for parameter in layers.parameters()]
    with pytest.raises(ValueError, match=message):
        expand_hidden_(writers, readers, norms, width)
    assert [parameter.shape for parameter in layers.parameters()] == shapes


def test_layer_norm_without_bias_is_refused_too() -> None:
    norm = nn.LayerNorm(4)
    norm.bias = None
    with pytest.raises(ValueError, match="must be RMS norms"):
        expand_hidden_([], [], [norm], 9)
