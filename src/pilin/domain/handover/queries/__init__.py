"""What handovers answer: a dossier with its seals and readings, all handovers of a circle, who acts, and the sections."""

from pilin.domain.handover.queries.dossiers import (
    Parties,
    SectionView,
    View,
    acting_chair,
    compiled_now,
    dossier_of,
    handover_row,
    handovers_of,
    names_of,
    next_handover,
    parties_of,
    work_of,
)
from pilin.domain.handover.queries.sections import all_sections

__all__ = [
    "Parties",
    "SectionView",
    "View",
    "acting_chair",
    "all_sections",
    "compiled_now",
    "dossier_of",
    "handover_row",
    "handovers_of",
    "names_of",
    "next_handover",
    "parties_of",
    "work_of",
]
