"""The pages of indicators: the tree, one indicator with both banks' definitions, and the forms of its deeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.observatory import actions, forms, queries, rules
from pilin.domain.observatory.enums import PartOf
from pilin.domain.observatory.models import Indicator, IndicatorDefinition
from pilin.domain.observatory.queries import Answer, At, Pair, SideValue
from pilin.domain.observatory.web import counted
from pilin.engine.base import Refused
from pilin.foundation.journal.queries import history
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import MemberCard, circle_named, day_of, member_cards, members_on
from pilin.foundation.observations.enums import unit_label
from pilin.foundation.observations.queries import catalogue
from pilin.web.forms import Form, day_named, perform
from pilin.web.picture import spark
from pilin.web.picturing import give, picture_of
from pilin.web.words import in_words


@dataclass(frozen=True, slots=True)
class Bank:
    """One side of the page: a province with its definition and its own value."""

    code: str
    name: str
    definition: IndicatorDefinition | None
    side: SideValue | None
    may_describe: bool


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the tree of indicators with value, target, trend and coverage, by the three roles."""
    within, standing = circle_asked(request, circle), request.standing
    as_of, no_day = _day_asked(request)
    told = queries.answers(queries.book(standing, circle, as_of, counting=as_of == day_of(request.at)))
    rows = [{"a": one, "spark": spark(_values(one))} for one in told]
    context = {
        "circle": within, "as_of": as_of, "no_day": no_day, "today": day_of(request.at), "groups": _groups(rows), "all": told,
        "members": member_cards(standing), "may_define": bool(rules.may_define(standing, circle)),
        "once": queries.counted_once(standing, circle), "all_ill": bool(told) and all(one.illustrative for one in told),
    }  # fmt: skip
    return render(request, "observatory/indicators.html", context)


@require_GET
def indicator(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show one indicator: its value, both banks' definitions with what was judged between them, and every figure."""
    within, standing = circle_asked(request, circle), request.standing
    as_of, no_day = _day_asked(request)
    answer = _answer(request, circle, slug, as_of, counting=as_of == day_of(request.at))
    row = answer.indicator
    left, right, others = _banks(request, circle, answer)
    pair = _between(answer, left, right)
    uids = [row.pk, *(one.row.pk for one in answer.targets), *(one.pk for one in answer.definitions)]
    uids += [one.pk for one in answer.inputs if one.counted] + counted.attested_in(answer)
    uids += [one.pk for two in answer.pairs for one in (two.judgement, two.confirmation, two.pending) if one]
    context = counted.context_of(standing, circle, answer, as_of == day_of(request.at)) | {
        "circle": within, "answer": answer, "i": row, "as_of": as_of, "no_day": no_day, "today": day_of(request.at),
        "members": member_cards(standing),
        "left": left, "right": right, "others": others, "pair": pair, "chart": _chart(answer),
        "unit": unit_label(row.unit), "history": history(standing, uids, most=12), "kinds": ("svg", "png", "pdf"),
        "may_change": bool(rules.may_feed(standing, circle, (row.owner,))),
        "may_feed": bool(rules.may_define(standing, circle)),
        "may_judge": bool(left.definition and right.definition and rules.may_judge(standing, circle, (left.code, right.code))),
        "pending_left": bool(pair and pair.pending and rules.side_of(pair.pending.owner) == left.code),
        "may_confirm": _may_confirm(request, circle, pair),
    }  # fmt: skip
    return render(request, "observatory/indicator.html", context)


def define(request: HttpRequest, circle: str) -> HttpResponse:
    """Define an indicator for the town acted for."""
    return _define(request, circle_asked(request, circle), None)


def change(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Change an indicator."""
    row = row_asked(request, circle, slug)
    return _define(request, row.in_circle, row)


def _define(request: HttpRequest, within: Circle, row: Indicator | None) -> HttpResponse:
    standing, circle = request.standing, within.slug
    rules.may_define(standing, circle).require()
    if row is not None:
        rules.may_feed(standing, circle, (row.owner,)).require()
    parents = [(one.slug, in_words(one, "title")) for one in queries.indicators(standing, circle) if one != row]
    initial = {"valid_from": day_of(request.at)} if row is None else {
        name: getattr(row, name) for name in ("title_zh", "title", "slug", "form", "unit", "expects", "part_of", "about_zh", "about", "valid_from", "valid_to", "revision")
    } | {"parent": row.parent.slug if row.parent else ""}  # fmt: skip
    form = forms.IndicatorForm(request.POST or None, parents=parents, initial=initial)
    claim = row.claim.slug if row is not None and row.claim else ""
    return answered(
        request, within, form, title=_("Change the indicator") if row else _("Define an indicator"),
        verb=_("Change it") if row else _("Define it"), back=address(row, circle), row=row,
        act=lambda: actions.define_indicator(
            by=standing, at=request.at, circle=within, town=standing.member, indicator=row, claim=claim, **form.cleaned_data
        ),
        to=lambda made: reverse("observatory:indicator", kwargs={"circle": circle, "slug": made.slug}),
    )  # fmt: skip


def feed(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Put a series of one's town under an indicator."""
    row = row_asked(request, circle, slug)
    rules.may_define(request.standing, circle).require()
    cards = catalogue(request.standing, circle)
    named = [(card.slug, " · ".join(filter(None, (in_words(card, "title"), in_words(card, "about"), card.unit_label)))) for card in cards]  # fmt: skip
    form = forms.InputForm(request.POST or None, series=named)
    return answered(
        request, row.in_circle, form, title=_("Put a series under it"), verb=_("Put it under it"), back=address(row, circle), row=row,
        act=lambda: actions.add_input(by=request.standing, at=request.at, indicator=row, **form.cleaned_data),
    )  # fmt: skip


def target(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Set a target for the circle, where one's town defined the indicator, or for one's own town."""
    row, standing = row_asked(request, circle, slug), request.standing
    rules.may_set_target(standing, circle, row.owner, standing.member).require()
    own = member_cards(standing).get(standing.member)
    binding: list[tuple[str, Any]] = [(standing.member, in_words(own, "short"))] if own else []
    if rules.may_set_target(standing, circle, row.owner, ""):
        binding.insert(0, ("", _("the circle as a whole")))
    form = forms.TargetForm(request.POST or None, binding=binding, initial={"valid_from": day_of(request.at)})
    return answered(
        request, row.in_circle, form, title=_("Set a target"), verb=_("Set it"), back=address(row, circle), row=row,
        act=lambda: actions.set_target(by=standing, at=request.at, indicator=row, **form.cleaned_data),
    )  # fmt: skip


def describe(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Write how one's province counts."""
    row, standing = row_asked(request, circle, slug), request.standing
    side = rules.side_of(standing.member)
    rules.may_describe(standing, circle, side).require()
    form = forms.DefinitionForm(request.POST or None, initial={"valid_from": day_of(request.at)})
    return answered(
        request, row.in_circle, form, title=_("Write how your province counts"), verb=_("Write it down"), back=address(row, circle), row=row,
        act=lambda: actions.describe_definition(by=standing, at=request.at, indicator=row, jurisdiction=side, **form.cleaned_data),
    )  # fmt: skip


def judge(request: HttpRequest, circle: str, slug: str, left: UUID, right: UUID) -> HttpResponse:
    """Judge two definitions by name; the other side confirms it."""
    row, standing = row_asked(request, circle, slug), request.standing
    pair = [queries.definition_named(standing, row, uid) for uid in (left, right)]
    if pair[0] is None or pair[1] is None or pair[0] == pair[1]:
        raise Http404
    one, other = pair[0], pair[1]
    rules.may_judge(standing, circle, (one.jurisdiction.code, other.jurisdiction.code)).require()
    form = forms.JudgementForm(request.POST or None)
    return answered(
        request, row.in_circle, form, title=_("Judge the two definitions"), verb=_("Judge them, by name"), back=address(row, circle), row=row,
        act=lambda: actions.judge_concordance(by=standing, at=request.at, left=one, right=other, **form.cleaned_data), pair=pair,
    )  # fmt: skip


@require_POST
def confirm(request: HttpRequest, circle: str, slug: str, uid: UUID) -> HttpResponse:
    """Give the other side's word on a judgement."""
    row = row_asked(request, circle, slug)
    judged = queries.concordance_named(request.standing, row, uid)
    if judged is None:
        raise Http404
    try:
        actions.confirm_concordance(by=request.standing, at=request.at, concordance=judged)
    except Refused as error:
        if error.code != "confirmed":
            raise
        messages.warning(request, str(error.reason))
    else:
        messages.success(request, _("Confirmed. What rests on it is reckoned now."))
    return redirect(address(row, circle))


@require_GET
def chart(request: HttpRequest, circle: str, slug: str, kind: str) -> HttpResponse:
    """Give the chart of an indicator as SVG, PNG or PDF, with its title, source and day in it."""
    as_of, _no_day = _day_asked(request)
    answer = _answer(request, circle, slug, as_of)
    told = _chart(answer)
    if told is None:
        raise Http404
    picture = picture_of(
        told, title=in_words(answer.indicator, "title"), on=as_of, sources=answer.sources, illustrative=answer.illustrative,
        notes=_coverage_notes(answer),
    )  # fmt: skip
    return give(picture, kind, f"{circle}-{slug}-{as_of.isoformat()}")


def answered(
    request: HttpRequest,
    within: Circle,
    form: Form,
    *,
    title: str,
    verb: str,
    back: str,
    row: Indicator | None,
    act: Callable[[], Any],
    to: Callable[[Any], str] | None = None,
    pair: Any = None,
) -> HttpResponse:
    """Do the deed of a form and go on to its page, or show the form with what is wrong beside its fields."""
    if request.method == "POST" and form.is_valid():
        made = perform(form, act)
        if made is not None:
            messages.success(request, _("Written down."))
            return redirect(to(made) if to else back)
    context = {"circle": within, "form": form, "title": title, "verb": verb, "back": back, "i": row, "pair": pair}
    return render(request, "observatory/indicators_form.html", context, status=422 if form.errors else 200)


def circle_asked(request: HttpRequest, slug: str) -> Circle:
    """Return the circle of an address; 404 where nobody may know of it."""
    found = circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def row_asked(request: HttpRequest, circle: str, slug: str) -> Indicator:
    """Return the indicator of an address; 404 where this standing may not read it."""
    found = queries.indicator_named(request.standing, circle, slug)
    if found is None:
        raise Http404
    return found


def _answer(request: HttpRequest, circle: str, slug: str, as_of: date, *, counting: bool = False) -> Answer:
    found = queries.answer_of(request.standing, circle, slug, as_of, counting=counting)
    if found is None:
        raise Http404
    return found


def address(row: Indicator | None, circle: str) -> str:
    """Return where an indicator stands, or the tree."""
    if row is None:
        return reverse("observatory:indicators", kwargs={"circle": circle})
    return reverse("observatory:indicator", kwargs={"circle": circle, "slug": row.slug})


def _day_asked(request: HttpRequest) -> tuple[date, bool]:
    """Return the day asked for, today where none is, and whether something was asked for that is no day up to today."""
    text, today = request.GET.get("as_of", ""), day_of(request.at)
    asked = day_named(text) if text else today
    return (today, True) if asked is None or asked > today else (asked, False)


def _groups(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the tree's rows under the role that their root belongs to."""
    held: dict[str, list[dict[str, Any]]] = {value: [] for value in (*PartOf.values, "")}
    role = ""
    for row in rows:
        role = row["a"].indicator.part_of if row["a"].depth == 0 else role
        held[role].append(row)
    return [
        (str(PartOf(role).label) if role else _("Of none of the three roles"), some)
        for role, some in held.items()
        if some
    ]


def _values(answer: Answer) -> list[float | None]:
    """Return the values of the periods for which every town has reported: part of a sum would look like a fall."""
    shown = [at for at in answer.periods if at.period]
    values = [float(at.value) if at.value is not None and at.whole else None for at in shown]
    return values if sum(value is not None for value in values) > 1 else []


def _chart(answer: Answer) -> dict[str, Any] | None:
    """Return the chart of an indicator with at least two periods that have a value."""
    shown = [at for at in answer.periods if at.period]
    if sum(at.value is not None for at in shown) < 2:
        return None
    told: dict[str, Any] = {
        "type": "bar", "categories": [_period_said(at) for at in shown], "unit": unit_label(answer.indicator.unit),
        "series": [{"name": in_words(answer.indicator, "title"), "values": [None if at.value is None else float(at.value) for at in shown]}],
    }  # fmt: skip
    if answer.target is not None:
        row = answer.target.row
        said = f"{row.value:,.6f}".rstrip("0").rstrip(".")
        told["threshold"] = {"name": _("target {comparator} {value}").format(comparator=row.comparator, value=said), "value": float(row.value)}  # fmt: skip
    return told


def _period_said(at: At) -> str:
    """Return a period as the axis names it, with how many have reported where some have not."""
    return str(at.period) if at.whole or at.value is None else f"{at.period} ({len(at.reported)}/{len(at.expected)})"


def _coverage_notes(answer: Answer) -> list[str]:
    at = answer.at
    if at.whole or not at.expected:
        return []
    return [_("{n} of {of} towns have reported the newest period").format(n=len(at.reported), of=len(at.expected))]


def _banks(request: HttpRequest, circle: str, answer: Answer) -> tuple[Bank, Bank, list[Bank]]:
    """Return the two banks of the circle and the other provinces that an indicator knows, each with its definition."""
    standing = request.standing
    members = members_on(standing, circle, answer.as_of)
    every = {card.province.code: card for card in reversed([*members, *member_cards(standing).values()])}

    def bank(code: str) -> Bank:
        card = every.get(code)
        return Bank(
            code, in_words(card.province, "name") if card else "",
            next((one for one in answer.definitions if one.jurisdiction.code == code), None),
            next((side for side in answer.at.sides if side.side == code), None),
            bool(rules.may_describe(standing, circle, code)) and standing.signed_in,
        )  # fmt: skip

    left, right = _side_code(members, -1), _side_code(members, 1)
    known = {side.side for side in answer.at.sides} | {one.jurisdiction.code for one in answer.definitions}
    return bank(left), bank(right), [bank(code) for code in sorted(known - {left, right})]


def _side_code(members: list[MemberCard], bank: int) -> str:
    return next((card.province.code for card in members if card.bank == bank), "")


def _between(answer: Answer, left: Bank, right: Bank) -> Pair | None:
    """Return what was judged of the two banks' definitions, if both are written down."""
    asked = {left.definition.pk if left.definition else None, right.definition.pk if right.definition else None}
    return next((pair for pair in answer.pairs if {pair.left.pk, pair.right.pk} == asked), None)


def _may_confirm(request: HttpRequest, circle: str, pair: Pair | None) -> bool:
    if pair is None or pair.pending is None:
        return False
    sides = (pair.left.jurisdiction.code, pair.right.jurisdiction.code)
    return bool(rules.may_confirm(request.standing, circle, pair.pending.owner, pair.pending.judged_by, sides))
