"""What a cell may hold, and what it means: pure, one function a kind of column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import INVISIBLE, PartialDate, Precision, clean_text
from pilin.foundation.access.verdict import Text

DANGER = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫"  # a spreadsheet would run a cell that begins so
BLANKS = " \u00a0\u2007\u202f\u3000"  # some programs drop these before they look
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML cannot hold
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
CURRENCY = re.compile(r"[A-Z]{3}")
WORDS_FOR_YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000, "人民币": 1}
SEPARATORS = re.compile(r"[,，、;；|\s]+")


class Wrong(ValueError):
    """A cell does not hold what its column must."""

    def __init__(self, code: str, reason: Text) -> None:
        super().__init__(code)
        self.code, self.reason = code, reason


def guarded(text: str) -> str:
    """Return a text as it goes into a cell: one that would be run gets a leading ``'``.

    A text that begins with ``'`` gets one too, so that taking one away gives back exactly what was there.
    """
    return f"'{text}" if text.startswith("'") or _begins_badly(text) else text


def unguarded(text: str) -> tuple[str, bool]:
    """Return a cell's text without the guard, and whether it had one."""
    rest = text[1:]
    if text.startswith("'") and (rest.startswith("'") or _begins_badly(rest)):
        return rest, True
    return text, False


def _begins_badly(text: str) -> bool:
    """Return whether what a text begins with, past blanks and marks that nobody sees, is a formula's beginning."""
    shown = INVISIBLE.sub("", text).lstrip(BLANKS)
    return bool(text) and (text[0] in DANGER or shown[:1] in tuple(DANGER))


def would_run(text: str) -> bool:
    """Return whether a spreadsheet would run this text: it begins as a formula and is no number."""
    shown = INVISIBLE.sub("", text).lstrip(BLANKS + "\t\r\n")
    if not shown or shown[0] not in DANGER:
        return False
    plain = unicodedata.normalize("NFKC", shown).strip()
    return not NUMBER.fullmatch(plain.rstrip("%"))


def decimal(text: str) -> Decimal:
    """Return a number; figures may be full-width and grouped by thousands."""
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        if not NUMBER.fullmatch(plain) and not re.fullmatch(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}", plain):
            raise InvalidOperation
        number = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        raise Wrong("no_number", _("Not a number. Write it in figures, as 1234.5")) from None
    if len(number.as_tuple().digits) > 30:
        raise Wrong("no_number", _("The number has too many figures"))
    return number


def integer(text: str) -> int:
    """Return a whole number."""
    number = decimal(text)
    if number != number.to_integral_value() or abs(number) >= Decimal(2**63):
        raise Wrong("no_integer", _("Not a whole number"))
    return int(number)


def bounded(number: Any, minimum: Any, maximum: Any) -> Any:
    """Return the number when it lies within its bounds, both inclusive."""
    if minimum is not None and number < minimum:
        raise Wrong("too_small", _("At least {least}").format(least=minimum))
    if maximum is not None and number > maximum:
        raise Wrong("too_large", _("At most {most}").format(most=maximum))
    return number


def currency(text: str) -> tuple[str, int]:
    """Return a currency's ISO 4217 code and the factor its word carries: 万元 is ten thousand CNY."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in WORDS_FOR_YUAN:
        return "CNY", WORDS_FOR_YUAN[plain]
    if CURRENCY.fullmatch(plain.upper()):
        return plain.upper(), 1
    raise Wrong("no_currency", _("Not a currency. Write its three letters, as CNY"))


def money(text: str, beside: str | None = None) -> tuple[Decimal, str]:
    """Return amount and currency of ``12.5 CNY``, ``CNY 12.5`` or ``12.5万元``; ``beside`` is a currency's own column."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(r"([+-]?[\d.,]+)\s*(\D*)|(\D+?)\s*([+-]?[\d.,]+)", plain)
    if not match:
        raise Wrong("no_money", _("Not an amount. Write figures and currency, as 12.5 CNY"))
    figures, word = (match[1], match[2]) if match[1] else (match[4], match[3])
    if not word.strip() and not (beside or "").strip():
        raise Wrong("no_currency", _("The amount has no currency. Write it behind, as 12.5 CNY"))
    code, factor = currency(word.strip() or beside or "")
    if word.strip() and beside and currency(beside)[0] != code:
        raise Wrong("two_currencies", _("The amount names another currency than the column beside it"))
    amount = decimal(figures) * factor
    if amount != amount.quantize(Decimal("0.01")) or abs(amount) >= Decimal(10) ** 16:
        raise Wrong("too_fine", _("An amount has at most two decimals and sixteen figures before them"))
    return amount.quantize(Decimal("0.01")), code


def partial_date(text: str) -> PartialDate:
    """Return a day, month, quarter or year; ``2024/6/27`` and ``2024年6月`` are read too."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r" 00:00:00$", "", plain)
    if match := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", plain):
        plain = f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    elif match := re.fullmatch(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?", plain):
        plain = f"{match[1]}-{int(match[2]):02d}"
    elif match := re.fullmatch(r"(\d{4})年", plain):
        plain = match[1]
    elif match := re.fullmatch(r"(\d{4})(?:年第?|[- ]?[Qq])([1-4一二三四])(?:季度)?", plain):
        plain = f"{match[1]}-Q{'一二三四'.find(match[2]) + 1 or match[2]}"
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?|-Q[1-4])?", plain):
        raise Wrong("no_date", _("Not a date. Write 2024-06-27, 2024-06, 2024-Q2 or 2024"))
    try:
        return PartialDate.parse(plain)
    except ValueError:
        raise Wrong("no_such_date", _("There is no such day in the calendar")) from None


def day(text: str) -> date:
    """Return a day; a month or a year alone is refused."""
    found = partial_date(text)
    if found.precision is not Precision.DAY:
        raise Wrong("no_day", _("Name the day too, as 2024-06-27"))
    return found.first


def folded(word: str) -> str:
    """Return a word as it is compared: width, case, blanks and invisible marks do not matter."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", INVISIBLE.sub("", word))).strip().casefold()


def choice(text: str, choices: Any) -> Any:
    """Return the value of one of the words allowed."""
    words = dict(choices) if isinstance(choices, Mapping) else {word: word for word in choices}
    for word, value in words.items():
        if folded(str(word)) == folded(text):
            return value
    shown = "、".join(list(map(str, words))[:12])
    raise Wrong("no_choice", _("Not one of the words allowed: {words}").format(words=shown))


def codes(text: str, choices: Any, most: int) -> tuple[Any, ...]:
    """Return codes parted by commas, semicolons or blanks; each once."""
    found = tuple(choice(part, choices) if choices else part for part in SEPARATORS.split(clean_text(text)) if part)
    if len(set(found)) != len(found):
        raise Wrong("twice", _("The same code stands here twice"))
    if len(found) > most:
        raise Wrong("too_many", _("At most {most} codes").format(most=most))
    return found
