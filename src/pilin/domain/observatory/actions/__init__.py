"""The deeds of the observatory, a file a subject."""

from pilin.domain.observatory.actions.counting import FirmSaying, attest_count, count_from_register, say_of_firms
from pilin.domain.observatory.actions.flows import bring_flows, say_flow
from pilin.domain.observatory.actions.indicators import (
    add_input,
    confirm_concordance,
    define_indicator,
    describe_definition,
    judge_concordance,
    set_target,
)
from pilin.domain.observatory.actions.reach import delete_scenario, enter_link, report_end, save_scenario

__all__ = [
    "FirmSaying",
    "add_input",
    "attest_count",
    "bring_flows",
    "confirm_concordance",
    "count_from_register",
    "define_indicator",
    "delete_scenario",
    "describe_definition",
    "enter_link",
    "judge_concordance",
    "report_end",
    "save_scenario",
    "say_flow",
    "say_of_firms",
    "set_target",
]
