"""Whose turn it is: terms settled by the circle, and the turns that follow from its order.

The convention, shown wherever a chair is: a first term runs from the day its order was settled to the end of that year,
later terms are calendar years; before the first term there is no chair, and after the last settled one there is none
until the circle records its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A full member of a circle from a day until another; None: open."""

    code: str
    first: date
    last: date | None = None

    def holds_on(self, on: date) -> bool:
        """Return whether it is a member on that day, both bounds inclusive."""
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True)
class Order:
    """An order of turns: the first code's first turn is in ``from_year``. A later order replaces an earlier one."""

    codes: tuple[str, ...]
    from_year: int
    decided_on: date | None = None
    illustrative: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A term that began, or whose handover both chairs signed."""

    code: str
    year: int
    starts_on: date
    ends_on: date
    illustrative: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn in office, settled or computed from the order."""

    year: int
    code: str
    starts_on: date
    ends_on: date
    settled: bool
    illustrative: bool = False
    source: str = ""


def turns(
    memberships: Iterable[Span], orders: Iterable[Order], settled: Iterable[Settled], first: int, last: int
) -> list[Turn]:
    """Return the turns of the years ``first`` to ``last``, one a year, without gap or overlap.

    Each year is reckoned from the members of its first day, after all years before it: so whoever joins or leaves
    later moves no earlier turn. A newcomer queues behind everybody who was there before; whoever has just been in
    office is passed over while there is anyone else.

    Parameters
    ----------
    memberships : iterable of Span
        Full members only; observers take no turn.
    orders : iterable of Order
    settled : iterable of Settled
        They stand as they are.
    first, last : int
        Years, both inclusive. Years without an order and without a settled term are left out.

    Examples
    --------
    >>> pair = [Span("A", date(2024, 1, 1)), Span("B", date(2024, 1, 1))]
    >>> [t.code for t in turns(pair, [Order(("A", "B"), 2024)], [], 2024, 2027)]
    ['A', 'B', 'A', 'B']
    """
    spans, known = list(memberships), {s.year: s for s in settled}
    by_year = {o.from_year: o for o in sorted(orders, key=lambda o: o.from_year)}
    starts = [*known, *by_year]
    if not starts:
        return []
    queue: list[str] = []
    order: Order | None = None
    before: Turn | None = None
    found = []
    for year in range(min(starts), last + 1):
        if year in by_year:
            order = by_year[year]
            queue = list(order.codes)
        turn = _settled_turn(known[year]) if year in known else _computed_turn(year, order, queue, spans, before)
        if turn is None:
            continue
        if turn.code in queue:
            queue.remove(turn.code)
        if order is not None:
            queue.append(turn.code)
        before = turn
        if year >= first:
            found.append(turn)
    return found


def turn_on(all_turns: Sequence[Turn], on: date) -> Turn | None:
    """Return the turn of a day; None before the first and after the last known one."""
    return next((t for t in all_turns if t.starts_on <= on <= t.ends_on), None)


def in_office_on(all_turns: Sequence[Turn], on: date) -> Turn | None:
    """Return the turn that carries the powers of the chair on a day.

    Whose turn it is follows from the order; the powers come with the handover, which settles the term. Until then
    nobody has them, and the town before merely acts. Only a circle's first turn has nobody to take over from.
    """
    turn = turn_on(all_turns, on)
    if turn is None or turn.settled or not any(t.settled for t in all_turns if t.ends_on < turn.starts_on):
        return turn
    return None


def _settled_turn(term: Settled) -> Turn:
    return Turn(term.year, term.code, term.starts_on, term.ends_on, True, term.illustrative, term.source)


def _computed_turn(
    year: int, order: Order | None, queue: list[str], spans: Sequence[Span], before: Turn | None
) -> Turn | None:
    if order is None:
        return None
    starts_on = date(year, 1, 1)
    if before is not None and before.year == year - 1:
        starts_on = before.ends_on + DAY
    elif order.decided_on is not None and order.decided_on.year == year == order.from_year:
        starts_on = order.decided_on
    ends_on = date(year, 12, 31)
    if starts_on > ends_on:  # a settled term reached beyond this whole year
        return None
    here = {s.code for s in sorted(spans, key=lambda s: (s.first, s.code)) if s.holds_on(starts_on)}
    queue.extend(s.code for s in _by_arrival(spans) if s.code in here and s.code not in queue)
    waiting = [code for code in queue if code in here]
    if not waiting:
        return None
    rested = [code for code in waiting if before is None or code != before.code]
    return Turn(year, (rested or waiting)[0], starts_on, ends_on, False, order.illustrative, order.source)


def _by_arrival(spans: Sequence[Span]) -> list[Span]:
    first_by_code: dict[str, Span] = {}
    for span in sorted(spans, key=lambda s: (s.first, s.code)):
        first_by_code.setdefault(span.code, span)
    return list(first_by_code.values())
