"""Incidents of the four fields: named by no number, told to neighbours, known by their own word, closed with an outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.watch import actions
from pilin.domain.watch.models import Incident
from pilin.domain.watch.queries import incidents as queries
from pilin.domain.watch.queries import work
from pilin.domain.watch.rules.incidents import names_somebody
from pilin.foundation.access.verdict import Invalid, Refused
from tests.factories import watch as make
from tests.factories.base import NOW, TODAY, Five, Stand


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.text(alphabet="水闸门，。 ", max_size=6))
def test_a_telephone_is_found_in_any_words(number: str, words: str):
    assert names_somebody(f"{words}{number}{words}")
    assert names_somebody(f"{number[:3]} {number[3:7]}-{number[7:]}")
    assert not names_somebody(words)


@pytest.mark.django_db
@pytest.mark.source("D-88")
def test_an_incident_that_would_name_somebody_is_refused_field_by_field(five: Five):
    clerk = five.fengjing.clerk
    with pytest.raises(Invalid) as wrong:
        make.incident(clerk, field="fire", what_zh="报告人 13800000000", place="ID 11010519491231002X")
    assert [(one.code, one.field) for one in wrong.value.faults] == [
        ("field", "field"), ("personal", "what_zh"), ("personal", "place"),
    ]  # fmt: skip
    assert Incident.objects.visible_to(Stand.machine()).count() == 0


@pytest.mark.django_db
@pytest.mark.source("D-88")
@pytest.mark.source("D-66")
def test_a_neighbour_is_told_knows_by_its_own_word_and_the_town_closes(five: Five):
    east, west = five.fengjing.clerk, five.huimin.clerk
    first = make.contact(west, review_by=TODAY, rank=2)
    make.contact(west, reviewed_on=TODAY - timedelta(days=9), review_by=TODAY - timedelta(days=1))
    row = make.incident(east)
    notice = actions.tell_neighbour(by=east, at=NOW, incident=row, to_town=west.member, words_zh="请关闸")
    assert notice.contact == first.pk  # the one before it is past its review
    with pytest.raises(Refused):
        actions.tell_neighbour(by=east, at=NOW, incident=row, to_town=west.member)
    assert [(item.verb, item.detail) for item in work.work_of(west, TODAY) if item.detail] == [
        (work.work_of(west, TODAY)[0].verb, "请关闸")
    ]
    for stranger in (five.xindai.clerk, east):
        with pytest.raises(Refused):
            actions.know_incident(by=stranger, at=NOW, notice=notice)
    actions.know_incident(by=west, at=NOW + timedelta(minutes=12), notice=notice, does_zh="已到闸口")
    (told,) = queries.incidents_told(five.yaozhuang.clerk, [row])
    assert (told.silent, [one.minutes for one in told.notices], work.work_of(west, TODAY)) == (0, [12], [])
    with pytest.raises(Refused):
        actions.close_incident(by=west, at=NOW, incident=row, outcome_zh="清除")
    actions.close_incident(by=east, at=NOW + timedelta(hours=2), incident=row, outcome_zh="清除")
    with pytest.raises(Refused):
        actions.close_incident(by=east, at=NOW + timedelta(hours=3), incident=row, outcome_zh="清除")


@pytest.mark.django_db
@pytest.mark.source("D-66")
def test_each_town_says_itself_that_it_takes_part_in_a_joint_plan(five: Five):
    east, west = five.fengjing.clerk, five.xindai.clerk
    plan = make.joint_plan(east, (east.member, west.member))
    with pytest.raises(Refused):
        actions.join_plan(by=five.huimin.clerk, at=NOW, plan=plan)
    actions.join_plan(by=west, at=NOW, plan=plan)
    with pytest.raises(Refused):
        actions.join_plan(by=west, at=NOW, plan=plan)
    (told,) = queries.joint_plans(east, five.slug, TODAY)
    assert told.joined == (west.member,)
    with pytest.raises(Invalid):
        make.joint_plan(east, (), basin="pearl", document="plan.pdf")
