"""Meetings, tasks and matters for tests, made by the room's own deeds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pilin.domain.meetings import actions
from pilin.domain.meetings.models import Matter, Meeting, PolicyDocument, Task
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Body
from tests.factories.base import NOW, Five, writing

HOUSE = Standing.machine("test")


def make_bodies(five: Five) -> dict[str, Body]:
    """Return one body a level, by level."""
    made = {}
    with writing():
        for level, days in (("decision", 20), ("coordination", 10), ("execution", 5)):
            made[level] = Body(
                in_circle=five.circle, circle=five.slug, owner=five.fengjing.code, audience="public", level=level,
                name_zh=f"机构 {level}", name=f"Body {level}", escalation_days=days,
            )  # fmt: skip
            made[level].save()
    return made


def call(five: Five, **more: Any) -> Meeting:
    """Return a meeting called by the chair's secretary for the day of the tests."""
    given = {"title_zh": "联络会", "title": "Liaison meeting", "starts_on": "2024-10-18", **more}
    by, at = given.pop("by", five.fengjing.secretary), given.pop("at", NOW)
    return actions.call_meeting(by=by, at=at, circle=five.slug, **given)


def attend(five: Five, row: Meeting, *towns: Any, at: datetime = NOW) -> None:
    """Record these towns as having been there."""
    actions.record_attendance(
        by=five.fengjing.secretary, at=at, circle=five.slug, meeting=row.pk, people=[{"member": t.code} for t in towns]
    )


def give(five: Five, town: Any, *, due: date = date(2024, 11, 1), row: Meeting | None = None) -> Task:
    """Return a task of a town, out of a resolution of a meeting."""
    row = row or call(five)
    resolution = actions.resolve(
        by=five.fengjing.secretary, at=NOW, circle=five.slug, meeting=row.pk, text_zh="修桥", state="approved",
        tasks=[{"member": town.code, "title_zh": "出图", "title": "Draw", "due_on": due}],
    )  # fmt: skip
    return Task.objects.visible_to(HOUSE).get(resolution=resolution)


def move(
    five: Five, task: Task, by: Standing, what: str, words: str = "看过现场", at: datetime = NOW, **more: Any
) -> Any:
    """Do something to a task."""
    return actions.move_task(by=by, at=at, circle=five.slug, task=task.pk, what=what, words=words, **more)


def raise_up(five: Five, by: Standing, task: Task, at: datetime = NOW, level: str = "execution") -> Matter:
    """Put a task one level up."""
    return actions.raise_matter(
        by=by, at=at, circle=five.slug, subject=task.pk, subject_kind="task", subject_url=f"/c/{five.slug}/tasks/{task.pk}/",
        title_zh="出图卡住", title="Drawing is stuck", why="标高谈不拢", from_level=level,
    )  # fmt: skip


def document(five: Five, town: Any, **more: Any) -> PolicyDocument:
    """Return a policy document of a town with two of its clauses."""
    given = {
        "title_zh": "实施办法", "title": "Measures", "issuer_zh": "镇政府", "issuer": "Town government", "issued_on": "2024-03",
        "clauses": [{"label": "第一条", "text_zh": "首接负责"}, {"label": "第二条", "text_zh": "每季对表"}], **more,
    }  # fmt: skip
    by, at = given.pop("by", town.clerk), given.pop("at", NOW)
    return actions.record_document(by=by, at=at, circle=five.slug, **given)
