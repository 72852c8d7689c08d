"""State passing: where the initial states come from, and that no graph comes with them."""

from __future__ import annotations

import pytest
import torch
from state_passing import StatePassing
from torch import Tensor, nn

INTERVENTIONS = ["passing", "fitted", "noise", "tbtt"]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def passing(intervention="passing", seed=0, **rest) -> StatePassing:
    return StatePassing(intervention, generator=generator(seed), **rest)


def normal(*shape: int, seed: int = 1, dtype=torch.float64) -> Tensor:
    return torch.randn(*shape, dtype=dtype, generator=generator(seed))


def numbered(batch: int, width: int = 2) -> Tensor:
    """A state (1, batch, width) in which every row says which it is, counted from 1."""
    return torch.arange(1.0, batch + 1)[None, :, None].repeat(1, 1, width)


class CachedModel(nn.Module):
    """A causal convolution followed by a GRU, with the state of both, batch first."""

    def __init__(self) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(0)
            self.conv = nn.Conv1d(2, 3, 3).double()
            self.gru = nn.GRU(3, 4, batch_first=True).double()

    def forward(self, x: Tensor, state=None):
        cache, hidden = (x.new_zeros(len(x), 2, 2), None) if state is None else state
        padded = torch.cat([cache, x], dim=1)
        features = self.conv(padded.transpose(1, 2)).transpose(1, 2)
        hidden = None if hidden is None else hidden.transpose(0, 1).contiguous()
        output, final = self.gru(features, hidden)
        return output, (padded[:, -2:], final.transpose(0, 1))


# --- truncated backpropagation -----------------------------------------------------------------


@pytest.mark.parametrize("batch, chunks", [(1, 2), (5, 3)])
def test_chunks_with_carried_state_equal_one_long_pass(batch, chunks):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        gru = nn.GRU(2, 4, num_layers=2).double()
    x = normal(4 * chunks, batch, 2)
    states, outputs = passing("tbtt"), []
    for chunk in x.chunk(chunks):
        output, final = gru(chunk, states.draw(batch))
        states.record(final)
        outputs.append(output)
        output.sum().backward()  # would fail the second time, were the state still in the graph
    assert (torch.cat(outputs) - gru(x)[0]).abs().max() < 1e-12


def test_the_whole_of_a_nested_state_is_carried():
    model, x = CachedModel(), normal(3, 10, 2)
    states = passing("tbtt", batch_dim=0)
    outputs = []
    for chunk in x.split(5, dim=1):
        output, final = model(chunk, states.draw(3))
        states.record(final)
        outputs.append(output)
    assert (torch.cat(outputs, dim=1) - model(x)[0]).abs().max() < 1e-12


@pytest.mark.parametrize("batch", [2, 5])
def test_a_chunk_of_another_batch_size_is_refused(batch):
    states = passing("tbtt")
    states.record(numbered(4))
    with pytest.raises(ValueError, match=f"chunk of {batch} sequences cannot continue one of 4"):
        states.draw(batch)


# --- state passing -----------------------------------------------------------------------------


@pytest.mark.parametrize("stored, batch", [(4, 4), (7, 7), (7, 3), (2, 5), (3, 9), (1, 1), (1, 4)])
def test_every_sequence_gets_a_state_of_another_row(stored, batch):
    offsets = set()
    for seed in range(20):
        states = passing(seed=seed)
        states.record(numbered(stored))
        drawn = states.draw(batch)
        assert drawn.shape == (1, batch, 2) and torch.equal(drawn[..., 0], drawn[..., 1])
        rows = [round(value) - 1 for value in drawn[0, :, 0].tolist()]
        assert set(rows) <= set(range(stored))
        assert len(set(rows)) == min(stored, batch)  # no state is used twice before all are
        if stored > 1:
            assert all(row != own for own, row in enumerate(rows))
        offsets.add(rows[0])
    assert offsets == (set(range(1, stored)) or {0})


def test_only_the_last_batch_counts():
    states = passing()
    states.record(numbered(3))
    states.record(10 * numbered(2))
    assert sorted(states.draw(2)[0, :, 0].tolist()) == [10, 20]


def test_all_parts_of_a_state_come_from_the_same_sequence():
    states = passing()
    states.record((numbered(6), (2 * numbered(6, 3), 3 * numbered(6, 1))))
    one, (two, three) = states.draw(6)
    assert one.shape == (1, 6, 2) and two.shape == (1, 6, 3) and three.shape == (1, 6, 1)
    assert torch.equal(two[..., 0], 2 * one[..., 0]) and torch.equal(three[..., 0], 3 * one[..., 0])


def test_an_lstm_takes_the_pair():
    lstm = nn.LSTM(2, 3)
    states = passing()
    states.record(lstm(torch.zeros(4, 5, 2))[1])
    output, (hidden, cell) = lstm(torch.zeros(4, 5, 2), states.draw(5))
    assert hidden.shape == cell.shape == (1, 5, 3)


@pytest.mark.parametrize("batch_dim", [0, 1, 2, -1])
def test_batch_dimension_is_an_option(batch_dim):
    state = numbered(5).movedim(1, batch_dim)
    for intervention in ("passing", "fitted", "noise"):
        states = passing(intervention, batch_dim=batch_dim)
        states.record(state)
        drawn = states.draw(3)
        assert drawn.movedim(batch_dim, 1).shape == (1, 3, 2)
    states = passing("tbtt", batch_dim=batch_dim)
    states.record(state)
    assert torch.equal(states.draw(5), state)


# --- noise -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sigma", [0.1, 1.0, 3.0])
def test_noise_has_the_given_deviation_whatever_the_states(sigma):
    states = passing("noise", sigma=sigma)
    states.record(100 * numbered(4, 3))
    drawn = states.draw(20000).double() / sigma
    assert drawn.shape == (1, 20000, 3)
    assert drawn.mean((0, 1)).abs().max() < 0.03 and (drawn.std((0, 1)) - 1).abs().max() < 0.02
    assert drawn.pow(4).mean().item() == pytest.approx(3, abs=0.1)
    assert torch.corrcoef(drawn[0].T)[0, 1].abs() < 0.03


def test_fitted_noise_has_mean_and_deviation_of_every_entry():
    mean = torch.tensor([[5.0, -1.0, 0.0], [1000.0, 2.0, 0.5]])[:, None]
    std = torch.tensor([[1.0, 0.1, 2.0], [0.5, 3.0, 1.0]])[:, None]
    seen = [mean + std * normal(2, n, 3, seed=n, dtype=torch.float32) for n in (3000, 1, 500, 77)]
    states = passing("fitted")
    for state in seen:
        states.record(state)
    everything = torch.cat(seen, dim=1).double()
    drawn = states.draw(20000).double()
    assert drawn.shape == (2, 20000, 3)
    expected = everything.std(1, unbiased=False)
    assert ((drawn.mean(1) - everything.mean(1)) / expected).abs().max() < 0.03
    assert (drawn.std(1) / expected - 1).abs().max() < 0.02
    centred = (drawn - drawn.mean(1, keepdim=True)) / drawn.std(1, keepdim=True)
    assert centred.pow(4).mean().item() == pytest.approx(3, abs=0.1)


def test_the_fit_does_not_depend_on_the_batches():
    state = 1e4 + normal(1, 24, 2, dtype=torch.float32)
    at_once, in_parts = passing("fitted"), passing("fitted")
    at_once.record(state)
    for part in state.split([1, 3, 12, 8], dim=1):
        in_parts.record(part)
    deviation = state.double().std(1, unbiased=False)
    for states in (at_once, in_parts):
        z = (states.draw(6).double() - state.double().mean(1)) / deviation
        noise = passing("noise")
        noise.record(state)
        assert (z - noise.draw(6)).abs().max() < 0.01


def test_fitted_noise_of_constant_states_is_the_state():
    states = passing("fitted")
    states.record(7 * torch.ones(1, 5, 2))
    assert torch.equal(states.draw(3), 7 * torch.ones(1, 3, 2))


def test_fitted_noise_knows_complex_states():
    states = passing("fitted")
    states.record(3j + 2 * torch.view_as_complex(normal(1, 4000, 2, 2)))
    drawn = states.draw(4000)
    assert drawn.dtype == torch.complex128 and (drawn.mean(1) - 3j).abs().max() < 0.2
    spread = (drawn - drawn.mean(1, keepdim=True)).abs().square().mean().item()
    assert spread == pytest.approx(8, rel=0.05)


# --- zero states -------------------------------------------------------------------------------


@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_the_first_batch_starts_from_zero(intervention):
    assert passing(intervention).draw(3) is None


@pytest.mark.parametrize("intervention", INTERVENTIONS)
@pytest.mark.parametrize("probability", [0.0, 0.25, 1.0])
def test_a_share_of_the_sequences_starts_from_zero(intervention, probability):
    states = passing(intervention, zero_probability=probability)
    states.record((1 + normal(1, 4000, 3).abs(), 1 + normal(2, 4000, 1).abs()))
    first, second = states.draw(4000)
    zero = (first == 0).all(2)[0]
    assert torch.equal(zero, (first == 0).any(2)[0])  # a whole state or none of it
    assert torch.equal(zero, (second == 0).all(0)[:, 0])
    assert zero.double().mean().item() == pytest.approx(probability, abs=0.03)


def test_with_zero_states_the_output_is_the_baseline():
    gru, x = nn.GRU(2, 3), normal(4, 5, 2, dtype=torch.float32)
    states = passing(zero_probability=1.0)
    states.record(gru(x)[1])
    assert torch.equal(gru(x, states.draw(5))[0], gru(x)[0])
    states = passing()
    states.record(gru(x)[1])
    assert not torch.equal(gru(x, states.draw(5))[0], gru(x)[0])


def test_a_zeroed_state_is_zero_even_where_the_old_one_is_not_finite():
    states = passing(zero_probability=1.0)
    states.record(torch.full((1, 2, 2), torch.inf))
    assert torch.equal(states.draw(2), torch.zeros(1, 2, 2))


# --- graph, memory, types ----------------------------------------------------------------------


@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_states_carry_no_graph(intervention):
    state = normal(1, 4, 2).requires_grad_() * 2
    states = passing(intervention)
    states.record(state)
    drawn = states.draw(4)
    assert drawn.grad_fn is None and not drawn.requires_grad


@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_recorded_and_drawn_states_are_copies(intervention):
    state = numbered(4)
    states, fresh = passing(intervention), passing(intervention)
    states.record(state)
    fresh.record(state.clone())
    state.fill_(99.0)  # a layer which updates its cache in place
    drawn = states.draw(4)
    assert torch.equal(drawn, fresh.draw(4)) and drawn.is_contiguous()
    drawn.fill_(99.0)
    assert not (states.draw(4) == 99).any()


@pytest.mark.parametrize("intervention", INTERVENTIONS)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(intervention, dtype):
    states = passing(intervention, zero_probability=0.3)
    for _ in range(2):
        states.record(5 + normal(1, 4, 2).to(dtype))
    drawn = states.draw(4)
    assert drawn.dtype == dtype and drawn.device.type == "cpu" and drawn.isfinite().all()


def test_moments_of_bfloat16_states_are_not_rounded():
    state = torch.tensor([256.0, 258.0]).bfloat16()[None, :, None]  # bfloat16 has no 257
    states = passing("fitted")
    for _ in range(300):
        states.record(state)
    assert states.draw(4000).double().mean().item() == pytest.approx(257, abs=0.1)


def test_generator_decides_the_draw_and_spares_the_global_state():
    before = torch.get_rng_state()
    for intervention in ("passing", "fitted", "noise"):
        drawn = []
        for seed in (1, 1, 2):
            states = passing(intervention, seed, zero_probability=0.5)
            states.record(normal(1, 50, 2))
            drawn.append(states.draw(50))
        assert torch.equal(drawn[0], drawn[1]) and not torch.equal(drawn[0], drawn[2])
    assert torch.equal(torch.get_rng_state(), before)


def test_defaults():
    states = StatePassing()
    assert (states.intervention, states.zero_probability, states.sigma) == ("passing", 0.0, 1.0)
    states.record(numbered(2))
    assert states.draw(2)[0, :, 0].tolist() == [2, 1]


# --- refusals ----------------------------------------------------------------------------------


def test_unknown_intervention_is_refused():
    with pytest.raises(ValueError, match='"passing", "fitted", "noise" or "tbtt", got \'copy\''):
        StatePassing("copy")


@pytest.mark.parametrize("sigma, probability", [(0.0, 0.5), (-1.0, 0.5), (1.0, -0.1), (1.0, 1.1)])
def test_impossible_numbers_are_refused(sigma, probability):
    with pytest.raises(ValueError, match=rf"within \[0, 1\], got {sigma} and {probability}"):
        StatePassing(sigma=sigma, zero_probability=probability)


@pytest.mark.parametrize("name", ["_last", "_moments", "_count"])
def test_the_record_cannot_be_passed_in(name):
    with pytest.raises(TypeError, match=name):
        StatePassing(**{name: None})
