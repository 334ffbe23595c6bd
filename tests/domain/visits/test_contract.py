"""Visits keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from pilin.domain.visits import actions
from pilin.domain.visits.models import (
    Grid,
    GridMember,
    GridPlan,
    Round,
    Visit,
    VisitNeed,
    VisitOffice,
    VisitRecord,
    VisitRule,
)
from tests.factories import enterprises as firms
from tests.factories import services
from tests.factories import visits as make
from tests.factories.base import NOW, TODAY, Stand
from tests.kit import Example, RoomContract


class TestVisits(RoomContract):
    room = "visits"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return an area with a grid and its team, a rule, and a round with a visit, its record and a need, shared alike."""
        number = GridPlan.objects.visible_to(Stand.machine()).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        ring = [[x + 300_000 * number, y] for x, y in make.SQUARE]
        plan = GridPlan(title_zh=f"园区{number}", border=ring, valid_from=date(2024, 1, 1), area_km2=2, **shared)
        grid = Grid(plan=plan, number=1, name_zh="西区", ring=ring, area_km2=2, **shared)
        office = VisitOffice(name_zh=f"部门{number}", **shared)
        member = GridMember(grid=grid, office=office, **shared)
        day = date(2020, 1, 1) + timedelta(days=number)
        rule = VisitRule(apart_days=10, cadence_days=90, valid_from=day, valid_to=day, clause="办法", **shared)
        around = Round(
            grid=grid.pk, title_zh="走访", office=office, starts_on=TODAY, ends_on=TODAY, per_day=4, **shared
        )
        (firm,) = firms.made(owner, firms.firm(number + 1, name_zh=f"第{number}厂"))
        visit = Visit(
            enterprise=firm,
            of_round=around,
            office=office,
            purpose_zh="走访",
            planned_on=TODAY,
            person=owner.person,
            **shared,
        )
        record = VisitRecord(visit=visit, client_id=uuid4(), outcome="nobody", at=NOW, **shared)
        need = VisitNeed(
            visit=visit, client_id=uuid4(), kind="people", words="缺人", said_on=TODAY, due_on=TODAY, **shared
        )
        rows = [plan, grid, office, member, rule, around, visit, record, need]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        return [
            "/c/five-towns/visits/", "/c/five-towns/visits/desk/", "/c/five-towns/visits/needs/", "/c/five-towns/visits/day/",
            "/c/five-towns/visits/kept/", "/api/v1/circles/five-towns/grids", "/api/v1/circles/five-towns/visits",
            "/api/v1/circles/five-towns/visit-needs", "/api/v1/circles/five-towns/visit-day",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        pages = {GridPlan: "grids/", Round: "rounds/", Visit: "", VisitNeed: "needs/"}
        return f"/c/five-towns/visits/{pages[type(row)]}{row.pk}/" if type(row) in pages else None

    def deeds(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        plan = make.plan(clerk)
        west, east = make.grids(plan)
        make.rule(clerk)
        park, tax = make.office(clerk), make.office(clerk, "税务所")
        first, second, third, fourth, fifth = make.placed(
            clerk, (0.1, 0.1), (0.2, 0.2), (0.3, 0.3), (0.8, 0.8), (0.9, 0.9)
        )
        one, two = make.visit(clerk, first, park), make.visit(clerk, first, tax)
        three, four = make.visit(clerk, second, park), make.visit(clerk, second, tax)
        together = actions.merge_visits(by=clerk, at=NOW, visits=[three, four], planned_on=make.MONDAY)
        off, to_record = make.visit(clerk, third, park), make.visit(clerk, fourth, park)
        asked, answered = make.need(clerk, to_record), make.need(clerk, to_record)
        offered = services.service(clerk)
        beside = [(x + 200_000, y) for x, y in make.SQUARE]
        area = {**base, "title_zh": "东园", "border": beside, "lines": [], "valid_from": TODAY}
        around = {
            "grid": east, "office": park.pk, "title_zh": "走访", "starts_on": make.MONDAY, "ends_on": make.MONDAY, "per_day": 5,
            "purpose_zh": "走访",
        }  # fmt: skip
        rule = {**base, "apart_days": 5, "cadence_days": 60, "valid_from": TODAY, "clause": "办法"}
        visit = {
            **base,
            "firm": fifth.pk,
            "office": park.pk,
            "planned_on": TODAY,
            "purpose_zh": "走访",
            "all_the_same": "约好",
        }
        record = {"visit": to_record, "client_id": uuid4(), "outcome": "met", "done_at": NOW}
        need = {"visit": to_record, "client_id": uuid4(), "kind": "people", "words": "缺人"}
        sent = {"client_id": uuid4(), "visit": to_record.pk, "outcome": "met", "at": NOW, "words": "", "needs": []}
        return [
            Example(actions.draw_grids, ok=area, refused={**area, "border": beside[:2]}),
            Example(actions.name_office, ok={**base, "name_zh": "城运中心"}, refused={**base, "name_zh": "税务所"}),
            Example(actions.set_team, ok={"grid": west, "offices": [park.pk]}, refused={"grid": west, "offices": [], "by": other}, bulk=True),
            Example(actions.set_rule, ok=rule, refused={**rule, "clause": ""}),
            Example(actions.plan_round, ok=around, refused={**around, "per_day": 0}, bulk=True),
            Example(actions.plan_visit, ok=visit, refused={**visit, "all_the_same": "", "firm": first.pk, "office": tax.pk, "planned_on": make.MONDAY}),
            Example(actions.merge_visits, ok={"visits": [one, two], "planned_on": make.MONDAY}, refused={"visits": [one], "planned_on": make.MONDAY}),
            Example(actions.unmerge_visit, ok={"visit": together}, refused={"visit": off}),
            Example(actions.call_off, ok={"visit": off, "why": "停产"}, refused={"visit": to_record, "why": " "}),
            Example(actions.record_visit, ok=record, refused={**record, "client_id": uuid4(), "outcome": "x"}),
            Example(actions.note_need, ok=need, refused={**need, "client_id": uuid4(), "words": ""}),
            Example(
                actions.take_records, ok={"circle": five.circle, "records": [sent]}, refused={"circle": five.circle, "records": []}, bulk=True,
            ),
            Example(
                actions.escalate_need, ok={"need": asked, "way": "service_request", "choice": offered.pk},
                refused={"need": answered, "way": "nothing", "choice": offered.pk},
            ),
            Example(actions.answer_need, ok={"need": answered, "answer": "已办"}, refused={"need": answered, "answer": "已办", "by": other}),
            Example(
                actions.cut_anew, ok={"plan": plan, "lines": [make.line()], "valid_from": make.MONDAY},
                refused={"plan": plan, "lines": [make.line(make.SQUARE[:2])], "valid_from": make.MONDAY}, bulk=True,
            ),
        ]  # fmt: skip
