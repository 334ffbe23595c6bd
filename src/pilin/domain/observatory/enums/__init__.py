"""The words of the observatory, a file a subject."""

from pilin.domain.observatory.enums.indicators import (
    LIKENESS_SAID,
    REASONS,
    Beside,
    Expected,
    IndicatorForm,
    Likeness,
    PairState,
    PartOf,
)
from pilin.domain.observatory.enums.reach import (
    HOUR,
    LONGEST,
    MOST_CHANGES,
    MOST_PAIRS,
    OF_TRAVEL,
    ChangeKind,
    LinkMode,
    LinkState,
)

__all__ = [
    "HOUR",
    "LIKENESS_SAID",
    "LONGEST",
    "MOST_CHANGES",
    "MOST_PAIRS",
    "OF_TRAVEL",
    "REASONS",
    "Beside",
    "ChangeKind",
    "Expected",
    "IndicatorForm",
    "Likeness",
    "LinkMode",
    "LinkState",
    "PairState",
    "PartOf",
]
