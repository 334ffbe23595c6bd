"""The demo: the circle of five towns and the symposium of four provinces, on the facts of the reports.

What the reports say carries its source; all else is illustrative, and shown so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from importlib import import_module, util

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pilin.config.demo.world import World
from pilin.domain.watch.tasks import follow
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger.actions import close_grown
from pilin.foundation.members.queries import circle_named
from pilin.foundation.search.queries import make_anew

ROOMS = (
    "files",
    "places",
    "members",
    "people",
    "terms",
    "agreements",
    "observations",
    "gauges",
    "indicators",
    "watch",
    "alerts",
    "meetings",
    "policies",
    "obstacles",
    "enterprises",
    "firms",
    "chains",
    "counts",
    "investment",
    "services",
    "visits",
    "lines",
    "flows",
    "parks",
    "benefits",
    "reach",
    "living_services",
    "living_listings",
    "drills",
    "responses",
    "oddjobs",
    "enforcement",
    "living_happenings",
    "programme",
    "proposals",
    "handover",
    "bulletins",
    "briefing",
)


def is_loaded() -> bool:
    """Return whether this instance holds the demo already."""
    return circle_named(Standing.machine("setup"), "five-towns") is not None


def load(now: datetime, say: Callable[[str], None] = lambda _line: None) -> World:
    """Load every room's part of the demo, through the rooms' own deeds, in the order in which they need each other."""
    world = World(now=now, say=say)
    for room in ROOMS:
        name = f"{__name__}.{room}"
        if util.find_spec(name) is None:
            continue
        began = time.perf_counter()
        import_module(name).load(world)
        say(f"{room}: {time.perf_counter() - began:.1f} s")
    close_grown(by=world.machine, at=now, why="daily")
    # who serves it follows the calls by the clock; nothing waits for a worker that may never come
    DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=follow.module_path).delete()
    began = time.perf_counter()
    made = make_anew("firms")
    say(f"index of firms, {made.documents} documents: {time.perf_counter() - began:.1f} s")
    return world
