"""Which firm is visited on which day of a round, and who is left out and why; which visits are one too many. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pilin.domain.visits.enums import LeftOut
from pilin.domain.visits.rules.geometry import Point
from pilin.domain.visits.rules.touring import length, tour
from pilin.engine.base import is_working_day


@dataclass(frozen=True, slots=True)
class Near:
    """A visit of an office to a firm, done or planned, that lies near in days."""

    visit: UUID
    firm: UUID
    office: UUID
    on: date
    done: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """One firm of a round: on which day, and as the how-many-th of it."""

    firm: UUID
    on: date
    sequence: int


@dataclass(frozen=True, slots=True)
class Left:
    """A firm that a round does not go to, and why; ``near`` is the other visit, where that is the reason."""

    firm: UUID
    reason: LeftOut
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A round as it was reckoned. Each firm stands in ``stops`` or in ``left_out``, once."""

    stops: tuple[Stop, ...]
    left_out: tuple[Left, ...]
    metres: int


def working_days(first: date, last: date) -> list[date]:
    """Return the working days from one day to another, both included."""
    days = (first + timedelta(days=k) for k in range((last - first).days + 1))
    return [day for day in days if is_working_day(day)[0]]


def nearest_visit(nears: Sequence[Near], office: UUID, first: date, last: date, apart_days: int | None) -> Near | None:
    """Return the visit that makes one of this office between two days one too many; None where none does.

    One that another office made within ``apart_days`` before the first day or planned within them of either, or one of any
    office still to come in these days. Without a rule (None) only what is planned in these very days counts.
    """
    margin = timedelta(days=apart_days or 0)
    for near in sorted(nears, key=lambda near: (near.on, str(near.visit)), reverse=True):
        if not near.done and first <= near.on <= last:
            return near
        if near.office != office and apart_days is not None and first - margin <= near.on <= last + margin:
            return near
    return None


def plan(
    firms: Mapping[UUID, Point],
    *,
    office: UUID,
    first: date,
    last: date,
    per_day: int,
    start: Point,
    nears: Mapping[UUID, Sequence[Near]],
    apart_days: int | None,
) -> Planned:
    """Return a round: whom another office visited lately or is about to is left out, the others go in the order of a short way.

    Parameters
    ----------
    firms : mapping of UUID to Point
        Where each firm of the grid works.
    per_day : int
        So many firms a working day; who finds no room is left out, and said so.
    start : Point
        From where each day begins.
    """
    left: list[Left] = []
    chosen: list[UUID] = []
    for firm in sorted(firms, key=str):
        near = nearest_visit(nears.get(firm, ()), office, first, last, apart_days)
        if near is None:
            chosen.append(firm)
        else:
            left.append(Left(firm, LeftOut.VISITED if near.done else LeftOut.PLANNED, near))
    days = working_days(first, last)
    points = [firms[firm] for firm in chosen]
    order = tour(start, points)
    room = len(days) * per_day
    left += [Left(chosen[k], LeftOut.FULL) for k in order[room:]]
    stops: list[Stop] = []
    way = 0.0
    for place, day in enumerate(days):
        todays = order[:room][place * per_day : (place + 1) * per_day]
        if not todays:
            break
        at = [points[k] for k in todays]
        ordered = tour(start, at)
        way += length(start, at, ordered)
        stops += [Stop(chosen[todays[k]], day, number) for number, k in enumerate(ordered, start=1)]
    return Planned(tuple(stops), tuple(left), round(way))


def one_too_many(nears: Sequence[Near], apart_days: int) -> list[tuple[Near, Near]]:
    """Return the pairs of visits of two offices to one firm within so many days, at least one of them still to come.

    Examples
    --------
    >>> a, b = (Near(UUID(int=k), UUID(int=9), UUID(int=k), date(2024, 10, 17 + k), False) for k in (1, 2))
    >>> [(x.visit.int, y.visit.int) for x, y in one_too_many([a, b], 3)]
    [(1, 2)]
    """
    ordered = sorted(nears, key=lambda near: (near.on, str(near.visit)))
    return [
        (one, other)
        for k, one in enumerate(ordered)
        for other in ordered[k + 1 :]
        if one.office != other.office and (other.on - one.on).days <= apart_days and not (one.done and other.done)
    ]
