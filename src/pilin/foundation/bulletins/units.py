"""Units, currencies and partial dates as people of each language write them."""

from __future__ import annotations

import re

CURRENCY_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元"}
CURRENCY_EN = {"CNY": "yuan", "USD": "US dollars", "EUR": "euros", "HKD": "HK dollars", "JPY": "yen"}
UNITS_ZH = {
    "firm": "家", "person": "人", "visit": "人次", "project": "个", "item": "项", "park": "个", "milestone": "个", "obstacle": "个",
    "vehicle": "辆", "minute": "分钟", "hour": "小时", "place": "个", "day": "天", "percent": "%", "m2": "平方米", "mu": "亩", "km2": "平方公里", "ha": "公顷",
    "t": "吨", "mm": "毫米", "m_level": "米", "km": "公里", "village": "个村", "flight": "架次", "kind": "种", "award": "项",
    "measure": "条", "story": "篇", "institution": "家", **CURRENCY_ZH,
}  # fmt: skip
UNITS_EN = {
    "firm": "firms", "person": "persons", "visit": "visits", "project": "projects", "item": "items", "park": "parks",
    "milestone": "milestones", "obstacle": "obstacles", "vehicle": "vehicles", "minute": "minutes", "hour": "hours", "place": "places", "day": "days", "percent": "%",
    "m2": "m²", "mu": "mu", "km2": "km²", "ha": "ha", "t": "t", "mm": "mm", "m_level": "m", "km": "km", "village": "villages", "flight": "flights", "kind": "kinds", "award": "awards",
    "measure": "measures", "story": "stories", "institution": "institutions", **CURRENCY_EN,
}  # fmt: skip
UNITS = tuple(UNITS_ZH)
COMPARED = {  # how a reported figure stands to the true one, in words
    "=": ("", ""), "≈": ("近", "nearly"), ">": ("超过", "more than"), "≥": ("不少于", "at least"), "<": ("少于", "less than"), "≤": ("不超过", "at most"),
}  # fmt: skip
QUARTERS = ("一", "二", "三", "四")
ORDINALS = ("first", "second", "third", "fourth")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def unit_words(unit: str, lang: str) -> str:
    """Return a unit as people of the language write it."""
    return (UNITS_ZH if lang == "zh" else UNITS_EN).get(unit, unit)


def compared_words(comparator: str, lang: str) -> str:
    """Return how a figure stands to the true one, in words; empty for a figure that is exact.

    Examples
    --------
    >>> compared_words(">", "en"), compared_words("≈", "zh"), compared_words("=", "en")
    ('more than', '近', '')
    """
    return COMPARED.get(comparator, (comparator, comparator))[lang != "zh"]


def when_words(when: str, lang: str) -> str:
    """Return a day, month, quarter or year as people of the language write it.

    Examples
    --------
    >>> when_words("2021-Q2", "zh"), when_words("2021-Q2", "en"), when_words("2020-12-31", "en"), when_words("2020-09", "zh")
    ('2021年第二季度', 'the second quarter of 2021', '31 December 2020', '2020年9月')
    """
    zh = lang == "zh"
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", when):
        k = int(found[2]) - 1
        return f"{found[1]}年第{QUARTERS[k]}季度" if zh else f"the {ORDINALS[k]} quarter of {found[1]}"
    parts = [int(part) for part in when.split("-")] if re.fullmatch(r"\d{4}(-\d{2}){0,2}", when) else []
    if not parts:
        return when
    if zh:
        return "".join(f"{part}{mark}" for part, mark in zip(parts, "年月日", strict=False))
    words = [str(parts[0]), *([MONTHS[parts[1] - 1]] if parts[1:] else []), *([str(parts[2])] if parts[2:] else [])]
    return " ".join(reversed(words))
