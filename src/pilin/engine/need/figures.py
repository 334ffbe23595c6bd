"""Numbers as people write them: 20, 1.5万, 两百, 3,000, ２０, 二十五."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
CHINESE = "".join(DIGITS) + "".join(SMALL) + "".join(LARGE)
NUMBER = rf"(?<!\d)(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*[十百千万亿]*|[{CHINESE}]{{1,24}}"  # no number is longer: a run of thousands is no work
THOUSANDS = {"thousand": 10**3, "k": 10**3, "million": 10**6}


def read_number(text: str) -> Decimal | None:
    """Return the number a text writes, in digits or in Chinese; None when it writes none.

    Examples
    --------
    >>> [str(read_number(text)) for text in ("1.5万", "两百", "3,000", "二十五", "一万二千", "吨")]
    ['15000', '200', '3000', '25', '12000', 'None']
    """
    text = text.replace(" ", "")
    if match := re.fullmatch(r"([\d,]+(?:\.\d+)?)([十百千万亿]*)", text):
        value = Decimal(match[1].replace(",", ""))
        for letter in match[2]:
            value *= SMALL.get(letter) or LARGE[letter]
        return value.normalize() if value % 1 else value.quantize(Decimal(1))
    if not text or any(letter not in CHINESE for letter in text):
        return None
    return _chinese(text)


def _chinese(text: str) -> Decimal | None:
    """Return a number in Chinese characters: sections of ten thousand, each of thousands, hundreds, tens and ones."""
    total = section = digit = 0
    seen = False
    for letter in text:
        if letter in DIGITS:
            digit, seen = DIGITS[letter], True
        elif letter in SMALL:
            section += (digit if seen else 1) * SMALL[letter]
            digit, seen = 0, False
        else:
            value = section + digit
            total = (
                (total + (value or (0 if total else 1))) * LARGE[letter]
                if LARGE[letter] > 10**4
                else total + (value or 1) * LARGE[letter]
            )
            section, digit, seen = 0, 0, False
    return Decimal(total + section + digit)
