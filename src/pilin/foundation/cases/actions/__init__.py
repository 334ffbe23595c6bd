"""The deeds of cases: their course, at the border, while they wait, of one matter, what hangs on them, and what the clock does."""

from pilin.foundation.cases.actions.adding import attach_to_case, rate_case
from pilin.foundation.cases.actions.clock import ask_promised, forget_cases, purge_cases, raise_lain
from pilin.foundation.cases.actions.course import (
    answer_case,
    close_case,
    note_case,
    receive_case,
    reopen_case,
    send_back,
    take_case,
    withdraw_case,
)
from pilin.foundation.cases.actions.handing import accept_case, keep_case, offer_case, refuse_case
from pilin.foundation.cases.actions.keeping import end_template, keep_template, set_term, share_figures, unshare_figures
from pilin.foundation.cases.actions.tying import tie_case, untie_case
from pilin.foundation.cases.actions.waiting import pause_case, resume_case

__all__ = [
    "accept_case",
    "answer_case",
    "ask_promised",
    "attach_to_case",
    "close_case",
    "end_template",
    "forget_cases",
    "keep_case",
    "keep_template",
    "note_case",
    "offer_case",
    "pause_case",
    "purge_cases",
    "raise_lain",
    "rate_case",
    "receive_case",
    "refuse_case",
    "reopen_case",
    "resume_case",
    "send_back",
    "set_term",
    "share_figures",
    "take_case",
    "tie_case",
    "unshare_figures",
    "untie_case",
    "withdraw_case",
]
