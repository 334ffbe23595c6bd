"""Every address of the house, with an example of each from the loaded demo."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("routes")
NOWHERE = UUID("019029b6-0000-7000-8000-000000000000")


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its name with namespaces, and its pattern."""

    name: str
    pattern: str

    @property
    def key(self) -> str:
        """Return what stands for it in tables: the name, or for the API the pattern, since one path serves two verbs."""
        return self.pattern if self.name.startswith("api:") else self.name


def walk() -> list[Route]:
    """Return every address, by key."""
    found = {route.key: route for route in _walk(get_resolver().url_patterns, "/", "")}
    return [found[key] for key in sorted(found)]


def _walk(patterns: list[Any], before: str, spaces: str) -> Iterator[Route]:
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield Route(f"{spaces}{entry.name}", f"{before}{entry.pattern}")
        elif isinstance(entry, URLResolver):
            inner = f"{spaces}{entry.namespace}:" if entry.namespace else spaces
            yield from _walk(entry.url_patterns, f"{before}{entry.pattern}", inner)


def first(label: str, column: str = "pk", **where: Any) -> Callable[[], Any]:
    """Return a function that gives one column of the first row of a model, or an address of nothing."""

    def find() -> Any:
        try:
            model = apps.get_model(label)
        except LookupError:
            return None
        rows = model.objects.visible_to(HOUSE).filter(**where).order_by("pk")
        return rows.values_list(column, flat=True).first()

    return find


EXAMPLES: list[tuple[str, str, Callable[[], Any]]] = [  # (pattern of the key, parameter, value); the first match counts
    (
        r"watch:(gauge|mind|line)$",
        "slug",
        first("observations.Series", "slug", circle="five-towns", quantity="level_m"),
    ),
    (r"watch:unmind$", "uid", first("watch.GaugeConcern", circle="five-towns")),
    (r"watch:(event|know|stand_down)$|/watch/events/", "uid", first("watch.Event", circle="five-towns")),
    (r"watch:answer$|/watch/calls/", "uid", first("watch.Call", circle="five-towns")),
    (r"watch:answer_link$", "token", lambda: "nothing"),
    (r"enforcement:end_certificate$", "uid", first("enforcement.OfficerCertificate", circle="five-towns")),
    (r"enforcement:drop$", "uid", first("enforcement.PatrolCheck", circle="five-towns")),
    (r"enforcement:end_item$", "uid", first("enforcement.EnforcementItem", circle="five-towns")),
    (
        r"enforcement:(patrol|answer|officers|check|begin|end|call_off)$|/enforcement/patrols/",
        "uid",
        first("enforcement.Patrol", circle="five-towns"),
    ),
    (
        r"enforcement:(finding|evidence|send|file)$|/enforcement/findings/",
        "uid",
        first("enforcement.Finding", circle="five-towns"),
    ),
    (r"enforcement:custody$", "uid", first("enforcement.Evidence", circle="five-towns")),
    (
        r"enforcement:(transfer|letter)$|/enforcement/transfers/",
        "uid",
        first("enforcement.Transfer", circle="five-towns"),
    ),
    (
        r"enforcement:(filing|extend|decide)$|/enforcement/filings/",
        "uid",
        first("enforcement.Filing", circle="five-towns"),
    ),
    (r"enforcement:|/enforcement/hazards/", "uid", first("enforcement.Hazard", circle="five-towns")),
    (r"members:(activity)", "slug", first("members.Alliance", "slug", circle="five-towns")),
    (r"(members:|/agreements/)", "slug", first("members.Agreement", "slug", circle="five-towns")),
    (r"observations:sta_resource$", "path", lambda: "Things"),
    (r"observations:|/stations/", "code", first("observations.Station", "code", circle="five-towns")),
    (r"/readings/", "gauge", first("observations.Series", "slug", kept_by="gauge")),
    (r"observations|/observations/", "slug", first("observations.Series", "slug")),
    (r"/observations/", "series", first("observations.Series", "slug")),
    (
        r"bulletins:(confirm_correction|object_to_correction)$|/corrections/",
        "slug",
        first("bulletins.Correction", "bulletin__slug", circle="five-towns"),
    ),
    (r"bulletins", "slug", first("bulletins.Bulletin", "slug", circle="five-towns")),
    (r"bulletins", "name", lambda: "signed"),
    (r"bulletins:deed", "deed", lambda: "freeze"),
    (r"meetings:(task|raise)|/tasks/", "uid", first("meetings.Task", circle="five-towns")),
    (r"meetings:matter|/matters/", "uid", first("meetings.Matter", circle="five-towns")),
    (r"meetings:resolution", "uid", first("meetings.Resolution", circle="five-towns")),
    (r"meetings:snapshot", "uid", first("meetings.Snapshot", circle="five-towns")),
    (r"meetings:check", "uid", first("meetings.Commitment", circle="five-towns", owner="310116101")),
    (r"meetings:document$|/documents/", "uid", first("meetings.PolicyDocument", circle="five-towns")),
    (r"meetings:review", "uid", first("meetings.Review", circle="five-towns")),
    (r"meetings:item", "item", first("meetings.AgendaItem", circle="five-towns")),
    (r"meetings", "uid", first("meetings.Meeting", circle="five-towns")),
    (r"meetings:", "what", lambda: "resolution"),
    (r"obstacles", "uid", first("obstacles.Obstacle", circle="five-towns")),
    (r"obstacles:step", "step", lambda: "document"),
    (r"investment:(answer|take_back)$|/investment/asks/", "uid", first("investment.Ask", circle="five-towns")),
    (
        r"investment:(change_space|set_space_state)$|/investment/spaces/",
        "uid",
        first("investment.Space", circle="five-towns"),
    ),
    (r"investment:answer_split$|/splits/", "split", first("investment.CreditSplit", circle="five-towns")),
    (
        r"investment:(withdraw_link|forget_word)$|/investment/leads/.*/links/",
        "link",
        first("investment.ConfirmLink", circle="five-towns"),
    ),
    (r"investment:speak$", "token", lambda: "nothing"),
    (r"investment:step$", "step", lambda: "move"),
    (r"investment:|/investment/leads/", "uid", first("investment.Lead", circle="five-towns")),
    (r"chains:(need|close)$|/needs/", "uid", first("chains.Need", circle="five-towns")),
    (r"chains:introduction$|/introductions/", "uid", first("chains.Introduction", circle="five-towns")),
    (r"chains:say$|/links/", "uid", first("chains.SupplyLink", circle="five-towns")),
    (r"chains:(firm|link)$|/chains/firms/", "uid", first("chains.SupplyLink", "buyer_id", circle="five-towns")),
    (r"chains:chain$|/chains/", "chain", lambda: "cable"),
    (r"chains:cluster$|/clusters/", "slug", first("chains.Cluster", "slug", circle="five-towns")),
    (r"enterprises:(register|withdraw)$|/registers/", "uid", first("enterprises.Register", circle="five-towns")),
    (r"enterprises:claim$|/claims/", "uid", first("enterprises.Claim", circle="five-towns")),
    (r"enterprises:remove_good$|/goods/", "good", first("enterprises.Good", circle="five-towns")),
    (
        r"enterprises:remove_certificate$|/certificates/",
        "certificate",
        first("enterprises.Certificate", circle="five-towns"),
    ),
    (r"enterprises:(bringing|faults)$", "uid", first("enterprises.Bringing", circle="five-towns")),
    (r"enterprises:(group|add_figure)$|/groups/", "uid", first("enterprises.Group", circle="five-towns")),
    (r"enterprises:likeness$|/likenesses/", "uid", first("enterprises.Likeness", circle="five-towns")),
    (
        r"enterprises:undo$|/undo$",
        "uid",
        first("enterprises.Enterprise", circle="five-towns", merged_into__isnull=False),
    ),
    (r"enterprises|/enterprises/", "uid", first("enterprises.Enterprise", circle="five-towns")),
    (r"cases:(change_words|end_words)$", "uid", first("cases.AnswerTemplate", circle="five-towns")),
    (r"cases:rate$", "stage", lambda: "answer"),
    (r"cases:|/cases/", "uid", first("cases.Case", circle="five-towns")),
    (r"cases:step$", "step", lambda: "note"),
    (
        r"services:(resource|change_resource|review)$|/resources/",
        "uid",
        first("services.Resource", circle="five-towns"),
    ),
    (r"services:(fit|facts)$", "uid", first("enterprises.Enterprise", circle="five-towns")),
    (r"services:leaflet$", "uid", first("services.Leaflet", circle="five-towns")),
    (r"watch:(alert|alert_xml|relay_alert)$|/watch/alerts/", "uid", first("watch.Alert", circle="five-towns")),
    (r"watch:(change_sender|end_sender)$", "uid", first("watch.AlertSender", circle="five-towns")),
    (
        r"watch:(notice|join_notice|follow_notice)$|/watch/notices/",
        "uid",
        first("watch.JointNotice", circle="five-towns"),
    ),
    (r"services:|/services/", "uid", first("services.Service", circle="five-towns")),
    (r"proposals:(change_point|end_point)$", "uid", first("proposals.CollectionPoint", circle="five-towns")),
    (r"proposals:(topic|end_topic)$|/topics/", "uid", first("proposals.Topic", circle="five-towns")),
    (r"proposals:open311", "form", lambda: "json"),
    (r"proposals:open311_service$", "code", lambda: "transport"),
    (r"proposals:open311_request$", "name", first("proposals.Proposal", "reference", circle="five-towns")),
    (r"proposals|/proposals/", "uid", first("proposals.Proposal", circle="five-towns", held_for="")),
    (
        r"oddjobs:(accept|decline|give_back|work|come|go|hours|absent|appeal)$|/bookings/",
        "uid",
        first("oddjobs.Booking", circle="five-towns"),
    ),
    (r"oddjobs:hear$|/appeals/", "uid", first("oddjobs.Appeal", circle="five-towns")),
    (r"oddjobs:(paid|received|denied)$|/pays/", "uid", first("oddjobs.Pay", circle="five-towns")),
    (r"oddjobs:(ban|object_to|lift|set_aside|follow)$|/bans/", "uid", first("oddjobs.Ban", circle="five-towns")),
    (r"odd-job-months/", "month", lambda: "2024-09"),
    (r"oddjobs:proof_shown$", "digest", first("oddjobs.PayProof", "digest", circle="five-towns")),
    (r"oddjobs:(worker|seen|leave)$|/workers/", "uid", first("oddjobs.Worker", circle="five-towns")),
    (r"oddjobs:(post|repeat|close|complain)$|/posts/", "uid", first("oddjobs.Post", circle="five-towns")),
    (r"oddjobs|/shifts/", "uid", first("oddjobs.Shift", circle="five-towns")),
    (r"watch:answer_gate$|/watch/gate-requests/", "uid", first("watch.GateRequest", circle="five-towns")),
    (
        r"watch:(gate|change_gate|move_gate|ask_gate|add_gate_rule|end_gate)$|/watch/gates/",
        "uid",
        first("watch.Gate", circle="five-towns", code="fengjingtang"),
    ),
    (
        r"watch:(acknowledge_task|finish_task)$|/watch/response-tasks/",
        "uid",
        first("watch.ResponseTask", circle="five-towns"),
    ),
    (r"watch:end_plan_task$", "uid", first("watch.PlanTask", circle="five-towns")),
    (
        r"watch:(response|change_response|end_response)$|/watch/responses/",
        "uid",
        first("watch.Response", "family", circle="five-towns"),
    ),
    (r"watch:know_incident$|/watch/incident-notices/", "uid", first("watch.IncidentNotice", circle="five-towns")),
    (
        r"watch:(incident|tell_incident|close_incident)$|/watch/incidents/",
        "uid",
        first("watch.Incident", circle="five-towns"),
    ),
    (r"watch:(change_contact|end_contact)$", "uid", first("watch.Contact", circle="five-towns")),
    (r"watch:join_plan$", "uid", first("watch.JointPlan")),
    (
        r"watch:(after|after_pdf|after_docx|replay|replay_drill)$|/watch/events/",
        "uid",
        first("watch.Event", circle="five-towns", owner="310120"),
    ),
    (r"drills:(site|change_site|end_site)$|/drill-sites/", "uid", first("drills.Site", circle="five-towns")),
    (r"drills:(scenario|change_scenario)$|/drill-scenarios/", "uid", first("drills.Scenario", circle="five-towns")),
    (
        r"drills:(done|verify|send_back)$|/corrective-actions/",
        "uid",
        first("drills.CorrectiveAction", circle="five-towns"),
    ),
    (r"drills:correct$|/drills/.*/notes/", "note", first("drills.Observed", circle="five-towns")),
    (r"drills:correct$|/drills/.*/notes/", "uid", first("drills.Observed", "drill", circle="five-towns")),
    (r"drills:|/drills/", "uid", first("drills.Drill", circle="five-towns", state="evaluated")),
    (r"parks:change_crossing$", "uid", first("parks.Crossing", circle="five-towns")),
    (r"parks:report$|/promises/", "uid", first("parks.Promise", circle="five-towns")),
    (r"parks:(answer|withdraw)$|/park-shares/", "uid", first("parks.ShareProposal", circle="five-towns", state="open")),
    (r"parks:end_firm$|/park-firms/", "uid", first("parks.ParkFirm", circle="five-towns")),
    (r"parks:|/parks/", "uid", first("parks.Park", circle="five-towns", joint=True)),
    (r"living:town_ics$", "town", lambda: "310116102"),
    (
        r"living:(ticket|withdraw_ticket)$|/registrations/",
        "uid",
        first("living.Registration", circle="five-towns", person__username="resident"),
    ),
    (r"living:sheet$", "uid", first("living.HappeningSession", "happening", circle="five-towns")),
    (r"living:sheet$", "session", first("living.HappeningSession", circle="five-towns")),
    (
        r"living:(camp|add_session|second)$",
        "uid",
        first("living.Happening", circle="five-towns", kind="camp", illustrative=True),
    ),
    (r"living:(pass|issue_passes)$|/passes/", "uid", first("living.JointPass", circle="five-towns")),
    (r"living:use_pass$", "uid", first("living.PassVenue", "of", circle="five-towns")),
    (r"living:use_pass$", "venue", first("living.PassVenue", circle="five-towns")),
    (r"living:series$", "uid", first("living.HappeningSeries", circle="five-towns", illustrative=True)),
    (
        r"living:(tell_story|listing|change_listing|listing_[a-qs-z]\w*)$|/listings/",
        "uid",
        first("living.Listing", circle="five-towns", kind="craft", illustrative=True),
    ),
    (r"living:listing_register$", "uid", first("living.ListingRegister", circle="five-towns")),
    (r"living:bring_entries$", "uid", first("living.RegisterClass", circle="five-towns")),
    (r"living:(story|take_story_back)$|/stories/", "uid", first("living.Contribution", circle="five-towns")),
    (r"living:end_label$", "uid", first("living.LabelHeld", circle="five-towns")),
    (r"living:(ask_flight|flight_board)$", "uid", first("living.Listing", circle="five-towns", takes_requests=True)),
    (r"living:(flight|withdraw_flight)$|/flights/", "uid", first("living.FlightRequest", circle="five-towns")),
    (
        r"living:\w*happening|living:(register|release_places|share_places|scan|tick)$|/happenings/",
        "uid",
        first("living.Happening", circle="five-towns", illustrative=True, announced_at__isnull=False),
    ),
    (r"living:(service|change_service)$|/public-services/", "uid", first("living.PublicService", circle="five-towns")),
    (
        r"living:(facility|change_facility|say_settlement)$|/facilities/",
        "uid",
        first("living.Facility", circle="five-towns", kind="hospital"),
    ),
    (r"lines:(stop|change_stop|permit)$|/stops/", "uid", first("lines.Stop", circle="five-towns")),
    (r"lines:withdraw$|/stop-permissions/", "uid", first("lines.StopPermission", circle="five-towns")),
    (r"lines:part$|/stop-matches/", "uid", first("lines.StopMatch", circle="five-towns")),
    (
        r"lines:(agree|take_back)$|/subsidies/",
        "uid",
        first("lines.Subsidy", circle="five-towns", agreed_on__isnull=True),
    ),
    (r"lines:|/lines/", "uid", first("lines.Line", circle="five-towns")),
    (
        r"observatory:(judge|confirm)_concordance$",
        "slug",
        first("observatory.Concordance", "left__indicator__slug", circle="five-towns"),
    ),
    (r"observatory:judge_concordance$", "left", first("observatory.Concordance", "left_id", circle="five-towns")),
    (r"observatory:judge_concordance$", "right", first("observatory.Concordance", "right_id", circle="five-towns")),
    (r"observatory:confirm_concordance$|/concordances/", "uid", first("observatory.Concordance", circle="five-towns")),
    (
        r"observatory:indicator_chart$",
        "slug",
        first("observatory.IndicatorInput", "indicator__slug", circle="five-towns"),
    ),
    (r"observatory:indicator_chart$", "kind", lambda: "svg"),
    (
        r"observatory:attest_count$|/indicators/.*/counts",
        "slug",
        first("observatory.AttestedCount", "indicator__slug", circle="five-towns"),
    ),
    (r"/indicators/.*/counts/", "uid", first("observatory.AttestedCount", circle="five-towns")),
    (r"observatory:.*indicator|/indicators/", "slug", first("observatory.Indicator", "slug", circle="five-towns")),
    (
        r"observatory:reach_.*scenario$|/reach/scenarios/",
        "uid",
        first("observatory.ReachScenario", circle="five-towns"),
    ),
    (r"observatory:reach_|/reach/links/", "uid", first("observatory.ReachLink", circle="five-towns")),
    (r"observatory:flows_place$", "code", first("observatory.FlowRecord", "owner", circle="five-towns")),
    (r"observatory:flow$|/flows/", "uid", first("observatory.FlowRecord", circle="five-towns")),
    (
        r"benefits:(settlement|confirm|answer)$|/benefit-settlements/",
        "uid",
        first("benefits.Settlement", circle="five-towns"),
    ),
    (r"benefits:answer$", "word", lambda: "object"),
    (r"benefits:step$", "step", lambda: "figure"),
    (r"benefits:|/benefit-schemes/", "uid", first("benefits.Scheme", circle="five-towns")),
    (r"visits:(plan|split)$|/grid-plans/", "uid", first("visits.GridPlan", circle="five-towns", valid_to__isnull=True)),
    (r"visits:(team|add_round)$|/grids/", "uid", first("visits.Grid", circle="five-towns")),
    (r"visits:round$|/visit-rounds/", "uid", first("visits.Round", circle="five-towns")),
    (r"visits:need$|/visit-needs/", "uid", first("visits.VisitNeed", circle="five-towns")),
    (r"visits:firm$", "uid", first("visits.Visit", "enterprise_id", circle="five-towns")),
    (r"visits:|/visits/", "uid", first("visits.Visit", circle="five-towns")),
    (r"ledger", "uid", first("programme.KeyProjectList", circle="five-towns", year=2024)),
    (r"files", "uid", first("files.Attachment")),
    (r"notices", "uid", first("notices.Notice")),
    (r"handover", "key", lambda: "items"),
    (r"handover", "year", lambda: 2025),
    (r"members:accept", "token", lambda: "no-such-invitation"),
]


def address(route: Route, circle: str = "five-towns") -> str:
    """Return an address of this route that the demo answers, as far as the demo has an example."""

    def fill(hit: re.Match[str]) -> str:
        kind, _, name = hit[1].rpartition(":")
        for pattern, parameter, find in EXAMPLES:
            if parameter == name and re.search(pattern, route.key):
                value = find()
                return str(value if value is not None else (NOWHERE if "uuid" in kind else "nothing"))
        usual: dict[str, Any] = {"circle": circle, "year": 2024, "no": 1, "number": 1, "uid": NOWHERE, "form": "a-form"}
        return str(usual.get(name, "1" if kind == "int" else "nothing"))

    filled = re.sub(r"<([^>]+)>", fill, route.pattern)
    return re.sub(r"\^?\(\?P<[^)]*\)|\$|\^", "x", filled).replace("//", "/")


@contextmanager
def counted_once() -> Iterator[None]:
    """Let the number of things that wait, which stands in the frame of every page, be reckoned once a reader.

    It takes two thirds of the time of a page and follows from the reader alone; the pages that show what waits are
    walked like all others.
    """
    from pilin.web.frame import COUNTERS

    known: dict[tuple[str, Any], int] = {}

    def once(name: str, count: Any) -> Any:
        def counted(request: Any) -> int:
            key = name, request.standing
            if key not in known:
                known[key] = count(request)
            return known[key]

        return counted

    before = dict(COUNTERS)
    COUNTERS.update({name: once(name, count) for name, count in before.items()})
    try:
        yield
    finally:
        COUNTERS.update(before)


def main() -> None:
    """Print an example of each address of this instance, as JSON."""
    import json

    print(json.dumps({route.key: address(route) for route in walk()}))


if __name__ == "__main__":
    import django

    django.setup()
    main()
