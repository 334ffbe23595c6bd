"""The deeds of the programme."""

from pilin.domain.programme.actions.items import add_item, add_milestone, change_item, import_items, remove_item
from pilin.domain.programme.actions.lists import (
    accept_list,
    carry_over,
    draft_list,
    propose_erratum,
    propose_list,
    refuse_list,
    release_due_lists,
    release_list,
    reopen_list,
    sign_erratum,
)
from pilin.domain.programme.actions.milestones import (
    ask_for_witness,
    drop_item,
    move_due,
    raise_item,
    report_milestone,
    send_back_milestone,
    witness_milestone,
)
from pilin.domain.programme.actions.plans import draw_up_plan, take_step

__all__ = [
    "accept_list",
    "add_item",
    "add_milestone",
    "ask_for_witness",
    "carry_over",
    "change_item",
    "draft_list",
    "draw_up_plan",
    "drop_item",
    "import_items",
    "move_due",
    "propose_erratum",
    "propose_list",
    "raise_item",
    "refuse_list",
    "release_due_lists",
    "release_list",
    "remove_item",
    "reopen_list",
    "report_milestone",
    "send_back_milestone",
    "sign_erratum",
    "take_step",
    "witness_milestone",
]
