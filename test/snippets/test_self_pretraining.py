"""Self-pretraining: masks, a loss on hidden positions only, transfer without the decoder."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from self_pretraining import load_pretrained_, mask_sequences, masked_loss
from torch import Tensor, nn
from torch.nn import functional as F


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int = 1, dtype=torch.float64) -> Tensor:
    return torch.randn(*shape, dtype=dtype, generator=generator(seed))


class Model(nn.Module):
    """Linear encoder, GRU backbone with a norm, decoder per position."""

    def __init__(self, channels: int, outputs: int, width: int = 6, seed: int = 0) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.encoder = nn.Linear(channels, width)
            self.backbone = nn.GRU(width, width, batch_first=True, bidirectional=True)
            self.norm = nn.BatchNorm1d(2 * width)
            self.decoder = nn.Linear(2 * width, outputs)

    def features(self, x: Tensor) -> Tensor:
        return self.norm(self.backbone(self.encoder(x))[0].transpose(1, 2)).transpose(1, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.features(x))


# --- masks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(1, 1), (7, 1), (5, 3), (2, 9, 1), (2, 3, 8, 4)])
def test_hidden_values_are_zero_and_the_mask_is_one_more_channel(shape):
    x = 1 + normal(*shape).abs()
    before = x.clone()
    inputs, masked = mask_sequences(x, generator=generator())
    assert inputs.shape == (*shape[:-1], shape[-1] + 1) and inputs.dtype == x.dtype
    assert masked.shape == shape[:-1] and masked.dtype == torch.bool
    assert torch.equal(x, before)  # the targets stay whole
    for position in range(masked.numel()):
        hidden = masked.flatten()[position].item()
        row = inputs.flatten(0, -2)[position].tolist()
        assert row[-1] == (1.0 if hidden else 0.0)
        assert row[:-1] == ([0.0] * shape[-1] if hidden else x.flatten(0, -2)[position].tolist())


def test_a_zero_that_is_seen_differs_from_a_hidden_value():
    inputs, masked = mask_sequences(torch.zeros(1, 40, 1), generator=generator())
    assert masked.any() and not masked.all()
    assert torch.equal(inputs[..., -1] == 1, masked) and not inputs[..., 0].any()


@pytest.mark.parametrize("probability", [0.0, 0.15, 0.5, 1.0])
def test_share_of_hidden_positions(probability):
    _, masked = mask_sequences(normal(40, 500, 1), probability, generator=generator())
    assert masked.double().mean().item() == pytest.approx(probability, abs=0.03 * probability)
    _, masked = mask_sequences(torch.zeros(40, 500).long(), probability, 9, generator())
    assert masked.double().mean().item() == pytest.approx(probability, abs=0.03 * probability)


def test_half_is_the_default_and_positions_are_independent():
    _, masked = mask_sequences(normal(40, 500, 2), generator=generator())
    share = masked.double()
    assert share.mean().item() == pytest.approx(0.5, abs=0.015)
    together = (masked[:, 1:] & masked[:, :-1]).double().mean().item()
    assert together == pytest.approx(0.25, abs=0.015)
    assert share.mean(0).unique().numel() > 5 and share.mean(1).unique().numel() > 5


@pytest.mark.parametrize("shape", [(1,), (6,), (3, 7), (2, 2, 5)])
def test_hidden_tokens_are_replaced(shape):
    tokens = torch.randint(0, 5, shape, generator=generator(2))
    before = tokens.clone()
    inputs, masked = mask_sequences(tokens, 0.5, 99, generator())
    assert torch.equal(tokens, before) and inputs.dtype == torch.int64
    assert masked.shape == inputs.shape == shape
    assert torch.equal(inputs == 99, masked) and torch.equal(inputs[~masked], tokens[~masked])


def test_token_zero_may_be_the_mask():
    inputs, masked = mask_sequences(torch.ones(30).long(), 0.5, 0, generator())
    assert torch.equal(inputs == 0, masked) and masked.any()


def test_masks_are_reproducible_and_spare_the_global_state():
    state = torch.get_rng_state()
    x = normal(4, 50, 1)
    masks = [mask_sequences(x, generator=generator(seed))[1] for seed in (1, 1, 2)]
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(masks[0], masks[1]) and not torch.equal(masks[0], masks[2])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_dtype_and_device_are_kept(dtype):
    x = normal(2, 6, 1).to(dtype)
    inputs, masked = mask_sequences(x, generator=generator())
    assert inputs.dtype == dtype and inputs.device == masked.device == x.device
    loss = masked_loss(x + 1, x, masked)
    assert loss.dtype == dtype and loss.item() == pytest.approx(1, rel=0.02)


@pytest.mark.parametrize("probability", [-0.1, 1.1, math.nan])
def test_impossible_probabilities_are_refused(probability):
    with pytest.raises(ValueError, match=rf"within \[0, 1\], got {probability}"):
        mask_sequences(torch.ones(3, 1), probability)


def test_mask_token_is_for_tokens():
    with pytest.raises(ValueError, match="belongs to integer tokens, .* got None for torch.int64"):
        mask_sequences(torch.ones(3).long())
    with pytest.raises(ValueError, match="got 4 for torch.float32"):
        mask_sequences(torch.ones(3, 1), mask_token=4)


# --- loss --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(5, 1), (3, 7, 1), (2, 4, 3)])
def test_l1_is_the_mean_over_hidden_values(shape):
    x, prediction = normal(*shape), normal(*shape, seed=2)
    _, masked = mask_sequences(x, generator=generator(1))
    errors = [
        abs(p - t)
        for ps, ts, hidden in zip(
            prediction.flatten(0, -2).tolist(), x.flatten(0, -2).tolist(), masked.flatten()
        )
        if hidden
        for p, t in zip(ps, ts)
    ]
    expected = sum(errors) / len(errors)
    assert masked_loss(prediction, x, masked).item() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("shape", [(6,), (3, 7)])
def test_cross_entropy_is_the_mean_over_hidden_tokens(shape):
    tokens = torch.randint(0, 5, shape, generator=generator(2))
    logits = normal(*shape, 5)
    _, masked = mask_sequences(tokens, 0.5, 5, generator(1))
    terms = [
        math.log(sum(math.exp(v) for v in row)) - row[token]
        for row, token, hidden in zip(
            logits.flatten(0, -2).tolist(), tokens.flatten().tolist(), masked.flatten()
        )
        if hidden
    ]
    expected = sum(terms) / len(terms)
    assert masked_loss(logits, tokens, masked).item() == pytest.approx(expected, rel=1e-12)
    # As with a label to be ignored everywhere else.
    labels = tokens.masked_fill(~masked, -100)
    same = F.cross_entropy(logits.flatten(0, -2), labels.flatten())
    assert masked_loss(logits, tokens, masked).item() == pytest.approx(same.item(), rel=1e-12)


def test_seen_positions_do_not_count():
    x, prediction = normal(3, 9, 2), normal(3, 9, 2, seed=2).requires_grad_()
    _, masked = mask_sequences(x, generator=generator())
    loss = masked_loss(prediction, x, masked)
    other = torch.where(masked[..., None], x, x + 5)
    assert torch.equal(loss, masked_loss(prediction, other, masked))
    assert not torch.equal(loss, masked_loss(prediction, x + 5, masked))
    loss.backward()
    assert torch.equal((prediction.grad != 0).all(-1), masked)
    assert torch.equal((prediction.grad != 0).any(-1), masked)


def test_a_single_hidden_value_counts_in_full():
    masked = torch.tensor([False, True, False])
    assert masked_loss(torch.full((3, 1), 2.0), torch.zeros(3, 1), masked).item() == 2


def test_nothing_hidden_is_no_loss():
    prediction = normal(2, 3, 4).requires_grad_()
    nothing = torch.zeros(2, 3, dtype=torch.bool)
    for target in (normal(2, 3, 4), torch.zeros(2, 3).long()):
        loss = masked_loss(prediction, target, nothing)
        loss.backward()
        assert loss.item() == 0 and not prediction.grad.any()


@pytest.mark.parametrize(
    "prediction, target, masked",
    [
        ((2, 3, 1), (2, 3, 2), (2, 3)),
        ((2, 3, 1), (2, 3, 1), (2, 4)),
        ((2, 3, 1), (2, 3), (2, 3)),
        ((2, 4, 1), (2, 4, 1), (2, 3)),
    ],
)
def test_shapes_that_do_not_fit_are_refused(prediction, target, masked):
    tensors = torch.ones(prediction), torch.ones(target), torch.ones(masked, dtype=torch.bool)
    with pytest.raises(ValueError) as error:
        masked_loss(*tensors)
    for shape in (prediction, target, masked):
        assert str(shape) in str(error.value)
    if target[-1] == 3 and len(target) == 2:
        with pytest.raises(ValueError, match="shapes do not fit"):
            masked_loss(tensors[0], torch.ones(2, 3, 1).long(), tensors[2])


# --- transfer ----------------------------------------------------------------------------------


@pytest.mark.parametrize("channels", [1, 3])
def test_all_but_the_decoder_is_taken_over_and_the_mask_column_dropped(channels):
    pretrained, model = Model(channels + 1, channels, seed=1), Model(channels, 10, seed=2)
    pretrained(normal(4, 5, channels + 1, dtype=torch.float32))  # fills the running statistics
    before = copy.deepcopy(model.decoder.state_dict())
    source = copy.deepcopy(pretrained.state_dict())
    assert load_pretrained_(model, pretrained.state_dict()) is model
    for name, tensor in model.state_dict().items():
        if name.startswith("decoder."):
            assert torch.equal(tensor, before[name.removeprefix("decoder.")])
        elif name == "encoder.weight":
            assert torch.equal(tensor, source[name][:, :channels])
        else:
            assert torch.equal(tensor, source[name])
    assert all(torch.equal(t, source[name]) for name, t in pretrained.state_dict().items())
    x = normal(2, 6, channels, dtype=torch.float32)
    seen, masked = mask_sequences(x, 0.0)
    assert not masked.any()
    # The column of the mask meets zeros only, so its terms vanish.
    torch.testing.assert_close(model.encoder(x), pretrained.encoder(seen), rtol=0, atol=1e-6)
    model.eval(), pretrained.eval()
    torch.testing.assert_close(model.features(x), pretrained.features(seen), rtol=0, atol=1e-5)


def test_weights_are_copied_and_stay_trainable():
    pretrained, model = Model(2, 1, seed=1), Model(1, 4, seed=2).double()
    parameters = dict(model.named_parameters())
    load_pretrained_(model, pretrained.state_dict())
    assert all(dict(model.named_parameters())[name] is p for name, p in parameters.items())
    assert all(p.requires_grad and p.dtype == torch.float64 for p in model.parameters())
    with torch.no_grad():
        model.norm.weight += 1
    assert not torch.equal(model.norm.weight.float(), pretrained.norm.weight)


def test_a_model_of_tokens_keeps_its_whole_encoder():
    pretrained, model = Model(3, 5, seed=1), Model(3, 2, seed=2)
    load_pretrained_(model, pretrained.state_dict(), encoder=None)
    assert torch.equal(model.encoder.weight, pretrained.encoder.weight)


def test_names_are_options():
    def net(channels: int, outputs: int) -> nn.Sequential:
        return nn.Sequential(nn.Linear(channels, 4), nn.Linear(4, outputs))

    pretrained, model = net(2, 1), net(1, 3)
    head = model[1].weight.clone()
    load_pretrained_(model, pretrained.state_dict(), decoder="1.", encoder="0.weight")
    assert torch.equal(model[0].weight, pretrained[0].weight[:, :1])
    assert torch.equal(model[1].weight, head)


def test_other_differences_than_the_decoder_are_refused():
    model = Model(1, 4)
    good = Model(2, 1).state_dict()
    before = copy.deepcopy(model.state_dict())
    cases = [
        ({k: v for k, v in good.items() if k != "norm.bias"}, "shape: norm.bias$"),
        ({**good, "extra": torch.ones(1)}, "shape: extra$"),
        ({**good, "norm.bias": torch.ones(1)}, "shape: norm.bias$"),
        (Model(1, 1).state_dict(), "shape: encoder.weight$"),
        ({**good, "a": torch.ones(1), "z": torch.ones(1)}, "left over or of .*: a, z$"),
        ({k: v for k, v in good.items() if k != "encoder.weight"}, "no encoder 'encoder.weight'"),
    ]
    for weights, message in cases:
        with pytest.raises(ValueError, match=message):
            load_pretrained_(model, weights)
    assert all(torch.equal(t, before[name]) for name, t in model.state_dict().items())


# --- the whole procedure -----------------------------------------------------------------------


def test_pretraining_learns_to_fill_in_sinusoids():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        wide = nn.Conv1d(2, 24, 9, padding=4)
        model = nn.Sequential(wide, nn.ReLU(), nn.Conv1d(24, 1, 9, padding=4))
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    losses, source = [], generator(3)
    for _ in range(50):
        speed, phase = torch.rand(2, 16, 1, 1, generator=source)
        steps = torch.arange(24.0)[None, :, None]
        x = torch.sin((0.2 + 0.4 * speed) * steps + 2 * math.pi * phase)
        inputs, masked = mask_sequences(x, generator=source)
        loss = masked_loss(model(inputs.transpose(1, 2)).transpose(1, 2), x, masked)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[0] > 0.5 and sum(losses[-5:]) / 5 < 0.3
