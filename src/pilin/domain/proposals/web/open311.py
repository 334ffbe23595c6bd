"""Open311 GeoReport v2: existing apps file proposals and read the register, in JSON and XML.

The jurisdiction is a circle, the services are the offices, a request is a proposal and its id the number that people say.
A key for programs comes as ``api_key``; without one a proposal is held until somebody of the town has read it. A cookie
counts for nothing here, so that no page elsewhere can file in somebody's name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from pilin.domain.proposals import actions, queries, rules
from pilin.domain.proposals.enums import OVER, OutcomeClass
from pilin.domain.proposals.models import Proposal
from pilin.engine.base import clean_text
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.cases.enums import Channel
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.web.words import in_words

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
LONGEST_SPAN = timedelta(days=90)  # of the specification
MOST = 1_000  # of the specification
View = Callable[..., HttpResponse]


class Wrong(Exception):
    """What the specification calls an error: a status, and why."""

    def __init__(self, status: int, *reasons: str) -> None:
        super().__init__(*reasons)
        self.status, self.reasons = status, reasons


def _spoken(view: Callable[..., tuple[str, Any, int]]) -> View:
    """Let a view answer in the form that its address ends with, errors included."""

    @wraps(view)
    def answer(request: HttpRequest, form: str, **given: Any) -> HttpResponse:
        try:
            root, told, status = view(request, **given)
        except Wrong as wrong:
            root, status = "errors", wrong.status
            told = [{"code": status, "description": reason} for reason in wrong.reasons]
        except Invalid as wrong:
            root, status = "errors", 400
            told = [{"code": 400, "description": f"{one.field}: {one.reason}"} for one in wrong.faults]
        except Refused as wrong:
            root, status, told = "errors", 403, [{"code": 403, "description": str(wrong.reason)}]
        if form == "json":
            made: Any = json.dumps(told, ensure_ascii=False)
        else:
            made = ElementTree.tostring(_element(root, told), encoding="utf-8", xml_declaration=True)
        headers = {"Cache-Control": "no-store"}  # a key in the address may see more than its neighbour
        return HttpResponse(made, status=status, content_type=TYPES[form], headers=headers)

    return answer


@_spoken
def discovery(request: HttpRequest) -> tuple[str, Any, int]:
    """Say which endpoint this is, in which forms."""
    told = {
        "changeset": "2026-01-01T00:00:00Z",
        "contact": _("The clerk of the town that is asked"),
        "key_service": _("Keys for programs are made under My account"),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2", "url": request.build_absolute_uri("/open311/v2"),
                "changeset": "2026-01-01T00:00:00Z", "type": "production", "formats": ["text/xml", "application/json"],
            }
        ],
    }  # fmt: skip
    return "discovery", told, 200


@_spoken
def services(request: HttpRequest) -> tuple[str, Any, int]:
    """List the offices to which one files."""
    _circle(request)
    return "services", [_service(one) for one in rules.departments().values()], 200


@_spoken
def service(request: HttpRequest, code: str) -> tuple[str, Any, int]:
    """Say what is asked of who files to an office."""
    circle = _circle(request)
    if code not in rules.departments():
        raise Wrong(404, _("service_code: there is no such service"))
    towns = [
        {"key": one.code, "name": in_words(one, "name")}
        for one in members_on(request.standing, circle.slug, day_of(request.at))
    ]
    asked = [
        ("subject", "string", False, _("What it is about, in one line"), []),
        ("measure", "text", False, _("What should be done"), []),
        ("town", "singlevaluelist", False, _("Which town, where no place is given"), towns),
        ("proposer", "string", False, _("How the public may call you"), []),
    ]
    attributes = [
        {
            "variable": True, "code": name, "datatype": kind, "required": required, "datatype_description": "", "order": order, "description": said,
            "values": values,
        }
        for order, (name, kind, required, said, values) in enumerate(asked, 1)
    ]  # fmt: skip
    return "service_definition", {"service_code": code, "attributes": attributes}, 200


@csrf_exempt  # a cookie counts for nothing here: see the module's text
@_spoken
def requests(request: HttpRequest) -> tuple[str, Any, int]:
    """File a proposal, or list those that are asked for."""
    if request.method == "POST":
        return _file(request)
    if request.method not in ("GET", "HEAD"):
        raise Wrong(405, _("GET or POST"))
    circle, asked = _circle(request), request.GET
    names, statuses = _listed(asked, "service_request_id")[:MOST], set(_listed(asked, "status"))
    if statuses - {"open", "closed"}:
        raise Wrong(400, _("status: open or closed"))
    rows = queries.released(
        request.standing, circle.slug, references=names, span=None if names else _span(asked, request.at), offices=_listed(asked, "service_code"),
        over=None if len(statuses) != 1 else "closed" in statuses,
    )  # fmt: skip
    return "service_requests", _told(request, circle, list(rows[:MOST])), 200


def _listed(asked: Mapping[str, str], name: str) -> list[str]:
    """Return the words that stand in an argument, between commas."""
    return [word.strip() for word in asked.get(name, "").split(",") if word.strip()]


@_spoken
def one_request(request: HttpRequest, name: str) -> tuple[str, Any, int]:
    """Return one proposal by its number."""
    circle = _circle(request)
    row = queries.released(request.standing, circle.slug, references=[name]).first()
    if row is None:
        raise Wrong(404, _("service_request_id: there is no such request, or the public does not read it yet"))
    return "service_requests", _told(request, circle, [row]), 200


def _file(request: HttpRequest) -> tuple[str, Any, int]:
    circle, given = _circle(request), request.POST
    code = given.get("service_code", "")
    missing = []
    if code not in rules.departments():
        missing.append(_("service_code: choose one of the services"))
    if not given.get("description", "").strip():
        missing.append(_("description: say what is so now"))
    lat, lon = _degrees(given, "lat", missing), _degrees(given, "long", missing)
    town = given.get("attribute[town]", "")
    if not (lat is not None and lon is not None) and not town:
        missing.append(_("lat, long: show the place, or name the town as attribute[town]"))
    if missing:
        raise Wrong(400, *missing)
    facts = clean_text(given["description"]).strip()
    subject = clean_text(given.get("attribute[subject]", "")).strip() or facts.splitlines()[0][:60]
    made = actions.file_proposal(
        by=request.standing, at=request.at, circle=circle, subject=subject, facts=facts, measure=clean_text(given.get("attribute[measure]", "")),
        proposer=clean_text(given.get("attribute[proposer]", "")), town=town, latitude=lat, longitude=lon,
        place_words=clean_text(given.get("address_string", ""))[:160], channel=Channel.PROGRAM, for_all=given.get("attribute[for_all]") == "true",
    )  # fmt: skip
    notice = (
        _("Somebody of the town reads it before the public does. Media are not fetched from elsewhere.")
        if made.held_for
        else _("Everyone reads it. Media are not fetched from elsewhere.")
    )
    told = {"service_request_id": made.reference, "service_notice": notice, "account_id": None}
    return "service_requests", [told], 201


def _circle(request: HttpRequest) -> Circle:
    name = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id") or ""
    if not name:
        raise Wrong(400, _("jurisdiction_id: name the circle, as five-towns"))
    found = circle_named(request.standing, name)
    if found is None:
        raise Wrong(404, _("jurisdiction_id: there is no such circle"))
    return found


def _span(asked: Mapping[str, str], at: datetime) -> tuple[datetime, datetime]:
    first, last = _moment(asked, "start_date"), _moment(asked, "end_date")
    if first is None and last is None:
        return at - LONGEST_SPAN, at
    begin = first or (last or at) - LONGEST_SPAN
    end = last or begin + LONGEST_SPAN
    if end < begin or end - begin > LONGEST_SPAN:
        raise Wrong(400, _("start_date, end_date: at most 90 days, the first before the last"))
    return begin, end


def _moment(asked: Mapping[str, str], name: str) -> datetime | None:
    text = asked.get(name, "")
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Wrong(400, f"{name}: " + _("write a time like 2024-10-18T00:00:00Z")) from None


def _degrees(given: Mapping[str, str], name: str, missing: list[str]) -> Decimal | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        made = Decimal(text)
        if not made.is_finite() or abs(made) > 180 or (name == "lat" and abs(made) > 90):
            raise InvalidOperation
        return made.quantize(Decimal("0.000001"))
    except InvalidOperation:
        missing.append(f"{name}: " + _("write degrees of WGS 84, like 30.8902"))
        return None


def _service(one: rules.Department) -> dict[str, Any]:
    return {
        "service_code": one.code, "service_name": one.called("31"), "description": one.called("31"), "metadata": True, "type": "realtime",
        "keywords": ", ".join(one.keywords), "group": _("Proposals"),
    }  # fmt: skip


def _told(request: HttpRequest, circle: Circle, rows: list[Proposal]) -> list[dict[str, Any]]:
    members, labels = member_cards(request.standing), dict(OutcomeClass.choices)
    told = []
    for card in queries.cards(request.standing, rows):
        row, office = card.row, rules.departments().get(card.row.department)
        notes = labels[card.outcome.outcome] if card.outcome else row.get_state_display()
        told.append(
            {
                "service_request_id": row.reference, "status": "closed" if row.state in OVER else "open", "status_notes": str(notes),
                "service_name": office.called(row.owner) if office else None, "service_code": row.department or None,
                "description": f"{row.subject}\n{row.facts}", "agency_responsible": in_words(members[row.owner], "name") if row.owner in members else None,
                "service_notice": request.build_absolute_uri(reverse("proposals:proposal", args=[circle.slug, row.pk])),
                "requested_datetime": _iso(row.made_at), "updated_datetime": _iso(row.changed_at),
                "expected_datetime": _iso(datetime.combine(row.due_on, datetime.min.time(), UTC)), "address": row.place_words or None,
                "address_id": None, "zipcode": None, "lat": None if row.latitude is None else float(row.latitude),
                "long": None if row.longitude is None else float(row.longitude), "media_url": None,
            }
        )  # fmt: skip
    return told


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


ITEMS = {"services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}  # fmt: skip


def _element(name: str, told: Any) -> ElementTree.Element:
    """Return a value as XML has it: a list's entries under the singular of its name; what is unknown stays empty."""
    made = ElementTree.Element(name)
    if isinstance(told, Mapping):
        made.extend(_element(key, value) for key, value in told.items())
    elif isinstance(told, list):
        made.extend(_element(ITEMS[name], value) for value in told)
    elif told is not None:
        made.text = str(told).lower() if isinstance(told, bool) else str(told)
    return made
