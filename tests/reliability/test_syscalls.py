"""F4: the system answers the n-th call with an error. No acknowledged deed is lost, none stands half, nothing is corrupt.

The process that does deeds is traced, and one call of one kind fails: EIO, as from a broken disk, or ENOSPC, as from a
full one. Where nobody may trace, and besides, the same errors come from a VFS below SQLite. The control keeps a row and
its entry in two transactions: one of the same faults must fall between them.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.reliability import vfs
from tests.reliability.instance import Instance, Toll, acknowledged, copied, refill
from tests.reliability.report import times, tried

CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "rename")
BELOW = ("write", "sync", "truncate", "delete")
DEEDS = 9
FAULTS = times(10, 120)  # by the system
FORGETFUL = times(6, 60)  # by the VFS
pytestmark = [
    pytest.mark.skipif(
        os.environ.get("PILIN_TEST_ON") == "postgresql",
        reason="PostgreSQL answers for its own calls: its power is cut instead",
    ),
    pytest.mark.xdist_group("syscalls"),
]


@dataclass
class Faults(Toll):
    """What a series of faults cost; ``met`` are those that came, ``errors`` what the deeds raised."""

    met: int = 0
    errors: Counter[str] = field(default_factory=Counter)


def traced(instance: Instance, acks: Path, words: list[str], weaken: str = "") -> tuple[str, Counter[str]]:
    """Let a child do deeds under strace; return what was traced, and the errors that the deeds raised."""
    child = instance.begin("write", acks=str(acks), most=DEEDS, weaken=weaken, held=True)
    _until(lambda: _state(child.pid) == "T")
    log = acks.with_suffix(".strace")
    tracer = subprocess.Popen(
        ["strace", "-f", "-o", str(log), *words, "-p", str(child.pid)], stderr=subprocess.PIPE, text=True
    )
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    os.kill(child.pid, signal.SIGCONT)
    if "attached" not in said:
        child.wait()
        tracer.wait()
        raise PermissionError(said.strip())
    errors = child.answer()
    tracer.stderr.close()
    tracer.wait(30)
    return log.read_text(encoding="utf8"), Counter(errors)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _until(true: object) -> None:
    until = time.monotonic() + 60
    while not true():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.002)


def spread(counts: dict[str, int], most: int) -> list[tuple[str, int, str]]:
    """Return which call fails, the how-manieth, and how: every kind of call, over the whole run, at most so many."""
    every = [
        (call, n, error) for call, count in counts.items() for n in range(1, count + 1) for error in ("EIO", "ENOSPC")
    ]
    if len(every) <= most:
        return every
    chosen, kinds = [], [(call, error) for call, count in counts.items() if count for error in ("EIO", "ENOSPC")]
    for place, (call, error) in enumerate(kinds):
        share = most * (place + 1) // len(kinds) - most * place // len(kinds)
        share = min(share, counts[call])
        chosen += [(call, 1 + counts[call] * (2 * k + 1) // (2 * share), error) for k in range(share)]
    rest = [one for one in every if one not in set(chosen)]
    step = max(1, len(rest) // max(1, most - len(chosen)))
    return (chosen + rest[::step])[:most]


def series(instance: Instance, plan: list[tuple[str, int, str]], weaken: str = "") -> Faults:
    """Let each planned call fail in a fresh instance."""
    toll = Faults()
    for call, number, error in plan:
        refill(instance.home)
        acks = instance.fresh_acks()
        inject = ["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}"]
        seen, errors = traced(instance, acks, inject, weaken)
        _count(toll, instance, acks, errors, seen.count("(INJECTED)"))
        if not toll.clean:
            break
    return toll


def _count(toll: Faults, instance: Instance, acks: Path, errors: Counter[str], met: int) -> None:
    toll.met += met
    toll.errors += errors
    toll.acked += acknowledged([acks])
    toll.add(instance.do("check", acks=[str(acks)]))


def test_what_was_acknowledged_survives_errors_of_the_system() -> None:
    if shutil.which("strace") is None:
        tried("F4", "errors answered by the system (strace)", 0, "not tried here", "no strace; see the VFS")
        pytest.skip("strace is not installed; the same errors come from the VFS below SQLite")
    with copied() as instance:
        acks = instance.fresh_acks()
        try:
            seen, errors = traced(instance, acks, ["-e", f"trace={','.join(CALLS)}"])
        except PermissionError as why:
            tried("F4", "errors answered by the system (strace)", 0, "not tried here", f"{why}; see the VFS")
            pytest.skip(f"nobody may trace here: {why}")
        assert (errors, acknowledged([acks])) == (Counter(), DEEDS)
        found = Counter(re.findall(r"^\d+ +(\w+)\(", seen, flags=re.MULTILINE))
        plan = spread({call: found[call] for call in CALLS}, FAULTS)
        toll = series(instance, plan)
        assert (toll.lost, toll.half, toll.corrupt) == ([], [], [])
        assert toll.met == len(plan)
        assert toll.errors, "no deed noticed any of the errors"
        control = series(instance, [("fdatasync", n, "EIO") for n in range(1, 13)], weaken="two transactions")
    assert control.half, "a row and its entry in two transactions were never found apart: the check sees nothing"
    tried(
        "F4", f"one call of {len(found)} kinds answered with EIO or ENOSPC (strace), {DEEDS} deeds each", toll.met,
        f"{toll.told}; {sum(toll.errors.values())} deeds turned away",
        f"{len(control.half)} half-written after {control.times} faults (row and entry in two transactions)",
    )  # fmt: skip


def test_what_was_acknowledged_survives_errors_below_sqlite() -> None:
    if vfs.library() is None:
        tried("F4", "errors answered by a VFS", 0, "not tried here", "this Python's SQLite cannot be reached")
        pytest.skip("the SQLite of this Python cannot be reached from outside")
    with copied(more={"RELIABILITY_VFS": "1"}) as instance:
        counts = {}
        for kind in BELOW:
            refill(instance.home)
            told = instance.do("write", acks=str(instance.fresh_acks()), most=DEEDS, cut={"fault": kind}, count=True)
            counts[kind] = told["calls"]
        plan = spread(counts, FORGETFUL)
        toll = below(instance, plan)
        assert (toll.lost, toll.half, toll.corrupt) == ([], [], [])
        assert toll.met == len(plan)
        assert toll.errors, "no deed noticed any of the errors"
        control = below(instance, [("sync", n, "EIO") for n in range(1, 13)], weaken="two transactions")
    assert control.half, "a row and its entry in two transactions were never found apart: the check sees nothing"
    tried(
        "F4", f"one call of SQLite to the disk answered with EIO or ENOSPC (a VFS), {DEEDS} deeds each", toll.met,
        f"{toll.told}; {sum(toll.errors.values())} deeds turned away",
        f"{len(control.half)} half-written after {control.times} faults (row and entry in two transactions)",
    )  # fmt: skip


def below(instance: Instance, plan: list[tuple[str, int, str]], weaken: str = "") -> Faults:
    """Let each planned call of SQLite fail in a fresh instance."""
    toll = Faults()
    for kind, number, error in plan:
        refill(instance.home)
        acks = instance.fresh_acks()
        cut = {"fault": kind, "fault_at": number, "error": error}
        told = instance.do("write", acks=str(acks), most=DEEDS, weaken=weaken, cut=cut, count=True)
        _count(toll, instance, acks, Counter(told["errors"]), told["faults"])
        if not toll.clean:
            break
    return toll


def test_the_plan_reaches_every_kind_of_call_and_the_whole_run() -> None:
    plan = spread({"a": 100, "b": 3, "c": 0}, 20)
    assert len(plan) == len(set(plan)) == 20
    assert {call for call, _n, _error in plan} == {"a", "b"}
    assert spread({"a": 2}, 20) == [("a", 1, "EIO"), ("a", 1, "ENOSPC"), ("a", 2, "EIO"), ("a", 2, "ENOSPC")]
