"""Company names taken apart, one or many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from pilin.engine.link.gazetteer import Gazetteer
from pilin.engine.link.letters import Letters, Words, letters_of, words_of
from pilin.engine.link.lexicon import ANOTHER_NAME, FORMS, SHORT_SHARES, STOCK_HEADS, STOCK_TAILS, TRADES_SET, Form
from pilin.engine.link.parsing import ANOTHER, SHORTENED, parse

COLUMNS = 9


class Names(NamedTuple):
    """Names taken apart, as kernels read them; letters of name ``i`` begin at ``start[i]`` of ``text``.

    ``shape`` has a row a name: length of the body, of its head of places, first letter and end of the trade name,
    form, group (0 or 1), letters of the branch after the body, place code, listed (0 or 1).
    """

    text: np.ndarray
    start: np.ndarray
    shape: np.ndarray


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company name taken apart.

    Attributes
    ----------
    place : str
        Places at the head, as written; the name of the place in brackets where none stands at the head.
    brand : str
        The trade name (字号); with the place before it where the rest is trade words only (江苏银行).
    trade : str
        Trade words after it.
    form : Form
        Legal form.
    branch : str
        A branch's own words (甲有限公司平湖分公司: 平湖); empty for what is no branch.
    place_code : int
        Six digits of the narrowest place known (GB/T 2260); 0 when unknown, 100000 for 中国.
    group : bool
        Whether the name says 集团.
    """

    place: str
    brand: str
    trade: str
    form: Form
    branch: str
    place_code: int
    group: bool


@cache
def _tables() -> tuple[Words, Words, Words, Words, Words]:
    forms = {word: int(form) for form, text in FORMS.items() for word in text.split()}
    return (
        words_of(forms | {SHORT_SHARES: SHORTENED}, backwards=True),
        words_of(dict.fromkeys(STOCK_HEADS.split(), 1)),
        words_of(dict.fromkeys(STOCK_TAILS.split(), 1), backwards=True),
        words_of(dict.fromkeys(TRADES_SET, 1), backwards=True),
        words_of(forms | dict.fromkeys(ANOTHER_NAME.split(), ANOTHER)),
    )


def take_apart(texts: pl.Series, places: Gazetteer | None = None) -> Names:
    """Return many names taken apart, as arrays."""
    letters = letters_of(texts)
    return names_of(letters, places or Gazetteer.standard())


def names_of(letters: Letters, places: Gazetteer) -> Names:
    """Return the names taken apart whose letters these are."""
    forms, marks, ends, trades, whole = _tables()
    text = np.zeros(len(letters.points) + 1, np.uint32)
    shape = np.zeros((len(letters), COLUMNS), np.int32)
    parse(
        letters.points, letters.start, text, shape,
        forms.keys, forms.values, forms.longest, marks.keys, marks.values, marks.longest,
        ends.keys, ends.values, ends.longest,
        places.words.keys, places.words.values, places.words.longest,
        trades.keys, trades.values, trades.longest, whole.keys, whole.values, whole.longest,
    )  # fmt: skip
    return Names(text, letters.start, shape)


def parse_name(text: str, places: Gazetteer | None = None) -> CompanyName:
    """Return a company name taken apart.

    Full width, traditional characters and marks count as their plain forms. Legal forms are sought at the end and in
    brackets, places at the head and in brackets, marks of the stock exchange (ST, *ST, A, B, -U, -W) on short names.

    Parameters
    ----------
    text : str
    places : Gazetteer, optional
        Places to know besides those that ship.

    Returns
    -------
    CompanyName

    Examples
    --------
    >>> parse_name("上海起帆电缆股份有限公司")
    CompanyName(place='上海', brand='起帆', trade='电缆', form=<Form.SHARES: 1>, branch='', place_code=310000, group=False)
    >>> parse_name("恒力機械（平湖）有限公司嘉善分公司").branch
    '嘉善'
    >>> parse_name("*ST猴王").brand, parse_name("江苏银行").brand
    ('猴王', '江苏银行')
    """
    known = places or Gazetteer.standard()
    names = take_apart(pl.Series([text], dtype=pl.String), known)
    length, head, first, end, form, group, branch, code, _ = (int(number) for number in names.shape[0])
    body = "".join(map(chr, names.text[: length + branch]))
    place = body[:head] or known.names.get(code, "")
    return CompanyName(place, body[first:end], body[end:length], Form(form), body[length:], code, bool(group))
