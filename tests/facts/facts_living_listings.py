"""What towns cherish and make, as the reports tell it: lists, labels, visitors, incomes, funds, and when a flight is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pilin.domain.living.models.listings import (
    FigureNote,
    FlightRequest,
    LabelKind,
    Listing,
    ListingStage,
    RegisterClass,
)
from pilin.domain.living.queries import listings as queries
from pilin.domain.living.queries import listings_figures as figures
from pilin.domain.living.rules import listings as rules
from pilin.domain.living.rules import listings_flights as clock
from pilin.engine.base import PartialDate
from tests.facts.harness import Fact

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Living(Fact):
    room = "living"
    page = "living:listings"

    def one(self, title_zh: str) -> Listing:
        return Listing.objects.visible_to(self.public).get(title_zh=title_zh)

    def note(self, slug: str) -> FigureNote:
        return FigureNote.objects.visible_to(self.house).get(series__slug=slug)


class Bathhouse(Living):
    number = "D-29"
    says = "The old bathhouse that people remember, Rixin Pond on Pu’an Road, is listed with its place; whether it still stands no source says"

    def holds(self) -> None:
        row = self.one("日新池")
        assert (row.kind, row.where_zh, row.status, row.source, row.illustrative) == (
            "bathhouse",
            "普安路",
            "unknown",
            "S0:27",
            False,
        )
        assert (row.since, row.until) == (None, None)

    def falsify(self) -> None:
        row = self.one("日新池")
        row.status = "gone"
        row.save()


class ToppedOut(Living):
    number = "D-44"
    says = "Xintiandi T1, 250 m, was topped out; no day is given, and nothing can be completed before"

    def holds(self) -> None:
        row = self.one("太平洋新天地 T1 楼")
        stages = [(one.stage, one.reached_on, one.source) for one in queries.listing_told(self.public, row).stages]
        assert (str(row.height_m), stages) == ("250.0", [("topped_out", None, "S1:45")])
        held = [(stage, day) for stage, day, _source in stages]
        assert rules.faults_of_stage("completed", PartialDate.parse("2025"), held) == []
        assert [one.code for one in rules.faults_of_stage("completed", PartialDate.parse("2025"), [])] == ["not_topped"]

    def falsify(self) -> None:
        row = ListingStage.objects.visible_to(self.house).get(source="S1:45")
        row.stage = "completed"
        row.save()


class Spirit(Living):
    number = "D-57"
    says = "Ningxi’s zaoshao spirit stands in the register as a craft handed down"

    def holds(self) -> None:
        row = self.one("宁溪糟烧")
        assert (row.kind, row.owner, row.source) == ("craft", "33", "S2:38")

    def falsify(self) -> None:
        row = self.one("宁溪糟烧")
        row.kind = "product"
        row.save()


class VisitorsOf2018(Living):
    number = "D-80"
    says = "8.52 m visitors in 2019, 13.3 % more: 7.52 m in 2018; the beach’s 1.5 m a year is another series, and the two are not added up"
    page = "living:visitors"

    def holds(self) -> None:
        told = self.pilin(
            "living",
            "visitors",
            "five-towns",
            "--add",
            "jinshan-leisure-visitors",
            "--add",
            "jinshan-beach-visitors",
            "--json",
        )
        found = {one["series"]: one for one in told["figures"]}
        leisure, beach = found["jinshan-leisure-visitors"], found["jinshan-beach-visitors"]
        assert (leisure["value"], leisure["growth_percent"], leisure["year_before"], leisure["period"]) == (
            8_520_000,
            13.3,
            7_520_000,
            "2019",
        )
        assert (beach["value"], beach["year_before"]) == (1_500_000, None)
        assert (told["sum"]["total"], told["sum"]["code"]) == (None, "overlap")

    def falsify(self) -> None:
        row = self.note("jinshan-beach-visitors")
        row.overlap = ""
        row.save()


class LabelsAreAUnion(Living):
    number = "D-81"
    says = "15, 7 and 9 labels make no 31 villages: between 15 and 31 of 124 hold one"
    page = "living:villages"

    def holds(self) -> None:
        told = self.pilin("living", "villages", "five-towns", "--json")
        declared = sorted(one["declared"] for one in told["labels"] if one["source"])
        assert (declared, told["labels_together"], told["least"], told["most"], told["villages"]) == (
            [7, 9, 15],
            31,
            15,
            31,
            124,
        )

    def falsify(self) -> None:
        row = LabelKind.objects.visible_to(self.house).get(declared=9)
        row.declared = 90
        row.save()


class FourOfFiveHundred(Living):
    number = "D-82"
    says = "“Five hundred” lists 100, 111, 46 and 40, which make 297; the fifth class is told by nobody and is unknown, not zero"

    def holds(self) -> None:
        (told,) = [one for one in queries.registers(self.public, "five-towns") if one.row.declared_classes == 5]
        assert [one.row.declared for one in told.classes] == [100, 111, 46, 40]
        assert (told.declared, told.unnamed, told.row.source) == (297, 1, "S4:27")

    def falsify(self) -> None:
        row = RegisterClass.objects.visible_to(self.house).get(declared=46)
        row.declared = 0
        row.save()


class FiveHundredListsFour(Living):
    number = "Q-10"
    says = "“Five hundred” names four classes: four rows stand, and one is missing by its own count"

    def holds(self) -> None:
        lists = self.pilin("living", "listings", "five-towns", "--json")["lists"]
        (told,) = [one for one in lists if one["declared_classes"] == 5]
        assert (len(told["classes"]), told["unnamed"]) == (4, 1)

    def falsify(self) -> None:
        row = RegisterClass.objects.visible_to(self.house).get(declared=40)
        row.pk, row._state.adding, row.position, row.declared = None, True, 5, 0
        row.save()


class IncomeOf2018(Living):
    number = "D-83"
    says = "31,336 yuan a head of rural residents in 2019, 9.5 % more: 28,617 in 2018; 6,538 new professional farmers"
    page = "living:villages"

    def holds(self) -> None:
        told = figures.villages(self.public, "five-towns", self.now.date())
        income, trained = told.of("income"), told.of("trained")
        assert income is not None
        assert trained is not None
        assert income.before is not None
        assert (income.before.value, income.before_year, income.quantity.value if income.quantity else None) == (
            Decimal(28_617),
            2018,
            Decimal(31_336),
        )
        assert trained.quantity is not None
        assert (int(trained.quantity.value), trained.series.source) == (6_538, "S4:29")

    def falsify(self) -> None:
        row = self.note("jinshan-rural-income")
        row.growth_percent = Decimal("9.6")
        row.save()


class FundsOfVillages(Living):
    number = "D-84"
    says = "1.44 bn yuan over 124 villages with a dividend: 11.61 m each on average, and all 124 villages are covered"
    page = "living:villages"

    def holds(self) -> None:
        told = self.pilin("living", "villages", "five-towns", "--json")
        assert (told["villages"], told["covered"], told["coverage_percent"]) == (124, 124, 100)
        assert told["fund_mean_cny"] == 11_612_903.23

    def falsify(self) -> None:
        row = self.note("jinshan-villages-with-dividend")
        row.part = "other"
        row.save()


class AskedBeforeNoon(Living):
    number = "R-18"
    says = "Every flight of the demo was asked for before noon of the day before and is due by 21:00; above 120 m it counts as controlled; all are illustrative"
    page = "living:flights"

    def holds(self) -> None:
        rows = list(FlightRequest.objects.visible_to(self.house))
        assert [row.illustrative for row in rows] == [True] * 3
        for row in rows:
            day = row.starts_at.astimezone(SHANGHAI).date()
            noon = datetime.combine(day - timedelta(days=1), datetime.min.time(), SHANGHAI) + timedelta(hours=12)
            assert row.asked_at < noon
            assert row.answer_by == noon + timedelta(hours=9)
            assert row.controlled == (row.height_m > 120)
        told = clock.asked(
            "medium", 121, datetime(2024, 10, 19, 9, tzinfo=SHANGHAI), datetime(2024, 10, 18, 12, tzinfo=SHANGHAI)
        )
        assert (told.needed, told.controlled, told.late) == (True, True, True)

    def falsify(self) -> None:
        row = FlightRequest.objects.visible_to(self.house).first()
        assert row is not None
        row.asked_at = row.answer_by
        row.save()
