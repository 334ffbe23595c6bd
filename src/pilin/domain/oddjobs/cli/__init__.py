"""Odd jobs at the terminal."""

from __future__ import annotations

import click

from pilin.domain.oddjobs.cli import solving


@click.group()
def oddjobs() -> None:
    """Odd jobs across the border: who can take which shift, what is offered, what is due."""


for command in (solving.assign, solving.replay):
    oddjobs.add_command(command)

commands = [oddjobs]

__all__ = ["commands", "oddjobs"]
