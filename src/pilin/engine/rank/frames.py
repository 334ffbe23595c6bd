"""What may be learned from: checks of the frames, and the words in them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pilin.engine.base import Fault, Invalid
from pilin.engine.rank.catalogue import FirmText

FIRM_COLUMNS = ("firm_id", "name", "fullname", "area", "industry", "products")  # the first two must be filled
RELATIONS = ("upstream", "downstream", "subclass")


class BadFrame(Invalid):
    """A frame cannot be learned from; each fault names its field and, where it is one row, that row (the first is 2)."""

    def __str__(self) -> str:
        return "; ".join(f"{f.reason} ({f.field}{'' if f.row is None else f', row {f.row}'})" for f in self.faults)


@dataclass(frozen=True)
class Relations:
    """What goes into what, and what is a kind of what.

    Parameters
    ----------
    made_of : tuple of (str, str)
        Product and a material of it.
    kind_of : tuple of (str, str)
        The narrower and the broader thing.
    """

    made_of: tuple[tuple[str, str], ...]
    kind_of: tuple[tuple[str, str], ...]


def texts_of(frame: pl.DataFrame, what: str, columns: Sequence[str], filled: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the rows as texts; a null of a column that need not be filled is an empty text.

    Raises
    ------
    BadFrame
        When a column is missing, is no text, or is empty where it must be filled.
    """
    faults = [Fault("column_missing", c, f"{what} need a column {c}") for c in filled if c not in frame.columns]
    there = [c for c in columns if c in frame.columns]
    faults += [
        Fault("kind", c, f"{c} of {what} must be text, not {frame.schema[c]}")
        for c in there
        if frame.schema[c] not in (pl.String, pl.Null, pl.Categorical)
    ]
    if faults:
        raise BadFrame(*faults)
    made = frame.select(pl.col(c).cast(pl.String).fill_null("") if c in there else pl.lit("").alias(c) for c in columns)
    for c in filled:
        for row in made.select((pl.col(c).str.strip_chars() == "").arg_true()).to_series()[:100]:
            faults.append(Fault("empty", c, f"{c} of {what} is empty", int(row) + 2))
    if faults:
        raise BadFrame(*faults)
    return made.rows()


def firms_of(frame: pl.DataFrame) -> list[FirmText]:
    """Return the firms of a frame with ``firm_id``, ``name``, ``products`` and, where known, the other columns.

    ``products`` are separated by ``|``. The full name is read with the short one, for it often says what a firm does.

    Raises
    ------
    BadFrame
        When a column is missing or empty, or two rows have one ``firm_id``.
    """
    if "products" not in frame.columns:
        raise BadFrame(Fault("column_missing", "products", "firms need a column products"))
    rows = texts_of(frame, "firms", FIRM_COLUMNS, FIRM_COLUMNS[:2])
    seen: set[str] = set()
    faults = []
    for number, row in enumerate(rows, 2):
        if row[0] in seen:
            faults.append(Fault("twice", "firm_id", f"firm_id {row[0]} stands there twice", number, row[0]))
        seen.add(row[0])
    if not rows:
        faults.append(Fault("empty", "", "there are no firms to learn from"))
    if faults:
        raise BadFrame(*faults[:100])
    return [
        FirmText(
            id=key,
            name=f"{name} {full}".strip(),
            area=area,
            industry=industry,
            products=tuple(dict.fromkeys(p.strip() for p in products.split("|") if p.strip())),
        )
        for key, name, full, area, industry, products in rows
    ]


def relations_of(
    edges: pl.DataFrame, synonyms: pl.DataFrame | None = None, facts: pl.DataFrame | None = None
) -> Relations:
    """Return what the visible edges say, and what a caller's knowledge adds.

    Parameters
    ----------
    edges : polars.DataFrame
        ``src``, ``dst``, ``rel``: ``upstream`` (dst goes into src), ``downstream`` (src goes into dst) or ``subclass``
        (dst is a kind of src).
    synonyms : polars.DataFrame, optional
        ``term`` and the ``product`` that it names.
    facts : polars.DataFrame, optional
        ``product`` and a ``material`` of it.

    Raises
    ------
    BadFrame
        When a column is missing or empty, or a relation is none of the three.
    """
    rows = texts_of(edges, "edges", ("src", "dst", "rel"), ("src", "dst", "rel"))
    unknown = [
        Fault("relation", "rel", f"{rel} is no relation: write one of {', '.join(RELATIONS)}", number, rel)
        for number, (_, _, rel) in enumerate(rows, 2)
        if rel not in RELATIONS
    ]
    if unknown:
        raise BadFrame(*unknown[:100])
    made = {(src, dst) for src, dst, rel in rows if rel == "upstream"}
    made |= {(dst, src) for src, dst, rel in rows if rel == "downstream"}
    kinds = {(dst, src) for src, dst, rel in rows if rel == "subclass"}
    if facts is not None:
        made |= {(p, m) for p, m in texts_of(facts, "facts", ("product", "material"), ("product", "material"))}
    if synonyms is not None:
        pairs = texts_of(synonyms, "synonyms", ("term", "product"), ("term", "product"))
        kinds |= {(term, product) for term, product in pairs if term != product}
    return Relations(tuple(sorted(made)), tuple(sorted(kinds)))


def names_of(frame: pl.DataFrame | None, column: str, otherwise: set[str]) -> list[str]:
    """Return what may be answered, sorted: the column of the frame, or where there is none, what the relations name."""
    if frame is None:
        return sorted(otherwise)
    return sorted({row[0] for row in texts_of(frame, f"{column}s", (column,), (column,))})


def fingerprint(*parts: object) -> str:
    """Return the SHA-256 of what was learned from and how, to tell one fitted ranker from another."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(part).encode())
        digest.update(b"\x00")
    return digest.hexdigest()
