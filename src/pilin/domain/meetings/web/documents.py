"""Pages of policy documents: the list, the trace of one from clause to result, and the forms of the town that keeps it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilin.domain.meetings import actions, forms, queries, rules
from pilin.domain.meetings.web.asking import circle_or_404, deed_of, standing_of, tally, today
from pilin.foundation.journal.queries import history
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import Form, perform


@require_GET
def documents(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the policy documents of a circle's towns with how far each has come."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    everything = queries.documents_of(standing, circle, on)
    get = request.GET
    found = queries.documents_of(
        standing, circle, on, town=get.get("town", ""), dated=get.get("dated", ""), open_only=get.get("open") == "1"
    )
    cards, owners = member_cards(standing), tally(everything, lambda d: d.row.owner)
    context = {
        "circle": room,
        "documents": [(d, cards.get(d.row.owner)) for d in found],
        "total": len(everything),
        "undated": sum(not d.dated for d in everything),
        "open": sum(d.without_task > 0 or d.done < len(d.tasks) for d in everything),
        "towns": [(cards[code], n) for code, n in sorted(owners.items()) if code in cards],
        "may_record": bool(rules.may_keep_documents(standing, circle, standing.member)),
        "here": "documents",
    }
    return render(request, "meetings/documents.html", context)


@require_http_methods(["GET", "POST"])
def record_document(request: HttpRequest, circle: str) -> HttpResponse:
    """Record a policy document of one's own town."""
    room, standing = circle_or_404(request, circle), standing_of(request)
    if not rules.may_keep_documents(standing, circle, standing.member):
        raise Http404
    form = forms.DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(form, lambda: actions.record_document(**deed_of(request, circle), **form.facts()))
        if made:
            messages.success(request, _("Recorded. Give each clause its task."))
            return redirect("meetings:document", circle=circle, uid=made.pk)
    context = {"circle": room, "form": form, "here": "documents"}
    return render(request, "meetings/record_document.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one document from clause to result; its town dates it, adds clauses and gives itself tasks."""
    room, standing, on = circle_or_404(request, circle), standing_of(request), today(request)
    view = queries.document_named(standing, circle, uid, on)
    if view is None:
        raise Http404
    ways: dict[str, tuple[str, Form, Any]] = {}
    if rules.may_keep_documents(standing, circle, view.row.owner):
        given, what = request.POST or None, request.POST.get("do", "")
        common = {**deed_of(request, circle), "document": uid}
        if view.in_force:
            form: Form = forms.DocumentTaskForm(
                given if what == "task" else None,
                clauses=[c.row for c in view.clauses if c.row],
                prefix="task",
                initial={"clause": request.GET.get("clause", "")},
            )
            ways["task"] = (_("Give a task"), form, lambda f: actions.give_document_tasks(**common, **f.facts()))
            form = forms.ClausesForm(given if what == "clauses" else None, prefix="clauses")
            ways["clauses"] = (_("Add clauses"), form, lambda f: actions.add_clauses(**common, **f.facts()))
        if not view.dated:
            form = forms.IssuedForm(given if what == "date" else None, prefix="date")
            ways["date"] = (_("Write its day"), form, lambda f: actions.date_document(**common, **f.cleaned_data))
        if view.row.ended_on is None:
            form = forms.EndedForm(given if what == "end" else None, prefix="end")
            ways["end"] = (_("It ends"), form, lambda f: actions.end_document(**common, **f.cleaned_data))
    if request.method == "POST":
        if request.POST.get("do", "") not in ways:
            raise Http404
        _verb, form, act = ways[request.POST["do"]]
        if form.is_valid() and perform(form, lambda: act(form)):
            messages.success(request, _("Written down."))
            return redirect("meetings:document", circle=circle, uid=uid)
    cards = member_cards(standing)
    context = {
        "circle": room,
        "view": view,
        "d": view.row,
        "town": cards.get(view.row.owner),
        "ways": [(key, verb, form) for key, (verb, form, _act) in ways.items()],
        "may_give": "task" in ways,
        "told": history(standing, [view.row], most=20),
        "members": cards,
        "here": "documents",
    }
    wrong = any(form.errors for _verb, form, _act in ways.values())
    return render(request, "meetings/document.html", context, status=422 if wrong else 200)
