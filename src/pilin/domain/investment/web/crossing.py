"""Pages between towns: asking to join, answering, sharing the credit; and the investor's own word."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.investment import actions, forms, queries, rules
from pilin.domain.investment.enums import AskKind, LeadStage
from pilin.domain.investment.web.pages import circle_or_404, form_page, lead_or_404, name_of
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import Form, perform


def join(request: HttpRequest, circle: str) -> HttpResponse:
    """Ask whoever courts an investor to let one's own town join."""
    within = circle_or_404(request, circle)
    rules.may_register(request.standing, circle).require()
    named = {name: request.GET.get(name, "") for name in ("investor_zh", "investor", "uscc")}
    form = forms.JoinForm(request.POST or None, initial=named)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if perform(form, lambda: actions.ask_to_join(by=request.standing, at=request.at, circle=circle, **said)):
            messages.success(request, _("Asked. Which town it is stays unsaid until it answers."))
            return redirect("investment:index", circle=circle)
    return form_page(
        request,
        circle=within,
        form=form,
        title=_("Ask to join"),
        verb=_("Ask to join"),
        hint=_(
            "Your words go to the town that courts this investor. It answers yes, no, or that it is another project."
        ),
        back=reverse("investment:index", kwargs={"circle": circle}),
        draft="investment.join",
    )


def answer(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Answer what another town asked about a lead."""
    found = queries.ask_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    asked, lead = found
    rules.may_answer(request.standing, asked.ask, lead.owner, asked.answer is not None).require()
    offered = asked.ask.kind == AskKind.HAND_OVER
    form = forms.AnswerForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if perform(form, lambda: actions.answer_ask(by=request.standing, at=request.at, ask=asked.ask, **said)):
            messages.success(request, _("Answered."))
            return (
                redirect("investment:lead", circle=circle, uid=lead.pk)
                if _reads(request, lead)
                else redirect("investment:index", circle=circle)
            )
    asker = name_of(member_cards(request.standing).get(asked.ask.owner), asked.ask.owner)
    title = _("%(town)s offers you this lead") if offered else _("%(town)s asks to join this lead")
    return form_page(
        request,
        circle=lead.in_circle,
        form=form,
        title=title % {"town": asker},
        verb=_("Answer it"),
        hint=_("With a yes your town keeps the lead from this moment on.")
        if offered
        else _(
            "With a yes that town reads the lead and has part in its credit. “Another project” lets it register its own."
        ),
        back=reverse("investment:lead", kwargs={"circle": circle, "uid": lead.pk}),
        lead=lead,
        ask_row=asked.ask,
    )


@require_POST
def take_back(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take back what one's own town asked."""
    asked = queries.own_ask(request.standing, circle, uid)
    if asked is None:
        raise Http404
    actions.take_ask_back(by=request.standing, at=request.at, ask=asked.ask)
    messages.success(request, _("Taken back."))
    if asked.ask.lead_id:
        return redirect("investment:lead", circle=circle, uid=asked.ask.lead_id)
    return redirect("investment:index", circle=circle)


def split(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Propose how the credit for a lead is shared."""
    found = lead_or_404(request, circle, uid)
    rules.may_propose_split(request.standing, found.lead, found.involved, found.waiting is not None).require()
    members = member_cards(request.standing)
    named = [(code, name_of(members.get(code), code)) for code in sorted(found.involved, key=_left_first(members))]
    form, made = forms.SplitForm(request.POST or None, towns=named), None
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"by": request.standing, "at": request.at, "lead": found.lead, "shares": form.shares()}
        made = perform(form, lambda: actions.propose_split(**given))
    if made:
        messages.success(request, _("Proposed. It holds when every town named has said yes."))
        return redirect("investment:lead", circle=circle, uid=uid)
    return form_page(
        request,
        circle=found.lead.in_circle,
        form=form,
        title=_("Share the credit"),
        verb=_("Propose these shares"),
        hint=_(
            "In percent that make exactly 100. It counts in assessments alone: output, tax and investment stay where the site is."
        ),
        back=reverse("investment:lead", kwargs={"circle": circle, "uid": uid}),
        lead=found.lead,
    )


def answer_split(request: HttpRequest, circle: str, uid: UUID, split: UUID) -> HttpResponse:
    """Say yes or no to a split for one's own town."""
    found = lead_or_404(request, circle, uid)
    told = next((one for one in found.splits if one.split.pk == split), None)
    if told is None:
        raise Http404
    rules.may_speak_to_split(request.standing, told.split, told.spoken, not told.open).require()
    form = forms.SplitAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if perform(form, lambda: actions.answer_split(by=request.standing, at=request.at, split=told.split, **said)):
            messages.success(request, _("Answered."))
            return redirect("investment:lead", circle=circle, uid=uid)
    members = member_cards(request.standing)
    return form_page(
        request,
        circle=found.lead.in_circle,
        form=form,
        title=_("Is the credit shared like this?"),
        verb=_("Answer it"),
        back=reverse("investment:lead", kwargs={"circle": circle, "uid": uid}),
        lead=found.lead,
        shares=[(name_of(members.get(code), code), share) for code, share in told.split.percent.items()],
    )


def confirm(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Let whoever speaks for the investor confirm that production began; nobody else finds this page."""
    lead = queries.lead_of_investor(request.standing, circle, uid)
    if lead is None:
        raise Http404
    form = Form(request.POST or None)
    if request.method == "POST":
        form.is_valid()
        if perform(form, lambda: actions.confirm_production(by=request.standing, at=request.at, lead=lead)):
            messages.success(request, _("Confirmed. Thank you."))
            return redirect("investment:confirm", circle=circle, uid=uid)
    context = {
        "circle": lead.in_circle,
        "lead": lead,
        "stage": LeadStage(lead.stage),
        "may": rules.may_confirm(request.standing, lead),
        "form": form,
        "members": member_cards(request.standing),
    }
    return render(request, "investment/confirm.html", context, status=422 if form.errors else 200)


def _reads(request: HttpRequest, lead: Any) -> bool:
    return queries.lead_named(request.standing, lead.circle, lead.pk) is not None


def _left_first(members: dict[str, Any]) -> Any:
    return lambda code: (members[code].bank >= 0 if code in members else True, code)
