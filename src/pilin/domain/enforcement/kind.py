"""A filed finding on the town's desk: a case that the firm never reads and that the town closes with its decision."""

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement import queries
from pilin.domain.enforcement.enums import ENFORCEMENT_CASE
from pilin.domain.enforcement.laws import SINCE, last_day, law_on, working_days_to
from pilin.foundation.cases.enums import CaseKind, Closer

_term = law_on("decision", SINCE)  # each filing brings the days of its own; these stand for a case that brought none
FILED_FINDING = CaseKind(
    key=ENFORCEMENT_CASE,
    label=_("filed finding of enforcement"),
    prefix="E",
    taken_within=2,  # a rule of this platform
    answered_within=working_days_to(SINCE, last_day(_term, SINCE)),
    closer=Closer.TOWN,
    about=queries.about_filing,
    page="enforcement:filing",
    travels=False,  # the place of the act decides whose it is, not an offer
)
