"""Rows as arrays: what explains as columns of numbers, places and years as whole numbers from 0; what cannot be used, counted or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pilin.engine.base import Fault, Invalid
from pilin.engine.flows.reading import require

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
MOST_TABLE = 50_000_000  # pairs of levels that a table of marks is laid for; beyond it they are sorted


@dataclass(frozen=True, slots=True)
class Effect:
    """One family of effects: a level for each value of a column, or for each pair of values of several.

    Parameters
    ----------
    name : str
        As asked: ``exporter`` or ``exporter*year``.
    codes : array of int32, shape (n,)
        The level of each row, from 0 to ``levels`` - 1, each of them met.
    labels : tuple of str
        What each level is called.
    """

    name: str
    codes: Codes
    labels: tuple[str, ...]

    @property
    def levels(self) -> int:
        """How many levels there are."""
        return len(self.labels)

    def keep(self, rows: NDArray[np.bool_]) -> Effect:
        """Return the effect on some rows, its levels counted anew."""
        codes = self.codes[rows]
        met = np.bincount(codes, minlength=self.levels) > 0
        anew = np.cumsum(met, dtype=np.int32) - 1
        return Effect(self.name, anew[codes].astype(np.int32, copy=False), tuple(np.array(self.labels)[met].tolist()))


@dataclass(frozen=True, slots=True)
class Coded:
    """The rows that can be used.

    Parameters
    ----------
    y : array of float, shape (n,)
    x : array of float, shape (k, n)
        A row for each explaining column: walked through one by one.
    effects : tuple of Effect
    clusters : array of int32, shape (n,), or None
    unknown : int
        Rows left out because something in them is null.
    """

    y: Floats
    x: Floats
    effects: tuple[Effect, ...]
    clusters: Codes | None
    unknown: int

    def keep(self, rows: NDArray[np.bool_]) -> Coded:
        """Return some of the rows."""
        clusters = None if self.clusters is None else _packed(self.clusters[rows])[0]
        x = np.empty((len(self.x), int(rows.sum())))
        for at, column in enumerate(self.x):
            x[at] = column[rows]
        return Coded(self.y[rows], x, tuple(one.keep(rows) for one in self.effects), clusters, self.unknown)


def code(
    frame: pl.DataFrame, *, y: str, x: Sequence[str], effects: Sequence[str] = (), cluster: str | None = None
) -> Coded:
    """Return a frame as arrays; rows with a null are left out and counted.

    Raises
    ------
    Invalid
        For each column that is missing, text where numbers belong, or infinite; for flows below zero; where nothing is left.
    """
    parts = [[name.strip() for name in one.split("*")] for one in effects]
    names = list(dict.fromkeys([y, *x, *(name for part in parts for name in part), *([cluster] if cluster else [])]))
    faults = []
    if not x:
        faults.append(Fault("no_columns", "x", "at least one column must explain the flows"))
    if twice := sorted({name for name in x if list(x).count(name) > 1}):
        faults.append(Fault("twice", twice[0], f"{twice[0]} explains twice"))
    if y in x:
        faults.append(Fault("itself", y, f"{y} cannot explain itself"))
    if faults:
        raise Invalid(*faults)
    require(frame.columns, names)
    for name in dict.fromkeys((y, *x)):
        if not (frame.schema[name].is_numeric() or frame.schema[name] == pl.Boolean):
            bad = frame[name].drop_nulls()
            faults.append(
                Fault("no_number", name, f"{name} holds no numbers", value=str(bad[0]) if len(bad) else "null only")
            )
    if faults:
        raise Invalid(*faults)
    known = frame.select(names)
    whole = known.with_columns(
        pl.col(name).fill_nan(None) for name in dict.fromkeys((y, *x)) if known.schema[name].is_float()
    ).drop_nulls()
    ys = _numbers(whole[y])
    xs = np.empty((len(x), len(ys)))
    for at, name in enumerate(x):
        xs[at] = _numbers(whole[name])
    faults = [
        Fault("infinite", name, f"{name} holds a number that is infinite")
        for name, column in ((y, ys), *zip(x, xs, strict=True))
        if not np.isfinite(column.sum()) and not np.isfinite(column).all()
    ]
    if len(ys) and ys.min() < 0:
        first = int(np.argmax(ys < 0))
        faults.append(Fault("negative", y, f"{y} is below zero: a flow is not", value=str(ys[first])))
    if not len(ys):
        faults.append(Fault("no_rows", "", "no row has all of the columns known"))
    if faults:
        raise Invalid(*faults)
    coded = tuple(_effect(whole, name, part) for name, part in zip(effects, parts, strict=True))
    if not coded:
        coded = (Effect("constant", np.zeros(len(ys), np.int32), ("constant",)),)
    clusters = _levels(whole[cluster])[0] if cluster else None
    return Coded(ys, xs, coded, clusters, frame.height - whole.height)


def _numbers(column: pl.Series) -> Floats:
    return np.ascontiguousarray(column.cast(pl.Float64).to_numpy())


def _levels(column: pl.Series) -> tuple[Codes, tuple[str, ...]]:
    if column.dtype.is_integer() and len(column):
        low, high = int(column.min()), int(column.max())  # type: ignore[arg-type]
        if high - low < MOST_TABLE:  # far quicker than putting them in order
            codes, kept = _packed(column.cast(pl.Int64).to_numpy() - low)
            return codes, tuple(str(one + low) for one in kept.tolist())
    codes = column.rank("dense").to_numpy().astype(np.int32) - np.int32(1)
    return codes, tuple(_said(value) for value in column.unique().sort().to_list())


def _said(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _effect(frame: pl.DataFrame, name: str, columns: Sequence[str]) -> Effect:
    codes, labels = _levels(frame[columns[0]])
    for column in columns[1:]:
        more, said = _levels(frame[column])
        both, kept = _packed(codes.astype(np.int64) * len(said) + more)
        labels = tuple(f"{labels[one // len(said)]}*{said[one % len(said)]}" for one in kept.tolist())
        codes = both
    return Effect(name, codes, labels)


def _packed(codes: NDArray[np.integer]) -> tuple[Codes, NDArray[np.int64]]:
    """Return codes counted from 0 without gaps, and what each stood for."""
    top = int(codes.max()) + 1 if len(codes) else 0
    if top > MOST_TABLE:
        kept, anew = np.unique(codes, return_inverse=True)
        return anew.astype(np.int32), kept.astype(np.int64)
    met = np.zeros(top, bool)
    met[codes] = True
    table = np.cumsum(met, dtype=np.int32) - np.int32(1)
    return table[codes], np.flatnonzero(met)
