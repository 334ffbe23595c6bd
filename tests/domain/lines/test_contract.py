"""Lines keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pilin.domain.lines import actions
from pilin.domain.lines.models import CallAt, Line, Stop, StopMatch, StopPermission, Subsidy, SubsidyWord, Trip
from tests.engine.gtfs.feeds import FEED
from tests.factories import lines as make
from tests.factories.base import NOW, TODAY, Stand
from tests.kit import Example, RoomContract


class TestLines(RoomContract):
    room = "lines"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return two stops, a line with a trip that calls at both, and a word on each, shared alike."""
        number = Stop.objects.visible_to(Stand.machine()).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        ground = self.five.fengjing.row.place
        province = self.five.fengjing.row.province
        stops = [
            Stop(
                code=f"stop-{number}-{n}", name_zh="站", latitude="30.89", longitude=f"121.0{n}", place=ground, province=province, bank=1, **shared
            )
            for n in range(2)
        ]  # fmt: skip
        line = Line(number=f"{number}", name_zh="线", kind="town", valid_from=make.SINCE, **shared)
        trip = Trip(line=line, code="a", direction="out", valid_from=make.SINCE, **shared)
        calls = [
            CallAt(trip=trip, stop=stop, sequence=n, arrives=600 + n, departs=600 + n, **shared)
            for n, stop in enumerate(stops)
        ]
        words = [
            StopPermission(
                line=line,
                stop=stop,
                may_board=True,
                may_alight=True,
                ground_zh="第三条",
                valid_from=make.SINCE,
                **shared,
            )
            for stop in stops
        ]
        match = StopMatch(feed="公交", feed_stop=f"{number}", name_zh="站", latitude="30.89", longitude="121.00", stop=stops[0], **shared)  # fmt: skip
        paid = Subsidy(line=line, year=2026, shares={owner.member: "100"}, **shared)
        said = SubsidyWord(subsidy=paid, member=self.five.fengjing.row, said_on=TODAY, **shared)
        rows = [*stops, line, trip, *calls, *words, match, paid, said]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        asked = "origin=30.89,121.00&goal=30.89,121.01"
        return [
            "/c/five-towns/lines/", "/api/v1/circles/five-towns/lines", "/api/v1/circles/five-towns/stops",
            f"/api/v1/circles/five-towns/rides?{asked}",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, Stop):
            return f"/c/five-towns/lines/stops/{row.pk}/"
        return f"/c/five-towns/lines/{row.pk}/" if isinstance(row, Line) else None

    def deeds(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        stop = {
            **base,
            "code": "new",
            "name_zh": "站",
            "latitude": Decimal(30),
            "longitude": Decimal(121),
            "place": five.fengjing.code,
        }
        line = {**base, "number": "7", "name_zh": "线", "kind": "town", "valid_from": TODAY}
        here, there = make.stop(clerk, "fengjing"), make.stop(five.huimin.clerk, "huimin")
        row, ending = make.line(clerk), make.line(clerk, number="8")
        word = make.permission(clerk, row, here)
        said = {"line": row, "may_board": True, "may_alight": None, "ground_zh": "第三条", "valid_from": TODAY}
        feed, _faults = make.feed(
            files := {**FEED, "stops.txt": FEED["stops.txt"].replace("30.9132,120.9581", "30.891,121.014")}
        )
        lacking, _faults = make.feed({name: text for name, text in files.items() if name != "trips.txt"})
        match = make.match(clerk, here)
        paid = {
            "line": row,
            "year": TODAY.year,
            "shares": {five.fengjing.code: Decimal(40), five.huimin.code: Decimal(60)},
        }
        open_one = actions.propose_subsidy(by=clerk, at=NOW, **{**paid, "line": ending})
        gone = actions.propose_subsidy(by=clerk, at=NOW, **{**paid, "line": ending, "year": TODAY.year - 1})
        calls = make.calls("a out: fengjing 8:00, huimin 8:20")
        return [
            Example(actions.put_stop, ok=stop, refused={**stop, "by": other}),
            Example(actions.open_line, ok=line, refused={**line, "kind": "tram"}),
            Example(
                actions.bring_timetable, ok={"line": row, "calls": calls, "valid_from": TODAY},
                refused={"line": row, "calls": calls[:1], "valid_from": TODAY}, bulk=True,
            ),
            Example(
                actions.grant_permission, ok={**said, "stop": here, "direction": "out"}, refused={**said, "stop": there}
            ),
            Example(actions.withdraw_permission, ok={"permission": word}, refused={"permission": word, "by": other}),
            Example(
                actions.bring_feed, ok={**base, "feed": feed, "valid_from": TODAY, "answers": dict.fromkeys("123", "new")}, refused={**base, "feed": lacking, "valid_from": TODAY}, bulk=True
            ),
            Example(actions.part_stops, ok={"match": match}, refused={"match": match, "by": other}),
            Example(actions.propose_subsidy, ok=paid, refused={**paid, "year": 1900}),
            Example(actions.agree_to_subsidy, ok={"subsidy": open_one, "by": five.huimin.clerk}, refused={"subsidy": open_one, "by": other}),
            Example(actions.withdraw_subsidy, ok={"subsidy": gone}, refused={"subsidy": gone, "by": other}),
            Example(actions.close_line, ok={"line": ending}, refused={"line": ending, "by": other}),
        ]  # fmt: skip
