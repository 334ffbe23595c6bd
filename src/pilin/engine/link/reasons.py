"""Why two rows are linked or not: each reason with its weight of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pilin.engine.link.compare import LEVELS, Field

MATCH_AT = 0.9
REVIEW_AT = 0.2


class Decision(StrEnum):
    """What is done with a pair."""

    MATCH = "match"
    REVIEW = "review"
    APART = "apart"  # never in a list of pairs


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes
    ----------
    name : str
        ``prior``, ``code``, ``brand``, ``trade``, ``place``, ``form``, ``address`` or ``rivals``.
    level : str
        How the two compare there.
    bits : float
        Weight of evidence: log2 of how much likelier this is for one firm than for two.
    """

    name: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class LinkReasons:
    """A pair's probability and what it is made of; ``score`` is the sum of the reasons' bits.

    Attributes
    ----------
    score : float
        log2 of the odds that the two are one firm.
    probability : float
        Of the same.
    decision : Decision
    reasons : tuple of Reason
    """

    score: float
    probability: float
    decision: Decision
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return "; ".join(f"{one.name} {one.level} {one.bits:+.1f}" for one in self.reasons if one.level != "missing")


def probability_of(score: np.ndarray) -> np.ndarray:
    """Return probabilities from log2 odds."""
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(score, -500.0, 500.0))))


def decided(probability: float, match_at: float = MATCH_AT, review_at: float = REVIEW_AT) -> Decision:
    """Return what a probability decides.

    Examples
    --------
    >>> decided(0.97), decided(0.5), decided(0.01)
    (<Decision.MATCH: 'match'>, <Decision.REVIEW: 'review'>, <Decision.APART: 'apart'>)
    """
    if probability >= match_at:
        return Decision.MATCH
    return Decision.REVIEW if probability >= review_at else Decision.APART


def reasons_of(prior: float, levels: np.ndarray, bits: np.ndarray, rivals: float) -> LinkReasons:
    """Return the reasons of one pair from its levels, its bits by field, and what prior and rivals add."""
    parts = [Reason("prior", "", prior)]
    parts += [Reason(field.name.lower(), LEVELS[field][levels[field]], float(bits[field])) for field in Field]
    parts.append(Reason("rivals", "", rivals))
    score = sum(one.bits for one in parts)
    probability = float(probability_of(np.array(score)))
    return LinkReasons(score, probability, decided(probability), tuple(parts))
