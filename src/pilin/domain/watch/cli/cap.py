"""Alerts at the terminal: check files of them, take one in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pilin.domain.watch import actions
from pilin.domain.watch.queries import cap as queries
from pilin.domain.watch.taking import read_file
from pilin.engine.base import Invalid, Refused
from pilin.foundation.members.queries import circle_named
from pilin.web.terminal import answer, json_option, refuse


@click.command("cap-check")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="End with 1 also where an alert is not valid by the schema.")
@json_option
def cap_check(files: tuple[Path, ...], strict: bool, as_json: bool) -> None:
    """Check files of CAP alerts: form, schema, and the rules of the standard's prose.

    Needs no records. Ends with 1 where a file is no XML, is refused or holds no alert.
    """
    from pilin.engine import cap  # slow import

    told: list[dict[str, Any]] = []
    for file in files:
        # A file that is larger than may be read is not read to find that out.
        large = file.stat().st_size > cap.LIMITS.bytes
        judged = cap.Judged(None, refused="too_large") if large else cap.judge(file.read_bytes())
        told.append({"file": str(file), **judged.as_json()})
    answer(told, as_json=as_json, text=lambda: "\n".join(line for one in told for line in _lines(one)))
    bad = any(not one["alerts"] for one in told)
    invalid = any(alert["xsd_valid"] is False for one in told for alert in one["alerts"])
    if bad or (strict and invalid):
        raise SystemExit(1)


def _lines(told: dict[str, Any]) -> list[str]:
    if told["well_formed"] is None:
        return [f"{told['file']}: refused ({told['refused']})"]
    if not told["well_formed"]:
        return [f"{told['file']}:{told['line'] or ''}: no XML: {told['says']}"]
    lines = [f"{told['file']}: {len(told['alerts'])} alerts"]
    for alert in told["alerts"]:
        valid = {True: "valid", False: "not valid", None: "no schema"}[alert["xsd_valid"]]
        lines.append(f"  {alert['line']}: {alert['identifier'] or '-'}, CAP {alert['version'] or 'unknown'}, {valid}")
        lines += [f"    {fault['line']}: {fault['path']}: {fault['rule']}" for fault in alert["faults"]]
        if alert["more"]:
            lines.append(f"    and {alert['more']} more")
    return lines


@click.command("cap-pull")
@click.argument("circle")
@json_option
@click.pass_obj
def cap_pull(caller: Any, circle: str, as_json: bool) -> None:
    """Fetch the feeds of the senders that the town acted for knows in CIRCLE, and take in what is new."""
    from pilin.domain.watch.pulling import pull  # slow import

    if circle_named(caller.standing, circle) is None:
        refuse(Refused("unknown_circle", "There is no such circle"), as_json=as_json)
    if not caller.standing.member:
        refuse(Refused("no_town", "Say for which town, with --as"), as_json=as_json)
    senders = queries.fed_senders(caller.standing, caller.at, circle=circle, town=caller.standing.member)
    told = [
        {"sender": one.sender.sender, "feed": one.sender.feed, "taken": one.taken, "trouble": one.trouble or None}
        for one in pull(by=caller.standing, at=caller.at, senders=senders)
    ]
    lines = [
        f"{one['sender']}: {one['taken']} taken{', ' + str(one['trouble']) if one['trouble'] else ''}" for one in told
    ]
    answer(told, as_json=as_json, text="\n".join(lines) or "No sender has a feed")


@click.command("cap-take")
@click.argument("circle")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def cap_take(caller: Any, circle: str, file: Path, as_json: bool) -> None:
    """Take the alerts of FILE in for the town acted for in CIRCLE, each once, in steps."""
    try:
        within = circle_named(caller.standing, circle)
        if within is None:
            raise Refused("unknown_circle", "There is no such circle")
        brought = read_file(file.read_bytes())
        number, known, relayed, broken = 0, 0, 0, 0
        for step in brought.steps():
            try:
                taken = actions.take_alerts(
                    by=caller.standing, at=caller.at, circle=within, town=caller.standing.member, brought=step,
                    came_from=file.name,
                )  # fmt: skip
            except Refused as error:
                if error.code != "known":
                    raise
                known += len(step)
                continue
            number, known = number + len(taken.rows), known + taken.known
            relayed, broken = relayed + len(taken.signals), broken + len(taken.broken)
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    told = {
        "taken": number, "known": known, "relayed": relayed, "broken": broken,
        "turned_away": [{"line": fault.row, "code": fault.code, "reason": str(fault.reason)} for fault in brought.turned_away],
    }  # fmt: skip
    answer(
        told,
        as_json=as_json,
        text=f"{number} taken, {known} known, {relayed} relayed, {broken} with a broken signature",
    )


commands = [cap_check, cap_pull, cap_take]
