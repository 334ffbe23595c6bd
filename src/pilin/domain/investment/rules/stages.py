"""What a lead needs for each stage, and which stage comes next. Pure: a lead in, what is missing out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.investment.enums import ORDER, LeadStage
from pilin.domain.investment.models import Lead
from pilin.engine.base import Fault
from pilin.foundation.access.verdict import Text

REQUIRED: dict[LeadStage, tuple[str, ...]] = {  # beyond what the stages before ask for
    LeadStage.LEAD: ("title_zh",),
    LeadStage.INTENTION: ("investor_zh", "amount"),
    LeadStage.SIGNED: ("signed_on", "amount"),
    LeadStage.STARTED: ("started_on", "site_town"),
    LeadStage.IN_PRODUCTION: ("produced_on",),
    LeadStage.CONFIRMED: ("confirmed_on",),
}
EITHER = {"title_zh": "title", "investor_zh": "investor"}  # one of the two languages is enough
DAY_OF: dict[LeadStage, str] = {
    LeadStage.SIGNED: "signed_on",
    LeadStage.STARTED: "started_on",
    LeadStage.IN_PRODUCTION: "produced_on",
    LeadStage.CONFIRMED: "confirmed_on",
}
MISSING: dict[str, Text] = {
    "title_zh": _("Say in one line what the project is"),
    "investor_zh": _("An intention needs the name of the investor"),
    "amount": _("From an intention on, say how much is to be invested, and in which currency"),
    "signed_on": _("Say on which day the agreement was signed"),
    "started_on": _("Say on which day construction started"),
    "site_town": _("Say in which town the site lies: output, tax and investment are counted there"),
    "produced_on": _("Say on which day production began"),
    "confirmed_on": _("The investor alone confirms"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """A field that a stage asks for, and the sentence for whoever left it empty."""

    field: str
    reason: Text


def stage_after(stage: str) -> LeadStage | None:
    """Return the stage that follows; None after the last."""
    place = ORDER.index(LeadStage(stage))
    return ORDER[place + 1] if place + 1 < len(ORDER) else None


def stages_before(stage: str) -> tuple[LeadStage, ...]:
    """Return the stages before one, first to last."""
    return ORDER[: ORDER.index(LeadStage(stage))]


def needs(lead: Lead, stage: str) -> list[Need]:
    """Return what is still missing for a lead to stand at a stage, that of every stage before it included."""
    asked = [field for one in (*stages_before(stage), LeadStage(stage)) for field in REQUIRED[one]]
    return [Need(field, MISSING[field]) for field in dict.fromkeys(asked) if not _given(lead, field)]


def faulty_days(lead: Lead, today: date) -> list[Fault]:
    """Return what is wrong with the days of a lead: one that lies ahead, or one before the stage before it."""
    faults, before = [], None
    for stage, field in DAY_OF.items():
        on = getattr(lead, field)
        if on is None:
            continue
        if on > today:
            faults.append(Fault("ahead", "on", _("This day lies ahead; write it down when it has come"), value=str(on)))
        if before is not None and on < before:
            faults.append(
                Fault("order", "on", _("This day lies before that of the stage before"), value=f"{stage} {on}")
            )
        before = on
    return faults


def _given(lead: Lead, field: str) -> bool:
    value: Any = getattr(lead, field)
    if value in (None, "") and field in EITHER:
        value = getattr(lead, EITHER[field])
    return value not in (None, "")
