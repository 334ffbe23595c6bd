"""The deeds of coming: register, give back, be noted as there; a camp's sessions and secondments; what one thought of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from pilin.domain.living.actions.happenings import held, sharing
from pilin.domain.living.actions.happenings_seats import give_seat_back, move_up, take_seat
from pilin.domain.living.enums.happenings import CODE_BYTES, ByHow, RegistrationState
from pilin.domain.living.models import (
    Evaluation,
    Happening,
    HappeningSession,
    Presence,
    Registration,
    Secondment,
)
from pilin.domain.living.queries import happenings as queries
from pilin.domain.living.queries.happenings import HOUSE
from pilin.domain.living.rules import happenings as rules
from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Refused
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Member
from pilin.foundation.members.queries import day_of


@deed("living.register", says=_("Somebody registered for an event: {title}"))
def register(
    *, by: Standing, at: datetime, happening: Happening, town: str, name: str, person: UUID | None = None
) -> Registration:
    """Register for an event: a place where there is one for this town, else the waiting list. Asking twice is asking once.

    Who waits already comes before whoever asks now, also where a place became free this moment.

    Parameters
    ----------
    person : UUID, optional
        Whose account it is; None: a clerk registers one of the town's people, who has none.
    """
    rules.may_register(by, happening.circle, town, person).require()
    row = held(happening)
    told = queries.told_of(_with_parts(row), at)
    member = Member.objects.visible_to(HOUSE).filter(code=town).first()
    faults = []
    if member is None:
        faults.append(Fault("unknown_member", "town", _("Choose a town"), value=town))
    if not name.strip() or len(name) > 60:
        faults.append(Fault("required", "name", _("Write a name, of at most 60 characters")))
    if faults or member is None:
        raise Invalid(*faults)
    rules.takes_registrations(row, town, at, told.own_towns).require()
    tell(title=both(row, "title"))
    if person is not None:
        rows = Registration.objects.visible_to(HOUSE).filter(happening=row, person=person)
        if (there := rows.exclude(state=RegistrationState.WITHDRAWN).first()) is not None:
            count(already=1)
            return there
    move_up(row, by=by, at=at)
    seat = take_seat(row, town, at)
    behind = {row.owner, row.host.code if row.host else row.owner} | ({town} if person is None else set())
    made = Registration(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=row.owner, audience=Audience.PARTIES, parties=party_list(behind), happening=row,
        person_id=person, name=name.strip(), town=member, on_behalf=person is None, seat=seat, asked_at=at,
        state=RegistrationState.HELD if seat else RegistrationState.WAITING, code=secrets.token_hex(CODE_BYTES), illustrative=row.illustrative,
    )  # fmt: skip
    made.save()
    return made


@deed("living.withdraw_registration", says=_("Somebody gave a registration back: {title}"))
def withdraw_registration(*, by: Standing, at: datetime, registration: Registration) -> Registration:
    """Give a registration back before the event begins; the place goes to whoever waited longest."""
    row = _registration(registration)
    rules.may_withdraw(by, row).require()
    event = held(row.happening)
    if row.state == RegistrationState.WITHDRAWN:
        raise Conflict("withdrawn", _("It was given back before"))
    if (begins := event.begins()) is not None and begins <= at:
        raise Refused("begun", _("It has begun: nothing is given back any more"))
    if row.state == RegistrationState.HELD:
        give_seat_back(row)
    row.state, row.seat = RegistrationState.WITHDRAWN, ""
    row.save()
    move_up(event, by=by, at=at)
    tell(title=both(event, "title"))
    return row


@deed("living.mark_came", says=_("{who} noted who came: {title}"))
def mark_came(
    *,
    by: Standing,
    at: datetime,
    happening: Happening,
    code: str = "",
    registration: UUID | None = None,
    session: UUID | None = None,
) -> tuple[Registration, bool]:
    """Note that somebody is there, by the code of their ticket or ticked on the sheet. Twice is once.

    Returns
    -------
    tuple of Registration and bool
        Who it is, and whether they were noted now and not before.
    """
    rules.may_mark_came(by, happening).require()
    row = held(happening)
    rules.takes_tickets(row, at).require()
    people = Registration.objects.visible_to(HOUSE).filter(happening=row).select_related("town")
    typed = "".join(code.split()).lower()
    who = (
        people.filter(pk=registration).first() if registration else people.filter(code=typed).first() if typed else None
    )
    if who is None:
        raise Invalid(Fault("unknown_code", "code", _("No ticket of this event has this code"), value=code[:8]))
    if who.state == RegistrationState.WAITING:
        raise Refused("waiting", _("{name} is on the waiting list and has no place").format(name=who.name))
    if who.state == RegistrationState.WITHDRAWN:
        raise Refused("withdrawn", _("This ticket was given back"))
    sitting = None
    if session is not None:
        sitting = HappeningSession.objects.visible_to(HOUSE).filter(happening=row, pk=session).first()
        if sitting is None:
            raise Invalid(Fault("unknown_session", "session", _("There is no such session.")))
    tell(title=both(row, "title"))
    if Presence.objects.visible_to(HOUSE).filter(registration=who, session=sitting).exists():
        count(already=1)
        return who, False
    Presence(
        registration=who, session=sitting, came_at=at, how=ByHow.TICK if registration else ByHow.CODE, **_of(who, at)
    ).save()
    count(came=1)
    return who, True


@deed("living.keep_attendance", says=_("{who} filled in the sheet of a session: {title}"))
def keep_attendance(
    *, by: Standing, at: datetime, happening: Happening, session: UUID, present: Iterable[UUID]
) -> dict[str, int]:
    """Fill in who was at a session of a camp from the sheet: who is named was there, who is not was not."""
    rules.may_mark_came(by, happening).require()
    row = held(happening)
    rules.takes_tickets(row, at).require()
    sitting = HappeningSession.objects.visible_to(HOUSE).filter(happening=row, pk=session).first()
    if sitting is None:
        raise Invalid(Fault("unknown_session", "session", _("There is no such session.")))
    wanted = set(present)
    people = {
        one.pk: one
        for one in Registration.objects.visible_to(HOUSE).filter(happening=row, state=RegistrationState.HELD)
    }
    if not wanted <= set(people):
        raise Invalid(Fault("unknown_registration", "present", _("Somebody on the sheet has no place here")))
    rows = Presence.objects.visible_to(HOUSE).filter(session=sitting)
    there = set(rows.values_list("registration_id", flat=True))
    gone = rows.filter(registration__in=there - wanted)
    removed = gone.count()
    gone.delete()
    for uid in sorted(wanted - there):
        Presence(registration=people[uid], session=sitting, came_at=at, how=ByHow.TICK, **_of(people[uid], at)).save()
    result = {"present": len(wanted), "added": len(wanted - there), "removed": removed}
    count(**result)
    tell(title=both(row, "title"))
    return result


@deed("living.add_session", says=_("{who} added a session to {title}"))
def add_session(
    *, by: Standing, at: datetime, happening: Happening, title_zh: str, title: str = "", starts_at: datetime | None = None,
    ends_at: datetime | None = None, place_zh: str = "", place: str = "",
) -> HappeningSession:  # fmt: skip
    """Add a session to the curriculum of a camp or class, after those there are."""
    rules.may_run_happening(by, happening).require()
    row = held(happening)
    faults = [] if title_zh.strip() else [Fault("required", "title_zh", _("Give it a title."))]
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        faults.append(Fault("ends_before", "ends_at", _("It cannot end before it starts.")))
    last = row.last_day
    known = starts_at is not None and row.starts_on_first is not None and last is not None
    if known and not row.starts_on_first <= day_of(starts_at) <= last:  # type: ignore[operator, arg-type]
        faults.append(Fault("other_day", "starts_at", _("The session lies outside the days of the event")))
    if faults:
        raise Invalid(*faults)
    number = HappeningSession.objects.visible_to(HOUSE).filter(happening=row).count() + 1
    made = HappeningSession(
        happening=row, no=number, title_zh=title_zh.strip()[:160], title=title.strip()[:240], starts_at=starts_at, ends_at=ends_at,
        place_zh=place_zh[:160], place=place[:200], **sharing(row),
    )  # fmt: skip
    made.save()
    tell(title=both(row, "title"))
    return made


@deed("living.second", says=_("{who} seconded a participant of {title} to {to}"))
def second(
    *, by: Standing, at: datetime, registration: Registration, to: str, office_zh: str, from_on: date, until_on: date, office: str = "",
    task_zh: str = "",
) -> Secondment:  # fmt: skip
    """Send a participant of a camp to work in another town for a while; home, camp and receiving town read it."""
    row = _registration(registration)
    rules.may_second(by, row).require()
    target = Member.objects.visible_to(HOUSE).filter(code=to).first()
    faults = []
    if target is None:
        faults.append(Fault("unknown_member", "to", _("Choose a town"), value=to))
    elif target.pk == row.town_id:
        faults.append(Fault("own_town", "to", _("A secondment goes to another town"), value=to))
    if not office_zh.strip():
        faults.append(Fault("required", "office_zh", _("Name the office they work in")))
    if until_on < from_on:
        faults.append(Fault("ends_before", "until_on", _("It cannot end before it starts.")))
    if row.state != RegistrationState.HELD:
        faults.append(Fault("no_place", "", _("Only who has a place in the camp is seconded")))
    over = Secondment.objects.visible_to(HOUSE).filter(registration=row, from_on__lte=until_on, until_on__gte=from_on)
    if over.exists():
        faults.append(Fault("overlap", "from_on", _("They are seconded elsewhere in these days already")))
    if faults or target is None:
        raise Invalid(*faults)
    shared = _of(row, at) | {
        "audience": Audience.PARTIES, "parties": party_list({row.owner, *_codes(row.parties), row.town.code, to}),
    }  # fmt: skip
    made = Secondment(
        registration=row, to=target, office_zh=office_zh.strip()[:120], office=office[:160], task_zh=task_zh[:300], from_on=from_on,
        until_on=until_on, **shared,
    )  # fmt: skip
    made.save()
    tell(title=both(row.happening, "title"), to=both(target, "name"))
    return made


@deed("living.evaluate", says=_("Somebody said what they thought of an event"), private=True)
def evaluate(*, by: Standing, at: datetime, registration: Registration, score: int, words: str = "") -> None:
    """Say from 1 to 5 what one thought of an event, once. No line is kept, and nothing leads from the answer to the person.

    That an answer was given is noted at the registration by an update that moves no time of it.
    """
    row = _registration(registration)
    rules.may_evaluate(by, row, at).require()
    faults = []
    if not 1 <= score <= 5:
        faults.append(Fault("score", "score", _("Choose from 1 to 5"), value=str(score)))
    if len(words) > 400:
        faults.append(Fault("long", "words", _("At most {most} characters").format(most=400)))
    if faults:
        raise Invalid(*faults)
    Registration.objects.visible_to(HOUSE).filter(pk=row.pk).update(evaluated=True)
    shared = _of(row.happening, at) | {"audience": Audience.OWN, "parties": ""}
    made = Evaluation(uid=uuid4(), happening=row.happening, score=score, words=words.strip(), **shared)
    made.save()
    midnight = at.astimezone(rules.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    Evaluation.objects.visible_to(HOUSE).filter(pk=made.pk).update(made_at=midnight, changed_at=midnight)


def forget_comer(person: UUID, at: datetime) -> int:
    """Erase who it was of a person's registrations while the account is closed; called within that deed.

    A place that lies ahead is given back to whoever waits; that somebody was there stays, without a name.
    """
    rows = Registration.objects.visible_to(HOUSE).filter(person=person).select_related("happening", "town")
    mine = list(rows)
    for row in mine:
        event = held(row.happening)
        begins = event.begins()
        if row.state != RegistrationState.WITHDRAWN and (begins is None or begins > at):
            if row.state == RegistrationState.HELD:
                give_seat_back(row)
            row.state, row.seat = RegistrationState.WITHDRAWN, ""
        _forget(row)
        move_up(event, by=HOUSE, at=at)
    return len(mine)


def purge_registrations(before: datetime) -> int:
    """Erase the names of registrations for events that ended before a moment; called by the retention job. Returns how many."""
    rows = Registration.objects.visible_to(HOUSE).exclude(name="").filter(happening__starts_on_last__lt=day_of(before))
    old = [
        row for row in rows.select_related("happening") if (row.happening.last_day or before.date()) < day_of(before)
    ]
    for row in old:
        _forget(row)
    return len(old)


def _forget(row: Registration) -> None:
    row.person, row.name, row.code = None, "", uuid4().hex  # the code is of no ticket any more
    row.save()


def _registration(registration: Registration) -> Registration:
    rows = Registration.objects.visible_to(HOUSE).select_for_update(of=("self",))
    return rows.select_related("happening__host", "happening__in_circle", "town").get(pk=registration.pk)


def _with_parts(row: Happening) -> Happening:
    return queries.happenings_in(HOUSE, row.circle).get(pk=row.pk)


def _codes(parties: str) -> set[str]:
    return {code for code in parties.split(",") if code}


def _of(row: Happening | Registration, at: datetime) -> dict[str, object]:
    return {
        "in_circle_id": row.in_circle_id, "circle": row.circle, "owner": row.owner, "audience": row.audience, "parties": row.parties,
        "illustrative": row.illustrative,
    }  # fmt: skip
