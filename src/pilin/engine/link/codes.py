"""Unified social credit codes by the column: which of them hold."""

from __future__ import annotations

import numpy as np
import polars as pl

from pilin.engine.base import check_uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
DEPARTMENTS = "123456789ANY"
WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], np.int64)
LENGTH = 18
MARKS = r"[\s\-\u{2010}\u{2011}\u{2013}\u{2014}]"
FEW = 64  # rows from which arrays are faster than asking one by one


def valid_codes(codes: pl.Series) -> pl.Series:
    """Return the codes as they are kept where they hold (GB 32100-2015), null elsewhere.

    The answer is that of :func:`pilin.engine.base.check_uscc` for every row.

    Parameters
    ----------
    codes : polars.Series of str
        In any width and case, with blanks and dashes; null stays null.

    Examples
    --------
    >>> valid_codes(pl.Series(["91350100m000100y43", "91350100M000100Y44", None])).to_list()
    ['91350100M000100Y43', None, None]
    """
    if len(codes) < FEW:
        checks = [None if code is None else check_uscc(code) for code in codes.cast(pl.String)]
        return pl.Series([check.number if check and check.valid else None for check in checks], dtype=pl.String)
    kept = codes.cast(pl.String).str.normalize("NFKC").str.to_uppercase().str.replace_all(MARKS, "").fill_null("")
    shaped = kept.str.contains(f"^[{DEPARTMENTS}][{ALPHABET}]{{17}}$")
    held = np.zeros(len(kept), bool)
    values = np.zeros(128, np.int64)
    values[[ord(letter) for letter in ALPHABET]] = range(len(ALPHABET))
    rows = np.flatnonzero(shaped.to_numpy())
    letters = np.frombuffer("".join(kept.filter(shaped).to_list()).encode("ascii"), np.uint8).reshape(-1, LENGTH)
    digits = values[letters]
    held[rows] = (31 - digits[:, :17] @ WEIGHTS % 31) % 31 == digits[:, 17]
    return pl.select(pl.when(pl.Series(held)).then(kept)).to_series()
