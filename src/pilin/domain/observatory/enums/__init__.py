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

__all__ = ["LIKENESS_SAID", "REASONS", "Beside", "Expected", "IndicatorForm", "Likeness", "PairState", "PartOf"]
