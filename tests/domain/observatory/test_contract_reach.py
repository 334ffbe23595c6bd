"""Links and scenarios keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pilin.domain.observatory import actions
from pilin.domain.observatory.models import ReachEnd, ReachLink, ReachScenario, ScenarioChange
from tests.factories import reach as make
from tests.factories.base import Stand
from tests.kit import Example, RoomContract


class TestReach(RoomContract):
    room = "observatory"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a road with the word of one side, and a scenario that adds a link, shared alike."""
        number = ReachLink.objects.visible_to(Stand.machine()).count()
        here, there = self.five.fengjing.row.place, self.five.huimin.row.place
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        link = ReachLink(
            start=here, end=there, start_side=here.code, end_side=there.code, mode="road", minutes=Decimal(20), name_zh=f"路{number}", **shared
        )  # fmt: skip
        end = ReachEnd(link=link, state="open", since=make.SINCE, **shared)
        scenario = ReachScenario(title=f"桥{number}", **shared)
        change = ScenarioChange(scenario=scenario, kind="add", start=here, end=there, minutes=Decimal(9), **shared)
        rows = [link, end, scenario, change]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        pages, api = "/c/five-towns/reach", "/api/v1/circles/five-towns/reach"
        asked = f"origin={make.FENGJING}&start={make.FENGJING}&end={make.HUIMIN}&minutes=5"
        return [
            f"{pages}/", f"{pages}/links/", f"{pages}/ends/", f"{pages}/scenarios/", f"{pages}/matrix/", f"{pages}/bridge/?{asked}",
            f"{pages}/compare/?{asked}", f"{api}?from={make.FENGJING}", f"{api}/links", f"{api}/ends", f"{api}/scenarios", f"{api}/matrix",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, ReachLink):
            return f"/c/five-towns/reach/links/{row.pk}/"
        return f"/c/five-towns/reach/scenarios/{row.pk}/" if isinstance(row, ReachScenario) else None

    def deeds(self) -> Iterable[Example]:
        five, other = self.five, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        link = {
            **base,
            "start": make.FENGJING,
            "end": make.XINDAI,
            "mode": "road",
            "minutes": Decimal(20),
            "state": "open",
        }
        row = make.link(five.huimin.clerk, make.FENGJING)
        end = {"link": row, "town": five.fengjing.code, "state": "open"}
        saved = {**base, "title": "新桥", "changes": [make.change(make.XINDAI, make.ZHUJING)]}
        scenario = make.scenario(five.fengjing.clerk)
        return [
            Example(actions.enter_link, ok=link, refused={**link, "by": other}),
            Example(actions.report_end, ok=end, refused={**end, "town": five.huimin.code}),
            Example(actions.save_scenario, ok=saved, refused={**saved, "changes": []}),
            Example(actions.delete_scenario, ok={"scenario": scenario}, refused={"scenario": scenario, "by": other}),
        ]
