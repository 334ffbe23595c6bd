"""What the ledger's pages are told by the rooms above it: how to speak of their records, and what is in force by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pilin.domain.handover.queries import records as handover
from pilin.domain.programme.queries import records as programme
from pilin.foundation.bulletins import records as bulletins
from pilin.foundation.ledger.enums import JointAct, RecordKind
from pilin.foundation.members.queries import records as members

RECORDS_OF: list[tuple[Callable[[], Mapping[str, RecordKind]], list[Callable[[], Iterable[JointAct]]]]] = [
    (members.record_kinds, [members.joint_agreements]),
    (bulletins.record_kinds, [bulletins.joint_bulletins]),
    (programme.record_kinds, [programme.joint_lists, programme.joint_errata]),
    (handover.record_kinds, [handover.joint_handovers]),
]
"""A room's kinds of records, and its joint acts."""
