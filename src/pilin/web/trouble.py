"""The words for a trouble beneath a deed, and when to try again: the same at the page, the API and the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pilin.engine.base import Refused, Trouble, trouble_of
from pilin.engine.base.verdict import Text
from pilin.web.terminal import refuse
from pilin.web.words import said_later as _


@dataclass(frozen=True, slots=True)
class Answer:
    """How a trouble is answered.

    Parameters
    ----------
    status : int
    after : int
        Seconds after which trying again makes sense.
    title, reason : str
        What was not done; what was kept and what to do.
    """

    status: int
    after: int
    title: Text
    reason: Text


ANSWERS = {
    Trouble.BUSY: Answer(
        503,
        5,
        _("Not done: others were writing"),
        _(
            "Others were writing at the same moment, and this waited too long. Nothing of it was written, not even a part. "
            "Press again in a few seconds"
        ),
    ),
    Trouble.FULL: Answer(
        507,
        60,
        _("Not done: the disk is full"),
        _(
            "The disk of this instance is full. Nothing of it was written, not even a part. Everything can still be read; "
            "writing opens again by itself once whoever runs the instance has made room"
        ),
    ),
    Trouble.DISK: Answer(
        503,
        60,
        _("Not certain: the disk reported an error"),
        _(
            "The disk reported an error while this was written, so it is not certain whether it was. Look first, then press "
            "again. Tell whoever runs this instance"
        ),
    ),
    Trouble.AWAY: Answer(
        503,
        10,
        _("Not certain: the records cannot be reached"),
        _(
            "The connection to the records broke, so it is not certain whether this was written. Wait a little, look first, "
            "then press again"
        ),
    ),
}


LISTENERS: list[Callable[[Trouble], None]] = []  # told of each trouble met at a door; filled by the wiring


def met(trouble: Trouble) -> None:
    """Tell whoever listens that a door met a trouble."""
    for listen in LISTENERS:
        listen(trouble)


def refusal_of(trouble: Trouble) -> Refused:
    """Return a trouble in the form of a refusal: its code and the sentence for the person."""
    return Refused(trouble.value, ANSWERS[trouble].reason)


def trouble_headers(trouble: Trouble) -> dict[str, str]:
    """Return the headers that say when to try again, and that this answer is nobody's to keep."""
    return {"Retry-After": str(ANSWERS[trouble].after), "Cache-Control": "no-store"}


def refuse_trouble(error: BaseException, *, as_json: bool) -> None:
    """Print what a command could not do, and end with 1; returns where the error is no trouble beneath."""
    trouble = trouble_of(error)
    if trouble is not None:
        met(trouble)
        refuse(refusal_of(trouble), as_json=as_json)
