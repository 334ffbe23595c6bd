"""The least that an hour is paid, town by town, and which hours are too many: each with its clause."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.oddjobs import actions, forms, queries, rules
from pilin.domain.oddjobs.web.shared import circle_of, form_page
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform


def floors(request: HttpRequest, circle: str) -> HttpResponse:
    """Show floors and caps with who says so."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    context = {
        "circle": within, "members": member_cards(standing), "told": queries.floors_told(standing, circle, on),
        "rows": list(queries.floors(standing, circle)), "built_in": queries.floors_known(), "caps": queries.caps_told(on),
        "may_keep": bool(standing.member and rules.may_keep_floor(standing, circle, standing.member, standing.member)),
    }  # fmt: skip
    return render(request, "oddjobs/floors.html", context)


def add_floor(request: HttpRequest, circle: str) -> HttpResponse:
    """Write down the floor of a place."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep_floor(standing, circle, standing.member, standing.member).require()
    form = forms.FloorForm(
        request.POST if request.method == "POST" else None,
        initial={"place_code": standing.member[:6], "valid_from": day_of(request.at)},
    )
    if form.is_valid():
        made = perform(
            form,
            lambda: actions.note_floor(
                by=standing, at=request.at, circle=within, town=standing.member, **form.cleaned_data
            ),
        )
        if made:
            messages.success(request, _("Written. Posts are measured by it from its first day on."))
            return redirect("oddjobs:floors", circle=circle)
    return form_page(
        request,
        within,
        form,
        title=_("Write down a wage floor"),
        verb=_("Write it down"),
        back=reverse("oddjobs:floors", args=[circle]),
    )
