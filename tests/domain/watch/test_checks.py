"""Threshold checks: each excursion once, whatever order readings come in; nothing compared that may not be."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.domain.watch import actions, rules, tasks
from pilin.domain.watch.models import Crossing, Event
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.models import Notice
from tests.factories import watch as make
from tests.factories.base import NOW, Five

HOUSE = Standing.machine("test")
D = Decimal


def ago(minutes: float) -> Any:
    return NOW - timedelta(minutes=minutes)


def crossings(**where: Any) -> list[Crossing]:
    return list(Crossing.objects.visible_to(HOUSE).filter(**where).order_by("began_at", "level"))


class TestLevels:
    @pytest.mark.source("D-23")
    def test_nanqiao_stands_a_quarter_of_a_metre_above_its_line(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.line(five.fengjing.clerk, gauge, "3.30")
        make.say(five, gauge, (-10, "3.24"), (-5, "3.55"))
        (one,) = crossings()
        assert (one.kind, one.level, one.value, one.threshold, one.began_at, one.ended_at) == (
            "line",
            "warning",
            D("3.550"),
            D("3.300"),
            ago(5),
            None,
        )
        assert (one.of_town, one.datum, one.value - one.threshold) == (five.fengjing.code, make.HERE, D("0.250"))

    def test_one_excursion_is_noted_once_and_closes_with_slack(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.line(five.fengjing.clerk, gauge, "3.30")
        for minutes, value in ((-30, "3.31"), (-25, "3.29"), (-20, "3.36"), (-15, "3.26"), (-10, "3.24"), (-5, "3.33")):
            make.say(five, gauge, (minutes, value))
        first, second = crossings()
        assert (first.began_at, first.ended_at, first.peak, first.peak_at) == (ago(30), ago(10), D("3.360"), ago(20))
        assert (second.began_at, second.ended_at) == (ago(5), None)

    @pytest.mark.source("R-02")
    def test_the_stricter_line_of_both_towns_counts_once_laid_on_one_datum(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.line(five.fengjing.clerk, gauge, "3.40")
        make.line(five.xindai.clerk, gauge, "1.46", datum=make.THERE)
        actions.note_offset(
            by=five.xindai.clerk, at=NOW, circle=five.circle, town=five.xindai.code, from_datum=make.HERE, to_datum=make.THERE,
            offset_m=D("-1.841"), place_code="310116", authority="文件",
        )  # fmt: skip
        make.say(five, gauge, (-5, "3.31"))
        (one,) = crossings()
        assert (one.of_town, one.threshold) == (five.xindai.code, D("3.301"))

    @pytest.mark.source("R-02")
    def test_a_line_on_another_datum_without_an_offset_is_never_compared(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.line(five.xindai.clerk, gauge, "1.46", datum=make.THERE)
        make.say(five, gauge, (-5, "3.55"))
        assert crossings() == []
        row = rules.NotLaid(five.xindai.code, "warning", D("1.460"), make.THERE)
        told = rules.lines_on_day(
            gauge.lines.visible_to(HOUSE), [], datum=make.HERE, place_code="310116102", on=NOW.date()
        )
        assert told == rules.Lines((), (row,))

    def test_a_line_counts_on_the_days_on_which_it_holds(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.line(five.fengjing.clerk, gauge, "3.00", valid_from=date(2024, 1, 1))
        make.line(five.fengjing.clerk, gauge, "3.50", valid_from=NOW.date())
        make.say(five, gauge, (-5, "3.30"))
        assert crossings() == []

    def test_a_revised_reading_withdraws_what_it_does_not_bear_out(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.line(five.fengjing.clerk, gauge, "3.30")
        make.say(five, gauge, (-20, "3.20"), (-15, "3.55"), at=ago(14))
        make.say(five, gauge, (-15, "3.25"), at=ago(10))
        (one,) = crossings()
        assert (one.withdrawn_at, one.began_at) == (ago(10), ago(15))

    def test_late_readings_are_judged_where_they_belong(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.line(five.fengjing.clerk, gauge, "3.30")
        make.say(five, gauge, (-30, "3.20"), (-5, "3.20"))
        make.say(five, gauge, (-20, "3.40"), (-15, "3.21"))
        (one,) = crossings()
        assert (one.began_at, one.ended_at, one.withdrawn_at) == (ago(20), ago(15), None)

    def test_the_guarantee_level_is_a_crossing_of_its_own(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.line(five.fengjing.clerk, gauge, "3.30")
        make.line(five.fengjing.clerk, gauge, "3.80", kind="guarantee")
        make.say(five, gauge, (-10, "3.50"), (-5, "3.90"))
        assert [(one.level, one.began_at) for one in crossings()] == [("warning", ago(10)), ("guarantee", ago(5))]

    def test_a_rate_of_rise_that_a_town_set(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.mind(five, five.huimin, gauge, rise_m_per_h=D("0.30"))
        make.say(five, gauge, *[(-60 + 10 * k, D("2.00") + D("0.06") * k) for k in range(7)])
        (one,) = crossings()
        assert (one.kind, one.of_town, one.unit, one.threshold) == ("rise", five.huimin.code, "m_h", D("0.300"))
        assert one.value == D("0.360")

    def test_whatever_comes_in_pieces_gives_what_it_gives_at_once(self, five: Five) -> None:
        values = ["3.2", "3.31", "3.4", "3.27", "3.1", "3.35", "3.5", "3.2", "3.3"]
        whole, parts = make.gauge(five, code="whole"), make.gauge(five, code="parts")
        for series in (whole, parts):
            make.line(five.fengjing.clerk, series, "3.30")
        pairs = [(-5 * (len(values) - k), value) for k, value in enumerate(values)]
        make.say(five, whole, *pairs)
        for pair in [*pairs[::2], *pairs[1::2]]:
            make.say(five, parts, pair)

        def told(series: Any) -> Any:
            return [(c.began_at, c.ended_at, c.value, c.peak) for c in crossings(series=series, withdrawn_at=None)]

        assert told(whole) == told(parts) != []


class TestRain:
    @pytest.mark.source("D-22")
    @pytest.mark.source("R-01")
    def test_fengxian_is_orange_at_least_and_red_is_said_to_be_open(self, five: Five) -> None:
        """Of 201.3 mm in twelve hours some six hold 100.65: orange; the red of Shanghai was read by nobody."""
        gauge = make.gauge(five, "rain_mm", "zhelin", interval_minutes=720)
        make.say(five, gauge, (0, "201.3"))
        told = [(one.level, one.rule, one.value, one.threshold, one.certainty) for one in crossings()]
        assert told == [
            ("blue", "rain_6h", D("100.650"), D("50.000"), "at_least"),
            ("orange", "rain_6h", D("100.650"), D("100.000"), "at_least"),
            ("yellow", "rain_6h", D("100.650"), D("80.000"), "at_least"),
        ]
        (orange,) = crossings(level="orange")
        assert [(one["level"], one["reason"]) for one in orange.left_open if one["rule"] == "rain_6h"] == [
            ("red", "unconfirmed")
        ]

    @pytest.mark.source("R-01")
    def test_each_bank_has_its_own_table(self, five: Five) -> None:
        """50 mm in three hours: orange by the national table, blue by Shanghai's."""
        left = make.gauge(five, "rain_mm", "left", town=five.huimin, interval_minutes=60)
        right = make.gauge(five, "rain_mm", "right", interval_minutes=60)
        for gauge in (left, right):
            make.say(five, gauge, (-120, "17"), (-60, "17"), (0, "17"))
        assert {one.level for one in crossings(series=left)} == {"blue", "yellow", "orange"}
        assert {one.level for one in crossings(series=right)} == {"blue"}

    def test_rain_closes_below_nine_tenths_of_its_threshold(self, five: Five) -> None:
        gauge = make.gauge(five, "rain_mm", "rain", interval_minutes=60)
        make.say(five, gauge, (-180, "36"), (-120, "0"), (-60, "0"), (0, "0"))
        (one,) = crossings()
        assert (one.rule, one.level, one.began_at, one.ended_at) == ("rain_1h", "blue", ago(180), ago(120))

    def test_dry_readings_ask_nothing_of_the_past(self, five: Five) -> None:
        gauge = make.gauge(five, "rain_mm", "dry")
        with CaptureQueriesContext(connection) as asked:
            make.say(five, gauge, (-5, "0"))
        assert not [q for q in asked if "begins_at" in q["sql"] and "known_at" not in q["sql"] and "CAST" in q["sql"]]


class TestGauges:
    def test_a_reading_that_looks_wrong_judges_nothing_and_the_officer_is_told(self, five: Five) -> None:
        gauge = make.gauge(five, highest="6.00")
        make.line(five.fengjing.clerk, gauge, "3.30")
        make.put_on_duty(five, five.fengjing, five.fengjing.signatory_user)
        make.say(five, gauge, (-10, "9.99"), (-5, "9.98"))
        (one,) = crossings()
        assert (one.kind, one.rule, one.began_at, one.ended_at) == ("doubt", "range", ago(10), None)
        notices = Notice.objects.visible_to(HOUSE)
        assert [(n.person_id, n.kind) for n in notices] == [(five.fengjing.signatory_user.pk, "watch_doubt")]
        make.say(five, gauge, (0, "3.00"))
        assert crossings()[0].ended_at == NOW

    def test_a_gauge_falls_silent_and_speaks_again(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.say(five, gauge, (-200, "2.90"))
        assert tasks.look_for_silence(NOW) == 1
        assert tasks.look_for_silence(NOW) == 0
        assert [(one.kind, one.began_at, one.ended_at) for one in crossings()] == [("silent", ago(200), None)]
        make.say(five, gauge, (-1, "2.91"))
        assert [(one.kind, one.ended_at) for one in crossings()] == [("silent", ago(1))]


class TestEvents:
    def test_a_crossing_opens_one_event_for_the_towns_it_concerns(self, five: Five) -> None:
        gauge, other = make.gauge(five), make.gauge(five, code="second", town=five.xindai, datum=make.THERE)
        make.line(five.fengjing.clerk, gauge, "3.30")
        make.line(five.xindai.clerk, other, "1.60")
        make.mind(five, five.huimin, gauge)
        make.say(five, gauge, (-5, "3.35"))
        make.say(five, other, (-4, "1.70"))
        (event,) = Event.objects.visible_to(HOUSE)
        assert (event.hazard, event.cause, event.called) == (
            "flood",
            "crossing",
            [five.fengjing.code, five.huimin.code, five.xindai.code],
        )
        assert {one.event for one in crossings()} == {event.pk}

    def test_blue_opens_nothing_and_orange_does(self, five: Five) -> None:
        gauge = make.gauge(five, "rain_mm", "rain", interval_minutes=60)
        make.say(five, gauge, (-60, "36"))
        assert not Event.objects.visible_to(HOUSE).exists()
        make.say(five, gauge, (0, "85"))
        assert [(one.hazard, one.called) for one in Event.objects.visible_to(HOUSE)] == [
            ("rainstorm", [five.fengjing.code])
        ]

    def test_readings_of_long_ago_call_nobody(self, five: Five) -> None:
        gauge = make.gauge(five)
        make.line(five.fengjing.clerk, gauge, "3.30")
        make.say(five, gauge, (-60 * 24 * 30, "3.60"))
        assert (len(crossings()), Event.objects.visible_to(HOUSE).count()) == (1, 0)

    def test_a_gauge_a_town_keeps_to_itself_tells_no_neighbour(self, five: Five) -> None:
        gauge = make.gauge(five, audience="own")
        make.line(five.fengjing.clerk, gauge, "3.30", audience="own")
        make.say(five, gauge, (-5, "3.35"))
        assert Event.objects.visible_to(five.huimin.clerk).count() == 0
        assert [one.called for one in Event.objects.visible_to(five.fengjing.clerk)] == [[five.fengjing.code]]

    @pytest.mark.source("D-22")
    def test_an_orange_signal_opens_an_event_and_a_yellow_one_does_not(self, five: Five) -> None:
        yellow = make.signal(five.fengjing.clerk, "yellow", areas=["310116"])
        assert not Event.objects.visible_to(HOUSE).exists()
        make.signal(five.fengjing.clerk, "orange", areas=["310116"], family=yellow.family, issued_at=ago(1))
        (event,) = Event.objects.visible_to(HOUSE)
        assert (event.cause, event.called) == ("signal", [five.fengjing.code, five.zhujing.code])


def test_a_batch_asks_as_often_for_many_gauges_as_for_few(five: Five) -> None:
    def asked(number: int, code: str) -> int:
        rows = []
        for k in range(number):
            gauge = make.gauge(five, code=f"{code}-{k}")
            make.line(five.fengjing.clerk, gauge, "3.30")
            rows.append(gauge)
        with CaptureQueriesContext(connection) as told:
            actions_of(five, rows)
        return len(told)

    def actions_of(five: Five, rows: list[Any]) -> None:
        from pilin.foundation.observations.actions import ReadingSaid, take_readings

        said = [ReadingSaid(r.slug, NOW, "3.10", unit="m", datum=make.HERE) for r in rows]
        take_readings(by=five.fengjing.clerk, at=NOW, circle=five.slug, rows=said, source="logger")

    assert asked(2, "few") == asked(9, "many")


@given(
    values=st.lists(st.one_of(st.none(), st.integers(0, 60)), min_size=1, max_size=40),
    cut=st.integers(0, 40),
)
@settings(max_examples=300, deadline=None)
def test_excursions_go_on_where_they_stopped(values: list[int | None], cut: int) -> None:
    """Judged in two pieces, with what lasted handed over, excursions are those judged at once."""
    v = np.array([np.nan if one is None else one / 10 for one in values])
    whole = rules.excursions(v >= 3.0, v < 2.5, v)
    cut = min(cut, len(v))
    first = rules.excursions(v[:cut] >= 3.0, v[:cut] < 2.5, v[:cut])
    lasts = first[-1] if first and first[-1].last is None else None
    above = float(v[lasts.peak]) if lasts else None
    second = rules.excursions(v[cut:] >= 3.0, v[cut:] < 2.5, v[cut:], above=above)
    told = [(one.first, one.last, float(v[one.peak])) for one in first if one is not lasts]
    for one in second:
        if one.first < 0:
            assert lasts is not None
            peak = float(v[cut + one.peak]) if one.peak >= 0 else float(v[lasts.peak])
            told.append((lasts.first, None if one.last is None else cut + one.last, peak))
        else:
            told.append((cut + one.first, None if one.last is None else cut + one.last, float(v[cut + one.peak])))
    assert told == [(one.first, one.last, float(v[one.peak])) for one in whole]
