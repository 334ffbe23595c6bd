"""What programs send and get about drills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.drills.enums import (
    CorrectiveState,
    CorrectiveStepKind,
    DrillForm,
    DrillState,
    DueState,
    ScenarioKind,
    SiteKind,
)
from pilin.domain.drills.models import Drill, ExpectedAction, Inject, Observed, Scenario
from pilin.domain.drills.queries import CorrectiveTold, SiteTold, Timeline, Town
from pilin.domain.drills.rules import Done, Expected, ExpectedSaid, InjectSaid, Line, RoleSaid, Score
from pilin.engine.base import Fault, Invalid
from pilin.web.api import Incoming

Name = Annotated[str, Field(max_length=120)]
Long = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=4_000)]
Key = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=16)]
Readers = Annotated[str, Field(pattern="^(own|circle|public)$")]
Minutes = Annotated[int, Field(ge=-1440, le=1440)]
Days = Annotated[int, Field(ge=0, le=1000)]


class DrillDueOut(Schema):
    """When a site must drill next; ``due_on`` is null where nobody can say."""

    state: DueState
    due_on: date | None
    days: int | None
    counted_from: date | None
    drilled: bool
    months: int | None
    clause_zh: str
    clause_en: str


class DrillSiteOut(Schema):
    """Something that must drill."""

    uid: UUID
    town: str
    kind: SiteKind
    title_zh: str
    title_en: str
    operator_zh: str
    operator_en: str
    place_zh: str
    place_en: str
    place_code: str
    since: date | None
    drilled_before: date | None
    ended_on: date | None
    park: UUID | None
    industries_zh: list[str]
    industries_en: list[str]
    due: DrillDueOut
    revision: int
    illustrative: bool
    source: str | None


class DrillSitesOut(Schema):
    """The sites of a circle: overdue first."""

    circle: str
    on: date
    sites: list[DrillSiteOut]


class DrillSiteIn(Incoming):
    """A site; with ``uid`` the one that is changed."""

    uid: UUID | None = None
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    kind: SiteKind
    title_zh: Name
    title_en: Annotated[str, Field(max_length=160)] = ""
    operator_zh: Name = ""
    operator_en: Annotated[str, Field(max_length=160)] = ""
    place_zh: Annotated[str, Field(max_length=160)] = ""
    place_en: Annotated[str, Field(max_length=200)] = ""
    place_code: Annotated[str, Field(max_length=12)] = ""
    since: date | None = None
    drilled_before: date | None = None
    park: UUID | None = None
    industries_zh: Annotated[str, Field(max_length=2_000)] = ""
    industries_en: Annotated[str, Field(max_length=2_000)] = ""
    audience: Readers = "circle"


class DrillRole(Incoming):
    """Who acts in a scenario."""

    key: Key
    zh: Annotated[str, Field(max_length=60)]
    en: Annotated[str, Field(max_length=80)] = ""


class DrillInject(Incoming):
    """Something that happens so many minutes after the start."""

    minute: Minutes
    role: Key = ""
    text_zh: Long
    text_en: Annotated[str, Field(max_length=400)] = ""


class DrillExpected(Incoming):
    """What somebody ought to do; ``within`` in minutes from the start."""

    key: Key
    role: Key
    what_zh: Annotated[str, Field(max_length=160)]
    what_en: Annotated[str, Field(max_length=240)] = ""
    after: Annotated[list[Key], Field(max_length=60)] = []
    within: Minutes | None = None
    weight: Annotated[int, Field(ge=-10, le=100)] = 1


class DrillScenarioIn(Incoming):
    """A scenario; with ``follows`` the next version of that one."""

    follows: UUID | None = None
    kind: ScenarioKind
    title_zh: Name
    title_en: Annotated[str, Field(max_length=160)] = ""
    about_zh: Text = ""
    about_en: Text = ""
    place_zh: Annotated[str, Field(max_length=160)] = ""
    place_en: Annotated[str, Field(max_length=200)] = ""
    roles: Annotated[list[DrillRole], Field(max_length=60)]
    injects: Annotated[list[DrillInject], Field(max_length=100)] = []
    expected: Annotated[list[DrillExpected], Field(max_length=100)]
    audience: Readers = "circle"


class DrillScenarioOut(Schema):
    """One version of a scenario."""

    uid: UUID
    family: UUID
    version: int
    town: str
    kind: ScenarioKind
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    illustrative: bool
    source: str | None


class DrillScenarioWholeOut(DrillScenarioOut):
    """One version of a scenario with all that it asks."""

    about_zh: str
    about_en: str
    roles: list[DrillRole]
    injects: list[DrillInject]
    expected: list[DrillExpected]


class DrillScenariosOut(Schema):
    """The newest versions of a circle's scenarios."""

    circle: str
    scenarios: list[DrillScenarioOut]


class DrillIn(Incoming):
    """A drill that is planned."""

    scenario: UUID
    title_zh: Name
    title_en: Annotated[str, Field(max_length=160)] = ""
    form: DrillForm = DrillForm.LIVE
    planned_at: datetime
    place_zh: Annotated[str, Field(max_length=160)] = ""
    place_en: Annotated[str, Field(max_length=200)] = ""
    invited: Annotated[list[Code], Field(max_length=40)] = []
    cast: dict[str, Code] = {}
    sites: Annotated[list[UUID], Field(max_length=200)] = []
    audience: Readers = "circle"


class DrillOut(Schema):
    """A drill."""

    uid: UUID
    town: str
    scenario: UUID
    title_zh: str
    title_en: str
    form: DrillForm
    state: DrillState
    planned_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    closed_on: date | None
    place_zh: str
    place_en: str
    organiser_zh: str
    organiser_en: str
    invited: list[str]
    cast: dict[str, str]
    illustrative: bool
    source: str | None


class DrillsOut(Schema):
    """The drills of a circle, newest first."""

    circle: str
    drills: list[DrillOut]


class DrillLineOut(Schema):
    """One expected action with how it went; seconds from the start, null where it was not done."""

    key: str
    what_zh: str
    what_en: str
    role: str
    town: str
    within_minutes: int | None
    weight: int
    result: Literal["done", "late", "out_of_order", "missing"]
    second: int | None
    late_seconds: int
    before: list[str]
    points: Decimal
    lost: Decimal


class DrillNoteOut(Schema):
    """A note as it was written; ``corrects`` names the one it stands for."""

    uid: UUID
    town: str
    expected: str | None
    role: str
    what_zh: str
    done_at: datetime
    noted_at: datetime
    corrects: UUID | None
    withdrawn: bool
    why: str


class DrillEvaluationOut(Schema):
    """What one town says."""

    town: str
    on: date
    well_zh: str
    well_en: str
    lacking_zh: str
    lacking_en: str
    score: Decimal | None


class DrillStepOut(Schema):
    """What happened to a corrective action."""

    kind: CorrectiveStepKind
    town: str
    at: datetime
    words: str


class CorrectiveOut(Schema):
    """What is mended after a drill."""

    uid: UUID
    drill: UUID
    town: str
    expected: str | None
    what_zh: str
    what_en: str
    office: str
    set_on: date
    days: int
    due_on: date
    provisional: bool
    state: CorrectiveState
    done_on: date | None
    verified_on: date | None
    overdue_days: int
    steps: list[DrillStepOut]
    illustrative: bool


class CorrectivesOut(Schema):
    """What is mended in a circle, by the day it is due."""

    circle: str
    corrective: list[CorrectiveOut]


class DrillTownOut(Schema):
    """A town in a drill."""

    code: str
    holds: bool
    joined: bool


class DrillWholeOut(DrillOut):
    """A drill with its course, its score and what followed."""

    towns: list[DrillTownOut]
    sites: list[UUID]
    score: Decimal | None
    lines: list[DrillLineOut]
    notes: list[DrillNoteOut]
    evaluations: list[DrillEvaluationOut]
    corrective: list[CorrectiveOut]


class DrillJoinIn(Incoming):
    """For which of its own sites a town takes part."""

    sites: Annotated[list[UUID], Field(max_length=200)] = []


class DrillWhyIn(Incoming):
    """Why."""

    why: Annotated[str, Field(max_length=240)]


class DrillNoteIn(Incoming):
    """Something that was done: an expected action by its key, or anything else in words; now where no moment is named."""

    expected: Key = ""
    what_zh: Annotated[str, Field(max_length=160)] = ""
    what_en: Annotated[str, Field(max_length=240)] = ""
    done_at: datetime | None = None


class DrillCorrectionIn(Incoming):
    """What a note ought to have said; without a moment: that it was not done."""

    why: Annotated[str, Field(max_length=240)]
    done_at: datetime | None = None


class DrillEvaluationIn(Incoming):
    """What one town says."""

    well_zh: Text
    well_en: Text = ""
    lacking_zh: Text
    lacking_en: Text = ""


class CorrectiveIn(Incoming):
    """What one's own town mends, within so many working days."""

    what_zh: Long
    what_en: Annotated[str, Field(max_length=400)] = ""
    expected: Key = ""
    office: Annotated[str, Field(pattern="^(clerk|signatory|secretary)$")] = "clerk"
    days: Days


class CorrectiveStepIn(Incoming):
    """Done, verified or sent back, in words."""

    kind: CorrectiveStepKind
    words: Annotated[str, Field(max_length=2_000)]


def given(data: Incoming, *without: str) -> dict[str, Any]:
    """Return what was sent as the deed names it."""
    said = data.model_dump(exclude={"uid", "revision", "follows", "scenario", *without})
    return {key.removesuffix("_en"): value for key, value in said.items()}


def scenario_given(data: DrillScenarioIn) -> dict[str, Any]:
    """Return a scenario that was sent as the deed takes it."""
    return {
        **given(data, "roles", "injects", "expected"),
        "roles": [RoleSaid(one.key, one.zh, one.en) for one in data.roles],
        "injects": [InjectSaid(one.minute, one.text_zh, one.text_en, one.role) for one in data.injects],
        "expected": [ExpectedSaid(one.key, one.role, one.what_zh, one.what_en, tuple(one.after), one.within, one.weight) for one in data.expected],
    }  # fmt: skip


def site_out(told: SiteTold) -> dict[str, Any]:
    """Return a site as programs get it."""
    row, due = told.row, told.due
    return {
        "uid": row.pk, "town": row.owner, "kind": row.kind, "title_zh": row.title_zh, "title_en": row.title, "operator_zh": row.operator_zh,
        "operator_en": row.operator, "place_zh": row.place_zh, "place_en": row.place, "place_code": row.place_code, "since": row.since,
        "drilled_before": row.drilled_before, "ended_on": row.ended_on, "park": row.park, "industries_zh": row.industries_zh.splitlines(),
        "industries_en": row.industries.splitlines(), "revision": row.revision, "illustrative": row.illustrative, "source": row.source or None,
        "due": {
            "state": due.state, "due_on": due.on, "days": due.days, "counted_from": due.counted_from, "drilled": due.drilled,
            "months": due.duty.months if due.duty else None, "clause_zh": due.duty.clause_zh if due.duty else "", "clause_en": due.duty.clause if due.duty else "",
        },
    }  # fmt: skip


def scenario_out(row: Scenario) -> dict[str, Any]:
    """Return a version of a scenario as programs get it."""
    return {
        "uid": row.pk, "family": row.family, "version": row.version, "town": row.owner, "kind": row.kind, "title_zh": row.title_zh, "title_en": row.title,
        "place_zh": row.place_zh, "place_en": row.place, "illustrative": row.illustrative, "source": row.source or None,
    }  # fmt: skip


def scenario_whole_out(row: Scenario, injects: Iterable[Inject], expected: Iterable[ExpectedAction]) -> dict[str, Any]:
    """Return a version of a scenario with all that it asks."""
    return {
        **scenario_out(row), "about_zh": row.about_zh, "about_en": row.about, "roles": row.roles,
        "injects": [{"minute": one.minute, "role": one.role, "text_zh": one.text_zh, "text_en": one.text} for one in injects],
        "expected": [
            {"key": one.key, "role": one.role, "what_zh": one.what_zh, "what_en": one.what, "after": one.after, "within": one.within_minutes, "weight": one.weight}
            for one in expected
        ],
    }  # fmt: skip


def drill_out(row: Drill) -> dict[str, Any]:
    """Return a drill as programs get it."""
    return {
        "uid": row.pk, "town": row.owner, "scenario": row.scenario_id, "title_zh": row.title_zh, "title_en": row.title, "form": row.form, "state": row.state,
        "planned_at": row.planned_at, "started_at": row.started_at, "finished_at": row.finished_at, "closed_on": row.closed_on, "place_zh": row.place_zh,
        "place_en": row.place, "organiser_zh": row.organiser_zh, "organiser_en": row.organiser, "invited": row.invited, "cast": row.cast,
        "illustrative": row.illustrative, "source": row.source or None,
    }  # fmt: skip


def note_out(row: Observed, keys: Mapping[UUID, str]) -> dict[str, Any]:
    """Return a note as programs get it."""
    return {
        "uid": row.pk, "town": row.owner, "expected": keys.get(row.expected_id) if row.expected_id else None, "role": row.role, "what_zh": row.what_zh,
        "done_at": row.done_at, "noted_at": row.noted_at, "corrects": row.corrects_id, "withdrawn": row.withdrawn, "why": row.why,
    }  # fmt: skip


def corrective_out(told: CorrectiveTold) -> dict[str, Any]:
    """Return a corrective action as programs get it."""
    row = told.row
    return {
        "uid": row.pk, "drill": row.drill_id, "town": row.owner, "expected": row.expected.key if row.expected else None, "what_zh": row.what_zh,
        "what_en": row.what, "office": row.office, "set_on": row.set_on, "days": row.days, "due_on": row.due_on, "provisional": row.provisional, "state": row.state,
        "done_on": row.done_on, "verified_on": row.verified_on, "overdue_days": told.overdue_days, "illustrative": row.illustrative,
        "steps": [{"kind": one.kind, "town": one.owner, "at": one.at, "words": one.words} for one in told.steps],
    }  # fmt: skip


def drill_whole_out(
    row: Drill, told: Timeline, towns: Iterable[Town], sites: Iterable[Any], evaluations: Iterable[Any], correctives: Iterable[CorrectiveTold]
) -> dict[str, Any]:  # fmt: skip
    """Return a drill with its course, its score and what followed."""
    keys = {one.act.pk: one.act.key for one in told.lines}
    return {
        **drill_out(row), "towns": [{"code": one.code, "holds": one.holds, "joined": one.joined} for one in towns], "sites": [one.pk for one in sites],
        "score": told.score.score,
        "lines": [
            {
                **line_out(one.line), "what_zh": one.act.what_zh, "what_en": one.act.what, "town": one.town, "within_minutes": one.act.within_minutes,
            }
            for one in told.lines
        ],
        "notes": [note_out(one.row, keys) for one in told.notes],
        "evaluations": [
            {"town": one.owner, "on": one.on, "well_zh": one.well_zh, "well_en": one.well, "lacking_zh": one.lacking_zh, "lacking_en": one.lacking, "score": one.score}
            for one in evaluations
        ],
        "corrective": [corrective_out(one) for one in correctives],
    }  # fmt: skip


def line_out(line: Line) -> dict[str, Any]:
    """Return a line of a score."""
    return {
        "key": line.key, "role": line.role, "result": line.result, "second": line.second, "late_seconds": line.late_seconds, "before": list(line.before),
        "weight": line.weight, "points": line.points, "lost": line.lost,
    }  # fmt: skip


def score_out(told: Score) -> dict[str, Any]:
    """Return a score with its lines and what nobody expected."""
    return {
        "score": told.score, "counts": told.counts(), "lines": [line_out(line) for line in told.lines],
        "extra": [{"second": one.second, "key": one.key, "role": one.role, "what": one.what} for one in told.extra],
    }  # fmt: skip


def score_read(said: Any) -> tuple[list[Expected], list[Done]]:
    """Return expected and done as a file of ``pilin drills score`` says them.

    ``{"expected": [{"key", "role", "after": [key], "within": minutes or null, "weight"}], "done": [{"second", "key", "role", "what"}]}``

    Raises
    ------
    Invalid
        With every fault of form; that the expected actions contradict each other is said when they are scored.
    """
    faults: list[Fault] = []
    lists = {}
    for field in ("expected", "done"):
        rows = said.get(field) if isinstance(said, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            faults.append(Fault("not_a_list", field, "a list of objects stands here"))
        else:
            lists[field] = rows
    expected, done = [], []
    for row, one in enumerate(lists.get("expected", ()), 1):
        after, within, weight = one.get("after", []), one.get("within"), one.get("weight", 1)
        if not isinstance(one.get("key"), str):
            faults.append(Fault("no_key", "expected", "an action needs a key", row))
        elif not isinstance(after, list) or not all(isinstance(key, str) for key in after):
            faults.append(Fault("after", "expected", "after is a list of keys", row))
        elif not (within is None or _whole(within)) or not _whole(weight):
            faults.append(Fault("not_whole", "expected", "within and weight are whole numbers", row))
        else:
            expected.append(Expected(one["key"], str(one.get("role", "")), tuple(after), within, weight))
    for row, one in enumerate(lists.get("done", ()), 1):
        if not _whole(one.get("second")) or one["second"] < 0:
            faults.append(Fault("second", "done", "second is a whole number from the start, not below 0", row))
        else:
            done.append(
                Done(one["second"], str(one.get("key", "")), str(one.get("role", "")), str(one.get("what", "")))
            )
    if faults:
        raise Invalid(*faults)
    return expected, done


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
