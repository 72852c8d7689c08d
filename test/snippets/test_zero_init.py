"""ZerO: deterministic identities and Hadamard blocks, checked against explicit loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from zero_init import zero_init_, zero_weight_

SHAPES = [
    *[(1, 1), (1, 3), (2, 1), (3, 1), (3, 2), (2, 3), (5, 5), (8, 8), (3, 7), (7, 3), (8, 4)],
    *[(4, 8), (6, 4), (12, 5), (9, 8), (16, 15), (17, 16), (33, 32), (64, 1), (5, 4)],
]
WIDENING = [shape for shape in SHAPES if shape[0] > shape[1]]
PAPER, NOTEBOOK = math.sqrt(2), 1.0


def expected(rows: int, cols: int, gain: float = PAPER) -> np.ndarray:
    """The matrix of the paper, entry by entry: the Sylvester sign is a parity of common bits."""
    bits = 0
    while 2**bits < rows:
        bits += 1
    exponent = -(bits - 1) / 2 if gain == PAPER else -bits / 2
    matrix = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            if rows <= cols:
                matrix[i, j] = float(i == j)
            else:
                matrix[i, j] = 2**exponent * (-1) ** bin(i & j).count("1")
    return matrix


def filled(*shape: int, **kwargs: float) -> np.ndarray:
    return zero_weight_(torch.full(shape, torch.nan, dtype=torch.float64), **kwargs).numpy()


@pytest.mark.parametrize("shape", SHAPES)
def test_matrix_equals_the_definition(shape: tuple[int, int]) -> None:
    assert np.abs(filled(*shape) - expected(*shape)).max() <= 1e-15
    assert np.abs(filled(*shape, gain=NOTEBOOK) - expected(*shape, NOTEBOOK)).max() <= 1e-15


@pytest.mark.parametrize("shape", SHAPES)
def test_entries_are_zeros_and_ones_up_to_one_factor(shape: tuple[int, int]) -> None:
    values = set(np.unique(filled(*shape)))
    if shape[0] <= shape[1]:
        assert values <= {0.0, 1.0}
    else:
        assert len({abs(value) for value in values}) == 1


@pytest.mark.parametrize("shape", SHAPES)
def test_full_rank(shape: tuple[int, int]) -> None:
    assert np.linalg.matrix_rank(filled(*shape)) == min(shape)


@pytest.mark.parametrize("size", [2, 4, 8, 16, 64])
def test_hadamard_matrix_is_orthogonal(size: int) -> None:
    # All columns but the last are columns of the full matrix H; H H^T = size I fixes that one.
    columns = filled(size, size - 1, gain=math.sqrt(size))
    assert np.array_equal(columns.T @ columns, size * np.eye(size - 1))
    last = size * np.eye(size) - columns @ columns.T
    assert np.linalg.matrix_rank(last) == 1
    assert np.array_equal(np.abs(last), np.ones((size, size)))


@pytest.mark.parametrize("shape", [(2, 1), (4, 3), (8, 4), (16, 5), (32, 6)])
def test_notebook_gain_gives_orthonormal_columns_for_powers_of_two(shape: tuple[int, int]) -> None:
    weight = filled(*shape, gain=NOTEBOOK)
    assert np.abs(weight.T @ weight - np.eye(shape[1])).max() <= 1e-15


@pytest.mark.parametrize("shape", WIDENING)
def test_squared_column_norms(shape: tuple[int, int]) -> None:
    size = 2 ** math.ceil(math.log2(shape[0]))
    for gain, factor in ((PAPER, 2), (NOTEBOOK, 1)):
        norms = (filled(*shape, gain=gain) ** 2).sum(0)
        assert np.abs(norms - factor * shape[0] / size).max() <= 1e-14


@pytest.mark.parametrize("shape", [(3, 2), (6, 4), (12, 5)])
def test_truncated_columns_overlap_by_half_at_most(shape: tuple[int, int]) -> None:
    weight = filled(*shape)
    gram = weight.T @ weight
    overlap = np.abs(gram - np.diag(np.diag(gram))).max()
    assert overlap == pytest.approx(0.5, abs=1e-14)


def test_default_gain_keeps_the_second_moment_through_a_relu() -> None:
    weight = torch.from_numpy(filled(64, 16))
    x = torch.randn(4000, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    ratio = F.relu(x @ weight.T).square().sum() / x.square().sum()
    assert abs(ratio.item() - 1) < 0.02


@pytest.mark.parametrize(
    ("kernel", "centre"),
    [((1,), (0,)), ((5,), (2,)), ((3, 3), (1, 1)), ((3, 5), (1, 2)), ((2, 4), (1, 2)),
     ((7, 1), (3, 0)), ((3, 1, 5), (1, 0, 2))],
)  # fmt: skip
@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (6, 4), (1, 1)])
def test_convolution_has_the_matrix_at_its_centre_tap(
    shape: tuple[int, int], kernel: tuple[int, ...], centre: tuple[int, ...]
) -> None:
    weight = filled(*shape, *kernel)
    assert np.abs(weight[(slice(None), slice(None), *centre)] - expected(*shape)).max() <= 1e-15
    weight[(slice(None), slice(None), *centre)] = 0
    assert not weight.any()


@pytest.mark.parametrize(
    ("outputs", "inputs", "groups"), [(4, 4, 4), (6, 3, 3), (8, 6, 2), (3, 9, 3)]
)
def test_each_group_gets_the_matrix_of_its_own_channels(
    outputs: int, inputs: int, groups: int
) -> None:
    conv = nn.Conv2d(inputs, outputs, 3, groups=groups, padding=1).double()
    zero_init_(conv)
    x = torch.randn(
        2, inputs, 5, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(1)
    )
    matrix = expected(outputs // groups, inputs // groups)
    parts = [np.einsum("oi,bihw->bohw", matrix, part) for part in x.numpy().reshape(
        2, groups, inputs // groups, 5, 6).swapaxes(0, 1)]  # fmt: skip
    assert np.abs(conv(x).detach().numpy() - np.concatenate(parts, 1)).max() < 1e-14


class Block(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(torch.relu(self.norm(self.conv1(x))))


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 6, 3, padding=1)
        self.blocks = nn.Sequential(Block(6), Block(6))
        self.down = nn.Conv2d(6, 12, 1, stride=2, bias=False)
        self.head = nn.Linear(12, 5)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.down(self.blocks(self.stem(x))).mean((2, 3)))


def make_net() -> Net:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return Net().double()


def batch(channels: int = 3) -> Tensor:
    generator = torch.Generator().manual_seed(2)
    return torch.randn(4, channels, 6, 6, dtype=torch.float64, generator=generator)


def test_resnet_recipe() -> None:
    net = make_net()
    assert zero_init_(net, zeroed=[*(block.conv2 for block in net.blocks), net.head]) is net
    x = batch(6)
    assert torch.equal(net.blocks(x), x)
    for layer in (net.stem, net.down, *(block.conv1 for block in net.blocks)):
        centre = tuple(size // 2 for size in layer.weight.shape[2:])
        matrix = layer.weight.detach()[(slice(None), slice(None), *centre)].numpy()
        assert np.abs(matrix - expected(*matrix.shape)).max() <= 1e-15
    assert not any(p.any() for n, p in net.named_parameters() if n.endswith("bias"))
    assert not net.head.weight.any() and not net(batch()).any()
    assert all((block.norm.weight == 1).all() for block in net.blocks)


def test_a_zeroed_normalisation_makes_the_block_the_identity_too() -> None:
    block = Block(6).double()
    block.norm.bias.data.fill_(3.0)
    zero_init_(block, zeroed=[block.norm])
    assert torch.equal(block(batch(6)), batch(6))
    assert block.conv2.weight[2, 2, 1, 1] == 1


def test_linear_residual_block_is_the_identity_bitwise() -> None:
    inner, outer = nn.Linear(7, 12).double(), nn.Linear(12, 7).double()
    net = nn.Sequential(inner, nn.ReLU(), outer)
    zero_init_(net, zeroed=[outer])
    x = torch.randn(9, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    assert torch.equal(x + net(x), x)
    assert inner.weight.any()


def test_gradient_reaches_the_zeroed_layer_only_if_the_inner_one_is_kept() -> None:
    for spare_inner in (True, False):
        net = make_net()
        last = [block.conv2 for block in net.blocks]
        inner = [] if spare_inner else [block.conv1 for block in net.blocks]
        zero_init_(net, zeroed=last + inner)
        net(batch()).square().sum().backward()
        reached = [layer.weight.grad.abs().sum() > 0 for layer in last]
        assert reached == [spare_inner] * 2


def test_zeroed_may_be_any_iterable_and_is_empty_by_default() -> None:
    net = make_net()
    zero_init_(net, zeroed=(block.conv2 for block in net.blocks))
    assert not net.blocks[1].conv2.weight.any()
    zero_init_(net)
    assert net.blocks[1].conv2.weight[3, 3, 1, 1] == 1
    assert not torch.equal(net.blocks(batch(6)), batch(6))


def test_gain_reaches_every_kind_of_layer() -> None:
    net = nn.Sequential(nn.Conv1d(3, 8, 1), nn.Conv3d(2, 4, 1), nn.Linear(5, 16)).double()
    zero_init_(net, gain=NOTEBOOK)
    for layer in net:
        weight = layer.weight.detach().flatten(1)
        assert torch.allclose(weight.T @ weight, torch.eye(weight.shape[1]).double(), atol=1e-15)


def test_other_modules_keep_their_parameters() -> None:
    net = nn.ModuleList([nn.Embedding(5, 3), nn.LayerNorm(3), nn.ConvTranspose2d(2, 4, 3)])
    before = [p.detach().clone() for p in net.parameters()]
    zero_init_(net)
    assert all(torch.equal(a, b) for a, b in zip(before, net.parameters()))


def trained_rank(partial_identity: bool) -> int:
    """Rank of the change of a square hidden layer after 50 steps on random labels."""
    generator = torch.Generator().manual_seed(0)
    first, hidden, last = (
        layer.double() for layer in (nn.Linear(6, 32), nn.Linear(32, 32), nn.Linear(32, 10))
    )
    net = nn.Sequential(first, nn.ReLU(), hidden, nn.ReLU(), last)
    zero_init_(net)
    if partial_identity:
        nn.init.eye_(first.weight)
    x = torch.randn(256, 6, dtype=torch.float64, generator=generator)
    labels = torch.randint(10, (256,), generator=generator)
    optimiser = torch.optim.SGD((p for p in net.parameters() if p.dim() == 2), lr=0.1)
    for _ in range(50):
        optimiser.zero_grad()
        F.cross_entropy(net(x), labels).backward()
        optimiser.step()
    change = hidden.weight.detach() - torch.eye(32)
    return int(torch.linalg.matrix_rank(change, rtol=1e-9))


def test_hadamard_breaks_the_rank_barrier_of_the_partial_identity() -> None:
    # Theorem 1 of the paper: widening by a partial identity confines training to 6 dimensions.
    assert trained_rank(partial_identity=True) <= 6
    assert trained_rank(partial_identity=False) > 6


def test_deterministic_without_touching_the_random_state() -> None:
    state = torch.get_rng_state()
    assert np.array_equal(filled(12, 5, 3, 3), filled(12, 5, 3, 3))
    assert torch.equal(state, torch.get_rng_state())


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
@pytest.mark.parametrize("shape", [(6, 4, 3, 3), (4, 6, 3), (5, 5)])
def test_dtype_device_and_gradients_are_kept(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    weight = nn.Parameter(torch.ones(shape, dtype=dtype))
    assert zero_weight_(weight) is weight
    assert weight.dtype == dtype and weight.device.type == "cpu"
    assert weight.requires_grad and weight.is_leaf and weight.grad_fn is None
    # Rounded once, from double precision.
    assert torch.equal(weight, torch.from_numpy(filled(*shape)).to(dtype))


@pytest.mark.parametrize(
    ("shape", "groups", "message"),
    [
        ((3,), 1, r"non-empty \(out, in, ...\), got \(3,\)"),
        ((), 1, r"got \(\)"),
        ((0, 4), 1, r"got \(0, 4\)"),
        ((4, 0, 3), 1, r"got \(4, 0, 3\)"),
        ((5, 2, 3), 2, "2 groups do not divide the 5 outputs"),
        ((4, 2, 3), 0, "0 groups do not divide the 4 outputs"),
        ((4, 2, 3), -2, "-2 groups"),
    ],
)
def test_weights_that_cannot_be_served(shape: tuple[int, ...], groups: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        zero_weight_(torch.ones(shape), groups)


def test_a_zeroed_module_of_another_net_is_an_error() -> None:
    net = make_net()
    before = net.head.weight.detach().clone()
    with pytest.raises(ValueError, match=r"\[Linear\(in_features=3, .*\)\] are not part of"):
        zero_init_(net, zeroed=[net.head, nn.Linear(3, 2)])
    assert torch.equal(net.head.weight, before)
