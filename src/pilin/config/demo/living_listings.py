"""What towns cherish and make, as the reports tell it: a bathhouse, crafts, a brand, lists, labels, visitors, a drone base.

The figures stand in series, of which some were opened with the observatory's. Old brands of the five towns, a village label,
a landing ground with its flights and the stories people tell are made up, and illustrative.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from pilin.config.demo.world import SHANGHAI, World
from pilin.domain.enterprises.queries import own_firms
from pilin.domain.living import actions
from pilin.domain.living.models.listings import Listing
from pilin.domain.living.rules.listings import ClassInput
from pilin.domain.parks.queries import carriers
from pilin.foundation.observations import actions as observations
from pilin.foundation.observations.queries import series_named

S4 = "2020-09-14T09:00"
SHANGHAI_CITY, ZHEJIANG = "31", "33"  # owners of what lies in no town entered here
AGRI_ZH = "来源说金山在全市率先开展创建；没有说何时建成、面积多大。"
AGRI = "The source says that Jinshan took the lead in the city in developing it; not when it was finished, and not how large it is."
LISTINGS: list[dict[str, Any]] = [
    {"key": "pond", "town": SHANGHAI_CITY, "kind": "bathhouse", "title_zh": "日新池", "title": "Rixin Pond", "where_zh": "普安路", "where": "Pu’an Road",
     "story_zh": "一池热汤，躺箱里几张床，三五好友搓背、修脚，来一碟五香豆腐干、花生、橄榄和盐津枣，和老友聊上一下午。各地的老式浴室慢慢没有了，想起那个雾气腾腾的地方，还是让人心里又湿又暖。",
     "story": "A pool of hot water, a few beds in the boxes, friends who rub each other’s backs; then feet are pared, and over five-spice tofu, peanuts, olives and salted dates an afternoon is talked away. Old bathhouses have faded all over the country, and the thought of that foggy place still warms people.",
     "source": "S0:27"},
    {"key": "spirit", "town": ZHEJIANG, "kind": "craft", "title_zh": "宁溪糟烧", "title": "Ningxi zaoshao spirit", "status": "alive", "where_zh": "台州黄岩宁溪镇", "where": "Ningxi, Huangyan, Taizhou",
     "story_zh": "宁溪有条笔直的宋街，当地人叫直街；街上的人说，宁溪的糟烧很有名。", "story": "In Ningxi a straight street goes back to Song times; people there say that the town’s zaoshao spirit is famous.", "source": "S2:38"},
    {"key": "orchestra", "town": SHANGHAI_CITY, "kind": "ensemble", "title_zh": "浦东爱乐乐团", "title": "Pudong Philharmonic Orchestra", "status": "alive", "since": "2023-06-30", "since_inferred": True,
     "where_zh": "浦东文化艺术指导中心", "where": "Pudong Cultural and Art Guidance Center", "story_zh": "上海第一个区级交响乐团：2019 年开始筹备，四年后的 6 月 30 日挂牌并首演。",
     "story": "The first symphony orchestra of a district of Shanghai: prepared since 2019, it was listed four years later, on 30 June, and gave its first concert.", "source": "S1:25"},
    {"key": "tower", "town": SHANGHAI_CITY, "kind": "building", "title_zh": "太平洋新天地 T1 楼", "title": "Pacific Xintiandi T1", "status": "growing", "height_m": Decimal(250),
     "where_zh": "大新天地区域", "where": "Great Xintiandi Area", "story_zh": "最后一方混凝土浇筑到位，250 米高的主体结构封顶。", "story": "With the last concrete poured, the main structure of 250 metres was topped out.", "source": "S1:45"},
    {"key": "taste", "town": "jinshan", "kind": "brand", "title_zh": "金山味道", "title": "Jinshan taste", "status": "alive", "story_zh": "上海第一个全品类农产品区域公用品牌。",
     "story": "Shanghai’s first regional brand for all kinds of farm produce.", "source": "S4:25"},
    {"key": "grapes", "town": "jinshan", "kind": "product", "title_zh": "金山葡萄", "title": "Jinshan grapes", "status": "alive", "source": "S4:25"},
    {"key": "peaches", "town": "jinshan", "kind": "product", "title_zh": "金山蟠桃", "title": "Jinshan peaches", "status": "alive", "source": "S4:25"},
    {"key": "berries", "town": "jinshan", "kind": "product", "title_zh": "金山莓果", "title": "Jinshan berries", "status": "alive", "source": "S4:25"},
    {"key": "melons", "town": "jinshan", "kind": "product", "title_zh": "金山瓜果", "title": "Jinshan melons", "status": "alive", "source": "S4:25"},
    {"key": "painting", "town": "jinshan", "kind": "craft", "title_zh": "金山农民画", "title": "Jinshan farmers’ painting", "status": "alive",
     "story_zh": "在东京办过展览；金山先后被命名为“中国民间文化艺术之乡”。", "story": "Shown in Tokyo; Jinshan was named a home of China’s folk culture and art.", "source": "S4:27"},
    {"key": "fishing", "town": "jinshan", "kind": "place", "title_zh": "金山嘴渔村", "title": "Jinshanzui fishing village", "status": "alive", "source": "S4:27"},
    {"key": "qing-map", "town": "fengjing", "kind": "document", "title_zh": "清代城镇图", "title": "A town map of the Qing Dynasty", "status": "unknown",
     "story_zh": "一幅清代的城镇图上记着：枫泾和浙江毗邻的地方同根同源。图藏在哪里、画于哪一年，来源没有说。",
     "story": "A town map of the Qing Dynasty records that Fengjing and the neighbouring areas of Zhejiang have the same roots. Where it is kept, and of which year it is, the source does not say.", "source": "S0:9"},
    {"key": "agri-park", "town": "jinshan", "kind": "site", "title_zh": "国家现代农业产业园（金山）", "title": "National modern agricultural industrial park (Jinshan)", "status": "growing",
     "story_zh": AGRI_ZH, "story": AGRI, "source": "S4:25"},
    {"key": "agri-organic", "town": "jinshan", "kind": "site", "title_zh": "国家有机产品认证示范区（金山）", "title": "National organic product certification demonstration zone (Jinshan)", "status": "growing",
     "story_zh": AGRI_ZH, "story": AGRI, "source": "S4:25"},
    {"key": "agri-merged", "town": "jinshan", "kind": "site", "title_zh": "国家农村产业融合发展试点示范区（金山）", "title": "National rural industry integration and development pilot demonstration zone (Jinshan)", "status": "growing",
     "story_zh": AGRI_ZH + "中文名按英文译出，没有核对过。", "story": AGRI + " Its Chinese name is our rendering of the English.", "source": "S4:25"},
    {"key": "langxia", "town": "jinshan", "kind": "site", "title_zh": "廊下郊野公园", "title": "Langxia country park", "status": "growing", "source": "S4:27"},
    {"key": "caojing", "town": "jinshan", "kind": "site", "title_zh": "漕泾郊野公园", "title": "Caojing country park", "status": "growing", "source": "S4:27"},
    {"key": "luxiang", "town": "jinshan", "kind": "site", "title_zh": "吕巷水果公园", "title": "Luxiang fruit park", "status": "growing", "source": "S4:27"},
    {"key": "zhujing-park", "town": "jinshan", "kind": "site", "title_zh": "朱泾生态公园", "title": "Zhujing ecological park", "status": "growing", "source": "S4:27"},
]  # fmt: skip
MADE_UP: list[dict[str, Any]] = [
    {"key": "steam", "town": "fengjing", "kind": "bathhouse", "title_zh": "枫溪浴室", "title": "Fengxi bathhouse", "status": "gone", "since": "1952", "until": "2003",
     "latitude": Decimal("30.8897"), "longitude": Decimal("121.0098"), "where_zh": "枫泾古镇北大街", "where": "North Street, Fengjing old town",
     "story_zh": "冬天早上五点就有人排队。一张大池，两排躺箱，水烧得滚热。", "story": "In winter people queued at five in the morning. One great pool, two rows of boxes, and the water as hot as could be."},
    {"key": "soy", "town": "fengjing", "kind": "old_brand", "title_zh": "丰泰酱园", "title": "Fengtai soy house", "status": "alive", "since": "1898", "latitude": Decimal("30.8911"), "longitude": Decimal("121.0151"),
     "where_zh": "枫泾古镇", "where": "Fengjing old town"},
    {"key": "cakes", "town": "yaozhuang", "kind": "old_brand", "title_zh": "恒记糕团", "title": "Hengji cakes", "status": "alive", "since": "1921", "latitude": Decimal("30.9140"), "longitude": Decimal("120.9565"),
     "where_zh": "姚庄集镇", "where": "Yaozhuang"},
    {"key": "cloth", "town": "xindai", "kind": "craft", "title_zh": "泖河土布", "title": "Maohe homespun", "status": "rare", "since": "1880", "latitude": Decimal("30.8230"), "longitude": Decimal("121.0824"),
     "where_zh": "新埭镇泖河村", "where": "Maohe, Xindai", "story_zh": "还会织的人，村里只有七位。", "story": "Seven people in the village still weave it."},
    {"key": "bridge-tale", "town": "huimin", "kind": "story", "title_zh": "两省一桥的传说", "title": "The bridge that stood in two provinces", "latitude": Decimal("30.8391"), "longitude": Decimal("120.9699"),
     "where_zh": "惠民街道", "where": "Huimin Street", "story_zh": "老人说，从前桥那头的人过来赶集，走到桥中央总要停一停，算是出了省。", "story": "The old say that whoever came over the bridge to market stopped in its middle: there they had left their province."},
    {"key": "boats", "town": "zhujing", "kind": "craft", "title_zh": "掘石港木船修造", "title": "Wooden boats of Jueshi", "status": "rare", "since": "1935", "latitude": Decimal("30.9010"), "longitude": Decimal("121.1597"),
     "where_zh": "朱泾镇掘石港", "where": "Jueshi, Zhujing"},
]  # fmt: skip
SERIES = [  # slug, kind, unit, value, titles, source, caveat
    ("jinshan-beach-visitors", "flow", "visit", "1500000", ("城市沙滩年均游客", "Visitors of the City Beach, yearly average"), "S4:35", ("", "")),
    ("jinshan-trained-farmers", "count", "person", "6538", ("认定的新型职业农民", "New-type professional farmers recognised"), "S4:29", ("", "")),
    ("jinshan-village-funds", "flow", "CNY", "1440000000", ("激活的村级“沉淀资金”", "“Precipitated funds” of villages brought to use"), "S4:29", ("", "")),
    ("jinshan-villages", "count", "item", "124", ("全部行政村", "All villages"), "S4:29", ("", "")),
    ("jinshan-villages-with-dividend", "count", "item", "124", ("有收益分红的村", "Villages whose people receive a dividend"), "S4:29", ("", "")),
]  # fmt: skip
OVERLAP = "jinshan-visitors"
NOTES: list[tuple[str, str, dict[str, Any]]] = [
    ("jinshan-leisure-visitors", "visitors", {"part": "visitors", "growth_percent": Decimal("13.3"), "value_step": Decimal(10_000), "overlap": OVERLAP, "source": "S4:25",
     "method_zh": "来源只说“一带一园五区”休闲旅游集聚区，没有说怎样计数", "method": "The source names the leisure cluster “One Belt, One Park, Five Zones” and does not say how visitors are counted"}),
    ("jinshan-beach-visitors", "visitors", {"part": "visitors", "value_step": Decimal(100_000), "overlap": OVERLAP, "source": "S4:35",
     "method_zh": "多年平均；来源没有说是哪几年，沙滩也可能算在集聚区里", "method": "An average of years; the source does not say of which, and the beach may count within the cluster"}),
    ("fengjing-visitors-across", "visitors", {"part": "visitors", "illustrative": True}),
    ("jinshan-rural-income", "villages", {"part": "income", "growth_percent": Decimal("9.5"), "source": "S4:29"}),
    ("jinshan-trained-farmers", "villages", {"part": "trained", "source": "S4:29"}),
    ("jinshan-village-funds", "villages", {"part": "fund", "value_step": Decimal(10_000_000), "source": "S4:29"}),
    ("jinshan-villages", "villages", {"part": "villages", "source": "S4:29"}),
    ("jinshan-villages-with-dividend", "villages", {"part": "covered", "source": "S4:29"}),
]  # fmt: skip
LABELS = [  # title, in English, level, declared, being built up
    ("市级美丽乡村示范村", "City-level beautiful demonstration village", "province", 15, False),
    ("中国美丽休闲乡村", "National beautiful leisure village", "national", 7, False),
    ("市级乡村振兴示范村", "City-level revitalization demonstration village", "province", 9, True),
]  # fmt: skip


def load(world: World) -> None:
    """Write down what the reports tell, then what is made up: old brands, a label, stories, a landing ground with its flights."""
    rows = _as_reported(world)
    _figures(world, rows)
    made = _made_up(world)
    _stories(world, rows, made)
    _flights(world)


def _town(world: World, key: str) -> str:
    return world.members[key].code if key in world.members else key


def _as_reported(world: World) -> dict[str, Listing]:
    by, at = world.machine, world.at("2024-07-02")
    base: dict[str, Any] = {"by": by, "at": at, "circle": world.circle}
    rows = {}
    for said in LISTINGS:
        more = {name: value for name, value in said.items() if name not in ("key", "town")}
        rows[said["key"]] = actions.enter_listing(**base, town=_town(world, said["town"]), **more)
    jinshan = world.members["jinshan"].code
    actions.note_stage(by=by, at=at, listing=rows["tower"], stage="topped_out", said_on=at.date() - timedelta(days=1), source="S1:45",
                       evidence_zh="来源写“近日”封顶，没有给日子", evidence="The source says “recently” and gives no day")  # fmt: skip
    actions.note_brand(
        by=by,
        at=at,
        listing=rows["taste"],
        part="award",
        name_zh="全国金奖",
        name="National gold award",
        number=8,
        source="S4:25",
    )
    for part, name_zh, name in (
        ("online", "盒马鲜生", "Hema Fresh"),
        ("online", "叮咚买菜", "Dingdong Maicai"),
        ("shop", "久光", "Jiuguang"),
        ("shop", "百联", "Bailian"),
    ):
        actions.note_brand(by=by, at=at, listing=rows["taste"], part=part, name_zh=name_zh, name=name, source="S4:25")
    scenic = actions.add_label(
        **base,
        town=jinshan,
        title_zh="国家 AAAA 级旅游景区",
        title="National AAAA-class scenic spot",
        level="national",
        source="S4:27",
    )
    actions.give_label(by=by, at=at, label=scenic, town=jinshan, listing=rows["fishing"], source="S4:27")
    for title_zh, title, level, declared, building in LABELS:
        actions.add_label(
            **base, town=jinshan, title_zh=title_zh, title=title, level=level, of_villages=True, declared=declared, in_progress=building, source="S4:27"
        )  # fmt: skip
    actions.enter_register(
        **base, town=jinshan, title_zh="“五个一百”乡村文化认定", title="“Five hundred” rural cultural identification", declared_classes=5, source="S4:27",
        about_zh="来源说是“五个一百”，只列出四类；第五类没有说。", about="The source says “five hundred” and lists four classes; the fifth is not told.",
        classes=[
            ClassInput("文化名人", "Cultural celebrities", 100), ClassInput("民间故事", "Folk tales", 111), ClassInput("乡土特色故事", "Local feature stories", 46),
            ClassInput("文化场所", "Cultural places", 40),
        ],
    )  # fmt: skip
    carrier = next((one.row for one in carriers(by, "five-towns") if one.flights_a_firm), None)
    rows["base"] = actions.enter_listing(
        **base, town=jinshan, kind="flying", title_zh="华东无人机基地", title="East China Drone Base", status="alive", carrier=carrier, source="S4:17",
        story_zh="华东第一个覆盖多场景空域的无人机运行基地，按“一基地、七中心”建设。", story="The first base in East China to cover airspace of many kinds, built as “a base and 7 centers”.",
    )  # fmt: skip
    return rows


def _figures(world: World, rows: dict[str, Listing]) -> None:
    at, jinshan = world.at(S4), world.members["jinshan"].code
    for slug, kind, unit, value, title, source, caveat in SERIES:
        observations.add_series(
            by=world.machine, at=at, circle="five-towns", slug=slug, kind=kind, unit=unit, period_kind="open", title_zh=title[0], title=title[1],
            about_zh="金山区", about="Jinshan District", owner=jinshan, member=jinshan, source=source, caveat_zh=caveat[0], caveat=caveat[1],
        )  # fmt: skip
        observations.attest_figure(by=world.machine, at=at, series=slug, value=value, unit=unit, source=source)
    brand = [
        (slug, "brand", {"listing": rows["taste"], "source": "S4:25"})
        for slug in ("jinshan-taste-awards", "jinshan-taste-kinds")
    ]
    for slug, topic, more in [*NOTES, *brand]:
        series = series_named(world.machine, slug)
        if series is not None:
            actions.note_figure(by=world.machine, at=world.at("2024-07-02"), series=series, topic=topic, **more)


def _made_up(world: World) -> dict[str, Listing]:
    at = world.now - timedelta(days=60)
    rows = {}
    for said in MADE_UP:
        more = {name: value for name, value in said.items() if name not in ("key", "town")}
        rows[said["key"]] = actions.enter_listing(
            by=world.standing(f"{said['town']}-clerk", at), at=at, circle=world.circle, town=_town(world, said["town"]), illustrative=True, **more
        )  # fmt: skip
    for key, town in (("soy", "fengjing"), ("cakes", "yaozhuang")):
        clerk = world.standing(f"{town}-clerk", at)
        actions.note_brand(
            by=clerk,
            at=at,
            listing=rows[key],
            part="platform",
            name_zh="长三角老字号企业联盟",
            name="Old brand enterprise alliance in the Yangtze River Delta",
            illustrative=True,
        )
    clerk = world.standing("fengjing-clerk", at)
    label = actions.add_label(
        by=clerk,
        at=at,
        circle=world.circle,
        town=clerk.member,
        title_zh="毗邻共建村",
        title="Village built with a neighbour",
        level="county",
        of_villages=True,
        illustrative=True,
    )
    for village, year in (("新义村", 2022), ("中洪村", 2023)):
        actions.give_label(
            by=clerk, at=at, label=label, town=clerk.member, village_zh=village, year=year, illustrative=True
        )
    return rows


def _stories(world: World, rows: dict[str, Listing], made: dict[str, Listing]) -> None:
    at = world.now - timedelta(days=9)
    teller = world.standing("resident", at)
    shown = actions.tell_story(
        by=teller, at=at, listing=made["steam"], rights="own", credit="老街坊", of_years="1978", illustrative=True,
        text="我家就在浴室隔壁。过年前一天，锅炉房的师傅让我们小孩进去烤山芋，出来一身煤灰，又得进去洗一回。",
    )  # fmt: skip
    actions.decide_story(by=world.standing("fengjing-clerk", at), at=at + timedelta(hours=5), story=shown, shown=True)
    later = world.now - timedelta(days=1)
    actions.tell_story(
        by=teller, at=later, listing=made["soy"], rights="family", illustrative=True,
        text="外婆说，晒酱的缸排满了河埠，下雨的时候全街的人都来盖缸。",
    )  # fmt: skip


def _flights(world: World) -> None:
    at = world.now - timedelta(days=60)
    clerk = world.standing("fengjing-clerk", at)
    ground = actions.enter_listing(
        by=clerk, at=at, circle=world.circle, town=clerk.member, kind="flying", title_zh="枫泾低空起降点", title="Fengjing landing ground for drones", status="alive",
        latitude=Decimal("30.8830"), longitude=Decimal("121.0310"), where_zh="枫泾镇东侧", where="East of Fengjing", takes_requests=True, illustrative=True,
    )  # fmt: skip
    for days, hour, ahead, height, area, purpose, answer, reason in (
        (6, 9, 2, 150, "枫泾镇东侧稻田", "稻田病虫害巡查", False, "当日有大风，改日再约"),
        (1, 9, 2, 140, "界河两岸", "界河水葫芦巡查", True, ""),
        (1, 10, 3, 100, "枫泾工业园区屋顶", "屋顶光伏巡检", None, ""),
    ):  # fmt: skip
        asked_at = (
            (world.now - timedelta(days=days))
            .astimezone(SHANGHAI)
            .replace(hour=hour, minute=0, second=0, microsecond=0)
        )
        pilot = world.standing("fengjing-firm", asked_at)
        firm = own_firms(pilot, "five-towns").first()
        if firm is None:
            return
        starts = (asked_at + timedelta(days=ahead)).replace(hour=9)
        row = actions.ask_flight(
            by=pilot, at=asked_at, base=ground, firm=firm, size="small", registration="UAS-示意-001", licensed=True, starts_at=starts,
            ends_at=starts + timedelta(hours=2), height_m=height, area=area, purpose=purpose, illustrative=True,
        )  # fmt: skip
        if answer is not None:
            moment = asked_at + timedelta(hours=5)
            actions.answer_flight(
                by=world.standing("fengjing-clerk", moment), at=moment, request=row, agreed=answer, reason=reason
            )
