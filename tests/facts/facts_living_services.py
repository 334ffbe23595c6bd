"""Services across the border as the reports speak of them: Fengjing's hospital, Jinshan's partnerships, who files first."""

from __future__ import annotations

from datetime import date

from pilin.domain.lines.models import StopPermission
from pilin.domain.living.models import Facility, FacilityPartnership, PublicService, SettlementWord
from pilin.domain.living.queries import reaching
from pilin.domain.living.queries import services as queries
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import latest, series_named
from pilin.foundation.places.models import Containment
from tests.facts.harness import Fact


class Services(Fact):
    room = "living"
    page = "living:services"

    def hospital(self) -> Facility:
        return Facility.objects.visible_to(self.public).select_related("place").get(name_zh="枫泾医院")


class EightEvents(Services):
    number = "D-18"
    says = "Towns of both banks tell what one can do there, with papers and whom it is for, for eight life events; the services are illustrative"

    def holds(self) -> None:
        rows = list(PublicService.objects.visible_to(self.public))
        assert len(rows) >= 20
        assert all(row.illustrative for row in rows)
        assert {code for row in rows for code in row.event_codes} == {"birth", "school", "work", "home", "business", "health", "old_age", "farewell"}  # fmt: skip
        assert len({row.owner for row in rows}) == 5
        told = self.pilin("living", "services", "five-towns", "--event", "health", "--json")["services"]
        assert len(told) == sum("health" in row.event_codes for row in rows)

    def falsify(self) -> None:
        for row in PublicService.objects.visible_to(self.house).filter(events="farewell"):
            row.events = "old_age"
            row.save()


class FengjingSettles(Services):
    number = "D-18"
    says = "Fengjing's hospital settles directly for people of Jiashan, after they filed; the coach from Jiashan passes its gate and may not stop"
    page = "living:settle"

    def holds(self) -> None:
        row, on = self.hospital(), day_of(self.now)
        told = queries.settled_at(self.public, row, "330421", on, "outpatient")
        assert (told.answer, told.told.filing, told.steps) == ("yes", "required", ("file", "card"))
        assert told.word is not None
        assert (told.word.source, row.source) == ("E10", "E10")
        assert queries.settled_at(self.public, row, "330421", on, "inpatient").answer == "unknown"
        reacher, held = reaching.reacher_from(self.public, "five-towns", on, "", 0.3)
        start = next(one for one in held if one.name == "Jiashan coach centre")
        reacher = reaching.Reacher(reacher.day, start, 0.3)
        passing = reacher.to(row.point, ((0, 1440),)).passing
        assert [(one.line.number, one.known) for one in passing if one.at_goal] == [("嘉善班车", True)]

    def falsify(self) -> None:
        word = StopPermission.objects.visible_to(self.house).get(
            line__number="嘉善班车", stop__code="fengjing-hospital"
        )
        word.may_alight = True
        word.save()


class FengjingSettlesSaid(FengjingSettles):
    says = "That Fengjing's hospital settles for people of Jiashan is the reported word, not the rule's"

    def falsify(self) -> None:
        word = SettlementWord.objects.visible_to(self.house).get(facility__name_zh="枫泾医院", kind="outpatient", area__code="330421")  # fmt: skip
        word.linked = "no"
        word.save()


class MoreThan120000(Services):
    number = "D-90"
    says = "More than 120,000 paid directly between Jinshan and Jiaxing; whether persons or visits the report does not say, and the page flags it"
    page = "living:settle"

    def holds(self) -> None:
        reading, series = latest(self.public, queries.CROSSED), series_named(self.public, queries.CROSSED)
        assert reading is not None
        assert series is not None
        assert reading.quantity is not None
        assert (int(reading.quantity.value), str(reading.quantity.comparator), reading.source) == (
            120_000,
            ">",
            "S4:39",
        )
        assert ("visits" in series.caveat, "人次" in series.caveat_zh) == (True, True)

    def falsify(self) -> None:
        series = Series.objects.visible_to(self.house).get(slug=queries.CROSSED)
        series.caveat = series.caveat_zh = ""
        series.save()


class WhoFiles(Services):
    number = "R-14"
    says = "No filing only where insurance and treatment both lie in the Zone: Jiashan to Qingpu none; Jiashan to Jinshan file first, valid six months or longer"
    page = "living:settle"

    def settle(self, insured: str, at: str, on: str = "2024-07-01") -> dict[str, object]:
        answer: dict[str, object] = self.pilin(
            "living", "settle", "--insured", insured, "--at", at, "--on", on, "--json"
        )
        return answer

    def holds(self) -> None:
        there, zone = self.settle("330421", "310116"), self.settle("330421", "310118")
        assert (there["direct"], there["filing"], there["valid_months_at_least"]) == ("yes", "required", 6)
        assert (zone["direct"], zone["filing"], zone["valid_months_at_least"]) == ("yes", "none", None)
        assert "第五十条" in str(zone["clause"])
        assert self.settle("330421", "310118", "2024-04-30")["filing"] == "unknown"
        assert queries.zone_on(self.public, date(2024, 7, 1)).source == queries.ZONE_PLACE

    def falsify(self) -> None:
        for row in Containment.objects.visible_to(self.house).filter(kind="zone", inner__code="310118"):
            row.valid_from = "2030"
            row.save()
        for row in Containment.objects.visible_to(self.house).filter(kind="zone", inner__code__startswith="310118"):
            row.valid_from = "2030"
            row.save()


class OneAndThree(Services):
    number = "D-91"
    says = "Jinshan Hospital and three general hospitals of the district work together with hospitals of the city, four of them named"
    page = "living:facilities"

    def holds(self) -> None:
        rows = list(
            FacilityPartnership.objects.visible_to(self.public).filter(source="S4:41").select_related("facility")
        )
        assert len({row.facility_id for row in rows}) == 4
        named = [row.partner for row in rows if row.facility.name == "Jinshan Hospital"]
        assert named == ["Zhongshan Hospital", "Huashan Hospital", "Children's Hospital", "Longhua Hospital"]
        assert [row.facility.illustrative for row in rows if row.facility.name != "Jinshan Hospital"] == [True] * 3

    def falsify(self) -> None:
        row = FacilityPartnership.objects.visible_to(self.house).filter(partner="Huashan Hospital").get()
        row.source = ""
        row.save()
