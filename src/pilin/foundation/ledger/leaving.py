"""A town leaves with its records, and arrives with them somewhere else."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from pilin.engine import log as engine
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.ledger import actions, keys, packing, rules, safe, unpacking, vault


def _silent(_line: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Exported:
    """An archive that was written and read back, and all for which another instance would refuse it."""

    town: str
    logs: int
    entries: int
    rows: int
    others: int
    files: int
    size: int
    sha256: str
    sealed: bool
    left: bool
    missing_rows: tuple[str, ...] = ()
    missing_files: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()  # for which another instance would refuse it


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an archive would hold, reckoned without making one."""

    logs: int
    entries: int
    own_logs: int
    rows: int
    files: int
    bytes_of_files: int
    seals: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What was brought in."""

    town: str
    logs: int
    entries: int
    rows: int
    own: dict[str, int]
    files: int
    stand_ins: tuple[str, ...]
    missing_files: tuple[str, ...]
    manifest: engine.Manifest | None


def export_to(
    file: IO[bytes],
    *,
    by: Standing,
    at: datetime,
    town: str,
    leave: bool = False,
    roots: Sequence[engine.Signer] = (),
    told: Callable[[str], None] = _silent,
) -> Exported:
    """Write a town's records into an open file, and check what was written.

    Logs and rows are taken while nothing can be added to them; the files, which never change, after that.
    """
    with engine.ArchiveWriter(file) as writer:
        work = packing.Packing(town, at, writer, told)
        packed = actions.export_records(by=by, at=at, town=town, pack=work.run, leave=leave, roots=roots)
        work.files()
        signer = keys.any_of(town)
        work.finish(signer)
    file.seek(0)
    told(_("checking what was written"))
    faults: tuple[Fault, ...] = ()
    try:
        brought = unpacking.opened(file, unsealed=True)
        sealed = brought.holds.sealed_by == town
    except Invalid as wrong:  # what does not hold is told, and taken along: the town is not kept here by it
        faults, sealed = wrong.faults, signer is not None
    if leave:
        keys.forget_node(town)  # only now: without the key nobody could seal it again
    return Exported(
        town=town, logs=packed.logs, entries=packed.entries, rows=packed.rows, others=packed.others,
        files=len(packed.files) - len(packed.missing_files), size=file.seek(0, io.SEEK_END), sha256=_digest(file),
        sealed=sealed, left=leave, faults=faults, missing_rows=tuple(packed.missing_rows),
        missing_files=tuple(packed.missing_files),
    )  # fmt: skip


def export_town(path: Path, **how: Any) -> Exported:
    """Write a town's records to a file: under its name stands a whole archive, or nothing.

    Takes what :func:`export_to` takes.
    """
    if path.exists():
        raise Refused("is_there", _("%(name)s is there already. Name another file.") % {"name": path})
    if not path.parent.is_dir():
        raise Refused("no_folder", _("There is no folder %(name)s.") % {"name": path.parent})
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            found = export_to(file, **how)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    vault.settle(path.parent)
    return found


def foresee(by: Standing, at: datetime, town: str) -> Foreseen:
    """Return what an archive of a town's records would hold; refused to whoever may not take them out."""
    rules.may_take_out(by, town).require()
    logs = packing.logs_for(town, packing.reader_of(town, at))
    counts, files = packing.own_of(town)
    return Foreseen(
        logs=len(logs), entries=sum(log.size for log in logs), own_logs=sum(log.owner == town for log in logs),
        rows=sum(counts.values()), files=len(files), bytes_of_files=sum(files.values()), seals=bool(keys.at_home([town])),
    )  # fmt: skip


def import_town(
    path: Path,
    *,
    by: Standing,
    at: datetime,
    roots: Sequence[Path] = (),
    heads: Iterable[engine.Checkpoint] = (),
    unsealed: bool = False,
    told: Callable[[str], None] = _silent,
) -> Imported:
    """Bring the records in an archive into this empty instance, in one transaction: all of them, or nothing.

    Parameters
    ----------
    roots : sequence of Path
        The town's root keys from its safe; with them it goes on writing here at once.
    heads : iterable of Checkpoint
        Heads kept elsewhere, which its logs must lead to.
    unsealed : bool
        Take an archive that its town did not seal.
    """
    with path.open("rb") as file:
        told(_("checking the archive"))
        brought = unpacking.opened(file, heads=heads, unsealed=unsealed)
        signers = [safe.taken_out(root, brought.town) for root in roots]
        fresh: list[Any] = []
        try:
            with transaction.atomic():
                told(_("writing %(n)s rows") % {"n": brought.count})
                made = actions.import_records(by=by, at=at, brought=brought, roots=signers)
                fresh = unpacking.keep_files(brought, file, told)
        except BaseException:
            unpacking.drop_files(fresh)
            raise
    return Imported(
        town=brought.town, logs=len(brought.archive.names), entries=brought.holds.entries, rows=brought.count,
        own=brought.own, files=len(brought.archive.passed), stand_ins=tuple(brought.stand_ins),
        missing_files=tuple(brought.missing_files), manifest=made,
    )  # fmt: skip


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = sha256()
    while piece := file.read(engine.PIECE):
        digest.update(piece)
    return digest.hexdigest()
