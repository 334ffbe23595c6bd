"""Who asks the database: what the second belt, row-level security of PostgreSQL, is told with every statement.

A query that says who asks (``visible_to``) is asked in that name. What does not say it, a foreign key followed, a raw
statement, a manager of Django's own, is asked in the name of whoever the door was opened for; where no door is open, a
command, a task, a migration, it is the instance itself. Inside a deed the statements that write, and what Django reads
for them, pass: there the gate and the rules of the deed decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.gate import is_deed_under_way
from pilin.foundation.access.standing import Standing

READS_ALL, WRITES = "on", "deed"  # what pilin.all says; empty for whoever stands for a town or for nobody

NAMES = ("pilin.all", "pilin.person", "pilin.member", "pilin.roles", "pilin.circles", "pilin.agreements")

_door: ContextVar[Standing | None] = ContextVar("door", default=None)


@contextmanager
def on_behalf_of(standing: Standing) -> Iterator[None]:
    """Let every statement that does not say who asks be asked in this name."""
    token = _door.set(standing)
    try:
        yield
    finally:
        _door.reset(token)


def settings_for(query: Any = None) -> tuple[tuple[str, str], ...]:
    """Return what the database is told of who asks a query, or a statement that is no query of ours."""
    asked_by = asker_of(query)
    if asked_by is None and is_deed_under_way():
        return _told(WRITES)
    standing = asked_by or _door.get()
    if standing is None or standing.sees_all:
        return _told(READS_ALL, person=_person(standing))
    if standing.kind not in (StandingKind.OFFICER, StandingKind.MACHINE) or not standing.member:
        return _told("", person=_person(standing))
    return _told(
        "",
        person=_person(standing),
        roles=",".join(sorted(str(role) for role in standing.roles)),
        member=standing.member,
        circles=",".join(sorted(standing.circles | standing.observes)),
        agreements=",".join(sorted(str(uid) for uid in standing.agreements)),
    )


def asker_of(query: Any) -> Standing | None:
    """Return who asks a query; of one that counts another's rows, who asks that one."""
    if query is None:
        return None
    found: Standing | None = getattr(query, "asked_by", None)
    return found or asker_of(getattr(query, "inner_query", None))


def _person(standing: Standing | None) -> str:
    return str(standing.person) if standing and standing.person else ""


def _told(
    everything: str, *, person: str = "", member: str = "", roles: str = "", circles: str = "", agreements: str = ""
) -> tuple[tuple[str, str], ...]:
    return tuple(zip(NAMES, (everything, person, member, roles, circles, agreements), strict=True))
