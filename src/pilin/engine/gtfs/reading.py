"""Reading a feed from a folder or an archive: bounded, and with the file, row and field of whatever is wrong.

Parsers that give typed frames (gtfs-parquet, gtfs-kit) stop at the first cell they cannot cast and keep no row numbers; whoever
has to put a feed right needs all of them at once. And an archive from a stranger is unpacked only as far as bounds allow.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pilin.engine.gtfs.tables import FILES

MOST_FAULTS = 2_000
KNOWN_BUT_UNREAD = frozenset({
    "shapes.txt", "attributions.txt", "transfers.txt", "pathways.txt", "levels.txt", "areas.txt", "stop_areas.txt",
    "networks.txt", "route_networks.txt", "fare_media.txt", "fare_products.txt", "fare_leg_rules.txt",
    "fare_transfer_rules.txt", "timeframes.txt", "booking_rules.txt", "location_groups.txt",
    "location_group_stops.txt", "locations.geojson", "rider_categories.txt",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedFault:
    """One thing wrong with a feed: a code that rooms put into words, and where it stands (the header is row 1)."""

    code: str
    file: str = ""
    row: int | None = None
    field: str = ""
    value: str = ""
    grave: bool = True  # False: worth saying, no reason to turn the feed away


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read at most: bytes of the archive, of all files unpacked, entries, and rows of one file."""

    packed: int = 20_000_000
    unpacked: int = 200_000_000
    entries: int = 200
    rows: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was read: its heads, and each row with its number."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """The files of a feed that are known here, by name."""

    tables: Mapping[str, Table] = field(default_factory=dict)

    def rows(self, name: str) -> tuple[tuple[int, Mapping[str, str]], ...]:
        """Return the rows of a file with their numbers; none where it is missing."""
        return self.tables[name].rows if name in self.tables else ()


def read_feed(source: Path | bytes, limits: Limits | None = None) -> tuple[Feed, list[FeedFault]]:
    """Return what a feed holds, and what is wrong with its files as files.

    Parameters
    ----------
    source : path of a folder or an archive, or the bytes of an archive
    limits : Limits, optional
        How much is read at most; beyond, the feed as a whole is turned away.

    Returns
    -------
    Feed
        Every cell as text without white space at its ends, an empty cell as ``""``.
    list of FeedFault
        Files that are missing are no fault here: :func:`~pilin.engine.gtfs.check_feed` says so.
    """
    limits = limits or Limits()
    files, faults = (
        _folder(source, limits) if isinstance(source, Path) and source.is_dir() else _archive(source, limits)
    )
    tables = {}
    for name, content in sorted(files.items()):
        table, wrong = _table(name, content, limits)
        faults += wrong
        if table is not None:
            tables[name] = table
    return Feed(tables), faults


def _folder(path: Path, limits: Limits) -> tuple[dict[str, bytes], list[FeedFault]]:
    files: dict[str, bytes] = {}
    faults: list[FeedFault] = []
    left = limits.unpacked
    for entry in sorted(path.iterdir())[: limits.entries]:
        if entry.is_dir():
            continue
        if entry.name not in FILES:
            if entry.name not in KNOWN_BUT_UNREAD:
                faults.append(FeedFault("unknown_file", entry.name, grave=False))
            continue
        if not entry.resolve().is_relative_to(path.resolve()):  # a link that leads out of the folder
            faults.append(FeedFault("bad_path", entry.name))
            continue
        with entry.open("rb") as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            return {}, [FeedFault("too_large", entry.name, value=str(limits.unpacked))]
        files[entry.name] = content
    return files, faults


def _archive(source: Path | bytes, limits: Limits) -> tuple[dict[str, bytes], list[FeedFault]]:
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > limits.packed:
            return {}, [FeedFault("too_large", value=str(limits.packed))]
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            return _unpacked(archive, limits)
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, ValueError, EOFError):
        return {}, [FeedFault("no_feed")]
    except Exception as error:  # zlib.error and its kin, each compression has its own
        if type(error).__name__ not in ("error", "LZMAError"):
            raise
        return {}, [FeedFault("no_feed")]


def _unpacked(archive: zipfile.ZipFile, limits: Limits) -> tuple[dict[str, bytes], list[FeedFault]]:
    files: dict[str, bytes] = {}
    faults: list[FeedFault] = []
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > limits.entries:
        return {}, [FeedFault("too_many_files", value=str(len(entries)))]
    left = limits.unpacked
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            faults.append(FeedFault("bad_path", value=entry.filename[:80]))
        elif len(path.parts) > 1 and path.name in FILES and "__MACOSX" not in path.parts:
            faults.append(FeedFault("in_folder", path.name, value=entry.filename[:80]))
        elif entry.filename in files:
            faults.append(FeedFault("file_twice", entry.filename))
        elif entry.filename in FILES:
            with archive.open(entry) as file:  # what the archive says of its own sizes is not believed
                content = file.read(left + 1)
            left -= len(content)
            if left < 0:
                return {}, [FeedFault("too_large", entry.filename, value=str(limits.unpacked))]
            files[entry.filename] = content
        elif len(path.parts) == 1 and entry.filename not in KNOWN_BUT_UNREAD:
            faults.append(FeedFault("unknown_file", entry.filename[:80], grave=False))
    return files, faults


def _table(name: str, content: bytes, limits: Limits) -> tuple[Table | None, list[FeedFault]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [FeedFault("not_utf8", name, content[: error.start].count(b"\n") + 1)]
    if "\0" in text:
        return None, [FeedFault("not_text", name, text[: text.index("\0")].count("\n") + 1)]
    lines = _lines(text)
    faults: list[FeedFault] = []
    rows: list[tuple[int, Mapping[str, str]]] = []
    heads: tuple[str, ...] = ()
    number = 1
    try:
        heads = tuple(cell.strip() for cell in next(lines, []))
        if not any(heads):
            return None, [FeedFault("empty_file", name)]
        faults += [FeedFault("head_twice", name, 1, head) for head in sorted({h for h in heads if heads.count(h) > 1})]
        for number, cells in enumerate(lines, start=2):
            if not any(cells):
                continue
            if len(cells) != len(heads):
                faults.append(FeedFault("ragged", name, number, value=str(len(cells))))
                continue
            rows.append((number, dict(zip(heads, (cell.strip() for cell in cells), strict=True))))
            if len(rows) > limits.rows:
                return None, [FeedFault("too_many_rows", name, number, value=str(limits.rows))]
            if len(faults) >= MOST_FAULTS:
                break
    except csv.Error as error:
        faults.append(FeedFault("not_csv", name, number + 1, value=str(error)[:80]))
    return Table(heads, tuple(rows)), faults


def _lines(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), strict=True)
