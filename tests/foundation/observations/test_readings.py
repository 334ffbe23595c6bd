"""Readings of gauges: none lost, none overwritten, none counted twice, in whatever order they come."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine.log.merkle import root
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.ledger.models import Entry
from pilin.foundation.observations import actions, queries, rules, tasks
from pilin.foundation.observations.actions import ReadingSaid, Taken
from pilin.foundation.observations.enums import REACTIONS, Arrived, Quality
from pilin.foundation.observations.models import GaugeReading, ReactionDue, ReadingBatch, RefusedReading
from tests.factories.base import NOW, Five
from tests.factories.observations import level, make_gauge, make_station, rain, take

HOUSE = Standing.machine("test")
PUBLIC = Standing.public()


def rows_of(series: Any) -> list[tuple[datetime, Decimal | None, int, int, bool]]:
    rows = GaugeReading.objects.visible_to(HOUSE).filter(series=series).order_by("at", "revision")
    return list(rows.values_list("at", "value", "quality", "revision", "current"))


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


class TestTaken:
    def test_a_reading_is_kept_with_its_moment_and_to_a_thousandth(self, five: Five) -> None:
        gauge = make_gauge(five)
        assert take(five, level(gauge, -5, "3.5500000001")) == Taken(taken=1)
        assert rows_of(gauge) == [(ago(5), Decimal("3.550"), 0, 1, True)]

    def test_the_same_again_is_no_row(self, five: Five) -> None:
        gauge = make_gauge(five)
        take(five, level(gauge, -5, "3.55"))
        assert take(five, level(gauge, -5, 3.55), level(gauge, 0, "3.56"), level(gauge, 0, "3.560")) == Taken(
            taken=1, doubled=2
        )
        assert [value for _at, value, *_rest in rows_of(gauge)] == [Decimal("3.550"), Decimal("3.560")]

    def test_another_value_is_a_revision_and_overwrites_nothing(self, five: Five) -> None:
        gauge = make_gauge(five)
        take(five, level(gauge, -5, "3.55"), at=ago(4))
        assert take(five, level(gauge, -5, "3.50")) == Taken(revised=1)
        assert rows_of(gauge) == [(ago(5), Decimal("3.550"), 0, 1, False), (ago(5), Decimal("3.500"), 0, 2, True)]
        now = queries.window(PUBLIC, [gauge], ago(60), NOW)[gauge.pk]
        then = queries.window(PUBLIC, [gauge], ago(60), NOW, known_at=ago(1))[gauge.pk]
        assert (now.values.tolist(), then.values.tolist()) == ([3.5], [3.55])

    def test_a_revision_within_one_delivery_keeps_both(self, five: Five) -> None:
        gauge = make_gauge(five)
        assert take(five, level(gauge, -5, "3.55"), level(gauge, -5, "3.50")) == Taken(taken=1, revised=1)
        assert [(v, c) for _a, v, _q, _r, c in rows_of(gauge)] == [(Decimal("3.550"), False), (Decimal("3.500"), True)]

    def test_rain_is_of_an_interval(self, five: Five) -> None:
        gauge = make_gauge(five, "rain_mm")
        take(five, rain(gauge, 0, "2.5"), rain(gauge, -10, "1", begins_at=ago(25)))
        window = queries.window(PUBLIC, [gauge], ago(60), NOW)[gauge.pk]
        assert (window.ends - window.begins).tolist() == [15 * 60_000_000, 5 * 60_000_000]
        assert window.values.tolist() == [1.0, 2.5]

    @pytest.mark.parametrize("said", [None, "", "-9999", -9999, -999.9, "////", "NaN", "缺测"])
    def test_no_figure_is_a_missing_mark_and_never_a_figure(self, five: Five, said: Any) -> None:
        gauge = make_gauge(five)
        assert take(five, level(gauge, -5, said)) == Taken(taken=1, marked=1)
        assert rows_of(gauge) == [(ago(5), None, Quality.MISSING, 1, True)]
        assert np.isnan(queries.window(PUBLIC, [gauge], ago(60), NOW, bad=True)[gauge.pk].values).all()

    def test_the_batch_proves_its_readings(self, five: Five) -> None:
        gauge = make_gauge(five)
        before = Entry.objects.visible_to(HOUSE).count()
        take(five, *(level(gauge, -m, f"3.{m:02}") for m in range(0, 50, 5)))
        [batch] = ReadingBatch.objects.visible_to(HOUSE)
        leaves = [
            rules.leaf_of(r.series_id, r.begins_at, r.at, r.value, r.quality, r.known_at, r.revision)
            for r in GaugeReading.objects.visible_to(HOUSE).order_by("at")
        ]
        assert batch.root == root(leaves).hex()
        assert (batch.taken, batch.first_at, batch.last_at, batch.owner) == (10, ago(45), NOW, five.fengjing.code)
        assert Entry.objects.visible_to(HOUSE).count() == before + 1


class TestRefused:
    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ({"unit": ""}, [("no_unit", "unit")]),
            ({"unit": "mm"}, [("other_unit", "unit")]),
            ({"datum": ""}, [("no_datum", "datum")]),
            ({"datum": "1985"}, [("other_datum", "datum")]),
            ({"unit": "", "datum": ""}, [("no_unit", "unit"), ("no_datum", "datum")]),
            ({"value": "3,55"}, [("no_number", "value")]),
            ({"value": "inf"}, [("no_number", "value")]),
            ({"value": "1e9"}, [("no_number", "value")]),
            ({"at": "yesterday"}, [("no_moment", "at")]),
            ({"at": NOW + timedelta(days=365)}, [("ahead", "at")]),
            ({"begins_at": NOW - timedelta(hours=1)}, [("no_interval", "begins_at")]),
            ({"series": "nowhere-level_m"}, [("unknown_series", "series")]),
            ({"series": "xindai-west-level_m"}, [("other_town", "series")]),
        ],
    )
    def test_a_wrong_row_is_kept_aside_and_holds_no_right_one_up(
        self, five: Five, more: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        gauge = make_gauge(five)
        make_gauge(five, station=make_station(five, "xindai-west", by=five.xindai.clerk))
        said = {"series": gauge.slug, "at": NOW, "value": "3.5", "unit": "m", "datum": "吴淞", "row": 3, **more}
        wrong = ReadingSaid(**said)
        for _twice in range(2):
            taken = take(five, level(gauge, -5, "3.55"), wrong)
            assert [(f.code, f.field, f.row) for f in taken.refused] == [(*one, 3) for one in expected]
        [kept] = RefusedReading.objects.visible_to(five.fengjing.clerk)
        assert (kept.said, kept.code, kept.field, kept.row) == (wrong.words(), *expected[0], 3)
        assert list(RefusedReading.objects.visible_to(five.xindai.clerk)) == []
        assert len(rows_of(gauge)) == 1

    def test_five_minutes_ahead_is_a_clock_that_differs(self, five: Five) -> None:
        gauge = make_gauge(five)
        assert take(five, level(gauge, 5, 1)) == Taken(taken=1)
        assert [f.code for f in take(five, level(gauge, 5.1, 1)).refused] == ["ahead"]

    def test_rain_without_a_beginning_is_refused(self, five: Five) -> None:
        gauge = make_gauge(five, "rain_mm", interval_minutes=None)
        assert [f.code for f in take(five, rain(gauge, 0, 1), rain(gauge, -5, 1, begins_at=NOW)).refused] == [
            "no_begin"
        ] * 2
        assert [f.code for f in take(five, rain(gauge, 0, -1, begins_at=ago(5))).refused] == ["below_zero"]

    def test_only_the_town_s_clerk_key_or_set_up_brings_readings(self, five: Five) -> None:
        gauge = make_gauge(five)
        for by in (PUBLIC, five.fengjing.signatory):
            with pytest.raises(Refused):
                take(five, level(gauge, 0, 1), by=by)
        assert rows_of(gauge) == []

    def test_an_empty_delivery_and_no_circle_are_named(self, five: Five) -> None:
        with pytest.raises(Invalid):
            take(five)

    def test_set_aside_once(self, five: Five) -> None:
        make_gauge(five)
        take(five, ReadingSaid("nowhere", NOW, 1))
        [kept] = queries.refused_readings(five.fengjing.clerk, five.slug)
        actions.put_aside(by=five.fengjing.clerk, at=NOW, refused=kept)
        assert queries.refused_readings(five.fengjing.clerk, five.slug) == []
        with pytest.raises(Refused):
            actions.put_aside(by=five.fengjing.clerk, at=NOW, refused=kept)


class TestMarked:
    def test_limits_step_stuck_and_late(self, five: Five) -> None:
        gauge = make_gauge(five, lowest="0", highest="6", largest_step="0.5", stuck_minutes=30)
        taken = take(five, *(level(gauge, -m, v) for m, v in [(60, 7), (55, 3), (50, 3.1), (45, 3.7), (0, 9)]))
        assert [q for _a, _v, q, *_r in rows_of(gauge)] == [
            Quality.RANGE,
            0,  # the way back from a spike is no leap
            0,
            Quality.STEP,
            Quality.RANGE,  # 50 minutes after the last good one: no step is told
        ]
        assert (taken.taken, taken.marked, taken.late) == (5, 3, 0)
        assert take(five, level(gauge, -61, 3)).late == 1

    def test_a_level_that_stays_up_is_believed_after_three_intervals(self, five: Five) -> None:
        gauge = make_gauge(five, largest_step="0.5")
        for minutes, value in [(30, 3), (25, 4), (20, 4), (15, 4), (10, 4), (5, 4.1)]:
            take(five, level(gauge, -minutes, value), at=ago(minutes))
        assert [q for _a, _v, q, *_r in rows_of(gauge)] == [0, *[Quality.STEP] * 3, 0, 0]

    def test_stuck_across_deliveries(self, five: Five) -> None:
        gauge = make_gauge(five, stuck_minutes=15)
        for minutes in range(30, -1, -5):
            take(five, level(gauge, -minutes, "3.20"), at=ago(minutes))
        assert [q for _a, _v, q, *_r in rows_of(gauge)] == [0, 0, 0, *[Quality.STUCK] * 4]

    def test_a_dry_day_is_not_stuck(self, five: Five) -> None:
        gauge = make_gauge(five, "rain_mm", stuck_minutes=15)
        take(five, *(rain(gauge, -m, 0) for m in range(0, 60, 5)))
        assert {q for _a, _v, q, *_r in rows_of(gauge)} == {0}

    def test_bad_readings_are_no_figures_unless_asked_for(self, five: Five) -> None:
        gauge = make_gauge(five, highest="6")
        take(five, level(gauge, -5, 7), level(gauge, 0, 3))
        plain = queries.window(PUBLIC, [gauge], ago(60), NOW)[gauge.pk]
        assert np.array_equal(plain.values, [np.nan, 3.0], equal_nan=True)
        assert queries.window(PUBLIC, [gauge], ago(60), NOW, bad=True)[gauge.pk].values.tolist() == [7.0, 3.0]
        assert plain.quality.tolist() == [Quality.RANGE, 0]


class TestMoved:
    def test_a_move_stands_in_the_window(self, five: Five) -> None:
        station = make_station(five)
        gauge = make_gauge(five, station=station)
        take(five, level(gauge, -30, 1), level(gauge, -5, 1))
        actions.move_station(
            by=five.fengjing.clerk, at=NOW, station=station, longitude="121.03", latitude="30.9", valid_from=ago(10), reason_zh="桥改建"
        )  # fmt: skip
        assert queries.window(PUBLIC, [gauge], ago(60), NOW)[gauge.pk].moves == (rules.micros(ago(10)),)
        assert queries.window(PUBLIC, [gauge], ago(9), NOW)[gauge.pk].moves == ()
        assert [p.longitude for p in queries.positions(PUBLIC, station)] == [Decimal("121.02"), Decimal("121.03")]


class TestNewest:
    def test_as_many_queries_for_three_as_for_one(self, five: Five, django_assert_num_queries: Any) -> None:
        gauges = [make_gauge(five, station=make_station(five, f"s-{k}")) for k in range(3)]
        take(five, *(level(g, -m, k) for k, g in enumerate(gauges[:2]) for m in (0, 5)))
        with django_assert_num_queries(2):
            newest = queries.newest_readings(PUBLIC, gauges)
        assert {g.slug: newest[g.pk].value for g in gauges if g.pk in newest} == {gauges[0].slug: 0, gauges[1].slug: 1}
        with django_assert_num_queries(3):
            windows = queries.window(PUBLIC, gauges, ago(60), NOW)
        assert [len(windows[g.pk]) for g in gauges] == [2, 2, 0]

    def test_the_catalogue_tells_the_newest(self, five: Five) -> None:
        gauge = make_gauge(five)
        take(five, level(gauge, -5, "3.5"), level(gauge, 0, None))
        [card] = queries.catalogue(PUBLIC, five.slug)
        assert card.latest is not None
        assert str(card.latest.quantity) == "3.5 m_level"


class TestReactions:
    @pytest.fixture
    def heard(self) -> Iterator[list[Arrived]]:
        heard: list[Arrived] = []
        REACTIONS["a-heard"] = lambda _at, arrived: heard.extend(arrived)
        yield heard
        for name in ("a-heard", "b-falls"):
            REACTIONS.pop(name, None)

    def test_what_arrived_is_told_once(self, five: Five, heard: list[Arrived]) -> None:
        gauge = make_gauge(five)
        take(five, level(gauge, -5, 1))
        take(five, level(gauge, -5, 1), level(gauge, -5, 2), level(gauge, 0, None), level(gauge, -1, 1, unit=""))
        assert heard == [
            Arrived(gauge.pk, ago(5), None, Decimal(1), 0, revised=False),
            Arrived(gauge.pk, ago(5), None, Decimal(2), 0, revised=True),
            Arrived(gauge.pk, NOW, None, None, Quality.MISSING, revised=False),
        ]

    def test_one_that_falls_loses_no_reading_and_is_done_again(self, five: Five, heard: list[Arrived]) -> None:
        gauge = make_gauge(five)
        broken = True

        def falls(at: datetime, arrived: Any) -> None:
            make_station(five, f"made-{len(heard)}")  # is forgotten with it
            if broken:
                raise ZeroDivisionError("no line")

        REACTIONS["b-falls"] = falls
        assert take(five, level(gauge, -5, 1)) == Taken(taken=1)
        assert len(heard) == 1
        [due] = ReactionDue.objects.visible_to(HOUSE)
        assert (due.name, due.error, due.tries) == ("b-falls", "ZeroDivisionError: no line", 1)
        assert [s.code for s in queries.stations(PUBLIC, five.slug)] == ["fengjing-east"]
        assert tasks.react_due(NOW) == 0
        broken = False
        assert tasks.react_due(NOW) == 1
        assert tasks.react_due(NOW) == 0
        assert [s.code for s in queries.stations(PUBLIC, five.slug)] == ["fengjing-east", "made-1"]
        assert (len(heard), len(rows_of(gauge))) == (1, 1)


SAID = st.lists(st.tuples(st.integers(0, 6), st.sampled_from([None, 1, 2])), min_size=1, max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID, cuts=st.lists(st.integers(0, 25), max_size=4))
def test_however_readings_are_delivered_the_last_word_stands_and_nothing_is_lost(
    five: Five, said: list[tuple[int, int | None]], cuts: list[int]
) -> None:
    station = make_station(five, f"s-{uuid4().hex[:12]}")
    gauge = make_gauge(five, station=station)
    bounds = sorted({0, len(said), *(min(c, len(said)) for c in cuts)})
    totals = [0, 0, 0]
    for low, high in itertools.pairwise(bounds):
        taken = take(five, *(level(gauge, -5 * m, v) for m, v in said[low:high]))
        totals = [a + b for a, b in zip(totals, (taken.taken, taken.doubled, taken.revised), strict=True)]
    told: dict[int, list[int | None]] = {}
    for minute, value in said:
        if told.setdefault(minute, [])[-1:] != [value]:
            told[minute].append(value)
    assert [(at, value) for at, value, *_rest in rows_of(gauge)] == [
        (ago(5 * m), value) for m in sorted(told, reverse=True) for value in told[m]
    ]
    assert [value for _at, value, _q, _r, current in rows_of(gauge) if current] == [
        told[m][-1] for m in sorted(told, reverse=True)
    ]
    assert totals == [len(told), len(said) - sum(map(len, told.values())), sum(map(len, told.values())) - len(told)]
