"""Copies from the first to the last step: taken, noted, and the old ones removed; and a copy tried in another place."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups import actions, archive, postgres, queries, restoring, rules, sealing, taking
from pilin.foundation.backups.enums import Why
from pilin.foundation.backups.places import Instance
from pilin.foundation.backups.sources import Told

SHANGHAI = ZoneInfo("Asia/Shanghai")


def here() -> Instance:
    """Return the instance that is running."""
    return Instance.of_settings(Path(settings.HOME), settings.DATABASES["default"])


def usual_place() -> Path:
    """Return where copies go unless somebody says otherwise."""
    return Path(settings.SITE["backup_to"] or Path(settings.HOME) / "backups").expanduser()


def usual_lock() -> sealing.Lock | None:
    """Return what the settings close copies with: a public key, a passphrase, or nothing."""
    site: dict[str, Any] = settings.SITE
    if site["backup_recipient"]:
        return sealing.Lock.of_key(Path(site["backup_recipient"]).expanduser(), sealing.PUBLIC)
    if site["backup_passphrase_file"]:
        return sealing.Lock.of_passphrase(Path(site["backup_passphrase_file"]).expanduser())
    return None


def take(
    *,
    by: Standing,
    at: datetime,
    target: Path | None = None,
    lock: sealing.Lock | None = None,
    with_keys: bool = False,
    why: Why = Why.ASKED,
    told: Told = restoring.silent,
) -> taking.Taken:
    """Take a copy, read it back and note it. A try that fails is noted too, with the reason.

    Raises
    ------
    Refused
        When this is not the keeper, or the copy could not be taken whole.
    """
    rules.may_keep(by).require()
    at = at.astimezone(SHANGHAI)
    place = target or usual_place()
    try:
        made = taking.take(here(), place, at=at, wish=taking.Wish(lock, with_keys, told))
    except (Refused, OSError, psycopg.Error) as error:
        actions.note_copy(by=by, at=at, path=str(place), why=why, fault=str(error) or type(error).__name__)
        if isinstance(error, Refused):
            raise
        raise Refused("copy_failed", _("No copy was taken: %(why)s") % {"why": error}) from error
    actions.note_copy(
        by=by, at=at, path=str(made.path.absolute()), why=why, size=made.size, sha256=made.sha256,
        encrypted=lock is not None, with_keys=with_keys, rows=made.rows, entries=made.entries, files=made.files,
        damaged=made.damaged, seconds=made.seconds,
    )  # fmt: skip
    return made


def take_scheduled(*, by: Standing, at: datetime, told: Told = restoring.silent) -> taking.Taken | None:
    """Take the copy that is due by the plan and remove those that the plan keeps no longer; None when none is due.

    Raises
    ------
    Refused
        When it could not be taken.
    """
    if not queries.is_due(at):
        return None
    plan = queries.plan()
    made = take(by=by, at=at, target=Path(plan.to).expanduser(), lock=usual_lock(), why=Why.SCHEDULED, told=told)
    rotate(by=by, at=at, folder=made.path.parent, plan=plan)
    return made


def rotate(*, by: Standing, at: datetime, folder: Path, plan: rules.Plan) -> list[Path]:
    """Remove the copies in a folder that a plan keeps no longer; what does not bear a copy's name is left alone."""
    found: dict[Path, datetime] = {}
    for path in folder.glob("pilin-*"):
        stamp, ending = path.name[6:21], path.name[21:]
        if ending in (taking.PLAIN, taking.SEALED):
            try:
                found[path] = datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=SHANGHAI)
            except ValueError:
                continue
    stay = rules.kept(found.values(), plan.keep)
    gone = sorted(path for path, moment in found.items() if moment not in stay)
    for path in gone:
        path.unlink()
    if gone:
        actions.note_rotation(by=by, at=at, paths=[str(path.absolute()) for path in gone])
    return gone


# Trying a copy --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drilled:
    """A copy that was brought back to another place and checked there.

    Parameters
    ----------
    path : Path
    seconds : float
    restored : Restored
    checked : dict
        What ``pilin verify`` said of it.
    """

    path: Path
    seconds: float
    restored: restoring.Restored
    checked: dict[str, Any]


def drill(
    *, by: Standing, at: datetime, path: Path | None, lock: sealing.Lock | None, told: Told = restoring.silent
) -> Drilled:
    """Bring a copy back to a temporary place, check everything there as ``pilin verify`` does, and note how it went.

    Raises
    ------
    Refused
        When there is no copy, or it does not hold.
    """
    rules.may_keep(by).require()
    if path is None:
        newest = queries.newest_copy()
        if newest is None:
            raise Refused("no_copy", _("There is no copy to try: take one first (pilin backup)."))
        path = Path(newest.path)
    began, fault, known = time.monotonic(), "", ""
    try:
        with _elsewhere() as place:
            restored = restoring.restore(path, place, lock, at=at, told=told)
            known = archive.sum_of(restored.manifest)
            told("checking", 0.0)
            checked = _verified(place)
            if not checked["holds"]:
                first = checked["findings"][0]
                raise Refused("does_not_hold", f"{first['where']}: {first['reason']}")
    except Refused as error:
        fault = str(error)
        raise
    finally:
        seconds = time.monotonic() - began
        if path.exists():
            actions.note_drill(by=by, at=at, path=str(path.absolute()), sha256=known, seconds=seconds, fault=fault)
    return Drilled(path, seconds, restored, checked)


@contextmanager
def _elsewhere() -> Iterator[Instance]:
    """Give an empty place for an instance of the same kind, and remove it afterwards."""
    running = here()
    folder = Path(tempfile.mkdtemp(prefix=".drill-", dir=running.home))
    try:
        if not running.conninfo:
            yield Instance(folder)
            return
        name = f"pilin_drill_{os.getpid()}"
        with postgres.connected(running.conninfo) as connection:
            try:
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
            except psycopg.Error as error:
                raise Refused(
                    "no_place",
                    _("No database for the trial could be made (%(why)s): give the role CREATEDB.")
                    % {"why": str(error).strip()},
                ) from None
            try:
                parts: dict[str, Any] = {**conninfo_to_dict(running.conninfo), "dbname": name}
                yield Instance(folder, make_conninfo(**parts))
            finally:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _verified(place: Instance) -> dict[str, Any]:
    """Return what ``pilin verify`` says of an instance in another folder, asked in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PILIN_")}
    environment |= {"PILIN_HOME": str(place.home), "DJANGO_SETTINGS_MODULE": "pilin.config.settings"}
    if place.conninfo:
        environment["PILIN_DATABASE_URL"] = _url(place.conninfo)
    for words in (["django", "migrate", "--no-input", "--verbosity=0"], ["pilin.config.command", "verify", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", *words], capture_output=True, text=True, env=environment, check=False
        )
        if done.returncode and not done.stdout.startswith("{"):
            last = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise Refused("does_not_hold", _("What came back could not be checked: %(why)s") % {"why": last})
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _url(conninfo: str) -> str:
    parts = {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}
    name, user, password = (quote(parts.pop(key, ""), safe="") for key in ("dbname", "user", "password"))
    port = parts.pop("port", "")
    return f"postgresql://{user}{':' + password if password else ''}@{':' + port if port else ''}/{name}?{urlencode(parts)}"
