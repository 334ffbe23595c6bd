"""Puts payloads straight into the rows of a loaded instance, past every door: then only the pages stand in their way.

``python -m tests.security.poison`` works on the instance in ``PILIN_HOME``.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from tests.security.payloads import PAYLOADS

# what programs read: with another word in it a row is not found at all, so no page would show the payload
READ_BY_PROGRAMS = {
    "agreement", "audience", "bank", "basis", "channel", "circle", "codename", "currency", "digest", "fingerprint", "hash", "hash_seen",
    "key", "kind", "lang", "language", "level", "mark", "member", "model", "origin", "owner", "parties", "password", "path", "queue_name",
    "sha256", "slug", "state", "status", "text_hash", "token", "unit_code", "url", "username", "what", "year",
}  # fmt: skip
LEAST = 20  # a shorter field holds no payload


def fields() -> list[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Return every column of the rooms that holds what a person wrote."""
    return [
        (model, field)
        for model in apps.get_models()
        if model.__module__.startswith(("pilin.foundation.", "pilin.domain.")) and model._meta.app_label != "ledger"
        for field in model._meta.fields
        if isinstance(field, (models.CharField, models.TextField))
        and not field.choices
        and not field.unique
        and not field.primary_key
        and field.name not in READ_BY_PROGRAMS
        and not field.name.endswith(("_hash", "_key", "_code", "_comparator", "_precision", "code"))
        and type(field) in (models.CharField, models.TextField, models.EmailField)
        and (field.max_length or 10_000) >= LEAST
    ]


def main() -> None:
    """Poison each row of each column with another payload; print how many."""
    turn = itertools.cycle(PAYLOADS)
    rows = columns = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints=ON")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():  # what is written once is never changed; this hand has no such scruples
            cursor.execute(f'DROP TRIGGER "{name}"')
        for model, field in fields():
            table, column, key = model._meta.db_table, field.column, model._meta.pk.column
            cursor.execute(f'SELECT "{key}" FROM "{table}" WHERE "{column}" <> %s', [""])
            keys = [row[0] for row in cursor.fetchall()]
            columns += bool(keys)
            for one in keys:
                payload = next(turn)[: field.max_length or 10_000]
                if _is_json(cursor, table, column, key, one):
                    continue
                cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s', [payload, one])
                rows += 1
    print(json.dumps({"columns": columns, "rows": rows}))


def _is_json(cursor: Any, table: str, column: str, key: str, one: Any) -> bool:
    cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{key}" = %s', [one])
    return str(cursor.fetchone()[0]).startswith(("{", "["))  # a frozen text that programs read


if __name__ == "__main__":
    import django

    django.setup()
    main()
