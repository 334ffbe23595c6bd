"""Labels of villages, incomes, funds and visitors: aggregates only, each with how it is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from pilin.domain.living.enums.listings import FigurePart, FigureTopic
from pilin.domain.living.models.listings import FigureNote, LabelHeld, LabelKind
from pilin.domain.living.queries.listings import in_language
from pilin.domain.living.rules import listings_figures as rules
from pilin.engine.base import PartialDate, Quantity
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import Reading, current, readings_of


@dataclass(frozen=True, slots=True)
class FigureTold:
    """A series of a page: its figures, what the growth says of the year before, and how it is counted."""

    note: FigureNote
    series: Series
    readings: tuple[Reading, ...]
    before: rules.YearBefore | None  # None: no growth is reported, or no figure
    before_year: int | None
    reported_before: Reading | None  # the same year, as somebody reported it

    @property
    def latest(self) -> Reading | None:
        """Return the newest figure."""
        return self.readings[-1] if self.readings else None

    @property
    def quantity(self) -> Quantity | None:
        """Return the newest figure as a quantity."""
        return self.latest.quantity if self.latest else None

    @property
    def implied(self) -> Quantity | None:
        """Return the figure of the year before that the growth implies: about, never exactly."""
        return None if self.before is None else Quantity(self.before.value, self.series.unit, rules.ABOUT)

    @property
    def low(self) -> Quantity | None:
        """Return below which the year before does not lie."""
        return None if self.before is None else Quantity(rules.outward(self.before.low, up=False), self.series.unit)

    @property
    def high(self) -> Quantity | None:
        """Return above which the year before does not lie."""
        return None if self.before is None else Quantity(rules.outward(self.before.high, up=True), self.series.unit)

    @property
    def agrees(self) -> bool | None:
        """Return whether what was reported for the year before fits; None where nothing was reported."""
        if self.before is None or self.reported_before is None or self.reported_before.value is None:
            return None
        return self.before.agrees_with(self.reported_before.value)

    @property
    def method(self) -> str:
        """Return how it is counted, in the reader's language, as noted here or with the series; empty: nobody says."""
        return in_language(self.note, "method") or in_language(self.series, "method")

    @property
    def counted(self) -> rules.Counted:
        """Return how it counts, for whether it adds up with another."""
        period = str(self.latest.period) if self.latest and self.latest.period else ""
        return rules.Counted(
            self.series.slug, self.series.unit, period, self.note.overlap, bool(self.note.method_zh or self.note.method)
        )


@dataclass(frozen=True, slots=True)
class LabelTold:
    """A label with who is named as holding it."""

    row: LabelKind
    held: tuple[LabelHeld, ...]
    year: int  # as of which it is asked

    @property
    def holders(self) -> set[str]:
        """Return who is named as holding it still, each once."""
        return {one.holder for one in self.held if one.until is None or one.until >= self.year}

    @property
    def named(self) -> int:
        """Return how many holders are named."""
        return len(self.holders)


@dataclass(frozen=True, slots=True)
class VillagesTold:
    """What is known of the villages of a circle: labels, incomes, funds. No village's own money, no person."""

    labels: tuple[LabelTold, ...]
    union: rules.Union
    apart: bool  # there are labels of other towns, which are of other villages
    figures: tuple[FigureTold, ...]
    villages: Decimal | None  # all of them
    covered: Decimal | None  # with a dividend
    fund_mean: Decimal | None  # yuan a village covered, to the fen

    def of(self, part: str) -> FigureTold | None:
        """Return the figure of a part."""
        return next((one for one in self.figures if one.note.part == part), None)

    @property
    def coverage_percent(self) -> Decimal | None:
        """Return the share of villages covered in per cent, to a tenth; None where one of the two is unknown."""
        if self.villages is None or self.covered is None or not self.villages:
            return None
        return (self.covered * 100 / self.villages).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class SumTold:
    """What several series make together, or why they are not added."""

    asked: tuple[FigureTold, ...]
    verdict: Verdict
    total: Quantity | None


def figures_of(standing: Standing, circle: str, topic: str, listing: UUID | None = None) -> list[FigureTold]:
    """Return the series of a page with their figures; two questions for any number of them."""
    rows = FigureNote.objects.visible_to(standing).filter(circle=circle, topic=topic).select_related("series")
    notes = list(rows.filter(listing=listing) if listing else rows)
    readable = Series.objects.visible_to(standing).filter(pk__in=[one.series_id for one in notes])
    series = {one.pk: one for one in readable.select_related("member")}
    held = readings_of(standing, series.values()) if series else {}
    return [
        _figure(note, series[note.series_id], current(held[note.series_id]))
        for note in notes
        if note.series_id in series
    ]


def _figure(note: FigureNote, series: Series, readings: Sequence[Reading]) -> FigureTold:
    last = readings[-1] if readings else None
    if last is None or last.value is None or note.growth_percent is None:
        return FigureTold(note, series, tuple(readings), None, None, None)
    before = rules.year_before(
        last.value, note.growth_percent, value_step=note.value_step, growth_step=note.growth_step
    )
    year = last.period.first.year - 1 if last.period else None
    wanted = PartialDate.parse(f"{year:04d}") if year else None
    reported = next((one for one in readings if wanted is not None and one.period == wanted), None)
    return FigureTold(note, series, tuple(readings), before, year, reported)


def villages(standing: Standing, circle: str, on: date) -> VillagesTold:
    """Return labels, incomes and funds of the villages of a circle; a label that ended before the year of ``on`` is held no more."""
    labels = _labels(standing, circle, on.year)
    figures = tuple(figures_of(standing, circle, FigureTopic.VILLAGES))
    value = {one.note.part: one.latest.value for one in figures if one.latest}
    everywhere, covered, fund = (value.get(part) for part in (FigurePart.VILLAGES, FigurePart.COVERED, FigurePart.FUND))
    whose = next((one.series.owner for one in figures if one.note.part == FigurePart.VILLAGES), "")
    counted = (
        [one for one in labels if one.row.owner == whose] if whose else labels
    )  # labels of other towns are of other villages
    union = rules.union_of(
        [one.row.declared for one in counted], {place: one.holders for place, one in enumerate(counted)},
        None if everywhere is None else int(everywhere),
    )  # fmt: skip
    mean = rules.mean_of(fund, int(covered)) if fund is not None and covered is not None else None
    return VillagesTold(tuple(labels), union, len(counted) < len(labels), figures, everywhere, covered, mean)


def _labels(standing: Standing, circle: str, year: int) -> list[LabelTold]:
    rows = list(LabelKind.objects.visible_to(standing).filter(circle=circle, of_villages=True))
    held: dict[UUID, list[LabelHeld]] = defaultdict(list)
    for one in LabelHeld.objects.visible_to(standing).filter(label__in=rows).select_related("village"):
        held[one.label_id].append(one)
    return [LabelTold(row, tuple(held[row.pk]), year) for row in rows]


def sum_of(figures: Iterable[FigureTold], slugs: Sequence[str]) -> SumTold | None:
    """Return what these series make together, or why they are not added; None where fewer than two are asked for."""
    asked = tuple(one for one in figures if one.series.slug in slugs and one.quantity is not None)
    if len(asked) < 2:
        return None
    verdict = rules.may_add([one.counted for one in asked])
    total: Quantity | None = None
    if verdict:
        for one in asked:
            assert one.quantity is not None
            total = one.quantity if total is None else total + one.quantity
    return SumTold(asked, verdict, total)


def series_to_note(standing: Standing, circle: str) -> list[Series]:
    """Return the series of a circle that may be put on a page."""
    return list(Series.objects.visible_to(standing).filter(circle=circle, kept_by="attested"))


def figure_noted(circle: str, topic: str, slug: str) -> FigureNote | None:
    """Return how a series stands on a page already."""
    return (
        FigureNote.objects.visible_to(Standing.machine("living"))
        .filter(circle=circle, topic=topic, series__slug=slug)
        .first()
    )
