"""A few columns of a long file of one's own, as text: what the operator names at the terminal, too long for a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.intake import rules
from pilin.foundation.intake.enums import MOST_FAULTS, TURNED
from pilin.foundation.intake.tables import read_cells

WORKBOOK = b"PK\x03\x04"
LONGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Columns:
    """What was read: the texts of each column, None where a cell is empty, and where each row stood in the file."""

    values: Mapping[str, list[str | None]]
    numbers: list[int]  # row of the file, the header being row 1


def read_columns(file: Path, heads: Mapping[str, Sequence[str]], required: Sequence[str]) -> Columns:
    """Return the columns of a CSV or XLSX file that have one of these heads; others are passed over.

    Unlike :func:`read_table` it sets a CSV file no limit and reads it in this process: for files of whoever runs the
    command. Texts stay as they are, leading zeros too; the guard ``'`` before ``= + - @`` is taken off.

    Parameters
    ----------
    file : Path
        CSV in UTF-8 (with or without its mark), UTF-16 with its mark, or GB 18030; or XLSX of at most 20,000 rows.
    heads : mapping
        For each column its heads besides its own name.
    required : sequence of str
        Columns that must be there.

    Raises
    ------
    Invalid
        With one fault for each thing wrong (at most a thousand), each with the file, the row and the field.
    """
    content = file.read_bytes()
    rows = _sheet_rows(file.name, content) if content.startswith(WORKBOOK) else _csv_rows(file.name, content)
    head = next(rows, [])
    places, faults = _places(file.name, [_cell(cell) or "" for cell in head], heads, required)
    if faults:
        raise Invalid(*faults)
    values: dict[str, list[str | None]] = {name: [] for name in places}
    numbers: list[int] = []
    for number, row in enumerate(rows, start=2):
        if not any(row):
            continue
        if any(row[len(head) :]):
            reason = _("There is a cell beyond the last column: is a comma or a quotation mark missing?")
            faults.append(Fault("beyond", "", f"{file.name}: {reason}", number))
        numbers.append(number)
        for name, place in places.items():
            cell = row[place] if place < len(row) else None
            if isinstance(cell, dict) and ("f" in cell or "e" in cell):
                reason = _("The cell holds a formula. Write its result instead")
                faults.append(Fault("formula", name, f"{file.name}: {reason}", number))
            values[name].append(_cell(cell))
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise Invalid(*faults)
    return Columns(values, numbers)


def _cell(cell: Any) -> str | None:
    """Return a cell's text, None for an empty one."""
    if isinstance(cell, dict):
        cell = next(iter(cell.values()))
    if not cell:
        return None
    text = str(cell)
    return rules.unguarded(text)[0] if text[0] == "'" else text


def _sheet_rows(name: str, content: bytes) -> Iterator[Sequence[Any]]:
    try:
        return iter(read_cells(content)[0])
    except Invalid as error:
        raise Invalid(*(replace(fault, reason=f"{name}: {fault.reason}") for fault in error.faults)) from None


def _csv_rows(name: str, content: bytes) -> Iterator[Sequence[Any]]:
    text = _decoded(name, content)
    if "\x00" in text:
        raise Invalid(Fault("no_table", "file", f"{name}: {TURNED['no_table']}"))
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(LONGEST_CELL)
    return _whole(name, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _whole(name: str, rows: Iterable[list[str]]) -> Iterator[list[str]]:
    number = 0
    try:
        for number, row in enumerate(rows, start=1):  # noqa: B007 - told where it breaks
            yield row
    except csv.Error as error:
        reason = _("A cell is not closed, or is too long: is a quotation mark missing?")
        raise Invalid(Fault("no_table", "", f"{name}: {reason} ({error})", number + 1)) from None


def _decoded(name: str, content: bytes) -> str:
    if not content:
        raise Invalid(Fault("empty", "file", f"{name}: {TURNED['empty']}"))
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(Fault("encoding", "file", f"{name}: {TURNED['encoding']}"))


def _places(
    file: str, cells: Sequence[str], heads: Mapping[str, Sequence[str]], required: Sequence[str]
) -> tuple[dict[str, int], list[Fault]]:
    known = {rules.folded(head): name for name, others in heads.items() for head in (name, *others)}
    places: dict[str, int] = {}
    faults = []
    for place, cell in enumerate(cells):
        name = known.get(rules.folded(cell))
        if name in places:
            reason = _("This column stands here twice: keep one")
            faults.append(Fault("double_column", cell[:60], f"{file}: {reason}", 1))
        elif name is not None:
            places[name] = place
    for name in required:
        if name not in places:
            reason = _("The column {name} is missing: add it").format(name=name)
            faults.append(Fault("missing_column", name, f"{file}: {reason}", 1))
    return places, faults
