"""What the pages of public events have in common."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pilin.domain.living.queries import happenings as queries
from pilin.domain.living.queries import happenings_passes as passes
from pilin.domain.living.rules import happenings as rules
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards
from pilin.web.forms import Form
from pilin.web.words import in_words


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of an address, or say that there is none."""
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def happening_of(request: HttpRequest, circle: str, uid: UUID) -> queries.HappeningTold:
    """Return the event of an address, or say that there is none."""
    found = queries.happening_named(request.standing, circle, uid, request.at)
    if found is None:
        raise Http404
    return found


def pass_of(request: HttpRequest, circle: str, uid: UUID) -> passes.PassTold:
    """Return the pass of an address, or say that there is none."""
    found = passes.pass_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def tabs(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return what every page of events is told: who looks, and whether they plan for a town."""
    standing = request.standing
    officer = bool(standing.member and standing.roles and circle in standing.circles | standing.observes)
    may_plan = officer and bool(rules.may_plan_happening(standing, circle, standing.member))
    return {
        "officer": officer,
        "may_plan": may_plan,
        "signed_in": standing.signed_in,
        "members": member_cards(standing),
    }


def town_choices(request: HttpRequest, circle: str) -> list[tuple[str, str]]:
    """Return the towns of a circle to choose from, members first, then those that read along."""
    return [
        (card.code, in_words(card, "name")) for card in queries.towns_of(request.standing, circle, day_of(request.at))
    ]


def form_page(request: HttpRequest, within: Circle, form: Form, **said: Any) -> HttpResponse:
    """Show a form: title, what it is about, its verb and the way back."""
    context = {"circle": within, "form": form, **tabs(request, within.slug), **said}
    return render(request, "living/happenings_form.html", context, status=422 if form.errors else 200)
