"""A past event on the wall: which moment is shown, where its course begins and ends, what comes before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pilin.domain.watch.models import Event
from pilin.domain.watch.queries.after import Course, Entry, course_of, until
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.rules.readings import SHANGHAI


@dataclass(frozen=True, slots=True)
class Replay:
    """A past event at one of its moments.

    Attributes
    ----------
    at : datetime
        The moment shown, within the course.
    moments : tuple of datetime
        When something happened, first to last, each once: the opening, each entry of the course, the end.
    """

    event: Event
    course: Course
    at: datetime
    moments: tuple[datetime, ...]

    @property
    def begins(self) -> datetime:
        """Return the first moment."""
        return self.moments[0]

    @property
    def ends(self) -> datetime:
        """Return the last moment."""
        return self.moments[-1]

    @property
    def earlier(self) -> datetime | None:
        """Return when something happened last before the moment; None at the first."""
        return next((one for one in reversed(self.moments) if one < self.at), None)

    @property
    def later(self) -> datetime | None:
        """Return when something happens next; None at the last."""
        return next((one for one in self.moments if one > self.at), None)

    @property
    def happened(self) -> list[Entry]:
        """Return what had happened by the moment, the last first."""
        return until(self.course, self.at)[::-1]


def replay_of(standing: Standing, event: Event, asked: datetime | None, now: datetime) -> Replay:
    """Return an event at the moment asked for, brought within its course; at its first where none is asked for."""
    course = course_of(standing, event, now)
    found = {event.opened_at, *(one.at for one in course.entries)}
    if event.closed_at is not None:
        found.add(event.closed_at)
    moments = tuple(sorted(one.astimezone(SHANGHAI) for one in found))
    at = moments[0] if asked is None else max(moments[0], min(asked, moments[-1]))
    return Replay(event, course, at, moments)
