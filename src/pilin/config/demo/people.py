"""People to sign in as. None of them is real."""

from __future__ import annotations

from datetime import date

from pilin.config.demo.world import INSTANCE, PASSWORD, World
from pilin.foundation.access.enums import Role
from pilin.foundation.identity import actions

SINCE = date(2019, 11, 1)
NAMES = {  # town: (leader, clerk, secretary), each (Chinese, English)
    "fengjing": (("陆远帆", "Lu Yuanfan"), ("何小满", "He Xiaoman"), ("顾晓岚", "Gu Xiaolan")),
    "zhujing": (("陈思", "Chen Si"), ("吴越", "Wu Yue"), ("钱一川", "Qian Yichuan")),
    "huimin": (("许明", "Xu Ming"), ("方晴", "Fang Qing"), ("倪家和", "Ni Jiahe")),
    "yaozhuang": (("蒋伟", "Jiang Wei"), ("杜若", "Du Ruo"), ("袁青禾", "Yuan Qinghe")),
    "xindai": (("沈国平", "Shen Guoping"), ("俞晓", "Yu Xiao"), ("陶然", "Tao Ran")),
}
PROVINCES = {
    "shanghai": ("周行", "Zhou Xing"),
    "jiangsu": ("苏宁远", "Su Ningyuan"),
    "zhejiang": ("叶知秋", "Ye Zhiqiu"),
    "anhui": ("程怀远", "Cheng Huaiyuan"),
}
OFFICES = {  # place in NAMES: key, roles, title
    0: ("leader", (Role.SIGNATORY,), ("镇长", "Town head")),
    1: ("clerk", (Role.CLERK,), ("办事员", "Clerk")),
    2: ("secretary", (Role.SECRETARY, Role.CLERK), ("党政办秘书", "Secretary of the town office")),
}


def load(world: World) -> None:
    """Make a clerk, a leader and a secretary of each town, a secretary of each province, and the keeper."""
    for town, trio in NAMES.items():
        for place, name in enumerate(trio):
            key, roles, title = OFFICES[place]
            if town == "huimin" and place == 0:
                title = ("街道办主任", "Head of the street")
            _make(world, f"{town}-{key}", name, world.members[town].code, roles, title, "five-towns")
    for province, name in PROVINCES.items():
        _make(
            world,
            f"{province}-secretary",
            name,
            world.members[province].code,
            (Role.SECRETARY, Role.SIGNATORY),
            ("联络员", "Liaison officer"),
            "yrd",
        )
    _make(
        world, "keeper", ("系统管家", "Instance keeper"), INSTANCE, (Role.KEEPER,), ("系统管家", "Instance keeper"), ""
    )


def _make(
    world: World,
    username: str,
    name: tuple[str, str],
    member: str,
    roles: tuple[Role, ...],
    title: tuple[str, str],
    circle: str,
) -> None:
    at = world.at("2024-06-01")
    person = actions.make_person(
        by=world.machine,
        at=at,
        username=username,
        name_zh=name[0],
        name_en=name[1],
        password=PASSWORD,
        illustrative=True,
    )
    for role in roles:
        actions.appoint(
            by=world.machine,
            at=at,
            person=person.pk,
            member=member,
            role=role,
            title_zh=title[0],
            title_en=title[1],
            valid_from=SINCE,
            circle=circle,
            illustrative=True,
        )
    world.people[username] = person
