"""What waits for a person, what they were told, and what must be sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Max
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.journal.queries import newest_line
from pilin.foundation.notices.enums import SAYINGS, WORK, WorkItem, WorkKind
from pilin.foundation.notices.models import Notice
from pilin.foundation.notices.rules import DIGEST_HOUR, by_urgency, is_quiet

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUSE = Standing.machine("notices")
MOST = 200
KEPT_SECONDS = 60


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return everything that waits for a person on a day, most urgent first: each room's part, and where they are named.

    Every page shows how much it is, and reckoning it asks every room; so the answer is kept until the next deed of
    anybody, or for a minute.
    """
    if not standing.signed_in:
        return []
    key = _work_key(standing, on)
    kept: list[WorkItem] | None = cache.get(key)
    if kept is not None:
        return kept
    items = [item for gather in WORK.values() for item in gather(standing, on)]
    seen = {item.url for item in items}
    items += [item for item in _mentions(standing) if item.url not in seen]
    items = by_urgency(items, on)
    cache.set(key, items, KEPT_SECONDS)
    return items


def _work_key(standing: Standing, on: date) -> str:
    """Return what the answer depends on: who stands where, the language, the day, the newest deed and notice read."""
    read = Notice.objects.visible_to(standing).aggregate(read=Max("read_at"))["read"]
    facts = (
        standing.person,
        standing.member,
        sorted(standing.roles),
        sorted(standing.circles),
        sorted(standing.chairs),
        get_language(),
        on,
        newest_line(),
        read,
    )
    return "work:" + sha256(repr(facts).encode()).hexdigest()


def counts_of(items: list[WorkItem]) -> list[tuple[WorkKind, int]]:
    """Return how many things wait, by kind, in the order of kinds; kinds with none are there with 0."""
    numbers = Counter(item.kind for item in items)
    return [(kind, numbers.get(kind.value, 0)) for kind in WorkKind]


def _mentions(standing: Standing) -> list[WorkItem]:
    rows = Notice.objects.visible_to(standing).filter(
        person=standing.person, read_at__isnull=True, kind=WorkKind.MENTIONED
    )[:MOST]
    return [
        WorkItem(WorkKind.MENTIONED, sentence(row), "", f"/me/notices/{row.pk}/", row.due_on, _("Read")) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A notice in the reader's language."""

    uid: UUID
    says: str
    url: str
    due_on: date | None
    made_at: datetime
    is_new: bool


def notices_of(standing: Standing, *, most: int = 50) -> list[NoticeCard]:
    """Return a person's own notices, newest first."""
    if not standing.signed_in:
        return []
    rows = Notice.objects.visible_to(standing).filter(person=standing.person)[:most]
    return [NoticeCard(r.pk, sentence(r), r.url, r.due_on, r.made_at, r.read_at is None) for r in rows]


def notice_of(standing: Standing, uid: UUID) -> Notice | None:
    """Return one's own notice, else None."""
    if not standing.signed_in:
        return None
    return Notice.objects.visible_to(standing).filter(person=standing.person, pk=uid).first()


def sentence(row: Notice) -> str:
    """Return what a notice says, in the language active now."""
    facts = dict(row.facts)
    if not (get_language() or "").startswith("en"):
        facts.update({key[:-3]: value for key, value in row.facts.items() if key.endswith("_zh") and value})
    facts.setdefault("title", "")
    try:
        return str(SAYINGS.get(row.kind, "{title}")).format(**facts)
    except (KeyError, IndexError):  # an old notice whose kind has since come to name more
        return str(facts["title"]) or row.kind


@dataclass(frozen=True, slots=True)
class Post:
    """One message to one person: what is new since the last."""

    person: UUID
    address: str
    language: str
    rows: tuple[Notice, ...]

    @property
    def notices(self) -> list[UUID]:
        """Return the notices it tells of."""
        return [row.pk for row in self.rows]

    def subject(self) -> str:
        """Return its subject in the language active now."""
        return ngettext("Pilin: one new thing", "Pilin: {n} new things", len(self.rows)).format(n=len(self.rows))

    def text(self, site: str) -> str:
        """Return its text in the language active now; addresses are the instance's own."""
        lines = []
        for row in self.rows:
            due = _(" (by {day})").format(day=row.due_on.isoformat()) if row.due_on else ""
            lines.append(f"- {sentence(row)}{due}\n  {urljoin(site, row.url)}")
        foot = _("You can change when messages come under My account: {url}").format(url=urljoin(site, "/me/"))
        return "\n".join(lines) + f"\n\n{foot}\n"


def posts_due(at: datetime) -> list[Post]:
    """Return the messages to send at a moment, one a person.

    Who chose the digest gets one a day from eight o'clock; the others at once. Nobody in their quiet hours, nobody
    without an address, and nothing that was read meanwhile or is older than a week.
    """
    here = at.astimezone(SHANGHAI)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Notice.objects.visible_to(HOUSE).filter(
        mailed_at__isnull=True, read_at__isnull=True, made_at__gt=at - timedelta(days=7), made_at__lte=at
    )
    last: dict[UUID, datetime] = dict(
        Notice.objects.visible_to(HOUSE)
        .filter(mailed_at__isnull=False)
        .order_by()
        .values_list("person")
        .annotate(last=Max("mailed_at"))
    )
    people = {row.pk: row for row in User.objects.filter(is_active=True).exclude(email="")}
    rows_of: dict[UUID, list[Notice]] = {}
    for row in waiting.filter(person__in=people).order_by("made_at", "uid"):
        rows_of.setdefault(row.person_id, []).append(row)
    posts = []
    for uid, rows in sorted(rows_of.items()):
        person = people[uid]
        if is_quiet(here.time(), person.quiet_from, person.quiet_to):
            continue
        if person.digest and (here.hour < DIGEST_HOUR or (last.get(uid) is not None and last[uid] >= midnight)):
            continue
        posts.append(Post(uid, person.email, person.language, tuple(rows[:MOST])))
    return posts


def held_on(person: UUID) -> list[dict[str, Any]]:
    """Return the notices held on a person, as plain mappings."""
    rows = Notice.objects.visible_to(HOUSE).filter(person=person)
    return [
        {
            "kind": r.kind,
            "facts": r.facts,
            "url": r.url,
            "made_at": r.made_at,
            "read_at": r.read_at,
            "sent_at": r.mailed_at,
        }
        for r in rows
    ]
