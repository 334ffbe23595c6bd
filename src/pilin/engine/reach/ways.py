"""Shortest times by Dijkstra's algorithm: few sources, or any network where nothing is prepared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from pilin.engine.reach.minutes import UNREACHABLE, Cells

AT_ONCE = 32 << 20  # cells of a block of sources: a quarter of a gigabyte

Whole = NDArray[np.int64]


class Dijkstra:
    """Shortest times by scipy: nothing to prepare, each source anew."""

    def __init__(self, number: int, tail: Whole, head: Whole, weight: Whole) -> None:
        # whole thousandths stay whole in doubles up to 2^53
        self.graph = csr_matrix((weight.astype(np.float64), (tail, head)), shape=(number, number))

    def cells(self, sources: Whole, targets: Whole | None = None) -> Cells:
        """Return thousandths from each source to each target, or to every node."""
        number = self.graph.shape[0]
        told = np.empty((len(sources), number if targets is None else len(targets)), dtype=np.int32)
        step = max(1, AT_ONCE // max(1, number))
        for k in range(0, len(sources), step):
            found = dijkstra(self.graph, indices=sources[k : k + step])
            found = found if targets is None else found[:, targets]
            told[k : k + step] = np.minimum(found, UNREACHABLE)
        return told
