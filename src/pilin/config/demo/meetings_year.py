"""The illustrative year of meetings around the demo's today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pilin.config.demo.world import SHANGHAI, World
from pilin.domain.meetings import actions
from pilin.domain.meetings.enums import ReviewFigure
from pilin.domain.meetings.models import Meeting, Task
from pilin.domain.meetings.queries import bodies_of, matters_about
from pilin.engine.base import is_working_day
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import chair_on

FIVE = ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")


def call(world: World, at: str, **given: Any) -> Meeting:
    """Call an event known from a source and record it as held."""
    moment = world.at(at)
    row = actions.call_meeting(by=world.machine, at=moment, **given)
    return actions.record_held(by=world.machine, at=moment, circle=row.circle, meeting=row.pk)


def move(
    world: World, username: str, at: datetime, circle: str, task: Task, what: str, words: str = "", **more: Any
) -> None:
    """Take one step in a task, as a person of the demo."""
    actions.move_task(
        by=world.standing(username, at), at=at, circle=circle, task=task.pk, what=what, words=words, **more
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
        move(self.world, username, self._day(days, 14, 20), self.circle, task, what, words, **more)

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
