"""A draft read back: as it would be brought again, and what keeps it from the towns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pilin.domain.programme import rules
from pilin.domain.programme.queries.cards import ItemCard
from pilin.domain.programme.queries.plans import plan_for
from pilin.domain.programme.rules import BudgetInput, ItemInput, MilestoneInput
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault
from pilin.foundation.members.queries import agreements_of, members_on


def as_input(item: ItemCard) -> ItemInput:
    """Return an item as it would be brought again."""
    clause = (item.plan_slug, item.clause.split(" ")[0]) if item.clause else None
    return ItemInput(
        no=item.no, title_zh=item.title_zh, title=item.title, about_zh=item.about_zh, about=item.about,
        strand=item.strand, leads=(item.lead,), partners=item.partners, person_name=item.person_name, clause=clause,
        agreement=item.agreement, agreement_clause=item.agreement_clause, affected_zh=item.affected_zh,
        affected=item.affected, indicator=item.indicator, indicator_target=item.indicator_target,
        indicator_unit=item.indicator_unit, illustrative=item.illustrative, source=item.source,
        budget=tuple(BudgetInput(b.member, b.amount, b.currency) for b in item.budget),
        milestones=tuple(
            MilestoneInput(m.no, m.title_zh, m.agreed_on, m.title, m.weight, m.confirm_zh, m.confirm)
            for m in item.milestones
        ),
    )  # fmt: skip


def faults_before_proposing(by: Standing, circle: str, year: int, on: date, items: Iterable[ItemCard]) -> list[Fault]:
    """Return what keeps a draft from being put to the towns; the draft page shows the same."""
    in_force = {card.slug for card in agreements_of(by, circle, on) if card.state == "in_force"}
    has_plan = plan_for(by, circle, year, on) is not None
    province = {m.code: m.province[0] for m in members_on(by, circle, on)}
    return rules.faults_of_list(
        [(as_input(i), bool(i.clause_uid), i.agreement in in_force) for i in items], province, has_plan=has_plan
    )
