"""Deeds of watch."""

from pilin.domain.watch.actions.calling import answer_call, call_on, claim_call, note_carried, note_sent
from pilin.domain.watch.actions.cap import (
    end_sender,
    join_notice,
    know_sender,
    note_pull,
    relay_alert,
    send_notice,
    take_alerts,
)
from pilin.domain.watch.actions.checking import note_silence
from pilin.domain.watch.actions.duty import (
    ShiftSaid,
    copy_week,
    enter_shifts,
    erase_duty,
    mind_gauge,
    set_term,
    unmind_gauge,
)
from pilin.domain.watch.actions.events import acknowledge_event, open_event, stand_down
from pilin.domain.watch.actions.gates import (
    answer_gate_request,
    ask_about_gate,
    end_gate,
    note_gate,
    note_move,
    set_gate_rule,
)
from pilin.domain.watch.actions.incidents import (
    close_incident,
    end_contact,
    join_plan,
    know_incident,
    note_contact,
    note_joint_plan,
    report_incident,
    tell_neighbour,
)
from pilin.domain.watch.actions.lines import note_offset, set_line
from pilin.domain.watch.actions.relaying import relay_signal
from pilin.domain.watch.actions.replaying import Terms, replay_as_drill
from pilin.domain.watch.actions.responses import (
    acknowledge_task,
    change_response,
    end_plan_task,
    end_response,
    finish_task,
    launch_response,
    set_plan_task,
)
from pilin.domain.watch.actions.subscribing import forget_subscriber, subscribe, unsubscribe

__all__ = [
    "ShiftSaid",
    "Terms",
    "acknowledge_event",
    "acknowledge_task",
    "answer_call",
    "answer_gate_request",
    "ask_about_gate",
    "call_on",
    "change_response",
    "claim_call",
    "close_incident",
    "copy_week",
    "end_contact",
    "end_gate",
    "end_plan_task",
    "end_response",
    "end_sender",
    "enter_shifts",
    "erase_duty",
    "finish_task",
    "forget_subscriber",
    "join_notice",
    "join_plan",
    "know_incident",
    "know_sender",
    "launch_response",
    "mind_gauge",
    "note_carried",
    "note_contact",
    "note_gate",
    "note_joint_plan",
    "note_move",
    "note_offset",
    "note_pull",
    "note_sent",
    "note_silence",
    "open_event",
    "relay_alert",
    "relay_signal",
    "replay_as_drill",
    "report_incident",
    "send_notice",
    "set_gate_rule",
    "set_line",
    "set_plan_task",
    "set_term",
    "stand_down",
    "subscribe",
    "take_alerts",
    "tell_neighbour",
    "unmind_gauge",
    "unsubscribe",
]
