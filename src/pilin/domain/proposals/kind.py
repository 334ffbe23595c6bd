"""A proposal: a case that only whoever proposed it can close."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from pilin.domain.proposals import queries
from pilin.domain.proposals.actions import case_moved
from pilin.domain.proposals.enums import KIND
from pilin.domain.proposals.rules import working_days_of
from pilin.foundation.cases.enums import CaseKind, Closer

FIRST = date(2024, 1, 1)  # what a proposal brings no days for has those of this day


def _days(matter: str) -> int:
    """Return the days of the table; without them the room does not start."""
    if (days := working_days_of(matter, "", FIRST)) is None:
        raise LookupError(f"data/terms.csv has no term for {matter} on {FIRST}")
    return days


PROPOSAL = CaseKind(
    key=KIND,
    label=_("proposal"),
    prefix="P",
    taken_within=_days("taken"),
    answered_within=_days("answered"),
    closer=Closer.ASKER,
    about=queries.about_proposal,
    waits=_("while whoever proposed it is asked what is meant"),
    follows=case_moved,
    page="proposals:proposal",
)
