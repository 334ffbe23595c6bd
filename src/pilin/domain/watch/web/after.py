"""Events afterwards: the course on both banks with every delay, the report as PDF and Word, the replay, and a drill of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.watch import actions, queries
from pilin.domain.watch.documents import docx_of, pdf_of
from pilin.domain.watch.models import Event
from pilin.domain.watch.queries import after as told_after
from pilin.domain.watch.queries.desk import LONGEST
from pilin.domain.watch.rules.who import may_keep
from pilin.domain.watch.web import acts_forms as forms
from pilin.domain.watch.web.acts import bank_of, cards, circle_of, form_page, found, towns_besides
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.rules.readings import SHANGHAI
from pilin.web.forms import perform
from pilin.web.words import in_words

SPEEDS = (1, 10, 60)
FILES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def after_index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the events of a circle, each with the way to its course and its replay."""
    context = {
        "circle": circle_of(request, circle), "members": cards(request), "tab": "after",
        "events": [(one, request.at > one.opened_at + LONGEST) for one in told_after.events(request.standing, circle)],
    }  # fmt: skip
    return render(request, "watch/acts/after_index.html", context)


def after(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show the course of an event: both banks with the river between, and the delays of each town."""
    row, members = _event(request, circle, uid), cards(request)
    course = told_after.course_of(request.standing, row, request.at)
    context = {
        "circle": row.in_circle, "e": row, "course": course, "members": members, "tab": "after", "rows": _rows(course.entries, members),
        "over": row.closed_at is not None or request.at > row.opened_at + LONGEST,
        "may_keep": bool(may_keep(request.standing, circle, request.standing.member)),
    }  # fmt: skip
    return render(request, "watch/acts/after.html", context)


def report(request: HttpRequest, circle: str, uid: UUID, kind: str) -> HttpResponse:
    """Give the report of an event as PDF or Word."""
    row, members = _event(request, circle, uid), cards(request)
    lang = "en" if get_language() == "en" else "zh"
    with translation.override("en" if lang == "en" else "zh-hans"):
        course = told_after.course_of(request.standing, row, request.at)
        names = {code: in_words(card, "name") for code, card in members.items()}
        banks = {code: card.bank for code, card in members.items()}
        make = pdf_of if kind == "pdf" else docx_of
        content = make(course, lang=lang, on=day_of(request.at), towns=names, banks=banks)
    answer = HttpResponse(content, content_type=FILES[kind])
    answer["Content-Disposition"] = f'inline; filename="event-{row.opened_at.astimezone(SHANGHAI):%Y-%m-%d}.{kind}"'
    return answer


def replay(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a past event running again; it only reads. Without a script the address says up to which moment."""
    row, members = _event(request, circle, uid), cards(request)
    course = told_after.course_of(request.standing, row, request.at)
    moment = _moment(request.GET.get("at", ""), course)
    told = told_after.until(course, moment)
    newest = told_after.standing_of_banks(told, lambda code: bank_of(members, code))
    context = {
        "circle": row.in_circle, "e": row, "course": course, "members": members, "tab": "after", "moment": moment, "newest": newest,
        "begins": int(course.first.timestamp()), "ends": int(course.last.timestamp()), "now": int(moment.timestamp()), "speeds": SPEEDS,
        "rows": [(entry, bank_of(members, entry.town), int(entry.at.timestamp()), entry.at <= moment) for entry in course.entries],
        "steps": [one.at for one in course.entries],
    }  # fmt: skip
    return render(request, "watch/acts/replay.html", context)


def drill(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Make a drill of an event."""
    row, standing = _event(request, circle, uid), request.standing
    may_keep(standing, circle, standing.member).require()
    form = forms.ReplayForm(
        request.POST if request.method == "POST" else None, towns=towns_besides(request, circle, standing.member),
        initial={"planned_at": request.at.astimezone(SHANGHAI) + forms.WEEK},
    )  # fmt: skip
    if form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        terms = actions.Terms(**{name: said.pop(name) for name in ("know", "tell", "launch", "gates")})
        made = perform(
            form, lambda: actions.replay_as_drill(by=standing, at=request.at, event=row, town=standing.member, terms=terms, **said)
        )  # fmt: skip
        if made:
            messages.success(request, _("Planned. Start it on the page of the drill when everybody is there."))
            return redirect("drills:drill", circle=circle, uid=made.pk)
    return form_page(
        request, row.in_circle, form, title=_("Practise it as a drill"), sub=in_words(row, "title"), verb=_("Plan the drill"), tab="after",
        hint=_("Signals and levels come at their minutes; expected are knowing, telling the neighbour, launching and opening the gates."),
        back=reverse("watch:after", args=[circle, uid]),
    )  # fmt: skip


def _rows(entries: Any, members: dict[str, Any]) -> list[tuple[Any, int]]:
    return [(entry, bank_of(members, entry.town)) for entry in entries]


def _moment(text: str, course: told_after.Course) -> datetime:
    """Return the moment asked for, within the course; its first where none is asked for."""
    try:
        asked = datetime.fromisoformat(text)
    except ValueError:
        return course.first
    asked = asked if asked.tzinfo else asked.replace(tzinfo=SHANGHAI)
    return max(course.first, min(asked, course.last))


def _event(request: HttpRequest, circle: str, uid: UUID) -> Event:
    return found(queries.event_named(request.standing, circle, uid))
