"""How well chains are ranked, beside three simple systems on the same queries in the same run.

    python benchmarks/chains_quality.py DIRECTORY [--results RESULTS.parquet]

DIRECTORY holds firms, edges_visible, candidates_material, candidates_product, queries and truth as Parquet. The simple
systems are rebuilt here: BM25 over words that jieba cuts; the cosine of TF-IDF over 1 to 3 characters, by scikit-learn;
and graph expansion, where the key is widened by what the visible relations say of it and of the products worded most
like it, and then looked for by BM25. Printed for each task, each stratum and the clean queries: Recall@10, Recall@50,
MRR and NDCG@10, and the difference of Recall@10 with the 95 % interval of a paired bootstrap. The last table shows how
the time of answering grows with the number of queries. Returns 1 when any system is not beaten.
"""

from __future__ import annotations

import argparse
import math
import platform
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba
import numpy as np
import polars as pl
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

from pilin.engine.rank import MEASURES, Ranker, answered, difference, measures

MOST = 50
SIZES = (50, 150, 450)
Scores = Callable[[Sequence[str]], np.ndarray]


def words(text: str) -> list[str]:
    """Return the words of a text as jieba cuts them."""
    return [word for word in jieba.lcut(text.lower()) if word.strip() and word not in "|·，。、"]


class BM25:
    """Robertson and Zaragoza's BM25 over words, with the usual k1 = 1.2 and b = 0.75."""

    def __init__(self, documents: Sequence[str]) -> None:
        cut = [words(document) for document in documents]
        self.place = {word: i for i, word in enumerate(sorted({word for one in cut for word in one}))}
        row = np.repeat(np.arange(len(cut)), [len(one) for one in cut])
        column = np.array([self.place[word] for one in cut for word in one])
        tf = sp.csr_matrix((np.ones(len(row)), (row, column)), shape=(len(cut), len(self.place)))
        have = np.bincount(tf.indices, minlength=tf.shape[1])
        length = np.asarray(tf.sum(axis=1)).ravel()
        row = np.repeat(np.arange(len(cut)), np.diff(tf.indptr))
        idf = np.log(1 + (len(cut) - have + 0.5) / (have + 0.5))
        tf.data = tf.data * 2.2 / (tf.data + 1.2 * (0.25 + 0.75 * length[row] / length.mean())) * idf[tf.indices]
        self.weights = sp.csr_matrix(tf.T)

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        return self.weighed([[(text, 1.0)] for text in texts])

    def weighed(self, queries: Sequence[Sequence[tuple[str, float]]]) -> np.ndarray:
        """Return the scores of queries that are texts with weights; shape (queries, documents)."""
        rows, columns, data = [], [], []
        for i, query in enumerate(queries):
            for text, weight in query:
                for word in words(text):
                    if word in self.place:
                        rows.append(i)
                        columns.append(self.place[word])
                        data.append(weight)
        shape = (len(queries), len(self.place))
        return (sp.csr_matrix((data, (rows, columns)), shape=shape) @ self.weights).toarray()


def tfidf(documents: Sequence[str]) -> Scores:
    """Return the cosine of TF-IDF over 1 to 3 characters."""
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    turned = vectors.fit_transform(documents).T.tocsr()
    return lambda texts: (vectors.transform(texts) @ turned).toarray()


class Expansion:
    """Graph expansion: the key and its neighbours, and the neighbours of the products worded most like it, by BM25."""

    def __init__(self, edges: pl.DataFrame) -> None:
        self.up, self.down, self.near = defaultdict(set), defaultdict(set), defaultdict(set)
        for src, dst, rel in edges.select("src", "dst", "rel").rows():
            one, other = (dst, src) if rel == "downstream" else (src, dst)
            if rel == "subclass":
                self.near[src].add(dst)
                self.near[dst].add(src)
            else:
                self.up[one].add(other)
                self.down[other].add(one)
        self.names = {"up": sorted(self.up), "down": sorted(self.down)}
        self.find = {side: BM25(names) for side, names in self.names.items()}

    def widened(self, keys: Sequence[str], side: str) -> list[dict[str, float]]:
        """Return, for each key, what goes into the ten products worded most like it (or, down, what is made of such)."""
        of = self.up if side == "up" else self.down
        made = []
        for begin in range(0, len(keys), 256):
            scores = self.find[side](keys[begin : begin + 256])
            for row in scores:
                gained: dict[str, float] = defaultdict(float)
                for at in np.argsort(-row, kind="stable")[:10]:
                    if row[at] > 0:
                        for name in of[self.names[side][at]]:
                            gained[name] += float(row[at] / row.max())
                made.append(gained)
        return made


def top(scores: np.ndarray, names: Sequence[str]) -> list[str]:
    """Return the names of the greatest, equals in the order of the names."""
    return [names[i] for i in np.argsort(-scores, kind="stable")[:MOST] if scores[i] > 0]


def simple(data: dict[str, pl.DataFrame], queries: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the results of the three simple systems; all of them are handed the bare key."""
    firms = data["firms"]
    ids = firms["firm_id"].to_list()
    texts = [" ".join(part or "" for part in row).replace("|", " ") for row in firms.select("name", "fullname", "industry", "products").rows()]  # fmt: skip
    area = np.array([a or "" for a in firms["area"]])
    names = {
        "T2": data["candidates_material"]["material"].to_list(),
        "T4": data["candidates_product"]["product"].to_list(),
    }
    graph = Expansion(data["edges_visible"])
    made: dict[str, list[tuple[str, str, int]]] = {"BM25": [], "TF-IDF": [], "graph + BM25": []}
    for task in ("T1", "T2", "T3", "T4"):
        rows = queries.filter(pl.col("task").str.starts_with(task))
        documents, targets = (texts, ids) if task in ("T1", "T3") else (names[task], names[task])
        place = {name: i for i, name in enumerate(targets)}
        bm25, cosine = BM25(documents), tfidf(documents)
        for begin in range(0, len(rows), 256):
            part = rows[begin : begin + 256]
            keys = part["key"].to_list()
            plain = bm25(keys)
            if task in ("T2", "T4"):
                widened = plain / np.maximum(plain.max(axis=1, keepdims=True), 1e-9)
                for i, gained in enumerate(graph.widened(keys, "up" if task == "T2" else "down")):
                    most = max(gained.values(), default=1.0)
                    for name, weight in gained.items():
                        if name in place:
                            widened[i, place[name]] += weight / most
            else:
                more = graph.widened(keys, "up") if task == "T3" else [dict.fromkeys(graph.near[k], 0.3) for k in keys]
                query = [
                    [(k, 1.0), *sorted(g.items(), key=lambda p: (-p[1], p[0]))[:20]]
                    for k, g in zip(keys, more, strict=True)
                ]
                widened = bm25.weighed(query)
            for system, scores in (("BM25", plain), ("TF-IDF", cosine(keys)), ("graph + BM25", widened)):
                for qid, key, filter_, row in zip(part["qid"], keys, part["area_filter"], scores, strict=True):
                    if filter_:
                        row = np.where(np.isin(area, filter_.split(",")), row, 0)
                    found = [name for name in top(row, targets) if task in ("T1", "T3") or name != key]
                    made[system] += [(qid, name, rank) for rank, name in enumerate(found, 1)]
    schema = {"qid": pl.String, "target": pl.String, "rank": pl.Int64}
    return {system: pl.DataFrame(rows, schema=schema, orient="row") for system, rows in made.items()}


def groups(queries: pl.DataFrame) -> list[tuple[str, str, pl.Expr]]:
    """Return the parts that are reported: all, every stratum and the clean queries of each task."""
    parts = []
    for task in sorted(queries["task"].unique()):
        of = pl.col("task") == task
        parts.append((task, "all", of))
        parts += [(task, s, of & (pl.col("stratum") == s)) for s in sorted(queries.filter(of)["stratum"].unique())]
        parts.append((task, "clean", of & pl.col("clean")))
    return parts


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--results", type=Path, help="where to keep our results")
    given = parser.parse_args()
    names = ("firms", "edges_visible", "candidates_material", "candidates_product", "queries", "truth")
    data = {name: pl.read_parquet(given.directory / f"{name}.parquet") for name in names}
    queries, truth = data["queries"], data["truth"]
    begin = time.perf_counter()
    ranker = Ranker.fit(*(data[name] for name in names[:4]), progress=lambda step: print(step, file=sys.stderr))
    learned = time.perf_counter() - begin
    ours = answered(ranker, queries)
    asked = time.perf_counter() - begin - learned
    if given.results:
        ours.write_parquet(given.results)
    results = {"ours": ours, **simple(data, queries)}
    scores = {system: measures(queries, truth, found) for system, found in results.items()}
    print(f"{platform.platform()}, {platform.machine()}, Python {platform.python_version()}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"learned in {learned:.0f} s, {len(queries)} queries answered in {asked:.0f} s, at most {peak:.1f} GB\n")
    print(
        f"{'task':20} {'stratum':11} {'n':>5} {'system':13} {'r10':>6} {'r50':>6} {'mrr':>6} {'ndcg10':>6}  ours better by (95 %)"
    )
    beaten = True
    for task, part, which in groups(queries):
        for system, scored in scores.items():
            some = scored.filter(which)
            line = f"{task:20} {part:11} {len(some):5} {system:13} " + " ".join(
                f"{some[m].mean():6.3f}" for m in MEASURES
            )
            if system != "ours":
                d = difference(scores["ours"].filter(which)["r10"].to_numpy(), some["r10"].to_numpy())
                line += f"  {d.mean:+.3f} ({d.low:+.3f} to {d.high:+.3f})"
                beaten &= part != "all" or d.low > 0
            print(line)
    print(f"\n{'queries':>8} {'seconds':>8}")
    needs = queries.filter(pl.col("task").str.starts_with("T1_"))
    spent = []
    for size in SIZES:
        begin = time.perf_counter()
        answered(ranker, needs.head(size))
        spent.append(time.perf_counter() - begin)
        print(f"{size:8} {spent[-1]:8.2f}")
    print(f"grows with the power {math.log(spent[-1] / spent[0]) / math.log(SIZES[-1] / SIZES[0]):.2f} of the queries")
    return 0 if beaten else 1


if __name__ == "__main__":
    sys.exit(main())
