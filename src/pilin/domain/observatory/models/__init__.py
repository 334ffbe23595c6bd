"""What the observatory keeps, a file a subject."""

from pilin.domain.observatory.models.counts import AttestedCount, FirmWord
from pilin.domain.observatory.models.flows import FlowRecord
from pilin.domain.observatory.models.indicators import (
    Concordance,
    ConcordanceConfirmation,
    Indicator,
    IndicatorDefinition,
    IndicatorInput,
    IndicatorTarget,
)
from pilin.domain.observatory.models.reach import ReachEnd, ReachLink, ReachScenario, ScenarioChange

__all__ = [
    "AttestedCount",
    "Concordance",
    "ConcordanceConfirmation",
    "FirmWord",
    "FlowRecord",
    "Indicator",
    "IndicatorDefinition",
    "IndicatorInput",
    "IndicatorTarget",
    "ReachEnd",
    "ReachLink",
    "ReachScenario",
    "ScenarioChange",
]
