"""What the commands share: their group, who may read what is noted, firms and groups by their uid."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from pilin.domain.enterprises import queries
from pilin.domain.enterprises.models import Enterprise, Group
from pilin.engine.base import Refused
from pilin.foundation.access.enums import Audience

SHANGHAI = ZoneInfo("Asia/Shanghai")


readers_option = click.option(
    "--audience",
    type=click.Choice([Audience.OWN.value, Audience.CIRCLE.value, Audience.PUBLIC.value]),
    default=Audience.CIRCLE.value,
    show_default=True,
    help="Who may read it.",
)


@click.group()
def enterprises() -> None:
    """Firms of the circle: registers brought, numbers checked."""


def firm_named(caller: Any, circle: str, uid: UUID) -> Enterprise:
    found = queries.enterprise_named(caller.standing, circle, uid)
    if found is None:
        raise Refused("not_found", "no such firm")
    return found


def group_named(caller: Any, circle: str, uid: UUID) -> Group:
    found = queries.group_named(caller.standing, circle, uid)
    if found is None:
        raise Refused("not_found", "no such group")
    return found
