"""The registries of privacy, filled by the wiring: for what consent is asked, and how long what is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pilin.foundation.access.verdict import Text


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing held on people, as it is told to anybody who asks.

    Parameters
    ----------
    title, why : str
        What it is, and on which ground it is held until when.
    kept_by_law : bool
        It stays when the account is closed.
    """

    title: Text
    why: Text
    kept_by_law: bool


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something that needs a person's separate consent (Personal Information Protection Law, articles 23 and 29).

    Parameters
    ----------
    title : str
        What it is, in a few words.
    words : str
        The very sentence a person agrees to; kept with each consent as it stood.
    without : str
        What happens without it: never that the service is refused.
    places : callable
        ``places(person, at)`` → the (town, circle) for which this person may be asked.
    give, withdraw : callable
        ``give(person, town, circle, at)`` and ``withdraw(...)`` make it so; called within the deed.
    """

    title: Text
    words: Text
    without: Text
    places: Callable[[UUID, datetime], list[tuple[str, str]]]
    give: Callable[[UUID, str, str, datetime], Any]
    withdraw: Callable[[UUID, str, str, datetime], Any]


@dataclass(frozen=True, slots=True)
class Term:
    """How long one kind of thing is kept, and on which ground.

    Parameters
    ----------
    title : str
        What is kept.
    days : int
        Days after the moment named in ``since``.
    since : str
        From when the days count.
    basis : str
        The law and its article, or that it is a rule of this platform.
    purge : callable
        ``purge(before)`` erases what is older than a moment and returns how many there were; called within a deed.
    """

    title: Text
    days: int
    since: Text
    basis: Text
    purge: Callable[[datetime], int]


PURPOSES: dict[str, Purpose] = {}
TERMS: dict[str, Term] = {}
TELLING: list[Callable[[], list[Holding]]] = []
"""Who can say what is held on people: the room that keeps the registry of it."""
