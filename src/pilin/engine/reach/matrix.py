"""A matrix of times between places that is kept, and follows when links are added or closed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pilin.engine.reach.compiled import compiled
from pilin.engine.reach.minutes import Cells, as_minutes, thousandths
from pilin.engine.reach.network import Added, Network
from pilin.engine.reach.tables import Places


@dataclass
class Matrix:
    """Times from each place to each place.

    Parameters
    ----------
    network : Network
    places : Places
        P places.
    cells : int32 array (P, P)
        Thousandths of a minute; UNREACHABLE where there is no way; 0 from a place to itself.
    """

    network: Network
    places: Places
    cells: Cells

    @classmethod
    def of(cls, network: Network, places: Places) -> Matrix:
        """Return the times between all places.

        Raises
        ------
        Invalid
            Naming each place whose node is in no link.
        """
        nodes = network.nodes_of(places)
        return cls(network, places, network.cells(nodes, nodes))

    @property
    def minutes(self) -> NDArray[np.float64]:
        """Minutes (P, P), NaN where there is no way."""
        return as_minutes(self.cells)

    def frame(self) -> pl.DataFrame:
        """Return columns from, to, minutes (null where there is no way), a row a pair, in the order of the places."""
        ids, number = pl.Series(self.places.ids, dtype=pl.String), len(self.places.ids)
        index = pl.Series(np.arange(number, dtype=np.uint32))
        return pl.DataFrame({
            "from": ids.gather(np.repeat(index.to_numpy(), number)), "to": ids.gather(np.tile(index.to_numpy(), number)),
            "minutes": self.minutes.ravel(),
        }).with_columns(pl.col("minutes").fill_nan(None))  # fmt: skip

    def write(self, path: Path) -> int:
        """Write :meth:`frame` as Parquet, whole or not at all, and return its rows.

        It is written beside its place, under another name, and takes its own once it is on the disk.

        Raises
        ------
        OSError
            Where it cannot be written; what stood there still does.
        """
        told = self.frame()
        draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
        try:
            told.write_parquet(draft, compression="zstd")
            with draft.open("rb") as file:
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return told.height

    def add_links(self, added: Iterable[Added]) -> None:
        """Add links in place: as reckoned anew, in a pass over the cells for each link.

        Raises
        ------
        Invalid
            As :meth:`Network.with_links`; nothing was changed then.
        """
        for one in added:
            self.prospect(one.start, one.end, both_ways=one.both_ways).build(one.minutes)

    def prospect(self, start: str, end: str, *, both_ways: bool = True) -> Prospect:
        """Return a link that might be built, to be asked with one number of minutes after another.

        Raises
        ------
        Invalid
            Where an end is in no link.
        """
        arcs = self.network.arcs([Added(start, end, 1, both_ways)])
        nodes = self.network.nodes_of(self.places)
        ends = np.array([self.network.node(start), self.network.node(end)])
        to_ends = self.network.cells(nodes, ends) if len(nodes) <= len(ends) else self._columns(nodes, ends)
        from_ends = self.network.cells(ends, nodes)
        pairs = [(0, 1), (1, 0)][: len(arcs)]
        return Prospect(
            self, start, end, both_ways,
            np.ascontiguousarray([to_ends[:, u] for u, _ in pairs]), np.ascontiguousarray([from_ends[v] for _, v in pairs]),
        )  # fmt: skip

    def _columns(self, nodes: NDArray[np.int64], ends: NDArray[np.int64]) -> Cells:
        """Return times from many nodes to few, by few searches backwards."""
        return np.ascontiguousarray(self.network.backwards().cells(ends, nodes).T)

    def close_links(self, closed: Sequence[tuple[str, str]], *, both_ways: bool = True) -> int:
        """Close every link between these pairs of nodes in place; return how many places were reckoned anew.

        Only places from which a shortest way may have run over a closed link are: those from which some time equals the time
        to the link, its own and the time onward.

        Raises
        ------
        Invalid
            Where there is no link to close; nothing was changed then.
        """
        after = self.network.without_links(closed, both_ways=both_ways)
        nodes = self.network.nodes_of(self.places)
        touched = np.zeros(len(nodes), dtype=bool)
        for pair in closed:
            ends = self.network.codes(pair)
            to_ends, from_ends = self._columns(nodes, ends), self.network.cells(ends, nodes)
            for u, v in ((0, 1), (1, 0)) if both_ways else ((0, 1),):
                own = self.network.least(int(ends[u]), int(ends[v]))
                if own is not None:
                    touched |= _rows_over(self.cells, np.ascontiguousarray(to_ends[:, u]), from_ends[v].copy(), own)
        rows = np.flatnonzero(touched)
        if len(rows):
            self.cells[rows] = after.cells(nodes[rows], nodes)
        self.network = after
        return len(rows)


@dataclass(frozen=True)
class Prospect:
    """A link that might be built between two nodes, over a matrix that does not have it."""

    matrix: Matrix
    start: str
    end: str
    both_ways: bool
    to_arc: Cells  # (1 or 2, P): from each place to where the link begins, one row a direction
    from_arc: Cells  # (1 or 2, P): from where it ends to each place

    def at(self, minutes: float, out: Cells | None = None) -> Cells:
        """Return the cells as they would be if the link took so many minutes.

        Parameters
        ----------
        minutes : float
        out : int32 array (P, P), optional
            Written into instead of a new one.

        Raises
        ------
        ValueError
            Where these are no minutes.
        """
        told = np.empty_like(self.matrix.cells) if out is None else out
        _over_link(self.matrix.cells, self.to_arc, self.from_arc, int(thousandths(minutes)), told)
        return told

    def build(self, minutes: float) -> None:
        """Add the link to the matrix, in place."""
        after = self.matrix.network.with_links([Added(self.start, self.end, minutes, self.both_ways)])
        self.at(minutes, out=self.matrix.cells)
        self.matrix.network = after


@compiled
def _over_link(cells: Cells, to_arc: Cells, from_arc: Cells, own: int, out: Cells) -> None:
    """Write min(D, D[:, u] + x + D[v, :]) over each direction; ``out`` may be the cells themselves."""
    most = np.int64(2**31 - 1)
    for i in range(cells.shape[0]):
        for j in range(cells.shape[1]):
            out[i, j] = cells[i, j]
        for way in range(to_arc.shape[0]):
            reached = np.int64(to_arc[way, i]) + own
            if reached < most:
                # what may still be gained fits 32 bits; an onward time without way never wins
                first = np.uint32(reached)
                for j in range(cells.shape[1]):
                    over = first + np.uint32(from_arc[way, j])
                    if over < np.uint32(out[i, j]):
                        out[i, j] = np.int32(over)


@compiled
def _rows_over(cells: Cells, to_arc: Cells, from_arc: Cells, own: int) -> NDArray[np.bool_]:
    """Return from which places some shortest time may run over an arc."""
    most = np.int64(2**31 - 1)
    told = np.zeros(cells.shape[0], dtype=np.bool_)
    for i in range(cells.shape[0]):
        reached = np.int64(to_arc[i]) + own
        if to_arc[i] < most:
            for j in range(cells.shape[1]):
                if from_arc[j] < most and reached + from_arc[j] <= cells[i, j] and cells[i, j] < most:
                    told[i] = True
                    break
    return told
