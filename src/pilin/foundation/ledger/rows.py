"""Rows as they travel: one line of JSON each, back to equal rows; what they point at; a stand-in for what may not travel."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from pilin.engine.log import canonical
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import GatedModel, SharedModel
from pilin.foundation.access.standing import Standing

STAND_IN = "stand-in"
"""The source of a row that only stands where a row of another town stood, so that what points at it points at something."""
LEDGER = "ledger"


class BadRow(ValueError):
    """A line that is no row of this model; the message says why."""


def shared_models() -> list[type[SharedModel]]:
    """Return the models whose rows a town owns, the ledger's own left out."""
    return [m for m in _all() if issubclass(m, SharedModel) and m._meta.app_label != LEDGER]


def open_models() -> list[type[GatedModel]]:
    """Return the models of reference data: anybody may read them, and each row says where it is from."""
    return [m for m in _all() if not issubclass(m, SharedModel) and _is_open(m) and _has_source(m)]


def _all() -> list[type[Any]]:
    return sorted((m for m in apps.get_models() if issubclass(m, GatedModel)), key=lambda m: m._meta.label_lower)


def _is_open(model: type[GatedModel]) -> bool:
    try:
        return not model.visibility(Standing.public())
    except NotImplementedError:
        return False


def _has_source(model: type[GatedModel]) -> bool:
    return any(column.name == "source" for column in model._meta.concrete_fields)


# To lines and back ----------------------------------------------------------------------------------------------------


def line_of(row: models.Model) -> bytes:
    """Return a row as one line: every column, so that an equal row can be made of it."""
    return canonical({f.attname: _plain(f, getattr(row, f.attname)) for f in row._meta.concrete_fields}) + b"\n"


def _plain(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, (bool, int, float)):
        return value
    return str(value)


def rows_in(model: type[models.Model], content: bytes) -> Iterator[Any]:
    """Yield the rows in these lines, not saved.

    Raises
    ------
    BadRow
        With the number of the line, counted from 1.
    """
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            yield row_of(model, json.loads(line))
        except (BadRow, ValueError, TypeError, AttributeError, RecursionError) as wrong:
            raise BadRow(f"line {number}: {wrong}") from None


def row_of(model: type[models.Model], columns: Mapping[str, Any], *, as_signed: bool = False) -> Any:
    """Return a row of these columns, not saved. A column that came later holds what a new column is given.

    Parameters
    ----------
    as_signed : bool
        Columns that the model has no longer are left out: what was signed once names them for ever.

    Raises
    ------
    BadRow
        When columns are missing or unknown, or a value is none of its column: another version wrote it.
    """
    known = {f.attname: f for f in model._meta.concrete_fields}
    missing = {name for name in known.keys() - columns.keys() if not (known[name].has_default() or known[name].null)}
    odd = sorted(missing | (set() if as_signed else columns.keys() - known.keys()))
    if odd:
        raise BadRow(f"the columns are not those of this version: {', '.join(odd)}")
    values = {}
    for name, field in known.items():
        if name not in columns:
            values[name] = field.get_default()
            continue
        try:
            values[name] = _value(field, columns[name])
        except (ValidationError, ValueError, TypeError) as wrong:
            raise BadRow(f"{name}: {wrong}") from None
    return model(**values)


def _value(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value, validate=True)
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)


# What rows point at ---------------------------------------------------------------------------------------------------


def pointers_of(model: type[models.Model]) -> list[tuple[str, type[Any], str]]:
    """Return the foreign keys of a model: column, the model it points at, and the column there that it names."""
    return [
        (f.attname, f.remote_field.model, f.target_field.attname)
        for f in model._meta.concrete_fields
        if isinstance(f, models.ForeignKey)
    ]


def uids_in(row: models.Model) -> Iterator[UUID]:
    """Yield the uids a row names without a foreign key: who acted, who signed, what it is about."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.UUIDField) and not field.primary_key and isinstance(value, UUID):
            yield value


def stand_in(model: type[models.Model], uid: UUID, number: int, found: Mapping[str, Mapping[Any, Any]]) -> Any:
    """Return a row that says nothing but that there was one: what points at it keeps pointing at something.

    Parameters
    ----------
    number : int
        Another for each: it stands where a number has to be its own.
    found : mapping
        Label of each model to the rows that are there: what it has to point at itself is any of these.

    Raises
    ------
    BadRow
        When a column can hold nothing that says nothing.
    """
    values: dict[str, Any] = {}
    moment = _moment_of(uid)
    for field in model._meta.concrete_fields:
        if field.primary_key:
            values[field.attname] = uid
        elif isinstance(field, models.ForeignKey):
            target = found.get(field.remote_field.model._meta.label_lower, {})
            if field.null or target:
                values[field.attname] = None if field.null else next(iter(target))
            else:
                raise BadRow(f"{field.name} has nothing to point at")
        elif field.has_default():
            values[field.attname] = field.get_default()
        elif field.null:
            values[field.attname] = None
        else:
            values[field.attname] = _empty(field, uid, number, moment)
    if issubclass(model, SharedModel):
        values |= {"audience": Audience.OWN, "source": STAND_IN, "owner": "", "made_at": moment, "changed_at": moment}
    return model(**values)


def _moment_of(uid: UUID) -> datetime:
    """Return when a row was made: a UUID of version 7 says so."""
    milliseconds = uid.int >> 80 if uid.version == 7 else 0
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def _empty(field: Any, uid: UUID, number: int, moment: datetime) -> Any:
    if isinstance(field, models.DateTimeField):
        return moment
    if isinstance(field, models.DateField):
        return moment.date()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return number
    if isinstance(field, models.CharField):
        if field.choices:
            return field.choices[0][0]
        return uid.hex[: field.max_length] if field.unique else ""
    if isinstance(field, models.UUIDField):
        return uid
    if isinstance(field, models.TextField):
        return ""
    raise BadRow(f"{field.name} cannot be left empty")
