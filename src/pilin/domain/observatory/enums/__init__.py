"""The words of the observatory."""

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
