"""What several pages of drills need: the circle, the row asked for, a form on a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pilin.domain.drills import queries
from pilin.domain.drills.models import Drill, Scenario, Site
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named
from pilin.web.forms import Form
from pilin.web.words import in_words


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of a page; not found where there is none."""
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def site_of(request: HttpRequest, circle: str, uid: UUID) -> Site:
    """Return a site that whoever asks may read."""
    found = queries.site_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def scenario_of(request: HttpRequest, circle: str, uid: UUID) -> Scenario:
    """Return a version of a scenario that whoever asks may read."""
    found = queries.scenario_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def drill_of(request: HttpRequest, circle: str, uid: UUID) -> Drill:
    """Return a drill that whoever asks may read."""
    found = queries.drill_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def role_names(scenario: Scenario) -> dict[str, str]:
    """Return what the roles of a scenario are called, in the reader's language."""
    return {
        role["key"]: in_words({"name_zh": role["zh"], "name": role.get("en", "")}, "name") for role in scenario.roles
    }


def chosen(values: list[str]) -> list[UUID]:
    """Return the keys of what was ticked."""
    return [UUID(one) for one in values]


def form_page(
    request: HttpRequest, circle: Circle, form: Form, template: str = "drills/form.html", **said: Any
) -> HttpResponse:
    """Show a form; what is wrong stands beside its field, and the answer says 422."""
    status = 422 if form.errors else 200
    return render(request, template, {"circle": circle, "form": form, **said}, status=status)
