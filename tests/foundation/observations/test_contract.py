"""Observations keep the contract of rooms. Figures themselves cannot be saved twice, so the kit is given the series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from pilin.foundation.access.standing import Standing
from pilin.foundation.observations import actions
from pilin.foundation.observations.actions import ReadingSaid
from pilin.foundation.observations.models import (
    GaugeReading,
    ReactionDue,
    ReadingBatch,
    RefusedReading,
    Series,
    Station,
)
from tests.factories.base import NOW, writing
from tests.factories.observations import LEVEL, level, make_gauge, make_station, take
from tests.kit import Example, RoomContract


class TestObservations(RoomContract):
    room = "observations"

    def make_rows(self, owner: Standing, audience: str) -> Sequence[Any]:
        row = Series(
            in_circle=self.five.circle, circle=self.five.slug, owner=owner.member, audience=audience, slug=f"s-{uuid4().hex[:12]}",
            kind="count", unit="firm", title_zh="供应商", title="Suppliers",
        )  # fmt: skip
        row.save()
        return [row]

    def page_of(self, row: Any) -> str:
        return f"/c/five-towns/observatory/{row.slug}/"

    def list_urls(self) -> Iterable[str]:
        return ["/c/five-towns/observatory/", "/api/v1/circles/five-towns/observations"]

    def deeds(self) -> Iterable[Example]:
        opened = {"circle": "five-towns", "kind": "count", "unit": "firm", "title_zh": "供应商", "title": "Suppliers"}
        figure = {"series": "made-first", "value": "300", "unit": "firm", "comparator": ">", "period": "2023"}
        return [
            Example(actions.add_series, {**opened, "slug": "made-first"}, {**opened, "slug": "x", "unit": "yuan"}),
            Example(actions.attest_figure, figure, {**figure, "unit": "person"}),
            *self._of_stations(),
            *self._of_readings(),
        ]

    def _of_stations(self) -> Iterable[Example]:
        entered = {"circle": "five-towns", "code": "new", "kind": "rain", "name_zh": "新", "name": "New"}
        station, house = make_station(self.five, "a-station"), Standing.machine("test")
        moved = {
            "station": station, "longitude": "121", "latitude": "30.8", "valid_from": NOW - timedelta(days=1), "reason_zh": "迁",
        }  # fmt: skip
        return [
            Example(actions.add_station, entered, {**entered, "by": Standing.public()}),
            Example(
                actions.add_gauge_series,
                {"station": station, "quantity": "rain_mm"},
                {"station": station, "quantity": "level_m"},
            ),
            Example(actions.move_station, moved, {**moved, "reason_zh": ""}),
            Example(
                actions.end_station,
                lambda: {"station": Station.objects.visible_to(house).get(code="a-station")},
                {"station": station, "by": self.five.xindai.clerk},
            ),
        ]

    def _of_readings(self) -> Iterable[Example]:
        house = Standing.machine("test")
        gauge = make_gauge(self.five, station=make_station(self.five, "another"))
        take(self.five, level(gauge, -9, 1), ReadingSaid("nowhere", NOW, 1))
        old = NOW - timedelta(days=900)
        actions.take_readings(
            by=house, at=NOW, circle="five-towns", rows=[ReadingSaid(gauge.slug, old, 1, **LEVEL)], source="s"
        )
        sent = {"circle": "five-towns", "rows": [level(gauge, -5, 1)], "source": "s"}
        refused = RefusedReading.objects.visible_to(house).get()
        with writing(by=house):
            due = ReactionDue(
                name="no such", batch=ReadingBatch.objects.visible_to(house).first(), noted_at=NOW, error=""
            )
            due.save()
        month = {"by": house, "series": gauge, "month": old.date().replace(day=1)}
        return [
            Example(actions.take_readings, sent, {**sent, "by": Standing.public()}, bulk=True),
            Example(actions.put_aside, {"refused": refused}, {"refused": refused, "by": self.five.xindai.clerk}),
            Example(actions.redo_reaction, {"by": house, "due": due}, {"due": due}),
            Example(actions.move_month, month, {**month, "by": self.five.fengjing.clerk}, bulk=True),
        ]


class TestStations(RoomContract):
    """The same of stations: who reads one, and that a list asks as often for three as for one."""

    room = "observations"

    def make_rows(self, owner: Standing, audience: str) -> Sequence[Any]:
        row = Station(
            in_circle=self.five.circle, circle=self.five.slug, owner=owner.member, audience=audience, code=f"s-{uuid4().hex[:12]}",
            kind="rain", name_zh="测站", name="Station",
        )  # fmt: skip
        row.save()
        return [row]

    def page_of(self, row: Any) -> str:
        return f"/c/five-towns/observatory/stations/{row.code}/"

    def list_urls(self) -> Iterable[str]:
        return ["/c/five-towns/observatory/stations/", "/api/v1/circles/five-towns/stations", "/sta/v1.1/Things"]


def test_no_reading_is_read_past_its_series(five: Any) -> None:
    gauge = make_gauge(five, station=make_station(five, "own", audience="own"))
    take(five, level(gauge, -5, 1))
    seen = [
        GaugeReading.objects.visible_to(who).count()
        for who in (five.fengjing.clerk, five.xindai.clerk, Standing.public())
    ]
    assert seen == [1, 0, 0]
