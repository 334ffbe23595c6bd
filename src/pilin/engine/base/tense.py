"""Whether the tense of a text fits the day it was said: "will start in 2022", said in 2024, does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pilin.engine.base.dates import PartialDate
from pilin.engine.base.relative import resolve_relative

CLAUSES = re.compile(r"[;；，。！？!?]|,(?!\d|\s*(?:19|20|21)\d\d\b)|\.(?!\d)|\b(?:and then|while|whereas)\b|而且?")
FUTURE = re.compile(
    r"\b(?:will|shall|won['’]t|going to|to be|is to|are to|plans? to|planned to start|expected to|scheduled (?:to|for)|"
    r"(?:is|are) about to|soon)\b|(?<!不)将[要会于在]?|即将|计划|拟[于在]?|预计|力争|有望|准备在"
)
DONE = re.compile(
    r"\b(?:was|were|has been|have been|had|started|began|opened|completed|finished|signed|built|founded|launched|joined|"
    r"entered|released|unveiled|held|established)\b|已经?|(?<=[动开完建立签成])[了成]|了$"
)
COMPOUND = re.compile(r"\b(?:will|shall|to)(?: have)?(?: been| be)? \w+")  # "will be completed" is not done


class Tense(StrEnum):
    """How a text speaks of a day."""

    FUTURE = "future"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A date that the tense of a text puts on the wrong side of the day it was said.

    Parameters
    ----------
    tense : Tense
        What the text says of it: to come, or done.
    named : PartialDate
        The date it names.
    said_on : date
        The day it was said or published.
    """

    tense: Tense
    named: PartialDate
    said_on: date


def tense_of(text: str) -> Tense | None:
    """Return how one clause speaks; None where it tells of no time, or of both.

    Examples
    --------
    >>> tense_of("construction of four more will start in 2022").value
    'future'
    >>> tense_of("2022年已开工").value
    'done'
    >>> tense_of("in 2022") is None
    True
    """
    words = " ".join(text.casefold().split())
    ahead = bool(FUTURE.search(words))
    done = bool(DONE.search(COMPOUND.sub(" ", words)))
    if ahead == done:
        return None
    return Tense.FUTURE if ahead else Tense.DONE


def misfit_of(text: str, said_on: date | None) -> Misfit | None:
    """Return the first date of a text that its own tense contradicts; None where all fits, or where nobody can tell.

    A clause is read by itself: "three are in use, and four will start in 2022" is judged by its second part. Only a date that
    lies wholly before the day of saying cannot be to come, and only one that lies wholly after it cannot be done: in May 2024
    "will start in 2024" fits, and so does "has started in 2024". A clause that could mean several dates is not judged.

    Parameters
    ----------
    text : str
        English or Chinese.
    said_on : date, optional
        When it was said or published; nothing is judged without it.

    Examples
    --------
    >>> found = misfit_of("construction of four more will start in 2022", date(2024, 5, 14))
    >>> found.tense.value, str(found.named)
    ('future', '2022')
    >>> misfit_of("construction of four more will start in 2022", date(2021, 12, 31)) is None
    True
    """
    if said_on is None:
        return None
    for clause in CLAUSES.split(text):
        named = resolve_relative(clause, said_on).value
        tense = tense_of(clause) if named is not None else None
        if named is None or tense is None:
            continue
        if (tense is Tense.FUTURE and named.last < said_on) or (tense is Tense.DONE and named.first > said_on):
            return Misfit(tense, named, said_on)
    return None
