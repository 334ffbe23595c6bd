"""The list of spaces: both sides in one, with areas as entered and in one unit beside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.investment import actions, forms, queries, rules
from pilin.domain.investment.enums import AreaUnit, LandUse, SpaceKind, SpaceState
from pilin.domain.investment.models import Space
from pilin.domain.investment.web.pages import circle_or_404, form_page
from pilin.engine.base import Quantity
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import page_number, perform

A_PAGE = 50


def spaces(request: HttpRequest, circle: str) -> HttpResponse:
    """Show land and factory floors of all towns that this standing may read."""
    within = circle_or_404(request, circle)
    standing, asked = request.standing, request.GET
    all_rows = list(queries.spaces(standing, circle))
    shown = queries.spaces_sifted(
        all_rows,
        kind=asked.get("kind", ""),
        use=asked.get("use", ""),
        state=asked.get("state", ""),
        town=asked.get("town", ""),
        least_m2=None,
    )
    members, count = member_cards(standing), queries.tally(all_rows)
    page = Paginator(shown, A_PAGE).get_page(page_number(asked.get("page")))
    context = {
        "circle": within,
        "members": members,
        "page": page,
        "rows": [(row, _beside(row), rules.may_keep_space(standing, row)) for row in page],
        "tally": count,
        "free_ha": Quantity(rules.in_unit(count.free_m2, rules.HECTARE), "ha"),
        "shown": len(shown),
        "kinds": [(k.value, k.label, n) for k in SpaceKind if (n := sum(r.kind == k for r in all_rows))],
        "uses": [(u.value, u.label, n) for u in LandUse if (n := sum(r.use == u for r in all_rows))],
        "states": [(s.value, s.label, n) for s in SpaceState if (n := sum(r.state == s for r in all_rows))],
        "towns": [(code, members[code]) for code in sorted({r.owner for r in all_rows}) if code in members],
        "all_states": SpaceState.choices,
        "may_add": rules.may_register(standing, circle),
    }
    return render(request, "investment/spaces.html", context)


def add_space(request: HttpRequest, circle: str) -> HttpResponse:
    """Put a space of one's own town on the list."""
    within = circle_or_404(request, circle)
    rules.may_register(request.standing, circle).require()
    form = forms.SpaceForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"by": request.standing, "at": request.at, "circle": circle, "facts": form.facts()}
        made = perform(form, lambda: actions.add_space(**said))
    if made:
        messages.success(request, _("It stands on the list now."))
        return redirect("investment:spaces", circle=circle)
    return form_page(
        request,
        circle=within,
        form=form,
        title=_("Put a space on the list"),
        verb=_("Put it on the list"),
        back=reverse("investment:spaces", kwargs={"circle": circle}),
        draft="investment.space",
    )


def change_space(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change what is said of a space."""
    row = _found(request, circle, uid)
    rules.may_keep_space(request.standing, row).require()
    form = forms.ChangeSpaceForm(request.POST or None, initial={**forms.SpaceForm.begun(row), "revision": row.revision})
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        if perform(
            form,
            lambda: actions.change_space(
                by=request.standing, at=request.at, space=row, revision=revision, facts=form.facts()
            ),
        ):
            messages.success(request, _("Changed."))
            return redirect("investment:spaces", circle=circle)
    return form_page(
        request,
        circle=row.in_circle,
        form=form,
        title=_("Change a space"),
        verb=_("Keep it so"),
        back=reverse("investment:spaces", kwargs={"circle": circle}),
    )


@require_POST
def set_space_state(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say whether a space is free, reserved or given."""
    row = _found(request, circle, uid)
    sent = request.POST.get("revision", "")
    revision = int(sent) if sent.isdecimal() and len(sent) < 10 else -1
    actions.set_space_state(
        by=request.standing, at=request.at, space=row, revision=revision, state=request.POST.get("state", "")
    )
    messages.success(request, _("Changed."))
    return redirect("investment:spaces", circle=circle)


def _beside(row: Space) -> Quantity:
    """Return an area in the other bank's habit: mu for what was entered in metric, hectares for mu."""
    if row.area_unit == AreaUnit.MU:
        return Quantity(rules.in_unit(row.square_metres, rules.HECTARE), "ha")
    return Quantity(rules.in_unit(row.square_metres, rules.MU), "mu")


def _found(request: HttpRequest, circle: str, uid: UUID) -> Space:
    row = queries.space_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return row
