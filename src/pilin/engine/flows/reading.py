"""A table of flows as a file gives it: CSV, Parquet, or Stata's own format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pilin.engine.base import Fault, Invalid

FORMATS = (".csv", ".parquet", ".dta")


def read_flows(file: Path | str, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the rows of a file; of a Parquet or Stata file only the columns asked for are read.

    Parameters
    ----------
    file : path
        Ends in ``.csv``, ``.parquet`` or ``.dta``.
    columns : sequence of str, optional
        All of them unless told.

    Returns
    -------
    polars.DataFrame
        Text that a Stata file leaves empty is null; whole numbers keep their width.

    Raises
    ------
    Invalid
        Naming the file that is none of these, or every column that is missing.

    Notes
    -----
    Stata files are read by pandas, which OR-tools brings along: no reader of our own and no new dependency.
    """
    path = Path(file)
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        raise Invalid(Fault("no_format", "", f"{path.name}: a table of flows ends in {', '.join(FORMATS)}"))
    try:
        if ending == ".dta":
            return _stata(path, columns)
        scan = pl.scan_parquet(path) if ending == ".parquet" else pl.scan_csv(path, infer_schema_length=None)
        require(scan.collect_schema().names(), columns or ())
        return (scan if columns is None else scan.select(list(dict.fromkeys(columns)))).collect()
    except (pl.exceptions.PolarsError, ValueError, OSError) as wrong:
        raise Invalid(Fault("unreadable", "", f"{path.name} cannot be read: {wrong}")) from None


def _stata(path: Path, columns: Sequence[str] | None) -> pl.DataFrame:
    import pandas as pd  # slow import

    with pd.read_stata(path, iterator=True) as reader:
        require(list(reader.variable_labels()), columns or ())
        told = reader.read(columns=list(dict.fromkeys(columns)) if columns else None, convert_categoricals=False)
    columns_of = {
        name: pl.Series(name, column.to_numpy(), nan_to_null=True)
        if column.dtype.kind in "biuf"
        else pl.Series(name, [None if value == "" or value != value else str(value) for value in column])
        for name, column in told.items()
    }
    return pl.DataFrame(columns_of)


def require(held: Sequence[str], wanted: Sequence[str]) -> None:
    """Do nothing where every wanted column is held.

    Raises
    ------
    Invalid
        With a fault for each that is missing.
    """
    missing = [name for name in dict.fromkeys(wanted) if name not in held]
    if missing:
        raise Invalid(
            *(Fault("no_column", name, f"the table has no column {name}", value=", ".join(held)) for name in missing)
        )
