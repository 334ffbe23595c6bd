"""Check what gauges said against lines and tables, inside the deed that keeps it: excursions open, close, are withdrawn.

All readings of a delivery are judged in one pass, at a number of questions to the database that does not grow with them.
Readings that come in order go on from what lasts; a revised or a late one has its series judged anew from where it began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from pilin.domain.watch import rules
from pilin.domain.watch.actions.joining import open_or_join, tell_of_doubt
from pilin.domain.watch.actions.pulse import stir
from pilin.domain.watch.enums import CheckKind
from pilin.domain.watch.models import Crossing, DatumOffset, GaugeConcern, WaterLine
from pilin.domain.watch.rules.checks import Found, Key, Lines
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.enums import BAD, Arrived, Quality, QuantityKind
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import Window, window
from pilin.foundation.observations.rules import micros

HOUSE = Standing.machine("watch")
PLACING = ("owner", "audience", "circle", "parties", "agreement", "illustrative", "source")
SERIES = ("pk", "unit", "datum", "quantity", "in_circle_id", "station__place__code", *PLACING)
LINE = (
    "uid",
    "series_id",
    "owner",
    "kind",
    "level_m",
    "datum",
    "valid_from",
    "valid_to",
    "meaning_zh",
    "meaning",
    "clause",
)
MICRO = timedelta(microseconds=1)
DAY = timedelta(hours=24)  # of rain before a reading: the longest sum beside it
MARKS = (Quality.MISSING, Quality.RANGE, Quality.STEP, Quality.STUCK)
CHANGED = (
    "ended_at",
    "peak",
    "peak_at",
    "began_at",
    "value",
    "withdrawn_at",
    "certainty",
    "left_open",
    "changed_at",
    "revision",
    "event",
)


@dataclass(slots=True)
class Gauge:
    """One series with what arrived of it and what is known beside it."""

    series: Any  # a Series, or its columns by name: a thousand objects a second cost more than all the judging
    arrived: list[Arrived]
    place_code: str
    lines: list[Any] = field(default_factory=list)
    concerns: list[GaugeConcern] = field(default_factory=list)
    kept: list[Crossing] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        """Return the first moment that arrived."""
        return self.arrived[0].at

    @property
    def until(self) -> datetime:
        """Return the last moment that arrived."""
        return self.arrived[-1].at

    @property
    def limits(self) -> list[GaugeConcern]:
        """Return the rates of rise that towns set for it."""
        return [one for one in self.concerns if one.rise_m_per_h is not None]

    def kept_of(self, *kinds: str) -> list[Crossing]:
        """Return the crossings of some kinds that may still change."""
        return [one for one in self.kept if one.kind in kinds]


@dataclass(slots=True)
class Outcome:
    """What is going to be written."""

    made: list[Crossing] = field(default_factory=list)
    changed: dict[UUID, Crossing] = field(default_factory=dict)


def judge(at: datetime, arrived: Sequence[Arrived]) -> None:
    """Judge readings that were just kept; wired into the deed that keeps them."""
    gauges = _gauges(arrived, at)
    if not gauges:
        return
    out = Outcome()
    offsets = _offsets(gauges)
    for one in gauges:
        _mark(one, at, out)
    levels = [
        one
        for one in gauges
        if one.series.quantity == QuantityKind.LEVEL
        and (one.lines or one.limits or one.kept_of(CheckKind.LINE, CheckKind.RISE))
    ]
    again = _levels(levels, offsets, at, out)
    _levels(again, offsets, at, out, anew=True)
    rain = [one for one in gauges if one.series.quantity == QuantityKind.RAIN and _may_matter(one)]
    again = _rain(rain, at, out)
    _rain(again, at, out, anew=True)
    _write(out, {one.series.pk: one for one in gauges}, at)
    for circle in sorted({one.series.circle for one in gauges}):
        stir(circle)


def _gauges(arrived: Sequence[Arrived], at: datetime) -> list[Gauge]:
    """Return the gauges of what arrived, with lines, concerns and the crossings that may still change. Four queries."""
    by_series: dict[UUID, list[Arrived]] = defaultdict(list)
    for one in arrived:
        by_series[one.series].append(one)
    rows = Series.objects.visible_to(HOUSE).filter(pk__in=list(by_series)).exclude(quantity="")
    found = {
        row.pk: Gauge(row, sorted(by_series[row.pk], key=lambda one: one.at), _place_code(row))
        for row in rows.order_by().values_list(*SERIES, named=True)
    }
    if not found:
        return []
    keys, first = list(found), min(one.since for one in found.values())
    lines = WaterLine.objects.visible_to(HOUSE).filter(series__in=keys)
    for line in lines.order_by().values_list(*LINE, named=True):
        found[line.series_id].lines.append(line)
    on = day_of(at)
    concerns = GaugeConcern.objects.visible_to(HOUSE).filter(series__in=keys, valid_from__lte=on)
    for concern in concerns.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)):
        found[concern.series_id].concerns.append(concern)
    crossings = Crossing.objects.visible_to(HOUSE).filter(series__in=keys, withdrawn_at__isnull=True)
    back = first - DAY  # a sum of rain reaches back a day: so does what a revised one may change
    for crossing in crossings.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=back)).order_by("began_at"):
        found[crossing.series_id].kept.append(crossing)
    return list(found.values())


def _place_code(row: Any) -> str:
    """Return the division a gauge lies in, as ``queries.place_code_of`` does."""
    code = row.station__place__code or ""
    return code if code[:2].isdigit() else row.owner


def _offsets(gauges: Iterable[Gauge]) -> list[DatumOffset]:
    if not any(one.lines for one in gauges):
        return []
    circles = {one.series.circle for one in gauges}
    return list(DatumOffset.objects.visible_to(HOUSE).filter(circle__in=circles))


def _mark(gauge: Gauge, at: datetime, out: Outcome) -> None:
    """Open what is doubtful, close it with the next good reading; a gauge that speaks is silent no longer."""
    for crossing in gauge.kept_of(CheckKind.SILENT):
        if crossing.ended_at is None and gauge.until > crossing.began_at:
            _end(crossing, gauge.until, at, out)
    open_ = next((one for one in gauge.kept_of(CheckKind.DOUBT) if one.ended_at is None), None)
    for one in gauge.arrived:
        bits = one.quality & BAD
        if bits and open_ is None:
            mark = next(mark for mark in MARKS if bits & mark)
            rule = str(mark.name).lower()
            found = Found(CheckKind.DOUBT, rule, rule, one.at, None, one.value, None, one.value, one.at)
            if not any(one.at == old.began_at and old.level == rule for old in gauge.kept_of(CheckKind.DOUBT)):
                open_ = _make(gauge, found, at, out)
        elif not bits and open_ is not None and one.at >= open_.began_at:
            _end(open_, one.at, at, out)
            open_ = None


def _may_matter(gauge: Gauge) -> bool:
    """Return whether rain is worth summing: a dry reading in order reaches nothing, and most readings are dry."""
    return bool(gauge.kept_of(CheckKind.RAIN)) or any(one.value or one.revised for one in gauge.arrived)


def _levels(gauges: list[Gauge], offsets: list[Any], at: datetime, out: Outcome, *, anew: bool = False) -> list[Gauge]:
    """Judge levels; returns the gauges that must be judged anew, since what arrived is not the newest of them."""
    if not gauges:
        return []
    begins = {one.series.pk: _begin(one, (CheckKind.LINE, CheckKind.RISE)) if anew else one.since for one in gauges}
    first = min(begins.values()) - (timedelta(hours=1) if any(one.limits for one in gauges) else MICRO)
    read = window(HOUSE, [one.series for one in gauges], first, _last(gauges, at))
    again = []
    for one in gauges:
        seen = read[one.series.pk]
        if not anew and _is_out_of_order(one, seen):
            again.append(one)
            continue
        begin = begins[one.series.pk]
        since = micros(begin) - 1
        lasting = _lasting(one, begin, (CheckKind.LINE, CheckKind.RISE), anew)
        later = seen.ends > since
        ends, values = seen.ends[later], seen.values[later]
        days = [rules.day_of_micros(int(end)) for end in ends]
        lines: dict[date, Lines] = {
            day: rules.lines_on_day(one.lines, offsets, datum=one.series.datum, place_code=one.place_code, on=day)
            for day in set(days)
        }
        found = rules.check_levels(ends, values, lines, days, lasting) if len(ends) else []
        for limit in one.limits:
            assert limit.rise_m_per_h is not None  # limits are those that have one
            found += rules.check_rise(seen.ends, seen.values, limit.owner, limit.rise_m_per_h, since, lasting)
        _settle(one, found, begin, (CheckKind.LINE, CheckKind.RISE), at, out)
    return again


def _rain(gauges: list[Gauge], at: datetime, out: Outcome, *, anew: bool = False) -> list[Gauge]:
    """Judge rain against the table of the gauge's province; returns the gauges that must be judged anew."""
    if not gauges:
        return []
    begins = {one.series.pk: _begin(one, (CheckKind.RAIN,)) if anew else one.since for one in gauges}
    read = window(HOUSE, [one.series for one in gauges], min(begins.values()) - DAY, _last(gauges, at))
    again = []
    for one in gauges:
        seen = read[one.series.pk]
        if not anew and _is_out_of_order(one, seen):
            again.append(one)
            continue
        begin = begins[one.series.pk]
        lasting = _lasting(one, begin, (CheckKind.RAIN,), anew)
        found, _known = rules.check_rain(
            seen.begins, seen.ends, seen.values, one.place_code, micros(begin) - 1, lasting
        )
        _settle(one, found, begin, (CheckKind.RAIN,), at, out)
    return again


def _last(gauges: list[Gauge], at: datetime) -> datetime:
    """Return up to when readings are read: to the newest there is, since a late one may lie before others."""
    return max(at + timedelta(hours=1), *(one.until for one in gauges))


def _is_out_of_order(gauge: Gauge, seen: Window) -> bool:
    """Return whether what arrived revises, or lies before readings that were judged already."""
    if any(one.revised for one in gauge.arrived):
        return True
    since = micros(gauge.since)
    return int((seen.ends >= since).sum()) > len(gauge.arrived)


def _begin(gauge: Gauge, kinds: Sequence[str]) -> datetime:
    """Return from when a series is judged anew: where the excursion began that lasted when the first reading falls."""
    over = [
        one.began_at for one in gauge.kept_of(*kinds)
        if one.began_at < gauge.since and (one.ended_at is None or one.ended_at >= gauge.since)
    ]  # fmt: skip
    return min([gauge.since, *over])


def _lasting(gauge: Gauge, begin: datetime, kinds: Sequence[str], anew: bool) -> dict[Key, float]:
    """Return what lasted before the readings to be judged: nothing where they begin with it."""
    if anew:
        return {}
    return {
        rules.key_of(one.kind, one.level, one.of_town): float(one.peak if one.peak is not None else 0)
        for one in gauge.kept_of(*kinds)
        if one.ended_at is None and one.began_at < begin
    }


def _settle(
    gauge: Gauge, found: list[Found], begin: datetime, kinds: Sequence[str], at: datetime, out: Outcome
) -> None:  # fmt: skip
    """Bring what is kept of a gauge into line with what was found from a moment on."""
    kept = [
        one for one in gauge.kept_of(*kinds) if one.ended_at is None or one.began_at >= begin or one.ended_at >= begin
    ]
    for one in found:
        same = next((row for row in kept if _is_same(row, one)), None)
        if same is None:
            _make(gauge, one, at, out)
            continue
        kept.remove(same)
        _take_over(same, one, at, out)
    for row in kept:
        if row.began_at >= begin:  # judged whole and not found: revised readings do not bear it out
            row.withdrawn_at, row.ended_at = at, row.ended_at or row.began_at
            _touch(row, at, out)


def _is_same(row: Crossing, found: Found) -> bool:
    """Return whether an excursion that is kept is the one that was found, its ends perhaps moved by a revision."""
    if rules.key_of(row.kind, row.level, row.of_town) != found.key:
        return False
    if found.began_at is None:
        return row.ended_at is None
    begins_before_its_end = found.ended_at is None or row.began_at <= found.ended_at
    return begins_before_its_end and (row.ended_at is None or found.began_at <= row.ended_at)


def _take_over(row: Crossing, found: Found, at: datetime, out: Outcome) -> None:
    before = (row.began_at, row.ended_at, row.peak, row.value)
    if found.began_at is not None:
        row.began_at, row.value, row.peak, row.peak_at = found.began_at, found.value, found.peak, found.peak_at
        row.certainty, row.left_open = found.certainty, list(found.left_open)
    elif found.peak is not None and (row.peak is None or found.peak > row.peak):
        row.peak, row.peak_at = found.peak, found.peak_at
    row.ended_at = found.ended_at
    if before != (row.began_at, row.ended_at, row.peak, row.value):
        _touch(row, at, out)


def _make(gauge: Gauge, found: Found, at: datetime, out: Outcome) -> Crossing:
    series = gauge.series
    unit = "m_h" if found.kind == CheckKind.RISE else series.unit
    row = Crossing(
        uid=uuid7(), in_circle_id=series.in_circle_id, series_id=series.pk, **{name: getattr(series, name) for name in PLACING},
        made_at=at, changed_at=at, revision=1, noted_at=at, unit=unit, datum=series.datum if found.kind == CheckKind.LINE else "",
        **{name: getattr(found, name) for name in (
            "kind", "rule", "level", "certainty", "value", "threshold", "peak", "peak_at", "began_at", "ended_at", "line", "of_town",
        )},
        left_open=list(found.left_open), clause=found.clause[:240],
    )  # fmt: skip
    gauge.kept.append(row)
    out.made.append(row)
    return row


def _end(row: Crossing, ended_at: datetime, at: datetime, out: Outcome) -> None:
    row.ended_at = ended_at
    _touch(row, at, out)


def _touch(row: Crossing, at: datetime, out: Outcome) -> None:
    if row in out.made or row.pk in out.changed:
        return
    row.changed_at, row.revision = at, row.revision + 1
    out.changed[row.pk] = row


def _write(out: Outcome, gauges: dict[UUID, Gauge], at: datetime) -> None:
    """Write crossings; those that open an event are given it first, so that each row is written once."""
    fresh = timedelta(hours=float(rules.house("fresh_hours", day_of(at))))
    opening = [
        row for row in out.made
        if row.ended_at is None and at - _newest(gauges[row.series_id]) <= fresh and rules.opens_event(row.kind, row.level, day_of(at))
    ]  # fmt: skip
    open_or_join(opening, {uid: [c.owner for c in one.concerns] for uid, one in gauges.items()}, at)
    rows = Crossing.objects.visible_to(HOUSE)
    closed = [row for row in out.changed.values() if row.ended_at or row.withdrawn_at]
    lasting = [row for row in out.changed.values() if not (row.ended_at or row.withdrawn_at)]
    for some in (closed, lasting):  # what closes goes first: of each kind one excursion may last
        if some:
            rows.bulk_update(some, CHANGED)
    if out.made:
        rows.bulk_create(out.made)
    doubts = [row for row in out.made if row.kind == CheckKind.DOUBT and row.ended_at is None]
    if doubts:
        tell_of_doubt(doubts, at)
    if out.made or out.changed:
        count(crossings=len(out.made), crossings_changed=len(out.changed))


def _newest(gauge: Gauge) -> datetime:
    return gauge.until


@deed("watch.note_silence", says=_("{who} noted that {gauges} gauges say nothing"))
def note_silence(*, by: Standing, at: datetime, series: Sequence[tuple[Series, datetime]]) -> int:
    """Note gauges that say nothing for longer than they should, each since its last word; the duty officer is told.

    Raises
    ------
    Refused
        Unless the clock does it.
    """
    rules.may_call_on(by).require()
    out = Outcome()
    there = set(
        Crossing.objects.visible_to(HOUSE)
        .filter(series__in=[one.pk for one, _last_word in series], kind=CheckKind.SILENT, ended_at__isnull=True)
        .values_list("series_id", flat=True)
    )
    for one, last_word in series:
        if one.pk not in there:
            found = Found(CheckKind.SILENT, "silent", "silent", last_word, None, None, None, None, None)
            _make(Gauge(one, [], ""), found, at, out)
    if out.made:
        Crossing.objects.visible_to(HOUSE).bulk_create(out.made)
        tell_of_doubt(out.made, at)
        for circle in sorted({one.circle for one in out.made}):
            stir(circle)
    count(silent=len(out.made))
    tell(gauges=len(out.made))
    return len(out.made)
