"""The words of responses, gates and incidents."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.foundation.access.verdict import Text


class GateKind(models.TextChoices):
    """What lets water through, or lifts it."""

    GATE = "gate", _("sluice gate")  # 水闸
    PUMP = "pump", _("pumping station")  # 泵站


class GateMoveKind(models.TextChoices):
    """What was done to a gate; of a pumping station, that it was started, stopped, or pumps more or less."""

    OPENED = "opened", pgettext_lazy("gate", "opened")
    CLOSED = "closed", pgettext_lazy("gate", "closed")
    ADJUSTED = "adjusted", pgettext_lazy("gate", "adjusted")


class Compared(models.TextChoices):
    """What comparing the levels on both sides of a gate came to."""

    LOWER = "lower", _("outside lower than inside")
    HIGHER = "higher", _("outside as high as inside, or higher")
    NO_LEVELS = "no_levels", _("not compared: a level is missing")
    NO_DATUM = "no_datum", _("not compared: a datum is not known")
    TWO_DATUMS = "two_datums", _("not compared: two datums, and no offset is known here")


def word_of(move: str, kind: str) -> Text:
    """Return what a move is called: a gate is opened and closed, a pump started and stopped."""
    if kind != GateKind.PUMP:
        return GateMoveKind(move).label
    return {
        GateMoveKind.OPENED: _("started"), GateMoveKind.CLOSED: _("stopped"), GateMoveKind.ADJUSTED: _("set to another number of pumps"),
    }[GateMoveKind(move)]  # fmt: skip


NOT_COMPARED = (Compared.NO_DATUM, Compared.TWO_DATUMS)


class Needs(models.TextChoices):
    """What an agreement asks before a gate is moved."""

    CONSENT = "consent", _("consent of the other town")
    NOTICE = "notice", _("notice to the other town")


class AnswerKind(models.TextChoices):
    """What a town answers when it is asked about a gate."""

    CONSENT = "consent", pgettext_lazy("answer about a gate", "consents")
    REFUSE = "refuse", pgettext_lazy("answer about a gate", "refuses")
    NOTIFIED = "notified", pgettext_lazy("answer about a gate", "has taken note")


class Field(models.TextChoices):
    """The four fields in which towns govern together."""

    SAFETY = "safety", _("work safety")
    ENVIRONMENT = "environment", _("environmental enforcement")
    EMERGENCY = "emergency", _("emergency")
    DISEASE = "disease", _("infectious disease")


class Basin(models.TextChoices):
    """The river basins with joint prevention and control."""

    TAIHU = "taihu", _("Taihu basin")
    YANGTZE = "yangtze", _("Yangtze basin")
    HUAIHE = "huaihe", _("Huaihe basin")


STOOD_DOWN = 0
LEVELS = (4, 3, 2, 1)  # from the lowest to the highest
ROMAN = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ"}
OF_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}  # as the tables of engine.hydro write them


def level_said(level: int) -> str:
    """Return a response level as people write it; empty of one that is over.

    Examples
    --------
    >>> level_said(2), level_said(0)
    ('Ⅱ', '')
    """
    return ROMAN.get(level, "")


LEVEL_HOLDS = timedelta(hours=1)  # a reading no older than this stands for the level when a gate is moved
RECENT = timedelta(days=60)  # of moves, for lists
LEARNED_FROM = timedelta(days=180)  # moves from which the lag of a gate is learned
LONGEST_LAG_MINUTES = 720
TAKEN_OVER_HOLDS = timedelta(days=1)  # after which a move from a report no longer says how a gate stands
