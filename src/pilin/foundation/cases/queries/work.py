"""What waits for a person about cases."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import rules
from pilin.foundation.cases.enums import CaseState, RatingStage
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.queries.desk import own_cases
from pilin.foundation.notices.enums import WorkItem, WorkKind

MOST_WORK = 50  # lines that one list of a person's work gives


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for a person: cases to take, to answer, to look at because nobody did, or to say a word on."""
    if not standing.signed_in:
        return []
    work = [_item(case, WorkKind.DUE, _("Is it settled?"), _("Say so"), on) for case in _mine_to_say(standing)]
    asked_of_me = own_cases(standing).filter(promise_asked_on__isnull=False).exclude(ratings__stage=RatingStage.OUTCOME)
    work += [
        _item(case, WorkKind.DUE, _("The promised day has come"), _("Say whether it was done"), on)
        for case in asked_of_me.filter(asker=standing.person).order_by("promised_on", "number")[:MOST_WORK]
    ]
    if not standing.member:
        return work
    rows = Case.objects.visible_to(standing).filter(Q(owner=standing.member) | Q(partner=standing.member))
    if standing.holds(Role.CLERK):
        asked = Case.objects.visible_to(standing).filter(offered_to=standing.member).order_by("due_on", "number")
        work += [
            _item(case, WorkKind.DUE, _("Another town asks you to take it over"), _("Say yes or no"), on)
            for case in asked[:MOST_WORK]
        ]
        received = rows.filter(state=CaseState.RECEIVED).order_by("take_by", "number")[:MOST_WORK]
        work += [_item(case, WorkKind.DUE, _("Nobody has taken it yet"), _("Take it"), on) for case in received]
        held = rows.filter(state=CaseState.IN_HAND, assignee=standing.person).order_by("due_on", "number")
        work += [
            _item(
                case,
                WorkKind.DUE,
                _("It waits for whoever asked") if case.waiting_since else _("You have it"),
                _("Answer"),
                on,
            )
            for case in held[:MOST_WORK]
        ]
    if standing.holds(Role.SIGNATORY):
        raised = rows.filter(state=CaseState.RECEIVED, raised_on__isnull=False).order_by("received_on", "number")
        detail = _("Nobody in your town took it in time")
        work += [_item(case, WorkKind.RAISED, detail, _("Look"), on) for case in raised[:MOST_WORK]]
    return work


def _mine_to_say(standing: Standing) -> list[Case]:
    return list(own_cases(standing).filter(state=CaseState.ANSWERED).order_by("answered_on", "number")[:MOST_WORK])


def _item(case: Case, kind: WorkKind, detail: str, verb: str, on: date) -> WorkItem:
    due = {CaseState.RECEIVED: case.take_by, CaseState.IN_HAND: case.due_on}.get(CaseState(case.state))
    return WorkItem(
        kind=kind,
        title=f"{case.reference} {case.subject}",
        detail=detail,
        url=reverse("cases:case", kwargs={"circle": case.circle, "uid": case.pk}),
        due_on=due if kind == WorkKind.DUE else None,
        verb=verb,
        overdue_days=rules.days_late(case, on),
    )
