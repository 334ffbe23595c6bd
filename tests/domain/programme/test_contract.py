"""The programme keeps the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pilin.domain.programme import actions
from pilin.domain.programme.models import ActionPlan, Item, ItemPartner, KeyProjectList, Milestone
from tests.factories import programme as make
from tests.factories.base import Stand
from tests.kit import Example, RoomContract


class TestProgramme(RoomContract):
    room = "programme"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a list with an item, a partner and a milestone, and a plan, all shared alike."""
        taken = KeyProjectList.objects.visible_to(Stand.machine()).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        of_list = KeyProjectList(year=2030 + taken, **shared)
        of_list.save()
        item = Item(of_list=of_list, no=1, title_zh="项目", strand="industry", lead=self.five.fengjing.row, **shared)
        item.save()
        partner = ItemPartner(item=item, member=self.five.huimin.row, **shared)
        partner.save()
        step = Milestone(item=item, no=1, title_zh="节点", due_on=date(2030, 6, 1), **shared)
        step.save()
        plan = ActionPlan(slug=f"plan-{taken}", title_zh="计划", first_year=2030, last_year=2032, **shared)
        plan.save()
        return [of_list, item, partner, step, plan]

    def list_urls(self) -> Iterable[str]:
        return ["/c/five-towns/plans/", "/api/v1/circles/five-towns/programme"]

    def deeds(self) -> Iterable[Example]:
        five = self.five
        chair = five.chair.secretary
        known = {"circle": five.slug, "year": make.YEAR}
        make.released(five)
        spot = make.first(five).milestones[0].uid
        return [
            Example(
                actions.draft_list, ok={"by": chair, "circle": five.slug, "year": 2040},
                refused={"circle": five.slug, "year": 2041},
            ),
            Example(
                actions.report_milestone, ok={"milestone": spot, "text": "做完了"},
                refused={"milestone": spot, "text": "做完了", "by": five.huimin.clerk},
            ),
            Example(
                actions.propose_erratum, ok={**known, "item_no": 1, "field": "title_zh", "new": "新", "reason": "错字"},
                refused={**known, "item_no": 1, "field": "title_zh", "new": "", "reason": ""},
            ),
        ]  # fmt: skip
