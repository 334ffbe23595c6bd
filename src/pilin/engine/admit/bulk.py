"""Many firms against many measures: each predicate once over a column, two bits a cell, words of 64 firms.

A cell's bits are *meets* and *fails*; neither is unknown. ``all`` is AND of the first and OR of the second, ``any`` the other
way round, ``not`` swaps them (Kleene's strong logic). Every answer is that of :func:`pilin.engine.admit.exact.truth`: sums are
whole numbers that doubles hold; of two whole numbers a/b and a limit p/q that differ, b·p < 2⁵² makes their nearest doubles
differ too, in the same order; what is left is reckoned again in fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pilin.engine.admit.exact import truth
from pilin.engine.admit.facts import FEN, Facts, Kind, catalogue, code_span
from pilin.engine.admit.language import (
    All,
    Compare,
    Floor,
    Given,
    How,
    Leaf,
    Node,
    Not,
    Some,
    Table,
    Term,
    Within,
    fact_of,
    first_day_after,
    leaves_of,
    stand_in_of,
)

if TYPE_CHECKING:
    import polars as pl

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]
Planes = tuple[Words, Words]
WORD = 64
BLOCK = 1 << 15  # firms whose column stays in the cache nearest the core while it is compared
NEAR = 1e-11  # a mean of a few quotients errs by less
EXACT = 2.0**52
COMPARE = {">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less}


class Firms:
    """Facts of many firms, by column; NaN is unknown and so is a column that is not there.

    Parameters
    ----------
    size : int
    columns : mapping of str to numpy.ndarray of float64, shape (size,)
        As :meth:`pilin.engine.admit.facts.Facts.cells` names and scales them: amounts in fen, dates as ordinals.

    Raises
    ------
    ValueError
        When a column has another length or belongs to no fact.
    """

    def __init__(self, size: int, columns: Mapping[str, npt.ArrayLike]) -> None:
        self.size = size
        self._columns = {name: np.ascontiguousarray(values, np.float64) for name, values in columns.items()}
        for name, values in self._columns.items():
            if values.shape != (size,) or fact_of(name) not in catalogue():
                raise ValueError(f"column {name!r}: {values.shape} of {size} firms, or no fact")

    @classmethod
    def of(cls, some: Sequence[Facts]) -> Firms:
        """Return firms that were read one by one."""
        rows = [facts.cells() for facts in some]
        names = dict.fromkeys(name for row in rows for name in row)
        return cls(len(rows), {name: np.array([row.get(name, np.nan) for row in rows], np.float64) for name in names})

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> Firms:
        """Return the firms of a frame.

        Parameters
        ----------
        frame : polars.DataFrame
            A column a fact, named as it is, yearly ones ``revenue_cny[2023]``, titles ``recognitions:high_tech``; amounts in
            yuan, days as dates, codes as texts, null for unknown.

        Raises
        ------
        ValueError
            When a column belongs to no fact.
        """
        import polars as pl  # slow import: whoever asks for one firm needs no frames

        columns: dict[str, Any] = {}
        for name in frame.columns:
            fact = catalogue().get(fact_of(name))
            if fact is None:
                raise ValueError(f"column {name!r} belongs to no fact")
            if fact.kind is Kind.CODE:
                if name != "uscc":
                    each = {code: code_span(code) for code in frame[name].unique() if code}
                    spans = [each.get(code, (np.nan, np.nan)) for code in frame[name]]
                    columns[name], columns[f"{name}:end"] = zip(*spans, strict=True) if spans else ((), ())
            elif fact.kind is Kind.DATE:
                columns[name] = np.array(
                    [np.nan if day is None else day.toordinal() for day in frame[name]], np.float64
                )
            else:
                values = frame[name].cast(pl.Float64).to_numpy()
                columns[name] = np.rint(values * FEN) if fact.kind is Kind.AMOUNT else values
        return cls(frame.height, columns)

    def column(self, name: str, own: bool = False) -> Floats:
        """Return a column: nought in years before foundation, a stand-in's figures unless ``own`` is asked, NaN for unknown."""
        values = self._columns.get(name)
        founded, after = self._columns.get("founded_on"), first_day_after(name)
        if founded is not None and after is not None:
            none = np.full(self.size, np.nan) if values is None else values
            values = np.where(np.isnan(none) & (founded >= after), 0.0, none)
        other = "" if own or ":" in name else stand_in_of(name)
        if not other:
            return np.full(self.size, np.nan) if values is None else values
        stand_in = self.column(other)
        return stand_in if values is None else np.where(np.isnan(values), stand_in, values)

    def cells(self, at: int) -> dict[str, float]:
        """Return the facts of one firm by column."""
        return {name: float(values[at]) for name, values in self._columns.items() if not np.isnan(values[at])}

    def __len__(self) -> int:
        return self.size


class Bits:
    """The bits of predicates over some firms. Leaves are reckoned once and kept; groups of them are cheaper made than kept.

    Leaves are told apart as objects: :meth:`Language.one` makes equal ones the same, and looking one up costs nothing.
    """

    def __init__(self, firms: Firms) -> None:
        self.firms = firms
        self.reckoned = 0  # leaves, since it was made
        self._kept: dict[int, tuple[Leaf, Planes]] = {}  # by id, with the leaf itself so that its id stays its own
        self._terms: dict[Term, tuple[Floats, Words, float]] = {}

    def of(self, node: Node) -> Planes:
        """Return the bits of meeting and of failing, 64 firms a word, the last word filled up with noughts.

        The arrays may be kept ones: whoever gets them leaves them as they are.
        """
        if not isinstance(node, Leaf):
            return self._make(node)
        found = self._kept.get(id(node))
        if found is None:
            self.reckoned += 1
            found = self._kept[id(node)] = node, self._make(node)
        return found[1]

    def prepare(self, nodes: Iterable[Node]) -> None:
        """Reckon the comparisons that some predicates need and are not known yet, those of one term together."""
        by_term: dict[Term, dict[int, Compare]] = {}
        for leaf in (leaf for node in nodes for leaf in leaves_of(node)):
            if isinstance(leaf, Compare) and id(leaf) not in self._kept:
                by_term.setdefault(leaf.term, {})[id(leaf)] = leaf
        for term, leaves in by_term.items():
            self.reckoned += len(leaves)
            made = self._compare(term, list(leaves.values()))
            self._kept |= {key: (leaf, planes) for (key, leaf), planes in zip(leaves.items(), made, strict=True)}

    def _make(self, node: Node) -> Planes:
        match node:
            case Compare():
                return self._compare(node.term, [node])[0]
            case Within():
                return self._within(node)
            case Given(column):
                own = _packed(~np.isnan(self.firms.column(column, own=True)))
                return own, np.zeros_like(own)
            case Not(part):
                meets, fails = self.of(part)
                return fails, meets
            case All(parts):
                each = [self.of(part) for part in parts]
                return _and([m for m, _ in each]), _or([f for _, f in each])
            case Some(parts):
                each = [self.of(part) for part in parts]
                return _or([m for m, _ in each]), _and([f for _, f in each])
            case Floor(part, settled):
                meets, fails = self.of(part)
                return meets, fails & self.of(settled)[0]
            case Table(lines):
                told = [(self.of(condition)[0], self.of(part)) for condition, part in lines]
                return _or([here & meets for here, (meets, _) in told]), _or(
                    [here & fails for here, (_, fails) in told]
                )
        raise TypeError(f"{node!r} is no predicate")

    def _compare(self, term: Term, leaves: Sequence[Compare]) -> list[Planes]:
        """Return the bits of several comparisons of one term: each block of it is read once for all."""
        values, known, below = self._term(term)
        size = self.firms.size
        found = [np.zeros(len(known), np.uint64) for _ in leaves]
        asked = [
            (COMPARE[one.op], float(one.than), meets.view(np.uint8)) for one, meets in zip(leaves, found, strict=True)
        ]
        truths = np.empty(min(BLOCK, size), np.bool_)
        for at in range(0, size, BLOCK):
            block = values[at : at + BLOCK]
            here, to = truths[: len(block)], slice(at >> 3, (at + len(block) + 7) >> 3)
            for compare, than, bytes_ in asked:
                compare(block, than, out=here)
                bytes_[to] = np.packbits(here, bitorder="little")
        for leaf, meets in zip(leaves, found, strict=True):
            if not term.whole and below * leaf.than.numerator >= EXACT:
                self._settle(leaf, values, meets)
        return [(meets, known & ~meets) for meets in found]

    def _settle(self, leaf: Compare, values: Floats, meets: Words) -> None:
        """Reckon in fractions what doubles leave at the limit."""
        off = NEAR if leaf.term.how is How.MEAN_GROWTH else 0.0
        for k in np.flatnonzero(np.abs(values - float(leaf.than)) <= off).tolist():
            cells = {name: float(self.firms.column(name)[k]) for name in leaf.term.columns}
            bit = np.uint64(1 << (k % WORD))
            meets[k // WORD] = meets[k // WORD] | bit if truth(leaf, cells) else meets[k // WORD] & ~bit

    def _term(self, term: Term) -> tuple[Floats, Words, float]:
        """Return its values, which are known, and the largest figure below its line (infinite where there are several lines)."""
        found = self._terms.get(term)
        if found is None:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = self._values(term)
                below = [self.firms.column(name) for name in term.bottom]
                most = float(np.nanmax(reduce(np.add, below), initial=0.0)) if below else np.inf
            found = self._terms[term] = values, _packed(~np.isnan(values)), most
        return found

    def _values(self, term: Term) -> Floats:
        top = [self.firms.column(name) for name in term.top]
        match term.how:
            case How.DAYS:
                return term.day - top[0]
            case How.MEAN_GROWTH:
                steps = [later / earlier - 1 for earlier, later in pairwise(top)]
                mean: Floats = reduce(np.add, steps) / len(steps)
                return np.where(np.isfinite(mean), mean, np.nan)
        total: Floats = reduce(np.add, top)
        if term.how is How.SUM:
            return total
        quotient = total / reduce(np.add, (self.firms.column(name) for name in term.bottom))
        return np.where(np.isfinite(quotient), quotient, np.nan)

    def _within(self, leaf: Within) -> Planes:
        low, high = self.firms.column(leaf.column), self.firms.column(f"{leaf.column}:end")
        inside, touched = np.zeros(self.firms.size, np.bool_), np.zeros(self.firms.size, np.bool_)
        for first, last in leaf.spans:
            inside |= (first <= low) & (high <= last)
            touched |= (first <= high) & (low <= last)
        return _packed(inside), _packed(~touched & ~np.isnan(low))


def unpacked(words: Words, size: int) -> npt.NDArray[np.bool_]:
    """Return bits as booleans.

    Parameters
    ----------
    words : numpy.ndarray of uint64, shape (ceil(size / 64),)
    size : int

    Returns
    -------
    numpy.ndarray of bool, shape (size,)
    """
    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def counted(words: Words) -> int:
    """Return how many bits are set."""
    return int(np.bitwise_count(words).sum())


def _packed(truths: npt.NDArray[np.bool_]) -> Words:
    words = np.zeros(-(-len(truths) // WORD), np.uint64)
    words.view(np.uint8)[: -(-len(truths) // 8)] = np.packbits(truths, bitorder="little")
    return words


def _and(some: Sequence[Words]) -> Words:
    return _folded(np.bitwise_and, some)


def _or(some: Sequence[Words]) -> Words:
    return _folded(np.bitwise_or, some)


def _folded(ufunc: np.ufunc, some: Sequence[Words]) -> Words:
    if len(some) == 1:
        return some[0]
    found: Words = ufunc(some[0], some[1])
    for one in some[2:]:
        ufunc(found, one, out=found)
    return found
