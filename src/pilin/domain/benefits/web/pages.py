"""Schemes on pages: the list, what terms would bring, one scheme with both banks, and a form for each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pilin.domain.benefits import actions, forms, queries, rules, wording
from pilin.domain.benefits.enums import Measure, State
from pilin.engine import share
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.web.forms import Form, perform
from pilin.web.words import in_chinese


@dataclass(frozen=True, slots=True)
class Way:
    """One step as the pages offer it."""

    verb: str | Promise
    hint: str | Promise
    form: type[Form]
    act: Callable[..., Any]
    done: str | Promise


WAYS = {
    "propose": Way(
        gettext_lazy("Lay it before the towns"),
        gettext_lazy("Its terms become the text that each town signs. They cannot be changed after that, only replaced by a next version."),
        forms.ProposeForm, actions.propose_scheme, gettext_lazy("Laid before the towns. Each signs by its own signatory."),
    ),
    "sign": Way(
        gettext_lazy("Sign it for your town"),
        gettext_lazy("With the last signature it is in force and its text is open to everyone. Figures stay with the towns that share."),
        forms.SignForm, actions.sign_scheme, gettext_lazy("Signed for your town."),
    ),
    "figure": Way(
        gettext_lazy("Enter a figure"),
        gettext_lazy("Only of your own town, with the place where it stands. A correction is another entry: both stay."),
        forms.FigureForm, actions.enter_figure, gettext_lazy("Entered."),
    ),
    "refuse": Way(
        gettext_lazy("Turn it down"), gettext_lazy("The town that drafted it reads the reason and may lay out another version."),
        forms.ReasonForm, actions.refuse_scheme, gettext_lazy("Turned down, with the reason."),
    ),
    "end": Way(
        gettext_lazy("End it"),
        gettext_lazy("Your town leaves the agreement. Years that were reckoned are still confirmed and paid."),
        forms.EndForm, actions.end_scheme, gettext_lazy("Ended, with the reason."),
    ),
}  # fmt: skip


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the schemes of a circle and where each stands."""
    within, standing = circle_of(request, circle), request.standing
    context = {
        "circle": within, "cards": queries.schemes_of(standing, circle, day_of(request.at)), "members": member_cards(standing),
        "may_draft": rules.may_draft(standing, circle), "presets": _presets(),
    }  # fmt: skip
    return render(request, "benefits/index.html", context)


def draft(request: HttpRequest, circle: str) -> HttpResponse:
    """Draft a scheme by one of the rules."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_draft(standing, circle).require()
    preset = share.schemes().get(request.GET.get("preset", ""))
    if preset is None:
        return render(request, "benefits/choose.html", {"circle": within, "presets": _presets()})
    initial = forms.initial_of(preset.terms, ()) | {"from_year": day_of(request.at).year, "clause_zh": preset.clause}
    initial |= _brought(request.GET)
    form = forms.DraftForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        kind=preset.kind,
        towns=towns_of(request, circle),
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        made = perform(
            form, lambda: actions.draft_scheme(
                by=standing, at=request.at, circle=circle, preset=preset.key, parties=form.parties, parameters=form.terms,
                **{name: data[name] for name in ("title_zh", "title", "shared_zh", "shared", "clause_zh", "from_year", "currency")},
            ),
        )  # fmt: skip
        if made:
            messages.success(request, _("Drafted. Only your town reads it until you lay it before the others."))
            return redirect("benefits:scheme", circle=circle, uid=made.pk)
    context = {"circle": within, "form": form, "title": title_of(preset), "verb": _("Draft it"), "preset": preset}
    return render(request, "benefits/form.html", context, status=422 if form.errors else 200)


def revise(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Draft the next version of a scheme with other terms."""
    found = _found(request, circle, uid)
    row, codes = found.card.row, found.card.codes
    rules.may_revise(request.standing, codes, found.card.state).require()
    initial = (
        forms.initial_of(row.parameters, codes)
        | {name: getattr(row, name) for name in KEPT}
        | {"from_year": row.from_year}
    )
    form = forms.DraftForm(
        request.POST if request.method == "POST" else None, initial=initial, kind=row.kind,
        towns=[one for one in towns_of(request, circle) if one[0] in codes],
    )  # fmt: skip
    for name in (*KEPT, "out", "into", "parties"):  # the next version keeps its towns and its name
        form.fields.pop(name, None)
    if form.is_bound and form.is_valid():
        form.cleaned_data |= {"out": codes[0], "into": codes[-1], "parties": list(codes)}
        made = perform(
            form, lambda: actions.revise_scheme(
                by=request.standing, at=request.at, scheme=row, parameters=form.terms, from_year=form.cleaned_data["from_year"]
            ),
        )  # fmt: skip
        if made:
            messages.success(
                request,
                _("The next version is drafted. This one stays in force until every town has signed the new one."),
            )
            return redirect("benefits:scheme", circle=circle, uid=made.pk)
    context = {
        "circle": row.in_circle,
        "form": form,
        "title": _("Other terms"),
        "verb": _("Draft the next version"),
        "row": row,
    }
    return render(request, "benefits/form.html", context, status=422 if form.errors else 200)


@require_GET
def scheme(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one version of a scheme: its terms, both banks' signatures, the figures, the years and what each came to."""
    found, standing = _found(request, circle, uid), request.standing
    card, row, on = found.card, found.card.row, day_of(request.at)
    members, names = member_cards(standing), queries.town_names(standing)
    preset = share.schemes().get(row.preset)
    verdicts = _ways(request, found)
    first = next((slug for slug in ("sign", "propose", "figure") if verdicts[slug]), "")  # the page's one big button
    seals = {seal.member.code: seal for seal in card.agreement.signed} if card.agreement else {}
    refused = {one.owner: one for one in card.refusals if one.owner not in seals}
    sides = [
        (party, members.get(party.member.code), seals.get(party.member.code), refused.get(party.member.code))
        for party in card.parties
    ]
    context = {
        "circle": row.in_circle, "card": card, "row": row, "found": found, "members": members, "sides": sides,
        "left": [one for one in sides if one[0].member.bank < 0], "right": [one for one in sides if one[0].member.bank >= 0],
        "clauses": [zh if in_chinese() else en for zh, en in queries.clauses_of(card)], "preset": preset,
        "preset_title": title_of(preset) if preset else row.preset,
        "ways": [{"slug": slug, "verb": way.verb, "first": slug == first} for slug, way in WAYS.items() if verdicts[slug]],
        "may_revise": bool(rules.may_revise(standing, card.codes, card.state)) and found.versions[-1].pk == row.pk,
        "figures": [(one, Measure(one.measure).label, wording.names_of(one.towns, names)) for one in found.figures],
        "years": [
            (year, [wording.needed_said(one, names) for one in year.missing], bool(rules.may_settle(standing, card.codes, card.state, year.year, on.year)))
            for year in reversed(found.years)
        ],
        "party": standing.member in card.codes, "older": len(found.told) - len(found.figures),
        "shows_years": card.state not in (State.DRAFT, State.PROPOSED, State.REFUSED),
    }  # fmt: skip
    return render(request, "benefits/scheme.html", context)


KEPT = ("title_zh", "title", "shared_zh", "shared", "clause_zh", "currency")


def step(request: HttpRequest, circle: str, uid: UUID, step: str) -> HttpResponse:
    """Take one step about a scheme."""
    way, found = WAYS.get(step), _found(request, circle, uid)
    if way is None:
        raise Http404
    row, card = found.card.row, found.card
    _verdict(request, found, step).require()
    form = _form(request, step, found)
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        data.pop("words", None)
        if isinstance(form, forms.FigureForm):
            del data["what"]
            data |= form.chosen
        if perform(form, lambda: way.act(by=request.standing, at=request.at, scheme=row, **data) or True):
            messages.success(request, str(way.done))
            return redirect("benefits:scheme", circle=circle, uid=uid)
    context = {
        "circle": row.in_circle, "row": row, "form": form, "title": way.verb, "sub": way.hint, "verb": way.verb,
        "signing": step == "sign", "agreement": card.agreement, "me": member_cards(request.standing).get(request.standing.member),
        "clauses": queries.clauses_of(card) if step in ("sign", "propose") else [],
    }  # fmt: skip
    return render(request, "benefits/form.html", context, status=422 if form.errors else 200)


def _ways(request: HttpRequest, found: queries.Whole) -> dict[str, Verdict]:
    return {slug: _verdict(request, found, slug) for slug in WAYS}


def _verdict(request: HttpRequest, found: queries.Whole, slug: str) -> Verdict:
    card, by = found.card, request.standing
    if slug == "propose":
        return rules.may_propose(by, card.row.owner, card.row.circle, card.state)
    if slug == "sign":
        return rules.may_sign(by, card.codes, card.signed, card.state)
    if slug == "refuse":
        return rules.may_refuse(by, card.codes, card.signed, card.refused, card.state)
    if slug == "end":
        return rules.may_end(by, card.codes, card.state)
    return rules.may_enter(by, card.codes, (by.member,), card.state)


def _form(request: HttpRequest, slug: str, found: queries.Whole) -> Form:
    data = request.POST if request.method == "POST" else None
    card = found.card
    if slug == "sign":
        return forms.SignForm(data, initial={"text_hash": card.agreement.text_hash if card.agreement else ""})
    if slug == "end":
        return forms.EndForm(data, initial={"left_on": day_of(request.at)})
    if slug == "figure":
        initial = {"what": request.GET.get("what", ""), "currency": card.row.currency}
        return forms.FigureForm(data, choices=_own_figures(request, found), initial=initial)
    return WAYS[slug].form(data)


def _own_figures(request: HttpRequest, found: queries.Whole) -> list[tuple[str, str]]:
    """Return the figures of one's own town that a year of the scheme is settled by, missing ones first, and its output."""
    card, me, names = found.card, request.standing.member, queries.town_names(request.standing)
    told = queries.terms_read(card.row, card.codes)
    if told is None:
        return []
    wanted = {one for year in found.years for one in share.needed(told, year.year) if me in one.about}
    if "credit" in told.terms:
        wanted |= {share.Needed(year.year, Measure.OUTPUT.value, (me,)) for year in found.years}
    known = {share.Needed(one.year, one.measure, one.towns) for one in found.figures}
    order = sorted(wanted, key=lambda one: (one in known, one.year, one.measure, one.about))
    return [
        (f"{one.year}|{one.measure}|{' '.join(one.about)}", wording.needed_said(one, names) + (f" · {_('entered; correct it')}" if one in known else ""))
        for one in order
    ]  # fmt: skip


BROUGHT = {"years", "percent", "out_percent", "further_years", "from_year", "currency", "led", "fits"}


def _brought(asked: QueryDict) -> dict[str, Any]:
    """Return what a simulation hands on to the draft; whoever drafts sees it in the fields and may change it."""
    told: dict[str, Any] = {
        name: asked[name] for name in asked if name in BROUGHT or name.startswith(("percent_", "credit_"))
    }
    return told | ({"parties": asked.getlist("parties")} if "parties" in asked else {})


def _presets() -> list[tuple[share.Scheme, str]]:
    return [(one, title_of(one)) for one in share.schemes().values()]


def title_of(preset: share.Scheme) -> str:
    return preset.title_zh if in_chinese() else preset.title


def towns_of(request: HttpRequest, circle: str) -> list[tuple[str, str]]:
    return [
        (card.code, card.name_zh if in_chinese() else card.name)
        for card in members_on(request.standing, circle, day_of(request.at))
    ]


def circle_of(request: HttpRequest, circle: str) -> Circle:
    within = circle_named(request.standing, circle)
    if within is None:
        raise Http404
    return within


def _found(request: HttpRequest, circle: str, uid: UUID) -> queries.Whole:
    found = queries.whole(request.standing, circle, uid, day_of(request.at))
    if found is None:
        raise Http404
    return found
