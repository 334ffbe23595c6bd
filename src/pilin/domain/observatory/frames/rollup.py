"""Heavy roll-up: many files of flows to the net of each pair, by one expression that runs on DuckDB or on Spark workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pilin.domain.observatory.enums.flows import FlowKind
from pilin.engine.base import Fault, Invalid

COLUMNS = ("origin", "destination", "kind", "unit", "year", "amount")
FINEST = "decimal(38, 9)"  # as amounts are read, to see whether one is finer than kept
KEPT = "decimal(28, 2)"  # as amounts are added: exact to 10**26, whatever the number of flows
SUM = "decimal(38, 2)"
WORKER_MEMORY_MB = 1024


class Engine(StrEnum):
    """Where the roll-up runs: in this process, or on worker processes of Spark."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class RolledPair:
    """Both ways of a pair in a year, of one kind and unit.

    Parameters
    ----------
    one, other : str
        The two places, the lower code first; what stays within a place is left out.
    there, back : Decimal or None
        From one to other, and back: the sum of what is known; 0 where there is no flow, None where of none is known how much.
    flows, known : int
        How many flows both ways there are, and of how many the amount is known.
    """

    one: str
    other: str
    kind: str
    unit: str
    year: int
    there: Decimal | None
    back: Decimal | None
    net: Decimal | None
    flows: int
    known: int


@dataclass(frozen=True, slots=True)
class RolledTotal:
    """All flows of a kind and unit in a year; kinds, units and currencies are never added."""

    kind: str
    unit: str
    year: int
    amount: Decimal | None
    flows: int
    known: int


@dataclass(frozen=True, slots=True)
class Rolled:
    """The answer, in the order of its keys: the same whichever engine told it."""

    engine: Engine
    pairs: tuple[RolledPair, ...]
    totals: tuple[RolledTotal, ...]


def missing(engine: Engine) -> str:
    """Return what must be installed before this engine runs; empty where all is there."""
    if find_spec("ibis") is None:
        return "ibis-framework"
    return "pyspark" if engine is Engine.SPARK and find_spec("pyspark") is None else ""


def roll_up(file: Path, engine: Engine, *, workers: int = 2, master: str = "") -> Rolled:
    """Return the net of each pair, kind, unit and year, and the totals, exactly.

    Parameters
    ----------
    file : Path
        CSV or Parquet with ``COLUMNS``; an empty or null amount is unknown. Amounts are whole numbers, decimals, or text of such:
        binary floating-point numbers are refused, because they do not add up exactly.
    engine : Engine
    workers : int
        How many worker processes of Spark on this machine; DuckDB uses threads of this process.
    master : str
        The address of a cluster that stands already, ``spark://…``; its workers then count, and must reach the file.

    Raises
    ------
    Invalid
        For a file without these columns, and for rows that are no flow: how many, and of which kind of fault.
    ModuleNotFoundError
        Where ``missing`` names something.
    """
    with _connected(engine, workers, master) as connection:
        table = _read(connection, file)
        _require(table)
        flows = _plain(table)
        _check(connection, flows)
        pairs = [RolledPair(*row) for row in _rows(connection, pair_expression(flows))]
        totals = [RolledTotal(*row) for row in _rows(connection, total_expression(flows))]
    return Rolled(engine, tuple(pairs), tuple(totals))


def pair_expression(flows: Any) -> Any:
    """Return the net of each pair as one expression over flows, for whichever engine: no engine's own words stand in it."""
    import ibis  # optional dependency

    ends = flows.filter(flows.origin != flows.destination).mutate(
        one=ibis.least(flows.origin, flows.destination), other=ibis.greatest(flows.origin, flows.destination)
    )
    ends = ends.mutate(ahead=ends.origin == ends.one)
    held = ends.group_by("one", "other", "kind", "unit", "year").aggregate(
        ways_there=ends.ahead.ifelse(1, 0).sum(), ways_back=ends.ahead.ifelse(0, 1).sum(),
        known_there=ends.amount.sum(where=ends.ahead), known_back=ends.amount.sum(where=~ends.ahead), flows=ends.count(), known=ends.amount.count(),
    )  # fmt: skip
    nought = ibis.literal(0).cast(SUM)
    told = held.mutate(
        there=(held.ways_there == 0).ifelse(nought, held.known_there.cast(SUM)),
        back=(held.ways_back == 0).ifelse(nought, held.known_back.cast(SUM)),
    )
    return told.select(
        "one", "other", "kind", "unit", "year", "there", "back", (told.there - told.back).cast(SUM).name("net"), "flows", "known"
    ).order_by("one", "other", "kind", "unit", "year")  # fmt: skip


def total_expression(flows: Any) -> Any:
    """Return all flows between places by kind, unit and year."""
    moved = flows.filter(flows.origin != flows.destination)
    held = moved.group_by("kind", "unit", "year").aggregate(
        amount=moved.amount.sum().cast(SUM), flows=moved.count(), known=moved.amount.count()
    )
    return held.select("kind", "unit", "year", "amount", "flows", "known").order_by("kind", "unit", "year")


@contextmanager
def _connected(engine: Engine, workers: int, master: str) -> Iterator[Any]:
    import ibis  # optional dependency

    if engine is Engine.DUCKDB:
        connection = ibis.duckdb.connect()
        try:
            yield connection
        finally:
            connection.disconnect()
        return
    from pyspark.sql import SparkSession  # optional dependency

    if not master:  # processes of their own as on several machines, and nothing of them listens on the network
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        master = f"local-cluster[{workers},1,{WORKER_MEMORY_MB}]"
    session = (
        SparkSession.builder.master(master).appName("pilin rollup").config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false").config("spark.executor.memory", f"{WORKER_MEMORY_MB}m")
        .config("spark.sql.shuffle.partitions", str(2 * workers)).getOrCreate()
    )  # fmt: skip
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()


def _read(connection: Any, file: Path) -> Any:
    """Return the file as a table; cells of a CSV all as text, so that no engine guesses what they are."""
    path = str(file.resolve())
    if file.suffix.lower() == ".parquet":
        return connection.read_parquet(path)
    if connection.name == "duckdb":
        return connection.read_csv(path, all_varchar=True, header=True)
    return connection.read_csv(path, header=True, inferSchema=False)


def _require(table: Any) -> None:
    held = table.schema()
    faults = [Fault("no_column", name, f"the table has no column {name}", value=", ".join(held)) for name in COLUMNS if name not in held]  # fmt: skip
    if not faults and held["amount"].is_floating():
        faults.append(Fault("no_exact_number", "amount", f"amount is {held['amount']}: whole numbers or decimals add up exactly, others do not"))  # fmt: skip
    if faults:
        raise Invalid(*faults)


def _plain(table: Any) -> Any:
    """Return the columns asked for as the expression knows them, with what could not be read as ``said``."""
    import ibis  # optional dependency

    text = table.amount.cast("string").strip()
    said = (text == "").ifelse(ibis.null("string"), text)
    return table.select(
        origin=table.origin.cast("string"), destination=table.destination.cast("string"), kind=table.kind.cast("string"),
        unit=table.unit.cast("string"), year=table.year.cast("string").try_cast("int32"), said=said, fine=said.try_cast(FINEST),
        amount=said.try_cast(KEPT),
    )  # fmt: skip


def _check(connection: Any, flows: Any) -> None:
    """Refuse a file with rows that are no flow; one walk over all rows counts each kind of fault."""
    empty = [(flows[name].isnull() | (flows[name] == "")) for name in COLUMNS[:4]]
    wrong = {
        ("missing", "origin"): empty[0], ("missing", "destination"): empty[1], ("no_kind", "kind"): empty[2] | ~flows.kind.isin(FlowKind.values),
        ("missing", "unit"): empty[3], ("no_year", "year"): flows.year.isnull(), ("no_number", "amount"): flows.said.notnull() & flows.fine.isnull(),
        ("negative", "amount"): flows.fine < 0, ("too_fine", "amount"): flows.fine != flows.amount.cast(FINEST),
    }  # fmt: skip
    counts = flows.aggregate([mask.fill_null(False).ifelse(1, 0).sum().name(f"n{at}") for at, mask in enumerate(wrong.values())])  # fmt: skip
    (row,) = _rows(connection, counts)
    faults = [
        Fault(code, field, REASONS[code].format(field=field, n=n), value=str(n))
        for (code, field), n in zip(wrong, row, strict=True)
        if n
    ]
    if faults:
        raise Invalid(*faults)


REASONS = {
    "missing": "{n} rows have no {field}", "no_kind": "{n} rows have no kind of flow: " + ", ".join(FlowKind.values),
    "no_year": "{n} rows have no year", "no_number": "{n} rows have an amount that is no number",
    "negative": "{n} rows are below zero: what comes back is a flow the other way", "too_fine": "{n} rows have more than two decimals",
}  # fmt: skip


def _rows(connection: Any, expression: Any) -> list[tuple[Any, ...]]:
    """Return the rows of an expression as Python knows them: whole numbers and decimals, not frames that would make floats of them."""
    told = connection.raw_sql(connection.compile(expression))
    return [tuple(row) for row in (told.fetchall() if connection.name == "duckdb" else told.collect())]
