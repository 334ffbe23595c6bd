"""What observations take in and give out."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from pilin.foundation.observations.actions import Taken
from pilin.foundation.observations.enums import Quality, unit_label
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import Reading, SeriesCard, SeriesTold, StationCard, Window
from pilin.foundation.observations.rules import moment_of
from pilin.web.api import Incoming
from pilin.web.terminal import plain


class FigureOut(Schema):
    """A figure as known at the moment asked for; ``value`` is null where the source gives none."""

    period: str | None
    value: str | None
    comparator: str
    unit: str
    datum: str | None
    source: str | None
    known_at: str
    revision: int
    attested_by: str | None
    illustrative: bool


class SeriesOut(Schema):
    """A series with its newest figure."""

    slug: str
    circle: str
    title_zh: str
    title_en: str
    kind: str
    unit: str
    unit_label: str
    datum: str | None
    period_kind: str
    owner: str
    about_zh: str | None
    about_en: str | None
    caveat_zh: str | None
    caveat_en: str | None
    source: str | None
    illustrative: bool
    figures: int
    corrected: int
    latest: FigureOut | None


class CatalogueOut(Schema):
    """The catalogue of a circle, by slug."""

    circle: str
    series: list[SeriesOut]


class SeriesWholeOut(SeriesOut):
    """A series with every figure."""

    numerator_zh: str | None
    numerator_en: str | None
    denominator_zh: str | None
    denominator_en: str | None
    method_zh: str | None
    method_en: str | None
    known_at: str | None
    readings: list[FigureOut]
    revisions: list[FigureOut]


class AttestIn(Incoming):
    """A figure to keep; a later one for the same period is its correction."""

    value: str | None = Field(None, max_length=40, description="A number; null where none is given")
    unit: str = Field(max_length=16)
    period: str | None = Field(None, max_length=10, description="2024-06-27, 2024-06, 2024-Q2 or 2024")
    comparator: str = Field("=", max_length=1)
    datum: str = Field("", max_length=40)
    source: str = Field("", max_length=60)
    note_zh: str = Field("", max_length=300)
    note: str = Field("", max_length=400)


def figure_out(reading: Reading, *, names: bool = False) -> dict[str, Any]:
    """Return a reading as programs take it: the number as text, so that none of its digits is lost.

    The attesting officer's name is given only where ``names`` says that the reader is an officer too.
    """
    quantity = reading.quantity
    return {
        "period": str(reading.period) if reading.period else None,
        "value": format(quantity.value, "f") if quantity else None,
        "comparator": str(quantity.comparator) if quantity else "=",
        "unit": quantity.unit if quantity else "",
        "datum": (quantity.datum or None) if quantity else None,
        "source": reading.source or None,
        "known_at": plain(reading.known_at),
        "revision": reading.revision,
        "attested_by": (reading.attested_name if names else reading.attested_role) or None,
        "illustrative": reading.illustrative,
    }


def series_out(card: SeriesCard, *, names: bool = False) -> dict[str, Any]:
    """Return a card as programs take it."""
    return {
        "slug": card.slug,
        "circle": card.circle,
        "title_zh": card.title_zh,
        "title_en": card.title,
        "kind": card.kind,
        "unit": card.unit,
        "unit_label": unit_label(card.unit),
        "datum": card.datum or None,
        "period_kind": card.period_kind,
        "owner": card.owner,
        "about_zh": card.about_zh or None,
        "about_en": card.about or None,
        "caveat_zh": card.caveat_zh or None,
        "caveat_en": card.caveat or None,
        "source": card.source or None,
        "illustrative": card.illustrative,
        "figures": card.figures,
        "corrected": card.corrected,
        "latest": figure_out(card.latest, names=names) if card.latest else None,
    }


def whole_out(told: SeriesTold, *, names: bool = False) -> dict[str, Any]:
    """Return a series with every figure and every correction, as programs take it."""
    series = told.series
    return {
        **series_out(told.card, names=names),
        "numerator_zh": series.numerator_zh or None,
        "numerator_en": series.numerator or None,
        "denominator_zh": series.denominator_zh or None,
        "denominator_en": series.denominator or None,
        "method_zh": series.method_zh or None,
        "method_en": series.method or None,
        "known_at": plain(told.known_at),
        "readings": [figure_out(r, names=names) for r in told.readings],
        "revisions": [figure_out(r, names=names) for r in told.revisions],
    }


class GaugeReadingOut(Schema):
    """One reading; ``value`` is null where the gauge has none. ``begins_at`` is null for a moment."""

    at: str
    begins_at: str | None
    value: str | None
    quality: list[str]


class GaugeOut(Schema):
    """A gauge with its newest reading and how it does."""

    series: str
    quantity: str
    unit: str
    datum: str | None
    interval_minutes: int | None
    state: str
    newest: GaugeReadingOut | None


class StationOut(Schema):
    """A station with its gauges. Longitude and latitude are WGS 84; null where nobody said where it stands."""

    code: str
    circle: str
    owner: str
    kind: str
    name_zh: str
    name_en: str
    river_zh: str | None
    river_en: str | None
    longitude: float | None
    latitude: float | None
    moved_at: str | None
    ended_on: str | None
    source: str | None
    illustrative: bool
    gauges: list[GaugeOut]


class StationsOut(Schema):
    """The stations of a circle, by code."""

    circle: str
    stations: list[StationOut]


class ReadingsOut(Schema):
    """What a gauge read in (since, until], in order of moments."""

    series: str
    unit: str
    datum: str | None
    since: str
    until: str
    known_at: str | None
    moves: list[str]
    readings: list[GaugeReadingOut]


class ReadingIn(Incoming):
    """A reading as a machine says it: a number, a text, or null where it has none."""

    series: str = Field(max_length=60, description="<station>-<quantity>, as xindai-west-level_m")
    at: str = Field(max_length=40, description="Moment, or end of the interval; ISO 8601")
    value: str | float | int | None = Field(None, description="-9999 and the like mean that there is none")
    unit: str = Field("", max_length=16)
    datum: str = Field("", max_length=40)
    begins_at: str | None = Field(None, max_length=40)


class ReadingsIn(Incoming):
    """A delivery."""

    source: str = Field("api", max_length=60, description="Which machine or program sends it")
    readings: list[ReadingIn] = Field(min_length=1, max_length=50_000)


class RefusedReadingOut(Schema):
    """What is wrong with one row of a delivery; the row lies aside, word for word."""

    code: str
    field: str
    row: int | None
    reason: str


class TakenOut(Schema):
    """What became of a delivery. ``late`` and ``marked`` count among taken and revised."""

    taken: int
    doubled: int
    revised: int
    late: int
    marked: int
    refused: list[RefusedReadingOut]


def marks_of(quality: int) -> list[str]:
    """Return the marks of a reading in words for programs."""
    return [str(mark.name).lower() for mark in Quality if mark & quality]


def gauge_reading_out(
    at: datetime, begins_at: datetime | None, value: Decimal | float | None, quality: int
) -> dict[str, Any]:
    """Return a reading as programs take it."""
    told = None if value is None or value != value else f"{value:.3f}"
    return {"at": plain(at), "begins_at": plain(begins_at), "value": told, "quality": marks_of(quality)}


def station_out(card: StationCard) -> dict[str, Any]:
    """Return a station as programs take it."""
    row = card.station
    return {
        "code": row.code,
        "circle": row.circle,
        "owner": row.owner,
        "kind": row.kind,
        "name_zh": row.name_zh,
        "name_en": row.name,
        "river_zh": row.river_zh or None,
        "river_en": row.river or None,
        "longitude": None if row.longitude is None else float(row.longitude),
        "latitude": None if row.latitude is None else float(row.latitude),
        "moved_at": plain(card.moved.valid_from) if card.moved else None,
        "ended_on": plain(row.ended_on),
        "source": row.source or None,
        "illustrative": row.illustrative,
        "gauges": [
            {
                "series": g.series.slug,
                "quantity": g.series.quantity,
                "unit": g.series.unit,
                "datum": g.series.datum or None,
                "interval_minutes": g.series.interval_minutes,
                "state": str(g.state),
                "newest": gauge_reading_out(g.newest.at, g.newest.begins_at, g.newest.value, g.newest.quality)
                if g.newest
                else None,
            }
            for g in card.gauges
        ],
    }


def readings_out(
    series: Series, window: Window, since: datetime, until: datetime, known_at: datetime | None
) -> dict[str, Any]:
    """Return what a gauge read as programs take it."""
    rows = zip(
        window.begins.tolist(), window.ends.tolist(), window.values.tolist(), window.quality.tolist(), strict=True
    )
    return {
        "series": series.slug,
        "unit": series.unit,
        "datum": series.datum or None,
        "since": plain(since),
        "until": plain(until),
        "known_at": plain(known_at),
        "moves": [plain(moment_of(m)) for m in window.moves],
        "readings": [
            gauge_reading_out(moment_of(end), moment_of(begin) if begin != end else None, value, quality)
            for begin, end, value, quality in rows
        ],
    }


def taken_out(taken: Taken) -> dict[str, Any]:
    """Return what became of a delivery as programs take it."""
    return {
        "taken": taken.taken,
        "doubled": taken.doubled,
        "revised": taken.revised,
        "late": taken.late,
        "marked": taken.marked,
        "refused": [{"code": f.code, "field": f.field, "row": f.row, "reason": str(f.reason)} for f in taken.refused],
    }
