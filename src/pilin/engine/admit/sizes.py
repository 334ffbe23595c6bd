"""Size classes of firms, by industry, staff and revenue."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pilin.engine.admit.exact import truth
from pilin.engine.admit.facts import Facts
from pilin.engine.admit.rules import Rules, built_in_rules


class Size(StrEnum):
    """How large a firm counts."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


def size_of(facts: Facts, *, on: date, rules: Rules | None = None) -> Size | None:
    """Return the size class of a firm; None where what is known leaves more than one.

    Parameters
    ----------
    facts : Facts
        Needs the industry, and as much of staff and last year's revenue as decides.
    on : date
    rules : Rules, optional
        Those that Pilin brings along where None.

    Examples
    --------
    >>> from pilin.engine.admit.facts import read_facts
    >>> on = date(2024, 6, 1)
    >>> size_of(read_facts({"industry": "C", "staff": 300, "revenue_cny": {"2023": 19_999_999}}, on=on), on=on)
    <Size.SMALL: 'small'>
    >>> size_of(read_facts({"industry": "C", "revenue_cny": {"2023": 3_852_000_000}}, on=on), on=on) is None
    True
    """
    language, cells = (rules or built_in_rules()).language(on), facts.cells()
    if not language.sizes:
        return None
    reached = {size: truth(language.read(f"size >= {size}"), cells) for size in (Size.SMALL, Size.MEDIUM, Size.LARGE)}
    for size in (Size.LARGE, Size.MEDIUM, Size.SMALL):
        if reached[size] is not False:
            return size if reached[size] else None
    return Size.MICRO
