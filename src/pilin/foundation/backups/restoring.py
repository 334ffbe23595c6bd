"""From a copy to an instance: everything is checked before anything is written, and the database comes into place last."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import IO, Any

import tomli_w
from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups import archive, census, postgres, sealing, sources
from pilin.foundation.backups.archive import Shown as _Shown
from pilin.foundation.backups.census import Census
from pilin.foundation.backups.places import DEPOSITS, HISTORY, SECRETS, SETTINGS, Instance, sync_folder, version
from pilin.foundation.backups.sources import POSTGRESQL, SQLITE, Told

HALFWAY = "restoring.json"
"""Lies in the folder from the first change to it until the restore is done: with it, an instance does not start."""
WORKING = ".restoring-"
NOT_YET = {SETTINGS, "static", "cache", "outbox", HALFWAY, "backups"}
"""What may lie in a folder that nobody lives in: what a start makes by itself, and copies."""


@dataclass(frozen=True, slots=True)
class Restored:
    """An instance that came back.

    Parameters
    ----------
    manifest : dict
    found : Census
        What the database holds now; it equals what the manifest says.
    missing_keys : tuple of str
        Key files that have to be brought back before it can write.
    """

    manifest: dict[str, Any]
    found: Census
    missing_keys: tuple[str, ...]


def refuse_halfway(home: Path) -> None:
    """Refuse to start an instance of which a restore was broken off: it would begin anew, and empty."""
    if (home / HALFWAY).exists():
        raise Refused(
            "halfway",
            _("A restore into %(folder)s was broken off. Do it again: pilin restore COPY.") % {"folder": home},
        )


def silent(_step: str, _share: float) -> None:
    """Tell nobody."""


def check(path: Path, lock: sealing.Lock | None, told: Told = silent) -> dict[str, Any]:
    """Read a whole copy, check every byte of it and return its manifest; nothing is written.

    Raises
    ------
    Refused
        When it is damaged, cut short, encrypted with another key, or of a newer Pilin.
    """
    with _open(path) as file:
        seen = _Shown(file, path.stat().st_size, "checking", told)
        manifest = archive.read_through(sealing.opened(seen, lock))
    _known(manifest)
    return manifest


def _known(manifest: dict[str, Any]) -> None:
    """Refuse a copy whose form, or whose database, this version does not know."""
    if manifest.get("v") != 1 or manifest.get("engine") not in (SQLITE, POSTGRESQL):
        raise Refused(
            "newer", _("This copy was taken by a newer Pilin (%(version)s).") % {"version": manifest.get("pilin")}
        )
    wanted = sources.MEMBERS[manifest["engine"]]
    if [member["name"] for member in manifest["members"]][:2] != [wanted, SETTINGS]:
        raise archive.Damaged(wanted)


def restore(
    path: Path, instance: Instance, lock: sealing.Lock | None, *, at: datetime, told: Told = silent
) -> Restored:
    """Bring a copy back into a folder, or a database, that holds nothing.

    Done again after it was broken off it begins anew: what the first try left is removed, and until the last step the
    folder holds no database.

    Raises
    ------
    Refused
        When something lives there already, the copy is of the other kind of database, or anything is not as it should be.
    """
    instance.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    done = (instance.home / HALFWAY).exists() and _holds_database(instance)  # broken off after its last step but one
    if not done:
        _empty(instance)
    manifest = check(path, lock, told)
    _fits(manifest, instance)
    if done:
        return _finished(instance, manifest, None)
    sources.room_in(instance.home, path.stat().st_size + (path.stat().st_size if instance.conninfo else 0))
    digest = {"copy": path.name, "taken_at": manifest["taken_at"], "began": at.isoformat()}
    working = instance.home / f"{WORKING}{token_hex(4)}"
    working.mkdir(mode=0o700)
    try:
        _unpack(path, lock, working, manifest, told)
        found = None
        if instance.engine == SQLITE:
            found = _counted_file(working / sources.MEMBERS[SQLITE], manifest)
        _write(instance.home / HALFWAY, json.dumps(digest).encode(), working)
        _put_in_place(instance, working, manifest)
        if instance.engine == SQLITE:
            (working / sources.MEMBERS[SQLITE]).rename(instance.database)
            sync_folder(instance.home)
        else:
            dumped = working / sources.MEMBERS[POSTGRESQL]
            taken_at = datetime.fromisoformat(manifest["taken_at"])
            postgres.restore(dumped, instance.conninfo, at=taken_at, version=version(), told=told)
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return _finished(instance, manifest, found)


def _holds_database(instance: Instance) -> bool:
    return not postgres.is_empty(instance.conninfo) if instance.conninfo else instance.database.exists()


def _finished(instance: Instance, manifest: dict[str, Any], found: Census | None) -> Restored:
    """Count what came back, unless the file that now has its name was counted already, and let the instance start."""
    if instance.engine == POSTGRESQL:
        found = _counted_server(instance.conninfo, manifest)
    elif found is None:
        found = _counted_file(instance.database, manifest)
    (instance.home / HALFWAY).unlink()
    sync_folder(instance.home)
    return Restored(manifest, found, _missing_keys(instance, manifest))


def _empty(instance: Instance) -> None:
    """Refuse a place where something lives; what an earlier, broken-off restore left is removed."""
    for left in instance.home.glob(f"{WORKING}*"):
        shutil.rmtree(left, ignore_errors=True)
    halfway = (instance.home / HALFWAY).exists()
    if halfway:
        for folder in (
            instance.files,
            instance.home / DEPOSITS,
            instance.home / HISTORY,
        ):  # that run put them there: nothing was there before
            shutil.rmtree(folder, ignore_errors=True)
    allowed = NOT_YET | ({"keys", "demo"} if halfway else set())
    there = sorted(entry.name for entry in instance.home.iterdir() if entry.name not in allowed and not _is_bare(entry))
    if instance.engine == POSTGRESQL and not postgres.is_empty(instance.conninfo):
        raise Refused(
            "not_empty", _("The database named in the settings holds tables already. Make a new, empty one (createdb).")
        )
    if there:
        raise Refused(
            "not_empty",
            _(
                "%(folder)s is not empty (%(names)s). A copy is brought back into a new folder only: name one with PILIN_HOME."
            )
            % {"folder": instance.home, "names": ", ".join(there[:5])},
        )


def _is_bare(entry: Path) -> bool:
    """Return whether this is a folder with nothing in it."""
    return entry.is_dir() and not any(entry.iterdir())


def _fits(manifest: dict[str, Any], instance: Instance) -> None:
    if manifest["engine"] != instance.engine:
        raise Refused(
            "other_engine",
            _("The copy is of %(theirs)s, and the settings name %(ours)s: set database_url accordingly.")
            % {"theirs": manifest["engine"], "ours": instance.engine},
        )


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise Refused(
            "no_copy", _("%(file)s cannot be read: %(why)s") % {"file": path, "why": error.strerror}
        ) from None
    try:
        yield file
    finally:
        file.close()


def _unpack(path: Path, lock: sealing.Lock | None, working: Path, manifest: dict[str, Any], told: Told) -> None:
    """Put every member under the working folder, checking it once more on the way; nothing has its final name yet."""
    opened: list[IO[bytes]] = []

    def place(member: archive.Member) -> IO[bytes]:
        _synced(opened)
        to = working / member.name
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened.append(to.open("xb"))
        os.fchmod(opened[-1].fileno(), 0o600)
        return opened[-1]

    try:
        with _open(path) as file:
            seen = _Shown(file, path.stat().st_size, "unpacking", told)
            if archive.read_through(sealing.opened(seen, lock), place) != manifest:
                raise archive.Damaged(path.name)
        _synced(opened)
    finally:
        for left in opened:
            left.close()


def _synced(opened: list[IO[bytes]]) -> None:
    while opened:
        file = opened.pop()
        file.flush()
        os.fsync(file.fileno())
        file.close()


def _counted_file(path: Path, manifest: dict[str, Any]) -> Census:
    with sources.opened_file(path) as file:
        if (said := file.is_whole()) != "ok":
            raise archive.Damaged(said)
        found = census.taken(file)
    return _equal(census.of_manifest(manifest), found)


def _counted_server(conninfo: str, manifest: dict[str, Any]) -> Census:
    with postgres.snapshot(conninfo) as moment:
        found = census.taken(moment)
    said = census.of_manifest(manifest)
    marks = found.tables.get(census.MARK, 0) - said.tables.get(census.MARK, 0)
    if marks == 1:  # the mark that a restored database carries is the only row more
        found = Census(
            found.engine, {**found.tables, census.MARK: found.tables[census.MARK] - 1}, found.migrations, found.logs
        )
    return _equal(said, found)


def _equal(said: Census, found: Census) -> Census:
    if wrong := census.differences(said, found):
        raise Refused(
            "not_equal",
            _("What came back is not what the copy says it holds: %(what)s") % {"what": "; ".join(wrong[:5])},
        )
    return found


def _put_in_place(instance: Instance, working: Path, manifest: dict[str, Any]) -> None:
    """Move settings, attachments and keys to where they belong; each is whole and on the disk already."""
    here, theirs = instance.settings(), tomllib.loads((working / SETTINGS).read_text(encoding="utf8"))
    secrets = working / SECRETS
    if secrets.exists():
        theirs |= tomllib.loads(secrets.read_text(encoding="utf8"))
        here.pop("secret_key", None)  # made a moment ago by this very start
        secrets.unlink()
    kept = {name: value for name, value in here.items() if name == "secret_key" or value != _usual().get(name)}
    _write(instance.home / SETTINGS, tomli_w.dumps({**theirs, **kept}).encode(), working)
    for name in ("files", DEPOSITS, HISTORY, "keys"):
        if (working / name).exists():
            if (instance.home / name).exists():
                shutil.rmtree(instance.home / name)
            (working / name).rename(instance.home / name)
    if manifest["demo"]:
        (instance.home / "demo").touch()


def _usual() -> dict[str, Any]:
    """Return the settings that nobody has changed: what a copy says goes before them."""
    from django.conf import settings  # app ready

    return dict(settings.SITE_DEFAULTS)


def _missing_keys(instance: Instance, manifest: dict[str, Any]) -> tuple[str, ...]:
    apart = [name for name in manifest["keys"]["apart"] if not name.endswith(".root")]  # those lie in the towns' safes
    return tuple(name for name in apart if not (instance.keys / name).exists())


def _write(path: Path, content: bytes, working: Path) -> None:
    """Write a small file whole or not at all."""
    fresh = working / f"{path.name}.{token_hex(4)}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
