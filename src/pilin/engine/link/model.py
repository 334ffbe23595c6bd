"""Weights of evidence (Fellegi and Sunter 1969): how often levels occur between the same firm and between two firms.

Each level of each field weighs log2(m / u) bits: m is its share among pairs that are one firm, u among pairs that are
two. Where a level means that something is shared, u is how common that very thing is in the register. The m and the
share of rows that have a partner are learned by expectation maximisation from sensible starts, without labels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilin.engine.link.compare import FIELDS, LEVELS, MISSING, NOT_ASKED, RARITY, WIDTH, Field

STARTS_M: dict[Field, tuple[float, ...]] = {
    Field.CODE: (0.001, 0.999, 0.0),
    Field.BRAND: (0.01, 0.78, 0.07, 0.05, 0.06, 0.03, 0.0),
    Field.TRADE: (0.006, 0.80, 0.07, 0.085, 0.039, 0.0, 0.0),
    Field.PLACE: (0.006, 0.86, 0.09, 0.014, 0.03, 0.0),
    Field.FORM: (0.03, 0.90, 0.068, 0.001, 0.001, 0.0),
    Field.ADDRESS: (0.12, 0.58, 0.2, 0.1, 0.0),
}
STARTS_U: dict[Field, tuple[float, ...]] = {
    Field.CODE: (1.0, 1e-9, 0.0),
    Field.BRAND: (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0),
    Field.TRADE: (0.85, 1.0, 0.01, 0.05, 0.09, 0.0, 0.0),
    Field.PLACE: (0.8, 1.0, 0.05, 0.1, 0.05, 0.0),
    Field.FORM: (0.2, 0.6, 0.18, 0.02, 0.02, 0.0),
    Field.ADDRESS: (0.984, 0.0001, 0.0009, 0.015, 0.0),
}
CODE_BITS = (-24.0, 40.0)  # what two valid codes say does not depend on the register: they decide
FIXED_LEVELS = {Field.FORM: (3, 4)}
BRANCH_BITS = (
    -30.0
)  # a branch is neither its parent nor another branch, whatever else they share; only a code says more
START_PARTNERED = 0.7  # share of rows with a partner
UNPARTNERED_AT_LEAST = 0.03  # never so sure of a file that any likeness would do
PSEUDO = 60.0  # pairs that the starts count for
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in bits by field and level, and the share of rows that have a partner.

    Attributes
    ----------
    weights : numpy.ndarray of float32, shape (fields, levels)
        log2(m / u); for levels of shared things log2(m), to which the bits of their rarity are added.
    partnered : float
        Share of rows on the left that have a partner on the right.
    """

    weights: np.ndarray
    partnered: float = START_PARTNERED

    @classmethod
    def start(cls) -> Model:
        """Return the weights before anything was learned."""
        return cls(_weights({field: np.array(m) for field, m in STARTS_M.items()}, _starting_u()))


def _starting_u() -> dict[Field, np.ndarray]:
    return {field: np.array(u) for field, u in STARTS_U.items()}


def _weights(m: dict[Field, np.ndarray], u: dict[Field, np.ndarray]) -> np.ndarray:
    weights = np.zeros((FIELDS, WIDTH), np.float32)
    for field, names in LEVELS.items():
        for level in range(len(names)):
            if level == MISSING[field] or (field is Field.TRADE and level == NOT_ASKED):
                continue
            weights[field, level] = np.log2(max(m[field][level], 1e-6) / max(u[field][level], 1e-9))
    weights[Field.CODE, :2] = CODE_BITS
    weights[Field.FORM, list(FIXED_LEVELS[Field.FORM])] = BRANCH_BITS
    return weights


def chances(levels: np.ndarray) -> dict[Field, np.ndarray]:
    """Return u by field from the levels of pairs drawn at random, smoothed by the starts.

    Parameters
    ----------
    levels : numpy.ndarray of int8, shape (pairs, fields)
    """
    found = _starting_u()
    for field, names in LEVELS.items():
        if field in (Field.CODE, Field.BRAND, Field.TRADE):
            continue  # codes decide; like trade names are too rare for draws, and without them trade words are not asked
        counts = np.bincount(levels[:, field], minlength=len(names)).astype(float)
        counts[MISSING[field]] = 0.0
        start = found[field]
        smoothed = counts + PSEUDO * start / max(start[start < 1].sum(), 1e-9)
        shares = smoothed / smoothed.sum()
        for level in range(len(names)):
            if level not in RARITY.get(field, ()) and level not in FIXED_LEVELS.get(field, ()):
                found[field][level] = max(shares[level], 1e-4)
    return found


def learned(
    levels: np.ndarray, bits: np.ndarray, left: np.ndarray, asked: int, size: int, u: dict[Field, np.ndarray]
) -> Model:
    """Return the model that expectation maximisation finds in candidate pairs.

    Parameters
    ----------
    levels : numpy.ndarray of int8, shape (pairs, fields)
    bits : numpy.ndarray of float32, shape (pairs, fields)
        Rarity of what is shared.
    left : numpy.ndarray of int, shape (pairs,)
        Which left row a pair belongs to, from 0.
    asked : int
        Left rows that were asked, with candidates or without.
    size : int
        Rows of the register on the right.
    u : dict
        As :func:`chances` returns it.

    Returns
    -------
    Model
        With a row's candidates and "none of them" competing for its one place.
    """
    m = {field: np.array(start) for field, start in STARTS_M.items()}
    weights, partnered = _weights(m, u), START_PARTNERED
    rarity = bits.sum(axis=1)
    fields = np.arange(FIELDS)
    for _ in range(ROUNDS):
        score = weights[fields, levels].sum(axis=1) + rarity
        mass = partnered / size * np.exp2(np.minimum(score, 100.0).astype(float))
        total = np.bincount(left, mass, minlength=asked) + (1 - partnered)
        one = mass / total[left]
        partnered = (float(one.sum()) + PSEUDO * START_PARTNERED) / (asked + PSEUDO)
        partnered = min(partnered, 1 - UNPARTNERED_AT_LEAST)
        partnered = max(partnered, 0.001)
        for field, names in LEVELS.items():
            if field is Field.CODE:
                continue
            start = np.array(STARTS_M[field])
            counts = np.bincount(levels[:, field], one, minlength=len(names))[: len(names)] + PSEUDO * start
            counts[MISSING[field]] = 0.0
            if field is Field.TRADE:
                counts[NOT_ASKED] = 0.0
            held = list(FIXED_LEVELS.get(field, ()))
            shares = counts / counts.sum()
            shares[held] = start[held]
            m[field] = np.maximum(shares, np.where(start > 0, 0.002, 0.0)) if not held else shares
        weights = _weights(m, u)
    return Model(weights, partnered)
