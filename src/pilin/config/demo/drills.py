"""Who must drill in the five towns, the drill of 29 June 2023 in Xuhui as the report tells it, and a joint drill across the border.

The report names five construction sites, the fire on the lowest level and the order of what was done (S0:29-32); it gives no
times, so the times and the names of the sites are illustrative. Of the park it gives four leading industries (S0:47); that
the duty falls on the operators in it is the law's, and the operators here are illustrative.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pilin.config.demo.world import World
from pilin.domain.drills import actions, queries
from pilin.domain.drills.models import Drill, Scenario
from pilin.domain.drills.rules import ExpectedSaid, InjectSaid, RoleSaid

XUHUI = "310104"
TOWNS = {  # town: (its plan, in English), days since its last drill
    "fengjing": ("枫泾镇综合应急预案", "Emergency plan of Fengjing", 410),
    "zhujing": ("朱泾镇综合应急预案", "Emergency plan of Zhujing", 700),
    "huimin": ("惠民街道综合应急预案", "Emergency plan of Huimin", 250),
    "yaozhuang": ("姚庄镇综合应急预案", "Emergency plan of Yaozhuang", 790),
    "xindai": ("新埭镇综合应急预案", "Emergency plan of Xindai", None),
}
SITES = [  # town, kind, title, in English, operator, in English, days since bound, days since the last drill
    ("fengjing", "construction", "枫泾站西侧住宅工地", "Housing site west of Fengjing station", "示意建设公司", "An invented builder", 210, 196),
    ("fengjing", "crowded", "枫泾古镇商业街", "Shops of the old town of Fengjing", "示意商管公司", "An invented manager of shops", 900, 101),
    ("fengjing", "scenic", "枫泾古镇景区", "Old town of Fengjing, scenic spot", "示意景区公司", "An invented operator", 1500, 60),
    ("zhujing", "construction", "朱泾污水厂扩建工地", "Extension of the Zhujing sewage works", "示意市政公司", "An invented works company", 150, None),
    ("huimin", "construction", "惠民标准厂房二期工地", "Standard halls of Huimin, second stage", "示意建工公司", "An invented builder", 320, 205),
    ("huimin", "hazardous", "惠民储运仓库", "Huimin store for dangerous goods", "示意储运公司", "An invented store", 1200, 12),
    ("yaozhuang", "hazardous", "姚庄精细涂料厂", "Yaozhuang fine coatings works", "示意涂料公司", "An invented paint maker", 1700, 150),
    ("xindai", "hazardous", "新埭加油加气站", "Xindai filling station", "示意能源公司", "An invented energy firm", 2000, 170),
    ("xindai", "construction", "新埭跨界桥改建工地", "Rebuilding of the bridge at Xindai", "示意路桥公司", "An invented bridge builder", None, None),
]  # fmt: skip
OPERATORS = [  # title, in English, days since the last drill
    ("园区表面活性剂企业（示意）", "A maker of surfactants in the park (invented)", 95),
    ("园区生物医药企业（示意）", "A biopharmaceutical firm in the park (invented)", 178),
    ("园区功能性涂料企业（示意）", "A maker of functional coatings in the park (invented)", 199),
    ("园区合成新材料企业（示意）", "A maker of synthetic new materials in the park (invented)", None),
]
FIRE_ROLES = (
    RoleSaid("safety", "分包单位安全员", "Safety officer of the subcontractor"), RoleSaid("director", "项目安全总监", "Safety director of the project"),
    RoleSaid("teams", "各应急小组", "Emergency teams"),
)  # fmt: skip
FIRE = (
    ExpectedSaid("discover", "safety", "发现堆料点冒烟", "Notice smoke at the stack of material"),
    ExpectedSaid("report", "safety", "立即报告", "Report it at once", ("discover",), 2),
    ExpectedSaid("evacuate", "director", "下令疏散周边工人", "Order the workers around to leave", ("report",), 4, 2),
    ExpectedSaid("call-119", "director", "同时拨打119请求救援", "Call 119 at the same time", ("report",), 4, 2),
    ExpectedSaid(
        "rescue",
        "teams",
        "各组按预案领取物资、开展救援",
        "Teams take their gear by the plan and rescue",
        ("evacuate", "call-119"),
        12,
        3,
    ),
)
FIRE_TIMES = (("discover", 20), ("report", 65), ("evacuate", 150), ("call-119", 170), ("rescue", 540))
LEAK_ROLES = (
    RoleSaid("escort", "槽车押运员", "Escort of the tanker"), RoleSaid("duty", "枫泾镇值班室", "Duty office of Fengjing"), RoleSaid("duty-west", "新埭镇值班室", "Duty office of Xindai"),
    RoleSaid("brigade", "专职消防队", "Fire brigade"), RoleSaid("water", "水利站", "Water station"),
)  # fmt: skip
LEAK = (
    ExpectedSaid("alarm", "escort", "报警并撤到上风向", "Raise the alarm and go upwind", (), 3, 2),
    ExpectedSaid("tell-west", "duty", "通报对岸值班室", "Tell the duty office across the border", ("alarm",), 8, 2),
    ExpectedSaid("close-road", "duty", "封闭省界路口", "Close the crossing at the border", ("alarm",), 12),
    ExpectedSaid("warn", "duty-west", "通知下风向村组", "Warn the villages downwind", ("tell-west",), 18, 2),
    ExpectedSaid(
        "sluice",
        "water",
        "关闭涵闸防止入河",
        "Shut the sluice so that nothing runs into the river",
        ("tell-west",),
        20,
        2,
    ),
    ExpectedSaid("foam", "brigade", "到场布设泡沫覆盖", "Arrive and lay foam", ("close-road",), 25, 3),
    ExpectedSaid(
        "all-clear", "duty", "检测合格后解除", "All clear once the air is measured", ("foam", "warn", "sluice"), 60
    ),
)
LEAK_INJECTS = (
    InjectSaid(0, "省界路口槽车侧翻，有刺激气味", "A tanker lies on its side at the border crossing; it smells sharp", "escort"),
    InjectSaid(10, "风向转为偏东，吹向新埭一侧", "The wind turns east, towards Xindai", "duty"), InjectSaid(16, "路边沟渠发现液面油花", "A film shows in the ditch", "water"),
)  # fmt: skip
LEAK_TIMES = (  # who noted it, what, seconds
    ("fengjing", "alarm", 140), ("fengjing", "tell-west", 430), ("xindai", "warn", 1010), ("fengjing", "foam", 1290), ("fengjing", "close-road", 1350),
    ("xindai", "sluice", 1620), ("fengjing", "all-clear", 3300),
)  # fmt: skip
FLOOD_ROLES = (RoleSaid("command", "镇防汛指挥部", "Flood command of the town"), RoleSaid("gates", "闸站值守", "Keepers of the gates"), RoleSaid("villages", "村居巡查员", "Village patrols"))  # fmt: skip
FLOOD = (
    ExpectedSaid("relay", "command", "转达橙色预警", "Relay the orange warning", (), 10),
    ExpectedSaid("respond", "command", "启动应急响应", "Start the response", ("relay",), 30, 2),
    ExpectedSaid(
        "gates",
        "gates",
        "对岸闸站互报水位后调闸",
        "Tell each other the levels, then move the gates",
        ("respond",),
        45,
        2,
    ),
    ExpectedSaid(
        "patrol", "villages", "巡查低洼处并转移", "Look at the low places and move people", ("respond",), 60, 3
    ),
    ExpectedSaid("report-back", "villages", "报告转移人数", "Report how many were moved", ("patrol",), 90),
)


def load(world: World) -> None:
    """Enter sites, then the drill of the report, then a joint drill that both banks evaluated, then one that is planned."""
    own = _sites(world)
    _park(world)
    _xuhui(world)
    _leak(world, own)
    _flood(world)


def _ago(world: World, days: int) -> datetime:
    return world.now - timedelta(days=days)


def _site(world: World, town: str, **said: Any) -> UUID:
    at = _ago(world, 1)
    return actions.note_site(
        by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, **{"illustrative": True, "audience": "public", **said}
    ).pk  # fmt: skip


def _sites(world: World) -> dict[str, UUID]:
    """Enter the towns' plans and the sites; returns them by their Chinese names."""
    made = {}
    day = world.today
    for town, (title_zh, title, last) in TOWNS.items():
        made[title_zh] = _site(
            world, town, kind="town", title_zh=title_zh, title=title, since=day.replace(year=2019, month=4, day=1),
            drilled_before=None if last is None else day - timedelta(days=last),
        )  # fmt: skip
    for town, kind, title_zh, title, operator_zh, operator, bound, last in SITES:
        made[title_zh] = _site(
            world, town, kind=kind, title_zh=title_zh, title=title, operator_zh=operator_zh, operator=operator,
            since=None if bound is None else day - timedelta(days=bound), drilled_before=None if last is None else day - timedelta(days=last),
        )  # fmt: skip
    return made


def _park(world: World) -> None:
    """Enter the park of the report, and four operators in it, one a leading industry."""
    park = _site(
        world, "zhujing", kind="park", title_zh="上海碳谷绿湾产业园", title="Shanghai Carbon Valley Green Bay Industrial Park", place_zh="上海市金山区", place="Jinshan District, Shanghai",
        place_code="310116", industries_zh="新型表面活性剂\n生物医药\n功能性涂料\n合成新材料",
        industries="new surfactants\nbiopharmaceuticals\nfunctional coatings\nsynthetic new materials", illustrative=False, source="S0:47",
    )  # fmt: skip
    for title_zh, title, last in OPERATORS:
        _site(
            world, "zhujing", kind="hazardous", title_zh=title_zh, title=title, place_code="310116", park=park, since=world.today - timedelta(days=400),
            drilled_before=None if last is None else world.today - timedelta(days=last),
        )  # fmt: skip


def _write(world: World, town: str, at: datetime, **said: Any) -> Scenario:
    return actions.write_scenario(
        by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, audience="public", illustrative=True, **said
    )  # fmt: skip


def _xuhui(world: World) -> None:
    """Let the drill of 29 June 2023 run as the report tells it. Its five sites were finished before they were due again (illustrative)."""
    before, began = world.at("2023-06-20"), world.at("2023-06-29T09:30")
    town = world.members["fengjing"].code
    by = world.standing("fengjing-clerk", began)
    sites = [
        actions.note_site(
            by=by, at=before, circle=world.circle, town=town, kind="construction", title_zh=f"徐汇区建筑工地{number}（示意）", title=f"Construction site {n} in Xuhui (invented)",
            place_zh="上海市徐汇区", place="Xuhui District, Shanghai", place_code=XUHUI, audience="public", illustrative=True, source="S0:32",
        )
        for n, number in enumerate("一二三四五", 1)
    ]  # fmt: skip
    of = _write(
        world, "fengjing", before, kind="fire", title_zh="工地地下室起火", title="Fire in the basement of a construction site", roles=FIRE_ROLES, expected=FIRE,
        injects=[InjectSaid(0, "下沉式广场负一层材料堆放点冒烟，起火原因不明", "Smoke from a stack of material on level −1 of the sunken square, cause unknown", "safety")],
        place_zh="下沉式广场负一层", place="Sunken square, level −1", about_zh="工人在负一层整理材料，分包单位安全员发现材料堆放点冒烟。",
        about="Workers are sorting material on level −1 when the safety officer of the subcontractor notices smoke.", source="S0:29-32",
    )  # fmt: skip
    row = actions.plan_drill(
        by=by, at=before, circle=world.circle, town=town, scenario=of, title_zh="2023年徐汇区建筑工地综合应急演练", title="Emergency drill for construction sites, Xuhui 2023",
        planned_at=began, organiser_zh="上海市徐汇区", organiser="Xuhui District, Shanghai", place_zh="下沉式广场负一层", place="Sunken square, level −1",
        sites=[one.pk for one in sites], audience="public", illustrative=True, source="S0:29-32",
    )  # fmt: skip
    row = actions.start_drill(by=by, at=began, drill=row)
    for key, second in FIRE_TIMES:
        actions.note_action(by=by, at=began + timedelta(seconds=second), drill=row, expected=key)
    row = actions.finish_drill(by=by, at=began + timedelta(minutes=25), drill=row)
    after = world.at("2023-07-03")
    actions.evaluate_drill(
        by=by, at=after, drill=row, well_zh="报告、疏散、报警一气呵成，五个工地和燃气抢修队都到场。", well="Report, evacuation and call came without a pause; five sites and the gas rescue team were there.",
        lacking_zh="时间由观摩人员估计，下次应有专人计时。", lacking="The times were estimated by onlookers; next time somebody keeps them.",
    )  # fmt: skip
    actions.close_drill(by=by, at=after, drill=_now(row))
    for one in sites:
        actions.end_site(by=world.standing("fengjing-clerk", "2023-12-15"), at=world.at("2023-12-15"), site=one)


def _leak(world: World, own: dict[str, UUID]) -> None:
    """Let Fengjing and Xindai practise a leak at the border; each mends something, one of it overdue."""
    began = world.at(f"{world.today - timedelta(days=33)}T09:30")
    before = began - timedelta(days=12)
    by, west = world.standing("fengjing-clerk", before), world.standing("xindai-clerk", before)
    towns = world.members
    of = _write(
        world, "fengjing", before, kind="leak", title_zh="省界路口槽车泄漏", title="A tanker leaks at the border crossing", roles=LEAK_ROLES, expected=LEAK, injects=LEAK_INJECTS,
        place_zh="枫泾—新埭省界路口", place="Border crossing between Fengjing and Xindai", about_zh="运输助剂的槽车在省界路口侧翻，两岸同时受影响。",
        about="A tanker with auxiliaries falls over at the border crossing; both banks are affected at once.",
    )  # fmt: skip
    row = actions.plan_drill(
        by=by, at=before, circle=world.circle, town=towns["fengjing"].code, scenario=of, title_zh="枫泾—新埭跨界危化品泄漏联合演练", title="Joint drill: leak at the border of Fengjing and Xindai",
        planned_at=began, place_zh="枫泾—新埭省界路口", place="Border crossing between Fengjing and Xindai", invited=[towns["xindai"].code],
        cast={"duty-west": towns["xindai"].code, "water": towns["xindai"].code}, sites=[own["枫泾镇综合应急预案"]], audience="public", illustrative=True,
    )  # fmt: skip
    actions.join_drill(by=west, at=before + timedelta(days=1), drill=row, sites=[own["新埭加油加气站"]])
    row = actions.start_drill(by=by, at=began, drill=row)
    for town, key, second in LEAK_TIMES:
        actions.note_action(
            by=by if town == "fengjing" else west, at=began + timedelta(seconds=second), drill=row, expected=key
        )
    actions.note_action(
        by=west,
        at=began + timedelta(seconds=1200),
        drill=row,
        what_zh="渔业养殖户自行关闭进水口",
        what="A fish farmer shut his inlet of his own accord",
    )
    row = actions.finish_drill(by=by, at=began + timedelta(minutes=58), drill=row)
    after = began + timedelta(days=2)
    actions.evaluate_drill(
        by=by, at=after, drill=row, well_zh="七分钟就通报到对岸，双方用同一份口令。", well="The other bank was told within seven minutes, in words both sides know.",
        lacking_zh="消防到场时路口还没有封闭。", lacking="The brigade arrived before the crossing was closed.",
    )  # fmt: skip
    actions.evaluate_drill(
        by=west, at=after + timedelta(hours=3), drill=_now(row), well_zh="下风向村组按时收到通知。", well="The villages downwind were warned in time.",
        lacking_zh="涵闸钥匙在镇上，取来晚了七分钟。", lacking="The key of the sluice was kept in the town: seven minutes lost.",
    )  # fmt: skip
    actions.set_corrective(
        by=by, at=after, drill=_now(row), expected="close-road", what_zh="省界路口两侧各设一名封路引导员，写进预案", what="One guide on each side of the crossing, written into the plan", days=10,
    )  # fmt: skip
    spare = actions.set_corrective(
        by=west,
        at=after,
        drill=_now(row),
        expected="sluice",
        what_zh="涵闸备用钥匙放到闸边并登记",
        what="A spare key at the sluice, entered in a list",
        days=15,
    )
    actions.report_done(
        by=west, at=_ago(world, 6), corrective=spare, words="备用钥匙已放入闸边钥匙箱，值守三人知道密码。"
    )


def _flood(world: World) -> None:
    """Let Huimin plan a flood drill and ask two towns, of which one has said that it takes part."""
    at = _ago(world, 4)
    by, towns = world.standing("huimin-clerk", at), world.members
    of = _write(
        world,
        "huimin",
        at,
        kind="flood",
        title_zh="梅雨夜间暴雨与调闸",
        title="Heavy rain at night and the moving of gates",
        roles=FLOOD_ROLES,
        expected=FLOOD,
    )
    row = actions.plan_drill(
        by=by, at=at, circle=world.circle, town=towns["huimin"].code, scenario=of, title_zh="惠民—枫泾—姚庄夜间防汛联合演练", title="Joint flood drill at night: Huimin, Fengjing, Yaozhuang",
        form="table_top", planned_at=world.at(f"{world.today + timedelta(days=9)}T20:00"), invited=[towns["fengjing"].code, towns["yaozhuang"].code],
        cast={"gates": towns["yaozhuang"].code, "villages": towns["fengjing"].code}, audience="public", illustrative=True,
    )  # fmt: skip
    actions.join_drill(by=world.standing("yaozhuang-clerk", at), at=at + timedelta(days=1), drill=row)


def _now(row: Drill) -> Drill:
    found = queries.drill_named(queries.HOUSE, row.circle, row.pk)
    assert found is not None
    return found
