"""Who keeps lines and stops, which trips go on a day, which word on a stop counts, and what is wrong with what comes in. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.lines.enums import CARDS, LAST_MINUTE, MOST_CALLS, Days, Direction, LineKind
from pilin.domain.lines.models import StopPermission
from pilin.engine.base import Fault, largest_remainder
from pilin.engine.gtfs import PATTERNS
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

TIME = re.compile(r"([0-4]?[0-9]):([0-5][0-9])(?::[0-5][0-9])?")
POINT = re.compile(r"\s*(-?[0-9]{1,2}(?:\.[0-9]{1,9})?)\s*[,，]\s*(-?[0-9]{1,3}(?:\.[0-9]{1,9})?)\s*")
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
READERS = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)
FARE = Decimal(1000)
SUBSIDY = Decimal(100_000_000)


@dataclass(frozen=True, slots=True)
class CallInput:
    """One call as a timetable brought says it; None where a cell could not be read, which is a fault already."""

    trip: str
    stop: str  # its code, or its Chinese name where only one stop is called so
    arrives: int | None
    departs: int | None
    direction: str = ""  # empty: as an earlier call of the trip says
    days: str = ""


@dataclass(frozen=True, slots=True)
class TripInput:
    """A trip of a timetable brought that has no fault: its calls as (key of the stop, arrives, departs)."""

    code: str
    direction: str
    days: str
    calls: tuple[tuple[str, int, int], ...]


def may_keep(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's stops and lines: the clerk of that town."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. The clerk of the town that keeps it writes it down"))


def may_permit(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing says who may get on and off at a stop: the clerk of the town that keeps the stop."""
    if may_keep(by, circle, town):
        return Verdict.yes()
    return Verdict.no(
        "not_stop_town", _("Nothing was written. The town that keeps the stop says who may get on and off there")
    )


def may_propose_subsidy(by: Standing, circle: str, towns: Sequence[str]) -> Verdict:
    """Return whether this standing proposes who pays for a line: the clerk of a town that would pay a share."""
    if by.sees_all or (by.member in towns and may_keep(by, circle, by.member)):
        return Verdict.yes()
    return Verdict.no("not_party", _("Nothing was written. The clerk of a town that would pay a share proposes it"))


def may_agree_to_subsidy(by: Standing, circle: str, towns: Sequence[str], said: Sequence[str]) -> Verdict:
    """Return whether this standing says yes to a share: the clerk of a town that would pay one and said nothing yet."""
    if not may_propose_subsidy(by, circle, towns) or not by.member:
        return Verdict.no(
            "not_party", _("Nothing was written. The clerk of a town that would pay a share agrees to it")
        )
    if by.member in said:
        return Verdict.no("said", _("Your town agreed to it already"))
    return Verdict.yes()


def plain(share: Decimal) -> str:
    """Return a share in per cent as it is kept: ``60``, ``33.33``."""
    return f"{share.normalize():f}"


def paid(amount_cny: Decimal | None, shares: Mapping[str, Decimal]) -> dict[str, Decimal | None]:
    """Return what each town pays, to the fen by largest remainder, so that the parts are the whole; None where it is unknown."""
    if amount_cny is None:
        return dict.fromkeys(shares)
    return dict(largest_remainder(amount_cny, shares, Decimal("0.01")))


def faults_of_subsidy(
    *, year: int, shares: Mapping[str, Decimal], amount_cny: Decimal | None, towns: Iterable[str], today: date
) -> list[Fault]:
    """Return what is wrong with a subsidy as it is proposed; ``towns`` are the members of the circle."""
    faults = []
    if not today.year - 10 <= year <= today.year + 5:
        faults.append(Fault("year", "year", _("Between ten years ago and five years ahead"), value=str(year)))
    known = set(towns)
    for town, share in shares.items():
        if town not in known:
            faults.append(Fault("town", "shares", _("Only towns of the circle share in it"), value=town))
        if not (share.is_finite() and 0 <= share <= 100 and share == round(share, 2)):
            faults.append(Fault("share", "shares", _("Per cent between 0 and 100, to two places"), value=str(share)))
    if not any(fault.code == "share" for fault in faults) and sum(shares.values()) != 100:
        faults.append(Fault("sum", "shares", _("The shares come to 100 per cent"), value=plain(Decimal(sum(shares.values())))))  # fmt: skip
    if amount_cny is not None and not (amount_cny.is_finite() and 0 <= amount_cny <= SUBSIDY and amount_cny == round(amount_cny, 2)):  # fmt: skip
        faults.append(Fault("amount", "amount_cny", _("An amount in yuan, to the fen, up to a hundred million"), value=str(amount_cny)))  # fmt: skip
    return faults


def minutes_of(text: str) -> int | None:
    """Return a time of the day as minutes after midnight: 18:40, 24:10 on the day after; None where it is none."""
    found = TIME.fullmatch(text.strip().replace("：", ":"))
    if found is None or int(found[1]) > LAST_MINUTE // 60:
        return None
    return int(found[1]) * 60 + int(found[2])


def point_of(text: str) -> tuple[float, float] | None:
    """Return ``30.8902,121.0120`` as latitude and longitude; None where it is no place on earth."""
    found = POINT.fullmatch(text)
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        return None
    return float(found[1]), float(found[2])


def clock(minutes: float, *, up: bool = False) -> str:
    """Return minutes after midnight as people read them, cut to the minute or rounded up; a later day is said behind."""
    whole = math.ceil(minutes - 1e-9) if up else math.floor(minutes + 1e-9)
    days, rest = divmod(whole, 1440)
    return f"{rest // 60:02}:{rest % 60:02}" + (f" ({days:+})" if days else "")


def goes_on(days: str, on: date) -> bool:
    """Return whether a trip of these days goes on a day of the Chinese calendar."""
    return PATTERNS[days](on)


def counts_on(word: StopPermission, on: date) -> bool:
    """Return whether a word on who may get on and off counts on a day."""
    over = word.withdrawn_on is not None and on >= word.withdrawn_on
    return not over and word.valid_from <= on and (word.valid_to is None or on <= word.valid_to)


def word_on(words: Iterable[StopPermission], direction: str, on: date) -> StopPermission | None:
    """Return which word on one line at one stop counts on a day: that of the direction before that of both, the latest first."""
    said = [word for word in words if word.direction in ("", direction) and counts_on(word, on)]
    return max(said, key=lambda word: (word.direction != "", word.valid_from, word.pk), default=None)


def faults_of_stop(
    *, code: str, name_zh: str, latitude: Decimal, longitude: Decimal, audience: str, keeper: str, town: str
) -> list[Fault]:
    """Return what is wrong with a stop as it is entered; ``keeper`` is the member in whose bounds it lies, if any."""
    faults = []
    if not CODE.fullmatch(code) or len(code) > 40:
        faults.append(Fault("code", "code", _("Small letters and figures with hyphens: fengjing-hospital"), value=code))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Give the stop its name")))
    for field, degrees, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not (degrees.is_finite() and abs(degrees) <= most):
            faults.append(Fault("degrees", field, _("Degrees between −{most} and {most}").format(most=most), value=str(degrees)))  # fmt: skip
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    if keeper and keeper != town:
        faults.append(Fault("not_own", "place", _("This place lies in another town of the circle: that town keeps its stops")))  # fmt: skip
    return faults


def faults_of_line(
    *,
    number: str,
    name_zh: str,
    kind: str,
    cards: Sequence[str],
    fare_cny: Decimal | None,
    valid_from: date,
    valid_to: date | None,
    audience: str,
) -> list[Fault]:
    """Return what is wrong with a line as it is entered."""
    faults = []
    if not number.strip():
        faults.append(Fault("no_number", "number", _("Give the line its number")))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Give the line its name")))
    if kind not in LineKind.values:
        faults.append(Fault("kind", "kind", _("It crosses the border or stays within one province"), value=kind))
    faults += [
        Fault("card", "cards", _("Choose among the cards known here"), value=card) for card in cards if card not in CARDS
    ]  # fmt: skip
    if fare_cny is not None and not (fare_cny.is_finite() and 0 <= fare_cny <= FARE and fare_cny == round(fare_cny, 2)):
        faults.append(Fault("fare", "fare_cny", _("An amount in yuan, to the fen, up to 1000"), value=str(fare_cny)))
    faults += _faults_of_days(valid_from, valid_to)
    if audience not in READERS:
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    return faults


def faults_of_permission(
    *,
    direction: str,
    may_board: bool | None,
    may_alight: bool | None,
    ground_zh: str,
    valid_from: date,
    valid_to: date | None,
) -> list[Fault]:
    """Return what is wrong with a word on who may get on and off."""
    faults = []
    if direction and direction not in Direction.values:
        faults.append(Fault("direction", "direction", _("Out, back, or both ways"), value=direction))
    if may_board is None and may_alight is None:
        faults.append(
            Fault("says_nothing", "may_board", _("Say whether one may get on, or off. What is unknown needs no word"))
        )
    if not ground_zh.strip():
        faults.append(Fault("no_ground", "ground_zh", _("Name the clause or the agreement on which it stands")))
    faults += _faults_of_days(valid_from, valid_to)
    return faults


def _faults_of_days(valid_from: date, valid_to: date | None) -> list[Fault]:
    faults = [
        Fault("far", field, _("Between 1950 and 2150"), value=str(day))
        for field, day in (("valid_from", valid_from), ("valid_to", valid_to))
        if day is not None and not 1950 <= day.year <= 2150
    ]
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("valid_to", "valid_to", _("It ends before it begins"), value=str(valid_to)))
    return faults


def read_calls(
    calls: Sequence[tuple[int | None, CallInput]], stops: Mapping[str, Sequence[str]]
) -> tuple[list[TripInput], list[Fault]]:
    """Return the trips of a timetable brought, and everything that is wrong with it.

    Parameters
    ----------
    calls : sequence of (row of the file or None, CallInput)
        In the order of the way; calls of one trip carry its code and need not stand together.
    stops : mapping
        The keys of the stops that a code or a Chinese name means.
    """
    faults = []
    trips: dict[str, list[tuple[int | None, CallInput]]] = {}
    for row, call in calls:
        if call.trip.strip():
            trips.setdefault(call.trip.strip(), []).append((row, call))
        else:
            faults.append(Fault("no_trip", "trip", _("Name the trip"), row))
    if not calls:
        faults.append(Fault("empty", "", _("The timetable has no call")))
    if len(calls) > MOST_CALLS:
        faults.append(Fault("too_many", "", _("At most {most} calls at once").format(most=MOST_CALLS), value=str(len(calls))))  # fmt: skip
    made = []
    for code, held in trips.items():
        wrong, trip = _read_trip(code, held, stops)
        faults += wrong
        if trip is not None:
            made.append(trip)
    return made, faults


def _read_trip(
    code: str, held: Sequence[tuple[int | None, CallInput]], stops: Mapping[str, Sequence[str]]
) -> tuple[list[Fault], TripInput | None]:
    row, first = held[0]
    faults = []
    if len(code) > 40:
        faults.append(Fault("trip", "trip", _("At most 40 characters"), row, code))
    if first.direction not in Direction.values:
        faults.append(Fault("direction", "direction", _("Out or back"), row, first.direction))
    days = first.days or Days.DAILY
    if days not in Days.values:
        faults.append(Fault("days", "days", _("Every day, working days or days of rest"), row, days))
    if len(held) < 2:
        faults.append(Fault("one_call", "trip", _("A trip has at least two calls"), row, code))
    calls: list[tuple[str, int, int]] = []
    before: int | None = None
    for number, call in held:
        for field, now, then in (("direction", call.direction, first.direction), ("days", call.days, first.days)):
            if now and now != then:
                faults.append(Fault("said_twice", field, _("An earlier row of this trip says something else"), number, now))  # fmt: skip
        meant = stops.get(call.stop.strip(), ())
        if len(meant) != 1:
            reason = _("Several stops are called so: give the code") if meant else _("No stop is called so: put it down first")  # fmt: skip
            faults.append(Fault("stop", "stop", reason, number, call.stop))
        if call.arrives is None or call.departs is None:
            continue  # a fault already
        for field, minute in (("arrives", call.arrives), ("departs", call.departs)):
            if not 0 <= minute <= LAST_MINUTE:
                faults.append(Fault("minute", field, _("Between 0:00 and 47:59"), number, str(minute)))
        if call.departs < call.arrives:
            faults.append(
                Fault("departs", "departs", _("The bus leaves before it arrives"), number, clock(call.departs))
            )
        if before is not None and call.arrives < before:
            faults.append(Fault("arrives", "arrives", _("The bus arrives before it left the stop before"), number, clock(call.arrives)))  # fmt: skip
        before = call.departs
        if len(meant) == 1:
            calls.append((meant[0], call.arrives, call.departs))
    return faults, None if faults else TripInput(code, first.direction, days, tuple(calls))
