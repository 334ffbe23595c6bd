"""Calling events, writing what went on, and freezing what was before them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.meetings import rules
from pilin.domain.meetings.enums import OBJECTS_OF, SNAPSHOTS, AgendaOutcome, MeetingKind, MinutesState, Said
from pilin.domain.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    Minutes,
    MinutesWord,
    Outcome,
    Snapshot,
    Theme,
)
from pilin.domain.meetings.queries import attending_of, chaired_on_the_day, meetings_in, minutes_of
from pilin.engine.base import PartialDate, text_hash
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Body, Circle, Member
from pilin.foundation.members.queries import chair_on
from pilin.foundation.notices.actions import notify
from pilin.foundation.notices.enums import WorkKind
from pilin.foundation.values.columns import as_partial_date

HOUSE = Standing.machine("meetings")
SHANGHAI = rules.SHANGHAI


def circle_of(slug: str) -> Circle:
    """Return the circle of this name.

    Raises
    ------
    Invalid
        When there is none.
    """
    circle = Circle.objects.visible_to(HOUSE).filter(slug=slug).first()
    if circle is None:
        raise Invalid(Fault("unknown_circle", "circle", _("There is no such circle."), value=slug))
    return circle


def member_of(code: str, field: str = "member") -> Member:
    """Return the member with this code, its province selected.

    Raises
    ------
    Invalid
        When there is none.
    """
    member = Member.objects.visible_to(HOUSE).select_related("province").filter(code=code).first()
    if member is None:
        raise Invalid(Fault("unknown_member", field, _("There is no such member."), value=code))
    return member


def meeting_of(by: Standing, circle: str, uid: UUID) -> Meeting:
    """Return the event this standing may read.

    Raises
    ------
    Refused
        When it reads no such event: said as "not found", so that nobody learns what exists.
    """
    row = meetings_in(by, circle).filter(pk=uid).first()
    if row is None:
        raise Refused("not_found", _("There is no such meeting."))
    return row


def shared(row: Any, *, owner: str = "", **more: Any) -> dict[str, Any]:
    """Return the sharing of a row made beside another: same circle, audience, marks and source unless its own are given."""
    if not more.get("source"):
        more.pop("source", None)
    return {
        "in_circle_id": row.in_circle_id,
        "circle": row.circle,
        "owner": owner or row.owner,
        "audience": row.audience,
        "parties": row.parties,
        "agreement": row.agreement,
        "illustrative": row.illustrative,
        "source": row.source,
        **more,
    }


def require_keeper(by: Standing, row: Meeting) -> None:
    """Refuse unless this standing may write on the event, and it was not cancelled."""
    rules.may_keep(by, row.circle, row.host.code if row.host else "", chaired_on_the_day(row)).require()
    if row.cancelled_at:
        raise Refused("cancelled", _("This meeting was cancelled."))


@deed("meetings.call_meeting", says=_("{who} called {title}"))
def call_meeting(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    title_zh: str,
    title: str = "",
    starts_on: PartialDate | date | str,
    ends_on: PartialDate | date | str | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    kind: str = MeetingKind.MEETING,
    body: UUID | None = None,
    host: str = "",
    host_unknown: bool = False,
    place_zh: str = "",
    place: str = "",
    theme_zh: str = "",
    theme: str = "",
    umbrella: UUID | None = None,
    ordinal: int | None = None,
    is_results: bool = False,
    agenda: Sequence[tuple[str, str]] = (),
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Meeting:
    """Call an event. Without a host named, whoever chairs on its first day hosts it; its secretaries are told."""
    room = circle_of(circle)
    faults = []
    try:
        start, end = as_partial_date(starts_on), as_partial_date(ends_on)
    except ValueError as error:
        raise Invalid(Fault("no_date", "starts_on", str(error), value=str(starts_on))) from error
    if start is None:
        raise Invalid(Fault("required", "starts_on", _("Say when it is.")))
    if end is not None and end.last < start.first:
        faults.append(Fault("ends_before", "ends_on", _("It cannot end before it starts.")))
    if starts_at and ends_at and ends_at <= starts_at:
        faults.append(Fault("ends_before", "ends_at", _("It cannot end before it starts.")))
    if not (title_zh or title).strip():
        faults.append(Fault("required", "title_zh", _("Give it a title.")))
    if kind not in MeetingKind.values:
        faults.append(Fault("unknown_kind", "kind", _("There is no such kind of event."), value=kind))
    convenes = Body.objects.visible_to(by).filter(pk=body, in_circle=room).first() if body else None
    if body and convenes is None:
        faults.append(Fault("unknown_body", "body", _("The circle has no such body.")))
    over = meetings_in(by, circle).filter(pk=umbrella).first() if umbrella else None
    if umbrella and over is None:
        faults.append(Fault("unknown_umbrella", "umbrella", _("There is no such event to hold it under.")))
    elif over is not None and over.umbrella_id:
        faults.append(Fault("nested", "umbrella", _("That event is itself part of another; name the other.")))
    host_row, stated = None, bool(host)
    if host:
        host_row = member_of(host, "host")
    elif over is not None:
        host_row, stated = over.host, over.host_stated
    elif not host_unknown:
        term = chair_on(HOUSE, circle, start.first)
        host_row = member_of(term.member.code, "host") if term else None
        if host_row is None:
            faults.append(Fault("no_chair", "host", _("Nobody chairs the circle that day: name the host.")))
    if faults:
        raise Invalid(*faults)
    rules.may_call(by, circle, host_row.code if host_row else "").require()
    row = Meeting(
        in_circle=room,
        circle=circle,
        owner=host_row.code if host_row else (by.member or circle),
        audience=audience,
        illustrative=illustrative,
        source=source,
        kind=kind,
        body=convenes,
        title_zh=title_zh.strip() or title.strip(),
        title=title.strip() or title_zh.strip(),
        theme_zh=theme_zh,
        theme=theme,
        starts_at=starts_at,
        ends_at=ends_at,
        place_zh=place_zh,
        place=place,
        host=host_row,
        host_stated=stated,
        umbrella=over,
        ordinal=ordinal,
        is_results=is_results,
    )
    row.starts_on, row.ends_on = start, end
    row.save()
    for no, (item_zh, item) in enumerate(agenda, 1):
        AgendaItem(meeting=row, no=no, title_zh=item_zh or item, title=item or item_zh, **shared(row)).save()
    if host_row is not None and by.signed_in:
        notify(
            by=by,
            at=at,
            people=people_holding(host_row.code, Role.SECRETARY, at.astimezone(SHANGHAI).date()),
            kind=WorkKind.MENTIONED,
            facts={"title": row.title, "title_zh": row.title_zh},
            url=reverse("meetings:meeting", kwargs={"circle": circle, "uid": row.pk}),
            due_on=start.first,
        )
    tell(title=both(row, "title"))
    return row


@deed("meetings.record_held", says=_("{who} recorded that {title} was held"))
def record_held(*, by: Standing, at: datetime, circle: str, meeting: UUID) -> Meeting:
    """Record that an event was held; not before its first day."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    if row.held_at:
        raise Conflict("held_already", _("It is recorded as held already."))
    if at.astimezone(SHANGHAI).date() < row.starts_on_first:
        raise Refused("not_yet", _("Its day has not come yet."))
    row.held_at = at
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("meetings.cancel_meeting", says=_("{who} cancelled {title}"))
def cancel_meeting(*, by: Standing, at: datetime, circle: str, meeting: UUID, why: str) -> Meeting:
    """Cancel an event that was not held; everyone can read why."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    if row.held_at:
        raise Refused("held_already", _("It was held and cannot be cancelled."))
    if not why.strip():
        raise Invalid(Fault("required", "why", _("Say why it is cancelled.")))
    row.cancelled_at, row.cancelled_why = at, why.strip()
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("meetings.put_on_agenda", says=_("{who} put {title} on the agenda"))
def put_on_agenda(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    meeting: UUID,
    title_zh: str,
    title: str = "",
    proposer: str = "",
    source: str = "",
) -> AgendaItem:
    """Put an item at the end of an agenda."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    if not (title_zh or title).strip():
        raise Invalid(Fault("required", "title_zh", _("Give it a title.")))
    no = AgendaItem.objects.visible_to(HOUSE).filter(meeting=row).count() + 1
    who = member_of(proposer, "proposer") if proposer else None
    item = AgendaItem(
        meeting=row,
        no=no,
        title_zh=title_zh or title,
        title=title or title_zh,
        proposer=who,
        **shared(row, source=source),
    )
    item.save()
    tell(title=both(item, "title"))
    return item


@deed("meetings.record_item", says=_("{who} recorded what came of {title}"))
def record_item(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    meeting: UUID,
    item: UUID,
    outcome: str,
    minutes_zh: str = "",
    minutes: str = "",
) -> AgendaItem:
    """Record what was said of an agenda item and what came of it."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    found = AgendaItem.objects.visible_to(by).filter(pk=item, meeting=row).first()
    if found is None:
        raise Refused("not_found", _("There is no such item on the agenda."))
    if outcome not in AgendaOutcome.values:
        raise Invalid(Fault("unknown_outcome", "outcome", _("There is no such outcome."), value=outcome))
    found.outcome, found.minutes_zh, found.minutes = outcome, minutes_zh, minutes
    found.save()
    tell(title=both(found, "title"))
    return found


@deed("meetings.record_attendance", says=_("{who} recorded who was at {title}"))
def record_attendance(
    *, by: Standing, at: datetime, circle: str, meeting: UUID, people: Iterable[Mapping[str, Any]]
) -> list[Attendance]:
    """Record who was there; each entry names ``member`` (code) or an organisation's role, and what it knows beside.

    Known keys: member, name_zh, name, as_printed, role_zh, role, principal, chaired, spoke, invited.
    """
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    made = []
    for entry in people:
        words = dict(entry)
        code, source = words.pop("member", ""), words.pop("source", "")
        member = member_of(code) if code else None
        if member is None and not any(words.get(k) for k in ("name_zh", "name", "role_zh", "role")):
            raise Invalid(Fault("nobody", "member", _("Name the town, the person or the office.")))
        one = Attendance(meeting=row, member=member, **words, **shared(row, owner=code or row.owner, source=source))
        one.save()
        made.append(one)
    if not made:
        raise Invalid(Fault("nobody", "people", _("Name at least one who was there.")))
    tell(title=both(row, "title"))
    return made


@deed("meetings.write_minutes", says=_("{who} wrote the minutes of {title}"))
def write_minutes(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    meeting: UUID,
    text_zh: str,
    text: str = "",
    revision: int | None = None,
) -> Minutes:
    """Write or correct the minutes and ask each town that was there for its word; a correction asks all anew.

    Minutes that every town confirmed are never changed.
    """
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    if not (text_zh or text).strip():
        raise Invalid(Fault("required", "text_zh", _("Write what was said and agreed.")))
    there = attending_of(row, _attendance(row))
    view = minutes_of(HOUSE, row, there)
    if view.state == MinutesState.CONFIRMED:
        raise Refused("confirmed", _("Every town has confirmed these minutes; they are not changed any more."))
    minutes = view.row or Minutes(meeting=row, **shared(row, audience=Audience.CIRCLE))
    if view.row is not None and revision is not None and revision != view.row.revision:
        raise Conflict("changed_since", _("Someone changed the minutes since you opened them. Read them again first."))
    minutes.text_zh, minutes.text, minutes.sent_at = text_zh, text, at
    minutes.text_hash = text_hash(f"{text_zh}\n\f\n{text}")
    minutes.save()
    on = at.astimezone(SHANGHAI).date()
    notify(
        by=by,
        at=at,
        people=[p for m in there for p in people_holding(m.code, Role.SECRETARY, on)],
        kind=WorkKind.TO_SIGN,
        facts={"title": f"{row.title}: minutes", "title_zh": f"{row.title_zh}纪要"},
        url=reverse("meetings:meeting", kwargs={"circle": circle, "uid": row.pk}) + "#minutes",
    )
    tell(title=both(row, "title"))
    return minutes


def _attendance(row: Meeting) -> list[Attendance]:
    return list(Attendance.objects.visible_to(HOUSE).filter(meeting=row).select_related("member"))


@deed("meetings.speak_to_minutes", says=_("{who} answered the minutes of {title}"))
def speak_to_minutes(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    meeting: UUID,
    said: str,
    seen_hash: str,
    reason: str = "",
) -> MinutesWord:
    """Confirm the minutes for the town acted for, or ask for a correction; only of the very text that was read."""
    row = meeting_of(by, circle, meeting)
    there = attending_of(row, _attendance(row))
    rules.may_speak_to_minutes(by, [m.code for m in there]).require()
    minutes = Minutes.objects.visible_to(by).filter(meeting=row).first()
    if minutes is None:
        raise Refused("not_found", _("There are no minutes yet."))
    if seen_hash != minutes.text_hash:
        raise Conflict("changed_since", _("Someone changed the minutes since you opened them. Read them again first."))
    if said == Said.OBJECTED and not reason.strip():
        raise Invalid(Fault("required", "reason", _("Say what is to be corrected.")))
    if minutes_of(HOUSE, row, there).state == MinutesState.CONFIRMED:
        raise Conflict("confirmed", _("Every town has confirmed these minutes; they are not changed any more."))
    word = MinutesWord(
        of=minutes,
        member=member_of(by.member),
        said=said,
        text_hash=minutes.text_hash,
        reason=reason.strip(),
        person_name=by.name[:60],
        said_at=at,
        **shared(minutes, owner=by.member),
    )
    word.save()
    if said == Said.OBJECTED and row.host:
        notify(
            by=by,
            at=at,
            people=people_holding(row.host.code, Role.SECRETARY, at.astimezone(SHANGHAI).date()),
            kind=WorkKind.MENTIONED,
            facts={"title": f"{row.title}: minutes", "title_zh": f"{row.title_zh}纪要"},
            url=reverse("meetings:meeting", kwargs={"circle": circle, "uid": row.pk}) + "#minutes",
        )
    tell(title=both(row, "title"))
    return word


@deed("meetings.set_theme", says=_("{who} set the theme {title}"))
def set_theme(
    *, by: Standing, at: datetime, circle: str, meeting: UUID, name_zh: str, name: str, source: str = ""
) -> Theme:
    """Set one theme under which tasks are found again."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    no = Theme.objects.visible_to(HOUSE).filter(meeting=row).count() + 1
    theme = Theme(meeting=row, no=no, name_zh=name_zh, name=name, **shared(row, source=source))
    theme.save()
    tell(title={"zh": name_zh, "en": name or name_zh})
    return theme


@deed("meetings.name_next_host", says=_("{who} recorded who hosts {title} next"))
def name_next_host(*, by: Standing, at: datetime, circle: str, meeting: UUID, year: int, host: str) -> Meeting:
    """Record who a meeting decided hosts the next one, and in which year; decided once."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    if row.next_host_id:
        raise Conflict("named_already", _("The next host is recorded already."))
    if year <= row.starts_on_first.year:
        raise Invalid(Fault("past_year", "year", _("The next one lies in a later year."), value=str(year)))
    row.next_year, row.next_host = year, member_of(host, "host")
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("meetings.record_outcome", says=_("{who} recorded the outcome {title}"))
def record_outcome(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    meeting: UUID,
    kind: str,
    object_kind: str,
    title_zh: str,
    title: str,
    object_uid: UUID | None = None,
    object_slug: str = "",
    count: int | None = 1,
    source: str = "",
) -> Outcome:
    """Record what an event brought forth and the object it is; the object's kind must fit what happened to it."""
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    if object_kind not in OBJECTS_OF.get(kind, frozenset()):
        raise Invalid(
            Fault(
                "wrong_object", "object_kind", _("That kind of object does not fit what happened."), value=object_kind
            )
        )
    if not (title_zh or title).strip():
        raise Invalid(Fault("required", "title_zh", _("Give it a title.")))
    no = Outcome.objects.visible_to(HOUSE).filter(meeting=row).count() + 1
    outcome = Outcome(
        meeting=row,
        no=no,
        kind=kind,
        object_kind=object_kind,
        object_uid=object_uid,
        object_slug=object_slug,
        title_zh=title_zh or title,
        title=title or title_zh,
        count=count,
        **shared(row, source=source),
    )
    outcome.save()
    tell(title=both(outcome, "title"))
    return outcome


@deed("meetings.freeze_snapshot", says=_("{who} froze what lies before {title}"))
def freeze_snapshot(*, by: Standing, at: datetime, circle: str, meeting: UUID) -> Snapshot:
    """Freeze what lies before a results meeting and bind the meeting to it; done once, before it resolves anything.

    What is frozen is read as the public reads it, so that the frozen text holds nothing a reader of it may not see.
    """
    row = meeting_of(by, circle, meeting)
    require_keeper(by, row)
    if not row.is_results:
        raise Refused("no_results_meeting", _("Only a results meeting decides on a frozen snapshot."))
    if row.snapshot_id:
        raise Conflict("frozen_already", _("This meeting has its snapshot already; it is not taken anew."))
    on = at.astimezone(SHANGHAI).date()
    body = {
        "circle": circle,
        "meeting": str(row.pk),
        "taken_at": at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "parts": {name: source(Standing.public(), circle, on) for name, source in sorted(SNAPSHOTS.items())},
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1, default=str)
    snapshot = Snapshot(
        title_zh=f"{row.title_zh}冻结件"[:160],
        title=f"{row.title}: frozen snapshot"[:240],
        taken_at=at,
        text=text,
        text_hash=text_hash(text),
        **shared(row),
    )
    snapshot.save()
    row.snapshot = snapshot
    row.save()
    tell(title=both(row, "title"))
    return snapshot
