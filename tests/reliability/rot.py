"""Bytes that change by themselves, in the database's file and in an archive of the logs; run inside an instance."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

from pilin.engine import log as engine
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.models import SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import beside, queries
from pilin.foundation.ledger.models import Log

HOUSE = Standing.machine("test")
OWN_SIGNED = ("ledger_entry", "ledger_body", "ledger_log", "ledger_head", "ledger_manifest", "ledger_mention")
COMPARED = {"journal_journalline": "uid FROM {}", "journal_journalsubject": "line_id, model, subject FROM {}"}
"""Of the journal the check compares that each entry's line is there and tells of its record; not its words."""


def flip(path: Path, drawn: random.Random) -> None:
    """Change one bit of a file."""
    with path.open("r+b") as file:
        place = drawn.randrange(path.stat().st_size)
        file.seek(place)
        old = file.read(1)
        file.seek(place)
        file.write(bytes([old[0] ^ 1 << drawn.randrange(8)]))


def covered() -> dict[str, str]:
    """Return, by table, what of it the check speaks for: columns and condition of a SELECT."""
    shared = "* FROM {} WHERE audience IN ('parties', 'agreement', 'circle', 'public')"  # the rest is a town's own
    found = {
        model._meta.db_table: shared
        for model in apps.get_models()
        if issubclass(model, SharedModel) and model.LEDGER != Ledger.NONE
    }
    return found | dict.fromkeys(OWN_SIGNED, "* FROM {}") | COMPARED


def content(path: Path, parts: dict[str, str]) -> dict[str, str] | None:
    """Return a print of each table, and of what the check speaks for, as SQLite reads it; None where it cannot."""
    found = {}
    try:
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as database:
            database.text_factory = bytes
            names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            for name in sorted(bytes(name).decode().lower() for (name,) in names):  # as SQLite takes them: either case
                for kind, what in (("whole", "* FROM {}"), ("compared", parts.get(name))):
                    if what is not None:
                        rows = database.execute("SELECT " + what.format(f'"{name}" NOT INDEXED'))
                        found[f"{kind} {name}"] = hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    return found


def rot(number: int, seed: int = 0, most: int = 100_000) -> dict[str, Any]:
    """Flip bits of the database's file, one at a time in a fresh copy, until ``number`` changed what is read.

    A flip in a free page or an unused byte changes nothing and is not counted. One that only touches what the ledger does
    not speak for is counted apart: nothing promises to find it.
    """
    drawn = random.Random(seed)
    path = Path(settings.DATABASES["default"]["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = path.with_suffix(".whole")
    shutil.copyfile(path, whole)
    parts = covered()
    before = content(path, parts)
    assert before is not None
    told = {"counted": 0, "found": 0, "missed": [], "harmless": 0, "outside": 0, "only the database": 0}
    for _try in range(most):
        if told["counted"] == number:
            break
        for left in path.parent.glob(f"{path.name}-*"):
            left.unlink()
        shutil.copyfile(whole, path)
        flip(path, drawn)
        after = content(path, parts)
        changed = {name for name in before if after is None or after.get(name) != before[name]}
        noticed = bool(queries.check_instance().findings)
        by_itself = _notices_itself()
        connection.close()
        if not changed and not noticed:
            told["harmless"] += 1
        elif after is None or noticed or any(name.startswith("compared ") for name in changed):
            told["counted"] += 1
            told["found"] += noticed
            told["only the database"] += by_itself
            if not noticed:
                told["missed"].append(_differing(whole, path, changed) if after is not None else ["unreadable"])
        else:
            told["outside"] += 1
    shutil.copyfile(whole, path)
    return told


def _differing(whole: Path, path: Path, changed: set[str]) -> list[str]:
    """Return the rows that are read otherwise, as they were and as they are: what was missed has to be understood."""
    said = []
    for name in sorted(one.removeprefix("whole ") for one in changed if one.startswith("whole ")):
        rows = []
        for file in (whole, path):
            with sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True) as database:
                database.text_factory = bytes
                rows.append({repr(row) for row in database.execute(f'SELECT * FROM "{name}" NOT INDEXED')})
        said += [name, *sorted(rows[0] - rows[1]), *sorted(rows[1] - rows[0])]
    return said


def _notices_itself() -> bool:
    """Return whether SQLite finds the damage without the ledger: the control, which must miss some."""
    try:
        return bool(beside.damage())
    except (DatabaseError, UnicodeDecodeError):  # the second: what SQLite says of it is spoilt as well
        return True


def rot_archive(number: int, seed: int = 0) -> dict[str, Any]:
    """Flip bits of an archive of all logs until ``number`` changed what is read from it."""
    drawn, packed = random.Random(seed), io.BytesIO()
    logs = list(Log.objects.visible_to(HOUSE))
    names = {log.pk: engine.LogName(log.circle, log.owner, log.name, log.epoch) for log in logs}
    engine.write_archive(
        packed,
        {names[log.pk]: [queries.engine_entry(entry) for entry in queries.entries_of(log)] for log in logs},
        queries.manifests_by_town(),
        {log.log_id: queries.heads_of(log) for log in logs},
        {log.log_id: {k: held for k in range(log.size) if (held := queries.bodies_of(log)(k))} for log in logs},
    )
    path = Path(settings.HOME) / "all.pilin"
    path.write_bytes(packed.getvalue())
    assert queries.check_archive(path).holds
    before = engine.read_archive(io.BytesIO(packed.getvalue()))
    told: dict[str, Any] = {"counted": 0, "found": 0, "missed": [], "harmless": 0, "still a zip": 0}
    while told["counted"] < number:
        path.write_bytes(packed.getvalue())
        flip(path, drawn)
        noticed = bool(queries.check_archive(path).findings)
        if not noticed and engine.read_archive(io.BytesIO(path.read_bytes())) == before:
            told["harmless"] += 1  # a date or a comment of the zip's own
            continue
        told["counted"] += 1
        told["found"] += noticed
        told["still a zip"] += zipfile.is_zipfile(path)
        if not noticed:
            told["missed"].append("an archive that reads differently")
    return told
