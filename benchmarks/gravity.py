"""Gravity by PPML beside pyfixest: the same flows, the same coefficients and standard errors, seconds and memory.

    python benchmarks/gravity.py [--sizes 10000,100000,1000000] [--seed 1] [--paths grid,sparse,pyfixest]

Made-up flows between places over years, nine in ten of them zero: distance, a common border, a border between provinces, with an
effect of each origin in each year and each destination in each year. Errors are robust, without small-sample factor: the peer
counts one effect too many for each year but the first.

Each asks in a process of its own, a small table first (kernels are compiled, libraries loaded), then the table that is measured.
Seconds are processor seconds over all threads, the least of three (one beyond a hundred thousand for the peer); the peak is how
far the process grew above what it held before it was asked. Both begin with the same frame. A coefficient that differs in its
sixth digit, or an error in its fourth, ends the run. Growth is the slope of log(processor seconds) over log(flows).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import time
from typing import Any

import numpy as np
import polars as pl

SHAPES = {10_000: (50, 4), 100_000: (100, 10), 1_000_000: (224, 20), 10_000_000: (500, 40)}  # places, years
PATHS = ("grid", "sparse", "pyfixest")
X = ("far", "touch", "border")


def made_up(size: int, seed: int) -> pl.DataFrame:
    """Return flows of so many places and years, nearly ``size`` rows."""
    places, years = SHAPES.get(size) or (max(round((size / 10) ** 0.5), 2), 10)
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 100, (places, 2))
    far = np.log(np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1)) + 1)
    touch = (far < 2).astype(float)
    side = rng.random(places) < 0.5
    border = (side[:, None] != side[None, :]).astype(float)
    out, into = rng.normal(0, 1, (2, years, places))
    eta = 1.5 - 0.9 * far + 0.5 * touch - 0.7 * border + out[:, :, None] + into[:, None, :]
    mean = np.exp(eta)
    flows = np.round(np.where(rng.random(mean.shape) < 0.1, 10 * mean * rng.gamma(1, 1, mean.shape), 0.0), 6)
    year, one, two = np.meshgrid(np.arange(years), np.arange(places), np.arange(places), indexing="ij")
    columns = {"year": year, "origin": one, "destination": two}
    told = {name: column.ravel() for name, column in columns.items()}
    told |= {name: np.tile(column.ravel(), years) for name, column in zip(X, (far, touch, border), strict=True)}
    return pl.DataFrame(told | {"flow": flows.ravel()})


def ask(frame: Any, path: str) -> tuple[list[float], list[float]]:
    """Return coefficients and errors by one of the paths."""
    if path == "pyfixest":
        import pyfixest as pf

        fit = pf.fepois(
            "flow ~ far + touch + border | origin^year + destination^year", frame, vcov="hetero",
            ssc=pf.ssc(k_adj=False, G_adj=False),
            copy_data=False, store_data=False,
        )  # fmt: skip
        return [float(one) for one in fit.coef()], [float(one) for one in fit.se()]
    from pilin.engine.flows import fit_gravity

    told = fit_gravity(frame, y="flow", x=X, effects=("origin*year", "destination*year"), path=path)
    assert told.converged
    factor = math.sqrt(told.free / told.n)
    return [one.value for one in told.coefficients], [one.error * factor for one in told.coefficients]


def alone(size: int, seed: int, path: str) -> None:
    """Measure one path in this process and print what it took."""
    small, frame = (made_up(n, seed) for n in (4_000, size))
    tables = [one.to_pandas() if path == "pyfixest" else one for one in (small, frame)]
    ask(tables[0], path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = []
    for _ in range(1 if path != "grid" and size > 100_000 else 3):
        wall, spent = time.perf_counter(), time.process_time()
        slopes, errors = ask(tables[1], path)
        took.append((time.process_time() - spent, time.perf_counter() - wall))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    cpu, elapsed = min(took)
    zeros = int((frame["flow"] == 0).sum()) / frame.height
    print(
        json.dumps(
            {
                "n": frame.height,
                "cpu": cpu,
                "wall": elapsed,
                "mb": grown,
                "zeros": zeros,
                "slopes": slopes,
                "errors": errors,
            }
        )
    )


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser()
    words.add_argument("--sizes", default="10000,100000,1000000")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--paths", default=",".join(PATHS))
    words.add_argument("--alone", default="")
    asked = words.parse_args()
    if asked.alone:
        alone(int(asked.sizes), asked.seed, asked.alone)
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"{'flows':>9} {'zeros':>6} {'path':9} {'cpu s':>8} {'wall s':>8} {'peak MB':>8} {'to grid':>8}  coefficients; errors"
    )
    held: dict[str, list[tuple[int, float]]] = {}
    for size in asked.sizes.split(","):
        first: dict[str, Any] = {}
        for path in asked.paths.split(","):
            words_of = [sys.executable, __file__, "--alone", path, "--sizes", size, "--seed", str(asked.seed)]
            told = json.loads(
                subprocess.run(words_of, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
            )
            first = first or told
            held.setdefault(path, []).append((told["n"], told["cpu"]))
            numbers = "; ".join(" ".join(f"{one:.7f}" for one in told[what]) for what in ("slopes", "errors"))
            print(
                f"{told['n']:>9} {told['zeros']:>6.1%} {path:9} {told['cpu']:>8.3f} {told['wall']:>8.3f} {told['mb']:>8.0f} "
                f"{told['cpu'] / first['cpu']:>8.2f}  {numbers}",
                flush=True,
            )
            for what, near in (("slopes", 5e-7), ("errors", 5e-5)):
                if any(
                    abs(one - two) > near * max(abs(two), 1) for one, two in zip(told[what], first[what], strict=True)
                ):
                    raise SystemExit(f"{path} tells other {what} than {asked.paths.split(',')[0]}")
    for path, points in held.items():
        (n, early), (most, late) = points[0], points[-1]
        if most > n:
            print(f"growth of {path}: flows ** {math.log(late / early) / math.log(most / n):.2f}")


if __name__ == "__main__":
    main()
