"""``pilin backup`` and ``pilin restore``: copies taken, tried and brought back from the terminal."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.backups import actions, evidence, guard, keeping, queries, restoring, sealing
from pilin.foundation.backups.sources import Told
from pilin.web.terminal import answer, json_option, refuse, table

OPERATOR = Standing.machine("operator")
FILE = click.Path(path_type=Path)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


class WithUsual(click.Group):
    """A group whose first word may be left out: then it is the usual command."""

    usual = ""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put the usual command before words that name none."""
        if (not args or args[0] not in self.commands) and not {"-h", "--help"} & set(args[:1]):
            args = [self.usual, *args]
        return super().parse_args(context, args)


class Backup(WithUsual):
    """``pilin backup`` takes a copy."""

    usual = "take"


class Restore(WithUsual):
    """``pilin restore`` brings one back."""

    usual = "bring"


@click.group(cls=Backup)
def backup() -> None:
    """Take a copy of this instance while it is served: pilin backup [TARGET]."""


@click.group(cls=Restore)
def restore() -> None:
    """Bring a copy back into an empty PILIN_HOME: pilin restore COPY; --check only checks it, --drill tries it."""


@backup.command("take")
@click.argument("target", required=False, type=FILE)
@click.option("--passphrase-file", type=EXISTING, help="Encrypt with the passphrase in this file.")
@click.option("--recipient", type=EXISTING, help="Encrypt for the public key in this file.")
@click.option(
    "--with-keys", is_flag=True, help="Put the towns' node keys and the secret settings in too; encrypted only."
)
@json_option
def take(
    target: Path | None, passphrase_file: Path | None, recipient: Path | None, with_keys: bool, as_json: bool
) -> None:
    """Take a copy to TARGET, a folder or a new file; without it to backup_to of the settings, else PILIN_HOME/backups."""
    try:
        lock = _closing(passphrase_file, recipient) or keeping.usual_lock()
        made = keeping.take(by=OPERATOR, at=timezone.now(), target=target, lock=lock, with_keys=with_keys, told=_bar())
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    data = {"path": str(made.path), "size": made.size, "sha256": made.sha256, "rows": made.rows, "entries": made.entries,
            "files": made.files, "seconds": round(made.seconds, 2), "encrypted": lock is not None, "verified": True,
            "damaged": list(made.damaged), "keys_apart": made.manifest["keys"]["apart"]}  # fmt: skip
    answer(data, as_json=as_json, text=lambda: _told_of(data))


def _told_of(data: dict[str, Any]) -> str:
    lines = [
        _("%(path)s: %(rows)s rows, %(entries)s signed entries, %(files)s files, read back whole") % data,
        f"SHA-256 {data['sha256']}",
    ]
    if data["keys_apart"]:
        lines.append(_("Not in it, and to be kept apart: keys/%(keys)s") % {"keys": _short(data["keys_apart"])})
    if data["damaged"]:
        lines.append(_("Attachments damaged before they were copied: %(n)s") % {"n": len(data["damaged"])})
    return "\n".join(lines)


def _short(names: list[str]) -> str:
    """Return some names, and how many more there are."""
    more = f" … ({len(names)})" if len(names) > 3 else ""
    return ", keys/".join(names[:3]) + more


@backup.command("key")
@click.argument("file", type=FILE)
def key(file: Path) -> None:
    """Make a key pair for copies: FILE opens them and belongs elsewhere, FILE.pub closes them and stays here."""
    try:
        public = sealing.make_pair(file)
    except Refused as error:
        refuse(error, as_json=False)
    click.echo(_("%(private)s opens copies: take it away from this server. %(public)s closes them: backup_recipient.")
               % {"private": file, "public": public})  # fmt: skip


@backup.command("list")
@json_option
def listed(as_json: bool) -> None:
    """List the copies that were taken, the newest first."""
    rows = queries.copies(OPERATOR)
    data = [{"taken_at": r.taken_at, "path": r.path, "size": r.size, "why": r.why, "encrypted": r.encrypted,
             "verified_at": r.verified_at, "drilled_at": r.drilled_at, "fault": r.fault or None,
             "gone": r.gone_at is not None} for r in rows]  # fmt: skip
    heads = [_("Taken"), _("File"), "MB", _("Tried"), _("State")]
    lines = [[f"{guard.local(r.taken_at)}", r.name, r.size // 10**6, guard.local(r.drilled_at) if r.drilled_at else "",
              r.fault or (_("gone") if r.gone_at else _("whole"))] for r in rows]  # fmt: skip
    answer(data, as_json=as_json, text=lambda: table(heads, lines))


@restore.command("bring")
@click.argument("copy", required=False, type=EXISTING)
@click.option("--check", "only_check", is_flag=True, help="Read every byte of the copy and change nothing.")
@click.option(
    "--drill", is_flag=True, help="Bring it back to a temporary place, check it there, and note how long it took."
)
@click.option("--passphrase-file", type=EXISTING, help="The passphrase it was encrypted with.")
@click.option("--identity", type=EXISTING, help="The private key it was encrypted for.")
@json_option
def bring(
    copy: Path | None, only_check: bool, drill: bool, passphrase_file: Path | None, identity: Path | None, as_json: bool
) -> None:
    """Bring COPY back into this PILIN_HOME, which must be empty. Everything is checked before anything is written."""
    try:
        lock = _opening(passphrase_file, identity)
        if drill:
            tried = keeping.drill(by=OPERATOR, at=timezone.now(), path=copy, lock=lock, told=_bar())
            data = {"path": str(tried.path), "seconds": round(tried.seconds, 1), **_summary(tried.restored.manifest),
                    "checked": tried.checked}  # fmt: skip
            said = _(
                "%(path)s came back whole in %(seconds)s seconds: %(rows)s rows, %(entries)s entries, all of it verified."
            )
        elif copy is None:
            raise click.UsageError("name the copy: pilin restore COPY")
        elif only_check:
            data = {"path": str(copy), **_summary(restoring.check(copy, lock, _bar()))}
            said = _("%(path)s is whole: taken %(taken_at)s, %(rows)s rows, %(entries)s entries, %(files)s files.")
        else:
            done = restoring.restore(copy, keeping.here(), lock, at=timezone.now(), told=_bar())
            data = {"path": str(copy), **_summary(done.manifest), "missing_keys": list(done.missing_keys)}
            said = _("%(path)s came back: %(rows)s rows, %(entries)s entries and %(files)s files, as the copy says.")
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)

    def text() -> str:
        lines = [said % data]
        if data.get("missing_keys"):
            lines.append(
                _("Bring back before it can write: keys/%(keys)s") % {"keys": ", keys/".join(data["missing_keys"])}
            )
        if "missing_keys" in data:
            lines.append(_("It can be read and does not write yet. Go on with: pilin restore complete"))
        return "\n".join(lines)

    answer(data, as_json=as_json, text=text)


def _summary(manifest: dict[str, Any]) -> dict[str, Any]:
    return {
        "taken_at": manifest["taken_at"],
        "rows": sum(manifest["tables"].values()),
        "entries": sum(log["size"] for log in manifest["logs"]),
        "files": sum(member["name"].startswith("files/") for member in manifest["members"]),
    }


@restore.command("complete")
@click.option("--from", "sources", multiple=True, type=EXISTING,
              help="An archive of logs or a file of signed heads that others hold; give every one there is.")  # fmt: skip
@click.option("--nothing-newer", metavar="DIGITS",
              help="Answer for it that no newer history exists of the logs nobody speaks of: the digits printed without it.")  # fmt: skip
@click.option("--new-epoch", "new_epochs", multiple=True, metavar="TOWN",
              help="Let the town's logs go on as new ones: its root keys must be in keys/. What it signed since is void.")  # fmt: skip
@json_option
@click.pass_obj
def complete(
    caller: Any, sources: tuple[Path, ...], nothing_newer: str | None, new_epochs: tuple[str, ...], as_json: bool
) -> None:
    """Let a restored instance write again: compare its logs with what others hold, or answer for it that nothing is newer."""
    try:
        read = [evidence.read(path) for path in sources]
        mark = guard.open_restoration()
        if mark is not None and not sources and not nothing_newer and not new_epochs:
            click.echo(_heads(), err=True)
        done = actions.settle(
            by=caller.standing if caller.person else OPERATOR,
            at=timezone.now(),
            held=[one for held, _archive in read for one in held],
            archives=[archive for _held, archive in read if archive is not None],
            nothing_newer=nothing_newer or "",
            new_epochs=new_epochs,
        )
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    answer({"how": done.how, "settled_at": done.settled_at}, as_json=as_json,
           text=lambda: _("This instance writes again: %(how)s.") % {"how": done.get_how_display()})  # fmt: skip


def _heads() -> str:
    """Return the heads as they came back, and what it means to answer for them."""
    heads = evidence.heads_here()
    rows = [[writer, audience, size, tip[:16]] for writer, audience, size, tip in heads]
    return "\n".join([
        table([_("Writer"), _("For"), _("Entries"), _("Last entry")], rows),
        "",
        _("Compare these with what other towns hold, with printed heads and with newer copies."),
        _("If newer entries exist anywhere, writing now makes a second history: other towns will refuse both from there on,"
          " and the towns' signatures prove it."),
        _("If none exist: pilin restore complete --nothing-newer %(digits)s") % {"digits": evidence.fingerprint(heads)},
    ])  # fmt: skip


def _closing(passphrase_file: Path | None, recipient: Path | None) -> sealing.Lock | None:
    if passphrase_file and recipient:
        raise click.UsageError("give --passphrase-file or --recipient, not both")
    if recipient:
        return sealing.Lock.of_key(recipient, sealing.PUBLIC)
    return sealing.Lock.of_passphrase(passphrase_file) if passphrase_file else None


def _opening(passphrase_file: Path | None, identity: Path | None) -> sealing.Lock | None:
    if passphrase_file and identity:
        raise click.UsageError("give --passphrase-file or --identity, not both")
    if identity:
        return sealing.Lock.of_key(identity, sealing.PRIVATE)
    return sealing.Lock.of_passphrase(passphrase_file) if passphrase_file else None


def _bar() -> Told:
    """Return what shows on stderr how far it is: a line that changes at a terminal, one line a step elsewhere."""
    last: list[Any] = ["", 0.0]

    def told(step: str, share: float) -> None:
        if not sys.stderr.isatty():
            if step != last[0]:
                click.echo(f"  {step}", err=True)
        elif step != last[0] or share >= 1 or time.monotonic() - last[1] > 0.2:
            click.echo(f"\r  {step} {share:4.0%}   ", err=True, nl=share >= 1)
            last[1] = time.monotonic()
        last[0] = step

    return told


commands = [backup, restore]
