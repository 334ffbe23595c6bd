"""After how many days a lead stands still, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from pilin.domain.investment.enums import CAN_STAND_STILL, STILL_DAYS
from pilin.domain.investment.models import Lead
from pilin.engine.base import Fault
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

MOST_DAYS = 3660


def may_set_still(by: Standing, circle: str, town: str) -> Verdict:
    """Say whether this standing sets after how many days a town's leads stand still: an officer of that town."""
    if by.sees_all or (by.member and by.member == town and circle in by.circles):
        return Verdict.yes()
    return Verdict.no("not_own", _("Each town sets this for its own leads"))


def may_raise_still(by: Standing) -> Verdict:
    """Say whether this standing tells keepers of leads that stand still: scheduled work."""
    return Verdict.yes() if by.sees_all else Verdict.no("not_machine", _("Scheduled work does this"))


def days_stood(lead: Lead, on: date) -> int:
    """Return for how many days a lead has stood in its stage; of an ended one, stood."""
    return max(0, ((lead.ended_on or on) - lead.stage_since).days)


def stands_still(lead: Lead, allowed: int, on: date) -> bool:
    """Return whether a lead has stood in its stage longer than is allowed; one that ended or arrived does not."""
    return not lead.ended and lead.stage in CAN_STAND_STILL and days_stood(lead, on) > allowed


def allowed_for(lead: Lead, set_days: Mapping[tuple[str, str], int]) -> int:
    """Return the days allowed for a lead in its stage; ``set_days`` has those of towns and stages that set them."""
    return set_days.get((lead.owner, lead.stage), STILL_DAYS)


def faults_of_days(days: Mapping[str, int]) -> list[Fault]:
    """Return what is wrong with days by stage."""
    faults = []
    for stage, number in days.items():
        if stage not in CAN_STAND_STILL:
            faults.append(Fault("unknown_stage", "days", _("Choose one of those offered"), value=stage))
        elif not 1 <= number <= MOST_DAYS:
            faults.append(Fault("days", stage, _("Write 1 to 3660 days"), value=str(number)))
    return faults or ([] if days else [Fault("nothing", "days", _("Say for which stage"))])
