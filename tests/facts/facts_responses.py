"""The night of Fengxian as S0:37 tells it, the four fields of S4, the basins of S3:39, and the levels that laws give to colours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import connection

from pilin.domain.watch.kinds import Basin, Field
from pilin.domain.watch.models import Contact, Event, GateMove, JointPlan, Response
from pilin.domain.watch.queries import after, gates, responses
from pilin.domain.watch.queries.acting import acting_now
from pilin.domain.watch.queries.desk import desk_of
from pilin.domain.watch.rules.responses import mapped_level
from tests.facts.harness import Fact

FENGXIAN = "310120"


class Acts(Fact):
    room = "watch"
    page = "watch:after_index"

    def night(self) -> Event:
        return Event.objects.visible_to(self.house).get(circle="five-towns", owner=FENGXIAN)


class FiveGatesOpen(Acts):
    number = "D-24"
    says = "All five coastal gates of Fengxian stand open from 06:00 of 24 June 2023, and none of them before"
    page = "watch:gates"

    def holds(self) -> None:
        at = datetime.fromisoformat("2023-06-24T06:00+08:00")
        assert gates.open_gates(self.public, "five-towns", at, owner=FENGXIAN) == 5
        assert gates.open_gates(self.public, "five-towns", at - timedelta(minutes=1), owner=FENGXIAN) == 0
        told = self.pilin("watch", "gates", "five-towns", "--json")
        assert sorted(one["source"] for one in told["gates"] if one["town"] == FENGXIAN) == ["S0:37"] * 5

    def falsify(self) -> None:
        row = GateMove.objects.visible_to(self.house).filter(owner=FENGXIAN)[0]
        self.sql("UPDATE watch_gatemove SET kind = 'closed' WHERE uid = %s", _key(row.pk))


class LevelTwoAfter145Minutes(Acts):
    number = "D-25"
    says = (
        "Level II at 07:15 comes 145 minutes after the orange signal of 04:50, and is the level that goes with orange"
    )
    page = "watch:responses"

    def holds(self) -> None:
        (told,) = [one for one in responses.responses_told(self.public, "five-towns") if one.now.owner == FENGXIAN]
        first = told.launched
        assert (first.level, first.mapped_level, told.lag_minutes, told.running, told.ended_at) == (
            2,
            2,
            145,
            False,
            None,
        )
        answer = self.pilin("watch", "responses", "five-towns", "--json")
        assert [one["lag_minutes"] for one in answer["responses"] if one["town"] == FENGXIAN] == [145]

    def falsify(self) -> None:
        row = Response.objects.visible_to(self.house).get(owner=FENGXIAN)
        self.sql("UPDATE watch_response SET since = %s WHERE uid = %s", "2023-06-24 00:00:00+00:00", _key(row.pk))


class EveryDelayOfTheNight(Acts):
    number = "D-25"
    says = "Orange to gates 70 minutes, gates to level II 75, orange to level II 145; 3.55 m at Nanqiao is 0.25 m above the line"

    def holds(self) -> None:
        course = after.course_of(self.public, self.night(), self.now)
        (told,) = course.delays
        assert (told.town, sorted(told.minutes.values())) == (FENGXIAN, [70, 75, 145])
        assert [one.kind for one in course.entries if one.town == FENGXIAN and one.source] == [
            "signal",
            "gate",
            "response",
            "check",
            "level",
        ]
        assert "0.25" in course.entries[-1].what

    def falsify(self) -> None:
        self.sql("UPDATE watch_signal SET issued_at = %s WHERE owner = %s", "2023-06-23 21:50:00+00:00", FENGXIAN)


class TheNightOnTheWall(Acts):
    number = "D-25"
    says = "The wall of that night: no signal at 04:49 and orange at 04:50, five gates from 06:00, level II from 07:15 and not a minute before"

    def holds(self) -> None:
        told = {clock: self.wall(clock) for clock in ("04:49", "04:50", "05:59", "06:00", "07:14", "07:15", "08:00")}
        assert told == {
            "04:49": ("", 0, "", []), "04:50": ("orange", 0, "", []), "05:59": ("orange", 0, "", []), "06:00": ("orange", 5, "", []),
            "07:14": ("orange", 5, "", []), "07:15": ("orange", 5, "Ⅱ", []), "08:00": ("orange", 5, "Ⅱ", ["3.550", "201.300"]),
        }  # fmt: skip

    def wall(self, clock: str) -> tuple[str, int, str, list[str]]:
        at = datetime.fromisoformat(f"2023-06-24T{clock}+08:00")
        desk = desk_of(self.public, "five-towns", at, past=True)
        acting = [one for one in acting_now(self.public, "five-towns", at, desk.members) if one.member.code == FENGXIAN]
        gates_open = sum(len(one.sluices) for one in acting)
        level = next((one.level for one in acting), "")
        return desk.top.row.colour if desk.top else "", gates_open, level, [str(one.value) for one in desk.gauges]

    def falsify(self) -> None:
        assert self.sql("UPDATE watch_response SET since = '2023-06-23 22:00:00+00:00' WHERE source = 'S0:37'") == 1


class FourFields(Acts):
    number = "D-88"
    says = "Towns govern together in four fields: safety, environmental enforcement, emergencies, infectious disease"
    page = "watch:contacts"

    def holds(self) -> None:
        assert [one.value for one in Field] == ["safety", "environment", "emergency", "disease"]
        named = set(Contact.objects.visible_to(self.house).filter(circle="five-towns").values_list("owner", "field"))
        assert len(named) == 5 * 4

    def falsify(self) -> None:
        self.sql("DELETE FROM watch_contact WHERE field = %s", "disease")


class ThreeBasins(Acts):
    number = "D-66"
    says = "Joint prevention and control of Taihu, the Yangtze and the Huaihe, named without a text of a plan"
    page = "watch:plans"
    page_kwargs: ClassVar[dict[str, Any]] = {"circle": "yrd"}

    def holds(self) -> None:
        rows = JointPlan.objects.visible_to(self.public).filter(source="S3:39")
        assert sorted(rows.values_list("basin", "document")) == sorted((one.value, "") for one in Basin)

    def falsify(self) -> None:
        self.sql("DELETE FROM watch_jointplan WHERE basin = %s", "huaihe")


class ColoursAndLevels(Acts):
    number = "R-02"
    says = "In Shanghai blue, yellow, orange, red go with IV, III, II, I; for Jiaxing in 2023 no text of it was read"
    page = "watch:plan"

    def holds(self) -> None:
        on = date(2023, 6, 24)
        found = {colour: mapped_level(colour, FENGXIAN, on) for colour in ("blue", "yellow", "orange", "red")}
        assert {colour: one and one.level for colour, one in found.items()} == {
            "blue": 4,
            "yellow": 3,
            "orange": 2,
            "red": 1,
        }
        assert [mapped_level(colour, "330421", on) for colour in found] == [None] * 4
        row = Response.objects.visible_to(self.house).get(owner=FENGXIAN)
        assert row.mapped_clause == "上海市防汛条例第三十条"

    def falsify(self) -> None:
        self.sql("UPDATE watch_response SET mapped_clause = '' WHERE owner = %s", FENGXIAN)


def _key(uid: Any) -> Any:
    return uid.hex if connection.vendor == "sqlite" else uid
