"""The readings of a town that leaves: Parquet by gauge and month, of both stores, a month at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import BinaryIO

from pilin.engine import shelf
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.models import GaugeReading, HistoryMonth, Series
from pilin.foundation.observations.queries.history import file_of, month_of, rows_to_move

HOUSE = Standing.machine("leaving")
PIECE = 1024 * 1024


def readings_of(town: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield every month of every gauge of a town: ``<circle>/<series>/<YYYY-MM>.parquet`` and its bytes.

    A month holds all revisions with the delivery each came with, as on the shelf (:data:`pilin.engine.shelf.SCHEMA`):
    whoever has the delivery's root reckons it again from them. The bytes are to be read before the next month is asked for.
    """
    gauges = Series.objects.visible_to(HOUSE).filter(owner=town, kept_by="gauge").order_by("circle", "slug")
    with TemporaryDirectory() as place:
        for series in gauges:
            for month in _months(series):
                path = Path(place) / "month.parquet"
                path.unlink(missing_ok=True)
                _keys, columns = rows_to_move(HOUSE, series, month)  # first: what is moved meanwhile is then in both
                if (shelved := file_of(series, month)).exists():
                    copyfile(shelved, path)
                if columns["at"]:
                    shelf.put(path, columns)
                if path.exists():
                    with path.open("rb") as file:
                        yield f"{series.circle}/{series.slug}/{month:%Y-%m}.parquet", _pieces(file)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _months(series: Series) -> list[date]:
    """Return the months of which anything is kept, in order."""
    moved = HistoryMonth.objects.visible_to(HOUSE).filter(series=series).values_list("month", flat=True)
    rows = GaugeReading.objects.visible_to(HOUSE).filter(series=series).order_by()
    return sorted({*moved, *(month_of(at) for at in rows.values_list("at", flat=True).iterator(chunk_size=5_000))})
