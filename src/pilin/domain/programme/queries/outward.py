"""What the programme lends to rooms below through their registries: work, figures, calendar entries, reliance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pilin.domain.programme import rules
from pilin.domain.programme.enums import ItemState, ListState
from pilin.domain.programme.queries.cards import ItemCard, ListCard, MilestoneCard
from pilin.domain.programme.queries.items import current_list, item_rows, items_in, lists_of
from pilin.engine.base import Quantity
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins.enums import CalendarEntry, FigureAnswer
from pilin.foundation.members.queries import Relying, circle_cards, member_cards, members_on
from pilin.foundation.notices.enums import WorkItem

SOON = 14  # days before a milestone is due in which it stands in people's work


def _name(row: Any) -> str:
    return str(row.title_zh if (get_language() or "zh").startswith("zh") or not row.title else row.title)


def _url(item: ItemCard, tail: str = "") -> str:
    return f"/c/{item.circle}/programme/{item.year}/{item.no}/{tail}"


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for an officer: milestones due or sent back, reports to witness, lists and errata to sign."""
    if not standing.member:
        return []
    found: list[WorkItem] = []
    for circle in sorted(standing.circles):
        lists = lists_of(standing, circle)
        found += [work for card in lists for work in _to_sign(standing, card, on)]
        if not any(card.frozen for card in lists):
            continue
        items = items_in(standing, circle, on, on.year - 2)
        live = [i for i in items if i.state in (ItemState.IN_FORCE, ItemState.LATE) and i.carried_to_year is None]
        province = {m.code: m.province[0] for m in members_on(standing, circle, on)}
        for item in live:
            for milestone in item.milestones:
                found += _of_milestone(standing, item, milestone, province, on)
    return found


def _to_sign(standing: Standing, card: ListCard, on: date) -> Iterable[WorkItem]:
    if not standing.holds(Role.SIGNATORY):
        return
    answered = {a.member for a in card.answers}
    if card.state == ListState.PROPOSED and standing.member in card.missing and standing.member not in answered:
        late = (on - card.accept_by).days if card.accept_by and card.accept_by < on else 0
        yield WorkItem(
            "to_sign", _("Joint list %(year)s") % {"year": card.year},
            ngettext("%(n)s town has not accepted", "%(n)s towns have not accepted", len(card.missing)) % {"n": len(card.missing)},
            f"/c/{card.circle}/programme/{card.year}/accept/", card.accept_by, _("Check and accept"), late,
        )  # fmt: skip
    for erratum in card.errata:
        if standing.member in erratum.missing:
            yield WorkItem(
                "to_sign", _("Erratum %(n)s to the list of %(year)s") % {"n": erratum.number, "year": card.year}, erratum.reason,
                f"/c/{card.circle}/programme/{card.year}/errata/", None, _("Check and sign"), 0,
            )  # fmt: skip


def _of_milestone(
    standing: Standing, item: ItemCard, m: MilestoneCard, province: dict[str, str], on: date
) -> Iterable[WorkItem]:
    title = f"{item.no} {_name(item)}"
    mine = item.lead == standing.member and bool(standing.roles & {Role.CLERK, Role.SECRETARY})
    if mine and m.state == "sent_back":
        yield WorkItem(
            "due",
            title,
            _("sent back: %(title)s") % {"title": _name(m)},
            _url(item, f"{m.no}/report/"),
            m.due_on,
            _("Report it again"),
            m.days_late,
        )
    elif mine and (m.late or (m.state == "to_come" and (m.due_on - on).days <= SOON)):
        yield WorkItem("due", title, _name(m), _url(item, f"{m.no}/report/"), m.due_on, _("Report it"), m.days_late)
    report = m.last_report
    if not m.awaits_witness or report is None or Role.CLERK not in standing.roles:
        return
    first = rules.suggested_witnesses(item.lead, item.partners, province)[:1]
    if standing.member in (report.asked or tuple(first)):
        waited = m.waits_days or 0
        yield WorkItem(
            "to_witness", title, _("reported: %(title)s") % {"title": _name(m)}, _url(item, f"{m.no}/witness/"), None, _("Witness"), 0
            if waited <= 14 else waited - 14,
        )  # fmt: skip


def _figure(
    query_zh: str, query: str, reckon: Callable[[list[ItemCard], date], int]
) -> Callable[[Standing, date], FigureAnswer]:
    def answer(standing: Standing, on: date) -> FigureAnswer:
        items: list[ItemCard] = []
        for circle in circle_cards(standing, None):
            card = current_list(lists_of(standing, circle.slug), on)
            if card is not None:
                items += items_in(standing, circle.slug, on, card.year, card.year)
        value = Quantity(Decimal(reckon(items, on)), "item", period=on.isoformat()) if items else None
        return FigureAnswer(value, on, query, illustrative=any(i.illustrative for i in items), query_zh=query_zh)

    return answer


def _due(items: list[ItemCard], on: date) -> list[MilestoneCard]:
    return [m for i in items for m in i.milestones if m.due_on <= on]


def figures() -> dict[str, Callable[[Standing, date], FigureAnswer]]:
    """Return the dated queries that bulletins may name."""
    return {
        "programme.items": _figure("当年清单上的项目数", "items on the list of the year", lambda items, on: len(items)),
        "programme.milestones_due": _figure(
            "到该日已到期的节点数", "milestones due by that day", lambda items, on: len(_due(items, on))
        ),
        "programme.witnessed": _figure(
            "到该日已由对岸见证的节点数", "milestones witnessed across the border by that day",
            lambda items, on: sum(i.witnessed for i in items),
        ),
        "programme.late": _figure(
            "到该日逾期未报的节点数", "milestones late on that day", lambda items, on: sum(m.late for i in items for m in i.milestones)
        ),
    }  # fmt: skip


def calendar_entries(standing: Standing, circle: str) -> list[CalendarEntry]:
    """Return the milestones of a circle's released lists as calendar entries."""
    return [
        CalendarEntry(
            f"programme-{m.uid}", f"{i.title or i.title_zh}: {m.title or m.title_zh}", f"{i.title_zh}：{m.title_zh}", m.due_on,
            url=_url(i), illustrative=i.illustrative,
        )
        for i in items_in(standing, circle, date.max.replace(year=9000))
        if i.state != ItemState.DRAFT
        for m in i.milestones
    ]  # fmt: skip


def relying(standing: Standing, agreement: UUID) -> list[Relying]:
    """Return the items that an agreement allows."""
    rows = (
        item_rows(standing).filter(agreement_cited=agreement).select_related("of_list").order_by("-of_list__year", "no")
    )
    towns = member_cards(standing)
    return [
        Relying(
            f"{row.of_list.year}-{row.no}", row.title or row.title_zh, row.title_zh,
            f"/c/{row.circle}/programme/{row.of_list.year}/{row.no}/", towns.get(row.lead_id), row.agreement_clause,
        )
        for row in rows
    ]  # fmt: skip
