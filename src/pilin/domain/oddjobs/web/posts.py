"""Posts as their employer, and the clerk of the town of the work, look after them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import enterprise_named, firm_of_code
from pilin.domain.oddjobs import actions, forms, queries, rules
from pilin.domain.oddjobs.web.shared import circle_of, form_page, point_of, post_of, shift_of, towns_of
from pilin.foundation.access.verdict import Refused
from pilin.foundation.cases.enums import Channel
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words

MOST = 100  # posts that one list shows


def posts(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the posts that this person looks after."""
    within, standing = circle_of(request, circle), request.standing
    firms = queries.firms_to_post_for(standing, circle)
    may_add = bool(firms) or bool(standing.member and rules.may_see_workers(standing, circle, standing.member))
    told = queries.posts_told(queries.posts_kept(standing, circle)[:MOST])
    context = {
        "circle": within,
        "told": told,
        "members": member_cards(standing),
        "may_add": may_add,
        "at": request.at,
        "barred": queries.bans_of_firms(standing, circle, day_of(request.at)),
    }
    return render(request, "oddjobs/posts.html", context)


def add(request: HttpRequest, circle: str) -> HttpResponse:
    """Offer work."""
    within, standing = circle_of(request, circle), request.standing
    firms = queries.firms_to_post_for(standing, circle)
    if not firms and not (standing.member and rules.may_see_workers(standing, circle, standing.member)):
        raise Refused(
            "not_employer", _("Whoever speaks for a firm posts its work, or the clerk of the town where the work is")
        )
    towns = [town for town in towns_of(request, circle) if firms or town.code == standing.member]
    form = forms.PostForm(
        request.POST if request.method == "POST" else None, towns=[(town.code, in_words(town, "name")) for town in towns],
        firms=[(str(firm.pk), in_words(firm, "name")) for firm in firms], initial={"day": day_of(request.at) + timedelta(days=1), "town": firms[0].owner if firms else standing.member},
    )  # fmt: skip
    if form.is_valid():
        firm = _employer(request, circle, form.cleaned_data["employer"], bool(firms))
        point = point_of(form, towns, form.cleaned_data["town"])
        if firm is None:
            form.add_error("employer", _("No firm in sight has this code; bring it with a register first"))
        elif point is not None:
            made = perform(
                form,
                lambda: actions.post_work(
                    by=standing, at=request.at, circle=within, town=form.cleaned_data["town"], firm=firm, latitude=point[0], longitude=point[1],
                    **form.said(),
                ),
            )  # fmt: skip
            if made:
                messages.success(request, _("Posted. Everyone in the five towns sees it from now on."))
                return redirect("oddjobs:post", circle=circle, uid=made.pk)
    return form_page(
        request,
        within,
        form,
        template="oddjobs/post_form.html",
        title=_("Offer work"),
        verb=_("Post it"),
        back=reverse("oddjobs:posts", args=[circle]),
    )


def _employer(request: HttpRequest, circle: str, said: str, by_uid: bool) -> Enterprise | None:
    if by_uid:
        return enterprise_named(request.standing, circle, UUID(said))
    return firm_of_code(request.standing, circle, said)


def post(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one post; whoever looks after it sees who has which shift."""
    row, standing = post_of(request, circle, uid), request.standing
    runs = bool(rules.may_run(standing, row))
    told = queries.post_told(standing, row, runs=runs)
    booked = [one for line in told.rows for one in line.booked]
    context: dict[str, Any] = {
        "attendances": queries.attendances(booked) if runs else {}, "pays": queries.pays_of_post(row.pk) if runs else {}, "circle": row.in_circle, "told": told, "post": row, "runs": runs, "members": member_cards(standing), "at": request.at,
    }  # fmt: skip
    return render(request, "oddjobs/post.html", context)


@require_POST
def repeat(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Offer the same work again."""
    made = actions.repeat_post(by=request.standing, at=request.at, post=post_of(request, circle, uid))
    messages.success(request, _("Posted again, with the same hours on the days that follow."))
    return redirect("oddjobs:post", circle=circle, uid=made.pk)


@require_POST
def close(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Offer a post no more."""
    actions.close_post(
        by=request.standing, at=request.at, post=post_of(request, circle, uid), why=request.POST.get("why", "")[:240]
    )
    messages.success(request, _("Closed. Shifts that are somebody's are worked and paid."))
    return redirect("oddjobs:post", circle=circle, uid=uid)


@require_POST
def call_off(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Call a shift off."""
    row = shift_of(request, circle, uid)
    actions.call_off_shift(by=request.standing, at=request.at, shift=row)
    messages.success(request, _("Called off. Whoever had it is told."))
    return redirect("oddjobs:post", circle=circle, uid=row.post_id)


def complain(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Complain about a post to the town of the work."""
    row = post_of(request, circle, uid)
    rules.may_complain(request.standing, row).require()
    form = forms.ComplaintForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        channel = Channel.COUNTER if request.standing.member else Channel.PAGE
        made = perform(
            form,
            lambda: actions.complain(
                by=request.standing, at=request.at, post=row, channel=channel, **form.cleaned_data
            ),
        )
        if made:
            messages.success(request, _("The town has it. The day of the answer stands here."))
            return redirect("cases:case", circle=circle, uid=made.pk)
    return form_page(
        request,
        row.in_circle,
        form,
        title=_("Something is wrong with this work"),
        sub=in_words(row, "title"),
        verb=_("Tell the town"),
        back=reverse("oddjobs:post", args=[circle, uid]),
    )
