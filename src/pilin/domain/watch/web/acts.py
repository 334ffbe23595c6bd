"""What the pages of gates, responses, incidents and replays have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.foundation.observations.enums import QuantityKind
from pilin.foundation.observations.queries.gauges import gauge_series
from pilin.web.forms import Form
from pilin.web.words import in_words

R = TypeVar("R")


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of a page; not found where there is none."""
    return found(circle_named(request.standing, circle))


def found(row: R | None) -> R:
    """Return a row that was asked for; not found where there is none."""
    if row is None:
        raise Http404
    return row


def form_page(request: HttpRequest, circle: Circle, form: Form, **said: Any) -> HttpResponse:
    """Show a form; what is wrong stands beside its field, and the answer says 422."""
    status = 422 if form.errors else 200
    return render(request, "watch/acts/form.html", {"circle": circle, "form": form, **said}, status=status)


def bank_of(members: dict[str, Any], code: str) -> int:
    """Return the bank of a town: -1 for Zhejiang's, 1 for Shanghai's and for whoever is not known."""
    return -1 if code in members and members[code].bank < 0 else 1


def by_bank(members: dict[str, Any], rows: Iterable[R], town: Any) -> tuple[list[R], list[R]]:
    """Return rows of the left bank and those of the right."""
    left: list[R] = []
    right: list[R] = []
    for row in rows:
        (left if bank_of(members, town(row)) < 0 else right).append(row)
    return left, right


def towns_besides(request: HttpRequest, circle: str, *codes: str) -> list[tuple[str, str]]:
    """Return the towns of a circle but these, as choices."""
    rows = members_on(request.standing, circle, day_of(request.at))
    return [(one.code, in_words(one, "name")) for one in rows if one.code not in codes]


def level_gauges(request: HttpRequest, circle: str) -> list[tuple[str, str]]:
    """Return the level gauges that whoever asks may read, as choices."""
    rows = gauge_series(request.standing, circle)
    return [(str(one.pk), in_words(one, "title")) for one in rows if one.quantity == QuantityKind.LEVEL]


def key(value: str) -> UUID | None:
    """Return the key that was chosen; None for none."""
    return UUID(value) if value else None


def cards(request: HttpRequest) -> dict[str, Any]:
    """Return the members by code, as pages name them."""
    return member_cards(request.standing)
