"""Dates no more exact than known, figures with their comparator, money to the last fen, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from pilin.engine.base import Comparator, PartialDate, Quantity
from pilin.web import words


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("2016-03-18", "2016 年 3 月 18 日", "18 March 2016"),
        ("2017-08", "2017 年 8 月", "August 2017"),
        ("2021-Q2", "2021 年第 2 季度", "Q2 2021"),
        ("2023", "2023 年", "2023"),
    ],
)
def test_precision_is_never_added(text: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert words.partial_date(PartialDate.parse(text)) == chinese
    with translation.override("en"):
        assert words.partial_date(PartialDate.parse(text)) == english


@pytest.mark.parametrize(
    ("amount", "currency", "chinese", "english"),
    [
        (Decimal("12800000"), "CNY", "1,280 万元", "CNY 12.8 m"),
        (Decimal("12800001"), "CNY", "12,800,001 元", "CNY 12,800,001"),
        (Decimal("5600"), "CNY", "5,600 元", "CNY 5,600"),
        (Decimal("104.50"), "CNY", "104.5 元", "CNY 104.5"),
        (Decimal("350000000"), "CNY", "3.5 亿元", "CNY 350 m"),
        (Decimal("1500000"), "USD", "150 万美元", "USD 1.5 m"),
        (Decimal("1500000"), "SGD", "150 万 SGD", "SGD 1.5 m"),
    ],
)
def test_money_loses_nothing(amount: Decimal, currency: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert words.money(amount, currency) == chinese
    with translation.override("en"):
        assert words.money(amount, currency) == english


def test_a_comparator_is_never_rounded_away() -> None:
    with translation.override("en"):
        assert words.quantity(Quantity(Decimal(300), "firm", Comparator.MORE_THAN)) == "> 300 firms"
        assert words.quantity(Quantity(Decimal("3.21"), "m_level", datum="Wusong")) == "3.21 m (Wusong)"
        assert words.quantity(Quantity(Decimal(1), "person")) == "1 person"
    with translation.override("zh-hans"):
        assert words.quantity(Quantity(Decimal(10), "minute", Comparator.ABOUT)) == "≈ 10 分钟"
        assert words.quantity(Quantity(Decimal("1.5"), "CNY")) == "1.5 元"
        assert words.quantity(None) == "来源没有给数"


def test_a_pair_of_fields_answers_in_the_reader_s_language() -> None:
    row = {"title_zh": "界河桥", "title": "Border bridge", "only_zh": "只有中文"}
    with translation.override("zh-hans"):
        assert words.in_words(row, "title") == "界河桥"
    with translation.override("en"):
        assert words.in_words(row, "title") == "Border bridge"
        assert words.in_words(row, "only") == "只有中文"
        assert words.in_words(None, "title") == ""


def test_weekdays() -> None:
    with translation.override("zh-hans"):
        assert words.with_weekday(date(2024, 10, 18)) == "2024 年 10 月 18 日 星期五"
    with translation.override("en"):
        assert words.with_weekday(date(2024, 10, 18)) == "Friday 18 October 2024"
