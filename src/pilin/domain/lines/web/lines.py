"""The pages of lines: the circle's buses with the river between, one line, one stop, and how one gets from place to place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.lines import actions, forms, queries, rules
from pilin.domain.lines.enums import ELSEWHERE, LineKind
from pilin.domain.lines.models import Line, Stop
from pilin.domain.lines.web.found import day_asked, form_page, in_circle, line_of, stop_of
from pilin.engine.base import Invalid
from pilin.foundation.access.standing import Standing
from pilin.foundation.intake.tables import ImportReport, report_of
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import SHANGHAI, day_of, member_cards
from pilin.web.forms import Form, perform
from pilin.web.words import in_words


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the lines of a circle today: where each begins and ends, its first and last bus, where one may not get on or off."""
    within, standing, on = in_circle(request, circle), request.standing, day_of(request.at)
    day = queries.day(standing, circle, on)
    kind = request.GET.get("kind", "")
    told = [queries.line_told(day, line) for line in day.lines if kind in ("", line.kind)]
    context = {
        "circle": within, "day": day, "told": told, "members": member_cards(standing), "all": len(day.lines), "filtered": bool(kind),
        "kinds": [(one.value, one.label, n) for one in LineKind if (n := sum(line.kind == one for line in day.lines))],
        "may_keep": rules.may_keep(standing, circle, standing.member), "all_ill": _all_illustrative(day.lines),
        "form": _way_form(request, day, None), "pays": bool(rules.may_keep(standing, circle, standing.member)) or bool(queries.subsidies(standing, day.lines)),
        "elsewhere": [(text, reverse(name, args=[circle])) for text, name in ELSEWHERE],
    }  # fmt: skip
    return render(request, "lines/index.html", context)


@require_GET
def line(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one line with its stops as a timetable: where one may get on and off, and which bus is the last."""
    row, standing = line_of(request, circle, uid), request.standing
    on, no_day = day_asked(request)
    told = queries.line_told(queries.day(standing, circle, on), row)
    context = {
        "circle": row.in_circle, "line": row, "told": told, "members": member_cards(standing), "on": on, "no_day": no_day,
        "today": day_of(request.at), "over": row.valid_to is not None and row.valid_to < on,
        "may_keep": bool(rules.may_keep(standing, circle, row.owner)), "subsidies": queries.subsidies(standing, [row]),
        "may_propose": bool(rules.may_propose_subsidy(standing, circle, (standing.member,))),
    }  # fmt: skip
    return render(request, "lines/line.html", context)


@require_GET
def stop(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one stop: what leaves it today, the last bus of each line, and who may get on and off, on which ground."""
    row, standing = stop_of(request, circle, uid), request.standing
    on, no_day = day_asked(request)
    day = queries.day(standing, circle, on)
    words = queries.words_at(day, row)
    context = {
        "circle": row.in_circle, "stop": row, "departures": queries.departures(day, row), "members": member_cards(standing), "on": on,
        "no_day": no_day, "today": day_of(request.at), "words": words,
        "may_keep": bool(rules.may_keep(standing, circle, row.owner)),
        "matches": list(queries.matches_of(standing, row)),
        "unsaid": [line for line in queries.calling(day, row) if line not in {line for line, _word in words}],
    }  # fmt: skip
    return render(request, "lines/stop.html", context)


@require_GET
def way(request: HttpRequest, circle: str) -> HttpResponse:
    """Answer how one gets from one place to another: rides, or why there are none."""
    within, standing = in_circle(request, circle), request.standing
    on, _no_day = day_asked(request)
    day = queries.day(standing, circle, on)
    points = _points(standing, day)
    form = _way_form(request, day, request.GET if "origin" in request.GET else None)
    context = {"circle": within, "form": form, "on": on, "day": day, "answer": None, "members": member_cards(standing)}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        start, end = points[data["origin"]], points[data["goal"]]
        if start == end:
            form.add_error("goal", _("Choose another place than where you start"))
        else:
            after = data["after"].hour * 60 + data["after"].minute
            context |= {"answer": queries.answer(day, start, end, after), "after": after}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "lines/way.html", context, status=status)


def add(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a line."""
    return _open(request, in_circle(request, circle), None)


def change(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a line."""
    row = line_of(request, circle, uid)
    return _open(request, row.in_circle, row)


def _open(request: HttpRequest, within: Circle, row: Line | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep(standing, within.slug, town).require()
    initial = {"valid_from": day_of(request.at)}
    if row:
        initial = {name: getattr(row, name) for name in forms.LineForm.base_fields} | {"cards": row.card_codes}
    form = forms.LineForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        made = perform(
            form, lambda: actions.open_line(by=standing, at=request.at, circle=within, town=town, line=row, **form.cleaned_data)
        )  # fmt: skip
        if made:
            messages.success(request, _("Written down. Its buses come with a timetable."))
            return redirect("lines:line", circle=within.slug, uid=made.pk)
    back = reverse("lines:line", args=[within.slug, row.pk]) if row else reverse("lines:index", args=[within.slug])
    title = _("Change a line") if row else _("Write down a line")
    return form_page(request, within, form, title=title, sub=str(row or ""), verb=_("Write it down"), back=back)


def add_stop(request: HttpRequest, circle: str) -> HttpResponse:
    """Put down a stop."""
    return _put(request, in_circle(request, circle), None)


def change_stop(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a stop."""
    row = stop_of(request, circle, uid)
    return _put(request, row.in_circle, row)


def _put(request: HttpRequest, within: Circle, row: Stop | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep(standing, within.slug, town).require()
    initial: dict[str, Any] = {"place": standing.member}
    if row:
        initial = {name: getattr(row, name) for name in forms.StopForm.base_fields} | {"place": row.place.code}
    form = forms.StopForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        made = perform(
            form, lambda: actions.put_stop(by=standing, at=request.at, circle=within, town=town, stop=row, **form.cleaned_data)
        )  # fmt: skip
        if made:
            messages.success(request, _("Put down. Timetables may call at it now; say who may get on and off there."))
            return redirect("lines:stop", circle=within.slug, uid=made.pk)
    back = reverse("lines:stop", args=[within.slug, row.pk]) if row else reverse("lines:index", args=[within.slug])
    title = _("Change a stop") if row else _("Put down a stop")
    return form_page(
        request, within, form, title=title, sub=in_words(row, "name") if row else "", verb=_("Write it down"), back=back
    )


def bring(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Bring a timetable: all of it, or a report of everything that is wrong."""
    row, standing = line_of(request, circle, uid), request.standing
    rules.may_keep(standing, circle, row.owner).require()
    form = forms.TimetableForm(
        request.POST if request.method == "POST" else None, request.FILES or None, initial={"valid_from": day_of(request.at)}
    )  # fmt: skip
    report = None
    if form.is_valid():
        brought, rows = form.cleaned_data["file"], 0
        try:
            calls, faults = forms.read_timetable(brought.name, brought.read())
            rows = len(calls)
            written = actions.bring_timetable(
                by=standing, at=request.at, line=row, calls=calls, faults=faults, valid_from=form.cleaned_data["valid_from"]
            )  # fmt: skip
        except Invalid as error:
            report = _report(error, brought.name, rows)
        else:
            messages.success(
                request, _("In force: %(trips)s trips with %(calls)s calls; %(ended)s trips end.") % written
            )
            return redirect("lines:line", circle=circle, uid=uid)
    context = {"circle": row.in_circle, "line": row, "form": form, "report": report, "columns": forms.COLUMNS}
    return render(request, "lines/bring.html", context, status=422 if report or form.errors else 200)


def _report(error: Invalid, name: str, rows: int) -> ImportReport:
    report = report_of(error, name)
    return replace(report, rows=report.rows or rows)


def permit(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say for a stop of one's town who may get on and off a line."""
    row, standing = stop_of(request, circle, uid), request.standing
    rules.may_permit(standing, circle, row.owner).require()
    lines = {str(line.pk): line for line in queries.lines(standing, circle, day_of(request.at))}
    form = forms.PermissionForm(
        request.POST if request.method == "POST" else None, lines=[(key, str(line)) for key, line in lines.items()],
        initial={"line": request.GET.get("line", ""), "valid_from": day_of(request.at)},
    )  # fmt: skip
    if form.is_valid():
        given = dict(form.cleaned_data)
        chosen = lines[given.pop("line")]
        if perform(form, lambda: actions.grant_permission(by=standing, at=request.at, line=chosen, stop=row, **given)):
            messages.success(request, _("Written. Rides follow it from its first day on."))
            return redirect("lines:stop", circle=circle, uid=uid)
    back = reverse("lines:stop", args=[circle, uid])
    return form_page(
        request, row.in_circle, form, title=_("Say who may get on and off"), sub=in_words(row, "name"), verb=_("Write it down"), back=back
    )  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take back who may get on and off."""
    word = queries.permission_named(request.standing, circle, uid)
    if word is None:
        raise Http404
    actions.withdraw_permission(by=request.standing, at=request.at, permission=word)
    messages.success(request, _("Taken back: from today on it is unknown, and no ride counts on it."))
    return redirect("lines:stop", circle=circle, uid=word.stop_id)


def close(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Close a line."""
    row, standing = line_of(request, circle, uid), request.standing
    rules.may_keep(standing, circle, row.owner).require()
    form = forms.CloseForm(request.POST if request.method == "POST" else None, initial={"last_day": day_of(request.at)})
    if form.is_valid() and _closed(request, row, form):
        messages.success(request, _("Closed. What it was stays readable."))
        return redirect("lines:line", circle=circle, uid=uid)
    back = reverse("lines:line", args=[circle, uid])
    return form_page(
        request,
        row.in_circle,
        form,
        title=_("Close a line"),
        sub=str(row),
        verb=pgettext("line", "Close it"),
        back=back,
    )


def _closed(request: HttpRequest, row: Line, form: Form) -> Line | None:
    by, at = request.standing, request.at
    return perform(form, lambda: actions.close_line(by=by, at=at, line=row, **form.cleaned_data))


def _way_form(request: HttpRequest, day: queries.Day, data: Any) -> forms.WayForm:
    """Return the form that asks for the way: towns first, then stops, each bank's apart."""
    standing = request.standing
    towns = [(f"place:{card.code}", in_words(card, "name")) for card in _towns(standing, day)]
    stops = [(f"stop:{row.pk}", in_words(row, "name")) for row in day.stops]
    places = [("", "—"), (_("Towns"), towns), (_("Stops"), stops)]
    clock = request.at.astimezone(SHANGHAI)
    initial = {"on": day.on, "after": clock.strftime("%H:%M"), "goal": request.GET.get("goal", "")}
    return forms.WayForm(data, places=places, initial=initial)


def _towns(standing: Standing, day: queries.Day) -> list[Any]:
    """Return the members that have a place on the map and a stop of their own: there a way can begin."""
    owners = {row.place.code for row in day.stops}
    return [card for card in member_cards(standing).values() if card.point and card.code in owners]


def _points(standing: Standing, day: queries.Day) -> dict[str, queries.Point]:
    """Return where each choice of the form lies."""
    found = {f"stop:{row.pk}": (float(row.latitude), float(row.longitude)) for row in day.stops}
    for card in _towns(standing, day):
        lon, lat = card.point
        found[f"place:{card.code}"] = (lat, lon)
    return found


def _all_illustrative(rows: Any) -> Any:
    """Return one row to mark the title with, where all are illustrative."""
    return rows[0] if rows and all(row.illustrative for row in rows) else None
