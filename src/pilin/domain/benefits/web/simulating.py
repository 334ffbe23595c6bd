"""What terms would bring: a move, a levy, a pool or a joint gain under several rules on one history; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilin.domain.benefits import forms, history, queries, rules, wording
from pilin.domain.benefits.enums import Simulated
from pilin.domain.benefits.web.drawn import panel
from pilin.domain.benefits.web.pages import circle_of, title_of, towns_of
from pilin.domain.benefits.web.table import Table, carried, filled, laid
from pilin.engine import share
from pilin.engine.base import Invalid, largest_remainder
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of
from pilin.web.picturing import KINDS, give, picture_of
from pilin.web.words import in_chinese

EXAMPLE = {
    "before": "2000 2200 2400",
    "after": "3000 3000 3000 3000 3000",
}  # ten thousand yuan, of the rule's own example
HOST = "equal-five-years"  # the preset whose figures one's own terms of a move replace when they are drafted


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of simulation: what it answers with, and each side's lines, for its picture and for a file of it."""

    context: dict[str, Any]
    status: int = 200
    lines: tuple[tuple[str, str, list[tuple[str, tuple[Decimal, ...], int | None]]], ...] = ()
    first: int = 1  # what the first year is called
    sources: tuple[str, ...] = ()
    unit: str = ""
    go: str = ""  # the address that a pasted table is shown at


@require_GET
def simulate(request: HttpRequest, circle: str) -> HttpResponse:
    """Set several rules beside each other on one history."""
    asked = _asked(request, circle_of(request, circle))
    if asked.go:
        return redirect(asked.go)
    return render(request, "benefits/simulate.html", asked.context, status=asked.status)


@require_GET
def chart(request: HttpRequest, circle: str, side: str, kind: str) -> HttpResponse:
    """Give one town's picture as SVG, PNG or PDF, with its title, rules and day in it."""
    asked = _asked(request, circle_of(request, circle))
    name, lines = next(((name, lines) for one, name, lines in asked.lines if one == side), ("", []))
    if not lines:
        raise Http404
    years = range(asked.first, asked.first + max(len(line) for _name, line, _even in lines))
    series = [
        {"name": label, "values": [float(one / forms.TEN_THOUSAND) for one in line]} for label, line, _even in lines
    ]
    told = {"categories": [str(year) for year in years], "series": series, "unit": asked.unit, "type": "line"}
    picture = picture_of(
        told, title=_("What terms would bring: {town}").format(town=name), on=day_of(request.at),
        sources=asked.sources or [_("terms of one’s own")], notes=[_("Simulated on figures that somebody assumed; nothing is agreed by it")],
    )  # fmt: skip
    return give(picture, kind, f"{circle}-benefits-{side}")


def _asked(request: HttpRequest, within: Circle) -> Asked:
    kind = request.GET.get("kind", Simulated.MOVE.value)
    if kind not in Simulated.values:
        raise Http404
    context: dict[str, Any] = {
        "circle": within, "kind": kind, "kinds": Simulated.choices, "may_draft": bool(rules.may_draft(request.standing, within.slug)),
        "query": request.GET.urlencode(), "files": [(one, one.upper()) for one in KINDS],
    }  # fmt: skip
    return _move(request, context) if kind == Simulated.MOVE else _yearly(request, within, kind, context)


def _move(request: HttpRequest, context: dict[str, Any]) -> Asked:
    presets = [(key, title_of(one)) for key, one in queries.moves().items()]
    asked = "after" in request.GET
    initial = EXAMPLE | {
        "led": "yes",
        "fits": "yes",
        "presets": [key for key, _name in presets],
        "own_percent": 30,
        "own_years": 8,
    }
    form = forms.SimulateForm(request.GET if asked else None, presets=presets, initial=initial)
    context |= {"form": form, "prospects": None}
    if not (asked and form.is_valid()):
        return Asked(context, 422 if asked else 200)
    told = form.cleaned_data
    names = dict(presets)
    chosen = {key: share.terms_of(one) for key, one in queries.moves().items() if key in told["presets"]}
    if told["own_percent"] is not None:
        chosen["own"] = share.MoveTerms(told["own_percent"], told["own_years"])
    found = queries.prospects(
        chosen, told["before"], told["after"], led=forms.SAID[told["led"]], fits=forms.SAID[told["fits"]],
        stays=told["stays"] or None, laid_out=(told["laid_out"] or 0) * forms.TEN_THOUSAND,
    )  # fmt: skip
    rows: list[dict[str, Any]] = []
    for one in found:
        reasons = one.outlook.shares.reasons if one.outlook else ()
        rows.append({
            "name": names.get(one.key) or _("Own terms"), "outlook": one.outlook, "wrong": _told(one.wrong, {}),
            "reasons": [(reason.met, reason.zh if in_chinese() else reason.en) for reason in reasons],
            "preset": share.schemes().get(one.key), "draft": _draft_of_move(context["circle"].slug, one, told),
        })  # fmt: skip
    shown = [row for row in rows if row["outlook"]]
    out = [(r["name"], r["outlook"].out_cumulated, r["outlook"].out_even_after) for r in shown]
    into = [(r["name"], r["outlook"].in_cumulated, r["outlook"].in_even_after) for r in shown]
    lines = (("out", _("The town that was left"), out), ("in", _("The town moved to"), into)) if shown else ()
    context |= {
        "prospects": rows, "years": range(1, len(told["after"]) + 1), "stays": bool(told["stays"]),
        "panels": [{"side": side, "drawn": panel(name, drawn)} for side, name, drawn in lines],
        "unsaid": wording.UNSAID["relocation"],
    }  # fmt: skip
    sources = tuple(row["preset"].clause or row["name"] for row in shown if row["preset"])
    return Asked(context, lines=lines, sources=sources, unit=_("Cumulated after each year, ten thousand yuan"))


def _yearly(request: HttpRequest, within: Circle, kind: str, context: dict[str, Any]) -> Asked:
    towns = towns_of(request, within.slug)
    if len(towns) < 2:
        return Asked(context | {"few": True})
    asked = "towns" in request.GET
    presets = [(key, title_of(share.schemes()[key])) for key in history.FITS[kind] if key not in history.PRESET]
    form = forms.YearlyForm(
        request.GET if asked else None, kind=kind, towns=towns, presets=presets,
        initial=_beginning(kind, [code for code, _name in towns], day_of(request.at).year),
    )  # fmt: skip
    context |= {"form": form, "yearly": True}
    names = queries.town_names(request.standing)
    if not asked:
        first, chosen = form.initial, form.initial["towns"]
        own: dict[str, Decimal | None] = {}
        shares = {code: form.initial.get(f"percent_{code}", Decimal(0)) for code in chosen}
        terms = history.terms_of(
            first["rules"], chosen, first["first"], first["years"], own=own, shares=shares, currency="CNY"
        )
        table = laid(history.rows_of(terms.values()), chosen, names, "CNY", None, kind)
        return Asked(context | {"table": table, "of": ".".join(chosen), "example": True})
    good, told = form.is_valid(), form.cleaned_data
    if not form.rows:  # no table can be laid out: what was typed in the last one is kept for the next
        return Asked(context | {"carried": carried(request.GET), "of": request.GET.get("of", "")}, 422)
    if good and told["paste"]:
        try:
            made = filled(request.GET, form.rows, told["towns"])
            return Asked(context, go=f"{request.path}?{made.urlencode()}")
        except Invalid as wrong:
            form.add_error("paste", [str(fault.reason) for fault in wrong.faults])
    table = laid(form.rows, told["towns"], names, told["currency"], request.GET, kind)
    context |= {"table": table, "of": ".".join(told["towns"])}
    if table.wrong or form.errors:
        return Asked(context, 422)
    return _reckoned(context, form, table, names)


def _reckoned(context: dict[str, Any], form: forms.YearlyForm, table: Table, names: dict[str, str]) -> Asked:
    """Return the rules beside each other on a table that could be read."""
    told, found = form.cleaned_data, queries.yearly_prospects(form.terms, table.figures)
    towns = [(code, names.get(code, code)) for code in told["towns"]]
    rows = [_row(one, towns, names, context["circle"].slug) for one in found]
    shown = [row for row in rows if row["sides"]]
    lines = tuple(
        (code, name, [(row["name"], row["outlook"].cumulated[code], _place(row["outlook"], code)) for row in shown])
        for code, name in towns
    )
    context |= {
        "rules": rows, "shown": shown, "towns": towns, "currency": told["currency"], "span": range(told["first"], told["first"] + told["years"]),
        "panels": [{"side": side, "drawn": panel(name, drawn, told["first"])} for side, name, drawn in lines if drawn],
    }  # fmt: skip
    if not shown:  # nothing to show: a table that was laid out just now waits, one that was sent has a fault
        return Asked(context, 200 if table.unasked else 422)
    unit = _("Cumulated after each year, ten thousands of {currency}").format(currency=told["currency"])
    sources = tuple(dict.fromkeys(one.preset.clause for one in found if one.outlook and one.preset.clause))
    return Asked(context | {"unit": unit}, lines=lines, first=told["first"], sources=sources, unit=unit)


def _row(
    one: queries.YearlyProspect, towns: list[tuple[str, str]], names: dict[str, str], circle: str
) -> dict[str, Any]:
    """Return one rule as the page shows it: what each town gives, has and is ahead or behind, and what stands where."""
    outlook, sides = one.outlook, []
    for code, name in towns if outlook else []:
        years = [settled.sides[code] for settled in outlook.settled] if outlook else []
        gave = sum((side.gave for side in years), Decimal(0))
        had = sum((side.had for side in years), Decimal(0))
        sides.append({
            "town": name, "gave": [_fen(side.gave) for side in years], "had": [_fen(side.had) for side in years],
            "cumulated": [_fen(amount) for amount in outlook.cumulated[code]] if outlook else [], "all_gave": _fen(gave), "all_had": _fen(had),
            "net": _fen(had - gave), "even": outlook.even_from[code] if outlook else None,
        })  # fmt: skip
    over = outlook.over if outlook else ()
    return {
        "name": rule_name(one), "preset": one.preset, "outlook": outlook, "sides": sides, "said": wording.rule_said(one.terms, names),
        "wrong": [str(fault.reason) for fault in wording.in_own_words(one.wrong, names).faults] if one.wrong else [],
        "own": one.key in history.PRESET, "over": [_fen(amount) for amount in over], "together": _fen(sum(over, Decimal(0))),
        "unsaid": wording.UNSAID[one.preset.kind], "draft": _draft_of(circle, one),
    }  # fmt: skip


def _fen(amount: Decimal) -> str:
    """Return an amount to the fen: in one table every amount has the same unit and as many places."""
    return f"{amount:,.2f}"


def rule_name(one: queries.YearlyProspect) -> str:
    """Return what a rule is called; one's own by its percentage."""
    if one.key == history.OWN_LEVY:
        return _("Levy of %(percent)s %%") % {"percent": one.terms.terms["percent"]}
    if one.key == history.OWN_POOL:
        return _("Pool of %(percent)s %% of growth") % {"percent": one.terms.terms["percent"]}
    return title_of(one.preset)


def _place(outlook: share.YearlyOutlook, code: str) -> int | None:
    even = outlook.even_from[code]
    return None if even is None else even - outlook.years[0] + 1


def _beginning(kind: str, codes: list[str], year: int) -> dict[str, Any]:
    """Return what a history begins with: two towns, of a joint gain three, and the three years to last year."""
    chosen = codes[: 3 if kind == Simulated.COALITION else 2]
    rules_ = {
        Simulated.LEVY: ["geneva"],
        Simulated.POOL: ["twin-cities"],
        Simulated.COALITION: ["shapley", "proportional"],
    }
    equal = largest_remainder(Decimal(100), dict.fromkeys(chosen, 1), history.FEN)
    return {"towns": chosen, "first": year - 3, "years": 3, "currency": "CNY", "rules": rules_[Simulated(kind)]} | {
        f"percent_{code}": part for code, part in equal.items()
    }


def _draft_of(circle: str, one: queries.YearlyProspect) -> str:
    """Return the address of a draft with the terms of a rule filled in."""
    terms = one.terms
    told: list[tuple[str, Any]] = [
        ("preset", one.preset.key), ("from_year", terms.from_year), ("years", terms.years), ("currency", terms.currency),
    ]  # fmt: skip
    told += [("parties", code) for code in terms.parties]
    if "percent" in terms.terms:
        told.append(("percent", terms.terms["percent"]))
    told += [(f"percent_{code}", part) for code, part in terms.terms.get("percents", {}).items()]
    return f"{reverse('benefits:draft', kwargs={'circle': circle})}?{urlencode(told)}"


def _draft_of_move(circle: str, one: queries.Prospect, asked: dict[str, Any]) -> str:
    told = {"preset": one.key, "led": asked["led"], "fits": asked["fits"]}
    if one.key == "own":
        told |= {"preset": HOST, "out_percent": f"{one.terms.out_percent.normalize():f}", "years": one.terms.years}
    return f"{reverse('benefits:draft', kwargs={'circle': circle})}?{urlencode(told)}"


def _told(wrong: Invalid | None, names: dict[str, str]) -> str:
    return "; ".join(dict.fromkeys(str(f.reason) for f in wording.in_own_words(wrong, names).faults)) if wrong else ""
