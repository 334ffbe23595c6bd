"""The history that yearly rules are simulated on: which rows and years it has, and how people and programs write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pilin.domain.benefits import wording
from pilin.domain.benefits.enums import Measure, SchemeCurrency, Simulated
from pilin.engine import share
from pilin.engine.base import Fault, Invalid

MOST_TOWNS, MOST_YEARS, MOST_FIGURES = 5, 12, 240  # what a page still shows and an address still carries
LARGEST = Decimal(10) ** 13  # yuan; and people by far
FEN = Decimal("0.01")
PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,8})?")  # nothing else that a number may be written by: no 1e5, no NaN
OWN_LEVY, OWN_POOL = "own-levy", "own-pool"
FITS: dict[str, tuple[str, ...]] = {  # which rules can be reckoned on which history, the first being what it is about
    Simulated.LEVY: ("geneva", OWN_LEVY, "twin-cities", OWN_POOL),
    Simulated.POOL: ("twin-cities", OWN_POOL, "geneva", OWN_LEVY),
    Simulated.COALITION: ("shapley", "proportional"),
}
PRESET = {OWN_LEVY: "geneva", OWN_POOL: "twin-cities"}  # of which preset a percentage of one's own is another figure


@dataclass(frozen=True, slots=True)
class Row:
    """What is measured, of which town or towns, in which years."""

    measure: str
    about: tuple[str, ...]
    years: tuple[int, ...]


def percent_of(key: str, own: Mapping[str, Decimal | None]) -> Decimal | None:
    """Return the percentage of a rule: the preset's, or one's own by key; None where it has none."""
    if key in PRESET:
        return own.get(key)
    told = share.schemes()[key].terms.get("percent")
    return None if told is None else Decimal(told)


def terms_of(
    keys: Iterable[str],
    towns: Sequence[str],
    first: int,
    years: int,
    *,
    own: Mapping[str, Decimal | None],
    shares: Mapping[str, Decimal],
    currency: str,
) -> dict[str, share.YearlyTerms]:
    """Return the terms of each rule on a history, by key.

    Parameters
    ----------
    own : mapping
        Percentages of one's own: ``own-levy`` and ``own-pool``.
    shares : mapping
        Of each town, percent, for fixed shares.

    Raises
    ------
    Invalid
        Where there are too few or too many towns or years, shares do not add up to a hundred, or a rule is none of these.
    """
    if not 2 <= len(set(towns)) <= MOST_TOWNS or len(set(towns)) != len(towns):
        raise Invalid(Fault("towns", "towns", _("Choose two to five towns, each once"), value=str(len(towns))))
    if not 1 <= years <= MOST_YEARS:
        raise Invalid(Fault("years", "years", _("Between 1 and 12 years"), value=str(years)))
    found = {}
    for key in keys:
        preset = share.schemes().get(PRESET.get(key, key))
        if preset is None or preset.kind == "relocation":
            raise Invalid(
                Fault("unknown", "rules", _("No rule of this history is called “%(key)s”") % {"key": key}, value=key)
            )
        told: dict[str, Any] = {"years": years}
        if preset.kind in ("levy", "growth pool"):
            told["percent"] = str(percent_of(key, own))
        elif preset.kind == "proportion":
            total = sum(shares.values(), Decimal(0))
            if total != 100:
                reason = _("The shares add up to %(total)s %%, not to 100 %%") % {"total": f"{total.normalize():f}"}
                raise Invalid(Fault("shares", "shares", reason, value=str(total)))
            told["percents"] = {town: str(one) for town, one in shares.items()}
        found[key] = share.read_terms(preset.kind, towns, first, told, currency=currency)
    return found


def told_by(
    kind: str, *, towns: str, first: int, years: int, rules: str = "", levy: str = "", pool: str = "", shares: str = "", currency: str = "CNY"
) -> dict[str, share.YearlyTerms]:  # fmt: skip
    """Return the terms that a program asked for, by rule; everything is text with commas between.

    Parameters
    ----------
    kind : str
        A ``Simulated`` but a move.
    rules : str
        Keys; empty: the preset that the history is about, and fixed shares where they are given.
    levy, pool : str
        Percentages of one's own, which add a rule each.
    shares : str
        ``town:percent`` each.

    Raises
    ------
    Invalid

    Examples
    --------
    >>> list(told_by("coalition", towns="a,b", first=2024, years=1))
    ['shapley']
    """
    codes = [code.strip() for code in towns.split(",") if code.strip()]
    if wrong := [code for code in codes if not re.fullmatch(r"[\w.-]{1,40}", code)]:
        raise Invalid(Fault("towns", "towns", _("A town is written by its code"), value=wrong[0][:40]))
    own = {key: _percent(word, name) for key, word, name in ((OWN_LEVY, levy, "levy"), (OWN_POOL, pool, "pool"))}
    parts = dict.fromkeys(codes, Decimal(0))
    for part in shares.split(",") if shares.strip() else []:
        code, _colon, word = part.partition(":")
        parts[code.strip()] = _percent(word, "shares") or Decimal(0)
    if set(parts) != set(codes):
        raise Invalid(Fault("towns", "shares", _("A share for each town, and for no other"), value=shares[:80]))
    keys = [key.strip() for key in rules.split(",") if key.strip()]
    if not keys:
        keys = [FITS[kind][0], *(["proportional"] if shares.strip() and "proportional" in FITS[kind] else [])]
    for key in keys:
        if key not in FITS[kind] or key in PRESET:
            raise Invalid(
                Fault("unknown", "rules", _("No rule of this history is called “%(key)s”") % {"key": key}, value=key)
            )
    keys += [key for key, percent in own.items() if percent is not None and key in FITS[kind]]
    chosen = terms_of(dict.fromkeys(keys), codes, first, years, own=own, shares=parts, currency=currency)
    rows_of(chosen.values())  # refuses more figures than fit
    return chosen


def _percent(word: str, field: str) -> Decimal | None:
    if not word.strip():
        return None
    written = re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", word.strip())
    percent = Decimal(written[0]) if written else Decimal(-1)
    if not 0 <= percent <= 100:
        raise Invalid(Fault("no_share", field, wording.FAULTS["no_share"], value=word[:40]))
    return percent


def rows_of(terms: Iterable[share.YearlyTerms]) -> list[Row]:
    """Return the rows that some terms need, each once, in the order in which the terms ask for them.

    Raises
    ------
    Invalid
        Where there are more figures than a page can hold.
    """
    asked: dict[tuple[str, tuple[str, ...]], set[int]] = {}
    for told in terms:
        for year in range(told.from_year, told.last_year + 1):
            for one in share.needed(told, year):
                asked.setdefault((one.measure, one.about), set()).add(one.year)
    rows = [Row(measure, about, tuple(sorted(years))) for (measure, about), years in asked.items()]
    rows.sort(key=lambda row: MEASURES.index(row.measure))
    if (count := sum(len(row.years) for row in rows)) > MOST_FIGURES:
        reason = _("This history has %(count)s figures, and at most %(most)s fit: take fewer towns, years or rules")
        raise Invalid(Fault("too_many", "years", reason % {"count": count, "most": MOST_FIGURES}, value=str(count)))
    return rows


MEASURES = [one.value for one in (Measure.PAY, Measure.BASE, Measure.PEOPLE, Measure.TAXES, Measure.WORTH)]


def amount_read(text: str, *, people: bool, unit: Decimal = Decimal(1)) -> Decimal | None:
    """Return a figure as it is typed or pasted, in yuan or people; None where nothing is said.

    Parameters
    ----------
    unit : Decimal
        Yuan that one of it stands for; people are counted one by one.

    Raises
    ------
    ValueError
        Where it is no number, below nought, too large, or finer than a fen or a person.

    Examples
    --------
    >>> amount_read(" 1,234.5 ", people=False, unit=Decimal(10_000)), amount_read("", people=True)
    (Decimal('12345000.0'), None)
    """
    word = unicodedata.normalize("NFKC", text).strip()
    if not word:
        return None
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", word):  # as spreadsheets write thousands
        word = word.replace(",", "")
    if not PLAIN.fullmatch(word):
        raise ValueError(text)
    amount = Decimal(word) * (1 if people else unit)
    if amount >= LARGEST or amount % (1 if people else FEN):
        raise ValueError(text)
    return amount


def not_read(measure: str, about: Sequence[str], year: int, text: str, names: Mapping[str, str]) -> str:
    """Return in words which figure is none."""
    said = wording.needed_said(share.Needed(year, measure, tuple(about)), names)
    if measure == Measure.PEOPLE:
        return _("%(figure)s: “%(word)s” is no number of people") % {"figure": said, "word": text[:40]}
    return _("%(figure)s: “%(word)s” is no amount") % {"figure": said, "word": text[:40]}


def rows_read(texts: Iterable[str]) -> list[share.Figure]:
    """Return the figures that programs write, a row each: ``measure:towns:first year[:currency]=amount,amount``, in yuan.

    Towns stand with ``/``, ``+`` or a blank between; of pay first where people work, then where they live. Between two commas
    nothing means that the year is missing.

    Raises
    ------
    Invalid
        Naming the row, and the figure that is none.

    Examples
    --------
    >>> [(one.year, one.about, str(one.amount)) for one in rows_read(["pay:a/b:2024=100,,120"])]
    [(2024, ('a', 'b'), '100'), (2026, ('a', 'b'), '120')]
    """
    found, faults = [], []
    for place, text in enumerate(texts):
        where = f"rows[{place}]"
        head, _equals, amounts = text.partition("=")
        parts = [part.strip() for part in head.split(":")]
        if len(parts) not in (3, 4) or parts[0] not in MEASURES or not re.fullmatch(r"(19|20|21)\d\d", parts[2]):
            reason = _("A row is written measure:towns:first year=amounts, the measure one of %(measures)s")
            faults.append(Fault("row", where, reason % {"measures": ", ".join(MEASURES)}, value=text[:80]))
            continue
        about = tuple(code for code in re.split(r"[+/ ]+", parts[1]) if code)
        currency = parts[3].upper() if len(parts) == 4 else SchemeCurrency.CNY.value
        if currency not in SchemeCurrency.values or not about or len(amounts.split(",")) > 50:
            faults.append(Fault("row", where, _("No such currency, no town, or more than 50 years"), value=text[:80]))
            continue
        if parts[0] == Measure.WORTH:
            about = tuple(sorted(about))
        for year, word in enumerate(amounts.split(","), int(parts[2])):
            try:
                amount = amount_read(word, people=parts[0] == Measure.PEOPLE)
            except ValueError:
                faults.append(
                    Fault("amount", where, not_read(parts[0], about, year, word.strip(), {}), value=word[:40])
                )
                continue
            if amount is not None:
                found.append(share.Figure(year, parts[0], about, amount, currency))
    if faults:
        raise Invalid(*faults)
    return found


def pasted(text: str, rows: Sequence[Row], columns: Sequence[int]) -> dict[tuple[int, int], str]:
    r"""Return what was copied from a spreadsheet, by (row, year): a line a row, as the table has them, a tab between years.

    Names before the figures and a line of years above them are left out. A line has every year of the table, or every year
    that its row asks for.

    Raises
    ------
    Invalid
        Saying how many rows or years there are, and how many there should be.

    Examples
    --------
    >>> told = "town\t2024\t2025\nA\t1\t2\nB\t\t4"
    >>> pasted(told, [Row("taxes", ("a",), (2024, 2025)), Row("taxes", ("b",), (2024, 2025))], [2024, 2025])
    {(0, 2024): '1', (0, 2025): '2', (1, 2024): '', (1, 2025): '4'}
    """
    lines = [_figures_of(line, len(columns)) for line in text.splitlines() if line.strip()]
    if lines and (
        not any(lines[0]) or [re.sub(r"\D", "", word) for word in lines[0]] == [str(year) for year in columns]
    ):
        lines = lines[1:]
    if len(lines) != len(rows):
        reason = _("%(found)s rows were pasted, and the table has %(asked)s")
        raise Invalid(Fault("rows", "paste", reason % {"found": len(lines), "asked": len(rows)}))
    found: dict[tuple[int, int], str] = {}
    for place, (words, row) in enumerate(zip(lines, rows, strict=True)):
        years = columns if len(words) == len(columns) else row.years
        if len(words) != len(years):
            reason = _("Row %(row)s has %(found)s figures, and the table has %(asked)s years")
            raise Invalid(
                Fault("years", "paste", reason % {"row": place + 1, "found": len(words), "asked": len(row.years)})
            )
        found |= {(place, year): word for year, word in zip(years, words, strict=True) if year in row.years}
    return found


def _figures_of(line: str, most: int) -> list[str]:
    words = [word.strip() for word in (line.split("\t") if "\t" in line else re.split(r"[;；\s]+", line.strip()))]
    while words and words[0] and not re.search(r"\d", words[0]):  # a row's name
        words = words[1:]
    while len(words) > most and (not words[0] or not re.fullmatch(r"[\d.,]+", words[0])):  # a name with a number in it
        words = words[1:]
    while len(words) > most and not words[-1]:  # a spreadsheet's empty columns
        words = words[:-1]
    return words
