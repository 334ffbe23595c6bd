"""Public events: those the reports tell of, and an illustrative year of the five towns around the demo's today.

The reports name a forum with three organisers and no day (S0:47), an exhibition of a film festival and a concert whose days
stand without a year (S0:42, S1:25), a party class (S1:5), four events of a beach that return (S4:35), festivals of Jiaxing
(S2:53), an exhibition in Kunshan (S2:48), and of the five towns' camp that it was launched, without a number (S0:19).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pilin.config.demo.world import SHANGHAI, World
from pilin.domain.living import actions
from pilin.domain.living.models import Happening, HappeningSeries, Registration
from pilin.engine.base import Confidence, resolve_relative, year_count
from pilin.foundation.members.models import Member

FIVE = ("huimin", "yaozhuang", "xindai", "zhujing", "fengjing")
BEACH = [  # S4:35, in its order
    ("金山城市沙滩国际沙雕展", "International sand sculpture exhibition, Jinshan City Beach", "exhibition"),
    ("金山城市沙滩国际音乐烟花节", "International music and fireworks festival, Jinshan City Beach", "festival"),
    ("金山城市沙滩啤酒节", "Beer festival, Jinshan City Beach", "festival"),
    ("金山城市沙滩铁人三项赛", "Triathlon, Jinshan City Beach", "sport"),
]
ORGANISERS = [  # S0:47, in its order
    ("上海市健康安全环境研究会", "Shanghai Health, Safety and Environment Research Association"),
    ("金山区健康安全环境学会", "Jinshan District Health, Safety and Environment Society"),
    ("上海碳谷绿湾产业园", "Shanghai Carbon Valley Green Bay Industrial Park"),
]
RETURNS = [  # town, name, name in English, kind, month: invented, and shown so
    ("fengjing", "枫泾水乡灯会", "Fengjing lantern fair", "festival", 2),
    ("yaozhuang", "姚庄桃花节", "Yaozhuang peach blossom festival", "festival", 3),
    ("zhujing", "朱泾花海集市", "Zhujing flower fair", "festival", 4),
    ("huimin", "惠民杜鹃花会", "Huimin azalea show", "exhibition", 5),
    ("xindai", "新埭渔歌音乐会", "Xindai fishing-song concert", "concert", 9),
]
NAMES = ("沈桂英", "陆阿婆", "金师傅", "顾小丫", "姚大伯", "朱老师", "钱阿姨", "许叔")
CURRICULUM = [
    ("开班与党性教育", "Opening and party spirit", 0, 9, 12), ("两省一市政策对照", "Policies of two provinces and a city compared", 0, 14, 17),
    ("毗邻治理现场教学", "Governing on the border, on site", 1, 9, 12), ("企业服务实训", "Serving firms, in practice", 1, 14, 17),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a report: who would keep it, its words, its day as said, and how its year was read."""

    owner: str
    kind: str
    title_zh: str
    title: str
    source: str
    day: str
    venue_zh: str = ""
    venue: str = ""
    division: str = ""
    confidence: Confidence = Confidence.STATED
    why_zh: str = ""
    why: str = ""


def load(world: World) -> None:
    """Put in what the reports tell, then the five towns' year: series, events with registrations, a camp, a joint pass."""
    _told(world)
    _recurring(world)
    for town, zh, en, kind, month in RETURNS:
        _series(
            world,
            town,
            zh,
            en,
            kind,
            yearly=True,
            month=month,
            host_rule="named",
            host=world.members[town].code,
            illustrative=True,
        )
    _year_ahead(world)
    _camp(world)
    _pass(world)


def read_without_year(month_day: str, year: int) -> str:
    """Return a day that a report gives without a year, in the year its context names: one of the days it may mean."""
    found = resolve_relative(month_day, date(year, 12, 31))
    (day,) = [one for one in found.candidates if one.first.year == year]
    return str(day)


def year_of_orchestra() -> int:
    """Return the year in which an orchestra that began preparing in 2019 had "over the past four years" behind it."""
    (year,) = [year for year in range(2019, 2030) if year_count(date(2019, 1, 1), date(year, 6, 30)).by_calendar == 4]
    return year


def _told(world: World) -> None:
    """Enter the events of the reports; a day without a year is read from its context and flagged so (Q-11)."""
    concert = year_of_orchestra()
    inferred = Confidence.INFERRED
    told = [
        Told(
            "putuo", "exhibition", "上海国际电影节“数字影视体验展——超感试验场”", "Digital Film and Television Experience Exhibition, Shanghai International Film Festival",
            "S0:42", read_without_year("June 9th", 2023), "普陀区浦西金融广场 PUSH 艺术中心", "PUSH Art Center, Puxi Financial Plaza, Putuo District", "310107", inferred,
            "来源只写 6 月 9 日；第 25 届，当年全面回归线下，是 2023 年。", "The source says 9 June only; it was the 25th festival, back from online: 2023.",
        ),
        Told(
            "shanghai", "concert", "浦东爱乐乐团挂牌后首演", "First concert of the Pudong Philharmonic since it was listed", "S1:25", read_without_year("June 30th", concert),
            "浦东文化艺术指导中心东剧场", "East Theater, Pudong Cultural and Art Guidance Center", "", inferred,
            "来源只写 6 月 30 日；2019 年起筹建，“过去四年”，是 2023 年。",
            "The source says 30 June only; preparing since 2019, “over the past four years”: 2023.",
        ),
        Told(
            "zhangyan", "class", "“书记讲给书记听”专题党课", "Special party class “Secretary Speaks to Secretary”", "S1:5", read_without_year("July 1st", 2024), "", "", "", inferred,
            "来源只写 7 月 1 日；按报道发布的 2024 年读。", "The source says 1 July only; read in 2024, when the report came out.",
        ),
    ]  # fmt: skip
    for one in told:
        code = world.members[one.owner].code
        venues = [{"name_zh": one.venue_zh, "name": one.venue, "division": one.division}] if one.venue_zh else []
        if one.kind == "class":
            venues = [{"name_zh": "张堰镇", "name": "Zhangyan", "town": code}]
        _plan(
            world, one.owner, one.kind, one.title_zh, one.title, at=world.at("2024-07-02"), venues=venues, host=code if one.kind == "class" else "", source=one.source,
            said={"starts_on": one.day, "confidence": one.confidence, "why_zh": one.why_zh, "why": one.why},
            series=_unknown(world, one) if one.kind == "exhibition" else None, edition=25 if one.kind == "exhibition" else None,
        )  # fmt: skip
    forum = _series(
        world, "jinshan", "上海国际 HSE 管理创新论坛", "Shanghai International HSE Management Innovation Forum", "forum", host_rule="unknown", source="S0:47"
    )  # fmt: skip
    _plan(
        world, "jinshan", "forum", forum.title_zh, forum.title, series=forum, edition=6, at=world.at("2024-06-27"), source="S0:47",
        venues=[{"name_zh": "国家会展中心", "name": "National Convention and Exhibition Center"}],
        said={
            "organisers": [{"zh": zh, "en": en} for zh, en in ORGANISERS], "confidence": Confidence.UNKNOWN, "why_zh": "来源只写“近日”。",
            "why": "The source says “recently”.", "about_zh": "主题：“健康、安全、环保与未来”。",
            "about": "Theme: “Health, Safety, Environmental Protection, and the Future”.",
        },
    )  # fmt: skip


def _unknown(world: World, one: Told) -> HappeningSeries:
    return _series(
        world,
        one.owner,
        "上海国际电影节",
        "Shanghai International Film Festival",
        "festival",
        host_rule="unknown",
        source=one.source,
    )


def _recurring(world: World) -> None:
    """Enter what the reports say returns, with no date of an edition where they give none."""
    for zh, en, kind in BEACH:
        _series(world, "jinshan", zh, en, kind, yearly=True, host_rule="unknown", source="S4:35")
    _series(
        world,
        "zhejiang",
        "嘉兴南湖民俗文化节",
        "Nanhu folk culture festival, Jiaxing",
        "festival",
        since=1997,
        host_rule="unknown",
        source="S2:53",
    )
    _series(
        world,
        "zhejiang",
        "嘉兴端午民俗文化节",
        "Dragon Boat folk culture festival, Jiaxing",
        "festival",
        since=2006,
        host_rule="unknown",
        source="S2:53",
    )
    _series(
        world,
        "jiangsu",
        "昆山元宇宙国际装备展",
        "Kunshan Metaverse International Equipment Exhibition",
        "exhibition",
        host_rule="unknown",
        source="S2:48",
    )
    _series(
        world,
        "fengjing",
        "毗邻区域文化艺术节交流",
        "Culture and art festival of the adjacent area",
        "festival",
        season="autumn",
        source="S0:7",
    )
    _series(
        world,
        "fengjing",
        "毗邻主导产业发展论坛",
        "Forum of leading industries of the adjacent area",
        "forum",
        source="S0:7",
    )


def _year_ahead(world: World) -> None:
    """Lay a festival that is over, one to come with quotas and a waiting list, one of two towns, and drafts of next year."""
    last = _at(world, -24, 14)
    over = _plan(
        world, "zhujing", "festival", "朱泾秋收市集", "Zhujing harvest market", at=last - timedelta(days=30), illustrative=True, venues=[_venue(world, "zhujing", "花海广场", "Flower Sea Square")],
        host=world.members["zhujing"].code, said={"starts_on": last.date().isoformat(), "starts_at": last, "ends_at": last + timedelta(hours=4), "registers": True, "places": 60},
    )  # fmt: skip
    for number, town in enumerate(FIVE):
        by = world.standing(f"{town}-clerk", last)
        row = actions.register(
            by=by, at=last - timedelta(days=9, minutes=number), happening=over, town=by.member, name=str(world.people[f"{town}-clerk"]), person=by.person
        )  # fmt: skip
        actions.mark_came(
            by=world.standing("zhujing-clerk", last),
            at=last + timedelta(minutes=5 * number),
            happening=over,
            code=row.code,
        )
        actions.evaluate(
            by=by, at=last + timedelta(days=1), registration=row, score=(5, 4, 5, 3, 4)[number],
            words=("热闹", "停车难", "", "摊位可以再多一点", "明年还来")[number],
        )  # fmt: skip
    ahead = _at(world, 16, 14)
    festival = _plan(
        world, "fengjing", "festival", "五镇水乡文化节", "Water-town festival of the five towns", at=world.now - timedelta(days=6), illustrative=True,
        venues=[_venue(world, "fengjing", "枫泾古镇戏台", "Opera stage, Fengjing old town"), _venue(world, "huimin", "惠民文化广场", "Huimin Culture Square")], quotas={world.members[town].code: 1 for town in FIVE},
        host=world.members["fengjing"].code,
        said={
            "starts_on": ahead.date().isoformat(), "starts_at": ahead, "ends_at": ahead + timedelta(hours=5), "registers": True, "places": 12,
            "closes_at": ahead - timedelta(hours=12), "release_on": ahead.date() - timedelta(days=4), "for_whom_zh": "五镇居民", "for_whom": "People of the five towns",
        },
    )  # fmt: skip
    world.rows["water-festival"] = festival
    for number, (town, name) in enumerate(
        [
            ("huimin", NAMES[0]),
            ("huimin", NAMES[1]),
            ("huimin", NAMES[2]),
            ("huimin", NAMES[3]),
            ("fengjing", NAMES[4]),
            ("xindai", NAMES[5]),
        ]
    ):
        _register(world, festival, town, name, world.now - timedelta(days=5) + timedelta(hours=number))
    clash = ahead + timedelta(hours=1)
    _plan(
        world, "fengjing", "concert", "古镇江南丝竹晚会", "Jiangnan strings in the old town", at=world.now - timedelta(days=2), illustrative=True, announce=False,
        venues=[_venue(world, "fengjing", "枫泾三百园", "Sanbai Garden, Fengjing")], host=world.members["fengjing"].code, said={"starts_on": clash.date().isoformat(), "starts_at": clash},
    )  # fmt: skip
    talk = _at(world, 5, 19)
    _plan(
        world, "xindai", "class", "手机支付班（给长辈）", "Paying by telephone, a class for elders", at=world.now - timedelta(days=4), illustrative=True,
        venues=[_venue(world, "xindai", "新埭社区学校", "Xindai Community School")], host=world.members["xindai"].code,
        said={"starts_on": talk.date().isoformat(), "starts_at": talk, "ends_at": talk + timedelta(minutes=90), "registers": True},
    )  # fmt: skip
    for town in FIVE:
        actions.plan_year(
            by=world.standing(f"{town}-clerk", world.now), at=world.now - timedelta(days=1), circle=world.circle, town=world.members[town].code,
            year=world.today.year + 1,
        )  # fmt: skip


def _camp(world: World) -> None:
    """Lay the camp that was launched on 27 June 2024 (S0:19): cohort, curriculum and people are invented, and shown so."""
    first = _at(world, -3, 9)
    camp = _plan(
        world, "fengjing", "camp", "沪浙毗邻党员干部人才成长训练营", "Shanghai–Zhejiang training camp of party members and cadres", at=first - timedelta(days=40),
        illustrative=True, source="S0:19", venues=[_venue(world, "fengjing", "枫泾镇党群服务中心", "Fengjing Party and Community Service Centre")], host=world.members["fengjing"].code,
        quotas={world.members[town].code: 1 for town in FIVE},
        said={
            "starts_on": first.date().isoformat(), "ends_on": (first.date() + timedelta(days=1)).isoformat(), "registers": True, "places": 32,
            "for_whom_zh": "五方党员干部", "for_whom": "Party members and cadres of the five parties",
            "about_zh": "训练营 2024 年 6 月 27 日启动；来源没有给人数，这一期的人数、课程和名字都是示意。",
            "about": "The camp was launched on 27 June 2024. The source gives no number: cohort, curriculum and names are illustrative.",
        },
    )  # fmt: skip
    clerk = world.standing("fengjing-clerk", first)
    sittings = [
        actions.add_session(
            by=clerk, at=first - timedelta(days=39), happening=camp, title_zh=zh, title=en, starts_at=first + timedelta(days=day, hours=starts - 9),
            ends_at=first + timedelta(days=day, hours=ends - 9), place_zh="一号教室", place="Room 1",
        )
        for zh, en, day, starts, ends in CURRICULUM
    ]  # fmt: skip
    people = [
        _register(
            world, camp, town, NAMES[(place + number) % len(NAMES)], first - timedelta(days=30 - number, minutes=place)
        )
        for place, town in enumerate(FIVE)
        for number in range(4)
    ]
    for number, sitting in enumerate(sittings):
        actions.keep_attendance(
            by=clerk, at=first + timedelta(days=1, hours=9), happening=camp, session=sitting.pk,
            present=[row.pk for place, row in enumerate(people) if (place + number) % 7],
        )  # fmt: skip
    actions.second(
        by=world.standing("huimin-clerk", world.now), at=world.now, registration=people[0], to=world.members["fengjing"].code, office_zh="枫泾镇营商办",
        office="Business office of Fengjing", task_zh="跟班两个月，熟悉对岸办事", from_on=world.today + timedelta(days=10), until_on=world.today + timedelta(days=70),
    )  # fmt: skip


def _pass(world: World) -> None:
    """Offer a pass for a venue of each of the five towns, and let some be used: all of it illustrative."""
    at = world.now - timedelta(days=20)
    by = world.standing("fengjing-clerk", at)
    names = {
        "fengjing": ("枫泾古镇", "Fengjing old town"),
        "zhujing": ("东林寺", "Donglin temple"),
        "huimin": ("大云温泉", "Hot spring"),
        "yaozhuang": ("桃源渔歌", "Peach garden"),
        "xindai": ("泖河渔村", "Mao river village"),
    }
    row = actions.offer_pass(
        by=by, at=at, circle=world.circle, town=by.member, title_zh="五镇联游票", title="Five-town pass", price_cny=Decimal("88.00"), valid_from=at.date(),
        valid_to=at.date() + timedelta(days=90), illustrative=True, venues=[{"town": world.members[town].code, "name_zh": zh, "name": en} for town, (zh, en) in names.items()],
    )  # fmt: skip
    issued = actions.issue_passes(by=by, at=at, of=row, number=8)
    places = {venue.town.code: venue for venue in row.venues.visible_to(by).select_related("town")}
    for number, one in enumerate(issued[:6]):
        for town in FIVE[: 1 + number % 3]:
            when = at + timedelta(days=3 + number)
            officer = world.standing(f"{town}-clerk", when)
            actions.use_pass(by=officer, at=when, venue=places[officer.member], code=one.code)


def _plan(
    world: World,
    owner: str,
    kind: str,
    zh: str,
    en: str,
    *,
    at: datetime,
    said: dict[str, Any],
    announce: bool = True,
    **more: Any,
) -> Happening:
    """Plan an event by the clerk of its town; what a report tells is entered by the house."""
    series = more.pop("series", None)
    by = world.standing(f"{owner}-clerk", at) if more.get("illustrative") else world.machine
    row = actions.plan_happening(
        by=by, at=at, circle=world.circle, town=world.members[owner].code, title_zh=zh, title=en, kind=kind, series=series.pk if series else None,
        said={"reach": "public", **said}, **more,
    )  # fmt: skip
    return actions.announce_happening(by=by, at=at, happening=row) if announce else row


def _series(world: World, owner: str, zh: str, en: str, kind: str, **more: Any) -> HappeningSeries:
    at = world.at("2024-06-27")
    by = world.standing(f"{owner}-clerk", at) if more.get("illustrative") else world.machine
    return actions.keep_series(
        by=by, at=at, circle=world.circle, town=world.members[owner].code, title_zh=zh, title=en, kind=kind, **more
    )


def _register(world: World, row: Happening, town: str, name: str, at: datetime) -> Registration:
    by = world.standing(f"{town}-clerk", at)
    return actions.register(by=by, at=at, happening=row, town=by.member, name=name)


def _venue(world: World, town: str, name_zh: str, name: str) -> dict[str, Any]:
    member: Member = world.members[town]
    return {"name_zh": name_zh, "name": name, "town": member.code}


def _at(world: World, days: int, hour: int) -> datetime:
    return datetime.combine(world.today + timedelta(days=days), time(hour), SHANGHAI)
