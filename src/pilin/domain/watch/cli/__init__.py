"""Watch at the terminal: each file adds its commands to the one group."""

from __future__ import annotations

import click

from pilin.domain.watch.cli import acts, cap, desk, numbers


@click.group()
def watch() -> None:
    """Rain, water, warnings, gates and responses on both banks."""


for command in (*desk.commands, *acts.commands, *numbers.commands, *cap.commands):
    watch.add_command(command)

commands = [watch]
