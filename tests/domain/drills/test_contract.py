"""Drills keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from pilin.domain.drills import actions, queries
from pilin.domain.drills.models import (
    CorrectiveAction,
    CorrectiveStep,
    Drill,
    DrilledSite,
    DrillPart,
    Evaluation,
    ExpectedAction,
    Inject,
    Observed,
    Scenario,
    Site,
)
from tests.factories import drills as make
from tests.factories.base import NOW, TODAY
from tests.kit import Example, RoomContract

MINUTE = timedelta(minutes=1)


class TestDrills(RoomContract):
    room = "drills"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a site and a drill that was held and evaluated, with all that hangs on it, shared alike."""
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        site = Site(kind="construction", title_zh="工地", since=TODAY, **shared)
        scenario = Scenario(
            family=uuid4(), version=1, kind="fire", title_zh="起火", roles=[{"key": "guard", "zh": "安全员", "en": ""}], **shared
        )  # fmt: skip
        inject = Inject(scenario=scenario, number=1, minute=0, text_zh="冒烟", **shared)
        act = ExpectedAction(
            scenario=scenario, number=1, key="report", role="guard", what_zh="报告", within_minutes=5, **shared
        )
        drill = Drill(
            scenario=scenario, title_zh="演练", planned_at=NOW - 60 * MINUTE, started_at=NOW - 60 * MINUTE, finished_at=NOW, state="evaluated", **shared
        )  # fmt: skip
        part = DrillPart(drill=drill, joined_at=NOW, **shared)
        counted = DrilledSite(drill=drill, site=site.pk, **shared)
        note = Observed(drill=drill, done_at=NOW - 58 * MINUTE, noted_at=NOW, expected=act, role="guard", **shared)
        said = Evaluation(drill=drill, on=TODAY, well_zh="好", lacking_zh="无", score=Decimal("100.00"), **shared)
        mend = CorrectiveAction(
            drill=drill, expected=act, what_zh="补标识", set_on=TODAY, days=5, due_on=TODAY, **shared
        )
        step = CorrectiveStep(corrective=mend, kind="done", at=NOW, words="补了", **shared)
        rows = [site, scenario, inject, act, drill, part, counted, said, mend, note, step]
        for row in rows:
            row.save()
        return rows[:9]  # notes and steps are written once: the kit changes what it gets

    def list_urls(self) -> Iterable[str]:
        pages = ["", "held/", "scenarios/", "corrective/"]
        lists = ["drill-sites", "drill-scenarios", "drills", "corrective-actions"]
        return [f"/c/five-towns/drills/{page}" for page in pages] + [
            f"/api/v1/circles/five-towns/{name}" for name in lists
        ]

    def page_of(self, row: Any) -> str | None:
        kinds = {Site: "sites/", Scenario: "scenarios/", Drill: ""}
        return f"/c/five-towns/drills/{kinds[type(row)]}{row.pk}/" if type(row) in kinds else None

    def deeds(self) -> Iterable[Example]:
        five, clerk, other, third = self.five, self.five.fengjing.clerk, self.five.xindai.clerk, self.five.huimin.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        site = {**base, "kind": "construction", "title_zh": "工地"}
        write = {**base, "title_zh": "起火", "kind": "fire", "roles": make.ROLES, "expected": make.CHAIN}
        of, ending = make.scenario(clerk), make.site(clerk)
        plan = {**base, "scenario": of, "title_zh": "演练", "planned_at": NOW + MINUTE}
        asked, begins, off = (make.drill(clerk, of, invited=[other.member]) for _each in range(3))
        runs, ends = (make.started(clerk, make.drill(clerk, of)) for _each in range(2))
        held, over = make.held(clerk, other), make.evaluated(clerk, other)
        later = NOW + timedelta(hours=3)
        evaluation = {"drill": held, "well_zh": "顺畅", "lacking_zh": "慢", "at": later}
        mend = {"drill": over, "what_zh": "补标识", "days": 5, "at": later}
        to_do, to_check, to_return = (make.corrective(clerk, make.evaluated(clerk, other)) for _each in range(3))
        for row in (to_check, to_return):
            actions.report_done(by=clerk, at=later, corrective=row, words="补了")
        note = actions.note_action(by=clerk, at=NOW, drill=ends, expected="discover")
        closing = make.evaluated(clerk, other)
        return [
            Example(actions.note_site, ok=site, refused={**site, "by": other}),
            Example(actions.end_site, ok={"site": ending}, refused={"site": ending, "by": other}),
            Example(actions.write_scenario, ok=write, refused={**write, "expected": ()}),
            Example(actions.plan_drill, ok=plan, refused={**plan, "invited": [five.stranger.code]}),
            Example(actions.join_drill, ok={"drill": asked, "by": other}, refused={"drill": asked, "by": third}),
            Example(actions.call_off_drill, ok={"drill": off, "why": "台风"}, refused={"drill": begins, "why": ""}),
            Example(actions.start_drill, ok={"drill": begins}, refused={"drill": runs}),
            Example(actions.note_action, ok={"drill": runs, "expected": "report"}, refused={"drill": runs, "expected": "report", "by": other}),
            Example(
                actions.correct_note, ok={"drill": ends, "note": note, "why": "看错了"}, refused={"drill": ends, "note": note, "why": "", "by": clerk},
            ),
            Example(actions.finish_drill, ok={"drill": ends, "at": NOW + MINUTE}, refused={"drill": runs, "by": other}),
            Example(actions.evaluate_drill, ok=evaluation, refused={**evaluation, "by": third}),
            Example(actions.set_corrective, ok=mend, refused={**mend, "days": 0}),
            Example(actions.report_done, ok={"corrective": to_do, "words": "补了"}, refused={"corrective": to_do, "words": "补了", "by": other}),
            Example(
                actions.verify_corrective, ok=lambda: {"corrective": self._now(to_check.pk), "words": "看过", "by": other},
                refused={"corrective": to_check, "words": "看过"},
            ),
            Example(actions.send_back, ok={"corrective": to_return, "words": "还缺", "by": other}, refused={"corrective": to_return, "words": "还缺"}),
            Example(actions.close_drill, ok={"drill": closing, "at": later}, refused={"drill": to_do.drill, "at": later}),
        ]  # fmt: skip

    def _now(self, uid: UUID) -> CorrectiveAction:
        row = queries.corrective_named(queries.HOUSE, "five-towns", uid)
        assert row is not None
        return row
