"""Checks of the frames that analysts and rooms bring: columns, kinds, and every row that does not hold."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pilin.engine.base import Fault, Invalid

Kind = pl.DataType | type[pl.DataType]
AMOUNT = pl.Decimal(38, 2)
MOST_FAULTS = 100  # of one kind: a million rows with one mistake are one mistake


class BadFrame(Invalid):
    """A frame cannot be reckoned with; each fault names its row, counted as in a file: the first below the header is 2."""

    def __str__(self) -> str:
        return "; ".join(f"{f.reason} ({f.field}{'' if f.row is None else f', row {f.row}'})" for f in self.faults)


def shaped(frame: pl.DataFrame, what: str, kinds: Mapping[str, Kind], required: tuple[str, ...]) -> pl.DataFrame:
    """Return the columns in this order and of these kinds; one left out becomes null, one without a kind is dropped.

    Parameters
    ----------
    frame : polars.DataFrame
    what : str
        What its rows are, for the messages.
    kinds : mapping of str to polars type
        ``Decimal`` takes whole and decimal numbers of any scale, never floats: a float is no amount of money.
    required : tuple of str
        Columns that must be there, without a null.

    Raises
    ------
    BadFrame
        When one is missing, cannot be of its kind, or holds a null.
    """
    faults, columns = [], []
    for name, kind in kinds.items():
        if name not in frame.columns:
            if name in required:
                faults.append(Fault("column_missing", name, f"{what} need a column {name}"))
            else:
                columns.append(pl.lit(None, kind).alias(name))
            continue
        found = frame.schema[name]
        if kind == AMOUNT:
            if found.is_float():
                faults.append(
                    Fault("float", name, f"{name} of {what} must be decimal, not {found}: floats are not exact")
                )
                continue
            kind = pl.Decimal(38, found.scale) if isinstance(found, pl.Decimal) else AMOUNT
        columns.append(pl.col(name).cast(kind))
    if faults:
        raise BadFrame(*faults)
    try:
        made = frame.select(columns) if len(frame) else frame.select(columns).head(0)
    except pl.exceptions.PolarsError as error:
        raise BadFrame(Fault("kind", "", f"{what}: {error}")) from error
    refuse(made, *((pl.col(n).is_null(), "empty", n, f"{n} of {what} is empty") for n in required))
    return made


def refuse(frame: pl.DataFrame, *checks: tuple[pl.Expr, str, str, str]) -> None:
    """Raise with every row for which one of these holds.

    Parameters
    ----------
    frame : polars.DataFrame
    checks : tuple of (polars.Expr, str, str, str)
        What must not hold, its code, the field, the reason.

    Raises
    ------
    BadFrame
    """
    faults = []
    for bad, code, field, reason in checks:
        rows = frame.select(
            bad.fill_null(False).arg_true().alias("at"),
        ).to_series()
        values = frame[field].gather(rows.head(MOST_FAULTS))
        faults += [
            Fault(code, field, reason, int(row) + 2, "" if value is None else str(value))
            for row, value in zip(rows.head(MOST_FAULTS), values, strict=True)
        ]
    if faults:
        raise BadFrame(*faults)
