"""Bulletins of the demo: an illustrative quarterly one on dated queries, a correction that is half, and a draft that waits.

The bulletin of the 2024 list is made where that list is released.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pilin.config.demo.world import World
from pilin.foundation.bulletins import actions, blocks
from pilin.foundation.bulletins.enums import BulletinKind
from pilin.foundation.bulletins.models import Bulletin
from pilin.foundation.members.queries import chair_on

KEYS = {
    "310116102": "fengjing",
    "310116101": "zhujing",
    "330421003": "huimin",
    "330421111": "yaozhuang",
    "330482102": "xindai",
}
QUARTERS = ("第一", "第二", "第三", "第四")
ORDINALS = ("First", "Second", "Third", "Fourth")


def load(world: World) -> None:
    """Release the bulletin of the last full quarter, and leave the next one as a draft."""
    end = _last_quarter(world.today)
    out = min(world.at(f"{end + timedelta(days=15)}T09:00"), world.now)
    secretary = _secretary(world, out)
    quarter = (end.month - 1) // 3
    made = actions.draft_bulletin(
        by=world.standing(secretary, out), at=out, circle="five-towns", slug=f"{end.year}-q{quarter + 1}",
        kind=BulletinKind.QUARTERLY, title_zh=f"{QUARTERS[quarter]}季度：做到哪里，晚了什么",
        title=f"{ORDINALS[quarter]} quarter: what was done, what is late", blocks=_text(world, end, quarter), release_at=out,
        needs_all=True, illustrative=True,
    )  # fmt: skip
    frozen = actions.freeze_bulletin(by=world.standing(secretary, out), at=out, bulletin=made.pk)
    for code in frozen.signers_needed:
        who = world.standing(f"{KEYS[code]}-leader", out)
        actions.sign_bulletin(by=who, at=out, bulletin=made.pk, hash_seen=frozen.text_hash)
    actions.release_bulletin(by=world.standing(secretary, out), at=out, bulletin=made.pk)
    _correct(world, frozen, out)
    _draft(world)


def _correct(world: World, bulletin: Bulletin, out: datetime) -> None:
    """Correct it, invented like the text itself: two of the other towns confirm, the word of the other two is awaited."""
    at = min(out + timedelta(days=2), world.now)
    actions.publish_correction(
        by=world.standing(f"{KEYS[bulletin.owner]}-secretary", at), at=at, bulletin=bulletin.pk,
        text_zh="“没做好的”一节：逾期的节点不是由牵头镇单独说明，应为由牵头镇和对岸的见证镇一起说明。",
        text="In “What was not done well”: late milestones are explained not by the lead town alone, but by it together with the "
        "witnessing town from the other bank.",
        illustrative=True,
    )  # fmt: skip
    others = [code for code in bulletin.signers_needed if code != bulletin.owner]
    for code in (others[0], others[-1]):
        actions.confirm_correction(by=world.standing(f"{KEYS[code]}-leader", at), at=at, bulletin=bulletin.pk, number=1)


def _text(world: World, end: date, quarter: int) -> list[blocks.Block]:
    def f(name: str) -> str:
        return f"{{figure:{name}@{end.isoformat()}}}"

    done = (
        f"到 {end.month} 月底，{end.year} 年清单 {f('programme.five-towns.items')} 项里到期 {f('programme.five-towns.due')} 个节点，"
        f"{f('programme.five-towns.witnessed')} 个由对岸看过、签了字；{f('programme.five-towns.one-bank')} 个只有一岸说做好了，不算完成；"
        f"{f('programme.five-towns.late')} 个逾期。"
    )
    done_en = (
        f"By the end of the quarter {f('programme.five-towns.due')} milestones of the {f('programme.five-towns.items')} items of the "
        f"{end.year} list had fallen due. {f('programme.five-towns.witnessed')} were seen and signed for by the other bank, "
        f"{f('programme.five-towns.one-bank')} were reported by one bank only and do not count, {f('programme.five-towns.late')} were late."
    )
    return [
        blocks.paragraph(done, done_en, lede=True),
        blocks.heading("过界的人", "People across the border"),
        blocks.paragraph(
            f"枫泾古镇本季接待对岸来客 {f('series.fengjing-visitors-across')} 人次。新埭到枫泾站，早高峰坐公交要 {f('series.xindai-minutes-to-fengjing')} 分钟。",
            f"Fengjing’s old town counted {f('series.fengjing-visitors-across')} visits from the other bank. "
            f"From Xindai to Fengjing station the morning bus takes {f('series.xindai-minutes-to-fengjing')} minutes.",
        ),
        blocks.heading("过界的链", "Chains across the border"),
        blocks.table(
            head=[("汉钟精机（长三角）", "Hanzhong (Yangtze River Delta)"), ("报道的数", "As reported")],
            rows=[
                [("供应商", "suppliers"), (f"{f('series.hanzhong-suppliers')} 家", f"{f('series.hanzhong-suppliers')} firms")],
                [("客户", "customers"), (f"{f('series.hanzhong-customers')} 家", f"{f('series.hanzhong-customers')} firms")],
                [("嘉兴、平湖的供应商", "suppliers in Jiaxing and Pinghu"),
                 (f"{f('series.hanzhong-suppliers-across')} 家", f"{f('series.hanzhong-suppliers-across')} firms")],
                [("向它们年采购", "bought from them a year"),
                 (f"{f('series.hanzhong-bought-across')}元", f"{f('series.hanzhong-bought-across')} yuan")],
            ],
            right=[1], zh="报道说“超过”“近”，这里照写。", en="“More than” and “nearly” are kept as reported.",
        ),
        blocks.heading("没做好的", "What was not done well"),
        blocks.paragraph(
            f"界障登记簿里还有 {f('obstacles.five-towns.open')} 件没消除。逾期的节点由牵头镇在下次联席会上说明，下一期写明结果。",
            f"{f('obstacles.five-towns.open')} border obstacles are still open. The lead towns explain the late milestones at the next "
            "joint meeting; the next issue says what came of it.",
        ),
    ]  # fmt: skip


def _draft(world: World) -> None:
    """Leave next quarter's bulletin as a draft of the chair, so that the desk shows one."""
    end = _last_quarter(world.today)
    nxt = _last_quarter(end + timedelta(days=110))
    secretary = _secretary(world, world.now)
    quarter = (nxt.month - 1) // 3
    actions.draft_bulletin(
        by=world.standing(secretary, world.now), at=world.now, circle="five-towns", slug=f"{nxt.year}-q{quarter + 1}",
        kind=BulletinKind.QUARTERLY, title_zh=f"{QUARTERS[quarter]}季度公报（草稿）", title=f"{ORDINALS[quarter]} quarter (draft)",
        blocks=[
            blocks.paragraph("到季末应完成 {figure:programme.five-towns.due} 个节点。", "{figure:programme.five-towns.due} milestones fell due.", lede=True),
            blocks.heading("各镇", "By town"),
            blocks.paragraph("各镇做到哪里，由各镇办事员在季末前补。", "How far each town came: the clerks add it before the quarter ends."),
        ],
        release_at=world.at(f"{nxt + timedelta(days=15)}T09:00"), needs_all=True, illustrative=True,
    )  # fmt: skip


def _secretary(world: World, at: object) -> str:
    term = chair_on(world.machine, "five-towns", at.date() if hasattr(at, "date") else world.today)
    return f"{KEYS[term.member.code]}-secretary" if term else "fengjing-secretary"


def _last_quarter(today: date) -> date:
    """Return the last day of the last quarter that is over."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return first - timedelta(days=1)
