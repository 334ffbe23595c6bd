"""Networks for the tests: made up, and real ones where they lie beside the project."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from pilin.engine.reach import UNREACHABLE, Network
from pilin.engine.reach.hierarchy import dissection

_GIVEN = os.environ.get("PILIN_SHARED_DATA")
_DATA = [Path(_GIVEN)] if _GIVEN else [up / "shared/data" for up in Path(__file__).resolve().parents[4:-1]]
NODES = "abcdefgh"


def given(name: str) -> Path:
    """Return a file of the data beside the project; skip where it is not there."""
    found = next((folder / name for folder in _DATA if (folder / name).exists()), None)
    if found is None:
        pytest.skip(f"{name} is not there: name its folder with PILIN_SHARED_DATA")
    return found


def tntp(name: str, column: int) -> list[tuple[str, str, float, bool]]:
    """Return the links of a network of the Transportation Networks, one way each, by one of its columns."""
    lines = given(name).read_text().split("<END OF METADATA>")[1].splitlines()
    rows = [line.strip(" \t;").split() for line in lines if line.strip() and not line.strip().startswith("~")]
    return [(row[0], row[1], float(row[column]), False) for row in rows]


def backends() -> list[str]:
    """Return the ways to reckon that there are on this machine."""
    return ["dijkstra", "hierarchy"] if dissection() is not None else ["dijkstra"]


minutes = st.integers(1, 90_000).map(lambda k: k / 1_000)
link = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), minutes, st.booleans())
whole_way = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), minutes, st.just(True))
AROUND = [(a, b, 80.0, False) for a, b in itertools.pairwise(NODES)]  # every node is in a link
some_links = st.lists(link, max_size=20).map(lambda more: [*AROUND, *more])
some_whole_ways = st.lists(whole_way, max_size=20).map(
    lambda more: [*more, ("a", "b", 3.0, True), *[(a, a, 1.0, True) for a in NODES]]
)


def plain(links: list) -> np.ndarray:
    """Return thousandths between all nodes in order of their names, by scipy on a dense table of its own."""
    names = sorted({name for one in links for name in one[:2]})
    table = np.full((len(names), len(names)), np.inf)
    for start, end, took, *both in links:
        for a, b in ((start, end), (end, start))[: 2 if not both or both[0] else 1]:
            i, j = names.index(a), names.index(b)
            table[i, j] = min(table[i, j], round(took * 1_000))
    np.fill_diagonal(table, np.inf)
    rows, columns = np.nonzero(np.isfinite(table))
    found = dijkstra(csr_matrix((table[rows, columns], (rows, columns)), shape=table.shape))
    return np.where(np.isfinite(found), found, UNREACHABLE).astype(np.int64)


def every(net: Network) -> np.ndarray:
    """Return thousandths between all nodes of a network."""
    nodes = np.arange(len(net))
    return net.cells(nodes, nodes)
