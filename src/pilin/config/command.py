"""The command ``pilin``: one group, to which each room adds its own commands."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from importlib import import_module
from zoneinfo import ZoneInfo

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pilin", prog_name="pilin")
@click.option("--as", "person", metavar="USERNAME", help="Act as this person of the instance; else as the public.")
@click.pass_context
def pilin(context: click.Context, person: str | None) -> None:
    """Pilin (毗邻): neighbouring towns on two sides of a provincial border.

    Answers go to stdout, all else to stderr. Exit codes: 0 answered, 1 refused or invalid, 2 wrong use.
    """
    context.obj = Caller(person)


ALSO_UNDER = {  # room: other rooms' commands that people look for in it
    "watch": {"observations": ("ingest", "stations")},
    "living": {"lines": ("gtfs", "trip")},
}


class Caller:
    """Who calls, and when: made once for each command, looked up only when a command asks."""

    def __init__(self, person: str | None) -> None:
        self.person = person
        self.at = datetime.now(ZoneInfo("Asia/Shanghai"))

    @property
    def standing(self):  # type: ignore[no-untyped-def]
        """Return the caller's standing; that of the public unless a person is named."""
        from pilin.config.standing import standing_of  # app ready
        from pilin.foundation.access.standing import Standing  # app ready
        from pilin.foundation.identity.models import User  # app ready

        if not self.person:
            return Standing.public()
        found = User.objects.filter(username=self.person, is_active=True).first()
        if found is None:
            raise click.BadParameter(f"nobody here is called {self.person}", param_hint="--as")
        return standing_of(found, self.at)


def main() -> None:
    """Set Django up, let each room add its commands, and run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.config.settings")
    import django  # app ready: settings must be named first

    django.setup()
    from django.conf import settings  # app ready

    # the commands of odd jobs that need no records are there whether the room is among the applications or not
    for room in [*settings.ROOMS, "pilin.config"]:
        try:
            module = import_module(f"{room}.cli")
        except ModuleNotFoundError as missing:
            if missing.name != f"{room}.cli":
                raise
        else:
            for command in module.commands:
                pilin.add_command(command)
    for room, others in ALSO_UNDER.items():
        for other, names in others.items():
            for name in names:
                pilin.commands[room].add_command(pilin.commands[other].commands[name])  # type: ignore[attr-defined]
    from pilin.web.trouble import refuse_trouble  # app ready

    try:
        pilin(prog_name="pilin")
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        refuse_trouble(error, as_json="--json" in sys.argv)
        raise


if __name__ == "__main__":
    main()
