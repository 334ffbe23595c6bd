"""Living next door at the terminal: each file adds its commands to the one group."""

from __future__ import annotations

import click

from pilin.domain.living.cli import happenings, listings, services


@click.group()
def living() -> None:
    """Read what one bank offers the other: services, settlement, ways there, the calendar, what the towns cherish."""


for part in (services, happenings, listings):
    for command in part.commands:
        living.add_command(command)

commands = [living]
