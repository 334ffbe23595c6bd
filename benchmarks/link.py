"""Two registers linked, beside Splink on DuckDB: seconds, processor seconds, peak memory, precision, recall.

    python benchmarks/link.py [--sizes 10000,100000,1000000] [--seed 1]

Both read the same two frames (``benchmarks/registers.py``) in the same run, each in a process of its own: at every size
Pilin first, then Splink. Measured is from frames to decided pairs, imports left out; Pilin's kernels are compiled before, and
how long that takes on a machine that never did it stands below the table. Growth is the slope of log(seconds) over log(rows)
between the first size and the last, on the wall and of the processor.

Splink gets what somebody who knows it would give it: names in simplified characters without brackets and legal form, exact
codes and divisions, Jaro-Winkler on names and addresses, five blocking rules, u by random sampling, m by expectation
maximisation over two blocks, and of its pairs from 0.9 on the best of each row on both sides. Without Splink (extra ``dev``)
its columns stay empty.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

SIZES = (10_000, 100_000, 1_000_000)
FORMS = "(股份有限公司|有限责任公司|集团有限公司|有限公司|农民专业合作社|经营部|厂)$"
MATCH_AT = 0.9


def by_pilin(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs decided by Pilin."""
    from pilin.engine.link import link

    found = link(left, right, match_at=MATCH_AT).pairs
    return found.filter(pl.col("decision").cast(pl.String) == "match").select("left_id", "right_id")


def by_splink(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs decided by Splink."""
    import splink.comparison_library as levels
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            levels.JaroWinklerAtThresholds("core", [0.95, 0.88, 0.75]),
            levels.ExactMatch("uscc"),
            levels.ExactMatch("division").configure(term_frequency_adjustments=True),
            levels.JaroWinklerAtThresholds("address", [0.95, 0.85]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("uscc"),
            block_on("core"),
            block_on("address"),
            block_on("division", "substr(core, 1, 4)"),
            block_on("division", "substr(core, length(core) - 3)"),
        ],
        retain_matching_columns=False,
    )
    engine = DuckDBAPI()
    tables = [engine.register(prepared(frame).to_arrow()) for frame in (left, right)]
    linker = Linker(tables, settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("uscc"), block_on("core")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("uscc"), block_on("core")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    table = linker.inference.predict(threshold_match_probability=MATCH_AT).as_duckdbpyrelation()
    found = table.select("unique_id_l", "unique_id_r", "match_weight").pl()
    found = found.sort("match_weight", "unique_id_l", "unique_id_r", descending=[True, False, False])
    best = found.unique("unique_id_l", keep="first", maintain_order=True).unique(
        "unique_id_r", keep="first", maintain_order=True
    )
    named = best.select("unique_id_l", "unique_id_r")
    turned = pl.col("unique_id_l").str.starts_with("R")
    return named.select(
        left_id=pl.when(turned).then("unique_id_r").otherwise("unique_id_l"),
        right_id=pl.when(turned).then("unique_id_l").otherwise("unique_id_r"),
    )


def prepared(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a register as it is brought to a general linker: simplified characters, no brackets, no legal form."""
    import opencc

    names = opencc.OpenCC("t2s").convert("\n".join(frame["name"])).split("\n")
    core = pl.Series(names).str.replace(r"（.*?）", "").str.replace(FORMS, "")
    return frame.rename({"id": "unique_id"}).drop("name").with_columns(core=core)


def one(which: str, folder: Path) -> None:
    """Print what one of them measures, as JSON."""
    left, right, truth = (pl.read_parquet(folder / f"{name}.parquet") for name in ("left", "right", "truth"))
    act = {"pilin": by_pilin, "splink": by_splink}[which]
    act(left.head(200), right.head(200))  # imports, and kernels from the disk
    begin, spent = time.perf_counter(), time.process_time()
    found = act(left, right)
    seconds, processor = time.perf_counter() - begin, time.process_time() - spent
    right_ones = found.join(truth, on=["left_id", "right_id"], how="inner").height
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": processor,
                "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "precision": right_ones / max(found.height, 1),
                "recall": right_ones / truth.height,
            }
        )
    )


def measured(which: str, folder: Path) -> dict[str, float] | None:
    """Return what one of them measures in a process of its own; None where it is not installed or fails."""
    if importlib.util.find_spec(which) is None:
        return None
    done = subprocess.run(
        [sys.executable, __file__, "--one", which, "--folder", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{which} failed:\n{done.stderr[-2000:]}", file=sys.stderr)
        return None
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def compiling() -> float:
    """Return the seconds a first call takes where no kernels are kept."""
    code = (
        "import polars as pl; from pilin.engine.link import link; "
        "f = pl.DataFrame({'id': ['1'], 'name': ['平湖恒力机械有限公司']}); link(f, f)"
    )
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "NUMBA_CACHE_DIR": folder})
        return time.perf_counter() - begin


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser()
    words.add_argument("--sizes", default=",".join(map(str, SIZES)))
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--one")
    words.add_argument("--folder", type=Path)
    asked = words.parse_args()
    if asked.one:
        one(asked.one, asked.folder)
        return
    from registers import registers

    sizes = [int(size) for size in asked.sizes.split(",")]
    held: dict[str, list[dict[str, Any] | None]] = {"pilin": [], "splink": []}
    print(f"{'rows':>9} {'':8} {'seconds':>9} {'cpu s':>9} {'peak MB':>9} {'precision':>9} {'recall':>9}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for name, frame in zip(("left", "right", "truth"), registers(size, asked.seed), strict=True):
                frame.write_parquet(Path(folder) / f"{name}.parquet")
            for which, answers in held.items():
                found = measured(which, Path(folder))
                answers.append(found)
                if found:
                    print(
                        f"{size:>9} {which:8} {found['seconds']:>9.1f} {found['cpu']:>9.1f} {found['mb']:>9.0f} "
                        f"{found['precision']:>9.4f} {found['recall']:>9.4f}",
                        flush=True,
                    )
                else:
                    print(f"{size:>9} {which:8} {'-':>9}", flush=True)
    for which, answers in held.items():
        if len(sizes) > 1 and answers[0] and answers[-1]:
            wide = math.log(sizes[-1] / sizes[0])
            wall, cpu = (math.log(answers[-1][what] / answers[0][what]) / wide for what in ("seconds", "cpu"))
            print(f"growth of {which}: rows ** {wall:.2f} in seconds, ** {cpu:.2f} in processor seconds")
    print(f"first call where no kernels are kept: {compiling():.1f} s")


if __name__ == "__main__":
    main()
