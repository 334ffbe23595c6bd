"""Roll-up of a plan: 300 tasks × 4 provinces × 10 years, beside a serialising loop and polars.

    python benchmarks/programme.py

All three start from the cards that a page has read, give nine figures each for four provinces, four strands and the
whole, and must agree before anything is timed; ours gives the budget and six figures more. Three sizes; the growth
exponent is the slope of log(time) over log(tasks) between the first and the last. The loop does what monitors that
serialise each action do: one mapping a milestone, one pass a group.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
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
            indicator_target=None, indicator_unit="", carried_from_year=None, carried_from_no=None, carried_to_year=None,
            carried_to_no=None, age_years=0, drop_reason="",
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


FIGURES = ("milestones", "witnessed", "late", "reported", "to_come", "slipped", "leads", "done", "spoken")
Answer = dict[str, tuple[int, ...]]


def ours(items: list[ItemCard]) -> Answer:
    """Return the figures of every province and strand and of the whole, with the product's own roll-up."""
    rolled = roll_up(items, PROVINCES)
    return {t.key: tuple(getattr(t, name) for name in FIGURES) for t in (rolled.whole, *rolled.towns, *rolled.strands)}


def serialised(items: list[ItemCard]) -> Answer:
    """Return the same as a monitor does that serialises each action: one mapping a milestone, one pass a group."""
    rows = [
        {"lead": i.lead, "strand": i.strand, "partners": list(i.partners), "year": i.year, "first": m.no == 1,
         "done": i.state == "done", "spoken": any(n.reports for n in i.milestones), "state": str(m.state),
         "due": m.due_on.isoformat(), "agreed": m.agreed_on.isoformat(), "title": m.title, "late": m.late}
        for i in items for m in i.milestones
    ]  # fmt: skip

    def sums(of: list[dict[str, Any]]) -> tuple[int, ...]:
        late = [row["late"] and row["state"] != "witnessed" for row in of]
        return (
            len(of),
            sum(row["state"] == "witnessed" for row in of),
            sum(late),
            sum(row["state"] == "reported" and not row["late"] for row in of),
            sum(row["state"] not in ("witnessed", "reported") and not row["late"] for row in of),
            sum(row["due"] > row["agreed"] for row in of),
            sum(row["first"] for row in of),
            sum(row["first"] and row["done"] for row in of),
            sum(row["first"] and row["spoken"] for row in of),
        )

    answer = {"": sums(rows)}
    for kind, keys in (("lead", PROVINCES), ("strand", Strand.values)):
        answer |= {key: sums([row for row in rows if row[kind] == key]) for key in keys}
    return answer


def framed(items: list[ItemCard]) -> Answer:
    """Return the same with polars, the making of the frame from the same objects included."""
    pairs = [(i, m) for i in items for m in i.milestones]
    frame = pl.DataFrame(
        {
            "lead": [i.lead for i, _m in pairs],
            "strand": [i.strand for i, _m in pairs],
            "first": [m.no == 1 for _i, m in pairs],
            "done": [i.state == ItemState.DONE for i, _m in pairs],
            "spoken": [any(n.reports for n in i.milestones) for i, _m in pairs],
            "state": [m.state.value for _i, m in pairs],
            "due": [m.due_on for _i, m in pairs],
            "agreed": [m.agreed_on for _i, m in pairs],
            "late": [m.late for _i, m in pairs],
        }
    )
    state, late = pl.col("state"), pl.col("late")
    figures = [
        pl.len(),
        (state == "witnessed").sum(),
        (late & (state != "witnessed")).sum(),
        ((state == "reported") & ~late).sum(),
        (~state.is_in(["witnessed", "reported"]) & ~late).sum(),
        (pl.col("due") > pl.col("agreed")).sum(),
        pl.col("first").sum(),
        (pl.col("first") & pl.col("done")).sum(),
        (pl.col("first") & pl.col("spoken")).sum(),
    ]
    named = [figure.alias(name) for figure, name in zip(figures, FIGURES, strict=True)]
    answer = {"": frame.select(named).row(0)}
    for kind in ("lead", "strand"):
        answer |= {row[0]: row[1:] for row in frame.group_by(kind).agg(named).iter_rows()}
    return answer


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
    print(f"{'roll-up':<24}" + "".join(f"{size:>12,}" for size in SIZES) + f"{'exponent':>10}{'÷ ours':>9}")
    mine = 0.0
    for name, act in (("ours", ours), ("serialise and loop", serialised), (f"polars {pl.__version__}", framed)):
        times = [clocked(act, items) for items in sets]
        mine = mine or times[-1]
        slope = math.log(times[-1] / times[0]) / math.log(SIZES[-1] / SIZES[0])
        cells = "".join(f"{1000 * t:>9.1f} ms" for t in times)
        print(f"{name:<24}{cells}{slope:>10.2f}{times[-1] / mine:>9.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
