"""Kinds of notices, and the registry from which a person's work is gathered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Text


class WorkKind(models.TextChoices):
    """Why something waits for a person."""

    DUE = "due", _("Due")
    TO_SIGN = "to_sign", _("Awaiting my signature")
    TO_WITNESS = "to_witness", _("To witness")
    RAISED = "raised", _("Raised to my level")
    MENTIONED = "mentioned", _("Mentioned")


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing that waits for a person, in the reader's language.

    Parameters
    ----------
    kind : str
        A :class:`WorkKind`.
    title, detail : str
        What waits, and what one must know before opening it.
    url : str
        Where it is done.
    due_on : date or None
    verb : str
        What the button says: "Sign", "Witness".
    overdue_days : int
        Days past the due date; 0 when none.
    """

    kind: str
    title: str
    detail: str = ""
    url: str = ""
    due_on: date | None = None
    verb: str = ""
    overdue_days: int = 0


WORK: dict[str, Callable[[Standing, date], list[WorkItem]]] = {}  # name → what waits there for this standing on a day

SAYINGS: dict[str, Text] = {  # kind of a notice → its sentence, over the facts given with it; rooms may add kinds
    WorkKind.DUE: _("{title} is due"),
    WorkKind.TO_SIGN: _("{title} awaits your signature"),
    WorkKind.TO_WITNESS: _("{title} waits for a witness from your bank"),
    WorkKind.RAISED: _("{title} was raised to your level"),
    WorkKind.MENTIONED: _("You are named in {title}"),
    "hook_ended": _("The webhook to {title} failed too often and tells nothing any more"),
}

STANDS: list[Callable[[str, datetime], Standing]] = []  # how a town itself stands at a moment; filled by the wiring


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a message to a hook, for rooms that wait for a row of theirs to be told.

    Parameters
    ----------
    town : str
    at : datetime
    subjects : tuple of str
        Keys of the rows that the message's lines are about.
    outcome : str
        Empty where it arrived, else why not, as in ``OUTCOMES`` or ``status_…``.
    others : int
        Hooks of the town that are still to be told of the same and did not fail of late.
    """

    town: str
    at: datetime
    subjects: tuple[str, ...]
    outcome: str
    others: int


CARRIED: dict[
    str, Callable[[Carried], object]
] = {}  # room → is told within the deed that notes it; filled by the wiring

OUTCOMES: dict[str, Text] = {  # why a message to a hook did not arrive
    "no_such_host": _("There is no such host"),
    "address_not_allowed": _("The host's name leads into a network that the instance may not knock at"),
    "host_not_allowed": _("The host is no longer on the list of this instance"),
    "no_trust": _("The host's certificate is not trusted"),
    "too_slow": _("There was no answer within ten seconds"),
    "too_large": _("The message was too large"),
    "not_reached": _("The host did not answer"),
}
