"""Settlements on pages: reckoned, looked at by both banks, confirmed or objected to, paid and received."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.benefits import actions, forms, queries, rules, wording
from pilin.domain.benefits.enums import Measure, SettlementSaid, SettlementStage
from pilin.engine.base import Invalid
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import Form, perform
from pilin.web.words import in_chinese


@require_POST
def settle(request: HttpRequest, circle: str, uid: UUID, year: int) -> HttpResponse:
    """Reckon a year; where a figure is missing the page of the scheme says which."""
    card = queries.scheme_card(request.standing, circle, uid, day_of(request.at))
    if card is None:
        raise Http404
    try:
        made = actions.compute_settlement(by=request.standing, at=request.at, scheme=card.row, year=year)
    except Invalid as wrong:
        for fault in wrong.faults:
            messages.error(request, str(fault.reason))
        return redirect("benefits:scheme", circle=circle, uid=uid)
    messages.success(request, _("Reckoned. Nothing is paid before every town has confirmed."))
    return redirect("benefits:settlement", circle=circle, uid=made.pk)


@require_GET
def settlement(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one settlement as a ledger; with ``?again=1`` it is reckoned again before one's eyes."""
    return _shown(request, _found(request, circle, uid))


@require_POST
def confirm(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Confirm a settlement for one's town."""
    card = _found(request, circle, uid)
    form = forms.DigestForm(request.POST)
    if form.is_valid() and perform(
        form,
        lambda: bool(
            actions.confirm_settlement(
                by=request.standing, at=request.at, settlement=card.row, digest=form.cleaned_data["digest"]
            )
        ),
    ):
        messages.success(request, _("Confirmed for your town."))
        return redirect("benefits:settlement", circle=circle, uid=uid)
    return _shown(request, card, wrong=[str(one) for errors in form.errors.values() for one in errors])


def answer(request: HttpRequest, circle: str, uid: UUID, word: str) -> HttpResponse:
    """Object, note as paid, or note as received."""
    card = _found(request, circle, uid)
    asked = {"object": SettlementSaid.OBJECTED, "paid": SettlementSaid.PAID, "received": SettlementSaid.RECEIVED}.get(
        word
    )
    if asked is None:
        raise Http404
    {
        SettlementSaid.OBJECTED: rules.may_object, SettlementSaid.PAID: rules.may_note_paid, SettlementSaid.RECEIVED: rules.may_note_received,
    }[asked](request.standing, card.course).require()  # fmt: skip
    data = request.POST if request.method == "POST" else None
    form: Form = (
        forms.ReasonForm(data)
        if asked is SettlementSaid.OBJECTED
        else forms.DayForm(data, initial={"on": day_of(request.at)})
    )
    if form.is_bound and form.is_valid() and perform(form, lambda: _say(request, card, asked, form.cleaned_data)):
        messages.success(request, _("Noted for your town."))
        return redirect("benefits:settlement", circle=circle, uid=uid)
    titles = {
        SettlementSaid.OBJECTED: _("Object to it"),
        SettlementSaid.PAID: _("Note it as paid"),
        SettlementSaid.RECEIVED: _("Note it as received"),
    }
    hints = {
        SettlementSaid.OBJECTED: _("Say which figure is wrong and where the right one stands. The year is reckoned anew after it was put right."),
        SettlementSaid.PAID: _("It is settled when the other side says it has come."),
        SettlementSaid.RECEIVED: _("With the last town’s word the year is settled."),
    }  # fmt: skip
    context = {
        "circle": card.row.in_circle, "row": card.row.of, "settlement": card.row, "form": form, "title": titles[asked],
        "sub": hints[asked], "verb": titles[asked],
    }  # fmt: skip
    return render(request, "benefits/form.html", context, status=422 if form.errors else 200)


def _say(request: HttpRequest, card: queries.SettlementCard, word: SettlementSaid, data: dict[str, Any]) -> Any:
    shared: dict[str, Any] = {"by": request.standing, "at": request.at, "settlement": card.row}
    if word is SettlementSaid.OBJECTED:
        return actions.object_to_settlement(**shared, why=data["why"])
    if word is SettlementSaid.PAID:
        return actions.note_paid(**shared, paid_on=data["on"], why=data["why"])
    return actions.note_received(**shared, received_on=data["on"], why=data["why"])


def _shown(request: HttpRequest, card: queries.SettlementCard, wrong: list[str] | None = None) -> HttpResponse:
    standing, course, row = request.standing, card.course, card.row
    members, names = member_cards(standing), queries.town_names(standing)
    again = queries.reckoned_again(standing, card, request.at) if request.GET.get("again") == "1" else None
    sides = [(side, members.get(side.member.code), _said_by(card, side.member.code)) for side in card.sides]
    context = {
        "circle": row.in_circle, "card": card, "row": row, "scheme": row.of, "course": course, "stage": course.stage,
        "left": [one for one in sides if one[0].member.bank < 0], "right": [one for one in sides if one[0].member.bank >= 0],
        "sides": sides, "members": members, "again": again, "wrong": wrong or [],
        "inputs": [
            (one, Measure(one.measure).label, wording.names_of(one.about, names), one.measure == Measure.PEOPLE)
            for one in queries.kept_figures(row)
        ],
        "reasons": [(met, zh if in_chinese() else en) for _code, met, zh, en in row.reasons],
        "may_confirm": rules.may_confirm(standing, course), "may_object": rules.may_object(standing, course),
        "may_note_paid": rules.may_note_paid(standing, course), "may_note_received": rules.may_note_received(standing, course),
        "words": [(one, SettlementSaid(one.kind).label) for one in card.words], "waits": course.waits_for(standing.member) if standing.member else None,
        "settled": course.stage is SettlementStage.SETTLED, "digest": [row.digest[k : k + 4] for k in range(0, len(row.digest), 4)],
    }  # fmt: skip
    return render(request, "benefits/settlement.html", context, status=422 if wrong else 200)


def _said_by(card: queries.SettlementCard, code: str) -> list[tuple[Any, Any]]:
    return [(one, SettlementSaid(one.kind).label) for one in card.words if one.owner == code]


def _found(request: HttpRequest, circle: str, uid: UUID) -> queries.SettlementCard:
    card = queries.settlement_card(request.standing, circle, uid)
    if card is None:
        raise Http404
    return card
