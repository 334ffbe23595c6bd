"""What is due by the clock: each chore with how often it comes, so that rooms add theirs in one line."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pilin.engine.base import Refused

MOMENT, MINUTELY, HOURLY, DAILY = timedelta(seconds=3), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done again and again while an instance is served.

    Parameters
    ----------
    name : str
        How logs name it.
    every : timedelta
        How long it rests after it was done. A start does it at once, so doing it twice must do no harm.
    run : callable
        ``run(at)``; whatever it raises is logged, and the other chores go on.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], Any]


def chores() -> list[Chore]:
    """Return every chore of the house."""
    from pilin.config.heads import close_day  # app ready
    from pilin.domain.enterprises.tasks import index_due  # app ready
    from pilin.domain.enterprises.tasks import run_due as compare_due  # app ready
    from pilin.domain.investment.tasks import still_due  # app ready
    from pilin.domain.living.tasks import happenings_due  # app ready
    from pilin.domain.oddjobs.tasks import assign_due, lapse_due, overdue_due, settle_due  # app ready
    from pilin.domain.programme.tasks import release_lists  # app ready
    from pilin.domain.watch.tasks import look_for_silence  # app ready
    from pilin.foundation.backups import tasks as backups  # app ready
    from pilin.foundation.bulletins.tasks import release_due  # app ready
    from pilin.foundation.cases.tasks import ask_kept, raise_due  # app ready
    from pilin.foundation.identity.tasks import sweep  # app ready
    from pilin.foundation.notices.tasks import hooks_due, run_due  # app ready
    from pilin.foundation.observations.tasks import move_due, react_due  # app ready
    from pilin.foundation.privacy.tasks import keep_terms  # app ready
    from pilin.foundation.upkeep.tasks import tidy_up  # app ready

    return [
        Chore("backup", MINUTELY, backups.run_due),
        Chore("messages", MINUTELY, run_due),
        Chore("webhooks", MINUTELY, hooks_due),
        Chore("lists", MINUTELY, lambda _at: release_lists.call()),
        Chore("bulletins", MINUTELY, lambda _at: release_due.call()),
        Chore("terms of what is kept", DAILY, lambda _at: keep_terms.call()),
        Chore("sessions", HOURLY, sweep),
        Chore("likenesses", MINUTELY, compare_due),
        Chore("index of firms", MINUTELY, index_due),
        Chore("cases that lie", HOURLY, raise_due),
        Chore("promises of answers", HOURLY, ask_kept),
        Chore("shifts that were proposed", MINUTELY, lapse_due),
        Chore("shifts of the next days", MINUTELY, assign_due),
        Chore("hours nobody objected to", HOURLY, settle_due),
        Chore("pay that is overdue", HOURLY, overdue_due),
        Chore("leads that stand still", HOURLY, still_due),
        Chore("events and their places", MINUTELY, happenings_due),
        Chore("gauges that fell silent", MINUTELY, look_for_silence),
        Chore("what failed upon readings", MINUTELY, react_due),
        Chore("old readings", DAILY, move_due),
        Chore("heads", DAILY, close_day),
        Chore("answers and old tasks", DAILY, tidy_up),
    ]


def quick_chores() -> list[Chore]:
    """Return what cannot wait for a minute and never waits for anybody outside: the steps of calls to people on duty."""
    from pilin.domain.watch.tasks import follow_due  # app ready

    return [Chore("calls", MOMENT, follow_due)]


def slow_chores() -> list[Chore]:
    """Return what cannot wait either but waits for others: sending those calls. Its own thread, so that no step waits for it."""
    from pilin.domain.watch.steps import deliver  # app ready

    return [Chore("messages of calls", MOMENT, deliver)]


def feed_chores() -> list[Chore]:
    """Return what waits for strangers' machines: reading feeds of alerts. Its own thread, so that nobody waits for it."""
    from pilin.domain.watch.pulling import EVERY, pull_due  # app ready

    return [Chore("feeds of alerts", EVERY, pull_due)]


class Clockwork:
    """Does chores when they are due, and remembers when each was done last."""

    def __init__(self, kept: Iterable[Chore]) -> None:
        self.kept = list(kept)
        self.done: dict[str, datetime] = {}

    def turn(self, at: datetime) -> list[str]:
        """Do what is due at this moment and return the names of what failed: that is tried at the next turn."""
        failed = []
        for chore in self.kept:
            last = self.done.get(chore.name)
            if last is not None and at - last < chore.every:
                continue
            try:
                chore.run(at)
            except Refused as error:  # a rule's word, not a mishap: a restored instance says it at every turn
                logging.getLogger(__name__).warning("%s: %s", chore.name, error)
                failed.append(chore.name)
            except Exception:  # whatever it was, the next chore is due all the same; the log says what
                logging.getLogger(__name__).exception("%s could not be done", chore.name)
                failed.append(chore.name)
            else:
                self.done[chore.name] = at
        return failed
