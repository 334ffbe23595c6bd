"""Parks, crossings, carriers and promises of the demo: what the reports say, with its lines; and made-up joint parks.

Nantong counts nineteen joint parks and names one (S2:33); the rest stays unnamed here, and the page shows what is missing.
No report names a joint park of the five towns: those of the demo are illustrative, with their shares and firms.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pilin.config.demo.world import World
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.parks import actions, queries
from pilin.domain.parks.models import Park
from pilin.domain.parks.rules import FigureInput, PartyInput
from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("demo")
S1, S2, S4 = date(2024, 7, 1), date(2024, 5, 14), date(2020, 9, 10)
CROSSINGS: list[tuple[str, str, int, str, dict[str, Any]]] = [  # name, in English, number, state, more
    ("苏通大桥", "Sutong Bridge", 1, "open", {
        "opened_on": "2008-06-30", "day_count": 90_000, "day_comparator": ">", "peak_count": 130_000, "peak_comparator": "≤",
        "times_design": Decimal(2), "times_comparator": "≈",
        "note_zh": "来源说日均超过 9 万辆、节假日最高 13 万辆，“是设计流量的近两倍”，没有给出设计流量。",
        "note": "The source says more than 90,000 a day, up to 130,000 on holidays, “nearly twice the design traffic volume”, and does not give that volume.",
    }),
    ("另两条在用过江通道（来源未具名）", "Two more crossings in use (not named by the source)", 2, "open", {}),
    ("2022 年开工的四条通道（来源未具名）", "Four crossings begun in 2022 (not named by the source)", 4, "building", {
        "begun_on": "2022",
        "note_zh": "2024 年 5 月 14 日的来源写作“将于 2022 年开工”：说的时候 2022 年已经过去，时态与日期不合。这里按已开工读；原话在“承诺”页。",
        "note": "The source of 14 May 2024 has “will start in 2022”: that year was over when it was said, so the tense does not fit. Read here as begun; the words stand among the promises.",
    }),
    ("苏通第二通道", "Su-Tong second passage", 1, "planned", {"note_zh": "来源说“即将开工”。", "note": "“About to start”, the source says."}),
]  # fmt: skip
CARRIERS = [  # name, in English, figures, note, in English
    ("上海湾区科创中心", "Shanghai Bay Area Science and Technology Center", (
        FigureInput("centres", Decimal(1)), FigureInput("bases", Decimal(1)), FigureInput("platforms", Decimal(8)),
        FigureInput("projects", Decimal(508), "=", "运营第一年", "in the first year of operation"),
        FigureInput("tax", Decimal(100_000_000), ">", "运营第一年", "in the first year of operation"),
    ), "与“签约制造业项目”同为 508，是两件事，不合并。", "508 as in “manufacturing projects signed”, but another thing: never merged."),
    ("华东无人机基地", "East China Drone Base", (
        FigureInput("bases", Decimal(1)), FigureInput("centres", Decimal(7)), FigureInput("signed", Decimal(65)),
        FigureInput("served", Decimal(212)), FigureInput("flights", Decimal(32_293)),
    ), "“一个基地、七个中心”。", "“A base and 7 centers”."),
    ("SCIC", "SCIC", (FigureInput("projects", Decimal(15)), FigureInput("investment", Decimal(7_000_000_000))),
     "来源只写 SCIC，未写全称。", "The source writes SCIC only."),
]  # fmt: skip
JINSHAN = ("金山区", "Jinshan District")
PROMISES = [  # town, work, in English, what, in English, said by, in English, said on, words, source
    ("jinshan", "乐高乐园", "Legoland", "开工", "Construction starts", *JINSHAN, S4, "the second quarter of next year", "S4:35"),
    ("jinshan", "金山第二座万达广场", "Second Wanda commercial complex in Jinshan", "落地枫泾镇", "To be landed in Fengjing", *JINSHAN, S4, "", "S4:35"),
    ("jinshan", "沿海地区促淤圈围", "Land reclaimed on the coast", "完成 3,866 亩", "3,866 mu completed", *JINSHAN, S4, "by the end of the year", "S4:35"),
    ("nantong", "另外四条过江通道（来源未具名）", "Four more crossings (not named by the source)", "开工", "Construction starts", "南通市委", "Nantong Municipal Party Committee", S2, "will start in 2022", "S2:19"),
    ("nantong", "苏通第二通道", "Su-Tong second passage", "开工", "Construction starts", "南通市委", "Nantong Municipal Party Committee", S2, "about to start", "S2:19"),
]  # fmt: skip
MADE_UP = [  # work, in English, what, in English, words, days after the words' last day on which it came (None: not yet)
    ("枫惠断头路贯通", "Fengjing–Huimin road joined", "通车", "Opens to traffic", "去年第三季度", 12),
    ("枫埭联合幼儿园", "Fengjing–Xindai nursery", "开园", "Opens", "去年9月1日", 0),
    ("姚庄—枫泾绿道", "Yaozhuang–Fengjing greenway", "贯通", "Joined", "明年上半年", None),
]
JOINT = [  # towns, name, in English, model, area, firms entered, shares, agreed
    (("fengjing", "xindai"), "枫埭协同产业园", "Fengjing–Xindai park", "expansion", "1.20", 6, ("55", "45"), True),
    (("fengjing", "huimin"), "枫惠科创飞地", "Fengjing–Huimin enclave", "enclave", "0.35", 4, ("60", "40"), False),
]  # fmt: skip


def load(world: World) -> None:
    """Put down the list that Nantong counts, the parks named, crossings, carriers, promises, and two made-up joint parks."""
    _as_reported(world)
    for town, work, work_en, what, what_en, by, by_en, said, words, line in PROMISES:
        actions.enter_promise(
            by=world.machine, at=world.at("2024-07-01"), circle=world.circle, town=world.members[town].code, work_zh=work, work_en=work_en,
            what_zh=what, what=what_en, said_by_zh=by, said_by=by_en, said_on=said, words=words, source=line,
        )  # fmt: skip
    _made_up_promises(world)
    for one in JOINT:
        _joint(world, *one)


def _as_reported(world: World) -> None:
    at, by = world.at("2024-07-01"), world.machine
    base: dict[str, Any] = {"by": by, "at": at, "circle": world.circle}
    nantong, zhangyan, jinshan = (world.members[key].code for key in ("nantong", "zhangyan", "jinshan"))
    listed = actions.enter_list(
        **base, town=nantong, name_zh="南通与上海、苏南共建的合作园区", name="Parks that Nantong builds with Shanghai and southern Jiangsu",
        declared=19, source="S2:33",
    )  # fmt: skip
    actions.enter_park(
        **base, town=nantong, listed_in=listed, name_zh="上海市北高新（南通）科技城", name="Shibei High-tech City (Nantong)",
        parties=[PartyInput(world.members["jingan"].code), PartyInput("", "南通市崇川区", "Chongchuan District, Nantong", -1)],
        area_km2=Decimal("5.2"), firms=300, firms_comparator="≈", firms_inside=True, hnte_share=Decimal("0.25"), talents_zh="数万名",
        talents="tens of thousands", source="S2:33",
        note_zh="来源说它获评“长三角共建省际产业合作示范园”；哪一年、由谁评定，来源没有说。",
        note="The source says that it was named “Yangtze River Delta Jointly Building Inter-Provincial Industrial Cooperation Demonstration Park”, and neither when nor by whom.",
    )  # fmt: skip
    actions.enter_park(
        **base, town=zhangyan, joint=False, name_zh="张堰工业园区", name="Zhangyan industrial park", parties=[PartyInput(zhangyan)],
        area_km2=Decimal("2.35"), firms=274, source="S1:7 S1:17",
        note_zh="全镇报道有 274 家企业，园区 2.35 平方公里；来源没有说 274 家都在园区内。",
        note="274 firms are reported of the town and 2.35 km² of the park; the source does not say that all 274 lie inside.",
    )  # fmt: skip
    for name_zh, name, number, state, more in CROSSINGS:
        actions.enter_crossing(
            **base, town=nantong, name_zh=name_zh, name=name, number=number, state=state, source="S2:19", **more
        )
    for name_zh, name, figures, note_zh, note in CARRIERS:
        actions.enter_carrier(
            **base,
            town=jinshan,
            name_zh=name_zh,
            name=name,
            figures=figures,
            note_zh=note_zh,
            note=note,
            source="S4:17",
        )
    actions.enter_carrier(
        **base, town=nantong, name_zh="长三角国家科技创新中心首个分中心", name="First branch center of the Yangtze River Delta National Science and Technology Innovation Center",
        place_zh="南通", place="Nantong", figures=(), source="S2:27",
        note_zh="中文名按英文译出，没有核对过。来源没有给它的数。", note="Its Chinese name is our rendering of the English. The source gives no figures of it.",
    )  # fmt: skip


def _made_up_promises(world: World) -> None:
    at = world.now - timedelta(days=20)
    by = world.standing("fengjing-clerk", at)
    for work, work_en, what, what_en, words, late in MADE_UP:
        row = actions.enter_promise(
            by=by, at=at, circle=world.circle, town=world.members["fengjing"].code, work_zh=work, work_en=work_en, what_zh=what, what=what_en,
            said_by_zh="枫泾镇城建中心", said_by="Fengjing construction centre", said_on=at.date(), words=words, illustrative=True,
        )  # fmt: skip
        if late is not None and row.promised is not None:
            came = min(row.promised.last + timedelta(days=late), at.date())
            actions.report_actual(by=by, at=at, promise=row, actual=came, actual_source="枫泾镇城建中心台账（示意）")


def _joint(
    world: World,
    towns: tuple[str, ...],
    name_zh: str,
    name: str,
    model: str,
    area: str,
    firms: int,
    shares: tuple[str, ...],
    agreed: bool,
) -> None:
    """Enter a made-up park; its first town proposes the shares, both agree or the other has still to answer."""
    at = world.now - timedelta(days=30)
    clerk = world.standing(f"{towns[0]}-clerk", at)
    park = actions.enter_park(
        by=clerk, at=at, circle=world.circle, town=world.members[towns[0]].code, name_zh=name_zh, name=name, model=model,
        parties=[PartyInput(world.members[town].code) for town in towns], area_km2=Decimal(area), valid_from="2023", illustrative=True,
    )  # fmt: skip
    parties = queries.parties_of(park)
    proposal = actions.propose_shares(
        by=clerk, at=at, park=park, shares={party.pk: Decimal(share) for party, share in zip(parties, shares, strict=True)},
        why_zh="按土地与投资折算。", why="By land and investment.", illustrative=True,
    )  # fmt: skip
    for days, town in enumerate(towns if agreed else towns[:1], start=1):
        moment = at + timedelta(days=days)
        actions.answer_shares(by=world.standing(f"{town}-leader", moment), at=moment, proposal=proposal, agrees=True)
    _firms(world, park, towns[0], firms)


def _firms(world: World, park: Park, town: str, number: int) -> None:
    """Put the town's first made-up firms into the park: both parks begin with the same, which totals count once."""
    at = world.now - timedelta(days=25)
    clerk = world.standing(f"{town}-clerk", at)
    rows = Enterprise.objects.visible_to(HOUSE).filter(circle="five-towns", owner=clerk.member, illustrative=True)
    for firm in rows.filter(audience="public", merged_into__isnull=True).order_by("name_zh", "uid")[:number]:
        if queries.firm_to_put(clerk, "five-towns", firm.pk) is not None:
            actions.put_firm(by=clerk, at=at, park=park, enterprise=firm, valid_from=at.date(), illustrative=True)
