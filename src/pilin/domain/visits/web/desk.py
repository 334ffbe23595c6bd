"""Pages at a desk: how much was visited, who is left, what is one too many, rounds, and what firms need."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.enterprises.queries import enterprise_named
from pilin.domain.visits import actions, forms, queries, rules
from pilin.domain.visits.enums import ESCALATE, LeftOut
from pilin.domain.visits.web.maps import draw
from pilin.domain.visits.web.shared import (
    as_uid,
    circle_of,
    form_page,
    need_of,
    office_choices,
    people_choices,
    round_of,
    tabs,
)
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words

A_LIST = 30


def desk(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a town's visits: how much was visited, who is due, what is one too many, and the rounds."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    town = standing.member
    if not town or not standing.roles:
        raise Http404
    without = queries.without_place(standing, circle, town)
    context = {
        "circle": within, "members": member_cards(standing), "town": town, "on": on, "rule": queries.rule_on(circle, town, on),
        "told": queries.coverage(standing, circle, on, town=town), "duplicates": queries.duplicates(standing, circle, town, on),
        "rounds": queries.rounds(standing, circle, town=town), "open_needs": queries.needs(standing, circle, town=town, still_open=True)[:A_LIST],
        "without": without[:10], "without_all": without.count(), **tabs(request, circle),
    }  # fmt: skip
    return render(request, "visits/desk.html", context)


def add_round(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Plan a round through a grid."""
    grid, standing = queries.grid_named(request.standing, circle, uid), request.standing
    if grid is None:
        raise Http404
    rules.may_keep(standing, circle, grid.owner).require()
    on = day_of(request.at)
    form = forms.RoundForm(
        request.POST if request.method == "POST" else None, offices=office_choices(request, circle, grid.owner),
        people=people_choices(standing, grid.owner, on), initial={"starts_on": on, "kind": "round"},
    )  # fmt: skip
    if form.is_valid():
        data = dict(form.cleaned_data)
        office, person = UUID(data.pop("office")), as_uid(data.pop("person"))
        if made := perform(
            form,
            lambda: actions.plan_round(by=standing, at=request.at, grid=grid, office=office, person=person, **data),
        ):
            messages.success(request, _("Planned. Every firm of the grid stands in it once, or is named as left out."))
            return redirect("visits:round", circle=circle, uid=made.pk)
    back = reverse("visits:plan", args=[circle, grid.plan_id])
    said = {"title": _("Plan a round"), "sub": in_words(grid, "name"), "verb": _("Plan it")}
    return form_page(request, grid.in_circle, form, back=back, **said)


def show_round(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a round: its stops on the map and in a list, and whom it leaves out."""
    row, standing = round_of(request, circle, uid), request.standing
    told = queries.round_told(standing, row)
    grid = queries.grid_named(standing, circle, row.grid)
    plan = queries.plan_named(standing, circle, grid.plan_id) if grid else None
    dots = [
        ((stop.lon, stop.lat), str(number), "done" if stop.done_at else "open", stop.enterprise.name_zh)
        for number, stop in enumerate(told.stops, start=1)
        if stop.lon is not None and stop.lat is not None
    ]
    labels = dict(LeftOut.choices)
    days: dict[object, list[object]] = {}
    for stop in told.stops:
        days.setdefault(stop.planned_on, []).append(stop)
    context = {
        "circle": row.in_circle, "r": row, "told": told, "members": member_cards(standing), "grid": grid, "days": list(days.items()),
        "map": draw(plan, dots, way=[point for point, *_more in dots]), "left": [(one, labels.get(one.reason, "")) for one in told.left_out],
        "done": sum(stop.done_at is not None for stop in told.stops), **tabs(request, circle),
    }  # fmt: skip
    return render(request, "visits/round.html", context)


def firm(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show who visited a firm, who is about to, and what became of what it said it needs."""
    within, standing = circle_of(request, circle), request.standing
    row = enterprise_named(standing, circle, uid)
    if row is None or not rules.may_read_visits(standing, row):
        raise Http404
    context = {
        "circle": within, "firm": row, "members": member_cards(standing), "told": queries.firm_visits(standing, row),
        "speaks": standing.speaks_for(row.pk), **tabs(request, circle),
    }  # fmt: skip
    return render(request, "visits/firm.html", context)


def needs(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what firms said they need, and what became of it."""
    within, standing = circle_of(request, circle), request.standing
    asked = request.GET
    rows = queries.needs(standing, circle)
    kinds = sorted({(row.kind, row.get_kind_display()) for row in rows})
    shown = [
        row
        for row in rows
        if (not asked.get("kind") or row.kind == asked["kind"]) and (not asked.get("open") or not row.became)
    ]
    context = {
        "circle": within, "members": member_cards(standing), "rows": shown[:200], "all": len(rows), "open": sum(not row.became for row in rows),
        "kinds": [(kind, label, sum(row.kind == kind for row in rows)) for kind, label in kinds], "on": day_of(request.at),
        "ways": ESCALATE, **tabs(request, circle),
    }  # fmt: skip
    return render(request, "visits/needs.html", context)


def need(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a need, and say what becomes of it: it goes on to another office, or is answered at once."""
    row, standing = need_of(request, circle, uid), request.standing
    may = bool(rules.may_follow_need(standing, row))
    on, sent = day_of(request.at), request.POST if request.method == "POST" else None
    if sent is not None:
        rules.may_follow_need(standing, row).require()
    answer = forms.AnswerForm(sent if sent is not None and "answer" in sent else None)
    ways = []
    for key, way in ESCALATE.items():
        choices = [(str(one), label) for one, label in way.choices(standing, circle, row.owner, on)] if may else []
        form = forms.EscalateForm(sent if sent is not None and sent.get("way") == key else None, choices=choices)
        ways.append((key, way, form))
        if form.is_valid():
            choice = UUID(form.cleaned_data["choice"])
            pass_on = partial(actions.escalate_need, by=standing, at=request.at, need=row, way=key, choice=choice)
            if perform(form, pass_on) is not None:
                messages.success(request, _("Passed on. The firm follows it under its number."))
                return redirect("visits:need", circle=circle, uid=uid)
    if (
        answer.is_valid()
        and perform(answer, lambda: actions.answer_need(by=standing, at=request.at, need=row, **answer.cleaned_data))
        is not None
    ):
        messages.success(request, _("Written down."))
        return redirect("visits:need", circle=circle, uid=uid)
    became = ESCALATE.get(row.became)
    context = {
        "circle": row.in_circle, "n": row, "members": member_cards(standing), "may": may, "answer": answer, "ways": ways, "became": became,
        "became_url": reverse(became.route, args=[circle, row.became_uid]) if became and row.became_uid else "", **tabs(request, circle),
    }  # fmt: skip
    wrong = bool(answer.errors) or any(form.errors for _key, _way, form in ways)
    return render(request, "visits/need.html", context, status=422 if wrong else 200)
