"""Two registers linked, one register cleared of duplicates, two rows explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pilin.engine.link.compare import LEVELS, Field
from pilin.engine.link.gazetteer import Gazetteer
from pilin.engine.link.model import UNPARTNERED_AT_LEAST, Model
from pilin.engine.link.pairing import one_each, rival_bits
from pilin.engine.link.reasons import MATCH_AT, REVIEW_AT, LinkReasons, Reason, decided, probability_of, reasons_of
from pilin.engine.link.records import Records, records_of
from pilin.engine.link.register import Register, row_frame

Progress = Callable[[int, int], None]
KEEP = 4  # candidates of a row whose odds are weighed against each other
FAINT = -8.0  # log2 odds below which a candidate is nobody's rival
FIELD_NAMES = [field.name.lower() for field in Field]


@dataclass(frozen=True, slots=True)
class Links:
    """Linked pairs with their reasons.

    Attributes
    ----------
    pairs : polars.DataFrame
        ``left_id``, ``right_id``, ``probability``, ``decision`` (match or review), ``score`` (log2 odds); then for each
        field its level (``brand``: same) and its bits (``brand_bits``), with ``prior_bits`` and ``rivals_bits``: all
        bits add up to the score. Sorted by the left frame's rows.
    model : Model
        The weights that were learned.
    """

    pairs: pl.DataFrame
    model: Model

    def __len__(self) -> int:
        return self.pairs.height

    def reasons(self, row: int) -> LinkReasons:
        """Return the reasons of one pair of the list."""
        return _told(self.pairs.row(row, named=True))

    def all_reasons(self) -> Iterator[LinkReasons]:
        """Yield the reasons of each pair of the list, in its order."""
        return (_told(held) for held in self.pairs.iter_rows(named=True))

    def table(self) -> pl.DataFrame:
        """Return the pairs as they are written to a file: ids, probability, decision, and the reasons in one text."""
        texts = [pl.format("prior {}", _signed("prior_bits"))]
        for name in FIELD_NAMES:
            told = pl.format(f"; {name} {{}} {{}}", pl.col(name).cast(pl.String), _signed(f"{name}_bits"))
            texts.append(pl.when(pl.col(name).cast(pl.String) == "missing").then(pl.lit("")).otherwise(told))
        texts.append(pl.format("; rivals {}", _signed("rivals_bits")))
        return self.pairs.select(
            "left_id",
            "right_id",
            pl.col("probability").round(6),
            pl.col("decision").cast(pl.String),
            pl.concat_str(texts).alias("reasons"),
        )


def _told(held: Mapping[str, Any]) -> LinkReasons:
    parts = [Reason("prior", "", held["prior_bits"])]
    parts += [Reason(name, held[name], held[f"{name}_bits"]) for name in FIELD_NAMES]
    parts.append(Reason("rivals", "", held["rivals_bits"]))
    return LinkReasons(held["score"], held["probability"], decided(held["probability"]), tuple(parts))


def _signed(column: str) -> pl.Expr:
    rounded = pl.col(column).round(1)
    return pl.when(rounded < 0).then(pl.format("{}", rounded)).otherwise(pl.format("+{}", rounded.abs()))


def link(
    left: pl.DataFrame,
    right: pl.DataFrame | Register,
    *,
    places: Gazetteer | None = None,
    match_at: float = MATCH_AT,
    review_at: float = REVIEW_AT,
    progress: Progress | None = None,
) -> Links:
    """Return which rows of two registers are one firm: one-to-one, with probabilities and reasons.

    Equal valid unified social credit codes decide; two different valid ones speak strongly against; an invalid code
    says nothing. For the rest names, places, legal forms and addresses are weighed (Fellegi and Sunter 1969), by weights
    learned from the two frames without labels. Rows that have equals are never guessed: a tie takes from the
    probability of all concerned and goes to review. The answer is the same every time.

    Parameters
    ----------
    left : polars.DataFrame
        ``id`` and ``name``; any of ``uscc``, ``address``, ``division``, ``aliases``.
    right : polars.DataFrame or Register
        The same, or a register that was prepared before.
    places : Gazetteer, optional
        Places to know besides those that ship.
    match_at, review_at : float
        Probabilities from which a pair is a match, and from which it is shown for review.
    progress : callable, optional
        Called with name entries done and all name entries, about every 20,000.

    Returns
    -------
    Links

    Raises
    ------
    BadRegister
        When a column is missing, an id is missing or stands twice, or a division is no code.
    ValueError
        When not 0 < ``review_at`` <= ``match_at`` < 1.

    Examples
    --------
    >>> a = pl.DataFrame({"id": [1, 2], "name": ["阿里巴巴集团控股", "平湖恒力机械厂"]})
    >>> b = pl.DataFrame({"id": [7, 8], "name": ["阿里巴巴集团控股有限公司", "嘉善华瑞電子有限公司"]})
    >>> link(a, b).pairs.select("left_id", "right_id", "decision").rows()
    [(1, 7, 'match')]
    """
    _check_cuts(match_at, review_at)
    register = right if isinstance(right, Register) else Register.prepare(right, places)
    records = records_of(left, register.places)
    register = register.learned_from(records)
    one, other, score = _edges(register, records, progress, within=False)
    partnered = register.model.partnered
    alone_left = max(1 - partnered, UNPARTNERED_AT_LEAST)
    alone_right = max(1 - partnered * len(records) / max(len(register), 1), UNPARTNERED_AT_LEAST)
    left_rows, right_rows = records.rows.owner[one], register.records.rows.owner[other]
    rivals = rival_bits(left_rows, right_rows, score + register.prior, alone_left, alone_right)
    total = score + register.prior + rivals
    likely = np.flatnonzero(probability_of(total) >= review_at)
    chosen = likely[one_each(left_rows[likely], right_rows[likely], total[likely])]
    return _links(records, register, one[chosen], other[chosen], rivals[chosen], match_at)


def dedupe(
    frame: pl.DataFrame,
    *,
    places: Gazetteer | None = None,
    match_at: float = MATCH_AT,
    review_at: float = REVIEW_AT,
    progress: Progress | None = None,
) -> Links:
    """Return which rows of one register are one firm: every likely pair, the earlier row on the left.

    A firm may stand more than twice, so the pairs are not one-to-one.

    Parameters
    ----------
    frame : polars.DataFrame
        As in :func:`link`.
    places, match_at, review_at, progress
        As in :func:`link`.

    Returns
    -------
    Links

    Examples
    --------
    >>> names = ["平湖恒力机械有限公司", "平湖市恆力機械有限公司", "嘉善华瑞电子有限公司"]
    >>> dedupe(pl.DataFrame({"id": ["a", "b", "c"], "name": names})).pairs.select("left_id", "right_id").rows()
    [('a', 'b')]
    """
    _check_cuts(match_at, review_at)
    register = Register.prepare(frame, places)
    records = register.records
    register = register.learned_from(records, within=True)
    one, other, score = _edges(register, records, progress, within=True)
    alone = max(1 - register.model.partnered, UNPARTNERED_AT_LEAST)
    left_rows, right_rows = records.rows.owner[one], records.rows.owner[other]
    rivals = rival_bits(left_rows, right_rows, score + register.prior, alone, 1.0, one_to_one=False)
    chosen = np.flatnonzero(probability_of(score + register.prior + rivals) >= review_at)
    return _links(records, register, one[chosen], other[chosen], rivals[chosen], match_at)


def explain(left: Mapping[str, Any], right: Mapping[str, Any], register: Register | None = None) -> LinkReasons:
    """Return why two rows are or are not one firm.

    Parameters
    ----------
    left, right : mapping
        ``name`` and any of ``uscc``, ``address``, ``division``, ``aliases``.
    register : Register, optional
        Whose words and weights are used; without one the right row stands among a few thousand imagined firms, and
        no rivals are known.

    Returns
    -------
    LinkReasons
        Reasons' bits add up to the score.

    Examples
    --------
    >>> same = explain({"name": "北京天智航医疗"}, {"name": "北京天智航医疗科技股份有限公司"})
    >>> same.decision.value, same.score == sum(one.bits for one in same.reasons)
    ('match', True)
    """
    base = register or Register.prepare(row_frame(right))
    one = records_of(row_frame(left), base.places)
    other = records_of(row_frame(right), base.places)
    size = max(len(base), IMAGINED if register is None else 1)
    entries = _alongside(base, other)
    best: tuple[float, np.ndarray, np.ndarray] | None = None
    for i in range(len(one.rows.owner)):
        for j in range(len(other.rows.owner)):
            levels, bits = entries.evidence(one.rows, np.array([i]), np.array([j]))
            if best is None or bits.sum() > best[0]:
                best = (float(bits.sum()), levels[0], bits[0])
    assert best is not None
    prior = float(np.log2(base.model.partnered / size))
    return reasons_of(prior, best[1], best[2], float(-np.log2(1 - base.model.partnered)))


IMAGINED = 1_000  # firms among which two rows without a register are compared


def _alongside(base: Register, other: Records) -> Register:
    """Return a register of these rows only, with the words' rarity as in the base."""
    alone = Register.prepare(pl.DataFrame({"id": ["row"], "name": [""]}), base.places)
    rarity = base.rarity_for(other)
    return Register(other, alone.postings, rarity, base.model, base.places)


def _check_cuts(match_at: float, review_at: float) -> None:
    if not 0 < review_at <= match_at < 1:
        raise ValueError(f"need 0 < review_at <= match_at < 1, not {review_at} and {match_at}")


def _edges(
    register: Register, records: Records, progress: Progress | None, *, within: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return left entry, right entry and bits of every pair worth weighing; for a pair of rows its best entries only."""
    entries = len(records.rows.owner)
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for done, one, other, score in register.chunks(records, KEEP, FAINT - register.prior, within=within):
        parts.append((one, other, score))
        if progress:
            progress(done, entries)
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    one, other, score = (np.concatenate([part[k] for part in parts]) for k in range(3))
    if entries == len(records) and len(register.records.rows.owner) == len(register):
        return one, other, score
    left_rows, right_rows = records.rows.owner[one], register.records.rows.owner[other]
    order = np.lexsort((other, one, -score, right_rows, left_rows))
    pair = left_rows[order] * max(len(register), 1) + right_rows[order]
    best = np.sort(order[np.r_[True, pair[1:] != pair[:-1]]]) if len(order) else order
    return one[best], other[best], score[best]


def _links(
    records: Records, register: Register, one: np.ndarray, other: np.ndarray, rivals: np.ndarray, match_at: float
) -> Links:
    levels, bits = register.evidence(records.rows, one, other)
    bits = bits.astype(float)
    score = register.prior + bits.sum(axis=1) + rivals
    probability = probability_of(score)
    left_rows, right_rows = records.rows.owner[one], register.records.rows.owner[other]
    columns: dict[str, Any] = {
        "left_id": records.ids.gather(left_rows),
        "right_id": register.records.ids.gather(right_rows),
        "probability": probability,
        "decision": _words(np.where(probability >= match_at, 0, 1), ("match", "review")),
        "score": score,
        "prior_bits": np.full(len(one), register.prior),
    }
    for field, name in zip(Field, FIELD_NAMES, strict=True):
        columns[name] = _words(levels[:, field], LEVELS[field])
        columns[f"{name}_bits"] = bits[:, field]
    columns["rivals_bits"] = rivals
    order = np.lexsort((right_rows, left_rows))
    return Links(pl.DataFrame(columns)[order], register.model)


def _words(numbers: np.ndarray, names: tuple[str, ...]) -> pl.Series:
    return pl.Series(list(names), dtype=pl.Enum(names)).gather(numbers.astype(np.int64))
