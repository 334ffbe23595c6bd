"""What was expected against what was done: a score from 0 to 100, explained line by line. Knows no Django.

How a line is marked is this platform's own measure, no law's. Each expected action has a weight; of it counts

* all of it, where it was done in time and after everything that comes first;
* the share *within ÷ taken*, where it was done later than it should have been (due after 5 minutes, done after 8: 5/8);
* half of that, where it was done before something that comes first, or that was never done;
* nothing, where it was not done.

The term of an action runs from the start of the drill, not from the action before: otherwise whoever is slow at first
would win time for all that follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from pilin.engine.base import Fault, Invalid

DONE, LATE, OUT_OF_ORDER, MISSING = "done", "late", "out_of_order", "missing"
HALF = Fraction(1, 2)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Expected:
    """One expected action.

    Parameters
    ----------
    key : str
        Its name within the scenario.
    role : str
        Who does it.
    after : tuple of str
        Keys of the actions that come first; branches that do not name each other run in parallel.
    within : int, optional
        Minutes from the start; None: whenever.
    weight : int
        At least 1.
    """

    key: str
    role: str = ""
    after: tuple[str, ...] = ()
    within: int | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done.

    Parameters
    ----------
    second : int
        Seconds from the start.
    key : str
        The expected action that it was; empty: nobody expected it.
    role, what : str
        Who did it, and what, in words.
    """

    second: int
    key: str = ""
    role: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """How one expected action went.

    Parameters
    ----------
    key, role : str
    result : str
        ``done``, ``late``, ``out_of_order`` or ``missing``. What is both late and out of order is ``out_of_order``.
    second : int, optional
        When it was first done, in seconds from the start; None: never.
    late_seconds : int
        By how much the term was missed; 0 in time, or where there is no term.
    before : tuple of str
        What comes first and had not been done.
    weight : int
    credit : Fraction
        The share of the weight that counts, 0 to 1.
    points : Decimal
        What it brings to the score, of 100, rounded to hundredths.
    lost : Decimal
        What it costs of 100, rounded alike.
    """

    key: str
    role: str
    result: str
    second: int | None
    late_seconds: int
    before: tuple[str, ...]
    weight: int
    credit: Fraction
    points: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """The score with its lines.

    Parameters
    ----------
    score : Decimal, optional
        0 to 100, to hundredths; None: nothing was expected, so nothing can be said.
    exact : Fraction, optional
        The same, not rounded.
    lines : tuple of Line
        In the order in which the actions were expected.
    extra : tuple of Done
        What nobody expected, and what was done once more; neither raises nor lowers the score.
    """

    score: Decimal | None
    exact: Fraction | None
    lines: tuple[Line, ...]
    extra: tuple[Done, ...]

    def counts(self) -> dict[str, int]:
        """Return how many lines have each result."""
        return {name: sum(line.result == name for line in self.lines) for name in (DONE, LATE, OUT_OF_ORDER, MISSING)}


def score_drill(expected: Sequence[Expected], done: Iterable[Done]) -> Score:
    """Return how a drill went.

    Parameters
    ----------
    expected : sequence of Expected
    done : iterable of Done
        In any order. Of several of one key the first counts; what has no key, or one that is not expected, is extra.

    Returns
    -------
    Score

    Raises
    ------
    Invalid
        Where the expected actions contradict each other, as :func:`faults_of_chain` says; with every fault.

    Examples
    --------
    >>> chain = [Expected("discover"), Expected("report", after=("discover",), within=2)]
    >>> score_drill(chain, [Done(10, "discover"), Done(60, "report")]).score
    Decimal('100.00')
    >>> score_drill(chain, [Done(10, "discover"), Done(240, "report")]).score
    Decimal('75.00')
    """
    if faults := faults_of_chain(expected):
        raise Invalid(*faults)
    known = {one.key for one in expected}
    first: dict[str, Done] = {}
    extra = []
    for one in sorted(done, key=lambda one: one.second):
        if one.key in known and one.key not in first:
            first[one.key] = one
        else:
            extra.append(one)
    whole = sum(one.weight for one in expected)
    lines = tuple(_line(one, first, whole) for one in expected)
    exact = sum((100 * one.weight * line.credit / whole for one, line in zip(expected, lines, strict=True)), Fraction()) if whole else None  # fmt: skip
    return Score(None if exact is None else rounded(exact), exact, lines, tuple(extra))


def _line(one: Expected, first: dict[str, Done], whole: int) -> Line:
    share = Fraction(100 * one.weight, whole)
    done = first.get(one.key)
    if done is None:
        return Line(one.key, one.role, MISSING, None, 0, (), one.weight, Fraction(), Decimal("0.00"), rounded(share))
    before = tuple(key for key in one.after if key not in first or first[key].second > done.second)
    term = None if one.within is None else one.within * 60
    late = 0 if term is None else max(0, done.second - term)
    credit = Fraction(term, done.second) if late and term else Fraction(1)
    if before:
        credit *= HALF
    result = OUT_OF_ORDER if before else LATE if late else DONE
    points = rounded(share * credit)
    return Line(
        one.key, one.role, result, done.second, late, before, one.weight, credit, points, rounded(share - share * credit)
    )  # fmt: skip


def rounded(value: Fraction) -> Decimal:
    """Return a fraction as a decimal of two places, halves up.

    Examples
    --------
    >>> rounded(Fraction(200, 3))
    Decimal('66.67')
    """
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, rounding=ROUND_HALF_UP)


def clock(seconds: int) -> str:
    """Return seconds as a clock shows them.

    Examples
    --------
    >>> clock(160), clock(3725)
    ('2:40', '1:02:05')
    """
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def faults_of_chain(expected: Sequence[Expected]) -> list[Fault]:
    """Return what contradicts itself in what is expected: a key given twice, one that is not there, one after itself, a circle, a term that cannot be.

    ``row`` counts the actions from 1.
    """
    faults, seen = [], set()
    known = {one.key for one in expected}
    for row, one in enumerate(expected, 1):
        if not one.key:
            faults.append(Fault("no_key", "key", "an action needs a key", row))
        elif one.key in seen:
            faults.append(Fault("key_twice", "key", "two actions have the same key", row, one.key))
        seen.add(one.key)
        if one.weight < 1:
            faults.append(Fault("weight", "weight", "a weight is at least 1", row, str(one.weight)))
        if one.within is not None and one.within < 1:
            faults.append(Fault("within", "within", "a term is at least one minute", row, str(one.within)))
        for key in one.after:
            if key == one.key:
                faults.append(Fault("after_itself", "after", "an action cannot come after itself", row, key))
            elif key not in known:
                faults.append(Fault("after_unknown", "after", "it comes after an action that is not there", row, key))
    if circle := circle_of(expected):
        faults.append(Fault("circle", "after", "these wait for each other", value=" → ".join(circle)))
    return faults


def circle_of(expected: Sequence[Expected]) -> tuple[str, ...]:
    """Return a circle of actions that wait for each other, the first one again at its end; empty where there is none.

    An action that comes after itself is a fault of its own and no circle here.

    Examples
    --------
    >>> circle_of([Expected("a", after=("b",)), Expected("b", after=("a",))])
    ('a', 'b', 'a')
    """
    after = {one.key: [key for key in one.after if key != one.key] for one in expected}
    settled: set[str] = set()
    for start in after:
        path: list[str] = []
        stack = [(start, iter(after[start]))]
        path.append(start)
        while stack:
            key, rest = stack[-1]
            for nearer in rest:
                if nearer in path:
                    return (*path[path.index(nearer) :], nearer)
                if nearer in after and nearer not in settled:
                    path.append(nearer)
                    stack.append((nearer, iter(after[nearer])))
                    break
            else:
                settled.add(key)
                path.pop()
                stack.pop()
    return ()


def levels_of(expected: Sequence[Expected]) -> dict[str, int]:
    """Return at which step of the chain each action stands, from 0: parallel branches share a step.

    Examples
    --------
    >>> levels_of([Expected("a"), Expected("b", after=("a",)), Expected("c", after=("a",))])
    {'a': 0, 'b': 1, 'c': 1}
    """
    levels = {one.key: 0 for one in expected}
    for _round in expected:
        for one in expected:
            levels[one.key] = max([levels[key] + 1 for key in one.after if key in levels and key != one.key], default=0)
            levels[one.key] = min(levels[one.key], len(expected))  # where they go round in a circle
    return levels
