"""What every part of the demo is loaded with: who writes, at what moment, into which circle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pilin.config.standing import standing_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User

SHANGHAI = ZoneInfo("Asia/Shanghai")
PASSWORD = "pilin-demo-2024"  # noqa: S105  (printed for whoever opens the demo)
INSTANCE = "instance"  # stands where an office needs a member and the keeper has none


@dataclass
class World:
    """The demo while it is loaded. Rooms put what later rooms need into ``rows`` under a name of their own.

    Parameters
    ----------
    now : datetime
        The moment of loading: the demo's today.
    say : callable
        Where progress is told, one line a room.
    """

    now: datetime
    say: Callable[[str], None] = lambda _line: None
    machine: Standing = field(default_factory=lambda: Standing.machine("setup"))
    circle: Any = None  # the circle of five towns
    yrd: Any = None  # the circle of four provinces
    members: dict[str, Any] = field(default_factory=dict)  # "fengjing" → Member
    people: dict[str, User] = field(default_factory=dict)  # "fengjing-clerk" → User
    rows: dict[str, Any] = field(default_factory=dict)
    _cast: Callable[[], None] | None = None  # makes the people, once somebody asks for one

    @property
    def today(self) -> date:
        """Return the demo's today."""
        return self.now.astimezone(SHANGHAI).date()

    def at(self, text: str) -> datetime:
        """Return a moment in Shanghai: ``2024-06-27T10:00``, or a day, which stands for its 09:00."""
        moment = datetime.fromisoformat(text if "T" in text else f"{text}T09:00")
        return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment

    def standing(self, username: str, at: datetime | str) -> Standing:
        """Return the standing of one of the demo's people at a moment."""
        if username not in self.people and self._cast is not None:
            make, self._cast = self._cast, None
            make()
        return standing_of(self.people[username], self.at(at) if isinstance(at, str) else at)
