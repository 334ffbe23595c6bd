"""Topics: what belongs together, and which is hottest."""

from __future__ import annotations

import math

import pytest

from pilin.engine import messages as engine
from pilin.engine.messages.places import places_of
from tests.engine.messages.world import table

MIXERS = ("甲市杏花苑小区旁建搅拌站扰民", "杏花苑小区附近搅拌站噪音扰民", "投诉杏花苑小区旁边建搅拌站")
PARKING = ("松柏家园捆绑销售车位", "投诉松柏家园捆绑销售车位")


def test_topics_and_their_order():
    made = engine.hot_topics(table([*MIXERS, "公交车何时来", *PARKING]))
    assert [(topic.rank, topic.messages, topic.people) for topic in made] == [(1, (0, 1, 2), 3), (2, (4, 5), 2)]
    assert made[0].place == "杏花苑小区"
    assert made[0].title in MIXERS
    assert made[1].place == "松柏家园"


def test_one_matter_at_two_places_is_two_topics():
    said = [
        "杏花苑小区夜间施工扰民",
        "杏花苑小区工地夜间施工扰民",
        "梨树湾小区夜间施工扰民",
        "梨树湾小区工地夜间施工扰民",
    ]
    assert sorted(topic.messages for topic in engine.hot_topics(table(said))) == [(0, 1), (2, 3)]


def test_heat_is_the_formula():
    made = engine.hot_topics(table(
        list(PARKING), user=["a", "a"], votes_for=["5", ""], votes_against=["2", "0"], time=["2020-01-01", "2020-01-31"],
    ))  # fmt: skip
    assert [topic.people for topic in made] == [1]
    assert made[0].heat == pytest.approx((1 + math.log(8)) * 1.5)
    assert engine.hot_topics(table(list(PARKING)))[0].heat == 2.0


def test_votes_make_a_topic_hotter():
    made = engine.hot_topics(table([*MIXERS, *PARKING], votes_for=["0", "0", "0", "90", "0"]))
    assert [topic.messages for topic in made] == [(3, 4), (0, 1, 2)]


def test_nothing_in_common_is_no_topic():
    assert engine.hot_topics(table(["公交车何时来", "🙂", "x" * 1_000_000])) == ()
    assert engine.hot_topics(table(["公交车何时来"])) == ()


def test_places_are_known_by_their_ends():
    assert places_of("反映甲市乙县桃源镇柳溪村路灯问题") == ("桃源镇", "柳溪村")
    assert places_of("医保怎么报销") == ()
