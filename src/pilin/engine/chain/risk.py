"""What hangs on whom: concentration, single sources, what falls if a firm falls, and where the network comes apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
import rustworkx

from pilin.engine.chain.graph import Confirmation, Places, SupplyGraph
from pilin.engine.chain.knowledge import Knowledge
from pilin.engine.chain.values import staged

Flags = npt.NDArray[np.bool_]


class By(StrEnum):
    """Whose concentration is asked for."""

    BUYER = "buyer"  # of a buyer's purchases over its suppliers
    STAGE = "stage"  # of a stage's sales over the firms that stand in it


def concentration(graph: SupplyGraph, by: By, stages: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the Herfindahl-Hirschman index of known amounts, with how much of them is known.

    Parameters
    ----------
    graph : SupplyGraph
    by : By
    stages : polars.DataFrame, optional
        ``firm_id`` and ``stage``; needed for stages.

    Returns
    -------
    polars.DataFrame
        ``key`` (buyer or stage), ``currency``, ``sellers`` and ``hhi`` of the known amounts in that currency, ``links``
        and ``known_share`` (of links, not of money: nobody can weigh what is not known). The index is the sum of squared
        shares, from 1/n to 1; null, with a null currency, where nothing is known or all of it is zero.

    Raises
    ------
    ValueError
        When stages are asked for without being given.
    """
    if by is By.STAGE:
        if stages is None:
            raise ValueError("concentration by stage needs the stages of the firms")
        key = staged(graph, stages, "seller")
    else:
        key = graph.links["buyer"]
    links = graph.links.select("seller", "amount", "currency").with_columns(key.alias("key"))
    known = pl.col("amount").is_not_null()
    whole = links.group_by("key").agg(pl.len().alias("links"), known.mean().alias("known_share"))
    share = pl.col("amount").cast(pl.Float64)
    sums = links.filter(known).group_by("key", "currency", "seller").agg(pl.col("amount").sum())
    index = (
        sums.filter(pl.col("amount") > 0)
        .group_by("key", "currency")
        .agg(pl.len().alias("sellers"), ((share**2).sum() / share.sum() ** 2).alias("hhi"))
    )
    return (
        whole.join(index, on="key", how="left")
        .select("key", "currency", "sellers", "hhi", "links", "known_share")
        .sort("key", "currency")
    )


def single_sources(graph: SupplyGraph, confirmed: Iterable[Confirmation] = (Confirmation.BOTH,)) -> pl.DataFrame:
    """Return what buyers have from exactly one confirmed supplier.

    Parameters
    ----------
    graph : SupplyGraph
    confirmed : iterable of Confirmation
        Which words count: by default that of both sides.

    Returns
    -------
    polars.DataFrame
        ``buyer``, ``product``, ``seller`` and ``unconfirmed`` (other suppliers of the same product whose links nobody
        confirmed so). Links without a product are left out: two unnamed goods may be one or two.
    """
    counts = graph.confirmations.is_in([one.value for one in confirmed])
    named = graph.links.select("buyer", "product", "seller").with_columns(counts.alias("counts"))
    return (
        named.filter(pl.col("product").is_not_null())
        .group_by("buyer", "product")
        .agg(
            pl.col("seller").filter("counts").unique().alias("sellers"),
            pl.col("seller").filter(~pl.col("counts")).unique().alias("others"),
        )
        .filter(pl.col("sellers").list.len() == 1)
        .select(
            "buyer",
            "product",
            pl.col("sellers").list.first().alias("seller"),
            pl.col("others").list.set_difference("sellers").list.len().alias("unconfirmed"),
        )
        .sort("buyer", "product")
    )


@dataclass(frozen=True, eq=False)
class Fall:
    """What happens down the chain when firms fall.

    Parameters
    ----------
    firms : tuple of str
        Those that fall, by assumption.
    losses : polars.DataFrame
        ``firm_id``, ``product``, ``depth``: a firm of which every source of a product stopped, ``depth`` links away.
    stopped : polars.DataFrame
        ``firm_id``, ``depth``, ``sales`` (links that stop for want of a material) and ``assumed`` (some of them stop only
        because nothing is known of what goes into them).
    without_buyer : tuple of str
        Suppliers that sell to nobody but the firms that fall.
    unnamed : polars.DataFrame
        ``firm_id``, ``links``: purchases without a named product that stop. Whether they can be replaced is not known,
        so nothing further is concluded from them.
    """

    firms: tuple[str, ...]
    losses: pl.DataFrame
    stopped: pl.DataFrame
    without_buyer: tuple[str, ...]
    unnamed: pl.DataFrame


class Needs:
    """Purchases of a graph by buyer and product: who has how many links for what. Build once, ask for many firms.

    Parameters
    ----------
    graph : SupplyGraph
    knowledge : Knowledge, optional
        Tells whether a sale needs a purchase. Without it, every sale of a firm is taken to need all its purchases.
    """

    def __init__(self, graph: SupplyGraph, knowledge: Knowledge | None = None) -> None:
        self.graph, self.knowledge = graph, knowledge
        self.products: list[str] = graph.links["product"].drop_nulls().unique().sort().to_list()
        table = pl.DataFrame({"product": self.products}, {"product": pl.String}).with_row_index("code")
        coded = graph.links.select("product").join(table, on="product", how="left", maintain_order="left")["code"]
        self.code: Places = coded.cast(pl.Int64).fill_null(-1).to_numpy()
        width = max(len(self.products), 1)
        keys, group = np.unique(graph.buyer * width + np.maximum(self.code, 0), return_inverse=True)
        self.group: Places = np.where(self.code < 0, -1, group)
        self.buyer, self.product = keys // width, keys % width
        self.sources: Places = np.bincount(self.group[self.group >= 0], minlength=len(keys))
        self._needed: dict[tuple[int, int], tuple[bool, bool]] = {}

    @cached_property
    def _keys(self) -> list[str | None]:
        return [self.knowledge.find(name) if self.knowledge else None for name in self.products]

    def needed(self, lost: int, sold: int) -> tuple[bool, bool]:
        """Return whether what is sold needs what was lost, and whether that is only assumed."""
        if (lost, sold) not in self._needed:
            self._needed[lost, sold] = self._judged(lost, sold)
        return self._needed[lost, sold]

    def _judged(self, lost: int, sold: int) -> tuple[bool, bool]:
        if lost == sold:  # a merchant's goods
            return True, False
        known = self.knowledge
        material = self._keys[lost]
        product = self._keys[sold] if sold >= 0 else None
        if known is None or material is None or product is None or not known.tells_materials(product):
            return True, True
        into = {product, *known.materials(product, len(known.products))}
        return not into.isdisjoint({material, *known.broader(material), *known.narrower(material)}), False

    def fall(self, *firms: str) -> Fall:
        """Return what is cut off or loses its only source if these firms fall, all at once.

        A product is lost when every link that brought it stopped; a sale stops when it needs a lost product; then its
        buyer is asked the same. All links in force count as sources, confirmed or not.

        Raises
        ------
        UnknownFirm
        """
        graph = self.graph
        begin = np.unique(np.array([graph.row(firm) for firm in firms], np.int64))
        left, over = self.sources.copy(), np.zeros(len(graph.links), bool)
        new = graph.supplies.of(begin)
        lost_groups, lost_depths = [], []
        stops: list[tuple[Places, Places, int]] = []
        depth = 0
        while new.size:
            depth += 1
            over[new] = True
            groups, counts = np.unique(self.group[new][self.group[new] >= 0], return_counts=True)
            left[groups] -= counts
            lost = groups[left[groups] == 0]
            lost = lost[~np.isin(self.buyer[lost], begin)]
            lost_groups.append(lost)
            lost_depths.append(np.full(len(lost), depth))
            new, assumed = self._stopping(lost, over)
            stops.append((new, assumed, depth))
        return Fall(
            tuple(graph.ids[row] for row in begin),
            self._losses(lost_groups, lost_depths),
            self._stopped(stops),
            self._without_buyer(begin),
            self._unnamed(over, begin),
        )

    def _stopping(self, lost: Places, over: Flags) -> tuple[Places, Places]:
        """Return the sales, still going, that stop for want of these, and for each whether that is only assumed."""
        sellers = self.buyer[lost]
        way = self.graph.supplies
        sales = way.of(sellers)
        wants = np.repeat(self.product[lost], way.starts[sellers + 1] - way.starts[sellers])
        going = ~over[sales]
        sales, wants = sales[going], wants[going]
        if self.knowledge is None:
            sales = np.unique(sales)
            return sales, np.ones(len(sales), np.int64)
        pairs, which = np.unique(np.stack([wants, self.code[sales]]), axis=1, return_inverse=True)
        judged = np.array([self.needed(int(a), int(b)) for a, b in pairs.T], bool).reshape(-1, 2)[which.reshape(-1)]
        certain = np.unique(sales[judged[:, 0] & ~judged[:, 1]])
        sales = np.unique(sales[judged[:, 0]])
        return sales, (~np.isin(sales, certain)).astype(np.int64)

    def _losses(self, groups: list[Places], depths: list[Places]) -> pl.DataFrame:
        at = np.concatenate([np.empty(0, np.int64), *groups])
        names = pl.Series(self.products, dtype=pl.String)
        return pl.DataFrame(
            {
                "firm_id": self.graph.firms["firm_id"].gather(self.buyer[at]),
                "product": names.gather(self.product[at]),
                "depth": np.concatenate([np.empty(0, np.int64), *depths]),
            }
        ).sort("depth", "firm_id", "product")

    def _stopped(self, stops: list[tuple[Places, Places, int]]) -> pl.DataFrame:
        empty = np.empty(0, np.int64)
        links = np.concatenate([empty, *(links for links, _, _ in stops)])
        return (
            pl.DataFrame(
                {
                    "firm_id": self.graph.links["seller"].gather(links),
                    "depth": np.concatenate([empty, *(np.full(len(links), depth) for links, _, depth in stops)]),
                    "assumed": np.concatenate([empty, *(assumed for _, assumed, _ in stops)]),
                }
            )
            .group_by("firm_id")
            .agg(
                pl.col("depth").min(),
                pl.len().cast(pl.Int64).alias("sales"),
                (pl.col("assumed").max() > 0).alias("assumed"),
            )
            .sort("depth", "firm_id")
        )

    def _without_buyer(self, begin: Places) -> tuple[str, ...]:
        graph = self.graph
        sellers, counts = np.unique(graph.seller[graph.purchases.of(begin)], return_counts=True)
        way = graph.supplies
        only = sellers[(way.starts[sellers + 1] - way.starts[sellers] == counts) & ~np.isin(sellers, begin)]
        return tuple(sorted(graph.ids[row] for row in only))

    def _unnamed(self, over: Flags, begin: Places) -> pl.DataFrame:
        links = np.flatnonzero(over & (self.code < 0) & ~np.isin(self.graph.buyer, begin))
        buyers = pl.DataFrame({"firm_id": self.graph.links["buyer"].gather(links)})
        return buyers.group_by("firm_id").agg(pl.len().cast(pl.Int64).alias("links")).sort("firm_id")


def falls_if(graph: SupplyGraph, *firms: str, knowledge: Knowledge | None = None) -> Fall:
    """Return what is cut off or loses its only source if firms fall; see :meth:`Needs.fall`, which answers many such.

    Raises
    ------
    UnknownFirm

    Examples
    --------
    >>> from datetime import date
    >>> firms = pl.DataFrame({"firm_id": ["rod", "wire", "cable"]})
    >>> links = pl.DataFrame({"seller": ["rod", "wire"], "buyer": ["wire", "cable"], "product": ["copper rod", "copper wire"]})
    >>> falls_if(SupplyGraph.from_frames(firms, links, on=date(2024, 1, 1)), "rod").losses.rows()
    [('wire', 'copper rod', 1), ('cable', 'copper wire', 2)]
    """
    return Needs(graph, knowledge).fall(*firms)


@dataclass(frozen=True, slots=True)
class WeakPoints:
    """Where a network comes apart if one firm or one pair goes, links taken without direction.

    Parameters
    ----------
    firms : tuple of str
        Articulation points.
    pairs : tuple of (str, str)
        Bridges: pairs of firms that alone join two parts, however many links they have.
    """

    firms: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


def weak_points(graph: SupplyGraph) -> WeakPoints:
    """Return articulation points and bridges of the undirected graph of firms (Hopcroft and Tarjan 1973)."""
    near, far = np.minimum(graph.seller, graph.buyer), np.maximum(graph.seller, graph.buyer)
    keys = np.unique(near * len(graph) + far)
    network = rustworkx.PyGraph(multigraph=False)
    network.add_nodes_from(range(len(graph)))
    network.extend_from_edge_list(list(zip((keys // len(graph)).tolist(), (keys % len(graph)).tolist(), strict=True)))
    firms = sorted(graph.ids[row] for row in rustworkx.articulation_points(network))
    named = [sorted(graph.ids[row] for row in pair) for pair in rustworkx.bridges(network)]
    return WeakPoints(tuple(firms), tuple(sorted((pair[0], pair[1]) for pair in named)))


@dataclass(frozen=True, slots=True)
class Removal:
    """What becomes of a firm's part of the network without it, links taken without direction.

    Parameters
    ----------
    firm_id : str
    joined : int
        Other firms it is connected to, near or far.
    parts : int
        Pieces these fall into.
    largest : int
        Firms in the largest piece; 0 when there is none.
    isolated : int
        Firms left without any partner.
    """

    firm_id: str
    joined: int
    parts: int
    largest: int
    isolated: int


def removal(graph: SupplyGraph, firm: str) -> Removal:
    """Return what the removal of one firm does to the network.

    Raises
    ------
    UnknownFirm
    """
    row, size = graph.row(firm), len(graph)
    before = _parts(graph.seller, graph.buyer, size)
    others = np.flatnonzero(before == before[row])
    others = others[others != row]
    kept = (graph.seller != row) & (graph.buyer != row)
    after = _parts(graph.seller[kept], graph.buyer[kept], size)[others]
    sizes = np.unique(after, return_counts=True)[1]
    return Removal(firm, len(others), len(sizes), int(sizes.max(initial=0)), int((sizes == 1).sum()))


def _parts(one: Places, other: Places, size: int) -> Places:
    from scipy.sparse import coo_array  # slow import
    from scipy.sparse.csgraph import connected_components  # slow import

    joined = coo_array((np.ones(len(one), bool), (one, other)), shape=(size, size))
    labels: Places = connected_components(joined, directed=False)[1]
    return labels
