"""How well a product that a firm names fits what somebody needs: by knowledge first, by the words themselves second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pilin.engine.chain.knowledge import Knowledge
from pilin.engine.chain.tables import term_key

SAME, NARROWER, SAME_WORDS, BROADER, USER, MATERIAL = 0.60, 0.55, 0.60, 0.40, 0.55, 0.15
MOST_BY_WORDS = 0.50  # a likeness of words alone never weighs as much as a product that is known to be the same
LEAST_LIKENESS = 0.34  # of Dice: below it two names share a syllable by chance
HEAD = 0.15  # the last two characters of a Chinese compound say what kind of thing it is


class Match(StrEnum):
    """What makes a named product fit."""

    SAME = "same_product"
    NARROWER = "kind_of_it"  # the firm makes a kind of what is asked for
    BROADER = "wider_product"  # the firm makes what this is a kind of
    WORDS = "similar_words"
    USER = "uses_it"  # for an offer: the firm makes something this goes into
    MATERIAL = "material_of_it"  # the firm makes what goes into it


@dataclass(frozen=True, slots=True)
class Fit:
    """How a product fits.

    Parameters
    ----------
    points : float
        0 to 0.6.
    match : Match
    name : str
        The product as the firm names it.
    """

    points: float
    match: Match
    name: str


def likeness(one: str, other: str) -> float:
    """Return how alike two names are by their characters, 0 to 1.

    The Dice coefficient (1945) of pairs of neighbouring characters, marked at the end; names that end alike gain a part
    of what is left, for the head of a Chinese compound stands last.

    Examples
    --------
    >>> round(likeness("控制电缆", "铝合金电缆"), 2), likeness("电缆", "压缩机")
    (0.53, 0.0)
    """
    one, other = term_key(one), term_key(other)
    return _likeness(one, other, _pairs(one), _pairs(other))


def _likeness(one: str, other: str, a: frozenset[str], b: frozenset[str]) -> float:
    dice = 2 * len(a & b) / max(len(a) + len(b), 1)
    head = len(one) >= 2 and one[-2:] == other[-2:]
    return dice + (HEAD * (1 - dice) if head else 0)


def name_pairs(name: str) -> frozenset[str]:
    r"""Return the pairs of neighbouring characters by which names are alike; the last character stands in one with the end.

    Examples
    --------
    >>> sorted(name_pairs("PVC 料"))
    ['c料', 'pv', 'vc', '料\n']
    """
    return _pairs(term_key(name))


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> frozenset[str]:
    marked = f"{text}\n"
    return frozenset(marked[i : i + 2] for i in range(len(text)))


class Wish:
    """What is asked for, ready to be compared with many names.

    Parameters
    ----------
    phrase : str
        The product in the asker's words.
    knowledge : Knowledge
    offered : bool
        True when the asker offers the product: then those fit who make something it goes into.

    Examples
    --------
    >>> from pilin.engine.chain import load_knowledge
    >>> wish = Wish("PVC cable granules", load_knowledge())
    >>> wish.fit("PVC电缆料").match.value
    'same_product'
    """

    def __init__(self, phrase: str, knowledge: Knowledge, *, offered: bool = False) -> None:
        self.phrase, self._knowledge, self.offered = phrase, knowledge, offered
        self.product = knowledge.find(phrase)
        self._term = term_key(phrase)
        self.pairs = _pairs(self._term)  # read once: a phrase is held against thousands of names
        self._judged: dict[str, Fit | None] = {}
        self._known: dict[str, tuple[float, Match]] = {}
        if self.product is None:
            return
        groups = (
            [(knowledge.uses(self.product), USER, Match.USER)]
            if offered
            else [
                (knowledge.materials(self.product), MATERIAL, Match.MATERIAL),
                (knowledge.broader(self.product), BROADER, Match.BROADER),
                (knowledge.narrower(self.product), NARROWER, Match.NARROWER),
                ((self.product,), SAME, Match.SAME),
            ]
        )
        for keys, points, match in groups:
            for key in keys:
                self._known[key] = (points, match)

    @property
    def known(self) -> dict[str, float]:
        """Return the keys of the products that fit by knowledge, each with its points."""
        return {key: points for key, (points, _match) in self._known.items()}

    def alike(self, names: Mapping[str, int]) -> dict[str, float]:
        """Return which of these names fit by their words and not by knowledge, each with its points.

        Parameters
        ----------
        names : mapping of str to int
            Name, as :func:`term_key <pilin.engine.chain.tables.term_key>` has it → how many of ``pairs`` it has too. A name that
            has none is alike in nothing.

        Examples
        --------
        >>> from pilin.engine.chain import load_knowledge
        >>> Wish("阻燃线束", load_knowledge()).alike({"线束": 2, "线缆": 0})
        {'线束': 0.35833333333333334}
        """
        found = {}
        for name, shared in names.items():
            whole = len(self.pairs) + len(_pairs(name))
            if 2 * shared / whole + HEAD * (1 - 2 * shared / whole) < LEAST_LIKENESS:
                continue  # not even were their ends the same
            fit = self.fit(name)
            if fit is not None and self._knowledge.find(name) not in self._known:
                found[name] = fit.points
        return found

    def words(self) -> list[str]:
        """Return the names that fit by knowledge, best first, the asker's own before all: what an index is asked for."""
        best = sorted(self._known, key=lambda key: (-self._known[key][0], key))
        return list(dict.fromkeys([self.phrase, *(name for key in best for name in self._knowledge.names(key))]))

    def fit(self, name: str) -> Fit | None:
        """Return how a named product fits; None when it does not. Each name is judged once."""
        if name not in self._judged:
            self._judged[name] = self._fit(name)
        return self._judged[name]

    def _fit(self, name: str) -> Fit | None:
        key = self._knowledge.find(name)
        if key is not None and key in self._known:
            points, match = self._known[key]
            return Fit(points, match, name)
        if self.offered:
            return None  # likeness of words says who makes the same thing, not who uses it
        term = term_key(name)
        if term == self._term:
            return Fit(SAME_WORDS, Match.SAME, name)
        if key is not None and self.product is not None:
            return None  # both are known, and knowledge relates them in no way: similar words deceive
        alike = _likeness(term, self._term, _pairs(term), self.pairs)
        if alike < LEAST_LIKENESS:
            return None
        return Fit(alike * MOST_BY_WORDS, Match.WORDS, name)
