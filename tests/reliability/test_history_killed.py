"""A month of readings whose move is killed at any step: it is in the table or on the shelf, and the answer never changes."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from tests.reliability.instances import instance
from tests.reliability.report import times, tried

pytestmark = [pytest.mark.above, pytest.mark.xdist_group("reliability")]
ROWS = 400
HEAD = """
import json, os, signal
from datetime import datetime, timedelta
from pathlib import Path
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations import actions, queries
from pilin.foundation.observations.actions import ReadingSaid
from pilin.foundation.observations.models import GaugeReading, HistoryMonth
house, at = Standing.machine("test"), datetime.fromisoformat("2024-10-18T11:20+08:00")
old = datetime.fromisoformat("2022-03-10T00:00+08:00")
"""
LAY = f"""{HEAD}
station = actions.add_station(by=house, at=at, circle="five-towns", code="old", kind="rain", name_zh="旧", name="Old", owner="310116102")
series = actions.add_gauge_series(by=house, at=at, station=station, quantity="rain_mm", interval_minutes=5)
rows = [ReadingSaid(series.slug, old + timedelta(minutes=5 * k), str(k % 7), unit="mm") for k in range({ROWS})]
rows.append(ReadingSaid(series.slug, at, "1", unit="mm"))
print(json.dumps(actions.take_readings(by=house, at=at, circle="five-towns", rows=rows, source="s").taken))
"""
MOVE = f"""{HEAD}
from django.db.backends.base.base import BaseDatabaseWrapper
left = [%d]
def counted(before):
    def act(*given, **more):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return before(*given, **more)
    return act
import polars
os.fsync = counted(os.fsync)
Path.replace = counted(Path.replace)
polars.DataFrame.write_parquet = counted(polars.DataFrame.write_parquet)
BaseDatabaseWrapper.commit = counted(BaseDatabaseWrapper.commit)
BaseDatabaseWrapper._commit = counted(BaseDatabaseWrapper._commit)
[series] = [s for s in queries.gauge_series(house, "five-towns") if s.slug == "old-rain_mm"]
actions.move_month(by=house, at=at, series=series, month=old.date().replace(day=1))
"""
LOOK = f"""{HEAD}
[series] = [s for s in queries.gauge_series(house, "five-towns") if s.slug == "old-rain_mm"]
window = queries.window(house, [series], old - timedelta(days=40), old + timedelta(days=40))[series.pk]
table = GaugeReading.objects.visible_to(house).filter(series=series, at__lt=at).count()
print(json.dumps([len(window), float(window.values.sum()), table, HistoryMonth.objects.visible_to(house).count()]))
"""


@pytest.mark.nightly
def test_killed_at_every_step_nothing_is_lost_or_told_twice() -> None:
    total = sum(k % 7 for k in range(ROWS))
    kills = 0
    with instance() as house:
        assert house.run(LAY) == ROWS + 1
        for step in range(times(8, 40)):
            child: Any = house.start(MOVE % step)
            child.wait()
            count, fallen, table, months = house.run(LOOK)
            assert (count, fallen) == (ROWS, total), f"after a kill at step {step}"
            assert (table, months) in ((ROWS, 0), (0, 1)), f"after a kill at step {step}"
            if child.returncode != -signal.SIGKILL or months:
                assert (table, months) == (0, 1)
                break
            kills += 1
        else:
            pytest.fail("it never came to its end")
        assert kills >= 4
    tried("F1", "kill -9 of a month being put on the shelf", kills, 0, "")
