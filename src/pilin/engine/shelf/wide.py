"""Many months of many gauges at once: DuckDB over the files of the shelf.

A day of a gauge is read quicker without it (:func:`pilin.engine.shelf.stretch`). It is given one folder, which it cannot
leave, no extension, so much memory and so many threads, and questions whose every value is bound; its settings are locked.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pilin.engine.shelf import stretch
from pilin.engine.shelf.spans import Bands, Runs, bands_of, every_run, joined, no_bands, no_runs, runs_of

if TYPE_CHECKING:
    import duckdb

FEW = 4  # files: fewer are read quicker as arrays
MEMORY, THREADS = "768MB", 2
BANDS = """
    SELECT file_index AS file, ("at" - $since::BIGINT - 1) // $step::BIGINT AS part,
        count(*) AS readings, min(thousandths) AS low, max(thousandths) AS high
    FROM read_parquet($files)
    WHERE "at" > $since AND "at" <= $until AND thousandths IS NOT NULL AND quality & $bad::USMALLINT = 0 GROUP BY ALL"""
BANDS_KNOWN = BANDS.replace(" GROUP BY", " AND known <= $known GROUP BY")
ABOVE = """
    SELECT file_index AS file, file_row_number AS place, "at", thousandths FROM read_parquet($files)
    WHERE thousandths >= $line AND quality & $bad::USMALLINT = 0 AND "at" > $since AND "at" <= $until ORDER BY file, place"""
REVISED = """
    SELECT DISTINCT file_index AS file FROM read_parquet($files)
    WHERE revision > 1 AND "at" > $since AND "at" <= $until"""
ROWS = "SELECT file_name, num_rows FROM parquet_file_metadata($files)"
_making = threading.Lock()


def bands(
    shelves: Sequence[Sequence[Path]],
    since: int,
    until: int,
    step: int,
    *,
    home: Path,
    known: int | None = None,
    bad: int = 0,
) -> Bands:
    """Return the lowest and highest good reading of each part of a stretch, of each series.

    Months of which anything was revised are reckoned from their arrays: they are few, and DuckDB would have to sort.

    Parameters
    ----------
    shelves : sequence of sequence of Path
        The files of each series, in order of months; under ``home``.
    since, until, step : int
        µs: parts of (since, until]; see :class:`~pilin.engine.shelf.spans.Bands`.
    home : Path
        The folder of the whole history.
    known : int, optional
        Only what was known at that moment, µs.
    bad : int
        Bits of quality with which a reading does not count.
    """
    files, owner = _flat(shelves)
    if not files:
        return no_bands()
    if len(files) <= FEW:
        few = [(k, stretch(paths, since, until, known=known)) for k, paths in enumerate(shelves) if paths]
        return joined(*(bands_of(here, since, until, step, bad=bad, series=k) for k, here in few))
    asked: dict[str, Any] = {"files": files, "since": since, "until": until}
    revised = _ask(home, REVISED, **asked)["file"].astype(np.int64)
    asked |= {"step": step, "bad": bad}
    told = _ask(home, BANDS, **asked) if known is None else _ask(home, BANDS_KNOWN, **asked, known=known)
    plain = ~np.isin(told["file"], revised)
    file, part, count, low, high = (told[name][plain] for name in ("file", "part", "readings", "low", "high"))
    found = [Bands(owner[file.astype(np.int64)], part, count, low / 1_000, high / 1_000)]
    for one in revised.tolist():
        here = stretch([Path(files[one])], since, until, known=known)
        found.append(bands_of(here, since, until, step, bad=bad, series=int(owner[one])))
    return joined(*found)


def runs(
    shelves: Sequence[Sequence[Path]], since: int, until: int, line: int, least: int, *, home: Path, bad: int = 0
) -> Runs:
    """Return where at least so many readings, one after the other, stood at or above a line, of each series.

    Files say in their foot what their highest reading is, so months that never came near the line are not read. A series
    of which anything was revised is reckoned from its arrays.

    Parameters
    ----------
    shelves, since, until, home, bad
        As in :func:`bands`.
    line : int
        Thousandths of the unit.
    least : int
        Readings of a run, one or more.
    """
    files, owner = _flat(shelves)
    if not files:
        return no_runs()
    asked = {"files": files, "since": since, "until": until}
    if len(files) <= FEW:
        odd = set(range(len(shelves)))
        told: dict[str, Any] = {}
    else:
        odd = {int(owner[int(one)]) for one in _ask(home, REVISED, **asked)["file"]}
        told = _ask(home, ABOVE, **asked, line=line, bad=bad)
    parts = [
        runs_of(stretch(shelves[k], since, until), since, until, line / 1_000, least, bad=bad, series=k)
        for k in sorted(odd)
        if shelves[k]
    ]
    if told and len(told["at"]):
        feet = _ask(home, ROWS, files=files)
        rows = dict(zip(feet["file_name"].tolist(), feet["num_rows"].tolist(), strict=True))
        before = np.cumsum([0, *(rows[name] for name in files)])
        file = told["file"].astype(np.int64)
        parts.append(_islands(owner[file], before[file] + told["place"].astype(np.int64), told, least, odd))
    return every_run(*parts) if parts else no_runs()


def _islands(
    series: NDArray[np.int64], place: NDArray[np.int64], told: dict[str, Any], least: int, odd: set[int]
) -> Runs:
    """Return runs of rows that follow each other: their places, counted over all files, do, and they are of one series."""
    starts = np.flatnonzero((np.diff(place, prepend=-2) != 1) | (np.diff(series, prepend=-1) != 0))
    after = np.append(starts[1:], len(place))
    highest = np.maximum.reduceat(told["thousandths"], starts) / 1_000
    long = (after - starts >= least) & ~np.isin(series[starts], sorted(odd))
    starts, after = starts[long], after[long]
    at = told["at"]
    return Runs(series[starts], at[starts], at[after - 1], (after - starts).astype(np.int64), highest[long])


def _flat(shelves: Sequence[Sequence[Path]]) -> tuple[list[str], NDArray[np.int64]]:
    """Return all files, and of each the series it is of."""
    files = [str(path) for paths in shelves for path in paths]
    return files, np.repeat(np.arange(len(shelves)), [len(paths) for paths in shelves])


def _ask(home: Path, words: str, **bound: Any) -> dict[str, Any]:
    """Return the columns of an answer as arrays."""
    with _making:  # the first of several threads opens it
        house = _house(str(home.resolve()), os.getpid())
    with house.cursor() as turn:
        found = turn.execute(words, bound).fetchnumpy()
    return {name: np.ma.getdata(column) for name, column in found.items()}


@lru_cache(maxsize=2)
def _house(home: str, _process: int) -> duckdb.DuckDBPyConnection:
    """Return DuckDB shut into a folder; of each process its own, since it does not outlive a fork."""
    import duckdb  # slow import

    house = duckdb.connect(
        ":memory:",
        config={
            "threads": THREADS,
            "memory_limit": MEMORY,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    house.execute("SET temp_directory = ''")  # nothing is written beside
    house.execute("SET preserve_insertion_order = false")  # questions sort where they need it: less memory
    house.execute("SET parquet_metadata_cache = true")  # feet are read once while a file stays the same
    house.execute("SET allowed_directories = [$home]", {"home": home})
    house.execute("SET enable_external_access = false")
    house.execute("SET lock_configuration = true")
    return house
