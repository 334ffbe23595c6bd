"""The observatory at the terminal: each file adds its commands to the one group."""

from __future__ import annotations

import click

from pilin.domain.observatory.cli import counts, flows, gravity, indicators, reach, rollup, share


@click.group()
def observatory() -> None:
    """Reckon how near places are and what flows between them, on files of one's own; read what the circle keeps of both."""


for command in (
    *(*reach.commands, *gravity.commands, *share.commands, *rollup.commands),
    *(*indicators.commands, *counts.commands, *flows.commands),
):
    observatory.add_command(command)

commands = [observatory]
