"""S20: whether the tests would notice. Each check of the house is taken out once, and its tests must fail.

Every function ``may_…`` of the rooms' rules answers yes once; ``OTHERS`` names what else protects. A run without any
change comes first for the same tests: it must pass, or every failure would count as noticed. A third of them are taken
out each night, by the date; ``PILIN_NIGHTLY=all`` takes them all.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.reliability.report import tried
from tests.served import ROOT, outer

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("mutants")]
SOURCE = ROOT / "src"
LEAST = 0.95  # of the mutants are noticed
NIGHTS = 3  # until each was taken out once
WHO_MAY = "tests/architecture/test_who_may.py"  # first: it needs no database
YES = "lambda *given, **more: Verdict.yes()"
TRUE = "lambda *given, **more: True"
OTHERS = {  # what protects → (what stands in for it, the tests that must notice)
    "pilin.foundation.access.models:SharedModel.visibility": (
        "classmethod(lambda cls, standing: Q())", "tests/foundation/access tests/domain/obstacles",
    ),
    "pilin.foundation.access.models:SharedModel._do_update": (
        "lambda self, rows, *given, **more: super(SharedModel, self)._do_update(rows, *given, **more)",
        "tests/foundation/access tests/foundation/journal tests/reliability/test_races.py",
    ),
    "pilin.engine.log.entry:holds": (TRUE, "tests/engine/log"),
    "pilin.engine.log.merkle:verify_inclusion": (TRUE, "tests/engine/log"),
    "pilin.engine.log.merkle:verify_consistency": (TRUE, "tests/engine/log"),
    "pilin.config.durability:faults": ("lambda database: []", "tests/config/test_durability.py"),
    "pilin.foundation.intake.rules:_begins_badly": ("lambda text: False", "tests/security/test_formulas.py"),
    "pilin.engine.base.text:clean_text": ("lambda text: text", "tests/security/test_texts.py"),
    "pilin.foundation.notices.wire:is_open": (TRUE, "tests/security/test_webhooks.py"),
    "pilin.web.limits:Limiter.wait": ("lambda self, asker, rate, now: 0", "tests/security/test_limits.py"),
    "pilin.config.guard:Guard.is_allowed": (TRUE, "tests/foundation/identity/test_sign_in.py"),
    "pilin.config.sessions:_hold_or_end": ("lambda request, at: None", "tests/foundation/identity/test_sessions.py"),
    "pilin.foundation.backups.guard:refuse_while_restored": (
        "lambda doing: None", "tests/foundation/backups tests/reliability/test_backup.py",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One check, what stands in for it, and the tests that must notice."""

    where: str
    source: str
    tests: str


def ruled() -> dict[str, str]:
    """Return every rule of the rooms that says who may do what, by file and line, and the tests of its room."""
    found = {}
    for file in sorted([*SOURCE.glob("pilin/*/*/rules.py"), *SOURCE.glob("pilin/*/*/rules/*.py")]):
        storey, room = file.relative_to(SOURCE / "pilin").parts[:2]
        module = ".".join(file.relative_to(SOURCE).with_suffix("").parts)
        found |= dict.fromkeys((f"{module}:{name}" for name in verdicts(file)), f"tests/{storey}/{room}")
    return found


def mutants() -> list[Mutant]:
    """Return every mutant: the rules of the rooms, then the others."""
    found = [Mutant(where, YES, f"{WHO_MAY} {tests}") for where, tests in ruled().items()]
    return found + [Mutant(where, source, tests) for where, (source, tests) in OTHERS.items()]


def verdicts(file: Path) -> list[str]:
    """Return the functions of a file that say who may do what."""
    return [
        node.name
        for node in ast.parse(file.read_text(encoding="utf8")).body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("may_")
        and ast.unparse(node.returns or ast.Constant("")) == "Verdict"
    ]


def passes(tests: str, mutant: Mutant | None = None) -> bool:
    """Run tests, with a mutant or without; return whether all of them passed."""
    env = outer()
    if mutant:
        env["PILIN_MUTANT"] = f"{mutant.where}={mutant.source}"
    command = [
        sys.executable, "-m", "pytest", "-p", "tests.mutant", "--engine", "sqlite", "-n", "0", "-x", "-q",
        "-m", "not browser", "--timeout", "900", *tests.split(),
    ]  # fmt: skip
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), f"{tests} with {mutant}: {done.returncode}\n{done.stdout[-2000:]}"
    return done.returncode == 0


def test_there_is_something_to_take_out() -> None:
    assert len(mutants()) >= 80
    assert [m for m in mutants() if not all((ROOT / path).exists() for path in m.tests.split())] == []


def tonight() -> list[Mutant]:
    """Return the mutants of this night."""
    if os.environ.get("PILIN_NIGHTLY") == "all":
        return mutants()
    return mutants()[datetime.now(UTC).toordinal() % NIGHTS :: NIGHTS]


def test_the_tests_notice_what_is_taken_out(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--engine") != "sqlite":
        pytest.skip("the checks stand above the database: they are taken out once, on SQLite")
    chosen = tonight()
    tests = sorted({mutant.tests for mutant in chosen})
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        assert [paths for paths, passed in zip(tests, pool.map(passes, tests), strict=True) if not passed] == []
        alive = [
            m.where for m, passed in zip(chosen, pool.map(lambda m: passes(m.tests, m), chosen), strict=True) if passed
        ]
    share = 1 - len(alive) / len(chosen)
    tried(
        "S20",
        "checks taken out of the house, of which the tests noticed none",
        len(chosen),
        len(alive),
        "without a change the same tests passed",
    )
    assert share >= LEAST, alive
    print(f"{share:.1%} noticed; not: {alive}")
