"""The pages of flights: places where drones fly, asking for a flight, the operator's board with its clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.living import actions
from pilin.domain.living.forms import listings as forms
from pilin.domain.living.models.listings import FlightRequest, Listing
from pilin.domain.living.queries import listings_flights as queries
from pilin.domain.living.rules import listings as rules
from pilin.domain.living.rules import listings_flights as clock
from pilin.domain.living.web.listings import circle_of, form_page, listing_of
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show where drones fly, what must be asked for and by when, and what one's own firms asked for."""
    within, standing = circle_of(request, circle), request.standing
    bases = queries.bases(standing, circle)
    first = clock.next_day(request.at)
    context = {
        "circle": within, "bases": bases, "tab": "flights", "members": member_cards(standing), "own": queries.own_flights(standing, circle, request.at),
        "firms": queries.firms_of(standing, circle), "next_day": first, "ask_before": clock.ask_before(first) if first else None, "now": request.at,
        "rules": [rule for rule in clock.flight_rules() if rule.valid_from <= day_of(request.at) and (rule.valid_to is None or day_of(request.at) <= rule.valid_to)],
        "mine": [one.row.pk for one in bases if one.row.owner == standing.member or (one.row.firm_id and standing.speaks_for(one.row.firm_id))],
    }  # fmt: skip
    return render(request, "living/listings_flights.html", context)


def ask(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Ask for a flight in the name of one's firm."""
    base, standing = _base(request, circle, uid), request.standing
    firms = {str(one.pk): one for one in queries.firms_of(standing, circle)}
    if not firms:
        context = {"circle": base.in_circle, "base": base, "tab": "flights"}
        return render(request, "living/listings_no_firm.html", context, status=200 if request.method == "GET" else 403)
    first = clock.next_day(request.at) or day_of(request.at) + timedelta(days=2)
    form = forms.FlightForm(
        request.POST if request.method == "POST" else None, firms=[(key, in_words(one, "name")) for key, one in firms.items()],
        initial={"on": first, "starts": "09:00", "ends": "10:00", "firm": next(iter(firms))},
    )  # fmt: skip

    def act() -> FlightRequest:
        given = dict(form.cleaned_data)
        on, starts, ends = (given.pop(name) for name in ("on", "starts", "ends"))
        return actions.ask_flight(
            by=standing, at=request.at, base=base, firm=firms[given.pop("firm")], starts_at=forms.moment_of(on, starts),
            ends_at=forms.moment_of(on, ends), **given,
        )  # fmt: skip

    if form.is_valid() and (made := perform(form, act)):
        messages.success(request, _("Asked for. The answer comes by the moment that the page tells."))
        return redirect("living:flight", circle=circle, uid=made.pk)
    back = reverse("living:flights", args=[circle])
    return form_page(
        request,
        base.in_circle,
        form,
        title=_("Ask for a flight"),
        sub=in_words(base, "title"),
        verb=_("Ask for it"),
        back=back,
    )


@require_GET
def board(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show the operator what waits for an answer, by its clock, and what flies today and tomorrow."""
    base, standing = _base(request, circle, uid), request.standing
    if not (standing.member == base.owner or (base.firm_id and standing.speaks_for(base.firm_id))):
        raise Http404  # requests are read by the firm, the operator and the town
    today = day_of(request.at)
    context = {
        "circle": base.in_circle, "base": base, "tab": "flights", "rows": queries.board(standing, base, request.at), "now": request.at,
        "today": queries.flights_on(standing, base, today), "tomorrow": queries.flights_on(standing, base, today + timedelta(days=1)),
    }  # fmt: skip
    return render(request, "living/listings_board.html", context)


def flight(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one request to its firm, the operator and the town of the place; the operator answers here."""
    row, standing = _request(request, circle, uid), request.standing
    verdict = rules.may_answer_flight(standing, row, row.base.firm_id)
    form = forms.FlightAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        verdict.require()
        if (
            form.is_valid()
            and perform(
                form, lambda: actions.answer_flight(by=standing, at=request.at, request=row, **form.cleaned_data)
            )
            is not None
        ):
            messages.success(request, _("Answered; the firm is told."))
            return redirect("living:flight", circle=circle, uid=uid)
    context: dict[str, Any] = {
        "circle": row.in_circle, "row": row, "told": queries.flight_told(row, request.at), "tab": "flights", "form": form, "may_answer": bool(verdict),
        "may_withdraw": bool(rules.may_withdraw_flight(standing, row)) and request.at < row.starts_at, "now": request.at,
        "reads_board": standing.member == row.owner or (row.base.firm_id and standing.speaks_for(row.base.firm_id)),
    }  # fmt: skip
    return render(request, "living/listings_flight.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Withdraw a request."""
    actions.withdraw_flight(by=request.standing, at=request.at, request=_request(request, circle, uid))
    messages.success(request, _("Withdrawn."))
    return redirect("living:flight", circle=circle, uid=uid)


def _base(request: HttpRequest, circle: str, uid: UUID) -> Listing:
    row = listing_of(request, circle, uid)
    if not row.takes_requests:
        raise Http404
    return row


def _request(request: HttpRequest, circle: str, uid: UUID) -> FlightRequest:
    found = queries.request_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
