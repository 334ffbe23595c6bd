"""Travel times at the terminal: they need no records."""

from __future__ import annotations

import click

commands: tuple[click.Command, ...] = ()
