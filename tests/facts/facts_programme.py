"""What the reports say of the joint list and of plans."""

from __future__ import annotations

from datetime import date

from uuid6 import uuid7

from pilin.domain.programme import queries, rules
from pilin.domain.programme.enums import Strand
from pilin.domain.programme.models import ActionPlan, Item, PlanStep
from tests.facts.harness import Fact

ON = date(2024, 12, 31)
NAMED = {
    "双委员制": "party_building",
    "主导产业论坛": "industry",
    "艺术节互访": "culture_ecology",
    "规划有机衔接": "livable_life",
    "医疗资源共享": "livable_life",
}


class TwentyItems(Fact):
    number = "D-01"
    says = "The joint list of 2024 has 20 items, each with one lead and a partner of the other province, public since 2024-06-27"
    room = "programme"
    page = "programme:year"
    page_kwargs = {"circle": "five-towns", "year": 2024}

    def holds(self) -> None:
        answer = self.pilin("programme", "list", "five-towns", "2024", "--json")
        assert len(answer["items"]) == 20
        assert answer["released_at"].startswith("2024-06-27")
        for item in answer["items"]:
            assert any(partner[:2] != item["lead"][:2] for partner in item["partners"])

    def falsify(self) -> None:
        self.sql("DELETE FROM programme_itempartner WHERE member_id LIKE '33%%'")


class FourStrands(Fact):
    number = "D-02"
    says = "The list has four groups; the five named contents stand in them"
    room = "programme"
    page = "programme:year"
    page_kwargs = {"circle": "five-towns", "year": 2024}

    def holds(self) -> None:
        assert len(Strand.values) == 4
        items = queries.items_of(self.public, "five-towns", 2024, ON)
        sums = queries.roll_up(items, []).strands
        assert sum(t.leads for t in sums) == 20
        for words, strand in NAMED.items():
            assert [i.strand for i in items if words in i.title_zh] == [strand]

    def falsify(self) -> None:
        row = Item.objects.visible_to(self.house).get(of_list__year=2024, circle="five-towns", no=7)
        row.pk, row.no, row._state.adding = uuid7(), 21, True
        row.save()


class ZonePlanIsStudied(Fact):
    number = "D-45"
    says = "The construction plan of the Collaborative Zone is being studied; it cannot jump to approved"
    room = "programme"
    page = "programme:plan"
    page_kwargs = {"circle": "yrd", "slug": "estuary-zone-plan"}

    def holds(self) -> None:
        plan = queries.plan_named(self.public, "yrd", "estuary-zone-plan", ON)
        assert plan is not None
        assert plan.state == "studying"
        assert plan.annual_task
        assert rules.may_step(plan.state, "approved").code == "jump"

    def falsify(self) -> None:
        step = PlanStep.objects.visible_to(self.house).get(plan__slug="estuary-zone-plan")
        step.state = "approved"
        step.save()


class NantongFive(Fact):
    number = "D-52"
    says = "Nantong has five major action plans of 2022, of which one is named"
    room = "programme"
    page = "programme:plan"
    page_kwargs = {"circle": "yrd", "slug": "nantong-2022"}

    def holds(self) -> None:
        plan = queries.plan_named(self.public, "yrd", "nantong-2022", ON)
        assert plan is not None
        assert len(plan.parts) == 5
        assert sum(bool(part.title_zh) for part in plan.parts) == 1

    def falsify(self) -> None:
        row = ActionPlan.objects.visible_to(self.house).get(slug="nantong-2022-5")
        row.delete()


class DeltaPlanIsApprovedInPrincipleOnly(Fact):
    number = "D-60"
    says = "The three-year plan of the Delta was approved in principle in June 2024, which is not approved; the year's plans are its children"
    room = "programme"
    page = "programme:plan"
    page_kwargs = {"circle": "yrd", "slug": "yrd-three-year"}

    def holds(self) -> None:
        plan = queries.plan_named(self.public, "yrd", "yrd-three-year", ON)
        assert plan is not None
        assert plan.state == "approved_in_principle"
        assert all(part.annual_task for part in plan.parts)
        assert "yrd-work-plan-2024" in {part.slug for part in plan.parts}

    def falsify(self) -> None:
        step = PlanStep.objects.visible_to(self.house).get(plan__slug="yrd-three-year")
        step.state = "approved"
        step.save()


class OneServiceBase(Fact):
    number = "Q-03"
    says = "The service base and the service centre for specialised firms are one object under two names"
    room = "programme"
    page = "programme:item"
    page_kwargs = {"circle": "five-towns", "year": 2024, "no": 6}

    def holds(self) -> None:
        items = queries.items_of(self.public, "five-towns", 2024, ON)
        found = [i for i in items if "专精特新" in i.title_zh + i.about_zh]
        assert [i.no for i in found] == [6]
        assert "服务基地" in found[0].about_zh
        assert "服务中心" in found[0].about_zh

    def falsify(self) -> None:
        row = Item.objects.visible_to(self.house).get(of_list__year=2024, circle="five-towns", no=6)
        row.about_zh = ""
        row.save()
