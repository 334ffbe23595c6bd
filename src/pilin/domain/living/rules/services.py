"""Who keeps services and says who settles, whom a service is for, when a place is open, and what is wrong with what comes in. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from pilin.domain.living.enums.services import (
    LANGUAGES,
    LONGEST_NOTE,
    MOST_DEPARTMENTS,
    MOST_HOURS,
    MOST_PAPERS,
    MOST_PARTNERS,
    WEEKDAYS,
    CareKind,
    FacilityKind,
    ForWhom,
    LifeEvent,
    Linked,
    Open,
    OpenDays,
)
from pilin.engine.base import Fault, is_working_day
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

READERS = (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC)
HIDDEN = "****"
NUMBERS = re.compile(
    r"(?<![0-9])\+?(?:[0-9][\s\-－–—·.]?){6,}[0-9Xx](?![0-9])"
)  # telephones, cards of identity and of banks
MAILS = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
PLATES = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][\s·.\-]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])")  # fmt: skip
SPAN = re.compile(r"([0-2]?[0-9])[:：]([0-5][0-9])\s*[-–—~至]\s*([0-2]?[0-9])[:：]([0-5][0-9])")
DAY_WORDS = {
    "": "daily", "每天": "daily", "每日": "daily", "工作日": "workdays", "休息日": "restdays", "节假日": "restdays",
    **{f"周{word}": code for word, code in zip("一二三四五六日", WEEKDAYS, strict=True)},
    **{f"星期{word}": code for word, code in zip("一二三四五六日", WEEKDAYS, strict=True)},
    **{code: code for code in OpenDays.values},
}  # fmt: skip
DEAREST = Decimal(10_000_000)


class Hours(Protocol):
    """Opening hours as they are kept or come in."""

    @property
    def days(self) -> str:
        """Return on which days, a value of OpenDays."""

    @property
    def opens(self) -> int:
        """Return from which minute after midnight."""

    @property
    def closes(self) -> int:
        """Return until which."""


@dataclass(frozen=True, slots=True)
class HoursInput:
    """Opening hours as they come in."""

    days: str
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class PaperInput:
    """A paper as it comes in; no case: always."""

    paper_zh: str
    paper: str = ""
    case_zh: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentInput:
    """A department as it comes in, and who visits it from elsewhere."""

    name_zh: str
    name: str = ""
    visits_zh: str = ""
    visits: str = ""


@dataclass(frozen=True, slots=True)
class PartnerInput:
    """A hospital that a facility works together with, and what comes of it."""

    partner_zh: str
    partner: str = ""
    what_zh: str = ""
    what: str = ""


def may_keep_services(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's services and facilities: the clerk of that town, observers too."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. The clerk of the town that provides it writes it down"))


def may_say_settlement(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing says who settles directly at a facility: the clerk of the town that keeps it."""
    if may_keep_services(by, circle, town):
        return Verdict.yes()
    return Verdict.no("not_facility_town", _("Nothing was written. The town that keeps the facility says who settles directly there"))  # fmt: skip


def may_note_need(by: Standing) -> Verdict:
    """Return whether this standing notes what nobody found: whoever is not named, because the note says nobody's name."""
    if by.sees_all or not (by.person or by.member):
        return Verdict.yes()
    return Verdict.no("named", _("Nothing was noted. Such a note says nobody's name: it is written without one"))


def may_read_needs(by: Standing, circle: str) -> Verdict:
    """Return whether this standing reads what people looked for and did not find: officers of the circle."""
    if by.sees_all or (by.member and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_officer", _("What people did not find is read by the officers of the circle"))


def open_to(for_whom: str, *, home: str, home_bank: int | None, bank: int, members: Iterable[str]) -> Open:
    """Return whether a service is open to somebody who lives in a town.

    Parameters
    ----------
    for_whom : str
        A value of ForWhom.
    home : str
        Code of the town in which somebody lives; empty: not said.
    home_bank : int, optional
        On which bank it lies, -1 or 1; None or 0: neither, or not said.
    bank : int
        The bank of the town that provides the service.
    members : iterable of str
        Codes of the towns of the circle.
    """
    if for_whom == ForWhom.EVERYONE:
        return Open.YES
    if for_whom in (ForWhom.INSURED, ForWhom.FIRMS) or not home:
        return Open.UNKNOWN
    if for_whom == ForWhom.CIRCLE:
        return Open.YES if home in set(members) else Open.NO
    if not home_bank or not bank:
        return Open.UNKNOWN
    return Open.YES if (home_bank == bank) == (for_whom == ForWhom.OWN_BANK) else Open.NO


def spans_on(hours: Sequence[Hours], on: date) -> tuple[tuple[int, int], ...] | None:
    """Return from when until when a place is open on a day, in order; empty: closed; None: unknown.

    A row for a weekday tells of ordinary weeks: on a made-up working day or a holiday that falls on it, where no other row
    speaks, nobody has said whether it holds.
    """
    if not hours:
        return None
    works, weekday = is_working_day(on)[0], WEEKDAYS[on.weekday()]
    general = {OpenDays.DAILY.value, OpenDays.WORKDAYS.value if works else OpenDays.RESTDAYS.value}
    ordinary = works == (on.weekday() < 5)
    found = [one for one in hours if one.days in general or (ordinary and one.days == weekday)]
    if not found and not ordinary and any(one.days in WEEKDAYS for one in hours):
        return None
    return tuple(sorted({(one.opens, one.closes) for one in found}))


def read_hours(text: str) -> tuple[list[HoursInput], list[Fault]]:
    """Return opening hours typed one a line, as ``工作日 8:30-11:30`` or ``sat 9:00-12:00``, and which lines are none."""
    made, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = SPAN.search(line)
        days = DAY_WORDS.get((line[: found.start()] if found else "").strip().casefold())
        if found is None or days is None:
            faults.append(Fault("hours", "hours", _("Line {number}: write the days and from when until when, as: workdays 8:30-16:30").format(number=number), value=line[:40]))  # fmt: skip
            continue
        begin, end = (int(found[k]) * 60 + int(found[k + 1]) for k in (1, 3))
        made.append(HoursInput(days, begin, end))
    return made, faults


def parted(line: str, most: int) -> list[str]:
    """Return the parts of a line that upright bars divide, so many; those left out are empty."""
    parts = [part.strip() for part in re.split(r"[|｜]", line)][:most]
    return parts + [""] * (most - len(parts))


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def without_numbers(text: str) -> str:
    """Return words without numbers of cards and telephones, number plates and addresses of mail.

    Examples
    --------
    >>> without_numbers("身份证310116199001010011，打 138-0000-0000，车沪A12345")
    '身份证****，打 ****，车****'
    >>> without_numbers("拨 12345 没有用")
    '拨 12345 没有用'
    """
    plain = "".join(unicodedata.normalize("NFKC", c) if c.isdigit() or c in "Ｘｘ" else c for c in text)
    for pattern in (NUMBERS, MAILS, PLATES):
        plain = pattern.sub(HIDDEN, plain)
    return plain


def faults_of_hours(hours: Sequence[Hours]) -> list[Fault]:
    """Return what is wrong with opening hours."""
    faults = []
    if len(hours) > MOST_HOURS:
        faults.append(Fault("many", "hours", _("At most {most} lines").format(most=MOST_HOURS)))
    for number, one in enumerate(hours, start=1):
        if one.days not in OpenDays.values:
            faults.append(Fault("days", "hours", _("Line {number}: these are no days").format(number=number), value=one.days))  # fmt: skip
        if not 0 <= one.opens < one.closes <= 1440:
            faults.append(Fault("hours", "hours", _("Line {number}: it closes after it opens, on the same day").format(number=number)))  # fmt: skip
    return faults


def faults_of_facility(
    *,
    kind: str,
    name_zh: str,
    latitude: Decimal | None,
    longitude: Decimal | None,
    audience: str,
    hours: Sequence[Hours],
    departments: Sequence[DepartmentInput],
    partners: Sequence[PartnerInput],
    keeper: str,
    town: str,
) -> list[Fault]:
    """Return what is wrong with a facility as it is written; ``keeper`` is the member in whose bounds it lies, if any."""
    faults = faults_of_hours(hours)
    if kind not in FacilityKind.values:
        faults.append(Fault("kind", "kind", _("Choose what it is"), value=kind))
    if not name_zh.strip():
        faults.append(Fault("no_name", "name_zh", _("Give it its name")))
    if (latitude is None) != (longitude is None):
        faults.append(Fault("half", "longitude", _("Give latitude and longitude, or neither")))
    for field, degrees, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if degrees is not None and not (degrees.is_finite() and abs(degrees) <= most):
            faults.append(Fault("degrees", field, _("Degrees between −{most} and {most}").format(most=most), value=str(degrees)))  # fmt: skip
    if keeper and keeper != town:
        faults.append(Fault("not_own", "place", _("This place lies in another town of the circle: that town writes it down")))  # fmt: skip
    for field, names, most in (
        ("departments", [one.name_zh for one in departments], MOST_DEPARTMENTS),
        ("partners", [one.partner_zh for one in partners], MOST_PARTNERS),
    ):
        if len(names) > most:
            faults.append(Fault("many", field, _("At most {most} lines").format(most=most)))
        if not all(name.strip() for name in names):
            faults.append(Fault("no_name", field, _("Each line begins with a name in Chinese")))
    return [*faults, *_faults_of_audience(audience)]


def faults_of_service(
    *,
    title_zh: str,
    events: Sequence[str],
    provider_zh: str,
    for_whom: str,
    languages: Sequence[str],
    cost_cny: Decimal | None,
    valid_from: date,
    valid_to: date | None,
    audience: str,
    papers: Sequence[PaperInput],
    hours: Sequence[Hours],
    online: str = "",
) -> list[Fault]:
    """Return what is wrong with a service as it is written."""
    faults = faults_of_hours(hours)
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Say what it is")))
    if not events or any(event not in LifeEvent.values for event in events):
        faults.append(Fault("event", "events", _("Choose the life events it helps with")))
    if not provider_zh.strip():
        faults.append(Fault("no_provider", "provider_zh", _("Name the body that provides it")))
    if for_whom not in ForWhom.values:
        faults.append(Fault("for_whom", "for_whom", _("Choose whom it is for"), value=for_whom))
    if any(language not in LANGUAGES for language in languages):
        faults.append(Fault("language", "languages", _("Choose among the languages")))
    if cost_cny is not None and not (cost_cny.is_finite() and 0 <= cost_cny < DEAREST and cost_cny == round(cost_cny, 2)):  # fmt: skip
        faults.append(Fault("cost", "cost_cny", _("An amount in yuan with two decimals at most, not below zero"), value=str(cost_cny)))  # fmt: skip
    if online.strip() and not online.strip().startswith(("https://", "http://")):
        faults.append(Fault("online", "online", _("An address that begins with https://"), value=online[:40]))
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("valid_to", "valid_to", _("It ends after it begins"), value=str(valid_to)))
    if len(papers) > MOST_PAPERS:
        faults.append(Fault("many", "papers", _("At most {most} lines").format(most=MOST_PAPERS)))
    if not all(one.paper_zh.strip() for one in papers):
        faults.append(Fault("no_paper", "papers", _("Each line begins with a name in Chinese")))
    return [*faults, *_faults_of_audience(audience)]


def faults_of_word(*, kind: str, linked: str, as_of: date, says_zh: str, today: date) -> list[Fault]:
    """Return what is wrong with a word on settling directly."""
    faults = []
    if kind not in CareKind.values:
        faults.append(Fault("kind", "kind", _("Choose what is paid for"), value=kind))
    if linked not in Linked.values:
        faults.append(Fault("linked", "linked", _("Say yes, no or unknown"), value=linked))
    if as_of > today:
        faults.append(Fault("ahead", "as_of", _("This day has not come yet"), value=str(as_of)))
    if not says_zh.strip():
        faults.append(Fault("nobody", "says_zh", _("Say which body or which list says it")))
    return faults


def faults_of_need(*, event: str, words: str) -> list[Fault]:
    """Return what is wrong with a note on what was not found."""
    faults = []
    if event not in LifeEvent.values:
        faults.append(Fault("event", "event", _("Choose what it was about"), value=event))
    if len(words) > LONGEST_NOTE:
        faults.append(Fault("long", "words", _("At most {most} characters").format(most=LONGEST_NOTE)))
    return faults


def _faults_of_audience(audience: str) -> list[Fault]:
    return [] if audience in READERS else [Fault("audience", "audience", _("Choose who may read it"), value=audience)]
