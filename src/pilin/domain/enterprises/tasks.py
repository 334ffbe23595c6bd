"""Work behind the pages: large files are brought, new firms compared with those in sight, an index left behind made anew."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from pilin.domain.enterprises import actions, bringing, queries
from pilin.domain.enterprises.queries import finding
from pilin.foundation.access.verdict import Refused
from pilin.foundation.search.index import Busy
from pilin.foundation.search.queries import make_anew


@task()
def compare_registers() -> int:
    """Compare what was brought since; returns how many registers. Enqueued by :func:`run_due`.

    Weighing takes long and is done before the deed, so that nobody waits for it; what changed meanwhile the deed sees.
    """
    from pilin.domain.enterprises import frames  # slow import: compiled kernels

    done = 0
    for register in queries.registers_to_compare(queries.HOUSE):
        now, by = timezone.now(), queries.town_house(register.owner)
        pairs = frames.likenesses(register, now)
        try:
            actions.note_likenesses(by=by, at=now, register=register, pairs=pairs)
        except Refused:
            continue  # another worker was quicker, or it was taken back meanwhile
        done += 1
    return done


@task()
def bring_file(uid: str) -> int:
    """Bring a file that was handed in; returns how many firms. Its worker killed, it goes on where it was.

    Whoever handed it in must still be a clerk of the town, or it is turned down.
    """
    found = queries.bringing_left(UUID(uid))
    if found is None:
        return 0  # taken away, or in force already
    by = queries.clerk_again(found, timezone.now())
    done = bringing.go_on(by=by, clock=timezone.now, bringing=found)
    return done.rows if done else 0


def run_due(at: datetime) -> int:
    """Enqueue the comparing when a register waits for it; returns how many do."""
    due = queries.registers_to_compare(queries.HOUSE).count()
    if due:
        compare_registers.enqueue()
    return due


@task()
def make_index() -> int:
    """Make the index of firms anew where it is not up to date; returns how many documents it has, or 0."""
    if finding.is_ready():
        return 0
    try:
        return make_anew(finding.SCHEMA.name).documents
    except Busy:
        return 0  # another worker is at it


def index_due(at: datetime) -> bool:
    """Enqueue the making of the index of firms when it is absent or behind; returns whether it is."""
    due = not finding.is_ready()
    if due:
        make_index.enqueue()
    return due
