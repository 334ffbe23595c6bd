"""What is done with registers and firms."""

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
from pilin.domain.enterprises.actions.registers import bring_register, withdraw_register

__all__ = [
    "begin_bringing",
    "bring_register",
    "keep_apart",
    "merge_firms",
    "note_checked",
    "note_figure",
    "note_group",
    "note_likenesses",
    "note_site",
    "place_in_group",
    "purge_bringings",
    "put_in_force",
    "take_away",
    "undo_merge",
    "withdraw_register",
    "write_rows",
]
