"""What the checks of a model ask for beyond a mark, so that the small world of ``tests/world.py`` can plant a row of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.apps import apps

from pilin.domain.watch.models import packed
from pilin.engine.base import text_hash
from pilin.engine.cap import Alert, write
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.files import store
from tests.factories.base import NOW

ALIKE, BENEATH = "alike", "beneath"
NAMESPACE = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
Facts = Callable[[Any, str, str, int], dict[str, Any]]  # (world, audience, family, n) → columns
SPECIAL: dict[str, Facts] = {
    "members.Membership": lambda w, a, f, n: {"member": w.five.yaozhuang.row, "kind": "observer", "valid_from": "2000", "valid_to": "2001"},
    "members.Term": lambda w, a, f, n: {"year": 1950 + n, "starts_on": date(1950 + n, 1, 1), "ends_on": date(1950 + n, 12, 31)},
    "members.RotationOrder": lambda w, a, f, n: {"from_year": 2190, "codes": []},
    "members.Invitation": lambda w, a, f, n: {"token_hash": f"{n:064x}", "withdrawn_at": NOW},
    "members.Agreement": lambda w, a, f, n: {"text_hash": f"{n:064x}", "proposed_at": NOW, "follows": None},
    "identity.Office": lambda w, a, f, n: {"person": w.five.yaozhuang.clerk_user, "valid_to": "2024-02", "deputy": None},
    "journal.JournalLine": lambda w, a, f, n: {"code": "test.world", "actor_kind": "officer", "actor": None, "facts": {}},
    "journal.JournalSubject": lambda w, a, f, n: {"subject": str(w.row("obstacles.Obstacle", "public" if f == BENEATH else a).pk), "what": "made"},
    "files.Attachment": lambda w, a, f, n: {
        "sha256": store.keep(f"a file {n}".encode()), "size": len(f"a file {n}"), "content_type": "text/plain", "subject": str(w.row("obstacles.Obstacle", "public" if f == BENEATH else a).pk),
    },
    "bulletins.Bulletin": lambda w, a, f, n: {
        "release_at": NOW + timedelta(days=-1 if a == "public" else 9), "frozen_at": NOW if a == "public" else None, "released_at": NOW if a == "public" else None,
        "year": 2020, "number": n, "text_hash": f"{n:064x}", "figures": {},
    },
    "bulletins.CorrectionWord": lambda w, a, f, n: {"said": "objected", "member": (w.five.yaozhuang if f == BENEATH else w.five.xindai).row},
    "meetings.Meeting": lambda w, a, f, n: {"umbrella": None, "host": w.five.huimin.row, "next_host": None},
    "meetings.Review": lambda w, a, f, n: {"half": 1, "year": 2000 + n},
    "meetings.Snapshot": lambda w, a, f, n: {"text": json.dumps({"items": []}), "text_hash": text_hash('{"items": []}')},
    "meetings.ResolutionStep": lambda w, a, f, n: {"state": "approved"},  # the private one stands on a public resolution
    "meetings.PolicyDocument": lambda w, a, f, n: {"clauses_declared": None, "ended_on": None},
    "meetings.Commitment": lambda w, a, f, n: {"check_on": date(2024, 1, 1)},
    "meetings.TaskStep": lambda w, a, f, n: {"what": "redated" if f == BENEATH else "taken", "meeting": None},
    "meetings.Matter": lambda w, a, f, n: {"subject": w.row("meetings.Task", a, f).pk, "subject_kind": "task"},
    "meetings.MatterStep": lambda w, a, f, n: {"what": "raised", "due_on": NOW.date()},
    "programme.KeyProjectList": lambda w, a, f, n: {"year": 2030 + n, "plan": None, "released_at": NOW if a == "public" else None, "release_at": NOW if a == "public" else None},
    "programme.ListVersion": lambda w, a, f, n: {"towns": party_list([w.five.huimin.code, w.five.zhujing.code]), "text": json.dumps({"items": []})},
    "programme.Item": lambda w, a, f, n: {"lead": w.five.huimin.row, "carried_from": None, "clause": None, "agreement_cited": None},
    "programme.BudgetLine": lambda w, a, f, n: {"currency": "CNY"},
    "programme.Acceptance": lambda w, a, f, n: {"answer": "accepted"},
    "programme.Erratum": lambda w, a, f, n: {"towns": party_list([w.five.huimin.code]), "field": "title_zh"},
    "programme.ActionPlan": lambda w, a, f, n: {"first_year": 1990, "last_year": 1995, "parent": None},
    "programme.MilestoneReport": lambda w, a, f, n: {"figures": [], "links": []},
    "programme.Witnessing": lambda w, a, f, n: {"verdict": "accepted"},
    "obstacles.Step": lambda w, a, f, n: {"into": None, "kind": "documented"},
    "obstacles.ObstacleLink": lambda w, a, f, n: {"url": "/c/five-towns/"},
    "observatory.Indicator": lambda w, a, f, n: {"form": "sum", "unit": "firm", "valid_from": NOW.date(), "valid_to": None, "retired_on": None},
    "observatory.IndicatorInput": lambda w, a, f, n: {"town": w.five.huimin.row, "denominator": None, "count": "", "whole": "", "place": ""},
    "observatory.FirmWord": lambda w, a, f, n: {"about": "related", "place": "31", "valid_from": "2024", "valid_to": None},
    "observatory.AttestedCount": lambda w, a, f, n: {
        "counted_on": NOW.date(), "counts": {w.five.huimin.code: ["related", "firms", "31"]}, "towns": {w.five.huimin.code: {"yes": n}}, "digest": f"{n:064x}",
    },
    "observatory.IndicatorTarget": lambda w, a, f, n: {"comparator": ">", "binds": None, "valid_from": NOW.date(), "valid_to": None},
    "observatory.IndicatorDefinition": lambda w, a, f, n: {"valid_from": NOW.date() + timedelta(days=n), "valid_to": None},
    "observatory.Concordance": lambda w, a, f, n: {
        "right": _another_definition(w, "public" if f == BENEATH else a), "likeness": "same", "factor": None, "offset": None,
    },
    "observatory.ReachLink": lambda w, a, f, n: {
        "start": w.five.huimin.row.place, "end": w.five.fengjing.row.place, "mode": "road", "minutes": Decimal(16), "hour": "",
    },
    "observatory.ReachEnd": lambda w, a, f, n: {"state": "open", "since": NOW.date() + timedelta(days=n), "latitude": None, "longitude": None},
    "observatory.ScenarioChange": lambda w, a, f, n: {
        "start": w.five.huimin.row.place, "end": w.five.fengjing.row.place if f == ALIKE else w.five.xindai.row.place, "kind": "add",
        "minutes": Decimal(9),
    },
    "observatory.FlowRecord": lambda w, a, f, n: {
        "kind": "firms", "unit": "firm", "period": str(1990 + n), "destination": w.five.fengjing.row.place, "comparator": "=",
    },
    "investment.Space": lambda w, a, f, n: {"area_value": Decimal(30), "area_unit": "mu", "kind": "land", "state": "free", "use": "industry"},
    "investment.Lead": lambda w, a, f, n: {
        "sector": "food", "amount": Decimal(n), "currency": "CNY", "output": None, "output_currency": "", "wanted_value": Decimal(5), "wanted_unit": "mu",
        "wanted_kind": "land", "wanted_use": "industry", "reporter": w.five.huimin.code, "site_town": w.five.huimin.code, "stage": "signed", "ended": "",
        "ended_on": None, "site": None, "enterprise": None, "uscc": "",
    },
    "investment.Move": lambda w, a, f, n: {"kind": "registered", "stage": "lead"},
    "investment.Ask": lambda w, a, f, n: {"kind": "hand_over", "town": w.five.xindai.code, "withdrawn_at": None, "uscc": "", "opened": False},
    "investment.Answer": lambda w, a, f, n: {"reply": "refused"},
    "investment.CreditSplit": lambda w, a, f, n: {"shares": {w.five.huimin.code: "60.00", w.five.xindai.code: "40.00"}},
    "investment.ConfirmLink": lambda w, a, f, n: {
        "token_hash": f"{n:064x}", "expires_on": NOW.date(), "withdrawn_at": None, "used_at": None, "said": "",
    },
    "investment.InvestorWord": lambda w, a, f, n: {"person": None, "erased_on": None},
    "investment.PipelineFigure": lambda w, a, f, n: {
        "key": f"figure-{n}", "stage": "", "projects": n, "amount": Decimal(n), "currency": "CNY", "output": None, "output_currency": "",
        "area_value": None, "area_unit": "",
    },
    "chains.SupplyLink": lambda w, a, f, n: {"buyer": _another_firm(w), "seller": w.row("enterprises.Enterprise", "public" if f == BENEATH else a)},
    "chains.SupplyAmount": lambda w, a, f, n: {"currency": "CNY"},
    "chains.Need": lambda w, a, f, n: {"understood": {"kind": "need", "product": "PVC电缆料"}},
    "chains.Introduction": lambda w, a, f, n: {"partner": _another_firm(w)},
    "chains.Reported": lambda w, a, f, n: {"what": "suppliers", "enterprise": None, "organisation": None},
    "chains.Organisation": lambda w, a, f, n: {"kind": "committee", "parent": None},
    "chains.ContactCard": lambda w, a, f, n: {"side": "buyer" if f == BENEATH else "seller"},
    "enterprises.Claim": lambda w, a, f, n: {"state": "refused"},  # one that waits or holds is a person's only one
    "enterprises.Good": lambda w, a, f, n: {"capacity_value": None, "capacity_unit": "", "capacity_period": ""},
    "enterprises.GroupFigure": lambda w, a, f, n: {"entity": None, "year": 1990 + n, "unit": "person"},
    "cases.Case": lambda w, a, f, n: {"kind": "service_request", "year": 2000, "number": n, "state": "received", "assignee": None, "asker": None, "offered_to": "", "partner": "", "coordinator": "", "bounces": 0, "level_on": None, "waiting_since": None, "same_as": None},
    "cases.CaseStep": lambda w, a, f, n: {"person": None, "kind": "noted", "at": NOW, "to_town": ""},
    "cases.CaseRating": lambda w, a, f, n: {"stage": "outcome" if f == BENEATH else "answer", "mark": 4, "at": NOW},
    "cases.AnswerTemplate": lambda w, a, f, n: {"kind": "service_request", "ended_on": None},
    "cases.CaseTerm": lambda w, a, f, n: {"kind": "service_request", "taken_within": 1, "answered_within": 5, "valid_from": NOW.date() + timedelta(days=n), "valid_to": None},
    "cases.FiguresShared": lambda w, a, f, n: {"ended_on": NOW.date()},
    "services.Resource": lambda w, a, f, n: {"phone": f"021-0000 {n:04}", "languages": "zh", "reviewed_on": NOW.date(), "valid_to": None},
    "services.Service": lambda w, a, f, n: {
        "matter": f"matter-{n}", "stage": "growth", "days_statutory": None, "days_promised": 3, "ended_on": None, "measures": [],
    },
    "services.FirmFacts": lambda w, a, f, n: {"facts": {}, "enterprise": w.row("enterprises.Enterprise", "public" if f == BENEATH else a)},
    "services.Leaflet": lambda w, a, f, n: {"resources": []},
    "proposals.CollectionPoint": lambda w, a, f, n: {"kind": "mailbox", "latitude": None, "longitude": None, "ended_on": None},
    "proposals.Topic": lambda w, a, f, n: {"opens_on": NOW.date(), "closes_on": NOW.date(), "ended_on": None},
    "proposals.Proposal": lambda w, a, f, n: {
        "reference": f"P-2000-{n}", "case": UUID(int=10_000 + n), "state": "received", "held_for": "", "latitude": None, "longitude": None, "beside": "", "partner": "",
        "first_town": w.five.huimin.code, "department": "water", "topic": None, "point": None,
    },
    "proposals.Routing": lambda w, a, f, n: {"proposal": UUID(int=20_000 + n), "department": "water", "decided": "", "reasons": [], "probability": None},
    "proposals.Outcome": lambda w, a, f, n: {"proposal": UUID(int=20_000 + n), "outcome": "B", "adopted": True},
    "proposals.Confirmation": lambda w, a, f, n: {"proposal": UUID(int=20_000 + n)},
    "proposals.Offer": lambda w, a, f, n: {"proposal": UUID(int=20_000 + n), "answer": "", "answered_on": None},
    "proposals.Conversion": lambda w, a, f, n: {"proposal": UUID(int=20_000 + n), "became": "matter", "row": UUID(int=30_000 + n)},
    "proposals.PublicRating": lambda w, a, f, n: {"proposal": UUID(int=20_000 + n), "mark": 4, "person": w.five.yaozhuang.clerk_user, "at": NOW},
    "proposals.Follower": lambda w, a, f, n: {"proposal": UUID(int=20_000 + n), "person": w.five.yaozhuang.clerk_user},
    "enforcement.OfficerCertificate": lambda w, a, f, n: {"person": None, "province": "33", "last_four": "0001", "scope": ",330421,", "ended_on": None},
    "enforcement.TownArea": lambda w, a, f, n: {"ring": [["121", "30"], ["122", "30"], ["122", "31"]], "valid_from": date(2000, 1, 1) + timedelta(days=n)},
    "enforcement.EnforcementItem": lambda w, a, f, n: {"matter": f"matter-{n}", "province": "33", "unit": "case", "currency": "CNY", "valid_from": date(2000, 1, 1) + timedelta(days=n), "penalty_min": Decimal(1), "penalty_max": Decimal(2)},
    "enforcement.Patrol": lambda w, a, f, n: {"agreement_slug": "pact-of-two", "host": w.five.huimin.code, "begun_at": None, "done_at": None, "called_off_on": None},
    "enforcement.PatrolCheck": lambda w, a, f, n: {"firm": uuid5(NAMESPACE, f"firm {n}"), "visit": uuid5(NAMESPACE, f"visit {n}"), "dropped_on": None},
    "enforcement.Finding": lambda w, a, f, n: {"number": n, "year": 2000, "act_towns": f",{w.five.huimin.code},", "longitude": None, "latitude": None, "matter": "", "by_point": False, "erased_on": None},
    "enforcement.Evidence": lambda w, a, f, n: {"number": n, "kind": "sample", "sha256": ""},
    "enforcement.CustodyStep": lambda w, a, f, n: {"number": n, "kind": "taken", "to_town": ""},
    "enforcement.Transfer": lambda w, a, f, n: {"to_town": w.five.xindai.code if f == BENEATH else w.five.zhujing.code, "text_hash": "0" * 64},
    "enforcement.TransferPiece": lambda w, a, f, n: {"number": n, "kind": "sample", "sha256": ""},
    "enforcement.Filing": lambda w, a, f, n: {"finding": uuid5(NAMESPACE, f"finding {n}"), "matter": "", "days": 90, "decide_by": NOW.date() + timedelta(days=90)},
    "enforcement.TermExtension": lambda w, a, f, n: {"until": NOW.date() + timedelta(days=100 + n)},
    "enforcement.Decision": lambda w, a, f, n: {"outcome": "warning", "penalty": None, "currency": "", "range_min": None, "range_max": None, "quantity": None},
    "enforcement.Hazard": lambda w, a, f, n: {"grade": "general", "state": "found", "longitude": None, "latitude": None, "due_on": None, "closed_on": None, "funds_cny": None},
    "enforcement.HazardStep": lambda w, a, f, n: {"kind": "planned", "person": None},
    "enforcement.UnifiedFunction": lambda w, a, f, n: {"function": "planning", "said_on": NOW.date()},
    "oddjobs.WageFloor": lambda w, a, f, n: {"place_code": f"33{n:04}", "valid_to": None},
    "oddjobs.Worker": lambda w, a, f, n: {"person": None, "digest": f"{n:064x}", "trades": [], "min_hourly_cny": None, "booked_at": None, "left_on": None, "passed_week": None, "why": "", "why_shift": None},
    "oddjobs.Post": lambda w, a, f, n: {
        "trade": "", "floor_at": "", "floor_cny": None, "place_code": w.five.huimin.code, "posted_by": None, "closed_on": None, "latitude": Decimal("30.85"),
        "longitude": Decimal("120.98"), "employer_place": "",
    },
    "oddjobs.Shift": lambda w, a, f, n: {
        "starts_at": NOW + timedelta(days=1, minutes=n), "ends_at": NOW + timedelta(days=1, hours=4, minutes=n), "break_minutes": 0, "heads": 2, "taken": 0, "called_off_on": None, "why": "",
    },
    "oddjobs.Booking": lambda w, a, f, n: {"state": "applied", "lapsed_for": "", "worker_town": w.five.huimin.code},
    "oddjobs.Run": lambda w, a, f, n: {name: Decimal("1.0000") for name in ("objective_cny", "bound_cny", "fair_cny")} | {"at": NOW, "empty": {}, "without": {}, "fair_share": Decimal("0.000000"), "seconds": Decimal("1.000")},
    "oddjobs.Attendance": lambda w, a, f, n: {"minutes": None, "worker_minutes": None, "employer_minutes": 60, "in_at": None, "out_at": None},
    "oddjobs.Appeal": lambda w, a, f, n: {"about": "absence" if f == BENEATH else "hours", "minutes_said": 60, "minutes": None},
    "oddjobs.Pay": lambda w, a, f, n: {"minutes": 60, "hourly_cny": Decimal(26), "gross_cny": Decimal(26), "net_cny": Decimal(26), "floor_cny": None, "floor_at": "", "deductions": [], "paid_how": ""},
    "oddjobs.PayProof": lambda w, a, f, n: {"digest": f"{n:064x}", "records": 1},
    "oddjobs.Ban": lambda w, a, f, n: {"uscc": f"{n:018}", "ground": "fee", "clause": None, "late_pays": 0, "objected_on": NOW.date(), "from_on": NOW.date() - timedelta(days=1), "until_on": NOW.date() + timedelta(days=30), "lifted_on": None, "lifted_why": ""},
    "oddjobs.BanSetAside": lambda w, a, f, n: {"ended_on": None},
    "living.HappeningSeries": lambda w, a, f, n: {"month": 3, "since": 2000, "host_rule": "chair"},
    "living.Happening": lambda w, a, f, n: {
        "edition": n, "starts_on": "2024-11-16", "ends_on": None, "confidence": "stated", "places": 9, "announced_at": NOW, "reach": "public",
    },
    "living.Seats": lambda w, a, f, n: {"places": 9, "taken": 0, "town": (*w.five.towns, w.five.observer, w.five.stranger)[n % 7].row},
    "living.Registration": lambda w, a, f, n: {"person": None, "state": "held", "seat": "open"},
    "living.Presence": lambda w, a, f, n: {"registration": w.row("living.Registration", a, f), "how": "tick"},
    "living.Secondment": lambda w, a, f, n: {"to": w.five.fengjing.row},
    "living.Evaluation": lambda w, a, f, n: {"score": 3},
    "lines.Stop": lambda w, a, f, n: {"code": f"stop-{n}", "latitude": Decimal("30.89"), "longitude": Decimal(121), "bank": 1},
    "drills.Drill": lambda w, a, f, n: {
        "state": "evaluated", "started_at": NOW - timedelta(hours=1), "finished_at": NOW, "invited": [], "cast": {},
    },
    "drills.Evaluation": lambda w, a, f, n: {"score": Decimal("80.00")},
    "drills.CorrectiveAction": lambda w, a, f, n: {"office": "clerk", "state": "open", "done_by": None},
    "drills.Site": lambda w, a, f, n: {"place_code": "330421", "kind": "construction"},
    "watch.WaterLine": lambda w, a, f, n: {
        "kind": "warning", "level_m": Decimal("3.300"), "datum": "wusong", "valid_from": date(2024, 1, 1) + timedelta(days=n), "valid_to": None,
    },
    "watch.DatumOffset": lambda w, a, f, n: {"from_datum": "wusong", "to_datum": "cgcs85", "offset_m": Decimal("-1.8410"), "valid_from": None},
    "watch.Signal": lambda w, a, f, n: {"hazard": "rainstorm", "colour": "orange", "areas": ["310116"], "issued_at": NOW - timedelta(minutes=n), "until": None, "alert": None},
    "watch.Event": lambda w, a, f, n: {"hazard": "flood", "cause": "person", "opened_at": NOW - timedelta(hours=1), "closed_at": None, "called": []},
    "watch.GaugeConcern": lambda w, a, f, n: {"rise_m_per_h": None, "valid_from": date(2024, 1, 1), "valid_to": date(2024, 2, 1)},
    "watch.Crossing": lambda w, a, f, n: {
        "kind": "line", "rule": "warning", "level": "warning", "certainty": "certain", "left_open": [], "value": Decimal("3.500"), "threshold": Decimal("3.300"),
        "unit": "m_level", "peak": Decimal("3.600"), "peak_at": NOW, "began_at": NOW - timedelta(hours=1, minutes=n), "ended_at": NOW, "line": None,
        "of_town": w.five.huimin.code, "noted_at": NOW, "withdrawn_at": None, "event": None,
    },
    "watch.DutyTerm": lambda w, a, f, n: {"answer_seconds": 60, "rounds": 2, "valid_from": date(2024, 1, 1) + timedelta(days=n)},
    "watch.DutyShift": lambda w, a, f, n: {"starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(hours=7)},
    "watch.DutyTurn": lambda w, a, f, n: {"person": None, "order": n, "channels": ["page"]},
    "watch.Call": lambda w, a, f, n: {
        "step": n, "round": 1, "person": None, "channel": "page", "called_at": NOW, "due_at": NOW, "passed_at": NOW, "claimed_at": None, "outcome": "sent",
        "reason": "", "answered_at": None, "answered_by_way": "",
    },
    "watch.EventPart": lambda w, a, f, n: {"acknowledged_at": NOW, "acknowledged_by": None, "stood_down_at": None},
    "watch.Alert": lambda w, a, f, n: {
        "way": "in", "identifier": f"alert-{f}-{n}", "sender": "station@example.org", "sent": "2024-11-05T09:50:00+08:00", "sent_at": NOW,
        "status": "Actual", "msg_type": "Alert", "scope": "Public", "incidents": [], "references": [], "begins_at": NOW,
        "expires_at": NOW + timedelta(hours=6), "hazard": "rainstorm", "colour": "orange", "towns": [], "signature": "unsigned", "signed_why": "",
        "packed": packed(write(Alert(f"alert-{f}-{n}", "station@example.org", "2024-11-05T09:50:00+08:00", "Actual", "Alert", "Public"))),
        "tolerances": [], "faults": [], "notice": None,
    },
    "watch.AlertSender": lambda w, a, f, n: {"sender": f"station-{f}-{n}@example.org", "areas": ["310116"], "key": "", "feed": "", "ended_on": None},
    "watch.AlertKey": lambda w, a, f, n: {"key_id": f"{f}{n}"[-16:], "since": NOW},
    "watch.JointNotice": lambda w, a, f, n: {
        "msg_type": "Alert", "follows": None, "towns": [], "areas": [], "hazard": "flood", "urgency": "Expected", "severity": "Moderate",
        "certainty": "Likely", "exercise": "", "expires_at": NOW + timedelta(hours=6), "written_at": NOW, "written_by": None,
    },
    "watch.Gate": lambda w, a, f, n: {
        "code": f"gate-{n}", "kind": "gate", "openings": 3, "rated_m3s": Decimal("45.000"), "downstream": w.five.fengjing.code, "place_code": "330421", "ended_on": None,
        "inner_series": None, "outer_series": None, "felt_series": None, "longitude": Decimal("121.0"), "latitude": Decimal("30.8"),
    },
    "watch.GateRule": lambda w, a, f, n: {"move": "closed", "needs": "notice", "town": w.five.fengjing.code, "valid_from": date(2024, 1, 1) + timedelta(days=n), "valid_to": None},
    "watch.GateMove": lambda w, a, f, n: {
        "kind": "opened", "at": NOW - timedelta(minutes=n), "noted_at": NOW, "openings": 1, "inner_m": Decimal("3.2"), "outer_m": Decimal("2.8"), "inner_datum": "吴淞",
        "outer_datum": "吴淞", "compared": "lower", "head_m": Decimal("0.4"), "forced": False, "signed_by": None, "request": None,
    },
    "watch.GateRequest": lambda w, a, f, n: {"to_town": w.five.xindai.code, "move": "opened", "openings": 1, "from_at": NOW, "until_at": None, "asked_at": NOW, "asked_by": None},
    "watch.GateAnswer": lambda w, a, f, n: {
        "answer": "consent", "until_at": None, "answered_at": NOW, "answered_by": None,
    },
    "watch.Response": lambda w, a, f, n: {
        "family": uuid5(NAMESPACE, f"response {n}"), "hazard": "flood", "level": 4, "since": NOW - timedelta(days=1, minutes=n), "signal": None, "colour": "", "mapped_level": None,
        "event": None, "noted_at": NOW, "end_not_told": False,
    },
    "watch.PlanTask": lambda w, a, f, n: {"level": 4, "number": n, "minutes": 30, "valid_from": date(2024, 1, 1), "valid_to": None},
    "watch.ResponseTask": lambda w, a, f, n: {
        "family": w.row("watch.Response", "public" if f == BENEATH else a).family, "key": f"task-{n}", "number": n, "due_at": None, "acknowledged_at": None, "acknowledged_by": None,
        "done_at": None, "done_by": None,
    },
    "watch.Contact": lambda w, a, f, n: {"field": "safety", "rank": 1, "phone": f"021-0000 {n:04}", "reviewed_on": NOW.date(), "review_by": NOW.date(), "ended_on": None},
    "watch.Incident": lambda w, a, f, n: {"field": "safety", "happened_at": NOW, "noted_at": NOW, "closed_at": None},
    "watch.IncidentNotice": lambda w, a, f, n: {"to_town": w.five.xindai.code if f == BENEATH else w.five.zhujing.code, "contact": None, "told_at": NOW},
    "watch.IncidentKnown": lambda w, a, f, n: {"known_at": NOW, "known_by": None},
    "watch.JointPlan": lambda w, a, f, n: {"basin": "taihu", "document": "", "stations": [], "towns": [w.five.xindai.code], "valid_from": None, "valid_to": None},
    "watch.JointPlanPart": lambda w, a, f, n: {"joined_on": NOW.date()},
    "benefits.Scheme": lambda w, a, f, n: {
        "lineage": UUID(int=n), "version": 1, "follows": None, "signed_as": None, "proposed_at": None, "kind": "proportion",
        "preset": "proportional", "preset_version": "1", "from_year": 2022, "years": 2,
        "parameters": {"years": 2, "percents": {w.five.huimin.code: "50", w.five.zhujing.code: "50"}, "growth": False},
    },
    "benefits.SchemeParty": lambda w, a, f, n: {"place": n, "percent": Decimal(50)},
    "benefits.Figure": lambda w, a, f, n: {"lineage": UUID(int=n), "year": 2022, "measure": "taxes", "about": w.five.huimin.code, "amount": Decimal(n), "known_at": NOW},
    "benefits.Settlement": lambda w, a, f, n: {
        "year": 2022, "attempt": n, "known_at": NOW, "inputs": [], "terms": {}, "reasons": [], "digest": f"{n:064x}", "moved": Decimal(1),
    },
    "benefits.SettlementSide": lambda w, a, f, n: {"own": None, "gave": Decimal(1), "had": Decimal(0)},
    "benefits.SettlementCount": lambda w, a, f, n: {"kind": "credit" if f == BENEATH else "statistical", "amount": Decimal(n)},
    "benefits.SettlementWord": lambda w, a, f, n: {"kind": "objected", "on": NOW.date()},
    "living.Facility": lambda w, a, f, n: {"kind": "hospital", "bank": 1, "latitude": Decimal("30.89"), "longitude": Decimal(121)},
    "living.FacilityDepartment": lambda w, a, f, n: {"number": n},
    "living.FacilityPartnership": lambda w, a, f, n: {"number": n},
    "living.PublicService": lambda w, a, f, n: {
        "events": "health", "languages": "zh", "for_whom": "everyone", "cost_cny": Decimal(0), "valid_from": date(2024, 1, 1), "valid_to": None,
        "online": "https://example.org/",
    },
    "living.ServicePaper": lambda w, a, f, n: {"number": n},
    "living.OpeningHours": lambda w, a, f, n: {"service": None, "days": "daily", "opens": 480 + n, "closes": 1000 + n},
    "living.SettlementWord": lambda w, a, f, n: {"kind": "outpatient", "linked": "yes", "as_of": date(2024, 1, 1) + timedelta(days=n)},
    "living.UnmetNeed": lambda w, a, f, n: {"event": "health", "noted_on": NOW.date()},
    "lines.Line": lambda w, a, f, n: {"kind": "cross_province", "cards": "code", "fare_cny": Decimal(2), "valid_from": date(2024, 1, 1), "valid_to": None},
    "investment.StillRule": lambda w, a, f, n: {"stage": ("lead", "intention", "signed", "started", "in_production", "confirmed")[n % 6], "days": 30},
    "investment.StillTold": lambda w, a, f, n: {"stage": "lead", "since": date(2024, 1, 1) + timedelta(days=n), "told_on": NOW.date()},
    "living.Listing": lambda w, a, f, n: {"kind": "craft", "height_m": None, "rank": None, "firm": None, "carrier": None, "takes_requests": False},
    "living.LabelHeld": lambda w, a, f, n: {"village": None, "village_zh": f"村{n}", "listing": None, "year": 2019, "until": None},
    "living.BrandNote": lambda w, a, f, n: {"number": n, "year": 2019},
    "living.ListingStage": lambda w, a, f, n: {"stage": ("begun", "topped_out", "completed")[n % 3]},
    "living.FigureNote": lambda w, a, f, n: {"topic": ("visitors", "villages", "brand")[n % 3], "growth_percent": None, "growth_step": Decimal("0.1"), "value_step": Decimal(1)},
    "living.Contribution": lambda w, a, f, n: {"person": w.five.yaozhuang.clerk_user, "state": "shown", "told_on": NOW.date()},
    "living.FlightRequest": lambda w, a, f, n: {
        "size": "small", "starts_at": NOW, "ends_at": NOW + timedelta(hours=1), "height_m": 100, "controlled": False, "asked_at": NOW, "answer_by": NOW,
        "state": "asked", "answered_at": None, "reason": "",
    },
    "lines.Subsidy": lambda w, a, f, n: {
        "year": 2000 + n, "amount_cny": Decimal(100), "shares": {w.five.huimin.code: "50", w.five.zhujing.code: "50"},
        "agreed_on": None, "withdrawn_on": None,
    },
    "lines.Trip": lambda w, a, f, n: {"direction": "out", "days": "daily", "valid_from": date(2024, 1, 1), "valid_to": None},
    "lines.CallAt": lambda w, a, f, n: {"sequence": n, "arrives": 600 + n, "departs": 600 + n},
    "lines.StopPermission": lambda w, a, f, n: {
        "direction": "out", "may_board": True, "may_alight": True, "valid_from": date(2024, 1, 1) + timedelta(days=n), "valid_to": None,
        "withdrawn_on": None,
    },
    "parks.ParkList": lambda w, a, f, n: {"declared": 19, "declared_comparator": "="},
    "parks.Park": lambda w, a, f, n: {
        "joint": True, "model": "enclave", "area_km2": Decimal("5.200"), "firms": 300, "firms_inside": True, "hnte_share": Decimal("0.250000"),
    },
    "parks.ParkParty": lambda w, a, f, n: {"place": 1, "member": None, "bank": 0},
    "parks.ShareProposal": lambda w, a, f, n: {"shares": {}, "state": "agreed", "decided_on": NOW.date()},
    "parks.ShareWord": lambda w, a, f, n: {"agrees": True, "said_at": NOW},
    "parks.ParkFirm": lambda w, a, f, n: {
        "enterprise": w.row("enterprises.Enterprise", "public" if f == BENEATH else a), "valid_from": date(2024, 1, 1), "valid_to": None,
    },
    "parks.CarrierFigure": lambda w, a, f, n: {"part": "projects" if f == BENEATH else "flights", "value": Decimal(508), "comparator": "="},
    "parks.Crossing": lambda w, a, f, n: {
        "state": "open", "number": 1, "day_count": 90_000, "peak_count": 130_000, "design_count": None, "times_design": Decimal("2.00"),
    },
    "parks.Promise": lambda w, a, f, n: {"said_on": date(2020, 9, 10), "certainty": "unknown", "candidates": []},
    "visits.GridPlan": lambda w, a, f, n: {
        "border": _square(n), "lines": [], "follows": None, "valid_from": date(2024, 1, 1), "valid_to": None,
    },
    "visits.Grid": lambda w, a, f, n: {"ring": _square(n), "number": n},
    "visits.VisitOffice": lambda w, a, f, n: {"ended_on": None},
    "visits.VisitRule": lambda w, a, f, n: {"apart_days": 10, "cadence_days": 90, "valid_from": date(2024, 1, n), "valid_to": date(2024, 1, n)},
    "visits.Round": lambda w, a, f, n: {
        "grid": w.row("visits.Grid", "public" if f == BENEATH else a).pk, "person": None, "starts_on": NOW.date(), "ends_on": NOW.date(),
        "start": _square(n)[0], "line_moved_on": None,
    },
    "visits.Visit": lambda w, a, f, n: {
        "grid": w.row("visits.Grid", "public" if f == BENEATH else a).pk, "person": None, "lon": _square(n)[0][0], "lat": _square(n)[0][1],
        "planned_on": NOW.date(), "planned_before": None, "why": "",
    },
    "visits.VisitRecord": lambda w, a, f, n: {"person": None, "outcome": "met", "at": NOW},
    "visits.VisitNeed": lambda w, a, f, n: {
        "person": None, "due_on": NOW.date(), "became": "", "became_on": None, "became_uid": None, "became_reference": "", "answer": "",
    },
    "handover.Handover": lambda w, a, f, n: {  # the public one after a turn that is settled, or nobody finds it
        "year": 1951 if a == "public" else 2040 + n, "outgoing": w.five.huimin.row, "incoming": w.five.zhujing.row,
    },
    "handover.DossierSeal": lambda w, a, f, n: (
        {"side": "incoming", "text_hash": "1" * 64} if f == BENEATH else {"side": "outgoing"}
    ),
    "handover.Closing": lambda w, a, f, n: {"checked": {"logs": 1, "entries": 1, "joint": 0}, "heads": []},
    "handover.Dossier": lambda w, a, f, n: {"sections": []},
    "observations.Station": lambda w, a, f, n: {"code": f"station-{n}", "longitude": Decimal("121.0"), "latitude": Decimal("30.8"), "ended_on": None},
    "observations.StationPosition": lambda w, a, f, n: {"longitude": Decimal("121.0"), "latitude": Decimal("30.8"), "valid_from": NOW + timedelta(minutes=n)},
    "observations.Series": lambda w, a, f, n: {
        "kind": "count", "unit": "firm", "period_kind": "year", "member": None, "place": None, "station": None, "quantity": "", "interval_minutes": None,
        "lowest": None, "highest": None, "largest_step": None, "stuck_minutes": None,
    },
    "observations.ReadingBatch": lambda w, a, f, n: {"first_at": NOW, "last_at": NOW},
    "observations.RefusedReading": lambda w, a, f, n: {"said": {}, "digest": f"{n:064x}", "seen_at": None, "field": "unit", "code": "no_unit"},
    "observations.Observation": lambda w, a, f, n: {"unit": "firm", "period": str(1990 + n), "value": Decimal(n), "comparator": "="},
}  # fmt: skip


def _square(n: int) -> list[list[int]]:
    """Return a square of about a hectare, another one for each number, in ten-millionths of a degree."""
    x, y = 1_210_000_000 + 20_000 * n, 308_500_000
    return [[x, y], [x + 10_000, y], [x + 10_000, y + 10_000], [x, y + 10_000]]


def _another_firm(world: Any) -> Any:
    """Return a firm of Xindai that everyone reads and no mark stands in: the other end of links."""
    firms = apps.get_model("enterprises.Enterprise")
    uid = uuid5(NAMESPACE, "another firm")
    found = firms.objects.visible_to(Standing.machine("test")).filter(pk=uid).first()
    if found is None:
        found = firms(
            uid=uid, owner=world.five.xindai.code, audience="public", circle=world.five.slug, in_circle=world.five.circle,
            name_zh="另一家",
        )  # fmt: skip
        found.save()
    return found


def _another_definition(world: Any, audience: str) -> Any:
    """Return another definition of the indicator of this audience, in which no mark stands: the other half of a pair."""
    definitions, row = (
        apps.get_model("observatory.IndicatorDefinition"),
        world.row("observatory.IndicatorDefinition", audience),
    )
    uid = uuid5(NAMESPACE, f"another definition {audience}")
    found = definitions.objects.visible_to(Standing.machine("test")).filter(pk=uid).first()
    if found is None:
        found = definitions(
            uid=uid, owner=row.owner, audience=row.audience, circle=row.circle, parties=row.parties, agreement=row.agreement,
            in_circle=world.five.circle, indicator=row.indicator, jurisdiction=row.jurisdiction, text_zh="另一口径", valid_from=NOW.date(),
        )  # fmt: skip
        found.save()
    return found
