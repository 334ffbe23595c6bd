"""Searching firms: the house's index, beside bare tantivy with the same question and SQLite's FTS5 with the same tokens.

    python benchmarks/search.py [--most 1000000]

Made-up firms (a name of a place, two characters, a trade; two to six products; a division of 20, minutes of travel, an
audience), drawn with a fixed seed. Each question is a product or part of a name, for the 20 best within four divisions,
60 minutes and two audiences. The three take turns at every question, so all meet the same machine, and must find the same
ids where fewer than 20 are found. Wall times on a busy machine say little: CPU is the sturdier figure. Growth exponent:
slope of log(CPU p50) over log(firms) between the first and the last size.

Under ``any`` bare tantivy and FTS5 look for every word, the house leaves those out that more than a third of the firms
have (有限, 公司); under ``all`` the three do the same.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.config.settings")
os.environ.setdefault("PILIN_HOME", tempfile.mkdtemp(prefix="pilin-bench-"))
import django

django.setup()

import tantivy  # noqa: E402
from tantivy import Occur  # noqa: E402

from pilin.foundation.search.enums import Kind, Match  # noqa: E402
from pilin.foundation.search.query import Query  # noqa: E402
from pilin.foundation.search.rebuild import rebuild  # noqa: E402
from pilin.foundation.search.registry import Source  # noqa: E402
from pilin.foundation.search.schema import Document, Field, Schema  # noqa: E402
from pilin.foundation.search.shelf import Shelf  # noqa: E402
from pilin.foundation.search.tokens import tokens, words  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
ASKED = 300
TOP = 20
TARGET = 30.0  # ms, p99 at the largest size
PLACES = ("嘉兴", "平湖", "嘉善", "上海", "金山", "枫泾", "松江", "奉贤")
TRADES = ("电缆", "机械", "化工", "纺织", "精密机械", "电子", "新材料", "食品", "模具", "汽车零部件", "包装", "铸造")
FIRST = "高低中精特微超轻重耐防绝导铜铝钢锌镍钛塑橡硅碳氟聚酯氨苯丙丁戊乙甲纯复"
SECOND = "压温频密速强温热磁光电水油气声力型膜纤粒粉浆液晶阻燃腐震爆尘"
THINGS = ("电缆", "线束", "轴承", "铸件", "薄膜", "涂料", "树脂", "阀门", "齿轮", "传感器", "连接器", "密封圈", "切片", "板材", "管件", "模具",
          "电机", "泵体", "弹簧", "滤芯", "纤维", "母粒", "胶带", "胶水", "钢丝", "支架", "外壳", "芯片", "电池", "电容")  # fmt: skip
SCHEMA = Schema(
    "firms",
    (Field("name", Kind.TEXT), Field("products", Kind.TEXT), Field("division", Kind.KEYWORD),
     Field("audience", Kind.KEYWORD), Field("minutes", Kind.NUMBER)),
)  # fmt: skip
DIVISIONS, AUDIENCES, MINUTES = ("330401", "330402", "330405", "330409"), ("public", "circle"), 60
WEIGHTS = {"name": 2.0, "products": 1.0}


def product(draw: random.Random) -> str:
    """Return a product: some forty thousand there are, a few of them common."""
    return draw.choice(FIRST) + draw.choice(SECOND) + draw.choice(THINGS[: draw.randint(1, len(THINGS))])


def firms(size: int) -> Iterator[Document]:
    """Yield so many firms, always the same."""
    draw = random.Random(7)
    for n in range(size):
        yield Document(
            f"{n:08x}",
            {
                "name": f"{draw.choice(PLACES)}{draw.choice(FIRST)}{draw.choice(SECOND)}{draw.choice(TRADES)}有限公司",
                "products": [product(draw) for _ in range(draw.randint(2, 6))],
                "division": f"3304{draw.randrange(20):02}",
                "audience": draw.choice(("public", "circle", "own")),
                "minutes": round(draw.random() * 120, 1),
            },
        )


def questions() -> list[str]:
    """Return what is asked: products, and one in ten a name with words that nearly every firm has."""
    draw = random.Random(11)
    names = [f"{place}{trade}有限公司" for place in PLACES for trade in TRADES]
    return [draw.choice(names) if n % 10 == 0 else product(draw) for n in range(ASKED)]


Ask = Callable[[str], list[str]]


def of_house(shelf: Shelf, match: Match) -> Ask:
    """Return the asking of the house's index."""

    def ask(text: str) -> list[str]:
        query = Query(text, match=match, fields=WEIGHTS, top=TOP).only("division", *DIVISIONS)
        query = query.only("audience", *AUDIENCES).between("minutes", most=MINUTES)
        return [hit.id for hit in shelf.search(query).hits]

    return ask


def of_tantivy(folder: Path, match: Match) -> Ask:
    """Return the asking of the same files with nothing of the house but its tokens: no check, no reload, no matched words."""
    index = tantivy.Index.open(str(folder))
    schema, searcher, make = index.schema, index.searcher(), tantivy.Query
    filters = [
        make.term_set_query(schema, "division", list(DIVISIONS)),
        make.term_set_query(schema, "audience", list(AUDIENCES)),
        make.range_query(schema, "minutes", tantivy.FieldType.Float, None, float(MINUTES)),
    ]

    def ask(text: str) -> list[str]:
        groups = [
            [make.boost_query(make.term_query(schema, "name", w.token, "freq"), 2.0), make.term_query(schema, "products", w.token, "freq")]
            for w in words(text)
        ]  # fmt: skip
        if match == Match.ALL:
            said = make.boolean_query(
                [(Occur.Must, make.boolean_query([(Occur.Should, q) for q in g])) for g in groups]
            )
        else:
            said = make.boolean_query([(Occur.Should, q) for q in chain.from_iterable(groups)])
        whole = make.boolean_query(
            [(Occur.Must, said), *((Occur.Must, make.const_score_query(f, 0.0)) for f in filters)]
        )
        return [searcher.doc(a).get_first("_id") for _score, a in searcher.search(whole, TOP, count=False).hits]

    return ask


def of_sqlite(path: Path, match: Match) -> Ask:
    """Return the asking of FTS5, which holds the same tokens, with the filters as columns beside it."""
    base = sqlite3.connect(path)
    marks = ",".join("?" * len(DIVISIONS))
    statement = (
        f"SELECT firm.id FROM found JOIN firm ON firm.rowid = found.rowid WHERE found MATCH ? AND division IN ({marks}) "
        "AND audience IN (?, ?) AND minutes <= ? ORDER BY bm25(found, 2.0, 1.0) LIMIT ?"
    )

    def ask(text: str) -> list[str]:
        said = (" AND " if match == Match.ALL else " OR ").join(f'"{w.token}"' for w in words(text))
        return [row[0] for row in base.execute(statement, (said, *DIVISIONS, *AUDIENCES, MINUTES, TOP))]

    return ask


def fill_sqlite(path: Path, size: int) -> None:
    """Write the firms into FTS5: no copy of the text, frequencies without positions, as in the index."""
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE firm (id TEXT, division TEXT, audience TEXT, minutes REAL)")
    base.execute(
        "CREATE VIRTUAL TABLE found USING fts5(name, products, content='', detail='column', tokenize='unicode61')"
    )
    for n, one in enumerate(firms(size), 1):
        v = one.values
        base.execute("INSERT INTO firm (rowid, id, division, audience, minutes) VALUES (?,?,?,?,?)",
                     (n, one.id, v["division"], v["audience"], v["minutes"]))  # fmt: skip
        joined = (" ".join(tokens(str(v["name"]))), " ".join(chain.from_iterable(map(tokens, v["products"]))))  # type: ignore[arg-type]
        base.execute("INSERT INTO found (rowid, name, products) VALUES (?,?,?)", (n, *joined))
    base.execute("INSERT INTO found (found) VALUES ('optimize')")
    base.commit()
    base.close()


def taken(asks: dict[str, Ask], asked: list[str]) -> dict[str, dict[str, list[float]]]:
    """Return CPU and wall times of each, in ms, sorted; they take turns, and must agree where all is shown."""
    times: dict[str, dict[str, list[float]]] = {name: {"cpu": [], "wall": []} for name in asks}
    for ask in asks.values():  # what is read from the disk for the first time is read now
        for text in asked[:20]:
            ask(text)
    for text in asked:
        answers = {}
        for name, ask in asks.items():
            cpu, wall = time.process_time(), time.perf_counter()
            answers[name] = ask(text)
            times[name]["cpu"].append(1000 * (time.process_time() - cpu))
            times[name]["wall"].append(1000 * (time.perf_counter() - wall))
        first = next(iter(answers.values()))
        for name, ids in answers.items():
            if len(ids) != len(first) or (len(ids) < TOP and sorted(ids) != sorted(first)):
                sys.exit(f"{name} does not agree about {text!r}: {len(ids)} and {len(first)}")
    for kinds in times.values():
        for figures in kinds.values():
            figures.sort()
    return times


def at(figures: list[float], share: float) -> float:
    """Return a percentile of sorted figures."""
    return figures[min(len(figures) - 1, int(len(figures) * share))]


def weight(folder: Path) -> int:
    """Return the bytes of a folder or file."""
    return sum(f.stat().st_size for f in folder.iterdir()) if folder.is_dir() else folder.stat().st_size


def main() -> int:
    """Print the tables; end with 1 when p99 at the largest size is over the target."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=SIZES[-1])
    sizes = [size for size in SIZES if size <= parser.parse_args().most]
    asked, worst, middles = questions(), 0.0, dict[tuple[str, str], list[float]]()
    print(
        f"tantivy {tantivy.__version__}, SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    for size in sizes:
        home = Path(tempfile.mkdtemp(prefix="pilin-bench-search-"))
        shelf = Shelf(home, SCHEMA)
        began = time.process_time()
        rebuild(Source(SCHEMA, lambda after, size=size: firms(size), lambda: "1"), shelf)
        made = time.process_time() - began
        began = time.process_time()
        fill_sqlite(home / "fts.sqlite3", size)
        filled = time.process_time() - began
        folder = shelf.in_use()
        assert folder is not None
        print(f"\n{size:,} firms: index made in {made:.1f} s CPU, {weight(folder) / 1e6:.0f} MB; "
              f"FTS5 in {filled:.1f} s CPU, {weight(home / 'fts.sqlite3') / 1e6:.0f} MB")  # fmt: skip
        print(f"{'words':<6}{'':<14}{'CPU p50':>10}{'CPU p99':>10}{'wall p50':>10}{'wall p99':>10}  ms")
        for match in Match:
            asks = {
                "Pilin": of_house(shelf, match),
                "bare tantivy": of_tantivy(folder, match),
                "SQLite FTS5": of_sqlite(home / "fts.sqlite3", match),
            }
            times = taken(asks, asked)
            for name, kinds in times.items():
                cells = [at(kinds[kind], share) for kind in ("cpu", "wall") for share in (0.5, 0.99)]
                print(f"{match.value:<6}{name:<14}" + "".join(f"{cell:>10.2f}" for cell in cells))
                middles.setdefault((match.value, name), []).append(cells[0])
            if size == sizes[-1]:
                worst = max(worst, at(times["Pilin"]["cpu"], 0.99))
        shutil.rmtree(home)
    if len(sizes) > 1:
        scale = math.log(sizes[-1] / sizes[0])
        print("\ngrowth exponent (CPU p50): " + ", ".join(
            f"{match} {name} {math.log(cells[-1] / cells[0]) / scale:.2f}" for (match, name), cells in middles.items()
        ))  # fmt: skip
    print(f"CPU p99 at {sizes[-1]:,} firms: {worst:.1f} ms (asked: {TARGET:.0f})")
    return int(worst > TARGET)


if __name__ == "__main__":
    sys.exit(main())
