"""Where an element stands: its line, its path below the alert, its text."""

from __future__ import annotations

from lxml import etree


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element, name: str | None = None) -> list[etree._Element]:
    """Return the elements right below, in the namespace of their parent; all of them or those of a name."""
    space, _brace, _name = element.tag.rpartition("}")
    space = f"{space}}}" if space else "{}"
    return list(element.iterchildren(f"{space}{name or '*'}"))


def path(element: etree._Element, top: etree._Element) -> str:
    """Return where an element stands below an alert: ``alert/info[1]/area[2]/polygon[1]``."""
    steps = []
    while element is not top:
        parent = element.getparent()
        if parent is None:
            break
        name = local(element)
        before = sum(1 for sibling in element.itersiblings(etree.Element, preceding=True) if local(sibling) == name)
        steps.append(f"{name}[{before + 1}]")
        element = parent
    return "/".join([local(top), *reversed(steps)])


def text(element: etree._Element) -> str:
    """Return the text of an element without that of elements, comments and instructions in it."""
    parts = [element.text or ""]
    parts += [child.tail or "" for child in element]
    return "".join(parts)


def collapsed(value: str) -> str:
    """Return a text as XML Schema reads the types that are no strings: no blanks around, one blank between."""
    return " ".join(value.split())
