"""The demo's investment is laid by the room's own deeds: reports with their source, all else illustrative."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pilin.config.demo import investment as demo
from pilin.config.demo.world import World
from pilin.domain.investment import queries
from pilin.domain.investment.enums import LeadStage
from pilin.domain.investment.models import Ask, CreditSplit, Lead, PipelineFigure, Space
from pilin.foundation.identity.models import User
from tests.factories import enterprises
from tests.factories.base import NOW, Stand

HOUSE = Stand.machine()
LATER = NOW + timedelta(days=500)  # all towns were members on every day the demo tells of


def test_it_loads_and_says_what_is_made_up(five: Any) -> None:
    (firm,) = enterprises.made(five.fengjing.clerk, enterprises.firm(1), audience="circle")
    spoken = enterprises.speaker("fengjing-firm", firm, five.fengjing.clerk)
    towns = {name: getattr(five, name) for name in ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")}
    people = {f"{name}-clerk": town.clerk_user for name, town in towns.items()}
    people["fengjing-firm"] = User.objects.get(pk=str(spoken.person))
    members = {name: town.row for name, town in towns.items()} | {"zhangyan": five.observer.row}
    world = World(now=LATER, circle=five.circle, members=members, people=people)
    demo.load(world)

    on = world.today
    found = queries.pipeline(HOUSE, five.slug, on)
    assert [(s.stage.value, s.count) for s in found.stages] == [
        ("lead", 1), ("intention", 3), ("signed", 2), ("started", 1), ("in_production", 2), ("confirmed", 0),
    ]  # fmt: skip
    assert [(row.key, row.projects) for row in found.figures] == [
        ("signed", 508), ("intentions", 37), ("bay-centre", 508), ("everdisplay", 1), ("warburg-pinshan", 1), ("coast", None),
    ]  # fmt: skip
    assert {row.illustrative for row in PipelineFigure.objects.visible_to(HOUSE)} == {False}
    for model in (Lead, Space, Ask, CreditSplit):
        assert {row.illustrative for row in model.objects.visible_to(HOUSE)} == {True}
    handed = Lead.objects.visible_to(HOUSE).get(owner=five.xindai.code, reporter=five.fengjing.code)
    told = queries.lead_told(five.xindai.clerk, five.slug, handed.pk, on)
    assert told is not None
    assert told.agreed is not None
    assert told.agreed.split.shares == {five.fengjing.code: "40.00", five.xindai.code: "60.00"}
    assert [item.title for item in queries.work_of(spoken, on)] != []  # production waits for the firm's word
    linked = Lead.objects.visible_to(HOUSE).get(title_zh="食品包装厂投产")
    states = [one.state.value for one in queries.links_of(five.zhujing.clerk, linked, on)]
    assert states == ["not_so", "open"]
    assert [queries.still_days(five.slug, town.code)[LeadStage.LEAD] for town in (five.fengjing, five.zhujing)] == [
        60,
        30,
    ]
    assert len(queries.joins_asked(five.zhujing.clerk, five.slug)) == 1
    assert queries.spaces(HOUSE, five.slug).count() == 8
