"""Which spaces a lead could take, and why not the others: a filter that explains itself, and no score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from pilin.domain.investment.enums import Fit, SpaceState
from pilin.domain.investment.models import Lead, PipelineFigure, Space, square_metres
from pilin.engine.base import Quantity
from pilin.foundation.access.verdict import Text

HECTARE, MU = Fraction(10_000), Fraction(2000, 3)  # in square metres


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing a lead asks of a space, and whether the space meets it."""

    name: str  # state, kind, area, use, day
    fit: Fit
    reason: Text


@dataclass(frozen=True, slots=True)
class SpaceMatch:
    """A space held against a lead's wishes."""

    space: Space
    wishes: tuple[Wish, ...]

    @property
    def fit(self) -> Fit:
        """Return no where one wish is not met, unknown where one cannot be told, else yes."""
        told = {wish.fit for wish in self.wishes}
        return Fit.NO if Fit.NO in told else Fit.UNKNOWN if Fit.UNKNOWN in told else Fit.YES

    @property
    def against(self) -> tuple[Wish, ...]:
        """Return what speaks against it or is not known: first what does not fit."""
        return tuple(w for fit in (Fit.NO, Fit.UNKNOWN) for w in self.wishes if w.fit == fit)


def held_against(lead: Lead, space: Space) -> SpaceMatch:
    """Return how a space meets what a lead wants. What the lead does not ask for is left out; unknown is not no."""
    wishes = [_state(space)]
    if lead.wanted_kind:
        same = lead.wanted_kind == space.kind
        wishes.append(Wish("kind", Fit.YES if same else Fit.NO, _("kind as wanted") if same else _("another kind")))
    if lead.wanted is not None:
        wishes.append(_area(exact_m2(lead.wanted), space))
    if lead.wanted_use:
        wishes.append(_use(lead.wanted_use, space))
    if lead.wanted_from is not None:
        wishes.append(_day(lead.wanted_from, space))
    return SpaceMatch(space, tuple(wishes))


def matches(lead: Lead, spaces: Iterable[Space]) -> list[SpaceMatch]:
    """Return every space held against a lead: what fits first, then what cannot be told, smallest first in each."""
    rank = {Fit.YES: 0, Fit.UNKNOWN: 1, Fit.NO: 2}
    found = [held_against(lead, space) for space in spaces]
    return sorted(found, key=lambda match: (rank[match.fit], match.space.square_metres, str(match.space.pk)))


def in_unit(area: Fraction, unit_m2: Fraction, places: int = 2) -> Decimal:
    """Return an exact area in another unit, rounded half up at the very end.

    Examples
    --------
    >>> in_unit(square_metres(Decimal(1466), "mu"), Fraction(10_000))
    Decimal('97.73')
    """
    value = area / unit_m2
    step = Decimal(1).scaleb(-places)
    # at a precision beyond what is shown, so that the only rounding is the one asked for
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, ROUND_HALF_UP)


def exact_m2(area: Quantity) -> Fraction:
    """Return an area in square metres, exactly."""
    return square_metres(area.value, area.unit)


def mean_amount(figure: PipelineFigure) -> Quantity | None:
    """Return the amount a project, to the fen; None without amount or number."""
    if figure.capital is None or not figure.projects:
        return None
    return _cents(figure.capital, figure.capital.value / figure.projects)


def output_ratio(figure: PipelineFigure) -> Decimal | None:
    """Return the yearly output over the investment, to a thousandth; None where one is missing or currencies differ."""
    capital, output = figure.capital, figure.yearly_output
    if capital is None or output is None or capital.unit != output.unit or not capital.value:
        return None
    return (output.value / capital.value).quantize(Decimal("0.001"), ROUND_HALF_UP)


def output_per_mu(figure: PipelineFigure) -> Quantity | None:
    """Return the yearly output a mu of land, to the fen; None where one of them is missing."""
    output, area = figure.yearly_output, figure.area
    if output is None or area is None:
        return None
    mu = exact_m2(area) / MU
    return _cents(output, output.value * mu.denominator / mu.numerator)


def _cents(like: Quantity, value: Decimal) -> Quantity:
    return Quantity(value.quantize(Decimal("0.01"), ROUND_HALF_UP), like.unit, like.comparator, source=like.source)


def _state(space: Space) -> Wish:
    if space.state == SpaceState.FREE:
        return Wish("state", Fit.YES, _("free"))
    return Wish("state", Fit.NO, _("already reserved") if space.state == SpaceState.RESERVED else _("already given"))


def _area(wanted: Fraction, space: Space) -> Wish:
    if space.square_metres >= wanted:
        return Wish("area", Fit.YES, _("large enough"))
    return Wish("area", Fit.NO, _("smaller than wanted"))


def _use(use: str, space: Space) -> Wish:
    if not space.use:
        return Wish("use", Fit.UNKNOWN, _("nobody has said what it may be used for"))
    return Wish("use", *((Fit.YES, _("use as wanted")) if space.use == use else (Fit.NO, _("for another use"))))


def _day(wanted_from: date, space: Space) -> Wish:
    if space.free_from is None:
        return Wish("day", Fit.UNKNOWN, _("nobody has said from when it is free"))
    if space.free_from <= wanted_from:
        return Wish("day", Fit.YES, _("free in time"))
    return Wish("day", Fit.NO, _("free too late"))
