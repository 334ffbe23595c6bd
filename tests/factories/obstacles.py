"""Obstacles for tests, made by the room's own deeds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pilin.domain.obstacles import actions
from pilin.domain.obstacles.enums import AuthorityLevel, ObstacleOutcome
from pilin.domain.obstacles.models import Obstacle
from pilin.foundation.access.standing import Standing
from tests.factories.base import NOW


def report(by: Standing, at: datetime = NOW, **more: Any) -> Obstacle:
    """Return an obstacle, reported."""
    given = {
        "circle": "five-towns",
        "kind": "transport",
        "title_zh": "班车不能在医院门口停",
        "title": "The coach may not stop at the hospital",
        "cost_zh": "老人要多走两公里",
        "cost": "Old people walk two kilometres",
        **more,
    }
    return actions.report_obstacle(by=by, at=at, **given)


def documented(by: Standing, at: datetime = NOW, **more: Any) -> Obstacle:
    """Return an obstacle, documented."""
    row = report(by, at, **more)
    return actions.document_obstacle(
        by=by, at=at, obstacle=row, revision=row.revision, level=AuthorityLevel.PROVINCE, rule_zh="客运线路许可不含此站"
    )


def given(by: Standing, at: datetime = NOW, answer_by: date = date(2024, 11, 30), **more: Any) -> Obstacle:
    """Return an obstacle, given to an authority above the towns."""
    row = documented(by, at, **more)
    actions.give_obstacle(
        by=by, at=at, obstacle=row, level=AuthorityLevel.PROVINCE, authority_zh="两地交通部门", answer_by=answer_by
    )
    return row


def said(by: Standing, claimant: Standing, at: datetime = NOW, **more: Any) -> Obstacle:
    """Return an obstacle, said to be gone by the claimant."""
    row = given(by, at, **more)
    actions.say_removed(
        by=claimant, at=at, obstacle=row, outcome=ObstacleOutcome.HARMONISED, note_zh="许可里加了这一站"
    )
    return row
