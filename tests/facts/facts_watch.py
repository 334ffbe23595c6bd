"""The night of Fengxian as the watch has it: signals with station and minute, lines with their datum, checks that say how sure they are."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from pilin.domain.watch import queries, rules
from pilin.domain.watch.models import Crossing, EventPart, Signal, WaterLine
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import newest_readings
from tests.facts.harness import Fact

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = date(2023, 6, 24)


class Watch(Fact):
    room = "watch"
    page = "watch:desk"


class OrangeAtTenToFive(Watch):
    number = "D-22"
    says = "Fengxian's rainstorm signal was raised from yellow to orange at 04:50 of 24 June 2023; of yellow no time is told, so no row is kept"

    def holds(self) -> None:
        (orange,) = Signal.objects.visible_to(self.public).filter(source="S0:37")
        assert (orange.colour, orange.issued_at) == ("orange", datetime(2023, 6, 24, 4, 50, tzinfo=SHANGHAI))
        assert (orange.issuer_zh, orange.until, "黄色" in orange.text_zh) == ("奉贤区气象台", None, True)

    def falsify(self) -> None:
        assert self.sql("UPDATE watch_signal SET colour = 'red' WHERE source = 'S0:37' AND colour = 'orange'") == 1


class OrangeAtLeast(Watch):
    number = "D-22"
    says = "201.3 mm in 12 hours are orange at least by Shanghai's table; red is left open because nobody confirmed its threshold"

    def holds(self) -> None:
        rows = Crossing.objects.visible_to(self.public).filter(series__slug="zhelinhu-bridge-rain_mm")
        assert sorted(row.level for row in rows) == ["blue", "orange", "yellow"]
        orange = rows.get(level="orange")
        assert (orange.rule, orange.value, orange.threshold, orange.certainty) == (
            "rain_6h",
            Decimal("100.650"),
            Decimal("100.000"),
            "at_least",
        )
        assert {(one["level"], one["reason"]) for one in orange.left_open} == {("red", "unconfirmed")}
        assert orange.event is None

    def falsify(self) -> None:
        assert (
            self.sql(
                "UPDATE watch_crossing SET certainty = 'certain' WHERE level = 'orange' AND certainty = 'at_least'"
            )
            >= 1
        )


class QuarterOfAMetre(Watch):
    number = "D-23"
    says = "3.55 m at Nanqiao is 0.25 m above the warning line of 3.30 m; the datum is assumed and said to be"

    def holds(self) -> None:
        series = Series.objects.visible_to(self.public).get(slug="nanqiao-level_m")
        line = WaterLine.objects.visible_to(self.public).get(series=series)
        reading = newest_readings(self.public, [series])[series.pk]
        assert (line.level_m, line.datum, line.datum_assumed, line.source) == (Decimal("3.300"), "吴淞", True, "S0:37")
        assert reading.value - line.level_m == Decimal("0.250")
        assert Decimal("3.24") - line.level_m == Decimal("-0.060")

    def falsify(self) -> None:
        assert self.sql("UPDATE watch_waterline SET level_m = 3.2 WHERE source = 'S0:37'") == 1


class OwnTables(Watch):
    number = "R-01"
    says = (
        "Shanghai's table is its own, Zhejiang's is the nation's: 50 mm in three hours are blue there and orange here"
    )

    def holds(self) -> None:
        assert self.levels("310116102") == ["blue"]
        assert self.levels("330421003") == ["blue", "yellow", "orange"]
        rows = Series.objects.visible_to(self.public).filter(quantity="rain_mm").select_related("station__place")
        assert {queries.place_code_of(row)[:2] for row in rows} == {"31", "33"}

    def levels(self, place: str) -> list[str]:
        import numpy as np

        hour = 3_600_000_000
        ends = np.array([1, 2, 3], np.int64) * hour + int(datetime(2024, 7, 1, tzinfo=SHANGHAI).timestamp() * 1_000_000)
        found, _known = rules.check_rain(ends - hour, ends, np.array([17.0, 17.0, 17.0]), place, 0, {})
        return [one.level for one in found]

    def falsify(self) -> None:
        assert self.sql("UPDATE observations_station SET place_id = NULL") >= 1
        assert self.sql("UPDATE observations_series SET owner = '310116102' WHERE quantity = 'rain_mm'") >= 1


class OneDatum(Watch):
    number = "R-02"
    says = "A Wusong level of 3.55 m is 1.709 m on the national datum in Jiaxing, by a document of Jiaxing; nowhere else is it compared"

    def holds(self) -> None:
        metres = rules.offset_between([], "330421", "吴淞", "1985", NIGHT)
        assert metres is not None
        assert Decimal("3.55") + metres == Decimal("1.709")
        assert rules.offset_between([], "310120", "吴淞", "1985", NIGHT) is None
        levels = Series.objects.visible_to(self.public).filter(quantity="level_m", circle="five-towns")
        assert {(row.owner[:2], row.datum) for row in levels} == {("31", "吴淞"), ("33", "1985")}

    def falsify(self) -> None:
        assert self.sql("UPDATE observations_series SET datum = '吴淞' WHERE quantity = 'level_m'") >= 1


class BothBanksKnow(Watch):
    number = "D-66"
    says = "What rises on one bank is known on the other, with the minute; each town says so for itself"
    page = "watch:events"

    def holds(self) -> None:
        clerk = queries.HOUSE
        events = queries.open_events(clerk, "five-towns") + queries.past_events(clerk, "five-towns")
        banks = set()
        for one in EventPart.objects.visible_to(clerk).filter(event__in=[e.pk for e in events], illustrative=True):
            banks.add(one.owner[:2])
        assert banks == {"31", "33"}

    def falsify(self) -> None:
        assert self.sql("DELETE FROM watch_eventpart WHERE owner LIKE '33%%'") >= 1
