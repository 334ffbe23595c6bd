"""Figures are never changed, not by raw SQL either: the database itself refuses.

A later migration that alters this table on SQLite makes the table anew and so loses the trigger: it must call
``guard`` again. Removing rows is refused by the model; PostgreSQL refuses it here too.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER IF NOT EXISTS observation_written_once BEFORE UPDATE ON observations_observation
BEGIN SELECT RAISE(ABORT, 'a figure is never changed'); END
"""
POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION observation_written_once() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION USING ERRCODE = ''integrity_constraint_violation'', MESSAGE = ''a figure is never changed''; END'
    """,
    "DROP TRIGGER IF EXISTS observation_written_once ON observations_observation",
    """
    CREATE TRIGGER observation_written_once BEFORE UPDATE OR DELETE ON observations_observation
    FOR EACH ROW EXECUTE FUNCTION observation_written_once()
    """,
)


def guard(apps, schema_editor):
    for statement in (SQLITE,) if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON observations_observation"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS observation_written_once{on}")
    if on:
        schema_editor.execute("DROP FUNCTION IF EXISTS observation_written_once()")


class Migration(migrations.Migration):
    dependencies = [("observations", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
