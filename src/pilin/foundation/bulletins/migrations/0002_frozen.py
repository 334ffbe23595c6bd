"""A frozen bulletin, a signature and a correction are never changed, not by raw SQL either: the database itself refuses.

A later migration that alters these tables on SQLite makes them anew and so loses the triggers: it must call
``guard`` again. What may still change in a frozen bulletin: that it was released or withdrawn, and who may read it.
"""

from django.db import migrations

FIXED = (
    "in_circle_id", "circle", "slug", "kind", "year", "number", "title_zh", "title", "blocks", "figures", "text_hash",
    "frozen_at", "release_at", "signers_needed", "owner", "illustrative", "source",
)  # fmt: skip
ONCE = ("bulletins_bulletinsignature", "bulletins_correction")


def statements(vendor):
    if vendor == "sqlite":
        differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in FIXED)
        yield (
            "CREATE TRIGGER IF NOT EXISTS bulletin_frozen BEFORE UPDATE ON bulletins_bulletin "
            f"WHEN OLD.frozen_at IS NOT NULL AND ({differs} OR (OLD.released_at IS NOT NULL AND "
            "(OLD.released_at IS NOT NEW.released_at OR NEW.withdrawn_at IS NOT NULL))) "
            "BEGIN SELECT RAISE(ABORT, 'a frozen bulletin is never changed'); END"
        )
        for table in ONCE:
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_once BEFORE UPDATE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'what was signed or published is never changed'); END"
            )
        return
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FIXED)
    yield (
        "CREATE OR REPLACE FUNCTION bulletin_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION USING ERRCODE = ''integrity_constraint_violation'', "
        "MESSAGE = ''a frozen bulletin is never changed''; END'"
    )
    for table, when in (
        (
            "bulletins_bulletin",
            f"WHEN (OLD.frozen_at IS NOT NULL AND ({differs} OR (OLD.released_at IS NOT NULL AND "
            "(OLD.released_at IS DISTINCT FROM NEW.released_at OR NEW.withdrawn_at IS NOT NULL))))",
        ),
        *((table, "") for table in ONCE),
    ):
        yield f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}"
        yield f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW {when} EXECUTE FUNCTION bulletin_frozen()"


def guard(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("bulletin_frozen", *(f"{table}_once" for table in ONCE)):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        for table in ("bulletins_bulletin", *ONCE):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}")
        schema_editor.execute("DROP FUNCTION IF EXISTS bulletin_frozen()")


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
