"""Which office a text belongs to and why, who proposed nearly the same, and what many write about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pilin.domain.proposals import rules
from pilin.domain.proposals.enums import HEARD, LEARNT_FROM, LIKE, LOOKED_AT, HeldFor
from pilin.domain.proposals.models import Proposal, Routing
from pilin.domain.proposals.queries.register import HOUSE, readable
from pilin.foundation.access.standing import Standing

if TYPE_CHECKING:
    from pilin.engine.messages import Classifier

Lesson = tuple[str, str, str, str]  # id, label, subject, text


@dataclass(frozen=True, slots=True)
class Suggested:
    """Which office is suggested, how sure that is, and the words that speak for it; learnt from what its print says."""

    department: str
    probability: float
    reasons: tuple[str, ...]
    learnt: str


@dataclass(frozen=True, slots=True)
class Near:
    """A proposal of nearly the same words."""

    row: Proposal
    likeness: float  # cosine, 0 to 1


@dataclass(frozen=True, slots=True)
class Heard:
    """A matter that several proposals are about, of whatever town and year."""

    rank: int
    title: str
    place: str | None
    heat: float
    rows: tuple[Proposal, ...]

    @property
    def towns(self) -> list[str]:
        """Return the towns it came to, by code."""
        return sorted({row.first_town for row in self.rows})

    @property
    def years(self) -> list[int]:
        """Return the years in which it came in."""
        return sorted({row.received_on.year for row in self.rows})


def lessons(circle: str) -> tuple[Lesson, ...]:
    """Return what the routing learns from: the examples of the project, and what people decided, the newest of it."""
    decided = (
        Routing.objects.visible_to(HOUSE).filter(circle=circle).exclude(decided="").order_by("-decided_on", "-uid")
    )
    labels = dict(decided.values_list("proposal", "decided")[:LEARNT_FROM])
    rows = Proposal.objects.visible_to(HOUSE).filter(pk__in=labels).exclude(held_for=HeldFor.ERASED)
    told = [
        (str(pk), labels[pk], subject, f"{facts} {measure}")
        for pk, subject, facts, measure in rows.order_by("uid").values_list("pk", "subject", "facts", "measure")
    ]
    return (*((seed.id, seed.label, seed.subject, seed.text) for seed in rules.seeds()), *told)


def suggested(circle: str, subject: str, text: str) -> Suggested | None:
    """Return which office a text belongs to; None where none of its words is known. People decide."""
    from pilin.engine.messages import read_messages  # slow import

    known = lessons(circle)
    model = _learnt(known)
    asked = read_messages({"id": ["asked"], "subject": [subject], "text": [text or subject]}, [2])
    (found,) = model.suggest(asked)
    return Suggested(found.label, found.probability, found.reasons, print_of(known)) if found.reasons else None


def print_of(known: tuple[Lesson, ...]) -> str:
    """Return a short print of what is learnt from: the same print, the same suggestions."""
    return sha256(repr(known).encode()).hexdigest()[:16]


@lru_cache(maxsize=4)
def _learnt(known: tuple[Lesson, ...]) -> Classifier:
    from pilin.engine.messages import learn, read_messages  # slow import

    ids, labels, subjects, texts = (list(column) for column in zip(*known, strict=True))
    return learn(
        read_messages(
            {"id": ids, "label": labels, "subject": subjects, "text": texts}, range(2, len(ids) + 2), labelled=True
        )
    )


def similar(
    standing: Standing, circle: str, subject: str, text: str, *, besides: UUID | None = None, most: int = 5
) -> list[Near]:
    """Return proposals that this standing reads whose words are near to these, in all towns and years; the nearest first."""
    from pilin.engine.messages import nearest  # slow import

    rows = readable(standing, circle).exclude(held_for=HeldFor.ERASED)
    found = list((rows.exclude(pk=besides) if besides else rows)[:LOOKED_AT])
    others = [f"{row.subject} {row.facts} {row.measure}" for row in found]
    return [Near(found[place], like) for place, like in nearest(f"{subject} {text}", others, least=LIKE, most=most)]


def heard(standing: Standing, circle: str) -> list[Heard]:
    """Return what several proposals are about, the hottest first, across towns and years; of the newest that this standing reads."""
    rows = list(readable(standing, circle).exclude(held_for=HeldFor.ERASED)[:HEARD])
    if len(rows) < 2:
        return []
    texts = tuple((str(row.pk), row.subject, f"{row.facts} {row.measure}", row.received_on) for row in rows)
    return [
        Heard(rank, title, place, heat, tuple(rows[k] for k in places))
        for rank, title, place, heat, places in _heard(texts)
    ]


@lru_cache(maxsize=8)
def _heard(texts: tuple[tuple[str, str, str, Any], ...]) -> list[tuple[int, str, str | None, float, tuple[int, ...]]]:
    from pilin.engine.messages import hot_topics, read_messages  # slow import

    ids, subjects, bodies, days = zip(*texts, strict=True)
    times = [datetime.combine(day, time(9), UTC).isoformat() for day in days]
    read = read_messages(
        {"id": list(ids), "subject": list(subjects), "text": list(bodies), "time": times}, range(2, len(ids) + 2)
    )
    return [(one.rank, one.title, one.place, one.heat, one.messages) for one in hot_topics(read)]
