"""Reading reports: titles said twice, stories cut short, dates without a year, figures with "nearly" and "more than"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pilin.engine.base.dates import PartialDate
from pilin.engine.base.quantity import Comparator, Quantity

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
ENDINGS = (".", "!", "?", "”", '"', "。", "！", "？", "…", ")", "）", "’")
COMPARATORS = (  # the longer phrase first
    (Comparator.AT_LEAST, ("no less than", "not less than", "at least", "不少于", "至少")),
    (Comparator.AT_MOST, ("no more than", "not more than", "at most", "up to", "不超过", "至多")),
    (Comparator.MORE_THAN, ("more than", "over", "exceeding", "exceeds", "above", "超过", "逾", "多于")),
    (Comparator.LESS_THAN, ("less than", "fewer than", "under", "below", "少于", "低于", "不到")),
    (Comparator.ABOUT, ("nearly", "almost", "approximately", "about", "around", "some", "近", "约", "大约")),
)
SCALES = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "千": 10**3,
    "万": 10**4,
    "亿": 10**8,
}
UNITS = {
    "yuan": "CNY", "rmb": "CNY", "元": "CNY", "us dollars": "USD", "us dollar": "USD", "us$": "USD", "usd": "USD",
    "dollars": "USD", "美元": "USD", "$": "USD", "mu": "mu", "亩": "mu", "square kilometers": "km2",
    "square kilometres": "km2", "km²": "km2", "平方公里": "km2", "平方千米": "km2", "square meters": "m2",
    "square metres": "m2", "m²": "m2", "平方米": "m2", "hectares": "ha", "公顷": "ha", "tonnes": "t", "tons": "t", "吨": "t",
    "suppliers": "firm", "customers": "firm", "enterprises": "firm", "companies": "firm", "企业": "firm",
    "people": "person", "participants": "person", "人": "person", "%": "%", "percent": "%",
}  # fmt: skip


class Confidence(StrEnum):
    """How a date without its year came by one."""

    STATED = "stated"  # the text says the year
    FROM_TITLE = "from_title"  # the title of the same story says it
    INFERRED = "inferred"  # the last such day before the story was published
    RELATIVE = "relative"  # counted from the day it was said, as "last year" is
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Story:
    """One story of a page: its title said once, its paragraphs, and whether its end is missing."""

    lines: tuple[str, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """A date with the way its year was found."""

    value: PartialDate | None
    confidence: Confidence


def story_lines(lines: Iterable[str]) -> Story:
    """Return the lines of a story with each repeated line kept once, and whether it breaks off in mid-sentence.

    Titles stand twice in collected pages; the last paragraph of a side story often lacks its end. A title has no full
    stop either, so only a line long enough to be a paragraph counts as broken off.

    Examples
    --------
    >>> story_lines(["Gates opened", "Gates opened", "", "All five gates were opened at six and the level of the inner"])
    Story(lines=('Gates opened', 'All five gates were opened at six and the level of the inner'), truncated=True)
    """
    kept: list[str] = []
    seen: set[str] = set()
    for line in lines:
        text = " ".join(line.split())
        if text and text.casefold() not in seen:
            seen.add(text.casefold())
            kept.append(text)
    body = kept[1:]
    cut = bool(body) and not body[-1].endswith(ENDINGS)
    return Story(tuple(kept), cut)


def resolve_date(text: str, published_on: date | None = None, title: str = "") -> ResolvedDate:
    """Return the day a text names, with the way its year was found; a day that does not exist is unknown.

    Parameters
    ----------
    text : str
        ``June 29th``, ``29 June 2023``, ``6月29日``, ``2023年6月29日`` or ``2023-06-29`` somewhere in it.
    published_on : date, optional
        When the story appeared: without any year, the last such day before or on it.
    title : str
        The story's title: a single year in it decides before the day of publication does.

    Examples
    --------
    >>> found = resolve_date("On June 29th, the drill was held", date(2024, 6, 27), "2023 drills")
    >>> str(found.value), found.confidence.value
    ('2023-06-29', 'from_title')
    """
    month, day, year = _month_and_day(text)
    if not month:
        return ResolvedDate(None, Confidence.UNKNOWN)
    if year:
        return _resolved(year, month, day, Confidence.STATED)
    years = {int(found) for found in re.findall(r"(?<!\d)(20\d{2}|19\d{2})(?!\d)", title)}
    if len(years) == 1:
        return _resolved(years.pop(), month, day, Confidence.FROM_TITLE)
    if published_on is None:
        return ResolvedDate(None, Confidence.UNKNOWN)
    for year in range(published_on.year, published_on.year - 9, -1):
        found = _resolved(year, month, day, Confidence.INFERRED)
        if found.value is not None and found.value.first <= published_on:
            return found
    return ResolvedDate(None, Confidence.UNKNOWN)


def parse_quantity(text: str, source: str = "") -> Quantity:
    """Return a figure as reported: value, comparator and unit; "nearly 500 million yuan" is about 500,000,000 CNY.

    Raises
    ------
    ValueError
        When there is no figure, more than one, or an amount whose unit or currency is not known.

    Examples
    --------
    >>> str(parse_quantity("nearly 500 million yuan"))
    '≈ 500,000,000 CNY'
    >>> str(parse_quantity("more than 300 suppliers"))
    '> 300 firm'
    >>> str(parse_quantity("35,000 square meters"))
    '35,000 m2'
    """
    words = " ".join(text.casefold().replace(",", "").split())
    figures = re.findall(r"\d+(?:\.\d+)?", words)
    if len(figures) != 1:
        raise ValueError(f"{text!r} has {len(figures)} figures, not one")
    before, _figure, after = words.partition(figures[0])
    scale, rest = _scale(after.strip())
    unit = _unit(f"{before} {rest}")
    if unit is None:
        raise ValueError(f"{text!r} names no unit or currency that is known")
    return Quantity(Decimal(figures[0]) * scale, unit, _comparator(before), source=source)


def _month_and_day(text: str) -> tuple[int, int, int]:
    if match := re.search(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return int(match[2]), int(match[3]), int(match[1])
    if match := re.search(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]", text):
        return int(match[2]), int(match[3]), int(match[1] or 0)
    names = "|".join(sorted(MONTHS, key=len, reverse=True))
    if match := re.search(rf"\b({names})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?", text, re.IGNORECASE):
        return MONTHS[match[1].lower()], int(match[2]), int(match[3] or 0)
    if match := re.search(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({names})\b(?:,?\s+(\d{{4}}))?", text, re.IGNORECASE
    ):
        return MONTHS[match[2].lower()], int(match[1]), int(match[3] or 0)
    return 0, 0, 0


def _resolved(year: int, month: int, day: int, confidence: Confidence) -> ResolvedDate:
    try:
        return ResolvedDate(PartialDate.day(date(year, month, day)), confidence)
    except ValueError:
        return ResolvedDate(None, Confidence.UNKNOWN)


def _scale(text: str) -> tuple[Decimal, str]:
    scale = Decimal(1)
    while word := next((w for w in SCALES if text.startswith(w)), None):
        scale *= SCALES[word]
        text = text[len(word) :].strip()
    return scale, text


def _unit(text: str) -> str | None:
    for word in sorted(UNITS, key=len, reverse=True):
        edge = r"\b" if word.isascii() and word.isalpha() else ""
        if re.search(f"{edge}{re.escape(word)}{edge}", text):
            return UNITS[word]
    return None


def _comparator(text: str) -> Comparator:
    for comparator, phrases in COMPARATORS:
        if any(phrase in text for phrase in phrases):
            return comparator
    return Comparator.EXACTLY
