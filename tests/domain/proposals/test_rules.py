"""What is hidden in words, on which side a place lies, and the dated tables: over made-up texts and places."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.proposals import rules
from pilin.domain.proposals.enums import NEAR_BORDER_KM
from pilin.engine.base import great_circle_km
from pilin.engine.base.identifiers import citizen_check_digit

pytestmark = pytest.mark.once
DIGITS = st.text("0123456789", min_size=17, max_size=17)
WORDS = st.text("路灯不亮了，请看一下。", max_size=12)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
MIDDLES = [rules.Middle("310116102", "31", 30.8902, 121.0120), rules.Middle("330421003", "33", 30.8391, 120.9699), rules.Middle("310116101", "31", 30.9010, 121.1597)]  # fmt: skip


@given(DIGITS, WORDS, WORDS, st.booleans(), st.sampled_from(["", " ", "-"]))
def test_no_number_of_a_card_gets_through_however_it_is_written(
    first: str, before: str, after: str, wide: bool, gap: str
) -> None:
    number = first + citizen_check_digit(first)
    written = gap.join([number[:6], number[6:14], number[14:]])
    text = before + (written.translate(WIDE) if wide else written) + after
    assert rules.without_cards(text) == f"{before}{rules.HIDDEN}{after}"
    assert rules.shown(text) == rules.Shown(f"{before}{rules.HIDDEN}{after}", True)


@given(
    st.sampled_from("3456789"), st.text("0123456789", min_size=9, max_size=9), st.sampled_from(["", " ", "-"]), WORDS
)
def test_no_telephone_is_shown_and_the_town_keeps_it(second: str, rest: str, gap: str, after: str) -> None:
    number = f"1{second}{rest}"
    text = gap.join([number[:3], number[3:7], number[7:]]) + after
    assert rules.shown(text).text == f"{rules.HIDDEN}{after}"
    assert rules.without_cards(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("拨 12345 或 12333", "拨 12345 或 12333"),
        ("P-2024-17，2024-10-18 到 2025-03-01", "P-2024-17，2024-10-18 到 2025-03-01"),
        ("办公室 021-57310000", "办公室 ****"),
        ("寄 wang.x@mail.example.cn", "寄 ****"),
        ("浙F·A12B3 和 沪AD12345 停在桥上", "**** 和 **** 停在桥上"),
        ("卡号 6222 0210 0111 0111 018", "卡号 ****"),
        ("1000 元、15000 人、30.8902", "1000 元、15000 人、30.8902"),
    ],
)
def test_what_is_hidden_and_what_is_not(text: str, told: str) -> None:
    assert rules.shown(text).text == told


@given(st.text(max_size=60))
def test_hiding_twice_hides_no_more(text: str) -> None:
    once = rules.shown(text).text
    assert rules.shown(once).text == once


@pytest.mark.parametrize("text", ["外地佬", "外 地 佬", "外.地-佬！", "加 微 信", "CLICK  HERE"])
def test_marks_between_characters_do_not_help_a_word_of_the_list(text: str) -> None:
    on = date(2024, 10, 18)
    assert len(rules.held_words(text, rules.words_held(), on)) == 1
    assert rules.held_words(text, rules.words_held(), date(2023, 12, 31)) == []


@pytest.mark.source("P-1")
@given(st.floats(30.7, 31.0), st.floats(120.8, 121.3))
def test_every_place_near_the_towns_has_an_owner_and_the_line_has_two(latitude: float, longitude: float) -> None:
    side = rules.side_of(latitude, longitude, MIDDLES)
    assert side is not None
    away = {one.town: great_circle_km(latitude, longitude, one.latitude, one.longitude) for one in MIDDLES}
    assert side.town == min(away, key=lambda town: (away[town], town))
    province = side.town[:2]
    across = min((km, town) for town, km in away.items() if town[:2] != province)
    assert side.beside == (across[1] if across[0] - side.km <= NEAR_BORDER_KM else "")


def test_a_place_as_near_to_both_has_both_whatever_their_order() -> None:
    here = [rules.Middle("31a", "31", 0.0, 1.0), rules.Middle("33a", "33", 0.0, -1.0)]
    for middles in (here, here[::-1]):
        side = rules.side_of(0.0, 0.0, middles)
        assert side is None  # a hundred kilometres from either
    near = [rules.Middle("33a", "33", 0.0, -0.1), rules.Middle("31a", "31", 0.0, 0.1)]
    for middles in (near, near[::-1]):
        side = rules.side_of(0.0, 0.0, middles)
        assert side is not None
        assert (side.town, side.beside) == ("31a", "33a")


@pytest.mark.source("R-09")
@given(st.dates(date(2022, 5, 1), date(2026, 12, 1)))
def test_the_working_days_of_a_term_lie_in_its_calendar_days(on: date) -> None:
    from pilin.engine.base import add_working_days

    days = rules.working_days_of("answered", "310116102", on)
    assert days is not None
    assert on < add_working_days(on, days).on <= on + timedelta(days=60)
    assert rules.working_days_of("taken", "330482102", on) == 5


@pytest.mark.source("R-10")
def test_what_one_province_set_holds_there_and_from_its_day() -> None:
    """The Shanghai rules came into force on 1 July 2021; before that day, and across the border, they are no rule."""
    assert rules.term_of("topics", "310116102", date(2021, 6, 30)) is None
    assert rules.term_of("topics", "330482102", date(2024, 1, 1)) is None
    term = rules.term_of("topics", "310116102", date(2021, 7, 1))
    assert term is not None
    assert (term.clause, term.source) == ("上海市人民建议征集若干规定 第八条", "上海市人民建议征集若干规定")


def test_every_example_to_learn_from_is_of_an_office_and_each_office_has_some() -> None:
    labels = [seed.label for seed in rules.seeds()]
    assert set(labels) == set(rules.departments())
    assert min(labels.count(code) for code in rules.departments()) >= 6
    assert len({seed.id for seed in rules.seeds()}) == len(labels) == 80
