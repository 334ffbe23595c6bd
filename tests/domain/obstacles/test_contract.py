"""The register keeps the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pilin.domain.obstacles import actions
from pilin.domain.obstacles.models import Obstacle, ObstacleLink, Step
from tests.factories import obstacles as make
from tests.factories.base import Stand
from tests.kit import Example, RoomContract


class TestObstacles(RoomContract):
    room = "obstacles"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return an obstacle with a step and a link, all shared alike."""
        number = Obstacle.objects.visible_to(Stand.machine()).count() + 1000
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        row = Obstacle(year=2024, number=number, kind="other", title_zh="障", cost_zh="多走路", **shared)
        row.save()
        step = Step(obstacle=row, kind="identified", taken_on="2024-10-18", who="张三", **shared)
        step.save()
        link = ObstacleLink(obstacle=row, subject=row.pk, kind="item", title_zh="项目", url="/c/x/", **shared)
        link.save()
        return [row, step, link]

    def list_urls(self) -> Iterable[str]:
        return [
            "/c/five-towns/obstacles/",
            "/c/five-towns/obstacles/?view=table",
            "/api/v1/circles/five-towns/obstacles",
        ]

    def page_of(self, row: Any) -> str | None:
        return f"/c/five-towns/obstacles/{row.pk}/" if isinstance(row, Obstacle) else None

    def deeds(self) -> Iterable[Example]:
        five = self.five
        known = make.report(five.fengjing.clerk)
        words = {"circle": "five-towns", "kind": "law", "title_zh": "障", "cost_zh": "多走路"}
        return [
            Example(actions.report_obstacle, ok=words, refused={**words, "by": five.stranger.clerk}),
            Example(
                actions.add_evidence,
                ok={"obstacle": known, "name": "note.txt", "content": b"a note"},
                refused={"obstacle": known, "name": "note.txt", "content": b"a note", "by": five.stranger.clerk},
            ),
            Example(
                actions.document_obstacle,
                ok={"obstacle": known, "revision": known.revision, "level": "county", "rule_zh": "规定"},
                refused={"obstacle": known, "revision": known.revision, "level": "moon", "rule_zh": ""},
            ),
            Example(
                actions.show_to_everyone, ok={"obstacle": known}, refused={"obstacle": known, "by": five.xindai.clerk}
            ),
        ]
