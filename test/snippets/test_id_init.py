"""IDInit: padded identities, shifted convolutions and branches that are closed but trainable."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from id_init import id_init_, idi_weight_, idiz_weight_

SHAPES = [(1, 1), (1, 3), (3, 1), (2, 3), (3, 2), (5, 5), (4, 12), (12, 4), (10, 4), (4, 10)]
SHAPES += [(5, 7), (7, 5), (6, 9)]
KERNELS = [(3, 3, 3, 3), (5, 2, 3, 3), (20, 2, 3, 3), (2, 5, 3), (4, 3, 2, 4), (2, 3, 1, 2, 3)]
KERNELS += [(6, 3, 1), (9, 1, 2, 2)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def blank(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.full(shape, torch.nan, dtype=dtype)


def idi(*shape: int, **kwargs) -> np.ndarray:
    return idi_weight_(blank(*shape), **{"noise": 0.0, **kwargs}).numpy()


def idiz(*shape: int, **kwargs) -> np.ndarray:
    return idiz_weight_(blank(*shape), **kwargs).numpy()


def patches(weight: np.ndarray) -> np.ndarray:
    """The matrix of a kernel, with a column for each channel of the first tap, then the next."""
    taps = list(np.ndindex(*weight.shape[2:]))
    columns = [weight[(slice(None), c, *tap)] for tap in taps for c in range(weight.shape[1])]
    return np.stack(columns, 1)


@pytest.mark.parametrize("shape", [*SHAPES, *KERNELS])
def test_identity_by_the_remainder_rule(shape: tuple[int, ...]) -> None:
    matrix = patches(idi(*shape, tau=1.5))
    rows, cols = matrix.shape
    for m in range(rows):
        for j in range(cols):
            assert matrix[m, j] == (1.5 if (m - j) % cols == 0 else 0)
    assert np.linalg.matrix_rank(matrix) == min(rows, cols)


def test_taller_matrices_are_stacked_identities() -> None:
    expected = np.concatenate([np.eye(4), np.eye(4), np.eye(4)])[:10]
    assert np.array_equal(idi(10, 4), expected)
    assert np.array_equal(idi(4, 12) @ idi(12, 4), np.eye(4))
    assert np.array_equal(idi(4, 10), np.eye(4, 10))


@pytest.mark.parametrize("shape", [*SHAPES, *KERNELS])
def test_closed_layers_have_pairs_of_opposite_entries(shape: tuple[int, ...]) -> None:
    matrix = patches(idiz(*shape))
    rows, cols = matrix.shape
    assert np.abs(matrix).max() == 1e-6
    if cols == 1:
        assert np.array_equal(matrix[:, 0], [1e-6 * (-1) ** m for m in range(rows)])
        return
    for m, row in enumerate(matrix):
        assert row.sum() == 0 and np.count_nonzero(row) == 2
        assert row[m % cols] == 1e-6
        partner = rows + m % (cols - rows) if rows < cols else (m + 1) % cols
        assert row[partner] == -1e-6


def test_closed_layers_of_two_shapes_written_out() -> None:
    e = 0.5
    assert np.array_equal(idiz(2, 3, eps=e), [[e, 0, -e], [0, e, -e]])
    assert np.array_equal(idiz(3, 3, eps=e), [[e, -e, 0], [0, e, -e], [-e, 0, e]])
    assert np.array_equal(idiz(3, 2, eps=e), [[e, -e], [-e, e], [e, -e]])
    assert np.array_equal(idiz(1, 4, eps=e), [[e, -e, 0, 0]])


def test_a_closed_layer_cancels_what_a_padded_identity_replicates() -> None:
    v = torch.randn(4, dtype=torch.float64, generator=seeded()).numpy()
    assert np.abs(idiz(4, 12) @ (idi(12, 4) @ v)).max() <= 1e-21


@pytest.mark.parametrize("size", [3, 5])
def test_a_square_convolution_shifts_its_input(size: int) -> None:
    x = torch.randn(2, 4, 8, 9, dtype=torch.float64, generator=seeded())
    weight = torch.from_numpy(idi(4, 4, size, size))
    y = F.conv2d(x, weight, padding=size // 2)
    shift = size // 2
    assert torch.equal(y[:, :, shift:, shift:], x[:, :, :-shift, :-shift])
    assert not y[:, :, :shift].any() and not y[:, :, :, :shift].any()


def test_every_input_channel_is_read_before_the_next_tap() -> None:
    # Channel by channel, as view(out, in, k, k) would order it, only one of nine would be read.
    weight = idi(16, 16, 3, 3)
    assert (np.abs(weight).sum((0, 2, 3)) == 1).all()
    wider = idi(40, 16, 3, 3)
    assert np.array_equal(wider[16:32, :, 0, 1], np.eye(16))
    assert np.array_equal(wider[32:, :, 0, 2], np.eye(8, 16))


@pytest.mark.parametrize(("outputs", "inputs", "groups"), [(4, 4, 4), (6, 4, 2), (9, 3, 3)])
@pytest.mark.parametrize("fill", [idi, idiz])
def test_each_group_gets_the_matrix_of_its_own_channels(
    fill, outputs: int, inputs: int, groups: int
) -> None:
    weight = fill(outputs, inputs // groups, 3, groups=groups)
    part = fill(outputs // groups, inputs // groups, 3)
    assert np.array_equal(weight, np.concatenate([part] * groups))


def test_noise_is_on_the_entries_alone() -> None:
    weight = idi_weight_(blank(3000, 7), tau=2.0, noise=0.01, generator=seeded()).numpy()
    entries = weight[weight != 0]
    assert len(entries) == 3000
    assert entries.mean() == pytest.approx(2, abs=0.001)
    assert entries.std() == pytest.approx(0.01, rel=0.05)
    default = idi_weight_(blank(3000, 7), generator=seeded()).numpy()
    assert default.max() - 1 < 1e-5 and len(set(default[default != 0])) == 3000
    assert default[default != 0].std() == pytest.approx(1e-6, rel=0.05)


class Block(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.down(torch.relu(self.up(x)))


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.inner = nn.Conv2d(8, 8, 3, padding=1, groups=2)
        self.outer = nn.Conv2d(8, 8, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(8)
        self.head = nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        x = x + self.outer(torch.relu(self.inner(x)))
        return self.head(self.norm(x).mean((2, 3)))


def test_a_net_is_filled_layer_by_layer() -> None:
    net = Net().double()
    assert id_init_(net, zeroed=[net.outer], tau=1.25, generator=seeded()) is net
    for layer, groups in ((net.stem, 1), (net.inner, 2), (net.head, 1)):
        weight = layer.weight.detach().numpy()
        assert np.abs(weight - idi(*weight.shape, tau=1.25, groups=groups)).max() < 1e-5
        assert not np.array_equal(weight, idi(*weight.shape, tau=1.25, groups=groups))
        assert not layer.bias.any()
    assert np.array_equal(net.outer.weight.detach().numpy(), idiz(8, 8, 3, 3))
    assert net.outer.bias is None and (net.norm.weight == 1).all()
    id_init_(net, (layer for layer in [net.inner]), generator=seeded())
    assert np.array_equal(net.inner.weight.detach().numpy(), idiz(8, 4, 3, 3, groups=2))
    assert net.outer.weight.max().item() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(("width", "inner"), [(6, 6), (5, 20), (8, 3)])
def test_a_residual_block_starts_as_the_identity(width: int, inner: int) -> None:
    block = Block(width, inner).double()
    id_init_(block, zeroed=[block.down], generator=seeded())
    x = torch.randn(9, width, dtype=torch.float64, generator=seeded(1))
    hidden = torch.relu(block.up(x)).abs().max()
    assert (block(x) - x).abs().max() <= 2e-6 * hidden
    assert (block(x) - x).abs().max() > 0


def test_gradients_pass_a_closed_layer_but_not_one_of_zeros() -> None:
    for closed in (True, False):
        block = Block(6, 9).double()
        id_init_(block, zeroed=[block.down], generator=seeded())
        if not closed:
            nn.init.zeros_(block.down.weight)
        x = torch.randn(20, 6, dtype=torch.float64, generator=seeded(1))
        (block(x) * torch.randn(20, 6, dtype=torch.float64, generator=seeded(2))).sum().backward()
        before = block.up.weight.grad.abs().max().item()
        assert 1e-7 < before < 1e-3 if closed else before == 0
        assert block.down.weight.grad.abs().max() > 0.1


def test_root_two_keeps_the_second_moment_through_a_relu() -> None:
    x = torch.randn(4000, 8, dtype=torch.float64, generator=seeded())
    y = torch.relu(x @ torch.from_numpy(idi(8, 8, tau=math.sqrt(2))).T)
    assert (y.square().sum() / x.square().sum()).item() == pytest.approx(1, abs=0.03)


def test_other_modules_keep_their_parameters() -> None:
    net = nn.ModuleList([nn.Embedding(5, 3), nn.LayerNorm(3), nn.ConvTranspose2d(2, 4, 3)])
    before = [p.detach().clone() for p in net.parameters()]
    id_init_(net, generator=seeded())
    assert all(torch.equal(a, b) for a, b in zip(before, net.parameters()))


@pytest.mark.parametrize("fill", [idi_weight_, idiz_weight_])
@pytest.mark.parametrize(
    ("shape", "groups", "message"),
    [
        ((3,), 1, r"non-empty \(out, in, ...\), got \(3,\)"),
        ((0, 4), 1, r"got \(0, 4\)"),
        ((4, 0, 3), 1, r"got \(4, 0, 3\)"),
        ((5, 2, 3), 2, "2 groups do not divide the 5 outputs"),
        ((4, 2, 3), 0, "0 groups do not divide the 4 outputs"),
        ((4, 2, 3), -2, "-2 groups"),
    ],
)
def test_weights_that_cannot_be_served(fill, shape, groups: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fill(torch.ones(shape), groups)


def test_a_closed_module_of_another_net_or_kind_is_an_error() -> None:
    net = Net()
    before = net.head.weight.detach().clone()
    for stranger, name in ((nn.Linear(3, 2), "Linear"), (net.norm, "BatchNorm2d")):
        with pytest.raises(ValueError, match=rf"layers of the model: \[{name}"):
            id_init_(net, zeroed=[net.outer, stranger])
    assert torch.equal(net.head.weight, before)


def test_reproducible_and_global_state_untouched() -> None:
    state = torch.get_rng_state()
    a, b, c = (idi_weight_(blank(5, 3), generator=seeded(seed)) for seed in (0, 0, 1))
    idiz_weight_(blank(5, 3))
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(a, b) and not torch.equal(a, c)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
@pytest.mark.parametrize("shape", [(6, 4, 3, 3), (4, 6)])
def test_dtype_device_and_gradients_are_kept(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    for fill, expected in ((idi_weight_, idi(*shape)), (idiz_weight_, idiz(*shape))):
        weight = nn.Parameter(blank(*shape, dtype=dtype))
        assert fill(weight) is weight
        assert weight.dtype == dtype and weight.device.type == "cpu"
        assert weight.requires_grad and weight.is_leaf and weight.grad_fn is None
        rounded = torch.from_numpy(expected).to(dtype)
        assert torch.allclose(weight, rounded, rtol=1e-2, atol=0)
