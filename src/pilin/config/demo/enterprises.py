"""Firms of the demo: those that the reports name, with their lines; and made-up ones, so that registers look alive."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random
from typing import Any

from pilin.config.demo.world import World
from pilin.domain.enterprises import actions, queries
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.rules import Frame, RecordInput
from pilin.engine.base import PartialDate
from pilin.engine.base.identifiers import organisation_check_digit, uscc_check_digit
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("demo")
NAMED: list[tuple[str, str, str, str, list[tuple[str, str, tuple[str, ...]]]]] = [  # town, title, as of, line, firms as the report names them: Chinese where it is known, English
    ("fengjing", "报道里写到的枫泾企业", "2024-06-27", "S0:13",
     [("汉钟精机", "Shanghai Hanzhong Precision Machinery Co., Ltd.", ("压缩机",))]),
    ("fengjing", "报道里写到的枫泾跨省企业", "2024-06-27", "S0:17",
     [("德耐尔", "Denair Energy Saving Technology Co., Ltd.", ("空气压缩机",)),
      ("Shanghai Fresi Valve Co., Ltd.", "Shanghai Fresi Valve Co., Ltd.", ()),
      ("Demeng Compression Machinery Co., Ltd.", "Demeng Compression Machinery Co., Ltd.", ())]),
    ("xindai", "报道里写到的新埭跨省企业", "2024-06-27", "S0:17",
     [("德耐尔（新埭生产基地）", "Denair, production base in Xindai", ("空气压缩机",))]),
    ("zhangyan", "报道里写到的张堰光电传输集群企业", "2024-07-01", "S1:11",
     [("起帆电缆", "Shanghai Qifan Cable Co., Ltd.", ("电缆",)),
      ("Shanghai Xieyi Industrial Co., Ltd.", "Shanghai Xieyi Industrial Co., Ltd.", ()),
      ("Shanghai Zili Plastic Technology Co., Ltd.", "Shanghai Zili Plastic Technology Co., Ltd.", ()),
      ("Shuaiyi Chi New Materials Group Co., Ltd.", "Shuaiyi Chi New Materials Group Co., Ltd.", ()),
      ("Shanghai Niwei Intelligent Technology Co., Ltd.", "Shanghai Niwei Intelligent Technology Co., Ltd.", ())]),
]  # fmt: skip
TOWNS = {"fengjing": "枫泾", "zhujing": "朱泾", "huimin": "惠民", "yaozhuang": "姚庄", "xindai": "新埭"}
TRADES = [  # what made-up firms make: word in the name, class of GB/T 4754, products
    ("电缆", "3831", ("控制电缆", "电力电缆")),
    ("电线", "3831", ("布电线", "汽车线束")),
    ("塑料", "2929", ("PVC电缆料", "护套料")),
    ("橡胶制品", "2913", ("密封圈", "减震垫")),
    ("压缩机配件", "3442", ("转子", "轴承座", "油气分离器")),
    ("阀门", "3443", ("截止阀", "安全阀")),
    ("精密机械", "3421", ("数控机床零件",)),
    ("铸造", "3391", ("灰铁铸件", "球墨铸件")),
    ("电子", "3989", ("连接器", "线路板组件")),
    ("食品", "1439", ("速冻面点",)),
    ("农业科技", "0141", ("叶菜", "食用菌")),
]
MORE = [  # trades of the larger part, so that each chain has firms at its stages
    ("线缆", "3831", ("特种电缆", "光电复合缆")), ("铜业", "3251", ("铜杆", "铜丝")), ("高分子", "2651", ("交联聚乙烯料", "阻燃母粒")),
    ("光纤", "3832", ("光纤预制棒", "光缆")), ("压缩机", "3442", ("螺杆压缩机", "空气压缩机")), ("冷却设备", "3464", ("冷却器", "干燥机")),
    ("电机", "3812", ("永磁电机",)), ("轴承", "3451", ("滚动轴承",)), ("光电材料", "2659", ("偏光片", "光学膜")),
    ("显示科技", "3974", ("OLED模组", "触控屏")), ("玻璃", "3049", ("玻璃基板", "盖板玻璃")), ("新材料", "2652", ("碳纤维", "改性塑料")), ("树脂", "2651", ("环氧树脂", "丙烯酸树脂")),
    ("涂料", "2641", ("粉末涂料", "涂料")), ("精细化工", "2614", ("聚醚多元醇", "己二酸")),
    ("智能装备", "3490", ("自动化产线", "工业机器人")), ("模具", "3525", ("注塑模具", "压铸模具")), ("紧固件", "3482", ("高强度螺栓",)),
    ("包装", "2319", ("纸箱", "木托盘")), ("冷链食品", "1361", ("水产预制菜",)), ("粮油", "1331", ("菜籽油",)),
]  # fmt: skip
LACKS = {  # trades that no made-up firm of a town has, so that its chains have gaps which the other bank closes
    "fengjing": ("塑料", "高分子", "精细化工"), "zhujing": ("铸造", "铜业"), "huimin": ("线缆", "电缆", "电线"),
    "yaozhuang": ("显示科技", "玻璃"), "xindai": ("压缩机", "冷却设备"),
}  # fmt: skip
FORMS = ("有限公司", "股份有限公司", "厂")
SYLLABLES = "安邦辰达鼎丰冠恒宏汇嘉建江金锦巨凯朗隆茂铭南宁启仁瑞森盛泰通旺鑫兴雅益永宇源泽展正中卓"
A_TOWN = 400  # five towns: two thousand
FEW = 40  # of the older trades


def load(world: World) -> None:
    """Bring the registers: what the reports name first, then each town's made-up one, and one that contradicts another."""
    for town, title, as_of, line, firms in NAMED:
        actions.bring_register(
            by=world.machine, at=world.at(as_of), circle="five-towns", owner=world.members[town].code, title=title, as_of=as_of,
            audience=Audience.PUBLIC, source=line, records=[(None, RecordInput(zh, en, products=products)) for zh, en, products in firms],
        )  # fmt: skip
    made = {}
    for place, town in enumerate(TOWNS):
        at = world.now - timedelta(days=40 - place)
        made[town] = made_up(town, Random(f"pilin {town}"), place)  # noqa: S311  (the same firms at every loading)
        actions.bring_register(
            by=world.standing(f"{town}-clerk", at), at=at, circle="five-towns", title=f"{TOWNS[town]}制造企业名录",
            as_of=PartialDate.parse(f"{at:%Y-%m}"), records=list(enumerate(made[town], start=2)), illustrative=True,
            audience=Audience.PUBLIC if town != "zhujing" else Audience.CIRCLE,  # so that a visitor sees chains, and not all
        )  # fmt: skip
    _with_faults(world)
    _seen_from_the_other_bank(world, made["fengjing"][:6])
    _known_by_other_names(world, made["fengjing"][100:112])
    _compared(world)
    _one_group_on_both_banks(world)


def made_up(town: str, dice: Random, place: int) -> list[RecordInput]:
    """Return made-up firms of a town: no register of this world has codes of the division 999999."""
    firms = []
    for number in range(A_TOWN):
        trades = [one for one in (TRADES if number < FEW else MORE) if one[0] not in LACKS[town]]
        trade, industry, products = trades[dice.randrange(len(trades))]
        brand = "".join(dice.sample(SYLLABLES, 2))
        staff = dice.choice(("", str(dice.randrange(8, 400)), f"约{dice.randrange(1, 12) * 50}"))
        firms.append(
            RecordInput(
                name_zh=f"{TOWNS[town]}{brand}{trade}{dice.choice(FORMS)}", uscc=_code(place * 1000 + number),
                address=f"{TOWNS[town]}工业园区{dice.randrange(1, 300)}号", industry=industry, products=products,
                founded_on=PartialDate.parse(str(dice.randrange(1992, 2024))), staff=staff,
            )
        )  # fmt: skip
    return firms


def _code(number: int) -> str:
    organisation = f"MX{number:06}"
    first = f"91999999{organisation}{organisation_check_digit(organisation)}"
    return first + str(uscc_check_digit(first))


def _with_faults(world: World) -> None:
    """Let Yaozhuang hand in a list that was turned down: what its clerk sees of a large file."""
    at = world.now - timedelta(days=1)
    by = world.standing("yaozhuang-clerk", at)
    frame = Frame("five-towns", by.member or "", "姚庄镇商户名录", f"{at:%Y-%m}", Audience.OWN, "", digest="0" * 64)
    row = actions.begin_bringing(by=by, at=at, frame=frame, file_name="商户.xlsx", source="")
    actions.note_checked(by=by, at=at, bringing=row, rows=52_316, faults=418, ended=True)


def _seen_from_the_other_bank(world: World, firms: list[RecordInput]) -> None:
    """Let Xindai bring a list of plants whose heads sit in Fengjing: the same codes, other addresses."""
    at = world.now - timedelta(days=12)
    records = [
        (row, RecordInput(firm.name_zh, uscc=firm.uscc, address=f"新埭镇兴旺路{row * 11}号", industry=firm.industry))
        for row, firm in enumerate(firms, start=2)
    ]
    actions.bring_register(
        by=world.standing("xindai-clerk", at), at=at, circle="five-towns", title="新埭镇外来设厂企业名录",
        as_of=PartialDate.parse(f"{at:%Y-%m}"), records=records, illustrative=True,
    )  # fmt: skip


def _known_by_other_names(world: World, firms: list[RecordInput]) -> None:
    """Let Yaozhuang bring visitors of a fair as they wrote themselves down: no codes, names cut short or mistyped.

    One is said to be Fengjing's firm by the clerk; the others are compared like any register, once the demo is served.
    """
    at = world.now - timedelta(days=9)
    forms = "|".join(sorted(FORMS, key=len, reverse=True))
    short = [re.sub(f"({forms})$", "", firm.name_zh) for firm in firms]
    ways = (lambda name: name, lambda name: f"上海{name}", lambda name: name[2:], lambda name: f"{name}公司")
    names = list(dict.fromkeys(ways[k % len(ways)](name) for k, name in enumerate(short)))
    clerk = world.standing("yaozhuang-clerk", at)
    register = actions.bring_register(
        by=clerk, at=at, circle="five-towns", title="姚庄镇对接会到会企业", as_of=PartialDate.parse(f"{at:%Y-%m}"),
        records=[(row, RecordInput(name)) for row, name in enumerate(names, start=2)], illustrative=True,
    )  # fmt: skip
    first = register.records.visible_to(HOUSE).get(row=2).enterprise
    kept = Enterprise.objects.visible_to(HOUSE).get(uscc=firms[0].uscc)
    actions.merge_firms(by=clerk, at=at + timedelta(hours=3), enterprise=first, into=kept, why="到会人员核对过营业执照")


def _compared(world: World) -> None:
    """Note that registers whose firms all have a code were compared: two different codes that hold are no pair."""
    for register in queries.registers_to_compare(HOUSE):
        if not register.records.visible_to(HOUSE).filter(uscc="").exists():
            by = queries.town_house(register.owner)
            actions.note_likenesses(by=by, at=register.made_at, register=register, pairs=[])


def _one_group_on_both_banks(world: World) -> None:
    """Note Denair as the report tells it: head office in Fengjing, plant in Xindai, one turnover of both companies."""
    at, by = world.at("2024-06-27"), world.machine
    line: dict[str, Any] = {"audience": Audience.PUBLIC, "source": "S0:17"}
    head, plant = (
        Enterprise.objects.visible_to(HOUSE).get(name_zh=name) for name in ("德耐尔", "德耐尔（新埭生产基地）")
    )
    group = actions.note_group(
        by=by, at=at, circle="five-towns", name_zh="德耐尔", name="Denair", listed_on="2016", owner=head.owner, **line
    )
    actions.place_in_group(by=by, at=at, group=group, enterprise=head, **line)
    actions.place_in_group(by=by, at=at, group=group, enterprise=plant, valid_from="2018", **line)
    actions.note_site(by=by, at=at, enterprise=head, kind="head", owner=head.owner, **line)
    actions.note_site(
        by=by, at=at, enterprise=plant, kind="plant", area="35000平方米", since="2018", owner=plant.owner, **line
    )
    actions.note_figure(by=by, at=at, group=group, kind="revenue", year=2023, value="约5亿元", owner=head.owner, **line)
