"""What officers do about a proposal: read it before the public, decide the office, answer, make something of it, take it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.proposals import actions, forms, queries, rules
from pilin.domain.proposals.models import Proposal
from pilin.domain.proposals.web.shared import form_page, offices, proposal_of, towns_to_choose
from pilin.foundation.members.queries import day_of
from pilin.web.forms import Form, perform


def release(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Let the public read a proposal, as it is to be shown."""
    row = proposal_of(request, circle, uid)
    rules.may_release(request.standing, row).require()
    form = forms.ReleaseForm(
        _data(request), initial={"subject": row.subject, "facts": row.facts, "measure": row.measure, "photos_shown": row.photos_shown}
    )  # fmt: skip
    return _form(
        request, row, form, lambda given: actions.release_proposal(by=request.standing, at=request.at, proposal=row, **given),
        title=_("Let the public read it"), verb=_("Let everyone read it"), done=_("Everyone reads it now."),
        hint=_("Hide what the public need not know. Nothing is added: the case keeps the words as they were written."),
    )  # fmt: skip


def hold(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take a proposal out of the public's sight."""
    row = proposal_of(request, circle, uid)
    rules.may_hold(request.standing, row).require()
    return _form(
        request, row, forms.WhyForm(_data(request)), lambda given: actions.hold_proposal(by=request.standing, at=request.at, proposal=row, **given),
        title=_("Hold it back from the public"), verb=_("Hold it back"), done=_("The public does not read it any more; it goes on as a case."),
        hint=_("It is not lost: it keeps its number and its day. Whoever proposed it reads your reason."),
    )  # fmt: skip


def route(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Decide which office has a proposal, and whether it is another town's."""
    row = proposal_of(request, circle, uid)
    rules.may_route(request.standing, row).require()
    known = queries.routing_of(row)
    first = row.department or (known.department if known else "")
    form = forms.RouteForm(
        _data(request), departments=offices(row.owner), towns=towns_to_choose(request, circle, but=row.owner),
        initial={"department": first, "town": row.beside if row.beside != row.owner and not row.partner else ""},
    )  # fmt: skip
    return _form(
        request, row, form, lambda given: actions.route_proposal(by=request.standing, at=request.at, proposal=row, **given),
        title=_("Decide the office"), verb=_("It belongs there"), done=_("Decided; the next suggestions learn from it."),
        hint=_("You decide; the suggestion is reckoned from words alone."),
    )  # fmt: skip


def outcome(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say what becomes of a proposal."""
    row = proposal_of(request, circle, uid)
    rules.may_say_outcome(request.standing, row, queries.outcome_of(row)).require()
    return _form(
        request, row, forms.OutcomeForm(_data(request)), lambda given: actions.say_outcome(by=request.standing, at=request.at, proposal=row, **given),
        title=_("Say what becomes of it"), verb=_("Answer"), done=_("Answered. Whether it is done is said by whoever proposed it."),
        hint=_("Whoever proposed it reads this as it stands, and so does everyone."),
    )  # fmt: skip


def convert(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Make an item of the programme or a matter one level up of an adopted proposal."""
    row = proposal_of(request, circle, uid)
    rules.may_convert(
        request.standing, row, queries.outcome_of(row), queries.offer_to(row, request.standing.member)
    ).require()
    form = forms.ConvertForm(
        _data(request), towns=towns_to_choose(request, circle, but=request.standing.member),
        initial={"became": "matter", "title_zh": row.subject, "year": day_of(request.at).year},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> Any:
        given["partners"] = tuple(given["partners"])
        return actions.convert_proposal(by=request.standing, at=request.at, proposal=row, **given)

    return _form(
        request, row, form, act, title=_("Make something of it"), verb=_("Make it"), done=_("Made; both pages name each other."),
        hint=_("An item goes on the draft list of the chair's secretary; a matter goes before the meeting one level up."),
    )  # fmt: skip


def offer(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say what one's town makes of something that another one has done."""
    row = proposal_of(request, circle, uid)
    found = queries.offer_to(row, request.standing.member)
    if found is None:
        raise Http404
    rules.may_answer_offer(request.standing, found).require()
    form = forms.OfferForm(_data(request), initial={"answer": found.answer, "why": found.why})
    return _form(
        request, row, form, lambda given: actions.answer_offer(by=request.standing, at=request.at, offer=found, **given),
        title=_("What does your town make of it?"), verb=_("Say it"), done=_("Said; everyone reads it."),
        hint=_("It is done in another town, and whoever proposed it has said so. A no says why."),
    )  # fmt: skip


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(
    request: HttpRequest, row: Proposal, form: Form, act: Callable[[dict[str, Any]], Any], *, title: str, verb: str, done: str, hint: str
) -> HttpResponse:  # fmt: skip
    if form.is_valid() and perform(form, lambda: act(dict(form.cleaned_data))) is not None:
        messages.success(request, done)
        return redirect("proposals:proposal", circle=row.circle, uid=row.pk)
    back = reverse("proposals:proposal", args=[row.circle, row.pk])
    return form_page(
        request,
        row.in_circle,
        form,
        title=title,
        verb=verb,
        hint=hint,
        sub=f"{row.reference} {row.subject}",
        back=back,
        p=row,
    )
