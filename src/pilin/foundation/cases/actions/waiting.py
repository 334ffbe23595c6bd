"""A case that waits for whoever asked: its term stands still by the kind's rule, and both sides see since when."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import rules
from pilin.foundation.cases.actions.held import askers, go_on, held, said, step, tell_people
from pilin.foundation.cases.enums import StepKind
from pilin.foundation.cases.models import Case
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.queries import day_of


@deed("cases.pause_case", says=_("{who} lets the case {title} wait for whoever asked"))
def pause_case(*, by: Standing, at: datetime, case: Case, note: str) -> Case:
    """Let a case wait for whoever asked, who is told what is missing. Their next word lets it go on."""
    row = held(case)
    rules.may_pause(by, row).require()
    said(note, _("Say what is missing: whoever asked has to bring it"))
    row.waiting_since = day_of(at)
    row.save()
    step(row, by, at, StepKind.PAUSED, note=note)
    tell_people(by, at, row, "case_waits", askers(row))
    tell(title=row.reference)
    return row


@deed("cases.resume_case", says=_("{who} lets the case {title} go on"))
def resume_case(*, by: Standing, at: datetime, case: Case, note: str = "") -> Case:
    """Let a case go on; its day is later by the working days on which the term stood still, and by no other."""
    row = held(case)
    rules.may_resume(by, row).require()
    go_on(row, by, at, note)
    others = askers(row) if rules.is_side_of_town(by, row) else [row.assignee_id]
    tell_people(by, at, row, "case_goes_on", [who for who in others if who])
    tell(title=row.reference)
    return row
