"""What a town takes along: its logs and those it may read, its rows, what they point at, its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q

from pilin.engine import log as engine
from pilin.engine.log.standalone import verifier
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.ledger import rows, rules
from pilin.foundation.ledger.enums import ACCOUNTS, BULK, READERS, STORES, FileStore
from pilin.foundation.ledger.models import Body, Entry, Head, Log, Manifest
from pilin.foundation.ledger.queries import engine_entry, entries_of, heads_of, manifests_by_town

HOUSE = Standing.machine("leaving")
CHUNK = 2_000
OWN, READ, LENT, OPEN, BOOKS, PEOPLE = "own", "read", "lent", "reference", "ledger", "people"
"""Folders under ``rows/``: the town's own; others' that logs here speak of; others' that its rows point at; reference
data; the ledger's own; accounts."""


@dataclass
class Packed:
    """What was put in.

    Parameters
    ----------
    logs, entries : int
    own : dict
        Label of each model to the number of the town's own rows.
    others : int
        Rows of others.
    files : dict
        Digest to size and the store it lies in.
    missing_rows : list of str
        What rows point at and the town may not read: a stand-in will stand for it.
    missing_files : list of str
        Digests whose bytes are not here as they were put.
    """

    logs: int = 0
    entries: int = 0
    own: dict[str, int] = field(default_factory=dict)
    others: int = 0
    files: dict[str, tuple[int, FileStore]] = field(default_factory=dict)
    missing_rows: list[str] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Return the number of the town's own rows."""
        return sum(self.own.values())

    @property
    def bytes_of_files(self) -> int:
        """Return how large the files are together."""
        return sum(size for size, _store in self.files.values())


def reader_of(town: str, at: datetime) -> Standing:
    """Return as whom a town reads."""
    return READERS[0](town, at)


def own_of(town: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return the number of a town's rows by model, and the size of each of its files by digest."""
    counts = {}
    for model in rows.shared_models():
        if number := model.objects.visible_to(HOUSE).filter(owner=town).count():
            counts[model._meta.label_lower] = number
    files = {}
    for model in rows.shared_models():
        for store in STORES:
            if store.label == model._meta.label_lower:
                for row in model.objects.visible_to(HOUSE).filter(owner=town):
                    digest, size, _hangs = store.of(row)
                    files[digest] = size
    return counts, files


def logs_for(town: str, standing: Standing) -> list[Log]:
    """Return a town's own logs and those of its circles that it may read, in the order in which deeds lock them."""
    near = Q(owner=town) | Q(circle__in=[*standing.circles, *standing.observes, ""])
    return list(Log.objects.visible_to(standing).filter(near).order_by("owner", "name", "circle"))


class Packing:
    """Puts a town's records into an archive. The logs it takes are locked: nothing is added to them meanwhile."""

    def __init__(self, town: str, at: datetime, writer: engine.ArchiveWriter, told: Callable[[str], None]) -> None:
        self.town, self.at, self.writer, self.told = town, at, writer, told
        self.standing = reader_of(town, at)
        self.packed = Packed()
        self.taken: dict[str, set[Any]] = {}  # label -> keys of the rows that are in
        self.wanted: dict[type[Any], set[Any]] = {}  # model -> keys of rows that others point at
        self.named: set[UUID] = set()  # uids that own rows name without a foreign key
        self.staff: set[UUID] = set()
        self.hanging: dict[str, tuple[str, int, FileStore]] = {}  # files of others, by the row they hang on

    def run(self) -> Packed:
        """Put logs and rows in; the files follow once nothing is locked any more."""
        logs = logs_for(self.town, self.standing)
        list(Log.objects.visible_to(HOUSE).filter(pk__in=[log.pk for log in logs]).order_by(
            "owner", "name", "circle").select_for_update())  # fmt: skip
        logs = logs_for(self.town, self.standing)  # as they are now that they stand still
        self._logs(logs)
        for model in rows.shared_models():
            self._rows(OWN, model, model.objects.visible_to(HOUSE).filter(owner=self.town))
        places = {(log.owner, log.name, log.circle) for log in logs}
        for model in rows.shared_models():
            if model.LEDGER != Ledger.NONE:
                others = model.objects.visible_to(self.standing).exclude(owner=self.town).order_by("pk")
                self._rows(READ, model, (row for row in others.iterator(CHUNK) if _place_of(row) in places))
        for reference in rows.open_models():
            self._rows(OPEN, reference, reference.objects.visible_to(HOUSE))
        self._lent()
        self._accounts()
        mine = {str(key) for keys in self.taken.values() for key in keys}
        self.packed.files |= {
            digest: (size, store) for digest, (hangs, size, store) in self.hanging.items() if hangs in mine
        }
        return self.packed

    def _logs(self, logs: list[Log]) -> None:
        for log in logs:
            self.told(f"{log.owner} · {log.name}")
            name = engine.LogName(log.circle, log.owner, log.name, log.epoch)
            entries = (engine_entry(entry) for entry in entries_of(log))
            self.packed.entries += self.writer.log(name, entries, _bodies(log), heads_of(log))
            self.packed.logs += 1
        heads_here = Head.objects.visible_to(HOUSE).filter(log__in=logs)
        signers = {sig.name for head in heads_here for sig in engine.Checkpoint.parse(head.note).sigs}
        towns = signers | {log.owner for log in logs}
        for town, known in sorted(manifests_by_town().items()):
            if town in towns:
                self.writer.manifests(town, known)
        self._put(BOOKS, Log, Log.objects.visible_to(HOUSE).filter(pk__in=[log.pk for log in logs]))
        self._put(BOOKS, Head, heads_here)
        self._put(BOOKS, Manifest, Manifest.objects.visible_to(HOUSE).filter(owner__in=towns))
        order = Entry.objects.visible_to(HOUSE).filter(log__in=logs).order_by("number")
        lines = (
            engine.canonical(
                {
                    "log": log,
                    "seq": seq,
                    "line": str(line) if line else None,
                    "erased_at": erased.isoformat() if erased else None,
                }
            )
            + b"\n"
            for log, seq, line, erased in order.values_list("log__log_id", "seq", "line", "body__erased_at").iterator(
                CHUNK
            )
        )
        self.writer.beside(f"rows/{BOOKS}/{Entry._meta.label_lower}.ndjson", lines)

    def _rows(self, folder: str, model: type[Any], found: Any) -> int:
        """Put rows in, and remember what they point at."""
        label = model._meta.label_lower
        pointers = rows.pointers_of(model)
        taken = self.taken.setdefault(label, set())
        store = next((one for one in STORES if one.label == label), None)

        def noted() -> Iterator[Any]:
            for row in found if folder == READ else found.order_by("pk").iterator(CHUNK):
                taken.add(row.pk)
                for column, target, named in pointers:
                    if (key := getattr(row, column)) is not None and named == target._meta.pk.attname:
                        self.wanted.setdefault(target, set()).add(key)
                        if folder == OWN and target._meta.label_lower in {one.label for one in ACCOUNTS}:
                            self.staff.add(key)
                if folder == OWN:
                    self.named.update(rows.uids_in(row))
                if store is not None:
                    digest, size, hangs = store.of(row)
                    if folder == OWN:
                        self.packed.files[digest] = (size, store)
                    else:
                        self.hanging[digest] = (hangs, size, store)
                yield row

        number = self._put(folder, model, noted())
        if folder == OWN and number:
            self.packed.own[label] = number
        elif folder in (READ, LENT):
            self.packed.others += number
        return number

    def _put(self, folder: str, model: type[Any], found: Iterable[Any]) -> int:
        number = 0
        pending = iter(found)
        first = next(pending, None)
        if first is None:
            return 0

        def lines() -> Iterator[bytes]:
            nonlocal number
            number += 1
            yield rows.line_of(first)
            for row in pending:
                number += 1
                yield rows.line_of(row)

        self.writer.beside(f"rows/{folder}/{model._meta.label_lower}.ndjson", lines())
        return number

    def _lent(self) -> None:
        """Put in what rows point at and is not in yet, as far as the town may read it; name the rest."""
        shared = {m._meta.label_lower: m for m in rows.shared_models()}
        found: dict[str, dict[Any, Any]] = {}
        asked: set[tuple[str, Any]] = set()
        while True:
            missing = {
                model: keys - self.taken.get(model._meta.label_lower, set())
                - {key for label, key in asked if label == model._meta.label_lower}
                for model, keys in self.wanted.items() if model._meta.label_lower in shared
            }  # fmt: skip
            if not any(missing.values()):
                break
            for model, keys in missing.items():
                label = model._meta.label_lower
                asked |= {(label, key) for key in keys}
                for row in self._readable(model, sorted(keys)):
                    found.setdefault(label, {})[row.pk] = row
                    for column, target, named in rows.pointers_of(model):
                        if (key := getattr(row, column)) is not None and named == target._meta.pk.attname:
                            self.wanted.setdefault(target, set()).add(key)
        for label, held in sorted(found.items()):
            self.taken[label] |= held.keys()
            self.packed.others += self._put(LENT, shared[label], [held[key] for key in sorted(held)])
        self.packed.missing_rows = sorted(f"{label}:{key}" for label, key in asked if key not in found.get(label, {}))

    def _readable(self, model: type[SharedModel], keys: list[Any]) -> Iterator[SharedModel]:
        for at in range(0, len(keys), 500):
            yield from model.objects.visible_to(self.standing).filter(pk__in=keys[at : at + 500])

    def _accounts(self) -> None:
        for one in ACCOUNTS:
            wanted = {
                key for model, keys in self.wanted.items() if model._meta.label_lower == one.label for key in keys
            }
            people = one.packed(wanted | self.named, self.staff)
            self.writer.beside(
                f"rows/{PEOPLE}/{one.label}.ndjson", (engine.canonical(person) + b"\n" for person in people)
            )

    def files(self) -> None:
        """Put the files in; those that are not here as they were put are named."""
        for number, (digest, (size, store)) in enumerate(sorted(self.packed.files.items()), start=1):
            self.told(f"{number}/{len(self.packed.files)} · {digest[:12]}")
            try:
                file = store.opened(digest, size)
            except (OSError, ValueError):
                self.packed.missing_files.append(digest)
                continue
            with file:
                pieces = iter(lambda opened=file: opened.read(engine.PIECE), b"")  # type: ignore[misc]
                if self.writer.beside(f"files/{digest}", pieces) != digest:
                    raise Refused("spoilt_file", f"{digest} is no longer what was put there")
        for folder, members in BULK:
            for name, pieces in members(self.town):
                self.told(name)
                self.writer.beside(f"files/{folder}/{name}", pieces)

    def finish(self, signer: engine.Signer | None) -> None:
        """Put in what the archive says of itself, the verifier, how to use it, and the town's seal."""
        told = {
            "v": 1, "town": self.town, "at": self.at.isoformat(timespec="seconds"), "own": self.packed.own,
            "missing_rows": self.packed.missing_rows, "missing_files": sorted(self.packed.missing_files),
        }  # fmt: skip
        self.writer.beside("rows/leaving.json", [engine.canonical(told)])
        self.writer.beside("verify.py", [verifier().encode()])
        for name in ("README.txt", "README.zh.txt"):
            self.writer.beside(name, [(Path(__file__).parent / "leaflets" / name).read_bytes()])
        self.writer.finish(self.town if signer else "", signer)


def _place_of(row: SharedModel) -> tuple[str, str | None, str]:
    return rules.writer_of(row), rules.audience_of(row), row.circle


def _bodies(log: Log) -> Iterator[tuple[int, engine.Body]]:
    held = Body.objects.visible_to(HOUSE).filter(entry__log=log, content__isnull=False).order_by("entry__seq")
    for seq, salt, content in held.values_list("entry__seq", "salt", "content").iterator(CHUNK):
        yield seq, (bytes(salt), bytes(content or b""))
