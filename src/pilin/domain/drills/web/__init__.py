"""Pages of drills: who is due, sites, scenarios, a drill before, while and after it runs, and what is mended."""

from pilin.domain.drills.web.correcting import correctives, done, send_back, verify
from pilin.domain.drills.web.drills import call_off, close, drill, drills, finish, join, plan, start
from pilin.domain.drills.web.noting import correct, course, evaluate, mend, note, report
from pilin.domain.drills.web.scenarios import add_scenario, change_scenario, scenario, scenarios
from pilin.domain.drills.web.sites import add_site, change_site, end_site, index, site

__all__ = [
    "add_scenario",
    "add_site",
    "call_off",
    "change_scenario",
    "change_site",
    "close",
    "correct",
    "correctives",
    "course",
    "done",
    "drill",
    "drills",
    "end_site",
    "evaluate",
    "finish",
    "index",
    "join",
    "mend",
    "note",
    "plan",
    "report",
    "scenario",
    "scenarios",
    "send_back",
    "site",
    "start",
    "verify",
]
