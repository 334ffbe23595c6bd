"""Roll-up of a plan: 300 tasks × 4 provinces × 10 years, beside a serialising ORM-style loop and polars.

    python benchmarks/programme.py

Three sizes each; the growth exponent is the slope of log(time) over log(tasks) between the first and the last. All three
must agree on the totals. The loop does what monitors that serialise each action do: one mapping a milestone, one pass a figure.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.config.settings")
os.environ.setdefault("PILIN_HOME", tempfile.mkdtemp(prefix="pilin-bench-"))
import django

django.setup()

import polars as pl  # noqa: E402

from pilin.domain.programme.enums import ItemState, MilestoneState, Strand  # noqa: E402
from pilin.domain.programme.queries import ItemCard, MilestoneCard, roll_up  # noqa: E402

PROVINCES = ("31", "32", "33", "34")
STATES = (MilestoneState.WITNESSED, MilestoneState.REPORTED, MilestoneState.LATE, MilestoneState.TO_COME)
SIZES = (300 * 4, 300 * 4 * 3, 300 * 4 * 10)


def made(size: int) -> list[ItemCard]:
    """Return so many items of three milestones each, spread over provinces, strands and states."""
    items = []
    for n in range(size):
        lead = PROVINCES[n % 4]
        steps = tuple(_milestone(n, k) for k in range(3))
        items.append(ItemCard(
            uid=UUID(int=n + 1), circle="yrd", year=2015 + n // 1200, no=n, title_zh="任务", title="task", about_zh="", about="",
            strand=Strand.values[n % 4], lead=lead, partners=(PROVINCES[(n + 1) % 4],), person_name="", state=ItemState.IN_FORCE,
            milestones=steps, budget=(), clause_uid=None, clause="", clause_en="", plan_slug="", agreement="",
            agreement_title_zh="", agreement_title="", agreement_clause="", affected_zh="", affected="", indicator="",
            indicator_target=None, indicator_unit="", carried_from_year=None, carried_from_no=None, age_years=0, drop_reason="",
            dropped_on=None, updated_on=None, silent_days=None, witness_overdue=0, illustrative=True, source="", owner=lead,
            audience="public",
        ))  # fmt: skip
    return items


def _milestone(n: int, k: int) -> MilestoneCard:
    state, due = STATES[(n + k) % 4], date(2024, 1, 1) + timedelta(days=(n * 7 + k * 31) % 365)
    return MilestoneCard(
        uid=UUID(int=n * 8 + k + 1), no=k + 1, title_zh="节点", title="step", due_on=due, agreed_on=due, weight=1, confirm_zh="",
        confirm="", state=state, left=False, right=False, late=state == MilestoneState.LATE, days_late=0, waits_days=None,
        reported_on=None, witnessed_on=None, witness="", reports=(), moves=(), illustrative=True,
    )  # fmt: skip


def ours(items: list[ItemCard]) -> dict[str, tuple[int, int]]:
    """Return witnessed and all, per province, with the product's own roll-up."""
    return {t.key: (t.witnessed, t.milestones) for t in roll_up(items, PROVINCES).towns}


def serialised(items: list[ItemCard]) -> dict[str, tuple[int, int]]:
    """Return the same from one mapping a milestone, summed key by key."""
    rows = [
        {"lead": i.lead, "partners": list(i.partners), "strand": i.strand, "year": i.year, "state": str(m.state),
         "due": m.due_on.isoformat(), "title": m.title, "late": m.late}
        for i in items for m in i.milestones
    ]  # fmt: skip
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for figure in range(7):  # the same seven figures the roll-up gives
        for row in rows:
            if figure == 0:
                sums[row["lead"]][0] += row["state"] == "witnessed"
                sums[row["lead"]][1] += 1
            elif row["state"] == "":
                raise AssertionError
    return {key: (a, b) for key, (a, b) in sums.items()}


def framed(items: list[ItemCard]) -> dict[str, tuple[int, int]]:
    """Return the same with polars, the making of the frame included."""
    frame = pl.DataFrame(
        {
            "lead": [i.lead for i in items for _m in i.milestones],
            "state": [str(m.state) for i in items for m in i.milestones],
        }
    )
    grouped = frame.group_by("lead").agg((pl.col("state") == "witnessed").sum().alias("w"), pl.len().alias("n"))
    return {row["lead"]: (row["w"], row["n"]) for row in grouped.iter_rows(named=True)}


def clocked(act: Callable[[list[ItemCard]], Any], items: list[ItemCard]) -> float:
    """Return the best of three runs, in seconds."""
    best = math.inf
    for _run in range(3):
        began = time.perf_counter()
        act(items)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> int:
    """Print the table; end with 1 when the three disagree."""
    sets = [made(size) for size in SIZES]
    answers = [act(sets[-1]) for act in (ours, serialised, framed)]
    if not answers[0] == answers[1] == answers[2]:
        print("the three disagree", file=sys.stderr)
        return 1
    print(f"{'roll-up':<28}" + "".join(f"{size:>12,}" for size in SIZES) + f"{'exponent':>10}")
    for name, act in (
        ("ours (all figures)", ours),
        ("serialise and loop", serialised),
        (f"polars {pl.__version__} (2 figures)", framed),
    ):
        times = [clocked(act, items) for items in sets]
        slope = math.log(times[-1] / times[0]) / math.log(SIZES[-1] / SIZES[0])
        print(f"{name:<28}" + "".join(f"{1000 * t:>9.1f} ms" for t in times) + f"{slope:>10.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
