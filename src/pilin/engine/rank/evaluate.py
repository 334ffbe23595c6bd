"""A fitted ranker on the queries of a benchmark of chains: five tasks, told by the beginning of their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from pilin.engine.base import Fault
from pilin.engine.rank.chain_ranking import BOUGHT, MATERIALS, PRODUCTS, through_materials
from pilin.engine.rank.firm_ranking import Progress, Settings
from pilin.engine.rank.frames import BadFrame, texts_of
from pilin.engine.rank.needs import product_of
from pilin.engine.rank.ranker import Ranker

TASKS = ("T1g", "T1", "T2", "T3", "T4")  # the longer beginning first
BARE = ("T2", "T4")  # their queries are the product or material itself
MOST = 50  # answers of a query
STEP = 256  # queries at once: what bounds the memory
RESULT = {"qid": pl.String, "target": pl.String, "rank": pl.Int64}
Answers = list[list[str]]


def evaluate(
    directory: Path,
    queries: pl.DataFrame,
    *,
    seed: int = 7,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Learn from a directory and answer its queries.

    Parameters
    ----------
    directory : Path
        Holds ``firms.parquet``, ``edges_visible.parquet``, ``candidates_material.parquet`` and
        ``candidates_product.parquet``; nothing else of it is read.
    queries : polars.DataFrame
        As for :func:`answered`.
    seed, settings, progress
        As for :meth:`Ranker.fit`.

    Returns
    -------
    polars.DataFrame
        ``qid``, ``target``, ``rank`` from 1 to at most 50.
    """
    firms, edges, materials, products = (
        pl.read_parquet(directory / f"{name}.parquet")
        for name in ("firms", "edges_visible", "candidates_material", "candidates_product")
    )
    ranker = Ranker.fit(firms, edges, materials, products, seed=seed, settings=settings, progress=progress)
    return answered(ranker, queries, progress=progress)


def answered(ranker: Ranker, queries: pl.DataFrame, *, progress: Progress | None = None) -> pl.DataFrame:
    """Answer queries with a fitted ranker.

    Parameters
    ----------
    ranker : Ranker
    queries : polars.DataFrame
        ``qid``, ``task``, ``query``; ``area_filter`` holds areas separated by commas where a query has some. A task is
        told by the beginning of its name: ``T1`` and ``T1g`` a need's firms, ``T2`` a product's materials, ``T3`` the
        firms that sell them, ``T4`` a material's products.
    progress : callable, optional

    Raises
    ------
    BadFrame
        When a column is missing, a ``qid`` stands there twice, or a task is none of the five.
    """
    rows = texts_of(queries, "queries", ("qid", "task", "query", "area_filter"), ("qid", "task", "query"))
    by_task: dict[str, list[tuple[str, str, str]]] = {}
    faults, seen = [], set()
    for number, (qid, task, query, areas) in enumerate(rows, 2):
        found = next((t for t in TASKS if task.startswith(t)), None)
        if found is None:
            faults.append(Fault("task", "task", f"{task} is none of the tasks T1, T1g, T2, T3, T4", number, task))
        elif qid in seen:
            faults.append(Fault("twice", "qid", f"qid {qid} stands there twice", number, qid))
        else:
            by_task.setdefault(found, []).append((qid, query, areas))
        seen.add(qid)
    if faults:
        raise BadFrame(*faults[:100])
    how: dict[str, Callable[[Ranker, list[tuple[str, str]]], Answers]] = {
        "T1": _firms, "T1g": _firms, "T2": _materials, "T3": _suppliers, "T4": _products,
    }  # fmt: skip
    made: list[tuple[str, str, int]] = []
    for task in sorted(by_task):
        for begin in range(0, len(by_task[task]), STEP):
            some = by_task[task][begin : begin + STEP]
            if progress is not None:
                progress(f"{task}: {begin} of {len(by_task[task])}")
            asked = [(query if task in BARE else product_of(query), areas) for _, query, areas in some]
            answers = how[task](ranker, asked)
            for (qid, _, _), names in zip(some, answers, strict=True):
                made += [(qid, name, rank) for rank, name in enumerate(names[:MOST], 1)]
    return pl.DataFrame(made, schema=RESULT, orient="row")


def _firms(ranker: Ranker, queries: list[tuple[str, str]]) -> Answers:
    firms = ranker.firms.catalogue.firms
    areas = np.array([firm.area for firm in firms])
    only = [np.isin(areas, [a.strip() for a in one.split(",")]) if one else None for _, one in queries]
    scored = ranker.firms.scored([phrase for phrase, _ in queries], only)
    return [[firms[scored.rows[0].place[at]].id for at in scored.of(i)] for i in range(len(queries))]


def _in_chain(ranker: Ranker, name: str, queries: list[tuple[str, str]]) -> Answers:
    chain = ranker.learned_chain(name)
    names = (chain.products if name == PRODUCTS else chain.materials).names
    scored = chain.scored(name, [phrase for phrase, _ in queries])
    return [[names[scored.rows[0].place[at]] for at in scored.of(i)] for i in range(len(queries))]


def _materials(ranker: Ranker, queries: list[tuple[str, str]]) -> Answers:
    return _in_chain(ranker, MATERIALS, queries)


def _products(ranker: Ranker, queries: list[tuple[str, str]]) -> Answers:
    return _in_chain(ranker, PRODUCTS, queries)


def _suppliers(ranker: Ranker, queries: list[tuple[str, str]]) -> Answers:
    chain, catalogue = ranker.learned_chain(BOUGHT), ranker.firms.catalogue
    scored = chain.scored(BOUGHT, [phrase for phrase, _ in queries])
    made = []
    for i in range(len(queries)):
        gain, _ = through_materials(scored, i, chain.materials.names, catalogue)
        best = np.lexsort((np.arange(len(gain)), -gain))
        made.append([catalogue.firms[at].id for at in best[:MOST] if gain[at] > 0])
    return made
