"""What the register's programs send and get."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.domain.obstacles import queries
from pilin.domain.obstacles.enums import AuthorityLevel, ObstacleKind, ObstacleOutcome, ObstacleStage, ObstacleStepKind
from pilin.engine.base import Comparator
from pilin.web.api import Incoming, Whole

Line = Annotated[str, Field(max_length=240)]
Text = Annotated[str, Field(max_length=10_000)]


class AffectedOut(Schema):
    """How many are affected, with comparator, unit and period."""

    value: float
    comparator: Comparator
    unit: str
    period: str | None


class ObstacleOut(Schema):
    """An obstacle as lists give it."""

    uid: UUID
    reference: str
    year: int
    number: int
    title_zh: str
    title_en: str
    kind: ObstacleKind
    stage: ObstacleStage
    since: date | None
    owner: str
    with_whom: str | None
    answer_by: date | None
    overdue_days: int
    affected: AffectedOut | None
    outcome: ObstacleOutcome | None
    merged_into: UUID | None
    illustrative: bool
    source: str | None


class StepOut(Schema):
    """One step taken about an obstacle."""

    uid: UUID
    kind: ObstacleStepKind
    taken_on: date
    owner: str
    note_zh: str
    note_en: str
    with_whom: str | None
    level: AuthorityLevel | None
    answer_by: date | None
    outcome: ObstacleOutcome | None


class LinkOut(Schema):
    """Something that ran into an obstacle."""

    subject: UUID
    kind: str
    title_zh: str
    title_en: str
    url: str


class WholeOut(ObstacleOut):
    """An obstacle with its history."""

    revision: int
    cost_zh: str
    cost_en: str
    rule_zh: str
    rule_en: str
    level: AuthorityLevel | None
    steps: list[StepOut]
    links: list[LinkOut]


class TallyOut(Schema):
    """A year of the register."""

    year: int
    target: int | None
    removed: int
    reported: int
    open: int
    waiting: int
    overdue: int


class RegisterOut(Schema):
    """The register of a circle with the year's count."""

    circle: str
    tally: TallyOut
    obstacles: list[ObstacleOut]


class AffectedIn(Incoming):
    """How many are affected."""

    value: Annotated[float, Field(gt=0, le=1e12)]
    comparator: Comparator = Comparator.EXACTLY
    unit: Annotated[str, Field(min_length=1, max_length=24)]
    period: Annotated[str, Field(max_length=24)] = ""


class ReportIn(Incoming):
    """A report."""

    kind: ObstacleKind
    title_zh: Annotated[str, Field(max_length=160)] = ""
    title_en: Line = ""
    cost_zh: Text = ""
    cost_en: Text = ""
    affected: AffectedIn | None = None
    seen_on: Annotated[str, Field(max_length=10)] = ""
    audience: Annotated[str, Field(pattern="^(circle|public)$")] = "circle"


class StepIn(Incoming):
    """A step; which fields count depends on its kind."""

    kind: ObstacleStepKind
    note_zh: Text = ""
    note_en: Text = ""
    revision: Whole | None = None
    rule_zh: Text = ""
    rule_en: Text = ""
    level: AuthorityLevel | None = None
    body: UUID | None = None
    authority_zh: Annotated[str, Field(max_length=120)] = ""
    authority_en: Annotated[str, Field(max_length=160)] = ""
    answer_by: date | None = None
    outcome: ObstacleOutcome | None = None
    into: UUID | None = None


def obstacle_out(card: queries.ObstacleCard | queries.Whole) -> dict[str, Any]:
    """Return an obstacle as programs get it; unknown is null."""
    row, course = card.obstacle, card.course
    affected = row.affected_quantity
    return {
        "uid": row.pk,
        "reference": row.reference,
        "year": row.year,
        "number": row.number,
        "title_zh": row.title_zh,
        "title_en": row.title,
        "kind": row.kind,
        "stage": course.stage,
        "since": course.since,
        "owner": row.owner,
        "with_whom": _with_whom(course.given),
        "answer_by": course.given.answer_by if course.given else None,
        "overdue_days": card.overdue_days,
        "affected": affected
        and {
            "value": affected.value,
            "comparator": affected.comparator.value,
            "unit": affected.unit,
            "period": affected.period or None,
        },
        "outcome": (course.said.outcome if course.said else None) or None,
        "merged_into": course.into,
        "illustrative": row.illustrative,
        "source": row.source or None,
    }


def whole_out(found: queries.Whole) -> dict[str, Any]:
    """Return an obstacle with its history as programs get it."""
    row = found.obstacle
    return {
        **obstacle_out(found),
        "revision": row.revision,
        "cost_zh": row.cost_zh,
        "cost_en": row.cost,
        "rule_zh": row.rule_zh,
        "rule_en": row.rule,
        "level": row.level or None,
        "steps": [
            {
                "uid": step.pk,
                "kind": step.kind,
                "taken_on": step.taken_on,
                "owner": step.owner,
                "note_zh": step.note_zh,
                "note_en": step.note,
                "with_whom": _with_whom(step),
                "level": step.level or None,
                "answer_by": step.answer_by,
                "outcome": step.outcome or None,
            }
            for step in found.steps
        ],
        "links": [
            {"subject": k.subject, "kind": k.kind, "title_zh": k.title_zh, "title_en": k.title, "url": k.url}
            for k in found.links
        ],
    }


def register_out(circle: str, tally: queries.Tally, cards: list[queries.ObstacleCard]) -> dict[str, Any]:
    """Return the register as programs get it, sorted by uid."""
    return {
        "circle": circle,
        "tally": {name: getattr(tally, name) for name in TallyOut.model_fields},
        "obstacles": [obstacle_out(card) for card in sorted(cards, key=lambda c: str(c.obstacle.pk))],
    }


def _with_whom(step: Any) -> str | None:
    if step is None or step.kind != ObstacleStepKind.GIVEN:
        return None
    return step.body.name_zh if step.body else step.authority_zh or step.authority or None
