"""The deeds of the observatory, a file a subject."""

from pilin.domain.observatory.actions.flows import bring_flows, say_flow
from pilin.domain.observatory.actions.indicators import (
    add_input,
    confirm_concordance,
    define_indicator,
    describe_definition,
    judge_concordance,
    set_target,
)

__all__ = [
    "add_input",
    "bring_flows",
    "confirm_concordance",
    "define_indicator",
    "describe_definition",
    "judge_concordance",
    "say_flow",
    "set_target",
]
