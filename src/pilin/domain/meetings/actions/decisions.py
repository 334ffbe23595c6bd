"""Resolving, giving tasks out of resolutions, and following each task to the other bank's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.meetings import rules
from pilin.domain.meetings.actions.events import HOUSE, SHANGHAI, meeting_of, member_of, require_keeper, shared
from pilin.domain.meetings.enums import ResolutionState, TaskMove, TaskState
from pilin.domain.meetings.models import (
    AgendaItem,
    Commitment,
    Meeting,
    Resolution,
    ResolutionStep,
    Task,
    TaskStep,
    Theme,
)
from pilin.domain.meetings.queries import member_rows, task_rows, task_view
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, count, deed, in_both, tell
from pilin.foundation.members.models import Member
from pilin.foundation.members.rules import is_other_bank
from pilin.foundation.notices.actions import notify
from pilin.foundation.notices.enums import WorkKind


@deed("meetings.resolve", says=_("{who} recorded the resolution {title}"))
def resolve(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    meeting: UUID,
    text_zh: str,
    text: str = "",
    state: str = ResolutionState.PROPOSED,
    on: date | None = None,
    item: UUID | None = None,
    note: str = "",
    tasks: Sequence[Mapping[str, Any]] = (),
    source: str = "",
) -> Resolution:
    """Record what a meeting resolved and, in the same step, what each town does about it.

    Parameters
    ----------
    state : str
        How far it came at this meeting; approval in principle is not approval.
    tasks : sequence of mappings
        ``member`` (code), ``title_zh``, ``title``, ``due_on`` and, where known, ``person_name``, ``person``, ``theme`` (uid).
    """
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    if not (text_zh or text).strip():
        raise Invalid(Fault("required", "text_zh", _("Write what was resolved.")))
    rules.may_move_resolution("", state).require()
    if row.is_results and row.snapshot is None:
        raise Refused("no_snapshot", _("A results meeting decides on a frozen snapshot: freeze it first."))
    day = on or min(at.astimezone(SHANGHAI).date(), row.last_day)
    subject = AgendaItem.objects.visible_to(by).filter(pk=item, meeting=row).first() if item else None
    no = Resolution.objects.visible_to(HOUSE).filter(meeting=row).count() + 1
    resolution = Resolution(
        meeting=row,
        item=subject,
        no=no,
        text_zh=(text_zh or text).strip(),
        text=(text or text_zh).strip(),
        snapshot_hash=row.snapshot.text_hash if row.snapshot else "",
        **shared(row, source=source),
    )
    resolution.save()
    ResolutionStep(resolution=resolution, state=state, on=day, note=note, **shared(resolution)).save()
    _give(by, at, row, tasks, resolution=resolution)
    tell(title=_short(resolution))
    return resolution


@deed("meetings.move_resolution", says=_("{who} recorded how far {title} has come"))
def move_resolution(
    *, by: Standing, at: datetime, circle: str, resolution: UUID, state: str, on: date, note: str = ""
) -> ResolutionStep:
    """Record that a resolution came to another state; what is being studied never jumps to approved."""
    found = (
        Resolution.objects.visible_to(by).filter(pk=resolution, circle=circle).select_related("meeting__host").first()
    )
    if found is None:
        raise Refused("not_found", _("There is no such resolution."))
    rules.may_keep(
        by, circle, found.meeting.host.code if found.meeting.host else ""
    ).require()  # a later chair may go on with it
    states = list(ResolutionStep.objects.visible_to(HOUSE).filter(resolution=found).values_list("state", flat=True))
    rules.may_move_resolution(rules.resolution_state(states), state).require()
    if on < found.meeting.starts_on_first:
        raise Invalid(Fault("too_early", "on", _("That lies before the meeting.")))
    step = ResolutionStep(resolution=found, state=state, on=on, note=note, **shared(found, owner=by.member))
    step.owner = step.owner or found.owner
    step.save()
    tell(title=_short(found))
    return step


@deed("meetings.give_tasks", says=_("{who} gave {tasks} tasks out of {title}"))
def give_tasks(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    meeting: UUID,
    tasks: Sequence[Mapping[str, Any]],
    resolution: UUID | None = None,
    commitment: UUID | None = None,
) -> list[Task]:
    """Give tasks to towns out of a resolution, or out of a commitment made at the meeting."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    out_of = Resolution.objects.visible_to(by).filter(pk=resolution, meeting=row).first() if resolution else None
    promise = Commitment.objects.visible_to(by).filter(pk=commitment, meeting=row).first() if commitment else None
    if out_of is None and promise is None:
        raise Refused("not_found", _("Name the resolution or the commitment they come from."))
    if not tasks:
        raise Invalid(Fault("required", "tasks", _("Name at least one task.")))
    made = _give(by, at, row, tasks, resolution=out_of, commitment=promise)
    tell(title=both(row, "title"), tasks=len(made))
    return made


def _give(
    by: Standing,
    at: datetime,
    row: Meeting,
    tasks: Sequence[Mapping[str, Any]],
    *,
    resolution: Resolution | None = None,
    commitment: Commitment | None = None,
) -> list[Task]:
    faults, ready = [], []
    there = {m.code: m for m in member_rows(HOUSE, row.circle, row.starts_on_first)}
    there |= {m.code: m for m in member_rows(HOUSE, row.circle, at.astimezone(SHANGHAI).date())}
    for no, task in enumerate(tasks, 1):
        member: Member | None = there.get(str(task.get("member", "")))
        title_zh, title = str(task.get("title_zh") or ""), str(task.get("title") or "")
        due = task.get("due_on")
        if member is None:
            faults.append(Fault("unknown_member", "tasks", _("Each task belongs to a town of the circle."), row=no))
        if not (title_zh or title).strip():
            faults.append(Fault("required", "tasks", _("Say what the town does."), row=no))
        if due is not None and due < row.starts_on_first:
            faults.append(Fault("too_early", "tasks", _("A task cannot be due before the meeting."), row=no))
        ready.append((member, title_zh or title, title or title_zh, due, task))
    if faults:
        raise Invalid(*faults)
    made = []
    for member, title_zh, title, due, task in ready:
        assert member is not None
        theme = task.get("theme")
        one = Task(
            resolution=resolution,
            commitment=commitment,
            theme=Theme.objects.visible_to(by).filter(pk=theme, circle=row.circle).first() if theme else None,
            member=member,
            title_zh=title_zh.strip(),
            title=title.strip(),
            person=task.get("person"),
            person_name=str(task.get("person_name") or ""),
            due_on=due,
            **shared(resolution or commitment or row, owner=member.code),
        )
        if task.get("illustrative"):
            one.illustrative, one.source = True, ""
        one.save()
        made.append(one)
        tell_town(by, at, one, WorkKind.DUE, member.code, due)
    return made


def tell_town(by: Standing, at: datetime, task: Task, kind: str, member: str, due: date | None) -> None:
    """Tell the clerks and the secretary of a town, and whoever answers for it, of a task."""
    on = at.astimezone(SHANGHAI).date()
    people = people_holding(member, Role.CLERK, on) + people_holding(member, Role.SECRETARY, on)
    if task.person:
        people.append(task.person)
    if people:
        notify(
            by=by,
            at=at,
            people=people,
            kind=kind,
            facts={"title": task.title, "title_zh": task.title_zh},
            url=reverse("meetings:task", kwargs={"circle": task.circle, "uid": task.pk}),
            due_on=due,
        )


@deed("meetings.move_task", says=_("{who} wrote on the task {title}"))
def move_task(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    task: UUID,
    what: str,
    words: str = "",
    due_on: date | None = None,
) -> TaskStep:
    """Take, decline, report done or redate a task of one's own; confirm or send back one of the other bank's."""
    found = task_rows(by).filter(pk=task, circle=circle).first()
    if found is None:
        raise Refused("not_found", _("There is no such task."))
    on = at.astimezone(SHANGHAI).date()
    stands = task_view(found, on).stands
    mine = member_of(by.member) if by.member else None
    across = mine is not None and is_other_bank(mine, found.member)
    rules.may_move_task(
        by, circle=circle, state=stands.state, what=what, member=found.member.code, other_bank=across
    ).require()
    if what == TaskMove.CARRIED:
        raise Refused("carried_by_meeting", _("Tasks are carried over by the next meeting."))
    faults = []
    if what in rules.NEEDS_WORDS and not words.strip():
        why = _("Say what was checked.") if what == TaskMove.CONFIRMED else _("Say what was done, with evidence.")
        why = _("Say why.") if what in (TaskMove.DECLINED, TaskMove.SENT_BACK, TaskMove.REDATED) else why
        faults.append(Fault("required", "words", why))
    if what == TaskMove.REDATED and (due_on is None or due_on <= on):
        faults.append(Fault("too_early", "due_on", _("Name a day to come.")))
    if faults:
        raise Invalid(*faults)
    step = TaskStep(
        task=found,
        what=what,
        member=mine or found.member,
        words=words.strip(),
        due_on=due_on if what == TaskMove.REDATED else None,
        person_name=by.name[:80],
        step_at=at,
        **shared(found, owner=by.member or found.owner),
    )
    step.save()
    if what == TaskMove.DONE:
        for other in member_rows(HOUSE, circle, on):
            if is_other_bank(other, found.member):
                tell_town(by, at, found, WorkKind.TO_WITNESS, other.code, None)
    elif what in (TaskMove.CONFIRMED, TaskMove.SENT_BACK):
        tell_town(by, at, found, WorkKind.MENTIONED, found.member.code, stands.due_on)
    elif what == TaskMove.DECLINED and found.resolution and found.resolution.owner != by.member:
        tell_town(by, at, found, WorkKind.MENTIONED, found.resolution.owner, stands.due_on)
    tell(title=both(found, "title"))
    return step


@deed("meetings.carry_over", says=_("{who} carried {tasks} unfinished tasks over to {title}"))
def carry_over(*, by: Standing, at: datetime, circle: str, meeting: UUID) -> list[TaskStep]:
    """Put every unfinished task of earlier meetings before this one. Their first dates stay, so they go on ageing."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    on = at.astimezone(SHANGHAI).date()
    made = []
    for found in task_rows(by).filter(circle=circle):
        view = task_view(found, on)
        came_from = found.resolution.meeting_id if found.resolution else None
        done_before = any(s.what == TaskMove.CARRIED and s.meeting_id == row.pk for s in view.steps)
        if view.stands.state == TaskState.CONFIRMED or came_from == row.pk or done_before:
            continue
        step = TaskStep(
            task=found,
            what=TaskMove.CARRIED,
            member=row.host,
            meeting=row,
            step_at=at,
            **shared(found, owner=by.member or row.owner),
        )
        step.save()
        made.append(step)
    if not made:
        raise Refused("nothing_open", _("No unfinished task is left to carry over."))
    count(carried=len(made))
    tell(title=both(row, "title"), tasks=len(made))
    return made


def _short(resolution: Resolution) -> dict[str, str]:
    return in_both(resolution.text_zh[:80], resolution.text[:120])
