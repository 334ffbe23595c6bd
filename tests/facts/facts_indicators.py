"""Indicators as the reports give them: three roles, four shares with lines and no figures, spending, and the hour."""

from __future__ import annotations

from pilin.domain.observatory import queries
from pilin.domain.observatory.models import AttestedCount, Indicator, IndicatorTarget
from pilin.foundation.members.queries import day_of
from pilin.foundation.observations.actions import attest_figure
from tests.facts.harness import Fact


class Indicators(Fact):
    room = "observatory"
    page = "observatory:indicators"

    def told(self, slug: str) -> queries.Answer:
        found = queries.answer_of(self.public, "five-towns", slug, day_of(self.now))
        assert found is not None
        return found


class ThreeRoles(Indicators):
    number = "D-68"
    says = "Jinshan's three roles head the tree of indicators: carrier of manufacturing, pilot of rural revitalisation, bridgehead"

    def holds(self) -> None:
        tree = queries.answers(queries.book(self.public, "five-towns", day_of(self.now)))
        roots = [one.indicator for one in tree if one.depth == 0 and not one.indicator.illustrative]
        assert sorted({row.part_of for row in roots if row.part_of}) == ["bridgehead", "manufacturing", "rural"]

    def falsify(self) -> None:
        for row in Indicator.objects.visible_to(self.house).filter(part_of="rural"):
            row.part_of = ""
            row.save()


class FourShares(Indicators):
    number = "D-49"
    says = "The four shares of 4567 have strict targets and the report's claims beside them, and no value while nobody gives numerator and denominator"

    def holds(self) -> None:
        four = [self.told(slug) for slug in ("4567-farm", "4567-firms", "4567-goods", "4567-research")]
        assert [(one.target.row.comparator, int(one.target.row.value)) for one in four if one.target] == [
            (">", 40),
            (">", 50),
            (">", 60),
            (">", 70),
        ]
        assert [(str(one.claim.quantity.comparator), int(one.claim.quantity.value), one.claim.source) for one in four if one.claim and one.claim.quantity] == [
            (">", 40, "S2:31"), (">", 50, "S2:31"), (">", 60, "S2:31"), (">", 70, "S2:31"),
        ]  # fmt: skip
        assert [(one.at.value, one.target.met, one.claim_met) for one in four if one.target] == [(None, None, True)] * 4

    def falsify(self) -> None:
        row = IndicatorTarget.objects.visible_to(self.house).get(indicator__slug="4567-goods")
        row.comparator = "≥"
        row.save()


class CountedBesideTheClaims(Indicators):
    number = "D-49"
    says = (
        "Two of the four questions are asked of the five towns' own registers: counted out of the firms of which it is known, with coverage, "
        "attested by a clerk and marked as made up; Nantong's claims stay claims"
    )

    def holds(self) -> None:
        told = self.told("towns-4567-firms")
        counted = told.at.counted
        assert counted is not None
        tally = counted.tally
        assert (counted.count, counted.whole, counted.place, counted.made_up, told.at.whole) == ("related", "firms", "31", True, True)  # fmt: skip
        assert told.at.figure is not None
        assert told.at.figure.value * tally.known == 100 * tally.yes
        assert counted.attested is not None
        assert (tally.unknown > 0, str(told.at.comparator)) == (True, "≈")
        assert [self.told(slug).at.counted for slug in ("4567-firms", "4567-research")] == [None, None]

    def falsify(self) -> None:
        row = AttestedCount.objects.visible_to(self.house).get(indicator__slug="towns-4567-firms")
        row.towns = {town: {**numbers, "open": 0} for town, numbers in row.towns.items()}
        row.save()


class FourthSentence(Indicators):
    number = "Q-07"
    says = "The sentence cut in two is read as one, and listed above as above designated size: the page of the indicator says so"

    def holds(self) -> None:
        row = self.told("4567-research").indicator
        assert ("规模以上" in row.about_zh, "above designated size" in row.about) == (True, True)

    def falsify(self) -> None:
        row = Indicator.objects.visible_to(self.house).get(slug="4567-research")
        row.about_zh = row.about = ""
        row.save()


class LivelihoodSpending(Indicators):
    number = "D-91"
    says = "Spending on people's livelihood rose from 10.7 to 13.8 bn yuan, by 28.97 per cent; whether both were counted alike the source does not say"

    def holds(self) -> None:
        change = self.told("livelihood-spending").change
        assert change is not None
        assert [str(change.first.value), str(change.last.value), str(round(change.percent or 0, 2))] == ["10700000000", "13800000000", "28.97"]  # fmt: skip

    def falsify(self) -> None:
        attest_figure(by=self.house, at=self.now, series="jinshan-livelihood-spending", value="13900000000", unit="CNY", period="2020")  # fmt: skip


class HalfOfTheCities(Indicators):
    number = "D-93"
    says = "More than half of 41 cities lie within the hour, says the report; it gives no number, so whether they do is unknown: 21 would, 20 would not"

    def holds(self) -> None:
        told = self.told("cities-within-an-hour")
        (part,) = told.at.parts
        assert part.denominator is not None
        assert [str(part.denominator.value), told.at.value, told.at.reason] == ["41", None, "not_given"]
        assert told.target is not None
        assert [told.target.row.comparator, int(told.target.row.value), told.target.met] == [">", 50, None]

    def falsify(self) -> None:
        attest_figure(by=self.house, at=self.now, series="yrd-cities-within-an-hour", value="21", unit="place")
