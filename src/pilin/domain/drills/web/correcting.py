"""What is mended: the list, and saying that it is done, looked at, or still missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pilin.domain.drills import actions, forms, queries, rules
from pilin.domain.drills.enums import CorrectiveState
from pilin.domain.drills.models import CorrectiveAction
from pilin.domain.drills.web.shared import circle_of, form_page
from pilin.foundation.members.queries import day_of, member_cards, members_on
from pilin.web.forms import page_number, perform
from pilin.web.words import in_words


def correctives(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what is mended after drills, by the day on which it is due."""
    within, standing, asked, on = circle_of(request, circle), request.standing, request.GET, day_of(request.at)
    rows = queries.correctives(
        standing,
        circle,
        town=asked.get("town", ""),
        state=asked.get("state", ""),
        late_on=on if asked.get("late") else None,
    )
    page = Paginator(rows, 40).get_page(page_number(asked.get("page")))
    context = {
        "circle": within, "members": member_cards(standing), "page": page, "told": queries.told_of_correctives(standing, page.object_list, on),
        "states": list(CorrectiveState.choices), "towns": members_on(standing, circle, on), "late": queries.correctives(standing, circle, late_on=on).count(),
        "filtered": any(asked.get(key) for key in ("town", "state", "late")),
    }  # fmt: skip
    return render(request, "drills/correctives.html", context)


def done(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that something is mended."""
    row = _row(request, circle, uid)
    rules.may_report_done(request.standing, row).require()
    return _step(
        request, row, actions.report_done, title=_("Say that it is mended"), label=_("What was done"), verb=_("Say that it is mended"),
        told=_("Said. Somebody else makes sure of it."),
    )  # fmt: skip


def verify(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Make sure that something is mended."""
    row = _checked(request, circle, uid)
    return _step(
        request, row, actions.verify_corrective, title=_("Make sure that it is mended"), label=_("What you looked at"), verb=_("It is mended"),
        told=_("Verified. The drill is closed once all of them are."),
    )  # fmt: skip


def send_back(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say what is still missing."""
    row = _checked(request, circle, uid)
    return _step(
        request, row, actions.send_back, title=_("It is not mended yet"), label=_("What is still missing"), verb=_("Send it back"),
        told=_("Sent back. It keeps the day on which it was due."),
    )  # fmt: skip


def _step(
    request: HttpRequest,
    row: CorrectiveAction,
    deed: Callable[..., Any],
    *,
    title: str,
    label: str,
    verb: str,
    told: str,
) -> HttpResponse:
    form = forms.WordsForm(request.POST if request.method == "POST" else None, label=label)
    if form.is_valid() and perform(
        form, lambda: deed(by=request.standing, at=request.at, corrective=row, **form.cleaned_data)
    ):
        messages.success(request, told)
        return redirect(queries.address_of(row))
    return form_page(
        request,
        circle_of(request, row.circle),
        form,
        title=title,
        sub=in_words(row, "what"),
        verb=verb,
        back=queries.address_of(row),
    )


def _row(request: HttpRequest, circle: str, uid: UUID) -> CorrectiveAction:
    found = queries.corrective_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _checked(request: HttpRequest, circle: str, uid: UUID) -> CorrectiveAction:
    row = _row(request, circle, uid)
    joined = queries.joined_towns(request.standing, row.drill)
    rules.may_verify(request.standing, row.drill, row, joined, row.done_by_id).require()
    return row
