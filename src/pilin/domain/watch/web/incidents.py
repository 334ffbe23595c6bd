"""Incidents of the four fields, contacts, joint plans of a basin."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.watch import actions
from pilin.domain.watch.kinds import Field
from pilin.domain.watch.models import Contact, Incident
from pilin.domain.watch.queries import incidents as queries
from pilin.domain.watch.rules import incidents as rules
from pilin.domain.watch.rules.who import may_keep
from pilin.domain.watch.web import acts_forms as forms
from pilin.domain.watch.web.acts import by_bank, cards, circle_of, form_page, found, towns_besides
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.queries.gauges import stations
from pilin.web.forms import page_number, perform
from pilin.web.words import in_words


def incidents(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the incidents of a circle and which towns know of each."""
    within, standing, asked = circle_of(request, circle), request.standing, request.GET
    rows = queries.incidents(standing, circle, field=asked.get("field", ""), state=asked.get("state", ""))
    page = Paginator(rows, 30).get_page(page_number(asked.get("page")))
    context = {
        "circle": within, "members": cards(request), "page": page, "told": queries.incidents_told(standing, list(page)), "fields": Field.choices,
        "filtered": any(asked.get(name) for name in ("field", "state")), "may_keep": bool(may_keep(standing, circle, standing.member)), "tab": "incidents",
    }  # fmt: skip
    return render(request, "watch/acts/incidents.html", context)


def incident(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one incident: what, where, which towns were told and what each says."""
    row, standing, members = _incident(request, circle, uid), request.standing, cards(request)
    (told,) = queries.incidents_told(standing, [row])
    codes = {one.row.to_town for one in told.notices}
    others = [code for code, _name in towns_besides(request, circle, row.owner) if code not in codes]
    context = {
        "circle": row.in_circle, "i": row, "told": told, "members": members, "tab": "incidents",
        "notices": [(one, bool(rules.may_know(standing, one.row, one.known is not None))) for one in told.notices],
        "may_tell": bool(others and rules.may_tell(standing, row, codes, others[0])), "may_close": bool(rules.may_close(standing, row)),
        "contacts": list(queries.contacts(standing, circle, field=row.field)),
    }  # fmt: skip
    return render(request, "watch/acts/incident.html", context)


def report(request: HttpRequest, circle: str) -> HttpResponse:
    """Note an incident of one's own town."""
    within, standing = circle_of(request, circle), request.standing
    may_keep(standing, circle, standing.member).require()
    form = forms.IncidentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        made = perform(
            form, lambda: actions.report_incident(by=standing, at=request.at, circle=within, town=standing.member, **said)
        )  # fmt: skip
        if made:
            messages.success(request, _("Noted. Now tell the neighbours that it concerns."))
            return redirect("watch:incident", circle=circle, uid=made.pk)
    return form_page(
        request, within, form, title=_("Note an incident"), verb=_("Note it"), back=reverse("watch:incidents", args=[circle]), tab="incidents"
    )  # fmt: skip


def tell(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Tell a neighbour."""
    row, standing = _incident(request, circle, uid), request.standing
    (told,) = queries.incidents_told(standing, [row])
    codes = [one.row.to_town for one in told.notices]
    towns = towns_besides(request, circle, row.owner, *codes)
    rules.may_tell(standing, row, codes, towns[0][0] if towns else "").require()
    form = forms.TellForm(request.POST if request.method == "POST" else None, towns=towns)
    if form.is_valid():
        said = dict(form.cleaned_data)
        if perform(form, lambda: actions.tell_neighbour(by=standing, at=request.at, incident=row, **said)):
            messages.success(
                request, _("Told. It waits in their work until an officer there says that the town knows.")
            )
            return redirect("watch:incident", circle=circle, uid=uid)
    return form_page(
        request, row.in_circle, form, title=_("Tell a neighbour"), sub=in_words(row, "title"), verb=_("Tell them"), back=reverse("watch:incident", args=[circle, uid]), tab="incidents"
    )  # fmt: skip


def know(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that one's own town knows."""
    notice, standing = found(queries.notice_named(request.standing, circle, uid)), request.standing
    rules.may_know(standing, notice, notice.known.visible_to(standing).exists()).require()
    form = forms.KnowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        if perform(form, lambda: actions.know_incident(by=standing, at=request.at, notice=notice, **said)):
            messages.success(request, _("Written. The town that told you sees it."))
            return redirect("watch:incident", circle=circle, uid=notice.incident_id)
    return form_page(
        request, notice.in_circle, form, title=_("Say that your town knows"), sub=in_words(notice.incident, "title"), verb=_("We know"),
        hint=in_words(notice, "words"), back=reverse("watch:incident", args=[circle, notice.incident_id]), tab="incidents",
    )  # fmt: skip


def close(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Close an incident with what came of it."""
    row, standing = _incident(request, circle, uid), request.standing
    rules.may_close(standing, row).require()
    form = forms.OutcomeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        if perform(form, lambda: actions.close_incident(by=standing, at=request.at, incident=row, **said)):
            messages.success(request, _("Closed."))
            return redirect("watch:incident", circle=circle, uid=uid)
    return form_page(
        request, row.in_circle, form, title=_("Close the incident"), sub=in_words(row, "title"), verb=_("Close it"), back=reverse("watch:incident", args=[circle, uid]), tab="incidents"
    )  # fmt: skip


def contacts(request: HttpRequest, circle: str) -> HttpResponse:
    """Show whom to call in each town about each field, both banks beside each other."""
    within, standing, members, on = circle_of(request, circle), request.standing, cards(request), day_of(request.at)
    field = request.GET.get("field", "")
    rows = list(queries.contacts(standing, circle, field=field if field in Field.values else ""))
    fields = []
    for value, label in Field.choices:
        left, right = by_bank(members, [one for one in rows if one.field == value], lambda one: one.owner)
        if left or right:
            fields.append((label, left, right))
    context = {
        "circle": within, "members": members, "fields": fields, "choices": Field.choices, "on": on, "overdue": sum(one.review_by < on for one in rows),
        "may_keep": bool(may_keep(standing, circle, standing.member)), "own": standing.member, "tab": "incidents",
    }  # fmt: skip
    return render(request, "watch/acts/contacts.html", context)


def add_contact(request: HttpRequest, circle: str) -> HttpResponse:
    """Note whom to call."""
    return _contact(request, circle, None)


def change_contact(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change whom to call."""
    return _contact(request, circle, found(queries.contact_named(request.standing, circle, uid)))


def _contact(request: HttpRequest, circle: str, row: Contact | None) -> HttpResponse:
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    town = row.owner if row else standing.member
    may_keep(standing, circle, town).require()
    fields = (name for name in forms.ContactForm.base_fields if row is not None)
    form = forms.ContactForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(row, name) for name in fields} or {"reviewed_on": on}
    )  # fmt: skip
    if form.is_valid():
        said = dict(form.cleaned_data)
        made = perform(
            form, lambda: actions.note_contact(by=standing, at=request.at, circle=within, town=town, contact=row, **said)
        )  # fmt: skip
        if made:
            messages.success(request, _("Written. The officers of the circle find it."))
            return redirect("watch:contacts", circle=circle)
    return form_page(
        request, within, form, title=_("Whom to call"), verb=_("Write it down"), back=reverse("watch:contacts", args=[circle]), tab="incidents"
    )  # fmt: skip


@require_POST
def end_contact(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Call a contact no more."""
    row = found(queries.contact_named(request.standing, circle, uid))
    actions.end_contact(by=request.standing, at=request.at, contact=row)
    messages.success(request, _("It is called no more from today on."))
    return redirect("watch:contacts", circle=circle)


def plans(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the joint plans of river basins and which towns take part."""
    within, standing = circle_of(request, circle), request.standing
    told = queries.joint_plans(standing, circle, day_of(request.at))
    names = {one.code: in_words(one, "name") for one in stations(standing, circle)}
    context = {
        "circle": within, "members": cards(request), "names": names, "tab": "incidents", "may_keep": bool(may_keep(standing, circle, standing.member)),
        "told": [(one, bool(rules.may_join_plan(standing, one.row, one.joined)), [(code, code in one.joined) for code in one.row.towns]) for one in told],
    }  # fmt: skip
    return render(request, "watch/acts/plans.html", context)


def add_plan(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a joint plan."""
    within, standing = circle_of(request, circle), request.standing
    may_keep(standing, circle, standing.member).require()
    form = forms.JointPlanForm(
        request.POST if request.method == "POST" else None, towns=towns_besides(request, circle),
        stations=[(one.code, in_words(one, "name")) for one in stations(standing, circle)], initial={"towns": [standing.member]},
    )  # fmt: skip
    if form.is_valid():
        said = dict(form.cleaned_data)
        made = perform(
            form, lambda: actions.note_joint_plan(by=standing, at=request.at, circle=within, town=standing.member, **said)
        )  # fmt: skip
        if made:
            messages.success(request, _("Written. Each town says itself that it takes part."))
            return redirect("watch:plans", circle=circle)
    return form_page(
        request, within, form, title=_("Enter a joint plan"), verb=_("Write it down"), back=reverse("watch:plans", args=[circle]), tab="incidents"
    )  # fmt: skip


@require_POST
def join_plan(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that one's own town takes part in a joint plan."""
    row = found(queries.plan_named(request.standing, circle, uid))
    actions.join_plan(by=request.standing, at=request.at, plan=row)
    messages.success(request, _("Written: your town takes part."))
    return redirect("watch:plans", circle=circle)


def _incident(request: HttpRequest, circle: str, uid: UUID) -> Incident:
    return found(queries.incident_named(request.standing, circle, uid))
