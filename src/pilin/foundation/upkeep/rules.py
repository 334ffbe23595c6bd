"""Who keeps an instance up, when a worker counts as dead, and how long a failed task rests: pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.upkeep.enums import DEAD_AFTER, FIRST_PAUSE, LONGEST_KEY, MOST_TRIES
from pilin.foundation.upkeep.models import caller_of


def may_keep_up(by: Standing) -> Verdict:
    """Return whether this standing decides what becomes of failed tasks: the keeper."""
    if by.holds(Role.KEEPER):
        return Verdict.yes()
    return Verdict.no("not_keeper", _("Only the keeper of the instance decides what becomes of a failed task"))


def may_run(by: Standing) -> Verdict:
    """Return whether this standing is the instance at work; a town's program is a machine too, and is not."""
    if by.sees_all:
        return Verdict.yes()
    return Verdict.no("not_machine", _("The instance itself does this"))


def may_keep_answers(by: Standing) -> Verdict:
    """Return whether answers are kept for this standing: a key belongs to somebody."""
    if caller_of(by):
        return Verdict.yes()
    return Verdict.no("sign_in", _("Sign in first"))


def is_dead(beat_at: datetime | None, at: datetime) -> bool:
    """Return whether a worker counts as dead: it ended, or was silent for too long."""
    return beat_at is None or at - beat_at > DEAD_AFTER


def may_try(tries: int) -> bool:
    """Return whether a task that failed so often is tried once more."""
    return tries < MOST_TRIES


def pause_after(tries: int) -> timedelta:
    """Return how long a task rests after so many tries: 5 s, 30 s, 3 min, 18 min."""
    times: int = 6 ** (max(tries, 1) - 1)
    return FIRST_PAUSE * times


def is_key(key: str) -> bool:
    """Return whether this can be a key: visible characters of ASCII, not too many."""
    return 0 < len(key) <= LONGEST_KEY and all("!" <= character <= "~" for character in key)
