"""Where patrols and findings stand: it follows from their rows. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pilin.domain.enforcement.enums import FindingState, PatrolReply, PatrolState
from pilin.domain.enforcement.models import Patrol


def patrol_state(patrol: Patrol, replies: Mapping[str, str]) -> PatrolState:
    """Return where a patrol stands.

    Parameters
    ----------
    replies : mapping of town to reply
        What the towns answered; who proposed it has said yes by that.
    """
    if patrol.called_off_on is not None:
        return PatrolState.CALLED_OFF
    if patrol.done_at is not None:
        return PatrolState.DONE
    if patrol.begun_at is not None:
        return PatrolState.OUT
    if PatrolReply.DECLINED in replies.values():
        return PatrolState.DECLINED
    asked = {code for code in patrol.parties.split(",") if code} - {patrol.owner}
    return PatrolState.TAKEN if asked <= set(replies) else PatrolState.PROPOSED


def finding_state(*, sent: bool, received: bool, filed: bool, decided: bool) -> FindingState:
    """Return how far a finding is, by the furthest of its rows."""
    if decided:
        return FindingState.DECIDED
    if filed:
        return FindingState.FILED
    if received:
        return FindingState.RECEIVED
    return FindingState.SENT if sent else FindingState.RECORDED
