"""Parks, crossings, carriers and promises as the reports speak of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pilin.domain.parks import queries
from pilin.domain.parks.enums import CarrierPart
from pilin.domain.parks.models import CarrierFigure, Crossing, Park, ParkList, Promise
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.queries import latest
from pilin.foundation.places.models import Containment
from tests.facts.harness import Fact


class Parks(Fact):
    room = "parks"
    page = "parks:index"

    def listed(self) -> Any:
        return self.pilin("parks", "list", "five-towns", "--json")

    def park(self, name: str) -> Any:
        return next(one for one in self.listed()["parks"] if one["name_en"] == name)


class NineteenParks(Parks):
    number = "D-47"
    says = "Nantong counts 19 joint parks and names one: 1 of 19 stands here, 18 are missing and not made up"

    def holds(self) -> None:
        assert [(one["declared"], one["here"], one["missing"], one["source"]) for one in self.listed()["lists"]] == [
            (19, 1, 18, "S2:33")
        ]

    def falsify(self) -> None:
        row = ParkList.objects.visible_to(self.house).get(declared=19)
        row.declared = 18
        row.save()


class ShibeiCompared(Parks):
    number = "D-47"
    says = "Shibei High-tech City has ≈ 300 firms on 5.2 km²: ≈ 57.7 a km², a quarter of them high-tech: ≈ 75; its shares and model are unknown"

    def holds(self) -> None:
        told = self.park("Shibei High-tech City (Nantong)")
        figures = [
            (told[name]["comparator"], told[name]["value"]) for name in ("area", "firms", "density", "hnte_firms")
        ]
        assert figures == [("=", "5.2"), ("≈", "300"), ("≈", "57.7"), ("≈", "75")]
        assert (told["comparable"], told["model"], [party["share"] for party in told["parties"]]) == (
            True,
            None,
            [None, None],
        )

    def falsify(self) -> None:
        row = Park.objects.visible_to(self.house).get(name="Shibei High-tech City (Nantong)")
        row.firms = 301
        row.save()


class ZhangyanWithCaveat(Parks):
    number = "D-47"
    says = "Zhangyan's 274 firms over 2.35 km² make 116.6, which does not compare: the source does not say that all 274 lie inside"

    def holds(self) -> None:
        told = self.park("Zhangyan industrial park")
        assert (told["density"]["value"], told["firms_inside"], told["comparable"], told["joint"]) == (
            "116.6",
            None,
            False,
            False,
        )
        compared = queries.parks(self.public, "five-towns", day_of(self.now)).compared
        assert compared[0].row.name == "Shibei High-tech City (Nantong)"

    def falsify(self) -> None:
        row = Park.objects.visible_to(self.house).get(name="Zhangyan industrial park")
        row.firms_inside = True
        row.save()


class EightDragons(Parks):
    number = "D-50"
    says = "Three crossings in use, four begun in 2022 and one about to start are eight; Sutong Bridge opened on 30 June 2008"
    page = "parks:crossings"

    def holds(self) -> None:
        found = queries.crossings(self.public, "five-towns")
        assert ([(state.value, number) for state, number in found.states], found.total) == (
            [("open", 3), ("building", 4), ("planned", 1)],
            8,
        )
        assert (found.told[0].row.name, str(found.told[0].row.opened_on)) == ("Sutong Bridge", "2008-06-30")

    def falsify(self) -> None:
        row = Crossing.objects.visible_to(self.house).get(number=4)
        row.number = 5
        row.save()


class DesignIsARange(Parks):
    number = "D-50"
    says = "Nearly twice the design of > 90,000 a day and up to 130,000 on holidays: between 45,000 and 65,000, and never one number"
    page = "parks:crossings"

    def holds(self) -> None:
        design = queries.crossings(self.public, "five-towns").told[0].design
        assert (design.known, design.low, design.high) == (False, 45_000, 65_000)

    def falsify(self) -> None:
        row = Crossing.objects.visible_to(self.house).get(name="Sutong Bridge")
        row.design_count = 65_000
        row.save()


class ThreeTownsInThePlan(Parks):
    number = "D-53"
    says = "Jinxi, Dianshanhu and Zhouzhuang are in the plan of the Zone since February 2023, and not a day before"
    page = "parks:zone"

    def holds(self) -> None:
        before, after = (queries.zone_on(self.public, day) for day in (date(2023, 1, 31), date(2023, 2, 28)))
        assert ([place.name_zh for place in before.plan], sorted(place.name_zh for place in after.added)) == (
            [],
            ["周庄镇", "淀山湖镇", "锦溪镇"],
        )

    def falsify(self) -> None:
        edge = (
            Containment.objects.visible_to(self.house)
            .filter(outer__code="yrd-zone-plan", inner__name_zh="周庄镇")
            .first()
        )
        assert edge is not None
        edge.valid_from = "2024"
        edge.save()


class OneCentreOneBaseEightPlatforms(Parks):
    number = "D-73"
    says = "One centre, one base and eight platforms are ten; the 508 projects are not the 508 manufacturing projects signed"
    page = "parks:carriers"

    def holds(self) -> None:
        centre = next(one for one in queries.carriers(self.public, "five-towns") if one.of(CarrierPart.PLATFORMS))
        assert centre.form == 10
        projects = next(one for one in centre.figures if one.part == "projects")
        signed = latest(self.public, "manufacturing-signed")
        assert signed is not None
        assert [(one.value, one.source) for one in (projects, signed)] == [
            (Decimal(508), "S4:17"),
            (Decimal(508), "S4:19"),
        ]

    def falsify(self) -> None:
        row = CarrierFigure.objects.visible_to(self.house).get(part="platforms")
        row.value = 7
        row.save()


class FlightsForEachFirm(Parks):
    number = "D-74"
    says = (
        "The drone base flew 32,293 flights for 212 firms served, 152.3 for each; 65 signed are fewer than 212 served"
    )
    page = "parks:carriers"

    def holds(self) -> None:
        base = next(one for one in queries.carriers(self.public, "five-towns") if one.flights_a_firm)
        figures = {one.part: int(one.value) for one in base.figures}
        assert figures == {"bases": 1, "centres": 7, "signed": 65, "served": 212, "flights": 32_293}
        assert base.flights_a_firm is not None
        assert str(base.flights_a_firm.value) == "152.3"

    def falsify(self) -> None:
        row = CarrierFigure.objects.visible_to(self.house).get(part="served")
        row.value = 213
        row.save()


class MeanProject(Parks):
    number = "D-75"
    says = "SCIC has 15 projects of 7 billion yuan: 466.67 million each"
    page = "parks:carriers"

    def holds(self) -> None:
        found = [
            str(one.investment_a_project.value)
            for one in queries.carriers(self.public, "five-towns")
            if one.investment_a_project
        ]
        assert found == ["466666666.67"]

    def falsify(self) -> None:
        row = CarrierFigure.objects.visible_to(self.house).get(part="investment")
        row.value = 8_000_000_000
        row.save()


class LegolandPromised(Parks):
    number = "D-92"
    says = "Legoland was to start in the second quarter of next year, said on 10 September 2020: Q2 2021; no source says when it did"
    page = "parks:promises"

    def holds(self) -> None:
        told = next(
            one
            for one in self.pilin("parks", "promises", "five-towns", "--json")["promises"]
            if one["work_en"] == "Legoland"
        )
        assert (told["promised"], told["certainty"], told["actual"], told["state"]) == (
            "2021-Q2",
            "relative",
            None,
            "past",
        )

    def falsify(self) -> None:
        row = Promise.objects.visible_to(self.house).get(work__name="Legoland")
        row.promised = "2021-Q3"
        row.save()


class SaidFromWhereTheySpeak(Parks):
    number = "D-56"
    says = "By the end of the year, said in September 2020, is 31 December 2020; Wanda's complex names no date and stays without one"
    page = "parks:promises"

    def holds(self) -> None:
        told = {one.row.work.name: one for one in queries.promises(self.public, "five-towns", day_of(self.now))}
        assert str(told["Land reclaimed on the coast"].row.promised) == "2020-12-31"
        wanda = told["Second Wanda commercial complex in Jinshan"]
        assert (wanda.row.promised, wanda.outcome.state) == (None, "unknown")

    def falsify(self) -> None:
        row = Promise.objects.visible_to(self.house).get(work__name="Land reclaimed on the coast")
        row.promised = "2020"
        row.save()
