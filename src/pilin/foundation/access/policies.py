"""The second belt: a policy of PostgreSQL on every table whose reading is scoped, made from what its model says.

It is written apart from ``visibility``, in SQL, so that a mistake in one is caught by the other. Only reading is held:
what is written is held by the gate and by the rules of each deed. SQLite knows no such thing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from pilin.foundation.access.asking import READS_ALL, WRITES
from pilin.foundation.access.enums import Role
from pilin.foundation.access.models import GatedModel

READING = "pilin_read"


def _told(name: str) -> str:
    """Return a setting in SQL, inside a subquery of its own: reckoned once a statement, not once a row."""
    return f"(SELECT current_setting('pilin.{name}', true))"


ALL = f"{_told('all')} IN ('{READS_ALL}', '{WRITES}')"
PERSON = f"(NULLIF({_told('person')}, ''))::uuid"
SHARED = f"""audience = 'public' OR {ALL} OR ({_told("member")} <> '' AND (
    owner = {_told("member")}
    OR (audience = 'circle' AND circle = ANY (string_to_array({_told("circles")}, ',')))
    OR (audience = 'parties' AND strpos(parties, ',' || {_told("member")} || ',') > 0)
    OR (audience = 'agreement' AND agreement = ANY (string_to_array({_told("agreements")}, ',')::uuid[]))
))"""


def _holds(role: Role) -> str:
    """Return in SQL whether whoever asks holds a role for the town asked for."""
    return f"'{role.value}' = ANY (string_to_array({_told('roles')}, ','))"


KEYS = f"""{ALL} OR (member = '' AND person_id = {PERSON}) OR (member <> '' AND (
    {_holds(Role.KEEPER)} OR (member = {_told("member")} AND {_holds(Role.SIGNATORY)})
))"""
CALLER = f"""{ALL} OR (caller <> '' AND caller = {_told("person")})
    OR ({_told("member")} <> '' AND starts_with(caller, {_told("member")} || ':'))"""


def condition(model: type[GatedModel]) -> str:
    """Return under which condition a row of a model is read; empty where everyone reads every row."""
    kind, _colon, column = model.BELT.partition(":")
    match kind:
        case "open":
            return ""
        case "shared":
            return SHARED
        case "brought":  # shared, once all that was brought with it is in
            return f"({SHARED}) AND (revision > 0 OR {ALL})"
        case "person":  # one person's own
            return f"{column} = {PERSON} OR {ALL}"
        case "private":  # one person's own, not even the instance's
            return f"{column} = {PERSON} OR {_told('all')} = '{WRITES}'"
        case "house":  # the instance's alone
            return ALL
        case "keeper":
            return f"{ALL} OR {_holds(Role.KEEPER)}"
        case "signatory":  # the town's signatory alone
            return f"{ALL} OR ({column} = {_told('member')} AND {_holds(Role.SIGNATORY)})"
        case "keys":  # a person's own, or a town's
            return KEYS
        case "caller":  # whoever called, a person or a town's program
            return CALLER
        case "through":  # as far as the row it hangs on is read: that row's own policy decides
            relation: Any = model._meta.get_field(column)
            other = relation.related_model._meta
            there, here = other.get_field(relation.target_field.name).column, relation.column
            above = f'"{other.db_table}" above WHERE above."{there}" = "{model._meta.db_table}"."{here}"'
            # whoever reads all is not asked row by row: two policies deep, a whole log took many seconds
            return f"{ALL} OR EXISTS (SELECT 1 FROM {above})"  # noqa: S608  # names of our own tables
    raise ValueError(f"{model.__name__}.BELT: {model.BELT!r} is no kind of belt")


def policies() -> dict[str, str]:
    """Return the condition of reading for each table that has one."""
    gated = (model for model in apps.get_models() if issubclass(model, GatedModel))
    return {model._meta.db_table: text for model in gated if (text := condition(model))}


def mark_of(text: str) -> str:
    """Return the comment that a policy carries, so that one of an older version is known."""
    return "pilin " + hashlib.sha256(text.encode()).hexdigest()[:32]


def statements(table: str, text: str) -> Iterator[str]:
    """Return what lays the belt round one table."""
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'  # for the table's owner too: Pilin is that owner
    yield f'DROP POLICY IF EXISTS {READING} ON "{table}"'
    yield f'CREATE POLICY {READING} ON "{table}" FOR SELECT USING ({text})'
    for deed, clause in (("insert", "WITH CHECK"), ("update", "USING"), ("delete", "USING")):
        yield f'DROP POLICY IF EXISTS pilin_{deed} ON "{table}"'
        yield f'CREATE POLICY pilin_{deed} ON "{table}" FOR {deed.upper()} {clause} (true)'
    yield f"COMMENT ON POLICY {READING} ON \"{table}\" IS '{mark_of(text)}'"


def without_belt(using: str = "default") -> list[str]:
    """Return the tables whose belt is missing or is that of another version; none where the database has no belts."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, obj_description(p.oid, 'pg_policy')"
            " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = %s"
            " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace",
            [READING],
        )
        there = {table: (held, mark) for table, held, mark in cursor.fetchall()}
    return sorted(
        table for table, text in policies().items() if table in there and there[table] != (True, mark_of(text))
    )


def lay_belts(using: str = "default") -> list[str]:
    """Lay the belt round every table that lacks it; return these tables. Done again, it does nothing."""
    lacking = without_belt(using)
    if lacking:
        wanted, connection = policies(), connections[using]
        with transaction.atomic(using=using), connection.cursor() as cursor:
            for table in lacking:
                for statement in statements(table, wanted[table]):
                    cursor.execute(statement)
    return lacking


def passes_by(using: str = "default") -> bool:
    """Return whether the role that Pilin connects as passes by every policy: a superuser does."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
