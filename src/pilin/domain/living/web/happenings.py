"""Pages of public events for residents: the one calendar, an event, registering in two taps, one's tickets, passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.living import actions
from pilin.domain.living.enums.happenings import HappeningKind, HappeningState, RegistrationState
from pilin.domain.living.forms import happenings as forms
from pilin.domain.living.queries import happenings as queries
from pilin.domain.living.queries import happenings_coming as coming
from pilin.domain.living.queries import happenings_passes as passes
from pilin.domain.living.rules import happenings as rules
from pilin.domain.living.web.happenings_shared import (
    circle_of,
    form_page,
    happening_of,
    pass_of,
    tabs,
    town_choices,
)
from pilin.engine.base.qr import qr_svg
from pilin.foundation.bulletins.feeds import calendar_bytes
from pilin.foundation.members.queries import day_of
from pilin.web.forms import perform
from pilin.web.words import in_words

FIRST_YEAR, LAST_YEAR = 1950, 2199


@dataclass(frozen=True, slots=True)
class Month:
    """A month as the calendar pages through it."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.moved(1).first - timedelta(days=1)

    def moved(self, months: int) -> Month:
        """Return the month so many later."""
        place = self.year * 12 + self.month - 1 + months
        return Month(place // 12, place % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the one calendar: a month as a grid and as a list, by town and by kind."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    month = _month(request, on)
    town, kind = request.GET.get("town", ""), request.GET.get("kind", "")
    weeks = queries.weeks_of(month.year, month.month)
    everything = queries.calendar(standing, circle, request.at, weeks[0][0], weeks[-1][-1])
    lines = [one for one in everything if (not town or town in one.towns) and (not kind or kind == one.kind)]
    towns = [
        (card, sum(card.code in one.towns for one in everything)) for card in queries.towns_of(standing, circle, on)
    ]
    kinds: list[tuple[str, Any, int]] = [
        (value, label, sum(one.kind == value for one in everything)) for value, label in HappeningKind.choices
    ]
    kinds.append(("other", _("meetings, drills, milestones"), sum(one.kind == "other" for one in everything)))
    exact = [one for one in lines if not one.rough]
    of_month = [one for one in lines if one.first <= month.last and one.last >= month.first]
    context = {
        "circle": within, "month": month, "before": month.moved(-1), "after": month.moved(1), "today": on,
        "weeks": [[(day, day.month == month.month, [one for one in exact if one.first <= day <= one.last]) for day in week] for week in weeks],
        "lines": [one for one in of_month if not one.rough], "rough": [one for one in of_month if one.rough],
        "towns": [(card, n) for card, n in towns if n or card.code == town], "kinds": [row for row in kinds if row[2] or row[0] == kind],
        "town": town, "kind": kind, "filtered": bool(town or kind), "span": f"{month.first:%Y-%m}",
        "next": _next(standing, circle, request, month) if not of_month else None, **tabs(request, circle),
    }  # fmt: skip
    return render(request, "living/happenings_calendar.html", context)


@require_GET
def ics(request: HttpRequest, circle: str, town: str = "") -> HttpResponse:
    """Give the public events of a circle, or of one town in it, as iCalendar; for anybody, signed in or not."""
    within = circle_of(request, circle)
    entries = queries.feed(queries.PUBLIC, circle, request.at, town)
    card = next((one for one in queries.towns_of(queries.PUBLIC, circle, day_of(request.at)) if one.code == town), None)
    if town and card is None:
        raise Http404
    name = in_words(card or within, "name")
    return _calendar(request, entries, name)


@require_GET
def happening_ics(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give one event to put into one's own calendar."""
    told = happening_of(request, circle, uid)
    if not told.row.day_known:
        raise Http404
    return _calendar(request, [queries.entry_of(told, _lang() == "zh")], in_words(told.row, "title"))


@require_GET
def happening(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show an event: when, where, how one gets there, whether there are places, and one's own registration."""
    told, standing = happening_of(request, circle, uid), request.standing
    row = told.row
    own = coming.own_registration(standing, row)
    may_run = bool(rules.may_run_happening(standing, row))
    slot = rules.slot_of(row)
    clashes = (
        queries.clashes(standing, circle, [one.code for one in told.towns], slot, but=row.pk)
        if may_run and slot
        else []
    )
    context = {
        "circle": row.in_circle, "told": told, "h": row, "own": own, "ticket": coming.ticket_named(standing, circle, own.pk, request.at) if own else None,
        "may_run": may_run, "may_mark": bool(rules.may_mark_came(standing, row)), "clashes": clashes, "sessions": queries.sessions_of(standing, row),
        "board": queries.quotas_of(told) if told.quotas or may_run else [], "open_state": _open_state(request, told),
        "thought": coming.thought_of(row) if told.state is HappeningState.OVER else None,
        "may_say": own is not None and bool(rules.may_evaluate(standing, own, request.at)), "states": RegistrationState,
        **tabs(request, circle),
    }  # fmt: skip
    return render(request, "living/happenings_happening.html", context)


def register(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Register oneself, or let a clerk register somebody of their town."""
    told, standing = happening_of(request, circle, uid), request.standing
    if not standing.signed_in:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    clerk = bool(standing.member and rules.may_register(standing, circle, standing.member, None))
    choices = town_choices(request, circle)
    towns = [pair for pair in choices if pair[0] == standing.member] if clerk else choices
    initial = {} if clerk else {"name": _own_name(request), "town": request.GET.get("town", "")}
    form = forms.RegisterForm(request.POST if request.method == "POST" else None, towns=towns, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        made = perform(
            form,
            lambda: actions.register(
                by=standing, at=request.at, happening=told.row, town=data["town"], name=data["name"],
                person=None if clerk else standing.person,
            ),
        )  # fmt: skip
        if made:
            held = made.state == RegistrationState.HELD
            messages.success(
                request, _("You have a place.") if held else _("All places are taken; you are on the waiting list.")
            )
            return redirect("living:ticket", circle=circle, uid=made.pk)
    return form_page(
        request, told.row.in_circle, form, title=_("Register somebody of your town") if clerk else pgettext("happening", "Register"),
        sub=in_words(told.row, "title"), verb=pgettext("happening", "Register"), back=reverse("living:happening", args=[circle, uid]),
        note=None if clerk else _("Kept: your name and your town, until two months after the event. You can give it back until it begins."),
    )  # fmt: skip


@require_GET
def ticket(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a ticket: the code as a square to hold to the entrance, large, and the way to give it back."""
    within, standing = circle_of(request, circle), request.standing
    found = coming.ticket_named(standing, circle, uid, request.at)
    if found is None:
        raise Http404
    told = happening_of(request, circle, found.row.happening_id)
    begins = told.row.begins()
    context = {
        "circle": within, "t": found, "r": found.row, "h": told.row, "told": told, "qr": qr_svg(found.row.code) if found.row.state == RegistrationState.HELD else "",
        "may_withdraw": bool(rules.may_withdraw(standing, found.row)) and (begins is None or begins > request.at)
        and found.row.state != RegistrationState.WITHDRAWN, **tabs(request, circle),
    }  # fmt: skip
    return render(request, "living/happenings_ticket.html", context)


@require_POST
def withdraw(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give a registration back; whoever waited longest gets the place."""
    circle_of(request, circle)
    found = coming.ticket_named(request.standing, circle, uid, request.at)
    if found is None:
        raise Http404
    actions.withdraw_registration(by=request.standing, at=request.at, registration=found.row)
    messages.success(request, _("Given back. Whoever waited longest gets the place."))
    return redirect("living:happening", circle=circle, uid=found.row.happening_id)


@require_GET
def mine(request: HttpRequest, circle: str) -> HttpResponse:
    """Show one's own registrations, what is to come first."""
    within = circle_of(request, circle)
    if not request.standing.signed_in:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    context = {
        "circle": within,
        "tickets": coming.tickets(request.standing, circle, request.at),
        **tabs(request, circle),
    }
    return render(request, "living/happenings_mine.html", context)


def evaluate(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say what one thought of an event; nothing leads from the answer to whoever gave it."""
    told, standing = happening_of(request, circle, uid), request.standing
    own = coming.own_registration(standing, told.row)
    if own is None:
        raise Http404
    rules.may_evaluate(standing, own, request.at).require()
    form = forms.ThoughtForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        actions.evaluate(by=standing, at=request.at, registration=own, score=data["score"], words=data["words"])
        messages.success(request, _("Noted, without your name."))
        return redirect("living:happening", circle=circle, uid=uid)
    return form_page(
        request, told.row.in_circle, form, title=_("Say what you thought of it"), sub=in_words(told.row, "title"), verb=pgettext("evaluation", "Say it"),
        back=reverse("living:happening", args=[circle, uid]),
        note=_("Your answer is kept without your name and shown only where five people or more answered. It can be given once."),
    )  # fmt: skip


@require_GET
def all_series(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what returns: when, who hosts it, since when, and its latest editions."""
    within, standing = circle_of(request, circle), request.standing
    told = queries.series_told(standing, circle, request.at, day_of(request.at).year)
    return render(request, "living/happenings_series.html", {"circle": within, "series": told, **tabs(request, circle)})


@require_GET
def pass_list(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the joint passes: where each is good, how often it was used where."""
    within = circle_of(request, circle)
    context = {
        "circle": within,
        "passes": passes.passes(request.standing, circle),
        "today": day_of(request.at),
        **tabs(request, circle),
    }
    return render(request, "living/happenings_passes.html", context)


@require_GET
def pass_page(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one pass with its venues; its officers issue it, those of its venues take it in."""
    told, standing = pass_of(request, circle, uid), request.standing
    context = {
        "circle": told.row.in_circle, "p": told.row, "told": told, "today": day_of(request.at),
        "venues": [(venue, number, bool(rules.may_use_pass(standing, circle, venue.town.code))) for venue, number in told.venues],
        "may_issue": bool(rules.may_plan_happening(standing, circle, told.row.owner)), **tabs(request, circle),
    }  # fmt: skip
    return render(request, "living/happenings_pass.html", context)


def _open_state(request: HttpRequest, told: queries.HappeningTold) -> Any:
    """Return why nobody can register now, in words; empty where one can."""
    verdict = rules.takes_registrations(told.row, "", request.at, [""])
    return "" if verdict else verdict.reason


def _month(request: HttpRequest, on: date) -> Month:
    """Return the month asked for with ``?month=2025-05``, this one where none is."""
    try:
        year, month = map(int, request.GET.get("month", "").split("-"))
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
            return Month(year, month)
    except ValueError:
        pass
    return Month(on.year, on.month)


def _next(standing: Any, circle: str, request: HttpRequest, month: Month) -> Any:
    """Return the next event after an empty month, to lead there; None where there is none."""
    ahead = queries.happenings(standing, circle, request.at, first=month.last)
    return next((one for one in ahead if one.row.starts_on_first and one.row.starts_on_first > month.last), None)


def _own_name(request: HttpRequest) -> str:
    return str(request.user) if request.user.is_authenticated else ""


def _calendar(request: HttpRequest, entries: Any, name: str) -> HttpResponse:
    body = calendar_bytes(entries, name=name, lang=_lang(), site=settings.SITE["site_url"], at=request.at)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="pilin.ics"'
    return answer


def _lang() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
