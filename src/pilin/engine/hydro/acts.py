"""What a replay is given: observations and official acts, read from rows with every fault named."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from pilin.engine.base.verdict import Fault, Invalid
from pilin.engine.hydro.dated import exact
from pilin.engine.hydro.datum import datum_key
from pilin.engine.hydro.thresholds import COLOURS

SHANGHAI = ZoneInfo("Asia/Shanghai")
LIFTED = "lifted"
RESPONSES = ("IV", "III", "II", "I")  # lowest first
STATES = ("open", "closed")
STATE_WORDS = {
    "opened": "open",
    "full": "open",
    "开": "open",
    "全开": "open",
    "shut": "closed",
    "close": "closed",
    "关": "closed",
    "全关": "closed",
}
QUANTITIES = ("rain_mm", "level_m")
COLOUR_WORDS = {"蓝": "blue", "黄": "yellow", "橙": "orange", "红": "red", "解除": LIFTED, "none": LIFTED}
RESPONSE_WORDS = {
    "1": "I",
    "2": "II",
    "3": "III",
    "4": "IV",
    "一": "I",
    "二": "II",
    "三": "III",
    "四": "IV",
    "解除": LIFTED,
    "none": LIFTED,
}
FIELDS = (
    "kind", "at", "from", "to", "station", "quantity", "value", "period_h", "datum", "datum_assumed", "at_assumed", "level", "colour", "state", "count", "source",
)  # fmt: skip
YES = ("true", "yes", "1", "是")
LONGEST = timedelta(days=31)
SHORTEST = timedelta(seconds=1)
YEARS = range(1900, 2201)
MOST = 1_000_000  # beyond all rain and all water


class ActKind(StrEnum):
    """What a row of a replay is."""

    OBSERVATION = "observation"
    SIGNAL = "signal"
    GATE = "gate"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One observation, or one thing an office did.

    Parameters
    ----------
    row : int
        Where it stood in what was given.
    kind : ActKind
    at : datetime
        When it was done; of an observation when its interval ended.
    station : str
        The gauge, gate or issuing office.
    start : datetime, optional
        Of rain: the interval is (start, at].
    quantity : str
        ``rain_mm`` or ``level_m``; empty of official acts.
    value : Decimal, optional
    period_h : Decimal, optional
        Of rain: the value is the most in any so many hours of the interval. None: in the whole of it.
    datum : str
        Empty where the row names none.
    datum_assumed : bool
        Whether whoever wrote the row took the datum for granted.
    at_assumed : bool
        Whether the source names no minute.
    level : str
        The colour, the response level, or the gate's state.
    count : int, optional
        How many gates.
    source : str
    """

    row: int
    kind: ActKind
    at: datetime
    station: str = ""
    start: datetime | None = None
    quantity: str = ""
    value: Decimal | None = None
    period_h: Decimal | None = None
    datum: str = ""
    datum_assumed: bool = False
    at_assumed: bool = False
    level: str = ""
    count: int | None = None
    source: str = ""


def read_acts(rows: Sequence[Mapping[str, Any]], *, numbers: Sequence[int] | None = None) -> tuple[Act, ...]:
    """Return the rows as observations and acts, in the order given.

    Parameters
    ----------
    rows : sequence of mapping
        Each with ``kind``: ``observation`` (``station``, ``quantity``, ``value``; rain with ``from`` and ``to``, or ``to`` and
        ``period_h``; levels with ``at``, and ``datum``), ``signal`` (``at``, ``level`` or ``colour``: a colour or ``lifted``), ``gate`` (``at``,
        ``station``, ``state``: ``open`` or ``closed``) or ``response`` (``at``, ``level``: I to IV or ``lifted``). Times without
        zone are those of Shanghai.
    numbers : sequence of int, optional
        The number of each row, for faults: of a table its rows in the file. Without it they are counted from one.

    Raises
    ------
    Invalid
        With every fault of every row.
    """
    faults: list[Fault] = []
    acts: list[Act] = []
    for number, row in zip(numbers or range(1, len(rows) + 1), rows, strict=True):
        if not isinstance(row, Mapping):
            faults.append(Fault("no_row", "", "this is no row with names and values", row=number))
            continue
        reader = _Reader(number, row)
        act = reader.act()
        faults += reader.faults
        if act:
            acts.append(act)
    if faults:
        raise Invalid(*faults)
    return tuple(acts)


class _Missing(Exception):
    pass


class _Reader:
    """Reads one row, and gathers what is wrong with it."""

    def __init__(self, number: int, row: Mapping[str, Any]) -> None:
        self.number, self.row = number, row
        self.faults: list[Fault] = []

    def act(self) -> Act | None:
        """Return the act; None where something is wrong."""
        kind = self.text("kind").casefold()
        if kind not in tuple(ActKind):
            self.wrong("kind", "unknown_kind" if kind else "empty", f"the kind is one of {', '.join(ActKind)}")
            return None
        told = getattr(self, f"_{kind}")()
        told |= {"source": self.text("source"), "at_assumed": self.said("at_assumed")}
        return None if self.faults else Act(row=self.number, kind=ActKind(kind), **told)

    def _observation(self) -> dict[str, Any]:
        told: dict[str, Any] = {"station": self.needed("station"), "quantity": self.text("quantity")}
        told["value"] = self.read("value", _believed, "no_number", "a number is needed")
        if told["quantity"] not in QUANTITIES:
            self.wrong("quantity", "unknown_quantity", f"the quantity is one of {', '.join(QUANTITIES)}")
        elif told["quantity"] == "rain_mm":
            if told["value"] is not None and told["value"] < 0:
                self.wrong("value", "below_nought", "rain is not below nought")
            told |= self.interval()
        else:
            told["at"] = (
                self.time("at" if self.text("at") else "to") if self.text("at") or self.text("to") else self.time("at")
            )
            told["datum"] = datum_key(self.text("datum"))
            told["datum_assumed"] = self.said("datum_assumed")
        return told

    def _signal(self) -> dict[str, Any]:
        return self.done() | {"level": self.step(("level", "colour", "value"), (*COLOURS, LIFTED), COLOUR_WORDS)}

    def _response(self) -> dict[str, Any]:
        return self.done() | {"level": self.step(("level", "value"), (*RESPONSES, LIFTED), RESPONSE_WORDS)}

    def _gate(self) -> dict[str, Any]:
        told = self.done() | {"level": self.step(("state", "level", "value"), STATES, STATE_WORDS)}
        if self.text("count"):
            told["count"] = self.read("count", _whole, "no_number", "a whole number from one up is needed")
        return told

    def done(self) -> dict[str, Any]:
        """Return when an office did something, and which."""
        return {"at": self.time("at"), "station": self.text("station")}

    def interval(self) -> dict[str, Any]:
        """Return when rain fell: its end, its beginning, and the hours that the value is of."""
        period = (
            self.read("period_h", exact, "no_number", "a number of hours is needed") if self.text("period_h") else None
        )
        if period is not None and not (0 < period <= LONGEST // timedelta(hours=1) and _span(period) >= SHORTEST):
            self.wrong("period_h", "no_period", "this is no number of hours")
            period = None
        end = self.time("to") if self.text("to") or not self.text("at") else self.time("at")
        if self.text("from") or period is None:
            start = self.time("from")
        else:
            start = end - _span(period) if end else None
        if start is not None and end is not None:
            if end - start < SHORTEST:
                self.wrong("to", "empty_interval", "the interval ends before it begins, or holds no time")
            elif end - start > LONGEST:
                self.wrong("to", "long_interval", "the interval is longer than a month")
            elif period is not None and _span(period) > end - start:
                self.wrong("period_h", "long_period", "so many hours do not fit into the interval")
            elif period is not None and _span(period) == end - start:
                period = None
        return {"at": end, "start": start, "period_h": period}

    def step(self, fields: Sequence[str], steps: Sequence[str], words: Mapping[str, str]) -> str:
        """Return a step of a ladder, from the first of some fields that says anything."""
        field = next((name for name in fields if self.text(name)), fields[0])
        brought = unicodedata.normalize("NFKC", self.text(field)).casefold()
        plain = brought.removeprefix("level ").removesuffix("响应").removesuffix("级").removesuffix("色")
        found = {step.casefold(): step for step in steps}.get(plain) or words.get(plain)
        if found is None:
            self.wrong(field, "unknown_level" if brought else "empty", f"this is one of {', '.join(steps)}")
        return found or ""

    def time(self, field: str) -> datetime | None:
        """Return a moment; one without zone is Shanghai's."""
        found: datetime | None = self.read(
            field, _moment, "no_time", "a day and a time are needed, as 2023-06-24T04:50"
        )
        return found

    def read(self, field: str, way: Callable[[str], Any], code: str, reason: str) -> Any:
        """Return a field read one way; None, and a fault, where it cannot be."""
        text = self.text(field)
        try:
            return way(text) if text else self.empty()
        except _Missing:
            self.wrong(field, "empty", reason)
        except (ValueError, OverflowError):
            self.wrong(field, code, reason)
        return None

    def needed(self, field: str) -> str:
        """Return a text that must be there."""
        text = self.text(field)
        if not text:
            self.wrong(field, "empty", "this is needed")
        return text

    def text(self, field: str) -> str:
        """Return a field as text; empty where there is none."""
        value = self.row.get(field)
        return "" if value is None else str(value).strip()

    def said(self, field: str) -> bool:
        """Return whether a field says yes."""
        return self.text(field).casefold() in YES

    def empty(self) -> NoReturn:
        raise _Missing

    def wrong(self, field: str, code: str, reason: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(code, field, reason, row=self.number, value=self.text(field)))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if ":" not in text:
        raise ValueError("a day is no moment")
    if found.year not in YEARS:
        raise ValueError("no event that anybody runs again")
    return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)


def _span(hours: Decimal) -> timedelta:
    return timedelta(seconds=float(hours * 3600))


def _believed(text: str) -> Decimal:
    found = exact(text)
    if abs(found) > MOST:
        raise ValueError("beyond belief")
    return found


def _whole(text: str) -> int:
    found = int(text)
    if found < 1:
        raise ValueError("below one")
    return found
