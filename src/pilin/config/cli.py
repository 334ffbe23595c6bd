"""Commands that run an instance: open the demo, begin an instance, serve it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import tomllib
import webbrowser
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from pilin.config import durability, serving
from pilin.config.home import DEFAULTS
from pilin.engine.base import Fault, Invalid, Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.members import actions, queries
from pilin.web.terminal import refuse, table

SETUP = Standing.machine("setup")
PORT = click.IntRange(1, 65_535)


def _say(line: str) -> None:
    click.echo(f"  {line}", err=True)


def _require_durable() -> None:
    """Refuse to serve from a database that may lose what it has acknowledged."""
    if found := durability.faults(connection):
        reason = "Not served: this database may lose what it has acknowledged.\n  " + "\n  ".join(found)
        refuse(Refused("not_durable", reason), as_json=False)


def _prepare() -> None:
    try:
        serving.prepare(_say)
    except Refused as error:
        refuse(error, as_json=False)


@click.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="Where it listens, on this machine only.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--load-only", is_flag=True, help="Load the demo, print its people, and end.")
@click.option("--reset", is_flag=True, help="Throw the demo's data away and load it afresh.")
@click.pass_obj
def demo(caller: Any, port: int, no_browser: bool, load_only: bool, reset: bool) -> None:
    """Open the circle of five towns in a browser. A second start keeps the data."""
    from pilin.config import demo as play  # slow import: the demo's data is read only here

    marker = Path(settings.HOME) / "demo"
    if not load_only and not serving.is_port_free("127.0.0.1", port):
        refuse(
            Refused("port_taken", f"something listens on port {port} already; give another with --port"), as_json=False
        )
    if reset:
        _throw_away(marker)
    if not load_only:
        _require_durable()
    _prepare()
    if not play.is_loaded():
        if User.objects.exists():
            refuse(
                Refused("not_demo", "this folder holds an instance that is not the demo; name another with PILIN_HOME"),
                as_json=False,
            )
        click.echo("Loading the demo", err=True)
        with transaction.atomic():
            play.load(caller.at, _say)
        marker.touch()
    click.echo(_people(port))
    if not load_only:
        if (
            settings.SITE["site_url"] == DEFAULTS["site_url"]
        ):  # nobody named another: bulletins carry the address it listens on
            os.environ["PILIN_SITE_URL"] = f"http://127.0.0.1:{port}"
        os.environ.setdefault("PILIN_SECOND_FACTOR_FOR", "")  # people to play with have no telephones
        sys.exit(_serve("127.0.0.1", port, 2, open_browser=not no_browser))


def _throw_away(marker: Path) -> None:
    if not marker.exists() and (Path(settings.HOME) / "pilin.sqlite3").exists():
        _prepare()
        if User.objects.exists():
            refuse(
                Refused("not_demo", "this folder holds an instance that is not the demo; nothing was thrown away"),
                as_json=False,
            )
    if connection.vendor == "sqlite":
        connection.close()
        for path in Path(settings.HOME).glob("pilin.sqlite3*"):
            path.unlink()
    elif marker.exists():
        call_command("flush", interactive=False, verbosity=0)
    for folder in (
        settings.MEDIA_ROOT,
        settings.EMAIL_FILE_PATH,
        Path(settings.HOME) / "handover",
        Path(settings.HOME) / "search",
    ):
        shutil.rmtree(folder, ignore_errors=True)
    marker.unlink(missing_ok=True)


def _people(port: int) -> str:
    from pilin.config.demo.world import PASSWORD  # slow import: the demo's data is read only here

    rows = [
        (person.username, person.name_zh, person.name_en)
        for person in User.objects.filter(illustrative=True).order_by("username")
    ]
    chair = queries.chair_on(SETUP, "five-towns", date.today())  # noqa: DTZ011  (this is a door)
    told = f"The chair's secretary now: {_secretary(chair)}\n" if chair else ""
    return (
        f"Pilin demo: http://127.0.0.1:{port}/\n\nPeople to sign in as (all made up), password {PASSWORD}\n\n"
        f"{table(('sign in as', 'name_zh', 'name'), rows)}\n\n{told}A visitor needs no sign-in."
    )


def _secretary(chair: queries.TermCard) -> str:
    return f"{chair.member.short.lower()}-secretary"


def _serve(host: str, port: int, workers: int, *, open_browser: bool = False) -> int:
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104

    def ready() -> None:
        click.echo(f"Pilin answers on {address}  (stop with Ctrl-C)", err=True)
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    return serving.serve(host, port, workers, ready, serving.live_port(host, port, _say))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=PORT, default=8000, show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Web processes; about one a core."
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve this instance: web processes and the worker for background tasks, until SIGTERM or Ctrl-C."""
    if not serving.is_port_free(host, port):
        refuse(Refused("port_taken", f"cannot listen on {host}:{port}; give another with --port"), as_json=False)
    _require_durable()
    _prepare()
    if not User.objects.filter(is_active=True).exists():
        click.echo(f"Nobody is here yet. Open /start/ with the setup code {serving.setup_code()}", err=True)
    sys.exit(_serve(host, port, workers))


@click.command()
@click.option(
    "--from",
    "plan",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file with [keeper], [circle], [[members]], [[officers]].",
)
@click.option("--keeper", help="Name the keeper signs in with.")
@click.option("--keeper-name", help="The keeper's name.")
@click.option("--password", help="The keeper's password; asked for when not given.")
@click.option("--circle", "slug", help="Address of the circle, as five-towns.")
@click.option("--name-zh", help="The circle's Chinese name.")
@click.option("--name", default="", help="The circle's English name.")
@click.pass_obj
def init(
    caller: Any,
    plan: Path | None,
    keeper: str | None,
    keeper_name: str | None,
    password: str | None,
    slug: str | None,
    name_zh: str | None,
    name: str,
) -> None:
    """Begin an instance, or add a circle to it: keeper, circle, members, first officers. All is written, or nothing.

    Without --from the missing pieces are asked for; members and officers then follow on the web under /start/.
    """
    _prepare()
    begun = User.objects.filter(is_active=True).exists()
    given = _read(plan) if plan else _ask(begun, keeper, keeper_name, password, slug, name_zh, name)
    try:
        with transaction.atomic():
            made = _begin(caller.at, given, begun)
    except (Invalid, Refused) as error:
        refuse(error, as_json=False)
    click.echo("\n".join(made))


def _read(plan: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(plan.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, a number or a nesting beyond measure
        raise click.BadParameter(f"{plan.name} is no TOML: {error}", param_hint="--from") from error


def _ask(
    begun: bool,
    keeper: str | None,
    keeper_name: str | None,
    password: str | None,
    slug: str | None,
    name_zh: str | None,
    name: str,
) -> dict[str, Any]:
    def ask(text: str, given: str | None, **kwargs: Any) -> str:
        return given if given is not None else str(click.prompt(text, err=True, **kwargs))

    plan: dict[str, Any] = {}
    if not begun:
        username = ask("The keeper signs in as", keeper)
        plan["keeper"] = {
            "username": username,
            "name_zh": ask("The keeper's name", keeper_name, default=username),
            "password": ask("Password (ten characters or more)", password, hide_input=True, confirmation_prompt=True),
        }
    plan["circle"] = {
        "slug": ask("Address of the circle (small letters, figures, hyphens)", slug),
        "name_zh": ask("Its Chinese name", name_zh),
        "name": name,
    }
    return plan


def _begin(at: Any, plan: dict[str, Any], begun: bool) -> list[str]:
    made = []
    if not begun:
        if "keeper" not in plan:
            raise Invalid(Fault("missing", "keeper", "the instance has nobody yet: name its [keeper]"))
        person = actions.begin_instance(by=SETUP, at=at, **_known(plan["keeper"], "keeper", KEEPER))
        made.append(f"keeper {person.username}")
    circle = None
    if "circle" in plan:
        circle = actions.make_circle(by=SETUP, at=at, **{"name": "", **_known(plan["circle"], "circle", CIRCLE)})
        made.append(f"circle {circle.slug}: /c/{circle.slug}/about/")
    for kind, needed, deed in (("members", MEMBER, actions.enter_town), ("officers", OFFICER, actions.enter_officer)):
        for number, row in enumerate(plan.get(kind, ()), start=1):
            where = f"{kind}.{number}"
            if circle is None:
                raise Invalid(Fault("missing", "circle", f"{where} needs the [circle] it belongs to"))
            fields = _known(row, where, needed)
            if "since" in fields:
                fields["valid_from"] = str(fields.pop("since"))
            try:
                deed(by=SETUP, at=at, circle=circle, **fields)
            except Invalid as error:
                raise Invalid(
                    *(Fault(f.code, f"{where}.{f.field}", f.reason, f.row, f.value) for f in error.faults)
                ) from error
            made.append(f"{kind[:-1]} {fields.get('code') or fields.get('username')}")
    return made


KEEPER = ({"username", "name_zh", "password"}, {"name_en"})  # (needed, possible)
CIRCLE = ({"slug", "name_zh"}, {"name", "turn", "about_zh", "about", "convention_zh", "convention", "obstacles_target"})
MEMBER = (
    {"code", "name_zh", "name", "short_zh", "short", "mark", "bank", "since"},
    {"kind", "province_zh", "county_zh"},
)
OFFICER = ({"member", "username", "name_zh", "password", "roles"}, {"name_en", "title_zh", "title_en"})


def _known(row: Any, where: str, fields: tuple[set[str], set[str]]) -> dict[str, Any]:
    needed, possible = fields
    if not isinstance(row, dict):
        raise Invalid(Fault("malformed", where, "this is a table of fields"))
    faults = [Fault("missing", f"{where}.{name}", "this field is needed") for name in sorted(needed - row.keys())]
    faults += [
        Fault("unknown_field", f"{where}.{name}", "this field is not known")
        for name in sorted(row.keys() - needed - possible)
    ]
    kinds: dict[str, type] = {"bank": int, "obstacles_target": int, "roles": list, "since": object}
    faults += [
        Fault(
            "malformed", f"{where}.{name}", f"this field is {kinds.get(name, str).__name__}, not {type(value).__name__}"
        )
        for name, value in row.items()
        if name in needed | possible and (not isinstance(value, kinds.get(name, str)) or isinstance(value, bool))
    ]
    if faults:
        raise Invalid(*faults)
    return dict(row)


commands = [demo, init, serve]
