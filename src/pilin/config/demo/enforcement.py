"""A joint patrol of Fengjing and Xindai with two findings, both banks' lists, two hazards, and the five functions of the Sci-Tech City.

That the team exists and grew from four parties to five, and that the City wants five functions unified, stands in the reports; all
else is illustrative.
"""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw

from pilin.config.demo.world import SHANGHAI, World
from pilin.domain.enforcement import actions
from pilin.domain.visits import queries as visits
from pilin.engine.base import is_working_day

PACT = "enforcement-team-2024"
ISSUERS = {
    "31": ("上海市人民政府", "Shanghai Municipal People's Government"),
    "33": ("浙江省人民政府", "People's Government of Zhejiang"),
}
OFFICERS = [  # town, name, last four, account, days from today to the last
    ("fengjing", "何小满", "2107", "fengjing-clerk", 400), ("fengjing", "示意队员甲", "2108", "", 400),
    ("zhujing", "示意队员乙", "2109", "", -150), ("huimin", "方晴", "3301", "huimin-clerk", 210),
    ("xindai", "俞晓", "3302", "xindai-clerk", 210), ("xindai", "示意队员丙", "3303", "", 570),
    ("yaozhuang", "示意队员丁", "3304", "", -880),
]  # fmt: skip
LINE = Decimal("121.0300")  # illustrative: the ground of the two towns meets along this meridian
GROUNDS: dict[str, list[tuple[Any, Any]]] = {
    "xindai": [("120.9600", "30.7400"), (LINE, "30.7400"), (LINE, "30.8600"), ("120.9600", "30.8600")],
    "fengjing": [(LINE, "30.7400"), ("121.1200", "30.7400"), ("121.1200", "30.9400"), (LINE, "30.9400")],
}
ITEMS: list[tuple[str, str, str, dict[str, tuple[Any, ...] | None]]] = [
    # matter, title, title in English, province: (code, basis, level, unit, at least, at most, first free)
    ("building-waste", "随意倾倒建筑垃圾", "Dumping building waste", {
        "33": ("ZJ-101", "示意：浙江清单第 101 项", "town", "case", 5000, 50000, True),
        "31": ("SH-207", "示意：上海清单第 207 项", "town", "case", 5000, 50000, True),
    }),
    ("drains", "雨污管网私自接入", "Connecting to drains without leave", {
        "33": ("ZJ-118", "示意：浙江清单第 118 项", "town", "case", 3000, 30000, False),
        "31": ("SH-215", "示意：上海清单第 215 项", "county", "case", 5000, 50000, False),
    }),
    ("straw", "露天焚烧秸秆", "Burning straw in the open", {
        "33": ("ZJ-123", "示意：浙江清单第 123 项", "town", "case", 500, 2000, True),
        "31": ("SH-231", "示意：上海清单第 231 项", "town", "case", 500, 2000, None),
    }),
    ("river-nets", "界河违规设网捕捞", "Nets in the border river", {
        "33": ("ZJ-140", "示意：浙江清单第 140 项", "county", "case", 1000, 10000, None), "31": None,
    }),
    ("dust", "工地扬尘未覆盖", "Uncovered dust on building sites", {
        "33": None, "31": ("SH-244", "示意：上海清单第 244 项", "town", "case", 10000, 100000, False),
    }),
    ("solid-waste", "擅自倾倒工业固体废物", "Dumping industrial solid waste", {
        "33": ("ZJ-152", "示意：浙江清单第 152 项", "county", "tonne", 1000, 3000, False),
        "31": ("SH-258", "示意：上海清单第 258 项", "county", "tonne", 1000, 5000, False),
    }),
]  # fmt: skip
ZONE = ("张江长三角科技城", "Yangtze River Delta Science & Technology City")
FUNCTIONS: list[tuple[str, tuple[bool | None, str, str], tuple[bool | None, str, str]]] = [
    # function, Xindai's word, Fengjing's word
    ("planning", (True, "科技城联合规划委员会", "Joint planning committee"), (True, "科技城联合规划委员会", "Joint planning committee")),
    ("construction", (True, "科技城平湖建设公司", "Pinghu building company"), (True, "科技城金山建设公司", "Jinshan building company")),
    ("management", (False, "", ""), (True, "科技城管委会", "Administrative committee")),
    ("investment", (None, "", ""), (None, "", "")),
    ("operation", (True, "科技城运营公司", "Operating company"), (None, "", "")),
]  # fmt: skip


def load(world: World) -> None:
    """Enter officers, grounds and lists; let a patrol go out, find two things and see one to its end; keep two hazards."""
    before = _before(world, 60)
    rows = {
        (town, name): actions.enter_certificate(
            by=world.standing(f"{town}-clerk", before), at=before, circle=world.circle, town=world.members[town].code, name=name,
            issuer_zh=ISSUERS[world.members[town].code[:2]][0], issuer=ISSUERS[world.members[town].code[:2]][1], last_four=last,
            scope=[world.members[town].code[:2]], valid_from=date(2023, 7, 1), valid_to=world.today + timedelta(days=until), agreement=PACT,
            person=world.people[account].pk if account else None, illustrative=True,
        )
        for town, name, last, account, until in OFFICERS
    }  # fmt: skip
    for town, ring in GROUNDS.items():
        points = [(Decimal(x), Decimal(y)) for x, y in ring]
        actions.enter_area(
            by=world.standing(f"{town}-clerk", before), at=before, circle=world.circle, town=world.members[town].code, ring=points,
            valid_from=date(2024, 1, 1), illustrative=True,
        )  # fmt: skip
    _items(world, before)
    _unified(world, before)
    _patrol(world, rows)
    _next_patrol(world, rows)
    _hazards(world)


def _items(world: World, at: datetime) -> None:
    for matter, title_zh, title, sides in ITEMS:
        for province, town in (("33", "xindai"), ("31", "fengjing")):
            side = sides[province]
            if side is None:
                continue
            code, basis, level, unit, low, high, first_free = side
            actions.enter_item(
                by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, matter=matter, code=code,
                title_zh=title_zh, title=title, basis_zh=basis, basis=f"Illustrative: item {code}", level=level, unit=unit, penalty_min=Decimal(low),
                penalty_max=Decimal(high), first_free=first_free, valid_from=date(2024, 1, 1), illustrative=True,
            )  # fmt: skip


def _unified(world: World, at: datetime) -> None:
    """Say of each function what the two towns might say: the report names the five, and no more."""
    for function, left, right in FUNCTIONS:
        for town, (unified, body_zh, body) in (("xindai", left), ("fengjing", right)):
            actions.say_unified(
                by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, zone_zh=ZONE[0], zone=ZONE[1],
                function=function, unified=unified, body_zh=body_zh, body=body, said_on=at.date(), illustrative=True,
            )  # fmt: skip


def _patrol(world: World, rows: dict[tuple[str, str], Any]) -> None:
    """Fengjing proposes, Xindai takes it; one finding on each bank, the one sent and decided, the other in hand."""
    asked, out = _before(world, 21), _before(world, 20)
    ours, theirs = world.members["fengjing"].code, world.members["xindai"].code
    fengjing, xindai = world.standing("fengjing-clerk", out), world.standing("xindai-clerk", out)
    patrol = actions.propose_patrol(
        by=world.standing("fengjing-clerk", asked), at=asked, circle=world.circle, town=ours, agreement=PACT, towns=[ours, theirs], host=theirs,
        on=out.date(), starts=out.astimezone(SHANGHAI).time().replace(second=0, microsecond=0), title_zh="界河两岸建筑垃圾联合巡查", title="Building waste along the border river",
        route_zh="新埭码头\n界河西岸堆场\n枫泾东岸工地", route="Xindai wharf\nYard on the west bank\nBuilding site on the east bank",
        officers=[rows["fengjing", "何小满"].pk, rows["fengjing", "示意队员甲"].pk], illustrative=True,
    )  # fmt: skip
    actions.answer_patrol(
        by=world.standing("xindai-clerk", asked), at=asked + timedelta(hours=1), patrol=patrol, reply="taken",
        officers=[rows["xindai", "俞晓"].pk, rows["xindai", "示意队员丙"].pk], note="码头见。",
    )  # fmt: skip
    patrol = actions.begin_patrol(by=fengjing, at=out, patrol=patrol)
    west = actions.record_finding(
        by=fengjing, at=out + timedelta(minutes=40), circle=world.circle, town=ours, patrol=patrol.pk, title_zh="界河西岸堆场倾倒建筑垃圾",
        place_zh="新埭镇界河西岸堆场", acted_at=out + timedelta(minutes=35), longitude=Decimal("121.0188"), latitude=Decimal("30.8032"), accuracy_m=12,
        matter="building-waste", text="约两车建筑垃圾，未覆盖。", party="示意运输户", photo=_photo("西岸堆场", (120, 96, 70)), illustrative=True,
    )  # fmt: skip
    actions.add_evidence(
        by=fengjing, at=out + timedelta(minutes=50), finding=west, kind="record", title_zh="现场检查笔录", taken_at=out + timedelta(minutes=45),
        file=("现场检查笔录.txt", "示意：现场检查笔录。两名执法人员出示证件，当事人在场。".encode()),
    )  # fmt: skip
    east = actions.record_finding(
        by=xindai, at=out + timedelta(hours=1), circle=world.circle, town=theirs, patrol=patrol.pk, title_zh="枫泾东岸工地扬尘未覆盖",
        place_zh="枫泾镇界河东岸工地", acted_at=out + timedelta(minutes=55), longitude=Decimal("121.0412"), latitude=Decimal("30.8065"), matter="dust",
        photo=_photo("东岸工地", (150, 140, 120)), illustrative=True,
    )  # fmt: skip
    actions.end_patrol(
        by=fengjing,
        at=out + timedelta(hours=2),
        patrol=patrol,
        result_zh="两岸各一处：西岸倾倒，东岸扬尘。证据当场封存。",
    )
    _decided(world, west)
    sent = _before(world, 2)
    actions.send_transfer(
        by=world.standing("xindai-clerk", sent),
        at=sent,
        finding=east,
        to_town=ours,
        reason_zh="工地在枫泾镇地界，由枫泾镇管辖。",
    )
    _coming(world, rows)


def _next_patrol(world: World, rows: dict[tuple[str, str], Any]) -> None:
    """Xindai proposes another on Fengjing's ground; a firm that Fengjing's park office was about to visit is checked once."""
    asked, on = _before(world, 1), world.today + timedelta(days=8)
    ours, theirs = world.members["xindai"].code, world.members["fengjing"].code
    patrol = actions.propose_patrol(
        by=world.standing("xindai-clerk", asked), at=asked, circle=world.circle, town=ours, agreement=PACT, towns=[ours, theirs], host=theirs,
        on=on, starts=time(9, 30), title_zh="东片区环保安全联合检查", title="Joint check of environment and safety, eastern grid", route_zh="枫泾东片区",
        route="Fengjing, eastern grid", officers=[rows["xindai", "俞晓"].pk], illustrative=True,
    )  # fmt: skip
    actions.answer_patrol(
        by=world.standing("fengjing-clerk", world.now),
        at=world.now,
        patrol=patrol,
        reply="taken",
        officers=[rows["fengjing", "何小满"].pk],
    )
    clerk = world.standing("fengjing-clerk", world.now)
    near = visits.visits(clerk, "five-towns", town=theirs).filter(
        planned_on__range=(on - timedelta(days=5), on + timedelta(days=5)),
        led_by__isnull=True,
        called_off_at__isnull=True,
        done_at__isnull=True,
    )
    warned = {pair.firm.pk for pair in visits.duplicates(clerk, "five-towns", theirs, world.today)}
    stop = (
        near.exclude(enterprise__in=warned).exclude(merged__isnull=False).order_by("-planned_on", "-sequence").first()
    )
    tax = visits.offices(clerk, "five-towns", world.today, town=theirs)[-1]
    if stop is not None:
        actions.plan_check(
            by=clerk, at=world.now, patrol=patrol, firm=stop.enterprise.uscc, office=tax.pk, purpose_zh="环保与安全生产", purpose="Environment and safety",
        )  # fmt: skip


def _decided(world: World, west: Any) -> None:
    """The finding on the west bank goes to Xindai, piece by piece, and is decided within the term."""
    sent, there, filed, decided = (_before(world, days) for days in (18, 17, 16, 4))
    xindai = "xindai-clerk"
    letter = actions.send_transfer(
        by=world.standing("fengjing-clerk", sent), at=sent, finding=west, to_town=world.members["xindai"].code,
        reason_zh="行为发生在新埭镇地界，由新埭镇管辖；证据两份随函移送。",
    )  # fmt: skip
    actions.acknowledge_transfer(
        by=world.standing(xindai, there), at=there, transfer=letter, pieces={1: ("accepted", ""), 2: ("accepted", "")}
    )
    filing = actions.file_finding(
        by=world.standing(xindai, filed),
        at=filed,
        finding=west,
        body_zh="新埭镇综合行政执法队",
        body="Xindai enforcement team",
    )
    actions.decide(
        by=world.standing(xindai, decided), at=decided, filing=filing, outcome="fine", number="示意〔2024〕第 17 号", decided_on=decided.date(),
        penalty=Decimal(8000), result_zh="罚款 8000 元\n三日内清运完毕，已复查", quantity=None,
    )  # fmt: skip


def _coming(world: World, rows: dict[tuple[str, str], Any]) -> None:
    """A patrol of three towns is proposed; Huimin and Xindai have not answered yet."""
    at = _before(world, 1)
    codes = [world.members[town].code for town in ("zhujing", "huimin", "xindai")]
    on = world.today + timedelta(days=6)
    actions.propose_patrol(
        by=world.standing("zhujing-clerk", at), at=at, circle=world.circle, town=codes[0], agreement=PACT, towns=codes, host=codes[1], on=on,
        starts=time(14), title_zh="秸秆焚烧联合巡查", title="Straw burning along the border", route_zh="惠民农田\n新埭农田", route="Fields of Huimin\nFields of Xindai",
        illustrative=True,  # its one officer's certificate has run out
    )  # fmt: skip


def _hazards(world: World) -> None:
    """A major hazard by the river that waits for its re-inspection, read by one of two towns downstream; a general one on its way."""
    found, planned, right = (_before(world, days) for days in (30, 27, 3))
    codes = {town: world.members[town].code for town in ("xindai", "fengjing", "zhujing")}
    major = actions.report_hazard(
        by=world.standing("xindai-clerk", found), at=found, circle=world.circle, town=codes["xindai"], grade="major", title_zh="临河罐区围堰开裂，雨水口无闸",
        title="Cracked bund of a riverside tank farm, storm drain without a gate", text_zh="北侧围堰裂缝约 3 米，暴雨时可能外溢入界河。", place_zh="新埭镇界河西岸罐区",
        longitude=Decimal("121.0150"), latitude=Decimal("30.7990"), basis_zh="示意：石油化工企业防渗与围堰标准", found_on=found.date(),
        downstream=[codes["fengjing"], codes["zhujing"]], downstream_zh="界河顺流，半日到枫泾", illustrative=True,
    )  # fmt: skip
    read = found + timedelta(hours=3)
    actions.acknowledge_hazard(
        by=world.standing("fengjing-clerk", read), at=read, hazard=major, note="已通知下游取水口加密巡查。"
    )
    actions.plan_hazard(
        by=world.standing("xindai-clerk", planned), at=planned, hazard=major, responsible_zh="示意化工公司，总经理负责；新埭镇应急办督办", measures_zh="停用北侧两罐，修补围堰，加装雨水闸",
        funds_zh="企业自筹", funds_cny=Decimal(180000), due_on=world.today + timedelta(days=12), emergency_zh="备沙袋与吸附棉，雨前关闭雨水口，先通知枫泾、朱泾",
    )  # fmt: skip
    actions.rectify_hazard(
        by=world.standing("xindai-clerk", right), at=right, hazard=major, note="围堰补好，雨水闸已装，待复查。"
    )
    at = _before(world, 8)
    actions.report_hazard(
        by=world.standing("fengjing-clerk", at), at=at, circle=world.circle, town=codes["fengjing"], grade="general", title_zh="仓库消防通道被占",
        title="Blocked fire lane of a warehouse", place_zh="枫泾镇示意路仓库", basis_zh="示意：消防通道须畅通", found_on=at.date(),
        due_on=world.today - timedelta(days=2), illustrative=True,
    )  # fmt: skip


def _photo(words: str, colour: tuple[int, int, int]) -> tuple[str, bytes]:
    """Return a drawn picture that stands for a photograph."""
    picture = Image.new("RGB", (480, 300), (214, 224, 228))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 190, 480, 300), fill=colour)
    draw.polygon([(90, 200), (190, 110), (300, 200)], fill=tuple(max(0, c - 30) for c in colour))
    draw.line((0, 190, 480, 190), fill=(80, 110, 120), width=4)
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=70)
    return f"{words}.jpg", held.getvalue()


def _before(world: World, days: int) -> datetime:
    """Return the moment that lies so many working days before the demo's now."""
    at = world.now
    while days:
        at -= timedelta(days=1)
        days -= is_working_day(at.date())[0]
    return at
