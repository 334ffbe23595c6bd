"""Which copies are kept, when one is due, and who may what: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Verdict

SHANGHAI = ZoneInfo("Asia/Shanghai")
RETRY = timedelta(hours=1)  # after a try that failed
_KEEP = re.compile(r"\s*(daily|weekly|monthly)\s+(\d{1,3})\s*")
_PERIOD = {"daily": "%Y-%m-%d", "weekly": "%G-%V", "monthly": "%Y-%m"}


@dataclass(frozen=True, slots=True)
class Plan:
    """When copies are taken by themselves.

    Parameters
    ----------
    to : str
        The folder; empty when no copies are taken by themselves.
    every : timedelta
    keep : tuple of (str, int)
        How many days, weeks and months back one copy of each is kept.
    """

    to: str
    every: timedelta
    keep: tuple[tuple[str, int], ...]


def plan_of(to: str, every_hours: object, keep: str) -> Plan:
    """Return the plan that settings describe.

    Raises
    ------
    Invalid
        When they describe none.
    """
    faults = []
    try:
        hours = float(str(every_hours))
        if not 0 < hours < 24 * 366:
            raise ValueError
    except ValueError:
        faults.append(Fault("malformed", "backup_every_hours", _("this is a number of hours above nought")))
    parts = [_KEEP.fullmatch(part) for part in keep.split(",")]
    if not all(parts):
        faults.append(Fault("malformed", "backup_keep", _("this reads as: daily 7, weekly 4, monthly 12")))
    if faults:
        raise Invalid(*faults)
    return Plan(to, timedelta(hours=hours), tuple((part[1], int(part[2])) for part in parts if part))


def kept(moments: Iterable[datetime], keep: tuple[tuple[str, int], ...]) -> set[datetime]:
    """Return which copies stay: the newest, and of each of the last days, weeks and months that have one the newest."""
    newest_first = sorted(set(moments), reverse=True)
    stay = set(newest_first[:1])
    for period, number in keep:
        seen: dict[str, datetime] = {}
        for moment in newest_first:
            seen.setdefault(moment.astimezone(SHANGHAI).strftime(_PERIOD[period]), moment)
        stay |= set(list(seen.values())[:number])
    return stay


def is_due(plan: Plan, tried: datetime | None, worked: bool, at: datetime) -> bool:
    """Return whether a copy is due: none yet, the last one is old enough, or the last try failed an hour ago."""
    if not plan.to:
        return False
    if tried is None:
        return True
    return at - tried >= (plan.every if worked else min(RETRY, plan.every))


def is_fresh(plan: Plan, verified: datetime | None, at: datetime) -> bool:
    """Return whether the newest copy is new enough: one may be missed, two may not."""
    return not plan.to or (verified is not None and at - verified <= 2 * plan.every)


def may_keep(by: Standing) -> Verdict:
    """Return whether somebody takes copies and answers for them: the keeper, and whoever has the server itself."""
    if by.sees_all or by.holds(Role.KEEPER):
        return Verdict.yes()
    return Verdict.no("not_keeper", _("Copies are the keeper's to take and to answer for"))
