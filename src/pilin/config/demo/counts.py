"""Two of the shares of "4567" for the five towns, counted from the demo's registers: every firm in them is made up.

Nantong is not in the circle and brings no register: its own four shares stay what the report claims (S2:31).
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from pilin.config.demo.world import World
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.observatory import actions
from pilin.domain.observatory.actions import FirmSaying
from pilin.domain.observatory.models import Indicator
from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("demo")
TOWNS = ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")
ASKED = 60  # firms of each town that its yearly inquiry reached
INSTITUTES = ("上海交通大学", "华东理工大学", "上海大学", "东华大学")
COUNTED = [  # address, what, out of what, line of "4567" it is set beside, titles
    ("towns-4567-firms", "related", "firms", 50, ("五镇企业与上海有往来", "Firms of the five towns that deal with Shanghai")),
    ("towns-4567-research", "research", "above", 70, ("五镇规上制造企业与上海产学研合作", "Manufacturers above designated size of the five towns in research with Shanghai")),
]  # fmt: skip
ABOUT = (
    "与南通“4567”同一问法，从本圈的示意名录计数；枫泾、朱泾本在上海，其企业之间的供需关系也算。南通在本圈没有名录，它的数仍是来源的说法。",
    "The question of Nantong’s “4567”, counted from this circle’s illustrative registers; Fengjing and Zhujing lie in Shanghai "
    "themselves, so links among their firms count too. Nantong has no register here: its figures stay what the report claims.",
)


def load(world: World) -> None:
    """Let each town say what its inquiry found, count both shares, attest the first, and let later words make it differ."""
    for town in TOWNS:
        _inquiry(world, town)
    rows = [_counted(world, *given) for given in COUNTED]
    at = world.now - timedelta(days=8)
    actions.attest_count(by=world.standing("fengjing-clerk", at), at=at, indicator=rows[0])
    at = world.now - timedelta(days=2)
    late = _firms(world, "xindai")[ASKED : ASKED + 5]
    words = [FirmSaying(firm, "related", True, "2024-01-01", place="31") for firm in late]
    actions.say_of_firms(
        by=world.standing("xindai-clerk", at), at=at, words=words, audience="public", illustrative=True
    )


def _inquiry(world: World, town: str) -> None:
    """Note what a town's yearly inquiry found of its firms: not all were asked, and what was not asked stays unknown."""
    dice = Random(f"pilin inquiry {town}")  # noqa: S311  (the same at every loading)
    at = world.now - timedelta(days=15)
    since = f"{world.today.year - 1}-01-01"
    words = []
    for firm in _firms(world, town)[:ASKED]:
        words.append(FirmSaying(firm, "related", dice.random() < 0.58, since, place="31"))
        if firm.industry.startswith("01") or dice.random() < 0.25:
            continue
        above = dice.random() < 0.6
        words.append(FirmSaying(firm, "above", above, since))
        if above and dice.random() < 0.85:
            holds = dice.random() < 0.72
            partner = dice.choice(INSTITUTES) if holds else ""
            words.append(FirmSaying(firm, "research", holds, since, place="31", partner_zh=partner))
    audience = "circle" if town == "zhujing" else "public"  # as its register
    actions.say_of_firms(
        by=world.standing(f"{town}-clerk", at), at=at, words=words, audience=audience, illustrative=True
    )


def _counted(world: World, slug: str, count: str, whole: str, line: int, titles: tuple[str, str]) -> Indicator:
    at = world.now - timedelta(days=12)
    clerk = world.standing("fengjing-clerk", at)
    row = actions.define_indicator(
        by=clerk, at=at, circle=world.circle, town=world.members["fengjing"].code, slug=slug, title_zh=titles[0], title=titles[1],
        form="share", unit="percent", part_of="manufacturing", expects="circle", about_zh=ABOUT[0], about=ABOUT[1],
        valid_from=date(2023, 1, 1), illustrative=True,
    )  # fmt: skip
    for town in TOWNS:
        actions.count_from_register(
            by=clerk, at=at, indicator=row, town=world.members[town].code, count=count, whole=whole, place="31", illustrative=True
        )  # fmt: skip
    actions.set_target(
        by=clerk, at=at, indicator=row, comparator=">", value=str(line), clause_zh="参照南通“4567”，严格大于",
        clause="Set beside Nantong’s “4567”, strictly more than", valid_from=date(2023, 1, 1), illustrative=True,
    )  # fmt: skip
    return row


def _firms(world: World, town: str) -> list[Enterprise]:
    rows = Enterprise.objects.visible_to(HOUSE).filter(
        circle="five-towns", owner=world.members[town].code, illustrative=True, merged_into__isnull=True
    )
    return list(rows.exclude(uscc="").order_by("uscc")[: ASKED + 5])
