"""Putting a matter one level up, with a clock, until it is answered."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.meetings import rules
from pilin.domain.meetings.actions.events import HOUSE, SHANGHAI, circle_of, member_of, shared
from pilin.domain.meetings.enums import MatterMove, MatterState
from pilin.domain.meetings.models import Matter, MatterStep
from pilin.domain.meetings.queries import MatterView, bodies_of, matter_named, matters_about
from pilin.engine.base import add_working_days
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Body
from pilin.foundation.members.queries import chair_on
from pilin.foundation.notices.actions import notify
from pilin.foundation.notices.enums import WorkKind


@deed("meetings.raise_matter", says=_("{who} raised {title} one level up"))
def raise_matter(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    subject: UUID,
    subject_kind: str,
    subject_url: str,
    title_zh: str,
    title: str,
    why: str,
    from_level: str,
    illustrative: bool = False,
) -> Matter:
    """Put something before the body one level up; its clock of working days starts today and never resets.

    Raises
    ------
    Conflict
        When the same subject already waits for an answer.
    """
    room = circle_of(circle)
    rules.may_raise(by, circle, from_level).require()
    faults = [
        Fault("required", field, reason)
        for field, given, reason in (
            ("title_zh", title_zh or title, _("Give it a title.")),
            ("why", why, _("Say why it cannot be settled here.")),
        )
        if not given.strip()
    ]
    if faults:
        raise Invalid(*faults)
    on = at.astimezone(SHANGHAI).date()
    waiting = [m for m in matters_about(HOUSE, subject, on) if m.state != MatterState.ANSWERED]
    if any(m.row.circle == circle for m in waiting):
        raise Conflict("raised_already", _("This was raised already and waits for an answer."))
    body = _body_at(circle, rules.UP[from_level])
    matter = Matter(
        in_circle=room,
        circle=circle,
        owner=by.member,
        audience=Audience.CIRCLE,
        illustrative=illustrative,
        subject=subject,
        subject_kind=subject_kind,
        subject_url=subject_url,
        title_zh=title_zh or title,
        title=title or title_zh,
        member=member_of(by.member),
    )
    matter.save()
    _raise(by, at, matter, body, why, None)
    tell(title=both(matter, "title"))
    return matter


@deed("meetings.raise_further", says=_("{who} raised {title} to the next level"))
def raise_further(*, by: Standing, at: datetime, circle: str, matter: UUID, why: str) -> MatterStep:
    """Put a matter one level further up: by the town that raised it when its clock ran out or it was sent back, or by the chair."""
    view = _found(by, circle, matter, at)
    if view.state == MatterState.ANSWERED:
        raise Refused("answered", _("It was answered."))
    rules.may_raise(by, circle, view.level).require()
    if by.member != view.row.member.code and not by.keeps_office_of_chair(circle):
        raise Refused("not_owner", _("The town that raised it, or the chair's secretary, raises it further."))
    if view.state == MatterState.OPEN and not view.overdue_days and not by.keeps_office_of_chair(circle):
        raise Refused(
            "clock_runs", _("The body still has time to answer; it can be raised further when the clock runs out.")
        )
    if not why.strip():
        raise Invalid(Fault("required", "why", _("Say why it cannot be settled here.")))
    body = _body_at(circle, rules.UP[view.level])
    before = next((s.due_on for s in view.steps if s.what == MatterMove.RAISED and s.body_id == body.pk), None)
    step = _raise(by, at, view.row, body, why, before)
    tell(title=both(view.row, "title"))
    return step


@deed("meetings.return_matter", says=_("{who} sent {title} back down"))
def return_matter(*, by: Standing, at: datetime, circle: str, matter: UUID, why: str) -> MatterStep:
    """Send a matter back one level down, with the reason; at most twice, and the clock goes on."""
    view = _found(by, circle, matter, at)
    if view.state != MatterState.OPEN:
        raise Refused("not_open", _("It does not wait for an answer here."))
    rules.may_answer(by, circle).require()
    rules.may_return(view.bounces).require()
    if not why.strip():
        raise Invalid(Fault("required", "why", _("Say what the level below is to settle.")))
    body = _body_at(circle, rules.DOWN[view.level])
    step = MatterStep(
        matter=view.row,
        what=MatterMove.RETURNED,
        body=body,
        member=member_of(by.member),
        words=why.strip(),
        on=at.astimezone(SHANGHAI).date(),
        **shared(view.row, owner=by.member),
    )
    step.save()
    _tell_raiser(by, at, view)
    tell(title=both(view.row, "title"))
    return step


@deed("meetings.answer_matter", says=_("{who} recorded the answer to {title}"))
def answer_matter(*, by: Standing, at: datetime, circle: str, matter: UUID, answer: str) -> MatterStep:
    """Record what the body answered; the clock stops and the town that raised it is told."""
    view = _found(by, circle, matter, at)
    if view.state == MatterState.ANSWERED:
        raise Conflict("answered", _("It was answered."))
    rules.may_answer(by, circle).require()
    if not answer.strip():
        raise Invalid(Fault("required", "answer", _("Write the answer.")))
    step = MatterStep(
        matter=view.row,
        what=MatterMove.ANSWERED,
        body=view.body,
        member=member_of(by.member),
        words=answer.strip(),
        on=at.astimezone(SHANGHAI).date(),
        **shared(view.row, owner=by.member),
    )
    step.save()
    _tell_raiser(by, at, view)
    tell(title=both(view.row, "title"))
    return step


def _body_at(circle: str, level: str) -> Body:
    body = next((b for b in bodies_of(HOUSE, circle) if b.level == level), None)
    if body is None:
        raise Refused("no_body", _("The circle has no body at the level above."))
    return body


def _found(by: Standing, circle: str, matter: UUID, at: datetime) -> MatterView:
    view = matter_named(by, circle, matter, at.astimezone(SHANGHAI).date())
    if view is None:
        raise Refused("not_found", _("There is no such matter."))
    return view


def _raise(by: Standing, at: datetime, matter: Matter, body: Body, why: str, due: date | None) -> MatterStep:
    """Hand a matter to a body. A body that had it before keeps the day it had: sending back wins nobody time."""
    on = at.astimezone(SHANGHAI).date()
    reckoned = add_working_days(on, body.escalation_days)
    step = MatterStep(
        matter=matter,
        what=MatterMove.RAISED,
        body=body,
        member=member_of(by.member),
        words=why.strip(),
        on=on,
        due_on=due or reckoned.on,
        provisional=reckoned.provisional and due is None,
        **shared(matter, owner=by.member),
    )
    step.save()
    chair = chair_on(HOUSE, matter.circle, on)
    if chair is not None:
        _notify(by, at, matter, people_holding(chair.member.code, Role.SECRETARY, on), WorkKind.RAISED, step.due_on)
    return step


def _tell_raiser(by: Standing, at: datetime, view: MatterView) -> None:
    on = at.astimezone(SHANGHAI).date()
    code = view.row.member.code
    people = people_holding(code, Role.CLERK, on) + people_holding(code, Role.SECRETARY, on)
    _notify(by, at, view.row, people, WorkKind.MENTIONED, None)


def _notify(by: Standing, at: datetime, matter: Matter, people: list[UUID], kind: str, due: date | None) -> None:
    if people:
        notify(
            by=by,
            at=at,
            people=people,
            kind=kind,
            facts={"title": matter.title, "title_zh": matter.title_zh},
            url=reverse("meetings:matter", kwargs={"circle": matter.circle, "uid": matter.pk}),
            due_on=due,
        )
