"""The stage of an obstacle follows from its steps alone, and no bank confirms its own word."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.obstacles import rules
from pilin.domain.obstacles.enums import OPEN_STAGES, ObstacleStage, ObstacleStepKind
from pilin.foundation.access.enums import Role
from tests.factories.base import Stand

FENGJING, ZHUJING, XINDAI, HUIMIN = "310116102", "310116101", "330482102", "330421003"
DAY = date(2024, 10, 18)


def step(kind: ObstacleStepKind, owner: str = FENGJING, **more: Any) -> Any:
    return SimpleNamespace(
        kind=kind, owner=owner, taken_on=DAY, into_id=None, **{"answer_by": None, "outcome": "", **more}
    )


def obstacle(owner: str = FENGJING) -> Any:
    return SimpleNamespace(owner=owner, circle="five-towns", pk=owner)


def officer(code: str, *, chairs: tuple[str, ...] = (), role: Role = Role.CLERK) -> Any:
    return Stand.officer(code, role, circles=("five-towns",), chairs=chairs)


TO_CLAIM = [ObstacleStepKind.IDENTIFIED, ObstacleStepKind.DOCUMENTED, ObstacleStepKind.GIVEN]


def walk(kinds: list[ObstacleStepKind]) -> list[Any]:
    return [step(kind) for kind in kinds]


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [
        ([ObstacleStepKind.IDENTIFIED], ObstacleStage.IDENTIFIED),
        ([ObstacleStepKind.IDENTIFIED, ObstacleStepKind.DOCUMENTED], ObstacleStage.DOCUMENTED),
        (TO_CLAIM, ObstacleStage.GIVEN),
        ([*TO_CLAIM, ObstacleStepKind.SAID_REMOVED], ObstacleStage.SAID_REMOVED),
        ([*TO_CLAIM, ObstacleStepKind.SAID_REMOVED, ObstacleStepKind.CONFIRMED], ObstacleStage.REMOVED),
        ([*TO_CLAIM, ObstacleStepKind.SAID_REMOVED, ObstacleStepKind.SENT_BACK], ObstacleStage.GIVEN),
        ([*TO_CLAIM, ObstacleStepKind.NOT_REMOVABLE], ObstacleStage.NOT_REMOVABLE),
        ([*TO_CLAIM, ObstacleStepKind.NOT_REMOVABLE, ObstacleStepKind.REOPENED], ObstacleStage.GIVEN),
        ([ObstacleStepKind.IDENTIFIED, ObstacleStepKind.MERGED], ObstacleStage.MERGED),
        (
            [
                ObstacleStepKind.IDENTIFIED,
                ObstacleStepKind.DOCUMENTED,
                ObstacleStepKind.MERGED,
                ObstacleStepKind.PARTED,
            ],
            ObstacleStage.DOCUMENTED,
        ),
    ],
)
def test_stage(kinds: list[ObstacleStepKind], stage: ObstacleStage) -> None:
    assert rules.course_of(walk(kinds)).stage == stage


MOVES = [kind for kind in ObstacleStepKind if kind != ObstacleStepKind.IDENTIFIED]


@given(st.lists(st.sampled_from(MOVES), max_size=25))
def test_no_way_leads_to_removed_but_a_confirmation(wanted: list[ObstacleStepKind]) -> None:
    """Whatever people try, in whatever order: removed is only what was given, said to be gone, then confirmed."""
    steps = walk([ObstacleStepKind.IDENTIFIED])
    for kind in wanted:
        if rules.course_of(steps).stage in rules.FOLLOWS[kind]:
            steps.append(step(kind))
    course = rules.course_of(steps)
    taken = [s.kind for s in steps]
    if course.stage == ObstacleStage.REMOVED:
        assert taken[-1] == ObstacleStepKind.CONFIRMED
        assert taken[-2] == ObstacleStepKind.SAID_REMOVED
        assert {ObstacleStepKind.DOCUMENTED, ObstacleStepKind.GIVEN} <= set(taken)
    assert course.open == (course.stage in OPEN_STAGES)
    assert (course.into is None) or course.stage == ObstacleStage.MERGED


def test_the_town_that_said_it_never_confirms_it() -> None:
    course = rules.course_of([*walk(TO_CLAIM), step(ObstacleStepKind.SAID_REMOVED, FENGJING)])
    assert rules.may_confirm(officer(FENGJING), obstacle(FENGJING), course).code == "own_word"
    assert rules.may_confirm(officer(ZHUJING), obstacle(FENGJING), course).code == "same_bank"
    assert rules.may_confirm(officer(XINDAI), obstacle(FENGJING), course)


def test_the_reporter_confirms_what_another_said_even_from_the_same_bank() -> None:
    course = rules.course_of([*walk(TO_CLAIM), step(ObstacleStepKind.SAID_REMOVED, ZHUJING)])
    assert rules.may_confirm(officer(FENGJING), obstacle(FENGJING), course)
    assert rules.may_confirm(officer(HUIMIN), obstacle(FENGJING), course)


@given(st.sampled_from([FENGJING, ZHUJING, XINDAI, HUIMIN]), st.sampled_from([FENGJING, ZHUJING, XINDAI, HUIMIN]),
       st.sampled_from([FENGJING, ZHUJING, XINDAI, HUIMIN]))  # fmt: skip
def test_confirmer_is_another_town_and_reporter_or_other_bank(reporter: str, claimant: str, confirmer: str) -> None:
    course = rules.course_of([*walk(TO_CLAIM), step(ObstacleStepKind.SAID_REMOVED, claimant)])
    allowed = bool(rules.may_confirm(officer(confirmer), obstacle(reporter), course))
    assert allowed == (confirmer != claimant and (confirmer == reporter or confirmer[:2] != claimant[:2]))


def test_strangers_and_the_public_report_nothing() -> None:
    assert rules.may_report(Stand.public(), "five-towns").code == "not_member"
    assert rules.may_report(Stand.officer(XINDAI, circles=("elsewhere",)), "five-towns").code == "not_member"
    assert rules.may_report(Stand.officer(XINDAI, observes=("five-towns",)), "five-towns").code == "not_member"
    assert rules.may_report(officer(XINDAI), "five-towns")


def test_documenting_is_for_the_reporter_or_the_chairs_secretary() -> None:
    steps = walk([ObstacleStepKind.IDENTIFIED])
    assert rules.may_take(officer(FENGJING), obstacle(), steps, ObstacleStepKind.DOCUMENTED)
    assert rules.may_take(officer(XINDAI), obstacle(), steps, ObstacleStepKind.DOCUMENTED).code == "not_owner"
    chair = officer(XINDAI, chairs=("five-towns",), role=Role.SECRETARY)
    assert rules.may_take(chair, obstacle(), steps, ObstacleStepKind.DOCUMENTED)


def test_answers_are_late_only_while_given() -> None:
    steps = [
        step(ObstacleStepKind.IDENTIFIED),
        step(ObstacleStepKind.DOCUMENTED),
        step(ObstacleStepKind.GIVEN, answer_by=date(2024, 10, 10)),
    ]
    assert rules.course_of(steps).overdue_days(DAY) == 8
    assert rules.course_of([*steps, step(ObstacleStepKind.SAID_REMOVED)]).overdue_days(DAY) == 0
    assert rules.course_of(steps).overdue_days(date(2024, 10, 10)) == 0
