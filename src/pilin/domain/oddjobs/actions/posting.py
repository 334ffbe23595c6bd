"""Posting work, posting it again, calling a shift off, closing a post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.oddjobs import queries, rules
from pilin.domain.oddjobs.actions.assigning import assign_shifts
from pilin.domain.oddjobs.actions.booking import drop
from pilin.domain.oddjobs.enums import OPEN, BookingState, Cover, LapseReason, PayForm
from pilin.domain.oddjobs.models import Booking, Post, Shift
from pilin.domain.oddjobs.rules import ShiftInput
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on


@deed("oddjobs.post_work", says=_("{who} offers work: {title}"))
def post_work(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    firm: Enterprise,
    title_zh: str,
    hourly_cny: Decimal,
    place_zh: str,
    latitude: Decimal,
    longitude: Decimal,
    shifts: Sequence[ShiftInput],
    title: str = "",
    about_zh: str = "",
    about: str = "",
    trade: str = "",
    form: str = PayForm.PART_TIME,
    fee_cny: Decimal = Decimal(),
    agency: bool = False,
    cover: str = Cover.NONE,
    cover_said: str = "",
    provided: Sequence[str] = (),
    place_code: str = "",
    place: str = "",
    phone: str = "",
    urgent: bool = False,
    repeats: Post | None = None,
    assigned_at_once: bool = True,
    illustrative: bool = False,
) -> Post:
    """Offer work with its shifts. Everyone reads it at once.

    Refused with the clause when it is paid below the floor of the place of work or of the employer's place, whichever is
    higher, when anything is asked of the worker, and when a dispatch agency hires part-time by the hour.

    Parameters
    ----------
    town : str
        The town in which the work is; the post is that town's row.
    firm : Enterprise
        The employer, known by a valid credit code.
    fee_cny : Decimal
        What is asked of the worker, in yuan. Taken only to be refused: it is asked so that nobody forgets to say it.
    assigned_at_once : bool
        Whether an urgent post is proposed at once to whom it fits best, for half an hour.
    """
    rules.may_post(by, circle.slug, town, firm).require()
    today = day_of(at)
    rules.not_barred(queries.barred(circle.slug, today), firm.pk, town).require()
    place_code = place_code or town
    floor = queries.floor_ruling(circle.slug, place_code, firm.division, today)
    faults = rules.faults_of_post(
        at=at, title_zh=title_zh, trade=trade, form=form, hourly_cny=hourly_cny, floor=floor, fee_cny=fee_cny,
        agency=rules.is_agency(firm, agency), cover=cover, cover_said=cover_said, provided=provided, place_code=place_code,
        place_zh=place_zh, latitude=latitude, longitude=longitude, town=town, shifts=shifts,
    )  # fmt: skip
    if town not in {member.code for member in members_on(queries.HOUSE, circle.slug, today)}:
        faults.append(Fault("town", "town", _("The place of work lies in a town of the circle"), value=town))
    if faults:
        raise Invalid(*faults)
    row = Post(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.PUBLIC, employer=firm, employer_zh=firm.name_zh,
        employer_name=firm.name, employer_place=firm.division, title_zh=title_zh.strip(), title=title.strip(), about_zh=about_zh.strip(),
        about=about.strip(), trade=trade, form=form, hourly_cny=hourly_cny, floor_cny=floor.hourly_cny,
        floor_at=floor.place_code if floor.hourly_cny is not None else "", cover=cover, cover_said=cover_said.strip() if cover != Cover.NONE else "",
        provided=sorted(set(provided)), place_code=place_code, place_zh=place_zh.strip(), place=place.strip(), latitude=latitude,
        longitude=longitude, phone=phone.strip(), urgent=urgent, posted_by_id=by.person, repeats=repeats.pk if repeats else None,
        illustrative=illustrative,
    )  # fmt: skip
    row.save()
    for one in sorted(shifts, key=lambda one: one.starts_at):
        Shift(
            in_circle=circle, circle=circle.slug, owner=town, audience=Audience.PUBLIC, post=row, starts_at=one.starts_at, ends_at=one.ends_at,
            break_minutes=one.break_minutes, heads=one.heads, illustrative=illustrative,
        ).save()  # fmt: skip
    count(shifts=len(shifts))
    if urgent and assigned_at_once:
        assign_shifts(by=queries.HOUSE, at=at, circle=circle, post=row)
    tell(title=both(row, "title"))
    return row


@deed("oddjobs.repeat_post", says=_("{who} offers work again: {title}"))
def repeat_post(*, by: Standing, at: datetime, post: Post) -> Post:
    """Offer the same work again, its shifts moved on by whole weeks to the first that lie ahead. The floor is that of today."""
    rules.may_run(by, post).require()
    said = [
        ShiftInput(one.starts_at, one.ends_at, one.heads, one.break_minutes)
        for one in Shift.objects.visible_to(queries.HOUSE).filter(post=post, called_off_on__isnull=True)
    ]
    if not said:
        raise Conflict("no_shift", _("This post has no shift to repeat"))
    shifts = rules.shifts_again(said, day_of(at) + timedelta(days=1))
    tell(title=both(post, "title"))
    return post_work(
        by=by, at=at, circle=post.in_circle, town=post.owner, firm=post.employer, title_zh=post.title_zh, title=post.title,
        about_zh=post.about_zh, about=post.about, trade=post.trade, form=post.form, hourly_cny=post.hourly_cny, cover=post.cover,
        cover_said=post.cover_said, provided=post.provided, place_code=post.place_code, place_zh=post.place_zh, place=post.place,
        latitude=post.latitude, longitude=post.longitude, phone=post.phone, urgent=post.urgent, shifts=shifts, repeats=post,
        illustrative=post.illustrative,
    )  # fmt: skip


@deed("oddjobs.call_off_shift", says=_("{who} called a shift off: {title}"))
def call_off_shift(*, by: Standing, at: datetime, shift: Shift) -> Shift:
    """Call a shift off before it begins; whoever had it, or asked for it, is told."""
    rules.may_run(by, shift.post).require()
    if shift.called_off_on is not None:
        raise Conflict("called_off", _("It is called off already"))
    if shift.begun(at):
        raise Conflict("begun", _("This shift has begun: whoever came is paid for it"))
    for row in (
        Booking.objects.visible_to(queries.HOUSE)
        .filter(shift=shift, state__in=OPEN)
        .select_related("shift__post", "worker")
    ):
        drop(row, by=by, at=at, state=BookingState.CALLED_OFF)
    shift.refresh_from_db()
    shift.called_off_on = day_of(at)
    shift.save()
    tell(title=both(shift.post, "title"))
    return shift


@deed("oddjobs.close_post", says=_("{who} offers this work no more: {title}"))
def close_post(*, by: Standing, at: datetime, post: Post, why: str = "") -> Post:
    """Offer a post no more: what was asked for lapses; shifts that are somebody's are worked and paid."""
    rules.may_run(by, post).require()
    if post.closed_on is not None:
        raise Conflict("closed", _("This post is closed already"))
    waiting = (BookingState.APPLIED, BookingState.PROPOSED)
    for row in (
        Booking.objects.visible_to(queries.HOUSE)
        .filter(shift__post=post, state__in=waiting)
        .select_related("shift__post", "worker")
    ):
        drop(row, by=by, at=at, state=BookingState.LAPSED, why=LapseReason.CLOSED)
    post.closed_on, post.closed_why = day_of(at), why.strip()
    post.save()
    tell(title=both(post, "title"))
    return post
