"""What visits give to the rooms beside and below them: a firm's visits, what a need may become, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pilin.foundation.access.standing import Standing


def fill() -> None:
    """A need may become a request to the service centre; a firm's page leads to its visits; what waits stands in people's work."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.enterprises.enums import OF_A_FIRM  # app ready
    from pilin.domain.visits import queries  # app ready
    from pilin.domain.visits.enums import ESCALATE, Escalation  # app ready
    from pilin.domain.visits.rules import may_read_visits  # app ready
    from pilin.foundation.identity.enums import KEY_ROOMS  # app ready
    from pilin.foundation.members.enums import WAYS_OF_CIRCLE  # app ready
    from pilin.foundation.notices.enums import WORK  # app ready

    ESCALATE["service_request"] = Escalation(_("request to the service centre"), _services, _request, "cases:case")
    OF_A_FIRM.append((_("Who visits it"), "map-pin", "visits:firm", may_read_visits))
    WAYS_OF_CIRCLE.append((_("Grids and visits"), "map-pin", "visits:index"))
    WORK["visits"] = queries.work_of
    KEY_ROOMS["visits"] = _("Grids and visits")


def _services(standing: Standing, circle: str, town: str, on: date) -> Sequence[tuple[UUID, str]]:
    """Return what a town offers firms on a day, by title."""
    from pilin.domain.services import queries  # app ready
    from pilin.web.words import in_words  # app ready

    rows = queries.services(standing, circle, on, town=town)
    return [(row.pk, in_words(row, "title")) for row in rows]


def _request(*, by: Standing, at: datetime, need: Any, choice: UUID) -> Any:
    """Ask for a service in the firm's name, as the town's clerk writes down what a firm said on a visit."""
    from pilin.domain.services import actions, queries  # app ready
    from pilin.domain.visits.enums import Became  # app ready
    from pilin.foundation.cases.enums import Channel  # app ready

    service = queries.service_named(by, need.circle, choice)
    assert service is not None  # it was among those to choose from
    made = actions.ask_service(
        by=by, at=at, service=service, firm=need.visit.enterprise_id, subject=need.words.splitlines()[0][:160], text=need.words,
        channel=Channel.VISIT, illustrative=need.illustrative,
    )  # fmt: skip
    return Became(made.pk, made.reference)
