"""The pages of cases: a town's desk, a person's own, one case with its path, and a form for each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pilin.foundation.cases import actions, forms, queries, rules
from pilin.foundation.cases.enums import KINDS, SAME_WORDS, WAYS_TO_ASK, CaseState, RatingStage, StepKind
from pilin.foundation.cases.models import Case
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.web.forms import Form, day_named, page_number, perform
from pilin.web.words import in_words

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Way:
    """One step as the pages offer it."""

    kind: StepKind
    verb: str | Promise
    title: str | Promise
    hint: str | Promise
    form: type[Form]
    act: Callable[..., Any]
    done: str | Promise


WAYS = {
    "take": Way(
        StepKind.TAKEN, _("Take it"), _("Who has it"),
        _("From now on one person has it, and whoever asked is told that it is taken. The day of the answer stays."),
        forms.TakeForm, actions.take_case, _("Taken."),
    ),
    "answer": Way(
        StepKind.ANSWERED, _("Answer"), _("The answer"),
        _("Whoever asked reads this as it stands, and says whether it settles the matter."),
        forms.AnswerForm, actions.answer_case, _("Answered. Whether it is settled is said by whoever asked."),
    ),
    "close": Way(
        StepKind.CLOSED, _("It is settled"), _("Is it settled?"),
        _("Only you say this, never the town. What comes back can be reopened."),
        forms.MaybeWordsForm, actions.close_case, _("Settled. It can be reopened."),
    ),
    "back": Way(
        StepKind.SENT_BACK, _("It is not settled"), _("What is still missing"),
        _("The same person has it again; the day that you were told does not move."),
        forms.WordsForm, actions.send_back, _("Sent back."),
    ),
    "note": Way(
        StepKind.NOTED, _("Add a word"), _("Add a word"), _("Both sides read it."),
        forms.WordsForm, actions.note_case, _("Noted; the other side is told."),
    ),
    "reopen": Way(
        StepKind.REOPENED, _("Reopen it"), _("Reopen it"), _("The same person has it again, and the reopening counts."),
        forms.WordsForm, actions.reopen_case, _("Reopened."),
    ),
    "withdraw": Way(
        StepKind.WITHDRAWN, _("Withdraw it"), _("Withdraw it"), _("Nobody works on it any more. Ask again at any time."),
        forms.MaybeWordsForm, actions.withdraw_case, _("Withdrawn."),
    ),
    "hand-over": Way(
        StepKind.OFFERED, _("Offer it to another town"), _("Offer it to another town"),
        _("Your town keeps it until the other takes it over. The day of the answer stays; both go on reading it."),
        forms.OfferForm, actions.offer_case, _("Offered. It stays with your town until they take it over."),
    ),
    "accept": Way(
        StepKind.ACCEPTED, _("Take it over"), _("Take it over"),
        _("From now on your town has it, and you. Whoever asked is told; the day of the answer stays."),
        forms.MaybeWordsForm, actions.accept_case, _("Taken over."),
    ),
    "refuse": Way(
        StepKind.REFUSED, _("Not ours"), _("Why it is not yours"),
        _("It stays where it is. Refused twice, it is raised to those who sign for the towns and to the chair."),
        forms.RefuseForm, actions.refuse_case, _("Refused, with the rule; they read it."),
    ),
    "wait": Way(
        StepKind.PAUSED, _("It waits for whoever asked"), _("What is missing"),
        _("The term stands still until they bring it, and they are told. Their next word lets it go on."),
        forms.WordsForm, actions.pause_case, _("It waits. Whoever asked is told what is missing."),
    ),
    "go-on": Way(
        StepKind.RESUMED, _("Let it go on"), _("Let it go on"),
        _("The day of the answer is later by the working days on which it waited, and by no other."),
        forms.MaybeWordsForm, actions.resume_case, _("It goes on."),
    ),
    "same": Way(
        StepKind.TIED, _("The same matter as another"), _("The same matter as another"),
        _("People decide; the list shows what is near in words. The other leads; whoever asked is told."),
        forms.TieForm, actions.tie_case, _("Said. Each keeps its number and its day."),
    ),
    "own": Way(
        StepKind.UNTIED, _("A matter of its own"), _("A matter of its own"), _("It goes its own way again."),
        forms.MaybeWordsForm, actions.untie_case, _("It is a matter of its own again."),
    ),
    "keep": Way(
        StepKind.KEPT, _("Take the offer back"), _("Take the offer back"), _("It stays with your town."),
        forms.MaybeWordsForm, actions.keep_case, _("Taken back."),
    ),
}  # fmt: skip
FIRST = ("close", "accept", "answer", "take", "go-on", "reopen")  # which of the open ways is the page's one big button


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the cases that a town has to its officers, and to everyone else what they asked; how to ask where there is none."""
    within, standing, today, asked = (
        circle_named(request.standing, circle),
        request.standing,
        day_of(request.at),
        request.GET,
    )
    if within is None:
        raise Http404
    at_desk = bool(standing.member)
    state = asked.get("state", "")
    measure = queries.BY_KEY.get(asked.get("measure", ""))
    first, last = day_named(asked.get("from")), day_named(asked.get("to"))
    also = queries.between(first, last) & (measure.passes(today) if measure else Q())
    if at_desk:
        rows = queries.desk(
            standing, circle, state=state if state in CaseState.values else "", kind=asked.get("kind", ""),
            given=asked.get("given") == "1", mine=asked.get("mine") == "1", late_on=today if asked.get("late") == "1" else None, words=asked.get("q", "")[:80], also=also,
        )  # fmt: skip
        rows = rows.distinct() if measure else rows
    else:
        rows = queries.own_cases(standing, circle)
    page = Paginator(rows, A_PAGE).get_page(page_number(asked.get("page")))
    numbers = queries.counts(standing, circle, today) if at_desk else {}
    context = {
        "circle": within, "at_desk": at_desk, "page": page, "cards": queries.cards(page, today), "members": member_cards(standing),
        "states": [(one.value, one.label, numbers.get(one.value, 0)) for one in CaseState], "late": numbers.get("late", 0),
        "all": sum(numbers.get(one.value, 0) for one in CaseState), "kinds": KINDS, "today": today,
        "filtered": any(asked.get(key) for key in ("state", "kind", "mine", "late", "given", "q", "measure", "from", "to")), "ways": WAYS_TO_ASK,
        "measure": measure, "first": first, "last": last,
    }  # fmt: skip
    return render(request, "cases/index.html", context)


def case(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one case: its clock, what it is about, its path on both sides, and what may be done."""
    row, standing = _found(request, circle, uid), request.standing
    page = row.of_kind.page if row.about else ""
    open_ways = [
        {"slug": slug, "verb": way.verb} for slug, way in WAYS.items() if rules.may_step(standing, row, way.kind)
    ]
    today, shown = day_of(request.at), queries.told(standing, row, day_of(request.at))
    first = next((way for slug in FIRST for way in open_ways if way["slug"] == slug), None)
    context = {
        "circle": row.in_circle, "c": row, "told": shown, "members": member_cards(standing), "first": first,
        "ways": [way for way in open_ways if way is not first], "asks": rules.is_side_of_asker(standing, row),
        "stages": [] if page else queries.stages_to_rate(standing, row, today), "page_of": reverse(page, args=[circle, row.about]) if page else "",
        "may_attach": bool(rules.may_attach(standing, row)), "file_form": forms.FileForm(),
        "alike": queries.alike(standing, row) if rules.may_tie(standing, row, StepKind.TIED) else [],
    }  # fmt: skip
    return render(request, "cases/case.html", context)


def step(request: HttpRequest, circle: str, uid: UUID, step: str) -> HttpResponse:
    """Take one step about a case."""
    row, way, standing = _found(request, circle, uid), WAYS.get(step), request.standing
    if way is None:
        raise Http404
    rules.may_step(standing, row, way.kind).require()
    data = request.POST if request.method == "POST" else None
    form: Form
    if way.form is forms.TakeForm:
        clerks = [(str(who), name) for who, name in queries.clerks(row.lead, day_of(request.at)).items()]
        form = forms.TakeForm(data, clerks=clerks, initial={"person": str(standing.person)})
    elif way.form is forms.OfferForm:
        others = [one for one in members_on(standing, circle, day_of(request.at)) if one.code != row.owner]
        form = forms.OfferForm(data, towns=[(one.code, in_words(one, "name")) for one in others])
    elif way.form is forms.TieForm:
        near = [
            (str(one.case.pk), f"{one.case.reference} {one.case.subject}")
            for one in queries.alike(standing, row, most=20)
        ]
        form = forms.TieForm(data, others=near, initial={"other": request.GET.get("other", "")})
    elif way.form is forms.AnswerForm:
        form = forms.AnswerForm(data, initial={"note": _words_of(request, row)})
    else:
        form = way.form(data)
    if form.is_valid():
        given = dict(form.cleaned_data)
        if given.get("person"):
            given["person"] = UUID(given["person"])
        made = perform(form, lambda: way.act(by=standing, at=request.at, case=row, **given))
        if made is not None:
            messages.success(request, str(way.done))
            if way.kind == StepKind.ANSWERED and (same := queries.same_words(made)) >= SAME_WORDS:
                messages.warning(request, _("The same words have answered {n} other cases.").format(n=same))
            return redirect("cases:case", circle=circle, uid=uid)
    context = {
        "circle": row.in_circle, "c": row, "form": form, "way": way, "slug": step,
        "kept": queries.templates(standing, circle, row.kind) if way.kind == StepKind.ANSWERED else [],
    }  # fmt: skip
    return render(request, "cases/step.html", context, status=422 if form.errors else 200)


def rate(request: HttpRequest, circle: str, uid: UUID, stage: str) -> HttpResponse:
    """Say how the answer was, or what was done by the promised day."""
    row, standing = _found(request, circle, uid), request.standing
    found = next((one for one in RatingStage if one.value == stage), None)
    if found is None:
        raise Http404
    rules.may_rate(standing, row, found, queries.stages_rated(row), day_of(request.at)).require()
    form = forms.RateForm(request.POST if request.method == "POST" else None)
    if (
        form.is_valid()
        and perform(
            form, lambda: actions.rate_case(by=standing, at=request.at, case=row, stage=stage, **form.cleaned_data)
        )
        is not None
    ):
        messages.success(request, _("Thank you. The town reads it, and it counts."))
        return redirect("cases:case", circle=circle, uid=uid)
    return _form(request, row.in_circle, form, title=found.label, sub=f"{row.reference} · {row.subject}", verb=_("Say so"),
                 back=reverse("cases:case", args=[circle, uid]))  # fmt: skip


@require_POST
def attach(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Hang a file on a case."""
    row, form = _found(request, circle, uid), forms.FileForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        made = perform(
            form,
            lambda: actions.attach_to_case(
                by=request.standing, at=request.at, case=row, name=given.name, content=given.read()
            ),
        )
        if made:
            messages.success(request, _("Attached; the other side is told."))
            return redirect("cases:case", circle=circle, uid=uid)
    return _form(request, row.in_circle, form, title=_("Attach a file"), sub=f"{row.reference} · {row.subject}", verb=_("Attach it"),
                 back=reverse("cases:case", args=[circle, uid]))  # fmt: skip


def figures(request: HttpRequest, circle: str) -> HttpResponse:
    """Show how the cases of a town went, by kind: each number opens its cases; other towns' numbers where they share them."""
    within, standing, today, asked = _circle(request, circle), request.standing, day_of(request.at), request.GET
    if not standing.member and not standing.sees_all:
        raise Http404
    members, shared = member_cards(standing), queries.towns_sharing(standing, circle)
    town = asked.get("town") or standing.member
    if town not in members:
        raise Http404
    first, last = day_named(asked.get("from")), day_named(asked.get("to"))
    may_read = rules.may_read_figures(standing, town, shared)
    told = queries.figures_of(standing, circle, town, today, first=first, last=last, shared=shared) if may_read else []
    columns = [queries.BY_KEY[key] for key in queries.LED_BY]
    context = {
        "circle": within, "members": members, "town": town, "columns": columns, "kinds": KINDS, "first": first, "last": last, "today": today,
        "told": [{"f": one, "label": KINDS[one.kind].label if one.kind else _("all kinds"), "cells": [(m, *one.cell(m.key)) for m in columns]} for one in told],
        "towns": [(code, members[code], code in shared or code == standing.member) for code in sorted(m.code for m in members_on(standing, circle, today))],
        "own": town == standing.member, "shares": standing.member in shared, "may_set": bool(rules.may_set_term(standing, circle, standing.member)),
        "ages": queries.OLD,
    }  # fmt: skip
    return render(request, "cases/figures.html", context)


@require_POST
def share(request: HttpRequest, circle: str) -> HttpResponse:
    """Let the other towns read the figures of the town acted for, or no more."""
    within, standing = _circle(request, circle), request.standing
    now = queries.sharings(standing, circle).filter(owner=standing.member).first()
    if now:
        actions.unshare_figures(by=standing, at=request.at, shared=now)
        messages.success(request, _("The other towns read them no more."))
    else:
        actions.share_figures(by=standing, at=request.at, circle=within, town=standing.member)
        messages.success(request, _("The other towns read how many cases were answered and solved; never a case."))
    return redirect("cases:figures", circle=circle)


def kept(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what a town keeps for its cases: words for answers, and the days that it gives itself."""
    within, standing, today = _circle(request, circle), request.standing, day_of(request.at)
    set_terms = list(queries.terms(standing, circle))
    context = {
        "circle": within, "members": member_cards(standing), "kinds": KINDS, "today": today,
        "templates": list(queries.templates(standing, circle)) if standing.member else [],
        "terms": [(kind, [one for one in set_terms if one.kind == key]) for key, kind in KINDS.items()],
        "may_keep": bool(rules.may_keep_words(standing, standing.member)) if standing.member else False,
        "may_set": bool(rules.may_set_term(standing, circle, standing.member)) if standing.member else False,
    }  # fmt: skip
    return render(request, "cases/kept.html", context)


def keep_words(request: HttpRequest, circle: str, uid: UUID | None = None) -> HttpResponse:
    """Keep words with which answers begin, or change them."""
    within, standing = _circle(request, circle), request.standing
    rules.may_keep_words(standing, standing.member).require()
    row = queries.template_named(standing, circle, uid) if uid else None
    if uid and row is None:
        raise Http404
    kinds = [(key, kind.label) for key, kind in KINDS.items()]
    initial = {"kind": row.kind, "title": row.title, "text": row.text} if row else {}
    form = forms.WordsKeptForm(request.POST if request.method == "POST" else None, kinds=kinds, initial=initial)
    if (
        form.is_valid()
        and perform(
            form,
            lambda: actions.keep_template(
                by=standing, at=request.at, circle=within, town=standing.member, template=row, **form.cleaned_data
            ),
        )
        is not None
    ):
        messages.success(request, _("Kept. Answers of this kind can begin with them."))
        return redirect("cases:kept", circle=circle)
    return _form(
        request, within, form, title=_("Words for answers"), sub="", verb=_("Keep them"), back=reverse("cases:kept", args=[circle])
    )  # fmt: skip


@require_POST
def end_words(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Let words for answers go."""
    row = queries.template_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    actions.end_template(by=request.standing, at=request.at, template=row)
    messages.success(request, _("Gone. Answers given with them stay."))
    return redirect("cases:kept", circle=circle)


def set_term(request: HttpRequest, circle: str) -> HttpResponse:
    """Set the days that the town acted for gives itself for a kind of case."""
    within, standing = _circle(request, circle), request.standing
    rules.may_set_term(standing, circle, standing.member).require()
    kinds = [(key, kind.label) for key, kind in KINDS.items()]
    form = forms.TermForm(request.POST if request.method == "POST" else None, kinds=kinds)
    if (
        form.is_valid()
        and perform(
            form,
            lambda: actions.set_term(
                by=standing, at=request.at, circle=within, town=standing.member, **form.cleaned_data
            ),
        )
        is not None
    ):
        messages.success(request, _("Set. Cases that come in from that day on are told these days."))
        return redirect("cases:kept", circle=circle)
    return _form(
        request, within, form, title=_("Days that the town gives itself"), sub="", verb=_("Set them"),
        back=reverse("cases:kept", args=[circle]),
    )  # fmt: skip


def _words_of(request: HttpRequest, row: Case) -> str:
    """Return the words that an answer begins with, where a template is chosen in the address."""
    try:
        uid = UUID(request.GET.get("with", ""))
    except ValueError:
        return ""
    found = queries.template_named(request.standing, row.circle, uid)
    return rules.filled(found.text, row, date_format(row.due_on)) if found else ""


def _form(
    request: HttpRequest, within: Circle, form: Form, *, title: str | Promise, sub: str, verb: str | Promise, back: str
) -> HttpResponse:
    context = {"circle": within, "form": form, "title": title, "sub": sub, "verb": verb, "back": back}
    return render(request, "cases/form.html", context, status=422 if form.errors else 200)


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _found(request: HttpRequest, circle: str, uid: UUID) -> Case:
    found = queries.case_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
