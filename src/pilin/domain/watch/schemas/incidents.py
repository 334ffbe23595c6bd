"""What programs send and get: incidents, contacts and joint plans for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field as Of

from pilin.domain.watch.kinds import Basin, Field
from pilin.domain.watch.queries.incidents import IncidentTold, JointPlanTold
from pilin.domain.watch.schemas.shared import Long, Moment, Readers, Text, Town
from pilin.web.api import Incoming

Title = Annotated[str, Of(max_length=120)]


class WatchNoticeOut(Schema):
    """A town that was told; ``known_at`` null: it has not said that it knows."""

    uid: UUID
    town: str
    told_at: datetime
    words_zh: str
    words_en: str
    known_at: datetime | None
    does_zh: str
    does_en: str


class WatchIncidentOut(Schema):
    """An incident; it names nobody."""

    uid: UUID
    town: str
    field: Field
    title_zh: str
    title_en: str
    what_zh: str
    what_en: str
    place_zh: str
    place_en: str
    happened_at: datetime
    closed_at: datetime | None
    outcome_zh: str
    outcome_en: str
    notices: list[WatchNoticeOut]
    source: str
    illustrative: bool


class WatchIncidentsOut(Schema):
    """The newest incidents of a circle."""

    circle: str
    incidents: list[WatchIncidentOut]


class WatchContactOut(Schema):
    """Whom to call; ``overdue``: nobody made sure of it in time."""

    uid: UUID
    town: str
    field: Field
    rank: int
    office_zh: str
    office_en: str
    phone: str
    reviewed_on: date
    review_by: date
    overdue: bool
    illustrative: bool


class WatchContactsOut(Schema):
    """Whom to call in each town, in the order of calling."""

    circle: str
    contacts: list[WatchContactOut]


class WatchJointPlanOut(Schema):
    """A joint plan of a basin; ``joined``: towns that said that they take part."""

    uid: UUID
    basin: Basin
    title_zh: str
    title_en: str
    document: str
    stations: list[str]
    towns: list[str]
    joined: list[str]
    source: str
    illustrative: bool


class WatchJointPlansOut(Schema):
    """The joint plans of a circle."""

    circle: str
    plans: list[WatchJointPlanOut]


class WatchIncidentIn(Incoming):
    """Note an incident of the town acted for, without a word about anybody."""

    field: Field
    title_zh: Title
    title_en: Annotated[str, Of(max_length=160)] = ""
    what_zh: Text = ""
    what_en: Text = ""
    place_zh: Annotated[str, Of(max_length=160)]
    place_en: Annotated[str, Of(max_length=200)] = ""
    happened_at: Moment | None = None
    audience: Readers = "circle"


class WatchTellIn(Incoming):
    """Tell a neighbour."""

    to_town: Town
    words_zh: Long = ""
    words_en: Long = ""


class WatchKnowIn(Incoming):
    """Say that one's own town knows."""

    does_zh: Long = ""
    does_en: Long = ""


class WatchOutcomeIn(Incoming):
    """What came of an incident."""

    outcome_zh: Text
    outcome_en: Text = ""


def incident_out(told: IncidentTold) -> dict[str, Any]:
    """Return an incident as programs get it."""
    row = told.row
    names = (
        "field",
        "title_zh",
        "what_zh",
        "place_zh",
        "happened_at",
        "closed_at",
        "outcome_zh",
        "source",
        "illustrative",
    )
    notices = [
        {
            "uid": one.row.pk, "town": one.row.to_town, "told_at": one.row.told_at, "words_zh": one.row.words_zh, "words_en": one.row.words,
            "known_at": one.known and one.known.known_at, "does_zh": one.known.does_zh if one.known else "", "does_en": one.known.does if one.known else "",
        }
        for one in told.notices
    ]  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "uid": row.pk, "town": row.owner, "title_en": row.title, "what_en": row.what, "place_en": row.place, "outcome_en": row.outcome, "notices": notices,
    }  # fmt: skip


def joint_plan_out(told: JointPlanTold) -> dict[str, Any]:
    """Return a joint plan as programs get it."""
    row = told.row
    names = ("basin", "title_zh", "document", "stations", "towns", "source", "illustrative")
    return {name: getattr(row, name) for name in names} | {
        "uid": row.pk,
        "title_en": row.title,
        "joined": list(told.joined),
    }
