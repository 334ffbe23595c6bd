"""What the standard's prose asks beyond its schema, rule by rule, each with its clause.

Source: OASIS, Common Alerting Protocol 1.2 (1 July 2010), clauses 3.2 and 3.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pilin.engine.cap.schema import BLOCKS, CAP_10, DSIG
from pilin.engine.cap.text import TIME, circle, moment, number, on_earth, ring, words
from pilin.engine.cap.tree import children, collapsed, local, text

MUST = "must"
SHOULD = "should"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the prose. ``weight`` is ``must`` or ``should``, as the standard words it."""

    code: str
    clause: str
    weight: str
    says: str


RULES = {
    rule.code: rule
    for rule in (
        Rule("empty", "3.2", SHOULD, "An element that says nothing is left out"),
        Rule("identifier_form", "3.2.1", MUST, "An identifier holds no blank, comma, < or &"),
        Rule("sender_form", "3.2.1", MUST, "A sender holds no blank, comma, < or &"),
        Rule("time_form", "3.3.2", MUST, "A time is written YYYY-MM-DDThh:mm:ss with its zone, such as +08:00"),
        Rule("time_letter", "3.3.2", MUST, "A zone is never written with a letter such as Z"),
        Rule("time_utc", "3.3.2", MUST, "UTC is written -00:00"),
        Rule("time_unreal", "3.3.2", MUST, "The time is none of the calendar or the clock"),
        Rule(
            "references_missing", "3.2.1", MUST, "An update, cancellation, acknowledgement or error names its message"
        ),
        Rule("references_form", "3.2.1", MUST, "A reference is sender,identifier,sent"),
        Rule("references_time", "3.2.1", MUST, "The time in a reference is a time of the standard's form"),
        Rule("restriction_missing", "3.2.1", MUST, "A restricted alert says what restricts it"),
        Rule("restriction_idle", "3.2.1", SHOULD, "Only a restricted alert carries a restriction"),
        Rule("addresses_missing", "3.2.1", MUST, "A private alert names whom it is for"),
        Rule("addresses_quotes", "3.2.1", MUST, "A quote in the addresses stays open"),
        Rule("incidents_quotes", "3.2.1", MUST, "A quote in the incidents stays open"),
        Rule("note_missing", "3.2.1", SHOULD, "An exercise or an error is explained in a note"),
        Rule("info_missing", "3.1", SHOULD, "An alert or an update tells something in an info block"),
        Rule("language_form", "3.2.2", MUST, "A language is a code such as zh-CN"),
        Rule("expires_first", "3.2.2", MUST, "It expires before it is effective"),
        Rule("web_relative", "3.2.2", MUST, "The web address is a full one"),
        Rule("mime_form", "3.2.3", MUST, "A media type is written such as image/png"),
        Rule("size_form", "3.2.3", MUST, "A size is a number of bytes"),
        Rule("uri_relative", "3.2.3", MUST, "An address without attached content is a full one"),
        Rule("deref_form", "3.2.3", MUST, "Attached content is written in base64"),
        Rule("digest_form", "3.2.3", MUST, "A digest is a SHA-1 in 40 hexadecimal digits"),
        Rule("polygon_form", "3.2.4", MUST, "A polygon is a list of pairs lat,lon with blanks between them"),
        Rule("polygon_short", "3.2.4", MUST, "A polygon has four pairs at least"),
        Rule("polygon_open", "3.2.4", MUST, "The first and the last pair of a polygon are the same"),
        Rule("circle_form", "3.2.4", MUST, "A circle is lat,lon, a blank and a radius in kilometres"),
        Rule("circle_radius", "3.2.4", MUST, "A radius is not less than nothing"),
        Rule("off_earth", "3.3.1", MUST, "A latitude lies within 90 degrees, a longitude within 180"),
        Rule("altitude_form", "3.2.4", MUST, "Altitude and ceiling are numbers of feet"),
        Rule("ceiling_alone", "3.2.4", MUST, "A ceiling stands only together with an altitude"),
        Rule("ceiling_below", "3.2.4", MUST, "The ceiling lies below the altitude"),
        Rule("geocode_alone", "3.2.4", SHOULD, "A code of a place stands beside a polygon or a circle"),
        Rule("signature_form", "3.3.4.1", MUST, "A signature is one enveloped in the alert"),
    )
}

Found = tuple[etree._Element, str]
"""An element and the code of the rule that it breaks."""

_NAMES = sorted({part.name for parts in BLOCKS.values() for part in parts})
_NAME = re.compile(r"[^\s,<&]+")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}|i|x)(?:-[a-z0-9]{1,8})*", re.IGNORECASE | re.ASCII)
_LETTER = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\s*[A-Za-z]+", re.ASCII)
_FULL_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", re.ASCII)
_MIME = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}", re.ASCII)
_SHA1 = re.compile(r"[0-9a-fA-F]{40}", re.ASCII)
_EARLIER = {"Update", "Cancel", "Ack", "Error"}


def broken(alert: etree._Element, version: str | None) -> Iterator[Found]:
    """Yield the places of an alert where a rule of the prose is broken, in no order."""
    yield from _empty(alert)
    yield from _head(alert)
    for info in children(alert, "info"):
        yield from _info(alert, info)
    if version != CAP_10:
        for signature in alert.iterchildren(f"{{{DSIG}}}Signature"):
            if not _enveloped(signature):
                yield signature, "signature_form"


def _value(block: etree._Element, name: str) -> str | None:
    """Return the text of the first element of a name, without blanks around it; None where there is none."""
    found = children(block, name)
    return text(found[0]).strip() if found else None


def _empty(alert: etree._Element) -> Iterator[Found]:
    space = str(alert.tag).rpartition("}")[0]
    names = [f"{space}}}{name}" if space else name for name in _NAMES]
    for element in alert.iter(*names):
        if element is not alert and not len(element) and not (element.text or "").strip():
            yield element, "empty"


def _head(alert: etree._Element) -> Iterator[Found]:
    for name in ("identifier", "sender"):
        for element in children(alert, name):
            if (value := text(element)) and not _NAME.fullmatch(value):
                yield element, f"{name}_form"
    for element in children(alert, "sent"):
        yield from _time(element)
    kind, scope, status = _value(alert, "msgType"), _value(alert, "scope"), _value(alert, "status")
    references = _value(alert, "references")
    if kind in _EARLIER and not references:
        yield from ((element, "references_missing") for element in children(alert, "msgType")[:1])
    for element in children(alert, "references"):
        yield from ((element, code) for code in _references(text(element)))
    restriction = _value(alert, "restriction")
    if scope == "Restricted" and not restriction:
        yield children(alert, "scope")[0], "restriction_missing"
    if restriction and scope in ("Public", "Private"):
        yield children(alert, "restriction")[0], "restriction_idle"
    if scope == "Private" and not _value(alert, "addresses"):
        yield children(alert, "scope")[0], "addresses_missing"
    for name in ("addresses", "incidents"):
        for element in children(alert, name):
            if words(text(element)) is None:
                yield element, f"{name}_quotes"
    if (status == "Exercise" or kind == "Error") and not _value(alert, "note"):
        yield children(alert, "status" if status == "Exercise" else "msgType")[0], "note_missing"
    if kind in ("Alert", "Update") and not children(alert, "info"):
        yield alert, "info_missing"


def _references(listed: str) -> Iterator[str]:
    for word in listed.split():
        parts = word.split(",")
        if len(parts) != 3 or not all(parts):
            yield "references_form"
        elif moment(parts[2]) is None:
            yield "references_time"


def _time(element: etree._Element) -> Iterator[Found]:
    value = text(element).strip()
    if not value:
        return
    if TIME.fullmatch(value):
        if moment(value) is None:
            yield element, "time_unreal"
        elif value.endswith("+00:00"):
            yield element, "time_utc"
    elif _LETTER.fullmatch(value):
        yield element, "time_letter"
    else:
        yield element, "time_form"


def _info(alert: etree._Element, info: etree._Element) -> Iterator[Found]:
    for name in ("effective", "onset", "expires"):
        for element in children(info, name):
            yield from _time(element)
    begins = moment(_value(info, "effective")) or moment(_value(alert, "sent"))
    ends = moment(_value(info, "expires"))
    if begins and ends and ends < begins:
        yield children(info, "expires")[0], "expires_first"
    for element in children(info, "language"):
        if (value := text(element).strip()) and not _LANGUAGE.fullmatch(value):
            yield element, "language_form"
    for element in children(info, "web"):
        if (value := collapsed(text(element))) and not _FULL_ADDRESS.fullmatch(value):
            yield element, "web_relative"
    for resource in children(info, "resource"):
        yield from _resource(resource)
    for area in children(info, "area"):
        yield from _area(area)


def _resource(resource: etree._Element) -> Iterator[Found]:
    for name, form, code in (
        ("mimeType", _MIME, "mime_form"),
        ("digest", _SHA1, "digest_form"),
        ("size", re.compile(r"\+?\d+", re.ASCII), "size_form"),
    ):
        for element in children(resource, name):
            if (value := text(element).strip()) and not form.fullmatch(value):
                yield element, code
    attached = children(resource, "derefUri")
    for element in attached:
        packed = "".join(text(element).split())
        if len(packed) % 4 or not _BASE64.fullmatch(packed):
            yield element, "deref_form"
    for element in children(resource, "uri"):
        if (value := collapsed(text(element))) and not attached and not _FULL_ADDRESS.fullmatch(value):
            yield element, "uri_relative"


def _area(area: etree._Element) -> Iterator[Found]:
    for element in children(area, "polygon"):
        if text(element).strip():
            yield from ((element, code) for code in _polygon(text(element)))
    for element in children(area, "circle"):
        if text(element).strip():
            yield from ((element, code) for code in _circle(text(element)))
    heights = {}
    for name in ("altitude", "ceiling"):
        for element in children(area, name):
            if not (value := text(element).strip()):
                continue
            heights[name] = number(value)
            if heights[name] is None:
                yield element, "altitude_form"
    altitude, ceiling = heights.get("altitude"), heights.get("ceiling")
    if children(area, "ceiling") and not children(area, "altitude"):
        yield children(area, "ceiling")[0], "ceiling_alone"
    elif altitude is not None and ceiling is not None and ceiling < altitude:
        yield children(area, "ceiling")[0], "ceiling_below"
    codes = children(area, "geocode")
    if codes and not children(area, "polygon") and not children(area, "circle"):
        yield codes[0], "geocode_alone"


def _polygon(value: str) -> Iterator[str]:
    points = ring(value)
    if points is None:
        yield "polygon_form"
        return
    if len(points) < 4:
        yield "polygon_short"
    if points[0] != points[-1]:
        yield "polygon_open"
    if not all(on_earth(at) for at in points):
        yield "off_earth"


def _circle(value: str) -> Iterator[str]:
    found = circle(value)
    if found is None:
        yield "circle_form"
        return
    if found[1] < 0:
        yield "circle_radius"
    if not on_earth(found[0]):
        yield "off_earth"


def _enveloped(signature: etree._Element) -> bool:
    references = signature.findall(f"{{{DSIG}}}SignedInfo/{{{DSIG}}}Reference")
    methods = [each.get("Algorithm") for each in signature.iter(f"{{{DSIG}}}Transform")]
    return (
        len(references) == 1
        and references[0].get("URI", "") == ""
        and f"{DSIG}enveloped-signature" in methods
        and local(signature.getparent()) == "alert"
    )
