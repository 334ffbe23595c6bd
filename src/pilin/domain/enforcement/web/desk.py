"""The desk, the roster, the lists of both banks, and what is unified."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.enforcement import actions, forms, queries, rules
from pilin.domain.enforcement.enums import PROVINCES, Comparison, FindingState
from pilin.domain.enforcement.laws import LAWS
from pilin.domain.enforcement.web.shared import circle_of, data_of, form_page, found
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import day_named
from pilin.web.words import in_words

SHOWN = 40  # findings and patrols on the desk


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the desk: the patrols to come, what was found and how far it is, the clocks that run."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    state = request.GET.get("state", "")
    every = queries.finding_cards(queries.findings(standing, circle)[:SHOWN], today)
    context = {
        "circle": within, "members": member_cards(standing), "today": today, "due": queries.due_patrols(standing, circle, today),
        "past": queries.past_patrols(standing, circle, today),
        "findings": [card for card in every if not state or card.state == state], "all": len(every),
        "states": [(one.value, one.label, n) for one in FindingState if (n := sum(card.state == one for card in every))],
        "may_keep": rules.may_keep(standing, circle, standing.member), "hazards": queries.hazard_counts(standing, circle, today),
        "figures": queries.term_figures(standing, circle, standing.member, today.replace(month=1, day=1), today) if standing.member else None,
        "lists": len(queries.compared(standing, circle, today)),
    }  # fmt: skip
    return render(request, "enforcement/index.html", context)


def team(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the joint team: the versions of its agreement, and the officers with what their certificates lack today."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    members = member_cards(standing)
    pacts = queries.pacts(circle, today)
    place = request.GET.get("place", "") or standing.member
    roster = (
        queries.checked(queries.certificates(standing, circle), place, today, pacts[0] if pacts else None)
        if place in members
        else []
    )
    context = {
        "circle": within, "members": members, "versions": queries.versions(standing, circle, today), "roster": roster, "place": place,
        "towns": [(code, members[code]) for code in sorted(pacts[0].parties) if code in members] if pacts else [],
        "may_keep": rules.may_keep(standing, circle, standing.member), "laws": LAWS, "today": today,
    }  # fmt: skip
    return render(request, "enforcement/team.html", context)


def add_certificate(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter an officer's certificate."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    pacts = queries.pacts(circle, day_of(request.at))
    choices = [
        ("", _("no agreement: in its own province only")),
        *((one.slug, in_words(one, "title")) for one in pacts),
    ]
    form = forms.CertificateForm(
        data_of(request), choices={"agreement": choices}, initial={"scope": standing.member[:6], "agreement": pacts[0].slug if pacts else ""}
    )  # fmt: skip

    def act(data: dict[str, Any]) -> Any:
        scope = data.pop("scope").replace("，", ",").split(",")
        return actions.enter_certificate(
            by=standing, at=request.at, circle=within, town=standing.member, scope=scope, **data
        )

    return form_page(
        request, within, form, act, then=lambda _row: ("enforcement:team", {"circle": circle}), done=_("Entered: the other towns of the agreement read it."),
        title=_("Enter a certificate"), verb=_("Enter it"), back=reverse("enforcement:team", args=[circle]),
    )  # fmt: skip


def end_certificate(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that a certificate was taken back."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.certificate_named(standing, circle, uid))
    rules.may_keep(standing, circle, row.owner).require()
    form = forms.EndCertificateForm(data_of(request), initial={"ended_on": day_of(request.at)})
    return form_page(
        request, within, form, lambda data: actions.end_certificate(by=standing, at=request.at, certificate=row, **data),
        then=lambda _row: ("enforcement:team", {"circle": circle}), done=_("Noted: it holds no more from that day."),
        title=_("A certificate was taken back"), sub=f"{row.name} · {row.last_four}", verb=_("Note it"), back=reverse("enforcement:team", args=[circle]),
    )  # fmt: skip


def items(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the lists of the two provinces next to each other, as they are in force on a day."""
    within, standing, asked = circle_of(request, circle), request.standing, request.GET
    on = day_named(asked.get("on")) or day_of(request.at)
    every = queries.compared(standing, circle, on)
    rows = queries.compared(standing, circle, on, kind=asked.get("kind", ""), words=asked.get("q", "")[:80])
    context = {
        "circle": within, "on": on, "rows": rows, "all": len(every), "members": member_cards(standing), "provinces": PROVINCES,
        "kinds": [(one.value, one.label, n) for one in Comparison if (n := sum(row.kind == one for row in every))],
        "filtered": any(asked.get(key) for key in ("kind", "q")), "may_keep": rules.may_keep(standing, circle, standing.member),
        "all_ill": every[0].title if every and all(side.illustrative for row in every for side in (row.left, row.right) if side) else None,
    }  # fmt: skip
    return render(request, "enforcement/items.html", context)


def add_item(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter an item of the own province's list."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.ItemForm(data_of(request), initial={"valid_from": day_of(request.at)})
    return form_page(
        request, within, form, lambda data: actions.enter_item(by=standing, at=request.at, circle=within, town=standing.member, **data),
        then=lambda _row: ("enforcement:items", {"circle": circle}), done=_("Entered: it stands beside the other bank's."),
        title=_("Enter an item of your province's list"), verb=_("Enter it"), back=reverse("enforcement:items", args=[circle]),
    )  # fmt: skip


def end_item(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """End an item of a list."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.item_named(standing, circle, uid))
    rules.may_keep(standing, circle, row.owner).require()
    form = forms.EndItemForm(data_of(request), initial={"last_day": day_of(request.at)})
    return form_page(
        request, within, form, lambda data: actions.end_item(by=standing, at=request.at, item=row, **data),
        then=lambda _row: ("enforcement:items", {"circle": circle}), done=_("Ended; what was done under it keeps it."),
        title=_("End an item"), sub=f"{row.code} {in_words(row, 'title')}", verb=_("End it"), back=reverse("enforcement:items", args=[circle]),
    )  # fmt: skip


def unified(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the five functions of each zone on both banks: which is truly unified?"""
    within, standing = circle_of(request, circle), request.standing
    on = day_named(request.GET.get("on")) or day_of(request.at)
    context = {
        "circle": within, "on": on, "zones": queries.unified(standing, circle, on), "members": member_cards(standing),
        "may_keep": rules.may_keep(standing, circle, standing.member),
    }  # fmt: skip
    return render(request, "enforcement/unified.html", context)


def say_unified(request: HttpRequest, circle: str) -> HttpResponse:
    """Say for one's town whether a function is unified."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    zones = queries.unified(standing, circle, day_of(request.at))
    initial = {"said_on": day_of(request.at), "function": request.GET.get("function", "")}
    if zones:
        initial |= {"zone_zh": zones[0].zone.zone_zh, "zone": zones[0].zone.zone}
    form = forms.UnifiedForm(data_of(request), initial=initial)
    return form_page(
        request, within, form, lambda data: actions.say_unified(by=standing, at=request.at, circle=within, town=standing.member, **data),
        then=lambda _row: ("enforcement:unified", {"circle": circle}), done=_("Said for your town; the other bank says for itself."),
        title=_("Is it unified?"), verb=_("Say it for your town"), back=reverse("enforcement:unified", args=[circle]),
    )  # fmt: skip
