"""Who launches and changes a response, which level a colour asks for, and whose tasks they are. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.watch.enums import Colour, Hazard
from pilin.domain.watch.kinds import LEVELS, OF_ROMAN, STOOD_DOWN, TAKEN_OVER_HOLDS
from pilin.domain.watch.rules.who import AHEAD, ON_DUTY
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict


@dataclass(frozen=True, slots=True)
class Mapped:
    """The level that goes with a colour at a place on a day, and the text that says so."""

    level: int
    clause: str
    source: str


def mapped_level(colour: str, place_code: str, on: date) -> Mapped | None:
    """Return the level that goes with a colour by the law of a place on a day; None where no text that we know says so.

    Examples
    --------
    >>> mapped_level("orange", "310120", date(2023, 6, 24)).level
    2
    >>> mapped_level("orange", "330421", date(2023, 6, 24)) is None
    True
    """
    from pilin.engine.hydro.thresholds import response_level  # slow import

    row = response_level(colour, place_code, on)
    return None if row is None else Mapped(OF_ROMAN[row.level], row.clause, row.source)


def may_change_response(by: Standing, response: Any) -> Verdict:
    """Return whether this standing notes that a response was raised, lowered or stood down: an officer on duty of its town."""
    if not (by.sees_all or (by.member == response.owner and any(by.holds(role) for role in ON_DUTY))):
        return Verdict.no("not_own", _("Nothing was written. Each town keeps its own response"))
    if response.level == STOOD_DOWN or response.end_not_told:
        return Verdict.no("over", _("Nothing was written. This response has ended"))
    return Verdict.yes()


def may_do_task(by: Standing, task: Any, level: int) -> Verdict:
    """Return whether this standing takes on a task of a response or says that it is done: an officer on duty of its town."""
    if not (by.member == task.owner and any(by.holds(role) for role in ON_DUTY)):
        return Verdict.no("not_own", _("Nothing was written. Officers of the town itself do its tasks"))
    if level == STOOD_DOWN:
        return Verdict.no("over", _("Nothing was written. This response has ended"))
    if task.done_at is not None:
        return Verdict.no("done", _("Nothing was written. It is done already"))
    return Verdict.yes()


def faults_of_level(
    *, level: int, hazard: str, command_zh: str, since: datetime, at: datetime, last: datetime | None, mapped: Mapped | None, reason: str, lowest: int
) -> list[Fault]:  # fmt: skip
    """Return everything that is wrong with a level before it is written: none below the colour's without a reason.

    Parameters
    ----------
    last : datetime, optional
        When the town's newest level began; a later row is later.
    lowest : int
        0 where standing down is meant, else 4.
    """
    faults = []
    if level not in LEVELS and not (level == STOOD_DOWN and lowest == STOOD_DOWN):
        faults.append(Fault("level", "level", _("A response has level I, II, III or IV"), value=str(level)))
    if hazard not in Hazard.values:
        faults.append(Fault("unknown_hazard", "hazard", _("Choose what threatens"), value=hazard))
    if not command_zh.strip():
        faults.append(Fault("no_command", "command_zh", _("Name the command that ordered it")))
    if since > at + AHEAD:
        faults.append(Fault("ahead", "since", _("This moment has not come yet")))
    if last is not None and since <= last:
        faults.append(
            Fault("not_later", "since", _("Your town’s newest level began then or later: a later row is later"))
        )
    if level in LEVELS and mapped is not None and level > mapped.level and not reason.strip():
        faults.append(
            Fault("below_colour", "reason", _("The level is lower than the colour’s by law ({clause}): say why").format(clause=mapped.clause), value=str(level))
        )  # fmt: skip
    return faults


def faults_of_plan_task(*, level: int, number: int, task_zh: str, office_zh: str, minutes: int | None) -> list[Fault]:
    """Return everything that is wrong with a line of a plan."""
    faults = []
    if level not in LEVELS:
        faults.append(Fault("level", "level", _("A response has level I, II, III or IV"), value=str(level)))
    if not 1 <= number <= 99:
        faults.append(Fault("number", "number", _("Between 1 and 99"), value=str(number)))
    if not task_zh.strip():
        faults.append(Fault("no_task", "task_zh", _("Say in Chinese what is to be done")))
    if not office_zh.strip():
        faults.append(Fault("no_office", "office_zh", _("Name the office whose task it is")))
    if minutes is not None and not 1 <= minutes <= 7 * 24 * 60:
        faults.append(Fault("minutes", "minutes", _("Between one minute and a week"), value=str(minutes)))
    return faults


def level_at(rows: Iterable[Any], at: datetime) -> Any | None:
    """Return the row whose level a town had at a moment; None before the first and where it had stood down.

    One taken over from a report that says no end counts for a day, as moves of gates do: then nobody knows.
    """
    past = [row for row in rows if row.since <= at]
    last = max(past, key=lambda row: row.since, default=None)
    if last is None or last.level == STOOD_DOWN:
        return None
    return None if last.end_not_told and at - last.since > TAKEN_OVER_HOLDS else last


def follows(colour: str) -> bool:
    """Return whether a colour asks for a level at all: a lifted signal asks for none."""
    return colour in (Colour.BLUE, Colour.YELLOW, Colour.ORANGE, Colour.RED)
