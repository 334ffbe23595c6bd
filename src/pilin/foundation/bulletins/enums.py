"""The words of bulletins, and the registries that upper rooms fill: figures, families of figures, calendar entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.engine.base import Quantity
from pilin.foundation.access.standing import Standing


class BulletinState(models.TextChoices):
    """Where a bulletin stands; derived from its rows and the moment, never stored."""

    DRAFT = "draft", _("draft")
    SIGNING = "signing", _("awaiting signatures")
    EMBARGO = "embargo", _("embargo")
    RELEASED = "released", _("released")
    WITHDRAWN = "withdrawn", _("withdrawn")


class BulletinKind(models.TextChoices):
    """The template a bulletin is composed from."""

    LIST = "list", _("release of a key-project list")
    QUARTERLY = "quarterly", _("quarterly bulletin")
    BRIEFING = "briefing", _("press briefing")
    NOTICE = "notice", _("notice")


LONGEST_REASON = 2000  # characters of an objection, in each language


class CorrectionSaid(models.TextChoices):
    """What another town that signed a text says of a correction to it."""

    CONFIRMED = "confirmed", pgettext_lazy("a correction", "confirmed")
    OBJECTED = "objected", pgettext_lazy("a correction", "objects")


@dataclass(frozen=True, slots=True)
class FigureAnswer:
    """What a dated query answers.

    Parameters
    ----------
    value : Quantity or None
        None where the source names the thing and gives no figure.
    on : date
        The day for which the query was asked.
    query : str
        The query in English words: "milestones due by that day, witnessed across the border".
    illustrative : bool
    query_zh : str
        The same in Chinese; the English is shown where it is missing.
    source : str
        Where the figure stands, as "S0:13", when it was taken over from a report.
    """

    value: Quantity | None
    on: date
    query: str
    illustrative: bool = False
    query_zh: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class FigureFamily:
    """Figures named by one prefix, as ``series.visitors-jinshan``: too many to register one by one."""

    names: Callable[[Standing, str], Iterable[tuple[str, str]]]  # (standing, circle) → (name after the dot, label)
    answer: Callable[[Standing, date, str], FigureAnswer]


@dataclass(frozen=True, slots=True)
class PromiseAnswer:
    """What became of a promise, as of a day.

    Parameters
    ----------
    words_zh, words : str
        What was promised.
    promised, actual : str
        Dates as exactly as they are known, ``2021-Q2``; empty where unknown.
    state : str
        ``kept``, ``late``, ``past`` (its date is past, nothing reported), ``open`` or ``unknown``.
    days : int, optional
        How many days late or past.
    url : str
        A path on this instance.
    """

    words_zh: str
    words: str
    promised: str
    actual: str
    state: str
    days: int | None = None
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PromiseFamily:
    """Promises kept by a room above, named ``prefix.key``."""

    names: Callable[[Standing, str], Iterable[tuple[str, str]]]  # (standing, circle) → (key, label)
    told: Callable[[Standing, str, str, date], PromiseAnswer | None]  # (standing, circle, key, day)


class Verdict(models.TextChoices):
    """What a check says of a frozen figure."""

    SAME = "same", pgettext_lazy("a checked figure", "the same")
    CHANGED = "changed", pgettext_lazy("a checked figure", "changed")
    GONE = "gone", pgettext_lazy("a checked figure", "cannot be asked any more")
    CITED = "cited", pgettext_lazy("a checked figure", "cited: no query keeps it")
    DRAFT = "draft", pgettext_lazy("a checked figure", "not frozen yet")


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Something with a date that a circle's public calendar shows. An end that is a day is its last day."""

    uid: str
    title: str
    title_zh: str
    starts: datetime | date
    ends: datetime | date | None = None
    place: str = ""
    url: str = ""  # path on this instance
    illustrative: bool = False
    town: str = ""  # code of the member it is in, where one is


FIGURES: dict[str, Callable[[Standing, date], FigureAnswer]] = {}  # name → dated query
FAMILIES: dict[str, FigureFamily] = {}  # prefix → figures of that family
CALENDAR: list[Callable[[Standing, str], Iterable[CalendarEntry]]] = []  # (standing, circle) → entries
PROMISES: dict[str, PromiseFamily] = {}  # prefix → promises a cited figure may stand for
