"""The duty list: who keeps watch on both banks, a week entered at once or copied, gaps said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.watch import actions, gateways, queries, rules
from pilin.domain.watch.forms import desk as forms
from pilin.domain.watch.web.within import circle_of, form_page
from pilin.engine.base import Invalid
from pilin.foundation.identity.queries import colleagues
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import day_named, perform

SHANGHAI = rules.SHANGHAI
SLOTS = ((time(8), time(20)), (time(20), time(8)))  # day and night: what the page offers; the deed takes any hours


def duty(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a week of both banks, and let a clerk write their own town's."""
    within, standing = circle_of(request, circle), request.standing
    monday = _monday(day_named(request.GET.get("week")) or day_of(request.at))
    town = standing.member
    may = bool(town) and bool(rules.may_keep_duty(standing, circle, town))
    begins = datetime.combine(monday, time.min, SHANGHAI)
    shifts = queries.shifts_between(standing, circle, begins, begins + timedelta(days=7))
    people = sorted(colleagues(queries.HOUSE, town, day_of(request.at)), key=lambda pair: pair[1]) if may else []
    own = {s.starts_at.astimezone(SHANGHAI): s for s in shifts if s.owner == town}
    form = forms.WeekForm(request.POST if request.method == "POST" else None, people=people, initial=_initial(own))
    rows = _rows(monday, own, form, request.at)
    if request.method == "POST":
        rules.may_keep_duty(standing, circle, town).require()
        made = None
        if form.is_valid():
            made = perform(form, lambda: _enter(request, within, town, monday, form.cleaned_data, own))
        if made:
            messages.success(request, _("The list stands. Officers of both banks see names and posts."))
            return redirect(f"{reverse('watch:duty', args=[circle])}?week={monday.isoformat()}")
    seconds, rounds = queries.term_of(circle, town, day_of(request.at)) if town else (0, 0)
    now = queries.on_duty(standing, circle, request.at)
    context = {
        "circle": within, "monday": monday, "week": [monday + timedelta(days=k) for k in range(7)], "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7), "banks": now, "table": _table(shifts, [one.member.code for one in now]), "form": form, "rows": rows, "may": may,
        "gaps": queries.gaps_ahead(standing, circle, request.at, hours=48),
        "members": member_cards(standing), "seconds": seconds, "rounds": rounds, "sms": gateways.gateway() is not None,
    }  # fmt: skip
    return render(request, "watch/duty.html", context, status=422 if form.is_bound and form.errors else 200)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _initial(own: Mapping[datetime, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for starts, shift in own.items():
        night = starts.hour >= 12
        turns = sorted(shift.turns_seen, key=lambda turn: turn.order)
        for place, turn in zip(("first", "second"), turns, strict=False):
            given[f"{place}_{starts.weekday()}_{int(night)}"] = str(turn.person or "")
        if turns:
            given["ways"] = ",".join(turns[0].channels)
        given["post_zh"] = shift.post_zh
    return given


def _rows(monday: date, own: Mapping[datetime, Any], form: forms.WeekForm, at: datetime) -> list[dict[str, Any]]:
    rows = []
    for k in range(7):
        day = monday + timedelta(days=k)
        for night, (starts, _ends) in enumerate(SLOTS):
            begins = datetime.combine(day, starts, SHANGHAI)
            fields = (form[f"first_{k}_{night}"], form[f"second_{k}_{night}"])
            rows.append({"day": day, "night": night, "fields": fields, "begun": begins <= at and begins in own})
    return rows


def _enter(
    request: HttpRequest, within: Any, town: str, monday: date, data: Mapping[str, Any], own: Mapping[datetime, Any]
) -> int:
    said = []
    for k in range(7):
        for night, (starts, ends) in enumerate(SLOTS):
            begins = datetime.combine(monday + timedelta(days=k), starts, SHANGHAI)
            people = [UUID(data[f"{p}_{k}_{night}"]) for p in ("first", "second") if data[f"{p}_{k}_{night}"]]
            if people and not (begins <= request.at and begins in own):
                until = datetime.combine(monday + timedelta(days=k + night), ends, SHANGHAI)
                said.append(actions.ShiftSaid(begins, until, people, data["ways"].split(","), row=2 * k + night + 1))
    return actions.enter_shifts(
        by=request.standing, at=request.at, circle=within, town=town, since=monday, until=monday + timedelta(days=6), shifts=said,
        post_zh=data["post_zh"],
    )  # fmt: skip


def _table(shifts: list[Any], towns: list[str]) -> list[tuple[Any, list[list[Any]]]]:
    """Return the shifts of both banks side by side: a row a stretch of time, a cell a town."""
    rows: dict[tuple[datetime, datetime], dict[str, list[Any]]] = {}
    for shift in shifts:
        rows.setdefault((shift.starts_at, shift.ends_at), {}).setdefault(shift.owner, []).append(shift)
    return [(when, [cells.get(town, []) for town in towns]) for when, cells in sorted(rows.items())]


@require_POST
def copy(request: HttpRequest, circle: str) -> HttpResponse:
    """Write a week as the week before it was."""
    within = circle_of(request, circle)
    monday = _monday(day_named(request.POST.get("week")) or day_of(request.at))
    try:
        number = actions.copy_week(
            by=request.standing, at=request.at, circle=within, town=request.standing.member, monday=monday
        )
    except Invalid as error:
        messages.warning(request, " ".join(str(fault.reason) for fault in error.faults))
    else:
        messages.success(request, _("Copied: {number} shifts as in the week before.").format(number=number))
    return redirect(f"{reverse('watch:duty', args=[circle])}?week={monday.isoformat()}")


def term(request: HttpRequest, circle: str) -> HttpResponse:
    """Set how long one's own town waits for an answer."""
    within, standing = circle_of(request, circle), request.standing
    town = standing.member
    rules.may_keep_duty(standing, circle, town).require()
    seconds, rounds = queries.term_of(circle, town, day_of(request.at))
    given = request.POST if request.method == "POST" else None
    form = forms.TermForm(
        given, initial={"answer_seconds": seconds, "rounds": rounds, "valid_from": day_of(request.at)}
    )
    if form.is_valid():
        data = form.cleaned_data
        if perform(form, lambda: actions.set_term(by=standing, at=request.at, circle=within, town=town, **data)):
            messages.success(request, _("Set. It holds from that day on."))
            return redirect("watch:duty", circle=circle)
    back = reverse("watch:duty", args=[circle])
    return form_page(request, within, form, title=_("How long is waited for an answer"), verb=_("Set it"), back=back)
