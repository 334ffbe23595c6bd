"""Reading reports: what is said twice, cut short, undated or inexact stays marked as such."""

from datetime import date
from decimal import Decimal

import pytest

from pilin.engine.base import Comparator, Confidence, PartialDate, parse_quantity, resolve_date, story_lines


@pytest.mark.source("Q-08")
def test_a_title_said_twice_stands_once_and_a_broken_end_is_marked() -> None:
    story = story_lines(["Gates opened wide", "Gates opened wide", "", "The level reached 3.55 m and all five gates"])
    assert story.lines == ("Gates opened wide", "The level reached 3.55 m and all five gates")
    assert story.truncated is True


@pytest.mark.source("Q-08")
def test_a_whole_story_is_not_marked() -> None:
    assert story_lines(["水闸全开", "水闸全开", "五座水闸六点全部开启。"]).truncated is False


@pytest.mark.source("Q-11")
@pytest.mark.parametrize(
    ("text", "published", "title", "value", "confidence"),
    [
        ("On June 29th a drill", date(2024, 6, 27), "2023 drills of the district", "2023-06-29", Confidence.FROM_TITLE),
        ("On June 29th a drill", date(2024, 6, 27), "drills", "2023-06-29", Confidence.INFERRED),
        ("June 23 to June 24", date(2024, 6, 27), "", "2024-06-23", Confidence.INFERRED),
        ("2024年6月27日", None, "", "2024-06-27", Confidence.STATED),
        ("29 June 2023", None, "", "2023-06-29", Confidence.STATED),
        ("Feb 29", date(2023, 3, 1), "", "2020-02-29", Confidence.INFERRED),
    ],
)
def test_a_day_without_year_gets_one_and_says_how(
    text: str, published: date | None, title: str, value: str, confidence: Confidence
) -> None:
    found = resolve_date(text, published, title)
    assert (found.value, found.confidence) == (PartialDate.parse(value), confidence)


@pytest.mark.parametrize("text", ["June 31st, 2023", "no day at all", "June 29th"])
def test_a_day_that_cannot_be_known_stays_unknown(text: str) -> None:
    assert resolve_date(text).value is None


@pytest.mark.source("Q-12")
@pytest.mark.source("Q-13")
@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("nearly 500 million yuan", "500000000", "CNY", Comparator.ABOUT),
        ("more than 200 million yuan", "200000000", "CNY", Comparator.MORE_THAN),
        ("over 500 customers", "500", "firm", Comparator.MORE_THAN),
        ("nearly 10 companies", "10", "firm", Comparator.ABOUT),
        ("3.852 billion yuan", "3852000000", "CNY", Comparator.EXACTLY),
        ("at least US$ 30 million", "30000000", "USD", Comparator.AT_LEAST),
        ("1466 mu", "1466", "mu", Comparator.EXACTLY),
        ("超过300家企业", "300", "firm", Comparator.MORE_THAN),
        ("近5亿元", "500000000", "CNY", Comparator.ABOUT),
    ],
)
def test_comparator_unit_and_scale_survive(text: str, value: str, unit: str, comparator: Comparator) -> None:
    found = parse_quantity(text)
    assert (found.value, found.unit, found.comparator) == (Decimal(value), unit, comparator)


@pytest.mark.parametrize("text", ["a number of agreements", "300", "5 construction sites and 3 teams"])
def test_what_is_no_one_figure_with_a_unit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"figure|unit"):
        parse_quantity(text)


def test_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        parse_quantity("1 million yuan") + parse_quantity("1 million US dollars")
