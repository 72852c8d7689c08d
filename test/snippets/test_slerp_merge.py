"""SLERP: one angle per tensor, applied to the tensors as they are."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from slerp_merge import slerp, slerp_merge

SHAPES = [(4, 3), (7,), (2, 3, 1, 5), (1, 9)]


def pair(shape: tuple[int, ...], dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor]:
    rng = torch.Generator().manual_seed(3)
    first, second = torch.randn(2, *shape, generator=rng, dtype=torch.float64).to(dtype)
    return first, 2.5 * second


def reference(first: Tensor, second: Tensor, t: float) -> np.ndarray:
    """The point at the share t of the angle, in an orthonormal basis of the plane."""
    a, b = first.numpy().ravel(), second.numpy().ravel()
    u, w = a / np.linalg.norm(a), b / np.linalg.norm(b)
    side = w - (u @ w) * u
    side /= np.linalg.norm(side)
    theta = math.atan2(side @ w, u @ w)
    # The coefficients c0, c1 with c0 u + c1 w = cos(t theta) u + sin(t theta) side.
    c1 = math.sin(t * theta) / (side @ w)
    c0 = math.cos(t * theta) - c1 * (u @ w)
    return (c0 * a + c1 * b).reshape(first.shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_ends_are_the_two_tensors(shape: tuple[int, ...]) -> None:
    first, second = pair(shape)
    assert torch.allclose(slerp(first, second, 0.0), first, rtol=0, atol=1e-15)
    assert torch.allclose(slerp(first, second, 1.0), second, rtol=0, atol=1e-15)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("t", [0.1, 0.5, 0.8])
def test_equals_the_point_on_the_arc_and_keeps_the_norms(shape: tuple[int, ...], t: float) -> None:
    # Also without normalising the result: the lengths of the two tensors differ.
    first, second = pair(shape)
    assert np.allclose(slerp(first, second, t).numpy(), reference(first, second, t), atol=1e-13)


@pytest.mark.parametrize("shape", SHAPES)
def test_swapping_the_tensors_swaps_the_ends(shape: tuple[int, ...]) -> None:
    first, second = pair(shape)
    assert torch.allclose(slerp(first, second, 0.3), slerp(second, first, 0.7), atol=1e-14)


def test_unit_tensors_give_a_unit_tensor_where_a_straight_line_falls_inside() -> None:
    first, second = (tensor / tensor.norm() for tensor in pair((40, 50)))
    assert slerp(first, second, 0.3).norm().item() == pytest.approx(1, abs=1e-12)
    assert (0.7 * first + 0.3 * second).norm().item() == pytest.approx(0.76, abs=0.02)


def test_identical_tensors_come_back() -> None:
    for value in (pair((4, 3))[0], torch.zeros(3), torch.ones(1), torch.tensor(-2.0)):
        for t in (0.0, 0.3, 1.0):
            assert torch.allclose(slerp(value, value, t), value, rtol=1e-7, atol=0)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("cos", "straight"), [(0.9994, False), (0.9996, True), (1.0, True)])
def test_almost_parallel_tensors_take_the_straight_line(
    sign: int, cos: float, straight: bool
) -> None:
    first = torch.tensor([2.0, 0.0], dtype=torch.float64)
    second = torch.tensor([sign * cos, math.sqrt(1 - cos * cos)], dtype=torch.float64)
    merged = slerp(first, second, 0.25)
    line = torch.allclose(merged, 0.75 * first + 0.25 * second, rtol=0, atol=1e-12)
    assert line == straight and merged.isfinite().all()


def test_a_tensor_without_direction_counts_as_orthogonal() -> None:
    # As in mergekit: below a norm of 1e-8 nothing is normalised, so the cosine is about 0.
    first = torch.tensor([1.0, 0.0], dtype=torch.float64)
    for norm, share in ((0.0, 0.6), (0.9e-8, 0.6), (1.1e-8, 0.5)):
        second = torch.tensor([norm, 0.0], dtype=torch.float64)
        expected = math.sin(0.6 * math.pi / 2) if share == 0.6 else 0.6
        assert slerp(first, second, 0.4)[0].item() == pytest.approx(expected, abs=1e-7)
    assert slerp(torch.zeros(0, 2), torch.zeros(0, 2), 0.4).shape == (0, 2)


def test_one_angle_for_the_whole_tensor_not_one_per_row() -> None:
    first, second = pair((2, 3))
    rows = torch.stack([slerp(a, b, 0.4) for a, b in zip(first, second)])
    assert (slerp(first, second, 0.4) - rows).abs().max() > 0.01


def models() -> tuple[nn.Module, nn.Module]:
    nets = []
    for seed in (0, 1):
        net = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Linear(5, 1, bias=False))
        rng = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.copy_(torch.randn(parameter.shape, generator=rng))
        net[1].num_batches_tracked.fill_(4 + seed)
        nets.append(net)
    return nets[0], nets[1]


def test_models_are_merged_tensor_by_tensor() -> None:
    first, second = (net.state_dict() for net in models())
    before = copy.deepcopy((first, second))
    merged = slerp_merge(first, second)
    assert list(merged) == list(first)
    for name, value in merged.items():
        if value.is_floating_point():
            assert torch.equal(value, slerp(first[name], second[name], 0.5))
        value.fill_(9)
    for state, kept in zip((first, second), before):
        assert all(torch.equal(state[name], kept[name]) for name in kept)


def test_counters_are_those_of_the_first_model() -> None:
    first, second = (net.state_dict() for net in models())
    counter = slerp_merge(first, second, t=0.9)["1.num_batches_tracked"]
    assert counter.item() == 4 and counter.dtype == torch.int64


def test_t_may_depend_on_the_name() -> None:
    first, second = (net.state_dict() for net in models())
    merged = slerp_merge(first, second, t=lambda name: float(name.startswith("2.")))
    for name in ("0.weight", "0.bias", "1.weight"):
        assert torch.allclose(merged[name], first[name], rtol=1e-6, atol=0)
    assert torch.allclose(merged["2.weight"], second["2.weight"], rtol=1e-6, atol=0)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_dtype_and_device_are_those_of_the_first(dtype: torch.dtype) -> None:
    first, second = pair((20, 30))
    merged = slerp(first.to(dtype), second.float(), 0.4)
    assert merged.dtype == dtype and merged.device == first.device
    expected = reference(first.to(dtype).double(), second, 0.4)
    # One rounding of the result (half an ulp), not one of every step.
    assert np.allclose(
        merged.double().numpy(), expected, rtol=0.5 * torch.finfo(dtype).eps, atol=1e-6
    )
    assert slerp(first, first.to(dtype), 0.5).dtype == torch.float64


def test_no_gradient_and_no_random_number() -> None:
    first, second = models()
    rng = torch.get_rng_state()
    assert not slerp(first[0].weight, second[0].weight, 0.5).requires_grad
    assert torch.equal(rng, torch.get_rng_state())


@pytest.mark.parametrize("t", [-0.01, 1.01, math.nan])
def test_t_outside_the_arc(t: float) -> None:
    with pytest.raises(ValueError, match=f"t must lie between 0 and 1, got {t}"):
        slerp(torch.ones(2), torch.ones(2), t)


def test_models_that_do_not_match_are_named() -> None:
    state = {"w": torch.ones(2, 3)}
    with pytest.raises(ValueError, match=r"^w: cannot merge \(2, 3\) with \(3, 2\)"):
        slerp_merge(state, {"w": torch.ones(3, 2)})
    with pytest.raises(ValueError, match=r"only one model has \['v'\]"):
        slerp_merge(state, {"w": torch.ones(2, 3), "v": torch.ones(1)})
    with pytest.raises(ValueError, match=r"only one model has \['w'\]"):
        slerp_merge(state, {})
