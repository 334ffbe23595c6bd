"""The pages of cases: a town's desk, a person's own, one case with its path, and a form for each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pilin.foundation.cases import actions, forms, queries, rules
from pilin.foundation.cases.enums import KINDS, WAYS_TO_ASK, CaseState, StepKind
from pilin.foundation.cases.models import Case
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.web.forms import Form, page_number, perform
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
        forms.WordsForm, actions.answer_case, _("Answered. Whether it is settled is said by whoever asked."),
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
    "keep": Way(
        StepKind.KEPT, _("Take the offer back"), _("Take the offer back"), _("It stays with your town."),
        forms.MaybeWordsForm, actions.keep_case, _("Taken back."),
    ),
}  # fmt: skip
FIRST = ("close", "accept", "answer", "take", "reopen")  # which of the open ways is the page's one big button


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
    if at_desk:
        rows = queries.desk(
            standing, circle, state=state if state in CaseState.values else "", kind=asked.get("kind", ""),
            given=asked.get("given") == "1", mine=asked.get("mine") == "1", late_on=today if asked.get("late") == "1" else None, words=asked.get("q", "")[:80],
        )  # fmt: skip
    else:
        rows = queries.own_cases(standing, circle)
    page = Paginator(rows, A_PAGE).get_page(page_number(asked.get("page")))
    numbers = queries.counts(standing, circle, today) if at_desk else {}
    context = {
        "circle": within, "at_desk": at_desk, "page": page, "cards": queries.cards(page, today), "members": member_cards(standing),
        "states": [(one.value, one.label, numbers.get(one.value, 0)) for one in CaseState], "late": numbers.get("late", 0),
        "all": sum(numbers.get(one.value, 0) for one in CaseState), "kinds": KINDS, "today": today,
        "filtered": any(asked.get(key) for key in ("state", "kind", "mine", "late", "given", "q")), "ways": WAYS_TO_ASK,
    }  # fmt: skip
    return render(request, "cases/index.html", context)


def case(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one case: its clock, what it is about, its path on both sides, and what may be done."""
    row, standing = _found(request, circle, uid), request.standing
    open_ways = [
        {"slug": slug, "verb": way.verb} for slug, way in WAYS.items() if rules.may_step(standing, row, way.kind)
    ]
    first = next((way for slug in FIRST for way in open_ways if way["slug"] == slug), None)
    context = {
        "circle": row.in_circle, "c": row, "told": queries.told(standing, row, day_of(request.at)), "members": member_cards(standing),
        "first": first, "ways": [way for way in open_ways if way is not first], "asks": rules.is_side_of_asker(standing, row),
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
    else:
        form = way.form(data)
    if form.is_valid():
        given = dict(form.cleaned_data)
        if given.get("person"):
            given["person"] = UUID(given["person"])
        if perform(form, lambda: way.act(by=standing, at=request.at, case=row, **given)) is not None:
            messages.success(request, str(way.done))
            return redirect("cases:case", circle=circle, uid=uid)
    context = {"circle": row.in_circle, "c": row, "form": form, "way": way, "slug": step}
    return render(request, "cases/step.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, circle: str, uid: UUID) -> Case:
    found = queries.case_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
