"""What the reports say in figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from pilin.engine.base import Comparator, Quantity
from pilin.foundation.observations import actions, queries
from pilin.foundation.observations.rules import moment_of
from tests.facts.harness import Fact

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Figures(Fact):
    """Facts told by series of the observatory; a lie about one is a later figure for the same period."""

    room = "observations"
    page = "observations:index"
    lie: tuple[str, str | None, str] = ("", None, "")  # series, value, comparator

    def quantity(self, slug: str) -> Quantity | None:
        reading = queries.latest(self.public, slug)
        assert reading is not None, f"no figure of {slug}"
        return reading.quantity

    def told(self, slug: str) -> tuple[str, str, str, str]:
        figure = self.quantity(slug)
        assert figure is not None
        return str(figure.comparator), format(figure.value, "f"), figure.unit, figure.period

    def falsify(self) -> None:
        slug, value, comparator = self.lie
        reading, series = queries.latest(self.house, slug), queries.series_named(self.house, slug)
        assert reading is not None
        assert series is not None
        actions.attest_figure(
            by=self.house,
            at=self.now,
            series=slug,
            value=value,
            comparator=comparator,
            unit=series.unit,
            period=reading.period,
        )


class Hanzhong(Figures):
    number = "D-12"
    says = "More than 300 suppliers and 500 customers in the delta, about 10 suppliers across the border, more than 200 m yuan a year"
    lie = ("hanzhong-suppliers", "300", "=")

    def holds(self) -> None:
        assert self.told("hanzhong-suppliers") == (">", "300", "firm", "")
        assert self.told("hanzhong-customers") == (">", "500", "firm", "")
        assert self.told("hanzhong-suppliers-across") == ("≈", "10", "firm", "")
        assert self.told("hanzhong-bought-across") == (">", "200000000", "CNY", "")


class Deduction(Figures):
    number = "D-13"
    says = "More than 89 m yuan deducted in 2023, of 3.852 bn operating income"
    lie = ("hanzhong-rd-deduction", "118700000", "=")

    def holds(self) -> None:
        assert self.told("hanzhong-rd-deduction") == (">", "89000000", "CNY", "2023")
        assert self.told("hanzhong-income") == ("=", "3852000000", "CNY", "2023")
        deduction, income = self.quantity("hanzhong-rd-deduction"), self.quantity("hanzhong-income")
        assert deduction is not None
        assert income is not None
        assert round(deduction.value / income.value * 100, 2) == Decimal("2.31")


class TaxStaysOpen(Figures):
    number = "D-14"
    says = "First taxpayer for years; the source gives no amount, so none is kept"
    lie = ("hanzhong-tax", "1", "=")

    def holds(self) -> None:
        assert self.quantity("hanzhong-tax") is None
        shown = self.pilin("observations", "show", "hanzhong-tax", "--json")
        assert shown["latest"]["value"] is None


class TwoSites(Figures):
    number = "D-15"
    says = "About 500 m yuan for both companies of Denair together, counted once; a base of 35,000 m², which is 52.5 mu"
    lie = ("denair-revenue", "500000000", "=")

    def holds(self) -> None:
        assert self.told("denair-revenue") == ("≈", "500000000", "CNY", "2023")
        assert (
            len([c for c in queries.catalogue(self.public, "five-towns") if c.slug.startswith("denair-revenue")]) == 1
        )
        area = self.quantity("denair-base-area")
        assert area is not None
        assert area.to("mu").value == Decimal("52.5")


class FourFiveSixSeven(Figures):
    number = "D-49"
    says = "Nantong's shares are above 40, 50, 60 and 70 per cent, each with what is counted and out of what"
    lie = ("nantong-firms-with-shanghai", "50", "≥")
    slugs = (
        "nantong-farm-to-shanghai",
        "nantong-firms-with-shanghai",
        "nantong-goods-via-shanghai",
        "nantong-research-with-shanghai",
    )

    def holds(self) -> None:
        assert [self.told(slug)[:3] for slug in self.slugs] == [(">", v, "percent") for v in ("40", "50", "60", "70")]
        for slug in self.slugs:
            series = queries.series_named(self.public, slug)
            assert series is not None
            assert series.numerator_zh
            assert series.denominator_zh
        for reported, limit in ((401, True), (400, False)):  # strict: of a thousand, 401 are more than 40 %
            assert (Decimal(reported) / 10 > 40) is limit


class FiveHundredAndEightTwice(Figures):
    number = "Q-09"
    says = "508 projects of the Bay Area centre and 508 manufacturing projects signed are two series"
    lie = ("manufacturing-signed", "509", "=")

    def holds(self) -> None:
        cards = [c for c in queries.catalogue(self.public, "five-towns") if c.latest and c.latest.value == 508]
        assert [c.slug for c in cards] == ["bay-centre-projects", "manufacturing-signed"]
        assert [c.source for c in cards] == ["S4:17", "S4:19"]


class UnitsStay(Figures):
    number = "Q-12"
    says = "Yuan, US dollars, mu, m² are kept as given and never added across"
    lie = ("pinshan-investment", "1600000000", "=")

    def holds(self) -> None:
        invested, output = self.quantity("pinshan-investment"), self.quantity("pinshan-output")
        assert (self.told("pinshan-investment")[1:3], self.told("pinshan-output")[1:3]) == (
            ("1500000000", "USD"),
            ("20000000000", "CNY"),
        )
        assert invested is not None
        assert output is not None
        try:
            _ = invested + output
        except ValueError:
            pass
        else:
            raise AssertionError("dollars and yuan added up")
        assert self.told("pinshan-land")[1:3] == ("1466", "mu")
        assert self.told("denair-base-area")[1:3] == ("35000", "m2")


class ComparatorsStay(Figures):
    number = "Q-13"
    says = "“More than”, “nearly” and bare figures stay apart, in the answer of every door"
    lie = ("jinshan-jiaxing-settlement", "120000", "=")

    def holds(self) -> None:
        answer: dict[str, Any] = self.pilin("observations", "list", "five-towns", "--json")
        told = {s["slug"]: s["latest"]["comparator"] for s in answer["series"] if s["latest"] and not s["illustrative"]}
        assert {k for k, v in told.items() if v == Comparator.ABOUT} == {
            "denair-revenue",
            "hanzhong-suppliers-across",
            "jinshan-clusters-output",
            "xinbohai-kitchen-output",
        }
        assert sum(v == Comparator.MORE_THAN for v in told.values()) == 10
        assert told["jinshan-jiaxing-settlement"] == ">"
        flagged = queries.series_named(self.public, "jinshan-jiaxing-settlement")
        assert flagged is not None
        assert flagged.caveat_zh


class RainOfOneNight(Figures):
    number = "D-22"
    says = "201.3 mm fell at Zhelinhu Bridge from 20:00 on 23 June 2023 to 08:00; of the 68.5 mm in an hour no reading is kept"
    page = "observations:station"
    page_kwargs: ClassVar[dict[str, Any]] = {"circle": "five-towns", "code": "zhelinhu-bridge"}
    slug, unit, expected = "zhelinhu-bridge-rain_mm", {"unit": "mm"}, (12, 201.3)

    def holds(self) -> None:
        [series] = [s for s in queries.gauge_series(self.public, "five-towns") if s.slug == self.slug]
        first, last = datetime(2023, 6, 1, tzinfo=SHANGHAI), datetime(2023, 7, 1, tzinfo=SHANGHAI)
        window = queries.window(self.public, [series], first, last)[series.pk]
        hours = [(end - begin) / 3_600_000_000 for begin, end in zip(window.begins, window.ends, strict=True)]
        assert list(zip(hours, window.values.tolist(), strict=True)) == [self.expected]
        assert [str(moment_of(int(m)).astimezone(SHANGHAI))[:16] for m in window.ends] == ["2023-06-24 08:00"]

    def falsify(self) -> None:
        moment = datetime(2023, 6, 24, 8, tzinfo=SHANGHAI)
        begins = moment - timedelta(hours=12) if self.unit == {"unit": "mm"} else None
        row = actions.ReadingSaid(self.slug, moment, "68.5", begins_at=begins, **self.unit)
        actions.take_readings(by=self.house, at=self.now, circle="five-towns", rows=[row], source="a lie")


class LevelAtNanqiao(RainOfOneNight):
    number = "D-23"
    says = "The water at Nanqiao stood at 3.55 m; Wusong's datum is assumed and said to be"
    page_kwargs: ClassVar[dict[str, Any]] = {"circle": "five-towns", "code": "nanqiao"}
    slug, unit, expected = "nanqiao-level_m", {"unit": "m", "datum": "吴淞"}, (0, 3.55)
