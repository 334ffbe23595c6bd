"""What programs send and get about counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.observatory.enums.counts import CountOf, FirmAsked
from pilin.domain.observatory.models import AttestedCount
from pilin.domain.observatory.queries import Recount
from pilin.domain.observatory.rules import Tally
from pilin.foundation.access.enums import Audience
from pilin.web.api import Incoming

Town = Annotated[str, Field(max_length=16)]
Division = Annotated[str, Field(max_length=12)]
SeriesAddress = Annotated[str, Field(max_length=60)]
DayText = Annotated[str, Field(max_length=10)]


class CountIn(Incoming):
    """A count in place of a series; of a share, the part, the whole or both. ``place`` may be ``across``."""

    town: Town
    count: CountOf | None = None
    whole: CountOf | None = None
    place: Division = ""
    numerator: SeriesAddress = ""
    denominator: SeriesAddress = ""


class CountInputOut(Schema):
    """A town's part is counted from the register."""

    uid: UUID
    town: str
    count: CountOf | None
    whole: CountOf | None
    place: str
    numerator: str | None
    denominator: str | None


class CountNumbersOut(Schema):
    """How many firms answered what; the seven numbers of a tally and its share, out of what is known, in per cent."""

    yes: int
    no: int
    open: int
    maybe_yes: int
    maybe_no: int
    maybe_open: int
    outside: int
    coverage_percent: str | None
    share_percent: str | None


class RecountOut(Schema):
    """An attested count counted again for its day, from the records of now."""

    same: bool
    digest: str
    towns: dict[str, CountNumbersOut]
    total: CountNumbersOut


class AttestedCountOut(Schema):
    """What an officer counted and attested; the town, not the person's name. ``recount`` is null for who may not read the records."""

    uid: UUID
    indicator: str
    counted_on: date
    counts: dict[str, list[str]]  # town → what is counted, out of what, of which place
    towns: dict[str, CountNumbersOut]
    total: CountNumbersOut
    records: int
    digest: str
    attested_by: str
    attested_at: datetime
    illustrative: bool
    recount: RecountOut | None


class FirmSayingIn(Incoming):
    """What is said of one firm, named by its uid, code or whole name; days as 2024-09-01, 2024-09 or 2024."""

    firm: Annotated[str, Field(max_length=200)]
    about: FirmAsked
    holds: bool
    place: Division = ""
    partner_zh: Annotated[str, Field(max_length=160)] = ""
    valid_from: DayText
    valid_to: DayText = ""


class FirmSayingsIn(Incoming):
    """What is said of firms, all of it or nothing."""

    words: Annotated[list[FirmSayingIn], Field(min_length=1, max_length=5_000)]
    audience: Audience = Audience.CIRCLE


class FirmSayingsOut(Schema):
    """How many words were written down."""

    written: int


def numbers_out(tally: Tally) -> dict[str, Any]:
    """Return the numbers of a tally with what they come to."""
    percent = None if tally.share is None else round(float(100 * tally.share), 2)
    coverage = None if tally.coverage is None else round(float(100 * tally.coverage), 2)
    return {
        "yes": tally.yes, "no": tally.no, "open": tally.open, "maybe_yes": tally.maybe_yes, "maybe_no": tally.maybe_no,
        "maybe_open": tally.maybe_open, "outside": tally.outside, "coverage_percent": None if coverage is None else f"{coverage:g}",
        "share_percent": None if percent is None else f"{percent:g}",
    }  # fmt: skip


def attested_out(row: AttestedCount, again: Recount | None = None) -> dict[str, Any]:
    """Return an attested count, with what it comes to now where that was asked for."""
    towns = {town: Tally(**one) for town, one in row.towns.items()}
    return {
        "uid": row.pk, "indicator": row.indicator.slug, "counted_on": row.counted_on, "counts": row.counts,
        "towns": {town: numbers_out(tally) for town, tally in towns.items()}, "total": numbers_out(sum(towns.values(), Tally())),
        "records": row.records, "digest": row.digest, "attested_by": row.owner, "attested_at": row.attested_at,
        "illustrative": row.illustrative or bool(row.made_up),
        "recount": None if again is None else {
            "same": again.same, "digest": again.digest, "towns": {town: numbers_out(tally) for town, tally in again.towns.items()},
            "total": numbers_out(again.now),
        },
    }  # fmt: skip
