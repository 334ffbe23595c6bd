"""What observations take in and give out."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema

from pilin.foundation.observations.enums import unit_label
from pilin.foundation.observations.queries import Reading, SeriesCard, SeriesTold
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
