"""Pages of what follows: tasks, matters with their clock, commitments with their check, half-year reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pilin.domain.meetings import actions, forms, queries, rules
from pilin.domain.meetings.enums import CheckResult, MatterState, TaskMove, TaskState
from pilin.domain.meetings.web.asking import circle_or_404, deed_of, standing_of, tally, today
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.queries import history
from pilin.foundation.members.enums import Level
from pilin.foundation.members.queries import member_cards
from pilin.foundation.members.rules import is_other_bank
from pilin.web.forms import Form, perform


@require_GET
def tasks(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what each town does by when: a board by town, or a list by age."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    get = request.GET
    everything = queries.tasks_of(standing, circle, on)
    state = get.get("state", "")
    found = queries.tasks_of(
        standing,
        circle,
        on,
        member=get.get("town", ""),
        state="" if state == "all" else state or "open",
        theme=get.get("theme", ""),
        late=get.get("late") == "1",
        aged=get.get("aged") == "1",
    )
    members = queries.member_rows(standing, circle, on)
    extra = {t.row.member.code: t.row.member for t in everything} if not members else {}
    towns = members or list(extra.values())
    states = tally(everything, lambda t: t.stands.state)
    return render(
        request,
        "meetings/tasks.html",
        {
            "circle": room,
            "tasks": found,
            "board": [(m, [t for t in found if t.row.member == m]) for m in towns],
            "towns": [(m, n) for m in towns if (n := sum(t.row.member == m and t.stands.open for t in everything))],
            "states": [(s.value, s.label, states[s]) for s in TaskState if states[s]],
            "themes": sorted({t.row.theme.name: t.row.theme for t in everything if t.row.theme}.items()),
            "late": sum(t.stands.overdue_days > 0 for t in everything),
            "aged": sum(t.stands.aged for t in everything),
            "total": len(everything),
            "view": "list" if get.get("view") == "list" else "board",
            "here": "tasks",
        },
    )


def _moves(standing: Standing, circle: str, view: queries.TaskView, across: bool) -> list[tuple[str, str, str, bool]]:
    """Return what this standing may do now, as (move, verb, hint, whether it needs a day)."""
    offered = {
        TaskMove.TAKEN: (_("Take the task"), "", False),
        TaskMove.DONE: (_("Report it done"), _("What was done, and where one can see it"), False),
        TaskMove.REDATED: (_("Name a new day"), _("Why the first one cannot be kept"), True),
        TaskMove.DECLINED: (_("Decline"), _("Why the town cannot do it"), False),
        TaskMove.CONFIRMED: (_("Confirm from our bank"), _("What was checked, and how"), False),
        TaskMove.SENT_BACK: (_("Send back"), _("What is still missing"), False),
    }
    return [
        (move.value, *words)
        for move, words in offered.items()
        if rules.may_move_task(
            standing,
            circle=circle,
            state=view.stands.state,
            what=move,
            member=view.row.member.code,
            other_bank=across,
        )
    ]


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one task with its two banks and do something to it."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    view = queries.task_named(standing, circle, uid, on)
    if view is None:
        raise Http404
    form = forms.TaskMoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = perform(form, lambda: actions.move_task(**deed_of(request, circle), task=uid, **form.cleaned_data))
        if step:
            messages.success(request, _("Written down."))
            return redirect("meetings:task", circle=circle, uid=uid)
    cards = member_cards(standing)
    mine = cards.get(standing.member)
    across = mine is not None and is_other_bank(mine, view.row.member)
    return render(
        request,
        "meetings/task.html",
        {
            "circle": room,
            "view": view,
            "t": view.row,
            "moves": _moves(standing, circle, view, across),
            "tried": request.POST.get("what", ""),
            "form": form,
            "matters": queries.matters_about(standing, uid, on),
            "may_raise": view.stands.open and bool(rules.may_raise(standing, circle, _level_of(view))),
            "told": history(standing, [view.row, *view.steps], most=20),
            "members": cards,
            "here": "tasks",
        },
    )


def _level_of(view: queries.TaskView) -> str:
    """Return the level from which a task is raised: execution, unless a body of another level gave it."""
    return Level.EXECUTION.value


@require_http_methods(["GET", "POST"])
def raise_task(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Put a stuck task before the body one level up."""
    room, on = circle_or_404(request, circle), today(request)
    view = queries.task_named(standing_of(request), circle, uid, on)
    if view is None:
        raise Http404
    rules.may_raise(standing_of(request), circle, _level_of(view)).require()
    form = forms.WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(
            form,
            lambda: actions.raise_matter(
                **deed_of(request, circle),
                subject=uid,
                subject_kind="task",
                subject_url=f"/c/{circle}/tasks/{uid}/",
                title_zh=view.row.title_zh,
                title=view.row.title,
                why=form.cleaned_data["why"],
                from_level=_level_of(view),
                illustrative=view.row.illustrative,
            ),
        )
        if made:
            messages.success(request, _("Raised; the clock runs."))
            return redirect("meetings:matter", circle=circle, uid=made.pk)
    context = {"circle": room, "t": view.row, "form": form, "title": _("Raise it one level up")}
    return render(request, "meetings/raise.html", context)


@require_GET
def matters(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what waits for each body's answer, the longest overdue first."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    everything = queries.matters_of(standing, circle, on)
    levels, states = tally(everything, lambda m: m.level), tally(everything, lambda m: m.state)
    found = queries.matters_of(
        standing, circle, on, level=request.GET.get("level", ""), state=request.GET.get("state", "")
    )
    context = {
        "circle": room,
        "matters": found,
        "total": len(everything),
        "loads": queries.loads(standing, circle, on),
        "levels": [(v, label, levels[v]) for v, label in Level.choices if levels[v]],
        "states": [(s.value, s.label, states[s]) for s in MatterState if states[s]],
        "reads": standing.signed_in,
        "here": "matters",
    }
    return render(request, "meetings/matters.html", context)


@require_http_methods(["GET", "POST"])
def matter(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a matter with its clock; answer it, send it back down, or raise it further."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    view = queries.matter_named(standing, circle, uid, on)
    if view is None:
        raise Http404
    open_now = view.state == MatterState.OPEN
    answers = bool(rules.may_answer(standing, circle))
    ways: dict[str, tuple[str, Form, Any]] = {}
    given, what = (request.POST or None), request.POST.get("do", "")
    common = {**deed_of(request, circle), "matter": uid}
    if answers and view.state != MatterState.ANSWERED:
        form: Form = forms.AnswerForm(given if what == "answer" else None, prefix="answer")
        ways["answer"] = (_("Answer it"), form, lambda d: actions.answer_matter(**common, **d))
        if open_now and rules.may_return(view.bounces) and view.level in rules.DOWN:
            form = forms.WhyForm(given if what == "return" else None, prefix="return")
            ways["return"] = (_("Send it back down"), form, lambda d: actions.return_matter(**common, **d))
    raises = bool(rules.may_raise(standing, circle, view.level)) and (
        answers or standing.member == view.row.member.code
    )
    if raises and view.state != MatterState.ANSWERED and (answers or view.overdue_days or not open_now):
        form = forms.WhyForm(given if what == "raise" else None, prefix="raise")
        ways["raise"] = (_("Raise it one level further"), form, lambda d: actions.raise_further(**common, **d))
    if request.method == "POST":
        if what not in ways:
            raise Http404
        _verb, form, act = ways[what]
        if form.is_valid() and perform(form, lambda: act(form.cleaned_data)):
            messages.success(request, _("Written down; the town that raised it has been told."))
            return redirect("meetings:matter", circle=circle, uid=uid)
    context = {
        "circle": room,
        "view": view,
        "m": view.row,
        "ways": [(key, verb, form) for key, (verb, form, _act) in ways.items()],
        "others": [o for o in queries.matters_about(standing, view.row.subject, on) if o.row.pk != view.row.pk],
        "told": history(standing, [view.row, *view.steps], most=20),
        "members": member_cards(standing),
        "here": "matters",
    }
    return render(request, "meetings/matter.html", context)


@require_GET
def commitments(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what speakers undertook and what was found a year later."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    everything = queries.commitments_of(standing, circle, on)
    get = request.GET
    found = queries.commitments_of(standing, circle, on, member=get.get("member", ""), result=get.get("result", ""))
    results = tally(everything, lambda c: c.last.result if c.last else "unchecked")
    members = {c.row.member.code: c.row.member for c in everything}
    context = {
        "circle": room,
        "commitments": [
            (c, bool(rules.may_check(standing, circle, c.row.member.code)) and c.row.check_on <= on) for c in found
        ],
        "total": len(everything),
        "results": [
            (v, label, results[v])
            for v, label in [("unchecked", _("not checked yet")), *CheckResult.choices]
            if results[v]
        ],
        "members": [(m, sum(c.row.member == m for c in everything)) for _code, m in sorted(members.items())],
        "here": "commitments",
    }
    return render(request, "meetings/commitments.html", context)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Check what became of a commitment."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    found = next((c for c in queries.commitments_of(standing, circle, on) if c.row.pk == uid), None)
    if found is None:
        raise Http404
    rules.may_check(standing, circle, found.row.member.code).require()
    form = forms.CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = perform(
            form, lambda: actions.check_commitment(**deed_of(request, circle), commitment=uid, **form.cleaned_data)
        )
        if done:
            messages.success(request, _("Checked."))
            return redirect("meetings:commitments", circle=circle)
    return render(request, "meetings/check.html", {"circle": room, "c": found, "form": form, "here": "commitments"})


@require_GET
def reviews(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the half-year reviews, the newest first."""
    room, standing = circle_or_404(request, circle), standing_of(request)
    found = list(queries.reviews_of(standing, circle))
    context = {
        "circle": room,
        "reviews": found,
        "may_take": standing.keeps_office_of_chair(circle),
        "members": member_cards(standing),
        "here": "reviews",
    }
    return render(request, "meetings/reviews.html", context)


@require_http_methods(["GET", "POST"])
def take_review(request: HttpRequest, circle: str) -> HttpResponse:
    """Freeze the plan beside its result for half a year."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    if not standing.keeps_office_of_chair(circle):
        raise Http404
    form = forms.ReviewForm(request.POST or None, initial={"year": on.year, "half": "1" if on.month <= 6 else "2"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        half = int(data["half"])
        words = {1: ("上半年", "first half"), 2: ("下半年", "second half")}[half]
        made = perform(
            form,
            lambda: actions.take_review(
                **deed_of(request, circle),
                year=data["year"],
                half=half,
                title_zh=f"{data['year']} 年{words[0]}回顾",
                title=f"Review of the {words[1]} of {data['year']}",
                notes_zh=data["notes_zh"],
                notes=data["notes"],
            ),
        )
        if made:
            n = made.rows.visible_to(standing).count()
            messages.success(request, ngettext("Frozen: %(n)d row.", "Frozen: %(n)d rows.", n) % {"n": n})
            return redirect("meetings:review", circle=circle, uid=made.pk)
    context = {"circle": room, "form": form, "title": _("Take the half-year review")}
    return render(request, "meetings/take_review.html", context)


@require_GET
def review(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one review: the plan beside its result."""
    room, standing = circle_or_404(request, circle), standing_of(request)
    found = queries.reviews_of(standing, circle).filter(pk=uid).first()
    if found is None:
        raise Http404
    rows = list(found.rows.all())
    context = {
        "circle": room,
        "r": found,
        "rows": rows,
        "known": sum(row.achieved is not None and row.planned is not None for row in rows),
        "members": member_cards(standing),
        "here": "reviews",
    }
    return render(request, "meetings/review.html", context)
