"""Travel times beside scipy: matrices of made-up road networks, and a link that is moved to and fro.

    python benchmarks/reach.py [--sizes 10000,100000,1000000] [--places 1000] [--seed 1] [--sample 20] [--no-slider]

One run, one machine, the same network for all: a Delaunay triangulation of random points, each edge both ways, its minutes its
length times 0.8 to 1.6. Places are nodes drawn without return.

- ``matrix``: minutes from each place to each (``Network.cells``). Preparation (order and topology once; minutes once a network)
  stands apart. scipy is asked for a sample of the sources, whose rows must be equal, and its seconds are scaled up to all of them.
- ``slider``: 2,000 places, one link that might be built, asked with other minutes again and again: the new matrix, what lies
  within the hour of each town before and after, and a value a place for the map. scipy reckons the matrix anew (from a sample).

Seconds are processor seconds over all threads; wall seconds stand beside. Kernels are compiled before. Growth is the slope of
log(seconds) over log(nodes) between the first size and the last.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay

from pilin.engine.reach import UNREACHABLE, Links, Matrix, Network, Places, compare
from pilin.engine.reach.hierarchy import dissection

SLIDER_PLACES = 2_000
ROUNDS = 7


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what work told, its processor seconds and its wall seconds."""
    wall, own = time.perf_counter(), time.process_time()
    told = work()
    return told, time.process_time() - own, time.perf_counter() - wall


def links_of(size: int, seed: int) -> Links:
    """Return a made-up road network of so many nodes."""
    rng = np.random.default_rng(seed)
    points = rng.random((size, 2)) * math.sqrt(size)
    corners = Delaunay(points).simplices
    edges = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    length = np.hypot(*(points[edges[:, 0]] - points[edges[:, 1]]).T)
    thousandths = np.maximum(1, np.rint(length * rng.uniform(0.8, 1.6, len(edges)) * 1_000)).astype(np.int64)
    return Links(
        pl.DataFrame({
            "start": pl.Series(edges[:, 0]).cast(pl.String), "end": pl.Series(edges[:, 1]).cast(pl.String), "thousandths": thousandths,
            "both_ways": True, "mode": pl.Series([None] * len(edges), dtype=pl.String),
        })
    )  # fmt: skip


def scipy_seconds(net: Network, nodes: np.ndarray, cells: np.ndarray, sample: int) -> float:
    """Return scipy's processor seconds for all sources, from a sample whose rows must be equal."""
    graph = csr_matrix((net.weight.astype(float), (net.tail, net.head)), shape=(len(net), len(net)))
    asked = np.linspace(0, len(nodes) - 1, min(sample, len(nodes))).astype(int)
    found, own, _ = timed(lambda: dijkstra(graph, indices=nodes[asked])[:, nodes])
    if not np.array_equal(np.where(np.isfinite(found), found, UNREACHABLE).astype(np.int64), cells[asked]):
        raise SystemExit("scipy tells other minutes")
    return own / len(asked) * len(nodes)


def matrix(net: Network, nodes: np.ndarray, sample: int) -> tuple[float, float]:
    """Print a line; return processor seconds of Pilin's and scipy's."""
    _, own, wall = timed(net.prepared) if dissection() is not None else (None, 0.0, 0.0)
    cells, took, took_wall = timed(lambda: net.cells(nodes, nodes))
    peer = scipy_seconds(net, nodes, cells, sample)
    print(
        f"matrix {len(net):>9,} nodes  preparation {own:7.2f} (wall {wall:7.2f})  {len(nodes)}x{len(nodes)} {took:7.3f}"
        f" (wall {took_wall:7.3f})  scipy {peer:8.2f}  {peer / took:6.1f} times",
        flush=True,
    )
    return took, peer


def slider(net: Network, seed: int, sample: int) -> None:
    """Print a line: one step of the slider."""
    rng = np.random.default_rng(seed)
    names = net.names.cast(pl.String)
    chosen = rng.choice(len(net), min(SLIDER_PLACES, len(net)), replace=False)
    places = Places.of([(names[int(k)], names[int(k)], 1 + int(k) % 9) for k in chosen])
    towns = [f"town {int(k) % 5}" for k in chosen]
    kept, _, _ = timed(lambda: Matrix.of(net, places))
    start, end = (names[int(k)] for k in (chosen[0], chosen[-1]))
    prospect, once, _ = timed(lambda: kept.prospect(start, end))
    out = np.empty_like(kept.cells)

    def step(minutes: float) -> Any:
        told = compare(kept.cells, prospect.at(minutes, out), places.weights, towns)
        return told.groups, told.minutes_won

    step(5.0)  # compiles
    steps = [timed(lambda k=k: step(2.0 + k))[1:] for k in range(ROUNDS)]
    own, wall = (sorted(one[k] for one in steps)[ROUNDS // 2] for k in (0, 1))
    after = kept.network.with_links([])
    peer = scipy_seconds(after, after.nodes_of(places), kept.cells, sample)
    print(
        f"slider {len(net):>9,} nodes  {len(chosen)} places  ends once {once:.3f}  a step {own * 1e3:7.1f} ms (wall {wall * 1e3:7.1f} ms)"
        f"  scipy anew {peer:8.2f} s  {peer / own:8.0f} times",
        flush=True,
    )


def main() -> None:
    """Run and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="10000,100000,1000000")
    asked.add_argument("--places", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--sample", type=int, default=20)
    asked.add_argument("--no-slider", action="store_true")
    given = asked.parse_args()
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, hierarchy: {dissection() is not None}"
    )
    small = Network.of(links_of(500, given.seed), backend="hierarchy")
    small.cells(np.arange(100), np.arange(100))  # compiles
    sizes, took = [int(size) for size in given.sizes.split(",")], []
    for size in sizes:
        links, _, _ = timed(lambda size=size: links_of(size, given.seed))
        net, own, wall = timed(lambda links=links: Network.of(links, backend="hierarchy"))
        print(f"read   {len(net):>9,} nodes  {len(net.tail):,} arcs {own:7.2f} (wall {wall:7.2f})", flush=True)
        nodes = np.random.default_rng(given.seed).choice(len(net), min(given.places, len(net)), replace=False)
        took.append(matrix(net, nodes, given.sample))
        if not given.no_slider:
            slider(net, given.seed, given.sample)
    if len(sizes) > 1:
        span = math.log(sizes[-1] / sizes[0])
        slopes = [math.log(took[-1][k] / took[0][k]) / span for k in (0, 1)]
        print(f"growth of a matrix with nodes: {slopes[0]:.2f}, scipy {slopes[1]:.2f}")


if __name__ == "__main__":
    main()
