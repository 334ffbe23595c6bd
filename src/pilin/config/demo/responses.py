"""Responses, gates and incidents of the demo: the night of Fengxian as S0:37 tells it, and an invented storm of the five towns.

Of Fengxian nothing is invented: an orange signal at 04:50, five coastal gates fully open from 06:00, level II from 07:15, 3.55 m
at Nanqiao. The report names none of the gates, no level at them and no end of the response: so these stay unknown.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pilin.config.demo.gauges import STORM
from pilin.config.demo.world import World
from pilin.domain.watch import actions
from pilin.domain.watch.models import Event, Gate, Response, ResponseTask, Signal, WaterLine
from pilin.foundation.observations.queries import series_named

JINSHAN = ("金山区防汛防台指挥部", "Flood command of Jinshan District")
PLANS = {  # town: lines of its plan: level, what, in English, office, in English, minutes
    "fengjing": [
        (4, "值班员到岗，查看水位和雨量", "The duty officer is at the post and looks at water and rain", "应急办", "Emergency office", 30),
        (4, "闸站预降内河水位", "Keepers of the gates lower the rivers beforehand", "水务站", "Water station", 60),
        (3, "通报对岸值班室", "Tell the duty office across the border", "应急办", "Emergency office", 20),
        (3, "巡查低洼小区和下穿通道", "Look at low-lying homes and underpasses", "城运中心", "Town operations centre", 90),
        (2, "转移危房和工棚人员", "Move people from unsafe houses and huts", "应急办", "Emergency office", 120),
        (1, "开放全部避难场所", "Open every shelter", "民政办", "Civil affairs office", 60),
    ],
    "xindai": [
        (4, "泵站值守，限制抢排", "Watch the pumps and hold back hasty pumping", "水利站", "Water station", 30),
        (3, "排涝前通报下游镇", "Tell the towns downstream before pumping out", "水利站", "Water station", 20),
        (3, "巡查圩堤", "Walk the polder dykes", "农办", "Farm office", 120),
        (2, "转移圩区人员", "Move people from the polders", "应急办", "Emergency office", 120),
    ],
    "yaozhuang": [
        (4, "值班员到岗", "The duty officer is at the post", "应急办", "Emergency office", 30),
        (4, "清理泵站拦污栅", "Clear the screens of the pumps", "水利站", "Water station", 90),
        (4, "检查省界涵闸", "Look at the sluices on the border", "水利站", "Water station", 120),
        (3, "通报下游镇", "Tell the towns downstream", "应急办", "Emergency office", 20),
    ],
}  # fmt: skip
GATES = [  # town, code, kind, name, in English, river, openings, rated flow, downstream, inside, outside, datum, longitude, latitude
    ("fengjing", "yuhui", "gate", "俞汇塘节制闸", "Yuhui Canal gate", ("俞汇塘", "Yuhui Canal"), 3, "45", "huimin", "fengjing", "huimin", "吴淞", "121.0123", "30.8832"),
    ("huimin", "fengjingtang", "gate", "枫泾塘水闸", "Fengjing Canal gate", ("枫泾塘", "Fengjing Canal"), 2, "30", "fengjing", "huimin", "fengjing", "1985", "120.9894", "30.8510"),
    ("xindai", "shanghaitang", "pump", "上海塘排涝泵站", "Shanghai Canal pumping station", ("上海塘", "Shanghai Canal"), 4, "8", "fengjing", "xindai", None, "1985", "121.0702", "30.8341"),
    ("yaozhuang", "hongqitang", "pump", "红旗塘排涝泵站", "Hongqi Canal pumping station", ("红旗塘", "Hongqi Canal"), 3, None, "fengjing", "yaozhuang", None, "1985", "120.9690", "30.9160"),
    ("zhujing", "jueshi", "gate", "掘石港水闸", "Jueshi Creek gate", ("掘石港", "Jueshi Creek"), 2, "26", "fengjing", "zhujing", None, "吴淞", "121.1490", "30.8920"),
]  # fmt: skip
OFFICES = {
    "safety": ("应急管理办公室", "Emergency management office"), "environment": ("生态环境办公室", "Environment office"),
    "emergency": ("城市运行管理中心", "Town operations centre"), "disease": ("社区卫生服务中心", "Community health centre"),
}  # fmt: skip
TOWNS = ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")


def load(world: World) -> None:
    """Enter the night of Fengxian, then the towns' plans, gates, a storm, incidents and contacts."""
    _fengxian(world)
    _basins(world)
    _plans(world)
    gates = _gates(world)
    _storm(world, gates)
    _incidents(world)


def _fengxian(world: World) -> None:
    """Enter what S0:37 tells of 24 June 2023, for the district, which reads along in this circle."""
    by, at, town = world.machine, world.at("2024-06-27T14:05"), world.members["fengxian"].code
    told = {"by": by, "at": at, "circle": world.circle, "town": town, "audience": "public", "source": "S0:37"}
    signal = Signal.objects.visible_to(by).filter(owner=town, issued_at=world.at("2023-06-24T04:50")).first()
    if signal is None:
        signal = actions.relay_signal(
            hazard="rainstorm", colour="orange", issuer_zh="奉贤区气象台", issuer="Fengxian weather station", areas=["310120"], area_zh="奉贤区",
            area="Fengxian District", issued_at=world.at("2023-06-24T04:50"), text_zh="由黄色更新为橙色。黄色何时发布，报道没有说。",
            text="Changed from yellow to orange. The report does not say when yellow was issued.", **told,
        )  # fmt: skip
    level = series_named(by, "nanqiao-level_m")
    if level is not None and not WaterLine.objects.visible_to(by).filter(series=level).exists():
        actions.set_line(
            series=level, kind="warning", level_m=Decimal("3.30"), datum=level.datum, datum_assumed=True, valid_from=date(2023, 1, 1),
            meaning_zh="由报道推得：3.55 米超出 0.25 米", meaning="Derived from the report: 3.55 m is 0.25 m above it", **told,
        )  # fmt: skip
    for number in range(1, 6):
        gate = actions.note_gate(
            code=f"fengxian-coast-{number}", kind="gate", name_zh=f"奉贤沿海水闸之{number}（报道未具名）",
            name=f"Coastal gate {number} of Fengxian (not named by the report)", place_code="310120", **told,
        )  # fmt: skip
        actions.note_move(
            by=by,
            at=at,
            gate=gate,
            kind="opened",
            moved_at=world.at("2023-06-24T06:00"),
            reason="全力排水",
            source="S0:37",
        )
    event = Event.objects.visible_to(by).filter(owner=town).first()
    if event is None:
        event = actions.open_event(
            hazard="rainstorm", cause="signal", title_zh="奉贤 2023 年 6 月 23 日夜暴雨", title="Rainstorm in Fengxian, night of 23 June 2023",
            opened_at=world.at("2023-06-23T20:00"), **told,
        )  # fmt: skip
    actions.launch_response(
        level=2, hazard="rainstorm", command_zh="奉贤区防汛防台指挥部", command="Flood command of Fengxian District",
        since=world.at("2023-06-24T07:15"), signal=signal, event=event.pk, end_not_told=True, **told,
    )  # fmt: skip


def _basins(world: World) -> None:
    """Enter the three basins of S3:39 for the four provinces; the report gives no text of a plan."""
    towns = [world.members[key].code for key in ("shanghai", "jiangsu", "zhejiang", "anhui")]
    for basin, zh, en in (
        ("taihu", "太湖", "Taihu"),
        ("yangtze", "长江", "the Yangtze"),
        ("huaihe", "淮河", "the Huaihe"),
    ):
        actions.note_joint_plan(
            by=world.machine, at=world.at("2024-06-27T14:06"), circle=world.yrd, town=world.members["zhejiang"].code, basin=basin,
            title_zh=f"{zh}流域联防联控", title=f"Joint prevention and control of {en}", towns=towns, audience="public", source="S3:39",
        )  # fmt: skip


def _plans(world: World) -> None:
    for town, lines in PLANS.items():
        at = world.now - timedelta(days=60)
        by = world.standing(f"{town}-clerk", at)
        for number, (level, zh, en, office_zh, office, minutes) in enumerate(lines, 1):
            actions.set_plan_task(
                by=by, at=at, circle=world.circle, town=by.member, level=level, number=number, task_zh=zh, task=en, office_zh=office_zh, office=office,
                minutes=minutes, clause=f"镇级预案 {number}", valid_from=world.today - timedelta(days=60), audience="public", illustrative=True,
            )  # fmt: skip


def _gates(world: World) -> dict[str, Gate]:
    """Enter one gate or pumping station a town, with the gauges of both sides where there are some."""
    made = {}
    at = world.now - timedelta(days=50)
    for town, code, kind, zh, en, river, openings, rated, downstream, inner, outer, datum, longitude, latitude in GATES:
        gauges = {
            key: series_named(world.machine, f"{key}-water-level_m") if key else None
            for key in (inner, outer, downstream)
        }
        by = world.standing(f"{town}-clerk", at)
        made[code] = actions.note_gate(
            by=by, at=at, circle=world.circle, town=by.member, code=code, kind=kind, name_zh=zh, name=en, river_zh=river[0], river=river[1],
            openings=openings, rated_m3s=Decimal(rated) if rated else None, downstream=world.members[downstream].code, place_code=by.member, datum=datum,
            inner_series=_key(gauges[inner]), outer_series=_key(gauges.get(outer)), felt_series=_key(gauges[downstream]),
            longitude=Decimal(longitude), latitude=Decimal(latitude), audience="public", illustrative=True,
        )  # fmt: skip
    actions.set_gate_rule(
        by=world.standing("huimin-clerk", at), at=at, gate=made["fengjingtang"], move="opened", needs="consent", town=world.members["fengjing"].code,
        title_zh="枫惠水闸联调约定（示意）", title="Arrangement on gates between Fengjing and Huimin (invented)", clause="第三条", valid_from=at.date(), illustrative=True,
    )  # fmt: skip
    actions.set_gate_rule(
        by=world.standing("xindai-clerk", at), at=at, gate=made["shanghaitang"], move="opened", needs="notice", town=world.members["fengjing"].code,
        title_zh="排涝互报约定（示意）", title="Arrangement to tell each other before pumping out (invented)", clause="第二条", valid_from=at.date(), illustrative=True,
    )  # fmt: skip
    return made


def _storm(world: World, gates: dict[str, Gate]) -> None:
    """Let the storm of the gauges pass: signals, levels of response on both banks, gates asked for and moved."""
    peak = world.now - timedelta(hours=STORM)

    def at(minutes: int) -> datetime:
        return (peak + timedelta(minutes=minutes)).replace(second=0, microsecond=0)

    def clerk(town: str, minutes: int) -> dict[str, Any]:
        return {"by": world.standing(f"{town}-clerk", at(minutes)), "at": at(minutes)}

    east, west = _signals(world, clerk, at)
    _event(world, clerk)
    first = _launch(world, clerk("fengjing", -150), 3, JINSHAN, east["yellow"])
    tasks = {one.number: one for one in ResponseTask.objects.visible_to(world.machine).filter(family=first.family)}
    for number, (taken, done) in enumerate(((-145, -130), (-140, -95), (-138, -128)), 1):
        actions.acknowledge_task(**clerk("fengjing", taken), task=tasks[number])
        tasks[number].refresh_from_db()
        actions.finish_task(**clerk("fengjing", done), task=tasks[number])
    second = actions.change_response(**clerk("fengjing", -25), response=first, level=2, signal=east["orange"])
    answer = actions.ask_about_gate(
        **clerk("huimin", -120), gate=gates["fengjingtang"], to_town=world.members["fengjing"].code, move="opened", openings=2,
        reason="内河涨得快，请同意向东开闸两孔", until_at=at(600), illustrative=True,
    )  # fmt: skip
    actions.answer_gate_request(
        **clerk("fengjing", -102), request=answer, answer="consent", reason="俞汇塘还有余地，水位到 3.2 米请停"
    )
    _move(clerk("huimin", -90), gates["fengjingtang"], "opened", 2)
    xindai = _launch(world, clerk("xindai", -60), 3, ("平湖市防汛防台抗旱指挥部", "Flood command of Pinghu City"), west)
    notice = actions.ask_about_gate(
        **clerk("xindai", -55), gate=gates["shanghaitang"], to_town=world.members["fengjing"].code, move="opened", reason="圩区开始积水，两台泵排涝",
        until_at=at(900), illustrative=True,
    )  # fmt: skip
    actions.answer_gate_request(**clerk("fengjing", -40), request=notice, answer="notified")
    _move(clerk("xindai", -35), gates["shanghaitang"], "opened", 2)
    _move(clerk("yaozhuang", -20), gates["hongqitang"], "opened", 1)
    _move(clerk("zhujing", 10), gates["jueshi"], "opened", 2, inner="2.95", outer="2.71")
    _move(clerk("xindai", 240), gates["shanghaitang"], "closed")
    _move(clerk("huimin", 330), gates["fengjingtang"], "closed")
    _move(clerk("zhujing", 420), gates["jueshi"], "closed")
    actions.end_response(**clerk("fengjing", 540), response=second)
    actions.end_response(**clerk("xindai", 600), response=xindai)
    _launch(world, clerk("yaozhuang", 1080), 4, ("嘉善县防汛防台抗旱指挥部", "Flood command of Jiashan County"), None)
    actions.ask_about_gate(
        **clerk("fengjing", 1110), gate=gates["hongqitang"], to_town=world.members["yaozhuang"].code, move="closed",
        reason="下游水位还高，请先停一台泵", illustrative=True,
    )  # fmt: skip


def _signals(world: World, clerk: Any, at: Any) -> tuple[dict[str, Signal], Signal]:
    """Relay the invented signals of the storm: yellow, orange and lifted in the east, yellow and lifted in the west."""
    station: dict[str, Any] = {
        "hazard": "rainstorm",
        "issuer_zh": "金山区气象台",
        "issuer": "Jinshan weather station",
        "areas": ["310116"],
        "area_zh": "金山区",
        "area": "Jinshan District",
    }
    station |= {
        "circle": world.circle,
        "town": world.members["fengjing"].code,
        "audience": "public",
        "illustrative": True,
    }
    yellow = actions.relay_signal(**clerk("fengjing", -178), colour="yellow", issued_at=at(-180), **station)
    orange = actions.relay_signal(
        **clerk("fengjing", -68), colour="orange", issued_at=at(-70), family=yellow.family, **station
    )
    actions.relay_signal(**clerk("fengjing", 482), colour="none", issued_at=at(480), family=yellow.family, **station)
    west = actions.relay_signal(
        **clerk("xindai", -148), circle=world.circle, town=world.members["xindai"].code, hazard="rainstorm", colour="yellow", issuer_zh="平湖市气象台",
        issuer="Pinghu weather station", areas=["330482"], area_zh="平湖市", area="Pinghu City", issued_at=at(-150), audience="public", illustrative=True,
    )  # fmt: skip
    actions.relay_signal(
        **clerk("xindai", 452), circle=world.circle, town=west.owner, hazard="rainstorm", colour="none", issuer_zh=west.issuer_zh, issuer=west.issuer,
        areas=west.areas, area_zh=west.area_zh, area=west.area, issued_at=at(450), family=west.family, audience="public", illustrative=True,
    )  # fmt: skip
    return {"yellow": yellow, "orange": orange}, west


def _event(world: World, clerk: Any) -> None:
    """Open the event of the storm on both banks; each town knows and stands down for itself."""
    towns = [world.members[key].code for key in ("xindai", "huimin")]
    opened = actions.open_event(
        **clerk("fengjing", -170), circle=world.circle, town=world.members["fengjing"].code, hazard="rainstorm", cause="signal", called=towns,
        title_zh="枫泾—惠民—新埭强降雨（示意）", title="Heavy rain at Fengjing, Huimin and Xindai (invented)", audience="public", illustrative=True,
    )  # fmt: skip
    for town, known, down in (("fengjing", -168, 560), ("xindai", -151, 620), ("huimin", -139, 640)):
        opened.refresh_from_db()
        part = actions.acknowledge_event(**clerk(town, known), event=opened)
        part.refresh_from_db()
        actions.stand_down(**clerk(town, down), part=part)


def _launch(
    world: World, whose: dict[str, Any], level: int, command: tuple[str, str], signal: Signal | None
) -> Response:
    return actions.launch_response(
        **whose, circle=world.circle, town=whose["by"].member, level=level, hazard="rainstorm", command_zh=command[0], command=command[1], signal=signal,
        audience="public", illustrative=True,
    )  # fmt: skip


def _move(
    whose: dict[str, Any],
    gate: Gate,
    kind: str,
    openings: int | None = None,
    inner: str | None = None,
    outer: str | None = None,
) -> None:
    actions.note_move(
        **whose, gate=gate, kind=kind, openings=openings, inner_m=Decimal(inner) if inner else None, outer_m=Decimal(outer) if outer else None,
        illustrative=True,
    )  # fmt: skip


def _incidents(world: World) -> None:
    """Note whom to call in each town, an incident that one neighbour knows of and one that is closed."""
    day = world.today
    for place, town in enumerate(TOWNS):
        at = world.now - timedelta(days=40)
        by = world.standing(f"{town}-clerk", at)
        for number, (field, (zh, en)) in enumerate(OFFICES.items()):
            overdue = town == "zhujing" and field == "disease"
            actions.note_contact(
                by=by, at=at, circle=world.circle, town=by.member, field=field, rank=1, office_zh=zh, office=en, phone=f"{'021' if by.member[:2] == '31' else '0573'}-0000 00{place}{number}",
                hours_zh="24 小时", hours="day and night", reviewed_on=day - timedelta(days=200 if overdue else 40),
                review_by=day - timedelta(days=17) if overdue else day + timedelta(days=140), illustrative=True,
            )  # fmt: skip
    at = world.now - timedelta(hours=7)
    by = world.standing("fengjing-clerk", at)
    oil = actions.report_incident(
        by=by, at=at, circle=world.circle, town=by.member, field="environment", title_zh="俞汇塘省界断面发现油花", title="A film of oil at the border section of Yuhui Canal",
        place_zh="俞汇塘省界断面", place="Border section of Yuhui Canal", what_zh="约 200 米长，随落潮向西移动。来源在查。",
        what="About 200 m long, moving west with the ebb. Its source is looked for.", audience="public", illustrative=True,
    )  # fmt: skip
    told = [
        actions.tell_neighbour(
            by=by, at=at + timedelta(minutes=6), incident=oil, to_town=world.members[town].code, words_zh="请留意枫泾塘闸口，需要时先关闸。",
            words="Please look at the gate on Fengjing Canal, and shut it if need be.",
        )
        for town in ("huimin", "xindai")
    ]  # fmt: skip
    later = at + timedelta(minutes=18)
    actions.know_incident(
        by=world.standing("huimin-clerk", later), at=later, notice=told[0], does_zh="已派人到闸口，布设围油栏。", does="People are at the gate and lay a boom."
    )  # fmt: skip
    at = world.now - timedelta(days=12)
    by = world.standing("huimin-clerk", at)
    fever = actions.report_incident(
        by=by, at=at, circle=world.circle, town=by.member, field="disease", title_zh="企业宿舍聚集性腹泻", title="Cluster of gastroenteritis in a works hostel",
        place_zh="惠民标准厂房宿舍", place="Hostel of the Huimin standard halls", audience="public", illustrative=True,
    )  # fmt: skip
    notice = actions.tell_neighbour(by=by, at=at, incident=fever, to_town=world.members["fengjing"].code)
    actions.know_incident(by=world.standing("fengjing-clerk", at), at=at + timedelta(minutes=31), notice=notice)
    after = at + timedelta(days=4)
    actions.close_incident(
        by=world.standing("huimin-clerk", after), at=after, incident=fever, outcome_zh="水箱清洗消毒，三天无新增，解除。",
        outcome="The water tank was cleaned and disinfected; no new case for three days.",
    )  # fmt: skip


def _key(series: Any) -> Any:
    return None if series is None else series.pk
