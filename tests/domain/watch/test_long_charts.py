"""A gauge over years: drawn from few figures, and its crest is drawn wherever it lies."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.domain.watch import queries
from pilin.domain.watch.web import charts
from pilin.engine.shelf import spans
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations import actions
from pilin.foundation.observations import queries as observations
from pilin.foundation.observations.actions import ReadingSaid
from tests.factories.base import NOW, Five
from tests.factories.observations import make_gauge, make_station

HOUSE, PUBLIC = Standing.machine("test"), Standing.public()
OLD = datetime.fromisoformat("2022-03-10T00:00+08:00")
CREST_Y = 33.5  # a fourteenth below the top: where the highest of a chart without lines is drawn


@pytest.fixture(autouse=True)
def history(tmp_path: Path, settings: Any) -> None:
    settings.HISTORY_ROOT = tmp_path / "history"


def filled(five: Five, quantity: str = "level_m") -> Any:
    """Return a gauge with a crest on the shelf two years back and a month of small readings in the table."""
    kind = "level" if quantity == "level_m" else "rain"
    gauge = make_gauge(five, quantity, station=make_station(five, f"long-{kind}", kind=kind))
    unit: Any = {"unit": "m", "datum": "吴淞"} if kind == "level" else {"unit": "mm"}
    old = [
        ReadingSaid(gauge.slug, OLD + timedelta(minutes=5 * k), "4.5" if k == 77 else "2", **unit) for k in range(300)
    ]
    new = [ReadingSaid(gauge.slug, NOW - timedelta(hours=k), "2.25" if k % 2 else "2.5", **unit) for k in range(1, 700)]
    for rows in (old, new):
        actions.take_readings(by=HOUSE, at=NOW, circle=five.slug, rows=rows, source="s")
    actions.move_month(by=HOUSE, at=NOW, series=gauge, month=OLD.date().replace(day=1))
    return gauge


def drawn(gauge: Any, days: int) -> charts.GaugeChart:
    chart = charts.gauge_chart(queries.gauge_told(PUBLIC, gauge, NOW, days=days))
    assert chart is not None
    return chart


def heights(path: str) -> list[float]:
    return [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path)]


def test_a_crest_two_years_back_is_drawn(five: Five) -> None:
    gauge = filled(five)
    told = queries.gauge_told(PUBLIC, gauge, NOW, days=0)
    assert told.bands is not None and told.bands.highest.max() == 4.5
    assert observations.read_since(PUBLIC, gauge) == datetime.fromisoformat("2022-03-01T00:00+08:00") - timedelta(
        microseconds=1
    )
    assert min(heights(drawn(gauge, 0).path)) == CREST_Y
    assert [tick.text for tick in drawn(gauge, 0).across][:2] == ["2022-07", "2023-01"]


@pytest.mark.parametrize("days", [1, 7, 30, 365])
def test_newer_stretches_have_their_own_highest(five: Five, days: int) -> None:
    assert min(heights(drawn(filled(five), days).path)) == CREST_Y


def test_the_heaviest_rain_has_the_highest_bar(five: Five) -> None:
    path = drawn(filled(five, "rain_mm"), 0).path
    assert len(re.findall("V", path)) == len(re.findall("M", path)) > 10
    tops = [float(y) for y in re.findall(r"V([\d.]+)", path)]
    assert (min(tops), tops.count(min(tops))) == (tops[0], 1)


@pytest.mark.parametrize("days", ["1", "30", "365", "0"])
def test_the_page_offers_each_stretch(five: Five, client: Client, on_the_day: Any, days: str) -> None:
    gauge = filled(five)
    page = client.get(f"/c/{five.slug}/watch/gauges/{gauge.slug}/", {"days": days})
    text = page.content.decode()
    assert page.status_code == 200
    assert [int(n) for n in re.findall(r'href="\?days=(\d+)"', text)] == [1, 3, 7, 30, 365, 0]
    assert re.findall(r'href="\?days=(\d+)" aria-current', text) == [days]
    assert ("洪峰不会漏掉" in text) is (days != "1")


def test_a_gauge_that_never_read_has_no_chart(five: Five) -> None:
    gauge = make_gauge(five)
    assert observations.read_since(PUBLIC, gauge) is None
    assert charts.gauge_chart(queries.gauge_told(PUBLIC, gauge, NOW, days=0)) is None


@settings(max_examples=200, deadline=None)
@given(
    said=st.dictionaries(st.integers(1, 500), st.integers(-99, 99), min_size=1, max_size=90),
    parts=st.integers(1, 40),
)
def test_what_is_drawn_holds_the_highest_and_lowest_of_every_part(said: dict[int, int], parts: int) -> None:
    ends = np.array(sorted(said))
    values = np.array([float(said[at]) for at in sorted(said)])
    keep = spans.extremes(ends, values, 0, 500, parts)
    assert len(keep) <= 2 * parts
    assert (values[keep].max(), values[keep].min()) == (values.max(), values.min())
    step = -(-500 // parts)
    for part in set(((ends - 1) // step).tolist()):
        inside, chosen = values[(ends - 1) // step == part], values[keep][(ends[keep] - 1) // step == part]
        assert (chosen.max(), chosen.min()) == (inside.max(), inside.min())
