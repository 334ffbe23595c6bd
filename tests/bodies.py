"""What is sent to each address where a form may be sent: whole enough that only standing can refuse it.

An address that is not named here is sent an empty form: it needs none, or what it does is walked by its room's tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.bodies_lines import LINES
from tests.bodies_living_services import LIVING_SERVICES
from tests.factories.oddjobs import number
from tests.world import World

HASH = "0" * 64
Body = Callable[[World, str], dict[str, Any]]  # (world, audience of the object) → fields


def _minutes(world: World, audience: str) -> dict[str, Any]:
    return {"said": "confirmed", "seen_hash": world.row("meetings.Minutes", audience).text_hash}


def _sign(world: World, audience: str) -> dict[str, Any]:
    return {"words": "同意生效", "text_hash": world.row("members.Agreement", audience).text_hash}


def _document(world: World, audience: str) -> dict[str, Any]:
    revision = world.row("obstacles.Obstacle", audience).revision
    return {"level": "county", "rule_zh": "规定", "rule": "A rule", "revision": revision}


def _draft(world: World, audience: str) -> dict[str, Any]:
    return {
        "title_zh": "题", "title": "Title", "text_zh": "文", "text": "Text", "release_at": "2024-12-01T09:00",
        "revision": world.row("bulletins.Bulletin", audience).revision,
    }  # fmt: skip


def _into(world: World, audience: str) -> dict[str, Any]:
    """Return the firm that everyone reads, into which a firm of any audience may be merged but itself."""
    return {"into": str(world.row("enterprises.Enterprise", "public").pk)}


def _permit(world: World, audience: str) -> dict[str, Any]:
    """Return a word on a stop for the line that everyone reads."""
    line = str(world.row("lines.Line", "public").pk)
    return {"line": line, "may_board": "yes", "may_alight": "no", "ground_zh": "第三条", "valid_from": "2026-10-01"}


def _always(**fields: Any) -> Body:
    return lambda world, audience: fields


_CROSSING: dict[str, Any] = {
    "name_zh": "桥", "state": "open", "number": 1, "day_comparator": "=", "peak_comparator": "=", "times_comparator": "=", "audience": "own",
}  # fmt: skip
_SCENARIO = _always(
    **{"title_zh": "起火", "kind": "fire", "audience": "own", "roles-0-key": "guard", "roles-0-zh": "安全员", "expected-0-key": "report", "expected-0-role": "guard",
       "expected-0-what_zh": "报告"}
)  # fmt: skip
_SPACE = _always(kind="land", title_zh="地块", area="30", area_unit="mu", audience="circle")
_ATTEST = _always(period="2023", comparator="=", value="300", unit="firm")
_ITEM = _always(no=7, strand="industry", title_zh="项目", lead="330421003", partners=["310116101"], count=0)
_WORDS = _always(text="看过", confirmed="")
_FLOW = {
    "kind": "patents",
    "origin": "330421003",
    "destination": "310116102",
    "period": "2023",
    "comparator": "=",
    "value": "3",
}
_FIGURE = _always(kind="staff", year=2023, value="7人", audience="own")
_WORKER_SAID = {
    "name": "沈工", "number": number(1), "phone": "13000000001", "town": "330421003", "home": "村", "latitude": "30.85", "longitude": "120.98",
    "travels": "walk",
}  # fmt: skip
_WORKER = _always(**_WORKER_SAID)
_FLOOR = _always(place_code="33", hourly_cny="22", valid_from="2024-01-01", clause="通知")
_POST = _always(
    employer="91310000000000000X", title_zh="包装", hourly_cny="26", day="2024-10-19", starts="13:00", ends="17:00", break_minutes=0, heads=1,
    town="330421003", place_zh="北门", latitude="30.85", longitude="120.98", cover="none", form="part_time", fee_cny="0",
)  # fmt: skip
_CASE_WORDS = _always(kind="service_request", title="照明", text="已修")
_CASE_TERM = _always(kind="service_request", taken_within=1, answered_within=4, clause="办法", valid_from="2030-01-01")
_RING = "121.5, 30.5\n121.51, 30.5\n121.51, 30.51"
_CITED = _always(
    name="signed", counts_zh="签约项目", counts="projects signed", said_on="2020-09-10", title="A source", value="508", unit="project"
)  # fmt: skip
BODIES: dict[str, Body] = {
    "bulletins:draft": _draft,
    "bulletins:cite": _CITED,
    "bulletins:citation": _CITED,
    "bulletins:wave": _always(number="37", reason="口头说的"),
    "bulletins:correct": _always(text_zh="更正", text="Corrected"),
    "bulletins:object_to_correction": _always(reason_zh="数不对", reason="The figure is another"),
    "cases:step": _always(note="补充一句"),
    "cases:rate": _always(mark="4", words="好"),
    "cases:keep_words": _CASE_WORDS,
    "cases:change_words": _CASE_WORDS,
    "cases:set_term": _CASE_TERM,
    "oddjobs:add": _POST,
    "oddjobs:add_floor": _FLOOR,
    "oddjobs:add_ban": _always(
        employer="91310000000000000X", ground="fee", words="到门口要先交五十元押金", until_on="2024-12-31", clause=""
    ),
    "oddjobs:object_to": _always(words="押金当天已经全部退还"),
    "oddjobs:lift": _always(words="已结清"),
    "oddjobs:set_aside": _always(words="在本镇的工钱均按期付清"),
    "oddjobs:publish": _always(month="2024-09"),
    "oddjobs:complain": _always(breach="fee", words="到门口要先交五十元押金"),
    "oddjobs:appeal": _always(said="我来过", hours="4"),
    "oddjobs:enrol": _WORKER,
    "oddjobs:hear": _always(upheld="yes", hours="4", said="有人看见"),
    "oddjobs:hours": _always(hours=4, minutes=0),
    "oddjobs:paid": _always(paid_on="2024-10-18"),
    "oddjobs:proof": _always(first_on="2024-10-01", last_on="2024-10-18"),
    "oddjobs:join": _always(**_WORKER_SAID, username="newcomer", password="a long word for tests"),
    "oddjobs:worker": _WORKER,
    "observatory:flows_say": _always(**_FLOW, unit="patent", audience="own"),
    "benefits:draft": _always(title_zh="分享", from_year="2022", currency="CNY", years="2"),
    "benefits:answer": _always(why="少算一户", on="2024-10-18"),
    "benefits:step": _always(),
    "lines:permit": _permit,
    "parks:add": _always(
        name_zh="园",
        towns=["330421003", "310116101"],
        joint="on",
        area_comparator="=",
        firms_comparator="=",
        audience="own",
    ),
    "parks:change": _always(name_zh="园", joint="on", area_comparator="=", firms_comparator="=", audience="own"),
    "parks:propose": lambda w, a: {str(w.row("parks.ParkParty", a).pk): "100"},
    "parks:answer": _always(agrees="yes"),
    "parks:put_firm": lambda w, a: {
        "enterprise": str(w.row("enterprises.Enterprise", "public").pk),
        "valid_from": "2024-10-01",
    },
    "parks:add_crossing": _always(**_CROSSING),
    "parks:add_list": _always(name_zh="单", declared="19", declared_comparator="=", source="S2:33", audience="own"),
    "parks:add_carrier": _always(name_zh="体", value_projects="15", comparator_projects="=", audience="own"),
    "parks:change_crossing": _always(**_CROSSING),
    "parks:report": _always(actual="2024-09", actual_source="台账"),
    "proposals:add_point": _always(kind="mailbox", name_zh="信箱", audience="own"),
    "proposals:add_topic": _always(
        title_zh="步道", channel_zh="网上", opens_on="2024-10-18", closes_on="2024-11-18", audience="own"
    ),
    "proposals:change_point": _always(kind="mailbox", name_zh="信箱", audience="own"),
    "proposals:convert": _always(became="matter", title_zh="修桥", why="要两省一起批"),
    "proposals:end_topic": _always(result_zh="修三处"),
    "proposals:hold": _always(why="写到了别人"),
    "proposals:offer": _always(answer="already"),
    "proposals:outcome": _always(outcome="D", words="记下了，供研究参考。"),
    "proposals:propose": _always(subject="界桥", facts="桥太窄，会车危险", town="330421003", channel="counter"),
    "proposals:rate": _always(mark=4),
    "proposals:release": _always(subject="界桥", facts="桥太窄"),
    "proposals:route": _always(department="water"),
    "watch:add_gate": _always(code="one-gate", kind="gate", name_zh="水闸", audience="circle"),
    "watch:change_gate": _always(code="another-gate", kind="gate", name_zh="水闸", audience="circle"),
    "watch:move_gate": _always(kind="closed"),
    "watch:ask_gate": lambda w, a: {"to_town": w.five.fengjing.code, "move": "opened", "reason": "排水"},
    "watch:add_gate_rule": lambda w, a: {
        "move": "opened",
        "needs": "notice",
        "town": w.five.fengjing.code,
        "title_zh": "约定",
        "clause": "三",
        "valid_from": "2024-10-01",
    },
    "watch:answer_gate": _always(answer="consent"),
    "watch:launch_response": _always(level="4", hazard="flood", command_zh="指挥部"),
    "watch:change_response": _always(level="3", command_zh="指挥部"),
    "watch:end_response": _always(command_zh="指挥部"),
    "watch:finish_task": _always(note="好了"),
    "watch:add_plan_task": _always(level="4", number="77", task_zh="巡查", office_zh="水务站", valid_from="2024-10-01"),
    "watch:report_incident": _always(field="safety", title_zh="塌方", place_zh="工地", audience="circle"),
    "watch:tell_incident": lambda w, a: {"to_town": w.five.yaozhuang.code},
    "watch:know_incident": _always(does_zh="已到"),
    "watch:close_incident": _always(outcome_zh="清除"),
    "watch:add_contact": _always(
        field="safety",
        rank="1",
        office_zh="应急办",
        phone="021-0000 0001",
        reviewed_on="2024-10-01",
        review_by="2025-10-01",
    ),
    "watch:change_contact": _always(
        field="safety",
        rank="1",
        office_zh="应急办",
        phone="021-0000 0001",
        reviewed_on="2024-10-01",
        review_by="2025-10-01",
    ),
    "watch:add_joint_plan": lambda w, a: {"basin": "taihu", "title_zh": "方案", "towns": [w.five.fengjing.code]},
    "watch:replay_drill": _always(
        planned_at="2024-12-01T09:00", speed="10", know="10", tell="20", launch="60", gates="60"
    ),
    "/api/v1/circles/<slug:circle>/watch/gates/<uuidstr:uid>/moves": _always(kind="closed"),
    "/api/v1/circles/<slug:circle>/watch/gates/<uuidstr:uid>/requests": lambda w, a: {
        "to_town": w.five.fengjing.code,
        "move": "opened",
        "reason": "排水",
    },
    "/api/v1/circles/<slug:circle>/watch/gate-requests/<uuidstr:uid>/answer": _always(answer="consent"),
    "/api/v1/circles/<slug:circle>/watch/responses": _always(level=4, hazard="flood", command_zh="指挥部"),
    "/api/v1/circles/<slug:circle>/watch/responses/<uuidstr:uid>/levels": _always(level=3),
    "/api/v1/circles/<slug:circle>/watch/response-tasks/<uuidstr:uid>/done": _always(note="好了"),
    "/api/v1/circles/<slug:circle>/watch/incidents": _always(field="safety", title_zh="塌方", place_zh="工地"),
    "/api/v1/circles/<slug:circle>/watch/incidents/<uuidstr:uid>/notices": lambda w, a: {
        "to_town": w.five.yaozhuang.code
    },
    "/api/v1/circles/<slug:circle>/watch/incident-notices/<uuidstr:uid>/known": _always(does_zh="已到"),
    "/api/v1/circles/<slug:circle>/watch/incidents/<uuidstr:uid>/close": _always(outcome_zh="清除"),
    "/api/v1/circles/<slug:circle>/watch/events/<uuidstr:uid>/drills": _always(planned_at="2024-12-01T09:00:00+08:00"),
    "drills:add_site": _always(kind="construction", title_zh="工地", audience="own"),
    "drills:change_site": _always(kind="construction", title_zh="工地", audience="own"),
    "drills:add_scenario": _SCENARIO,
    "drills:change_scenario": _SCENARIO,
    "drills:plan": lambda w, a: {
        "scenario": str(w.row("drills.Scenario", "public").pk),
        "title_zh": "演练",
        "form": "live",
        "planned_at": "2024-11-01T09:00",
        "audience": "own",
    },
    "drills:call_off": _always(why="台风"),
    "drills:note": _always(what_zh="断电"),
    "drills:correct": _always(how="never", why="看错"),
    "drills:evaluate": _always(well_zh="顺畅", lacking_zh="没有"),
    "drills:mend": _always(what_zh="补标识", office="clerk", days="5"),
    "drills:done": _always(words="补了"),
    "drills:verify": _always(words="看过"),
    "drills:send_back": _always(words="还缺"),
    "/api/v1/circles/<slug:circle>/drill-sites": _always(kind="construction", title_zh="工地"),
    "/api/v1/circles/<slug:circle>/drill-scenarios": _always(
        kind="fire",
        title_zh="起火",
        roles=[{"key": "guard", "zh": "安全员"}],
        expected=[{"key": "report", "role": "guard", "what_zh": "报告"}],
    ),
    "/api/v1/circles/<slug:circle>/drills": lambda w, a: {
        "scenario": str(w.row("drills.Scenario", "public").pk),
        "title_zh": "演练",
        "planned_at": "2024-11-01T09:00:00+08:00",
        "audience": "own",
    },
    "/api/v1/circles/<slug:circle>/drills/<uuidstr:uid>/call-off": _always(why="台风"),
    "/api/v1/circles/<slug:circle>/drills/<uuidstr:uid>/notes": _always(what_zh="断电"),
    "/api/v1/circles/<slug:circle>/drills/<uuidstr:uid>/notes/<uuidstr:note>/corrections": _always(why="看错"),
    "/api/v1/circles/<slug:circle>/drills/<uuidstr:uid>/evaluations": _always(well_zh="顺畅", lacking_zh="没有"),
    "/api/v1/circles/<slug:circle>/drills/<uuidstr:uid>/corrective-actions": _always(what_zh="补标识", days=5),
    "/api/v1/circles/<slug:circle>/corrective-actions/<uuidstr:uid>/steps": _always(kind="done", words="补了"),
    "visits:draw": _always(title_zh="园", border=_RING, valid_from="2024-10-18", audience="own"),
    "visits:split": _always(line="120.9, 30.8501\n121.9, 30.8501", valid_from="2024-10-18"),
    "visits:team": _always(offices=[]),
    "visits:add_office": _always(name_zh="新部门"),
    "visits:set_rule": _always(apart_days=5, cadence_days=60, valid_from="2024-10-18", clause="办法"),
    "visits:add_round": lambda w, a: {
        "title_zh": "走访",
        "office": str(w.row("visits.VisitOffice", "public").pk),
        "kind": "round",
        "purpose_zh": "走访",
        "starts_on": "2024-10-21",
        "ends_on": "2024-10-22",
        "per_day": 4,
    },
    "visits:add": lambda w, a: {
        "office": str(w.row("visits.VisitOffice", "public").pk),
        "kind": "service",
        "purpose_zh": "走访",
        "planned_on": "2024-10-21",
    },
    "visits:visit": _always(outcome="nobody"),
    "visits:call_off": _always(why="停产"),
    "visits:merge": lambda w, a: {"visits": [str(w.row("visits.Visit", "public").pk)], "planned_on": "2024-10-21"},
    "visits:need": _always(answer="已办"),
    "/api/v1/circles/<slug:circle>/grid-plans/<uuidstr:uid>/lines": _always(
        lines=[{"points": [[120.9, 30.8501], [121.9, 30.8501]]}], valid_from="2024-10-18"
    ),
    "/api/v1/circles/<slug:circle>/visits/<uuidstr:uid>/call-off": _always(why="停产"),
    "/api/v1/circles/<slug:circle>/visit-needs/<uuidstr:uid>/answer": _always(answer="已办"),
    "/api/v1/circles/<slug:circle>/visit-needs/<uuidstr:uid>/escalate": lambda w, a: {
        "choice": str(w.row("services.Service", "public").pk)
    },
    "watch:line": _always(kind="warning", level_m="3.30", datum="吴淞", valid_from="2024-10-01", meaning_zh="开始值守"),
    "watch:mind": _always(rise_m_per_h="0.2"),
    "watch:offset": _always(
        from_datum="吴淞",
        to_datum="1985",
        offset_m="-1.9",
        place_code="310116",
        authority="通知",
        valid_from="2024-10-01",
    ),
    "watch:signal": _always(
        hazard="rainstorm", colour="orange", issuer_zh="气象台", issued_at="2024-10-18T08:00", areas="310116"
    ),
    "watch:open_event": _always(hazard="flood", title_zh="界河高水位"),
    "watch:term": _always(answer_seconds=60, rounds=2, valid_from="2024-10-18"),
    "watch:duty": _always(post_zh="值班室", ways="page,mail"),
    "watch:subscribe": _always(home="310116102", hazards="flood", least="yellow", agreed="on"),
    "watch:follow_notice": _always(
        msg_type="Update",
        hazard="flood",
        headline_zh="退",
        headline="Falling",
        text_zh="退",
        text="Falling",
        urgency="Expected",
        severity="Moderate",
        certainty="Likely",
        areas="310116102",
        expires_at="2024-10-18T18:00",
    ),
    "watch:add_sender": _always(sender="station@example.org", name_zh="气象台"),
    "watch:change_sender": _always(name_zh="气象台"),
    "watch:relay_alert": _always(hazard="rainstorm", colour="orange"),
    "watch:write_notice": _always(
        hazard="flood",
        headline_zh="涨",
        headline="Rising",
        text_zh="涨",
        text="Rising",
        urgency="Expected",
        severity="Moderate",
        certainty="Likely",
        areas="310116102",
        expires_at="2024-10-18T18:00",
    ),
    "services:add": _always(matter="a-matter", stage="growth", title_zh="辅导", audience="own"),
    "services:facts": _always(debt_ratio="40", has_core_ip="yes"),
    "services:add_leaflet": _always(kind="card", title_zh="卡", audience="own"),
    "services:add_resource": _always(name_zh="窗口", phone="021-0000 0001", reviewed_on="2024-10-01", audience="own"),
    "services:ask": _always(code="91310000000000000X", channel="phone", subject="问"),
    "services:change": _always(matter="a-matter", stage="growth", title_zh="辅导", audience="own"),
    "services:change_resource": _always(
        name_zh="窗口", phone="021-0000 0001", reviewed_on="2024-10-01", audience="own"
    ),
    "investment:register": _always(title_zh="项目", investor_zh="某公司", sector="food", currency="CNY"),
    "investment:join": _always(investor_zh="没有这家", words_zh="我们有厂房"),
    "investment:answer": _always(reply="refused", why_zh="没有指标"),
    "investment:step": lambda w, a: {
        "revision": w.row("investment.Lead", a).revision,
        "on": "2024-10-18",
        "site_town": "330421003",
    },
    "investment:split": lambda w, a: {f"share_{w.five.huimin.code}": "60", f"share_{w.five.xindai.code}": "40"},
    "investment:answer_split": _always(agreed="yes"),
    "investment:make_link": _always(expires_on="2024-10-18"),
    "investment:still": _always(lead="30", intention="30", signed="30", started="60", in_production="30"),
    "investment:add_space": _SPACE,
    "investment:change_space": lambda w, a: {**_SPACE(w, a), "revision": w.row("investment.Space", a).revision},
    "investment:set_space_state": lambda w, a: {"revision": w.row("investment.Space", a).revision, "state": "reserved"},
    "/api/v1/circles/<slug:circle>/investment/leads": _always(title_zh="项目", investor_zh="某公司", sector="food"),
    "/api/v1/circles/<slug:circle>/investment/leads/<uuidstr:uid>": lambda w, a: {
        "title_zh": "项目",
        "investor_zh": "某公司",
        "sector": "food",
        "capital": {"amount": "5", "currency": "CNY"},
        "revision": w.row("investment.Lead", a).revision,
    },
    "/api/v1/circles/<slug:circle>/investment/leads/<uuidstr:uid>/moves": lambda w, a: {
        "revision": w.row("investment.Lead", a).revision,
        "kind": "ended",
        "ended": "lost",
        "why_zh": "去了外省",
    },
    "/api/v1/circles/<slug:circle>/investment/leads/<uuidstr:uid>/readers": lambda w, a: {
        "revision": w.row("investment.Lead", a).revision,
        "audience": "circle",
    },
    "/api/v1/circles/<slug:circle>/investment/leads/<uuidstr:uid>/offers": lambda w, a: {
        "revision": w.row("investment.Lead", a).revision,
        "town": w.five.xindai.code,
        "words_zh": "那边地大",
    },
    "/api/v1/circles/<slug:circle>/investment/leads/<uuidstr:uid>/splits": lambda w, a: {
        "shares": {w.five.huimin.code: "60", w.five.xindai.code: "40"},
    },
    "/api/v1/circles/<slug:circle>/investment/leads/<uuidstr:uid>/splits/<uuidstr:split>/answer": _always(agreed=True),
    "/api/v1/circles/<slug:circle>/investment/leads/<uuidstr:uid>/links": _always(expires_on="2024-10-18"),
    "/api/v1/circles/<slug:circle>/investment/still": _always(days={"lead": 14}),
    "/api/v1/circles/<slug:circle>/investment/joins": _always(investor_zh="没有这家", words_zh="我们有厂房"),
    "/api/v1/circles/<slug:circle>/investment/asks/<uuidstr:uid>/answer": _always(reply="refused", why_zh="没有指标"),
    "/api/v1/circles/<slug:circle>/investment/spaces": _always(
        kind="land", area={"value": "30", "unit": "mu"}, title_zh="地块"
    ),
    "/api/v1/circles/<slug:circle>/investment/spaces/<uuidstr:uid>/state": lambda w, a: {
        "revision": w.row("investment.Space", a).revision,
        "state": "reserved",
    },
    "chains:close": _always(state="met", why="旧"),
    "chains:introduction": _always(answer="seller:contract"),
    "chains:link": _always(side="buyer", other="没有这家", audience="circle"),
    "chains:need": _always(person="某某", phone="0"),
    "chains:needs": _always(q="求购PVC电缆料", asker="没有这家", audience="circle"),
    "chains:say": _always(side="seller", holds="yes"),
    "enterprises:add_certificate": _always(kind="certificate", name_zh="ISO 9001", audience="own"),
    "enterprises:add_claim": _always(office="厂长"),
    "enterprises:add_figure": _FIGURE,
    "enterprises:add_good": _always(role="makes", name_zh="电缆", audience="own"),
    "enterprises:claim": _always(answer="accept"),
    "enterprises:add_group": _always(name_zh="集团", audience="own"),
    "enterprises:add_site": _always(kind="plant", audience="own"),
    "enterprises:bringing": _always(),
    "enterprises:likeness": _always(said="two"),
    "enterprises:merge": _into,
    "enterprises:place": lambda w, a: {"group": str(w.row("enterprises.Group", "public").pk), "audience": "own"},
    "enterprises:undo": _always(why="两家"),
    "enterprises:withdraw": _always(why="旧"),
    "handover:sign": _always(words="同意交接", text_hash=HASH),
    "identity:act_for": _always(member="330421003"),
    "meetings:add": _always(title_zh="项", title="Item"),
    "meetings:call": _always(title_zh="会", kind="meeting", day="2024-11-01", audience="public"),
    "meetings:check": _always(result="kept", evidence="路通了"),
    "meetings:document": _always(do="date", **{"date-issued_on": "2024-05"}),
    "meetings:record_document": _always(title_zh="意见", issuer_zh="镇政府", audience="public"),
    "meetings:do": _always(why="台风"),
    "meetings:item": _always(outcome="agreed"),
    "meetings:matter": lambda w, a: {"do": "answer", "answer-answer": "按图"},
    "meetings:minutes": _always(text_zh="纪要"),
    "meetings:raise": _always(why="谈不拢"),
    "meetings:resolution": _always(state="approved", on="2024-10-18"),
    "meetings:resolve": _always(text_zh="修桥", state="approved"),
    "meetings:review": _always(notes_zh="好"),
    "meetings:task": _always(what="taken"),
    "meetings:word": _minutes,
    "members:activity": _always(held_on="2024-10-01", title_zh="活动"),
    "members:agreement": _sign,
    "members:appoint": _always(to_right="1", person_name="某某", role_zh="委员", valid_from="2024-10-01"),
    "members:leave": _always(left_on="2024-12-31", why="另有安排"),
    "observations:attest": _ATTEST,
    "observations:add_station": _always(name_zh="站", code="a-new-station", kind="level", audience="own"),
    "observations:add_gauge": _always(quantity="level_m", datum="吴淞", interval_minutes="5"),
    "observations:move": _always(longitude="121.01", latitude="30.8", valid_from="2024-01-01T08:00", reason_zh="移动"),
    "obstacles:link": _always(url="/c/five-towns/", link_title_zh="项目"),
    "obstacles:step": _document,
    "programme:accept": lambda w, a: {"words": "同意生效", "text_hash": w.row("programme.ListVersion", a).text_hash},
    "programme:add": _ITEM,
    "programme:change": _ITEM,
    "programme:drop": _always(reason="不做了"),
    "programme:errata": _always(item_no=1, field="title_zh", new="新", reason="错字"),
    "programme:move": _always(due_to="2025-06-01", reason="下雨"),
    "programme:raise": _always(from_level="execution", why="谈不拢"),
    "programme:refuse": _always(reason="不行"),
    "programme:release": _always(release_at="2024-12-01T09:00"),
    "programme:report": _always(text="做完了"),
    "programme:send_back": _always(reason="还缺"),
    "programme:witness": _WORDS,
    "/api/v1/circles/<circle>/agreements/<slug>/signatures/": lambda w, a: {
        "text_hash": w.row("members.Agreement", a).text_hash
    },
    "/api/v1/circles/<slug:circle>/bulletins/<slug:slug>/corrections": _always(text_zh="更正", text="Corrected"),
    "/api/v1/circles/<slug:circle>/bulletins/<slug:slug>/corrections/<int:number>/words": _always(said="confirmed"),
    "/api/v1/circles/<slug:circle>/bulletins/<slug:slug>/citations": _CITED,
    "/api/v1/circles/<slug:circle>/bulletins/<slug:slug>/waved": _always(number="37", reason="口头说的"),
    "/api/v1/circles/<slug:circle>/bulletins/<slug:slug>/sign": _always(text_hash=HASH),
    "/api/v1/circles/<slug:circle>/handovers/<year>/seals": _always(text_hash=HASH),
    "/api/v1/circles/<slug:circle>/introductions/<uuidstr:uid>/words": _always(side="seller", word="contract"),
    "/api/v1/circles/<slug:circle>/links/<uuidstr:uid>/words": _always(side="seller", holds=True),
    "/api/v1/circles/<slug:circle>/matters/<uuidstr:uid>/answer": _always(answer="按图"),
    "/api/v1/circles/<slug:circle>/needs/<uuidstr:uid>/closing": _always(state="met", why="旧"),
    "/api/v1/circles/<slug:circle>/needs/<uuidstr:uid>/introductions": lambda w, a: {
        "partner": str(w.row("chains.SupplyLink", "public").buyer_id)
    },
    "/api/v1/circles/<slug:circle>/observations/<slug:series>": _ATTEST,
    "/api/v1/circles/<slug:circle>/readings": _always(
        readings=[{"series": "x-level_m", "at": "2024-01-01T08:00", "value": "1", "unit": "m"}]
    ),
    "/api/v1/circles/<slug:circle>/obstacles/<uuidstr:uid>/steps": lambda w, a: {
        "kind": "documented",
        **_document(w, a),
    },
    "/api/v1/circles/<slug:circle>/programme/<year>/<no>/<number>/report": _always(text="做完了"),
    "/api/v1/circles/<slug:circle>/programme/<year>/<no>/<number>/witness": _WORDS,
    "/api/v1/circles/<slug:circle>/programme/<year>/answer": lambda w, a: {
        "text_hash": w.row("programme.ListVersion", a).text_hash
    },
    "/api/v1/circles/<slug:circle>/enterprises/<uuidstr:uid>/group": lambda w, a: {
        "group": str(w.row("enterprises.Group", "public").pk),
        "audience": "own",
    },
    "/api/v1/circles/<slug:circle>/cases/<uuidstr:uid>/ratings": _always(stage="answer", mark=4),
    "/api/v1/circles/<slug:circle>/proposals": _always(subject="界桥", facts="桥太窄，会车危险", town="330421003"),
    "/api/v1/circles/<slug:circle>/proposals/points": _always(kind="mailbox", name_zh="信箱", audience="own"),
    "/api/v1/circles/<slug:circle>/proposals/topics": _always(
        title_zh="步道", channel_zh="网上", opens_on="2024-10-18", closes_on="2024-11-18", audience="own"
    ),
    "/api/v1/circles/<slug:circle>/proposals/topics/<uuidstr:uid>/end": _always(result_zh="修三处"),
    "/api/v1/circles/<slug:circle>/proposals/<uuidstr:uid>/hold": _always(why="写到了别人"),
    "/api/v1/circles/<slug:circle>/proposals/<uuidstr:uid>/route": _always(department="water"),
    "/api/v1/circles/<slug:circle>/proposals/<uuidstr:uid>/outcome": _always(
        outcome="D", adopted=False, words="记下了，供研究参考。"
    ),
    "/api/v1/circles/<slug:circle>/proposals/<uuidstr:uid>/offer": _always(answer="already"),
    "/api/v1/circles/<slug:circle>/proposals/<uuidstr:uid>/conversions": _always(
        became="matter", title_zh="修桥", why="要两省一起批"
    ),
    "/api/v1/circles/<slug:circle>/proposals/<uuidstr:uid>/ratings": _always(mark=4),
    "/api/v1/circles/<slug:circle>/case-terms": _CASE_TERM,
    "/api/v1/circles/<slug:circle>/answer-templates": _CASE_WORDS,
    "/api/v1/circles/<slug:circle>/enterprises/<uuidstr:uid>/facts": _always(facts={"debt_ratio": "0.4"}),
    "/api/v1/circles/<slug:circle>/cases/<uuidstr:uid>/steps": _always(kind="noted", note="补充一句"),
    "/api/v1/circles/<slug:circle>/flows": _always(**_FLOW, unit="patent", audience="own"),
    "/api/v1/circles/<slug:circle>/flows/bring": _always(rows=[{**_FLOW, "unit": "patent"}], audience="own"),
    "/api/v1/circles/<slug:circle>/benefit-schemes": _always(
        title_zh="分享",
        preset="proportional",
        parties=["330421003", "310116101"],
        parameters={"years": 2, "percents": {"330421003": "50", "310116101": "50"}},
        from_year=2022,
    ),
    "/api/v1/circles/<slug:circle>/benefit-schemes/<uuidstr:uid>/steps": _always(step="propose"),
    "/api/v1/circles/<slug:circle>/benefit-schemes/<uuidstr:uid>/figures": lambda w, a: {
        "year": 2022,
        "measure": "taxes",
        "about": [w.five.huimin.code],
        "amount": "1.00",
        "found_in": "决算表",
    },
    "/api/v1/circles/<slug:circle>/lines/<uuidstr:uid>/close": _always(last_day="2024-12-31"),
    "/api/v1/circles/<slug:circle>/lines/<uuidstr:uid>/permissions": lambda w, a: {
        "stop": str(w.row("lines.Stop", "public").pk),
        "may_board": True,
        "ground_zh": "第三条",
        "valid_from": "2026-10-01",
    },
    "/api/v1/circles/<slug:circle>/lines/<uuidstr:uid>/timetable": lambda w, a: {
        "valid_from": "2024-10-18",
        "calls": [
            {"trip": "a", "direction": "out", "stop": w.row("lines.Stop", "public").code, "departs": "8:00"},
            {"trip": "a", "stop": w.row("lines.Stop", "public").code, "arrives": "8:20"},
        ],
    },
    "/api/v1/circles/<slug:circle>/parks": _always(
        name_zh="园", parties=[{"code": "330421003"}, {"code": "310116101"}], audience="own"
    ),
    "/api/v1/circles/<slug:circle>/park-lists": _always(name_zh="单", declared=19, source="S2:33", audience="own"),
    "/api/v1/circles/<slug:circle>/parks/<uuidstr:uid>/shares": lambda w, a: {
        "shares": {str(w.row("parks.ParkParty", a).pk): "100"}
    },
    "/api/v1/circles/<slug:circle>/park-shares/<uuidstr:uid>/answer": _always(agrees=True),
    "/api/v1/circles/<slug:circle>/parks/<uuidstr:uid>/firms": lambda w, a: {
        "enterprise": str(w.row("enterprises.Enterprise", "public").pk),
        "valid_from": "2024-10-01",
    },
    "/api/v1/circles/<slug:circle>/park-firms/<uuidstr:uid>/end": _always(last_day="2024-10-18"),
    "/api/v1/circles/<slug:circle>/crossings": _always(name_zh="桥", state="open", audience="own"),
    "/api/v1/circles/<slug:circle>/carriers": _always(
        name_zh="中心", figures=[{"part": "projects", "value": "15"}], audience="own"
    ),
    "/api/v1/circles/<slug:circle>/promises": _always(
        work_zh="路", what_zh="通车", said_by_zh="办公室", said_on="2024-10-01", audience="own"
    ),
    "/api/v1/circles/<slug:circle>/promises/<uuidstr:uid>/actual": _always(actual="2024-09", actual_source="台账"),
    "/api/v1/circles/<slug:circle>/services/<uuidstr:uid>/requests": lambda w, a: {
        "firm": str(w.row("enterprises.Enterprise", "public").pk),
        "subject": "问",
    },
    "/api/v1/circles/<slug:circle>/posts": lambda w, a: {
        "firm": str(w.row("enterprises.Enterprise", "public").pk),
        "town": "330421003",
        "title_zh": "包装",
        "hourly_cny": "26",
        "place_zh": "北门",
        "latitude": "30.85",
        "longitude": "120.98",
        "shifts": [{"starts_at": "2024-10-19T13:00+08:00", "ends_at": "2024-10-19T17:00+08:00"}],
    },
    "/api/v1/circles/<slug:circle>/bookings/<uuidstr:uid>/hours": _always(minutes=240),
    "/api/v1/circles/<slug:circle>/pays/<uuidstr:uid>/paid": _always(paid_on="2024-10-18"),
    "/api/v1/circles/<slug:circle>/wage-floors": _FLOOR,
    "/api/v1/circles/<slug:circle>/workers": _always(**_WORKER_SAID, for_somebody=True),
    "/api/v1/circles/<slug:circle>/enterprises/<uuidstr:uid>/merge": _into,
    "/api/v1/circles/<slug:circle>/enterprises/<uuidstr:uid>/sites": _always(kind="plant", audience="own"),
    "/api/v1/circles/<slug:circle>/enterprises/<uuidstr:uid>/undo": _always(why="两家"),
    "/api/v1/circles/<slug:circle>/enterprises/<uuidstr:uid>/goods": _always(role="makes", name="电缆", audience="own"),
    "/api/v1/circles/<slug:circle>/enterprises/<uuidstr:uid>/certificates": _always(
        kind="certificate", name="ISO 9001", audience="own"
    ),
    "/api/v1/circles/<slug:circle>/enterprises/<uuidstr:uid>/claims": _always(office="厂长"),
    "/api/v1/circles/<slug:circle>/claims/<uuidstr:uid>/answer": _always(accepted=True),
    "/api/v1/circles/<slug:circle>/claims/<uuidstr:uid>/end": _always(why="离职"),
    "/api/v1/circles/<slug:circle>/groups": _always(name_zh="集团", audience="own"),
    "/api/v1/circles/<slug:circle>/groups/<uuidstr:uid>/figures": _FIGURE,
    "/api/v1/circles/<slug:circle>/likenesses/<uuidstr:uid>/apart": _always(why="两家"),
    "/api/v1/circles/<slug:circle>/registers/<uuidstr:uid>/withdrawal": _always(why="旧"),
    "/api/v1/circles/<slug:circle>/tasks/<uuidstr:uid>/steps": _always(what="taken"),
    **{name: _always(**sent) for name, sent in (LIVING_SERVICES | LINES).items()},
}


def body(world: World, key: str, audience: str) -> dict[str, Any]:
    """Return what is sent to an address about an object of this audience; about nothing, what fits a public one."""
    made = BODIES.get(key)
    return made(world, audience if audience in ("own", "parties", "agreement", "circle") else "public") if made else {}
