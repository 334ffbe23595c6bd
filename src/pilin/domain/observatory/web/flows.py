"""The pages of flows: the net of pairs, a place over time, one flow with both words, saying and bringing, gravity."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilin.domain.observatory import actions
from pilin.domain.observatory.enums.flows import CURRENCIES, FLOWS_SAY_NOT, UNIT_WORDS, FlowKind, Reading
from pilin.domain.observatory.forms import flows as forms
from pilin.domain.observatory.frames import flows as frames
from pilin.domain.observatory.queries import flows as queries
from pilin.domain.observatory.rules import flows as rules
from pilin.domain.observatory.web.flows_drawn import draw
from pilin.engine.base import Invalid, PartialDate
from pilin.foundation.access.standing import Standing
from pilin.foundation.intake.tables import ImportReport, report_of
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words, partial_date

A_PAGE = 200  # pairs shown at once; more are told by a filter, the API and the terminal


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show both ways of each pair of places with the net, of one kind and one period, and who has spoken."""
    within, standing = _circle(request, circle), request.standing
    known = queries.known(standing, circle)
    kind, unit = _kind(request, known)
    span = _span(request, known)
    ends = [code for name in ("place", "other") if (code := request.GET.get(name, "")) in known.place_of]
    told = queries.flows(standing, circle, kind=kind, unit=unit, span=span, places=ends) if kind and span else []
    pairs = queries.pairs(told)
    if ends:
        pairs = [pair if pair.one.code == ends[0] else pair.turned() for pair in pairs]
    context = {
        "circle": within, "known": known, "pairs": pairs[:A_PAGE], "more": max(0, len(pairs) - A_PAGE), "coverage": queries.coverage(told),
        "kinds": _kinds(known), "kind": kind, "unit": unit, "currency": unit in CURRENCIES, "unit_label": UNIT_WORDS.get(unit, unit), "span": span,
        "spans": [(str(one), partial_date(one)) for one in known.spans], "ends": [*ends, "", ""][:2], "members": member_cards(standing),
        "kind_label": FlowKind(kind).label if kind else "", "all_ill": _all_illustrative(told),
        "may_say": bool(rules.may_say_flow(standing, circle, standing.member)), "sources": _sources(told),
    }  # fmt: skip
    return render(request, "observatory/flows.html", context)


@require_GET
def place(request: HttpRequest, circle: str, code: str) -> HttpResponse:
    """Show what a place draws from others and gives them over time, of one kind and unit, by one reading."""
    within, standing = _circle(request, circle), request.standing
    known = queries.known(standing, circle)
    if code not in known.place_of:
        raise Http404
    kind, unit = _kind(request, known)
    other = request.GET.get("other", "")
    reading = _reading(request)
    ends = [code, *([other] if other in known.place_of and other != code else [])]
    told = queries.flows(standing, circle, kind=kind, unit=unit, places=ends)
    balance = queries.balance(standing, told, known.place_of[code], reading)
    context = {
        "circle": within, "place": known.place_of[code], "other": known.place_of.get(ends[-1]) if len(ends) > 1 else None, "balance": balance,
        "drawing": draw(balance.years, unit) if balance else None, "kinds": _kinds(known), "kind": kind, "unit": unit,
        "currency": unit in CURRENCIES, "kind_label": FlowKind(kind).label, "unit_label": UNIT_WORDS.get(unit, unit), "reading": reading, "readings": Reading.choices,
        "partners": [one for one in known.places if one.code != code], "all_ill": _all_illustrative(told), "sources": _sources(told),
        "members": member_cards(standing),
    }  # fmt: skip
    return render(request, "observatory/flows_place.html", context)


@require_GET
def flow(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one flow: what the side it leaves says, what the side it reaches says, by how much they differ, and what was said before."""
    within, standing = _circle(request, circle), request.standing
    told = queries.flow_named(standing, circle, uid)
    if told is None:
        raise Http404
    may = standing.member in (told.origin.code, told.destination.code)
    context = {
        "circle": within, "told": told, "members": member_cards(standing), "unit_label": UNIT_WORDS.get(told.unit, told.unit),
        "may_say": may and bool(rules.may_say_flow(standing, circle, standing.member)), "officer": bool(standing.member),
        "own": told.sender if told.sender and told.sender.owner == standing.member else told.receiver
        if told.receiver and told.receiver.owner == standing.member
        else None,
        "current": {word.pk for word in (told.sender, told.receiver) if word},
    }  # fmt: skip
    return render(request, "observatory/flow.html", context)


def say(request: HttpRequest, circle: str) -> HttpResponse:
    """Say for one's town what flows from it or to it; ``?flow=`` takes over of what flow it is, not how much."""
    within, standing = _circle(request, circle), request.standing
    rules.may_say_flow(standing, circle, standing.member).require()
    places = [("", "—"), *((end.code, in_words(end, "name")) for end in queries.ends(standing))]
    told = _flow_asked(request, circle)
    form = forms.FlowForm(request.POST if request.method == "POST" else None, places=places, initial=_initial(told, standing))  # fmt: skip
    if form.is_valid():
        made = perform(
            form,
            lambda: actions.say_flow(
                by=standing, at=request.at, circle=within, town=standing.member, said=form.said(), audience=form.cleaned_data["audience"]
            ),
        )  # fmt: skip
        if made:
            messages.success(request, _("Written down. The other side may say its own word of the same flow."))
            return redirect("observatory:flow", circle=circle, uid=made.pk)
    context = {"circle": within, "form": form, "told": told}
    return render(request, "observatory/flows_say.html", context, status=422 if form.errors else 200)


def bring(request: HttpRequest, circle: str) -> HttpResponse:
    """Bring a table of flows: all of it, or a report of everything that is wrong."""
    within, standing = _circle(request, circle), request.standing
    rules.may_say_flow(standing, circle, standing.member).require()
    form = forms.FlowTableForm(request.POST if request.method == "POST" else None, request.FILES or None)
    report = None
    if form.is_valid():
        brought, count = form.cleaned_data["file"], 0
        try:
            rows, faults = forms.read_flow_table(brought.name, brought.read())
            count = len(rows)
            written = actions.bring_flows(
                by=standing, at=request.at, circle=within, town=standing.member, rows=rows, faults=faults,
                audience=form.cleaned_data["audience"],
            )  # fmt: skip
        except Invalid as error:
            report = _report(error, brought.name, count)
        else:
            messages.success(request, _("Written down: %(said)s flows; %(same)s stood there already.") % written)
            return redirect("observatory:flows", circle=circle)
    context = {"circle": within, "form": form, "report": report, "columns": forms.COLUMNS}
    return render(request, "observatory/flows_bring.html", context, status=422 if report or form.errors else 200)


@require_GET
def gravity(request: HttpRequest, circle: str) -> HttpResponse:
    """Show how the circle's flows of a kind go with distance and the border, with intervals; or that they are too few to say."""
    within, standing = _circle(request, circle), request.standing
    known = queries.known(standing, circle)
    kind, unit = _kind(request, known)
    reading = _reading(request)
    flows = queries.flows(standing, circle, kind=kind, unit=unit) if kind else []
    told = frames.gravity(flows, reading)
    context = {
        "circle": within, "known": known, "kinds": _kinds(known), "kind": kind, "unit": unit, "kind_label": FlowKind(kind).label if kind else "",
        "unit_label": UNIT_WORDS.get(unit, unit), "told": told, "reading": reading, "readings": Reading.choices,
        "all_ill": _all_illustrative(flows), "says_not": FLOWS_SAY_NOT, "coefficients": _coefficients(told), **_border(told),
    }  # fmt: skip
    return render(request, "observatory/flows_gravity.html", context)


def _coefficients(told: frames.GravityTold) -> list[tuple[str, ...]]:
    """Return the coefficients as a table shows them."""
    said = {"log_km": _("logarithm of the distance"), "across": _("across the provincial border")}
    found = told.fit.coefficients if told.fit else ()
    return [
        (
            said[one.name],
            *("—" if value is None else f"{value:.3f}" for value in (one.value, one.error, one.low, one.high)),
        )
        for one in found
    ]


def _border(told: frames.GravityTold) -> dict[str, str]:
    """Return the border in plain figures, in words: how much less flows across it, and how much farther that is like."""
    penalty = told.penalty
    if penalty is None:
        return {}
    low, less, high = (
        "—" if value is None else f"{100 * value:.1f}" for value in (penalty.less_low, penalty.less, penalty.less_high)
    )
    said = {
        "less": f"{less} %",
        "less_said": _(
            "so much less flows across the provincial border than between two equally distant places of one province; 95 % interval: "
            "{low} % to {high} %. Below 0 there is more across."
        ).format(low=low, high=high),
    }
    farthest = told.fit.of("log_km").high if penalty.times_farther is not None and told.fit else None
    if penalty.times_farther is not None and farthest is not None and farthest < 0:
        times = [f"{value:.2f}" for value in (penalty.times_farther, penalty.times_farther_low or 0, penalty.times_farther_high or 0)]  # fmt: skip
        said["farther_said"] = _(
            "That is as if the places across lay {times} times as far away; 95 % interval: {low} to {high}."
        ).format(times=times[0], low=times[1], high=times[2])
    return said


def _kinds(known: queries.Known) -> list[tuple[str, str, str, str]]:
    """Return what one may ask for: the value in the address, kind, unit and what both are called."""
    return [
        (f"{kind}.{unit}", kind, unit, f"{FlowKind(kind).label} · {UNIT_WORDS.get(unit, unit)}") for kind, unit in known.kinds
    ]  # fmt: skip


def _kind(request: HttpRequest, known: queries.Known) -> tuple[str, str]:
    """Return the kind and unit asked for with ``?of=``, the first kept where none is; empty where none is kept."""
    asked = tuple(request.GET.get("of", "").split(".", 1))
    return next((pair for pair in known.kinds if pair == asked), known.kinds[0] if known.kinds else ("", ""))


def _span(request: HttpRequest, known: queries.Known) -> PartialDate | None:
    """Return the period asked for, the latest of the longest where none is."""
    asked = next((span for span in known.spans if str(span) == request.GET.get("period", "")), None)
    years = [span for span in known.spans if span.precision.value == "year"]
    return asked or next(iter((*years, *known.spans)), None)


def _reading(request: HttpRequest) -> Reading:
    asked = request.GET.get("by", "")
    return Reading(asked) if asked in Reading.values else Reading.SENDER


def _flow_asked(request: HttpRequest, circle: str) -> queries.FlowTold | None:
    try:
        return (
            queries.flow_named(request.standing, circle, UUID(request.GET["flow"])) if "flow" in request.GET else None
        )
    except ValueError:
        return None


def _initial(told: queries.FlowTold | None, standing: Standing) -> dict[str, Any]:
    """Return what a form begins with: of what flow, never how much, so that nobody signs the other side's figure."""
    if told is None:
        return {"origin": standing.member}
    return {
        "kind": told.kind, "unit": told.unit, "origin": told.origin.code, "destination": told.destination.code, "period": str(told.span),
        "audience": told.any_word.audience,
    }  # fmt: skip


def _all_illustrative(told: list[queries.FlowTold]) -> Any:
    """Return one word to mark the title with, where all are illustrative."""
    words = [word for one in told for word in (one.sender, one.receiver) if word]
    return words[0] if words and all(word.illustrative for word in words) else None


def _sources(told: list[queries.FlowTold]) -> list[str]:
    return sorted({word.source for one in told for word in (one.sender, one.receiver) if word and word.source})


def _report(error: Invalid, name: str, rows: int) -> ImportReport:
    report = report_of(error, name)
    return replace(report, rows=report.rows or rows)


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found
