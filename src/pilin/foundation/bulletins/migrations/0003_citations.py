"""Cited figures, numbers let through, and the figure that a correction is about.

SQLite makes the altered tables anew and so loses their triggers: they are put back, and hold for the new columns too.
A later migration that alters these tables calls this ``guard`` again, with its own columns added to ``FIXED``.
"""

from django.db import migrations, models

FIXED = (
    "in_circle_id", "circle", "slug", "kind", "year", "number", "title_zh", "title", "blocks", "figures", "text_hash",
    "frozen_at", "release_at", "signers_needed", "owner", "illustrative", "source", "citations", "waved",
)  # fmt: skip
ONCE = ("bulletins_bulletinsignature", "bulletins_correction")


def statements(vendor):
    yield from removals(vendor)
    if vendor == "sqlite":
        differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in FIXED)
        yield (
            "CREATE TRIGGER bulletin_frozen BEFORE UPDATE ON bulletins_bulletin "
            f"WHEN OLD.frozen_at IS NOT NULL AND ({differs} OR (OLD.released_at IS NOT NULL AND "
            "(OLD.released_at IS NOT NEW.released_at OR NEW.withdrawn_at IS NOT NULL))) "
            "BEGIN SELECT RAISE(ABORT, 'a frozen bulletin is never changed'); END"
        )
        for table in ONCE:
            yield (
                f"CREATE TRIGGER {table}_once BEFORE UPDATE ON {table} "
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
        yield f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW {when} EXECUTE FUNCTION bulletin_frozen()"


def removals(vendor):
    if vendor == "sqlite":
        for name in ("bulletin_frozen", *(f"{table}_once" for table in ONCE)):
            yield f"DROP TRIGGER IF EXISTS {name}"
        return
    for table in ("bulletins_bulletin", *ONCE):
        yield f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}"


def guard(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in removals(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0002_frozen")]
    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AddField("bulletin", "citations", models.JSONField(blank=True, default=list)),
        migrations.AddField("bulletin", "waved", models.JSONField(blank=True, default=dict)),
        migrations.AddField("correction", "figure", models.CharField(blank=True, default="", max_length=120)),
        migrations.AddField("correction", "old_value", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("correction", "new_value", models.CharField(blank=True, default="", max_length=40)),
        migrations.RunPython(guard, unguard),
    ]
