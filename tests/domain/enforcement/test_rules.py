"""Ground and custody, by properties: whose ground a point is, and that no gap in the keeping can come about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.enforcement import rules
from pilin.domain.enforcement.enums import Custody
from tests.factories.base import NOW

UNIT = st.integers(0, 40).map(lambda n: Decimal(n) / 10)
GRID = {  # four towns of two by two degrees that fill a square
    f"{x}{y}": [(Decimal(2 * x), Decimal(2 * y)), (Decimal(2 * x + 2), Decimal(2 * y)), (Decimal(2 * x + 2), Decimal(2 * y + 2)), (Decimal(2 * x), Decimal(2 * y + 2))]
    for x in (0, 1)
    for y in (0, 1)
}  # fmt: skip


@given(UNIT, UNIT)
def test_every_point_of_the_ground_has_a_town_and_lines_belong_to_all_they_part(x: Decimal, y: Decimal) -> None:
    columns = {0, 1} if x == 2 else {0} if x < 2 else {1}
    rows = {0, 1} if y == 2 else {0} if y < 2 else {1}
    told = rules.ground_of((x, y), GRID)
    assert told.towns == tuple(sorted(f"{a}{b}" for a in columns for b in rows))
    assert told.sure


@given(UNIT, UNIT, st.integers(0, 20))
def test_it_does_not_matter_where_a_line_begins_or_which_way_it_runs(x: Decimal, y: Decimal, turn: int) -> None:
    turned = {town: [*ring[turn % 4 :], *ring[: turn % 4]][:: 1 if turn % 2 else -1] for town, ring in GRID.items()}
    assert rules.ground_of((x, y), turned) == rules.ground_of((x, y), GRID)


@given(UNIT, UNIT, st.integers(1, 100_000))
def test_a_less_exact_point_never_loses_a_town(x: Decimal, y: Decimal, metres: int) -> None:
    exact, vague = rules.ground_of((x, y), GRID), rules.ground_of((x, y), GRID, metres)
    assert set(exact.towns) <= set(vague.towns)
    assert vague.sure == (vague.towns == exact.towns)


@dataclass(frozen=True)
class Step:
    kind: str
    owner: str
    to_town: str
    at: datetime


TOWNS = st.sampled_from(["a", "b", "c"])
TRIES = st.lists(st.tuples(st.sampled_from(Custody.values), TOWNS, TOWNS), max_size=25)


@given(TRIES)
def test_whatever_is_tried_a_piece_is_in_one_towns_hands_or_on_its_way_from_it(
    tries: list[tuple[str, str, str]],
) -> None:
    steps: list[Step] = []
    for n, (kind, town, to) in enumerate(tries):
        at = NOW + timedelta(minutes=n)
        now = rules.keeping_of(steps)
        if rules.faults_of_step(now, kind, town, to, at, seal="1", note="1"):
            continue
        steps.append(Step(kind, town, to if kind == Custody.HANDED_OVER else "", at))
    holder = ""
    waiting = ""
    for n, step in enumerate(steps):
        if n == 0:
            assert step.kind == Custody.TAKEN
        else:
            assert step.kind != Custody.TAKEN
        if step.kind == Custody.HANDED_OVER:
            assert (step.owner, waiting) == (holder, "")
            assert step.to_town != holder
            waiting = step.to_town
        elif step.kind == Custody.RECEIVED:
            assert step.owner == waiting
            holder, waiting = step.owner, ""
        elif step.kind == Custody.TAKEN:
            holder = step.owner
        elif step.kind == Custody.SEALED:
            assert (step.owner, waiting) == (holder, "")
    end = rules.keeping_of(steps)
    assert (end.holder, end.on_its_way_to) == (holder, waiting)


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_a_fine_is_outside_exactly_where_it_is_below_or_above(low: Decimal, high: Decimal, fine: Decimal) -> None:
    low, high = min(low, high), max(low, high)
    assert rules.is_outside(fine, low, high) == (not low <= fine <= high)
    assert not rules.is_outside(fine, None, None)
