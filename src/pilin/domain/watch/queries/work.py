"""What of responses, gates and incidents waits for people, and what is held on a person."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.watch.models import (
    GateAnswer,
    GateMove,
    GateRequest,
    IncidentKnown,
    ResponseTask,
)
from pilin.domain.watch.queries import HOUSE, gates, incidents, responses
from pilin.domain.watch.rules.who import ON_DUTY
from pilin.domain.watch.wording import in_words
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices.enums import WorkItem, WorkKind

MOST = 20  # tasks of a response that are listed at once


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits: requests about gates, neighbours' incidents, tasks of a response that runs."""
    if not standing.member or not any(standing.holds(role) for role in ON_DUTY):
        return []
    return [*_asked(standing), *_told(standing), *_tasks(standing, on)]


def _asked(standing: Standing) -> list[WorkItem]:
    made = []
    for circle in sorted(standing.circles | standing.observes):
        for asked in gates.open_requests(standing, circle):
            if asked.to_town == standing.member:
                made.append(
                    WorkItem(
                        WorkKind.DUE, _("Answer about the gate {gate}").format(gate=in_words(asked.gate, "name")), asked.reason,
                        reverse("watch:answer_gate", args=[circle, asked.pk]), day_of(asked.from_at), _("Answer"),
                    )
                )  # fmt: skip
    return made


def _told(standing: Standing) -> list[WorkItem]:
    return [
        WorkItem(
            WorkKind.DUE, _("A neighbour tells: {title}").format(title=in_words(one.incident, "title")), in_words(one, "words"),
            reverse("watch:know_incident", args=[one.circle, one.pk]), day_of(one.told_at), _("We know"),
        )
        for one in incidents.unknown_notices(standing, standing.member)
    ]  # fmt: skip


def _tasks(standing: Standing, on: date) -> list[WorkItem]:
    made = []
    for one in responses.open_tasks(standing, standing.member)[:MOST]:
        due = day_of(one.due_at) if one.due_at else None
        late = max(0, (on - due).days) if due else 0
        made.append(
            WorkItem(
                WorkKind.DUE, in_words(one, "task"), in_words(one, "office"), reverse("watch:response", args=[one.circle, one.family]), due,
                _("It is done") if one.acknowledged_at else _("Take it on"), late,
            )
        )  # fmt: skip
    return made


def held_on(person: UUID) -> list[dict[str, Any]]:
    """Return what is held on a person: tasks taken on or done, moves signed for, requests and answers."""
    tasks = ResponseTask.objects.visible_to(HOUSE).filter(Q(acknowledged_by=person) | Q(done_by=person))
    moves = GateMove.objects.visible_to(HOUSE).filter(signed_by=person)
    asked = GateRequest.objects.visible_to(HOUSE).filter(asked_by=person)
    answers = GateAnswer.objects.visible_to(HOUSE).filter(answered_by=person)
    known = IncidentKnown.objects.visible_to(HOUSE).filter(known_by=person)
    held: list[Any] = [
        *tasks.values("task_zh", "acknowledged_at", "done_at", "note"),
        *moves.values("gate__name_zh", "at", "kind", "reason"),
        *asked.values("gate__name_zh", "asked_at", "reason"),
        *answers.values("answered_at", "answer", "reason"),
        *known.values("known_at", "does_zh"),
    ]
    return held
