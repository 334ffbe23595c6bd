"""Chains of the demo: what the reports say of firms and clusters, with their lines; and illustrative partners round it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from pilin.config.demo.world import World
from pilin.domain.chains import actions, frames
from pilin.domain.chains.actions import Card, LinkInput
from pilin.domain.chains.enums import Counted, LinkSide, OrganisationKind, Position, Word
from pilin.domain.chains.queries import cluster_named
from pilin.domain.enterprises.models import Enterprise
from pilin.foundation.access.standing import Standing
from pilin.foundation.places import actions as places
from pilin.foundation.places.queries import place_of

CIRCLE = "five-towns"
HOUSE = Standing.machine("demo")
TRAVEL = [  # minutes by car between towns: nobody published them, so they are illustrative
    ("310116102", "330482102", "14"), ("310116102", "330421003", "12"), ("310116102", "330421111", "16"),
    ("310116101", "330482102", "22"), ("310116101", "310116102", "24"),
]  # fmt: skip
FIGURES = [  # firm, what, series
    ("汉钟精机", Counted.SUPPLIERS, "hanzhong-suppliers"), ("汉钟精机", Counted.CUSTOMERS, "hanzhong-customers"),
    ("汉钟精机", Counted.SUPPLIERS_ACROSS, "hanzhong-suppliers-across"), ("汉钟精机", Counted.PURCHASES_ACROSS, "hanzhong-bought-across"),
    ("汉钟精机", Counted.REVENUE, "hanzhong-income"), ("起帆电缆", Counted.ATTRACTED, "qifan-attracted"),
]  # fmt: skip
CLUSTERS: list[dict[str, Any]] = [
    {
        "town": "zhangyan", "slug": "photoelectric-transmission", "name_zh": "光电传输产业集群",
        "name": "Optoelectronic transmission cluster", "chain": "cable", "leader": "起帆电缆", "source": "S1:11",
        "at": "2024-07-01",
        "firms": [("Shanghai Xieyi Industrial Co., Ltd.", Position.UPSTREAM), ("Shanghai Zili Plastic Technology Co., Ltd.", Position.UPSTREAM),
                  ("Shuaiyi Chi New Materials Group Co., Ltd.", Position.MIDSTREAM),
                  ("Shanghai Niwei Intelligent Technology Co., Ltd.", Position.MIDSTREAM)],
        "figures": [(Counted.ATTRACTED, "qifan-attracted-headline", ("upstream", "downstream")),
                    (Counted.ATTRACTED, "qifan-attracted", ("upstream", "midstream"))],
        "titles": [("上海市中小企业特色产业集群", "Shanghai characteristic industrial cluster of SMEs", "municipal", 2024, "S1:11")],
        "forms": [("书记沙龙", "secretaries' salon", "S1:15"), ("红领圆桌会", "red-collar roundtable", "S1:15"), ("红领党课", "red-collar class", "S1:15")],
    },
    {
        "town": "fengjing", "slug": "compressors", "name_zh": "压缩机产业链", "name": "Compressor chain", "chain": "compressor",
        "leader": "汉钟精机", "source": "S0:13", "at": "2024-06-27", "firms": [("德耐尔", Position.UNKNOWN)], "figures": [], "titles": [],
        "forms": [],
    },
    {
        "town": "zhangyan", "slug": "everdisplay", "name_zh": "和辉光电显示产业链", "name": "EverDisplay's display chain", "chain": "display",
        "leader": None, "source": "S4:15", "at": "2024-07-01", "firms": [], "titles": [], "forms": [],
        "figures": [(Counted.PARTNERS, "everdisplay-partners", ()), (Counted.INVESTMENT, "everdisplay-investment", ()),
                    (Counted.OUTPUT, "everdisplay-output", ())],
    },
    {
        "town": "jinshan", "slug": "jinshan-clusters", "name_zh": "金山四大产业集群", "name": "Jinshan's four industrial clusters",
        "chain": "", "leader": None, "source": "S4:15", "at": "2024-07-01", "firms": [], "titles": [], "forms": [],
        "figures": [(Counted.CLUSTERS, "jinshan-clusters-output", ())], "declared": 4,
        "parts": [("新一代信息技术", "new-generation information technology"), ("生命健康", "life and health"),
                  ("高端智能装备", "high-end intelligent equipment"), ("新材料", "new materials")],
    },
    {
        "town": "jinshan", "slug": "jinshan-taste", "kind": "brand", "name_zh": "金山味道", "name": "Jinshan taste", "chain": "",
        "leader": None, "source": "S4:25", "at": "2024-07-01", "firms": [], "titles": [], "forms": [],
        "figures": [(Counted.AWARDS, "jinshan-taste-awards", ()), (Counted.KINDS, "jinshan-taste-kinds", ()),
                    (Counted.LEADING, "jinshan-farm-leaders", ()), (Counted.KITCHEN, "xinbohai-kitchen-capacity", ()),
                    (Counted.KITCHEN_OUTPUT, "xinbohai-kitchen-output", ())],
        "parts": [("盒马鲜生", "Hema Fresh"), ("叮咚买菜", "Dingdong Maicai"), ("久光百货", "Jiuguang"), ("百联", "Bailian")],
    },
    {
        "town": "jinshan", "slug": "old-brands", "kind": "alliance", "name_zh": "长三角老字号平台", "name": "Platforms of old brands",
        "chain": "", "leader": None, "source": "S4:37", "at": "2024-07-01", "firms": [], "titles": [], "forms": [], "figures": [],
        "parts": [("上海老字号首发平台", "debut platform for Shanghai's old brands"), ("长三角老字号企业联盟", "old brand enterprise alliance in the Yangtze River Delta"),
                  ("长三角老字号振兴基地", "old brand revitalization base in the Yangtze River Delta"), ("长三角老字号创新实践基地", "innovation practice base of old brands in the Yangtze River Delta")],
    },
    {
        "town": "jingan", "slug": "suhe-one", "kind": "alliance", "name_zh": "SUHE ONE 苏河湾企业家联盟", "name": "SUHE ONE Suhewan Entrepreneur Alliance",
        "chain": "", "leader": None, "source": "S1:30", "at": "2024-07-01", "firms": [], "titles": [], "forms": [], "figures": [], "declared": 4,
        "parts": [("高能级产业", "high-energy industry"), ("高标准载体", "high standard carrier"), ("高品质环境", "high-quality environment"),
                  ("高人气商圈", "high popularity business district")],
    },
]  # fmt: skip
BRANCHES = [
    ("光电传输", "optoelectronic transmission"), ("新材料研发", "new material R&D"), ("智能装备", "intelligent equipment"),
    ("转型升级", "transformation and upgrading"),
]  # fmt: skip
NEEDS = [  # town, asker's product, text, kind, partner's town
    ("fengjing", "压缩机配件", "求购球墨铸铁件，每月120吨，40分钟内", "need", "xindai"),
    ("zhujing", "电缆", "PVC电缆料，每月20吨，60分钟内，RoHS", "need", "xindai"),
    ("huimin", "塑料", "供应PVC电缆料，每月60吨", "offer", ""),
    ("yaozhuang", "精密机械", "寻找灰铁铸件供应商", "need", ""),
]


def load(world: World) -> None:
    """Note minutes between towns, clusters and published figures, supply links with both sides' words, needs and introductions."""
    for start, end, minutes in TRAVEL:
        origin, destination = place_of(HOUSE, start), place_of(HOUSE, end)
        assert origin is not None
        assert destination is not None
        places.note_travel(
            by=world.machine, at=world.at("2024-06-01"), origin=origin, destination=destination,
            minutes=Decimal(minutes), illustrative=True,
        )  # fmt: skip
    named = {row.name_zh: row for row in Enterprise.objects.visible_to(HOUSE).filter(circle=CIRCLE, illustrative=False)}
    for firm, what, series in FIGURES:
        actions.point_at_figure(
            by=world.machine, at=world.at("2024-07-02"), circle=CIRCLE, what=what, enterprise=named[firm], series=series
        )
    for given in CLUSTERS:
        _cluster(world, given, named)
    _organisations(world, named)
    _links(world, named)
    _needs(world)


def _cluster(world: World, given: dict[str, Any], named: dict[str, Enterprise]) -> None:
    at, owner = world.at(given["at"]), world.members[given["town"]].code
    made = actions.add_cluster(
        by=world.machine, at=at, circle=CIRCLE, slug=given["slug"], name_zh=given["name_zh"], name=given["name"], chain=given["chain"],
        leader=named.get(given["leader"] or ""), owner=owner, source=given["source"], kind=given.get("kind", "cluster"),
    )  # fmt: skip
    if given.get("parts"):
        actions.name_parts(
            by=world.machine,
            at=at,
            cluster=made,
            parts=given["parts"],
            declared=given.get("declared"),
            source=given["source"],
        )
    if given["firms"]:
        firms = [(named[name], position) for name, position in given["firms"]]
        actions.join_cluster(by=world.machine, at=at, cluster=made, firms=firms, source=given["source"])
    for what, series, stages in given["figures"]:
        actions.point_at_figure(
            by=world.machine, at=at, circle=CIRCLE, what=what, cluster=made, series=series, stages=stages
        )
    for title_zh, title, level, year, line in given["titles"]:
        actions.recognise_cluster(
            by=world.machine, at=at, cluster=made, title_zh=title_zh, title=title, level=level, year=year, source=line
        )
    for form_zh, form, line in given["forms"]:
        actions.note_activity(by=world.machine, at=at, cluster=made, form_zh=form_zh, form=form, source=line)
    for place, (form_zh, form, _line) in enumerate(given["forms"]):
        for months in (1, 4, 7)[: 3 - (place == 2)]:  # one form was missed in one quarter
            on = world.today - timedelta(days=30 * months)
            actions.note_activity(
                by=world.machine, at=world.now, cluster=made, form_zh=form_zh, form=form, held_on=on, illustrative=True
            )


def _organisations(world: World, named: dict[str, Enterprise]) -> None:
    """Enter Zhangyan's committee and its four branches; the report counts what lies below, and names five of the firms."""
    at, owner = world.at("2024-07-01"), world.members["zhangyan"].code
    shared: dict[str, Any] = {"by": world.machine, "at": at, "circle": CIRCLE, "owner": owner, "source": "S1:7"}
    committee = actions.add_organisation(
        **shared, kind=OrganisationKind.COMMITTEE, name_zh="中共张堰镇委员会", name="Party committee of Zhangyan Town"
    )
    for what, series in ((Counted.ORGANISATIONS, "zhangyan-organisations"), (Counted.FIRMS, "zhangyan-branch-firms")):
        actions.point_at_figure(
            by=world.machine, at=at, circle=CIRCLE, what=what, organisation=committee, series=series
        )
    cluster = cluster_named(HOUSE, CIRCLE, "photoelectric-transmission")
    for name_zh, name in BRANCHES:
        first = name_zh == BRANCHES[0][0]
        branch = actions.add_organisation(
            **shared, kind=OrganisationKind.BRANCH, name_zh=f"{name_zh}产业集群党总支", name=f"General branch of the {name} cluster",
            parent=committee, cluster=cluster if first else None,
        )  # fmt: skip
        if first:
            firms = [(row, None) for row in named.values() if row.owner == owner]
            actions.place_firms(by=world.machine, at=at, branch=branch, firms=firms, source="S1:11")


def _links(world: World, named: dict[str, Enterprise]) -> None:
    """Let Hanzhong have illustrative suppliers and customers, ten of the suppliers on the other bank for 200 million a year."""
    dice = Random("pilin links")  # noqa: S311  (the same links at every loading)
    hub, chief = named["汉钟精机"], named["起帆电缆"]
    firms = list(Enterprise.objects.visible_to(HOUSE).filter(circle=CIRCLE, illustrative=True).order_by("sound", "uid"))
    shanghai = [row for row in firms if row.owner.startswith("31")]
    zhejiang = [row for row in firms if row.owner.startswith("33")]
    parts = {"转子", "轴承座", "油气分离器", "灰铁铸件", "球墨铸件", "密封圈", "截止阀", "数控机床零件"}
    across = [row for row in zhejiang if parts & set(row.products)][:10]
    near = [row for row in shanghai if parts & set(row.products)][:20]
    amounts = [Decimal(20_000_000) + Decimal(dice.randrange(-9_000, 9_000)) * 1_000 for _ in across]
    amounts[-1] += Decimal(200_000_000) - sum(amounts, Decimal(0))  # as the report: the ten together
    since = str(world.today.year - 2)
    links = [
        LinkInput(row, hub, next(p for p in row.products if p in parts), amount, from_on=since)
        for row, amount in zip(across, amounts, strict=True)
    ]
    links += [
        LinkInput(
            row,
            hub,
            next(p for p in row.products if p in parts),
            Decimal(dice.randrange(300, 8_000)) * 1_000,
            from_on=since,
        )
        for row in near
    ]
    food = [row for row in firms if row.industry.startswith(("14", "01"))][:12]
    links += [LinkInput(hub, row, "压缩机", None, from_on=since) for row in food]
    hubs = actions.note_links(
        by=world.machine,
        at=world.now - timedelta(days=20),
        circle=CIRCLE,
        links=links,
        owner=hub.owner,
        illustrative=True,
    )
    makers = [row for row in firms if {"PVC电缆料", "护套料"} & set(row.products)]
    cables = [row for row in firms if row.industry == "3831"]
    chain = [
        LinkInput(makers[k % len(makers)], row, "PVC电缆料", from_on=since)
        for k, row in enumerate(cables[:40])
        if makers
    ]
    chain += [LinkInput(makers[k], chief, "护套料", from_on=since) for k in range(min(3, len(makers)))]
    actions.note_links(
        by=world.machine,
        at=world.now - timedelta(days=18),
        circle=CIRCLE,
        links=chain,
        owner=chief.owner,
        illustrative=True,
    )
    for made in hubs[:6]:  # confirmed by both sides, through the towns that keep the firms
        for side in (LinkSide.SELLER, LinkSide.BUYER):
            actions.say_link(
                by=world.machine, at=world.now - timedelta(days=9), link=made, side=side, holds=True, illustrative=True
            )


def _needs(world: World) -> None:
    """State needs, and bring one introduction to its outcome and another half way."""
    at = world.now - timedelta(days=8)
    stated = []
    for town, word, text, kind, _ in NEEDS:
        code = world.members[town].code
        firm = (
            Enterprise.objects.visible_to(HOUSE)
            .filter(circle=CIRCLE, owner=code, illustrative=True, name_zh__contains=word)
            .order_by("sound", "uid")
            .first()
        )
        if firm is None:
            continue
        by = world.standing(f"{town}-clerk", at)
        read = frames.read(by, text)
        need = actions.state_need(
            by=by,
            at=at,
            circle=CIRCLE,
            enterprise=firm,
            text=text,
            kind=kind,
            understood=read.as_dict(),
            illustrative=True,
        )
        stated.append((town, need, read))
    for place, (town, need, read) in enumerate(stated[:2]):  # one brought to its outcome, one that waits
        found = frames.answer(world.standing(f"{town}-clerk", at), CIRCLE, read, at.date(), asker=need.enterprise)
        partner = next((one for one in found.partners if one.province and one.province != need.owner[:2]), None)
        if partner is None:
            continue
        firm = Enterprise.objects.visible_to(HOUSE).get(pk=partner.firm_id)
        card = Card("示意联系人", "000-0000 0001")
        made = actions.introduce(
            by=world.standing(f"{town}-clerk", at), at=at + timedelta(hours=2), need=need, partner=firm,
            reasons=frames.reasons_out(partner), card=card, illustrative=True,
        )  # fmt: skip
        if place == 0:
            other = next(key for key, row in world.members.items() if row.code == firm.owner)
            for days, who, side, word in (
                (1, other, LinkSide.SELLER, Word.CONSENTS),
                (5, other, LinkSide.SELLER, Word.TRIAL),
                (6, town, LinkSide.BUYER, Word.TRIAL),
            ):
                then = at + timedelta(days=days)
                given = Card("示意联系人", "000-0000 0002") if word is Word.CONSENTS else None
                actions.answer_introduction(
                    by=world.standing(f"{who}-clerk", then), at=then, introduction=made, side=side, word=word, card=given,
                    illustrative=True,
                )  # fmt: skip
