"""Owns the run of the mutants: which of them the tests of their snippet notice."""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import signal
import sys
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy  # noqa: F401  Imported here once, so that no child pays for it.
import pytest
import torch

from mutate import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = ROOT / "snippets"
TESTS = ROOT / "test" / "snippets"
RECORDS = TESTS / "mutants"
LEAST_SHARE = 0.9


@dataclass
class Outcome:
    id: str
    total: int = 0
    tests: int = 0
    explained: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        return self.total - len(self.explained) - len(self.unexplained)

    @property
    def holds(self) -> bool:
        return not self.unexplained and self.killed >= LEAST_SHARE * self.total


def main() -> int:
    parser = argparse.ArgumentParser(description="Mutate snippets; say what their tests miss.")
    parser.add_argument("ids", nargs="*", help="snippets to mutate (all of them when none is named)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    # What is loaded is shared with every child: the collector of none shall touch, and so copy, it.
    gc.freeze()
    ids = options.ids or sorted(path.stem for path in SNIPPETS.glob("*.py"))
    outcomes = []
    for id in ids:
        outcomes.append(_mutate(id, options.jobs))
        print(_describe(outcomes[-1]), flush=True)
        if outcomes[-1].holds:
            _record(outcomes[-1])
    failed = [outcome.id for outcome in outcomes if not outcome.holds]
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def _mutate(id: str, jobs: int) -> Outcome:
    source = (SNIPPETS / f"{id}.py").read_text(encoding="utf-8")
    started = time.monotonic()
    tests = _count_tests(id)
    if _wait([_fork(id, source)], 600) != [True]:
        sys.exit(f"{id}: its tests fail on the module as it is, or run for ten minutes")
    limit = 10 + 5 * (time.monotonic() - started)
    reasons = _read_reasons(id)
    outcome = Outcome(id, tests=tests)
    for batch in _batches(mutants(source), jobs):
        passed = _wait([_fork(id, mutant.source) for mutant in batch], limit)
        outcome.total += len(batch)
        for mutant, survives in zip(batch, passed):
            if survives:
                known = mutant.label in reasons
                (outcome.explained if known else outcome.unexplained).append(mutant.label)
    for label in reasons.keys() - set(outcome.explained):
        sys.exit(f"{id}: survivors/{id}.txt explains what is no survivor (any more): {label}")
    return outcome


def _batches(all: Iterator[Mutant], size: int) -> Iterator[list[Mutant]]:
    batch: list[Mutant] = []
    for mutant in all:
        batch.append(mutant)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _fork(id: str, source: str) -> int:
    """Run the tests on this source in a child, which has torch loaded from its birth."""
    child = os.fork()
    if child:
        return child
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    code = 1
    try:
        module = types.ModuleType(id)
        module.__file__ = str(SNIPPETS / f"{id}.py")
        sys.modules[id] = module
        exec(compile(source, module.__file__, "exec"), module.__dict__)
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", str(TESTS / f"test_{id}.py")])
    finally:
        os._exit(int(code))
    raise AssertionError("unreachable")


def _wait(children: list[int], limit: float) -> list[bool]:
    """Per child: whether all tests passed. One that runs longer than `limit` seconds did not."""
    end = time.monotonic() + limit
    passed = {}
    while len(passed) < len(children):
        for child in children:
            if child in passed:
                continue
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                passed[child] = status == 0
            elif time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                passed[child] = False
        time.sleep(0.005)
    return [passed[child] for child in children]


def _count_tests(id: str) -> int:
    class Counter:
        count = 0

        def pytest_collection_finish(self, session: pytest.Session) -> None:
            self.count = len(session.items)

    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        counter = Counter()
        flags = ["--collect-only", "-q", "-p", "no:cacheprovider"]
        pytest.main([*flags, str(TESTS / f"test_{id}.py")], plugins=[counter])
        os.write(writer, str(counter.count).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        count = int(stream.read() or 0)
    os.waitpid(child, 0)
    return count


def _read_reasons(id: str) -> dict[str, str]:
    """Explained survivors: a label on one line, its reason below it, indented."""
    path = TESTS / "survivors" / f"{id}.txt"
    if not path.exists():
        return {}
    reasons: dict[str, str] = {}
    label = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            reasons[label] = f"{reasons[label]} {line.strip()}".strip()
        elif line.strip():
            label = line.strip()
            reasons[label] = ""
    for label, reason in reasons.items():
        if not reason:
            sys.exit(f"{path.name}: no reason below: {label}")
    return reasons


def _describe(outcome: Outcome) -> str:
    share = outcome.killed / outcome.total if outcome.total else 0
    head = (
        f"{outcome.id}: {outcome.killed} of {outcome.total} mutants killed ({share:.1%}) by "
        f"{outcome.tests} tests; {len(outcome.explained)} survive with a reason, "
        f"{len(outcome.unexplained)} without"
    )
    return "\n".join([head, *outcome.unexplained])


def _record(outcome: Outcome) -> None:
    """Keep the figures, a file each, for the page of methods and the contract test."""
    figures = {
        "tests": outcome.tests,
        "mutants": outcome.total,
        "killed": outcome.killed,
        "explained": len(outcome.explained),
        "of": _fingerprint(outcome.id),
    }
    RECORDS.mkdir(exist_ok=True)
    text = json.dumps(figures, indent=2)
    (RECORDS / f"{outcome.id}.json").write_text(f"{text}\n", encoding="utf-8")


def _fingerprint(id: str) -> str:
    """What the figures belong to: they are stale as soon as the code or its tests change."""
    code = (SNIPPETS / f"{id}.py").read_text(encoding="utf-8").split("# ---\n")[-1]
    tests = (TESTS / f"test_{id}.py").read_text(encoding="utf-8")
    return hashlib.sha256(f"{code}\0{tests}".encode()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
