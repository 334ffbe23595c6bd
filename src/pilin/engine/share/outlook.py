"""Schemes beside each other on the same history: who has what, cumulated, and from when on each side has gained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from pilin.engine.base import Fault, Invalid
from pilin.engine.share.moves import MoveShares, MoveTerms, share_move
from pilin.engine.share.yearly import PEOPLE, Figure, Needed, Settled, YearlyTerms, needed, settle_year


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a scheme brings the two areas over the years, yuan.

    Attributes
    ----------
    shares : MoveShares
    out_cumulated, in_cumulated : tuple of Decimal
        After each year: what each has more than it would have had without the move (``stays``, and what was laid out).
    out_even_after : int, optional
        The first year after which the area that was left has no less than had the firm stayed, and keeps so to the end; None where it never has.
    in_even_after : int, optional
        The first year after which the area moved to has got back what it laid out.
    """

    shares: MoveShares
    out_cumulated: tuple[Decimal, ...]
    in_cumulated: tuple[Decimal, ...]
    out_even_after: int | None
    in_even_after: int | None


def look_ahead(
    schemes: Mapping[str, MoveTerms],
    before: Sequence[Decimal],
    after: Sequence[Decimal],
    *,
    led_by_government: bool | None = None,
    in_layout: bool | None = None,
    stays: Sequence[Decimal] | None = None,
    laid_out: Decimal = Decimal(0),
    currency: Mapping[str, str] | None = None,
) -> dict[str, Outlook]:
    """Reckon several schemes over one history, so that they are compared on the same figures.

    Parameters
    ----------
    schemes : mapping
        Terms by name. Of each only as many years before are used as it asks for: the latest.
    stays : sequence of Decimal, optional
        What the area that was left would have had each year had the firm stayed; nought each year where it would have closed.
        None: nobody says, and its position is counted from nought.
    laid_out : Decimal
        What the area moved to spends at the beginning, yuan.
    currency : mapping, optional
        Of ``before``, ``after``, ``stays``, ``laid_out`` where it was said.

    Raises
    ------
    Invalid
        Where currencies differ, or amounts are none.
    """
    said = set((currency or {}).values())
    if len(said) > 1:
        raise Invalid(
            Fault("currencies", "currency", "amounts in two currencies do not add up", value=", ".join(sorted(said)))
        )
    foregone = list(stays) if stays is not None else [Decimal(0)] * len(after)
    if len(foregone) != len(after):
        raise Invalid(Fault("years", "stays", "as many years as after the move are needed", value=str(len(foregone))))
    found = {}
    for name, terms in schemes.items():
        was = list(before)[-terms.before_years :] if terms.before_years else []
        shares = share_move(terms, was, after, led_by_government=led_by_government, in_layout=in_layout)
        out = tuple(accumulate(part - stay for part, stay in zip(shares.out, foregone, strict=True)))
        in_ = tuple(-laid_out + total for total in accumulate(shares.in_))
        found[name] = Outlook(shares, out, in_, _even(out), _even(in_))
    return found


@dataclass(frozen=True, slots=True)
class YearlyOutlook:
    """What a scheme of any kind brings each of its towns over some of its years.

    Attributes
    ----------
    years : tuple of int
    settled : tuple of Settled
        A year each: what each town took in, gave and had, to the fen.
    cumulated : dict
        By town, after each year: what it has had more than it gave, from nought.
    even_from : dict
        By town: the first year after which its position is never below nought again, to the end; None where it ends below nought.
    """

    years: tuple[int, ...]
    settled: tuple[Settled, ...]
    cumulated: dict[str, tuple[Decimal, ...]]
    even_from: dict[str, int | None]

    @property
    def over(self) -> tuple[Decimal, ...]:
        """Return what the towns' positions of each year add up to: nought, whatever the rule."""
        return tuple(sum((side.net for side in one.sides.values()), Decimal(0)) for one in self.settled)


def look_over(told: YearlyTerms, figures: Iterable[Figure], last: int | None = None) -> YearlyOutlook:
    """Reckon a scheme over its years, each as it would be settled.

    Parameters
    ----------
    told : YearlyTerms
    figures : iterable of Figure
        Those that its years need; others do not matter, so that several schemes are reckoned on one history.
    last : int, optional
        The last year that is reckoned; else the last that is shared.

    Raises
    ------
    Invalid
        Naming every figure that is missing in any of the years, or each that is none; and where currencies differ. A fault's
        field is ``measure:towns:year``, or ``rule:towns:year`` where a year's figures do not go together.

    Examples
    --------
    >>> from pilin.engine.share.yearly import read_terms
    >>> told = read_terms("proportion", ["a", "b"], 2024, {"percents": {"a": "50", "b": "50"}, "years": 2})
    >>> rows = [(2024, "a", 6), (2024, "b", 2), (2025, "a", 0), (2025, "b", 8)]
    >>> done = look_over(told, [Figure(year, "taxes", (town,), Decimal(amount)) for year, town, amount in rows])
    >>> {town: [int(one) for one in line] for town, line in done.cumulated.items()}, done.even_from
    ({'a': [-2, 2], 'b': [2, -2]}, {'a': 2025, 'b': None})
    """
    known = list(figures)
    years = range(told.from_year, min(told.last_year, last if last is not None else told.last_year) + 1)
    if not years:
        raise Invalid(Fault("year", "year", f"shared are the years from {told.from_year} on", value=str(last)))
    given = {one.what: one for one in known}
    asked = list(dict.fromkeys(one for year in years for one in needed(told, year)))
    if faults := [*_lacking(asked, given), *_mixed(told, asked, given)]:
        raise Invalid(*faults)
    settled, wrong = [], []
    for year in years:
        try:
            settled.append(settle_year(told, known, year))
        except Invalid as error:
            wrong += [_dated(fault, told, year) for fault in error.faults]
    if wrong:
        raise Invalid(*dict.fromkeys(wrong))
    cumulated = {town: tuple(accumulate(one.sides[town].net for one in settled)) for town in told.parties}
    even = {town: _even(line) for town, line in cumulated.items()}
    return YearlyOutlook(
        tuple(years), tuple(settled), cumulated, {t: None if k is None else told.from_year + k - 1 for t, k in even.items()}
    )  # fmt: skip


def _lacking(asked: Sequence[Needed], given: Mapping[Needed, Figure]) -> list[Fault]:
    return [
        Fault("missing", _where(one), f"{one.measure} of {' + '.join(one.about)} in {one.year}: nobody has given it")
        for one in asked
        if one not in given
    ]


def _mixed(told: YearlyTerms, asked: Sequence[Needed], given: Mapping[Needed, Figure]) -> list[Fault]:
    return [
        Fault("currencies", _where(one), f"the scheme is in {told.currency}: amounts in two currencies do not add up", value=figure.currency)
        for one in asked
        if (figure := given.get(one)) is not None and one.measure != PEOPLE and figure.currency != told.currency
    ]  # fmt: skip


def _where(one: Needed) -> str:
    return f"{one.measure}:{'+'.join(one.about)}:{one.year}"


def _dated(fault: Fault, told: YearlyTerms, year: int) -> Fault:
    """Return a fault of one year with the year in its field; one about a single town names only that."""
    if fault.field.count(":") == 2:
        return fault
    about = fault.field if fault.field in told.parties else "+".join(told.parties)
    return replace(fault, field=f"{fault.code}:{about}:{year}")


def _even(cumulated: Sequence[Decimal]) -> int | None:
    """Return the year from which on the position is never below nought again, counted from one."""
    year = None
    for place in range(len(cumulated), 0, -1):
        if cumulated[place - 1] < 0:
            break
        year = place
    return year
