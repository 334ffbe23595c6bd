"""The deeds of lines, a file a subject."""

from pilin.domain.lines.actions.feeds import bring_feed, part_stops
from pilin.domain.lines.actions.keep import (
    bring_timetable,
    close_line,
    grant_permission,
    open_line,
    put_stop,
    withdraw_permission,
)
from pilin.domain.lines.actions.subsidies import agree_to_subsidy, propose_subsidy, withdraw_subsidy

__all__ = [
    "agree_to_subsidy", "bring_feed", "bring_timetable", "close_line", "grant_permission", "open_line", "part_stops", "propose_subsidy",
    "put_stop", "withdraw_permission", "withdraw_subsidy",
]  # fmt: skip
