"""The towns' keys on this server: private halves locked in PILIN_HOME/keys, never in the database.

A town that has no key yet is given one by whoever hosts it, and its manifest says so. The root key signs manifests only:
it is meant to be taken away to the town's safe, and has to be brought only while keys are changed. What a key may sign
is asked of the newest manifest each time: a key that was closed, here or by another process, signs nothing more.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.utils.translation import gettext as _

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.gate import Deed
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.ledger import vault
from pilin.foundation.ledger.enums import ARRIVAL, HOUSE, Holder
from pilin.foundation.ledger.models import Manifest
from pilin.foundation.ledger.vault import folder

MACHINE = Standing.machine("ledger")
NODE, ROOT, NEXT = ".node", ".root", ".next"
_signers: dict[Path, tuple[tuple[int, int], engine.Signer]] = {}


class NoRootKey(Refused):
    """The town's root key is not here: it lies in the town's safe, and has to be brought to change keys."""


class NoNodeKey(Refused):
    """Nobody here may sign for this town: it keeps its own key, elsewhere."""


# Signing --------------------------------------------------------------------------------------------------------------


def signer_of(writer: str) -> engine.Signer:
    """Return whose key in use lies here for a town.

    Raises
    ------
    NoNodeKey
        When none does.
    """
    manifest = newest_of([writer]).get(writer)
    signer = _here(manifest, _may_go_on(manifest)) if manifest else None
    if signer is None:
        raise _nobody(writer)
    return signer


def signer_for(writer: str, log: str, seq: int) -> engine.Signer:
    """Return who signs this place of this log here, as the town's newest manifest has it.

    Raises
    ------
    NoNodeKey
        When no key here may.
    """
    manifest = newest_of([writer]).get(writer)
    ring = engine.Ring((manifest,) if manifest else (), log)
    signer = _here(manifest, lambda signer: ring.at(signer.key_id, seq) is not None) if manifest else None
    if signer is None:
        raise _nobody(writer)
    return signer


def at_home(towns: Iterable[str]) -> list[str]:
    """Return those of these towns for which a key that is in use lies here, by code."""
    return sorted(town for town, manifest in newest_of(towns).items() if _here(manifest, _may_go_on(manifest)))


def _may_go_on(manifest: engine.Manifest) -> Callable[[engine.Signer], bool]:
    known = in_use(manifest)
    return lambda signer: signer.key_id in known


def _here(manifest: engine.Manifest, may: Callable[[engine.Signer], bool]) -> engine.Signer | None:
    """Return the key here that may sign.

    A key that was prepared and whose manifest was kept, but that a crash left beside the old one, signs at once; when
    what it signed is kept it takes the old one's place.
    """
    signer = _signer(folder() / f"{manifest.town}{NODE}")
    if signer is not None and may(signer):
        return signer
    for key_id in sorted(in_use(manifest)):
        signer = _signer(_next(manifest.town, key_id))
        if signer is not None and may(signer):
            transaction.on_commit(lambda: complete(manifest))
            return signer
    return None


def in_use(manifest: engine.Manifest) -> set[str]:
    """Return the keys that may sign on, by name."""
    return {node.key_id for node in manifest.nodes if node.to_seq is None}


def house() -> str:
    """Return under which name this instance itself signs what no town owns.

    ``house``, unless it began from the records of a town that left another instance: that one's ``house`` is another's.
    """
    begun = JournalLine.objects.visible_to(MACHINE).filter(code=ARRIVAL).values_list("facts", flat=True)
    town = next((facts.get("town") for facts in begun), None)
    return f"{HOUSE}-{town}" if town else HOUSE


def holder_here(town: str) -> Holder:
    """Return who keeps a key that is made here: the town itself where this instance is its own, else the host."""
    return Holder.TOWN if house() == f"{HOUSE}-{town}" else Holder.HOST


def _nobody(writer: str) -> NoNodeKey:
    return NoNodeKey(
        "no_node_key",
        _("Nothing was written. Nobody here may sign for %(town)s: its key is kept elsewhere.") % {"town": writer},
    )


def _signer(path: Path) -> engine.Signer | None:
    """Return the signer in a file, read again when another process has replaced it; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    stamp = (found.st_ino, found.st_mtime_ns)
    kept = _signers.get(path)
    if kept is None or kept[0] != stamp:
        signer = engine.Signer(vault.read(path))
        again = path.stat()  # reading may have locked it anew
        kept = _signers[path] = ((again.st_ino, again.st_mtime_ns), signer)
    return kept[1]


# Root keys ------------------------------------------------------------------------------------------------------------


def roots_for(manifest: engine.Manifest, brought: Iterable[engine.Signer] = ()) -> list[engine.Signer]:
    """Return enough of a town's root signers: those that were brought, and those that lie here.

    Raises
    ------
    NoRootKey
        When they are not enough.
    """
    known = {signer.public.hex(): signer for signer in (*roots_here(manifest.town), *brought)}
    found = [known[pub] for pub in manifest.roots if pub in known]
    if len(found) < manifest.threshold:
        raise NoRootKey(
            "no_root_key",
            _("%(n)s of the root keys of %(town)s are needed, %(here)s are here: bring them from its safe.")
            % {"n": manifest.threshold, "town": manifest.town, "here": len(found)},
        )
    return found


def roots_here(writer: str) -> list[engine.Signer]:
    """Return the root signers of a town that still lie on this server."""
    return [signer for path in _root_files(writer) if (signer := _signer(path)) is not None]


def root_private(writer: str) -> bytes:
    """Return the root key of a town that lies here.

    Raises
    ------
    NoRootKey
        When it was taken away.
    """
    paths = _root_files(writer)
    if not paths:
        raise NoRootKey("no_root_key", _("The root key of %(town)s is not here any more.") % {"town": writer})
    return vault.read(paths[0])


def keep_root(writer: str, private: bytes) -> None:
    """Keep a root key here, until it is taken away."""
    vault.write(folder() / f"{writer}{ROOT}", private)


def forget_roots(writer: str) -> None:
    """Remove a town's root keys from this server."""
    for path in _root_files(writer):
        path.unlink()
        _signers.pop(path, None)
    vault.settle(folder())


def _root_files(writer: str) -> list[Path]:
    path = folder() / f"{writer}{ROOT}"
    return [path] if path.exists() else []


# Manifests ------------------------------------------------------------------------------------------------------------


def ensure_manifest(writer: str, doing: Deed) -> None:
    """Write the town's first manifest unless it has one: without it nobody could check what it signs."""
    if Manifest.objects.visible_to(MACHINE).filter(owner=writer).exists():
        return
    root, node = _made(folder() / f"{writer}{ROOT}"), _made(folder() / f"{writer}{NODE}")
    made = engine.Manifest(
        town=writer, serial=1, roots=(root.public.hex(),), threshold=1,
        nodes=(engine.NodeKey.of(node, reason="first", held_by=Holder.HOST.value),),
    ).signed([root])  # fmt: skip
    write_manifest(made, doing)


def _made(path: Path) -> engine.Signer:
    """Return the signer in a file, made if there is none; two processes that make it at once end with the same."""
    if not path.exists():
        vault.write(path, os.urandom(32), first_only=True)
    signer = _signer(path)
    assert signer is not None
    return signer


def write_manifest(made: engine.Manifest, doing: Deed) -> None:
    """Keep a manifest; the same one written twice is one."""
    row = Manifest(
        serial=made.serial, raw=made.to_json(), held_by=held_by(made), owner=made.town, audience=Audience.PUBLIC,
        made_at=doing.at, changed_at=doing.at, revision=1,
    )  # fmt: skip
    Manifest.objects.visible_to(MACHINE).bulk_create([row], ignore_conflicts=True)


def held_by(manifest: engine.Manifest) -> Holder:
    """Return who keeps the key with which a town signs on; the town itself where none is in use here."""
    if any(node.held_by == Holder.HOST and node.to_seq is None for node in manifest.nodes):
        return Holder.HOST
    return Holder.TOWN


def newest_of(towns: Iterable[str]) -> dict[str, engine.Manifest]:
    """Return the newest manifest of each of these towns that has one."""
    rows = Manifest.objects.visible_to(MACHINE).filter(owner__in=list(towns)).order_by("owner", "serial")
    return {town: parsed(bytes(raw)) for town, raw in rows.values_list("owner", "raw")}


def read_manifest(row: Manifest) -> engine.Manifest:
    """Return a manifest as the engine reads it."""
    return parsed(bytes(row.raw))


@lru_cache(maxsize=1024)
def parsed(raw: bytes) -> engine.Manifest:
    """Return the manifest in these bytes; a town has few and writes much."""
    return engine.Manifest.from_json(raw)


def public_key_for(manifests: list[engine.Manifest], log: str, key_id: str, seq: int) -> Ed25519PublicKey | None:
    """Return the key that may sign this place of this log; None where no manifest allows it."""
    return engine.key_for(manifests, log, key_id, seq)


# Changing keys --------------------------------------------------------------------------------------------------------


def followed(
    old: engine.Manifest, ends: Mapping[str, tuple[int, str]], new: engine.NodeKey | None, *, reason: str
) -> engine.Manifest:
    """Return the manifest after which ``new`` signs: the old keys keep the places they have filled and get no more.

    Parameters
    ----------
    ends : mapping
        Id of each log of the town to the number of its entries and the hash of the last.
    new : NodeKey or None
        The new key, whatever its range; None when nobody signs on for the town here.
    reason : str
        ``rotated``, ``revoked``, ``left``. A range that is revoked names the last entry that is the town's.
    """
    kept: list[engine.NodeKey] = []
    for node in old.nodes:
        if node.to_seq is not None:
            kept.append(node)
        elif not node.log:  # the open range of every log not named: named now, and closed
            kept += [_closed(node, log, end, reason) for log, end in sorted(ends.items()) if not _names(old, node, log)]
            kept.append(_closed(node, "", (0, ""), reason))
        else:
            kept.append(_closed(node, node.log, ends.get(node.log, (node.from_seq, "")), reason))
    opened = (
        [replace(new, from_seq=size, to_seq=None, log=log) for log, (size, _tip) in sorted(ends.items())]
        + [replace(new, from_seq=0, to_seq=None, log="")]
        if new
        else []
    )
    return replace(old, serial=old.serial + 1, nodes=(*kept, *opened), sigs=())


def _names(manifest: engine.Manifest, node: engine.NodeKey, log: str) -> bool:
    """Return whether this key has a range of its own for a log."""
    return any(other.key_id == node.key_id and other.log == log for other in manifest.nodes)


def _closed(node: engine.NodeKey, log: str, end: tuple[int, str], reason: str) -> engine.NodeKey:
    size, tip = end
    start = node.from_seq if size else 0
    head = tip if reason == engine.REVOKED and size and log else ""
    return replace(node, from_seq=start, to_seq=size - 1, reason=reason, log=log, head=head)


def prepare(writer: str, private: bytes) -> engine.Signer:
    """Put a new private key beside the one in use, before the manifest that allows it is kept; return its signer."""
    signer = engine.Signer(private)
    for old in folder().glob(f"{writer}.*{NEXT}"):  # of a change that came to nothing
        old.unlink()
    vault.write(_next(writer, signer.key_id), private)
    return signer


def complete(manifest: engine.Manifest) -> bool:
    """Take into use the key that was prepared for this manifest, if it waits still; return whether one was.

    Called once the manifest is kept, never before: the old key is gone after it.
    """
    for key_id in in_use(manifest):
        try:
            _next(manifest.town, key_id).replace(folder() / f"{manifest.town}{NODE}")
        except FileNotFoundError:
            continue
        vault.settle(folder())
        return True
    return False


def any_of(writer: str) -> engine.Signer | None:
    """Return the key that lies here for a town, in use or closed already; None where there is none."""
    return _signer(file_of(writer))


def forget_node(writer: str) -> None:
    """Remove a town's private key from this server: it signs elsewhere from now on."""
    (folder() / f"{writer}{NODE}").unlink(missing_ok=True)
    vault.settle(folder())


def file_of(writer: str) -> Path:
    """Return where the private half of a town's key in use lies, if it lies here."""
    waiting = list(folder().glob(f"{writer}.*{NEXT}"))
    path = folder() / f"{writer}{NODE}"
    return path if path.exists() or not waiting else waiting[0]


def _next(writer: str, key_id: str) -> Path:
    return folder() / f"{writer}.{key_id}{NEXT}"
