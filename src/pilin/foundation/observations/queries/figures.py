"""The one reader: what is known of a series, and what was known of it at an earlier moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from pilin.engine.base import PartialDate, Quantity
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.enums import PeriodKind, SeriesKind, unit_label
from pilin.foundation.observations.models import Observation, Series


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of a series for one period, as known at the moment asked for."""

    uid: UUID
    period: PartialDate | None
    quantity: Quantity | None  # None: the source names the thing and gives no figure
    known_at: datetime
    source: str
    owner: str
    attested_name: str
    attested_role: str
    note_zh: str
    note: str
    illustrative: bool
    revision: int  # 1 as first given, 2 once corrected …

    @property
    def value(self) -> Decimal | None:
        """Return the bare number, for charts only: pages show the quantity."""
        return self.quantity.value if self.quantity else None


@dataclass(frozen=True, slots=True)
class SeriesCard:
    """A series as the catalogue shows it, with its newest figure."""

    slug: str
    circle: str
    kind: str
    kind_label: str
    unit: str
    unit_label: str
    datum: str
    period_kind: str
    title_zh: str
    title: str
    about_zh: str
    about: str
    owner: str
    source: str
    illustrative: bool
    caveat_zh: str
    caveat: str
    figures: int
    corrected: int
    latest: Reading | None


class Reader(Protocol):
    """Gives the figures of series, whoever holds them: this room's table, or gauges."""

    def readings(
        self, standing: Standing, series: Iterable[Series], known_at: datetime | None
    ) -> dict[UUID, list[Reading]]:
        """Return, for each series' uid, every figure known at that moment, corrections after the figure they correct."""


class AttestedReader:
    """Reads figures that named officers attested, or that were taken over from a source."""

    def readings(
        self, standing: Standing, series: Iterable[Series], known_at: datetime | None
    ) -> dict[UUID, list[Reading]]:
        """Return the rows of this room's table; one query for any number of series."""
        found: dict[UUID, list[Reading]] = {s.pk: [] for s in series}
        rows = Observation.objects.visible_to(standing).filter(series__in=list(found))
        if known_at is not None:
            rows = rows.filter(known_at__lte=known_at)
        given: dict[tuple[UUID, PartialDate | None], int] = {}
        for row in rows.order_by("period_first", "period_last", "known_at", "uid"):
            key = (row.series_id, row.period)
            given[key] = given.get(key, 0) + 1
            found[row.series_id].append(
                Reading(
                    uid=row.uid,
                    period=row.period,
                    quantity=row.quantity,
                    known_at=row.known_at,
                    source=row.source,
                    owner=row.owner,
                    attested_name=row.attested_name,
                    attested_role=row.attested_role,
                    note_zh=row.note_zh,
                    note=row.note,
                    illustrative=row.illustrative,
                    revision=given[key],
                )
            )
        return found


READERS: dict[str, Reader] = {"attested": AttestedReader()}  # Series.kept_by → who holds its figures


def current(readings: Iterable[Reading]) -> list[Reading]:
    """Return the last word on each period, in the order of periods; figures without a period stand first."""
    last: dict[PartialDate | None, Reading] = {}
    for reading in readings:
        kept = last.get(reading.period)
        if kept is None or (kept.known_at, kept.uid) <= (reading.known_at, reading.uid):
            last[reading.period] = reading
    return sorted(last.values(), key=lambda r: (r.period is not None, r.period or PartialDate.day(date.min)))


def series_named(standing: Standing, slug: str, *, circle: str = "") -> Series | None:
    """Return the series with this slug, if this standing may read it."""
    rows = (
        Series.objects.visible_to(standing).filter(slug=slug).select_related("in_circle", "member", "place", "station")
    )
    return (rows.filter(circle=circle) if circle else rows).first()


def series_on(standing: Standing, slug: str, known_at: datetime | None = None) -> list[Reading]:
    """Return a series' figures, one a period, as they were known at a moment; now if none is named.

    A series nobody may read, or that is not there, has no figures.
    """
    series = series_named(standing, slug)
    return [] if series is None else current(revisions_of(standing, series, known_at))


def revisions_of(standing: Standing, series: Series, known_at: datetime | None = None) -> list[Reading]:
    """Return every figure ever given for a series, corrections after the figure they correct."""
    return READERS[series.kept_by].readings(standing, [series], known_at)[series.pk]


def readings_of(standing: Standing, series: Iterable[Series]) -> dict[UUID, list[Reading]]:
    """Return every figure of several series, by the uid of each: one question for every kind of reader."""
    by_reader: dict[str, list[Series]] = {}
    for one in series:
        by_reader.setdefault(one.kept_by, []).append(one)
    found: dict[UUID, list[Reading]] = {}
    for name, some in by_reader.items():
        found |= READERS[name].readings(standing, some, None)
    return found


def latest(standing: Standing, slug: str, known_at: datetime | None = None) -> Reading | None:
    """Return the figure of the newest period; None where there is none."""
    readings = series_on(standing, slug, known_at)
    return readings[-1] if readings else None


def newest_of(standing: Standing, series: Iterable[Series], known_at: datetime | None = None) -> dict[UUID, Reading]:
    """Return the figure of the newest period of each of these series that has one, by its uid; one query a reader."""
    groups: dict[str, list[Series]] = {}
    for one in series:
        groups.setdefault(one.kept_by, []).append(one)
    found: dict[UUID, Reading] = {}
    for kept_by, rows in groups.items():
        for uid, readings in READERS[kept_by].readings(standing, rows, known_at).items():
            if readings:
                found[uid] = current(readings)[-1]
    return found


def catalogue(
    standing: Standing, circle: str, *, kind: str = "", owner: str = "", known_at: datetime | None = None
) -> list[SeriesCard]:
    """Return the circle's series with their newest figures, by slug; a fixed number of queries."""
    rows = Series.objects.visible_to(standing).filter(circle=circle)
    if kind in SeriesKind.values:
        rows = rows.filter(kind=kind)
    if owner:
        rows = rows.filter(owner=owner)
    held: dict[str, list[Series]] = {}
    for series in rows:
        held.setdefault(series.kept_by, []).append(series)
    cards: list[SeriesCard] = []
    for keeper, many in held.items():
        by_series = READERS[keeper].readings(standing, many, known_at)
        cards.extend(_card(series, by_series[series.pk]) for series in many)
    return sorted(cards, key=lambda card: card.slug)


@dataclass(frozen=True, slots=True)
class SeriesTold:
    """A series with its figures as known at a moment, and every revision until then."""

    series: Series
    card: SeriesCard
    readings: list[Reading]
    revisions: list[Reading]
    known_at: datetime | None


def series_told(
    standing: Standing, slug: str, *, circle: str = "", known_at: datetime | None = None
) -> SeriesTold | None:
    """Return everything there is to tell of a series, if this standing may read it."""
    series = series_named(standing, slug, circle=circle)
    if series is None:
        return None
    revisions = revisions_of(standing, series, known_at)
    return SeriesTold(series, _card(series, revisions), current(revisions), revisions, known_at)


def coverage(cards: Iterable[SeriesCard], members: Iterable[str]) -> tuple[int, int]:
    """Return how many of these members keep at least one figure, and how many members there are."""
    owners = {card.owner for card in cards if card.figures}
    codes = set(members)
    return len(owners & codes), len(codes)


def _card(series: Series, readings: list[Reading]) -> SeriesCard:
    periods = current(readings)
    return SeriesCard(
        slug=series.slug,
        circle=series.circle,
        kind=series.kind,
        kind_label=str(SeriesKind(series.kind).label),
        unit=series.unit,
        unit_label=unit_label(series.unit),
        datum=series.datum,
        period_kind=str(PeriodKind(series.period_kind)),
        title_zh=series.title_zh,
        title=series.title,
        about_zh=series.about_zh,
        about=series.about,
        owner=series.owner,
        source=series.source,
        illustrative=series.illustrative,
        caveat_zh=series.caveat_zh,
        caveat=series.caveat,
        figures=len(periods),
        corrected=len(readings) - len(periods),
        latest=periods[-1] if periods else None,
    )
