"""Pages of events: the calendar, one event, and what its host writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.domain.meetings import actions, forms, queries, rules
from pilin.domain.meetings.enums import AgendaOutcome, MeetingKind, MeetingState, MinutesState
from pilin.domain.meetings.web.asking import (
    circle_or_404,
    deed_of,
    standing_of,
    tally,
    today,
    uid_or_none,
    year_or_none,
)
from pilin.engine.base import clean_text, text_hash
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.journal.queries import history
from pilin.foundation.members.enums import Level
from pilin.foundation.members.queries import chair_on, member_cards
from pilin.web.forms import Form, perform


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what is to come and what was held, those under one umbrella together."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    get = request.GET
    everything = queries.meetings_of(standing, circle, on)
    found = queries.meetings_of(
        standing,
        circle,
        on,
        level=get.get("level", ""),
        kind=get.get("kind", ""),
        host=get.get("host", ""),
        year=year_or_none(get.get("year", "")),
    )
    coming = [e for e in found if e.state == MeetingState.PLANNED and not e.unrecorded]
    past = [e for e in found if e not in coming]
    context = {
        "circle": room,
        "coming": coming,
        "unrecorded": [e for e in past if e.unrecorded],
        "past": sorted((e for e in past if not e.unrecorded), key=lambda e: e.row.starts_on_first, reverse=True),
        "filtered": any(get.get(k) for k in ("level", "kind", "host", "year")),
        "levels": [(value, label, n) for value, label in Level.choices if (n := _of_level(everything, value))],
        "kinds": [
            (v, label, n) for v, label in MeetingKind.choices if (n := sum(e.row.kind == v for e in _flat(everything)))
        ],
        "years": sorted(tally(_flat(everything), lambda e: e.row.starts_on_first.year).items(), reverse=True),
        "hosts": [
            (m, n) for m in queries.member_rows(standing, circle, on) if (n := sum(e.row.host == m for e in everything))
        ],
        "loads": queries.loads(standing, circle, on),
        "late_tasks": len([t for t in queries.open_tasks(standing, circle, on) if t.stands.overdue_days]),
        "may_call": bool(rules.may_call(standing, circle, standing.member)),
        "here": "index",
    }
    return render(request, "meetings/index.html", context)


def _flat(events: list[queries.EventView]) -> list[queries.EventView]:
    return [e for event in events for e in (event, *event.parts)]


def _of_level(events: list[queries.EventView], level: str) -> int:
    return sum(e.row.body is not None and e.row.body.level == level for e in _flat(events))


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, circle: str) -> HttpResponse:
    """Call a meeting; where the host already hosts something then, say so first."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    rules.may_call(standing, circle, standing.member).require()
    over = [e.row for e in queries.meetings_of(standing, circle, on, state=MeetingState.PLANNED)]
    choices: dict[str, Any] = {
        "bodies": queries.bodies_of(standing, circle),
        "hosts": queries.member_rows(standing, circle, on),
        "over": over,
    }
    chair = chair_on(standing, circle, on)
    context: dict[str, Any] = {"circle": room, "chair": chair, "clashes": []}
    form = forms.CallForm(
        request.POST or None, initial={"umbrella": request.GET.get("under", "")}, clash=True, **choices
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        starts_at, ends_at = form.moments()
        term = chair_on(standing, circle, data["day"])
        host = data["host"] or (term.member.code if term else "")
        slot = rules.Slot(data["day"], data["last_day"] or data["day"], starts_at, ends_at)
        umbrella = uid_or_none(data["umbrella"])
        context["clashes"] = [] if umbrella else queries.clashes(standing, host, slot)
        if context["clashes"] and not data["anyway"]:
            form.add_error("anyway", _("The host already hosts something then. Choose another time, or tick this."))
        else:
            made = perform(
                form,
                lambda: actions.call_meeting(
                    **deed_of(request, circle),
                    title_zh=data["title_zh"],
                    title=data["title"],
                    kind=data["kind"],
                    body=uid_or_none(data["body"]),
                    starts_on=data["day"],
                    ends_on=data["last_day"],
                    starts_at=starts_at,
                    ends_at=ends_at,
                    host=data["host"],
                    place_zh=data["place_zh"],
                    place=data["place"],
                    umbrella=umbrella,
                    is_results=data["is_results"],
                    agenda=form.items(),
                    audience=data["audience"],
                ),
            )
            if made:
                messages.success(request, _("Called. The host's secretary has been told."))
                return redirect("meetings:meeting", circle=circle, uid=made.pk)
    if not context["clashes"]:
        del form.fields["anyway"]
    return render(request, "meetings/call.html", {**context, "form": form})


def _view(request: HttpRequest, circle: str, uid: UUID) -> queries.MeetingView:
    view = queries.meeting_named(standing_of(request), circle, uid, today(request))
    if view is None:
        raise Http404
    return view


def _may_keep(request: HttpRequest, view: queries.MeetingView) -> Verdict:
    host = view.row.host.code if view.row.host else ""
    return rules.may_keep(standing_of(request), view.row.circle, host, queries.chaired_on_the_day(view.row))


@require_GET
def meeting(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one event: agenda, who was there, minutes, resolutions with their tasks by bank, outcomes."""
    room, standing = circle_or_404(request, circle), standing_of(request)
    view = _view(request, circle, uid)
    keeps = bool(_may_keep(request, view)) and not view.row.cancelled_at
    there = [m.code for m in view.attending]
    speaks = (
        view.minutes.row is not None
        and view.minutes.state != MinutesState.CONFIRMED
        and bool(rules.may_speak_to_minutes(standing, there))
    )
    mine = view.minutes.words.get(standing.member)
    slot = queries.slot_of(view.row)
    clash = (
        queries.clashes(standing, view.row.host.code, slot, but=view.row.pk)
        if view.row.host and view.event.state == MeetingState.PLANNED and not view.row.umbrella_id
        else []
    )
    context = {
        "circle": room,
        "view": view,
        "m": view.row,
        "keeps": keeps,
        "moves_on": bool(rules.may_keep(standing, circle, view.row.host.code if view.row.host else "")),
        "speaks": speaks and mine is None,
        "mine": mine,
        "clashes": clash,
        "agenda_form": forms.AgendaForm(members=queries.member_rows(standing, circle, view.row.starts_on_first))
        if keeps
        else None,
        "agenda_outcomes": AgendaOutcome.choices,
        "can_hold": keeps and view.event.state == MeetingState.PLANNED and view.row.starts_on_first <= today(request),
        "can_cancel": keeps and view.event.state == MeetingState.PLANNED,
        "can_freeze": keeps and view.row.is_results and view.row.snapshot is None,
        "told": history(standing, [view.row, *(r.row for r in view.resolutions)], most=20),
        "members": member_cards(standing),
        "here": "index",
    }
    return render(request, "meetings/meeting.html", context)


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Write the minutes; what is typed and not sent is kept as the person's draft."""
    room, view = circle_or_404(request, circle), _view(request, circle, uid)
    _may_keep(request, view).require()
    row = view.minutes.row
    initial = (
        {"text_zh": row.text_zh, "text": row.text, "revision": row.revision}
        if row
        else {
            "text_zh": "\n\n".join(f"{i.no}. {i.title_zh}\n{i.minutes_zh}".strip() for i in view.agenda),
            "text": "\n\n".join(f"{i.no}. {i.title}\n{i.minutes}".strip() for i in view.agenda),
        }
    )
    form = forms.MinutesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = perform(
            form, lambda: actions.write_minutes(**deed_of(request, circle), meeting=uid, **form.cleaned_data)
        )
        if made:
            messages.success(request, _("Sent to every town that was there, to confirm."))
            return redirect(reverse("meetings:meeting", kwargs={"circle": circle, "uid": uid}) + "#minutes")
    return render(request, "meetings/minutes.html", {"circle": room, "view": view, "m": view.row, "form": form})


@require_POST
def word(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Confirm the minutes for one's town, or ask for a correction."""
    circle_or_404(request, circle)
    view = _view(request, circle, uid)
    form = forms.WordForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.speak_to_minutes(**deed_of(request, circle), meeting=view.row.pk, **form.cleaned_data)
    confirmed = form.cleaned_data["said"] == "confirmed"
    messages.success(
        request, _("Confirmed for your town.") if confirmed else _("The host has been asked to correct them.")
    )
    return redirect(reverse("meetings:meeting", kwargs={"circle": circle, "uid": uid}) + "#minutes")


@require_http_methods(["GET", "POST"])
def resolve(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Record a resolution and give each town its task in the same step."""
    room, standing, view = circle_or_404(request, circle), standing_of(request), _view(request, circle, uid)
    _may_keep(request, view).require()
    form = forms.ResolutionForm(
        request.POST or None,
        items=list(view.agenda),
        members=queries.member_rows(standing, circle, today(request)),
        themes=queries.themes_of(standing, circle),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = perform(
            form,
            lambda: actions.resolve(
                **deed_of(request, circle),
                meeting=uid,
                text_zh=data["text_zh"],
                text=data["text"],
                state=data["state"],
                item=uid_or_none(data["item"]),
                tasks=form.tasks(),
            ),
        )
        if made:
            n = len(form.tasks())
            messages.success(
                request, _("Recorded; %(n)d towns have been told what to do.") % {"n": n} if n else _("Recorded.")
            )
            return redirect("meetings:meeting", circle=circle, uid=uid)
    return render(request, "meetings/resolve.html", {"circle": room, "view": view, "m": view.row, "form": form})


def _call_with(deed: Callable[..., Any], common: dict[str, Any], data: dict[str, Any]) -> Any:
    return deed(**common, **data)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, circle: str, uid: UUID, what: str) -> HttpResponse:
    """Add to an event: an agenda item, who was there, an outcome, a commitment."""
    room, standing, view = circle_or_404(request, circle), standing_of(request), _view(request, circle, uid)
    _may_keep(request, view).require()
    members = queries.member_rows(standing, circle, view.row.starts_on_first)
    given = request.POST or None
    common = {**deed_of(request, circle), "meeting": uid}
    form: Form
    act: Callable[[dict[str, Any]], Any]
    match what:
        case "agenda":
            form, title = forms.AgendaForm(given, members=members), _("Put an item on the agenda")
            act = partial(_call_with, actions.put_on_agenda, common)
        case "attendance":
            listed = forms.AttendanceForm(given, members=members)
            form, title = listed, _("Record who was there")
            act = lambda _data: actions.record_attendance(**common, people=listed.people())  # noqa: E731
        case "outcome":
            form, title = forms.OutcomeForm(given), _("Record what it brought forth")
            act = partial(_call_with, actions.record_outcome, common)
        case "commitment":
            form, title = forms.CommitmentForm(given, members=members), _("Note what was undertaken")
            act = partial(_call_with, actions.note_commitment, common)
        case _:
            raise Http404
    if request.method == "POST" and form.is_valid():
        made: Any = perform(form, lambda: act(form.cleaned_data))
        if made:
            messages.success(request, _("Written down."))
            return redirect("meetings:meeting", circle=circle, uid=uid)
    return render(request, "meetings/add.html", {"circle": room, "m": view.row, "form": form, "title": title})


@require_http_methods(["GET", "POST"])
def record_item(request: HttpRequest, circle: str, uid: UUID, item: UUID) -> HttpResponse:
    """Record what was said of an agenda item and what came of it."""
    room, view = circle_or_404(request, circle), _view(request, circle, uid)
    _may_keep(request, view).require()
    found = next((i for i in view.agenda if i.pk == item), None)
    if found is None:
        raise Http404
    initial = {"outcome": found.outcome, "minutes_zh": found.minutes_zh, "minutes": found.minutes}
    form = forms.ItemForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = perform(
            form, lambda: actions.record_item(**deed_of(request, circle), meeting=uid, item=item, **form.cleaned_data)
        )
        if done:
            messages.success(request, _("Written down."))
            return redirect("meetings:meeting", circle=circle, uid=uid)
    context = {"circle": room, "m": view.row, "form": form, "title": found}
    return render(request, "meetings/add.html", context)


@require_POST
def do(request: HttpRequest, circle: str, uid: UUID, what: str) -> HttpResponse:
    """Do what needs one press: record as held, cancel, freeze the snapshot, carry unfinished tasks over."""
    circle_or_404(request, circle)
    view = _view(request, circle, uid)
    common = {**deed_of(request, circle), "meeting": view.row.pk}
    match what:
        case "hold":
            actions.record_held(**common)
            told = _("Recorded as held.")
        case "cancel":
            actions.cancel_meeting(**common, why=clean_text(request.POST.get("why", ""))[:300])
            told = _("Cancelled; everyone can read why.")
        case "freeze":
            actions.freeze_snapshot(**common)
            told = _("Frozen. What this meeting resolves refers to it.")
        case "carry":
            carried = actions.carry_over(**common)
            told = _("%(n)d unfinished tasks are before this meeting now.") % {"n": len(carried)}
        case _:
            raise Http404
    messages.success(request, told)
    return redirect("meetings:meeting", circle=circle, uid=uid)


@require_POST
def move_resolution(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Record how far a resolution has come."""
    circle_or_404(request, circle)
    form = forms.MoveResolutionForm(request.POST)
    if not form.is_valid():
        raise Http404
    step = actions.move_resolution(**deed_of(request, circle), resolution=uid, **form.cleaned_data)
    messages.success(request, _("Recorded."))
    return redirect("meetings:meeting", circle=circle, uid=step.resolution.meeting_id)


@require_GET
def snapshot(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a frozen snapshot, and whether its text still has the hash it was frozen with."""
    room = circle_or_404(request, circle)
    found = queries.snapshots_of(standing_of(request), circle).filter(pk=uid).first()
    if found is None:
        raise Http404
    if request.GET.get("as") == "text":
        response = HttpResponse(found.text, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{found.pk}.json"'
        return response
    whole = text_hash(found.text) == found.text_hash
    return render(request, "meetings/snapshot.html", {"circle": room, "s": found, "whole": whole})
