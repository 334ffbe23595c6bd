"""Meetings of the demo: what the reports say was held and decided, and an illustrative year around today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from pilin.config.demo.world import SHANGHAI, World
from pilin.domain.meetings import actions
from pilin.domain.meetings.enums import ReviewFigure
from pilin.domain.meetings.models import Meeting, Task
from pilin.domain.meetings.queries import bodies_of, matters_about, themes_of
from pilin.engine.base import is_working_day
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import agreement_row, alliance_row, chair_on

FIVE = ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")
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
        "浙江建先进制造业基地，改善营商环境，把开放通道和绿色发展做实，并同三地一起做文旅。",
        "Zhejiang builds a base of advanced manufacturing, makes it easier to do business, widens its gateways and its green "
        "growth, and shares culture and tourism with the other three.",
    ),
    (
        "anhui",
        "王清宪",
        "Wang Qingxian",
        "省长",
        "Governor",
        "S3:43",
        "安徽按时办成商定的事，用好制造和创新的长处，建物流和招商平台，在重点地区共建。",
        "Anhui delivers what was agreed, plays to its strength in manufacturing and innovation, builds logistics and a platform "
        "for investors, and builds key areas together with its neighbours.",
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
    Year(world).load()


def _call(world: World, at: str, **given: Any) -> Meeting:
    """Call an event known from a source and record it as held."""
    moment = world.at(at)
    row = actions.call_meeting(by=world.machine, at=moment, **given)
    return actions.record_held(by=world.machine, at=moment, circle=row.circle, meeting=row.pk)


def _history_of_the_towns(world: World) -> None:
    by, circle = world.machine, "five-towns"
    seminar = _call(
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
    ceremony = world.rows["ceremony"] = _call(
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


def _symposia(world: World) -> None:
    by, circle, bodies = world.machine, "yrd", world.rows["yrd_bodies"]
    for year, host, first, last, zh, en, source in SYMPOSIA:
        _call(
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
    umbrella = world.rows["symposium-2024"] = _call(
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
        _call(
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
    results = _call(
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
        _move(world, f"{owner}-secretary", taken, circle, task, "taken")
        if no < 4:
            done = world.at(f"2025-0{no + 2}-20")
            _move(world, f"{owner}-secretary", done, circle, task, "done", "清单已发四地，附在年度工作小结后")
            if no < 3:
                _move(
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


def _move(
    world: World, username: str, at: datetime, circle: str, task: Task, what: str, words: str = "", **more: Any
) -> None:
    actions.move_task(
        by=world.standing(username, at), at=at, circle=circle, task=task.pk, what=what, words=words, **more
    )


def _half_year_of_shanghai(world: World) -> None:
    """Shanghai's congress heard, on 24 July 2023, how the plan stood after half the year; the report names no figures."""
    shanghai = world.members["shanghai"].code
    row = _call(
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


@dataclass
class Year:
    """A year of the five towns that ends today. Everything in it is made up."""

    world: World
    circle: str = "five-towns"

    def load(self) -> None:
        """Call the meetings of the year and let the towns do what they do about them."""
        world = self.world
        self.keys = {world.members[key].code: key for key in FIVE}
        self.bodies = {body.level: body.pk for body in bodies_of(world.machine, self.circle)}
        self._a_year_ago()
        tasks = self._monthly_meeting()
        self._team_meeting()
        self._to_come()
        self._matters(tasks)
        self._half_year()

    def _day(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """Return a moment so many days from today; on a working day, where it lies in the past."""
        on = self.world.today + timedelta(days=days)
        while days < 0 and not is_working_day(on)[0]:
            on -= timedelta(days=1)
        return datetime.combine(on, time(hour, minute), SHANGHAI)

    def _chair(self, at: datetime) -> str:
        term = chair_on(self.world.machine, self.circle, at.astimezone(SHANGHAI).date())
        return self.keys[term.member.code] if term else "fengjing"

    def _secretary(self, at: datetime) -> Standing:
        """Return the standing of the chair's secretary at a moment."""
        return self.world.standing(f"{self._chair(at)}-secretary", at)

    def _meet(
        self, start: datetime, called: int, level: str, zh: str, en: str, agenda: Sequence[tuple[str, str]], **more: Any
    ) -> Meeting:
        at = self._day(called, 10)
        return actions.call_meeting(
            by=self._secretary(at),
            at=at,
            circle=self.circle,
            title_zh=zh,
            title=en,
            body=self.bodies[level],
            starts_on=start.date(),
            starts_at=start,
            ends_at=start + timedelta(hours=3),
            agenda=agenda,
            illustrative=True,
            **more,
        )

    def _hold(self, row: Meeting, at: datetime, keys: Sequence[str] = FIVE) -> dict[str, Any]:
        here: dict[str, Any] = {"by": self._secretary(at), "at": at, "circle": self.circle, "meeting": row.pk}
        actions.record_held(**here)
        actions.record_attendance(**here, people=[{"member": self.world.members[key].code} for key in keys])
        return here

    def _minute(self, here: dict[str, Any], zh: str, en: str, confirmed: Sequence[str]) -> None:
        at = here["at"] + timedelta(hours=3)
        minutes = actions.write_minutes(
            by=here["by"], at=at, circle=self.circle, meeting=here["meeting"], text_zh=zh, text=en
        )
        for no, key in enumerate(confirmed):
            moment = at + timedelta(hours=20 + no)
            actions.speak_to_minutes(
                by=self.world.standing(f"{key}-secretary", moment),
                at=moment,
                circle=self.circle,
                meeting=here["meeting"],
                said="confirmed",
                seen_hash=minutes.text_hash,
            )

    def _task(self, key: str, zh: str, en: str, due: int) -> dict[str, Any]:
        return {"member": self.world.members[key].code, "title_zh": zh, "title": en, "due_on": self._day(due).date()}

    def _tasks_of(self, resolution: Any) -> dict[str, Task]:
        return {
            self.keys[t.member.code]: t
            for t in resolution.tasks.visible_to(self.world.machine).select_related("member")
        }

    def _a_year_ago(self) -> None:
        start = self._day(-378)
        row = self._meet(
            start,
            -390,
            "decision",
            "党委书记联席会议（年终）",
            "Secretaries' joint meeting, end of the year",
            [("明年清单怎么定", "How next year's list is drawn up")],
            place_zh="姚庄镇政府",
            place="Yaozhuang town hall",
        )
        here = self._hold(row, start + timedelta(hours=3))
        for key, zh, en, role_zh, role in (
            (
                "zhujing",
                "朱泾一年内把跨镇就医的挂号打通。",
                "Zhujing opens hospital booking across the towns within a year.",
                "镇长",
                "Town head",
            ),
            (
                "huimin",
                "惠民把园区里的会议室向四镇企业开放。",
                "Huimin opens its park's meeting rooms to firms of all towns.",
                "街道办主任",
                "Head of the street",
            ),
        ):
            actions.note_commitment(
                **here, member=self.world.members[key].code, sentence_zh=zh, sentence=en, role_zh=role_zh, role=role
            )
        resolution = actions.resolve(
            **here,
            text_zh="清单先由牵头镇报，两岸各有一个镇参加才列入",
            state="approved",
            text="Items come from lead towns and enter with a town from each bank",
            tasks=[
                self._task(
                    "fengjing", "整理四个圈的旧项目，写明还剩什么", "Sort the old items and write what is left", -350
                )
            ],
        )
        task = self._tasks_of(resolution)["fengjing"]
        self._do("fengjing-clerk", -370, task, "taken")
        self._do("fengjing-clerk", -352, task, "done", "四个圈共 20 项，逐项写了余下的事")
        self._do("yaozhuang-clerk", -345, task, "confirmed", "对着旧清单核了 6 项")

    def _do(self, username: str, days: int, task: Task, what: str, words: str = "", **more: Any) -> None:
        _move(self.world, username, self._day(days, 14, 20), self.circle, task, what, words, **more)

    def _monthly_meeting(self) -> dict[str, Task]:
        start = self._day(-46, 9, 30)
        row = self._meet(
            start,
            -55,
            "coordination",
            "轮值联络会（月度）",
            "Monthly liaison meeting",
            [
                ("界河桥施工图", "Drawings of the border bridge"),
                ("零工平台数据共享", "Sharing odd-job data"),
                ("跨界公交延长", "Longer bus lines"),
            ],
            place_zh="轮值镇会议室",
            place="The chair's meeting room",
        )
        here = self._hold(row, start + timedelta(hours=3))
        for item, outcome, zh, en in zip(
            row.agenda.visible_to(here["by"]),
            ("resolved", "resolved", "deferred"),
            ("两岸图纸标高差 0.12 米，定由牵头镇改。", "只共享班次、工时、欠薪警示。", "等客流数，下月再议。"),
            (
                "The drawings differ by 0.12 m; the lead town redraws.",
                "Only shifts, hours and arrears warnings are shared.",
                "Put off until passenger counts are in.",
            ),
            strict=True,
        ):
            actions.record_item(**here, item=item.pk, outcome=outcome, minutes_zh=zh, minutes=en)
        bridge = actions.resolve(
            **here,
            text_zh="界河桥图纸两岸改成一套",
            text="One set of drawings for the border bridge",
            state="approved",
            tasks=[
                self._task("fengjing", "改引道标高并重出图", "Redraw the approach", -25),
                self._task("huimin", "请航道站复核净空", "Have the waterway office check the clearance", -11),
                self._task("xindai", "把改后的图发五镇", "Send the new drawings to all five", 6),
            ],
        )
        jobs = actions.resolve(
            **here,
            text_zh="零工平台数据共享先试三个月",
            text="Try sharing odd-job data for three months",
            state="approved_in_principle",
            note="补充协议签齐后再正式通过",
            tasks=[
                self._task("zhujing", "报首批 20 个班次", "Enter the first 20 shifts", -19),
                self._task("yaozhuang", "核对工时对账的口径", "Settle how hours are reconciled", 12),
            ],
        )
        self._minute(
            here,
            "1. 界河桥：两岸图纸并成一套，牵头镇改引道标高。\n2. 零工平台：原则同意先试三个月，补充协议签齐后再正式通过。\n3. 跨界公交：等客流数，下月再议。",
            "1. Border bridge: one set of drawings; the lead town redraws the approach.\n2. Odd jobs: a three-month trial is "
            "approved in principle; approval follows the signed supplement.\n3. Buses: put off until passengers are counted.",
            FIVE,
        )
        first, second = self._tasks_of(bridge), self._tasks_of(jobs)
        self._do("fengjing-clerk", -43, first["fengjing"], "taken")
        self._do("fengjing-clerk", -27, first["fengjing"], "done", "新图 42 张，标高统一到 4.50 米")
        self._do("huimin-clerk", -23, first["fengjing"], "confirmed", "逐张对过，标高一致")
        self._do("huimin-clerk", -41, first["huimin"], "taken")
        self._do("xindai-clerk", -40, first["xindai"], "taken")
        self._do("zhujing-clerk", -39, second["zhujing"], "taken")
        self._do("zhujing-clerk", -5, second["zhujing"], "done", "已录 23 个班次，其中 9 个在对岸")
        self._do("yaozhuang-clerk", -38, second["yaozhuang"], "declined", "口径要人社部门定，镇里定不了")
        return {**first, **{f"jobs-{key}": task for key, task in second.items()}}

    def _team_meeting(self) -> None:
        start = self._day(-12, 14)
        row = self._meet(
            start,
            -16,
            "execution",
            "界河桥项目专班会",
            "Team of the border bridge",
            [("桥面工期", "When the deck is closed"), ("施工便道", "The building road")],
            place_zh="桥位现场板房",
            place="Hut at the bridge",
        )
        here = self._hold(row, start + timedelta(hours=2), ("fengjing", "huimin", "xindai"))
        actions.resolve(
            **here,
            text_zh="桥面 12 月底前合龙",
            text="The deck is closed before the end of December",
            state="approved",
            tasks=[
                self._task("fengjing", "报合龙日的封航申请", "Apply to close the channel for that day", 9),
                self._task("huimin", "腾出东岸施工便道", "Clear the building road on the east bank", 3),
            ],
        )
        self._minute(
            here,
            "桥面 12 月底前合龙；枫泾报封航，惠民腾便道。",
            "The deck is closed before the end of December; Fengjing applies to "
            "close the channel, Huimin clears the road.",
            ("fengjing", "xindai"),
        )

    def _to_come(self) -> None:
        called = -3
        self._meet(
            self._day(8, 9, 30),
            called,
            "coordination",
            "轮值联络会（月度）",
            "Monthly liaison meeting",
            [
                ("跨界公交客流", "Passengers on the border buses"),
                ("零工试行第一个月", "First month of the odd-job trial"),
                ("工时对账口径", "How hours are reconciled"),
            ],
            place_zh="轮值镇会议室",
            place="The chair's meeting room",
        )
        self._meet(
            self._day(26),
            called,
            "decision",
            "年度成果会",
            "Results meeting of the year",
            [("清单完成情况", "How far the list has come"), ("余下事项转入明年", "What is carried into next year")],
            is_results=True,
        )
        at = self._day(called, 11)
        festival = actions.call_meeting(
            by=self._secretary(at),
            at=at,
            circle=self.circle,
            kind="festival",
            title_zh="毗邻文化艺术节",
            title="Adjacent culture and art festival",
            starts_on=self._day(18).date(),
            ends_on=self._day(19).date(),
            place_zh="明月山塘",
            place="Mingyue Shantang",
            illustrative=True,
        )
        for kind, zh, en in (
            ("visit", "看界河新步道", "Walk along the border creek"),
            ("side_meeting", "文化站站长会", "Heads of the culture stations"),
        ):
            actions.call_meeting(
                by=self._secretary(at),
                at=at,
                circle=self.circle,
                kind=kind,
                title_zh=zh,
                title=en,
                starts_on=self._day(18).date(),
                umbrella=festival.pk,
                illustrative=True,
            )
        forum_at = self._day(-4, 10)
        actions.call_meeting(
            by=self._secretary(forum_at),
            at=forum_at,
            circle=self.circle,
            kind="forum",
            title_zh="主导产业发展论坛",
            title="Forum on the leading industries",
            starts_on=self._day(40).date(),
            host=self.world.members["huimin"].code,
            place_zh="惠民街道会议中心",
            place="Huimin conference centre",
            illustrative=True,
        )

    def _matters(self, tasks: dict[str, Task]) -> None:
        by_task = (
            (
                "jobs-yaozhuang",
                "yaozhuang-secretary",
                -24,
                "口径两省不同，镇里定不了；请联络办公室约两地人社部门一起定。",
            ),
            ("huimin", "huimin-secretary", -7, "航道站说要上海那边先出意见，已等了两周。"),
        )
        for key, username, days, why in by_task:
            task, at = tasks[key], self._day(days, 15)
            actions.raise_matter(
                by=self.world.standing(username, at),
                at=at,
                circle=self.circle,
                subject=task.pk,
                subject_kind="task",
                subject_url=f"/c/{self.circle}/tasks/{task.pk}/",
                title_zh=task.title_zh,
                title=task.title,
                why=why,
                from_level="execution",
                illustrative=True,
            )
        task, at = tasks["zhujing" if "zhujing" in tasks else "jobs-zhujing"], self._day(-35, 10)
        actions.raise_matter(
            by=self.world.standing("zhujing-secretary", at),
            at=at,
            circle=self.circle,
            subject=task.pk,
            subject_kind="task",
            subject_url=f"/c/{self.circle}/tasks/{task.pk}/",
            title_zh="对岸班次由谁审核",
            title="Who checks shifts on the other bank",
            why="对岸雇主在浙江登记，朱泾看不到。",
            from_level="execution",
            illustrative=True,
        )
        matter = matters_about(self.world.machine, task.pk, at.date())[0]
        answered = self._day(-28, 16)
        actions.answer_matter(
            by=self._secretary(answered),
            at=answered,
            circle=self.circle,
            matter=matter.row.pk,
            answer="由雇主所在镇审核，朱泾只看结果；试行三个月后再议。",
        )

    def _half_year(self) -> None:
        today = self.world.today
        year, half, on = (
            (today.year, 1, date(today.year, 7, 15))
            if today >= date(today.year, 7, 15)
            else (today.year - 1, 2, date(today.year, 1, 10))
        )
        at = datetime.combine(min(on, today), time(10), SHANGHAI)
        rows = [
            ("党建高地", "Party-building highland", "party_building", "", 9, 8, 1),
            ("产业发展创新圈", "Industry circle", "industry", "", 14, 9, 4),
            ("文旅生态魅力圈", "Culture and ecology circle", "culture_ecology", "", 11, 9, 2),
            ("宜居生活幸福圈", "Liveable life circle", "livable_life", "", 12, 7, 5),
            ("枫泾的节点", "Fengjing's milestones", "", "fengjing", 12, 9, 3),
            ("朱泾的节点", "Zhujing's milestones", "", "zhujing", 8, 6, 2),
            ("惠民的节点", "Huimin's milestones", "", "huimin", 10, 7, 3),
            ("姚庄的节点", "Yaozhuang's milestones", "", "yaozhuang", 8, 6, 2),
            ("新埭的节点", "Xindai's milestones", "", "xindai", 8, 5, 2),
        ]
        actions.take_review(
            by=self._secretary(at),
            at=at,
            circle=self.circle,
            year=year,
            half=half,
            illustrative=True,
            title_zh=f"{year} 年{'上' if half == 1 else '下'}半年回顾",
            title=f"Review of the {'first' if half == 1 else 'second'} half of {year}",
            notes_zh="到期 46 个节点，对岸见证 33 个；12 个转入下半年，1 个撤下。",
            notes="46 milestones were due and 33 witnessed from the other bank; 12 are carried over, one was dropped.",
            figures=[
                ReviewFigure(
                    zh,
                    en,
                    Decimal(planned),
                    Decimal(achieved),
                    "",
                    self.world.members[key].code if key else "",
                    strand,
                    carried,
                )
                for zh, en, strand, key, planned, achieved, carried in rows
            ],
        )
