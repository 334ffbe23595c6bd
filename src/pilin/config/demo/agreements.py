"""Agreements, alliances and village pairs of the demo.

Of the historic agreements the report gives titles, parties and dates only; no text of them exists here.
"""

from __future__ import annotations

from datetime import date, timedelta

from pilin.config.demo.world import World
from pilin.foundation.members import actions
from pilin.foundation.members.models import Agreement, Member

FIVE = ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")
FOUR = ("fengjing", "huimin", "yaozhuang", "xindai")
ALLIANCES = [
    (
        "industry-alliance",
        "沪浙毗邻产业新质生产力协同发展联盟",
        "Shanghai–Zhejiang adjacent industry alliance for new productive forces",
        "产业协同、供应链、专精特新企业",
        "industry, supply chains, specialised firms",
    ),
    (
        "agriculture-alliance",
        "沪浙毗邻农业新模式新技术新业态创新合作联盟",
        "Shanghai–Zhejiang adjacent alliance for new farming",
        "农业新模式、新技术、新业态",
        "new models, techniques and business in farming",
    ),
    (
        "culture-alliance",
        "沪浙毗邻文旅新景点联盟",
        "Shanghai–Zhejiang adjacent culture and tourism alliance",
        "文旅线路、新景点",
        "routes and new sights",
    ),
]


def load(world: World) -> None:
    """Record what was agreed since 2016, and lay one illustrative text before the five."""
    consensus = _history(world)
    rules = _signed_here(world, consensus)
    _awaiting(world, rules)
    _alliances(world)
    _villages(world)


def _parties(world: World, keys: tuple[str, ...]) -> list[Member]:
    return [world.members[key] for key in keys]


def _history(world: World) -> Agreement:
    by, circle = world.machine, world.circle
    first = actions.record_paper_agreement(
        by=by,
        at=world.at("2024-06-01"),
        circle=circle,
        slug="jinshan-jiashan-2016",
        kind="framework",
        title_zh="金山—嘉善战略框架协议：共建沪浙毗邻地区一体化发展示范区",
        title="Jinshan–Jiashan strategic framework agreement on a demonstration zone of integrated development",
        parties=_parties(world, ("jinshan", "jiashan")),
        signed_on="2016-03-18",
        source="S0:9",
        summary_zh="“毗邻党建”由此提出。",
        summary="Where adjacent party building was first proposed.",
    )
    second = actions.record_paper_agreement(
        by=by,
        at=world.at("2024-06-01"),
        circle=circle,
        slug="jinshan-pinghu-2017",
        kind="framework",
        title_zh="金山—平湖“毗邻党建”引领区域联动发展合作框架协议",
        title="Jinshan–Pinghu framework agreement on regional development led by adjacent party building",
        parties=_parties(world, ("jinshan", "pinghu")),
        signed_on="2017-08",
        source="S0:9",
        follows=first,
        relation="extends",
        summary_zh="新埭镇加入。",
        summary="Xindai joined.",
    )
    third = actions.record_paper_agreement(
        by=by,
        at=world.at("2024-06-01"),
        circle=circle,
        slug="consensus-2019",
        kind="consensus",
        title_zh="毗邻党建共识",
        title="Adjacent party building consensus",
        parties=_parties(world, FOUR),
        signed_on="2019-11",
        source="S0:9",
        follows=second,
        relation="extends",
        summary_zh="三地四方在研讨会上发出。",
        summary="Issued by three places and four parties at a seminar.",
    )
    fourth = actions.record_paper_agreement(
        by=by,
        at=world.at("2024-06-27"),
        circle=circle,
        slug="town-circle-2024",
        kind="cooperation",
        title_zh="毗邻“新质城镇圈”共建共享：清单、年度轮值与“一地三圈”",
        title="New quality town circle: joint list, yearly rotation and one place, three circles",
        parties=_parties(world, FIVE),
        signed_on="2024-06-27",
        source="S0:5 S0:7",
        follows=third,
        relation="extends",
        summary_zh="党建高地、产业创新、文旅生态、宜居生活四组二十项；规划衔接、医疗资源共享、双委员制、产业论坛、文化艺术节交流；零工平台与训练营启动。",
        summary="Four groups of contents: party building, industry and innovation, culture tourism and ecology, livable life; "
        "urban planning, medical resources, dual committees, industry forum, festival exchange, odd-job platform, training camp.",
    )
    earlier = actions.record_paper_agreement(
        by=by,
        at=world.at("2024-06-01"),
        circle=circle,
        slug="enforcement-team",
        kind="enforcement",
        title_zh="跨省联合行政执法队协议",
        title="Cross-provincial joint administrative enforcement team",
        parties=_parties(world, FOUR),
        signed_on=None,
        source="S0:19",
        summary_zh="由 2024 年扩容协议可知其存在；来源没有给日期。",
        summary="Known from its expansion in 2024; the source gives no date.",
    )
    actions.record_paper_agreement(
        by=by,
        at=world.at("2024-06-27"),
        circle=circle,
        slug="enforcement-team-2024",
        kind="enforcement",
        title_zh="跨省联合行政执法队扩容增能协议",
        title="Expansion of the cross-provincial joint enforcement team",
        parties=_parties(world, FIVE),
        signed_on="2024-06-27",
        source="S0:19",
        follows=earlier,
        relation="supersedes",
        summary_zh="联合执法、联合巡查由四方扩到五方。",
        summary="Joint enforcement and patrols, from four parties to five.",
    )
    for slug, zh, en, subject_zh, subject in ALLIANCES:
        world.rows[slug] = actions.record_paper_agreement(
            by=by,
            at=world.at("2024-06-27"),
            circle=circle,
            slug=f"{slug}-charter",
            kind="alliance",
            title_zh=f"{zh}签约",
            title=f"{en}: charter",
            parties=_parties(world, FIVE),
            signed_on="2024-06-27",
            source="S0:5 S0:19",
            summary_zh=subject_zh,
            summary=subject,
        )
    return fourth


def _signed_here(world: World, follows: Agreement) -> Agreement:
    agreement = actions.propose_agreement(
        by=world.standing("fengjing-secretary", "2024-07-01"),
        at=world.at("2024-07-01T10:00"),
        circle=world.circle,
        slug="list-rules-2024",
        kind="supplement",
        title_zh="共建项目清单实施约定",
        title="How the joint list is carried out",
        parties=_parties(world, FIVE),
        follows=follows,
        relation="supplements",
        clauses=[
            (
                "每个项目一个牵头镇，至少一个对岸伙伴镇。",
                "Each item has one lead town and at least one partner on the other bank.",
            ),
            (
                "里程碑由对岸见证才算数，见证方在十四日内答复。",
                "A milestone counts once the other bank has witnessed it; the witness answers within fourteen days.",
            ),
            (
                "跨省公交、断头路、界河保洁和水闸联动，两岸同时立项、同时拨款。",
                "Buses across the border, broken ends, border creeks and gates are begun and paid for on both banks at once.",
            ),
            (
                "医疗、养老、零工和企业服务，凭一镇登记在五镇办理。",
                "Medical care, care for the old, odd jobs and services for firms: registered in one town, served in five.",
            ),
            (
                "办不成的事在二十个工作日内提到上一级。",
                "What cannot be done is raised one level up within twenty working days.",
            ),
        ],
        sign_by=date(2024, 7, 20),
        valid_to="2027-06-30",
        warn_days_before_end=240,
        illustrative=True,
        summary_zh="清单怎么立、怎么见证、怎么提级。",
        summary="How items are made, witnessed and raised.",
    )
    for username, moment in (
        ("fengjing-leader", "2024-07-02T09:20"),
        ("huimin-leader", "2024-07-03T14:10"),
        ("zhujing-leader", "2024-07-04T09:32"),
        ("yaozhuang-leader", "2024-07-08T16:05"),
        ("xindai-leader", "2024-07-10T11:48"),
    ):
        actions.sign_agreement(
            by=world.standing(username, moment),
            at=world.at(moment),
            agreement=agreement,
            text_hash=agreement.text_hash,
            signatory_title="镇长" if "huimin" not in username else "街道办主任",
            illustrative=True,
        )
    return agreement


def _awaiting(world: World, follows: Agreement) -> None:
    start = world.now - timedelta(days=9)
    agreement = actions.propose_agreement(
        by=world.standing("xindai-secretary", start),
        at=start,
        circle=world.circle,
        slug="odd-job-data",
        kind="supplement",
        title_zh="毗邻零工平台数据共享补充协议",
        title="Supplement on sharing odd-job data",
        parties=_parties(world, FIVE),
        follows=follows,
        relation="supplements",
        clauses=[
            (
                "共享的只有三样：班次、工时、欠薪警示。姓名与证号不出本镇。",
                "Only three things are shared: shifts, hours and arrears warnings. Names and numbers stay in their town.",
            ),
            (
                "同一人在五镇的工时合并计算，只用加盐散列比对。",
                "One person's hours in the five towns are added up by salted hash only.",
            ),
            (
                "任一方可提前三十日退出；退出前的记录两岸各留一份。",
                "Any party may leave with thirty days' notice; both banks keep what was recorded.",
            ),
        ],
        sign_by=world.today + timedelta(days=12),
        illustrative=True,
        summary_zh="零工平台跨镇共享哪些数据。",
        summary="Which odd-job data the towns share.",
    )
    for days, hour, username in (
        (8, 14, "huimin-leader"),
        (7, 9, "zhujing-leader"),
        (4, 16, "yaozhuang-leader"),
        (2, 11, "xindai-leader"),
    ):
        moment = (world.now - timedelta(days=days)).astimezone(world.now.tzinfo).replace(hour=hour, minute=10 + days)
        actions.sign_agreement(
            by=world.standing(username, moment),
            at=moment,
            agreement=agreement,
            text_hash=agreement.text_hash,
            illustrative=True,
        )


def _alliances(world: World) -> None:
    by, today = world.machine, world.today
    made = {}
    for slug, zh, en, subject_zh, subject in ALLIANCES:
        made[slug] = actions.make_alliance(
            by=by,
            at=world.at("2024-06-27"),
            circle=world.circle,
            slug=slug,
            name_zh=zh,
            name=en,
            subject_zh=subject_zh,
            subject=subject,
            members=_parties(world, FIVE),
            founded_on=date(2024, 6, 27),
            charter=world.rows[slug],
            source="S0:5 S0:19",
        )
    for slug, days, zh, en, outputs_zh, outputs in (
        (
            "industry-alliance",
            38,
            "压缩机供应链对接会",
            "Compressor supply-chain meeting",
            "12 家企业对接，留下 5 条意向",
            "12 firms met; 5 leads noted",
        ),
        ("industry-alliance", 160, "联盟理事会", "Council of the alliance", "", ""),
        (
            "agriculture-alliance",
            440,
            "水稻新品种观摩",
            "Field day for new rice",
            "两岸各留一块试种田",
            "one trial field on each bank",
        ),
        ("culture-alliance", 75, "古镇联票试行", "Trial of a joint ticket", "三处景点通用", "valid at three sights"),
    ):
        held = today - timedelta(days=days)
        actions.record_activity(
            by=by,
            at=world.at(f"{held}T18:00"),
            alliance=made[slug],
            held_on=held,
            title_zh=zh,
            title=en,
            outputs_zh=outputs_zh,
            outputs=outputs,
            illustrative=True,
        )


def _villages(world: World) -> None:
    by, at, places = world.machine, world.at("2024-06-28"), world.rows["places"]
    pairs = [
        actions.pair_villages(
            by=by,
            at=at,
            circle=world.circle,
            number=number,
            source="E2",
            left=places["xindai-maohe"] if number == 1 else None,
            right=places["fengjing-xiafang"] if number == 1 else None,
        )
        for number in range(1, 8)
    ]
    for number, to_right in (
        (1, True),
        (1, False),
        (2, True),
        (2, False),
        (3, True),
        (3, False),
        (4, True),
        (5, True),
        (5, False),
        (6, False),
        (7, True),
    ):
        actions.cross_appoint(
            by=by,
            at=at,
            pair=pairs[number - 1],
            to_right=to_right,
            person_name=f"示意委员{number}{'甲' if to_right else '乙'}",
            role_zh="党组织委员",
            role="Committee member",
            valid_from=date(2024, 7, 1),
            illustrative=True,
        )
