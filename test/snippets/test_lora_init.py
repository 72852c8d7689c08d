"""LoRA Init[A] and Init[B]: one matrix is zero, the other uniform by its fan-in."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from lora_init import lora_init_a_, lora_init_b_

SCHEMES = [lora_init_a_, lora_init_b_]
# (in, out, rank): non-square, odd, of size 1, not a power of two, rank above both widths.
SIZES = [(8, 6, 2), (6, 8, 3), (1, 5, 1), (5, 1, 1), (7, 13, 5), (3, 2, 9), (24, 24, 4)]


def pair(n_in: int, n_out: int, rank: int, dtype: torch.dtype = torch.float64):
    """Return a pair full of junk, so that a matrix left alone is noticed."""
    return (
        torch.full((rank, n_in), 7.0, dtype=dtype).requires_grad_(),
        torch.full((n_out, rank), -7.0, dtype=dtype).requires_grad_(),
    )


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def first_gradients(scheme, n_in, n_out, rank):
    lora_A, lora_B = scheme(*pair(n_in, n_out, rank), generator=generator())
    x = torch.randn(9, n_in, dtype=torch.float64, generator=generator(1))
    target = torch.randn(9, n_out, dtype=torch.float64, generator=generator(2))
    F.mse_loss(x @ lora_A.T @ lora_B.T, target).backward()
    return lora_A, lora_B


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("n_in, n_out, rank", SIZES)
def test_adapter_starts_at_exactly_zero(scheme, n_in, n_out, rank):
    lora_A, lora_B = scheme(*pair(n_in, n_out, rank))
    assert torch.equal(lora_B @ lora_A, torch.zeros(n_out, n_in, dtype=torch.float64))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_adapted_layer_equals_the_base_layer_bitwise(scheme):
    base = torch.nn.Linear(24, 12)
    lora_A, lora_B = scheme(*pair(24, 12, 4, torch.float32))
    x = torch.randn(5, 24, generator=generator())
    adapted = base(x) + 16 / 4 * (x @ lora_A.T @ lora_B.T)
    assert torch.equal(adapted, base(x))


@pytest.mark.parametrize("n_in, n_out, rank", SIZES)
def test_init_a_draws_a_and_zeroes_b(n_in, n_out, rank):
    lora_A, lora_B = lora_init_a_(*pair(n_in, n_out, rank), generator=generator())
    assert lora_B.count_nonzero() == 0
    assert lora_A.count_nonzero() == lora_A.numel()
    assert lora_A.abs().max() <= 1 / math.sqrt(n_in)


@pytest.mark.parametrize("n_in, n_out, rank", SIZES)
def test_init_b_draws_b_and_zeroes_a(n_in, n_out, rank):
    lora_A, lora_B = lora_init_b_(*pair(n_in, n_out, rank), generator=generator())
    assert lora_A.count_nonzero() == 0
    assert lora_B.count_nonzero() == lora_B.numel()
    assert lora_B.abs().max() <= 1 / math.sqrt(rank)


@pytest.mark.parametrize(
    "scheme, shape_a, shape_b, fan_in",
    [
        (lora_init_a_, (16, 300), (7, 16), 300),
        (lora_init_a_, (300, 16), (7, 300), 16),
        (lora_init_b_, (16, 7), (300, 16), 16),
        (lora_init_b_, (300, 7), (16, 300), 300),
        (lora_init_a_, (40, 5, 3, 7), (6, 40, 1, 1), 105),
        (lora_init_b_, (8, 5, 3, 3), (600, 8, 1, 1), 8),
        (lora_init_a_, (60, 9, 8), (6, 60, 1), 72),
    ],
)
def test_random_matrix_is_uniform_by_its_own_fan_in(scheme, shape_a, shape_b, fan_in):
    lora_A, lora_B = scheme(torch.ones(shape_a), torch.ones(shape_b), generator=generator())
    random = lora_A if scheme is lora_init_a_ else lora_B
    assert random.numel() >= 4000
    bound = 1 / math.sqrt(fan_in)
    assert random.var().item() * 3 * fan_in == pytest.approx(1, abs=0.1)
    assert random.mean().abs() < 0.05 * bound
    assert 0.98 * bound < random.abs().max() <= bound * (1 + 1e-6)
    # A uniform law has kurtosis 9/5, a normal one 3.
    assert ((random / bound).pow(4).mean() * 5).item() == pytest.approx(1, abs=0.1)


def test_init_a_has_the_law_of_the_peft_default():
    ours, _ = lora_init_a_(torch.empty(64, 150), torch.empty(3, 64), generator=generator())
    peft = torch.nn.init.kaiming_uniform_(torch.empty(64, 150), a=math.sqrt(5))
    assert ours.abs().max().item() == pytest.approx(peft.abs().max().item(), rel=0.01)
    assert ours.std().item() == pytest.approx(peft.std().item(), rel=0.05)


@pytest.mark.parametrize("n_in, n_out, rank", SIZES)
def test_first_gradient_of_init_a_reaches_b_only(n_in, n_out, rank):
    lora_A, lora_B = first_gradients(lora_init_a_, n_in, n_out, rank)
    assert lora_A.grad.count_nonzero() == 0
    assert lora_B.grad.count_nonzero() == lora_B.numel()


@pytest.mark.parametrize("n_in, n_out, rank", SIZES)
def test_first_gradient_of_init_b_reaches_a_only(n_in, n_out, rank):
    lora_A, lora_B = first_gradients(lora_init_b_, n_in, n_out, rank)
    assert lora_B.grad.count_nonzero() == 0
    assert lora_A.grad.count_nonzero() == lora_A.numel()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("n_in, n_out, rank", SIZES)
def test_adapter_moves_with_the_first_step(scheme, n_in, n_out, rank):
    lora_A, lora_B = first_gradients(scheme, n_in, n_out, rank)
    with torch.no_grad():
        for matrix in (lora_A, lora_B):
            matrix -= 0.1 * matrix.grad
    assert (lora_B @ lora_A).abs().max() > 0


def test_schemes_need_learning_rates_of_their_own():
    """A first Adam step moves the output by the width under Init[B], hardly so under Init[A]."""

    def growth(scheme) -> float:
        change = []
        for width in (256, 2304):
            lora_A, lora_B = scheme(*pair(width, 8, 4), generator=generator(5))
            x = torch.randn(width, dtype=torch.float64, generator=generator(6))
            (lora_B @ (lora_A @ x)).sum().backward()
            with torch.no_grad():
                stepped = [m - 1e-3 * m.grad.sign() for m in (lora_A, lora_B)]
            change.append((stepped[1] @ (stepped[0] @ x)).abs().mean().item())
        return change[1] / change[0]

    assert growth(lora_init_a_) < 3
    assert growth(lora_init_b_) > 6


@pytest.mark.parametrize("scheme", SCHEMES)
def test_generator_decides_the_draw_and_spares_the_global_state(scheme):
    state = torch.get_rng_state()
    first, second, other = (
        torch.cat([m.detach().flatten() for m in scheme(*pair(9, 7, 3), generator=generator(s))])
        for s in (1, 1, 2)
    )
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_without_a_generator_the_global_one_is_used(scheme):
    draws = []
    for seed in (3, 3, 4):
        torch.manual_seed(seed)
        draws.append(torch.cat([m.detach().flatten() for m in scheme(*pair(9, 7, 3))]))
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_pair_is_changed_in_place_and_keeps_its_kind(scheme, dtype):
    lora_A, lora_B = pair(10, 6, 3, dtype)
    result = scheme(lora_A, lora_B, generator=generator())
    assert result[0] is lora_A and result[1] is lora_B
    for matrix in result:
        assert matrix.dtype == dtype and matrix.device.type == "cpu"
        assert matrix.requires_grad and matrix.is_leaf


@pytest.mark.parametrize("scheme, index", [(lora_init_a_, 0), (lora_init_b_, 1)])
def test_sixteen_bit_draw_is_the_rounded_float32_draw(scheme, index):
    for dtype in (torch.bfloat16, torch.float16):
        low = scheme(*pair(40, 30, 8, dtype), generator=generator())[index]
        full = scheme(*pair(40, 30, 8, torch.float32), generator=generator())[index]
        assert torch.equal(low, full.to(dtype))


def test_float64_draw_uses_all_its_digits():
    lora_A, _ = lora_init_a_(*pair(40, 30, 8), generator=generator())
    assert not torch.equal(lora_A, lora_A.float().double())


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "shape_a, shape_b",
    [((4, 8), (6, 3)), ((8, 4), (4, 6)), ((2, 3, 1, 1), (5, 4, 1, 1))],
)
def test_pair_of_two_ranks_is_refused(scheme, shape_a, shape_b):
    with pytest.raises(ValueError) as caught:
        scheme(torch.zeros(shape_a), torch.zeros(shape_b))
    assert str(caught.value).startswith("rows of A and columns of B must both be the rank")
    assert f"lora_A {shape_a} and lora_B {shape_b}" in str(caught.value)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "shape_a, shape_b",
    [
        ((4,), (6, 4)),
        ((4, 8), (4,)),
        ((), ()),
        ((0, 8), (6, 0)),
        ((4, 0), (6, 4)),
        ((4, 8), (0, 4)),
    ],
)
def test_flat_or_empty_matrix_is_refused(scheme, shape_a, shape_b):
    with pytest.raises(ValueError) as caught:
        scheme(torch.zeros(shape_a), torch.zeros(shape_b))
    assert str(caught.value).startswith("a LoRA pair has two or more dimensions and no empty one")
    assert f"lora_A {shape_a} and lora_B {shape_b}" in str(caught.value)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_refused_pair_is_left_alone(scheme):
    lora_A, lora_B = torch.ones(4, 8), torch.ones(6, 3)
    with pytest.raises(ValueError):
        scheme(lora_A, lora_B)
    assert torch.equal(lora_A, torch.ones(4, 8)) and torch.equal(lora_B, torch.ones(6, 3))
