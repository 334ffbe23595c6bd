"""What engines say in codes, in the reader's language."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.engine.base import Invalid
from pilin.engine.share import Reason

SHARE_FAULTS = {
    "missing": lambda value: _("The amount of this year is missing"),
    "no_list": lambda value: _("This is a list of amounts, a year each, the oldest first"),
    "no_number": lambda value: _("{value} is no amount").format(value=value),
    "negative": lambda value: _("{value} is below nought: enter a refund in the year it belongs to").format(
        value=value
    ),
    "years": lambda value: _("{value} years are not as many as the scheme asks for").format(value=value),
    "fen": lambda value: _("{value} has a part finer than a fen").format(value=value),
    "shares": lambda value: _("The shares add up to {value} %, not to 100 %").format(value=value),
    "no_share": lambda value: _("{value} is no share between 0 and 100 %").format(value=value),
}


def in_own_words(error: Invalid) -> Invalid:
    """Return the faults of the engine of shares in the reader's language; what has no words of ours stays as it is."""
    said = [
        replace(fault, reason=SHARE_FAULTS[fault.code](fault.value)) if fault.code in SHARE_FAULTS else fault
        for fault in error.faults
    ]
    return Invalid(*said)


def reason_said(reason: Reason) -> str:
    """Return why a move is shared, or is not."""
    return reason.en if (get_language() or "").startswith("en") else reason.zh
