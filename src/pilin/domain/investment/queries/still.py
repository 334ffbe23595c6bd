"""Which leads stand still by their town's own days."""

from __future__ import annotations

from datetime import date

from pilin.domain.investment import rules
from pilin.domain.investment.enums import CAN_STAND_STILL, STILL_DAYS, LeadStage
from pilin.domain.investment.models import Lead, StillRule, StillTold
from pilin.domain.investment.queries.pipeline import HOUSE, set_days


def still_days(circle: str, town: str) -> dict[LeadStage, int]:
    """Return after how many days in each stage a town's leads stand still."""
    found = set_days(circle)
    return {stage: found.get((town, stage), STILL_DAYS) for stage in CAN_STAND_STILL}


def rules_of(circle: str, town: str) -> dict[str, StillRule]:
    """Return the days a town set, by stage."""
    return {row.stage: row for row in StillRule.objects.visible_to(HOUSE).filter(circle=circle, owner=town)}


def standing_still(on: date, *, circle: str = "", town: str = "") -> list[tuple[Lead, int]]:
    """Return the leads that stand still on a day and whose keeper was not told yet, each with the days allowed."""
    rows = Lead.objects.visible_to(HOUSE).filter(ended="", stage__in=CAN_STAND_STILL, stage_since__lt=on)
    if circle:
        rows = rows.filter(circle=circle, owner=town)
    told = set(StillTold.objects.visible_to(HOUSE).filter(lead__in=rows).values_list("lead_id", "stage", "since"))
    days: dict[str, dict[tuple[str, str], int]] = {}
    found = []
    for lead in rows:
        if lead.circle not in days:
            days[lead.circle] = set_days(lead.circle)
        allowed = rules.allowed_for(lead, days[lead.circle])
        if rules.stands_still(lead, allowed, on) and (lead.pk, lead.stage, lead.stage_since) not in told:
            found.append((lead, allowed))
    return found
