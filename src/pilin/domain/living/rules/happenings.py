"""Who plans public events, who registers, who ticks who came; how places are shared out; what clashes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.domain.living.enums.happenings import (
    MONTHS_OF_SEASON,
    SCAN_LATE_DAYS,
    HappeningState,
    RegistrationState,
    Season,
)
from pilin.domain.living.models import Happening, Registration
from pilin.domain.meetings.rules import Slot, overlap
from pilin.engine.base import Fault, PartialDate, Precision, largest_remainder
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE = Decimal(1)
IN_OFFICE = frozenset({Role.CLERK, Role.SIGNATORY, Role.SECRETARY})  # whoever only keeps the instance reads no names
NOT_CLERK = _("Nothing was written. The clerk of a town plans its events")
NOT_HOST = _("Nothing was written. The clerk of the town that planned or hosts the event does this")


def may_plan_happening(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing plans events for a town, series and passes too: its clerk, an observer's as well."""
    if by.sees_all or (by.member == town and _clerk(by, circle)):
        return Verdict.yes()
    return Verdict.no("not_clerk", NOT_CLERK)


def may_run_happening(by: Standing, happening: Happening) -> Verdict:
    """Return whether this standing changes an event, announces it, shares out its places: clerks of its owner and of its host."""
    if by.sees_all or (by.member in _towns_behind(happening) and _clerk(by, happening.circle)):
        return Verdict.yes()
    return Verdict.no("not_host", NOT_HOST)


def may_see_comers(by: Standing, happening: Happening) -> Verdict:
    """Return whether this standing reads who registered: whoever may tick who came."""
    return may_mark_came(by, happening)


def may_mark_came(by: Standing, happening: Happening) -> Verdict:
    """Return whether this standing notes who came: anybody in office at its owner or its host."""
    if by.sees_all or (by.member in _towns_behind(happening) and by.roles & IN_OFFICE):
        return Verdict.yes()
    return Verdict.no("not_host", _("Nothing was noted. Officers of the town that hosts the event note who came"))


def may_register(by: Standing, circle: str, town: str, person: UUID | None) -> Verdict:
    """Return whether this standing registers somebody: people themselves, or the clerk of a town for one of its people."""
    if by.sees_all or (by.signed_in and by.person == person):
        return Verdict.yes()
    if person is None and by.member == town and _clerk(by, circle):
        return Verdict.yes()
    if not by.signed_in:
        return Verdict.no("not_signed_in", _("Sign in to register, or let the clerk of your town register you"))
    return Verdict.no(
        "not_clerk", _("Nobody was registered. People register themselves, or the clerk of their own town does")
    )


def may_withdraw(by: Standing, registration: Registration) -> Verdict:
    """Return whether this standing gives a registration back: its person; for one without an account, the clerk who registered them."""
    if by.sees_all or (by.signed_in and by.person == registration.person_id):
        return Verdict.yes()
    if registration.person_id is None and by.member == registration.town.code and _clerk(by, registration.circle):
        return Verdict.yes()
    if registration.person_id is None and may_run_happening(by, registration.happening):
        return Verdict.yes()
    return Verdict.no("not_yours", _("Only whoever registered gives a registration back"))


def may_evaluate(by: Standing, registration: Registration, at: datetime) -> Verdict:
    """Return whether this standing says what they thought: who had a place, after the end, once."""
    if not by.signed_in or by.person != registration.person_id:
        return Verdict.no("not_yours", _("Only people who had a place say what they thought of it"))
    if registration.state != RegistrationState.HELD:
        return Verdict.no("no_place", _("Only people who had a place say what they thought of it"))
    if registration.happening.state_at(at) != HappeningState.OVER:
        return Verdict.no("not_over", _("It is not over yet"))
    if registration.evaluated:
        return Verdict.no("said", _("You have said what you thought of it. It cannot be found again to be changed"))
    return Verdict.yes()


def may_second(by: Standing, registration: Registration) -> Verdict:
    """Return whether this standing sends a participant of a camp to another town: clerks of the camp or of the home town."""
    if may_run_happening(by, registration.happening) or (
        by.member == registration.town.code and _clerk(by, registration.circle)
    ):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. The clerk of the camp or of the home town does this"))


def may_use_pass(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing takes a pass in at a venue of a town: anybody in office there."""
    if by.sees_all or (by.member == town and by.roles & IN_OFFICE and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_venue", _("Nothing was counted. Officers of the town where the venue is take passes in there"))  # fmt: skip


def takes_registrations(happening: Happening, town: str, at: datetime, own: Iterable[str]) -> Verdict:
    """Return whether an event takes a registration from somebody of a town now; the first that stands against it.

    Parameters
    ----------
    own : iterable of str
        Codes of the towns whose people go first: its host and those of its venues.
    """
    state = happening.state_at(at)
    if state is HappeningState.CANCELLED:
        return Verdict.no("cancelled", _("It was cancelled"))
    if state is HappeningState.DRAFT:
        return Verdict.no("not_found", _("There is no such event."))
    if not happening.registers:
        return Verdict.no("no_need", _("Nobody needs to register: come"))
    if state is HappeningState.OVER:
        return Verdict.no("over", _("It is over"))
    if happening.opens_at is not None and at < happening.opens_at:
        return Verdict.no("not_open", _("Registration has not begun"))
    if happening.closes_at is not None and at > happening.closes_at:
        return Verdict.no("closed", _("Registration is closed"))
    on = at.astimezone(SHANGHAI).date()
    if happening.own_until is not None and on <= happening.own_until and town not in set(own):
        return Verdict.no(
            "own_first",
            _("Until {day} its own people register first; yours can from the day after").format(
                day=happening.own_until
            ),
        )
    return Verdict.yes()


def takes_tickets(happening: Happening, at: datetime) -> Verdict:
    """Return whether somebody can be noted as there: from its first day until a week after its last."""
    on, first, last = at.astimezone(SHANGHAI).date(), happening.starts_on_first, happening.last_day
    if happening.cancelled_at is not None:
        return Verdict.no("cancelled", _("It was cancelled"))
    if first is None or last is None or on < first:
        return Verdict.no("too_early", _("Nothing was noted. It has not begun"))
    if (on - last).days > SCAN_LATE_DAYS:
        return Verdict.no(
            "too_late", _("Nothing was noted. It ended more than {days} days ago").format(days=SCAN_LATE_DAYS)
        )
    return Verdict.yes()


def share_out(size: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Return how many places each town gets, by largest remainder: whole numbers that add up to the size exactly.

    Parameters
    ----------
    weights : mapping of str to int
        How much each town weighs, by code; equal weights share equally. A tie goes to the earlier.

    Raises
    ------
    ValueError
        When no weight is above zero, or one is below.

    Examples
    --------
    >>> share_out(32, {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1})
    {'a': 7, 'b': 7, 'c': 6, 'd': 6, 'e': 6}
    """
    return {code: int(part) for code, part in largest_remainder(Decimal(size), weights, ONE).items()}


def faults_of_quotas(size: int | None, quotas: Mapping[str, int], taken: Mapping[str, int]) -> list[Fault]:
    """Return what is wrong with quotas that are named: they add up to the size, none below what is taken already."""
    if size is None:
        return [Fault("unlimited", "quotas", _("There is nothing to share out where places are not counted"))]
    faults = [
        Fault(
            "taken", "quotas", _("{taken} places of this town are taken already").format(taken=taken[code]), value=code
        )
        for code, places in quotas.items()
        if places < taken.get(code, 0)
    ]
    faults += [
        Fault("taken", "quotas", _("{taken} places of this town are taken already").format(taken=number), value=code)
        for code, number in taken.items()
        if number and code not in quotas
    ]
    if any(places < 0 for places in quotas.values()):
        faults.append(Fault("negative", "quotas", _("No town has fewer than no places")))
    elif (total := sum(quotas.values())) != size:
        faults.append(
            Fault(
                "sum",
                "quotas",
                _("The quotas make {total}, the event has {size} places").format(total=total, size=size),
            )
        )
    return faults


def faults_of_days(
    starts_on: PartialDate | None, ends_on: PartialDate | None, starts_at: datetime | None, ends_at: datetime | None
) -> list[Fault]:
    """Return what is wrong with when an event is."""
    faults = []
    if starts_on is not None and ends_on is not None and ends_on.last < starts_on.first:
        faults.append(Fault("ends_before", "ends_on", _("It cannot end before it starts.")))
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        faults.append(Fault("ends_before", "ends_at", _("It cannot end before it starts.")))
    if starts_at is not None and (starts_on is None or not _holds(starts_on, starts_at)):
        faults.append(Fault("other_day", "starts_at", _("The hour lies on another day than the event")))
    return faults


def faults_of_opening(happening: Happening) -> list[Fault]:
    """Return what is wrong with when registration opens and closes, and with the days of its places."""
    faults = []
    opens, closes, last = happening.opens_at, happening.closes_at, happening.last_day
    if opens is not None and closes is not None and closes <= opens:
        faults.append(Fault("closes_before", "closes_at", _("Registration closes after it opens")))
    if last is not None:
        faults += [
            Fault("after_end", field, _("It would be over by then"), value=str(day))
            for field, day in (("own_until", happening.own_until), ("release_on", happening.release_on))
            if day is not None and day > last
        ]
        if opens is not None and opens.astimezone(SHANGHAI).date() > last:
            faults.append(Fault("after_end", "opens_at", _("It would be over by then")))
    if happening.registers and happening.places == 0:
        faults.append(Fault("no_places", "places", _("Leave it empty where everybody finds a place")))
    return faults


def day_of_return(year: int, month: int | None, season: str) -> PartialDate | None:
    """Return when a yearly series returns in a year, as exactly as is settled: its month, its season's quarter, or the year.

    Examples
    --------
    >>> str(day_of_return(2025, 5, "")), str(day_of_return(2025, None, "autumn")), str(day_of_return(2025, None, ""))
    ('2025-05', '2025-Q4', '2025')
    """
    if month is not None:
        return PartialDate.parse(f"{year}-{month:02}")
    if season:
        quarter = (MONTHS_OF_SEASON[Season(season)] + 2) // 3
        return PartialDate.parse(f"{year}-Q{quarter}")
    return PartialDate.parse(str(year))


def slot_of(happening: Happening) -> Slot | None:
    """Return when an event is, for a clash; None where its day is not known: a month clashes with nothing."""
    if not happening.day_known or happening.starts_on_first is None:
        return None
    return Slot(
        happening.starts_on_first,
        happening.last_day or happening.starts_on_first,
        happening.starts_at,
        happening.ends_at,
    )


def clash(one: Slot, other: Slot) -> bool:
    """Return whether two things in one town are at the same time: by the hour where both hours are known, else by the day."""
    return overlap(one, other)


def sum_and_visitors(uses: Mapping[str, set[UUID]], all_uses: Mapping[str, int]) -> tuple[int, int]:
    """Return (uses at all venues together, passes that were used): who went to two venues is one visitor and two uses."""
    return sum(all_uses.values()), len(set().union(*uses.values())) if uses else 0


@dataclass(frozen=True, slots=True)
class Scores:
    """What people thought of an event: how many, how many of each score, and the mean to one decimal."""

    answers: int
    of: dict[int, int]
    mean: Decimal


def scores_of(scores: Iterable[int]) -> Scores:
    """Return a summary of scores from 1 to 5; at least one."""
    given = list(scores)
    mean = (Decimal(sum(given)) / len(given)).quantize(Decimal("0.1"))
    return Scores(len(given), {score: given.count(score) for score in range(5, 0, -1)}, mean)


def _holds(span: PartialDate, moment: datetime) -> bool:
    return span.precision is Precision.DAY and span.first == moment.astimezone(SHANGHAI).date()


def _towns_behind(happening: Happening) -> set[str]:
    return {happening.owner, happening.host.code if happening.host else happening.owner}


def _clerk(by: Standing, circle: str) -> bool:
    return bool(by.member) and by.holds(Role.CLERK) and circle in by.circles | by.observes
