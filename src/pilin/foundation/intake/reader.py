"""The reader that runs alone: a file in on stdin, cells out as JSON on stdout, a line for each block of rows.

Started as ``python -I -m pilin.foundation.intake.reader`` with little memory, little time, no right to write a file; with
``large`` behind it, with more of both, for registers of up to a million rows. It imports nothing of Pilin, so what a
hostile file may break is this process and nothing else. It holds a block of rows at a time, never the table.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, BinaryIO

MEMORY = 400_000_000  # bytes of address space
SECONDS = 10  # of processor time
MOST_RATIO = 100
MOST_ENTRIES = 2_000
MOST_COLUMNS = 100
A_BLOCK = 1_000  # rows a line of the answer carries
A_BITE = 1 << 20  # bytes of a part that are looked at together
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".docx", ".pptx", ".gz", ".7z", ".rar", ".tar", ".jar", ".bz2", ".xz")
ARCHIVE_STARTS = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0")

Cell = Any  # None · text · {"n": number} · {"d": date} · {"f": formula} · {"e": error}


@dataclass(frozen=True)
class Bounds:
    """How much a file may hold, and what reading it may take."""

    rows: int
    characters: int
    unpacked: int  # bytes
    memory: int  # bytes of address space
    seconds: int  # of processor time


SMALL = Bounds(20_000, 20_000_000, 50_000_000, MEMORY, SECONDS)
LARGE = Bounds(1_000_000, 1_000_000_000, 2_000_000_000, 1_500_000_000, 1_800)


class Turned(Exception):
    """The file is turned away, with a code that the parent has words for."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value


def read(content: bytes) -> dict[str, Any]:
    """Return ``{"rows": [[cell, …], …], "notes": [code, …]}``."""
    notes: list[str] = []
    return {"rows": [row for block in blocks(io.BytesIO(content), notes) for row in block], "notes": notes}


def blocks(file: BinaryIO, notes: list[str], bounds: Bounds = SMALL) -> Iterator[list[list[Cell]]]:
    """Yield the rows of a file that can be gone back in, a thousand at a time; ``notes`` takes what is to be said of it."""
    start = file.read(4)
    file.seek(0)
    if start.startswith(b"PK"):
        rows = _workbook(file, notes, bounds)
    elif start == b"\xd0\xcf\x11\xe0":
        raise Turned("old_excel")
    else:
        rows = _csv(file, notes)
    block: list[list[Cell]] = []
    for row in _bounded(rows, bounds):
        block.append(row)
        if len(block) == A_BLOCK:
            yield block
            block = []
    if block:
        yield block


def check_zip(content: bytes | BinaryIO, bounds: Bounds = SMALL) -> zipfile.ZipFile:
    """Return the archive when everything its directory says is within bounds; nothing is unpacked before."""
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError):
        raise Turned("broken") from None
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or len({e.filename for e in entries}) != len(entries):
        raise Turned("too_many_parts", str(len(entries)))
    unpacked = sum(e.file_size for e in entries)
    if unpacked > bounds.unpacked:
        raise Turned("bomb", f"{unpacked // 1_000_000} MB")
    if unpacked > MOST_RATIO * max(size, 1) or any(
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
        text, nested = _looked_through(archive, entry)
    except MemoryError:
        raise
    except (
        Exception
    ):  # a directory that lies lets any fault out: of the zip, of the stream, of a place before the start
        raise Turned("broken") from None
    if name.endswith((".xml", ".rels", ".vml")):
        if not text:
            raise Turned("entities")
    elif nested:
        raise Turned("nested", entry.filename[:80])


def _looked_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[bool, bool]:
    """Return whether a part is plain markup without declarations, and whether it begins as an archive does."""
    plain, nested, tail, whole = True, False, b"", 0
    with archive.open(entry) as part:
        while bite := part.read(A_BITE):
            if not whole:
                nested = bite.startswith(ARCHIVE_STARTS)
                plain = not (bite[:4].count(0) or bite[:2] in (b"\xff\xfe", b"\xfe\xff"))
            seen = tail + bite
            plain = plain and b"<!DOCTYPE" not in seen and b"<!ENTITY" not in seen
            tail, whole = seen[-9:], whole + len(bite)
    if whole != entry.file_size:
        raise ValueError("the directory says another length")
    return plain, nested


def _workbook(file: BinaryIO, notes: list[str], bounds: Bounds) -> Iterator[list[Cell]]:
    check_zip(file, bounds)
    import openpyxl  # slow import: only for workbooks, and after the limits are set

    try:
        file.seek(0)
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheets = book.worksheets
        if not sheets:
            raise Turned("no_workbook")
        if len(sheets) > 1:
            notes.append("first_sheet")
        sheet = sheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            yield [_cell(cell) for cell in row]
    except (Turned, MemoryError):
        raise
    except Exception:
        raise Turned("broken") from None


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


def _csv(file: BinaryIO, notes: list[str]) -> Iterator[list[Cell]]:
    encoding = _encoding(file)
    if encoding != "utf-8-sig":
        notes.append(encoding)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        head = text.readline()
        delimiter = max(",;\t", key=head.count) if "," not in head else ","
        text.seek(0)
        csv.field_size_limit(100_000)
        for row in csv.reader(text, delimiter=delimiter, strict=True):
            yield [cell if cell != "" else None for cell in row]
    except csv.Error:
        raise Turned("no_table") from None
    finally:
        text.detach()  # else the file would be closed with it


def _encoding(file: BinaryIO) -> str:
    """Return how the letters of a file are kept, tried over its whole length."""
    start = file.read(2)
    tried = ("utf-16",) if start in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in tried:
        file.seek(0)
        decoder, zeros = codecs.getincrementaldecoder(encoding)(), False
        try:
            while bite := file.read(A_BITE):
                zeros = "\x00" in decoder.decode(bite) or zeros
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        if zeros:
            raise Turned("no_table")
        return encoding
    raise Turned("encoding")


def _bounded(rows: Iterable[list[Cell]], bounds: Bounds) -> Iterator[list[Cell]]:
    """Yield rows without empty ends: neither empty cells behind a row nor empty rows behind the table."""
    characters, empty = 0, 0
    for number, row in enumerate(rows, start=1):
        while row and row[-1] is None:
            row.pop()
        if not row:
            empty += 1
            continue
        if number > bounds.rows + 1:
            raise Turned("too_many_rows", str(bounds.rows))
        if len(row) > MOST_COLUMNS:
            raise Turned("too_many_columns", str(MOST_COLUMNS))
        characters += sum(len(cell) if isinstance(cell, str) else 20 for cell in row if cell is not None)
        if characters > bounds.characters:
            raise Turned("too_much_text")
        for _row in range(empty):
            yield []
        empty = 0
        yield row


def limit(bounds: Bounds | None = None) -> None:
    """Give this process little memory and time, and no right to write files or dump core."""
    memory, seconds = (bounds.memory, bounds.seconds) if bounds else (MEMORY, SECONDS)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    """Read stdin, answer on stdout: blocks of rows, and as the last line notes, or why the file is turned away."""
    bounds = LARGE if sys.argv[1:] == ["large"] else None
    limit(bounds)
    notes: list[str] = []
    try:
        file = sys.stdin.buffer
        held: BinaryIO = file if file.seekable() else io.BytesIO(file.read())
        for block in blocks(held, notes, bounds or SMALL):
            _say({"rows": block})
        last: dict[str, Any] = {"notes": notes}
    except Turned as turned:
        last = {"turned": turned.code, "value": turned.value}
    except (MemoryError, RecursionError):
        last = {"turned": "too_large_to_read", "value": ""}
    _say(last)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
