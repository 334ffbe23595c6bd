"""What is wrong with what is written about grids and visits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.visits.enums import CLOCK_MINUTES, MOST_LINES, MOST_POINTS, SCALE, FirmNeedKind, Outcome, VisitKind
from pilin.domain.visits.rules.geometry import Point, cut, is_simple, line_is_simple, overlap
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.verdict import Fault

READERS = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)
WEST, SOUTH, EAST, NORTH = 73, 3, 136, 54  # degrees
LONGEST_ROUND = 366
BECAME_ANSWERED = "answered"


def read_points(text: str) -> tuple[list[Point], list[int]]:
    r"""Return the positions written one a line as ``longitude, latitude``, and the numbers of lines that are none.

    Examples
    --------
    >>> read_points("121.25, 30.8\\n121.26 30.8\\nnorth")
    ([(1212500000, 308000000), (1212600000, 308000000)], [3])
    """
    points, wrong = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.replace(",", " ").replace("，", " ").split()
        if not words:
            continue
        try:
            lon, lat = (Decimal(word) for word in words)
            if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
                raise ValueError(line)
        except (ValueError, ArithmeticError):
            wrong.append(number)
        else:
            points.append((round(lon * SCALE), round(lat * SCALE)))
    return points, wrong


def faults_of_border(border: Sequence[Point], others: Iterable[Sequence[Point]] = ()) -> list[Fault]:
    """Return what is wrong with a border; ``others`` are the areas of the same town in force on the same days."""
    if not 3 <= len(border) <= MOST_POINTS:
        return [Fault("points", "border", _("Draw the border with 3 to 400 points"), value=str(len(border)))]
    if any(not (WEST * SCALE <= x <= EAST * SCALE and SOUTH * SCALE <= y <= NORTH * SCALE) for x, y in border):
        return [
            Fault("place", "border", _("A point of the border lies outside of China: longitude first, then latitude"))
        ]
    if not is_simple(border):
        return [
            Fault(
                "crossed", "border", _("The border crosses or touches itself: put its points in order around the area")
            )
        ]
    if any(overlap(border, other) for other in others):
        return [
            Fault("overlap", "border", _("It overlaps another area of your town: each place lies in one grid only"))
        ]
    return []


def faults_of_lines(border: Sequence[Point], lines: Sequence[Sequence[Point]]) -> list[Fault]:
    """Return what is wrong with the lines that cut an area: each must cut at least one part from edge to edge."""
    if len(lines) > MOST_LINES:
        return [Fault("lines", "lines", _("At most 8 lines cut an area"), value=str(len(lines)))]
    faults = []
    for number, line in enumerate(lines, start=1):
        if not line_is_simple(line) or len(line) > MOST_POINTS:
            reason = _("A line has 2 to 400 points and does not cross itself")
            faults.append(Fault("line", "lines", reason, row=number))
        elif len(cut(tuple(border), lines[:number])) == len(cut(tuple(border), lines[: number - 1])):
            reason = _("A line must cross the area from border to border: begin and end it outside")
            faults.append(Fault("no_cut", "lines", reason, row=number))
    return faults


def faults_of_plan(
    *, title_zh: str, audience: str, area_reported_km2: Decimal | None, firms_reported: int | None, reported_source: str
) -> list[Fault]:
    """Return what is wrong with what is said of an area."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Name the area")))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    if area_reported_km2 is not None and not 0 < area_reported_km2 < 10_000:
        faults.append(
            Fault("area", "area_reported_km2", _("Write the area in square kilometres"), value=str(area_reported_km2))
        )
    if (area_reported_km2 is not None or firms_reported is not None) and not reported_source.strip():
        faults.append(Fault("no_source", "reported_source", _("Say where the reported figures stand")))
    return faults


def faults_of_rule(
    *, apart_days: int, cadence_days: int, valid_from: date, valid_to: date | None, clause: str, taken: Iterable[date]
) -> list[Fault]:
    """Return what is wrong with a town's rule on visits; ``taken`` are the days from which it has rules already."""
    faults = []
    if not 0 <= apart_days <= 366:
        faults.append(Fault("days", "apart_days", _("Write 0 to 366 days"), value=str(apart_days)))
    if not 1 <= cadence_days <= 3660:
        faults.append(Fault("days", "cadence_days", _("Write 1 to 3660 days"), value=str(cadence_days)))
    if not clause.strip():
        faults.append(Fault("no_clause", "clause", _("Say what sets it")))
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("ends", "valid_to", _("It ends before it begins"), value=str(valid_to)))
    if valid_from in set(taken):
        faults.append(Fault("twice", "valid_from", _("A rule begins on this day already"), value=str(valid_from)))
    return faults


def faults_of_round(
    *,
    title_zh: str,
    starts_on: date,
    ends_on: date,
    per_day: int,
    start: Point | None,
    kind: str,
    purpose_zh: str,
    today: date,
) -> list[Fault]:
    """Return what is wrong with a round as it is planned."""
    faults = []
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Name the round")))
    if not purpose_zh.strip():
        faults.append(Fault("no_purpose", "purpose_zh", _("Say what the visit is for; the firm reads it")))
    if kind not in VisitKind.values:
        faults.append(Fault("kind", "kind", _("Choose what the visits are for"), value=kind))
    if starts_on < today:
        faults.append(Fault("past", "starts_on", _("Visits are planned from today on"), value=str(starts_on)))
    if not starts_on <= ends_on <= starts_on + timedelta(days=LONGEST_ROUND):
        faults.append(
            Fault("ends", "ends_on", _("It ends on or after the first day, within a year"), value=str(ends_on))
        )
    if not 1 <= per_day <= 60:
        faults.append(Fault("per_day", "per_day", _("An officer visits 1 to 60 firms a day"), value=str(per_day)))
    if start is not None and not (
        WEST * SCALE <= start[0] <= EAST * SCALE and SOUTH * SCALE <= start[1] <= NORTH * SCALE
    ):
        faults.append(Fault("start", "start", _("Give the start as longitude, latitude")))
    return faults


def faults_of_visit(*, purpose_zh: str, kind: str, planned_on: date, today: date) -> list[Fault]:
    """Return what is wrong with one visit as it is planned."""
    faults = []
    if not purpose_zh.strip():
        faults.append(Fault("no_purpose", "purpose_zh", _("Say what the visit is for; the firm reads it")))
    if kind not in VisitKind.values:
        faults.append(Fault("kind", "kind", _("Choose what the visits are for"), value=kind))
    if planned_on < today:
        faults.append(Fault("past", "planned_on", _("Visits are planned from today on"), value=str(planned_on)))
    return faults


def faults_of_record(record: Mapping[str, Any], at: datetime) -> list[Fault]:
    """Return what is wrong with one record of a telephone."""
    faults = []
    if record.get("outcome") not in Outcome.values:
        faults.append(Fault("outcome", "outcome", _("Say what came of going there"), value=str(record.get("outcome"))))
    if record["at"] > at + timedelta(minutes=CLOCK_MINUTES):
        faults.append(
            Fault(
                "future",
                "at",
                _("This lies in the future: look at the clock of the telephone"),
                value=record["at"].isoformat(),
            )
        )
    for number, need in enumerate(record.get("needs", ()), start=1):
        faults += [Fault(f.code, f"needs.{f.field}", f.reason, number, f.value) for f in faults_of_need(**need)]
    return faults


def faults_of_need(*, kind: str, words: str, due_on: date | None = None, **_more: Any) -> list[Fault]:
    """Return what is wrong with a need as it is recorded."""
    faults = []
    if kind not in FirmNeedKind.values:
        faults.append(Fault("kind", "kind", _("Choose what the firm needs"), value=kind))
    if not words.strip():
        faults.append(Fault("no_words", "words", _("Write down what the firm needs")))
    return faults
