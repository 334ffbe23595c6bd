"""The alert's delay under load: a thousand readings a second, each checked against its lines, in committed batches.

    python benchmarks/alerts.py [--seconds 60] [--gauges 1000] [--rate 1000]
    python benchmarks/alerts.py --viewers 500 [--seconds 30]

What is measured. A fresh instance on SQLite (WAL, synchronous=FULL) holds so many gauges of levels, each with a warning line and a
guarantee level of its town. Each second so many readings arrive in one delivery by the deed that doors use
(``take_readings``): kept, marked, entered with their Merkle root, checked against the lines of their day, and committed. In each
delivery one gauge crosses its warning line and the one that crossed before is back. Delay: from the delivery's arrival until
excursion and event are committed. Deliveries are due by the clock (open loop), and the delay counts from then, so a stall cannot
hide. Beside it the same readings with the check taken out, and the same rows put into the table without any deed.

With ``--viewers`` (``live_viewers.py``) the same deliveries are brought while so many viewers are connected to a live process under
granian, as it is served: from when a delivery was due until each viewer was told; then, calm, so many pages that ask each ten seconds
for as long, against a web process of the same instance. Both are counted in seconds of processor.

Ends with 1 where a crossing is missing. Ten minutes: ``--seconds 600``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for what lies beside this file
LONGEST_STORM = 60  # seconds with viewers


def main() -> int:
    """Measure and print; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--gauges", type=int, default=1000)
    options.add_argument("--rate", type=int, default=1000)
    options.add_argument("--viewers", type=int, default=0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(PILIN_HOME=home, DJANGO_SETTINGS_MODULE="pilin.config.settings")
        if given.viewers:
            return measure_viewers(min(given.seconds, LONGEST_STORM), given.gauges, given.rate, given.viewers)
        return measure(given.seconds, given.gauges, given.rate)


def measure(seconds: int, gauges: int, rate: int) -> int:
    """Lay the instance, run the three ways, print the table."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.urls import get_resolver
    from django.utils import timezone

    call_command("migrate", interactive=False, verbosity=0)
    began = time.perf_counter()
    get_resolver().url_patterns  # noqa: B018 - a process that serves has read its addresses; an event's notice names one
    circle, series = _lay(timezone.now() - timedelta(days=2), gauges)
    print(f"{len(series)} gauges with two lines each, laid in {time.perf_counter() - began:.0f} s")
    from pilin.foundation.observations.enums import REACTIONS

    judge = REACTIONS["watch"]
    told = {}
    start = timezone.now() - timedelta(hours=5)
    checked = _run(seconds, rate, circle, series, start)
    told["kept and checked"] = checked
    found = _crossings()
    REACTIONS.pop("watch")
    told["kept, not checked"] = _run(min(seconds, 30), rate, circle, series, start + timedelta(hours=2))
    REACTIONS["watch"] = judge
    told["bare rows"] = _bare(min(seconds, 30), rate, series)
    print(f"\n{rate} readings a second, one delivery a second, {seconds} s; delay in ms from when a delivery was due\n")
    print(f"{'':24}{'p50':>9}{'p99':>9}{'most':>9}")
    for name, delays in told.items():
        print(f"{name:24}{_share(delays, 50):9.0f}{_share(delays, 99):9.0f}{max(delays) * 1000:9.0f}")
    print(f"\n{found} crossings noted of {seconds} made")
    return 0 if found == seconds else 1


def measure_viewers(seconds: int, gauges: int, rate: int, viewers: int) -> int:
    """Lay the instance, bring a storm before connected viewers, then let as many pages ask in the calm; print the table."""
    import django

    django.setup()
    from django.urls import get_resolver
    from django.utils import timezone

    from benchmarks import live_viewers as live
    from pilin.config import serving
    from pilin.domain.watch.queries import pulse_of

    serving.prepare(lambda _line: None)
    get_resolver().url_patterns  # noqa: B018 - as above
    circle, series = _lay(timezone.now() - timedelta(days=2), gauges)
    numbers: list[tuple[float, int]] = []  # when a delivery was due, the pulse's number once it was committed

    def note(due: float) -> None:
        numbers.append((due, pulse_of(circle.slug)))

    with live.served() as (live_pids, live_port, web_pids, web_port):
        storm = live.Storm(live_port, circle.slug, viewers, live_pids)
        with storm:
            delays = _run(seconds, rate, circle, series, timezone.now() - timedelta(hours=5), note)
        asked = live.ask(web_port, circle.slug, viewers, seconds, web_pids)
    print(live.table(numbers, delays, storm, asked, rate, viewers, seconds))
    return 0 if _crossings() == seconds and live.all_told(numbers, storm.told) else 1


def _lay(at: datetime, gauges: int) -> tuple[Any, list[Any]]:
    """Enter circle, towns and gauges; the rows are put down in one deed, since a thousand clerks are not what is measured."""
    from pilin.config.demo import members, places
    from pilin.config.demo.world import World
    from pilin.domain.watch.models import WaterLine
    from pilin.foundation.access.gate import Deed, under_way
    from pilin.foundation.access.standing import Standing
    from pilin.foundation.observations.models import Series, Station

    world = World(now=at)
    places.load(world)
    members.load(world)
    owner = world.members["fengjing"].code
    shared = {
        "in_circle": world.circle,
        "circle": world.circle.slug,
        "owner": owner,
        "audience": "public",
        "illustrative": True,
    }
    made = []
    with under_way(Deed("benchmark", Standing.machine("benchmark"), at)):
        for k in range(gauges):
            station = Station(code=f"b-{k}", kind="level", name_zh=f"站{k}", name=f"Station {k}", **shared)
            station.save()
            row = Series(
                slug=f"b-{k}-level_m", kind="level", unit="m_level", datum="吴淞", quantity="level_m", kept_by="gauge", title_zh="水位", title="Level",
                period_kind="open", station=station, **shared,
            )  # fmt: skip
            row.save()
            for kind, level in (("warning", "3.300"), ("guarantee", "3.750")):
                WaterLine(series=row, kind=kind, level_m=Decimal(level), datum="吴淞", **shared).save()
            made.append(row)
    return world.circle, made


def _run(
    seconds: int,
    rate: int,
    circle: Any,
    series: list[Any],
    start: datetime,
    note: Callable[[float], None] = lambda due: None,
) -> list[float]:
    """Bring a delivery each second; return the delay of each, seconds. ``note`` is called after each with when it was due."""
    from django.utils import timezone

    from pilin.foundation.access.standing import Standing
    from pilin.foundation.observations.actions import ReadingSaid, take_readings

    by = Standing.machine("benchmark")

    def bring(k: int) -> None:
        rows = []
        for n in range(rate):
            one = series[n % len(series)]
            at = start + timedelta(seconds=k + (n // len(series)) / 1000)
            value = "3.40" if n == k % len(series) else "2.90"
            rows.append(ReadingSaid(one.slug, at, value, unit="m", datum="吴淞"))
        take_readings(by=by, at=timezone.now(), circle=circle.slug, rows=rows, source="benchmark")

    return _paced(seconds, bring, note)


def _bare(seconds: int, rate: int, series: list[Any]) -> list[float]:
    """Put the same rows into a table of the same columns, each second in one transaction, with nothing else done."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (series char(32), at datetime, value decimal, PRIMARY KEY (series, at))")

    def bring(k: int) -> None:
        rows = [(str(series[n % len(series)].pk), f"{k}-{n}", "2.90") for n in range(rate)]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO bare VALUES (%s, %s, %s)", rows)

    return _paced(seconds, bring)


def _paced(seconds: int, bring: Callable[[int], None], note: Callable[[float], None] = lambda due: None) -> list[float]:
    delays = []
    began = time.monotonic()
    for k in range(seconds):
        due = began + k
        time.sleep(max(0.0, due - time.monotonic()))
        bring(k)
        delays.append(time.monotonic() - due)
        note(due)
    return delays


def _crossings() -> int:
    from pilin.domain.watch.models import Crossing
    from pilin.foundation.access.standing import Standing

    return Crossing.objects.visible_to(Standing.machine("benchmark")).filter(kind="line", level="warning").count()


def _share(delays: list[float], percent: int) -> float:
    return statistics.quantiles(delays, n=100, method="inclusive")[percent - 1] * 1000


if __name__ == "__main__":
    sys.exit(main())
