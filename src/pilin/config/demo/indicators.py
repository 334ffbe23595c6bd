"""Indicators of the demo: what the reports say, each with its line, and two invented ones that both banks count.

Jinshan calls itself a carrier of manufacturing, a pilot of rural revitalisation and a bridgehead (S4:9): its indicators stand
under these roles. "4567" are Nantong's own four shares (S2:31): the report gives the lines they lie above and no figures.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pilin.config.demo.world import World
from pilin.domain.observatory import actions
from pilin.domain.observatory.models import Indicator
from pilin.foundation.observations import actions as observations

S2, S4 = "2024-05-14T06:53", "2020-09-14T09:00"  # when the reports came out
TREE: list[tuple[str, str, str, str, str, str, tuple[str, str], str]] = [
    # address, town, role, form, unit, series ("numerator/denominator" of a share), titles, source
    ("clusters-output", "jinshan", "manufacturing", "single", "CNY", "jinshan-clusters-output", ("四大产业集群产值", "Output of the four industrial clusters"), "S4:15"),
    ("manufacturing-signed", "jinshan", "manufacturing", "single", "project", "manufacturing-signed", ("签约制造业项目", "Manufacturing projects signed"), "S4:19"),
    ("rural-income", "jinshan", "rural", "single", "CNY", "jinshan-rural-income", ("农村居民人均可支配收入", "Disposable income a head of rural residents"), "S4:25"),
    ("farm-leaders", "jinshan", "rural", "single", "firm", "jinshan-farm-leaders", ("引进农业产业化龙头企业", "Leading enterprises of agriculture brought in"), "S4:25"),
    ("roads-begun", "jinshan", "bridgehead", "single", "item", "jinshan-roads-begun", ("开工的省际道路", "Inter-provincial roads begun"), ""),
    ("cities-within-an-hour", "jinshan", "bridgehead", "share", "percent", "yrd-cities-within-an-hour/yrd-cities", ("一小时经济圈里的长三角城市占比", "Cities of the delta within the one-hour economic circle"), "S4:9"),
    ("livelihood-spending", "jinshan", "", "single", "CNY", "jinshan-livelihood-spending", ("民生支出", "Spending on people’s livelihood"), "S4:41"),
]  # fmt: skip
FOUR = [  # of "4567": address, series of the claim, line in per cent, titles
    ("4567-farm", "nantong-farm-to-shanghai", 40, ("“4567”之四：农副产品供上海及周边", "“4567”, 4: farm products to Shanghai and around")),
    ("4567-firms", "nantong-firms-with-shanghai", 50, ("“4567”之五：企业与上海有合作", "“4567”, 5: firms that cooperate with Shanghai")),
    ("4567-goods", "nantong-goods-via-shanghai", 60, ("“4567”之六：货物经上海口岸进出口", "“4567”, 6: goods through Shanghai’s ports")),
    ("4567-research", "nantong-research-with-shanghai", 70, ("“4567”之七：规上制造企业与上海产学研合作", "“4567”, 7: manufacturers above designated size in research with Shanghai")),
]  # fmt: skip
REPAIRED = (
    "来源英译把这一句断成两句，“listed above”是“规模以上”的误译：这里按一句读，规上制造企业中超过 70% 与上海高校院所产学研合作。",
    "The source’s translation cut this sentence in two, and “listed above” is “above designated size” (规上): read as one sentence "
    "here, more than 70 % of manufacturers above designated size work with universities and institutes of Shanghai.",
)
PARTNERS = {"zhujing": (31, 36), "fengjing": (58, 66), "huimin": (44, 52), "yaozhuang": (39, 41), "xindai": (27, None)}
COMMUTERS = {"fengjing": 2140, "xindai": 3320}


def load(world: World) -> None:
    """Open what series are missing, define the indicators over them, and let both banks write how they count."""
    _series(world)
    for slug, town, role, form, unit, fed, titles, source in TREE:
        row = _defined(world, slug, town, S4, titles, role=role, form=form, unit=unit, source=source)
        above, _slash, below = fed.partition("/")
        actions.add_input(
            by=world.machine,
            at=world.at(S4),
            indicator=row,
            numerator=above,
            denominator=below,
            town=world.members[town].code,
        )
    hour = _defined_already(world, "cities-within-an-hour")
    _target(world, hour, S4, 50, ("“一小时经济圈”里有一半以上的长三角城市", "Within an hour of more than half of the delta’s cities"), "S4:9")  # fmt: skip
    for slug, claim, line, titles in FOUR:
        row = _defined(
            world, slug, "nantong", S2, titles, form="share", unit="percent", claim=claim, source="S2:31",
            about_zh=REPAIRED[0] if line == 70 else "", about=REPAIRED[1] if line == 70 else "",
        )  # fmt: skip
        _target(world, row, S2, line, ("“4567”，严格大于", "“4567”, strictly more than"), "S2:31")
    _partners(world)
    _commuters(world)


def _series(world: World) -> None:
    """Open the series the tree needs and the catalogue does not have yet."""
    jinshan = world.members["jinshan"].code
    opened: list[tuple[str, str, str, str, tuple[str, str], dict[str, str]]] = [
        ("jinshan-livelihood-spending", "flow", "CNY", "year", ("民生支出", "Spending on people’s livelihood"),
         {"caveat_zh": "来源没有说两年的口径是否相同。", "caveat": "The source does not say whether both years were counted alike."}),
        ("yrd-cities-within-an-hour", "count", "place", "open", ("一小时内到得了的长三角城市", "Cities of the delta within an hour of Jinshan"),
         {"caveat_zh": "来源只说“一半以上”，没有给数。", "caveat": "The source says “more than half” and gives no number."}),
        ("yrd-cities", "count", "place", "open", ("长三角城市", "Cities of the Yangtze River Delta"),
         {"method_zh": "上海市，加江苏 13、浙江 11、安徽 16 个地级市", "method": "Shanghai, and the 13, 11 and 16 prefecture-level cities of Jiangsu, Zhejiang and Anhui"}),
    ]  # fmt: skip
    for slug, kind, unit, period_kind, title, more in opened:
        observations.add_series(
            by=world.machine, at=world.at(S4), circle="five-towns", slug=slug, kind=kind, unit=unit, period_kind=period_kind,
            title_zh=title[0], title=title[1], about_zh="金山区", about="Jinshan District", owner=jinshan, member=jinshan, **more,  # type: ignore[arg-type]
        )  # fmt: skip
    note = {"note_zh": "“十三五”之初，按 2016 年记", "note": "“The beginning of the 13th Five-Year Plan”, kept as 2016"}
    for slug, value, unit, period, source, more in (
        ("jinshan-livelihood-spending", "10700000000", "CNY", "2016", "S4:41", note),
        ("jinshan-livelihood-spending", "13800000000", "CNY", "2020", "S4:41", {}),
        ("yrd-cities-within-an-hour", None, "place", None, "S4:9", {}),
        ("yrd-cities", "41", "place", None, "", {}),
    ):
        observations.attest_figure(
            by=world.machine, at=world.at(S4), series=slug, value=value, unit=unit, period=period, source=source, **more  # type: ignore[arg-type]
        )  # fmt: skip


def _defined(world: World, slug: str, town: str, moment: str, titles: tuple[str, str], *, role: str = "", **more: Any) -> Indicator:  # fmt: skip
    return actions.define_indicator(
        by=world.machine, at=world.at(moment), circle=world.circle, town=world.members[town].code, slug=slug, title_zh=titles[0],
        title=titles[1], part_of=role, valid_from=world.at(moment).date(), **more,
    )  # fmt: skip


def _defined_already(world: World, slug: str) -> Indicator:
    return Indicator.objects.visible_to(world.machine).get(slug=slug, circle="five-towns")


def _target(world: World, row: Indicator, moment: str, line: int, clause: tuple[str, str], source: str) -> None:
    actions.set_target(
        by=world.machine, at=world.at(moment), indicator=row, comparator=">", value=str(line), clause_zh=clause[0], clause=clause[1],
        valid_from=world.at(moment).date(), source=source,
    )  # fmt: skip


def _towns_series(world: World, row: Indicator, town: str, slug: str, figures: list[tuple[int, int]]) -> None:
    """Let a town keep its series of an invented indicator: figures as (year, value), each given in the March after."""
    clerk, opened = f"{town}-clerk", world.now - timedelta(days=55)
    by = world.standing(clerk, opened)
    observations.add_series(
        by=by, at=opened, circle="five-towns", slug=slug, kind="count", unit=row.unit, title_zh=row.title_zh, title=row.title,
        about_zh=world.members[town].name_zh, about=world.members[town].name, member=world.members[town].code, illustrative=True,
    )  # fmt: skip
    actions.add_input(by=by, at=opened, indicator=row, numerator=slug, illustrative=True)
    for year, value in figures:
        observations.attest_figure(
            by=by, at=opened, series=slug, value=str(value), unit=row.unit, period=str(year), illustrative=True
        )


def _invented(world: World, slug: str, town: str, titles: tuple[str, str], **more: Any) -> Indicator:
    at = world.now - timedelta(days=56)
    return actions.define_indicator(
        by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, slug=slug, title_zh=titles[0],
        title=titles[1], form="sum", part_of="bridgehead", valid_from=date(2023, 1, 1), illustrative=True, **more,
    )  # fmt: skip


def _described(world: World, row: Indicator, words: dict[str, tuple[str, str]]) -> list[Any]:
    at = world.now - timedelta(days=50)
    return [
        actions.describe_definition(
            by=world.standing(f"{town}-clerk", at), at=at, indicator=row, jurisdiction=world.members[town].code[:2], text_zh=zh, text=en,
            valid_from=date(2023, 1, 1), illustrative=True,
        )
        for town, (zh, en) in words.items()
    ]  # fmt: skip


def _partners(world: World) -> None:
    """Firms with a partner on the other bank: both banks count alike, and said so; one town has not reported the newest year."""
    row = _invented(world, "partners-across", "fengjing", ("对岸有合作方的企业", "Firms with a partner on the other bank"), unit="firm", expects="circle")  # fmt: skip
    this_year = world.today.year
    for town, (before, after) in PARTNERS.items():
        figures = [(this_year - 2, before), *([] if after is None else [(this_year - 1, after)])]
        _towns_series(world, row, town, f"{town}-partners-across", figures)
    left, right = _described(
        world, row,
        {"xindai": ("年末与对岸企业有在执行合同的企业数", "Firms with a contract in force with a firm across at the year’s end"),
         "fengjing": ("年末同对岸企业签有合同且未到期的企业", "Firms whose contract with a firm across had not ended at the year’s end")},
    )  # fmt: skip
    at = world.now - timedelta(days=44)
    said = actions.judge_concordance(
        by=world.standing("xindai-clerk", at), at=at, left=left, right=right, likeness="same", illustrative=True,
        reason_zh="“在执行”和“未到期”指同一批合同，抽查三十份一致", reason="“In force” and “not ended” name the same contracts; thirty were compared",
    )  # fmt: skip
    later = world.now - timedelta(days=41)
    actions.confirm_concordance(
        by=world.standing("fengjing-clerk", later), at=later, concordance=said, illustrative=True
    )
    actions.set_target(
        by=world.standing("fengjing-clerk", later), at=later, indicator=row, comparator="≥", value="240", year=this_year + 1,
        clause_zh="五镇联席会议纪要第四条", clause="Minutes of the five towns, article 4", valid_from=date(2023, 1, 1), illustrative=True,
    )  # fmt: skip


def _commuters(world: World) -> None:
    """People who work on the other bank: the banks count unlike; one side has judged it and the other has not answered."""
    row = _invented(
        world, "commuters-across", "fengjing", ("到对岸上班的人", "People who work on the other bank"), unit="person"
    )
    for town, value in COMMUTERS.items():
        _towns_series(world, row, town, f"{town}-commuters-across", [(world.today.year - 1, value)])
    left, right = _described(
        world, row,
        {"xindai": ("手机信令：一月内十天以上白天在对岸", "Phone signals: by day on the other bank on ten days of a month or more"),
         "fengjing": ("社保：住本镇、参保单位在对岸的职工", "Social insurance: residents whose insured employer lies across")},
    )  # fmt: skip
    at = world.now - timedelta(days=20)
    actions.judge_concordance(
        by=world.standing("fengjing-clerk", at), at=at, left=left, right=right, likeness="not_comparable", illustrative=True,
        reason_zh="信令含探亲访友和未参保的人，社保不含：没有系数可换", reason="Signals hold visitors and uninsured workers, insurance does not: no factor turns one into the other",
    )  # fmt: skip
