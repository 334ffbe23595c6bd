"""Buses across the border as the reports speak of them, and the coach that may not stop at the hospital's gate."""

from __future__ import annotations

from pilin.domain.lines import queries
from pilin.domain.lines.models import CallAt, Line, StopMatch, StopPermission, Subsidy
from pilin.engine import gtfs
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.queries import latest
from tests.facts.harness import Fact


class Lines(Fact):
    room = "lines"
    page = "lines:index"

    def day(self) -> queries.Day:
        return queries.day(self.public, "five-towns", day_of(self.now))


class SixAcross(Lines):
    number = "D-87"
    says = "Jinshan counts 6 bus lines across the border and 3 roads begun; the 6 of the demo call in two provinces each and are illustrative: the source names none"

    def holds(self) -> None:
        figures = [latest(self.public, slug) for slug in ("jinshan-bus-lines", "jinshan-roads-begun")]
        assert [(one.value, one.source) for one in figures if one] == [(6, "S4:39"), (3, "S4:39")]
        day = self.day()
        told = [queries.line_told(day, line) for line in day.lines if line.kind == "cross_province"]
        assert [one.line.illustrative for one in told] == [True] * 6
        assert [{stop.province.code for stop in one.stops} for one in told] == [{"31", "33"}] * 6
        listed = self.pilin("lines", "list", "five-towns", "--json")["lines"]
        assert sorted(one["uid"] for one in listed) == sorted(str(line.pk) for line in day.lines)

    def falsify(self) -> None:
        line = Line.objects.visible_to(self.house).filter(kind="cross_province").first()
        assert line is not None
        line.kind = "town"
        line.save()


class LastBusHome(Lines):
    number = "D-87"
    says = "The last bus from Fengjing home to Huimin leaves at 18:40, and after it there is none"

    def ride(self, after: str) -> dict[str, object]:
        places = ("--from", "30.8902,121.0120", "--to", "30.8391,120.9699", "--walk", "0.3")
        answer: dict[str, object] = self.pilin("lines", "ride", "five-towns", *places, "--after", after, "--json")
        return answer

    def holds(self) -> None:
        in_time, late = self.ride("18:00"), self.ride("18:41")
        assert (in_time["last_departure"], late["last_departure"], late["rides"]) == ("18:40", "18:40", [])
        rides = in_time["rides"]
        assert isinstance(rides, list)
        assert [[(leg["number"], leg["departs"], leg["last"]) for leg in ride["legs"]] for ride in rides] == [
            [("枫惠1路", "18:40", True)]
        ]

    def falsify(self) -> None:
        for call in CallAt.objects.visible_to(self.house).filter(trip__line__number="枫惠1路", trip__code="out-18:40"):
            call.arrives += 20
            call.departs += 20
            call.save()


class GateShut(Lines):
    number = "D-87"
    says = "The coach from Jiashan passes the gate of Fengjing's hospital and may not stop: nobody gets on or off, by the word of Fengjing"
    page = "lines:way"

    def holds(self) -> None:
        word = StopPermission.objects.visible_to(self.public).get(
            line__number="嘉善班车", stop__code="fengjing-hospital"
        )
        assert (word.may_board, word.may_alight, word.owner, word.source) == (False, False, "310116102", "E10")
        day = self.day()
        coach = [trip for trip in day.trips if trip.line.number == "嘉善班车"]
        gate = next(stop for stop in day.stops if stop.code == "fengjing-hospital")
        assert all(gate.pk in {call.stop.pk for call in trip.calls} for trip in coach)
        assert len(coach) == 8
        there = (float(gate.latitude), float(gate.longitude))
        answer = queries.answer(day, (30.8441, 120.9256), there, 0, 0.2)
        last = [ride.legs[-1].line.number for ride in answer.rides]
        assert [ride.ride.changes for ride in answer.rides] == [1] * len(
            last
        )  # whoever goes there takes another bus at the end
        assert (last == [], "嘉善班车" in last) == (False, False)
        assert [(one.line.number, one.at_goal, one.known) for one in answer.passing if one.at_goal] == [
            ("嘉善班车", True, True)
        ]

    def falsify(self) -> None:
        word = StopPermission.objects.visible_to(self.house).get(
            line__number="嘉善班车", stop__code="fengjing-hospital"
        )
        word.may_alight = True
        word.save()


class FeedPromisesNothingShut(Lines):
    number = "P-8"
    says = "The feed of the circle is whole, holds all seven lines, and lets nobody on or off the coach at the hospital's gate"
    page = "lines:feed"

    def holds(self) -> None:
        files = queries.feed_of(self.public, "five-towns", day_of(self.now), "https://example.org")
        feed, faults = gtfs.read_feed(gtfs.write_zip(files))
        assert [*faults, *gtfs.check_feed(feed), *gtfs.read_schedule(feed)[1]] == []
        assert len(feed.rows("routes.txt")) == 7
        at_gate = [
            row
            for _number, row in feed.rows("stop_times.txt")
            if row["stop_id"] == "fengjing-hospital" and row["trip_id"].startswith("嘉善班车")
        ]
        assert [(row["pickup_type"], row["drop_off_type"]) for row in at_gate] == [("1", "1")] * 8

    def falsify(self) -> None:
        word = StopPermission.objects.visible_to(self.house).get(
            line__number="嘉善班车", stop__code="fengjing-hospital"
        )
        word.may_board = True
        word.save()


class ThereByNine(Lines):
    number = "D-87"
    says = "From Huimin one is at Fengjing's hospital before nine by a bus that may stop there, and the last one back is told"
    page = "lines:trip"

    def holds(self) -> None:
        places = ("--from", "330421003", "--to", "fengjing-hospital", "--arrive", "09:00")
        told = self.pilin("lines", "trip", *places, "--circle", "five-towns", "--json")
        legs = told["ways"][0]["legs"]
        assert [
            (leg["number"], leg["may_board"], leg["may_alight"], leg["board_province"], leg["alight_province"])
            for leg in legs
        ] == [("枫惠1路", True, True, "33", "31")]
        assert (told["stranded"], told["last_bus_back"], told["ways"][0]["fare_cny"]) == (False, "18:43", "2.00")

    def falsify(self) -> None:
        line = Line.objects.visible_to(self.house).get(number="枫惠1路")
        line.fare_cny = None
        line.save()


class WhoPays(Lines):
    number = "D-87"
    says = "Of five lines it is known who pays; shares come to the whole to the fen, all are made up, and one waits for Fengjing"
    page = "lines:subsidies"

    def holds(self) -> None:
        told = queries.subsidies(self.public, self.day().lines)
        assert [one.row.illustrative for one in told] == [True] * 5
        assert [sum(share for _town, share, _part in one.parts) for one in told] == [100] * 5
        paid = [
            (one.row.amount_cny, sum(part for *_rest, part in one.parts if part is not None))
            for one in told
            if one.row.amount_cny
        ]
        assert [whole for whole, _parts in paid] == [parts for _whole, parts in paid]
        assert [(one.row.line.number, one.waiting) for one in told if one.waiting] == [("嘉善班车", ("310116102",))]

    def falsify(self) -> None:
        row = Subsidy.objects.visible_to(self.house).get(line__number="枫惠1路")
        row.shares = {**row.shares, "330421003": "44"}
        row.save()


class SameStops(Lines):
    number = "D-87"
    says = "The operator's own numbers and names of the coach's four stops are matched by name and place on both banks"
    page = "lines:feed"

    def holds(self) -> None:
        held = [
            (match.feed_stop, match.stop.code, match.stop.province.code)
            for match in queries.matches(self.public, "five-towns")
        ]
        assert held == [
            ("JS001", "jiashan-centre", "33"), ("JS014", "huimin-centre", "33"), ("JS020", "fengjing-hospital", "31"), ("JS021", "fengjing-station", "31"),
        ]  # fmt: skip

    def falsify(self) -> None:
        match = StopMatch.objects.visible_to(self.house).get(feed_stop="JS020")
        match.feed_stop = "JS099"
        match.save()
