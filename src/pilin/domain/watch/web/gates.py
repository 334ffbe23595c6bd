"""Gates and pumps: both banks, one gate, its moves, what towns ask each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.watch import actions
from pilin.domain.watch.kinds import GateKind, word_of
from pilin.domain.watch.models import Gate
from pilin.domain.watch.queries import gates as queries
from pilin.domain.watch.rules import gates as rules
from pilin.domain.watch.rules.who import may_keep
from pilin.domain.watch.web import acts_forms as forms
from pilin.domain.watch.web.acts import (
    by_bank,
    cards,
    circle_of,
    form_page,
    found,
    key,
    level_gauges,
    towns_besides,
)
from pilin.foundation.members.queries import day_of
from pilin.web.forms import perform
from pilin.web.words import in_words

DAY = timedelta(days=1)
LATE = 8  # moves of the other bank that are shown at once


def gates(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the gates of both banks: which stand open, what reaches one's own town, what waits for an answer."""
    within, standing, members = circle_of(request, circle), request.standing, cards(request)
    told = queries.gates_told(standing, circle, request.at)
    left, right = by_bank(members, told, lambda one: one.row.owner)
    reaching = sorted(
        (move for one in told if standing.member and one.row.downstream == standing.member for move in one.moves),
        key=lambda move: move.at, reverse=True,
    )[:LATE]  # fmt: skip
    rows = {one.row.pk: one.row for one in told}
    context = {
        "circle": within, "members": members, "left": left, "right": right, "open": sum(one.state.is_open is True for one in told), "all": len(told),
        "unknown": sum(one.state.is_open is None for one in told), "reaching": [(move, rows[move.gate_id]) for move in reaching],
        "waiting": [(asked, rows[asked.gate_id]) for one in told for asked in one.waiting], "may_keep": bool(may_keep(standing, circle, standing.member)),
        "tab": "gates", "all_ill": told and all(one.row.illustrative for one in told),
    }  # fmt: skip
    return render(request, "watch/acts/gates.html", context)


def gate(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one gate: how it stands, the levels now, when it could open, its moves, what was asked and answered."""
    row, standing, members = _gate(request, circle, uid), request.standing, cards(request)
    told = queries.gate_told(standing, row, request.at)
    lag = queries.lag_of(standing, row, request.at)
    levels = queries.levels_at(standing, row, request.at)
    on = day_of(request.at)
    compared = rules.compare(
        levels.inner_m, levels.inner_datum, levels.outer_m, levels.outer_datum, lambda one, two: queries.offset_at(standing, row, one, two, on)
    )  # fmt: skip
    context = {
        "circle": row.in_circle, "g": row, "members": members, "told": told, "levels": levels, "compared": compared, "lag": lag,
        "windows": queries.windows_of(standing, row, request.at - DAY, request.at), "moves": queries.felt(told.moves[:40], lag),
        "volume": queries.volume(told.moves, row, request.at - DAY, request.at), "rules": queries.rules_of(standing, row, on),
        "requests": [(asked, answer, bool(answer is None and rules.may_answer(standing, asked, False))) for asked, answer in queries.requests_of(standing, row)],
        "may_note": bool(rules.may_note_move(standing, row)), "may_keep": bool(may_keep(standing, circle, row.owner)),
        "may_ask": bool(rules.may_ask(standing, row, _whom(request, row))), "pump": row.kind == GateKind.PUMP, "tab": "gates",
    }  # fmt: skip
    return render(request, "watch/acts/gate.html", context)


def add_gate(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a gate."""
    return _note(request, circle, None)


def change_gate(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change what is said of a gate."""
    return _note(request, circle, _gate(request, circle, uid))


def _note(request: HttpRequest, circle: str, row: Gate | None) -> HttpResponse:
    within, standing = circle_of(request, circle), request.standing
    town = row.owner if row else standing.member
    may_keep(standing, circle, town).require()
    fields = (name for name in forms.GateForm.base_fields if row is not None)
    form = forms.GateForm(
        request.POST if request.method == "POST" else None, towns=towns_besides(request, circle, town), gauges=level_gauges(request, circle),
        initial={name: _plain(getattr(row, name)) for name in fields} or None,
    )  # fmt: skip
    if form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        for name in ("inner_series", "outer_series", "felt_series"):
            said[name] = key(said[name])
        made = perform(
            form, lambda: actions.note_gate(by=standing, at=request.at, circle=within, town=town, gate=row, **said)
        )
        if made:
            messages.success(request, _("Written. Both banks find it from now on."))
            return redirect("watch:gate", circle=circle, uid=made.pk)
    back = reverse("watch:gate", args=[circle, row.pk]) if row else reverse("watch:gates", args=[circle])
    title = _("Change a gate") if row else _("Enter a gate")
    return form_page(
        request, within, form, title=title, sub=in_words(row, "name") if row else "", verb=_("Write it down"), back=back, tab="gates"
    )  # fmt: skip


def move(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that a gate was opened, closed or adjusted."""
    row, standing = _gate(request, circle, uid), request.standing
    rules.may_note_move(standing, row).require()
    state = queries.gate_told(standing, row, request.at).state
    form = forms.MoveForm(
        request.POST if request.method == "POST" else None, pump=row.kind == GateKind.PUMP, may_force=bool(rules.may_force(standing, row)),
        initial={"kind": "closed" if state.is_open else "opened", "inner_datum": row.datum, "outer_datum": row.datum},
    )  # fmt: skip
    if form.is_valid():
        said = dict(form.cleaned_data)
        made = perform(form, lambda: actions.note_move(by=standing, at=request.at, gate=row, **said))
        if made:
            messages.success(request, _("Noted. The town downstream is told."))
            return redirect("watch:gate", circle=circle, uid=uid)
    return form_page(
        request, row.in_circle, form, title=_("Note a move"), sub=in_words(row, "name"), verb=_("Note it"), back=reverse("watch:gate", args=[circle, uid]), tab="gates"
    )  # fmt: skip


def ask(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Ask another town about a gate."""
    row, standing = _gate(request, circle, uid), request.standing
    rules.may_ask(standing, row, _whom(request, row)).require()
    if standing.member == row.owner:
        towns = towns_besides(request, circle, row.owner)
        towns.sort(key=lambda one: one[0] != row.downstream)
    else:
        members = cards(request)
        towns = [(row.owner, in_words(members[row.owner], "name") if row.owner in members else row.owner)]
    form = forms.AskGateForm(
        request.POST if request.method == "POST" else None, towns=towns, initial={"to_town": towns[0][0] if towns else "", "move": "opened"}
    )  # fmt: skip
    if form.is_valid():
        said = dict(form.cleaned_data)
        made = perform(form, lambda: actions.ask_about_gate(by=standing, at=request.at, gate=row, **said))
        if made:
            messages.success(request, _("Asked. Officers of the other town find it in their work."))
            return redirect("watch:gate", circle=circle, uid=uid)
    return form_page(
        request, row.in_circle, form, title=_("Ask the other town"), sub=in_words(row, "name"), verb=_("Ask"), back=reverse("watch:gate", args=[circle, uid]), tab="gates"
    )  # fmt: skip


def answer(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Answer what was asked about a gate."""
    asked, standing = found(queries.request_named(request.standing, circle, uid)), request.standing
    rules.may_answer(standing, asked, asked.answers.visible_to(standing).exists()).require()
    form = forms.AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        made = perform(form, lambda: actions.answer_gate_request(by=standing, at=request.at, request=asked, **said))
        if made:
            messages.success(request, _("Answered. The town that asked is told."))
            return redirect("watch:gate", circle=circle, uid=asked.gate_id)
    hint = _("{town} asks that it is {move}: {why}").format(
        town=in_words(cards(request).get(asked.owner, {"name": asked.owner, "name_zh": asked.owner}), "name"),
        move=word_of(asked.move, asked.gate.kind), why=asked.reason,
    )  # fmt: skip
    return form_page(
        request, asked.in_circle, form, title=_("Answer for your town"), sub=in_words(asked.gate, "name"), verb=_("Answer it"), hint=hint,
        back=reverse("watch:gate", args=[circle, asked.gate_id]), tab="gates",
    )  # fmt: skip


def add_rule(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Write down what an agreement asks before a gate is moved."""
    row, standing = _gate(request, circle, uid), request.standing
    may_keep(standing, circle, row.owner).require()
    form = forms.RuleForm(
        request.POST if request.method == "POST" else None, towns=towns_besides(request, circle, row.owner),
        initial={"town": row.downstream, "valid_from": day_of(request.at)},
    )  # fmt: skip
    if form.is_valid():
        said = dict(form.cleaned_data)
        if perform(form, lambda: actions.set_gate_rule(by=standing, at=request.at, gate=row, **said)):
            messages.success(request, _("Written. Moves are held to it from that day on."))
            return redirect("watch:gate", circle=circle, uid=uid)
    return form_page(
        request, row.in_circle, form, title=_("What an agreement asks"), sub=in_words(row, "name"), verb=_("Write it down"), back=reverse("watch:gate", args=[circle, uid]), tab="gates"
    )  # fmt: skip


@require_POST
def end_gate(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that a gate is used no more."""
    actions.end_gate(by=request.standing, at=request.at, gate=_gate(request, circle, uid))
    messages.success(request, _("It is used no more from today on. Its moves stay."))
    return redirect("watch:gates", circle=circle)


def _whom(request: HttpRequest, row: Gate) -> str:
    """Return whom this person would ask about a gate: its own town the one downstream, others its town."""
    if request.standing.member != row.owner:
        return row.owner
    return row.downstream or next((code for code, _name in towns_besides(request, row.circle, row.owner)), "")


def _gate(request: HttpRequest, circle: str, uid: UUID) -> Gate:
    return found(queries.gate_named(request.standing, circle, uid))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
