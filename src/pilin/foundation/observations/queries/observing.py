"""Observations of both stores, in one order: the table and the months that lie on the shelf, a month at a time.

Nothing is loaded but the months walked through, one after the other, and what a page holds; who asks for more months than
``MOST_MONTHS`` is asked to narrow it by time.
"""

from __future__ import annotations

import heapq
import operator
from collections.abc import Callable, Container, Iterable, Iterator, Sized
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.models import HistoryMonth, Series
from pilin.foundation.observations.queries.history import kept_before, span_of
from pilin.foundation.observations.rules import micros, moment_of
from pilin.foundation.observations.rules.odata import Asked

MOST_MONTHS = 600  # months of gauges walked through for one page: some seconds
CHUNK = 1_000
COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelved:
    """The last word on a moment, read from the shelf; it has no number, so its name is its gauge and its moment."""

    series: Series
    at: datetime
    begins_at: datetime | None
    value: Decimal | None
    quality: int
    known_at: datetime

    @property
    def series_id(self) -> UUID:
        """Return the key of its gauge."""
        return self.series.pk

    @property
    def pk(self) -> str:
        """Return its name: of a reading in the table it is one as well."""
        return f"{self.series.pk.hex}-{micros(self.at)}"


def named(key: str) -> tuple[UUID, datetime] | None:
    """Return the gauge and the moment that a name says; None where it says none."""
    series, _dash, moment = key.partition("-")
    try:
        return UUID(hex=series), moment_of(int(moment))
    except (ValueError, OverflowError):
        return None


def shelved_at(standing: Standing, series: Series, at: datetime) -> Shelved | None:
    """Return what the shelf holds of a moment."""
    months = _months(standing, [series], at, at)
    return next(_walk(standing, series, months, Q(at__exact=at), (), []), None)


def of_both(
    standing: Standing, table: QuerySet[Any], series: Iterable[Series], asked: Asked
) -> tuple[list[Any], int | None] | None:
    """Return one more than the page asked for and, where asked, how many there are; None where nothing lies on the shelf.

    Parameters
    ----------
    table : QuerySet
        What the table holds as the last word of these series, not narrowed yet.
    series : iterable of Series
    asked : Asked
        Without an order of its own: by moment.

    Raises
    ------
    Invalid
        Where too many months would be walked through.
    """
    held = list(series)
    since, until = _bounds(asked.where)
    months = _months(standing, held, since, until)
    if not months:
        return None
    kept = {uid for uid, _month in months}
    end = max(span_of(month)[1] for _uid, month in months)
    newer = set(table.order_by().filter(series__in=kept, at__lt=end).values_list("series_id", "at"))
    order = asked.order or ("at",)
    backwards = order[0] == "-at"
    walked: list[date] = []  # by all of them together
    shelves = [
        _walk(
            standing,
            one,
            [pair for pair in months if pair[0] == one.pk],
            asked.where,
            newer,
            walked,
            backwards=backwards,
        )
        for one in held
        if one.pk in kept
    ]
    wanted = asked.skip + asked.top + 1
    if order[0] in ("at", "-at"):
        sign = ("-at", "-series_id") if backwards else ("at", "series_id")
        rows = table.filter(asked.where).order_by(*sign)
        merged = heapq.merge(
            rows.iterator(chunk_size=CHUNK), *shelves, key=lambda one: (one.at, one.series.pk), reverse=backwards
        )
        page = list(islice(merged, wanted))
        count = len(page) if len(page) < wanted else None
    else:
        _few(months)
        order = (*order, "at", "series_id")
        rows = table.filter(asked.where).order_by(*in_order(order))[:wanted]
        page, number = list(rows), 0
        for one in chain.from_iterable(shelves):
            page.append(one)
            number += 1
            if len(page) > 2 * wanted + CHUNK:
                page = _sorted(page, order)[:wanted]
        count = table.filter(asked.where).count() + number if asked.count else None
        page = _sorted(page, order)[:wanted]
    if asked.count and count is None:
        _few(months)
        count = table.filter(asked.where).count() + sum(
            1
            for one in held
            for _row in _walk(standing, one, [p for p in months if p[0] == one.pk], asked.where, newer, [])
        )
    return page[asked.skip :], count if asked.count else None


def _few(months: Sized) -> None:
    if len(months) > MOST_MONTHS:
        raise Invalid(
            Fault(
                "too_many",
                "$filter",
                _("This would read more than %(most)s months of gauges: narrow it by phenomenonTime")
                % {"most": MOST_MONTHS},
            )
        )


def _sorted(rows: list[Any], order: tuple[str, ...]) -> list[Any]:
    for column in reversed(order):
        down = column.startswith("-")
        rows.sort(key=partial(_place, column.lstrip("-"), down), reverse=down)
    return rows


def _place(name: str, down: bool, row: Any) -> tuple[bool, bool, Any]:
    """Return what sorts a row: numbers before names, and nothing last, whichever way."""
    value = getattr(row, name)
    return (value is None) is not down, isinstance(value, str), 0 if value is None else value


def in_order(order: Iterable[str]) -> list[Any]:
    """Return an order as a database sorts it, what is null last on each of them."""
    return [
        F(column[1:]).desc(nulls_last=True) if column.startswith("-") else F(column).asc(nulls_last=True)
        for column in order
    ]


def _months(
    standing: Standing, series: list[Series], since: datetime | None, until: datetime | None
) -> list[tuple[UUID, date]]:
    """Return which months of which series lie on the shelf and may hold something of a stretch, in order of months."""
    rows = HistoryMonth.objects.visible_to(standing).filter(series__in=[one.pk for one in series]).order_by("month")
    return [
        (uid, month)
        for uid, month in rows.values_list("series_id", "month")
        if (since is None or span_of(month)[1] > since) and (until is None or span_of(month)[0] <= until)
    ]


def _walk(
    standing: Standing,
    series: Series,
    months: list[tuple[UUID, date]],
    where: Q,
    newer: Container[tuple[UUID, datetime]],
    walked: list[date],
    *,
    backwards: bool = False,
) -> Iterator[Shelved]:
    """Yield what the shelf holds of a series and a condition lets through, in order; not what the table tells anew.

    Each month that is opened is noted in ``walked``, which all walks of a request share: they end together.
    """
    for _uid, month in reversed(months) if backwards else months:
        walked.append(month)
        _few(walked)
        told = kept_before(standing, series, [month])
        for at, begins, value, quality, _revision, known in reversed(told) if backwards else told:
            row = Shelved(series, at, begins, value, quality, known)
            if (series.pk, at) not in newer and _holds(where, row):
                yield row


def _holds(where: Q, row: Shelved) -> bool:
    """Return whether a condition holds of a row, as it would in the database: what is null compares with nothing."""
    found = where.connector == Q.AND or not where.children
    for child in where.children:
        pair: Any = child
        here = _holds(child, row) if isinstance(child, Q) else _compares(pair[0], pair[1], row)
        found = (found and here) if where.connector == Q.AND else (found or here)
    return found is not where.negated


def _compares(path: str, literal: Any, row: Shelved) -> bool:
    column, _bar, lookup = path.rpartition("__")
    value = None if column == "pk" else getattr(row, column)  # it has no number to compare
    if lookup == "isnull":
        return (value is None and column != "pk") is bool(literal)
    return value is not None and COMPARES[lookup](value, literal)


def _bounds(where: Q) -> tuple[datetime | None, datetime | None]:
    """Return between which moments everything lies that a condition lets through, as far as it says so plainly."""
    since: datetime | None = None
    until: datetime | None = None
    if where.connector != Q.AND or where.negated:
        return None, None
    for child in where.children:
        first: datetime | None = None
        last: datetime | None = None
        if isinstance(child, Q):
            first, last = _bounds(child)
        else:
            pair: Any = child
            path, literal = pair
            first = literal if path in ("at__gt", "at__gte", "at__exact") else None
            last = literal if path in ("at__lt", "at__lte", "at__exact") else None
        since = first if since is None or (first is not None and first > since) else since
        until = last if until is None or (last is not None and last < until) else until
    return since, until
