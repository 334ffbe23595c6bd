"""Links and places, from rows or from files of any length; every fault with its row and field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pilin.engine.base import Fault, Invalid
from pilin.engine.reach.minutes import PER_MINUTE, UNREACHABLE

MODES = ("road", "bus", "rail", "ferry", "walk", "cycle")
MOST_FAULTS = 100
YES, NO = ("true", "1", "yes", "y", "是"), ("false", "0", "no", "n", "否")


@dataclass(frozen=True, slots=True)
class Links:
    """Links between nodes; equal lengths.

    Parameters
    ----------
    frame : polars.DataFrame
        start, end (String: ``007`` stays ``007``), thousandths (Int64, of a minute, from 1 up), both_ways (Boolean),
        mode (String, null where it is not said).
    """

    frame: pl.DataFrame

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Links:
        """Return links from rows (from, to, minutes[, both_ways = True[, mode = None]]).

        Raises
        ------
        Invalid
            With row (the first is 1), field and reason of each fault.
        """
        filled = [(*row, *(True, None)[len(row) - 3 :])[:5] for row in rows]
        names = ("from", "to", "minutes", "both_ways", "mode")
        columns = {name: [_text(row[k]) for row in filled] for k, name in enumerate(names)}
        return cls(_checked_links(pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)), first=1))

    def of_modes(self, modes: Iterable[str]) -> Links:
        """Return the links of these modes only; those that do not say their mode are left out."""
        return Links(self.frame.filter(pl.col("mode").is_in(list(modes))))

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes that are said, in order of their names."""
        return tuple(self.frame["mode"].drop_nulls().unique().sort())


@dataclass(frozen=True, slots=True)
class Places:
    """Places that stand at nodes: ids apart from each other, nodes (several may share one), weights (from 0 up)."""

    ids: tuple[str, ...]
    nodes: tuple[str, ...]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Places:
        """Return places from rows (id, node[, weight = 1]).

        Raises
        ------
        Invalid
            With row (the first is 1), field and reason of each fault.
        """
        filled = [(*row, *(1,)[len(row) - 2 :])[:3] for row in rows]
        names = ("id", "node", "weight")
        columns = {name: [_text(row[k]) for row in filled] for k, name in enumerate(names)}
        return _checked_places(pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)), first=1)


def read_links(path: Path) -> Links:
    """Return the links of a CSV file in UTF-8, or a Parquet file: columns from, to, minutes[, mode, both_ways = true].

    Ids stay text. Of 10^7 rows four columns are held at a time, some gigabytes; other columns are not read.

    Raises
    ------
    Invalid
        With row (the head is row 1), field and reason of each fault, at most a hundred.
    """
    return Links(_checked_links(_columns(path, ("from", "to", "minutes"), ("mode", "both_ways")), first=2))


def read_places(path: Path) -> Places:
    """Return the places of a CSV file in UTF-8, or a Parquet file: columns id, node[, weight = 1].

    Raises
    ------
    Invalid
        With row (the head is row 1), field and reason of each fault, at most a hundred.
    """
    return _checked_places(_columns(path, ("id", "node"), ("weight",)), first=2)


def read_texts(path: Path, wanted: Sequence[str] | None = None) -> pl.DataFrame:
    """Return columns of a CSV file in UTF-8, or a Parquet file, all as text.

    Raises
    ------
    Invalid
        Where it is no UTF-8, no table, or has no rows.
    """
    try:
        if path.suffix.casefold() == ".parquet":
            read = pl.read_parquet(path, columns=list(wanted) if wanted else None)
            return read.select(pl.all().cast(pl.String))
        return pl.read_csv(path, columns=list(wanted) if wanted else None, infer_schema=False, glob=False)
    except pl.exceptions.NoDataError:
        raise Invalid(Fault("empty", "", f"{path.name} holds nothing")) from None
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as wrong:
        row = _first_not_utf8(path) if path.suffix.casefold() != ".parquet" else None
        if row is not None:
            raise Invalid(Fault("not_utf8", "", f"{path.name} is not UTF-8: save it as UTF-8", row)) from None
        said = str(wrong).splitlines()[0]
        raise Invalid(Fault("malformed", "", f"{path.name} is no table: {said}")) from None


def _columns(path: Path, needed: Sequence[str], possible: Sequence[str]) -> pl.DataFrame:
    heads = _heads(path)
    missing = [name for name in needed if name not in heads]
    if missing:
        raise Invalid(*(Fault("missing_column", name, f"{path.name} has no column {name}", 1) for name in missing))
    if doubled := [name for name in (*needed, *possible) if heads.count(name) > 1]:
        raise Invalid(*(Fault("doubled_column", name, f"{path.name} has {name} twice", 1) for name in doubled))
    read = read_texts(path, [name for name in (*needed, *possible) if name in heads])
    return read.with_columns(pl.lit(None, pl.String).alias(name) for name in possible if name not in heads)


def _heads(path: Path) -> list[str]:
    if path.suffix.casefold() == ".parquet":
        try:
            return list(pl.read_parquet_schema(path))
        except pl.exceptions.PolarsError as wrong:
            raise Invalid(Fault("malformed", "", f"{path.name} is no table: {str(wrong).splitlines()[0]}")) from None
    with path.open("rb") as file:
        first = file.readline()
    try:
        return [cell.strip('"') for cell in first.decode("utf-8-sig").rstrip("\r\n").split(",")]
    except UnicodeDecodeError:
        raise Invalid(Fault("not_utf8", "", f"{path.name} is not UTF-8: save it as UTF-8", 1)) from None


def _first_not_utf8(path: Path) -> int | None:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _number(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars().cast(pl.Float64, strict=False)


def _faults(frame: pl.DataFrame, first: int, field: str, code: str, wrong: pl.Expr, reason: str) -> list[Fault]:
    found = frame.select(pl.arg_where(wrong.fill_null(False))).to_series().head(MOST_FAULTS)
    values = frame[field].gather(found)
    return [Fault(code, field, reason, int(k) + first, v or "") for k, v in zip(found, values, strict=True)]


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise Invalid(*sorted(faults, key=lambda fault: fault.row or 0)[:MOST_FAULTS])


def _checked_links(read: pl.DataFrame, *, first: int) -> pl.DataFrame:
    frame = read.with_columns(pl.col("from", "to").str.strip_chars())
    minutes, way = _number("minutes"), pl.col("both_ways").str.strip_chars().str.to_lowercase()
    scaled = (minutes * PER_MINUTE).round()
    mode = pl.col("mode").str.strip_chars()
    faults = []
    for name in ("from", "to"):
        empty = pl.col(name).is_null() | (pl.col(name) == "")
        faults += _faults(frame, first, name, "missing", empty, "a link names the nodes at both its ends")
    no_number = minutes.is_null() | ~minutes.is_finite()
    faults += _faults(frame, first, "minutes", "no_number", no_number, "minutes are a number, as 12.5")
    below = minutes.is_finite() & (scaled < 1)
    faults += _faults(frame, first, "minutes", "not_positive", below, "minutes are above zero, from a thousandth up")
    above = minutes.is_finite() & (scaled >= UNREACHABLE)
    faults += _faults(frame, first, "minutes", "too_long", above, "minutes are fewer than four years")
    faults += _faults(
        frame, first, "both_ways", "no_answer", (way != "") & ~way.is_in([*YES, *NO]), "both_ways is true or false"
    )
    faults += _faults(
        frame, first, "mode", "unknown_mode", (mode != "") & ~mode.is_in(MODES), f"mode is one of {', '.join(MODES)}"
    )
    _raise(faults)
    return frame.select(
        start="from",
        end="to",
        thousandths=scaled.cast(pl.Int64),
        both_ways=~way.is_in(NO).fill_null(False),
        mode=pl.when(mode != "").then(mode),
    )


def _checked_places(read: pl.DataFrame, *, first: int) -> Places:
    frame = read.with_columns(pl.col("id", "node").str.strip_chars())
    weight = _number("weight")
    said = pl.col("weight").str.strip_chars() != ""
    faults = []
    for name in ("id", "node"):
        empty = pl.col(name).is_null() | (pl.col(name) == "")
        faults += _faults(frame, first, name, "missing", empty, "a place has an id and names its node")
    again = ~pl.col("id").is_first_distinct() & (pl.col("id") != "")
    faults += _faults(frame, first, "id", "doubled", again, "another place has this id")
    wrong = said & (weight.is_null() | ~weight.is_finite() | (weight < 0))
    faults += _faults(frame, first, "weight", "no_weight", wrong, "a weight is a number from zero up")
    _raise(faults)
    weights = frame.select(weight.fill_null(1.0)).to_series().to_numpy()
    return Places(tuple(frame["id"]), tuple(frame["node"]), weights)
