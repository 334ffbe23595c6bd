"""One firm, reckoned exactly: every figure a fraction, every answer true, false or unknown (Kleene 1938)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from pilin.engine.admit.facts import known
from pilin.engine.admit.language import (
    All,
    Compare,
    Floor,
    Given,
    How,
    Node,
    Not,
    Some,
    Table,
    Term,
    Within,
    first_day_after,
    stand_in_of,
)

Cells = Mapping[str, float]


def cell_of(cells: Cells, column: str) -> Fraction | None:
    """Return what a column says of one firm, its stand-in's figure where it says nothing; None: unknown."""
    found = own_of(cells, column)
    other = stand_in_of(column) if found is None else ""
    return own_of(cells, other) if other else found


def own_of(cells: Cells, column: str) -> Fraction | None:
    """Return what a column says of one firm: nought in years before its foundation; None: unknown."""
    if known(found := cells.get(column)):
        return Fraction(repr(found))  # as written: a double gives fifteen digits back
    after = first_day_after(column)
    return Fraction(0) if after is not None and cells.get("founded_on", 0.0) >= after else None


def value_of(term: Term, cells: Cells) -> Fraction | None:
    """Return what a term comes to; None where a figure is unknown or it would divide by nought."""
    top, bottom = ([cell_of(cells, column) for column in some] for some in (term.top, term.bottom))
    parts = [one for one in (*top, *bottom) if one is not None]
    if len(parts) < len(term.columns):
        return None
    first, rest = parts[: len(top)], parts[len(top) :]
    match term.how:
        case How.SUM:
            return sum(first, Fraction(0))
        case How.DAYS:
            return term.day - first[0]
        case How.RATIO:
            return sum(first, Fraction(0)) / below if (below := sum(rest, Fraction(0))) else None
    if not all(first[:-1]):
        return None
    steps = [later / earlier - 1 for earlier, later in pairwise(first)]
    return sum(steps, Fraction(0)) / len(steps)


def holds(op: str, value: Fraction, than: Fraction) -> bool:
    """Compare two numbers."""
    return {">=": value >= than, ">": value > than, "<=": value <= than, "<": value < than}[op]


def truth(node: Node, cells: Cells) -> bool | None:
    """Return whether a predicate holds of a firm; None: unknown.

    Parameters
    ----------
    node : Node
    cells : mapping of str to float
        By column, as :meth:`Facts.cells` gives them.
    """
    match node:
        case Compare(term, op, than):
            value = value_of(term, cells)
            return None if value is None else holds(op, value, than)
        case Within(column):
            return _within(node, cells.get(column), cells.get(f"{column}:end"))
        case Given(column):
            return None if own_of(cells, column) is None else True
        case Not(part):
            found = truth(part, cells)
            return None if found is None else not found
        case All(parts):
            each = [truth(part, cells) for part in parts]
            return False if False in each else None if None in each else True
        case Some(parts):
            each = [truth(part, cells) for part in parts]
            return True if True in each else None if None in each else False
        case Floor(part, settled):
            found = truth(part, cells)
            return None if found is False and not truth(settled, cells) else found
        case Table(lines):
            return next((truth(part, cells) for condition, part in lines if truth(condition, cells)), None)
    raise TypeError(f"{node!r} is no predicate")


def _within(node: Within, low: float | None, high: float | None) -> bool | None:
    if low is None or high is None or not (known(low) and known(high)):
        return None
    if any(first <= low and high <= last for first, last in node.spans):
        return True
    return None if any(first <= high and low <= last for first, last in node.spans) else False
