"""Firms of the demo: those that the reports name, with their lines; and made-up ones, so that registers look alive."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from pilin.config.demo.world import World
from pilin.domain.enterprises import actions
from pilin.domain.enterprises.rules import RecordInput
from pilin.engine.base import PartialDate
from pilin.engine.base.identifiers import organisation_check_digit, uscc_check_digit
from pilin.foundation.access.enums import Audience

NAMED: list[tuple[str, str, str, str, list[tuple[str, str, tuple[str, ...]]]]] = [  # town, title, as of, line, firms as the report names them: Chinese where it is known, English
    ("fengjing", "报道里写到的枫泾企业", "2024-06-27", "S0:13",
     [("汉钟精机", "Shanghai Hanzhong Precision Machinery Co., Ltd.", ("压缩机",))]),
    ("fengjing", "报道里写到的枫泾跨省企业", "2024-06-27", "S0:17",
     [("德耐尔", "Denair Energy Saving Technology Co., Ltd.", ("空气压缩机",)),
      ("Shanghai Fresi Valve Co., Ltd.", "Shanghai Fresi Valve Co., Ltd.", ()),
      ("Demeng Compression Machinery Co., Ltd.", "Demeng Compression Machinery Co., Ltd.", ())]),
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
FORMS = ("有限公司", "股份有限公司", "厂")
SYLLABLES = "安邦辰达鼎丰冠恒宏汇嘉建江金锦巨凯朗隆茂铭南宁启仁瑞森盛泰通旺鑫兴雅益永宇源泽展正中卓"
A_TOWN = 40


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
    _seen_from_the_other_bank(world, made["fengjing"][:6])


def made_up(town: str, dice: Random, place: int) -> list[RecordInput]:
    """Return made-up firms of a town: no register of this world has codes of the division 999999."""
    firms = []
    for number in range(A_TOWN):
        trade, industry, products = TRADES[dice.randrange(len(TRADES))]
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
