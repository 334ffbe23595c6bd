"""Drills for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from pilin.domain.drills import actions, queries
from pilin.domain.drills.enums import CorrectiveState, CorrectiveStepKind, DrillState, DueState, SiteKind
from pilin.domain.drills.models import CorrectiveAction, Drill, Scenario
from pilin.domain.drills.schemas import (
    CorrectiveIn,
    CorrectiveOut,
    CorrectivesOut,
    CorrectiveStepIn,
    DrillCorrectionIn,
    DrillEvaluationIn,
    DrillIn,
    DrillJoinIn,
    DrillNoteIn,
    DrillOut,
    DrillScenarioIn,
    DrillScenariosOut,
    DrillScenarioWholeOut,
    DrillSiteIn,
    DrillSiteOut,
    DrillSitesOut,
    DrillsOut,
    DrillWholeOut,
    DrillWhyIn,
    corrective_out,
    drill_out,
    drill_whole_out,
    given,
    scenario_given,
    scenario_out,
    scenario_whole_out,
    site_out,
)
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["drills"])
MADE = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
Words = Annotated[str, Query(max_length=80)]
Town = Annotated[str, Query(max_length=16)]
ONE = "/circles/{slug:circle}/drills/{uuid:uid}"
STEPS = {
    CorrectiveStepKind.DONE: actions.report_done,
    CorrectiveStepKind.VERIFIED: actions.verify_corrective,
    CorrectiveStepKind.SENT_BACK: actions.send_back,
}


@router.get(
    "/circles/{slug:circle}/drill-sites",
    response={200: DrillSitesOut, 404: Error, 422: Error},
    summary="List what must drill",
)
def list_sites(
    request: HttpRequest, circle: str, kind: SiteKind | None = None, town: Town = "", due: DueState | None = None, on: date | None = None, q: Words = ""
) -> dict[str, Any]:  # fmt: skip
    """Return the sites that exist on a day with when each must drill next, overdue first."""
    _circle(request, circle)
    day = on or day_of(request.at)
    rows = queries.due_list(request.standing, circle, day, kind=kind or "", town=town, state=due or "", words=q)
    return {"circle": circle, "on": day, "sites": [site_out(one) for one in rows]}


@router.post(
    "/circles/{slug:circle}/drill-sites",
    response={201: DrillSiteOut, **MADE},
    auth=signed_in,
    summary="Enter what must drill",
)
def note_site(request: HttpRequest, circle: str, data: DrillSiteIn) -> tuple[int, dict[str, Any]]:
    """Enter a site of the town acted for, or change the one of ``uid``."""
    within = _circle(request, circle)
    row = queries.site_named(request.standing, circle, data.uid) if data.uid else None
    if data.uid and row is None:
        raise Http404
    made = actions.note_site(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, site=row, revision=data.revision, **given(data)
    )  # fmt: skip
    return 201, site_out(queries.site_told(made, day_of(request.at)))


@router.post(
    "/circles/{slug:circle}/drill-sites/{uuid:uid}/end",
    response={200: DrillSiteOut, **MADE},
    auth=signed_in,
    summary="Note that a site exists no more",
)
def end_site(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Note that a site exists no more from today on."""
    row = queries.site_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    made = actions.end_site(by=request.standing, at=request.at, site=row)
    return site_out(queries.site_told(made, day_of(request.at)))


@router.get(
    "/circles/{slug:circle}/drill-scenarios", response={200: DrillScenariosOut, 404: Error}, summary="List scenarios"
)
def list_scenarios(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return the newest version of each scenario."""
    _circle(request, circle)
    rows = queries.latest_scenarios(request.standing, circle)
    return {"circle": circle, "scenarios": [scenario_out(row) for row in rows]}


@router.get(
    "/circles/{slug:circle}/drill-scenarios/{uuid:uid}",
    response={200: DrillScenarioWholeOut, 404: Error},
    summary="Show a scenario",
)
def show_scenario(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one version of a scenario with its roles, injects and expected actions."""
    row = _scenario(request, circle, uid)
    return scenario_whole_out(row, *queries.whole_scenario(request.standing, row))


@router.post(
    "/circles/{slug:circle}/drill-scenarios",
    response={201: DrillScenarioWholeOut, **MADE},
    auth=signed_in,
    summary="Write a scenario, or its next version",
)
def write_scenario(request: HttpRequest, circle: str, data: DrillScenarioIn) -> tuple[int, dict[str, Any]]:
    """Write a scenario of the town acted for, or with ``follows`` the version after that one."""
    within = _circle(request, circle)
    after = _scenario(request, circle, data.follows) if data.follows else None
    made = actions.write_scenario(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, after=after, **scenario_given(data)
    )  # fmt: skip
    return 201, scenario_whole_out(made, *queries.whole_scenario(request.standing, made))


@router.get("/circles/{slug:circle}/drills", response={200: DrillsOut, 404: Error, 422: Error}, summary="List drills")
def list_drills(
    request: HttpRequest, circle: str, state: DrillState | None = None, town: Town = "", q: Words = ""
) -> dict[str, Any]:
    """Return the drills of a circle, newest first."""
    _circle(request, circle)
    rows = queries.drills(request.standing, circle, state=state or "", town=town, words=q)
    return {"circle": circle, "drills": [drill_out(row) for row in rows]}


@router.get(ONE, response={200: DrillWholeOut, 404: Error}, summary="Show a drill")
def show_drill(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return a drill with its course, its score as its notes stand now, what the towns say and what is mended."""
    return _whole(request, _drill(request, circle, uid))


@router.post("/circles/{slug:circle}/drills", response={201: DrillOut, **MADE}, auth=signed_in, summary="Plan a drill")
def plan_drill(request: HttpRequest, circle: str, data: DrillIn) -> tuple[int, dict[str, Any]]:
    """Plan a drill that the town acted for holds."""
    within, of = _circle(request, circle), _scenario(request, circle, data.scenario)
    made = actions.plan_drill(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, scenario=of, **given(data)
    )
    return 201, drill_out(made)


@router.post(f"{ONE}/join", response={200: DrillWholeOut, **MADE}, auth=signed_in, summary="Take part in a drill")
def join_drill(request: HttpRequest, circle: str, uid: UUID, data: DrillJoinIn) -> dict[str, Any]:
    """Say that the town acted for takes part."""
    row = _drill(request, circle, uid)
    actions.join_drill(by=request.standing, at=request.at, drill=row, sites=data.sites)
    return _whole(request, row)


@router.post(f"{ONE}/call-off", response={200: DrillOut, **MADE}, auth=signed_in, summary="Call a drill off")
def call_off_drill(request: HttpRequest, circle: str, uid: UUID, data: DrillWhyIn) -> dict[str, Any]:
    """Call a drill off that has not begun."""
    row = _drill(request, circle, uid)
    return drill_out(actions.call_off_drill(by=request.standing, at=request.at, drill=row, why=data.why))


@router.post(f"{ONE}/start", response={200: DrillOut, **MADE}, auth=signed_in, summary="Start a drill")
def start_drill(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Start a drill now, by the server's clock."""
    return drill_out(actions.start_drill(by=request.standing, at=request.at, drill=_drill(request, circle, uid)))


@router.post(
    f"{ONE}/notes", response={201: DrillWholeOut, **MADE}, auth=signed_in, summary="Note that something was done"
)
def note_action(request: HttpRequest, circle: str, uid: UUID, data: DrillNoteIn) -> tuple[int, dict[str, Any]]:
    """Note an expected action or something else, now or at a moment since the start."""
    row = _drill(request, circle, uid)
    actions.note_action(by=request.standing, at=request.at, drill=row, **given(data))
    return 201, _whole(request, row)


@router.post(
    f"{ONE}/notes/{{uuid:note}}/corrections",
    response={201: DrillWholeOut, **MADE},
    auth=signed_in,
    summary="Correct a note",
)
def correct_note(
    request: HttpRequest, circle: str, uid: UUID, note: UUID, data: DrillCorrectionIn
) -> tuple[int, dict[str, Any]]:
    """Correct a note by a later one."""
    row = _drill(request, circle, uid)
    found = queries.note_named(request.standing, row, note)
    if found is None:
        raise Http404
    actions.correct_note(by=request.standing, at=request.at, drill=row, note=found, **given(data))
    return 201, _whole(request, row)


@router.post(f"{ONE}/finish", response={200: DrillOut, **MADE}, auth=signed_in, summary="End a drill")
def finish_drill(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """End a drill now."""
    return drill_out(actions.finish_drill(by=request.standing, at=request.at, drill=_drill(request, circle, uid)))


@router.post(f"{ONE}/evaluations", response={201: DrillWholeOut, **MADE}, auth=signed_in, summary="Evaluate a drill")
def evaluate_drill(request: HttpRequest, circle: str, uid: UUID, data: DrillEvaluationIn) -> tuple[int, dict[str, Any]]:
    """Say for the town acted for how the drill went."""
    row = _drill(request, circle, uid)
    actions.evaluate_drill(by=request.standing, at=request.at, drill=row, **given(data))
    return 201, _whole(request, row)


@router.post(
    f"{ONE}/corrective-actions", response={201: CorrectiveOut, **MADE}, auth=signed_in, summary="Set what is mended"
)
def set_corrective(request: HttpRequest, circle: str, uid: UUID, data: CorrectiveIn) -> tuple[int, dict[str, Any]]:
    """Set what the town acted for mends."""
    row = _drill(request, circle, uid)
    made = actions.set_corrective(by=request.standing, at=request.at, drill=row, **given(data))
    return 201, _corrective_out(request, made)


@router.post(f"{ONE}/close", response={200: DrillOut, **MADE}, auth=signed_in, summary="Close a drill")
def close_drill(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Close a drill whose corrective actions are all verified."""
    return drill_out(actions.close_drill(by=request.standing, at=request.at, drill=_drill(request, circle, uid)))


@router.get(
    "/circles/{slug:circle}/corrective-actions",
    response={200: CorrectivesOut, 404: Error, 422: Error},
    summary="List what is mended after drills",
)
def list_correctives(
    request: HttpRequest, circle: str, state: CorrectiveState | None = None, town: Town = "", late: bool = False
) -> dict[str, Any]:
    """Return corrective actions by the day they are due; with ``late`` those that are overdue."""
    _circle(request, circle)
    on = day_of(request.at)
    rows = queries.correctives(request.standing, circle, state=state or "", town=town, late_on=on if late else None)
    told = queries.told_of_correctives(request.standing, rows, on)
    return {"circle": circle, "corrective": [corrective_out(one) for one in told]}


@router.post(
    "/circles/{slug:circle}/corrective-actions/{uuid:uid}/steps",
    response={201: CorrectiveOut, **MADE},
    auth=signed_in,
    summary="Say that it is mended, make sure of it, or send it back",
)
def step_corrective(request: HttpRequest, circle: str, uid: UUID, data: CorrectiveStepIn) -> tuple[int, dict[str, Any]]:
    """Say that something is mended, that one made sure of it, or what is still missing."""
    row = queries.corrective_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    made = STEPS[data.kind](by=request.standing, at=request.at, corrective=row, words=data.words)
    return 201, _corrective_out(request, made)


def _whole(request: HttpRequest, row: Drill) -> dict[str, Any]:
    by = request.standing
    joined = queries.joined_towns(by, row)
    correctives = queries.told_of_correctives(by, queries.correctives(by, row.circle, drill=row), day_of(request.at))
    return drill_whole_out(
        row, queries.timeline(by, row, joined, request.at), queries.towns_of(row, joined), queries.sites_of_drill(by, row), queries.evaluations(by, row), correctives
    )  # fmt: skip


def _corrective_out(request: HttpRequest, row: CorrectiveAction) -> dict[str, Any]:
    (told,) = queries.told_of_correctives(request.standing, [row], day_of(request.at))
    return corrective_out(told)


def _drill(request: HttpRequest, circle: str, uid: UUID) -> Drill:
    found = queries.drill_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _scenario(request: HttpRequest, circle: str, uid: UUID) -> Scenario:
    found = queries.scenario_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found
