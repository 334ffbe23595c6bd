"""What is said of a firm: the catalogue of facts, and reading them with every fault named."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pilin.engine.base.identifiers import check_uscc
from pilin.engine.base.verdict import Fault, Invalid

DATA = Path(__file__).with_name("data")
FEN = 100
MOST_CNY = Decimal(10) ** 13  # nine years of as many fen still add up exactly in doubles
DIGITS = 15  # as many as a double gives back as written
LEAST_YEAR = 1949
TEN_THOUSAND = 10_000
LEAST_PER_HEAD = 1_000  # yuan of revenue a head and year; less, of ten people or more, is a figure in 10,000 yuan
PLACE = re.compile(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?")
INDUSTRY = re.compile(r"[A-T](\d{2,4})?")
PLACE_DIGITS, INDUSTRY_DIGITS = 12, 4


class Kind(StrEnum):
    """What a fact is measured in."""

    AMOUNT = "amount"  # yuan, to the fen
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"  # 0 to 1
    FLAG = "flag"
    DATE = "date"
    CODE = "code"
    TITLES = "titles"


@dataclass(frozen=True, slots=True)
class FactKind:
    """One thing that may be said of a firm.

    Parameters
    ----------
    name : str
    kind : Kind
    yearly : bool
        One figure a year.
    most : Decimal, optional
        The largest that is believed.
    zh, en : str
        What people call it.
    titles : mapping of str to (str, str)
        Of titles: code to Chinese and English name.
    called : mapping of str to str
        Of titles: every code, name and other name, in small letters, to its code.
    stand_in : str
        The yearly fact that stands for it where it is not given, and counts less; empty for none.
    settled_by : tuple
        Conditions, as in a measure's ``all``, under which it counts whole and may fail a criterion.
    """

    name: str
    kind: Kind
    yearly: bool
    most: Decimal | None
    zh: str
    en: str
    titles: Mapping[str, tuple[str, str]]
    called: Mapping[str, str]
    stand_in: str
    settled_by: tuple[Any, ...]


@cache
def catalogue() -> Mapping[str, FactKind]:
    """Return every fact that may be said of a firm, by name.

    Examples
    --------
    >>> catalogue()["revenue_cny"].kind
    <Kind.AMOUNT: 'amount'>
    """
    rows = tomllib.loads((DATA / "facts.toml").read_text(encoding="utf8"), parse_float=Decimal)
    return {
        name: FactKind(
            name,
            kind := Kind(row["kind"]),
            row.get("yearly", False),
            Decimal(row["most"]) if "most" in row else {Kind.SHARE: Decimal(1), Kind.AMOUNT: MOST_CNY}.get(kind),
            row["zh"],
            row["en"],
            {code: (title["zh"], title["en"]) for code, title in row.get("titles", {}).items()},
            {
                name.casefold(): code
                for code, title in row.get("titles", {}).items()
                for name in (code, title["zh"], title["en"], *title["also"])
            },
            row.get("stand_in", ""),
            tuple(row.get("settled_by", ())),
        )
        for name, row in rows.items()
    }


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one firm; what is not among it is unknown.

    Parameters
    ----------
    values : mapping of str to Any
        By name: Decimal, bool, date, str, frozenset of titles, or a mapping of year to Decimal.
    """

    values: Mapping[str, Any]

    def cells(self) -> dict[str, float]:
        """Return the facts as numbers by column, unknown ones absent.

        Amounts are whole fen and dates ordinals; a yearly fact has a column a year, ``revenue_cny[2023]``; titles have one
        each, ``recognitions:high_tech``; a code is the first and the last full code that begins so, ``place`` and
        ``place:end``.

        Examples
        --------
        >>> read_facts({"place": "31", "revenue_cny": {"2023": 5}}, on=date(2024, 6, 1)).cells()
        {'place': 310000000000.0, 'place:end': 319999999999.0, 'revenue_cny[2023]': 500.0}
        """
        found: dict[str, float] = {}
        for name, value in self.values.items():
            match catalogue()[name]:
                case FactKind(kind=Kind.TITLES, titles=titles):
                    found |= {f"{name}:{title}": float(title in value) for title in titles}
                case FactKind(kind=Kind.CODE):
                    if name != "uscc":
                        found[name], found[f"{name}:end"] = code_span(value)
                case FactKind(yearly=True):
                    found |= {f"{name}[{year}]": float(amount * FEN) for year, amount in value.items()}
                case FactKind(kind=Kind.DATE):
                    found[name] = float(value.toordinal())
                case FactKind(kind=Kind.AMOUNT):
                    found[name] = float(value * FEN)
                case _:
                    found[name] = float(value)
        return found


def code_span(code: str) -> tuple[float, float]:
    """Return the first and the last full code, as numbers, that begin with one.

    Examples
    --------
    >>> code_span("C34") == (ord("C") * 10_000 + 3400, ord("C") * 10_000 + 3499)
    True
    """
    if code[:1].isalpha():
        base = ord(code[0]) * 10**INDUSTRY_DIGITS
        return base + float(code[1:].ljust(INDUSTRY_DIGITS, "0")), base + float(code[1:].ljust(INDUSTRY_DIGITS, "9"))
    return float(code.ljust(PLACE_DIGITS, "0")), float(code.ljust(PLACE_DIGITS, "9"))


def read_facts(said: Mapping[str, Any], *, on: date) -> Facts:
    """Read what is said of one firm.

    Parameters
    ----------
    said : mapping of str to Any
        As JSON gives it: numbers or texts of numbers in yuan, shares from 0 to 1, days as ``2018-05-01``, yearly facts as
        ``{"2023": 3852000000}``. None and absent are unknown.
    on : date
        The day asked about: what lies after it is a fault.

    Raises
    ------
    Invalid
        With every fault: a field that is not known, a wrong type, unit, sign or date, facts that exclude each other.

    Examples
    --------
    >>> read_facts({"main_business_share": 35}, on=date(2024, 6, 1))
    Traceback (most recent call last):
        ...
    pilin.engine.base.verdict.Invalid: main_business_share is 35; a share lies between 0 and 1: write 0.35 for 35 %
    """
    return read_firms([said], on=on, first_row=None)[0]


def read_firms(rows: Sequence[Mapping[str, Any]], *, on: date, first_row: int | None = 1) -> list[Facts]:
    """Read what is said of many firms; all of them or none.

    Parameters
    ----------
    rows : sequence of mapping
        As for :func:`read_facts`.
    on : date
    first_row : int, optional
        What the first row is called in faults; None: rows are not named.

    Raises
    ------
    Invalid
        With every fault of every row.
    """
    faults: list[Fault] = []
    found = [
        _Reading(said, on, None if first_row is None else first_row + k, faults).facts() for k, said in enumerate(rows)
    ]
    if faults:
        raise Invalid(*faults)
    return found


class _Wrong(ValueError):
    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class _Reading:
    """Reads one firm and notes what is wrong."""

    def __init__(self, said: Any, on: date, row: int | None, faults: list[Fault]) -> None:
        self.said, self.on, self.row, self.faults = said, on, row, faults
        self.values: dict[str, Any] = {}

    def facts(self) -> Facts:
        if not isinstance(self.said, Mapping):
            self._note(_Wrong("not_a_table", "a firm is a table of facts by name"), "", self.said)
            return Facts({})
        for name, value in self.said.items():
            if value is None:
                continue
            fact = catalogue().get(name)
            if fact is None:
                self._note(_Wrong("unknown_field", f"there is no fact {name!r}"), str(name), value)
            elif fact.yearly:
                self._yearly(fact, value)
            else:
                self._try(fact, name, value)
        self._together()
        return Facts(self.values)

    def _note(self, wrong: _Wrong, field: str, value: Any) -> None:
        self.faults.append(Fault(wrong.code, field, str(wrong), self.row, str(value)))

    def _try(self, fact: FactKind, field: str, value: Any) -> None:
        try:
            self.values[field] = self._one(fact, field, value)
        except _Wrong as wrong:
            self._note(wrong, field, value)

    def _yearly(self, fact: FactKind, value: Any) -> None:
        if not isinstance(value, Mapping):
            self._note(_Wrong("not_yearly", f'{fact.name} is one figure a year: {{"2023": ...}}'), fact.name, value)
            return
        years: dict[int, Decimal] = {}
        for key, amount in value.items():
            field = f"{fact.name}[{key}]"
            try:
                if not re.fullmatch(r"\d{4}", str(key)) or int(key) < LEAST_YEAR:
                    raise _Wrong("bad_year", f"{key!r} is no year of four digits")
                if int(key) > self.on.year:
                    raise _Wrong("future", f"{key} lies after {self.on}")
                if amount is not None:
                    years[int(key)] = self._one(fact, field, amount)
            except _Wrong as wrong:
                self._note(wrong, field, amount)
        self.values[fact.name] = years

    def _one(self, fact: FactKind, field: str, value: Any) -> Any:
        match fact.kind:
            case Kind.CODE:
                return self._code(fact, value)
            case Kind.DATE:
                return self._date(field, value)
            case Kind.TITLES:
                if (
                    isinstance(value, str)
                    or not isinstance(value, Sequence)
                    or not all(isinstance(v, str) for v in value)
                ):
                    raise _Wrong("not_a_list", f"{field} is a list of titles; an empty one means none")
                codes = {title: fact.called.get(title.strip().casefold()) for title in value}
                if strange := sorted(title for title, code in codes.items() if code is None):
                    raise _Wrong("unknown_title", f"{', '.join(strange)}: not among {', '.join(fact.titles)}")
                return frozenset(codes.values())
            case Kind.FLAG:
                if not isinstance(value, bool):
                    raise _Wrong("not_a_flag", f"{field} is true or false")
                if fact.name == "rd_expense_complete" and not value:
                    raise _Wrong(
                        "wrong_definition",
                        "a figure of the narrower definition belongs in rd_deduction_cny, not rd_expense_cny",
                    )
                return value
        return self._number(fact, field, value)

    def _number(self, fact: FactKind, field: str, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise _Wrong("not_a_number", f"{field} is a number")
        try:
            found = Decimal(
                repr(value) if isinstance(value, float) else value.strip() if isinstance(value, str) else value
            )
        except InvalidOperation:
            raise _Wrong("not_a_number", f"{value!r} is no number") from None
        if not found.is_finite():
            raise _Wrong("not_a_number", f"{value!r} is no number")
        if found < 0:
            raise _Wrong("negative", f"{field} is below nought")
        if fact.most is not None and found > fact.most:
            if fact.kind is Kind.SHARE:
                raise _Wrong(
                    "percent",
                    f"{field} is {found}; a share lies between 0 and {fact.most}: write {found / 100} for {found} %",
                )
            raise _Wrong("too_large", f"{field} is {found}; more than {fact.most} is not believed: check the unit")
        if fact.kind is Kind.COUNT and found != found.to_integral_value():
            raise _Wrong("not_whole", f"{field} is a whole number")
        if fact.kind is Kind.AMOUNT and found * FEN != (found * FEN).to_integral_value():
            raise _Wrong("below_fen", f"{field} is in yuan, to the fen")
        if len(found.normalize().as_tuple().digits) > DIGITS or (fact.kind is Kind.COUNT and found >= 10**DIGITS):
            raise _Wrong("too_many_digits", f"{field} has more than {DIGITS} digits: round it")
        return found

    def _code(self, fact: FactKind, value: Any) -> str:
        text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if fact.name == "uscc":
            checked = check_uscc(text)
            if not checked.valid:
                raise _Wrong("bad_uscc", f"{text or value!r} fails: {', '.join(checked.failed)}")
            return checked.number
        if fact.name == "place" and not PLACE.fullmatch(text):
            raise _Wrong("bad_place", "a division code has 2, 4, 6, 9 or 12 digits")
        if fact.name == "industry" and not INDUSTRY.fullmatch(text):
            raise _Wrong("bad_industry", "an industry code is a letter from A to T and up to four digits, as C3442")
        return text

    def _date(self, field: str, value: Any) -> date:
        try:
            found = value if type(value) is date else date.fromisoformat(str(value))
        except ValueError:
            raise _Wrong("bad_date", f"{value!r} is no day as 2018-05-01") from None
        if found > self.on:
            raise _Wrong("future", f"{field} {found} lies after {self.on}")
        return found

    def _together(self) -> None:
        """Note facts that exclude each other, and amounts that look like 10,000 yuan."""
        get = self.values.get
        staff, founded = get("staff"), get("founded_on")
        for part in ("rd_staff", "tech_staff"):
            if staff is not None and get(part) is not None and get(part) > staff:
                self._note(_Wrong("more_than_all", f"{part} is more than staff"), part, get(part))
        revenue, expense, base = get("revenue_cny", {}), get("rd_expense_cny", {}), get("rd_deduction_cny", {})
        for year, amount in base.items():
            if year in expense and amount > expense[year]:
                reason = "the deduction counts less than rd_expense_cny, never more"
                self._note(_Wrong("more_than_all", reason), f"rd_deduction_cny[{year}]", amount)
        for name, years in (("revenue_cny", revenue), ("rd_expense_cny", expense), ("rd_deduction_cny", base)):
            for year, amount in years.items():
                if founded is not None and amount and year < founded.year:
                    self._note(_Wrong("before_foundation", f"founded on {founded}"), f"{name}[{year}]", amount)
        for year, amount in revenue.items():
            beside = [other for at, other in revenue.items() if abs(at - year) == 1]
            little = amount and staff is not None and staff >= 10 and amount < LEAST_PER_HEAD * staff
            if little or (amount and any(TEN_THOUSAND / 2 <= other / amount <= TEN_THOUSAND * 2 for other in beside)):
                reason = (
                    f"{amount} yuan looks like 10,000 yuan: write {amount * TEN_THOUSAND}, or check staff and years"
                )
                self._note(_Wrong("ten_thousands", reason), f"revenue_cny[{year}]", amount)


def known(value: float | None) -> bool:
    """Return whether a cell says something.

    Examples
    --------
    >>> known(0.0), known(float("nan")), known(None)
    (True, False, False)
    """
    return value is not None and not math.isnan(value)
