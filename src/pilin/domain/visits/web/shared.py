"""What the pages of visits have in common."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pilin.domain.visits import queries, rules
from pilin.domain.visits.models import Round, Visit, VisitNeed
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.queries import names_of, people_holding
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.forms import Form
from pilin.web.words import in_words


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of an address, or say that there is none."""
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def plan_of(request: HttpRequest, circle: str, uid: UUID) -> queries.PlanTold:
    found = queries.plan_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def visit_of(request: HttpRequest, circle: str, uid: UUID) -> Visit:
    found = queries.visit_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def round_of(request: HttpRequest, circle: str, uid: UUID) -> Round:
    found = queries.round_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def need_of(request: HttpRequest, circle: str, uid: UUID) -> VisitNeed:
    found = queries.need_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def tabs(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return what every page of the room is told: who keeps the town's grids, and whether somebody has a day of visits."""
    standing = request.standing
    officer = bool(
        standing.signed_in and standing.member and standing.roles and circle in standing.circles | standing.observes
    )
    return {"may_keep": bool(rules.may_keep(standing, circle, standing.member)) and officer, "officer": officer}


def office_choices(request: HttpRequest, circle: str, town: str) -> list[tuple[str, str]]:
    """Return a town's departments to choose from."""
    rows = queries.offices(request.standing, circle, day_of(request.at), town=town)
    return [(str(row.pk), in_words(row, "name")) for row in rows]


def people_choices(standing: Standing, town: str, on: Any) -> list[tuple[str, str]]:
    """Return who holds an office of a town, to choose who goes."""
    people = {uid for role in (Role.CLERK, Role.SIGNATORY, Role.SECRETARY) for uid in people_holding(town, role, on)}
    return sorted(((str(uid), name) for uid, name in names_of(people).items()), key=lambda pair: pair[1])


def as_uid(text: str) -> UUID | None:
    """Return a chosen row's uid; None where nothing is chosen."""
    return UUID(text) if text else None


def form_page(request: HttpRequest, within: Circle, form: Form, **said: Any) -> HttpResponse:
    """Show a form: title, what it is about, its verb and the way back."""
    context = {"circle": within, "form": form, **tabs(request, within.slug), **said}
    return render(request, "visits/form.html", context, status=422 if form.errors else 200)
