"""The forms in which clerks write down facilities and services, and who settles directly."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.lines.rules import clock
from pilin.domain.living.actions import services as actions
from pilin.domain.living.enums.services import HEALTH_KINDS
from pilin.domain.living.forms import services as forms
from pilin.domain.living.models.services import Facility, PublicService
from pilin.domain.living.queries import services as queries
from pilin.domain.living.rules import services as rules
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.forms import Form, perform
from pilin.web.words import in_words


def add_service(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a service."""
    return _put_service(request, _circle(request, circle), None)


def change_service(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a service."""
    row = queries.service_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return _put_service(request, row.in_circle, row)


def add_facility(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a facility."""
    return _put_facility(request, _circle(request, circle), None)


def change_facility(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a facility."""
    row = _facility(request, circle, uid)
    return _put_facility(request, row.in_circle, row)


def say(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say whether insurance of an area pays directly at a facility of one's town."""
    row, standing = _facility(request, circle, uid), request.standing
    rules.may_say_settlement(standing, circle, row.owner).require()
    if row.kind not in HEALTH_KINDS:
        raise Http404
    form = forms.SettlementForm(_sent(request), initial={"as_of": day_of(request.at)})
    if form.is_valid() and _said(request, row, form):
        messages.success(request, _("Written. Whoever asks about this facility is answered by it."))
        return redirect("living:facility", circle=circle, uid=uid)
    back = reverse("living:facility", args=[circle, uid])
    return _form(
        request, row.in_circle, form, title=_("Say who settles directly"), sub=in_words(row, "name"), back=back
    )


def _said(request: HttpRequest, row: Facility, form: Form) -> Any:
    by, at = request.standing, request.at
    return perform(form, lambda: actions.say_settlement(by=by, at=at, facility=row, **form.cleaned_data))


def _put_service(request: HttpRequest, within: Circle, row: PublicService | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep_services(standing, within.slug, town).require()
    mine = {str(one.pk): one for one in queries.facilities(standing, within.slug) if one.owner == town}
    form = forms.ServiceForm(
        _sent(request), facilities=[(key, in_words(one, "name")) for key, one in mine.items()],
        initial=_service_initial(request, row) if row else {"valid_from": day_of(request.at), "languages": ["zh"]},
    )  # fmt: skip
    if form.is_valid():
        given = dict(form.cleaned_data)
        where = mine.get(given.pop("facility"))
        made = perform(
            form, lambda: actions.put_service(by=standing, at=request.at, circle=within, town=town, service=row, facility=where, **given)
        )  # fmt: skip
        if made:
            messages.success(request, _("Written down. People of both banks find it now."))
            return redirect("living:service", circle=within.slug, uid=made.pk)
    back = reverse("living:service", args=[within.slug, row.pk]) if row else reverse("living:services", args=[within.slug])  # fmt: skip
    title = _("Change a service") if row else _("Write down a service")
    return _form(request, within, form, title=title, sub=in_words(row, "title") if row else "", back=back)


def _put_facility(request: HttpRequest, within: Circle, row: Facility | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep_services(standing, within.slug, town).require()
    initial = _facility_initial(request, row) if row else {"place": standing.member}
    form = forms.FacilityForm(_sent(request), initial=initial)
    if form.is_valid():
        made = perform(
            form, lambda: actions.put_facility(by=standing, at=request.at, circle=within, town=town, facility=row, **form.cleaned_data)
        )  # fmt: skip
        if made:
            messages.success(request, _("Written down. Services may be given there now."))
            return redirect("living:facility", circle=within.slug, uid=made.pk)
    back = reverse("living:facility", args=[within.slug, row.pk]) if row else reverse("living:facilities", args=[within.slug])  # fmt: skip
    title = _("Change a facility") if row else _("Write down a facility")
    return _form(request, within, form, title=title, sub=in_words(row, "name") if row else "", back=back)


def _service_initial(request: HttpRequest, row: PublicService) -> dict[str, Any]:
    told = queries.service_told(request.standing, row, day_of(request.at))
    mine = [one for one in told.hours.rows if one.service_id]
    return {name: getattr(row, name, "") for name in forms.ServiceForm.base_fields} | {
        "events": row.event_codes, "languages": row.language_codes, "facility": str(row.facility_id or ""),
        "papers": "\n".join(forms.bars(one.paper_zh, one.paper, one.case_zh, one.case) for one in told.papers), "hours": _typed(mine),
    }  # fmt: skip


def _facility_initial(request: HttpRequest, row: Facility) -> dict[str, Any]:
    told = queries.facility_told(request.standing, row, day_of(request.at))
    return {name: getattr(row, name, "") for name in forms.FacilityForm.base_fields} | {
        "place": row.place.code, "hours": _typed(told.hours.rows),
        "departments": "\n".join(forms.bars(one.name_zh, one.name, one.visits_zh, one.visits) for one in told.departments),
        "partners": "\n".join(forms.bars(one.partner_zh, one.partner, one.what_zh, one.what) for one in told.partnerships),
    }  # fmt: skip


def _typed(hours: Any) -> str:
    """Return opening hours as one types them."""
    return "\n".join(f"{one.days} {clock(one.opens)}-{'24:00' if one.closes == 1440 else clock(one.closes)}" for one in hours)  # fmt: skip


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, within: Circle, form: Form, **said: Any) -> HttpResponse:
    context = {"circle": within, "form": form, "verb": _("Write it down"), **said}
    return render(request, "living/services_form.html", context, status=422 if form.errors else 200)


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _facility(request: HttpRequest, circle: str, uid: UUID) -> Facility:
    found = queries.facility_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
