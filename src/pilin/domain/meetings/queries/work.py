"""Readings that rooms below gather: a person's work, the calendar feed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.meetings import rules
from pilin.domain.meetings.enums import MatterState, TaskState
from pilin.domain.meetings.models import Attendance, Minutes, MinutesWord
from pilin.domain.meetings.queries.events import attending_of, meetings_in
from pilin.domain.meetings.queries.matters import open_matters
from pilin.domain.meetings.queries.promises import open_commitments
from pilin.domain.meetings.queries.tasks import open_tasks
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins.enums import CalendarEntry
from pilin.foundation.members.models import Member
from pilin.foundation.notices.enums import WorkItem, WorkKind


def calendar_entries(standing: Standing, circle: str) -> list[CalendarEntry]:
    """Return the circle's events for its calendar feed: those known to the day, cancelled ones left out."""
    zh = (get_language() or "zh").startswith("zh")
    return [
        CalendarEntry(
            uid=str(row.pk),
            title_zh=row.title_zh,
            title=row.title,
            starts=row.starts_at or row.starts_on_first,
            ends=row.ends_at if row.starts_at else row.last_day,
            place=(row.place_zh or row.place) if zh else (row.place or row.place_zh),
            url=f"/c/{circle}/meetings/{row.pk}/",
            illustrative=row.illustrative,
            town=row.host.code if row.host else "",
        )
        for row in meetings_in(standing, circle).filter(cancelled_at__isnull=True)
        if rules.is_day_known(row)
    ]


def _words(row: Any, name: str) -> str:
    zh = (get_language() or "zh").startswith("zh")
    first, second = (f"{name}_zh", name) if zh else (name, f"{name}_zh")
    return str(getattr(row, first) or getattr(row, second))


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for this person: tasks, words on minutes, answers, checks."""
    if not standing.signed_in or not standing.member:
        return []
    work = [item for circle in sorted(standing.circles) for item in _work_in(standing, circle, on)]
    return sorted(work, key=lambda item: (-item.overdue_days, item.due_on or date.max, item.title))


def _work_in(standing: Standing, circle: str, on: date) -> list[WorkItem]:
    work = []
    for task in open_tasks(standing, circle, on):
        url, stands = f"/c/{circle}/tasks/{task.row.pk}/", task.stands
        mine = task.row.member.code == standing.member
        if mine and stands.state in (TaskState.GIVEN, TaskState.TAKEN):
            verb = _("Take the task") if stands.state == TaskState.GIVEN else _("Report it done")
            work.append(
                WorkItem(WorkKind.DUE, _words(task.row, "title"), "", url, stands.due_on, verb, stands.overdue_days)
            )
        elif not mine and stands.state == TaskState.DONE and _is_across(standing.member, task.row.member):
            detail = task.steps[-1].words
            work.append(WorkItem(WorkKind.TO_WITNESS, _words(task.row, "title"), detail, url, None, _("Confirm"), 0))
    if standing.roles & {Role.SIGNATORY, Role.SECRETARY}:
        work += _minutes_to_confirm(standing, circle)
    if standing.keeps_office_of_chair(circle):
        for matter in open_matters(standing, circle, on):
            if matter.state == MatterState.OPEN:
                work.append(
                    WorkItem(
                        WorkKind.RAISED,
                        _words(matter.row, "title"),
                        _words(matter.body, "name"),
                        f"/c/{circle}/matters/{matter.row.pk}/",
                        matter.due_on,
                        _("Answer"),
                        matter.overdue_days,
                    )
                )
        for promise in open_commitments(standing, circle, on):
            if promise.row.check_on <= on and promise.row.member.code != standing.member:
                work.append(
                    WorkItem(
                        WorkKind.DUE,
                        _words(promise.row, "sentence"),
                        _("a year later"),
                        f"/c/{circle}/commitments/",
                        promise.row.check_on,
                        _("Check it"),
                        promise.overdue_days,
                    )
                )
    return work


def _minutes_to_confirm(standing: Standing, circle: str) -> list[WorkItem]:
    rows = (
        Minutes.objects.visible_to(standing)
        .filter(circle=circle)
        .select_related("meeting__host")
        .prefetch_related(
            Prefetch("words", MinutesWord.objects.visible_to(standing).select_related("member")),
            Prefetch("meeting__attendance", Attendance.objects.visible_to(standing).select_related("member")),
        )
    )
    work = []
    for row in rows:
        attending = {m.code for m in attending_of(row.meeting, row.meeting.attendance.all())}
        said = {w.member.code for w in row.words.all() if w.text_hash == row.text_hash}
        if standing.member in attending - said:
            url = f"/c/{circle}/meetings/{row.meeting_id}/#minutes"
            work.append(
                WorkItem(
                    WorkKind.TO_SIGN,
                    _words(row.meeting, "title"),
                    _("the minutes"),
                    url,
                    None,
                    _("Confirm the minutes"),
                    0,
                )
            )
    return work


def _is_across(member: str, owner: Member) -> bool:
    """Return whether a member code lies in another province than the owner: its first two digits are the province's."""
    return member[:2] != owner.code[:2]
