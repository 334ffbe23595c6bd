"""Years of readings told in few figures: the lowest and highest of each part of a stretch, and how long they stood above a line.

What lies on the shelf is reckoned there, what the table holds is reckoned in the database; neither is loaded as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Func, Max, Min, OuterRef, Subquery, Value

from pilin.engine.shelf import Stretch, spans, wide
from pilin.engine.shelf.spans import Bands, Runs
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.enums import BAD
from pilin.foundation.observations.models import GaugeReading, Series
from pilin.foundation.observations.queries.gauges import Window, table_stretches, window
from pilin.foundation.observations.queries.history import file_of, months_on_shelf, span_of
from pilin.foundation.observations.rules import micros

KINDS = (np.int64, np.int64, np.int64, np.float64, np.float64)


class Micros(Func):
    """A moment as µs since 1970 UTC, in the database."""

    output_field = BigIntegerField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Return the seconds, and the six digits behind them where there are any: moments are text there."""
        template = (
            "(unixepoch(%(expressions)s) * 1000000 + CAST(substr(%(expressions)s || '.000000', 21, 6) AS INTEGER))"
        )
        sql, given = self.as_sql(compiler, connection, template=template, **more)
        return sql, (*given, *given)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Return the exact number; ``extract`` gives a decimal."""
        template = "CAST(extract(epoch FROM %(expressions)s) * 1000000 AS bigint)"
        return self.as_sql(compiler, connection, template=template, **more)


def bands(
    standing: Standing,
    series: Sequence[Series],
    since: datetime,
    until: datetime,
    *,
    parts: int,
    known_at: datetime | None = None,
) -> Bands:
    """Return the lowest and highest good reading of each of so many parts of (since, until], of each series.

    The highest reading of the stretch is the highest of its part: nothing is lost but what lies between both. Three
    queries, however many series; ``Bands.series`` counts them as given, and of one that this standing may not read there
    is nothing. As known at a moment where one is named; the rows of the table are then loaded.
    """
    first, last = micros(since), micros(until)
    step = step_of(since, until, parts)
    shelves, mixed = _shelves(standing, series, since, until)
    known = None if known_at is None else micros(known_at)
    found = [wide.bands(shelves, first, last, step, home=_home(), known=known, bad=int(BAD))]
    plain = {one.pk: k for k, one in enumerate(series) if k not in mixed}
    if known_at is None:
        found.append(_of_table(standing, plain, since, until, step))
    else:
        for uid, told in table_stretches(standing, list(plain), since, until, known_at).items():
            found.append(spans.bands_of(told, first, last, step, bad=int(BAD), series=plain[uid]))
    for k, read in _mixed(standing, series, mixed, since, until, known_at):
        found.append(spans.bands_of(read, first, last, step, series=k))
    return spans.joined(*found)


def step_of(since: datetime, until: datetime, parts: int) -> int:
    """Return how long a part of a stretch is, µs, so that there are at most so many."""
    return max(1, -(-(micros(until) - micros(since)) // parts))


def runs_above(
    standing: Standing, series: Sequence[Series], since: datetime, until: datetime, line: Decimal, *, least: int = 3
) -> Runs:
    """Return where gauges stood at or above a line for at least so many readings one after the other, as known now.

    ``Runs.series`` counts ``series`` as given; a run that began on the shelf and goes on in the table is one. Readings of
    the table are loaded: those of months that were not moved yet.
    """
    first, last, bad = micros(since), micros(until), int(BAD)
    shelves, mixed = _shelves(standing, series, since, until)
    newer = table_stretches(standing, [one.pk for one in series], since, until, None)
    mixed |= {
        k for k, one in enumerate(series) if shelves[k] and one.pk in newer and _begins_above(newer[one.pk], line)
    }
    shelves = [[] if k in mixed else paths for k, paths in enumerate(shelves)]
    found = [wide.runs(shelves, first, last, math.ceil(line * 1000), least, home=_home(), bad=bad)]
    for k, one in enumerate(series):
        if k not in mixed and one.pk in newer:
            found.append(spans.runs_of(newer[one.pk], first, last, float(line), least, bad=bad, series=k))
    for k, read in _mixed(standing, series, mixed, since, until, None):
        found.append(spans.runs_of(read, first, last, float(line), least, series=k))
    return spans.every_run(*found)


def _begins_above(told: Stretch, line: Decimal) -> bool:
    """Return whether a run of the shelf may go on in these readings."""
    return bool(spans.good_of(told, int(BAD))[0]) and float(told.values[0]) >= float(line)


def _home() -> Path:
    return Path(settings.HISTORY_ROOT)


def _shelves(
    standing: Standing, series: Sequence[Series], since: datetime, until: datetime
) -> tuple[list[list[Path]], set[int]]:
    """Return the files of each series, and which series have readings of moved months in the table too: of those no file."""
    months = months_on_shelf(standing, series, since, until)
    if not months:
        return [[] for _one in series], set()
    oldest = (
        GaugeReading.objects.visible_to(standing)
        .filter(series=OuterRef("pk"), at__gt=since, at__lte=until)
        .order_by("at")
        .values("at")
    )
    rows = Series.objects.visible_to(standing).filter(pk__in=list(months)).annotate(oldest=Subquery(oldest[:1]))
    begins = dict(rows.values_list("pk", "oldest"))
    mixed = {
        k
        for k, one in enumerate(series)
        if one.pk in months and (at := begins.get(one.pk)) is not None and at < span_of(months[one.pk][-1])[1]
    }
    shelves = [
        [] if k in mixed else [file_of(one, month) for month in months.get(one.pk, ())] for k, one in enumerate(series)
    ]
    return shelves, mixed


def _mixed(
    standing: Standing,
    series: Sequence[Series],
    mixed: set[int],
    since: datetime,
    until: datetime,
    known_at: datetime | None,
) -> Iterator[tuple[int, Window]]:
    """Yield the readings of series whose moved months were told anew: both places are needed at each moment."""
    if mixed:
        told = window(standing, [series[k] for k in sorted(mixed)], since, until, known_at=known_at)
        for k in sorted(mixed):
            yield k, told[series[k].pk]


def _of_table(standing: Standing, wanted: dict[UUID, int], since: datetime, until: datetime, step: int) -> Bands:
    """Return the bands of what the table holds as the last word. One query."""
    rows = GaugeReading.objects.visible_to(standing).filter(
        series__in=list(wanted), at__gt=since, at__lte=until, current=True, value__isnull=False
    )
    part = (Micros(F("at")) - Value(micros(since) + 1, BigIntegerField())) / Value(step, BigIntegerField())
    told = (
        rows.annotate(good=F("quality").bitand(int(BAD)), part=ExpressionWrapper(part, BigIntegerField()))
        .filter(good=0)
        .order_by()
        .values_list("series", "part")
        .annotate(Count("pk"), Min("value"), Max("value"))
    )
    lines = [(wanted[uid], int(part), count, float(low), float(high)) for uid, part, count, low, high in told]
    if not lines:
        return spans.no_bands()
    columns: Any = (np.asarray(column, kind) for column, kind in zip(zip(*lines, strict=True), KINDS, strict=True))
    return spans.joined(Bands(*columns))
