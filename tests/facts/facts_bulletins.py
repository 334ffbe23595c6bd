"""The briefing of 2020-09-10: its figures bound, its one number for two things, its promises against fact."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from pilin.domain.parks.models import Promise
from pilin.foundation.bulletins.models import Bulletin
from pilin.foundation.observations import actions as observations
from tests.facts.harness import Fact


def _key(row: Bulletin) -> str:
    return row.pk.hex if connection.vendor == "sqlite" else str(row.pk)


class Briefing(Fact):
    room = "bulletins"
    page = "bulletins:public_check"
    page_kwargs = {"circle": "five-towns", "slug": "jinshan-2020-09-10"}

    def check(self) -> Any:
        return self.pilin("bulletins", "check", "jinshan-2020-09-10", "--json")

    def figure(self, name: str) -> Any:
        return next(one for one in self.check()["figures"] if one["name"].partition("@")[0] == name)

    def lie(self, name: str, **change: Any) -> None:
        """Write another frozen figure past the row and the trigger that would refuse it."""
        row = Bulletin.objects.visible_to(self.house).get(slug="jinshan-2020-09-10")
        full = next(one for one in row.figures if one.partition("@")[0] == name)
        row.figures[full].update(change)
        if connection.vendor == "sqlite":  # undone with the rest
            self.sql("DROP TRIGGER IF EXISTS bulletin_frozen")
        told = json.dumps(row.figures, ensure_ascii=False)
        self.sql("UPDATE bulletins_bulletin SET figures = %s WHERE uid = %s", told, _key(row))


class EveryFigureBound(Briefing):
    number = "D-78"
    says = "The briefing's 53 figures are bound: 22 to series of the observatory, 31 to title, day and paragraph; no number stands unbound"

    def holds(self) -> None:
        told = self.check()
        kinds = [one["bound_to"] for one in told["figures"]]
        assert (len(kinds), kinds.count("query"), kinds.count("source"), told["unbound"], told["missing"]) == (
            53,
            22,
            31,
            [],
            [],
        )
        assert {one["source"].partition(":")[0] for one in told["figures"]} == {"S4"}
        assert all(one["source_title"] for one in told["figures"] if one["bound_to"] == "source")

    def falsify(self) -> None:
        self.lie("cited.intentions", source="")


class TwoTimes508(Briefing):
    number = "Q-09"
    says = "508 stands for two things, the Sci-Tech Centre's first year (S4:17) and manufacturing projects signed (S4:19): flagged, never merged"

    def holds(self) -> None:
        told = [
            (flag["kind"], [(one["value"], one["unit"], one["source"]) for one in flag["figures"]])
            for flag in self.check()["flags"]
        ]
        assert told == [("one_number_two_things", [("508", "project", "S4:17"), ("508", "project", "S4:19")])]

    def falsify(self) -> None:
        self.lie("series.manufacturing-signed", value="509")


class IntentionsApart(Briefing):
    number = "D-78"
    says = "39.6 bn yuan are signed and ≈ 30 bn intended (37 intentions): two figures that are not added up"

    def holds(self) -> None:
        figures = [
            self.figure(name)["frozen"]
            for name in ("series.manufacturing-investment", "cited.intended-investment", "cited.intentions")
        ]
        assert [(one["comparator"], one["value"], one["unit"]) for one in figures] == [
            ("=", "39600000000", "CNY"),
            ("≈", "30000000000", "CNY"),
            ("=", "37", "project"),
        ]

    def falsify(self) -> None:
        self.lie("cited.intended-investment", value="69600000000")


class UnitsAndCurrencies(Briefing):
    number = "Q-12"
    says = "Yuan, US$, mu and tonnes keep their unit: 34.33 bn CNY, 1.5 bn USD, 1,466 mu, 40,000 t; 66 %"

    def holds(self) -> None:
        names = (
            "series.everdisplay-investment",
            "series.pinshan-investment",
            "series.pinshan-land",
            "series.xinbohai-kitchen-capacity",
            "cited.approval-time-cut",
        )
        figures = [self.figure(name)["frozen"] for name in names]
        assert [(one["value"], one["unit"]) for one in figures] == [
            ("34330000000", "CNY"), ("1500000000", "USD"), ("1466", "mu"), ("40000", "t"), ("66", "percent"),
        ]  # fmt: skip

    def falsify(self) -> None:
        self.lie("series.pinshan-investment", unit="CNY")


class ComparatorsKept(Briefing):
    number = "Q-13"
    says = (
        "“Nearly” and “more than” are kept: clusters ≈ 100 bn, tax > 100 m, produce > 30 kinds, settlements > 120,000"
    )

    def holds(self) -> None:
        names = (
            "series.jinshan-clusters-output",
            "cited.bay-centre-tax",
            "series.jinshan-taste-kinds",
            "series.jinshan-jiaxing-settlement",
        )
        figures = [self.figure(name)["frozen"] for name in names]
        assert [(one["comparator"], one["value"]) for one in figures] == [
            ("≈", "100000000000"), (">", "100000000"), (">", "30"), (">", "120000"),
        ]  # fmt: skip

    def falsify(self) -> None:
        self.lie("cited.bay-centre-tax", comparator="=")


class PromisesAgainstFact(Briefing):
    number = "D-92"
    says = "Legoland was to start in 2021-Q2 and 3,866 mu to be reclaimed by 2020-12-31: what came of both stands beside the figure"

    def holds(self) -> None:
        told = [
            (one["date"], one["promise"]["promised"], one["promise"]["state"])
            for one in (self.figure("cited.legoland-start"), self.figure("cited.reclaimed"))
        ]
        assert told == [("2021-Q2", "2021-Q2", "past"), ("2020-12-31", "2020-12-31", "past")]

    def falsify(self) -> None:
        row = Promise.objects.visible_to(self.house).get(work__name="Legoland")
        row.actual = row.promised
        row.actual_source = "somebody"
        row.save()


class AskedAgain(Briefing):
    number = "D-78"
    says = "The check asks each series again today: a figure that moved since is told with its difference"

    def holds(self) -> None:
        verdicts = [one["verdict"] for one in self.check()["figures"]]
        assert {name: verdicts.count(name) for name in ("same", "changed", "cited", "gone")} == {
            "same": 21,
            "changed": 1,
            "cited": 31,
            "gone": 0,
        }

    def falsify(self) -> None:
        observations.attest_figure(
            by=self.house, at=self.now, series="manufacturing-signed", value="509", unit="project", source="a lie"
        )
