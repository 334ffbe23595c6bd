"""Two registers brought into an instance and compared, beside Splink on DuckDB: seconds, processor seconds, peak memory.

    python benchmarks/bring.py [--sizes 10000,100000,1000000] [--seed 1] [--without-comparing 1000000]

Both get the same rows (``benchmarks/registers.py``) in the same run, each in processes of its own. Pilin gets them as two
CSV files of two towns: ``pilin enterprises import`` twice (read, checked, linked by code and name, written, signed), then
``pilin enterprises compare``. Splink gets the frames and links them, as in ``benchmarks/link.py``; it checks and keeps
nothing. Rows that the check turns down (codes spoiled on purpose, the same name twice without a code) are taken out before.
Growth is the slope of log(seconds) over log(rows) between the first size and the last.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SIZES = (10_000, 100_000, 1_000_000)
TOWNS = {"310116102": "fengjing-clerk", "330482102": "xindai-clerk"}
PILIN = [sys.executable, "-m", "pilin.config.command"]


def run(words: list[str], env: dict[str, str]) -> tuple[dict[str, float], Any]:
    """Return what a command costs, its reader included, and what it answers."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.read()
        _pid, status, own = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode:
        raise SystemExit(said)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    cost = {"seconds": time.perf_counter() - begin, "cpu": cpu, "mb": own.ru_maxrss / 1024}
    return cost, json.loads(said[said.index("{" if said.lstrip().startswith("{") else "[") :] or "null")


def well(frame: Any, folder: Path, env: dict[str, str]) -> Any:
    """Return the rows of a register that hold by themselves and beside each other."""
    import polars as pl

    file, town = folder / "all.csv", next(iter(TOWNS))
    while True:
        written(frame, file)
        faults = folder / "faults.csv"
        faults.unlink(missing_ok=True)
        subprocess.run(
            [*PILIN, "--as", TOWNS[town], "enterprises", "import", str(file), "--member", town, "--dry-run", "--errors", str(faults)],
            env=env, check=False, capture_output=True,
        )  # fmt: skip
        if not faults.exists():
            return frame
        wrong = {int(row) - 2 for row in pl.read_csv(faults, infer_schema=False)["row"] if row}
        frame = frame.filter(~pl.int_range(pl.len()).is_in(list(wrong)))


def written(frame: Any, file: Path) -> None:
    """Write a register as a clerk has it."""
    frame.select(企业名称="name", 统一社会信用代码="uscc", 地址="address", 区划代码="division").write_csv(file)


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser()
    words.add_argument("--sizes", default=",".join(map(str, SIZES)))
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--without-comparing", type=int, default=1 << 60, metavar="ROWS", help="from so many rows on")
    asked = words.parse_args()
    from link import measured
    from registers import registers

    sizes = [int(size) for size in asked.sizes.split(",")]
    held: dict[str, list[dict[str, float]]] = {}
    print(f"{'rows':>9} {'':14} {'seconds':>9} {'cpu s':>9} {'peak MB':>9}")

    def told(size: int, what: str, cost: dict[str, float] | None) -> None:
        if cost is None:
            print(f"{size:>9} {what:14} {'-':>9}", flush=True)
            return
        held.setdefault(what, []).append({"rows": size, **cost})
        print(f"{size:>9} {what:14} {cost['seconds']:>9.1f} {cost['cpu']:>9.1f} {cost['mb']:>9.0f}", flush=True)

    with tempfile.TemporaryDirectory() as first:
        subprocess.run(
            [*PILIN, "demo", "--load-only"], env={**os.environ, "PILIN_HOME": first}, check=True, capture_output=True
        )
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                home = Path(folder) / "home"
                shutil.copytree(first, home)
                env = {**os.environ, "PILIN_HOME": str(home)}
                left, right, truth = registers(size, asked.seed)
                left, right = (well(frame, Path(folder), env) for frame in (left, right))
                whole = {"seconds": 0.0, "cpu": 0.0, "mb": 0.0}
                for what, frame, town in zip(("import first", "import second"), (right, left), TOWNS, strict=True):
                    file = Path(folder) / f"{town}.csv"
                    written(frame, file)
                    cost, _said = run(
                        [*PILIN, "--as", TOWNS[town], "enterprises", "import", str(file), "--member", town, "--json"],
                        env,
                    )
                    told(size, what, cost)
                    whole = {name: (max if name == "mb" else sum)((whole[name], cost[name])) for name in whole}
                if size < asked.without_comparing:
                    cost, _said = run(
                        [*PILIN, "--as", TOWNS[town], "enterprises", "compare", "five-towns", "--json"], env
                    )
                    told(size, "compare", cost)
                    whole = {name: (max if name == "mb" else sum)((whole[name], cost[name])) for name in whole}
                    told(size, "Pilin in all", whole)
                for name, frame in (("left", left), ("right", right), ("truth", truth)):
                    frame.write_parquet(Path(folder) / f"{name}.parquet")
                told(size, "Splink", measured("splink", Path(folder)))
    for what, costs in held.items():
        if len(costs) > 1:
            wide = math.log(costs[-1]["rows"] / costs[0]["rows"])
            wall, cpu = (math.log(costs[-1][name] / costs[0][name]) / wide for name in ("seconds", "cpu"))
            print(f"growth of {what}: rows ** {wall:.2f} in seconds, ** {cpu:.2f} in processor seconds")


if __name__ == "__main__":
    main()
