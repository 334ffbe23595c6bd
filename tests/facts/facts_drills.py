"""Drills as the reports speak of them: the one in Xuhui on 29 June 2023, and the park whose operators must drill."""

from __future__ import annotations

from datetime import date

from pilin.domain.drills import queries
from pilin.domain.drills.models import CorrectiveAction, Drill, DrilledSite, ExpectedAction, Observed, Site
from pilin.foundation.members.queries import day_of
from tests.facts.harness import Fact


class Drills(Fact):
    room = "drills"
    page = "drills:index"

    def xuhui(self) -> Drill:
        return Drill.objects.visible_to(self.house).get(circle="five-towns", source="S0:29-32")


class ChainInXuhui(Drills):
    number = "D-20"
    says = "Discover, report, evacuate and call 119 at once, rescue: as the report tells it, so the score is 100; the times are illustrative"
    page = "drills:drills"

    def holds(self) -> None:
        row = self.xuhui()
        told = self.pilin("drills", "show", "five-towns", str(row.pk), "--json")
        assert (told["score"], [line["result"] for line in told["lines"]]) == (100, ["done"] * 5)
        expected = queries.whole_scenario(self.public, row.scenario)[1]
        assert {one.key: set(one.after) for one in expected} == {
            "discover": set(), "report": {"discover"}, "evacuate": {"report"}, "call-119": {"report"}, "rescue": {"evacuate", "call-119"},
        }  # fmt: skip
        assert row.illustrative

    def falsify(self) -> None:
        for one in ExpectedAction.objects.visible_to(self.house).filter(scenario=self.xuhui().scenario, key="call-119"):
            one.after = ["report", "evacuate"]
            one.save()


class MissingStepInXuhui(Drills):
    number = "D-20"
    says = "Without the call to 119 the score of that drill would be lower, and the rescue would count as out of order"

    def holds(self) -> None:
        row = self.xuhui()
        told = queries.timeline(self.public, row, [row.owner], self.now)
        assert told.score.score == 100
        assert [one.note is not None for one in told.lines] == [True] * 5

    def falsify(self) -> None:
        act = ExpectedAction.objects.visible_to(self.house).get(scenario=self.xuhui().scenario, key="call-119")
        note = Observed.objects.visible_to(self.house).get(expected=act)
        later = Observed(
            in_circle_id=note.in_circle_id, circle=note.circle, owner=note.owner, audience=note.audience, drill=note.drill, done_at=note.done_at, noted_at=note.noted_at,
            expected=act, corrects=note, withdrawn=True, why="lie",
        )  # fmt: skip
        later.save()


class FiveSitesDueAtTheEndOf2023(Drills):
    number = "R-13"
    says = "Five construction sites took part on 29 June 2023; each had to drill again by 29 December 2023"

    def holds(self) -> None:
        told = self.pilin("drills", "due", "five-towns", "--on", "2023-07-01", "--json")["sites"]
        xuhui = [one for one in told if one["source"] == "S0:32"]
        assert [
            (one["kind"], one["due"]["due_on"], one["due"]["counted_from"], one["illustrative"]) for one in xuhui
        ] == [("construction", "2023-12-29", "2023-06-29", True)] * 5

    def falsify(self) -> None:
        DrilledSite.objects.visible_to(self.house).filter(drill=self.xuhui()).first().delete()  # type: ignore[union-attr]


class OperatorsOfThePark(Drills):
    number = "D-27"
    says = "Carbon Valley Green Bay has four leading industries and no duty to drill; the hazardous-goods operators in it have, every half-year"

    def holds(self) -> None:
        on = day_of(self.now)
        park = Site.objects.visible_to(self.public).get(circle="five-towns", kind="park")
        assert (
            len(park.industries_zh.splitlines()),
            len(park.industries.splitlines()),
            park.source,
            park.illustrative,
        ) == (4, 4, "S0:47", False)
        assert queries.site_told(park, on).due.state == "none"
        operators = queries.operators_in(self.public, park, on)
        assert [(one.row.kind, one.row.illustrative, one.due.duty and one.due.duty.months) for one in operators] == [
            ("hazardous", True, 6)
        ] * 4

    def falsify(self) -> None:
        for row in Site.objects.visible_to(self.house).filter(circle="five-towns", kind="park"):
            row.industries_zh = "新型表面活性剂\n生物医药"
            row.save()


class TownsDrillEveryTwoYears(Drills):
    number = "R-13"
    says = "Each of the five towns has a plan that is drilled at least every two years; the days of the demo are illustrative"

    def holds(self) -> None:
        told = [one for one in self.pilin("drills", "due", "five-towns", "--json")["sites"] if one["kind"] == "town"]
        assert len({one["town"] for one in told}) == len(told) == 5
        assert [one["due"]["months"] for one in told] == [24] * 5
        for one in told:
            start, due = date.fromisoformat(one["due"]["counted_from"]), date.fromisoformat(one["due"]["due_on"])
            assert (due.year - start.year, due.month) == (2, start.month)

    def falsify(self) -> None:
        row = Site.objects.visible_to(self.house).filter(circle="five-towns", kind="town").first()
        assert row is not None
        row.kind = "scenic"
        row.save()


class NotClosedWhileSomethingIsOpen(Drills):
    number = "R-13"
    says = "The joint drill across the border is evaluated by both towns and not closed: two corrective actions are open, one overdue (illustrative)"
    page = "drills:correctives"

    def holds(self) -> None:
        (row,) = Drill.objects.visible_to(self.public).filter(circle="five-towns", state="evaluated")
        on = day_of(self.now)
        told = queries.told_of_correctives(self.public, queries.correctives(self.public, "five-towns", drill=row), on)
        assert sorted((one.row.state, one.overdue_days > 0) for one in told) == [("done", False), ("open", True)]
        assert len({one.owner for one in queries.evaluations(self.public, row)}) == 2
        assert row.closed_on is None

    def falsify(self) -> None:
        for row in CorrectiveAction.objects.visible_to(self.house).filter(state="open"):
            row.due_on = day_of(self.now)
            row.save()
