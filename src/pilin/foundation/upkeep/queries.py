"""Which workers live, which tasks need something done, and how the instance is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult, get_date_max

from pilin.foundation.access.standing import Standing
from pilin.foundation.upkeep import rules
from pilin.foundation.upkeep.enums import DIED, LOOKS_BACK, Settled
from pilin.foundation.upkeep.models import DeadLetter, KeptAnswer, WorkerBeat

HOUSE = Standing.machine("upkeep")
READY, RUNNING, FAILED, SUCCESSFUL = "READY", "RUNNING", "FAILED", "SUCCESSFUL"
PATIENCE = timedelta(minutes=2)  # how long a due task may wait before somebody should come


@dataclass(frozen=True, slots=True)
class Letter:
    """A task put aside, as page, API and terminal show it."""

    uid: UUID
    name: str
    tries: int
    first_at: datetime
    failed_at: datetime
    error: str
    traceback: str
    settled: str
    settled_label: str
    settled_at: datetime | None


def letters(standing: Standing, *, settled: bool = False, most: int = 50) -> list[Letter]:
    """Return the tasks put aside that wait for the keeper, newest first; or those that were settled."""
    rows = DeadLetter.objects.visible_to(standing)
    rows = rows.exclude(settled=Settled.OPEN) if settled else rows.filter(settled=Settled.OPEN)
    return [letter_card(row) for row in rows[:most]]


def letter_card(row: DeadLetter) -> Letter:
    """Return a task put aside as it is shown."""
    died = row.error == DIED
    return Letter(
        uid=row.pk,
        name=row.name,
        tries=row.tries,
        first_at=row.first_at,
        failed_at=row.failed_at,
        error=str(_("The worker died while doing this")) if died else row.error,
        traceback="" if died else row.traceback,
        settled=row.settled,
        settled_label=str(Settled(row.settled).label),
        settled_at=row.settled_at,
    )


def letter(standing: Standing, uid: UUID) -> DeadLetter | None:
    """Return a task put aside, else None."""
    return DeadLetter.objects.visible_to(standing).filter(pk=uid).first()


def orphans(at: datetime) -> list[UUID]:
    """Return the tasks that say they run while the worker that took them is dead."""
    alive = {beat.worker for beat in WorkerBeat.objects.visible_to(HOUSE) if not rules.is_dead(beat.beat_at, at)}
    running = DBTaskResult.objects.running().values_list("pk", "worker_ids")
    return [pk for pk, workers in running if not workers or workers[-1] not in alive]


def failures(at: datetime) -> list[UUID]:
    """Return the tasks that failed lately and about which nothing was decided yet."""
    decided = DeadLetter.objects.visible_to(HOUSE).exclude(settled=Settled.AGAIN).values("task")
    rows = DBTaskResult.objects.failed().filter(finished_at__gte=at - LOOKS_BACK).exclude(pk__in=decided)
    return list(rows.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class State:
    """How background work stands."""

    workers: int
    beat_at: datetime | None
    waiting: int
    oldest_due_at: datetime | None
    running: int
    put_aside: int

    def is_well(self, at: datetime) -> bool:
        """Return whether nobody needs to come: whatever is due is being done."""
        late = self.oldest_due_at is not None and at - self.oldest_due_at > PATIENCE
        silent = not self.workers and self.beat_at is not None and at - self.beat_at > PATIENCE
        return not late and not silent


def state(at: datetime) -> State:
    """Return how background work stands at a moment; names nobody and nothing, so anybody may read it."""
    beats = list(WorkerBeat.objects.visible_to(HOUSE).values_list("beat_at", flat=True))
    queue = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=Q(status=READY)),
        running=Count("pk", filter=Q(status=RUNNING)),
        due=Min("run_after", filter=Q(status=READY, run_after__lte=at)),
        asked=Min("enqueued_at", filter=Q(status=READY, run_after=get_date_max())),
    )
    return State(
        workers=sum(1 for beat_at in beats if not rules.is_dead(beat_at, at)),
        beat_at=max(beats, default=None),
        waiting=queue["waiting"],
        oldest_due_at=min((moment for moment in (queue["due"], queue["asked"]) if moment), default=None),
        running=queue["running"],
        put_aside=DeadLetter.objects.visible_to(HOUSE).filter(settled=Settled.OPEN).count(),
    )


def answers_held(person: UUID) -> list[dict[str, Any]]:
    """Return the answers kept for a person's programs."""
    rows = KeptAnswer.objects.visible_to(HOUSE).filter(caller=str(person))
    return list(rows.values("key", "status", "body", "made_at"))  # type: ignore[arg-type]
