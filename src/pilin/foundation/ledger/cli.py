"""``pilin verify`` and ``pilin ledger``: check everything, see the logs, change keys."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from pilin.engine.base import Refused
from pilin.foundation.ledger import actions, queries
from pilin.web.terminal import answer, json_option, refuse, table


@click.command()
@click.argument("archive", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def verify(archive: Path | None, as_json: bool) -> None:
    """Check this instance, or an exported ARCHIVE, and name the first entry of each log that does not hold."""
    found = (
        queries.check_archive(archive) if archive else queries.check_instance(lambda line: click.echo(line, err=True))
    )
    data = {"holds": found.holds, "logs": found.logs, "entries": found.entries, "rows": found.rows,
            "findings": [{"where": f.where, "reason": f.reason} for f in found.findings]}  # fmt: skip

    def text() -> str:
        if found.holds:
            return _("Everything holds: %(logs)s logs, %(entries)s entries, %(rows)s records.") % data
        lines = [f"{finding.where}: {finding.reason}" for finding in found.findings]
        return "\n".join([_("%(n)s places do not hold") % {"n": len(lines)}, *lines])

    answer(data, as_json=as_json, text=text)
    sys.exit(0 if found.holds else 1)


@click.group()
def ledger() -> None:
    """The signed record of what is shared."""


@ledger.command("logs")
@json_option
@click.pass_obj
def logs(caller: Any, as_json: bool) -> None:
    """List the logs: who writes them, for whom, how many entries, and the hash of the last."""
    cards = queries.logs_of(caller.standing)
    data = [{"log": c.log_id, "writer": c.writer, "audience": c.audience, "circle": c.circle or None, "size": c.size,
             "tip": c.tip or None} for c in sorted(cards, key=lambda c: c.log_id)]  # fmt: skip
    heads = [_("Writer"), _("For"), _("Entries"), _("Last entry")]
    rows = [[c.writer, c.audience, c.size, c.tip[:16]] for c in cards]
    answer(data, as_json=as_json, text=lambda: table(heads, rows))


@ledger.command("rotate")
@click.argument("town")
@click.option("--revoke", is_flag=True, help="The old key was lost or stolen: it never comes back.")
@click.pass_obj
def rotate(caller: Any, town: str, revoke: bool) -> None:
    """Give TOWN (its code) a new key. Its root key must lie in PILIN_HOME/keys/TOWN.root meanwhile."""
    try:
        made = actions.rotate_key(by=caller.standing, at=caller.at, town=town, revoke=revoke)
    except Refused as error:
        refuse(error, as_json=False)
    click.echo(
        _("Changed. Manifest %(serial)s, root fingerprint %(print)s")
        % {"serial": made.serial, "print": made.fingerprint}
    )


commands = [verify, ledger]
