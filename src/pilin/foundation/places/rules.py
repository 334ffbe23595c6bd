"""What may be written of places, and how the graph of what lies in what is read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Edge:
    """One place lies in another from a day until another; a bound that is None is open."""

    inner: str
    outer: str
    kind: str
    first: date = date.min
    last: date = date.max

    def holds_on(self, on: date) -> bool:
        """Return whether it held on that day, both bounds inclusive."""
        return self.first <= on <= self.last


def may_keep_reference(by: Standing) -> Verdict:
    """Return whether this standing keeps reference data: the instance's keeper, or the machine that sets it up."""
    if by.sees_all or by.holds(Role.KEEPER):
        return Verdict.yes()
    return Verdict.no("not_keeper", _("Places are kept by the keeper of the instance."))


def closes_a_cycle(edges: Iterable[Edge], new: Edge) -> bool:
    """Return whether a place would lie in itself on any day if ``new`` were added, whatever the kinds of the links.

    Examples
    --------
    >>> town = Edge("310116102", "310116", "division")
    >>> closes_a_cycle([town], Edge("310116", "310116102", "park"))
    True
    >>> closes_a_cycle([town], Edge("310116102", "basin", "basin"))
    False
    """
    if new.inner == new.outer:
        return True
    outward: dict[str, list[Edge]] = {}
    for edge in edges:
        outward.setdefault(edge.inner, []).append(edge)
    seen: set[tuple[str, date, date]] = set()
    waiting = [(new.outer, new.first, new.last)]
    while waiting:
        place, first, last = waiting.pop()
        if place == new.inner:
            return True
        if (place, first, last) in seen:
            continue
        seen.add((place, first, last))
        for edge in outward.get(place, ()):
            start, end = max(first, edge.first), min(last, edge.last)
            if start <= end:
                waiting.append((edge.outer, start, end))
    return False


def holders(edges: Iterable[Edge], place: str, on: date) -> dict[str, set[str]]:
    """Return everything that holds a place on a day, directly or through others: code → kinds of the last links.

    A zone that holds a county holds its towns; each holder stands once however many ways lead to it.
    """
    outward: dict[str, list[Edge]] = {}
    for edge in edges:
        if edge.holds_on(on):
            outward.setdefault(edge.inner, []).append(edge)
    found: dict[str, set[str]] = {}
    waiting, passed = [place], {place}
    while waiting:
        for edge in outward.get(waiting.pop(), ()):
            found.setdefault(edge.outer, set()).add(edge.kind)
            if edge.outer not in passed:
                passed.add(edge.outer)
                waiting.append(edge.outer)
    return found


def held(edges: Iterable[Edge], containers: Iterable[str], on: date) -> set[str]:
    """Return every place that lies in any of these containers on a day, each once: overlaps never count twice."""
    inward: dict[str, list[str]] = {}
    for edge in edges:
        if edge.holds_on(on):
            inward.setdefault(edge.outer, []).append(edge.inner)
    found: set[str] = set()
    waiting = list(containers)
    while waiting:
        for inner in inward.get(waiting.pop(), ()):
            if inner not in found:
                found.add(inner)
                waiting.append(inner)
    return found
