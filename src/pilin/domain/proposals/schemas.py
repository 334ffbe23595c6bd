"""What programs send and get about proposals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.proposals import queries
from pilin.domain.proposals.enums import Became, HeldFor, OfferAnswer, OutcomeClass, PointKind
from pilin.domain.proposals.models import Confirmation, Conversion, Offer, Outcome, Proposal, Routing, Topic
from pilin.domain.proposals.queries import Heard, PointTold, ProposalCard, ProposalTold, TownFigures
from pilin.foundation.cases.enums import CaseState, Channel
from pilin.web.api import Incoming

Line = Annotated[str, Field(max_length=160)]
Text = Annotated[str, Field(max_length=4_000)]
Code = Annotated[str, Field(max_length=16)]
Readers = Annotated[str, Field(pattern="^(own|circle|public)$")]
Latitude = Annotated[Decimal, Field(ge=-90, le=90, max_digits=9, decimal_places=6)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, max_digits=9, decimal_places=6)]


class ProposalOut(Schema):
    """A proposal as the public reads it; ``held_for`` says why the public does not read it."""

    uid: UUID
    reference: str
    town: str
    partner: str | None
    first_town: str
    beside: str | None
    subject: str
    facts: str
    measure: str
    proposer: str | None
    place: str | None
    latitude: float | None
    longitude: float | None
    channel: Channel
    point: UUID | None
    topic: UUID | None
    department: str | None
    state: CaseState
    held_for: HeldFor | None
    received_on: date
    due_on: date
    answered_on: date | None
    outcome: OutcomeClass | None
    adopted: bool | None
    promised_on: date | None
    confirmed_on: date | None
    illustrative: bool


class ProposalsOut(Schema):
    """A page of the register."""

    circle: str
    number: int
    page: int
    proposals: list[ProposalOut]


class ProposalOfferOut(Schema):
    """What a town makes of something done elsewhere; null: no answer yet."""

    uid: UUID
    town: str
    answer: OfferAnswer | None
    why: str | None
    answered_on: date | None


class ProposalConversionOut(Schema):
    """What was made of a proposal."""

    town: str
    became: Became
    row: UUID
    title_zh: str
    url: str


class ProposalRoutingOut(Schema):
    """Which office was suggested, how surely and for which words, and which one a person decided."""

    suggested: str | None
    probability: float | None
    reasons: list[str]
    decided: str | None


class ProposalWholeOut(ProposalOut):
    """A proposal with its answer, the other towns' words, and how people find it. ``routing`` is for the town."""

    answer: str | None
    offers: list[ProposalOfferOut]
    conversions: list[ProposalConversionOut]
    routing: ProposalRoutingOut | None
    ratings: int
    mean: float | None
    followers: int
    photos: list[UUID]


class ProposalIn(Incoming):
    """A proposal to file. Empty ``town``: the one that the place is nearest to."""

    subject: Line
    facts: Text
    measure: Text = ""
    town: Code = ""
    beside: Code = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    place_words: Line = ""
    proposer: Annotated[str, Field(max_length=60)] = ""
    point: UUID | None = None
    topic: UUID | None = None
    channel: Channel = Channel.PROGRAM
    for_all: bool = False


class ProposalReleaseIn(Incoming):
    """How the public is to read it; null leaves it."""

    subject: Line | None = None
    facts: Text | None = None
    measure: Text | None = None
    photos_shown: bool | None = None


class ProposalHoldIn(Incoming):
    """Why the public does not read it any more."""

    why: Text


class ProposalRouteIn(Incoming):
    """Which office, and for which other town."""

    department: Code
    town: Code = ""
    note: Annotated[str, Field(max_length=1_000)] = ""


class ProposalOutcomeIn(Incoming):
    """What becomes of it."""

    outcome: OutcomeClass
    adopted: bool
    words: Text
    promised_on: date | None = None


class ProposalOfferIn(Incoming):
    """What a town makes of it."""

    answer: OfferAnswer
    why: Annotated[str, Field(max_length=400)] = ""


class ProposalConversionIn(Incoming):
    """What is made of it."""

    became: Became
    title_zh: Annotated[str, Field(max_length=200)]
    title: Annotated[str, Field(max_length=200)] = ""
    why: Annotated[str, Field(max_length=1_000)] = ""
    year: Annotated[int, Field(ge=2000, le=2200)] | None = None
    strand: Annotated[str, Field(max_length=20)] = ""
    partners: Annotated[list[Code], Field(max_length=20)] = []


class ProposalMarkIn(Incoming):
    """How one finds what became of it; 5 is best."""

    mark: Annotated[int, Field(ge=1, le=5)]


class CollectionPointIn(Incoming):
    """A collection point to enter."""

    kind: PointKind
    name_zh: Annotated[str, Field(max_length=120)]
    name: Line = ""
    place_zh: Line = ""
    place: Annotated[str, Field(max_length=200)] = ""
    keeper_zh: Annotated[str, Field(max_length=120)] = ""
    keeper: Line = ""
    hours_zh: Annotated[str, Field(max_length=120)] = ""
    hours: Line = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    opened_on: date | None = None
    audience: Readers = "public"


class CollectionPointOut(Schema):
    """A collection point; its yield is null where a report says nothing of it."""

    uid: UUID
    town: str
    kind: PointKind
    name_zh: str
    name: str
    place_zh: str
    place: str
    keeper_zh: str
    hours_zh: str
    latitude: float | None
    longitude: float | None
    ended_on: date | None
    received: int | None
    adopted: int | None
    confirmed: int | None
    source: str | None
    illustrative: bool


class CollectionPointsOut(Schema):
    """Where proposals are collected, and how many points there are of each kind."""

    circle: str
    kinds: dict[str, int]
    points: list[CollectionPointOut]


class ProposalTopicIn(Incoming):
    """What everyone is asked about."""

    title_zh: Annotated[str, Field(max_length=120)]
    title: Line = ""
    text_zh: Text = ""
    text: Text = ""
    channel_zh: Line
    channel: Annotated[str, Field(max_length=200)] = ""
    opens_on: date
    closes_on: date
    audience: Readers = "public"


class ProposalResultIn(Incoming):
    """What came of it."""

    result_zh: Text
    result: Text = ""


class ProposalTopicOut(Schema):
    """What a town asks everyone about."""

    uid: UUID
    town: str
    title_zh: str
    title: str
    channel_zh: str
    opens_on: date
    closes_on: date
    ended_on: date | None
    result_zh: str
    proposals: int
    illustrative: bool


class ProposalTopicsOut(Schema):
    """What towns ask or asked about."""

    circle: str
    topics: list[ProposalTopicOut]


class ProposalHeardOut(Schema):
    """A matter that several proposals are about."""

    rank: int
    title: str
    place: str | None
    towns: list[str]
    years: list[int]
    proposals: list[UUID]


class ProposalsHeardOut(Schema):
    """What many write about, the hottest first."""

    circle: str
    heard: list[ProposalHeardOut]


class ProposalFiguresRow(Schema):
    """A town's proposals by what became of them."""

    town: str
    received: int
    answered: int
    adopted: int
    confirmed: int
    by_class: dict[str, int]
    offers: int
    taken_up: int


class ProposalFiguresOut(Schema):
    """How many proposals each town has, and all; what two towns have together counts for both, and once in the sum."""

    circle: str
    towns: list[ProposalFiguresRow]
    total: ProposalFiguresRow


def proposal_out(card: ProposalCard) -> dict[str, Any]:
    """Return a proposal for programs."""
    row, said, done = card.row, card.outcome, card.confirmed
    same = ("reference", "first_town", "subject", "facts", "measure", "channel", "point", "topic", "state", "received_on", "due_on", "answered_on", "illustrative")  # fmt: skip
    return {name: getattr(row, name) for name in same} | {
        "uid": row.pk, "town": row.owner, "partner": row.partner or None, "beside": row.beside or None, "proposer": row.proposer or None,
        "place": row.place_words or None, "latitude": row.latitude, "longitude": row.longitude, "department": row.department or None,
        "held_for": row.held_for or None, "outcome": said.outcome if said else None, "adopted": said.adopted if said else None,
        "promised_on": said.promised_on if said else None, "confirmed_on": done.confirmed_on if done else None,
    }  # fmt: skip


def one_out(row: Proposal, said: Outcome | None = None, done: Confirmation | None = None) -> dict[str, Any]:
    """Return a proposal that a deed made or changed, for programs."""
    return proposal_out(ProposalCard(row, said or queries.outcome_of(row), done or queries.confirmation_of(row)))


def whole_out(told: ProposalTold) -> dict[str, Any]:
    """Return a proposal with all that stands with it."""
    return proposal_out(ProposalCard(told.row, told.outcome, told.confirmed)) | {
        "answer": told.outcome.answer if told.outcome else None, "offers": [offer_out(one) for one in told.offers],
        "conversions": [conversion_out(one) for one in told.conversions], "routing": routing_out(told.routing) if told.routing else None,
        "ratings": told.ratings.number, "mean": told.ratings.mean, "followers": told.followers, "photos": [one.uid for one in told.photos],
    }  # fmt: skip


def offer_out(one: Offer) -> dict[str, Any]:
    """Return what a town makes of it."""
    return {
        "uid": one.pk,
        "town": one.owner,
        "answer": one.answer or None,
        "why": one.why or None,
        "answered_on": one.answered_on,
    }


def conversion_out(one: Conversion) -> dict[str, Any]:
    """Return what was made of it."""
    return {"town": one.owner, "became": one.became, "row": one.row, "title_zh": one.title_zh, "url": one.url}


def routing_out(one: Routing) -> dict[str, Any]:
    """Return which office was suggested and decided."""
    return {
        "suggested": one.department or None,
        "probability": one.probability,
        "reasons": one.reasons,
        "decided": one.decided or None,
    }


def point_out(told: PointTold) -> dict[str, Any]:
    """Return a collection point with its yield: null for one that a report names, since what it yields is not said there."""
    row, same = told.row, ("kind", "name_zh", "name", "place_zh", "place", "keeper_zh", "hours_zh", "latitude", "longitude", "ended_on", "illustrative")  # fmt: skip
    counted = {name: None if row.source else getattr(told.told, name) for name in ("received", "adopted", "confirmed")}
    return {name: getattr(row, name) for name in same} | {"uid": row.pk, "town": row.owner, "source": row.source or None} | counted  # fmt: skip


def topic_out(row: Topic, number: int) -> dict[str, Any]:
    """Return what a town asks about."""
    same = ("title_zh", "title", "channel_zh", "opens_on", "closes_on", "ended_on", "result_zh", "illustrative")
    return {name: getattr(row, name) for name in same} | {"uid": row.pk, "town": row.owner, "proposals": number}


def heard_out(one: Heard) -> dict[str, Any]:
    """Return what several proposals are about."""
    return {
        "rank": one.rank, "title": one.title, "place": one.place, "towns": one.towns, "years": one.years, "proposals": [row.pk for row in one.rows],
    }  # fmt: skip


def figures_out(one: TownFigures) -> dict[str, Any]:
    """Return a town's figures."""
    return {name: getattr(one, name) for name in one.__slots__}
