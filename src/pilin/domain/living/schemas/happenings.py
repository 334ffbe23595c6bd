"""What programs send and get about public events, registrations and joint passes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.living.enums.happenings import MOST_PLACES
from pilin.domain.living.models import Registration
from pilin.domain.living.queries.happenings import Dated, HappeningTold, QuotaTold
from pilin.domain.living.queries.happenings_coming import Thought, Ticket
from pilin.domain.living.queries.happenings_passes import PassTold
from pilin.web.api import Incoming

Title = Annotated[str, Field(max_length=160)]
Longer = Annotated[str, Field(max_length=240)]
Words = Annotated[str, Field(max_length=4000)]
Rough = Annotated[str, Field(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-Q[1-4])?)?$")]
Places = Annotated[int, Field(ge=1, le=MOST_PLACES)]
Code = Annotated[str, Field(max_length=16)]


class CalendarLineOut(Schema):
    """One line of the one calendar. ``kind`` is ``other`` where another room added it; ``rough``: its day is not known."""

    uid: str
    title_zh: str
    title_en: str
    kind: str
    first: date
    last: date
    starts_at: datetime | None
    ends_at: datetime | None
    rough: bool
    state: str | None
    place_zh: str
    place_en: str
    towns: list[str]
    free: int | None
    clashes: list[str]
    url: str
    illustrative: bool


class CalendarOut(Schema):
    """The calendar of a circle over a span of days."""

    circle: str
    first: date
    last: date
    lines: list[CalendarLineOut]


class HappeningVenueOut(Schema):
    """Where an event is; coordinates in degrees, WGS 84, null where not known."""

    name_zh: str
    name_en: str
    town: str | None
    division: str | None
    latitude: float | None
    longitude: float | None


class HappeningQuotaOut(Schema):
    """The places of a town: ``places`` null where it has none of its own; ``beyond`` taken of other towns' unused places."""

    town: str
    places: int | None
    taken: int
    free: int | None
    beyond: int
    waiting: int


class HappeningOut(Schema):
    """A public event. What is not known is null; ``year_confidence`` says how the year was read."""

    uid: UUID
    title_zh: str
    title_en: str
    kind: str
    state: str
    series: str | None
    edition: int | None
    starts_on: str | None
    ends_on: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    year_confidence: str
    why_zh: str
    why_en: str
    host: str | None
    host_stated: bool
    organisers: list[dict[str, str]]
    venues: list[HappeningVenueOut]
    registers: bool
    places: int | None
    taken: int | None
    free: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    own_until: date | None
    release_on: date | None
    quotas: list[HappeningQuotaOut]
    cancelled_why: str
    illustrative: bool
    source: str


class HappeningsOut(Schema):
    """The public events of a circle, by date."""

    circle: str
    happenings: list[HappeningOut]


class HappeningVenueIn(Incoming):
    """Where an event is."""

    name_zh: Title
    name: Annotated[str, Field(max_length=200)] = ""
    town: Code = ""


class HappeningIn(Incoming):
    """A public event to be planned. ``quotas`` are weights by town's code: places are shared out by largest remainder."""

    title_zh: Title
    title_en: Longer = ""
    kind: Annotated[str, Field(max_length=10)]
    starts_on: Rough = ""
    ends_on: Rough = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    host: Code = ""
    venues: Annotated[list[HappeningVenueIn], Field(max_length=10)] = []
    about_zh: Words = ""
    about_en: Words = ""
    registers: bool = False
    places: Places | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    own_until: date | None = None
    release_on: date | None = None
    quotas: Annotated[dict[str, Annotated[int, Field(ge=0, le=MOST_PLACES)]], Field(max_length=60)] = {}
    reach: Annotated[str, Field(pattern="^(public|circle)$")] = "public"
    announce: bool = False


class HappeningWhyIn(Incoming):
    """Why an event is called off."""

    why: Annotated[str, Field(max_length=300)]


class RegistrationIn(Incoming):
    """A registration: a name and a town. Clerks register people of their own town who have no account."""

    name: Annotated[str, Field(max_length=60)]
    town: Code


class RegistrationOut(Schema):
    """A registration; ``code`` is the ticket, given to whoever registered. ``place`` counts the waiting list from 1."""

    uid: UUID
    happening: UUID
    state: str
    seat: str
    place: int | None
    code: str


class RegistrationsOut(Schema):
    """One's own registrations."""

    registrations: list[RegistrationOut]


class TicketIn(Incoming):
    """A ticket's code, and the session where one is meant."""

    code: Annotated[str, Field(max_length=80)]
    session: UUID | None = None


class CameOut(Schema):
    """Who came; ``fresh`` is false where they were noted before."""

    name: str
    town: str
    fresh: bool


class HappeningThoughtOut(Schema):
    """What people thought; the rest is null below the least number of answers."""

    answers: int
    least: int
    mean: float | None
    scores: dict[str, int] | None


class PassVenueOut(Schema):
    """A venue of a pass with how often the pass was used there."""

    uid: UUID
    town: str
    name_zh: str
    name_en: str
    uses: int


class JointPassOut(Schema):
    """A joint pass. ``uses`` of all venues are no visitors: ``passes_used`` is at most as many people."""

    uid: UUID
    title_zh: str
    title_en: str
    valid_from: date
    valid_to: date
    price_cny: str | None
    uses_each: int
    venues: list[PassVenueOut]
    issued: int
    uses: int
    passes_used: int
    illustrative: bool
    source: str


class JointPassesOut(Schema):
    """The joint passes of a circle."""

    circle: str
    passes: list[JointPassOut]


def line_out(line: Dated) -> dict[str, Any]:
    """Return a line of the calendar."""
    told = line.told
    return {
        "uid": line.uid, "title_zh": line.title_zh, "title_en": line.title, "kind": line.kind, "first": line.first, "last": line.last,
        "starts_at": line.starts_at, "ends_at": line.ends_at, "rough": line.rough, "state": told.state.value if told else None,
        "place_zh": line.place_zh, "place_en": line.place, "towns": sorted(line.towns), "free": told.free if told else None,
        "clashes": list(line.clashes), "url": line.url, "illustrative": line.illustrative,
    }  # fmt: skip


def happening_out(one: HappeningTold, board: list[QuotaTold]) -> dict[str, Any]:
    """Return an event with the places of each town."""
    row = one.row
    return {
        "uid": row.pk, "title_zh": row.title_zh, "title_en": row.title, "kind": row.kind, "state": one.state.value,
        "series": row.series.title_zh if row.series else None, "edition": row.edition, "starts_on": str(row.starts_on) if row.starts_on else None,
        "ends_on": str(row.ends_on) if row.ends_on else None, "starts_at": row.starts_at, "ends_at": row.ends_at,
        "year_confidence": row.confidence, "why_zh": row.why_zh, "why_en": row.why, "host": row.host.code if row.host else None,
        "host_stated": row.host_stated, "organisers": row.organisers,
        "venues": [
            {
                "name_zh": v.name_zh, "name_en": v.name, "town": v.town.code if v.town else None, "division": v.division.code if v.division else None,
                "latitude": None if v.latitude is None else float(v.latitude), "longitude": None if v.longitude is None else float(v.longitude),
            }
            for v in one.venues
        ],
        "registers": row.registers, "places": row.places, "taken": one.whole.taken if one.whole else None, "free": one.free,
        "opens_at": row.opens_at, "closes_at": row.closes_at, "own_until": row.own_until, "release_on": row.release_on,
        "quotas": [
            {"town": q.town.code, "places": q.places, "taken": q.taken, "free": q.free, "beyond": q.beyond, "waiting": q.waiting} for q in board
        ],
        "cancelled_why": row.cancelled_why, "illustrative": row.illustrative, "source": row.source,
    }  # fmt: skip


def ticket_out(row: Registration, place: int | None) -> dict[str, Any]:
    """Return a registration with its ticket."""
    return {
        "uid": row.pk, "happening": row.happening_id, "state": row.state, "seat": row.seat, "place": place,
        "code": row.code if row.state == "held" else "",
    }  # fmt: skip


def tickets_out(found: list[Ticket]) -> dict[str, Any]:
    """Return one's own registrations."""
    return {"registrations": [ticket_out(one.row, one.place) for one in found]}


def thought_out(thought: Thought) -> dict[str, Any]:
    """Return what people thought of an event."""
    scores = thought.scores
    return {
        "answers": thought.answers, "least": thought.least, "mean": float(scores.mean) if scores else None,
        "scores": {str(score): number for score, number in scores.of.items()} if scores else None,
    }  # fmt: skip


def pass_out(one: PassTold) -> dict[str, Any]:
    """Return a joint pass with its uses."""
    row = one.row
    return {
        "uid": row.pk, "title_zh": row.title_zh, "title_en": row.title, "valid_from": row.valid_from, "valid_to": row.valid_to,
        "price_cny": None if row.price_cny is None else f"{row.price_cny:.2f}", "uses_each": row.uses,
        "venues": [{"uid": v.pk, "town": v.town.code, "name_zh": v.name_zh, "name_en": v.name, "uses": n} for v, n in one.venues],
        "issued": one.issued, "uses": one.uses, "passes_used": one.visitors, "illustrative": row.illustrative, "source": row.source,
    }  # fmt: skip
