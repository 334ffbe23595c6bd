"""``pilin verify`` and ``pilin ledger``: check everything, see the logs, change keys."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilin.engine.base import Invalid, Refused
from pilin.engine.log import BadCheckpoint, Checkpoint, Manifest, Signer
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import actions, custody, keys, leaving, queries, safe
from pilin.foundation.ledger.findings import Finding
from pilin.web.terminal import answer, json_option, refuse, table

SETUP = Standing.machine("setup")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("archive", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--lang", type=click.Choice(["zh-hans", "en"]), help="The language of what is found; else the instance's."
)
@json_option
def verify(archive: Path | None, lang: str | None, as_json: bool) -> None:
    """Check this instance, or an exported ARCHIVE, and name the first entry of each log that does not hold.

    Of an instance also each record that says something else than was signed, and each agreement, list or handover that
    counts as in force without the acceptances it needs.
    """
    found = (
        queries.check_archive(archive) if archive else queries.check_instance(lambda line: click.echo(line, err=True))
    )
    with translation.override(lang or translation.get_language()):
        data = {"holds": found.holds, "logs": found.logs, "entries": found.entries, "rows": found.rows,
                "joint": found.joint, "findings": [finding.as_data() for finding in found.findings]}  # fmt: skip
        answer(data, as_json=as_json, text=lambda: _summary(found))
    sys.exit(0 if found.holds else 1)


def line_of(found: Finding) -> str:
    """Return one finding as a line: where, and why."""
    return _("%(where)s: %(reason)s") % {"where": found.where, "reason": found.reason}


def _summary(found: queries.Checked) -> str:
    counts = {"logs": found.logs, "entries": found.entries, "rows": found.rows, "joint": found.joint}
    if found.holds and not found.rows:
        return _("Everything holds: %(logs)s logs, %(entries)s entries.") % counts
    if found.holds:
        said = _(
            "Everything holds: %(logs)s logs, %(entries)s entries, %(rows)s records, %(joint)s things agreed together."
        )
        return said % counts
    lines = [line_of(finding) for finding in found.findings]
    head = ngettext("%(n)s place does not hold", "%(n)s places do not hold", len(lines)) % {"n": len(lines)}
    return "\n".join([head, *lines])


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


ROOTS = click.option(
    "--root", "roots", multiple=True, type=FILE, metavar="FILE", help="A root key brought from the safe; once for each."
)


def _brought(town: str, files: tuple[Path, ...]) -> list[Signer]:
    return [safe.taken_out(file, town) for file in files]


def _told(made: Manifest) -> str:
    return _("Manifest %(serial)s, root fingerprint %(print)s") % {"serial": made.serial, "print": made.fingerprint}


@ledger.command("keys")
@json_option
def list_keys(as_json: bool) -> None:
    """List the towns' keys: fingerprint of the roots, who keeps the key in use, and whether a root still lies here."""
    cards = custody.key_cards()
    data = [{"town": c.town, "serial": c.serial, "fingerprint": c.fingerprint, "threshold": c.threshold,
             "roots": c.roots, "roots_here": c.roots_here, "root_exposed": c.root_exposed, "key": c.key_id or None,
             "held_by": c.held_by.value, "here": c.is_here, "locked_with": c.locked_with or None} for c in cards]  # fmt: skip
    heads = [
        _("Town"),
        _("Manifest"),
        _("Root fingerprint"),
        _("Root keys here"),
        _("Key"),
        _("Kept by"),
        _("Locked with"),
    ]
    rows = [[c.town, c.serial, c.fingerprint, f"{c.roots_here}/{c.threshold}", c.key_id[:8],
             c.held_by.label if c.key_id else _("closed"), c.locked_with or _("not here")] for c in cards]  # fmt: skip
    answer(data, as_json=as_json, text=lambda: table(heads, rows))
    exposed = [c.town for c in cards if c.root_exposed]
    if exposed:
        click.echo(
            _(
                "The root keys of %(n)s towns lie on this server: whoever has it could give them other keys. "
                "Take them to the towns' safes with: pilin ledger root TOWN --take-away FILE"
            )
            % {"n": len(exposed)},
            err=True,
        )
    if any(c.locked_with in ("machine", "open") for c in cards):
        click.echo(
            _(
                "The keys are locked with a secret that lies beside them: whoever copies the whole folder has both. "
                "Give PILIN_KEY_FILE or PILIN_KEY_PASSPHRASE."
            ),
            err=True,
        )


@ledger.command("rotate")
@click.argument("town")
@click.option("--revoke", is_flag=True, help="The old key was lost or stolen: it never comes back.")
@ROOTS
@click.pass_obj
def rotate(caller: Any, town: str, revoke: bool, roots: tuple[Path, ...]) -> None:
    """Give TOWN (its code) a new key. Its root key must lie here meanwhile, or be brought with --root."""
    try:
        made = actions.rotate_key(
            by=caller.standing, at=caller.at, town=town, revoke=revoke, roots=_brought(town, roots)
        )
    except Refused as error:
        refuse(error, as_json=False)
    click.echo(_("Changed. %(told)s") % {"told": _told(made)})


@ledger.command("adopt")
@click.argument("town")
@click.option("--public", required=True, help="Hex of the public half of the key that the town made itself.")
@ROOTS
@click.pass_obj
def adopt(caller: Any, town: str, public: str, roots: tuple[Path, ...]) -> None:
    """Let a key that TOWN keeps itself sign for it; this server can sign nothing for it any more."""
    try:
        made = actions.adopt_key(
            by=caller.standing, at=caller.at, town=town, public=public, roots=_brought(town, roots)
        )
    except Refused as error:
        refuse(error, as_json=False)
    click.echo(_("Changed. %(told)s") % {"told": _told(made)})


@ledger.command("root")
@click.argument("town")
@click.option(
    "--take-away", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="Write the root key here and remove it from this server. Three files: new keys, two of which are needed later.",
)  # fmt: skip
@click.option("--recover", is_flag=True, help="The town lost its root: a new one, signed by all others' root keys.")
@click.option(
    "--signed-by",
    "signers",
    multiple=True,
    nargs=2,
    type=(str, FILE),
    metavar="TOWN FILE",
    help="With --recover: another town's root key, brought from its safe; once for each.",
)
@click.pass_obj
def root(caller: Any, town: str, files: tuple[Path, ...], recover: bool, signers: tuple[tuple[str, Path], ...]) -> None:
    """Show the fingerprint of TOWN's root keys, as text and as a QR code; take them away; or replace lost ones."""
    try:
        if recover:
            brought: dict[str, list[Signer]] = {}
            for name, file in signers:
                brought.setdefault(name, []).append(safe.taken_out(file, name))
            actions.recover_root(by=caller.standing, at=caller.at, town=town, brought=brought)
        if files:
            actions.take_root(by=caller.standing, at=caller.at, town=town, files=files)
        made = keys.newest_of([town]).get(town)
        if made is None:
            raise Refused("no_key", _("This town has signed nothing here yet."))
    except Refused as error:
        refuse(error, as_json=False)
    click.echo(f"{town}\n{_told(made)}\n\n{safe.code_of(made)}")
    for file in files:
        click.echo(_("Root key written to %(name)s and removed from this server.") % {"name": file}, err=True)


@ledger.command("export")
@click.argument("town")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--leave", is_flag=True, help="Close the town's key here first: nothing is signed for it here any more.")
@ROOTS
@json_option
@click.pass_obj
def export(caller: Any, town: str, file: Path | None, leave: bool, roots: tuple[Path, ...], as_json: bool) -> None:
    """Write all records of TOWN (its code) to FILE: its whole log, its rows, its files, and how to check them.

    The signatory of the town, or the keeper, may. FILE is TOWN.zip when none is named.
    """
    path = file or Path(f"{town}.zip")
    try:
        found = leaving.export_town(
            path, by=caller.standing, at=caller.at, town=town, leave=leave, roots=_brought(town, roots), told=_progress
        )
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    data = {"file": str(path), "town": town, "logs": found.logs, "entries": found.entries, "rows": found.rows,
            "others": found.others, "files": found.files, "bytes": found.size, "sha256": found.sha256,
            "sealed": found.sealed, "left": leave, "missing_rows": found.missing_rows,
            "missing_files": found.missing_files}  # fmt: skip

    def text() -> str:
        lines = [
            _(
                "%(file)s holds: %(logs)s logs, %(entries)s entries, %(rows)s rows of the town, %(others)s of others, %(files)s files."
            )
            % data,
            f"SHA-256 {found.sha256}",
        ]
        if not found.sealed:
            lines.append(_("Nobody sealed it: the town's key is not here."))
        if found.faults:
            lines.append(_("Another instance will refuse it, because this one does not hold:"))
            lines += [f"  {fault.field}: {fault.reason}" for fault in found.faults]
        lines += [_("Not here as it was put: file %(name)s") % {"name": name} for name in found.missing_files]
        if leave:
            lines.append(
                _("The key of %(town)s is closed on this server. It goes on elsewhere, with its root key.") % data
            )
        return "\n".join(lines)

    answer(data, as_json=as_json, text=text)
    sys.exit(1 if found.faults else 0)


@ledger.command("import")
@click.argument("archive", type=FILE)
@click.option("--head", "notes", multiple=True, type=FILE, metavar="FILE", help="A head kept elsewhere; once for each.")
@click.option("--unsealed", is_flag=True, help="Take an archive that its town did not seal.")
@ROOTS
@json_option
@click.pass_obj
def import_(
    caller: Any, archive: Path, notes: tuple[Path, ...], unsealed: bool, roots: tuple[Path, ...], as_json: bool
) -> None:
    """Bring the records in ARCHIVE into this empty instance: equal rows, or nothing and the places that do not hold.

    With the town's root key (--root) a key that is made here signs on for it. Done by whoever has the server, before
    anybody has an account.
    """
    call_command("migrate", interactive=False, verbosity=0)  # a new instance has no tables yet
    try:
        found = leaving.import_town(
            archive, by=SETUP, at=caller.at, roots=roots, unsealed=unsealed, told=_progress,
            heads=[Checkpoint.parse(note.read_text(encoding="utf8")) for note in notes],
        )  # fmt: skip
    except (BadCheckpoint, UnicodeDecodeError) as wrong:
        refuse(Refused("bad_head", str(wrong)), as_json=as_json)
    except (Invalid, Refused) as error:
        refuse(error, as_json=as_json)
    data = {"town": found.town, "logs": found.logs, "entries": found.entries, "rows": found.rows, "own": found.own,
            "files": found.files, "stand_ins": found.stand_ins, "missing_files": found.missing_files,
            "serial": found.manifest.serial if found.manifest else None}  # fmt: skip

    def text() -> str:
        lines = [
            _("Brought in and checked: %(logs)s logs, %(entries)s entries, %(rows)s rows, %(files)s files.") % data
        ]
        if found.stand_ins:
            lines.append(
                _("%(n)s rows of other towns may not travel; empty ones stand for them.") % {"n": len(found.stand_ins)}
            )
        lines += [_("Was not in the archive: file %(name)s") % {"name": name} for name in found.missing_files]
        if found.manifest:
            lines.append(_("A new key signs on. %(told)s") % {"told": _told(found.manifest)})
        else:
            lines.append(_("Nobody signs here yet: pilin ledger rotate %(town)s --root FILE") % data)
        return "\n".join(lines)

    answer(data, as_json=as_json, text=text)


def _progress(line: str) -> None:
    click.echo(line, err=True)


commands = [verify, ledger]
