"""The feeds of senders that towns named: fetched each few minutes, taken in as a clerk would, and told of where they fail.

Feeds are read abreast, each for a minute at most, in threads that use no database: one that hangs holds no other up. Of a feed
only alerts of the sender it is named for are taken: nobody issues a warning in another's name by a feed of his own. A feed that
carries several senders is entered with each.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from pilin.domain.watch import actions
from pilin.domain.watch.models import AlertSender
from pilin.domain.watch.queries import cap as queries
from pilin.domain.watch.taking import Brought, fetch_feed, read_file
from pilin.engine.base import Conflict, Invalid, Refused
from pilin.engine.cap import BadCap
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.abreast import abreast
from pilin.foundation.notices.wire import NotSent

HOUSE = Standing.machine("watch")
EVERY = timedelta(minutes=5)
LONGEST = 60.0  # seconds for one feed with all that it links to
STEP = 500  # alerts a deed
ABREAST = 4  # feeds read at once: each may hold a process that reads it
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Fed:
    """What a feed brought: alerts, and the code of the first thing that was wrong with it (empty: nothing)."""

    brought: list[Brought] = field(default_factory=list)
    trouble: str = ""

    def note(self, trouble: str) -> None:
        """Note what was wrong, unless something is noted already."""
        self.trouble = self.trouble or trouble


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one sender's feed."""

    sender: AlertSender
    taken: int
    trouble: str


def pull_due(at: datetime) -> int:
    """Read the feeds that any town named and take in what is new; returns how many alerts were taken.

    A start of the instance reads them at once, so reading twice must do no harm: each alert is taken once.
    """
    return sum(one.taken for one in pull(by=HOUSE, at=at, senders=queries.fed_senders(HOUSE, at)))


def pull(*, by: Standing, at: datetime, senders: Iterable[AlertSender]) -> list[Pulled]:
    """Read the feeds of these senders, each address once, and take in for their towns what is new.

    When each was read and what was wrong stands beside the sender; nothing that a feed does raises.
    """
    by_address: dict[str, list[AlertSender]] = defaultdict(list)
    for sender in senders:
        by_address[sender.feed].append(sender)
    pulled = []
    for address, done in abreast(by_address, read_feed, most=ABREAST):
        try:
            fed = done.result()
        except Exception:  # whatever a stranger's machine sent: it is told on the page, the log says what
            log.exception("a feed could not be read: %s", address)
            fed = Fed(trouble="unreadable")
        for sender in by_address[address]:
            taken, trouble = _take(by, at, sender, fed)
            actions.note_pull(by=HOUSE, at=at, sender=sender, trouble=trouble)
            pulled.append(Pulled(sender, taken, trouble))
    return sorted(pulled, key=lambda one: (one.sender.circle, one.sender.sender, one.sender.owner))


def read_feed(address: str) -> Fed:
    """Return what stands at an address, as far as it can be had within a minute; uses no database."""
    fed, missed = Fed(), list[str]()
    try:
        contents = fetch_feed(address, missed=missed, until=monotonic() + LONGEST)
    except Invalid as wrong:
        return Fed(trouble=wrong.faults[0].code)
    except (NotSent, BadCap) as wrong:
        return Fed(trouble=wrong.code)
    for content in contents:
        try:
            file = read_file(content)
        except Invalid as wrong:
            fed.note(wrong.faults[0].code)
            continue
        fed.brought += file.brought
        if file.turned_away:
            fed.note("turned_away")
    if missed:
        fed.note("links")
    return fed


def _take(by: Standing, at: datetime, sender: AlertSender, fed: Fed) -> tuple[int, str]:
    """Take in what is the sender's own; return how many alerts were new and what was wrong."""
    own: Sequence[Brought] = [one for one in fed.brought if one.alert.named.sender == sender.sender]
    trouble = fed.trouble or ("other_sender" if fed.brought and not own else "")
    taken = 0
    for first in range(0, len(own), STEP):
        try:
            lot = actions.take_alerts(
                by=by, at=at, circle=sender.in_circle, town=sender.owner, brought=own[first : first + STEP],
                came_from=sender.feed, illustrative=sender.illustrative,
            )  # fmt: skip
        except Conflict:  # all of them are here
            continue
        except (Refused, Invalid) as wrong:
            return taken, trouble or (wrong.faults[0].code if isinstance(wrong, Invalid) else wrong.code)
        taken += len(lot.rows)
        if lot.broken:
            trouble = trouble or "broken"
    return taken, trouble
