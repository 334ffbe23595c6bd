"""The database's own guard over released lists: even a hand in the database cannot alter them by accident."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "a released list is never altered: propose an erratum"

ALWAYS = {  # columns that no one changes, whatever the list's state
    "programme_listversion": ("number", "text", "text_hash", "towns", "proposed_at", "of_list_id"),
    "programme_acceptance": ("version_id", "text_hash", "answer", "reason", "answered_at", "owner"),
}
RELEASED = {  # table → (columns, the released list the row belongs to, seen from OLD)
    "programme_keyprojectlist": (
        ("year", "in_circle_id", "circle", "owner", "released_at"),
        "OLD.released_at IS NOT NULL",
    ),
    "programme_item": (
        (
            "of_list_id",
            "no",
            "title_zh",
            "title",
            "strand",
            "lead_id",
            "clause_id",
            "agreement_cited_id",
            "agreement_clause",
            "affected_zh",
            "affected",
        ),
        "EXISTS (SELECT 1 FROM programme_keyprojectlist l WHERE l.uid = OLD.of_list_id AND l.released_at IS NOT NULL)",
    ),
    "programme_milestone": (
        ("item_id", "no", "title_zh", "title", "due_on", "weight", "confirm_zh", "confirm"),
        "EXISTS (SELECT 1 FROM programme_item i JOIN programme_keyprojectlist l ON l.uid = i.of_list_id"
        " WHERE i.uid = OLD.item_id AND l.released_at IS NOT NULL)",
    ),
    "programme_itempartner": (("item_id", "member_id"), ""),
    "programme_budgetline": (("item_id", "member_id", "amount", "currency"), ""),
}
OF_ITEM = RELEASED["programme_milestone"][1]


def install(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers that refuse to alter or remove what a released list says; does nothing where they stand."""
    remove(connection)
    with connection.cursor() as cursor:
        for name, event, table, condition in _guards(connection.vendor):
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23514'; END IF; "
                    f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
                )
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
                )
            else:
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, as before the migration that set them."""
    with connection.cursor() as cursor:
        for name, _event, table, _condition in _guards(connection.vendor):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _guards(vendor: str) -> list[tuple[str, str, str, str]]:
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    guards = []
    for table, columns in ALWAYS.items():
        changed = " OR ".join(f"OLD.{c} {differs} NEW.{c}" for c in columns)
        guards.append((f"keep_{table}", "UPDATE", table, f"({changed})"))
    for table, (told, named) in RELEASED.items():
        released = named or OF_ITEM
        changed = " OR ".join(f"OLD.{c} {differs} NEW.{c}" for c in told)
        guards.append((f"keep_{table}", "UPDATE", table, f"({changed}) AND {released}"))
        if vendor == "postgresql":  # SQLite cannot tell a removal from the emptying of a test database
            guards.append((f"hold_{table}", "DELETE", table, released))
    return guards
