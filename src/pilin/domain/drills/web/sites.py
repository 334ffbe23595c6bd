"""Who is due, one site with its history, and entering them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.drills import actions, forms, queries, rules
from pilin.domain.drills.enums import DueState, SiteKind
from pilin.domain.drills.models import Site
from pilin.domain.drills.web.shared import circle_of, form_page, site_of
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show who must drill next: overdue, soon, later; by town and kind."""
    within, standing, asked, on = circle_of(request, circle), request.standing, request.GET, day_of(request.at)
    members, every = member_cards(standing), queries.due_list(standing, circle, on)
    kept = queries.due_list(
        standing, circle, on, kind=asked.get("kind", ""), town=asked.get("town", ""), state=asked.get("due", ""), words=asked.get("q", "")[:80]
    )  # fmt: skip
    context = {
        "circle": within, "members": members, "told": kept, "every": every, "filtered": any(asked.get(key) for key in ("kind", "town", "due", "q")),
        "states": [(one.value, one.label, n) for one in DueState if (n := sum(row.due.state == one for row in every))],
        "kinds": [(one.value, one.label, n) for one in SiteKind if (n := sum(row.row.kind == one for row in every))],
        "towns": [(code, members[code], sum(one.row.owner == code for one in every)) for code in sorted({one.row.owner for one in every}) if code in members],
        "may_keep": bool(rules.may_keep(standing, circle, standing.member)), "bound": [one for one in rules.built_in_duties() if one.valid_to is None],
        "kind_names": dict(SiteKind.choices), "overdue": sum(one.due.state == DueState.OVERDUE for one in every),
    }  # fmt: skip
    return render(request, "drills/index.html", context)


def site(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one site: when it is due, by which clause, and its drills; of a park its operators."""
    row, standing, on = site_of(request, circle, uid), request.standing, day_of(request.at)
    park = queries.site_named(standing, circle, row.park) if row.park else None
    context = {
        "circle": circle_of(request, circle), "s": row, "told": queries.site_told(row, on), "members": member_cards(standing), "park": park,
        "history": queries.history_of(standing, row), "operators": queries.operators_in(standing, row, on) if row.kind == SiteKind.PARK else [],
        "industries": in_words(row, "industries").splitlines(), "may_keep": bool(rules.may_keep(standing, circle, row.owner)),
        "ended": row.ended_on is not None and on >= row.ended_on,
    }  # fmt: skip
    return render(request, "drills/site.html", context)


def add_site(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a site."""
    return _note(request, circle_of(request, circle), None)


def change_site(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a site."""
    return _note(request, circle_of(request, circle), site_of(request, circle, uid))


def _note(request: HttpRequest, within: Circle, row: Site | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep(standing, within.slug, town).require()
    parks = [(str(one.pk), in_words(one, "title")) for one in queries.sites(standing, within.slug, kind=SiteKind.PARK)]
    data = request.POST if request.method == "POST" else None
    form = forms.SiteForm(data, parks=parks, initial=_initial(row))
    if form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        said["park"] = UUID(said["park"]) if said["park"] else None
        made = perform(
            form, lambda: actions.note_site(by=standing, at=request.at, circle=within, town=town, site=row, **said)
        )
        if made:
            messages.success(request, _("Written. When it must drill next is reckoned from now on."))
            return redirect("drills:site", circle=within.slug, uid=made.pk)
    back = reverse("drills:site", args=[within.slug, row.pk]) if row else reverse("drills:index", args=[within.slug])
    title = _("Change a site") if row else _("Enter a site that must drill")
    return form_page(
        request,
        within,
        form,
        title=title,
        sub=in_words(row, "title") if row else "",
        verb=_("Write it down"),
        back=back,
    )


def _initial(row: Site | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {**{name: getattr(row, name) for name in forms.SiteForm.base_fields}, "park": str(row.park or "")}


@require_POST
def end_site(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that a site exists no more."""
    actions.end_site(by=request.standing, at=request.at, site=site_of(request, circle, uid))
    messages.success(request, _("Noted: it exists no more. Its drills stay."))
    return redirect("drills:index", circle=circle)
