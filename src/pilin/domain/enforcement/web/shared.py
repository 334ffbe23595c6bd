"""What several pages of enforcement need: the circle, the row asked for, a page with a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilin.domain.enforcement import queries
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import MemberCard, circle_named, day_of, member_cards, members_on
from pilin.web.forms import Form, perform
from pilin.web.words import in_words

R = TypeVar("R")


def circle_of(request: HttpRequest, circle: str) -> Circle:
    """Return the circle of a page; not found where there is none."""
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def found(row: R | None) -> R:
    """Return a row that whoever asks may read; not found where there is none."""
    if row is None:
        raise Http404
    return row


def towns_of(request: HttpRequest, circle: str) -> list[MemberCard]:
    """Return the towns of the circle today, the left bank first."""
    return sorted(members_on(request.standing, circle, day_of(request.at)), key=lambda card: (card.bank, card.code))


def town_choices(request: HttpRequest, circle: str, *, but: str = "") -> list[tuple[str, str]]:
    """Return the circle's towns as a form offers them."""
    return [(card.code, in_words(card, "name")) for card in towns_of(request, circle) if card.code != but]


def officer_choices(request: HttpRequest, circle: str) -> list[tuple[str, str]]:
    """Return the officers of one's own town as a form offers them."""
    rows = queries.certificates(request.standing, circle, town=request.standing.member)
    return [(str(row.pk), f"{row.name} · {row.issuer_zh} · {row.last_four}") for row in rows]


def as_uuids(values: list[str]) -> list[UUID]:
    """Return what was chosen from a form's list as keys."""
    return [UUID(value) for value in values]


def form_page(
    request: HttpRequest,
    within: Circle,
    form: Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    then: Callable[[Any], tuple[Any, ...]],
    done: Any,
    template: str = "enforcement/form.html",
    **said: Any,
) -> HttpResponse:
    """Show a form; once it is sent, do the deed and go on, or say beside each field what is wrong.

    Parameters
    ----------
    act : callable
        ``act(cleaned data)``: the one deed.
    then : callable
        ``then(what the deed gave)`` → route name and its keyword arguments.
    done : str
        What is said once it is done.
    """
    if form.is_valid():
        made = perform(form, lambda: act(dict(form.cleaned_data)))
        if made is not None:
            messages.success(request, done)
            name, given = then(made)
            answer: HttpResponse = redirect(name, **given)
            return answer
    context = {"circle": within, "form": form, "members": member_cards(request.standing), **said}
    return render(request, template, context, status=422 if form.errors else 200)


def data_of(request: HttpRequest) -> Any:
    """Return what a form was sent with; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def files_of(request: HttpRequest) -> Any:
    """Return the files that a form was sent with; None where it is only shown."""
    return request.FILES if request.method == "POST" else None


def upload(file: Any) -> tuple[str, bytes] | None:
    """Return a file that was sent as its name and bytes."""
    return (file.name, file.read()) if file else None
