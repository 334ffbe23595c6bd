"""Tables that people bring and take away: what a column is, and the one way of reading and writing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Kind = str  # text · choice · integer · decimal · money · date · day · codes


@dataclass(frozen=True, slots=True)
class Column:
    """What a column must hold.

    Parameters
    ----------
    name : str
        The key of its values in each row.
    kind : str
        ``text``, ``choice``, ``integer``, ``decimal``, ``money`` (a pair ``(Decimal, "CNY")``), ``date`` (a
        :class:`PartialDate`), ``day`` (a date), ``codes`` (a tuple of codes).
    required : bool
        Whether an empty cell is a fault.
    choices : mapping or sequence
        For ``choice`` and ``codes``: the words allowed; a mapping gives, for each word a cell may have, its value.
    max_length : int
        Of a text, in characters; of codes, how many.
    heads : sequence of str
        Headers accepted besides ``name``: Chinese and English. The first is the one written.
    minimum, maximum : number, optional
        Bounds of figures, both inclusive.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: Mapping[str, Any] | Sequence[str] = ()
    max_length: int = 200
    heads: Sequence[str] = ()
    minimum: Any = None
    maximum: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: one mapping a row, keyed by column, and where each row stood in the file."""

    rows: tuple[Mapping[str, Any], ...]
    numbers: tuple[int, ...]  # row of the file, the header being row 1
    notes: tuple[Any, ...] = field(default=())  # what the reader should know, as "read as GB18030"


def read_table(*, name: str, content: bytes, columns: Sequence[Column]) -> Table:
    """Return the table in a file. To be filled in."""
    raise NotImplementedError


def write_csv(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a CSV. To be filled in."""
    raise NotImplementedError


def write_xlsx(sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]) -> bytes:
    """Return a workbook: title of each sheet → (heads, rows). To be filled in."""
    raise NotImplementedError
