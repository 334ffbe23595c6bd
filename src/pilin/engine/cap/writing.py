"""An alert as bytes of CAP 1.2, its elements in the order that the schema asks for."""

from __future__ import annotations

from typing import Any

from lxml import etree

from pilin.engine.cap.model import Alert
from pilin.engine.cap.schema import BLOCKS, NAMESPACE, Part
from pilin.engine.cap.text import number


def write(alert: Alert) -> bytes:
    """Write an alert as a CAP 1.2 document in UTF-8.

    Signatures and unknown elements stand behind the last block as they came; a signature made over other bytes does not
    hold over these: whoever passes an alert on passes on the bytes it came in.

    Raises
    ------
    ValueError
        When a text holds what XML cannot carry, such as a zero byte.
    """
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _fill(root, alert, "alert")
    etree.indent(root)
    for kept in alert.extensions:
        root.append(etree.fromstring(kept, etree.XMLParser(resolve_entities=False, no_network=True)))
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
    return made


def _fill(element: etree._Element, values: Any, block: str) -> None:
    for part in BLOCKS[block]:
        given = getattr(values, part.attribute)
        for value in given if isinstance(given, tuple) else () if given is None else (given,):
            _add(element, part, value, block)


def _add(element: etree._Element, part: Part, value: Any, block: str) -> None:
    if part.kind == "decimal" and number(value) is None:
        return  # reading has listed it: the schema takes numbers only
    child = etree.SubElement(element, f"{{{NAMESPACE}}}{part.name}")
    if part.kind in BLOCKS:
        _fill(child, value, part.kind)
        if block == "info" and part.kind == "resource" and value.mime_type is None:
            # CAP 1.2 requires a media type, 1.1 did not: the type of unknown bytes (RFC 2046, 4.5.1).
            kind = etree.Element(f"{{{NAMESPACE}}}mimeType")
            kind.text = "application/octet-stream"
            child.insert(1, kind)
    else:
        child.text = value
