"""Stages of firms, and what flows between stages: sums exact, what is not known counted apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from pilin.engine.chain.frames import shaped
from pilin.engine.chain.graph import SupplyGraph
from pilin.engine.chain.knowledge import Knowledge, Stage


def firm_stages(firms: pl.DataFrame, chain: str, knowledge: Knowledge) -> pl.DataFrame:
    """Return where firms stand in a chain by what they make.

    Parameters
    ----------
    firms : polars.DataFrame
        ``firm_id`` and ``products`` (list of names in any language).
    chain : str
        A key of ``knowledge.chains()``.
    knowledge : Knowledge

    Returns
    -------
    polars.DataFrame
        ``firm_id`` and ``stage``: ``unknown`` when no product of the firm has a stage in that chain, or several have
        different ones.
    """
    made = firms.select("firm_id", "products").explode("products").drop_nulls("products")
    names = made["products"].unique().to_list()
    stages = {name: knowledge.stage(chain, key) for name in names if (key := knowledge.find(name)) is not None}
    known = {name: stage.value for name, stage in stages.items() if stage is not Stage.UNKNOWN}
    told = pl.DataFrame(
        {"products": list(known), "stage": list(known.values())}, {"products": pl.String, "stage": pl.String}
    )
    by_firm = made.join(told, on="products").group_by("firm_id").agg(pl.col("stage").unique())
    clear = by_firm.filter(pl.col("stage").list.len() == 1).with_columns(pl.col("stage").list.first())
    return (
        firms.select("firm_id")
        .join(clear, on="firm_id", how="left", maintain_order="left")
        .with_columns(pl.col("stage").fill_null(Stage.UNKNOWN.value))
    )


def staged(graph: SupplyGraph, stages: pl.DataFrame, side: str) -> pl.Series:
    """Return the stage of one end of every link; ``unknown`` where the table has none.

    Parameters
    ----------
    graph : SupplyGraph
    stages : polars.DataFrame
        ``firm_id`` (once each) and ``stage``.
    side : str
        ``seller`` or ``buyer``.
    """
    table = shaped(stages, "stages", {"firm_id": pl.String, "stage": pl.String}, ("firm_id",)).unique(
        "firm_id", keep="first"
    )
    ends = graph.links.select(pl.col(side).alias("firm_id"))
    found = ends.join(table, on="firm_id", how="left", maintain_order="left")
    return found["stage"].fill_null(Stage.UNKNOWN.value)


def sankey(graph: SupplyGraph, stages: pl.DataFrame) -> pl.DataFrame:
    """Return what flows from stage to stage.

    Parameters
    ----------
    graph : SupplyGraph
    stages : polars.DataFrame
        ``firm_id`` and ``stage``.

    Returns
    -------
    polars.DataFrame
        ``from_stage``, ``to_stage``, ``currency``, ``amount`` (exact sum of the known amounts; currencies are never
        added) and ``links``. What has no known amount stands in rows of its own, with null currency and amount.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> firms = pl.DataFrame({"firm_id": ["rod", "cable"]})
    >>> links = pl.DataFrame({"seller": ["rod", "rod"], "buyer": ["cable", "cable"],
    ...     "amount": [Decimal("0.10"), None], "currency": ["CNY", None]})
    >>> graph = SupplyGraph.from_frames(firms, links, on=date(2024, 1, 1))
    >>> sankey(graph, pl.DataFrame({"firm_id": ["rod"], "stage": ["upstream"]})).rows()
    [('upstream', 'unknown', None, None, 1), ('upstream', 'unknown', 'CNY', Decimal('0.10'), 1)]
    """
    known = pl.col("amount").is_not_null()
    return (
        graph.links.select("amount", pl.when(known).then("currency").alias("currency"))
        .with_columns(
            staged(graph, stages, "seller").alias("from_stage"), staged(graph, stages, "buyer").alias("to_stage")
        )
        .group_by("from_stage", "to_stage", "currency")
        .agg(pl.when(known.any()).then(pl.col("amount").sum()).alias("amount"), pl.len().cast(pl.Int64).alias("links"))
        .sort("from_stage", "to_stage", "currency")
    )


@dataclass(frozen=True, slots=True)
class StageClaim:
    """What one source says of the stages of some firms, word for word.

    Parameters
    ----------
    source : str
        Where it stands, as ``S1:5``.
    quote : str
        Its words.
    stages : frozenset of Stage
        The stages it names.
    """

    source: str
    quote: str
    stages: frozenset[Stage]


@dataclass(frozen=True, slots=True)
class StageFinding:
    """What the sources together come to.

    Parameters
    ----------
    stages : frozenset of Stage
        What all of them say; ``unknown`` alone while they differ, or none says anything.
    conflict : bool
        Whether they differ: then a person decides, and nothing is resolved silently.
    claims : tuple of StageClaim
        All of them, as given.
    agreed : frozenset of Stage
        The stages that every source names, also when they differ on others.
    """

    stages: frozenset[Stage]
    conflict: bool
    claims: tuple[StageClaim, ...]
    agreed: frozenset[Stage]


def weigh_claims(claims: Iterable[StageClaim]) -> StageFinding:
    """Compare what sources say of a stage, and keep all of it.

    Examples
    --------
    >>> up, mid, down = Stage.UPSTREAM, Stage.MIDSTREAM, Stage.DOWNSTREAM
    >>> found = weigh_claims([
    ...     StageClaim("S1:5 headline", "upstream and downstream", frozenset({up, down})),
    ...     StageClaim("S1:5 body", "upstream and midstream", frozenset({up, mid}))])
    >>> found.conflict, sorted(found.stages), sorted(found.agreed)
    (True, [<Stage.UNKNOWN: 'unknown'>], [<Stage.UPSTREAM: 'upstream'>])
    """
    kept = tuple(claims)
    said = {claim.stages - {Stage.UNKNOWN} for claim in kept} - {frozenset()}
    agreed = frozenset.intersection(*said) if said else frozenset[Stage]()
    one = next(iter(said)) if len(said) == 1 else frozenset({Stage.UNKNOWN})
    return StageFinding(one, len(said) > 1, kept, agreed)
