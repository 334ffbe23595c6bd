"""The registers at the terminal."""

from pilin.domain.enterprises.cli import groups, merging, own, registers
from pilin.domain.enterprises.cli.base import enterprises

commands = [enterprises]

__all__ = ["commands", "enterprises", "groups", "merging", "own", "registers"]
