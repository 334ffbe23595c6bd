"""A link by which an investor confirms without an account: made and withdrawn by the keeper, used once by whoever holds it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pilin.domain.investment import actions, forms, queries, rules
from pilin.domain.investment.web.pages import form_page, lead_or_404, today_of
from pilin.foundation.journal.actions import label
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import perform

TOKEN_BYTES = 32  # 256 bits
OFFERED = timedelta(days=14)  # what the form begins with
SAYINGS = {  # on the page of the link, which shows both languages
    "title": gettext_lazy("Has production begun here?"),
    "lead": gettext_lazy("The town counts this project as come only when the investor says so. No town can say it."),
    "project": gettext_lazy("Project"),
    "investor": gettext_lazy("Investor"),
    "town": gettext_lazy("Town"),
    "produced": gettext_lazy("Production began, says the town"),
    "until": gettext_lazy("Please answer by"),
    "kept": gettext_lazy(
        "The town that sent you this link keeps your name and position, and no other reads them. It erases them when you ask, "
        "and after three years at the latest."
    ),
    "send": gettext_lazy("Send this answer"),
    "once": gettext_lazy("This link can be used once."),
    "thanks_confirmed": gettext_lazy("Confirmed. Thank you."),
    "thanks_not_so": gettext_lazy("The town was told that it is not so. Thank you."),
    "closed": gettext_lazy("This link opens nothing"),
    "closed_why": gettext_lazy(
        "It may be mistyped, used, withdrawn or past its day. Ask whoever sent it to you for another."
    ),
    "officer": gettext_lazy("You are signed in as an officer. No office confirms for the investor: hand the link on"),
}


@require_http_methods(["GET", "POST"])
def make_link(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Make a link and show it, once, to the keeper who hands it on."""
    found = lead_or_404(request, circle, uid)
    rules.may_make_link(request.standing, found.lead, found.link is not None).require()
    form = forms.LinkForm(request.POST or None, initial={"expires_on": today_of(request) + OFFERED})
    back = reverse("investment:lead", kwargs={"circle": circle, "uid": uid})
    made, address = None, ""
    if request.method == "POST" and form.is_valid():
        token = secrets.token_urlsafe(TOKEN_BYTES)
        made = perform(
            form,
            lambda: actions.make_link(
                by=request.standing, at=request.at, lead=found.lead, token=token, **form.cleaned_data
            ),
        )
        address = request.build_absolute_uri(reverse("investment:speak", kwargs={"token": token}))
    if made:
        context = {
            "circle": found.lead.in_circle, "lead": found.lead, "link": made, "address": address, "back": back,
        }  # fmt: skip
        return _private(render(request, "investment/link.html", context))
    return form_page(
        request,
        circle=found.lead.in_circle,
        form=form,
        title=_("A link for the investor"),
        verb=_("Make the link"),
        hint=_(
            "Whoever opens it confirms that production has begun, or says that it is not so, without an account: once. "
            "Hand it only to somebody who speaks for the investor."
        ),
        lead=found.lead,
        back=back,
    )


@require_POST
def withdraw_link(request: HttpRequest, circle: str, uid: UUID, link: UUID) -> HttpResponse:
    """Withdraw a link that waits for the investor."""
    told = _link_or_404(request, circle, uid, link)
    actions.withdraw_link(by=request.standing, at=request.at, link=told.link)
    messages.success(request, _("Withdrawn. The link opens nothing any more."))
    return redirect("investment:lead", circle=circle, uid=uid)


@require_POST
def forget_word(request: HttpRequest, circle: str, uid: UUID, link: UUID) -> HttpResponse:
    """Erase who used a link, as that person wishes."""
    told = _link_or_404(request, circle, uid, link)
    if told.word is None:
        raise Http404
    actions.forget_word(by=request.standing, at=request.at, word=told.word)
    messages.success(request, _("Erased. What was said stands, who said it does not."))
    return redirect("investment:lead", circle=circle, uid=uid)


@require_http_methods(["GET", "POST"])
def speak(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever holds a link what is to be confirmed, and take their word, once.

    Looking answers nothing: programs that look at addresses in messages would else answer for people. Whatever does not
    open, for whichever reason, gets one and the same page.
    """
    link = queries.link_of_token(token, today_of(request))
    if link is None:
        return _closed(request)
    may = rules.may_speak_by_link(request.standing)
    form = forms.WordForm(request.POST if request.method == "POST" and may else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        done = perform(form, lambda: actions.speak_by_link(by=request.standing, at=request.at, token=token, **said))
        if done:
            return _page(request, "investment/spoken.html", {"thanks": _say()[f"thanks_{done.said}"]})
        if queries.link_of_token(token, today_of(request)) is None:  # somebody else pressed at the same moment
            return _closed(request)
    status = 403 if request.method == "POST" and not may else 422 if form.errors else 200
    context = {
        "link": link, "lead": link.lead, "form": form, "may": may,
        "town": member_cards(queries.HOUSE).get(link.owner),
    }  # fmt: skip
    return _page(request, "investment/speak.html", context, status)


def _closed(request: HttpRequest) -> HttpResponse:
    return _page(request, "investment/closed.html", {}, 404)


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return _private(render(request, template, {**context, "say": _say()}, status=status))


def _say() -> dict[str, dict[str, str]]:
    return {name: label(text) for name, text in SAYINGS.items()}


def _private(response: HttpResponse) -> HttpResponse:
    """Keep an answer with a token in or above it out of caches, indexes and the address that other pages are told."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin"  # the site without the path, which forged posts are told by
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _link_or_404(request: HttpRequest, circle: str, uid: UUID, link: UUID) -> queries.LinkTold:
    found = lead_or_404(request, circle, uid)
    told = next((one for one in found.links if one.link.pk == link), None)
    if told is None:
        raise Http404
    return told
