"""Pages of grids: which areas there are, in which grid something lies, one area with its versions, and keeping them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.visits import actions, forms, queries, rules
from pilin.domain.visits.models import GridPlan
from pilin.domain.visits.web.maps import draw
from pilin.domain.visits.web.shared import circle_of, form_page, office_choices, plan_of, tabs
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the areas of a circle with their grids, and in which grid something lies."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    words = request.GET.get("q", "").strip()[:120]
    told = queries.plans(standing, circle, on)
    context = {
        "circle": within, "members": member_cards(standing), "told": [(plan, draw(plan)) for plan in told], "q": words,
        "found": queries.look_for(standing, circle, words, on) if words else None,
        "all_ill": told[0].row if told and all(plan.row.illustrative for plan in told) else None, **tabs(request, circle),
    }  # fmt: skip
    return render(request, "visits/index.html", context)


def plan(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one area: its grids, who belongs to them, which firms work there, and its versions."""
    told, standing = plan_of(request, circle, uid), request.standing
    held = queries.firms_in(told, queries.places(standing, circle, told.row.owner))
    dots = [(place.point, "", "known", place.firm.name_zh) for firms in held.values() for place in firms]
    context = {
        "circle": told.row.in_circle, "p": told.row, "members": member_cards(standing), "map": draw(told, dots),
        "grids": [(grid, held[grid.row.pk]) for grid in told.grids], "versions": queries.versions(standing, told.row),
        "without": queries.without_place(standing, circle, told.row.owner).count(), "sum": sum((g.row.area_km2 for g in told.grids), start=0),
        "over": told.row.valid_to is not None, **tabs(request, circle),
        "may_cut": bool(rules.may_keep(standing, circle, told.row.owner)) and told.row.valid_to is None,
    }  # fmt: skip
    return render(request, "visits/plan.html", context)


def draw_plan(request: HttpRequest, circle: str) -> HttpResponse:
    """Draw an area and the line that cuts it."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.PlanForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": day_of(request.at)}
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        lines, names = _line_of(data), _names_of(data)
        made = perform(
            form,
            lambda: actions.draw_grids(
                by=standing, at=request.at, circle=within, town=standing.member, lines=lines, names=names, **data
            ),
        )
        if made:
            messages.success(request, _("Drawn and cut. Every place in it lies in exactly one grid."))
            return redirect("visits:plan", circle=circle, uid=made.pk)
        _beside_the_line(form)
    back = reverse("visits:index", args=[circle])
    return form_page(request, within, form, title=_("Draw an area"), sub="", verb=_("Draw and cut it"), back=back)


def split(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Move the line of an area: look first what becomes of it, then cut it anew from a day on."""
    told, standing = plan_of(request, circle, uid), request.standing
    rules.may_keep(standing, circle, told.row.owner).require()
    line = told.row.lines[0] if told.row.lines else {"name_zh": "", "name": "", "points": []}
    initial = {
        "line_zh": line["name_zh"], "line_en": line["name"], "line": line["points"], "valid_from": day_of(request.at),
        "names_zh": "\n".join(grid.row.name_zh for grid in told.grids), "names_en": "\n".join(grid.row.name for grid in told.grids),
    }  # fmt: skip
    form = forms.LineForm(request.POST if request.method == "POST" else None, initial=initial)
    proposed = None
    if form.is_valid():
        data = dict(form.cleaned_data)
        lines, names = _line_of(data), _names_of(data)
        lines += [dict(line) for line in told.row.lines[1:]]
        if "look" in request.POST:
            proposed = _proposed(form, told.row, lines, names)
        elif made := perform(
            form,
            lambda: actions.cut_anew(by=standing, at=request.at, plan=told.row, lines=lines, names=names, **data),
        ):
            messages.success(request, _("Cut anew. The version before stays readable."))
            return redirect("visits:plan", circle=circle, uid=made.pk)
        _beside_the_line(form)
    held = queries.places(standing, circle, told.row.owner)
    dots = [(place.point, "", "known", place.firm.name_zh) for place in held.values()]
    context = {
        "circle": told.row.in_circle, "p": told.row, "form": form, "map": draw(told, dots, proposed=proposed), "proposed": _with_firms(proposed, held),
        **tabs(request, circle),
    }  # fmt: skip
    return render(request, "visits/split.html", context, status=422 if form.errors else 200)


def team(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say which departments belong to a grid."""
    grid, standing = queries.grid_named(request.standing, circle, uid), request.standing
    if grid is None:
        raise Http404
    rules.may_keep(standing, circle, grid.owner).require()
    told = plan_of(request, circle, grid.plan_id)
    now = next((one.offices for one in told.grids if one.row.pk == grid.pk), ())
    form = forms.TeamForm(
        request.POST if request.method == "POST" else None, offices=office_choices(request, circle, grid.owner),
        initial={"offices": [str(office.pk) for office in now]},
    )  # fmt: skip
    back = reverse("visits:plan", args=[circle, grid.plan_id])
    if form.is_valid():
        chosen = [UUID(one) for one in form.cleaned_data["offices"]]
        if perform(form, lambda: actions.set_team(by=standing, at=request.at, grid=grid, offices=chosen)) is not None:
            messages.success(request, _("Written: who belongs to this grid."))
            return redirect(back)
    said = {"title": _("Who belongs to this grid"), "sub": in_words(grid, "name"), "verb": _("Write it down")}
    return form_page(request, grid.in_circle, form, back=back, **said)


def kept(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the departments that visit and how often firms are visited, by town."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    context = {
        "circle": within, "members": member_cards(standing), "offices": queries.offices(standing, circle, on),
        "visit_rules": queries.visit_rules(standing, circle), "on": on, **tabs(request, circle),
    }  # fmt: skip
    return render(request, "visits/kept.html", context)


def add_office(request: HttpRequest, circle: str) -> HttpResponse:
    """Name a department whose people visit firms."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.OfficeForm(request.POST if request.method == "POST" else None)
    back = reverse("visits:kept", args=[circle])
    if (
        form.is_valid()
        and perform(
            form,
            lambda: actions.name_office(
                by=standing, at=request.at, circle=within, town=standing.member, **form.cleaned_data
            ),
        )
        is not None
    ):
        return redirect(back)
    return form_page(request, within, form, title=_("Name a department"), sub="", verb=_("Write it down"), back=back)


def set_rule(request: HttpRequest, circle: str) -> HttpResponse:
    """Set how often firms are visited."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.RuleForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": day_of(request.at)}
    )
    back = reverse("visits:kept", args=[circle])
    if (
        form.is_valid()
        and perform(
            form,
            lambda: actions.set_rule(
                by=standing, at=request.at, circle=within, town=standing.member, **form.cleaned_data
            ),
        )
        is not None
    ):
        return redirect(back)
    return form_page(request, within, form, title=_("How often firms are visited"), sub="", verb=_("Set it"), back=back)


def _line_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Take the line out of what a form says."""
    points, zh, en = data.pop("line"), data.pop("line_zh"), data.pop("line_en")
    return [{"name_zh": zh, "name": en, "points": points}] if points else []


def _names_of(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Take the names of grids out of what a form says."""
    zh, en = data.pop("names_zh").splitlines(), data.pop("names_en").splitlines()
    en += [""] * (len(zh) - len(en))
    return list(zip(zh, en, strict=False))


def _beside_the_line(form: Any) -> None:
    """Put what is wrong with lines beside the field in which the line was written."""
    for reason in form.non_field_errors():
        if "line" not in form.errors and reason:
            form.add_error("line", str(reason))


def _proposed(form: Any, row: GridPlan, lines: list[dict[str, Any]], names: list[tuple[str, str]]) -> list[Any] | None:
    """Return the grids that a line would make, unsaved; None with the faults in the form where it would make none."""
    border = queries.as_points(row.border)
    points = [queries.as_points(line["points"]) for line in lines]
    if faults := rules.faults_of_lines(border, points):
        form.add_error("line", str(faults[0].reason))
        return None
    names = [*names, *[("", "")] * 99]
    return [
        SimpleNamespace(
            number=k, ring=[list(p) for p in part], name_zh=names[k - 1][0] or _("Grid {n}").format(n=k), name=names[k - 1][1],
            area_km2=rules.area_km2(part),
        )
        for k, part in enumerate(rules.cut(border, points), start=1)
    ]  # fmt: skip


def _with_firms(proposed: list[Any] | None, held: dict[UUID, queries.FirmPlace]) -> list[tuple[Any, int]]:
    if not proposed:
        return []
    rings = [queries.as_points(one.ring) for one in proposed]
    parts = [rules.part_of(rings, place.point) for place in held.values()]
    return [(one, sum(part == k for part in parts)) for k, one in enumerate(proposed)]
