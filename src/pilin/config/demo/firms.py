"""What the reports call a firm, with their line; what made-up firms say of themselves, and who speaks for two of them."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from pilin.config.demo.world import PASSWORD, World
from pilin.config.standing import standing_of
from pilin.domain.enterprises import actions
from pilin.domain.enterprises.models import Enterprise
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity import actions as identity
from pilin.foundation.identity.models import User

HOUSE = Standing.machine("demo")
A_TOWN = 14  # firms that say something, of each town
SPEAKERS = [  # username, name, town, place among its firms, office
    ("fengjing-firm", ("林致远", "Lin Zhiyuan"), "fengjing", 0, "厂长"),
    ("xindai-firm", ("周映雪", "Zhou Yingxue"), "xindai", 0, "销售经理"),
]
ASKS = ("resident", ("沈一舟", "Shen Yizhou"), "fengjing", 1, "车间主任")  # waits for the clerk's answer
AMOUNTS = {  # first two digits of the industry class → unit of a month's output, steps of it
    "13": ("吨", 50), "14": ("吨", 20), "26": ("吨", 30), "29": ("吨", 15), "30": ("吨", 40), "31": ("吨", 120),
    "32": ("吨", 60), "33": ("吨", 25), "34": ("台", 40), "35": ("台", 12), "38": ("千米", 80), "39": ("件", 5_000),
}  # fmt: skip
TOWNS = ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")


RECOGNISED = [  # firm, title, level, line: what the report says, without an amount or a day it does not give
    ("汉钟精机", "国家级专精特新“小巨人”企业", "national", "S0:13"),
    ("汉钟精机", "枫泾镇纳税冠军（连续多年）", "town", "S0:13"),
]


def load(world: World) -> None:
    """Note goods with capacity, certificates and a recognition of some firms of each town; let two people speak for two."""
    for town in TOWNS:
        for place, firm in enumerate(_firms(world, town)[:A_TOWN]):
            _says(world, town, firm, Random(f"{town} {place}"), place)  # noqa: S311  (the same at every loading)
    for name_zh, title, level, line in RECOGNISED:
        named = Enterprise.objects.visible_to(HOUSE).get(name_zh=name_zh, circle="five-towns", illustrative=False)
        actions.note_certificate(
            by=world.machine, at=world.at("2024-06-27"), enterprise=named, kind="recognition", name_zh=title, level=level,
            audience=named.audience, source=line,
        )  # fmt: skip
    for username, name, town, place, office in SPEAKERS:
        firm = _firms(world, town)[place]
        claim = actions.claim_firm(
            by=_person(world, username, name), at=world.now - timedelta(days=20), enterprise=firm, office=office,
            evidence="盖公章的授权书", illustrative=True,
        )  # fmt: skip
        at = world.now - timedelta(days=19)
        actions.decide_claim(by=world.standing(f"{town}-clerk", at), at=at, claim=claim, accepted=True)
    username, name, town, place, office = ASKS
    actions.claim_firm(
        by=_person(world, username, name), at=world.now - timedelta(days=2), enterprise=_firms(world, town)[place],
        office=office, evidence="可拨打厂里总机核实", illustrative=True,
    )  # fmt: skip


def _firms(world: World, town: str) -> list[Enterprise]:
    rows = Enterprise.objects.visible_to(HOUSE).filter(
        circle="five-towns", owner=world.members[town].code, illustrative=True, merged_into__isnull=True
    )
    return list(rows.exclude(uscc="").order_by("uscc")[:A_TOWN])


def _says(world: World, town: str, firm: Enterprise, dice: Random, place: int) -> None:
    at = world.now - timedelta(days=25)
    by = world.standing(f"{town}-clerk", at)
    unit, step = AMOUNTS.get(firm.industry[:2], ("件", 2_000))
    for number, name in enumerate(firm.products[:2]):
        capacity = f"{step * dice.randrange(1, 9)}{unit}/月" if number == 0 and place % 4 else ""
        actions.note_good(
            by=by, at=at, enterprise=firm, role="makes", name_zh=name, capacity=capacity, audience=firm.audience,
            illustrative=True,
        )  # fmt: skip
    papers = [("certificate", "ISO 9001", "")]
    if firm.industry[:2] in ("26", "29", "38", "39"):
        papers.append(("certificate", "RoHS", ""))
    if place % 5 == 2:
        papers.append(
            ("recognition", "专精特新中小企业", "municipal" if town in ("fengjing", "zhujing") else "provincial")
        )
    for kind, name, level in papers[: 1 + place % 3]:
        until = world.today + timedelta(days=dice.choice((45, 200, 600, 900)))
        actions.note_certificate(
            by=by, at=at, enterprise=firm, kind=kind, name_zh=name, level=level, valid_from=f"{world.today.year - 1}",
            valid_to=f"{until:%Y-%m-%d}", audience=firm.audience, illustrative=True,
        )  # fmt: skip


def _person(world: World, username: str, name: tuple[str, str]) -> Standing:
    at = world.at("2024-06-01")
    made: User = identity.make_person(
        by=world.machine,
        at=at,
        username=username,
        name_zh=name[0],
        name_en=name[1],
        password=PASSWORD,
        illustrative=True,
    )
    world.people[username] = made
    return standing_of(made, world.now)
