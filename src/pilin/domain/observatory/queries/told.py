"""What the observatory answers about indicators: frozen, with reasons where there is no value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from uuid import UUID

from pilin.domain.observatory import rules
from pilin.domain.observatory.enums import REASONS, IndicatorForm, PairState
from pilin.domain.observatory.enums.counts import CountOf
from pilin.domain.observatory.models import (
    AttestedCount,
    Concordance,
    ConcordanceConfirmation,
    Indicator,
    IndicatorDefinition,
    IndicatorInput,
    IndicatorTarget,
)
from pilin.domain.observatory.rules import Measured, Tally
from pilin.engine.base import Comparator, PartialDate, Quantity
from pilin.foundation.observations.enums import SeriesKind
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import Reading


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of one town, or of all towns that are counted alike, on a day."""

    tally: Tally
    count: str  # what is counted, and out of what; empty where a series stands in its place
    whole: str
    place: str
    on: date
    attested: AttestedCount | None  # None: counted just now, from what the reader may read
    made_up: bool  # illustrative firms are in it

    @property
    def alike(self) -> tuple[str, str, str]:
        """Return what two counts have in common that may be added up."""
        return (self.count, self.whole, self.place)

    @property
    def pure(self) -> bool:
        """Return whether both what is counted and what it is counted out of are counts."""
        return bool(self.count and self.whole)

    @property
    def count_label(self) -> str:
        """Return what is counted, in the reader's language."""
        return str(CountOf(self.count).label) if self.count else ""

    @property
    def whole_label(self) -> str:
        """Return what it is counted out of, in the reader's language."""
        return str(CountOf(self.whole).label) if self.whole else ""

    @property
    def coverage(self) -> Quantity | None:
        """Return how many of all are known, in per cent."""
        return _percent(self.tally.coverage)

    @property
    def least(self) -> Quantity | None:
        """Return what the share is at least, whatever the unknown ones are."""
        return _percent(self.tally.least)

    @property
    def most(self) -> Quantity | None:
        """Return what the share is at most, whatever the unknown ones are."""
        return _percent(self.tally.most)


@dataclass(frozen=True, slots=True)
class Part:
    """What one town gives to one period of an indicator."""

    town: str
    side: str  # code of its province
    unit: str
    series: tuple[str, str]  # slugs: of what is counted, and of what it is counted out of; empty where there is none
    numerator: Reading | None
    denominator: Reading | None
    figure: Measured | None  # None for the reason below
    reason: str
    counted: Counted | None = None  # where something of it is counted from records

    @property
    def quantity(self) -> Quantity | None:
        """Return the town's own value as pages show it."""
        return quantity_of(self.figure, self.unit)

    @property
    def why(self) -> str:
        """Return in the reader's language why there is no value."""
        return said(self.reason)

    @property
    def value(self) -> Decimal | None:
        """Return the town's own value, by its own definition."""
        return rules.as_decimal(self.figure.value) if self.figure else None


@dataclass(frozen=True, slots=True)
class SideValue:
    """The value of one province's towns, by that province's own definition."""

    side: str
    unit: str
    definition: IndicatorDefinition | None
    figure: Measured | None
    reason: str
    parts: tuple[Part, ...]

    @property
    def quantity(self) -> Quantity | None:
        """Return the value as this province counts it, as pages show it."""
        return quantity_of(self.figure, self.unit)

    @property
    def why(self) -> str:
        """Return in the reader's language why there is no value."""
        return said(self.reason)

    @property
    def value(self) -> Decimal | None:
        """Return the value as this province counts it."""
        return rules.as_decimal(self.figure.value) if self.figure else None


@dataclass(frozen=True, slots=True)
class At:
    """An indicator in one period. Sides are added only where both sides said that their definitions can be."""

    period: PartialDate | None
    unit: str
    figure: Measured | None
    reason: str  # why there is no value; empty where there is one
    base: str  # the side by whose definition the value is told
    converted: bool  # a figure of another side was converted first
    sides: tuple[SideValue, ...]
    reported: tuple[str, ...]  # expected towns whose part is known
    expected: tuple[str, ...]

    @property
    def value(self) -> Decimal | None:
        """Return the value; None for the reason told."""
        return rules.as_decimal(self.figure.value) if self.figure else None

    @property
    def quantity(self) -> Quantity | None:
        """Return the value as pages show it, a share to the hundredth of a per cent; None for the reason told."""
        return quantity_of(self.figure, self.unit)

    @property
    def why(self) -> str:
        """Return in the reader's language why there is no value; empty where there is one."""
        return said(self.reason)

    @property
    def comparator(self) -> str:
        """Return how the value stands to the true one."""
        return self.figure.comparator if self.figure else Comparator.EXACTLY

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the parts of all towns, left side first."""
        return tuple(part for side in self.sides for part in side.parts)

    @property
    def counted(self) -> Counted | None:
        """Return the counts of all towns together, where every part is one and all are counted alike."""
        counts = [part.counted for part in self.parts]
        if not counts or any(one is None for one in counts):
            return None
        some = [one for one in counts if one]
        if len({(one.alike, one.on) for one in some}) != 1:
            return None
        return replace(
            some[0], tally=sum((one.tally for one in some), Tally()), made_up=any(one.made_up for one in some)
        )

    @property
    def whole(self) -> bool:
        """Return whether every town of whom a figure is expected has given one."""
        return bool(self.expected) and set(self.expected) <= set(self.reported)


@dataclass(frozen=True, slots=True)
class TargetTold:
    """A target with whether the newest value meets it; None for the reason told."""

    row: IndicatorTarget
    met: bool | None
    reason: str

    @property
    def quantity(self) -> Quantity:
        """Return the target as pages show it."""
        return Quantity(_plain(self.row.value), self.row.unit)

    @property
    def why(self) -> str:
        """Return in the reader's language why nobody can say whether it is met."""
        return said(self.reason)


@dataclass(frozen=True, slots=True)
class Change:
    """From the first period to the last, by one definition, in per cent; None for the reason told."""

    first: At
    last: At
    percent: Decimal | None
    comparator: str
    reason: str

    @property
    def quantity(self) -> Quantity | None:
        """Return the change in per cent as pages show it."""
        return (
            None
            if self.percent is None
            else Quantity(_plain(round(self.percent, 2)), "percent", Comparator(self.comparator))
        )

    @property
    def why(self) -> str:
        """Return in the reader's language why there is no change to tell."""
        return said(self.reason)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two definitions with what was judged of them. ``judgement`` is what counts; ``pending`` waits for the other side."""

    left: IndicatorDefinition
    right: IndicatorDefinition
    state: str
    judgement: Concordance | None
    confirmation: ConcordanceConfirmation | None
    pending: Concordance | None

    @property
    def state_label(self) -> str:
        """Return the state in the reader's language."""
        return str(PairState(self.state).label)


@dataclass(frozen=True, slots=True)
class Answer:
    """An indicator as of a day: every figure in it was known by the end of that day."""

    indicator: Indicator
    as_of: date
    at: At  # the newest period
    periods: tuple[At, ...]
    targets: tuple[TargetTold, ...]
    claim: Reading | None  # what a report says, with its source
    claim_met: bool | None
    change: Change | None
    inputs: tuple[IndicatorInput, ...]
    series: dict[UUID, Series]
    revised: tuple[tuple[str, Reading], ...]  # slug of the series, every figure of a period that was corrected
    definitions: tuple[IndicatorDefinition, ...]  # in force on the day, one a side
    pairs: tuple[Pair, ...]
    depth: int = 0
    live: At | None = (
        None  # counted just now from what the reader may read; None where nothing is, or where ``at`` is it
    )
    live_why: str = ""  # why nothing was counted just now

    @property
    def live_reason(self) -> str:
        """Return in the reader's language why nothing was counted just now."""
        return said(self.live_why)

    @property
    def target(self) -> TargetTold | None:
        """Return the target that binds the circle, else the first there is."""
        return next(
            (told for told in self.targets if told.row.binds_id is None), self.targets[0] if self.targets else None
        )

    @property
    def needs(self) -> tuple[int, int] | None:
        """Return how many of how many a share has to have to meet the circle's target: of 41 more than half is 21.

        None where what it is out of is not a number of things, or is not known to the last one.
        """
        row = self.target.row if self.target else None
        if (
            row is None
            or row.binds_id
            or self.indicator.form != IndicatorForm.SHARE
            or row.comparator not in (">", "≥")
        ):
            return None
        wholes = [self._whole_of(part) for part in self.at.parts]
        if not wholes or any(one is None for one in wholes):
            return None
        of = sum((one for one in wholes if one is not None), Fraction())
        line = Fraction(row.value) * of / 100
        least = floor(line) + 1 if row.comparator == ">" else ceil(line)
        return (least, int(of)) if of.denominator == 1 and 0 < least <= of else None

    def _whole_of(self, part: Part) -> Fraction | None:
        """Return out of how many things a part is, where that is known exactly."""
        if part.counted and part.counted.whole:
            tally = part.counted.tally
            known = tally.known if part.counted.pure else tally.yes
            return None if tally.unknown else Fraction(known)
        quantity = part.denominator.quantity if part.denominator else None
        counts = any(one.slug == part.series[1] and one.kind == SeriesKind.COUNT for one in self.series.values())
        exact = quantity is not None and quantity.comparator == Comparator.EXACTLY
        return Fraction(quantity.value) if quantity is not None and exact and counts else None

    @property
    def used(self) -> list[Series]:
        """Return the series that feed it, each once, to say what they count."""
        uids = [uid for one in self.inputs for uid in (one.numerator_id, one.denominator_id) if uid in self.series]
        return [self.series[uid] for uid in dict.fromkeys(uids) if uid]

    @property
    def illustrative(self) -> bool:
        """Return whether anything in the value is made up."""
        used = [reading for part in self.at.parts for reading in (part.numerator, part.denominator) if reading]
        made_up = any(part.counted and part.counted.made_up for part in self.at.parts)
        return self.indicator.illustrative or made_up or any(reading.illustrative for reading in used)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of the figures in the value, each once."""
        used = [reading for part in self.at.parts for reading in (part.numerator, part.denominator) if reading]
        return tuple(dict.fromkeys(reading.source for reading in used if reading.source))


@dataclass(frozen=True, slots=True)
class Once:
    """What the firms of a circle have together, each group once however many towns it stands in."""

    kind: str
    kind_label: str
    year: int
    amount: Quantity
    groups: int
    sources: tuple[str, ...]
    illustrative: bool


def said(reason: str) -> str:
    """Return a reason in the reader's language."""
    return str(REASONS.get(reason, reason))


def quantity_of(figure: Measured | None, unit: str) -> Quantity | None:
    """Return a number with its unit as pages show it: a share, and what has no end, to the hundredth."""
    if figure is None:
        return None
    value = rules.as_decimal(figure.value)
    fine = value == round(value, 6) and unit != "percent"
    return Quantity(_plain(value if fine else round(value, 2)), unit, figure.comparator)


def _percent(value: Fraction | None) -> Quantity | None:
    return None if value is None else Quantity(_plain(round(rules.as_decimal(100 * value), 2)), "percent")


def _plain(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
