"""What the ranker answers with: candidates with their score and its parts, and those that were asked about and left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score.

    Parameters
    ----------
    family : str
        What speaks for or against: ``words`` (wording of the firm's own texts), ``similar_product``, ``similar_known``
        (products worded alike and what is known of them), ``learned`` (found together elsewhere), ``industry``,
        ``chain`` and ``kinds`` (known relations), ``material`` (sells it), ``breadth`` (how much a firm offers),
        ``candidate`` (how usual a thing is), ``phrase`` (how the need is worded), ``start`` (before anything is looked at).
    share : float
        What it adds to the score; below 0 it speaks against.
    evidence : tuple of str
        What was found, strongest first; empty where a number alone speaks.
    """

    family: str
    share: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """One answer; the shares of its reasons sum to its score, which only orders answers of one question."""

    id: str
    rank: int
    score: float
    reasons: tuple[Reason, ...]


class WhyNot(StrEnum):
    """Why a candidate that was asked about is not among the answers."""

    UNKNOWN = "unknown"  # it is not among those that could be answered
    OTHER_AREA = "other_area"  # a firm outside the areas that were asked for
    SELLS_NONE = "sells_none"  # it sells none of the materials that were found
    BELOW = "below"  # it was weighed, and others came before it


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that was asked about and is not among the answers.

    Parameters
    ----------
    id : str
    why : WhyNot
    rank, score : int and float, optional
        Where it stands among all that were weighed; None where it was not weighed.
    reasons : tuple of Reason
    """

    id: str
    why: WhyNot
    rank: int | None = None
    score: float | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answers to one question, best first.

    Parameters
    ----------
    found : tuple of Ranked
    left_out : tuple of LeftOut
        One for each candidate asked about that is not in ``found``.
    unknown : tuple of str
        Phrases of which no piece was ever seen; nothing is guessed for them.
    """

    found: tuple[Ranked, ...]
    left_out: tuple[LeftOut, ...] = ()
    unknown: tuple[str, ...] = ()
