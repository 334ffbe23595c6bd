"""The pages of firms, registers and groups."""

from pilin.domain.enterprises.web.bringing import bring, bringing, faults
from pilin.domain.enterprises.web.groups import add_figure, add_group, add_site, group, groups, place
from pilin.domain.enterprises.web.own import (
    add_certificate,
    add_claim,
    add_good,
    claim,
    claims,
    mine,
    remove_certificate,
    remove_good,
)
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
    "add_certificate",
    "add_claim",
    "add_figure",
    "add_good",
    "add_group",
    "add_site",
    "bring",
    "bringing",
    "claim",
    "claims",
    "enterprise",
    "faults",
    "group",
    "groups",
    "index",
    "likeness",
    "likenesses",
    "merge",
    "mine",
    "place",
    "register",
    "registers",
    "remove_certificate",
    "remove_good",
    "undo",
    "withdraw",
]
