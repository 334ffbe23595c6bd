"""What the observatory holds on a person: what an officer judged, confirmed or attested under their name."""

from __future__ import annotations

from itertools import chain
from typing import Any
from uuid import UUID

from pilin.domain.observatory.models import Concordance, ConcordanceConfirmation, FlowRecord
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.models import Observation

HOUSE = Standing.machine("observatory")


def held_on(person: UUID) -> list[dict[str, Any]]:
    """Return what stands under a person's name: definitions held against each other, flows and figures."""
    judged = Concordance.objects.visible_to(HOUSE).filter(judged_by=person)
    confirmed = ConcordanceConfirmation.objects.visible_to(HOUSE).filter(confirmed_by=person)
    flows = FlowRecord.objects.visible_to(HOUSE).filter(attested_by=person)
    figures = Observation.objects.visible_to(HOUSE).filter(attested_by=person)
    return [
        dict(row)
        for row in chain(
            judged.values("owner", "likeness", "reason_zh", "judged_name", "judged_at"),
            confirmed.values("owner", "concordance__reason_zh", "confirmed_name", "confirmed_at"),
            flows.values("owner", "kind", "origin__name_zh", "destination__name_zh", "period_first", "attested_name", "known_at"),
            figures.values("owner", "series__slug", "period_first", "attested_name", "known_at"),
        )
    ]  # fmt: skip
