"""Meetings of the demo: what the reports say was held and decided, and an illustrative year around today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pilin.config.demo.meetings_said import briefing_of_jinshan, theme_of_the_ceremony
from pilin.config.demo.meetings_year import FIVE, Year, call, move
from pilin.config.demo.world import World
from pilin.domain.meetings import actions
from pilin.domain.meetings.models import Meeting
from pilin.domain.meetings.queries import themes_of
from pilin.foundation.members.queries import agreement_row, alliance_row

FOUR = ("fengjing", "huimin", "yaozhuang", "xindai")
SYMPOSIA = [  # year, host, when, where, source; what no source tells stays out: 2021, 2022
    (2018, "shanghai", "2018", None, "上海", "Shanghai", "E7"),
    (2019, "anhui", "2019", None, "安徽芜湖", "Wuhu, Anhui", "S2:58"),
    (2020, "zhejiang", "2020", None, "浙江湖州", "Huzhou, Zhejiang", "E8"),
    (2023, "anhui", "2023", None, "安徽", "Anhui", "S2:58"),
    (2025, "jiangsu", "2025-06-06", "2025-06-07", "江苏南京", "Nanjing, Jiangsu", "E9"),
]
PRINCIPALS = [  # member, Chinese, English, secretary?, chaired the results conference, spoke there
    ("shanghai", "陈吉宁", "Chen Jining", True, False, False),
    ("shanghai", "龚正", "Gong Zheng", False, False, True),
    ("jiangsu", "信长星", "Xin Changxing", True, False, False),
    ("jiangsu", "许昆林", "Xu Kunlin", False, False, True),
    ("zhejiang", "易炼红", "Yi Lianhong", True, True, False),
    ("zhejiang", "王浩", "Wang Hao", False, False, True),
    ("anhui", "韩俊", "Han Jun", True, False, False),
    ("anhui", "王清宪", "Wang Qingxian", False, False, True),
]
THEMES = [
    ("科技创新与产业创新跨区域协同", "Technology and industry innovation across regions", "S3:21"),
    ("一体化体制机制", "Institutions of integration", "S3:23"),
    ("高水平协同开放", "Opening up together", "S3:25"),
    ("生态环境共保联治", "Ecology kept together", "S3:27"),
    ("安全与风险防控", "Security and risk", "S3:29"),
    ("文化与旅游", "Culture and tourism", "S3:31"),
    ("区域合作机制", "The mechanism of regional cooperation", "S3:33"),
]
PROMISES = [
    (
        "shanghai",
        "龚正",
        "Gong Zheng",
        "市长",
        "Mayor",
        "S3:37",
        "上海牵头，和三省一起把说定的大事做成，让科研和产业靠得更近，把市场、交通和公共服务接起来。",
        "Shanghai takes the lead in seeing the agreed large matters through with the three provinces, brings research closer to "
        "industry and joins up markets, transport and public services.",
    ),
    (
        "jiangsu",
        "许昆林",
        "Xu Kunlin",
        "省长",
        "Governor",
        "S3:39",
        "江苏给省际毗邻地区、合作园区、示范区更多支持，同邻省一起防治太湖、长江、淮河，并共建一批创新联合体。",
        "Jiangsu gives inter-provincial adjacent areas, cooperation parks and demonstration zones more room, guards Taihu, the "
        "Yangtze and the Huaihe with its neighbours, and sets up innovation consortia with them.",
    ),
    (
        "zhejiang",
        "王浩",
        "Wang Hao",
        "省长",
        "Governor",
        "S3:41",
        "浙江深入实施“八八战略”，建先进制造业基地，改善营商环境，把开放通道和绿色发展做实，并同三地一起做文旅。",
        "Zhejiang carries on with its “Eight-Eight Strategy”, builds a base of advanced manufacturing, makes it easier to do business, widens its gateways and its green "
        "growth, and shares culture and tourism with the other three.",
    ),
    (
        "anhui",
        "王清宪",
        "Wang Qingxian",
        "省长",
        "Governor",
        "S3:43",
        "安徽按时办成商定的事，用好制造和创新的长处，建物流和招商平台，推进“四廊两屏”（按英文译出）建设，在重点地区共建。",
        "Anhui delivers what was agreed, plays to its strength in manufacturing and innovation, builds logistics and a platform "
        "for investors, promotes the construction of “four corridors and two screens”, and builds key areas together with its neighbours.",
    ),
]
OUTCOMES = [  # kind, object, slug, Chinese, English, source
    ("released", "list", "2024", "2024 年共建共享重点项目清单", "Key-project list 2024", "S0:5"),
    (
        "unveiled",
        "base",
        "",
        "中小企业协会专精特新服务基地",
        "Service base for specialised small and medium firms",
        "S0:5 S0:19",
    ),
    ("signed", "alliance", "industry-alliance", "毗邻产业联盟", "Adjacent industry alliance", "S0:5 S0:19"),
    ("signed", "alliance", "agriculture-alliance", "毗邻农业联盟", "Adjacent farming alliance", "S0:19"),
    ("signed", "alliance", "culture-alliance", "毗邻文旅联盟", "Adjacent culture and tourism alliance", "S0:19"),
    (
        "signed",
        "agreement",
        "enforcement-team-2024",
        "跨省联合执法队扩容协议",
        "Agreement enlarging the joint enforcement team",
        "S0:19",
    ),
    ("launched", "platform", "", "毗邻零工平台", "Odd-job platform", "S0:19"),
    ("launched", "camp", "", "党员干部成长训练营", "Training camp for cadres", "S0:19"),
]


def load(world: World) -> None:
    """Record the meetings of the reports, then a year of meetings, tasks and a raised matter that lead up to today."""
    _history_of_the_towns(world)
    _symposia(world)
    _half_year_of_shanghai(world)
    briefing_of_jinshan(world)
    Year(world).load()


def _history_of_the_towns(world: World) -> None:
    by, circle = world.machine, "five-towns"
    seminar = call(
        world,
        "2024-06-01",
        circle=circle,
        title_zh="毗邻党建研讨会",
        title="Seminar on adjacent Party building",
        starts_on="2019-11",
        host_unknown=True,
        source="S0:9",
    )
    here: dict[str, Any] = {"by": by, "at": world.at("2024-06-01"), "circle": circle, "meeting": seminar.pk}
    actions.record_attendance(**here, people=[{"member": world.members[key].code} for key in FOUR])
    consensus = agreement_row(by, "consensus-2019")
    actions.record_outcome(
        **here,
        kind="released",
        object_kind="consensus",
        object_slug="consensus-2019",
        object_uid=consensus.pk if consensus else None,
        title_zh="毗邻党建共识",
        title="Consensus on adjacent Party building",
    )
    bodies = world.rows["bodies"]
    ceremony = world.rows["ceremony"] = call(
        world,
        "2024-06-27T16:00",
        circle=circle,
        kind="ceremony",
        body=bodies["decision"].pk,
        title_zh="“新质城镇圈”党建共建推进会暨项目发布仪式",
        title="Promotion meeting and release of the key-project list",
        theme_zh="党建引领产业协同，共建新质城镇圈",
        theme="Industry working together across the border",
        starts_on="2024-06-27",
        place_zh="金山区枫泾镇",
        place="Fengjing, Jinshan",
        source="S0:5",
    )
    here = {"by": by, "at": world.at("2024-06-27T16:10"), "circle": circle, "meeting": ceremony.pk}
    people: list[dict[str, Any]] = [{"member": world.members[key].code} for key in FIVE]
    people[0] |= {
        "name": "Wang Mingfa",
        "role_zh": "枫泾镇党委书记",
        "role": "Party secretary of Fengjing",
        "spoke": True,
        "source": "S0:21",
    }
    actions.record_attendance(**here, people=people)
    for kind, what, slug, zh, en, source in OUTCOMES:
        found = (
            alliance_row(by, slug) if what == "alliance" else agreement_row(by, slug) if what == "agreement" else None
        )
        actions.record_outcome(
            **here,
            kind=kind,
            object_kind=what,
            object_slug=slug,
            object_uid=found.pk if found else None,
            title_zh=zh,
            title=en,
            source=source,
        )
    actions.resolve(
        **here,
        text_zh="五方每年轮值，枫泾首轮",
        text="The five take turns in the chair, a year each; Fengjing begins",
        state="approved",
        source="S0:7",
    )
    theme_of_the_ceremony(world, ceremony)


def _symposia(world: World) -> None:
    by, circle, bodies = world.machine, "yrd", world.rows["yrd_bodies"]
    for year, host, first, last, zh, en, source in SYMPOSIA:
        call(
            world,
            f"{year}-12-31" if len(first) == 4 else last or first,
            circle=circle,
            body=bodies["symposium"].pk,
            title_zh=f"{year} 年度长三角地区主要领导座谈会",
            title=f"Leaders' symposium of the Yangtze River Delta {year}",
            starts_on=first,
            ends_on=last,
            host=world.members[host].code,
            place_zh=zh,
            place=en,
            source=source,
        )
    code = world.members["zhejiang"].code
    at = "2024-06-06T18:00"
    umbrella = world.rows["symposium-2024"] = call(
        world,
        at,
        circle=circle,
        body=bodies["symposium"].pk,
        title_zh="2024 年度长三角地区主要领导座谈会",
        title="Leaders' symposium of the Yangtze River Delta 2024",
        starts_on="2024-06-05",
        ends_on="2024-06-06",
        host=code,
        place_zh="浙江温州",
        place="Wenzhou, Zhejiang",
        source="S3:13",
    )
    here: dict[str, Any] = {"by": by, "at": world.at("2024-06-06T18:10"), "circle": circle, "meeting": umbrella.pk}
    actions.record_attendance(
        **here,
        people=[
            *(_principal(world, *p[:4]) for p in PRINCIPALS),
            {
                "role_zh": "国家发展改革委有关负责同志",
                "role": "Representatives of the NDRC",
                "invited": True,
                "source": "S3:13",
            },
        ],
    )
    actions.name_next_host(**here, year=2025, host=world.members["jiangsu"].code)
    positioning = actions.put_on_agenda(
        **here,
        title_zh="对“一极三区一高地”战略定位的认识",
        title="The strategic positioning “one pole, three districts and one highland”",
        source="S3:17",
    )
    actions.record_item(
        **here,
        item=positioning.pk,
        outcome="noted",
        minutes_zh="会议认为，三省一市紧扣“一极三区一高地”战略定位，以上海为龙头，苏浙皖各扬所长。",
        minutes="The meeting held that the three provinces and one city focused on the strategic positioning of “one pole, three "
        "districts and one highland”, with Shanghai as the leader and Jiangsu, Zhejiang and Anhui each using its strengths.",
    )
    for zh, en, source in THEMES:
        actions.set_theme(**here, name_zh=zh, name=en, source=source)
    plan = actions.resolve(
        **here,
        text_zh="长三角地区一体化发展三年行动计划",
        text="Three-year action plan for the integration of the Yangtze River Delta",
        state="approved_in_principle",
        source="S3:15",
    )
    office = actions.resolve(
        **here,
        text_zh="《关于……的实施方案》：加强长三角区域合作办公室职能建设（书名在译文里缺失）",
        text="Implementation plan for the functions of the Regional Cooperation Office (its title is lost in translation)",
        state="approved_in_principle",
        source="S3:15",
    )
    actions.resolve(
        **here,
        text_zh="年度工作计划",
        text="Annual work plan",
        state="approved",
        source="S3:37",
        note="as one speaker reported it",
    )
    actions.record_outcome(
        **here,
        kind="signed",
        object_kind="agreement",
        count=None,
        title_zh="一批合作协议",
        title="A number of cooperation agreements",
        source="S3:37",
    )
    for kind, zh, en, place_zh, place, source, more in (
        (
            "side_meeting",
            "长三角区域合作与发展联席会议",
            "Joint meeting on cooperation and development",
            "",
            "",
            "S3:45",
            {"body": bodies["joint-meeting"].pk},
        ),
        ("side_meeting", "党委和政府秘书长座谈会", "Secretaries-general symposium", "", "", "S3:45", {}),
        ("side_meeting", "党委和政府研究室主任座谈会", "Research-office directors' symposium", "", "", "S3:45", {}),
        ("forum", "长三角一体化发展高层论坛", "High-level forum on integration", "", "", "S3:45", {"ordinal": 6}),
        ("visit", "考察三垟湿地", "Visit to Sanyang Wetland", "三垟湿地", "Sanyang Wetland", "S3:45", {}),
        ("visit", "考察中国眼谷", "Visit to China Eye Valley", "中国眼谷", "China Eye Valley", "S3:45", {}),
        ("visit", "考察正泰集团", "Visit to Chint", "正泰集团", "Chint", "S3:45", {}),
    ):
        call(
            world,
            at,
            circle=circle,
            kind=kind,
            title_zh=zh,
            title=en,
            starts_on="2024-06-05",
            ends_on="2024-06-06",
            umbrella=umbrella.pk,
            place_zh=place_zh,
            place=place,
            source=source,
            **more,
        )
    results = call(
        world,
        at,
        circle=circle,
        title_zh="座谈会成果发布会",
        title="Results conference of the symposium",
        starts_on="2024-06-06",
        umbrella=umbrella.pk,
        source="S3:35",
    )
    at_results = {**here, "meeting": results.pk}
    actions.record_attendance(
        **at_results,
        people=[
            {**_principal(world, *p[:4]), "chaired": p[4], "spoke": p[5], "source": "S3:35"}
            for p in PRINCIPALS
            if p[4] or p[5]
        ],
    )
    promises = {
        key: actions.note_commitment(
            **at_results,
            member=world.members[key].code,
            speaker_zh=zh,
            speaker=en,
            role_zh=role_zh,
            role=role,
            sentence_zh=text_zh,
            sentence=text,
            source=source,
        )
        for key, zh, en, role_zh, role, source, text_zh, text in PROMISES
    }
    _after_the_symposium(world, umbrella, results, plan.pk, office.pk, {k: p.pk for k, p in promises.items()})


def _principal(world: World, key: str, zh: str, en: str, secretary: bool) -> dict[str, Any]:
    city = key == "shanghai"
    first = ("市委书记", "Municipal Party secretary") if city else ("省委书记", "Provincial Party secretary")
    second = ("市委副书记、市长", "Mayor") if city else ("省委副书记、省长", "Governor")
    role_zh, role = first if secretary else second
    return {
        "member": world.members[key].code,
        "name_zh": zh,
        "name": en,
        "role_zh": role_zh,
        "role": role,
        "principal": True,
        "source": "S3:13",
        "as_printed": "Nobunaga Xing" if zh == "信长星" else "",
    }


def _after_the_symposium(
    world: World, umbrella: Meeting, results: Meeting, plan: UUID, office: UUID, promises: dict[str, UUID]
) -> None:
    """What the four did about it is not in the reports: illustrative tasks, each under one of the seven themes."""
    by, circle = world.machine, "yrd"
    themes = [theme.pk for theme in themes_of(by, circle)]
    at = world.at("2024-07-01")
    given = actions.give_tasks(
        by=by,
        at=at,
        circle=circle,
        meeting=umbrella.pk,
        resolution=plan,
        tasks=[
            {
                "member": world.members[key].code,
                "title_zh": zh,
                "title": en,
                "due_on": due,
                "theme": themes[n],
                "illustrative": True,
            }
            for key, n, due, zh, en in (
                (
                    "shanghai",
                    0,
                    date(2025, 3, 31),
                    "列出四地共用的大型科研设施",
                    "List the large research facilities that all four use",
                ),
                (
                    "zhejiang",
                    1,
                    date(2025, 6, 30),
                    "选十项公共服务先互认",
                    "Choose ten public services to recognise mutually first",
                ),
                ("jiangsu", 2, date(2024, 12, 31), "对接四地口岸的通关时间表", "Align customs hours of the four"),
                (
                    "anhui",
                    3,
                    date(2025, 6, 30),
                    "补齐跨省河段的共同断面",
                    "Complete the common measuring points on shared rivers",
                ),
                ("zhejiang", 4, date(2025, 9, 30), "排一张供应链断点表", "Draw up a list of breaks in supply chains"),
                ("anhui", 5, date(2025, 12, 31), "四地景点联票试行", "Try a joint ticket for sights of the four"),
            )
        ],
    )
    given += actions.give_tasks(
        by=by,
        at=at,
        circle=circle,
        meeting=umbrella.pk,
        resolution=office,
        tasks=[
            {
                "member": world.members["shanghai"].code,
                "title_zh": "写明合作办公室各项职能由谁承担",
                "title": "Write down who carries each function of the office",
                "due_on": date(2025, 3, 31),
                "theme": themes[6],
                "illustrative": True,
            }
        ],
    )
    actions.give_tasks(
        by=by,
        at=at,
        circle=circle,
        meeting=results.pk,
        commitment=promises["jiangsu"],
        tasks=[
            {
                "member": world.members["jiangsu"].code,
                "title_zh": "列出省际毗邻地区要先解决的三件事",
                "title": "Name the first three things to settle in the adjacent areas",
                "due_on": date(2025, 5, 30),
                "theme": themes[6],
                "illustrative": True,
            }
        ],
    )
    keys = {
        member.code: key for key, member in world.members.items() if key in ("shanghai", "jiangsu", "zhejiang", "anhui")
    }
    for no, task in enumerate(given[:5]):
        owner = keys[task.member.code]
        other = "anhui" if owner != "anhui" else "jiangsu"
        taken = world.at(f"2024-07-{8 + no:02d}")
        move(world, f"{owner}-secretary", taken, circle, task, "taken")
        if no < 4:
            done = world.at(f"2025-0{no + 2}-20")
            move(world, f"{owner}-secretary", done, circle, task, "done", "清单已发四地，附在年度工作小结后")
            if no < 3:
                move(
                    world,
                    f"{other}-secretary",
                    done + timedelta(days=12),
                    circle,
                    task,
                    "confirmed",
                    "抽查了三项，与清单一致",
                )
    for key, checker, result, evidence in (
        ("jiangsu", "anhui", "cannot_tell", "还没有找到公开的进展材料，等江苏提供"),
        ("zhejiang", "shanghai", "partly", "十项服务互认了六项"),
        ("anhui", "jiangsu", "cannot_tell", "物流平台没有公开数字"),
    ):
        moment = world.at("2025-06-20T10:00")
        actions.check_commitment(
            by=world.standing(f"{checker}-secretary", moment),
            at=moment,
            circle=circle,
            commitment=promises[key],
            result=result,
            evidence=evidence,
            illustrative=True,
        )


def _half_year_of_shanghai(world: World) -> None:
    """Shanghai's congress heard, on 24 July 2023, how the plan stood after half the year; the report names no figures."""
    shanghai = world.members["shanghai"].code
    row = call(
        world,
        "2024-06-06",
        circle="yrd",
        title_zh="上海市人大常委会审议上半年计划执行情况",
        title="Shanghai's congress reviews the first half of the year's plan",
        starts_on="2023-07-24",
        host=shanghai,
        place_zh="上海",
        place="Shanghai",
        source="S3:56",
    )
    actions.take_review(
        by=world.machine,
        at=world.at("2024-06-06"),
        circle="yrd",
        year=2023,
        half=1,
        member=shanghai,
        meeting=row.pk,
        title_zh="上海 2023 年上半年计划执行情况",
        title="Shanghai: plan and result, first half of 2023",
        as_of=date(2023, 7, 24),
        figures=[],
        source="S3:56",
        notes_zh="上半年经济恢复增长；报道没有给数。",
        notes="The economy recovered; the report gives no figures.",
    )
