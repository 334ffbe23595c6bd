"""Where proposals are collected and what each point yields; what towns ask everyone about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.proposals import actions, forms, queries, rules
from pilin.domain.proposals.models import CollectionPoint, Topic
from pilin.domain.proposals.web.shared import circle_of, form_page
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform


def points(request: HttpRequest, circle: str) -> HttpResponse:
    """Show where proposals are collected, by town, and what came through each point."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    rows = list(queries.points(standing, circle, town=request.GET.get("town", "")))
    every = list(queries.points(standing, circle))
    members = member_cards(standing)
    owners = sorted({row.owner for row in every})
    told = queries.yields(standing, rows)
    context = {
        "circle": within, "members": members, "kinds": queries.by_kind(rows), "on": on, "number": len(rows),
        "groups": [(code, mine) for code in owners if (mine := [one for one in told if one.row.owner == code])],
        "towns": [(code, members.get(code), sum(row.owner == code for row in every)) for code in owners],
        "may_keep": bool(rules.may_keep(standing, circle, standing.member)) and bool(standing.member),
    }  # fmt: skip
    return render(request, "proposals/points.html", context)


def add_point(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a collection point."""
    return _point(request, circle, None)


def change_point(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a collection point."""
    return _point(request, circle, _named(request, circle, uid))


@require_POST
def end_point(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Let a collection point take no more."""
    row = _named(request, circle, uid)
    actions.end_point(by=request.standing, at=request.at, collection=row)
    messages.success(request, _("Closed from today on. What came through it stays counted."))
    return redirect("proposals:points", circle=circle)


def topic(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show what a town asks about, until when, and what came of it."""
    row, standing, on = _topic(request, circle, uid), request.standing, day_of(request.at)
    rows = list(queries.register(standing, circle, queries.Asked(topic=row.pk))[:50])
    context = {
        "circle": row.in_circle, "t": row, "members": member_cards(standing), "cards": queries.cards(standing, rows), "on": on,
        "number": queries.answers_to(standing, [row]).get(row.pk, 0),
        "is_open": row.ended_on is None and row.opens_on <= on <= row.closes_on,
        "may_end": row.ended_on is None and bool(rules.may_keep(standing, circle, row.owner)),
        "term": rules.term_of("topics", row.owner, row.opens_on),
    }  # fmt: skip
    return render(request, "proposals/topic.html", context)


def add_topic(request: HttpRequest, circle: str) -> HttpResponse:
    """Ask everyone about something for a while."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.TopicForm(request.POST if request.method == "POST" else None, initial={"opens_on": day_of(request.at)})
    if form.is_valid():
        given = dict(form.cleaned_data)
        made = perform(
            form, lambda: actions.open_topic(by=standing, at=request.at, circle=within, town=standing.member, **given)
        )
        if made:
            messages.success(request, _("Asked. It takes proposals in its period."))
            return redirect("proposals:topic", circle=circle, uid=made.pk)
    return form_page(
        request, within, form, title=_("Ask everyone about something"), verb=_("Ask"), back=reverse("proposals:index", args=[circle]),
        hint=_("A special collection publishes its topic, its channel and its period, and at its end what came of it."),
    )  # fmt: skip


def end_topic(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say what came of what was asked."""
    row, standing = _topic(request, circle, uid), request.standing
    rules.may_keep(standing, circle, row.owner).require()
    form = forms.ResultForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        if perform(form, lambda: actions.end_topic(by=standing, at=request.at, topic=row, **given)):
            messages.success(request, _("Said; it takes no more proposals."))
            return redirect("proposals:topic", circle=circle, uid=uid)
    return form_page(
        request, row.in_circle, form, title=_("Say what came of it"), sub=row.title_zh, verb=_("Say it to all"),
        back=reverse("proposals:topic", args=[circle, uid]), hint="",
    )  # fmt: skip


def _point(request: HttpRequest, circle: str, row: CollectionPoint | None) -> HttpResponse:
    within, standing = circle_of(request, circle), request.standing
    town = row.owner if row else standing.member
    rules.may_keep(standing, circle, town).require()
    initial: dict[str, Any] = {name: getattr(row, name) for name in forms.PointForm.base_fields} if row else {}
    form = forms.PointForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = dict(form.cleaned_data)
        if row is not None:
            given |= {"latitude": row.latitude, "longitude": row.longitude}
        if perform(
            form,
            lambda: actions.note_point(by=standing, at=request.at, circle=within, town=town, collection=row, **given),
        ):
            messages.success(request, _("Written. What comes through it is counted from now on."))
            return redirect("proposals:points", circle=circle)
    return form_page(
        request, within, form, title=_("Change a collection point") if row else _("Enter a collection point"), sub=row.name_zh if row else "",
        verb=_("Write it down"), back=reverse("proposals:points", args=[circle]), hint="",
    )  # fmt: skip


def _named(request: HttpRequest, circle: str, uid: UUID) -> CollectionPoint:
    found = queries.point_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _topic(request: HttpRequest, circle: str, uid: UUID) -> Topic:
    found = queries.topic_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
