"""What the towns do for firms, whom to call, the three things that Zhangyan hands out, and what firms asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pilin.config.demo.world import World
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import own_firms
from pilin.domain.services import actions, queries
from pilin.domain.services.models import Service
from pilin.engine.base import is_working_day
from pilin.foundation.cases import actions as cases
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.tasks import ask_kept, raise_due

REGISTRATION = "市场主体登记管理条例 第十九条"  # at once, or within three working days
CODES = {
    "fengjing": "021",
    "zhujing": "021",
    "huimin": "0573",
    "yaozhuang": "0573",
    "xindai": "0573",
    "zhangyan": "021",
}
NAMES = {
    "fengjing": ("枫泾镇", "Fengjing"), "zhujing": ("朱泾镇", "Zhujing"), "huimin": ("惠民街道", "Huimin"),
    "yaozhuang": ("姚庄镇", "Yaozhuang"), "xindai": ("新埭镇", "Xindai"),
}  # fmt: skip
MATTERS: list[tuple[str, str, str, str, str, str, str, str, dict[str, int | None], int | None]] = [
    # stage, matter, title, title in English, what, what in English, papers, papers in English, town: days promised, days by law
    ("set_up", "company-registration", "企业设立登记", "Registration of a company",
     "新办企业登记，营业执照当场或限时办结。", "A new company is registered; the licence comes at once or within the term.",
     "登记申请书\n章程\n住所使用证明", "Application\nArticles\nProof of the address",
     {"fengjing": 1, "zhujing": 1, "huimin": 1, "yaozhuang": 2, "xindai": 2}, 3),
    ("set_up", "moving-across", "跨省迁移一次办", "Moving across the border at one desk",
     "企业在沪浙两地之间迁移，两边窗口互相转材料，企业只跑一次。", "A firm that moves between the provinces hands its papers in once; the two desks pass them on.",
     "营业执照\n迁移登记申请", "Licence\nApplication to move", {"fengjing": 7, "huimin": 7, "xindai": 8}, None),
    ("research", "rd-deduction", "研发费用加计扣除辅导", "Help with the additional deduction of R&D expenses",
     "帮助企业归集研发费用、备齐资料，不代替税务机关认定。", "Sorts R&D expenses and papers with the firm; the tax office decides.",
     "研发项目清单\n研发支出辅助账", "List of projects\nAuxiliary account of R&D expenses", {"fengjing": 3, "huimin": 5, "xindai": 5}, None),
    ("research", "finding-a-laboratory", "找高校院所合作", "Finding a laboratory",
     "把企业的难题发给沪浙两地高校院所，带回愿意谈的团队。", "A firm's problem is sent to laboratories of both provinces; those willing to talk come back.",
     "难题说明一页", "The problem on one page", {"fengjing": 10, "zhujing": 10, "yaozhuang": None}, None),
    ("supply", "finding-a-supplier", "找毗邻配套企业", "Finding a supplier across the border",
     "缺哪个环节、要多少、多远以内，由产业链专员在五镇范围内找。", "What is missing, how much, how near: the chain officer looks in all five towns.",
     "需求一句话", "The need in one sentence", {"fengjing": 3, "huimin": 3, "yaozhuang": 3, "xindai": 3}, None),
    ("production", "safety-look-round", "安全生产上门看", "A look round for safety",
     "上门看一遍，讲清问题，给整改建议，不开罚单。", "Somebody looks round, says what is wrong and how to mend it; no fine comes of it.",
     "", "", {"fengjing": 5, "zhujing": 5, "huimin": 5, "yaozhuang": 5, "xindai": 5}, None),
    ("production", "power-and-water", "用电用水增容", "More power and water",
     "协调供电、供水部门，说清费用和时间。", "Brings power and water companies to one table and says what it costs and takes.",
     "负荷说明", "Statement of the load", {"zhujing": 10, "xindai": 12}, None),
    ("quality", "testing", "检验检测认证对接", "Testing and certificates",
     "按产品找检测机构，两省结果能互认的写清楚。", "Finds a laboratory for the product and says which results both provinces accept.",
     "产品说明书", "Description of the product", {"fengjing": 4, "huimin": 4}, None),
    ("people", "joint-job-fair", "毗邻招聘会报名", "A place at the joint job fair",
     "五镇轮流办，报名一次，五镇岗位一起发布。", "The five towns hold it in turn; signed up once, the posts go out in all five.",
     "岗位清单", "List of posts", {"fengjing": 2, "zhujing": 2, "huimin": 2, "yaozhuang": 2, "xindai": 2}, None),
    ("people", "skills", "订单式技能培训", "Training to order",
     "企业出岗位要求，职校按需开班。", "The firm says what a post needs, a school teaches it.", "培训需求", "What is to be learnt", {"zhujing": 15, "xindai": 15}, None),
    ("finance", "meeting-a-bank", "银企对接", "Meeting a bank",
     "沪浙两地银行一起看企业材料，一次讲清各家条件。", "Banks of both provinces read the papers together and say their terms at once.",
     "近两年报表\n贷款用途", "Statements of two years\nWhat the loan is for", {"fengjing": 5, "huimin": 5, "yaozhuang": 6}, None),
    ("market", "certificate-of-origin", "原产地证书辅导", "Help with certificates of origin",
     "辅导填报和自助打印，不代替签证机构。", "Helps to fill in and print; the issuing body decides.", "发票\n装箱单", "Invoice\nPacking list", {"fengjing": 2, "xindai": 2}, None),
    ("growth", "little-giant", "专精特新梯度培育", "The ladder of specialised firms",
     "对照条件逐项看，差什么、先补什么；认定由主管部门作出。", "Goes through the criteria one by one: what is missing, what comes first; the authority decides.",
     "近三年报表\n知识产权清单", "Statements of three years\nList of intellectual property",
     {"fengjing": 5, "zhujing": 5, "huimin": 5, "yaozhuang": 5, "xindai": 5}, None),
]  # fmt: skip
HELPS_WITH = {"little-giant": ["specialised_sme", "little_giant"]}  # matter → measures of the rules
HOURS = ("工作日 8:30–11:30，13:30–17:00", "Working days 8:30–11:30, 13:30–17:00")
ZHANGYAN = [  # the three departments that the report names, and what each might help with
    ("工业园区企业窗口", "Desk of the industrial park", "厂房、用地、安全生产", "Premises, land, safety", "production"),
    ("经济园区企业窗口", "Desk of the economic park", "登记、政策、税费", "Registration, policies, taxes", "finance"),
    ("城市交通中心企业窗口", "Desk of the urban transportation center", "货车通行、班车、停车", "Lorries, coaches, parking", "supply"),
]  # fmt: skip
HANDED_OUT = [  # kind, title, title in English: the Chinese names of two are not in the report
    ("card", "企业服务联系卡", "Service contact card"),
    ("booklet", "“Wild Geese Gathering in Zhangyan”服务手册", "“Wild Geese Gathering in Zhangyan” service booklet"),
    ("list", "“Qun Xin Hui Yan”服务资源清单", "“Qun Xin Hui Yan” service resource list"),
]  # fmt: skip


def load(world: World) -> None:
    """Enter desks, services and leaflets, then what firms asked, oldest first."""
    desks = {town: _desk(world, town) for town in NAMES}
    for stage, matter, title_zh, title, what_zh, what, papers_zh, papers, towns, by_law in MATTERS:
        for town, days in towns.items():
            actions.offer_service(
                by=world.standing(f"{town}-clerk", _before(world, 60)), at=_before(world, 60), circle=world.circle,
                town=world.members[town].code, matter=matter, stage=stage, title_zh=title_zh, title=title, what_zh=what_zh, what=what,
                papers_zh=papers_zh, papers=papers, office_zh=f"{NAMES[town][0]}营商服务中心", office=f"{NAMES[town][1]} business service centre",
                measures=HELPS_WITH.get(matter, []), days_promised=days, days_statutory=by_law, clause=REGISTRATION if by_law else "", contact=desks[town], illustrative=True,
            )  # fmt: skip
    _leaflets(world)
    _requests(world)
    _facts(world)


def _facts(world: World) -> None:
    """Let the report's lead firm be known as far as the report says, and a firm of Xindai say everything (illustrative)."""
    lead = Enterprise.objects.visible_to(queries.HOUSE).get(
        name_zh="汉钟精机", circle=world.circle.slug, illustrative=False
    )
    actions.say_facts(
        by=queries.HOUSE, at=world.at("2024-06-27"), firm=lead,
        facts={"revenue_cny": {"2023": "3852000000"}, "rd_deduction_cny": {"2023": "89000000"}, "recognitions": ["national_little_giant"]},
    )  # fmt: skip
    by = world.standing("xindai-firm", world.now)
    firm = own_firms(by, world.circle.slug).first()
    assert firm is not None
    last = world.today.year - 1
    actions.say_facts(
        by=by, at=world.now, firm=firm, illustrative=True,
        facts={
            "founded_on": "2009-03-16", "staff": 186, "rd_staff": 31, "debt_ratio": "0.46", "main_business_share": "0.91", "ip_class1": 6,
            "revenue_cny": {str(last): "198000000", str(last - 1): "181000000", str(last - 2): "166000000"},
            "rd_expense_cny": {str(last): "8900000", str(last - 1): "7700000", str(last - 2): "6900000"}, "has_core_ip": True,
            "serious_incident": False, "recognitions": ["innovative_sme"], "niche_years": 12,
        },
    )  # fmt: skip


def _desk(world: World, town: str) -> UUID:
    """Enter a town's desk for firms, and one that nobody has called for more than a year."""
    zh, en = NAMES[town]
    place = sorted(NAMES).index(town)

    def note(days: int, **said: Any) -> UUID:
        at = world.now - timedelta(days=days)
        return actions.note_resource(
            by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, hours_zh=HOURS[0], hours=HOURS[1],
            reviewed_on=_day(world, days), illustrative=True, **said,
        ).pk  # fmt: skip

    if town in ("xindai", "zhujing"):
        note(
            400 if town == "xindai" else 90, name_zh=f"{zh}用工服务热线", name=f"{en} line for employers", offers_zh="招工、社保、劳动合同",
            offers="Hiring, insurance, contracts", stage="people", phone=f"{CODES[town]}-0000 02{place:02}",
        )  # fmt: skip
    return note(
        20 + 7 * place, name_zh=f"专精特新企业服务中心{zh}窗口", name=f"Service centre for specialised firms, {en} desk",
        offers_zh="从登记到出口，一个窗口先接下来，再找人办", offers="From registration to exports: one desk takes it and finds who does it",
        phone=f"{CODES[town]}-0000 01{place:02}", place_zh=f"{zh}便民服务中心一楼", place=f"{en} citizens' service centre, ground floor",
        languages="zh, en" if town == "fengjing" else "zh",
    )  # fmt: skip


def _leaflets(world: World) -> None:
    """Enter the desks of the three departments that Zhangyan's report names, and what is handed out."""
    at, town = world.at("2024-07-01"), world.members["zhangyan"].code
    held = [
        actions.note_resource(
            by=world.machine, at=world.now, circle=world.circle, town=town, name_zh=zh, name=en, offers_zh=offers_zh, offers=offers, stage=stage,
            phone=f"021-0000 03{place:02}", hours_zh=HOURS[0], hours=HOURS[1], reviewed_on=_day(world, 30 + place), illustrative=True,
        ).pk
        for place, (zh, en, offers_zh, offers, stage) in enumerate(ZHANGYAN)
    ]  # fmt: skip
    for kind, title_zh, title in HANDED_OUT:
        actions.make_leaflet(
            by=world.machine, at=max(at, world.now), circle=world.circle, town=town, kind=kind, title_zh=title_zh, title=title, resources=held,
            source="S1:17",
        )  # fmt: skip


def _requests(world: World) -> None:
    """Let the two firms that somebody speaks for ask across the border: settled, answered, in hand, lying, new."""
    done = _ask(world, 16, "fengjing-firm", "huimin", "moving-across", "惠民分厂要把部分设备迁回枫泾，登记怎么走？")
    _take(world, 15, done, "huimin-clerk")
    cases.note_case(
        by=world.standing("huimin-clerk", _before(world, 13)),
        at=_before(world, 13),
        case=done,
        note="已把材料清单发给枫泾窗口核对。",
    )
    _answer(world, 11, done, "huimin-clerk", "两边窗口已对好：设备不涉及迁移登记，只需在枫泾做住所备案，今天可办。")
    cases.close_case(
        by=world.standing("fengjing-firm", _before(world, 10)), at=_before(world, 10), case=done, note="办好了。"
    )
    told = _ask(world, 9, "xindai-firm", "fengjing", "testing", "阻燃料要做 UL 94，哪家实验室两省都认？")
    _take(world, 9, told, "fengjing-clerk")
    _answer(
        world,
        6,
        told,
        "fengjing-clerk",
        "金山有两家实验室可做，报告浙江也认；联系方式已发给您，样品这周可以送。",
        promised_in=1,
    )
    held = _ask(world, 4, "xindai-firm", "fengjing", "meeting-a-bank", "新线设备贷款，想请沪浙两家银行一起看。")
    _take(world, 3, held, "fengjing-clerk")
    _ways_of_towns(world, done, held)
    _ask(world, 5, "fengjing-firm", "xindai", "finding-a-supplier", "要找每月 20 吨的 PVC 电缆料，最好一小时以内。")
    raise_due(world.now)
    ask_kept(world.now)
    _ask(world, 0, "xindai-firm", "zhujing", "skills", "明年要招 15 名挤塑工，能否开订单班？")
    across = _ask(world, 1, "fengjing-firm", "zhujing", "skills", "分厂在新埭，培训补贴找哪一边？")
    cases.offer_case(
        by=world.standing("zhujing-clerk", world.now), at=world.now - timedelta(hours=3), case=across, town=world.members["xindai"].code,
        note="分厂登记在新埭，补贴由新埭发放。",
    )  # fmt: skip


def _ways_of_towns(world: World, done: Case, held: Case) -> None:
    """Let a town set its days and keep words, two share their figures, a request wait for papers, and one be rated twice."""
    old, now = _before(world, 40), _before(world, 2)
    cases.set_term(
        by=world.standing("huimin-leader", old), at=old, circle=world.circle, town=world.members["huimin"].code, kind="service_request",
        taken_within=1, answered_within=4, clause="示例：惠民街道企业服务承诺第三条", valid_from=old.date(), illustrative=True,
    )  # fmt: skip
    for town in ("huimin", "fengjing"):
        cases.share_figures(
            by=world.standing(f"{town}-leader", old), at=old, circle=world.circle, town=world.members[town].code, illustrative=True
        )  # fmt: skip
    for title, text in (
        ("约两省银行", "您好，{reference} 已收到。我们约了两省银行一起看“{subject}”，{day} 前给您会面时间。"),
        ("转请对岸核对", "您好，{reference} 的材料已发对岸窗口核对，{day} 前一并答复。"),
    ):
        cases.keep_template(
            by=world.standing("fengjing-clerk", old), at=old, circle=world.circle, town=world.members["fengjing"].code, kind="service_request",
            title=title, text=text, illustrative=True,
        )  # fmt: skip
    cases.pause_case(by=world.standing("fengjing-clerk", now), at=now, case=held, note="还缺近两年报表，补来就约银行。")
    rated = _before(world, 9)
    cases.rate_case(
        by=world.standing("fengjing-firm", rated),
        at=rated,
        case=done,
        stage="answer",
        mark=5,
        words="两边窗口自己对好了，没让我们跑。",
    )


def _ask(world: World, days: int, who: str, town: str, matter: str, subject: str) -> Case:
    at = _before(world, days)
    by = world.standing(who, at)
    service = Service.objects.visible_to(queries.HOUSE).get(
        owner=world.members[town].code, matter=matter, circle=world.circle.slug
    )
    firm = own_firms(by, world.circle.slug).first()
    assert firm is not None
    return actions.ask_service(by=by, at=at, service=service, firm=firm.pk, subject=subject, illustrative=True)


def _take(world: World, days: int, case: Case, who: str) -> None:
    at = _before(world, days) + timedelta(hours=2)
    cases.take_case(by=world.standing(who, at), at=at, case=case)


def _answer(world: World, days: int, case: Case, who: str, note: str, promised_in: int | None = None) -> None:
    at = _before(world, days)
    promised = at.date() + timedelta(days=promised_in) if promised_in is not None else None
    cases.answer_case(by=world.standing(who, at), at=at, case=case, note=note, promised_on=promised)


def _before(world: World, days: int) -> datetime:
    """Return the moment that lies so many working days before the demo's now."""
    at = world.now
    while days:
        at -= timedelta(days=1)
        days -= is_working_day(at.date())[0]
    return at


def _day(world: World, days: int) -> date:
    return world.today - timedelta(days=days)
