"""What the journal tells, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.enums import NAMES, SAYINGS
from pilin.foundation.journal.models import JournalLine, JournalSubject


@dataclass(frozen=True, slots=True)
class Told:
    """One line of history, in the reader's language."""

    at: datetime
    member: str  # code of the town acted for; empty for machines
    who: str
    says: str
    code: str
    changes: tuple[tuple[str, str, dict[str, Any]], ...]  # (what happened, name of the row, field → [old, new])
    illustrative: bool


def history(standing: Standing, subjects: Iterable[Any], *, most: int = 50) -> list[Told]:
    """Return what was done to these rows, newest first, as far as this standing may read it.

    Parameters
    ----------
    standing : Standing
    subjects : iterable of rows or uids
    most : int
        How many lines at the most.
    """
    keys = [str(getattr(subject, "pk", subject)) for subject in subjects]
    lines = (
        JournalLine.objects.visible_to(standing)
        .filter(pk__in=JournalSubject.objects.visible_to(standing).filter(subject__in=keys).values("line"))
        .prefetch_related(Prefetch("subjects", JournalSubject.objects.visible_to(standing)))[:most]
    )
    return _telling(standing, lines)


def newest_line() -> UUID | None:
    """Return the key of the newest line, whoever may read it: it changes with every deed and tells nothing else."""
    rows = JournalLine.objects.visible_to(Standing.machine("journal")).order_by("-uid")
    return rows.values_list("uid", flat=True).first()


def names_of_members(codes: set[str]) -> Mapping[str, str]:
    """Return the names of members by code, in the reader's language; what no member is called has none."""
    ask = NAMES.get("members")
    return ask(codes) if ask else {}


def names_of_people(people: set[UUID]) -> Mapping[UUID, str]:
    """Return the names of people by key, in the reader's language; whoever was erased has none."""
    return _names("people", people)


def latest(standing: Standing, *, circle: str, most: int = 20) -> list[Told]:
    """Return the newest lines of a circle that this standing may read."""
    lines = (
        JournalLine.objects.visible_to(standing)
        .filter(circle=circle)
        .prefetch_related(Prefetch("subjects", JournalSubject.objects.visible_to(standing)))[:most]
    )
    return _telling(standing, lines)


def lines_of(person: UUID) -> list[dict[str, Any]]:
    """Return what a person did, as plain mappings, for themselves to see: when, for whom, and which deed."""
    rows = JournalLine.objects.visible_to(Standing.machine("journal")).filter(actor=person)
    return [dict(row) for row in rows.values("at", "code", "owner", "facts")]


def _telling(standing: Standing, lines: Iterable[JournalLine]) -> list[Told]:
    """Return lines with who did them: a person's name for those signed in, the town's for everyone else."""
    lines = list(lines)
    named = standing.signed_in or standing.sees_all
    people = _names("people", {line.actor for line in lines if line.actor}) if named else {}
    towns = _names("members", {line.owner for line in lines if line.owner}) if not named else {}
    return [_told(line, people.get(line.actor) or towns.get(line.owner) or _whom(line, named)) for line in lines]


def _names(kind: str, keys: set[Any]) -> Mapping[Any, str]:
    return NAMES[kind](keys) if keys and kind in NAMES else {}


def _whom(line: JournalLine, named: bool) -> str:
    if line.actor_kind == StandingKind.MACHINE:
        return line.actor_name if named and line.actor_name else _("The instance")
    return _("Someone")


def _told(line: JournalLine, who: str) -> Told:
    says = str(SAYINGS.get(line.code, line.code))
    language = "en" if (get_language() or "").startswith("en") else "zh"
    facts = {name: fact[language] if isinstance(fact, dict) else fact for name, fact in line.facts.items()}
    words = {**facts, **line.counts, "who": who}
    try:
        sentence = says.format(**words)
    except (KeyError, IndexError):  # an old line told before its sentence named more
        sentence = f"{who}: {line.code}"
    return Told(
        at=line.at,
        member=line.owner,
        who=who,
        says=sentence,
        code=line.code,
        changes=tuple((s.what, s.name, s.changes) for s in line.subjects.all()),
        illustrative=line.illustrative,
    )
