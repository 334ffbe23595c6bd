"""Filing a proposal on a telephone, and who proposed nearly the same."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.proposals import actions, forms, queries, rules
from pilin.domain.proposals.web.shared import circle_of, towns_to_choose, uid_named
from pilin.foundation.cases.enums import Channel
from pilin.foundation.members.queries import day_of, member_cards, members_on
from pilin.web.forms import perform
from pilin.web.words import in_words, year_month_day

DIGITS = 4  # of a place on the map: some ten metres


def propose(request: HttpRequest, circle: str) -> HttpResponse:
    """File a proposal; a clerk writes down what somebody says at the counter."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    rules.may_file(standing, circle, standing.member).require()
    clerk = bool(standing.member)
    points = queries.points(standing, circle, on=on, town=standing.member) if clerk or request.GET.get("point") else []
    form = forms.ProposeForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None, clerk=clerk,
        towns=towns_to_choose(request, circle, but=standing.member), near=reverse("proposals:near", args=[circle]),
        topics=[(str(one.pk), in_words(one, "title")) for one in queries.topics_open(standing, circle, on)],
        points=[(str(one.pk), in_words(one, "name")) for one in points],
        initial={"topic": request.GET.get("topic", ""), "town": request.GET.get("town", ""), "point": request.GET.get("point", "")},
    )  # fmt: skip
    if form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        given |= {name: uid_named(given.get(name)) for name in ("topic", "point")}
        given["channel"] = given.get("channel") or Channel.PAGE
        if clerk:
            given["town"] = standing.member
        made = perform(form, lambda: actions.file_proposal(by=standing, at=request.at, circle=within, **given))
        if made is not None:
            return _filed(request, circle, made)
    context = {
        "circle": within, "form": form, "members": members_on(standing, circle, on), "digits": DIGITS, "clerk": clerk,
        "term": rules.term_of("answered", standing.member, on),
    }  # fmt: skip
    return render(request, "proposals/propose.html", context, status=422 if form.errors else 200)


def near(request: HttpRequest, circle: str) -> HttpResponse:
    """Show who proposed nearly the same as what is being written: following it may be better than writing it again."""
    within, standing = circle_of(request, circle), request.standing
    subject, facts = request.GET.get("subject", "")[:160], request.GET.get("facts", "")[:600]
    found = queries.similar(standing, circle, subject, facts, most=3) if subject.strip() else []
    context = {"circle": within, "near": found, "members": member_cards(standing)}
    return render(request, "proposals/near.html", context)


def _filed(request: HttpRequest, circle: str, made: Any) -> HttpResponse:
    day = year_month_day(made.due_on)
    if request.standing.signed_in and not made.held_for:
        messages.success(request, _("Filed as {no}. The answer is due by {day}.").format(no=made.reference, day=day))
    elif made.held_for == "words":
        messages.success(
            request, _("Filed as {no}. Somebody of the town reads it before the public does.").format(no=made.reference)
        )
    else:
        text = _(
            "Filed as {no}. Write the number down: it stands in the register once somebody of the town has read it."
        )
        messages.success(request, text.format(no=made.reference))
    if queries.proposal_named(request.standing, circle, made.pk) is None:
        return redirect("proposals:index", circle=circle)
    return redirect("proposals:proposal", circle=circle, uid=made.pk)
