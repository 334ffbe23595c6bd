"""``pilin upkeep``: what failed in the background, and the worker itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import click
from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Refused
from pilin.foundation.upkeep import actions, queries
from pilin.web.terminal import answer, json_option, plain, refuse, table


@click.group()
def upkeep() -> None:
    """What keeps the instance going: background tasks and their worker."""


@upkeep.command("tasks")
@click.option("--settled", is_flag=True, help="Those about which the keeper has decided.")
@json_option
@click.pass_obj
def list_tasks(caller: Any, settled: bool, as_json: bool) -> None:
    """Say how background work stands, and list the tasks put aside (--as the keeper)."""
    now, found = queries.state(caller.at), queries.letters(caller.standing, settled=settled)
    data = {
        "state": {
            name: getattr(now, name)
            for name in ("workers", "beat_at", "waiting", "oldest_due_at", "running", "put_aside")
        },
        "tasks": [
            {
                name: getattr(one, name) or None
                for name in ("uid", "name", "tries", "first_at", "failed_at", "error", "settled", "settled_at")
            }
            for one in sorted(found, key=lambda one: one.uid)
        ],
    }

    def text() -> str:
        head = _("Workers %(workers)s, waiting %(waiting)s, running %(running)s, put aside %(aside)s") % {
            "workers": now.workers,
            "waiting": now.waiting,
            "running": now.running,
            "aside": now.put_aside,
        }
        heads = ["uid", _("Task"), _("Tries"), _("Failed at"), _("Error")]
        rows = [[one.uid, one.name, one.tries, plain(one.failed_at), one.error] for one in found]
        return f"{head}\n\n{table(heads, rows)}" if rows else head

    answer(data, as_json=as_json, text=text)


@upkeep.command("again")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def again(caller: Any, uid: UUID, as_json: bool) -> None:
    """Let the task UID, which was put aside, be tried again."""
    _decide(caller, uid, as_json, actions.try_again)


@upkeep.command("give-up")
@click.argument("uid", type=click.UUID)
@json_option
@click.pass_obj
def give_up(caller: Any, uid: UUID, as_json: bool) -> None:
    """Leave the task UID, which was put aside, undone for good."""
    _decide(caller, uid, as_json, actions.give_up)


def _decide(caller: Any, uid: UUID, as_json: bool, deed: Callable[..., Any]) -> None:
    row = queries.letter(caller.standing, uid)
    if row is None:
        refuse(Refused("not_found", _("There is no such task that you may decide about")), as_json=as_json)
    try:
        made = deed(by=caller.standing, at=caller.at, letter=row)
    except Refused as error:
        refuse(error, as_json=as_json)
    data = {"uid": made.pk, "name": made.name, "settled": made.settled}
    answer(data, as_json=as_json, text=f"{made.name}: {made.get_settled_display()}")


@upkeep.command("work")
@click.option("--name", default="", help="The worker's name; must be like no other. Made up unless said.")
@click.option(
    "--interval", type=click.FloatRange(0.05, 60), default=1.0, show_default=True, help="Seconds between looks."
)
def work(name: str, interval: float) -> None:
    """Do background tasks until stopped. `pilin serve` runs one; further machines may run more."""
    from pilin.foundation.upkeep.cli.worker import Worker, new_name  # app ready

    worker = Worker(name or new_name(), interval)
    worker.configure_signals()
    worker.run()


commands = [upkeep]
