"""Keeping policy documents: who issued them and when, their clauses, and the tasks a town gives itself out of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.meetings import rules
from pilin.domain.meetings.actions.decisions import tell_town
from pilin.domain.meetings.actions.events import HOUSE, circle_of, member_of, shared
from pilin.domain.meetings.models import DocumentClause, PolicyDocument, Task
from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.journal.actions import deed, in_both, tell
from pilin.foundation.notices.enums import WorkKind
from pilin.foundation.values.columns import as_partial_date

READERS = (Audience.PUBLIC, Audience.CIRCLE, Audience.OWN)


@deed("meetings.record_document", says=_("{who} recorded the policy document {title}"))
def record_document(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    town: str = "",
    title_zh: str = "",
    title: str = "",
    issuer_zh: str = "",
    issuer: str = "",
    number: str = "",
    issued_on: PartialDate | date | str | None = None,
    clauses_declared: int | None = None,
    clauses: Sequence[Mapping[str, Any]] = (),
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> PolicyDocument:
    """Record a policy document with the body that issued it; the day stays unknown until somebody knows it.

    Parameters
    ----------
    town : str
        Code of the town that keeps it; empty for one's own.
    clauses_declared : int, optional
        How many clauses it has itself. More than are recorded: the page says that its text is not whole here.
    clauses : sequence of mappings
        ``label`` as printed (第三条), ``text_zh``, ``text``.

    Raises
    ------
    Invalid
        With every fault, those of a clause with its row.
    Refused
        When this standing does not work for a town of the circle or an observer.
    """
    room = circle_of(circle)
    owner = town or by.member
    rules.may_keep_documents(by, circle, owner).require()
    faults = []
    if not (title_zh or title).strip():
        faults.append(Fault("required", "title_zh", _("Write what the document is called.")))
    if not (issuer_zh or issuer).strip():
        faults.append(Fault("required", "issuer_zh", _("Write which body issued it.")))
    try:
        issued = as_partial_date(issued_on)
    except ValueError:
        issued = None
        faults.append(Fault("not_a_date", "issued_on", _("Write a year, a month or a day: 2024, 2024-07, 2024-07-01.")))
    if audience not in READERS:
        faults.append(Fault("unknown_audience", "audience", _("Choose who reads it."), value=audience))
    ready, wrong = _clauses(clauses)
    if clauses_declared is not None and clauses_declared < len(ready):
        faults.append(Fault("fewer_declared", "clauses_declared", _("More clauses are given than it has.")))
    if faults or wrong:
        raise Invalid(*faults, *wrong)
    row = PolicyDocument(
        in_circle=room,
        circle=circle,
        owner=owner,
        audience=audience,
        title_zh=title_zh.strip(),
        title=(title or title_zh).strip(),
        issuer_zh=issuer_zh.strip(),
        issuer=(issuer or issuer_zh).strip(),
        number=number.strip(),
        clauses_declared=clauses_declared,
        illustrative=illustrative,
        source=source,
    )
    row.issued_on = issued
    row.save()
    _add(row, ready)
    tell(title=in_both(row.title_zh or row.title, row.title))
    return row


@deed("meetings.add_clauses", says=_("{who} added clauses to the policy document {title}"))
def add_clauses(
    *, by: Standing, at: datetime, circle: str, document: UUID, clauses: Sequence[Mapping[str, Any]]
) -> list[DocumentClause]:
    """Add clauses after those that are recorded; what is written stays as it is."""
    row = _kept(by, circle, document)
    ready, wrong = _clauses(clauses)
    if not clauses:
        wrong.append(Fault("required", "clauses", _("Write at least one clause.")))
    there = DocumentClause.objects.visible_to(HOUSE).filter(document=row).count()
    if row.clauses_declared is not None and row.clauses_declared < there + len(ready):
        wrong.append(Fault("fewer_declared", "clauses", _("The document has fewer clauses than that.")))
    if wrong:
        raise Invalid(*wrong)
    made = _add(row, ready, there)
    tell(title=in_both(row.title_zh or row.title, row.title))
    return made


@deed("meetings.date_document", says=_("{who} wrote when the policy document {title} was issued"))
def date_document(
    *, by: Standing, at: datetime, circle: str, document: UUID, issued_on: PartialDate | date | str
) -> PolicyDocument:
    """Write the day of a document whose day was not known; a day that is known stays."""
    row = _kept(by, circle, document)
    if row.issued_on is not None:
        raise Refused("dated_already", _("Its day is known."))
    try:
        row.issued_on = issued_on
    except ValueError as fault:
        why = _("Write a year, a month or a day: 2024, 2024-07, 2024-07-01.")
        raise Invalid(Fault("not_a_date", "issued_on", why)) from fault
    if row.issued_on is None:
        raise Invalid(Fault("required", "issued_on", _("Name the day, or leave it unknown.")))
    row.save()
    tell(title=in_both(row.title_zh or row.title, row.title))
    return row


@deed("meetings.end_document", says=_("{who} ended the policy document {title}"))
def end_document(*, by: Standing, at: datetime, circle: str, document: UUID, ended_on: date) -> PolicyDocument:
    """Write the last day on which a document holds; its open tasks stay, for what was begun is finished or declined."""
    row = _kept(by, circle, document)
    if row.ended_on is not None:
        raise Refused("ended_already", _("It has ended."))
    if row.issued_on is not None and ended_on < row.issued_on.first:
        raise Invalid(Fault("too_early", "ended_on", _("That lies before the day on which it was issued.")))
    row.ended_on = ended_on
    row.save()
    tell(title=in_both(row.title_zh or row.title, row.title))
    return row


@deed("meetings.give_document_tasks", says=_("{who} gave the town {tasks} tasks out of {title}"))
def give_document_tasks(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    document: UUID,
    tasks: Sequence[Mapping[str, Any]],
    clause: UUID | None = None,
) -> list[Task]:
    """Give one's own town tasks out of a document: out of a clause, or of the whole where the clause is not known.

    A town's document binds that town; another is bound by what a meeting resolved, or by what it undertook itself.
    """
    row = _kept(by, circle, document)
    if row.ended_on is not None and row.ended_on < at.astimezone(rules.SHANGHAI).date():
        raise Refused("ended_already", _("It has ended."))
    out_of = DocumentClause.objects.visible_to(by).filter(pk=clause, document=row).first() if clause else None
    faults = []
    if clause and out_of is None:
        faults.append(Fault("unknown_clause", "clause", _("The document has no such clause.")))
    if not tasks:
        faults.append(Fault("required", "tasks", _("Name at least one task.")))
    for no, task in enumerate(tasks, 1):
        if not (task.get("title_zh") or task.get("title") or "").strip():
            faults.append(Fault("required", "tasks", _("Say what the town does."), row=no))
        due = task.get("due_on")
        if due is not None and row.issued_on is not None and due < row.issued_on.first:
            faults.append(Fault("too_early", "tasks", _("A task cannot be due before its document."), row=no))
    if faults:
        raise Invalid(*faults)
    town, made = member_of(row.owner), []
    for task in tasks:
        title_zh, title = str(task.get("title_zh") or ""), str(task.get("title") or "")
        one = Task(
            document=row,
            clause=out_of,
            member=town,
            title_zh=(title_zh or title).strip(),
            title=(title or title_zh).strip(),
            person_name=str(task.get("person_name") or ""),
            due_on=task.get("due_on"),
            **shared(row),
        )
        one.save()
        made.append(one)
        tell_town(by, at, one, WorkKind.DUE, town.code, one.due_on)
    tell(title=in_both(row.title_zh or row.title, row.title), tasks=len(made))
    return made


def _kept(by: Standing, circle: str, uid: UUID) -> PolicyDocument:
    row = PolicyDocument.objects.visible_to(by).filter(pk=uid, circle=circle).first()
    if row is None:
        raise Refused("not_found", _("There is no such document."))
    rules.may_keep_documents(by, circle, row.owner).require()
    return row


def _clauses(given: Sequence[Mapping[str, Any]]) -> tuple[list[tuple[str, str, str]], list[Fault]]:
    ready, faults, seen = [], [], set()
    for no, clause in enumerate(given, 1):
        label, text_zh, text = (str(clause.get(key) or "").strip() for key in ("label", "text_zh", "text"))
        if not label:
            faults.append(Fault("required", "label", _("Write the clause's number as it is printed."), row=no))
        elif label in seen:
            faults.append(Fault("twice", "label", _("This clause stands there twice."), row=no, value=label))
        if len(label) > 40:
            faults.append(Fault("too_long", "label", _("At most 40 characters."), row=no))
        if not (text_zh or text):
            faults.append(Fault("required", "text_zh", _("Write what the clause says."), row=no))
        seen.add(label)
        ready.append((label, text_zh, text or text_zh))
    return ready, faults


def _add(row: PolicyDocument, ready: Sequence[tuple[str, str, str]], after: int = 0) -> list[DocumentClause]:
    made = []
    for no, (label, text_zh, text) in enumerate(ready, after + 1):
        clause = DocumentClause(document=row, no=no, label=label, text_zh=text_zh, text=text, **shared(row))
        clause.save()
        made.append(clause)
    return made
