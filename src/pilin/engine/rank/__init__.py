"""Rank: who could meet a need, and what a product is made of, learned from the visible relations alone."""

from pilin.engine.rank.answers import LeftOut, Ranked, Ranking, Reason, WhyNot
from pilin.engine.rank.evaluate import answered, evaluate
from pilin.engine.rank.firm_ranking import Settings
from pilin.engine.rank.frames import BadFrame
from pilin.engine.rank.measures import MEASURES, Difference, difference, measures
from pilin.engine.rank.needs import product_of
from pilin.engine.rank.ranker import Ranker
from pilin.engine.rank.store import NotStored

__all__ = [
    "MEASURES",
    "BadFrame",
    "Difference",
    "LeftOut",
    "NotStored",
    "Ranked",
    "Ranker",
    "Ranking",
    "Reason",
    "Settings",
    "WhyNot",
    "answered",
    "difference",
    "evaluate",
    "measures",
    "product_of",
]
