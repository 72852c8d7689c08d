"""Layer addition: same function before and after, and a new block that can learn."""

from __future__ import annotations

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from expand_attention_dim import expand_attention_dim_
from expand_head_dim import expand_head_dim_
from expand_heads import expand_heads_
from expand_hidden import expand_hidden_
from expand_layer import expand_layer_
from expand_mlp import expand_mlp_
from toy_decoder import Block, Decoder, seeded, tokens


def new_block(like: Block, seed: int = 50) -> Block:
    block = copy.deepcopy(like)
    for index, parameter in enumerate(block.parameters()):
        parameter.data.normal_(0, 0.3, generator=seeded(seed + index))
    return block


OUTPUTS = ("o", "down")


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("index", [0, 1, 2])
def test_logits_of_a_language_model_stay_bitwise(index: int, bias: bool) -> None:
    model = Decoder(bias=bias)
    before, old = model(tokens()), list(model.blocks)
    block = new_block(old[0])
    assert expand_layer_(model.blocks, index, block, OUTPUTS) is None
    after = model(tokens())
    assert before.std() > 0.1
    assert torch.equal(after, before)
    assert list(model.blocks) == [*old[:index], block, *old[index:]]
    # Negative control: the function does change once one of the outputs counts.
    for parameter in (block.o.weight, block.down.weight):
        parameter.data.fill_(0.3)
        assert (model(tokens()) - before).abs().max() > 1e-2
        parameter.data.zero_()
    assert torch.equal(model(tokens()), before)


@pytest.mark.parametrize("name", [*OUTPUTS, "down.bias"])
def test_every_output_must_be_zero(name: str) -> None:
    """A forgotten layer or bias is a common mistake."""
    model = Decoder()
    before = model(tokens())
    block = new_block(model.blocks[0])
    kept = copy.deepcopy(block)
    expand_layer_(model.blocks, 1, block, OUTPUTS)
    own = name.partition(".")[0]
    parameters = dict(kept.named_parameters())
    parameters = {key: value for key, value in parameters.items() if key.startswith(name)}
    assert parameters and all(not p.any() for p in block.get_submodule(own).parameters())
    for key, value in parameters.items():
        block.get_parameter(key).data.copy_(value)
    assert (model(tokens()) - before).abs().max() > 1e-2


def test_only_the_outputs_of_the_new_block_change() -> None:
    model = Decoder()
    old = copy.deepcopy(model)
    block = new_block(model.blocks[0])
    kept = dict(copy.deepcopy(block).named_parameters())
    expand_layer_(model.blocks, 1, block, OUTPUTS)
    for name, parameter in block.named_parameters():
        if name.startswith(OUTPUTS):
            assert not parameter.any()
        else:
            assert torch.equal(parameter, kept[name]) and (parameter != 0).all()
        assert parameter.requires_grad and parameter.is_leaf
    for new, before in zip((model.blocks[0], model.blocks[2]), old.blocks):
        for parameter, expected in zip(new.parameters(), before.parameters()):
            assert torch.equal(parameter, expected)


def test_a_copy_of_a_trained_block_will_do() -> None:
    model = Decoder()
    before = model(tokens())
    expand_layer_(model.blocks, 2, copy.deepcopy(model.blocks[1]), ["o", "down"])
    assert torch.equal(model(tokens()), before)
    assert model.blocks[1].o.weight.all(), "the trained block must stay as it is"


def test_zeros_learn_at_once_and_the_rest_after_one_step() -> None:
    model = Decoder()
    block = new_block(model.blocks[0])
    expand_layer_(model.blocks, 1, block, OUTPUTS)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    for layer in (block.o, block.down):
        assert (layer.weight.grad != 0).all() and (layer.bias.grad != 0).all()
    optimiser.step()
    optimiser.zero_grad()
    F.cross_entropy(model(tokens()).flatten(0, 1), tokens().flatten()).backward()
    for layer in (block.q, block.k, block.v, block.up, block.norm1, block.norm2):
        assert (layer.weight.grad != 0).all()


def test_whole_containers_and_nested_names_may_be_named() -> None:
    block = nn.ModuleDict({"mlp": nn.ModuleDict({"experts": nn.Sequential(nn.Linear(2, 2))})})
    expand_layer_(nn.ModuleList(), 0, block, ["mlp.experts"])
    assert not block["mlp"]["experts"][0].weight.any()
    assert not block["mlp"]["experts"][0].bias.any()


def test_layers_that_know_their_index_are_renumbered() -> None:
    model = Decoder()
    for number, block in enumerate(model.blocks):
        block.o.layer_idx = number
    expand_layer_(model.blocks, 1, copy.deepcopy(model.blocks[1]), OUTPUTS)
    assert [block.o.layer_idx for block in model.blocks] == [0, 1, 2]
    assert not hasattr(model.blocks[0].down, "layer_idx")


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept_and_nothing_is_drawn(dtype: torch.dtype) -> None:
    model = Decoder().to(dtype)
    before = model(tokens())
    block = copy.deepcopy(model.blocks[0])
    state = torch.get_rng_state()
    expand_layer_(model.blocks, 1, block, OUTPUTS)
    assert torch.equal(state, torch.get_rng_state())
    assert all(p.dtype == dtype and p.device.type == "cpu" for p in model.parameters())
    assert torch.equal(model(tokens()), before)


@pytest.mark.parametrize(
    ("index", "outputs", "message"),
    [
        (3, ["o"], "index must be between 0 and 2, got 3"),
        (-1, ["o"], "between 0 and 2, got -1"),
        (1, [], r"outputs must name layers of the block, got \[\]"),
        (1, ["o", "mlp.down"], r"layers of the block, got \['mlp.down'\]"),
    ],
)
def test_what_cannot_be_served_is_left_alone(index: int, outputs: list[str], message: str) -> None:
    model = Decoder()
    block = new_block(model.blocks[0])
    with pytest.raises(ValueError, match=message):
        expand_layer_(model.blocks, index, block, outputs)
    assert len(model.blocks) == 2 and block.o.weight.all()


def test_a_block_of_the_network_itself_is_refused() -> None:
    model = Decoder()
    with pytest.raises(ValueError, match="shares parameters with a layer of the network"):
        expand_layer_(model.blocks, 2, model.blocks[0], OUTPUTS)
    assert len(model.blocks) == 2 and model.blocks[0].o.weight.all()


def test_all_six_expansions_compose() -> None:
    model = Decoder()
    before = model(tokens())
    expand_layer_(model.blocks, 1, new_block(model.blocks[0]), OUTPUTS)
    for seed, block in enumerate(model.blocks):
        attention = (block.q, block.k, block.v, block.o)
        expand_mlp_([block.up], block.down, 12, generator=seeded(seed))
        expand_heads_(*attention, heads=2, added=1, generator=seeded(seed))
        block.heads = block.kv_heads = 3
        expand_head_dim_(block.v, block.o, heads=3, head_dim=8, generator=seeded(seed))
        expand_attention_dim_(block.q, block.k, heads=3, head_dim=4, generator=seeded(seed))
    writers = [layer for block in model.blocks for layer in (block.o, block.down)]
    readers = [x for block in model.blocks for x in (block.q, block.k, block.v, block.up)]
    norms = [norm for block in model.blocks for norm in (block.norm1, block.norm2)]
    writers, readers = [model.embed, model.position, *writers], [*readers, model.head]
    expand_hidden_(writers, readers, [*norms, model.norm], 11, generator=seeded())
    assert (model(tokens()) - before).abs().max() <= 1e-13
    assert model.blocks[1].o.weight.shape == (11, 24)
