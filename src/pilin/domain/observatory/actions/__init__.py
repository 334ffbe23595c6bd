"""The deeds of the observatory."""

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
    "confirm_concordance",
    "define_indicator",
    "describe_definition",
    "judge_concordance",
    "set_target",
]
