"""Whether a file is well formed, its alerts valid by the schema, and where they break the standard's prose."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from lxml import etree

from pilin.engine.cap.parsing import LIMITS, BadCap, Limits, alerts_in, parse
from pilin.engine.cap.prose import MUST, RULES, broken
from pilin.engine.cap.schema import CAP_10, schema, version_of
from pilin.engine.cap.tree import path

MOST_FAULTS = 200
"""How many faults of an alert are listed; how many more there are is said."""

_STEP = re.compile(r"(?P<name>[^\[\]]+)(?:\[(?P<place>\d+)\])?")
_SCHEMA_RULES = {
    "SCHEMAV_ELEMENT_CONTENT": "schema_element",
    "SCHEMAV_CVC_ENUMERATION_VALID": "schema_value",
    "SCHEMAV_CVC_PATTERN_VALID": "schema_pattern",
    "SCHEMAV_CVC_ELT_1": "schema_root",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the line in the file, where in the alert, by which rule.

    ``rule`` is a code of ``RULES``, or begins with ``schema_`` where the schema is broken: ``schema_element`` (missing,
    unknown or out of order), ``schema_value`` (none of the listed), ``schema_pattern``, ``schema_root`` (no alert of a known
    version), ``schema_form`` (any other).
    """

    line: int
    path: str
    rule: str

    @property
    def weight(self) -> str:
        """Return ``must`` or ``should``; the schema always says must."""
        return RULES[self.rule].weight if self.rule in RULES else MUST


@dataclass(frozen=True, slots=True)
class AlertJudged:
    """What is to be said of one alert of a file.

    ``version`` is None where the namespace is none of CAP. ``xsd_valid`` is the schema's answer alone, whatever the prose
    says; None for CAP 1.0, whose alerts are held to the prose only. ``more`` faults are not listed.
    """

    version: str | None
    xsd_valid: bool | None
    faults: tuple[Fault, ...]
    line: int = 0
    identifier: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be said of a file.

    ``well_formed`` is None where the file was not looked into (``refused`` says why); where it is False, ``line`` is where
    reading ended.
    """

    well_formed: bool | None
    alerts: tuple[AlertJudged, ...] = ()
    line: int | None = None
    says: str = ""
    refused: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        told: dict[str, Any] = {"well_formed": self.well_formed, "alerts": [asdict(alert) for alert in self.alerts]}
        if self.well_formed is False:
            told |= {"line": self.line, "says": self.says}
        if self.refused:
            told |= {"refused": self.refused, "line": self.line}
        return told


def judge(content: bytes, limits: Limits = LIMITS) -> Judged:
    """Judge every alert of a file, whatever its root is: an alert, an Atom feed, anything.

    Parameters
    ----------
    content : bytes
        In the encoding that its XML declaration names.
    limits : Limits

    Returns
    -------
    Judged
        Never raises for what a file holds.
    """
    try:
        root = parse(content, limits)
        return Judged(True, tuple(judge_alert(alert) for alert in alerts_in(root, limits)))
    except BadCap as bad:
        if bad.code == "not_well_formed":
            return Judged(False, line=bad.line, says=bad.says)
        return Judged(None, line=bad.line, refused=bad.code)


def judge_alert(alert: etree._Element) -> AlertJudged:
    """Judge one alert of a tree."""
    version = version_of(etree.QName(alert).namespace)
    valid, found = _by_schema(alert, version)
    lines: dict[tuple[int, str, str], None] = {}
    for element, rule in broken(alert, version):
        if len(lines) < MOST_FAULTS:
            lines[(element.sourceline or 0, path(element, alert), rule)] = None
        else:
            lines[(element.sourceline or 0, "", rule)] = None
    faults = sorted({*found, *(Fault(*line) for line in lines)}, key=lambda f: (f.line, f.path, f.rule))
    identifier = next((child.text or "" for child in alert.iterchildren("{*}identifier")), "")
    listed = [fault for fault in faults if fault.path][:MOST_FAULTS]
    return AlertJudged(
        version, valid, tuple(listed), alert.sourceline or 0, identifier.strip()[:200], len(faults) - len(listed)
    )


def _by_schema(alert: etree._Element, version: str | None) -> tuple[bool | None, list[Fault]]:
    if version == CAP_10:
        return None, []
    if version is None:
        return False, [Fault(alert.sourceline or 0, path(alert, alert), "schema_root")]
    by = schema(version)
    if by.validate(alert):
        return True, []
    lines: dict[tuple[int, str, str], None] = {}
    for error in list(by.error_log)[: 4 * MOST_FAULTS]:
        rule = _SCHEMA_RULES.get(error.type_name, "schema_form")
        lines[(error.line, _where(alert, error.path or ""), rule)] = None
    # The value that breaks a pattern or a list is told once, not again as "no value of the type".
    told = {(line, where) for line, where, rule in lines if rule != "schema_form"}
    return False, [Fault(*each) for each in lines if each[2] != "schema_form" or each[:2] not in told]


def _where(alert: etree._Element, found: str) -> str:
    """Return a path of the schema's own log in the form of all others.

    The log counts from the alert, whatever stands around it: ``/*/*[9]/*[3]``, or with names where there are prefixes.
    """
    at = alert
    for step in found.strip("/").split("/")[1:]:
        match = _STEP.fullmatch(step)
        below = [] if match is None else list(at.iterchildren(etree.Element))
        if match is not None and match["name"] != "*":
            below = [child for child in below if _prefixed(child) == match["name"]]
        place = int((match and match["place"]) or 1) - 1
        if place >= len(below):
            break
        at = below[place]
    return path(at, alert)


def _prefixed(element: etree._Element) -> str:
    name = etree.QName(element).localname
    return f"{element.prefix}:{name}" if element.prefix else name
