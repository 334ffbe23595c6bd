"""A request to the service centre: a case that only the firm can close."""

from django.utils.translation import gettext_lazy as _

from pilin.domain.services import queries
from pilin.foundation.cases.enums import CaseKind, Closer

REQUEST = CaseKind(
    key="service_request",
    label=_("request to the service centre"),
    prefix="S",
    taken_within=1,
    answered_within=5,
    closer=Closer.ASKER,
    about=queries.about_request,
    waits=_("while papers are missing that only the firm can bring"),
)
