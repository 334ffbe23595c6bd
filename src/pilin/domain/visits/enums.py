"""The words of visits, and what a need may become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.foundation.access.standing import Standing


class VisitKind(models.TextChoices):
    """What a visit is for."""

    ROUND = "round", _("round of the grid")
    INQUIRY = "inquiry", _("red “inquiry”")  # 红色“问诊”
    SERVICE = "service", pgettext_lazy("kind of visit", "service")
    CHECK = "check", pgettext_lazy("kind of visit", "inspection")


class Outcome(models.TextChoices):
    """What came of going there."""

    MET = "met", _("spoke with the firm")
    NOBODY = "nobody", _("nobody was there")
    REFUSED = "refused", _("did not want to speak")


class FirmNeedKind(models.TextChoices):
    """What a firm needs."""

    PEOPLE = "people", _("hiring")
    LAND = "land", _("land and premises")
    POWER = "power", _("power, water, gas")
    MONEY = "money", _("loans and taxes")
    POLICY = "policy", _("policies and papers")
    ROADS = "roads", _("roads and transport")
    SAFETY = "safety", _("safety and environment")
    MARKET = "market", _("orders and suppliers")
    OTHER = "other", pgettext_lazy("kind of need", "something else")


class LeftOut(models.TextChoices):
    """Why a round does not go to a firm of its grid."""

    VISITED = "visited", _("visited lately by another office")
    PLANNED = "planned", _("another visit is planned already")
    FULL = "full", _("no day of the round has room")


class Taking(models.TextChoices):
    """What became of one record that a telephone sent."""

    KEPT = "kept", _("kept")
    AGAIN = "again", _("was sent before; nothing was done twice")
    SECOND = "second", _("kept beside the record that another officer made before")
    TURNED_DOWN = "turned_down", _("not kept")


@dataclass(frozen=True, slots=True)
class Became:
    """What a need became: the row that goes on with it, and how people call it."""

    uid: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """One thing that a need may become in a room above.

    Parameters
    ----------
    label : str
    choices : callable
        ``(standing, circle, town, on)`` → pairs of uid and label: to what exactly it may go on a day.
    act : callable
        ``(by=, at=, need=, choice=)`` → :class:`Became`; called within the deed.
    route : str
        Name of the address that shows it; takes ``circle`` and ``uid``.
    """

    label: Any
    choices: Callable[[Standing, str, str, date], Sequence[tuple[UUID, str]]]
    act: Callable[..., Became]
    route: str


ESCALATE: dict[str, Escalation] = {}  # what a need may become; filled by the wiring
SCALE = 10_000_000  # positions are kept as whole ten-millionths of a degree: about a centimetre, and exact
MOST_POINTS = 400  # of a border or a line
MOST_LINES = 8
MOST_RECORDS = 200  # that a telephone sends at once
CLOCK_MINUTES = 10  # by which a telephone's clock may run ahead
