"""One lead: its way, what it still needs, what its keeper does with it, and the spaces that suit it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from pilin.domain.investment import actions, forms, queries, rules
from pilin.domain.investment.enums import LeadStage, SpaceState
from pilin.domain.investment.web.pages import banks, form_page, lead_or_404, name_of, today_of, towns
from pilin.foundation.access.enums import Audience
from pilin.foundation.journal.queries import history
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import Form, perform


@dataclass(frozen=True, slots=True)
class Way:
    """One deed of the keeper as the pages offer it."""

    verb: str | Promise
    title: str | Promise
    hint: str | Promise
    may: Callable[[Any, queries.LeadTold], Any]
    act: Callable[..., Any]
    done: str | Promise


def _may_reopen(by: Any, found: queries.LeadTold) -> Any:
    return rules.may_keep(by, found.lead) if found.lead.ended else False


WAYS = {
    "move": Way(
        gettext_lazy("Move it one stage on"),
        gettext_lazy("One stage on"),
        gettext_lazy("As of the day on which it happened. What the next stage needs is asked for here."),
        lambda by, found: rules.may_move(by, found.lead),
        actions.move_lead,
        gettext_lazy("Moved one stage on."),
    ),
    "change": Way(
        gettext_lazy("Change what is said"),
        gettext_lazy("Change what is said of it"),
        gettext_lazy("What its stage needs stays filled in."),
        lambda by, found: rules.may_keep(by, found.lead),
        actions.change_lead,
        gettext_lazy("Changed."),
    ),
    "share": Way(
        gettext_lazy("Say who reads it"),
        gettext_lazy("Who reads it"),
        gettext_lazy("A town that reported, kept or joined it goes on reading it."),
        lambda by, found: rules.may_keep(by, found.lead),
        actions.share_lead,
        gettext_lazy("Set."),
    ),
    "offer": Way(
        gettext_lazy("Offer it to a neighbour"),
        gettext_lazy("Offer it to a neighbour"),
        gettext_lazy(
            "Your town keeps it until the other has taken it over. That town reads it from now on; once it keeps the lead, it "
            "also says who reads it, with all that was written so far."
        ),
        lambda by, found: rules.may_offer(by, found.lead, found.offer is not None),
        actions.offer_lead,
        gettext_lazy("Offered. Your town keeps it until the answer."),
    ),
    "back": Way(
        gettext_lazy("Take it back a stage"),
        gettext_lazy("Take it back"),
        gettext_lazy("With the reason. The moves stay in its history."),
        lambda by, found: rules.may_move_back(by, found.lead),
        actions.move_lead_back,
        gettext_lazy("Taken back."),
    ),
    "end": Way(
        gettext_lazy("End it"),
        gettext_lazy("It will not come"),
        gettext_lazy("With the reason. Other towns may court the investor from then on."),
        lambda by, found: rules.may_end(by, found.lead),
        actions.end_lead,
        gettext_lazy("Ended."),
    ),
    "reopen": Way(
        gettext_lazy("Take it up again"),
        gettext_lazy("Take it up again"),
        gettext_lazy("Where it stood, unless another town courts the investor by now."),
        _may_reopen,
        actions.reopen_lead,
        gettext_lazy("Taken up again."),
    ),
}
FIRST = ("move", "reopen")


def lead(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one lead with its way across the stages, on the bank of the town that noted each."""
    found = lead_or_404(request, circle, uid)
    standing, row, members = request.standing, found.lead, member_cards(request.standing)
    open_ways = [{"slug": slug, "verb": way.verb} for slug, way in WAYS.items() if way.may(standing, found)]
    first = next((way for slug in FIRST for way in open_ways if way["slug"] == slug), None)
    waiting = found.waiting
    context = {
        "circle": row.in_circle,
        "lead": row,
        "found": found,
        "members": members,
        "stage": LeadStage(row.stage),
        "track": [(step, members[step.town].bank < 0 if step.town in members else None) for step in found.track],
        "banks": banks(request, circle),
        "next": rules.stage_after(row.stage),
        "first": first,
        "ways": [way for way in open_ways if way is not first],
        "offers": [(one, rules.may_answer(standing, one.ask, row.owner, not one.open)) for one in found.offers],
        "joins": [(one, rules.may_answer(standing, one.ask, row.owner, not one.open)) for one in found.joins],
        "may_link": rules.may_make_link(standing, row, found.link is not None),
        "may_keep": rules.may_keep(standing, row),
        "may_split": rules.may_propose_split(standing, row, found.involved, waiting is not None),
        "may_answer_split": waiting
        and rules.may_speak_to_split(standing, waiting.split, waiting.spoken, not waiting.open),
        "agreed": _shares(found.agreed, members),
        "waiting": _shares(waiting, members),
        "told": history(standing, [row, *found.moves, *(one.link for one in found.links)])
        if standing.signed_in
        else [],
        "wants": row.wanted or row.wanted_use or row.wanted_kind or row.wanted_from,
    }
    return render(request, "investment/lead.html", context)


def step(request: HttpRequest, circle: str, uid: UUID, step: str) -> HttpResponse:
    """Do one of the keeper's deeds."""
    way = WAYS.get(step)
    found = lead_or_404(request, circle, uid)
    if way is None:
        raise Http404
    allowed = way.may(request.standing, found)
    if allowed is False:
        raise Http404
    allowed.require()
    form = _form(request, step, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = {"by": request.standing, "at": request.at, "lead": found.lead, **_given(form)}
        if perform(form, lambda: way.act(**said) or True):
            messages.success(request, str(way.done))
            return redirect("investment:lead", circle=circle, uid=uid)
    return form_page(
        request,
        circle=found.lead.in_circle,
        form=form,
        title=way.title,
        verb=way.verb,
        hint=way.hint,
        lead=found.lead,
        back=reverse("investment:lead", kwargs={"circle": circle, "uid": uid}),
        next=rules.stage_after(found.lead.stage) if step == "move" else None,
        draft=f"investment.{step}.{uid}",
    )


def match(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show which spaces suit a lead, and why the others do not."""
    found = lead_or_404(request, circle, uid)
    held = queries.spaces_for(request.standing, found.lead)
    context = {
        "circle": found.lead.in_circle,
        "lead": found.lead,
        "members": member_cards(request.standing),
        "groups": [(fit, [m for m in held if m.fit == fit]) for fit in dict.fromkeys(m.fit for m in held)],
        "held": len(held),
        "may_change": rules.may_keep(request.standing, found.lead),
    }
    return render(request, "investment/match.html", context)


def _form(request: HttpRequest, step: str, found: queries.LeadTold, data: Any) -> Form:
    row = found.lead
    initial: dict[str, Any] = {"revision": row.revision}
    circle = row.circle
    if step == "move":
        free = [space for space in queries.spaces(request.standing, circle) if space.state != SpaceState.LET]
        members = member_cards(request.standing)
        return forms.MoveForm(
            data,
            initial={**initial, "on": today_of(request)},
            asks=frozenset(need.field for need in found.missing),
            spaces=[(str(s.pk), f"{name_of(members.get(s.owner), s.owner)} · {s}") for s in free],
            towns=towns(request, circle),
        )
    if step == "change":
        return forms.ChangeLeadForm(data, initial={**initial, **forms.LeadForm.begun(row)})
    if step == "share":
        named = [code for code in row.parties.split(",") if code]
        shown = {"audience": row.audience, "towns": named}
        return forms.ShareForm(data, initial={**initial, **shown}, members=towns(request, circle, without=row.owner))
    if step == "offer":
        return forms.OfferForm(data, initial=initial, members=towns(request, circle, without=row.owner))
    if step == "back":
        stages = [(s.value, s.label) for s in reversed(rules.stages_before(row.stage))]
        return forms.BackForm(data, initial=initial, stages=stages)
    return {"end": forms.EndForm, "reopen": forms.ReopenForm}[step](data, initial=initial)


def _given(form: Form) -> dict[str, Any]:
    """Return what a form carries, as its deed takes it."""
    data = form.cleaned_data
    if isinstance(form, forms.ChangeLeadForm):
        return {"revision": data["revision"], "facts": form.facts()}
    if isinstance(form, forms.MoveForm):
        plain: dict[str, Any] = {
            k: data[k] for k in ("revision", "on", "why_zh", "why", "site_town", "site_zh") if k in data
        }
        return {**plain, "capital": form.capital(), "site": UUID(data["site"]) if data.get("site") else None}
    if isinstance(form, forms.ShareForm):
        towns_named = tuple(data["towns"]) if data["audience"] == Audience.PARTIES else ()
        return {"revision": data["revision"], "audience": data["audience"], "towns": towns_named}
    return dict(data)


def _shares(told: queries.SplitTold | None, members: dict[str, Any]) -> dict[str, Any] | None:
    """Return a split as the page draws it: Zhejiang left, Shanghai right."""
    if told is None:
        return None
    words = {word.owner: word for word in told.words}
    rows = [
        {"code": code, "town": members.get(code), "percent": share, "word": words.get(code),
         "left": code in members and members[code].bank < 0}
        for code, share in told.split.percent.items()
    ]  # fmt: skip
    return {"told": told, "left": [r for r in rows if r["left"]], "right": [r for r in rows if not r["left"]]}
