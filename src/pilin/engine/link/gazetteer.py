"""Places as they stand in names and addresses, with their division codes (GB/T 2260)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from pilin.engine.link.letters import PLANE, Words, words_of
from pilin.engine.link.lexicon import CITY_ABBREVIATIONS, COUNTIES, PREFECTURES, PROVINCES, WHOLE

STATE = 100_000  # the code of the whole country
SUFFIXES = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "自治县",
    "地区",
    "新区",
    "省",
    "市",
    "区",
    "县",
    "州",
    "盟",
)
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names of places and their codes, prepared for kernels.

    Use :meth:`standard` for what ships (all provinces and prefectures, counties around the model case) or
    :meth:`of` to add divisions of one's own.
    """

    words: Words
    short: np.ndarray  # by code point: the province or city a letter stands for (粤: 440000), 0 for none
    names: dict[int, str]

    @classmethod
    def standard(cls) -> Gazetteer:
        """Return the places that ship."""
        return _standard()

    @classmethod
    def of(cls, divisions: pl.DataFrame) -> Gazetteer:
        """Return the shipped places and these besides.

        Parameters
        ----------
        divisions : polars.DataFrame
            ``code`` (text of 2 to 12 digits) and ``name`` (with or without suffix). Streets and villages, codes
            longer than six digits that do not end in zeros, are left out: names seldom begin with them.

        Raises
        ------
        BadDivision
            When a code is no digits.

        Examples
        --------
        >>> more = Gazetteer.of(pl.DataFrame({"code": ["511702"], "name": ["通川区"]}))
        >>> more.names[511702]
        '通川区'
        """
        found: dict[str, int] = {}
        names: dict[int, str] = {}
        for code, name in divisions.select("code", "name").iter_rows():
            text = str(code).strip()
            if not (text.isascii() and text.isdigit() and 2 <= len(text) <= 12):
                raise BadDivision(f"division {name!r}: code {code!r} must be 2 to 12 digits")
            if text[6:].strip("0"):
                continue
            number = int(text[:6].ljust(6, "0"))
            names[number] = str(name)
            for form in _forms(str(name)):
                found.setdefault(form, number)
        return _made(found, names)


class BadDivision(ValueError):
    """A division whose code cannot be read."""


def _forms(name: str) -> Iterator[str]:
    yield name
    for suffix in SUFFIXES:
        if name.endswith(suffix):
            if len(name) - len(suffix) >= SHORTEST:
                yield name[: -len(suffix)]
            return


def _shipped() -> Iterator[tuple[int, str, str]]:
    """Yield code, name and the suffixes a name may carry."""
    for code, (name, suffix, _) in PROVINCES.items():
        yield code * 10_000, name, suffix
    for province, text in PREFECTURES.items():
        number = 1
        for word in text.split():
            if word.isdigit():
                number = int(word)
                continue
            yield province * 10_000 + number * 100, word, "市 地区 州 盟 自治州"
            number += 1
    for city, text in COUNTIES.items():
        for word in text.split():
            yield city * 100 + int(word[:2]), word[2:], "市 区 县 新区"
    for word in WHOLE.split():
        yield STATE, word, ""


def _made(found: dict[str, int], own: dict[int, str]) -> Gazetteer:
    words: dict[str, int] = {}
    names: dict[int, str] = {}
    for code, name, suffixes in _shipped():
        names.setdefault(code, name)
        words.setdefault(name, code)
        for suffix in suffixes.split():
            words.setdefault(name + suffix, code)
    words["内蒙"] = 150_000
    for word, code in found.items():
        words.setdefault(word, code)
    short = np.zeros(PLANE, np.int64)
    for code, (_, _, letters) in PROVINCES.items():
        for letter in letters:
            short[ord(letter)] = code * 10_000
    for letter, code in CITY_ABBREVIATIONS.items():
        short[ord(letter)] = code
    return Gazetteer(words_of(words), short, names | own)


@cache
def _standard() -> Gazetteer:
    return _made({}, {})
