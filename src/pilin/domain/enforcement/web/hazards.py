"""The pages of hazards: the ledger, one, and a form for each step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.enforcement import actions, forms, queries, rules
from pilin.domain.enforcement.enums import HazardGrade, HazardState
from pilin.domain.enforcement.web.shared import circle_of, data_of, form_page, found, town_choices, towns_of
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import page_number
from pilin.web.words import in_words

A_PAGE = 50


def hazards(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the ledger: the own town's hazards, and those upstream of it."""
    within, standing, asked, today = circle_of(request, circle), request.standing, request.GET, day_of(request.at)
    rows = queries.hazards(
        standing, circle, grade=asked.get("grade", ""), state=asked.get("state", ""), town=asked.get("town", ""), late_on=today if asked.get("late") else None
    )  # fmt: skip
    page, total = page_number(asked.get("page")), rows.count()
    members = member_cards(standing)
    owners = sorted(set(queries.hazards(standing, circle).order_by().values_list("owner", flat=True)))
    context = {
        "circle": within, "members": members, "cards": queries.hazard_cards(rows[(page - 1) * A_PAGE : page * A_PAGE], today), "total": total,
        "counts": queries.hazard_counts(standing, circle, today), "grades": HazardGrade.choices, "states": HazardState.choices,
        "towns": [(code, members[code]) for code in owners if code in members], "may_keep": rules.may_keep(standing, circle, standing.member),
        "filtered": any(asked.get(key) for key in ("grade", "state", "town", "late")), "page": page, "more": total > page * A_PAGE,
    }  # fmt: skip
    return render(request, "enforcement/hazards.html", context)


def hazard(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one hazard: its plan of five parts, its steps, who downstream has read of it."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    row = found(queries.hazard_named(standing, circle, uid))
    told = queries.hazard_told(standing, row, today)
    look = bool(rules.may_look_after(standing, row))
    plan = [
        (_("Responsibility"), row.responsible_zh), (_("Measures"), row.measures_zh), (_("Funds"), row.funds_zh), (_("Time limit"), row.due_on),
        (_("Emergency plan"), row.emergency_zh),
    ]  # fmt: skip
    inspected = queries.newest_inspection(row) == "passed"
    context = {
        "circle": within, "h": row, "told": told, "members": member_cards(standing), "plan": plan if row.grade == HazardGrade.MAJOR or row.measures_zh else [],
        "may_plan": look and row.state in (HazardState.FOUND, HazardState.PLANNED),
        "may_rectify": look and (row.state == HazardState.PLANNED or (row.state == HazardState.FOUND and row.grade == HazardGrade.GENERAL)),
        "may_inspect": bool(rules.may_inspect(standing, row, told.said_by)), "waits_for_other": look and row.state == HazardState.RECTIFIED,
        "may_close": look and rules.closing_fault(row.grade, row.state, inspected) is None,
        "may_read": bool(rules.may_read_hazard(standing, row, told.card.read_by)),
    }  # fmt: skip
    return render(request, "enforcement/hazard.html", context)


def report(request: HttpRequest, circle: str) -> HttpResponse:
    """Write a hazard down."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    choices = {"downstream": town_choices(request, circle, but=standing.member)}
    form = forms.HazardForm(
        data_of(request), choices=choices, initial={"found_on": day_of(request.at), "grade": HazardGrade.GENERAL}
    )
    return form_page(
        request, within, form, lambda data: actions.report_hazard(by=standing, at=request.at, circle=within, town=standing.member, **data),
        then=lambda row: ("enforcement:hazard", {"circle": circle, "uid": row.pk}), done=_("Written down; the towns downstream are told."),
        title=_("Write down a hazard"), verb=_("Write the hazard down"), back=reverse("enforcement:hazards", args=[circle]), towns_all=towns_of(request, circle),
    )  # fmt: skip


def plan(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Write the plan of five parts."""
    within, row = _row(request, circle, uid)
    rules.may_look_after(request.standing, row).require()
    names = ("responsible_zh", "measures_zh", "funds_zh", "funds_cny", "due_on", "emergency_zh")
    form = forms.PlanForm(data_of(request), initial={name: getattr(row, name) for name in names})
    return _form(
        request, within, row, form, lambda data: actions.plan_hazard(by=request.standing, at=request.at, hazard=row, **data),
        done=_("The plan stands."), title=_("Plan of five parts"), verb=_("Write the plan"),
    )  # fmt: skip


def rectify(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that a hazard is put right."""
    within, row = _row(request, circle, uid)
    rules.may_look_after(request.standing, row).require()
    form = forms.HazardNoteForm(data_of(request))
    return _form(
        request, within, row, form, lambda data: actions.rectify_hazard(by=request.standing, at=request.at, hazard=row, **data),
        done=_("Noted. Another officer re-inspects it."), title=_("It is put right"), verb=_("Say it is put right"),
    )  # fmt: skip


def inspect(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Re-inspect a hazard."""
    within, row = _row(request, circle, uid)
    rules.may_inspect(request.standing, row, queries.rectified_by(row)).require()
    form = forms.InspectionForm(data_of(request))
    return _form(
        request, within, row, form, lambda data: actions.inspect_hazard(by=request.standing, at=request.at, hazard=row, **data),
        done=_("The re-inspection is on record."), title=_("Re-inspect it"), verb=_("Write the re-inspection down"),
    )  # fmt: skip


def close(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Close a hazard."""
    within, row = _row(request, circle, uid)
    rules.may_look_after(request.standing, row).require()
    form = forms.HazardNoteForm(data_of(request))
    return _form(
        request, within, row, form, lambda data: actions.close_hazard(by=request.standing, at=request.at, hazard=row, **data),
        done=_("Closed; the towns downstream are told."), title=_("Close the hazard"), verb=_("Close it"),
    )  # fmt: skip


def acknowledge(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say for a town downstream that it has read of a hazard."""
    within, row = _row(request, circle, uid)
    rules.may_read_hazard(request.standing, row, queries.read_by(row)).require()
    form = forms.HazardReadForm(data_of(request))
    return _form(
        request, within, row, form, lambda data: actions.acknowledge_hazard(by=request.standing, at=request.at, hazard=row, **data),
        done=_("The town upstream knows that you have read it."), title=_("We have read of it"), verb=_("Say we have read it"),
    )  # fmt: skip


def _row(request: HttpRequest, circle: str, uid: UUID) -> tuple[Any, Any]:
    return circle_of(request, circle), found(queries.hazard_named(request.standing, circle, uid))


def _form(request: HttpRequest, within: Any, row: Any, form: Any, act: Any, **said: Any) -> HttpResponse:
    where = {"circle": within.slug, "uid": row.pk}
    back = reverse("enforcement:hazard", kwargs=where)
    return form_page(
        request,
        within,
        form,
        act,
        then=lambda _made: ("enforcement:hazard", where),
        sub=in_words(row, "title"),
        back=back,
        **said,
    )
