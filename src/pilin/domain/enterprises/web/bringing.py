"""The pages of bringing a register: a file is handed in; a large one shows how far it is, its faults, and its register."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pilin.domain.enterprises import actions, forms, queries, rules
from pilin.domain.enterprises import bringing as ways
from pilin.domain.enterprises.enums import AT_ONCE_BYTES, FIELDS, BringingState
from pilin.domain.enterprises.files import COLUMNS, HEADS
from pilin.domain.enterprises.models import Bringing
from pilin.domain.enterprises.rules import Frame
from pilin.domain.enterprises.web.registers import in_circle
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.intake.tables import report_of


def bring(request: HttpRequest, circle: str) -> HttpResponse:
    """Take a file of firms in: all of it, or a report of every wrong cell to take away; a large one behind the pages."""
    within = in_circle(request, circle)
    rules.may_bring(request.standing, circle).require()
    form = forms.BringForm(request.POST if request.method == "POST" else None, request.FILES or None)
    report = None
    if form.is_valid():
        brought, given = form.cleaned_data["file"], form.cleaned_data
        frame = Frame(
            circle, request.standing.member or "", given["title"], given["as_of"], given["audience"], given["division_list"],
            declared=given["declared"],
        )  # fmt: skip
        try:
            with _on_the_disk(brought) as file:
                if brought.size > AT_ONCE_BYTES:
                    row = ways.hand_in(by=request.standing, at=request.at, file=file, name=brought.name, frame=frame)
                    return redirect("enterprises:bringing", circle=circle, uid=row.pk)
                done = ways.bring(
                    by=request.standing, clock=lambda: request.at, file=file, name=brought.name, frame=frame
                )
        except Invalid as error:
            report = _of_the_file(form, error, brought.name)
        except Refused as error:
            form.add_error("file", str(error.reason))
        else:
            messages.success(request, _("%(n)s firms are in.") % {"n": done.rows})
            return redirect("enterprises:register", circle=circle, uid=done.register.pk)
    status = 422 if report or form.errors else 200
    context = {"circle": within, "form": form, "report": report, "columns": COLUMNS}
    return render(request, "enterprises/bring.html", context, status=status)


def bringing(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show how far a file is: checked, written, in force, or what is wrong with it; give it up."""
    within, found = in_circle(request, circle), _bringing(request, circle, uid)
    may = found.state != BringingState.DONE and bool(rules.may_bring(request.standing, circle, found.owner))
    if request.method == "POST":
        rules.may_bring(request.standing, circle, found.owner).require()
        actions.take_away(by=request.standing, at=request.at, bringing=found)
        messages.success(request, _("Given up. Nothing of the file was kept."))
        return redirect("enterprises:registers", circle=circle)
    share = round(100 * found.rows_done / found.rows_all) if found.rows_all else None
    context = {
        "circle": within, "b": found, "share": share, "may_give_up": may,
        "waits": ways.lies_here(found, ways.FILE) is not None,
        "list": ways.lies_here(found, ways.FAULTS) is not None,
    }  # fmt: skip
    return render(request, "enterprises/bringing.html", context)


def faults(request: HttpRequest, circle: str, uid: UUID) -> HttpResponseBase:
    """Give the list of faults of a file to take away, as CSV."""
    in_circle(request, circle)
    path = ways.lies_here(_bringing(request, circle, uid), ways.FAULTS)
    if path is None:
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=ways.FAULTS, content_type="text/csv; charset=utf-8"
    )


@contextmanager
def _on_the_disk(brought: Any) -> Iterator[Path]:
    """Give a file that was sent a place on the disk, where it has none, for as long as it is read."""
    if hasattr(brought, "temporary_file_path"):
        yield Path(brought.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile() as file:
        for chunk in brought.chunks():
            file.write(chunk)
        file.flush()
        yield Path(file.name)


def _of_the_file(form: forms.BringForm, error: Invalid, name: str) -> Any:
    """Put faults of the form beside their fields; return the report of the rest, None when nothing is left."""
    rest: list[Fault] = []
    for fault in error.faults:
        if fault.row is None and fault.field in form.fields:
            form.add_error(fault.field, str(fault.reason))
        else:
            column = HEADS.get(fault.field, fault.field)
            rest.append(replace(fault, field=str(FIELDS.get(column, fault.field))))
    if not rest:
        return None
    error.faults = tuple(rest)
    return report_of(error, name)


def _bringing(request: HttpRequest, circle: str, uid: UUID) -> Bringing:
    found = queries.bringings(request.standing, circle).filter(pk=uid).first()
    if found is None:
        raise Http404
    return found
