"""Cases of one matter: one leads, and whoever asked in the others is told where it stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.cases import queries, rules
from pilin.foundation.cases.actions.held import askers, held, step, tell_people
from pilin.foundation.cases.enums import StepKind
from pilin.foundation.cases.models import Case
from pilin.foundation.journal.actions import deed, tell


@deed("cases.tie_case", says=_("{who} said that the case {title} is the same matter as {other}"))
def tie_case(*, by: Standing, at: datetime, case: Case, other: UUID, note: str = "") -> Case:
    """Say that a case is the same matter as another that this standing reads, which leads from now on.

    Each keeps its number, its day and its answer: nobody's question ends because somebody else asked it, too.
    """
    row = held(case)
    rules.may_tie(by, row, StepKind.TIED).require()
    lead = queries.leading(by, row.circle, other)
    if lead is None or lead.pk == row.pk:
        raise Invalid(
            Fault(
                "other",
                "other",
                _("Choose another case that you read, which is not tied to this one"),
                value=str(other),
            )
        )
    row.same_as = lead.pk
    row.save()
    step(row, by, at, StepKind.TIED, note=note, rule=lead.reference)
    tell_people(by, at, row, "case_tied", askers(row))
    tell(title=row.reference, other=lead.reference)
    return row


@deed("cases.untie_case", says=_("{who} said that the case {title} is a matter of its own"))
def untie_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Say that a case is a matter of its own again."""
    row = held(case)
    rules.may_tie(by, row, StepKind.UNTIED).require()
    row.same_as = None
    row.save()
    step(row, by, at, StepKind.UNTIED, note=note)
    tell(title=row.reference)
    return row
