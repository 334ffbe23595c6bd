"""Policy documents of the demo: the one that Zhangyan's report names, and an illustrative one of Xindai traced to results."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pilin.config.demo.world import World
from pilin.domain.meetings import actions
from pilin.domain.meetings.models import Task

CLAUSES = [  # number, Chinese, English
    ("第三条", "跨省办理的企业事项由首接窗口负责到底。", "Whichever desk a firm asks first sees its matter through, on whichever bank it ends."),
    ("第五条", "每季度同隔壁镇对一次两边的办事材料清单。", "Each quarter the lists of papers of both banks are compared with the neighbour's."),
    ("第八条", "每年公布一次未办成的事项和原因。", "Once a year what was not achieved is published with its reasons."),
]  # fmt: skip


def load(world: World) -> None:
    """Record both documents and the tasks that came of them."""
    _zhangyan(world)
    _xindai(world)


def _zhangyan(world: World) -> None:
    """Record what the report names: neither the day of the document nor a clause, and two things that were done."""
    at = world.at("2024-07-01")
    here: dict[str, Any] = {"by": world.machine, "at": at, "circle": "five-towns"}
    row = actions.record_document(
        **here,
        town=world.members["zhangyan"].code,
        title="Implementation Opinions on the Integration and Upgrading of Party-Mass Service Work in Zhangyan Town",
        issuer_zh="张堰镇",
        issuer="Zhangyan Town",
        source="S1:15",
    )
    said = [
        ("党建窗口", "Party Building Window", "报道：大力建设。", "The report: vigorously built."),
        (
            "党群联盟",
            "Party-Mass Alliance",
            "报道：已成立，日期没有写。",
            "The report: established; it does not say when.",
        ),
    ]
    tasks = [{"title_zh": zh, "title": en} for zh, en, _words_zh, _words in said]
    made = actions.give_document_tasks(**here, document=row.pk, tasks=tasks)
    for task, (_zh, _en, words_zh, words) in zip(made, said, strict=True):
        actions.move_task(**here, task=task.pk, what="taken")
        if "established" in words:
            actions.move_task(**here, task=task.pk, what="done", words=f"{words_zh} {words}")


def _xindai(world: World) -> None:
    """Record an illustrative document of which three clauses of twelve are known here."""
    clerk = world.standing("xindai-clerk", world.now - timedelta(days=90))
    here: dict[str, Any] = {"by": clerk, "at": world.now - timedelta(days=90), "circle": "five-towns"}
    row = actions.record_document(
        **here,
        title_zh="新埭镇毗邻企业服务实施办法",
        title="Xindai's measures for serving firms on both banks",
        issuer_zh="新埭镇人民政府",
        issuer="People's Government of Xindai Town",
        issued_on=f"{world.now - timedelta(days=120):%Y-%m}",
        clauses_declared=12,
        clauses=[{"label": label, "text_zh": zh, "text": en} for label, zh, en in CLAUSES],
        illustrative=True,
    )
    first, second, _third = row.clauses.visible_to(clerk)
    give = {**here, "document": row.pk}
    (desk,) = actions.give_document_tasks(
        **give, clause=first.pk, tasks=[{
            "title_zh": "窗口贴出首接负责办法", "title": "Post the rule of the first desk", "due_on": (world.now - timedelta(days=60)).date(),
        }],
    )  # fmt: skip
    (lists,) = actions.give_document_tasks(
        **give, clause=second.pk, tasks=[{
            "title_zh": "同枫泾对第一次材料清单", "title": "Compare the lists of papers with Fengjing", "due_on": (world.now - timedelta(days=5)).date(),
        }],
    )  # fmt: skip
    _step(world, 85, "xindai-clerk", desk, "taken")
    _step(world, 62, "xindai-clerk", desk, "done", "新埭三个窗口都贴了，网上办事页也挂了。")
    _step(world, 55, "fengjing-clerk", desk, "confirmed", "枫泾去看过两个窗口，照办法办了一件。")
    _step(world, 80, "xindai-clerk", lists, "taken")


def _step(world: World, before: int, who: str, task: Task, what: str, words: str = "") -> None:
    at = world.now - timedelta(days=before)
    actions.move_task(by=world.standing(who, at), at=at, circle="five-towns", task=task.pk, what=what, words=words)
