"""Who writes down links and scenarios, which word of a side counts on a day, over which links one goes, and which ends are broken. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory.enums import LONGEST, MOST_CHANGES, ChangeKind, LinkMode, LinkState
from pilin.domain.observatory.models import ReachEnd, ReachLink, ReachScenario
from pilin.engine.base import Fault
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

READERS = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)
HOUR_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class ChangeInput:
    """A link that a scenario adds or closes: codes of its places, and minutes where it adds one."""

    kind: str
    start: str
    end: str
    minutes: Decimal | None = None
    both_ways: bool = True


def may_keep(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing writes down links and scenarios of a town: its clerk."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. The clerk of the town writes down its links and scenarios"))


def may_enter(by: Standing, circle: str, town: str, sides: Sequence[str]) -> Verdict:
    """Return whether this standing writes down a link between these sides for a town.

    Where a side is a member, the town is one of them: nobody writes down the roads of two others.
    """
    if not (verdict := may_keep(by, circle, town)):
        return verdict
    if any(sides) and town not in sides:
        return Verdict.no("not_side", _("Nothing was written. A town at one of its ends writes a link down"))
    return Verdict.yes()


def may_report(by: Standing, link: ReachLink, town: str) -> Verdict:
    """Return whether this standing says for a town what its end of a link is: the clerk of a side, of its own end only."""
    if not (verdict := may_keep(by, link.circle, town)):
        return verdict
    if town not in link.sides:
        return Verdict.no("not_side", _("Nothing was written. Each side says it of its own end, and of no other"))
    return Verdict.yes()


def may_change(by: Standing, link: ReachLink) -> Verdict:
    """Return whether this standing changes a link: the clerk of the town that wrote it down."""
    return may_keep(by, link.circle, link.owner)


def may_change_scenario(by: Standing, scenario: ReachScenario) -> Verdict:
    """Return whether this standing changes or throws away a scenario: the clerk of the town whose it is."""
    return may_keep(by, scenario.circle, scenario.owner)


def faults_of_minutes(minutes: Decimal | None, field: str = "minutes", row: int | None = None) -> list[Fault]:
    """Return what is wrong with minutes: from a thousandth up to ten hours."""
    if minutes is None:
        return [Fault("no_minutes", field, _("Say how many minutes it takes"), row)]
    if not (minutes.is_finite() and THOUSANDTH <= minutes <= LONGEST and minutes == round(minutes, 3)):
        return [Fault("minutes", field, _("Minutes from 0.001 to 600, to the thousandth"), row, str(minutes))]
    return []


def faults_of_link(*, start: str, end: str, mode: str, minutes: Decimal, audience: str, hour: str = "") -> list[Fault]:
    """Return what is wrong with a link as it is written down."""
    faults = faults_of_minutes(minutes)
    if start == end:
        faults.append(Fault("same_place", "end", _("Choose two places"), value=end))
    if hour and not HOUR_OF_DAY.fullmatch(hour):
        faults.append(Fault("hour", "hour", _("An hour of the day as 08:00, or nothing"), value=hour))
    if mode not in LinkMode.values:
        faults.append(Fault("mode", "mode", _("By road, bus, rail, ferry, bicycle or on foot"), value=mode))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    return faults


def faults_of_end(*, state: str, latitude: Decimal | None, longitude: Decimal | None) -> list[Fault]:
    """Return what is wrong with a side's word on its end."""
    faults = []
    if state not in LinkState.values:
        faults.append(Fault("state", "state", _("Open, being built, planned or closed"), value=state))
    if (latitude is None) != (longitude is None):
        field = "longitude" if longitude is None else "latitude"
        faults.append(Fault("half_a_point", field, _("Give latitude and longitude, or neither")))
    for field, degrees, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if degrees is not None and not (degrees.is_finite() and abs(degrees) <= most):
            faults.append(Fault("degrees", field, _("Degrees between −{most} and {most}").format(most=most), value=str(degrees)))  # fmt: skip
    return faults


def faults_of_scenario(*, title: str, changes: Sequence[ChangeInput], audience: str) -> list[Fault]:
    """Return what is wrong with a scenario; the row of a fault counts its changes from 1."""
    faults = []
    if not title.strip():
        faults.append(Fault("no_title", "title", _("Give it a name by which others find it")))
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    if not 1 <= len(changes) <= MOST_CHANGES:
        faults.append(Fault("changes", "changes", _("A scenario adds or closes one link at least, and at most 40")))
    seen = set()
    for row, one in enumerate(changes, start=1):
        if one.kind not in ChangeKind.values:
            faults.append(Fault("kind", "changes", _("A link is added or closed"), row, one.kind))
        elif one.kind == ChangeKind.ADD:
            faults += faults_of_minutes(one.minutes, "changes", row)
        elif one.minutes is not None:
            faults.append(Fault("closed_minutes", "changes", _("A link that is closed takes no minutes"), row, str(one.minutes)))  # fmt: skip
        if one.start == one.end:
            faults.append(Fault("same_place", "changes", _("Choose two places"), row, one.end))
        pair = frozenset((one.start, one.end))
        if pair in seen:
            faults.append(Fault("twice", "changes", _("It says something of this link already"), row))
        seen.add(pair)
    return faults


def word_on(words: Iterable[ReachEnd], side: str, on: date) -> ReachEnd | None:
    """Return what a side says of its end on a day: the latest word begun by then; None where it has said nothing."""
    return max((w for w in words if w.owner == side and w.since <= on), key=lambda w: w.since, default=None)


def is_open(sides: Sequence[str], states: Mapping[str, str]) -> bool:
    """Return whether one goes over a link: every side says open. One bank's word is half.

    Examples
    --------
    >>> is_open(("A", "B"), {"A": "open"}), is_open(("A", "B"), {"A": "open", "B": "open"}), is_open(("A",), {"A": "planned"})
    (False, True, False)
    """
    return all(states.get(side) == LinkState.OPEN for side in sides)
