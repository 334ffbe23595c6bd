"""Supply graphs of many firms: engine.chain beside networkx, the same answers in the same run.

    python benchmarks/chains.py [--most 300000]

Made-up graphs with a fixed seed: three links a firm, sellers after a steep law, firms of six provinces with two products of
the cable chain each. Measured: making the graph from frames; the walk both ways from fifty firms, four steps; the firms and
pairs on whose loss it comes apart; the part of it among a tenth of the firms; what three stages lack here, and who
elsewhere would close it (networkx has no such thing: there its nodes are read in plain Python, and only counted). Every
answer is held against the peer's and must be equal. The two take turns, each taking the quicker of two rounds of CPU time.

Growth exponent: slope of log(CPU) over log(firms) between the first and the last size.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "2")
import networkx as nx
import numpy as np
import polars as pl

from pilin.engine.chain import Direction, SupplyGraph, gaps, known_chain, load_knowledge, weak_points

SIZES = (3_000, 30_000, 300_000)
DAY = date(2026, 11, 1)
STARTS, STEPS = 50, 4
KNOWN = load_knowledge()
CHAIN = known_chain(KNOWN, "cable")
PRODUCTS = [key for stage in CHAIN.stages for key in stage.products]


def made_up(size: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return so many firms and three times as many links, always the same."""
    draw = np.random.default_rng(7)
    ids = np.array([f"f{n:07}" for n in range(size)])
    sellers = (size * draw.random(3 * size) ** 3).astype(int)
    buyers = draw.integers(0, size, 3 * size)
    kept = sellers != buyers
    names = np.array([KNOWN.products[key].zh for key in PRODUCTS])
    provinces = np.array(["31", "33", "32", "34", "36", "35"])[draw.integers(0, 6, size)]
    drawn = draw.integers(0, len(names), (size, 2))
    last = len(names) - len(CHAIN.stages[-1].products)  # the first province makes what ends the chain alone
    products = names[np.where((provinces == "31")[:, None], last + drawn % (len(names) - last), drawn)].tolist()
    firms = pl.DataFrame({"firm_id": ids, "province": provinces, "town": provinces, "products": products})
    return firms, pl.DataFrame({"seller": ids[sellers[kept]], "buyer": ids[buyers[kept]]})


def peer_of(firms: pl.DataFrame, links: pl.DataFrame) -> nx.DiGraph:
    """Return the same graph as networkx has it."""
    graph = nx.DiGraph()
    for firm, province, products in firms.select("firm_id", "province", "products").iter_rows():
        graph.add_node(firm, province=province, products=products)
    graph.add_edges_from(links.iter_rows())
    return graph


def walked_here(graph: SupplyGraph, starts: list[str]) -> list[dict[str, int]]:
    """Return how far the firms round each start are, upstream and downstream."""
    return [
        dict(graph.walk(start, way, STEPS).iter_rows())
        for start in starts
        for way in (Direction.UPSTREAM, Direction.DOWNSTREAM)
    ]


def walked_there(graph: nx.DiGraph, starts: list[str]) -> list[dict[str, int]]:
    """Return the same from networkx."""
    found = []
    for start in starts:
        for way in (graph.reverse(copy=False), graph):
            far = nx.single_source_shortest_path_length(way, start, cutoff=STEPS)
            found.append({firm: steps for firm, steps in far.items() if steps})
    return found


def weak_there(graph: nx.DiGraph) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return articulation points and bridges from networkx."""
    plain = nx.Graph(graph)
    pairs = (tuple(sorted(pair)) for pair in nx.bridges(plain))
    return tuple(sorted(nx.articulation_points(plain))), tuple(sorted(pairs))  # type: ignore[arg-type]


def gaps_here(firms: pl.DataFrame) -> list[tuple[int, int]]:
    """Return for each stage how many firms of one province stand in it, and how many elsewhere would."""
    inside = pl.col("province") == "31"
    told = gaps(CHAIN, firms.filter(inside), firms.filter(~inside), knowledge=KNOWN)
    return [(len(one.firms), one.found) for one in told.stages]


def gaps_there(graph: nx.DiGraph) -> list[tuple[int, int]]:
    """Return the same counts, read off the nodes one by one."""
    found = []
    for stage in CHAIN.stages:
        fitting = {kind for key in stage.products for kind in (key, *KNOWN.narrower(key))}
        here = elsewhere = 0
        for _firm, told in graph.nodes(data=True):
            if any(KNOWN.find(name) in fitting for name in told["products"]):
                here += told["province"] == "31"
                elsewhere += told["province"] != "31"
        found.append((here, 0 if here > 1 else elsewhere))  # a stage that several hold is no gap
    return found


def work_at(size: int) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Return what is measured at one size: of the engine, and of the peer."""
    firms, links = made_up(size)
    graph, peer = SupplyGraph.from_frames(firms, links, DAY), peer_of(firms, links)
    draw = np.random.default_rng(11)
    starts = [graph.ids[row] for row in draw.integers(0, size, STARTS)]
    tenth = [graph.ids[row] for row in draw.permutation(size)[: size // 10]]
    return {
        "made": (lambda: len(SupplyGraph.from_frames(firms, links, DAY)), lambda: len(peer_of(firms, links))),
        "walks": (lambda: walked_here(graph, starts), lambda: walked_there(peer, starts)),
        "weak points": (lambda: weak_here(graph), lambda: weak_there(peer)),
        "among a tenth": (
            lambda: len(graph.among(tenth).links.unique(["seller", "buyer"])),
            lambda: peer.subgraph(tenth).copy().number_of_edges(),
        ),
        "gaps": (lambda: gaps_here(firms), lambda: gaps_there(peer)),
    }


def weak_here(graph: SupplyGraph) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return articulation points and bridges."""
    found = weak_points(graph)
    return found.firms, found.pairs


def quicker(acts: dict[str, Callable[[], Any]]) -> tuple[dict[str, float], dict[str, Any]]:
    """Return the quicker CPU seconds of two rounds of each, taking turns, and what each found."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    found = {}
    for _round in range(2):
        for name, act in acts.items():
            began = time.process_time()
            found[name] = act()
            times[name].append(time.process_time() - began)
    return {name: min(taken) for name, taken in times.items()}, found


def main() -> int:
    """Print the tables; end with 1 where the two do not agree."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=SIZES[-1])
    sizes = [size for size in SIZES if size <= parser.parse_args().most]
    curves: dict[tuple[str, str], list[float]] = {}
    print(
        f"networkx {nx.__version__}, polars {pl.__version__}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(f"{'firms':>9} {'':<14}{'Pilin':>10}{'networkx':>10}{'times':>8}  CPU s")
    for size in sizes:
        for what, (ours, theirs) in work_at(size).items():
            times, found = quicker({"Pilin": ours, "networkx": theirs})
            if found["Pilin"] != found["networkx"]:
                print(f"the two do not agree about {what} of {size:,} firms")
                return 1
            for name, spent in times.items():
                curves.setdefault((what, name), []).append(spent)
            ratio = times["networkx"] / max(times["Pilin"], 1e-9)
            print(f"{size:>9,} {what:<14}{times['Pilin']:>10.4f}{times['networkx']:>10.4f}{ratio:>8.1f}")
    if len(sizes) > 1:
        scale = math.log(sizes[-1] / sizes[0])
        print("\ngrowth exponent: " + ", ".join(
            f"{what} {name} {math.log(max(spent[-1], 1e-6) / max(spent[0], 1e-6)) / scale:.2f}" for (what, name), spent in curves.items()
        ))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
