"""The demo's register of border obstacles: one from press reports, the others made up on pains that borders cause."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pilin.config.demo.world import World
from pilin.domain.obstacles import actions
from pilin.domain.obstacles.models import Obstacle
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.files import actions as files

COACH = "E31"


def load(world: World) -> None:
    """Enter the obstacles and what became of each, oldest first."""
    files.enter_source(
        by=world.machine,
        at=world.at("2024-06-01"),
        code=COACH,
        title="A hospital that settles Jiashan insurance, and a coach that may not stop at its gate",
        title_zh="枫泾医院可直接结算、嘉善班车不能在门口停靠的报道",
        publisher="workercn.cn",
        publisher_zh="workercn.cn",
        published_on=date(2019, 8, 28),
    )
    told = _Teller(world)
    coach = _coach(told)
    _older(told)
    _this_year(told)
    twin = told.report(
        world.now - timedelta(days=35), "yaozhuang-clerk", "transport", "去枫泾看病，车过医院门口不让下",
        "Going to Fengjing for treatment, the coach passes the gate and lets nobody out",
        "老人坐过站再打车回来，来回多花二十多元。", "Old people ride past and take a taxi back, over 20 yuan more.",
    )  # fmt: skip
    at = world.now - timedelta(days=33)
    actions.merge_obstacle(
        by=world.standing("yaozhuang-clerk", at), at=at, obstacle=twin, into=coach.pk, note_zh="和惠民 2024 年报的是同一件事。",
        note="The same as Huimin reported in 2024.",
    )  # fmt: skip
    world.rows["coach_obstacle"] = coach


class _Teller:
    """Does the room's deeds as the demo's people, all marked as made up."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.bodies = world.rows.get("bodies", {})

    def report(
        self, at: datetime, who: str, kind: str, zh: str, en: str, cost_zh: str, cost: str, **more: Any
    ) -> Obstacle:
        """Report one."""
        given = {"illustrative": True, **more}
        return actions.report_obstacle(
            by=self.world.standing(who, at), at=at, circle="five-towns", kind=kind, title_zh=zh, title=en,
            cost_zh=cost_zh, cost=cost, audience="public", **given,
        )  # fmt: skip

    def document(self, row: Obstacle, at: datetime, who: str, level: str, zh: str, en: str) -> None:
        """Write down what stands in its way."""
        by = self.world.standing(who, at)
        actions.document_obstacle(
            by=by, at=at, obstacle=row, revision=row.revision, level=level, rule_zh=zh, rule=en, illustrative=True
        )

    def give(self, row: Obstacle, at: datetime, who: str, answer_by: date, body: str = "", **more: Any) -> None:
        """Give it to a body of the circle, else to an authority above."""
        chosen = self.bodies[body].pk if body else None
        actions.give_obstacle(
            by=self.world.standing(who, at),
            at=at,
            obstacle=row,
            answer_by=answer_by,
            body=chosen,
            illustrative=True,
            **more,
        )

    def gone(self, row: Obstacle, at: datetime, who: str, outcome: str, zh: str, en: str) -> None:
        """Say it is gone."""
        by = self.world.standing(who, at)
        actions.say_removed(by=by, at=at, obstacle=row, outcome=outcome, note_zh=zh, note=en, illustrative=True)

    def confirm(self, row: Obstacle, at: datetime, who: str, zh: str, en: str) -> None:
        """Try it, and find it gone."""
        by = self.world.standing(who, at)
        actions.confirm_removed(by=by, at=at, obstacle=row, note_zh=zh, note=en, illustrative=True)


def _coach(told: _Teller) -> Obstacle:
    world = told.world
    row = told.report(
        world.at("2024-07-15"), "huimin-clerk", "transport", "嘉善班车经过枫泾医院，不能停靠",
        "The Jiashan coach passes Fengjing hospital and may not stop",
        "嘉善病人在枫泾医院已能直接结算，可班车过医院门口不能下客，人到不了。",
        "Jiashan patients can settle directly at Fengjing hospital, yet the coach passing its gate may not let them out.",
        seen_on="2019", illustrative=False, report_illustrative=True, source=COACH,
    )  # fmt: skip
    told.document(
        row, world.at("2024-07-22"), "huimin-clerk", "province",
        "跨省客运按起讫站许可，中途停靠要两边同意；“毗邻公交”没有法定定义。",
        "Coaches across provinces are licensed by their ends; a stop between needs both sides, and “adjacent bus” has no legal definition.",
    )  # fmt: skip
    told.give(
        row, world.at("2024-08-05"), "huimin-clerk", date(2024, 12, 31), level="province",
        authority_zh="沪浙两地道路运输主管部门", authority="Road transport authorities of Shanghai and Zhejiang",
    )  # fmt: skip
    told.give(
        row, world.now - timedelta(days=40), "huimin-clerk", world.today + timedelta(days=18), body="coordination",
        note_zh="先由轮值镇约两地交通部门开一次会。", note="The chair first brings both transport authorities to one table.",
    )  # fmt: skip
    return row


def _older(told: _Teller) -> None:
    at = told.world.at
    row = told.report(
        at("2024-08-12"), "xindai-clerk", "law", "收割机过界要重新办证", "Harvesters need new papers across the border",
        "农忙时一台机器等两天，稻子等不起。", "In harvest a machine waits two days; the rice does not.",
        affected=Quantity(Decimal(30), "machine", Comparator.ABOUT, period="2024"),
    )  # fmt: skip
    told.document(
        row,
        at("2024-08-20"),
        "xindai-clerk",
        "county",
        "作业证只在发证的县里有效。",
        "The permit holds only in the county that issued it.",
    )
    told.give(
        row, at("2024-08-26"), "xindai-clerk", date(2024, 10, 15), level="county",
        authority_zh="金山、平湖两地农机管理部门", authority="Farm machinery offices of Jinshan and Pinghu",
    )  # fmt: skip
    told.gone(
        row,
        at("2024-10-10"),
        "fengjing-clerk",
        "recognised",
        "两边互认对方的作业证。",
        "Each side recognises the other's permit.",
    )
    told.confirm(
        row,
        at("2024-10-28"),
        "xindai-clerk",
        "10 月 26 日两台新埭的机器在枫泾收割，没人要求补证。",
        "On 26 October two machines from Xindai harvested in Fengjing; nobody asked for more papers.",
    )

    row = told.report(
        at("2025-03-04"), "zhujing-clerk", "money", "老年卡过界不能用", "The senior card ends at the border",
        "老人过界看亲戚要买全票。", "Old people pay the full fare across the border.",
    )  # fmt: skip
    told.document(
        row,
        at("2025-03-11"),
        "zhujing-clerk",
        "province",
        "两省市各出各的补贴，按户籍发卡。",
        "Each province pays for its own residents' cards.",
    )
    told.give(
        row, at("2025-03-20"), "zhujing-clerk", date(2025, 6, 30), level="province",
        authority_zh="沪浙两地交通部门", authority="Transport departments of Shanghai and Zhejiang",
    )  # fmt: skip
    by = told.world.standing("zhujing-clerk", at("2025-07-02"))
    actions.declare_not_removable(
        by=by, at=at("2025-07-02"), obstacle=row, illustrative=True,
        note_zh="两边答复：补贴资金不出省，三年内不改。到 2028 年再问。",
        note="Both answered: the subsidy stays within the province for three years. Ask again in 2028.",
    )  # fmt: skip


def _this_year(told: _Teller) -> None:
    now, today = told.world.now, told.world.today

    def ago(days: int) -> datetime:
        return now - timedelta(days=days)

    row = told.report(
        ago(300), "fengjing-clerk", "service", "保洁船到界河中线要掉头", "The cleaning boat turns back at mid-river",
        "水葫芦留在中线，两边各说是对岸的。", "Water hyacinth stays at mid-river, and each bank says it is the other's.",
    )  # fmt: skip
    told.document(
        row,
        ago(290),
        "fengjing-clerk",
        "circle",
        "保洁合同写明只到河道中线。",
        "The contracts end at the middle of the river.",
    )
    told.give(row, ago(285), "fengjing-clerk", (ago(285) + timedelta(days=45)).date(), body="coordination")
    told.gone(
        row,
        ago(230),
        "yaozhuang-clerk",
        "agreement",
        "两边合同改成整条河，按月轮流。",
        "Both contracts now cover the whole river, month by month.",
    )
    told.confirm(
        row,
        ago(205),
        "fengjing-clerk",
        "跟船看了三天，都捞到了对岸。",
        "Three days on the boat: it cleaned to the far bank.",
    )

    row = told.report(
        ago(240), "huimin-clerk", "service", "慢病方子过界要回去盖章", "A repeat prescription needs a stamp from home",
        "配一次药跑两趟。", "Two journeys for one medicine.",
        affected=Quantity(Decimal(300), "person", Comparator.MORE_THAN, period="2025"),
    )  # fmt: skip
    told.document(
        row,
        ago(233),
        "huimin-clerk",
        "county",
        "两地慢病目录不同，外地方子要人工核。",
        "The two lists of chronic diseases differ.",
    )
    told.give(
        row, ago(228), "huimin-clerk", (ago(228) + timedelta(days=60)).date(), level="county",
        authority_zh="金山、嘉善两地医保部门", authority="Health insurance offices of Jinshan and Jiashan",
    )  # fmt: skip
    told.gone(row, ago(120), "fengjing-clerk", "harmonised", "两地用同一张目录。", "Both use one list.")
    told.confirm(
        row,
        ago(96),
        "huimin-clerk",
        "请三位病人各配了一次药，当场结清。",
        "Three patients each got their medicine and settled on the spot.",
    )

    row = told.report(
        ago(180), "xindai-clerk", "money", "界桥路灯电费没人付", "Nobody pays for the lamps on the border bridge",
        "夜里黑，骑车的人绕路。", "It is dark, and cyclists go round.",
    )  # fmt: skip
    told.document(
        row,
        ago(172),
        "xindai-clerk",
        "circle",
        "电表立在省界线上，两边都不能报销。",
        "The meter stands on the line; neither budget may pay it.",
    )
    told.give(row, ago(170), "xindai-clerk", (ago(170) + timedelta(days=40)).date(), body="execution")
    told.gone(row, ago(110), "fengjing-clerk", "agreement", "两镇各付半年。", "Each town pays for half the year.")
    told.confirm(row, ago(88), "xindai-clerk", "9 月起夜里都亮。", "Lit every night since.")

    row = told.report(
        ago(90), "yaozhuang-clerk", "standard", "两边消防水带接口接不上", "Fire hoses of the two banks do not fit",
        "对岸的车先到也接不上水。", "The other bank's engine may be first and still get no water.",
    )  # fmt: skip
    told.document(
        row, ago(84), "yaozhuang-clerk", "province", "两边库存用了两种接口。", "The two stocks use two couplings."
    )
    told.give(row, ago(80), "yaozhuang-clerk", (ago(80) + timedelta(days=60)).date(), body="execution")
    told.gone(
        row,
        ago(6),
        "fengjing-clerk",
        "practice",
        "五镇每辆车配了转接头。",
        "Every engine of the five towns carries an adapter.",
    )

    row = told.report(
        ago(75), "zhujing-clerk", "data", "同一个零工在两边各登记一遍", "The same odd-jobber is registered twice",
        "同样的表填两次，工时对不上。", "The same form twice, and the hours never agree.",
    )  # fmt: skip
    told.document(
        row,
        ago(60),
        "zhujing-clerk",
        "county",
        "两个系统，编号各编各的，不许导出。",
        "Two systems with numbers of their own, and no export.",
    )
    told.give(
        row, ago(58), "zhujing-clerk", (ago(9)).date(), level="county",
        authority_zh="金山、平湖两地人社部门", authority="Labour offices of Jinshan and Pinghu",
    )  # fmt: skip

    row = told.report(
        ago(28), "xindai-clerk", "standard", "水位一边用吴淞，一边用 85 基准", "Levels on two datums",
        "防汛值班要先换算，急的时候容易看错。", "Duty officers convert first, and in a hurry misread.",
    )  # fmt: skip
    told.document(
        row,
        ago(21),
        "xindai-clerk",
        "county",
        "两边水文资料各按本地基准发布。",
        "Each side publishes on its own datum.",
    )
    told.report(
        ago(4), "huimin-clerk", "law", "过界打零工受伤，两边都说不归自己", "Hurt at work across the border, and neither side covers it",
        "受伤的人自己先垫钱。", "Whoever is hurt pays first.", seen_on=today.isoformat()[:7],
    )  # fmt: skip
