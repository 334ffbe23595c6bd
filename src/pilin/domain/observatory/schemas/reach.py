"""What programs send and get about travel times, links and scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.observatory.enums import LONGEST, MOST_CHANGES, ChangeKind, LinkMode, LinkState
from pilin.domain.observatory.frames import reach as frames
from pilin.domain.observatory.models import ReachEnd, ReachLink, ReachScenario
from pilin.domain.observatory.queries import reach as queries
from pilin.domain.observatory.rules.reach import ChangeInput
from pilin.engine.reach import UNREACHABLE
from pilin.web.api import Incoming

Code = Annotated[str, Field(max_length=16)]
Minutes = Annotated[Decimal, Field(gt=0, le=LONGEST, max_digits=7, decimal_places=3)]
Readers = Annotated[str, Field(pattern="^(own|circle|public)$")]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]
Degrees = Annotated[Decimal, Field(ge=-180, le=180, max_digits=9, decimal_places=6)]


class NearOut(Schema):
    """A place with its minutes; null where no way is known."""

    code: str
    name_zh: str
    name_en: str
    area: str
    latitude: float | None
    longitude: float | None
    minutes: Decimal | None
    is_inside: bool


class ContentOut(Schema):
    """What lies within, by records that exist; null where nobody has said it."""

    kind: str
    value: int | None
    towns_known: int
    towns_within: int


class HourOut(Schema):
    """What lies within so many minutes of a place: which modes and hours its links are of, and whether minutes are illustrative."""

    circle: str
    origin: str
    within: int
    on: date
    modes: list[str]
    hours: list[str]
    illustrative: bool
    count: int
    places: list[NearOut]
    contents: list[ContentOut]


class MatrixOut(Schema):
    """Minutes from each place to each, a row a place in the order of ``places``; null where no way is known."""

    circle: str
    on: date
    places: list[str]
    minutes: list[list[float | None]]


class WordOut(Schema):
    """The word of a side on its end of a link; its state is null where it has said nothing."""

    side: str
    state: LinkState | None
    since: date | None
    latitude: float | None
    longitude: float | None


class ReachLinkOut(Schema):
    """A link between two places, and whether one goes over it: every side says open."""

    uid: UUID
    town: str
    start: str
    end: str
    name_zh: str
    name_en: str
    mode: LinkMode
    minutes: Decimal
    both_ways: bool
    hour: str | None
    is_open: bool
    sides: list[WordOut]
    revision: int
    illustrative: bool
    source: str | None


class ReachLinksOut(Schema):
    """The links of a circle."""

    circle: str
    on: date
    links: list[ReachLinkOut]


class BrokenEndOut(Schema):
    """A road open on one side that does not go on on the other; metres to its nearest surveyed neighbour, null where not surveyed."""

    link: UUID
    open_side: str
    other_side: str
    other_state: LinkState | None
    gap_m: float | None


class BrokenEndsOut(Schema):
    """The broken ends of a circle."""

    circle: str
    on: date
    ends: list[BrokenEndOut]


class ReachLinkIn(Incoming):
    """A link as a town writes it down, or as it changes the one of ``uid``."""

    start: Code
    end: Code
    mode: LinkMode
    minutes: Minutes
    both_ways: bool = True
    hour: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    name_zh: Annotated[str, Field(max_length=60)] = ""
    name_en: Annotated[str, Field(max_length=80)] = ""
    state: LinkState | None = None
    since: date | None = None
    audience: Readers = "public"
    uid: UUID | None = None
    revision: Revision | None = None


class ReachEndIn(Incoming):
    """What the town acted for says of its end of a link."""

    state: LinkState
    since: date | None = None
    latitude: Degrees | None = None
    longitude: Degrees | None = None


class ChangeIn(Incoming):
    """A link that a scenario adds, with its minutes, or closes."""

    kind: ChangeKind
    start: Code
    end: Code
    minutes: Minutes | None = None
    both_ways: bool = True


class ChangeOut(Schema):
    """A link that a scenario adds or closes."""

    kind: ChangeKind
    start: str
    end: str
    minutes: Decimal | None
    both_ways: bool


class ReachScenarioIn(Incoming):
    """A scenario as it is saved, or as the one of ``uid`` is changed."""

    title: Annotated[str, Field(max_length=120)]
    note: Annotated[str, Field(max_length=600)] = ""
    changes: Annotated[list[ChangeIn], Field(max_length=MOST_CHANGES)]
    audience: Readers = "circle"
    uid: UUID | None = None
    revision: Revision | None = None


class ReachScenarioOut(Schema):
    """A scenario; its changes are null in lists."""

    uid: UUID
    town: str
    title: str
    note: str
    audience: str
    changes: list[ChangeOut] | None
    revision: int
    illustrative: bool


class ReachScenariosOut(Schema):
    """The scenarios of a circle."""

    circle: str
    scenarios: list[ReachScenarioOut]


class AreaOut(Schema):
    """A town's places together: winners and losers, pairs within before and after, mean minutes won, null where not to be said."""

    code: str
    is_member: bool
    places: int
    winners: int
    losers: int
    within_before: int
    within_after: int
    minutes_won: float | None


class ComparedOut(Schema):
    """Two states of the network compared over all places as starts; null stands for the network as it is."""

    circle: str
    on: date
    within: int
    before: UUID | None
    after: UUID | None
    gained: int
    lost: int
    areas: list[AreaOut]
    idle: list[ChangeOut]


class BridgeOut(Schema):
    """What a browser reckons a bridge with, in thousandths of a minute: new = min(old, to_start + m + from_end, to_end + m + from_start)."""

    origin: str
    start: str
    end: str
    both_ways: bool
    never: int
    places: list[str]
    old: list[int]
    from_start: list[int]
    from_end: list[int]
    to_start: int
    to_end: int


def hour_out(told: frames.Circle, contents: list[frames.Content]) -> dict[str, Any]:
    """Return a circle for programs."""
    now = told.picture
    places = [
        {
            "code": row.node.code, "name_zh": row.node.name_zh, "name_en": row.node.name, "area": row.node.area, "latitude": row.node.latitude,
            "longitude": row.node.longitude, "minutes": row.after, "is_inside": row.is_inside,
        }
        for row in told.rows
    ]  # fmt: skip
    return {
        "circle": now.ground.circle, "origin": told.origin.code, "within": told.within, "on": now.ground.on, "modes": now.modes,
        "hours": now.hours, "illustrative": now.is_invented, "count": len(told.inside), "places": places,
        "contents": [
            {"kind": one.kind, "value": one.value, "towns_known": one.known, "towns_within": one.towns} for one in contents
        ],
    }  # fmt: skip


def matrix_out(now: frames.Picture) -> dict[str, Any]:
    """Return every pair for programs."""
    cells = now.matrix.cells.tolist()
    minutes = [[None if cell == UNREACHABLE else cell / 1_000 for cell in row] for row in cells]
    return {"circle": now.ground.circle, "on": now.ground.on, "places": list(now.codes), "minutes": minutes}


def link_out(told: queries.LinkTold) -> dict[str, Any]:
    """Return a link for programs."""
    row: ReachLink = told.row
    return {
        "uid": row.pk, "town": row.owner, "start": row.start.code, "end": row.end.code, "name_zh": row.name_zh, "name_en": row.name,
        "mode": row.mode, "minutes": row.minutes, "both_ways": row.both_ways, "hour": row.hour or None, "is_open": told.is_open,
        "sides": [word_out(side.code, side.word) for side in told.sides], "revision": row.revision, "illustrative": row.illustrative,
        "source": row.source or None,
    }  # fmt: skip


def word_out(side: str, word: ReachEnd | None) -> dict[str, Any]:
    """Return the word of a side for programs."""
    if word is None:
        return {"side": side, "state": None, "since": None, "latitude": None, "longitude": None}
    at = (
        (None, None)
        if word.latitude is None or word.longitude is None
        else (float(word.latitude), float(word.longitude))
    )
    return {"side": side, "state": word.state, "since": word.since, "latitude": at[0], "longitude": at[1]}


def broken_out(one: queries.BrokenTold) -> dict[str, Any]:
    """Return a broken end for programs."""
    state = one.other.word.state if one.other.word else None
    return {"link": one.link.row.pk, "open_side": one.side.code, "other_side": one.other.code, "other_state": state, "gap_m": one.gap_m}  # fmt: skip


def change_out(one: ChangeInput) -> dict[str, Any]:
    """Return a change for programs."""
    return {"kind": one.kind, "start": one.start, "end": one.end, "minutes": one.minutes, "both_ways": one.both_ways}


def scenario_out(row: ReachScenario, changes: list[ChangeInput] | None) -> dict[str, Any]:
    """Return a scenario for programs."""
    return {
        "uid": row.pk, "town": row.owner, "title": row.title, "note": row.note, "audience": row.audience, "revision": row.revision,
        "illustrative": row.illustrative, "changes": None if changes is None else [change_out(one) for one in changes],
    }  # fmt: skip


def compared_out(told: frames.Compared, sides: Mapping[str, ReachScenario | None]) -> dict[str, Any]:
    """Return a comparison for programs."""
    areas = [
        {
            "code": one.name, "is_member": is_member, "places": one.places, "winners": one.winners, "losers": one.losers,
            "within_before": one.within.count_before, "within_after": one.within.count_after, "minutes_won": one.minutes_won,
        }
        for _node, is_member, one in told.groups
    ]  # fmt: skip
    ground, (before, after) = told.before.ground, (sides["before"], sides["after"])
    return {
        "circle": ground.circle, "on": ground.on, "within": told.within, "before": before.pk if before else None,
        "after": after.pk if after else None, "gained": told.gained_count, "lost": told.lost_count, "areas": areas,
        "idle": [change_out(one) for one in told.idle],
    }  # fmt: skip


def bridge_out(one: frames.Bridge) -> dict[str, Any]:
    """Return a bridge for programs."""
    return {
        "origin": one.origin, "start": one.start, "end": one.end, "both_ways": one.both_ways, "never": UNREACHABLE,
        "places": list(one.picture.codes), "old": one.old.tolist(), "from_start": one.from_start.tolist(),
        "from_end": one.from_end.tolist(), "to_start": one.to_start, "to_end": one.to_end,
    }  # fmt: skip
