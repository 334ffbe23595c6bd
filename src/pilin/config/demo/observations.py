"""Series of the demo: what the reports say in figures, each with its line; two invented series marked illustrative."""

from __future__ import annotations

from typing import Any

from pilin.config.demo.world import World
from pilin.foundation.observations import actions

S0, S1, S2, S4 = (
    "2024-06-27T14:02",
    "2024-07-01T09:00",
    "2024-05-14T06:53",
    "2020-09-14T09:00",
)  # when the reports came out

# slug, owner (key of a member), kind, unit, period kind, titles, about, more of the series
SERIES: list[tuple[str, str, str, str, str, tuple[str, str], tuple[str, str], dict[str, str]]] = [
    ("hanzhong-suppliers", "fengjing", "count", "firm", "open", ("长三角供应商", "Suppliers in the Yangtze River Delta"),
     ("汉钟精机", "Hanzhong Precision Machinery"), {}),
    ("hanzhong-customers", "fengjing", "count", "firm", "open", ("长三角客户", "Customers in the Yangtze River Delta"),
     ("汉钟精机", "Hanzhong Precision Machinery"), {}),
    ("hanzhong-suppliers-across", "fengjing", "count", "firm", "open", ("嘉兴、平湖的供应商", "Suppliers in Jiaxing and Pinghu"),
     ("汉钟精机", "Hanzhong Precision Machinery"), {}),
    ("hanzhong-bought-across", "fengjing", "flow", "CNY", "open", ("向嘉兴、平湖供应商的年采购额", "Bought a year from suppliers in Jiaxing and Pinghu"),
     ("汉钟精机", "Hanzhong Precision Machinery"), {}),
    ("hanzhong-income", "fengjing", "flow", "CNY", "year", ("营业收入", "Operating income"), ("汉钟精机", "Hanzhong Precision Machinery"), {}),
    ("hanzhong-rd-deduction", "fengjing", "flow", "CNY", "year", ("研发费用加计扣除", "Additional deduction for R&D"),
     ("汉钟精机", "Hanzhong Precision Machinery"),
     {"caveat_zh": "加计扣除额，不是少缴的税，也不是研发投入占比的口径。", "caveat": "The amount deducted; neither tax saved nor the R&D ratio as eligibility rules define it."}),
    ("hanzhong-tax", "fengjing", "flow", "CNY", "year", ("纳税额", "Tax paid"), ("汉钟精机", "Hanzhong Precision Machinery"),
     {"caveat_zh": "报道说它多年居镇上纳税第一，没有给数额。", "caveat": "The report says first taxpayer of the town for years and gives no amount."}),
    ("denair-revenue", "fengjing", "flow", "CNY", "year", ("两家公司营收合计", "Revenue of the two companies together"), ("德耐尔", "Denair"),
     {"caveat_zh": "总部在枫泾，基地在新埭，两家合计一次：不能两镇各算一遍。",
      "caveat": "Headquarters in Fengjing, plant in Xindai; one total for both: never counted once in each town."}),
    ("denair-base-area", "xindai", "level", "m2", "open", ("新埭基地占地", "Area of the Xindai base"), ("德耐尔", "Denair"), {}),
    ("qifan-attracted-headline", "zhangyan", "count", "firm", "open", ("链主带来的企业：标题说上下游", "Firms drawn by the leader: upstream and downstream, says the headline"),
     ("起帆电缆", "Qifan Cable"), {"caveat_zh": "标题说上下游，正文说上中游：哪几段没有定。", "caveat": "The headline says up- and downstream, the body up- and midstream: which, is open."}),
    ("qifan-attracted", "zhangyan", "count", "firm", "open", ("链主带来的企业：正文说上中游", "Firms drawn by the leader: upstream and midstream, says the body"),
     ("起帆电缆", "Qifan Cable"), {"caveat_zh": "标题说上下游，正文说上中游：哪几段没有定。", "caveat": "The headline says up- and downstream, the body up- and midstream: which, is open."}),
    ("zhangyan-organisations", "zhangyan", "count", "organisation", "open", ("“两新”党组织", "“Two new” party organisations"), ("张堰镇", "Zhangyan Town"), {}),
    ("zhangyan-branch-firms", "zhangyan", "count", "firm", "open", ("四个集群党总支统筹的企业", "Firms coordinated by the four cluster branches"), ("张堰镇", "Zhangyan Town"), {}),
    ("everdisplay-partners", "jinshan", "count", "firm", "open", ("和辉光电的上下游企业", "Upstream and downstream firms of EverDisplay"), ("和辉光电", "EverDisplay"), {}),
    ("everdisplay-investment", "jinshan", "flow", "CNY", "open", ("和辉光电两期总投资", "Investment in both phases of EverDisplay"), ("和辉光电", "EverDisplay"), {}),
    ("everdisplay-output", "jinshan", "flow", "CNY", "open", ("和辉光电达产后年产值", "Planned yearly output of EverDisplay"), ("和辉光电", "EverDisplay"), {}),
    ("jinshan-clusters-output", "jinshan", "flow", "CNY", "open", ("四大产业集群产值", "Output of the four industrial clusters"), ("金山区", "Jinshan District"), {}),
    ("jinshan-taste-awards", "jinshan", "count", "award", "open", ("全国金奖", "National gold awards"), ("“金山味道”", "“Jinshan taste”"), {}),
    ("jinshan-taste-kinds", "jinshan", "count", "item", "open", ("进电商平台和商场的优质农产品", "Kinds of produce on e-commerce platforms and in shopping malls"), ("“金山味道”", "“Jinshan taste”"), {}),
    ("jinshan-farm-leaders", "jinshan", "count", "firm", "open", ("引进农业产业化龙头企业", "Leading enterprises of agriculture brought in"), ("金山区", "Jinshan District"), {}),
    ("xinbohai-kitchen-capacity", "jinshan", "flow", "t", "open", ("“中央厨房”年加工配送能力", "Yearly capacity of the “central kitchen”"), ("鑫博海", "Xinbohai"), {}),
    ("xinbohai-kitchen-output", "jinshan", "flow", "CNY", "open", ("“中央厨房”年产值", "Yearly output value of the “central kitchen”"), ("鑫博海", "Xinbohai"), {}),
    ("nantong-farm-to-shanghai", "nantong", "share", "percent", "open", ("供上海及周边的农副产品占比", "Farm and sideline products supplied to Shanghai and around"),
     ("南通“4567”", "Nantong “4567”"),
     {"numerator_zh": "供上海及周边的农副产品", "numerator": "products supplied to Shanghai and around", "denominator_zh": "南通农副产品", "denominator": "farm and sideline products of Nantong"}),
    ("nantong-firms-with-shanghai", "nantong", "share", "percent", "open", ("与上海有合作的企业占比", "Firms that cooperate with Shanghai"),
     ("南通“4567”", "Nantong “4567”"),
     {"numerator_zh": "与上海有合作关系的企业", "numerator": "firms with cooperation in Shanghai", "denominator_zh": "南通企业", "denominator": "firms of Nantong"}),
    ("nantong-goods-via-shanghai", "nantong", "share", "percent", "open", ("经上海口岸进出口的货物占比", "Goods imported and exported through Shanghai’s ports"),
     ("南通“4567”", "Nantong “4567”"),
     {"numerator_zh": "经上海口岸进出口的货物", "numerator": "goods through Shanghai’s ports", "denominator_zh": "南通进出口货物", "denominator": "goods imported and exported by Nantong"}),
    ("nantong-research-with-shanghai", "nantong", "share", "percent", "open", ("与上海高校产学研合作的规上制造企业占比", "Manufacturers above designated size in research with Shanghai"),
     ("南通“4567”", "Nantong “4567”"),
     {"numerator_zh": "与上海高校院所产学研合作的规上制造企业", "numerator": "those in industry–university–research cooperation with Shanghai",
      "denominator_zh": "南通规上制造企业", "denominator": "manufacturers above designated size in Nantong",
      "caveat_zh": "来源英译把这句断成两句，“listed above” 应为“规模以上”。", "caveat": "The source’s translation broke this sentence in two; “listed above” means above designated size."}),
    ("bay-centre-projects", "jinshan", "count", "project", "open", ("湾区科创中心首年引进项目", "Projects brought in by the Bay Area Sci-Tech Centre in its first year"),
     ("上海湾区科创中心", "Shanghai Bay Area Science and Technology Centre"),
     {"caveat_zh": "与“签约制造业项目”同为 508，是两件事，不合并。", "caveat": "508 as in “manufacturing projects signed”, but another thing: never merged."}),
    ("manufacturing-signed", "jinshan", "count", "project", "open", ("两年多签约制造业项目", "Manufacturing projects signed in over two years"),
     ("金山区招商", "Investment in Jinshan"),
     {"caveat_zh": "与“湾区科创中心首年引进项目”同为 508，是两件事，不合并。", "caveat": "508 as in “projects of the Bay Area centre”, but another thing: never merged."}),
    ("manufacturing-investment", "jinshan", "flow", "CNY", "open", ("签约制造业项目总投资", "Investment in the manufacturing projects signed"), ("金山区招商", "Investment in Jinshan"), {}),
    ("pinshan-investment", "jinshan", "flow", "USD", "open", ("Warburg Pinshan 智慧产业园总投资", "Investment in the Pinshan smart industrial park"),
     ("Warburg Pinshan 智慧产业园", "Warburg Pinshan Smart Industrial Park"), {"caveat_zh": "美元，不与人民币相加。", "caveat": "In US dollars: never added to yuan."}),
    ("pinshan-output", "jinshan", "flow", "CNY", "open", ("Warburg Pinshan 智慧产业园年产值", "Yearly output of the Pinshan smart industrial park"), ("Warburg Pinshan 智慧产业园", "Warburg Pinshan Smart Industrial Park"), {}),
    ("pinshan-land", "jinshan", "level", "mu", "open", ("盘活存量工业用地", "Industrial land brought back into use"), ("Warburg Pinshan 智慧产业园", "Warburg Pinshan Smart Industrial Park"), {}),
    ("jinshan-leisure-visitors", "jinshan", "flow", "visit", "year", ("休闲旅游区接待游客", "Visitors of the leisure tourism area"), ("金山区", "Jinshan District"), {}),
    ("jinshan-rural-income", "jinshan", "flow", "CNY", "year", ("农村居民人均可支配收入", "Disposable income a head of rural residents"), ("金山区", "Jinshan District"), {}),
    ("jinshan-roads-begun", "jinshan", "count", "item", "open", ("开工的省际道路", "Inter-provincial roads begun"), ("金山区", "Jinshan District"),
     {"caveat_zh": "全区的数，来源没有说是哪几条。", "caveat": "Of the whole district; the source names none of them."}),
    ("jinshan-bus-lines", "jinshan", "count", "item", "open", ("开通的跨省公交线路", "Cross-provincial bus lines in operation"), ("金山区", "Jinshan District"),
     {"caveat_zh": "全区的数，来源没有说是哪几条。", "caveat": "Of the whole district; the source names none of them."}),
    ("jinshan-jiaxing-settlement", "jinshan", "count", "person", "open", ("金山—嘉兴医保实时结算", "Real-time medical settlement Jinshan–Jiaxing"),
     ("金山区", "Jinshan District"),
     {"caveat_zh": "来源写“人”，可能是人次：单位未定，不作比较。", "caveat": "The source says people, and may mean visits: the unit is open, do not compare."}),
]  # fmt: skip

# series, value, comparator, period, source, moment it came out
FIGURES: list[tuple[str, str | None, str, str | None, str, str]] = [
    ("hanzhong-suppliers", "300", ">", None, "S0:13", S0),
    ("hanzhong-customers", "500", ">", None, "S0:13", S0),
    ("hanzhong-suppliers-across", "10", "≈", None, "S0:13", S0),
    ("hanzhong-bought-across", "200000000", ">", None, "S0:13", S0),
    ("hanzhong-income", "3852000000", "=", "2023", "S0:13", S0),
    ("hanzhong-rd-deduction", "89000000", ">", "2023", "S0:15", S0),
    ("hanzhong-tax", None, "=", "2023", "S0:13", S0),
    ("denair-revenue", "500000000", "≈", "2023", "S0:17", S0),
    ("denair-base-area", "35000", "=", None, "S0:17", S0),
    ("qifan-attracted-headline", "84", "=", None, "S1:5", S1),
    ("qifan-attracted", "84", "=", None, "S1:11", S1),
    ("zhangyan-organisations", "28", "=", None, "S1:7", S1),
    ("zhangyan-branch-firms", "274", "=", None, "S1:7", S1),
    ("everdisplay-partners", "12", "=", None, "S4:15", S4),
    ("everdisplay-investment", "34330000000", "=", None, "S4:15", S4),
    ("everdisplay-output", "12900000000", "=", None, "S4:15", S4),
    ("jinshan-clusters-output", "100000000000", "≈", None, "S4:15", S4),
    ("jinshan-taste-awards", "8", "=", None, "S4:25", S4),
    ("jinshan-taste-kinds", "30", ">", None, "S4:25", S4),
    ("jinshan-farm-leaders", "23", "=", None, "S4:25", S4),
    ("xinbohai-kitchen-capacity", "40000", "=", None, "S4:25", S4),
    ("xinbohai-kitchen-output", "400000000", "≈", None, "S4:25", S4),
    ("nantong-farm-to-shanghai", "40", ">", None, "S2:31", S2),
    ("nantong-firms-with-shanghai", "50", ">", None, "S2:31", S2),
    ("nantong-goods-via-shanghai", "60", ">", None, "S2:31", S2),
    ("nantong-research-with-shanghai", "70", ">", None, "S2:31", S2),
    ("bay-centre-projects", "508", "=", None, "S4:17", S4),
    ("manufacturing-signed", "508", "=", None, "S4:19", S4),
    ("manufacturing-investment", "39600000000", "=", None, "S4:19", S4),
    ("pinshan-investment", "1500000000", "=", None, "S4:15", S4),
    ("pinshan-output", "20000000000", "=", None, "S4:15", S4),
    ("pinshan-land", "1466", "=", None, "S4:15", S4),
    ("jinshan-leisure-visitors", "8520000", "=", "2019", "S4:25", S4),
    ("jinshan-rural-income", "31336", "=", "2019", "S4:29", S4),
    ("jinshan-roads-begun", "3", "=", None, "S4:39", S4),
    ("jinshan-bus-lines", "6", "=", None, "S4:39", S4),
    ("jinshan-jiaxing-settlement", "120000", ">", None, "S4:39", S4),
]


def load(world: World) -> None:
    """Open the series, take over the reports' figures, and let two towns attest invented ones."""
    units: dict[str, str] = {}
    sources = {slug: (source, moment) for slug, _v, _c, _p, source, moment in FIGURES}
    for slug, owner, kind, unit, period_kind, title, about, more in SERIES:
        units[slug] = unit
        source, moment = sources[slug]
        code = _code(world, owner)
        actions.add_series(
            by=world.machine, at=world.at(moment), circle="five-towns", slug=slug, kind=kind, unit=unit, period_kind=period_kind,
            title_zh=title[0], title=title[1], about_zh=about[0], about=about[1], owner=code, member=code, source=source, **more,  # type: ignore[arg-type]
        )  # fmt: skip
    for slug, value, comparator, period, source, moment in FIGURES:
        actions.attest_figure(
            by=world.machine, at=world.at(moment), series=slug, value=value, unit=units[slug], comparator=comparator,
            period=period, source=source,
        )  # fmt: skip
    _invented(world)


def _code(world: World, owner: str) -> str:
    member: Any = world.members.get(owner)
    return member.code if member is not None else ""


def _invented(world: World) -> None:
    """Two series as towns would keep them: by quarter, attested by a clerk, one figure corrected."""
    opened = world.at("2024-07-02T10:00")
    for key, slug, unit, title, figures in (
        ("fengjing", "fengjing-visitors-across", "visit", ("枫泾古镇：对岸来客", "Fengjing old town: visitors from the other bank"),
         ("12400", "15800", "14100", "9700", "13900", "17200", "15600", "10300", "16400", "18900")),
        ("xindai", "xindai-minutes-to-fengjing", "minute", ("新埭镇政府到枫泾站，早高峰公交", "Xindai town hall to Fengjing station by bus, morning peak"),
         ("58", "57", "57", "55", "52", "52", "49", "47", "47", "46")),
    ):  # fmt: skip
        clerk = f"{key}-clerk"
        actions.add_series(
            by=world.standing(clerk, opened), at=opened, circle="five-towns", slug=slug, kind="flow" if unit == "visit" else "level",
            unit=unit, period_kind="quarter", title_zh=title[0], title=title[1], member=world.members[key].code,
            method_zh="镇文旅办按月登记" if unit == "visit" else "连续五个工作日取中位数",
            method="Counted month by month by the town’s tourism office" if unit == "visit" else "Median of five working days",
            illustrative=True,
        )  # fmt: skip
        year, quarter = 2024, 2
        for value in figures:
            due = world.at(f"{year + (quarter == 4)}-{(quarter * 3) % 12 + 1:02d}-08T15:00")
            if due > world.now:
                break
            actions.attest_figure(
                by=world.standing(clerk, due), at=due, series=slug, value=value, unit=unit, period=f"{year}-Q{quarter}",
                note_zh="", illustrative=True,
            )  # fmt: skip
            year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    later = world.at("2025-02-20T11:30")
    if later < world.now:
        actions.attest_figure(
            by=world.standing("fengjing-clerk", later), at=later, series="fengjing-visitors-across", value="14600", unit="visit",
            period="2024-Q4", note_zh="补上元旦前两天漏登的团队", note="Groups of the last two days of the year were missing",
            illustrative=True,
        )  # fmt: skip
