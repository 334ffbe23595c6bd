"""What gauges read: whole stretches as arrays, the newest readings, stations and their series."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count, FloatField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from numpy.typing import NDArray

from pilin.engine import shelf
from pilin.engine.base import Comparator, PartialDate, Quantity
from pilin.engine.shelf import Stretch
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.enums import BAD, MOST_TRIES, REACTIONS, GaugeState, Quality
from pilin.foundation.observations.models import (
    GaugeReading,
    ReactionDue,
    RefusedReading,
    Series,
    Station,
    StationPosition,
)
from pilin.foundation.observations.queries.figures import READERS, Reading
from pilin.foundation.observations.queries.history import file_of, months_on_shelf
from pilin.foundation.observations.rules import micros
from pilin.foundation.observations.rules.readings import SHANGHAI, silent_after

Moments = NDArray[np.int64]
Values = NDArray[np.float64]
Qualities = NDArray[np.uint16]
NAMES = ("begins", "ends", "values", "quality", "revision")


@dataclass(frozen=True, slots=True)
class Window:
    """What a gauge read in a stretch of time, in order of moments.

    Attributes
    ----------
    begins, ends : int64 array
        µs since 1970 UTC. Of a moment both are the same; else the reading is of the interval (begins, ends].
    values : float64 array
        In the unit of the series; NaN where the gauge said that it has none, and where the reading is bad and bad ones
        were not asked for.
    quality : uint16 array
        Bits of ``enums.Quality``.
    moves : tuple of int
        µs at which the station moved within the stretch: readings before and after are of two places.
    """

    begins: Moments = field(default_factory=lambda: np.empty(0, np.int64))
    ends: Moments = field(default_factory=lambda: np.empty(0, np.int64))
    values: Values = field(default_factory=lambda: np.empty(0, np.float64))
    quality: Qualities = field(default_factory=lambda: np.empty(0, np.uint16))
    moves: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.ends)


def window(
    standing: Standing,
    series: Iterable[Series],
    since: datetime,
    until: datetime,
    *,
    known_at: datetime | None = None,
    bad: bool = False,
) -> dict[UUID, Window]:
    """Return what gauges read in (since, until], as known at a moment; now if none is named. Three queries, however many.

    Every series asked for has a window, an empty one where this standing may not read it or nothing was read. Readings
    that look wrong are NaN unless ``bad`` asks for them; their quality says why either way. Months that were moved to the
    shelf are read there; the answer is the same as before the move.
    """
    held = list(series)
    wanted = [one.pk for one in held]
    found = {uid: Window() for uid in wanted}
    table = table_stretches(standing, wanted, since, until, known_at)
    moves = _moves(standing, wanted, since, until)
    on_shelf = months_on_shelf(standing, held, since, until)
    for one in held:
        here = table.get(one.pk) or _stretch([])
        if months := on_shelf.get(one.pk):
            files = [file_of(one, month) for month in months]
            known = None if known_at is None else micros(known_at)
            here = _later(shelf.stretch(files, micros(since), micros(until), known=known), here)
        if len(here.ends) or one.pk in moves:
            found[one.pk] = _window(here, moves.get(one.pk, ()), bad=bad)
    return found


def table_stretches(
    standing: Standing, wanted: list[UUID], since: datetime, until: datetime, known_at: datetime | None
) -> dict[UUID, Stretch]:
    """Return what the table alone holds of series in (since, until], of those that have anything there. One query."""
    rows = _rows(
        GaugeReading.objects.visible_to(standing).filter(series__in=wanted, at__gt=since, at__lte=until), known_at
    )
    by_series: dict[UUID, list[tuple[int, int, float, int, int]]] = {}
    last: tuple[UUID, datetime] | None = None
    for uid, begins, at, value, quality, revision in rows:
        told = (micros(begins or at), micros(at), np.nan if value is None else value, quality, revision)
        line = by_series.setdefault(uid, [])
        if last == (uid, at):  # a later revision of the same moment
            line[-1] = told
        else:
            line.append(told)
        last = (uid, at)
    return {uid: _stretch(line) for uid, line in by_series.items()}


def _stretch(rows: list[tuple[int, int, float, int, int]]) -> Stretch:
    """Return rows of the table as arrays."""
    columns = zip(*rows, strict=True) if rows else ((),) * 5
    kinds = (np.int64, np.int64, np.float64, np.uint16, np.uint16)
    return Stretch(*(np.asarray(column, kind) for column, kind in zip(columns, kinds, strict=True)))


def _later(shelved: Stretch, here: Stretch) -> Stretch:
    """Return both as one, in order of moments: of one moment the later revision, and of the same one either."""
    both = [np.concatenate([getattr(part, name) for part in (shelved, here)]) for name in NAMES]
    order = np.lexsort((both[4], both[1]))
    ends = both[1][order]
    last = np.append(ends[1:] != ends[:-1], True) if len(ends) else np.empty(0, bool)
    return Stretch(*(column[order][last] for column in both))


def _rows(rows: QuerySet[Any], known_at: datetime | None) -> Any:
    """Return (series, begins_at, at, value, quality) in order; as known at a moment, each revision until then."""
    rows = rows.filter(current=True) if known_at is None else rows.filter(known_at__lte=known_at)
    told = rows.order_by("series_id", "at", "revision").annotate(figure=Cast("value", FloatField()))
    return told.values_list("series_id", "begins_at", "at", "figure", "quality", "revision").iterator(chunk_size=5_000)


def _window(told: Stretch, moves: tuple[int, ...], *, bad: bool) -> Window:
    figures = told.values if bad else np.where((told.quality & np.uint16(BAD)) != 0, np.nan, told.values)
    return Window(told.begins, told.ends, figures, told.quality, moves)


def _moves(standing: Standing, wanted: list[UUID], since: datetime, until: datetime) -> dict[UUID, tuple[int, ...]]:
    """Return when the stations of series moved in a stretch; where a station first stood is no move."""
    rows = StationPosition.objects.visible_to(standing).filter(
        station__series__in=wanted, valid_from__gt=since, valid_from__lte=until
    )
    moved: dict[UUID, list[int]] = {}
    for uid, at, reason in rows.order_by("valid_from").values_list("station__series", "valid_from", "reason_zh"):
        if reason and uid in set(wanted):
            moved.setdefault(uid, []).append(micros(at))
    return {uid: tuple(moments) for uid, moments in moved.items()}


def newest_readings(
    standing: Standing, series: Iterable[Series], until: datetime | None = None
) -> dict[UUID, GaugeReading]:
    """Return the newest reading of each of these series that has one, by its uid: bad ones too, they say so. Two queries.

    With ``until``, the newest of no later moment. What lies on the shelf is not looked at.
    """
    wanted = [s.pk for s in series]
    rows = GaugeReading.objects.visible_to(standing).filter(series=OuterRef("pk"), current=True)
    if until is not None:
        rows = rows.filter(at__lte=until)
    latest = rows.order_by("-at").values("pk")
    keys = Series.objects.visible_to(standing).filter(pk__in=wanted).annotate(newest=Subquery(latest[:1]))
    numbers = [key for key in keys.values_list("newest", flat=True) if key is not None]
    return {row.series_id: row for row in GaugeReading.objects.visible_to(standing).filter(pk__in=numbers)}


def circles_with_stations(standing: Standing) -> list[str]:
    """Return the circles of which this standing may read a station, by name."""
    return sorted(set(Station.objects.visible_to(standing).values_list("circle", flat=True)))


def circle_of_gauges(standing: Standing, slugs: Iterable[str]) -> str:
    """Return the circle of the first of these series that stands here; empty where none does."""
    wanted = list(dict.fromkeys(slugs))[:500]
    found = dict(Series.objects.visible_to(standing).filter(slug__in=wanted).values_list("slug", "circle"))
    return next((found[slug] for slug in wanted if slug in found), "")


def stations(standing: Standing, circle: str) -> list[Station]:
    """Return the stations of a circle that this standing may read, by code; those that ended too. One query."""
    return list(Station.objects.visible_to(standing).filter(circle=circle).select_related("place", "in_circle"))


def station_named(standing: Standing, circle: str, code: str) -> Station | None:
    """Return a station of a circle, if this standing may read it."""
    rows = Station.objects.visible_to(standing).filter(circle=circle, code=code)
    return rows.select_related("place", "in_circle").first()


def gauge_series(standing: Standing, circle: str) -> list[Series]:
    """Return the series of gauges of a circle with their stations, by slug. One query."""
    rows = Series.objects.visible_to(standing).filter(circle=circle, kept_by="gauge")
    return list(rows.select_related("station", "in_circle"))


def positions(standing: Standing, station: Station) -> list[StationPosition]:
    """Return where a station stood, oldest first."""
    return list(StationPosition.objects.visible_to(standing).filter(station=station).order_by("valid_from"))


def refused_readings(standing: Standing, circle: str, *, seen: bool = False, most: int = 100) -> list[RefusedReading]:
    """Return what was refused and nobody looked at, newest first; what was looked at where asked for."""
    rows = RefusedReading.objects.visible_to(standing).filter(circle=circle, seen_at__isnull=not seen)
    return list(rows.order_by("-made_at", "uid")[:most])


def refused_waiting(standing: Standing) -> dict[str, int]:
    """Return how many refused readings of the town acted for nobody looked at yet, by circle; nothing for others. One query."""
    if not standing.member:
        return {}
    rows = RefusedReading.objects.visible_to(standing).filter(owner=standing.member, seen_at__isnull=True)
    return dict(rows.order_by().values_list("circle").annotate(Count("uid")))


def reactions_due(standing: Standing, *, most: int = 200) -> list[ReactionDue]:
    """Return what failed upon readings and is to be done again, oldest first; for the machine alone."""
    rows = ReactionDue.objects.visible_to(standing).filter(done_at__isnull=True, tries__lt=MOST_TRIES)
    return list(rows.filter(name__in=list(REACTIONS)).select_related("batch")[:most])


@dataclass(frozen=True, slots=True)
class GaugeCard:
    """A gauge with its newest reading and how it does."""

    series: Series
    newest: GaugeReading | None
    state: GaugeState
    silent_for: timedelta | None  # since the newest reading; None before the first

    @property
    def quantity(self) -> Quantity | None:
        """Return the newest figure with its unit; None where the newest reading has none."""
        if self.newest is None or self.newest.value is None:
            return None
        value = self.newest.value
        return Quantity(
            value.quantize(Decimal("0.01")), self.series.unit, Comparator.EXACTLY, "", "", self.series.datum
        )

    @property
    def minutes(self) -> int | None:
        """Return over how many minutes the newest reading is a sum; None of a moment."""
        if self.newest is None or self.newest.begins_at is None:
            return None
        return round((self.newest.at - self.newest.begins_at) / timedelta(minutes=1))

    @property
    def hours(self) -> int | None:
        """Return the same in whole hours; None where it is no whole number of them."""
        return None if not self.minutes or self.minutes % 60 else self.minutes // 60


@dataclass(frozen=True, slots=True)
class StationCard:
    """A station with its gauges, and when it moved last."""

    station: Station
    gauges: tuple[GaugeCard, ...]
    moved: StationPosition | None = None

    @property
    def ailing(self) -> bool:
        """Return whether somebody should look at one of its gauges."""
        return any(card.state not in (GaugeState.FINE, GaugeState.AT_TIMES, GaugeState.ENDED) for card in self.gauges)


def station_cards(standing: Standing, circle: str, at: datetime, *, code: str = "") -> list[StationCard]:
    """Return the stations of a circle with how their gauges do at a moment, by code; five queries."""
    held = [station for station in stations(standing, circle) if not code or station.code == code]
    by_station: dict[UUID, list[Series]] = {}
    for series in gauge_series(standing, circle):
        if series.station_id is not None:
            by_station.setdefault(series.station_id, []).append(series)
    asked = [series for station in held for series in by_station.get(station.pk, ())]
    newest = newest_readings(standing, asked)
    moved: dict[UUID, StationPosition] = {}
    places = StationPosition.objects.visible_to(standing).filter(station__in=[s.pk for s in held]).exclude(reason_zh="")
    for position in places.order_by("valid_from"):
        moved[position.station_id] = position
    return [
        StationCard(
            station,
            tuple(gauge_card(station, one, newest.get(one.pk), at) for one in by_station.get(station.pk, ())),
            moved.get(station.pk),
        )
        for station in held
    ]


def gauge_card(station: Station, series: Series, newest: GaugeReading | None, at: datetime) -> GaugeCard:
    """Return how a gauge does at a moment, from its newest reading."""
    quality = Quality(newest.quality) if newest else Quality(0)
    silent_for = at - newest.at if newest else None
    if station.ended_on is not None:
        state = GaugeState.ENDED
    elif silent_for is None:
        state = GaugeState.NOTHING
    elif silent_for > silent_after(series):
        state = GaugeState.SILENT
    elif not series.interval_minutes and not quality & BAD:
        state = GaugeState.AT_TIMES
    elif quality & Quality.MISSING:
        state = GaugeState.MISSING
    elif quality & Quality.STUCK:
        state = GaugeState.STUCK
    else:
        state = GaugeState.DOUBTFUL if quality & BAD else GaugeState.FINE
    return GaugeCard(series, newest, state, silent_for)


class GaugeReader:
    """Reads series of gauges for the catalogue: the newest figure alone, since a year of them is half a million."""

    def readings(
        self, standing: Standing, series: Iterable[Series], known_at: datetime | None
    ) -> dict[UUID, list[Reading]]:
        """Return at most one figure a series: the newest that is good; two queries."""
        held = list(series)
        found: dict[UUID, list[Reading]] = {s.pk: [] for s in held}
        good = Q(series=OuterRef("pk"), value__isnull=False) & (
            Q(current=True) if known_at is None else Q(known_at__lte=known_at)
        )
        latest = GaugeReading.objects.visible_to(standing).filter(good).order_by("-at", "-revision").values("pk")
        keys = Series.objects.visible_to(standing).filter(pk__in=list(found)).annotate(newest=Subquery(latest[:1]))
        numbers = [key for key in keys.values_list("newest", flat=True) if key is not None]
        rows = {
            r.series_id: r
            for r in GaugeReading.objects.visible_to(standing).filter(pk__in=numbers).select_related("batch")
        }
        for one in held:
            if row := rows.get(one.pk):
                found[one.pk].append(_figure(one, row))
        return found


def _figure(series: Series, row: GaugeReading) -> Reading:
    day = PartialDate.day(row.at.astimezone(SHANGHAI).date())
    assert row.value is not None
    quantity = Quantity(
        row.value.normalize() if row.value else row.value,
        series.unit,
        Comparator.EXACTLY,
        str(day),
        row.batch.source,
        series.datum,
    )
    return Reading(
        uid=row.batch_id, period=day, quantity=quantity, known_at=row.known_at, source=row.batch.source, owner=series.owner,
        attested_name="", attested_role="", note_zh="", note="", illustrative=series.illustrative, revision=row.revision,
    )  # fmt: skip


READERS["gauge"] = GaugeReader()
