"""F7: the same thing is wanted by eight processes at once, on both engines. One gets it, or each gets its own.

Whoever comes too late is refused in words; nobody meets an error of the database, and nobody's deed half happens. The
control reads before the race what the deed reads under its lock: at least one round must then go wrong.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.deeds import TOWNS
from tests.reliability.instance import Child, Instance, fresh
from tests.reliability.races import HANDED, LAST_PLACES, LAST_SEATS, SEATS, SHIFTS
from tests.reliability.report import times, tried

RUNNERS = 8
ROUNDS = times(2, 20)
CONTROL = 10  # rounds until the control must have gone wrong
SECOND = TOWNS[1][0]
ALL = Counter(done=RUNNERS)
ONE = Counter(done=1, refused=RUNNERS - 1)
RACES: dict[str, tuple[Counter[str], Any]] = {  # what comes of the deeds, and what stands afterwards
    "a place in a log": (ALL, None),
    "the first place in a new log": (ALL, None),
    "a town's first key": (ALL, [1, None]),
    "the same step": (ONE, 1),
    "the same signature": (ONE, [[SECOND], False]),
    "the last signatures": (Counter(done=3, refused=RUNNERS - 3), [sorted(code for code, *_rest in TOWNS), True]),
    "the same answer to a list": (ONE, [SECOND]),
    "the same list begun": (ONE, 1),
    HANDED: (ONE, [1, "", True, True]),
    LAST_PLACES: (ALL, [[1], SHIFTS, SHIFTS]),
    LAST_SEATS: (ALL, [[SEATS, SEATS], SEATS, RUNNERS - SEATS]),
}
NAIVE = (
    "a place in a log",
    "the same step",
    "the same signature",
    "the last signatures",
    "the same answer to a list",
    HANDED,
    LAST_PLACES,
    LAST_SEATS,
)
pytestmark = pytest.mark.xdist_group("races")


@pytest.fixture(scope="module")
def house() -> Iterator[Instance]:
    """Give a founded instance on the engine under test."""
    with fresh() as instance:
        yield instance


def run(instance: Instance, kind: str, number: int, naive: bool = False) -> tuple[Counter[str], Any]:
    """Let everybody do the deed at once; return what came of it and what stands."""
    name = instance.do("prepare", kind=kind, number=number)
    folder = instance.outside / f"race-{kind}-{number}-{naive}"
    folder.mkdir()
    runners: list[Child] = [
        instance.begin(
            "race", kind=kind, name=name, runner=k, ready=str(folder / f"ready-{k}"), go=str(folder / "go"), naive=naive
        )
        for k in range(RUNNERS)
    ]
    until = time.monotonic() + 120
    while len(list(folder.glob("ready-*"))) < RUNNERS:
        assert time.monotonic() < until, instance.log()
        time.sleep(0.005)
    Path(folder / "go").touch()
    return Counter(runner.answer() for runner in runners), instance.do("outcome", kind=kind, name=name)


def as_it_must(kind: str, came: Counter[str], stands: Any, number: int) -> bool:
    """Return whether the round went as it must."""
    deeds, wanted = RACES[kind]
    if kind == "a town's first key":
        wanted = [1, [f"99000{number}"]]
    return came == deeds and stands == wanted


@pytest.mark.parametrize("kind", RACES)
def test_who_comes_at_once_gets_one_or_each_their_own(house: Instance, kind: str) -> None:
    for number in range(ROUNDS):
        came, stands = run(house, kind, number)
        assert as_it_must(kind, came, stands, number), (came, stands)
    found = house.do("check", acks=[])
    assert (found["half"], found["corrupt"]) == ([], [])
    wrong = "this race has no naive form"
    if kind in NAIVE:
        gone_wrong = next(
            (n for n in range(CONTROL) if not as_it_must(kind, *run(house, kind, 1_000 + n, naive=True), n)), None
        )
        assert gone_wrong is not None, "reading before the race went well every time: nobody raced"
        wrong = f"read before, written later: wrong in round {gone_wrong + 1}"
    tried("F7", f"{kind}, {RUNNERS} processes at once", ROUNDS, 0, wrong)
