"""What is done with registers and firms, and what firms say of themselves."""

from pilin.domain.enterprises.actions.bringing import (
    begin_bringing,
    note_checked,
    purge_bringings,
    put_in_force,
    take_away,
    write_rows,
)
from pilin.domain.enterprises.actions.groups import note_figure, note_group, note_site, place_in_group
from pilin.domain.enterprises.actions.merging import keep_apart, merge_firms, note_likenesses, undo_merge
from pilin.domain.enterprises.actions.own import (
    claim_firm,
    decide_claim,
    end_claim,
    forget_claims,
    note_certificate,
    note_good,
    purge_claims,
    remove_certificate,
    remove_good,
)
from pilin.domain.enterprises.actions.registers import bring_register, withdraw_register

__all__ = [
    "begin_bringing",
    "bring_register",
    "claim_firm",
    "decide_claim",
    "end_claim",
    "forget_claims",
    "keep_apart",
    "merge_firms",
    "note_certificate",
    "note_checked",
    "note_figure",
    "note_good",
    "note_group",
    "note_likenesses",
    "note_site",
    "place_in_group",
    "purge_bringings",
    "purge_claims",
    "put_in_force",
    "remove_certificate",
    "remove_good",
    "take_away",
    "undo_merge",
    "withdraw_register",
    "write_rows",
]
