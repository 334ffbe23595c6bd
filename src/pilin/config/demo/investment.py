"""What reports say of investment in Jinshan, with its source; made-up leads, asks and spaces of the five towns beside it.

The reports name sums and a few projects and no stage for most of them: they stand as reported figures, apart from the leads.
Every lead, investor and space is illustrative.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from pilin.config.demo.firms import SPEAKERS
from pilin.config.demo.world import World
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import own_firms
from pilin.domain.investment import actions
from pilin.domain.investment.actions import LeadFacts, SpaceFacts
from pilin.domain.investment.enums import ORDER, LeadStage
from pilin.domain.investment.models import Lead, Space
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import day_of

CIRCLE = "five-towns"
STILL = {
    "fengjing": {"lead": 60, "intention": 90},
    "xindai": {"started": 365},
}  # days set by towns; elsewhere thirty hold
ABOUT = Comparator.ABOUT


def _yuan(value: str, comparator: Comparator = Comparator.EXACTLY) -> Quantity:
    return Quantity(Decimal(value), "CNY", comparator)


REPORTED: list[dict[str, Any]] = [
    {"key": "signed", "source": "S4:19", "title_zh": "金山区两年多签约的制造业项目", "title": "Manufacturing projects Jinshan signed in over two years",
     "stage": "signed", "projects": 508, "capital": _yuan("39600000000"),
     "note_zh": "与湾区科创中心首年引进的 508 个项目不是一回事。", "note": "Not the 508 projects that the Bay Area centre introduced in its first year."},
    {"key": "intentions", "source": "S4:19", "title_zh": "金山区有投资意向的重点项目", "title": "Key projects with the intention to invest in Jinshan",
     "stage": "intention", "projects": 37, "capital": _yuan("30000000000", ABOUT),
     "note_zh": "报道说“近 300 亿元”；不计入签约额。", "note": "The report says “nearly 30 billion”; not part of what is signed."},
    {"key": "bay-centre", "source": "S4:17", "title_zh": "湾区科创中心首年引进的项目", "title": "Projects the Bay Area Sci-Tech Centre introduced in its first year",
     "projects": 508, "note_zh": "与两年多签约的 508 个制造业项目不是一回事。", "note": "Not the 508 manufacturing projects signed in over two years."},
    {"key": "everdisplay", "source": "S4:15", "title_zh": "和辉光电两期项目", "title": "EverDisplay, both phases", "projects": 1,
     "capital": _yuan("34330000000"), "output": _yuan("12900000000")},
    {"key": "warburg-pinshan", "source": "S4:15", "title_zh": "华平品山智能产业园（整体盘活地块）", "title": "Warburg Pinshan Smart Industrial Park (one block of land, transformed)",
     "projects": 1, "capital": Quantity(Decimal(1_500_000_000), "USD"), "output": _yuan("20000000000"), "area": Quantity(Decimal(1466), "mu"),
     "note_zh": "投资以美元计、产值以人民币计，不相除。", "note": "Investment in US dollars, output in yuan: no ratio is drawn."},
    {"key": "coast", "source": "S4:35", "title_zh": "沿海收回的土地", "title": "Land reclaimed along the coast", "area": Quantity(Decimal(3866), "mu")},
]  # fmt: skip


class Row(NamedTuple):
    """A space as the demo has it."""

    key: str
    town: str
    kind: str
    title_zh: str
    title: str
    area: tuple[str, str]
    use: str
    local_use_zh: str
    free_in: int | None  # days from today; None where nobody has said
    more: dict[str, Any]


SPACES = [
    Row("park-east", "fengjing", "land", "枫泾工业区东侧地块", "Parcel in the east of Fengjing's park", ("86.4", "mu"), "industry", "工业用地", 40, {"former_use_zh": "旧砖瓦厂"}),
    Row("hall-three", "fengjing", "floor", "枫泾工业区三号厂房底层", "Ground floor of hall three, Fengjing's park", ("5200", "m2"), "industry", "工业用地", -20,
        {"floor_load_kn_m2": Decimal(20), "clear_height_m": Decimal("7.8")}),
    Row("store", "zhujing", "floor", "朱泾仓库改造楼", "Warehouse being refitted in Zhujing", ("3100", "m2"), "warehouse", "仓储物流用地", None, {"clear_height_m": Decimal(9)}),
    Row("zone-north", "huimin", "land", "惠民北区净地", "Cleared land in the north of Huimin's zone", ("120", "mu"), "industry", "工业用地", 10, {}),
    Row("lab", "huimin", "floor", "惠民孵化楼二层", "Second floor of Huimin's incubator", ("1800", "m2"), "research", "创新型产业用地", -5,
        {"floor_load_kn_m2": Decimal(5), "clear_height_m": Decimal("4.2")}),
    Row("depot", "yaozhuang", "land", "姚庄物流地块", "Logistics parcel in Yaozhuang", ("4.35", "ha"), "warehouse", "物流仓储用地", 150, {}),
    Row("old-mill", "xindai", "land", "新埭老厂区盘活地块", "Old works in Xindai, being cleared", ("58.5", "mu"), "", "", 90, {"former_use_zh": "旧服装厂"}),
    Row("new-hall", "xindai", "floor", "新埭标准厂房一号楼", "Standard hall one in Xindai", ("12600", "m2"), "industry", "工业用地", 30,
        {"floor_load_kn_m2": Decimal(15), "clear_height_m": Decimal(8)}),
]  # fmt: skip


class Case(NamedTuple):
    """A lead as the demo has it: days before today on which it reached each stage, the first its report."""

    key: str
    town: str
    title_zh: str
    title: str
    investor_zh: str
    investor: str
    sector: str
    capital: Quantity | None
    wants: tuple[str, str, str, str] | None  # area, unit, kind, use
    days: tuple[int, ...]
    audience: str = "own"


LEADS = [
    Case("compressor", "fengjing", "压缩机关键件扩产", "More parts for compressors", "澄泾精密机械有限公司", "Chengjing Precision Machinery Co., Ltd.", "equipment",
         _yuan("320000000"), ("60", "mu", "land", "industry"), (260, 210, 150, 60), "circle"),
    Case("display", "fengjing", "显示材料中试线", "Pilot line for display materials", "棠溪新材料有限公司", "Tangxi New Materials Co., Ltd.", "materials",
         Quantity(Decimal(18_000_000), "USD", ABOUT), ("4000", "m2", "floor", "industry"), (95, 41)),
    Case("enzymes", "zhujing", "生物酶制剂工厂", "Works for enzymes", "蓼滨生物科技有限公司", "Liaobin Biotech Co., Ltd.", "life", _yuan("150000000"),
         ("25", "mu", "land", "industry"), (70, 12), "circle"),
    Case("sensors", "huimin", "车规传感器封装", "Packaging sensors for cars", "鹤湾电子有限公司", "Hewan Electronics Co., Ltd.", "information", _yuan("480000000"),
         ("1500", "m2", "floor", "research"), (310, 280, 200), "circle"),
    Case("cold-chain", "yaozhuang", "冷链分拨中心", "Cold-chain distribution centre", "芦墟冷链供应链有限公司", "Luxu Cold Chain Co., Ltd.", "logistics", None,
         ("4", "ha", "land", "warehouse"), (33,)),
    Case("robots", "xindai", "协作机器人装配", "Assembling collaborative robots", "泖东机器人有限公司", "Maodong Robotics Co., Ltd.", "equipment", _yuan("260000000"),
         ("9000", "m2", "floor", "industry"), (180, 140, 66), "circle"),
]  # fmt: skip


def load(world: World) -> None:
    """Enter what reports say, then the spaces, the leads, one handed across the border and one that another town courts."""
    for given in REPORTED:
        owner = world.members[
            "zhangyan"
        ].code  # of the district that the report is about; no town of the five counts them
        actions.note_reported(by=world.machine, at=world.at("2024-07-01"), circle=CIRCLE, owner=owner, **given)
    spaces = {row.key: _space(world, row) for row in SPACES}
    leads = {case.key: _lead(world, case, spaces) for case in LEADS}
    _handed_over(world)
    _confirmable(world)
    _by_link(world)
    _asks_to_join(world, leads["compressor"])
    for town, days in STILL.items():
        actions.set_still(
            by=_clerk(world, town, world.now), at=world.now - timedelta(days=50), circle=CIRCLE, town=world.members[town].code,
            days=days, illustrative=True,
        )  # fmt: skip
    actions.set_space_state(
        by=world.standing("fengjing-clerk", world.now), at=world.now - timedelta(days=59), space=spaces["park-east"],
        revision=spaces["park-east"].revision, state="reserved",
    )  # fmt: skip


def _space(world: World, row: Row) -> Space:
    at = world.now - timedelta(days=330)
    free_from = None if row.free_in is None else world.today + timedelta(days=row.free_in)
    facts = SpaceFacts(
        kind=row.kind, area=Quantity(Decimal(row.area[0]), row.area[1]), title_zh=row.title_zh, title=row.title, use=row.use,
        local_use_zh=row.local_use_zh, free_from=free_from, audience="public", **row.more,
    )  # fmt: skip
    return actions.add_space(
        by=world.standing(f"{row.town}-clerk", at), at=at, circle=CIRCLE, facts=facts, illustrative=True
    )


def _lead(world: World, case: Case, spaces: dict[str, Space]) -> Lead:
    at = world.now - timedelta(days=case.days[0])
    lead = _register(world, case.town, at, _facts(case))
    lead = _advance(world, lead, case.town, case.days)
    if case.audience != "own":
        actions.share_lead(
            by=_clerk(world, case.town, world.now), at=world.now - timedelta(days=case.days[-1]), lead=lead,
            revision=lead.revision, audience=case.audience,
        )  # fmt: skip
    return lead


def _facts(case: Case) -> LeadFacts:
    area, unit, kind, use = case.wants or ("", "", "", "")
    return LeadFacts(
        title_zh=case.title_zh, title=case.title, investor_zh=case.investor_zh, investor=case.investor, sector=case.sector,
        capital=case.capital, wanted=Quantity(Decimal(area), unit) if area else None, wanted_kind=kind, wanted_use=use,
    )  # fmt: skip


def _advance(world: World, lead: Lead, town: str, days: tuple[int, ...]) -> Lead:
    for stage, back in zip(ORDER[1:], days[1:], strict=False):
        at = world.now - timedelta(days=back)
        site = {"site_town": world.members[town].code} if stage == LeadStage.STARTED else {}
        lead = actions.move_lead(
            by=_clerk(world, town, at), at=at, lead=lead, revision=lead.revision, on=_day(at), **site
        )
    return lead


def _handed_over(world: World) -> None:
    """Fengjing has no land left for a works; Xindai takes the lead over, and both share the credit forty to sixty."""
    at = world.now - timedelta(days=120)
    facts = LeadFacts(
        title_zh="轻量化车身件工厂", title="Works for light car bodies", investor_zh="秀泾汽车部件有限公司", investor="Xiujing Auto Parts Co., Ltd.",
        sector="equipment", capital=_yuan("540000000"), output=_yuan("700000000", ABOUT), wanted=Quantity(Decimal(55), "mu"),
        wanted_kind="land", wanted_use="industry",
    )  # fmt: skip
    lead = _register(world, "fengjing", at, facts)
    ask_at, answer_at = world.now - timedelta(days=100), world.now - timedelta(days=97)
    ask = actions.offer_lead(
        by=_clerk(world, "fengjing", ask_at), at=ask_at, lead=lead, revision=lead.revision, town=world.members["xindai"].code,
        words_zh="他们要 55 亩整块地，我们这两年没有。新埭离我们 9 公里。", words="They want 55 mu in one piece and we have none for two years. Xindai is near.",
    )  # fmt: skip
    actions.answer_ask(
        by=_clerk(world, "xindai", answer_at),
        at=answer_at,
        ask=ask,
        reply="accepted",
        why_zh="老厂区正在清，年内可以交地。",
    )
    lead = Lead.objects.visible_to(world.machine).get(pk=lead.pk)
    lead = actions.move_lead(by=_clerk(world, "xindai", answer_at), at=answer_at + timedelta(days=20), lead=lead,
                             revision=lead.revision, on=_day(answer_at + timedelta(days=20)))  # fmt: skip
    split_at = world.now - timedelta(days=70)
    split = actions.propose_split(
        by=_clerk(world, "xindai", split_at), at=split_at, lead=lead,
        shares={world.members["fengjing"].code: Decimal(40), world.members["xindai"].code: Decimal(60)},
    )  # fmt: skip
    actions.answer_split(
        by=_clerk(world, "fengjing", split_at), at=split_at + timedelta(days=2), split=split, agreed=True
    )


def _confirmable(world: World) -> None:
    """A works in production that waits for the word of the firm behind it; somebody of the demo speaks for that firm."""
    username, _name, town, _place, _office = SPEAKERS[0]
    firm: Enterprise | None = own_firms(world.standing(username, world.now), CIRCLE).first()
    if firm is None:
        return
    at = world.now - timedelta(days=400)
    facts = LeadFacts(
        title_zh="二期厂房投产", title="Second phase of the works", investor_zh=firm.name_zh, investor=firm.name, uscc=firm.uscc,
        enterprise=firm.pk, sector="other", capital=_yuan("90000000"),
    )  # fmt: skip
    lead = _register(world, town, at, facts)
    _advance(world, lead, town, (400, 380, 340, 250, 6))


def _by_link(world: World) -> None:
    """A works whose investor has no account here: a first link was answered "not so", a second waits for the investor."""
    at = world.now - timedelta(days=420)
    facts = LeadFacts(
        title_zh="食品包装厂投产", title="Works for food packaging", investor_zh="荻泾包装有限公司", investor="Dijing Packaging Co., Ltd.",
        sector="food", capital=_yuan("75000000"),
    )  # fmt: skip
    lead = _advance(world, _register(world, "zhujing", at, facts), "zhujing", (420, 390, 330, 260, 24))
    for days_ago, open_days in ((20, 14), (5, 21)):
        made_at, token = world.now - timedelta(days=days_ago), secrets.token_urlsafe(32)
        actions.make_link(
            by=_clerk(world, "zhujing", made_at), at=made_at, lead=lead, token=token, expires_on=_day(made_at + timedelta(days=open_days)),
        )  # fmt: skip
        if days_ago == 20:
            actions.speak_by_link(
                by=Standing.public(), at=made_at + timedelta(days=2), token=token, says="not_so", name="卢岑", position="筹建负责人",
                why="第二条线还在调试，下月才算投产。",
            )  # fmt: skip


def _asks_to_join(world: World, lead: Lead) -> None:
    """Zhujing meets an investor whom Fengjing courts already, and asks to join without knowing whom."""
    at = world.now - timedelta(days=3)
    actions.ask_to_join(
        by=_clerk(world, "zhujing", at), at=at, circle=CIRCLE, investor_zh=lead.investor_zh,
        words_zh="他们也来看过我们的仓库；我们可以给配套。", words="They looked at our warehouse too; we could supply them.", illustrative=True,
    )  # fmt: skip


def _register(world: World, town: str, at: datetime, facts: LeadFacts) -> Lead:
    return actions.register_lead(by=_clerk(world, town, at), at=at, circle=CIRCLE, facts=facts, illustrative=True)


def _clerk(world: World, town: str, at: datetime) -> Standing:
    return world.standing(f"{town}-clerk", at)


def _day(at: datetime) -> date:
    return day_of(at)
