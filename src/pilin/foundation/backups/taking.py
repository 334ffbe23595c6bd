"""Taking a copy: one moment of the database, then the attachments, read back and compared before it gets its name."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import tomli_w
from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups import archive, census, postgres, sealing, sources
from pilin.foundation.backups.archive import Shown as _Shown
from pilin.foundation.backups.places import (
    DEPOSITS,
    HISTORY,
    OF_THE_PLACE,
    SECRETS,
    SETTINGS,
    Instance,
    is_secret,
    sync_folder,
    version,
)

PLAIN, SEALED = ".tar", ".tar.sealed"
WORKING = ".taking-"


@dataclass(frozen=True, slots=True)
class Taken:
    """A copy that was taken and read back.

    Parameters
    ----------
    path : Path
    size : int
    sha256 : str
        Of the manifest, which names the sum of everything else: the same copy has the same whether encrypted or not.
    manifest : dict
    seconds : float
    damaged : tuple of str
        Attachments that are not, or no longer, what their name says; they were copied as they are.
    """

    path: Path
    size: int
    sha256: str
    manifest: dict[str, Any]
    seconds: float
    damaged: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Return how many rows all tables hold."""
        return sum(self.manifest["tables"].values())

    @property
    def entries(self) -> int:
        """Return how many entries all logs hold."""
        return sum(log["size"] for log in self.manifest["logs"])

    @property
    def files(self) -> int:
        """Return how many attachments it holds."""
        return sum(member["name"].startswith("files/") for member in self.manifest["members"])


@dataclass
class Wish:
    """How a copy is wanted."""

    lock: sealing.Lock | None = None
    with_keys: bool = False
    told: sources.Told = field(default=lambda _step, _share: None)


def take(instance: Instance, target: Path, *, at: datetime, wish: Wish) -> Taken:
    """Take a copy of an instance while it is served.

    Parameters
    ----------
    instance : Instance
    target : Path
        A folder, in which it gets a name of its own, or the name of a file that does not exist.
    at : datetime
    wish : Wish

    Raises
    ------
    Refused
        When there is no room, another copy is being taken there, a program is missing, or what was written does not read
        back as it should. Whatever was begun is gone then.
    """
    if wish.with_keys and wish.lock is None:
        raise Refused(
            "keys_in_clear", _("Keys go into an encrypted copy only: give a passphrase file or a public key.")
        )
    path = _path(target, at, sealed=wish.lock is not None)
    began = time.monotonic()
    with _working(path.parent) as working:
        sources.room_in(path.parent, _needed(instance))
        taken = _take(instance, path, working, at, wish)
    return Taken(path, *taken[:2], taken[2], time.monotonic() - began, taken[3])


def _path(target: Path, at: datetime, *, sealed: bool) -> Path:
    ending = SEALED if sealed else PLAIN
    is_folder = target.is_dir() or not target.suffix
    path = target / f"pilin-{at:%Y%m%d-%H%M%S}{ending}" if is_folder else target
    if path.exists():
        raise Refused("exists", _("%(file)s is there already; it was left as it is.") % {"file": path})
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


@contextmanager
def _working(folder: Path) -> Iterator[Path]:
    """Give a folder to work in beside the copy; one at a time, and what a killed run left there is removed."""
    lock = os.open(folder / ".pilin-copying", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                "under_way", _("Another copy is being taken to %(folder)s; wait for its end.") % {"folder": folder}
            ) from None
        for left in folder.glob(f"{WORKING}*"):
            shutil.rmtree(left, ignore_errors=True)
        working = folder / f"{WORKING}{token_hex(4)}"
        working.mkdir(mode=0o700)
        try:
            yield working
        finally:
            shutil.rmtree(working, ignore_errors=True)
    finally:
        os.close(lock)


def _needed(instance: Instance) -> int:
    """Return how many bytes a copy needs at the most: the database twice, since it is put in from a file of its own."""
    if instance.conninfo:
        with postgres.connected(instance.conninfo) as connection:
            found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        database = int(found[0]) if found else 0
    else:
        database = instance.database.stat().st_size if instance.database.exists() else 0
    return 2 * database + sum(
        path.stat().st_size for path in [*instance.attachments(), *instance.deposits(), *instance.history()]
    )


def _take(
    instance: Instance, path: Path, working: Path, at: datetime, wish: Wish
) -> tuple[int, str, dict[str, Any], tuple[str, ...]]:
    """Copy the database; then examine it, count it and write it at the same time; read back while it is still examined."""
    with (
        ThreadPoolExecutor(2) as beside,
        _copied(instance, working / "database", at, wish) as (copy, counting, wholeness),
    ):
        counted, whole = beside.submit(counting), beside.submit(wholeness)
        draft = working / "archive"
        with draft.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            sealing_ = sealing.Sealing(file, wish.lock) if wish.lock else None
            writer = archive.Writer(sealing_ or file, int(at.timestamp()))
            with copy.open("rb") as source:
                size = copy.stat().st_size
                writer.add(sources.MEMBERS[instance.engine], _Shown(source, size, "writing", wish.told), size)
            damaged = _put_rest(instance, writer, wish)
            manifest = writer.close(_manifest(instance, counted.result(), at, wish, damaged))
            if sealing_:
                sealing_.close()
            file.flush()
            os.fsync(file.fileno())
        _read_back(draft, manifest, sealing_.reading if sealing_ else None, wish.told)
        if (said := whole.result()) != "ok":
            raise Refused("not_whole", _("The database is damaged: %(what)s. No copy was kept.") % {"what": said})
        size = draft.stat().st_size
        draft.rename(path)
    sync_folder(path.parent)
    return size, archive.sum_of(manifest), manifest, tuple(damaged)


Counting = Callable[[], census.Census]
Wholeness = Callable[[], str]


@contextmanager
def _copied(instance: Instance, to: Path, at: datetime, wish: Wish) -> Iterator[tuple[Path, Counting, Wholeness]]:
    """Give the database of one moment as a file, what counts it, and what says "ok" or the first thing wrong with it."""
    if instance.conninfo:
        with postgres.snapshot(instance.conninfo) as moment:
            postgres.dump(instance.conninfo, moment.name, to, wish.told)
            postgres.contents_of(to, instance.conninfo)
            yield to, lambda: census.taken(moment), lambda: "ok"
    else:
        sources.copy_sqlite(instance.database, to, at=at, version=version(), told=wish.told)
        yield to, lambda: _counted(to), lambda: _wholeness(to)


def _counted(copy: Path) -> census.Census:
    with sources.opened_file(copy) as file:
        return census.taken(file)


def _wholeness(copy: Path) -> str:
    with sources.opened_file(copy) as file:
        return file.is_whole()


def _put_rest(instance: Instance, writer: archive.Writer, wish: Wish) -> list[str]:
    """Put in settings, attachments and, where asked, keys; return the attachments that are not what they should be."""
    given = instance.settings()
    given = {name: value for name, value in given.items() if name not in OF_THE_PLACE}
    secrets = {name: value for name, value in given.items() if is_secret(name, value)}
    writer.add_bytes(SETTINGS, tomli_w.dumps({n: v for n, v in given.items() if n not in secrets}).encode())
    paths, damaged = instance.attachments(), []
    for number, path in enumerate(paths):
        try:
            with path.open("rb") as file:
                member = writer.add(f"files/{path.parent.name}/{path.name}", file, os.fstat(file.fileno()).st_size)
        except FileNotFoundError:  # erased since it was listed
            continue
        if member.sha256 != path.name:
            damaged.append(path.name)
        wish.told("files", (number + 1) / len(paths))
    for path in instance.deposits():
        with path.open("rb") as file:
            writer.add(f"{DEPOSITS}/{path.name}", file, os.fstat(file.fileno()).st_size)
    for path in instance.history():  # after the database: a month that is moved meanwhile is in both, never in neither
        with path.open("rb") as file:
            name = "/".join(path.parts[-3:])
            writer.add(f"{HISTORY}/{name}", file, os.fstat(file.fileno()).st_size)
    if wish.with_keys:
        for path in instance.key_files():
            writer.add_bytes(f"keys/{path.name}", path.read_bytes())
        writer.add_bytes(SECRETS, tomli_w.dumps(secrets).encode())
    return damaged


def _manifest(
    instance: Instance, counted: census.Census, at: datetime, wish: Wish, damaged: list[str]
) -> dict[str, Any]:
    roots = sorted(path.name for path in instance.keys.glob("*.root"))
    apart = [] if wish.with_keys else [path.name for path in instance.key_files()]
    return {
        "v": 1,
        "pilin": version(),
        "taken_at": at.isoformat(timespec="seconds"),
        **counted.as_json(),
        "demo": (instance.home / "demo").exists(),
        "damaged": damaged,
        "keys": {"here": wish.with_keys, "apart": [*apart, *roots]},
    }


def _read_back(draft: Path, manifest: dict[str, Any], lock: sealing.Lock | None, told: sources.Told) -> None:
    """Read what lies on the disk, past the memory that still holds it, and compare every byte."""
    with draft.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        seen = _Shown(file, draft.stat().st_size, "reading back", told)
        if archive.read_through(sealing.opened(seen, lock)) != manifest:
            raise archive.Damaged(archive.MANIFEST)
