"""Weight selection: a small network starts from evenly spaced elements of a larger one."""

from __future__ import annotations

import copy
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import nn
from weight_selection import select_elements, uniform_indices, weight_selection_


def evenly_spaced(teacher_size: int, student_size: int) -> list[int]:
    """Give the rule in exact arithmetic; it differs from floats only at ties."""
    if teacher_size % student_size == 0:
        return list(range(0, teacher_size, teacher_size // student_size))
    step = Fraction(teacher_size - 1, student_size - 1)
    return [round(k * step) for k in range(student_size)]


class Block(nn.Module):
    def __init__(self, width: int, mlp: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        self.depthwise = nn.Conv2d(width, width, 7, groups=width)
        self.fc1 = nn.Linear(width, mlp)
        self.fc2 = nn.Linear(mlp, width)


class Net(nn.Module):
    """The parts of a vision transformer and a ConvNeXt, with no forward pass."""

    def __init__(self, width: int, mlp: int, depth: int, tokens: int = 5, classes: int = 4) -> None:
        super().__init__()
        self.pos_embed = nn.Parameter(torch.empty(1, tokens, width))
        self.patch_embed = nn.Conv2d(3, width, 4)
        self.bn = nn.BatchNorm2d(width)
        self.blocks = nn.ModuleList(Block(width, mlp) for _ in range(depth))
        self.head = nn.Linear(width, classes)
        self.register_buffer("position_ids", torch.arange(width))
        self.scale = nn.Parameter(torch.empty(()))
        for tensor in self.state_dict().values():
            if tensor.is_floating_point():
                tensor.normal_()


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


def snapshot(model: nn.Module) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


# --- the indices -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "teacher_size, student_size, expected",
    [
        (6, 3, [0, 2, 4]),
        (7, 3, [0, 3, 6]),
        (10, 4, [0, 3, 6, 9]),
        (8, 7, [0, 1, 2, 4, 5, 6, 7]),
        (6, 5, [0, 1, 2, 4, 5]),
        (5, 1, [0]),
        (1, 1, [0]),
        (12, 2, [0, 6]),
        (4, 4, [0, 1, 2, 3]),
        (7, 2, [0, 6]),
    ],
)
def test_known_indices(teacher_size, student_size, expected):
    indices = uniform_indices(teacher_size, student_size)
    assert indices.dtype == torch.int64
    assert indices.tolist() == expected


@pytest.mark.parametrize("teacher_size", range(1, 200))
def test_indices_increase_strictly_and_are_evenly_spaced(teacher_size):
    for student_size in range(1, teacher_size + 1):
        indices = uniform_indices(teacher_size, student_size).tolist()
        assert len(indices) == student_size
        assert indices[0] == 0 and indices[-1] < teacher_size
        assert all(a < b for a, b in zip(indices, indices[1:]))
        if teacher_size % student_size:
            assert indices[-1] == teacher_size - 1
            step = (teacher_size - 1) / (student_size - 1)
            assert all(abs(i - k * step) < 0.5 + 1e-4 for k, i in enumerate(indices))
        else:
            assert indices == evenly_spaced(teacher_size, student_size)


def test_large_dimensions_do_not_lose_digits():
    indices = uniform_indices(151_936, 128_256)
    assert (indices[1:] > indices[:-1]).all() and indices[-1] == 151_935


def test_indices_do_not_depend_on_the_default_dtype():
    expected = uniform_indices(30, 29)
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.equal(uniform_indices(30, 29), expected)
    finally:
        torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("sizes", [(3, 4), (5, 0), (0, 0), (3, -1)])
def test_impossible_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match=f"cannot select {sizes[1]} of {sizes[0]} elements"):
        uniform_indices(*sizes)


# --- one tensor --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "teacher_shape, student_shape",
    [
        ((6,), (3,)),
        ((11,), (4,)),
        ((7, 5), (3, 5)),
        ((12, 8), (4, 3)),
        ((9, 4), (9, 1)),
        ((8, 1, 7, 7), (6, 1, 7, 7)),
        ((16, 6, 3, 5), (8, 4, 3, 2)),
        ((1, 10, 7), (1, 10, 4)),
        ((1, 1), (1, 1)),
    ],
)
def test_values_are_those_at_the_indices(teacher_shape, student_shape):
    teacher = torch.randn(teacher_shape, dtype=torch.float64)
    indices = [evenly_spaced(t, s) for t, s in zip(teacher_shape, student_shape)]
    expected = teacher.numpy()[np.ix_(*indices)]
    assert np.array_equal(select_elements(teacher, student_shape).numpy(), expected)


def test_default_is_not_truncation():
    teacher = torch.arange(12.0).view(4, 3)
    assert not torch.equal(select_elements(teacher, (2, 2)), teacher[:2, :2])


@pytest.mark.parametrize("shape", [(), (1,), (5,), (3, 4), (2, 3, 1, 5)])
def test_same_shape_is_a_copy(shape):
    teacher = torch.randn(shape)
    selected = select_elements(teacher, shape)
    assert torch.equal(selected, teacher)
    selected.add_(1)
    assert not torch.equal(selected, teacher)


@pytest.mark.parametrize(
    "dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16, torch.int64]
)
def test_tensor_keeps_dtype_and_device(dtype):
    teacher = torch.arange(12).view(4, 3).to(dtype)
    selected = select_elements(teacher, (2, 3))
    assert selected.dtype == dtype and selected.device == teacher.device
    assert selected.tolist() == [[0, 1, 2], [6, 7, 8]]


def test_teacher_without_contiguous_memory():
    teacher = torch.randn(5, 8).T
    assert torch.equal(select_elements(teacher, (4, 5)), teacher[::2])


def test_other_number_of_dimensions_is_refused():
    with pytest.raises(ValueError, match=r"cannot select \(3,\) from a tensor of \(3, 4\)"):
        select_elements(torch.zeros(3, 4), (3,))


@pytest.mark.parametrize("shape", [(4, 4), (3, 5)])
def test_larger_student_tensor_is_refused(shape):
    with pytest.raises(ValueError, match="cannot select [45] of [34] elements"):
        select_elements(torch.zeros(3, 4), shape)


# --- a whole network ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "teacher_sizes, student_sizes",
    [((12, 24, 4), (6, 12, 2)), ((8, 20, 3), (7, 13, 3)), ((10, 7, 2), (4, 1, 1))],
)
def test_every_tensor_but_the_head_is_selected(teacher_sizes, student_sizes):
    teacher, student = Net(*teacher_sizes), Net(*student_sizes)
    before = snapshot(student)
    assert weight_selection_(student, teacher) is student
    sources = teacher.state_dict()
    selected = 0
    for name, tensor in student.state_dict().items():
        if "head" in name or not tensor.is_floating_point():
            assert torch.equal(tensor, before[name]), name
            continue
        source = sources[name].numpy()
        for axis, (old, new) in enumerate(zip(source.shape, tensor.shape)):
            source = np.take(source, evenly_spaced(old, new), axis)
        assert np.array_equal(tensor.numpy(), source), name
        selected += 1
    assert selected == 8 + 12 * student_sizes[2]


def test_values_are_not_rescaled():
    teacher, student = Net(12, 24, 2), Net(6, 12, 2)
    weight_selection_(student, teacher)
    kept = set(teacher.blocks[0].fc1.weight.flatten().tolist())
    assert set(student.blocks[0].fc1.weight.flatten().tolist()) <= kept


def test_hidden_dimension_keeps_the_same_units_everywhere():
    """Tag each unit of the teacher by its index: all tensors must show the same tags."""
    teacher, student = Net(10, 9, 1), Net(7, 4, 1)
    with torch.no_grad():
        for tensor in (
            teacher.blocks[0].norm.weight,
            teacher.blocks[0].norm.bias,
            teacher.blocks[0].proj.bias,
            teacher.blocks[0].fc1.weight,
            teacher.blocks[0].fc2.bias,
            teacher.pos_embed,
        ):
            tensor.copy_(torch.arange(10.0).expand_as(tensor))
        teacher.blocks[0].fc2.weight.copy_(torch.arange(10.0)[:, None].expand(10, 9))
    weight_selection_(student, teacher)
    tags = student.blocks[0].norm.weight
    assert len(set(tags.tolist())) == 7
    block = student.blocks[0]
    for tensor in (block.norm.bias, block.proj.bias, block.fc1.weight, block.fc2.bias,
                   block.fc2.weight.T, student.pos_embed):
        assert torch.equal(tensor, tags.expand_as(tensor))


def test_shallow_student_takes_the_first_blocks():
    teacher, student = Net(4, 6, 5), Net(4, 6, 2)
    weight_selection_(student, teacher)
    for index in range(2):
        assert torch.equal(student.blocks[index].fc1.weight, teacher.blocks[index].fc1.weight)


def test_teacher_to_teacher_is_the_identity():
    teacher, student = Net(6, 10, 2), Net(6, 10, 2)
    weight_selection_(student, teacher)
    for name, tensor in student.state_dict().items():
        if "head" not in name:
            assert torch.equal(tensor, teacher.state_dict()[name])


def test_skipped_names_are_chosen_by_the_caller():
    teacher, student = Net(6, 10, 1), Net(3, 5, 1, classes=2)
    before = snapshot(student)
    weight_selection_(student, teacher, skip=("fc1", "pos_embed"))
    after = student.state_dict()
    for name in ("blocks.0.fc1.weight", "blocks.0.fc1.bias", "pos_embed"):
        assert torch.equal(after[name], before[name])
    assert torch.equal(after["head.weight"], teacher.head.weight[[0, 2]][:, [0, 2, 4]])


def test_head_may_differ_in_classes_and_may_be_missing_from_the_teacher():
    teacher, student = Net(6, 10, 1), Net(3, 5, 1, classes=100)
    weight_selection_(student, teacher)
    del teacher.head
    weight_selection_(student, teacher)


def test_running_statistics_are_selected_but_counters_and_ids_are_not():
    teacher, student = Net(6, 10, 1), Net(3, 5, 1)
    teacher.bn.num_batches_tracked.fill_(7)
    weight_selection_(student, teacher)
    assert torch.equal(student.bn.running_var, teacher.bn.running_var[::2])
    assert student.bn.num_batches_tracked == 0
    assert torch.equal(student.position_ids, torch.arange(3))


def test_complex_parameters_are_weights():
    teacher = nn.ParameterDict({"poles": nn.Parameter(torch.randn(6, dtype=torch.complex64))})
    student = nn.ParameterDict({"poles": nn.Parameter(torch.zeros(3, dtype=torch.complex64))})
    weight_selection_(student, teacher)
    assert torch.equal(student["poles"], teacher["poles"][::2])


def test_student_tensors_are_not_shared_with_the_teacher():
    teacher, student = Net(4, 6, 1), Net(4, 6, 1)
    before = snapshot(teacher)
    weight_selection_(student, teacher)
    with torch.no_grad():
        for parameter in student.parameters():
            parameter.zero_()
    for name, tensor in teacher.state_dict().items():
        assert torch.equal(tensor, before[name])


def test_parameters_of_the_student_stay_trainable_leaves():
    student = Net(3, 5, 1)
    identities = [id(parameter) for parameter in student.parameters()]
    weight_selection_(student, Net(6, 10, 1))
    assert [id(parameter) for parameter in student.parameters()] == identities
    assert all(p.requires_grad and p.is_leaf for p in student.parameters())


def test_nothing_is_drawn():
    teacher, student = Net(6, 10, 1), Net(4, 5, 1)
    state = torch.get_rng_state()
    weight_selection_(student, teacher)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_student_keeps_its_dtype_and_device(dtype):
    teacher, student = Net(6, 10, 1), Net(3, 5, 1).to(dtype)
    weight_selection_(student, teacher)
    assert student.pos_embed.dtype == dtype and student.pos_embed.device.type == "cpu"
    assert torch.equal(student.pos_embed, teacher.pos_embed[..., ::2].to(dtype))


# --- stacked projections -----------------------------------------------------------------------


def test_stacked_projections_stay_aligned_if_the_width_divides():
    teacher, plain = Net(12, 8, 1), Net(4, 8, 1)
    split = copy.deepcopy(plain)
    weight_selection_(plain, teacher)
    weight_selection_(split, teacher, fused={"qkv": 3})
    assert torch.equal(plain.blocks[0].qkv.weight, split.blocks[0].qkv.weight)
    assert torch.equal(plain.blocks[0].qkv.bias, split.blocks[0].qkv.bias)


@pytest.mark.parametrize("width", [1, 3, 5, 7, 8])
def test_stacked_projections_are_selected_one_by_one(width):
    teacher, student = Net(8, 6, 1), Net(width, 6, 1)
    weight_selection_(student, teacher, fused={"qkv": 3})
    index = evenly_spaced(8, width)
    for layer in ("weight", "bias"):
        old = getattr(teacher.blocks[0].qkv, layer).chunk(3)
        new = getattr(student.blocks[0].qkv, layer).chunk(3)
        for before, after in zip(old, new):
            expected = before[index] if layer == "bias" else before[index][:, index]
            assert torch.equal(after, expected)


def test_queries_and_keys_lose_their_pairing_without_the_option():
    """Why the option exists: tag each row of the stack by its unit within its projection."""
    teacher, student = Net(8, 6, 1), Net(5, 6, 1)
    with torch.no_grad():
        teacher.blocks[0].qkv.bias.copy_(torch.arange(24) % 8)
    weight_selection_(student, teacher)
    assert student.blocks[0].qkv.bias.chunk(3)[0].tolist() == [0, 2, 3, 5, 7]
    assert student.blocks[0].qkv.bias.chunk(3)[1].tolist() == [0, 2, 4, 5, 7]
    weight_selection_(student, teacher, fused={"qkv": 3})
    assert student.blocks[0].qkv.bias.tolist() == 3 * evenly_spaced(8, 5)


def test_a_stack_of_two_is_split_as_well():
    teacher, student = Net(8, 16, 1), Net(5, 10, 1)
    weight_selection_(student, teacher, fused={"fc1": 2})
    halves = [half[evenly_spaced(8, 5)] for half in teacher.blocks[0].fc1.bias.chunk(2)]
    assert torch.equal(student.blocks[0].fc1.bias, torch.cat(halves))


@pytest.mark.parametrize("teacher_size", [2, 7, 12, 31])
def test_plain_rule_mixes_units_of_a_stack_but_never_its_projections(teacher_size):
    for student_size in range(1, teacher_size + 1):
        rows = uniform_indices(3 * teacher_size, 3 * student_size)
        owners = [[q] * student_size for q in range(3)]
        assert (rows // teacher_size).tolist() == sum(owners, [])


@pytest.mark.parametrize("groups, rows", [(5, 24), (4, 15)])
def test_rows_that_do_not_split_are_refused(groups, rows):
    match = f"blocks.0.qkv.weight: {groups} does not divide the {rows} rows"
    with pytest.raises(ValueError, match=match):
        weight_selection_(Net(5, 6, 1), Net(8, 6, 1), fused={"qkv": groups})


# --- what is refused ---------------------------------------------------------------------------


def test_wider_student_is_refused_by_name():
    with pytest.raises(ValueError, match="pos_embed: cannot select 8 of 6 elements"):
        weight_selection_(Net(8, 10, 1), Net(6, 10, 1))


def test_deeper_student_is_refused_by_name():
    with pytest.raises(ValueError, match="the teacher has no tensor blocks.2.norm.weight"):
        weight_selection_(Net(6, 10, 3), Net(6, 10, 2))


def test_tensor_with_another_number_of_dimensions_is_refused_by_name():
    teacher, student = Net(6, 10, 1), Net(3, 5, 1)
    teacher.pos_embed = nn.Parameter(torch.zeros(5, 6))
    with pytest.raises(ValueError, match=r"pos_embed: cannot select \(1, 5, 3\) from .*\(5, 6\)"):
        weight_selection_(student, teacher)
