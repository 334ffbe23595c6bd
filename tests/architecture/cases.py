"""Who asks, of what, in the table of who may do what: people, matters, and the cases of each rule."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from pilin.domain.benefits.enums import SettlementSaid
from pilin.domain.benefits.enums import State as SharingState
from pilin.domain.benefits.rules import Course, course_of
from pilin.domain.obstacles.enums import ObstacleStepKind
from pilin.domain.watch.kinds import Compared
from pilin.domain.watch.rules.gates import Comparison
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing, StandingKind
from pilin.foundation.cases.enums import RatingStage
from pilin.foundation.cases.enums import StepKind as StepKind_
from pilin.foundation.members.rules import Facts, Party, Sealed
from tests.factories.base import NOW, Stand
from tests.factories.enterprises import code

TABLE = Path(__file__).parent / "who_may.csv"
WRITE = bool(os.environ.get("PILIN_WRITE_ROUTES"))
CIRCLE, OWN, OTHER, CHAIR, FAR = "five-towns", "330421003", "310116101", "310116102", "320583102"
SOMEBODY = UUID(int=int(OWN))
HASH = "a" * 64


def officer(member: str, role: Role, *chairs: str, circle: str = CIRCLE) -> Standing:
    return Stand.officer(member, role, circles=(circle,), chairs=chairs)


PEOPLE = {  # OWN is the town whose matter it is; OTHER lies on the other bank of it
    "public": Stand.public(),
    "person": Standing(StandingKind.OFFICER, person=UUID(int=7), name="nobody"),
    "speaker": Standing(StandingKind.FIRM, person=UUID(int=8), name="speaker", firms=frozenset({1})),  # type: ignore[arg-type]
    "clerk": officer(OWN, Role.CLERK),
    "signatory": officer(OWN, Role.SIGNATORY),
    "secretary": officer(OWN, Role.SECRETARY),
    "other_clerk": officer(OTHER, Role.CLERK),
    "other_signatory": officer(OTHER, Role.SIGNATORY),
    "other_secretary": officer(OTHER, Role.SECRETARY),
    "chair_clerk": officer(CHAIR, Role.CLERK, CIRCLE),
    "chair_signatory": officer(CHAIR, Role.SIGNATORY, CIRCLE),
    "chair_secretary": officer(CHAIR, Role.SECRETARY, CIRCLE),
    "keeper": officer(CHAIR, Role.KEEPER),
    "observer": Stand.officer(FAR, Role.CLERK, observes=(CIRCLE,)),
    "elsewhere": officer(FAR, Role.SECRETARY, "elsewhere", circle="elsewhere"),
    "house": Stand.machine(),
}
PROVINCE = {OWN: "33", OTHER: "31", CHAIR: "31"}
PARTIES = tuple(Party(code) for code in (OWN, OTHER))
OPEN = Facts(text_hash=HASH, on_paper=False, proposed=True, parties=PARTIES, seals=())
BINDING = Facts(text_hash=HASH, on_paper=False, proposed=True, parties=PARTIES, seals=tuple(Sealed(p.code, HASH) for p in PARTIES))  # fmt: skip
PATROL = SimpleNamespace(owner=OWN, circle=CIRCLE, parties=f",{OTHER},{OWN},", on=NOW.date())
CHECK, CHECK_OFF = SimpleNamespace(owner=OWN, dropped_on=None), SimpleNamespace(owner=OWN, dropped_on=NOW.date())
FINDING = SimpleNamespace(owner=OTHER, circle=CIRCLE, parties=f",{OTHER},{OWN},", towns=(OWN,))
FINDING_AT_HOME = SimpleNamespace(owner=OWN, circle=CIRCLE, parties="", towns=(OWN,))
FILING = SimpleNamespace(owner=OWN, circle=CIRCLE)
REACH_LINK = SimpleNamespace(owner=OWN, circle=CIRCLE, sides=(OWN, OTHER))
HAZARD = SimpleNamespace(owner=OWN, circle=CIRCLE, state="rectified", told_to=(OTHER,))
HAZARD_CLOSED = SimpleNamespace(owner=OWN, circle=CIRCLE, state="closed", told_to=(OTHER,))
LEAD = SimpleNamespace(owner=OWN, circle=CIRCLE, stage="signed", ended="", enterprise_id=1)
LEAD_PRODUCES = SimpleNamespace(**{**vars(LEAD), "stage": "in_production"})
LEAD_CONFIRMED = SimpleNamespace(**{**vars(LEAD), "stage": "confirmed"})
LEAD_ENDED = SimpleNamespace(**{**vars(LEAD), "ended": "lost"})
LEAD_OFFERED = SimpleNamespace(owner=OTHER, kind="hand_over", town=OWN, withdrawn_at=None)
LEAD_JOIN = SimpleNamespace(owner=OTHER, kind="join", town="", withdrawn_at=None)
OWN_OFFER = SimpleNamespace(owner=OWN, kind="hand_over", town=OTHER, withdrawn_at=None)
SHARED_CREDIT = SimpleNamespace(shares={OWN: "60.00", OTHER: "40.00"})
SPACE = SimpleNamespace(owner=OWN)


def shared_by(*confirmed: str, paid: bool = False) -> Course:
    """Return how far a settlement is in which OWN is to pay and OTHER to have something."""
    words = [SimpleNamespace(owner=code, kind=SettlementSaid.CONFIRMED) for code in confirmed]
    words += [SimpleNamespace(owner=OWN, kind=SettlementSaid.PAID)] if paid else []
    return course_of({OWN: Decimal(-1), OTHER: Decimal(1)}, words)


OBSTACLE = SimpleNamespace(pk=1, owner=OWN, circle=CIRCLE)
ANOTHER = SimpleNamespace(pk=2, owner=OTHER, circle=CIRCLE)
SAID = SimpleNamespace(said=SimpleNamespace(owner=OWN), stage="said_removed")
NOT_SAID = SimpleNamespace(said=None, stage="identified")
MERGED = SimpleNamespace(said=None, stage="merged")
DRAFTED = SimpleNamespace(
    owner=CHAIR, circle=CIRCLE, frozen_at=None, withdrawn_at=None, signers_needed=[OWN], release_at=NOW
)
FROZEN = SimpleNamespace(**{**vars(DRAFTED), "frozen_at": NOW - timedelta(days=1)})
SERIES = SimpleNamespace(owner=OWN, circle=CIRCLE)
REGISTER = SimpleNamespace(owner=OWN, withdrawn_at=None)
PROPOSED = SimpleNamespace(owner=OWN, towns=(OWN,), circle=CIRCLE, state="in_hand", held_for="", audience="public")
SETTLED = SimpleNamespace(**{**vars(PROPOSED), "state": "answered"})
ELSEWHERE = SimpleNamespace(**{**vars(SETTLED), "owner": FAR, "towns": (FAR,)})
HELD_BACK = SimpleNamespace(**{**vars(PROPOSED), "held_for": "clerk", "audience": "own"})
ERASED = SimpleNamespace(**{**vars(HELD_BACK), "held_for": "erased"})
ADOPTED = SimpleNamespace(adopted=True)
OFFERED_TO = SimpleNamespace(owner=OWN, circle=CIRCLE, answer="")
TAKEN_UP = SimpleNamespace(**{**vars(OFFERED_TO), "answer": "taken_up"})
TAKEN_BACK = SimpleNamespace(owner=OWN, withdrawn_at=NOW)
OWN_FIRM = SimpleNamespace(pk=1, owner=OWN, circle=CIRCLE, audience="circle", uscc="A", merged_into_id=None)
KEPT = SimpleNamespace(**{**vars(OWN_FIRM), "pk": 2, "owner": OTHER, "uscc": ""})
NARROW = SimpleNamespace(**{**vars(KEPT), "audience": "own"})
CODED = SimpleNamespace(**{**vars(KEPT), "uscc": "B"})
MERGED_FIRM = SimpleNamespace(**{**vars(OWN_FIRM), "pk": 3, "merged_into_id": 2})
ALIKE = SimpleNamespace(owner=OWN, state="open")
DECIDED = SimpleNamespace(owner=OWN, state="apart")
FIRM = SimpleNamespace(pk=1, owner=OWN)
CLAIM = SimpleNamespace(owner=OWN, state="asked", person_id=UUID(int=8))
HELD = SimpleNamespace(**{**vars(CLAIM), "state": "accepted"})
REFUSED = SimpleNamespace(**{**vars(CLAIM), "state": "refused"})
FIRM_ACROSS = SimpleNamespace(pk=2, owner=OTHER)
NEED = SimpleNamespace(state="open", kind="need", enterprise=FIRM, enterprise_id=1)
NEED_CLOSED = SimpleNamespace(state="met", kind="need", enterprise=FIRM, enterprise_id=1)
ASKED_OF_TOWN = SimpleNamespace(
    owner=OWN, state="answered", asker_id=UUID(int=7), firm=1, assignee_id=SOMEBODY, of_kind=SimpleNamespace(closer="asker", travels=True, waits="rule", page=""), about=None,
    partner="", offered_to="", towns=(OWN,), lead=OWN, waiting_since=None, same_as=None, promised_on=None,
)  # fmt: skip
OFFERED_CASE = SimpleNamespace(**{**vars(ASKED_OF_TOWN), "state": "received", "assignee_id": None, "offered_to": OTHER})
OFFERED_HERE = SimpleNamespace(
    **{**vars(OFFERED_CASE), "owner": OTHER, "offered_to": OWN, "towns": (OTHER,), "lead": OTHER}
)
JOINT_CASE = SimpleNamespace(**{**vars(OFFERED_CASE), "offered_to": "", "partner": OTHER, "towns": (OWN, OTHER)})
LYING = SimpleNamespace(**{**vars(ASKED_OF_TOWN), "state": "received", "assignee_id": None})
IN_HAND = SimpleNamespace(**{**vars(ASKED_OF_TOWN), "state": "in_hand"})
OWN_PAGE = SimpleNamespace(
    **{
        **vars(IN_HAND),
        "of_kind": SimpleNamespace(**{**vars(IN_HAND.of_kind), "page": "proposals:proposal"}),
        "about": UUID(int=8),
    }
)
OF_NOBODY = SimpleNamespace(**{**vars(ASKED_OF_TOWN), "asker_id": None, "firm": None})
WAITS = SimpleNamespace(**{**vars(IN_HAND), "waiting_since": NOW.date()})
TIED_CASE = SimpleNamespace(**{**vars(IN_HAND), "same_as": UUID(int=9)})
PROMISED = SimpleNamespace(**{**vars(ASKED_OF_TOWN), "promised_on": NOW.date()})
OVER = SimpleNamespace(**{**vars(ASKED_OF_TOWN), "state": "closed"})
EMPLOYER = SimpleNamespace(pk=1, owner=OTHER, uscc=code(1))
UNVERIFIED = SimpleNamespace(pk=1, owner=OTHER, uscc="")
POSTED = SimpleNamespace(owner=OWN, circle=CIRCLE, employer_id=1)
WORKER = SimpleNamespace(owner=OWN, circle=CIRCLE, person_id=UUID(int=7))
TAKEN = SimpleNamespace(
    state="booked", shift=SimpleNamespace(starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=4))
)
ASKED_FOR = SimpleNamespace(**{**vars(TAKEN), "state": "applied"})
BANNED = SimpleNamespace(owner=OTHER, circle=CIRCLE, employer_id=1)
BANNED_HERE = SimpleNamespace(owner=OWN, circle=CIRCLE, employer_id=1)
APPEALED = SimpleNamespace(owner=OWN)
OWED = SimpleNamespace(received_on=None)
WITHOUT_PHONE = SimpleNamespace(owner=OWN, circle=CIRCLE, person_id=None)
TO_VISIT = SimpleNamespace(owner=OWN, circle=CIRCLE, is_open=True, enterprise_id=1, led_by_id=None)
TO_VISIT_TOO = SimpleNamespace(**vars(TO_VISIT))
TO_ANOTHER = SimpleNamespace(**{**vars(TO_VISIT), "enterprise_id": 2})
FROM_ACROSS = SimpleNamespace(**{**vars(TO_VISIT), "owner": OTHER})
VISITED = SimpleNamespace(**{**vars(TO_VISIT), "is_open": False})
LED = SimpleNamespace(**{**vars(TO_VISIT), "led_by_id": 5})
OPEN_NEED = SimpleNamespace(owner=OWN, circle=CIRCLE, became="")
DECIDED_NEED = SimpleNamespace(owner=OWN, circle=CIRCLE, became="answered")
OFFERED = SimpleNamespace(owner=OWN, ended_on=None)
ENDED = SimpleNamespace(owner=OWN, ended_on=NOW.date())
ASKED = SimpleNamespace(need=NEED, partner=FIRM_ACROSS)
DRILL = SimpleNamespace(owner=OWN, circle=CIRCLE, state="planned", invited=[OTHER], cast={"rescue": OTHER})
DRILL_RUNS = SimpleNamespace(**{**vars(DRILL), "state": "running"})
DRILL_OVER = SimpleNamespace(**{**vars(DRILL), "state": "finished"})
DRILL_SAID = SimpleNamespace(**{**vars(DRILL), "state": "evaluated"})
NOTE = SimpleNamespace(owner=OWN)
MEND = SimpleNamespace(owner=OWN, state="open")
MENDED = SimpleNamespace(owner=OWN, state="done")
NOTICE = SimpleNamespace(
    circle=CIRCLE, owner=OWN, towns=[OWN, OTHER], msg_type="Alert", expires_at=NOW + timedelta(hours=1)
)
NOTICE_LAPSED = SimpleNamespace(circle=CIRCLE, owner=OWN, towns=[OWN, OTHER], msg_type="Alert", expires_at=NOW)
NOTICE_CANCEL = SimpleNamespace(
    circle=CIRCLE, owner=OWN, towns=[OWN, OTHER], msg_type="Cancel", expires_at=NOW + timedelta(hours=1)
)
EVENT = SimpleNamespace(owner=OWN, called=[OWN, OTHER], closed_at=None)
EVENT_OVER = SimpleNamespace(**{**vars(EVENT), "closed_at": NOW})
GATE = SimpleNamespace(owner=OWN, circle=CIRCLE, ended_on=None, kind="gate")
GATE_ENDED = SimpleNamespace(owner=OWN, circle=CIRCLE, ended_on=NOW)
GATE_ASKED = SimpleNamespace(to_town=OWN, circle=CIRCLE)
RESPONSE = SimpleNamespace(owner=OWN, level=3, end_not_told=False)
RESPONSE_OVER = SimpleNamespace(owner=OWN, level=0, end_not_told=False)
FLOOD_TASK = SimpleNamespace(owner=OWN, done_at=None)
FLOOD_TASK_DONE = SimpleNamespace(owner=OWN, done_at=NOW)
INCIDENT = SimpleNamespace(owner=OWN, closed_at=None)
INCIDENT_CLOSED = SimpleNamespace(owner=OWN, closed_at=NOW)
INCIDENT_TOLD = SimpleNamespace(to_town=OWN)
BASIN_PLAN = SimpleNamespace(towns=[OWN])
EVENT_PART = SimpleNamespace(owner=OWN, stood_down_at=None)
EVENT_LEFT = SimpleNamespace(owner=OWN, stood_down_at=NOW)


def tries(**more: Any) -> Any:
    from pilin.foundation.identity.rules import Tries

    usual: dict[str, Any] = dict.fromkeys(Tries.__dataclass_fields__, 0)
    return Tries(**{**usual, "known_device": False, "known_here": False, "last_everywhere": None, **more})


Case = Callable[[Any, Standing], Any]  # the rule and who asks → its verdict


def asks(*given: Any, **more: Any) -> Case:
    """Return the case in which a rule is asked for somebody, with these further facts."""
    return lambda rule, by: rule(by, *given, **more)


def facts(*given: Any, **more: Any) -> Case:
    """Return the case of a rule that is the same for everybody: it is asked for the facts alone."""
    return lambda rule, by: rule(*given, **more)


CASES: dict[str, dict[str, Case]] = {
    "pilin.domain.chains.rules:may_speak": {"": asks(FIRM)},
    "pilin.domain.chains.rules:may_keep_cluster": {"": asks(CIRCLE), "of another town": asks(CIRCLE, OTHER)},
    "pilin.domain.chains.rules:may_note_link": {"": asks(FIRM, FIRM_ACROSS), "within the other town": asks(FIRM_ACROSS, FIRM_ACROSS)},
    "pilin.domain.chains.rules:may_close": {"": asks(NEED), "closed": asks(NEED_CLOSED)},
    "pilin.domain.chains.rules:may_introduce": {"": asks(NEED), "closed": asks(NEED_CLOSED)},
    "pilin.domain.chains.rules:may_answer": {
        "asked": asks(ASKED, "buyer", "one", "consents"), "the other side": asks(ASKED, "seller", "one", "consents"),
        "too early": asks(ASKED, "buyer", "one", "contract"),
    },
    "pilin.domain.investment.rules.who:may_register": {"": asks(CIRCLE)},
    "pilin.domain.investment.rules.who:may_court": {"": asks(CIRCLE, None), "courted by another": asks(CIRCLE, NOW.date())},
    "pilin.domain.investment.rules.who:may_ask_to_join": {
        "": asks(CIRCLE, NOW.date(), False), "nobody courts": asks(CIRCLE, None, False), "asked": asks(CIRCLE, NOW.date(), True),
    },
    "pilin.domain.investment.rules.who:may_keep": {"": asks(LEAD)},
    "pilin.domain.investment.rules.who:may_move": {"": asks(LEAD), "produces": asks(LEAD_PRODUCES), "confirmed": asks(LEAD_CONFIRMED), "ended": asks(LEAD_ENDED)},
    "pilin.domain.investment.rules.who:may_move_back": {"": asks(LEAD), "confirmed": asks(LEAD_CONFIRMED), "ended": asks(LEAD_ENDED)},
    "pilin.domain.investment.rules.who:may_end": {"": asks(LEAD), "confirmed": asks(LEAD_CONFIRMED), "ended": asks(LEAD_ENDED)},
    "pilin.domain.investment.rules.who:may_reopen": {"": asks(LEAD_ENDED, None), "open": asks(LEAD, None), "courted by another": asks(LEAD_ENDED, NOW.date())},
    "pilin.domain.investment.rules.who:may_confirm": {"": asks(LEAD_PRODUCES), "too early": asks(LEAD)},
    "pilin.domain.investment.rules.who:may_offer": {"": asks(LEAD, False), "offered": asks(LEAD, True), "ended": asks(LEAD_ENDED, False)},
    "pilin.domain.investment.rules.who:may_answer": {
        "offered": asks(LEAD_OFFERED, OTHER, False), "asked to join": asks(LEAD_JOIN, OWN, False), "answered": asks(LEAD_OFFERED, OTHER, True),
    },
    "pilin.domain.investment.rules.who:may_take_back": {"": asks(OWN_OFFER, False), "answered": asks(OWN_OFFER, True)},
    "pilin.domain.investment.rules.who:may_propose_split": {
        "": asks(LEAD, (OWN, OTHER), False), "alone": asks(LEAD, (OWN,), False), "waiting": asks(LEAD, (OWN, OTHER), True),
    },
    "pilin.domain.investment.rules.who:may_speak_to_split": {"": asks(SHARED_CREDIT, (OTHER,), False), "spoken": asks(SHARED_CREDIT, (OWN,), False)},
    "pilin.domain.investment.rules.who:may_keep_space": {"": asks(SPACE)},
    "pilin.domain.investment.rules.links:may_make_link": {"": asks(LEAD_PRODUCES, False), "too early": asks(LEAD, False), "waiting": asks(LEAD_PRODUCES, True)},
    "pilin.domain.investment.rules.links:may_withdraw_link": {"": asks(SPACE, "open"), "used": asks(SPACE, "confirmed")},
    "pilin.domain.investment.rules.links:may_speak_by_link": {"": asks()},
    "pilin.domain.investment.rules.links:may_forget_word": {"": asks(SimpleNamespace(owner=OWN, erased_on=None))},
    "pilin.domain.investment.rules.still:may_set_still": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.investment.rules.still:may_raise_still": {"": asks()},
    "pilin.domain.enterprises.rules.groups:may_note_group": {"": asks(CIRCLE), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.enterprises.rules.groups:may_place_in_group": {"": asks(OWN_FIRM)},
    "pilin.domain.enterprises.rules.own:may_speak_for": {"": asks(FIRM), "another firm": asks(FIRM_ACROSS)},
    "pilin.domain.enterprises.rules.own:may_claim": {"": asks(FIRM), "another firm": asks(FIRM_ACROSS)},
    "pilin.domain.enterprises.rules.own:may_read_claims": {"": asks()},
    "pilin.domain.enterprises.rules.own:may_decide_claim": {"": asks(CLAIM), "answered": asks(HELD)},
    "pilin.domain.enterprises.rules.own:may_end_claim": {"": asks(CLAIM), "accepted": asks(HELD), "refused": asks(REFUSED)},
    "pilin.domain.enterprises.rules.registers:may_bring": {"": asks(CIRCLE), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.enterprises.rules.registers:may_withdraw": {"": asks(REGISTER), "already": asks(TAKEN_BACK)},
    "pilin.domain.enterprises.rules.registers:may_merge": {
        "": asks(OWN_FIRM, KEPT), "itself": asks(OWN_FIRM, OWN_FIRM), "merged": asks(MERGED_FIRM, KEPT), "into a merged one": asks(OWN_FIRM, MERGED_FIRM),
        "holding others": asks(OWN_FIRM, KEPT, holds_others=True), "into a narrower one": asks(OWN_FIRM, NARROW), "of another code": asks(OWN_FIRM, CODED),
    },
    "pilin.domain.enterprises.rules.registers:may_undo": {"": asks(MERGED_FIRM), "not merged": asks(OWN_FIRM)},
    "pilin.domain.enterprises.rules.registers:may_keep_apart": {"": asks(ALIKE), "decided": asks(DECIDED)},
    "pilin.domain.enterprises.rules.registers:may_compare": {"": asks(REGISTER), "already": asks(TAKEN_BACK)},
    "pilin.domain.watch.rules.cap:may_send": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.watch.rules.cap:may_join": {
        "": asks(NOTICE, (), NOW), "said": asks(NOTICE, (OWN, OTHER), NOW), "lapsed": asks(NOTICE_LAPSED, (), NOW),
    },
    "pilin.domain.watch.rules.cap:may_follow": {
        "": asks(NOTICE, (OWN,), False), "not said": asks(NOTICE, (), False), "later known": asks(NOTICE, (OWN,), True),
        "cancelled": asks(NOTICE_CANCEL, (OWN,), False),
    },
    "pilin.domain.watch.rules.duty:may_keep_duty": {"": asks(CIRCLE, OWN), "of another town": asks(CIRCLE, OTHER)},
    "pilin.domain.watch.rules.duty:may_answer": {
        "own town": asks(SimpleNamespace(owner=OWN, person=UUID(int=5))), "another town": asks(SimpleNamespace(owner=OTHER, person=UUID(int=5))),
        "called oneself": asks(SimpleNamespace(owner=OTHER, person=SOMEBODY)),
    },
    "pilin.domain.watch.rules.duty:may_call_on": {"": asks()},
    "pilin.domain.watch.rules.duty:may_subscribe": {"": asks()},
    "pilin.domain.watch.rules.who:may_keep": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.watch.rules.who:may_acknowledge": {
        "": asks(EVENT, ()), "known": asks(EVENT, (OWN, OTHER)), "over": asks(EVENT_OVER, ()),
    },
    "pilin.domain.watch.rules.who:may_stand_down": {"": asks(EVENT_PART), "left": asks(EVENT_LEFT)},
    "pilin.domain.watch.rules.gates:may_note_move": {"": asks(GATE), "ended": asks(GATE_ENDED)},
    "pilin.domain.watch.rules.gates:may_force": {"": asks(GATE)},
    "pilin.domain.watch.rules.gates:may_move": {
        "": asks(GATE, "opened", Comparison(Compared.LOWER), "", forced=False), "against the water": asks(GATE, "opened", Comparison(Compared.HIGHER), "", forced=False),
        "two datums": asks(GATE, "opened", Comparison(Compared.TWO_DATUMS), "", forced=False), "without consent": asks(GATE, "closed", Comparison(Compared.LOWER), "ask", forced=False),
        "forced": asks(GATE, "opened", Comparison(Compared.HIGHER), "", forced=True),
    },
    "pilin.domain.watch.rules.gates:may_ask": {"downstream": asks(GATE, OTHER), "its town": asks(GATE, OWN), "ended": asks(GATE_ENDED, OTHER)},
    "pilin.domain.watch.rules.gates:may_answer": {"": asks(GATE_ASKED, False), "answered": asks(GATE_ASKED, True)},
    "pilin.domain.watch.rules.responses:may_change_response": {"": asks(RESPONSE), "over": asks(RESPONSE_OVER)},
    "pilin.domain.watch.rules.responses:may_do_task": {
        "": asks(FLOOD_TASK, 3), "over": asks(FLOOD_TASK, 0), "done": asks(FLOOD_TASK_DONE, 3),
    },
    "pilin.domain.watch.rules.incidents:may_tell": {
        "": asks(INCIDENT, (), OTHER), "told": asks(INCIDENT, (OTHER,), OTHER), "closed": asks(INCIDENT_CLOSED, (), OTHER),
    },
    "pilin.domain.watch.rules.incidents:may_know": {"": asks(INCIDENT_TOLD, False), "known": asks(INCIDENT_TOLD, True)},
    "pilin.domain.watch.rules.incidents:may_close": {"": asks(INCIDENT), "closed": asks(INCIDENT_CLOSED)},
    "pilin.domain.watch.rules.incidents:may_join_plan": {"": asks(BASIN_PLAN, ()), "joined": asks(BASIN_PLAN, (OWN,))},
    "pilin.domain.drills.rules.who:may_keep": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.drills.rules.who:may_lead": {"": asks(DRILL, "planned"), "in another state": asks(DRILL, "running")},
    "pilin.domain.drills.rules.who:may_join": {"": asks(DRILL, ()), "joined": asks(DRILL, (OTHER,)), "running": asks(DRILL_RUNS, ())},
    "pilin.domain.drills.rules.who:may_note": {
        "": asks(DRILL_RUNS, "guard", (OWN, OTHER)), "the other town's role": asks(DRILL_RUNS, "rescue", (OWN, OTHER)),
        "its role, not joined": asks(DRILL_RUNS, "rescue", (OWN,)), "no role": asks(DRILL_RUNS, "", (OWN, OTHER)), "over": asks(DRILL_OVER, "guard", (OWN,)),
    },
    "pilin.domain.drills.rules.who:may_correct": {"": asks(DRILL_OVER, NOTE), "evaluated": asks(DRILL_SAID, NOTE)},
    "pilin.domain.drills.rules.who:may_evaluate": {
        "": asks(DRILL_OVER, (OWN, OTHER), ()), "said already": asks(DRILL_OVER, (OWN, OTHER), (OWN,)), "running": asks(DRILL_RUNS, (OWN, OTHER), ()),
    },
    "pilin.domain.drills.rules.who:may_set_corrective": {"": asks(DRILL_SAID, (OWN, OTHER)), "running": asks(DRILL_RUNS, (OWN, OTHER))},
    "pilin.domain.drills.rules.who:may_report_done": {"": asks(MEND), "said already": asks(MENDED)},
    "pilin.domain.drills.rules.who:may_verify": {
        "": asks(DRILL_SAID, MENDED, (OWN, OTHER), None), "their own": asks(DRILL_SAID, MENDED, (OWN, OTHER), SOMEBODY), "open": asks(DRILL_SAID, MEND, (OWN, OTHER), None),
    },
    "pilin.domain.drills.rules.who:may_close": {"": asks(DRILL_SAID, 0), "not mended": asks(DRILL_SAID, 1), "over": asks(DRILL_OVER, 0)},
    "pilin.domain.observatory.rules.indicators:may_define": {"": asks(CIRCLE)},
    "pilin.domain.observatory.rules.indicators:may_feed": {"its town's": asks(CIRCLE, (OWN,)), "another town's": asks(CIRCLE, (OTHER,))},
    "pilin.domain.observatory.rules.indicators:may_set_target": {
        "for the circle": asks(CIRCLE, OWN, ""), "for the town": asks(CIRCLE, OTHER, OWN), "for another town": asks(CIRCLE, OWN, OTHER),
    },
    "pilin.domain.observatory.rules.indicators:may_describe": {"its province": asks(CIRCLE, PROVINCE[OWN]), "the other": asks(CIRCLE, PROVINCE[OTHER])},
    "pilin.domain.observatory.rules.indicators:may_judge": {"": asks(CIRCLE, ("33", "31")), "of other sides": asks(CIRCLE, ("32", "34"))},
    "pilin.domain.observatory.rules.indicators:may_confirm": {
        "": asks(CIRCLE, OWN, SOMEBODY, ("33", "31")), "of one province": asks(CIRCLE, "330421111", SOMEBODY, ("33", "33")),
    },
    "pilin.domain.observatory.rules.flows:may_say_flow": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.parks.rules:may_keep": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.parks.rules:may_enter": {"": asks(CIRCLE, OWN, (OWN, OTHER)), "no party itself": asks(CIRCLE, OWN, (OTHER, CHAIR))},
    "pilin.domain.parks.rules:may_propose": {"": asks(CIRCLE, (OWN, OTHER)), "not party": asks(CIRCLE, (OTHER, CHAIR))},
    "pilin.domain.parks.rules:may_answer": {
        "": asks(CIRCLE, (OWN, OTHER), ()), "answered": asks(CIRCLE, (OWN, OTHER), (OWN,)), "not party": asks(CIRCLE, (OTHER, CHAIR), ()),
    },
    "pilin.domain.parks.rules:may_withdraw": {"": asks(CIRCLE, OWN), "of another town": asks(CIRCLE, OTHER)},
    "pilin.domain.parks.rules:may_report": {"": asks(CIRCLE)},
    "pilin.domain.observatory.rules.reach:may_keep": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.observatory.rules.reach:may_enter": {"": asks(CIRCLE, OWN, (OWN, OTHER)), "between two others": asks(CIRCLE, OWN, (OTHER, CHAIR)), "between no members": asks(CIRCLE, OWN, ("", ""))},
    "pilin.domain.observatory.rules.reach:may_report": {"": asks(REACH_LINK, OWN), "the other end": asks(REACH_LINK, OTHER)},
    "pilin.domain.observatory.rules.reach:may_change": {"": asks(REACH_LINK)},
    "pilin.domain.observatory.rules.reach:may_change_scenario": {"": asks(REACH_LINK)},
    "pilin.domain.proposals.rules.who:may_file": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.proposals.rules.who:may_keep": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.proposals.rules.who:may_release": {"": asks(HELD_BACK), "erased": asks(ERASED)},
    "pilin.domain.proposals.rules.who:may_hold": {"": asks(PROPOSED), "already": asks(HELD_BACK)},
    "pilin.domain.proposals.rules.who:may_route": {"": asks(PROPOSED), "over": asks(SETTLED)},
    "pilin.domain.proposals.rules.who:may_say_outcome": {"": asks(PROPOSED, None), "answered": asks(SETTLED, ADOPTED)},
    "pilin.domain.proposals.rules.who:may_confirm": {
        "one's own": asks(UUID(int=7), SETTLED, ADOPTED, None), "an officer's": asks(SOMEBODY, SETTLED, ADOPTED, None), "nobody's": asks(None, SETTLED, ADOPTED, None),
        "not adopted": asks(UUID(int=7), SETTLED, None, None),
    },
    "pilin.domain.proposals.rules.who:may_answer_offer": {"": asks(OFFERED_TO)},
    "pilin.domain.proposals.rules.who:may_convert": {"adopted": asks(SETTLED, ADOPTED, None), "taken up": asks(ELSEWHERE, ADOPTED, TAKEN_UP), "neither": asks(ELSEWHERE, ADOPTED, None)},
    "pilin.domain.proposals.rules.who:may_rate": {"": asks(SETTLED, ADOPTED, False), "again": asks(SETTLED, ADOPTED, True), "too early": asks(PROPOSED, None, False)},
    "pilin.domain.proposals.rules.who:may_follow": {"": asks(PROPOSED, False), "again": asks(PROPOSED, True), "not public": asks(HELD_BACK, False)},
    "pilin.domain.enforcement.rules.who:may_keep": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.enforcement.rules.who:may_propose": {"": asks(CIRCLE, OWN, (OWN, OTHER)), "without it": asks(CIRCLE, OWN, (OTHER, CHAIR))},
    "pilin.domain.enforcement.rules.who:may_answer": {"": asks(PATROL, "proposed", (OWN,)), "answered": asks(PATROL, "proposed", (OWN, OTHER)), "called off": asks(PATROL, "called_off", ())},
    "pilin.domain.enforcement.rules.who:may_add_officers": {"": asks(PATROL, "taken"), "out": asks(PATROL, "out")},
    "pilin.domain.enforcement.rules.who:may_check": {"": asks(PATROL, "proposed"), "out": asks(PATROL, "out")},
    "pilin.domain.enforcement.rules.who:may_drop_check": {"": asks(PATROL, CHECK, "taken"), "taken off": asks(PATROL, CHECK_OFF, "taken"), "out": asks(PATROL, CHECK, "out")},
    "pilin.domain.enforcement.rules.who:may_begin": {"": asks(PATROL, "taken", NOW.date()), "not agreed": asks(PATROL, "proposed", NOW.date()), "another day": asks(PATROL, "taken", NOW.date() + timedelta(days=1))},
    "pilin.domain.enforcement.rules.who:may_end": {"": asks(PATROL, "out"), "not out": asks(PATROL, "taken")},
    "pilin.domain.enforcement.rules.who:may_call_off": {"": asks(PATROL, "taken"), "out": asks(PATROL, "out")},
    "pilin.domain.enforcement.rules.who:may_record": {
        "at home": asks(CIRCLE, OWN, None, "", (OWN,)), "across, alone": asks(CIRCLE, OWN, None, "", (OTHER,)), "on a patrol": asks(CIRCLE, OWN, PATROL, "out", (OTHER,)),
        "before it is out": asks(CIRCLE, OWN, PATROL, "taken", (OTHER,)),
    },
    "pilin.domain.enforcement.rules.who:may_add_evidence": {"": asks(FINDING, "recorded"), "decided": asks(FINDING, "decided")},
    "pilin.domain.enforcement.rules.who:may_keep_evidence": {"": asks(FINDING)},
    "pilin.domain.enforcement.rules.who:may_send": {"": asks(FINDING, OWN, "recorded"), "elsewhere": asks(FINDING, CHAIR, "recorded"), "sent": asks(FINDING, OWN, "sent"), "at home": asks(FINDING_AT_HOME, OWN, "recorded")},
    "pilin.domain.enforcement.rules.who:may_acknowledge": {"": asks(CIRCLE, OWN, False), "again": asks(CIRCLE, OWN, True)},
    "pilin.domain.enforcement.rules.who:may_file": {
        "at home": asks(FINDING_AT_HOME, OWN, "recorded"), "received": asks(FINDING, OWN, "received"), "not received": asks(FINDING, OWN, "sent"),
        "no town of the act": asks(FINDING, OTHER, "recorded"), "filed": asks(FINDING_AT_HOME, OWN, "filed"),
    },
    "pilin.domain.enforcement.rules.who:may_extend": {"": asks(FILING, False), "decided": asks(FILING, True)},
    "pilin.domain.enforcement.rules.who:may_decide": {"": asks(FILING, False), "decided": asks(FILING, True)},
    "pilin.domain.enforcement.rules.who:may_look_after": {"": asks(HAZARD), "closed": asks(HAZARD_CLOSED)},
    "pilin.domain.enforcement.rules.who:may_inspect": {"": asks(HAZARD, UUID(int=9)), "own word": asks(HAZARD, SOMEBODY)},
    "pilin.domain.enforcement.rules.who:may_read_hazard": {"": asks(HAZARD, ()), "again": asks(HAZARD, (OTHER,))},
    "pilin.domain.services.rules:may_keep": {"": asks(CIRCLE, OWN), "for another town": asks(CIRCLE, OTHER)},
    "pilin.domain.services.rules:may_say_facts": {"": asks(FIRM), "of another town": asks(FIRM_ACROSS)},
    "pilin.domain.services.rules:may_ask": {
        "": asks(OFFERED, 1, NOW.date()), "for no firm": asks(OFFERED, None, NOW.date()), "ended": asks(ENDED, 1, NOW.date()),
    },
    "pilin.foundation.cases.rules:may_receive": {
        "": asks(CIRCLE, OWN, None), "for oneself": asks(CIRCLE, OTHER, UUID(int=7)), "of another town": asks(CIRCLE, OTHER, None),
    },
    "pilin.foundation.cases.rules:may_take": {"": asks(LYING), "over": asks(OVER)},
    "pilin.foundation.cases.rules:may_note": {"": asks(IN_HAND), "over": asks(OVER)},
    "pilin.foundation.cases.rules:may_answer": {"": asks(IN_HAND), "nobody's": asks(LYING)},
    "pilin.foundation.cases.rules:may_answer_here": {"": asks(IN_HAND), "of a kind with its own page": asks(OWN_PAGE)},
    "pilin.foundation.cases.rules:may_close": {"": asks(ASKED_OF_TOWN), "of nobody known": asks(OF_NOBODY), "in hand": asks(IN_HAND)},
    "pilin.foundation.cases.rules:may_return": {
        "sent back": asks(ASKED_OF_TOWN, "sent_back"), "reopened": asks(OVER, "reopened"), "withdrawn": asks(LYING, "withdrawn"),
        "over": asks(OVER, "withdrawn"),
    },
    "pilin.foundation.cases.rules:may_offer": {"": asks(LYING, OTHER), "to itself": asks(LYING, OWN), "offered": asks(OFFERED_CASE, OTHER), "joint": asks(JOINT_CASE, FAR)},
    "pilin.foundation.cases.rules:may_answer_offer": {"": asks(OFFERED_HERE, StepKind_("accepted")), "to another": asks(OFFERED_CASE, StepKind_("refused")), "not offered": asks(LYING, StepKind_("accepted"))},
    "pilin.foundation.cases.rules:may_keep": {"": asks(OFFERED_CASE), "not offered": asks(LYING)},
    "pilin.foundation.cases.rules:may_pause": {"": asks(IN_HAND), "waits": asks(WAITS)},
    "pilin.foundation.cases.rules:may_resume": {"": asks(WAITS), "does not wait": asks(IN_HAND)},
    "pilin.foundation.cases.rules:may_tie": {
        "": asks(IN_HAND, StepKind_("tied")), "tied": asks(TIED_CASE, StepKind_("tied")), "own again": asks(TIED_CASE, StepKind_("untied")),
    },
    "pilin.foundation.cases.rules:may_rate": {
        "": asks(ASKED_OF_TOWN, RatingStage("answer"), (), NOW.date()), "again": asks(ASKED_OF_TOWN, RatingStage("answer"), ("answer",), NOW.date()),
        "outcome": asks(PROMISED, RatingStage("outcome"), (), NOW.date()), "nothing promised": asks(ASKED_OF_TOWN, RatingStage("outcome"), (), NOW.date()),
        "in hand": asks(IN_HAND, RatingStage("answer"), (), NOW.date()),
    },
    "pilin.foundation.cases.rules:may_attach": {"": asks(IN_HAND), "over": asks(OVER)},
    "pilin.foundation.cases.rules:may_keep_words": {"": asks(OWN), "of another town": asks(OTHER)},
    "pilin.foundation.cases.rules:may_set_term": {"": asks(CIRCLE, OWN), "of another town": asks(CIRCLE, OTHER)},
    "pilin.foundation.cases.rules:may_read_figures": {"": asks(OWN, ()), "of another town": asks(OTHER, ()), "shared": asks(OTHER, (OTHER,))},
    "pilin.foundation.cases.rules:may_raise": {"": asks()},
    "pilin.foundation.cases.rules:may_step": {
        "taken": asks(LYING, StepKind_("taken")), "noted": asks(IN_HAND, StepKind_("noted")), "answered": asks(IN_HAND, StepKind_("answered")),
        "closed": asks(ASKED_OF_TOWN, StepKind_("closed")), "sent back": asks(ASKED_OF_TOWN, StepKind_("sent_back")),
        "raised": asks(LYING, StepKind_("raised")), "received": asks(LYING, StepKind_("received")),
    },
    "pilin.domain.handover.rules:may_compile": {
        "": asks(OWN, "compiled", OTHER), "late": asks(OWN, "compiled", OTHER, late=True), "signed": asks(OWN, "signed"),
    },
    "pilin.domain.handover.rules:may_read": {"": asks(OWN, "compiled"), "open": asks(OWN, "open")},
    "pilin.domain.handover.rules:may_sign": {
        "": asks(OTHER, OWN, "compiled", set(), 0), "unread": asks(OTHER, OWN, "compiled", set(), 3),
        "signed": asks(OTHER, OWN, "signed", {"outgoing", "incoming"}, 0),
    },
    "pilin.domain.handover.rules:may_close_year": {"": asks(OTHER, OWN)},
    "pilin.domain.handover.rules:may_note_rotation": {"": asks(OWN)},
    "pilin.domain.meetings.rules:may_call": {"": asks(CIRCLE, OWN)},
    "pilin.domain.meetings.rules:may_keep": {"": asks(CIRCLE, OWN), "of a former chair": asks(CIRCLE, OWN, OTHER)},
    "pilin.domain.meetings.rules:may_speak_to_minutes": {"": asks([OWN, CHAIR])},
    "pilin.domain.meetings.rules:may_move_resolution": {"studied to approved": facts("studying", "approved")},
    "pilin.domain.meetings.rules:may_move_task": {
        "taken": asks(circle=CIRCLE, state="given", what="taken", member=OWN, other_bank=True),
        "confirmed": asks(circle=CIRCLE, state="done", what="confirmed", member=OWN, other_bank=True),
        "confirmed from the same bank": asks(circle=CIRCLE, state="done", what="confirmed", member=OWN, other_bank=False),
    },
    "pilin.domain.meetings.rules:may_keep_documents": {"": asks(CIRCLE, OWN)},
    "pilin.domain.meetings.rules:may_raise": {"": asks(CIRCLE, "execution"), "at the top": asks(CIRCLE, "decision")},
    "pilin.domain.meetings.rules:may_answer": {"": asks(CIRCLE)},
    "pilin.domain.meetings.rules:may_return": {"twice": facts(2)},
    "pilin.domain.meetings.rules:may_check": {"": asks(CIRCLE, OWN)},
    "pilin.domain.benefits.rules:may_draft": {"": asks(CIRCLE)},
    "pilin.domain.benefits.rules:may_propose": {
        "": asks(OWN, CIRCLE, SharingState.DRAFT), "laid out already": asks(OWN, CIRCLE, SharingState.PROPOSED),
    },
    "pilin.domain.benefits.rules:may_sign": {
        "": asks([OWN, OTHER], [], SharingState.PROPOSED), "signed already": asks([OWN, OTHER], [OWN], SharingState.PROPOSED),
        "still a draft": asks([OWN, OTHER], [], SharingState.DRAFT),
    },
    "pilin.domain.benefits.rules:may_refuse": {
        "": asks([OWN, OTHER], [], [], SharingState.PROPOSED), "refused already": asks([OWN, OTHER], [], [OWN], SharingState.REFUSED),
    },
    "pilin.domain.benefits.rules:may_revise": {
        "": asks([OWN, OTHER], SharingState.SIGNED), "over": asks([OWN, OTHER], SharingState.ENDED),
        "still a draft": asks([OWN, OTHER], SharingState.DRAFT),
    },
    "pilin.domain.benefits.rules:may_end": {
        "": asks([OWN, OTHER], SharingState.SIGNED), "not in force": asks([OWN, OTHER], SharingState.PROPOSED),
    },
    "pilin.domain.benefits.rules:may_enter": {
        "": asks([OWN, OTHER], [OWN], SharingState.SIGNED), "over": asks([OWN, OTHER], [OWN], SharingState.REPLACED),
    },
    "pilin.domain.benefits.rules:may_settle": {
        "": asks([OWN, OTHER], SharingState.SIGNED, 2023, 2024), "not over": asks([OWN, OTHER], SharingState.SIGNED, 2024, 2024),
        "not in force": asks([OWN, OTHER], SharingState.REFUSED, 2023, 2024),
    },
    "pilin.domain.benefits.rules:may_confirm": {"": asks(shared_by()), "all confirmed": asks(shared_by(OWN, OTHER))},
    "pilin.domain.benefits.rules:may_object": {"": asks(shared_by()), "all confirmed": asks(shared_by(OWN, OTHER))},
    "pilin.domain.benefits.rules:may_note_paid": {"": asks(shared_by(OWN, OTHER)), "not confirmed": asks(shared_by(OWN))},
    "pilin.domain.benefits.rules:may_note_received": {"": asks(shared_by(OWN, OTHER, paid=True)), "not paid": asks(shared_by(OWN, OTHER))},
    "pilin.domain.obstacles.rules:may_report": {"": asks(CIRCLE)},
    "pilin.domain.obstacles.rules:may_take": {"documents": asks(OBSTACLE, [], ObstacleStepKind.DOCUMENTED), "confirms too soon": asks(OBSTACLE, [], ObstacleStepKind.CONFIRMED)},
    "pilin.domain.obstacles.rules:may_confirm": {"": asks(OBSTACLE, SAID), "nothing said": asks(OBSTACLE, NOT_SAID)},
    "pilin.domain.obstacles.rules:may_link": {"": asks(OBSTACLE)},
    "pilin.domain.obstacles.rules:may_show_to_everyone": {"": asks(OBSTACLE)},
    "pilin.domain.obstacles.rules:may_merge_into": {
        "itself": facts(OBSTACLE, OBSTACLE, NOT_SAID), "a merged one": facts(OBSTACLE, ANOTHER, MERGED), "": facts(OBSTACLE, ANOTHER, NOT_SAID),
    },
    "pilin.domain.programme.rules.lists:may_draft": {"": asks(CIRCLE)},
    "pilin.domain.programme.rules.lists:may_change_items": {s: asks(CIRCLE, s) for s in ("draft", "proposed", "in_force")},
    "pilin.domain.programme.rules.lists:may_propose": {s: asks(CIRCLE, s) for s in ("draft", "proposed")},
    "pilin.domain.programme.rules.lists:may_reopen": {s: asks(CIRCLE, s) for s in ("proposed", "in_force")},
    "pilin.domain.programme.rules.lists:may_accept": {
        "": asks(state="proposed", towns=[OWN], answered=False, text_hash=HASH, heard=HASH),
        "another text": asks(state="proposed", towns=[OWN], answered=False, text_hash=HASH, heard="b" * 64),
        "answered": asks(state="proposed", towns=[OWN], answered=True, text_hash=HASH, heard=HASH),
        "a draft": asks(state="draft", towns=[OWN], answered=False, text_hash=HASH, heard=HASH),
    },
    "pilin.domain.programme.rules.lists:may_release": {s: asks(CIRCLE, s) for s in ("proposed", "in_force", "released")},
    "pilin.domain.programme.rules.lists:may_propose_erratum": {s: asks(CIRCLE, s) for s in ("draft", "released")},
    "pilin.domain.programme.rules.lists:may_sign_erratum": {
        "": asks(towns=[OWN], signed=[], text_hash=HASH, heard=HASH), "signed": asks(towns=[OWN], signed=[OWN], text_hash=HASH, heard=HASH),
        "another text": asks(towns=[OWN], signed=[], text_hash=HASH, heard="b" * 64),
    },
    "pilin.domain.programme.rules.plans:may_step": {"studied to approved": facts("studying", "approved"), "drafted to approved": facts("drafted", "approved")},
    "pilin.domain.programme.rules.plans:may_write_plan": {"": asks(CIRCLE)},
    "pilin.domain.programme.rules.standing:may_report": {
        "": asks(lead=OWN, state="to_come", item="in_force"), "reported": asks(lead=OWN, state="reported", item="in_force"),
        "a draft": asks(lead=OWN, state="to_come", item="draft"), "carried on": asks(lead=OWN, state="to_come", item="in_force", carried_to=2025),
    },
    "pilin.domain.programme.rules.standing:may_witness": {
        s: asks(lead=OWN, circle=CIRCLE, province=PROVINCE, state=s) for s in ("reported", "to_come")
    },
    "pilin.domain.programme.rules.standing:may_move_due": {
        "": asks(lead=OWN, state="to_come", item="in_force"), "witnessed": asks(lead=OWN, state="witnessed", item="in_force"),
    },
    "pilin.domain.programme.rules.standing:may_drop": {i: asks(lead=OWN, item=i) for i in ("in_force", "draft")},
    "pilin.foundation.backups.rules:may_keep": {"": asks()},
    "pilin.foundation.bulletins.rules:may_draft": {"": asks(CIRCLE)},
    "pilin.foundation.bulletins.rules:may_change": {"": asks(DRAFTED)},
    "pilin.foundation.bulletins.rules:may_bind": {"": asks(DRAFTED), "frozen": asks(FROZEN)},
    "pilin.foundation.bulletins.rules:may_sign": {
        "": asks(FROZEN, [], NOW), "signed": asks(FROZEN, [OWN], NOW), "a draft": asks(DRAFTED, [], NOW),
    },
    "pilin.foundation.bulletins.rules:may_correct": {"": asks(FROZEN, [OWN], NOW), "a draft": asks(DRAFTED, [], NOW)},
    "pilin.foundation.bulletins.rules:may_answer": {"": asks(FROZEN, CHAIR, []), "its own": asks(FROZEN, OWN, []), "answered": asks(FROZEN, CHAIR, [OWN])},
    "pilin.foundation.files.rules:may_attach": {"": asks(OWN)},
    "pilin.foundation.identity.rules.keys:may_make_key": {"of the town": asks(OWN), "of one's own": asks("")},
    "pilin.foundation.identity.rules.keys:may_revoke_key": {"of the town": asks(SOMEBODY, OWN), "of a person": asks(SOMEBODY, "")},
    "pilin.foundation.identity.rules.people:may_make_person": {"": asks()},
    "pilin.foundation.identity.rules.people:may_appoint": {"a clerk": asks(OWN, Role.CLERK), "a keeper": asks(OWN, Role.KEEPER)},
    "pilin.foundation.identity.rules.people:may_name_deputy": {"": asks(SOMEBODY, OWN)},
    "pilin.foundation.identity.rules.people:may_settle_own": {"": asks()},
    "pilin.foundation.identity.rules.people:may_leave": {"": asks(SOMEBODY, 0), "in office": asks(SOMEBODY, 1)},
    "pilin.foundation.identity.rules.people:may_read_account": {"": asks(OWN)},
    "pilin.foundation.identity.rules.sessions:may_end_sessions": {"": asks(OWN)},
    "pilin.foundation.identity.rules.sign_in:may_try": {"": facts(tries(), NOW), "too often from here": facts(tries(at_address=99), NOW)},
    "pilin.foundation.ledger.rules:may_keep_keys": {"": asks(OWN)},
    "pilin.foundation.ledger.rules:may_close": {"": asks()},
    "pilin.foundation.ledger.rules:may_take_out": {"": asks(OWN)},
    "pilin.foundation.members.rules.agreements:may_propose": {"": asks(CIRCLE)},
    "pilin.foundation.members.rules.agreements:may_sign": {
        "": asks(OPEN, HASH, NOW.date(), None), "another text": asks(OPEN, "b" * 64, NOW.date(), None), "in force": asks(BINDING, HASH, NOW.date(), None),
        "too late": asks(OPEN, HASH, NOW.date(), NOW.date() - timedelta(days=1)),
    },
    "pilin.foundation.members.rules.agreements:may_accede": {"": asks(BINDING, NOW.date(), CIRCLE), "not in force": asks(OPEN, NOW.date(), CIRCLE)},
    "pilin.foundation.members.rules.agreements:may_withdraw": {"": asks(BINDING, NOW.date()), "not in force": asks(OPEN, NOW.date())},
    "pilin.domain.oddjobs.rules.paying:may_state_paid": {"today": facts(OWED, NOW.date(), NOW.date()), "ahead": facts(OWED, NOW.date() + timedelta(days=1), NOW.date())},
    "pilin.domain.oddjobs.rules.working:may_come": {"too early": facts(TAKEN, NOW), "over": facts(TAKEN, NOW + timedelta(days=2)), "asked for": facts(ASKED_FOR, NOW)},
    "pilin.domain.oddjobs.rules.working:may_go": {"not come": facts(None, TAKEN.shift, NOW)},
    "pilin.domain.oddjobs.rules.working:may_say_hours": {"under way": facts(None, TAKEN, NOW), "over": facts(None, TAKEN, NOW + timedelta(days=2))},
    "pilin.domain.oddjobs.rules.working:may_mark_absent": {"under way": facts(None, TAKEN, NOW), "over": facts(None, TAKEN, NOW + timedelta(days=2))},
    "pilin.domain.oddjobs.rules.working:may_hear": {"": asks(APPEALED)},
    "pilin.domain.oddjobs.rules.banning:may_ban": {"": asks(CIRCLE, OWN)},
    "pilin.domain.oddjobs.rules.banning:may_object": {"": asks(BANNED)},
    "pilin.domain.oddjobs.rules.banning:may_set_aside": {"another's": asks(BANNED), "its own": asks(BANNED_HERE)},
    "pilin.domain.oddjobs.rules.who:may_complain": {"": asks(POSTED)},
    "pilin.domain.oddjobs.rules.who:may_publish": {"": asks(CIRCLE, OWN)},
    "pilin.domain.oddjobs.rules.who:may_assign": {"": asks(CIRCLE)},
    "pilin.domain.oddjobs.rules.who:may_post": {"": asks(CIRCLE, OWN, EMPLOYER), "without a code": asks(CIRCLE, OWN, UNVERIFIED)},
    "pilin.domain.oddjobs.rules.who:may_run": {"": asks(POSTED)},
    "pilin.domain.oddjobs.rules.who:may_enrol": {"themselves": asks(CIRCLE, OWN, UUID(int=7)), "somebody": asks(CIRCLE, OWN, None), "an officer": asks(CIRCLE, OWN, SOMEBODY)},
    "pilin.domain.oddjobs.rules.who:may_act_for": {"": asks(WORKER), "without a telephone": asks(WITHOUT_PHONE)},
    "pilin.domain.oddjobs.rules.who:may_see_workers": {"": asks(CIRCLE, OWN)},
    "pilin.domain.oddjobs.rules.who:may_keep_floor": {"": asks(CIRCLE, OWN, "3304"), "elsewhere": asks(CIRCLE, OWN, "31")},
    "pilin.domain.visits.rules.who:may_keep": {"": asks(CIRCLE, OWN)},
    "pilin.domain.visits.rules.who:may_record": {"": asks(TO_VISIT)},
    "pilin.domain.visits.rules.who:may_call_off": {"": asks(TO_VISIT), "took place": asks(VISITED)},
    "pilin.domain.visits.rules.who:may_merge": {
        "": asks([TO_VISIT, TO_VISIT_TOO]), "one": asks([TO_VISIT]), "two firms": asks([TO_VISIT, TO_ANOTHER]), "took place": asks([TO_VISIT, VISITED]),
        "merged": asks([TO_VISIT, LED]), "two towns": asks([TO_VISIT, FROM_ACROSS]),
    },
    "pilin.domain.visits.rules.who:may_unmerge": {"": asks(TO_VISIT), "took place": asks(VISITED)},
    "pilin.domain.visits.rules.who:may_follow_need": {"": asks(OPEN_NEED), "decided": asks(DECIDED_NEED)},
    "pilin.domain.visits.rules.who:may_read_visits": {"": asks(OWN_FIRM)},
    "pilin.foundation.members.rules.standing:may_make_circle": {"": asks()},
    "pilin.foundation.members.rules.standing:may_keep_circle": {"": asks(CIRCLE)},
    "pilin.foundation.members.rules.standing:may_open_term": {"": asks(CIRCLE, OWN)},
    "pilin.foundation.members.rules.standing:may_keep_alliance": {"": asks(CIRCLE, frozenset({OWN}), OTHER)},
    "pilin.foundation.members.rules.standing:may_appoint_across": {"from a town": asks(OWN, CIRCLE), "from anywhere": asks("", CIRCLE)},
    "pilin.foundation.notices.rules:may_read_own": {"": asks()},
    "pilin.foundation.notices.rules:may_send": {"": asks()},
    "pilin.foundation.notices.rules:may_keep_hooks": {"": asks()},
    "pilin.foundation.observations.rules.figures:may_keep_series": {"": asks(CIRCLE)},
    "pilin.foundation.observations.rules.figures:may_attest": {"": asks(SERIES)},
    "pilin.foundation.observations.rules.readings:may_send": {"": asks(CIRCLE)},
    "pilin.foundation.observations.rules.readings:may_keep_station": {"": asks(CIRCLE)},
    "pilin.foundation.observations.rules.readings:may_change_station": {"own town": asks(OWN), "another town": asks(OTHER)},
    "pilin.foundation.places.rules:may_keep_reference": {"": asks()},
    "pilin.foundation.privacy.rules:may_give": {"own town": asks(SOMEBODY, OWN), "another town": asks(SOMEBODY, OTHER)},
    "pilin.foundation.privacy.rules:may_withdraw": {"": asks(SOMEBODY)},
    "pilin.foundation.privacy.rules:may_purge": {"": asks()},
    "pilin.foundation.upkeep.rules:may_keep_up": {"": asks()},
    "pilin.foundation.upkeep.rules:may_run": {"": asks()},
    "pilin.foundation.upkeep.rules:may_keep_answers": {"": asks()},
}  # fmt: skip
