"""Plans, how far they have come, and which clauses are served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from pilin.domain.programme import rules
from pilin.domain.programme.models import ActionPlan, PlanClause, PlanStep
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan as it stands on a day."""

    uid: UUID
    slug: str
    circle: str
    owner: str
    title_zh: str
    title: str
    about_zh: str
    about: str
    first_year: int
    last_year: int
    body_zh: str
    body: str
    state: str
    parent: UUID | None
    annual_task: bool
    steps: tuple[PlanStep, ...]
    clauses: tuple[PlanClause, ...]
    parts: tuple[PlanCard, ...]
    illustrative: bool
    source: str

    @property
    def last_step(self) -> PlanStep | None:
        """Return the newest step."""
        return self.steps[-1] if self.steps else None


def plan_rows(standing: Standing) -> Any:
    """Return plans with steps and clauses: three queries."""
    return ActionPlan.objects.visible_to(standing).prefetch_related(
        Prefetch("steps", PlanStep.objects.visible_to(standing)),
        Prefetch("clauses", PlanClause.objects.visible_to(standing)),
    )


def _card(row: ActionPlan, on: date, parts: Iterable[PlanCard] = ()) -> PlanCard:
    steps = tuple(step for step in row.steps.all() if step.taken_on_first <= on)
    return PlanCard(
        uid=row.pk,
        slug=row.slug,
        circle=row.circle,
        owner=row.owner,
        title_zh=row.title_zh,
        title=row.title,
        about_zh=row.about_zh,
        about=row.about,
        first_year=row.first_year,
        last_year=row.last_year,
        body_zh=row.body_zh,
        body=row.body,
        state=rules.plan_state([step.state for step in steps]),
        parent=row.parent_id,
        annual_task=row.annual_task,
        steps=steps,
        clauses=tuple(row.clauses.all()),
        parts=tuple(parts),
        illustrative=row.illustrative,
        source=row.source,
    )


def plans_of(standing: Standing, circle: str, on: date) -> list[PlanCard]:
    """Return the plans of a circle, their parts beneath them, by first year."""
    rows = list(plan_rows(standing).filter(circle=circle))
    below: dict[UUID, list[PlanCard]] = {}
    for row in rows:
        if row.parent_id:
            below.setdefault(row.parent_id, []).append(_card(row, on))
    return [_card(row, on, below.get(row.pk, ())) for row in rows if not row.parent_id]


def plan_named(standing: Standing, circle: str, slug: str, on: date) -> PlanCard | None:
    """Return one plan with its parts; None where this standing may not read it."""
    row = plan_rows(standing).filter(circle=circle, slug=slug).first()
    if row is None:
        return None
    return _card(row, on, [_card(part, on) for part in plan_rows(standing).filter(parent=row)])


def plan_for(standing: Standing, circle: str, year: int, on: date) -> PlanCard | None:
    """Return the plan of a circle that covers a year and has clauses to cite."""
    found = [p for p in plans_of(standing, circle, on) if p.first_year <= year <= p.last_year and p.clauses]
    return found[-1] if found else None
