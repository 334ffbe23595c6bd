"""While a drill runs: one press a note. After it: corrections, evaluations, what is mended; and the course to take away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.drills import actions, forms, queries, rules
from pilin.domain.drills.documents import pdf_of
from pilin.domain.drills.enums import HELD, RESULTS
from pilin.domain.drills.models import Drill
from pilin.domain.drills.web.shared import drill_of, form_page, role_names
from pilin.foundation.intake.tables import write_csv
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import Form, perform
from pilin.web.words import in_words


@require_POST
def note(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note something at this moment: an expected action by its key, anything else in words."""
    row = drill_of(request, circle, uid)
    expected = request.POST.get("expected", "")[:20]
    form = forms.NoteForm(request.POST)
    if not expected and not form.is_valid():
        return _form(request, row, form, title=_("Something else was done"), verb=_("Note it now"), action=request.path)
    words = "" if expected else form.cleaned_data["what_zh"]
    made = perform(form, lambda: actions.note_action(by=request.standing, at=request.at, drill=row, expected=expected, what_zh=words)) if not expected else (
        actions.note_action(by=request.standing, at=request.at, drill=row, expected=expected)
    )  # fmt: skip
    if made is None:
        return _form(request, row, form, title=_("Something else was done"), verb=_("Note it now"), action=request.path)
    messages.success(request, _("Noted at %(clock)s.") % {"clock": f"{request.at.astimezone(forms.SHANGHAI):%H:%M:%S}"})
    return redirect("drills:drill", circle=circle, uid=uid)


def correct(request: HttpRequest, circle: str, uid: UUID, note: UUID) -> HttpResponse:
    """Correct a note by a later one."""
    row = drill_of(request, circle, uid)
    found = queries.note_named(request.standing, row, note)
    if found is None:
        raise Http404
    rules.may_correct(request.standing, row, found).require()
    initial = {"done_at": found.done_at.astimezone(forms.SHANGHAI).time(), "how": "moment"}
    form = forms.CorrectForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        moment = _moment(row, form)
        if moment is not None or form.cleaned_data["how"] == "never":
            why = form.cleaned_data["why"]
            if perform(
                form,
                lambda: actions.correct_note(
                    by=request.standing, at=request.at, drill=row, note=found, why=why, done_at=moment
                ),
            ):
                messages.success(request, _("Corrected. Both notes stay readable."))
                return redirect("drills:drill", circle=circle, uid=uid)
        else:
            form.add_error("done_at", _("Say at which moment it was done"))
    return _form(request, row, form, title=_("Correct a note"), verb=_("Correct it"))


def _moment(row: Drill, form: forms.CorrectForm) -> datetime | None:
    """Return the moment of the clock within the drill; one before its start is of the next day, for drills over midnight."""
    clock = form.cleaned_data["done_at"]
    if form.cleaned_data["how"] == "never" or clock is None or row.started_at is None:
        return None
    began = row.started_at.astimezone(forms.SHANGHAI)
    moment = datetime.combine(began.date(), clock, forms.SHANGHAI)
    return moment if moment >= began.replace(microsecond=0) else moment + timedelta(days=1)


def evaluate(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say for one's town how the drill went."""
    row, standing = drill_of(request, circle, uid), request.standing
    said = [one.owner for one in queries.evaluations(standing, row)]
    rules.may_evaluate(standing, row, queries.joined_towns(standing, row), said).require()
    form = forms.EvaluateForm(request.POST if request.method == "POST" else None)
    if (
        form.is_valid()
        and perform(form, lambda: actions.evaluate_drill(by=standing, at=request.at, drill=row, **form.cleaned_data))
        is not None
    ):
        messages.success(request, _("Written beside what the other town says."))
        return redirect("drills:drill", circle=circle, uid=uid)
    return _form(request, row, form, title=_("Evaluate the drill"), verb=_("Write the evaluation"))


def mend(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Set what one's town mends."""
    row, standing = drill_of(request, circle, uid), request.standing
    joined = queries.joined_towns(standing, row)
    rules.may_set_corrective(standing, row, joined).require()
    told = queries.timeline(standing, row, joined, request.at)
    lines = [(one.act.key, f"{in_words(one.act, 'what')} · {RESULTS[one.line.result]}") for one in told.lines]
    form = forms.MendForm(
        request.POST if request.method == "POST" else None,
        lines=lines,
        initial={"expected": request.GET.get("line", "")[:20]},
    )
    if (
        form.is_valid()
        and perform(form, lambda: actions.set_corrective(by=standing, at=request.at, drill=row, **form.cleaned_data))
        is not None
    ):
        messages.success(request, _("Set. It stands in the work of whoever mends it until the day it is due."))
        return redirect("drills:drill", circle=circle, uid=uid)
    return _form(request, row, form, title=_("Set what is mended"), verb=_("Set it"))


def report(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give the report of a drill that was held as PDF, in the reader's language."""
    row, standing = drill_of(request, circle, uid), request.standing
    if row.state not in HELD:
        raise Http404
    lang, joined = "en" if (get_language() or "").startswith("en") else "zh", queries.joined_towns(standing, row)
    made = pdf_of(
        row, queries.timeline(standing, row, joined, request.at), lang=lang, on=day_of(request.at), roles=role_names(row.scenario),
        towns={code: in_words(card, "name") for code, card in member_cards(standing).items()}, joined=joined,
        evaluations=queries.evaluations(standing, row), sites=queries.sites_of_drill(standing, row),
        correctives=queries.told_of_correctives(standing, queries.correctives(standing, circle, drill=row), day_of(request.at)),
    )  # fmt: skip
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="drill-{lang}.pdf"'
    return answer


def course(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give expected against actual as CSV: one line an expected action, then what nobody expected."""
    row, standing = drill_of(request, circle, uid), request.standing
    told = queries.timeline(standing, row, queries.joined_towns(standing, row), request.at)
    names, cards = role_names(row.scenario), member_cards(standing)
    heads = [
        _("Expected"),
        _("Role"),
        _("Town"),
        _("Within, minutes"),
        _("Done after, seconds"),
        _("Late, seconds"),
        _("Result"),
        _("Weight"),
        _("Points"),
    ]

    def town(code: str) -> str:
        return in_words(cards[code], "name") if code in cards else code

    lines: list[list[Any]] = [
        [
            in_words(one.act, "what"), names.get(one.act.role, one.act.role), town(one.town), one.act.within_minutes, one.line.second, one.line.late_seconds,
            str(RESULTS[one.line.result]), one.line.weight, one.line.points,
        ]
        for one in told.lines
    ]  # fmt: skip
    lines += [
        [in_words(one.row, "what") or _("done once more"), names.get(one.row.role, ""), town(one.row.owner), None, one.second, None, str(_("nobody expected it")), None, None]
        for one in told.extra
    ]  # fmt: skip
    answer = HttpResponse(write_csv(heads, lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="course.csv"'
    return answer


def _form(request: HttpRequest, row: Drill, form: Form, **said: Any) -> HttpResponse:
    back = reverse("drills:drill", args=[row.circle, row.pk])
    return form_page(request, row.in_circle, form, sub=in_words(row, "title"), back=back, **said)
