"""What the clock does about cases: raises what nobody took, asks whether a promise was kept; and what is forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import queries, rules
from pilin.foundation.cases.actions.held import held, step, tell_people
from pilin.foundation.cases.enums import StepKind
from pilin.foundation.cases.models import Case, CaseRating, CaseStep
from pilin.foundation.files.models import Attachment
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.queries import day_of


@deed("cases.raise_lain", says=_("Cases that nobody took in time were raised: {number}"))
def raise_lain(*, by: Standing, at: datetime) -> int:
    """Raise each case that nobody took in time: those who sign for its town, and its clerks, are told. Returns how many.

    A deed that finds none must not be begun: ask :func:`pilin.foundation.cases.queries.lain` first.
    """
    rules.may_raise(by).require()
    today, number = day_of(at), 0
    for case in queries.lain(today):
        row = held(case)
        if not rules.has_lain(row, today):
            continue
        row.raised_on = today
        row.save()
        step(row, by, at, StepKind.RAISED)
        people = {*people_holding(row.owner, Role.SIGNATORY, today), *people_holding(row.owner, Role.CLERK, today)}
        tell_people(by, at, row, "case_raised", sorted(people))
        number += 1
    tell(number=number)
    count(cases=number)
    return number


@deed("cases.ask_promised", says=_("Whoever asked was asked whether a promise was kept: {number}"))
def ask_promised(*, by: Standing, at: datetime) -> int:
    """Ask whoever asked, on the day that an answer promised, whether it was done; once. Returns how many were asked.

    A deed that finds none must not be begun: ask :func:`pilin.foundation.cases.queries.promised` first.
    """
    rules.may_raise(by).require()
    today, number = day_of(at), 0
    for case in queries.promised(today):
        row = held(case)
        if row.promise_asked_on or row.asker_id is None:
            continue
        row.promise_asked_on = today
        row.save()
        tell_people(by, at, row, "case_promised", [row.asker_id])
        number += 1
    tell(number=number)
    count(cases=number)
    return number


def forget_cases(person: UUID, at: datetime) -> int:
    """Take a person's name and words out of what was asked; called while the person is erased. Returns how many cases.

    What was asked for a firm stays the firm's: its words stay, the person's name does not.
    """
    return _forget(Case.objects.visible_to(queries.HOUSE).filter(asker=person))


def purge_cases(before: datetime) -> int:
    """Do the same to cases that were over before a moment; called by the retention job. Returns how many."""
    return _forget(Case.objects.visible_to(queries.HOUSE).filter(asker__isnull=False, closed_on__lt=day_of(before)))


def _forget(rows: Any) -> int:
    keys = list(rows.values_list("pk", flat=True))
    steps = CaseStep.objects.visible_to(queries.HOUSE).filter(case__in=keys, from_town=False)
    steps.filter(case__firm__isnull=True).update(who="", note="")
    steps.update(who="")
    CaseRating.objects.visible_to(queries.HOUSE).filter(case__in=keys, case__firm__isnull=True).update(words="")
    firms = set(
        Case.objects.visible_to(queries.HOUSE).filter(pk__in=keys, firm__isnull=False).values_list("pk", flat=True)
    )
    hung = [str(key) for key in keys if key not in firms]
    for row in Attachment.objects.visible_to(queries.HOUSE).filter(subject__in=hung):
        row.delete()  # one by one: the ledger is told of each
    held = Case.objects.visible_to(queries.HOUSE).filter(pk__in=keys)
    held.filter(firm__isnull=True).update(subject="•", text="")
    held.update(asker=None)
    return len(keys)
