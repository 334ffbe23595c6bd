"""Employers that may offer no work for a while: who says so, where it holds, who objects, who sets it aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.enterprises.queries import firm_of_code
from pilin.domain.oddjobs import actions, forms, queries, rules
from pilin.domain.oddjobs.models import Ban
from pilin.domain.oddjobs.web.shared import circle_of, form_page
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words

USUAL_DAYS = 90  # that the form proposes


def bans(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a clerk which employers may offer no work, in which towns."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    rules.may_see_workers(standing, circle, standing.member).require()
    told = queries.bans_told(standing, queries.bans(standing, circle), today)
    context = {
        "circle": within, "members": member_cards(standing), "holding": [one for one in told if one.holds], "over": [one for one in told if not one.holds],
        "may_add": bool(rules.may_ban(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "oddjobs/bans.html", context)


def ban(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a ban to the towns that share it and to the employer."""
    row, standing, today = _ban(request, circle, uid), request.standing, day_of(request.at)
    (told,) = queries.bans_told(standing, [row], today)
    mine = next((word for word in told.aside if word.owner == standing.member), None)
    open_still = rules.in_force(row, today)
    context: dict[str, Any] = {
        "circle": row.in_circle, "ban": row, "told": told, "members": member_cards(standing), "open": open_still,
        "may_lift": open_still and bool(rules.may_ban(standing, circle, row.owner)) and standing.member == row.owner,
        "may_object": open_still and row.objected_on is None and bool(rules.may_object(standing, row)),
        "may_set_aside": open_still and standing.member in told.towns and bool(rules.may_set_aside(standing, row)),
        "may_follow": open_still and mine is not None and bool(rules.may_set_aside(standing, row)),
        "complaints": queries.complaints_about(row.employer_id, row.owner) if standing.member == row.owner else None,
        "clerk": bool(standing.member and rules.may_see_workers(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "oddjobs/ban.html", context)


def add_ban(request: HttpRequest, circle: str) -> HttpResponse:
    """Let an employer offer no work for a while."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    rules.may_ban(standing, circle, standing.member).require()
    shared = queries.clauses_to_share(standing, circle, standing.member, today)
    form = forms.BanForm(
        request.POST if request.method == "POST" else None,
        clauses=[(f"{card.slug}:{one.number}", f"{in_words(card, 'title')} · {one.number} {in_words(one, 'text')[:60]}") for card, one in shared],
        initial={"employer": request.GET.get("firm", "")[:18], "until_on": today + timedelta(days=USUAL_DAYS)},
    )  # fmt: skip
    if form.is_valid():
        firm = firm_of_code(standing, circle, form.cleaned_data["employer"])
        if firm is None:
            form.add_error("employer", _("No firm in sight has this code; bring it with a register first"))
        else:
            made = perform(
                form,
                lambda: actions.ban_employer(
                    by=standing, at=request.at, circle=within, town=standing.member, firm=firm, **form.said
                ),
            )
            if made:
                messages.success(request, _("Done. The employer was told, with the reason and how to object."))
                return redirect("oddjobs:ban", circle=circle, uid=made.pk)
    return form_page(
        request,
        within,
        form,
        title=_("Bar an employer"),
        sub=_(
            "Nothing of it is posted any more, and nobody is given a shift of it. Who has one keeps it, and is paid."
        ),
        verb=_("Bar it"),
        back=reverse("oddjobs:bans", args=[circle]),
    )


def object_to(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Object to a ban in the employer's name."""
    row = _ban(request, circle, uid)
    rules.may_object(request.standing, row).require()
    return _said(
        request, row, _("Object"), _("Every town in which it holds reads this, and may set the ban aside."), _("Object"),
        lambda words: actions.object_to_ban(by=request.standing, at=request.at, ban=row, words=words),
    )  # fmt: skip


def lift(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Let an employer offer work again."""
    row = _ban(request, circle, uid)
    rules.may_ban(request.standing, circle, row.owner).require()
    return _said(
        request, row, _("Lift the ban"), _("The employer may offer work again in every town at once."), _("Lift it"),
        lambda words: actions.lift_ban(by=request.standing, at=request.at, ban=row, words=words),
    )  # fmt: skip


def set_aside(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that the own town does not follow a ban."""
    row = _ban(request, circle, uid)
    rules.may_set_aside(request.standing, row).require()
    return _said(
        request, row, _("Set it aside for our town"), _("It holds in the other towns all the same; they read the reason."), _("Set it aside"),
        lambda words: actions.set_ban_aside(by=request.standing, at=request.at, ban=row, words=words),
    )  # fmt: skip


@require_POST
def follow(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Follow a ban again."""
    actions.follow_ban(by=request.standing, at=request.at, ban=_ban(request, circle, uid))
    messages.success(request, _("Your town follows it again."))
    return redirect("oddjobs:ban", circle=circle, uid=uid)


def _said(request: HttpRequest, row: Ban, title: str, sub: str, verb: str, deed: Callable[[str], Any]) -> HttpResponse:
    form = forms.WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and perform(form, lambda: deed(form.cleaned_data["words"])):
        messages.success(request, _("Written down; those concerned were told."))
        return redirect("oddjobs:ban", circle=row.circle, uid=row.pk)
    back = reverse("oddjobs:ban", args=[row.circle, row.pk])
    named = f"{in_words(row, 'name')} · {sub}"
    return form_page(request, row.in_circle, form, title=title, sub=named, verb=verb, back=back)


def _ban(request: HttpRequest, circle: str, uid: UUID) -> Ban:
    found = queries.ban_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
