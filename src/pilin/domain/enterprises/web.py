"""The pages: firms of the circle, one firm with what each register says, the registers and bringing one."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pilin.domain.enterprises import actions, forms, queries, rules
from pilin.domain.enterprises.enums import FIELDS
from pilin.domain.enterprises.models import Register
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.intake.tables import report_of
from pilin.foundation.journal.queries import history
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, member_cards
from pilin.web.forms import page_number, perform

A_PAGE = 50


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the firms in sight, with filters; an empty register says what to bring."""
    within, standing, asked = _circle(request, circle), request.standing, request.GET
    find, town = asked.get("q", "").strip()[:80], asked.get("town", "")[:16]
    rows = queries.enterprises(standing, circle, find=find, town=town, industry=asked.get("industry", "")[:4])
    towns, members = queries.tally(standing, circle), member_cards(standing)
    return render(
        request,
        "enterprises/index.html",
        {
            "circle": within,
            "page": Paginator(rows, A_PAGE).get_page(page_number(asked.get("page"))),
            "members": members,
            "towns": [(code, members.get(code), n) for code, n in sorted(towns.items()) if code in members],
            "all": sum(towns.values()),
            "find": find,
            "may_bring": bool(rules.may_bring(standing, circle)),
        },
    )


def enterprise(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a firm: each field with who says it and as of when, and where two registers disagree."""
    within = _circle(request, circle)
    told = queries.enterprise_told(request.standing, circle, uid)
    if told is None:
        raise Http404
    return render(
        request,
        "enterprises/enterprise.html",
        {
            "circle": within,
            "told": told,
            "e": told.enterprise,
            "members": member_cards(request.standing),
            "history": history(request.standing, [told.enterprise.pk, *(r.register_id for r in told.records)], most=12),
        },
    )


def registers(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the registers in sight."""
    within, standing = _circle(request, circle), request.standing
    return render(
        request,
        "enterprises/registers.html",
        {
            "circle": within,
            "page": Paginator(queries.registers(standing, circle), A_PAGE).get_page(
                page_number(request.GET.get("page"))
            ),
            "members": member_cards(standing),
            "may_bring": bool(rules.may_bring(standing, circle)),
        },
    )


def register(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a register row by row, and how each row found its firm."""
    within, found = _circle(request, circle), _register(request, circle, uid)
    rows = queries.records_of(request.standing, found)
    page = Paginator(rows, A_PAGE).get_page(page_number(request.GET.get("page")))
    return render(
        request,
        "enterprises/register.html",
        {
            "circle": within,
            "r": found,
            "page": page,
            "firms": queries.firms_of(request.standing, page.object_list),
            "members": member_cards(request.standing),
            "own": request.standing.member == found.owner,
            "may_withdraw": bool(rules.may_withdraw(request.standing, found)),
            "history": history(request.standing, [found.pk], most=12),
        },
    )


def bring(request: HttpRequest, circle: str) -> HttpResponse:
    """Take a file of firms in: all of it, or a report of every wrong cell to take away."""
    within = _circle(request, circle)
    rules.may_bring(request.standing, circle).require()
    form = forms.BringForm(request.POST if request.method == "POST" else None, request.FILES or None)
    report = None
    if form.is_valid():
        brought = form.cleaned_data["file"]
        content = brought.read()
        given = {name: form.cleaned_data[name] for name in ("title", "as_of", "audience", "division_list")}
        try:
            made = actions.bring_register(
                by=request.standing, at=request.at, circle=circle, records=forms.read_records(brought.name, content),
                file_name=brought.name, digest=sha256(content).hexdigest(), **given,
            )  # fmt: skip
        except Invalid as error:
            report = _of_the_file(form, error, brought.name)
        else:
            messages.success(request, _("%(n)s firms are in.") % {"n": made.records_brought})
            return redirect("enterprises:register", circle=circle, uid=made.pk)
    status = 422 if report or form.errors else 200
    context = {"circle": within, "form": form, "report": report, "columns": forms.COLUMNS}
    return render(request, "enterprises/bring.html", context, status=status)


def withdraw(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take a register back, with the reason."""
    within, found = _circle(request, circle), _register(request, circle, uid)
    rules.may_withdraw(request.standing, found).require()
    form = forms.WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        done = perform(
            form, lambda: actions.withdraw_register(by=request.standing, at=request.at, register=found, why=why)
        )
        if done is not None:
            messages.success(request, _("Taken back. What it said counts no more."))
            return redirect("enterprises:register", circle=circle, uid=found.pk)
    context = {"circle": within, "r": found, "form": form}
    return render(request, "enterprises/withdraw.html", context, status=422 if form.errors else 200)


def _of_the_file(form: forms.BringForm, error: Invalid, name: str) -> Any:
    """Put faults of the form beside their fields; return the report of the rest, None when nothing is left."""
    rest: list[Fault] = []
    for fault in error.faults:
        if fault.row is None and fault.field in form.fields:
            form.add_error(fault.field, str(fault.reason))
        else:
            column = forms.HEADS.get(fault.field, fault.field)
            rest.append(replace(fault, field=str(FIELDS.get(column, fault.field))))
    if not rest:
        return None
    error.faults = tuple(rest)
    return report_of(error, name)


def _circle(request: HttpRequest, slug: str) -> Circle:
    found = circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def _register(request: HttpRequest, circle: str, uid: UUID) -> Register:
    found = queries.register_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
