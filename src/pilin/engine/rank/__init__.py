"""Rank: who could meet a need, and what a product is made of, learned from the visible relations alone."""

from pilin.engine.rank.phrases import Vocabulary, folded, grams, unit_rows
from pilin.engine.rank.tower import Table, train_towers

__all__ = ["Table", "Vocabulary", "folded", "grams", "train_towers", "unit_rows"]
