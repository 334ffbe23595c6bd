"""The pages of firms, registers and groups."""

from pilin.domain.enterprises.web.bringing import bring, bringing, faults
from pilin.domain.enterprises.web.groups import add_figure, add_group, add_site, group, groups, place
from pilin.domain.enterprises.web.registers import (
    enterprise,
    index,
    likeness,
    likenesses,
    merge,
    register,
    registers,
    undo,
    withdraw,
)

__all__ = [
    "add_figure",
    "add_group",
    "add_site",
    "bring",
    "bringing",
    "enterprise",
    "faults",
    "group",
    "groups",
    "index",
    "likeness",
    "likenesses",
    "merge",
    "place",
    "register",
    "registers",
    "undo",
    "withdraw",
]
