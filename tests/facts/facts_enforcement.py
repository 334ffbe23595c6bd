"""Joint enforcement as the reports speak of it: the team that grew from four parties to five, hazards, and the five functions."""

from __future__ import annotations

from pilin.domain.enforcement import queries
from pilin.domain.enforcement.models import Decision, Filing, Hazard, HazardStep, UnifiedFunction
from pilin.foundation.members.models import AgreementParty
from pilin.foundation.members.queries import day_of
from tests.facts.harness import Fact


class Enforcement(Fact):
    room = "enforcement"
    page = "enforcement:team"


class TeamGrewToFive(Enforcement):
    number = "D-08"
    says = "The joint enforcement team's agreement counted four parties and five since its new version; Zhangyan is none of them"

    def holds(self) -> None:
        first, second = queries.versions(self.public, "five-towns", day_of(self.now))
        assert (first.number, len(first.parties), second.number, len(second.parties)) == (1, 4, 2, 5)
        assert set(second.joined) == set(second.parties) - set(first.parties)
        assert len(second.joined) == 1
        assert second.card.follows == first.card.slug

    def falsify(self) -> None:
        rows = AgreementParty.objects.visible_to(self.house).filter(of__slug="enforcement-team-2024")
        row = rows.first()
        assert row is not None
        row.delete()


class TheTownOfTheActDecides(Enforcement):
    number = "D-08"
    says = "Every decision of the demo is its town's in whose ground the act lies, and within the term; all of it is illustrative"
    page = "enforcement:index"

    def holds(self) -> None:
        cards = queries.finding_cards(queries.findings(self.house, "five-towns"), day_of(self.now))
        decided = [card for card in cards if card.state == "decided"]
        assert len(decided) == 1
        for card in decided:
            assert card.clock is not None
            assert card.row.towns == (card.clock.filing.owner,)
        made = list(Decision.objects.visible_to(self.house).filter(circle="five-towns"))
        assert [(row.late_days, row.illustrative) for row in made] == [(0, True)]

    def falsify(self) -> None:
        row = Filing.objects.visible_to(self.house).filter(circle="five-towns", decision__isnull=False).get()
        row.owner = "310116102"
        row.save()


class MajorHazardsWait(Enforcement):
    number = "D-21"
    says = "No major hazard is closed without a re-inspection that found it put right; one waits for its own"
    page = "enforcement:hazards"

    def holds(self) -> None:
        rows = list(Hazard.objects.visible_to(self.house).filter(circle="five-towns", grade="major"))
        assert [row.state for row in rows] == ["rectified"]
        passed = set(
            HazardStep.objects.visible_to(self.house).filter(kind="passed").values_list("hazard_id", flat=True)
        )
        assert [row.pk for row in rows if row.state == "closed" and row.pk not in passed] == []

    def falsify(self) -> None:
        row = Hazard.objects.visible_to(self.house).get(circle="five-towns", grade="major")
        row.state, row.closed_on = "closed", day_of(self.now)
        row.save()


class FiveFunctions(Enforcement):
    number = "D-85"
    says = "The Science & Technology City's five: planning, construction, management, investment, operation; one is truly unified in the demo"
    page = "enforcement:unified"

    def holds(self) -> None:
        told = self.pilin("enforcement", "unified", "five-towns", "--json")
        (zone,) = told["zones"]
        assert [one["function"] for one in zone["functions"]] == [
            "planning", "construction", "management", "investment", "operation"
        ]  # fmt: skip
        assert [one["truly"] for one in zone["functions"]] == [True, False, False, None, None]
        assert all(side["illustrative"] for one in zone["functions"] for side in (*one["left"], *one["right"]))

    def falsify(self) -> None:
        row = UnifiedFunction.objects.visible_to(self.house).get(function="management", unified=False)
        row.unified, row.body_zh = True, "科技城管委会"
        row.save()
