"""What may be done in watch, what threshold checks find, and who is called next. Pure."""

from pilin.domain.watch.rules.cap import (
    Card,
    alert_of,
    colour_of,
    faults_of_notice,
    faults_of_sender,
    fold,
    hazard_of,
    in_language,
    is_relayable,
    is_trusted,
    later_words,
    may_follow,
    may_join,
    may_send,
    state_of,
    touches,
)
from pilin.domain.watch.rules.checks import (
    SHANGHAI,
    Excursion,
    Found,
    Key,
    Laid,
    Lines,
    NotLaid,
    RainSeen,
    check_levels,
    check_rain,
    check_rise,
    day_of_micros,
    excursions,
    key_of,
    lines_on_day,
    moment_of,
    offset_between,
    opens_event,
    same_datum,
    silent_after,
    without_overlaps,
)
from pilin.domain.watch.rules.duty import (
    Gap,
    Step,
    chain_of,
    faults_of_shift,
    gaps,
    may_answer,
    may_call_on,
    may_keep_duty,
    may_subscribe,
    next_step,
)
from pilin.domain.watch.rules.house import house, house_figures
from pilin.domain.watch.rules.who import AHEAD, ON_DUTY, faults_of_signal, may_acknowledge, may_keep, may_stand_down

__all__ = [
    "AHEAD", "ON_DUTY", "SHANGHAI", "Card", "Excursion", "Found", "Gap", "Key", "Laid", "Lines", "NotLaid", "RainSeen", "Step",
    "alert_of", "chain_of", "check_levels", "check_rain", "check_rise", "colour_of", "day_of_micros", "excursions",
    "faults_of_notice", "faults_of_sender", "faults_of_shift", "faults_of_signal", "fold", "gaps", "hazard_of", "house", "house_figures",
    "in_language", "is_relayable", "is_trusted", "key_of", "later_words", "lines_on_day", "may_acknowledge", "may_answer", "may_call_on",
    "may_follow", "may_join", "may_keep", "may_keep_duty", "may_send", "may_stand_down", "may_subscribe", "moment_of", "next_step",
    "offset_between", "opens_event", "same_datum", "silent_after", "state_of", "touches", "without_overlaps",
]  # fmt: skip
