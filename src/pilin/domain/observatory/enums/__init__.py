"""The words of the observatory."""

from pilin.domain.observatory.enums.indicators import (
    REASONS,
    Beside,
    Expected,
    IndicatorForm,
    Likeness,
    PairState,
    PartOf,
)

__all__ = ["REASONS", "Beside", "Expected", "IndicatorForm", "Likeness", "PairState", "PartOf"]
