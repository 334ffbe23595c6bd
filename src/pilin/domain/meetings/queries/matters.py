"""What was put one level up, and how long it has waited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from pilin.domain.meetings import rules
from pilin.domain.meetings.enums import MatterMove, MatterState
from pilin.domain.meetings.models import Matter, MatterStep
from pilin.domain.meetings.queries.events import bodies_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Body


@dataclass(frozen=True, slots=True)
class MatterView:
    """A raised matter with its clock."""

    row: Matter
    steps: tuple[MatterStep, ...]
    state: MatterState
    level: str  # at which it is now
    due_on: date
    provisional: bool
    bounces: int
    overdue_days: int
    cells: tuple[rules.Cell, ...]
    made_up: tuple[date, ...]

    @property
    def body(self) -> Body:
        """Return the body that has to answer, or that answered."""
        return self.steps[-1].body

    @property
    def spent(self) -> int:
        """Return how many working days have passed."""
        return sum(cell.spent for cell in self.cells)

    @property
    def term(self) -> int:
        """Return how many working days the term has in all."""
        return sum(not cell.late for cell in self.cells)

    @property
    def answer(self) -> str:
        """Return what was answered; empty while it is open."""
        return self.steps[-1].words if self.state == MatterState.ANSWERED else ""


def _matter(row: Matter, on: date) -> MatterView:
    steps = tuple(row.steps.all())
    raised = [s for s in steps if s.what == MatterMove.RAISED]
    held = [(s.on, s.body.level) for s in steps if s.what != MatterMove.ANSWERED]
    due = max(s.due_on for s in raised if s.due_on)
    state = rules.matter_state([s.what for s in steps])
    ended = steps[-1].on if state == MatterState.ANSWERED else None
    cells = rules.clock(held, due, on, ended_on=ended)
    return MatterView(
        row=row,
        steps=steps,
        state=state,
        level=steps[-1].body.level,
        due_on=due,
        provisional=any(s.provisional for s in raised),
        bounces=rules.bounces([s.what for s in steps]),
        overdue_days=0 if ended else max(0, (on - due).days),
        cells=tuple(cells),
        made_up=tuple(rules.made_up_days(held[0][0], due)),
    )


def matters_of(standing: Standing, circle: str, on: date, *, level: str = "", state: str = "") -> list[MatterView]:
    """Return the matters of a circle, the longest overdue first; two queries whatever their number."""
    views = [_matter(row, on) for row in _matters(standing).filter(circle=circle)]
    if level:
        views = [v for v in views if v.level == level]
    if state:
        views = [v for v in views if v.state == state]
    return sorted(views, key=lambda v: (v.state == MatterState.ANSWERED, -v.overdue_days, v.due_on, v.row.uid))


def _matters(standing: Standing) -> QuerySet[Matter]:
    steps = MatterStep.objects.visible_to(standing).select_related("body", "member")
    return Matter.objects.visible_to(standing).select_related("member").prefetch_related(Prefetch("steps", steps))


def matter_named(standing: Standing, circle: str, uid: UUID, on: date) -> MatterView | None:
    """Return one matter, or None where this standing reads no such matter."""
    row = _matters(standing).filter(circle=circle, pk=uid).first()
    return _matter(row, on) if row else None


def open_matters(standing: Standing, circle: str, on: date) -> list[MatterView]:
    """Return the matters not answered yet, the longest overdue first."""
    return [v for v in matters_of(standing, circle, on) if v.state != MatterState.ANSWERED]


def matters_about(standing: Standing, subject: UUID, on: date) -> list[MatterView]:
    """Return the matters raised about one subject, the oldest first."""
    return [_matter(row, on) for row in _matters(standing).filter(subject=subject)]


@dataclass(frozen=True, slots=True)
class BodyLoad:
    """What waits for a body's answer."""

    body: Body
    waiting: int
    overdue: int


def loads(standing: Standing, circle: str, on: date) -> list[BodyLoad]:
    """Return for each body how many matters wait for it and how many of them are overdue."""
    waiting: dict[UUID, int] = defaultdict(int)
    overdue: dict[UUID, int] = defaultdict(int)
    for view in open_matters(standing, circle, on):
        waiting[view.body.pk] += 1
        overdue[view.body.pk] += view.overdue_days > 0
    return [BodyLoad(b, waiting[b.pk], overdue[b.pk]) for b in bodies_of(standing, circle)]
