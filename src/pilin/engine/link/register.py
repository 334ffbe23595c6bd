"""A register prepared once, asked many times."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from pilin.engine.link.compare import FIELDS, Rarity
from pilin.engine.link.gazetteer import Gazetteer
from pilin.engine.link.index import KEPT, Postings, postings_of
from pilin.engine.link.letters import PLANE
from pilin.engine.link.model import UNPARTNERED_AT_LEAST, Model, chances, learned
from pilin.engine.link.pairing import rival_bits
from pilin.engine.link.reasons import LinkReasons, reasons_of
from pilin.engine.link.records import Records, Rows, records_of
from pilin.engine.link.search import compared, search

CHUNK = 20_000  # rows between two reports of progress
SAMPLE = 8_000  # rows that weights are learned from
DRAWS = 100_000  # random pairs that chances are counted on
SEED = 33_100
BEYOND = 2_000  # firms imagined outside the register: a small one says little about how common a word is
DOUBT = 50  # things seen once that stand for not knowing yet how often such are met again
LETTER_CHANCE = 1 / 256  # of a letter among these
COLUMNS: dict[str, Any] = {
    "id": pl.String,
    "name": pl.String,
    "uscc": pl.String,
    "address": pl.String,
    "division": pl.String,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the register that another row may mean."""

    id: Any
    reasons: LinkReasons

    @property
    def probability(self) -> float:
        """Return the probability that both are one firm."""
        return self.reasons.probability


@dataclass(frozen=True, slots=True)
class Register:
    """A register made ready: arrays, index, how rare its words are, weights.

    Make one with :meth:`prepare`; :meth:`learned_from` fits the weights to the file that will be linked.
    """

    records: Records
    postings: Postings
    rarity: Rarity
    model: Model
    places: Gazetteer

    @classmethod
    def prepare(cls, frame: pl.DataFrame, places: Gazetteer | None = None) -> Register:
        """Return a register made ready to be linked with.

        Parameters
        ----------
        frame : polars.DataFrame
            ``id`` and ``name``; any of ``uscc``, ``address``, ``division``, ``aliases``.
        places : Gazetteer, optional
            Places to know besides those that ship.

        Raises
        ------
        BadRegister
            When a column is missing, an id is missing or stands twice, or a division is no code.

        Examples
        --------
        >>> frame = pl.DataFrame({"id": ["a", "b"], "name": ["上海起帆电缆股份有限公司", "平湖恒力机械有限公司"]})
        >>> [found.id for found in Register.prepare(frame).candidates({"name": "起帆电缆"})]
        ['a']
        """
        known = places or Gazetteer.standard()
        records = records_of(frame, known)
        return cls(records, postings_of(records.rows), _rarity(records, known), Model.start(), known)

    def __len__(self) -> int:
        return len(self.records)

    @property
    def prior(self) -> float:
        """Return log2 of the chance that a given row here is the partner of a row elsewhere."""
        return float(np.log2(self.model.partnered / max(len(self), 1)))

    def learned_from(self, left: Records, *, within: bool = False) -> Register:
        """Return this register with weights learned on a sample of the rows that will be linked with it; no labels.

        Parameters
        ----------
        left : Records
        within : bool
            Whether the rows are the register's own (duplicates are sought).
        """
        rows, right = left.rows, self.records.rows
        entries = len(rows.owner)
        if not entries or not len(right.owner):
            return self
        step = max(1, entries // SAMPLE)
        asked = np.arange(0, entries, step)
        outs = [self._found(rows, int(i), int(i) + 1, KEPT, within, -1e9) for i in asked]
        out = np.concatenate([one for one, _ in outs])
        sample, column = np.nonzero(out >= 0)
        levels, bits = _compared(rows, asked[sample], right, out[sample, column], self.rarity)
        draw = np.random.default_rng(SEED)
        one, other = draw.integers(0, entries, DRAWS), draw.integers(0, len(right.owner), DRAWS)
        apart = one != other if within else np.ones(DRAWS, bool)
        random_levels, _ = _compared(rows, one[apart], right, other[apart], self.rarity)
        model = learned(levels, bits, sample, len(asked), len(self), chances(random_levels))
        return replace(self, model=model)

    def chunks(
        self, left: Records, keep: int, least: float, *, within: bool = False
    ) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
        """Yield, chunk by chunk in order: entries done, and left entry, right entry, evidence in bits of what was found."""
        rows = left.rows
        spans = [(first, min(first + CHUNK, len(rows.owner))) for first in range(0, len(rows.owner), CHUNK)]
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            jobs = pool.map(lambda span: self._found(rows, span[0], span[1], keep, within, least), spans)
            for (first, last), (out, score) in zip(spans, jobs, strict=True):
                row, column = np.nonzero(out >= 0)
                yield last, row + first, out[row, column].astype(np.int64), score[row, column].astype(float)

    def _found(
        self, rows: Rows, first: int, last: int, keep: int, within: bool, least: float
    ) -> tuple[np.ndarray, np.ndarray]:
        out, score = np.full((last - first, keep), -1, np.int32), np.zeros((last - first, keep), np.float32)
        search(
            rows, first, last, self.records.rows, self.postings, self.rarity, self.model.weights,
            within, least, out, score,
        )  # fmt: skip
        return out, score

    def evidence(self, left: Rows, one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return levels and bits by field of pairs of entries."""
        levels, rare = _compared(left, one, self.records.rows, other, self.rarity)
        return levels, self.model.weights[np.arange(FIELDS), levels] + rare

    def rarity_for(self, other: Records) -> Rarity:
        """Return how many bits it is worth to share what other entries have, by how often it stands in this register."""
        own, asked = _columns(self.records.rows), _columns(other.rows)
        counted = [
            np.array([max(int((held == key).sum()), 1) for key in keys]) for held, keys in zip(own, asked, strict=True)
        ]
        bits = _bits(counted, [_counts(held) for held in own], len(self.records.rows.owner))
        return Rarity(bits, self.rarity.letter, self.rarity.short)

    def candidates(self, row: Mapping[str, Any], top: int = 5, at_least: float = 0.01) -> list[Candidate]:
        """Return which rows of the register a new row may mean, likeliest first.

        Parameters
        ----------
        row : mapping
            ``name`` and any of ``uscc``, ``address``, ``division``, ``aliases``.
        top : int
            How many at most.
        at_least : float
            Probability below which a row is not worth telling.

        Returns
        -------
        list of Candidate
            Rows like each other take from each other's probability: two equal ones have a half each at most.
        """
        records = records_of(row_frame(row), self.places)
        found = list(self.chunks(records, KEPT, -1e9))
        one, other = (np.concatenate([part[k] for part in found]) for k in (1, 2))
        score = np.concatenate([part[3] for part in found])
        order = np.argsort(-score, kind="stable")
        _, best = np.unique(self.records.rows.owner[other[order]], return_index=True)
        chosen = order[np.sort(best)]
        one, other, score = one[chosen], other[chosen], score[chosen]
        alone = 1 - min(self.model.partnered, 1 - UNPARTNERED_AT_LEAST)
        owners = self.records.rows.owner[other]
        rivals = rival_bits(np.zeros(len(one), np.int64), owners, score + self.prior, alone, 1.0)
        levels, bits = self.evidence(records.rows, one, other)
        answers = [
            Candidate(self.records.ids[int(owner)], reasons_of(self.prior, levels[k], bits[k], float(rivals[k])))
            for k, owner in enumerate(owners)
        ]
        answers.sort(key=lambda answer: -answer.reasons.score)
        return [answer for answer in answers[:top] if answer.probability >= at_least]


def row_frame(row: Mapping[str, Any]) -> pl.DataFrame:
    """Return one row as a frame; codes and names as text, an id where none is given."""
    values: dict[str, Sequence[Any]] = {"id": [str(row.get("id", "row"))]}
    schema: dict[str, Any] = {"id": pl.String}
    for column, kind in COLUMNS.items():
        if column != "id" and column in row:
            value = row[column]
            values[column], schema[column] = [None if value is None else str(value)], kind
    if row.get("aliases") is not None:
        aliases = row["aliases"]
        values["aliases"] = [aliases]
        schema["aliases"] = pl.String if isinstance(aliases, str) else pl.List(pl.String)
    return pl.DataFrame(values, schema=schema)


def _compared(
    left: Rows, one: np.ndarray, right: Rows, other: np.ndarray, rarity: Rarity
) -> tuple[np.ndarray, np.ndarray]:
    levels, bits = np.zeros((len(one), FIELDS), np.int8), np.zeros((len(one), FIELDS), np.float32)
    compared(left, one.astype(np.int64), right, other.astype(np.int64), rarity, levels, bits)
    return levels, bits


def _rarity(records: Records, places: Gazetteer) -> Rarity:
    """Return how many bits it is worth to share what an entry of a register has."""
    rows = records.rows
    counted = [_counts(column) for column in _columns(rows)]
    return Rarity(_bits(counted, counted, len(rows.owner)), _letter_bits(rows), places.short)


def _columns(rows: Rows) -> tuple[np.ndarray, ...]:
    """Return what is counted of every entry: trade name, its sound, trade words, place, letters after the places."""
    where = rows.division[rows.owner]
    return rows.keys[:, 0], rows.keys[:, 1], rows.keys[:, 2], np.where(where == 0, rows.place, where), rows.keys[:, 4]


def _bits(counted: Sequence[np.ndarray], register: Sequence[np.ndarray], size: int) -> np.ndarray:
    """Return bits by entry and column from how often each entry's things stand in a register.

    A thing seen c times is met again c - 1 + g times, where g is what Good and Turing (1953) expect of things seen
    once: twice the number of those seen twice over the number of those seen once.
    """
    found = np.zeros((len(counted[0]), len(counted)), np.float32)
    for column in (0, 1, 4):
        singles, pairs = int((register[column] == 1).sum()), int((register[column] == 2).sum()) // 2
        again = float(np.clip((2 * pairs + DOUBT) / (singles + DOUBT), 0.02, 1.0))
        found[:, column] = np.log2((size + BEYOND) / (counted[column] - 1 + again))
    found[:, 2] = np.clip(np.log2((size + BEYOND) / (counted[2] + BEYOND / 100)), 0.5, 9.0)
    found[:, 3] = np.clip(np.log2((size + 50) / (counted[3] + 1)), 0.5, 7.0)
    return found


def _letter_bits(rows: Rows) -> np.ndarray:
    """Return bits by code point: how rare a letter is in the bodies of names."""
    inside = np.zeros(len(rows.text) + 1, np.int64)
    np.add.at(inside, rows.start[:-1], 1)
    np.add.at(inside, rows.start[:-1] + rows.shape[:, 0], -1)
    letters = rows.text[np.cumsum(inside)[:-1] > 0]
    seen = np.bincount(np.minimum(letters, PLANE - 1), minlength=PLANE)
    size = len(rows.owner)
    bits = np.clip(np.log2((size + BEYOND) / (seen + BEYOND * LETTER_CHANCE)), 0.3, 13.0)
    return np.asarray(bits, np.float32)


def _counts(keys: np.ndarray) -> np.ndarray:
    """Return for each key how often it stands in the column."""
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse])
