"""A town's move to an empty instance, inside the test's own transaction: everything is taken away, and put back after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.gate import Deed, under_way
from pilin.foundation.access.models import GatedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.ledger import keys, packing, rows
from pilin.foundation.ledger.recording import record

HOUSE = Standing.machine("test")


def sign_all(at: Any) -> None:
    """Sign what factories laid past the deeds, so that the instance is one in which everything holds."""
    with transaction.atomic(), under_way(Deed("test.sign", HOUSE, at)) as doing:
        for model in rows.shared_models():
            if model.LEDGER != Ledger.NONE:
                doing.bulk.append((model, tuple(model.objects.visible_to(HOUSE).values_list("pk", flat=True))))
        line = JournalLine(code="test.sign", at=at, actor_kind="machine", owner="")
        line.save()
        record(doing, line)


@contextmanager
def empty_instance(settings: Any, home: Path) -> Iterator[None]:
    """Let the block see an instance that holds nothing and has a folder of its own; all is as it was after it."""
    was = settings.HOME, settings.MEDIA_ROOT
    home.mkdir()
    with transaction.atomic():
        connection.check_constraints()
        with connection.cursor() as cursor:
            tables = [m._meta.db_table for m in apps.get_models() if issubclass(m, GatedModel) or m is User]
            if connection.vendor == "postgresql":
                cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            else:
                cursor.execute("PRAGMA defer_foreign_keys = ON")
                for table in tables:
                    cursor.execute(f"DELETE FROM {table}")
        settings.HOME, settings.MEDIA_ROOT = home, home / "files"
        try:
            yield
        finally:
            settings.HOME, settings.MEDIA_ROOT = was
            keys._signers.clear()
            transaction.set_rollback(True)


def owned(town: str) -> dict[str, dict[str, Any]]:
    """Return every row of a town, by model and key, as its columns."""
    found: dict[str, dict[str, Any]] = {}
    for model in rows.shared_models():
        for row in model.objects.visible_to(HOUSE).filter(owner=town):
            found.setdefault(model._meta.label_lower, {})[str(row.pk)] = columns(row)
    return found


def references() -> dict[str, dict[str, Any]]:
    """Return every row of reference data."""
    return {
        model._meta.label_lower: {str(row.pk): columns(row) for row in model.objects.visible_to(HOUSE)}
        for model in rows.open_models()
        if model.objects.visible_to(HOUSE).exists()
    }


def books(town: str, at: Any) -> dict[str, Any]:
    """Return the ledger's own rows as far as the town reads them; numbers of entries are this instance's own."""
    from pilin.foundation.ledger.models import Body, Entry, Head, Log, Manifest, Mention

    logs = [log.pk for log in packing.logs_for(town, packing.reader_of(town, at))]
    writers = set(Log.objects.visible_to(HOUSE).filter(pk__in=logs).values_list("owner", flat=True))
    found: dict[str, Any] = {
        "logs": {str(r.pk): columns(r) for r in Log.objects.visible_to(HOUSE).filter(pk__in=logs)},
        "heads": {str(r.pk): columns(r) for r in Head.objects.visible_to(HOUSE).filter(log__in=logs)},
        "manifests": {str(r.pk): columns(r) for r in Manifest.objects.visible_to(HOUSE).filter(owner__in=writers)},
        "entries": {}, "bodies": {}, "mentions": {},
    }  # fmt: skip
    for kind, model, path in (("entries", Entry, ""), ("bodies", Body, "entry__"), ("mentions", Mention, "entry__")):
        related = ["entry"] if path else []
        for row in model.objects.visible_to(HOUSE).filter(**{f"{path}log__in": logs}).select_related(*related):
            entry: Any = getattr(row, "entry", row)
            told = {k: v for k, v in columns(row).items() if k not in ("number", "id", "entry_id")}
            name = f"{entry.log_id} {entry.seq} {told.get('obj', '') if kind == 'mentions' else ''}"
            found[kind][name] = told
    return found


def columns(row: Any) -> dict[str, Any]:
    """Return a row's columns as plain values."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return {k: bytes(v) if isinstance(v, memoryview) else v for k, v in values.items()}


def total(found: dict[str, dict[str, Any]]) -> int:
    """Return how many rows these are."""
    return sum(len(held) for held in found.values())
