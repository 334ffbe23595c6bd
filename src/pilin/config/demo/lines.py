"""Six buses across the border and one within a town: their stops, their times, and where one may get on and off.

The reports count six cross-provincial lines in Jinshan and name none of them (S4:39), so every line, stop and time here is
illustrative. That a coach to Jiashan passes the gate of Fengjing's hospital and may not stop there is reported (E10).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from pilin.config.demo.world import World
from pilin.domain.lines import actions, rules
from pilin.domain.lines.models import Line, Stop
from pilin.engine import gtfs

STOPS = [  # code, town that keeps it, name, name in English, latitude, longitude, division
    ("fengjing-station", "fengjing", "枫泾汽车站", "Fengjing bus station", "30.8898", "121.0136", "310116102"),
    ("fengjing-hospital", "fengjing", "枫泾医院", "Fengjing hospital", "30.8862", "121.0102", "310116102"),
    ("fengjing-park", "fengjing", "枫泾工业区", "Fengjing industrial park", "30.8718", "121.0009", "310116102"),
    ("xiafang", "fengjing", "下坊村", "Xiafang Village", "30.8611", "121.0287", "310116102"),
    ("zhujing-station", "zhujing", "朱泾汽车站", "Zhujing bus station", "30.9006", "121.1581", "310116101"),
    ("zhujing-market", "zhujing", "朱泾农贸市场", "Zhujing market", "30.8921", "121.1448", "310116101"),
    ("huimin-centre", "huimin", "惠民街道办事处", "Huimin street office", "30.8397", "120.9708", "330421003"),
    ("huimin-zone", "huimin", "嘉善经开区", "Jiashan development zone", "30.8524", "120.9812", "330421003"),
    ("yaozhuang-centre", "yaozhuang", "姚庄客运站", "Yaozhuang coach station", "30.9132", "120.9581", "330421111"),
    ("yaozhuang-park", "yaozhuang", "姚庄工业园", "Yaozhuang industrial park", "30.9044", "120.9743", "330421111"),
    ("xindai-centre", "xindai", "新埭客运站", "Xindai coach station", "30.8236", "121.0811", "330482102"),
    ("maohe", "xindai", "泖河村", "Maohe Village", "30.8467", "121.0562", "330482102"),
    ("jiashan-centre", "huimin", "嘉善客运中心", "Jiashan coach centre", "30.8441", "120.9256", "330421"),
]  # fmt: skip


class Plan(NamedTuple):
    """A line as the demo has it."""

    number: str
    town: str
    name_zh: str
    name: str
    kind: str
    fare: str | None
    cards: tuple[str, ...]
    way: tuple[tuple[str, int], ...]  # stop, minutes from the one before
    out: str  # when trips leave the first stop, ``w`` before those of working days, ``r`` of days of rest
    back: str  # and the last one


LINES = [
    Plan("枫惠1路", "fengjing", "枫泾—惠民", "Fengjing–Huimin", "cross_province", "2", ("t_union", "shanghai", "social", "code"),
         (("fengjing-station", 0), ("fengjing-hospital", 3), ("fengjing-park", 7), ("huimin-zone", 8), ("huimin-centre", 6)),
         "6:10 w6:50 7:30 9:00 11:00 13:30 16:00 w17:20 18:40", "6:40 w7:20 8:10 9:40 11:40 14:10 16:40 w18:00 19:15"),
    Plan("姚枫2路", "yaozhuang", "姚庄—枫泾", "Yaozhuang–Fengjing", "cross_province", "2", ("t_union", "jiaxing", "social", "code"),
         (("yaozhuang-centre", 0), ("yaozhuang-park", 6), ("fengjing-hospital", 12), ("fengjing-station", 3)),
         "6:20 w7:00 8:30 12:00 15:30 17:10", "6:50 w7:40 9:10 12:40 16:10 w17:30 18:05"),
    Plan("埭枫3路", "xindai", "新埭—枫泾", "Xindai–Fengjing", "cross_province", "3", ("t_union", "jiaxing", "code", "cash"),
         (("xindai-centre", 0), ("maohe", 9), ("xiafang", 7), ("fengjing-station", 11)),
         "6:00 w6:40 8:00 10:30 13:00 15:30 17:00", "6:35 w7:20 8:40 11:10 13:40 16:10 18:10"),
    Plan("朱埭4路", "zhujing", "朱泾—新埭", "Zhujing–Xindai", "cross_province", "3", ("t_union", "shanghai", "social", "code"),
         (("zhujing-station", 0), ("zhujing-market", 5), ("xindai-centre", 24)),
         "6:15 w7:10 9:00 13:00 w16:30 17:30", "6:55 w7:50 9:40 13:40 w17:10 18:20"),
    Plan("嘉善班车", "huimin", "嘉善—枫泾", "Jiashan–Fengjing coach", "cross_province", "5", ("jiaxing", "cash"),
         (("jiashan-centre", 0), ("huimin-centre", 12), ("fengjing-hospital", 14), ("fengjing-station", 4)),
         "7:00 10:00 14:00 16:30", "7:50 10:50 14:50 17:20"),
    Plan("姚朱6路", "zhujing", "朱泾—姚庄", "Zhujing–Yaozhuang", "cross_province", None, (),
         (("zhujing-station", 0), ("fengjing-station", 27), ("yaozhuang-park", 17), ("yaozhuang-centre", 6)),
         "w6:30 r8:30 w17:00", "w7:40 r15:30 w18:20"),
    Plan("枫泾1路", "fengjing", "枫泾汽车站—下坊村", "Fengjing station–Xiafang", "town", "1", ("t_union", "shanghai", "code", "cash"),
         (("fengjing-station", 0), ("fengjing-hospital", 4), ("xiafang", 13)),
         "6:30 7:30 8:30 9:30 11:30 13:30 15:30 16:30 17:30 18:30", "6:55 7:55 8:55 9:55 11:55 13:55 15:55 16:55 17:55"),
]  # fmt: skip
GATE = ("经过枫泾医院门口，不得停靠", "Passes the hospital's gate and may not stop there")
GROUND = ("毗邻公交停靠协议（示意）第三条", "Agreement on stops of buses across the border (illustrative), article 3")
UNSAID = {("姚朱6路", "yaozhuang-park")}  # nobody has said it: unknown, and shown so
PAID = [  # line, who proposes, yuan a year or None, who pays how many per cent, who of the others has agreed; all made up
    ("枫惠1路", "fengjing", "480000.00", (("fengjing", "55"), ("huimin", "45")), ("huimin",)),
    ("姚枫2路", "yaozhuang", "365000.01", (("yaozhuang", "50"), ("fengjing", "50")), ("fengjing",)),
    ("埭枫3路", "xindai", "410000.00", (("xindai", "66.67"), ("fengjing", "33.33")), ("fengjing",)),
    ("朱埭4路", "zhujing", None, (("zhujing", "50"), ("xindai", "50")), ("xindai",)),
    ("嘉善班车", "huimin", "150000.00", (("huimin", "70"), ("fengjing", "30")), ()),
]  # fmt: skip
ABROAD = {  # how the operator of the coach numbers and names its stops in the feed it hands on
    "jiashan-centre": ("JS001", "嘉善客运中心"), "huimin-centre": ("JS014", "惠民街道办事处站"), "fengjing-hospital": ("JS020", "枫泾医院站"),
    "fengjing-station": ("JS021", "枫泾汽车站"),
}  # fmt: skip
OPERATOR = "嘉善客运（示意）"
HALF = {("埭枫3路", "xiafang"): (False, True), ("姚枫2路", "yaozhuang-park"): (True, True)}


def load(world: World) -> None:
    """Put down the stops, write down the lines with their timetables, and let each stop's town say who may get on and off."""
    at = world.now - timedelta(days=60)
    since = world.today - timedelta(days=60)
    stops = {
        code: actions.put_stop(
            by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, code=code, name_zh=zh, name=en,
            latitude=Decimal(latitude), longitude=Decimal(longitude), place=place, illustrative=True,
        )
        for code, town, zh, en, latitude, longitude, place in STOPS
    }  # fmt: skip
    keepers = {code: town for code, town, *_rest in STOPS}
    for plan in LINES:
        by = world.standing(f"{plan.town}-clerk", at)
        line = actions.open_line(
            by=by, at=at, circle=world.circle, town=world.members[plan.town].code, number=plan.number, name_zh=plan.name_zh, name=plan.name,
            kind=plan.kind, fare_cny=Decimal(plan.fare) if plan.fare else None, cards=plan.cards, valid_from=since, illustrative=True,
        )  # fmt: skip
        actions.bring_timetable(by=by, at=at, line=line, calls=_calls(plan), valid_from=since, illustrative=True)
        for code, _minutes in plan.way:
            if (plan.number, code) not in UNSAID:
                _say(world, plan, line, stops[code], keepers[code], since)
        _pay(world, line)
    _exchange(world, since)


def _pay(world: World, line: Line) -> None:
    """Let towns agree who pays for a line this year; one proposal still waits."""
    at = world.now - timedelta(days=40)
    for number, lead, amount, shares, agreeing in PAID:
        if number != line.number:
            continue
        held = {world.members[town].code: Decimal(share) for town, share in shares}
        made = actions.propose_subsidy(
            by=world.standing(f"{lead}-clerk", at), at=at, line=line, year=at.year, amount_cny=Decimal(amount) if amount else None, shares=held,
            illustrative=True,
        )  # fmt: skip
        for town in agreeing:
            actions.agree_to_subsidy(by=world.standing(f"{town}-clerk", at), at=at + timedelta(days=1), subsidy=made)


def _exchange(world: World, since: date) -> None:
    """Bring the operator's own feed of the coach: its trips are those known already; its stops are found by name and place."""
    at = world.now - timedelta(days=30)
    plan = next(plan for plan in LINES if plan.number == "嘉善班车")
    lie = {code: (float(lat), float(lon), zh) for code, _town, zh, _en, lat, lon, _place in STOPS}
    trips: dict[str, list[gtfs.FeedCall]] = {}
    for _row, call in _calls(plan):
        trips.setdefault(f"{call.direction} {call.trip}", []).append(
            gtfs.FeedCall(ABROAD[call.stop][0], call.arrives or 0, call.departs or 0)
        )
    schedule = gtfs.Schedule(
        OPERATOR,
        tuple(gtfs.FeedStop(number, name, "", lie[code][0] + 0.0001, lie[code][1]) for code, (number, name) in ABROAD.items()),
        (gtfs.FeedLine("coach", plan.number, plan.name_zh, plan.name, "1"),),
        tuple(
            gtfs.FeedTrip(key, "coach", key.split()[0], "daily", since, None, tuple(calls), key.split()[1]) for key, calls in trips.items()
        ),
    )  # fmt: skip
    end = since + timedelta(days=365)
    files = gtfs.files_of(schedule, [gtfs.Agency("1", OPERATOR)], "https://example.org", since, end, "1")
    feed, faults = gtfs.read_feed(gtfs.write_zip(files))
    actions.bring_feed(
        by=world.standing("huimin-clerk", at), at=at, circle=world.circle, town=world.members["huimin"].code, feed=feed, read=faults,
        valid_from=since, illustrative=True,
    )  # fmt: skip


def _say(world: World, plan: Plan, line: Line, stop: Stop, town: str, since: date) -> None:
    """Let the town that keeps a stop say whether one may get on and off the line there."""
    at = world.now - timedelta(days=59)
    shut = (plan.number, stop.code) == ("嘉善班车", "fengjing-hospital")
    board, alight = (False, False) if shut else HALF.get((plan.number, stop.code), (True, True))
    ground_zh, ground = GATE if shut else GROUND
    actions.grant_permission(
        by=world.standing(f"{town}-clerk", at), at=at, line=line, stop=stop, may_board=board, may_alight=alight, ground_zh=ground_zh,
        ground=ground, valid_from=since, illustrative=not shut, source="E10" if shut else "",
    )  # fmt: skip


def _calls(plan: Plan) -> list[tuple[int | None, rules.CallInput]]:
    """Return the calls of a line: the same minutes between stops both ways."""
    made: list[tuple[int | None, rules.CallInput]] = []
    there = [(code, minutes) for code, minutes in plan.way]
    hops = [minutes for _code, minutes in plan.way]
    again = list(zip([code for code, _minutes in reversed(plan.way)], [0, *reversed(hops[1:])], strict=True))
    for direction, starts, way in (("out", plan.out, there), ("back", plan.back, again)):
        for start in starts.split():
            days = {"w": "workdays", "r": "restdays"}.get(start[0], "daily")
            minute = rules.minutes_of(start.lstrip("wr"))
            assert minute is not None
            for code, minutes in way:
                minute += minutes
                made.append((None, rules.CallInput(f"{direction}-{start}", code, minute, minute, direction, days)))
    return made
