"""A complaint about an odd job: a case that only whoever complained can close."""

from django.utils.translation import gettext_lazy as _

from pilin.domain.oddjobs import queries
from pilin.domain.oddjobs.enums import COMPLAINT
from pilin.foundation.cases.enums import CaseKind, Closer

JOB_COMPLAINT = CaseKind(
    key=COMPLAINT,
    label=_("complaint about an odd job"),
    prefix="J",
    taken_within=1,
    answered_within=5,
    closer=Closer.ASKER,
    about=queries.about_complaint,
)
