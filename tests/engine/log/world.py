"""A small circle of towns with keys and logs, the same every time, for tests of the log."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from pilin.engine.log import (
    NO_PREV,
    Checkpoint,
    Entry,
    Frontier,
    Head,
    Header,
    LogName,
    Manifest,
    NodeKey,
    Signer,
    body_commit,
    cosign,
    sign_checkpoint,
    sign_entry,
    write_archive,
)

CIRCLE = "water"


def signer(name: str) -> Signer:
    """Return the key that always belongs to this name."""
    return Signer(hashlib.sha256(f"test key {name}".encode()).digest())


def roots(town: str) -> list[Signer]:
    return [signer(f"{town} root {n}") for n in range(3)]


def first_manifest(town: str, *nodes: NodeKey) -> Manifest:
    """Return a signed first manifest: two of three roots, one node key."""
    keys = nodes or (NodeKey.of(signer(f"{town} node")),)
    made = Manifest(town, 1, tuple(root.public.hex() for root in roots(town)), 2, keys)
    return made.signed(roots(town)[:2])


def next_manifest(old: Manifest, *nodes: NodeKey, **changes: object) -> Manifest:
    """Return the one after it, signed by the same roots."""
    made = Manifest(old.town, old.serial + 1, old.roots, old.threshold, nodes, old.epochs)
    for name, value in changes.items():
        object.__setattr__(made, name, value)
    return made.signed(roots(old.town)[:2])


@dataclass
class Chain:
    """One log being written."""

    name: LogName
    key: Signer
    entries: list[Entry] = field(default_factory=list)
    bodies: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    grown: Frontier = field(default_factory=Frontier)

    def add(
        self, body: bytes = b"", kind: str = "row", obj: str = "t:1", key: Signer | None = None, **more: object
    ) -> Entry:
        seq = len(self.entries)
        salt = hashlib.sha256(f"{self.name.id}{seq}".encode()).digest()
        header = Header(**{
            "v": 1, "log": self.name.id, "seq": seq, "prev": self.entries[-1].hash if seq else NO_PREV, "kind": kind,
            "obj": obj, "base": None, "refs": (), "at": "2026-11-22T10:00:00+08:00", "role": "clerk",
            "commit": body_commit(salt, body) if body else "", **more,
        })  # type: ignore[arg-type]  # fmt: skip
        entry = sign_entry(key or self.key, header)
        self.entries.append(entry)
        self.grown.append(entry.raw)
        if body:
            self.bodies[seq] = (salt, body)
        return entry

    @property
    def head(self) -> Head:
        return Head(self.name.id, len(self.entries), self.grown.root().hex(), self.entries[-1].hash)

    def checkpoint(self, *witnesses: str) -> Checkpoint:
        made = sign_checkpoint(self.key, self.name.writer, self.head)
        for town in witnesses:
            made = cosign(signer(f"{town} node"), town, made, 1_795_000_000)
        return made


def chain(town: str, audience: str = "circle", length: int = 0, epoch: int = 0) -> Chain:
    made = Chain(LogName(CIRCLE, town, audience, epoch), signer(f"{town} node"))
    for n in range(length):
        made.add(f"body {n} of {town}".encode(), obj=f"t:{n}")
    return made


def packed(
    chains: list[Chain], heads: Mapping[str, list[Checkpoint]], extras: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the archive of these logs."""
    file = io.BytesIO()
    towns = {one.name.writer for one in chains} | {"north", "south", "east"}
    manifests = {town: [first_manifest(town)] for town in towns}
    write_archive(
        file,
        {one.name: one.entries for one in chains},
        manifests,
        heads,
        {one.name.id: one.bodies for one in chains},
        extras,
    )
    return file.getvalue()
