"""From an archive back to rows: checked first, rebuilt, compared with what was signed; whatever cannot be rebuilt is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience, Ledger
from pilin.foundation.access.gate import deed_under_way
from pilin.foundation.access.models import GatedModel, SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.ledger import packing, queries, rows, rules
from pilin.foundation.ledger.enums import ACCOUNTS, STORES, EntryKind, FileStore
from pilin.foundation.ledger.findings import Finding, of_log
from pilin.foundation.ledger.models import Body, Entry, Head, Log, Manifest, Mention

HOUSE = Standing.machine("arriving")
MOST_NAMED = 50  # faults told at once: the rest says nothing new
PREFIX = "rows/"


@dataclass
class Brought:
    """An archive that was read and holds, and the rows made of it, not saved.

    Parameters
    ----------
    town : str
    archive : Archive
    holds : Holds
    rows : dict
        Label of each model to key to row.
    people : dict
        Label of each model of accounts to what is kept of them.
    stand_ins : list of str
        Rows that only stand where one of another town stood.
    own : dict
        Label to the number of the town's own rows, as the archive says.
    missing_files : list of str
        Digests of files that were not in the archive.
    """

    town: str
    archive: engine.Archive
    holds: engine.Holds
    rows: dict[str, dict[Any, Any]] = field(default_factory=dict)
    people: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    stand_ins: list[str] = field(default_factory=list)
    own: dict[str, int] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)
    lent: set[tuple[str, Any]] = field(default_factory=set)

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return sum(len(held) for held in self.rows.values())


def opened(file: IO[bytes], *, heads: Iterable[engine.Checkpoint] = (), unsealed: bool = False) -> Brought:
    """Return what an archive brings, once all of it was checked. Nothing is written.

    Parameters
    ----------
    file : binary file
    heads : iterable of Checkpoint
        Heads kept elsewhere, which its logs must lead to.
    unsealed : bool
        Take one that nobody sealed: what its town kept to itself is then vouched for by nobody.

    Raises
    ------
    Invalid
        With each place that does not hold.
    """
    try:
        archive = engine.read_archive(file, keep=lambda member: not member.startswith("files/"))
        found = engine.verify_archive(archive, heads)
    except (engine.BadArchive, OSError) as wrong:
        raise Invalid(Fault("bad_archive", "", _("The archive does not hold: %(why)s") % {"why": wrong})) from None
    if isinstance(found, engine.Broken):
        name = next((n for n in archive.names if n.id == found.log), None)
        raise Invalid(_fault(of_log(found, name.writer if name else "", name.audience if name else "")))
    told = _leaving(archive)
    town = str(told["town"])
    if found.sealed_by != town and not unsealed:
        raise Invalid(
            Fault("unsealed", "seal.json", _("The town did not seal it: nobody vouches for what it kept to itself."))
        )
    brought = Brought(town, archive, found, own=dict(told["own"]), missing_files=list(told["missing_files"]))
    faults = [*_read(brought), *_same_books(brought)]
    if not faults:
        faults = [*_compared(brought), *_complete(brought)]
    if faults:
        raise Invalid(*faults[:MOST_NAMED])
    return brought


def _fault(finding: Finding) -> Fault:
    return Fault(finding.code, finding.where, finding.reason)


def _leaving(archive: engine.Archive) -> dict[str, Any]:
    try:
        told = json.loads(archive.extras["rows/leaving.json"])
        if (
            told["v"] == 1
            and told["town"]
            and isinstance(told["own"], dict)
            and isinstance(told["missing_files"], list)
        ):
            return dict(told)
    except (KeyError, ValueError, TypeError):
        pass
    raise Invalid(Fault("no_town", "rows/leaving.json", _("This archive does not bring the records of a town.")))


def _read(brought: Brought) -> Iterator[Fault]:
    """Make rows of all lines; yield what is none."""
    people = {one.label for one in ACCOUNTS}
    known = {m._meta.label_lower: m for m in apps.get_models() if issubclass(m, GatedModel)}
    for member, content in sorted(brought.archive.extras.items()):
        folder, _slash, name = member.removeprefix(PREFIX).partition("/")
        label = name.removesuffix(".ndjson")
        if not member.startswith(PREFIX) or not name or label == Entry._meta.label_lower:
            continue
        if folder == packing.PEOPLE and label in people:
            brought.people[label] = [json.loads(line) for line in content.splitlines()]
            continue
        if label not in known or (folder == packing.BOOKS) != (known[label]._meta.app_label == rows.LEDGER):
            yield Fault("unknown_model", member, _("Rows of this kind are not known here."))
            continue
        held = brought.rows.setdefault(label, {})
        try:
            for row in rows.rows_in(known[label], content):
                if row.pk in held:
                    raise rows.BadRow(f"{row.pk} stands there twice")
                if folder == packing.OWN and row.owner != brought.town:
                    raise rows.BadRow(f"{row.pk} belongs to {row.owner}")
                held[row.pk] = row
                if folder == packing.LENT:
                    brought.lent.add((label, row.pk))
        except rows.BadRow as wrong:
            yield Fault("bad_row", member, str(wrong))


def _same_books(brought: Brought) -> Iterator[Fault]:
    """Yield where the ledger's own rows say something else than the logs, heads and manifests that were checked."""
    archive = brought.archive
    logs: dict[Any, Log] = brought.rows.get(Log._meta.label_lower, {})
    names = {log.log_id: (log.circle, log.owner, log.name, log.epoch, log.size) for log in logs.values()}
    if names != {n.id: (n.circle, n.writer, n.audience, n.epoch, archive.sizes[n.id]) for n in archive.names}:
        yield Fault("logs", "rows/ledger/ledger.log.ndjson", _("It does not name the logs that are here."))
        return
    heads = [(logs[row.log_id].log_id, row.note) for row in brought.rows.get(Head._meta.label_lower, {}).values()]
    if sorted(heads) != sorted((log, note.to_note()) for log, held in archive.checkpoints.items() for note in held):
        yield Fault("heads", "rows/ledger/ledger.head.ndjson", _("It does not name the heads that are here."))
    keys = [(row.owner, bytes(row.raw)) for row in brought.rows.get(Manifest._meta.label_lower, {}).values()]
    if sorted(keys) != sorted((town, one.to_json()) for town, held in archive.manifests.items() for one in held):
        yield Fault(
            "manifests", "rows/ledger/ledger.manifest.ndjson", _("It does not name the manifests that are here.")
        )


def _compared(brought: Brought) -> Iterator[Fault]:
    """Yield each row that says something else than was signed of it; make those that only the logs still hold."""
    writers = {name.id: name.writer for name in brought.archive.names}
    said = queries.heard(
        (told.entry.header.obj, told.entry.header.kind, writers[told.log], told.body[1] if told.body else None)
        for told in _in_order(brought)
        if told.entry.header.kind not in (EntryKind.MANIFEST, EntryKind.ERASED)
    ).last
    seen = set()
    for label, held in brought.rows.items():
        model: Any = apps.get_model(label)
        if not issubclass(model, SharedModel) or model.LEDGER == Ledger.NONE:
            continue
        for key, row in held.items():
            obj = rules.object_of(label, key)
            seen.add(obj)
            if (label, key) in brought.lent and obj not in said:  # its log is not here: nobody can vouch for it
                row.audience, row.source = Audience.OWN, rows.STAND_IN
                brought.stand_ins.append(obj)
            elif rules.audience_of(row) is not None:
                if obj not in said:
                    yield Fault("unsaid", obj, _("No log speaks of this row."))
                elif said[obj] is not None and (
                    odd := rules.differences(label, rules.content_of(row), said[obj] or {})
                ):
                    yield Fault("differs", obj, _("Says something else than what was signed: %(what)s")
                                % {"what": ", ".join(odd)})  # fmt: skip
    for obj, content in said.items():
        if content is None or obj in seen:
            continue
        label = obj.partition(":")[0]
        try:
            row = rows.row_of(apps.get_model(label), content, as_signed=True)
            if odd := rules.differences(label, rules.content_of(row), content):
                raise rows.BadRow(", ".join(odd))
        except (LookupError, TypeError, rows.BadRow) as wrong:
            yield Fault("cannot_rebuild", obj, _("Cannot be rebuilt from what was signed: %(why)s") % {"why": wrong})
        else:
            brought.rows.setdefault(label, {})[row.pk] = row


def _complete(brought: Brought) -> Iterator[Fault]:
    """Let every foreign key point at something: where the row may not travel, at a stand-in."""
    people = {one.label: {UUID(p["uid"]) for p in brought.people.get(one.label, ())} for one in ACCOUNTS}
    by_name: dict[tuple[str, str], set[Any]] = {}  # for keys that name another column than the key
    number = 0
    pending = [(label, row) for label, held in brought.rows.items() for row in held.values()]
    while pending:
        label, row = pending.pop()
        for column, target, named in rows.pointers_of(type(row)):
            key, wanted = getattr(row, column), target._meta.label_lower
            if key is None or key in brought.rows.get(wanted, {}) or key in people.get(wanted, ()):
                continue
            is_key = named == target._meta.pk.attname
            if not is_key:
                if (wanted, named) not in by_name:
                    by_name[wanted, named] = {getattr(one, named) for one in brought.rows.get(wanted, {}).values()}
                if key in by_name[wanted, named]:
                    continue
            name = rules.object_of(label, row.pk)
            if not is_key or not issubclass(target, SharedModel) or target._meta.app_label == rows.LEDGER:
                yield Fault("dangling", name, _("Points at %(what)s, which is not here.")
                            % {"what": rules.object_of(wanted, key)})  # fmt: skip
                continue
            number += 1
            try:
                made = rows.stand_in(target, key, number, brought.rows)
            except rows.BadRow as wrong:
                yield Fault("dangling", name, _("Points at %(what)s, for which nothing can stand: %(why)s")
                            % {"what": rules.object_of(wanted, key), "why": wrong})  # fmt: skip
                continue
            brought.rows.setdefault(wanted, {})[key] = made
            brought.stand_ins.append(rules.object_of(wanted, key))
            pending.append((wanted, made))


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with what stands beside it."""

    entry: engine.Entry
    body: engine.Body | None
    log: str
    line: UUID | None
    erased_at: datetime | None


def _in_order(brought: Brought) -> Iterator[Told]:
    """Yield the entries with what stands beside them, in the order in which they were written."""
    archive = brought.archive
    member = f"{PREFIX}{packing.BOOKS}/{Entry._meta.label_lower}.ndjson"
    placed = [json.loads(line) for line in archive.extras.get(member, b"").splitlines()]
    told = [(one["log"], one["seq"]) for one in placed]
    there = {(log, seq) for log, size in archive.sizes.items() for seq in range(size)}
    if len(told) != len(there) or set(told) != there:
        raise Invalid(Fault("order", member, _("It does not name the entries that are here.")))
    for one in placed:
        log, seq = one["log"], one["seq"]
        line = UUID(one["line"]) if one["line"] else None
        erased = datetime.fromisoformat(one["erased_at"]) if one["erased_at"] else None
        yield Told(archive.entries[log][seq], archive.bodies[log].get(seq), log, line, erased)


# Writing --------------------------------------------------------------------------------------------------------------


def require_empty() -> None:
    """Raise :class:`Refused` unless this instance holds nothing yet."""
    kinds: list[type[GatedModel]] = [*rows.shared_models(), *rows.open_models(), Log, Manifest]
    for model in kinds:
        if model.objects.visible_to(HOUSE).exists():
            raise Refused("not_empty", _("This instance holds records already. A town's records go into an empty one."))
    if any(one.any_here() for one in ACCOUNTS):
        raise Refused("not_empty", _("This instance has accounts already. A town's records go into an empty one."))


def put_down(brought: Brought) -> None:
    """Write all rows, inside the deed under way; the whole is checked as an instance is, or nothing stays."""
    for one in ACCOUNTS:
        one.restored(brought.people.get(one.label, []))
    for label, held in sorted(brought.rows.items()):
        model: Any = apps.get_model(label)
        model.objects.visible_to(HOUSE).bulk_create(held.values(), batch_size=500)
    _entries(brought)
    deed_under_way().bulk.clear()  # they were signed where they come from: nothing of it is signed again
    try:
        connection.check_constraints()
    except IntegrityError as wrong:
        raise Invalid(Fault("dangling", "", str(wrong))) from wrong
    findings = queries.check_instance().findings
    if findings:
        raise Invalid(*[_fault(finding) for finding in findings[:MOST_NAMED]])


def _entries(brought: Brought) -> None:
    logs = {row.log_id: row for row in brought.rows.get(Log._meta.label_lower, {}).values()}
    waiting: list[Told] = []

    def write() -> None:
        made = Entry.objects.visible_to(HOUSE).bulk_create([_entry(logs[told.log], told) for told in waiting])
        pairs = list(zip(made, waiting, strict=True))
        Body.objects.visible_to(HOUSE).bulk_create(
            Body(
                entry=entry,
                salt=told.body[0] if told.body else b"",
                content=told.body[1] if told.body else None,
                erased_at=told.erased_at,
            )
            for entry, told in pairs
            if told.entry.header.commit
        )
        Mention.objects.visible_to(HOUSE).bulk_create(
            Mention(entry=entry, obj=rules.object_of(one["model"], one["uid"]))
            for entry, told in pairs
            if entry.kind == EntryKind.BATCH and told.body is not None
            for one in json.loads(told.body[1])["rows"]
        )
        waiting.clear()

    for told in _in_order(brought):
        waiting.append(told)
        if len(waiting) == packing.CHUNK:
            write()
    write()


def _entry(log: Log, told: Told) -> Entry:
    entry, header = told.entry, told.entry.header
    return Entry(
        log=log, seq=header.seq, kind=header.kind, obj=header.obj, raw=entry.raw, sig=entry.sig, key_id=entry.key_id,
        hash=entry.hash, line=told.line,
    )  # fmt: skip


def keep_files(brought: Brought, file: IO[bytes], told: Callable[[str], None]) -> list[tuple[FileStore, str]]:
    """Keep the files in their stores; return which of them were not there before.

    Raises
    ------
    Invalid
        When a file that a row of the town speaks of is neither here nor named as missing.
    """
    there = {name.removeprefix("files/") for name in brought.archive.passed}
    fresh: list[tuple[FileStore, str]] = []
    try:
        for store in STORES:
            for row in brought.rows.get(store.label, {}).values():
                digest, size, _hangs = store.of(row)
                if digest in there:
                    told(digest[:12])
                    if not _is_kept(store, digest, size):
                        fresh.append((store, digest))
                        store.kept(b"".join(engine.pieces_of(file, f"files/{digest}")))
                elif row.owner == brought.town and digest not in brought.missing_files:
                    raise Invalid(Fault("no_file", f"files/{digest}", _("A file of the town is not in the archive.")))
    except BaseException:
        drop_files(fresh)
        raise
    return fresh


def _is_kept(store: FileStore, digest: str, size: int) -> bool:
    try:
        store.opened(digest, size).close()
    except (OSError, ValueError):
        return False
    return True


def drop_files(fresh: list[tuple[FileStore, str]]) -> None:
    """Take back files that were kept for an import that came to nothing."""
    for store, digest in fresh:
        store.dropped(digest)
