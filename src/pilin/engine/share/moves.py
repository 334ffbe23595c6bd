"""A firm moves from one area to another: what of its taxes the area it left still has, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pilin.engine.base import Fault, Invalid, largest_remainder
from pilin.engine.share.terms import FEN, HUNDRED, Scheme, amounts

OUT, IN = "out", "in"  # the area that was left, and the one that was moved to


@dataclass(frozen=True, slots=True)
class MoveTerms:
    """What two areas share, and for how long. Amounts are yuan.

    Parameters
    ----------
    out_percent : Decimal
        Of each year's taxes, for the area that was left.
    years, further_years : int
        Years that are shared in any case; and further ones, only while the ceiling is not reached.
    ceiling : bool
        Whether the area that was left has at most the sum of what it had in the years before the move.
    before_years : int
        How many years before the move must be known; nought where they do not matter.
    least_average : Decimal, optional
        What they must have averaged.
    led_by_government, in_layout : bool
        Whether only moves count that a government led, or that fit the layout of both areas.
    """

    out_percent: Decimal
    years: int
    further_years: int = 0
    ceiling: bool = False
    before_years: int = 0
    least_average: Decimal | None = None
    led_by_government: bool = False
    in_layout: bool = False

    def __post_init__(self) -> None:
        faults = []
        if not (self.out_percent.is_finite() and 0 <= self.out_percent <= HUNDRED):
            faults.append(
                Fault("no_share", "out_percent", "a share lies between 0 and 100 %", value=str(self.out_percent))
            )
        if not 1 <= self.years <= 50 or not 0 <= self.further_years <= 50:
            faults.append(Fault("years", "years", "between 1 and 50 years", value=str(self.years)))
        if (self.ceiling or self.least_average is not None) and not self.before_years:
            faults.append(Fault("years", "before_years", "a ceiling or an average needs years before the move"))
        if self.further_years and not self.ceiling:
            faults.append(Fault("years", "further_years", "further years end with the ceiling: there is none"))
        if faults:
            raise Invalid(*faults)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a move is shared, or is not."""

    code: str
    met: bool
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class MoveShares:
    """What the area that was left has of each year after the move, yuan to the fen.

    Attributes
    ----------
    eligible : bool
    ceiling : Decimal, optional
        None where there is none, or the move is not shared.
    out, in_ : tuple of Decimal
        For each year after the move; both add up to the year's taxes exactly.
    reasons : tuple of Reason
        Every condition, met or not.
    """

    eligible: bool
    ceiling: Decimal | None
    out: tuple[Decimal, ...]
    in_: tuple[Decimal, ...]
    reasons: tuple[Reason, ...]

    @property
    def total(self) -> Decimal:
        """Return what the area that was left has in all."""
        return sum(self.out, Decimal(0))


def terms_of(scheme: Scheme) -> MoveTerms:
    """Return the terms of a scheme of moves.

    Raises
    ------
    ValueError
        Where it is of another kind.
    """
    if scheme.kind != "relocation":
        raise ValueError(f"{scheme.key} is no scheme of moves")
    told: dict[str, Any] = dict(scheme.terms)
    least = told.get("least_average")
    return MoveTerms(
        Decimal(told["out_percent"]), told["years"], told.get("further_years", 0), bool(told.get("ceiling")), told.get("before_years", 0),
        None if least is None else Decimal(least), bool(told.get("led_by_government")), bool(told.get("in_layout")),
    )  # fmt: skip


def share_move(
    terms: MoveTerms,
    before: Sequence[Decimal],
    after: Sequence[Decimal],
    *,
    led_by_government: bool | None = None,
    in_layout: bool | None = None,
) -> MoveShares:
    """Share the taxes of a firm that moved.

    Parameters
    ----------
    before : sequence of Decimal
        Yuan in the years before the move, the oldest first; as many as the terms ask for.
    after : sequence of Decimal
        Yuan in the years after it: the first is the one in which the firm is entered in its new place and has reached its capacity.
    led_by_government, in_layout : bool, optional
        None where nobody knows: then a condition on it is not met.

    Raises
    ------
    Invalid
        For each amount that is missing, no number, below nought or finer than a fen.

    Examples
    --------
    >>> from pilin.engine.share.terms import schemes
    >>> m = Decimal(1_000_000)
    >>> done = share_move(terms_of(schemes()["bth-2015"]), [20*m, 22*m, 24*m], [30*m]*5, led_by_government=True, in_layout=True)
    >>> [int(share / m) for share in done.out]
    [15, 15, 15, 15, 6]
    """
    was = amounts(list(before), "before", years=terms.before_years)
    comes = amounts(list(after), "after")
    if fine := [
        Fault("fen", f"after[{k}]", "an amount has no part finer than a fen", value=str(one))
        for k, one in enumerate(comes)
        if one % FEN
    ]:
        raise Invalid(*fine)
    reasons = _reasons(terms, was, led_by_government, in_layout)
    if not all(reason.met for reason in reasons):
        nothing = tuple(Decimal(0) for _one in comes)
        return MoveShares(False, None, nothing, comes, reasons)
    ceiling = sum(was, Decimal(0)) if terms.ceiling else None
    left = ceiling
    out = []
    for year, amount in enumerate(comes):
        shared = year < terms.years or (year < terms.years + terms.further_years and left is not None and left > 0)
        part = _part(terms.out_percent, amount) if shared else Decimal(0)
        if left is not None:
            part = min(part, left)
            left -= part
        out.append(part)
    return MoveShares(
        True, ceiling, tuple(out), tuple(amount - part for amount, part in zip(comes, out, strict=True)), reasons
    )


def _part(percent: Decimal, amount: Decimal) -> Decimal:
    return largest_remainder(amount, {OUT: percent, IN: HUNDRED - percent}, FEN)[OUT]


def _reasons(
    terms: MoveTerms, was: tuple[Decimal, ...], led_by_government: bool | None, in_layout: bool | None
) -> tuple[Reason, ...]:
    found = []
    if terms.led_by_government:
        found.append(
            _known(
                led_by_government,
                "led",
                "由政府主导迁出",
                "a government led the move",
                "市场主动迁移，不分享",
                "the firm moved by itself",
            )
        )
    if terms.in_layout:
        found.append(
            _known(in_layout, "layout", "符合布局", "it fits the layout", "不符合布局", "it does not fit the layout")
        )
    if terms.least_average is not None:
        average, least = sum(was, Decimal(0)) / len(was), terms.least_average
        met = average >= least
        sign = "≥" if met else "<"
        found.append(
            Reason(
                "average", met, f"迁出前 {len(was)} 年年均 {_yuan(average)} 元 {sign} {_yuan(least)} 元",
                f"on average {_yuan(average)} yuan in the {len(was)} years before, {sign} {_yuan(least)}",
            )
        )  # fmt: skip
    return tuple(found)


def _known(said: bool | None, code: str, zh: str, en: str, not_zh: str, not_en: str) -> Reason:
    if said is None:
        return Reason(code, False, f"不明：是否{zh}", f"not known whether {en}")
    return Reason(code, said, zh if said else not_zh, en if said else not_en)


def _yuan(amount: Decimal) -> str:
    return f"{amount.quantize(FEN):f}".rstrip("0").rstrip(".")
