"""What can I do on the other side: the question, services, facilities, and whether one pays directly there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilin.domain.living.actions import services as actions
from pilin.domain.living.enums.services import EVENT_ICONS, HEALTH_KINDS, WALKS, CareKind, FacilityKind, LifeEvent
from pilin.domain.living.forms import services as forms
from pilin.domain.living.models.services import Facility, PublicService
from pilin.domain.living.queries import reaching
from pilin.domain.living.queries import services as queries
from pilin.domain.living.rules import services as rules
from pilin.domain.living.web.services_marked import marked_up
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards
from pilin.web.forms import day_named, perform
from pilin.web.words import in_words


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Ask what one can do on the other side: what it is about, from where, on which day; answer with services of both banks."""
    within, standing = _circle(request, circle), request.standing
    on, origin, walk = _day(request), request.GET.get("origin", ""), _walk(request)
    reacher, held = reaching.reacher_from(standing, circle, on, origin, walk)
    data = request.GET if request.GET else None
    initial = {"on": on, "walk": f"{walk:.1f}"}
    form = forms.AskForm(data, places=_places(held), initial=initial)
    ok = not form.is_bound or form.is_valid()
    given = form.cleaned_data if form.is_bound and ok else {}
    event, words = given.get("event", ""), given.get("q", "")
    wanted = bool(event or words or reacher.origin)
    home = reacher.origin.town if reacher.origin else ""
    asked = queries.Asked(event, "", words, home)
    told = queries.services_told(standing, circle, on, asked, reacher if reacher.origin else None) if wanted and ok else []  # fmt: skip
    towns = queries.towns_of(standing, circle, on)
    banks = [
        (bank, [one for one in told if (towns[one.row.owner].bank if one.row.owner in towns else 0) in side])
        for bank, side in (("left", (-1,)), ("right", (0, 1)))
    ]
    context = {
        "circle": within, "form": form, "on": on, "members": member_cards(standing), "banks": banks, "found": len(told), "wanted": wanted,
        "events": [(event, EVENT_ICONS[event], n) for event, n in queries.event_counts(standing, circle, on)],
        "event": event, "label": LifeEvent(event).label if event else "", "origin": reacher.origin, "words": words,
        "may_keep": bool(rules.may_keep_services(standing, circle, standing.member)), "all_ill": _all_illustrative(told),
        "may_read_needs": bool(rules.may_read_needs(standing, circle)), "need_form": _need_form(within, towns, event, home),
    }  # fmt: skip
    return render(request, "living/services_index.html", context, status=200 if ok else 422)


@require_GET
def service(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one service as a leaflet: for whom, which papers, when, where, what it costs, on which law, and how one gets there."""
    row, standing = _service(request, circle, uid), request.standing
    on, walk = _day(request), _walk(request)
    reacher, held = reaching.reacher_from(standing, circle, on, request.GET.get("origin", ""), walk)
    home = reacher.origin.town if reacher.origin else ""
    told = queries.service_told(standing, row, on, home, reacher if reacher.origin else None)
    members = member_cards(standing)
    context = {
        "circle": row.in_circle, "one": told, "service": row, "members": members, "on": on, "origin": reacher.origin,
        "form": forms.AskForm(places=_places(held), initial={"on": on, "walk": f"{walk:.1f}", "origin": request.GET.get("origin", "")}),
        "over": row.valid_to is not None and row.valid_to < on, "ahead": row.valid_from > on,
        "may_keep": bool(rules.may_keep_services(standing, circle, row.owner)), "settles": _settles(told.facility),
        "marked": marked_up(told, in_words(members.get(row.owner), "name"), request.build_absolute_uri(request.path)),
    }  # fmt: skip
    return render(request, "living/services_service.html", context)


@require_GET
def facilities(request: HttpRequest, circle: str) -> HttpResponse:
    """List the facilities of a circle on both banks."""
    within, standing = _circle(request, circle), request.standing
    kind = request.GET.get("kind", "")
    rows = list(queries.facilities(standing, circle))
    shown = [row for row in rows if kind in ("", row.kind)]
    context = {
        "circle": within, "members": member_cards(standing), "all": len(rows),
        "banks": [("left", [row for row in shown if row.bank < 0]), ("right", [row for row in shown if row.bank >= 0])],
        "kinds": [(one.value, one.label, n) for one in FacilityKind if (n := sum(row.kind == one for row in rows))],
        "may_keep": bool(rules.may_keep_services(standing, circle, standing.member)), "all_ill": _all_illustrative(shown),
    }  # fmt: skip
    return render(request, "living/services_facilities.html", context)


@require_GET
def facility(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one facility: hours, departments, partners, who settles directly there, its services, and how one gets there."""
    row, standing = _facility(request, circle, uid), request.standing
    on, walk = _day(request), _walk(request)
    reacher, held = reaching.reacher_from(standing, circle, on, request.GET.get("origin", ""), walk)
    told = queries.facility_told(standing, row, on, reacher if reacher.origin else None)
    context = {
        "circle": row.in_circle, "told": told, "facility": row, "members": member_cards(standing), "on": on, "origin": reacher.origin,
        "form": forms.AskForm(places=_places(held), initial={"on": on, "walk": f"{walk:.1f}", "origin": request.GET.get("origin", "")}),
        "services": queries.services(standing, circle, on).filter(facility=row), "settles": _settles(row),
        "may_keep": bool(rules.may_keep_services(standing, circle, row.owner)),
    }  # fmt: skip
    return render(request, "living/services_facility.html", context)


@require_GET
def settle(request: HttpRequest, circle: str) -> HttpResponse:
    """Answer whether one pays directly at a facility by insurance: the rule with its clause, the facility's word, what to do."""
    within, standing, on = _circle(request, circle), request.standing, _day(request)
    places = {str(row.pk): row for row in queries.facilities(standing, circle) if row.kind in HEALTH_KINDS}
    areas = [(place.code, in_words(place, "name")) for place in queries.insured_areas(standing, circle, on)]
    data = request.GET if "insured" in request.GET else None
    form = forms.SettleForm(
        data, areas=areas, facilities=[(key, in_words(row, "name")) for key, row in places.items()],
        initial={"on": on, "kind": CareKind.OUTPATIENT, "facility": request.GET.get("facility", "")},
    )  # fmt: skip
    context = {
        "circle": within,
        "form": form,
        "members": member_cards(standing),
        "places": places,
        "answer": None,
        "crossed": queries.crossed(standing, circle),
    }
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        at = places[asked["facility"]]
        answer = queries.settled_at(standing, at, asked["insured"], asked["on"], asked["kind"])
        named = dict(areas)[asked["insured"]]
        context |= {
            "answer": answer,
            "facility": at,
            "insured": named,
            "on": asked["on"],
            "kind": CareKind(asked["kind"]).label,
        }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "living/services_settle.html", context, status=status)


def needs(request: HttpRequest, circle: str) -> HttpResponse:
    """Note what one needed and did not find, without a name; officers of the circle see how often, by life event."""
    within, standing, on = _circle(request, circle), request.standing, day_of(request.at)
    towns = queries.towns_of(standing, circle, on)
    form = _need_form(
        within, towns, request.GET.get("event", ""), "", request.POST if request.method == "POST" else None
    )
    if form.is_valid():
        # as the public: the note says nobody's name, whoever is signed in
        made = perform(form, lambda: actions.note_need(by=Standing.public(), at=request.at, circle=within, **form.cleaned_data))  # fmt: skip
        if made:
            messages.success(request, _("Noted, without your name. The towns see how many looked for it."))
            return redirect("living:services", circle=circle)
    told = queries.needs_by_event(standing, circle) if rules.may_read_needs(standing, circle) else None
    context = {"circle": within, "form": form, "told": told, "total": sum(one.count for one in told or ())}
    return render(request, "living/services_needs.html", context, status=422 if form.errors else 200)


def _need_form(within: Circle, towns: dict[str, Any], event: str, home: str, data: Any = None) -> forms.NeedForm:
    choices = [(code, in_words(card, "name")) for code, card in towns.items()]
    return forms.NeedForm(data, towns=choices, initial={"event": event, "town": home or next(iter(towns), "")})


def _places(held: list[reaching.Origin]) -> list[Any]:
    """Return the choices of where one starts: towns first, then stops."""
    named = [(one.key, in_words(one, "name")) for one in held]
    towns = [one for one in named if one[0].startswith("place:")]
    return [("", _("not said")), (_("Towns"), towns), (_("Stops"), [one for one in named if one not in towns])]


def _settles(row: Facility | None) -> bool:
    return row is not None and row.kind in HEALTH_KINDS


def _all_illustrative(told: Any) -> Any:
    """Return one row to mark the title with, where all are illustrative."""
    rows = [getattr(one, "row", one) for one in told]
    return rows[0] if rows and all(row.illustrative for row in rows) else None


def _day(request: HttpRequest) -> date:
    found = day_named(request.GET.get("on"))
    return found if found is not None and 1950 <= found.year <= 2150 else day_of(request.at)


def _walk(request: HttpRequest) -> float:
    said = request.GET.get("walk", "")
    return float(said) if said in WALKS else 1.0


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _service(request: HttpRequest, circle: str, uid: UUID) -> PublicService:
    found = queries.service_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _facility(request: HttpRequest, circle: str, uid: UUID) -> Facility:
    found = queries.facility_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
