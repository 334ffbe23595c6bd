"""The words of a handover, and the registry of a dossier's sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Text


class Side(models.TextChoices):
    """Which of the two chairs."""

    OUTGOING = "outgoing", _("hands over")
    INCOMING = "incoming", _("takes over")
    STEAD = "stead", _("stands in for a chair that refuses or is absent")


class StepState(models.TextChoices):
    """How far one step of the ceremony is; reckoned, never kept."""

    DONE = "done", _("done")
    OPEN = "open", _("still to do")
    AWAITED = "awaited", _("waits for others")


POWERS = ("convene", "number_documents", "publish_bulletin", "run_relay")
"""What the office carries: nothing in another town's log, no change of members, no key, no log of two towns."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Something several towns share that is changed when the chair changes.

    Parameters
    ----------
    key : str
        Stable; that it was changed is noted under it.
    title : str
        What it is, in the reader's language.
    where : str
        Where it is set.
    """

    key: str
    title: Text
    where: str


SECRETS: list[Callable[[], Iterable[Secret]]] = []
"""The shared secrets that exist here. Filled by the wiring, which knows the settings."""


class HandoverState(models.TextChoices):
    """How far a handover is; reckoned from its dossier and its seals, never kept."""

    OPEN = "open", _("not compiled yet")
    COMPILED = "compiled", _("compiled, both seals awaited")
    HALF = "half", _("one seal set")
    SIGNED = "signed", _("signed by both")


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One line of a section, in both languages, because the frozen text is read in both."""

    title_zh: str
    title: str = ""
    detail_zh: str = ""
    detail: str = ""
    member: str = ""  # code of the town it concerns
    due_on: date | None = None
    url: str = ""
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """A figure under a section; its value is text as it will stand in the dossier."""

    label_zh: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SectionAnswer:
    """What a section holds on a day."""

    rows: tuple[SectionRow, ...] = ()
    totals: tuple[Total, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One section of every dossier.

    Parameters
    ----------
    key : str
        Stable; readings are noted under it.
    title_zh, title : str
        Both stand in the frozen text, so neither is a translation looked up later.
    query : callable
        ``(standing, circle, on) -> SectionAnswer``.
    """

    key: str
    title_zh: str
    title: str
    query: Callable[[Standing, str, date], SectionAnswer]


SECTIONS: list[Section] = []  # in the order of the dossier; filled by the wiring, and a room to come adds its own
SIGNING_WORDS = {"zh-hans": "同意交接", "en": "I agree"}  # typed before a seal is set
