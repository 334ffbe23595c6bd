"""Heights and what they are counted from: no level is compared with another before both stand on one datum."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import numpy as np

from pilin.engine.hydro.dated import Dated, exact, in_force, read_rows

DATUMS = ("wusong", "1985", "1956")  # 吴淞高程; 1985国家高程基准; 1956年黄海高程系
SPELLINGS = {
    "wusong": ("吴淞", "吴淞高程", "吴淞零点", "吴淞基面", "wusong datum"),
    "1985": (
        "85",
        "1985国家高程",
        "国家85高程",
        "国家85",
        "85国家高程",
        "85基准",
        "1985国家高程基准",
        "85高程",
        "cgvd1985",
    ),
    "1956": ("黄海", "1956年黄海高程系", "1956黄海高程", "黄海高程"),
}
KEYS = {name: key for key, names in SPELLINGS.items() for name in (key, *names)}
MILLIMETRE = Decimal("0.001")
T = TypeVar("T")


class UnknownDatum(ValueError):
    """A level cannot be put on another datum: one of them is not known, or the offset between them is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset(Dated):
    """What is added to a height on one datum to have it on another, at a place.

    ``authority`` says what kind of text says so.
    """

    from_datum: str
    to_datum: str
    metres: Decimal
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Dated):
    """A warning or guarantee line of a gauge.

    Parameters
    ----------
    station : str
        The gauge's key in this table.
    zh, en : str
    aka : tuple of str
        Other names it goes by.
    kind : str
        ``warning``: dykes may become dangerous, duty begins. ``guarantee``: the level the works are built to bear.
    metres : Decimal
    datum : str
    datum_assumed : bool
        Whether the source names no datum, and the one its side reckons with is taken.
    how : str
        Reported, or derived from what.
    """

    station: str
    zh: str
    en: str
    aka: tuple[str, ...]
    kind: str
    metres: Decimal
    datum: str
    datum_assumed: bool
    how: str


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A line as one side sets it for a gauge that several look at."""

    name: str
    metres: Decimal
    datum: str


@dataclass(frozen=True, slots=True)
class EffectiveLine:
    """The stricter of several lines.

    Parameters
    ----------
    line : NamedLine
        As its side sets it.
    metres : Decimal
        On ``datum``.
    datum : str
    higher : tuple of (NamedLine, Decimal)
        The others, and how far above it they lie, metres; nearest first.
    """

    line: NamedLine
    metres: Decimal
    datum: str
    higher: tuple[tuple[NamedLine, Decimal], ...]


@cache
def offset_rows() -> tuple[Offset, ...]:
    """Return every offset that Pilin brings along, those without authority too."""

    def make(row: Any, dated: dict[str, Any]) -> Offset:
        return Offset(
            **dated, from_datum=row["from_datum"], to_datum=row["to_datum"], metres=Decimal(row["offset_m"]),
            authority=row["authority"],
        )  # fmt: skip

    return read_rows("offsets.csv", make)


@cache
def line_rows() -> tuple[Line, ...]:
    """Return every line that Pilin brings along."""

    def make(row: Any, dated: dict[str, Any]) -> Line:
        return Line(
            **dated, station=row["station"], zh=row["name_zh"], en=row["name_en"],
            aka=tuple(name for name in row["aka"].split("|") if name), kind=row["kind"], metres=Decimal(row["level_m"]),
            datum=row["datum"], datum_assumed=row["datum_assumed"] == "yes", how=row["how"],
        )  # fmt: skip

    return read_rows("lines.csv", make)


def lines_on(station: str, on: date) -> tuple[Line, ...]:
    """Return the lines of a gauge on a day, lowest first: of each kind the newest.

    Parameters
    ----------
    station : str
        Key or name, Chinese or English, whatever the case of its letters.

    Examples
    --------
    >>> [(line.kind, str(line.metres)) for line in lines_on("南桥", date(2023, 6, 24))]
    [('warning', '3.30')]
    >>> [str(lines_on("米市渡", date(year, 7, 1))[0].metres) for year in (2002, 2023)]
    ['3.50', '3.80']
    """
    asked = station.strip().casefold()
    newest: dict[str, Line] = {}
    for row in line_rows():
        if row.confirmed and row.holds(on) and asked in {n.casefold() for n in (row.station, row.zh, row.en, *row.aka)}:
            held = newest.get(row.kind)
            if held is None or (held.valid_from or date.min) < (row.valid_from or date.min):
                newest[row.kind] = row
    return tuple(sorted(newest.values(), key=lambda row: row.metres))


def datum_key(name: str) -> str:
    """Return the key of a datum by whatever name it goes; a name not known here stands for itself, none for none.

    Examples
    --------
    >>> datum_key("吴淞高程"), datum_key("1985国家高程基准"), datum_key("Newlyn"), datum_key(" ")
    ('wusong', '1985', 'newlyn', '')
    """
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    return KEYS.get(plain, plain)


def offset_on(place_code: str, from_datum: str, to_datum: str, on: date) -> Decimal:
    """Return the metres to add to heights at a place to have them on another datum.

    Raises
    ------
    UnknownDatum
        Where no offset with any authority is known there. One of another place is never taken instead.

    Examples
    --------
    >>> offset_on("330421", "wusong", "1985", date(2024, 6, 1)), offset_on("330421", "1985", "wusong", date(2024, 6, 1))
    (Decimal('-1.841'), Decimal('1.841'))
    """
    from_datum, to_datum = datum_key(from_datum), datum_key(to_datum)
    if from_datum == to_datum != "":
        return Decimal(0)
    known = [row for row in offset_rows() if row.confirmed]
    for first, last, sign in ((from_datum, to_datum, 1), (to_datum, from_datum, -1)):
        rows = in_force([row for row in known if (row.from_datum, row.to_datum) == (first, last)], place_code, on)
        if rows:
            return sign * rows[-1].metres
    raise UnknownDatum(
        f"no offset from {from_datum or 'an unnamed datum'} to {to_datum or 'an unnamed one'} is known at {place_code}"
    )


def convert(level: T, from_datum: str, to_datum: str, offset: Any = None) -> T:
    """Return levels on another datum, to the millimetre.

    Parameters
    ----------
    level : float, Decimal or array of float
        Metres above ``from_datum``.
    from_datum, to_datum : str
    offset : Decimal, float or Offset, optional
        Metres to add; as :func:`offset_on` finds them. An :class:`Offset` is turned round where it goes the other way.

    Raises
    ------
    UnknownDatum
        Without an offset between two datums, with one between others, or where a level names no datum.

    Examples
    --------
    >>> convert(3.55, "wusong", "1985", -1.841)
    1.709
    >>> convert(Decimal("3.55"), "wusong", "wusong")
    Decimal('3.55')
    """
    from_datum, to_datum = datum_key(from_datum), datum_key(to_datum)
    if not from_datum or not to_datum:
        raise UnknownDatum("a level without datum cannot be put on another")
    if from_datum == to_datum:
        return level
    if isinstance(offset, Offset):
        ends = (offset.from_datum, offset.to_datum)
        if ends not in ((from_datum, to_datum), (to_datum, from_datum)):
            raise UnknownDatum(f"an offset from {ends[0]} to {ends[1]} does not lead from {from_datum} to {to_datum}")
        offset = offset.metres if ends == (from_datum, to_datum) else -offset.metres
    if offset is None:
        raise UnknownDatum(f"no offset from {from_datum} to {to_datum} is known")
    if isinstance(level, Decimal):
        return (level + exact(offset)).quantize(MILLIMETRE)  # type: ignore[return-value]
    if isinstance(level, np.ndarray):
        return np.round(level + float(offset), 3)  # type: ignore[return-value]
    return float((exact(level) + exact(offset)).quantize(MILLIMETRE))  # type: ignore[return-value]


def effective_line(lines: Iterable[NamedLine], *, datum: str, place_code: str, on: date) -> EffectiveLine:
    """Return the stricter of the lines that several sides set for one gauge: the lowest on one datum.

    Raises
    ------
    UnknownDatum
        Where one of them cannot be put on ``datum``: it might be the stricter.
    ValueError
        Of no line.

    Examples
    --------
    >>> told = effective_line(
    ...     [NamedLine("a", Decimal("3.40"), "wusong"), NamedLine("b", Decimal("1.50"), "1985")],
    ...     datum="wusong", place_code="330421", on=date(2024, 6, 1),
    ... )
    >>> told.line.name, told.metres, [(line.name, gap) for line, gap in told.higher]
    ('b', Decimal('3.341'), [('a', Decimal('0.059'))])
    """
    laid = sorted(
        ((line.metres + offset_on(place_code, line.datum, datum, on), line) for line in lines), key=lambda pair: pair[0]
    )
    if not laid:
        raise ValueError("no line was given")
    (lowest, strict), *others = laid
    return EffectiveLine(strict, lowest, datum, tuple((line, metres - lowest) for metres, line in others))
