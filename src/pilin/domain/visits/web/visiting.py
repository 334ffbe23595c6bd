"""Pages of one visit: planning it, recording it, merging it with another office's, calling it off; and an officer's day."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.enterprises.queries import enterprise_named
from pilin.domain.visits import actions, forms, queries, rules
from pilin.domain.visits.enums import FirmNeedKind, Outcome
from pilin.domain.visits.models import Visit
from pilin.domain.visits.web.maps import draw
from pilin.domain.visits.web.shared import (
    as_uid,
    circle_of,
    form_page,
    office_choices,
    people_choices,
    tabs,
    visit_of,
)
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words

WORKER = Path(__file__).parents[1] / "static/visits/worker.js"
WORKER_MAY = "default-src 'none'; connect-src 'self'; script-src 'self'; frame-ancestors 'none'"


def add(request: HttpRequest, circle: str) -> HttpResponse:
    """Plan a visit to one firm; another office's visit near it is named first."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    rules.may_keep(standing, circle, standing.member).require()
    try:
        row = enterprise_named(standing, circle, UUID(request.GET.get("firm", "")))
    except ValueError:
        row = None
    if row is None:
        raise Http404
    form = forms.VisitForm(
        request.POST if request.method == "POST" else None, offices=office_choices(request, circle, standing.member),
        people=people_choices(standing, standing.member, on), initial={"planned_on": on, "kind": request.GET.get("kind", "service")},
    )  # fmt: skip
    if form.is_valid():
        data = dict(form.cleaned_data)
        office, person = UUID(data.pop("office")), as_uid(data.pop("person"))
        if made := perform(
            form,
            lambda: actions.plan_visit(
                by=standing,
                at=request.at,
                circle=within,
                town=standing.member,
                firm=row.pk,
                office=office,
                person=person,
                **data,
            ),
        ):
            messages.success(request, _("Planned. Other offices are told before they plan another."))
            return redirect("visits:visit", circle=circle, uid=made.pk)
    back = reverse("visits:firm", args=[circle, row.pk])
    return form_page(
        request, within, form, title=_("Plan a visit"), sub=in_words(row, "name"), verb=_("Plan it"), back=back
    )


def visit(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a visit with all offices that go, record it, and merge it with others to the same firm."""
    row, standing = visit_of(request, circle, uid), request.standing
    told = queries.visit_told(standing, row)
    lead = told.row
    record = forms.RecordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        rules.may_record(standing, lead).require()
        if record.is_valid():
            data = record.cleaned_data
            needs = (
                [
                    {
                        "client_id": uuid4(),
                        "kind": data["need_kind"],
                        "words": data["need_words"],
                        "due_on": data["need_due"],
                    }
                ]
                if data["need_kind"] or data["need_words"]
                else []
            )
            if perform(
                record,
                lambda: actions.record_visit(
                    by=standing, at=request.at, visit=lead, client_id=uuid4(), outcome=data["outcome"], done_at=request.at,
                    words=data["words"], needs=needs,
                ),
            ):  # fmt: skip
                messages.success(request, _("Recorded."))
                return redirect("visits:visit", circle=circle, uid=lead.pk)
    rule = queries.rule_on(circle, lead.owner, lead.planned_on)
    may_keep = bool(rules.may_keep(standing, circle, lead.owner))
    near = queries.near_of(standing, lead, rule.apart_days) if rule and may_keep and lead.is_open else []
    merge = forms.MergeForm(visits=_merge_choices(near), initial={"planned_on": lead.planned_on}) if near else None
    context = {
        "circle": row.in_circle, "told": told, "v": lead, "members": member_cards(standing), "record": record, "merge": merge, "rule": rule,
        "may_record": bool(rules.may_record(standing, lead)) and lead.called_off_at is None, "may_merge": may_keep and lead.is_open,
        "records": [(one, told.names.get(one.person, "") if one.person else "") for one in told.records], "who": told.names.get(lead.person, "") if lead.person else "",
        **tabs(request, circle),
    }  # fmt: skip
    return render(request, "visits/visit.html", context, status=422 if record.errors else 200)


@require_POST
def merge(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Merge other offices' visits to the same firm into this one."""
    row, standing = visit_of(request, circle, uid), request.standing
    rules.may_keep(standing, circle, row.owner).require()
    rule = queries.rule_on(circle, row.owner, row.planned_on)
    near = queries.near_of(standing, row, rule.apart_days if rule else 0)
    form = forms.MergeForm(request.POST, visits=_merge_choices(near))
    if form.is_valid():
        chosen = [one for one in near if str(one.pk) in form.cleaned_data["visits"]]
        day = form.cleaned_data["planned_on"]
        if perform(
            form, lambda: actions.merge_visits(by=standing, at=request.at, visits=[row, *chosen], planned_on=day)
        ):
            messages.success(request, _("Merged: one visit, one day, every office with its purpose."))
            return redirect("visits:visit", circle=circle, uid=uid)
    back, title = reverse("visits:visit", args=[circle, uid]), _("Merge visits into one")
    return form_page(
        request, row.in_circle, form, title=title, sub=in_words(row.enterprise, "name"), verb=_("Merge them"), back=back
    )


@require_POST
def unmerge(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take merged visits apart again."""
    row = visit_of(request, circle, uid)
    actions.unmerge_visit(by=request.standing, at=request.at, visit=row)
    messages.success(request, _("Taken apart; each office goes on its own day again."))
    return redirect("visits:visit", circle=circle, uid=uid)


def call_off(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Call a visit off, with the reason."""
    row, standing = visit_of(request, circle, uid), request.standing
    rules.may_call_off(standing, row).require()
    form = forms.WhyForm(request.POST if request.method == "POST" else None)
    if (
        form.is_valid()
        and perform(form, lambda: actions.call_off(by=standing, at=request.at, visit=row, **form.cleaned_data))
        is not None
    ):
        messages.success(request, _("Called off; the firm reads why."))
        return redirect("visits:visit", circle=circle, uid=uid)
    back, title = reverse("visits:visit", args=[circle, uid]), _("Call off a visit")
    return form_page(
        request,
        row.in_circle,
        form,
        title=title,
        sub=in_words(row.enterprise, "name"),
        verb=_("Call it off"),
        back=back,
    )


def day(request: HttpRequest, circle: str) -> HttpResponse:
    """Show an officer's day on a telephone. Opened once, it works without a network: see day.js and worker.js."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    if not standing.signed_in:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if not standing.member or not standing.roles:
        raise Http404
    rows = queries.day(standing, circle, on)
    beside = queries.purposes(standing, rows)
    dots = [
        ((row.lon, row.lat), str(number), "done" if row.done_at else "open", row.enterprise.name_zh)
        for number, row in enumerate(rows, start=1)
        if row.lon is not None and row.lat is not None
    ]
    grids = [
        told
        for told in queries.plans(standing, circle, on, town=standing.member)
        if any(told.grid_at(dot[0]) for dot in dots)
    ]
    context = {
        "circle": within, "on": on, "rows": [(row, beside.get(row.pk, [])) for row in rows], "members": member_cards(standing),
        "map": draw(grids[0] if grids else None, dots, way=[point for point, *_more in dots]) if dots else None,
        "outcomes": Outcome.choices, "kinds": FirmNeedKind.choices, "left": sum(row.done_at is None for row in rows), "person": standing.person,
        **tabs(request, circle),
    }  # fmt: skip
    return render(request, "visits/day.html", context)


def worker(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the service worker of the day's page; it may fetch from here and nothing else."""
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer.policy = WORKER_MAY  # type: ignore[attr-defined]
    return answer


@lru_cache(maxsize=1)
def _worker() -> str:
    return WORKER.read_text(encoding="utf8")


def _merge_choices(near: list[Visit]) -> list[tuple[str, str]]:
    return [
        (str(one.pk), f"{in_words(one.office, 'name')} · {one.planned_on:%m-%d} · {in_words(one, 'purpose')}")
        for one in near
    ]
