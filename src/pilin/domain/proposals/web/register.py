"""The public register, one proposal, what many write about, the towns' figures, and what is one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pilin.domain.proposals import queries, rules
from pilin.domain.proposals.enums import OutcomeClass
from pilin.domain.proposals.models import Proposal
from pilin.domain.proposals.queries import Asked
from pilin.domain.proposals.web.shared import circle_of, offices, proposal_of, uid_named
from pilin.foundation.cases.enums import CaseState
from pilin.foundation.cases.rules import may_take
from pilin.foundation.members.queries import day_of, member_cards, members_on
from pilin.web.forms import page_number

A_PAGE = 20


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the register: filters, the newest first, and what the towns ask about now."""
    within, standing, on, given = circle_of(request, circle), request.standing, day_of(request.at), request.GET
    year = given.get("year", "")
    asked = Asked(
        town=given.get("town", ""), outcome=given.get("outcome", ""), year=int(year) if year.isdecimal() and len(year) == 4 else None,
        topic=uid_named(given.get("topic")), point=uid_named(given.get("point")), department=given.get("office", ""),
        words=given.get("q", "")[:80], confirmed=given.get("done") == "1", held=given.get("held") == "1", border=given.get("border") == "1",
    )  # fmt: skip
    page = Paginator(queries.register(standing, circle, asked), A_PAGE).get_page(page_number(given.get("page")))
    cards = queries.cards(standing, list(page.object_list))
    told = queries.figures(standing, circle, on)
    context = {
        "circle": within, "members": member_cards(standing), "page": page, "cards": cards, "told": told.towns, "total": told.total,
        "towns": [(one, members) for one in members_on(standing, circle, on) if (members := next(t.received for t in told.towns if t.town == one.code))],
        "outcomes": [(one.value, f"{one.value} {one.label}", told.total.by_class[one.value]) for one in OutcomeClass],
        "years": queries.years(standing, circle), "topics": list(queries.topics_open(standing, circle, on)),
        "filtered": asked != Asked(), "at_desk": bool(standing.member), "topic": queries.topic_named(standing, circle, asked.topic) if asked.topic else None,
        "point": queries.point_named(standing, circle, asked.point) if asked.point else None, "offices": dict(offices(standing.member or "31")),
        "all_ill": cards[0].row if cards and all(card.row.illustrative for card in cards) else None,
    }  # fmt: skip
    return render(request, "proposals/index.html", context)


def proposal(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one proposal: its words, who has it, what becomes of it, whether it is done, and what the other towns make of it."""
    row, standing = proposal_of(request, circle, uid), request.standing
    told = queries.told(standing, row)
    mine = next((one for one in told.offers if one.owner == standing.member), None)
    case, asker = told.case, told.case.asker_id if told.case else None
    context: dict[str, Any] = {
        "circle": row.in_circle, "p": row, "told": told, "members": member_cards(standing), "mine": mine,
        "office": _office(row), "offices": {one.code: one.called(row.owner) for one in rules.departments().values()},
        "answered_by": rules.term_of("answered", row.owner, row.received_on), "steps": _steps(row, told),
        "may_take": case is not None and bool(may_take(standing, case)) and case.state == CaseState.RECEIVED,
        "may_release": bool(rules.may_release(standing, row)) and (queries.is_held_by_people(row) or bool(row.held_for) or bool(told.photos)),
        "may_hold": bool(rules.may_hold(standing, row)), "may_route": bool(rules.may_route(standing, row)),
        "may_say": bool(rules.may_say_outcome(standing, row, told.outcome)),
        "may_confirm": bool(rules.may_confirm(standing, asker, row, told.outcome, told.confirmed)),
        "may_convert": bool(rules.may_convert(standing, row, told.outcome, mine)) and not any(one.owner == standing.member for one in told.conversions),
        "may_answer": mine is not None and bool(rules.may_answer_offer(standing, mine)),
        "may_rate": bool(rules.may_rate(standing, row, told.outcome, told.rated)), "marks": range(1, 6),
        "may_follow": bool(rules.may_follow(standing, row, told.follows)),
        "near": queries.similar(standing, circle, row.subject, row.facts, besides=row.pk, most=3),
        "pills": _pills(row, request), "towns_here": members_on(standing, circle, day_of(request.at)),
    }  # fmt: skip
    return render(request, "proposals/proposal.html", context)


def mine(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what this person proposed, and what they follow."""
    within, standing = circle_of(request, circle), request.standing
    own, followed = queries.own(standing, circle), queries.followed(standing, circle)
    context = {
        "circle": within, "members": member_cards(standing), "own": queries.cards(standing, own), "followed": queries.cards(standing, followed),
    }  # fmt: skip
    return render(request, "proposals/mine.html", context)


def heard(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what several proposals are about, across towns and years, the hottest first."""
    within, standing = circle_of(request, circle), request.standing
    context = {"circle": within, "members": member_cards(standing), "heard": queries.heard(standing, circle)}
    return render(request, "proposals/heard.html", context)


def figures(request: HttpRequest, circle: str) -> HttpResponse:
    """Show by town what was received, adopted and said to be done; adopted and done are two things."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    told = queries.figures(standing, circle, on)
    context = {
        "circle": within, "members": member_cards(standing), "told": told.towns, "total": told.total, "on": on, "classes": list(OutcomeClass),
        "terms": [term for term in rules.terms() if term.holds(term.place, on)],
    }  # fmt: skip
    return render(request, "proposals/figures.html", context)


def _office(row: Proposal) -> str:
    found = rules.departments().get(row.department)
    return found.called(row.owner) if found else ""


def _steps(row: Proposal, told: queries.ProposalTold) -> list[tuple[str, bool]]:
    """Return the five stations of a proposal and which are reached, for the line on top of its page."""
    answered = told.outcome is not None
    return [
        (_("Filed"), True),
        (_("In somebody's hands"), row.state != CaseState.RECEIVED),
        (_("Answered"), answered),
        (_("Done, says whoever proposed it"), told.confirmed is not None),
        (_("Offered to the other towns"), bool(told.offers)),
    ]


def _pills(row: Proposal, request: HttpRequest) -> list[dict[str, Any]]:
    if row.latitude is None or row.longitude is None:
        return []
    text = row.place_words or row.reference
    return [{"lat": float(row.latitude), "lon": float(row.longitude), "text": text, "url": request.path, "parts": [{"text": "●", "kind": ""}]}]  # fmt: skip
