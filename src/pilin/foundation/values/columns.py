"""Columns for the values that every room keeps: spans of days, money, comparators, identifiers."""

from __future__ import annotations

from datetime import date
from typing import Any, overload

from django.db import models
from uuid6 import uuid7

from pilin.engine.base import Comparator, PartialDate


class DateSpan:
    """Gives a model a :class:`PartialDate` over two date columns, ``<name>_first`` and ``<name>_last``.

    The columns stay plain dates, so "in force on a day" is two comparisons in any database:
    a start counts from its first day, an end until its last.
    """

    def __init__(self, name: str) -> None:
        self.first, self.last = f"{name}_first", f"{name}_last"

    @overload
    def __get__(self, row: None, model: type) -> DateSpan: ...
    @overload
    def __get__(self, row: models.Model, model: type) -> PartialDate | None: ...
    def __get__(self, row: models.Model | None, model: type) -> DateSpan | PartialDate | None:
        if row is None:
            return self
        first, last = getattr(row, self.first), getattr(row, self.last)
        return None if first is None else PartialDate(first, last)

    def __set__(self, row: models.Model, value: PartialDate | date | str | None) -> None:
        span = as_partial_date(value)
        setattr(row, self.first, span.first if span else None)
        setattr(row, self.last, span.last if span else None)


def as_partial_date(value: PartialDate | date | str | None) -> PartialDate | None:
    """Return the value as a :class:`PartialDate`; text is parsed, a date is a day, nothing stays None."""
    if value is None or value == "":
        return None
    if isinstance(value, PartialDate):
        return value
    return PartialDate.day(value) if isinstance(value, date) else PartialDate.parse(value)


def date_span_columns(*, null: bool = False) -> tuple[models.DateField[Any, Any], models.DateField[Any, Any]]:
    """Return the two columns under a :class:`DateSpan`."""
    return (
        models.DateField(null=null, blank=null, db_index=True),
        models.DateField(null=null, blank=null),
    )


def in_force_on(on: date, *, starts: str = "valid_from", ends: str = "valid_to") -> models.Q:
    """Return the condition that a row with two date spans is in force on a day, both bounds inclusive."""
    return models.Q(**{f"{starts}_first__lte": on}) & (
        models.Q(**{f"{ends}_last__isnull": True}) | models.Q(**{f"{ends}_last__gte": on})
    )


def uid_column() -> models.UUIDField[Any, Any]:
    """Return the primary key every shared row has: a UUID of version 7, so that keys sort by time of making."""
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


def money_column(*, null: bool = False) -> models.DecimalField[Any, Any]:
    """Return an amount to the fen. Its currency stands in a column beside it; never add across currencies."""
    return models.DecimalField(max_digits=18, decimal_places=2, null=null, blank=null)


def currency_column() -> models.CharField[Any, Any]:
    """Return an ISO 4217 code; no default, because an amount without currency is refused."""
    return models.CharField(max_length=3)


def comparator_column() -> models.CharField[Any, Any]:
    """Return how a figure stands to the true one."""
    return models.CharField(
        max_length=1, choices=[(c.value, c.value) for c in Comparator], default=Comparator.EXACTLY.value
    )
