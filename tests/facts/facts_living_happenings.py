"""Public events that the reports tell of: a forum, an exhibition, a class, a concert, a beach, a camp; and who hosts what rotates."""

from __future__ import annotations

from typing import Any

from pilin.domain.living.models import Happening, HappeningSeries, Seats
from pilin.domain.living.queries import happenings as queries
from tests.facts.harness import Fact

ORGANISERS = ["上海市健康安全环境研究会", "金山区健康安全环境学会", "上海碳谷绿湾产业园"]


class Happenings(Fact):
    room = "living"
    page = "living:calendar"

    def event(self, title_zh: str) -> dict[str, Any]:
        """Return an event as the terminal tells it."""
        listed = self.pilin("living", "happenings", "five-towns", "--json")["happenings"]
        (uid,) = [one["uid"] for one in listed if one["title_zh"].startswith(title_zh)]
        found: dict[str, Any] = self.pilin("living", "happening", "five-towns", uid, "--json")
        return found

    def row(self, title_zh: str) -> Happening:
        return Happening.objects.visible_to(self.house).get(title_zh__startswith=title_zh)


class CampOfFiveParties(Happenings):
    number = "D-10"
    says = "The camp's places are split over five parties by largest remainder and add up to the cohort; the source gives no number, 32 is illustrative"

    def holds(self) -> None:
        camp = self.event("沪浙毗邻党员干部人才成长训练营")
        places = [quota["places"] for quota in camp["quotas"]]
        assert (camp["places"], sorted(places, reverse=True), sum(places)) == (32, [7, 7, 6, 6, 6], 32)
        assert all(isinstance(one, int) and one >= 0 for one in places)
        assert (camp["illustrative"], camp["source"]) == (True, "S0:19")

    def falsify(self) -> None:
        rows = Seats.objects.visible_to(self.house).filter(happening=self.row("沪浙毗邻党员干部"), town__isnull=False)
        row = rows.first()
        assert row is not None
        row.places += 1
        row.save()


class ExchangeHostedByTurn(Happenings):
    number = "D-16"
    says = "Art festivals and forums of the adjacent area are hosted by the town in the chair, unless an edition names another"
    page = "living:all_series"

    def holds(self) -> None:
        told = queries.series_told(self.public, "five-towns", self.now, self.now.year)
        rules = {one.row.title_zh: one.row.host_rule for one in told if one.row.source == "S0:7"}
        assert rules == {"毗邻区域文化艺术节交流": "chair", "毗邻主导产业发展论坛": "chair"}

    def falsify(self) -> None:
        row = HappeningSeries.objects.visible_to(self.house).get(title_zh="毗邻区域文化艺术节交流")
        row.host_rule = "unknown"
        row.save()


class ThreeOrganisers(Happenings):
    number = "D-26"
    says = "The 6th Shanghai International HSE Management Innovation Forum has three organisers; the source says no day"

    def holds(self) -> None:
        forum = self.event("上海国际 HSE 管理创新论坛")
        assert [one["zh"] for one in forum["organisers"]] == ORGANISERS
        assert (forum["edition"], forum["starts_on"], forum["year_confidence"], forum["source"]) == (
            6,
            None,
            "unknown",
            "S0:47",
        )

    def falsify(self) -> None:
        row = self.row("上海国际 HSE")
        row.organisers = row.organisers[:2]
        row.save()


class DigitalFilmExhibition(Happenings):
    number = "D-28"
    says = "The digital film exhibition of the 25th festival opened on 9 June; the year 2023 is read from its context, and flagged"

    def holds(self) -> None:
        event = self.event("上海国际电影节")
        assert (event["edition"], event["starts_on"], event["year_confidence"]) == (25, "2023-06-09", "inferred")
        assert (event["illustrative"], event["source"]) == (False, "S0:42")

    def falsify(self) -> None:
        row = self.row("上海国际电影节")
        row.confidence = "stated"
        row.save()


class SecretarySpeaks(Happenings):
    number = "D-39"
    says = (
        "“Secretary Speaks to Secretary”, a class on 1 July 2024, hosted by Zhangyan, which reads along in the circle"
    )

    def holds(self) -> None:
        event = self.event("“书记讲给书记听”")
        assert (event["kind"], event["starts_on"], event["host"], event["host_stated"]) == (
            "class",
            "2024-07-01",
            "310116103",
            True,
        )

    def falsify(self) -> None:
        row = self.row("“书记讲给书记听”")
        row.starts_on = "2024-07-02"
        row.save()


class Philharmonic(Happenings):
    number = "D-40"
    says = "The Pudong Philharmonic's first concert since it was listed was on 30 June; four years after 2019 makes it 2023, and the page says so"

    def holds(self) -> None:
        event = self.event("浦东爱乐乐团")
        assert (event["kind"], event["starts_on"], event["year_confidence"]) == ("concert", "2023-06-30", "inferred")
        assert "2019" in event["why_zh"]

    def falsify(self) -> None:
        row = self.row("浦东爱乐乐团")
        row.starts_on = "2024-06-30"
        row.save()


class JiaxingFestivals(Happenings):
    number = "D-57"
    says = "Jiaxing's festivals stand with the year since which they are told: 1997 and 2006"
    page = "living:all_series"

    def holds(self) -> None:
        rows = queries.series_in(self.public, "five-towns").filter(source="S2:53").order_by("since")
        assert [(row.title_zh, row.since) for row in rows] == [
            ("嘉兴南湖民俗文化节", 1997),
            ("嘉兴端午民俗文化节", 2006),
        ]

    def falsify(self) -> None:
        row = HappeningSeries.objects.visible_to(self.house).get(since=1997)
        row.since = 1998
        row.save()


class FourOfTheBeach(Happenings):
    number = "D-89"
    says = "Four events of Jinshan City Beach return: sand sculpture, music and fireworks, beer, triathlon; no day of an edition is told"
    page = "living:all_series"

    def holds(self) -> None:
        told = queries.series_told(self.public, "five-towns", self.now, self.now.year)
        beach = [one for one in told if one.row.source == "S4:35"]
        assert sorted(one.row.kind for one in beach) == ["exhibition", "festival", "festival", "sport"]
        assert [(one.row.yearly, one.row.month, one.editions) for one in beach] == [(True, None, [])] * 4

    def falsify(self) -> None:
        row = HappeningSeries.objects.visible_to(self.house).get(source="S4:35", kind="sport")
        row.delete()


class YearsReadFromContext(Happenings):
    number = "Q-11"
    says = "A day told without its year is kept with how the year was read; three events of the calendar are flagged so"

    def holds(self) -> None:
        rows = queries.happenings_in(self.public, "five-towns").filter(confidence="inferred")
        assert sorted(str(row.starts_on) for row in rows) == ["2023-06-09", "2023-06-30", "2024-07-01"]
        assert all(row.why_zh and row.why for row in rows)

    def falsify(self) -> None:
        row = self.row("上海国际电影节")
        row.why_zh = ""
        row.save()
