"""Schemes beside each other on the same history: who has what, cumulated, and from when on each side has gained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from pilin.engine.base import Fault, Invalid
from pilin.engine.share.moves import MoveShares, MoveTerms, share_move


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


def _even(cumulated: Sequence[Decimal]) -> int | None:
    """Return the year from which on the position is never below nought again, counted from one."""
    year = None
    for place in range(len(cumulated), 0, -1):
        if cumulated[place - 1] < 0:
            break
        year = place
    return year
