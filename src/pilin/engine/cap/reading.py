"""An alert of a tree as values, with what was tolerated. Every change is listed; nothing is mended in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from pilin.engine.cap.model import Alert, Area, Info, Named, Resource
from pilin.engine.cap.parsing import LIMITS, Limits, alerts_in, parse
from pilin.engine.cap.schema import BLOCKS, CAP_10, CAP_11, DSIG, LOOSER_IN_11, MANY, VALUES, Part, version_of
from pilin.engine.cap.text import loosened, moment, number, ring
from pilin.engine.cap.tree import children, collapsed, local, path, text

CHANGES = {
    "namespace": "The namespace is none of CAP; it is read as one of 1.2",
    "missing": "A required element is missing; it stays empty",
    "repeated": "An element stands more than once; the first one is taken",
    "order": "Elements stand out of order; they are read by their names",
    "unknown_element": "An element that CAP does not know is not read; it stays in the bytes that came",
    "unknown_value": "A value that CAP does not know is kept as it is",
    "letters": "A value is written with other capitals; the standard's spelling is taken",
    "blanks": "Blanks around a value are left out",
    "very_likely": "Very Likely of CAP 1.0 is read as Likely",
    "time": "A time is brought into the standard's form",
    "time_unreadable": "A time is no time of the standard; it counts as unknown",
    "joined": "A name and its value in one text, as in CAP 1.0, are taken apart",
    "closed": "A polygon that ends elsewhere than it begins is closed",
    "pairs": "A comma or blank too many in a polygon is left out",
    "not_drawn": "A polygon or circle that is none on earth is kept and not drawn",
    "not_a_number": "An altitude or ceiling that is no number is kept and not written",
    "inner_markup": "Elements inside a text are read as text",
}
"""What reading may change, by the code of a tolerance."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """One change: where, which (a code of ``CHANGES``), what stood there and what is read (both at most 200 characters)."""

    line: int
    path: str
    change: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """An alert as read: its values, the bytes it came in, its version (None where unknown), every tolerance."""

    alert: Alert
    raw: bytes
    version: str | None
    tolerances: tuple[Tolerance, ...]


def readings(content: bytes, limits: Limits = LIMITS) -> list[Reading]:
    """Read every outermost alert of a file.

    Raises
    ------
    BadCap
        When the file is no XML or is turned away.
    """
    root = parse(content, limits)
    found = []
    for element in alerts_in(root, limits):
        if not any(local(up) == "alert" for up in element.iterancestors()):
            found.append(read(element, content if element is root else None))
    return found


def read(element: etree._Element, raw: bytes | None = None) -> Reading:
    """Read one alert.

    Parameters
    ----------
    element : etree._Element
    raw : bytes, optional
        The bytes of the whole file where the alert is its root. Of an alert inside a feed its own bytes are cut out.
    """
    version = version_of(etree.QName(element).namespace)
    reader = _Reader(element, version)
    if version is None:
        reader.change(element, "namespace", etree.QName(element).namespace or "")
    values = reader.block(element, "alert")
    kept = []
    for child in element.iterchildren(etree.Element):
        if etree.QName(child).namespace == DSIG and version != CAP_11:
            kept.append(_bytes(child))
        elif reader.is_unknown(child, "alert"):
            reader.change(child, "unknown_element", local(child))
            if etree.QName(child).namespace != etree.QName(element).namespace:
                kept.append(_bytes(child))
    alert = Alert(**values, extensions=tuple(kept))
    return Reading(alert, _bytes(element) if raw is None else raw, version, tuple(reader.tolerances))


def _bytes(element: etree._Element) -> bytes:
    made: bytes = etree.tostring(element, encoding="UTF-8", with_tail=False)
    return made


class _Reader:
    def __init__(self, top: etree._Element, version: str | None) -> None:
        self.top, self.version = top, version
        self.space = etree.QName(top).namespace
        self.tolerances: list[Tolerance] = []

    def change(self, element: etree._Element, change: str, was: str = "", now: str = "") -> None:
        """List one tolerance."""
        line = element.sourceline or 0
        self.tolerances.append(Tolerance(line, path(element, self.top), change, was[:200], now[:200]))

    def is_unknown(self, element: etree._Element, block: str) -> bool:
        """Say whether an element is none of a block."""
        names = {part.name for part in BLOCKS[block]}
        return etree.QName(element).namespace != self.space or local(element) not in names

    def block(self, element: etree._Element, block: str) -> dict[str, Any]:
        """Return what stands in a block, by the attributes of the model."""
        below = children(element)
        self._in_order(element, below, block)
        values: dict[str, Any] = {}
        for part in BLOCKS[block]:
            found = [child for child in below if local(child) == part.name]
            values[part.attribute] = self._part(element, block, part, found)
        if block != "alert":
            for child in element.iterchildren(etree.Element):
                if self.is_unknown(child, block):
                    self.change(child, "unknown_element", local(child))
        return values

    def _in_order(self, element: etree._Element, below: list[etree._Element], block: str) -> None:
        places = {part.name: place for place, part in enumerate(BLOCKS[block])}
        known = [places[local(child)] for child in below if local(child) in places]
        if known != sorted(known):
            self.change(element, "order")

    def _part(self, element: etree._Element, block: str, part: Part, found: list[etree._Element]) -> Any:
        if part.most is MANY:
            return tuple(self._value(child, part) for child in found)
        if len(found) > 1:
            self.change(found[1], "repeated", text(found[1]))
        if found:
            return self._value(found[0], part)
        if part.least:
            if not (self.version in (CAP_10, CAP_11) and (block, part.name) in LOOSER_IN_11):
                self.change(element, "missing", part.name)
            return None if part.attribute == "mime_type" else ""
        return None

    def _value(self, element: etree._Element, part: Part) -> Any:
        if part.kind == "named":
            return self._named(element)
        if part.kind in BLOCKS:
            made: dict[str, Any] = {"info": Info, "resource": Resource, "area": Area}
            return made[part.kind](**self.block(element, part.kind))
        if any(True for _child in element.iterchildren(etree.Element)):
            self.change(element, "inner_markup")
            return "".join(element.itertext(with_tail=False))
        value = text(element)
        if part.kind in VALUES:
            return self._listed(element, value, part.kind)
        if part.kind == "time":
            return self._time(element, collapsed(value))
        if part.kind in ("language", "uri", "integer"):
            return collapsed(value)
        if part.kind == "decimal":
            value = collapsed(value)
            if value and number(value) is None:
                self.change(element, "not_a_number", value)
            return value
        if part.name == "polygon":
            return self._polygon(element, value)
        if part.name == "circle" and value.strip() and not Area("", circles=(value,)).discs:
            self.change(element, "not_drawn", value)
        return value

    def _listed(self, element: etree._Element, value: str, kind: str) -> str:
        if value in VALUES[kind]:
            return value
        bare = value.strip()
        spelling = {known.lower(): known for known in VALUES[kind]}
        if kind == "certainty" and bare.lower() == "very likely":
            self.change(element, "very_likely", value, "Likely")
            return "Likely"
        if bare in VALUES[kind]:
            self.change(element, "blanks", value, bare)
            return bare
        if bare.lower() in spelling:
            self.change(element, "letters", value, spelling[bare.lower()])
            return spelling[bare.lower()]
        self.change(element, "unknown_value", value)
        return value

    def _time(self, element: etree._Element, value: str) -> str:
        if not value or moment(value) is not None:
            return value
        mended = loosened(value)
        if mended is None:
            self.change(element, "time_unreadable", value)
            return value
        self.change(element, "time", value, mended)
        return mended

    def _named(self, element: etree._Element) -> Named:
        if not children(element):  # CAP 1.0 wrote name=value as one text
            name, _sign, value = text(element).partition("=")
            self.change(element, "joined", text(element), name)
            return Named(name.strip(), value.strip())
        values = self.block(element, "named")
        return Named(values["name"], values["value"])

    def _polygon(self, element: etree._Element, value: str) -> str:
        if not value.strip() or Area("", polygons=(value,)).rings:
            return value
        pairs, points = value, ring(value)
        if points is None:
            pairs = " ".join(pair.strip(",") for pair in value.replace(" ,", ",").split())
            points = ring(pairs)
        closed = pairs
        if points and len(points) >= 3 and points[0] != points[-1]:
            closed = f"{pairs.strip()} {pairs.split()[0]}"
        if Area("", polygons=(closed,)).rings:
            if pairs != value:
                self.change(element, "pairs", value, pairs)
            if closed != pairs:
                self.change(element, "closed", value.split()[-1], value.split()[0])
            return closed
        self.change(element, "not_drawn", value)
        return value
