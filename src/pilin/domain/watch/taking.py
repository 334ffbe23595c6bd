"""From a stranger's file to alerts that a deed can take: read in a process of its own, in steps, each one told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from pilin.domain.watch.models import LARGEST_ALERT
from pilin.engine import cap
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.notices import wire

A_STEP = 500
"""Alerts that are taken in one deed: a file of ten thousand is taken in twenty, and what is taken stays."""
MOST_TOLD = 50
"""Tolerances and faults kept of one alert."""
LONGEST_NAME = 200
MOST_LINKS = 200
CAP_TYPE = "application/cap+xml"
ATOM_FEED = "{http://www.w3.org/2005/Atom}feed"


@dataclass(frozen=True, slots=True)
class Brought:
    """One alert of a file, read and judged."""

    alert: cap.Alert
    raw: bytes
    version: str
    line: int
    tolerances: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class File:
    """What a file brought: alerts that can be taken, and why others cannot (``row`` is the line where they begin)."""

    brought: list[Brought] = field(default_factory=list)
    turned_away: list[Fault] = field(default_factory=list)

    def steps(self) -> Iterator[list[Brought]]:
        """Yield the alerts in lots that one deed takes."""
        rest = iter(self.brought)
        while step := list(islice(rest, A_STEP)):
            yield step


def read_file(content: bytes) -> File:
    """Return the alerts of a file.

    Raises
    ------
    Invalid
        When it is no XML or is refused (with the line), when no alert stands in it, or when none can be taken.
    """
    file = File()
    try:
        for told in cap.examine(content):
            _sort_in(file, told, content)
    except cap.BadCap as bad:
        raise Invalid(Fault(bad.code, "file", reason_of(bad.code), row=bad.line)) from None
    if not file.brought:
        raise Invalid(*(file.turned_away or [Fault("no_alert", "file", _("No alert stands in this file"))]))
    return file


def fetch_feed(address: str, *, missed: list[str] | None = None, until: float | None = None) -> list[bytes]:
    """Return the files of a feed: itself, and where it holds no alert the ones that its entries link to, on allowed hosts.

    Parameters
    ----------
    missed : list of str, optional
        Is given the links that were not had; they are asked for again the next time.
    until : float, optional
        Moment of ``time.monotonic`` from which on no further link is asked for.

    Raises
    ------
    Invalid
        When the feed's host is not allowed, or what stands there is neither alerts nor an Atom feed.
    NotSent
        When the feed is not reached.
    BadCap
        When it is no XML or is turned away.
    """
    hosts = settings.SITE["feed_hosts"]
    content = wire.fetch(wire.target_of(address, hosts, "feed_hosts"), cap.LIMITS.bytes)
    root = cap.parse(content)
    if cap.alerts_in(root):
        return [content]
    if root.tag != ATOM_FEED:
        raise Invalid(Fault("no_feed", "feed", _("Neither alerts nor a feed of them stand at this address")))
    found = []
    missed = [] if missed is None else missed
    links = (link.get("href", "") for link in root.iterfind("{*}entry/{*}link") if link.get("type") == CAP_TYPE)
    for link in list(dict.fromkeys(links))[:MOST_LINKS]:
        if until is not None and monotonic() >= until:
            missed.append(link)
            continue
        try:
            found.append(wire.fetch(wire.target_of(link, hosts, "feed_hosts"), LARGEST_ALERT))
        except (Invalid, wire.NotSent):
            missed.append(link)  # the others are taken
    return found


def reason_of(code: str) -> str:
    """Return why a file is not looked into, in the reader's language."""
    return {
        "not_well_formed": _("This is no XML: reading ended here"),
        "doctype": _("A file with a document type is not read: alerts have none"),
        "too_large": _("The file is too large: 64 MB are read, and ten million bytes of one text"),
        "too_many_alerts": _("More than 20,000 alerts in one file are not read"),
        "too_many_elements": _("The file has too many elements to be one of alerts"),
        "polygon_too_long": _("A polygon of more than 100,000 points is not read"),
        "ran_out": _("Reading the file took more time or memory than a file may take"),
    }[code]


def _sort_in(file: File, told: dict[str, Any], content: bytes) -> None:
    raw = content if told["raw"] is None else told["raw"].encode()
    line = told["judged"]["line"]
    if len(raw) > LARGEST_ALERT:
        file.turned_away.append(
            Fault("alert_too_large", "file", _("An alert of more than a million bytes is not taken"), row=line)
        )
        return
    reading = cap.readings(raw)[0]
    alert = reading.alert
    faults = [
        Fault("missing", "file", reason, row=line)
        for reason, given in (
            (_("The alert says no identifier"), alert.identifier.strip()),
            (_("The alert says no sender"), alert.sender.strip()),
            (_("The alert says no moment at which it was sent"), alert.sent_at),
        )
        if not given
    ]
    if len(alert.identifier) > LONGEST_NAME or len(alert.sender) > LONGEST_NAME:
        faults.append(Fault("too_long", "file", _("Identifier and sender have at most 200 characters"), row=line))
    if any("," in one or " " in one.strip() for one in (alert.identifier, alert.sender)):
        # No other alert could refer to it: it could never be updated or cancelled.
        faults.append(
            Fault("no_name", "file", _("A comma or blank in identifier or sender cannot be referred to"), row=line)
        )
    if faults:
        file.turned_away += faults
        return
    judged = told["judged"]
    file.brought.append(
        Brought(
            alert, raw, reading.version or "", line, told["tolerances"][:MOST_TOLD],
            [{"line": f["line"], "path": f["path"], "rule": f["rule"]} for f in judged["faults"][:MOST_TOLD]],
        )
    )  # fmt: skip
