"""Old months lie on the shelf, and nobody can tell from the answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine import shelf
from pilin.engine.base import Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations import actions, queries, rules, tasks
from pilin.foundation.observations.actions import ReadingSaid, Taken
from pilin.foundation.observations.models import GaugeReading, HistoryMonth, ReadingBatch
from tests.factories.base import NOW, Five
from tests.factories.observations import LEVEL, make_gauge, make_station

HOUSE = Standing.machine("test")
PUBLIC = Standing.public()
OLD = datetime.fromisoformat("2022-03-31T22:00+08:00")
MONTH = OLD.date().replace(day=1)


@pytest.fixture(autouse=True)
def history(tmp_path: Path, settings: Any) -> Path:
    settings.HISTORY_ROOT = tmp_path / "history"
    return tmp_path / "history"


def take(five: Five, series: Any, *rows: tuple[float, Any], known: datetime = NOW) -> Taken:
    """Take levels so many minutes after OLD, known at a moment."""
    said = [ReadingSaid(series.slug, OLD + timedelta(minutes=m), v, known_at=known, **LEVEL) for m, v in rows]
    return actions.take_readings(by=HOUSE, at=NOW, circle=five.slug, rows=said, source="s")


def read(series: Any, known: datetime | None = None, *, bad: bool = False) -> tuple[list[Any], ...]:
    told = queries.window(PUBLIC, [series], OLD - timedelta(days=90), OLD + timedelta(days=90), known_at=known, bad=bad)
    window = told[series.pk]
    values = [None if np.isnan(v) else v for v in window.values.tolist()]
    return window.begins.tolist(), window.ends.tolist(), values, window.quality.tolist()


def move(series: Any, month: Any = MONTH) -> HistoryMonth:
    return actions.move_month(by=HOUSE, at=NOW, series=series, month=month)


class TestMoved:
    def test_rows_become_a_file_and_answers_stay(self, five: Five, history: Path) -> None:
        gauge = make_gauge(five, highest="6")
        take(five, gauge, (0, "3.1"), (5, "7"), (10, None), (200, "3.4"))  # the last one falls into April
        before = read(gauge), read(gauge, bad=True)
        row = move(gauge)
        assert (row.rows, row.month) == (3, MONTH)
        assert [p.relative_to(history).as_posix() for p in history.rglob("*.parquet")] == [
            f"five-towns/{gauge.slug}/2022-03.parquet"
        ]
        assert GaugeReading.objects.visible_to(HOUSE).count() == 1
        assert (read(gauge), read(gauge, bad=True)) == before

    def test_three_queries_however_many(self, five: Five, django_assert_num_queries: Any) -> None:
        gauges = [make_gauge(five, station=make_station(five, f"s-{k}")) for k in range(3)]
        for gauge in gauges:
            take(five, gauge, (0, "3.1"), (200, "3.4"))
            move(gauge)
        with django_assert_num_queries(3):
            found = queries.window(PUBLIC, gauges, OLD - timedelta(days=1), OLD + timedelta(days=1))
        assert [found[g.pk].values.tolist() for g in gauges] == [[3.1, 3.4]] * 3

    def test_the_same_again_is_known_and_a_revision_wins(self, five: Five) -> None:
        gauge = make_gauge(five)
        take(five, gauge, (0, "3.1"), (5, "3.2"), known=NOW - timedelta(days=9))
        move(gauge)
        assert take(five, gauge, (0, "3.1"), (5, "3.3")) == Taken(doubled=1, revised=1, late=1)
        assert read(gauge)[2] == [3.1, 3.3]
        assert read(gauge, NOW - timedelta(days=1))[2] == [3.1, 3.2]
        before = read(gauge), read(gauge, NOW - timedelta(days=1))
        assert move(gauge).rows == 3
        assert (read(gauge), read(gauge, NOW - timedelta(days=1))) == before
        assert take(five, gauge, (5, "3.3")) == Taken(doubled=1)

    def test_the_batch_still_proves_what_was_moved(self, five: Five) -> None:
        gauge = make_gauge(five)
        take(five, gauge, (0, "3.1"), (5, None), (10, "3.3"))
        move(gauge)
        [batch] = ReadingBatch.objects.visible_to(HOUSE)
        leaves = [
            rules.leaf_of(
                gauge.pk,
                None,
                rules.moment_of(at),
                None if value is None else Decimal(value).scaleb(-3),
                quality,
                rules.moment_of(known),
                revision,
            )
            for at, _begins, value, quality, known, revision, of in shelf.rows_of(queries.file_of(gauge, MONTH))
            if of == str(batch.pk)
        ]
        assert rules.root_of(leaves) == batch.root

    def test_the_clock_moves_whole_old_months_and_leaves_the_newest(self, five: Five, settings: Any) -> None:
        settings.SITE = {**settings.SITE, "readings_months": 2}
        gauge, silent = make_gauge(five), make_gauge(five, station=make_station(five, "silent"))
        take(five, gauge, (0, "3.1"), (200, "3.4"))
        take(five, silent, (0, "3.1"))
        actions.take_readings(
            by=HOUSE, at=NOW, circle=five.slug, rows=[ReadingSaid(gauge.slug, NOW, "3", **LEVEL)], source="s"
        )
        assert tasks.move_due(NOW) == 2
        assert tasks.move_due(NOW) == 0
        assert {s.slug for s in (gauge, silent) if s.pk in queries.newest_readings(PUBLIC, [gauge, silent])} == {
            gauge.slug, silent.slug,
        }  # fmt: skip
        assert read(gauge)[2] == [3.1, 3.4]

    def test_by_the_clock_alone(self, five: Five) -> None:
        gauge = make_gauge(five)
        take(five, gauge, (0, "3.1"))
        with pytest.raises(Refused):
            actions.move_month(by=five.fengjing.clerk, at=NOW, series=gauge, month=MONTH)
        with pytest.raises(Refused):
            move(gauge, MONTH.replace(month=1))

    def test_a_file_that_lies_there_before_the_table_says_so_is_not_read(self, five: Five) -> None:
        gauge = make_gauge(five)
        take(five, gauge, (0, "3.1"), (5, "3.2"))
        before = read(gauge)
        _keys, columns = queries.rows_to_move(HOUSE, gauge, MONTH)
        shelf.put(queries.file_of(gauge, MONTH), columns)  # and killed before the rest
        assert read(gauge) == before
        take(five, gauge, (5, "3.3"))
        assert move(gauge).rows == 3
        assert read(gauge)[2] == [3.1, 3.3]


SAID = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([None, 1, 2, 3])), min_size=1, max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=st.lists(st.tuples(SAID, st.booleans()), min_size=1, max_size=4))
def test_whenever_months_are_moved_answers_are_those_of_a_table_alone(
    five: Five, deliveries: list[tuple[list[tuple[int, int | None]], bool]]
) -> None:
    plain, moved = (make_gauge(five, station=make_station(five, f"s-{uuid4().hex[:12]}")) for _k in range(2))
    for number, (said, moves) in enumerate(deliveries):
        rows = [(6 * minutes, value) for minutes, value in said]  # two hours of March, two of April
        known = NOW - timedelta(days=10 - number)
        assert take(five, plain, *rows, known=known) == take(five, moved, *rows, known=known)
        if moves:
            for month in {queries.month_of(OLD + timedelta(minutes=m)) for m, _v in rows}:
                if queries.rows_to_move(HOUSE, moved, month)[0]:
                    move(moved, month)
        for moment in (None, *(NOW - timedelta(days=10 - k) for k in range(number + 1))):
            assert read(moved, moment) == read(plain, moment)


def told(series: Any, known: datetime | None = None, parts: int = 36) -> list[tuple[Any, ...]]:
    since, until = OLD - timedelta(days=90), OLD + timedelta(days=90)
    found = queries.bands(PUBLIC, [series], since, until, parts=parts, known_at=known)
    return list(zip(*(getattr(found, name).tolist() for name in found.__slots__), strict=True))


def stood(series: Any, least: int) -> list[tuple[Any, ...]]:
    since, until = OLD - timedelta(days=90), OLD + timedelta(days=90)
    found = queries.runs_above(PUBLIC, [series], since, until, Decimal(2), least=least)
    return list(zip(*(getattr(found, name).tolist() for name in found.__slots__), strict=True))


class TestBands:
    def test_a_crest_on_the_shelf_and_one_in_the_table_are_told(self, five: Five) -> None:
        gauge = make_gauge(five, highest="6")
        take(five, gauge, (0, "3.1"), (5, "5.99"), (10, "9"), (15, None), (200, "3.4"), (205, "3.3"))
        before = told(gauge), stood(gauge, 1)
        move(gauge)
        assert (told(gauge), stood(gauge, 1)) == before
        assert [row[2:] for row in told(gauge)] == [(1, 3.1, 3.1), (3, 3.3, 5.99)]
        assert [row[3:] for row in stood(gauge, 1)] == [(2, 5.99), (2, 3.4)]

    def test_a_run_goes_on_from_the_shelf_into_the_table(self, five: Five) -> None:
        gauge = make_gauge(five)
        take(five, gauge, (0, "3.1"), (60, "3.2"), (120, "3.3"), (125, "3.4"))
        move(gauge)
        assert [row[3:] for row in stood(gauge, 4)] == [(4, 3.4)]

    def test_three_queries_however_many(self, five: Five, django_assert_num_queries: Any) -> None:
        gauges = [make_gauge(five, station=make_station(five, f"s-{k}")) for k in range(3)]
        for gauge in gauges:
            take(five, gauge, (0, "3.1"), (200, "3.4"))
            move(gauge)
        with django_assert_num_queries(3):
            found = queries.bands(PUBLIC, gauges, OLD - timedelta(days=1), OLD + timedelta(days=1), parts=2)
        assert found.series.tolist() == [0, 0, 1, 1, 2, 2]
        assert found.highest.tolist() == [3.1, 3.4] * 3

    def test_moments_are_told_to_the_microsecond(self, five: Five) -> None:
        gauge = make_gauge(five)
        moment = OLD + timedelta(microseconds=123_457)
        actions.take_readings(
            by=HOUSE,
            at=NOW,
            circle=five.slug,
            rows=[ReadingSaid(gauge.slug, moment, "3", unit="m", datum="吴淞")],
            source="s",
        )
        for since, part in ((moment - timedelta(microseconds=5), 4), (moment - timedelta(microseconds=1), 0)):
            found = queries.bands(PUBLIC, [gauge], since, since + timedelta(microseconds=9), parts=9)
            assert found.part.tolist() == [part]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=st.lists(st.tuples(SAID, st.booleans()), min_size=1, max_size=4))
def test_whenever_months_are_moved_bands_and_runs_are_those_of_a_table_alone(
    five: Five, deliveries: list[tuple[list[tuple[int, int | None]], bool]]
) -> None:
    plain, moved = (make_gauge(five, station=make_station(five, f"s-{uuid4().hex[:12]}")) for _k in range(2))
    for number, (said, moves) in enumerate(deliveries):
        rows = [(6 * 24 * 60 * (minutes // 10) + minutes, value) for minutes, value in said]  # four months' worth
        known = NOW - timedelta(days=10 - number)
        assert take(five, plain, *rows, known=known) == take(five, moved, *rows, known=known)
        if moves:
            for month in {queries.month_of(OLD + timedelta(minutes=m)) for m, _v in rows}:
                if queries.rows_to_move(HOUSE, moved, month)[0]:
                    move(moved, month)
        for moment in (None, *(NOW - timedelta(days=10 - k) for k in range(number + 1))):
            assert told(moved, moment, 3_000) == told(plain, moment, 3_000)
        assert [stood(moved, least) for least in (1, 2)] == [stood(plain, least) for least in (1, 2)]
