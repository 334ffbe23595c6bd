"""How things are written in the reader's language: dates, figures, money, names. Pure but for the active language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, pgettext, pgettext_lazy

from pilin.engine.base import PartialDate, Quantity
from pilin.engine.base.quantity import LEVEL_UNIT, Comparator

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNITS = {  # unit → (after a figure in Chinese, one in English, many in English)
    "person": ("人", "person", "people"),
    "firm": ("家", "firm", "firms"),
    "organisation": ("个", "organisation", "organisations"),
    "item": ("项", "item", "items"),
    "award": ("项", "award", "awards"),
    "case": ("件", "case", "cases"),
    "place": ("个", "place", "places"),
    "project": ("个项目", "project", "projects"),
    "visit": ("人次", "visit", "visits"),
    "trip": ("班次", "trip", "trips"),
    "village": ("个村", "village", "villages"),
    "household": ("户", "household", "households"),
    "day": ("天", "day", "days"),
    "hour": ("小时", "hour", "hours"),
    "minute": ("分钟", "minute", "minutes"),
    "month": ("个月", "month", "months"),
    "year": ("年", "year", "years"),
    "time": ("次", "time", "times"),
    "m2": ("平方米", "m²", "m²"),
    "km2": ("平方公里", "km²", "km²"),
    "km": ("公里", "km", "km"),
    "m": ("米", "m", "m"),
    "mu": ("亩", "mu", "mu"),
    "ha": ("公顷", "ha", "ha"),
    "t": ("吨", "t", "t"),
    "kg": ("公斤", "kg", "kg"),
    "%": ("%", "%", "%"),
    "percent": ("%", "%", "%"),
}
MONEY_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元"}


def said(text: str) -> str:
    """Return a text of the look in the reader's language; its own context keeps it apart from the rooms' words."""
    return pgettext("look", text)


def said_later(text: str) -> Any:
    """Return the same, translated only when it is shown: for labels made once."""
    return pgettext_lazy("look", text)


def in_chinese() -> bool:
    """Return whether the page is being written in Chinese."""
    return (get_language() or "zh").startswith("zh")


def part(row: Any, name: str) -> Any:
    """Return a field of a row or of a mapping; empty where it has none."""
    if isinstance(row, dict):
        return row.get(name) or ""
    return getattr(row, name, "") or ""


def in_words(row: Any, name: str) -> str:
    """Return ``name_zh`` or ``name`` of a row, whichever the reader reads; the other one rather than nothing."""
    if row is None:
        return ""
    chinese, english = part(row, f"{name}_zh"), part(row, name) or part(row, f"{name}_en")
    return str(chinese or english) if in_chinese() else str(english or chinese)


def year_month_day(on: date) -> str:
    """Return a day in prose: 2024 年 6 月 27 日, 27 June 2024."""
    if in_chinese():
        return f"{on.year} 年 {on.month} 月 {on.day} 日"
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def with_weekday(on: date) -> str:
    """Return a day in prose with its weekday."""
    if in_chinese():
        return f"{year_month_day(on)} 星期{WEEKDAYS_ZH[on.weekday()]}"
    return f"{WEEKDAYS[on.weekday()]} {year_month_day(on)}"


def partial_date(when: PartialDate | date | None) -> str:
    """Return a date as exactly as it is known and no more: August 2017 stays August 2017."""
    if when is None or when == "":
        return ""
    if isinstance(when, datetime):
        return year_month_day(when.astimezone(SHANGHAI).date())
    if isinstance(when, date):
        return year_month_day(when)
    if isinstance(when, str):
        when = PartialDate.parse(when)
    first = when.first
    match when.precision.value:
        case "day":
            return year_month_day(first)
        case "month":
            return f"{first.year} 年 {first.month} 月" if in_chinese() else f"{MONTHS[first.month - 1]} {first.year}"
        case "quarter":
            quarter = (first.month + 2) // 3
            return f"{first.year} 年第 {quarter} 季度" if in_chinese() else f"Q{quarter} {first.year}"
    return f"{first.year} 年" if in_chinese() else str(first.year)


def number(value: Any) -> str:
    """Return a number with its thousands grouped and nothing rounded away."""
    value = Decimal(str(value))
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount: Any, currency: str = "CNY") -> str:
    """Return an amount exactly: in units of ten thousand (Chinese) or millions (English) only where nothing is lost."""
    if amount is None or amount == "":
        return said("no figure given")
    amount = Decimal(str(amount))
    if in_chinese():
        unit = MONEY_ZH.get(currency, f" {currency}")
        for size, name in ((Decimal(100_000_000), "亿"), (Decimal(10_000), "万")):
            if abs(amount) >= size and amount % (size / 100) == 0:
                return f"{number(amount / size)} {name}{unit}"
        return f"{number(amount)} {unit.strip()}"
    million = Decimal(1_000_000)
    if abs(amount) >= million and amount % (million / 100) == 0:
        return f"{currency} {number(amount / million)} m"
    return f"{currency} {number(amount)}"


def quantity(value: Any) -> str:
    """Return a figure with its comparator and unit; "more than 300" never becomes 300."""
    if value is None or value == "":  # a template writes nothing as an empty text
        return said("no figure given")
    if not isinstance(value, Quantity):
        return number(value)
    sign = "" if value.comparator is Comparator.EXACTLY else f"{value.comparator} "
    if value.unit == LEVEL_UNIT:
        return f"{sign}{number(value.value)} m ({value.datum})"
    if value.unit in MONEY_ZH or (len(value.unit) == 3 and value.unit.isupper()):
        return f"{sign}{money(value.value, value.unit)}"
    chinese, one, many = UNITS.get(value.unit, (value.unit, value.unit, value.unit))
    unit = chinese if in_chinese() else (one if value.value == 1 else many)
    return f"{sign}{number(value.value)}{'' if unit == '%' else ' '}{unit}".rstrip()
