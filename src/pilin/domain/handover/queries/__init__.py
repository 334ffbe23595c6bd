"""What handovers answer: a dossier with its seals and readings, all handovers of a circle, who acts, and the sections."""

from pilin.domain.handover.queries.ceremony import Ceremony, Step, ceremony_of
from pilin.domain.handover.queries.dossiers import (
    Parties,
    SectionView,
    View,
    acting_chair,
    compiled_now,
    dossier_of,
    electors_of,
    handover_row,
    handovers_of,
    last_closing,
    may_sign,
    names_of,
    next_handover,
    parties_of,
    rule_seal,
    work_of,
)
from pilin.domain.handover.queries.sections import all_sections

__all__ = [
    "Ceremony",
    "Parties",
    "SectionView",
    "Step",
    "View",
    "acting_chair",
    "all_sections",
    "ceremony_of",
    "compiled_now",
    "dossier_of",
    "electors_of",
    "handover_row",
    "handovers_of",
    "last_closing",
    "may_sign",
    "names_of",
    "next_handover",
    "parties_of",
    "rule_seal",
    "work_of",
]
