"""Reading residents' messages: labels beside TF-IDF and LinearSVC, topics beside pairs labelled by hand, and growth.

    python benchmarks/messages.py [--data FOLDER] [--seeds 5] [--sizes 4000 20000 100000]

Labels: 5 x 5 stratified folds, each fold learnt by Pilin and by its peers; macro-F1. Peers: scikit-learn's LinearSVC (C = 1)
on sublinear TF-IDF of jieba's words, and of runs of one and two characters, of subject and text in one. Topics: the
pairs of messages_pairs.csv, by number. Growth: made-up messages, so that it runs without the data; the exponent is the
slope of log(CPU) over log(N), first to last size.
"""

from __future__ import annotations

import argparse
import csv
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jieba
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

import pilin.engine.messages as engine

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "messages"
PAIRS = Path(__file__).with_name("messages_pairs.csv")


def read(file: Path, *, labelled: bool = False) -> engine.Messages:
    """Return the messages of a file."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = list(csv.DictReader(lines))
    columns = {head: [row[head] for row in table] for head in table[0]}
    return engine.read_messages(columns, range(2, len(table) + 2), labelled=labelled)


def some(messages: engine.Messages, at: np.ndarray) -> engine.Messages:
    """Return some of the messages."""
    names = ("ids", "subjects", "texts", "labels")
    texts = {name: [getattr(messages, name)[k] for k in at] for name in names}
    keys = dict(zip(names, ("id", "subject", "text", "label"), strict=True))
    return engine.read_messages(
        {keys[name]: column for name, column in texts.items()}, [messages.rows[k] for k in at], labelled=True
    )


def labels(data: Path, seeds: int) -> None:
    """Print macro-F1 of Pilin and its peers in the same folds."""
    messages = read(data / "c2_sample_495_labelled.csv", labelled=True)
    truth = np.array(messages.labels)
    whole = [f"{a}\n{b}" for a, b in zip(messages.subjects, messages.texts, strict=True)]
    words = np.array([" ".join(jieba.cut(text)) for text in whole], dtype=object)
    letters = np.array(whole, dtype=object)
    found: dict[str, list[float]] = {"Pilin": [], "jieba, LinearSVC": [], "characters, LinearSVC": []}
    sure: list[float] = []
    right: list[bool] = []
    began, learnt = time.perf_counter(), 0.0

    def peer(make: Callable[[], Any], texts: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
        table = make()
        model = LinearSVC(C=1).fit(table.fit_transform(texts[a]), truth[a])
        return float(f1_score(truth[b], model.predict(table.transform(texts[b])), average="macro"))

    for seed in range(seeds):
        for a, b in StratifiedKFold(5, shuffle=True, random_state=seed).split(truth, truth):
            cpu = time.process_time()
            said = engine.learn(some(messages, a)).suggest(some(messages, b))
            learnt += time.process_time() - cpu
            guess = np.array([one.label for one in said])
            found["Pilin"].append(float(f1_score(truth[b], guess, average="macro")))
            sure += [one.probability for one in said]
            right += (guess == truth[b]).tolist()
            found["jieba, LinearSVC"].append(peer(lambda: TfidfVectorizer(token_pattern=r"(?u)\S+", sublinear_tf=True), words, a, b))  # fmt: skip
            found["characters, LinearSVC"].append(peer(lambda: TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True), letters, a, b))  # fmt: skip
    own = np.array(found["Pilin"])
    print(f"labels: {len(truth)} messages, {len(own)} folds, {time.perf_counter() - began:.0f} s in all")
    for name, values in found.items():
        gain = own - np.array(values)
        print(
            f"  {name:<24}macro-F1 {np.mean(values):.4f}  paired difference {gain.mean():+.4f} sd {gain.std(ddof=1):.4f}"
        )
    print(f"  learning and suggesting, CPU s a fold {learnt / len(own):.2f}")
    chances, hits = np.array(sure), np.array(right)
    bins = np.minimum((chances * 10).astype(int), 9)
    error = sum(
        abs(chances[bins == k].mean() - hits[bins == k].mean()) * (bins == k).mean() for k in set(bins.tolist())
    )
    print(f"  expected calibration error, ten bins {error:.3f}; accuracy {hits.mean():.4f}")


def pairs(data: Path) -> None:
    """Print precision, recall and F1 of the labelled pairs."""
    messages = read(data / "c3_hot_topics_4326.csv")
    cpu = time.process_time()
    made = engine.hot_topics(messages)
    took = time.process_time() - cpu
    of = {messages.ids[k]: topic.rank for topic in made for k in topic.messages}
    with PAIRS.open(newline="") as lines:
        drawn = list(csv.DictReader(lines))
    said = np.array([row["left_id"] in of and of[row["left_id"]] == of.get(row["right_id"]) for row in drawn])
    true = np.array([row["same"] == "1" for row in drawn])
    hit = int((said & true).sum())
    precision, recall = hit / max(said.sum(), 1), hit / true.sum()
    print(
        f"\ntopics: {len(messages):,} messages, {len(made):,} topics of {len(of):,}, CPU s {took:.2f}, largest {max(len(t.messages) for t in made)}"
    )
    print(
        f"  {len(drawn)} pairs, {true.sum()} of one topic: precision {precision:.3f} recall {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}"
    )


def made_up(size: int) -> engine.Messages:
    """Return so many made-up messages, about three a topic, always the same."""
    draw = np.random.default_rng(7)
    letters = np.array([chr(c) for c in range(0x4E00, 0x4E00 + 2_500)])

    def spelt(many: int) -> str:
        return "".join(draw.choice(letters, many))

    matters = [spelt(4) for _k in range(200)]
    places = [spelt(5) + "小区" for _k in range(size // 3)]
    topic = draw.integers(0, len(places), size)
    said = [f"{places[k]}{matters[k % 200]}{spelt(3)}" for k in topic]
    return engine.read_messages({"id": [str(k) for k in range(size)], "subject": said, "text": [f"{s}，{spelt(120)}" for s in said]}, range(2, size + 2))  # fmt: skip


def growth(sizes: list[int]) -> None:
    """Print what topics cost as messages grow."""
    took = []
    print("\ngrowth of topics")
    for size in sizes:
        messages = made_up(size)
        cpu = time.process_time()
        made = engine.hot_topics(messages)
        took.append(time.process_time() - cpu)
        print(f"  {size:>8,} messages {len(made):>7,} topics {took[-1]:>8.2f} CPU s", flush=True)
    if len(sizes) > 1:
        print(f"  exponent {math.log(took[-1] / took[0]) / math.log(sizes[-1] / sizes[0]):.2f}")


def main() -> None:
    """Run all that the data at hand allows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="*", default=[4_000, 20_000, 100_000])
    given = parser.parse_args()
    if given.data.is_dir():
        pairs(given.data)
        if given.seeds:
            labels(given.data, given.seeds)
    else:
        print(f"no labels and pairs measured: {given.data.name} is not there")
    if given.sizes:
        growth(given.sizes)


if __name__ == "__main__":
    main()
