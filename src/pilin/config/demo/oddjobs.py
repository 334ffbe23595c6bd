"""A week of illustrative work in the five towns, and who takes it: nobody here is real, and no number is anybody's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from pilin.config.demo.world import PASSWORD, SHANGHAI, World
from pilin.config.standing import standing_of
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.oddjobs import actions, rules
from pilin.domain.oddjobs.models import Pay, Post, Shift, Worker
from pilin.domain.oddjobs.queries import month_span
from pilin.domain.oddjobs.rules import ShiftInput
from pilin.domain.oddjobs.tasks import overdue_due as raise_due
from pilin.engine.base.identifiers import citizen_check_digit
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.identity import actions as identity
from pilin.foundation.identity.models import User

HOUSE = Standing.machine("demo")
POINTS = {  # about where a village or a works lies
    "fengjing": (30.8898, 121.0136), "zhujing": (30.9006, 121.1581), "huimin": (30.8397, 120.9708), "yaozhuang": (30.9132, 120.9581), "xindai": (30.8236, 121.0811), "泖河村": (30.8467, 121.0562),
}  # fmt: skip
WORK: list[tuple[str, str, str, str, str, str, str, str, str, int, int, str, tuple[str, ...], tuple[int, ...], str, str]] = [
    # town, industry, work, in English, trade, yuan an hour, from, to, place, break, heads, cover, provided, days ahead, in English, urgent
    ("fengjing", "14", "食品包装", "Packing food", "packing", "26", "13:00", "17:00", "工业园区北门", 0, 6, "accident", ("meal", "gloves"), (1, 2, 3), "North gate of the works", ""),
    ("fengjing", "13", "冷库分拣", "Sorting in a cold store", "sorting", "30", "06:00", "10:00", "亭枫公路冷库", 0, 4, "accident", ("clothes",), (1, 3, 5), "Cold store on the highway", ""),
    ("fengjing", "29", "夜班搬运", "Carrying at night", "loading", "30", "17:30", "21:30", "橡胶厂东门", 0, 3, "none", ("gloves",), (1, 2), "East gate of the rubber works", ""),
    ("fengjing", "38", "线束组装", "Assembling cable harnesses", "assembly", "25.50", "08:00", "12:00", "电缆厂二车间", 0, 8, "accident", ("water",), (2, 3, 4, 5), "Second hall of the cable works", ""),
    ("zhujing", "38", "仓库盘点", "Counting stock", "sorting", "25", "08:30", "12:30", "临仓街仓库", 0, 5, "accident", ("water",), (2, 4), "Warehouse", ""),
    ("zhujing", "", "会场布置", "Setting up a hall", "setting_up", "28", "14:00", "18:00", "文体中心", 0, 10, "accident", ("meal",), (4,), "Culture and sports centre", "urgent"),
    ("zhujing", "", "厂区保洁", "Cleaning a works", "cleaning", "24", "18:00", "21:00", "厂区南门", 0, 2, "accident", (), (1, 2, 3, 4, 5), "South gate", ""),
    ("huimin", "14", "糕点打包", "Packing cakes", "packing", "24", "07:00", "11:00", "惠民大道食品厂", 0, 5, "accident", ("meal",), (1, 2, 3), "Cake works on the avenue", ""),
    ("huimin", "", "叉车倒班", "Driving a forklift", "forklift", "38", "08:00", "12:00", "物流园三号库", 0, 1, "injury", ("clothes",), (2, 3), "Store three of the logistics park", ""),
    ("huimin", "", "夜间值守", "Guarding at night", "guarding", "26", "22:00", "06:00", "开发区门岗", 30, 1, "accident", ("water",), (3,), "Gate of the zone", ""),
    ("yaozhuang", "", "黄桃园剪枝", "Pruning peach trees", "picking", "24", "07:00", "11:00", "桃园北地块", 0, 6, "accident", ("gloves", "water"), (1, 2, 4), "Northern orchard", ""),
    ("yaozhuang", "", "大棚采菌菇", "Picking mushrooms under glass", "picking", "23", "05:30", "09:30", "食用菌大棚", 0, 8, "none", ("gloves",), (1, 2, 3, 4), "Glasshouses", ""),
    ("xindai", "", "番茄采摘", "Picking tomatoes", "picking", "24", "07:00", "11:00", "泖河村大棚", 0, 6, "accident", ("gloves", "water"), (1, 2, 3), "Glasshouses of Maohe village", ""),
    ("xindai", "", "缝纫赶单", "Sewing an urgent order", "sewing", "29", "18:00", "22:00", "服装厂三楼", 0, 4, "accident", ("meal",), (1, 2), "Third floor of the clothes works", "urgent"),
    ("xindai", "38", "电缆盘绕", "Winding cable", "machine", "27", "08:00", "12:00", "电缆厂成品库", 0, 3, "injury", ("clothes", "gloves"), (2, 3, 5), "Finished goods store", ""),
]  # fmt: skip
VILLAGES = {
    "fengjing": ("中洪村", "新元村", "泖桥村", "俞汇村"), "zhujing": ("待泾村", "大茫村", "秀州村", "新泾村"), "huimin": ("枫南村", "大通村", "曙光村", "惠通社区"),
    "yaozhuang": ("北鹤村", "桃源社区", "沉香村", "横港村"), "xindai": ("泖河村", "姚浜村", "旧埭村", "星光村"),
}  # fmt: skip
SURNAMES, GIVEN = (
    "沈陆姚俞金朱徐钱周顾",
    ("桂英", "建国", "阿珍", "福林", "秀芳", "水根", "玉兰", "志强", "雪妹", "金生"),
)
SKILLS = (
    ("packing", "sorting"),
    ("picking",),
    (),
    ("assembly", "packing"),
    ("sewing",),
    ("cleaning", "serving"),
    ("forklift", "loading"),
    ("setting_up",),
)
A_TOWN = 8
WITH_PHONE = [  # username, name, town, village, born, trades, travels
    ("worker", ("沈桂英", "Shen Guiying"), "xindai", "泖河村", date(1966, 3, 8), ("packing", "picking", "sorting"), "walk"),
    ("worker-young", ("金小舟", "Jin Xiaozhou"), "fengjing", "中洪村", date(2009, 6, 1), ("assembly", "serving"), "ebike"),
    ("worker-night", ("徐志强", "Xu Zhiqiang"), "huimin", "枫南村", date(1985, 9, 9), ("forklift", "loading", "guarding"), "ebike"),
]  # fmt: skip
TIER_TWO = "浙江省最低工资标准（2024 年 1 月 1 日起）第二档；本市属第几档待核实"


def load(world: World) -> None:
    """Write down a floor, enrol people, offer a week of work, and let people ask for some of it."""
    actions.note_floor(
        by=world.standing("xindai-clerk", world.now), at=world.now, circle=world.circle, town=world.members["xindai"].code, place_code="330482",
        hourly_cny=Decimal(22), monthly_cny=Decimal(2260), valid_from=date(2024, 1, 1), clause=TIER_TWO, illustrative=True,
    )  # fmt: skip
    workers = _workers(world)
    posts = [_post(world, place, *row) for place, row in enumerate(WORK)]
    _ask(world, workers, posts)
    _past(world, workers)
    actions.assign_shifts(by=world.machine, at=world.now, circle=world.circle)
    _bans(world)
    _complaints(world, posts)
    _months(world)


def _workers(world: World) -> list[Worker]:
    at = world.now - timedelta(days=70)
    made = [_with_phone(world, at, number, *row) for number, row in enumerate(WITH_PHONE, start=900)]
    for town, villages in VILLAGES.items():
        by = world.standing(f"{town}-clerk", at)
        for place in range(A_TOWN):
            dice = Random(f"{town} worker {place}")  # noqa: S311  (the same at every loading)
            number = len(made) + 1
            born = date(dice.randrange(1958, 2004), dice.randrange(1, 13), dice.randrange(1, 28))
            latitude, longitude = _near(town, dice, 0.012)
            made.append(
                actions.enrol_worker(
                    by=by, at=at, circle=world.circle, town=world.members[town].code, number=_number(number, born),
                    name=SURNAMES[dice.randrange(10)] + GIVEN[dice.randrange(10)], phone=f"1990000{number:04}", home=villages[place % 4],
                    latitude=latitude, longitude=longitude, trades=SKILLS[(place + len(town)) % 8], free=_free(dice), max_km=dice.choice((8, 12, 20, None)),
                    min_hourly_cny=None if place % 3 else Decimal(24), travels=dice.choice(("walk", "ebike", "ebike")), across=bool(place % 4),
                    illustrative=True,
                )
            )  # fmt: skip
    return made


def _with_phone(
    world: World, at: datetime, number: int, username: str, name: tuple[str, str], town: str, village: str, born: date, trades: tuple[str, ...], travels: str
) -> Worker:  # fmt: skip
    person = identity.make_person(
        by=world.machine,
        at=at,
        username=username,
        name_zh=name[0],
        name_en=name[1],
        password=PASSWORD,
        illustrative=True,
    )
    world.people[username] = User.objects.get(pk=person.pk)
    dice = Random(username)  # noqa: S311  (the same at every loading)
    latitude, longitude = _near(village if village in POINTS else town, dice, 0.004)
    return actions.enrol_worker(
        by=standing_of(person, at), at=at, circle=world.circle, person=person.pk, town=world.members[town].code, number=_number(number, born),
        name=name[0], phone=f"1990001{number:04}", home=village, latitude=latitude, longitude=longitude, trades=trades, max_km=20, travels=travels,
        across=True, illustrative=True,
    )  # fmt: skip


def _post(
    world: World, place: int, town: str, industry: str, title_zh: str, title: str, trade: str, hourly: str, starts: str, ends: str, place_zh: str,
    break_minutes: int, heads: int, cover: str, provided: tuple[str, ...], days: tuple[int, ...], place_en: str, urgent: str,
) -> Post:  # fmt: skip
    code = world.members[town].code
    firms = Enterprise.objects.visible_to(HOUSE).filter(
        circle="five-towns", owner=code, illustrative=True, merged_into__isnull=True
    )
    firms = firms.exclude(uscc="").filter(industry__startswith=industry or "3").order_by("uscc")
    firm = firms[place % firms.count()]
    dice = Random(title)  # noqa: S311  (the same at every loading)
    latitude, longitude = _near(town, dice, 0.006)
    at = world.now - timedelta(hours=20)
    return actions.post_work(
        by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=code, firm=firm, title_zh=title_zh, title=title, trade=trade,
        hourly_cny=Decimal(hourly), place_zh=place_zh, place=place_en, latitude=latitude, longitude=longitude, cover=cover,
        cover_said="" if cover == "none" else "示意保险，保单 0000", provided=provided, phone=f"021-0000 {place:04}", urgent=bool(urgent), assigned_at_once=False,
        shifts=[_span(world.today + timedelta(days=ahead), starts, ends, heads, break_minutes) for ahead in days], illustrative=True,
    )  # fmt: skip


def _ask(world: World, workers: list[Worker], posts: list[Post]) -> None:
    """Let every other worker ask for up to two shifts that suit them; what a rule stands against is not asked."""
    shifts = list(Shift.objects.visible_to(HOUSE).filter(post__in=[post.pk for post in posts]).select_related("post"))
    for place, worker in enumerate(workers):
        if place % 2 and worker.person_id is None:
            continue
        dice, asked = Random(f"asks {place}"), 0  # noqa: S311  (the same at every loading)
        by = _who(world, worker)
        for shift in dice.sample(shifts, len(shifts)):
            suits = not shift.post.trade or shift.post.trade in worker.trades
            if asked == 2 or not suits or not rules.free_at(worker.free, shift.starts_at, shift.ends_at):
                continue
            try:
                actions.apply_for_shift(
                    by=by, at=world.now - timedelta(hours=dice.randrange(2, 16)), shift=shift, worker=worker
                )
            except Refused:
                continue
            asked += 1


PAST = [  # days ago, town, work, in English, yuan an hour, from, to, place among the workers, what came of it
    (24, "zhujing", "仓库清点", "Counting stock", "25", "08:00", "12:00", 0, "overdue"),
    (20, "huimin", "会场布置", "Setting up a hall", "24", "13:00", "16:30", 0, "received"),
    (13, "xindai", "番茄采摘", "Picking tomatoes", "24", "07:00", "11:00", 0, "received"),
    (9, "fengjing", "食品包装", "Packing food", "26", "13:00", "17:00", 0, "received"),
    (5, "fengjing", "食品包装", "Packing food", "26", "13:00", "17:00", 0, "paid"),
    (3, "xindai", "番茄采摘", "Picking tomatoes", "24", "07:00", "11:00", 0, "owed"),
    (2, "fengjing", "食品包装", "Packing food", "26", "13:00", "17:00", 0, "hours"),
    (6, "zhujing", "厂区保洁", "Cleaning a works", "24", "18:00", "21:00", 2, "absent"),
    (19, "yaozhuang", "桃园施肥", "Manuring peach trees", "24", "07:00", "11:00", 1, "overdue"),
    (12, "huimin", "糕点打包", "Packing cakes", "24", "07:00", "11:00", 1, "received"),
]  # fmt: skip


LAST_MONTH = [  # day of the month before, town, work, in English, yuan an hour, from, to, place among the workers
    (6, "fengjing", "食品包装", "Packing food", "26", "13:00", "17:00", 12), (7, "fengjing", "食品包装", "Packing food", "26", "13:00", "17:00", 20),
    (8, "fengjing", "食品包装", "Packing food", "26", "13:00", "17:00", 36), (12, "fengjing", "冷库分拣", "Sorting in a cold store", "30", "06:00", "10:00", 0),
    (6, "zhujing", "仓库盘点", "Counting stock", "25", "08:30", "12:30", 4), (9, "zhujing", "仓库盘点", "Counting stock", "25", "08:30", "12:30", 5),
    (14, "zhujing", "厂区保洁", "Cleaning a works", "24", "18:00", "21:00", 0), (7, "huimin", "糕点打包", "Packing cakes", "24", "07:00", "11:00", 4),
    (8, "huimin", "糕点打包", "Packing cakes", "24", "07:00", "11:00", 13), (13, "huimin", "会场布置", "Setting up a hall", "24", "13:00", "16:30", 37),
    (15, "huimin", "会场布置", "Setting up a hall", "24", "13:00", "16:30", 12), (9, "xindai", "番茄采摘", "Picking tomatoes", "24", "07:00", "11:00", 14),
    (10, "xindai", "番茄采摘", "Picking tomatoes", "24", "07:00", "11:00", 20),
]  # fmt: skip


def _past(world: World, workers: list[Worker]) -> None:
    """Let some shifts of the last weeks be worked: paid, owed, overdue, hours to confirm, an absence that is appealed."""
    for days, town, title_zh, title, hourly, starts, ends, who, course in PAST:
        _worked(world, days, town, title_zh, title, hourly, starts, ends, workers[who], course)
    before = (world.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    for day, town, title_zh, title, hourly, starts, ends, who in LAST_MONTH:
        days = (world.today - before.replace(day=day)).days
        _worked(world, days, town, title_zh, title, hourly, starts, ends, workers[who], "received")
    raise_due(world.now)


def _worked(
    world: World, days: int, town: str, title_zh: str, title: str, hourly: str, starts: str, ends: str, worker: Worker, course: str
) -> None:  # fmt: skip
    code, before = world.members[town].code, world.now - timedelta(days=days + 2)
    clerk = world.standing(f"{town}-clerk", before)
    firms = (
        Enterprise.objects.visible_to(HOUSE)
        .filter(circle="five-towns", owner=code, illustrative=True, merged_into__isnull=True)
        .exclude(uscc="")
    )
    latitude, longitude = _near(town, Random(title), 0.02)  # noqa: S311  (the same at every loading)
    post = actions.post_work(
        by=clerk, at=before, circle=world.circle, town=code, firm=firms.order_by("uscc")[days % 28], title_zh=title_zh, title=title, hourly_cny=Decimal(hourly),
        place_zh=VILLAGES[town][0], latitude=latitude, longitude=longitude, cover="accident", cover_said="示意保险，保单 0000", urgent=True, assigned_at_once=False,
        shifts=[_span(world.today - timedelta(days=days), starts, ends, 1, 0)], illustrative=True,
    )  # fmt: skip
    (shift,) = Shift.objects.visible_to(HOUSE).filter(post=post).select_related("post")
    me = _who(world, worker)
    row = actions.apply_for_shift(
        by=me, at=before + timedelta(hours=1), shift=shift, worker=Worker.objects.visible_to(HOUSE).get(pk=worker.pk)
    )
    after = shift.ends_at + timedelta(minutes=20)
    if course == "absent":
        actions.mark_absent(by=clerk, at=after, booking=row)
        actions.appeal(
            by=me,
            at=after + timedelta(hours=3),
            booking=row,
            about="absence",
            said="我到了南门，没人开门，等了半小时。",
            minutes=60,
        )
        return
    actions.check_in(by=clerk, at=shift.starts_at, booking=row)
    actions.check_out(by=clerk, at=shift.ends_at, booking=row)
    minutes = int(shift.worked.total_seconds() // 60)
    actions.say_hours(by=clerk, at=after, booking=row, minutes=minutes)
    if course == "hours":
        return
    actions.say_hours(by=me, at=after + timedelta(hours=1), booking=row, minutes=minutes)
    pay = Pay.objects.visible_to(HOUSE).select_related("booking__shift__post", "booking__worker").get(booking=row)
    if course in ("paid", "received"):
        paid = after + timedelta(days=1)
        pay = actions.state_paid(by=clerk, at=paid, pay=pay, paid_on=paid.date(), paid_how="微信")
    if course == "received":
        actions.confirm_received(by=me, at=after + timedelta(days=2), pay=pay)


def _bans(world: World) -> None:
    """Let one town bar an employer that owes pay, shared under a clause, and another an employer of its own only."""
    at = world.now - timedelta(days=3)
    owing = (
        Pay.objects.visible_to(HOUSE).filter(alarm_on__isnull=False).select_related("booking__shift__post__employer")
    )
    firms = {pay.owner: pay.booking.shift.post.employer for pay in owing}
    zhujing, yaozhuang = world.members["zhujing"].code, world.members["yaozhuang"].code
    shared = actions.ban_employer(
        by=world.standing("zhujing-clerk", at), at=at, circle=world.circle, town=zhujing, firm=firms[zhujing], ground="arrears",
        words="仓库清点的工钱到期未付，两次书面催告无回音；平台记录可查。", until_on=world.today + timedelta(days=60), agreement="list-rules-2024", clause=4, illustrative=True,
    )  # fmt: skip
    actions.set_ban_aside(
        by=world.standing("huimin-clerk", world.now), at=world.now - timedelta(days=1), ban=shared, words="该单位在惠民的三笔工钱均按期付清，先不跟随，一个月后再看。",
        illustrative=True,
    )  # fmt: skip
    actions.ban_employer(
        by=world.standing("yaozhuang-clerk", at), at=at, circle=world.circle, town=yaozhuang, firm=firms[yaozhuang], ground="arrears",
        words="桃园施肥的工钱到期未付，单位称下月结清，尚未到账。", until_on=world.today + timedelta(days=30), illustrative=True,
    )  # fmt: skip


def _complaints(world: World, posts: list[Post]) -> None:
    """Let a worker complain about a post; the town has it, nobody has taken it yet."""
    actions.complain(
        by=standing_of(world.people["worker-night"], world.now), at=world.now - timedelta(hours=5), post=posts[2], breach="fee",
        words="到门口说要先交 50 元手套押金，招工页上没写。", illustrative=True,
    )  # fmt: skip


def _months(world: World) -> None:
    """Let every town but one publish the last month; the one has not got round to it."""
    month = (world.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    at = world.now - timedelta(hours=30)
    if month_span(month)[1] > at:  # the month was over only yesterday: nobody has published it yet
        return
    for town in ("fengjing", "zhujing", "huimin", "xindai"):
        by = world.standing(f"{town}-clerk", at)
        actions.publish_month(
            by=by, at=at, circle=world.circle, town=world.members[town].code, month=month, illustrative=True
        )


def _who(world: World, worker: Worker) -> Standing:
    if worker.person_id is not None:
        return standing_of(User.objects.get(pk=worker.person_id), world.now)
    town = next(name for name, member in world.members.items() if member.code == worker.owner and name in POINTS)
    return world.standing(f"{town}-clerk", world.now)


def _span(day: date, starts: str, ends: str, heads: int, break_minutes: int) -> ShiftInput:
    start, end = (datetime.combine(day, time.fromisoformat(one), SHANGHAI) for one in (starts, ends))
    return ShiftInput(start, end + timedelta(days=end <= start), heads, break_minutes)


def _near(town: str, dice: Random, most: float) -> tuple[Decimal, Decimal]:
    latitude, longitude = POINTS[town]
    return Decimal(f"{latitude + dice.uniform(-most, most):.5f}"), Decimal(
        f"{longitude + dice.uniform(-most, most):.5f}"
    )


def _free(dice: Random) -> int:
    """Return parts of the week: half are free at any time, the others on some mornings, afternoons and evenings."""
    if dice.random() < 0.5:
        return 0
    days: Any = dice.sample(range(7), 5)
    return rules.bits_of((day, part) for day in days for part in (1, 2, 3))


def _number(order: int, born: date) -> str:
    """Return a number of the synthetic area 999999, which is nobody's."""
    first = f"999999{born:%Y%m%d}{order % 1_000:03}"
    return first + citizen_check_digit(first)
