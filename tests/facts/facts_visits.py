"""Grids and visits as the report of Zhangyan speaks of them: 2.35 km² in two along Rongwei Road, three departments, 274 firms."""

from __future__ import annotations

from decimal import Decimal

from pilin.domain.visits import queries, rules
from pilin.domain.visits.models import Grid, GridMember, GridPlan, Visit, VisitNeed
from pilin.foundation.cases.models import Case
from pilin.foundation.members.queries import day_of
from tests.facts.harness import Fact

ZHANGYAN, FENGJING = "310116103", "310116102"


class Visits(Fact):
    room = "visits"
    page = "visits:index"


class ParkInTwo(Visits):
    number = "D-35"
    says = "Zhangyan's park of 2.35 km² is cut in two along Rongwei Road; both parts sum to it within 1 %; the border is illustrative"

    def holds(self) -> None:
        (told,) = queries.plans(self.public, "five-towns", day_of(self.now), town=ZHANGYAN)
        assert (told.row.area_reported_km2, told.row.source, told.row.illustrative) == (Decimal("2.35"), "S1:17", True)
        assert [line["name_zh"] for line in told.row.lines] == ["荣卫路"]
        assert len(told.grids) == 2
        together = sum((grid.row.area_km2 for grid in told.grids), start=Decimal(0))
        assert abs(together - Decimal("2.35")) <= Decimal("0.0235")
        assert abs(together - told.row.area_km2) <= Decimal("0.0002")
        answer = self.pilin("visits", "grid", "five-towns", "--at", "121.2760,30.8060", "--json")
        assert [one["grid_zh"] for one in answer["found"]] == [told.grids[0].row.name_zh]

    def falsify(self) -> None:
        grid = Grid.objects.visible_to(self.house).filter(owner=ZHANGYAN).first()
        assert grid is not None
        grid.area_km2 += Decimal("0.0300")
        grid.save()


class OnTheRoad(Visits):
    number = "D-35"
    says = "A firm that stands exactly on the road lies in one grid only, the one east of it"

    def holds(self) -> None:
        (told,) = queries.plans(self.public, "five-towns", day_of(self.now), town=FENGJING)
        bend = tuple(told.row.lines[0]["points"][1])
        held = queries.firms_in(told, queries.places(self.house, "five-towns", FENGJING))
        there = [[place.point == bend for place in held[grid.row.pk]].count(True) for grid in told.grids]
        assert there == [0, 1]

    def falsify(self) -> None:
        plan = GridPlan.objects.visible_to(self.house).get(owner=FENGJING)
        line = dict(plan.lines[0])
        line["points"] = [line["points"][0], [line["points"][1][0] + 1, line["points"][1][1]], line["points"][2]]
        plan.lines = [line]
        plan.save()


class ThreeDepartments(Visits):
    number = "D-36"
    says = "The grid team of each part has the three departments that the report names"

    def holds(self) -> None:
        (told,) = queries.plans(self.public, "five-towns", day_of(self.now), town=ZHANGYAN)
        named = ["城运中心", "工业园区", "经济园区"]
        assert [sorted(office.name_zh for office in grid.offices) for grid in told.grids] == [named, named]
        assert {office.source for grid in told.grids for office in grid.offices} == {"S1:17"}

    def falsify(self) -> None:
        row = GridMember.objects.visible_to(self.house).filter(owner=ZHANGYAN).first()
        assert row is not None
        row.delete()


class CoverageOfReported(Visits):
    number = "D-36"
    says = "274 firms and two grids; how much was visited is distinct firms, never visits: in Zhangyan none is recorded"

    def holds(self) -> None:
        answer = self.pilin("visits", "coverage", "five-towns", "--town", ZHANGYAN, "--json")
        (one,) = answer["coverage"]
        told = (
            one["firms_reported"],
            one["reported_source"],
            len(one["grids"]),
            one["visited"],
            one["share_of_reported"],
        )
        assert told == (274, "S1:17, S1:7", 2, 0, 0.0)

    def falsify(self) -> None:
        plan = GridPlan.objects.visible_to(self.house).get(owner=ZHANGYAN)
        plan.firms_reported = 247
        plan.save()


class NobodyLeftOut(Visits):
    number = "D-36"
    says = "Each firm of a grid stands once in the round through it, or is named as left out with the reason"

    def holds(self) -> None:
        (told,) = queries.plans(self.house, "five-towns", day_of(self.now), town=FENGJING)
        held = queries.firms_in(told, queries.places(self.house, "five-towns", FENGJING))
        rounds = queries.rounds(self.house, "five-towns", town=FENGJING)
        assert len(rounds) == 2
        for row in rounds:
            shown = queries.round_told(self.house, row)
            named = [stop.enterprise_id for stop in shown.stops] + [
                left.firm.pk for left in shown.left_out if left.firm
            ]
            assert sorted(named) == sorted(place.firm.pk for place in held[row.grid])

    def falsify(self) -> None:
        row = queries.rounds(self.house, "five-towns", town=FENGJING)[0]
        stops = Visit.objects.visible_to(self.house).filter(of_round=row)
        first, last = stops.first(), stops.last()
        assert first is not None and last is not None
        first.enterprise_id = last.enterprise_id
        first.save()


class TwiceIsWarned(Visits):
    number = "D-36"
    says = "Two offices within the days of the town's rule are warned of; merged visits are one and are not"

    def holds(self) -> None:
        on = day_of(self.now)
        pairs = queries.duplicates(self.house, "five-towns", FENGJING, on)
        rule = queries.rule_on("five-towns", FENGJING, on)
        assert rule is not None and rule.illustrative
        assert len(pairs) == 2
        assert all(pair.days <= rule.apart_days and pair.one.office_id != pair.other.office_id for pair in pairs)
        assert Visit.objects.visible_to(self.house).filter(led_by__isnull=False).count() == 2  # one for a joint patrol

    def falsify(self) -> None:
        for merged in Visit.objects.visible_to(self.house).filter(led_by__isnull=False):
            merged.led_by = None
            merged.save()


class InquiryLeadsOn(Visits):
    number = "D-37"
    says = "What a firm said it needs on a visit became a request under a number, an answer, or still waits; the clerk's inquiry is today"

    def holds(self) -> None:
        needs = {row.kind: row for row in VisitNeed.objects.visible_to(self.house).filter(circle="five-towns")}
        assert {kind: row.became for kind, row in needs.items()} == {
            "people": "service_request",
            "roads": "answered",
            "power": "",
        }
        case = Case.objects.visible_to(self.house).get(pk=needs["people"].became_uid)
        assert (case.reference, case.channel) == (needs["people"].became_reference, "visit")
        today = Visit.objects.visible_to(self.house).filter(kind="inquiry", planned_on=day_of(self.now))
        assert today.count() == 3
        assert needs["roads"].became == rules.BECAME_ANSWERED

    def falsify(self) -> None:
        need = VisitNeed.objects.visible_to(self.house).get(became="service_request")
        need.became_reference = "S-0"
        need.save()
