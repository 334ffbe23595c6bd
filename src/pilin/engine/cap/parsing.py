"""Bytes of strangers into a tree, within bounds: no document type, no entity, nothing fetched, nothing endless."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from pilin.engine.cap.tree import local


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold before it is turned away."""

    bytes: int = 64 * 1024 * 1024
    alerts: int = 20_000
    points: int = 100_000
    """Of one polygon; the longest of real alerts have some thousands."""
    elements: int = 5_000_000


LIMITS = Limits()


class BadCap(Exception):
    """The file is not looked into: ``code`` says why, ``line`` where.

    ``not_well_formed`` is a fault of the file as XML. ``too_large``, ``doctype``, ``too_many_alerts``,
    ``too_many_elements``, ``polygon_too_long`` and ``ran_out`` are refusals: nothing is said of its form.
    """

    def __init__(self, code: str, line: int | None = None, says: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.says = code, line, says


def parse(content: bytes, limits: Limits = LIMITS) -> etree._Element:
    """Return the root of an XML document.

    Raises
    ------
    BadCap
        When it is no XML, holds a document type, or is larger than ``limits`` allow.
    """
    if len(content) > limits.bytes:
        raise BadCap("too_large")
    # recover stays off: a repaired tree would be another document than the one that was sent.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, attribute_defaults=False,
        huge_tree=False, remove_blank_text=False, strip_cdata=True, recover=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        if _declares(content):
            raise BadCap("doctype", fault.lineno) from None
        if "huge" in str(fault).lower():  # the parser's own bounds: ten million bytes of one text, 2,048 levels
            raise BadCap("too_large", fault.lineno) from None
        raise BadCap("not_well_formed", fault.lineno, str(fault)) from None
    except (LookupError, ValueError, OSError) as fault:
        raise BadCap("not_well_formed", None, str(fault)) from None
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise BadCap("doctype")
    return root


def alerts_in(root: etree._Element, limits: Limits = LIMITS) -> list[etree._Element]:
    """Return every element named ``alert`` of a tree, in any namespace and at any depth, in the order they stand.

    Raises
    ------
    BadCap
        When there are more alerts, elements or points of a polygon than ``limits`` allow.
    """
    found = []
    for number, element in enumerate(root.iter(etree.Element), start=1):
        if number > limits.elements:
            raise BadCap("too_many_elements", element.sourceline)
        name = local(element)
        if name == "alert":
            found.append(element)
            if len(found) > limits.alerts:
                raise BadCap("too_many_alerts", element.sourceline)
        elif name == "polygon" and (element.text or "").count(",") > limits.points:
            raise BadCap("polygon_too_long", element.sourceline)
    return found


def _declares(content: bytes) -> bool:
    """Say whether a document that could not be read has a document type; its zeros are UTF-16's."""
    return b"<!DOCTYPE" in content.replace(b"\x00", b"")
