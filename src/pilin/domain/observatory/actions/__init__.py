"""The deeds of the observatory: links with the word of each side, scenarios."""

from pilin.domain.observatory.actions.reach import delete_scenario, enter_link, report_end, save_scenario

__all__ = ["delete_scenario", "enter_link", "report_end", "save_scenario"]
