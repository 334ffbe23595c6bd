"""The language of criteria: what a clerk writes, read into predicates that are bound to a year.

It is closed: a fact, a sum over years, a ratio, growth, days since; one comparison with one number; ``any`` and ``all``.
Equal predicates are equal values, however they were written, so that many rules share one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from pilin.engine.admit.facts import FEN, INDUSTRY, PLACE, FactKind, Kind, catalogue, code_span

MOST_YEARS = 9
CLASSES = ("micro", "small", "medium", "large")
NUMBER = re.compile(r"(\d[\d_]*(?:\.\d+)?) ?(%|万|亿)?")
FACT = re.compile(r"([a-z_0-9]+)(?:\[t-(\d)\])?")
CALL = re.compile(r"(sum|growth|mean_growth)\(([a-z_0-9]+), ?t-(\d)\.\.t-(\d)\)")
COMPARED = re.compile(r"(.+?) (>=|<=|>|<) (.+)")
WORDED = re.compile(r"([a-z_0-9]+) (is|has any of|has none of|in) (.+)")
SCALE = {"": Fraction(1), "%": Fraction(1, 100), "万": Fraction(10_000), "亿": Fraction(100_000_000)}


class BadRules(ValueError):
    """The rules cannot be used: where, and why."""


class How(StrEnum):
    """How the columns of a term come to one number."""

    SUM = "sum"  # of `top`; of one column, that column
    RATIO = "ratio"  # the sum of `top` over the sum of `bottom`
    MEAN_GROWTH = "mean_growth"  # of the steps between the columns of `top`, earliest first
    DAYS = "days"  # from the ordinal in `top` to `day`


@dataclass(frozen=True, slots=True)
class Term:
    """A number that comes of columns; unknown where any of them is, or where it would divide by nought."""

    how: How
    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    day: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column it needs."""
        return self.top + self.bottom

    @property
    def whole(self) -> bool:
        """Return whether doubles hold it exactly: no division."""
        return self.how in (How.SUM, How.DAYS)


@dataclass(frozen=True, slots=True)
class Compare:
    """A term against a number. ``shown`` is that number for people: compound growth is compared as a power."""

    term: Term
    op: str
    than: Fraction
    shown: str = field(default="", compare=False)
    years: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """A code begins with one of some. A code too short to tell is unknown."""

    column: str
    codes: tuple[str, ...]

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """Return the first and the last full code of each."""
        return tuple(code_span(code) for code in self.codes)


@dataclass(frozen=True, slots=True)
class Given:
    """The column's own figure is known, no stand-in: true or unknown, never false."""

    column: str


@dataclass(frozen=True, slots=True)
class All:
    """Fails where one fails, meets where each meets, else unknown."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Meets where one meets, fails where each fails, else unknown."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary; unknown stays unknown."""

    part: Node


@dataclass(frozen=True, slots=True)
class Floor:
    """Its figures may count less than the rules do: it fails only where ``settled`` holds."""

    part: Node
    settled: Node


@dataclass(frozen=True, slots=True)
class Table:
    """One line a condition, which exclude each other; unknown where none is known to hold."""

    lines: tuple[tuple[Node, Node], ...]


Leaf = Compare | Within | Given
Node = Leaf | All | Some | Not | Floor | Table


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return what a node is made of; nothing for a leaf."""
    match node:
        case All(parts) | Some(parts):
            return parts
        case Not(part):
            return (part,)
        case Floor(part, settled):
            return part, settled
        case Table(lines):
            return tuple(one for line in lines for one in line)
    return ()


def leaves_of(node: Node) -> Iterator[Leaf]:
    """Yield the leaves below a node, each as often as it stands there."""
    if isinstance(node, Leaf):
        yield node
    for part in parts_of(node):
        yield from leaves_of(part)


def fact_of(column: str) -> str:
    """Return the fact a column belongs to.

    Examples
    --------
    >>> [fact_of(c) for c in ("revenue_cny[2023]", "recognitions:high_tech", "place:end")]
    ['revenue_cny', 'recognitions', 'place']
    """
    return re.split(r"[\[:]", column, maxsplit=1)[0]


def stand_in_of(column: str) -> str:
    """Return the column that stands for one where it is not given; empty for none.

    Examples
    --------
    >>> stand_in_of("rd_expense_cny[2023]"), stand_in_of("staff")
    ('rd_deduction_cny[2023]', '')
    """
    name = fact_of(column)
    other = catalogue()[name].stand_in
    return other + column[len(name) :] if other else ""


@lru_cache(maxsize=4096)
def first_day_after(column: str) -> int | None:
    """Return the ordinal of the day after a yearly column's year; None of others.

    Examples
    --------
    >>> first_day_after("revenue_cny[2023]") == date(2024, 1, 1).toordinal(), first_day_after("staff")
    (True, None)
    """
    return date(int(column[-5:-1]) + 1, 1, 1).toordinal() if "[" in column else None


@dataclass(frozen=True, slots=True)
class Language:
    """Reads criteria for one day.

    Parameters
    ----------
    on : date
        Its year is ``t``; ``days`` counts up to it.
    sizes : sequence of mapping
        The rows of ``sizes.toml`` in force on that day.
    """

    on: date
    sizes: Sequence[Mapping[str, Any]] = ()
    _met: dict[Node, Node] = field(default_factory=dict, repr=False, compare=False)

    def one(self, node: Node) -> Node:
        """Return the same predicate as the one object that stands for it and its equals, so that identity is equality."""
        return self._met.setdefault(node, node)

    def read(self, said: Any) -> Node:
        """Read one condition: a text, or a table with ``any`` or ``all`` of several.

        Raises
        ------
        BadRules

        Examples
        --------
        >>> language = Language(date(2024, 6, 1))
        >>> language.read("staff >= 20").than
        Fraction(20, 1)
        >>> language.read("revenue_cny[t-1] >= 5000万") == language.read("revenue_cny[t-1] >= 0.5亿")
        True
        """
        return self.one(self._read(said))

    def _read(self, said: Any) -> Node:
        if isinstance(said, str):
            return self._condition(" ".join(said.split()))
        if isinstance(said, Mapping) and len(said) == 1:
            ((word, parts),) = said.items()
            if word in ("any", "all") and isinstance(parts, list | tuple) and parts:
                made = tuple(self.read(part) for part in parts)
                return made[0] if len(made) == 1 else All(made) if word == "all" else Some(made)
        raise BadRules(f"{said!r} is neither a condition nor one of any, all with a list")

    def _condition(self, text: str) -> Node:
        if found := COMPARED.fullmatch(text):
            left, op, right = found.groups()
            return self.one(self._size(op, right) if left == "size" else self._comparison(left, op, right, text))
        if found := WORDED.fullmatch(text):
            return self.one(self._worded(found[1], found[2], found[3], text))
        raise BadRules(f"{text!r} is not understood")

    def _worded(self, name: str, word: str, rest: str, text: str) -> Node:
        fact, several = _fact(name, text), tuple(dict.fromkeys(one.strip() for one in rest.split(",")))
        if word == "is" and fact.kind is Kind.FLAG and rest in ("true", "false"):
            held = self.one(Compare(Term(How.SUM, (name,)), ">=", Fraction(1), "1"))
            return held if rest == "true" else Not(held)
        if word.startswith("has") and fact.kind is Kind.TITLES and set(several) <= set(fact.titles):
            titles = tuple(
                self.one(Compare(Term(How.SUM, (f"{name}:{code}",)), ">=", Fraction(1), "1")) for code in several
            )
            held_ = titles[0] if len(titles) == 1 else self.one(Some(titles))
            return held_ if word == "has any of" else Not(held_)
        pattern = {"place": PLACE, "industry": INDUSTRY}.get(name)
        if word == "in" and pattern and all(pattern.fullmatch(code) for code in several):
            return Within(name, several)
        raise BadRules(f"{text!r} is not understood")

    def _comparison(self, left: str, op: str, right: str, text: str) -> Node:
        term, kind, years = self._term(left, text)
        number = NUMBER.fullmatch(right)
        if not number:
            raise BadRules(f"{text!r}: {right!r} is no number")
        than = Fraction(Decimal(number[1].replace("_", ""))) * SCALE[number[2] or ""]
        shown = f"{float(than * 100):.10g} %" if kind is Kind.SHARE else f"{float(than):,.10g}"
        if (number[2] == "%") != (kind is Kind.SHARE):
            raise BadRules(f"{text!r}: {'a share is compared with so many %' if kind is Kind.SHARE else 'no share'}")
        if kind is Kind.AMOUNT:
            than, shown = than * FEN, f"{than.numerator // than.denominator:,}" if than.denominator == 1 else shown
        if years:
            than = (1 + than) ** years
        made = Compare(term, op, than, shown, years)
        low = [column for column in term.columns if stand_in_of(column)]
        if not low:
            return made
        if op not in (">=", ">") or set(low) & set(term.bottom) or years or term.how is How.MEAN_GROWTH:
            raise BadRules(f"{text!r}: a figure that may count less than the rules do is only asked to reach something")
        settled = [self.read(one) for column in low for one in catalogue()[fact_of(column)].settled_by]
        given = (self.one(Given(column)) for column in low)
        return Floor(self.one(made), self.one(All((*given, *dict.fromkeys(settled)))))

    def _term(self, left: str, text: str) -> tuple[Term, Kind, int]:
        if left == "days(founded_on)":
            return Term(How.DAYS, ("founded_on",), day=self.on.toordinal()), Kind.COUNT, 0
        if (call := CALL.fullmatch(left)) and call[1] != "sum":
            columns, kind = self._years(call[2], int(call[3]), int(call[4]), text)
            columns = tuple(sorted(columns))
            if kind is not Kind.AMOUNT or len(columns) < 2:
                raise BadRules(f"{text!r}: growth is of an amount, over two years or more")
            if call[1] == "growth":
                return Term(How.RATIO, columns[-1:], columns[:1]), Kind.SHARE, len(columns) - 1
            return Term(How.MEAN_GROWTH, columns), Kind.SHARE, 0
        sides = [self._columns(side, text) for side in left.split(" / ")]
        (top, kind), *below = sides
        if kind in (Kind.FLAG, Kind.DATE, Kind.CODE, Kind.TITLES):
            raise BadRules(f"{text!r}: there is no more or less of it")
        if not below:
            return Term(How.SUM, top), kind, 0
        if len(below) > 1 or below[0][1] is not kind or kind not in (Kind.AMOUNT, Kind.COUNT):
            raise BadRules(f"{text!r}: a ratio is of two amounts or two counts")
        return Term(How.RATIO, top, below[0][0]), Kind.SHARE, 0

    def _columns(self, side: str, text: str) -> tuple[tuple[str, ...], Kind]:
        if call := CALL.fullmatch(side):
            return self._years(call[2], int(call[3]), int(call[4]), text)
        found = FACT.fullmatch(side)
        if not found:
            raise BadRules(f"{text!r}: {side!r} is not understood")
        fact = _fact(found[1], text)
        if fact.yearly != (found[2] is not None):
            raise BadRules(f"{text!r}: {fact.name} {'needs its year, as [t-1]' if fact.yearly else 'has no years'}")
        return (f"{fact.name}[{self.on.year - int(found[2])}]" if found[2] else fact.name,), fact.kind

    def _years(self, name: str, one: int, other: int, text: str) -> tuple[tuple[str, ...], Kind]:
        fact = _fact(name, text)
        if not fact.yearly or abs(one - other) >= MOST_YEARS:
            raise BadRules(f"{text!r}: {name} has no years, or they are more than {MOST_YEARS}")
        low, high = min(one, other), max(one, other)
        return tuple(f"{name}[{self.on.year - back}]" for back in range(low, high + 1)), fact.kind

    def _size(self, op: str, name: str) -> Node:
        if op not in ("<=", ">=") or name not in CLASSES or (op, name) in ((">=", "micro"), ("<=", "large")):
            raise BadRules(f"size {op} {name}: at most micro, small, medium or at least small, medium, large")
        if not self.sizes:
            raise BadRules(f"no size classes are known on {self.on}")
        reached = name if op == ">=" else CLASSES[CLASSES.index(name) + 1]
        lines = []
        for row in self.sizes:
            limits = row[reached]
            both = All(
                (
                    self._condition(f"staff >= {limits['staff']}"),
                    self._condition(f"revenue_cny[t-1] >= {limits['revenue_cny']}"),
                )
            )
            lines.append(
                (self._condition(f"industry in {', '.join(row['industries'])}"), both if op == ">=" else Not(both))
            )
        return Table(tuple(lines))


def _fact(name: str, text: str) -> FactKind:
    if name not in catalogue():
        raise BadRules(f"{text!r}: there is no fact {name!r}")
    return catalogue()[name]
