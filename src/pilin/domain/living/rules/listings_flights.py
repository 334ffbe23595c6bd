"""When a flight is asked for and answered, as the rules of the day of the request set it. Pure; the rules are dated data."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pilin.domain.living.enums.listings import DroneSize
from pilin.engine.base import Fault
from pilin.foundation.access.verdict import Text, Verdict

SHANGHAI = ZoneInfo("Asia/Shanghai")
HIGHEST_M = 6_000  # beyond it nobody flies a drone from here: a slip of the hand


@dataclass(frozen=True, slots=True)
class FlightRule:
    """What a clause sets from one day to another."""

    key: str
    valid_from: date
    valid_to: date | None
    value: str
    clause_zh: str
    clause_en: str
    source: str
    note_zh: str
    note_en: str

    @property
    def clause(self) -> str:
        """Return the clause in the reader's language."""
        return self.clause_en if (get_language() or "").startswith("en") else self.clause_zh

    @property
    def note(self) -> str:
        """Return what it says, in the reader's language."""
        return self.note_en if (get_language() or "").startswith("en") else self.note_zh


@dataclass(frozen=True, slots=True)
class FlightAsked:
    """What a flight needs, as of the moment at which it is asked for.

    Parameters
    ----------
    needed : bool, optional
        Whether it must be asked for; None: unknown, so one may ask.
    controlled : bool
        Whether it lies in controlled airspace, by its height or as the firm says.
    ask_before, answer_by : datetime, optional
        None where no rule of that day is known.
    late : bool
        It is too late to ask for this day.
    next_day : date, optional
        The first day for which one may ask now.
    rules : tuple of FlightRule
        The clauses this follows from.
    """

    needed: bool | None
    controlled: bool
    ask_before: datetime | None
    answer_by: datetime | None
    late: bool
    next_day: date | None
    rules: tuple[FlightRule, ...]


@cache
def flight_rules() -> tuple[FlightRule, ...]:
    """Return every dated rule of flights that the package carries."""
    text = (resources.files("pilin.domain.living") / "data" / "flight_rules.csv").read_text(encoding="utf8")
    return tuple(
        FlightRule(
            row["key"], date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            row["value"], row["clause_zh"], row["clause"], row["source"], row["note_zh"], row["note"],
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


def rule_on(key: str, on: date) -> FlightRule | None:
    """Return the rule of this key that is in force on a day; None where none is known."""
    for rule in flight_rules():
        if rule.key == key and rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to):
            return rule
    return None


def _at(on: date, rule: FlightRule | None) -> datetime | None:
    return None if rule is None else datetime.combine(on, time.fromisoformat(rule.value), tzinfo=SHANGHAI)


def ask_before(on: date) -> datetime | None:
    """Return before which moment a flight on a day is asked for.

    Examples
    --------
    >>> ask_before(date(2024, 10, 20)).isoformat()
    '2024-10-19T12:00:00+08:00'
    """
    return _at(on - timedelta(days=1), rule_on("apply_before", on))


def answer_by(on: date) -> datetime | None:
    """Return by when a request for a flight on a day is answered."""
    return _at(on - timedelta(days=1), rule_on("answer_by", on))


def next_day(at: datetime) -> date | None:
    """Return the first day for which a flight may be asked for at a moment: noon sharp is too late for tomorrow.

    Examples
    --------
    >>> next_day(datetime(2024, 10, 18, 11, 59, tzinfo=SHANGHAI)), next_day(datetime(2024, 10, 18, 12, 0, tzinfo=SHANGHAI))
    (datetime.date(2024, 10, 19), datetime.date(2024, 10, 20))
    """
    tomorrow = at.astimezone(SHANGHAI).date() + timedelta(days=1)
    for day in (tomorrow, tomorrow + timedelta(days=1)):
        before = ask_before(day)
        if before is not None and at < before:
            return day
    return None


def asked(size: str, height_m: int, starts_at: datetime, at: datetime, *, controlled: bool = False) -> FlightAsked:
    """Return what a flight needs that is asked for at a moment; ``controlled`` is what the firm says of the ground it flies over."""
    on = starts_at.astimezone(SHANGHAI).date()
    ceiling, free, unclear = (rule_on(key, on) for key in ("controlled_above_m", "free_sizes", "unclear_sizes"))
    high = ceiling is not None and height_m > int(ceiling.value)
    within = high or controlled
    used = [rule for rule in (ceiling,) if rule]
    needed: bool | None = True
    if ceiling is None:
        needed = None
    elif not within and free is not None and size in free.value.split():
        needed, used = False, [*used, free]
    elif not within and unclear is not None and size in unclear.value.split():
        needed, used = None, [*used, unclear]
    before, answered = ask_before(on), answer_by(on)
    used += [rule for key in ("apply_before", "answer_by") if (rule := rule_on(key, on))]
    late = needed is not False and before is not None and at >= before
    return FlightAsked(needed, within, before, answered, late, next_day(at), tuple(used))


def may_be_asked(told: FlightAsked) -> Verdict:
    """Return whether a flight may be asked for now: not when it needs no asking, and not past the noon of the day before."""
    if told.ask_before is None or told.answer_by is None:
        return Verdict.no("no_rule", _("Nothing was asked. No rule on flights is known for that day"))
    if told.needed is False:
        free = next(one for one in told.rules if one.key == "free_sizes")
        return Verdict.no("not_needed", _("Nothing was asked, because nothing needs asking: {note} ({clause})").format(note=free.note, clause=free.clause))  # fmt: skip
    if told.late:
        rule = next(one for one in told.rules if one.key == "apply_before")
        day = told.next_day.isoformat() if told.next_day else "—"
        return Verdict.no(
            "too_late", _("Nothing was asked. {note} ({clause}); the next day that may be asked for is {day}").format(note=rule.note, clause=rule.clause, day=day),
        )  # fmt: skip
    return Verdict.yes()


def faults_of_flight(
    *, size: str, height_m: int, starts_at: datetime, ends_at: datetime, at: datetime, registration: str, licensed: bool,
    area: str, purpose: str,
) -> list[Fault]:  # fmt: skip
    """Return what is wrong with a request for a flight as it is written."""
    on = starts_at.astimezone(SHANGHAI).date()
    faults = []
    if size not in DroneSize.values:
        faults.append(Fault("size", "size", _("Choose how large the aircraft is"), value=size))
    if not 0 < height_m <= HIGHEST_M:
        faults.append(Fault("height", "height_m", _("Write the height above the ground in metres, up to {most}").format(most=HIGHEST_M), value=str(height_m)))  # fmt: skip
    if ends_at <= starts_at:
        faults.append(Fault("order", "ends", _("It ends after it begins")))
    elif ends_at.astimezone(SHANGHAI).date() != on:
        faults.append(Fault("one_day", "ends", _("Ask for each day on its own")))
    if starts_at <= at:
        faults.append(Fault("past", "on", _("A flight lies ahead"), value=str(on)))
    for field, words, reason in (
        ("area", area, _("Say over which ground it flies")),
        ("purpose", purpose, _("Say what it flies for")),
    ):
        if not words.strip():
            faults.append(Fault("empty", field, reason))
    registered, licence = rule_on("registered_sizes", on), rule_on("licensed_sizes", on)
    if registered and size in registered.value.split() and not registration.strip():
        faults.append(Fault("not_registered", "registration", _reason(registered)))
    if licence and size in licence.value.split() and not licensed:
        faults.append(Fault("no_licence", "licensed", _reason(licence)))
    return faults


def _reason(rule: FlightRule) -> Text:
    return f"{rule.note} ({rule.clause})"
