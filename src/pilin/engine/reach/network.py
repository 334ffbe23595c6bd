"""A network of links: how long from where to where, as it is, with links added, with links closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pilin.engine.base import Fault, Invalid
from pilin.engine.reach.hierarchy import Hierarchy, Topology, dissection
from pilin.engine.reach.minutes import UNREACHABLE, Cells, bound, exact, thousandths
from pilin.engine.reach.tables import Links, Places
from pilin.engine.reach.ways import Dijkstra, Whole

Backend = Literal["auto", "dijkstra", "hierarchy"]
MANY, LARGE = 64, 20_000  # sources and nodes from which a hierarchy is worth its preparation


@dataclass(frozen=True, slots=True)
class Added:
    """A link between two nodes that there is not yet.

    Parameters
    ----------
    start, end : str
    minutes : float
    both_ways : bool
    """

    start: str
    end: str
    minutes: float
    both_ways: bool = True


@dataclass(frozen=True, slots=True)
class Near:
    """A place within reach, and its thousandths of a minute."""

    id: str
    cell: int

    @property
    def minutes(self) -> Decimal:
        """The time, exact to the thousandth."""
        return Decimal(self.cell) / 1_000


@dataclass(frozen=True, slots=True)
class Reach:
    """What lies within so many minutes of a place: itself at 0, by time and id; where it was said, by which mode and when."""

    origin: str
    within: Decimal
    places: tuple[Near, ...]
    weight: float
    modes: tuple[str, ...] = ()
    hour: str | None = None

    @property
    def count(self) -> int:
        """How many places, itself among them."""
        return len(self.places)


@dataclass(frozen=True)
class Network:
    """Nodes and the least minutes between them; it never changes: what changes it tells of another.

    Shortest times are those of scipy's Dijkstra, or of a contraction hierarchy where there are many sources and nodes and
    METIS is at hand; both reckon in whole thousandths of a minute and tell the same.
    """

    names: pl.Series  # apart, sorted, an Enum of themselves
    tail: Whole
    head: Whole
    weight: Whole  # thousandths; UNREACHABLE: closed, or not built
    modes: tuple[str, ...] = ()
    backend: Backend = "auto"
    _extra: tuple[tuple[int, int, int], ...] = ()  # arcs that the topology does not know
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)  # shared by all of one topology

    @classmethod
    def of(
        cls,
        links: Links | Iterable[Sequence[Any]],
        *,
        possible: Iterable[tuple[str, str]] = (),
        backend: Backend = "auto",
    ) -> Network:
        """Return the network of links; of parallel links the least minutes count.

        Parameters
        ----------
        links : Links, or iterable of (from, to, minutes[, both_ways = True[, mode]])
        possible : iterable of (from, to)
            Links that may be added later, both ways: the hierarchy is prepared for them and need not be made anew.
        backend : {"auto", "dijkstra", "hierarchy"}

        Raises
        ------
        Invalid
            With row, field and reason of each fault; a possible link may bring no new node.

        Examples
        --------
        >>> net = Network.of([("A", "B", 12.5), ("B", "C", 30), ("C", "A", 5, False)])
        >>> {name: str(minutes) for name, minutes in net.minutes("A").items()}
        {'A': '0', 'B': '12.5', 'C': '42.5'}
        >>> str(net.minutes("C")["A"])
        '5'
        """
        frame = (links if isinstance(links, Links) else Links.of(links)).frame
        told = pl.concat([frame["start"], frame["end"]]).rename("name").to_frame()
        names = told.group_by("name").len()["name"].sort()  # as a series' own unique(), in a quarter of its time
        both = frame["both_ways"].to_numpy()
        numbered = names.to_frame().with_columns(number=np.arange(len(names)))
        start, end = np.split(told.join(numbered, on="name", how="left", maintain_order="left")["number"].to_numpy(), 2)
        weight = frame["thousandths"].to_numpy()
        net = cls(names.cast(pl.Enum(names)), start[:0], end[:0], weight[:0])
        pairs = [(net.node(a, "possible"), net.node(b, "possible")) for a, b in possible]
        more = np.array([(*pair, *pair[::-1]) for pair in pairs], dtype=np.int64).reshape(-1, 2)
        tail = np.concatenate([start, end[both], more[:, 0]])
        head = np.concatenate([end, start[both], more[:, 1]])
        weight = np.concatenate([weight, weight[both], np.full(len(more), UNREACHABLE, dtype=np.int64)])
        arcs = pl.DataFrame({"key": tail * max(1, len(names)) + head, "weight": weight}).filter(pl.Series(tail != head))
        arcs = arcs.group_by("key").agg(pl.col("weight").min()).sort("key")
        key = arcs["key"].to_numpy()
        tail, head = np.divmod(key, max(1, len(names)))
        modes = tuple(frame["mode"].drop_nulls().unique().sort())
        return replace(net, tail=tail, head=head, weight=arcs["weight"].to_numpy(), modes=modes, backend=backend, _made={}, _kept={})  # fmt: skip

    def __len__(self) -> int:
        return len(self.names)

    def codes(self, ids: Iterable[str]) -> Whole:
        """Return the number of each node, -1 for one that is in no link."""
        told = pl.Series(list(ids), dtype=pl.String).cast(self.names.dtype, strict=False).to_physical()
        return told.cast(pl.Int64).fill_null(-1).to_numpy()

    def node(self, name: str, of: str = "node") -> int:
        """Return the number of a node.

        Raises
        ------
        Invalid
            Where it is in no link.
        """
        code = int(self.codes([name])[0])
        if code < 0:
            raise Invalid(Fault("unknown_node", of, f"no link has the node {name}", value=name))
        return code

    def nodes_of(self, places: Places, *, first: int = 1) -> Whole:
        """Return the node of each place.

        Parameters
        ----------
        places : Places
        first : int
            The row of the first place, for faults.

        Raises
        ------
        Invalid
            Naming each place whose node is in no link.
        """
        codes = self.codes(places.nodes)
        lost = np.flatnonzero(codes < 0).tolist()
        if lost:
            raise Invalid(
                *(
                    Fault(
                        "unknown_node", "node", f"no link has the node {places.nodes[k]} of {places.ids[k]}", k + first, places.nodes[k]
                    )
                    for k in lost[:100]
                )
            )  # fmt: skip
        return codes

    def minutes(self, origin: str) -> dict[str, Decimal | None]:
        """Return minutes from a node to every node, None where there is no way; its own are 0."""
        row = self._dijkstra().cells(np.array([self.node(origin)]))[0]
        return dict(zip(self.names.cast(pl.String), (exact(cell) for cell in row), strict=True))

    def cells(self, sources: Whole, targets: Whole) -> Cells:
        """Return thousandths of a minute from each source to each target, UNREACHABLE where there is no way.

        Parameters
        ----------
        sources, targets : int64 arrays (S,), (T,)
            Numbers of nodes, as ``codes`` tells them.

        Returns
        -------
        int32 array (S, T)
        """
        if self.is_hierarchy_worth(len(sources)):
            if self._extra:
                return self._over_extra(sources, targets)
            return self.prepared().cells(sources, targets)
        return self._dijkstra().cells(sources, targets)

    def within(self, origin: str, places: Places, minutes: float | Decimal, *, hour: str | None = None) -> Reach:
        """Return the places at most so many minutes from one of them, that one at 0 among them.

        Raises
        ------
        Invalid
            Where no place has this id, or one stands at a node in no link.

        Examples
        --------
        >>> net = Network.of([("s", "n", 40), ("s", "f", 61)])
        >>> told = net.within("Shanghai", Places.of([("Shanghai", "s"), ("Nantong", "n"), ("far", "f")]), 60)
        >>> [(one.id, str(one.minutes)) for one in told.places], told.count
        ([('Shanghai', '0'), ('Nantong', '40')], 2)
        """
        most = bound(minutes)
        nodes = self.nodes_of(places)
        if origin not in places.ids:
            raise Invalid(Fault("unknown_place", "from", f"no place has the id {origin}", value=origin))
        row = self._dijkstra().cells(nodes[[places.ids.index(origin)]], nodes)[0]
        inside = np.flatnonzero(row <= most).tolist()
        near = sorted(
            (Near(places.ids[k], int(row[k])) for k in inside), key=lambda one: (one.cell, one.id != origin, one.id)
        )
        return Reach(origin, Decimal(str(minutes)), tuple(near), float(places.weights[inside].sum()), self.modes, hour)  # fmt: skip

    def with_links(self, added: Iterable[Added]) -> Network:
        """Return the network with links added; of parallel links the least counts, so nothing becomes slower.

        A link that was named as possible, or that runs where one ran, is a new customisation of the hierarchy; any other is
        reckoned over the hierarchy that there is.

        Raises
        ------
        Invalid
            Where a link has an end in no link, or no proper minutes.
        """
        weight, extra, n = self.weight.copy(), list(self._extra), len(self)
        keys = self.tail * n + self.head
        for a, b, cell in self.arcs(added):
            place = int(np.searchsorted(keys, a * n + b))
            if place < len(keys) and keys[place] == a * n + b:
                weight[place] = min(weight[place], cell)
            else:
                extra.append((a, b, cell))
        if np.array_equal(weight, self.weight):  # what was prepared still holds
            made = {name: self._made[name] for name in ("hierarchy",) if name in self._made}
            return replace(self, _extra=tuple(extra), _made=made)
        return replace(self, weight=weight, _extra=tuple(extra), _made={})

    def without_links(self, closed: Iterable[tuple[str, str]], *, both_ways: bool = True) -> Network:
        """Return the network with every link between these pairs of nodes closed.

        Raises
        ------
        Invalid
            Where there is no link to close.
        """
        weight, extra, n = self.weight.copy(), list(self._extra), len(self)
        keys = self.tail * n + self.head
        for start, end in closed:
            a, b = self.node(start, "from"), self.node(end, "to")
            found = False
            for u, v in ((a, b), (b, a)) if both_ways else ((a, b),):
                place = int(np.searchsorted(keys, u * n + v))
                if place < len(keys) and keys[place] == u * n + v and weight[place] < UNREACHABLE:
                    weight[place], found = UNREACHABLE, True
                kept = [arc for arc in extra if arc[:2] != (u, v)]
                found, extra = found or len(kept) < len(extra), kept
            if not found:
                raise Invalid(Fault("no_link", "from", f"no link runs from {start} to {end}"))
        return replace(self, weight=weight, _extra=tuple(extra), _made={})

    def arcs(self, added: Iterable[Added]) -> list[tuple[int, int, int]]:
        """Return added links as arcs (tail, head, thousandths), both of a link both ways next to each other."""
        told = []
        for row, one in enumerate(added, start=1):
            a, b = self.node(one.start, "add_link"), self.node(one.end, "add_link")
            try:
                cell = int(thousandths(one.minutes))
            except (TypeError, ValueError) as wrong:
                raise Invalid(Fault("no_minutes", "add_link", str(wrong), row, str(one.minutes))) from None
            if a == b:
                raise Invalid(Fault("same_node", "add_link", f"a link joins two nodes, not {one.start} to itself", row))
            told += [(a, b, cell), (b, a, cell)] if one.both_ways else [(a, b, cell)]
        return told

    def backwards(self) -> Network:
        """Return the network with every arc turned round: from here to there is from there to here in it."""
        if "backwards" not in self._made:
            extra = tuple((b, a, cell) for a, b, cell in self._extra)
            order = np.lexsort((self.tail, self.head))
            turned = (self.head[order], self.tail[order], self.weight[order])
            self._made["backwards"] = Network(self.names, *turned, self.modes, "dijkstra", extra)
        made: Network = self._made["backwards"]
        return made

    def least(self, tail: int, head: int) -> int | None:
        """Return the thousandths of the least link from one node to another, None where there is none."""
        n = len(self)
        place = int(np.searchsorted(self.tail * n + self.head, tail * n + head))
        known = place < len(self.tail) and (self.tail[place], self.head[place]) == (tail, head)
        found = [int(self.weight[place])] if known else []
        found += [cell for a, b, cell in self._extra if (a, b) == (tail, head)]
        least = min(found, default=UNREACHABLE)
        return None if least == UNREACHABLE else least

    def prepared(self) -> Hierarchy:
        """Return the hierarchy, prepared where it is not yet: its order once a topology, its minutes once a network."""
        if "hierarchy" not in self._made:
            if "topology" not in self._kept:
                self._kept["topology"] = Topology(len(self), self.tail, self.head)
            self._made["hierarchy"] = Hierarchy(self._kept["topology"], self.weight)
        made: Hierarchy = self._made["hierarchy"]
        return made

    def is_hierarchy_worth(self, sources: int) -> bool:
        """Return whether so many sources are reckoned by the hierarchy."""
        if self.backend == "hierarchy":
            return dissection() is not None and len(self.tail) > 0 and len(self) > 1
        if self.backend == "dijkstra" or len(self) < LARGE:
            return False
        return dissection() is not None and ("hierarchy" in self._made or sources >= MANY)

    def _dijkstra(self) -> Dijkstra:
        if "dijkstra" not in self._made:
            tails, heads, weights = (np.array([arc[k] for arc in self._extra], dtype=np.int64) for k in range(3))
            runs = self.weight < UNREACHABLE
            arcs = pl.DataFrame({
                "tail": np.concatenate([self.tail[runs], tails]), "head": np.concatenate([self.head[runs], heads]),
                "weight": np.concatenate([self.weight[runs], weights]),
            })  # fmt: skip
            if self._extra:  # scipy adds parallel arcs up
                arcs = arcs.group_by("tail", "head").agg(pl.col("weight").min()).sort("tail", "head")
            told = (arcs[name].to_numpy() for name in ("tail", "head", "weight"))
            self._made["dijkstra"] = Dijkstra(len(self), *told)
        made: Dijkstra = self._made["dijkstra"]
        return made

    def _over_extra(self, sources: Whole, targets: Whole) -> Cells:
        ends = np.unique([arc[:2] for arc in self._extra])
        base = self.prepared()
        told = base.cells(np.concatenate([sources, ends]), np.concatenate([targets, ends]))
        return relaxed(told, ends, self._extra, len(sources), len(targets))


def relaxed(
    told: Cells, ends: NDArray[np.int64], arcs: Sequence[tuple[int, int, int]], sources: int, targets: int
) -> Cells:
    """Return (S, T) of a matrix of sources and ends to targets and ends, once each arc between ends was added to it.

    A shortest way uses an arc at most once, so one pass for each arc is exact.
    """
    at = {int(node): k for k, node in enumerate(ends)}
    for a, b, cell in arcs:
        relax(told, told[:, targets + at[a]].copy(), told[sources + at[b]].copy(), cell)
    return np.ascontiguousarray(told[:sources, :targets])


def relax(told: Cells, to_arc: Cells, from_arc: Cells, cell: int) -> None:
    """Lower in place what is quicker over an arc: D' = min(D, D[:, u] + x + D[v, :])."""
    over = from_arc.astype(np.int64) + cell
    for k in np.flatnonzero(to_arc < UNREACHABLE).tolist():
        np.minimum(told[k], np.minimum(over + int(to_arc[k]), UNREACHABLE), out=told[k], casting="unsafe")
