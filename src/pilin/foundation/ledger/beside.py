"""What stands beside the signed bytes must say the same: columns, heads, manifests, mentions, lines, erased bodies.

A signature covers an entry's bytes alone. Whoever reads the database through its columns would believe what somebody wrote
there; whoever empties a body would hide what a row said. Each such place is named here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from uuid import UUID

from django.db import connection

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.gate import deed_under_way, is_deed_under_way
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.ledger import keys, rules
from pilin.foundation.ledger.enums import ARRIVAL, EntryKind
from pilin.foundation.ledger.findings import Finding
from pilin.foundation.ledger.models import Body, Entry, Head, Log, Manifest, Mention

HOUSE = Standing.machine("ledger")
CHUNK = 2_000


def faults(unannounced: Mapping[str, Log]) -> list[Finding]:
    """Return every place beside the signed bytes that says something else.

    Parameters
    ----------
    unannounced : mapping
        Hash of each entry whose body is gone and that no later entry of its log names as erased, to its log.
    """
    return [*_logs(), *_lines(), *_mentions(), *_heads(), *_manifests(), *_emptied(unannounced)]


def damage() -> list[Finding]:
    """Return what the database itself says of its own damage: a page that cannot be read, an index that tells otherwise.

    PostgreSQL says so whenever it reads a page, where its data have checksums.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        return [Finding("damaged", {"detail": str(said)}) for (said,) in cursor.fetchall() if said != "ok"]


def _at(log: Log, code: str, seq: int | None = None, **facts: object) -> Finding:
    return Finding(code, facts, log.owner, log.name, seq)


def _logs() -> Iterator[Finding]:
    for log in Log.objects.visible_to(HOUSE).order_by("owner", "name", "epoch"):
        kind, parties, agreement = rules.readers_of(log.name)
        if (log.audience, log.parties, str(log.agreement or "")) != (kind, parties, agreement):
            yield _at(log, "log_readers")


def _lines() -> Iterator[Finding]:
    """Yield where the journal and the entries do not go together, either way.

    An entry's line is not there, or tells of other records; a line tells of a change to what others may read, and no
    entry of it is there: the end of a log was cut off that no head covers yet.
    """
    lines = set(JournalLine.objects.visible_to(HOUSE).values_list("pk", flat=True))
    told = _told()
    entries = Entry.objects.visible_to(HOUSE).filter(line__isnull=False).order_by("number")
    came_along, signed = _arrivals(), set[tuple[UUID | None, str]]()
    for entry in entries.select_related("log").defer("raw", "sig").iterator(CHUNK):
        if came_along(entry.line):
            continue
        if entry.line not in lines:
            yield _at(entry.log, "no_line", entry.seq)
        elif entry.kind in (EntryKind.ROW, EntryKind.TOMBSTONE):
            signed.add((entry.line, entry.obj))
            if (entry.line, entry.obj) not in told:
                yield _at(entry.log, "other_line", entry.seq)
    for (line, obj), name in told.items():
        if name and (line, obj) not in signed and not came_along(line):
            yield Finding("no_entry", obj=obj, title={"zh": name, "en": name})


def _told() -> dict[tuple[UUID | None, str], str]:
    """Return each line and record that the journal tells of, with the record's name; without one where no log holds it."""
    entering, told = set(rules.ledgered()), dict[tuple[UUID | None, str], str]()
    for subject in JournalSubject.objects.visible_to(HOUSE).order_by("uid").iterator(CHUNK):
        is_signed = subject.model in entering and rules.audience_of(subject) is not None
        told[subject.line_id, rules.object_of(subject.model, subject.subject)] = subject.name if is_signed else ""
    return told


def _arrivals() -> Callable[[UUID | None], bool]:
    """Return whether a line is of the instance that a town left: its journal stayed there, but for the town's own lines.

    Lines are numbered by the time of their making, so whatever is older than the line that tells of the arrival is.
    """
    if is_deed_under_way() and deed_under_way().code == ARRIVAL:
        return lambda line: True
    arrived = (
        JournalLine.objects.visible_to(HOUSE).filter(code=ARRIVAL).order_by("pk").values_list("pk", flat=True).first()
    )
    return lambda line: arrived is not None and line is not None and line < arrived


def _mentions() -> Iterator[Finding]:
    """Yield entries of many that are found, or not found, under other records than they speak of."""
    named: dict[int, set[str]] = {}
    for number, obj in Mention.objects.visible_to(HOUSE).values_list("entry", "obj").iterator(CHUNK):
        named.setdefault(number, set()).add(obj)
    batches = Entry.objects.visible_to(HOUSE).filter(kind=EntryKind.BATCH) | Entry.objects.visible_to(HOUSE).filter(
        pk__in=list(named)
    )
    for entry in batches.order_by("number").select_related("log", "body").iterator(CHUNK):
        body: Body | None = getattr(entry, "body", None)
        if body is None or body.content is None:
            continue
        try:
            rows = json.loads(bytes(body.content)).get("rows", ()) if entry.kind == EntryKind.BATCH else ()
            about = {rules.object_of(one["model"], one["uid"]) for one in rows}
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # the log's own check names it
        if about != named.get(entry.number, set()):
            yield _at(entry.log, "other_mentions", entry.seq)


def _heads() -> Iterator[Finding]:
    for row in Head.objects.visible_to(HOUSE).select_related("log").order_by("log", "size"):
        try:
            head = engine.Checkpoint.parse(row.note).head
        except engine.BadCheckpoint:
            continue  # the log's own check names it
        mine = (row.size, row.root, row.owner, row.audience, row.parties, row.agreement)
        log = row.log
        if mine != (head.size, head.root, log.owner, log.audience, log.parties, log.agreement):
            yield _at(log, "head_columns", size=head.size)


def _manifests() -> Iterator[Finding]:
    for row in Manifest.objects.visible_to(HOUSE).order_by("owner", "serial"):
        try:
            manifest = keys.read_manifest(row)
        except engine.BadManifest:
            continue  # named where manifests are read
        mine = (row.owner, row.serial, row.held_by, row.audience)
        if mine != (manifest.town, manifest.serial, keys.held_by(manifest), Audience.PUBLIC):
            yield Finding("manifest_columns", {"serial": row.serial}, writer=row.owner)


def _emptied(unannounced: Mapping[str, Log]) -> Iterator[Finding]:
    """Yield entries whose body is gone though neither their town nor this instance ever said that it was erased."""
    if not unannounced:
        return
    places = dict(Entry.objects.visible_to(HOUSE).filter(hash__in=list(unannounced)).values_list("hash", "seq"))
    writers = {log.owner for log in unannounced.values()}
    announced = _announced(writers)
    for hashed, log in unannounced.items():
        if hashed not in announced:
            yield _at(log, "body_gone", places.get(hashed))


def _announced(writers: Iterable[str]) -> set[str]:
    """Return which entries these towns, or this instance, have said to be erased."""
    said = Entry.objects.visible_to(HOUSE).filter(kind=EntryKind.ERASED, log__owner__in={*writers, keys.house()})
    found: set[str] = set()
    for raw in said.values_list("raw", flat=True):
        try:
            found.update(engine.Entry(bytes(raw), b"", "").header.refs)
        except engine.BadEntry:
            continue  # the log's own check names it
    return found
