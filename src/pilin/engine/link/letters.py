"""Text as arrays of code points: one spelling for each letter, its sound, and tables of words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import opencc
import polars as pl
from pypinyin.constants import PINYIN_DICT

from pilin.engine.link.compiled import hash_span

PLANE = 65_536  # code points with a table entry; rarer ones stand for themselves
DROPPED = "\u0000\t\r\n 　·•・‧,，.。、;；:：'‘’\"“”!！?？/\\|_*-‐‑–—~～&+#@《》<>"
BRACKETS = {
    "[": "(",
    "【": "(",
    "〔": "(",
    "{": "(",
    "〈": "(",
    "「": "(",
    "]": ")",
    "】": ")",
    "〕": ")",
    "}": ")",
    "〉": ")",
    "」": ")",
}
TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê", "aaaaeeeeiiiioooouuuuvvvvvnnnme")


@dataclass(frozen=True, slots=True)
class Letters:
    """Code points of many texts in one array; text ``i`` is ``points[start[i]:start[i + 1]]``."""

    points: np.ndarray
    start: np.ndarray

    def __len__(self) -> int:
        return len(self.start) - 1


def letters_of(texts: pl.Series) -> Letters:
    r"""Return the letters of texts: NFKC, capitals, traditional as simplified, marks dropped (0), brackets round.

    Parameters
    ----------
    texts : polars.Series of str
        Null counts as empty.

    Examples
    --------
    >>> found = letters_of(pl.Series(["ａｂ－電", None]))
    >>> "".join(map(chr, found.points)), found.start.tolist()
    ('AB\x00电', [0, 4, 4])
    """
    folded = texts.cast(pl.String).fill_null("").str.normalize("NFKC").str.to_uppercase()
    start = np.zeros(len(folded) + 1, np.int64)
    np.cumsum(folded.str.len_chars().to_numpy(), out=start[1:])
    points = np.frombuffer("".join(folded.to_list()).encode("utf-32-le"), np.uint32)
    spelled = _spelling()[np.minimum(points, PLANE - 1)]
    return Letters(np.where(points < PLANE, spelled, points), start)


@cache
def _spelling() -> np.ndarray:
    """Return the table from each code point to the one it counts as; 0 drops it."""
    table = np.arange(PLANE, dtype=np.uint32)
    simplify = opencc.OpenCC("t2s")
    hans = [
        chr(point)
        for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
        for point in range(first, last)
    ]
    for letter, plain in zip(hans, simplify.convert("\n".join(hans)).split("\n"), strict=True):
        if len(plain) == 1 and ord(plain) < PLANE:
            table[ord(letter)] = ord(plain)
    for letter in DROPPED:
        table[ord(letter)] = 0
    for letter, round_one in BRACKETS.items():
        table[ord(letter)] = ord(round_one)
    return table


@cache
def sounds() -> np.ndarray:
    """Return the table from each code point to the number of its sound without tone; letters without one keep themselves.

    A letter of several readings counts by its first, on both sides alike.
    """
    table = np.arange(PLANE, dtype=np.uint32)
    numbers: dict[str, int] = {}
    for point, readings in PINYIN_DICT.items():
        if point < PLANE:
            sound = readings.split(",")[0].translate(TONES)
            table[point] = PLANE + numbers.setdefault(sound, len(numbers))
    return table


@dataclass(frozen=True, slots=True)
class Words:
    """An open hash table of words for kernels: keys, values, and the longest word."""

    keys: np.ndarray
    values: np.ndarray
    longest: int


def words_of(values: Mapping[str, int], *, backwards: bool = False) -> Words:
    """Return the table of words with their values; ``backwards`` for words sought from the end of a text."""
    size = 1 << max(4, (4 * len(values)).bit_length())
    keys, kept = np.zeros(size, np.uint64), np.zeros(size, np.int64)
    for word, value in values.items():
        key = word_key(word[::-1] if backwards else word)
        at = int(key) & (size - 1)
        while keys[at] and keys[at] != key:
            at = (at + 1) & (size - 1)
        keys[at], kept[at] = key, value
    return Words(keys, kept, max(map(len, values), default=0))


def word_key(word: str) -> np.uint64:
    """Return the hash of a word as kernels reckon it."""
    points = np.fromiter(map(ord, word), np.uint32, len(word))
    return np.uint64(hash_span(points, 0, len(points), np.uint64(0)))
