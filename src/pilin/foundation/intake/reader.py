"""The reader that runs alone: bytes of a file in on stdin, cells out as JSON on stdout.

Started as ``python -I -m pilin.foundation.intake.reader`` with little memory, little time, no right to write a file.
It imports nothing of Pilin, so what a hostile file may break is this process and nothing else.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time
from typing import Any

MEMORY = 400_000_000  # bytes of address space
SECONDS = 10  # of processor time
MOST_UNPACKED = 50_000_000
MOST_RATIO = 100
MOST_ENTRIES = 2_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 20_000_000
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".docx", ".pptx", ".gz", ".7z", ".rar", ".tar", ".jar", ".bz2", ".xz")
ARCHIVE_STARTS = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0")

Cell = Any  # None · text · {"n": number} · {"d": date} · {"f": formula} · {"e": error}


class Turned(Exception):
    """The file is turned away, with a code that the parent has words for."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value


def read(content: bytes) -> dict[str, Any]:
    """Return ``{"rows": [[cell, …], …], "notes": [code, …]}``."""
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Turned("old_excel")
    return _csv(content)


def check_zip(content: bytes) -> zipfile.ZipFile:
    """Return the archive when everything its directory says is within bounds; nothing is unpacked before."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError):
        raise Turned("broken") from None
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or len({e.filename for e in entries}) != len(entries):
        raise Turned("too_many_parts", str(len(entries)))
    unpacked = sum(e.file_size for e in entries)
    if unpacked > MOST_UNPACKED:
        raise Turned("bomb", f"{unpacked // 1_000_000} MB")
    if unpacked > MOST_RATIO * max(len(content), 1) or any(
        e.file_size > 1_000_000 and e.file_size > MOST_RATIO * max(e.compress_size, 1) for e in entries
    ):
        raise Turned("bomb", f"{unpacked // 1_000_000} MB")
    if any(e.flag_bits & 1 for e in entries):
        raise Turned("locked")
    names = {e.filename for e in entries}
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise Turned("no_workbook")
    for entry in entries:
        _check_part(archive, entry)
    return archive


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower()
    if name.endswith("vbaproject.bin"):
        raise Turned("macros")
    if name.endswith(ARCHIVES):
        raise Turned("nested", entry.filename[:80])
    try:
        part = archive.read(entry)
    except MemoryError:
        raise
    except (
        Exception
    ):  # a directory that lies lets any fault out: of the zip, of the stream, of a place before the start
        raise Turned("broken") from None
    if name.endswith((".xml", ".rels", ".vml")):
        if part[:4].count(0) or part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise Turned("entities")
    elif part.startswith(ARCHIVE_STARTS):
        raise Turned("nested", entry.filename[:80])


def _workbook(content: bytes) -> dict[str, Any]:
    check_zip(content)
    import openpyxl  # slow import: only for workbooks, and after the limits are set

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = book.worksheets
        if not sheets:
            raise Turned("no_workbook")
        sheet = sheets[0]
        sheet.reset_dimensions()
        rows = _bounded([_cell(cell) for cell in row] for row in sheet.iter_rows())
    except Turned:
        raise
    except MemoryError:
        raise
    except Exception:
        raise Turned("broken") from None
    return {"rows": rows, "notes": ["first_sheet"] if len(sheets) > 1 else []}


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return {"f": str(getattr(value, "text", None) or value)[:200]}
    if cell.data_type == "e":
        return {"e": str(value)}
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        if value.time() == time.min:
            return {"d": value.date().isoformat()}
        return {"d": value.isoformat(sep=" ", timespec="seconds")}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, (int, float)):
        return (
            {"n": str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)}
            if value - value == 0
            else {"e": "#NUM!"}
        )
    return str(value)


def _csv(content: bytes) -> dict[str, Any]:
    notes = []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
        notes.append("utf-16")
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise Turned("encoding") from None
        notes.append("gb18030")
    if "\x00" in text:
        raise Turned("no_table")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count) if "," not in head else ","
    csv.field_size_limit(100_000)
    try:
        rows = _bounded(
            [cell if cell != "" else None for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        )
    except csv.Error:
        raise Turned("no_table") from None
    return {"rows": rows, "notes": notes}


def _bounded(rows: Any) -> list[list[Cell]]:
    kept: list[list[Cell]] = []
    characters, last = 0, 0
    for number, row in enumerate(rows, start=1):
        while row and row[-1] is None:
            row.pop()
        if row:
            if number > MOST_ROWS + 1:
                raise Turned("too_many_rows", str(MOST_ROWS))
            if len(row) > MOST_COLUMNS:
                raise Turned("too_many_columns", str(MOST_COLUMNS))
            characters += sum(len(cell) if isinstance(cell, str) else 20 for cell in row if cell is not None)
            if characters > MOST_CHARACTERS:
                raise Turned("too_much_text")
            last = number
        if number <= MOST_ROWS + 1:
            kept.append(row)
    return kept[:last]


def limit() -> None:
    """Give this process little memory and time, and no right to write files or dump core."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    """Read stdin, answer on stdout."""
    limit()
    try:
        answer = read(sys.stdin.buffer.read())
    except Turned as turned:
        answer = {"turned": turned.code, "value": turned.value}
    except (MemoryError, RecursionError):
        answer = {"turned": "too_large_to_read", "value": ""}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode())


if __name__ == "__main__":
    main()
