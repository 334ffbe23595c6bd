"""The joint lists of the demo: 2024 as the reports tell it, and what an instance in use would hold since.

Facts: that the list of 2024 has 20 items in 4 groups, that five parties released it on 2024-06-27, the five contents it
names, and what was launched or signed that day. The split of the 20 over the groups, leads, partners, milestones, money
and all that followed is illustrative. What the four provinces' plans are called and when they were reviewed is reported.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from pilin.config.demo.programme_items import ITEMS_2024, LATER, TOWNS
from pilin.config.demo.world import SHANGHAI, World
from pilin.domain.programme import actions, queries
from pilin.domain.programme.rules import BudgetInput, ItemInput, MilestoneInput
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import chair_on

PLAN = "five-towns-2024-2026"
CLAUSES = [
    ("1.1", "深化双委员制", "Deepen the dual-committee system"),
    ("1.2", "共育干部人才", "Train people together"),
    ("1.3", "边界村同学同议", "Border villages learn and confer together"),
    ("2.1", "产业链协同", "Link industrial chains"),
    ("2.2", "服务专精特新企业", "Serve specialised firms"),
    ("2.3", "农业三新", "New ways of farming"),
    ("2.4", "用工互通", "One labour market"),
    ("3.1", "文旅联线", "Link sights and culture"),
    ("3.2", "界河共治", "Keep border rivers clean together"),
    ("4.1", "规划衔接与断头路", "Link plans and broken roads"),
    ("4.2", "公共服务共享", "Share public services"),
    ("4.3", "平安联动", "Stay safe together"),
    ("2.5", "共用检测与中试平台", "Share testing and pilot plants"),
    ("4.4", "跨界养老服务", "Care for the old across the border"),
]
FELLOWS = {code: key for key, code in TOWNS.items()}


class _Cast:
    """Standings by person and day: looked up once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: dict[tuple[str, date], Standing] = {}

    def __call__(self, username: str, at: datetime) -> Standing:
        key = (username, at.date())
        if key not in self.known:
            self.known[key] = self.world.standing(username, at)
        return self.known[key]


def load(world: World) -> None:
    """Load plans and lists, with what was reported and witnessed since."""
    cast = _Cast(world)
    with transaction.atomic():  # one flush to disk instead of three hundred
        plan = _plans(world)
        _regional(world)
        _list_2024(world, cast, plan)
        year = world.today.year if world.today >= date(world.today.year, 1, 26) else world.today.year - 1
        if year > 2025:
            _list_2025(world, cast, plan)
        if year > 2024:
            _list_now(world, cast, plan, year)


def _plans(world: World) -> Any:
    at = world.at("2024-06-27T07:30")
    plan = actions.draw_up_plan(
        by=world.machine, at=at, circle="five-towns", slug=PLAN, first_year=2024, last_year=2026,
        title_zh="五镇圈三年行动计划（2024—2026）", title="Three-year action plan of the five towns (2024–2026)",
        body_zh="五镇圈协调会", body="Coordination meeting of the five towns", clauses=CLAUSES, owner=TOWNS["fengjing"],
        illustrative=True,
    )  # fmt: skip
    for state, on in (
        ("studying", "2024-04"),
        ("drafted", "2024-05"),
        ("approved_in_principle", "2024-06-12"),
        ("approved", "2024-06-26"),
    ):
        actions.take_step(
            by=world.machine, at=at, plan=plan, state=state, taken_on=on, body_zh="五镇圈协调会",
            body="Coordination meeting of the five towns", illustrative=True,
        )  # fmt: skip
    return plan


def _regional(world: World) -> None:
    """Plans of the regional circle: one reviewed in principle, one still being studied, five of which one is named."""
    at, machine = world.at("2024-06-06T18:00"), world.machine
    three = actions.draw_up_plan(
        by=machine, at=at, circle="yrd", slug="yrd-three-year", first_year=2024, last_year=2026,
        title_zh="长三角地区一体化发展三年行动计划（2024—2026年）", title="Three-Year Action Plan for integrated development of the Delta (2024–2026)",
        body_zh="长三角主要领导座谈会", body="Symposium of the Delta’s leaders", owner="33", source="S3:15",
        about_zh="2024 年座谈会原则同意；原则同意不是同意。", about="Reviewed in principle at the symposium of 2024; in principle is not approved.",
    )  # fmt: skip
    actions.take_step(
        by=machine, at=at, plan=three, state="approved_in_principle", taken_on="2024-06-06", body_zh="长三角主要领导座谈会",
        body="Symposium of the Delta’s leaders", note_zh="会议 6 月 5 日至 6 日举行", note="The meeting sat on 5 and 6 June", source="S3:15",
    )  # fmt: skip
    work = actions.draw_up_plan(
        by=machine, at=at, circle="yrd", slug="yrd-work-plan-2024", first_year=2024, last_year=2024, parent=three,
        annual_task=True, title_zh="长三角年度工作计划", title="Annual work plan of the Delta", owner="33", source="S3:37",
        body_zh="长三角区域合作办公室", body="YRD Regional Cooperation Office",
    )  # fmt: skip
    actions.take_step(
        by=machine, at=at, plan=work, state="drafted", taken_on="2024", body_zh="长三角区域合作办公室",
        body="YRD Regional Cooperation Office", source="S3:37",
    )  # fmt: skip
    zone = actions.draw_up_plan(
        by=machine, at=at, circle="yrd", slug="estuary-zone-plan", first_year=2024, last_year=2024, parent=three,
        annual_task=True, title_zh="长江口产业创新协同区建设方案", title="Construction plan of the Yangtze Estuary Industrial Innovation Collaborative Zone",
        body_zh="江苏省", body="Jiangsu Province", owner="32", source="S2:9 S2:27",
        about_zh="写入 2024 年省政府工作报告的年度任务。", about="A task of the year in the provincial government’s work report of 2024.",
    )  # fmt: skip
    actions.take_step(
        by=machine, at=at, plan=zone, state="studying", taken_on="2024", body_zh="江苏省", body="Jiangsu Province", source="S2:9",
    )  # fmt: skip
    five = actions.draw_up_plan(
        by=machine, at=at, circle="yrd", slug="nantong-2022", first_year=2022, last_year=2022,
        title_zh="南通五大行动计划（2022）", title="Five major action plans of Nantong (2022)", body_zh="南通市", body="Nantong",
        owner="3206", source="S2:23", about_zh="来源说五个，只给了其中一个的名称。", about="The source counts five and names one.",
    )  # fmt: skip
    for number in range(1, 6):
        named = number == 1
        actions.draw_up_plan(
            by=machine, at=at, circle="yrd", slug=f"nantong-2022-{number}", first_year=2022, last_year=2022, parent=five,
            title_zh="产业链供应链协同" if named else "", title="Industrial and supply chain coordination" if named else "",
            owner="3206", source="S2:23",
        )  # fmt: skip


def _budget(total: int, lead: str, partners: tuple[str, ...]) -> tuple[BudgetInput, ...]:
    """Split an amount given in ten thousand: the lead pays what the partners' equal parts leave."""
    part = Decimal(total * 10_000) * Decimal("0.4") / len(partners)
    part = part.quantize(Decimal("1"))
    mine = Decimal(total * 10_000) - part * len(partners)
    lines = [BudgetInput(TOWNS[lead], mine.quantize(Decimal("0.01")), "CNY")]
    return (*lines, *(BudgetInput(TOWNS[p], part.quantize(Decimal("0.01")), "CNY") for p in partners))


def _put(world: World, cast: _Cast, year: int, chair: str, days: tuple[str, str, str], agreement_day: str = "") -> None:
    """Lay a list before the towns, let each accept, and release it."""
    proposed, accepted, released = (world.at(text) for text in days)
    fact = agreement_day
    actions.propose_list(
        by=cast(f"{chair}-secretary", proposed), at=proposed, circle="five-towns", year=year, silently=True
    )
    heard = queries.list_of(world.machine, "five-towns", year).text_hash  # type: ignore[union-attr]
    for step, town in enumerate(TOWNS):
        at = accepted + timedelta(minutes=6 * step)
        actions.accept_list(
            by=cast(f"{town}-leader", at),
            at=at,
            circle="five-towns",
            year=year,
            text_hash=heard,
            illustrative=not fact,
            source=fact,
        )
    actions.release_list(
        by=cast(f"{chair}-secretary", released), at=released, circle="five-towns", year=year, source=fact
    )


def _list_2024(world: World, cast: _Cast, plan: Any) -> None:
    at = world.at("2024-06-27T08:00")
    chair = cast("fengjing-secretary", at)
    actions.draft_list(by=chair, at=at, circle="five-towns", year=2024, plan=plan, source="S0:5 S0:7")
    items = []
    for no, strand, zh, en, lead, partners, person, wan, clause, source, about, milestones in ITEMS_2024:
        items.append((None, ItemInput(
            no=no, title_zh=zh, title=en, strand=strand, leads=(TOWNS[lead],), partners=tuple(TOWNS[p] for p in partners),
            about_zh=about[0], about=about[1], person_name=person, clause=(PLAN, clause), agreement="town-circle-2024",
            budget=_budget(wan, lead, partners), illustrative=True, source=source,
            milestones=tuple(
                MilestoneInput(k, mzh, date(2024, *map(int, due.split("-"))), men, 1, *confirm)
                for k, (mzh, men, due, _done, confirm) in enumerate(milestones, 1)
            ),
        )))  # fmt: skip
    actions.import_items(by=chair, at=at, circle="five-towns", year=2024, items=items)
    _put(world, cast, 2024, "fengjing", ("2024-06-27T08:20", "2024-06-27T08:40", "2024-06-27T10:00"), "S0:5")
    cards = {i.no: i for i in queries.items_of(world.machine, "five-towns", 2024)}
    for no, _s, _zh, _en, lead, partners, *_rest, milestones in ITEMS_2024:
        for card, (mzh, _men, _due, done, _confirm) in zip(cards[no].milestones, milestones, strict=True):
            _speak(world, cast, card, lead, _across(lead, partners), mzh, done, card.due_on)
    late = cards[14].milestones[1]
    moved = world.at("2024-09-28T16:00")
    actions.move_due(
        by=cast("yaozhuang-clerk", moved), at=moved, milestone=late.uid, due_to=date(2024, 10, 8),
        reason="汛期停工 23 天，桥东引道改到节后铺", illustrative=True,
    )  # fmt: skip


def _across(lead: str, partners: tuple[str, ...]) -> str:
    shanghai = {"fengjing", "zhujing"}
    return next(p for p in partners if (p in shanghai) != (lead in shanghai))


def _moment(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), SHANGHAI)


def _speak(world: World, cast: _Cast, card: Any, lead: str, other: str, title: str, done: str, due: date) -> None:
    """Let one bank report and the other answer: ``w`` witnessed, ``b`` sent back then witnessed, ``r`` half, ``.`` nothing."""
    if done == ".":
        return
    reported = _moment(due - timedelta(days=2), 16, 20)
    if reported >= world.now:
        return
    actions.report_milestone(
        by=cast(f"{lead}-clerk", reported), at=reported, milestone=card.uid, text=f"{title}：做完了，材料在镇里可查。",
        links=(), figures=(), illustrative=True,
    )  # fmt: skip
    seen = _moment(due - timedelta(days=1) + timedelta(days=card.no), 9, 12)
    if done in "wb" and seen < world.now:
        witness = cast(f"{other}-clerk", seen)
        if done == "b":
            actions.send_back_milestone(
                by=witness,
                at=seen,
                milestone=card.uid,
                reason="现场看到的与图上差 0.12 米，请补图。",
                illustrative=True,
            )
            again, last = seen + timedelta(days=5), seen + timedelta(days=8)
            if last >= world.now:
                return
            actions.report_milestone(
                by=cast(f"{lead}-clerk", again),
                at=again,
                milestone=card.uid,
                text=f"{title}：已补图，标高改平。",
                illustrative=True,
            )
            seen, witness = last, cast(f"{other}-clerk", last)
        actions.witness_milestone(
            by=witness,
            at=seen,
            milestone=card.uid,
            text="到现场看过，与报的一致。",
            confirmed="问了在场的三户，都说用上了。",
            illustrative=True,
        )


def _later(no: int, year: int, dues: list[date], row: tuple[Any, ...]) -> ItemInput:
    strand, zh, en, lead, partners, person, wan, clause, steps = row
    return ItemInput(
        no=no, title_zh=zh, title=en, strand=strand, leads=(TOWNS[lead],), partners=tuple(TOWNS[p] for p in partners),
        person_name=person, clause=(PLAN, clause), agreement="town-circle-2024", budget=_budget(wan, lead, partners), illustrative=True,
        milestones=tuple(
            MilestoneInput(k, szh, due, sen, 1, "两岸各五户说得出哪里变了", "Five households on each bank can say what changed")
            for k, ((szh, sen), due) in enumerate(zip(steps, dues, strict=True), 1)
        ),
    )  # fmt: skip


def _list_2025(world: World, cast: _Cast, plan: Any) -> None:
    """The list of the year between: known in outline, with what 2024 left open."""
    at = world.at("2025-01-08T10:00")
    by = cast("yaozhuang-secretary", at)
    actions.draft_list(by=by, at=at, circle="five-towns", year=2025, plan=plan, illustrative=True, summarised=True)
    rows = LATER[:6]
    items = [
        (None, _later(n, 2025, [date(2025, 3 + 4 * k, 20) for k in range(len(r[-1]))][: len(r[-1])], r))
        for n, r in enumerate(rows, 1)
    ]
    actions.import_items(by=by, at=at, circle="five-towns", year=2025, items=items)
    actions.carry_over(
        by=by, at=at, circle="five-towns", year=2024, into=2025, nos=(4, 9, 14, 20), due_by=date(2025, 6, 30)
    )
    _put(world, cast, 2025, "yaozhuang", ("2025-01-13T10:00", "2025-01-16T09:00", "2025-01-20T09:00"))
    for item in queries.items_of(world.machine, "five-towns", 2025):
        lead = FELLOWS[item.lead]
        other = _across(lead, tuple(FELLOWS[p] for p in item.partners))
        for card in item.milestones:
            stays = item.carried_from_no in (9, 14) and card.no == len(item.milestones)
            _speak(world, cast, card, lead, other, card.title_zh, "." if stays else "w", card.due_on)


def _list_now(world: World, cast: _Cast, plan: Any, year: int) -> None:
    """The list under way, laid around the day of loading so that something is due, half, late and silent."""
    begun = world.at(f"{year}-01-08T10:00")
    chair = FELLOWS[chair_on(world.machine, "five-towns", begun.date()).member.code]  # type: ignore[union-attr]
    by = cast(f"{chair}-secretary", begun)
    actions.draft_list(by=by, at=begun, circle="five-towns", year=year, plan=plan, illustrative=True)
    rows = LATER
    first, last = date(year, 2, 10), date(year, 12, 31)

    def due(offset: int) -> date:
        return min(max(world.today + timedelta(days=offset), first), last)

    dues = [[due(d + (n * 5) % 17) for d in OFFSETS[n % len(OFFSETS)][: len(row[-1])]] for n, row in enumerate(rows)]
    items = [(None, _later(n, year, dues[n - 1], row)) for n, row in enumerate(rows, 1)]
    actions.import_items(by=by, at=begun, circle="five-towns", year=year, items=items)
    if year == 2026:
        nos = [
            i.no
            for i in queries.items_of(world.machine, "five-towns", 2025, begun.date())
            if i.state in ("in_force", "late")
        ]
        if nos:
            actions.carry_over(by=by, at=begun, circle="five-towns", year=2025, into=year, nos=nos, due_by=due(-25))
    _put(world, cast, year, chair, (f"{year}-01-13T10:00", f"{year}-01-16T09:00", f"{year}-01-20T09:00"))
    for n, item in enumerate(queries.items_of(world.machine, "five-towns", year)):
        lead = FELLOWS[item.lead]
        other = _across(lead, tuple(FELLOWS[p] for p in item.partners))
        for card in item.milestones:
            if card.due_on >= world.today + timedelta(days=2):
                continue
            recent = (world.today - card.due_on).days < 30
            done = (
                "."
                if recent and n % 5 == 3
                else "r"
                if recent and n % 2 == 0
                else "b"
                if n == 5 and not recent
                else "w"
            )
            _speak(world, cast, card, lead, other, card.title_zh, "." if item.carried_from_no else done, card.due_on)


OFFSETS = [(-150, -60, 20, 38), (-170, -18, 24, 36), (-120, -40, -10, 34), (-140, -55, 6, 30), (-160, -33, -6, 37)]
