"""What of OData's query language the reading part of OGC SensorThings 1.1 needs; read here, never guessed at. Pure.

``$filter`` knows ``eq ne gt ge lt le``, ``and or not`` and brackets, over a property on the left and a literal on the right
or the other way round; ``$expand`` one level without options. Everything else is refused in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Fault, Invalid
from pilin.foundation.observations.rules.readings import read_moment

A_PAGE, MOST = 100, 1_000  # entities given without $top, and at most
DEEPEST, LONGEST = 20, 2_000  # brackets within brackets; characters of a filter
LARGEST_SKIP = 10_000_000
OPTIONS = ("$top", "$skip", "$orderby", "$filter", "$select", "$count", "$expand", "$resultFormat")
LOOKUPS = {"eq": "exact", "ne": "exact", "gt": "gt", "ge": "gte", "lt": "lt", "le": "lte"}
TURNED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge", "eq": "eq", "ne": "ne"}
TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<mark>[()])"
    r"|(?P<time>\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)|(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<word>[A-Za-z_@][\w.@/]*))"
)


@dataclass(frozen=True, slots=True)
class Property:
    """A property one may filter and sort by: the column under it, and of which kind its values are."""

    column: str
    kind: str  # time · number · text · key (a number) · uid


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants of a collection."""

    top: int = A_PAGE
    skip: int = 0
    order: tuple[str, ...] = ()  # columns, with a minus where descending
    where: Q = field(default_factory=Q)
    select: frozenset[str] | None = None
    count: bool = False
    expand: tuple[str, ...] = ()


def read_asked(given: Mapping[str, str], properties: Mapping[str, Property], links: Mapping[str, Any]) -> Asked:
    """Return what a request wants.

    Raises
    ------
    Invalid
        With every option that cannot be read, in words.
    """
    faults = [
        Fault("unknown_option", name[:40], _("There is no such option here"), value=name[:40])
        for name in given
        if name.startswith("$") and name not in OPTIONS
    ]
    top = _whole(given, "$top", A_PAGE, MOST, faults)
    skip = _whole(given, "$skip", 0, LARGEST_SKIP, faults)
    order: tuple[str, ...] = ()
    where = Q()
    try:
        order = _order(given.get("$orderby", ""), properties)
    except Invalid as wrong:
        faults += wrong.faults
    try:
        where = read_filter(given["$filter"], properties) if given.get("$filter") else Q()
    except Invalid as wrong:
        faults += wrong.faults
    expand = tuple(dict.fromkeys(name.strip() for name in given.get("$expand", "").split(",") if name.strip()))
    for name in expand:
        if name not in links:
            faults.append(
                Fault(
                    "no_expand",
                    "$expand",
                    _("Expands by one level and without options: {names}").format(names=", ".join(links)),
                    value=name[:60],
                )
            )
    count = given.get("$count", "false")
    if count not in ("true", "false"):
        faults.append(Fault("no_choice", "$count", _("Write true or false"), value=count[:20]))
    if faults:
        raise Invalid(*faults)
    chosen = frozenset(name.strip() for name in given.get("$select", "").split(",") if name.strip())
    return Asked(top, skip, order, where, chosen or None, count == "true", expand)


def _whole(given: Mapping[str, str], name: str, default: int, most: int, faults: list[Fault]) -> int:
    text = given.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        faults.append(Fault("no_number", name, _("Write a whole number, zero or more"), value=text[:40]))
        return default
    return min(int(text), most)


def _order(text: str, properties: Mapping[str, Property]) -> tuple[str, ...]:
    order = []
    for part in (one.strip() for one in text.split(",") if one.strip()):
        name, _space, way = part.partition(" ")
        if name not in properties or way.strip().lower() not in ("", "asc", "desc"):
            raise Invalid(
                Fault(
                    "no_order",
                    "$orderby",
                    _("Sorts by {names}, asc or desc").format(names=", ".join(properties)),
                    value=part[:60],
                )
            )
        order.append(("-" if way.strip().lower() == "desc" else "") + properties[name].column)
    return tuple(order)


def read_filter(text: str, properties: Mapping[str, Property]) -> Q:
    """Return the condition that a filter says.

    Raises
    ------
    Invalid
        Where it cannot be read; the fault says at which word.
    """
    if len(text) > LONGEST:
        raise _wrong(_("This filter is too long"), text[:40])
    reading = _Filter(list(_tokens(text)), properties)
    found = reading.either(0)
    if reading.tokens:
        raise _wrong(_("The filter should end before this"), reading.tokens[0][1])
    return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text.rstrip()):
        found = TOKEN.match(text, place)
        if found is None:
            raise _wrong(_("This cannot be read as part of a filter"), text[place : place + 40])
        place = found.end()
        yield str(found.lastgroup), found.group(str(found.lastgroup))


def _wrong(reason: Any, value: str) -> Invalid:
    return Invalid(Fault("no_filter", "$filter", reason, value=value))


@dataclass(slots=True)
class _Filter:
    """Reads a filter from left to right: ``or`` of ``and`` of ``not`` of brackets and comparisons."""

    tokens: list[tuple[str, str]]
    properties: Mapping[str, Property]

    def either(self, depth: int) -> Q:
        found = self.both(depth)
        while self._next("or"):
            found |= self.both(depth)
        return found

    def both(self, depth: int) -> Q:
        found = self.one(depth)
        while self._next("and"):
            found &= self.one(depth)
        return found

    def one(self, depth: int) -> Q:
        if depth > DEEPEST:
            raise _wrong(_("There are too many brackets in this filter"), "(")
        if self._next("not"):
            return ~self.one(depth + 1)
        if self._next("("):
            found = self.either(depth + 1)
            if not self._next(")"):
                raise _wrong(_("A bracket is not closed"), self._seen())
            return found
        return self._comparison()

    def _comparison(self) -> Q:
        left, sign, right = self._take(), self._take()[1], self._take()
        if sign not in LOOKUPS:
            raise _wrong(_("Compare with eq, ne, gt, ge, lt or le"), sign)
        if right[0] == "word" and left[0] != "word":
            left, right, sign = right, left, TURNED[sign]
        if left[0] != "word" or left[1] not in self.properties:
            raise _wrong(_("Filters by {names}").format(names=", ".join(self.properties)), left[1])
        held = self.properties[left[1]]
        if right == ("word", "null") and sign in ("eq", "ne"):
            return Q(**{f"{held.column}__isnull": sign == "eq"})
        condition = Q(**{f"{held.column}__{LOOKUPS[sign]}": _literal(held, *right)})
        return ~condition if sign == "ne" else condition

    def _next(self, word: str) -> bool:
        if self.tokens and self.tokens[0] in (("word", word), ("mark", word)):
            self.tokens.pop(0)
            return True
        return False

    def _take(self) -> tuple[str, str]:
        if not self.tokens:
            raise _wrong(_("The filter ends too early"), "")
        return self.tokens.pop(0)

    def _seen(self) -> str:
        return self.tokens[0][1] if self.tokens else ""


def _literal(held: Property, kind: str, text: str) -> Any:
    """Return a literal as the column compares it."""
    words = text[1:-1].replace("''", "'") if kind == "text" else text
    try:
        match held.kind:
            case "time" if kind in ("time", "text"):
                if (moment := read_moment(words)) is not None:
                    return moment
            case "number" if kind == "number":
                return (
                    Decimal(words).quantize(Decimal("0.000001"))
                    if abs(Decimal(words)) < 10**12
                    else Decimal(10**12).copy_sign(Decimal(words))
                )
            case "key" if kind == "number" and words.lstrip("+").isdigit() and len(words) < 19:
                return int(words)
            case "uid" if kind == "text":
                return UUID(words)
            case "text" if kind == "text":
                return words
    except (ValueError, InvalidOperation):
        pass
    raise _wrong(
        {"time": _("Compare it with a moment, as 2024-06-27T08:00:00Z"), "number": _("Compare it with a number")}.get(
            held.kind, _("Compare it with a value in single quotes, or a whole number for ids of Observations")
        ),
        text[:60],
    )
