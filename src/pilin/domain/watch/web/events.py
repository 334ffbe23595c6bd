"""Events: what happens, who was called when and answered, and one's own town's word."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.watch import actions, queries, rules, steps
from pilin.domain.watch.forms import desk as forms
from pilin.domain.watch.models import Event
from pilin.domain.watch.web.within import circle_of, form_page
from pilin.engine.base import Conflict
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.queries import history
from pilin.foundation.members.queries import day_of, member_cards, members_on
from pilin.web.forms import perform


def events(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the events that are open, and the last ones that are over."""
    within, standing = circle_of(request, circle), request.standing
    members = member_cards(standing)
    context = {
        "circle": within, "open": queries.event_cards(standing, queries.open_events(standing, circle), members),
        "past": queries.event_cards(standing, queries.past_events(standing, circle, most=30), members),
        "may_keep": bool(standing.member) and bool(rules.may_keep(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "watch/events.html", context)


def event(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one event: both banks' receipts beside each other, the checks that are part of it, and the log."""
    row, standing = _event(request, circle, uid), request.standing
    (card,) = queries.event_cards(standing, [row], member_cards(standing))
    own = next((one for one in card.towns if one.code == standing.member), None)
    call = next((one for one in queries.calls_for(standing, circle) if one.event_id == row.pk), None)
    context = {
        "circle": row.in_circle, "e": card, "call": call, "own": own,
        "may_know": bool(rules.may_acknowledge(standing, row, [one.code for one in card.towns if one.part])),
        "may_stand_down": own is not None and own.part is not None and bool(rules.may_stand_down(standing, own.part)),
        "history": history(standing, [row, *(one.part for one in card.towns if one.part)]),
    }  # fmt: skip
    return render(request, "watch/event.html", context)


def open_event(request: HttpRequest, circle: str) -> HttpResponse:
    """Open an event by hand."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    towns = [
        (m.code, m.short_zh, m.short)
        for m in members_on(standing, circle, day_of(request.at))
        if m.code != standing.member
    ]
    form = forms.EventForm(request.POST if request.method == "POST" else None, towns=towns)
    if form.is_valid():
        data = form.cleaned_data
        made = perform(
            form, lambda: actions.open_event(by=standing, at=request.at, circle=within, town=standing.member, **data)
        )
        if made:
            messages.success(request, _("Open. The first on each duty list is called now."))
            return redirect("watch:event", circle=circle, uid=made.pk)
    back = reverse("watch:desk", args=[circle])
    return form_page(
        request, within, form, title=_("Open an event"), verb=_("Open it and call the duty lists"), back=back
    )


@require_POST
def know(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that one's own town knows; who is signed out meanwhile is led to the door, and the page keeps what they said."""
    if request.standing.person is None:
        return _door(circle)
    row = _event(request, circle, uid)
    try:
        actions.acknowledge_event(by=request.standing, at=request.at, event=row)
    except Conflict:  # a colleague was quicker: nothing is lost
        messages.info(request, _("Your town has said so already."))
    else:
        messages.success(request, _("Your town knows. The other bank sees it."))
    return redirect("watch:event", circle=circle, uid=uid)


@require_POST
def stand_down(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that one's own town stands down."""
    row = _event(request, circle, uid)
    part = next((one for one in queries.parts_of(request.standing, row) if one.owner == request.standing.member), None)
    if part is None:
        raise Http404
    actions.stand_down(by=request.standing, at=request.at, part=part)
    messages.success(request, _("Your town stands down. With the last town the event is over."))
    return redirect("watch:event", circle=circle, uid=uid)


@require_POST
def answer(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Answer a call. Sent again after a broken line it does no harm: who answered has answered. Signed out: as in ``know``."""
    if request.standing.person is None:
        return _door(circle)
    call = queries.call_named(request.standing, uid)
    if call is None or call.circle != circle:
        raise Http404
    try:
        actions.answer_call(by=request.standing, at=request.at, call=call, way="page")
    except Conflict:
        messages.info(request, _("You have answered already."))
    else:
        messages.success(request, _("Answered. The other bank sees it, and nobody else of your town is called."))
    return redirect("watch:event", circle=circle, uid=call.event_id)


def answer_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the call of a message's address, and answer it: without signing in, on whatever phone is at hand.

    Looking answers nothing: programs that look at addresses in mail would else answer for people.
    """
    call = steps.call_of_token(token)
    if call is None:
        return render(request, "watch/answer.html", {"call": None}, status=404)
    if request.method == "POST":
        try:
            by = Standing(
                StandingKind.OFFICER,
                person=call.person,
                name=call.name,
                member=call.owner,
                circles=frozenset({call.circle}),
            )
            actions.answer_call(by=by, at=request.at, call=call, way="link")
        except Conflict:
            pass  # answered already: what the page says is true either way
        call = steps.call_of_token(token)
    assert call is not None  # it was there a moment ago
    towns = queries.event_cards(queries.HOUSE, [call.event], member_cards(queries.HOUSE))
    return render(request, "watch/answer.html", {"call": call, "e": towns[0], "circle": call.in_circle, "token": token})


def _door(circle: str) -> HttpResponse:
    """Lead to the sign-in, and from there to the desk: whether there is such an event is nobody's to know here."""
    return redirect(f"{reverse('account_login')}?next={reverse('watch:desk', args=[circle])}")


def _event(request: HttpRequest, circle: str, uid: UUID) -> Event:
    row = queries.event_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return row
