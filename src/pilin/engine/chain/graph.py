"""The supply graph: firms, dated links between them as of a day, and walks along both directions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from pilin.engine.base import Fault
from pilin.engine.chain.frames import AMOUNT, BadFrame, Kind, refuse, shaped

Places = npt.NDArray[np.int64]
FIRM_KINDS: dict[str, Kind] = {
    "firm_id": pl.String,
    "town": pl.String,
    "province": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "products": pl.List(pl.String),
}
LINK_KINDS: dict[str, Kind] = {
    "seller": pl.String,
    "buyer": pl.String,
    "product": pl.String,
    "amount": AMOUNT,
    "currency": pl.String,
    "band": pl.String,
    "from_on": pl.Date,
    "to_on": pl.Date,
    "confirmed_by_seller": pl.Boolean,
    "confirmed_by_buyer": pl.Boolean,
    "source": pl.String,
}


class Direction(StrEnum):
    """Which way a walk goes."""

    UPSTREAM = "upstream"  # from buyer to seller
    DOWNSTREAM = "downstream"  # from seller to buyer


class Confirmation(StrEnum):
    """Who said that a link exists."""

    NONE = "none"
    SELLER = "seller"
    BUYER = "buyer"
    BOTH = "both"


class UnknownFirm(LookupError):
    """No firm of the graph has that id."""


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Links sorted by one of their ends: firm ``i`` has ``links[starts[i]:starts[i + 1]]``; link ``k`` leads to ``ends[k]``."""

    starts: Places
    links: Places
    ends: Places

    def of(self, firms: Places) -> Places:
        """Return the links of several firms, as places in the graph's links."""
        begin, count = self.starts[firms], self.starts[firms + 1] - self.starts[firms]
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        found: Places = self.links[np.repeat(begin, count) + within]
        return found


@dataclass(frozen=True, eq=False)
class SupplyGraph:
    """Firms and the links in force on a day; made by :meth:`from_frames`.

    Parameters
    ----------
    firms : polars.DataFrame
        Columns of ``FIRM_KINDS``, one row a firm.
    links : polars.DataFrame
        Columns of ``LINK_KINDS``, those in force on the day.
    on : date
    seller, buyer : numpy.ndarray of int64, shape (links,)
        Rows of both ends in ``firms``.

    Examples
    --------
    >>> firms = pl.DataFrame({"firm_id": ["rod", "wire", "cable"]})
    >>> links = pl.DataFrame({"seller": ["rod", "wire"], "buyer": ["wire", "cable"], "product": ["copper rod", "wire"]})
    >>> graph = SupplyGraph.from_frames(firms, links, on=date(2024, 6, 27))
    >>> graph.walk("cable", Direction.UPSTREAM).rows()
    [('wire', 1), ('rod', 2)]
    """

    firms: pl.DataFrame
    links: pl.DataFrame
    on: date
    seller: Places
    buyer: Places

    @classmethod
    def from_frames(cls, firms: pl.DataFrame, links: pl.DataFrame, on: date) -> SupplyGraph:
        """Return the graph as of a day.

        Parameters
        ----------
        firms : polars.DataFrame
            ``firm_id``, and of ``town``, ``province``, ``lon``, ``lat`` (WGS 84 degrees) and ``products`` what is known.
        links : polars.DataFrame
            ``seller``, ``buyer``, and of ``product``, ``amount`` (decimal, a year), ``currency`` (ISO 4217), ``band``,
            ``from_on``, ``to_on``, ``confirmed_by_seller``, ``confirmed_by_buyer`` and ``source`` what is known. An open
            date has no limit on that side; ``to_on`` is the last day in force; an amount not known is null.
        on : date

        Raises
        ------
        BadFrame
            A column is missing or of another kind; a firm is there twice; an end of a link is no firm; a firm sells to
            itself; an amount is negative or lacks its currency; a link ends before it begins.
        """
        firms = shaped(firms, "firms", FIRM_KINDS, ("firm_id",))
        links = shaped(links, "links", LINK_KINDS, ("seller", "buyer"))
        refuse(firms, (pl.col("firm_id").is_duplicated(), "twice", "firm_id", "a firm is there twice"))
        refuse(
            links,
            (pl.col("seller") == pl.col("buyer"), "itself", "buyer", "a firm does not supply itself"),
            (pl.col("amount") < 0, "negative", "amount", "an amount is not negative"),
            (
                pl.col("amount").is_not_null() & pl.col("currency").is_null(),
                "currency",
                "currency",
                "an amount needs its currency",
            ),
            (pl.col("to_on") < pl.col("from_on"), "dates", "to_on", "a link does not end before it begins"),
        )
        ends = [_places(links, firms, side) for side in ("seller", "buyer")]
        current = (links["from_on"].fill_null(on) <= on) & (links["to_on"].fill_null(on) >= on)
        kept = current.to_numpy()
        return cls(firms, links.filter(current), on, ends[0][kept], ends[1][kept])

    def __len__(self) -> int:
        return len(self.firms)

    def among(self, firms: Iterable[str]) -> SupplyGraph:
        """Return the part of the graph between these firms; others of them that it does not know are passed over."""
        kept = self.firms.filter(pl.col("firm_id").is_in(list(firms)))
        inside = kept["firm_id"].implode()
        links = self.links.filter(pl.col("seller").is_in(inside) & pl.col("buyer").is_in(inside))
        ends = [_places(links, kept, side) for side in ("seller", "buyer")]
        return SupplyGraph(kept, links, self.on, ends[0], ends[1])

    @cached_property
    def ids(self) -> list[str]:
        """Ids of the firms, by row."""
        return self.firms["firm_id"].to_list()

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {firm: row for row, firm in enumerate(self.ids)}

    @cached_property
    def supplies(self) -> Adjacency:
        """Links by seller, ending at the buyer."""
        return _adjacency(self.seller, self.buyer, len(self))

    @cached_property
    def purchases(self) -> Adjacency:
        """Links by buyer, ending at the seller."""
        return _adjacency(self.buyer, self.seller, len(self))

    def towards(self, direction: Direction) -> Adjacency:
        """Return the links that lead one way."""
        return self.purchases if direction is Direction.UPSTREAM else self.supplies

    def row(self, firm: str) -> int:
        """Return the row of a firm.

        Raises
        ------
        UnknownFirm
        """
        try:
            return self._rows[firm]
        except KeyError:
            raise UnknownFirm(f"no firm {firm!r} in the graph") from None

    @cached_property
    def confirmations(self) -> pl.Series:
        """Who confirmed each link, as the values of :class:`Confirmation`; silence is no confirmation."""
        by_seller = pl.col("confirmed_by_seller").fill_null(False)
        by_buyer = pl.col("confirmed_by_buyer").fill_null(False)
        return self.links.select(
            pl.when(by_seller & by_buyer)
            .then(pl.lit(Confirmation.BOTH.value))
            .when(by_seller)
            .then(pl.lit(Confirmation.SELLER.value))
            .when(by_buyer)
            .then(pl.lit(Confirmation.BUYER.value))
            .otherwise(pl.lit(Confirmation.NONE.value))
            .alias("confirmation")
        ).to_series()

    def steps(self, firm: str, direction: Direction, depth: int | None = None) -> Places:
        """Return the fewest steps from a firm to every firm; -1 where none leads or more than ``depth`` would be needed.

        Raises
        ------
        UnknownFirm
        """
        way = self.towards(direction)
        far = np.full(len(self), -1, np.int64)
        front = np.array([self.row(firm)])
        far[front] = 0
        step = 0
        while front.size and (depth is None or step < depth):
            step += 1
            reached = way.ends[way.of(front)]
            front = np.unique(reached[far[reached] < 0])
            far[front] = step
        return far

    def walk(self, firm: str, direction: Direction, depth: int | None = None) -> pl.DataFrame:
        """Return the firms a walk from one firm meets.

        Parameters
        ----------
        firm : str
        direction : Direction
        depth : int, optional
            The most steps; unlimited when left out.

        Returns
        -------
        polars.DataFrame
            ``firm_id`` and ``depth``, nearest first, then by id; the start is left out.

        Raises
        ------
        UnknownFirm
        """
        far = self.steps(firm, direction, depth)
        met = np.flatnonzero(far > 0)
        return pl.DataFrame({"firm_id": self.firms["firm_id"].gather(met), "depth": far[met]}).sort("depth", "firm_id")

    def paths(self, start: str, end: str, depth: int = 6, limit: int = 20) -> list[tuple[str, ...]]:
        """Return how goods come from one firm to another, shortest first; no firm twice in a path.

        Parameters
        ----------
        start, end : str
            First seller and last buyer.
        depth : int
            The most links in a path.
        limit : int
            The most paths; which ones follows from the ids alone.

        Raises
        ------
        UnknownFirm
        """
        left = self.steps(end, Direction.UPSTREAM, depth)
        begin, found = self.row(start), list[tuple[str, ...]]()
        if left[begin] <= 0:
            return found
        for length in range(int(left[begin]), depth + 1):
            for path in self._routes([begin], length, left):
                found.append(tuple(self.ids[row] for row in path))
                if len(found) == limit:
                    return found
        return found

    def _routes(self, path: list[int], length: int, left: Places) -> Iterator[list[int]]:
        """Yield the ways of exactly that length on from a path that waste no step: ``left`` tells the fewest still needed."""
        here = path[-1]
        if length == 0:
            if left[here] == 0:
                yield list(path)
            return
        if left[here] == 0:
            return
        way = self.supplies
        onward = np.unique(way.ends[way.of(np.array([here]))])
        for there in sorted(onward[(left[onward] >= 0) & (left[onward] < length)], key=lambda row: self.ids[row]):
            if there not in path:
                path.append(int(there))
                yield from self._routes(path, length - 1, left)
                path.pop()


@dataclass(frozen=True, slots=True)
class Degrees:
    """How many partners a firm has, and how much of its buying crosses a provincial border.

    Parameters
    ----------
    firm_id : str
    suppliers, customers : int
        Distinct firms.
    suppliers_across : int
        Suppliers whose province is known and another.
    suppliers_unplaced : int
        Suppliers of which, or of the firm itself, the province is not known: they may or may not be across.
    value_across : dict of str to Decimal
        Known amounts bought across the border, by currency.
    links_across_known, links_across_unknown : int
        Links across the border with and without a known amount.
    """

    firm_id: str
    suppliers: int
    customers: int
    suppliers_across: int
    suppliers_unplaced: int
    value_across: dict[str, Decimal]
    links_across_known: int
    links_across_unknown: int

    @property
    def share_across(self) -> float | None:
        """Share of the suppliers with a known province that stand across the border; None without any."""
        placed = self.suppliers - self.suppliers_unplaced
        return self.suppliers_across / placed if placed else None

    def mean_across(self, currency: str) -> Decimal | None:
        """Return the mean known amount of a supplier link across the border, if all of them are in one currency."""
        if set(self.value_across) != {currency}:
            return None
        return self.value_across[currency] / self.links_across_known


def degrees(graph: SupplyGraph, firm: str) -> Degrees:
    """Count the partners of a firm on both sides.

    Raises
    ------
    UnknownFirm

    Examples
    --------
    >>> firms = pl.DataFrame({"firm_id": ["hub", "a", "b"], "province": ["31", "33", "31"]})
    >>> links = pl.DataFrame({"seller": ["a", "b"], "buyer": ["hub", "hub"],
    ...     "amount": [Decimal(20), None], "currency": ["CNY", None]})
    >>> found = degrees(SupplyGraph.from_frames(firms, links, on=date(2024, 1, 1)), "hub")
    >>> found.suppliers, found.share_across, found.mean_across("CNY")
    (2, 0.5, Decimal('20'))
    """
    row = graph.row(firm)
    at = np.array([row])
    bought = graph.purchases.of(at)
    sellers = np.unique(graph.seller[bought])
    provinces, home = graph.firms["province"], graph.firms["province"][row]
    of_sellers = provinces.gather(sellers)
    unplaced = len(sellers) if home is None else int(of_sellers.null_count())
    across = (
        pl.Series([], dtype=pl.String)
        if home is None
        else of_sellers.drop_nulls().filter(of_sellers.drop_nulls() != home)
    )
    value, known, unknown = dict[str, Decimal](), 0, 0
    if home is not None and len(bought):
        beyond = (provinces.gather(graph.seller[bought]) != home).fill_null(False)
        crossing = graph.links[bought].filter(beyond)
        known = crossing["amount"].len() - crossing["amount"].null_count()
        unknown = crossing["amount"].null_count()
        sums = crossing.drop_nulls("amount").group_by("currency").agg(pl.col("amount").sum()).sort("currency")
        value = dict(sums.rows())
    customers = np.unique(graph.buyer[graph.supplies.of(at)])
    return Degrees(firm, len(sellers), len(customers), len(across), unplaced, value, known, unknown)


def _adjacency(begins: Places, ends: Places, firms: int) -> Adjacency:
    order = np.argsort(begins, kind="stable")
    starts = np.zeros(firms + 1, np.int64)
    np.cumsum(np.bincount(begins, minlength=firms), out=starts[1:])
    return Adjacency(starts, order, ends)


def _places(links: pl.DataFrame, firms: pl.DataFrame, side: str) -> Places:
    """Return the rows of one end of the links among the firms."""
    known = firms.select("firm_id").with_row_index("at")
    joined = links.select(side).join(known, left_on=side, right_on="firm_id", how="left", maintain_order="left")
    missing = joined["at"].is_null()
    if missing.any():
        rows = missing.arg_true().head(100)
        raise BadFrame(
            *(
                Fault(
                    "no_firm", side, f"{side} {links[side][row]!r} is no firm of the graph", row + 2, links[side][row]
                )
                for row in rows.to_list()
            )
        )
    return joined["at"].to_numpy().astype(np.int64)
