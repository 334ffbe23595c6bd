"""What the ranking engine learns from files, and answers to files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import polars as pl

from pilin.engine.base import Fault, Invalid

LEARNED_FROM = ("firms", "edges_visible", "candidates_material", "candidates_product")


def evaluated(folder: Path, queries: Path, out: Path, say: Callable[[str], None]) -> int:
    """Learn from a folder, answer a file of queries into another, and return how many answers it holds.

    The answers are written beside and moved into place, so that a file half written is never taken for a whole one.

    Raises
    ------
    Invalid
        Naming the file that is missing or cannot be read, or the row and column that are wrong.
    """
    missing = [name for name in LEARNED_FROM if not (folder / f"{name}.parquet").exists()]
    if missing:
        raise Invalid(*(Fault("no_file", "data", f"{name}.parquet is not in {folder.name}") for name in missing))
    try:
        from pilin.engine.rank import evaluate  # slow import: the learner
    except OSError as error:  # a shared library of the learner that this machine lacks
        raise Invalid(Fault("no_learner", "data", f"the learner cannot start on this machine: {error}")) from error
    try:
        asked = pl.read_parquet(queries)
        answers = evaluate(folder, asked, progress=say)
    except pl.exceptions.PolarsError as error:
        raise Invalid(Fault("unreadable", "queries", f"no Parquet file that can be read: {error}")) from error
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        answers.write_parquet(beside)
        beside.replace(out)
    except OSError as error:
        raise Invalid(Fault("not_written", "out", f"{out.name}: {error.strerror}")) from error
    finally:
        beside.unlink(missing_ok=True)
    return answers.height
