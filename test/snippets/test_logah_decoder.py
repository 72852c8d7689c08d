"""LoGAH decoder: low-rank weights of any shape from one embedding per layer."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from logah_decoder import LoGAHDecoder
from torch import Tensor, nn

SHAPES = [(1,), (7,), (24,), (1, 1), (5, 3), (24, 24), (3, 2, 5, 4), (2, 7, 1, 3), (1, 1, 24, 24)]


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def decoder(d: int = 6, rank: int = 3, size: int = 24, seed: int = 0, **options) -> LoGAHDecoder:
    options = {"dtype": torch.float64, **options}
    return LoGAHDecoder(d, rank, size, generator=seeded(seed), **options)


def embeddings(count: int = 4, d: int = 6) -> Tensor:
    return 3 * torch.randn(count, d, generator=seeded(9), dtype=torch.float64)


def factors(module: LoGAHDecoder, embedding: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """A (K, r) and B (r, K) of one layer, in numpy."""
    h = embedding.numpy()
    arrays = [(m.weight.detach().numpy(), m.bias.detach().numpy()) for m in module.mlp]
    for weight, bias in arrays:
        h = np.maximum(weight @ h + bias, 0)  # the last ReLU is that before the shared layer
    rank, size = module.rank, module.max_size
    rows = h.reshape(2 * rank, rank)
    weight, bias = module.shared.weight.detach().numpy(), module.shared.bias.detach().numpy()
    memory = np.concatenate([weight @ row + bias for row in rows])
    return memory[: size * rank].reshape(size, rank), memory[size * rank :].reshape(size, rank).T


@pytest.mark.parametrize("shape", SHAPES)
def test_weights_are_products_of_the_leading_parts_of_two_factors(shape) -> None:
    module, layers = decoder(), embeddings()
    decoded = module(layers, shape)
    assert decoded.shape == (4, *shape)
    outputs, inputs, height, width = (*shape, 1, 1, 1)[:4] if len(shape) < 4 else shape
    for layer in range(4):
        a, b = factors(module, layers[layer])
        weight = decoded[layer].detach().numpy().reshape(outputs, inputs, height, width)
        for o, i, y, x in np.ndindex(outputs, inputs, height, width):
            expected = a[o * height + y] @ b[:, i * width + x]
            assert abs(weight[o, i, y, x] - expected) < 1e-12


@pytest.mark.parametrize("rank", [1, 2, 5])
def test_rank_of_a_linear_weight_is_at_most_r_and_reaches_it(rank) -> None:
    weights = decoder(rank=rank, seed=1)(embeddings(), (20, 17)).detach()
    values = torch.linalg.svdvals(weights)
    assert (values[:, rank:] < 1e-12 * values[:, :1]).all()
    assert torch.linalg.matrix_rank(weights).max() == rank


def test_small_weights_are_corners_of_large_ones() -> None:
    module, layers = decoder(), embeddings()
    large = module(layers, (24, 20))
    assert (module(layers, (5, 7)) - large[:, :5, :7]).abs().max() < 1e-13
    assert (module(layers, (9,)) - large[:, :9, 0]).abs().max() < 1e-13


def test_layers_do_not_mix() -> None:
    module, layers = decoder(), embeddings()
    together = module(layers, (5, 3))
    for index in range(4):
        alone = module(layers[index : index + 1], (5, 3))
        assert (alone[0] - together[index]).abs().max() < 1e-13
    assert (together[0] - together[1]).abs().max() > 1e-4
    assert module(layers[:0], (5, 3)).shape == (0, 5, 3)


def test_parameters_do_not_grow_with_the_weights() -> None:
    module = LoGAHDecoder(128, 32, 2048, generator=seeded())
    count = sum(p.numel() for p in module.parameters())
    assert count == 2_758_144 < 2048**2
    counts = [sum(p.numel() for p in decoder(6, 3, size).parameters()) for size in (24, 48)]
    assert counts[1] - counts[0] == 24 * (3 + 1)


def test_default_sizes() -> None:
    module = LoGAHDecoder(generator=seeded())
    assert [layer.in_features for layer in module.mlp] == [128, 512, 1024]
    assert module.mlp[2].out_features == 2 * 32**2
    assert module.shared.weight.shape == (2048 * 16, 32)
    assert module.shared.weight.dtype == torch.get_default_dtype()


def test_parameters_start_as_in_a_linear_layer() -> None:
    for layer in (*decoder(20, 16, 400).mlp, decoder(20, 16, 400).shared):
        bound = 1 / math.sqrt(layer.in_features)
        for parameter in layer.parameters():
            assert parameter.abs().max() <= bound
            assert parameter.max() > 0.85 * bound and parameter.min() < -0.85 * bound
        assert abs(layer.weight.std().item() / (bound / math.sqrt(3)) - 1) < 0.05


def test_every_parameter_is_trained() -> None:
    module = decoder(seed=2)
    module(embeddings(), (24, 24)).square().sum().backward()
    assert len(list(module.parameters())) == 8
    assert all((parameter.grad != 0).any() for parameter in module.parameters())


def test_decoded_weight_runs_in_a_layer() -> None:
    weight = decoder()(embeddings(1), (6, 2, 3, 3))[0]
    image = torch.randn(1, 2, 5, 5, generator=seeded(), dtype=torch.float64)
    assert nn.functional.conv2d(image, weight).shape == (1, 6, 3, 3)


def test_seed_repeats_and_the_global_one_is_untouched() -> None:
    state = torch.get_rng_state()
    first, second, third = decoder(seed=1), decoder(seed=1), decoder(seed=2)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters()))
    assert not any(torch.equal(a, b) for a, b in zip(first.parameters(), third.parameters()))
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype) -> None:
    module = decoder(dtype=dtype, device="cpu")
    weights = module(embeddings().to(dtype), (5, 3))
    assert weights.dtype == dtype and weights.device.type == "cpu"
    assert torch.isfinite(weights).all()
    assert {p.dtype for p in module.parameters()} == {dtype}
    assert {p.device.type for p in module.parameters()} == {"cpu"}


@pytest.mark.parametrize("shape", [(25,), (25, 3), (3, 25), (9, 1, 3, 1), (1, 9, 1, 3)])
def test_weights_beyond_the_size_are_refused(shape) -> None:
    with pytest.raises(ValueError, match="exceeds the decoder's size 24"):
        decoder()(embeddings(), shape)


@pytest.mark.parametrize("shape", [(), (2, 3, 4), (1, 1, 1, 1, 1)])
def test_other_dimensions_are_refused(shape) -> None:
    with pytest.raises(ValueError, match="shape must have 1, 2 or 4 dimensions"):
        decoder()(embeddings(), shape)


@pytest.mark.parametrize("sizes", [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_empty_sizes_are_refused(sizes) -> None:
    with pytest.raises(ValueError, match="got {}, {} and {}".format(*sizes)):
        LoGAHDecoder(*sizes)
    assert LoGAHDecoder(1, 1, 1, generator=seeded())(torch.ones(1, 1), (1, 1)).shape == (1, 1, 1)
