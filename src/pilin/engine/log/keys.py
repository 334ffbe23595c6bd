"""Keys of a town: which key may sign which entries, who says so, and how that changes.

A key is good for a range of places in a log, never for a time: old entries hold for ever and no clock decides anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pilin.engine.log.entry import Signer, canonical, holds, key_id_of

MANIFEST_DOMAIN = b"pilin-manifest-v1\n"
"""Stands before the bytes of a manifest when they are signed."""
MANIFEST_LIMIT = 4 * 1024 * 1024
REVOKED = "revoked"
"""The reason that closes a key for ever."""
_END = 2**53


class BadManifest(ValueError):
    """A manifest that is not accepted; the message says why."""


@dataclass(frozen=True, slots=True)
class NodeKey:
    """One range of places for which a key of the server is good.

    Parameters
    ----------
    key_id, alg, pub : str
        Name, algorithm and hex of the 32 bytes.
    from_seq : int
    to_seq : int or None
        The last place it may sign; None while it is in use.
    reason : str
        Why it began or ended: ``first``, ``rotated``, ``revoked``.
    held_by : str
        Who has the private half: ``town``, or ``host`` while another runs the server for it.
    log : str
        The log the range is for; empty for every log that no other range of this key names.
    head : str
        Hash of the last entry it signed there, when it was revoked: whoever stole it can still sign another past, and
        this says which one is the town's.
    """

    key_id: str
    alg: str
    pub: str
    from_seq: int
    to_seq: int | None
    reason: str
    held_by: str
    log: str = ""
    head: str = ""

    @classmethod
    def of(
        cls,
        signer: Signer,
        from_seq: int = 0,
        to_seq: int | None = None,
        reason: str = "first",
        held_by: str = "town",
        log: str = "",
    ) -> NodeKey:
        """Return the range for a signer's key."""
        return cls(signer.key_id, signer.alg, signer.public.hex(), from_seq, to_seq, reason, held_by, log)


@dataclass(frozen=True, slots=True)
class Epoch:
    """A log begun anew after its tail was lost: allowed only because the town's root names it here.

    Parameters
    ----------
    log : str
        Id of the new log.
    after : str
        Id of the log it goes on from.
    size : int
        How many entries of that log still count.
    head : str
        Hash of the last of them.
    """

    log: str
    after: str
    size: int
    head: str


@dataclass(frozen=True, slots=True)
class RootSig:
    """A signature under a manifest: which root key, and the signature, both hex."""

    pub: str
    sig: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All keys of one town, as its root keys vouch for them.

    Parameters
    ----------
    town : str
    serial : int
        1 for the first; one more each time.
    roots : tuple of str
        Hex public keys kept in the town's safe.
    threshold : int
        How many of them must sign.
    nodes : tuple of NodeKey
    epochs : tuple of Epoch
    sigs : tuple of RootSig
        Not among the bytes that are signed.
    """

    town: str
    serial: int
    roots: tuple[str, ...]
    threshold: int
    nodes: tuple[NodeKey, ...]
    epochs: tuple[Epoch, ...] = ()
    sigs: tuple[RootSig, ...] = ()

    def raw(self) -> bytes:
        """Return the bytes that the roots sign (after the domain)."""
        return canonical({
            "v": 1,
            "town": self.town,
            "serial": self.serial,
            "roots": list(self.roots),
            "threshold": self.threshold,
            "nodes": [{name: getattr(node, name) for name in _NODE} for node in self.nodes],
            "epochs": [{name: getattr(epoch, name) for name in _EPOCH} for epoch in self.epochs],
        })  # fmt: skip

    def signed(self, signers: Iterable[Signer]) -> Manifest:
        """Return this manifest with signatures of these root keys added."""
        message = MANIFEST_DOMAIN + self.raw()
        made = tuple(RootSig(signer.public.hex(), signer.sign(message).hex()) for signer in signers)
        return replace(self, sigs=self.sigs + made)

    def to_json(self) -> bytes:
        """Return manifest and signatures as one line of JSON, to keep or send."""
        return canonical({
            "manifest": self.raw().decode(),
            "sigs": [{"pub": sig.pub, "sig": sig.sig} for sig in self.sigs],
        })  # fmt: skip

    @classmethod
    def from_json(cls, raw: bytes) -> Manifest:
        """Return the manifest in such a line; its signatures are not checked here.

        Raises
        ------
        BadManifest
            When it is not one, in its one spelling.
        """
        if len(raw) > MANIFEST_LIMIT:
            raise BadManifest("the manifest is too long")
        try:
            outer = json.loads(raw)
            inner = json.loads(outer["manifest"])
            found = cls(
                inner["town"],
                inner["serial"],
                tuple(inner["roots"]),
                inner["threshold"],
                tuple(NodeKey(**node) for node in inner["nodes"]),
                tuple(Epoch(**epoch) for epoch in inner["epochs"]),
                tuple(RootSig(**sig) for sig in outer["sigs"]),
            )
            same = found.raw() == outer["manifest"].encode() and found.to_json() == raw.strip()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BadManifest("this is no manifest") from None
        if not same:
            raise BadManifest("the bytes are not the one spelling of this manifest")
        found.check()
        return found

    def check(self) -> None:
        """Raise :class:`BadManifest` unless every field may stand in a manifest."""
        if not self.town or not isinstance(self.town, str):
            raise BadManifest("it names no town")
        if type(self.serial) is not int or self.serial < 1:
            raise BadManifest("its serial is no whole number from 1")
        if len(set(self.roots)) != len(self.roots) or not all(_is_hex(pub, 32) for pub in self.roots):
            raise BadManifest("its root keys are no distinct keys")
        if type(self.threshold) is not int or not 1 <= self.threshold <= len(self.roots):
            raise BadManifest("its threshold cannot be met by its root keys")
        for node in self.nodes:
            if node.alg != "ed25519":
                raise BadManifest(f"the algorithm {node.alg} is not known here")
            if not _is_hex(node.pub, 32) or node.key_id != key_id_of(bytes.fromhex(node.pub), node.alg):
                raise BadManifest(f"the key {node.key_id} does not go by the name of its bytes")
            if node.pub in self.roots:
                raise BadManifest("a root key signs no entries")
            if type(node.from_seq) is not int or not 0 <= node.from_seq < _END:
                raise BadManifest(f"the range of key {node.key_id} begins nowhere")
            # A range may be empty (it ends just before it begins): a key revoked before it signed anything.
            if node.to_seq is not None and (
                type(node.to_seq) is not int or not node.from_seq - 1 <= node.to_seq < _END
            ):
                raise BadManifest(f"the range of key {node.key_id} ends before it begins")
            if node.log and not _is_hex(node.log, 32):
                raise BadManifest(f"a range of key {node.key_id} names no log")
            if node.head and not (_is_hex(node.head, 32) and node.log and node.to_seq is not None):
                raise BadManifest(f"the last entry of key {node.key_id} is none")
        for epoch in self.epochs:
            named = all(_is_hex(text, 32) for text in (epoch.log, epoch.after, epoch.head))
            if not named or type(epoch.size) is not int or epoch.size < 0:
                raise BadManifest("an epoch does not say where it goes on from")

    def signed_by(self, roots: Iterable[str]) -> int:
        """Return how many of these root keys have signed, each counted once."""
        wanted, message, found = set(roots), MANIFEST_DOMAIN + self.raw(), set()
        for sig in self.sigs:
            if sig.pub not in wanted or not _is_hex(sig.sig, 64):
                continue
            if holds(bytes.fromhex(sig.sig), message, bytes.fromhex(sig.pub)):
                found.add(sig.pub)
        return len(found)

    @property
    def fingerprint(self) -> str:
        """Return what is read aloud and printed when a town is first trusted: 8 groups of 4 hex digits."""
        text = sha256(b"pilin-roots-v1\n" + canonical([self.town, sorted(self.roots), self.threshold])).hexdigest()
        return " ".join(text[at : at + 4] for at in range(0, 32, 4))


_NODE = ("key_id", "alg", "pub", "from_seq", "to_seq", "reason", "held_by", "log", "head")
_EPOCH = ("log", "after", "size", "head")


def _is_hex(text: Any, length: int) -> bool:
    return isinstance(text, str) and len(text) == 2 * length and all(c in "0123456789abcdef" for c in text)


def _spans(manifest: Manifest, log: str, key_id: str, size: int = _END) -> list[tuple[int, int]]:
    """Return the places below ``size`` of a log where a key is good, as merged half-open ranges."""
    mine = [node for node in manifest.nodes if node.key_id == key_id]
    ranges = [node for node in mine if node.log == log] or [node for node in mine if not node.log]
    merged: list[tuple[int, int]] = []
    for begin, end in sorted((n.from_seq, min(size, _END if n.to_seq is None else n.to_seq + 1)) for n in ranges):
        if begin >= end:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def accept_manifest(
    old: Manifest | None,
    new: Manifest,
    cosigned_heads: Mapping[str, int],
    others: Iterable[Manifest] = (),
    forks: Mapping[str, int] | None = None,
) -> None:
    """Return nothing when ``new`` may follow ``old``, and raise otherwise.

    Parameters
    ----------
    old : Manifest or None
        The newest one held of this town; None when the town is first trusted (compare the fingerprint with the paper).
    new : Manifest
    cosigned_heads : mapping
        Id of each log of this town to the number of its entries that other towns have cosigned.
    others : iterable of Manifest
        The newest of every other town of the circle: together their roots may give a town new roots when it lost its own.
        When the past is read again, all of each: any of a town's root sets may have signed then.
    forks : mapping, optional
        Id of a log of which a fork is proven to the place of the fork: only from there may a new epoch leave out what
        others cosigned.

    Raises
    ------
    BadManifest
        When the serial does not follow, signatures are missing, a place that others cosigned would change its key, or a
        revoked key would come back.
    """
    new.check()
    if new.signed_by(new.roots) < new.threshold:
        raise BadManifest("not enough of its own root keys have signed it")
    if old is None:
        if new.serial != 1:
            raise BadManifest("the first manifest has the serial 1")
        return
    if new.town != old.town:
        raise BadManifest(f"this is a manifest of {new.town}, not of {old.town}")
    if new.serial != old.serial + 1:
        raise BadManifest(f"the serial is {new.serial}, it must be {old.serial + 1}")
    if new.signed_by(old.roots) < old.threshold and not _recovered(new, others):
        raise BadManifest("not enough of the root keys before it have signed it, nor have all the other towns")
    _keeps_history(old, new, cosigned_heads)
    for epoch in new.epochs[len(old.epochs) :]:
        if epoch.size < min(cosigned_heads.get(epoch.after, 0), (forks or {}).get(epoch.after, _END)):
            raise BadManifest("it begins a log anew without entries that others cosigned")


def _recovered(new: Manifest, others: Iterable[Manifest]) -> bool:
    """Return whether every other town has signed for these new roots."""
    signed: dict[str, bool] = {}
    for other in others:
        if other.town != new.town and not signed.get(other.town):
            signed[other.town] = new.signed_by(other.roots) >= other.threshold
    return bool(signed) and all(signed.values())


def _keeps_history(old: Manifest, new: Manifest, cosigned: Mapping[str, int]) -> None:
    keys = {node.key_id for node in (*old.nodes, *new.nodes)}
    for log, size in sorted(cosigned.items()):
        for key in sorted(keys):
            if _spans(old, log, key, size) != _spans(new, log, key, size):
                raise BadManifest(
                    f"it changes what key {key} may sign below place {size} of a log, which others cosigned"
                )
    logs = {"", *cosigned, *(node.log for node in (*old.nodes, *new.nodes))}
    for key in sorted({node.key_id for node in old.nodes if node.reason == REVOKED}):
        for log in sorted(logs):
            before = _spans(old, log, key)
            for begin, end in _spans(new, log, key):
                if not any(low <= begin and end <= high for low, high in before):
                    raise BadManifest(f"key {key} was revoked and cannot come back")
    if old.epochs != new.epochs[: len(old.epochs)]:
        raise BadManifest("it forgets where a log was begun anew")


_loaded: dict[str, Ed25519PublicKey] = {}


def _load(pub: str) -> Ed25519PublicKey:
    """Return the key of these hex bytes; a log has few keys and many entries."""
    if pub not in _loaded:
        if len(_loaded) >= 4096:
            _loaded.clear()
        _loaded[pub] = Ed25519PublicKey.from_public_bytes(bytes.fromhex(pub))
    return _loaded[pub]


def pin_of(manifest: Manifest, log: str) -> tuple[int, str] | None:
    """Return the last place and hash of a log for which the town's root itself vouches, or None.

    It does so where a key was revoked and where a log ends because it was begun anew.
    """
    pins = [(n.to_seq, n.head) for n in manifest.nodes if n.log == log and n.head and n.to_seq is not None]
    pins += [(epoch.size - 1, epoch.head) for epoch in manifest.epochs if epoch.after == log and epoch.size]
    return max(pins, default=None)


def newest(manifests: Iterable[Manifest]) -> Manifest | None:
    """Return the manifest with the highest serial."""
    return max(manifests, key=lambda manifest: manifest.serial, default=None)


class Ring:
    """The keys of one log's writer, made ready for looking up many places.

    Parameters
    ----------
    manifests : iterable of Manifest
        Those of the town that writes the log, accepted one after the other; the newest decides.
    log : str
    """

    def __init__(self, manifests: Iterable[Manifest], log: str) -> None:
        self._manifest, self._log = newest(manifests), log
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._keys: dict[str, Ed25519PublicKey] = {}
        for node in self._manifest.nodes if self._manifest else ():
            if node.key_id not in self._keys:
                assert self._manifest
                self._keys[node.key_id] = _load(node.pub)
                self._spans[node.key_id] = _spans(self._manifest, log, node.key_id)

    def at(self, key_id: str, seq: int) -> Ed25519PublicKey | None:
        """Return the key if it may sign this place, else None."""
        for begin, end in self._spans.get(key_id, ()):
            if begin <= seq < end:
                return self._keys[key_id]
        return None


def key_for(manifests: Iterable[Manifest], log: str, key_id: str, seq: int) -> Ed25519PublicKey | None:
    """Return the key that may sign this place of this log, or None.

    Parameters
    ----------
    manifests : iterable of Manifest
        Those of the town that writes the log, accepted one after the other; the newest decides.
    log, key_id : str
    seq : int
    """
    return Ring(manifests, log).at(key_id, seq)
