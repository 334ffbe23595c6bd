"""The pages of groups: where they stand on both banks, and their figures once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.enterprises import actions, forms, queries, rules
from pilin.domain.enterprises.models import Group
from pilin.domain.enterprises.web.registers import A_PAGE, firm_named, in_circle
from pilin.foundation.journal.queries import history
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import page_number, perform


def groups(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the groups in sight."""
    within, standing = in_circle(request, circle), request.standing
    page = Paginator(queries.groups(standing, circle), A_PAGE).get_page(page_number(request.GET.get("page")))
    context = {
        "circle": within, "page": page, "members": member_cards(standing), "may_note": bool(rules.may_note_group(standing, circle)),
    }  # fmt: skip
    return render(request, "enterprises/groups.html", context)


def group(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a group: its footprint, its entities and sites by town, and each figure once."""
    within, found = in_circle(request, circle), _group(request, circle, uid)
    told = queries.group_told(request.standing, found)
    return render(
        request,
        "enterprises/group.html",
        {
            "circle": within,
            "g": found,
            "told": told,
            "members": member_cards(request.standing),
            "may_note": bool(rules.may_note_group(request.standing, circle)),
            "history": history(request.standing, [found.pk], most=12),
        },
    )


def add_group(request: HttpRequest, circle: str) -> HttpResponse:
    """Note a group."""
    within, standing = in_circle(request, circle), request.standing
    rules.may_note_group(standing, circle).require()
    form = forms.GroupForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (
        made := perform(
            form, lambda: actions.note_group(by=standing, at=request.at, circle=circle, **form.cleaned_data)
        )
    ):
        messages.success(request, _("The group is noted. Say on the page of each firm that it belongs to it."))
        return redirect("enterprises:group", circle=circle, uid=made.pk)
    return _asked(
        request, within, form, title=_("Note a group"), verb=_("Note the group"),
        sub=_("Firms under one control, whichever towns they stand in."), back=reverse("enterprises:groups", args=[circle]),
        above=_("Groups"),
    )  # fmt: skip


def add_figure(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note a figure of a group."""
    within, found, standing = in_circle(request, circle), _group(request, circle, uid), request.standing
    rules.may_note_group(standing, circle).require()
    told = queries.group_told(standing, found)
    entities = {str(one.entity.pk): one.entity for one in told.entities}
    form = forms.FigureForm(
        request.POST if request.method == "POST" else None,
        entities=[(key, one.enterprise.name_zh) for key, one in entities.items()],
    )
    if form.is_valid():
        given = {**form.cleaned_data, "entity": entities.get(form.cleaned_data["entity"])}
        if perform(form, lambda: actions.note_figure(by=standing, at=request.at, group=found, **given)):
            messages.success(request, _("The figure is noted, once for the group."))
            return redirect("enterprises:group", circle=circle, uid=uid)
    return _asked(
        request, within, form, title=_("Note a figure"), verb=_("Note the figure"),
        sub=_("Of the whole, it is counted once: no town gets a part of it that no source gives."),
        back=reverse("enterprises:group", args=[circle, uid]), above=found.name_zh,
    )  # fmt: skip


def place(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say to which group a firm belongs."""
    within, firm, standing = in_circle(request, circle), firm_named(request, circle, uid), request.standing
    rules.may_place_in_group(standing, firm).require()
    known = {str(row.pk): row for row in queries.groups(standing, circle)}
    form = forms.PlaceForm(
        request.POST if request.method == "POST" else None, groups=[(key, row.name_zh) for key, row in known.items()]
    )
    if form.is_valid():
        given = {**form.cleaned_data, "group": known[form.cleaned_data["group"]]}
        if perform(form, lambda: actions.place_in_group(by=standing, at=request.at, enterprise=firm, **given)):
            messages.success(request, _("The firm stands in its group."))
            return redirect("enterprises:group", circle=circle, uid=given["group"].pk)
    return _asked(
        request, within, form, title=_("It belongs to a group"), verb=_("Say so"),
        sub=_("A group that is not listed is noted first, on the page of groups."),
        back=reverse("enterprises:enterprise", args=[circle, uid]), above=firm.name_zh,
    )  # fmt: skip


def add_site(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note a place in the own town where a firm works."""
    within, firm, standing = in_circle(request, circle), firm_named(request, circle, uid), request.standing
    rules.may_note_group(standing, circle).require()
    form = forms.SiteForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (
        perform(form, lambda: actions.note_site(by=standing, at=request.at, enterprise=firm, **form.cleaned_data))
        is not None
    ):
        messages.success(request, _("The site is noted."))
        return redirect("enterprises:enterprise", circle=circle, uid=uid)
    return _asked(
        request, within, form, title=_("Note a site"), verb=_("Note the site"),
        sub=_("A place in your own town where this firm works, whichever town keeps the firm."),
        back=reverse("enterprises:enterprise", args=[circle, uid]), above=firm.name_zh,
    )  # fmt: skip


def _asked(request: HttpRequest, within: Any, form: Any, **said: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "enterprises/ask.html", {"circle": within, "form": form, **said}, status=status)


def _group(request: HttpRequest, circle: str, uid: UUID) -> Group:
    found = queries.group_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
