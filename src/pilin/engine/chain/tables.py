"""Reading a knowledge file: which rows hold, and for every one that does not, the row, the field and the reason."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pilin.engine.base import Fault, Invalid, clean_text

ENCODINGS = ("utf-8-sig", "gb18030")  # what spreadsheets in these towns write


class BadTable(Invalid):
    """A knowledge file cannot be used; every fault names its file, row and field. Nothing of it was taken."""

    def __str__(self) -> str:
        return "; ".join(f"{fault.reason} ({fault.field}, row {fault.row})" for fault in self.faults)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table, with its place in the file.

    Parameters
    ----------
    file : str
        Name of the file, without folder.
    row : int
        Its row there, the header being row 1.
    values : dict of str to str
        Cleaned text by column; empty where the file says nothing.
    """

    file: str
    row: int
    values: dict[str, str]

    def fault(self, code: str, field: str, reason: str) -> Fault:
        """Return the fault of one field of this row, fit for the person who wrote it."""
        return Fault(code, field, f"{self.file}: {reason}", self.row, self.values.get(field, ""))


@lru_cache(maxsize=100_000)
def term_key(term: str) -> str:
    """Return the form in which names are compared: NFKC, one case, no blanks.

    Examples
    --------
    >>> term_key("ＰＶＣ 电缆料") == term_key("pvc电缆料")
    True
    """
    return "".join(unicodedata.normalize("NFKC", term).casefold().split())


def read_table(path: Path, columns: Iterable[str], required: Iterable[str]) -> list[TableRow]:
    """Read a CSV file with exactly these columns, in any order; blank rows are passed over.

    Parameters
    ----------
    path : Path
        UTF-8 (with or without mark) or GB 18030.
    columns : iterable of str
        The columns there must be.
    required : iterable of str
        Those in which no row may be empty.

    Returns
    -------
    list of TableRow

    Raises
    ------
    BadTable
        When the encoding is neither, a column is missing, unknown or there twice, a row has more cells than columns, or
        a required field is empty.
    """
    head = TableRow(path.name, 1, {})
    reader = csv.reader(io.StringIO(_text(path, head), newline=""))
    names = [clean_text(name) for name in next(reader, [])]
    wanted = list(columns)
    faults = [head.fault("column_missing", name, f"there is no column {name}") for name in wanted if name not in names]
    faults += [
        head.fault("column_unknown", name, f"column {name!r} is unknown or there twice")
        for place, name in enumerate(names)
        if name not in wanted or name in names[:place]
    ]
    if faults:
        raise BadTable(*faults)
    rows = []
    for cells in reader:
        row = TableRow(path.name, reader.line_num, dict(zip(names, map(clean_text, cells), strict=False)))
        if not any(row.values.values()):
            continue
        if len(cells) != len(names):
            faults.append(row.fault("cells", names[-1], f"{len(cells)} cells for {len(names)} columns"))
            continue
        faults += [row.fault("empty", name, f"{name} is empty") for name in required if not row.values[name]]
        rows.append(row)
    if faults:
        raise BadTable(*faults)
    return rows


def _text(path: Path, head: TableRow) -> str:
    raw = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable(head.fault("encoding", "", "neither UTF-8 nor GB 18030"))
