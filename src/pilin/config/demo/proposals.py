"""What residents of both banks proposed over two years, what became of it, and where proposals are collected.

The nineteen points of Jiuliting are those of the report, which names one of them; all else is illustrative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from pilin.config.demo.world import World
from pilin.domain.proposals import actions, queries
from pilin.domain.proposals.models import CollectionPoint, Proposal, Topic
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import actions as cases
from pilin.foundation.cases.models import Case

REPORTED = [  # kind, how many, name, name in English: one workstation, one contact point, one mailbox, fifteen, one reception
    ("workstation", 1, "九里亭街道人民建议征集工作站", "Workstation for people's proposals, Jiuliting"),
    ("contact", 1, "九里工坊人民建议征集联系点", "Jiuli Workshop contact point for people's proposals"),
    ("mailbox", 1, "九里亭人民建议投递点", "Mailbox for people's proposals, Jiuliting"),
    ("residential", 15, "九里亭居民区征集点", "Point in a residential area, Jiuliting"),
    ("reception", 1, "九里亭街道接待点", "Street reception point, Jiuliting"),
]
POINTS = {  # key: town, kind, name, name in English, place, place in English
    "bridge": ("fengjing", "mailbox", "枫南界桥建议信箱", "Mailbox at the Fengnan border bridge", "枫南界桥东头", "East end of the bridge"),
    "hall": ("fengjing", "contact", "枫泾便民中心建议联系点", "Contact point at Fengjing's service centre", "便民服务中心一楼", "Ground floor"),
    "zhu": ("zhujing", "residential", "朱泾居民区征集点", "Point in a residential area of Zhujing", "西林街居委会", "Neighbourhood office, Xilin Street"),
    "hui": ("huimin", "workstation", "惠民建议征集工作站", "Workstation of Huimin", "街道办一楼", "Ground floor of the street's office"),
    "yao": ("yaozhuang", "reception", "姚庄接待日征集点", "Reception day of Yaozhuang", "镇政府接待室", "Reception room of the town"),
    "xin": ("xindai", "residential", "泖河村征集点", "Point of Maohe village", "泖河村党群服务中心", "Maohe village centre"),
}  # fmt: skip
HOURS = ("工作日 8:30–17:00", "Working days 8:30–17:00")
MIDWAY = (Decimal("30.8647"), Decimal("120.9910"))  # as far from the middle of Fengjing as from that of Huimin


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody proposed: days ago, who, to which town, and what became of it."""

    ago: int
    who: str  # of the demo's people; "" nobody with an account; a clerk: at the counter
    town: str
    subject: str
    facts: str
    measure: str
    office: str = ""
    after: int = 0  # days until it was answered; 0: not yet
    outcome: str = ""
    adopted: bool = False
    answer: str = ""
    promised: int | None = None  # days after the answer
    place: str = ""
    at: tuple[Decimal, Decimal] | None = None
    point: str = ""
    proposer: str = ""
    takes: bool = True


SAID = {
    "hyacinth": Said(
        710, "worker", "xindai", "界河水葫芦没人捞", "界河上漂满水葫芦，从上游漂下来，两边都说不归自己捞。", "两岸轮流打捞，谁捞谁先垫，年底一起算。", "water", 30,
        "A", True, "已与枫泾约定单月新埭、双月枫泾打捞，第一次昨天捞完。", place="泖河村段界河", proposer="泖河村民",
    ),
    "bus": Said(
        690, "resident", "fengjing", "过界公交末班车太早", "晚上八点以后没有公交过省界，对岸下班的人只能打车回家。", "末班车延到二十一点半。", "transport", 45, "C", True,
        "客流够，已列入跨省公交联络会，先在周末试开。", 120, place="枫泾公交站",
    ),
    "rubbish": Said(
        520, "worker-night", "huimin", "界桥两头的垃圾没人扫", "桥面各管一半，中间的垃圾两边都不扫。", "划成一段，一家扫，费用各半。", "city", 20, "A", True,
        "桥面清扫已交惠民一家，枫泾按季付一半。", place="枫南界桥",
    ),
    "meals": Said(
        430, "fengjing-clerk", "fengjing", "独居老人做饭难", "村里独居老人多，中午做饭难，走到镇上要半小时。", "在村里设一个老年助餐点。", "care", 35, "B", True,
        "两个村的助餐点已在装修，先送餐。", 60, point="bridge",
    ),
    "pitch": Said(
        400, "worker-young", "fengjing", "周末开放学校操场", "周末操场空着，孩子在路边打球。", "周末开放学校操场给居民。", "education", 25, "D", False,
        "学校的门卫和保险还定不下来，先记下，供研究参考。",
    ),
    "footbridge": Said(
        350, "resident", "fengjing", "两岸步道只差一座小桥", "界河两岸的步道都修好了，中间只差一座小桥，走过去要绕两公里。", "两省一起修一座人行小桥。", "culture", 40, "C", True,
        "两镇一起报批，图纸用一套；要上一级会议定资金。", 400, place="枫南界河", at=MIDWAY, proposer="老陈",
    ),
    "harvester": Said(
        300, "worker", "xindai", "收割机过界要重新办手续", "收割机过省界作业要重新登记，一等就是两天，稻子不等人。", "两边互认农机证。", "farming", 30, "B", True,
        "枫泾已请两省农机站认同一张跨区作业证，今年秋收先试。", 45, place="过界田块",
    ),
    "insurance": Said(
        200, "worker-night", "huimin", "对岸看病医保不能直接刷卡", "住惠民、在枫泾上班，到枫泾看病要先垫钱再回来报。", "把枫泾的医院加进直接结算。", "health", 50, "B", True,
        "枫泾卫生院已提交开通，等系统联调。", 60,
    ),
    "pharmacy": Said(
        90, "zhujing-clerk", "zhujing", "村卫生室常用药缺货", "降压药常常缺，老人为配药跑一趟镇上。", "缺药时由镇卫生院代配，三天送到。", "health", 20, "A", True,
        "已代配并送到，村卫生室门口贴了电话。", point="zhu",
    ),
    "bus_again": Said(60, "worker-night", "huimin", "过界公交末班车还是太早", "惠民下夜班的人晚上没有公交过省界，只能打车回家。", "末班车再晚一点。", "transport"),
    "hyacinth_again": Said(
        40, "worker-young", "fengjing", "界河水葫芦又漂满了", "界河上水葫芦又漂满了，上游漂下来，没有人捞。", "夏天每周捞一次。", "water", place="枫南段界河",
    ),
    "charger": Said(20, "yaozhuang-clerk", "yaozhuang", "小区没有电动车充电桩", "小区没有充电桩，大家从楼上拉线充电，很危险。", "在车棚装充电桩。", "housing", point="yao"),
    "lamp": Said(6, "", "fengjing", "桥头路灯不亮", "桥头路灯坏了半个月，晚上骑车看不见，打 13800000000 没人接。", "尽快修好。", place="枫南界桥", takes=False),
    "advert": Said(4, "", "huimin", "贷款秒批，加微信", "额度高，放款快，加微信。", "", takes=False),
}  # fmt: skip
FOLLOWED = {
    "footbridge": ("worker", "worker-night"),
    "hyacinth_again": ("worker", "resident"),
    "bus": ("worker-night",),
}
MARKS = {"hyacinth": (("resident", 5), ("worker-night", 4)), "pitch": (("worker", 2),), "rubbish": (("resident", 4),)}
OFFERS = {  # what the other four make of what is done in Xindai
    "fengjing": ("taken_up", "今年起双月由枫泾打捞，已写进分工。"), "huimin": ("already", "惠民段由河长办每周打捞。"),
    "zhujing": ("not_ours", "朱泾没有界河，内河由保洁队打捞。"), "yaozhuang": ("taken_up", "明年汛前与西塘一起做。"),
}  # fmt: skip


def load(world: World) -> None:
    """Enter the points, then what was proposed, oldest first, with what became of it."""
    _reported(world)
    points = {key: _point(world, key) for key in POINTS}
    rows = {key: _say(world, said, points) for key, said in SAID.items()}
    _on_the_border(world, rows["footbridge"])
    _across(world, rows["harvester"])
    for key, said in SAID.items():
        if said.takes:
            _handle(world, rows[key], said)
    _done(world, rows["hyacinth"])
    _public(world, rows)
    _matter(world, rows["footbridge"])
    _topic(world)


def _reported(world: World) -> None:
    for kind, number, name_zh, name in REPORTED:
        for place in range(1, number + 1):
            which_zh, which = (
                (f"（第 {place} 个，共 {number} 个）", f" ({place} of {number})") if number > 1 else ("", "")
            )
            actions.note_point(
                by=world.machine, at=world.now, circle=world.circle, town=world.members["jiuliting"].code, kind=kind, name_zh=f"{name_zh}{which_zh}",
                name=f"{name}{which}", source="S1:40",
            )  # fmt: skip


def _point(world: World, key: str) -> CollectionPoint:
    town, kind, name_zh, name, place_zh, place = POINTS[key]
    at = _before(world, 720)
    return actions.note_point(
        by=world.machine, at=at, circle=world.circle, town=world.members[town].code, kind=kind, name_zh=name_zh, name=name, place_zh=place_zh,
        place=place, hours_zh=HOURS[0], hours=HOURS[1], illustrative=True,
    )  # fmt: skip


def _say(world: World, said: Said, points: dict[str, CollectionPoint]) -> Proposal:
    at = _before(world, said.ago)
    by = world.standing(said.who, at) if said.who else Standing.public()
    return actions.file_proposal(
        by=by, at=at, circle=world.circle, town=world.members[said.town].code, subject=said.subject, facts=said.facts, measure=said.measure,
        latitude=said.at[0] if said.at else None, longitude=said.at[1] if said.at else None, place_words=said.place, proposer=said.proposer,
        point=points[said.point].pk if said.point else None, channel="counter" if by.member else "page", illustrative=True,
    )  # fmt: skip


def _on_the_border(world: World, row: Proposal) -> None:
    """Let Huimin have it together with Fengjing, which goes on coordinating."""
    at = _before(world, SAID["footbridge"].ago - 3)
    cases.accept_case(by=world.standing("huimin-clerk", at), at=at, case=_case(row), note="桥在两边，一起办。")


def _across(world: World, row: Proposal) -> None:
    """Let Fengjing take over what was filed to Xindai: the fields are on its side."""
    at, then = _before(world, SAID["harvester"].ago - 2), _before(world, SAID["harvester"].ago - 4)
    cases.offer_case(
        by=world.standing("xindai-clerk", at),
        at=at,
        case=_case(row),
        town=world.members["fengjing"].code,
        note="田在枫泾，登记也在枫泾。",
    )
    cases.accept_case(by=world.standing("fengjing-clerk", then), at=then, case=_case(row))


def _handle(world: World, row: Proposal, said: Said) -> None:
    row = _again(row)
    clerk = f"{_town_of(world, row.owner)}-clerk"
    taken, answered = _before(world, said.ago - 1), _before(world, said.ago - said.after)
    if _case(row).assignee_id is None:
        cases.take_case(by=world.standing(clerk, taken), at=taken, case=_case(row))
    if said.office:
        actions.route_proposal(by=world.standing(clerk, taken), at=taken, proposal=row, department=said.office)
    if said.after:
        day = (answered + timedelta(days=said.promised)).date() if said.promised is not None else None
        actions.say_outcome(
            by=world.standing(clerk, answered), at=answered, proposal=_again(row), outcome=said.outcome, adopted=said.adopted, words=said.answer,
            promised_on=day,
        )  # fmt: skip


def _done(world: World, row: Proposal) -> None:
    """Let whoever proposed it say that it is done; the other four answer."""
    at = _before(world, 640)
    actions.confirm_done(by=world.standing("worker", at), at=at, proposal=_again(row))
    for days, (town, (answer, why)) in enumerate(OFFERS.items()):
        then = _before(world, 620 - 5 * days)
        offer = queries.offer_to(row, world.members[town].code)
        if offer is not None:
            actions.answer_offer(by=world.standing(f"{town}-clerk", then), at=then, offer=offer, answer=answer, why=why)


def _public(world: World, rows: dict[str, Proposal]) -> None:
    at = _before(world, 15)
    for key, people in FOLLOWED.items():
        for who in people:
            actions.follow_proposal(by=world.standing(who, at), at=at, proposal=_again(rows[key]))
    for key, marks in MARKS.items():
        for who, mark in marks:
            actions.rate_proposal(by=world.standing(who, at), at=at, proposal=_again(rows[key]), mark=mark)


def _matter(world: World, row: Proposal) -> None:
    at = _before(world, 300)
    actions.convert_proposal(
        by=world.standing("fengjing-secretary", at), at=at, proposal=_again(row), became="matter", title_zh="界河人行小桥的资金", title="Money for the footbridge",
        why="两省各出一半，镇里定不下来。",
    )  # fmt: skip


def _topic(world: World) -> None:
    """Let Fengjing ask everyone about the path along the creek; one has answered so far, and an older question is over."""
    at, town = _before(world, 30), world.members["fengjing"].code
    old_at = _before(world, 400)
    old = _open(
        world,
        old_at,
        "huimin",
        "春节返乡班车怎么开",
        "Coaches home for the Spring Festival",
        "街道办或本页",
        "The street's office, or here",
        40,
    )
    actions.end_topic(
        by=world.standing("huimin-clerk", _before(world, 355)), at=_before(world, 355), topic=old, result_zh="收到的建议都看了，加开两班，路线绕到新埭。",
        result="All were read; two more coaches run, by way of Xindai.",
    )  # fmt: skip
    topic = _open(
        world,
        at,
        "fengjing",
        "界河步道怎么修",
        "How to mend the path along the creek",
        "本页、枫南界桥信箱",
        "Here, or the mailbox at the bridge",
        60,
    )
    then = _before(world, 5)
    actions.file_proposal(
        by=world.standing("resident", then), at=then, circle=world.circle, town=town, subject="步道加几盏矮灯", facts="步道晚上很黑，老人不敢走。",
        measure="每五十米一盏矮灯，朝下照。", topic=topic.pk, illustrative=True,
    )  # fmt: skip


def _open(world: World, at: datetime, town: str, zh: str, en: str, channel_zh: str, channel: str, days: int) -> Topic:
    return actions.open_topic(
        by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, title_zh=zh, title=en, channel_zh=channel_zh,
        channel=channel, opens_on=at.date(), closes_on=(at + timedelta(days=days)).date(), illustrative=True,
    )  # fmt: skip


def _town_of(world: World, code: str) -> str:
    return next(key for key, member in world.members.items() if member.code == code)


def _case(row: Proposal) -> Case:
    found = queries.case_of(row)
    assert found is not None
    return found


def _again(row: Proposal) -> Proposal:
    return Proposal.objects.visible_to(queries.HOUSE).get(pk=row.pk)


def _before(world: World, days: int) -> datetime:
    return world.now - timedelta(days=days)
