"""Shelf: readings of past months as Parquet files, one a series and month, written whole or not at all.

A file holds what the table held, revisions too, in order of moment and revision. It is made beside its place, reaches the
disk, is read back and compared, and only then takes its name: whoever is killed in between has the old file or the new.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

SCHEMA = {
    "at": pl.Int64,  # µs since 1970 UTC; of an interval its end
    "begins": pl.Int64,  # null: of a moment
    "thousandths": pl.Int64,  # of the unit; null: the gauge had no figure
    "quality": pl.UInt16,  # bits
    "known": pl.Int64,  # µs since 1970 UTC
    "revision": pl.UInt16,  # from 1 on
    "batch": pl.String,  # the delivery it came with
}
COLUMNS = tuple(SCHEMA)


class Unequal(RuntimeError):
    """What was read back is not what was written: the disk, or somebody, changed it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that stands on the shelf."""

    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The last word on each moment of a stretch, in order; null values are NaN."""

    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    values: NDArray[np.float64]
    quality: NDArray[np.uint16]
    revision: NDArray[np.uint16]


def put(path: Path, rows: Mapping[str, Sequence[Any]]) -> Kept:
    """Put readings of a month on the shelf, together with those that stand there already; the same is kept once.

    Parameters
    ----------
    path : Path
        Its folder is made where it is missing.
    rows : mapping
        Each of ``COLUMNS`` to a value a row, in any order.

    Raises
    ------
    Unequal
        Where two rows say different things of one revision, or what was written does not read back.
    """
    fresh = pl.DataFrame({name: rows[name] for name in COLUMNS}, schema=SCHEMA)
    if path.exists():
        fresh = pl.concat([pl.read_parquet(path, columns=list(COLUMNS)), fresh])
    whole = fresh.unique().sort("at", "revision")
    if whole.select("at", "revision").is_duplicated().any():
        raise Unequal(f"{path.name}: two readings of the same moment and revision")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    whole.write_parquet(draft, compression="zstd", statistics=True)
    _sync(draft)
    if not pl.read_parquet(draft).equals(whole):
        raise Unequal(f"{path.name} does not read back as it was written")
    content = draft.read_bytes()
    draft.replace(path)
    _sync(path.parent)
    return Kept(whole.height, len(content), sha256(content).hexdigest())


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    """Return every row of a file, revisions too, in order of moment and revision; columns as in ``COLUMNS``."""
    return pl.read_parquet(path, columns=list(COLUMNS)).rows()


def stretch(paths: Sequence[Path], since: int, until: int, *, known: int | None = None) -> Stretch:
    """Return what files of one series, named in order of months, hold of (since, until], µs.

    As known at a moment; the last word of all where none is named.
    """
    columns = ["at", "begins", "thousandths", "quality", "revision"]
    rows = pl.scan_parquet([str(path) for path in paths])
    if known is not None:
        rows = rows.filter(pl.col("known") <= known)
    told = rows.select(columns).collect()
    ends = told[
        "at"
    ].to_numpy()  # files lie in order of moment and revision, and are named in order of months: it is sorted
    first, after = np.searchsorted(ends, (since, until), side="right")
    told, ends = told.slice(first, max(0, after - first)), ends[first:after]
    last = np.append(ends[1:] != ends[:-1], True)[: len(ends)]
    if not last.all():
        told, ends = told.filter(last), ends[last]
    begins, figures = told["begins"], told["thousandths"].to_numpy()
    return Stretch(
        begins=ends if begins.null_count() == len(ends) else begins.fill_null(told["at"]).to_numpy(),
        ends=ends,
        values=figures / 1_000,  # null became NaN
        quality=told["quality"].to_numpy(),
        revision=told["revision"].to_numpy(),
    )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
