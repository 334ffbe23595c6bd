"""Responses, gates and incidents keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from uuid6 import uuid7

from pilin.domain.watch import actions
from pilin.domain.watch.models import (
    Contact,
    Gate,
    GateAnswer,
    GateMove,
    GateRequest,
    GateRule,
    Incident,
    IncidentKnown,
    IncidentNotice,
    JointPlan,
    JointPlanPart,
    PlanTask,
    Response,
    ResponseTask,
)
from tests.factories import watch as make
from tests.factories.base import NOW, TODAY, Stand
from tests.kit import Example, RoomContract

LEAST = timedelta(minutes=1)


class TestActs(RoomContract):
    room = "watch"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return one row of each kind, shared alike."""
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        n = Response.objects.visible_to(Stand.machine()).count()
        other = self.five.yaozhuang.code
        gate = Gate(
            code=f"gate-{uuid4().hex[:12]}", kind="gate", name_zh="水闸", openings=3, downstream=other, **shared
        )
        rule = GateRule(
            gate=gate,
            move="opened",
            needs="notice",
            town=other,
            title_zh="协议",
            clause="三",
            valid_from=TODAY,
            **shared,
        )
        move = GateMove(gate=gate, kind="opened", at=NOW, noted_at=NOW, compared="no_levels", **shared)
        asked = GateRequest(gate=gate, to_town=other, move="opened", from_at=NOW, reason="排水", asked_at=NOW, **shared)
        answer = GateAnswer(request=asked, answer="consent", answered_at=NOW, **shared)
        response = Response(
            family=uuid7(),
            hazard="flood",
            level=4,
            since=NOW - LEAST * (n + 1),
            command_zh="指挥部",
            noted_at=NOW,
            **shared,
        )
        line = PlanTask(level=4, number=n + 1, task_zh="检查", office_zh="水务站", valid_from=TODAY, **shared)
        task = ResponseTask(
            response=response, family=response.family, key="a", number=1, task_zh="检查", office_zh="水务站", **shared
        )
        contact = Contact(
            field="safety",
            rank=1,
            office_zh="应急办",
            phone="021-0000 0001",
            reviewed_on=TODAY,
            review_by=TODAY,
            **shared,
        )
        incident = Incident(field="safety", title_zh="塌方", place_zh="工地", happened_at=NOW, noted_at=NOW, **shared)
        notice = IncidentNotice(incident=incident, to_town=other, told_at=NOW, **shared)
        known = IncidentKnown(notice=notice, known_at=NOW, **shared)
        plan = JointPlan(basin="taihu", title_zh="方案", towns=[other], **shared)
        part = JointPlanPart(plan=plan, joined_on=TODAY, **shared)
        rows = [gate, rule, move, asked, answer, response, line, task, contact, incident, notice, known, plan, part]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        base, api = "/c/five-towns/watch/", "/api/v1/circles/five-towns/watch/"
        pages = [
            f"{base}{name}/"
            for name in ("gates", "responses", "responses/plan", "incidents", "contacts", "joint-plans", "after")
        ]
        return pages + [
            f"{api}{name}" for name in ("gates", "responses", "incidents", "contacts", "joint-plans", "plan-tasks")
        ]

    def page_of(self, row: Any) -> str | None:
        base = "/c/five-towns/watch"
        if isinstance(row, Gate):
            return f"{base}/gates/{row.pk}/"
        if isinstance(row, Response):
            return f"{base}/responses/{row.family}/"
        return f"{base}/incidents/{row.pk}/" if isinstance(row, Incident) else None

    def deeds(self) -> Iterable[Example]:
        return [*self._of_gates(), *self._of_responses(), *self._of_incidents(), *self._of_replays()]

    def _of_gates(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        number = Gate.objects.visible_to(Stand.machine()).count()
        gate, ending = make.gate(clerk, f"one-{number}", downstream=five.xindai.code), make.gate(clerk, f"two-{number}")
        asked = actions.ask_about_gate(
            by=clerk, at=NOW, gate=gate, to_town=five.xindai.code, move="opened", reason="排水"
        )
        entered = {**base, "code": f"three-{number}", "kind": "pump", "name_zh": "泵站"}
        rule = {
            "gate": gate,
            "move": "closed",
            "needs": "notice",
            "town": five.xindai.code,
            "title_zh": "协议",
            "valid_from": TODAY,
        }
        levels = {"gate": gate, "kind": "opened", "inner_m": Decimal("3.2")}
        return [
            Example(actions.note_gate, entered, {**entered, "code": f"one-{number}"}),
            Example(actions.set_gate_rule, {**rule, "clause": "三"}, {**rule, "clause": ""}),
            Example(actions.note_move, {**levels, "outer_m": Decimal("2.8")}, {**levels, "outer_m": Decimal("3.2")}),
            Example(
                actions.ask_about_gate, {"gate": gate, "to_town": clerk.member, "by": other, "move": "closed", "reason": "水高"},
                {"gate": gate, "to_town": five.xindai.code, "move": "closed", "reason": " "},
            ),
            Example(actions.answer_gate_request, {"request": asked, "answer": "consent", "by": other}, {"request": asked, "answer": "consent"}),
            Example(actions.end_gate, {"gate": ending}, {"gate": gate, "by": other}),
        ]  # fmt: skip

    def _of_responses(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        number = PlanTask.objects.visible_to(Stand.machine()).count()
        make.plan_task(clerk, number=number + 1)
        line = make.plan_task(clerk, number=number + 2)
        base = {"circle": five.circle, "town": five.fengjing.code}
        written = {
            **base,
            "level": 4,
            "number": number + 3,
            "task_zh": "巡查",
            "office_zh": "水务站",
            "valid_from": TODAY,
        }
        at = NOW - timedelta(minutes=number + 5)
        launched = {**base, "level": 4, "hazard": "flood", "command_zh": "指挥部"}
        running = make.response(five.huimin.clerk, at=at)
        huimin = {"by": five.huimin.clerk, "response": running}
        third = make.response(five.yaozhuang.clerk, at=at)
        task, other_task = self._tasks(five.zhujing.clerk, at)
        zhujing = {"by": five.zhujing.clerk}
        return [
            Example(actions.set_plan_task, written, {**written, "office_zh": ""}),
            Example(actions.end_plan_task, {"line": line}, {"line": line, "by": other}),
            Example(actions.launch_response, launched, {**launched, "command_zh": ""}),
            Example(actions.change_response, {**huimin, "level": 3}, {**huimin, "level": 9}),
            Example(actions.end_response, {"by": five.yaozhuang.clerk, "response": third}, {"by": other, "response": third}),
            Example(actions.acknowledge_task, {**zhujing, "task": task}, {"by": other, "task": task}),
            Example(actions.finish_task, {**zhujing, "task": other_task}, {"by": other, "task": other_task}),
        ]  # fmt: skip

    def _tasks(self, clerk: Any, at: Any) -> Sequence[ResponseTask]:
        for number in (1, 2):
            make.plan_task(clerk, number=number)
        row = make.response(clerk, at=at)
        return list(ResponseTask.objects.visible_to(clerk).filter(family=row.family))

    def _of_incidents(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        row, closing = make.incident(clerk), make.incident(clerk)
        notice = actions.tell_neighbour(by=clerk, at=NOW, incident=row, to_town=five.huimin.code)
        contact, plan = make.contact(clerk), make.joint_plan(clerk, (five.xindai.code,))
        said = {**base, "field": "disease", "title_zh": "聚集性发热", "place_zh": "学校"}
        called = {**base, "field": "safety", "rank": 1, "office_zh": "应急办", "reviewed_on": TODAY, "review_by": TODAY}
        planned = {**base, "basin": "taihu", "title_zh": "方案"}
        return [
            Example(actions.report_incident, said, {**said, "what_zh": "联系 13800000000"}),
            Example(actions.tell_neighbour, {"incident": row, "to_town": five.xindai.code}, {"incident": row, "to_town": five.fengjing.code}),
            Example(actions.know_incident, {"notice": notice, "by": five.huimin.clerk}, {"notice": notice, "by": other}),
            Example(actions.close_incident, {"incident": closing, "outcome_zh": "已清除"}, {"incident": closing, "outcome_zh": ""}),
            Example(actions.note_contact, {**called, "phone": "021-0000 0001"}, {**called, "phone": "没有"}),
            Example(actions.end_contact, {"contact": contact}, {"contact": contact, "by": other}),
            Example(actions.note_joint_plan, {**planned, "towns": [five.xindai.code]}, {**planned, "towns": ["999999"]}),
            Example(actions.join_plan, {"plan": plan, "by": other}, {"plan": plan}),
        ]  # fmt: skip

    def _of_replays(self) -> Iterable[Example]:
        five, clerk = self.five, self.five.fengjing.clerk
        event = make.event(clerk, opened_at=NOW - timedelta(hours=3))
        make.signal(clerk, "orange", issued_at=NOW - timedelta(hours=2))
        part = actions.acknowledge_event(by=clerk, at=NOW - timedelta(minutes=2), event=event)
        actions.stand_down(by=clerk, at=NOW, part=part)
        event.refresh_from_db()
        given = {"event": event, "town": five.fengjing.code, "planned_at": NOW + timedelta(days=7)}
        return [Example(actions.replay_as_drill, {**given, "neighbour": five.xindai.code}, {**given, "speed": 90})]
