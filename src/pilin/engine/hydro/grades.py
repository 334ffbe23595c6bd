"""Grades of rain by the amount of twelve or twenty-four hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from pilin.engine.hydro.dated import Dated, exact, read_rows

TENTH = Decimal("0.1")
MOST_MM = 1_000_000


class UnknownPeriod(ValueError):
    """The standard grades no rain over so many hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow(Dated):
    """One grade: from ``least_mm`` in ``period_h`` hours to the next grade's."""

    standard: str
    period_h: int
    code: str
    zh: str
    en: str
    least_mm: Decimal


@dataclass(frozen=True, slots=True)
class RainGrade:
    """What an amount of rain is called.

    Parameters
    ----------
    standard : str
    period_h : int
    mm : Decimal
        The amount, rounded half up to a tenth: what the standard grades.
    code : str
        ``none``, ``light``, ``moderate``, ``heavy``, ``rainstorm``, ``heavy_rainstorm``, ``extreme_rainstorm``.
    zh, en : str
    least_mm : Decimal
        From which amount it is called so.
    confirmed : bool
        Whether somebody read the limits of this grade; below ``rainstorm`` nobody did.
    source : str
    """

    standard: str
    period_h: int
    mm: Decimal
    code: str
    zh: str
    en: str
    least_mm: Decimal
    confirmed: bool
    source: str


@cache
def grade_rows() -> tuple[GradeRow, ...]:
    """Return every grade that Pilin brings along, lowest first."""

    def make(row: Any, dated: dict[str, Any]) -> GradeRow:
        return GradeRow(
            **dated, standard=row["standard"], period_h=int(row["period_h"]), code=row["code"], zh=row["grade_zh"],
            en=row["grade_en"], least_mm=Decimal(row["least_mm"]),
        )  # fmt: skip

    return read_rows("rain_grades.csv", make)


def rain_grade(period_h: Any, mm: Any, *, on: date | None = None) -> RainGrade:
    """Return the grade of an amount of rain (GB/T 28592-2012, table 1).

    Parameters
    ----------
    period_h : int
        Hours; the standard knows 12 and 24.
    mm : Decimal, float or str
        Millimetres. A float is taken as it is written, so 29.95 becomes 30.0.
    on : date, optional
        The day whose standard is meant; without it the one in force last.

    Raises
    ------
    UnknownPeriod
        Of other periods, or a day before the standard.
    ValueError
        Of an amount that is no finite number, below nought, or beyond all rain.

    Examples
    --------
    >>> rain_grade(12, "201.3").zh, rain_grade(24, "201.3").zh
    ('特大暴雨', '大暴雨')
    >>> rain_grade(12, 29.95).code, rain_grade(12, 29.94).code
    ('rainstorm', 'heavy')
    """
    amount = exact(mm)
    if not 0 <= amount <= MOST_MM:
        raise ValueError(f"{mm} mm is no amount of rain")
    amount = amount.quantize(TENTH, ROUND_HALF_UP)
    held = [
        row
        for row in grade_rows()
        if row.period_h == exact(period_h) and (row.valid_to is None if on is None else row.holds(on))
    ]
    if not held:
        raise UnknownPeriod(f"no standard grades the rain of {period_h} hours")
    row = max((row for row in held if row.least_mm <= amount), key=lambda row: row.least_mm)
    return RainGrade(
        row.standard, row.period_h, amount, row.code, row.zh, row.en, row.least_mm, row.confirmed, row.source
    )
