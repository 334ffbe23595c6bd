"""Many rows written column by column: one statement prepared once, each distinct value brought into the database's form once.

An object a row costs some hundred microseconds, most of it in signals, copies and checks that rows made together by the
same code do not need. What stays is all that a database sees: the same columns, the same values, the same statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from django.db import connections, models

A_TURN = 5_000  # rows brought into the database's form together


def put_columns(
    model: type[models.Model], using: str, number: int, columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]
) -> None:
    """Insert rows.

    Parameters
    ----------
    number : int
        How many.
    columns : mapping
        Column (its ``attname``) to a value a row.
    same : mapping
        Column to the value that all rows have. What is named in neither has what a new row is given.

    Raises
    ------
    ValueError
        Where a column is unknown, or of another length.
    """
    connection = connections[using]
    fields: list[Any] = [f for f in model._meta.concrete_fields if not (_numbered(f) and f.attname not in columns)]
    if odd := (columns.keys() | same.keys()) - {field.attname for field in fields}:
        raise ValueError(f"{model.__name__} has no columns {', '.join(sorted(odd))}")
    if wrong := [name for name, values in columns.items() if len(values) != number]:
        raise ValueError(f"{', '.join(wrong)}: not {number} values")
    quoted = connection.ops.quote_name
    names, marks = ", ".join(quoted(f.column) for f in fields), ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own models
    with connection.cursor() as cursor:
        for k in range(0, number, A_TURN):
            turn = [_kept(field, connection, columns, same, k, min(A_TURN, number - k)) for field in fields]
            cursor.executemany(sql, list(zip(*turn, strict=True)))


def _numbered(field: Any) -> bool:
    """Return whether the database gives a column its value."""
    return isinstance(field, models.AutoField)


def _kept(
    field: Any, connection: Any, columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any], start: int, number: int
) -> Iterator[Any]:
    """Yield values of a column in the form in which the database keeps them."""
    if field.attname not in columns:
        value = same[field.attname] if field.attname in same else field.get_default()
        return repeat(field.get_db_prep_save(value, connection), number)
    values = columns[field.attname][start : start + number]
    if isinstance(field, (models.CharField, models.TextField)) and all(type(value) is str for value in values):
        return iter(values)  # as they are kept already
    if isinstance(field, (models.JSONField, models.BinaryField)):
        return (field.get_db_prep_save(value, connection) for value in values)
    known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return (known[value] for value in values)
