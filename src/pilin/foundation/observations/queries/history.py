"""Readings of past months: which of them lie on the shelf, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from pilin.engine import shelf
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.models import GaugeReading, HistoryMonth, Series
from pilin.foundation.observations.rules import micros, moment_of
from pilin.foundation.observations.rules.readings import SHANGHAI

HISTORY = "history"


def home_of(series: Series) -> Path:
    """Return the folder in which the months of a series lie."""
    return Path(settings.HISTORY_ROOT) / series.circle / series.slug


def file_of(series: Series, month: date) -> Path:
    """Return where a month of a series lies, or would lie."""
    return home_of(series) / f"{month:%Y-%m}.parquet"


def month_of(moment: datetime) -> date:
    """Return the first day of the month in which a moment falls in Shanghai."""
    return moment.astimezone(SHANGHAI).date().replace(day=1)


def span_of(month: date) -> tuple[datetime, datetime]:
    """Return the beginning of a month and that of the next."""
    following = (month + timedelta(days=32)).replace(day=1)
    return tuple(datetime(one.year, one.month, 1, tzinfo=SHANGHAI) for one in (month, following))  # type: ignore[return-value]


def months_on_shelf(
    standing: Standing, series: Iterable[Series], since: datetime, until: datetime
) -> dict[UUID, list[date]]:
    """Return which months of these series that a stretch touches lie on the shelf, in order. One query."""
    rows = HistoryMonth.objects.visible_to(standing).filter(
        series__in=[one.pk for one in series], month__gte=month_of(since), month__lte=month_of(until)
    )
    found: dict[UUID, list[date]] = {}
    for uid, month in rows.order_by("month").values_list("series_id", "month"):
        found.setdefault(uid, []).append(month)
    return found


def read_since(standing: Standing, series: Series) -> datetime | None:
    """Return a moment before the first reading of a gauge, at most a month before; None where it read nothing. Two queries."""
    months = HistoryMonth.objects.visible_to(standing).filter(series=series).order_by("month")
    rows = GaugeReading.objects.visible_to(standing).filter(series=series, current=True).order_by("at")
    begins = [span_of(month)[0] for month in months.values_list("month", flat=True)[:1]]
    begins += rows.values_list("at", flat=True)[:1]
    return min(begins) - timedelta(microseconds=1) if begins else None


def kept_before(
    standing: Standing, series: Series, months: Sequence[date]
) -> list[tuple[datetime, datetime | None, Decimal | None, int, int, datetime]]:
    """Return the last word on each moment of months on the shelf: (at, begins_at, value, quality, revision, known_at)."""
    told = []
    for month in months:
        last: dict[int, tuple[Any, ...]] = {}
        for at, begins, thousandths, quality, known, revision, _batch in shelf.rows_of(file_of(series, month)):
            last[at] = (begins, thousandths, quality, revision, known)
        for at, (begins, thousandths, quality, revision, known) in last.items():
            value = None if thousandths is None else Decimal(thousandths).scaleb(-3)
            told.append(
                (
                    moment_of(at),
                    None if begins is None else moment_of(begins),
                    value,
                    quality,
                    revision,
                    moment_of(known),
                )
            )
    return told


def months_to_move(standing: Standing, before: date) -> list[tuple[Series, date]]:
    """Return whole months of gauges before a day that the table still holds, oldest first; for the machine alone.

    The month of a gauge's newest reading stays: what a silent gauge read last is asked for again and again.
    """
    if not standing.sees_all:
        return []
    limit = datetime(before.year, before.month, 1, tzinfo=SHANGHAI)
    newest = dict(GaugeReading.objects.visible_to(standing).order_by().values_list("series").annotate(last=Max("at")))
    old = GaugeReading.objects.visible_to(standing).filter(at__lt=limit).order_by()
    days = {(uid, month_of(at)) for uid, at in old.values_list("series_id", "at").iterator(chunk_size=5_000)}
    wanted = sorted((month, uid) for uid, month in days if month < month_of(newest[uid]))
    series = {one.pk: one for one in Series.objects.visible_to(standing).filter(pk__in={uid for _month, uid in wanted})}
    return [(series[uid], month) for month, uid in wanted]


def rows_to_move(standing: Standing, series: Series, month: date) -> tuple[list[int], dict[str, list[Any]]]:
    """Return the keys and the columns, as the shelf takes them, of what the table holds of a month."""
    first, following = span_of(month)
    rows = GaugeReading.objects.visible_to(standing).filter(series=series, at__gte=first, at__lt=following)
    columns: dict[str, list[Any]] = {name: [] for name in shelf.COLUMNS}
    keys = []
    told = ("pk", "at", "begins_at", "value", "quality", "known_at", "revision", "batch_id")
    for pk, at, begins, value, quality, known, revision, batch in rows.order_by("pk").values_list(*told):
        keys.append(pk)
        row = (
            micros(at), None if begins is None else micros(begins), None if value is None else int(value * 1000), quality,
            micros(known), revision, str(batch),
        )  # fmt: skip
        for name, cell in zip(shelf.COLUMNS, row, strict=True):
            columns[name].append(cell)
    return keys, columns
