"""What a hook is told, and with what secret: lines of the journal without a word about a person."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Prefetch

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.notices import rules, wire
from pilin.foundation.notices.enums import OUTCOMES, STANDS
from pilin.foundation.notices.models import Delivery, Hook

HOUSE = Standing.machine("notices")
TOLD = (Audience.PUBLIC, Audience.CIRCLE)
MOST_LINES = 100  # a message
LAG = timedelta(
    seconds=30
)  # a deed that began earlier may be written later; nothing may slip past the last line told of


@dataclass(frozen=True, slots=True)
class Card:
    """A hook as its signatory sees it."""

    uid: UUID
    address: str
    secret: str
    made_at: datetime
    failures: int
    next_at: datetime | None
    ended_at: datetime | None
    test_at: datetime | None
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent to a hook now."""

    hook: UUID
    address: str
    body: bytes
    headers: dict[str, str]
    lines: int
    told_to: UUID | None
    test: bool
    subjects: tuple[str, ...] = ()  # the rows that its lines are about


def secret_of(hook: Hook) -> str:
    """Return the secret that receiver and instance share: reckoned, so that no backup holds it."""
    return hmac.new(settings.SECRET_KEY.encode(), f"webhook {hook.pk} {hook.salt}".encode(), sha256).hexdigest()


def hooks_of(standing: Standing) -> list[Card]:
    """Return the town's hooks with what came of the last messages."""
    rows = Hook.objects.visible_to(standing).prefetch_related(
        Prefetch("deliveries", Delivery.objects.visible_to(standing))
    )
    return [
        Card(
            row.pk, row.address, secret_of(row), row.made_at, row.failures, row.next_at, row.ended_at, row.test_at,
            tuple(row.deliveries.all()),
        )
        for row in rows
    ]  # fmt: skip


def said(outcome: str) -> str:
    """Return in words what came of a message."""
    return str(OUTCOMES.get(outcome, outcome.replace("status_", "HTTP ")))


def due(at: datetime) -> list[Message]:
    """Return what is to be sent at a moment, one message a hook at the most."""
    hooks = Hook.objects.visible_to(HOUSE)
    found = [_message(hook, at) for hook in hooks if rules.is_due(at, hook.next_at, hook.ended_at, hook.test_at)]
    return [message for message in found if message is not None]


def _message(hook: Hook, at: datetime) -> Message | None:
    test = hook.test_at is not None
    lines = [] if test else _lines(hook, at)
    if not lines and not test:
        return None
    number = uuid4()
    told: dict[str, Any] = {
        "v": 1,
        "delivery": str(number),
        "town": hook.owner,
        "sent_at": at.isoformat(timespec="seconds"),
        "test": test,
        "events": [_event(line) for line in lines],
    }
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    stamp = int(at.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Pilin",
        "Pilin-Delivery": str(number),
        "Pilin-Signature": f"t={stamp},v1={wire.signature(secret_of(hook), stamp, body)}",
    }
    subjects = tuple(dict.fromkeys(one for event in told["events"] for one in event["subjects"]))
    return Message(hook.pk, hook.address, body, headers, len(lines), lines[-1].pk if lines else None, test, subjects)


def _lines(hook: Hook, at: datetime) -> list[JournalLine]:
    """Return the lines the town may read that were written since the last one told of, as long as that was a while ago."""
    town = STANDS[0](hook.owner, at)
    until = UUID(int=int((at - LAG).timestamp() * 1000) << 80)  # version 7 begins with the moment
    subjects = JournalSubject.objects.visible_to(town).filter(audience__in=TOLD)
    return list(
        JournalLine.objects.visible_to(town)
        .filter(uid__gt=hook.told_to, uid__lt=until, audience__in=TOLD)
        .order_by("uid")
        .prefetch_related(Prefetch("subjects", subjects))[:MOST_LINES]
    )


def _event(line: JournalLine) -> dict[str, Any]:
    return {
        "line": str(line.pk),
        "code": line.code,
        "at": line.at.isoformat(timespec="seconds"),
        "circle": line.circle or None,
        "audience": line.audience,
        "subjects": [subject.subject for subject in line.subjects.all()],
    }
