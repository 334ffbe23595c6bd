"""Enrolling people who take odd jobs, and letting them go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs import queries, rules
from pilin.domain.oddjobs.actions.booking import drop_all
from pilin.domain.oddjobs.enums import Travel
from pilin.domain.oddjobs.models import Worker
from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.enums import Audience, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict
from pilin.foundation.identity.actions import make_person
from pilin.foundation.journal.actions import count, deed
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.privacy.pseudonyms import pseudonym


@deed("oddjobs.enrol_worker", says=_("Somebody was enrolled for odd jobs"))
def enrol_worker(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    number: str,
    name: str,
    phone: str,
    home: str,
    latitude: Decimal,
    longitude: Decimal,
    person: UUID | None = None,
    trades: Sequence[str] = (),
    free: int = 0,
    max_km: int | None = None,
    min_hourly_cny: Decimal | None = None,
    travels: str = Travel.WALK,
    proposals: bool = True,
    across: bool = False,
    illustrative: bool = False,
) -> Worker:
    """Enrol somebody of sixteen or more in the town they live in. The number is looked at, and what stands for it is kept.

    Parameters
    ----------
    number : str
        The citizen's number; checked (GB 11643-1999), never kept.
    person : UUID, optional
        Their account; None where a clerk enrols somebody without a telephone.
    latitude, longitude : Decimal
        Of the village or street, WGS 84; kept to a hundredth of a degree.
    free : int
        Parts of the week, see :func:`rules.bits_of`; 0 for any time.
    across : bool
        The person agreed that towns and employers of other towns read name and telephone once a shift is theirs.

    Raises
    ------
    Conflict
        When this person is enrolled already, in whichever town of the circle.
    Invalid, Refused
    """
    rules.may_enrol(by, circle.slug, town, person).require()
    today = day_of(at)
    read = rules.number_read(number, today)
    faults = rules.faults_of_worker(
        name=name, phone=phone, home=home, latitude=latitude, longitude=longitude, trades=trades, free=free, max_km=max_km,
        min_hourly_cny=min_hourly_cny, travels=travels,
    )  # fmt: skip
    if town not in {member.code for member in members_on(queries.HOUSE, circle.slug, today)}:
        faults.append(Fault("town", "town", _("Choose the town of the circle in which you live")))
    if isinstance(read, list):
        faults += read
    if faults or isinstance(read, list):
        raise Invalid(*faults)
    digest = pseudonym(circle.slug, number)
    here = queries.enrolled(circle.slug).filter(digest=digest).first()
    if here is not None:
        raise Conflict("enrolled", _("This person is enrolled already; one person is enrolled once in all five towns"))
    if person is not None and queries.enrolled(circle.slug).filter(person=person).exists():
        raise Conflict("enrolled", _("This account is enrolled already"))
    row = Worker(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.OWN, person_id=person, digest=digest, last_four=read.last_four,
        aged_on=today, adult_on=read.adult_on, on_behalf=person is None, seen_on=today if by.kind == StandingKind.OFFICER else None,
        illustrative=illustrative,
    )  # fmt: skip
    _say(row, name, phone, home, latitude, longitude, trades, free, max_km, min_hourly_cny, travels, proposals, across)
    row.save()
    count(workers=1)
    return row


@deed("oddjobs.join_as_worker", says=_("Somebody made an account and was enrolled for odd jobs"))
def join_as_worker(
    *, by: Standing, at: datetime, circle: Circle, username: str, password: str, worker: Mapping[str, Any]
) -> Worker:
    """Make an account for whoever asks and enrol them with it: the one way in that needs nobody's invitation.

    Parameters
    ----------
    worker : mapping
        What :func:`enrol_worker` takes of them.
    """
    if by.signed_in:
        raise Conflict("signed_in", _("You have an account: enrol with it"))
    made = make_person(by=queries.HOUSE, at=at, username=username, name_zh=str(worker["name"]), password=password)
    return enrol_worker(by=queries.HOUSE, at=at, circle=circle, person=made.pk, **worker)


@deed("oddjobs.change_worker", says=_("What is said of somebody enrolled for odd jobs was changed"))
def change_worker(
    *,
    by: Standing,
    at: datetime,
    worker: Worker,
    name: str,
    phone: str,
    home: str,
    latitude: Decimal,
    longitude: Decimal,
    trades: Sequence[str],
    free: int,
    max_km: int | None,
    min_hourly_cny: Decimal | None,
    travels: str,
    proposals: bool,
    across: bool,
) -> Worker:
    """Change what a worker wants and can do. Shifts that are theirs stay theirs."""
    rules.may_act_for(by, worker).require()
    faults = rules.faults_of_worker(
        name=name, phone=phone, home=home, latitude=latitude, longitude=longitude, trades=trades, free=free, max_km=max_km,
        min_hourly_cny=min_hourly_cny, travels=travels,
    )  # fmt: skip
    if faults:
        raise Invalid(*faults)
    _say(
        worker, name, phone, home, latitude, longitude, trades, free, max_km, min_hourly_cny, travels, proposals, across
    )
    worker.save()
    return worker


@deed("oddjobs.see_paper", says=_("An officer saw the identity card of somebody enrolled for odd jobs"))
def see_paper(*, by: Standing, at: datetime, worker: Worker) -> Worker:
    """Note that an officer of the town held the card in hand; nothing of it is written down."""
    rules.may_see_workers(by, worker.circle, worker.owner).require()
    if worker.seen_on is not None:
        raise Conflict("seen", _("Somebody has seen it already"))
    worker.seen_on = day_of(at)
    worker.save()
    return worker


@deed("oddjobs.leave", says=_("Somebody takes odd jobs no more"))
def leave(*, by: Standing, at: datetime, worker: Worker) -> Worker:
    """End an enrolment: shifts to come are given back, name, telephone, number and place are erased at once."""
    rules.may_act_for(by, worker).require()
    if worker.left_on is not None:
        raise Conflict("left", _("This enrolment has ended already"))
    drop_all(worker, at)
    _forget(worker, at)
    return worker


def forget_worker(person: UUID, at: datetime) -> int:
    """End a person's enrolments while the account is closed; called within that deed. Returns how many there were."""
    rows = list(Worker.objects.visible_to(queries.HOUSE).filter(person=person))
    for worker in rows:
        if worker.left_on is None:
            drop_all(worker, at)
        _forget(worker, at)
    return len(rows)


def purge_workers(before: datetime) -> int:
    """Erase who it was of enrolments that nobody used since a moment; called by the retention job. Returns how many."""
    rows = Worker.objects.visible_to(queries.HOUSE).filter(left_on__isnull=True, changed_at__lt=before)
    idle = list(rows.exclude(bookings__in=queries.bookings_since(before)))
    for worker in idle:
        _forget(worker, before)
    return len(idle)


def _forget(worker: Worker, at: datetime) -> None:
    """Erase who it was; that somebody worked which hours stays, without a name."""
    worker.name = worker.phone = worker.home = worker.last_four = ""
    worker.digest = worker.pk.hex  # stands for nobody
    worker.person_id = worker.adult_on = worker.min_hourly_cny = None
    worker.latitude = worker.longitude = Decimal()
    worker.trades, worker.free, worker.proposals, worker.across = [], 0, False, False
    worker.left_on = worker.left_on or day_of(at)
    worker.save()


def _say(
    row: Worker, name: str, phone: str, home: str, latitude: Decimal, longitude: Decimal, trades: Sequence[str], free: int,
    max_km: int | None, min_hourly_cny: Decimal | None, travels: str, proposals: bool, across: bool,
) -> None:  # fmt: skip
    row.name, row.phone, row.home = name.strip(), phone.strip(), home.strip()
    row.latitude, row.longitude = rules.public_point(latitude, longitude)
    row.trades, row.free, row.max_km, row.min_hourly_cny = sorted(set(trades)), free, max_km, min_hourly_cny
    row.travels, row.proposals, row.across = travels, proposals, across
