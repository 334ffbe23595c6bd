"""The towns' keys on this server: private halves in PILIN_HOME/keys, readable by nobody else, never in the database.

A town that has no key yet is given one by whoever hosts it, and its manifest says so. The root key signs manifests only:
it is meant to be taken away to the town's safe, and its file has to be back only while keys are rotated.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.gate import Deed
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.ledger.enums import Holder
from pilin.foundation.ledger.models import Manifest

MACHINE = Standing.machine("ledger")
_signers: dict[tuple[str, str], engine.Signer] = {}


class NoRootKey(Refused):
    """The town's root key is not here: it lies in the town's safe, and has to be brought to change keys."""


def folder() -> Path:
    """Return where private keys lie, made if it is not there, readable by nobody else."""
    path = Path(settings.HOME) / "keys"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def signer_of(writer: str) -> engine.Signer:
    """Return who signs for a town here; its key is made at first use."""
    place = (str(settings.HOME), writer)
    if place not in _signers:
        _signers[place] = engine.Signer(_private(folder() / f"{writer}.node"))
    return _signers[place]


def root_of(writer: str, *, make: bool = False) -> engine.Signer:
    """Return the town's root signer.

    Raises
    ------
    NoRootKey
        When it was taken to the town's safe.
    """
    path = folder() / f"{writer}.root"
    if not make and not path.exists():
        raise NoRootKey("no_root_key", f"the root key of {writer} is not here; bring it as {path.name}")
    return engine.Signer(_private(path))


def _private(path: Path) -> bytes:
    """Return the 32 bytes of a key file; two processes that make it at once end with the same."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()


def ensure_manifest(writer: str, doing: Deed) -> None:
    """Write the town's first manifest unless it has one: without it nobody could check what it signs."""
    if Manifest.objects.visible_to(MACHINE).filter(owner=writer).exists():
        return
    root, node = root_of(writer, make=True), signer_of(writer)
    made = engine.Manifest(
        town=writer, serial=1, roots=(root.public.hex(),), threshold=1,
        nodes=(engine.NodeKey.of(node, reason="first", held_by=Holder.HOST.value),),
    ).signed([root])  # fmt: skip
    write_manifest(made, doing)


def write_manifest(made: engine.Manifest, doing: Deed) -> None:
    """Keep a manifest; the same one written twice is one."""
    row = Manifest(
        serial=made.serial, raw=made.to_json(), held_by=_held_by(made), owner=made.town, audience=Audience.PUBLIC,
        made_at=doing.at, changed_at=doing.at, revision=1,
    )  # fmt: skip
    Manifest.objects.visible_to(MACHINE).bulk_create([row], ignore_conflicts=True)


def _held_by(manifest: engine.Manifest) -> str:
    return (
        Holder.HOST
        if any(node.held_by == Holder.HOST and node.to_seq is None for node in manifest.nodes)
        else Holder.TOWN
    )


def read_manifest(row: Manifest) -> engine.Manifest:
    """Return a manifest as the engine reads it."""
    return engine.Manifest.from_json(bytes(row.raw))


def public_key_for(manifests: list[engine.Manifest], log: str, key_id: str, seq: int) -> Ed25519PublicKey | None:
    """Return the key that may sign this place of this log; None where no manifest allows it."""
    return engine.key_for(manifests, log, key_id, seq)


def rotated(old: engine.Manifest, new: engine.Signer, sizes: dict[str, int], *, reason: str) -> engine.Manifest:
    """Return the manifest after which ``new`` signs: the old key keeps the places it has filled and gets no more.

    Parameters
    ----------
    sizes : dict of str to int
        Number of entries in each log of the town.
    reason : str
        ``rotated`` or ``revoked``.
    """
    kept: list[engine.NodeKey] = []
    for node in old.nodes:
        if node.to_seq is not None:
            kept.append(node)
        elif not node.log:  # the open range of every log not named: named now, and closed
            kept += [
                _closed(node, log, size, reason) for log, size in sorted(sizes.items()) if not _names(old, node, log)
            ]
            kept.append(_closed(node, "", 0, reason))
        else:
            kept.append(_closed(node, node.log, sizes.get(node.log, node.from_seq), reason))
    opened = [
        engine.NodeKey.of(new, from_seq=size, reason=reason, held_by=Holder.HOST.value, log=log)
        for log, size in sorted(sizes.items())
    ]
    opened.append(engine.NodeKey.of(new, reason=reason, held_by=Holder.HOST.value))
    return engine.Manifest(
        town=old.town, serial=old.serial + 1, roots=old.roots, threshold=old.threshold, nodes=(*kept, *opened),
        epochs=old.epochs,
    )  # fmt: skip


def _names(manifest: engine.Manifest, node: engine.NodeKey, log: str) -> bool:
    """Return whether this key has a range of its own for a log."""
    return any(other.key_id == node.key_id and other.log == log for other in manifest.nodes)


def _closed(node: engine.NodeKey, log: str, size: int, reason: str) -> engine.NodeKey:
    start = node.from_seq if size else 0
    return engine.NodeKey(node.key_id, node.alg, node.pub, start, size - 1, reason, node.held_by, log)


def adopt(writer: str, private: bytes) -> None:
    """Let a new private key sign for a town from now on; the old one is gone from this server."""
    path = folder() / f"{writer}.node"
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(private)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _signers.pop((str(settings.HOME), writer), None)
