"""Odd jobs at the terminal."""

from __future__ import annotations

import click

from pilin.domain.oddjobs.cli import paying, posting, solving


@click.group()
def oddjobs() -> None:
    """Odd jobs across the border: who can take which shift, what is offered, what is due."""


for command in (posting.list_shifts, posting.post_work, paying.list_pays, solving.assign, solving.replay):
    oddjobs.add_command(command)

commands = (oddjobs,)
