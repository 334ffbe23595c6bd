"""Tables that people bring and take away: what a column is, and the one way of reading and writing them."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from pilin.engine.base import clean_text
from pilin.foundation.access.verdict import Fault, Invalid, Text
from pilin.foundation.intake import rules
from pilin.foundation.intake.enums import LARGEST, MOST_FAULTS, NOTES, TURNED, ColumnKind

READER = [sys.executable, "-I", "-X", "utf8", "-m", "pilin.foundation.intake.reader"]
PATIENCE = 20  # seconds on the wall; the reader's own limit of processor time is shorter
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Column:
    """What a column must hold.

    Parameters
    ----------
    name : str
        The key of its values in each row.
    kind : str
        A :class:`ColumnKind`. Values come as: ``text`` and ``choice`` str (or what the mapping gives), ``integer``
        int, ``decimal`` Decimal, ``money`` a pair ``(Decimal, "CNY")``, ``currency`` str, ``date`` PartialDate,
        ``day`` date, ``codes`` a tuple.
    required : bool
        Whether an empty cell is a fault. A required column must be in the file; another may be left out.
    choices : mapping or sequence
        For ``choice`` and ``codes``: the words allowed; a mapping gives, for each word a cell may have, its value.
    max_length : int
        Of a text, in characters; of codes, how many.
    heads : sequence of str
        Headers accepted besides ``name``: Chinese and English.
    minimum, maximum : number, optional
        Bounds of figures, both inclusive; of money, of its amount.
    currency_in : str
        For ``money``: name of the column that carries its currency, where it has one of its own.
    """

    name: str
    kind: str = "text"
    required: bool = False
    choices: Mapping[str, Any] | Sequence[str] = ()
    max_length: int = 200
    heads: Sequence[str] = ()
    minimum: Any = None
    maximum: Any = None
    currency_in: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: one mapping a row, keyed by column, and where each row stood in the file."""

    rows: tuple[Mapping[str, Any], ...]
    numbers: tuple[int, ...]  # row of the file, the header being row 1
    notes: tuple[Text, ...] = field(default=())  # what the reader should know: "read as GB18030"


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a table, and what is wrong with them: a cell that could not be read is None."""

    rows: list[Mapping[str, Any]]
    numbers: list[int]  # row of the file, the header being row 1
    faults: list[Fault]


class InvalidTable(Invalid):
    """What is wrong with a file, with how many rows it had: none of them was written.

    ``table`` is what could be read where only cells are wrong (those are None), so that a room can say at once what else
    it finds; None where the file as a whole is.
    """

    def __init__(self, *faults: Fault, rows: int = 0, table: Table | None = None) -> None:
        super().__init__(*faults)
        self.rows, self.table = rows, table


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What is wrong with a file brought, as the page ``intake/report.html`` shows it."""

    name: str
    rows: int
    faults: tuple[Fault, ...]

    @property
    def wrong_rows(self) -> int:
        """Return how many rows have at least one fault."""
        return len({fault.row for fault in self.faults if fault.row is not None and fault.row > 1})

    @property
    def as_csv(self) -> bytes:
        """Return the faults as a table to take away."""
        heads = [_("Row"), _("Column"), _("The cell says"), _("What is wrong and what to do")]
        return write_csv(heads, [[f.row, f.field, f.value, str(f.reason)] for f in self.faults])

    @property
    def csv_link(self) -> str:
        """Return an address that holds the table itself: nothing is kept on the server for it."""
        return "data:text/csv;charset=utf-8;base64," + base64.b64encode(self.as_csv).decode()


def report_of(error: Invalid, name: str) -> ImportReport:
    """Return the report of a file turned down, whether by the reading or by the deed after it."""
    return ImportReport(name=name, rows=getattr(error, "rows", 0), faults=error.faults)


def read_table(*, name: str, content: bytes, columns: Sequence[Column]) -> Table:
    """Return the table in an XLSX or CSV file; everything wrong with it is said at once.

    The file is opened only in a process of its own with little memory and time. Texts lose invisible marks and the
    guard ``'`` before ``= + - @``; without the guard such a cell is refused, because a spreadsheet would run it.

    Raises
    ------
    InvalidTable
        With one fault a cell (at most a thousand), each with row, column, what the cell says, and why.
    """
    if not content:
        raise InvalidTable(Fault("empty", "file", TURNED["empty"]))
    if len(content) > LARGEST:
        raise InvalidTable(Fault("too_large", "file", TURNED["too_large"]))
    with tempfile.TemporaryFile() as file:
        file.write(content)
        kept: list[Mapping[str, Any]] = []
        numbers: list[int] = []
        notes: list[Text] = []
        faults: list[Fault] = []
        for block in table_blocks(file, columns, notes):
            kept += block.rows
            numbers += block.numbers
            faults += block.faults
    if faults:
        if len(faults) > MOST_FAULTS:
            faults = faults[:MOST_FAULTS]
            faults.append(Fault("more", "", _("There are more; these are the first thousand")))
        raise InvalidTable(*faults, rows=len(kept), table=Table(tuple(kept), tuple(numbers)))
    return Table(tuple(kept), tuple(numbers), tuple(notes))


def table_blocks(
    file: IO[bytes], columns: Sequence[Column], notes: list[Text], *, large: bool = False
) -> Iterator[Block]:
    """Yield the table in a file on the disk, some hundred rows at a time, with what is wrong in each block.

    Parameters
    ----------
    file : file
        Open for reading, with a place on the disk: it is read from its beginning by a process of its own.
    columns : sequence of Column
    notes : list
        Takes what the reader should know, when the last block was yielded.
    large : bool
        Whether up to a million rows are read, else twenty thousand.

    Raises
    ------
    InvalidTable
        When the first row does not name the columns, or the file is turned away, be it in its midst.
    """
    file.seek(0)
    codes: list[str] = []
    cells = cell_blocks(file, codes, large=large)
    first = next(cells, [])
    if not first or not any(cell is not None for cell in first[0]):
        cells.close()
        raise InvalidTable(Fault("no_header", "", _("The first row must name the columns"), row=1))
    head = first[0]
    places, faults = _header(head, columns)
    if faults:
        rest = sum(1 for row in first[1:] if row)
        rest += 0 if large else sum(1 for block in cells for row in block if row)
        cells.close()
        raise InvalidTable(*faults, rows=rest)
    number = 1
    for rows in chain([first[1:]], cells):
        block = Block([], [], [])
        for row in rows:
            number += 1
            if not (row and type(row[0]) is str and row[0].strip()) and not any(_text(cell).strip() for cell in row):
                continue
            values, wrong = _row(number, row, places, columns, width=len(head))
            block.rows.append(values)
            block.numbers.append(number)
            block.faults.extend(wrong)
        yield block
    notes += [NOTES[code] for code in codes if code in NOTES]


def read_cells(content: bytes) -> tuple[list[list[Any]], list[str]]:
    """Return the cells of a file, as the reader gives them, and codes of notes; hostile files are turned away."""
    if not content:
        raise InvalidTable(Fault("empty", "file", TURNED["empty"]))
    if len(content) > LARGEST:
        raise InvalidTable(Fault("too_large", "file", TURNED["too_large"]))
    notes: list[str] = []
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return [row for block in cell_blocks(file, notes) for row in block], notes


def cell_blocks(file: IO[bytes], notes: list[str], *, large: bool = False) -> Generator[list[list[Any]], None, None]:
    """Yield the cells of a file on the disk, a block of rows at a time; ``notes`` takes the codes of notes.

    Raises
    ------
    InvalidTable
        When the file is turned away, be it in its midst: what was yielded before is then worth nothing.
    """
    answer: dict[str, Any] = {}
    with subprocess.Popen(
        [*READER, "large"] if large else READER, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    ) as reader:  # fmt: skip
        assert reader.stdout is not None
        late = threading.Timer(PATIENCE, reader.kill)
        if not large:  # there whoever takes the rows may be slow
            late.start()
        try:
            for line in reader.stdout:
                answer = json.loads(line)
                if "rows" in answer:
                    yield answer["rows"]
        except json.JSONDecodeError:
            answer = {}
        finally:
            late.cancel()
            reader.kill()
    code = answer.get("turned") or ("" if "notes" in answer else "too_large_to_read")
    if code:
        value = answer.get("value", "")
        reason = TURNED.get(code, TURNED["broken"])
        raise InvalidTable(Fault(code, "file", str(reason).format(value=value), value=value))
    notes += answer["notes"]


def _header(cells: Sequence[Any], columns: Sequence[Column]) -> tuple[dict[str, int], list[Fault]]:
    known = {rules.folded(head): column.name for column in columns for head in (column.name, *column.heads)}
    places: dict[str, int] = {}
    faults = []
    for place, cell in enumerate(cells):
        head = _text(cell)
        if not rules.folded(head):
            continue
        name = known.get(rules.folded(head))
        if name is None:
            faults.append(
                Fault(
                    "unknown_column",
                    head[:60],
                    _("No such column is known here: rename it or take it out"),
                    1,
                    head[:60],
                )
            )
        elif name in places:
            faults.append(Fault("double_column", head[:60], _("This column stands here twice: keep one"), 1, head[:60]))
        else:
            places[name] = place
    for column in columns:
        if column.required and column.name not in places:
            shown = _shown(column)
            faults.append(
                Fault("missing_column", shown, _("The column {name} is missing: add it").format(name=shown), 1)
            )
    return places, faults


def _shown(column: Column) -> str:
    return column.heads[0] if column.heads else column.name


def _row(
    number: int, cells: Sequence[Any], places: Mapping[str, int], columns: Sequence[Column], width: int
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults = []
    for extra in cells[width:]:
        if extra is not None:
            reason = _("There is a cell beyond the last column: is a comma or a quotation mark missing?")
            faults.append(Fault("beyond", "", reason, number, _text(extra)[:80]))
            break

    def cell_of(name: str) -> Any:
        place = places.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    for column in columns:
        cell = cell_of(column.name)
        if column.kind == TEXT:  # most cells: nothing, or a text that is kept as it stands
            if cell is None and not column.required:
                values[column.name] = ""
                continue
            if type(cell) is str and len(cell) <= column.max_length and AS_IT_STANDS.fullmatch(cell):
                values[column.name] = cell
                continue
        try:
            beside = _text(cell_of(column.currency_in)) if column.currency_in else None
            values[column.name] = _value(column, cell, beside)
        except rules.Wrong as wrong:
            values[column.name] = None
            faults.append(Fault(wrong.code, _shown(column), wrong.reason, number, _text(cell)[:200]))
    return values, faults


TEXT = ColumnKind.TEXT.value
_LETTER = "0-9A-Za-z\u4e00-\u9fa5"
AS_IT_STANDS = re.compile(rf"[{_LETTER}(（](?:[{_LETTER} -/:-@\[-`{{-~（）、，；。·]*[{_LETTER})）])?")
"""A text that no rule changes or turns down: no mark but common ones, no blank at its ends, no beginning that is run."""


def _text(cell: Any) -> str:
    if isinstance(cell, dict):
        return str(next(iter(cell.values())))
    return "" if cell is None else str(cell)


def _value(column: Column, cell: Any, beside: str | None) -> Any:
    if isinstance(cell, dict) and "f" in cell:
        raise rules.Wrong("formula", _("The cell holds a formula. Write its result instead"))
    if isinstance(cell, dict) and "e" in cell:
        raise rules.Wrong("error_cell", _("The cell holds an error of the spreadsheet. Write the value instead"))
    text, had_guard = rules.unguarded(_text(cell))
    if not had_guard and rules.would_run(text):
        raise rules.Wrong(
            "formula",
            _("The cell begins like a formula. Write ' before it if it is a text, or its result if it is one"),
        )
    text = clean_text(text)
    if not text:
        if column.required:
            raise rules.Wrong("missing", _("This cell must not be empty"))
        return () if column.kind == ColumnKind.CODES else "" if column.kind == ColumnKind.TEXT else None
    return READ[ColumnKind(column.kind)](column, text, beside)


def _read_text(column: Column, text: str, beside: str | None) -> str:
    if len(text) > column.max_length:
        raise rules.Wrong(
            "too_long",
            _("At most {most} characters; these are {number}").format(most=column.max_length, number=len(text)),
        )
    return text


def _read_money(column: Column, text: str, beside: str | None) -> tuple[Decimal, str]:
    amount, code = rules.money(text, beside)
    return rules.bounded(amount, column.minimum, column.maximum), code


READ: dict[ColumnKind, Callable[[Column, str, str | None], Any]] = {
    ColumnKind.TEXT: _read_text,
    ColumnKind.CHOICE: lambda column, text, beside: rules.choice(text, column.choices),
    ColumnKind.INTEGER: lambda column, text, beside: rules.bounded(rules.integer(text), column.minimum, column.maximum),
    ColumnKind.DECIMAL: lambda column, text, beside: rules.bounded(rules.decimal(text), column.minimum, column.maximum),
    ColumnKind.MONEY: _read_money,
    ColumnKind.CURRENCY: lambda column, text, beside: rules.currency(text)[0],
    ColumnKind.DATE: lambda column, text, beside: rules.partial_date(text),
    ColumnKind.DAY: lambda column, text, beside: rules.day(text),
    ColumnKind.CODES: lambda column, text, beside: rules.codes(text, column.choices, column.max_length),
}


def cell_text(value: Any) -> str:
    """Return a value as a cell shows it: money with its currency, codes with commas, unknown as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], Decimal):
        return f"{value[0]} {value[1]}"
    if isinstance(value, (tuple, list, set, frozenset)):
        return ", ".join(str(part) for part in (sorted(value) if isinstance(value, (set, frozenset)) else value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def write_csv(heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV in UTF-8 with its mark, CRLF ends, and the guard on every text a spreadsheet would run.

    Numbers stay numbers. :func:`read_table` gives back exactly what was written.
    """
    out = io.StringIO(newline="")
    _written(out, heads, rows)
    return (BOM + out.getvalue()).encode("utf8")


def write_csv_file(file: Path, heads: Sequence[Any], rows: Iterable[Sequence[Any]], *, marked: bool = True) -> None:
    """Write what :func:`write_csv` returns to a file, row by row: the whole file, or nothing and what was there stays.

    ``marked`` is for spreadsheets; programs would take the mark for a part of the first head.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8-sig" if marked else "utf-8", newline="") as out:
            _written(out, heads, rows)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _written(out: IO[str], heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for row in chain([heads], rows):
        writer.writerow([cell_text(v) if _is_number(v) else rules.guarded(_one_end(cell_text(v))) for v in row])


def write_xlsx(sheets: Mapping[str, tuple[Sequence[Any], Iterable[Sequence[Any]]]]) -> bytes:
    """Return a workbook: title of each sheet → (heads, rows). Texts stay texts, numbers numbers, days days."""
    import openpyxl  # slow import: only where a workbook is asked for
    from openpyxl.cell import WriteOnlyCell  # slow import: likewise
    from openpyxl.styles import Font  # slow import: likewise

    book = openpyxl.Workbook(write_only=True)
    for title, (heads, rows) in sheets.items():
        sheet = book.create_sheet("".join(" " if c in "[]:*?/\\" else c for c in title)[:31] or "1")
        sheet.freeze_panes = "A2"
        for column, head in enumerate(heads):
            width = sum(2 if ord(c) > 0x2E7F else 1 for c in str(head))
            sheet.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].width = max(12, min(40, width + 4))
        for number, row in enumerate([heads, *rows]):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value=_xlsx_value(value))
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # else what begins with = would be kept as a formula
                if number == 0:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_value(value: Any) -> Any:
    if value is None or (_is_number(value) and len(str(value)) <= 15):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = rules.guarded(_one_end(cell_text(value)))
    if len(text) > 32_767:
        raise ValueError("a cell of a workbook holds at most 32,767 characters")
    return rules.CONTROL.sub("", text)


def _one_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
