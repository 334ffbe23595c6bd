"""Who keeps lines, relays signals, opens events and answers for a town. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.watch.enums import Colour, Hazard
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict

AHEAD = timedelta(minutes=5)  # by which the clock of whoever relays may run before ours
ON_DUTY = (Role.CLERK, Role.SIGNATORY, Role.SECRETARY)


def may_keep(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's lines, relays signals for it and opens events: a clerk of that town."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. A clerk of the town on duty does this for that town"))


def may_acknowledge(by: Standing, event: Any, acknowledged: Collection[str]) -> Verdict:
    """Return whether this standing says that its town knows of an event: an officer of a town that is called, once."""
    if not (by.member in event.called and any(by.holds(role) for role in ON_DUTY)):
        return Verdict.no(
            "not_called", _("Nothing was written. Only officers of the towns that are called answer for them")
        )
    if event.closed_at is not None:
        return Verdict.no("closed", _("Nothing was written. The event is over"))
    if by.member in acknowledged:
        return Verdict.no("known", _("Nothing was written. Your town has said so already"))
    return Verdict.yes()


def may_stand_down(by: Standing, part: Any) -> Verdict:
    """Return whether this standing says that its own town stands down, once."""
    if by.member != part.owner or not any(by.holds(role) for role in ON_DUTY):
        return Verdict.no("not_own", _("Nothing was written. Each town stands down for itself"))
    if part.stood_down_at is not None:
        return Verdict.no("stood_down", _("Nothing was written. Your town has stood down already"))
    return Verdict.yes()


def faults_of_signal(
    *, hazard: str, colour: str, issuer_zh: str, areas: Collection[str], issued_at: datetime, until: datetime | None, at: datetime
) -> list[Fault]:  # fmt: skip
    """Return everything that is wrong with a signal before it is relayed: who issued it and when must be known."""
    faults = []
    if hazard not in Hazard.values:
        faults.append(Fault("unknown_hazard", "hazard", _("Choose what threatens"), value=hazard))
    if colour not in Colour.values:
        faults.append(
            Fault("unknown_colour", "colour", _("Choose blue, yellow, orange or red, or lifted"), value=colour)
        )
    if not issuer_zh.strip():
        faults.append(
            Fault(
                "no_issuer",
                "issuer_zh",
                _("Name the station that issued it: a signal is relayed with its station and time"),
            )
        )
    if not areas:
        faults.append(Fault("no_area", "areas", _("Say for which places it is")))
    if issued_at > at + AHEAD:
        faults.append(Fault("ahead", "issued_at", _("This moment has not come yet")))
    if until is not None and until <= issued_at:
        faults.append(Fault("ends_before", "until", _("It ends after it begins")))
    return faults
