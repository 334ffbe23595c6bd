"""What several pages of proposals need: the circle, the proposal asked for, towns to choose from, a form on a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pilin.domain.proposals import queries, rules
from pilin.domain.proposals.models import Proposal
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, members_on
from pilin.web.forms import Form
from pilin.web.words import in_words


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of a page; not found where there is none."""
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def proposal_of(request: HttpRequest, circle: str, uid: UUID) -> Proposal:
    """Return a proposal that whoever asks reads; not found where there is none."""
    found = queries.proposal_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def uid_named(text: str | None) -> UUID | None:
    """Return the key in an address; None for anything that is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def towns_to_choose(request: HttpRequest, circle: str, *, but: str = "") -> list[tuple[str, str]]:
    """Return the members of a circle today, by code, as the reader calls them."""
    found = members_on(request.standing, circle, day_of(request.at))
    return [(one.code, in_words(one, "name")) for one in found if one.code != but]


def offices(town: str) -> list[tuple[str, str]]:
    """Return the offices as a town calls them."""
    return [(one.code, one.called(town)) for one in rules.departments().values()]


def form_page(request: HttpRequest, within: Circle, form: Form, **said: Any) -> HttpResponse:
    """Show a form; what is wrong stands beside its field."""
    context = {"circle": within, "form": form, **said}
    return render(request, "proposals/form.html", context, status=422 if form.errors else 200)
