"""A bridge under the finger, end to end, beside scipy that reckons it anew: made-up networks of growing size.

    python benchmarks/slider.py [--sizes 500,2000,8000] [--seed 1]

One run, one machine, the same links for all: a Delaunay triangulation of random places, each edge a link both ways of which its
one side says that it is open; what the pages read is laid as rows in memory, so the database is not in it.

- ``once``: what the server does when the page is opened: the network of the links, the times from where one starts and from
  both ends of the bridge, and the JSON of all of it.
- ``a move``: what each move of the slider does, here as NumPy, in the page as JavaScript: min(old, o→a + m + b→p, o→b + m + a→p).
- ``scipy``: Dijkstra from where one starts over the links with the bridge in them, graph built anew: what a move would cost
  without the times kept. Every row must be equal.
- ``every place``: the table over all places as starts: the engine's matrix kept, one pass a bridge, compared by town; its
  preparation stands apart.

Seconds are processor seconds over all threads. Growth is the slope of log(seconds) over log(places).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.config.settings")
import django

django.setup()
from pilin.domain.observatory.frames import reach as frames  # noqa: E402
from pilin.domain.observatory.queries.reach import Ground, LinkRow, Node  # noqa: E402
from pilin.engine.reach import UNREACHABLE, compare  # noqa: E402

ROUNDS, MOVES = 5, (2.0, 5.5, 9.0, 14.5, 21.0)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what work told, and its processor seconds, the middle of some rounds."""
    told, took = None, []
    for _round in range(ROUNDS):
        began = time.process_time()
        told = work()
        took.append(time.process_time() - began)
    return told, sorted(took)[ROUNDS // 2]


def ground_of(size: int, seed: int) -> Ground:
    """Return a made-up circle of so many places in five towns."""
    rng = np.random.default_rng(seed)
    points = rng.random((size, 2)) * math.sqrt(size)
    corners = Delaunay(points).simplices
    pairs = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    far = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T) * rng.uniform(0.8, 1.6, len(pairs)) * 4
    thousandths = np.maximum(1, np.rint(far * 1_000)).astype(int)
    links = tuple(
        LinkRow(None, str(a), str(b), "road", Decimal(int(cell)) / 1_000, True, "", True, ("0",), {"0": "open"})
        for (a, b), cell in zip(pairs.tolist(), thousandths.tolist(), strict=True)
    )
    nodes = tuple(
        Node(str(k), f"地{k}", f"Place {k}", float(y), float(x), str(k % 5)) for k, (y, x) in enumerate(points.tolist())
    )
    return Ground("bench", date(2026, 1, 1), nodes, {node.code: node for node in nodes[:5]}, links, {})


def anew(picture: frames.Picture, origin: str, start: str, end: str, minutes: float) -> np.ndarray:
    """Return what scipy tells from the links with the bridge in them, in the order of the places."""
    net = picture.network
    a, b, o = net.codes([start, end, origin]).tolist()
    cell = round(minutes * 1_000)
    graph = csr_matrix((net.weight.astype(float), (net.tail, net.head)), shape=(len(net), len(net))).tolil()
    for u, v in ((a, b), (b, a)):
        graph[u, v] = min(graph[u, v] or math.inf, cell)
    found = dijkstra(graph.tocsr(), indices=o)[picture.at]
    return np.where(np.isfinite(found), found, UNREACHABLE).astype(np.int64)


def main() -> None:
    """Run and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="500,2000,8000")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    print(f"{platform.machine()} {platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    taken: list[tuple[int, float, float]] = []
    for size in (int(one) for one in given.sizes.split(",")):
        ground = ground_of(size, given.seed)
        origin, start, end = "0", str(size // 3), str(size - 1)

        def opened(ground: Any = ground, origin: str = origin, start: str = start, end: str = end) -> frames.Bridge:
            built = frames.bridge(frames.drawn(ground), origin, start, end)
            json.dumps(built.out({}))
            return built

        built, once = timed(opened)
        _, step = timed(lambda built=built: [built.at(m) for m in MOVES])
        rows, peer = timed(lambda built=built, e=(origin, start, end): [anew(built.picture, *e, m) for m in MOVES])
        if not all(np.array_equal(built.at(m), row) for m, row in zip(MOVES, rows, strict=True)):
            raise SystemExit("scipy tells other minutes")
        step, peer = step / len(MOVES), peer / len(MOVES)
        line = f"{size:>6,} places  once {once * 1e3:8.1f} ms  a move {step * 1e3:7.3f} ms  scipy {peer * 1e3:8.2f} ms  {peer / step:6.0f} times"
        if size <= 2_000:
            began = time.process_time()
            kept = built.picture.matrix
            ready = time.process_time() - began
            prospect, towns = kept.prospect(start, end), [node.area for node in built.picture.nodes]
            out = np.empty_like(kept.cells)
            compare(kept.cells, prospect.at(5.0, out), kept.places.weights, towns)  # compiles
            _, whole = timed(
                lambda k=kept, p=prospect, o=out, t=towns: compare(k.cells, p.at(9.0, o), k.places.weights, t)
            )
            line += f"  every place {whole * 1e3:7.1f} ms (matrix once {ready:.2f} s)"
        print(line, flush=True)
        taken.append((size, step, peer))
    if len(taken) > 1:
        (n, s, p), (m, t, q) = taken[0], taken[-1]
        print("growth  a move {:.2f}  scipy {:.2f}".format(*(math.log(b / a) / math.log(m / n) for a, b in ((s, t), (p, q)))))  # fmt: skip


if __name__ == "__main__":
    main()
