"""Members of the demo: the five towns, their observers, the four provinces, whose turn it is, who answers for what."""

from __future__ import annotations

from datetime import date

from pilin.config.demo.world import World
from pilin.foundation.members import actions

TOWNS = [  # key, code, county, province, Chinese, English, short, mark, colour, bank
    ("fengjing", "310116102", "310116", "31", "枫泾", "Fengjing", "枫", 1, 1),
    ("zhujing", "310116101", "310116", "31", "朱泾", "Zhujing", "朱", 2, 1),
    ("huimin", "330421003", "330421", "33", "惠民", "Huimin", "惠", 3, -1),
    ("yaozhuang", "330421111", "330421", "33", "姚庄", "Yaozhuang", "姚", 4, -1),
    ("xindai", "330482102", "330482", "33", "新埭", "Xindai", "埭", 5, -1),
]
PROVINCES = [
    ("shanghai", "31", "上海", "Shanghai", "沪", 6, 1),
    ("anhui", "34", "安徽", "Anhui", "皖", 7, -1),
    ("zhejiang", "33", "浙江", "Zhejiang", "浙", 8, -1),
    ("jiangsu", "32", "江苏", "Jiangsu", "苏", 9, -1),
]
COUNTIES = [  # parties of earlier agreements, members of no circle
    ("jinshan", "310116", "31", "金山", "Jinshan", "金", 1, "S0:9"),
    ("jiashan", "330421", "33", "嘉善", "Jiashan", "善", -1, "S0:9"),
    ("pinghu", "330482", "33", "平湖", "Pinghu", "平", -1, "S0:9"),
]
OBSERVERS = [
    ("zhangyan", "310116103", "310116", "31", "张堰", "Zhangyan", "张", 1, "S1:5"),
    ("fengxian", "310120", None, "31", "奉贤", "Fengxian", "奉", 1, "S0:37"),
    ("jiuliting", "310117006", "310117", "31", "九里亭", "Jiuliting", "九", 1, "S1:40"),
    ("xuhui", "310104", None, "31", "徐汇", "Xuhui", "徐", 1, "S0:32"),
    ("nantong", "3206", None, "32", "南通", "Nantong", "通", 0, "S2:17"),
    ("putuo", "310107", None, "31", "普陀", "Putuo", "普", 1, "S1"),
    ("jingan", "310106", None, "31", "静安", "Jing'an", "静", 1, "S1:27"),
]
FOUNDERS = ("fengjing", "huimin", "yaozhuang", "xindai")
ORDER = ("yaozhuang", "xindai", "huimin", "zhujing", "fengjing")  # illustrative: only Fengjing's first turn is known
HOSTS = [
    (2018, "shanghai", "E7"),
    (2019, "anhui", "S2:58"),
    (2020, "zhejiang", "E8"),
    (2023, "anhui", "S2:58"),
    (2024, "zhejiang", "S3:13"),
    (2025, "jiangsu", "E9"),
]


def load(world: World) -> None:
    """Make both circles with their members, terms, orders and bodies."""
    _enter_parties(world)
    _five_towns(world)
    _four_provinces(world)


def _enter_parties(world: World) -> None:
    by, at, places = world.machine, world.at("2024-06-01"), world.rows["places"]

    def add(
        key: str,
        code: str,
        county: str | None,
        province: str,
        zh: str,
        en: str,
        mark: str,
        colour: int,
        bank: int,
        source: str,
    ) -> None:
        world.members[key] = actions.add_member(
            by=by,
            at=at,
            place=places[code],
            county=places[county] if county else None,
            province=places[province],
            short_zh=zh,
            short=en,
            mark=mark,
            colour=colour,
            bank=bank,
            source=source,
        )

    for key, code, county, province, zh, en, mark, colour, bank in TOWNS:
        add(key, code, county, province, zh, en, mark, colour, bank, "S0:5 E3")
    for key, code, zh, en, mark, colour, bank in PROVINCES:
        add(key, code, None, code, zh, en, mark, colour, bank, "S3:13")
    for key, code, province, zh, en, mark, bank, source in COUNTIES:
        add(key, code, code, province, zh, en, mark, 0, bank, source)
    for key, code, within, province, zh, en, mark, bank, source in OBSERVERS:
        add(key, code, within, province, zh, en, mark, 0, bank, source)
    for name, language in (
        ("嘉善经济技术开发区", "zh"),
        ("Jiashan Economic and Technological Development Zone", "en"),
        ("Jiashan EDZ", "en"),
    ):
        actions.name_member(by=by, at=at, member=world.members["huimin"], name=name, language=language, source="S0:5")


def _five_towns(world: World) -> None:
    by, members = world.machine, world.members
    circle = world.circle = actions.make_circle(
        by=by,
        at=world.at("2024-06-01"),
        slug="five-towns",
        name_zh="五镇圈",
        name="Five-town circle",
        about_zh="上海金山与浙江嘉善、平湖交界处的四镇一街道，共建毗邻“新质城镇圈”。",
        about="Four towns and one street where Shanghai's Jinshan meets Zhejiang's Jiashan and Pinghu.",
        convention_zh="我们的约定：2024 年任期从 6 月 27 日确定轮值之日到 12 月 31 日，以后按自然年；之前没有轮值；之后的顺序以本圈记下的为准。",
        convention="Our convention: the 2024 term runs from 27 June, when rotation was settled, to 31 December; later terms "
        "are calendar years. Before it there was no chair; after it the order the circle has recorded decides.",
        obstacles_target=5,
        source="S0:5",
    )
    for key in FOUNDERS:
        actions.admit_member(
            by=by, at=world.at("2024-06-01"), circle=circle, member=members[key], valid_from="2019-11", source="S0:9"
        )
    actions.admit_member(
        by=by,
        at=world.at("2024-06-27"),
        circle=circle,
        member=members["zhujing"],
        valid_from=date(2024, 6, 27),
        source="S0:11",
    )
    for key, *_rest in OBSERVERS:
        actions.admit_member(
            by=by,
            at=world.at("2024-06-28"),
            circle=circle,
            member=members[key],
            kind="observer",
            valid_from=date(2024, 6, 28),
            illustrative=True,
        )
    actions.open_term(
        by=by,
        at=world.at("2024-06-27"),
        circle=circle,
        member=members["fengjing"],
        year=2024,
        starts_on=date(2024, 6, 27),
        source="S0:7",
    )
    actions.settle_order(
        by=by,
        at=world.at("2024-12-20"),
        circle=circle,
        codes=[members[k].code for k in ORDER],
        from_year=2025,
        decided_on=date(2024, 12, 20),
        illustrative=True,
    )
    bodies = world.rows["bodies"] = {}
    for key, level, zh, en, remit_zh, remit, months, days in (
        (
            "decision",
            "decision",
            "党委书记联席会议",
            "Secretaries' joint meeting",
            "定年度清单、轮值和重大事项；各镇书记参加。",
            "Settles the yearly list, the rotation and what is large; the towns' secretaries attend.",
            6,
            20,
        ),
        (
            "coordination",
            "coordination",
            "轮值联络办公室",
            "Liaison office of the chair",
            "排议程、催进度、接下级提上来的事；随轮值走。",
            "Sets agendas, follows progress, takes what is raised; moves with the chair.",
            1,
            10,
        ),
        (
            "execution",
            "execution",
            "项目专班",
            "Project teams",
            "一项目一专班，牵头镇带队，对岸镇至少一人。",
            "One team an item, led by its lead town, with at least one person from the other bank.",
            None,
            5,
        ),
    ):
        bodies[key] = actions.make_body(
            by=by,
            at=world.at("2024-06-27"),
            circle=circle,
            level=level,
            name_zh=zh,
            name=en,
            remit_zh=remit_zh,
            remit=remit,
            meets_every_months=months,
            escalation_days=days,
            illustrative=True,
        )
    for body, zh, en, town, office_zh, office in (
        (
            "decision",
            "年度清单与轮值",
            "Yearly list and rotation",
            None,
            "五镇党委书记",
            "Secretaries of the five towns",
        ),
        (
            "coordination",
            "议程、催办与移交",
            "Agendas, reminders and handover",
            None,
            "轮值镇党政办",
            "The chair's town office",
        ),
        (
            "coordination",
            "产业联盟与企业服务",
            "Industry alliance and services for firms",
            "fengjing",
            "经济发展办",
            "Economic development office",
        ),
        (
            "coordination",
            "毗邻公交与断头路",
            "Buses across the border and broken ends",
            "xindai",
            "建设管理办",
            "Construction office",
        ),
        (
            "execution",
            "双委员制与村村结对",
            "Dual committees and village pairs",
            "fengjing",
            "党建办",
            "Party-building office",
        ),
        ("execution", "界河保洁与水闸联动", "Border creeks and gates", "yaozhuang", "农业农村办", "Agriculture office"),
        ("execution", "医疗资源共享", "Shared medical resources", "huimin", "社会事业办", "Social affairs office"),
        ("execution", "文旅联展", "Culture and tourism", "zhujing", "文体中心", "Culture and sports centre"),
    ):
        actions.assign_function(
            by=by,
            at=world.at("2024-06-28"),
            body=bodies[body],
            name_zh=zh,
            name=en,
            member=members[town] if town else None,
            office_zh=office_zh,
            office=office,
            illustrative=True,
        )


def _four_provinces(world: World) -> None:
    by, members, at = world.machine, world.members, world.at("2024-06-06")
    circle = world.yrd = actions.make_circle(
        by=by,
        at=at,
        slug="yrd",
        name_zh="长三角主要领导座谈会",
        name="Yangtze River Delta symposium",
        turn="host",
        about_zh="上海、江苏、浙江、安徽每年一次，轮流主办。",
        about="Shanghai, Jiangsu, Zhejiang and Anhui, once a year, in turn.",
        convention_zh="主办按四年一轮推算：上海、安徽、浙江、江苏；有来源的年份标出处，其余是推算。",
        convention="Hosts follow a cycle of four: Shanghai, Anhui, Zhejiang, Jiangsu. Years with a source carry it; the rest "
        "is reckoned.",
        source="S3:13",
    )
    for key, *_rest in PROVINCES:
        actions.admit_member(by=by, at=at, circle=circle, member=members[key], valid_from="2018", source="E7 E5")
    actions.settle_order(
        by=by, at=at, circle=circle, codes=[code for _k, code, *_r in PROVINCES], from_year=2018, source="E5"
    )
    for year, key, source in HOSTS:
        actions.open_term(
            by=by, at=at, circle=circle, member=members[key], year=year, starts_on=date(year, 1, 1), source=source
        )
    bodies = world.rows["yrd_bodies"] = {}
    for key, level, zh, en, remit_zh, remit, months, source in (
        (
            "symposium",
            "decision",
            "主要领导座谈会",
            "Leaders' symposium",
            "每年一次，定方向和重大事项；四地书记与省市长参加。",
            "Yearly; sets direction. Secretaries and governors of the four attend.",
            12,
            "S3:13 E5",
        ),
        (
            "joint-meeting",
            "coordination",
            "合作与发展联席会议",
            "Joint meeting on cooperation and development",
            "常务副省（市）长参加，设立或合并专题合作组。",
            "Executive vice-governors; makes and merges the specialist groups.",
            None,
            "S3:45 E5",
        ),
        (
            "office",
            "execution",
            "长三角区域合作办公室",
            "YRD Regional Cooperation Office",
            "2018 年起常设，统筹协调日常合作。",
            "Permanent since 2018; coordinates day to day.",
            None,
            "S3:33 E6",
        ),
        (
            "groups",
            "execution",
            "重点专题合作组",
            "Specialist groups",
            "各专题一组，牵头方轮换。",
            "One a subject, with a rotating lead.",
            None,
            "E5",
        ),
        (
            "cities",
            "execution",
            "城市经济协调会",
            "City economic coordination council",
            "城市之间的经济协作。",
            "Economic cooperation among cities.",
            None,
            "E5",
        ),
    ):
        bodies[key] = actions.make_body(
            by=by,
            at=at,
            circle=circle,
            level=level,
            name_zh=zh,
            name=en,
            remit_zh=remit_zh,
            remit=remit,
            meets_every_months=months,
            source=source,
        )
    for body, zh, en, staff, source in (
        ("office", "统筹协调区域合作", "Overall coordination of regional cooperation", 17, "S3:33 E6"),
        (
            "office",
            "起草三年行动计划和年度工作计划",
            "Drafts the three-year action plan and the yearly work plan",
            None,
            "S3:15 E6",
        ),
        ("joint-meeting", "设立、合并重点专题合作组", "Makes and merges specialist groups", None, "E5"),
        ("symposium", "原则通过三年行动计划", "Approves the three-year action plan in principle", None, "S3:15"),
    ):
        actions.assign_function(
            by=by, at=at, body=bodies[body], name_zh=zh, name=en, seconded_staff=staff, source=source
        )
