"""Grids: areas cut by lines, exactly; each place in one; a line that moves; who belongs to them."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pilin.domain.visits import actions, queries, rules
from pilin.domain.visits.models import GridMember, GridPlan, Round, Visit
from pilin.foundation.access.verdict import Conflict, Invalid
from tests.factories import visits as make
from tests.factories.base import NOW, Five, circle_of_five

METRE = 100  # ten-millionths of a degree, about


def codes(wrong: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in wrong.value.faults]


# the exact cut --------------------------------------------------------------------------------------------------------


def star(seed: int, corners: int, size: int) -> rules.Ring:
    """Return a ring round a place of the plain, in and out like a park's border."""
    dice = Random(seed)
    turns = sorted(dice.random() * 2 * math.pi for _ in range(corners))
    x0, y0 = rules.point_at(121.3, 30.8)
    return tuple(
        (x0 + round(r * math.cos(t)), y0 + round(r * math.sin(t)))
        for t in turns
        for r in (dice.uniform(0.4, 1) * size,)
    )


def some_lines(seed: int, number: int, size: int) -> list[list[rules.Point]]:
    dice = Random(seed)
    x0, y0 = rules.point_at(121.3, 30.8)
    lines = [
        [
            (x0 + dice.randrange(-2 * size, 2 * size), y0 + dice.randrange(-2 * size, 2 * size))
            for _ in range(dice.randrange(2, 5))
        ]
        for _ in range(number)
    ]
    return [line for line in lines if rules.line_is_simple(line)]


def _beside(ring: rules.Ring, at: rules.Point) -> bool:
    """Return whether a place lies on a border, to five ten-millionths of a degree."""
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        dx, dy = x2 - x1, y2 - y1
        off = abs((at[0] - x1) * dy - (at[1] - y1) * dx) / math.hypot(dx, dy)
        along = ((at[0] - x1) * dx + (at[1] - y1) * dy) / (dx * dx + dy * dy)
        if off <= 5 and -0.01 <= along <= 1.01:
            return True
    return False


SEEDS = st.integers(0, 10**9)


@pytest.mark.once
@pytest.mark.source("D-35")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(seed=SEEDS, corners=st.integers(3, 12), number=st.integers(1, 4), metres=st.sampled_from([1_000, 3_000]))
def test_parts_sum_to_the_whole_and_every_place_lies_in_exactly_one(
    seed: int, corners: int, number: int, metres: int
) -> None:
    size = metres * METRE
    border, lines = star(seed, corners, size), some_lines(seed + 1, number, size)
    assume(rules.is_simple(border))
    parts = rules.cut(border, lines)
    total = rules.area_km2(border)
    assert sum(map(rules.area_km2, parts)) == pytest.approx(total, rel=1e-5, abs=3e-5)
    dice = Random(seed + 2)
    x0, y0 = rules.point_at(121.3, 30.8)
    for _ in range(40):
        at = x0 + dice.randrange(-size, size), y0 + dice.randrange(-size, size)
        if not any(_beside(part, at) for part in parts):
            assert sum(rules.contains(part, at) for part in parts) == int(rules.contains(border, at))
    for corner in {point for part in parts for point in part}:  # where lines meet: in one, whichever way the parts run
        held = rules.part_of(parts, corner)
        assert held is not None
        assert rules.part_of([part[::-1] for part in parts], corner) == held


@pytest.mark.once
@pytest.mark.source("D-35")
@settings(max_examples=100, deadline=None)
@given(first=st.integers(1, 1999), second=st.integers(1, 1999))
def test_moving_the_line_keeps_the_sum(first: int, second: int) -> None:
    sums = []
    for share in (first, second):
        x = make.SQUARE[0][0] + share * 100
        parts = rules.cut(tuple(make.SQUARE), [[(x, make.SQUARE[0][1] - 5), (x, make.SQUARE[2][1] + 5)]])
        assert len(parts) == 2
        sums.append(sum(map(rules.area_km2, parts)))
    assert sums[0] == pytest.approx(sums[1], rel=1e-9)
    assert sums[0] == pytest.approx(rules.area_km2(make.SQUARE), rel=1e-9)


@pytest.mark.once
@pytest.mark.source("D-35")
def test_a_point_on_the_line_goes_east_and_one_on_the_border_is_in() -> None:
    west, east = rules.cut(tuple(make.SQUARE), [make.MIDDLE])
    x, (south, north) = make.MIDDLE[0][0], (make.SQUARE[0][1], make.SQUARE[2][1])
    parts = [west, east]
    assert [rules.part_of(parts, (x, (south + north) // 2 + k)) for k in (0, 1, -7)] == [1, 1, 1]
    assert [rules.part_of(parts, (x + d, south + 10)) for d in (-1, 0, 1)] == [0, 1, 1]
    corners = [rules.part_of(parts, corner) for corner in make.SQUARE]
    assert corners == [0, 1, 1, 0]  # each corner of the outer border lies in the area, in one grid
    assert rules.part_of(parts, (x, north)) == 0  # where the line meets the border: the first it touches
    assert rules.part_of(parts, (make.SQUARE[0][0] - 1, south)) is None


@pytest.mark.once
@pytest.mark.source("D-35")
def test_a_line_due_east_gives_its_points_to_the_north() -> None:
    y = make.SQUARE[0][1] + 50_000
    parts = rules.cut(tuple(make.SQUARE), [[(make.SQUARE[0][0] - 9, y), (make.SQUARE[1][0] + 9, y)]])
    upper = next(k for k, part in enumerate(parts) if max(p[1] for p in part) > y)
    x = make.SQUARE[0][0] + 77_777
    assert [rules.part_of(parts, (x, y + d)) for d in (-1, 0, 1)] == [1 - upper, upper, upper]


@pytest.mark.once
@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ([(0.5, -0.1), (0.5, 0.5)], 1),  # ends inside
        ([(-1, 2), (2, 2)], 1),  # passes by
        ([(0, 0), (1, 1)], 2),  # from corner to corner
        ([(0, 0), (1, 0)], 1),  # along an edge
        (
            [(-0.1, 0.5), (0.3, 0.5), (0.3, 1.1), (0.7, 1.1), (0.7, 0.5), (1.1, 0.5)],
            3,
        ),  # out and in again: the middle stays whole
    ],
)
def test_what_cuts_and_what_does_not(line: list[tuple[float, float]], parts: int) -> None:
    (x0, y0), wide, high = make.SQUARE[0], 200_000, 100_000
    run = [(x0 + round(x * wide), y0 + round(y * high)) for x, y in line]
    made = rules.cut(tuple(make.SQUARE), [run])
    assert len(made) == parts
    assert sum(map(rules.area_km2, made)) == pytest.approx(rules.area_km2(make.SQUARE), rel=1e-9)


@pytest.mark.once
def test_the_area_is_that_of_the_ellipsoid() -> None:
    """A degree of latitude by a degree of longitude at 30°: 10 672.4 km² between parallels, by the formula of the zone."""
    ring = [rules.point_at(*p) for p in ((120, 30), (121, 30), (121, 31), (120, 31))]
    a, e2 = 6378.137, 0.00669437999014
    e = math.sqrt(e2)

    def zone(lat: float) -> float:
        s = math.sin(math.radians(lat))
        return s / (1 - e2 * s * s) + math.atanh(e * s) / e

    b2 = a * a * (1 - e2)
    assert rules.area_km2(ring) == pytest.approx(b2 / 2 * math.radians(1) * (zone(31) - zone(30)), rel=1e-9)


@pytest.mark.once
def test_positions_are_read_line_by_line() -> None:
    points, wrong = rules.read_points("121.02, 30.88\n\n121.03，30.88\n30.88 121.02\n121.02\nnan 30\n")
    assert points == [(1210200000, 308800000), (1210300000, 308800000)]
    assert wrong == [4, 5, 6]


# deeds ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def five(db: None) -> Five:
    return circle_of_five()


@pytest.mark.source("D-35")
def test_a_park_becomes_two_grids_whose_areas_sum(five: Five) -> None:
    row = make.plan(five.fengjing.clerk, names=[("西区", "West"), ("东区", "East")])
    west, east = make.grids(row)
    assert [(g.number, g.name_zh, g.name) for g in (west, east)] == [(1, "西区", "West"), (2, "东区", "East")]
    assert abs(west.area_km2 + east.area_km2 - row.area_km2) <= Decimal("0.0002")


def test_every_fault_of_an_area_is_named(five: Five) -> None:
    crossed = [make.SQUARE[0], make.SQUARE[2], make.SQUARE[1], make.SQUARE[3]]
    with pytest.raises(Invalid) as wrong:
        make.plan(five.fengjing.clerk, title_zh=" ", border=crossed, firms_reported=274, audience="parties")
    assert codes(wrong) == [
        ("no_title", "title_zh"),
        ("audience", "audience"),
        ("no_source", "reported_source"),
        ("crossed", "border"),
    ]
    with pytest.raises(Invalid) as wrong:
        make.plan(five.fengjing.clerk, lines=[make.line(), make.line([make.SQUARE[0], make.SQUARE[1]])])
    assert [(f.code, f.row) for f in wrong.value.faults] == [("no_cut", 2)]


def test_two_areas_of_a_town_never_overlap(five: Five) -> None:
    make.plan(five.fengjing.clerk)
    moved = [(x + 100_000, y) for x, y in make.SQUARE]
    with pytest.raises(Invalid) as wrong:
        make.plan(five.fengjing.clerk, border=moved, lines=[])
    assert codes(wrong) == [("overlap", "border")]
    beside = [(x + 200_000, y) for x, y in make.SQUARE]
    assert make.plan(five.fengjing.clerk, border=beside, lines=[], title_zh="东园").pk
    assert (
        make.plan(five.xindai.clerk, border=moved, lines=[]).owner == five.xindai.code
    )  # another town's area is its own


@pytest.mark.source("D-35")
def test_a_line_that_moves_makes_a_version_and_takes_firms_along(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.plan(clerk)
    desk = make.office(clerk)
    west, _east = make.grids(row)
    actions.set_team(by=clerk, at=NOW, grid=west, offices=[desk.pk])
    inner, middle, far = make.placed(clerk, (0.2, 0.5), (0.45, 0.5), (0.8, 0.5))
    planned = actions.plan_round(
        by=clerk, at=NOW, grid=west, office=desk.pk, title_zh="十月走访", starts_on=make.MONDAY, ends_on=make.MONDAY + timedelta(days=4),
        per_day=5, purpose_zh="走访",
    )  # fmt: skip
    moved = [
        rules.point_at(make.WEST + 0.006, make.SOUTH - 0.001),
        rules.point_at(make.WEST + 0.006, make.SOUTH + 0.011),
    ]
    new = actions.cut_anew(by=clerk, at=NOW, plan=row, lines=[make.line(moved)], valid_from=make.MONDAY)

    assert (new.version, new.follows, row.valid_to) == (2, row.pk, make.MONDAY - timedelta(days=1))
    before = queries.plans(clerk, "five-towns", NOW.date())
    after = queries.plans(clerk, "five-towns", make.MONDAY)
    assert [told.row.pk for told in before] == [row.pk]
    assert [told.row.pk for told in after] == [new.pk]
    assert queries.plan_named(clerk, "five-towns", row.pk) is not None  # the old one stays readable
    assert [one.pk for one in queries.versions(clerk, row)] == [new.pk, row.pk]
    held = queries.firms_in(after[0], queries.places(clerk, "five-towns", clerk.member))
    named = [[place.firm.pk for place in held[grid.pk]] for grid in make.grids(new)]
    assert (named[0], sorted(named[1])) == ([inner.pk], sorted([middle.pk, far.pk]))
    here = {v.enterprise_id: v.grid for v in Visit.objects.visible_to(queries.HOUSE).filter(of_round=planned)}
    assert here == {inner.pk: make.grids(new)[0].pk, middle.pk: make.grids(new)[1].pk}
    assert Round.objects.visible_to(queries.HOUSE).get(pk=planned.pk).line_moved_on == make.MONDAY
    assert [m.office_id for m in GridMember.objects.visible_to(clerk).filter(grid=make.grids(new)[0])] == [desk.pk]
    with pytest.raises(Conflict):
        actions.cut_anew(by=clerk, at=NOW, plan=row, lines=[make.line()], valid_from=make.MONDAY + timedelta(days=9))


@pytest.mark.source("D-35")
def test_a_place_on_the_line_has_one_grid(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.plan(clerk)
    told = queries.plans(clerk, "five-towns", NOW.date())
    on_line = rules.point_at(make.WEST + 0.01, make.SOUTH + 0.004)
    assert [grid.row.pk for _plan, grid in queries.find(told, on_line)] == [make.grids(row)[1].pk]
    assert queries.find(told, rules.point_at(make.WEST - 0.01, make.SOUTH)) == []


def test_a_firm_without_a_place_is_listed_not_dropped(five: Five) -> None:
    clerk = five.fengjing.clerk
    make.plan(clerk)
    here, nowhere = make.placed(clerk, (0.3, 0.3), None)
    assert list(queries.places(clerk, "five-towns", clerk.member)) == [here.pk]
    assert [firm.pk for firm in queries.without_place(clerk, "five-towns", clerk.member)] == [nowhere.pk]


def test_a_rule_ends_the_one_before_and_names_its_faults(five: Five) -> None:
    clerk = five.fengjing.clerk
    make.rule(clerk)
    make.rule(clerk, apart_days=20, valid_from=date(2024, 9, 1))
    kept = [(r.apart_days, r.valid_from, r.valid_to) for r in queries.visit_rules(clerk, "five-towns")]
    assert kept == [(20, date(2024, 9, 1), None), (10, date(2024, 1, 1), date(2024, 8, 31))]
    found = [
        queries.rule_on("five-towns", clerk.member, day)
        for day in (date(2023, 1, 1), date(2024, 8, 31), date(2024, 9, 1))
    ]
    assert [row.apart_days if row else None for row in found] == [None, 10, 20]
    with pytest.raises(Invalid) as wrong:
        make.rule(clerk, apart_days=400, cadence_days=0, valid_from=date(2024, 9, 1), clause="")
    assert codes(wrong) == [
        ("days", "apart_days"),
        ("days", "cadence_days"),
        ("no_clause", "clause"),
        ("twice", "valid_from"),
    ]


def test_a_neighbour_reads_public_grids_and_no_rounds(five: Five) -> None:
    row = make.plan(five.fengjing.clerk)
    for standing in (five.xindai.clerk, five.observer.clerk):
        assert GridPlan.objects.visible_to(standing).filter(pk=row.pk).exists()
