"""Deeds of the ledger itself: keys change, bodies are erased."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pilin.engine import log as engine
from pilin.foundation.access.enums import Role
from pilin.foundation.access.gate import deed_under_way
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.journal.actions import count, deed, tell
from pilin.foundation.ledger import custody, heads, keys, queries, rules, safe, unpacking
from pilin.foundation.ledger.enums import ARRIVAL, EntryKind, Holder
from pilin.foundation.ledger.models import Body, Entry, Head, Log
from pilin.foundation.ledger.packing import Packed
from pilin.foundation.ledger.unpacking import Brought

HOUSE = Standing.machine("ledger")


@deed("ledger.rotate_key", says=_("{who} changed the key with which {town} signs"))
def rotate_key(
    *, by: Standing, at: datetime, town: str, revoke: bool = False, roots: Sequence[engine.Signer] = ()
) -> engine.Manifest:
    """Let a new key made here sign for a town from the next entry on; what the old one signed holds for ever.

    Enough of the town's root keys must be here, or be brought. With ``revoke`` the old key is marked as lost: it never
    comes back, and the manifest names the last entry that is the town's.

    Raises
    ------
    Refused
        Also when a log here is shorter than what other towns have cosigned: first its missing end is brought back.
    """
    rules.may_keep_keys(by, town).require()
    private = safe.fresh()
    node = engine.NodeKey.of(engine.Signer(private), reason="rotated", held_by=keys.holder_here(town).value)
    made = _changed(town, node, engine.REVOKED if revoke else "rotated", roots)
    _take_into_use(town, private, made)
    return made


def _take_into_use(town: str, private: bytes, made: engine.Manifest) -> None:
    """Let a key sign from now on: it is on the disk before anybody may rely on it, and in use once its manifest is kept."""
    keys.prepare(town, private)
    transaction.on_commit(lambda: keys.complete(made))


@deed("ledger.adopt_key", says=_("{who} handed signing over to the key that {town} keeps itself"))
def adopt_key(
    *, by: Standing, at: datetime, town: str, public: str, roots: Sequence[engine.Signer] = ()
) -> engine.Manifest:
    """Let a key that the town made itself sign from the next entry on: this server can sign nothing for it any more.

    Parameters
    ----------
    public : str
        Hex of the 32 bytes of the public half; the private half never comes here.
    """
    rules.may_keep_keys(by, town).require()
    if not re.fullmatch("[0-9a-f]{64}", public.strip().lower()):
        raise Refused("no_public_key", _("This is no public key: 64 hex digits are expected."))
    raw = bytes.fromhex(public.strip())
    node = engine.NodeKey(engine.key_id_of(raw), "ed25519", raw.hex(), 0, None, "rotated", Holder.TOWN.value)
    made = _changed(town, node, "rotated", roots)
    transaction.on_commit(lambda: keys.forget_node(town))
    return made


@deed("ledger.close_key", says=_("{who} closed the key of {town} on this server"))
def close_key(*, by: Standing, at: datetime, town: str, roots: Sequence[engine.Signer] = ()) -> engine.Manifest:
    """Close a town's key here for good: nothing more is signed for it on this server. It goes on elsewhere with its root."""
    rules.may_keep_keys(by, town).require()
    made = _changed(town, None, "left", roots)
    transaction.on_commit(lambda: keys.forget_node(town))
    return made


def _changed(town: str, node: engine.NodeKey | None, reason: str, brought: Sequence[engine.Signer]) -> engine.Manifest:
    """Write the manifest after which ``node`` signs, if it contradicts nothing that others have cosigned."""
    ends = custody.ends_of(town, lock=True)
    old = _newest(town)
    made = keys.followed(old, ends, node, reason=reason).signed(keys.roots_for(old, brought))
    _accept(old, made)
    tell(town=town)
    count(manifests=1)
    return made


def _newest(town: str) -> engine.Manifest:
    old = keys.newest_of([town]).get(town)
    if old is None:
        raise Refused("no_key", _("This town has signed nothing here yet."))
    return old


def _accept(old: engine.Manifest, made: engine.Manifest, others: Iterable[engine.Manifest] = ()) -> None:
    try:
        engine.accept_manifest(old, made, custody.cosigned_of(made.town), others)
    except engine.BadManifest as wrong:
        raise Refused("contradicts", _("Refused: %(reason)s.") % {"reason": wrong}) from wrong
    keys.write_manifest(made, deed_under_way())


@deed("ledger.take_root", says=_("{who} took the root key of {town} to its safe"))
def take_root(*, by: Standing, at: datetime, town: str, files: Sequence[Path]) -> engine.Manifest:
    """Write a town's root key to a file for its safe and remove it from this server.

    With three files new root keys take its place, one in each file, of which any two are needed from then on: three
    office-holders keep one each.

    Raises
    ------
    Refused
        When it is not here any more, or a file is there already.
    """
    rules.may_keep_keys(by, town).require()
    if len(files) not in (1, 3):
        raise Refused("files", _("Name one file, or three of which two are needed later."))
    old = _newest(town)
    here = keys.roots_for(old)
    made, halves = old, [keys.root_private(town)]
    if len(files) == 3:
        halves = [safe.fresh() for _file in files]
        signers = [engine.Signer(half) for half in halves]
        new = replace(old, serial=old.serial + 1, roots=tuple(s.public.hex() for s in signers), threshold=2, sigs=())
        made = new.signed([*here, *signers])
        _accept(old, made)
    for path, half in zip(files, halves, strict=True):
        safe.put_away(path, town, half)
    transaction.on_commit(lambda: keys.forget_roots(town))  # never before the files are on the disk and read back
    tell(town=town)
    count(roots=len(files))
    return made


@deed(
    "ledger.recover_root", says=_("{who} gave {town}, which lost its root key, a new one that every other town signed")
)
def recover_root(
    *, by: Standing, at: datetime, town: str, brought: Mapping[str, Sequence[engine.Signer]] | None = None
) -> engine.Manifest:
    """Give a town that lost its root keys a new one: everybody else who writes in its circles signs for it.

    Parameters
    ----------
    brought : mapping, optional
        Town to the root keys that were brought from its safe; the others' must lie here.
    """
    if not by.sees_all and not by.holds(Role.KEEPER):
        raise Refused("not_keeper", _("Only the keeper gives a town a new root key, at a meeting of all towns."))
    old = _newest(town)
    others = [manifest for _name, manifest in sorted(keys.newest_of(custody.neighbours_of(town)).items())]
    if not others:
        raise Refused("alone", _("No other town is here that could sign for a new root key."))
    private = safe.fresh()
    root = engine.Signer(private)
    signers = [s for other in others for s in keys.roots_for(other, (brought or {}).get(other.town, ()))]
    new = replace(old, serial=old.serial + 1, roots=(root.public.hex(),), threshold=1, sigs=())
    made = new.signed([root, *signers])
    _accept(old, made, others)
    keys.keep_root(town, private)
    tell(town=town)
    count(manifests=1)
    return made


@deed("ledger.export_records", says=_("{who} took out all records of {town}: {count} rows"))
def export_records(
    *,
    by: Standing,
    at: datetime,
    town: str,
    pack: Callable[[], Packed],
    leave: bool = False,
    roots: Sequence[engine.Signer] = (),
) -> Packed:
    """Put a town's logs and rows into an archive. It holds names: that it was made stands in the journal.

    Parameters
    ----------
    pack : callable
        Does the packing, with the logs locked, and returns what was put in.
    leave : bool
        Close the town's key here first: nothing is signed for it on this server any more, and the archive is all of it.
    """
    rules.may_take_out(by, town).require()
    old = _newest(town)
    if leave and keys.in_use(old):
        _changed(town, None, "left", roots)
    packed = pack()
    tell(town=town, count=packed.rows)
    count(logs=packed.logs, entries=packed.entries, rows=packed.rows, files=len(packed.files))
    return packed


@deed(ARRIVAL, says=_("{who} brought in the records of {town}: {count} rows"))
def import_records(
    *, by: Standing, at: datetime, brought: Brought, roots: Sequence[engine.Signer] = ()
) -> engine.Manifest | None:
    """Bring a town's records into this empty instance: equal rows, and every log as it was signed.

    With its root keys a key that is made here signs on, and the manifest that says so is returned.

    Raises
    ------
    Refused, Invalid
        When this instance is not empty, or anything does not hold: then nothing of it stays.
    """
    if not by.sees_all:
        raise Refused("not_setup", _("A town's records are brought in on the server, before anybody is here."))
    unpacking.require_empty()
    unpacking.put_down(brought)
    made = None
    if roots:
        private = safe.fresh()
        node = engine.NodeKey.of(engine.Signer(private), reason="rotated", held_by=Holder.TOWN.value)
        made = _changed(brought.town, node, "rotated", roots)
        _take_into_use(brought.town, private, made)
    tell(town=brought.town, count=brought.count)
    count(logs=len(brought.archive.names), entries=brought.holds.entries, rows=brought.count)
    return made


@deed("ledger.erase_body", says=_("{who} erased what {count} entries of the ledger said; the chain stands"))
def erase_bodies(*, by: Standing, at: datetime, obj: str) -> int:
    """Erase what entries said about one record, salt and all: the chain still holds, and nobody can guess what it was."""
    if not by.sees_all and not by.holds(Role.KEEPER):
        raise Refused("not_keeper", _("Only the keeper, or the job that keeps to the terms of the law, erases."))
    number = forget_object(obj=obj, at=at)
    if not number:
        raise Refused("nothing", _("The ledger says nothing of this any more."))
    tell(count=number)
    count(bodies=number)
    return number


def forget_object(*, obj: str, at: datetime) -> int:
    """Erase what entries said about one record, as part of the deed under way; returns how many, 0 where nothing was said."""
    entries = Entry.objects.visible_to(HOUSE).filter(obj=obj, kind=EntryKind.ROW, body__content__isnull=False)
    by_log: dict[Log, list[str]] = {}
    for entry in entries.order_by("number").select_related("log").defer("raw", "sig"):
        by_log.setdefault(entry.log, []).append(entry.hash)
    deed_under_way().erased += by_log.items()  # the ledger says so at the deed's end
    rows = Body.objects.visible_to(HOUSE).filter(pk__in=list(entries.values_list("pk", flat=True)))
    return rows.update(content=None, salt=b"", erased_at=at)


@dataclass(frozen=True, slots=True)
class Closed:
    """Which logs were closed with a head, which were written anew since their last one, and which nobody here may sign.

    Parameters
    ----------
    heads : tuple of Head
    forked, elsewhere : tuple of str
        Logs in words: writer and audience.
    """

    heads: tuple[Head, ...] = ()
    forked: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def close_grown(*, by: Standing, at: datetime, why: str, circle: str = "") -> Closed:
    """Close every log that grew since its last head, of one circle or of all; nothing is written where none did.

    A log that no longer goes on from its last head is signed by nobody and named; the others are closed all the same.
    """
    if not queries.grown_logs(circle):
        return Closed()
    try:
        return _close_logs(by=by, at=at, why=why, circle=circle)
    except _NothingClosed as found:
        return found.closed


class _NothingClosed(Exception):
    def __init__(self, closed: Closed) -> None:
        super().__init__()
        self.closed = closed


@deed("ledger.close_logs", says=_("{who} drew up heads of {heads} logs, cosigned by the other towns"))
def _close_logs(*, by: Standing, at: datetime, why: str, circle: str) -> Closed:
    rules.may_close(by).require()
    doing = deed_under_way()
    made, forked, elsewhere = [], [], []
    for key in queries.grown_logs(circle):  # in the order in which deeds take them, so that none waits for another
        log = Log.objects.visible_to(HOUSE).select_for_update().get(pk=key)
        try:
            made.append(heads.close(log, doing, why))
        except heads.Forked:
            forked.append(str(log))
        except Refused:
            elsewhere.append(str(log))
    done = Closed(tuple(made), tuple(forked), tuple(elsewhere))
    if not made:
        raise _NothingClosed(done)
    count(heads=len(made))
    return done
