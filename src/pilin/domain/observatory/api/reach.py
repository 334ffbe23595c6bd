"""Travel times, links and scenarios for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from pilin.domain.observatory import actions
from pilin.domain.observatory.enums import HOUR, LONGEST, MOST_PAIRS, LinkMode
from pilin.domain.observatory.frames import reach as frames
from pilin.domain.observatory.models import ReachLink, ReachScenario
from pilin.domain.observatory.queries import reach as queries
from pilin.domain.observatory.rules.reach import ChangeInput
from pilin.domain.observatory.schemas import reach as schemas
from pilin.engine.base import Fault, Invalid
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["observatory"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
FOUND = {404: Error, 422: Error}
Within = Annotated[int, Query(ge=1, le=LONGEST)]
Code = Annotated[str, Query(max_length=16)]


@router.get("/circles/{slug:circle}/reach", response={200: schemas.HourOut, **FOUND}, summary="Tell what lies within the hour of a place")  # fmt: skip
def tell_hour(
    request: HttpRequest, circle: str, origin: Annotated[str, Query(alias="from", max_length=16)], within: Within = HOUR,
    mode: LinkMode | None = None, on: date | None = None, scenario: UUID | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return every place with its minutes from one, over open links; with a scenario, as that would have it."""
    changes = queries.inputs_of(request.standing, _scenario(request, circle, scenario)) if scenario else []
    now = _picture(request, circle, on, mode, changes, {"from": origin})
    told = frames.circle_of(now, origin, within)
    return schemas.hour_out(told, frames.contents(request.standing, told))


@router.get("/circles/{slug:circle}/reach/matrix", response={200: schemas.MatrixOut, **FOUND}, summary="Tell the minutes of every pair of places")  # fmt: skip
def tell_matrix(request: HttpRequest, circle: str, mode: LinkMode | None = None, on: date | None = None) -> dict[str, Any]:  # fmt: skip
    """Return the minutes between all places; beyond 400 places take the file of the page."""
    now = _picture(request, circle, on, mode)
    if len(now.nodes) > MOST_PAIRS:
        raise Invalid(Fault("too_many", "", _("These are too many places for one answer; take the file of the page")))
    return schemas.matrix_out(now)


@router.get("/circles/{slug:circle}/reach/bridge", response={200: schemas.BridgeOut, **FOUND}, summary="Tell what a bridge is reckoned with")  # fmt: skip
def tell_bridge(
    request: HttpRequest, circle: str, origin: Annotated[str, Query(alias="from", max_length=16)], start: Code, end: Code,
    both_ways: bool = True, mode: LinkMode | None = None, on: date | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return times from one place and from both ends of a bridge, by which any minutes of it are answered without asking again."""
    now = _picture(request, circle, on, mode, (), {"from": origin, "start": start, "end": end})
    return schemas.bridge_out(frames.bridge(now, origin, start, end, both_ways=both_ways))


@router.get("/circles/{slug:circle}/reach/compare", response={200: schemas.ComparedOut, **FOUND}, summary="Compare two scenarios")  # fmt: skip
def compare_scenarios(
    request: HttpRequest, circle: str, before: UUID | None = None, after: UUID | None = None, within: Within = HOUR,
    mode: LinkMode | None = None, on: date | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return by town who wins and loses between two scenarios; one that is not named is the network as it is."""
    _circle(request, circle)
    sides = {
        name: _scenario(request, circle, uid) if uid else None for name, uid in (("before", before), ("after", after))
    }
    day = on or day_of(request.at)
    told = frames.scenarios_compared(request.standing, circle, day, mode or "", within, sides["before"], sides["after"])
    return schemas.compared_out(told, sides)


@router.get("/circles/{slug:circle}/reach/links", response={200: schemas.ReachLinksOut, **FOUND}, summary="List links between places")  # fmt: skip
def list_links(request: HttpRequest, circle: str, on: date | None = None) -> dict[str, Any]:
    """Return the links in sight with the word of each side on a day, today unless said."""
    _circle(request, circle)
    day = on or day_of(request.at)
    return {"circle": circle, "on": day, "links": [schemas.link_out(one) for one in queries.links_told(request.standing, circle, day)]}  # fmt: skip


@router.get("/circles/{slug:circle}/reach/ends", response={200: schemas.BrokenEndsOut, **FOUND}, summary="List broken ends")  # fmt: skip
def list_broken_ends(request: HttpRequest, circle: str, on: date | None = None) -> dict[str, Any]:
    """Return the roads that are open on one side of the border and go on nowhere on the other."""
    _circle(request, circle)
    day = on or day_of(request.at)
    return {"circle": circle, "on": day, "ends": [schemas.broken_out(one) for one in queries.broken(request.standing, circle, day)]}  # fmt: skip


@router.get("/circles/{slug:circle}/reach/scenarios", response={200: schemas.ReachScenariosOut, 404: Error}, summary="List scenarios of links")  # fmt: skip
def list_scenarios(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the scenarios in sight, without their changes."""
    _circle(request, circle)
    rows = queries.scenarios(request.standing, circle)
    return {"circle": circle, "scenarios": [schemas.scenario_out(row, None) for row in rows]}


@router.get("/circles/{slug:circle}/reach/scenarios/{uuid:uid}", response={200: schemas.ReachScenarioOut, 404: Error}, summary="Show a scenario of links")  # fmt: skip
def show_scenario(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a scenario with the links that it adds and closes."""
    row = _scenario(request, circle, uid)
    return schemas.scenario_out(row, queries.inputs_of(request.standing, row))


@router.post("/circles/{slug:circle}/reach/links", response={201: schemas.ReachLinkOut, **MADE}, auth=signed_in, summary="Write down a link, or change it")  # fmt: skip
def enter_link(request: HttpRequest, circle: str, data: schemas.ReachLinkIn) -> tuple[int, dict[str, Any]]:
    """Write down a link at whose end the town acted for lies, or change the one of ``uid``."""
    within = _circle(request, circle)
    row = _link(request, circle, data.uid) if data.uid else None
    given = data.dict(exclude={"uid", "name_en", "state"}) | {
        "name": data.name_en,
        "state": data.state or "",
        "hour": data.hour or "",
        "link": row,
    }
    made = actions.enter_link(by=request.standing, at=request.at, circle=within, town=request.standing.member, **given)
    return 201, schemas.link_out(queries.links_told(request.standing, circle, day_of(request.at), made)[0])


@router.post("/circles/{slug:circle}/reach/links/{uuid:uid}/ends", response={201: schemas.WordOut, **MADE}, auth=signed_in, summary="Say what one's end of a link is")  # fmt: skip
def report_end(request: HttpRequest, circle: str, uid: UUID, data: schemas.ReachEndIn) -> tuple[int, dict[str, Any]]:
    """Say for the town acted for whether its end of a link is open, being built, planned or closed, from a day on."""
    row, town = _link(request, circle, uid), request.standing.member
    word = actions.report_end(by=request.standing, at=request.at, link=row, town=town, **data.dict())
    return 201, schemas.word_out(town, word)


@router.post("/circles/{slug:circle}/reach/scenarios", response={201: schemas.ReachScenarioOut, **MADE}, auth=signed_in, summary="Save a scenario of links, or change it")  # fmt: skip
def save_scenario(request: HttpRequest, circle: str, data: schemas.ReachScenarioIn) -> tuple[int, dict[str, Any]]:
    """Save links that might be added or closed under a name for the town acted for, or change the scenario of ``uid``."""
    within = _circle(request, circle)
    row = _scenario(request, circle, data.uid) if data.uid else None
    changes = [ChangeInput(one.kind.value, one.start, one.end, one.minutes, one.both_ways) for one in data.changes]
    made = actions.save_scenario(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, title=data.title, note=data.note, changes=changes,
        audience=data.audience, scenario=row, revision=data.revision,
    )  # fmt: skip
    return 201, schemas.scenario_out(made, changes)


@router.delete("/circles/{slug:circle}/reach/scenarios/{uuid:uid}", response={204: None, **MADE}, auth=signed_in, summary="Throw a scenario of links away")  # fmt: skip
def delete_scenario(request: HttpRequest, circle: str, uid: UUID) -> tuple[int, None]:
    """Throw a scenario of the town acted for away."""
    actions.delete_scenario(by=request.standing, at=request.at, scenario=_scenario(request, circle, uid))
    return 204, None


def _picture(
    request: HttpRequest, circle: str, on: date | None, mode: LinkMode | None, changes: Any = (), places: dict[str, str] | None = None
) -> frames.Picture:  # fmt: skip
    """Return the network asked for; each place that is named must be in it."""
    _circle(request, circle)
    named = places or {}
    now = frames.picture(request.standing, circle, on or day_of(request.at), mode or "", changes, named.values())
    lost = [Fault("place", field, _("No place known here has this code"), value=code) for field, code in named.items() if not now.names(code)]  # fmt: skip
    if lost:
        raise Invalid(*lost)
    return now


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _link(request: HttpRequest, circle: str, uid: UUID) -> ReachLink:
    found = queries.link_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _scenario(request: HttpRequest, circle: str, uid: UUID) -> ReachScenario:
    found = queries.scenario_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
