"""What the observatory keeps."""

from pilin.domain.observatory.models.indicators import (
    Concordance,
    ConcordanceConfirmation,
    Indicator,
    IndicatorDefinition,
    IndicatorInput,
    IndicatorTarget,
)

__all__ = [
    "Concordance",
    "ConcordanceConfirmation",
    "Indicator",
    "IndicatorDefinition",
    "IndicatorInput",
    "IndicatorTarget",
]
