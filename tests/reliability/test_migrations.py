"""Every migration can be taken back and applied again: the tables are the same, and rows it did not make stay equal.

An upgrade that goes wrong is taken back by the page on upgrading; a migration that cannot go back would leave an operator
between two versions.
"""

from __future__ import annotations

import pytest

from tests.reliability.instances import Instance, instance
from tests.reliability.report import tried

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("migrations")]

TOOLS = """
import hashlib, json
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel, DeleteModel, RemoveField

def rooms():
    return [config.label for config in apps.get_app_configs() if config.name.startswith("pilin.")]

def chains():
    loader = MigrationLoader(connection)
    names = {room: sorted(n for app, n in loader.disk_migrations if app == room) for room in rooms()}
    return loader, {room: found for room, found in names.items() if found}

def migrate(*words):
    call_command("migrate", *words, interactive=False, verbosity=0)

def schema():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
            found = [(a, b, c, " ".join((d or "").split())) for a, b, c, d in cursor.fetchall()]
        else:
            cursor.execute(
                "SELECT table_name, column_name, data_type, is_nullable, character_maximum_length"
                " FROM information_schema.columns WHERE table_schema = 'public'"
            )
            found = cursor.fetchall()
            cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
            found += cursor.fetchall()
            cursor.execute(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE connamespace = 'public'::regnamespace"
            )
            found += cursor.fetchall()
            cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
            found += cursor.fetchall()
            cursor.execute("SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
            found += cursor.fetchall()
    return sorted(str(tuple(row)) for row in found)

def rows():
    found = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('pilin.all', 'on', false)")
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label in rooms():
                columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields)
                cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')
                told = sorted(repr(row) for row in cursor.fetchall())
                found[model._meta.db_table] = [len(told), hashlib.sha256("\\n".join(told).encode()).hexdigest()]
    return found
"""
UP_AND_DOWN = f"""{TOOLS}
before, (loader, names) = schema(), chains()
count = sum(map(len, names.values()))
for room in names:
    migrate(room, "zero")
with connection.cursor() as cursor:
    left = [t for t in connection.introspection.table_names(cursor) if t.split("_")[0] in names]
migrate()
after = schema()
print(json.dumps({{"count": count, "left": left, "changed": sorted(set(before) ^ set(after))}}))
"""
ONE_BACK = f"""{TOOLS}
loader, names = chains()
before, told, gone = rows(), {{}}, (AddField, CreateModel, DeleteModel, RemoveField)
for room, chain in names.items():
    last = loader.disk_migrations[room, chain[-1]]
    if len(chain) > 1 and not any(isinstance(one, gone) for one in last.operations):  # those take rows with them
        migrate(room, chain[-2])
        migrate()
        told[f"{{room}} {{chain[-1]}}"] = [table for table, said in rows().items() if said != before[table]]
print(json.dumps({{"told": told, "rows": sum(count for count, _ in before.values())}}))
"""


@pytest.fixture
def house() -> object:
    """Give an instance with the circle of five."""
    with instance() as found:
        yield found


def test_all_migrations_go_back_to_nothing_and_come_again(house: Instance) -> None:
    found = house.run(UP_AND_DOWN)
    assert found["count"] > 15
    assert (found["left"], found["changed"]) == ([], [])
    stray = "connection.cursor().execute('CREATE INDEX stray ON obstacles_obstacle (cost_zh)')\nafter = schema()"
    control = house.run(UP_AND_DOWN.replace("after = schema()", stray))["changed"]
    assert ["stray" in one for one in control] == [True]
    tried("F11", "migrations taken back to nothing and applied anew: the tables differ", found["count"], 0, "a stray index is seen")  # fmt: skip


def test_a_migration_that_only_guards_leaves_rows_alone(house: Instance) -> None:
    with house.served():
        for _ in range(3):
            assert house.post("/api/v1/circles/five-towns/obstacles", {
                "kind": "standard", "title_zh": "两边的表不一样", "cost_zh": "跑两趟", "audience": "circle",
            }).status == 201  # fmt: skip
    found = house.run(ONE_BACK)
    assert found["told"] and found["rows"] > 30
    assert {name: tables for name, tables in found["told"].items() if tables} == {}
    tried("F11", f"the last migration taken back and applied anew over {found['rows']} rows: rows changed", len(found["told"]), 0, "a changed row is seen")  # fmt: skip
    spoilt = house.run(
        ONE_BACK.replace(
            "        migrate()\n",
            "        migrate()\n        connection.cursor().execute('UPDATE obstacles_obstacle SET cost_zh = cost_zh || %s', ['x'])\n",
        )
    )
    assert [table for tables in spoilt["told"].values() for table in tables][:1] == [
        "obstacles_obstacle"
    ]  # the control
