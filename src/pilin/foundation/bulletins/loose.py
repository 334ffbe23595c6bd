"""Numbers in a text that are bound to nothing: neither a dated query nor a source stands behind them.

Dates, times, clauses, document numbers, ordinals and names with digits in them are no figures and are passed over.
Numbers in words (三条, "three clauses") are told apart and more softly: they hold nothing up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pilin.foundation.bulletins.blocks import FIGURE, texts_of

MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
YEAR = r"(?:19|20)\d{2}"
UNIT_AFTER = (
    r"(?!\s*(?:%|mu\b|yuan|US|km|m²|tonn|tons?\b|persons?|people|firms?|projects?|visits?|[亿万个家人项亩吨元种条]))"
)
NO_FIGURE = re.compile(
    rf"""
    \d{{4}}-\d{{1,2}}-\d{{1,2}}                                        # 2020-09-10
    | (?<![\d.-])(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d.-]){UNIT_AFTER}   # 07-15
    | \d{{4}}-Q[1-4] | \bQ[1-4]\b
    | {YEAR}\s*年(?:\s*\d{{1,2}}\s*月)?(?:\s*\d{{1,2}}\s*日)?
    | \d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)? | (?<!\d)\d{{1,2}}\s*日
    | \d{{1,2}}(?:\s*[-–]\s*\d{{1,2}})?\s+{MONTH}(?:,?\s+{YEAR})?
    | {MONTH}\s+\d{{1,2}}(?:,\s*{YEAR})? | {MONTH}\s+{YEAR}
    | \b\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?\b                       # 09:00
    | 第\s*\d+\s*[条款项号章节期届次]? | \b\d+(?:st|nd|rd|th)\b
    | \b(?:Article|Clause|Section|Paragraph|Chapter|No|no|§)\.?\s*\d+
    | [〔\[（(]\s*{YEAR}\s*[〕\]）)]\s*(?:\d+\s*号|no\.?\s*\d+)? | \d+\s*号
    | [A-Za-z][A-Za-z/]*[-/]?\d[\w.:/-]*                              # G60, GB/T9704, S4:17
    | GB/T\s*\d[\d.]*
    | (?<![\d,.])(?:19|20)\d{{2}}(?![\d,])(?!\.\d){UNIT_AFTER}
    """,
    re.VERBOSE,
)
NUMBER = re.compile(r"\d+(?:[,，]\d{3})*(?:\.\d+)?")
NUMERAL = "[一二两三四五六七八九十百千万亿〇零]+"
COUNTED = "(?:公里|个|条|项|家|镇|省|市|县|区|村|件|人|名|位|次|种|篇|所|座|处|亩|吨|元|户|辆|份|套|批|台|大)"
IN_CHINESE = re.compile(rf"(?<![之\d.])(?<!\d\s)(?:{NUMERAL}{COUNTED})+")
NO_COUNT = re.compile(rf"第{NUMERAL}|[统同唯逐专单进]一")  # an ordinal, and words that hold 一
ONE_OF_IT = re.compile(rf"一{COUNTED}")  # 一个, 一次: an article, no count; 两省一市 is one
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
UNITS = "two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
NO_NOUN = (  # what may follow a number that counts nothing, or only time
    "of|or|and|to|in|at|by|for|is|are|was|were|be|as|on|from|with|that|which|who|the|a|an|not|have|has|had|may|must|more|less|than|"
    "years?|months?|weeks?|days?|hours?|minutes?"
)
IN_ENGLISH = re.compile(
    rf"\b(?:(?:{TENS})-(?:one|{UNITS})|{TENS}|{TEENS}|{UNITS})\s+(?!(?:{NO_NOUN})\b)[a-z][a-z’'-]*", re.IGNORECASE
)
WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True)
class Loose:
    """A number that is bound to nothing."""

    number: str  # without separators: what is bound or waved through
    row: int  # the block it stands in, from 1
    around: str  # the words around it


def numbers_in(text: str) -> list[tuple[str, str]]:
    """Return each number of a text that is no figure reference, date, clause or name, with the words around it.

    Examples
    --------
    >>> [n for n, _ in numbers_in("On 10 September 2020, 1,466 mu; {figure:series.a} more; Article 3; S4:17; ５０８ 个")]
    ['1466', '508']
    >>> numbers_in("2019年9月30日，第3条，〔2024〕1号，到 2020 年底，07-15 定稿")
    []
    >>> [n for n, _ in numbers_in("10-25 人, 10-25 firms")]
    ['10', '25', '10', '25']
    """
    said = text.translate(WIDE)
    blanked = FIGURE.sub(lambda m: "\0" * len(m[0]), said)
    blanked = NO_FIGURE.sub(lambda m: "\0" * len(m[0]), blanked)
    return [
        (re.sub(r"[,，]", "", m[0]), said[max(0, m.start() - 16) : m.end() + 16].strip())
        for m in NUMBER.finditer(blanked)
    ]


def unbound(blocks: Iterable[Mapping[str, Any]], waved: Mapping[str, str] | None = None) -> list[Loose]:
    """Return the numbers of blocks that are bound to nothing and not waved through, each once, in reading order."""
    passed = waved or {}
    found: dict[str, Loose] = {}
    for row, block in enumerate(blocks, 1):
        for text in texts_of(dict(block)):
            for number, around in numbers_in(text):
                if number not in passed:
                    found.setdefault(number, Loose(number, row, around))
    return list(found.values())


def spelled_in(text: str) -> list[tuple[str, str]]:
    """Return each number in words that counts something, with what it counts and the words around it.

    In Chinese a numeral with its measure word, in English "two" to "ninety-nine" before a word. A lone 一 is an article.

    Examples
    --------
    >>> [n for n, _ in spelled_in("统一三条标准，两省一市一起做，一体化，一个数，第三条，10 万人")]
    ['三条', '两省一市']
    >>> [n for n, _ in spelled_in("Three clauses of twenty-two towns; two of them, in two years, one town")]
    ['Three clauses', 'twenty-two towns']
    """
    blanked = FIGURE.sub(lambda m: "\0" * len(m[0]), text)
    blanked = NO_COUNT.sub(lambda m: "\0" * len(m[0]), blanked)
    found = [m for m in IN_CHINESE.finditer(blanked) if not ONE_OF_IT.fullmatch(m[0])]
    found += IN_ENGLISH.finditer(blanked)
    return [
        (" ".join(m[0].split()), text[max(0, m.start() - 16) : m.end() + 16].strip())
        for m in sorted(found, key=lambda m: m.start())
    ]


def spelled(blocks: Iterable[Mapping[str, Any]]) -> list[Loose]:
    """Return the numbers in words of blocks, each once, in reading order: to be looked at, not to be bound."""
    found: dict[str, Loose] = {}
    for row, block in enumerate(blocks, 1):
        for text in texts_of(dict(block)):
            for number, around in spelled_in(text):
                found.setdefault(number, Loose(number, row, around))
    return list(found.values())
