"""The joint assignment: every evening for the days that follow, and at once for an urgent post."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.lines.queries import timetable
from pilin.domain.oddjobs import frames, queries, rules
from pilin.domain.oddjobs.actions.booking import book, propose
from pilin.domain.oddjobs.enums import ANSWER_WITHIN_HOURS, FAIR_SHARE, PLAN_DAYS, URGENT_MINUTES, BookingState, Why
from pilin.domain.oddjobs.models import Booking, Post, Run, Shift, Worker
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import chair_on, day_of, members_on

CENT, NOUGHT = Decimal("0.0001"), Decimal("0.0000")


@deed("oddjobs.assign_shifts", says=_("Shifts were assigned jointly: {booked} booked, {proposed} proposed"))
def assign_shifts(*, by: Standing, at: datetime, circle: Circle, post: Post | None = None) -> Run:
    """Assign the open places of the next days over all workers of the circle, jointly and provably well.

    Who asked for a shift and is given it has it; who is willing is proposed it and has three hours to answer. Whoever stays
    without is told the nearest shift and the one reason. Those passed over for weeks come first as far as a hundredth of
    the optimum pays for it; the price is written down.

    Parameters
    ----------
    post : Post, optional
        Only the shifts of this post: at once, for one that is urgent.

    Raises
    ------
    Conflict
        When the assignment of an evening was made within the hour already.
    """
    rules.may_assign(by, circle.slug).require()
    today, began = day_of(at), time.perf_counter()
    if (
        post is None
        and Run.objects.visible_to(queries.HOUSE).filter(circle=circle.slug, at__gt=at - timedelta(hours=1)).exists()
    ):
        raise Conflict("assigned", _("Shifts were assigned within this hour already"))
    shifts = list(
        queries.open_shifts(queries.HOUSE, circle.slug, at).filter(starts_at__lt=at + timedelta(days=PLAN_DAYS))
    )
    if post is not None:
        shifts = [row for row in shifts if row.post_id == post.pk]
    workers = list(queries.enrolled(circle.slug).select_for_update(of=("self",)))
    between = list(queries.bookings_around(circle.slug, at))
    made = _made(circle, at, shifts, workers, between)
    run = Run(
        in_circle=circle, circle=circle.slug, owner=_keeper(circle, today), audience=Audience.CIRCLE, at=at, from_on=today, until_on=today + timedelta(days=PLAN_DAYS - 1),
        workers=len(workers), shifts=len(shifts), places=sum(row.left for row in shifts), pairs=0, booked=0, proposed=0, objective_cny=NOUGHT,
        bound_cny=NOUGHT, fair_cny=NOUGHT, fair_share=Decimal("0.000000"), seconds=Decimal(), illustrative=bool(workers) and all(row.illustrative for row in workers),
    )  # fmt: skip
    run.save()  # first, so that the line is the circle's: bookings of many towns follow
    if made is not None:
        _carry_out(run, made, workers, shifts, between, by, at)
    run.seconds = Decimal(f"{time.perf_counter() - began:.3f}")
    if post is None:
        _count_weeks(workers, at)
    run.save()
    tell(booked=run.booked, proposed=run.proposed)
    count(booked=run.booked, proposed=run.proposed)
    return run


def _made(circle: Circle, at: datetime, shifts: list[Shift], workers: list[Worker], between: list[Booking]) -> Any:
    """Return frames, pairs and the engine's answer; None where there is nothing to assign."""
    from pilin.engine import assign  # slow import

    if not shifts or not workers:
        return None
    days = {moment.astimezone(queries.SHANGHAI).date() for row in shifts for moment in (row.starts_at, row.ends_at)}
    tables = {day: timetable(queries.HOUSE, circle.slug, day) for day in days}
    frame, posted, pairs = frames.pairs_between(workers, shifts, frames.asked_of(between), tables)
    answer = assign.solve(
        pairs, mode=assign.Mode.DAY, shifts=posted, booked=frames.booked_frame(between, workers),
        rest_hours=float(queries.caps(max(days)).rest_hours), passed_over=frame.passed_over, most=FAIR_SHARE,
    )  # fmt: skip
    return frame, posted, pairs, answer


def _carry_out(
    run: Run, made: Any, workers: list[Worker], shifts: list[Shift], between: list[Booking], by: Standing, at: datetime
) -> None:
    from pilin.engine import assign  # slow import

    frame, posted, pairs, answer = made
    applied = {(row.worker_id, row.shift_id): row for row in between if row.state == BookingState.APPLIED}
    held = {row.worker_id for row in between if row.state in (BookingState.BOOKED, BookingState.PROPOSED)}
    until = at + timedelta(hours=ANSWER_WITHIN_HOURS)
    soon = at + timedelta(minutes=URGENT_MINUTES)
    for pair in answer.pair.tolist():
        worker, shift = workers[int(pairs.worker[pair])], shifts[int(pairs.shift[pair])]
        if not rules.fits(worker, shift, shift.post, queries.held_by(worker, shift.starts_at), at):
            continue  # the room's own rule stands above whatever was reckoned
        row = applied.get((worker.pk, shift.pk))
        if row is not None:
            row.worker = worker
            book(row, by=by, at=at)
            run.booked += 1
        elif (
            propose(worker, shift, by=by, at=at, answer_by=min(soon if shift.post.urgent else until, shift.starts_at))
            is not None
        ):
            run.proposed += 1
        held.add(worker.pk)
    run.pairs = len(pairs)
    run.objective_cny, run.bound_cny = (
        Decimal(str(one)).quantize(CENT) for one in (answer.objective, max(answer.objective, answer.upper_bound))
    )
    if answer.fairness is not None:
        run.fair_first, run.fair_cny = answer.fairness.first, Decimal(str(answer.fairness.cny)).quantize(CENT)
        run.fair_share = Decimal(str(answer.fairness.share)).quantize(Decimal("0.000001"))
    run.empty = _say_of_shifts(shifts, assign.shift_reasons(pairs, answer))
    without = [place for place, row in enumerate(workers) if row.pk not in held]
    told = assign.worker_reasons(frame, posted, pairs, answer, without)
    run.without = _say_of_workers(workers, shifts, told, held)


def _say_of_shifts(shifts: list[Shift], told: Any) -> dict[str, int]:
    empty: Counter[str] = Counter()
    reasons = {one.shift: str(one.why) for one in told}
    for one in told:
        empty[str(one.why)] += one.empty
    for place, row in enumerate(shifts):
        why = reasons.get(place, "")
        if row.why != why:
            Shift.objects.visible_to(queries.HOUSE).filter(pk=row.pk).update(why=why)
    return dict(empty.most_common())


def _say_of_workers(workers: list[Worker], shifts: list[Shift], told: Any, held: set[UUID]) -> dict[str, int]:
    without: Counter[str] = Counter()
    reasons = {one.worker: one for one in told}
    for place, row in enumerate(workers):
        one = reasons.get(place)
        why = "" if row.pk in held else str(one.why) if one is not None and one.shift is not None else Why.NOTHING.value
        shift = shifts[one.shift].pk if why and one is not None and one.shift is not None else None
        if why:
            without[why] += 1
        if (row.why, row.why_shift) != (why, shift):
            Worker.objects.visible_to(queries.HOUSE).filter(pk=row.pk).update(why=why, why_shift=shift)
    return dict(without.most_common())


def _count_weeks(workers: list[Worker], at: datetime) -> None:
    """Count a week, once it is over, for whoever wanted proposals and had no shift in it."""
    monday = _monday(day_of(at))
    last = monday - timedelta(days=7)
    worked = queries.workers_of_week(last)
    for row in workers:
        wanted = row.proposals and row.made_at.astimezone(queries.SHANGHAI).date() <= last
        if wanted and (row.passed_week is None or row.passed_week < last):
            weeks = 0 if row.pk in worked else row.passed_over + 1
            Worker.objects.visible_to(queries.HOUSE).filter(pk=row.pk).update(passed_week=last, passed_over=weeks)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _keeper(circle: Circle, on: date) -> str:
    """Return the town that keeps the row: that in the chair, else the first by code."""
    chair = chair_on(queries.HOUSE, circle.slug, on)
    return chair.member.code if chair else members_on(queries.HOUSE, circle.slug, on)[0].code
