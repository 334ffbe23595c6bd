"""The deeds about leads that stand still: a town sets its days, and keepers are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.investment import queries, rules
from pilin.domain.investment.actions.leads import day_of
from pilin.domain.investment.models import Lead, StillRule, StillTold
from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.members.queries import circle_named
from pilin.foundation.notices.actions import notify


@deed("investment.set_still", says=_("{who} set after how many days a lead stands still: {days}"))
def set_still(
    *, by: Standing, at: datetime, circle: str, town: str, days: Mapping[str, int], illustrative: bool = False
) -> list[StillRule]:
    """Set after how many days in a stage a town's leads stand still; stages that are not named stay as they are."""
    rules.may_set_still(by, circle, town).require()
    within = circle_named(by, circle)
    faults = rules.faults_of_days(days)
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if faults:
        raise Invalid(*faults)
    held, changed = queries.rules_of(circle, town), []
    for stage, number in days.items():
        row = held.get(stage) or StillRule(
            in_circle=within,
            circle=circle,
            owner=town,
            audience=Audience.CIRCLE,
            stage=stage,
            illustrative=illustrative,
        )
        if row._state.adding or row.days != number:
            row.days = number
            row.save()
            changed.append(row)
    count(rules=len(changed))
    tell(days=" · ".join(str(number) for number in days.values()))
    return changed


@deed("investment.raise_still", says=_("Leads stand still; their keeper was told: {number}"))
def raise_still(*, by: Standing, at: datetime, circle: str, town: str) -> int:
    """Tell a town's clerks of its leads that stand still, each once for each time it entered a stage; returns how many.

    Each town has a deed of its own: nobody's journal speaks of another's leads.
    """
    rules.may_raise_still(by).require()
    found = queries.standing_still(day_of(at), circle=circle, town=town)
    for lead, _allowed in found:
        StillTold(
            lead=lead, in_circle_id=lead.in_circle_id, circle=lead.circle, owner=lead.owner, audience=Audience.OWN,
            stage=lead.stage, since=lead.stage_since, told_on=day_of(at), illustrative=lead.illustrative,
        ).save()  # fmt: skip
        _ring(lead, by, at)
    count(raised=len(found))
    tell(number=len(found))
    return len(found)


def _ring(lead: Lead, by: Standing, at: datetime) -> None:
    facts = {
        "title": lead.title or lead.title_zh,
        "title_zh": lead.title_zh or lead.title,
        "days": rules.days_stood(lead, day_of(at)),
    }
    url = reverse("investment:lead", kwargs={"circle": lead.circle, "uid": lead.pk})
    people = people_holding(lead.owner, Role.CLERK, day_of(at))
    notify(by=by, at=at, people=people, kind="lead_still", facts=facts, url=url)
