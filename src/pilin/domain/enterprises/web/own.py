"""The pages of firms themselves: my firms, asking to speak for one, answering; what it makes and buys, and its papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.enterprises import actions, forms, queries, rules
from pilin.domain.enterprises.enums import OF_A_FIRM, WAYS, ClaimState
from pilin.domain.enterprises.models import Claim, Enterprise
from pilin.domain.enterprises.web.registers import A_PAGE, firm_named, in_circle
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import page_number, perform


@login_required
def mine(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the firms a person speaks for and what they asked for; how to begin where there is none."""
    within, standing = in_circle(request, circle), request.standing
    firms = list(queries.own_firms(standing, circle))
    says = [(firm, queries.firm_says(standing, [firm.pk], day_of(request.at))) for firm in firms]
    context = {
        "circle": within, "firms": says, "claims": list(queries.own_claims(standing, circle)), "members": member_cards(standing),
        "ways": WAYS, "of_a_firm": OF_A_FIRM,
    }  # fmt: skip
    return render(request, "enterprises/mine.html", context)


def claims(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the claims on this town's firms: those that wait, or those in a state."""
    within, standing = in_circle(request, circle), request.standing
    rules.may_read_claims(standing).require()
    state = request.GET.get("state", "")
    state = state if state in ClaimState.values else ClaimState.ASKED.value
    rows = queries.claims(standing, circle)
    counts = {one.value: rows.filter(state=one).count() for one in ClaimState}
    context = {
        "circle": within, "page": Paginator(rows.filter(state=state), A_PAGE).get_page(page_number(request.GET.get("page"))),
        "state": state, "states": [(one.value, one.label, counts[one.value]) for one in ClaimState],
    }  # fmt: skip
    return render(request, "enterprises/claims.html", context)


def claim(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a claim, and let the clerk answer it or either side end it."""
    within, standing = in_circle(request, circle), request.standing
    found = queries.claim_named(standing, circle, uid)
    if found is None:
        raise Http404
    form = forms.AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and perform(form, lambda: _answer(request, found, form.cleaned_data["why"])) is not None:
        messages.success(request, _("Noted. Whoever asked reads it here."))
        return redirect("enterprises:claim", circle=circle, uid=uid)
    context = {
        "circle": within, "claim": found, "form": form, "members": member_cards(standing),
        "may_decide": bool(rules.may_decide_claim(standing, found)), "may_end": bool(rules.may_end_claim(standing, found)),
    }  # fmt: skip
    return render(request, "enterprises/claim.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, found: Claim, why: str) -> Claim:
    if request.POST.get("answer") == "end":
        return actions.end_claim(by=request.standing, at=request.at, claim=found, why=why)
    accepted = request.POST.get("answer") == "accept"
    return actions.decide_claim(by=request.standing, at=request.at, claim=found, accepted=accepted, why=why)


@login_required
def add_claim(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Ask to speak for a firm."""
    within, firm, standing = in_circle(request, circle), firm_named(request, circle, uid), request.standing
    rules.may_claim(standing, firm).require()
    form = forms.ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (
        made := perform(
            form, lambda: actions.claim_firm(by=standing, at=request.at, enterprise=firm, **form.cleaned_data)
        )
    ):
        messages.success(request, _("Asked. The town that keeps the firm answers, and you are told."))
        return redirect("enterprises:claim", circle=circle, uid=made.pk)
    return _asked(
        request, within, firm, form, title=_("Speak for this firm"), verb=_("Ask the town"),
        sub=_("Once, for all towns of the circle. The town that keeps the firm checks and answers."),
    )  # fmt: skip


def add_good(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say what a firm makes or buys."""
    within, firm, standing = in_circle(request, circle), firm_named(request, circle, uid), request.standing
    rules.may_speak_for(standing, firm).require()
    form = forms.GoodForm(request.POST if request.method == "POST" else None)
    if (
        form.is_valid()
        and perform(form, lambda: actions.note_good(by=standing, at=request.at, enterprise=firm, **form.cleaned_data))
        is not None
    ):
        messages.success(request, _("Noted. Whoever looks for it finds the firm by it."))
        return redirect("enterprises:enterprise", circle=circle, uid=uid)
    return _asked(
        request, within, firm, form, title=_("What it makes and buys"), verb=_("Note it"),
        sub=_("Said again with the same words, it replaces what was said."),
    )  # fmt: skip


def add_certificate(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note a certificate or a recognition."""
    within, firm, standing = in_circle(request, circle), firm_named(request, circle, uid), request.standing
    rules.may_speak_for(standing, firm).require()
    form = forms.CertificateForm(request.POST if request.method == "POST" else None)
    if (
        form.is_valid()
        and perform(
            form, lambda: actions.note_certificate(by=standing, at=request.at, enterprise=firm, **form.cleaned_data)
        )
        is not None
    ):
        messages.success(request, _("Noted. A paper that ends is said in time."))
        return redirect("enterprises:enterprise", circle=circle, uid=uid)
    return _asked(
        request, within, firm, form, title=_("Certificate or recognition"), verb=_("Note it"),
        sub=_("A standard the firm meets, or a title an authority gave it."),
    )  # fmt: skip


@require_POST
def remove_good(request: HttpRequest, circle: str, uid: UUID, good: UUID) -> HttpResponse:
    """Take back that a firm makes or buys something."""
    firm = firm_named(request, circle, uid)
    row = queries.good_named(request.standing, firm, good)
    if row is None:
        raise Http404
    actions.remove_good(by=request.standing, at=request.at, good=row)
    messages.success(request, _("Taken back."))
    return redirect("enterprises:enterprise", circle=circle, uid=uid)


@require_POST
def remove_certificate(request: HttpRequest, circle: str, uid: UUID, certificate: UUID) -> HttpResponse:
    """Take back a certificate or a recognition."""
    firm = firm_named(request, circle, uid)
    row = queries.certificate_named(request.standing, firm, certificate)
    if row is None:
        raise Http404
    actions.remove_certificate(by=request.standing, at=request.at, certificate=row)
    messages.success(request, _("Taken back."))
    return redirect("enterprises:enterprise", circle=circle, uid=uid)


def _asked(request: HttpRequest, within: Any, firm: Enterprise, form: Any, **said: Any) -> HttpResponse:
    back = reverse("enterprises:enterprise", args=[within.slug, firm.pk])
    context = {"circle": within, "form": form, "back": back, "above": firm.name_zh, **said}
    return render(request, "enterprises/ask.html", context, status=422 if form.errors else 200)
