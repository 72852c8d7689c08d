"""Owns the mutants of a Python module: every small change that a sharp test should notice."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

OPPOSITE: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
# An ordering is moved by its boundary, and turned round.
ORDERINGS: dict[type, tuple[type, type]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
}
_PAIRS = (
    "sum mean, min max, amin amax, argmin argmax, minimum maximum, sin cos, exp log, sqrt square, "
    "floor ceil, zeros ones, zeros_like ones_like, randn rand, randn_like rand_like, "
    "repeat repeat_interleave, triu tril, add_ sub_, mul_ div_, cumsum cumprod, any all"
)
TWINS = {
    a: b
    for pair in _PAIRS.split(", ")
    for a, b in (pair.split(), reversed(pair.split()))
}
TRANSPOSES = {"t", "transpose", "permute", "movedim", "flip"}
SHAPED = {"reshape", "view", "repeat", "tile", "expand", "zeros", "ones", "empty", "randn", "rand"}
SHAPED |= {"new_zeros", "new_empty", "new_ones", "permute", "unflatten", "movedim", "matmul", "kron"}


@dataclass(frozen=True)
class Mutant:
    label: str
    """Where and what: the changed statement and the change, on one line."""
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Yield the mutants of a module, in the order of its text. Linear in its size for each."""
    tree = ast.parse(source)
    seen: Counter[str] = Counter()
    for site in _sites(tree):
        for change in _changes(site.node):
            mutated = copy.deepcopy(tree)
            _replace(mutated, site.path, change)
            statement = _follow(mutated, site.statement)
            label = f"{site.scope}: {_headline(statement)}  [{_brief(site.node)} -> {_brief(change)}]"
            seen[label] += 1
            if seen[label] > 1:
                label += f" #{seen[label]}"
            yield Mutant(label, ast.unparse(ast.fix_missing_locations(mutated)))


Path = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class _Site:
    node: ast.AST
    path: Path
    statement: Path
    scope: str


def _sites(
    node: ast.AST, path: Path = (), statement: Path = (), scope: str = "module"
) -> Iterator[_Site]:
    """Every node that may change, with the way to it. Messages, types and imports are left out."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.Raise, ast.JoinedStr)) or _is_told(node):
        return
    if isinstance(node, ast.stmt):
        statement = path
        if path:
            yield _Site(node, path, statement, scope)
    elif path:
        yield _Site(node, path, statement, scope)
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        scope = node.name if scope == "module" else f"{scope}.{node.name}"
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases"):
            continue
        if isinstance(value, ast.AST):
            yield from _sites(value, (*path, (field, None)), statement, scope)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST) and not _is_docstring(item):
                    yield from _sites(item, (*path, (field, index)), statement, scope)


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_told(node: ast.AST) -> bool:
    """A warning or a message, whose words no test should hold on to."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("warnings.warn", "print", "cast")


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)):
        yield from _operators(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        yield node.operand
    elif isinstance(node, ast.Compare):
        yield from _comparisons(node)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Attribute) and node.attr in ("T", "mT", "H", "mH"):
        yield node.value
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield ast.Pass()


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, float):
        yield ast.Constant(value * 2 if value else 1.0)


def _operators(node: ast.BinOp | ast.AugAssign | ast.BoolOp) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield ast.BinOp(node.right, node.op, node.left)
        return
    opposite = OPPOSITE.get(type(node.op))
    if opposite:
        changed = copy.copy(node)
        changed.op = opposite()
        yield changed


def _comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for index, op in enumerate(node.ops):
        for other in ORDERINGS.get(type(op)) or (OPPOSITE[type(op)],):
            yield ast.Compare(
                node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators
            )


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Twin functions, lost transposes, swapped axes, swapped letters of an einsum."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in TWINS:
        yield _call_of(node, TWINS[name])
    if name in TRANSPOSES and isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
        yield node.func.value
    plain = not any(isinstance(arg, ast.Starred) for arg in node.args[:2])
    if name in SHAPED and len(node.args) > 1 and plain:
        yield ast.Call(node.func, [node.args[1], node.args[0], *node.args[2:]], node.keywords)
    if name == "einsum" and isinstance(node.args[0], ast.Constant):
        yield from _einsums(node)


def _einsums(node: ast.Call) -> Iterator[ast.AST]:
    """Two letters of one operand or of the result change places."""
    terms: str = node.args[0].value
    inputs, _, result = terms.partition("->")
    for part in {*inputs.split(","), result}:
        letters = part.strip().replace("...", "")
        if len(letters) > 1:
            a, b = letters[-2:]
            swapped = part.replace(a, "\0").replace(b, a).replace("\0", b)
            yield ast.Call(
                node.func, [ast.Constant(terms.replace(part, swapped, 1)), *node.args[1:]], node.keywords
            )


def _is_module(node: ast.AST) -> bool:
    return ast.unparse(node) in ("torch", "math", "F", "torch.linalg", "torch.fft", "nn.init")


def _call_of(node: ast.Call, name: str) -> ast.Call:
    if isinstance(node.func, ast.Attribute):
        return ast.Call(ast.Attribute(node.func.value, name, ast.Load()), node.args, node.keywords)
    return ast.Call(ast.Name(name, ast.Load()), node.args, node.keywords)


def _follow(tree: ast.AST, path: Path) -> ast.AST:
    for field, index in path:
        value = getattr(tree, field)
        tree = value if index is None else value[index]
    return tree


def _replace(tree: ast.AST, path: Path, change: ast.AST) -> None:
    *way, (field, index) = path
    parent = _follow(tree, tuple(way))
    if index is None:
        setattr(parent, field, change)
    else:
        getattr(parent, field)[index] = change


def _headline(statement: ast.AST) -> str:
    """The statement without the block below it."""
    shallow = copy.copy(statement)
    if hasattr(shallow, "body") and not isinstance(shallow, ast.Expr):
        shallow.body = [ast.Pass()]
        if hasattr(shallow, "orelse"):
            shallow.orelse = []
    lines = ast.unparse(ast.fix_missing_locations(shallow)).split("\n")
    return " ".join(line.strip() for line in lines if line.strip() != "pass") or "pass"


def _brief(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.copy(node))).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
