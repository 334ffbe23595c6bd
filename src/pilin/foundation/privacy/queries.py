"""What a person agreed to, what they may be asked, what is held on people and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Text
from pilin.foundation.privacy.enums import PURPOSES, TELLING, TERMS, Holding
from pilin.foundation.privacy.models import Consent, PurgeRun

HOUSE = Standing.machine("privacy")


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """One thing a person may agree to for one town, and how it stands now."""

    purpose: str
    title: Text
    words: Text
    without: Text
    town: str
    circle: str
    given_at: datetime | None
    told_to: UUID | None  # who wrote it down, where the person did not do it here

    @property
    def in_force(self) -> bool:
        """Return whether the person agrees now."""
        return self.given_at is not None


@dataclass(frozen=True, slots=True)
class TermCard:
    """How long something is kept, and what the retention job has erased of it."""

    name: str
    title: Text
    days: int
    since: Text
    basis: Text
    last_at: datetime | None
    erased: int


def consents_of(standing: Standing, at: datetime) -> list[ConsentCard]:
    """Return everything a person agreed to or may be asked, one card a purpose and town."""
    if standing.person is None:
        return []
    given = {(c.purpose, c.town, c.circle): c for c in in_force(standing, standing.person)}
    places = [(code, *place) for code, purpose in PURPOSES.items() for place in purpose.places(standing.person, at)]
    return [
        ConsentCard(
            purpose=code, title=PURPOSES[code].title, words=PURPOSES[code].words, without=PURPOSES[code].without,
            town=town, circle=circle, given_at=found.given_at if (found := given.get((code, town, circle))) else None,
            told_to=found.noted_by if found else None,
        )
        for code, town, circle in sorted({*places, *(key for key in given if key[0] in PURPOSES)})
    ]  # fmt: skip


def in_force(standing: Standing, person: UUID) -> list[Consent]:
    """Return the consents of a person that have not been taken back."""
    return list(Consent.objects.visible_to(standing).filter(person=person, withdrawn_at__isnull=True))


def consents_held(person: UUID) -> list[dict[str, Any]]:
    """Return every consent of a person, those taken back too."""
    rows = Consent.objects.visible_to(HOUSE).filter(person=person)
    return [dict(row) for row in rows.values("purpose", "town", "circle", "words", "given_at", "withdrawn_at")]


def holdings() -> list[Holding]:
    """Return what is held on people, kind by kind."""
    return [holding for tell in TELLING for holding in tell()]


def terms(standing: Standing) -> list[TermCard]:
    """Return how long each kind of thing is kept, with what the retention job did."""
    runs = PurgeRun.objects.visible_to(standing).values("term").annotate(last=Max("at"), erased=Sum("erased"))
    done = {run["term"]: (run["last"], run["erased"]) for run in runs.order_by("term")}
    return [
        TermCard(name, term.title, term.days, term.since, term.basis, *done.get(name, (None, 0)))
        for name, term in TERMS.items()
    ]
