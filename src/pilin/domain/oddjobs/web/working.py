"""On the day: the code on the foreman's telephone, coming and going, hours, absences, appeals."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.oddjobs import actions, forms, queries, rules
from pilin.domain.oddjobs.enums import About, BookingState
from pilin.domain.oddjobs.models import Appeal, Booking
from pilin.domain.oddjobs.web.shared import acting_for, circle_of, form_page, origin_of, shift_of
from pilin.engine.base.qr import qr_svg
from pilin.foundation.access.verdict import Refused
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import Form, perform


def code(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show the code with which workers check in: on the foreman's telephone, good for a quarter of an hour."""
    row = shift_of(request, circle, uid)
    rules.may_run(request.standing, row.post).require()
    said = rules.code_of(settings.SECRET_KEY, row.pk, request.at)
    address = request.build_absolute_uri(reverse("oddjobs:here", args=[circle, row.pk])) + f"?code={said}"
    rows = queries.post_told(request.standing, row.post, runs=True).rows
    booked = next(line.booked for line in rows if line.shift.pk == row.pk)
    context = {
        "circle": circle_of(request, circle), "shift": row, "post": row.post, "qr": qr_svg(address), "code": said, "members": member_cards(request.standing),
        "came": [(one, queries.attendances(booked).get(one.pk)) for one in booked],
    }  # fmt: skip
    return render(request, "oddjobs/code.html", context)


def here(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Let the worker who read the code say that they are here: one press."""
    row, worker = shift_of(request, circle, uid), acting_for(request, circle)
    booking = queries.bookings_of(worker).filter(shift=row).first() if worker else None
    said = (request.POST.get("code") or request.GET.get("code") or "")[:20]
    if request.method == "POST" and booking is not None:
        actions.check_in(by=request.standing, at=request.at, booking=booking, code=said)
        messages.success(request, _("You are here. Good work."))
        return redirect("oddjobs:work", circle=circle, uid=booking.pk)
    context = {
        "circle": circle_of(request, circle),
        "shift": row,
        "post": row.post,
        "booking": booking,
        "code": said,
        "worker": worker,
    }
    return render(request, "oddjobs/here.html", context)


def work(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show the course of one shift to its worker and to whoever looks after it: coming, hours, pay, appeals."""
    row = _booking(request, circle, uid)
    mine = bool(rules.may_act_for(request.standing, row.worker))
    told = queries.told_of(row)
    attendance = told["attendance"]
    context = {
        "circle": circle_of(request, circle), "card": queries.card_of(row.shift, origin_of(request, circle, row.worker if mine else None), row), "booking": row,
        "shift": row.shift, "post": row.shift.post, "members": member_cards(request.standing), "mine": mine, **told,
        "runs": bool(rules.may_run(request.standing, row.shift.post)), "may_go": bool(rules.may_go(attendance, row.shift, request.at)),
        "may_come": bool(rules.may_come(row, request.at)), "may_say": bool(rules.may_say_hours(attendance, row, request.at)),
        "may_absent": bool(rules.may_mark_absent(attendance, row, request.at)), "form": forms.HoursForm(initial=_whole(row)),
        "appealed": {one.about for one in told["appeals"]},
    }  # fmt: skip
    return render(request, "oddjobs/work.html", context)


@require_POST
def come(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that somebody came, on the foreman's word."""
    row = _booking(request, circle, uid)
    actions.check_in(by=request.standing, at=request.at, booking=row, code=request.POST.get("code", "")[:20])
    return _after(request, circle, row, _("Noted: they are here."))


@require_POST
def go(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that somebody went home."""
    row = _booking(request, circle, uid)
    actions.check_out(by=request.standing, at=request.at, booking=row)
    return _after(request, circle, row, _("Noted: gone home."))


@require_POST
def hours(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say how long was worked."""
    row = _booking(request, circle, uid)
    form = forms.HoursForm(request.POST)
    if not form.is_valid():
        raise Refused("minutes", _("Say hours and minutes in figures"))
    kept = actions.say_hours(by=request.standing, at=request.at, booking=row, minutes=form.said)
    settled = kept.settled_on is not None
    return _after(
        request,
        circle,
        row,
        _("Both say the same: the hours stand, and the pay is owed.")
        if settled
        else _("Said. The other side has three days to object."),
    )


@require_POST
def absent(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that nobody came."""
    row = _booking(request, circle, uid)
    actions.mark_absent(by=request.standing, at=request.at, booking=row)
    return _after(request, circle, row, _("Said. They are told, and may appeal to a town of the other bank."))


def appeal(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Appeal to a town of the other bank."""
    row = _booking(request, circle, uid)
    rules.may_act_for(request.standing, row.worker).require()
    attendance = queries.attendance_of(row)
    about = About.ABSENCE if attendance is not None and attendance.absent_on is not None else About.HOURS
    form = forms.AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = perform(
            form,
            lambda: actions.appeal(
                by=request.standing,
                at=request.at,
                booking=row,
                about=about,
                said=form.cleaned_data["said"],
                minutes=form.minutes,
            ),
        )
        if made:
            return _after(request, circle, row, _("Sent to a town of the other bank. Both sides read what it decides."))
    return form_page(
        request, circle_of(request, circle), form, title=_("Appeal"), sub=str(About(about).label), verb=_("Send it to the other bank"),
        back=reverse("oddjobs:work", args=[circle, uid]),
    )  # fmt: skip


def appeals(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a clerk the appeals that the town hears, and those about its own workers and works."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_see_workers(standing, circle, standing.member).require()
    context = {
        "circle": within,
        "members": member_cards(standing),
        "rows": list(queries.appeals(standing, circle)[:200]),
    }
    return render(request, "oddjobs/appeals.html", context)


def hear(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Decide an appeal."""
    row = queries.appeal_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    form = forms.HearForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = perform(form, lambda: _heard(request, row, form))
        if done:
            messages.success(request, _("Decided. Both sides read it."))
            return redirect("oddjobs:appeals", circle=circle)
    context = {
        "appeal": row,
        "attendance": queries.attendance_of(row.booking),
        "may_hear": bool(rules.may_hear(request.standing, row)),
        "members": member_cards(request.standing),
    }
    return form_page(request, circle_of(request, circle), form, "oddjobs/hear.html", **context)


def _heard(request: HttpRequest, row: Appeal, form: Form) -> Appeal:
    data = form.cleaned_data
    minutes = form.minutes if isinstance(form, forms.AppealForm) else None
    return actions.hear_appeal(
        by=request.standing, at=request.at, appeal=row, upheld=data["upheld"], reason=data["said"], minutes=minutes
    )


def _booking(request: HttpRequest, circle: str, uid: UUID) -> Booking:
    """Return a booking for its worker, the clerk who enrolled them, or whoever looks after the post once it is theirs."""
    found = queries.own_booking(request.standing, circle, uid)
    if found is None:
        found = queries.booking_run(request.standing, circle, uid)
    if found is None or (found.state != BookingState.BOOKED and not rules.may_act_for(request.standing, found.worker)):
        raise Http404
    return found


def _after(request: HttpRequest, circle: str, row: Booking, said: str) -> HttpResponse:
    messages.success(request, said)
    if request.POST.get("back") == "post":
        return redirect("oddjobs:post", circle=circle, uid=row.shift.post_id)
    return redirect("oddjobs:work", circle=circle, uid=row.pk)


def _whole(row: Booking) -> dict[str, int]:
    """Return the hours of the shift as it was posted, to begin with."""
    hours, minutes = divmod(int(row.shift.worked.total_seconds() // 60), 60)
    return {"hours": hours, "minutes": minutes}
