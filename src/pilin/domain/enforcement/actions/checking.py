"""Check once: a firm on a patrol's list is visited together with every other office of its town that was about to go."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement import queries, rules
from pilin.domain.enforcement.actions.held import held
from pilin.domain.enforcement.models import Patrol, PatrolCheck
from pilin.domain.visits import actions as visiting
from pilin.domain.visits import queries as visits
from pilin.domain.visits.enums import VisitKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.queries import day_of


@deed("enforcement.plan_check", says=_("{who} put {title} on the list of a joint patrol"))
def plan_check(
    *,
    by: Standing,
    at: datetime,
    patrol: Patrol,
    firm: str,
    office: UUID,
    purpose_zh: str,
    purpose: str = "",
    all_the_same: str = "",
) -> PatrolCheck:
    """Put a firm of one's own town on the list of a patrol, and let every office that was about to go there go along.

    The visits that other offices of the town plan within the days of its rule are merged into the patrol's day; each keeps its
    purpose. A firm that another office visited within those days is put on the list only with a reason.

    Parameters
    ----------
    firm : str
        Unified code or full Chinese name of a firm that one's own town keeps.
    office : UUID
        The department of one's own town whose check it is.

    Raises
    ------
    Invalid
        Also with the code ``visited`` where another office was there lately and no reason is given.
    """
    row = held(patrol)
    rules.may_check(by, row, queries.state_of(row)).require()
    found = queries.firm_of(by, row.circle, by.member, firm)
    faults = []
    if found is None:
        faults.append(Fault("no_firm", "firm", _("Your town keeps no firm of this name or code"), value=firm))
    elif queries.checks(queries.HOUSE, row).filter(firm=found.pk, dropped_on__isnull=True).exists():
        faults.append(Fault("listed", "firm", _("It is on the list already"), value=firm))
    if faults or found is None:
        raise Invalid(*faults)
    rule = visits.rule_on(row.circle, by.member, row.on)
    if rule and not all_the_same.strip():
        margin = timedelta(days=rule.apart_days)
        near = visits.nears(row.circle, by.member, [found.pk], row.on - margin, row.on + margin).get(found.pk, [])
        lately = [one for one in near if one.done and one.office != office]
        if lately:
            reason = _("Another office was there on {day}. Say why it is checked all the same").format(
                day=max(one.on for one in lately)
            )
            raise Invalid(Fault("visited", "all_the_same", reason, value=str(max(one.on for one in lately))))
    made = visiting.plan_visit(
        by=by, at=at, circle=row.in_circle, town=by.member, firm=found.pk, office=office, planned_on=row.on, purpose_zh=purpose_zh,
        purpose=purpose, kind=VisitKind.CHECK, person=by.person, illustrative=row.illustrative,
        all_the_same=all_the_same.strip() or str(_("with the joint patrol")),
    )  # fmt: skip
    others = visits.near_of(by, made, rule.apart_days) if rule else []
    if others:
        visiting.merge_visits(by=by, at=at, visits=[made, *others], planned_on=row.on)
    check = PatrolCheck(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=by.member, audience=row.audience, parties=row.parties, patrol=row,
        firm=found.pk, firm_zh=found.name_zh[:160], visit=made.pk, illustrative=row.illustrative,
    )  # fmt: skip
    check.save()
    tell(title=found.name_zh)
    return check


@deed("enforcement.drop_check", says=_("{who} took {title} off the list of a joint patrol"))
def drop_check(*, by: Standing, at: datetime, check: PatrolCheck, why: str) -> PatrolCheck:
    """Take a firm off a patrol's list, with the reason; the offices that would have gone along go on among themselves."""
    row = held(check)
    rules.may_drop_check(by, row.patrol, row, queries.state_of(row.patrol)).require()
    if not why.strip():
        raise Invalid(Fault("no_words", "why", _("Write why it is not checked")))
    visit = visits.visit_named(by, row.circle, row.visit)
    if visit is not None and visit.is_open:
        visiting.call_off(by=by, at=at, visit=visit, why=why)
    row.dropped_on, row.dropped_why = day_of(at), why.strip()[:200]
    row.save()
    tell(title=row.firm_zh)
    return row
