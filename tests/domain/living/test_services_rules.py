"""The rule of settling directly, whom a service is for, hours by the Chinese calendar, and visits between two rides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.living.enums.services import Answer, CareKind, Filing, ReachState
from pilin.domain.living.rules import services as rules
from pilin.domain.living.rules.reaching import judge
from pilin.domain.living.rules.services import HoursInput
from pilin.domain.living.rules.settlement import SAID, VERSIONS, ZONE, ZoneOn, settle
from pilin.domain.living.rules.settlement_codes import COUNTIES

pytestmark = pytest.mark.once
JULY = date(2024, 7, 1)
JIASHAN, QINGPU, WUJIANG, JINSHAN, PINGHU = "330421", "310118", "320509", "310116", "330482"


@pytest.mark.source("D-90")
@pytest.mark.parametrize(
    ("insured", "at", "direct", "filing", "months", "why"),
    [
        (JIASHAN, JINSHAN, "yes", "required", 6, "at_outside"),
        (JINSHAN, JIASHAN, "yes", "required", 6, "insured_outside"),
        (PINGHU, JINSHAN, "yes", "required", 6, "insured_outside"),
        (JIASHAN, QINGPU, "yes", "none", None, "both_in_zone"),
        (QINGPU, JIASHAN, "yes", "none", None, "both_in_zone"),
        (WUJIANG, JIASHAN, "yes", "none", None, "both_in_zone"),
        (QINGPU, WUJIANG, "yes", "none", None, "both_in_zone"),
        ("330421111", "310118104", "yes", "none", None, "both_in_zone"),  # towns lie in their counties
        ("330421000000", "310118000000", "yes", "none", None, "both_in_zone"),
        (JIASHAN, JIASHAN, "yes", "none", None, "both_in_zone"),
        (QINGPU, JINSHAN, "unknown", "unknown", None, "no_home_clause"),  # one city's fund, whose clause nobody checked
        ("310000", JINSHAN, "unknown", "unknown", None, "no_home_clause"),
        (JIASHAN, PINGHU, "unknown", "unknown", None, "no_home_clause"),
        (JIASHAN, "330106", "unknown", "unknown", None, "same_province"),
        ("33", JIASHAN, "unknown", "unknown", None, "wide_province"),
        (JIASHAN, "310000", "unknown", "unknown", None, "wide"),  # Qingpu or not: nobody can tell
        ("310000", JIASHAN, "unknown", "unknown", None, "wide"),
        (
            "310000",
            PINGHU,
            "yes",
            "required",
            6,
            "at_outside",
        ),  # Pinghu is outside, wherever in Shanghai one is insured
        ("999999", JINSHAN, "unknown", "unknown", None, "no_insured"),
        (JIASHAN, "Fengjing", "unknown", "unknown", None, "no_at"),
        ("", "", "unknown", "unknown", None, "no_insured"),
    ],
)
def test_only_two_places_in_the_zone_need_no_filing(
    insured: Any, at: Any, direct: Any, filing: Any, months: Any, why: Any
) -> None:
    told = settle(insured, at, JULY, CareKind.OUTPATIENT)
    assert (told.direct, told.filing, told.valid_months_at_least, told.reasons[0].code) == (direct, filing, months, why)
    assert (told.clause is None) == (filing == "unknown")
    assert told.rule_version == "2024-05-01"


@pytest.mark.source("R-14")
def test_each_version_begins_on_its_day_and_before_the_first_nothing_is_known() -> None:
    told = {day: settle(JIASHAN, QINGPU, date.fromisoformat(day), "inpatient") for day in ("2024-04-30", "2024-05-01", "2025-02-28", "2025-03-01")}  # fmt: skip
    assert {day: (one.filing.value, one.rule_version) for day, one in told.items()} == {
        "2024-04-30": ("unknown", None), "2024-05-01": ("none", "2024-05-01"), "2025-02-28": ("none", "2024-05-01"),
        "2025-03-01": ("none", "2025-03-01"),
    }  # fmt: skip
    assert [word in (told["2025-03-01"].clause or "") for word in ("第五十条", "《上海市医疗保障条例》第十条")] == [
        True
    ] * 2
    assert "医疗保障条例" not in (told["2024-05-01"].clause or "")
    outward = settle(JINSHAN, JIASHAN, date(2025, 3, 1), "outpatient")
    assert "第四十六条第二款" in (outward.clause or "")
    home = settle(
        JINSHAN, QINGPU, date(2025, 3, 1), "outpatient"
    )  # within Shanghai's own fund, by a clause that was read
    assert (home.filing, home.reasons[0].code, "第四十六条第一款" in (home.clause or "")) == ("none", "same_city", True)


def test_medicine_at_a_pharmacy_is_filed_alike_and_never_promised() -> None:
    told = [settle(JIASHAN, at, JULY, "pharmacy") for at in (JINSHAN, QINGPU)]
    assert [(one.direct, one.filing) for one in told] == [
        (Answer.UNKNOWN, Filing.REQUIRED),
        (Answer.UNKNOWN, Filing.NONE),
    ]


def test_records_of_the_zone_come_before_the_law_and_a_half_covered_county_is_unknown() -> None:
    one_town = ZoneOn(frozenset({QINGPU, "330482102"}), "records")
    told = [
        settle(insured, QINGPU, JULY, "outpatient", one_town).filing.value for insured in (JIASHAN, "330482102", PINGHU)
    ]
    assert told == ["required", "none", "unknown"]
    named = ZoneOn(ZONE.codes, "records", frozenset({"110101"}))
    assert settle("110101", JIASHAN, JULY, "outpatient", named).filing == "required"


@given(st.sampled_from(sorted(COUNTIES)), st.sampled_from(sorted(COUNTIES)), st.dates(date(2024, 5, 1), date(2026, 12, 31)), st.sampled_from(CareKind.values))  # fmt: skip
def test_across_provinces_no_filing_means_both_lie_in_the_zone(insured: str, at: str, on: date, kind: str) -> None:
    told = settle(insured, at, on, kind)
    if insured[:2] != at[:2]:
        assert (told.filing == "none") == ({insured, at} <= ZONE.codes)
        assert (told.filing == "unknown", told.valid_months_at_least == 6) == (False, told.filing == "required")
    assert {one.code for one in told.reasons} <= set(SAID)
    assert all(one.words_zh and one.words for one in told.reasons)


def test_the_versions_stand_in_order_and_the_counties_are_counties() -> None:
    assert [one.begins for one in VERSIONS] == sorted(one.begins for one in VERSIONS)
    assert {len(code) for code in COUNTIES} == {6}
    assert ZONE.codes <= COUNTIES
    assert len(COUNTIES) == 329


@pytest.mark.source("D-90")
def test_what_a_visit_of_the_delta_cost_on_average() -> None:
    visits, amount = Decimal("5930000"), Decimal("1550000000.00")
    assert round(amount / visits) == 261


@pytest.mark.parametrize(
    ("for_whom", "home", "bank", "found"),
    [
        ("everyone", "", None, "yes"), ("circle", "a", -1, "yes"), ("circle", "z", 1, "no"), ("circle", "", None, "unknown"),
        ("own_bank", "b", 1, "yes"), ("own_bank", "a", -1, "no"), ("other_bank", "a", -1, "yes"), ("other_bank", "b", 1, "no"),
        ("own_bank", "z", 0, "unknown"), ("insured", "a", -1, "unknown"), ("firms", "a", -1, "unknown"),
    ],
)  # fmt: skip
def test_a_service_of_the_right_bank_is_open_to_those_it_is_for(
    for_whom: Any, home: Any, bank: Any, found: Any
) -> None:
    assert rules.open_to(for_whom, home=home, home_bank=bank, bank=1, members=["a", "b"]) == found


WORKDAYS = [HoursInput("workdays", 510, 690), HoursInput("workdays", 810, 990)]


@pytest.mark.parametrize(
    ("hours", "on", "found"),
    [
        ([], date(2024, 10, 18), None),
        (WORKDAYS, date(2024, 10, 18), ((510, 690), (810, 990))),
        (WORKDAYS, date(2024, 10, 12), ((510, 690), (810, 990))),  # a Saturday made up for the holiday
        (WORKDAYS, date(2024, 10, 19), ()),
        (WORKDAYS, date(2024, 10, 1), ()),
        ([HoursInput("sat", 540, 690)], date(2024, 10, 19), ((540, 690),)),
        ([HoursInput("sat", 540, 690)], date(2024, 10, 18), ()),
        ([HoursInput("sat", 540, 690)], date(2024, 10, 12), None),  # whether the Saturday hours hold, nobody said
        ([HoursInput("tue", 540, 690)], date(2024, 10, 1), None),  # a Tuesday of the holiday
        ([HoursInput("daily", 420, 1440)], date(2024, 10, 1), ((420, 1440),)),
        ([HoursInput("restdays", 540, 690)], date(2024, 10, 1), ((540, 690),)),
    ],
)  # fmt: skip
def test_hours_follow_the_chinese_calendar_and_unknown_is_no_closed_door(hours: Any, on: Any, found: Any) -> None:
    assert rules.spans_on(hours, on) == found


def test_hours_are_read_as_people_type_them() -> None:
    made, faults = rules.read_hours("工作日 8:30-11:30\n周六 9：00至11：30\n\ndaily 0:00-24:00\n 13:00-16:00")
    assert faults == []
    assert made == [HoursInput("workdays", 510, 690), HoursInput("sat", 540, 690), HoursInput("daily", 0, 1440), HoursInput("daily", 780, 960)]  # fmt: skip
    made, faults = rules.read_hours("mornings 8:00-9:00\n工作日 上午")
    assert (made, [fault.code for fault in faults]) == ([], ["hours", "hours"])
    assert [fault.code for fault in rules.faults_of_hours([HoursInput("daily", 600, 600), HoursInput("never", 0, 1441)])] == ["hours", "days", "hours"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("110105 19491231 002X 要办证", "**** 要办证"), ("电话０２１－５７３５１２３４", "电话****"), ("卡6222021001112223335", "卡****"),
        ("写 a.b@c.cn", "写 ****"), ("2024年在3楼12号窗口", "2024年在3楼12号窗口"), ("打12345", "打12345"),
    ],
)  # fmt: skip
def test_a_note_keeps_no_number_of_anybody(text: str, kept: str) -> None:
    assert rules.without_numbers(text) == kept


# between two rides ---------------------------------------------------------------------------------------------------
DESK = [(510, 690), (810, 990)]


@pytest.mark.parametrize(
    ("there", "back", "spans", "state"),
    [
        ([(400, 430)], [(700, 730)], [], "closed"),
        ([], [(700, 730)], DESK, "no_bus"),
        ([(400, 430)], [(700, 730)], DESK, "reachable"),
        ([(400, 430)], [(500, 530)], DESK, "no_way_back"),
        ([(640, 665)], [(700, 730)], DESK, "no_way_back"),  # too late for the morning; served from 13:30
        ([(950, 975)], [(1100, 1130)], DESK, "not_in_hours"),
    ],
)  # fmt: skip
def test_a_visit_needs_a_ride_there_time_at_the_desk_and_a_ride_home(
    there: Any, back: Any, spans: Any, state: Any
) -> None:
    assert judge(there, back, spans).state == state


def test_the_visit_that_takes_the_least_time_is_told_with_the_last_ways() -> None:
    told = judge([(400, 430), (470, 500), (800, 830)], [(540, 560), (600, 620), (900, 920), (1100, 1120)], DESK)
    assert told.visit is not None
    assert (told.visit.there, told.visit.served, told.visit.home) == ((470, 500), 510, (540, 560))
    assert (told.visit.latest, told.visit.last_home) == ((800, 830), (1100, 1120))


rides = st.lists(
    st.tuples(st.integers(0, 1400), st.integers(1, 90)).map(lambda one: (one[0], one[0] + one[1])), max_size=8
)


@given(rides, rides, st.lists(st.tuples(st.integers(0, 1300), st.integers(1, 300)).map(lambda one: (one[0], min(one[0] + one[1], 1440))), min_size=1, max_size=3), st.integers(1, 60))  # fmt: skip
def test_the_judgement_is_that_of_a_search_through_every_pair(there: Any, back: Any, spans: Any, stay: Any) -> None:
    found = [
        (home[1] - out[0], out[0])
        for out in there
        for begin in sorted(max(out[1], opens) for opens, closes in spans if max(out[1], opens) + stay <= closes)[:1]
        for home in back
        if home[0] >= begin + stay
    ]
    told = judge(there, back, spans, stay)
    assert (told.state is ReachState.REACHABLE) == bool(found)
    if told.visit:
        assert (told.visit.home[1] - told.visit.there[0], told.visit.there[0]) == min(found)
        assert told.visit.there in there


# what is kept --------------------------------------------------------------------------------------------------------


@pytest.mark.source("R-17")
def test_no_column_of_the_subject_holds_a_person_or_a_diagnosis() -> None:
    names = {"Facility", "FacilityDepartment", "FacilityPartnership", "OpeningHours", "PublicService", "ServicePaper", "SettlementWord", "UnmetNeed"}  # fmt: skip
    models = [model for model in apps.get_app_config("living").get_models() if model.__name__ in names]
    assert len(models) == len(names)
    columns = {column.name for model in models for column in model._meta.get_fields()}
    wrong = ("person", "patient", "diagnos", "disease", "treat", "symptom", "id_number", "doctor", "birth", "sex", "asker", "contact", "user")  # fmt: skip
    assert {column for column in columns if any(word in column for word in wrong)} == set()
    assert {getattr(column.related_model, "__name__", "") for model in models for column in model._meta.fields if column.is_relation} == {
        "Circle", "Place", "Facility", "PublicService"
    }  # fmt: skip
