"""Learngene SWS: nets of any depth from one shared block per stage."""

from __future__ import annotations

import copy

import pytest
import torch
from learngene_expand import expand_learngene_, stage_sources, tie_stages
from torch import Tensor, nn

OFFICIAL = [3, 3, 4, 3, 3]


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.mlp(self.norm(x))


class Net(nn.Module):
    def __init__(self, blocks: nn.ModuleList, width: int = 3, classes: int = 2) -> None:
        super().__init__()
        self.pos_embed = nn.Parameter(torch.zeros(1, width))
        self.patch_embed = nn.Linear(5, width)
        self.blocks = blocks
        self.norm = nn.BatchNorm1d(width)
        self.head = nn.Linear(width, classes)
        self.double()

    def forward(self, x: Tensor) -> Tensor:
        x = self.patch_embed(x) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def randomised(net: Net, seed: int) -> Net:
    source = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for tensor in net.state_dict().values():
            if tensor.is_floating_point():
                tensor.uniform_(0.1, 1, generator=source)
    return net.eval()


def auxiliary(counts: list[int] = OFFICIAL, seed: int = 1) -> Net:
    return randomised(Net(tie_stages([Block(3) for _ in counts], counts)), seed)


def descendant(depth: int, seed: int = 2, classes: int = 2) -> Net:
    return randomised(Net(nn.ModuleList(Block(3) for _ in range(depth)), classes=classes), seed)


def stages_of(net: Net) -> list[nn.Module]:
    found: list[nn.Module] = []
    for block in net.blocks:
        if not any(block is other for other in found):
            found.append(block)
    return found


def equal(first: nn.Module, second: nn.Module) -> bool:
    pairs = zip(first.state_dict().values(), second.state_dict().values())
    return all(torch.equal(a, b) for a, b in pairs)


# --- which layer from which stage --------------------------------------------------------------


@pytest.mark.parametrize(
    "depth, stages, expected",
    [
        (12, 5, [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4]),  # the authors' example
        (5, 5, [0, 1, 2, 3, 4]),
        (6, 4, [0, 0, 1, 1, 2, 3]),
        (3, 1, [0, 0, 0]),
        (1, 1, [0]),
    ],
)
def test_known_splits(depth, stages, expected) -> None:
    assert stage_sources(depth, stages) == expected


@pytest.mark.parametrize("stages", [1, 2, 5, 7])
def test_splits_ascend_cover_every_stage_and_are_even(stages) -> None:
    for depth in range(stages, 40):
        sources = stage_sources(depth, stages)
        counts = [sources.count(stage) for stage in range(stages)]
        assert len(sources) == depth and sources == sorted(sources)
        assert min(counts) >= 1 and max(counts) - min(counts) <= 1
        assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("depth, stages", [(4, 5), (0, 1), (3, 0)])
def test_fewer_layers_than_stages_are_refused(depth, stages) -> None:
    with pytest.raises(ValueError, match=f"cannot split {depth} layers into {stages} stages"):
        stage_sources(depth, stages)


# --- the auxiliary net -------------------------------------------------------------------------


def test_auxiliary_net_shares_one_block_per_stage() -> None:
    net = auxiliary()
    assert len(net.blocks) == 16
    owners = [stages_of(net).index(block) for block in net.blocks]
    assert owners == [0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    one_block = sum(p.numel() for p in Block(3).parameters())
    assert sum(p.numel() for p in net.blocks.parameters()) == 5 * one_block


@pytest.mark.parametrize("counts", [[1], [1, 0], [2, -1], [1, 1, 1]])
def test_counts_that_do_not_fit(counts) -> None:
    with pytest.raises(ValueError, match=r"positive count for each of 2 blocks"):
        tie_stages([Block(3), Block(3)], counts)


def test_no_blocks_are_refused() -> None:
    with pytest.raises(ValueError, match="each of 0 blocks"):
        tie_stages([], [])


# --- the expansion -----------------------------------------------------------------------------


@pytest.mark.parametrize("counts", [OFFICIAL, [1, 1], [2, 1, 3], [4]])
def test_auxiliary_counts_give_the_function_of_the_auxiliary_net(counts) -> None:
    aux = auxiliary(counts)
    sources = [stage for stage, count in enumerate(counts) for _ in range(count)]
    net = descendant(sum(counts))
    assert expand_learngene_(net, aux, sources) is net
    x = torch.randn(4, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    assert (net(x) - aux(x)).abs().max() <= 1e-14


@pytest.mark.parametrize("depth", [5, 6, 12, 17])
def test_every_layer_is_its_stage_and_the_rest_is_copied(depth) -> None:
    aux, net = auxiliary(), descendant(depth)
    expand_learngene_(net, aux)
    for layer, source in enumerate(stage_sources(depth, 5)):
        assert equal(net.blocks[layer], stages_of(aux)[source])
        others = [stage for index, stage in enumerate(stages_of(aux)) if index != source]
        assert not any(equal(net.blocks[layer], other) for other in others)
    for part in ("patch_embed", "norm", "head"):
        assert equal(getattr(net, part), getattr(aux, part))
    assert torch.equal(net.pos_embed, aux.pos_embed)


def test_one_block_per_stage_will_do() -> None:
    aux = auxiliary()
    compact = copy.deepcopy(aux)
    compact.blocks = nn.ModuleList(stages_of(compact))
    first = expand_learngene_(descendant(7), aux)
    assert equal(first, expand_learngene_(descendant(7, seed=3), compact))


def test_copies_are_untied() -> None:
    aux, net = auxiliary([2, 2]), descendant(4)
    expand_learngene_(net, aux)
    pointers = [p.data_ptr() for p in [*net.parameters(), *aux.parameters()]]
    assert len(set(pointers)) == len(pointers)
    net(torch.ones(2, 5, dtype=torch.float64)).square().sum().backward()
    first, second = (net.blocks[i].mlp[0].weight for i in (0, 1))
    assert torch.equal(first, second) and not torch.equal(first.grad, second.grad)


def test_sources_and_list_of_layers_can_be_named() -> None:
    aux, net = nn.Module(), nn.Module()
    aux.encoder, net.encoder = auxiliary(), descendant(3)
    expand_learngene_(net, aux, [1, 1, 4], blocks="encoder.blocks")
    stages = stages_of(aux.encoder)
    for layer, source in enumerate((1, 1, 4)):
        assert equal(net.encoder.blocks[layer], stages[source])
    assert equal(net.encoder.head, aux.encoder.head)


def test_skipped_tensors_stay() -> None:
    aux, net = auxiliary(), descendant(5, classes=7)
    before = copy.deepcopy(net.head)
    expand_learngene_(net, aux, skip=["head", "pos"])
    assert equal(net.head, before) and equal(net.norm, aux.norm)
    assert not torch.equal(net.pos_embed, aux.pos_embed)


def test_other_shapes_and_names_are_refused() -> None:
    with pytest.raises(ValueError, match=r"no head.weight of shape \(7, 3\)"):
        expand_learngene_(descendant(5, classes=7), auxiliary())
    net = descendant(5)
    net.extra = nn.Linear(1, 1)
    with pytest.raises(ValueError, match=r"no extra.weight of shape \(1, 1\)"):
        expand_learngene_(net, auxiliary())


@pytest.mark.parametrize(
    "sources", [[0, 1, 2], [0, 1, 2, 3, 4], [0, 2, 1, 3], [0, 1, 2, 5], [-1, 0, 1, 2]]
)
def test_sources_that_do_not_fit(sources) -> None:
    with pytest.raises(ValueError, match="need one of 5 stages, in ascending order, for each of 4"):
        expand_learngene_(descendant(4), auxiliary(), sources)


def test_tied_layers_of_the_model_are_refused() -> None:
    with pytest.raises(ValueError, match="layers of the model in blocks are tied"):
        expand_learngene_(auxiliary([2, 1], seed=4), auxiliary([2, 1]))


def test_fewer_layers_than_stages_need_sources() -> None:
    with pytest.raises(ValueError, match="cannot split 3 layers into 5 stages"):
        expand_learngene_(descendant(3), auxiliary())


def test_nothing_is_drawn_and_dtype_is_kept() -> None:
    aux, net = auxiliary(), descendant(6).to(torch.bfloat16)
    state = torch.get_rng_state()
    expand_learngene_(net, aux)
    assert torch.equal(torch.get_rng_state(), state)
    assert net.head.weight.dtype == torch.bfloat16 and net.head.weight.device.type == "cpu"
    assert torch.equal(net.head.weight, aux.head.weight.to(torch.bfloat16))
    assert all(p.requires_grad and p.is_leaf for p in net.parameters())
