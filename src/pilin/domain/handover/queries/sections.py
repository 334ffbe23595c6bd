"""The sections of a dossier: what each room below has open, as one line each.

Lines give dates, never "so many days late": a dossier compiled anew tomorrow, with nothing changed, says the same.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse

from pilin.domain.handover.enums import Section, SectionAnswer, SectionRow, Total
from pilin.domain.meetings import queries as meetings
from pilin.domain.obstacles import queries as obstacles
from pilin.domain.obstacles.enums import ObstacleStage
from pilin.domain.programme import queries as programme
from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.queries import names_of, people_holding
from pilin.foundation.members import queries as members
from pilin.foundation.members.enums import AgreementState

CONTACTS = (
    (Role.SIGNATORY, "签署人", "signatory"),
    (Role.SECRETARY, "秘书", "secretary"),
    (Role.CLERK, "经办人", "clerk"),
)
STAGES_ZH = {
    ObstacleStage.IDENTIFIED: "已发现",
    ObstacleStage.DOCUMENTED: "已写明",
    ObstacleStage.GIVEN: "已交办",
    ObstacleStage.SAID_REMOVED: "说已办掉，等人试过",
}


def all_sections() -> list[Section]:
    """Return the sections of a dossier in their order; the wiring enters them in the registry."""
    return [
        Section("items", "没做完的共建项目", "Items not finished", items),
        Section("promises", "应过的话", "Promises made", promises),
        Section("tasks", "没办完的事", "Tasks not finished", tasks),
        Section("matters", "升级待答的事", "Matters waiting for an answer one level up", matters),
        Section("obstacles", "没办掉的界障", "Border obstacles not removed", open_obstacles),
        Section("money", "各镇预算", "Money by town", money),
        Section("contacts", "找谁", "Whom to ask", contacts),
        Section("functions", "谁管什么", "Who answers for what", functions),
        Section("calendar", "明年日历", "Next year's calendar", calendar),
        Section("agreements", "快到期和没签完的协议", "Agreements ending or not fully signed", agreements),
        Section("drafts", "正在起草的", "Drafts under way", drafts),
    ]


def items(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return the items neither done nor dropped, each with its next milestone."""
    rows = []
    for item in programme.open_items(standing, circle, on):
        due = item.next_due
        rows.append(
            SectionRow(
                title_zh=f"{item.year}-{item.no} {item.title_zh}",
                title=f"{item.year}-{item.no} {item.title or item.title_zh}",
                detail_zh=f"见证 {item.witnessed}/{len(item.milestones)}"
                + (f"，下一节点：{due.title_zh}" if due else ""),
                detail=f"witnessed {item.witnessed}/{len(item.milestones)}"
                + (f", next: {due.title or due.title_zh}" if due else ""),
                member=item.lead,
                due_on=due.due_on if due else None,
                url=reverse("programme:item", kwargs={"circle": circle, "year": item.year, "no": item.no}),
                illustrative=item.illustrative,
            )
        )
    return SectionAnswer(tuple(rows))


def promises(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return what speakers undertook and nobody has checked."""
    return SectionAnswer(
        tuple(
            SectionRow(
                title_zh=view.row.sentence_zh,
                title=view.row.sentence,
                detail_zh=view.row.meeting.title_zh,
                detail=view.row.meeting.title,
                member=view.row.member.code,
                due_on=view.row.check_on,
                url=reverse("meetings:meeting", kwargs={"circle": circle, "uid": view.row.meeting_id}),
                illustrative=view.row.illustrative,
            )
            for view in meetings.open_commitments(standing, circle, on)
        )
    )


def tasks(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return the tasks that towns took on and have not finished."""
    rows = []
    for view in meetings.open_tasks(standing, circle, on):
        carried = view.stands.carried
        rows.append(
            SectionRow(
                title_zh=view.row.title_zh,
                title=view.row.title,
                detail_zh=f"顺延 {carried} 次" if carried else "",
                detail=f"carried over {carried} times" if carried else "",
                member=view.row.member.code,
                due_on=view.stands.due_on,
                url=reverse("meetings:tasks", kwargs={"circle": circle}),
                illustrative=view.row.illustrative,
            )
        )
    return SectionAnswer(tuple(rows))


def matters(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return what was raised one level up and has no answer."""
    return SectionAnswer(
        tuple(
            SectionRow(
                title_zh=view.row.title_zh,
                title=view.row.title,
                member=view.row.member.code,
                due_on=view.due_on,
                url=view.row.subject_url,
                illustrative=view.row.illustrative,
            )
            for view in meetings.open_matters(standing, circle, on)
        )
    )


def open_obstacles(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return the border obstacles with something left to do, and the year's count."""
    cards = obstacles.open_obstacles(standing, circle, on)
    count = obstacles.year_tally(standing, circle, on.year, on)
    rows = []
    for card in cards:
        given = card.course.given
        zh, en = _with_whom(given)
        rows.append(
            SectionRow(
                title_zh=f"{card.obstacle.reference} {card.obstacle.title_zh or card.obstacle.title}",
                title=f"{card.obstacle.reference} {card.obstacle.title or card.obstacle.title_zh}",
                detail_zh=STAGES_ZH[card.stage] + zh,
                detail=f"{card.stage.value.replace('_', ' ')}{en}",
                member=card.obstacle.owner,
                due_on=given.answer_by if given else None,
                url=reverse("obstacles:obstacle", kwargs={"circle": circle, "uid": card.obstacle.pk}),
                illustrative=card.obstacle.illustrative,
            )
        )
    aim = "—" if count.target is None else str(count.target)
    return SectionAnswer(
        tuple(rows), (Total(f"{on.year} 年办掉／目标", f"Removed in {on.year} / target", f"{count.removed}/{aim}"),)
    )


def money(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return what each town pays towards the items not finished; what has no budget is said, not counted as nought."""
    cards = programme.open_items(standing, circle, on)
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    over: dict[tuple[str, str], int] = defaultdict(int)
    made_up: set[tuple[str, str]] = set()
    for item in cards:
        for line in item.budget:
            key = (line.member, line.currency)
            sums[key] += line.amount
            over[key] += 1
            if line.illustrative:
                made_up.add(key)
    rows = [
        SectionRow(
            title_zh=f"{currency} {amount:,.2f}",
            title=f"{currency} {amount:,.2f}",
            detail_zh=f"{over[(member, currency)]} 项",
            detail=f"{over[(member, currency)]} items",
            member=member,
            illustrative=(member, currency) in made_up,
        )
        for (member, currency), amount in sorted(sums.items())
    ]
    known = sum(bool(item.budget) for item in cards)
    return SectionAnswer(tuple(rows), (Total("写明预算的项目", "Items with a budget", f"{known}/{len(cards)}"),))


def contacts(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return who holds which office in each town on that day."""
    rows = []
    for town in members.members_on(standing, circle, on):
        offices: dict[UUID, list[tuple[str, str]]] = {}
        for role, zh, en in CONTACTS:
            for person in people_holding(town.code, role, on):
                offices.setdefault(person, []).append((zh, en))
        names = names_of(set(offices))
        rows += [
            SectionRow(
                title_zh=names.get(person, "?"),
                title=names.get(person, "?"),
                detail_zh="、".join(zh for zh, _en in held),
                detail=", ".join(en for _zh, en in held),
                member=town.code,
            )
            for person, held in offices.items()
        ]
    return SectionAnswer(tuple(rows))


def functions(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return who answers for what in the circle's bodies."""
    return SectionAnswer(
        tuple(
            SectionRow(
                title_zh=function.name_zh,
                title=function.name,
                detail_zh="，".join(part for part in (body.name_zh, function.office_zh) if part),
                detail=", ".join(part for part in (body.name, function.office) if part),
                member=function.member.code if function.member else "",
                url=reverse("members:circle", kwargs={"circle": circle}),
                illustrative=function.illustrative,
            )
            for body in members.bodies_of(standing, circle)
            for function in body.functions
        )
    )


def calendar(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return what already has a day in the year to come: meetings, milestones, commitments to check."""
    year = on.year + 1
    rows = [
        SectionRow(
            title_zh=event.row.title_zh,
            title=event.row.title,
            detail_zh="会议",
            detail="meeting",
            member=event.row.host.code if event.row.host else "",
            due_on=event.row.starts_on_first,
            url=reverse("meetings:meeting", kwargs={"circle": circle, "uid": event.row.pk}),
            illustrative=event.row.illustrative,
        )
        for event in meetings.meetings_of(standing, circle, on, year=year)
    ]
    rows += [
        SectionRow(
            title_zh=f"{item.title_zh}：{milestone.title_zh}",
            title=f"{item.title or item.title_zh}: {milestone.title or milestone.title_zh}",
            detail_zh="节点",
            detail="milestone",
            member=item.lead,
            due_on=milestone.due_on,
            url=reverse("programme:item", kwargs={"circle": circle, "year": item.year, "no": item.no}),
            illustrative=milestone.illustrative,
        )
        for item in programme.open_items(standing, circle, on)
        for milestone in item.milestones
        if milestone.due_on.year == year and milestone.witnessed_on is None
    ]
    rows += [
        SectionRow(
            title_zh=view.row.sentence_zh,
            title=view.row.sentence,
            detail_zh="到期核对的承诺",
            detail="commitment to check",
            member=view.row.member.code,
            due_on=view.row.check_on,
            illustrative=view.row.illustrative,
        )
        for view in meetings.open_commitments(standing, circle, on)
        if view.row.check_on.year == year
    ]
    return SectionAnswer(tuple(sorted(rows, key=lambda row: (row.due_on or date.max, row.title_zh))))


def agreements(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return the agreements that end in the year to come, and those still waiting for a signature."""
    rows = []
    for card in members.agreements_of(standing, circle, on):
        ends = card.valid_to.last if isinstance(card.valid_to, PartialDate) else None
        if card.state == AgreementState.PROPOSED:
            zh, en, due = "等签", "signatures awaited", card.sign_by
        elif card.state == AgreementState.IN_FORCE and ends is not None and ends.year <= on.year + 1:
            zh, en, due = "到期", "ends", ends
        else:
            continue
        rows.append(
            SectionRow(
                title_zh=card.title_zh,
                title=card.title,
                detail_zh=zh,
                detail=en,
                member=card.owner,
                due_on=due,
                url=reverse("members:agreement", kwargs={"circle": circle, "slug": card.slug}),
                illustrative=card.illustrative,
            )
        )
    return SectionAnswer(tuple(rows))


def drafts(standing: Standing, circle: str, on: date) -> SectionAnswer:
    """Return the lists and agreements that somebody has begun and nobody has finished."""
    rows = [
        SectionRow(
            title_zh=f"{card.year} 年共建清单（第 {card.version} 稿）",
            title=f"Joint list {card.year} (version {card.version})",
            detail_zh="未生效",
            detail="not in force",
            member=card.owner,
            due_on=card.accept_by,
            url=reverse("programme:year", kwargs={"circle": circle, "year": card.year}),
            illustrative=card.illustrative,
        )
        for card in programme.lists_of(standing, circle)
        if not card.frozen
    ]
    rows += [
        SectionRow(
            title_zh=card.title_zh,
            title=card.title,
            detail_zh="协议草稿",
            detail="draft agreement",
            member=card.owner,
            url=reverse("members:agreement", kwargs={"circle": circle, "slug": card.slug}),
            illustrative=card.illustrative,
        )
        for card in members.agreements_of(standing, circle, on)
        if card.state == AgreementState.DRAFT
    ]
    return SectionAnswer(tuple(rows))


def _with_whom(step: Any) -> tuple[str, str]:
    if step is None:
        return "", ""
    zh = step.body.name_zh if step.body else step.authority_zh or step.authority
    en = step.body.name if step.body else step.authority or step.authority_zh
    return f"：{zh}", f": {en}"
