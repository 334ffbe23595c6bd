"""Why a seat stayed empty, and why a worker stayed without a shift: nobody is left without an answer."""

from __future__ import annotations

from pilin.engine.assign.answers import FILTERS, Assignment, Why
from pilin.engine.assign.candidates import Pairs


def shift_reasons(pairs: Pairs, answer: Assignment) -> dict[int, str]:
    """Return for each shift with an empty seat why: a :class:`Why`, or the word by which the caller barred its pairs.

    It is the first filter, in the order skill, time, distance, wish, floor, age, that leaves fewer workers than seats; then
    what barred those left; else others did better.

    Parameters
    ----------
    pairs : Pairs
    answer : Assignment
        Of these pairs.
    """
    open_ = answer.unfilled_shifts
    short = open_[pairs.feasible[open_] < pairs.heads[open_]]
    found = dict.fromkeys(open_.tolist(), str(Why.OUTCOMPETED))
    if pairs.query is None:
        return found | dict.fromkeys(short.tolist(), str(Why.PAIRS))
    for shift, lack in zip(short.tolist(), pairs.query.lacks(short).tolist(), strict=True):
        found[shift] = str(FILTERS[lack]) if lack < len(FILTERS) else _barring(pairs, shift)
    return found


def _barring(pairs: Pairs, shift: int) -> str:
    """Return the word by which most pairs of a shift were barred."""
    return max(pairs.barred, key=lambda barred: int((barred.shift == shift).sum())).word
