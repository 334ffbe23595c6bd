"""The press briefing of 2020-09-10 as a bulletin of ours: what Jinshan reported that day, each figure bound to where it stands.

Jinshan is no member of the circle: the chair publishes its figures as reported, in our own words, and checks them. Where the
observatory keeps a figure the text asks the series; the others are cited with title, day and paragraph. That the towns
published it is invented, the figures are not.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pilin.config.demo.bulletins import KEYS
from pilin.config.demo.world import World
from pilin.domain.parks.queries import promises
from pilin.foundation.bulletins import actions, blocks
from pilin.foundation.bulletins.enums import BulletinKind
from pilin.foundation.members.queries import chair_on

SLUG = "jinshan-2020-09-10"
SAID_ON = date(2020, 9, 10)
TITLE = "Press Release for Media Briefing of the Shanghai Municipal Government on September 10, 2020"
TITLE_ZH = "上海市政府新闻发布会（2020年9月10日）英译稿"
LEGOLAND, COAST = "Legoland", "Land reclaimed on the coast"  # works of which the parks' register keeps a promise

# name, value, comparator, unit, period, paragraph, what it counts
CITED: list[tuple[str, str, str, str, str, str, tuple[str, str]]] = [
    ("bay-centre-tax", "100000000", ">", "CNY", "", "S4:17", ("湾区科创中心首年税收", "Tax of the Bay Area Sci-Tech Centre’s first year")),
    ("bay-centre-platforms", "8", "=", "item", "", "S4:17", ("湾区科创中心的平台", "Platforms of the Bay Area Sci-Tech Centre")),
    ("drone-centres", "7", "=", "item", "", "S4:17", ("华东无人机基地的中心", "Centres of the East China Drone Base")),
    ("drone-signed", "65", "=", "firm", "", "S4:17", ("与无人机基地签约的航空企业", "Aviation firms signed with the drone base")),
    ("drone-served", "212", "=", "firm", "", "S4:17", ("无人机基地服务的企业", "Drone firms the base served")),
    ("drone-flights", "32293", "=", "flight", "", "S4:17", ("无人机基地累计飞行", "Flights at the drone base")),
    ("scic-projects", "15", "=", "project", "", "S4:17", ("SCIC 的项目", "Projects of SCIC")),
    ("scic-investment", "7000000000", "=", "CNY", "", "S4:17", ("SCIC 项目总投资", "Investment in the projects of SCIC")),
    ("financial-measures", "10", "=", "measure", "", "S4:19", ("金融服务实体经济的措施", "Financial measures for the real economy")),
    ("quality-measures", "40", "=", "measure", "", "S4:19", ("实体经济高质量发展的措施", "Measures for the quality of the real economy")),
    ("approval-time-cut", "66", "=", "percent", "", "S4:19", ("审批时间缩短", "Approval time cut by")),
    ("intentions", "37", "=", "project", "", "S4:19", ("有投资意向的重点项目", "Key projects with the intention to invest")),
    ("intended-investment", "30000000000", "≈", "CNY", "", "S4:19", ("意向项目计划总投资", "Planned investment of the intentions")),
    ("leisure-visitors-growth", "13.3", "=", "percent", "2019", "S4:25", ("休闲旅游区游客比上年增长", "Growth of the leisure area’s visitors")),
    ("villages-demonstration", "15", "=", "village", "", "S4:27", ("市级美丽乡村示范村", "Beautiful demonstration villages of the city")),
    ("villages-leisure", "7", "=", "village", "", "S4:27", ("全国美丽休闲乡村", "National beautiful leisure villages")),
    ("villages-revitalisation", "9", "=", "village", "", "S4:27", ("市级乡村振兴示范村", "Revitalisation demonstration villages of the city")),
    ("culture-persons", "100", "=", "person", "", "S4:27", ("认定的文化名人", "Cultural celebrities identified")),
    ("culture-tales", "111", "=", "story", "", "S4:27", ("认定的民间故事", "Folk tales identified")),
    ("culture-stories", "46", "=", "story", "", "S4:27", ("认定的地方特色故事", "Local feature stories identified")),
    ("culture-places", "40", "=", "place", "", "S4:27", ("认定的文化场所", "Cultural places identified")),
    ("rural-income-growth", "9.5", "=", "percent", "2019", "S4:29", ("农村居民收入比上年增长", "Growth of rural residents’ income")),
    ("professional-farmers", "6538", "=", "person", "", "S4:29", ("认定的新型职业农民", "New-type professional farmers identified")),
    ("village-funds", "1440000000", "=", "CNY", "", "S4:29", ("盘活的村级沉淀资金", "Idle funds of villages put to use")),
    ("village-dividends", "124", "=", "village", "", "S4:29", ("分红覆盖的村", "Villages whose people receive dividends")),
    ("reclaimed", "3866", "=", "mu", "", "S4:35", ("沿海促淤圈围的土地", "Land reclaimed on the coast")),
    ("beach-visitors", "1500000", "=", "visit", "", "S4:35", ("城市沙滩年均游客", "Yearly visitors of the City Beach, on average")),
    ("legoland-start", "", "", "", "", "S4:35", ("乐高乐园开工", "Construction of Legoland starts")),
    ("education-investment", "10000000000", "=", "CNY", "", "S4:41", ("两年教育投入", "Invested in education over two years")),
    ("medical-institutions", "5", "=", "institution", "", "S4:41", ("基本建成或改建的医疗机构", "Medical institutions built or renovated, nearly done")),
    ("partner-hospitals", "3", "=", "institution", "", "S4:41", ("与市级医院结对的区级综合医院", "District hospitals paired with hospitals of the city, beside Jinshan Hospital")),
]  # fmt: skip
WORDS = {
    "reclaimed": ("by the end of the year", COAST),
    "legoland-start": ("the second quarter of next year", LEGOLAND),
}


def load(world: World) -> None:
    """Draft, bind, freeze, let every town sign, and release."""
    out = world.at(f"{world.today - timedelta(days=2)}T09:00")
    term = chair_on(world.machine, "five-towns", out.date())
    secretary = world.standing(f"{KEYS[term.member.code] if term else 'fengjing'}-secretary", out)
    made = actions.draft_bulletin(
        by=secretary, at=out, circle="five-towns", slug=SLUG, kind=BulletinKind.BRIEFING,
        title_zh="金山 2020 年 9 月 10 日发布会：数从哪里来，后来怎样", title="Jinshan’s briefing of 10 September 2020: where its figures come from, and what came of them",
        blocks=text(), release_at=out, needs_all=True, illustrative=True, source="S4",
    )  # fmt: skip
    kept = {told.row.work.name: f"parks.{told.row.pk}" for told in promises(world.machine, "five-towns", world.today)}
    for name, value, comparator, unit, period, paragraph, (zh, en) in CITED:
        words, work = WORDS.get(name, ("", ""))
        more: dict[str, Any] = {"when_words": words, "promise": kept[work]} if words else {}
        actions.cite_figure(
            by=secretary, at=out, bulletin=made.pk, name=name, counts_zh=zh, counts=en, said_on=SAID_ON, title=TITLE, title_zh=TITLE_ZH,
            paragraph=paragraph, value=value, comparator=comparator, unit=unit, period=period, **more,
        )  # fmt: skip
    frozen = actions.freeze_bulletin(by=secretary, at=out, bulletin=made.pk)
    for code in frozen.signers_needed:
        leader = world.standing(f"{KEYS[code]}-leader", out)
        actions.sign_bulletin(by=leader, at=out, bulletin=made.pk, hash_seen=frozen.text_hash)
    actions.release_bulletin(by=secretary, at=out, bulletin=made.pk)


def text() -> list[blocks.Block]:
    """Return the text: who spoke, what was counted, and two questions of ours."""
    return [
        blocks.paragraph(
            "这里是金山区 2020 年 9 月 10 日在上海市政府新闻发布会上报出的数，由轮值镇用自己的话写出，并逐个核对：每个数都绑着来源。金山区不是本圈成员。",
            "These are the figures that Jinshan District reported at the Shanghai government’s media briefing of 10 September 2020, in the words of "
            "the presiding town and checked one by one: each is bound to where it stands. Jinshan is no member of this circle.",
            lede=True,
        ),
        blocks.heading("谁讲话", "Who spoke"),
        blocks.speaker("Hu Weiguo（来源只有拼音）", "Hu Weiguo", "中共金山区委书记", "Secretary of the CPC Jinshan District Committee",
                       "介绍全区近年的经济和社会发展。", "Introduced the district’s economic and social development of recent years."),
        blocks.speaker("Liu Jian（来源只有拼音）", "Liu Jian", "区委副书记、区长", "Deputy Secretary, head of the district", "答记者问。", "Answered reporters."),
        blocks.speaker("Zhu Aiping（来源只有拼音）", "Zhu Aiping", "区科学技术委员会党组书记", "Party Secretary of the district’s Science and Technology Committee",
                       "答记者问。", "Answered reporters."),
        blocks.speaker("Wu Jingping（来源只有拼音）", "Wu Jingping", "区卫生健康委员会主任", "Director of the district’s Health Commission", "答记者问。", "Answered reporters."),
        blocks.heading("制造与创新", "Manufacturing and innovation"),
        _table(
            ("四大产业集群产值，元", "Output of four industrial clusters, yuan", _s("jinshan-clusters-output")),
            ("和辉光电两期总投资，元", "EverDisplay, both phases, yuan", _s("everdisplay-investment")),
            ("和辉光电计划年产值，元", "EverDisplay, planned yearly output, yuan", _s("everdisplay-output")),
            ("引进培育的上下游企业，家", "Firms up- and downstream brought in, firms", _s("everdisplay-partners")),
            ("华平品山园区总投资，美元", "Warburg Pinshan park, US dollars", _s("pinshan-investment")),
            ("华平品山园区年产值，元", "Warburg Pinshan park, yearly output, yuan", _s("pinshan-output")),
            ("盘活存量工业用地，亩", "Industrial land brought back into use, mu", _s("pinshan-land")),
            ("湾区科创中心首年引进项目，个", "Projects of the Sci-Tech Centre’s first year", _s("bay-centre-projects")),
            ("湾区科创中心首年税收，元", "Tax of that year, yuan", _c("bay-centre-tax")),
            ("湾区科创中心的平台，个", "Its platforms", _c("bay-centre-platforms")),
            ("无人机基地的中心，个", "Centres of the drone base", _c("drone-centres")),
            ("无人机基地签约企业，家", "Aviation firms signed", _c("drone-signed")),
            ("无人机基地服务企业，家", "Drone firms served", _c("drone-served")),
            ("无人机基地累计飞行，架次", "Flights", _c("drone-flights")),
            ("SCIC 项目，个", "Projects of SCIC", _c("scic-projects")),
            ("SCIC 项目总投资，元", "Investment in them, yuan", _c("scic-investment")),
        ),
        blocks.heading("营商与招商", "Doing business"),
        _table(
            ("金融服务实体经济措施，条", "Financial measures", _c("financial-measures")),
            ("高质量发展措施，条", "Measures for quality", _c("quality-measures")),
            ("审批时间缩短", "Approval time cut by", _c("approval-time-cut")),
            ("两年多签约制造业项目，个", "Manufacturing projects signed in over two years", _s("manufacturing-signed")),
            ("签约项目总投资，元", "Investment in them, yuan", _s("manufacturing-investment")),
            ("有投资意向的重点项目，个", "Key intentions to invest", _c("intentions")),
            ("意向项目计划总投资，元", "Planned investment of the intentions, yuan", _c("intended-investment")),
        ),
        blocks.heading("乡村", "The countryside"),
        _table(
            ("全国金奖，项", "National gold awards", _s("jinshan-taste-awards")),
            ("进平台和商场的农产品，种", "Kinds of produce on platforms and in malls", _s("jinshan-taste-kinds")),
            ("农业产业化龙头企业，家", "Leading farm enterprises brought in", _s("jinshan-farm-leaders")),
            ("鑫博海中央厨房年产能，吨", "Xinbohai’s central kitchen, tonnes a year", _s("xinbohai-kitchen-capacity")),
            ("鑫博海年产值，元", "Its yearly output, yuan", _s("xinbohai-kitchen-output")),
            ("休闲旅游区游客，人次", "Visits to the leisure area", _s("jinshan-leisure-visitors")),
            ("比上年增长", "Growth over the year before", _c("leisure-visitors-growth")),
            ("市级美丽乡村示范村", "Beautiful demonstration villages", _c("villages-demonstration")),
            ("全国美丽休闲乡村", "National leisure villages", _c("villages-leisure")),
            ("市级乡村振兴示范村", "Revitalisation demonstration villages", _c("villages-revitalisation")),
            ("文化名人，人", "Cultural celebrities", _c("culture-persons")),
            ("民间故事，篇", "Folk tales", _c("culture-tales")),
            ("地方特色故事，篇", "Local stories", _c("culture-stories")),
            ("文化场所，个", "Cultural places", _c("culture-places")),
            ("农村居民人均可支配收入，元", "Disposable income a head, yuan", _s("jinshan-rural-income")),
            ("比上年增长", "Growth over the year before", _c("rural-income-growth")),
            ("新型职业农民，人", "New-type professional farmers", _c("professional-farmers")),
            ("盘活村级沉淀资金，元", "Idle village funds put to use, yuan", _c("village-funds")),
            ("分红覆盖的村", "Villages with dividends", _c("village-dividends")),
        ),
        blocks.heading("连接", "Across the border"),
        _table(
            ("年底前完成的促淤圈围，亩", "Land to be reclaimed by the end of the year, mu", _c("reclaimed")),
            ("乐高乐园开工", "Legoland: construction to start in", _c("legoland-start")),
            ("城市沙滩年均游客，人次", "Yearly visits to the City Beach", _c("beach-visitors")),
            ("开工的省际道路，条", "Inter-provincial roads begun", _s("jinshan-roads-begun")),
            ("开通的跨省公交，条", "Cross-provincial bus lines", _s("jinshan-bus-lines")),
            ("金山与嘉兴医保实时结算，人", "People settled in real time, Jinshan and Jiaxing", _s("jinshan-jiaxing-settlement")),
        ),
        blocks.heading("民生", "People’s livelihood"),
        _table(
            ("民生支出，“十三五”之初，元", "Spending at the beginning of the Five-Year Plan, yuan", _s("jinshan-livelihood-spending", "2016-12-31")),
            ("民生支出，当年，元", "Spending in the year of the briefing, yuan", _s("jinshan-livelihood-spending", "2020-12-31")),
            ("两年教育投入，元", "Education over two years, yuan", _c("education-investment")),
            ("医疗机构，家", "Medical institutions", _c("medical-institutions")),
            ("结对的区级综合医院，家", "District hospitals paired", _c("partner-hospitals")),
        ),
        blocks.heading("我们自问自答（示意）", "Our own questions (illustrative)"),
        blocks.question("公报读者", "A reader of this bulletin", "科创中心引进的项目和签约的制造业项目，数怎么一样？", "Why are the Centre’s projects and the projects signed the same number?"),
        blocks.answer("轮值镇秘书", "The presiding town’s secretary", "来源把同一个数用在两件事上：期间不同，范围不同。这里分开列，不合并，并标出。",
                      "The source uses one number for two things, of different times and scope. They stand apart here, are never merged, and are flagged."),
        blocks.question("公报读者", "A reader of this bulletin", "意向投资算不算签约投资？", "Is the intended investment part of the investment signed?"),
        blocks.answer("轮值镇秘书", "The presiding town’s secretary", "不算，两者不相加。", "No, and the two are not added up."),
    ]  # fmt: skip


def _table(*rows: tuple[str, str, str]) -> blocks.Block:
    return blocks.table(
        head=[("数的是什么", "What it counts"), ("报出的数", "As reported")],
        rows=[[(zh, en), (figure, figure)] for zh, en, figure in rows],
        right=[1],
    )


def _s(series: str, on: str = SAID_ON.isoformat()) -> str:
    """Return how the text names a series of the observatory, as of a day."""
    return f"{{figure:series.{series}@{on}}}"


def _c(name: str) -> str:
    return f"{{figure:cited.{name}}}"
