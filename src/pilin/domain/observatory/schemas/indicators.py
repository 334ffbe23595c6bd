"""What programs send and get about indicators; values are text, so that no digit is lost."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.observatory.enums import Beside, Expected, IndicatorForm, Likeness, PairState, PartOf
from pilin.domain.observatory.enums.counts import CountOf
from pilin.domain.observatory.models import Concordance, ConcordanceConfirmation, IndicatorDefinition, IndicatorTarget
from pilin.domain.observatory.queries import Answer, At, Counted, Pair, Part, TargetTold
from pilin.engine.base import Quantity
from pilin.foundation.observations.queries import Reading
from pilin.web.api import Incoming

Address = Annotated[str, Field(max_length=60)]
Words = Annotated[str, Field(max_length=3000)]
Number = Annotated[str, Field(max_length=40)]
SeriesName = Annotated[str, Field(max_length=60)]


class IndicatorFigureOut(Schema):
    """A figure that a value rests on; one that its source does not give is null."""

    series: str
    period: str | None
    value: str | None
    comparator: str
    known_at: datetime
    revision: int
    attested: bool
    source: str | None
    illustrative: bool


class CountedOut(Schema):
    """A count from records. A share is out of what is known; ``least`` and ``most`` hold whatever the unknown ones are, in per cent."""

    count: CountOf | None
    whole: CountOf | None
    place: str
    on: date
    yes: int
    no: int
    unknown: int
    coverage_percent: str | None
    least_percent: str | None
    most_percent: str | None
    attested: UUID | None  # null: counted just now, from what the reader may read
    illustrative: bool


class IndicatorPartOut(Schema):
    """What one town gives to a period, by its own province's definition; ``reason`` says why a value is null."""

    town: str
    side: str
    value: str | None
    comparator: str
    reason: str | None
    numerator: IndicatorFigureOut | None
    denominator: IndicatorFigureOut | None
    counted: CountedOut | None


class IndicatorPeriodOut(Schema):
    """An indicator in one period."""

    period: str | None
    value: str | None
    comparator: str
    reason: str | None
    converted: bool
    reported: int
    expected: int
    parts: list[IndicatorPartOut]


class IndicatorTargetOut(Schema):
    """A target with whether it is met; null for the reason told, or where nobody reckoned it."""

    uid: UUID
    comparator: Beside
    value: str
    unit: str
    year: int | None
    binds: str | None
    clause_zh: str
    clause_en: str
    valid_from: date
    valid_to: date | None
    met: bool | None
    reason: str | None
    source: str | None
    illustrative: bool


class IndicatorDefinitionOut(Schema):
    """How a province counts."""

    uid: UUID
    jurisdiction: str
    text_zh: str
    text_en: str
    clause_zh: str
    clause_en: str
    valid_from: date
    valid_to: date | None
    town: str
    source: str | None
    illustrative: bool


class ConcordanceOut(Schema):
    """What was judged of two definitions: ``right`` = ``factor`` × ``left`` + ``offset`` where they are convertible."""

    uid: UUID
    left: UUID
    right: UUID
    likeness: Likeness
    factor: str | None
    offset: str | None
    reason_zh: str
    reason_en: str
    judged_by: str
    judged_at: datetime


class ConcordanceConfirmationOut(Schema):
    """The other side's word on a judgement."""

    uid: UUID
    concordance: UUID
    confirmed_by: str
    confirmed_at: datetime


class ConcordancePairOut(Schema):
    """Two definitions in force with what counts of them, and the judgement that waits for the other side."""

    left: UUID
    right: UUID
    state: PairState
    counts: ConcordanceOut | None
    confirmed_by: str | None
    waits: ConcordanceOut | None


class IndicatorOut(Schema):
    """An indicator with its value as of a day."""

    uid: UUID
    slug: str
    title_zh: str
    title_en: str
    parent: UUID | None
    part_of: PartOf | None
    form: IndicatorForm
    unit: str
    expects: Expected
    as_of: date
    period: str | None
    value: str | None
    comparator: str
    reason: str | None
    converted: bool
    reported: list[str]
    expected: list[str]
    counted: CountedOut | None
    claim: IndicatorFigureOut | None
    claim_met: bool | None
    change_percent: str | None
    change_reason: str | None
    targets: list[IndicatorTargetOut]
    town: str
    revision: int
    source: str | None
    illustrative: bool


class IndicatorsOut(Schema):
    """The indicators of a circle as of a day, a parent before its children."""

    circle: str
    as_of: date
    indicators: list[IndicatorOut]


class IndicatorWholeOut(IndicatorOut):
    """An indicator with every period, its definitions and what was judged of them."""

    about_zh: str
    about_en: str
    periods: list[IndicatorPeriodOut]
    live: IndicatorPeriodOut | None
    definitions: list[IndicatorDefinitionOut]
    concordances: list[ConcordancePairOut]


class IndicatorIn(Incoming):
    """An indicator; ``revision`` where the one of this address is changed."""

    slug: Address
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    title_zh: Annotated[str, Field(max_length=160)]
    title_en: Annotated[str, Field(max_length=240)] = ""
    about_zh: Words = ""
    about_en: Words = ""
    form: IndicatorForm
    unit: Annotated[str, Field(max_length=16)]
    expects: Expected = Expected.NAMED
    parent: Address = ""
    part_of: PartOf | None = None
    claim: SeriesName = ""
    valid_from: date
    valid_to: date | None = None


class IndicatorInputIn(Incoming):
    """Series that give a town's part."""

    numerator: SeriesName
    denominator: SeriesName = ""


class IndicatorInputOut(Schema):
    """A town's part was put under an indicator."""

    uid: UUID
    town: str
    numerator: str
    denominator: str | None


class IndicatorTargetIn(Incoming):
    """A target; ``binds`` empty for the circle as a whole."""

    comparator: Beside
    value: Number
    year: Annotated[int, Field(ge=1950, le=2150)] | None = None
    binds: Annotated[str, Field(max_length=16)] = ""
    clause_zh: Annotated[str, Field(max_length=200)]
    clause_en: Annotated[str, Field(max_length=300)] = ""
    valid_from: date
    valid_to: date | None = None


class IndicatorDefinitionIn(Incoming):
    """How the province of the town acted for counts."""

    jurisdiction: Annotated[str, Field(max_length=2)]
    text_zh: Words
    text_en: Words = ""
    clause_zh: Annotated[str, Field(max_length=200)] = ""
    clause_en: Annotated[str, Field(max_length=300)] = ""
    valid_from: date
    valid_to: date | None = None


class ConcordanceIn(Incoming):
    """A judgement on two definitions."""

    left: UUID
    right: UUID
    likeness: Likeness
    factor: Number | None = None
    offset: Number | None = None
    reason_zh: Words
    reason_en: Words = ""


def given(data: Any, *without: str) -> dict[str, Any]:
    """Return what came in as the deeds take it: English words without their ending."""
    held = {name.removesuffix("_en"): value for name, value in data.model_dump(exclude=set(without)).items()}
    return {name: "" if value is None and name == "part_of" else value for name, value in held.items()}


def indicator_out(told: Answer) -> dict[str, Any]:
    """Return an indicator with its value."""
    row, at = told.indicator, told.at
    change = told.change
    return {
        "uid": row.pk, "slug": row.slug, "title_zh": row.title_zh, "title_en": row.title, "parent": row.parent_id, "part_of": row.part_of or None,
        "form": row.form, "unit": row.unit, "expects": row.expects, "as_of": told.as_of, **_value(at), "reported": list(at.reported),
        "expected": list(at.expected), "counted": counted_out(at.counted), "claim": _reading(told.claim, _slug(told, row.claim_id)), "claim_met": told.claim_met,
        "change_percent": _text(change.quantity) if change else None, "change_reason": (change.reason or None) if change else None,
        "targets": [target_out(one.row, one) for one in told.targets], "town": row.owner, "revision": row.revision,
        "source": row.source or None, "illustrative": told.illustrative,
    }  # fmt: skip


def indicator_whole_out(told: Answer) -> dict[str, Any]:
    """Return an indicator with everything its value rests on."""
    return indicator_out(told) | {
        "about_zh": told.indicator.about_zh, "about_en": told.indicator.about, "periods": [_period(at) for at in told.periods],
        "live": _period(told.live) if told.live else None,
        "definitions": [definition_out(one) for one in told.definitions], "concordances": [_pair(one) for one in told.pairs],
    }  # fmt: skip


def target_out(row: IndicatorTarget, told: TargetTold | None = None) -> dict[str, Any]:
    """Return a target, with whether it is met where that was reckoned."""
    return {
        "uid": row.pk, "comparator": row.comparator, "value": _plain(row.value), "unit": row.unit, "year": row.year,
        "binds": row.binds.code if row.binds else None, "clause_zh": row.clause_zh, "clause_en": row.clause, "valid_from": row.valid_from,
        "valid_to": row.valid_to, "met": told.met if told else None, "reason": (told.reason or None) if told else None,
        "source": row.source or None, "illustrative": row.illustrative,
    }  # fmt: skip


def definition_out(row: IndicatorDefinition) -> dict[str, Any]:
    """Return how a province counts."""
    return {
        "uid": row.pk, "jurisdiction": row.jurisdiction.code, "text_zh": row.text_zh, "text_en": row.text, "clause_zh": row.clause_zh,
        "clause_en": row.clause, "valid_from": row.valid_from, "valid_to": row.valid_to, "town": row.owner, "source": row.source or None,
        "illustrative": row.illustrative,
    }  # fmt: skip


def counted_out(told: Counted | None) -> dict[str, Any] | None:
    """Return a count with what is unknown of it."""
    if told is None:
        return None
    tally = told.tally
    return {
        "count": told.count or None, "whole": told.whole or None, "place": told.place, "on": told.on, "yes": tally.yes, "no": tally.no,
        "unknown": tally.unknown, "coverage_percent": _text(told.coverage), "least_percent": _text(told.least) if told.pure else None,
        "most_percent": _text(told.most) if told.pure else None, "attested": told.attested.pk if told.attested else None,
        "illustrative": told.made_up,
    }  # fmt: skip


def concordance_out(row: Concordance) -> dict[str, Any]:
    """Return a judgement; the town that judged, not the person's name."""
    return {
        "uid": row.pk, "left": row.left_id, "right": row.right_id, "likeness": row.likeness,
        "factor": None if row.factor is None else _plain(row.factor), "offset": None if row.offset is None else _plain(row.offset),
        "reason_zh": row.reason_zh, "reason_en": row.reason, "judged_by": row.owner, "judged_at": row.judged_at,
    }  # fmt: skip


def confirmation_out(row: ConcordanceConfirmation) -> dict[str, Any]:
    """Return the other side's word."""
    return {
        "uid": row.pk, "concordance": row.concordance_id, "confirmed_by": row.owner, "confirmed_at": row.confirmed_at,
    }  # fmt: skip


def _value(at: At) -> dict[str, Any]:
    return {
        "period": str(at.period) if at.period else None, "value": None if at.value is None else _plain(at.value),
        "comparator": at.comparator, "reason": at.reason or None, "converted": at.converted,
    }  # fmt: skip


def _period(at: At) -> dict[str, Any]:
    return _value(at) | {
        "reported": len(at.reported), "expected": len(at.expected), "parts": [_part(part) for part in at.parts],
    }  # fmt: skip


def _part(part: Part) -> dict[str, Any]:
    return {
        "town": part.town, "side": part.side, "value": None if part.value is None else _plain(part.value),
        "comparator": part.figure.comparator if part.figure else "=", "reason": part.reason or None,
        "numerator": _reading(part.numerator, part.series[0]), "denominator": _reading(part.denominator, part.series[1]),
        "counted": counted_out(part.counted),
    }  # fmt: skip


def _reading(one: Reading | None, series: str) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "series": series, "period": str(one.period) if one.period else None, "value": None if one.value is None else _plain(one.value),
        "comparator": one.quantity.comparator if one.quantity else "=", "known_at": one.known_at, "revision": one.revision,
        "attested": bool(one.attested_role), "source": one.source or None, "illustrative": one.illustrative,
    }  # fmt: skip


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "left": pair.left.pk, "right": pair.right.pk, "state": pair.state, "counts": concordance_out(pair.judgement) if pair.judgement else None,
        "confirmed_by": pair.confirmation.owner if pair.confirmation else None, "waits": concordance_out(pair.pending) if pair.pending else None,
    }  # fmt: skip


def _slug(told: Answer, uid: UUID | None) -> str:
    return told.series[uid].slug if uid in told.series else ""


def _plain(value: Decimal) -> str:
    return f"{value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize():f}"


def _text(quantity: Quantity | None) -> str | None:
    return None if quantity is None else _plain(quantity.value)
