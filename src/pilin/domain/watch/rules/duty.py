"""Who is called next, where nobody keeps watch, and who may write duty lists and answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.watch.enums import Channel
from pilin.domain.watch.rules.who import ON_DUTY
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict

LONGEST_SHIFT = timedelta(hours=48)
MOST_IN_A_SHIFT = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One person by one way, in the how-manieth round through the list."""

    person: UUID
    name: str
    channel: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which nobody of a town keeps watch."""

    town: str
    since: datetime
    until: datetime


def chain_of(turns: Iterable[Any]) -> list[Step]:
    """Return everybody of the shifts under way, each by each of their ways, in the order of calling.

    ``turns`` are rows of ``DutyTurn`` in their order; somebody who stands in two shifts is called once a round.
    """
    chain, seen = [], set()
    for turn in turns:
        for channel in turn.channels or [Channel.PAGE]:
            if turn.person is not None and (turn.person, channel) not in seen:
                seen.add((turn.person, channel))
                chain.append(Step(turn.person, turn.name, channel))
    return chain


def next_step(chain: Sequence[Step], last: Step | None, rounds: int) -> Step | None:
    """Return whom to call after somebody, and by which way; None at the end of the last round.

    Where whoever was called is not on the list any more (the shift changed), the new list begins from its head.

    Examples
    --------
    >>> a = UUID(int=1)
    >>> chain = [Step(a, "a", "page"), Step(a, "a", "mail")]
    >>> next_step(chain, chain[0], 2).channel, next_step(chain, Step(a, "a", "mail", 1), 2).round, next_step(chain, Step(a, "a", "mail", 2), 2)
    ('mail', 2, None)
    """
    if not chain:
        return None
    at, turn = -1, 1
    if last is not None:
        turn = last.round
        at = next((i for i, one in enumerate(chain) if (one.person, one.channel) == (last.person, last.channel)), -1)
    if at + 1 < len(chain):
        following = chain[at + 1]
    elif turn < rounds:
        following, turn = chain[0], turn + 1
    else:
        return None
    return Step(following.person, following.name, following.channel, turn)


def gaps(shifts: Iterable[Any], towns: Iterable[str], since: datetime, until: datetime) -> list[Gap]:
    """Return the stretches in which nobody of a town keeps watch, by town and time. ``shifts`` have someone in them."""
    by_town: dict[str, list[tuple[datetime, datetime]]] = {town: [] for town in towns}
    for shift in shifts:
        if shift.owner in by_town:
            by_town[shift.owner].append((shift.starts_at, shift.ends_at))
    found = []
    for town, spans in by_town.items():
        covered = since
        for starts, ends in sorted(spans):
            if starts >= until:
                break
            if starts > covered:
                found.append(Gap(town, covered, starts))
            covered = max(covered, ends)
        if covered < until:
            found.append(Gap(town, covered, until))
    return found


def may_keep_duty(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing writes a town's duty list: its clerk or secretary."""
    inside = by.member == town and circle in by.circles | by.observes
    if by.sees_all or (inside and (by.holds(Role.CLERK) or by.holds(Role.SECRETARY))):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. A clerk of the town writes its duty list"))


def may_answer(by: Standing, call: Any) -> Verdict:
    """Return whether this standing answers a call: who was called, or an officer on duty for the same town."""
    if by.sees_all or (by.person is not None and by.person == call.person):
        return Verdict.yes()
    if by.member == call.owner and any(by.holds(role) for role in ON_DUTY):
        return Verdict.yes()
    return Verdict.no("not_called", _("Nothing was written. Who was called answers, or an officer of the same town"))


def may_call_on(by: Standing) -> Verdict:
    """Return whether this standing takes the next step of a chain: the machine alone, when its time has come."""
    if by.sees_all:
        return Verdict.yes()
    return Verdict.no("not_machine", _("This is done by the clock"))


def may_subscribe(by: Standing) -> Verdict:
    """Return whether this standing asks to be told: a person who is signed in."""
    if by.person is not None:
        return Verdict.yes()
    return Verdict.no(
        "sign_in", _("Nothing was written. Sign in first, so that you alone can change what you asked for")
    )


def faults_of_shift(
    *, starts_at: datetime, ends_at: datetime, people: Sequence[UUID], known: Iterable[UUID], channels: Sequence[str], row: int | None = None
) -> list[Fault]:  # fmt: skip
    """Return everything that is wrong with one shift."""
    faults = []
    if ends_at <= starts_at:
        faults.append(Fault("ends_before", "ends_at", _("A shift ends after it begins"), row=row))
    elif ends_at - starts_at > LONGEST_SHIFT:
        faults.append(Fault("too_long", "ends_at", _("A shift takes two days at most"), row=row))
    if not people:
        faults.append(Fault("nobody", "people", _("Name at least one person"), row=row))
    if len(people) > MOST_IN_A_SHIFT:
        faults.append(Fault("too_many", "people", _("Eight people in a shift at most"), row=row))
    if len(set(people)) < len(people):
        faults.append(Fault("twice", "people", _("Somebody stands twice in one shift"), row=row))
    colleagues = set(known)
    for one in people:
        if one not in colleagues:
            faults.append(
                Fault(
                    "no_officer", "people", _("Only officers of your town stand on its list"), row=row, value=str(one)
                )
            )
    if not channels or any(one not in Channel.values for one in channels) or len(set(channels)) < len(channels):
        faults.append(Fault("no_way", "channels", _("Choose by which ways people are called, each once"), row=row))
    return faults
