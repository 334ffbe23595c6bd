"""Scenarios: the list, one version with its chain, and writing the next."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.drills import actions, forms, queries, rules
from pilin.domain.drills.models import Scenario
from pilin.domain.drills.web.shared import circle_of, role_names, scenario_of
from pilin.engine.base import Invalid, Refused
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import member_cards
from pilin.web.words import in_words


def scenarios(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the scenarios of a circle, each in its newest version."""
    standing = request.standing
    context = {
        "circle": circle_of(request, circle), "members": member_cards(standing), "rows": queries.latest_scenarios(standing, circle),
        "may_keep": bool(rules.may_keep(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "drills/scenarios.html", context)


def scenario(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one version of a scenario: roles, injects, and what is expected after what."""
    row, standing = scenario_of(request, circle, uid), request.standing
    injects, expected = queries.whole_scenario(standing, row)
    levels = rules.levels_of([rules.Expected(one.key, one.role, tuple(one.after)) for one in expected])
    steps = [[one for one in expected if levels[one.key] == level] for level in sorted(set(levels.values()))]
    versions = queries.versions_of(standing, row)
    context = {
        "circle": row.in_circle, "s": row, "members": member_cards(standing), "injects": injects, "steps": steps, "names": role_names(row),
        "acts": {one.key: one for one in expected}, "versions": versions, "newest": versions[0].pk == row.pk,
        "drills": queries.drills_of_scenario(standing, row), "may_keep": bool(rules.may_keep(standing, circle, row.owner)),
        "may_plan": bool(rules.may_keep(standing, circle, standing.member)), "number": len(expected),
    }  # fmt: skip
    return render(request, "drills/scenario.html", context)


def add_scenario(request: HttpRequest, circle: str) -> HttpResponse:
    """Write a scenario."""
    return _write(request, circle_of(request, circle), None)


def change_scenario(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Write the next version of a scenario."""
    row = scenario_of(request, circle, uid)
    return _write(request, row.in_circle, row)


def _write(request: HttpRequest, within: Circle, row: Scenario | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep(standing, within.slug, town).require()
    said = queries.scenario_said(standing, row) if row else {}
    sent = request.method == "POST"
    form, tables = forms.ScenarioForm(request.POST if sent else None, initial=said), forms.tables(said)
    if sent:
        for one in tables.values():
            one.read(request.POST)
        if form.is_valid() and (made := _written(request, within, row, town, form, tables)):
            messages.success(request, _("Written. A version never changes: to change it is to write the next."))
            return redirect("drills:scenario", circle=within.slug, uid=made.pk)
    wrong = bool(form.errors) or any(one.faults for one in tables.values())
    back = (
        reverse("drills:scenario", args=[within.slug, row.pk])
        if row
        else reverse("drills:scenarios", args=[within.slug])
    )
    context = {
        "circle": within, "form": form, "tables": list(tables.values()), "s": row, "back": back, "wrong": wrong,
        "title": _("Write the next version") if row else _("Write a scenario"), "sub": in_words(row, "title") if row else "",
    }  # fmt: skip
    return render(request, "drills/scenario_form.html", context, status=422 if wrong else 200)


def _written(
    request: HttpRequest, within: Circle, row: Scenario | None, town: str, form: forms.ScenarioForm, tables: dict[str, forms.Rows]
) -> Scenario | None:  # fmt: skip
    """Do the deed; what is wrong is put beside its row or its field."""
    lines = forms.said_in(tables)
    if any(one.faults for one in tables.values()):
        return None
    try:
        return actions.write_scenario(
            by=request.standing, at=request.at, circle=within, town=town, after=row, **form.cleaned_data, **lines
        )
    except Invalid as wrong:
        for fault in wrong.faults:
            if fault.field in tables and (fault.row or tables[fault.field].rows):
                tables[fault.field].put(fault)
            else:
                form.add_error(fault.field if fault.field in form.fields else None, str(fault.reason))
    except Refused as refused:
        form.add_error(None, str(refused.reason))
    return None
