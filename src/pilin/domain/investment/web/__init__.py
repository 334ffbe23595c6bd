"""The pages of investment."""

from pilin.domain.investment.web.crossing import answer, answer_split, confirm, join, split, take_back
from pilin.domain.investment.web.leads import lead, match, step
from pilin.domain.investment.web.pipeline import index, register
from pilin.domain.investment.web.spaces import add_space, change_space, set_space_state, spaces

__all__ = [
    "add_space",
    "answer",
    "answer_split",
    "change_space",
    "confirm",
    "index",
    "join",
    "lead",
    "match",
    "register",
    "set_space_state",
    "spaces",
    "split",
    "step",
    "take_back",
]
