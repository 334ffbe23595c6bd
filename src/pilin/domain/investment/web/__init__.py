"""The pages of investment."""

from pilin.domain.investment.web.crossing import answer, answer_split, confirm, join, split, take_back
from pilin.domain.investment.web.leads import lead, match, step
from pilin.domain.investment.web.links import forget_word, make_link, speak, withdraw_link
from pilin.domain.investment.web.pipeline import index, register, still
from pilin.domain.investment.web.spaces import add_space, change_space, set_space_state, spaces

__all__ = [
    "add_space",
    "answer",
    "answer_split",
    "change_space",
    "confirm",
    "forget_word",
    "index",
    "join",
    "lead",
    "make_link",
    "match",
    "register",
    "set_space_state",
    "spaces",
    "speak",
    "split",
    "step",
    "still",
    "take_back",
    "withdraw_link",
]
