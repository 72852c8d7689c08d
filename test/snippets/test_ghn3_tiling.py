"""GHN-3: predicted chunks are tiled to the shape of a layer and scaled by its fan-in."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from ghn3_tiling import scale_prediction, set_predicted_, tile_chunk
from torch import Tensor, nn


def normal(*shape: int, seed: int = 0) -> Tensor:
    source = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=source, dtype=torch.float64)


# --- tiling ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "chunk_shape, shape",
    [
        ((4,), (11,)),
        ((4,), (3,)),
        ((1,), (1,)),
        ((3, 5), (8, 12)),
        ((3, 5), (2, 7)),
        ((3, 5), (10, 2)),
        ((2, 3, 3, 3), (7, 5, 3, 3)),
        ((2, 3, 5, 4), (3, 2, 5, 4)),
        ((1, 1, 1, 1), (2, 3, 1, 1)),
    ],
)
def test_channels_repeat_with_the_period_of_the_chunk(chunk_shape, shape) -> None:
    chunk = normal(*chunk_shape)
    tiled = tile_chunk(chunk, shape)
    assert tiled.shape == shape
    for index in np.ndindex(*shape):
        origin = tuple(i % size for i, size in zip(index, chunk_shape))
        assert tiled[index] == chunk[origin]


def test_first_chunk_is_the_chunk() -> None:
    chunk = normal(3, 5, 3, 3)
    assert torch.equal(tile_chunk(chunk, (9, 6, 3, 3))[:3, :5], chunk)
    assert torch.equal(tile_chunk(chunk, (3, 5, 3, 3)), chunk)


@pytest.mark.parametrize(
    "available, size, expected",
    [
        (16, 3, [7, 8, 9]),
        (16, 1, [8]),
        (16, 4, [6, 7, 8, 9]),
        (5, 3, [1, 2, 3]),
        (5, 4, [0, 1, 2, 3]),
        (4, 3, [1, 2, 3]),
        (11, 11, list(range(11))),
        (2, 1, [1]),
        (1, 1, [0]),
    ],
)
def test_kernels_are_cropped_to_their_centre(available, size, expected) -> None:
    chunk = normal(2, 3, available, 7)
    assert torch.equal(tile_chunk(chunk, (2, 3, size, 7)), chunk[:, :, expected])
    chunk = normal(2, 3, 6, available)
    assert torch.equal(tile_chunk(chunk, (2, 3, 6, size)), chunk[..., expected])


def test_linear_layer_reads_the_centre_of_a_kernel() -> None:
    chunk = normal(3, 4, 5, 6)
    expected = chunk[:, :, 2, 3].repeat(2, 2)[:5, :7]
    assert torch.equal(tile_chunk(chunk, (5, 7)), expected)
    assert torch.equal(tile_chunk(chunk, (4,)), chunk[[0, 1, 2, 0], 0, 2, 3])
    assert torch.equal(tile_chunk(chunk[..., 0, 0], (2,)), chunk[:2, 0, 0, 0])


@pytest.mark.parametrize(
    "chunk_shape, shape",
    [((3,), (3, 3)), ((3, 3), (3, 3, 1, 1)), ((3, 3, 3), (3,)), ((3, 3, 3, 3), (1, 3, 3)), ((), ())],
)
def test_other_dimensions_are_refused(chunk_shape, shape) -> None:
    with pytest.raises(ValueError, match="cannot tile a chunk"):
        tile_chunk(normal(*chunk_shape), shape)


@pytest.mark.parametrize("kernel", [(4, 3), (3, 4)])
def test_kernels_are_not_repeated(kernel) -> None:
    with pytest.raises(ValueError, match=r"kernel of a chunk \(2, 2, 3, 3\) is too small"):
        tile_chunk(normal(2, 2, 3, 3), (2, 2, *kernel))


# --- scaling -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shape, beta",
    [
        ((64, 128), 2),
        ((128, 33), 2),
        ((64, 16, 3, 3), 2),
        ((64, 16, 7, 1), 2),  # the second of a separated pair
        ((64, 16, 1, 7), 1),
        ((900, 1, 3, 3), 1),
        ((64, 200, 1, 1), 2),
        ((200, 1), 2),  # a linear layer of one input is not depth-wise
    ],
)
def test_unit_variance_becomes_beta_over_fan_in(shape, beta) -> None:
    prediction = normal(*shape)
    fan_in = math.prod(shape[1:])
    scaled = scale_prediction(prediction)
    assert abs(scaled.std() / math.sqrt(beta / fan_in) - prediction.std()) < 1e-12
    assert abs(scaled.std() / math.sqrt(beta / fan_in) - 1) < 0.06
    assert (scaled - prediction * math.sqrt(beta / fan_in)).abs().max() < 1e-14


def test_gains_are_between_0_and_2_and_biases_between_minus_1_and_1() -> None:
    p = torch.cat([torch.linspace(-30, 30, 101, dtype=torch.float64), torch.zeros(1)])
    gains, biases = scale_prediction(p), scale_prediction(p, is_bias=True)
    assert gains.min() > 0 and gains.max() < 2 and gains[-1] == 1
    assert biases.min() > -1 and biases.max() < 1 and biases[-1] == 0
    assert np.abs(gains.numpy() - 2 / (1 + np.exp(-p.numpy() / 2))).max() < 1e-14
    assert np.abs(biases.numpy() - np.tanh(p.numpy() / 5)).max() < 1e-14


def test_scaling_leaves_the_prediction_alone() -> None:
    prediction = normal(3, 4)
    scale_prediction(prediction)
    assert torch.equal(prediction, normal(3, 4))


# --- a whole net -------------------------------------------------------------------------------


def net() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(3, 10, 3), nn.BatchNorm2d(10), nn.Flatten(), nn.Linear(10, 7)
    ).double()


def test_each_parameter_is_tiled_and_scaled() -> None:
    model = net()
    kept = model[1].bias.detach().clone()
    predictions = {
        "0.weight": normal(4, 2, 5, 5),
        "0.bias": normal(4, seed=1),
        "1.weight": normal(6, seed=2),
        "3.weight": normal(4, 4, 3, 3, seed=3),
    }
    assert set_predicted_(model, predictions) is model
    kernel = predictions["0.weight"][:, :, 1:4, 1:4].repeat(3, 2, 1, 1)[:10, :3]
    assert (model[0].weight - kernel * math.sqrt(2 / 27)).abs().max() < 1e-14
    bias = torch.tanh(predictions["0.bias"].repeat(3)[:10] / 5)
    assert (model[0].bias - bias).abs().max() < 1e-14
    gain = 2 * torch.sigmoid(predictions["1.weight"].repeat(2)[:10] / 2)
    assert (model[1].weight - gain).abs().max() < 1e-14
    linear = predictions["3.weight"][:, :, 1, 1].repeat(2, 3)[:7, :10] * math.sqrt(2 / 10)
    assert (model[3].weight - linear).abs().max() < 1e-14
    assert torch.equal(model[1].bias, kept)
    assert all(p.requires_grad and p.is_leaf for p in model.parameters())


def test_fan_in_is_that_of_the_layer_not_of_the_chunk() -> None:
    layer = nn.Linear(400, 100).double()
    set_predicted_(layer, {"weight": normal(50, 50)})
    assert abs(layer.weight.std().item() / math.sqrt(2 / 400) - 1) < 0.03


def test_names_and_shapes_are_checked() -> None:
    with pytest.raises(ValueError, match="the model has no parameter 2.weight"):
        set_predicted_(net(), {"2.weight": normal(3)})
    with pytest.raises(ValueError, match=r"0.weight: cannot tile a chunk \(3,\) to \(10, 3, 3, 3\)"):
        set_predicted_(net(), {"0.weight": normal(3)})


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_nothing_is_drawn_and_dtype_is_kept(dtype) -> None:
    state = torch.get_rng_state()
    chunk = normal(3, 4).to(dtype)
    scaled = scale_prediction(tile_chunk(chunk, (5, 6)))
    assert scaled.dtype == dtype and scaled.device == chunk.device
    assert scale_prediction(chunk[0]).dtype == dtype
    assert torch.equal(torch.get_rng_state(), state)
    layer = set_predicted_(nn.Linear(6, 5).to(dtype), {"weight": normal(3, 4)})
    assert layer.weight.dtype == dtype
    assert torch.equal(layer.weight, scale_prediction(tile_chunk(normal(3, 4), (5, 6))).to(dtype))
