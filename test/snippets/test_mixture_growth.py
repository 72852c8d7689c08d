"""MixtureGrowth: twice the width, by new mixtures of trained templates."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from mixture_growth import MixtureWeight, join_batch_norms
from torch import Tensor, nn
from torch.nn import functional as F

SHAPES = [(1, 1), (3, 5), (7, 2), (4, 3, 3, 3), (2, 5, 1, 7), (3, 2, 5)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def weight(shape, templates: int = 4, seed: int = 0, **options) -> MixtureWeight:
    options = {"dtype": torch.float64, **options}
    return MixtureWeight(shape, templates, generator=seeded(seed), **options)


def trained(shape, templates: int = 4, seed: int = 0) -> MixtureWeight:
    """Coefficients of another length and direction than at the start."""
    mixture = weight(shape, templates, seed)
    with torch.no_grad():
        mixture.coefficients.normal_(std=3, generator=seeded(seed + 50))
    return mixture


def mixed(coefficients: Tensor, templates: Tensor) -> np.ndarray:
    total = np.zeros(templates.shape[1:])
    for a, template in zip(coefficients.tolist(), templates.detach().numpy()):
        total += a * template
    return total


# --- before growth -----------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("templates", [1, 2, 5])
def test_members_are_mixtures_of_their_own_set(shape, templates) -> None:
    mixture = weight(shape, templates)
    assert mixture.templates.shape == (2, templates, *shape)
    for member in (0, 1):
        expected = mixed(mixture.coefficients[member], mixture.templates[member])
        assert mixture(member).shape == shape
        assert np.abs(mixture(member).detach().numpy() - expected).max() < 1e-14


@pytest.mark.parametrize("templates", [2, 3, 4, 9])
def test_first_coefficients_are_orthonormal(templates) -> None:
    rows = weight((2, 3), templates).coefficients.detach().numpy()
    assert np.abs(rows @ rows.T - np.eye(2)).max() < 1e-14
    other = weight((2, 3), templates, seed=1).coefficients.detach().numpy()
    assert np.abs(rows - other).max() > 1e-3


def test_first_coefficients_have_either_sign() -> None:
    rows = torch.stack([weight((1, 1), 1, seed).coefficients.detach() for seed in range(20)])
    assert 10 <= (rows > 0).sum() <= 30


@pytest.mark.parametrize("shape, fan_in", [((200, 50), 50), ((60, 8, 3, 5), 120)])
def test_weights_start_with_the_kaiming_variance_of_their_fan_in(shape, fan_in) -> None:
    mixture = weight(shape)
    for tensor in (*mixture.templates.flatten(0, 1), mixture(0), mixture(1)):
        assert abs(tensor.std().item() / math.sqrt(2 / fan_in) - 1) < 0.05


# --- growth ------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_both_axes_double_around_the_trained_members(shape) -> None:
    mixture = trained(shape)
    first, second = mixture(0).clone(), mixture(1).clone()
    mixture.grow_()
    grown = mixture()
    out, into = shape[:2]
    assert grown.shape == (2 * out, 2 * into, *shape[2:])
    assert torch.equal(grown[:out, :into], first) and torch.equal(grown[out:, into:], second)
    # Upper right: set 0 and the first new coefficients; lower left: set 1 and the second.
    upper = mixed(mixture.coefficients[2], mixture.templates[0])
    lower = mixed(mixture.coefficients[3], mixture.templates[1])
    assert np.abs(grown[:out, into:].detach().numpy() - upper).max() < 1e-14
    assert np.abs(grown[out:, :into].detach().numpy() - lower).max() < 1e-14


@pytest.mark.parametrize("shape", SHAPES[1:])
def test_new_blocks_lie_in_the_span_of_the_templates(shape) -> None:
    mixture = trained(shape)
    mixture.grow_()
    blocks = mixture().detach()[: shape[0], shape[1] :], mixture().detach()[shape[0] :, : shape[1]]
    for block, templates in zip(blocks, mixture.templates.detach()):
        basis = templates.flatten(1).numpy().T
        _, _, rank, _ = np.linalg.lstsq(basis, block.flatten().numpy(), rcond=None)
        fit = basis @ np.linalg.lstsq(basis, block.flatten().numpy(), rcond=None)[0]
        assert rank == 4
        assert np.abs(fit - block.flatten().numpy()).max() < 1e-10


@pytest.mark.parametrize("templates", [4, 5, 8])
@pytest.mark.parametrize("scale", [1.0, 0.25])
def test_new_coefficients_are_orthogonal_to_all_earlier_ones(templates, scale) -> None:
    mixture = trained((3, 5), templates)
    old = mixture.coefficients.detach().clone()
    mixture.grow_(scale=scale)
    rows = mixture.coefficients.detach().numpy()
    assert rows.shape == (4, templates) and np.array_equal(rows[:2], old.numpy())
    gram = rows @ rows.T
    assert np.abs(gram[2:, :2]).max() < 1e-12
    assert np.abs(gram[2:, 2:] - scale**2 * np.eye(2)).max() < 1e-12


def test_default_length_of_new_coefficients_is_one_whatever_the_trained_one() -> None:
    mixture = trained((3, 5))
    assert (mixture.coefficients.norm(dim=1) > 2).all()
    mixture.grow_()
    assert (mixture.coefficients[2:].norm(dim=1) - 1).abs().max() < 1e-12


@pytest.mark.parametrize("templates", [2, 3])
def test_too_few_templates_leave_the_direction_of_least_overlap(templates) -> None:
    mixture = trained((3, 5), templates)
    mixture.grow_()
    rows = mixture.coefficients.detach().numpy()
    assert np.abs(rows[:3] @ rows[3]).max() > 1e-3
    overlap = np.linalg.norm(rows[:3] @ rows[3])
    rivals = np.random.default_rng(0).standard_normal((300, templates))
    rivals /= np.linalg.norm(rivals, axis=1, keepdims=True)
    assert overlap <= np.linalg.norm(rows[:3] @ rivals.T, axis=0).min() + 1e-12


def test_templates_are_not_touched_and_still_trained() -> None:
    mixture = trained((3, 2))
    before = mixture.templates.detach().clone()
    mixture.grow_()
    assert torch.equal(mixture.templates, before)
    mixture().square().sum().backward()
    assert {name for name, _ in mixture.named_parameters()} == {"templates", "coefficients"}
    assert (mixture.templates.grad != 0).any(-1).all() and (mixture.coefficients.grad != 0).all()


@pytest.mark.parametrize("axes, axis", [("out", 0), ("in", 1)])
@pytest.mark.parametrize("shape", SHAPES)
def test_first_and_last_layer_grow_along_one_axis(shape, axes, axis) -> None:
    mixture = trained(shape)
    members = [mixture(0), mixture(1)]
    mixture.grow_(axes)
    assert torch.equal(mixture(), torch.cat(members, axis))
    assert mixture.coefficients.shape == (2, 4)


def test_without_new_blocks_the_members_run_side_by_side() -> None:
    layers = [trained((4, 3), seed=1), trained((5, 4), seed=2), trained((2, 5), seed=3)]
    x = torch.randn(6, 3, generator=seeded(9), dtype=torch.float64)

    def run(member: int | None) -> Tensor:
        hidden = torch.relu(F.linear(x, layers[0](member)))
        return F.linear(torch.relu(F.linear(hidden, layers[1](member))), layers[2](member))

    alone = run(0) + run(1)
    for layer, axes in zip(layers, ("out", "both", "in")):
        layer.grow_(axes, scale=0.0)
    assert (run(None) - alone).abs().max() < 1e-12


def test_grown_convolution_runs() -> None:
    mixture = trained((4, 3, 3, 3))
    mixture.grow_()
    x = torch.randn(2, 6, 5, 5, generator=seeded(), dtype=torch.float64)
    y = F.conv2d(x, mixture())
    part = F.conv2d(x[:, :3], mixture(0)) + F.conv2d(x[:, 3:], mixture()[:4, 3:])
    assert y.shape == (2, 8, 3, 3) and (y[:, :4] - part).abs().max() < 1e-12


# --- batch normalisation -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [nn.BatchNorm1d, nn.BatchNorm2d])
def test_joined_normalisation_does_what_both_did(kind) -> None:
    norms = [kind(3, eps=0.1).double(), kind(5, eps=0.1).double()]
    shape = (7, 8) if kind is nn.BatchNorm1d else (7, 8, 2, 3)
    x = torch.randn(shape, generator=seeded(), dtype=torch.float64)
    for seed, norm in enumerate(norms):
        for tensor in norm.state_dict().values():
            if tensor.is_floating_point():
                tensor.uniform_(0.5, 2, generator=seeded(seed))
    joined = join_batch_norms(*norms)
    assert type(joined) is kind and joined.num_features == 8
    for training in (False, True):
        for norm in (*norms, joined):
            norm.train(training)
        apart = torch.cat([norms[0](x[:, :3]), norms[1](x[:, 3:])], dim=1)
        assert (joined(x) - apart).abs().max() < 1e-12
    var = torch.cat([norm.running_var for norm in norms])
    assert (joined.running_var - var).abs().max() < 1e-12
    assert {name for name, _ in joined.named_parameters()} == {"weight", "bias"}
    assert norms[0].weight.shape == (3,)


def test_joined_normalisation_without_scale() -> None:
    norms = [nn.BatchNorm2d(2, affine=False), nn.BatchNorm2d(2, affine=False)]
    joined = join_batch_norms(*norms)
    assert joined.weight is None and joined.running_mean.shape == (4,)
    with pytest.raises(ValueError, match="only one of the two normalisations has bias, weight"):
        join_batch_norms(norms[0], nn.BatchNorm2d(2))


# --- the rest ----------------------------------------------------------------------------------


def test_seed_repeats_and_the_global_one_is_untouched() -> None:
    state = torch.get_rng_state()
    first, second = weight((3, 4)), weight((3, 4))
    first.grow_()
    second.grow_()
    assert torch.equal(first(), second())
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype) -> None:
    mixture = weight((3, 4), dtype=dtype, device="cpu")
    old = mixture.coefficients.detach().clone()
    mixture.grow_()
    assert mixture().dtype == mixture.coefficients.dtype == mixture.templates.dtype == dtype
    assert torch.isfinite(mixture()).all() and mixture().device.type == "cpu"
    assert torch.equal(mixture.coefficients[:2], old)
    assert MixtureWeight((2, 2)).templates.dtype == torch.get_default_dtype()


def test_four_templates_by_default() -> None:
    assert MixtureWeight((2, 3), generator=seeded()).templates.shape == (2, 4, 2, 3)


def test_what_cannot_be_served() -> None:
    with pytest.raises(ValueError, match=r"got \(3,\) and 4"):
        MixtureWeight((3,))
    with pytest.raises(ValueError, match=r"got \(3, 2\) and 0"):
        MixtureWeight((3, 2), 0)
    mixture = weight((3, 2))
    with pytest.raises(ValueError, match="before growth a weight belongs to member 0 or 1"):
        mixture()
    with pytest.raises(ValueError, match="member must be 0, 1 or None, got 2"):
        mixture(2)
    with pytest.raises(ValueError, match="axes must be .* got 'rows'"):
        mixture.grow_("rows")
    mixture.grow_()
    with pytest.raises(ValueError, match="grown already"):
        mixture.grow_()
