"""The walk of the small world: every address, asked by every relation, for an object of every audience.

``routes.csv`` says who may do what at an address; here the address names a row, and what counts is whose it is.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, RequestFactory

from pilin.foundation.identity.models import User
from pilin.foundation.journal.models import JournalLine
from tests.kit import BACKEND
from tests.routes import HOUSE, NOWHERE, Route, walk
from tests.world import ALIKE, AUDIENCES, READERS, Mark, World

NOTHING = "nothing"  # stands where an audience would: the address of a row that is not there
MISSING: dict[str, Any] = {
    "uid": NOWHERE,
    "item": NOWHERE,
    "note": NOWHERE,
    "good": NOWHERE,
    "certificate": NOWHERE,
    "digest": "0" * 64,
    "year": 2199,
    "no": 30_999,
    "number": 30_999,
}
OBJECTS: list[tuple[str, str, str, str]] = [  # (pattern of the key, parameter, model, column); the first match counts
    (r"watch:(gauge|mind|line)$", "slug", "observations.Series", "slug"),
    (r"watch:unmind$", "uid", "watch.GaugeConcern", "pk"),
    (r"watch:(event|know|stand_down)$|/watch/events/", "uid", "watch.Event", "pk"),
    (r"watch:answer$|/watch/calls/", "uid", "watch.Call", "pk"),
    (r"enforcement:end_certificate$", "uid", "enforcement.OfficerCertificate", "pk"),
    (r"enforcement:drop$", "uid", "enforcement.PatrolCheck", "pk"),
    (r"enforcement:end_item$", "uid", "enforcement.EnforcementItem", "pk"),
    (
        r"enforcement:(patrol|answer|officers|check|begin|end|call_off)$|/enforcement/patrols/",
        "uid",
        "enforcement.Patrol",
        "pk",
    ),
    (r"enforcement:(finding|evidence|send|file)$|/enforcement/findings/", "uid", "enforcement.Finding", "pk"),
    (r"enforcement:custody$", "uid", "enforcement.Evidence", "pk"),
    (r"enforcement:(transfer|letter)$|/enforcement/transfers/", "uid", "enforcement.Transfer", "pk"),
    (r"enforcement:(filing|extend|decide)$|/enforcement/filings/", "uid", "enforcement.Filing", "pk"),
    (r"enforcement:|/enforcement/hazards/", "uid", "enforcement.Hazard", "pk"),
    (r"members:activity", "slug", "members.Alliance", "slug"),
    (r"members:appoint", "number", "members.VillagePair", "number"),
    (r"members:|/agreements/", "slug", "members.Agreement", "slug"),
    (r"observations:|/stations/", "code", "observations.Station", "code"),
    (r"/readings/", "gauge", "observations.Series", "slug"),
    (r"observations:|/observations/", "slug", "observations.Series", "slug"),
    (r"observations:|/observations/", "series", "observations.Series", "slug"),
    (r"bulletins", "slug", "bulletins.Bulletin", "slug"),
    (r"bulletins", "number", "bulletins.Correction", "number"),
    (r"meetings:(task|raise)$|/tasks/", "uid", "meetings.Task", "pk"),
    (r"meetings:matter$|/matters/", "uid", "meetings.Matter", "pk"),
    (r"meetings:resolution$", "uid", "meetings.Resolution", "pk"),
    (r"meetings:snapshot$", "uid", "meetings.Snapshot", "pk"),
    (r"meetings:check$", "uid", "meetings.Commitment", "pk"),
    (r"meetings:document$|/documents/", "uid", "meetings.PolicyDocument", "pk"),
    (r"meetings:review$", "uid", "meetings.Review", "pk"),
    (r"meetings:item$", "item", "meetings.AgendaItem", "pk"),
    (r"meetings", "uid", "meetings.Meeting", "pk"),
    (r"obstacles", "uid", "obstacles.Obstacle", "pk"),
    (r"investment:(answer|take_back)$|/investment/asks/", "uid", "investment.Ask", "pk"),
    (r"investment:(change_space|set_space_state)$|/investment/spaces/", "uid", "investment.Space", "pk"),
    (r"investment:answer_split$|/splits/", "split", "investment.CreditSplit", "pk"),
    (r"investment:|/investment/leads/", "uid", "investment.Lead", "pk"),
    (r"chains:(need|close)$|/needs/", "uid", "chains.Need", "pk"),
    (r"chains:introduction$|/introductions/", "uid", "chains.Introduction", "pk"),
    (r"chains:say$|/links/", "uid", "chains.SupplyLink", "pk"),
    (r"chains:(firm|link)$|/chains/firms/", "uid", "enterprises.Enterprise", "pk"),
    (r"chains:cluster$|/clusters/", "slug", "chains.Cluster", "slug"),
    (r"enterprises:(register|withdraw)$|/registers/", "uid", "enterprises.Register", "pk"),
    (r"enterprises:claim$|/claims/", "uid", "enterprises.Claim", "pk"),
    (r"enterprises:remove_good$|/goods/", "good", "enterprises.Good", "pk"),
    (r"enterprises:remove_certificate$|/certificates/", "certificate", "enterprises.Certificate", "pk"),
    (r"enterprises:(bringing|faults)$", "uid", "enterprises.Bringing", "pk"),
    (r"enterprises:(group|add_figure)$|/groups/", "uid", "enterprises.Group", "pk"),
    (r"enterprises:likeness$|/likenesses/", "uid", "enterprises.Likeness", "pk"),
    (r"enterprises:|/enterprises/", "uid", "enterprises.Enterprise", "pk"),
    (r"cases:(change_words|end_words)$", "uid", "cases.AnswerTemplate", "pk"),
    (r"cases:|/cases/", "uid", "cases.Case", "pk"),
    (r"watch:(alert|alert_xml|relay_alert)$|/watch/alerts/", "uid", "watch.Alert", "pk"),
    (r"cap:alert$", "identifier", "watch.Alert", "identifier"),
    (r"watch:(change_sender|end_sender)$", "uid", "watch.AlertSender", "pk"),
    (r"watch:(notice|join_notice|follow_notice)$|/watch/notices/", "uid", "watch.JointNotice", "pk"),
    (r"services:(resource|change_resource|review)$|/resources/", "uid", "services.Resource", "pk"),
    (r"services:(fit|facts)$", "uid", "enterprises.Enterprise", "pk"),
    (r"services:leaflet$", "uid", "services.Leaflet", "pk"),
    (r"services:|/services/", "uid", "services.Service", "pk"),
    (r"proposals:(change_point|end_point)$", "uid", "proposals.CollectionPoint", "pk"),
    (r"proposals:(topic|end_topic)$|/topics/", "uid", "proposals.Topic", "pk"),
    (r"proposals:open311_request$", "name", "proposals.Proposal", "reference"),
    (r"proposals:|/proposals/", "uid", "proposals.Proposal", "pk"),
    (
        r"oddjobs:(accept|decline|give_back|work|come|go|hours|absent|appeal)$|/bookings/",
        "uid",
        "oddjobs.Booking",
        "pk",
    ),
    (r"oddjobs:hear$|/appeals/", "uid", "oddjobs.Appeal", "pk"),
    (r"oddjobs:(paid|received|denied)$|/pays/", "uid", "oddjobs.Pay", "pk"),
    (r"oddjobs:(ban|object_to|lift|set_aside|follow)$|/bans/", "uid", "oddjobs.Ban", "pk"),
    (r"oddjobs:proof_shown$", "digest", "oddjobs.PayProof", "digest"),
    (r"oddjobs:(worker|seen|leave)$|/workers/", "uid", "oddjobs.Worker", "pk"),
    (r"oddjobs:(post|repeat|close|complain)$|/posts/", "uid", "oddjobs.Post", "pk"),
    (r"oddjobs:|/shifts/", "uid", "oddjobs.Shift", "pk"),
    (r"watch:answer_gate$|/watch/gate-requests/", "uid", "watch.GateRequest", "pk"),
    (r"watch:(gate|change_gate|move_gate|ask_gate|add_gate_rule|end_gate)$|/watch/gates/", "uid", "watch.Gate", "pk"),
    (r"watch:(acknowledge_task|finish_task)$|/watch/response-tasks/", "uid", "watch.ResponseTask", "pk"),
    (r"watch:end_plan_task$", "uid", "watch.PlanTask", "pk"),
    (r"watch:(response|change_response|end_response)$|/watch/responses/", "uid", "watch.Response", "family"),
    (r"watch:know_incident$|/watch/incident-notices/", "uid", "watch.IncidentNotice", "pk"),
    (r"watch:(incident|tell_incident|close_incident)$|/watch/incidents/", "uid", "watch.Incident", "pk"),
    (r"watch:(change_contact|end_contact)$", "uid", "watch.Contact", "pk"),
    (r"watch:join_plan$", "uid", "watch.JointPlan", "pk"),
    (r"watch:(after|after_pdf|after_docx|replay|replay_drill)$|/watch/events/", "uid", "watch.Event", "pk"),
    (r"drills:(site|change_site|end_site)$|/drill-sites/", "uid", "drills.Site", "pk"),
    (r"drills:(scenario|change_scenario)$|/drill-scenarios/", "uid", "drills.Scenario", "pk"),
    (r"drills:(done|verify|send_back)$|/corrective-actions/", "uid", "drills.CorrectiveAction", "pk"),
    (r"drills:correct$|/drills/.*/notes/", "note", "drills.Observed", "pk"),
    (r"drills:|/drills/", "uid", "drills.Drill", "pk"),
    (r"parks:change_crossing$", "uid", "parks.Crossing", "pk"),
    (r"parks:report$|/promises/", "uid", "parks.Promise", "pk"),
    (r"parks:(answer|withdraw)$|/park-shares/", "uid", "parks.ShareProposal", "pk"),
    (r"parks:end_firm$|/park-firms/", "uid", "parks.ParkFirm", "pk"),
    (r"parks:|/parks/", "uid", "parks.Park", "pk"),
    (r"living:(service|change_service)$|/public-services/", "uid", "living.PublicService", "pk"),
    (r"living:(facility|change_facility|say_settlement)$|/facilities/", "uid", "living.Facility", "pk"),
    (r"lines:(stop|change_stop|permit)$|/stops/", "uid", "lines.Stop", "pk"),
    (r"lines:withdraw$|/stop-permissions/", "uid", "lines.StopPermission", "pk"),
    (r"lines:|/lines/", "uid", "lines.Line", "pk"),
    (r"observatory:flow$|/flows/", "uid", "observatory.FlowRecord", "pk"),
    (r"observatory:judge_concordance$", "left", "observatory.IndicatorDefinition", "pk"),
    (r"observatory:judge_concordance$", "right", "observatory.IndicatorDefinition", "pk"),
    (r"observatory:confirm_concordance$|/concordances/", "uid", "observatory.Concordance", "pk"),
    (r"/counts/", "uid", "observatory.AttestedCount", "pk"),
    (r"observatory:(attest_count|.*(indicator|concordance))|/indicators/", "slug", "observatory.Indicator", "slug"),
    (r"observatory:reach_.*scenario$|/reach/scenarios/", "uid", "observatory.ReachScenario", "pk"),
    (r"observatory:reach_|/reach/links/", "uid", "observatory.ReachLink", "pk"),
    (r"benefits:(settlement|confirm|answer)$|/benefit-settlements/", "uid", "benefits.Settlement", "pk"),
    (r"benefits:|/benefit-schemes/", "uid", "benefits.Scheme", "pk"),
    (r"visits:(plan|split)$|/grid-plans/", "uid", "visits.GridPlan", "pk"),
    (r"visits:(team|add_round)$|/grids/", "uid", "visits.Grid", "pk"),
    (r"visits:round$|/visit-rounds/", "uid", "visits.Round", "pk"),
    (r"visits:need$|/visit-needs/", "uid", "visits.VisitNeed", "pk"),
    (r"visits:firm$", "uid", "enterprises.Enterprise", "pk"),
    (r"visits:|/visits/", "uid", "visits.Visit", "pk"),
    (r"ledger:trail", "uid", "obstacles.Obstacle", "pk"),
    (r"programme:plan$", "slug", "programme.ActionPlan", "slug"),
    (r"programme:sign_erratum", "number", "programme.Erratum", "number"),
    (r"programme:version", "number", "programme.ListVersion", "number"),
    (r"programme", "year", "programme.KeyProjectList", "year"),
    (r"programme", "no", "programme.Item", "no"),
    (r"programme", "number", "programme.Milestone", "no"),
    (r"handover", "year", "handover.Handover", "year"),
    (r"files", "uid", "files.Attachment", "pk"),
]
USUAL = {
    "circle": "five-towns",
    "chain": "cable",
    "deed": "freeze",
    "what": "agenda",
    "step": "document",
    "word": "object",
    "key": "items",
    "form": "a-form",
}
PERSONAL = {"notices:notice": "notices.Notice"}  # what one person alone reads
VIEWS = {  # the same address shows other things
    "meetings:tasks": ("?view=list", "?state=all"), "programme:year": ("?view=board", "?view=table"),
    "obstacles:index": ("?view=table",), "members:circle": ("?on=2024-10-18",),
}  # fmt: skip


@dataclass
class Seen:
    """What one reader was answered at one address."""

    key: str
    verb: str
    audience: str  # of the object; empty where the address names none
    reader: str
    status: str
    told: str = ""  # what the answer says, without what differs at every request
    marks: list[Mark] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)  # of a JSON answer: its keys, "items[].title"


class Walker:
    """Asks addresses of the small world, each in a transaction that is undone."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.house = BaseHandler()
        self.house.load_middleware()
        self.cookies: dict[str, dict[str, str]] = {}
        for reader, username in READERS.items():
            client = Client()
            if username:
                client.force_login(User.objects.get(username=username), backend=BACKEND)
            self.cookies[reader] = {name: morsel.value for name, morsel in client.cookies.items()}

    def ask(self, reader: str, verb: str, where: str, body: Any = None) -> tuple[HttpResponseBase, bytes, bool]:
        """Return the answer, its bytes and whether a deed left a line; nothing that was done is kept."""
        data: Any = body or {}
        if where.startswith("/api/"):
            request = RequestFactory().generic(verb, where, json.dumps(data), content_type="application/json")
        elif verb == "POST":
            request = RequestFactory().post(where, data)
        else:
            request = RequestFactory().generic(verb, where)
        request.COOKIES.update(self.cookies[reader])
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        lines = JournalLine.objects.visible_to(HOUSE)
        before = lines.count()
        with transaction.atomic():
            response = self.house.get_response(request)
            content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
            wrote = lines.count() > before
            transaction.set_rollback(True)
        return response, content, wrote

    def seen(self, route: Route, reader: str, verb: str, where: str, audience: str, body: Any = None) -> Seen:
        response, content, wrote = self.ask(reader, verb, where, body)
        place = response.headers.get("Location", "")
        status = f"{response.status_code} wrote" if wrote else str(response.status_code)
        if "/account/login/" in place:
            status = "sign in"
        kind = response.headers.get("Content-Type", "")
        paths = set(paths_of(json.loads(content))) if "json" in kind and response.status_code == 200 else set()
        marks = self.world.marks_in(readable(content, kind).replace(where.encode(), b""))
        told = plain(content, kind, where) + plain(place.encode(), "", where)
        return Seen(route.key, verb, audience, reader, status, told, marks, paths)


def readable(content: bytes, kind: str) -> bytes:
    """Return what stands in an answer; what is packed is unpacked."""
    if content[:2] != b"PK":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def plain(content: bytes, kind: str, where: str) -> str:
    """Return an answer without nonces, tokens and the address asked for: what is left tells one row from another."""
    if "html" not in kind and "json" not in kind and kind:
        return str(len(content))
    text = content.decode()
    text = re.sub(r'nonce="[^"]*"', "", text)
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    text = re.sub(r'"X-CSRFToken": ?"[^"]*"', "", text)
    path = urlsplit(where).path
    for form in {path, quote(path, safe=""), quote(path), path.replace("/", "\\u002F")}:
        text = text.replace(form, "⟨here⟩")
    return text


def paths_of(value: Any, before: str = "") -> Iterator[str]:
    """Return the keys of a JSON answer, lists folded: ``items[].title``."""
    if isinstance(value, dict):
        for name, inner in value.items():
            here = f"{before}.{name}" if before else str(name)
            yield here
            yield from paths_of(inner, here)
    elif isinstance(value, list):
        for inner in value:
            yield from paths_of(inner, f"{before}[]")


def object_of(route: Route, parameter: str) -> tuple[str, str] | None:
    """Return model and column of what a parameter names; None where it names no shared row."""
    return next(
        (
            (label, column)
            for pattern, name, label, column in OBJECTS
            if name == parameter and re.search(pattern, route.key)
        ),
        None,
    )


def parameters(route: Route) -> list[tuple[str, str]]:
    """Return the parameters of an address as (converter, name)."""
    return [(kind, name) for kind, _colon, name in (p.rpartition(":") for p in re.findall(r"<([^>]+)>", route.pattern))]


def names_an_object(route: Route) -> bool:
    return any(object_of(route, name) for _kind, name in parameters(route))


def address(world: World, route: Route, audience: str, circle: str = "five-towns") -> str:
    """Return the address of the row of this audience; with NOTHING, of one that is not there."""

    def fill(hit: re.Match[str]) -> str:
        kind, _colon, name = hit[1].rpartition(":")
        if found := object_of(route, name):
            if audience == NOTHING:
                return str(MISSING.get(name, "zq-nothing"))
            return str(getattr(world.row(found[0], audience or "public"), found[1]))
        if name == "circle":
            return circle
        return str(USUAL.get(name, MISSING.get(name, 1 if kind == "int" else "nothing")))

    filled = re.sub(r"<([^>]+)>", fill, route.pattern)
    return re.sub(r"\^?\(\?P<[^)]*\)|\$|\^", "x", filled).replace("//", "/")


__all__ = ["ALIKE", "AUDIENCES", "NOTHING", "READERS", "Seen", "Walker", "address", "names_an_object", "walk"]
