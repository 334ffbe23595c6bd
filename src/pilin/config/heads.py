"""The heads of the day: every log that grew is closed, cosigned by the towns hosted here, and told to people who keep them.

Whoever keeps such a message can contradict a record that was written anew: what it says stands outside this server.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.queries import keepers_on, people_holding
from pilin.foundation.ledger import actions as ledger
from pilin.foundation.ledger.models import Head
from pilin.foundation.ledger.stamps import stamp_from
from pilin.foundation.ledger.trails import writers
from pilin.foundation.members.queries import circle_named, members_on
from pilin.foundation.notices import actions as notices

SHANGHAI = ZoneInfo("Asia/Shanghai")
MACHINE = Standing.machine("heads")
ALL_IN_A_MESSAGE = 12  # logs named in a message; a circle has a public one for each town, and few besides


def close_day(at: datetime) -> int:
    """Close what grew, tell the keeper and each member's signatories, and return how many heads were drawn up.

    A log that was written anew since its last head gets none: the keeper is told which, and the log of the server too.
    """
    with transaction.atomic():
        done = ledger.close_grown(by=MACHINE, at=at, why="daily")
        by_circle: dict[str, list[Head]] = defaultdict(list)
        for head in done.heads:
            if head.audience == Audience.PUBLIC and head.circle:
                by_circle[head.circle].append(head)
        for circle, heads in sorted(by_circle.items()):
            _tell(circle, heads, at)
        if done.forked:
            _warn(done.forked, at)
    return len(done.heads)


def _warn(forked: Iterable[str], at: datetime) -> None:
    logs = "; ".join(forked)
    logging.getLogger(__name__).critical("written anew since their last head: %s", logs)
    people = keepers_on(at.astimezone(SHANGHAI).date())
    if people:
        notices.notify(by=MACHINE, at=at, people=people, kind="forked", facts={"title": logs}, url="/")


def _tell(circle: str, heads: Iterable[Head], at: datetime) -> None:
    on = at.astimezone(SHANGHAI).date()
    row = circle_named(MACHINE, circle)
    towns = [town.code for town in members_on(MACHINE, circle, on)]
    mine = [head for head in heads if head.owner in towns][:ALL_IN_A_MESSAGE]
    if row is None or not mine:
        return
    people: set[UUID] = set(keepers_on(on))
    for town in towns:
        people |= set(people_holding(town, Role.SIGNATORY, on))
    facts = {"title": row.name, "title_zh": row.name_zh, "heads": _said(mine, "en"), "heads_zh": _said(mine, "zh-hans")}
    url = reverse("ledger:index", kwargs={"circle": circle})
    notices.notify(by=MACHINE, at=at, people=people, kind="heads", facts=facts, url=url)


def _said(heads: list[Head], language: str) -> str:
    """Return each head as a line of a message: town, number of entries, the beginning of the root."""
    with translation.override(language):
        names = writers(head.owner for head in heads)
    between = "; " if language == "en" else "；"
    stamps = [stamp_from(head) for head in heads]
    return between.join(f"{names.get(stamp.writer, stamp.writer)} {stamp.size} {stamp.short}" for stamp in stamps)
