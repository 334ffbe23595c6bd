"""A register's frame as arrays: every name entry with what is compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from pilin.engine.link.codes import valid_codes
from pilin.engine.link.compiled import compiled, hash_span
from pilin.engine.link.gazetteer import STATE, Gazetteer
from pilin.engine.link.letters import PLANE, letters_of, sounds
from pilin.engine.link.names import names_of
from pilin.engine.link.parsing import places_at_head

ALIAS_MARKS = r"[|｜;；]"


DIVISION = r"^\d{2,12}$"


class BadRegister(ValueError):
    """A frame that cannot be linked: a column is missing, an id is missing or stands twice, a division is no code.

    Attributes
    ----------
    row : int or None
        Row of the frame, from 0; None where a whole column is wrong.
    field : str
        Column.
    reason : str
    """

    def __init__(self, row: int | None, field: str, reason: str) -> None:
        super().__init__(f"field {field!r}: {reason}" if row is None else f"row {row}, field {field!r}: {reason}")
        self.row, self.field, self.reason = row, field, reason


class Rows(NamedTuple):
    """Name entries as kernels read them; an alias is an entry of its own with the same owner.

    ``keys`` has a row an entry with hashes of trade name, its sound, trade words, whole body, and the two letters after
    the places. ``marks`` has the
    hash of the valid code and of the branch's words (0: none). ``place`` and ``division`` are six-digit codes
    (0: unknown): of the name, and of the division or else the address.
    """

    text: np.ndarray
    start: np.ndarray
    shape: np.ndarray
    keys: np.ndarray
    marks: np.ndarray
    place: np.ndarray
    division: np.ndarray
    address: np.ndarray
    address_start: np.ndarray
    owner: np.ndarray


@dataclass(frozen=True, slots=True)
class Records:
    """A register made ready: its ids in row order and its name entries."""

    ids: pl.Series
    rows: Rows

    def __len__(self) -> int:
        return len(self.ids)


def records_of(frame: pl.DataFrame, places: Gazetteer | None = None) -> Records:
    """Return a register made ready to be compared.

    Parameters
    ----------
    frame : polars.DataFrame
        ``id`` and ``name``; any of ``uscc``, ``address``, ``division`` (2 to 12 digits), ``aliases`` (a list, or text
        parted by ``|`` or ``;``).
    places : Gazetteer, optional

    Raises
    ------
    BadRegister
        When ``id`` or ``name`` is missing, an id is null or stands twice, or a division is no code.
    """
    known = places or Gazetteer.standard()
    _check(frame)
    owner, names = _entries(frame)
    letters = letters_of(names)
    parts = names_of(letters, known)
    keys = np.zeros((len(names), 5), np.uint64)
    marks = np.zeros((len(names), 2), np.uint64)
    _hash_names(parts.text, parts.start, parts.shape, sounds(), keys, marks)
    if "uscc" in frame.columns:
        marks[:, 0] = _code_hashes(frame["uscc"])[owner]
    division, address, address_start = _whereabouts(frame, known)
    place = parts.shape[:, 7].astype(np.int64)
    place[place == STATE] = 0
    rows = Rows(parts.text, parts.start, parts.shape, keys, marks, place, division, address, address_start, owner)
    return Records(frame["id"], rows)


def _check(frame: pl.DataFrame) -> None:
    for column in ("id", "name"):
        if column not in frame.columns:
            raise BadRegister(None, column, "the column is missing: a register has id and name")
    ids = frame["id"]
    if ids.null_count():
        row = int(ids.is_null().arg_max() or 0)
        raise BadRegister(row, "id", "is missing")
    if ids.n_unique() != len(ids):
        row = int(ids.is_duplicated().arg_max() or 0)
        raise BadRegister(row, "id", f"{ids[row]!r} stands more than once")
    if "aliases" in frame.columns and frame["aliases"].dtype not in (pl.String, pl.List(pl.String), pl.Null):
        raise BadRegister(None, "aliases", f"must be text or lists of text, not {frame['aliases'].dtype}")
    if "division" in frame.columns:
        digits = frame["division"].cast(pl.String).str.strip_chars()
        wrong = ((digits != "") & ~digits.str.contains(DIVISION)).fill_null(False)
        if wrong.any():
            row = int(wrong.arg_max() or 0)
            raise BadRegister(row, "division", f"{digits[row]!r} is no code of 2 to 12 digits")


def _entries(frame: pl.DataFrame) -> tuple[np.ndarray, pl.Series]:
    """Return owner rows and names, aliases after all names."""
    owner, names = np.arange(frame.height, dtype=np.int64), frame["name"].cast(pl.String)
    if "aliases" not in frame.columns:
        return owner, names
    aliases = frame["aliases"]
    if aliases.dtype == pl.String:
        aliases = pl.select(pl.lit(aliases).str.replace_all(ALIAS_MARKS, "|").str.split("|")).to_series()
    others = pl.DataFrame({"owner": owner, "name": aliases}).explode("name").drop_nulls()
    others = others.with_columns(pl.col("name").str.strip_chars()).filter(pl.col("name") != "")
    return np.concatenate([owner, others["owner"].to_numpy()]), pl.concat([names.rename("name"), others["name"]])


def _code_hashes(codes: pl.Series) -> np.ndarray:
    """Return a number for each valid code, the same in every frame, 0 elsewhere."""
    held = valid_codes(codes)
    letters = np.frombuffer(held.fill_null("0" * 18).str.join("").item().encode("ascii"), np.uint8).reshape(-1, 18)
    found = np.zeros(len(held), np.uint64)
    for column in range(18):
        found = (found ^ letters[:, column]) * np.uint64(1099511628211)
        found ^= found >> np.uint64(29)
    found[held.is_null().to_numpy()] = 0
    return found


def _whereabouts(frame: pl.DataFrame, known: Gazetteer) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return division codes, and the address as sorted numbers of letter pairs with their starts."""
    division = np.zeros(frame.height, np.int64)
    if "division" in frame.columns:
        digits = frame["division"].cast(pl.String).str.strip_chars()
        digits = pl.select(pl.when(digits.str.contains(DIVISION)).then(digits)).to_series()
        division = digits.str.slice(0, 6).str.pad_end(6, "0").cast(pl.Int64).fill_null(0).to_numpy().copy()
    if "address" not in frame.columns:
        return division, np.zeros(1, np.uint32), np.zeros(frame.height + 1, np.int64)
    letters = letters_of(frame["address"])
    pairs, start = np.zeros(len(letters.points) + 1, np.uint32), np.zeros(frame.height + 1, np.int64)
    words = known.words
    size = _pair_addresses(
        letters.points, letters.start, pairs, start, division, words.keys, words.values, words.longest
    )
    return division, pairs[: size + 1].copy(), start


@compiled
def _pair_addresses(
    points: np.ndarray, begin: np.ndarray, pairs: np.ndarray, start: np.ndarray, division: np.ndarray,
    place_keys: np.ndarray, place_values: np.ndarray, place_longest: int,
) -> int:  # fmt: skip
    """Write each address as sorted unique letter pairs; where no division is given the address's place stands in."""
    size = 0
    for i in range(len(begin) - 1):
        start[i] = size
        held = np.empty(begin[i + 1] - begin[i], np.uint32)
        count = 0
        for at in range(begin[i], begin[i + 1]):
            letter = points[at]
            if letter != 0 and letter != 40 and letter != 41:
                held[count] = letter
                count += 1
        first, place = places_at_head(held, 0, count, 0, 2, place_keys, place_values, place_longest)
        if division[i] == 0:
            division[i] = place
        found = np.empty(max(count - first - 1, 0), np.uint32)
        for at in range(first, count - 1):
            found[at - first] = (held[at] * np.uint32(2654435761)) ^ (held[at + 1] * np.uint32(40503))
        found.sort()
        for k in range(len(found)):
            if k == 0 or found[k] != found[k - 1]:
                pairs[size] = found[k]
                size += 1
    start[len(begin) - 1] = size
    return size


@compiled
def _hash_names(
    text: np.ndarray, start: np.ndarray, shape: np.ndarray, sound: np.ndarray, keys: np.ndarray, marks: np.ndarray
) -> None:
    heard = np.empty(4096, np.uint32)
    for i in range(len(shape)):
        begin = start[i]
        length, first, end, branch = shape[i, 0], shape[i, 2], shape[i, 3], shape[i, 6]
        keys[i, 0] = hash_span(text, begin + first, begin + end, np.uint64(0))
        size = min(end - first, 4096)
        for k in range(size):
            letter = text[begin + first + k]
            heard[k] = sound[letter] if letter < PLANE else letter
        keys[i, 1] = hash_span(heard, 0, size, np.uint64(1))
        keys[i, 2] = hash_span(text, begin + end, begin + length, np.uint64(2))
        keys[i, 3] = hash_span(text, begin, begin + length, np.uint64(3))
        head = shape[i, 1]
        keys[i, 4] = hash_span(text, begin + head, begin + min(head + 2, length), np.uint64(4))
        if shape[i, 4] == 9:
            marks[i, 1] = hash_span(text, begin + length, begin + length + branch, np.uint64(5)) | np.uint64(1)
