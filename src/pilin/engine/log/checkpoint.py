"""Heads: how long a log is and what is in it, signed by its writer and cosigned by other towns.

The format is that of C2SP ``tlog-checkpoint`` (a signed note) and ``tlog-cosignature``, so that witnesses outside the
circle need no software of ours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pilin.engine.log.entry import BadEntry, Entry, Signer, holds, verify_entry
from pilin.engine.log.keys import REVOKED, Manifest, Ring, newest

ORIGIN = "pilin.log/"
"""Stands before the id of the log in the first line of its checkpoints."""
_WRITER_SIG, _COSIGNATURE = b"\x01", b"\x04"
_NOTE = re.compile(r"pilin\.log/([0-9a-f]{64})\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n")
_SIGNATURE = re.compile(r"\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})")
_LONGEST_NOTE = 64 * 1024


class BadCheckpoint(ValueError):
    """No checkpoint; the message says why."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a log goes.

    Parameters
    ----------
    log : str
    size : int
        Number of entries.
    root : str
        Hex RFC 6962 root over their bytes.
    hash : str
        Hash of the last entry, when known; the root says it already.
    """

    log: str
    size: int
    root: str
    hash: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """Return the three lines that are signed."""
        return f"{ORIGIN}{self.log}\n{self.size}\n{base64.b64encode(bytes.fromhex(self.root)).decode()}\n"


@dataclass(frozen=True, slots=True)
class NoteSig:
    """One signature line: who, and what stands after it."""

    name: str
    blob: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head with signatures of its writer and of those who checked that nothing before it was changed."""

    head: Head
    sigs: tuple[NoteSig, ...] = ()

    def to_note(self) -> str:
        """Return the signed note."""
        lines = "".join(f"\u2014 {sig.name} {base64.b64encode(sig.blob).decode()}\n" for sig in self.sigs)
        return f"{self.head.text}\n{lines}"

    @classmethod
    def parse(cls, note: str) -> Checkpoint:
        """Return the checkpoint in a note; its signatures are not checked here.

        Raises
        ------
        BadCheckpoint
            When it is none, in its one spelling.
        """
        text, gap, lines = note.partition("\n\n")
        match = _NOTE.fullmatch(text + "\n")
        if len(note) > _LONGEST_NOTE or not gap or match is None:
            raise BadCheckpoint("this is no checkpoint of a log")
        sigs = []
        for line in lines.splitlines():
            signed = _SIGNATURE.fullmatch(line)
            try:
                sigs.append(
                    NoteSig(signed[1], base64.b64decode(signed[2], validate=True)) if signed else _no_line(line)
                )
            except binascii.Error:
                _no_line(line)
        found = cls(Head(match[1], int(match[2]), base64.b64decode(match[3]).hex()), tuple(sigs))
        if found.to_note() != note:
            raise BadCheckpoint("the bytes are not the one spelling of this checkpoint")
        return found


def _no_line(line: str) -> NoteSig:
    raise BadCheckpoint(f"this is no signature line: {line[:60]!r}")


def _key_hash(name: str, kind: bytes, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def _cosigned_text(head: Head, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{head.text}".encode()


def sign_checkpoint(signer: Signer, town: str, head: Head) -> Checkpoint:
    """Return the head signed by the town that writes the log."""
    blob = _key_hash(town, _WRITER_SIG, signer.public) + signer.sign(head.text.encode())
    return Checkpoint(head, (NoteSig(town, blob),))


def cosign(signer: Signer, town: str, checkpoint: Checkpoint, timestamp: int) -> Checkpoint:
    """Return the checkpoint with the cosignature of another town added.

    Parameters
    ----------
    signer : Signer
    town : str
    checkpoint : Checkpoint
        Only after its town checked that its own copy of the log leads there.
    timestamp : int
        Seconds since 1970; information only.
    """
    signature = signer.sign(_cosigned_text(checkpoint.head, timestamp))
    blob = _key_hash(town, _COSIGNATURE, signer.public) + timestamp.to_bytes(8, "big") + signature
    return replace(checkpoint, sigs=(*checkpoint.sigs, NoteSig(town, blob)))


@dataclass(frozen=True, slots=True)
class Signatures:
    """Which signatures of a checkpoint hold.

    Parameters
    ----------
    writer : bool
        Whether the writer of the log signed it with a key good for its last place, or the next.
    cosigners : mapping
        Town to the timestamp it gave.
    faults : tuple of str
        Lines that do not hold, in words.
    """

    writer: bool
    cosigners: Mapping[str, int]
    faults: tuple[str, ...]


def check_signatures(checkpoint: Checkpoint, writer: str, manifests: Mapping[str, Iterable[Manifest]]) -> Signatures:
    """Return which signatures hold.

    Parameters
    ----------
    checkpoint : Checkpoint
    writer : str
        The town that writes the log.
    manifests : mapping
        Town to its manifests. A cosignature by a key that was revoked since counts nothing: the town cosigns again.
    """
    head, good, cosigners, faults = checkpoint.head, False, dict[str, int](), []
    for sig in checkpoint.sigs:
        manifest = newest(manifests.get(sig.name, ()))
        if manifest is None:
            faults.append(f"signed by {sig.name}, whose keys are not here")
            continue
        mark, rest = sig.blob[:4], sig.blob[4:]
        for node in manifest.nodes:
            public = bytes.fromhex(node.pub)
            if sig.name == writer and mark == _key_hash(sig.name, _WRITER_SIG, public):
                ring = Ring((manifest,), head.log)  # a key that came after the last entry signs the head as well
                able = ring.at(node.key_id, max(head.size - 1, 0)) or ring.at(node.key_id, head.size)
                if able and holds(rest, head.text.encode(), public):
                    good = True
                    break
            elif mark == _key_hash(sig.name, _COSIGNATURE, public) and len(rest) == 72:
                timestamp = int.from_bytes(rest[:8], "big")
                if holds(rest[8:], _cosigned_text(head, timestamp), public):
                    if not any(n.reason == REVOKED for n in manifest.nodes if n.key_id == node.key_id):
                        cosigners[sig.name] = timestamp
                    break
        else:
            faults.append(f"the signature of {sig.name} does not hold")
    return Signatures(good, cosigners, tuple(faults))


@dataclass(frozen=True, slots=True)
class Fork:
    """The proof that a town signed two histories: two entries for one place, or two heads of one length."""

    a: Entry | Checkpoint
    b: Entry | Checkpoint

    @property
    def log(self) -> str:
        """Return the id of the log."""
        return self.a.header.log if isinstance(self.a, Entry) else self.a.head.log

    @property
    def seq(self) -> int:
        """Return the first place at which the two are known to differ; for heads, their length."""
        return self.a.header.seq if isinstance(self.a, Entry) else self.a.head.size

    def holds(self, writer: str, manifests: Iterable[Manifest]) -> bool:
        """Return whether both halves were signed by the writer, with keys good there, and contradict each other."""
        known = tuple(manifests)
        if isinstance(self.a, Entry) and isinstance(self.b, Entry):
            try:
                one, two = self.a.header, self.b.header
            except BadEntry:
                return False
            if (one.log, one.seq) != (two.log, two.seq) or self.a.hash == self.b.hash:
                return False
            ring = Ring(known, one.log)
            keys = [(entry, ring.at(entry.key_id, one.seq)) for entry in (self.a, self.b)]
            return all(key is not None and verify_entry(entry, key) for entry, key in keys)
        if isinstance(self.a, Checkpoint) and isinstance(self.b, Checkpoint):
            one_head, two_head = self.a.head, self.b.head
            if (one_head.log, one_head.size) != (two_head.log, two_head.size) or one_head.root == two_head.root:
                return False
            return all(check_signatures(half, writer, {writer: known}).writer for half in (self.a, self.b))
        return False


def first_difference(mine: Sequence[str], theirs: Sequence[str]) -> int | None:
    """Return the first place at which two copies of a log differ, or None while one is a beginning of the other.

    They are compared at their common length whichever is longer: comparing only against a longer copy misses forks.
    """
    common = min(len(mine), len(theirs))
    if mine[:common] == theirs[:common]:
        return None
    return next(place for place in range(common) if mine[place] != theirs[place])
