"""What hangs on a case: files of either side, and how whoever asked found it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.cases import queries, rules
from pilin.foundation.cases.actions.held import askers, held, tell_people
from pilin.foundation.cases.enums import BEST, RatingStage
from pilin.foundation.cases.models import Case, CaseRating
from pilin.foundation.files import actions as files
from pilin.foundation.files.enums import AttachmentKind
from pilin.foundation.files.models import Attachment
from pilin.foundation.files.rules import sniff
from pilin.foundation.journal.actions import deed, tell
from pilin.foundation.members.queries import day_of

MOST_FILES = 20


@deed("cases.attach_to_case", says=_("{who} attached a file to the case {title}"))
def attach_to_case(*, by: Standing, at: datetime, case: Case, name: str, content: bytes) -> Attachment:
    """Hang a file on a case: whoever reads the case reads it. A picture loses its position; the other side is told.

    Raises
    ------
    Invalid
        As :func:`pilin.foundation.files.actions.attach_file`, and when twenty hang there already.
    """
    row = held(case)
    rules.may_attach(by, row).require()
    if len(queries.files_of(row)) >= MOST_FILES:
        raise Invalid(Fault("too_many", "file", _("Twenty files are attached already"), value=name))
    kind = AttachmentKind.PHOTO if sniff(content).startswith("image/") else AttachmentKind.FILE
    made = files.attach_file(
        by=queries.HOUSE, at=at, name=name, content=content, owner=row.lead, audience=Audience.OWN, circle=row.circle, subject=row.pk, kind=kind, illustrative=row.illustrative,
    )  # fmt: skip
    others = askers(row) if rules.is_side_of_town(by, row) else [row.assignee_id] if row.assignee_id else []
    tell_people(by, at, row, "case_noted", others)
    tell(title=row.reference)
    return made


@deed("cases.rate_case", says=_("{who} said how the case {title} was"))
def rate_case(*, by: Standing, at: datetime, case: Case, stage: str, mark: int, words: str = "") -> CaseRating:
    """Say how it was: the answer, once it is there; and what was done, once the promised day has come.

    Parameters
    ----------
    stage : str
        Of :class:`pilin.foundation.cases.enums.RatingStage`.
    mark : int
        1 to 5, where 5 is best.
    """
    row = held(case)
    if stage not in RatingStage.values:
        raise Invalid(Fault("stage", "stage", _("Say what you rate: the answer, or what was done"), value=stage))
    rules.may_rate(by, row, RatingStage(stage), queries.stages_rated(row), day_of(at)).require()
    if not 1 <= mark <= BEST:
        raise Invalid(Fault("mark", "mark", _("Give a mark from 1 to 5"), value=str(mark)))
    rating = CaseRating(
        in_circle_id=row.in_circle_id, circle=row.circle, owner=row.lead, audience=row.audience, parties=row.parties, case=row, stage=stage,
        mark=mark, words=words.strip(), at=at, illustrative=row.illustrative,
    )  # fmt: skip
    rating.save()
    tell_people(by, at, row, "case_rated", [row.assignee_id] if row.assignee_id else [])
    tell(title=row.reference)
    return rating
