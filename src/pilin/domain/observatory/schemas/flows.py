"""What programs send and get about flows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.observatory.enums.flows import FlowKind, Reading, Said
from pilin.domain.observatory.frames.flows import GravityTold, NoNumber
from pilin.domain.observatory.models import FlowRecord
from pilin.domain.observatory.queries.flows import Balance, Coverage, FlowTold, PairTold
from pilin.domain.observatory.rules.flows import FlowInput
from pilin.engine.flows import Coefficient, Total
from pilin.web.api import Incoming
from pilin.web.terminal import plain

Amount = str  # a decimal as text: no program rounds it
Readers = Annotated[str, Field(pattern="^(own|circle|public)$")]


class FlowEnd(Schema):
    """A place that something flows from or to."""

    code: str
    name_zh: str
    name_en: str


class FlowWord(Schema):
    """What one end of a flow says of it; unknown is null."""

    uid: UUID
    town: str
    value: Amount | None
    comparator: str
    known_at: str
    attested: bool
    source: str | None
    illustrative: bool
    note_zh: str | None
    note_en: str | None


class FlowOut(Schema):
    """A flow with the word of each end that counts. ``difference`` is the sender's amount less the receiver's."""

    kind: FlowKind
    unit: str
    origin: FlowEnd
    destination: FlowEnd
    period: str
    said: Said
    sender: FlowWord | None
    receiver: FlowWord | None
    difference: Amount | None


class FlowWholeOut(FlowOut):
    """A flow with every word that was said of it, the latest first."""

    words: list[FlowWord]


class FlowPairOut(Schema):
    """Both ways of a pair. ``net`` is what goes from one to other less what comes back; null where a way is unknown."""

    kind: FlowKind
    unit: str
    one: FlowEnd
    other: FlowEnd
    period: str
    net_by_sender: Amount | None
    net_by_receiver: Amount | None
    there: FlowOut | None
    back: FlowOut | None


class FlowCoverage(Schema):
    """How many flows were told, and by whom."""

    flows: int
    same: int
    differ: int
    sender_only: int
    receiver_only: int
    unknown: int


class FlowsOut(Schema):
    """The flows of a circle by pairs. No kinds, units or currencies are added."""

    circle: str
    known_at: str | None
    coverage: FlowCoverage
    pairs: list[FlowPairOut]


class FlowSum(Schema):
    """A sum with what it covers."""

    amount: Amount | None
    known: int
    unknown: int


class FlowYear(Schema):
    """What a place draws and gives in a period; ``net`` is given less drawn."""

    period: str
    drawn: FlowSum
    given: FlowSum
    net: Amount | None


class FlowBalanceOut(Schema):
    """A place over time: siphon (drawn) and overflow (given). Places ``apart`` hold a counted one and are not added."""

    circle: str
    place: FlowEnd
    kind: FlowKind
    unit: str
    reading: Reading
    periods: list[FlowYear]
    counted: list[FlowEnd]
    apart: list[FlowEnd]


class FlowCoefficient(Schema):
    """A coefficient with its standard error and 95 % interval."""

    name: str
    value: float
    error: float
    low: float
    high: float


class FlowPenalty(Schema):
    """A border in plain figures: the share that is missing across it, and how many times farther that is like."""

    less: float
    less_low: float
    less_high: float
    times_farther: float | None
    times_farther_low: float | None
    times_farther_high: float | None


class FlowGravityOut(Schema):
    """How flows go with distance and the provincial border; no number where there are too few."""

    circle: str
    kind: FlowKind
    unit: str
    reading: Reading
    rows: int
    pairs: int
    places: int
    needed_rows: int
    needed_pairs: int
    left_out_unknown: int
    left_out_nowhere: int
    left_out_nested: int
    why_not: NoNumber | None
    coefficients: list[FlowCoefficient]
    penalty: FlowPenalty | None
    says_not: str


class FlowIn(Incoming):
    """A word on a flow. An empty or missing value is unknown."""

    kind: FlowKind
    origin: Annotated[str, Field(max_length=80)]
    destination: Annotated[str, Field(max_length=80)]
    period: Annotated[str, Field(max_length=10)]
    value: Annotated[str, Field(max_length=40)] | None = None
    unit: Annotated[str, Field(max_length=8)]
    comparator: Annotated[str, Field(max_length=1)] = "="
    source: Annotated[str, Field(max_length=60)] = ""
    note_zh: Annotated[str, Field(max_length=300)] = ""
    note_en: Annotated[str, Field(max_length=400)] = ""

    def said(self) -> FlowInput:
        """Return the word as the deed reads it."""
        return FlowInput(
            self.kind.value, self.origin, self.destination, self.period, self.value or "", self.unit, self.comparator, self.source,
            self.note_zh, self.note_en,
        )  # fmt: skip


class FlowSayIn(FlowIn):
    """A word on a flow, and who may read it."""

    audience: Readers = "circle"


class FlowTableIn(Incoming):
    """A table of words, and who may read them."""

    rows: Annotated[list[FlowIn], Field(max_length=5_000)]
    audience: Readers = "circle"


class FlowsBroughtOut(Schema):
    """How many words were written, and how many stood there already."""

    said: int
    same: int


def end_out(place: Any) -> dict[str, Any]:
    """Return a place as programs get it."""
    return {"code": place.code, "name_zh": place.name_zh, "name_en": place.name}


def word_out(row: FlowRecord) -> dict[str, Any]:
    """Return one end's word; who attested it stays with the town."""
    return {
        "uid": row.pk, "town": row.owner, "value": _text(row.amount), "comparator": row.comparator, "known_at": plain(row.known_at),
        "attested": bool(row.attested_role), "source": row.source or None, "illustrative": row.illustrative, "note_zh": row.note_zh or None,
        "note_en": row.note or None,
    }  # fmt: skip


def flow_out(told: FlowTold) -> dict[str, Any]:
    """Return a flow with both words."""
    return {
        "kind": told.kind, "unit": told.unit, "origin": end_out(told.origin), "destination": end_out(told.destination), "period": str(told.span),
        "said": told.said, "sender": word_out(told.sender) if told.sender else None, "receiver": word_out(told.receiver) if told.receiver else None,
        "difference": _text(told.difference),
    }  # fmt: skip


def flow_whole_out(told: FlowTold) -> dict[str, Any]:
    """Return a flow with every word said of it."""
    return {**flow_out(told), "words": [word_out(row) for row in told.words]}


def pair_out(pair: PairTold) -> dict[str, Any]:
    """Return both ways of a pair."""
    return {
        "kind": pair.kind, "unit": pair.unit, "one": end_out(pair.one), "other": end_out(pair.other), "period": str(pair.span),
        "net_by_sender": _text(pair.net_by_sender), "net_by_receiver": _text(pair.net_by_receiver), "there": flow_out(pair.there) if pair.there else None,
        "back": flow_out(pair.back) if pair.back else None,
    }  # fmt: skip


def flows_out(circle: str, pairs: list[PairTold], covered: Coverage, known_at: datetime | None) -> dict[str, Any]:
    """Return the flows of a circle by pairs."""
    said = covered.by_said
    cover = {
        "flows": covered.flows, "same": said[Said.SAME], "differ": said[Said.DIFFER], "sender_only": said[Said.SENDER],
        "receiver_only": said[Said.RECEIVER], "unknown": covered.unknown,
    }  # fmt: skip
    return {
        "circle": circle,
        "known_at": plain(known_at),
        "coverage": cover,
        "pairs": [pair_out(pair) for pair in pairs],
    }


def balance_out(circle: str, told: Balance) -> dict[str, Any]:
    """Return a place over time."""
    return {
        "circle": circle, "place": end_out(told.place), "kind": told.kind, "unit": told.unit, "reading": told.reading,
        "periods": [
            {"period": str(year.span), "drawn": _sum(year.drawn), "given": _sum(year.given), "net": _text(year.net)} for year in told.years
        ],
        "counted": [end_out(place) for place in told.counted], "apart": [end_out(place) for place in told.apart],
    }  # fmt: skip


def gravity_out(circle: str, kind: str, unit: str, told: GravityTold, says_not: Any) -> dict[str, Any]:
    """Return what gravity says, with the sentence of what it does not say."""
    penalty = told.penalty
    return {
        "circle": circle, "kind": kind, "unit": unit, "reading": told.reading, "rows": told.rows, "pairs": told.pairs, "places": told.places,
        "needed_rows": told.needed_rows, "needed_pairs": told.needed_pairs, "left_out_unknown": told.left.unknown,
        "left_out_nowhere": told.left.nowhere, "left_out_nested": told.left.nested, "why_not": told.why_not,
        "coefficients": [_coefficient(one) for one in told.fit.coefficients] if told.fit else [],
        "penalty": None if penalty is None else {name: getattr(penalty, name) for name in FlowPenalty.model_fields},
        "says_not": str(says_not),
    }  # fmt: skip


def _text(amount: int | Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f") if isinstance(amount, Decimal) else str(amount)


def _sum(total: Total) -> dict[str, Any]:
    return {"amount": _text(total.amount), "known": total.known, "unknown": total.unknown}


def _coefficient(one: Coefficient) -> dict[str, Any]:
    return {"name": one.name, "value": one.value, "error": one.error, "low": one.low, "high": one.high}
