"""The pages of patrols: proposed at the desk, answered, and out on a phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.enforcement import actions, forms, queries, rules
from pilin.domain.enforcement.enums import PatrolReply, PatrolState
from pilin.domain.enforcement.web.shared import (
    as_uuids,
    circle_of,
    data_of,
    form_page,
    found,
    officer_choices,
    town_choices,
)
from pilin.domain.visits.queries import offices as visit_offices
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.words import in_words


def patrol(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one patrol: the officers of both sides as checked for its place and day, the answers, what it found."""
    return _page(request, circle, uid)


def _page(request: HttpRequest, circle: str, uid: UUID, faults: Any = (), status: int = 200) -> HttpResponse:
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    row = found(queries.patrol_named(standing, circle, uid))
    told = queries.patrol_told(standing, row)
    state = told.card.state
    answered = set(told.card.towns) - set(told.card.waits_for)
    members = member_cards(standing)
    left = [code for code in told.card.towns if code in members and members[code].bank < 0]
    context = {
        "circle": within, "p": row, "told": told, "state": state, "members": members, "today": today, "faults": faults,
        "left": left, "right": [code for code in told.card.towns if code not in left],
        "findings": queries.finding_cards(told.findings, today),
        "may_answer": bool(rules.may_answer(standing, row, state, answered)), "may_add": bool(rules.may_add_officers(standing, row, state)),
        "may_begin": bool(rules.may_begin(standing, row, state, today)), "may_end": bool(rules.may_end(standing, row, state)),
        "may_call_off": bool(rules.may_call_off(standing, row, state)),
        "may_check": bool(rules.may_check(standing, row, state)),
        "checks_left": [c for c in told.checks if c.row.owner in left], "checks_right": [c for c in told.checks if c.row.owner not in left],
        "may_record": state == PatrolState.OUT and bool(rules.may_record(standing, circle, standing.member, row, state, [row.host])),
    }  # fmt: skip
    return render(request, "enforcement/patrol.html", context, status=status)


def propose(request: HttpRequest, circle: str) -> HttpResponse:
    """Propose a joint patrol."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    rules.may_keep(standing, circle, standing.member).require()
    towns = town_choices(request, circle)
    choices = {
        "agreement": [(one.slug, in_words(one, "title")) for one in queries.pacts(circle, today)], "towns": towns, "host": towns,
        "officers": officer_choices(request, circle),
    }  # fmt: skip
    form = forms.PatrolForm(data_of(request), choices=choices, initial={"on": today, "towns": [standing.member]})

    def act(data: dict[str, Any]) -> Any:
        data["officers"] = as_uuids(data["officers"])
        return actions.propose_patrol(by=standing, at=request.at, circle=within, town=standing.member, **data)

    return form_page(
        request, within, form, act, then=lambda row: ("enforcement:patrol", {"circle": circle, "uid": row.pk}),
        done=_("Proposed: the other towns find it in their work."), title=_("Propose a joint patrol"), verb=_("Propose the patrol"),
        sub=_("Under a named agreement, with certified officers of both sides."), back=reverse("enforcement:index", args=[circle]),
    )  # fmt: skip


def answer(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say whether one's town comes along."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.patrol_named(standing, circle, uid))
    (card,) = queries.patrol_cards(standing, [row])
    rules.may_answer(standing, row, card.state, set(card.towns) - set(card.waits_for)).require()
    form = forms.AnswerForm(
        data_of(request), choices={"officers": officer_choices(request, circle)}, initial={"reply": PatrolReply.TAKEN}
    )

    def act(data: dict[str, Any]) -> Any:
        data["officers"] = as_uuids(data["officers"])
        return actions.answer_patrol(by=standing, at=request.at, patrol=row, **data)

    return _form(
        request, within, row, form, act, done=_("Answered."), title=_("Does your town come along?"), verb=_("Answer it")
    )


def officers(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Name further officers of one's town."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.patrol_named(standing, circle, uid))
    rules.may_add_officers(standing, row, queries.state_of(row)).require()
    form = forms.OfficersForm(data_of(request), choices={"officers": officer_choices(request, circle)})
    return _form(
        request, within, row, form,
        lambda data: actions.add_officers(by=standing, at=request.at, patrol=row, officers=as_uuids(data["officers"])),
        done=_("They come along."), title=_("Who else comes along"), verb=_("Name them"),
    )  # fmt: skip


def check(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Put a firm of one's own town on the list; offices that were about to go there go along."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.patrol_named(standing, circle, uid))
    rules.may_check(standing, row, queries.state_of(row)).require()
    offices = [
        (str(one.pk), in_words(one, "name"))
        for one in visit_offices(standing, circle, day_of(request.at), town=standing.member)
    ]
    form = forms.CheckForm(data_of(request), choices={"office": offices}, initial={"firm": request.GET.get("firm", "")})

    def act(data: dict[str, Any]) -> Any:
        return actions.plan_check(by=standing, at=request.at, patrol=row, **{**data, "office": UUID(data["office"])})

    return _form(
        request, within, row, form, act, done=_("On the list. Whoever was about to go there goes along."),
        title=_("Which firm is checked"), verb=_("Put it on the list"),
    )  # fmt: skip


def drop(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take a firm off the list."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.check_named(standing, circle, uid))
    rules.may_drop_check(standing, row.patrol, row, queries.state_of(row.patrol)).require()
    form = forms.WhyForm(data_of(request))
    return _form(
        request, within, row.patrol, form, lambda data: actions.drop_check(by=standing, at=request.at, check=row, **data),
        done=_("Taken off; the other offices go on."), title=_("Take the firm off the list"), verb=_("Take the firm off"),
    )  # fmt: skip


@require_POST
def begin(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Let a patrol set out, or say what every officer lacks."""
    row = found(queries.patrol_named(request.standing, circle, uid))
    try:
        actions.begin_patrol(by=request.standing, at=request.at, patrol=row)
    except Invalid as wrong:
        return _page(request, circle, uid, wrong.faults, 422)
    messages.success(request, _("Every certificate holds for the place and today. It is out."))
    return redirect("enforcement:patrol", circle=circle, uid=uid)


def end(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that a patrol is done."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.patrol_named(standing, circle, uid))
    rules.may_end(standing, row, queries.state_of(row)).require()
    form = forms.ResultForm(data_of(request))
    return _form(
        request, within, row, form, lambda data: actions.end_patrol(by=standing, at=request.at, patrol=row, **data), done=_("Done and written down."),
        title=_("The patrol is done"), verb=_("The patrol is over"),
    )  # fmt: skip


def call_off(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Call a patrol off."""
    within, standing = circle_of(request, circle), request.standing
    row = found(queries.patrol_named(standing, circle, uid))
    rules.may_call_off(standing, row, queries.state_of(row)).require()
    form = forms.WhyForm(data_of(request))
    return _form(
        request, within, row, form, lambda data: actions.call_off_patrol(by=standing, at=request.at, patrol=row, **data),
        done=_("Called off; the other towns are told."), title=_("Call the patrol off"), verb=_("Call it off"),
    )  # fmt: skip


def _form(request: HttpRequest, within: Any, row: Any, form: Any, act: Any, **said: Any) -> HttpResponse:
    where = {"circle": within.slug, "uid": row.pk}
    back = reverse("enforcement:patrol", kwargs=where)
    return form_page(
        request,
        within,
        form,
        act,
        then=lambda _made: ("enforcement:patrol", where),
        sub=in_words(row, "title"),
        back=back,
        **said,
    )
