"""Numbers in words are told to the drafter, softly: a numeral with what it counts, and nothing that only looks like one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pilin.config.demo.briefing import text as briefing
from pilin.foundation.bulletins import actions, blocks, loose
from tests.factories.base import NOW, Five
from tests.kit import BACKEND


def told(text: str) -> list[str]:
    return [number for number, _around in loose.spelled_in(text)]


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("措施三条，毗邻五镇，两省一市", ["三条", "五镇", "两省一市"]),
        ("二十一个村、三十二家、近万人", ["二十一个", "三十二家", "万人"]),
        ("一起办，统一，一体化，一样，一定，万一，一带一路，十分，长三角", []),
        ("一个数，一次说清，一家说了算", []),
        ("统一三条标准", ["三条"]),
        ("第三条，第二十一项，10 万人，38万亩，两年多，三天", []),
        ("{figure:series.a} 个，四面八方", []),
        (
            "Three clauses, twenty villages and twenty-two firms",
            ["Three clauses", "twenty villages", "twenty-two firms"],
        ),
        ("two of them, the two are apart, in three years, two-way, one town, often", []),
        ("", []),
    ],
)
def test_a_numeral_with_what_it_counts(said: str, numbers: list[str]) -> None:
    assert told(said) == numbers


@given(st.text(alphabet="一二两三十第统个条镇 two three towns1", max_size=40))
def test_what_is_told_stands_in_the_text(said: str) -> None:
    for number, _around in loose.spelled_in(said):
        assert number in " ".join(said.split())


def test_the_briefing_of_the_demo() -> None:
    assert [one.number for one in loose.spelled(briefing())] == ["四大", "four industrial", "两件", "two things"]


def test_they_are_told_to_the_drafter_and_hold_nothing_up(five: Five, client: Client, on_the_day: Any) -> None:
    secretary = five.fengjing.secretary
    row = actions.draft_bulletin(
        by=secretary, at=NOW, circle=five.slug, slug="spelled", title_zh="题", title="Title", kind="briefing", release_at=NOW,
        blocks=[blocks.paragraph("措施三条。", "Three measures.")],
    )  # fmt: skip
    client.force_login(five.fengjing.secretary_user, backend=BACKEND)
    page = client.get("/c/five-towns/bulletins/spelled/figures/?lang=en").content.decode()
    assert "Numbers in words" in page
    body = client.get("/api/v1/circles/five-towns/bulletins/spelled/check").json()
    assert [(one["number"], one["block"]) for one in body["in_words"]] == [("三条", 1), ("Three measures", 1)]
    assert body["unbound"] == []
    assert actions.freeze_bulletin(by=secretary, at=NOW, bulletin=row.pk).frozen_at == NOW
