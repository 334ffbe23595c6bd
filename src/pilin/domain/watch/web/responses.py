"""Responses: the level of each town on both banks, one response with the tasks of its offices, the plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.watch import actions
from pilin.domain.watch.kinds import ROMAN
from pilin.domain.watch.models import Signal
from pilin.domain.watch.queries import responses as queries
from pilin.domain.watch.queries.responses import ResponseTold
from pilin.domain.watch.rules import responses as rules
from pilin.domain.watch.rules.checks import SHANGHAI
from pilin.domain.watch.rules.who import may_keep
from pilin.domain.watch.web import acts_forms as forms
from pilin.domain.watch.web.acts import by_bank, cards, circle_of, form_page, found, key
from pilin.foundation.members.queries import day_of, members_on
from pilin.web.forms import perform
from pilin.web.words import in_words

KEYS = 9  # tasks that a figure key leads to


def responses(request: HttpRequest, circle: str) -> HttpResponse:
    """Show which level each town has now, bank beside bank, and the responses so far."""
    within, standing, members = circle_of(request, circle), request.standing, cards(request)
    told = queries.responses_told(standing, circle)
    running = {one.now.owner: one for one in told if one.running}
    towns = [one.code for one in members_on(standing, circle, day_of(request.at))]
    towns += [code for code in running if code not in towns]
    left, right = by_bank(members, [(code, running.get(code)) for code in towns], lambda one: one[0])
    context = {
        "circle": within, "members": members, "left": left, "right": right, "past": [one for one in told if not one.running], "running": len(running),
        "roman": ROMAN, "may_keep": bool(may_keep(standing, circle, standing.member)), "own": running.get(standing.member), "tab": "responses",
    }  # fmt: skip
    return render(request, "watch/acts/responses.html", context)


def response(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one response: its states, what it follows by which law, and the tasks of its offices."""
    told, standing, members = _response(request, circle, uid), request.standing, cards(request)
    level = told.now.level
    open_tasks = [one for one in told.tasks if one.done_at is None]
    numbers = {one.pk: place for place, one in enumerate(open_tasks[:KEYS], 1)}
    offices: dict[str, list[Any]] = {}
    for one in told.tasks:
        late = one.due_at is not None and one.due_at < (one.done_at or told.ended_at or request.at)
        offices.setdefault(in_words(one, "office"), []).append((one, numbers.get(one.pk), late))
    context = {
        "circle": told.now.in_circle, "told": told, "r": told.now, "first": told.launched, "members": members, "roman": ROMAN, "offices": offices,
        "may_change": bool(rules.may_change_response(standing, told.now)), "tab": "responses",
        "may_do": bool(open_tasks and rules.may_do_task(standing, open_tasks[0], level)), "mapped": told.launched.mapped_level,
    }  # fmt: skip
    return render(request, "watch/acts/response.html", context)


def launch(request: HttpRequest, circle: str) -> HttpResponse:
    """Note that a command launched a response for one's own town."""
    within, standing = circle_of(request, circle), request.standing
    may_keep(standing, circle, standing.member).require()
    signals = queries.signals_to_follow(standing, circle)
    form = forms.LevelForm(
        request.POST if request.method == "POST" else None, signals=[_choice(one) for one in signals], initial={"level": "4"}
    )  # fmt: skip
    if form.is_valid():
        said = dict(form.cleaned_data)
        signal = queries.signal_named(standing, circle, key(said.pop("signal")))
        level = int(said.pop("level"))
        made = perform(
            form, lambda: actions.launch_response(by=standing, at=request.at, circle=within, town=standing.member, level=level, signal=signal, **said)
        )  # fmt: skip
        if made:
            messages.success(request, _("Noted. The offices have their tasks."))
            return redirect("watch:response", circle=circle, uid=made.family)
    return form_page(
        request, within, form, title=_("Note a response"), verb=_("Note it"), back=reverse("watch:responses", args=[circle]), tab="responses",
        hint=_("The command decides; its order is written down here. Which level goes with a colour is looked up in the law of your place."),
    )  # fmt: skip


def change(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that a response was raised or lowered."""
    told, standing = _response(request, circle, uid), request.standing
    rules.may_change_response(standing, told.now).require()
    form = forms.LevelForm(
        request.POST if request.method == "POST" else None, running=True, signals=[_choice(one) for one in queries.signals_to_follow(standing, circle)],
        initial={"level": str(told.now.level), "command_zh": told.now.command_zh, "command": told.now.command},
    )  # fmt: skip
    if form.is_valid():
        said = dict(form.cleaned_data)
        signal = queries.signal_named(standing, circle, key(said.pop("signal")))
        level = int(said.pop("level"))
        made = perform(
            form, lambda: actions.change_response(by=standing, at=request.at, response=told.now, level=level, signal=signal, **said)
        )  # fmt: skip
        if made:
            messages.success(request, _("Noted. The offices have what the new level asks besides."))
            return redirect("watch:response", circle=circle, uid=uid)
    return form_page(
        request, told.now.in_circle, form, title=_("Raise or lower the response"), sub=in_words(told.now, "command"), verb=_("Note it"),
        back=reverse("watch:response", args=[circle, uid]), tab="responses",
    )  # fmt: skip


def end(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that a response was stood down."""
    told, standing = _response(request, circle, uid), request.standing
    rules.may_change_response(standing, told.now).require()
    form = forms.EndForm(
        request.POST if request.method == "POST" else None, initial={"command_zh": told.now.command_zh, "command": told.now.command}
    )  # fmt: skip
    if form.is_valid():
        said = dict(form.cleaned_data)
        if perform(form, lambda: actions.end_response(by=standing, at=request.at, response=told.now, **said)):
            messages.success(request, _("Stood down. What was not done stays so in the record."))
            return redirect("watch:response", circle=circle, uid=uid)
    return form_page(
        request, told.now.in_circle, form, title=_("Note that it was stood down"), sub=in_words(told.now, "command"), verb=_("Note it"),
        back=reverse("watch:response", args=[circle, uid]), tab="responses",
    )  # fmt: skip


@require_POST
def acknowledge(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take on a task."""
    task = found(queries.task_named(request.standing, circle, uid))
    actions.acknowledge_task(by=request.standing, at=request.at, task=task)
    messages.success(request, _("Taken on."))
    return redirect("watch:response", circle=circle, uid=task.family)


@require_POST
def finish(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that a task is done."""
    task = found(queries.task_named(request.standing, circle, uid))
    note = request.POST.get("note", "")[:300]
    actions.finish_task(by=request.standing, at=request.at, task=task, note=note)
    messages.success(request, _("Done, and written down."))
    return redirect("watch:response", circle=circle, uid=task.family)


def plan(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the plans of the towns: who does what from which level up."""
    within, standing, members, on = circle_of(request, circle), request.standing, cards(request), day_of(request.at)
    towns = [one.code for one in members_on(standing, circle, on)]
    town = request.GET.get("town") or (standing.member if standing.member in members else towns[0] if towns else "")
    context = {
        "circle": within, "members": members, "towns": towns, "town": town, "lines": queries.plan_of(standing, circle, town, on), "roman": ROMAN,
        "may_keep": bool(may_keep(standing, circle, town)), "tab": "responses",
    }  # fmt: skip
    return render(request, "watch/acts/plan.html", context)


def add_task(request: HttpRequest, circle: str) -> HttpResponse:
    """Write a line of one's own town's plan."""
    within, standing = circle_of(request, circle), request.standing
    may_keep(standing, circle, standing.member).require()
    form = forms.PlanTaskForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": day_of(request.at)}
    )
    if form.is_valid():
        said = dict(form.cleaned_data)
        level = int(said.pop("level"))
        made = perform(
            form, lambda: actions.set_plan_task(by=standing, at=request.at, circle=within, town=standing.member, level=level, **said)
        )  # fmt: skip
        if made:
            messages.success(request, _("Written. Responses launched from that day on bring it."))
            return redirect("watch:plan", circle=circle)
    return form_page(
        request, within, form, title=_("Write a line of the plan"), verb=_("Write it down"), back=reverse("watch:plan", args=[circle]), tab="responses"
    )  # fmt: skip


@require_POST
def end_task(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """End a line of the plan."""
    line = found(queries.plan_task_named(request.standing, circle, uid))
    actions.end_plan_task(by=request.standing, at=request.at, line=line)
    messages.success(request, _("It holds no more after today."))
    return redirect("watch:plan", circle=circle)


def _response(request: HttpRequest, circle: str, uid: UUID) -> ResponseTold:
    return found(queries.response_named(request.standing, circle, uid))


def _choice(one: Signal) -> tuple[str, str]:
    said = f"{one.issued_at.astimezone(SHANGHAI):%m-%d %H:%M} · {in_words(one, 'issuer')} · {one.get_hazard_display()} · {one.get_colour_display()}"  # fmt: skip
    return str(one.pk), said
