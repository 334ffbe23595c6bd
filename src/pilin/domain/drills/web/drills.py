"""A drill: the list, planning, taking part, starting, ending, closing; and its page in every state."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.drills import actions, forms, queries, rules
from pilin.domain.drills.enums import HELD, RESULTS, DrillState
from pilin.domain.drills.models import Drill
from pilin.domain.drills.web.shared import chosen, circle_of, drill_of, form_page, role_names
from pilin.foundation.members.queries import day_of, member_cards, members_on
from pilin.web.forms import Form, page_number, perform
from pilin.web.words import in_words

REFRESH = 10  # seconds after which a running drill is looked at again; sooner where an inject falls due


def drills(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the drills of a circle, newest first."""
    within, standing, asked = circle_of(request, circle), request.standing, request.GET
    rows = queries.drills(
        standing, circle, state=asked.get("state", ""), town=asked.get("town", ""), words=asked.get("q", "")[:80]
    )
    context = {
        "circle": within, "members": member_cards(standing), "page": Paginator(rows, 40).get_page(page_number(asked.get("page"))),
        "states": list(DrillState.choices), "filtered": any(asked.get(key) for key in ("state", "town", "q")),
        "towns": members_on(standing, circle, day_of(request.at)), "may_keep": bool(rules.may_keep(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "drills/drills.html", context)


def drill(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a drill: before it, who takes part; while it runs, the clock and what may be pressed; after it, expected against actual."""
    row, standing, members = drill_of(request, circle, uid), request.standing, member_cards(request.standing)
    joined = queries.joined_towns(standing, row)
    told = queries.timeline(standing, row, joined, request.at)
    correctives = queries.told_of_correctives(
        standing, queries.correctives(standing, circle, drill=row), day_of(request.at)
    )
    said = queries.evaluations(standing, row)
    names = role_names(row.scenario)
    planned = row.state in (DrillState.PLANNED, DrillState.CALLED_OFF)
    plays = [
        (name, row.cast.get(key, row.owner) if planned else rules.town_of_role(row, key, joined))
        for key, name in names.items()
    ]
    runs = queries.running(standing, row, told, joined, request.at) if row.state == DrillState.RUNNING else None
    context = {
        "circle": row.in_circle, "d": row, "members": members, "towns": queries.towns_of(row, joined), "told": told, "names": names, "plays": plays,
        "sites": queries.sites_of_drill(standing, row), "counts": [(key, RESULTS[key], n) for key, n in told.score.counts().items()], "results": RESULTS, "held": row.state in HELD, "correctives": correctives,
        "running": runs, "started": rules.clock(runs.seconds) if runs else "",
        "refresh": max(1, min(REFRESH, REFRESH if runs is None or runs.next_in is None else runs.next_in + 1)),
        "left": [one for one in said if _bank(members, one.owner) < 0], "right": [one for one in said if _bank(members, one.owner) >= 0],
        "awaited": [one.code for one in queries.towns_of(row, joined) if one.joined and one.code not in {each.owner for each in said}],
        "may": _may(request, row, joined, [one.owner for one in said], [one.row for one in correctives], told.notes),
    }  # fmt: skip
    return render(request, "drills/drill.html", context)


def _bank(members: dict[str, Any], code: str) -> int:
    return members[code].bank if code in members else 1


def _may(
    request: HttpRequest, row: Drill, joined: list[str], evaluated: list[str], correctives: list[Any], notes: Any
) -> dict[str, Any]:
    """Return what whoever asks may do here."""
    by = request.standing
    unsure = [one for one in correctives if one.state != "verified"]
    return {
        "join": bool(rules.may_join(by, row, joined)), "start": bool(rules.may_lead(by, row, DrillState.PLANNED)),
        "finish": bool(rules.may_lead(by, row, DrillState.RUNNING)), "note": bool(rules.may_note(by, row, "", joined)),
        "evaluate": bool(rules.may_evaluate(by, row, joined, evaluated)), "mend": bool(rules.may_set_corrective(by, row, joined)),
        "close": bool(rules.may_close(by, row, len(unsure))), "waits": len(unsure) if rules.may_lead(by, row, DrillState.EVALUATED) else 0,
        "correct": {one.row.pk for one in notes if one.corrected_by is None and not one.row.withdrawn and rules.may_correct(by, row, one.row)},
        "done": {one.pk for one in correctives if rules.may_report_done(by, one)},
        "verify": {one.pk for one in correctives if rules.may_verify(by, row, one, joined, one.done_by_id)},
    }  # fmt: skip


def plan(request: HttpRequest, circle: str) -> HttpResponse:
    """Plan a drill: first which scenario, then who plays which role."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    rules.may_keep(standing, circle, standing.member).require()
    known = queries.latest_scenarios(standing, circle)
    sent = request.POST if request.method == "POST" else None
    named = (request.POST if sent else request.GET).get("scenario", "")
    of = next((one for one in known if str(one.pk) == named), known[0] if known else None)
    cards = member_cards(standing)
    towns = [
        (one.code, in_words(one, "name")) for one in members_on(standing, circle, on) if one.code != standing.member
    ]
    form = forms.PlanForm(
        sent, scenarios=[(str(one.pk), f"{in_words(one, 'title')} · {one.version}") for one in known], towns=towns,
        sites=[(str(one.pk), in_words(one, "title")) for one in queries.sites(standing, circle, town=standing.member, on=on)],
        roles=list(role_names(of).items()) if of else [], host=(standing.member, in_words(cards[standing.member], "name") if standing.member in cards else ""),
        initial={"scenario": str(of.pk) if of else "", "sites": request.GET.getlist("site"), "title_zh": of.title_zh if of else "", "title": of.title if of else "", "place_zh": of.place_zh if of else "", "place": of.place if of else ""},
    )  # fmt: skip
    if of is not None and form.is_valid():
        said = {
            key: value for key, value in form.cleaned_data.items() if not key.startswith("cast_") and key != "scenario"
        }
        said["sites"] = chosen(said["sites"])
        made = perform(
            form, lambda: actions.plan_drill(by=standing, at=request.at, circle=within, town=standing.member, scenario=of, cast=form.cast(), **said)
        )  # fmt: skip
        if made:
            messages.success(request, _("Planned. The towns that are asked find it in their work."))
            return redirect("drills:drill", circle=circle, uid=made.pk)
    return form_page(
        request, within, form, "drills/plan.html", title=_("Plan a drill"), known=known, of=of, verb=_("Plan it"), back=reverse("drills:drills", args=[circle]),
    )  # fmt: skip


def join(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that one's town takes part."""
    row, standing = drill_of(request, circle, uid), request.standing
    rules.may_join(standing, row, queries.joined_towns(standing, row)).require()
    own = queries.sites(standing, circle, town=standing.member, on=day_of(request.at))
    form = forms.JoinForm(
        request.POST if request.method == "POST" else None, sites=[(str(one.pk), in_words(one, "title")) for one in own]
    )
    if form.is_valid():
        sites = chosen(form.cleaned_data["sites"])
        if perform(form, lambda: actions.join_drill(by=standing, at=request.at, drill=row, sites=sites)):
            messages.success(request, _("Your town takes part. Its officers note what its people do."))
            return redirect("drills:drill", circle=circle, uid=uid)
    return _form(request, row, form, title=_("Take part"), verb=_("Take part"))


def call_off(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Call a drill off."""
    row = drill_of(request, circle, uid)
    rules.may_lead(request.standing, row, DrillState.PLANNED).require()
    form = forms.WhyForm(request.POST if request.method == "POST" else None)
    if (
        form.is_valid()
        and perform(
            form, lambda: actions.call_off_drill(by=request.standing, at=request.at, drill=row, **form.cleaned_data)
        )
        is not None
    ):
        messages.success(request, _("Called off. It counts for no site."))
        return redirect("drills:drill", circle=circle, uid=uid)
    return _form(request, row, form, title=_("Call the drill off"), verb=_("Call it off"))


@require_POST
def start(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Start a drill now."""
    actions.start_drill(by=request.standing, at=request.at, drill=drill_of(request, circle, uid))
    messages.success(request, _("It runs. This is a drill: nobody is alarmed by it."))
    return redirect("drills:drill", circle=circle, uid=uid)


@require_POST
def finish(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """End a drill now."""
    actions.finish_drill(by=request.standing, at=request.at, drill=drill_of(request, circle, uid))
    messages.success(request, _("Ended. Every town that took part evaluates it."))
    return redirect("drills:drill", circle=circle, uid=uid)


@require_POST
def close(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Close a drill."""
    actions.close_drill(by=request.standing, at=request.at, drill=drill_of(request, circle, uid))
    messages.success(request, _("Closed. Everything it showed is mended, and somebody made sure of it."))
    return redirect("drills:drill", circle=circle, uid=uid)


def _form(request: HttpRequest, row: Drill, form: Form, **said: Any) -> HttpResponse:
    back = reverse("drills:drill", args=[row.circle, row.pk])
    return form_page(request, row.in_circle, form, sub=in_words(row, "title"), back=back, **said)
