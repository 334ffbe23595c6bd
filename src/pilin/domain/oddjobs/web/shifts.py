"""Shifts near somebody, one shift, and one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.oddjobs import actions, queries, rules
from pilin.domain.oddjobs.enums import HELD, TRADES, BookingState, Travel
from pilin.domain.oddjobs.models import Booking, Worker
from pilin.domain.oddjobs.web.shared import acting_for, booking_of, circle_of, origin_of, shift_of, towns_of
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.members.queries import day_of, member_cards


def near(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the open shifts of the next days, the nearest first on each day."""
    within, asked = circle_of(request, circle), request.GET
    worker = acting_for(request, circle)
    origin = origin_of(request, circle, worker)
    every = queries.days_near(
        request.standing, circle, request.at, origin=origin, within_km=worker.max_km if worker and worker.max_km else None,
        trade=asked.get("trade", ""), town=asked.get("town", ""), worker=worker, mine=bool(asked.get("mine")),
    )  # fmt: skip
    days = queries.days_of(every)
    day = next((one.day for one in days if str(one.day) == asked.get("day", "")), None)
    members = member_cards(request.standing)
    home = members[worker.owner].bank if worker and worker.owner in members else 0
    shown = queries.by_bank([card for card in every if day is None or card.day == day], members, home)
    told = queries.ways(request.standing, circle, shown, origin, worker.travels if worker else Travel.WALK)
    if asked.get("back"):
        shown = [
            card for card in shown if card.shift.pk in told and told[card.shift.pk].there and told[card.shift.pk].back
        ]
    context = {
        "ways": told, "circle": within, "members": members, "cards": shown, "days": days, "day": day, "origin": origin,
        "worker": worker, "narrowed": any(asked.get(key) for key in ("trade", "town", "from")),
        "towns": [(town, sum(card.shift.owner == town.code for card in every)) for town in towns_of(request, circle)],
        "trades": [(key, trade.label, n) for key, trade in TRADES.items() if (n := sum(card.post.trade == key for card in every))],
        "may_keep": bool(request.standing.member and rules.may_see_workers(request.standing, circle, request.standing.member)),
        "employs": bool(queries.firms_to_post_for(request.standing, circle)),
        "all_ill": every[0].post if every and all(card.post.illustrative for card in every) else None,
        "filtered": any(asked.get(key) for key in ("trade", "town", "mine", "day", "back")),
    }  # fmt: skip
    return render(request, "oddjobs/near.html", context)


def shift(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one shift: in the hand, when, where, what is provided, what covers an accident; and ask for it."""
    row = shift_of(request, circle, uid)
    worker = acting_for(request, circle)
    booking = queries.bookings_of(worker).filter(shift=row).first() if worker else None
    verdict = _verdict(request, row, worker, booking)
    caps = queries.caps(row.starts_at.date())
    origin = origin_of(request, circle, worker)
    card = queries.card_of(row, origin, booking)
    told = queries.floors_told(request.standing, circle, card.day)
    way = queries.ways(request.standing, circle, [card], origin, worker.travels if worker else Travel.WALK).get(row.pk)
    there, back = (
        queries.rides_of(request.standing, circle, card, origin) if origin and way and way.by == "bus" else ([], [])
    )
    today = day_of(request.at)
    barred = queries.barred(circle, today).get((row.post.employer_id, row.owner))
    context = {
        "barred": barred, "paid": queries.paid_in_time(row.post.employer_id, today), "may_complain": bool(rules.may_complain(request.standing, row.post)), "way": way, "there": there, "back": back, "circle": circle_of(request, circle), "card": card, "shift": row, "post": row.post, "members": member_cards(request.standing),
        "worker": worker, "booking": booking, "verdict": verdict, "open": row.left > 0 and not row.begun(request.at) and row.called_off_on is None and row.post.closed_on is None and barred is None,
        "hours": queries.hours_of_week(worker, card.day, caps.week_hours) if worker else None, "caps": caps,
        "floor": next((floor for town, floor in told if row.post.floor_at.startswith(town.code)), None), "trade": TRADES.get(row.post.trade),
        "runs": bool(rules.may_run(request.standing, row.post)), "held": booking is not None and booking.state in HELD,
    }  # fmt: skip
    return render(request, "oddjobs/shift.html", context)


def _verdict(request: HttpRequest, row: Any, worker: Worker | None, booking: Booking | None) -> Verdict | None:
    if worker is None or (booking is not None and booking.state in (BookingState.APPLIED, *HELD)):
        return None
    return rules.fits(worker, row, row.post, queries.held_by(worker, row.starts_at), request.at)


@require_POST
def apply(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Ask for a shift."""
    row, worker = shift_of(request, circle, uid), acting_for(request, circle)
    if worker is None:
        return redirect("oddjobs:join", circle=circle)
    made = actions.apply_for_shift(by=request.standing, at=request.at, shift=row, worker=worker)
    if made.state == BookingState.BOOKED:
        messages.success(request, _("It is yours. Be there in time."))
    else:
        messages.success(request, _("Asked for. In the evening you are told whether it is yours."))
    return _back(request, circle, uid, worker)


@require_POST
def accept(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say yes to a shift."""
    row = booking_of(request, circle, uid)
    actions.accept_proposal(by=request.standing, at=request.at, booking=row)
    messages.success(request, _("It is yours. What overlaps it has lapsed in all towns."))
    return _back(request, circle, row.shift_id, row.worker)


@require_POST
def decline(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say no to a shift."""
    row = booking_of(request, circle, uid)
    actions.decline_proposal(by=request.standing, at=request.at, booking=row)
    messages.success(request, _("Declined. It costs you nothing."))
    return _back(request, circle, row.shift_id, row.worker)


@require_POST
def give_back(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give a shift back."""
    row = booking_of(request, circle, uid)
    actions.give_back_shift(by=request.standing, at=request.at, booking=row)
    messages.success(request, _("Given back. Somebody else can have it."))
    return _back(request, circle, row.shift_id, row.worker)


def mine(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a worker what is theirs, what is proposed, what was asked for, and the hours of this week."""
    within, worker = circle_of(request, circle), acting_for(request, circle)
    if worker is None:
        return render(request, "oddjobs/mine.html", {"circle": within, "worker": None})
    today = day_of(request.at)
    rows = list(queries.bookings_of(worker))
    origin = origin_of(request, circle, worker)
    ahead = [queries.card_of(row.shift, origin, row) for row in rows if row.shift.ends_at > request.at]
    context = {
        "circle": within, "worker": worker, "members": member_cards(request.standing), "today": today,
        "proposed": [card for card in ahead if card.booking and card.booking.state == BookingState.PROPOSED],
        "booked": [card for card in ahead if card.booking and card.booking.state == BookingState.BOOKED],
        "applied": [card for card in ahead if card.booking and card.booking.state == BookingState.APPLIED],
        "over": [card for card in ahead if card.booking and card.booking.state not in (BookingState.APPLIED, *HELD)],
        "past": [queries.card_of(row.shift, origin, row) for row in reversed(rows) if row.shift.ends_at <= request.at and row.state == BookingState.BOOKED],
        "week": queries.hours_of_week(worker, today, queries.caps(today).week_hours),
    }  # fmt: skip
    return render(request, "oddjobs/mine.html", context)


def _back(request: HttpRequest, circle: str, shift: UUID, worker: Worker) -> HttpResponse:
    """Return to the shift; a clerk goes on acting for the same worker."""
    own = worker.person_id == request.standing.person and request.standing.signed_in
    return redirect(reverse("oddjobs:shift", args=[circle, shift]) + ("" if own else f"?for={worker.pk}"))
