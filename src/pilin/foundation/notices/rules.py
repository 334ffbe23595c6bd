"""Order of work, quiet hours, and who may read a notice: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.notices.enums import WorkItem, WorkKind

RANK = {
    kind: rank
    for rank, kind in enumerate(
        (WorkKind.TO_SIGN, WorkKind.TO_WITNESS, WorkKind.RAISED, WorkKind.DUE, WorkKind.MENTIONED)
    )
}
MOST_HOOKS = 5  # a town
MOST_FAILURES = 12  # in a row, spread over a day and a bit
LONGEST_REST = timedelta(hours=6)
DIGEST_HOUR = 8  # o'clock in Shanghai, from which the day's message may go out


def by_urgency(items: Iterable[WorkItem], on: date) -> list[WorkItem]:
    """Return work, most overdue first, then by due date, what has none last; equals by kind, then title."""
    reckoned = [
        replace(item, overdue_days=max(item.overdue_days, (on - item.due_on).days if item.due_on else 0, 0))
        for item in items
    ]
    return sorted(
        reckoned,
        key=lambda i: (-i.overdue_days, i.due_on or date.max, RANK.get(WorkKind(i.kind), 9), i.title, i.url),
    )


def is_quiet(now: time, starts: time | None, ends: time | None) -> bool:
    """Return whether a person wants no message now; hours may pass midnight. The end itself is no longer quiet."""
    if starts is None or ends is None or starts == ends:
        return False
    return starts <= now < ends if starts < ends else now >= starts or now < ends


def may_read_own(by: Standing) -> Verdict:
    """Return whether this standing has notices of its own: a person who is signed in."""
    if by.signed_in:
        return Verdict.yes()
    return Verdict.no("sign_in", _("Sign in first"))


def may_send(by: Standing) -> Verdict:
    """Return whether this standing may send messages to people: scheduled work only."""
    if by.sees_all:
        return Verdict.yes()
    return Verdict.no("not_machine", _("Messages are sent by the instance itself"))


def may_keep_hooks(by: Standing) -> Verdict:
    """Return whether this standing may say where the town's software is told of deeds: its signatory alone."""
    if by.member and by.holds(Role.SIGNATORY):
        return Verdict.yes()
    return Verdict.no("not_signatory", _("Only the signatory of a town says which addresses are told"))


def rest_after(failures: int) -> timedelta:
    """Return how long a hook rests after so many failures in a row: a minute, then twice as long each time."""
    return min(timedelta(minutes=2 ** min(failures - 1, 12)), LONGEST_REST)


def is_due(at: datetime, next_at: datetime | None, ended_at: datetime | None, test_at: datetime | None) -> bool:
    """Return whether a hook may be told something now; a test that was asked for does not wait."""
    return test_at is not None or (ended_at is None and (next_at is None or next_at <= at))
