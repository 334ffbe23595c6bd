"""The words of cases, and the registry of their kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Text


class CaseState(models.TextChoices):
    """How far a case is."""

    RECEIVED = "received", _("received, nobody has taken it yet")
    IN_HAND = "in_hand", _("in hand")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("settled and closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class StepKind(models.TextChoices):
    """One thing that happened to a case."""

    RECEIVED = "received", _("received")
    TAKEN = "taken", _("taken")
    RAISED = "raised", _("raised: nobody had taken it in time")
    NOTED = "noted", _("noted")
    ANSWERED = "answered", _("answered")
    SENT_BACK = "sent_back", _("not settled: back in hand")
    CLOSED = "closed", _("settled")
    REOPENED = "reopened", _("reopened")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OFFERED = "offered", _("offered to another town")
    ACCEPTED = "accepted", _("taken over")
    REFUSED = "refused", _("not taken over")
    KEPT = "kept", _("the offer was taken back")
    PAUSED = "paused", _("waits for whoever asked")
    RESUMED = "resumed", _("goes on")
    TIED = "tied", _("the same matter as another case")
    UNTIED = "untied", _("a matter of its own again")


class Channel(models.TextChoices):
    """How a case came in."""

    PAGE = "page", _("on these pages")
    PHONE = "phone", _("by telephone")
    COUNTER = "counter", _("at the counter")
    VISIT = "visit", _("on a visit")
    PROGRAM = "program", _("by a program")


class Closer(models.TextChoices):
    """Who says that a case is settled."""

    ASKER = "asker", _("whoever asked")
    TOWN = "town", _("the town that has it")


class RatingStage(models.TextChoices):
    """When whoever asked says how it was: a good answer is not yet a mended street."""

    ANSWER = "answer", _("the answer")
    OUTCOME = "outcome", _("what was done by the promised day")


OPEN_STATES = (CaseState.RECEIVED, CaseState.IN_HAND, CaseState.ANSWERED)
BOUNCES = 2  # refusals after which a case is raised to the coordination level
REWORKS = 3  # times that it came back after an answer, after which it is raised there, too
BEST = 5  # of the marks 1 to 5
CONTENT = 4  # the least mark of somebody who is content
SAME_WORDS = 3  # other cases with the same words in the answer, from which on it is boiler-plate
RUNNING = (CaseState.RECEIVED, CaseState.IN_HAND)  # the answer is still to come: its term runs


@dataclass(frozen=True, slots=True)
class AboutLine:
    """What a case is about, as its page says it: a word, a text, and where that is read."""

    label: Text
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CaseKind:
    """A kind of case, as its room lays it down.

    Parameters
    ----------
    key : str
        How rows name it.
    label : str
        How people call one.
    prefix : str
        Begins the reference: ``S`` gives ``S-2024-17``.
    taken_within : int
        Working days after the day of receipt within which somebody has to have taken it; else it is raised.
    answered_within : int
        Working days after the day of receipt to the day that whoever asks is told; what is asked for may say its own.
    closer : Closer
        Who says that it is settled.
    about : callable
        ``about(standing, case)`` returns the lines that its page begins with.
    travels : bool
        Another town may take it over.
    waits : str
        The rule by which its term stands still while it waits for whoever asked; empty: it never does.
    follows : callable, optional
        ``follows(by=..., at=..., case=...)`` is called within the deed after each step: what the kind's room keeps beside
        the case goes along with it.
    page : str
        Route, with ``circle`` and ``uid`` of what it is about, on which it is answered and rated instead of on the case's own
        page; empty: there.
    """

    key: str
    label: Text
    prefix: str
    taken_within: int
    answered_within: int
    closer: Closer
    about: Callable[[Standing, Any], list[AboutLine]]
    travels: bool = True  # another town may take it over
    waits: Text = ""  # the rule by which its term stands still while it waits for whoever asked; empty: it never does
    follows: Callable[..., None] | None = None
    page: str = ""


KINDS: dict[str, CaseKind] = {}  # key → kind; filled by the wiring

WAYS_TO_ASK: list[
    tuple[Text, str, str]
] = []  # (what one asks for, icon, route that takes ``circle``); filled by the wiring
