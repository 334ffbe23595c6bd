"""The form of a copy: a plain tar of which every byte is accounted for.

Any ``tar`` lists and unpacks it. The last members are ``manifest.json``, which names each other member with its size and
SHA-256, and ``manifest.sha256`` over that. Headers and fillings have one spelling only, so a single changed byte anywhere
is found; whatever is not on the list of names cannot be in it, so nothing is ever written outside its place.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

from django.utils.translation import gettext as _

from pilin.foundation.access.verdict import Refused

BLOCK = 512
PIECE = 1024 * 1024
END = b"\0" * (2 * BLOCK)
MANIFEST, MANIFEST_SUM = "manifest.json", "manifest.sha256"
LONGEST_MANIFEST = 512 * 1024**2
NAMES = re.compile(
    r"manifest\.json|manifest\.sha256|database\.(sqlite3|pgdump)|settings\.toml"
    r"|files/[0-9a-f]{2}/[0-9a-f]{64}|keys/settings\.toml|keys/[A-Za-z0-9_][A-Za-z0-9_.-]{0,78}"
    r"|handover/[A-Za-z0-9_][A-Za-z0-9_.-]{0,118}"
    r"|history/[A-Za-z0-9_-]{1,40}/[A-Za-z0-9_-]{1,60}/\d{4}-\d\d\.parquet"
)


class Damaged(Refused):
    """The copy is not as it was written, or was never written to its end. Nothing of it may be used."""

    def __init__(self, where: str) -> None:
        super().__init__(
            "damaged", _("This copy is damaged or cut short (%(where)s). Nothing of it was used.") % {"where": where}
        )


class Source(Protocol):
    """Something that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to this many bytes; none at the end."""
        ...


class Sink(Protocol):
    """Something that takes bytes."""

    def write(self, piece: bytes, /) -> Any:
        """Take bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a copy."""

    name: str
    size: int
    sha256: str


@dataclass
class Writer:
    """Writes a copy from its beginning to its end, holding one piece at a time."""

    sink: Sink
    at: int  # seconds since 1970, for listings
    members: list[Member] = field(default_factory=list)

    def add(self, name: str, source: Source, size: int) -> Member:
        """Put one file in; the size is what its header says, so a file that changes meanwhile is refused."""
        digest, left = hashlib.sha256(), size
        self.sink.write(_header(name, size, self.at))
        while left and (piece := source.read(min(PIECE, left))):
            digest.update(piece)
            self.sink.write(piece)
            left -= len(piece)
        if left:
            raise OSError(f"{name} became shorter while it was read")
        self.sink.write(b"\0" * _filling(size))
        self.members.append(Member(name, size, digest.hexdigest()))
        return self.members[-1]

    def add_bytes(self, name: str, content: bytes) -> Member:
        """Put a small file in."""
        return self.add(name, _Held(content), len(content))

    def close(self, manifest: dict[str, Any]) -> dict[str, Any]:
        """Write the manifest, its sum and the end; return the manifest as it stands there."""
        whole = {**manifest, "members": [{"name": m.name, "size": m.size, "sha256": m.sha256} for m in self.members]}
        self.add_bytes(MANIFEST, _packed(whole))
        self.add_bytes(MANIFEST_SUM, f"{sum_of(whole)}\n".encode())
        self.sink.write(END)
        return whole


def _packed(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()


def sum_of(manifest: dict[str, Any]) -> str:
    """Return the sum of a manifest: by it a copy is known, since it stands for every byte in it."""
    return hashlib.sha256(_packed(manifest)).hexdigest()


def read_through(source: Source, to: Callable[[Member], Sink | None] = lambda _member: None) -> dict[str, Any]:
    """Read a copy to its end, check every byte, and return its manifest.

    Parameters
    ----------
    source : Source
    to : callable
        Given each member's name and size (its sum is not known yet), returns where its bytes go; None: nowhere. What
        was handed on may be used only once this has returned.

    Raises
    ------
    Damaged
        At the first byte that is not as it was written.
    """
    seen: list[Member] = []
    at: int | None = None
    manifest = sum_of_manifest = b""
    while (block := _exactly(source, BLOCK)) != END[:BLOCK]:
        name, size, stamp = _parsed(block)
        at = stamp if at is None else at
        if block != _header(name, size, at):
            raise Damaged(name)
        special = name in (MANIFEST, MANIFEST_SUM)
        if special and size > LONGEST_MANIFEST:
            raise Damaged(name)
        kept = _Gathered() if special else to(Member(name, size, ""))
        digest, left = hashlib.sha256(), size
        while left:
            piece = _exactly(source, min(PIECE, left))
            digest.update(piece)
            if kept is not None:
                kept.write(piece)
            left -= len(piece)
        if any(_exactly(source, _filling(size))):
            raise Damaged(name)
        if name == MANIFEST and isinstance(kept, _Gathered):
            manifest = kept.content()
        elif name == MANIFEST_SUM and isinstance(kept, _Gathered):
            sum_of_manifest = kept.content()
        seen.append(Member(name, size, digest.hexdigest()))
    if _exactly(source, BLOCK) != END[:BLOCK] or source.read(1):
        raise Damaged(_("where it ends"))
    return _agreed(seen, manifest, sum_of_manifest)


def _agreed(seen: list[Member], manifest: bytes, sum_of_manifest: bytes) -> dict[str, Any]:
    """Return the manifest when it names just what was seen, in that order."""
    if [member.name for member in seen[-2:]] != [MANIFEST, MANIFEST_SUM]:
        raise Damaged(MANIFEST)
    if sum_of_manifest != f"{hashlib.sha256(manifest).hexdigest()}\n".encode():
        raise Damaged(MANIFEST)
    try:
        whole: dict[str, Any] = json.loads(manifest)
        said = [Member(one["name"], one["size"], one["sha256"]) for one in whole["members"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Damaged(MANIFEST) from None
    if len({member.name for member in seen}) != len(seen):
        raise Damaged(_("a file stands in it twice"))
    for member, named in zip(seen, said, strict=False):
        if member != named:
            raise Damaged(member.name)
    if len(said) != len(seen) - 2:
        raise Damaged(MANIFEST)
    return whole


def _header(name: str, size: int, at: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, at, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def _parsed(block: bytes) -> tuple[str, int, int]:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, ValueError):
        raise Damaged(_("the head of a file in it")) from None
    if NAMES.fullmatch(info.name) is None or info.size < 0:
        raise Refused(
            "foreign_member",
            _("This copy holds %(name)s, which no copy of Pilin holds. Nothing of it was used.")
            % {"name": repr(info.name[:80])},
        )
    return info.name, info.size, int(info.mtime)


def _filling(size: int) -> int:
    return -size % BLOCK


def _exactly(source: Source, size: int) -> bytes:
    """Return just so many bytes, however they come."""
    pieces, left = [], size
    while left:
        piece = source.read(left)
        if not piece:
            raise Damaged(_("it ends too early"))
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


class _Held:
    """Bytes that are read like a file."""

    def __init__(self, content: bytes) -> None:
        self._content, self._place = content, 0

    def read(self, size: int, /) -> bytes:
        piece = self._content[self._place : self._place + size]
        self._place += len(piece)
        return piece


class _Gathered:
    """Bytes written here are kept."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> None:
        self._pieces.append(piece)

    def content(self) -> bytes:
        return b"".join(self._pieces)


class Shown:
    """A file that says how much of it was read."""

    def __init__(self, file: IO[bytes], whole: int, step: str, told: Callable[[str, float], None]) -> None:
        self._file, self._whole, self._step, self._told, self._done = file, max(whole, 1), step, told, 0

    def seek(self, place: int) -> None:
        """Go to a place."""
        self._file.seek(place)
        self._done = place

    def read(self, size: int = -1, /) -> bytes:
        """Return bytes."""
        return self._passed(self._file.read(size))

    def readline(self, size: int = -1, /) -> bytes:
        """Return a line."""
        return self._passed(self._file.readline(size))

    def _passed(self, piece: bytes) -> bytes:
        self._done += len(piece)
        self._told(self._step, self._done / self._whole)
        return piece
