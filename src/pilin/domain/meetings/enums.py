"""The words of meetings, and the two registries that upper rooms fill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing


class MeetingKind(models.TextChoices):
    """What kind of event it is."""

    MEETING = "meeting", _("meeting")
    SIDE_MEETING = "side_meeting", _("side meeting")
    VISIT = "visit", _("site visit")
    CEREMONY = "ceremony", _("ceremony")
    FORUM = "forum", _("forum")
    FESTIVAL = "festival", _("festival")


class MeetingState(models.TextChoices):
    """Where an event stands; derived, never stored."""

    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class AgendaOutcome(models.TextChoices):
    """What came of an agenda item."""

    NOTED = "noted", _("noted")
    AGREED = "agreed", _("agreed")
    RESOLVED = "resolved", _("resolved")
    DEFERRED = "deferred", _("put off")


class MinutesState(models.TextChoices):
    """Where minutes stand; derived from what each town said to the text as it is now."""

    NONE = "none", _("not written")
    CONFIRMING = "confirming", _("waiting for confirmation")
    OBJECTED = "objected", _("corrections asked")
    CONFIRMED = "confirmed", _("confirmed")


class Said(models.TextChoices):
    """What a town said to minutes."""

    CONFIRMED = "confirmed", _("confirmed")
    OBJECTED = "objected", _("asked for a correction")


class ResolutionState(models.TextChoices):
    """How far a resolution has come. Approval in principle is a state of its own, short of approval."""

    STUDYING = "studying", _("being studied")
    PROPOSED = "proposed", _("put forward")
    IN_PRINCIPLE = "approved_in_principle", _("approved in principle")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class TaskState(models.TextChoices):
    """Where a task stands; derived from its steps."""

    GIVEN = "given", _("not taken yet")
    TAKEN = "taken", _("under way")
    DECLINED = "declined", _("declined")
    DONE = "done", _("done, waiting for the other bank")
    CONFIRMED = "confirmed", _("confirmed")


class TaskMove(models.TextChoices):
    """What may happen to a task."""

    TAKEN = "taken", _("taken")
    DECLINED = "declined", _("declined")
    DONE = "done", _("reported done")
    SENT_BACK = "sent_back", _("sent back")
    CONFIRMED = "confirmed", _("confirmed from the other bank")
    REDATED = "redated", _("new date named")
    CARRIED = "carried", _("carried over")


class MatterState(models.TextChoices):
    """Where a raised matter stands; derived from its steps."""

    OPEN = "open", _("waiting for an answer")
    RETURNED = "returned", _("sent back down")
    ANSWERED = "answered", _("answered")


class MatterMove(models.TextChoices):
    """What may happen to a raised matter."""

    RAISED = "raised", _("raised")
    RETURNED = "returned", _("sent back down")
    ANSWERED = "answered", _("answered")


class CheckResult(models.TextChoices):
    """What became of a commitment, a year later."""

    KEPT = "kept", _("kept")
    PARTLY = "partly", _("partly kept")
    NOT_KEPT = "not_kept", _("not kept")
    CANNOT_TELL = "cannot_tell", _("cannot be told")


class OutcomeKind(models.TextChoices):
    """What happened to an object at an event."""

    RELEASED = "released", _("released")
    UNVEILED = "unveiled", _("unveiled")
    SIGNED = "signed", _("signed")
    LAUNCHED = "launched", _("launched")


class ObjectKind(models.TextChoices):
    """What kind of object an outcome is linked to."""

    LIST = "list", _("key-project list")
    BASE = "base", _("service base")
    ALLIANCE = "alliance", _("alliance")
    AGREEMENT = "agreement", _("agreement")
    PLATFORM = "platform", _("platform")
    CAMP = "camp", _("training camp")
    CONSENSUS = "consensus", _("consensus")


OBJECTS_OF: dict[str, frozenset[str]] = {  # which objects an outcome of a kind may be linked to
    OutcomeKind.RELEASED: frozenset({ObjectKind.LIST, ObjectKind.CONSENSUS}),
    OutcomeKind.UNVEILED: frozenset({ObjectKind.BASE}),
    OutcomeKind.SIGNED: frozenset({ObjectKind.ALLIANCE, ObjectKind.AGREEMENT, ObjectKind.CONSENSUS}),
    OutcomeKind.LAUNCHED: frozenset({ObjectKind.PLATFORM, ObjectKind.CAMP}),
}


@dataclass(frozen=True, slots=True)
class ReviewFigure:
    """One row that a half-year review freezes: what was planned, what came of it, of whom.

    Parameters
    ----------
    label_zh, label : str
        What is compared: a strand, a town's milestones.
    planned, achieved : Decimal, optional
        None where there is no figure; None is not nought.
    unit : str
    member : str
        Code of the member it is of; empty for the whole circle.
    strand : str
    carried : int, optional
        How many are carried over into the next half.
    """

    label_zh: str
    label: str
    planned: Decimal | None
    achieved: Decimal | None
    unit: str = ""
    member: str = ""
    strand: str = ""
    carried: int | None = None
    illustrative: bool = False
    source: str = ""


# Filled by the wiring. Name of a set of figures → (standing, circle, year, half, on) → its rows.
REVIEW_FIGURES: dict[str, Callable[[Standing, str, int, int, date], list[ReviewFigure]]] = {}
# Filled by the wiring. Name of a source → (standing, circle, on) → what JSON can hold.
SNAPSHOTS: dict[str, Callable[[Standing, str, date], Any]] = {}
